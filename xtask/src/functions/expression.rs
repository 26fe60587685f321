//! Expressions, written with the parentheses that they need and no others.

use super::function::Function;

/// The numbers of the language.
pub(super) const TYPES: [&str; 10] = ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];

/// How many characters an expression may have.
const LONGEST: usize = 60;

/// How strongly the parts of an expression hold together, from the weakest on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Or,
    And,
    Comparison,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Cast,
    Unary,
    Atom,
}

/// The text of an expression.
pub(super) struct Expression {
    text: String,
    rank: Rank,
}

impl Expression {
    fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), rank: Rank::Atom }
    }

    /// The expression as an operand of something.
    fn within(self, rank: Rank) -> String {
        if self.rank < rank { format!("({})", self.text) } else { self.text }
    }

    fn binary(self, operator: &str, other: Self) -> Self {
        let rank = match operator {
            "||" => Rank::Or,
            "&&" => Rank::And,
            "|" => Rank::BitOr,
            "^" => Rank::BitXor,
            "&" => Rank::BitAnd,
            "<<" | ">>" => Rank::Shift,
            "+" | "-" => Rank::Sum,
            "*" | "/" | "%" => Rank::Product,
            _ => Rank::Comparison,
        };
        // Comparisons do not follow each other, and behind a cast `<` begins its type's arguments.
        let is_cast = self.text.rsplit_once(" as ").is_some_and(|(_, ty)| TYPES.contains(&ty));
        let left = match rank {
            Rank::Comparison => self.within(Rank::BitOr),
            _ => self.within(rank),
        };
        let left = if is_cast && operator.starts_with('<') && !left.ends_with(')') {
            format!("({left})")
        } else {
            left
        };
        let other = if other.rank > rank { other.text } else { format!("({})", other.text) };
        Self { text: format!("{left} {operator} {other}"), rank }
    }

    fn cast(self, ty: &str) -> Self {
        Self { text: format!("{} as {ty}", self.within(Rank::Cast)), rank: Rank::Cast }
    }

    fn not(self, sign: &str) -> Self {
        Self { text: format!("{sign}{}", self.within(Rank::Unary)), rank: Rank::Unary }
    }
}

impl Function<'_> {
    /// A value of this type where its type is known from what is around it.
    pub(super) fn value(&mut self, ty: &str, depth: usize) -> String {
        self.short(depth, |this, depth| if depth == 0 { this.operand(ty) } else { this.tree(ty, depth) })
    }

    /// A value whose type is known from itself.
    pub(super) fn typed(&mut self, ty: &str, depth: usize) -> String {
        self.short(depth, |this, depth| this.tree(ty, depth))
    }

    /// A value in front of a method or `as`, whose type is known from itself.
    fn receiver(&mut self, ty: &str, depth: usize) -> Expression {
        let tree = self.tree(ty, depth);
        Expression::atom(tree.within(Rank::Atom))
    }

    pub(super) fn condition(&mut self, depth: usize) -> String {
        self.short(depth, Self::test)
    }

    /// The expression, or a smaller one instead of one that is long.
    fn short(&mut self, depth: usize, mut make: impl FnMut(&mut Self, usize) -> Expression) -> String {
        let mut text = String::new();
        for depth in (0..=depth).rev() {
            text = make(self, depth).text;
            if text.len() <= LONGEST {
                break;
            }
        }
        text
    }

    /// A literal or a variable.
    fn operand(&mut self, ty: &str) -> Expression {
        if self.numbers.once_in(3) { self.literal(ty) } else { self.leaf(ty) }
    }

    fn literal(&mut self, ty: &str) -> Expression {
        match self.numbers.below(7) {
            0 => Expression::atom(format!("{ty}::MAX")),
            1 => Expression::atom(format!("{ty}::MIN")),
            2 if ty.starts_with('i') => Expression::atom((self.numbers.below(120) + 1).to_string()).not("-"),
            3 => Expression::atom("0"),
            4 if ["u32", "u64", "i64"].contains(&ty) => {
                Expression::atom(format!("{:#x}", self.numbers.below(0x7fff_ffff)))
            }
            _ => Expression::atom(self.numbers.below(127).to_string()),
        }
    }

    /// A variable, as this type.
    fn leaf(&mut self, ty: &str) -> Expression {
        let of_the_type: Vec<_> = self.variables.iter().filter(|one| one.ty == ty).cloned().collect();
        let any = of_the_type.len() < 2 || self.numbers.once_in(4);
        let choices = if any { self.variables.clone() } else { of_the_type };
        let found = &choices[self.numbers.below(choices.len())];
        let name = Expression::atom(found.name.clone());
        if found.ty == ty { name } else { name.cast(ty) }
    }

    /// An expression whose first operand says its type.
    fn tree(&mut self, ty: &str, depth: usize) -> Expression {
        if depth == 0 {
            return self.leaf(ty);
        }
        let depth = depth - 1;
        match self.numbers.below(14) {
            0..=5 => {
                let operator = self.numbers.one_of("+", &["-", "*", "&", "|", "^"]);
                let (left, right) = (self.tree(ty, depth), self.side(ty, depth));
                left.binary(operator, right)
            }
            6 | 7 => {
                let operator = self.numbers.one_of("<<", &[">>"]);
                let left = self.tree(ty, depth);
                let amount = if self.numbers.once_in(2) {
                    Expression::atom(self.numbers.below(8).to_string())
                } else {
                    // Beyond the width it is taken modulo the width.
                    self.tree("u32", depth.min(1))
                };
                left.binary(operator, amount)
            }
            8 => {
                let operator = self.numbers.one_of("/", &["%"]);
                let (left, divisor) = (self.tree(ty, depth), self.tree(ty, depth));
                // Mostly not zero: a division by zero aborts.
                let divisor = if self.numbers.once_in(4) {
                    divisor
                } else {
                    divisor.binary("|", Expression::atom("1"))
                };
                left.binary(operator, divisor)
            }
            9 => {
                let other = self.number();
                self.tree(other, depth).cast(ty)
            }
            10 if ty.starts_with('i') => self.tree(ty, depth).not("-"),
            10 => self.tree(ty, depth).not("!"),
            11 => {
                let (receiver, other) = (self.receiver(ty, 0), self.value(ty, depth));
                let method =
                    self.numbers.one_of("min", &["max", "wrapping_add", "wrapping_sub", "wrapping_mul"]);
                Expression::atom(format!("{}.{method}({other})", receiver.text))
            }
            12 => {
                let (one, two) = (self.typed(ty, depth), self.value(ty, depth));
                if self.numbers.once_in(2) {
                    Expression::atom(format!("larger({one}, {two})"))
                } else {
                    let three = self.value(ty, 0);
                    Expression::atom(format!("middle({one}, {two}, {three})"))
                }
            }
            _ => self.call(ty, depth),
        }
    }

    /// The second operand of an operator.
    fn side(&mut self, ty: &str, depth: usize) -> Expression {
        if depth == 0 { self.operand(ty) } else { self.tree(ty, depth) }
    }

    /// A call of a function of its own.
    fn call(&mut self, ty: &str, depth: usize) -> Expression {
        let (call, result) = if self.numbers.once_in(2) {
            (format!("mixed({}, {})", self.value("u32", depth), self.value("u32", depth)), "u32")
        } else {
            (format!("scattered({}, {})", self.value("i64", depth), self.value("u64", depth)), "u64")
        };
        let call = Expression::atom(call);
        if ty == result { call } else { call.cast(ty) }
    }

    fn test(&mut self, depth: usize) -> Expression {
        let inner = depth.saturating_sub(1);
        match self.numbers.below(9) {
            0 if depth > 1 => {
                let left = self.test(inner);
                left.binary("&&", self.test(inner))
            }
            1 if depth > 1 => {
                let left = self.test(inner);
                left.binary("||", self.test(inner))
            }
            2 if depth > 0 => self.test(inner).not("!"),
            3 => {
                let number = self.typed("u64", inner);
                Expression::atom(format!("half({number}).is_some()"))
            }
            4 => {
                let number = self.typed("u64", inner);
                let color = self.numbers.one_of("Red", &["Green", "Blue"]);
                Expression::atom(format!("color({number})"))
                    .binary("==", Expression::atom(format!("Color::{color}")))
            }
            _ => {
                let ty = self.number();
                let operator = self.numbers.one_of("==", &["!=", "<", "<=", ">", ">="]);
                let left = self.tree(ty, inner);
                left.binary(operator, self.side(ty, inner.min(1)))
            }
        }
    }

    /// A type of numbers, mostly one of which there is a variable.
    pub(super) fn number(&mut self) -> &'static str {
        let place = self.numbers.below(self.variables.len() * 2);
        match self.variables.get(place) {
            Some(variable) => variable.ty,
            None => self.numbers.one_of("u64", &TYPES),
        }
    }
}
