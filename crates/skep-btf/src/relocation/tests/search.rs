//! The search by words finds what a walk along all records finds.

use super::super::candidates::Wanted;
use super::super::compatible::kinds_agree;
use super::super::name::essential_name;
use crate::{Array, Btf, BtfBuilder, Endian, Int, Kind, NewMember, Signedness, TypeId};

/// What stands for a root of this name and kind, by a look at each type.
fn by_walking(btf: &Btf<'_>, name: &str, kind: Kind) -> Vec<TypeId> {
    let fits = |ty: &crate::Type<'_>| {
        kinds_agree(kind, ty.kind())
            && ty.name().is_ok_and(|other| !other.is_empty() && essential_name(other) == name)
    };
    btf.own_types().filter(fits).map(|ty| ty.id()).collect()
}

fn by_words(btf: &Btf<'_>, name: &str, kind: Kind) -> Vec<TypeId> {
    let mut found = Vec::new();
    Wanted::new([(name.as_bytes(), kind, 0)].into_iter()).search(btf, |_, ty| found.push(ty.id()));
    found
}

/// Types of all kinds, with numbers in their records that look like the records of structures.
fn confusing() -> BtfBuilder {
    let mut builder = BtfBuilder::new();
    let int = builder.add_int("int", Int::signed(4));
    let flag = builder.add_int("flag", Int::boolean());
    builder.add_struct("wanted", 4, &[NewMember::at_byte("wanted", int, 0)]);
    builder.add_array(Array { element: flag, index: int, count: 0x0400_0000 });
    builder.add_array(Array { element: int, index: int, count: 0x8400_0001 });
    let values = [("wanted", 0x0400_0000), ("other", 0x0400_0001), ("more", 0x0600_0000)];
    builder.add_enum("wanted", 4, Signedness::Unsigned, &values);
    builder.add_enum64("wanted___wide", 8, Signedness::Unsigned, &values);
    builder.add_struct(
        "wanted___flavored",
        8,
        &[NewMember::at_byte("a", int, 0), NewMember::at_byte("b", int, 4)],
    );
    builder.add_union("wanted", 4, &[NewMember::at_byte("wanted", flag, 0)]);
    builder.add_typedef("wanted", int);
    builder.add_struct("w", 0, &[]);
    builder.add_struct("w___x", 0, &[]);
    builder.add_struct("wanted_not", 0, &[]);
    builder.add_struct("", 4, &[NewMember::at_byte("wanted", int, 0)]);
    builder.add_struct("wanted", 0, &[]);
    builder
}

#[test]
fn the_search_by_words_finds_what_a_walk_along_all_records_finds() {
    for endian in [Endian::Little, Endian::Big] {
        let bytes = confusing().to_bytes(endian).unwrap();
        let btf = Btf::parse(&bytes).unwrap();
        let mut all = 0;
        for name in ["wanted", "w", "int", "flag", "wanted_not", "other", "missing"] {
            for kind in Kind::ALL {
                let expected = by_walking(&btf, name, kind);
                assert_eq!(by_words(&btf, name, kind), expected, "{name} {kind:?} {endian:?}");
                all += expected.len();
            }
        }
        // The three structures, the union, the typedef, both enumerations for each of their two kinds; and the others.
        assert_eq!(all, 3 + 1 + 1 + 2 * 2 + 2 + 2 + 1);
    }
}

#[test]
fn names_that_are_ends_of_other_names_are_found() {
    // A linker may keep one string for both.
    let mut builder = BtfBuilder::new();
    builder.add_struct("get_wanted", 0, &[]);
    builder.add_struct("other_one", 0, &[]);
    let mut bytes = builder.to_bytes(Endian::Little).unwrap();
    let types = 24;
    bytes[types + 12..types + 16].copy_from_slice(&5_u32.to_le_bytes());
    let btf = Btf::parse(&bytes).unwrap();
    assert_eq!(btf.type_by_id(TypeId::new(2)).unwrap().name(), Ok("wanted"));
    assert_eq!(by_words(&btf, "wanted", Kind::Struct), [TypeId::new(2)]);
}

#[test]
fn what_is_far_apart_is_found_in_the_order_of_the_numbers() {
    let mut builder = BtfBuilder::new();
    let int = builder.add_int("int", Int::signed(4));
    for number in 0..3000_u32 {
        let member = NewMember::at_byte("wanted", int, 0);
        match number % 7 {
            0 => builder.add_enum("wanted", 4, Signedness::Unsigned, &[("a", number.into()), ("b", 2)]),
            1 => builder.add_enum64("wanted", 8, Signedness::Unsigned, &[("a", number.into())]),
            2 => builder.add_struct(&format!("wanted___{number}"), 4, &[member]),
            3 => builder.add_typedef("wanted", int),
            4 => builder.add_struct("other", 4, &vec![member; number as usize % 11]),
            _ => builder.add_union(&format!("union_{number}"), 4, &[member]),
        };
    }
    for endian in [Endian::Little, Endian::Big] {
        let bytes = builder.to_bytes(endian).unwrap();
        let btf = Btf::parse(&bytes).unwrap();
        for (name, kind, expected) in [
            ("wanted", Kind::Struct, 429),
            ("wanted", Kind::Enum, 858),
            ("other", Kind::Struct, 428),
            ("union_2998", Kind::Union, 0),
            ("union_2995", Kind::Union, 0),
        ] {
            let found = by_words(&btf, name, kind);
            assert_eq!(found, by_walking(&btf, name, kind), "{name} {kind:?} {endian:?}");
            assert!(expected == 0 || found.len() == expected, "{name} {kind:?}: {}", found.len());
        }
    }
}
