//! Maps of objects: typed, global, shared, nested.

use crate::{host, objects, packet, run};
use skep::ErrorKind;
use skep::object::{Contents, ElfOptions};
use skep::prelude::*;
use skep_harness::Outcome;

pub(crate) fn counter(kernel: &Kernel) -> Outcome {
    for bytes in objects!("counter") {
        let object = ObjectSpec::from_elf(bytes)?.load(kernel)?;
        let counts: HashMap<u32, u64> = object.map("counts")?;
        for first in [7, 7, 200] {
            assert_eq!(run(&object, "count", &packet(first))?, XdpAction::PASS.0);
        }
        assert_eq!((counts.get(&7)?, counts.get(&200)?, counts.get(&8)?), (Some(2), Some(1), None));
    }
    Ok(())
}

pub(crate) fn globals(kernel: &Kernel) -> Outcome {
    for bytes in objects!("globals") {
        let object = ObjectSpec::from_elf(bytes)?.load(kernel)?;
        assert_eq!((object.global::<u64>("total")?, object.global::<u32>("step")?), (40, 3));
        assert_eq!((run(&object, "add", &packet(0))?, run(&object, "add", &packet(0))?), (43, 46));
        assert_eq!((object.global::<u64>("total")?, object.global::<u64>("calls")?), (46, 2));
        assert_eq!((object.global::<u32>("hidden")?, object.global::<u32>("elsewhere")?), (4, 7));
        assert_eq!(object.global::<u32>("calls_before_main_data")?, 9);
        object.set_global("total", &100_u64)?;
        assert_eq!(run(&object, "add", &packet(0))?, 103);
        let error = object.global::<u32>("total").unwrap_err();
        assert_eq!(error.to_string(), "checking `total`: the variable has 8 bytes; `u32` has 4");
        let error = object.set_global("step", &4_u32).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    }
    Ok(())
}

pub(crate) fn constants(kernel: &Kernel) -> Outcome {
    for bytes in objects!("globals") {
        let mut spec = ObjectSpec::from_elf(bytes)?;
        spec.set_variable("step", &10_u32.to_ne_bytes())?;
        spec.set_variable("calls", &5_u64.to_ne_bytes())?;
        let object = spec.load(kernel)?;
        assert_eq!(run(&object, "add", &packet(0))?, 50);
        assert_eq!(object.global::<u64>("calls")?, 6);
        let error = spec.set_variable("step", &[0; 8]).unwrap_err();
        assert_eq!(error.to_string(), "the variable `step` has 4 bytes; it cannot be given 8");
        let error = spec.set_variable("stepp", &[0; 4]).unwrap_err();
        assert!(error.to_string().starts_with("there is no variable `stepp`; there is "), "{error}");
    }
    Ok(())
}

pub(crate) fn options(kernel: &Kernel) -> Outcome {
    for bytes in objects!("counter") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let object = spec.load_with(kernel, &LoadOptions::new().max_entries("counts", 1000))?;
        let counts: Map = object.map("counts")?;
        assert_eq!(counts.info().max_entries, 1000);
        let error = spec.load_with(kernel, &LoadOptions::new().reuse(&counts)).unwrap_err();
        let said = "creating map `counts`: the map to be used has a max_entries of 1000; the specification wants 256";
        assert_eq!(error.to_string(), said);
        let options = LoadOptions::new().max_entries("counts", 1000).reuse(&counts);
        let other = spec.load_with(kernel, &options)?;
        run(&other, "count", &packet(3))?;
        assert_eq!(object.map::<HashMap<u32, u64>>("counts")?.get(&3)?, Some(1));
        let error = spec.load_with(kernel, &LoadOptions::new().max_entries("count", 1)).unwrap_err();
        assert_eq!(error.to_string(), "finding `count`: there is no map of that name; there is `counts`");
    }
    Ok(())
}

pub(crate) fn legacy(kernel: &Kernel) -> Outcome {
    for bytes in objects!("legacy") {
        let object = ObjectSpec::from_elf_with(bytes, ElfOptions { legacy_maps: true })?.load(kernel)?;
        run(&object, "count", &packet(0))?;
        assert_eq!(object.map::<Array<u64>>("old_counts")?.get(1)?, Some(1));
    }
    Ok(())
}

/// Programs in Rust: a map that is a row of numbers, with two more than C has, and one that is declared by types; variables of
/// three sections, and a constant in a section that only merges constants.
pub(crate) fn of_rust(kernel: &Kernel) -> Outcome {
    let bytes = include_bytes!("../../../skep-object/testdata/linker.bpf_linker.o");
    let spec = ObjectSpec::from_elf_with(bytes, ElfOptions { legacy_maps: true })?;
    let source = spec.programs[0].code.instructions[0].location.as_ref().map(|place| place.file.to_string());
    assert_eq!(source.as_deref(), Some("./linker.bpf.rs"));
    // What is read, and what was written after that.
    for spec in [ObjectSpec::from_elf(&spec.to_elf()?)?, spec] {
        let object = spec.load(kernel)?;
        for first in [3, 3, 200] {
            assert_eq!(run(&object, "count", &packet(first))?, XdpAction::PASS.0);
        }
        let (counts, slots) =
            (object.map::<HashMap<u32, u64>>("COUNTS")?, object.map::<Array<u64>>("SLOTS")?);
        assert_eq!((counts.get(&3)?, counts.get(&200)?, counts.get(&8)?), (Some(2), Some(1), None));
        assert_eq!((slots.get(3)?, slots.get(0)?), (Some(4), Some(2)));
        assert_eq!(object.constant::<u32>("STEP")?.get()?, 3);
        // What it counts together, and what the first byte weighs.
        assert_eq!((run(&object, "weigh", &packet(2))?, run(&object, "weigh", &packet(9))?), (43 + 97, 46));
        assert_eq!((object.global::<u64>("CALLS")?, object.global::<u64>("TOTAL")?), (2, 46));
        object.set_global("TOTAL", &1000_u64)?;
        assert_eq!(run(&object, "weigh", &packet(0))?, 1003 + 11);
    }
    Ok(())
}

pub(crate) fn nested() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("nested") {
        let object = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        assert_eq!(run(&object, "count", &packet(0))?, XdpAction::PASS.0);
        let [one, two] = ["one", "two"].map(|name| object.map::<Array<u64>>(name).unwrap().get(0).unwrap());
        assert_eq!((one, two), (Some(0), Some(1)));
    }
    Ok(())
}

pub(crate) fn pinned() -> Outcome {
    let kernel = host()?;
    let mounts = kernel.api().mounts().map_err(|errno| errno.to_string())?;
    let Some(mount) = mounts.into_iter().find(|mount| mount.file_system == "bpf") else {
        return skep_harness::skip("no bpf file system is mounted");
    };
    let folder = mount.path.join(format!("skep-elf-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let result = share(&kernel, &folder);
    std::fs::remove_dir_all(&folder)?;
    result
}

fn share(kernel: &Kernel, folder: &std::path::Path) -> Outcome {
    let pin = folder.join("kept");
    let options = LoadOptions::new().pins(folder).with_program("keep");
    let mut spec = ObjectSpec::from_elf(objects!("slots")[1])?;
    let first = spec.load_with(kernel, &options)?;
    run(&first, "keep", &packet(0))?;
    drop(first);
    let second = spec.load_with(kernel, &options)?;
    run(&second, "keep", &packet(0))?;
    assert_eq!(second.map::<Array<u64>>("kept")?.get(1)?, Some(2));
    drop(second);
    std::fs::remove_file(&pin)?;
    // What cannot be loaded leaves nothing behind.
    spec.license = "Proprietary".to_owned();
    let code = Assembler::new().mov(isa::R1, 0).exit().build()?;
    spec = spec.with_program(ProgramSpec::xdp("no_result", code));
    assert!(spec.load_with(kernel, &options).is_err());
    assert!(!pin.exists());
    assert!(matches!(spec.map("jumps").unwrap().contents, Contents::Slots(_)));
    Ok(())
}

mod isa {
    pub(super) use skep::isa::Register::R1;
}
