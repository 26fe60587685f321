//! What programs in traffic control read and write the packet with beside its headers, and move it with. What changes the packet takes the
//! context for itself, so that no header is kept across it: the packet is taken apart again behind it.

use super::checksum::{Checksummed, fold};
use super::headers::{ETH_P_8021AD, ETH_P_8021Q};
use super::network_order::U16Be;
use super::packet::{Skb, SkbRef};
use crate::stage::{Builder, Layout, Opt, Ref, Val, slot};
use skep_ir::{BinaryOperator, Comparison, Conversion, Type, Value};
use skep_uapi::Helper;
use zerocopy::{FromBytes, Immutable, IntoBytes};

// The flags of `bpf_skb_store_bytes` and `bpf_l4_csum_replace` (linux/bpf.h).
/// The checksum of the whole packet that the network card gave follows the change.
pub const BPF_F_RECOMPUTE_CSUM: u64 = 1;
/// The hash of where the packet is from and goes is made anew.
pub const BPF_F_INVALIDATE_HASH: u64 = 2;
/// What changed is an address, which only the pseudo header has: so it is for a card that computes the checksum.
pub const BPF_F_PSEUDO_HDR: u64 = 0x10;
/// A checksum of 0 is none and stays so, and one that becomes 0 is written as ones: UDP's.
pub const BPF_F_MARK_MANGLED_0: u64 = 0x20;
/// With [`BPF_F_MARK_MANGLED_0`]: a checksum of 0 is changed too.
pub const BPF_F_MARK_ENFORCE: u64 = 0x40;

/// The fewest and the most bytes that a packet can be made to have: an Ethernet header, and what the loopback interface lets pass.
const LEAST: usize = 14;
const MOST: usize = 65536 + 14;
/// The last offset that is taken.
const LAST_OFFSET: u32 = 0xffff;
/// Where the tag of a VLAN is: behind both addresses.
const TAG: usize = 12;

impl Skb {
    /// Copies bytes out of the packet, also where they are not in its linear part (`bpf_skb_load_bytes`, Linux 4.5). `None`: there are
    /// not so many.
    pub fn load_bytes<T: Layout + FromBytes>(&self, offset: u32) -> Option<T> {
        let bytes = self.part(offset, size_of::<T>())?;
        T::read_from_bytes(self.packet.get(bytes)?).ok()
    }

    /// Writes bytes into the packet, also where they are not in its linear part (`bpf_skb_store_bytes`, Linux 4.1). The flags:
    /// [`BPF_F_RECOMPUTE_CSUM`], [`BPF_F_INVALIDATE_HASH`]. `false`: there are not so many, and nothing is written.
    pub fn store_bytes<T: Layout + IntoBytes + Immutable>(
        &mut self,
        offset: u32,
        from: &T,
        flags: u64,
    ) -> bool {
        let bytes = self.part(offset, size_of::<T>()).filter(|_| flags <= 3);
        let to = bytes.and_then(|bytes| self.packet.get_mut(bytes));
        to.is_some_and(|to| {
            to.copy_from_slice(from.as_bytes());
            true
        })
    }

    /// Where so many bytes are.
    fn part(&self, offset: u32, size: usize) -> Option<std::ops::Range<usize>> {
        let start = usize::try_from(offset).ok().filter(|_| offset <= LAST_OFFSET)?;
        let end = start.checked_add(size)?;
        (end <= self.packet.len()).then_some(start..end)
    }

    /// Brings so many bytes of the packet into its linear part, so that headers can be read there (`bpf_skb_pull_data`, Linux 4.9); 0:
    /// all that there are there already, to be written. `false`: it has not so many.
    pub fn pull_data(&mut self, length: u32) -> bool {
        usize::try_from(length).is_ok_and(|length| length <= self.packet.len())
    }

    /// Puts so many zeros before the packet (`bpf_skb_change_head`, Linux 4.10). `false`: that is too long.
    pub fn change_head(&mut self, by: u32) -> bool {
        let by = usize::try_from(by).unwrap_or(usize::MAX);
        let is_right = self.packet.len().saturating_add(by) <= MOST;
        if is_right {
            self.packet.splice(..0, std::iter::repeat_n(0, by));
        }
        is_right
    }

    /// Makes the packet so long: cuts it off, or has zeros behind it (`bpf_skb_change_tail`, Linux 4.9). `false`: that is too long, or less
    /// than its headers.
    pub fn change_tail(&mut self, length: u32) -> bool {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let is_right = (LEAST..=MOST).contains(&length);
        if is_right {
            self.packet.resize(length, 0);
        }
        is_right
    }

    /// Gives the packet the tag of a VLAN, of the type [`ETH_P_8021Q`] or [`ETH_P_8021AD`] (`bpf_skb_vlan_push`, Linux 4.3). It is beside
    /// the packet's bytes, for the network card to put in; one that is there already goes into the bytes.
    pub fn vlan_push(&mut self, protocol: U16Be, tci: u16) -> bool {
        let protocol = if is_tag(protocol) { protocol } else { ETH_P_8021Q };
        if let Some((outer, number)) = self.tag.replace((protocol, tci))
            && self.packet.len() >= TAG
        {
            let bytes = [outer.as_bytes(), U16Be::new(number).as_bytes()].concat();
            self.packet.splice(TAG..TAG, bytes);
            self.protocol = outer;
        }
        true
    }

    /// Takes the outermost tag of a VLAN from the packet, if there is one (`bpf_skb_vlan_pop`, Linux 4.3); the next one is beside the
    /// packet's bytes then. `false`: there is half a tag.
    pub fn vlan_pop(&mut self) -> bool {
        if self.tag.take().is_none() {
            if !is_tag(self.protocol) {
                return true;
            }
            if self.take_tag_out().is_none() {
                return false;
            }
        }
        if !is_tag(self.protocol) {
            return true;
        }
        let protocol = self.protocol;
        self.tag = self.take_tag_out().map(|number| (protocol, number));
        self.tag.is_some()
    }

    fn take_tag_out(&mut self) -> Option<u16> {
        let &[a, b, c, d] = self.packet.get(TAG + 2..TAG + 6)? else { return None };
        self.packet.drain(TAG..TAG + 4);
        self.protocol = U16Be::new(u16::from_be_bytes([c, d]));
        Some(u16::from_be_bytes([a, b]))
    }

    /// Has the checksum of an IPv4 header at this offset follow a change of 2 or 4 bytes (`bpf_l3_csum_replace`, Linux 4.1). `false`: it
    /// is not in the packet.
    pub fn l3_csum_replace<T: Checksummed>(&mut self, offset: u32, old: T, new: T) -> bool {
        self.replace(offset, 0, |check| T::replaced(check, old, new))
    }

    /// Has the checksum of a TCP, UDP or ICMP header at this offset follow a change of 2 or 4 bytes (`bpf_l4_csum_replace`, Linux 4.1). The
    /// flags: [`BPF_F_PSEUDO_HDR`], [`BPF_F_MARK_MANGLED_0`], [`BPF_F_MARK_ENFORCE`]. `false`: it is not in the packet.
    pub fn l4_csum_replace<T: Checksummed>(&mut self, offset: u32, old: T, new: T, flags: u64) -> bool {
        self.replace(offset, flags, |check| T::replaced(check, old, new))
    }

    /// Has the checksum of an IPv4 header follow what [`csum_diff`](super::csum_diff) gave.
    pub fn l3_csum_add(&mut self, offset: u32, difference: u32) -> bool {
        self.replace(offset, 0, |check| by_difference(check, difference))
    }

    /// Has the checksum of a TCP, UDP or ICMP header follow what [`csum_diff`](super::csum_diff) gave.
    pub fn l4_csum_add(&mut self, offset: u32, difference: u32, flags: u64) -> bool {
        self.replace(offset, flags, |check| by_difference(check, difference))
    }

    fn replace(&mut self, offset: u32, flags: u64, change: impl FnOnce(u16) -> u16) -> bool {
        let known = BPF_F_PSEUDO_HDR | BPF_F_MARK_MANGLED_0 | BPF_F_MARK_ENFORCE;
        let place = self.part(offset, 2).filter(|_| offset & 1 == 0 && flags & !known == 0);
        let Some([first, second]) = place.and_then(|place| self.packet.get_mut(place)) else { return false };
        let marks_zero = flags & BPF_F_MARK_MANGLED_0 != 0;
        let old = u16::from_ne_bytes([*first, *second]);
        if marks_zero && flags & BPF_F_MARK_ENFORCE == 0 && old == 0 {
            return true;
        }
        let new = change(old);
        [*first, *second] = if marks_zero && new == 0 { [0xff; 2] } else { new.to_ne_bytes() };
        true
    }
}

fn is_tag(protocol: U16Be) -> bool {
    protocol == ETH_P_8021Q || protocol == ETH_P_8021AD
}

fn by_difference(check: u16, difference: u32) -> u16 {
    fold(u64::from(!check) + u64::from(difference))
}

impl SkbRef {
    /// Copies bytes out of the packet.
    pub fn load_bytes<T: Layout>(self, builder: &mut Builder<'_>, offset: Val<u32>) -> Opt<T::Owned> {
        let to = slot::<T>(builder).as_ref();
        let (pointer, size) = (to.pointer(builder), builder.constant(Type::I32, u64::from(T::SIZE)));
        let is_done = done(builder, Helper::SKB_LOAD_BYTES, &[self.0, offset.value(), pointer, size]);
        let value = T::load(builder, to);
        Opt::Flagged(is_done, value)
    }

    /// Writes bytes into the packet.
    pub fn store_bytes<T: Layout>(
        self,
        builder: &mut Builder<'_>,
        offset: Val<u32>,
        from: Ref<T>,
        flags: Val<u64>,
    ) -> Val<bool> {
        let (pointer, size) = (from.pointer(builder), builder.constant(Type::I32, u64::from(T::SIZE)));
        let arguments = [self.0, offset.value(), pointer, size, flags.value()];
        done(builder, Helper::SKB_STORE_BYTES, &arguments)
    }

    /// Brings so many bytes into the linear part.
    pub fn pull_data(self, builder: &mut Builder<'_>, length: Val<u32>) -> Val<bool> {
        done(builder, Helper::SKB_PULL_DATA, &[self.0, length.value()])
    }

    /// Puts so many zeros before the packet.
    pub fn change_head(self, builder: &mut Builder<'_>, by: Val<u32>) -> Val<bool> {
        let flags = builder.constant(Type::I64, 0);
        done(builder, Helper::SKB_CHANGE_HEAD, &[self.0, by.value(), flags])
    }

    /// Makes the packet so long.
    pub fn change_tail(self, builder: &mut Builder<'_>, length: Val<u32>) -> Val<bool> {
        let flags = builder.constant(Type::I64, 0);
        done(builder, Helper::SKB_CHANGE_TAIL, &[self.0, length.value(), flags])
    }

    /// Gives the packet the tag of a VLAN.
    pub fn vlan_push(self, builder: &mut Builder<'_>, protocol: Val<U16Be>, tci: Val<u16>) -> Val<bool> {
        done(builder, Helper::SKB_VLAN_PUSH, &[self.0, protocol.value(), tci.value()])
    }

    /// Takes the outermost tag of a VLAN from the packet.
    pub fn vlan_pop(self, builder: &mut Builder<'_>) -> Val<bool> {
        done(builder, Helper::SKB_VLAN_POP, &[self.0])
    }

    /// Has the checksum of an IPv4 header follow a change.
    pub fn l3_csum_replace<T: Checksummed>(
        self,
        builder: &mut Builder<'_>,
        offset: Val<u32>,
        old: Val<T>,
        new: Val<T>,
    ) -> Val<bool> {
        let size = builder.constant(Type::I64, T::BYTES.into());
        let (old, new) = (widen(builder, old.value()), widen(builder, new.value()));
        done(builder, Helper::L3_CSUM_REPLACE, &[self.0, offset.value(), old, new, size])
    }

    /// Has the checksum of a TCP, UDP or ICMP header follow a change.
    pub fn l4_csum_replace<T: Checksummed>(
        self,
        builder: &mut Builder<'_>,
        offset: Val<u32>,
        old: Val<T>,
        new: Val<T>,
        flags: Val<u64>,
    ) -> Val<bool> {
        let size = builder.constant(Type::I64, T::BYTES.into());
        let flags = builder.function().binary(BinaryOperator::Or, flags.value(), size);
        let (old, new) = (widen(builder, old.value()), widen(builder, new.value()));
        done(builder, Helper::L4_CSUM_REPLACE, &[self.0, offset.value(), old, new, flags])
    }

    /// Has the checksum of an IPv4 header follow a difference.
    pub fn l3_csum_add(self, builder: &mut Builder<'_>, offset: Val<u32>, difference: Val<u32>) -> Val<bool> {
        let zero = builder.constant(Type::I64, 0);
        let difference = widen(builder, difference.value());
        done(builder, Helper::L3_CSUM_REPLACE, &[self.0, offset.value(), zero, difference, zero])
    }

    /// Has the checksum of a TCP, UDP or ICMP header follow a difference.
    pub fn l4_csum_add(
        self,
        builder: &mut Builder<'_>,
        offset: Val<u32>,
        difference: Val<u32>,
        flags: Val<u64>,
    ) -> Val<bool> {
        let zero = builder.constant(Type::I64, 0);
        let difference = widen(builder, difference.value());
        done(builder, Helper::L4_CSUM_REPLACE, &[self.0, offset.value(), zero, difference, flags.value()])
    }
}

/// Whether a helper answered 0.
pub(super) fn done(builder: &mut Builder<'_>, helper: Helper, arguments: &[Value]) -> Val<bool> {
    let answer = builder.helper(helper, arguments, Type::I64);
    let zero = builder.constant(Type::I64, 0);
    Val::new(builder.function().compare(Comparison::Equal, answer, zero))
}

fn widen(builder: &mut Builder<'_>, value: Value) -> Value {
    builder.function().convert(Conversion::ZeroExtend, value, Type::I64)
}
