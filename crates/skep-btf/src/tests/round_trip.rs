//! What the builder writes is what the reader reads.

use std::sync::Arc;

use proptest::prelude::*;

use super::graph::{self, Described};
use crate::{Btf, BtfBuilder, BtfBytes, Endian, TypeId};

fn endian() -> impl Strategy<Value = Endian> {
    prop_oneof![Just(Endian::Little), Just(Endian::Big)]
}

fn check(btf: &Btf<'_>, expected: &[(TypeId, Described)]) {
    for (id, described) in expected {
        let ty = btf.type_by_id(*id).unwrap();
        assert_eq!(&graph::describe(ty), described, "{ty}");
        assert!(
            btf.find(ty.kind(), &described.name).any(|found| found.id() == *id),
            "{ty} is found by kind and name"
        );
    }
}

proptest! {
    #[test]
    fn what_was_built_is_read(types in graph::types(), endian in endian()) {
        let mut builder = BtfBuilder::new();
        let expected = graph::build(&mut builder, &types);
        let bytes = builder.to_bytes(endian).unwrap();
        let btf = Btf::parse(&bytes).unwrap();
        prop_assert_eq!(btf.endian(), endian);
        prop_assert_eq!(TypeId::new(btf.len()), builder.last());
        prop_assert_eq!(btf.types().count(), usize::try_from(btf.len()).unwrap());
        check(&btf, &expected);
    }

    #[test]
    fn what_was_built_on_a_base_is_read(
        of_base in graph::types(), of_middle in graph::types(), types in graph::types(), endian in endian(),
    ) {
        let mut builder = BtfBuilder::new();
        let mut expected = graph::build(&mut builder, &of_base);
        let base = Btf::parse(builder.to_bytes(endian).unwrap()).unwrap();

        let mut builder = BtfBuilder::split(&base);
        expected.extend(graph::build(&mut builder, &of_middle));
        let holder = Arc::new(builder.to_bytes(endian).unwrap());
        let middle = Btf::parse_split(BtfBytes::shared(holder), &base).unwrap();

        let mut builder = BtfBuilder::split(&middle);
        expected.extend(graph::build(&mut builder, &types));
        let bytes = builder.to_bytes(endian).unwrap();
        let btf = Btf::parse_split(&bytes, &middle).unwrap();

        prop_assert_eq!(TypeId::new(btf.len()), builder.last());
        let own = btf.len() - middle.len();
        prop_assert_eq!(btf.own_types().count(), usize::try_from(own).unwrap());
        prop_assert!(btf.own_types().all(|ty| ty.id().number() > middle.len()));
        check(&btf, &expected);
    }

    #[test]
    fn both_byte_orders_say_the_same(types in graph::types()) {
        let mut builder = BtfBuilder::new();
        graph::build(&mut builder, &types);
        let little = Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap();
        let big = Btf::parse(builder.to_bytes(Endian::Big).unwrap()).unwrap();
        for (one, other) in little.types().zip(big.types()) {
            prop_assert_eq!(graph::describe(one), graph::describe(other));
        }
    }
}
