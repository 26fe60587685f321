//! Helpers that tell who runs, and where.

use super::{Kernel, length, low, negative};
use crate::maps::{Caller, Map};
use crate::owners::Owner;
use skep_isa::registers::*;
use skep_uapi::{Errno, MapType, UpdateFlags};
use skep_vm::{Call, FaultKind};

/// The number of the root of all control groups (`cgroup_id`: the first inode of the file system).
const ROOT_CGROUP: u64 = 1;

/// `BPF_LOCAL_STORAGE_GET_F_CREATE` (`include/uapi/linux/bpf.h`).
const STORAGE_CREATE: u64 = 1;

impl Kernel<'_> {
    pub(super) fn get_prandom_u32(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.random.next_u32().into())
    }

    pub(super) fn get_smp_processor_id(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.task.cpu.into())
    }

    /// The address of the structure of the task that runs, as a number.
    pub(super) fn get_current_task(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let address = self.around.input.scene.current_task(self.around.task, call.memory);
        address.map_err(|error| FaultKind::Refused(error.to_string()))
    }

    /// The same address, as a pointer that the program may load through.
    pub(super) fn get_current_task_btf(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        call.give_kernel_pointer();
        self.get_current_task(call)
    }

    /// The value of a task in a map of local storage, which is made with this flag if it is not there.
    pub(super) fn task_storage_get(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, owner) = self.task_storage(call)?;
        let (initial, flags) = (call.argument(R3)?, call.argument(R4)?);
        let Some(owner) = owner.filter(|_| flags & !STORAGE_CREATE == 0) else { return Ok(0) };
        let cpu = self.around.task.cpu;
        let Ok(map) = self.around.maps.get_mut(id) else { return Ok(0) };
        let size = crate::maps::length(map.info().value_size);
        let Ok(storage) = map.storage_mut() else { return Ok(0) };
        if flags & STORAGE_CREATE != 0 && storage.address(&owner, cpu, call.memory).is_none() {
            let value = if initial == 0 { vec![0; size] } else { call.memory.read(initial, size)?.to_vec() };
            let caller = Caller::Program { cpu };
            if storage.update(&owner, &value, UpdateFlags::NOEXIST, caller, call.memory).is_err() {
                return Ok(0);
            }
        }
        Ok(storage.address(&owner, cpu, call.memory).unwrap_or(0))
    }

    /// Removes it.
    pub(super) fn task_storage_delete(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (id, owner) = self.task_storage(call)?;
        let Some(owner) = owner else { return Ok(negative(Errno::EINVAL)) };
        let deleted = self.around.maps.get_mut(id).and_then(|map| map.storage_mut()?.delete(&owner));
        Ok(deleted.map_or_else(negative, |()| 0))
    }

    /// The map and the task that a helper is given; none if it is given no task.
    fn task_storage(&mut self, call: &mut Call<'_>) -> Result<(u32, Option<Owner>), FaultKind> {
        let (id, task) = (self.map(call, R1)?, call.argument(R2)?);
        if self.around.maps.get(id).map(Map::map_type) != Ok(MapType::TASK_STORAGE) {
            let label = self.map_label(id);
            return Err(FaultKind::Refused(format!(
                "{R1} must be a map of the storage of tasks, but it is {label}"
            )));
        }
        if task == 0 {
            return Ok((id, None));
        }
        let current = self.around.input.scene.current_task(self.around.task, call.memory);
        if current.map_err(|error| FaultKind::Refused(error.to_string()))? != task {
            let reason = "storage of tasks other than the one that runs is not modelled";
            return Err(FaultKind::Refused(reason.to_owned()));
        }
        Ok((id, Some(Owner::Task(self.around.task.pid))))
    }

    /// The number that the program was attached with; 0 if it was not attached, or without one.
    pub(super) fn get_attach_cookie(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.input.cookie.unwrap_or(0))
    }

    /// An argument of the function or tracepoint, by its number.
    pub(super) fn get_func_arg(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let number = low(call.argument(R2)?);
        let count = self.typed_arguments(call)?;
        if crate::maps::length(number) >= count {
            call.memory.check_write(call.argument(R3)?, 8)?;
            return Ok(negative(Errno::EINVAL));
        }
        self.hand_out_argument(crate::maps::length(number), call)?;
        Ok(0)
    }

    /// What the function returned.
    pub(super) fn get_func_ret(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let count = self.typed_arguments(call)?;
        let value = call.argument(R2)?;
        let address = call.memory.address(self.around.input.context, count as u64 * 8);
        let mut bytes = [0; 8];
        if !call.memory.peek(address, &mut bytes) {
            return Ok(negative(Errno::EOPNOTSUPP));
        }
        call.memory.write(value, &bytes)?;
        Ok(0)
    }

    /// How many arguments the function has.
    pub(super) fn get_func_arg_cnt(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.typed_arguments(call)? as u64)
    }

    fn typed_arguments(&self, call: &Call<'_>) -> Result<usize, FaultKind> {
        self.check_context(call, R1)?;
        let arguments = self.around.input.arguments;
        arguments.ok_or_else(|| FaultKind::Refused("the program is attached to no function".into()))
    }

    fn hand_out_argument(&self, index: usize, call: &mut Call<'_>) -> Result<(), FaultKind> {
        let value = call.argument(R3)?;
        let mut bytes = [0; 8];
        call.memory.peek(call.memory.address(self.around.input.context, index as u64 * 8), &mut bytes);
        call.memory.write(value, &bytes)?;
        Ok(())
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
