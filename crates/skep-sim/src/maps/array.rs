//! Arrays: `BPF_MAP_TYPE_ARRAY`.

use super::{check_update, check_update_flags, length};
use skep_uapi::{Errno, Result, UpdateFlags};
use skep_vm::{Memory, RegionId};

/// An array. All its elements are there from the beginning, zeroed.
#[derive(Debug)]
pub(crate) struct Array {
    pub(super) values: RegionId,
    pub(super) max_entries: u32,
}

impl Array {
    /// The region of the values, if the array has an only one, whose address programs can load.
    pub(crate) fn only_value(&self) -> Option<RegionId> {
        (self.max_entries == 1).then_some(self.values)
    }

    pub(super) fn find(&self, key: &[u8]) -> Option<(RegionId, usize)> {
        let index = index(key)?;
        (index < self.max_entries).then(|| (self.values, length(index)))
    }

    pub(super) fn update(
        &self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        memory: &mut Memory,
    ) -> Result<()> {
        check_update_flags(flags)?;
        let (values, index) = self.find(key).ok_or(Errno::E2BIG)?;
        check_update(flags, true)?;
        if let Some(element) = memory.element_mut(values, index) {
            element.copy_from_slice(value);
        }
        Ok(())
    }

    /// The index after this one, up to the last; 0 if there is none before it, or if it is beyond the last.
    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let following = match previous.and_then(index) {
            Some(previous) if previous == self.max_entries - 1 => return Err(Errno::ENOENT),
            Some(previous) if previous < self.max_entries => previous + 1,
            _ => 0,
        };
        next.copy_from_slice(&following.to_ne_bytes());
        Ok(())
    }
}

fn index(key: &[u8]) -> Option<u32> {
    key.try_into().ok().map(u32::from_ne_bytes)
}
