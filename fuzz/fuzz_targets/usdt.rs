//! Any bytes as the notes of static probes, and any text as the arguments of one, in an otherwise proper file; and any
//! bytes as a file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_object::{UsdtPlace, usdt_probes};

/// The machines of ELF files that registers are known of, and one that they are not.
const MACHINES: [u16; 5] = [62, 183, 243, 22, 21];

fuzz_target!(|input: (u8, bool, &str, &[u8])| {
    let (machine, base, arguments, bytes) = input;
    let machine = MACHINES[usize::from(machine) % MACHINES.len()];
    let _ = usdt_probes(bytes);
    let _ = usdt_probes(&file(machine, base, bytes));
    let arguments: String = arguments.chars().filter(|sign| *sign != '\0').collect();
    let Ok(probes) = usdt_probes(&file(machine, base, &note(&arguments))) else { return };
    for argument in probes.iter().flat_map(|probe| &probe.sites).flat_map(|site| &site.arguments) {
        assert!([1, 2, 4, 8].contains(&argument.size) && arguments.contains(&argument.text));
        if let UsdtPlace::Memory { index: Some((_, factor)), .. } = argument.place {
            assert!([1, 2, 4, 8].contains(&factor));
        }
    }
});

/// A note of a probe at the address 0x1000 with these arguments.
fn note(arguments: &str) -> Vec<u8> {
    let mut description = Vec::new();
    for address in [0x1000_u64, 0x2000, 0x1008] {
        description.extend(address.to_le_bytes());
    }
    description.extend(b"provider\0name\0");
    description.extend(arguments.bytes().chain([0]));
    let length = u32::try_from(description.len()).unwrap_or(u32::MAX);
    let mut note: Vec<u8> = [8, length, 3].iter().flat_map(|number| number.to_le_bytes()).collect();
    note.extend(b"stapsdt\0");
    note.extend(description);
    note
}

/// An ELF file of 64 bits with a part that is mapped at 0x1000, and with these notes.
fn file(machine: u16, base: bool, notes: &[u8]) -> Vec<u8> {
    const NAMES: &[u8] = b"\0.note.stapsdt\0.stapsdt.base\0.shstrtab\0";
    let sections: u16 = if base { 4 } else { 3 };
    let (notes_at, names_at) = (64 + 56, 64 + 56 + notes.len() as u64);
    let table = (names_at + NAMES.len() as u64).next_multiple_of(8);
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    let half =
        |file: &mut Vec<u8>, numbers: &[u16]| numbers.iter().for_each(|n| file.extend(n.to_le_bytes()));
    let word =
        |file: &mut Vec<u8>, numbers: &[u32]| numbers.iter().for_each(|n| file.extend(n.to_le_bytes()));
    let double =
        |file: &mut Vec<u8>, numbers: &[u64]| numbers.iter().for_each(|n| file.extend(n.to_le_bytes()));
    half(&mut file, &[3, machine]);
    word(&mut file, &[1]);
    double(&mut file, &[0, 64, table]);
    word(&mut file, &[0]);
    half(&mut file, &[64, 56, 1, 64, sections, sections - 1]);
    // The part that is mapped: 4 KiB from the beginning on, of which not all need be there.
    word(&mut file, &[1, 5]);
    double(&mut file, &[0, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000]);
    file.extend(notes);
    file.extend(NAMES);
    file.resize(usize::try_from(table).unwrap_or_default(), 0);
    let mut section = |name: u32, kind: u32, address: u64, offset: u64, length: u64| {
        word(&mut file, &[name, kind]);
        double(&mut file, &[0, address, offset, length]);
        word(&mut file, &[0, 0]);
        double(&mut file, &[1, 0]);
    };
    section(0, 0, 0, 0, 0);
    section(1, 7, 0, notes_at, notes.len() as u64);
    if base {
        section(15, 1, 0x2000, 64, 1);
    }
    section(29, 3, 0, names_at, NAMES.len() as u64);
    file
}
