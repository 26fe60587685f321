//! Objects that were linked into one here, loaded and run, beside what bpftool makes of the same objects.

use crate::{host, objects, packet, run};
use skep::object::{Binding, ElfOptions, link};
use skep::prelude::*;
use skep_harness::Outcome;

/// Both compilers' objects: with the uses, the definitions, and the choice that is weak elsewhere.
pub(crate) fn linked(compiler: usize, with_choice: bool) -> Result<ObjectSpec, Box<dyn std::error::Error>> {
    let objects = [
        ("link_main", objects!("link_main")[compiler]),
        ("link_library", objects!("link_library")[compiler]),
        ("link_choice", objects!("link_choice")[compiler]),
    ];
    let mut specs = Vec::new();
    for (name, bytes) in &objects[..if with_choice { 3 } else { 2 }] {
        specs.push((*name, ObjectSpec::from_elf(bytes)?));
    }
    let specs: Vec<(&str, &ObjectSpec)> = specs.iter().map(|(name, spec)| (*name, spec)).collect();
    Ok(link(&specs)?)
}

/// What `adds` returns, which is in the map then, and what the static variables of one name are after it.
fn adds(object: &Object) -> Outcome {
    assert_eq!(run(object, "adds", &packet(0))?, 100 + 30 + 1);
    let results: HashMap<u32, u64> = object.map("results")?;
    assert_eq!(results.get(&1)?, Some(4 * 2 + 30 + 3000 + 1));
    assert_eq!((object.global::<u64>("total")?, object.global::<u64>("zeroed")?), (131, 1));
    Ok(())
}

pub(crate) fn two(kernel: &Kernel) -> Outcome {
    for compiler in [0, 1] {
        let spec = linked(compiler, false)?;
        spec.check()?;
        let calls: Vec<_> =
            spec.maps.iter().flat_map(|map| &map.variables).filter(|one| &*one.name == "calls").collect();
        assert_eq!(calls.iter().map(|one| one.binding).collect::<Vec<_>>(), [Binding::Local; 2]);
        let object = spec.load(kernel)?;
        adds(&object)?;
        let data: Array<[u8; 92]> = object.map(".data")?;
        let data = data.get(0)?.unwrap();
        let call = |number: usize| data[calls[number].offset as usize];
        assert_eq!((call(0), call(1)), (11, 21));
        assert_eq!(
            (run(&object, "chooses", &packet(0))?, run(&object, "chooses_here", &packet(0))?),
            (1, 11)
        );
    }
    Ok(())
}

pub(crate) fn three() -> Outcome {
    let kernel = host()?;
    let bpftool = include_bytes!("../../../skep-object/testdata/link.bpftool.o");
    let bpftool = ObjectSpec::from_elf_with(bpftool, ElfOptions::default())?;
    for spec in [linked(0, true)?, linked(1, true)?, bpftool.clone()] {
        spec.check()?;
        // Written and read, it is the same still, but for the names of sections among the strings of the types.
        let read = ObjectSpec::from_elf(&spec.to_elf()?)?;
        let rest = |spec: &ObjectSpec| ObjectSpec { types: None, ..spec.clone() };
        assert!(rest(&read) == rest(&spec));
        let object = spec.load(&kernel)?;
        adds(&object)?;
        assert_eq!(
            (run(&object, "chooses", &packet(0))?, run(&object, "chooses_here", &packet(0))?),
            (2, 12)
        );
        assert_eq!(run(&object, "sums", &packet(0))?, 10 + 132);
        let location = spec.program("sums").unwrap().code.instructions[0].location.clone().unwrap();
        assert!(location.file.ends_with("link_choice.bpf.c"), "{location}");
    }
    let shape = |spec: &ObjectSpec| {
        let mut functions: Vec<String> = spec
            .functions
            .iter()
            .map(|function| function.name.split('.').next().unwrap_or("").to_owned())
            .collect();
        functions.sort_unstable();
        let mut maps: Vec<_> = spec.maps.iter().map(|map| (map.name.clone(), map.variables.len())).collect();
        maps.sort_unstable();
        (functions, maps)
    };
    let (ours, mut theirs) = (shape(&linked(1, true)?), shape(&bpftool));
    // The weak function that gave way is in theirs still.
    theirs.0.dedup();
    let mut own = ours.0.clone();
    own.dedup();
    assert_eq!((own, ours.1), theirs);
    Ok(())
}
