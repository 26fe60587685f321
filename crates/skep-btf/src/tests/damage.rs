//! No bytes make the reader panic or hang, and nothing it is then asked does either.

use core::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::graph;
use crate::{
    Array, Btf, BtfBuilder, BtfBytes, BtfFeature, BtfFeatures, Endian, FuncInfo, FwdKind, Int, Kind,
    LineInfo, Linkage, NewMember, RustDeclarations, RustStyle, SectionVariable, Signedness, TypeId,
};

/// A BTF with every kind in it.
fn every_kind() -> BtfBuilder {
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    b.add_float("double", 8);
    let pointer = b.add_ptr(int);
    let array = b.add_array(Array { element: pointer, index: int, count: 3 });
    let anonymous = b.add_union("", 4, &[NewMember::at_byte("deep", int, 0)]);
    let constant = b.add_const(anonymous);
    let bits = core::num::NonZeroU8::new(3).unwrap();
    let composite = b.add_struct(
        "thing",
        32,
        &[
            NewMember::at_byte("a", array, 0),
            NewMember::at_byte("", constant, 24),
            NewMember::bitfield("b", int, 227, bits),
        ],
    );
    b.add_enum("color", 4, Signedness::Signed, &[("RED", -1), ("BLUE", 2)]);
    b.add_enum64("wide", 8, Signedness::Unsigned, &[("BIG", u64::MAX.into())]);
    b.add_fwd("later", FwdKind::Union);
    let typedef = b.add_typedef("thing_t", composite);
    b.add_volatile(typedef);
    b.add_restrict(pointer);
    let proto = b.add_func_proto(int, &[("ctx", pointer), ("", TypeId::VOID)]);
    let func = b.add_func("prog", proto, Linkage::Global);
    let var = b.add_var("count", typedef, Linkage::Static);
    b.add_datasec(".bss", 32, &[SectionVariable { variable: var, offset: 0, size: 32 }]);
    b.add_decl_tag("kfunc", func, None);
    b.add_type_tag("user", int);
    b
}

/// Asks everything of every type, and writes down the answers.
fn ask_everything(btf: &Btf<'_>) -> String {
    let mut said = String::new();
    let mut rust = [RustStyle::Plain, RustStyle::Values { zerocopy: "::zerocopy" }]
        .map(|style| RustDeclarations::new(btf, style));
    for ty in btf.types() {
        write!(said, "{ty} {:?} {:?} {:?}", ty.shape(), ty.size(), ty.resolve()).unwrap();
        write!(said, "{:?} {:?} {:?}", ty.array(), ty.target(), ty.find_member("a.b.deep")).unwrap();
        write!(said, "{:?} {:?}", ty.find_member("deep"), ty.find_member("")).unwrap();
        for declarations in &mut rust {
            write!(said, "{:?}", declarations.declare(ty.id(), "", "")).unwrap();
        }
        for member in ty.members().into_iter().flatten() {
            write!(said, "{member:?} {:?} {:?}", member.name(), member.ty()).unwrap();
        }
        for value in ty.values().into_iter().flatten() {
            write!(said, "{value:?} {:?}", value.name()).unwrap();
        }
        for parameter in ty.prototype().into_iter().flat_map(|prototype| prototype.parameters) {
            write!(said, "{parameter:?} {:?} {:?}", parameter.name(), parameter.ty()).unwrap();
        }
        for variable in ty.variables().into_iter().flatten() {
            write!(said, "{variable:?} {:?}", btf.type_by_id(variable.variable)).unwrap();
        }
    }
    said.extend(rust.map(RustDeclarations::into_text));
    write!(said, "{} {:?}", btf.pointer_size(), btf.find(Kind::Struct, "thing").next()).unwrap();
    said
}

/// Writes the types in all ways there are; what is written can be read.
fn write_again(btf: &Btf<'_>) {
    let all: BtfFeatures = BtfFeature::ALL.into_iter().collect();
    if let Ok(replaced) = btf.without(all) {
        assert!(Btf::parse(replaced).is_ok_and(|replaced| replaced.len() >= btf.len()));
    }
    let mut builder = BtfBuilder::new();
    if builder.append(btf).is_ok() {
        builder.deduplicate();
        assert!(Btf::parse(builder.to_bytes(btf.endian()).unwrap()).is_ok());
    }
    assert!(btf.distilled().is_err());
}

fn read_and_ask(bytes: &[u8]) {
    match Btf::parse(bytes) {
        Ok(btf) => {
            drop(ask_everything(&btf));
            write_again(&btf);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

#[test]
fn the_btf_that_is_damaged_has_every_kind() {
    let btf = Btf::parse(every_kind().to_bytes(Endian::NATIVE).unwrap()).unwrap();
    for kind in Kind::ALL {
        assert!(btf.types().any(|ty| ty.kind() == kind), "{kind}");
    }
}

#[test]
fn a_btf_with_any_byte_changed_does_no_harm() {
    for endian in [Endian::Little, Endian::Big] {
        let good = every_kind().to_bytes(endian).unwrap();
        for place in 0..good.len() {
            for change in [1, 2, 4, 8, 16, 32, 64, 128, 255, good[place]] {
                let mut bytes = good.clone();
                bytes[place] ^= change;
                read_and_ask(&bytes);
            }
        }
    }
}

#[test]
fn a_btf_cut_short_is_refused_wherever_it_is_cut() {
    for endian in [Endian::Little, Endian::Big] {
        let good = every_kind().to_bytes(endian).unwrap();
        assert!(Btf::parse(&good).is_ok());
        for length in 0..good.len() {
            assert!(Btf::parse(&good[..length]).is_err(), "{length} of {} bytes", good.len());
        }
    }
}

#[test]
fn a_split_btf_on_the_wrong_base_does_no_harm() {
    let base = Btf::parse(every_kind().to_bytes(Endian::Little).unwrap()).unwrap();
    let mut builder = BtfBuilder::split(&base);
    for id in 1..=base.len() {
        builder.add_ptr(TypeId::new(id));
        builder.add_struct("own", 8, &[NewMember::at_byte("x", TypeId::new(id), 0)]);
    }
    let bytes = builder.to_bytes(Endian::Little).unwrap();
    let mut other = BtfBuilder::new();
    other.add_int("int", Int::signed(4));
    let other = Btf::parse(other.to_bytes(Endian::Little).unwrap()).unwrap();
    ask_everything(&Btf::parse_split(&bytes, &base).unwrap());
    ask_everything(&Btf::parse_split(&bytes, &other).unwrap());
    // Without any base its strings do not begin as they must.
    assert!(Btf::parse(&bytes).is_err());
}

/// Bytes that are others each time they are asked for.
struct Fickle(Vec<Vec<u8>>, AtomicUsize);

impl AsRef<[u8]> for Fickle {
    fn as_ref(&self) -> &[u8] {
        &self.0[self.1.fetch_add(1, Ordering::Relaxed) % self.0.len()]
    }
}

#[test]
fn bytes_that_change_under_the_reader_do_no_harm() {
    let good = every_kind().to_bytes(Endian::Little).unwrap();
    let mut others = vec![good.clone(), Vec::new(), vec![0xff; good.len()], good[..good.len() / 2].to_vec()];
    for first in 0..others.len() {
        others.rotate_left(1);
        let holder = Arc::new(Fickle(others.clone(), AtomicUsize::new(first)));
        if let Ok(btf) = Btf::parse(BtfBytes::shared(holder)) {
            ask_everything(&btf);
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_and_ask(&bytes);
        let _ = FuncInfo::decode(&bytes, Endian::Little);
        let _ = LineInfo::decode(&bytes, Endian::Big);
    }

    #[test]
    fn random_records_do_no_harm(
        words in proptest::collection::vec(prop_oneof![
            3 => 0_u32..40,
            2 => (0_u32..24, 0_u32..5, any::<bool>())
                .prop_map(|(kind, vlen, flag)| u32::from(flag) << 31 | kind << 24 | vlen),
            1 => any::<u32>(),
        ], 0..60),
    ) {
        let strings = b"\0a\0b\0deep\0";
        let length = u32::try_from(words.len() * 4).unwrap();
        let mut bytes = vec![0x9f, 0xeb, 1, 0];
        for word in [24, 0, length, length, 10].into_iter().chain(words) {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(strings);
        read_and_ask(&bytes);
    }

    #[test]
    fn damaged_graphs_do_no_harm(
        types in graph::types(), hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut builder = BtfBuilder::new();
        graph::build(&mut builder, &types);
        let mut bytes = builder.to_bytes(Endian::Big).unwrap();
        for (place, value) in hits {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        read_and_ask(&bytes);
    }
}
