//! The fields of contexts: as programs see them, and as they are handed in and out as a structure.

use skep_isa::Size;
use skep_uapi::{AttachType, ContextFacts, ContextField, Errno, FieldKind, ProgramType, Result};
use skep_vm::{Field, Loads, Stores};

/// The elements of the array that programs keep numbers of their own in.
pub(super) const CB: [&str; 5] = ["cb[0]", "cb[1]", "cb[2]", "cb[3]", "cb[4]"];

/// The elements of a field, which is most often but one: their names, and where they are. (But for one array, nobody
/// asks for elements by their names.)
fn elements(field: &ContextField) -> impl Iterator<Item = (&'static str, usize)> {
    let ContextField { name, offset, size, count, .. } = *field;
    (0..count as usize).map(move |index| {
        let name = if name == "cb" { CB.get(index).copied().unwrap_or(name) } else { name };
        (name, offset as usize + index * size as usize)
    })
}

/// The fields of a context that programs of a type may read, with what `value` gives for each element of each. `rules`
/// says how each can be loaded, and how stored to if it may be written.
pub(super) fn fields(
    facts: &ContextFacts,
    program: (ProgramType, AttachType),
    value: impl Fn(&str, usize) -> u64,
    rules: impl Fn(&ContextField) -> (Loads, Stores),
) -> Vec<Field> {
    let mut fields = Vec::new();
    for field in facts.fields.iter().filter(|field| field.read.allows(program.0, Some(program.1))) {
        let size = match field.size {
            1 => Size::Byte,
            2 => Size::Half,
            4 => Size::Word,
            _ => Size::Double,
        };
        let (loads, stores) = rules(field);
        let writable = field.write.allows(program.0, Some(program.1));
        let stores = if writable { stores } else { Stores::None };
        for (index, (name, offset)) in elements(field).enumerate() {
            fields.push(Field { name, offset, size, value: value(field.name, index), loads, stores });
        }
    }
    fields
}

/// Whether a field holds a number, of which parts can be loaded.
pub(super) fn is_number(field: &ContextField) -> bool {
    field.holds == FieldKind::Number
}

/// A context as it is handed in and out: bytes, whose numbers have names.
#[derive(Clone, Debug)]
pub(super) struct Structure {
    facts: &'static ContextFacts,
    bytes: Vec<u8>,
}

impl Structure {
    /// What was handed in; what it is too short for is zero, and what is longer must be (`bpf_ctx_init`,
    /// `net/bpf/test_run.c`).
    pub(super) fn parse(facts: &'static ContextFacts, given: &[u8]) -> Result<Self> {
        let mut bytes = given.to_vec();
        let unknown = given.get(facts.size as usize..).unwrap_or_default();
        if unknown.iter().any(|byte| *byte != 0) {
            return Err(Errno::E2BIG);
        }
        bytes.resize(facts.size as usize, 0);
        Ok(Self { facts, bytes })
    }

    /// Whether all is zero but these fields.
    pub(super) fn has_only(&self, names: &[&str]) -> bool {
        let mut other = self.bytes.clone();
        for field in self.facts.fields.iter().filter(|field| names.contains(&field.name)) {
            for (_, offset) in elements(field) {
                if let Some(bytes) = other.get_mut(offset..offset + field.size as usize) {
                    bytes.fill(0);
                }
            }
        }
        other.iter().all(|byte| *byte == 0)
    }

    fn place(&self, name: &str) -> Option<std::ops::Range<usize>> {
        self.facts.fields.iter().find_map(|field| {
            let (_, offset) = elements(field).find(|(element, _)| *element == name)?;
            Some(offset..offset + field.size as usize)
        })
    }

    /// The number in a field of 4 or 8 bytes.
    pub(super) fn number(&self, name: &str) -> u64 {
        let bytes = self.place(name).and_then(|place| self.bytes.get(place));
        match bytes {
            Some(&[a, b, c, d]) => u32::from_ne_bytes([a, b, c, d]).into(),
            Some(&[a, b, c, d, e, f, g, h]) => u64::from_ne_bytes([a, b, c, d, e, f, g, h]),
            _ => 0,
        }
    }

    /// Sets the number in a field of 4 or 8 bytes, to as much of it as there is room for.
    pub(super) fn set(&mut self, name: &str, value: u64) {
        let Some(bytes) = self.place(name).and_then(|place| self.bytes.get_mut(place)) else { return };
        match bytes.len() {
            8 => bytes.copy_from_slice(&value.to_ne_bytes()),
            4 => {
                bytes.copy_from_slice(&u32::try_from(value & u64::from(u32::MAX)).unwrap_or(0).to_ne_bytes())
            }
            _ => {}
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
