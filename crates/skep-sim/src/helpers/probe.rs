//! Helpers that read any memory of the kernel.

use super::{Kernel, length, negative};
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

impl Kernel<'_> {
    /// All bytes, or zeros and `-EFAULT`.
    pub(super) fn probe_read_kernel(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (destination, size, source) = (call.argument(R1)?, length(call, R2)?, call.argument(R3)?);
        let mut bytes = checked_destination(call, destination, size)?;
        let there = size == 0 || call.memory.peek(source, &mut bytes);
        if !there {
            bytes.fill(0);
        }
        call.memory.write(destination, &bytes)?;
        Ok(if there { 0 } else { negative(Errno::EFAULT) })
    }

    /// The bytes up to the first zero, cut to fit and always ended by one: how many, with the zero. What is beyond it in
    /// the destination stays as it was. Zeros and `-EFAULT` if the text runs into memory that is not there.
    pub(super) fn probe_read_kernel_str(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (destination, size, source) = (call.argument(R1)?, length(call, R2)?, call.argument(R3)?);
        let mut bytes = checked_destination(call, destination, size)?;
        let mut copied = 0;
        let mut faulted = false;
        while copied < size {
            let mut byte = [0];
            faulted = !call.memory.peek(source.wrapping_add(copied as u64), &mut byte);
            if faulted {
                break;
            }
            bytes[copied] = byte[0];
            copied += 1;
            if byte == [0] {
                break;
            }
        }
        if faulted {
            bytes.fill(0);
        } else if let Some(last) = copied.checked_sub(1) {
            bytes[last] = 0;
        }
        call.memory.write(destination, &bytes)?;
        Ok(if faulted { negative(Errno::EFAULT) } else { copied as u64 })
    }
}

/// What is in the destination now; a fault if the program may not write there.
fn checked_destination(call: &Call<'_>, destination: u64, size: usize) -> Result<Vec<u8>, FaultKind> {
    call.memory.check_write(destination, size)?;
    let mut bytes = vec![0; size];
    call.memory.peek(destination, &mut bytes);
    Ok(bytes)
}
