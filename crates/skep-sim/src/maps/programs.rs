//! Arrays of programs: `BPF_MAP_TYPE_PROG_ARRAY` (`kernel/bpf/arraymap.c`), which programs go on to by tail calls.

use super::{index, length};
use skep_uapi::{AttachType, Errno, ProgramType, Result, UpdateFlags};

/// An array of programs. It holds those that are in it.
#[derive(Debug)]
pub(crate) struct ProgramArray {
    slots: Vec<Option<u32>>,
    kind: Option<ProgramKind>,
}

/// What the programs that share an array have in common: the first one that is put in, or that names the array, decides
/// for good (`bpf_prog_map_compatible`, `kernel/bpf/core.c`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ProgramKind {
    pub(crate) program_type: ProgramType,
    pub(crate) expected_attach_type: AttachType,
    /// Whether it takes packets in several pieces (`BPF_F_XDP_HAS_FRAGS`).
    pub(crate) takes_pieces: bool,
}

impl ProgramArray {
    pub(super) fn new(max_entries: u32) -> Self {
        Self { slots: vec![None; length(max_entries)], kind: None }
    }

    fn slot(&self, key: &[u8]) -> Option<usize> {
        let slots = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        index(key, slots).map(length)
    }

    /// Whether a program of this kind can be in the array, or name it. If nobody did before, its kind is the array's from
    /// now on.
    pub(crate) fn accept(&mut self, kind: ProgramKind) -> Result<()> {
        if *self.kind.get_or_insert(kind) == kind { Ok(()) } else { Err(Errno::EINVAL) }
    }

    /// The slot that an update is of.
    pub(crate) fn check_update(&self, key: &[u8], flags: UpdateFlags) -> Result<usize> {
        if flags != UpdateFlags::ANY {
            return Err(Errno::EINVAL);
        }
        self.slot(key).ok_or(Errno::E2BIG)
    }

    /// Puts a program into a slot; gives the one that was there.
    pub(crate) fn put(&mut self, slot: usize, program: u32) -> Option<u32> {
        self.slots.get_mut(slot)?.replace(program)
    }

    /// Takes a program out; gives it.
    pub(crate) fn remove(&mut self, key: &[u8]) -> Result<u32> {
        let slot = self.slot(key).ok_or(Errno::E2BIG)?;
        self.slots[slot].take().ok_or(Errno::ENOENT)
    }

    /// Takes all programs out; gives them.
    pub(crate) fn clear(&mut self) -> Vec<u32> {
        self.slots.iter_mut().filter_map(Option::take).collect()
    }

    /// The id of the program of a key.
    pub(super) fn lookup(&self, key: &[u8]) -> Result<u32> {
        let slot = self.slot(key).ok_or(Errno::ENOENT)?;
        self.slots[slot].ok_or(Errno::ENOENT)
    }

    /// The program in a slot, for a tail call.
    pub(crate) fn get(&self, slot: u32) -> Option<u32> {
        *self.slots.get(length(slot))?
    }
}
