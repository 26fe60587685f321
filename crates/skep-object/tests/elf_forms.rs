//! Forms of object files that compilers of today do not make, but that others may: relocations with what they add beside
//! them, and functions whose calls are in the bytes already.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use skep_object::ObjectSpec;

const FIXTURES: [&[u8]; 4] = [
    include_bytes!("../testdata/functions.clang19.o"),
    include_bytes!("../testdata/functions.clang19.be.o"),
    include_bytes!("../testdata/globals.clang19.o"),
    include_bytes!("../testdata/slots.clang19.be.o"),
];

/// Numbers of an ELF file in its byte order.
struct Numbers {
    big: bool,
    bytes: Vec<u8>,
}

impl Numbers {
    fn get(&self, at: usize, size: usize) -> u64 {
        let bytes = &self.bytes[at..at + size];
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if self.big { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) }
    }

    fn place(&self, at: usize, size: usize) -> usize {
        usize::try_from(self.get(at, size)).unwrap()
    }

    fn put(&mut self, at: usize, size: usize, number: u64) {
        for place in 0..size {
            let shift = 8 * if self.big { size - 1 - place } else { place };
            self.bytes[at + place] = (number >> shift).to_le_bytes()[0];
        }
    }
}

/// The same file with RELA relocations in place of REL ones (`SHT_REL` is 9, `SHT_RELA` 4): what is added is taken from the
/// instructions, which get another number instead.
fn with_addends(bytes: &[u8]) -> Vec<u8> {
    let mut file = Numbers { big: bytes[5] == 2, bytes: bytes.to_vec() };
    let headers = file.place(40, 8);
    let count = file.place(60, 2);
    let mut changed = 0;
    for header in (0..count).map(|number| headers + number * 64) {
        if file.get(header + 4, 4) != 9 {
            continue;
        }
        let target = headers + file.place(header + 44, 4) * 64;
        // Of code only: those of types and slots are of other kinds.
        if file.get(target + 8, 8) & 4 == 0 {
            continue;
        }
        let code = file.place(target + 24, 8);
        let (start, size) = (file.place(header + 24, 8), file.place(header + 32, 8));
        let mut rows = Vec::new();
        for row in (start..start + size).step_by(16) {
            let (offset, info) = (file.get(row, 8), file.get(row + 8, 8));
            let place = code + usize::try_from(offset).unwrap() + 4;
            let kind = info & 0xffff_ffff;
            // What is added to a call stays in the call, which counts slots.
            let addend = if kind == 1 { file.get(place, 4) } else { 0 };
            if kind == 1 {
                file.put(place, 4, 0x7777);
            }
            rows.push([offset, info, addend]);
        }
        let end = file.bytes.len().next_multiple_of(8);
        file.bytes.resize(end + rows.len() * 24, 0);
        for (number, row) in rows.iter().enumerate() {
            for (word, value) in row.iter().enumerate() {
                file.put(end + number * 24 + word * 8, 8, *value);
            }
        }
        file.put(header + 4, 4, 4);
        file.put(header + 24, 8, end as u64);
        file.put(header + 32, 8, rows.len() as u64 * 24);
        file.put(header + 56, 8, 24);
        changed += rows.len();
    }
    assert!(changed > 0);
    file.bytes
}

#[test]
fn relocations_with_what_they_add_are_read_as_those_without() {
    for bytes in FIXTURES {
        let changed = with_addends(bytes);
        assert_ne!(changed, bytes);
        assert!(ObjectSpec::from_elf(&changed).unwrap() == ObjectSpec::from_elf(bytes).unwrap());
    }
}

/// The most memory that this process has had, in bytes (Linux).
fn most_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok().map(|kilobytes: usize| kilobytes * 1024)
}

#[test]
fn nothing_of_a_file_is_copied_but_what_is_loaded() {
    const MUCH: usize = 64 << 20;
    let mut file = Numbers { big: false, bytes: FIXTURES[0].to_vec() };
    let headers = file.place(40, 8);
    let count = file.place(60, 2);
    // A section that nobody loads (`SHT_LLVM_ADDRSIG`) becomes very large.
    let unused = (0..count).map(|number| headers + number * 64).find(|at| file.get(at + 4, 4) == 0x6fff_4c03);
    let unused = unused.unwrap();
    let end = file.bytes.len();
    file.bytes.resize(end + MUCH, 0xaa);
    file.put(unused + 24, 8, end as u64);
    file.put(unused + 32, 8, MUCH as u64);
    // Elsewhere than on Linux there is nothing to compare.
    let Some(before) = most_memory() else { return };
    let spec = ObjectSpec::from_elf(&file.bytes).unwrap();
    let growth = most_memory().unwrap() - before;
    assert!(growth < MUCH / 16, "{growth}");
    assert!(spec == ObjectSpec::from_elf(FIXTURES[0]).unwrap());
}

/// The place of a section's header.
fn header(file: &Numbers, name: &str) -> usize {
    let headers = file.place(40, 8);
    let names = headers + file.place(62, 2) * 64;
    let names = file.place(names + 24, 8);
    let mut all = (0..file.place(60, 2)).map(|number| headers + number * 64);
    let is_named = |at: &usize| {
        let at = names + file.place(*at, 4);
        file.bytes[at..].starts_with(name.as_bytes()) && file.bytes[at + name.len()] == 0
    };
    all.find(is_named).unwrap()
}

#[test]
fn an_undefined_symbol_without_a_name_is_nothing_that_is_elsewhere() {
    let whole = include_bytes!("../testdata/globals.clang19.o");
    let mut file = Numbers { big: false, bytes: whole.to_vec() };
    let (symbols, names) = (header(&file, ".symtab"), header(&file, ".strtab"));
    let (start, size, names) =
        (file.place(symbols + 24, 8), file.place(symbols + 32, 8), file.place(names + 24, 8));
    // That of the licence, which no instruction refers to, becomes one of no section.
    let is_licence = |at: &usize| file.bytes[names + file.place(*at, 4)..].starts_with(b"LICENSE\0");
    let licence = (start..start + size).step_by(24).find(is_licence).unwrap();
    for (at, size) in [(0, 4), (6, 2)] {
        file.put(licence + at, size, 0);
    }
    let spec = ObjectSpec::from_elf(&file.bytes).unwrap();
    assert!(spec.externs.is_empty());
    assert!(spec == ObjectSpec::from_elf(whole).unwrap());
    assert!(ObjectSpec::from_elf(&spec.to_elf().unwrap()).unwrap() == spec);
}

/// The same file with another size, and if that is given another name, for the first section of variables in its types, which
/// compilers leave the size of out (`BTF_KIND_DATASEC` is 15).
fn with_section(whole: &[u8], size: u32, name: Option<u32>) -> Vec<u8> {
    let mut file = Numbers { big: false, bytes: whole.to_vec() };
    let header = header(&file, ".BTF");
    let (start, length) = (file.place(header + 24, 8), file.place(header + 32, 8));
    let is_section = |at: &usize| file.get(at + 4, 4) >> 16 == 0x0f00 && file.get(at + 8, 4) == 0;
    let record = (start + 24..start + length).step_by(4).find(is_section).unwrap();
    file.put(record + 8, 4, size.into());
    if let Some(name) = name {
        file.put(record, 4, name.into());
    }
    file.bytes
}

#[test]
fn types_that_say_that_a_section_is_larger_than_it_is_are_refused() {
    let whole = include_bytes!("../testdata/globals.clang19.o");
    let error = ObjectSpec::from_elf(&with_section(whole, 1 << 30, None)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "section `.bss`: found 1073741824 bytes in the types, expected at most the 12 that the section has"
    );
}

#[test]
fn a_section_of_variables_without_a_name_is_none_of_the_file() {
    let whole = include_bytes!("../testdata/globals.clang19.o");
    // Nor is one that has the name of a part of the file's own structure, which another one is renamed to here.
    let types = Numbers { big: false, bytes: whole.to_vec() };
    let header = header(&types, ".BTF");
    let strings = types.place(header + 24, 8);
    let strings = strings + 24 + types.place(strings + 16, 4);
    let name = whole[strings..].windows(11).position(|name| name == b"\0.data.own\0").unwrap() + 1;
    let mut renamed = whole.to_vec();
    renamed[strings + name..][..9].copy_from_slice(b".symtab\0\0");
    for name in [0, u32::try_from(name).unwrap()] {
        let spec = ObjectSpec::from_elf(&with_section(&renamed, 1168, Some(name))).unwrap();
        let written = spec.to_elf().unwrap();
        let again = ObjectSpec::from_elf(&written).unwrap();
        assert_eq!((&again.programs, &again.maps), (&spec.programs, &spec.maps));
        assert_eq!(again.to_elf().unwrap(), written);
    }
}
