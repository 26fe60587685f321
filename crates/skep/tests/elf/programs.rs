//! Programs of objects: several in a section, with functions, with callbacks, refused.

use crate::{host, objects, packet, run};
use skep::ErrorKind;
use skep::object::Pinning;
use skep::prelude::*;
use skep::scripted::{Datum, Faults, Method};
use skep::uapi::Version;
use skep_harness::{Outcome, skip};

pub(crate) fn functions(kernel: &Kernel) -> Outcome {
    for bytes in objects!("functions") {
        let options = LoadOptions::new().without_program("loops");
        let object = ObjectSpec::from_elf(bytes)?.load_with(kernel, &options)?;
        assert_eq!(run(&object, "first", &packet(0))?, 2 * 2 + 2 + 5 * 2);
        assert_eq!(run(&object, "second", &packet(0))?, 42);
        assert_eq!(object.global::<u64>("sum")?, 3);
    }
    Ok(())
}

pub(crate) fn callback() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("functions") {
        let object = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        assert_eq!(run(&object, "loops", &packet(0))?, (0..10).sum());
    }
    Ok(())
}

pub(crate) fn tail_call(kernel: &Kernel) -> Outcome {
    for bytes in objects!("slots") {
        let mut spec = ObjectSpec::from_elf(bytes)?;
        // This is not about what is pinned.
        spec.maps.retain(|map| &*map.name != "kept");
        spec.programs.retain(|program| &*program.name != "keep");
        let object = spec.load(kernel)?;
        assert_eq!(run(&object, "jump", &packet(0))?, XdpAction::TX.0);
        object.map::<ProgramArray>("jumps")?.clear(2)?;
        assert_eq!(run(&object, "jump", &packet(0))?, XdpAction::ABORTED.0);
    }
    Ok(())
}

pub(crate) fn chosen(kernel: &Kernel) -> Outcome {
    for bytes in objects!("functions") {
        let mut spec = ObjectSpec::from_elf(bytes)?;
        for program in &mut spec.programs {
            program.autoload = &*program.name == "first";
        }
        let names = |options: &LoadOptions| -> Result<Vec<String>> {
            let object = spec.load_with(kernel, options)?;
            Ok(object.programs().map(|(name, _)| name.to_owned()).collect())
        };
        assert_eq!(names(&LoadOptions::new())?, ["first"]);
        assert_eq!(names(&LoadOptions::new().with_program("second"))?, ["first", "second"]);
        assert_eq!(names(&LoadOptions::new().only("second"))?, ["second"]);
        let error = names(&LoadOptions::new().only("third")).unwrap_err();
        assert!(
            error.to_string().starts_with("finding `third`: there is no program of that name"),
            "{error}"
        );
    }
    Ok(())
}

pub(crate) fn optional(kernel: &Kernel) -> Outcome {
    for bytes in objects!("externs") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let options =
            LoadOptions::new().only("unknown").with_program("plain_with_a_name_of_more_than_fifteen_bytes");
        let error = spec.load_with(kernel, &options).unwrap_err();
        let said = "checking `unknown`: its section `no_such_section/at_all` does not say what type of program it is";
        assert_eq!(error.to_string(), said);
        let object = spec.load_with(kernel, &options.optional("unknown"))?;
        let name = "plain_with_a_name_of_more_than_fifteen_bytes";
        assert_eq!(run(&object, name, &packet(0))?, XdpAction::PASS.0);
        assert_eq!(object.program(name)?.info()?.name, "plain_with_a_na");
        let refused: Vec<String> = object.refused().map(|(_, error)| error.to_string()).collect();
        assert_eq!(refused, [said]);
    }
    Ok(())
}

pub(crate) fn refusal() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("refused") {
        let error = ObjectSpec::from_elf(bytes)?.load(&kernel).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected);
        let report = error.verifier_report().unwrap();
        let location = report.place.as_ref().unwrap().location.as_ref().unwrap();
        assert!(location.file.ends_with("refused.bpf.c"), "{location}");
        assert_eq!((location.line, location.text.as_deref()), (9, Some("\treturn data[3];")));
        // Since Linux 6.8, the log has the file and the line as well.
        assert!(report.log.contains("; return data[3];"), "{}", report.log);
        let text = error.to_string();
        assert!(text.contains("refused.bpf.c:9:9: `return data[3];`"), "{text}");
    }
    Ok(())
}

pub(crate) fn linked() -> Outcome {
    let kernel = host()?;
    let spec = ObjectSpec::from_elf(include_bytes!("../../../skep-object/testdata/linked.bpftool.o"))?;
    let object = spec.load_with(&kernel, &LoadOptions::new().without_program("reads_too_far"))?;
    assert_eq!(run(&object, "first", &packet(0))?, 2 * 2 + 2 + 5 * 2);
    assert_eq!(run(&object, "loops", &packet(0))?, (0..10).sum());
    assert_eq!(run(&object, "count", &packet(0))?, XdpAction::PASS.0);
    assert_eq!((object.global::<u64>("sum")?, object.map::<Array<u64>>("two")?.get(0)?), (2, Some(1)));
    Ok(())
}

pub(crate) fn fourth_version(kernel: &Kernel) -> Outcome {
    // The first version has neither 32-bit jumps nor 32-bit arithmetic.
    let first = ObjectSpec::from_elf(include_bytes!("../../../skep-object/testdata/counter.v1.clang14.o"))?;
    let object = first.load(kernel)?;
    assert_eq!(run(&object, "count", &packet(9))?, XdpAction::PASS.0);
    assert_eq!(object.map::<HashMap<u32, u64>>("counts")?.get(&9)?, Some(1));
    let spec = ObjectSpec::from_elf(include_bytes!("../../../skep-object/testdata/isa4.clang19.o"))?;
    let text = |name: &str| spec.program(name).map(|program| program.code.to_string()).unwrap_or_default();
    assert!(text("jumps").contains("gotol"), "{}", text("jumps"));
    let newest = Version::new(6, 6);
    if kernel.api().release().map_err(|errno| errno.to_string())?.parse::<Version>()? < newest {
        return skip(format!(
            "this kernel lacks the instructions of Linux {newest}; those of the first version do"
        ));
    }
    let object = spec.load(kernel)?;
    // -128 divided towards zero, and the bytes 80 00 turned round, as signed numbers.
    assert_eq!(run(&object, "extends", &packet(0x80))?.cast_signed(), -128 / 3 - 32768);
    assert_eq!(run(&object, "extends", &packet(7))?, 7 / 3 + 0x700);
    assert_eq!(run(&object, "jumps", &packet(0))?, 1);
    Ok(())
}

/// Types come first, since maps and programs have them; a map is filled before it is frozen, and both before the first program
/// is checked against what it holds; programs come in the order of the file, and into arrays when all are there.
pub(crate) fn order(kernel: &Kernel) -> Outcome {
    let (changes, told) = std::sync::mpsc::channel();
    let kernel = kernel.traced(move |call| {
        let name = || call.argument("name").and_then(Datum::text).unwrap_or_default();
        let change = match call.method {
            Method::MapCreate => format!("map {}", name()),
            Method::ProgramLoad => format!("program {}", name()),
            Method::BtfLoad | Method::MapUpdate | Method::MapFreeze | Method::MapUpdateObject => {
                call.method.to_string()
            }
            _ => return,
        };
        let _ = changes.send(change);
    });
    let shown = |name: &str| -> Result<Vec<String>, skep_harness::Stop> {
        let bytes = std::fs::read(format!(
            "{}/../skep-object/testdata/{name}.clang19.o",
            env!("CARGO_MANIFEST_DIR")
        ))?;
        let mut spec = ObjectSpec::from_elf(&bytes)?;
        spec.maps.iter_mut().for_each(|map| map.pinning = Pinning::None);
        spec.load(&kernel)?;
        Ok(told.try_iter().collect())
    };
    let globals = shown("globals")?;
    assert_eq!(
        globals,
        [
            "btf_load",
            "map .rodata",
            "map_update",
            "map_freeze",
            "map .data",
            "map_update",
            "map .data.own",
            "map_update",
            "map .bss",
            "program add",
        ]
    );
    let expected =
        ["btf_load", "map jumps", "map kept", "program target", "program jump", "map_update_object"];
    assert_eq!(shown("slots")?, expected);
    Ok(())
}

/// The kernel's list of symbols is long: it is read if an object asks for something in it, and once.
pub(crate) fn symbols_are_read_once(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let read = || faults.made(Method::SymbolAddresses);
    ObjectSpec::from_elf(objects!("counter")[1])?.load(&kernel)?;
    assert_eq!(read(), 0);
    let configured = ObjectSpec::from_elf(objects!("kconfig")[1])?;
    let options = LoadOptions::new().all_optional();
    for _ in 0..3 {
        configured.load_with(&kernel, &options)?;
    }
    assert_eq!(read(), 1);
    Ok(())
}
