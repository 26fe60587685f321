//! Helpers that read any memory of the kernel.

use super::{Kernel, length, negative};
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

impl Kernel<'_> {
    /// All bytes; or zeros, and an error.
    pub(super) fn probe_read_kernel(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (destination, size, source) = (call.argument(R1)?, length(call, R2)?, call.argument(R3)?);
        let mut bytes = checked_destination(call, destination, size)?;
        let there = match size {
            0 => call.memory.locate(source).is_some(),
            _ => call.memory.peek(source, &mut bytes),
        };
        if !there {
            bytes.fill(0);
        }
        call.memory.write(destination, &bytes)?;
        Ok(if there { 0 } else { negative(why_not(call, source)) })
    }

    /// The bytes up to the first zero, cut to fit and always ended by one: how many, with the zero. What is beyond it in
    /// the destination stays as it was. Zeros, and an error, if the text runs into memory that is not there.
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
        Ok(if faulted { negative(why_not(call, source)) } else { copied as u64 })
    }
}

/// The error for an address that cannot be read (`copy_from_kernel_nofault_allowed`, `arch/x86/mm/maccess.c`): there are
/// those in the kernel's half of the addresses, where something could be, and the others.
fn why_not(call: &Call<'_>, address: u64) -> Errno {
    const KERNEL_HALF: u64 = 0xffff_8000_0000_0000;
    let could_be = address >= KERNEL_HALF || call.memory.locate(address).is_some();
    if could_be { Errno::EFAULT } else { Errno::ERANGE }
}

/// What is in the destination now; a fault if the program may not write there.
fn checked_destination(call: &Call<'_>, destination: u64, size: usize) -> Result<Vec<u8>, FaultKind> {
    call.memory.check_write(destination, size)?;
    let mut bytes = vec![0; size];
    call.memory.peek(destination, &mut bytes);
    Ok(bytes)
}
