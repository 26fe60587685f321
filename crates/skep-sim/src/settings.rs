//! What is decided about a simulated kernel when it is built, and what its caller may do.

use skep_uapi::kernel::{CapabilitySet, Mount};
use skep_uapi::{Capability, Command, Errno, ProgramType, Result, Version};

/// What does not change in a simulated kernel.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) user_id: u32,
    pub(crate) capabilities: CapabilitySet,
    /// `kernel.unprivileged_bpf_disabled`.
    pub(crate) unprivileged_bpf_disabled: u8,
    /// `kernel.perf_event_paranoid`.
    pub(crate) perf_event_paranoid: i32,
    pub(crate) release: String,
    pub(crate) page_size: usize,
    pub(crate) possible_cpus: u32,
    pub(crate) mounts: Vec<Mount>,
    /// Modules with their types, by name.
    pub(crate) modules: Vec<(String, Vec<u8>)>,
    /// The text of the configuration, if the kernel says it.
    pub(crate) configuration: Option<Vec<u8>>,
    /// Whether maps and programs count as locked memory, as before Linux 5.11.
    pub(crate) counts_locked_memory: bool,
    /// Whether loading a program follows its values.
    pub(crate) follows_values: bool,
}

impl Settings {
    /// Whether the caller has a capability, or the one that stands for it (`bpf_token_capable` without a token,
    /// `kernel/bpf/token.c`).
    pub(crate) fn has(&self, capability: Capability) -> bool {
        self.capabilities.contains(capability) || self.capabilities.contains(Capability::SYS_ADMIN)
    }

    /// Whether the caller may make maps (`map_create`, `kernel/bpf/syscall.c`). None of the simulated kinds of map need
    /// more.
    pub(crate) fn may_create_maps(&self) -> Result<()> {
        if self.unprivileged_bpf_disabled == 0 || self.has(Capability::BPF) {
            Ok(())
        } else {
            Err(Errno::EPERM)
        }
    }

    /// Whether the caller may go through the objects of others by their numbers.
    pub(crate) fn may_walk_objects(&self) -> Result<()> {
        if self.capabilities.contains(Capability::SYS_ADMIN) { Ok(()) } else { Err(Errno::EPERM) }
    }

    /// Whether the caller may load a program of this many slots at all (`bpf_prog_load`, `kernel/bpf/syscall.c`): the
    /// checks that come before the type is looked at.
    pub(crate) fn may_load_programs(&self, slots: usize) -> Result<()> {
        let privileged = self.has(Capability::BPF);
        if self.unprivileged_bpf_disabled != 0 && !privileged {
            return Err(Errno::EPERM);
        }
        // `BPF_COMPLEXITY_LIMIT_INSNS` and `BPF_MAXINSNS`.
        let limit = if privileged { 1_000_000 } else { 4096 };
        if slots == 0 || slots > limit { Err(Errno::E2BIG) } else { Ok(()) }
    }

    /// Whether the caller may load a program of this type (same function; which types need what is in
    /// `is_net_admin_prog_type` and `is_perfmon_prog_type`).
    pub(crate) fn may_load_type(&self, program_type: ProgramType) -> Result<()> {
        let unprivileged = matches!(program_type, ProgramType::SOCKET_FILTER | ProgramType::CGROUP_SKB);
        let also = match program_type {
            ProgramType::XDP | ProgramType::SCHED_CLS => Some(Capability::NET_ADMIN),
            ProgramType::TRACEPOINT
            | ProgramType::RAW_TRACEPOINT
            | ProgramType::KPROBE
            | ProgramType::PERF_EVENT
            | ProgramType::TRACING => Some(Capability::PERFMON),
            _ => None,
        };
        if !unprivileged && !self.has(Capability::BPF) || also.is_some_and(|also| !self.has(also)) {
            Err(Errno::EPERM)
        } else {
            Ok(())
        }
    }

    /// Whether the caller may open a perf event that counts for every process (`perf_allow_cpu`,
    /// `include/linux/perf_event.h`).
    pub(crate) fn may_open_perf_events(&self) -> Result<()> {
        if self.perf_event_paranoid <= 0 || self.has(Capability::PERFMON) {
            Ok(())
        } else {
            Err(Errno::EACCES)
        }
    }

    /// `EINVAL` if this release does not know a command (`__sys_bpf`, `kernel/bpf/syscall.c`).
    pub(crate) fn has_command(&self, command: Command) -> Result<()> {
        if self.has_since(command.since()) { Ok(()) } else { Err(Errno::EINVAL) }
    }

    /// Whether this release has what came with this version, as far as that is known. Whoever gives a release of his own that is
    /// no version means none that is old.
    pub(crate) fn has_since(&self, since: Option<&str>) -> bool {
        let since: Option<Version> = since.and_then(|since| since.parse().ok());
        since.is_none_or(|since| self.is_since(since))
    }

    /// Whether this release has links to perf events (Linux 5.15).
    pub(crate) fn links_to_events(&self) -> bool {
        self.release.parse::<Version>().is_ok_and(|version| version >= Version::new(5, 15))
    }

    /// Whether the caller may attach programs that see packets to control groups (`bpf_prog_attach_check_attach_type`,
    /// `kernel/bpf/syscall.c`).
    pub(crate) fn may_attach_to_cgroups(&self) -> Result<()> {
        if self.has(Capability::NET_ADMIN) { Ok(()) } else { Err(Errno::EPERM) }
    }

    /// Whether the caller may change interfaces (`rtnetlink_rcv_msg`, `net/core/rtnetlink.c`).
    pub(crate) fn may_administer_network(&self) -> Result<()> {
        if self.capabilities.contains(Capability::NET_ADMIN) { Ok(()) } else { Err(Errno::EPERM) }
    }

    /// Whether the kernel's release is at least this one; one that does not say is new.
    pub(crate) fn is_since(&self, version: Version) -> bool {
        self.release.parse::<Version>().map_or(true, |release| release >= version)
    }

    /// Whether the caller may look into tracefs, which only root may.
    pub(crate) fn may_read_tracefs(&self) -> Result<()> {
        let reads_all = self.capabilities.contains(Capability::DAC_READ_SEARCH);
        if reads_all { Ok(()) } else { self.may_use_roots_files() }
    }

    /// Whether the caller may make, open and remove files in folders that only root may.
    pub(crate) fn may_use_roots_files(&self) -> Result<()> {
        if self.user_id == 0 || self.capabilities.contains(Capability::DAC_OVERRIDE) {
            Ok(())
        } else {
            Err(Errno::EACCES)
        }
    }
}
