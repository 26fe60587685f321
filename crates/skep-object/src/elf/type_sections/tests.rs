//! Tests of where files keep their types.

use super::TypeSections;

/// An ELF file with these sections (name, flags, bytes), for machines of 32 or 64 bits, in either byte order.
fn elf(wide: bool, big: bool, sections: &[(&str, u64, &[u8])]) -> Vec<u8> {
    let number = |value: u64, bytes: usize| {
        let little = value.to_le_bytes();
        let mut taken = little[..bytes].to_vec();
        if big {
            taken.reverse();
        }
        taken
    };
    let word = if wide { 8 } else { 4 };
    let (header, entry) = if wide { (64, 64) } else { (52, 40) };
    let mut names = vec![0];
    let mut table = vec![0; entry];
    let mut data = Vec::new();
    let mut places = Vec::new();
    for &(name, flags, bytes) in sections.iter().chain([&(".shstrtab", 0, &[][..])]) {
        places.push((names.len() as u64, flags, data.len() as u64, bytes.len() as u64));
        names.extend(name.bytes().chain([0]));
        data.extend(bytes);
    }
    let last = places.len() - 1;
    places[last] = (places[last].0, 0, data.len() as u64, names.len() as u64);
    data.extend(names);
    for (number_of, &(name, flags, at, size)) in places.iter().enumerate() {
        let kind = if number_of == last { 3 } else { 1 };
        table.extend([number(name, 4), number(kind, 4), number(flags, word), number(0, word)].concat());
        table.extend([number(header + at, word), number(size, word), number(0, 8)].concat());
        table.extend([number(1, word), number(0, word)].concat());
    }
    let mut file = b"\x7fELF".to_vec();
    file.extend([if wide { 2 } else { 1 }, if big { 2 } else { 1 }, 1]);
    file.resize(16, 0);
    file.extend([number(1, 2), number(40, 2), number(1, 4), number(0, word), number(0, word)].concat());
    file.extend([number(header + data.len() as u64, word), number(0, 4), number(header, 2)].concat());
    file.extend([number(0, 2), number(0, 2), number(entry as u64, 2)].concat());
    file.extend([number(places.len() as u64 + 1, 2), number(last as u64 + 1, 2)].concat());
    assert_eq!(file.len() as u64, header);
    file.extend(data);
    file.extend(table);
    file
}

/// What is said of a file with these sections.
fn refused(sections: &[(&str, u64, &[u8])]) -> String {
    TypeSections::find(&elf(true, false, sections)).unwrap_err().to_string()
}

#[test]
fn types_are_found_in_files_for_any_machine_and_in_what_is_no_elf_file() {
    for (wide, big) in [(true, false), (true, true), (false, false), (false, true)] {
        let file = elf(wide, big, &[(".text", 6, b"code"), (".BTF", 0, b"types"), (".BTF.base", 0, b"base")]);
        let expected = TypeSections { types: b"types", base: Some(b"base") };
        assert_eq!(TypeSections::find(&file), Ok(expected), "{wide} {big}");
        let file = elf(wide, big, &[(".BTF", 0, b"alone")]);
        assert_eq!(TypeSections::find(&file), Ok(TypeSections { types: b"alone", base: None }));
    }
    let raw = TypeSections { types: b"\x9f\xeb", base: None };
    assert_eq!(TypeSections::find(b"\x9f\xeb"), Ok(raw));
}

#[test]
fn a_file_without_types_that_can_be_read_is_named() {
    insta::assert_snapshot!(
        refused(&[(".text", 6, b"code")]),
        @"found an ELF file without a section `.BTF`, expected one with types (for a kernel: `CONFIG_DEBUG_INFO_BTF`; for clang: `-g`)"
    );
    insta::assert_snapshot!(
        refused(&[(".BTF", 1 << 11, b"\x01\x00\x00\x00")]),
        @"section `.BTF`: found a compressed section, expected types as they are"
    );
    let mut cut = elf(true, false, &[(".BTF", 0, b"types")]);
    cut.truncate(100);
    assert!(TypeSections::find(&cut).is_err());
}

#[test]
fn no_damaged_byte_makes_it_panic() {
    for (wide, big) in [(true, false), (false, true)] {
        let file = elf(wide, big, &[(".BTF", 0, b"types"), (".BTF.base", 0, b"base")]);
        for place in 0..file.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut file = file.clone();
                file[place] = value;
                let _ = TypeSections::find(&file);
            }
        }
    }
}
