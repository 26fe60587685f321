//! Reading as far as needed: what is found is what a search through all types finds, and damage is told of when asked.

use insta::assert_snapshot;

use crate::{Btf, BtfBuilder, Endian, Int, Kind, TypeId};

/// More types than are walked at once, with names that come back at times, and some that come twice.
fn many(builder: &mut BtfBuilder, count: u32) {
    for number in 0..count {
        match number % 7 {
            0 => builder.add_struct(&format!("name{}", number % 5000), number, &[]),
            1 => builder.add_union(&format!("name{}", number % 3000), number, &[]),
            2 => builder.add_struct("", number, &[]),
            3 => builder.add_struct("same", number, &[]),
            _ => builder.add_typedef(&format!("name{number}"), TypeId::new(1)),
        };
    }
}

/// The numbers of all types of a kind and name, by a look at each.
fn searched(btf: &Btf<'_>, kind: Kind, name: &str) -> Vec<TypeId> {
    btf.types().filter(|ty| ty.kind() == kind && ty.name() == Ok(name)).map(|ty| ty.id()).collect()
}

#[test]
fn names_are_found_wherever_they_are_in_base_and_split() {
    let mut builder = BtfBuilder::new();
    builder.add_int("int", Int::signed(4));
    many(&mut builder, 9000);
    let base = Btf::parse_lazily(builder.to_bytes(Endian::Big).unwrap()).unwrap();
    let mut builder = BtfBuilder::split(&base);
    many(&mut builder, 5000);
    let bytes = builder.to_bytes(Endian::Big).unwrap();
    let split = Btf::parse_split(&bytes, &base).unwrap();
    for btf in [&base, &split] {
        for kind in [Kind::Struct, Kind::Union, Kind::Typedef, Kind::Int, Kind::Func] {
            for name in ["int", "same", "name0", "name7", "name1000", "name2999", "name8999", "none", ""] {
                let found: Vec<TypeId> = btf.find(kind, name).map(|ty| ty.id()).collect();
                assert_eq!(found, searched(btf, kind, name), "{kind} {name}");
            }
        }
    }
    assert_eq!(split.len(), base.len() + 5000);
    assert_eq!(split.own_types().count(), 5000);
}

#[test]
fn a_number_is_found_without_those_before_it_being_asked_for() {
    let mut builder = BtfBuilder::new();
    many(&mut builder, 10_000);
    let bytes = builder.to_bytes(Endian::Little).unwrap();
    let eager = Btf::parse(&bytes).unwrap();
    for number in [1, 4096, 4097, 8192, 8193, eager.len(), eager.len() + 1, u32::MAX] {
        let lazy = Btf::parse_lazily(&bytes).unwrap();
        let said = |btf: &Btf<'_>| btf.type_by_id(TypeId::new(number)).map(|ty| ty.to_string());
        assert_eq!(said(&lazy), said(&eager), "{number}");
    }
}

#[test]
fn types_end_before_a_record_that_is_wrong_and_the_check_says_why() {
    for count in [10, 4095, 4096, 4097] {
        let mut builder = BtfBuilder::new();
        for number in 0..count {
            builder.add_struct(&format!("name{number}"), 4, &[]);
        }
        let mut bytes = builder.to_bytes(Endian::Little).unwrap();
        // The kind of the last record.
        let last = 24 + (usize::try_from(count).unwrap() - 1) * 12;
        bytes[last + 7] = 99;
        let expected = Btf::parse(&bytes).unwrap_err();
        let btf = Btf::parse_lazily(&bytes).unwrap();
        assert_eq!(btf.find(Kind::Struct, "name3").count(), 1);
        assert_eq!(btf.check(), Err(expected));
        assert_eq!(btf.len(), count - 1);
        assert!(btf.type_by_id(TypeId::new(count)).is_err());
        if count == 4097 {
            assert_snapshot!(btf.check().unwrap_err(), @"type section, offset 49152: the record of type [4097] has kind 99, expected one from 1 to 19; without a layout section the size of a newer kind's record is not known");
        }
    }
}
