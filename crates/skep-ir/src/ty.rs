//! The types of values: integers without a sign of their own, and pointers that say where they lead and how far.

use crate::{GlobalId, MapId, Slot, TypeId};

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// True or false.
    Bool,
    /// 8 bits.
    I8,
    /// 16 bits.
    I16,
    /// 32 bits.
    I32,
    /// 64 bits.
    I64,
    /// 64 bits that are known to be, without a sign, below this number. It serves wherever an `i64` does.
    Below(u32),
    /// An address.
    Pointer {
        /// Where it leads.
        region: Region,
        /// Whether it may be null: then it leads nowhere until a guard has looked at it.
        nullable: bool,
    },
}

/// Where a pointer leads, and what may be accessed there.
///
/// Sizes and offsets are in bytes. A pointer to the inside of a thing knows its offset in it, or how many bytes there are
/// from it on, so that an access is judged by the type of its pointer alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Region {
    /// Into a slot of this function's frame.
    Stack {
        /// The slot.
        slot: Slot,
        /// The place in it.
        offset: u32,
    },
    /// What the program is given. Its fields are read by name.
    Context,
    /// Into a value of a map.
    MapValue {
        /// The map.
        map: MapId,
        /// The place in the value.
        offset: u32,
    },
    /// Into a global variable.
    Global {
        /// The variable.
        global: GlobalId,
        /// The place in it.
        offset: u32,
    },
    /// Into the packet, of which a guard has seen this many bytes from here on.
    Packet(u32),
    /// The end of the packet.
    PacketEnd,
    /// A reserved record of a ring buffer, of this many bytes, which must be given back once on every path.
    Record(u32),
    /// Into a reserved record, of which this many bytes are from here on.
    Reserved(u32),
    /// A structure of the kernel that programs of this kind read directly.
    Kernel(TypeId),
    /// A structure of the kernel that must be read by a helper, since the address may be wrong.
    Untrusted(TypeId),
    /// The address of something in a process.
    User,
    /// Memory of this many bytes from here on, wherever it is, that may be read and written.
    Memory(u32),
    /// Memory of this many bytes from here on, wherever it is, that may only be read.
    Constant(u32),
    /// A map itself, as an argument of helpers.
    Map(MapId),
    /// A socket, which only helpers look at.
    Socket {
        /// What is known of it.
        kind: SocketKind,
        /// Whether it was looked up, so that it must be released once on every path.
        owned: bool,
    },
}

/// What is known of a socket.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SocketKind {
    /// It may be one that only asks for a connection, or waits for the end of one.
    Common,
    /// It is a full socket.
    Full,
    /// It is a TCP socket.
    Tcp,
}

impl Type {
    /// A pointer that is not null.
    pub const fn pointer(region: Region) -> Self {
        Self::Pointer { region, nullable: false }
    }

    /// A pointer that may be null.
    pub const fn nullable(region: Region) -> Self {
        Self::Pointer { region, nullable: true }
    }

    /// How many bits an integer has; a `bool` has one. `None` for a pointer.
    pub const fn bits(self) -> Option<u32> {
        match self {
            Self::Bool => Some(1),
            Self::I8 => Some(8),
            Self::I16 => Some(16),
            Self::I32 => Some(32),
            Self::I64 | Self::Below(_) => Some(64),
            Self::Pointer { .. } => None,
        }
    }

    /// How many bytes it has in memory; `None` for what is not in memory: a `bool` (a byte is read and compared), a pointer, and
    /// [`Below`](Self::Below), which is what a guard found.
    pub const fn bytes(self) -> Option<u32> {
        match self {
            Self::I8 => Some(1),
            Self::I16 => Some(2),
            Self::I32 => Some(4),
            Self::I64 => Some(8),
            Self::Bool | Self::Below(_) | Self::Pointer { .. } => None,
        }
    }

    /// Whether it is an integer, other than `bool`.
    pub const fn is_integer(self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64 | Self::Below(_))
    }

    /// The type without what is known of the value: `i64` for [`Below`](Self::Below).
    #[must_use]
    pub const fn plain(self) -> Self {
        match self {
            Self::Below(_) => Self::I64,
            other => other,
        }
    }

    /// The region of a pointer that is not null.
    pub const fn region(self) -> Option<Region> {
        match self {
            Self::Pointer { region, nullable: false } => Some(region),
            _ => None,
        }
    }

    /// Whether a value of this type serves where the other is wanted: it is the same, or more is known of it. More checked
    /// bytes of a packet serve for fewer, a pointer that is not null for one that may be, a smaller bound for a larger.
    pub fn serves(self, wanted: Self) -> bool {
        match (self, wanted) {
            (Self::Below(_), Self::I64) => true,
            (Self::Below(known), Self::Below(bound)) => known <= bound,
            (Self::Pointer { region, nullable }, Self::Pointer { region: wanted, nullable: may_be_null }) => {
                (may_be_null || !nullable) && region.serves(wanted)
            }
            (one, other) => one == other,
        }
    }
}

impl Region {
    /// Whether a pointer there serves where one there is wanted.
    fn serves(self, wanted: Self) -> bool {
        match (self, wanted) {
            (Self::Packet(have), Self::Packet(want))
            | (Self::Memory(have), Self::Memory(want) | Self::Constant(want))
            | (Self::Constant(have), Self::Constant(want))
            | (Self::Reserved(have), Self::Reserved(want)) => have >= want,
            (one, other) => one == other,
        }
    }

    /// The region so many bytes further on, where there are still these many.
    pub(crate) const fn behind(self, further: u32, rest: u32) -> Self {
        match self {
            Self::Stack { slot, offset } => Self::Stack { slot, offset: offset.saturating_add(further) },
            Self::MapValue { map, offset } => Self::MapValue { map, offset: offset.saturating_add(further) },
            Self::Global { global, offset } => {
                Self::Global { global, offset: offset.saturating_add(further) }
            }
            Self::Packet(_) => Self::Packet(rest),
            Self::Record(_) | Self::Reserved(_) => Self::Reserved(rest),
            Self::Constant(_) => Self::Constant(rest),
            _ => Self::Memory(rest),
        }
    }

    /// The region when only its size is still known; that of the packet has no checked bytes then.
    pub(crate) const fn somewhere(self, size: u32, constant: bool) -> Self {
        match self {
            Self::Packet(_) => Self::Packet(0),
            Self::Record(_) | Self::Reserved(_) => Self::Reserved(size),
            _ if constant => Self::Constant(size),
            _ => Self::Memory(size),
        }
    }

    /// Whether it must be given back once on every path: a reserved record, or a socket that was looked up.
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Record(_) | Self::Socket { owned: true, .. })
    }

    /// Whether it is of the packet, so that moving the packet makes it useless.
    pub const fn is_packet(self) -> bool {
        matches!(self, Self::Packet(_) | Self::PacketEnd)
    }
}
