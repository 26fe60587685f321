//! Statements: what binds, branches, repeats, and leaves.

use super::function::{Function, Shape};

/// How deep loops and branches may be in each other.
const DEEPEST: usize = 2;

impl Function<'_> {
    /// One statement, and what it binds.
    pub(super) fn statement(&mut self) {
        match self.numbers.below(22) {
            0 | 1 => self.binding(),
            2 => self.chosen(),
            3 => self.matched(),
            4 => self.matched_color(),
            5 => self.matched_pair(),
            6 | 7 => self.branch(),
            8 | 9 => self.counted(),
            10 => self.through_an_array(),
            11 => self.repeated(),
            12 => self.found(),
            13 => self.labelled(),
            14 => self.array(),
            15 => self.structure(),
            16 => self.option(),
            17 | 18 => self.map(),
            19 if self.shape == Shape::Packet => self.header(),
            19 => self.early_return(),
            20 => self.callee(),
            _ => self.assignment(),
        }
    }

    /// `let` of an expression, and the variable for what follows.
    pub(super) fn bind(&mut self, text: &str, ty: &'static str) {
        let name = self.name();
        let mutable = self.numbers.once_in(2);
        let keyword = if mutable { "let mut" } else { "let" };
        self.line(&format!("{keyword} {name}: {ty} = {text};"));
        self.variable(&name, ty, mutable);
    }

    fn binding(&mut self) {
        let ty = self.number();
        let value = self.value(ty, 3);
        self.bind(&value, ty);
    }

    /// `if` as a value.
    fn chosen(&mut self) {
        let ty = self.number();
        let (condition, yes, no) = (self.condition(2), self.typed(ty, 1), self.value(ty, 1));
        self.bind(&format!("if {condition} {{ {yes} }} else {{ {no} }}"), ty);
    }

    /// `match` with numbers, ranges and guards.
    fn matched(&mut self) {
        let (ty, of) = (self.number(), self.number());
        let value = self.typed(of, 1);
        let name = self.name();
        let arms = [
            format!("0 | 7 => {},", self.typed(ty, 1)),
            format!("1..=60 => {},", self.value(ty, 1)),
            format!("k if k > 90 => {},", self.value(ty, 1)),
            format!("k @ 61..70 => k as {ty},"),
            format!("_ => {},", self.value(ty, 1)),
        ];
        self.open(&format!("let {name}: {ty} = match {value} {{"));
        for arm in arms {
            self.line(&arm);
        }
        self.close("};");
        self.variable(&name, ty, false);
    }

    /// `match` of an enumeration.
    fn matched_color(&mut self) {
        let ty = self.number();
        let value = self.value("u64", 1);
        let name = self.name();
        let arms = [
            format!("Color::Red => {},", self.typed(ty, 1)),
            format!("Color::Green if {} => {},", self.condition(1), self.value(ty, 1)),
            format!("one => one as u32 as {ty},"),
        ];
        self.open(&format!("let {name}: {ty} = match color({value}) {{"));
        for arm in arms {
            self.line(&arm);
        }
        self.close("};");
        self.variable(&name, ty, false);
    }

    /// `match` of two things at once.
    fn matched_pair(&mut self) {
        let (one, other) = (self.value("u64", 1), self.typed("u32", 1));
        let name = self.name();
        let arms = [
            format!("(Some(0..=9), _) => {},", self.typed("u64", 1)),
            "(Some(n), k @ 1..=100) => n + k as u64,".to_owned(),
            format!("(Some(n), _) if n & 1 == 1 => {},", self.value("u64", 1)),
            format!("(None, 0) => {},", self.value("u64", 1)),
            format!("_ => {},", self.value("u64", 0)),
        ];
        self.open(&format!("let {name} = match (half({one}), {other}) {{"));
        for arm in arms {
            self.line(&arm);
        }
        self.close("};");
        self.variable(&name, "u64", false);
    }

    /// Statements in a block: what they bind is gone with it.
    fn block(&mut self, count: usize) {
        let scope = self.variables.len();
        self.depth += 1;
        for _ in 0..count {
            if self.depth >= DEEPEST { self.assignment() } else { self.statement() }
        }
        self.depth -= 1;
        self.variables.truncate(scope);
    }

    fn branch(&mut self) {
        let condition = self.condition(2);
        self.open(&format!("if {condition} {{"));
        self.block(1);
        if self.numbers.once_in(3) {
            let condition = self.condition(1);
            self.indent -= 1;
            self.open(&format!("}} else if {condition} {{"));
            self.block(1);
        }
        if self.numbers.once_in(2) {
            self.indent -= 1;
            self.open("} else {");
            self.block(2);
        }
        self.close("}");
    }

    /// `for` over a range, perhaps with another one in it.
    fn counted(&mut self) {
        let name = self.name();
        let scope = self.variables.len();
        match self.numbers.below(4) {
            0 => {
                let end = self.typed("u32", 1);
                self.line("#[bound(7)]");
                self.open(&format!("for {name} in 0..({end}) & 7 {{"));
                self.variable(&name, "u32", false);
                self.block(1);
                self.close("}");
            }
            1 => {
                let (inner, turns) = (self.name(), self.numbers.below(3) + 1);
                self.open(&format!("'outer: for {name} in 0..={turns}i32 {{"));
                self.open(&format!("for {inner} in 0..4u8 {{"));
                self.variable(&name, "i32", false);
                self.variable(&inner, "u8", false);
                let (condition, other) = (self.condition(1), self.condition(1));
                let leave = self.numbers.one_of("continue 'outer", &["break 'outer", "break", "continue"]);
                self.open(&format!("if {condition} {{"));
                self.line(&format!("{leave};"));
                self.close("}");
                self.assignment();
                self.open(&format!("if {other} {{"));
                self.line("break;");
                self.close("}");
                self.close("}");
                self.variables.truncate(scope + 1);
                self.assignment();
                self.close("}");
            }
            _ => {
                let (ty, turns) =
                    (self.numbers.one_of("u32", &["u64", "usize", "i64", "u8"]), self.numbers.below(6) + 1);
                self.open(&format!("for {name} in 0..{turns}{ty} {{"));
                self.variable(&name, ty, false);
                if self.numbers.once_in(2) {
                    let condition = self.condition(1);
                    let leave = self.numbers.one_of("continue", &["break"]);
                    self.open(&format!("if {condition} {{"));
                    self.line(&format!("{leave};"));
                    self.close("}");
                }
                self.block(1);
                self.close("}");
            }
        }
        self.variables.truncate(scope);
    }

    /// `for` over an array, by value or by reference.
    fn through_an_array(&mut self) {
        let (name, ty) = (self.name(), self.number());
        let elements = [self.typed(ty, 1), self.value(ty, 1), self.value(ty, 0)].join(", ");
        let scope = self.variables.len();
        if self.numbers.once_in(2) {
            self.open(&format!("for {name} in [{elements}] {{"));
        } else {
            self.open(&format!("for &{name} in &[{elements}] {{"));
        }
        self.variable(&name, ty, false);
        self.assignment();
        self.close("}");
        self.variables.truncate(scope);
    }

    /// `while`, with a bound; more turns than that abort.
    fn repeated(&mut self) {
        let (name, start) = (self.name(), self.typed("u32", 1));
        if self.numbers.once_in(2) {
            let mask = self.numbers.one_of(7, &[15, 31]);
            self.line(&format!("let mut {name} = ({start}) & {mask};"));
            self.line(&format!("#[bound({mask})]"));
            self.open(&format!("while {name} > 0 {{"));
            self.line(&format!("{name} -= 1;"));
        } else {
            self.line(&format!("let mut {name} = {start};"));
            self.line("#[bound(20)]");
            self.open(&format!("while {name} > 3 {{"));
            let shift = self.numbers.one_of(">>= 1", &[">>= 3", "/= 10"]);
            self.line(&format!("{name} {shift};"));
        }
        self.variable(&name, "u32", false);
        self.assignment();
        self.close("}");
    }

    /// `loop` that breaks with a value, and `while let`.
    fn found(&mut self) {
        let name = self.name();
        let counter = self.name();
        if self.numbers.once_in(3) {
            let start = self.value("u64", 1);
            self.line(&format!("let mut {name}: u64 = {start};"));
            // A number of 64 bits is halved at most 64 times; what ends in so many places is not for the inside of another loop, where
            // the verifier would look at every end of every turn.
            let bound = if self.depth == 0 { 64 } else { 6 };
            self.line(&format!("#[bound({bound})]"));
            self.open(&format!("while let Some({counter}) = half({name}) {{"));
            self.open(&format!("if {counter} < 3 {{"));
            self.line("break;");
            self.close("}");
            self.line(&format!("{name} = {counter};"));
            self.close("}");
            self.variable(&name, "u64", true);
            return;
        }
        let (ty, turns) = (self.number(), self.numbers.below(6) + 2);
        self.line(&format!("let mut {counter} = 0u32;"));
        self.line(&format!("let {name}: {ty} = #[bound({})]", turns + 1));
        self.open("loop {");
        self.line(&format!("{counter} += 1;"));
        self.variable(&counter, "u32", false);
        let (condition, value, last) = (self.condition(1), self.typed(ty, 1), self.value(ty, 0));
        self.open(&format!("if {condition} {{"));
        self.line(&format!("break {value};"));
        self.close("}");
        self.open(&format!("if {counter} >= {turns} {{"));
        self.line(&format!("break {last};"));
        self.close("}");
        self.assignment();
        self.close("};");
        self.variable(&name, ty, false);
    }

    /// A block with a label that is left with a value.
    fn labelled(&mut self) {
        let (name, ty) = (self.name(), self.number());
        let (condition, value, last) = (self.condition(2), self.typed(ty, 1), self.value(ty, 1));
        self.open(&format!("let {name}: {ty} = 'done: {{"));
        self.open(&format!("if {condition} {{"));
        self.line(&format!("break 'done {value};"));
        self.close("}");
        self.assignment();
        self.line(&last);
        self.close("};");
        self.variable(&name, ty, false);
    }

    fn option(&mut self) {
        let (name, value) = (self.name(), self.typed("u64", 1));
        match self.numbers.below(5) {
            0 if self.shape == Shape::Optional => {
                self.line(&format!("let {name} = quarter({value})?;"));
            }
            0 | 1 => {
                let left = self.left_with();
                self.line(&format!("let Some({name}) = half({value}) else {{ {left} }};"));
            }
            2 => {
                let other = self.value("u64", 1);
                self.line(&format!("let {name} = quarter({value}).unwrap_or({other});"));
            }
            3 => {
                // None aborts.
                self.line(&format!("let {name} = half({value}).unwrap();"));
            }
            _ => {
                self.open(&format!("if let Some({name}) = half({value}) {{"));
                self.variable(&name, "u64", false);
                self.assignment();
                self.variables.pop();
                self.indent -= 1;
                self.open("} else {");
                self.assignment();
                self.close("}");
                return;
            }
        }
        self.variable(&name, "u64", false);
    }

    /// What leaves the function.
    pub(super) fn left_with(&mut self) -> String {
        match self.shape {
            Shape::Optional if self.numbers.once_in(2) => "return None".to_owned(),
            Shape::Optional => format!("return Some({})", self.value("u64", 1)),
            Shape::Packet => {
                let verdict = self.numbers.one_of("Drop", &["Pass", "Tx"]);
                format!("return Some(XdpAction::{verdict})")
            }
            _ => format!("return {}", self.value("u64", 1)),
        }
    }

    fn early_return(&mut self) {
        let (condition, left) = (self.condition(2), self.left_with());
        self.open(&format!("if {condition} {{"));
        self.line(&format!("{left};"));
        self.close("}");
    }

    /// A call of another generated function, if there is one that may be called.
    fn callee(&mut self) {
        if self.callees.is_empty() || self.depth > 0 || self.calls {
            return self.assignment();
        }
        let place = self.numbers.below(self.callees.len());
        let callee = self.callees[place].clone();
        let [x, y] = callee.parameters.map(|ty| self.value(ty, 1));
        self.calls = true;
        self.bind(&format!("{}({x}, {y})", callee.name), "u64");
    }

    /// A variable that can be assigned to, changed.
    pub(super) fn assignment(&mut self) {
        let mutable: Vec<_> = self.variables.iter().filter(|one| one.is_mutable).cloned().collect();
        let variable = &mutable[self.numbers.below(mutable.len())];
        let operator =
            self.numbers.one_of("=", &["+=", "-=", "*=", "^=", "|=", "&=", "+=", "^=", "<<=", ">>=", "/="]);
        let value = match operator {
            "<<=" | ">>=" => self.numbers.below(8).to_string(),
            "/=" => (self.numbers.below(100) + 1).to_string(),
            _ => self.value(variable.ty, 2),
        };
        self.line(&format!("{} {operator} {value};", variable.name));
    }
}
