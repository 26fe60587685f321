//! What XDP programs are given: `struct xdp_md`.

use super::Input;
use super::fields::{Structure, fields};
use super::packet::{Layout, Packet};
use skep_uapi::{AttachType, ContextFacts, Errno, ProgramType, Result};
use skep_vm::{Loads, Memory, OutOfRegions, Rights, Stores};

/// The bytes that a packet has in its first piece, with the room around it (`PAGE_SIZE` as it is on most machines).
const FRAME: usize = 4096;

/// The room before a packet (`XDP_PACKET_HEADROOM`, `include/uapi/linux/bpf.h`).
const HEADROOM: usize = 256;

/// What the kernel keeps at the end of a frame (the size of `struct skb_shared_info` on 64-bit machines).
const TAIL: usize = 320;

/// What the kernel keeps at the beginning of a frame (the size of `struct xdp_frame`).
pub(crate) const FRAME_HEADER: usize = 40;

/// The most bytes of metadata (`xdp_metalen_invalid`, `include/net/xdp.h`, for that size of `struct xdp_frame`).
const MAX_META: usize = 216;

/// How a packet arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Arrival {
    /// The interface's index.
    pub(crate) interface: u32,
    /// The queue's number.
    pub(crate) queue: u32,
    /// The index of the interface that it is about to leave by; 0 if it is not.
    pub(crate) egress: u32,
}

/// The context of a test run, as it was handed in.
#[derive(Clone, Debug)]
pub(crate) struct XdpContext {
    given: Structure,
}

fn facts() -> Result<&'static ContextFacts> {
    ProgramType::XDP.context().ok_or(Errno::EINVAL)
}

impl XdpContext {
    /// What is handed in for a packet of this many bytes (`bpf_prog_test_run_xdp` and `xdp_convert_md_to_buff`,
    /// `net/bpf/test_run.c`).
    pub(crate) fn parse(bytes: &[u8], packet: usize) -> Result<Self> {
        let given = Structure::parse(facts()?, bytes)?;
        let number = |name| usize::try_from(given.number(name)).unwrap_or(usize::MAX);
        let (start, end) = (number("data"), number("data_end"));
        let is_meta = start.is_multiple_of(4) && start <= MAX_META;
        let nowhere = given.number("ingress_ifindex") == 0 && given.number("rx_queue_index") != 0;
        let refused = number("data_meta") != 0
            || end > packet
            || start > end
            || !is_meta
            || given.number("egress_ifindex") != 0
            || nowhere;
        if refused { Err(Errno::EINVAL) } else { Ok(Self { given }) }
    }

    pub(crate) fn arrival(&self) -> Arrival {
        let number = |name| u32::try_from(self.given.number(name)).unwrap_or(0);
        Arrival { interface: number("ingress_ifindex"), queue: number("rx_queue_index"), egress: 0 }
    }

    /// What is handed out after the run.
    pub(crate) fn finish(mut self, packet: &Packet) -> Vec<u8> {
        self.given.set("data", (packet.start - packet.meta) as u64);
        self.given.set("data_end", (packet.end - packet.meta) as u64);
        self.given.into_bytes()
    }
}

impl Input {
    /// A packet that arrives, from its Ethernet header on; with a context, some of its bytes are metadata before it.
    pub(crate) fn xdp(
        bytes: &[u8],
        arrival: Arrival,
        context: Option<&XdpContext>,
        attach_type: AttachType,
        memory: &mut Memory,
    ) -> std::result::Result<Self, OutOfRegions> {
        let number = |name| context.map(|context| usize::try_from(context.given.number(name)).unwrap_or(0));
        let meta = number("data").unwrap_or(0);
        let front = HEADROOM - meta.min(MAX_META);
        // What does not fit into the first piece is in others.
        let first_piece = number("data_end").unwrap_or(bytes.len()).min(FRAME - TAIL - front);
        let layout = Layout { front, before: meta, are_metadata: true, first_piece, room: FRAME - TAIL };
        let packet = Packet::new(bytes, layout, Rights::ReadWrite, memory)?;
        let value = |field: &str, _| match field {
            "data" => packet.address(packet.start, memory),
            "data_end" => packet.address(packet.end, memory),
            "data_meta" => packet.address(packet.meta, memory),
            "ingress_ifindex" => arrival.interface.into(),
            "rx_queue_index" => arrival.queue.into(),
            "egress_ifindex" => arrival.egress.into(),
            _ => 0,
        };
        let rules = |_: &_| (Loads::Whole, Stores::None);
        let fields = facts().map(|facts| fields(facts, (ProgramType::XDP, attach_type), value, rules));
        match memory.add_fields("the context (struct xdp_md)", fields.unwrap_or_default()) {
            Ok(context) => Ok(Self { packet: Some(packet), ..Self::of(context) }),
            Err(error) => {
                packet.remove(memory);
                Err(error)
            }
        }
    }
}
