//! Parts of objects that no compiler makes: names that clash, names that are none, and variables that share one.

use super::bytes::Embedded;
use super::parts::{Parts, Wishes};
use super::skeleton::Skeleton;
use skep::isa::registers::R0;
use skep::object::{Binding, VariableSpec};
use skep::prelude::*;

fn object(programs: &[&str], maps: &[&str], variables: &[(&str, u32)]) -> ObjectSpec {
    let mut spec = ObjectSpec::new("GPL");
    for name in programs {
        let code = Assembler::new().mov(R0, 2).exit().build().unwrap();
        spec = spec.with_program(ProgramSpec::xdp(*name, code));
    }
    for name in maps {
        spec = spec.with_map(MapSpec::hash(*name, 4, 8, 1));
    }
    let mut bss = MapSpec::array(".bss", 64, 1);
    for (name, size) in variables {
        let name = (*name).into();
        bss.variables.push(VariableSpec {
            name,
            offset: 0,
            size: *size,
            type_id: None,
            binding: Binding::Global,
        });
    }
    spec.with_map(bss)
}

fn text(spec: &ObjectSpec) -> String {
    let parts = Parts::of(spec, &Wishes { events: &[], optional: &[] }).unwrap();
    let (name, embedded) = ("x\n.o", Embedded::Path("x.o".to_owned()));
    Skeleton { parts: &parts, name, command: "skep gen x.o", embedded, legacy_maps: false }.text()
}

/// The fields of what is loaded.
fn check(spec: &ObjectSpec, expected: &[&str]) {
    let text = text(spec);
    let (_, loaded) = text.split_once("pub struct Loaded {\n").unwrap();
    let (loaded, _) = loaded.split_once("    object: ").unwrap();
    let fields: Vec<&str> = loaded.lines().filter_map(|line| line.strip_prefix("    pub ")).collect();
    assert_eq!(fields, expected, "{text}");
}

#[test]
fn names_of_several_kinds_of_parts_are_told_apart() {
    check(
        &object(&["count"], &["count", "object"], &[("count", 4), ("count_map", 8), ("match", 1)]),
        &[
            "count: ::skep::Program,",
            "count_map: ::skep::HashMap<[u8; 4], [u8; 8]>,",
            "object_map: ::skep::HashMap<[u8; 4], [u8; 8]>,",
            "count_variable: ::skep::Global<[u8; 4]>,",
            "count_map_variable: ::skep::Global<[u8; 8]>,",
            "r#match: ::skep::Global<[u8; 1]>,",
        ],
    );
    check(
        &object(&["a.b", "a-b", "a b"], &[], &[]),
        &["a_b: ::skep::Program,", "a_b_program: ::skep::Program,", "a_b_program_2: ::skep::Program,"],
    );
}

#[test]
fn what_is_not_the_only_one_of_its_name_has_no_field_and_is_named() {
    let spec = object(&["run"], &[], &[("hidden", 4), ("hidden", 4), ("total", 8), ("nothing", 0)]);
    check(&spec, &["run: ::skep::Program,", "total: ::skep::Global<[u8; 8]>,"]);
    assert!(text(&spec).contains("//! Without a field: `hidden`, the name of 2 variables.\n"));
}

#[test]
fn names_do_not_get_out_of_comments_and_literals() {
    let text = text(&object(&["a\n}fn b() {}\"//"], &[], &[("____fmt", 9)]));
    assert!(text.starts_with("//! The programs, maps and variables of `x .o`."), "{text}");
    assert!(text.contains("    /// The program `a }fn b() {}\"//`, of type xdp.\n"), "{text}");
    assert!(text.contains(r#"a__fn_b________: object.program("a\n}fn b() {}\"//")?.clone(),"#), "{text}");
    assert!(!text.contains("____fmt"), "{text}");
}

#[test]
fn a_damaged_object_makes_a_module_or_an_error() {
    let good = include_bytes!("../../../skep-object/testdata/typed.clang19.o");
    let (mut modules, mut errors) = (0, 0);
    for place in (0..good.len()).step_by(11) {
        for change in [1, 0x80, good[place]] {
            let mut bytes = good.to_vec();
            bytes[place] ^= change;
            let Ok(spec) = ObjectSpec::from_elf(&bytes) else { continue };
            let events = [("events".to_owned(), "event".to_owned())];
            match Parts::of(&spec, &Wishes { events: &events, optional: &[] }) {
                Ok(parts) => {
                    let embedded = Embedded::Path("x.o".to_owned());
                    let skeleton =
                        Skeleton { parts: &parts, name: "x.o", command: "", embedded, legacy_maps: false };
                    assert!(skeleton.text().ends_with("}\n"));
                    modules += 1;
                }
                Err(failure) => {
                    assert!(!failure.to_string().is_empty());
                    errors += 1;
                }
            }
        }
    }
    assert!(modules > 100 && errors > 10, "{modules} modules, {errors} errors");
}
