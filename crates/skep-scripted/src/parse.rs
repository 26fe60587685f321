//! Reads values from their text.

use crate::datum::Datum;
use crate::layered::Members;
use std::borrow::Cow;
use std::fmt;

/// How deep values may lie in one another.
const DEEPEST: u32 = 16;

/// The text is no recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordingError {
    /// The line, from 1.
    pub line: usize,
    /// The byte of the line, from 1.
    pub column: usize,
    /// What should be there.
    pub expected: &'static str,
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, expected } = self;
        write!(f, "line {line}, column {column} of the recording: expected {expected}")
    }
}

impl std::error::Error for RecordingError {}

/// A place in a line.
#[derive(Debug)]
pub(crate) struct Cursor<'t> {
    line: usize,
    whole: &'t str,
    rest: &'t str,
}

pub(crate) type Parsed<T> = Result<T, RecordingError>;

impl<'t> Cursor<'t> {
    /// The beginning of a line, counted from 1.
    pub(crate) fn new(line: usize, text: &'t str) -> Self {
        Self { line, whole: text, rest: text }
    }

    pub(crate) fn expected<T>(&self, expected: &'static str) -> Parsed<T> {
        Err(RecordingError { line: self.line, column: self.whole.len() - self.rest.len() + 1, expected })
    }

    /// The characters for which this is so, after any spaces.
    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        self.rest = self.rest.trim_start_matches(' ');
        self.take_here(is_part)
    }

    /// The characters right here for which this is so.
    fn take_here(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|one| !is_part(one)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Whether this comes next, after any spaces; then it is read.
    pub(crate) fn is_next(&mut self, text: &str) -> bool {
        self.rest = self.rest.trim_start_matches(' ');
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(crate) fn word(&mut self, expected: &'static str) -> Parsed<&'t str> {
        let before = self.rest;
        let word = self.take(is_word_part);
        if !word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            self.rest = before;
            return self.expected(expected);
        }
        Ok(word)
    }

    pub(crate) fn number(&mut self) -> Parsed<u64> {
        let before = self.rest;
        match self.take(|one| one.is_ascii_digit()).parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                self.rest = before;
                self.expected("a number of at most 64 bits")
            }
        }
    }

    pub(crate) fn small(&mut self) -> Parsed<u32> {
        let before = self.rest;
        match u32::try_from(self.number()?) {
            Ok(number) => Ok(number),
            Err(_) => {
                self.rest = before;
                self.expected("a number of at most 32 bits")
            }
        }
    }

    pub(crate) fn bytes(&mut self) -> Parsed<Vec<u8>> {
        if !self.is_next("0x") {
            return self.expected("bytes: `0x` and two digits for each");
        }
        let digits = self.take_here(|one| one.is_ascii_hexdigit());
        if !digits.len().is_multiple_of(2) {
            return self.expected("another digit of the last byte");
        }
        let byte = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
        match digits.as_bytes().chunks_exact(2).map(byte).collect() {
            Some(bytes) => Ok(bytes),
            None => self.expected("hexadecimal digits"),
        }
    }

    /// The values of a record.
    pub(crate) fn members(&mut self) -> Parsed<Members> {
        self.members_within(0)
    }

    pub(crate) fn datum(&mut self) -> Parsed<Datum> {
        self.datum_within(0)
    }

    pub(crate) fn end(&mut self) -> Parsed<()> {
        if self.take(|_| false).is_empty() && self.rest.is_empty() {
            Ok(())
        } else {
            self.expected("the end of the line")
        }
    }

    fn members_within(&mut self, depth: u32) -> Parsed<Members> {
        if !self.is_next("{") {
            return self.expected("`{`");
        }
        let mut members = Members::new();
        while !self.is_next("}") {
            let name = Cow::Owned(self.word("a name or `}`")?.to_owned());
            if !self.is_next("=") {
                return self.expected("`=`");
            }
            members.push((name, self.datum_within(depth + 1)?));
        }
        Ok(members)
    }

    fn datum_within(&mut self, depth: u32) -> Parsed<Datum> {
        if depth > DEEPEST {
            return self.expected("values that do not lie so deep in one another");
        }
        self.rest = self.rest.trim_start_matches(' ');
        match self.rest.as_bytes() {
            [b'-', ..] => {
                self.rest = &self.rest[1..];
                Ok(Datum::None)
            }
            [b'0', b'x', ..] => self.bytes().map(Datum::Bytes),
            [b'0'..=b'9', ..] => self.number().map(Datum::Number),
            [b'"', ..] => self.quoted().map(Datum::Text),
            [b'{', ..] => self.members_within(depth).map(Datum::Record),
            [b'@', ..] => {
                self.rest = &self.rest[1..];
                let number = self.small()?;
                let label = if self.rest.starts_with('"') { self.quoted()? } else { String::new() };
                Ok(Datum::Handle { number, label })
            }
            [b'[', ..] => {
                self.rest = &self.rest[1..];
                let mut list = Vec::new();
                while !self.is_next("]") {
                    list.push(self.datum_within(depth + 1)?);
                }
                Ok(Datum::List(list))
            }
            _ => self.word("a value").map(|word| Datum::Text(word.to_owned())),
        }
    }

    fn quoted(&mut self) -> Parsed<String> {
        let mut text = String::new();
        let mut rest = self.rest.chars();
        rest.next();
        loop {
            match rest.next() {
                Some('"') => break,
                Some('\\') => {
                    let escaped = match rest.next() {
                        Some('n') => Some('\n'),
                        Some(one @ ('"' | '\\')) => Some(one),
                        Some('u') => escaped(&mut rest),
                        _ => None,
                    };
                    self.rest = rest.as_str();
                    let Some(escaped) = escaped else { return self.expected("an escape that is known") };
                    text.push(escaped);
                }
                Some(one) => text.push(one),
                None => {
                    self.rest = "";
                    return self.expected("the closing quotation mark");
                }
            }
        }
        self.rest = rest.as_str();
        Ok(text)
    }
}

/// The character of `{…}` after `\u`.
fn escaped(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let (digits, after) = rest.as_str().strip_prefix('{')?.split_once('}')?;
    *rest = after.chars();
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

fn digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn is_word_part(one: char) -> bool {
    one.is_ascii_alphanumeric() || "_.:".contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn datum() -> impl Strategy<Value = Datum> {
        let leaf = prop_oneof![
            Just(Datum::None),
            any::<u64>().prop_map(Datum::Number),
            any::<String>().prop_map(Datum::Text),
            "[a-z_]{1,8}".prop_map(Datum::Text),
            any::<Vec<u8>>().prop_map(Datum::Bytes),
            (any::<u32>(), any::<String>()).prop_map(|(number, label)| Datum::Handle { number, label }),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Datum::List),
                prop::collection::vec(("[a-z_]{1,8}".prop_map(Cow::Owned), inner), 0..4)
                    .prop_map(Datum::Record),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_is_read_from_its_text(datum in datum()) {
            let text = datum.to_string();
            prop_assert!(!text.contains('\n'));
            let mut cursor = Cursor::new(1, &text);
            prop_assert_eq!(cursor.datum(), Ok(datum));
            prop_assert_eq!(cursor.end(), Ok(()));
        }

        #[test]
        fn no_text_panics(text in any::<String>(), from_values in r#"[-0-9a-fx@\[\]{}="\\u ]{0,40}"#) {
            let _ = Cursor::new(1, &text).datum();
            let _ = Cursor::new(1, &from_values).datum();
        }
    }

    #[test]
    fn bytes_end_where_they_do() {
        let mut cursor = Cursor::new(1, "{none=0x add=0x0a}");
        let none = (Cow::Borrowed("none"), Datum::Bytes(Vec::new()));
        assert_eq!(cursor.members(), Ok(vec![none, (Cow::Borrowed("add"), Datum::Bytes(vec![10]))]));
    }

    #[test]
    fn what_is_no_value_is_told_with_its_place() {
        let check = |text: &str, column, expected: &str| {
            let error = Cursor::new(3, text).datum().unwrap_err();
            assert_eq!((error.line, error.column), (3, column), "{text}: {error}");
            assert!(error.to_string().ends_with(expected), "{text}: {error}");
        };
        check("", 1, "expected a value");
        check("{name 1}", 7, "expected `=`");
        check("[1 0x123]", 9, "expected another digit of the last byte");
        check("\"open", 6, "expected the closing quotation mark");
        check("99999999999999999999", 1, "expected a number of at most 64 bits");
        check("@4294967296", 2, "expected a number of at most 32 bits");
        check("\"\\q\"", 4, "expected an escape that is known");
        check(&"[".repeat(100), 18, "expected values that do not lie so deep in one another");
    }
}
