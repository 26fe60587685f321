//! Several types of one name: who answers, and when that is an error.

use super::{Made, little, say};
use crate::relocation::{
    Relocation,
    RelocationKind::{self, FieldByteOffset, FieldExists, TypeIdTarget, TypeSize},
    Resolver, TargetType, resolve,
};
use crate::{Btf, BtfBuilder, Endian, Int, NewMember, TypeId};

/// Structures, each with integers of these names at these bytes.
fn structs<const N: usize>(all: [(&str, &[(&str, u32)]); N]) -> Made<N> {
    little(|b| add(b, all))
}

fn add<const N: usize>(b: &mut BtfBuilder, all: [(&str, &[(&str, u32)]); N]) -> [TypeId; N] {
    let int = b.add_int("int", Int::signed(4));
    all.map(|(name, members)| {
        let members: Vec<_> = members.iter().map(|&(name, at)| NewMember::at_byte(name, int, at)).collect();
        b.add_struct(name, 64, &members)
    })
}

/// The answers for several relocations.
fn answers<const N: usize, const M: usize>(
    local: &Made<N>,
    target: &Made<M>,
    all: &[(usize, &str, RelocationKind)],
) -> Vec<String> {
    let all: Vec<_> = all
        .iter()
        .map(|&(root, access, kind)| Relocation { type_id: local.ids[root], access, kind })
        .collect();
    let (local, target) = (Btf::parse(&local.bytes).unwrap(), Btf::parse(&target.bytes).unwrap());
    resolve(&local, &all, &target, &[]).iter().map(say).collect()
}

#[test]
fn one_type_answers_all_relocations_of_a_root() {
    let local = structs([("s", &[("a", 0), ("b", 4), ("c", 8)])]);
    // Each has some; only the last has most, and what it does not have no other answers in its place.
    let target = structs([
        ("s", &[("a", 40), ("c", 44)]),
        ("s", &[("c", 12)]),
        ("s", &[("a", 20), ("b", 24), ("x", 8)]),
        ("s", &[("x", 0)]),
        ("s", &[("a", 20), ("b", 24), ("x", 12)]),
    ]);
    let all = [(0, "0:0", FieldByteOffset), (0, "0:1", FieldByteOffset), (0, "0:1", FieldExists)];
    assert_eq!(answers(&local, &target, &all), ["at 20, 4 bytes, Signed", "at 24, 4 bytes, Signed", "1"]);
    let target = structs([("s", &[("a", 40), ("b", 44), ("c", 48)]), ("s", &[("a", 20), ("b", 24)])]);
    let all = [(0, "0:0", FieldByteOffset), (0, "0:2", FieldExists)];
    assert_eq!(answers(&local, &target, &all), ["at 40, 4 bytes, Signed", "1"]);
}

#[test]
fn types_that_fit_equally_well_must_give_the_same() {
    let local = structs([("s", &[("a", 0), ("b", 4)])]);
    let target = structs([("s", &[("a", 8), ("b", 16)]), ("s", &[("a", 8), ("b", 20)])]);
    let all = [
        (0, "0:0", FieldByteOffset),
        (0, "0:1", FieldByteOffset),
        (0, "0", TypeSize),
        (0, "0", TypeIdTarget),
    ];
    insta::assert_snapshot!(answers(&local, &target, &all).join("\n"), @r"
    at 8, 4 bytes, Signed
    error: field_byte_offset of s.b (0:1): types of the target differ: [2] STRUCT 's' gives 16, and [3] STRUCT 's' gives 20
    64
    error: type_id_target of s (0): types of the target differ: [2] STRUCT 's' gives 2, and [3] STRUCT 's' gives 3
    ");
    // Neither has more than the other.
    let target = structs([("s", &[("a", 8)]), ("s", &[("b", 20)])]);
    insta::assert_snapshot!(answers(&local, &target, &all[..2]).join("\n"), @r"
    error: field_byte_offset of s.a (0:0): types of the target differ: [2] STRUCT 's' gives 8, and [3] STRUCT 's' has no answer
    error: field_byte_offset of s.b (0:1): types of the target differ: [2] STRUCT 's' has no answer, and [3] STRUCT 's' gives 20
    ");
}

#[test]
fn flavors_of_one_type_are_answered_each_by_itself() {
    let local = structs([("s___old", &[("a", 0)]), ("s___new", &[("b", 0)])]);
    let target = structs([("s", &[("b", 36)])]);
    let all = [
        (0, "0:0", FieldExists),
        (0, "0:0", FieldByteOffset),
        (1, "0:0", FieldExists),
        (1, "0:0", FieldByteOffset),
    ];
    assert_eq!(
        answers(&local, &target, &all),
        [
            "0, not found",
            "poison: field_byte_offset of s___old.a (0:0): the target's 's' has no member 'a'",
            "1",
            "at 36, 4 bytes, Signed"
        ]
    );
    // Flavors of the target are seen as well: kernels have some that were built with such types.
    let target = structs([("s___x", &[("b", 36)])]);
    assert_eq!(answers(&local, &target, &all[2..]), ["1", "at 36, 4 bytes, Signed"]);
}

#[test]
fn modules_are_asked_only_for_what_the_kernel_has_not() {
    let local = structs([("s", &[("a", 0)]), ("m", &[("a", 0)])]);
    let kernel = structs([("s", &[("a", 4)])]);
    let local_btf = Btf::parse(&local.bytes).unwrap();
    let kernel = Btf::parse(&kernel.bytes).unwrap();
    let module = |make: &dyn Fn(&mut BtfBuilder) -> TypeId| {
        let mut builder = BtfBuilder::split(&kernel);
        make(&mut builder);
        builder.to_bytes(Endian::Little).unwrap()
    };
    let one = module(&|b| add(b, [("s", &[("a", 8)]), ("x", &[])])[0]);
    let two = module(&|b| add(b, [("m", &[("a", 12)])])[0]);
    let one = Btf::parse_split(&one, &kernel).unwrap();
    let two = Btf::parse_split(&two, &kernel).unwrap();
    let all = local.ids.map(|type_id| Relocation { type_id, access: "0:0", kind: FieldByteOffset });

    let mut resolver = Resolver::new(&local_btf, &all);
    assert!(!resolver.is_complete());
    resolver.search(&[&kernel]);
    assert!(!resolver.is_complete());
    resolver.search(&[&one, &two]);
    assert!(resolver.is_complete());
    let answers = resolver.resolve();
    assert_eq!(say(&answers[0]), "at 4, 4 bytes, Signed");
    assert_eq!(say(&answers[1]), "at 12, 4 bytes, Signed");
    let target = |number: usize| answers[number].as_ref().unwrap().target.unwrap();
    assert_eq!(target(0), TargetType { target: 0, type_id: TypeId::new(2) });
    assert_eq!(target(1), TargetType { target: 2, type_id: TypeId::new(kernel.len() + 2) });
    assert_eq!(resolve(&local_btf, &all, &kernel, &[&one, &two]), answers);
}

#[test]
fn thousands_of_types_of_one_name_are_not_compared() {
    let local = structs([("s", &[("a", 0)])]);
    let target = little(|b| {
        for size in 0..1001 {
            b.add_struct("s", size, &[]);
        }
        [TypeId::VOID]
    });
    assert_eq!(
        answers(&local, &target, &[(0, "0:0", FieldExists)]),
        ["error: field_exists of s.a (0:0): more than 1000 types of the target have the name"]
    );
}
