//! Room between the headers of a packet in the network stack (`bpf_skb_adjust_room`, `net/core/filter.c` of Linux 6.18).

use super::{Kernel, low, negative};
use crate::input::ETHERNET;
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

/// Where room is made (`BPF_ADJ_ROOM_NET`, `BPF_ADJ_ROOM_MAC`, `include/uapi/linux/bpf.h`).
const BEHIND_NETWORK: u32 = 0;
const BEHIND_ETHERNET: u32 = 1;

/// What the room is for (`BPF_F_ADJ_ROOM_*`, there too).
const FIXED_SEGMENTS: u64 = 1;
const WRAPS_IN_IPV4: u64 = 1 << 1;
const WRAPS_IN_IPV6: u64 = 1 << 2;
const WRAPS_IN_GRE: u64 = 1 << 3;
const WRAPS_IN_UDP: u64 = 1 << 4;
const KEEPS_CHECKSUM: u64 = 1 << 5;
const HAS_INNER_ETHERNET: u64 = 1 << 6;
const UNWRAPS_IPV4: u64 = 1 << 7;
const UNWRAPS_IPV6: u64 = 1 << 8;
const WRAPS: u64 = WRAPS_IN_IPV4 | WRAPS_IN_IPV6;
const UNWRAPS: u64 = UNWRAPS_IPV4 | UNWRAPS_IPV6;
/// How long the inner Ethernet header is: the upper 8 bits.
const INNER_LENGTH: u32 = 56;
const ALL: u64 = FIXED_SEGMENTS
    | WRAPS
    | WRAPS_IN_GRE
    | WRAPS_IN_UDP
    | HAS_INNER_ETHERNET
    | UNWRAPS
    | 0xff << INNER_LENGTH;

/// The most bytes that are put in or taken out at once.
const MOST: u32 = 0xfff;
/// The longest packet (`BPF_SKB_MAX_LEN`).
const LONGEST: usize = 128 * 1024;

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;

impl Kernel<'_> {
    /// Puts zeros behind the Ethernet header or the one of IP, or takes bytes out there.
    pub(super) fn skb_adjust_room(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        match self.adjusted_room(call)? {
            Ok(()) => self.moved(call),
            Err(errno) => self.moved(call).map(|_| negative(errno)),
        }
    }

    fn adjusted_room(&mut self, call: &mut Call<'_>) -> Result<Result<(), Errno>, FaultKind> {
        let by = low(call.argument(R2)?).cast_signed();
        let (mode, flags) = (low(call.argument(R3)?), call.argument(R4)?);
        if flags & !(ALL | KEEPS_CHECKSUM) != 0 {
            return Ok(Err(Errno::EINVAL));
        }
        if by.unsigned_abs() > MOST {
            return Ok(Err(Errno::EFAULT));
        }
        let protocol = self.protocol(call);
        let mut least = match protocol {
            IPV4 => 20,
            IPV6 => 40,
            _ => return Ok(Err(Errno::ENOTSUPP)),
        };
        let at = match mode {
            BEHIND_NETWORK => ETHERNET + least,
            BEHIND_ETHERNET => ETHERNET,
            _ => return Ok(Err(Errno::ENOTSUPP)),
        };
        if flags & UNWRAPS != 0 {
            least = match flags & UNWRAPS {
                _ if by >= 0 => return Ok(Err(Errno::EINVAL)),
                UNWRAPS_IPV4 => 20,
                UNWRAPS_IPV6 => 40,
                _ => return Ok(Err(Errno::EINVAL)),
            };
        }
        let (length, count) = (self.packet_length(call), crate::maps::length(by.unsigned_abs()));
        let behind = length.saturating_sub(ETHERNET);
        if by < 0 {
            if count >= behind || behind - count < least {
                return Ok(Err(Errno::ENOTSUPP));
            }
            if flags & !(FIXED_SEGMENTS | UNWRAPS | KEEPS_CHECKSUM) != 0 {
                return Ok(Err(Errno::EINVAL));
            }
            if at + count > length {
                return Ok(Err(Errno::ENOMEM));
            }
            self.change_packet(call, |bytes| {
                bytes.drain(at..at + count);
            })?;
            self.change_version(call, flags & UNWRAPS_IPV4 != 0, flags & UNWRAPS_IPV6 != 0);
            return Ok(Ok(()));
        }
        if length + count > LONGEST {
            return Ok(Err(Errno::ENOTSUPP));
        }
        if flags & WRAPS != 0
            && let Err(errno) = self.check_wrapping(flags, count)
        {
            return Ok(Err(errno));
        }
        if at > length {
            return Ok(Err(Errno::ENOMEM));
        }
        self.change_packet(call, |bytes| {
            bytes.splice(at..at, std::iter::repeat_n(0, count));
        })?;
        if flags & WRAPS != 0 {
            if let Some(packet) = &mut self.around.input.packet {
                packet.is_wrapped = true;
            }
            self.change_version(call, flags & WRAPS_IN_IPV4 != 0, flags & WRAPS_IN_IPV6 != 0);
        }
        Ok(Ok(()))
    }

    /// Whether the flags go together, for room of so many bytes.
    fn check_wrapping(&self, flags: u64, count: usize) -> Result<(), Errno> {
        let inner = usize::try_from(flags >> INNER_LENGTH).unwrap_or(usize::MAX);
        let both = |one: u64, other: u64| flags & one != 0 && flags & other != 0;
        if both(WRAPS_IN_IPV4, WRAPS_IN_IPV6)
            || both(WRAPS_IN_GRE, WRAPS_IN_UDP)
            || flags & HAS_INNER_ETHERNET != 0 && inner < ETHERNET
        {
            return Err(Errno::EINVAL);
        }
        if self.around.input.packet.as_ref().is_some_and(|packet| packet.is_wrapped) {
            return Err(Errno::EALREADY);
        }
        if inner > count { Err(Errno::EINVAL) } else { Ok(()) }
    }

    /// Has the packet be of the version of IP that its outermost header will be.
    fn change_version(&mut self, call: &mut Call<'_>, is_ipv4: bool, is_ipv6: bool) {
        let version = if is_ipv4 {
            IPV4
        } else if is_ipv6 {
            IPV6
        } else {
            return;
        };
        self.set_number(call, "protocol", version.to_be().into());
    }
}
