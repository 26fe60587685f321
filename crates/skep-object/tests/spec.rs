//! Specifications that no kernel would take are refused with object and field; good ones are laid out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use skep_btf::{Btf, Endian, FuncInfo, LineInfo};
use skep_isa::{Assembler, Code, ImageOptions, Location, registers::*};
use skep_object::{MapSpec, ObjectSpec, ProgramSpec, SpecErrors};
use skep_uapi::MapType;

/// Without the source positions, which the assembler takes from this file.
fn unlocated(mut code: Code) -> Code {
    code.instructions.iter_mut().for_each(|instruction| instruction.location = None);
    code
}

fn pass() -> Code {
    unlocated(Assembler::new().mov(R0, 2).exit().build().unwrap())
}

fn refused(spec: &ObjectSpec) -> SpecErrors {
    spec.check().unwrap_err()
}

#[test]
fn sizes_that_no_map_of_the_type_can_have_are_named_with_their_field() {
    let check = |map: MapSpec, message: &str| {
        let spec = ObjectSpec::new("GPL").with_map(map);
        assert_eq!(refused(&spec).to_string(), message);
    };
    check(MapSpec::hash("M", 0, 8, 1), "map `M`: key_size is 0; it must be at least 1");
    check(MapSpec::hash("M", 4, 0, 1), "map `M`: value_size is 0; it must be at least 1");
    check(MapSpec::hash("M", 4, 8, 0), "map `M`: max_entries is 0; it must be at least 1");
    check(
        MapSpec::new("M", MapType::ARRAY, 8, 8, 1),
        "map `M`: key_size is 8; it must be 4, the size of an index",
    );
    let size = "it must be the ring's size in bytes, a power of two of at least a page";
    check(MapSpec::ring_buffer("M", 6144), &format!("map `M`: max_entries is 6144; {size}"));
    check(MapSpec::ring_buffer("M", 2048), &format!("map `M`: max_entries is 2048; {size}"));
    check(
        MapSpec::new("M", MapType::PROG_ARRAY, 4, 8, 1),
        "map `M`: value_size is 8; it must be 4, the size of what stands for a program",
    );
    check(
        MapSpec::new("M", MapType::QUEUE, 4, 8, 1),
        "map `M`: key_size is 4; it must be 0: there are no keys",
    );
    check(
        MapSpec::new("M", MapType::LPM_TRIE, 4, 8, 1),
        "map `M`: key_size is 4; it must be 4 for the prefix length and 1 to 256 for the data; map `M`: flags is 0; it \
         must be NO_PREALLOC: tries are never preallocated",
    );
    check(
        MapSpec::new("M", MapType::RINGBUF, 4, 0, 4096),
        "map `M`: key_size is 4; it must be 0: a ring has no keys",
    );
}

#[test]
fn names_that_the_kernel_refuses_are_named() {
    let check = |name: &str, message: &str| {
        let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp(name, pass()));
        assert_eq!(refused(&spec).to_string(), format!("program `{name}`: {message}"));
    };
    check("", "the name is empty");
    check("sixteen_letters_", "the name has 16 bytes; the kernel takes at most 15");
    check("on-exec", "the name contains '-'; the kernel takes letters, digits, `_` and `.`");
    check("a/b", "the name contains '/'; the kernel takes letters, digits, `_` and `.`");
    check("ä", "the name contains 'ä'; the kernel takes letters, digits, `_` and `.`");
}

#[test]
fn a_register_that_holds_nothing_is_named_with_the_call_that_took_it() {
    let check = |text: &str, message: &str| {
        let code = unlocated(Code::parse(text).unwrap());
        let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("count", code));
        assert_eq!(refused(&spec).to_string(), format!("program `count`: {message}"));
    };
    check(
        "call 5\nr0 = r1\nexit",
        "instruction 1 `r0 = r1`: reads r1, which instruction 0 `call 5` overwrote",
    );
    // bpf_map_lookup_elem takes two arguments, and there is only the context.
    check("call 1\nr0 = 0\nexit", "instruction 0 `call 1`: reads r2, which nothing has written");
    let code = unlocated(Code::parse("r0 = r5\nexit").unwrap());
    let spec = ObjectSpec::new("GPL").with_function("last", code);
    assert!(spec.check().is_ok(), "functions have up to five arguments");
}

#[test]
fn all_problems_are_reported_at_once() {
    let code = unlocated(Assembler::new().load_map(R1, "COUNTS").mov(R0, 0).build().unwrap());
    let spec = ObjectSpec::new("GPL\0")
        .with_map(MapSpec::array("A", 8, 1))
        .with_map(MapSpec::array("A", 8, 1))
        .with_program(ProgramSpec::xdp("count", code));
    let message = refused(&spec).to_string();
    assert_eq!(
        message,
        "map `A`: another one has the same name; program `count`: instruction 1 `r0 = 0`: execution goes on after \
         this last instruction, expected exit or a jump; program `count`: instruction 0 `r1 = COUNTS ll` refers to the map `COUNTS`, which the object does \
         not have; the licence: it contains a zero byte"
    );
}

#[test]
fn a_layout_tells_the_kernel_of_functions_and_lines() {
    let at = |line, column| Location { file: "src/demo.rs".into(), line, column, text: None };
    let main = Assembler::new()
        .location(at(10, 5))
        .mov(R1, 1)
        .call_function("double")
        .location(at(11, 9))
        .exit()
        .build()
        .unwrap();
    let double = Assembler::new().location(at(20, 1)).mov(R0, R1).add(R0, R1).exit().build().unwrap();
    let spec = ObjectSpec::new("GPL")
        .with_program(ProgramSpec::xdp("main.prog", main))
        .with_function("double", double);
    spec.check().unwrap();
    for (endian, btf_endian) in
        [(skep_isa::Endian::Little, Endian::Little), (skep_isa::Endian::Big, Endian::Big)]
    {
        let options = ImageOptions { endian, ..ImageOptions::default() };
        let layout = spec.layout(&spec.programs[0], options).unwrap();
        let types = Btf::parse(&layout.btf).unwrap();
        let functions = FuncInfo::decode(&layout.functions, btf_endian).unwrap();
        let names: Vec<(u32, &str)> = functions
            .iter()
            .map(|info| (info.slot, types.type_by_id(info.type_id).unwrap().name().unwrap()))
            .collect();
        assert_eq!(names, [(0, "main_prog"), (3, "double")]);
        let lines: Vec<_> = LineInfo::decode(&layout.lines, btf_endian)
            .unwrap()
            .iter()
            .map(|info| {
                assert_eq!(types.string(info.file), Ok("src/demo.rs"));
                (info.slot, info.position.line(), info.position.column())
            })
            .collect();
        assert_eq!(lines, [(0, 10, 5), (2, 11, 9), (3, 20, 1)]);
        let place = spec.place(&spec.programs[0], &layout.image, 4).unwrap();
        assert_eq!(place.to_string(), "instruction 1 `r0 += r1` (src/demo.rs:20:1)");
        assert_eq!(spec.place(&spec.programs[0], &layout.image, 6), None);
    }
}

#[test]
fn code_without_source_positions_has_no_line_records() {
    let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("pass", pass()));
    let layout = spec.layout(&spec.programs[0], ImageOptions::default()).unwrap();
    assert!(layout.lines.is_empty());
}
