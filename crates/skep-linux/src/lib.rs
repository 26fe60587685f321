//! The running Linux kernel, behind [`KernelApi`](skep_uapi::KernelApi).
//!
//! Commands become bytes in `attr` (pure, with golden tests), bytes become system calls in `sys`, and memory
//! comes from `mapping`; only those two files contain `unsafe`. Nothing here decides what to try or what an
//! error means: the kernel's answer is passed on.

#[cfg(not(target_os = "linux"))]
compile_error!("skep-linux talks to the running Linux kernel; on other systems use Skep's simulated kernel");

#[cfg(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc", target_arch = "sparc64"))]
compile_error!("skep-linux does not support this architecture: its error numbers are not the generic ones");

mod attachments;
mod attr;
mod commands;
mod facts;
mod gzip;
mod info;
mod links;
mod mapping;
mod netlink;
mod network;
mod object;
mod owners;
mod parse;
mod perf;
mod queries;
mod sys;
mod time;
mod tracefs;
mod waiting;
mod wakers;

use skep_uapi::Errno;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

/// The running kernel.
#[derive(Debug, Default)]
pub struct Linux {
    possible_cpus: OnceLock<u32>,
    tracefs: OnceLock<OwnedFd>,
    wakers: wakers::Wakers,
}

impl Linux {
    /// The running kernel. Nothing is asked of it yet, so this needs no privilege.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Where this crate believes the fields of `union bpf_attr` to be: offset in bytes, and path in the kernel's type.
/// For the test that compares them with a kernel's own types.
#[doc(hidden)]
pub fn attr_fields() -> &'static [(usize, &'static str)] {
    attr::offset::ALL
}

/// The same of `struct bpf_prog_info`.
#[doc(hidden)]
pub fn program_info_fields() -> &'static [(usize, &'static str)] {
    info::FIELDS
}

/// An error number as this crate's dependencies give it.
fn errno(error: rustix::io::Errno) -> Errno {
    u16::try_from(error.raw_os_error()).map_or(Errno::EIO, Errno)
}

/// The error number of an error of the standard library's; `EIO` for one that the kernel did not give.
fn io_errno(error: &std::io::Error) -> Errno {
    error.raw_os_error().and_then(|number| u16::try_from(number).ok()).map_or(Errno::EIO, Errno)
}
