//! Statements that reach memory: arrays, structures, maps and variables, the packet.

use super::function::Function;

impl Function<'_> {
    /// An array with elements that are found by an index, which mostly is one; beyond the end aborts.
    pub(super) fn array(&mut self) {
        let (name, ty) = (self.name(), self.number());
        let elements =
            [self.typed(ty, 1), self.value(ty, 0), self.value(ty, 1), self.value(ty, 0)].join(", ");
        let [to, from] = [(); 2].map(|()| {
            let index = self.typed("usize", 1);
            if self.numbers.once_in(5) { index } else { format!("({index}) % 4") }
        });
        let value = self.value(ty, 1);
        self.line(&format!("let mut {name} = [{elements}];"));
        self.line(&format!("{name}[{to}] = {value};"));
        self.bind(&format!("{name}[{from}]"), ty);
    }

    pub(super) fn structure(&mut self) {
        let name = self.name();
        let (wide, left, right) = (self.value("u64", 1), self.value("u32", 1), self.value("i32", 0));
        self.line(&format!("let mut {name} = Pair {{ wide: {wide}, left: {left}, right: {right} }};"));
        let by = self.value("u32", 1);
        match self.numbers.below(5) {
            0 => {
                self.line(&format!("{name}.turn({by});"));
                self.bind(&format!("{name}.sum()"), "u64");
            }
            1 => {
                let wide = self.value("u64", 1);
                self.line(&format!("{name}.left ^= {by};"));
                self.bind(&format!("exchange(&mut {name}, {wide}) + {name}.sum()"), "u64");
            }
            2 => {
                let (nest, index, byte) = (self.name(), self.typed("usize", 0), self.value("u8", 1));
                let count = self.value("i64", 1);
                self.line(&format!("let mut {nest} = Nest::new({name}, {count});"));
                self.line(&format!("{nest}.mark({index}, {byte});"));
                self.line(&format!("{nest}.pair.left = {by};"));
                self.bind(&format!("{nest}.sum() ^ {name}.sum()"), "u64");
            }
            3 => {
                let (wide, right) = (self.name(), self.name());
                self.line(&format!("{name}.turn({by});"));
                self.line(&format!("let Pair {{ wide: {wide}, right: {right}, .. }} = {name};"));
                self.variable(&wide, "u64", false);
                self.variable(&right, "i32", false);
            }
            _ => {
                let copy = self.name();
                self.line(&format!("let {copy} = {name};"));
                self.line(&format!("{name}.turn({by});"));
                self.bind(&format!("{copy}.left + {name}.left"), "u32");
            }
        }
    }

    /// Maps and variables, which keep what they hold from run to run.
    pub(super) fn map(&mut self) {
        let key = format!("({}) & 15", self.typed("u32", 1));
        let value = self.value("u64", 1);
        match self.numbers.below(10) {
            0 => self.line(&format!("TABLE.add({key}, {value});")),
            1 => {
                let name = self.name();
                self.line(&format!("let {name} = TABLE.insert({key}, {value}) as u8;"));
                self.variable(&name, "u8", false);
            }
            2 => {
                let name = self.name();
                self.line(&format!("let {name} = TABLE.remove(&({key})) as u32;"));
                self.variable(&name, "u32", false);
            }
            3 => {
                let (name, operator) = (self.name(), self.numbers.one_of("+=", &["=", "^=", "*="]));
                self.open(&format!("if let Some(mut {name}) = TABLE.get(&({key})) {{"));
                self.line(&format!("*{name} {operator} {value};"));
                self.close("}");
            }
            4 => {
                let name = self.name();
                self.open(&format!("let {name} = match TABLE.get(&({key})) {{"));
                self.line("Some(known) => *known,");
                self.line(&format!("None => {value},"));
                self.close("};");
                self.variable(&name, "u64", false);
            }
            5 => {
                let name = self.name();
                self.open(&format!("if let Some(mut {name}) = TABLE.entry({key}).or_insert({value}) {{"));
                self.line(&format!("*{name} += 1;"));
                self.close("}");
            }
            6 | 7 => {
                let (name, key) = (self.name(), self.name());
                let (high, low) = (self.typed("u16", 1), self.typed("u16", 1));
                self.line(&format!("let {key} = Key {{ high: ({high}) & 3, low: ({low}) & 3 }};"));
                let (left, by) = (self.value("u32", 1), self.value("u32", 1));
                self.open(&format!("if let Some(mut {name}) = PAIRS.get(&{key}) {{"));
                self.line(&format!("{name}.left ^= {left};"));
                self.line(&format!("{name}.turn({by});"));
                self.indent -= 1;
                self.open("} else {");
                self.line(&format!("PAIRS.insert({key}, Pair::new({value}, {left}));"));
                self.close("}");
            }
            8 => {
                let (name, index) = (self.name(), self.typed("u32", 1));
                self.open(&format!("if let Some(mut {name}) = NUMBERS.get(({index}) % 5) {{"));
                let value = self.value("i32", 1);
                self.line(&format!("*{name} += {value};"));
                self.close("}");
            }
            _ => {
                let value = self.value("u32", 1);
                self.line(&format!("COUNT.set(COUNT.get() + ({value}));"));
                self.bind("COUNT.get()", "u32");
            }
        }
    }

    /// The packet's next header, read and written.
    pub(super) fn header(&mut self) {
        let name = self.name();
        let (header, field, order, ty) = self.numbers.one_of(
            ("Ethernet", "ether_type", "U16Be", "u16"),
            &[
                ("Ipv4", "total_len", "U16Be", "u16"),
                ("Ipv4", "src", "U32Be", "u32"),
                ("Udp", "dst", "U16Be", "u16"),
                ("Tcp", "seq", "U32Be", "u32"),
                ("Icmp", "rest", "U32Be", "u32"),
                ("Given", "result", "U64Be", "u64"),
            ],
        );
        self.line(&format!("let {name} = packet.parse::<{header}>()?;"));
        let read = self.name();
        self.line(&format!("let {read} = {name}.{field}.get();"));
        self.variable(&read, ty, false);
        if self.numbers.once_in(2) {
            let value = self.value(ty, 1);
            self.line(&format!("{name}.{field} = {order}::new({value});"));
        }
    }
}
