//! Helpers that read memory by any address, of the kernel or of user space (`kernel/trace/bpf_trace.c`, `mm/maccess.c`).

use super::{Kernel, length, negative};
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind, Memory};

/// Whose memory is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Space {
    Kernel,
    User,
}

impl Space {
    /// Whose an address is, for the helpers that take both: what is nowhere is user space's if it could be there.
    fn of(address: u64, memory: &Memory) -> Self {
        let is_user = memory.is_user_memory(address);
        let nowhere = memory.locate(address).is_none();
        if is_user || nowhere && address < END_OF_USER_SPACE { Self::User } else { Self::Kernel }
    }

    fn peek(self, address: u64, into: &mut [u8], memory: &Memory) -> bool {
        match self {
            Self::Kernel => memory.peek(address, into),
            Self::User => memory.peek_user(address, into),
        }
    }

    /// The error for an address that cannot be read. For the kernel's (`copy_from_kernel_nofault_allowed`,
    /// `arch/x86/mm/maccess.c`) there are those in its half of the addresses, where something could be, and the others.
    fn why_not(self, address: u64, memory: &Memory) -> Errno {
        let could_be = address >= KERNEL_HALF || memory.locate(address).is_some();
        let allowed = could_be && !memory.is_user_memory(address);
        if self == Self::User || allowed { Errno::EFAULT } else { Errno::ERANGE }
    }
}

/// Where the addresses of user space end (`TASK_SIZE_MAX` on `x86_64`).
const END_OF_USER_SPACE: u64 = 0x7fff_ffff_f000;

/// Where the kernel's half of the addresses begins.
const KERNEL_HALF: u64 = 0xffff_8000_0000_0000;

impl Kernel<'_> {
    pub(super) fn probe_read_kernel(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        read(call, |_, _| Space::Kernel)
    }

    pub(super) fn probe_read_user(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        read(call, |_, _| Space::User)
    }

    pub(super) fn probe_read(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        read(call, Space::of)
    }

    pub(super) fn probe_read_kernel_str(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        read_text(call, |_, _| Space::Kernel)
    }

    pub(super) fn probe_read_user_str(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        read_text(call, |_, _| Space::User)
    }

    pub(super) fn probe_read_str(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        read_text(call, Space::of)
    }
}

/// All bytes; or zeros, and an error.
fn read(call: &mut Call<'_>, space: impl Fn(u64, &Memory) -> Space) -> Result<u64, FaultKind> {
    let (destination, size, source) = (call.argument(R1)?, length(call, R2)?, call.argument(R3)?);
    let mut bytes = checked_destination(call, destination, size)?;
    let space = space(source, call.memory);
    let there = match (size, space) {
        (0, Space::User) => Space::of(source, call.memory) == Space::User,
        (0, Space::Kernel) => space.why_not(source, call.memory) == Errno::EFAULT,
        _ => space.peek(source, &mut bytes, call.memory),
    };
    if !there {
        bytes.fill(0);
    }
    call.memory.write(destination, &bytes)?;
    Ok(if there { 0 } else { negative(space.why_not(source, call.memory)) })
}

/// The bytes up to the first zero, cut to fit and always ended by one: how many, with the zero. What is beyond it in the
/// destination stays as it was, but for the rest of its last 8 bytes, counted from the beginning, if the text is user
/// space's: that is zeroed (`do_strncpy_from_user`, `lib/strncpy_from_user.c`). Zeros, and an error, if the text runs into
/// memory that is not there.
fn read_text(call: &mut Call<'_>, space: impl Fn(u64, &Memory) -> Space) -> Result<u64, FaultKind> {
    let (destination, size, source) = (call.argument(R1)?, length(call, R2)?, call.argument(R3)?);
    let mut bytes = checked_destination(call, destination, size)?;
    let space = space(source, call.memory);
    let copied = text_at(source, &mut bytes, space, call.memory);
    match copied {
        None => bytes.fill(0),
        Some(0) => {}
        Some(copied) => {
            bytes[copied - 1] = 0;
            // Of less than 8 bytes there is no room for, single ones are copied.
            let word = copied.next_multiple_of(8);
            if space == Space::User && word <= size {
                bytes[copied..word].fill(0);
            }
        }
    }
    call.memory.write(destination, &bytes)?;
    Ok(copied.map_or_else(|| negative(space.why_not(source, call.memory)), |copied| copied as u64))
}

/// Copies up to the first zero, or as much as there is room for; how many bytes that is, if all are there.
fn text_at(source: u64, into: &mut [u8], space: Space, memory: &Memory) -> Option<usize> {
    for (index, place) in into.iter_mut().enumerate() {
        let mut byte = [0];
        if !space.peek(source.wrapping_add(index as u64), &mut byte, memory) {
            return None;
        }
        *place = byte[0];
        if byte == [0] {
            return Some(index + 1);
        }
    }
    Some(into.len())
}

/// The text at an address, of at most so many bytes, as helpers that print texts read it: whoever's memory it is, unless
/// it must be somebody's. Nothing if it is not there.
pub(super) fn printed_text(
    source: u64,
    most: usize,
    must_be_users: Option<bool>,
    memory: &Memory,
) -> Option<Vec<u8>> {
    let space = match must_be_users {
        Some(true) => Space::User,
        Some(false) => Space::Kernel,
        None => Space::of(source, memory),
    };
    let mut bytes = vec![0; most];
    let copied = text_at(source, &mut bytes, space, memory)?;
    bytes.truncate(copied);
    if bytes.last() == Some(&0) || copied == most {
        bytes.pop();
    }
    Some(bytes)
}

/// What is in the destination now; a fault if the program may not write there.
fn checked_destination(call: &Call<'_>, destination: u64, size: usize) -> Result<Vec<u8>, FaultKind> {
    call.memory.check_write(destination, size)?;
    let mut bytes = vec![0; size];
    call.memory.peek(destination, &mut bytes);
    Ok(bytes)
}
