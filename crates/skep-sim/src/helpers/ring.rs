//! Helpers on ring buffers (`kernel/bpf/ringbuf.c`).

use super::{Kernel, length, negative};
use crate::maps::{MapKind, Ring};
use skep_isa::registers::*;
use skep_memory::{RingCommit, RingReservation};
use skep_uapi::{Errno, RingFlags};
use skep_vm::{Call, FaultKind, Memory, RegionId};

/// What fresh records are filled with: the kernel does not clear them, and what was there before is chance.
const UNCLEARED: u8 = 0xa5;

/// What `bpf_ringbuf_query` can be asked (the enum with `BPF_RB_AVAIL_DATA`, `include/uapi/linux/bpf.h`).
mod query {
    pub(super) const AVAILABLE: u64 = 0;
    pub(super) const SIZE: u64 = 1;
    pub(super) const CONSUMER: u64 = 2;
    pub(super) const PRODUCER: u64 = 3;
}

/// A record that a program reserved and has not yet ended.
#[derive(Debug)]
pub(super) struct Reservation {
    map: u32,
    /// The record's bytes.
    region: RegionId,
    /// Its place in the ring.
    place: RingReservation,
    /// Which program of the run reserved it, and the slot of the instruction.
    place_in_code: (usize, usize),
}

impl Reservation {
    pub(super) fn map(&self) -> u32 {
        self.map
    }

    pub(super) fn place_in_code(&self) -> (usize, usize) {
        self.place_in_code
    }
}

impl Kernel<'_> {
    fn ring(&mut self, call: &Call<'_>) -> Result<(u32, &mut Ring), FaultKind> {
        let id = self.map(call, R1)?;
        let label = self.map_label(id);
        match self.around.maps.get_mut(id) {
            Ok(map) => {
                let map_type = map.info().map_type;
                match &mut map.kind {
                    MapKind::Ring(ring) => Ok((id, ring)),
                    _ => {
                        let reason =
                            format!("{R1} must be a ring buffer, but it is {label}, of type {map_type}");
                        Err(FaultKind::Refused(reason))
                    }
                }
            }
            Err(_) => Err(FaultKind::Refused(format!("{R1} must be a ring buffer"))),
        }
    }

    pub(super) fn ringbuf_output(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (_, ring) = self.ring(call)?;
        let bytes = call.memory.read(call.argument(R2)?, length(call, R3)?)?;
        let flags = RingFlags(call.argument(R4)?);
        let known = RingFlags::NO_WAKEUP | RingFlags::FORCE_WAKEUP;
        if flags.0 & !known.0 != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        match ring.producer.reserve(size) {
            Some(place) => {
                ring.commit(place, bytes, RingCommit::Submit, flags);
                Ok(0)
            }
            None => Ok(negative(Errno::EAGAIN)),
        }
    }

    pub(super) fn ringbuf_reserve(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let size = length(call, R2)?;
        let flags = call.argument(R3)?;
        let (map, ring) = self.ring(call)?;
        let place =
            u32::try_from(size).ok().filter(|_| flags == 0).and_then(|size| ring.producer.reserve(size));
        let Some(place) = place else { return Ok(0) };
        let name = format!("a record of {}", self.map_label(map));
        let region = match call.memory.add_bytes(name, vec![UNCLEARED; size]) {
            Ok(region) => region,
            Err(error) => {
                // The place was taken, so it must be given up as a record.
                if let Ok((_, ring)) = self.ring(call) {
                    ring.commit(place, &[], RingCommit::Discard, RingFlags::NO_WAKEUP);
                }
                return Err(error.into());
            }
        };
        let place_in_code = (call.program(), call.slot());
        self.ongoing.reservations.push(Reservation { map, region, place, place_in_code });
        Ok(call.memory.address(region, 0))
    }

    pub(super) fn ringbuf_submit(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.end_record(call, RingCommit::Submit)
    }

    pub(super) fn ringbuf_discard(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.end_record(call, RingCommit::Discard)
    }

    fn end_record(&mut self, call: &mut Call<'_>, how: RingCommit) -> Result<u64, FaultKind> {
        let address = call.argument(R1)?;
        let flags = RingFlags(call.argument(R2)?);
        let found = call.memory.locate(address).and_then(|(region, offset)| {
            let is_this = |reservation: &Reservation| reservation.region == region && offset == 0;
            self.ongoing.reservations.iter().position(is_this)
        });
        let Some(index) = found else {
            let reason = format!(
                "{R1} must be the beginning of a record that is reserved and was not yet submitted or discarded, but it \
                 is {address:#x}"
            );
            return Err(FaultKind::Refused(reason));
        };
        let Reservation { map, region, place, .. } = self.ongoing.reservations.remove(index);
        let bytes = call.memory.remove(region).unwrap_or_default();
        self.commit(map, place, &bytes, how, flags);
        Ok(0)
    }

    /// Discards a record that the program did not end.
    pub(super) fn give_up(&mut self, reservation: Reservation, memory: &mut Memory) {
        memory.remove(reservation.region);
        self.commit(reservation.map, reservation.place, &[], RingCommit::Discard, RingFlags::NONE);
    }

    fn commit(&mut self, map: u32, place: RingReservation, bytes: &[u8], how: RingCommit, flags: RingFlags) {
        if let Ok(map) = self.around.maps.get_mut(map)
            && let MapKind::Ring(ring) = &mut map.kind
        {
            ring.commit(place, bytes, how, flags);
        }
    }

    pub(super) fn ringbuf_query(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let asked = call.argument(R2)?;
        let (_, ring) = self.ring(call)?;
        Ok(match asked {
            query::AVAILABLE => ring.producer.unread(),
            query::SIZE => ring.producer.data_size() as u64,
            query::CONSUMER => ring.producer.consumer_position(),
            query::PRODUCER => ring.producer.producer_position(),
            _ => 0,
        })
    }
}
