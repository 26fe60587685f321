//! Packets in memory.

use skep_vm::{Memory, OutOfRegions, RegionId, Rights};

/// A packet, with room before and behind it.
///
/// ```text
///   0          meta          start                  end               room
///   │ unused   │ metadata    │ the packet           │ unused          │
///              └──────── what programs see ─────────┘
/// ```
#[derive(Debug)]
pub(crate) struct Packet {
    region: RegionId,
    /// Where the Ethernet header of a packet in the network stack is.
    pub(crate) ethernet: usize,
    /// Where what programs keep before the packet begins.
    pub(crate) meta: usize,
    /// Where the packet begins.
    pub(crate) start: usize,
    /// Where it ends, as far as programs see it.
    pub(crate) end: usize,
    /// Where the room behind it ends.
    pub(crate) room: usize,
    /// What is behind its end in other pieces, out of programs' sight.
    pub(crate) rest: Vec<u8>,
    /// Whether a program has said that it wraps it in another.
    pub(crate) is_wrapped: bool,
}

/// Where in its region a packet is put, and what of it programs see.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Where its bytes are put.
    pub(super) front: usize,
    /// How many of them are before what programs see as the packet.
    pub(super) before: usize,
    /// Whether programs see those too, as metadata.
    pub(super) are_metadata: bool,
    /// How many of the bytes are in the first piece.
    pub(super) first_piece: usize,
    /// Where the room behind that ends.
    pub(super) room: usize,
}

impl Packet {
    pub(super) fn new(
        bytes: &[u8],
        layout: Layout,
        rights: Rights,
        memory: &mut Memory,
    ) -> Result<Self, OutOfRegions> {
        let Layout { front, before, are_metadata, first_piece, room } = layout;
        let (first, rest) = bytes.split_at(first_piece.min(bytes.len()));
        let end = front + first.len();
        let mut all = vec![0; room.max(end)];
        all[front..end].copy_from_slice(first);
        let (start, room) = ((front + before).min(end), all.len());
        let meta = if are_metadata { front } else { start };
        let region = memory.add_window("the packet", all, meta..end, rights)?;
        memory.set_origin(region, start);
        Ok(Self { region, ethernet: front, meta, start, end, room, rest: rest.to_vec(), is_wrapped: false })
    }

    /// The address of a byte of it.
    pub(super) fn address(&self, at: usize, memory: &Memory) -> u64 {
        memory.address(self.region, at as u64)
    }

    pub(super) fn renew(&mut self, memory: &mut Memory) -> Result<(), OutOfRegions> {
        memory.set_visible(self.region, self.meta..self.end);
        memory.set_origin(self.region, self.start);
        self.region = memory.renew(self.region)?;
        Ok(())
    }

    /// All bytes of its region.
    pub(crate) fn all<'m>(&self, memory: &'m Memory) -> &'m [u8] {
        memory.bytes(self.region).unwrap_or_default()
    }

    /// The bytes of the packet that programs see.
    pub(crate) fn bytes<'m>(&self, memory: &'m Memory) -> &'m [u8] {
        self.all(memory).get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn bytes_mut<'m>(&self, memory: &'m mut Memory) -> &'m mut [u8] {
        memory.bytes_mut(self.region).and_then(|all| all.get_mut(self.start..self.end)).unwrap_or_default()
    }

    /// Lets the packet begin elsewhere; the metadata before it moves along.
    pub(crate) fn move_start(&mut self, start: usize, memory: &mut Memory) {
        let meta = start - (self.start - self.meta).min(start);
        if let Some(all) = memory.bytes_mut(self.region)
            && self.start <= all.len()
            && meta + (self.start - self.meta) <= all.len()
        {
            all.copy_within(self.meta..self.start, meta);
        }
        (self.meta, self.start) = (meta, start);
    }

    /// Metadata and packet, with what is in other pieces.
    pub(crate) fn whole(&self, memory: &Memory) -> Vec<u8> {
        [self.all(memory).get(self.meta..self.end).unwrap_or_default(), &self.rest].concat()
    }

    /// The packet, with what is in other pieces.
    pub(crate) fn without_metadata(&self, memory: &Memory) -> Vec<u8> {
        [self.bytes(memory), &self.rest].concat()
    }

    /// Puts other bytes in the place of the packet, which has no metadata and no other pieces. The room before it stays; if
    /// it begins with its Ethernet header, it does so still.
    pub(crate) fn set_bytes(&mut self, bytes: &[u8], memory: &mut Memory) {
        let Some(mut all) = memory.bytes(self.region).map(<[u8]>::to_vec) else { return };
        all.truncate(self.start.min(all.len()));
        all.extend(bytes);
        (self.end, self.room) = (all.len(), all.len());
        memory.set_bytes(self.region, all);
    }

    /// Sets bytes to zero.
    pub(crate) fn clear(&self, places: std::ops::Range<usize>, memory: &mut Memory) {
        if let Some(bytes) = memory.bytes_mut(self.region).and_then(|all| all.get_mut(places)) {
            bytes.fill(0);
        }
    }

    pub(super) fn remove(self, memory: &mut Memory) {
        memory.remove(self.region);
    }
}
