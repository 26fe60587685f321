//! What is wrong: access strings, local types, and targets that lead nowhere or in circles.

use super::{ask, little, say};
use crate::relocation::RelocationKind::{
    EnumeratorValue, FieldByteOffset, FieldExists, TypeExists, TypeMatches, TypeSize,
};
use crate::relocation::{Relocation, RelocationKind, resolve};
use crate::{Array, Btf, BtfBuilder, Endian, Int, NewMember, Signedness, TypeId};

#[test]
fn an_access_that_says_nothing_is_refused() {
    let made = little(|b| {
        let int = b.add_int("int", Int::signed(4));
        let ints = b.add_array(Array { element: int, index: int, count: 2 });
        let none = b.add_array(Array { element: int, index: int, count: 0 });
        let anon = b.add_struct("", 4, &[NewMember::at_byte("x", int, 0)]);
        let huge = b.add_array(Array { element: int, index: int, count: u32::MAX });
        let huge = b.add_array(Array { element: huge, index: int, count: u32::MAX });
        let huge = b.add_array(Array { element: huge, index: int, count: u32::MAX });
        let members = [
            NewMember::at_byte("a", int, 0),
            NewMember::at_byte("ints", ints, 4),
            NewMember::at_byte("none", none, 12),
            NewMember::at_byte("", anon, 12),
            NewMember::at_byte("huge", huge, 16),
        ];
        let s = b.add_struct("s", 16, &members);
        [s, b.add_enum("e", 4, Signedness::Signed, &[("A", 0)]), TypeId::new(100)]
    });
    let long = vec!["0"; 65].join(":");
    let all = [
        (0, "", FieldByteOffset),
        (0, "0:", FieldByteOffset),
        (0, "+1", FieldByteOffset),
        (0, "0:x", FieldByteOffset),
        (0, "4294967296", FieldByteOffset),
        (0, long.as_str(), FieldByteOffset),
        (0, "0:5", FieldByteOffset),
        (0, "0:0:0", FieldByteOffset),
        (0, "0:1:2", FieldByteOffset),
        (0, "0:2:0", FieldByteOffset),
        (0, "0:3", FieldByteOffset),
        (0, "0:4:1", FieldByteOffset),
        (0, "1", TypeExists),
        (0, "0:0", TypeSize),
        (0, "0", EnumeratorValue),
        (1, "1", EnumeratorValue),
        (1, "0:0", EnumeratorValue),
        (2, "0", TypeExists),
    ];
    let said: Vec<_> =
        all.iter().map(|&(root, access, kind)| ask(&made, &made, root, access, kind)).collect();
    assert!(said.iter().all(|said| said.starts_with("error: ")), "{said:#?}");
    insta::assert_snapshot!(said.join("\n").replace(&long, "0:…"), @r"
    error: field_byte_offset of [8] STRUCT 's' (): the access string has to be 1 to 64 decimal numbers with colons between
    error: field_byte_offset of [8] STRUCT 's' (0:): the access string has to be 1 to 64 decimal numbers with colons between
    error: field_byte_offset of [8] STRUCT 's' (+1): the access string has to be 1 to 64 decimal numbers with colons between
    error: field_byte_offset of [8] STRUCT 's' (0:x): the access string has to be 1 to 64 decimal numbers with colons between
    error: field_byte_offset of [8] STRUCT 's' (4294967296): the access string has to be 1 to 64 decimal numbers with colons between
    error: field_byte_offset of [8] STRUCT 's' (0:…): the access string has to be 1 to 64 decimal numbers with colons between
    error: field_byte_offset of [8] STRUCT 's' (0:5): number 1 of the access string is 5, and [8] STRUCT 's' has 5
    error: field_byte_offset of [8] STRUCT 's' (0:0:0): number 2 of the access string is 0, and [1] INT 'int' has no parts
    error: field_byte_offset of [8] STRUCT 's' (0:1:2): number 2 of the access string is 2, and [2] ARRAY (anon) has 2
    error: field_byte_offset of [8] STRUCT 's' (0:2:0): number 2 of the access string is 0, and [3] ARRAY (anon) has 0
    error: field_byte_offset of [8] STRUCT 's' (0:3): the access string has to be one that ends at a member with a name
    error: field_byte_offset of [8] STRUCT 's' (0:4:1): the program's types are damaged: type [6]: its size, or an offset in it, does not fit into 64 bits
    error: type_exists of [8] STRUCT 's' (1): the access string has to be 0, the type itself
    error: type_size of [8] STRUCT 's' (0:0): the access string has to be 0, the type itself
    error: enumval_value of [8] STRUCT 's' (0): number 0 of the access string is 0, and [8] STRUCT 's' has no parts
    error: enumval_value of [9] ENUM 'e' (1): number 0 of the access string is 1, and [9] ENUM 'e' has 1
    error: enumval_value of [9] ENUM 'e' (0:0): the access string has to be the number of an enumerator
    error: type_exists of type [100] (0): the program's types are damaged: type section: there is no type [100], expected one from [0] to [9]
    ");
}

#[test]
fn a_wrong_relocation_leaves_the_others_be() {
    let made = little(|b| {
        let int = b.add_int("int", Int::signed(4));
        [b.add_struct("s", 8, &[NewMember::at_byte("a", int, 4)])]
    });
    let btf = Btf::parse(&made.bytes).unwrap();
    let ask = |access| Relocation { type_id: made.ids[0], access, kind: FieldByteOffset };
    let answers = resolve(&btf, &[ask("0:9"), ask("0:0"), ask("")], &btf, &[]);
    assert!(answers[0].is_err() && answers[2].is_err());
    assert_eq!(say(&answers[1]), "at 4, 4 bytes, Signed");
}

/// Types in circles: `s` is in itself without a name, twice; `p` is a pointer to functions that take it, several times.
fn circles() -> super::Made<3> {
    little(|b| {
        let int = b.add_int("int", Int::signed(4));
        let s = b.add_struct("s", 8, &[]);
        let inner = [
            NewMember::at_byte("", s, 8),
            NewMember::at_byte("", s, 16),
            NewMember::at_byte("n", s, 0),
            NewMember::at_byte("m", s, 0),
            NewMember::at_byte("a", int, 0),
        ];
        b.set_members(s, &inner);
        let mut p = b.add_ptr(TypeId::VOID);
        for _ in 0..31 {
            let proto = b.add_func_proto(p, &[("x", p), ("y", p), ("z", p)]);
            p = b.add_ptr(proto);
        }
        // A builder refuses what is not there yet, but members may be set late.
        let t = b.add_struct("t", 8, &[]);
        let array = b.add_array(Array { element: t, index: int, count: 1 });
        b.set_members(t, &[NewMember::at_byte("t", array, 0)]);
        [s, b.add_typedef("p", p), t]
    })
}

#[test]
fn circles_end() {
    let made = circles();
    let missing = little(|b| {
        let int = b.add_int("int", Int::signed(4));
        [b.add_struct("s", 8, &[NewMember::at_byte("missing", int, 4)])]
    });
    let ask = |root, kind| ask(&made, &made, root, "0", kind);
    assert!(super::ask(&missing, &made, 0, "0:0", FieldExists).starts_with('0'));
    for (root, kind) in [(0, TypeMatches), (1, TypeExists), (1, TypeMatches), (2, TypeMatches)] {
        let said = ask(root, kind);
        assert!(said == "1" || said == "0, not found", "{said}");
    }
}

#[test]
fn damage_of_a_target_is_a_missing_answer_with_its_reason() {
    let local = little(|b| {
        let int = b.add_int("int", Int::signed(4));
        [b.add_struct("s", 8, &[NewMember::at_byte("a", int, 4)])]
    });
    let mut target = local.bytes.clone();
    // The number of the member's type: the header, the integer's record, the structure's, the member's name.
    let place = 24 + 16 + 12 + 4;
    assert_eq!(target[place..place + 4], [1, 0, 0, 0]);
    target[place] = 77;
    let (local_btf, target) = (Btf::parse(&local.bytes).unwrap(), Btf::parse(&target).unwrap());
    let answers = |access| {
        let relocation = Relocation { type_id: local.ids[0], access, kind: FieldByteOffset };
        say(&resolve(&local_btf, &[relocation], &target, &[])[0])
    };
    insta::assert_snapshot!(answers("0:0"), @"poison: field_byte_offset of s.a (0:0): the target's types are damaged: type section: type [2] refers to type [77], expected one from [0] to [2]");
}

proptest::proptest! {
    #[test]
    fn no_access_string_and_no_damage_panics(
        access in "[0-9:]{0,12}",
        kind in 0_u32..13,
        root in 0_usize..3,
        damage in proptest::collection::vec((24_usize..400, proptest::prelude::any::<u8>()), 0..6),
    ) {
        let made = circles();
        let mut bytes = made.bytes.clone();
        for (place, byte) in damage {
            if let Some(place) = bytes.get_mut(place) {
                *place = byte;
            }
        }
        let kind = RelocationKind::from_number(kind).unwrap();
        let local = Btf::parse(&made.bytes).unwrap();
        let relocation = Relocation { type_id: made.ids[root], access: &access, kind };
        if let Ok(damaged) = Btf::parse(&bytes) {
            drop(resolve(&local, &[relocation], &damaged, &[]));
            drop(resolve(&damaged, &[relocation], &local, &[]));
        }
    }
}

#[test]
fn a_builder_of_both_orders_makes_the_same_answers() {
    let build = |endian| {
        let mut b = BtfBuilder::new();
        let int = b.add_int("int", Int::signed(4));
        let s = b.add_struct("s", 8, &[NewMember::at_byte("a", int, 4)]);
        (b.to_bytes(endian).unwrap(), s)
    };
    let ((local, root), (target, _)) = (build(Endian::Big), build(Endian::Little));
    let (local, target) = (Btf::parse(&local).unwrap(), Btf::parse(&target).unwrap());
    let relocation = Relocation { type_id: root, access: "0:0", kind: FieldByteOffset };
    assert_eq!(say(&resolve(&local, &[relocation], &target, &[])[0]), "at 4, 4 bytes, Signed");
}
