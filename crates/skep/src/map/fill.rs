//! How full a map is, and whether it can be changed.

use super::entries::Walk;
use super::{DynamicMap, Map};
use crate::retry::{self, Call};
use crate::{Error, Operation, Result};
use skep_uapi::{Errno, MapType};

/// How many entries a map has, of those that it may have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub struct Fill {
    /// How many there are: counted one after the other, while others may insert and remove some.
    pub entries: u32,
    /// How many there may be.
    pub max_entries: u32,
    /// Whether it makes room by itself for a new one (the `lru` types): then entries are lost before it is full, as each CPU keeps
    /// some of its own, and it may never be full at all.
    pub makes_room: bool,
}

impl Fill {
    /// Whether there is no room for one more: there are as many entries as there may be. Of a map that makes room, it says that
    /// the next one takes another's place.
    pub const fn is_full(&self) -> bool {
        self.entries >= self.max_entries
    }
}

impl Map {
    /// Counts the entries: of tables and tries those that there are; of arrays of objects (programs, maps, interfaces, sockets …)
    /// those that are set. Arrays of values have all from the beginning. It takes as long as going through the map.
    ///
    /// # Errors
    /// If this process may not read the map, or its entries cannot be counted from outside: queues, stacks, rings, filters, maps of
    /// AF_XDP sockets, and storage of other objects.
    pub fn fill(&self) -> Result<Fill> {
        let info = self.info();
        let makes_room = matches!(info.map_type, MapType::LRU_HASH | MapType::LRU_PERCPU_HASH);
        let entries = match info.map_type {
            MapType::ARRAY | MapType::PERCPU_ARRAY => info.max_entries,
            MapType::HASH
            | MapType::PERCPU_HASH
            | MapType::LRU_HASH
            | MapType::LRU_PERCPU_HASH
            | MapType::LPM_TRIE => {
                let value_length = DynamicMap::value_length_of(self)?;
                self.walked(Walk::new(self, value_length))?
            }
            // What their values stand for is not of interest, and not always told.
            MapType::HASH_OF_MAPS | MapType::DEVMAP_HASH | MapType::SOCKHASH => {
                self.walked(Walk::through_keys(self))?
            }
            MapType::PROG_ARRAY
            | MapType::ARRAY_OF_MAPS
            | MapType::DEVMAP
            | MapType::CPUMAP
            | MapType::SOCKMAP
            | MapType::REUSEPORT_SOCKARRAY => self.set_slots()?,
            other => {
                let problem = format!("the entries of a map of type {other} cannot be counted from outside");
                let remedy = "count them where they are written";
                return Err(Error::unsupported(Operation::Iterate, self.name(), problem, remedy));
            }
        };
        Ok(Fill { entries, max_entries: info.max_entries, makes_room })
    }

    /// Whether there is no room for one more entry, as [`fill`](Self::fill) counts them.
    ///
    /// # Errors
    /// As there.
    pub fn is_full(&self) -> Result<bool> {
        Ok(self.fill()?.is_full())
    }

    /// Whether no process can change it any more ([`freeze`](Self::freeze)), whoever has done it. Maps that only programs may change
    /// from the beginning (`RDONLY`) are not frozen for that. Never before Linux 5.2.
    ///
    /// # Errors
    /// If the kernel does not say.
    pub fn is_frozen(&self) -> Result<bool> {
        let kernel = &self.object.kernel;
        retry::call(kernel, Call::Read, || kernel.api().map_is_frozen(&self.object.handle))
            .map_err(|errno| self.error(Operation::Info, errno))
    }

    /// The entries of a table, all of which are gone through.
    fn walked(&self, mut walk: Walk<'_>) -> Result<u32> {
        let mut entries: u32 = 0;
        while walk.next()?.is_some() {
            entries = entries.saturating_add(1);
        }
        Ok(entries)
    }

    /// The places of an array of objects that have one.
    fn set_slots(&self) -> Result<u32> {
        let kernel = &self.object.kernel;
        let mut value = vec![0; self.info().value_size as usize];
        let mut entries = 0;
        for index in 0..self.info().max_entries {
            let key = index.to_ne_bytes();
            match retry::call(kernel, Call::Read, || {
                kernel.api().map_lookup(&self.object.handle, &key, &mut value)
            }) {
                Ok(()) => entries += 1,
                Err(Errno::ENOENT) => {}
                Err(errno) => return Err(self.error(Operation::Iterate, errno)),
            }
        }
        Ok(entries)
    }

    /// Whether this map could be used in the place of one that is made by this specification: as
    /// [`check_fits`](Self::check_fits), which says why not.
    pub fn is_compatible_with(&self, spec: &skep_object::MapSpec) -> bool {
        self.check_fits(spec).is_ok()
    }
}
