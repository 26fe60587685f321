//! What commands are asked and answer, as plain values with a text: numbers, texts, bytes, handles, lists and records.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;

/// A value that was given to a kernel, or that it gave.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Datum {
    /// Nothing: an optional value that is not there.
    None,
    /// A number, or a truth value as 0 and 1.
    Number(u64),
    /// A text: a name, a path, a word such as a map's type, flags by their names.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// An open object: its number counts the objects in the order in which they were first seen.
    Handle {
        /// The number.
        number: u32,
        /// What it was made as: a name, or a path; may be empty.
        label: String,
    },
    /// Several values.
    List(Vec<Self>),
    /// Values with names.
    Record(Vec<(Cow<'static, str>, Self)>),
    /// Bytes, a text or a list of which only the beginning is kept: its own text, and how long all of it is.
    Cut {
        /// The text of what is kept.
        beginning: String,
        /// How many bytes or elements there are in all.
        length: usize,
    },
}

impl Datum {
    pub(crate) fn record(members: Vec<(&'static str, Self)>) -> Self {
        Self::Record(members.into_iter().map(|(name, datum)| (Cow::Borrowed(name), datum)).collect())
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes, if it is some.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The values, if they are several.
    pub fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// A member of a record, also of a record within it.
    pub fn member(&self, name: &str) -> Option<&Self> {
        let Self::Record(members) = self else { return None };
        let own = members.iter().find(|(member, _)| *member == name).map(|(_, datum)| datum);
        own.or_else(|| members.iter().find_map(|(_, datum)| datum.member(name)))
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_char('-'),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write_text(f, text),
            Self::Bytes(bytes) => write_bytes(f, bytes),
            Self::Handle { number, label } => {
                write!(f, "@{number}")?;
                if label.is_empty() { Ok(()) } else { quote(f, label) }
            }
            Self::List(list) => {
                f.write_char('[')?;
                for (index, datum) in list.iter().enumerate() {
                    write!(f, "{}{datum}", if index == 0 { "" } else { " " })?;
                }
                f.write_char(']')
            }
            Self::Record(members) => {
                f.write_char('{')?;
                for (index, (name, datum)) in members.iter().enumerate() {
                    write!(f, "{}{name}={datum}", if index == 0 { "" } else { " " })?;
                }
                f.write_char('}')
            }
            Self::Cut { beginning, length } => write!(f, "{beginning}…({length})"),
        }
    }
}

/// A word as it is, anything else in quotation marks.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if is_word(text) { f.write_str(text) } else { quote(f, text) }
}

/// Whether a text is written without quotation marks.
pub(crate) fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|one| one.is_ascii_alphanumeric() || "_.:".contains(one))
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for one in text.chars() {
        match one {
            '"' | '\\' => write!(f, "\\{one}")?,
            '\n' => f.write_str("\\n")?,
            one if one.is_control() => write!(f, "\\u{{{:x}}}", u32::from(one))?,
            one => f.write_char(one)?,
        }
    }
    f.write_char('"')
}

pub(crate) fn write_bytes(f: &mut impl fmt::Write, bytes: &[u8]) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
