//! Memory of the interpreter: things with bytes, each apart from all others.

use std::fmt;

/// A place in one thing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Pointer {
    /// Which thing.
    pub(super) object: usize,
    /// How many bytes behind its start.
    pub offset: u64,
}

impl Pointer {
    /// The place so many bytes further on.
    #[must_use]
    pub const fn behind(self, offset: u64) -> Self {
        Self { object: self.object, offset: self.offset.wrapping_add(offset) }
    }
}

/// What is wrong with an access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemoryFault {
    /// It reaches beyond the thing.
    Outside {
        /// Where it begins.
        offset: u64,
        /// How many bytes it has.
        size: usize,
        /// How many bytes the thing has.
        available: usize,
    },
    /// The thing is no more: the function that had it in its frame has returned, or the record was given back.
    Gone,
    /// There would be more memory than [`Memory::LIMIT`].
    Exhausted,
}

impl fmt::Display for MemoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside { offset, size, available } => {
                write!(f, "{size} bytes at byte {offset} are not in the {available} that there are")
            }
            Self::Gone => f.write_str("what the pointer leads to is no more"),
            Self::Exhausted => write!(f, "there would be more than {} bytes of memory", Memory::LIMIT),
        }
    }
}

/// The things that there are, and their bytes.
#[derive(Debug, Default)]
pub struct Memory {
    /// `None` for what is no more.
    objects: Vec<Option<Vec<u8>>>,
    used: usize,
}

impl Memory {
    /// How many bytes there may be in all.
    pub const LIMIT: usize = 16 << 20;

    /// A new thing with these bytes.
    pub(super) fn add(&mut self, size: usize, fill: u8) -> Result<Pointer, MemoryFault> {
        let used =
            self.used.checked_add(size).filter(|&used| used <= Self::LIMIT).ok_or(MemoryFault::Exhausted)?;
        self.used = used;
        self.objects.push(Some(vec![fill; size]));
        Ok(Pointer { object: self.objects.len() - 1, offset: 0 })
    }

    /// Takes a thing away, with its bytes.
    pub(super) fn remove(&mut self, pointer: Pointer) -> Option<Vec<u8>> {
        let bytes = self.objects.get_mut(pointer.object)?.take()?;
        self.used = self.used.saturating_sub(bytes.len());
        Some(bytes)
    }

    /// Takes a thing away to keep its bytes elsewhere: they count on.
    pub(super) fn take(&mut self, pointer: Pointer) -> Option<Vec<u8>> {
        self.objects.get_mut(pointer.object)?.take()
    }

    /// All bytes of the thing that a pointer leads to; none if it is no more.
    pub(super) fn whole(&self, pointer: Pointer) -> &[u8] {
        self.objects.get(pointer.object).and_then(Option::as_deref).unwrap_or(&[])
    }

    /// So many bytes.
    ///
    /// # Errors
    /// If they are not there.
    pub fn read(&self, pointer: Pointer, size: usize) -> Result<&[u8], MemoryFault> {
        let bytes = self.objects.get(pointer.object).and_then(Option::as_deref).ok_or(MemoryFault::Gone)?;
        let fault = MemoryFault::Outside { offset: pointer.offset, size, available: bytes.len() };
        let start = usize::try_from(pointer.offset).map_err(|_| fault)?;
        start.checked_add(size).and_then(|end| bytes.get(start..end)).ok_or(fault)
    }

    /// So many bytes, to be written.
    ///
    /// # Errors
    /// If they are not there.
    pub fn write(&mut self, pointer: Pointer, size: usize) -> Result<&mut [u8], MemoryFault> {
        let bytes =
            self.objects.get_mut(pointer.object).and_then(Option::as_deref_mut).ok_or(MemoryFault::Gone)?;
        let fault = MemoryFault::Outside { offset: pointer.offset, size, available: bytes.len() };
        let start = usize::try_from(pointer.offset).map_err(|_| fault)?;
        start.checked_add(size).and_then(|end| bytes.get_mut(start..end)).ok_or(fault)
    }
}
