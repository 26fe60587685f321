//! `.BTF.ext`: what is in it is found in either byte order, and what is wrong is named.

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::{
    Btf, BtfBuilder, BtfExt, CoreRelocation, Endian, FuncInfo, LineColumn, LineInfo, StringOffset, TypeId,
};

/// A BTF with the strings `xdp` (1), `a.c` (5), `0:1` (9).
fn btf(endian: Endian) -> Btf<'static> {
    let mut builder = BtfBuilder::new();
    for string in ["xdp", "a.c", "0:1"] {
        builder.add_string(string);
    }
    Btf::parse(builder.to_bytes(endian).unwrap()).unwrap()
}

/// A `.BTF.ext` of these tables, each of whole words, with a header of this many bytes.
fn ext(endian: Endian, header: usize, tables: &[&[u32]]) -> Vec<u8> {
    let mut words = vec![0x0100_0000 | 0xeb9f, u32::try_from(header).unwrap()];
    let mut at = 0;
    for table in tables {
        let length = u32::try_from(table.len() * 4).unwrap();
        words.extend([at, length]);
        at += length;
    }
    words.resize(header / 4, 0);
    words.extend(tables.iter().copied().flatten());
    let mut bytes: Vec<u8> = words.iter().flat_map(|&word| endian.encode(word)).collect();
    let magic = 0xeb9f_u16;
    let start = match endian {
        Endian::Little => magic.to_le_bytes(),
        Endian::Big => magic.to_be_bytes(),
    };
    bytes[..4].copy_from_slice(&[start[0], start[1], 1, 0]);
    bytes
}

const FUNCTIONS: &[u32] = &[8, 1, 2, 0, 3, 16, 4, 5, 1, 0, 7];
const LINES: &[u32] = &[16, 1, 1, 8, 5, 0, 7 << 10 | 3];
const RELOCATIONS: &[u32] = &[16, 1, 1, 24, 6, 9, 2];

#[test]
fn records_are_read_by_section_in_both_byte_orders() {
    for endian in [Endian::Little, Endian::Big] {
        let btf = btf(endian);
        let bytes = ext(endian, 32, &[FUNCTIONS, LINES, RELOCATIONS]);
        let ext = BtfExt::parse(&bytes, &btf).unwrap();
        let function = |slot, id| FuncInfo { slot, type_id: TypeId::new(id) };
        let functions: Vec<_> = ext
            .functions()
            .map(|section| (section.name().unwrap(), section.records().collect::<Vec<_>>()))
            .collect();
        assert_eq!(functions, [("xdp", vec![function(0, 3), function(2, 4)]), ("a.c", vec![function(0, 7)])]);
        let line = ext.lines().next().unwrap().records().next().unwrap();
        let position = LineColumn::new(7, 3);
        let (file, text) = (StringOffset::new(5), StringOffset::EMPTY);
        assert_eq!(line, LineInfo { slot: 1, file, text, position });
        let section = ext.relocations().next().unwrap();
        assert_eq!(format!("{section:?}"), "ExtSection('xdp', 1 records)");
        let access = StringOffset::new(9);
        let expected = CoreRelocation { slot: 3, type_id: TypeId::new(6), access, kind: 2 };
        assert_eq!(section.records().collect::<Vec<_>>(), [expected]);
        assert_eq!(btf.string(expected.access), Ok("0:1"));
    }
}

#[test]
fn records_and_headers_longer_than_known_are_read_as_far_as_they_are_known() {
    let btf = btf(Endian::Little);
    let longer: &[u32] = &[12, 1, 2, 0, 3, 99, 16, 4, 98];
    let bytes = ext(Endian::Little, 40, &[longer, &[], &[20, 1, 1, 24, 6, 9, 2, 77]]);
    let ext = BtfExt::parse(&bytes, &btf).unwrap();
    let records = ext.functions().next().unwrap().records();
    assert_eq!(records.len(), 2);
    assert_eq!(records.map(|f| (f.slot, f.type_id.number())).collect::<Vec<_>>(), [(0, 3), (2, 4)]);
    assert_eq!(ext.lines().count(), 0);
    assert_eq!(ext.relocations().next().unwrap().records().next().unwrap().kind, 2);
}

#[test]
fn a_header_without_relocations_has_none() {
    let btf = btf(Endian::Little);
    let bytes = ext(Endian::Little, 24, &[FUNCTIONS, LINES]);
    let ext = BtfExt::parse(&bytes, &btf).unwrap();
    assert_eq!((ext.functions().count(), ext.lines().count(), ext.relocations().count()), (2, 1, 0));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let little = btf(Endian::Little);
    let refused = |bytes: &[u8]| BtfExt::parse(bytes, &little).unwrap_err().to_string();
    let with = |functions: &[u32]| refused(&ext(Endian::Little, 32, &[functions, LINES, RELOCATIONS]));
    assert_snapshot!(refused(&[0x9f]), @".BTF.ext header, offset 0: the header needs 24 bytes, 1 are left");
    assert_snapshot!(refused(&ext(Endian::Big, 32, &[])), @".BTF.ext header, offset 0: magic is 40939, expected 60319 (eb9f), in the byte order of the BTF");
    assert_snapshot!(refused(&[0x9f, 0xeb, 2, 0, 24, 0, 0, 0]), @".BTF.ext header, offset 2: version is 2, expected 1, the only version known");
    assert_snapshot!(refused(&[0x9f, 0xeb, 1, 9, 24, 0, 0, 0]), @".BTF.ext header, offset 3: flags is 9, expected 0: no flag is known");
    assert_snapshot!(refused(&[0x9f, 0xeb, 1, 0, 8, 0, 0, 0]), @".BTF.ext header, offset 4: hdr_len is 8, expected at least 24");
    assert_snapshot!(refused(&[0x9f, 0xeb, 1, 0, 24, 0, 0, 0]), @".BTF.ext header, offset 0: the header needs 24 bytes, 8 are left");
    assert_snapshot!(with(&[4]), @"function info, offset 0: rec_size is 4, expected a multiple of 4 that is at least 8");
    assert_snapshot!(with(&[10, 1, 0]), @"function info, offset 0: rec_size is 10, expected a multiple of 4 that is at least 8");
    assert_snapshot!(with(&[8, 1]), @"function info, offset 4: the head of a section's records needs 8 bytes, 4 are left");
    assert_snapshot!(with(&[8, 1, 1, 0]), @"function info, offset 12: the records of a section needs 8 bytes, 4 are left");
    assert_snapshot!(with(&[8, 1, u32::MAX, 0]), @"function info, offset 12: the records of a section needs 34359738360 bytes, 4 are left");
    assert_snapshot!(with(&[8, 1, 2, 0, 1, 12, 2]), @"function info, offset 20: insn_off is 12, expected a multiple of 8, the size of an instruction");
    let mut bytes = ext(Endian::Little, 32, &[FUNCTIONS, LINES, RELOCATIONS]);
    bytes.pop();
    assert_snapshot!(refused(&bytes), @"relocations, offset 0: the table needs 28 bytes, 27 are left");
    let bytes = ext(Endian::Little, 32, &[&[8, 77, 0]]);
    let ext = BtfExt::parse(&bytes, &little).unwrap();
    let name = ext.functions().next().unwrap().name();
    assert_snapshot!(name.unwrap_err(), @"string section, offset 77: expected an offset into the 13 bytes there are");
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_of_extensions_panic(
        damage in prop::collection::vec((0_usize..140, any::<u8>()), 0..6),
        cut in 0_usize..140,
        endian in prop::sample::select(vec![Endian::Little, Endian::Big]),
    ) {
        let btf = btf(endian);
        let mut bytes = ext(endian, 32, &[FUNCTIONS, LINES, RELOCATIONS]);
        for (place, value) in damage {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = value;
            }
        }
        bytes.truncate(cut.max(20));
        if let Ok(ext) = BtfExt::parse(&bytes, &btf) {
            for section in ext.functions() {
                let _ = (section.name(), section.records().count());
            }
            for section in ext.lines() {
                let _ = (section.name(), section.records().count());
            }
            for section in ext.relocations() {
                let _ = (section.name(), section.records().count());
            }
        }
    }
}
