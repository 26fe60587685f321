//! Any bytes as two BTFs, and any access string: every relocation is answered on the one against the other, and slices are
//! made for them.
//!
//! The input is: the root's number, the length of the access string, the access string, the length of the program's BTF
//! (two bytes, little-endian), it, and the target's, which is the same if nothing is left.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_btf::relocation::{Relocation, RelocationKind, resolve};
use skep_btf::{Btf, Minimal, TypeId};

fuzz_target!(|input: &[u8]| {
    let _ = ask(input);
});

/// Asks all there is to ask; `None` if the input is too short.
fn ask(input: &[u8]) -> Option<()> {
    let (&[root, length], input) = input.split_first_chunk()?;
    let (access, input) = input.split_at_checked(length.into())?;
    let access = String::from_utf8_lossy(access);
    let (&length, input) = input.split_first_chunk()?;
    let (local, target) = input.split_at_checked(u16::from_le_bytes(length).into())?;
    let target = if target.is_empty() { local } else { target };
    let (local, target) = (Btf::parse(local).ok()?, Btf::parse(target).ok()?);
    let mut relocations = Vec::new();
    for access in ["0", "0:0", "0:1:0", "1", &*access] {
        for kind in RelocationKind::ALL {
            relocations.push(Relocation { type_id: TypeId::new(root.into()), access, kind });
        }
    }
    let answers = resolve(&local, &relocations, &target, &[]);
    assert_eq!(answers.len(), relocations.len());
    for answer in answers {
        let _ = answer.map_err(|error| error.to_string());
    }
    for relocation in &relocations {
        let mut minimal = Minimal::new(&target);
        if minimal.add(&local, std::slice::from_ref(relocation)).is_ok()
            && let Ok(slice) = minimal.build()
        {
            assert!(Btf::parse(&slice).is_ok());
        }
    }
    Some(())
}
