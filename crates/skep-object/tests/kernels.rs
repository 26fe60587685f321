//! Relocations on the types of several kernels: what each becomes, as a table. That libbpf comes to the same is what
//! `oracle/` compares; here is that it stays so.

use skep_btf::relocation::{Relocation, RelocationKind, Resolver};
use skep_btf::{Btf, Minimal, TypeId};
use skep_isa::{Instruction, Operation};
use skep_object::{ObjectSpec, POISON_HELPER};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The slices in `testdata/kernels`.
const KERNELS: [&str; 8] = [
    "5.10-amd64",
    "6.1-amd64",
    "6.12-amd64",
    "6.12-arm64",
    "6.12-ppc64el",
    "6.12-riscv64",
    "6.12-s390x",
    "7.2-amd64",
];

/// The objects in `testdata/relocations` that ask for what these kernels have.
const OBJECTS: [&str; 4] = ["versions.v4", "several.v4", "ambiguous", "widths_kernel.v4"];

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn kernel(name: &str) -> Btf<'static> {
    let bytes = std::fs::read(data(&format!("kernels/linux-{name}.btf"))).expect("the slice is checked in");
    Btf::parse(bytes).expect("skep btf min made it")
}

fn object(name: &str) -> ObjectSpec {
    let bytes = std::fs::read(data(&format!("relocations/{name}.o"))).expect("the object is checked in");
    ObjectSpec::from_elf(&bytes).expect("clang made it")
}

/// What an instruction has after relocation: the number in it, or the type and offset of the memory it accesses.
fn cell(instruction: &Instruction) -> String {
    if matches!(instruction.operation, Operation::Call(_)) && instruction.imm == i64::from(POISON_HELPER) {
        return "-".to_owned();
    }
    let text =
        skep_isa::Code { instructions: vec![Instruction { label: None, ..instruction.clone() }] }.to_string();
    match text.split_once("*(").and_then(|(_, access)| access.split_once(" *")) {
        Some((ty, _)) => format!("{ty}@{}", instruction.offset),
        None => instruction.imm.to_string(),
    }
}

/// What each relocation of an object is about, and what it becomes on a kernel.
fn answers(spec: &ObjectSpec, kernel: &Btf<'_>) -> Vec<(String, String)> {
    let types = spec.types.as_ref().expect("clang gave it types");
    let places: Vec<(usize, usize)> = spec
        .programs
        .iter()
        .enumerate()
        .flat_map(|(program, spec)| (0..spec.code.instructions.len()).map(move |index| (program, index)))
        .filter(|&(program, index)| spec.programs[program].code.instructions[index].relocation.is_some())
        .collect();
    let asked: Vec<Relocation<'_>> = places
        .iter()
        .map(|&(program, index)| {
            let one = spec.programs[program].code.instructions[index]
                .relocation
                .as_ref()
                .expect("it was looked at");
            let kind = RelocationKind::from_number(one.kind).expect("clang knows only these");
            Relocation { type_id: TypeId::new(one.type_id), access: &one.access, kind }
        })
        .collect();
    let resolver = Resolver::new(types, &asked);
    let mut relocated = spec.clone();
    let (_, failures) = relocated.resolve_relocations(kernel, &[]);
    let cell_of = |&(program, index): &(usize, usize)| {
        let ours = &relocated.programs[program];
        if failures.iter().any(|one| one.function == ours.name && one.instruction == index) {
            return "refused".to_owned();
        }
        cell(&ours.code.instructions[index])
    };
    let about = |number: usize| {
        format!("{} of {}", asked[number].kind, resolver.describe(number).expect("it is one of them"))
    };
    places.iter().enumerate().map(|(number, place)| (about(number), cell_of(place))).collect()
}

/// The table: a line for each relocation, without those that say the same again.
fn table() -> String {
    let kernels = KERNELS.map(kernel);
    let mut lines = Vec::new();
    for name in OBJECTS {
        let spec = object(name);
        let columns: Vec<_> = kernels.iter().map(|kernel| answers(&spec, kernel)).collect();
        for row in 0..columns[0].len() {
            let mut line = String::new();
            for column in &columns {
                write!(line, "{:<12} ", column[row].1).expect("a string takes anything");
            }
            let line = format!("{line}{}", columns[0][row].0);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    let head: String = KERNELS.iter().map(|kernel| format!("{kernel:<12} ")).collect();
    format!("{head}relocation\n{}\n", lines.join("\n"))
}

#[test]
fn every_relocation_becomes_on_eight_kernels_what_libbpf_found() {
    let expected = std::fs::read_to_string(data("kernels/answers.txt")).expect("the table is checked in");
    let found = table();
    for (expected, found) in expected.lines().zip(found.lines()) {
        assert_eq!(expected, found);
    }
    assert_eq!(expected.lines().count(), found.lines().count(), "the whole table:\n{found}");
}

#[test]
fn all_kinds_of_relocations_occur_and_differ_between_kernels() {
    let table = table();
    for kind in RelocationKind::ALL {
        let mine = format!("{kind} of ");
        let differ = table.lines().filter_map(|line| line.split_once(&mine)).any(|(cells, _)| {
            let mut cells = cells.split_whitespace();
            let first = cells.next();
            cells.any(|cell| Some(cell) != first)
        });
        // The object's own types are the same everywhere.
        assert_eq!(differ, kind != RelocationKind::TypeIdLocal, "{kind}\n{table}");
    }
}

#[test]
fn a_slice_of_a_slice_has_the_same_answers() {
    for name in KERNELS {
        let whole = kernel(name);
        let mut minimal = Minimal::new(&whole);
        let specs = OBJECTS.map(object);
        for spec in &specs {
            spec.keep_types(&mut minimal).expect("clang's relocations are understood");
        }
        let bytes = minimal.build().expect("its types can be followed");
        assert!(bytes.len() <= whole.as_bytes().len(), "{name}");
        let slice = Btf::parse(&bytes).expect("it was written here");
        for spec in &specs {
            let known = |(about, cell): &(String, String)| {
                (!about.starts_with("type_id_target")).then(|| (about.clone(), cell.clone()))
            };
            let (whole, slice) = (answers(spec, &whole), answers(spec, &slice));
            assert_eq!(
                whole.iter().filter_map(known).collect::<Vec<_>>(),
                slice.iter().filter_map(known).collect::<Vec<_>>(),
                "{name}"
            );
        }
    }
}
