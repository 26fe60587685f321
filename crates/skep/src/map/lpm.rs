//! Longest-prefix-match tries: tables of addresses and networks.

use super::{Entries, Map, size};
use crate::{Kernel, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{MapFlags, MapType, UpdateFlags};
use std::fmt;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The key of an [`LpmTrie`]: the first bits of some data, most significant first.
///
/// ```
/// use skep::prelude::*;
/// use std::net::Ipv4Addr;
///
/// let network = LpmKey::from_ipv4(Ipv4Addr::new(10, 0, 0, 0), 8);
/// assert_eq!((network.prefix_length(), network.data()), (8, [10, 0, 0, 0]));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C, packed)]
pub struct LpmKey<D> {
    /// In this machine's byte order, unlike the data.
    prefix_length: u32,
    data: D,
}

impl<D: Copy> LpmKey<D> {
    /// The first bits of this data. More bits than it has are as many as it has.
    pub fn new(data: D, prefix_length: u32) -> Self {
        Self { prefix_length: prefix_length.min(Self::BITS), data }
    }

    /// All bits of this data: a single address.
    pub fn whole(data: D) -> Self {
        Self::new(data, Self::BITS)
    }

    const BITS: u32 = {
        assert!(
            size_of::<D>() <= 256,
            "a trie's data has at most 256 bytes (LPM_DATA_SIZE_MAX, kernel/bpf/lpm_trie.c)"
        );
        #[expect(clippy::cast_possible_truncation, reason = "asserted to be small")]
        let bits = size_of::<D>() as u32 * 8;
        bits
    };

    /// How many of the bits count.
    pub fn prefix_length(&self) -> u32 {
        self.prefix_length
    }

    /// The data; bits after the prefix are as they were given.
    pub fn data(&self) -> D {
        self.data
    }
}

impl LpmKey<[u8; 4]> {
    /// A network of IPv4 addresses.
    pub fn from_ipv4(address: Ipv4Addr, prefix_length: u32) -> Self {
        Self::new(address.octets(), prefix_length)
    }
}

impl LpmKey<[u8; 16]> {
    /// A network of IPv6 addresses.
    pub fn from_ipv6(address: Ipv6Addr, prefix_length: u32) -> Self {
        Self::new(address.octets(), prefix_length)
    }
}

impl From<Ipv4Addr> for LpmKey<[u8; 4]> {
    fn from(address: Ipv4Addr) -> Self {
        Self::whole(address.octets())
    }
}

impl From<Ipv6Addr> for LpmKey<[u8; 16]> {
    fn from(address: Ipv6Addr) -> Self {
        Self::whole(address.octets())
    }
}

impl<D: Copy + fmt::Debug> fmt::Debug for LpmKey<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}/{}", self.data(), self.prefix_length())
    }
}

/// A table that finds the entry with the longest prefix that an address begins with (`BPF_MAP_TYPE_LPM_TRIE`, Linux
/// 4.11). `D` is what addresses are made of: `[u8; 4]` for IPv4, `[u8; 16]` for IPv6. Cloning it is cheap.
///
/// ```
/// use skep::prelude::*;
/// use std::net::Ipv4Addr;
///
/// let routes = LpmTrie::<[u8; 4], u32>::create(&Kernel::simulated(), "ROUTES", 16)?;
/// routes.insert(&LpmKey::from_ipv4(Ipv4Addr::new(10, 0, 0, 0), 8), &1)?;
/// routes.insert(&LpmKey::from_ipv4(Ipv4Addr::new(10, 1, 0, 0), 16), &2)?;
/// assert_eq!(routes.get(&Ipv4Addr::new(10, 1, 2, 3).into())?, Some(2));
/// assert_eq!(routes.get(&Ipv4Addr::new(10, 2, 2, 3).into())?, Some(1));
/// assert_eq!(routes.get(&Ipv4Addr::new(11, 0, 0, 1).into())?, None);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct LpmTrie<D, V> {
    map: Map,
    types: PhantomData<fn() -> (D, V)>,
}

impl<D, V> Clone for LpmTrie<D, V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), types: PhantomData }
    }
}

impl<D: Value + Copy, V: Value> LpmTrie<D, V>
where
    LpmKey<D>: Value,
{
    /// The specification of a trie for at most this many prefixes.
    pub fn spec(name: &str, max_entries: u32) -> MapSpec {
        let spec = MapSpec::new(name, MapType::LPM_TRIE, size::<LpmKey<D>>(), size::<V>(), max_entries);
        // The kernel takes no other.
        MapSpec { flags: MapFlags::NO_PREALLOC, ..spec }
    }

    /// Creates a trie for at most this many prefixes. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, max_entries: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, max_entries))?)
    }

    /// Takes a map for a trie with these keys and values.
    ///
    /// # Errors
    /// If it is of another type, or its keys or values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::LPM_TRIE])?;
        map.expect_key::<LpmKey<D>>()?;
        map.expect_value::<V>()?;
        Ok(Self { map, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The value of the longest prefix in the trie that this key begins with.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, key: &LpmKey<D>) -> Result<Option<V>> {
        let mut value = V::new_zeroed();
        Ok(self.map.look_up(key.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }

    /// Sets the value of a prefix.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if it is not there and there is no room for more.
    pub fn insert(&self, key: &LpmKey<D>, value: &V) -> Result<()> {
        self.map.update(key.as_bytes(), value.as_bytes(), UpdateFlags::ANY)
    }

    /// Removes exactly this prefix; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, key: &LpmKey<D>) -> Result<bool> {
        self.map.delete(key.as_bytes())
    }

    /// All prefixes with their values, longer ones before those they begin with; see
    /// [`HashMap::iter`](crate::HashMap::iter). Needs Linux 4.16.
    ///
    /// If others remove a prefix between its key and its value being read, the kernel gives the value of a shorter one that it begins
    /// with; which of them it was cannot be told.
    pub fn iter(&self) -> Entries<'_, LpmKey<D>, V> {
        Entries::new(&self.map)
    }

    /// All prefixes; see [`iter`](Self::iter).
    pub fn keys(&self) -> impl Iterator<Item = Result<LpmKey<D>>> {
        self.iter().map(|entry| entry.map(|(key, _)| key))
    }

    /// All values; see [`iter`](Self::iter).
    pub fn values(&self) -> impl Iterator<Item = Result<V>> {
        self.iter().map(|entry| entry.map(|(_, value)| value))
    }

    /// Removes the prefixes that are not to be kept; returns how many.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn retain(&self, mut keep: impl FnMut(&LpmKey<D>, &V) -> bool) -> Result<u64> {
        let mut removed = 0;
        for entry in self.iter() {
            let (key, value) = entry?;
            removed += u64::from(!keep(&key, &value) && self.remove(&key)?);
        }
        Ok(removed)
    }
}
