//! What programs on socket buffers are given: `struct __sk_buff`.

use super::Input;
use super::fields::{CB, Structure, fields, is_number};
use super::packet::{Layout, Packet};
use skep_uapi::{AttachType, ContextFacts, ContextField, Errno, ProgramType, Result};
use skep_vm::{Loads, Memory, OutOfRegions, Rights, Stores};

/// The bytes of an Ethernet header.
pub(crate) const ETHERNET: usize = 14;

/// The room before a packet (`NET_SKB_PAD` and `NET_IP_ALIGN` on `x86_64`).
const HEADROOM: usize = 64;

/// What the kernel keeps behind a packet (the size of `struct skb_shared_info` on 64-bit machines).
const TAIL: usize = 320;

/// The most bytes of a packet that a test run takes: what is left of a page of 4 KiB (`bpf_test_init`,
/// `net/bpf/test_run.c`).
pub(crate) const MAX_PACKET: usize = 4096 - HEADROOM - TAIL;

/// The fields that a test run takes (`convert___skb_to_skb`, `net/bpf/test_run.c`).
const GIVEN: [&str; 10] = [
    "mark",
    "priority",
    "ingress_ifindex",
    "ifindex",
    "cb",
    "tstamp",
    "wire_len",
    "gso_segs",
    "gso_size",
    "hwtstamp",
];

/// Of those, the ones with one element that it gives back (`convert_skb_to___skb`, same file).
const GIVEN_BACK: [&str; 8] =
    ["mark", "priority", "ingress_ifindex", "ifindex", "tstamp", "wire_len", "gso_segs", "hwtstamp"];

/// The longest packet on the wire, and the most segments (`GSO_LEGACY_MAX_SIZE`, `GSO_MAX_SEGS`,
/// `include/linux/netdevice.h`).
const MAX_WIRE_LENGTH: u64 = 65536;
const MAX_SEGMENTS: u64 = 65535;

/// The protocol families of sockets (`AF_INET`, `AF_INET6`, `include/linux/socket.h`).
const AF_INET: u64 = 2;
const AF_INET6: u64 = 10;

/// What is less is no protocol but a length (`ETH_P_802_3_MIN`, `include/uapi/linux/if_ether.h`).
const FIRST_PROTOCOL: u16 = 0x0600;

/// The protocols that the Ethernet header announces (`include/uapi/linux/if_ether.h`), and the bytes of their headers.
const IPV4: (u16, usize) = (0x0800, 20);
const IPV6: (u16, usize) = (0x86dd, 40);

/// The context of a test run, as it was handed in.
#[derive(Clone, Debug)]
pub(crate) struct SkbContext {
    given: Structure,
}

fn facts() -> Result<&'static ContextFacts> {
    ProgramType::SCHED_CLS.context().ok_or(Errno::EINVAL)
}

impl SkbContext {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let given = Structure::parse(facts()?, bytes)?;
        if !given.has_only(&GIVEN) || given.number("gso_segs") > MAX_SEGMENTS {
            return Err(Errno::EINVAL);
        }
        Ok(Self { given })
    }

    /// Of a packet on its way: the interface that it arrived at, or 0, and what programs have put on it before. Nothing if the kernel
    /// has no such context.
    pub(crate) fn on_its_way(ingress: u32, mark: u32, priority: u32) -> Option<Self> {
        let mut given = Structure::parse(facts().ok()?, &[]).ok()?;
        for (field, value) in [("ingress_ifindex", ingress), ("mark", mark), ("priority", priority)] {
            given.set(field, value.into());
        }
        Some(Self { given })
    }

    /// Whether it fits a packet of this length.
    fn fits(&self, length: usize) -> bool {
        let wire = self.given.number("wire_len");
        wire == 0 || (length as u64..=MAX_WIRE_LENGTH).contains(&wire)
    }

    /// The interface that it says the packet is on.
    pub(crate) fn interface(&self) -> u32 {
        u32::try_from(self.given.number("ifindex")).unwrap_or(0)
    }
}

/// A packet in the network stack.
pub(crate) struct Skb<'a> {
    /// All of it, from its Ethernet header on.
    pub(crate) bytes: &'a [u8],
    /// The type of the program that sees it, and its expected attach type.
    pub(crate) program: (ProgramType, AttachType),
    /// The index of the interface it is on.
    pub(crate) interface: u32,
    pub(crate) context: Option<&'a SkbContext>,
    /// Whether its socket receives it: where it goes to is the socket's own address then, and otherwise where it comes from.
    pub(crate) is_received: bool,
}

impl Skb<'_> {
    /// Whether the program sees the Ethernet header as the packet's beginning.
    pub(crate) fn sees_ethernet(program_type: ProgramType) -> bool {
        matches!(program_type, ProgramType::SCHED_CLS | ProgramType::SCHED_ACT)
    }

    /// Whether the kernel makes a socket buffer of it: it needs the Ethernet header, and the whole header of the protocol
    /// that this announces, if it is IP (`bpf_prog_test_run_skb`, `net/bpf/test_run.c`).
    pub(crate) fn check(&self) -> Result<()> {
        let behind = self.bytes.len().checked_sub(ETHERNET).ok_or(Errno::EINVAL)?;
        let header = [IPV4, IPV6].into_iter().find(|(protocol, _)| *protocol == self.protocol());
        let fits = self.context.is_none_or(|context| context.fits(self.seen_length()));
        if header.is_some_and(|(_, header)| behind < header) || !fits { Err(Errno::EINVAL) } else { Ok(()) }
    }

    /// Whether it is a packet of IP.
    pub(crate) fn is_ip(&self) -> bool {
        [IPV4.0, IPV6.0].contains(&self.protocol())
    }

    /// How long the packet is for the program.
    fn seen_length(&self) -> usize {
        let hidden = if Self::sees_ethernet(self.program.0) { 0 } else { ETHERNET };
        self.bytes.len().saturating_sub(hidden)
    }

    /// The protocol that the Ethernet header announces; if it gives a length instead, one of those that stand for that
    /// (`eth_type_trans`, `net/ethernet/eth.c`: `ETH_P_802_3` for what begins like Novell's, otherwise `ETH_P_802_2`).
    fn protocol(&self) -> u16 {
        let number = |at: usize| match self.bytes.get(at..at + 2) {
            Some(&[high, low]) => u16::from_be_bytes([high, low]),
            _ => 0,
        };
        match number(12) {
            protocol @ FIRST_PROTOCOL.. => protocol,
            _ if number(ETHERNET) == 0xffff => 0x0001,
            _ => 0x0004,
        }
    }

    /// For whom it is, by its destination (`eth_type_trans`, `net/ethernet/eth.c`): `PACKET_HOST`, `PACKET_MULTICAST` or
    /// `PACKET_OTHERHOST`. The interface has the address 0, and no address for all, as the loopback interface.
    fn packet_type(&self) -> u64 {
        match self.bytes.get(..6) {
            Some([first, ..]) if first & 1 == 1 => 2,
            Some(address) if address.iter().any(|byte| *byte != 0) => 3,
            _ => 0,
        }
    }

    /// The 4 bytes of the header behind the Ethernet header from an offset on, as a number in network order.
    fn word(&self, offset: usize) -> u64 {
        let behind = self.bytes.get(ETHERNET..).unwrap_or_default();
        match behind.get(offset..offset + 4) {
            Some(&[a, b, c, d]) => u32::from_ne_bytes([a, b, c, d]).into(),
            _ => 0,
        }
    }

    /// The field that has the same address in a packet that is sent.
    fn as_sent<'f>(&self, field: &'f str) -> &'f str {
        match field {
            _ if !self.is_received => field,
            "local_ip4" => "remote_ip4",
            "remote_ip4" => "local_ip4",
            "local_ip6" => "remote_ip6",
            "remote_ip6" => "local_ip6",
            field => field,
        }
    }

    /// What an element of a field holds before the program runs. The socket that a test run makes has the packet's source
    /// as its own address.
    fn value(&self, field: &str, index: usize) -> u64 {
        let given = |name| self.context.map_or(0, |context| context.given.number(name));
        let (ipv4, ipv6) = (self.protocol() == IPV4.0, self.protocol() == IPV6.0);
        match self.as_sent(field) {
            "len" => self.seen_length() as u64,
            "pkt_type" => self.packet_type(),
            "protocol" => u16::from_ne_bytes(self.protocol().to_be_bytes()).into(),
            "ifindex" => self.interface.into(),
            "family" if ipv4 => AF_INET,
            "family" if ipv6 => AF_INET6,
            "local_ip4" if ipv4 => self.word(12),
            "remote_ip4" if ipv4 => self.word(16),
            "local_ip6" if ipv6 => self.word(8 + 4 * index),
            "remote_ip6" if ipv6 => self.word(24 + 4 * index),
            "wire_len" => match given("wire_len") {
                0 => self.seen_length() as u64,
                length => length,
            },
            "cb" => given(CB[index.min(CB.len() - 1)]),
            _ if GIVEN.contains(&field) => given(field),
            _ => 0,
        }
    }

    /// What the program may do with the packet.
    fn rights(&self) -> Rights {
        if self.program.0 == ProgramType::CGROUP_SKB { Rights::Read } else { Rights::ReadWrite }
    }

    /// The context that is handed out after the run, if there is to be one.
    pub(crate) fn finish(&self, input: &Input, memory: &Memory) -> Vec<u8> {
        let Some(SkbContext { given }) = self.context else { return Vec::new() };
        let mut left = given.clone();
        let elements = CB.iter().enumerate().map(|(index, element)| (*element, "cb", index));
        for (name, field, index) in GIVEN_BACK.map(|name| (name, name, 0)).into_iter().chain(elements) {
            // What a program cannot see it did not change.
            let value = memory.field(input.context, name).unwrap_or_else(|| self.value(field, index));
            left.set(name, value);
        }
        left.into_bytes()
    }

    /// The packet and its context in memory.
    pub(crate) fn input(&self, memory: &mut Memory) -> std::result::Result<Input, OutOfRegions> {
        let before = self.bytes.len() - self.seen_length();
        let (first_piece, room) = (self.bytes.len(), HEADROOM + self.bytes.len());
        let layout = Layout { front: HEADROOM, before, are_metadata: false, first_piece, room };
        let packet = Packet::new(self.bytes, layout, self.rights(), memory)?;
        let value = |field: &str, index| match field {
            "data" | "data_meta" => packet.address(packet.start, memory),
            "data_end" => packet.address(packet.end, memory),
            _ => self.value(field, index),
        };
        let fields = facts().map(|facts| fields(facts, self.program, value, rules)).unwrap_or_default();
        match memory.add_fields("the context (struct __sk_buff)", fields) {
            Ok(context) => Ok(Input { packet: Some(packet), ..Input::of(context) }),
            Err(error) => {
                packet.remove(memory);
                Err(error)
            }
        }
    }
}

/// How a field can be loaded and stored to (`bpf_skb_is_valid_access` and `bpf_convert_ctx_access`,
/// `net/core/filter.c`).
fn rules(field: &ContextField) -> (Loads, Stores) {
    let loads = if is_number(field) && field.size == 4 { Loads::Parts } else { Loads::Whole };
    let half = |below| Stores::Limited { bits: 16, below };
    let stores = match field.name {
        "cb" => Stores::Parts,
        // The kernel keeps 16 bits; a queue of this number is none.
        "queue_mapping" => half(u16::MAX.into()),
        "tc_index" | "tc_classid" => half(u64::MAX),
        _ => Stores::Whole,
    };
    (loads, stores)
}
