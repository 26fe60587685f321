//! No bytes make the reader of object files panic, hang or use memory beyond what they justify; and what it reads can be checked,
//! laid out and described.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_isa::ImageOptions;
use skep_object::{ElfOptions, ObjectSpec};

fuzz_target!(|bytes: &[u8]| {
    let Ok(spec) = ObjectSpec::from_elf_with(bytes, ElfOptions { legacy_maps: true }) else { return };
    let _ = spec.check();
    let shared = spec.shared_types();
    if let Some(shared) = &shared {
        assert!(skep_btf::Btf::parse(&shared.bytes[..]).is_ok());
    }
    for program in &spec.programs {
        if let Ok(image) = spec.image(program, ImageOptions::default()) {
            let _ = shared.as_ref().and_then(|shared| shared.records(&spec, program, &image));
        }
    }
});
