//! What the text of an instruction can be: the texts of all rows of the table in all dialects, as a tree of their
//! elements. Texts that begin alike share a branch, so that a line is compared with all of them at once, and what was
//! expected where the line leaves the tree is what stands there.

use super::lexer::{Kind, tokens_of_part};
use crate::dialect::template;
use crate::print::next_place;
use crate::table::{Field, Row, TABLE};
use crate::{Callee, Dialect, Immediate, Operation, Size, Source, Width};
use std::sync::LazyLock;

/// One element of an instruction's text.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Element {
    /// This word or sign.
    Token(String),
    /// This number.
    Literal(u64),
    /// A register, written for this width.
    Register(Width, Part),
    /// A number.
    Number(Number),
    /// A name, and what it is that of.
    Name(Named),
    /// Any word, name or number: what the kernel says besides the number.
    Anything,
}

/// Which operand a register is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Dst,
    Src,
}

/// Where a number goes, and which can stand there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Number {
    pub(super) into: Destination,
    pub(super) sign: Sign,
    pub(super) least: i128,
    pub(super) greatest: i128,
}

/// The part of an instruction that a number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Destination {
    Offset,
    /// The immediate, or its lower half if there is another number for the upper one.
    Immediate,
    /// The upper half of the immediate.
    Upper,
    /// The distance of a jump or of a function, which is in `offset` or in the immediate.
    Distance,
    /// The address space that is cast to: the upper 16 bits of the immediate.
    ToSpace,
    /// The address space that is cast from: the lower 16 bits of the immediate.
    FromSpace,
}

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    /// Without a sign.
    None,
    /// With a sign or without.
    Optional,
    /// With `+` or `-`.
    Required,
    /// In hexadecimal, without a sign.
    Hexadecimal,
    /// As the kernel's comparisons show the lower half of a number, which is known by `pc` later in the line.
    Kernel,
}

/// What a name is that of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Named {
    Label,
    Function,
    /// A map; but a function too, if the file has one of that name and no other number follows.
    Map,
}

/// A place in the texts: what can come next, and which rows end here.
#[derive(Default, Debug)]
pub(super) struct Node {
    pub(super) next: Vec<(Element, Self)>,
    pub(super) rows: Vec<&'static Row>,
}

/// The texts of all instructions.
pub(super) static GRAMMAR: LazyLock<Node> = LazyLock::new(|| {
    let mut root = Node::default();
    for row in TABLE {
        let dialects = [Dialect::Skep, Dialect::Clang, Dialect::Kernel];
        let texts = dialects.into_iter().filter(|&dialect| !is_ambiguous(row, dialect));
        for text in texts.map(|dialect| template(row, dialect).into_owned()).chain(more_texts(row)) {
            for text in variants(&text) {
                root.insert(&elements(&text, row), row);
            }
        }
    }
    root
});

impl Node {
    fn insert(&mut self, elements: &[Element], row: &'static Row) {
        let Some((first, rest)) = elements.split_first() else {
            if !self.rows.contains(&row) {
                self.rows.push(row);
            }
            return;
        };
        let place = self.next.iter().position(|(element, _)| element == first).unwrap_or_else(|| {
            self.next.push((first.clone(), Self::default()));
            self.next.len() - 1
        });
        self.next[place].1.insert(rest, row);
    }
}

/// Whether this dialect's text of the row reads like that of another row, which it then stands for.
fn is_ambiguous(row: &Row, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Skep => false,
        // `call 7` is a helper; a sign makes it a distance.
        Dialect::Clang => matches!(row.operation, Operation::Call(_)),
        Dialect::Kernel => {
            matches!(row.operation, Operation::LoadImmediate(Immediate::Variable | Immediate::MapByIndex))
        }
    }
}

/// The texts of a row that print nothing but the dialects' numbers: what is named, and what was once written otherwise.
fn more_texts(row: &Row) -> Vec<String> {
    let texts: &[&str] = match row.operation {
        Operation::LoadImmediate(Immediate::Map) => &["r{dst} = {map} ll"],
        Operation::LoadImmediate(Immediate::MapValue) => &["r{dst} = {map}+{upper} ll"],
        Operation::LoadImmediate(Immediate::Function) => &["r{dst} = function {function} ll"],
        Operation::Call(Callee::Function) => &["call {pc}#{anything}"],
        // As clang says it in assembly output.
        Operation::Move(Width::W32, Source::Register) => &["r{dst} = w{src}"],
        _ => &[],
    };
    texts.iter().map(|&text| text.into()).collect()
}

/// The texts without places that can be empty or hold one of several things.
fn variants(text: &str) -> Vec<String> {
    let choices: [(&str, &[&str]); 8] = [
        ("{high}", &["", ", {upper}"]),
        ("{plus}", &["", " {signed}"]),
        ("{module}", &["", ", module {number16}"]),
        ("{target}", &["{label}", "{distance}"]),
        ("{callee}", &["{function}", "{distance}"]),
        ("{helper}", &["{number}", "helper {imm}"]),
        ("{name}", &["{anything}"]),
        ("{pc}", &["pc{distance}"]),
    ];
    for (place, instead) in choices {
        if text.contains(place) {
            return instead.iter().flat_map(|instead| variants(&text.replace(place, instead))).collect();
        }
    }
    vec![text.to_owned()]
}

/// The elements of a text that has been made from a row.
fn elements(text: &str, row: &Row) -> Vec<Element> {
    let mut elements = Vec::new();
    let literal = |text: &str, elements: &mut Vec<Element>| {
        elements.extend(tokens_of_part(text).iter().map(|token| match (token.kind, token.number()) {
            (Kind::Number, Some(number)) => Element::Literal(number),
            _ => Element::Token(token.text.to_owned()),
        }));
    };
    let mut rest = text;
    while let Some((before, place, after)) = next_place(rest) {
        let part = match place {
            "dst" => Some(Part::Dst),
            "src" => Some(Part::Src),
            _ => None,
        };
        match (part, before.strip_suffix('r'), before.strip_suffix('w')) {
            (Some(part), Some(before), _) => {
                literal(before, &mut elements);
                elements.push(Element::Register(Width::W64, part));
            }
            (Some(part), _, Some(before)) => {
                literal(before, &mut elements);
                elements.push(Element::Register(Width::W32, part));
            }
            _ => {
                literal(before, &mut elements);
                elements.push(operand(place, row));
            }
        }
        rest = after;
    }
    literal(rest, &mut elements);
    elements
}

/// The element that a place is which holds no register.
fn operand(place: &str, row: &Row) -> Element {
    const LEAST: i128 = i32::MIN as i128;
    const GREATEST: i128 = i32::MAX as i128;
    const UNSIGNED: i128 = u32::MAX as i128;
    const SHORT: (i128, i128) = (i16::MIN as i128, i16::MAX as i128);
    let number = |into, sign, (least, greatest)| Element::Number(Number { into, sign, least, greatest });
    match place {
        "label" => Element::Name(Named::Label),
        "function" => Element::Name(Named::Function),
        "map" => Element::Name(Named::Map),
        "anything" => Element::Anything,
        "offset" | "displacement" => number(Destination::Offset, Sign::Required, SHORT),
        "number16" => number(Destination::Offset, Sign::Optional, SHORT),
        "distance" if row.offset == Field::Target => number(Destination::Distance, Sign::Required, SHORT),
        "distance" => number(Destination::Distance, Sign::Required, (LEAST, GREATEST)),
        "imm" if row.imm == Field::Wide => {
            number(Destination::Immediate, Sign::Optional, (i64::MIN.into(), u64::MAX.into()))
        }
        "wide" => number(Destination::Immediate, Sign::Hexadecimal, (0, u64::MAX.into())),
        // Where only the lower 32 bits count, the sign may be left to them.
        "imm" if is_narrow(row.operation) => {
            number(Destination::Immediate, Sign::Optional, (LEAST, UNSIGNED))
        }
        "hex" => number(Destination::Immediate, Sign::Kernel, (0, UNSIGNED)),
        "first" => number(Destination::Immediate, Sign::Optional, (LEAST, UNSIGNED)),
        "second" => number(Destination::Upper, Sign::Optional, (LEAST, UNSIGNED)),
        "signed" => number(Destination::Immediate, Sign::Required, (LEAST, GREATEST)),
        "number" => number(Destination::Immediate, Sign::None, (0, GREATEST)),
        "low" => number(Destination::Immediate, Sign::None, (0, UNSIGNED)),
        "upper" => number(Destination::Upper, Sign::None, (0, UNSIGNED)),
        "to" => number(Destination::ToSpace, Sign::None, (0, u16::MAX.into())),
        "from" => number(Destination::FromSpace, Sign::None, (0, u16::MAX.into())),
        _ => number(Destination::Immediate, Sign::Optional, (LEAST, GREATEST)),
    }
}

/// Whether no more than the lower 32 bits of the immediate are used.
fn is_narrow(operation: Operation) -> bool {
    match operation {
        Operation::Arithmetic(_, width, _) | Operation::Move(width, _) | Operation::Jump(_, width, _) => {
            width == Width::W32
        }
        Operation::Store(size, _) => size != Size::Double,
        _ => false,
    }
}
