//! Arenas: memory that programs and user space share, with pointers in it.

use super::Map;
use crate::{Error, Kernel, Operation, Result, Value};
use skep_memory::Region;
use skep_object::MapSpec;
use skep_uapi::{MapFlags, MapType};

/// An arena (`BPF_MAP_TYPE_ARENA`, Linux 6.9): up to 4 GiB of memory in pages that come when they are used first, by whom it may be. Programs
/// get pages from the kernel (`bpf_arena_alloc_pages`), user space by touching them. Needs a processor that the kernel compiles arenas for
/// (x86-64, arm64 and others). Cloning it is cheap.
///
/// User space reads and writes copies of values; programs may write at the same time, and then a value of more than 8 bytes can be one half of
/// each.
#[derive(Debug)]
pub struct Arena {
    map: Map,
    memory: Region,
}

impl Clone for Arena {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), memory: self.memory.share() }
    }
}

impl Arena {
    /// The specification of an arena of so many pages.
    pub fn spec(name: &str, pages: u32) -> MapSpec {
        MapSpec { flags: MapFlags::MMAPABLE, ..MapSpec::new(name, MapType::ARENA, 0, 0, pages) }
    }

    /// Creates an arena of so many pages and maps it. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel has no arenas, does not take the name or the size, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, pages: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, pages))?)
    }

    /// Takes a map for an arena, and maps its memory.
    ///
    /// # Errors
    /// If it is of another type, was made with [`MapFlags::SEGV_ON_FAULT`] (then what no program has got ends the process that reads it),
    /// or the memory cannot be mapped: by another handle on the same arena this process has it already (take a clone of the [`Map`] that has
    /// it).
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::ARENA])?;
        if map.info().flags.contains(MapFlags::SEGV_ON_FAULT) {
            let problem =
                "flags has SEGV_ON_FAULT: a look at a page that no program has got would end this process";
            return Err(Error::invalid(Operation::Check, map.name(), problem));
        }
        let Some(memory) = map.memory().map(Region::share) else {
            let problem = "the memory cannot be mapped: a process maps an arena once, and others at the same address; clone what has it";
            return Err(Error::invalid(Operation::Check, map.name(), problem));
        };
        Ok(Self { map, memory })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many bytes it has.
    #[expect(clippy::len_without_is_empty, reason = "it has at least a page")]
    pub fn len(&self) -> usize {
        self.memory.len()
    }

    /// Reads a value at a place, in bytes from the start, which is a multiple of 8. A page that was not used before is zero, and there from now on.
    ///
    /// # Errors
    /// If it would not lie in the arena, or the place is no multiple of 8.
    pub fn read<T: Value>(&self, place: usize) -> Result<T> {
        self.check(place, size_of::<T>())?;
        let mut value = T::new_zeroed();
        self.memory.load_bytes(place, value.as_mut_bytes());
        Ok(value)
    }

    /// Writes a value at such a place.
    ///
    /// # Errors
    /// The same.
    pub fn write<T: Value>(&self, place: usize, value: &T) -> Result<()> {
        self.check(place, size_of::<T>())?;
        self.memory.store_bytes(place, value.as_bytes());
        Ok(())
    }

    fn check(&self, place: usize, size: usize) -> Result<()> {
        let fits = place.checked_add(size).is_some_and(|end| end <= self.len());
        if fits && place.is_multiple_of(8) {
            return Ok(());
        }
        let problem = format!(
            "place is {place}; a value of {size} bytes lies at a multiple of 8 in the arena's {} bytes",
            self.len()
        );
        Err(Error::invalid(Operation::Check, self.map.name(), problem))
    }
}
