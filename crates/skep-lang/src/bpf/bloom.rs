//! Bloom filters: sets that are asked whether something may be in them.

use super::statics::statics;
use super::world::kept;
use crate::stage::{Builder, Layout, Read, Stored, Val, addresses, copy, reads_itself, spill};
use skep_ir::{Comparison, Map, MapId, Type};
use skep_uapi::{Helper, MapType};
use std::cell::RefCell;
use std::marker::PhantomData;

/// What is in a filter in the thread's world: natively no answer is wrong.
struct Held<V>(RefCell<Vec<V>>);

impl<V> Default for Held<V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

/// A Bloom filter: a set that takes little memory, from which nothing is removed (`BPF_MAP_TYPE_BLOOM_FILTER`, Linux 5.16). That a value is
/// not in it is certain; that it is may be wrong.
#[derive(Debug)]
pub struct BloomFilter<V> {
    name: &'static str,
    values: u32,
    of: PhantomData<fn() -> V>,
}

statics! { [V] BloomFilter; }

/// A Bloom filter, staged.
pub struct BloomRef<V> {
    pub(super) map: MapId,
    of: PhantomData<fn() -> V>,
}
copy!(BloomRef<V>);
reads_itself! { [V] BloomRef<V>; }
addresses! { [V] BloomRef<V> => Self: |this, _builder| *this; }

impl<V> BloomFilter<V> {
    /// One for about so many values: with as many, one of about 30 questions for others is answered wrongly. It has 5 hash functions.
    pub const fn with_max_entries(values: u32) -> Self
    where
        V: Stored + Copy,
    {
        Self { name: "", values, of: PhantomData }
    }
}

impl<V: Stored + Copy + PartialEq> BloomFilter<V> {
    /// Puts a value in.
    pub fn push(&self, value: V) {
        kept::<Held<V>>(self.address(), self.name).0.borrow_mut().push(value);
    }

    /// Whether a value is in: `false` is certain, `true` may be wrong.
    pub fn contains(&self, value: V) -> bool {
        kept::<Held<V>>(self.address(), self.name).0.borrow().contains(&value)
    }
}

impl<V: Layout> Read for BloomFilter<V> {
    type Out = BloomRef<V>;
    type Receiver = BloomRef<V>;
    fn read(&self, builder: &mut Builder<'_>) -> BloomRef<V> {
        let map = builder.map(self.address(), || Map {
            name: self.name.to_owned(),
            map_type: MapType::BLOOM_FILTER,
            key_size: 0,
            value_size: V::SIZE,
            max_entries: self.values,
            flags: 0,
            // The kernel takes none of them.
            key_type: None,
            value_type: None,
        });
        BloomRef { map, of: PhantomData }
    }
    fn receiver(&self, builder: &mut Builder<'_>) -> BloomRef<V> {
        self.read(builder)
    }
}

impl<V: Layout> BloomRef<V> {
    /// Puts a value in.
    pub fn push(self, builder: &mut Builder<'_>, value: V::Owned) {
        let value = spill::<V>(builder, value).pointer(builder);
        let map = builder.function().map_address(self.map);
        let flags = builder.constant(Type::I64, 0);
        // Nothing is ever refused with these flags.
        builder.helper(Helper::MAP_PUSH_ELEM, &[map, value, flags], Type::I64);
    }

    /// Whether a value is in.
    pub fn contains(self, builder: &mut Builder<'_>, value: V::Owned) -> Val<bool> {
        let value = spill::<V>(builder, value).pointer(builder);
        let map = builder.function().map_address(self.map);
        let answer = builder.helper(Helper::MAP_PEEK_ELEM, &[map, value], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    }
}
