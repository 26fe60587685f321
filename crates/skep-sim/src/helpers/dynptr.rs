//! Helpers on dynamic pointers (`kernel/bpf/helpers.c`): on those to the samples of a user ring, which are the ones that programs are
//! handed here.

use super::{Kernel, length, negative};
use skep_isa::Register;
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind, RegionId};

/// A sample that a function of the program is called with.
#[derive(Debug)]
pub(super) struct Sample {
    /// What stands for the pointer: its address is what the function gets.
    pub(super) pointer: RegionId,
    /// The bytes.
    pub(super) bytes: RegionId,
    pub(super) length: usize,
}

impl Sample {
    /// Where some of its bytes are (`bpf_dynptr_check_off_len`). `E2BIG` if it does not have them.
    fn part(&self, offset: usize, length: usize) -> Result<u64, Errno> {
        let end = offset.checked_add(length).filter(|&end| end <= self.length);
        end.and_then(|_| u64::try_from(offset).ok()).ok_or(Errno::E2BIG)
    }
}

impl Kernel<'_> {
    /// The sample that an argument points to.
    fn sample(&self, call: &Call<'_>, register: Register) -> Result<&Sample, FaultKind> {
        let address = call.argument(register)?;
        let found = call.memory.locate(address).filter(|(_, offset)| *offset == 0);
        found.and_then(|(region, _)| self.running_samples().find(|sample| sample.pointer == region)).ok_or_else(|| {
            FaultKind::Refused(format!(
                "{register} must be the dynptr of a sample that bpf_user_ringbuf_drain hands to a function (others are not \
                 modelled), but it is {address:#x}"
            ))
        })
    }

    /// Copies bytes out of what a dynamic pointer points to.
    pub(super) fn dynptr_read(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (to, size) = (call.argument(R1)?, length(call, R2)?);
        let (offset, flags) = (length(call, R4)?, call.argument(R5)?);
        let sample = self.sample(call, R3)?;
        let from = match sample.part(offset, size) {
            _ if flags != 0 => Err(Errno::EINVAL),
            part => part.map(|offset| call.memory.address(sample.bytes, offset)),
        };
        Ok(match from {
            Ok(from) => {
                let bytes = call.memory.read(from, size)?.to_vec();
                call.memory.write(to, &bytes)?;
                0
            }
            Err(errno) => negative(errno),
        })
    }

    /// Copies bytes to where a dynamic pointer points to.
    pub(super) fn dynptr_write(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (offset, from) = (length(call, R2)?, call.argument(R3)?);
        let (size, flags) = (length(call, R4)?, call.argument(R5)?);
        let sample = self.sample(call, R1)?;
        let to = match sample.part(offset, size) {
            _ if flags != 0 => Err(Errno::EINVAL),
            part => part.map(|offset| call.memory.address(sample.bytes, offset)),
        };
        Ok(match to {
            Ok(to) => {
                let bytes = call.memory.read(from, size)?.to_vec();
                call.memory.write(to, &bytes)?;
                0
            }
            Err(errno) => negative(errno),
        })
    }

    /// The address of bytes that a dynamic pointer points to, or 0.
    pub(super) fn dynptr_data(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (offset, size) = (length(call, R2)?, length(call, R3)?);
        let sample = self.sample(call, R1)?;
        Ok(sample.part(offset, size).map_or(0, |offset| call.memory.address(sample.bytes, offset)))
    }
}
