//! What a region of memory holds.

use super::fields::Field;
use super::stack::Stack;
use std::ops::Range;

/// What the bytes of an element are filled up to a multiple of.
const ALIGNMENT: usize = 8;

/// What is at the addresses of a region.
#[derive(Debug)]
pub(super) enum Contents {
    /// Bytes.
    Bytes(Bytes),
    /// Elements of one size.
    Elements(Elements),
    /// The fields of a context.
    Fields(Vec<Field>),
    /// A function's stack.
    Stack(Box<Stack>),
    /// Nothing that can be read.
    Opaque,
}

impl Contents {
    /// The bytes from this offset on, if there are so many, whether or not the program may read them.
    pub(super) fn all_bytes(&self, start: i64, length: usize) -> Option<&[u8]> {
        let start = usize::try_from(start).ok()?;
        let of = |bytes: &[u8]| -> Option<Range<usize>> {
            let end = start.checked_add(length)?;
            (end <= bytes.len()).then_some(start..end)
        };
        match self {
            Self::Bytes(Bytes { bytes, .. }) => Some(&bytes[of(bytes)?]),
            Self::Stack(stack) => Some(&stack.bytes()[of(stack.bytes())?]),
            Self::Elements(elements) => {
                let (index, within) = elements.place(start);
                let element = elements.get(index)?;
                element.get(within..within.checked_add(length)?)
            }
            Self::Fields(_) | Self::Opaque => None,
        }
    }

    /// Whether the 8 bytes from an offset on are a pointer that the kernel gave, or may be.
    #[inline]
    pub(super) fn has_kernel_pointer(&self, start: i64) -> bool {
        match self {
            Self::Stack(stack) => usize::try_from(start).is_ok_and(|start| stack.has_kernel_pointer(start)),
            Self::Bytes(bytes) => bytes.rights == Rights::LoadPointers,
            _ => false,
        }
    }
}

/// Bytes, of which the program sees some or all.
#[derive(Debug)]
pub(super) struct Bytes {
    pub(super) bytes: Vec<u8>,
    /// Those that the program may access, all inside.
    pub(super) visible: Range<usize>,
    /// The byte that messages count from.
    pub(super) origin: usize,
    pub(super) rights: Rights,
}

/// What a program may do with the bytes that it sees.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rights {
    /// Read and write them.
    ReadWrite,
    /// Read them.
    Read,
    /// Load them, in accesses aligned to their size.
    LoadAligned,
    /// Load them so; what is 8 bytes long may be a pointer into the kernel's structures.
    LoadPointers,
    /// Load them through a pointer that the kernel gave as one: what a load from such a context gave, or another such
    /// load through such a pointer, or a helper ([`Call::give_kernel_pointer`](crate::Call::give_kernel_pointer)).
    Kernel,
    /// Nothing: only the environment copies bytes of user space.
    User,
}

impl Rights {
    /// Whether programs are kept from these bytes because only helpers copy them.
    pub(super) fn need_a_probe(self) -> bool {
        matches!(self, Self::Kernel | Self::User)
    }
}

/// Elements of one size, with room between their addresses.
#[derive(Debug)]
pub(super) struct Elements {
    bytes: Vec<u8>,
    /// The bytes of an element that programs see.
    size: usize,
    /// All its bytes: a multiple of 8.
    padded: usize,
    capacity: usize,
    /// The distance between the addresses of two elements, as a power of two.
    shift: u32,
    /// Whether programs may only read them.
    pub(super) read_only: bool,
}

impl Elements {
    /// A place for elements whose addresses spread over as much of `span` bytes as they can; nothing if there is not
    /// at least as much room between them as they are long.
    pub(super) fn new(size: usize, capacity: usize, span: usize) -> Option<Self> {
        let share = span.checked_div(capacity).unwrap_or(span);
        let shift = share.checked_ilog2()?;
        let room = 1_usize << shift;
        let padded = size.checked_next_multiple_of(ALIGNMENT)?;
        (padded.checked_mul(2)? <= room).then_some(Self {
            bytes: Vec::new(),
            size,
            padded,
            capacity,
            shift,
            read_only: false,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.bytes.len().checked_div(self.padded).unwrap_or(0)
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn grow(&mut self, count: usize) {
        let length = count.min(self.capacity) * self.padded;
        if length > self.bytes.len() {
            if self.bytes.is_empty() {
                // Zeroed memory that was not yet used costs nothing.
                self.bytes = vec![0; length];
            } else {
                self.bytes.resize(length, 0);
            }
        }
    }

    /// The distance of an element's address from the region's beginning.
    pub(super) fn offset(&self, index: usize) -> usize {
        index << self.shift
    }

    /// The element that an offset belongs to, and how far it is from that element's beginning.
    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        (offset >> self.shift, offset & ((1 << self.shift) - 1))
    }

    /// The bytes of an element that programs see.
    pub(super) fn get(&self, index: usize) -> Option<&[u8]> {
        self.padded(index)?.get(..self.size)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut [u8]> {
        let size = self.size;
        self.padded_mut(index)?.get_mut(..size)
    }

    /// All bytes of an element.
    pub(super) fn padded(&self, index: usize) -> Option<&[u8]> {
        let start = index.checked_mul(self.padded)?;
        self.bytes.get(start..start.checked_add(self.padded)?)
    }

    pub(super) fn padded_mut(&mut self, index: usize) -> Option<&mut [u8]> {
        let start = index.checked_mul(self.padded)?;
        self.bytes.get_mut(start..start.checked_add(self.padded)?)
    }
}
