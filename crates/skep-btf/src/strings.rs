//! The string section as it is built: each string once, and where it is.

use std::collections::HashMap;

use crate::error::{BuildError, Section};
use crate::id::StringOffset;

/// Strings that end in NUL, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct StringTable {
    bytes: Vec<u8>,
    places: HashMap<Box<str>, StringOffset>,
    /// How many bytes of strings come before, in the base.
    start: u32,
}

impl StringTable {
    /// The strings of a BTF that stands on its own; the empty one is the first.
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0], places: HashMap::new(), start: 0 }
    }

    /// The strings of a split BTF, whose base has this many bytes of them, the empty one first.
    pub(crate) fn split(start: u32) -> Self {
        Self { bytes: Vec::new(), places: HashMap::new(), start }
    }

    /// The bytes of the section.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The place of a string, which is added if it is new.
    pub(crate) fn add(&mut self, string: &str) -> Result<StringOffset, BuildError> {
        if string.is_empty() {
            return Ok(StringOffset::EMPTY);
        }
        if let Some(&place) = self.places.get(string) {
            return Ok(place);
        }
        if string.contains('\0') {
            return Err(BuildError::NulInString { string: string.to_owned() });
        }
        let too_large = BuildError::TooLarge { section: Section::Strings };
        let offset = |length: usize| u32::try_from(length).ok()?.checked_add(self.start);
        let (Some(place), Some(_)) = (
            offset(self.bytes.len()),
            offset(self.bytes.len().saturating_add(string.len()).saturating_add(1)),
        ) else {
            return Err(too_large);
        };
        let place = StringOffset::new(place);
        self.bytes.extend(string.as_bytes());
        self.bytes.push(0);
        self.places.insert(string.into(), place);
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::StringTable;
    use crate::id::StringOffset;

    #[test]
    fn a_string_is_kept_once() {
        let mut table = StringTable::new();
        assert_eq!(table.add("int"), Ok(StringOffset::new(1)));
        assert_eq!(table.add("pid"), Ok(StringOffset::new(5)));
        assert_eq!(table.add("int"), Ok(StringOffset::new(1)));
        assert_eq!(table.add(""), Ok(StringOffset::EMPTY));
        assert_eq!(table.bytes(), b"\0int\0pid\0");
    }

    #[test]
    fn strings_of_a_split_btf_go_on_after_the_base() {
        let mut table = StringTable::split(9);
        assert_eq!(table.add("x"), Ok(StringOffset::new(9)));
        assert_eq!(table.bytes(), b"x\0");
    }

    #[test]
    fn strings_that_cannot_be_written_are_refused() {
        insta::assert_snapshot!(
            StringTable::new().add("a\0b").unwrap_err(),
            @r#"the string "a\0b" holds a NUL byte, expected none"#
        );
        insta::assert_snapshot!(
            StringTable::split(u32::MAX - 3).add("abc").unwrap_err(),
            @"string section: it grew beyond what 32 bits can count"
        );
    }
}
