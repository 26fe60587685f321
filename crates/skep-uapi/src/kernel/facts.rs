//! What a kernel says of itself and of the caller.

use crate::{Capability, Result};
use std::path::PathBuf;
use std::sync::Arc;

/// What a kernel can be asked about itself.
pub trait Facts {
    /// Which kernel answers: `"host"` or `"simulated"`. Whatever is shown to a user is marked with it.
    fn kind(&self) -> &'static str;

    /// Why it answers nothing any more, in words: one that gives recorded answers, and was asked something else.
    fn refusal(&self) -> Option<String> {
        None
    }

    /// The kernel's release, as uname(2) gives it.
    fn release(&self) -> Result<String>;

    /// The machine's architecture, as uname(2) gives it.
    fn machine(&self) -> Result<String>;

    /// The bytes of a page of memory.
    fn page_size(&self) -> usize;

    /// How many CPUs there can be: per-CPU values have one part for each, online or not.
    fn possible_cpus(&self) -> Result<u32>;

    /// How many CPUs are switched on now.
    fn online_cpus(&self) -> Result<u32>;

    /// The effective user id of the caller.
    fn user_id(&self) -> u32;

    /// The effective capabilities of the caller.
    fn capabilities(&self) -> Result<CapabilitySet>;

    /// How many bytes the caller's process may lock in memory (`RLIMIT_MEMLOCK`). Kernels before 5.11 count maps and
    /// programs as locked, and answer with `EPERM` when there would be too many.
    fn locked_memory_limit(&self) -> Result<Limit>;

    /// Sets how many bytes the caller's process may lock in memory. `EPERM` if the hard limit would be higher than it is
    /// and the caller does not have `CAP_SYS_RESOURCE`.
    fn set_locked_memory_limit(&self, limit: Limit) -> Result<()>;

    /// A setting of this kernel. `ENOENT` if the kernel does not have it.
    fn setting(&self, setting: Setting) -> Result<String>;

    /// The mounted file systems, as the caller sees them.
    fn mounts(&self) -> Result<Vec<Mount>>;

    /// The number and the format of a tracepoint. `ENOENT` if there is none of that name, `EACCES` or `EPERM`
    /// if the caller may not know.
    fn tracepoint(&self, category: &str, name: &str) -> Result<Tracepoint>;

    /// The index of a network interface in the caller's network namespace. `ENODEV` if there is none.
    fn interface_index(&self, name: &str) -> Result<u32>;

    /// The kernel's own types, as BTF: the same bytes every time. `ENOENT` if it was built without.
    fn kernel_btf(&self) -> Result<SharedBytes>;

    /// The names of the modules that are loaded and whose types the kernel has.
    fn modules_with_btf(&self) -> Result<Vec<String>>;

    /// A module's types, as BTF split from the kernel's own. `ENOENT` if there are none of that name.
    fn module_btf(&self, module: &str) -> Result<SharedBytes>;

    /// The configuration that the kernel was built with, as the text that `/proc/config.gz` has. `ENOENT` if it says
    /// nothing of it, `EFBIG` if it has more than 16 MiB.
    fn configuration(&self) -> Result<Vec<u8>>;

    /// The names of the kernel's functions and of its modules', as `/proc/kallsyms` lists them, in no order and some of them several times.
    /// Not all can be probed. `ENOENT` if the kernel does not list them.
    fn functions(&self) -> Result<Vec<String>>;

    /// Where the symbols of these names are in the kernel's memory, as `/proc/kallsyms` lists them: for each of them the
    /// addresses, of which there are several for some names. An address is 0 if the caller may not know it
    /// (`kernel.kptr_restrict`). `ENOENT` if the kernel does not list them.
    fn symbol_addresses(&self, names: &[&str]) -> Result<Vec<Vec<u64>>>;

    /// The symbols that these addresses are in, as `/proc/kallsyms` lists them: of each the last one that begins at or before it.
    /// `None` where there is none, or the caller may not know. `ENOENT` if the kernel does not list them.
    fn symbols_at(&self, addresses: &[u64]) -> Result<Vec<Option<Symbol>>>;

    /// The files in the bpf file systems that are mounted where the caller sees them.
    fn pinned_files(&self) -> Result<PinnedFiles>;
}

/// A symbol of the kernel or of a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub address: u64,
}

/// The files in bpf file systems.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PinnedFiles {
    /// The files: what is pinned, and those that the kernel has put there itself.
    pub files: Vec<PathBuf>,
    /// The folders that the caller may not read.
    pub unreadable: Vec<PathBuf>,
}

/// Bytes that are read in place, whether they are in this process's own memory or in the kernel's. They never change.
pub type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A set of capabilities: bit n stands for the capability numbered n.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct CapabilitySet(pub u64);

impl CapabilitySet {
    /// Whether this capability is in it.
    pub const fn contains(self, capability: Capability) -> bool {
        capability.0 < 64 && self.0 >> capability.0 & 1 == 1
    }

    /// This set with one more.
    #[must_use]
    pub const fn with(self, capability: Capability) -> Self {
        if capability.0 < 64 { Self(self.0 | 1 << capability.0) } else { self }
    }

    /// This set without one.
    #[must_use]
    pub const fn without(self, capability: Capability) -> Self {
        if capability.0 < 64 { Self(self.0 & !(1 << capability.0)) } else { self }
    }
}

/// The kernel's settings that decide what a user may do with eBPF.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Setting {
    /// `kernel.unprivileged_bpf_disabled`: 0 lets users without capabilities load socket filters, 1 and 2 do
    /// not (1 until the next boot).
    UnprivilegedBpfDisabled,
    /// `kernel.perf_event_paranoid`: what users without `CAP_PERFMON` may measure; from 2 on, nothing here.
    PerfEventParanoid,
    /// `/sys/kernel/security/lockdown`: which mode is marked by brackets.
    Lockdown,
    /// `net.core.bpf_jit_enable`: 0 has programs interpreted, 1 compiled, 2 compiled and shown in the kernel's log.
    Jit,
    /// `/sys/kernel/security/lsm`: the security modules in use, divided by commas. Programs can be attached to the hooks of
    /// security modules if `bpf` is among them.
    SecurityModules,
}

/// A limit of a process, as setrlimit(2) has it. `None` stands for no limit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Limit {
    /// What holds. The process may set it to anything up to the hard limit.
    pub soft: Option<u64>,
    /// What the soft limit may be raised to.
    pub hard: Option<u64>,
}

impl Limit {
    /// No limit at all.
    pub const NONE: Self = Self { soft: None, hard: None };
}

/// A mounted file system.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mount {
    /// The file system's type: `bpf`, `tracefs`, `cgroup2` …
    pub file_system: String,
    /// Where it is mounted.
    pub path: PathBuf,
}

/// A tracepoint of a kernel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tracepoint {
    /// Its number, for perf_event_open(2). It differs from boot to boot.
    pub id: u64,
    /// Its record's layout, in the text form of tracefs' `format` files.
    pub format: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_capabilities_holds_what_was_put_in() {
        let set = CapabilitySet::default().with(Capability::BPF).with(Capability::NET_ADMIN);
        assert!(set.contains(Capability::BPF));
        assert!(!set.contains(Capability::PERFMON));
        assert!(!set.without(Capability::BPF).contains(Capability::BPF));
        assert!(!set.contains(Capability(64)));
        assert_eq!(set.with(Capability(4000)), set);
    }
}
