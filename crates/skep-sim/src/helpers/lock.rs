//! Spin locks in the values of maps (`kernel/bpf/helpers.c`). Whoever has to wait for one has done so before the call.

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
            let reason = match self.around.turns {
                Some(_) => "the lock is not free, and no CPU is left that could give it back: a deadlock",
                None => "the lock is not free: what is there is not zero",
            };
            return Err(FaultKind::Refused(reason.into()));
        }
        call.memory.write(address, &1_u32.to_ne_bytes())?;
        self.ongoing.locked = Some(address);
        Ok(0)
    }

    pub(super) fn spin_unlock(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let address = call.argument(R1)?;
        if self.ongoing.locked != Some(address) {
            return Err(FaultKind::Refused("bpf_spin_unlock without taking a lock".into()));
        }
        call.memory.write(address, &[0; 4])?;
        self.ongoing.locked = None;
        Ok(0)
    }

    /// A program that holds a lock calls nothing until it has given it back.
    pub(super) fn check_lock(&self, helper: Helper) -> Result<(), FaultKind> {
        if self.ongoing.locked.is_some() && helper != Helper::SPIN_UNLOCK {
            let reason = "function calls are not allowed while holding a lock".into();
            return Err(FaultKind::Refused(reason));
        }
        Ok(())
    }
}
