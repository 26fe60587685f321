//! Spin locks in the values of maps (`kernel/bpf/helpers.c`). Programs run one at a time here, so nobody ever waits.

use super::Kernel;
use skep_isa::registers::*;
use skep_uapi::Helper;
use skep_vm::{Call, FaultKind};

impl Kernel<'_> {
    pub(super) fn spin_lock(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let address = call.argument(R1)?;
        let word = call.memory.read(address, 4)?;
        call.memory.check_write(address, 4)?;
        if word != [0; 4] {
            return Err(FaultKind::Refused("the lock is not free: what is there is not zero".into()));
        }
        call.memory.write(address, &1_u32.to_ne_bytes())?;
        self.locked = Some(address);
        Ok(0)
    }

    pub(super) fn spin_unlock(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let address = call.argument(R1)?;
        if self.locked != Some(address) {
            return Err(FaultKind::Refused("bpf_spin_unlock without taking a lock".into()));
        }
        call.memory.write(address, &[0; 4])?;
        self.locked = None;
        Ok(0)
    }

    /// A program that holds a lock calls nothing until it has given it back.
    pub(super) fn check_lock(&self, helper: Helper) -> Result<(), FaultKind> {
        if self.locked.is_some() && helper != Helper::SPIN_UNLOCK {
            let reason = "function calls are not allowed while holding a lock".into();
            return Err(FaultKind::Refused(reason));
        }
        Ok(())
    }
}
