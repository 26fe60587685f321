//! Helpers on stacks of calls (`kernel/bpf/stackmap.c`).

use super::{Kernel, length, negative};
use crate::maps::{MapKind, USER_STACK};
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

/// The flags of `bpf_get_stack`: how many frames are left out, and `BPF_F_USER_STACK` and `BPF_F_USER_BUILD_ID` (`include/uapi/linux/bpf.h`).
const SKIPPED: u64 = 0xff;
const USER_BUILD_ID: u64 = 0x800;

impl Kernel<'_> {
    /// The addresses of the stack that the flags mean; there is none of user space for a task without user space.
    fn stack(&self, flags: u64) -> &[u64] {
        let process = &self.around.task.process;
        if flags & USER_STACK != 0 { &process.user_stack } else { &process.kernel_stack }
    }

    /// The number of the stack, which is kept.
    pub(super) fn get_stackid(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (id, flags) = (self.map(call, R2)?, call.argument(R3)?);
        let addresses = self.stack(flags).to_vec();
        match self.around.maps.get_mut(id).map(|map| &mut map.kind) {
            Ok(MapKind::Stacks(stacks)) => {
                Ok(stacks.number(&addresses, flags).map_or_else(negative, u64::from))
            }
            _ => {
                let label = self.map_label(id);
                Err(FaultKind::Refused(format!("{R2} must be a map of stacks, but it is {label}")))
            }
        }
    }

    /// Copies the stack; gives its length in bytes.
    pub(super) fn get_stack(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let (place, size, flags) = (call.argument(R2)?, length(call, R3)?, call.argument(R4)?);
        call.memory.check_write(place, size)?;
        if flags & USER_BUILD_ID != 0 {
            let reason = "stacks by the build ids of files are not modelled";
            return Err(FaultKind::Refused(reason.to_owned()));
        }
        let mut buffer = vec![0; size];
        let answer = if flags & !(SKIPPED | USER_STACK) != 0 || !size.is_multiple_of(8) {
            Err(Errno::EINVAL)
        } else {
            let skipped = usize::try_from(flags & SKIPPED).unwrap_or(usize::MAX);
            let addresses = self.stack(flags);
            match addresses.get(skipped..).filter(|rest| !rest.is_empty()) {
                None => Err(Errno::EFAULT),
                Some(rest) => {
                    let bytes: Vec<u8> =
                        rest.iter().flat_map(|address| address.to_ne_bytes()).take(size).collect();
                    buffer[..bytes.len()].copy_from_slice(&bytes);
                    Ok(bytes.len() as u64)
                }
            }
        };
        call.memory.write(place, &buffer)?;
        Ok(answer.unwrap_or_else(negative))
    }
}
