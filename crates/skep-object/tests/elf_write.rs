//! Object files that are written are read as what they were written from.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use proptest::prelude::*;
use skep_isa::{Assembler, Endian, Register::*};
use skep_object::{Contents, ElfOptions, MapSpec, ObjectSpec, Pinning, ProgramSpec, Slot};
use skep_uapi::{Helper, MapFlags, MapType};
use std::path::{Path, PathBuf};

const OPTIONS: ElfOptions = ElfOptions { legacy_maps: true };

/// All objects of the test data.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut fixtures = Vec::new();
    for folder in [data.clone(), data.join("relocations")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "o") {
                let bytes = std::fs::read(&path).unwrap();
                fixtures.push((path, bytes));
            }
        }
    }
    assert!(fixtures.len() > 20, "{}", fixtures.len());
    fixtures
}

#[test]
fn what_is_read_from_a_file_is_written_so_that_it_is_read_as_the_same() {
    let mut compared = 0;
    for (path, bytes) in fixtures() {
        // Those with types of kernels alone have no licence, and are no objects to be loaded.
        let Ok(spec) = ObjectSpec::from_elf_with(&bytes, OPTIONS) else {
            assert!(path.components().any(|part| part.as_os_str() == "relocations"), "{path:?}");
            continue;
        };
        let written = spec.to_elf().unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let again = ObjectSpec::from_elf(&written).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let has_rows = ["legacy", "bpf_linker"].iter().any(|name| path.to_string_lossy().contains(name));
        if has_rows {
            // Its map has a declaration now.
            assert_eq!((&again.programs, &again.maps), (&spec.programs, &spec.maps), "{path:?}");
        } else {
            assert!(again == spec, "{path:?}\n{again:#?}\n{spec:#?}");
        }
        assert!(again.to_elf().unwrap() == written || has_rows, "{path:?}");
        let twice = ObjectSpec::from_elf(&again.to_elf().unwrap()).unwrap();
        assert!(twice == again, "{path:?}");
        compared += 1;
    }
    assert!(compared >= 20, "{compared}");
}

/// An object of the assembler with every kind of map that has a declaration of its own kind.
fn made_here() -> ObjectSpec {
    let count = Assembler::new()
        .store(skep_isa::Size::Word, R10, -4, 1)
        .load_map(R1, "counts")
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM.0)
        .jump(skep_isa::Condition::Equal, R0, 0, "out")
        .mov(R1, 1)
        .atomic(skep_isa::Atomic::Add, skep_isa::Size::Double, R0, 0, R1)
        .label("out")
        .call_function("two")
        .exit()
        .build()
        .unwrap();
    let two = Assembler::new().mov(R0, 2).exit().build().unwrap();
    let slots = |slot: Slot| Contents::Slots(vec![(1, slot)]);
    ObjectSpec::new("Dual BSD/GPL")
        .with_map(MapSpec { pinning: Pinning::ByName, ..MapSpec::array("counts", 8, 4) })
        .with_map(MapSpec { flags: MapFlags::NO_PREALLOC, ..MapSpec::hash("words", 12, 20, 100) })
        .with_map(MapSpec { extra: 5, ..MapSpec::new("bloom", MapType::BLOOM_FILTER, 0, 8, 64) })
        .with_map(MapSpec { extra: 1 << 44, ..MapSpec::new("arena", MapType::ARENA, 0, 0, 4) })
        .with_map(MapSpec {
            inner: Some(Box::new(MapSpec::array("any", 8, 4))),
            contents: slots(Slot::Map("counts".into())),
            ..MapSpec::new("outer", MapType::ARRAY_OF_MAPS, 4, 4, 2)
        })
        .with_map(MapSpec {
            contents: slots(Slot::Program("count".into())),
            ..MapSpec::new("jumps", MapType::PROG_ARRAY, 4, 4, 2)
        })
        .with_map(MapSpec {
            contents: Contents::Value(vec![1, 2, 3].into()),
            flags: MapFlags::MMAPABLE,
            ..MapSpec::array(".data", 3, 1)
        })
        .with_program(ProgramSpec::xdp("count", count))
        .with_program(ProgramSpec {
            autoload: false,
            ..ProgramSpec::tracepoint("exec", "sched", "sched_process_exec", two.clone())
        })
        .with_function("two", two)
}

#[test]
fn what_the_assembler_made_gets_types_for_its_maps_and_functions() {
    for endian in [Endian::Little, Endian::Big] {
        let made = ObjectSpec { endian: Some(endian), ..made_here() };
        let read = ObjectSpec::from_elf(&made.to_elf().unwrap()).unwrap();
        assert_eq!(read.endian, Some(endian));
        assert_eq!(read.license, made.license);
        let shape = |map: &MapSpec| MapSpec { inner: None, kernel_name: None, ..map.clone() };
        assert_eq!(
            read.maps.iter().map(shape).collect::<Vec<_>>(),
            made.maps.iter().map(shape).collect::<Vec<_>>()
        );
        let inner = |spec: &ObjectSpec| {
            spec.map("outer").unwrap().inner.clone().map(|inner| (inner.map_type, inner.value_size))
        };
        assert_eq!(inner(&read), inner(&made));
        let sections: Vec<_> =
            read.programs.iter().map(|program| program.section.as_deref().unwrap()).collect();
        assert_eq!(sections, ["xdp", "?tracepoint/sched/sched_process_exec"]);
        for (read, made) in read.programs.iter().zip(&made.programs) {
            assert_eq!(
                (read.program_type, &read.target, read.autoload),
                (made.program_type, &made.target, made.autoload)
            );
            let lines = |program: &ProgramSpec| -> Vec<u32> {
                program.code.instructions.iter().map(|one| one.location.as_ref().unwrap().line).collect()
            };
            assert_eq!(lines(read), lines(made));
        }
        let types = read.types.as_ref().unwrap();
        let names = [read.programs[0].type_id, read.functions[0].type_id]
            .map(|id| types.type_by_id(id.unwrap()).unwrap().name().unwrap().to_owned());
        assert_eq!(names, ["count", "two"]);
        // From here on, nothing changes any more.
        assert!(ObjectSpec::from_elf(&read.to_elf().unwrap()).unwrap() == read);
    }
}

#[test]
fn what_an_edited_object_says_is_what_is_written() {
    let bytes = include_bytes!("../testdata/slots.clang19.o");
    let mut spec = ObjectSpec::from_elf(bytes).unwrap();
    spec.license = "Dual MIT/GPL".to_owned();
    spec.maps[0].max_entries = 9;
    spec.maps[0].contents = Contents::Slots(vec![(8, Slot::Program("jump".into()))]);
    spec.maps.push(MapSpec::hash("more", 4, 4, 4));
    spec.programs[1].autoload = false;
    let read = ObjectSpec::from_elf(&spec.to_elf().unwrap()).unwrap();
    assert_eq!(read.license, spec.license);
    assert_eq!(read.maps, spec.maps);
    assert_eq!(read.programs[1].section.as_deref(), Some("?xdp"));
    let mut counter = ObjectSpec::from_elf(include_bytes!("../testdata/counter.clang19.o")).unwrap();
    counter.maps.clear();
    counter.programs[0].code = Assembler::new().mov(R0, 0).exit().build().unwrap();
    assert_eq!(ObjectSpec::from_elf(&counter.to_elf().unwrap()).unwrap().maps, []);
}

#[test]
fn what_no_object_file_can_say_is_refused_by_name() {
    let error = |spec: &ObjectSpec| spec.to_elf().unwrap_err().to_string();
    let exit = || Assembler::new().mov(R0, 0).exit().build().unwrap();
    let spec = |program| ObjectSpec::new("GPL").with_program(program);
    insta::assert_snapshot!(
        error(&ObjectSpec { license: String::new(), ..spec(ProgramSpec::xdp("pass", exit())) }),
        @r#"the licence cannot be written to an object file: found "", expected a name without zero bytes"#
    );
    insta::assert_snapshot!(
        error(&spec(ProgramSpec::xdp("pass", exit())).with_map(MapSpec { frozen: true, ..MapSpec::array("one", 4, 1) })),
        @"the map `one` cannot be written to an object file: found variables, or that it is frozen, expected these only for data sections"
    );
    insta::assert_snapshot!(
        error(&spec(ProgramSpec::xdp("pass", exit())).with_map(MapSpec::array(".bss", 4, 1))),
        @"the map `.bss` cannot be written to an object file: found a map that is not as a data section becomes one, expected an array of one element with the section's flags"
    );
    insta::assert_snapshot!(
        error(&spec(ProgramSpec::xdp("pass", exit())).with_program(ProgramSpec::xdp("pass", exit()))),
        @"the program `pass` cannot be written to an object file: found a second one of this name, expected one"
    );
    let mut sparse = MapSpec::array("sparse", 4, u32::MAX);
    sparse.map_type = MapType::PROG_ARRAY;
    sparse.contents = Contents::Slots(vec![(1 << 28, Slot::Program("pass".into()))]);
    insta::assert_snapshot!(
        error(&spec(ProgramSpec::xdp("pass", exit())).with_map(sparse)),
        @"the section `.maps` cannot be written to an object file: found declarations and initial slots of 2147483680 bytes or more, expected at most 67108864"
    );
    let calls = Assembler::new().call_function("nowhere").exit().build().unwrap();
    insta::assert_snapshot!(
        error(&spec(ProgramSpec::xdp("calls", calls))),
        @"the program `calls` cannot be written to an object file: found the function `nowhere`, expected a function of the object"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn whatever_is_read_is_written_and_read_as_the_same(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let fixtures = fixtures();
        let (_, bytes) = &fixtures[which.index(fixtures.len())];
        let mut bytes = bytes.clone();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(spec) = ObjectSpec::from_elf(&bytes) {
            let again = ObjectSpec::from_elf(&spec.to_elf().unwrap()).unwrap();
            // The name `.text` may be new among the strings, if damage made a program static.
            let rest = |spec: &ObjectSpec| ObjectSpec { types: None, ..spec.clone() };
            prop_assert!(rest(&again) == rest(&spec));
            prop_assert!(ObjectSpec::from_elf(&again.to_elf().unwrap()).unwrap() == again);
        }
    }
}
