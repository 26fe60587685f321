//! Maps of maps.

use super::{FromMap, KeyWalk, Map, Object, size};
use crate::{Error, Kernel, Operation, Result, Value};
use skep_object::MapSpec;
use skep_uapi::kernel::{MapInfo, ObjectKind};
use skep_uapi::{MapFlags, MapType, UpdateFlags};
use std::marker::PhantomData;
use zerocopy::IntoBytes;

/// The specification of a map of maps like `inner`.
fn spec(name: &str, map_type: MapType, key_size: u32, max_entries: u32, inner: MapSpec) -> MapSpec {
    let inner = Some(Box::new(inner));
    MapSpec { inner, ..MapSpec::new(name, map_type, key_size, 4, max_entries) }
}

/// What is the same of both kinds: entries by the bytes of their keys.
impl Map {
    /// Puts a map in. What it must be like is known if the outer map was made in this process.
    fn put_map(&self, key: &[u8], inner: &Self) -> Result<()> {
        if let Some(template) = self.template() {
            check_shape(self, template, inner.info())?;
        }
        let object = &self.object;
        let api = object.kernel.api();
        api.map_update_object(&object.handle, key, &inner.object.handle, UpdateFlags::ANY)
            .map_err(|errno| self.error(Operation::Update, errno))
    }

    fn map_id_at(&self, key: &[u8]) -> Result<Option<u32>> {
        let mut id = 0_u32;
        Ok(self.look_up(key, id.as_mut_bytes())?.then_some(id))
    }

    /// Opens the map of a key. One that was replaced before it could be opened is looked up again.
    fn map_at(&self, key: &[u8]) -> Result<Option<Self>> {
        let kernel = &self.object.kernel;
        let mut before = None;
        while let Some(id) = self.map_id_at(key)? {
            match Object::open_id(kernel, ObjectKind::Map, id)? {
                Some(map) => return Self::from_object(map).map(Some),
                // The numbers of maps are not used again: each round is another replacement.
                None if before != Some(id) => before = Some(id),
                None => return Ok(None),
            }
        }
        Ok(None)
    }
}

/// Refuses a map that is not like those that the outer map takes (`bpf_map_meta_equal`, and `array_map_meta_equal` of
/// `kernel/bpf/arraymap.c`).
fn check_shape(outer: &Map, template: &MapInfo, inner: &MapInfo) -> Result<()> {
    let is_of_fixed_length =
        template.map_type == MapType::ARRAY && !template.flags.contains(MapFlags::INNER_MAP);
    let fields = [
        ("map_type", template.map_type.0, inner.map_type.0),
        ("key_size", template.key_size, inner.key_size),
        ("value_size", template.value_size, inner.value_size),
        ("flags", template.flags.0, inner.flags.0),
        (
            "max_entries",
            template.max_entries,
            if is_of_fixed_length { inner.max_entries } else { template.max_entries },
        ),
    ];
    match fields.into_iter().find(|(_, wanted, found)| wanted != found) {
        None => Ok(()),
        Some((field, wanted, found)) => {
            let problem = format!(
                "the {field} of the map that is to be put in is {found}; that of the maps in this one is {wanted}"
            );
            Err(Error::invalid(Operation::Update, outer.name(), problem))
        }
    }
}

/// An array of maps (`BPF_MAP_TYPE_ARRAY_OF_MAPS`, Linux 4.12), all of the type `M`. Cloning it is cheap.
///
/// Programs look up a map and then in it. Replacing a map is one step: a program sees either the old or the new one, and when
/// [`set`](Self::set) or [`clear`](Self::clear) returns, no program uses the old one any more (the kernel waits for those that do, which
/// takes milliseconds). The array keeps the maps that are in it.
///
/// ```
/// use skep::prelude::*;
///
/// let kernel = Kernel::simulated();
/// let like = HashMap::<u32, u64>::spec("EPOCH", 64);
/// let epochs = ArrayOfMaps::<HashMap<u32, u64>>::create(&kernel, "EPOCHS", 2, like)?;
/// assert!(epochs.get(0)?.is_none());
/// let first = HashMap::create(&kernel, "EPOCH", 64)?;
/// first.insert(&7, &1)?;
/// epochs.set(0, &first)?;
/// assert_eq!(epochs.get(0)?.map(|epoch| epoch.get(&7)).transpose()?, Some(Some(1)));
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct ArrayOfMaps<M> {
    map: Map,
    inner: PhantomData<fn() -> M>,
}

impl<M> Clone for ArrayOfMaps<M> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), inner: PhantomData }
    }
}

impl<M: FromMap> ArrayOfMaps<M> {
    /// The specification of an array of this many slots, for maps like `inner`: all of its sizes and flags count, but not its name, and its
    /// `max_entries` only if it is an array made without [`MapFlags::INNER_MAP`].
    pub fn spec(name: &str, length: u32, inner: MapSpec) -> MapSpec {
        spec(name, MapType::ARRAY_OF_MAPS, 4, length, inner)
    }

    /// Creates an array of this many slots, all empty, for maps like `inner`, as [`spec`](Self::spec) says. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If maps like `inner` cannot be in a map, the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, length: u32, inner: MapSpec) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, length, inner))?)
    }

    /// Takes a map for an array of such maps. What kind of maps are in it the kernel does not say: a map that is got from it is
    /// checked.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::ARRAY_OF_MAPS])?;
        Ok(Self { map, inner: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many slots it has.
    #[expect(clippy::len_without_is_empty, reason = "the length is fixed and at least 1")]
    pub fn len(&self) -> u32 {
        self.map.info().max_entries
    }

    /// Puts a map in a slot, in place of one that is there. The handle on it need not be kept.
    ///
    /// # Errors
    /// If there are not so many slots, or the map is not like those that the array was made for.
    pub fn set(&self, slot: u32, map: &M) -> Result<()> {
        self.map.check_index(slot)?;
        self.map.put_map(slot.as_bytes(), map.as_map())
    }

    /// The map in a slot, if there is one. Needs `CAP_SYS_ADMIN`, for the kernel tells its number, by which it is opened (Linux 4.13).
    ///
    /// # Errors
    /// If it is not of the type that it is taken for, or this process may not.
    pub fn get(&self, slot: u32) -> Result<Option<M>> {
        if slot >= self.len() {
            return Ok(None);
        }
        self.map.map_at(slot.as_bytes())?.map(M::from_map).transpose()
    }

    /// The number that the map in a slot has in this kernel, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn id(&self, slot: u32) -> Result<Option<u32>> {
        if slot >= self.len() { Ok(None) } else { self.map.map_id_at(slot.as_bytes()) }
    }

    /// Empties a slot; returns whether there was a map in it.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn clear(&self, slot: u32) -> Result<bool> {
        if slot >= self.len() { Ok(false) } else { self.map.delete(slot.as_bytes()) }
    }

    /// The slots that have a map, and the maps, opened one by one as they are asked for.
    pub fn iter(&self) -> impl Iterator<Item = Result<(u32, M)>> {
        (0..self.len()).filter_map(|slot| match self.get(slot) {
            Ok(map) => map.map(|map| Ok((slot, map))),
            Err(error) => Some(Err(error)),
        })
    }
}

/// A hash table of maps (`BPF_MAP_TYPE_HASH_OF_MAPS`, Linux 4.12), all of the type `M`, by keys of the type `K`. Cloning it is cheap.
///
/// Programs look up a map and then in it. What is said of replacing maps in an [`ArrayOfMaps`] holds here too.
#[derive(Debug)]
pub struct HashOfMaps<K, M> {
    map: Map,
    types: PhantomData<fn() -> (K, M)>,
}

impl<K, M> Clone for HashOfMaps<K, M> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), types: PhantomData }
    }
}

impl<K: Value, M: FromMap> HashOfMaps<K, M> {
    /// The specification of a hash table of maps like `inner`, of which all counts that [`ArrayOfMaps::spec`] names.
    pub fn spec(name: &str, max_entries: u32, inner: MapSpec) -> MapSpec {
        spec(name, MapType::HASH_OF_MAPS, size::<K>(), max_entries, inner)
    }

    /// Creates an empty hash table for at most this many maps like `inner`. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If maps like `inner` cannot be in a map, the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, max_entries: u32, inner: MapSpec) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, max_entries, inner))?)
    }

    /// Takes a map for a hash table of such maps. A map that is got from it is checked.
    ///
    /// # Errors
    /// If it is of another type, or its keys have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::HASH_OF_MAPS])?;
        map.expect_key::<K>()?;
        Ok(Self { map, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Sets the map of a key, in place of one that is there. The handle on it need not be kept.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if there is no room for more; an error too if the map is not like those that the table was made
    /// for.
    pub fn insert(&self, key: &K, map: &M) -> Result<()> {
        self.map.put_map(key.as_bytes(), map.as_map())
    }

    /// The map of a key, if there is one. Needs `CAP_SYS_ADMIN`, for the kernel tells its number, by which it is opened (Linux 4.13).
    ///
    /// # Errors
    /// If it is not of the type that it is taken for, or this process may not.
    pub fn get(&self, key: &K) -> Result<Option<M>> {
        self.map.map_at(key.as_bytes())?.map(M::from_map).transpose()
    }

    /// The number that the map of a key has in this kernel, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn id(&self, key: &K) -> Result<Option<u32>> {
        self.map.map_id_at(key.as_bytes())
    }

    /// Removes a key; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, key: &K) -> Result<bool> {
        self.map.delete(key.as_bytes())
    }

    /// All keys and maps, which are opened one by one as they are asked for. This is no snapshot.
    pub fn iter(&self) -> impl Iterator<Item = Result<(K, M)>> {
        KeyWalk::new(&self.map).entries(|key| self.get(key))
    }
}
