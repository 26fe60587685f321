//! What a program is given when it runs: its context, and the packet that belongs to it.

mod fields;
mod packet;
mod skb;
mod xdp;

pub(crate) use packet::Packet;
pub(crate) use skb::{ETHERNET, MAX_PACKET, Skb, SkbContext};
pub(crate) use xdp::{Arrival, FRAME_HEADER, XdpContext};

use crate::scene::Scene;
use skep_vm::{Memory, OutOfRegions, RegionId, Rights};

/// The context of a run, in memory. Who made it takes it away with [`remove`](Self::remove).
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) context: RegionId,
    pub(crate) packet: Option<Packet>,
    /// The number of the packet's socket.
    pub(crate) socket: Option<u64>,
    /// If it consists of arguments with types: how many.
    pub(crate) arguments: Option<usize>,
    /// What the program was attached with here, if that is not what its link says.
    pub(crate) cookie: Option<u64>,
    /// What else was put into memory.
    pub(crate) scene: Scene,
}

impl Input {
    /// A context without a packet.
    pub(crate) fn of(context: RegionId) -> Self {
        Self { context, packet: None, socket: None, arguments: None, cookie: None, scene: Scene::default() }
    }

    /// So many arguments with types, and what follows them: those that are pointers into the kernel can be loaded through.
    pub(crate) fn typed_arguments(
        what: &str,
        values: &[u64],
        count: usize,
        memory: &mut Memory,
    ) -> Result<Self, OutOfRegions> {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let all = 0..bytes.len();
        let context = memory.add_window(what, bytes, all, Rights::LoadPointers)?;
        Ok(Self { arguments: Some(count), ..Self::of(context) })
    }

    /// Lets the context say where the packet is now. Addresses that programs have of it are good for nothing from now on.
    pub(crate) fn packet_moved(&mut self, memory: &mut Memory) -> Result<(), OutOfRegions> {
        let Some(packet) = &mut self.packet else { return Ok(()) };
        packet.renew(memory)?;
        let places = [
            ("data", packet.address(packet.start, memory)),
            ("data_end", packet.address(packet.end, memory)),
            ("data_meta", packet.address(packet.meta, memory)),
        ];
        for (field, address) in places {
            // Not every context has all of them.
            memory.set_field(self.context, field, address);
        }
        Ok(())
    }

    /// Takes it out of memory.
    pub(crate) fn remove(self, memory: &mut Memory) {
        memory.remove(self.context);
        self.scene.remove(memory);
        if let Some(packet) = self.packet {
            packet.remove(memory);
        }
    }
}
