//! Helpers that tell who runs, and where.

use super::{Kernel, length, low};
use skep_isa::registers::*;
use skep_vm::{Call, FaultKind};

/// The number of the root of all control groups (`cgroup_id`: the first inode of the file system).
const ROOT_CGROUP: u64 = 1;

impl Kernel<'_> {
    pub(super) fn get_prandom_u32(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.random.next_u32().into())
    }

    pub(super) fn get_smp_processor_id(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.task.cpu.into())
    }

    /// There is one node.
    pub(super) fn get_numa_node_id(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(0)
    }

    /// There is one control group, the root.
    pub(super) fn get_current_cgroup_id(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(ROOT_CGROUP)
    }

    /// The control group at a level: at the first it is the root, and there is no other.
    pub(super) fn get_current_ancestor_cgroup_id(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(if low(call.argument(R1)?) == 0 { ROOT_CGROUP } else { 0 })
    }

    pub(super) fn get_current_pid_tgid(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(u64::from(self.around.task.tgid) << 32 | u64::from(self.around.task.pid))
    }

    pub(super) fn get_current_uid_gid(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(u64::from(self.around.task.gid) << 32 | u64::from(self.around.task.uid))
    }

    /// The name, cut to fit, ended with a zero byte and filled up with zeros.
    pub(super) fn get_current_comm(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let size = length(call, R2)?;
        if size == 0 {
            return Err(FaultKind::Refused(format!("{R2} must be a length of at least 1, but it is 0")));
        }
        let comm = &self.around.task.comm;
        let name = comm.split(|byte| *byte == 0).next().unwrap_or_default();
        let mut bytes = vec![0; size];
        let kept = name.len().min(size - 1);
        bytes[..kept].copy_from_slice(&name[..kept]);
        call.memory.write(call.argument(R1)?, &bytes)?;
        Ok(0)
    }
}
