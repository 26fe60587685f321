//! Whatever is read from an object file can be written, and is read as the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_object::{Contents, ElfOptions, ObjectSpec};

fuzz_target!(|bytes: &[u8]| {
    let Ok(spec) = ObjectSpec::from_elf_with(bytes, ElfOptions { legacy_maps: true }) else { return };
    // Zeros that are not in the file would be written for a while.
    let large = |size: u32| size > 1 << 20;
    if spec
        .maps
        .iter()
        .any(|map| map.contents == Contents::Empty && map.variables.is_empty() && large(map.value_size))
    {
        return;
    }
    let is_legacy = ObjectSpec::from_elf(bytes).is_err();
    let written = match spec.to_elf() {
        Ok(written) => written,
        // Rows of numbers can say what declarations cannot.
        Err(_) if is_legacy => return,
        Err(error) => panic!("{error}"),
    };
    let again = match ObjectSpec::from_elf(&written) {
        Ok(again) => again,
        Err(_) if is_legacy => return,
        Err(error) => panic!("{error}"),
    };
    if is_legacy {
        return;
    }
    // A name of a section may have been added to the strings of the types: `.text`, where there was none. That is all.
    let types = |spec: &ObjectSpec| spec.types.as_ref().map(|types| types.len());
    assert_eq!(types(&again), types(&spec));
    let rest = |spec: &ObjectSpec| ObjectSpec { types: None, ..spec.clone() };
    assert!(rest(&again) == rest(&spec), "{again:?}\n{spec:?}");
    let written = again.to_elf().expect("what was written once");
    assert!(ObjectSpec::from_elf(&written).as_ref() == Ok(&again));
    assert!(again.to_elf().as_ref() == Ok(&written));
});
