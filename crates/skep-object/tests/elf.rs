//! Object files of clang 14 and 19, in both byte orders, are read as what their sources say; damaged ones are refused.

use proptest::prelude::*;
use skep_isa::{ImageOptions, Reference};
use skep_object::{
    AttachTarget, Contents, ElfOptions, MapSpec, ObjectSpec, Pinning, ProgramSpec, Slot, VariableSpec,
};
use skep_uapi::{MapFlags, MapType, ProgramType};

macro_rules! fixtures {
    ($($name:ident = $file:literal;)*) => {
        $(const $name: [(&str, &[u8]); 2] = [
            ("clang 14", include_bytes!(concat!("../testdata/", $file, ".clang14.o"))),
            ("clang 19", include_bytes!(concat!("../testdata/", $file, ".clang19.o"))),
        ];)*
    };
}

fixtures! {
    CONGESTION = "congestion";
    CORE = "core";
    COUNTER = "counter";
    EXTERNS = "externs";
    FUNCTIONS = "functions";
    GLOBALS = "globals";
    LEGACY = "legacy";
    NESTED = "nested";
    SLOTS = "slots";
}
const BIG_ENDIAN: [(&str, &[u8]); 2] = [
    ("functions", include_bytes!("../testdata/functions.clang19.be.o")),
    ("globals", include_bytes!("../testdata/globals.clang19.be.o")),
];

/// Reads the object of each compiler, and hands it over.
fn each(fixture: [(&str, &[u8]); 2], check: impl Fn(&ObjectSpec)) {
    for (compiler, bytes) in fixture {
        let spec = ObjectSpec::from_elf(bytes).unwrap_or_else(|error| panic!("{compiler}: {error}"));
        check(&spec);
    }
}

fn program<'s>(spec: &'s ObjectSpec, name: &str) -> &'s ProgramSpec {
    spec.program(name).unwrap_or_else(|| panic!("{name}"))
}

fn map<'s>(spec: &'s ObjectSpec, name: &str) -> &'s MapSpec {
    spec.map(name).unwrap_or_else(|| panic!("{name}"))
}

fn variable(map: &MapSpec, name: &str) -> (u32, u32) {
    let VariableSpec { offset, size, .. } = map.variable(name).unwrap_or_else(|| panic!("{name}"));
    (*offset, *size)
}

/// What a program refers to, in its order.
fn references(program: &ProgramSpec) -> String {
    let references = program.code.instructions.iter().filter_map(|one| one.reference.as_ref());
    references.map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_map_that_is_declared_by_types_has_their_sizes() {
    each(COUNTER, |spec| {
        assert_eq!(spec.license, "Dual MIT/GPL");
        spec.check().unwrap();
        let counts = map(spec, "counts");
        let MapSpec { map_type, key_size, value_size, max_entries, .. } = *counts;
        assert_eq!((map_type, key_size, value_size, max_entries), (MapType::HASH, 4, 8, 256));
        let types = spec.types.as_ref().unwrap();
        let name = |id: Option<_>| types.type_by_id(id.unwrap()).unwrap().name().unwrap();
        assert_eq!((name(counts.key_type), name(counts.value_type)), ("u32", "u64"));
        let count = program(spec, "count");
        assert_eq!((count.program_type, count.section.as_deref()), (ProgramType::XDP, Some("xdp")));
        assert_eq!(references(count), "map `counts`, map `counts`");
    });
}

#[test]
fn global_variables_are_parts_of_maps() {
    each(GLOBALS, |spec| {
        spec.check().unwrap();
        let [rodata, data, bss, own] = [".rodata", ".data", ".bss", ".data.own"].map(|name| map(spec, name));
        assert_eq!((rodata.frozen, data.frozen, bss.frozen), (true, false, false));
        assert_eq!(rodata.flags, MapFlags::RDONLY_PROG | MapFlags::MMAPABLE);
        assert_eq!(variable(rodata, "limits").1, 8);
        let (offset, size) = variable(rodata, "step");
        let Contents::Value(value) = &rodata.contents else { panic!("{:?}", rodata.contents) };
        assert_eq!(value[offset as usize..][..size as usize], 3_u32.to_le_bytes());
        assert_eq!(variable(data, "total").1, 8);
        assert_eq!(variable(own, "elsewhere"), (0, 4));
        assert_eq!((&bss.contents, variable(bss, "calls").1), (&Contents::Empty, 8));
        // The types say where the variables are, which the compiler left open.
        let types = spec.types.as_ref().unwrap();
        assert_eq!(types.type_by_id(data.value_type.unwrap()).unwrap().size().unwrap(), 12);
    });
}

#[test]
fn programs_share_functions_and_hand_them_to_helpers() {
    each(FUNCTIONS, |spec| {
        spec.check().unwrap();
        let names: Vec<&str> = spec.programs.iter().map(|program| &*program.name).collect();
        assert_eq!(names, ["first", "second", "loops"]);
        let mut functions: Vec<&str> = spec.functions.iter().map(|function| &*function.name).collect();
        functions.sort_unstable();
        assert_eq!(functions, ["step", "thrice", "twice"]);
        assert_eq!(references(program(spec, "first")), "function `thrice`, function `twice`");
        assert_eq!(references(program(spec, "loops")), "function `step`");
        let image = spec.image(program(spec, "first"), ImageOptions::default()).unwrap();
        let functions: Vec<&str> = image.functions.iter().map(|function| &*function.name).collect();
        assert_eq!(functions, ["first", "thrice", "twice"]);
    });
}

#[test]
fn maps_have_what_their_declarations_put_in_them() {
    each(SLOTS, |spec| {
        spec.check().unwrap();
        let programs = vec![(2, Slot::Program("target".into()))];
        assert_eq!(map(spec, "jumps").contents, Contents::Slots(programs));
        assert_eq!(map(spec, "kept").pinning, Pinning::ByName);
        assert!(program(spec, "jump").autoload);
        assert!(!program(spec, "keep").autoload);
    });
    each(NESTED, |spec| {
        spec.check().unwrap();
        let maps = vec![(0, Slot::Map("one".into())), (2, Slot::Map("two".into()))];
        assert_eq!(map(spec, "outer").contents, Contents::Slots(maps));
        let inner = map(spec, "outer").inner.as_deref().unwrap();
        assert_eq!((inner.map_type, inner.value_size), (MapType::ARRAY, 8));
    });
}

#[test]
fn what_only_a_kernel_has_is_named() {
    each(EXTERNS, |spec| {
        assert_eq!(references(program(spec, "calling")), "kernel symbol `bpf_xdp_no_such_function`");
        assert_eq!(references(program(spec, "addressing")), "kernel symbol `no_such_symbol`");
        let configuration = map(spec, ".kconfig");
        assert_eq!((&configuration.contents, configuration.frozen), (&Contents::Configuration, true));
        assert_eq!(variable(configuration, "CONFIG_NO_SUCH_OPTION").1, 4);
        let externs: Vec<(&str, bool)> = spec.externs.iter().map(|one| (&*one.name, one.weak)).collect();
        assert_eq!(externs, [("bpf_xdp_no_such_function", false), ("no_such_symbol", false)]);
        let error = spec.image(program(spec, "calling"), ImageOptions::default()).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("the kernel symbol `bpf_xdp_no_such_function` has not been made a number"),
            "{text}"
        );
        let unknown = program(spec, "unknown");
        assert_eq!((unknown.program_type, &unknown.target), (ProgramType::UNSPEC, &None::<AttachTarget>));
    });
}

#[test]
fn structures_of_functions_are_maps_with_the_programs_that_they_name() {
    each(CONGESTION, |spec| {
        for (name, flags) in [("plain", MapFlags(0)), ("linked", MapFlags::LINK)] {
            let map = map(spec, name);
            assert_eq!((map.map_type, map.flags, map.value_size), (MapType::STRUCT_OPS, flags, 64));
            let Contents::Structure(structure) = &map.contents else { panic!("{:?}", map.contents) };
            assert!(structure.value.starts_with(b"skep_"));
            // Where the programs are, there is nothing else.
            let functions: Vec<(u32, &str)> =
                structure.functions.iter().map(|(offset, name)| (*offset, &**name)).collect();
            assert_eq!(functions, [(16, "undo"), (40, "threshold"), (48, "start"), (56, "avoid")]);
            assert!(structure.value[16..].iter().all(|byte| *byte == 0));
        }
        assert_eq!(program(spec, "avoid").program_type, ProgramType::STRUCT_OPS);
    });
}

#[test]
fn names_of_the_source_are_kept_beside_those_for_the_kernel() {
    each(EXTERNS, |spec| {
        let long = program(spec, "plain_with_a_name_of_more_than_fifteen_bytes");
        assert_eq!(&**long.shown_name(), "plain_with_a_na");
        assert_eq!(&**program(spec, "calling").shown_name(), "calling");
    });
}

#[test]
fn instructions_know_their_source_and_what_they_ask_a_kernels_types() {
    each(CORE, |spec| {
        let exists = program(spec, "exists");
        let relocations: Vec<_> =
            exists.code.instructions.iter().filter_map(|one| one.relocation.as_ref()).collect();
        let asked: Vec<(u32, &str)> = relocations.iter().map(|one| (one.kind, &*one.access)).collect();
        assert_eq!(asked, [(2, "0:0"), (2, "0:1"), (8, "0"), (8, "0")]);
        let error = spec.image(exists, ImageOptions::default()).unwrap_err().to_string();
        assert!(error.contains("a number depends on a kernel's types"), "{error}");
        let location = exists.code.instructions.last().unwrap().location.as_ref().unwrap();
        assert_eq!(location.text.as_deref(), Some("\treturn result;"));
        assert!(location.file.ends_with("core.bpf.c"), "{}", location.file);
    });
}

#[test]
fn maps_of_rows_of_numbers_are_read_only_if_it_is_asked_for() {
    for (compiler, bytes) in LEGACY {
        let error = ObjectSpec::from_elf(bytes).unwrap_err().to_string();
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"section `maps`: found maps that are rows of numbers without types, expected maps declared by types in `.maps`, or to be told to read such rows (legacy maps)");
        }
        let options = ElfOptions { legacy_maps: true };
        let spec =
            ObjectSpec::from_elf_with(bytes, options).unwrap_or_else(|error| panic!("{compiler}: {error}"));
        let MapSpec { map_type, key_size, value_size, max_entries, .. } = *map(&spec, "old_counts");
        assert_eq!((map_type, key_size, value_size, max_entries), (MapType::ARRAY, 4, 8, 2));
    }
}

#[test]
fn objects_for_the_other_byte_order_are_read_alike() {
    let shape = |spec: &ObjectSpec| {
        let programs = spec.programs.iter().map(|one| (one.name.clone(), one.code.instructions.len()));
        let maps = spec.maps.iter().map(|one| (one.name.clone(), one.value_size, one.variables.clone()));
        (programs.collect::<Vec<_>>(), maps.collect::<Vec<_>>())
    };
    for (name, bytes) in BIG_ENDIAN {
        let little = if name == "globals" { GLOBALS[1].1 } else { FUNCTIONS[1].1 };
        let (big, little) = (ObjectSpec::from_elf(bytes).unwrap(), ObjectSpec::from_elf(little).unwrap());
        assert_eq!(shape(&big), shape(&little));
    }
}

#[test]
fn objects_that_bpftool_linked_into_one_have_the_programs_of_all() {
    let spec = ObjectSpec::from_elf(include_bytes!("../testdata/linked.bpftool.o")).unwrap();
    spec.check().unwrap();
    let names: Vec<&str> = spec.programs.iter().map(|program| &*program.name).collect();
    assert_eq!(names, ["first", "second", "loops", "count", "reads_too_far", "passes"]);
    assert_eq!(references(program(&spec, "loops")), "function `step`");
    let maps = vec![(0, Slot::Map("one".into())), (2, Slot::Map("two".into()))];
    assert_eq!(map(&spec, "outer").contents, Contents::Slots(maps));
    let location = program(&spec, "reads_too_far").code.instructions[1].location.as_ref().unwrap();
    assert_eq!(location.text.as_deref(), Some("\treturn data[3];"));
}

#[test]
fn an_object_lies_anywhere_in_memory() {
    let mut bytes = vec![0];
    bytes.extend(SLOTS[1].1);
    assert_eq!(ObjectSpec::from_elf(&bytes[1..]), ObjectSpec::from_elf(SLOTS[1].1));
}

#[test]
fn the_types_for_a_kernel_have_the_texts_of_the_lines() {
    each(FUNCTIONS, |spec| {
        let shared = spec.shared_types().unwrap();
        let btf = skep_btf::Btf::parse(&shared.bytes[..]).unwrap();
        let first = program(spec, "first");
        let image = spec.image(first, ImageOptions::default()).unwrap();
        let records = shared.records(spec, first, &image).unwrap();
        assert_eq!(records.functions.len(), 3 * 8);
        let lines = skep_btf::LineInfo::decode(&records.lines, btf.endian()).unwrap();
        assert_eq!(btf.string(lines[0].text), Ok("\treturn thrice(2) + twice(5);"));
    });
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let error = |bytes: &[u8]| ObjectSpec::from_elf(bytes).unwrap_err().to_string();
    insta::assert_snapshot!(error(b""), @"found no ELF magic, expected an ELF file of 64 bits");
    insta::assert_snapshot!(error(b"#!/bin/sh"), @"found no ELF magic, expected an ELF file of 64 bits");
    let mut other_machine = COUNTER[1].1.to_vec();
    other_machine[18] = 62;
    insta::assert_snapshot!(error(&other_machine), @"found the machine 62, expected 247, BPF");
    // The section `license` becomes one of another name.
    let mut unlicensed = COUNTER[1].1.to_vec();
    let name = unlicensed.windows(9).rposition(|window| window == b"\0license\0").unwrap();
    unlicensed[name + 1] = b'x';
    insta::assert_snapshot!(
        error(&unlicensed),
        @"found programs and no section `license`, expected one that says under which licence they are"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_damage_makes_the_reader_panic(
        which in 0_usize..8,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let all = [CORE, COUNTER, EXTERNS, FUNCTIONS, GLOBALS, LEGACY, NESTED, SLOTS];
        let mut bytes = all[which][1].1.to_vec();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        if let Ok(spec) = ObjectSpec::from_elf_with(&bytes, ElfOptions { legacy_maps: true }) {
            let _ = spec.check();
            let shared = spec.shared_types();
            for program in &spec.programs {
                if let Ok(image) = spec.image(program, ImageOptions::default()) {
                    let _ = shared.as_ref().map(|shared| shared.records(&spec, program, &image));
                }
            }
        }
    }
}

#[test]
fn a_reference_names_its_symbol() {
    each(COUNTER, |spec| {
        let count = program(spec, "count");
        let named = count.code.instructions.iter().filter_map(|one| one.reference.as_ref());
        assert!(named.clone().all(|one| matches!(one, Reference::Map(name) if &**name == "counts")));
        assert_eq!(named.count(), 2);
    });
}
