//! Helpers on maps with keys.

use super::{Kernel, negative};
use crate::maps::{Map, length};
use skep_isa::{Register, registers::*};
use skep_uapi::{Errno, UpdateFlags};
use skep_vm::{Call, FaultKind};

impl Kernel<'_> {
    fn map_with_keys<'m>(&'m self, call: &Call<'_>) -> Result<(u32, &'m Map), FaultKind> {
        let id = self.map(call, R1)?;
        match self.around.maps.get(id) {
            Ok(map) if map.info().key_size > 0 => Ok((id, map)),
            Ok(map) => {
                let reason = format!(
                    "{R1} must be a map with keys, but it is {}, of type {}",
                    map.label(),
                    map.info().map_type
                );
                Err(FaultKind::Refused(reason))
            }
            Err(_) => Err(FaultKind::Refused(format!("{R1} must be a map"))),
        }
    }

    fn key(map: &Map, call: &Call<'_>) -> Result<Vec<u8>, FaultKind> {
        bytes(call, R2, map.info().key_size)
    }

    pub(super) fn map_lookup_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (_, map) = self.map_with_keys(call)?;
        let key = Self::key(map, call)?;
        Ok(map.value_address(&key, call.memory).unwrap_or(0))
    }

    pub(super) fn map_update_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, map) = self.map_with_keys(call)?;
        let key = Self::key(map, call)?;
        let value = bytes(call, R3, map.info().value_size)?;
        let flags = UpdateFlags(call.argument(R4)?);
        let maps = &mut self.around.maps;
        Ok(answer(maps.get_mut(id).and_then(|map| map.update(&key, &value, flags, call.memory))))
    }

    pub(super) fn map_delete_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, map) = self.map_with_keys(call)?;
        let key = Self::key(map, call)?;
        Ok(answer(self.around.maps.get_mut(id).and_then(|map| map.delete(&key))))
    }
}

fn bytes(call: &Call<'_>, register: Register, size: u32) -> Result<Vec<u8>, FaultKind> {
    Ok(call.memory.read(call.argument(register)?, length(size))?.to_vec())
}

fn answer(result: Result<(), Errno>) -> u64 {
    match result {
        Ok(()) => 0,
        Err(errno) => negative(errno),
    }
}
