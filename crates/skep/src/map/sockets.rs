//! Maps of sockets: those that data is passed between, those that share a port, and those of AF_XDP.
//!
//! A socket is named by its descriptor when it is put in, and by its cookie (`SO_COOKIE`, unique in a running system) when the map
//! is read. The kernel takes a socket out when that is closed.

use super::{KeyWalk, Map, size};
use crate::{Error, Kernel, Operation, Result, Value};
use skep_object::MapSpec;
#[cfg(unix)]
use skep_uapi::UpdateFlags;
use skep_uapi::{Errno, MapType};
use std::marker::PhantomData;
#[cfg(unix)]
use std::os::fd::AsFd;
use zerocopy::IntoBytes;

/// The bytes of a value that is a cookie when it is read. With 4 the kernel refuses to read it.
const COOKIE: u32 = 8;

impl Map {
    #[cfg(unix)]
    fn put_socket(&self, key: &[u8], socket: impl AsFd, flags: UpdateFlags) -> Result<(), Errno> {
        let object = &self.object;
        object.kernel.api().map_update_fd(&object.handle, key, socket.as_fd(), flags)
    }

    /// The cookie of the socket of a key.
    fn cookie(&self, key: &[u8]) -> Result<Option<u64>> {
        let mut cookie = 0_u64;
        Ok(self.look_up(key, cookie.as_mut_bytes())?.then_some(cookie))
    }

    fn expect_cookies(&self, map_type: MapType) -> Result<()> {
        self.expect(&[map_type])?;
        self.expect_value::<u64>()
    }

    /// Removes a key for which the kernel says `EINVAL` if there is none.
    fn delete_slot(&self, slot: u32) -> Result<bool> {
        self.check_index(slot)?;
        let object = &self.object;
        match object.kernel.api().map_delete(&object.handle, slot.as_bytes()) {
            Ok(()) => Ok(true),
            Err(Errno::ENOENT | Errno::EINVAL) => Ok(false),
            Err(errno) => Err(self.error(Operation::Delete, errno)),
        }
    }
}

/// A map of sockets with numbered slots.
macro_rules! slots {
    ($(#[$documentation:meta])* $name:ident $map_type:ident $capabilities:literal) => {
        $(#[$documentation])*
        #[derive(Clone, Debug)]
        pub struct $name {
            map: Map,
        }

        impl $name {
            /// The specification of a map of this many slots.
            pub fn spec(name: &str, length: u32) -> MapSpec {
                MapSpec::new(name, MapType::$map_type, 4, COOKIE, length)
            }

            #[doc = concat!("Creates a map of this many slots. Needs ", $capabilities, ".")]
            ///
            /// # Errors
            /// If the kernel does not take the name or the sizes, or this process may not.
            pub fn create(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
                Self::new(Map::create(kernel, &Self::spec(name, length))?)
            }

            /// Takes a map for one of these.
            ///
            /// # Errors
            /// If it is of another type, or its values do not have 8 bytes: then the kernel does not show them.
            pub fn new(map: Map) -> Result<Self> {
                map.expect_cookies(MapType::$map_type)?;
                Ok(Self { map })
            }

            /// The map, untyped: to pin it, or to ask about it.
            pub fn map(&self) -> &Map {
                &self.map
            }

            /// How many slots it has.
            #[expect(clippy::len_without_is_empty, reason = "a map without slots is refused by the kernel")]
            pub fn len(&self) -> u32 {
                self.map.info().max_entries
            }

            /// Puts a socket in a slot, in place of one that is there. On a simulated kernel there are no sockets.
            ///
            /// # Errors
            /// If maps of this type do not take such a socket in the state it is in, or there are not so many slots.
            #[cfg(unix)]
            pub fn set(&self, slot: u32, socket: impl AsFd) -> Result<()> {
                self.map.check_index(slot)?;
                self.map
                    .put_socket(slot.as_bytes(), socket, UpdateFlags::ANY)
                    .map_err(|errno| self.map.error(Operation::SetSocket, errno))
            }

            /// Empties a slot; returns whether there was a socket in it.
            ///
            /// # Errors
            /// If there are not so many slots.
            pub fn clear(&self, slot: u32) -> Result<bool> {
                self.map.delete_slot(slot)
            }

            /// The cookie of the socket in a slot, if there is one.
            ///
            /// # Errors
            /// If the kernel refuses.
            pub fn get(&self, slot: u32) -> Result<Option<u64>> {
                self.map.cookie(slot.as_bytes())
            }

            /// The slots that have a socket, and the cookies of the sockets.
            pub fn iter(&self) -> impl Iterator<Item = Result<(u32, u64)>> {
                (0..self.len()).filter_map(|slot| match self.get(slot) {
                    Ok(cookie) => cookie.map(|cookie| Ok((slot, cookie))),
                    Err(error) => Some(Err(error)),
                })
            }
        }
    };
}

slots! {
    /// Sockets by an index, between which programs pass data (`BPF_MAP_TYPE_SOCKMAP`, Linux 4.14; read since 5.8): TCP and Unix
    /// stream sockets that are connected, listening TCP sockets, UDP and Unix datagram sockets. Cloning it is cheap.
    ///
    /// A program that is attached to the map is one of the sockets that are put in after that.
    SocketMap SOCKMAP "`CAP_BPF` and `CAP_NET_ADMIN`"
}

slots! {
    /// Sockets that share a port, among which a program of type `sk_reuseport` selects who gets a packet or a connection
    /// (`BPF_MAP_TYPE_REUSEPORT_SOCKARRAY`, Linux 4.19). A socket is in one such map at a time. Cloning it is cheap.
    ReuseportSockets REUSEPORT_SOCKARRAY "`CAP_BPF`"
}

/// Sockets by a key, between which programs pass data (`BPF_MAP_TYPE_SOCKHASH`, Linux 4.18; read since 5.8): as a [`SocketMap`] otherwise.
/// Cloning it is cheap.
#[derive(Debug)]
pub struct SocketHash<K> {
    map: Map,
    types: PhantomData<fn() -> K>,
}

impl<K> Clone for SocketHash<K> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), types: PhantomData }
    }
}

impl<K: Value> SocketHash<K> {
    /// The specification of a map for at most this many sockets. A key has at most 512 bytes.
    pub fn spec(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::SOCKHASH, size::<K>(), COOKIE, max_entries)
    }

    /// Creates a map for at most this many sockets. Needs `CAP_BPF` and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, max_entries: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, max_entries))?)
    }

    /// Takes a map for one of sockets with these keys.
    ///
    /// # Errors
    /// If it is of another type, its keys have another size, or its values do not have 8 bytes: then the kernel does not show them.
    pub fn new(map: Map) -> Result<Self> {
        map.expect_cookies(MapType::SOCKHASH)?;
        map.expect_key::<K>()?;
        Ok(Self { map, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Puts a socket under a key, in place of one that is there. On a simulated kernel there are no sockets.
    ///
    /// # Errors
    /// If maps of this type do not take such a socket in the state it is in; [`Full`](crate::ErrorKind::Full) if there is no room for
    /// more.
    #[cfg(unix)]
    pub fn insert(&self, key: &K, socket: impl AsFd) -> Result<()> {
        self.map
            .put_socket(key.as_bytes(), socket, UpdateFlags::ANY)
            .map_err(|errno| self.map.error(Operation::SetSocket, errno))
    }

    /// Puts a socket under a key that is not there yet; returns whether it did.
    ///
    /// # Errors
    /// As of [`insert`](Self::insert).
    #[cfg(unix)]
    pub fn insert_new(&self, key: &K, socket: impl AsFd) -> Result<bool> {
        match self.map.put_socket(key.as_bytes(), socket, UpdateFlags::NOEXIST) {
            Ok(()) => Ok(true),
            Err(Errno::EEXIST) => Ok(false),
            Err(errno) => Err(self.map.error(Operation::SetSocket, errno)),
        }
    }

    /// Removes a key; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, key: &K) -> Result<bool> {
        self.map.delete(key.as_bytes())
    }

    /// The cookie of the socket of a key, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, key: &K) -> Result<Option<u64>> {
        self.map.cookie(key.as_bytes())
    }

    /// All keys, with the cookies of their sockets. This is no snapshot.
    pub fn iter(&self) -> impl Iterator<Item = Result<(K, u64)>> {
        KeyWalk::new(&self.map).entries(|key| self.get(key))
    }
}

/// Sockets of AF_XDP by an index, for `bpf_redirect_map` of XDP programs (`BPF_MAP_TYPE_XSKMAP`, Linux 4.18): a packet goes to the
/// socket if that is bound to the queue that it came in by, and is dropped otherwise. What is in it is not shown. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct XskMap {
    map: Map,
}

impl XskMap {
    /// The specification of a map of this many slots.
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::new(name, MapType::XSKMAP, 4, 4, length)
    }

    /// Creates a map of this many slots. Needs `CAP_BPF` and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, length))?)
    }

    /// Takes a map for one of sockets of AF_XDP.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::XSKMAP])?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Puts a socket of AF_XDP in a slot, in place of one that is there. On a simulated kernel there are no sockets.
    ///
    /// # Errors
    /// If the socket is of another kind, or there are not so many slots.
    #[cfg(unix)]
    pub fn set(&self, slot: u32, socket: impl AsFd) -> Result<()> {
        self.map.check_index(slot)?;
        self.map
            .put_socket(slot.as_bytes(), socket, UpdateFlags::ANY)
            .map_err(|errno| self.map.error(Operation::SetSocket, errno))
    }

    /// Empties a slot, if there is a socket in it.
    ///
    /// # Errors
    /// If there are not so many slots.
    pub fn clear(&self, slot: u32) -> Result<()> {
        if slot >= self.map.info().max_entries {
            let problem = format!("slot is {slot}; the map has {} slots", self.map.info().max_entries);
            return Err(Error::invalid(Operation::Delete, self.map.name(), problem));
        }
        self.map.delete(slot.as_bytes()).map(drop)
    }
}
