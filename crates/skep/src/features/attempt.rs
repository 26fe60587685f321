//! Trying to load a small program, and what the kernel's answer says.

use super::Support;
use crate::{Kernel, Operation, permission};
use skep_isa::{Assembler, Code, Endian, registers::*};
use skep_uapi::kernel::{Log, ProgramLoad};
use skep_uapi::{AttachType, Errno, Handle, ProgramFlags, ProgramType};

/// A program to try.
pub(super) struct Attempt {
    pub(super) program_type: ProgramType,
    pub(super) attach_type: AttachType,
    pub(super) sleepable: bool,
}

/// What the kernel answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// It took the program.
    Loaded,
    /// It refused the program, having looked at it; this is what it said.
    Judged(Errno, String),
    /// It refused to look at the program.
    Refused(Errno),
}

/// The most that is read of what a kernel says. What it says of these programs is much shorter.
const LOG: usize = 16 << 10;
/// How often a load is tried again that was broken off because a signal was pending.
const TRIES: usize = 5;
/// The name of what is made only to see whether it can be.
pub(super) const NAME: &str = "skep_probe";

impl Attempt {
    pub(super) const fn new(program_type: ProgramType, attach_type: AttachType) -> Self {
        // These are always ones that may sleep, and the kernel wants it said.
        let sleepable = program_type.0 == ProgramType::SYSCALL.0;
        Self { program_type, attach_type, sleepable }
    }

    /// Whether the kernel knows this type of program with this attach type.
    pub(super) fn known(&self, kernel: &Kernel) -> Support {
        let code = Assembler::new().mov(R0, 0).exit().build();
        match code.map(|code| self.load(kernel, &code)) {
            Ok(Outcome::Loaded | Outcome::Judged(..)) => Support::Yes,
            Ok(Outcome::Refused(errno)) => self.refused(kernel, errno),
            Err(error) => Support::Unknown(error.to_string()),
        }
    }

    /// What it means that the kernel did not look at the program.
    pub(super) fn refused(&self, kernel: &Kernel, errno: Errno) -> Support {
        match errno {
            Errno::EINVAL => Support::No,
            Errno::EPERM | Errno::EACCES => {
                Support::Unknown(why_not_allowed(kernel, self.program_type, errno))
            }
            other => Support::Unknown(format!("the kernel answers {other}")),
        }
    }

    /// Loads a program that does nothing, and keeps it.
    pub(super) fn keep(&self, kernel: &Kernel) -> Result<Handle, Errno> {
        let code = Assembler::new().mov(R0, 0).exit().build().map_err(|_| Errno::EINVAL)?;
        let instructions = code.encode(Endian::NATIVE).map_err(|_| Errno::EINVAL)?;
        kernel.api().program_load(&self.request(&instructions), None)
    }

    fn request<'a>(&self, instructions: &'a [u8]) -> ProgramLoad<'a> {
        ProgramLoad {
            program_type: self.program_type,
            expected_attach_type: self.attach_type,
            name: NAME,
            license: "GPL",
            instructions,
            maps: &[],
            flags: if self.sleepable { ProgramFlags::SLEEPABLE } else { ProgramFlags::NONE },
            btf: None,
            ..ProgramLoad::default()
        }
    }

    /// Loads the program and lets it go.
    pub(super) fn load(&self, kernel: &Kernel, code: &Code) -> Outcome {
        let Ok(instructions) = code.encode(Endian::NATIVE) else { return Outcome::Refused(Errno::EINVAL) };
        let request = self.request(&instructions);
        let mut buffer = vec![0; LOG];
        let mut refusal = Errno::EAGAIN;
        for _ in 0..TRIES {
            let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
            match kernel.api().program_load(&request, Some(&mut log)) {
                Ok(_) => return Outcome::Loaded,
                Err(Errno::EAGAIN) => {}
                Err(errno) => {
                    let text = log.text();
                    if !text.trim().is_empty() {
                        return Outcome::Judged(errno, text);
                    }
                    refusal = errno;
                    break;
                }
            }
        }
        Outcome::Refused(refusal)
    }
}

/// Why a program of this type may not be loaded, as far as that is known.
fn why_not_allowed(kernel: &Kernel, program_type: ProgramType, errno: Errno) -> String {
    let lacking = kernel.missing_capabilities(&[Operation::LoadProgram(program_type)]).unwrap_or_default();
    let name = errno.name().unwrap_or("an error");
    if lacking.is_empty() {
        format!(
            "refused with {name} though the capabilities suffice: a policy of this kernel or its container"
        )
    } else {
        format!("refused with {name}: this process lacks {}", permission::names(&lacking))
    }
}
