//! What XDP programs move the packet with. All of it takes the context for itself, so that no header is kept across it: the packet is
//! taken apart again behind it.

use super::packet::{Packet, PacketRef, Xdp, XdpRef};
use crate::stage::{Builder, Val, cast};
use skep_ir::{Comparison, Type};
use skep_uapi::Helper;

/// The fewest bytes that a packet has: an Ethernet header.
const LEAST: usize = 14;

impl Xdp {
    /// How many bytes the packet has, in all its buffers (`bpf_xdp_get_buff_len`, Linux 5.18). For older kernels: what a program needs
    /// of a packet is there if it can be parsed.
    #[expect(clippy::len_without_is_empty, reason = "there is no packet without a byte")]
    pub fn len(&self) -> u32 {
        u32::try_from(self.packet.len()).unwrap_or(u32::MAX)
    }

    /// Moves the beginning of the packet by so many bytes, towards its end if they are more than 0 (`bpf_xdp_adjust_head`, Linux
    /// 4.10). `false`: it is where it was, because there is no room, or fewer than 14 bytes would be left. What new bytes hold is not
    /// known.
    pub fn adjust_head(&mut self, by: i32) -> bool {
        let count = distance(by);
        if by >= 0 {
            let is_right = count.saturating_add(LEAST) <= self.packet.len();
            if is_right {
                self.packet.drain(..count);
                self.before = self.before.saturating_add(count);
            }
            return is_right;
        }
        let Some(before) = self.before.checked_sub(count) else { return false };
        self.before = before;
        self.packet.splice(..0, std::iter::repeat_n(0, count));
        true
    }

    /// Moves the end of the packet by so many bytes, towards its beginning if they are fewer than 0 (`bpf_xdp_adjust_tail`, Linux 4.18;
    /// 5.8 to make it longer). `false`: it is where it was, because there is no room, or fewer than 14 bytes would be left. New bytes
    /// are 0.
    pub fn adjust_tail(&mut self, by: i32) -> bool {
        let count = distance(by);
        if by >= 0 {
            let Some(behind) = self.behind.checked_sub(count) else { return false };
            self.behind = behind;
            self.packet.resize(self.packet.len().saturating_add(count), 0);
            return true;
        }
        let left = self.packet.len().checked_sub(count).filter(|left| *left >= LEAST);
        if let Some(left) = left {
            self.packet.truncate(left);
            self.behind = self.behind.saturating_add(count);
        }
        left.is_some()
    }

    /// Moves where what programs keep before the packet begins by so many bytes, away from the packet if they are fewer than 0
    /// (`bpf_xdp_adjust_meta`, Linux 4.15). `false`: it is where it was, because there is no room, or it would have a number of bytes that
    /// is no multiple of 4 or more than 252. What new bytes hold is not known.
    pub fn adjust_meta(&mut self, by: i32) -> bool {
        let count = distance(by);
        let length = match by {
            0.. => self.metadata.len().checked_sub(count),
            _ if count > self.before => None,
            _ => Some(self.metadata.len().saturating_add(count)),
        };
        let Some(length) = length.filter(|length| length.is_multiple_of(4) && *length <= MOST_METADATA)
        else {
            return false;
        };
        self.before = self.before.saturating_add(self.metadata.len()).saturating_sub(length);
        if let Some(less) = self.metadata.len().checked_sub(length) {
            self.metadata.drain(..less);
        } else {
            let more = length.saturating_sub(self.metadata.len());
            self.metadata.splice(..0, std::iter::repeat_n(0, more));
        }
        true
    }

    /// What programs keep before the packet, to be taken apart like one: it goes with the packet to programs in traffic control.
    pub fn metadata(&mut self) -> Packet<'_> {
        Packet(&mut self.metadata)
    }

    /// The bytes that the program kept before the packet.
    pub fn metadata_bytes(&self) -> &[u8] {
        &self.metadata
    }
}

/// The most bytes before a packet (`xdp_metalen_invalid`: what 8 bits count, in steps of 4).
const MOST_METADATA: usize = 252;

/// How far it is, in either direction.
fn distance(by: i32) -> usize {
    usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX)
}

impl XdpRef {
    /// How many bytes the packet has.
    pub fn len(self, builder: &mut Builder<'_>) -> Val<u32> {
        let length: Val<u64> = Val::new(builder.helper(Helper::XDP_GET_BUFF_LEN, &[self.0], Type::I64));
        cast(builder, length)
    }

    /// Moves the beginning of the packet.
    pub fn adjust_head(self, builder: &mut Builder<'_>, by: Val<i32>) -> Val<bool> {
        self.adjust(builder, Helper::XDP_ADJUST_HEAD, by)
    }

    /// Moves the end of the packet.
    pub fn adjust_tail(self, builder: &mut Builder<'_>, by: Val<i32>) -> Val<bool> {
        self.adjust(builder, Helper::XDP_ADJUST_TAIL, by)
    }

    /// Moves where what programs keep before the packet begins.
    pub fn adjust_meta(self, builder: &mut Builder<'_>, by: Val<i32>) -> Val<bool> {
        self.adjust(builder, Helper::XDP_ADJUST_META, by)
    }

    /// What programs keep before the packet.
    pub fn metadata(self, builder: &mut Builder<'_>) -> PacketRef {
        let start = builder.function().metadata_start(self.0);
        let end = builder.function().metadata_end(self.0);
        PacketRef::new(builder, start, end)
    }

    fn adjust(self, builder: &mut Builder<'_>, helper: Helper, by: Val<i32>) -> Val<bool> {
        let answer = builder.helper(helper, &[self.0, by.value()], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    }
}
