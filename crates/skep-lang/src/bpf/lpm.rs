//! Tries of prefixes, natively and staged.

use super::keyed::{Table, ValueMut};
use super::statics::statics;
use super::world::kept;
use crate::stage::{
    Builder, Layout, Opt, Read, Ref, Scalar, Slot, Stored, TypeId, Types, Val, addresses, copy, copy_in,
    copy_out, literal, reads_itself, same_bytes, slot,
};
use skep_btf::Endian;
use skep_ir::{Map, MapId, Region, Type};
use skep_uapi::{Helper, MapFlags, MapType};
use std::marker::PhantomData;

/// A prefix: so many bits from the start of the data, which is in the network's order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C, packed)]
pub struct LpmKey<D> {
    prefix_length: u32,
    data: D,
}

impl<D> LpmKey<D> {
    /// The first so many bits of the data.
    pub const fn new(prefix_length: u32, data: D) -> Self {
        Self { prefix_length, data }
    }
}

impl<D: Scalar> From<D> for LpmKey<D> {
    /// The whole data.
    fn from(data: D) -> Self {
        Self { prefix_length: D::BYTES.saturating_mul(8), data }
    }
}

/// What the associated functions of a prefix are called on.
#[derive(Debug)]
pub struct LpmKeyNs<D>(PhantomData<fn() -> D>);

impl<D: Scalar + Stored> Stored for LpmKey<D> {}

impl<D: Scalar> Layout for LpmKey<D> {
    const SIZE: u32 = 4 + D::BYTES;
    const ALIGN: u32 = 1;
    const NAME: &'static str = "LpmKey";
    type Owned = Slot<Self>;
    type Handle = Ref<Self>;
    type Ns = LpmKeyNs<D>;
    const NS: LpmKeyNs<D> = LpmKeyNs(PhantomData);

    fn zero() -> Self {
        Self { prefix_length: 0, data: <D as Scalar>::zero() }
    }

    fn declare(types: &mut Types<'_>) -> TypeId {
        let members =
            [("prefixlen", <u32 as Scalar>::declare(types), 0), ("data", <D as Scalar>::declare(types), 4)];
        types.structure("bpf_lpm_trie_key", Self::SIZE, &members)
    }

    fn bytes(&self, endian: Endian, output: &mut Vec<u8>) {
        let Self { prefix_length, data } = *self;
        prefix_length.bytes(endian, output);
        data.bytes(endian, output);
    }

    fn lend(_: &mut Builder<'_>, from: Ref<Self>) -> Slot<Self> {
        Slot::new(from)
    }

    fn equal(builder: &mut Builder<'_>, left: Slot<Self>, right: Slot<Self>) -> Val<bool> {
        same_bytes(builder, left.as_ref(), right.as_ref(), Self::SIZE)
    }

    fn load(builder: &mut Builder<'_>, from: Ref<Self>) -> Slot<Self> {
        copy_out(builder, from)
    }

    fn store(builder: &mut Builder<'_>, to: Ref<Self>, value: Slot<Self>) {
        copy_in(builder, to, value);
    }

    fn handle(_: &mut Builder<'_>, of: Ref<Self>) -> Ref<Self> {
        of
    }
}

impl<D: Scalar> LpmKeyNs<D> {
    /// The first so many bits of the data.
    #[expect(
        clippy::new_ret_no_self,
        reason = "it is the twin of a constructor, and called on what stands for the type"
    )]
    pub fn new(self, builder: &mut Builder<'_>, prefix_length: Val<u32>, data: Val<D>) -> Slot<LpmKey<D>> {
        let key = slot::<LpmKey<D>>(builder);
        <u32 as Layout>::store(builder, key.as_ref().part(0), prefix_length);
        <D as Layout>::store(builder, key.as_ref().part(4), data);
        key
    }

    /// The whole data.
    pub fn from(self, builder: &mut Builder<'_>, data: Val<D>) -> Slot<LpmKey<D>> {
        let bits = literal(builder, D::BYTES * 8);
        self.new(builder, bits, data)
    }
}

/// A trie that finds the value of the longest prefix of a key (`BPF_MAP_TYPE_LPM_TRIE`, Linux 4.11).
#[derive(Debug)]
pub struct LpmTrie<D, V> {
    name: &'static str,
    max_entries: u32,
    of: PhantomData<fn() -> (D, V)>,
}

impl<D, V> LpmTrie<D, V> {
    /// A trie for at most so many prefixes.
    pub const fn with_max_entries(max_entries: u32) -> Self
    where
        D: Scalar + PartialEq,
        V: Stored + Copy,
    {
        Self { name: "", max_entries, of: PhantomData }
    }
}

statics! { [D, V] LpmTrie; }

/// The bytes of a number as they lie in memory.
fn in_memory<D: Scalar>(data: D) -> Vec<u8> {
    let size = usize::try_from(D::BYTES).unwrap_or(0);
    let bytes = data.bits().to_ne_bytes();
    let start = if cfg!(target_endian = "little") { 0 } else { bytes.len().saturating_sub(size) };
    bytes.into_iter().skip(start).take(size).collect()
}

/// Whether two keys begin with the same so many bits.
fn share_bits<D: Scalar>(one: D, other: D, bits: u32) -> bool {
    let bit = |bytes: &[u8], number: u32| {
        let byte = bytes.get(usize::try_from(number / 8).unwrap_or(usize::MAX)).copied().unwrap_or(0);
        byte >> (7 - number % 8) & 1
    };
    let (one, other) = (in_memory(one), in_memory(other));
    (0..bits).all(|number| bit(&one, number) == bit(&other, number))
}

impl<D: Scalar + PartialEq, V: Layout + Copy> LpmTrie<D, V> {
    /// The value of the longest prefix of a key, in place, if there is one.
    pub fn get(&self, key: LpmKey<D>) -> Option<ValueMut<V>> {
        let table = kept::<Table<LpmKey<D>, V>>(self.address(), self.name);
        let fits = |known: &LpmKey<D>| {
            known.prefix_length <= key.prefix_length && share_bits(known.data, key.data, known.prefix_length)
        };
        let longest = table.keys().into_iter().filter(fits).max_by_key(|known| known.prefix_length)?;
        table.find(self.name, |known| *known == longest)
    }

    /// Sets the value of a prefix. `false`: the map is full.
    pub fn insert(&self, key: LpmKey<D>, value: V) -> bool {
        let table = kept::<Table<LpmKey<D>, V>>(self.address(), self.name);
        table.insert(key, value, self.max_entries, false)
    }
}

/// A trie, staged.
pub struct LpmRef<D, V> {
    pub(super) map: MapId,
    of: PhantomData<fn() -> (D, V)>,
}
copy!(LpmRef<D, V>);
reads_itself! { [D, V] LpmRef<D, V>; }
addresses! { [D, V] LpmRef<D, V> => Self: |this, _builder| *this; }

impl<D: Scalar, V: Layout> Read for LpmTrie<D, V> {
    type Out = LpmRef<D, V>;
    type Receiver = LpmRef<D, V>;

    fn read(&self, builder: &mut Builder<'_>) -> LpmRef<D, V> {
        let mut types = builder.types();
        let (key_type, value_type) = (LpmKey::<D>::declare(&mut types), V::declare(&mut types));
        let map = builder.map(self.address(), || Map {
            name: self.name.to_owned(),
            map_type: MapType::LPM_TRIE,
            key_size: LpmKey::<D>::SIZE,
            value_size: V::SIZE,
            max_entries: self.max_entries,
            flags: MapFlags::NO_PREALLOC.0,
            key_type: Some(key_type),
            value_type: Some(value_type),
        });
        LpmRef { map, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> LpmRef<D, V> {
        self.read(builder)
    }
}

impl<D: Scalar, V: Layout> LpmRef<D, V> {
    /// The value of the longest prefix of a key, in place, if there is one.
    pub fn get(self, builder: &mut Builder<'_>, key: Slot<LpmKey<D>>) -> Opt<Ref<V>> {
        let key = key.as_ref().pointer(builder);
        let map = builder.function().map_address(self.map);
        let found = Type::nullable(Region::MapValue { map: self.map, offset: 0 });
        Opt::Nullable(Ref::new(builder.helper(Helper::MAP_LOOKUP_ELEM, &[map, key], found)))
    }
}
