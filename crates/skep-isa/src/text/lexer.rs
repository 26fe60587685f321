//! Divides a line of text into tokens. It never fails: what is no token is handed on as one that nothing expects.

use crate::dialect::is_name_character;
use std::borrow::Cow;

/// A word, a number, a name between quotation marks, or a sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it stands in the line, with its quotation marks.
    pub(super) text: &'a str,
    /// The column of its first character, counted from 1.
    pub(super) column: u32,
    /// Whether something else than a space stands before it.
    pub(super) follows: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Letters, digits, `_`, `.`, `$`, `@`, not first a digit.
    Word,
    /// A digit and what can be in a word: `7`, `0x1f`, but also `7up`.
    Number,
    /// Anything between two `"`.
    Quoted,
    /// An operator, a bracket, a comma, a colon; or a character that has no meaning.
    Sign,
}

/// The signs of more than one character, each before those that it begins with.
const SIGNS: [&str; 24] = [
    "s>>=", "<<=", ">>=", "s>=", "s<=", "s/=", "s%=", "s>", "s<", "+=", "-=", "*=", "/=", "%=", "|=", "&=",
    "^=", "==", "!=", ">=", "<=", "<", ">", "=",
];

/// The tokens of a line, without the comment at its end.
///
/// `;`, `//` and `#` begin a comment. But `#` between two characters that are no spaces does not, since the kernel
/// writes `call bpf_loop#181`. And since `r1 = 5; r2 = 6` looks like two instructions, the column is given of a `;` that
/// stands without a space between two things.
pub(super) fn tokens(line: &str) -> (Vec<Token<'_>>, Option<u32>) {
    divide(line, true)
}

/// The tokens of a part of a line, in which there is no comment.
pub(super) fn tokens_of_part(part: &str) -> Vec<Token<'_>> {
    divide(part, false).0
}

fn divide(line: &str, comments: bool) -> (Vec<Token<'_>>, Option<u32>) {
    let mut tokens = Vec::new();
    let mut dividing = None;
    let mut rest = line;
    let mut column = 1;
    let mut follows = false;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            _ if first.is_whitespace() => {
                rest = &rest[first.len_utf8()..];
                column += 1;
                follows = false;
                continue;
            }
            ';' if comments => {
                dividing = (follows && !rest[1..].trim().is_empty()).then_some(column);
                break;
            }
            '/' if comments && rest.starts_with("//") => break,
            '#' if comments && (!follows || rest[1..].chars().next().is_none_or(char::is_whitespace)) => {
                break;
            }
            '"' => (Kind::Quoted, quoted_length(rest)),
            _ => match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
                Some(sign) => (Kind::Sign, sign.len()),
                None if in_word(first) => {
                    let kind = if first.is_ascii_digit() { Kind::Number } else { Kind::Word };
                    (kind, rest.find(|character| !in_word(character)).unwrap_or(rest.len()))
                }
                None => (Kind::Sign, first.len_utf8()),
            },
        };
        let (text, after) = rest.split_at(length);
        tokens.push(Token { kind, text, column, follows });
        column = column.saturating_add(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
        rest = after;
        follows = true;
    }
    (tokens, dividing)
}

/// Whether this can be in a word. (Letters of other alphabets are quoted when they are printed, but need not be.)
fn in_word(character: char) -> bool {
    is_name_character(character) || character.is_alphanumeric()
}

/// The length of a name with its quotation marks; of everything, if there is no second one.
fn quoted_length(text: &str) -> usize {
    let mut escaped = true;
    for (place, character) in text.char_indices() {
        match character {
            '"' if !escaped => return place + 1,
            '\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    text.len()
}

impl<'a> Token<'a> {
    /// Whether it is this word or sign.
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Quoted && self.text == text
    }

    /// The name that it stands for, if it is a word or a name between quotation marks.
    pub(super) fn name(&self) -> Option<Cow<'a, str>> {
        match self.kind {
            Kind::Word => Some(self.text.into()),
            Kind::Quoted => unquoted(self.text).map(Cow::Owned),
            Kind::Number | Kind::Sign => None,
        }
    }

    /// The number that it is, decimal or hexadecimal (`0x1f`).
    pub(super) fn number(&self) -> Option<u64> {
        let hexadecimal = self.text.strip_prefix("0x").or_else(|| self.text.strip_prefix("0X"));
        match hexadecimal {
            _ if self.kind != Kind::Number => None,
            Some(digits) => u64::from_str_radix(digits, 16).ok(),
            None => self.text.parse().ok(),
        }
    }

    /// The column after its last character.
    pub(super) fn end(&self) -> u32 {
        self.column.saturating_add(u32::try_from(self.text.chars().count()).unwrap_or(u32::MAX))
    }
}

/// The opposite of `{:?}` of a string: what is between the quotation marks, with escapes replaced.
fn unquoted(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut name = String::new();
    while let Some((before, after)) = rest.split_once('\\') {
        name.push_str(before);
        let escaped = after.chars().next()?;
        rest = &after[escaped.len_utf8()..];
        name.push(match escaped {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            '\\' | '"' | '\'' => escaped,
            'u' => {
                let (digits, after) = rest.strip_prefix('{')?.split_once('}')?;
                rest = after;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            _ => return None,
        });
    }
    name.push_str(rest);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let texts: Vec<&str> = tokens(line).0.iter().map(|token| token.text).collect();
        assert_eq!(texts, expected, "{line}");
    }

    #[test]
    fn a_line_is_divided_into_words_numbers_and_signs() {
        check("r1 s>>= -0x1f", &["r1", "s>>=", "-", "0x1f"]);
        check("if w1 s>=5 goto out.1", &["if", "w1", "s>=", "5", "goto", "out.1"]);
        check("*(u32 *)(r10 -4)=w1", &["*", "(", "u32", "*", ")", "(", "r10", "-", "4", ")", "=", "w1"]);
        check("r1 = s ll", &["r1", "=", "s", "ll"]);
        check("r1 s= 2", &["r1", "s", "=", "2"]);
        check("\"a \\\" b\": goto \"\"", &["\"a \\\" b\"", ":", "goto", "\"\""]);
        check("r1 = \"open", &["r1", "=", "\"open"]);
        check("\t \u{e4}\u{2003}=\u{1f41d}", &["\u{e4}", "=", "\u{1f41d}"]);
    }

    #[test]
    fn comments_are_left_out() {
        check("; all", &[]);
        check("# all", &[]);
        check("r0 = 0 ; R0=0", &["r0", "=", "0"]);
        check("r0 = 0// zero", &["r0", "=", "0"]);
        check("r0 = 0 # zero", &["r0", "=", "0"]);
        check("r0 = 0 #zero", &["r0", "=", "0"]);
        check("r0 = 0# zero", &["r0", "=", "0"]);
        check("r0 /= 2", &["r0", "/=", "2"]);
        check("call bpf_loop#181 # loops", &["call", "bpf_loop", "#", "181"]);
        check("goto \"; # //\"", &["goto", "\"; # //\""]);
    }

    #[test]
    fn a_semicolon_without_a_space_between_two_things_divides_them() {
        assert_eq!(tokens("r1 = 5; r2 = 6").1, Some(7));
        assert_eq!(tokens("r1 = 5;").1, None);
        assert_eq!(tokens("r1 = 5 ; r2 = 6").1, None);
        assert_eq!(tokens("; r2 = 6").1, None);
    }

    #[test]
    fn columns_are_counted_in_characters_from_1() {
        let columns: Vec<u32> =
            tokens("\t\u{1f41d}\u{1f41d} r1 +=").0.iter().map(|token| token.column).collect();
        assert_eq!(columns, [2, 3, 5, 8]);
        assert_eq!(tokens("\u{e4} r10").0[1].end(), 6);
    }

    #[test]
    fn names_lose_their_quotation_marks_and_escapes() {
        for name in ["", "a b", "\"\\'\n\r\t\0\u{1}\u{301}\u{1f41d}", "\\"] {
            let quoted = format!("{name:?}");
            assert_eq!(tokens(&quoted).0[0].name().as_deref(), Some(name), "{quoted}");
        }
        for wrong in ["\"", "\"open", "\"\\x\"", "\"\\u{110000}\"", "\"\\u41\"", "\"\\\""] {
            assert_eq!(tokens(wrong).0[0].name(), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_decimal_or_hexadecimal() {
        let number = |text| tokens(text).0[0].number();
        assert_eq!(number("18446744073709551615"), Some(u64::MAX));
        assert_eq!(number("0xFFFFFFFFFFFFFFFF"), Some(u64::MAX));
        assert_eq!(number("0X1f"), Some(31));
        assert_eq!(number("18446744073709551616"), None);
        assert_eq!(number("0x"), None);
        assert_eq!(number("7up"), None);
        assert_eq!(number("x7"), None);
    }
}
