//! Helpers on packets (`net/core/filter.c`).

use super::{Kernel, length, low, negative};
use crate::input::{ETHERNET, FRAME_HEADER};
use skep_isa::{Register, Size, registers::*};
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind, Memory};

/// The most bytes that a program keeps before a packet (`xdp_metalen_invalid`, `include/net/xdp.h`: what 8 bits count, in
/// steps of 4).
const LONGEST_METADATA: usize = 252;

/// Offsets from here on are from the network header, and from there on from the Ethernet header (`SKF_NET_OFF` and
/// `SKF_LL_OFF`, `include/uapi/linux/filter.h`).
const NETWORK: i32 = -0x10_0000;
const LINK: i32 = -0x20_0000;

/// The flags of `bpf_skb_store_bytes`: to recompute the checksum, which there is none of here, and to forget the hash
/// (`BPF_F_RECOMPUTE_CSUM`, `BPF_F_INVALIDATE_HASH`, `include/uapi/linux/bpf.h`).
const RECOMPUTE_CHECKSUM: u64 = 1;
const FORGET_HASH: u64 = 2;

impl Kernel<'_> {
    /// A fault unless the register has the context.
    pub(super) fn check_context(&self, call: &Call<'_>, register: Register) -> Result<(), FaultKind> {
        if call.argument(register)? == call.memory.address(self.around.input.context, 0) {
            Ok(())
        } else {
            Err(FaultKind::Refused(format!("{register} must be the context")))
        }
    }

    /// Lets the packet begin later, or earlier if the number is negative. 14 bytes must be left.
    pub(super) fn xdp_adjust_head(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let offset = self.offset(call)?;
        let Some(packet) = &mut self.around.input.packet else { return Ok(negative(Errno::EINVAL)) };
        let meta = packet.start - packet.meta;
        let start = packet.start.checked_add_signed(offset);
        let last = packet.end.saturating_sub(ETHERNET);
        let Some(start) = start.filter(|start| (FRAME_HEADER + meta..=last).contains(start)) else {
            return Ok(negative(Errno::EINVAL));
        };
        packet.move_start(start, call.memory);
        self.moved(call)
    }

    /// Lets the packet end later, with zeros, or earlier if the number is negative. 14 bytes must be left.
    pub(super) fn xdp_adjust_tail(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let offset = self.offset(call)?;
        let Some(packet) = &mut self.around.input.packet else { return Ok(negative(Errno::EINVAL)) };
        if !packet.rest.is_empty() {
            let reason = "the end of a packet in several pieces cannot be moved in the simulated kernel";
            return Err(FaultKind::Refused(reason.into()));
        }
        let end = packet.end.checked_add_signed(offset);
        let Some(end) = end.filter(|end| (packet.start + ETHERNET..=packet.room).contains(end)) else {
            return Ok(negative(Errno::EINVAL));
        };
        packet.clear(packet.end..end, call.memory);
        packet.end = end;
        self.moved(call)
    }

    /// Moves where what the program keeps before the packet begins.
    pub(super) fn xdp_adjust_meta(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let offset = self.offset(call)?;
        let Some(packet) = &mut self.around.input.packet else { return Ok(negative(Errno::EINVAL)) };
        let meta = packet.meta.checked_add_signed(offset);
        let Some(meta) = meta.filter(|meta| (FRAME_HEADER..=packet.start).contains(meta)) else {
            return Ok(negative(Errno::EINVAL));
        };
        let length = packet.start - meta;
        if !length.is_multiple_of(4) || length > LONGEST_METADATA {
            return Ok(negative(Errno::EACCES));
        }
        packet.meta = meta;
        self.moved(call)
    }

    /// How long the packet is, with all its pieces.
    pub(super) fn xdp_get_buff_len(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let packet = self.around.input.packet.as_ref();
        Ok(packet.map_or(0, |packet| packet.without_metadata(call.memory).len() as u64))
    }

    /// Bytes of the packet from an offset on; what is in the destination stays if there are not so many.
    pub(super) fn xdp_load_bytes(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (destination, size) = (call.argument(R3)?, length(call, R4)?);
        call.memory.check_write(destination, size)?;
        let (from, packet) = (low(call.argument(R2)?), self.around.input.packet.as_ref());
        let all = packet.map(|packet| packet.without_metadata(call.memory)).unwrap_or_default();
        if from > 0xffff || size > 0xffff {
            return Ok(negative(Errno::EFAULT));
        }
        let from = crate::maps::length(from);
        let Some(bytes) = all.get(from..from + size) else { return Ok(negative(Errno::EINVAL)) };
        call.memory.write(destination, bytes)?;
        Ok(0)
    }

    /// Puts bytes into the packet. Addresses that the program has of it stay good.
    pub(super) fn xdp_store_bytes(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let size = length(call, R4)?;
        let bytes = call.memory.read(call.argument(R3)?, size)?.to_vec();
        let to = low(call.argument(R2)?);
        if to > 0xffff || size > 0xffff {
            return Ok(negative(Errno::EFAULT));
        }
        let Some(packet) = &mut self.around.input.packet else { return Ok(negative(Errno::EINVAL)) };
        let to = crate::maps::length(to);
        let first = packet.bytes_mut(call.memory);
        let split = first.len();
        if to + size > split + packet.rest.len() {
            return Ok(negative(Errno::EINVAL));
        }
        for (at, byte) in (to..).zip(bytes) {
            match at.checked_sub(split) {
                None => first[at] = byte,
                Some(behind) => packet.rest[behind] = byte,
            }
        }
        Ok(0)
    }

    /// The signed number in `r2`, of 32 bits; the context must be in `r1`.
    fn offset(&self, call: &Call<'_>) -> Result<isize, FaultKind> {
        self.check_context(call, R1)?;
        let low = u32::try_from(call.argument(R2)? & u64::from(u32::MAX)).unwrap_or(0).cast_signed();
        // There is no target where it does not fit.
        Ok(isize::try_from(low).unwrap_or(0))
    }

    pub(super) fn moved(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.around.input.packet_moved(call.memory)?;
        Ok(0)
    }

    /// The bytes of the packet from an offset on, or zeros and an error.
    pub(super) fn skb_load_bytes(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (destination, size) = (call.argument(R3)?, length(call, R4)?);
        call.memory.check_write(destination, size)?;
        let from = usize::try_from(call.argument(R2)? & u64::from(u32::MAX)).unwrap_or(usize::MAX);
        let packet = self.around.input.packet.as_ref().map_or(&[][..], |packet| packet.bytes(call.memory));
        let found = from.checked_add(size).and_then(|end| packet.get(from..end)).map(<[u8]>::to_vec);
        let answer = if found.is_some() { 0 } else { negative(Errno::EFAULT) };
        call.memory.write(destination, &found.unwrap_or_else(|| vec![0; size]))?;
        Ok(answer)
    }

    /// Puts bytes into the packet. Addresses that the program has of it are good for nothing afterwards.
    pub(super) fn skb_store_bytes(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let size = length(call, R4)?;
        let bytes = call.memory.read(call.argument(R3)?, size)?.to_vec();
        let flags = call.argument(R5)?;
        let to = usize::try_from(call.argument(R2)? & u64::from(u32::MAX)).unwrap_or(usize::MAX);
        if flags & !(RECOMPUTE_CHECKSUM | FORGET_HASH) != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        let input = &mut *self.around.input;
        let place = input
            .packet
            .as_ref()
            .and_then(|packet| packet.bytes_mut(call.memory).get_mut(to..to.checked_add(size)?));
        let Some(place) = place else { return Ok(negative(Errno::EFAULT)) };
        place.copy_from_slice(&bytes);
        if flags & FORGET_HASH != 0 {
            call.memory.set_field(input.context, "hash", 0);
        }
        self.moved(call)
    }

    /// What a load of the old kind finds; nothing beyond the packet (`bpf_skb_load_helper_32` and
    /// `bpf_internal_load_pointer_neg_helper`).
    pub(super) fn loaded(
        &self,
        context: u64,
        offset: u32,
        size: Size,
        memory: &Memory,
    ) -> Result<Option<u64>, FaultKind> {
        let input = &*self.around.input;
        let Some(packet) = input.packet.as_ref().filter(|_| context == memory.address(input.context, 0))
        else {
            return Err(FaultKind::NoPacket);
        };
        let offset = offset.cast_signed();
        let (from, offset) = match offset {
            0.. => (packet.start, offset),
            NETWORK.. => (packet.ethernet + ETHERNET, offset - NETWORK),
            LINK.. => (packet.ethernet, offset - LINK),
            _ => return Ok(None),
        };
        let bytes = usize::try_from(offset).ok().and_then(|offset| {
            let start = from.checked_add(offset)?;
            packet.all(memory).get(start..start.checked_add(size.bytes())?)
        });
        let number = |bytes: &[u8]| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Ok(bytes.map(number))
    }
}
