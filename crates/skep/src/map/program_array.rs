//! Program arrays: what programs tail-call.

use super::Map;
use crate::{Kernel, Operation, Program, Result};
use skep_object::MapSpec;
use skep_uapi::{MapType, UpdateFlags};
use zerocopy::IntoBytes;

/// An array of programs that other programs can go on to (`BPF_MAP_TYPE_PROG_ARRAY`, Linux 4.2). Cloning it is cheap.
///
/// A tail call to an empty slot or beyond the end does nothing, and the calling program goes on. All programs in an
/// array, and those that call them, are of the same type. When the last handle and pin of the array goes away the
/// kernel empties it, although the programs that use it stay attached: keep it as long as they are.
#[derive(Clone, Debug)]
pub struct ProgramArray {
    map: Map,
}

impl ProgramArray {
    /// The specification of an array of this many slots.
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::new(name, MapType::PROG_ARRAY, 4, 4, length)
    }

    /// Creates an array of this many slots. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, length))?)
    }

    /// Takes a map for a program array.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::PROG_ARRAY])?;
        Ok(Self { map })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many slots it has.
    #[expect(clippy::len_without_is_empty, reason = "an array map is never empty: the kernel refuses it")]
    pub fn len(&self) -> u32 {
        self.map.info().max_entries
    }

    /// Puts a program in a slot, in place of one that is there.
    ///
    /// # Errors
    /// If there are not so many slots, or the program does not go with those that are there or that call it.
    pub fn set(&self, slot: u32, program: &Program) -> Result<()> {
        self.map.check_index(slot)?;
        let object = &self.map.object;
        object
            .kernel
            .api()
            .map_update_object(&object.handle, slot.as_bytes(), program.handle(), UpdateFlags::ANY)
            .map_err(|errno| self.map.error(Operation::SetProgram, errno))
    }

    /// Empties a slot; returns whether there was a program in it.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn clear(&self, slot: u32) -> Result<bool> {
        if slot >= self.len() {
            return Ok(false);
        }
        self.map.delete(slot.as_bytes())
    }

    /// The id of the program in a slot, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, slot: u32) -> Result<Option<u32>> {
        if slot >= self.len() {
            return Ok(None);
        }
        let mut id = 0_u32;
        Ok(self.map.look_up(slot.as_bytes(), id.as_mut_bytes())?.then_some(id))
    }

    /// The slots that have a program, and the ids of the programs.
    pub fn iter(&self) -> impl Iterator<Item = Result<(u32, u32)>> {
        (0..self.len()).filter_map(|slot| match self.get(slot) {
            Ok(id) => id.map(|id| Ok((slot, id))),
            Err(error) => Some(Err(error)),
        })
    }
}
