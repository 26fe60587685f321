//! Room between the headers of a packet in traffic control, to wrap it in others or to unwrap it.

use super::headers::{ETH_P_IP, ETH_P_IPV6};
use super::packet::{Skb, SkbRef};
use super::skb::done;
use crate::stage::{Builder, Val};
use skep_macros::value;
use skep_uapi::Helper;

/// Where room is made in a packet (`enum bpf_adj_room_mode`).
#[value]
#[derive(PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum RoomMode {
    /// Behind the header of IP, without its options (`BPF_ADJ_ROOM_NET`, Linux 4.13).
    BehindNetwork = 0,
    /// Behind the Ethernet header (`BPF_ADJ_ROOM_MAC`, Linux 5.2).
    BehindEthernet = 1,
}

// What the room is for (linux/bpf.h).
/// Segments stay as long as they are (Linux 5.2).
pub const BPF_F_ADJ_ROOM_FIXED_GSO: u64 = 1;
/// The packet is wrapped in IPv4 (Linux 5.2).
pub const BPF_F_ADJ_ROOM_ENCAP_L3_IPV4: u64 = 1 << 1;
/// The packet is wrapped in IPv6 (Linux 5.2).
pub const BPF_F_ADJ_ROOM_ENCAP_L3_IPV6: u64 = 1 << 2;
/// And in GRE (Linux 5.2).
pub const BPF_F_ADJ_ROOM_ENCAP_L4_GRE: u64 = 1 << 3;
/// And in UDP (Linux 5.2).
pub const BPF_F_ADJ_ROOM_ENCAP_L4_UDP: u64 = 1 << 4;
/// What is known of checksums stays (Linux 5.8).
pub const BPF_F_ADJ_ROOM_NO_CSUM_RESET: u64 = 1 << 5;
/// IPv4 is what was wrapped in another version (Linux 6.3).
pub const BPF_F_ADJ_ROOM_DECAP_L3_IPV4: u64 = 1 << 7;
/// IPv6 is what was wrapped in another version (Linux 6.3).
pub const BPF_F_ADJ_ROOM_DECAP_L3_IPV6: u64 = 1 << 8;

const WRAPS: u64 = BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 | BPF_F_ADJ_ROOM_ENCAP_L3_IPV6;
const WRAPS_IN: u64 = BPF_F_ADJ_ROOM_ENCAP_L4_GRE | BPF_F_ADJ_ROOM_ENCAP_L4_UDP;
const UNWRAPS: u64 = BPF_F_ADJ_ROOM_DECAP_L3_IPV4 | BPF_F_ADJ_ROOM_DECAP_L3_IPV6;
const OTHERS: u64 = BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_NO_CSUM_RESET;

/// The most bytes that are put in or taken out at once.
const MOST: u32 = 0xfff;
/// An Ethernet header.
const ETHERNET: usize = 14;

impl Skb {
    /// Puts so many zeros between the headers of a packet of IP, or takes bytes out there if they are fewer than 0
    /// (`bpf_skb_adjust_room`, Linux 4.13). The flags say what for, such as [`BPF_F_ADJ_ROOM_ENCAP_L3_IPV4`]. `false`: it is no packet of
    /// IP, the flags do not go together, it is wrapped already, or what is left would have no header of IP.
    pub fn adjust_room(&mut self, by: i32, mode: RoomMode, flags: u64) -> bool {
        let length_of = |is_ipv6| if is_ipv6 { 40 } else { 20 };
        let is_ipv6 = self.protocol == ETH_P_IPV6;
        let at = match mode {
            RoomMode::BehindNetwork => ETHERNET + length_of(is_ipv6),
            RoomMode::BehindEthernet => ETHERNET,
        };
        let known = if by < 0 { UNWRAPS } else { WRAPS | WRAPS_IN } | OTHERS;
        let has_both = |both: u64| flags & both == both;
        let is_wrapped_again = flags & WRAPS != 0 && self.is_wrapped;
        if by.unsigned_abs() > MOST
            || !is_ipv6 && self.protocol != ETH_P_IP
            || flags & !known != 0
            || has_both(WRAPS)
            || flags & WRAPS != 0 && has_both(WRAPS_IN)
            || has_both(UNWRAPS)
            || is_wrapped_again
            || at > self.packet.len()
        {
            return false;
        }
        let count = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
        if by < 0 {
            let is_left_ipv6 =
                if flags & UNWRAPS == 0 { is_ipv6 } else { flags & BPF_F_ADJ_ROOM_DECAP_L3_IPV6 != 0 };
            let left = self.packet.len().checked_sub(ETHERNET + count);
            if left.is_none_or(|left| left < length_of(is_left_ipv6)) || at + count > self.packet.len() {
                return false;
            }
            self.packet.drain(at..at + count);
            self.protocol = if is_left_ipv6 { ETH_P_IPV6 } else { ETH_P_IP };
            return true;
        }
        self.packet.splice(at..at, std::iter::repeat_n(0, count));
        if flags & WRAPS != 0 {
            self.is_wrapped = true;
            self.protocol = if flags & BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 != 0 { ETH_P_IPV6 } else { ETH_P_IP };
        }
        true
    }
}

impl SkbRef {
    /// Makes room between headers, or takes it away.
    pub fn adjust_room(
        self,
        builder: &mut Builder<'_>,
        by: Val<i32>,
        mode: Val<RoomMode>,
        flags: Val<u64>,
    ) -> Val<bool> {
        done(builder, Helper::SKB_ADJUST_ROOM, &[self.0, by.value(), mode.value(), flags.value()])
    }
}
