//! Any bytes as what an object file says of its programs: the first half as types, the second as `.BTF.ext`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::{Btf, BtfExt};

fuzz_target!(|input: (u16, &[u8])| {
    let (split, bytes) = input;
    let (types, ext) = bytes.split_at(usize::from(split).min(bytes.len()));
    // Bytes that are no types still leave the other section to be read, with types that have no strings.
    let empty = b"\x9f\xeb\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0";
    let Ok(btf) = Btf::parse(types).or_else(|_| Btf::parse(empty)) else { return };
    let Ok(ext) = BtfExt::parse(ext, &btf) else { return };
    for section in ext.functions() {
        let _ = section.name();
        assert_eq!(section.records().len(), section.records().count());
    }
    for section in ext.lines() {
        for line in section.records() {
            let _ = (btf.string(line.file), btf.string(line.text), line.position);
        }
    }
    for section in ext.relocations() {
        for relocation in section.records() {
            let _ = (btf.type_by_id(relocation.type_id), btf.string(relocation.access));
        }
    }
});
