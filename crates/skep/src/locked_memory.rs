//! Kernels before 5.11 count maps and programs as locked memory, of which a process may often have 64 KiB or 8 MiB.
//!
//! They answer with `EPERM` when there would be more, as they do to those who may not. Where the capabilities suffice, the
//! limit is raised for this process, and the call is made once more. Newer kernels count for the control group instead, and
//! never raise anything here.

use crate::{Kernel, Operation, permission};
use skep_uapi::kernel::Limit;
use skep_uapi::{Errno, Version};

/// The first version that does not count maps and programs as locked memory.
const NOT_COUNTED_SINCE: Version = Version::new(5, 11);

/// Makes a call that creates something; if the kernel refuses, raises the limit and makes it once more.
pub(crate) fn with_room<T>(
    kernel: &Kernel,
    operation: Operation,
    mut attempt: impl FnMut() -> Result<T, Errno>,
) -> Result<T, Errno> {
    match attempt() {
        Err(Errno::EPERM) if raise(kernel, operation) => attempt(),
        answer => answer,
    }
}

/// Whether the limit could be the reason of a refusal, and was raised.
fn raise(kernel: &Kernel, operation: Operation) -> bool {
    let api = kernel.api();
    let Some(limit) = limiting(kernel) else { return false };
    if permission::missing(kernel, &[operation]).is_ok_and(|missing| !missing.is_empty()) {
        return false;
    }
    if api.set_locked_memory_limit(Limit::NONE).is_ok() {
        return true;
    }
    // Without CAP_SYS_RESOURCE there may still be room up to the hard limit.
    limit.soft != limit.hard && api.set_locked_memory_limit(Limit { soft: limit.hard, ..limit }).is_ok()
}

/// The limit on locked memory, if there is one and this kernel may count maps and programs to it.
pub(crate) fn limiting(kernel: &Kernel) -> Option<Limit> {
    let release = kernel.api().release().ok().and_then(|release| release.parse::<Version>().ok());
    if release.is_some_and(|release| release >= NOT_COUNTED_SINCE) {
        return None;
    }
    kernel.api().locked_memory_limit().ok().filter(|limit| limit.soft.is_some())
}

/// What to do where the limit is the likely reason of a refusal.
pub(crate) fn remedy(kernel: &Kernel) -> Option<String> {
    let bytes = limiting(kernel)?.soft?;
    Some(format!(
        "kernels before 5.11 count maps and programs as locked memory, of which this process may have {} KiB \
         (RLIMIT_MEMLOCK), and it could not raise that: start it after `ulimit -l unlimited` as root, or give its \
         file the right to: `sudo setcap cap_sys_resource+ep FILE`",
        bytes.div_ceil(1024)
    ))
}
