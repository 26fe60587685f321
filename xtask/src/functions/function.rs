//! One function with the program that calls it.

use super::expression::TYPES;
use super::numbers::Numbers;

/// A variable in scope.
#[derive(Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) ty: &'static str,
    /// Whether it can be assigned to.
    pub(super) is_mutable: bool,
}

/// What a function takes and gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Two numbers, for one.
    Numbers,
    /// Two numbers, for one or none.
    Optional,
    /// A structure that it changes, and a number.
    ByReference,
    /// A structure of its own, and a number.
    ByValue,
    /// No function: the program itself reads and writes a packet.
    Packet,
}

const SHAPES: [Shape; 9] = [
    Shape::Numbers,
    Shape::Numbers,
    Shape::Numbers,
    Shape::Optional,
    Shape::Optional,
    Shape::ByReference,
    Shape::ByValue,
    Shape::Packet,
    Shape::Packet,
];

/// A function of two numbers that others may call.
#[derive(Clone)]
pub(super) struct Callee {
    pub(super) name: String,
    pub(super) parameters: [&'static str; 2],
}

/// A function that is being written.
pub(super) struct Function<'n> {
    pub(super) numbers: &'n mut Numbers,
    pub(super) shape: Shape,
    pub(super) variables: Vec<Variable>,
    pub(super) callees: &'n [Callee],
    /// The text, and how far the next line is indented.
    pub(super) text: String,
    pub(super) indent: usize,
    /// How many names there are.
    count: usize,
    /// Whether a loop or a branch is open, and how many.
    pub(super) depth: usize,
    /// Whether it calls one of the callees.
    pub(super) calls: bool,
}

impl Function<'_> {
    pub(super) fn line(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.extend(std::iter::repeat_n("    ", self.indent));
        }
        self.text += text;
        self.text.push('\n');
    }

    /// A line that begins a block.
    pub(super) fn open(&mut self, text: &str) {
        self.line(text);
        self.indent += 1;
    }

    /// A line that ends a block.
    pub(super) fn close(&mut self, text: &str) {
        self.indent -= 1;
        self.line(text);
    }

    /// A name for a variable.
    pub(super) fn name(&mut self) -> String {
        self.count += 1;
        format!("v{}", self.count)
    }

    pub(super) fn variable(&mut self, name: &str, ty: &'static str, is_mutable: bool) {
        self.variables.push(Variable { name: name.to_owned(), ty, is_mutable });
    }

    /// The end of the function: all that was computed, as one number.
    fn sum(&mut self) -> String {
        let mut sum = "r as u64".to_owned();
        let last: Vec<_> =
            self.variables.iter().rev().filter(|one| one.name != "r").take(4).cloned().collect();
        for (at, Variable { name, ty, .. }) in last.into_iter().enumerate() {
            let operator = ["^", "+", "^", "+"][at % 4];
            let number = if ty == "u64" { name } else { format!("{name} as u64") };
            sum = if sum.contains(' ') && sum != "r as u64" { format!("({sum})") } else { sum };
            sum = format!("{sum} {operator} {number}");
        }
        sum
    }
}

/// A function of this number with its program, indented as in a module; and how others call it, if they may.
pub(super) fn function(numbers: &mut Numbers, number: usize, callees: &[Callee]) -> (String, Option<Callee>) {
    let shape = numbers.one_of(Shape::Numbers, &SHAPES);
    let parameters = [numbers.one_of("u64", &TYPES), numbers.one_of("u32", &TYPES)];
    let [x, y] = parameters;
    // Of its own: verified with its callers, or by itself.
    let attribute = match (shape, numbers.below(6)) {
        (Shape::Numbers | Shape::ByReference, 0) => Some("#[inline(never)]"),
        (Shape::Numbers, 1) => Some("#[global]"),
        _ => None,
    };
    let is_packet = shape == Shape::Packet;
    let mut one = Function {
        numbers,
        shape,
        callees: if attribute.is_some() { &[] } else { callees },
        variables: vec![],
        text: String::new(),
        indent: 1,
        count: 0,
        depth: 0,
        calls: false,
    };
    if let Some(attribute) = attribute {
        one.line(attribute);
    }
    match shape {
        Shape::Numbers => one.open(&format!("fn f{number}(x: {x}, y: {y}) -> u64 {{")),
        Shape::Optional => one.open(&format!("fn f{number}(x: {x}, y: {y}) -> Option<u64> {{")),
        Shape::ByReference => one.open(&format!("fn f{number}(pair: &mut Pair, y: {y}) -> u64 {{")),
        Shape::ByValue => one.open(&format!("fn f{number}(mut nest: Nest, y: {y}) -> u64 {{")),
        Shape::Packet => one.program(number),
    }
    one.variable("y", y, false);
    match shape {
        Shape::Numbers | Shape::Optional => one.variable("x", x, false),
        Shape::ByReference => one.parts(&[("pair.wide", "u64"), ("pair.left", "u32"), ("pair.right", "i32")]),
        Shape::ByValue => {
            one.parts(&[("nest.pair.left", "u32"), ("nest.count", "i64"), ("nest.bytes[2]", "u8")]);
        }
        Shape::Packet => {
            one.line(&format!("let x = given.x.get() as {x};"));
            one.line(&format!("let y = given.y.get() as {y};"));
            one.variable("x", x, false);
        }
    }
    let start = one.typed(x, 1);
    one.line(&format!("let mut r: {x} = {start};"));
    one.variable("r", x, true);
    for _ in 0..one.numbers.below(5) + 2 {
        one.statement();
    }
    let sum = one.sum();
    match shape {
        Shape::Optional => one.line(&format!("Some({sum})")),
        Shape::Packet => one.line(&format!("given.result = U64Be::new({sum});")),
        _ => one.line(&sum),
    }
    if is_packet {
        one.line("Some(XdpAction::Pass)");
    } else {
        one.close("}");
        one.line("");
        one.program(number);
        match shape {
            Shape::Numbers => {
                one.line(&format!("let result = f{number}(given.x.get() as {x}, given.y.get() as {y});"))
            }
            Shape::Optional => {
                one.line(&format!("let result = f{number}(given.x.get() as {x}, given.y.get() as {y})?;"));
            }
            _ => {
                one.line("let mut pair = Pair::new(given.x.get(), given.y.get() as u32);");
                if shape == Shape::ByReference {
                    one.line(&format!(
                        "let result = f{number}(&mut pair, given.y.get() as {y}) ^ pair.sum();"
                    ));
                } else {
                    one.line("pair.turn(5);");
                    one.line("let nest = Nest::new(pair, given.x.get() as i64);");
                    one.line(&format!("let result = f{number}(nest, given.y.get() as {y}) ^ nest.sum();"));
                }
            }
        }
        one.line("given.result = U64Be::new(result);");
        one.line("Some(XdpAction::Pass)");
    }
    one.close("}");
    // Chains of calls stay short: a caller is not called.
    let may_be_called = shape == Shape::Numbers && !one.calls;
    (one.text, may_be_called.then(|| Callee { name: format!("f{number}"), parameters }))
}

impl Function<'_> {
    /// The beginning of the program: what it is given.
    fn program(&mut self, number: usize) {
        self.line("#[xdp(default = Aborted)]");
        self.open(&format!("pub fn p{number}(ctx: &mut Xdp) -> Option<XdpAction> {{"));
        self.line("let mut packet = ctx.packet();");
        self.line("let given = packet.parse::<Given>()?;");
    }

    /// Parts of a structure that is a parameter: they can be assigned to.
    fn parts(&mut self, parts: &[(&str, &'static str)]) {
        for &(name, ty) in parts {
            self.variable(name, ty, true);
        }
    }
}
