//! Where the pointers of a function lead, and which of them may lead to the same bytes.

use crate::{Block, Flow, Function, GlobalId, MapId, Operation, Region, Slot, Table, Type, Value};

/// The thing that a pointer leads into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Root {
    /// A slot of the frame.
    Slot(Slot),
    /// A global variable.
    Global(GlobalId),
    /// A value of the map, which one this pointer was first known to lead to.
    MapValue(MapId, Value),
    /// The packet, from this pointer on.
    Packet(Value),
    /// The record of a ring buffer that this pointer leads to.
    Record(Value),
    /// Other memory, from this pointer on.
    Other(Value),
}

/// Where a pointer leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) root: Root,
    /// The pointer that the offset counts from, if it is not the root: one to an element whose number is not known.
    pub(super) anchor: Option<Value>,
    pub(super) offset: u32,
}

/// Some bytes of memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bytes {
    pub(super) place: Place,
    pub(super) size: u32,
}

/// Where every pointer of a function leads.
pub(super) struct Pointers(Table<Value, Option<Place>>);

impl Pointers {
    pub(super) fn of(function: &Function, flow: &Flow) -> Self {
        let types = function.types();
        let mut places: Table<Value, Option<Place>> = types.keys().map(|_| None).collect();
        for &block in flow.order() {
            let passed = guarded_pointer(function, flow, block);
            for (at, one) in function.blocks[block].parameters.iter().enumerate() {
                let from = passed.filter(|_| at == 0).and_then(|pointer| places[pointer]);
                places[one.value] = from.or_else(|| start(one.value, one.ty));
            }
            for one in &function.blocks[block].instructions {
                let Some(result) = one.result else { continue };
                places[result.value] = match one.operation {
                    Operation::Offset(base, offset) => places[base].map(|place| place.behind(offset)),
                    Operation::View(base, _) => places[base],
                    Operation::Index { base, .. } => places[base].map(|place| Place {
                        root: place.root,
                        anchor: Some(result.value),
                        offset: 0,
                    }),
                    _ => start(result.value, result.ty),
                };
            }
        }
        Self(places)
    }

    /// Where a pointer leads; `None` for what is no pointer to memory.
    pub(super) fn get(&self, pointer: Value) -> Option<Place> {
        self.0.get(pointer).copied().flatten()
    }

    /// The slot that a pointer leads into.
    pub(super) fn slot(&self, pointer: Value) -> Option<Slot> {
        match self.get(pointer)?.root {
            Root::Slot(slot) => Some(slot),
            _ => None,
        }
    }
}

/// The pointer that the only guard that leads to a block hands it as its first parameter.
fn guarded_pointer(function: &Function, flow: &Flow, block: Block) -> Option<Value> {
    let &[from] = flow.predecessors(block) else { return None };
    let terminator = &function.blocks[from].end.as_ref()?.terminator;
    let target = terminator.targets().into_iter().nth(terminator.guarded()?)?;
    (target.block == block).then(|| terminator.inspected().first().copied().copied()).flatten()
}

/// The place of a pointer that is made of no other.
fn start(value: Value, ty: Type) -> Option<Place> {
    let Type::Pointer { region, .. } = ty else { return None };
    let (root, offset) = match region {
        Region::Stack { slot, offset } => (Root::Slot(slot), offset),
        Region::Global { global, offset } => (Root::Global(global), offset),
        Region::MapValue { map, offset } => (Root::MapValue(map, value), offset),
        Region::Packet(_) => (Root::Packet(value), 0),
        Region::Record(_) | Region::Reserved(_) => (Root::Record(value), 0),
        Region::Memory(_) | Region::Constant(_) | Region::Kernel(_) => (Root::Other(value), 0),
        Region::Context
        | Region::PacketEnd
        | Region::Untrusted(_)
        | Region::User
        | Region::Map(_)
        | Region::Socket { .. } => {
            return None;
        }
    };
    Some(Place { root, anchor: None, offset })
}

impl Place {
    /// So many bytes further on.
    pub(super) const fn behind(self, further: u32) -> Self {
        Self { offset: self.offset.saturating_add(further), ..self }
    }
}

impl Root {
    /// Whether two roots may have bytes in common.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Slot(one), Self::Slot(other)) => one == other,
            (Self::Global(one), Self::Global(other)) => one == other,
            (Self::MapValue(one, _), Self::MapValue(other, _)) => one == other,
            (Self::Packet(_), Self::Packet(_)) | (Self::Record(_), Self::Record(_)) => true,
            (Self::Other(_), Self::Packet(_)) | (Self::Packet(_), Self::Other(_)) => false,
            (Self::Other(_), _) | (_, Self::Other(_)) => true,
            _ => false,
        }
    }

    /// Whether offsets into both count from the same byte, or from the starts of two things of one shape.
    fn counts_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::MapValue(one, _), Self::MapValue(other, _)) => one == other,
            (one, other) => one == other,
        }
    }
}

impl Bytes {
    /// The byte behind the last.
    pub(super) const fn end(self) -> u32 {
        self.place.offset.saturating_add(self.size)
    }

    /// Whether both may have bytes in common.
    pub(super) fn meets(self, other: Self) -> bool {
        let (one, two) = (self.place, other.place);
        if !one.root.meets(two.root) {
            return false;
        }
        // Two values of one map are either the same or have nothing in common.
        if one.root.counts_as(two.root) && one.anchor == two.anchor {
            return one.offset < other.end() && two.offset < self.end();
        }
        true
    }

    /// Whether all of the other bytes are among these.
    pub(super) fn hold(self, other: Self) -> bool {
        let (one, two) = (self.place, other.place);
        one.root == two.root
            && one.anchor == two.anchor
            && one.offset <= two.offset
            && other.end() <= self.end()
    }
}
