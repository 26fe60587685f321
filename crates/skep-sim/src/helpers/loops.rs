//! Helpers that call a function of the program again and again (`kernel/bpf/bpf_iter.c`).

use super::{Kernel, negative};
use crate::maps::MapKind;
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind, RegionId};
use std::collections::VecDeque;

/// The most times (`BPF_MAX_LOOPS`, `include/linux/bpf.h`).
const MOST: u64 = 8 << 20;

/// A helper that has called a function and waits for it.
#[derive(Debug)]
pub(super) struct Loop {
    function: u64,
    /// What the program gave for the function.
    context: u64,
    /// How often the function has returned.
    done: u64,
    over: Over,
}

/// What a loop goes over.
#[derive(Debug)]
enum Over {
    Numbers { count: u64 },
    Map { map: u32, map_address: u64, keys: VecDeque<Vec<u8>>, key: Option<RegionId> },
}

impl Kernel<'_> {
    /// Calls a function with the numbers from 0 on, until it returns something else than 0; how often that was.
    pub(super) fn loop_(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let count = call.argument(R1)? & u64::from(u32::MAX);
        let (function, context, flags) = (call.argument(R2)?, call.argument(R3)?, call.argument(R4)?);
        if flags != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        if count > MOST {
            return Ok(negative(Errno::E2BIG));
        }
        self.ongoing.loops.push(Loop { function, context, done: 0, over: Over::Numbers { count } });
        self.next_time(call)
    }

    /// Calls a function with each entry of a map.
    pub(super) fn for_each_map_elem(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let map = self.map(call, R1)?;
        let (map_address, function, context) = (call.argument(R1)?, call.argument(R2)?, call.argument(R3)?);
        let flags = call.argument(R4)?;
        let label = self.map_label(map);
        let Ok(found) = self.around.maps.get(map) else {
            return Err(FaultKind::Refused(format!("{R1} must be a map")));
        };
        if !matches!(found.kind, MapKind::Hash(_) | MapKind::Array(_)) {
            let reason = format!(
                "{R1} must be a hash table or an array, but it is {label}, of type {}",
                found.map_type()
            );
            return Err(FaultKind::Refused(reason));
        }
        if flags != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        let mut keys = VecDeque::new();
        let mut next = vec![0; crate::maps::length(found.info().key_size)];
        let mut previous: Option<Vec<u8>> = None;
        while found.next_key(previous.as_deref(), &mut next).is_ok() {
            keys.push_back(next.clone());
            previous = Some(next.clone());
        }
        let over = Over::Map { map, map_address, keys, key: None };
        self.ongoing.loops.push(Loop { function, context, done: 0, over });
        self.next_time(call)
    }

    /// The innermost loop's function has returned.
    pub(super) fn one_more_time(&mut self, value: u64, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        if value > 1 {
            let value = value.cast_signed();
            let reason = format!(
                "the function that a helper calls returns {value}; it returns 0 to go on or 1 to stop"
            );
            return Err(FaultKind::Refused(reason));
        }
        if let Some(running) = self.ongoing.loops.last_mut() {
            running.done += 1;
            if value != 0 {
                match &mut running.over {
                    Over::Numbers { count } => *count = running.done,
                    Over::Map { keys, .. } => keys.clear(),
                }
            }
        }
        self.next_time(call)
    }

    /// Calls the innermost loop's function once more, or ends the loop with how often that was.
    fn next_time(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let Some(mut running) = self.ongoing.loops.pop() else { return Ok(0) };
        let going_on = match &mut running.over {
            Over::Numbers { count } if running.done < *count => {
                call.call_function(running.function, &[running.done, running.context])?;
                true
            }
            Over::Numbers { .. } => false,
            Over::Map { map, map_address, keys, key } => {
                key.take().map(|key| call.memory.remove(key));
                let mut found = None;
                while let Some(next) = keys.pop_front() {
                    let cpu = self.around.task.cpu;
                    let map = self.around.maps.get_mut(*map).ok();
                    // What the function has removed meanwhile is passed over.
                    if let Some(value) = map.and_then(|map| map.value_address(&next, cpu, call.memory)) {
                        found = Some((next, value));
                        break;
                    }
                }
                match found {
                    Some((bytes, value)) => {
                        let all = 0..bytes.len();
                        let region = call.memory.add_window("the key", bytes, all, skep_vm::Rights::Read)?;
                        *key = Some(region);
                        let address = call.memory.address(region, 0);
                        call.call_function(
                            running.function,
                            &[*map_address, address, value, running.context],
                        )?;
                        true
                    }
                    None => false,
                }
            }
        };
        let done = running.done;
        if going_on {
            self.ongoing.loops.push(running);
        }
        Ok(done)
    }

    /// Takes away what loops that a fault ended have left.
    pub(super) fn leave_loops(&mut self, memory: &mut skep_vm::Memory) {
        for running in self.ongoing.loops.drain(..) {
            if let Over::Map { key: Some(key), .. } = running.over {
                memory.remove(key);
            }
        }
    }
}
