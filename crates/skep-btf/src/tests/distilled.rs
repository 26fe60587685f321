//! Types with a distilled base: made, and fitted to another base.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::graph;
use crate::{
    Array, Btf, BtfBuilder, Endian, FwdKind, Int, Kind, Linkage, NewMember, Signedness, Type, TypeId,
};

fn parsed(builder: &BtfBuilder) -> Btf<'static> {
    Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap()
}

fn listing<'b>(types: impl Iterator<Item = Type<'b>>) -> String {
    types.map(|ty| ty.listing().to_string()).collect()
}

/// A kernel: what modules refer to, after so many types that they do not.
fn kernel(before: u32) -> Btf<'static> {
    let mut b = BtfBuilder::new();
    for number in 0..before {
        b.add_typedef(&format!("other{number}"), TypeId::VOID);
    }
    let int = b.add_int("int", Int::signed(4));
    b.add_float("double", 8);
    let other = b.add_int("long", Int::signed(8));
    let task = b.add_struct("task", 8, &[NewMember::at_byte("a", int, 0)]);
    let pointer = b.add_ptr(task);
    b.add_typedef("task_p", pointer);
    b.add_union("either", 8, &[NewMember::at_byte("x", other, 0)]);
    b.add_enum("color", 4, Signedness::Unsigned, &[("RED", 0)]);
    b.add_enum64("wide", 8, Signedness::Unsigned, &[("ALL", u64::MAX.into())]);
    b.add_fwd("later", FwdKind::Union);
    let inner = b.add_struct("", 4, &[NewMember::at_byte("x", int, 0)]);
    b.add_const(inner);
    parsed(&b)
}

/// A module on that kernel.
fn module(kernel: &Btf<'static>) -> Btf<'static> {
    let id = |kind, name: &str| kernel.find(kind, name).next().unwrap().id();
    let mut b = BtfBuilder::split(kernel);
    let task_p = id(Kind::Typedef, "task_p");
    let anonymous = kernel.types().find(|ty| ty.kind() == Kind::Const).unwrap().id();
    let later = b.add_ptr(id(Kind::Fwd, "later"));
    let array =
        b.add_array(Array { element: id(Kind::Union, "either"), index: id(Kind::Int, "int"), count: 2 });
    let own = b.add_struct(
        "own",
        64,
        &[
            NewMember::at_byte("task", task_p, 0),
            NewMember::at_byte("anonymous", anonymous, 8),
            NewMember::at_byte("later", later, 16),
            NewMember::at_byte("either", array, 24),
            NewMember::at_byte("color", id(Kind::Enum, "color"), 40),
            NewMember::at_byte("wide", id(Kind::Enum64, "wide"), 48),
            NewMember::at_byte("double", id(Kind::Float, "double"), 56),
        ],
    );
    let own = b.add_ptr(own);
    let proto = b.add_func_proto(id(Kind::Int, "int"), &[("own", own)]);
    b.add_func("own_function", proto, Linkage::Static);
    Btf::parse_split(b.to_bytes(Endian::Little).unwrap(), kernel).unwrap()
}

/// What the fixtures of a base make of a module's types.
fn relocated(base: &[u8], types: &[u8], kernel: &Btf<'static>) -> Result<Btf<'static>, String> {
    let base = Btf::parse(base.to_vec()).unwrap();
    let types = Btf::parse_split(types.to_vec(), &base).unwrap();
    let relocated = types.relocated_onto(kernel).map_err(|error| error.to_string())?;
    Ok(Btf::parse_split(relocated, kernel).unwrap())
}

#[test]
fn a_distilled_base_has_named_types_with_nothing_in_them() {
    let kernel = kernel(3);
    let distilled = module(&kernel).distilled().unwrap();
    let base = Btf::parse(&distilled.base).unwrap();
    assert_snapshot!(listing(base.types()), @r"
    [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
    [2] FLOAT 'double' size=8
    [3] STRUCT 'task' size=8 vlen=0
    [4] UNION 'either' size=8 vlen=0
    [5] ENUM 'color' encoding=UNSIGNED size=4 vlen=0
    [6] ENUM 'wide' encoding=UNSIGNED size=8 vlen=0
    [7] FWD 'later' fwd_kind=union
    ");
    let types = Btf::parse_split(&distilled.types, &base).unwrap();
    assert_snapshot!(listing(types.own_types()), @r"
    [8] PTR '(anon)' type_id=7
    [9] ARRAY '(anon)' type_id=4 index_type_id=1 nr_elems=2
    [10] STRUCT 'own' size=64 vlen=7
    	'task' type_id=15 bits_offset=0
    	'anonymous' type_id=17 bits_offset=64
    	'later' type_id=8 bits_offset=128
    	'either' type_id=9 bits_offset=192
    	'color' type_id=5 bits_offset=320
    	'wide' type_id=6 bits_offset=384
    	'double' type_id=2 bits_offset=448
    [11] PTR '(anon)' type_id=10
    [12] FUNC_PROTO '(anon)' ret_type_id=1 vlen=1
    	'own' type_id=11
    [13] FUNC 'own_function' type_id=12 linkage=static
    [14] PTR '(anon)' type_id=3
    [15] TYPEDEF 'task_p' type_id=14
    [16] STRUCT '(anon)' size=4 vlen=1
    	'x' type_id=1 bits_offset=0
    [17] CONST '(anon)' type_id=16
    ");
}

#[test]
fn a_modules_types_fit_a_kernel_whose_numbers_are_others() {
    let built_for = kernel(3);
    let distilled = module(&built_for).distilled().unwrap();
    let running = kernel(70);
    let module = relocated(&distilled.base, &distilled.types, &running).unwrap();
    let own = module.find(Kind::Struct, "own").next().unwrap();
    assert_eq!(module.resolve(own.find_member("anonymous").unwrap().type_id).unwrap().size(), Ok(4));
    let task = module.resolve(own.find_member("task").unwrap().type_id).unwrap().target().unwrap();
    let expected = running.find(Kind::Struct, "task").next().unwrap();
    assert_eq!(task, expected.id());
    assert_eq!(module.type_by_id(task).unwrap().find_member("a").unwrap().byte_offset(), Some(0));
    for (member, kind, name) in
        [("color", Kind::Enum, "color"), ("wide", Kind::Enum64, "wide"), ("double", Kind::Float, "double")]
    {
        let expected = running.find(kind, name).next().unwrap().id();
        assert_eq!(own.find_member(member).unwrap().type_id, expected, "{member}");
    }
    assert!(module.own_types().all(|ty| ty.id().number() > running.len()));
    assert_eq!(
        module.find(Kind::Func, "own_function").next().unwrap().prototype().unwrap().parameters.len(),
        1
    );
}

fn refused(change: impl FnOnce(&mut BtfBuilder)) -> String {
    let distilled = module(&kernel(0)).distilled().unwrap();
    let mut b = BtfBuilder::new();
    change(&mut b);
    relocated(&distilled.base, &distilled.types, &parsed(&b)).err().unwrap_or_default()
}

#[test]
fn what_is_missing_or_several_is_named() {
    let int = |b: &mut BtfBuilder| b.add_int("int", Int::signed(4));
    let until_task = |b: &mut BtfBuilder| {
        int(b);
        b.add_float("double", 8);
    };
    assert_snapshot!(
        refused(|b| { b.add_int("int", Int::unsigned(4)); }),
        @"the new base has no type for base type [1]: expected INT 'int' of 4 bytes"
    );
    assert_snapshot!(
        refused(until_task),
        @"the new base has no type for base type [3]: expected STRUCT 'task'"
    );
    assert_snapshot!(
        refused(|b| {
            until_task(b);
            b.add_struct("task", 8, &[]);
            b.add_struct("task", 8, &[NewMember::at_byte("m", TypeId::new(1), 0)]);
        }),
        @"the new base has several types for base type [3] (STRUCT 'task'): [3] and [4], expected one"
    );
    // What is only pointed to may have grown; what is a part of a module's type may not.
    assert_snapshot!(
        refused(|b| {
            until_task(b);
            b.add_struct("task", 16, &[]);
            b.add_union("either", 16, &[]);
        }),
        @"the new base has no type for base type [4]: expected UNION 'either' of 8 bytes"
    );
    // Of two, the one of the right size is taken, and a declaration may have become a definition.
    let complete = |b: &mut BtfBuilder| {
        until_task(b);
        b.add_struct("task", 16, &[]);
        b.add_struct("task", 8, &[]);
        b.add_union("either", 8, &[]);
        b.add_enum64("color", 4, Signedness::Signed, &[]);
        b.add_enum("wide", 8, Signedness::Unsigned, &[]);
        b.add_union("later", 4, &[]);
    };
    assert_eq!(refused(complete), "");
    assert_snapshot!(
        refused(|b| { complete(b); b.add_union("later", 8, &[]); }),
        @"the new base has several types for base type [7] (FWD 'later'): [8] and [9], expected one"
    );
    assert_eq!(
        refused(|b| {
            complete(b);
            b.add_union("later", 8, &[]);
            b.add_fwd("later", FwdKind::Union);
        }),
        ""
    );
}

#[test]
fn a_base_that_is_not_distilled_is_refused() {
    let kernel = kernel(1);
    let module = module(&kernel);
    assert_snapshot!(
        module.relocated_onto(&kernel).unwrap_err(),
        @"base type [1] (TYPEDEF 'other0') is referred to, expected one of a kind that others refer to, and in a distilled base a name"
    );
    assert_snapshot!(
        kernel.relocated_onto(&kernel).unwrap_err(),
        @"the types have no base of their own, expected them to be split from one that is not split"
    );
    assert_snapshot!(
        kernel.distilled().unwrap_err(),
        @"the types have no base of their own, expected them to be split from one that is not split"
    );
}

proptest! {
    /// Fitted to the base that it was made from, each type is again what it was, and so is all it refers to.
    #[test]
    fn what_was_distilled_comes_back(of_base in graph::types(), types in graph::types(), big in any::<bool>()) {
        let endian = if big { Endian::Big } else { Endian::Little };
        let mut builder = BtfBuilder::new();
        graph::build(&mut builder, &of_base);
        let base = Btf::parse(builder.to_bytes(endian).unwrap()).unwrap();
        let mut builder = BtfBuilder::split(&base);
        graph::build(&mut builder, &types);
        let module = Btf::parse_split(builder.to_bytes(endian).unwrap(), &base).unwrap();
        // Types of random kinds refer to functions, and names are found several times: both are refused.
        let Ok(distilled) = module.distilled() else { return Ok(()) };
        let Ok(again) = relocated(&distilled.base, &distilled.types, &base) else { return Ok(()) };
        for (one, other) in module.own_types().zip(again.own_types()) {
            prop_assert_eq!(graph::outline(one), graph::outline(other));
            for (one, other) in graph::references(one).into_iter().zip(graph::references(other)) {
                let (one, other) = (module.type_by_id(one).unwrap(), again.type_by_id(other).unwrap());
                if one.kind() == Kind::Void {
                    prop_assert_eq!(other.kind(), Kind::Void);
                } else {
                    prop_assert_eq!(graph::outline(one), graph::outline(other));
                }
            }
        }
    }

    #[test]
    fn damaged_bases_are_refused_without_a_panic(
        at in 0_usize..600, byte in any::<u8>(), of_types in any::<bool>(),
    ) {
        let kernel = kernel(2);
        let mut distilled = module(&kernel).distilled().unwrap();
        let bytes = if of_types { &mut distilled.types } else { &mut distilled.base };
        let at = at % bytes.len();
        bytes[at] = byte;
        let Ok(base) = Btf::parse(&distilled.base) else { return Ok(()) };
        let Ok(types) = Btf::parse_split(&distilled.types, &base) else { return Ok(()) };
        if let Ok(bytes) = types.relocated_onto(&kernel) {
            prop_assert!(Btf::parse_split(bytes, &kernel).is_ok());
        }
        let _ = types.distilled();
    }
}
