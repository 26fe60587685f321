//! Maps with keys: hash tables, natively and staged.

use super::world::kept;
use crate::stage::{
    Bpf, Builder, Int, Layout, Opt, Ref, Stored, TypeId, Types, Val, addresses, branched, copy, reads_itself,
    refusals, spill,
};
use skep_ir::{AtomicOperator, BinaryOperator, Comparison, Map, MapId, Ordering, Region, Type, Value};
use skep_uapi::{Helper, MapType, UpdateFlags};
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// The value of an entry, natively, and whether somebody has a reference to it.
struct Held<V> {
    value: Cell<Option<V>>,
    is_lent: Cell<bool>,
}

/// The value of an entry, in place. A second one of the same entry panics natively: two references that may write would be one place.
#[derive(Debug)]
pub struct ValueMut<V> {
    held: Rc<Held<V>>,
    value: Option<V>,
}

impl<V> std::fmt::Debug for Held<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held").field("is_lent", &self.is_lent).finish_non_exhaustive()
    }
}

impl<V> Deref for ValueMut<V> {
    type Target = V;
    fn deref(&self) -> &V {
        // It is only taken when this is dropped.
        self.value.as_ref().expect("invariant: the value is there until it is dropped")
    }
}

impl<V> DerefMut for ValueMut<V> {
    fn deref_mut(&mut self) -> &mut V {
        // It is only taken when this is dropped.
        self.value.as_mut().expect("invariant: the value is there until it is dropped")
    }
}

impl<V> Drop for ValueMut<V> {
    fn drop(&mut self) {
        self.held.value.set(self.value.take());
        self.held.is_lent.set(false);
    }
}

impl<V: Layout> Bpf for ValueMut<V> {
    type Staged = Ref<V>;
    type Reference = Ref<V>;
}

/// A table of this thread's world.
pub(crate) struct Table<K, V>(RefCell<Vec<(K, Rc<Held<V>>)>>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Copy + PartialEq, V: Copy> Table<K, V> {
    /// The value of the entry whose key is found.
    pub(crate) fn find(&self, name: &str, is_wanted: impl Fn(&K) -> bool) -> Option<ValueMut<V>> {
        let held = self.0.borrow().iter().find(|(key, _)| is_wanted(key))?.1.clone();
        let was_lent = held.is_lent.replace(true);
        assert!(!was_lent, "a second reference to one entry of `{name}`: end the first before");
        let value = held.value.get();
        Some(ValueMut { held, value })
    }

    /// The keys, in the order of their insertion.
    pub(crate) fn keys(&self) -> Vec<K> {
        self.0.borrow().iter().map(|(key, _)| *key).collect()
    }

    /// Sets an entry; `false` if there is no room. A table that makes room forgets its oldest entry.
    pub(crate) fn insert(&self, key: K, value: V, most: u32, makes_room: bool) -> bool {
        let mut entries = self.0.borrow_mut();
        if let Some((_, held)) = entries.iter().find(|(known, _)| *known == key) {
            held.value.set(Some(value));
            return true;
        }
        if entries.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            if !makes_room || entries.is_empty() {
                return false;
            }
            entries.remove(0);
        }
        entries.push((key, Rc::new(Held { value: Cell::new(Some(value)), is_lent: Cell::new(false) })));
        true
    }

    /// Removes an entry; `false` if there was none.
    pub(crate) fn remove(&self, key: &K) -> bool {
        let mut entries = self.0.borrow_mut();
        let place = entries.iter().position(|(known, _)| known == key);
        place.map(|place| entries.remove(place)).is_some()
    }
}

/// What a map needs to know of its types, made where it is declared: the only place with bounds, so that a type without a layout is
/// one error there and none where the map is used.
struct Operations<K, V> {
    key_size: u32,
    value_size: u32,
    declare: fn(&mut Types<'_>) -> (TypeId, TypeId),
    get: fn(usize, &'static str, &K) -> Option<ValueMut<V>>,
    insert: fn(usize, &'static str, K, V, u32, bool) -> bool,
    remove: fn(usize, &'static str, &K) -> bool,
}

impl<K: Layout + Copy + PartialEq, V: Layout + Copy> Operations<K, V> {
    const NEW: &'static Self = &Self {
        key_size: K::SIZE,
        value_size: V::SIZE,
        declare: |types| (K::declare(types), V::declare(types)),
        get: |address, name, key| kept::<Table<K, V>>(address, name).find(name, |known| known == key),
        insert: |address, name, key, value, most, makes_room| {
            kept::<Table<K, V>>(address, name).insert(key, value, most, makes_room)
        },
        remove: |address, name, key| kept::<Table<K, V>>(address, name).remove(key),
    };
}

/// Whether a full map forgets entries for new ones.
fn makes_room(map_type: MapType) -> bool {
    matches!(map_type, MapType::LRU_HASH | MapType::LRU_PERCPU_HASH)
}

/// A map with keys, as it was declared.
pub struct KeyedMap<K: 'static, V: 'static> {
    name: &'static str,
    max_entries: u32,
    map_type: MapType,
    operations: &'static Operations<K, V>,
}

impl<K, V> std::fmt::Debug for KeyedMap<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyedMap")
            .field("name", &self.name)
            .field("map_type", &self.map_type)
            .finish_non_exhaustive()
    }
}

impl<K, V> KeyedMap<K, V> {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    fn staged(&self, builder: &mut Builder<'_>, address: usize) -> MapRef<K, V> {
        let (key_type, value_type) = (self.operations.declare)(&mut builder.types());
        let map = builder.map(address, || Map {
            name: self.name.to_owned(),
            map_type: self.map_type,
            key_size: self.operations.key_size,
            value_size: self.operations.value_size,
            max_entries: self.max_entries,
            flags: 0,
            key_type: Some(key_type),
            value_type: Some(value_type),
        });
        MapRef {
            map,
            name: self.name,
            is_shared: !matches!(self.map_type, MapType::PERCPU_HASH | MapType::LRU_PERCPU_HASH),
            of: PhantomData,
        }
    }
}

/// What [`add`](HashMap::add) adds: a number of 4 or 8 bytes, which the kernel adds atomically.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not added atomically",
    label = "a number of 4 or 8 bytes is: `u32`, `u64`, `i32`, `i64`"
)]
pub trait Addend: Int {
    /// The sum, which wraps.
    #[must_use]
    fn plus(self, other: Self) -> Self;
    /// What the sum is 0 with.
    #[must_use]
    fn minus(self) -> Self;
    /// The bits that are set in both.
    #[must_use]
    fn both(self, other: Self) -> Self;
    /// The bits that are set in one or both.
    #[must_use]
    fn either(self, other: Self) -> Self;
    /// The bits that are set in one alone.
    #[must_use]
    fn one(self, other: Self) -> Self;
}

macro_rules! addends {
    ($($name:ident)*) => { $(
        impl Addend for $name {
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn minus(self) -> Self {
                self.wrapping_neg()
            }
            fn both(self, other: Self) -> Self {
                self & other
            }
            fn either(self, other: Self) -> Self {
                self | other
            }
            fn one(self, other: Self) -> Self {
                self ^ other
            }
        }
    )* };
}
addends!(u32 u64 i32 i64);

/// What becomes of a key that may not be there.
#[derive(Debug)]
pub struct Entry<K: 'static, V: 'static> {
    address: usize,
    map: &'static KeyedMap<K, V>,
    key: K,
}

impl<K: Copy, V> Entry<K, V> {
    /// The value, which is inserted if it was not there. `None`: the map is full; the refusal is counted.
    pub fn or_insert(self, value: V) -> Option<ValueMut<V>> {
        let Operations { get, insert, .. } = self.map.operations;
        let (name, makes_room) = (self.map.name, makes_room(self.map.map_type));
        if let Some(found) = get(self.address, name, &self.key) {
            return Some(found);
        }
        insert(self.address, name, self.key, value, self.map.max_entries, makes_room);
        get(self.address, name, &self.key)
    }
}

/// A map with keys, staged.
pub struct MapRef<K, V> {
    pub(super) map: MapId,
    name: &'static str,
    /// Whether other CPUs see the same values.
    is_shared: bool,
    of: PhantomData<fn() -> (K, V)>,
}

/// What becomes of a key that may not be there, staged.
pub struct EntryRef<K, V> {
    map: MapRef<K, V>,
    key: Ref<K>,
}
copy!(MapRef<K, V> EntryRef<K, V>);
reads_itself! { [K, V] MapRef<K, V>; [K, V] EntryRef<K, V>; }
addresses! { [K, V] MapRef<K, V> => Self: |this, _builder| *this; }

macro_rules! maps {
    ($($(#[$doc:meta])* $name:ident $map_type:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<K: 'static, V: 'static>(KeyedMap<K, V>);

        impl<K, V> $name<K, V> {
            /// A map for at most so many entries.
            pub const fn with_max_entries(max_entries: u32) -> Self
            where
                K: Stored + Copy + PartialEq,
                V: Stored + Copy,
            {
                let (map_type, operations) = (MapType::$map_type, Operations::NEW);
                Self(KeyedMap { name: "", max_entries, map_type, operations })
            }

            #[doc(hidden)]
            #[must_use]
            pub const fn __named(self, name: &'static str) -> Self {
                let KeyedMap { max_entries, map_type, operations, .. } = self.0;
                Self(KeyedMap { name, max_entries, map_type, operations })
            }

            /// Its name.
            pub const fn name(&self) -> &'static str {
                self.0.name
            }

            fn address(&self) -> usize {
                std::ptr::from_ref(self).addr()
            }

            /// The value of a key, in place, if there is one.
            pub fn get(&self, key: &K) -> Option<ValueMut<V>> {
                (self.0.operations.get)(self.address(), self.0.name, key)
            }

            /// Sets the value of a key. `false`: the map is full; the refusal is counted.
            pub fn insert(&self, key: K, value: V) -> bool {
                let makes_room = makes_room(self.0.map_type);
                (self.0.operations.insert)(self.address(), self.0.name, key, value, self.0.max_entries, makes_room)
            }

            /// Sets the value of a key that is not there yet. `false`: it is there, or the map is full.
            pub fn insert_new(&self, key: K, value: V) -> bool {
                self.get(&key).is_none() && self.insert(key, value)
            }

            /// Sets the value of a key that is there. `false`: it is not.
            pub fn replace(&self, key: K, value: V) -> bool {
                self.get(&key).is_some() && self.insert(key, value)
            }

            /// Removes a key. `false`: it was not there.
            pub fn remove(&self, key: &K) -> bool {
                (self.0.operations.remove)(self.address(), self.0.name, key)
            }

            /// What becomes of a key that may not be there.
            pub fn entry(&'static self, key: K) -> Entry<K, V> {
                Entry { address: self.address(), map: &self.0, key }
            }
        }

        impl<K: Copy, V: Addend> $name<K, V> {
            /// Inserts the number or adds it, atomically. If there is no room, the refusal is counted.
            pub fn add(&self, key: K, number: V) {
                let found = self.get(&key).map(|mut value| *value = value.plus(number));
                if found.is_none() {
                    self.insert(key, number);
                }
            }
        }

        impl<K, V> crate::stage::Read for $name<K, V> {
            type Out = MapRef<K, V>;
            type Receiver = MapRef<K, V>;
            fn read(&self, builder: &mut Builder<'_>) -> MapRef<K, V> {
                self.0.staged(builder, self.address())
            }
            fn receiver(&self, builder: &mut Builder<'_>) -> MapRef<K, V> {
                self.read(builder)
            }
        }
    )* };
}

maps! {
    /// A hash table (`BPF_MAP_TYPE_HASH`, Linux 3.19).
    HashMap HASH;
    /// A hash table that makes room by forgetting what was not used for long (`BPF_MAP_TYPE_LRU_HASH`, Linux 4.10).
    LruHashMap LRU_HASH;
    /// A hash table with values of its own for each CPU (`BPF_MAP_TYPE_PERCPU_HASH`, Linux 4.6). Natively there is one CPU.
    PerCpuHashMap PERCPU_HASH;
    /// The same, which makes room by forgetting what was not used for long (`BPF_MAP_TYPE_LRU_PERCPU_HASH`, Linux 4.10).
    LruPerCpuHashMap LRU_PERCPU_HASH;
}

/// `BPF_NOEXIST`: only if the key is not there.
const ONLY_NEW: u64 = UpdateFlags::NOEXIST.0;
/// `BPF_EXIST`: only if the key is there.
const ONLY_PRESENT: u64 = UpdateFlags::EXIST.0;

impl<K: Layout, V: Layout> MapRef<K, V> {
    fn lookup(self, builder: &mut Builder<'_>, key: Ref<K>) -> Value {
        let map = builder.function().map_address(self.map);
        let key = key.pointer(builder);
        let found = Type::nullable(Region::MapValue { map: self.map, offset: 0 });
        builder.helper(Helper::MAP_LOOKUP_ELEM, &[map, key], found)
    }

    fn update(self, builder: &mut Builder<'_>, key: Ref<K>, value: Ref<V>, flags: u64) -> Val<bool> {
        let map = builder.function().map_address(self.map);
        let (key, value) = (key.pointer(builder), value.pointer(builder));
        let flags = builder.constant(Type::I64, flags);
        let answer = builder.helper(Helper::MAP_UPDATE_ELEM, &[map, key, value, flags], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    }

    fn count_refusal(self, builder: &mut Builder<'_>) {
        builder.count_up(&refusals(self.name));
    }

    /// The value of a key, in place, if there is one.
    pub fn get(self, builder: &mut Builder<'_>, key: Ref<K>) -> Opt<Ref<V>> {
        Opt::Nullable(Ref::new(self.lookup(builder, key)))
    }

    /// Sets the value of a key.
    pub fn insert(self, builder: &mut Builder<'_>, key: K::Owned, value: V::Owned) -> Val<bool> {
        let (key, value) = (spill::<K>(builder, key), spill::<V>(builder, value));
        let is_done = self.update(builder, key, value, 0);
        let (refused, meet) = (builder.block(), builder.block());
        builder.branch(is_done, meet, refused);
        builder.enter(refused);
        self.count_refusal(builder);
        builder.jump(meet);
        builder.enter(meet);
        is_done
    }

    /// Sets the value of a key that is not there yet.
    pub fn insert_new(self, builder: &mut Builder<'_>, key: K::Owned, value: V::Owned) -> Val<bool> {
        let (key, value) = (spill::<K>(builder, key), spill::<V>(builder, value));
        self.update(builder, key, value, ONLY_NEW)
    }

    /// Sets the value of a key that is there.
    pub fn replace(self, builder: &mut Builder<'_>, key: K::Owned, value: V::Owned) -> Val<bool> {
        let (key, value) = (spill::<K>(builder, key), spill::<V>(builder, value));
        self.update(builder, key, value, ONLY_PRESENT)
    }

    /// Removes a key.
    pub fn remove(self, builder: &mut Builder<'_>, key: Ref<K>) -> Val<bool> {
        let map = builder.function().map_address(self.map);
        let key = key.pointer(builder);
        let answer = builder.helper(Helper::MAP_DELETE_ELEM, &[map, key], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    }

    /// What becomes of a key that may not be there.
    pub fn entry(self, builder: &mut Builder<'_>, key: K::Owned) -> EntryRef<K, V> {
        EntryRef { map: self, key: spill(builder, key) }
    }
}

impl<K: Layout, V: Addend> MapRef<K, V> {
    /// Inserts the number or adds it. Another CPU may insert the key in between: then it is there, and is added to.
    pub fn add(self, builder: &mut Builder<'_>, key: K::Owned, number: Val<V>) {
        let key = spill::<K>(builder, key);
        let (new, again, refused, done) =
            (builder.block(), builder.block(), builder.block(), builder.block());
        let found = self.lookup(builder, key);
        let found = builder.function().if_null(found, new);
        add_to(builder, Ref::new(found), number, self.is_shared);
        builder.jump(done);
        builder.enter(new);
        let value = spill::<V>(builder, number);
        let is_done = self.update(builder, key, value, ONLY_NEW);
        builder.branch(is_done, done, again);
        builder.enter(again);
        let found = self.lookup(builder, key);
        let found = builder.function().if_null(found, refused);
        add_to(builder, Ref::new(found), number, self.is_shared);
        builder.jump(done);
        builder.enter(refused);
        self.count_refusal(builder);
        builder.jump(done);
        builder.enter(done);
    }
}

/// Adds to a number in place: atomically, if other CPUs see the same.
pub(super) fn add_to<V: Addend>(builder: &mut Builder<'_>, place: Ref<V>, number: Val<V>, is_shared: bool) {
    let function = builder.function();
    if is_shared {
        function.atomic(AtomicOperator::Add, number.value(), place.address());
    } else {
        let before = function.load(<V as crate::stage::Scalar>::TYPE, place.address(), Ordering::Plain);
        let after = function.binary(BinaryOperator::Add, before, number.value());
        function.store(after, place.address(), Ordering::Plain);
    }
}

impl<K: Layout, V: Layout> EntryRef<K, V> {
    /// The value, which is inserted if it was not there.
    pub fn or_insert(self, builder: &mut Builder<'_>, value: V::Owned) -> Opt<Ref<V>> {
        let Self { map, key } = self;
        let place = builder.pointer_variable(V::SIZE);
        let (new, none, meet) = (builder.block(), builder.block(), builder.block());
        let found = map.lookup(builder, key);
        let found = builder.function().if_null(found, new);
        builder.set_pointer(place, found, V::SIZE);
        builder.jump(meet);
        builder.enter(new);
        let value = spill::<V>(builder, value);
        map.update(builder, key, value, ONLY_NEW);
        let found = map.lookup(builder, key);
        let found = builder.function().if_null(found, none);
        builder.set_pointer(place, found, V::SIZE);
        builder.jump(meet);
        builder.enter(none);
        map.count_refusal(builder);
        let none = builder.here();
        builder.enter(meet);
        let found = Ref::new(builder.get(place));
        branched(builder, found, none)
    }
}
