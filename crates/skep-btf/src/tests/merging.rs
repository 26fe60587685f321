//! Taking BTFs over into one, and making one type of all that are the same.

use std::collections::HashSet;

use proptest::prelude::*;

use super::graph::{self, Described, What};
use crate::{
    Array, Btf, BtfBuilder, Endian, FwdKind, Int, Kind, Linkage, NewMember, SectionVariable, Shape,
    Signedness, Type, TypeId, TypeMap,
};

fn built(make: impl FnOnce(&mut BtfBuilder)) -> Btf<'static> {
    let mut builder = BtfBuilder::new();
    make(&mut builder);
    Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap()
}

/// Takes these over and deduplicates; with the numbers that the types of each have in the end.
fn merged(parts: &[&Btf<'_>]) -> (Btf<'static>, Vec<TypeMap>, TypeMap) {
    let mut builder = BtfBuilder::new();
    let maps = parts.iter().map(|part| builder.append(part).unwrap()).collect();
    let map = builder.deduplicate();
    (Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap(), maps, map)
}

/// Every type as `bpftool btf dump` lists it.
fn listing(btf: &Btf<'_>) -> String {
    btf.types().map(|ty| ty.listing().to_string()).collect()
}

/// Whether two types are the same, as a walk along both at once finds it: the slow and obvious way. A declaration is the
/// same as what it declares.
fn same(one: Type<'_>, other: Type<'_>, walked: &mut HashSet<(TypeId, TypeId)>) -> bool {
    if !walked.insert((one.id(), other.id())) {
        return true;
    }
    let (left, right) = (graph::outline(one), graph::outline(other));
    let declares = |declaration: &Described, kinds: &[Kind]| {
        kinds.contains(&other.kind()) && declaration.name == other.name().unwrap()
    };
    if left != right {
        return match &left.what {
            What::Fwd(FwdKind::Struct) => declares(&left, &[Kind::Struct]),
            What::Fwd(FwdKind::Union) => declares(&left, &[Kind::Union]),
            What::Enum(_, _, _, values) if values.is_empty() => declares(&left, &[Kind::Enum, Kind::Enum64]),
            _ => false,
        };
    }
    let (ours, theirs) = (graph::references(one), graph::references(other));
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(&a, &b)| {
            same(one.btf().type_by_id(a).unwrap(), other.btf().type_by_id(b).unwrap(), walked)
        })
}

/// `struct node { struct node *next; struct list *in; int value; }` and, if it is known here,
/// `struct list { struct node *first; }`.
fn node_and_list(builder: &mut BtfBuilder, list_is_known: bool) -> [TypeId; 2] {
    let int = builder.add_int("int", Int::signed(4));
    let node = builder.add_struct("node", 24, &[]);
    let to_node = builder.add_ptr(node);
    let list = if list_is_known {
        builder.add_struct("list", 8, &[NewMember::at_byte("first", to_node, 0)])
    } else {
        builder.add_fwd("list", FwdKind::Struct)
    };
    let to_list = builder.add_ptr(list);
    builder.set_members(
        node,
        &[
            NewMember::at_byte("next", to_node, 0),
            NewMember::at_byte("in", to_list, 8),
            NewMember::at_byte("value", int, 16),
        ],
    );
    [node, list]
}

#[test]
fn structures_that_refer_to_each_other_are_merged() {
    let part = built(|b| {
        node_and_list(b, true);
    });
    let (whole, maps, map) = merged(&[&part, &part, &part]);
    assert_eq!(listing(&whole), listing(&part));
    for id in part.types().map(|ty| ty.id()) {
        for appended in &maps {
            assert_eq!(map.get(appended.get(id).unwrap()), Some(id));
        }
    }
}

#[test]
fn a_declaration_becomes_the_only_definition_of_its_name() {
    let knows_less = built(|b| {
        node_and_list(b, false);
    });
    let knows_all = built(|b| {
        node_and_list(b, true);
    });
    for parts in [[&knows_less, &knows_all], [&knows_all, &knows_less]] {
        let (whole, maps, map) = merged(&parts);
        assert_eq!(whole.len(), knows_all.len());
        assert_eq!(whole.types().filter(|ty| ty.kind() == Kind::Fwd).count(), 0);
        let list = whole.find(Kind::Struct, "list").next().unwrap().id();
        for (part, appended) in parts.iter().zip(&maps) {
            let before = part.types().find(|ty| ty.name() == Ok("list")).unwrap().id();
            assert_eq!(map.get(appended.get(before).unwrap()), Some(list));
        }
    }
}

/// Each file has the definition of one and the declaration of the other, and what refers to the other.
#[test]
fn declarations_that_need_each_other_are_resolved_in_any_order() {
    let half = |own: &'static str, other: &'static str| {
        built(move |b| {
            let declared = b.add_fwd(other, FwdKind::Union);
            let pointer = b.add_ptr(declared);
            let defined = b.add_union(own, 8, &[NewMember::at_byte("other", pointer, 0)]);
            let pointer = b.add_ptr(defined);
            b.add_struct("both", 16, &[NewMember::at_byte(other, pointer, 0)]);
        })
    };
    let (one, other) = (half("one", "other"), half("other", "one"));
    for parts in [vec![&one, &other], vec![&other, &one], vec![&one, &other, &one]] {
        let (whole, ..) = merged(&parts);
        let count = |kind| whole.types().filter(|ty| ty.kind() == kind).count();
        assert_eq!(
            [count(Kind::Fwd), count(Kind::Union), count(Kind::Ptr)],
            [0, 2, 2],
            "{}",
            listing(&whole)
        );
    }
}

#[test]
fn a_declaration_of_what_has_two_definitions_stays() {
    let sized = |size: u32| {
        built(move |b| {
            let int = b.add_int("int", Int::signed(4));
            b.add_struct("s", size, &[NewMember::at_byte("m", int, 0)]);
        })
    };
    let declares = built(|b| {
        let s = b.add_fwd("s", FwdKind::Struct);
        b.add_ptr(s);
    });
    let (whole, ..) = merged(&[&sized(4), &declares, &sized(8)]);
    assert_eq!(
        listing(&whole),
        "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n\
         [2] STRUCT 's' size=4 vlen=1\n\t'm' type_id=1 bits_offset=0\n\
         [3] FWD 's' fwd_kind=struct\n\
         [4] PTR '(anon)' type_id=3\n\
         [5] STRUCT 's' size=8 vlen=1\n\t'm' type_id=1 bits_offset=0\n"
    );
    // That there are two is only found out by what they refer to.
    let of = |size: u8| {
        built(move |b| {
            let int = b.add_int("i", Int::signed(size));
            let pointer = b.add_ptr(int);
            b.add_struct("s", 8, &[NewMember::at_byte("m", pointer, 0)]);
        })
    };
    let (whole, ..) = merged(&[&of(4), &declares, &of(8)]);
    assert_eq!(whole.types().filter(|ty| ty.name() == Ok("s")).count(), 3);
    let (whole, ..) = merged(&[&of(4), &declares, &of(4)]);
    assert_eq!(whole.types().filter(|ty| ty.name() == Ok("s")).count(), 1);
    // A union of that name is no definition of a structure.
    let union = built(|b| {
        b.add_union("s", 4, &[]);
    });
    let (whole, ..) = merged(&[&union, &declares]);
    assert_eq!(whole.types().filter(|ty| ty.kind() == Kind::Fwd).count(), 1);
}

#[test]
fn a_declared_enumeration_becomes_its_definition() {
    let declares = built(|b| {
        let e = b.add_enum("e", 4, Signedness::Unsigned, &[]);
        b.add_ptr(e);
    });
    let defines = built(|b| {
        let e = b.add_enum64("e", 8, Signedness::Unsigned, &[("BIG", 1 << 40)]);
        b.add_ptr(e);
    });
    let (whole, ..) = merged(&[&declares, &defines]);
    assert_eq!(
        listing(&whole),
        "[1] PTR '(anon)' type_id=2\n\
         [2] ENUM64 'e' encoding=UNSIGNED size=8 vlen=1\n\t'BIG' val=1099511627776ULL\n"
    );
}

#[test]
fn what_differs_in_anything_stays_apart() {
    type Add<'a> = &'a dyn Fn(&mut BtfBuilder, TypeId) -> TypeId;
    let all: &[Add<'_>] = &[
        &|b, int| b.add_struct("s", 8, &[NewMember::at_byte("a", int, 0)]),
        &|b, int| b.add_struct("t", 8, &[NewMember::at_byte("a", int, 0)]),
        &|b, int| b.add_struct("s", 8, &[NewMember::at_byte("b", int, 0)]),
        &|b, int| b.add_struct("s", 8, &[NewMember::at_byte("a", int, 4)]),
        &|b, int| b.add_struct("s", 12, &[NewMember::at_byte("a", int, 0)]),
        &|b, int| b.add_union("s", 8, &[NewMember::at_byte("a", int, 0)]),
        &|b, _| b.add_struct("s", 8, &[NewMember::at_byte("a", TypeId::VOID, 0)]),
        &|b, int| b.add_type_tag("user", int),
        &|b, int| b.add_type_tag("rcu", int),
        &|b, int| b.add_decl_tag("user", int, None),
        &|b, int| b.add_decl_tag("user", int, Some(0)),
        &|b, int| b.add_array(Array { element: int, index: int, count: 1 }),
        &|b, int| b.add_array(Array { element: int, index: int, count: 2 }),
        &|b, int| b.add_func_proto(int, &[("a", int)]),
        &|b, int| b.add_func_proto(int, &[("b", int)]),
        &|b, int| {
            let proto = b.add_func_proto(int, &[]);
            b.add_func("f", proto, Linkage::Static)
        },
        &|b, int| {
            let proto = b.add_func_proto(int, &[]);
            b.add_func("f", proto, Linkage::Global)
        },
    ];
    let whole = built(|b| {
        let int = b.add_int("int", Int::signed(4));
        for add in all {
            add(b, int);
        }
    });
    let (again, ..) = merged(&[&whole, &whole]);
    assert_eq!(listing(&again), listing(&whole));
}

#[test]
fn variables_of_one_name_stay_apart_unless_their_place_is_the_same() {
    let variable = |b: &mut BtfBuilder| {
        let int = b.add_int("int", Int::signed(4));
        b.add_var("counter", int, Linkage::Static)
    };
    let at = |variable, offset| SectionVariable { variable, offset, size: 4 };
    // As a linker lays out the variables of two files.
    let linked = built(|b| {
        let variables = [at(variable(b), 0), at(variable(b), 4)];
        b.add_datasec(".bss", 8, &variables);
    });
    let (whole, ..) = merged(&[&linked, &linked]);
    assert_eq!(listing(&whole), listing(&linked));
    assert_eq!(whole.find(Kind::Var, "counter").count(), 2);
}

#[test]
fn what_a_damaged_section_has_for_a_variable_is_merged_all_the_same() {
    let damaged = built(|b| {
        let float = b.add_float("float", 4);
        b.add_datasec(".bss", 4, &[SectionVariable { variable: float, offset: 0, size: 4 }]);
    });
    let sound = built(|b| {
        b.add_float("float", 4);
    });
    let (whole, ..) = merged(&[&damaged, &sound]);
    assert_eq!(listing(&whole), listing(&damaged));
}

#[test]
fn a_split_btf_is_taken_over_into_one_that_is_split_from_the_same_base() {
    let base = built(|b| {
        b.add_int("int", Int::signed(4));
    });
    let mut module = BtfBuilder::split(&base);
    let pointer = module.add_ptr(TypeId::new(1));
    module.add_struct("own", 8, &[NewMember::at_byte("p", pointer, 0)]);
    let module = Btf::parse_split(module.to_bytes(Endian::Little).unwrap(), &base).unwrap();

    let mut builder = BtfBuilder::split(&base);
    let first = builder.append(&module).unwrap();
    let second = builder.append(&module).unwrap();
    let map = builder.deduplicate();
    let bytes = builder.to_bytes(Endian::Little).unwrap();
    assert_eq!(listing(&Btf::parse_split(bytes, &base).unwrap()), listing(&module));
    for ty in module.types() {
        for appended in [&first, &second] {
            assert_eq!(map.get(appended.get(ty.id()).unwrap()), Some(ty.id()));
        }
    }

    insta::assert_snapshot!(
        BtfBuilder::new().append(&module).unwrap_err(),
        @"the BTF is split from a base of 1 types, expected one of 0"
    );
}

#[test]
fn what_is_referred_to_cannot_be_left_out() {
    let part = built(|b| {
        let int = b.add_int("int", Int::signed(4));
        b.add_ptr(int);
        b.add_datasec(".bss", 0, &[]);
    });
    let mut builder = BtfBuilder::new();
    insta::assert_snapshot!(
        builder.append_where(&part, |ty| ty.kind() != Kind::Int).unwrap_err(),
        @"type [2] refers to type [1], expected none of the types that are left out"
    );
    // As if nothing had happened.
    let map = builder.append_where(&part, |ty| ty.kind() != Kind::Datasec).unwrap();
    assert_eq!(map.get(TypeId::new(2)), Some(TypeId::new(2)));
    assert_eq!(map.get(TypeId::new(3)), None);
    assert_eq!(map.get(TypeId::new(4)), None);
    assert_eq!(builder.last(), TypeId::new(2));
}

#[test]
fn damaged_types_are_not_taken_over() {
    // A PTR to type 9.
    let bytes = [
        0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, //
        0, 0, 0, 0, 0, 0, 0, 2, 9, 0, 0, 0, 0,
    ];
    let mut builder = BtfBuilder::new();
    insta::assert_snapshot!(
        builder.append(&Btf::parse(bytes.as_slice()).unwrap()).unwrap_err(),
        @"type [1] refers to type [9], expected one from [0] to [1]"
    );
    let mut unnamed = bytes;
    unnamed[24] = 5;
    insta::assert_snapshot!(
        builder.append(&Btf::parse(unnamed.as_slice()).unwrap()).unwrap_err(),
        @"string section, offset 5 (referred to by type [1]): expected an offset into the 1 bytes there are"
    );
    assert_eq!(builder.last(), TypeId::VOID);
}

proptest! {
    #[test]
    fn every_type_is_in_shape_what_it_was(types in graph::types()) {
        let before = built(|b| { graph::build(b, &types); });
        let (after, maps, map) = merged(&[&before]);
        for ty in before.types() {
            let image = map.get(maps[0].get(ty.id()).unwrap()).unwrap();
            let image = after.type_by_id(image).unwrap();
            prop_assert!(same(ty, image, &mut HashSet::new()), "{ty} became {image}");
        }
        // No two that are left are the same.
        for one in after.types() {
            for other in after.types().take_while(|other| other.id() < one.id()) {
                let exact = graph::outline(one) == graph::outline(other)
                    && graph::references(one) == graph::references(other);
                prop_assert!(!exact || one.kind() == Kind::Var, "{one} and {other}");
            }
        }
    }

    #[test]
    fn to_deduplicate_again_changes_nothing(types in graph::types()) {
        let before = built(|b| { graph::build(b, &types); });
        let (once, ..) = merged(&[&before]);
        let (twice, ..) = merged(&[&once]);
        prop_assert_eq!(listing(&twice), listing(&once));
    }

    #[test]
    fn a_btf_merged_with_itself_is_itself(types in graph::types(), big in any::<bool>()) {
        let before = built(|b| { graph::build(b, &types); });
        let (once, ..) = merged(&[&before]);
        let endian = if big { Endian::Big } else { Endian::Little };
        let mut builder = BtfBuilder::new();
        builder.append(&once).unwrap();
        let other = Btf::parse(builder.to_bytes(endian).unwrap()).unwrap();
        let (whole, maps, map) = merged(&[&once, &other]);
        prop_assert_eq!(listing(&whole), listing(&once));
        for ty in once.types() {
            prop_assert_eq!(map.get(maps[0].get(ty.id()).unwrap()), Some(ty.id()));
            prop_assert_eq!(map.get(maps[1].get(ty.id()).unwrap()), Some(ty.id()));
        }
    }

    #[test]
    fn the_order_of_merging_does_not_matter_for_what_there_is(
        one in graph::types(), other in graph::types(),
    ) {
        let one = built(|b| { graph::build(b, &one); });
        let other = built(|b| { graph::build(b, &other); });
        let (forth, ..) = merged(&[&one, &other]);
        let (back, ..) = merged(&[&other, &one]);
        let kinds = |btf: &Btf<'_>| {
            let mut kinds: Vec<(Kind, String)> =
                btf.types().map(|ty| (ty.kind(), ty.name().unwrap().to_owned())).collect();
            kinds.sort();
            kinds
        };
        prop_assert_eq!(kinds(&forth), kinds(&back));
    }
}

/// A chain whose links differ only by how far the end is, which takes as many steps to find out as it is long.
#[test]
fn long_chains_are_told_apart_without_looking_at_all_for_each_link() {
    let links: u32 = 20_000;
    let chain = built(|b| {
        let mut last = b.add_int("int", Int::signed(4));
        for _ in 0..links {
            last = b.add_struct("link", 8, &[NewMember::at_byte("next", last, 0)]);
        }
    });
    let (whole, ..) = merged(&[&chain, &chain]);
    assert_eq!(whole.len(), links + 1);
    let last = whole.type_by_id(TypeId::new(whole.len())).unwrap();
    assert!(matches!(last.shape(), Shape::Struct { .. }));
}
