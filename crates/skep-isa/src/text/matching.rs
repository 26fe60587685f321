//! Finds the instruction that tokens say, or the farthest place to which they say the beginning of one.

use super::grammar::{Destination, Element, GRAMMAR, Named, Node, Number, Part, Sign};
use super::lexer::{Kind, Token};
use crate::dialect::looks_like_register;
use crate::table::{Field, Row};
use crate::{Instruction, Reference, Register, Width};

/// An instruction that was read.
#[derive(Debug)]
pub(super) struct Found<'t, 'a> {
    pub(super) instruction: Instruction,
    /// The token that names what the instruction refers to, if there is one.
    pub(super) name: Option<&'t Token<'a>>,
}

/// Why tokens are no instruction.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something else was expected than this token, or the end of the line if there is none.
    Unexpected {
        at: usize,
        /// How many tokens were found there: two, if it is a number with its sign.
        count: usize,
        expected: Vec<Expected>,
    },
    /// The text is that of instructions with other first bytes than the one that stands before it.
    WrongCode(Vec<u8>),
}

/// What can stand at a place.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expected {
    End,
    Register(Width),
    /// This register again.
    Same(Width, Register),
    Number(Number),
    Name(Named),
    Token(String),
}

/// The instruction that these tokens are, all of them. If the first byte of its encoding is known, it must have that.
pub(super) fn instruction<'t, 'a>(
    tokens: &'t [Token<'a>],
    code: Option<u8>,
) -> Result<Found<'t, 'a>, Failure> {
    let mut search = Search { tokens, code, farthest: 0, count: 1, expected: Vec::new(), codes: Vec::new() };
    match search.walk(&GRAMMAR, 0, Operands::default()) {
        Some((row, operands)) => Ok(found(tokens, row, operands)),
        None if !search.codes.is_empty() => Err(Failure::WrongCode(search.codes)),
        None => {
            Err(Failure::Unexpected { at: search.farthest, count: search.count, expected: search.expected })
        }
    }
}

/// What was read of the operands.
#[derive(Clone, Copy, Default)]
struct Operands {
    dst: Option<Register>,
    src: Option<Register>,
    offset: i128,
    immediate: i128,
    upper: i128,
    distance: i128,
    name: Option<(Named, usize)>,
}

struct Search<'t, 'a> {
    tokens: &'t [Token<'a>],
    code: Option<u8>,
    /// The farthest place where something else was expected.
    farthest: usize,
    count: usize,
    expected: Vec<Expected>,
    /// The first bytes of the instructions whose text this is, if it is another one that is known.
    codes: Vec<u8>,
}

impl Search<'_, '_> {
    /// Goes on from a place in the texts with the tokens from this one on.
    fn walk(&mut self, node: &Node, at: usize, operands: Operands) -> Option<(&'static Row, Operands)> {
        if !node.rows.is_empty() {
            if at == self.tokens.len() {
                match node.rows.iter().find(|row| self.code.is_none_or(|code| code == row.code)) {
                    Some(row) => return Some((row, operands)),
                    None => self.codes.extend(node.rows.iter().map(|row| row.code)),
                }
            } else {
                self.fail(at, 1, Expected::End);
            }
        }
        node.next.iter().find_map(|(element, next)| {
            let (after, operands) = self.take(element, at, operands)?;
            self.walk(next, after, operands)
        })
    }

    /// Reads one element, and says which token is the next and what the operands are then.
    fn take(&mut self, element: &Element, at: usize, mut operands: Operands) -> Option<(usize, Operands)> {
        let token = self.tokens.get(at);
        match element {
            Element::Token(text) => {
                if token.is_some_and(|token| token.is(text)) {
                    return Some((at + 1, operands));
                }
                self.fail(at, 1, Expected::Token(text.clone()));
            }
            Element::Literal(number) => {
                if token.and_then(Token::number) == Some(*number) {
                    return Some((at + 1, operands));
                }
                self.fail(at, 1, Expected::Token(number.to_string()));
            }
            Element::Register(width, part) => {
                let before = match part {
                    Part::Dst => &mut operands.dst,
                    Part::Src => &mut operands.src,
                };
                match (token.and_then(|token| register(token, *width)), *before) {
                    (Some(found), None) => {
                        *before = Some(found);
                        return Some((at + 1, operands));
                    }
                    (Some(found), Some(same)) if found == same => return Some((at + 1, operands)),
                    (_, Some(same)) => self.fail(at, 1, Expected::Same(*width, same)),
                    (None, None) => self.fail(at, 1, Expected::Register(*width)),
                }
            }
            Element::Number(number) => {
                let (after, value) = self.number(at, number)?;
                match number.into {
                    Destination::Offset => operands.offset = value,
                    Destination::Immediate => operands.immediate = value,
                    Destination::Upper => operands.upper = value,
                    Destination::Distance => operands.distance = value,
                    Destination::ToSpace => operands.immediate |= value << 16,
                    Destination::FromSpace => operands.immediate |= value,
                }
                return Some((after, operands));
            }
            Element::Name(named) => {
                if token.and_then(Token::name).is_some_and(|_| !token.is_some_and(is_register_like)) {
                    operands.name = Some((*named, at));
                    return Some((at + 1, operands));
                }
                self.fail(at, 1, Expected::Name(*named));
            }
            Element::Anything => {
                if token.is_some_and(|token| token.kind != Kind::Sign) {
                    return Some((at + 1, operands));
                }
            }
        }
        None
    }

    fn number(&mut self, at: usize, number: &Number) -> Option<(usize, i128)> {
        if number.sign == Sign::Kernel {
            let value = i128::from(self.tokens.get(at)?.number()?);
            let is_kernels = self.tokens[at..].iter().any(|token| token.is("pc"));
            return (is_kernels && value <= number.greatest).then_some((at + 1, value));
        }
        let sign = self.tokens.get(at).filter(|token| token.is("+") || token.is("-"));
        let (place, negative) = match (number.sign, sign) {
            (Sign::None | Sign::Hexadecimal | Sign::Kernel, Some(_)) | (Sign::Required, None) => {
                self.fail(at, 1, Expected::Number(*number));
                return None;
            }
            (_, None) => (at, false),
            (_, Some(sign)) => (at + 1, sign.is("-")),
        };
        let token = self.tokens.get(place);
        let magnitude = token.and_then(Token::number).filter(|_| {
            let hexadecimal = token.is_some_and(|token| token.text.starts_with("0x"));
            number.sign != Sign::Hexadecimal || hexadecimal
        });
        let value = magnitude.map(|value| if negative { -i128::from(value) } else { value.into() });
        match value {
            Some(value) if (number.least..=number.greatest).contains(&value) => Some((place + 1, value)),
            _ => {
                let is_number = token.is_some_and(|token| token.kind == Kind::Number);
                let (at, count) = if is_number { (at, place + 1 - at) } else { (place, 1) };
                self.fail(at, count, Expected::Number(*number));
                None
            }
        }
    }

    /// Notes what was expected, if no text has come farther.
    fn fail(&mut self, at: usize, count: usize, expected: Expected) {
        if at > self.farthest {
            self.farthest = at;
            self.count = 1;
            self.expected.clear();
        }
        if at == self.farthest && !self.expected.contains(&expected) {
            self.count = self.count.max(count);
            self.expected.push(expected);
        }
    }
}

/// The register that this is for this width.
fn register(token: &Token<'_>, width: Width) -> Option<Register> {
    let letter = match width {
        Width::W32 => 'w',
        Width::W64 => 'r',
    };
    let number = token.text.strip_prefix(letter)?;
    // (Not `r01`.)
    if number.len() > 1 && number.starts_with('0') {
        None
    } else {
        Register::from_number(number.parse().ok()?)
    }
}

pub(super) fn is_register_like(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && looks_like_register(token.text)
}

/// The instruction of this row with these operands, whose ranges have been looked at.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the grammar has the ranges; upper halves are cut off on purpose"
)]
fn found<'t, 'a>(tokens: &'t [Token<'a>], row: &Row, operands: Operands) -> Found<'t, 'a> {
    let Operands { dst, src, offset, immediate, upper, distance, name } = operands;
    let name = name.map(|(named, at)| (named, &tokens[at]));
    let in_immediate = if let Field::Target | Field::Function = row.imm { distance } else { 0 };
    let lower = (immediate + in_immediate) as i64;
    let instruction = Instruction {
        dst: dst.unwrap_or_default(),
        src: src.unwrap_or_default(),
        offset: (if row.offset == Field::Target { distance } else { offset }) as i16,
        imm: match row.imm {
            Field::Wide => lower,
            Field::Pair => (upper as i64) << 32 | lower & 0xffff_ffff,
            _ => i64::from(lower as i32),
        },
        reference: name.and_then(|(named, token)| {
            let name = token.name()?.into();
            Some(match named {
                Named::Label => Reference::Label(name),
                Named::Function => Reference::Function(name),
                Named::Map => Reference::Map(name),
            })
        }),
        ..Instruction::new(row.operation)
    };
    Found { instruction, name: name.map(|(_, token)| token) }
}
