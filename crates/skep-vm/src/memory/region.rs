//! What a region of memory holds.

use super::stack::Stack;
use skep_isa::Size;
use std::ops::Range;

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
}

/// Bytes, of which the program sees some or all.
#[derive(Debug)]
pub(super) struct Bytes {
    pub(super) bytes: Vec<u8>,
    /// Those that the program may access, all inside.
    pub(super) visible: Range<usize>,
    /// Whether the program may only read, and only aligned.
    pub(super) read_only: bool,
}

/// Elements of one size, with room between their addresses.
#[derive(Debug)]
pub(super) struct Elements {
    bytes: Vec<u8>,
    size: usize,
    capacity: usize,
    /// The distance between the addresses of two elements, as a power of two.
    shift: u32,
}

impl Elements {
    /// A place for elements whose addresses spread over as much of `span` bytes as they can; nothing if there is not
    /// at least as much room between them as they are long.
    pub(super) fn new(size: usize, capacity: usize, span: usize) -> Option<Self> {
        let share = span.checked_div(capacity).unwrap_or(span);
        let shift = share.checked_ilog2()?;
        let room = 1_usize << shift;
        (size.checked_mul(2)? <= room).then_some(Self { bytes: Vec::new(), size, capacity, shift })
    }

    pub(super) fn count(&self) -> usize {
        self.bytes.len().checked_div(self.size).unwrap_or(0)
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn grow(&mut self, count: usize) {
        let length = count.min(self.capacity) * self.size;
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

    pub(super) fn get(&self, index: usize) -> Option<&[u8]> {
        let start = index.checked_mul(self.size)?;
        self.bytes.get(start..start.checked_add(self.size)?)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut [u8]> {
        let start = index.checked_mul(self.size)?;
        self.bytes.get_mut(start..start.checked_add(self.size)?)
    }
}

/// A field of a context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Where it is, in bytes from the beginning of the context.
    pub offset: usize,
    /// Its size, which is that of the accesses to it.
    pub size: Size,
    /// What a load gives, which may be wider than the field.
    pub value: u64,
    /// Whether the program may store to it.
    pub writable: bool,
}
