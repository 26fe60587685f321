//! The types of an object as they are given to a kernel: once, for all its programs and maps.
//!
//! They are the object's own with the files and texts of the source lines added, since the records of lines name these by
//! their places among the strings:
//!
//! ```text
//! object's   header (any length)   types   strings
//! given      header (24 bytes)     types   strings   files and texts that were not there
//! ```

use crate::externs::without_externs;
use crate::lines::line_records;
use crate::{ObjectSpec, ProgramSpec, Types};
use skep_btf::{FuncInfo, LineInfo, StringOffset, TypeId};
use skep_isa::{Image, Location, Name};
use std::collections::HashMap;
use std::sync::Arc;

/// The types of an object, with the strings of its source lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SharedTypes {
    /// The types, as BTF in the byte order that they had.
    pub bytes: Vec<u8>,
    endian: skep_btf::Endian,
    /// Where in the bytes the strings begin.
    strings_start: usize,
    strings: HashMap<Name, StringOffset>,
}

/// What a kernel is told of a program beside its instructions: records that refer to an object's [`SharedTypes`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramRecords {
    /// The functions, as `struct bpf_func_info` records.
    pub functions: Vec<u8>,
    /// The source lines, as `struct bpf_line_info` records; empty if a function begins without a source position.
    pub lines: Vec<u8>,
}

/// The bytes of the header that is given.
const HEADER: u32 = 24;

impl ObjectSpec {
    /// The object's types, if it has any, with the strings of its source lines.
    pub fn shared_types(&self) -> Option<SharedTypes> {
        let types = self.types.as_ref()?;
        let mut shared = SharedTypes::new(types)?;
        let functions = self.functions.iter().map(|function| &function.code);
        let programs = self.programs.iter().map(|program| &program.code);
        for code in functions.chain(programs) {
            let mut last: Option<&Arc<Location>> = None;
            for location in code.instructions.iter().filter_map(|one| one.location.as_ref()) {
                // Most instructions are of the place or the line of those before them.
                let same_line =
                    |last: &Arc<Location>| last.text == location.text && last.file == location.file;
                if last.is_some_and(|last| Arc::ptr_eq(last, location) || same_line(last)) {
                    continue;
                }
                shared.add(&location.file);
                location.text.iter().for_each(|text| shared.add(text));
                last = Some(location);
            }
        }
        shared.finish();
        Some(shared)
    }
}

impl SharedTypes {
    fn new(own: &Types) -> Option<Self> {
        let magic = own.as_bytes().get(..4)?;
        let endian = own.endian();
        let (types, strings) = own.sections()?;
        let given = without_externs(own, types);
        let types = given.as_deref().unwrap_or(types);
        let mut copy = Vec::with_capacity(HEADER as usize + types.len() + strings.len());
        copy.extend(magic);
        let length = u32::try_from(types.len()).ok()?;
        for word in [HEADER, 0, length, length, u32::try_from(strings.len()).ok()?] {
            copy.extend(in_order(word, endian));
        }
        copy.extend(types);
        copy.extend(strings);
        let mut known = HashMap::new();
        let mut at = 0_usize;
        for string in strings.split(|byte| *byte == 0) {
            if let (Ok(text), Ok(offset)) = (str::from_utf8(string), u32::try_from(at)) {
                known.entry(Name::from(text)).or_insert_with(|| StringOffset::new(offset));
            }
            at = at.saturating_add(string.len()).saturating_add(1);
        }
        let strings_start = copy.len() - strings.len();
        Some(Self { bytes: copy, endian, strings_start, strings: known })
    }

    /// Adds a string that is not there yet.
    fn add(&mut self, string: &Name) {
        let offset = u32::try_from(self.bytes.len() - self.strings_start);
        if let (false, Ok(offset)) = (self.strings.contains_key(string), offset) {
            self.strings.insert(string.clone(), StringOffset::new(offset));
            // A zero byte ends it, and would end it early.
            self.bytes.extend(string.bytes().filter(|byte| *byte != 0));
            self.bytes.push(0);
        }
    }

    /// Says in the header how long the strings have become.
    fn finish(&mut self) {
        let length = u32::try_from(self.bytes.len() - self.strings_start).unwrap_or(u32::MAX);
        if let Some(place) = self.bytes.get_mut(20..24) {
            place.copy_from_slice(&in_order(length, self.endian));
        }
    }

    /// What a kernel is told of one of the object's programs. Nothing if the type of one of its functions is not known.
    pub fn records(&self, spec: &ObjectSpec, program: &ProgramSpec, image: &Image) -> Option<ProgramRecords> {
        let mut functions = Vec::with_capacity(image.functions.len());
        for (number, function) in image.functions.iter().enumerate() {
            let type_id: Option<TypeId> = if number == 0 {
                program.type_id
            } else {
                let found = spec.functions.iter().find(|other| other.name == function.name);
                let other = spec.programs.iter().find(|other| other.name == function.name);
                found.map_or(other.and_then(|other| other.type_id), |found| found.type_id)
            };
            functions.push(FuncInfo { slot: u32::try_from(function.first_slot).ok()?, type_id: type_id? });
        }
        let lines = line_records(image, |text| self.strings.get(text).copied()).unwrap_or_default();
        Some(ProgramRecords {
            functions: FuncInfo::encode(&functions, self.endian),
            lines: LineInfo::encode(&lines, self.endian),
        })
    }
}

fn in_order(word: u32, endian: skep_btf::Endian) -> [u8; 4] {
    match endian {
        skep_btf::Endian::Little => word.to_le_bytes(),
        skep_btf::Endian::Big => word.to_be_bytes(),
    }
}
