//! Fields: members by name, elements by index, and what is anonymous on the way.

use super::{Made, ask, little};
use crate::relocation::RelocationKind::{
    self, FieldByteOffset, FieldByteSize, FieldExists, FieldLeftShift, FieldRightShift, FieldSigned,
};
use crate::{Array, Int, NewMember, TypeId};

/// The program's: `struct task___x { int pid; char comm[4]; struct { int a; union { long b; }; }; struct task *up;
/// struct inner { short x; int y[2][3]; } in; int rest[]; }`.
fn local() -> Made<1> {
    little(|b| {
        let int = b.add_int("int", Int::signed(4));
        let short = b.add_int("short", Int::signed(2));
        let long = b.add_int("long", Int::signed(8));
        let char = b.add_int("char", Int::signed(1));
        let comm = b.add_array(Array { element: char, index: int, count: 4 });
        let row = b.add_array(Array { element: int, index: int, count: 3 });
        let rows = b.add_array(Array { element: row, index: int, count: 2 });
        let rest = b.add_array(Array { element: int, index: int, count: 0 });
        let union = b.add_union("", 8, &[NewMember::at_byte("b", long, 0)]);
        let anon = b.add_struct("", 16, &[NewMember::at_byte("a", int, 0), NewMember::at_byte("", union, 8)]);
        let inner =
            b.add_struct("inner", 28, &[NewMember::at_byte("x", short, 0), NewMember::at_byte("y", rows, 4)]);
        let task = b.add_struct("task___x", 72, &[]);
        let up = b.add_ptr(task);
        b.set_members(
            task,
            &[
                NewMember::at_byte("pid", int, 0),
                NewMember::at_byte("comm", comm, 4),
                NewMember::at_byte("", anon, 8),
                NewMember::at_byte("up", up, 24),
                NewMember::at_byte("in", inner, 32),
                NewMember::at_byte("rest", rest, 60),
            ],
        );
        [task]
    })
}

/// The kernel's, with everything elsewhere and other widths:
/// `struct task { union { struct { long b; } ; short pid; }; struct task *up; const inner_t in; unsigned char comm[16];
/// long a; int rest[0]; }`, whose `inner_t` is `struct inner { int y[4][4]; int z; short x; }`.
fn target() -> Made<1> {
    little(|b| {
        let int = b.add_int("int", Int::signed(4));
        let short = b.add_int("short", Int::unsigned(2));
        let long = b.add_int("long", Int::signed(8));
        let char = b.add_int("unsigned char", Int::unsigned(1));
        let comm = b.add_array(Array { element: char, index: int, count: 16 });
        let row = b.add_array(Array { element: int, index: int, count: 4 });
        let rows = b.add_array(Array { element: row, index: int, count: 4 });
        let rest = b.add_array(Array { element: int, index: int, count: 0 });
        let deep = b.add_struct("", 8, &[NewMember::at_byte("b", long, 0)]);
        let anon =
            b.add_union("", 8, &[NewMember::at_byte("", deep, 0), NewMember::at_byte("pid", short, 0)]);
        let inner = b.add_struct(
            "inner",
            72,
            &[
                NewMember::at_byte("y", rows, 0),
                NewMember::at_byte("z", int, 64),
                NewMember::at_byte("x", short, 68),
            ],
        );
        let inner_t = b.add_typedef("inner_t", inner);
        let inner_t = b.add_const(inner_t);
        let task = b.add_struct("task", 1000, &[]);
        let up = b.add_ptr(task);
        b.set_members(
            task,
            &[
                NewMember::at_byte("", anon, 8),
                NewMember::at_byte("up", up, 16),
                NewMember::at_byte("in", inner_t, 24),
                NewMember::at_byte("comm", comm, 96),
                NewMember::at_byte("a", long, 112),
                NewMember::at_byte("rest", rest, 120),
            ],
        );
        [task]
    })
}

fn check(access: &str, kind: RelocationKind, expected: &str) {
    assert_eq!(ask(&local(), &target(), 0, access, kind), expected, "{kind} {access}");
}

#[test]
fn members_are_found_by_name_in_another_order_and_width() {
    check("0:0", FieldByteOffset, "at 8, 2 bytes, Unsigned");
    check("0:3", FieldByteOffset, "at 16, 8 bytes, Pointer");
    check("0:4:0", FieldByteOffset, "at 92, 2 bytes, Unsigned");
    check("0:4", FieldByteOffset, "at 24, 72 bytes, Other");
    check("0", FieldByteOffset, "at 0, 1000 bytes, Other");
}

#[test]
fn anonymous_structures_and_unions_are_seen_through_on_both_sides() {
    check("0:2:0", FieldByteOffset, "at 112, 8 bytes, Signed");
    check("0:2:1:0", FieldByteOffset, "at 8, 8 bytes, Signed");
}

#[test]
fn elements_are_at_their_index_times_the_targets_size() {
    check("0:1", FieldByteOffset, "at 96, 1 bytes, Unsigned");
    check("0:1:3", FieldByteOffset, "at 99, 1 bytes, Unsigned");
    check("0:4:1:1:2", FieldByteOffset, "at 48, 4 bytes, Signed");
    check("0:4:1:1", FieldByteOffset, "at 40, 4 bytes, Signed");
    check("0:5:7", FieldByteOffset, "at 148, 4 bytes, Signed");
    check("2:0", FieldByteOffset, "at 2008, 2 bytes, Unsigned");
    check("1", FieldByteOffset, "at 1000, 1000 bytes, Other");
}

#[test]
fn sizes_signs_and_shifts_are_those_of_the_target() {
    check("0:0", FieldByteSize, "2");
    check("0:1", FieldByteSize, "16");
    check("0:1:1", FieldByteSize, "1");
    check("0:4:1", FieldByteSize, "64");
    check("0:0", FieldSigned, "0");
    check("0:2:0", FieldSigned, "1");
    check("0:3", FieldSigned, "0");
    check("0:0", FieldLeftShift, "48");
    check("0:0", FieldRightShift, "48");
    check("0:2:0", FieldRightShift, "0");
    check(
        "0:4:1:0",
        FieldSigned,
        "error: field_signed of task___x.in.y[0] (0:4:1:0): only the offset and size of an array's element can be asked for",
    );
}

#[test]
fn a_field_exists_or_not() {
    for access in ["0", "0:0", "0:1:3", "0:2:1:0", "0:4:1:1:2", "0:5:1000"] {
        check(access, FieldExists, "1");
    }
}

/// A structure of one member, of this name and of a type that is made.
fn one(name: &str, of: impl FnOnce(&mut crate::BtfBuilder) -> TypeId) -> Made<1> {
    little(|b| {
        let of = of(b);
        [b.add_struct("s", 64, &[NewMember::at_byte(name, of, 4)])]
    })
}

#[test]
fn what_the_target_does_not_have_is_named() {
    let int = |name: &'static str| one(name, |b| b.add_int("int", Int::signed(4)));
    let ptr = || one("a", |b| b.add_ptr(TypeId::VOID));
    let array = |count| {
        one("a", move |b| {
            let int = b.add_int("int", Int::signed(4));
            b.add_array(Array { element: int, index: int, count })
        })
    };
    let check = |local: &Made<1>, target: &Made<1>, access: &str, expected: &str| {
        assert_eq!(ask(local, target, 0, access, FieldByteOffset), format!("poison: {expected}"));
        assert_eq!(ask(local, target, 0, access, FieldExists), "0, not found");
    };
    check(&int("a"), &int("b"), "0:0", "field_byte_offset of s.a (0:0): the target's 's' has no member 'a'");
    check(
        &int("a"),
        &ptr(),
        "0:0",
        "field_byte_offset of s.a (0:0): 'a' is PTR (anon) in the target, and the program expects INT 'int'",
    );
    check(
        &array(8),
        &array(4),
        "0:0:5",
        "field_byte_offset of s.a[5] (0:0:5): the target's array has 4 elements, none with index 5",
    );
    let none = little(|b| [b.add_union("s", 8, &[])]);
    check(&int("a"), &none, "0:0", "field_byte_offset of s.a (0:0): the target has no STRUCT 's'");
}

#[test]
fn fields_are_compatible_by_kind_and_numbers_in_any_width() {
    use crate::{FwdKind, Signedness};
    type Make = fn(&mut crate::BtfBuilder) -> TypeId;
    let agrees =
        |local: Make, target: Make| match ask(&one("a", local), &one("a", target), 0, "0:0", FieldExists)
            .as_str()
        {
            "1" => true,
            "0, not found" => false,
            other => panic!("{other}"),
        };
    let int: Make = |b| b.add_int("int", Int::signed(4));
    let old: Make = |b| b.add_int("int", Int { bit_offset: 3, bits: 2, ..Int::signed(4) });
    let bool: Make = |b| b.add_int("bool", Int::boolean());
    let float: Make = |b| b.add_float("float", 4);
    let structure: Make = |b| b.add_struct("x", 4, &[]);
    let union: Make = |b| b.add_union("y", 4, &[]);
    let one: Make = |b| b.add_enum("one___f", 4, Signedness::Signed, &[("A", 1)]);
    let wide: Make = |b| b.add_enum64("one", 8, Signedness::Signed, &[("B", 2)]);
    let other: Make = |b| b.add_enum("other", 4, Signedness::Signed, &[("A", 1)]);
    let nameless: Make = |b| b.add_enum("", 4, Signedness::Signed, &[("C", 1)]);
    let fwd: Make = |b| b.add_fwd("f", FwdKind::Struct);
    let typedef: Make = |b| {
        let int = b.add_int("int", Int::unsigned(8));
        let int = b.add_volatile(int);
        b.add_typedef("t", int)
    };
    let ints: Make = |b| {
        let int = b.add_int("int", Int::signed(4));
        b.add_array(Array { element: int, index: int, count: 2 })
    };
    for (local, target, expected) in [
        (int, bool, true),
        (int, typedef, true),
        (typedef, int, true),
        (int, old, false),
        (old, int, false),
        (int, float, false),
        (float, float, true),
        (structure, union, true),
        (structure, int, false),
        (one, wide, true),
        (one, other, false),
        (one, nameless, true),
        (nameless, other, true),
        (one, int, false),
        (fwd, fwd, true),
        (fwd, structure, false),
        (ints, ints, true),
        (ints, int, false),
    ] {
        assert_eq!(agrees(local, target), expected, "{local:?} {target:?}");
    }
}
