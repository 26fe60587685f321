//! Helpers that change what a packet in the network stack is (`net/core/filter.c`, `net/core/skbuff.c`).

use super::{Kernel, length, low, negative};
use crate::input::ETHERNET;
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

/// The longest packet that programs can make on the loopback interface: its MTU and an Ethernet header.
const LONGEST: usize = 65536 + ETHERNET;

/// The protocols of tags, and of what can be translated into each other (`include/uapi/linux/if_ether.h`).
const VLAN: u16 = 0x8100;
const SERVICE_VLAN: u16 = 0x88a8;
const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;

/// The bytes of a tag, and of both addresses before it.
const TAG: usize = 4;
const ADDRESSES: usize = 12;

/// How much longer the header of IPv6 is.
const LONGER: usize = 20;

/// The headers that an offset can be from (`BPF_HDR_START_MAC`, `BPF_HDR_START_NET`, `include/uapi/linux/bpf.h`).
const FROM_ETHERNET: u32 = 0;
const FROM_NETWORK: u32 = 1;

/// What the number of a packet type is at most (`skb_pkt_type_ok`: `PACKET_OTHERHOST`).
const LAST_TYPE: u32 = 3;

impl Kernel<'_> {
    /// Lets the program see this much of the packet, which it does anyway.
    pub(super) fn skb_pull_data(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let wanted = crate::maps::length(low(call.argument(R2)?));
        let there = self.packet_length(call);
        self.moved(call)?;
        Ok(if wanted > there { negative(Errno::ENOMEM) } else { 0 })
    }

    /// Makes the packet longer, with zeros, or shorter.
    pub(super) fn skb_change_tail(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (new, flags) = (crate::maps::length(low(call.argument(R2)?)), call.argument(R3)?);
        if flags != 0 || !(ETHERNET..=LONGEST).contains(&new) {
            return self.moved(call).map(|_| negative(Errno::EINVAL));
        }
        self.change_packet(call, |bytes| bytes.resize(new, 0))
    }

    /// Puts zeros before the packet.
    pub(super) fn skb_change_head(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (room, flags) = (low(call.argument(R2)?), call.argument(R3)?);
        let new = self.packet_length(call).saturating_add(crate::maps::length(room));
        if flags != 0 || room.cast_signed() < 0 || new > LONGEST {
            return self.moved(call).map(|_| negative(Errno::EINVAL));
        }
        self.change_packet(call, |bytes| {
            bytes.splice(..0, std::iter::repeat_n(0, crate::maps::length(room)));
        })
    }

    /// Makes room for the other version's header of IP. What is in it is the program's affair.
    pub(super) fn skb_change_proto(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (wanted, flags) = (half(call.argument(R2)?), call.argument(R3)?);
        if flags != 0 {
            return self.moved(call).map(|_| negative(Errno::EINVAL));
        }
        let behind = self.packet_length(call).saturating_sub(ETHERNET);
        let answer = match (self.protocol(call), u16::from_be(wanted)) {
            (IPV4, IPV6) => self.change_packet(call, |bytes| {
                bytes.splice(ETHERNET..ETHERNET, [0; LONGER]);
            })?,
            (IPV6, IPV4) if behind >= LONGER => self.change_packet(call, |bytes| {
                bytes.drain(ETHERNET..ETHERNET + LONGER);
            })?,
            _ => return self.moved(call).map(|_| negative(Errno::ENOTSUPP)),
        };
        self.set_number(call, "protocol", wanted.into());
        Ok(answer)
    }

    /// What kind of packet it is: for whom.
    pub(super) fn skb_change_type(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let wanted = low(call.argument(R2)?);
        let now = call.memory.field(self.around.input.context, "pkt_type").unwrap_or(0);
        if now > LAST_TYPE.into() || wanted > LAST_TYPE {
            return Ok(negative(Errno::EINVAL));
        }
        self.set_number(call, "pkt_type", wanted.into());
        Ok(0)
    }

    /// Gives the packet a tag; one that it has already goes into its bytes.
    pub(super) fn skb_vlan_push(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (protocol, number) = (u16::from_be(half(call.argument(R2)?)), half(call.argument(R3)?));
        let protocol = if [VLAN, SERVICE_VLAN].contains(&protocol) { protocol } else { VLAN };
        if let Some((outer, tag)) = self.tag(call) {
            self.change_packet(call, |bytes| {
                let ([a, b], [c, d]) = (outer.to_be_bytes(), tag.to_be_bytes());
                bytes.splice(ADDRESSES..ADDRESSES, [a, b, c, d]);
            })?;
            self.set_number(call, "protocol", outer.to_be().into());
        }
        self.set_tag(call, Some((protocol, number)));
        self.moved(call)
    }

    /// Takes the packet's outermost tag away. If the next one is in its bytes, that is taken out of there.
    pub(super) fn skb_vlan_pop(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        if self.tag(call).is_some() {
            self.set_tag(call, None);
        } else if [VLAN, SERVICE_VLAN].contains(&self.protocol(call)) {
            if self.take_tag_out(call)?.is_none() {
                return self.moved(call).map(|_| negative(Errno::ENOMEM));
            }
        } else {
            return self.moved(call);
        }
        if [VLAN, SERVICE_VLAN].contains(&self.protocol(call)) {
            let protocol = self.protocol(call);
            match self.take_tag_out(call)? {
                Some(tag) => self.set_tag(call, Some((protocol, tag))),
                None => return self.moved(call).map(|_| negative(Errno::ENOMEM)),
            }
        }
        self.moved(call)
    }

    /// The bytes from an offset on, counted from the Ethernet or the next header, or zeros and an error.
    pub(super) fn skb_load_bytes_relative(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (offset, from) = (low(call.argument(R2)?), low(call.argument(R5)?));
        let (destination, size) = (call.argument(R3)?, length(call, R4)?);
        call.memory.check_write(destination, size)?;
        let packet = self.around.input.packet.as_ref().filter(|_| offset <= 0xffff);
        let found = packet.and_then(|packet| {
            let header = match from {
                FROM_ETHERNET => packet.ethernet,
                FROM_NETWORK => packet.ethernet + ETHERNET,
                _ => return None,
            };
            let start = header.checked_add(crate::maps::length(offset))?;
            let end = start.checked_add(size).filter(|end| *end <= packet.end)?;
            packet.all(call.memory).get(start..end).map(<[u8]>::to_vec)
        });
        let answer = if found.is_some() { 0 } else { negative(Errno::EFAULT) };
        call.memory.write(destination, &found.unwrap_or_else(|| vec![0; size]))?;
        Ok(answer)
    }

    /// The hash of where the packet is from and where it goes; it is made when it is asked for.
    pub(super) fn get_hash_recalc(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let known = call.memory.field(self.around.input.context, "hash").unwrap_or(0);
        if known != 0 {
            return Ok(known);
        }
        let packet = self.around.input.packet.as_ref();
        let all = packet.map(|packet| packet.all(call.memory)).unwrap_or_default();
        let network = packet.map_or(0, |packet| packet.ethernet + ETHERNET);
        let addresses = match self.protocol(call) {
            IPV4 => network + 12..network + 24,
            IPV6 => network + 8..network + 44,
            _ => 0..0,
        };
        let bytes = all.get(addresses).unwrap_or_default();
        // FNV-1a; the kernel's is another, with a secret. It is never 0, which would be no hash.
        let hash = bytes
            .iter()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
        let hash = u64::from(hash.max(1));
        self.set_number(call, "hash", hash);
        Ok(hash)
    }

    pub(super) fn set_hash(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let hash = low(call.argument(R2)?);
        self.set_number(call, "hash", hash.into());
        Ok(0)
    }

    pub(super) fn set_hash_invalid(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        self.set_number(call, "hash", 0);
        Ok(0)
    }

    /// The number of the packet's socket, which only those of test runs have.
    pub(super) fn get_socket_cookie(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        Ok(self.around.input.socket.unwrap_or(0))
    }

    pub(super) fn packet_length(&self, call: &Call<'_>) -> usize {
        self.around.input.packet.as_ref().map_or(0, |packet| packet.bytes(call.memory).len())
    }

    /// Puts other bytes in the place of the packet's.
    pub(super) fn change_packet(
        &mut self,
        call: &mut Call<'_>,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Result<u64, FaultKind> {
        let Some(packet) = &mut self.around.input.packet else { return Ok(negative(Errno::EINVAL)) };
        let mut bytes = packet.bytes(call.memory).to_vec();
        change(&mut bytes);
        packet.set_bytes(&bytes, call.memory);
        self.set_number(call, "len", bytes.len() as u64);
        self.moved(call)
    }

    /// Takes the tag behind the addresses out of the packet's bytes: its number, if there was room for one.
    fn take_tag_out(&mut self, call: &mut Call<'_>) -> Result<Option<u16>, FaultKind> {
        let mut number = None;
        let mut next = 0;
        self.change_packet(call, |bytes| {
            if let Some(&[_, _, a, b, c, d]) = bytes.get(ADDRESSES..ADDRESSES + TAG + 2) {
                number = Some(u16::from_be_bytes([a, b]));
                next = u16::from_be_bytes([c, d]);
                bytes.drain(ADDRESSES..ADDRESSES + TAG);
            }
        })?;
        if number.is_some() {
            self.set_number(call, "protocol", next.to_be().into());
        }
        Ok(number)
    }

    /// The protocol that the packet has.
    pub(super) fn protocol(&self, call: &Call<'_>) -> u16 {
        u16::from_be(half(call.memory.field(self.around.input.context, "protocol").unwrap_or(0)))
    }

    /// The protocol and the number of the packet's tag, if it has one.
    fn tag(&self, call: &Call<'_>) -> Option<(u16, u16)> {
        let field = |name| call.memory.field(self.around.input.context, name).unwrap_or(0);
        (field("vlan_present") != 0)
            .then(|| (u16::from_be(half(field("vlan_proto"))), half(field("vlan_tci"))))
    }

    fn set_tag(&mut self, call: &mut Call<'_>, tag: Option<(u16, u16)>) {
        let (protocol, number) = tag.unwrap_or_default();
        self.set_number(call, "vlan_present", tag.is_some().into());
        self.set_number(call, "vlan_proto", protocol.to_be().into());
        self.set_number(call, "vlan_tci", number.into());
    }

    pub(super) fn set_number(&mut self, call: &mut Call<'_>, field: &str, value: u64) {
        call.memory.set_field(self.around.input.context, field, value);
    }
}

/// The lowest 16 bits.
fn half(number: u64) -> u16 {
    u16::try_from(number & u64::from(u16::MAX)).unwrap_or(0)
}
