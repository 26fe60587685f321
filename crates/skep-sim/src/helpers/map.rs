//! Helpers on maps: those with keys, and queues and stacks.

use super::{Kernel, negative};
use crate::maps::{Caller, Map, MapKind, length};
use skep_isa::{Register, registers::*};
use skep_uapi::{Errno, UpdateFlags};
use skep_vm::{Call, FaultKind};

impl Kernel<'_> {
    /// The map that `r1` names, which must be one that the helper takes.
    pub(super) fn map_in_r1(
        &self,
        call: &Call<'_>,
        wanted: &str,
        is_wanted: impl Fn(&MapKind) -> bool,
    ) -> Result<(u32, &Map), FaultKind> {
        let id = self.map(call, R1)?;
        match self.around.maps.get(id) {
            Ok(map) if is_wanted(&map.kind) => Ok((id, map)),
            Ok(map) => Err(FaultKind::Refused(format!(
                "{R1} must be {wanted}, but it is {}, of type {}",
                map.label(),
                map.map_type()
            ))),
            Err(_) => Err(FaultKind::Refused(format!("{R1} must be {wanted}"))),
        }
    }

    fn map_with_keys(&self, call: &Call<'_>) -> Result<(u32, &Map), FaultKind> {
        self.map_in_r1(call, "a map with keys and values", has_values)
    }

    fn queue(&self, call: &Call<'_>) -> Result<(u32, &Map), FaultKind> {
        self.map_in_r1(call, "a queue or stack", |kind| matches!(kind, MapKind::Queue(_)))
    }

    fn queue_or_filter(&self, call: &Call<'_>) -> Result<(u32, &Map), FaultKind> {
        let is_one = |kind: &MapKind| matches!(kind, MapKind::Queue(_) | MapKind::Bloom(_));
        self.map_in_r1(call, "a queue, stack or Bloom filter", is_one)
    }

    fn caller(&self) -> Caller {
        Caller::Program { cpu: self.around.task.cpu }
    }

    pub(super) fn map_lookup_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.value_address(call, self.around.task.cpu)
    }

    /// The part of another CPU, or 0 if there is no such CPU.
    pub(super) fn map_lookup_percpu_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let wanted = "a map with a value for each CPU";
        let id = self.map(call, R1)?;
        if !self.around.maps.get(id).is_ok_and(Map::is_per_cpu) {
            return self.map_in_r1(call, wanted, |_| false).map(|_| 0);
        }
        // The kernel takes the lower half.
        let cpu = u32::try_from(call.argument(R3)? & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        self.value_address(call, cpu)
    }

    fn value_address(&mut self, call: &Call<'_>, cpu: u32) -> Result<u64, FaultKind> {
        let wanted = "a map with keys and values";
        let (id, map) =
            self.map_in_r1(call, wanted, |kind| has_values(kind) || matches!(kind, MapKind::Outer(_)))?;
        let key = bytes(call, R2, map.info().key_size)?;
        if let MapKind::Outer(maps) = &map.kind {
            let inner = maps.get(&key).and_then(|inner| self.around.maps.get(inner).ok());
            return Ok(inner.map_or(0, |inner| inner.address(call.memory)));
        }
        let map = self.around.maps.get_mut(id);
        Ok(map.ok().and_then(|map| map.value_address(&key, cpu, call.memory)).unwrap_or(0))
    }

    pub(super) fn map_update_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, map) = self.map_with_keys(call)?;
        let key = bytes(call, R2, map.info().key_size)?;
        let value = bytes(call, R3, map.info().value_size)?;
        let flags = UpdateFlags(call.argument(R4)?);
        let caller = self.caller();
        let map = self.around.maps.get_mut(id);
        Ok(answer(map.and_then(|map| map.update(&key, &value, flags, caller, call.memory))))
    }

    pub(super) fn map_delete_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, map) = self.map_with_keys(call)?;
        let key = bytes(call, R2, map.info().key_size)?;
        Ok(answer(self.around.maps.get_mut(id).and_then(|map| map.delete(&key))))
    }

    pub(super) fn map_push_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, map) = self.queue_or_filter(call)?;
        let value = bytes(call, R2, map.info().value_size)?;
        let flags = UpdateFlags(call.argument(R3)?);
        let caller = self.caller();
        let map = self.around.maps.get_mut(id);
        Ok(answer(map.and_then(|map| map.update(&[], &value, flags, caller, call.memory))))
    }

    pub(super) fn map_pop_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.first_value(call, |map, value, call| map.take(&[], value, call.memory))
    }

    pub(super) fn map_peek_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, map) = self.queue_or_filter(call)?;
        if let MapKind::Bloom(_) = map.kind {
            // What is asked for is there already, and stays as it is.
            let mut value = bytes(call, R2, map.info().value_size)?;
            return Ok(answer(
                self.around.maps.get(id).and_then(|map| map.lookup(&[], &mut value, call.memory)),
            ));
        }
        self.first_value(call, |map, value, call| map.lookup(&[], value, call.memory))
    }

    /// Where there is no value, the kernel writes zeros to its place.
    fn first_value(
        &mut self,
        call: &mut Call<'_>,
        get: impl Fn(&mut Map, &mut [u8], &Call<'_>) -> Result<(), Errno>,
    ) -> Result<u64, FaultKind> {
        let (id, map) = self.queue(call)?;
        let mut value = vec![0; length(map.info().value_size)];
        let place = call.argument(R2)?;
        call.memory.check_write(place, value.len())?;
        let got = self.around.maps.get_mut(id).and_then(|map| get(map, &mut value, call));
        call.memory.write(place, &value)?;
        Ok(answer(got))
    }
}

fn has_values(kind: &MapKind) -> bool {
    matches!(kind, MapKind::Hash(_) | MapKind::Array(_) | MapKind::Trie(_))
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
