//! What can be put into the fields of a tracepoint's record.

use crate::process::Process;
use crate::scene::Structure;
use std::fmt;

/// A value for a field.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldValue {
    /// A number, a truth value or an address. It must fit the field.
    Number(i128),
    /// Numbers, for an array.
    Numbers(Vec<i128>),
    /// Text, or bytes, for an array of characters or data at the record's end.
    Text(Vec<u8>),
    /// Texts, each in memory of user space: for a pointer to such pointers, of which the last is 0.
    Texts(Vec<Vec<u8>>),
    /// A structure of the kernel, for a pointer to one.
    Structure(Box<Structure>),
    /// A process, for a pointer to its `task_struct`.
    Process(Box<Process>),
}

macro_rules! from_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for FieldValue {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        }

        impl<const N: usize> From<[$number; N]> for FieldValue {
            fn from(numbers: [$number; N]) -> Self {
                Self::Numbers(numbers.into_iter().map(i128::from).collect())
            }
        }
    )*};
}

from_numbers!(i8, i16, i32, i64, u16, u32, u64);

impl From<u8> for FieldValue {
    fn from(number: u8) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for FieldValue {
    fn from(truth: bool) -> Self {
        Self::Number(truth.into())
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(text.into_bytes())
    }
}

impl From<&[u8]> for FieldValue {
    fn from(bytes: &[u8]) -> Self {
        Self::Text(bytes.to_vec())
    }
}

impl<const N: usize> From<[&str; N]> for FieldValue {
    fn from(texts: [&str; N]) -> Self {
        Self::Texts(texts.into_iter().map(|text| text.as_bytes().to_vec()).collect())
    }
}

impl From<Structure> for FieldValue {
    fn from(structure: Structure) -> Self {
        Self::Structure(Box::new(structure))
    }
}

impl From<Process> for FieldValue {
    fn from(process: Process) -> Self {
        Self::Process(Box::new(process))
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Numbers(numbers) => write!(f, "{numbers:?}"),
            Self::Text(bytes) => write!(f, "{:?}", String::from_utf8_lossy(bytes)),
            Self::Texts(texts) => {
                let texts: Vec<_> = texts.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
                write!(f, "{texts:?}")
            }
            Self::Structure(structure) => write!(f, "a struct {}", structure.name()),
            Self::Process(process) => write!(f, "process {}", process.pid),
        }
    }
}
