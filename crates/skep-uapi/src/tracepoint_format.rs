//! A tracepoint's record, as the kernel describes it in tracefs' `format` files.
//!
//! ```text
//! name: sched_process_exec
//! ID: 311
//! format:
//!         field:unsigned short common_type;        offset:0;        size:2;        signed:0;
//!         field:__data_loc char[] filename;        offset:8;        size:4;        signed:0;
//!         field:pid_t pid;                         offset:12;       size:4;        signed:1;
//!
//! print fmt: …
//! ```
//!
//! Offsets differ between kernels, so programs must take them from here, for the kernel at hand.

use std::fmt;

/// The layout of a tracepoint's record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracepointFormat {
    /// The tracepoint's name, without its category.
    pub name: String,
    /// Its number.
    pub id: u64,
    /// The record's fields, in order; the first ones are common to all tracepoints.
    pub fields: Vec<TracepointField>,
}

/// One field of a tracepoint's record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracepointField {
    /// Its name.
    pub name: String,
    /// Its type, in the kernel's C.
    pub type_name: String,
    /// Where it is in the record, in bytes.
    pub offset: u32,
    /// How long it is in the record, in bytes.
    pub size: u32,
    /// Whether it is a signed number.
    pub signed: bool,
    /// How its bytes are to be read.
    pub kind: TracepointFieldKind,
}

/// How the bytes of a field are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TracepointFieldKind {
    /// A number or a pointer.
    Scalar,
    /// An array of this many elements, in place.
    Array {
        /// The number of elements.
        length: u32,
    },
    /// A reference to data later in the record (`__data_loc`): the lower 16 bits are the data's offset from the
    /// record's start, the upper 16 its length.
    DataLoc,
    /// The same, with the offset counted from the end of this field (`__rel_loc`, Linux 5.18).
    RelLoc,
}

impl TracepointFormat {
    /// Reads the text of a `format` file.
    ///
    /// # Errors
    /// If a line of the field list is not of the form above, or the name or the number is missing.
    pub fn parse(text: &str) -> Result<Self, TracepointFormatError> {
        let mut name = None;
        let mut id = None;
        let mut fields = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            let error =
                |expected| TracepointFormatError { line: index + 1, found: line.to_owned(), expected };
            if let Some(rest) = line.strip_prefix("name:") {
                name = Some(rest.trim().to_owned());
            } else if let Some(rest) = line.strip_prefix("ID:") {
                id = Some(rest.trim().parse().map_err(|_| error("`ID:` and a number"))?);
            } else if line.starts_with("field:") {
                let field =
                    field(line).ok_or_else(|| error("`field:TYPE NAME; offset:N; size:N; signed:0|1;`"))?;
                fields.push(field);
            } else if line.starts_with("print fmt:") {
                break;
            }
        }
        let missing = |expected| TracepointFormatError { line: 0, found: String::new(), expected };
        Ok(Self {
            name: name.ok_or_else(|| missing("line `name: NAME`"))?,
            id: id.ok_or_else(|| missing("line `ID: NUMBER`"))?,
            fields,
        })
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&TracepointField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The bytes of the record up to the end of its last field; the data of `__data_loc` fields comes after.
    pub fn fixed_size(&self) -> u32 {
        self.fields.iter().map(|field| field.offset.saturating_add(field.size)).max().unwrap_or(0)
    }
}

fn field(line: &str) -> Option<TracepointField> {
    let mut parts = line.split(';').map(str::trim);
    let declaration = parts.next()?.strip_prefix("field:")?.trim();
    let offset = parts.next()?.strip_prefix("offset:")?.parse().ok()?;
    let size = parts.next()?.strip_prefix("size:")?.parse().ok()?;
    // Very old kernels leave the sign out.
    let signed = parts.next().and_then(|part| part.strip_prefix("signed:")).is_some_and(|sign| sign == "1");

    let (declarator, length) = match declaration.strip_suffix(']') {
        Some(array) => {
            let (declarator, length) = array.rsplit_once('[')?;
            // A length may be an expression that only the kernel's own headers explain.
            (declarator.trim_end(), Some(length.trim().parse().unwrap_or(0)))
        }
        None => (declaration, None),
    };
    let start = declarator.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |index| index + 1);
    let (type_name, name) = declarator.split_at(start);
    if name.is_empty() || type_name.is_empty() {
        return None;
    }
    let kind = if type_name.starts_with("__data_loc ") {
        TracepointFieldKind::DataLoc
    } else if type_name.starts_with("__rel_loc ") {
        TracepointFieldKind::RelLoc
    } else if let Some(length) = length {
        TracepointFieldKind::Array { length }
    } else {
        TracepointFieldKind::Scalar
    };
    Some(TracepointField {
        name: name.to_owned(),
        type_name: type_name.trim_end().to_owned(),
        offset,
        size,
        signed,
        kind,
    })
}

/// The text of a tracepoint's format is not of the form it should have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracepointFormatError {
    line: usize,
    found: String,
    expected: &'static str,
}

impl fmt::Display for TracepointFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, found, expected } = self;
        match line {
            0 => write!(f, "a tracepoint's format has no {expected}"),
            _ => write!(f, "line {line} of a tracepoint's format is `{found}`; expected {expected}"),
        }
    }
}

impl std::error::Error for TracepointFormatError {}

#[cfg(test)]
mod tests {
    use super::*;

    const EXEC: &str = "\
name: sched_process_exec
ID: 311
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

\tfield:__data_loc char[] filename;\toffset:8;\tsize:4;\tsigned:0;
\tfield:pid_t pid;\toffset:12;\tsize:4;\tsigned:1;
\tfield:char comm[16];\toffset:16;\tsize:16;\tsigned:0;
\tfield:const char *const * argv;\toffset:32;\tsize:8;\tsigned:0;
\tfield:unsigned long args[6];\toffset:40;\tsize:48;\tsigned:0;
\tfield:__rel_loc char[] tail;\toffset:88;\tsize:4;\tsigned:0;

print fmt: \"field:broken\"
";

    #[test]
    fn every_form_of_field_is_read() {
        let format = TracepointFormat::parse(EXEC).unwrap();
        assert_eq!((format.name.as_str(), format.id), ("sched_process_exec", 311));
        let check = |name: &str, type_name: &str, offset, size, signed, kind| {
            let field = format.field(name).unwrap();
            let found = (field.type_name.as_str(), field.offset, field.size, field.signed, field.kind);
            assert_eq!(found, (type_name, offset, size, signed, kind), "{name}");
        };
        use TracepointFieldKind::{Array, DataLoc, RelLoc, Scalar};
        check("common_type", "unsigned short", 0, 2, false, Scalar);
        check("filename", "__data_loc char[]", 8, 4, false, DataLoc);
        check("pid", "pid_t", 12, 4, true, Scalar);
        check("comm", "char", 16, 16, false, Array { length: 16 });
        check("argv", "const char *const *", 32, 8, false, Scalar);
        check("args", "unsigned long", 40, 48, false, Array { length: 6 });
        check("tail", "__rel_loc char[]", 88, 4, false, RelLoc);
        assert_eq!(format.field("broken"), None);
        assert_eq!(format.fixed_size(), 92);
    }

    #[test]
    fn a_text_of_another_form_is_an_error_that_names_the_line() {
        let check = |text: &str, message: &str| {
            assert_eq!(TracepointFormat::parse(text).unwrap_err().to_string(), message);
        };
        check("", "a tracepoint's format has no line `name: NAME`");
        check("name: x\nID: y", "line 2 of a tracepoint's format is `ID: y`; expected `ID:` and a number");
        check(
            "name: x\nID: 1\n field:int;offset:0;size:4;",
            "line 3 of a tracepoint's format is `field:int;offset:0;size:4;`; expected `field:TYPE NAME; offset:N; \
             size:N; signed:0|1;`",
        );
        for end in 0..EXEC.len() {
            let _ = TracepointFormat::parse(&EXEC[..end]);
        }
    }
}
