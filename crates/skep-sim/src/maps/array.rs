//! Arrays: `BPF_MAP_TYPE_ARRAY` and `BPF_MAP_TYPE_PERCPU_ARRAY`.

use super::values::{Caller, Values};
use super::{check_update, check_update_flags, index, length};
use skep_uapi::{Errno, Result, UpdateFlags};
use skep_vm::{Memory, RegionId};

/// An array. All its elements are there from the beginning, zeroed.
#[derive(Debug)]
pub(crate) struct Array {
    pub(super) values: Values,
    pub(super) max_entries: u32,
}

impl Array {
    /// The region of the values, if the array has an only one, whose address programs can load.
    pub(crate) fn only_value(&self) -> Option<RegionId> {
        if self.max_entries == 1 { self.values.only_region() } else { None }
    }

    /// The place of the value of a key.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        index(key, self.max_entries).map(length)
    }

    pub(super) fn update(
        &self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        caller: Caller,
        memory: &mut Memory,
    ) -> Result<()> {
        check_update_flags(flags)?;
        let place = self.find(key).ok_or(Errno::E2BIG)?;
        check_update(flags, true)?;
        self.values.write(place, value, caller, memory);
        Ok(())
    }
}
