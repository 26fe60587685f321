//! Memory of user space, for programs that copy from it.

use crate::stimulus::StimulusError;
use crate::world::World;
use skep_vm::RegionId;
use std::fmt;

/// Bytes in the memory of a simulated process, as long as this is there.
pub struct UserMemory {
    world: World,
    region: RegionId,
    address: u64,
}

impl UserMemory {
    /// The address of the first byte, which programs copy from with `bpf_probe_read_user`.
    pub fn address(&self) -> u64 {
        self.address
    }
}

impl fmt::Debug for UserMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserMemory").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for UserMemory {
    fn drop(&mut self) {
        self.world.shared.lock().memory.remove(self.region);
    }
}

impl World {
    /// Puts bytes into the memory of a process: every program can copy them, whoever runs.
    ///
    /// # Errors
    /// If the simulated kernel has no memory left, or they are more than 2 GiB.
    pub fn user_memory(&self, bytes: &[u8]) -> Result<UserMemory, StimulusError> {
        let mut state = self.shared.lock();
        let region = state.memory.add_user_memory("memory of user space", bytes.to_vec())?;
        let address = state.memory.address(region, 0);
        drop(state);
        Ok(UserMemory { world: self.clone(), region, address })
    }
}
