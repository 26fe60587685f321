//! The values of a map: where they are in memory, and how user space and programs see them.
//!
//! ```text
//!   a value of a map        user space: the value              programs: the value
//!   a value of a per-CPU    user space: one part for each      programs: the part of the CPU that they run on
//!   map                     possible CPU, each filled up to
//!                           a multiple of 8 bytes
//! ```
//!
//! What user space puts behind a part, up to the next multiple of 8 bytes, is kept and comes back, as in Linux; programs
//! neither see nor change it.

use super::length;
use skep_uapi::{Errno, Result};
use skep_vm::{Memory, RegionId};

/// The most bytes of values that a map may have here. What does not fit is answered with `ENOMEM`.
pub(super) const MAX_BYTES: u64 = 1 << 30;

/// Who uses a map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Caller {
    /// A process, by a command.
    UserSpace,
    /// A program, which runs on this CPU.
    Program { cpu: u32 },
}

impl Caller {
    /// The CPU it is on. Processes that ask for something are on the first one.
    pub(super) fn cpu(self) -> u32 {
        match self {
            Self::UserSpace => 0,
            Self::Program { cpu } => cpu,
        }
    }
}

/// The values of a map, by their places, which are counted from 0.
#[derive(Debug)]
pub(crate) struct Values {
    region: RegionId,
    /// The bytes of a value that a program sees.
    size: usize,
    /// How many parts a value has, if it has one for each CPU.
    parts: Option<usize>,
}

impl Values {
    /// Room for values, with `parts` parts each if the map is per CPU. There are none yet.
    pub(super) fn new(
        memory: &mut Memory,
        label: &str,
        size: u32,
        capacity: u64,
        parts: Option<u32>,
    ) -> Result<Self> {
        let elements = capacity.saturating_mul(parts.unwrap_or(1).into());
        if u64::from(size).next_multiple_of(8).saturating_mul(elements) > MAX_BYTES {
            return Err(Errno::ENOMEM);
        }
        let elements = usize::try_from(elements).map_err(|_| Errno::ENOMEM)?;
        let name = format!("a value of map {label}");
        let size = length(size);
        let region = memory.add_elements(name, size, elements).map_err(|_| Errno::ENOMEM)?;
        Ok(Self { region, size, parts: parts.map(length) })
    }

    /// Has programs only read them.
    pub(super) fn make_read_only(&self, memory: &mut Memory) {
        memory.make_elements_read_only(self.region);
    }

    pub(super) fn has_parts(&self) -> bool {
        self.parts.is_some()
    }

    pub(super) fn forget(self, memory: &mut Memory) {
        memory.remove(self.region);
    }

    /// How long a value is for user space.
    pub(super) fn user_length(&self) -> usize {
        match self.parts {
            Some(parts) => parts.saturating_mul(self.size.next_multiple_of(8)),
            None => self.size,
        }
    }

    /// Makes room for this many values at least, zeroed.
    pub(super) fn grow(&self, count: usize, memory: &mut Memory) {
        memory.grow_elements(self.region, count.saturating_mul(self.parts.unwrap_or(1)));
    }

    /// The element that a program on this CPU sees of the value at a place. `None` if there is no such CPU.
    fn element(&self, place: usize, cpu: u32) -> Option<usize> {
        match self.parts {
            Some(parts) => (length(cpu) < parts).then(|| place * parts + length(cpu)),
            None => Some(place),
        }
    }

    /// The address of what a program on this CPU sees of a value.
    pub(super) fn address(&self, place: usize, cpu: u32, memory: &Memory) -> Option<u64> {
        memory.element_address(self.region, self.element(place, cpu)?)
    }

    /// Copies a value as user space sees it; `into` has that length.
    pub(super) fn read(&self, place: usize, memory: &Memory, into: &mut [u8]) {
        match self.parts {
            Some(parts) => {
                let chunks = into.chunks_exact_mut(self.size.next_multiple_of(8));
                for (element, chunk) in (place * parts..).zip(chunks) {
                    if let Some(bytes) = memory.padded_element(self.region, element) {
                        chunk.copy_from_slice(bytes);
                    }
                }
            }
            None => {
                if let Some(bytes) = memory.element(self.region, place) {
                    into.copy_from_slice(bytes);
                }
            }
        }
    }

    /// Sets a value: user space sets all parts, a program only its own.
    pub(super) fn write(&self, place: usize, value: &[u8], caller: Caller, memory: &mut Memory) {
        match (self.parts, caller) {
            (Some(parts), Caller::UserSpace) => {
                let chunks = value.chunks_exact(self.size.next_multiple_of(8));
                for (element, chunk) in (place * parts..).zip(chunks) {
                    if let Some(bytes) = memory.padded_element_mut(self.region, element) {
                        bytes.copy_from_slice(chunk);
                    }
                }
            }
            (Some(_), Caller::Program { cpu }) => {
                if let Some(element) = self.element(place, cpu)
                    && let Some(bytes) = memory.element_mut(self.region, element)
                {
                    bytes.copy_from_slice(value);
                }
            }
            (None, _) => {
                if let Some(bytes) = memory.element_mut(self.region, place) {
                    bytes.copy_from_slice(value);
                }
            }
        }
    }

    /// Sets a value that was not there: a program's makes the other CPUs' parts zero (`pcpu_init_value`,
    /// `kernel/bpf/hashtab.c`).
    fn write_new(&self, place: usize, value: &[u8], caller: Caller, memory: &mut Memory) {
        if let (Some(parts), Caller::Program { .. }) = (self.parts, caller) {
            for element in place * parts..(place + 1) * parts {
                if let Some(bytes) = memory.element_mut(self.region, element) {
                    bytes.fill(0);
                }
            }
        }
        self.write(place, value, caller, memory);
    }

    /// The region, if there is but one value and it has but one part: its address can be loaded by programs.
    pub(super) fn only_region(&self) -> Option<RegionId> {
        self.parts.is_none().then_some(self.region)
    }
}

/// Values whose places are given out and taken back.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) values: Values,
    /// Places that were used before.
    free: Vec<usize>,
    /// The first place that was never used.
    unused: usize,
}

impl Places {
    pub(super) fn new(values: Values) -> Self {
        Self { values, free: Vec::new(), unused: 0 }
    }

    /// A place for a value, which is put there.
    pub(super) fn put(&mut self, value: &[u8], caller: Caller, memory: &mut Memory) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.unused += 1;
            self.unused - 1
        });
        // All at once would be too much for a large map, one by one too slow for any.
        self.values.grow((place + 1).next_power_of_two(), memory);
        self.values.write_new(place, value, caller, memory);
        place
    }

    pub(super) fn give_back(&mut self, place: usize) {
        self.free.push(place);
    }

    /// Whether an update changes a value where it is: only one that has parts for CPUs.
    pub(super) fn change_in_place(&self) -> bool {
        self.values.has_parts()
    }
}
