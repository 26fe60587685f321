//! Cuts text into words, numbers, strings and signs, each with its place.

use super::ParseError;

/// A piece of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// A letter or `_`, then letters, digits, `_` and `.`.
    Word(String),
    /// A number, which may have a sign.
    Number(i128),
    /// What stands in quotes.
    Text(String),
    /// One sign.
    Sign(char),
    /// `->`.
    Arrow,
    /// The end of the text.
    End,
}

/// Where a piece begins: line and column, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The pieces of a text, the last of which is its end.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Place)>, ParseError> {
    let mut tokens = Vec::new();
    let mut line = 1;
    for row in text.split('\n') {
        let mut rest = row;
        loop {
            rest = rest.trim_start();
            let Some(first) = rest.chars().next() else { break };
            if first == ';' {
                break;
            }
            let place = Place { line, column: row[..row.len() - rest.len()].chars().count() + 1 };
            let (token, length) = token(rest, first).map_err(|expected| ParseError::new(place, expected))?;
            tokens.push((token, place));
            rest = &rest[length..];
        }
        line += 1;
    }
    tokens.push((Token::End, Place { line: line - 1, column: 1 }));
    Ok(tokens)
}

/// The first piece of a text that begins with this character, and its length in bytes.
fn token(rest: &str, first: char) -> Result<(Token, usize), String> {
    if first == '_' || first.is_ascii_alphabetic() {
        let more = |byte: u8| matches!(byte, b'_' | b'.') || byte.is_ascii_alphanumeric();
        let length = rest.bytes().take_while(|&byte| more(byte)).count();
        return Ok((Token::Word(rest[..length].to_owned()), length));
    }
    if rest.starts_with("->") {
        return Ok((Token::Arrow, 2));
    }
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    if digits.starts_with(|one: char| one.is_ascii_digit()) {
        let length = digits.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let number = match digits[..length].strip_prefix("0x") {
            Some(hexadecimal) => i128::from_str_radix(hexadecimal, 16),
            None => digits[..length].parse(),
        };
        let sign = rest.len() - digits.len();
        let number = number.map_err(|_| format!("expected a number, found `{}`", &digits[..length]))?;
        return Ok((Token::Number(if sign == 1 { -number } else { number }), sign + length));
    }
    if first == '"' {
        return string(rest);
    }
    Ok((Token::Sign(first), first.len_utf8()))
}

/// What stands in quotes at the start of a text, and its length in bytes.
fn string(rest: &str) -> Result<(Token, usize), String> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, one)) = characters.next() {
        match one {
            '"' => return Ok((Token::Text(text), at + 1)),
            '\\' => text.push(match characters.next() {
                Some((_, 'n')) => '\n',
                Some((_, 'r')) => '\r',
                Some((_, same @ ('"' | '\\'))) => same,
                _ => return Err("expected `n`, `r`, `\"` or `\\` behind `\\`".to_owned()),
            }),
            one => text.push(one),
        }
    }
    Err("expected `\"` at the end of the text in quotes, on the same line".to_owned())
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Number(number) => write!(f, "`{number}`"),
            Self::Text(text) => write!(f, "{}", super::print::Quoted(text)),
            Self::Sign(sign) => write!(f, "`{sign}`"),
            Self::Arrow => f.write_str("`->`"),
            Self::End => f.write_str("the end of the text"),
        }
    }
}
