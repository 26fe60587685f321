//! Helpers that call a function of the program again and again (`kernel/bpf/bpf_iter.c`, and `kernel/bpf/ringbuf.c` for a user ring).

use super::dynptr::Sample;
use super::{Kernel, negative};
use crate::maps::{MapKind, UserRing};
use skep_isa::registers::*;
use skep_memory::{UserRingRefusal, UserRingSample};
use skep_uapi::{Errno, RingFlags};
use skep_vm::{Call, FaultKind, Memory, RegionId};
use std::collections::VecDeque;

/// The most times (`BPF_MAX_LOOPS`, `include/linux/bpf.h`).
const MOST: u64 = 8 << 20;

/// The most samples that are drained at once (`BPF_MAX_USER_RINGBUF_SAMPLES`, `kernel/bpf/ringbuf.c`).
const MOST_SAMPLES: u64 = 128 << 10;

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
    Samples(Drain),
}

/// A user ring that is drained.
#[derive(Debug)]
struct Drain {
    map: u32,
    flags: RingFlags,
    /// What the function has now.
    sample: Option<Sample>,
    /// The samples that were passed over.
    discarded: u64,
    is_stopped: bool,
}

/// What a loop's next turn is.
enum Turn {
    /// The function is called.
    Called,
    /// The loop is over, with this for the program.
    Over(u64),
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

    /// Calls a function with each sample that is in a user ring (`bpf_user_ringbuf_drain`, `kernel/bpf/ringbuf.c`).
    pub(super) fn user_ringbuf_drain(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let map = self.map(call, R1)?;
        let (function, context) = (call.argument(R2)?, call.argument(R3)?);
        let flags = RingFlags(call.argument(R4)?);
        let label = self.map_label(map);
        let found = self.around.maps.get_mut(map).map(|map| (map.map_type(), &mut map.kind));
        let Ok((_, MapKind::UserRing(ring))) = found else {
            let what = found.map_or(label.clone(), |(map_type, _)| format!("{label}, of type {map_type}"));
            return Err(FaultKind::Refused(format!("{R1} must be a user ring buffer, but it is {what}")));
        };
        if flags.0 & !(RingFlags::NO_WAKEUP | RingFlags::FORCE_WAKEUP).0 != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        if std::mem::replace(&mut ring.is_drained, true) {
            return Ok(negative(Errno::EBUSY));
        }
        let drain = Drain { map, flags, sample: None, discarded: 0, is_stopped: false };
        self.ongoing.loops.push(Loop { function, context, done: 0, over: Over::Samples(drain) });
        self.next_time(call)
    }

    /// The samples that functions of the program have now.
    pub(super) fn running_samples(&self) -> impl Iterator<Item = &Sample> {
        self.ongoing.loops.iter().filter_map(|running| match &running.over {
            Over::Samples(drain) => drain.sample.as_ref(),
            Over::Numbers { .. } | Over::Map { .. } => None,
        })
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
                    Over::Samples(drain) => drain.is_stopped = true,
                }
            }
        }
        self.next_time(call)
    }

    /// Calls the innermost loop's function once more, or ends the loop with how often that was.
    fn next_time(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let Some(mut running) = self.ongoing.loops.pop() else { return Ok(0) };
        match self.turn(&mut running, call) {
            Ok(Turn::Over(result)) => Ok(result),
            Ok(Turn::Called) => {
                let done = running.done;
                self.ongoing.loops.push(running);
                Ok(done)
            }
            Err(fault) => {
                // What it has is taken away with the rest of the run.
                self.ongoing.loops.push(running);
                Err(fault)
            }
        }
    }

    fn turn(&mut self, running: &mut Loop, call: &mut Call<'_>) -> Result<Turn, FaultKind> {
        Ok(match &mut running.over {
            Over::Numbers { count } if running.done < *count => {
                call.call_function(running.function, &[running.done, running.context])?;
                Turn::Called
            }
            Over::Numbers { .. } => Turn::Over(running.done),
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
                        Turn::Called
                    }
                    None => Turn::Over(running.done),
                }
            }
            Over::Samples(drain) => {
                let ring = self.around.maps.get_mut(drain.map).map(|map| &mut map.kind);
                let Ok(MapKind::UserRing(ring)) = ring else {
                    return Ok(Turn::Over(negative(Errno::EINVAL)));
                };
                match drain.next(ring, running.done, call.memory)? {
                    Turn::Called => {
                        let pointer = drain.sample.as_ref().map(|sample| sample.pointer);
                        let address = pointer.map_or(0, |pointer| call.memory.address(pointer, 0));
                        call.call_function(running.function, &[address, running.context])?;
                        Turn::Called
                    }
                    over @ Turn::Over(_) => over,
                }
            }
        })
    }

    /// Takes away what loops that a fault ended have left.
    pub(super) fn leave_loops(&mut self, memory: &mut Memory) {
        for running in std::mem::take(&mut self.ongoing.loops) {
            match running.over {
                Over::Map { key: Some(key), .. } => {
                    memory.remove(key);
                }
                Over::Samples(mut drain) => {
                    if let Ok(map) = self.around.maps.get_mut(drain.map)
                        && let MapKind::UserRing(ring) = &mut map.kind
                    {
                        drain.take_back(ring, memory);
                        ring.is_drained = false;
                    }
                }
                Over::Map { .. } | Over::Numbers { .. } => {}
            }
        }
    }
}

impl Drain {
    /// The function is done with its sample.
    fn take_back(&mut self, ring: &mut UserRing, memory: &mut Memory) {
        if let Some(Sample { pointer, bytes, length }) = self.sample.take() {
            memory.remove(pointer);
            memory.remove(bytes);
            ring.consumer.release(length);
        }
    }

    /// Goes on to the next sample, after so many.
    fn next(&mut self, ring: &mut UserRing, done: u64, memory: &mut Memory) -> Result<Turn, FaultKind> {
        self.take_back(ring, memory);
        let mut refused = None;
        while !self.is_stopped && done + self.discarded < MOST_SAMPLES {
            match ring.consumer.peek() {
                Ok(UserRingSample::None) => break,
                Ok(UserRingSample::Discarded) => self.discarded += 1,
                Ok(UserRingSample::Bytes(bytes)) => {
                    let length = bytes.len();
                    let bytes = memory.add_bytes("a sample of a user ring", bytes)?;
                    let pointer = match memory.add_opaque("the dynptr of a sample".to_owned()) {
                        Ok(pointer) => pointer,
                        Err(error) => {
                            memory.remove(bytes);
                            return Err(error.into());
                        }
                    };
                    self.sample = Some(Sample { pointer, bytes, length });
                    return Ok(Turn::Called);
                }
                Err(refusal) => {
                    refused = Some(match refusal {
                        UserRingRefusal::Invalid => Errno::EINVAL,
                        UserRingRefusal::TooLong => Errno::E2BIG,
                    });
                    break;
                }
            }
        }
        ring.is_drained = false;
        let has_drained = done + self.discarded > 0 && !self.flags.contains(RingFlags::NO_WAKEUP);
        if self.flags.contains(RingFlags::FORCE_WAKEUP) || has_drained {
            ring.wakes += 1;
        }
        Ok(Turn::Over(refused.map_or(done, negative)))
    }
}
