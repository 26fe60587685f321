//! What is wrong with a text: each problem with its place, what was found there, and what was expected.

use super::grammar::{Named, Number, Sign};
use super::lexer::Token;
use super::matching::Expected;
use crate::place::print_problems;
use crate::{Location, Width};
use std::error::Error;
use std::fmt;

/// Everything that is wrong with a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextErrors {
    /// The problems, at least one, in the order of the text.
    pub problems: Vec<TextError>,
}

/// One thing that is wrong with a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextError {
    /// Where it is.
    pub location: Location,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}, expected {}", self.location, self.found, self.expected)
    }
}

impl fmt::Display for TextErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_problems(&self.problems, f)
    }
}

impl Error for TextError {}

impl Error for TextErrors {}

/// The tokens as they stand in a line, or that it ends there.
pub(super) fn found(tokens: &[Token<'_>]) -> String {
    if tokens.is_empty() {
        return "the end of the line".to_owned();
    }
    let texts: String = tokens.iter().map(|token| token.text).collect();
    format!("`{texts}`")
}

/// How many words and signs are listed; of more, only their number and the first three are said.
const LISTED: usize = 16;

/// All that can stand at a place, in words.
pub(super) fn expected(all: &[Expected]) -> String {
    let mut choices = Vec::new();
    let has = |expected| all.contains(&expected);
    match (has(Expected::Register(Width::W64)), has(Expected::Register(Width::W32))) {
        (true, true) => choices.push("a register (r0 to r10 or w0 to w10)".to_owned()),
        (true, false) => choices.push("a register r0 to r10".to_owned()),
        (false, true) => choices.push("a register w0 to w10".to_owned()),
        (false, false) => {}
    }
    for expected in all {
        match expected {
            Expected::Same(Width::W64, register) => choices.push(format!("`{register}`, as before")),
            Expected::Same(Width::W32, register) => {
                choices.push(format!("`w{}`, as before", register.number()));
            }
            _ => {}
        }
    }
    // Of numbers that are written alike only the widest range: the narrower ones are for texts that go on differently.
    for must_have_sign in [false, true] {
        let numbers = all.iter().filter_map(|expected| match expected {
            Expected::Number(number) if (number.sign == Sign::Required) == must_have_sign => Some(number),
            _ => None,
        });
        choices.extend(numbers.max_by_key(|number| number.greatest - number.least).map(range));
    }
    let names = all.iter().filter_map(|expected| match expected {
        Expected::Name(Named::Label) => Some("a label"),
        Expected::Name(Named::Function) => Some("the name of a function"),
        Expected::Name(Named::Map) => Some("the name of a map"),
        _ => None,
    });
    choices.extend(names.map(str::to_owned));
    let tokens: Vec<String> = all
        .iter()
        .filter_map(|expected| match expected {
            Expected::Token(text) => Some(format!("`{text}`")),
            _ => None,
        })
        .collect();
    if tokens.len() > LISTED {
        choices.push(format!("one of {} words and signs like {}", tokens.len(), tokens[..3].join(", ")));
    } else {
        choices.extend(tokens);
    }
    if has(Expected::End) {
        choices.push("the end of the line".to_owned());
    }
    match choices.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".to_owned(),
    }
}

fn range(number: &Number) -> String {
    let Number { sign, least, greatest, .. } = *number;
    match sign {
        Sign::Required => format!("a number with its sign from {least} to {greatest:+}"),
        Sign::Hexadecimal => format!("a hexadecimal number from 0x0 to {greatest:#x}"),
        Sign::None | Sign::Optional | Sign::Kernel => format!("a number from {least} to {greatest}"),
    }
}
