//! The helpers that have their meaning here: those of maps and ring buffers.

use super::memory::Pointer;
use super::world::size;
use super::{Cause, Run, Word};
use crate::{MapId, Module};
use skep_uapi::{Helper, MapType};

impl Run<'_, '_> {
    pub(super) fn helper(
        &mut self,
        module: &Module,
        helper: Helper,
        arguments: &[Word],
    ) -> Result<Word, Cause> {
        if let Some(done) = self.own_helper(module, helper, arguments)? {
            return Ok(done);
        }
        let done = self.environment.helper(helper, arguments, &mut self.world.memory);
        done.map(Word::Integer)
            .ok_or_else(|| Cause::Missing(format!("helper `{}`", helper.name().unwrap_or("of this number"))))
    }

    /// What a helper does that is known here; `None` if it is not, or not for a map of this type.
    fn own_helper(
        &mut self,
        module: &Module,
        helper: Helper,
        arguments: &[Word],
    ) -> Result<Option<Word>, Cause> {
        let signed = |done: i64| Some(Word::Integer(done.cast_unsigned()));
        match (helper, arguments) {
            (Helper::MAP_LOOKUP_ELEM, &[Word::Map(map), Word::Pointer(key)]) if is_table(module, map) => {
                let key = self.key(module, map, key)?;
                let found = self.world.lookup(map, &key)?;
                Ok(Some(found.map_or(Word::Integer(0), Word::Pointer)))
            }
            (
                Helper::MAP_UPDATE_ELEM,
                &[Word::Map(map), Word::Pointer(key), Word::Pointer(value), Word::Integer(flags)],
            ) if is_table(module, map) => {
                let key = self.key(module, map, key)?;
                let value = self.world.memory.read(value, size(module.maps[map].value_size))?.to_vec();
                Ok(signed(self.world.update(map, &key, &value, flags)?))
            }
            (Helper::MAP_DELETE_ELEM, &[Word::Map(map), Word::Pointer(key)]) if is_table(module, map) => {
                let key = self.key(module, map, key)?;
                Ok(signed(self.world.delete(map, &key)))
            }
            (Helper::RINGBUF_RESERVE, &[Word::Map(map), Word::Integer(bytes), _]) => {
                let record = self.world.reserve(map, bytes)?;
                Ok(Some(record.map_or(Word::Integer(0), Word::Pointer)))
            }
            (Helper::RINGBUF_SUBMIT | Helper::RINGBUF_DISCARD, &[Word::Pointer(record), _]) => {
                self.world.give_back(record, helper == Helper::RINGBUF_SUBMIT);
                Ok(Some(Word::Integer(0)))
            }
            (Helper::RINGBUF_OUTPUT, &[Word::Map(map), Word::Pointer(data), Word::Integer(bytes), _]) => {
                let data =
                    self.world.memory.read(data, usize::try_from(bytes).unwrap_or(usize::MAX))?.to_vec();
                Ok(signed(self.world.output(map, &data)?))
            }
            _ => Ok(None),
        }
    }

    fn key(&self, module: &Module, map: MapId, key: Pointer) -> Result<Vec<u8>, Cause> {
        Ok(self.world.memory.read(key, size(module.maps[map].key_size))?.to_vec())
    }
}

/// Whether the map has keys and values; one for each CPU is one here.
fn is_table(module: &Module, map: MapId) -> bool {
    matches!(
        module.maps[map].map_type,
        MapType::HASH
            | MapType::LRU_HASH
            | MapType::PERCPU_HASH
            | MapType::LRU_PERCPU_HASH
            | MapType::ARRAY
            | MapType::PERCPU_ARRAY
    )
}
