//! What stands in the place of what a kernel does not know.

use proptest::prelude::*;

use super::graph;
use crate::{
    Btf, BtfBuilder, BtfFeature, BtfFeatures, Endian, Int, Kind, Linkage, NewMember, SectionVariable, Shape,
    Signedness, Type, TypeId,
};

fn listing(btf: &Btf<'_>) -> String {
    btf.own_types().map(|ty| ty.listing().to_string()).collect()
}

/// A type of each kind that not every kernel knows, with the names that not every kernel takes.
fn everything(b: &mut BtfBuilder) {
    let int = b.add_int("int", Int::signed(4));
    let float = b.add_float("double", 8);
    let tag = b.add_type_tag("user", int);
    let pointer = b.add_ptr(tag);
    let wide = b.add_enum64("wide", 8, Signedness::Unsigned, &[("ALL", u64::MAX.into()), ("ONE", 1)]);
    b.add_enum("level", 4, Signedness::Signed, &[("BELOW", -1)]);
    let members = [
        NewMember::at_byte("ratio", float, 0),
        NewMember::at_byte("pointer", pointer, 8),
        NewMember::at_byte("wide", wide, 16),
    ];
    let state = b.add_struct("Option<u32>", 24, &members);
    b.add_decl_tag("counted", state, Some(1));
    let prototype = b.add_func_proto(int, &[("by", int), ("", pointer), ("", TypeId::VOID)]);
    b.add_func("check.llvm.7", prototype, Linkage::Global);
    b.add_func("of_the_kernel", prototype, Linkage::Extern);
    let variable = b.add_var("state", state, Linkage::Global);
    let symbol = b.add_var("symbol", TypeId::VOID, Linkage::Extern);
    let at = |variable, offset, size| SectionVariable { variable, offset, size };
    b.add_datasec(".data-own", 24, &[at(variable, 0, 24)]);
    b.add_datasec("?.data", 24, &[at(variable, 0, 24)]);
    b.add_datasec(".ksyms", 0, &[at(TypeId::new(11), 0, 0), at(symbol, 0, 0)]);
    b.add_attribute("preserve", int);
}

#[test]
fn every_kind_is_replaced_by_one_that_all_kernels_know() {
    for endian in [Endian::Little, Endian::Big] {
        let mut builder = BtfBuilder::new();
        everything(&mut builder);
        let bytes = builder.to_bytes(endian).unwrap();
        let btf = Btf::parse(&bytes).unwrap();
        let all: BtfFeatures = BtfFeature::ALL.into_iter().collect();
        assert_eq!(btf.features().unwrap(), {
            let others = [BtfFeature::LongNames, BtfFeature::EmptySections];
            BtfFeature::ALL.into_iter().filter(|feature| !others.contains(feature)).collect()
        });
        let replaced = btf.without(all).unwrap();
        let replaced = Btf::parse(&replaced).unwrap();
        assert_eq!(replaced.endian(), endian);
        assert_eq!(replaced.features().unwrap(), BtfFeatures::NONE);
        insta::allow_duplicates! { insta::assert_snapshot!(listing(&replaced), @r"
        [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
        [2] STRUCT '(anon)' size=8 vlen=0
        [3] CONST '(anon)' type_id=1
        [4] PTR '(anon)' type_id=3
        [5] UNION 'wide' size=8 vlen=2
        	'ALL' type_id=18 bits_offset=0
        	'ONE' type_id=18 bits_offset=0
        [6] ENUM 'level' encoding=UNSIGNED size=4 vlen=1
        	'BELOW' val=4294967295
        [7] STRUCT 'Option_u32_' size=24 vlen=3
        	'ratio' type_id=2 bits_offset=0
        	'pointer' type_id=4 bits_offset=64
        	'wide' type_id=5 bits_offset=128
        [8] INT '(anon)' size=1 bits_offset=0 nr_bits=8 encoding=(none)
        [9] ENUM '(anon)' encoding=UNSIGNED size=4 vlen=3
        	'by' val=1
        	'arg1' val=4
        	'arg2' val=0
        [10] TYPEDEF 'check_llvm_7' type_id=9
        [11] TYPEDEF 'of_the_kernel' type_id=9
        [12] INT '(anon)' size=1 bits_offset=0 nr_bits=8 encoding=(none)
        [13] INT '(anon)' size=1 bits_offset=0 nr_bits=8 encoding=(none)
        [14] STRUCT '_data_own' size=24 vlen=1
        	'state' type_id=18 bits_offset=0
        [15] STRUCT '__data' size=24 vlen=1
        	'state' type_id=18 bits_offset=0
        [16] STRUCT '_ksyms' size=8 vlen=2
        	'(anon)' type_id=18 bits_offset=0
        	'symbol' type_id=18 bits_offset=32
        [17] CONST '(anon)' type_id=1
        [18] INT '(anon)' size=1 bits_offset=0 nr_bits=8 encoding=(none)
        [19] INT '(anon)' size=4 bits_offset=0 nr_bits=32 encoding=(none)
        [20] INT '(anon)' size=1 bits_offset=0 nr_bits=8 encoding=(none)
        ") }
    }
}

#[test]
fn a_kernel_that_knows_sections_gets_no_externs() {
    let mut builder = BtfBuilder::new();
    everything(&mut builder);
    let btf = Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap();
    assert!(btf.has_externs());
    let replaced = Btf::parse(btf.without(BtfFeatures::OF_NO_KERNEL).unwrap()).unwrap();
    assert!(!replaced.has_externs());
    assert!(replaced.features().unwrap().intersection(BtfFeatures::OF_NO_KERNEL).is_empty());
    let shown = |name: &str| {
        let found = replaced.types().find(|ty| ty.name() == Ok(name)).unwrap();
        found.listing().to_string()
    };
    insta::assert_snapshot!(shown("of_the_kernel"), @"[11] FUNC 'of_the_kernel' type_id=9 linkage=global");
    insta::assert_snapshot!(shown(".ksyms"), @r"
    [16] DATASEC '.ksyms' size=8 vlen=2
    	type_id=19 offset=0 size=4 (VAR 'symbol')
    	type_id=13 offset=4 size=4 (VAR 'symbol')
    ");
    let prototype = replaced.type_by_id(TypeId::new(9)).unwrap().prototype().unwrap();
    let names: Vec<&str> = prototype.parameters.map(|parameter| parameter.name().unwrap()).collect();
    assert_eq!(names, ["by", "arg1", ""]);
}

#[test]
fn a_question_to_a_kernel_has_what_it_asks_for_and_nothing_newer() {
    for feature in BtfFeature::ALL {
        for endian in [Endian::Little, Endian::Big] {
            let probe = Btf::parse(feature.probe(endian).unwrap()).unwrap();
            let used = probe.features().unwrap();
            assert!(used.contains(feature), "{feature}");
            for other in used.iter().filter(|&other| other != feature && feature.since().is_some()) {
                assert!(other.since() < feature.since(), "{feature} and {other}");
            }
            let replaced = Btf::parse(probe.without([feature].into_iter().collect()).unwrap()).unwrap();
            assert!(!replaced.features().unwrap().contains(feature), "{feature}");
        }
    }
}

#[test]
fn long_names_are_cut() {
    let mut builder = BtfBuilder::new();
    for length in [127, 128, 511, 512] {
        builder.add_typedef(&"x".repeat(length), TypeId::VOID);
    }
    let btf = Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap();
    let lengths = |lacking: &[BtfFeature]| -> Vec<usize> {
        let replaced = btf.without(lacking.iter().copied().collect()).unwrap();
        Btf::parse(replaced).unwrap().types().map(|ty| ty.name().unwrap().len()).collect()
    };
    assert_eq!(lengths(&[]), [127, 128, 511, 512]);
    assert_eq!(lengths(&[BtfFeature::FreeNames]), [127, 128, 511, 511]);
    assert_eq!(lengths(&[BtfFeature::FreeNames, BtfFeature::LongNames]), [127, 127, 127, 127]);
}

/// The size that a record says.
fn size(ty: Type<'_>) -> Option<u32> {
    match ty.shape() {
        Shape::Int(int) => Some(int.size),
        Shape::Struct { size, .. }
        | Shape::Union { size, .. }
        | Shape::Enum { size, .. }
        | Shape::Enum64 { size, .. }
        | Shape::Datasec { size, .. }
        | Shape::Float { size } => Some(size),
        _ => None,
    }
}

proptest! {
    #[test]
    fn what_is_replaced_keeps_numbers_sizes_and_strings(
        types in graph::types(), lacking in any::<u16>(), big in any::<bool>(),
    ) {
        let endian = if big { Endian::Big } else { Endian::Little };
        let mut builder = BtfBuilder::new();
        let built = graph::build(&mut builder, &types);
        let text = builder.add_string("a line of the source");
        let btf = Btf::parse(builder.to_bytes(endian).unwrap()).unwrap();
        let mut lacking: BtfFeatures =
            BtfFeature::ALL.into_iter().enumerate().filter(|(bit, _)| lacking >> bit & 1 != 0).map(|(_, f)| f).collect();
        // Sections without a byte are given one, and those of what is elsewhere are laid out anew.
        let sized = !lacking.contains(BtfFeature::Externs);
        let sized = sized && !lacking.contains(BtfFeature::EmptySections);
        if lacking.contains(BtfFeature::Functions) || lacking.contains(BtfFeature::Sections) {
            // Names of one sort become those of another, which these lack as well.
            lacking = lacking.union([BtfFeature::DottedNames, BtfFeature::FreeNames, BtfFeature::LongNames].into_iter().collect());
        }
        let Ok(replaced) = btf.without(lacking) else { return Ok(()) };
        let replaced = Btf::parse(replaced).unwrap();
        prop_assert_eq!(replaced.string(text).unwrap(), "a line of the source");
        for (id, described) in &built {
            let (before, after) = (btf.type_by_id(*id).unwrap(), replaced.type_by_id(*id).unwrap());
            if sized && !matches!(before.kind(), Kind::FuncProto | Kind::Func | Kind::Var | Kind::DeclTag) {
                prop_assert_eq!(size(before), size(after), "{} and {}", before, after);
            }
            if lacking.is_empty() {
                prop_assert_eq!(&graph::describe(after), described);
            }
        }
        let left = replaced.features().unwrap().intersection(lacking);
        // What is defined elsewhere is of more than one sort, and is what it is to a kernel only together.
        prop_assert!(left.is_empty() || btf.features().unwrap().contains(BtfFeature::Externs), "{:?}", left);
    }
}
