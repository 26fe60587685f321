//! Types as a whole: their numbers, sizes, existence and shape.

use super::{Made, ask, little};
use crate::relocation::RelocationKind::{TypeExists, TypeIdLocal, TypeIdTarget, TypeMatches, TypeSize};
use crate::{Array, BtfBuilder, FwdKind, Int, NewMember, Signedness, TypeId};

#[test]
fn a_type_is_found_by_name_and_kind() {
    let local = little(|b| {
        let int = b.add_int("int", Int::signed(4));
        [
            b.add_struct("s___mine", 8, &[NewMember::at_byte("a", int, 0)]),
            b.add_typedef("s", int),
            b.add_union("gone", 1, &[]),
            b.add_struct("", 1, &[]),
        ]
    });
    let target = little(|b| {
        let long = b.add_int("long", Int::signed(8));
        let typedef = b.add_typedef("s", long);
        [b.add_struct("s", 100, &[NewMember::at_byte("a", long, 0)]), typedef]
    });
    let check =
        |root, kind, expected: &str| assert_eq!(ask(&local, &target, root, "0", kind), expected, "{kind}");
    check(0, TypeExists, "1");
    check(0, TypeSize, "100");
    check(0, TypeIdTarget, "3");
    check(0, TypeIdLocal, "2");
    check(1, TypeSize, "8");
    check(1, TypeIdTarget, "2");
    check(2, TypeExists, "0, not found");
    check(2, TypeSize, "0, not found");
    check(2, TypeIdTarget, "0, not found");
    check(2, TypeMatches, "0, not found");
    check(2, TypeIdLocal, "4");
    check(3, TypeIdLocal, "5");
    check(3, TypeExists, "error: type_exists of (anon) (0): its type has no name to look for");
}

/// Types of one name that two BTFs may have.
type Make = fn(&mut BtfBuilder) -> TypeId;

fn target(make: Make) -> Made<1> {
    little(|b| {
        let of = make(b);
        [b.add_typedef("t", of)]
    })
}

/// Whether `type_exists` and `type_matches` hold of `typedef … t` on both sides.
fn compare(local: Make, other: Make) -> (bool, bool) {
    let holds = |kind| match ask(&target(local), &target(other), 0, "0", kind).as_str() {
        "1" => true,
        "0, not found" => false,
        other => panic!("{other}"),
    };
    (holds(TypeExists), holds(TypeMatches))
}

fn int(b: &mut BtfBuilder) -> TypeId {
    b.add_int("int", Int::signed(4))
}

fn long(b: &mut BtfBuilder) -> TypeId {
    b.add_int("long", Int::signed(8))
}

fn pair(b: &mut BtfBuilder, name: &str, second: TypeId) -> TypeId {
    let int = int(b);
    b.add_struct(name, 16, &[NewMember::at_byte("a", int, 0), NewMember::at_byte("b", second, 8)])
}

#[test]
fn types_that_are_the_same_exist_and_match() {
    let all: [Make; 9] = [
        int,
        |b| {
            let long = long(b);
            pair(b, "p", long)
        },
        |b| b.add_union("u", 4, &[]),
        |b| b.add_enum("e", 4, Signedness::Signed, &[("A", 1)]),
        |b| b.add_enum64("e", 8, Signedness::Signed, &[("A", 1)]),
        |b| b.add_fwd("f", FwdKind::Struct),
        |b| {
            let int = int(b);
            b.add_array(Array { element: int, index: int, count: 3 })
        },
        |b| {
            let long = long(b);
            let inner = pair(b, "p", long);
            b.add_ptr(inner)
        },
        |b| {
            let int = int(b);
            let proto = b.add_func_proto(int, &[("x", int), ("y", TypeId::VOID)]);
            b.add_ptr(proto)
        },
    ];
    for make in all {
        assert_eq!(compare(make, make), (true, true));
    }
}

#[test]
fn a_type_matches_if_what_the_program_says_of_it_holds() {
    let check = |local: Make, target: Make, expected| assert_eq!(compare(local, target), expected);
    // Numbers: existence ignores the size, matching does not.
    check(int, |b| b.add_int("int", Int::signed(8)), (true, false));
    check(int, |b| b.add_int("int", Int::unsigned(4)), (true, false));
    check(int, long, (true, false));
    // Structures: what the target has more is no matter, what is another is.
    let some: Make = |b| {
        let int = int(b);
        b.add_struct("s___mine", 4, &[NewMember::at_byte("a", int, 0)])
    };
    let more: Make = |b| {
        let (int, long) = (int(b), long(b));
        b.add_struct("s", 16, &[NewMember::at_byte("b", long, 0), NewMember::at_byte("a", int, 8)])
    };
    check(some, more, (true, true));
    check(more, some, (true, false));
    let other: Make = |b| {
        let long = long(b);
        b.add_struct("s", 8, &[NewMember::at_byte("a", long, 0)])
    };
    check(some, other, (true, false));
    check(some, |b| b.add_union("s", 4, &[]), (false, false));
    // Enumerations, by the names of their enumerators.
    let small: Make = |b| b.add_enum("e", 4, Signedness::Signed, &[("A", 1)]);
    let large: Make = |b| b.add_enum64("e", 8, Signedness::Signed, &[("B", 1), ("A", 9)]);
    check(small, large, (true, true));
    check(large, small, (true, false));
    // Arrays, by the number of elements.
    let three: Make = |b| {
        let int = int(b);
        b.add_array(Array { element: int, index: int, count: 3 })
    };
    let four: Make = |b| {
        let int = int(b);
        b.add_array(Array { element: int, index: int, count: 4 })
    };
    check(three, four, (true, false));
    // Pointers: behind them the names of structures, and what else there is as it is.
    let pointer: Make = |b| {
        let s = b.add_struct("s", 4, &[]);
        b.add_ptr(s)
    };
    let declared: Make = |b| {
        let s = b.add_fwd("s", FwdKind::Struct);
        b.add_ptr(s)
    };
    let declared_union: Make = |b| {
        let s = b.add_fwd("s", FwdKind::Union);
        b.add_ptr(s)
    };
    let to_other: Make = |b| {
        let s = b.add_struct("t", 4, &[]);
        b.add_ptr(s)
    };
    check(pointer, declared, (false, true));
    check(declared, pointer, (false, true));
    check(pointer, declared_union, (false, false));
    check(pointer, to_other, (true, false));
    // Prototypes.
    let one: Make = |b| {
        let int = int(b);
        b.add_func_proto(int, &[("x", int)])
    };
    let two: Make = |b| {
        let int = int(b);
        b.add_func_proto(int, &[("x", int), ("y", int)])
    };
    let of_long: Make = |b| {
        let (int, long) = (int(b), long(b));
        b.add_func_proto(int, &[("x", long)])
    };
    check(one, two, (false, false));
    check(one, of_long, (true, false));
}
