//! The registers of the machines: where a program that is given them finds arguments and results, and the numbers of the
//! system calls.
//!
//! ```
//! use skep_uapi::RegisterAbi;
//!
//! let abi = RegisterAbi::of_machine("x86_64").ok_or("not known")?;
//! assert_eq!(abi.arguments.first(), Some(&112));
//! // The fourth argument of a system call is in another register than that of a function.
//! assert_ne!(abi.arguments[3], abi.syscall_arguments[3]);
//! assert_eq!(abi.syscall_function("execve"), "__x64_sys_execve");
//! # Ok::<(), &str>(())
//! ```

use crate::generated::REGISTERS;

/// What is known of the registers of an architecture. Offsets are in bytes into the registers that a program is given: the
/// context of kprobe and perf_event programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegisterAbi {
    /// The architecture, as Rust names it in `target_arch`.
    pub name: &'static str,
    /// The machine, as uname(2) names it: the usual name first.
    pub machines: &'static [&'static str],
    /// The bits of a register.
    pub bits: u32,
    /// Whether the most significant byte comes first; `None` if there are machines of both kinds.
    pub big_endian: Option<bool>,
    /// The bytes of all registers that a program is given; `None` if that depends on the kernel. In the context of a
    /// perf_event program, the sample period follows, and then the address, 8 bytes each.
    pub size: Option<u32>,
    /// Where the first arguments of a function are, those that are passed in registers.
    pub arguments: &'static [u32],
    /// Where the result of a function is, when it returns.
    pub result: u32,
    /// Where the instruction pointer is.
    pub instruction: u32,
    /// Where the stack pointer is.
    pub stack: u32,
    /// Where the frame pointer is, if there is one. It is only one in code that was compiled to keep it.
    pub frame: Option<u32>,
    /// Where the address is that a function will return to, if that is in a register when it is entered.
    pub return_address: Option<u32>,
    /// Where the arguments of a system call are, in the registers of the thread that made it. This is not where those of a
    /// function are: a raw tracepoint at the entry of system calls is given these registers, and so are the functions that
    /// carry out system calls where there is a [`syscall_prefix`](Self::syscall_prefix).
    pub syscall_arguments: &'static [u32],
    /// What stands before `sys_` in the names of the functions that carry out system calls, if these are given the thread's
    /// registers by pointer; `None` if they get their arguments like any function.
    pub syscall_prefix: Option<&'static str>,
    /// Where the general registers are, by the names that assembly code has for all of their bits; empty where that is not known
    /// here.
    pub general: &'static [(&'static str, u32)],
    /// The number of bpf(2).
    pub bpf: u32,
    /// The number of perf_event_open(2).
    pub perf_event_open: u32,
}

impl RegisterAbi {
    /// Every architecture that is known here.
    pub const ALL: &'static [Self] = REGISTERS;

    /// The architecture of this name, as Rust names it in `target_arch`.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|abi| abi.name == name)
    }

    /// The architecture of a machine, as uname(2) names it.
    pub fn of_machine(machine: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|abi| abi.machines.contains(&machine))
    }

    /// The kernel's function that carries out a system call, such as `__x64_sys_execve`.
    pub fn syscall_function(&self, name: &str) -> String {
        format!("{}sys_{name}", self.syscall_prefix.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_is_one_of_a_register() {
        for abi in RegisterAbi::ALL {
            let bytes = abi.bits / 8;
            let single = [abi.result, abi.instruction, abi.stack];
            let given = single.iter().chain(abi.arguments).chain(&abi.frame).chain(&abi.return_address);
            for &offset in given {
                assert_eq!(offset % bytes, 0, "{}", abi.name);
                assert!(abi.size.is_none_or(|size| offset + bytes <= size), "{}", abi.name);
            }
            let general = abi.general.iter().map(|(_, offset)| *offset);
            let stack = |name: &str| ["rsp", "sp", "r15"].contains(&name);
            for offset in general {
                assert!(
                    offset % bytes == 0 && abi.size.is_none_or(|size| offset + bytes <= size),
                    "{}",
                    abi.name
                );
            }
            let has_stack = abi.general.iter().any(|(name, offset)| stack(name) && *offset == abi.stack);
            assert!(abi.general.is_empty() || has_stack, "{}", abi.name);
            assert!(abi.syscall_arguments.iter().all(|offset| offset % bytes == 0), "{}", abi.name);
            assert_eq!(abi.syscall_arguments.len(), 6, "{}", abi.name);
            assert_eq!(RegisterAbi::named(abi.name), Some(abi));
            assert!(abi.machines.iter().all(|machine| RegisterAbi::of_machine(machine) == Some(abi)));
        }
    }

    #[test]
    fn architectures_without_wrappers_have_plain_names() {
        let function = |name: &str| RegisterAbi::named(name).map(|abi| abi.syscall_function("bpf"));
        assert_eq!(function("s390x").as_deref(), Some("__s390x_sys_bpf"));
        assert_eq!(function("loongarch64").as_deref(), Some("sys_bpf"));
        assert_eq!(function("powerpc64").as_deref(), Some("sys_bpf"));
        assert_eq!(function("m68k"), None);
    }
}
