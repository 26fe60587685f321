//! Objects are linked into one: names, sections, types; and what does not go together is refused with both objects' names.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use skep_isa::{Assembler, Reference, Register::*};
use skep_object::{Binding, Contents, ExternKind, FunctionSpec, MapSpec, ObjectSpec, ProgramSpec, link};
use skep_uapi::MapFlags;

const MAIN: &[u8] = include_bytes!("../testdata/link_main.clang19.o");
const LIBRARY: &[u8] = include_bytes!("../testdata/link_library.clang19.o");
const CHOICE: &[u8] = include_bytes!("../testdata/link_choice.clang19.o");

fn read(bytes: &[u8]) -> ObjectSpec {
    ObjectSpec::from_elf(bytes).unwrap()
}

fn linked(objects: &[(&str, &ObjectSpec)]) -> ObjectSpec {
    link(objects).unwrap_or_else(|error| panic!("{error}"))
}

/// An object of the assembler with one program.
fn program(name: &str) -> ObjectSpec {
    let code = Assembler::new().mov(R0, 2).exit().build().unwrap();
    ObjectSpec::new("GPL").with_program(ProgramSpec::xdp(name, code))
}

fn function(name: &str, binding: Binding, result: i32) -> FunctionSpec {
    let code = Assembler::new().mov(R0, result).exit().build().unwrap();
    FunctionSpec { name: name.into(), binding, code, type_id: None }
}

#[test]
fn what_one_object_defines_another_uses() {
    let (main, library) = (read(MAIN), read(LIBRARY));
    let kinds: Vec<_> = main.externs.iter().map(|one| (&*one.name, &one.kind)).collect();
    assert!(kinds.iter().any(|(name, kind)| *name == "total" && **kind == ExternKind::Variable));
    assert!(kinds.iter().any(|(name, kind)| *name == "choose" && **kind == ExternKind::Function));
    assert!(kinds.iter().any(|(name, kind)| *name == "results" && matches!(kind, ExternKind::Map(_))));
    for objects in [[("main", &main), ("library", &library)], [("library", &library), ("main", &main)]] {
        let spec = linked(&objects);
        spec.check().unwrap();
        assert_eq!(spec.externs, []);
        let maps: Vec<&str> = spec.maps.iter().map(|map| &*map.name).collect();
        assert_eq!(maps.iter().filter(|name| **name == "results").count(), 1);
        assert_eq!(spec.maps.iter().filter(|map| map.contents == Contents::Configuration).count(), 1);
        // Both had a static `helper`, and both are there.
        let mut functions: Vec<&str> = spec.functions.iter().map(|function| &*function.name).collect();
        functions.sort_unstable();
        assert_eq!(functions, ["add_to_total", "choose", "helper", "helper.1"]);
        let types = spec.types.as_ref().unwrap();
        for map in spec.maps.iter().filter(|map| !map.variables.is_empty()) {
            for variable in &map.variables {
                let ty = types.type_by_id(variable.type_id.unwrap()).unwrap();
                assert_eq!(ty.name(), Ok(&*variable.name));
                assert!(variable.offset + variable.size <= map.value_size, "{variable:?}");
            }
        }
        for function in &spec.functions {
            let name = types.type_by_id(function.type_id.unwrap()).unwrap().name().unwrap();
            assert_eq!(Some(name), function.name.split('.').next());
        }
    }
}

#[test]
fn what_is_weak_gives_way_and_what_is_the_same_is_there_once() {
    let (main, library, choice) = (read(MAIN), read(LIBRARY), read(CHOICE));
    let spec = linked(&[("main", &main), ("library", &library), ("choice", &choice)]);
    let chosen: Vec<_> = spec.functions.iter().filter(|function| &*function.name == "choose").collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0].binding, Binding::Global);
    let relocations: Vec<_> =
        chosen[0].code.instructions.iter().filter_map(|one| one.relocation.as_ref()).collect();
    let types = spec.types.as_ref().unwrap();
    let id = skep_btf::TypeId::new(relocations[0].type_id);
    assert_eq!(types.type_by_id(id).unwrap().name(), Ok("task_struct"));
    // Types that several have are there once.
    for name in ["xdp_md", "task_struct"] {
        assert_eq!(types.find(skep_btf::Kind::Struct, name).count(), 1, "{name}");
    }
    assert_eq!(types.find(skep_btf::Kind::Func, "choose").count(), 1);
    // In two steps it is the same to its users.
    let first = linked(&[("main", &main), ("choice", &choice)]);
    assert!(!first.externs.is_empty());
    let stepwise = linked(&[("first", &first), ("library", &library)]);
    let names = |spec: &ObjectSpec| {
        let mut names: Vec<_> = spec.programs.iter().map(|program| program.name.clone()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(&stepwise), names(&spec));
    assert_eq!(stepwise.externs, []);
}

#[test]
fn objects_of_the_assembler_are_linked_with_those_of_compilers() {
    let code = Assembler::new().call_function("twice").exit().build().unwrap();
    let mut made = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("made", code));
    made.functions.push(function("twice", Binding::Local, 4));
    // What the assembler makes is in the byte order of the machine that it runs on.
    let functions: &[u8] = if cfg!(target_endian = "big") {
        include_bytes!("../testdata/functions.clang19.be.o")
    } else {
        include_bytes!("../testdata/functions.clang19.o")
    };
    let spec = linked(&[("functions", &read(functions)), ("made", &made)]);
    spec.check().unwrap();
    let program = spec.program("made").unwrap();
    let called = program.code.instructions[0].reference.clone();
    assert_eq!(called, Some(Reference::Function("twice.1".into())));
    assert!(program.type_id.is_some());
    spec.to_elf().unwrap();
}

#[test]
fn what_does_not_go_together_is_refused_with_the_names_of_both() {
    let error = |objects: &[(&str, &ObjectSpec)]| link(objects).unwrap_err().to_string();
    let one = program("same");
    insta::assert_snapshot!(
        error(&[("a.o", &one), ("b.o", &one)]),
        @"linking `a.o` and `b.o`: the function `same`: found it in both, expected one definition, or all but one weak"
    );
    let licensed = ObjectSpec { license: "Dual MIT/GPL".to_owned(), ..program("other") };
    insta::assert_snapshot!(
        error(&[("a.o", &one), ("b.o", &licensed)]),
        @r#"linking `a.o` and `b.o`: the licence: found "GPL" and, in the other, "Dual MIT/GPL", expected the same in both"#
    );
    let map = |name, entries| program(name).with_map(MapSpec::hash("counts", 4, 8, entries));
    insta::assert_snapshot!(
        error(&[("a.o", &map("a", 10)), ("b.o", &map("b", 20))]),
        @"linking `a.o` and `b.o`: the map `counts`: found it in both, expected one definition, or all but one weak"
    );
    let weak = |name, entries| {
        let mut spec = map(name, entries);
        spec.maps[0].binding = Binding::Weak;
        spec
    };
    assert_eq!(linked(&[("a.o", &weak("a", 10)), ("b.o", &map("b", 10))]).maps.len(), 1);
    insta::assert_snapshot!(
        error(&[("a.o", &weak("a", 10)), ("b.o", &map("b", 20))]),
        @"linking `a.o` and `b.o`: the map `counts`: found a max_entries of 10 and, in the other, 20, expected the same in both"
    );
    let big = ObjectSpec { endian: Some(skep_isa::Endian::Big), ..program("big") };
    let little = ObjectSpec { endian: Some(skep_isa::Endian::Little), ..program("little") };
    insta::assert_snapshot!(
        error(&[("little.o", &little), ("big.o", &big)]),
        @"linking `little.o` and `big.o`: the byte order: found Little and, in the other, Big, expected the same in both"
    );
    let mut library = read(LIBRARY);
    let results = library.maps.iter_mut().find(|map| &*map.name == "results").unwrap();
    (results.value_size, results.value_type) = (4, None);
    insta::assert_snapshot!(
        error(&[("main.o", &read(MAIN)), ("library.o", &library)]),
        @"linking `library.o` and `main.o`: the map `results`: found a value_size of 4 and, in the other, 8, expected the same in both"
    );
    let data = |name, flags| {
        program(name).with_map(MapSpec {
            flags,
            contents: Contents::Value(vec![1, 2, 3, 4].into()),
            ..MapSpec::array(".data", 4, 1)
        })
    };
    let both = [data("a", MapFlags::MMAPABLE), data("b", MapFlags::MMAPABLE)];
    let spec = linked(&[("a.o", &both[0]), ("b.o", &both[1])]);
    assert_eq!(spec.maps[0].value_size, 64 + 4);
}

/// An object with a function, or a variable that is elsewhere, of this type: a number, or an address of one.
fn declaring(name: &str, is_function: bool, takes_address: bool, is_defined: bool) -> ObjectSpec {
    let mut types = skep_btf::BtfBuilder::new();
    let int = types.add_int("int", skep_btf::Int::signed(4));
    let pointer = types.add_ptr(int);
    let of = if takes_address { pointer } else { int };
    let linkage = if is_defined { skep_btf::Linkage::Global } else { skep_btf::Linkage::Extern };
    let type_id = if is_function {
        let prototype = types.add_func_proto(int, &[("value", of)]);
        types.add_func(name, prototype, linkage)
    } else {
        types.add_var(name, of, linkage)
    };
    let mut spec = program(if is_defined { "defines" } else { "declares" });
    spec.types = Some(skep_object::Types::new(types.to_bytes(skep_btf::Endian::Little).unwrap()).unwrap());
    if is_defined {
        spec.functions.push(FunctionSpec { type_id: Some(type_id), ..function(name, Binding::Global, 3) });
    } else {
        let kind = if is_function { ExternKind::Function } else { ExternKind::Kernel };
        spec.externs.push(skep_object::ExternSpec {
            name: name.into(),
            type_id: Some(type_id),
            weak: false,
            kind,
        });
    }
    spec
}

#[test]
fn what_two_objects_declare_differently_is_refused_with_both_names() {
    let step = |takes_address, is_defined| declaring("step", true, takes_address, is_defined);
    let check = |one: &ObjectSpec, other: &ObjectSpec, expected: Option<&str>| {
        for objects in [[("one.o", one), ("other.o", other)], [("other.o", other), ("one.o", one)]] {
            let said = link(&objects).err().map(|error| error.to_string());
            match (&said, expected) {
                (None, None) => {}
                (Some(said), Some(expected)) => {
                    for part in [expected, "`one.o`", "`other.o`", "expected the same type in both"] {
                        assert!(said.contains(part), "{said}");
                    }
                }
                _ => panic!("{said:?}"),
            }
        }
    };
    check(&step(false, true), &step(false, false), None);
    check(
        &step(false, true),
        &step(true, false),
        Some("`step`: found `int (int)` and, in the other, `int (int *)`"),
    );
    // What nobody defines, too: it is elsewhere, and one thing all the same.
    let mut another = declaring("jiffies", false, true, false);
    another.programs[0].name = "others".into();
    check(&declaring("jiffies", false, false, false), &another, Some("`jiffies`: found "));
}
