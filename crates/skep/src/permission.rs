//! What an operation needs to be allowed, and what this process lacks.

use crate::{Kernel, Operation, locked_memory};
use skep_uapi::kernel::{CapabilitySet, Setting};
use skep_uapi::{Capability, Errno, ProgramType};

/// The capabilities that operations need and the process does not have on this kernel (capabilities(7), for Linux
/// 5.8 and newer).
pub(crate) fn missing(kernel: &Kernel, operations: &[Operation]) -> Result<Vec<Capability>, Errno> {
    let has = kernel.api().capabilities()?;
    let mut missing: Vec<Capability> = operations
        .iter()
        .flat_map(|&operation| needed(kernel, operation))
        .filter(|&capability| !suffices(has, capability))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    Ok(missing)
}

/// Whether these capabilities hold for one that is needed: what `CAP_BPF` and `CAP_PERFMON` were split from stands for
/// them still.
pub(crate) fn suffices(has: CapabilitySet, capability: Capability) -> bool {
    let instead = match capability {
        Capability::BPF | Capability::PERFMON | Capability::NET_ADMIN => Capability::SYS_ADMIN,
        Capability::DAC_READ_SEARCH => Capability::DAC_OVERRIDE,
        other => other,
    };
    has.contains(capability) || has.contains(instead)
}

/// The program types that see what the kernel does (`is_perfmon_prog_type`, `kernel/bpf/syscall.c`).
const WATCHING: [ProgramType; 9] = [
    ProgramType::KPROBE,
    ProgramType::TRACEPOINT,
    ProgramType::PERF_EVENT,
    ProgramType::RAW_TRACEPOINT,
    ProgramType::RAW_TRACEPOINT_WRITABLE,
    ProgramType::TRACING,
    ProgramType::STRUCT_OPS,
    ProgramType::EXT,
    ProgramType::LSM,
];

/// The program types that decide what happens in the network (`is_net_admin_prog_type`, same file).
const NETWORKING: [ProgramType; 18] = [
    ProgramType::SCHED_CLS,
    ProgramType::SCHED_ACT,
    ProgramType::XDP,
    ProgramType::CGROUP_SOCK,
    ProgramType::LWT_IN,
    ProgramType::LWT_OUT,
    ProgramType::LWT_XMIT,
    ProgramType::SOCK_OPS,
    ProgramType::SK_SKB,
    ProgramType::CGROUP_DEVICE,
    ProgramType::SK_MSG,
    ProgramType::CGROUP_SOCK_ADDR,
    ProgramType::LWT_SEG6LOCAL,
    ProgramType::FLOW_DISSECTOR,
    ProgramType::CGROUP_SYSCTL,
    ProgramType::CGROUP_SOCKOPT,
    ProgramType::EXT,
    ProgramType::NETFILTER,
];

fn needed(kernel: &Kernel, operation: Operation) -> Vec<Capability> {
    match operation {
        Operation::LoadProgram(program_type) => {
            let watches = WATCHING.contains(&program_type).then_some(Capability::PERFMON);
            let decides = NETWORKING.contains(&program_type).then_some(Capability::NET_ADMIN);
            [Capability::BPF].into_iter().chain(watches).chain(decides).collect()
        }
        Operation::CreateMap | Operation::LoadTypes => vec![Capability::BPF],
        Operation::AttachTracepoint
        | Operation::AttachRawTracepoint
        | Operation::AttachProbe(_)
        | Operation::AttachPerfEvent
        | Operation::AttachIterator
        | Operation::OpenPerfBuffer => {
            vec![Capability::PERFMON]
        }
        Operation::AttachNetworkNamespace
        | Operation::AttachNetfilter
        | Operation::AttachMap
        | Operation::AttachRoute
        | Operation::AttachXdp
        | Operation::AttachTraffic
        | Operation::AttachCgroup
        | Operation::ReadCgroup => {
            vec![Capability::NET_ADMIN]
        }
        Operation::OpenTypes | Operation::List(_) | Operation::OpenById(_) | Operation::CountRuns => {
            vec![Capability::SYS_ADMIN]
        }
        Operation::ReadTracepoint => tracefs_needs(kernel),
        _ => Vec::new(),
    }
}

/// Tracefs belongs to root and lets nobody else in; where it is not mounted, it must be.
fn tracefs_needs(kernel: &Kernel) -> Vec<Capability> {
    let api = kernel.api();
    let mut needed = Vec::new();
    if api.user_id() != 0 {
        needed.push(Capability::DAC_READ_SEARCH);
    }
    if !api.mounts().unwrap_or_default().iter().any(|mount| mount.file_system == "tracefs") {
        needed.push(Capability::SYS_ADMIN);
    }
    needed
}

/// What to do about being refused; `None` if the answer is no refusal or the reason is not known.
pub(crate) fn remedy(kernel: &Kernel, operation: Operation, errno: Errno) -> Option<String> {
    if matches!((operation, errno), (Operation::Pin, Errno::ENOENT | Errno::EPERM)) {
        return pin_remedy(kernel);
    }
    if !matches!(errno, Errno::EPERM | Errno::EACCES) {
        return None;
    }
    let needed = needed(kernel, operation);
    if needed.is_empty() {
        return None;
    }
    let api = kernel.api();
    // Where it is not known what the process has, nothing is said of it.
    api.capabilities().ok()?;
    if let Some(remedy) = capabilities_remedy(kernel, operation, errno) {
        return Some(remedy);
    }
    if let (Operation::CreateMap | Operation::LoadProgram(_), Some(remedy)) =
        (operation, locked_memory::remedy(kernel))
    {
        return Some(remedy);
    }
    let lockdown = api.setting(Setting::Lockdown).unwrap_or_default();
    Some(match locked_down(&lockdown) {
        Some(mode) => format!("the capabilities suffice, but the kernel is locked down ({mode})"),
        None => format!(
            "the capabilities suffice ({}), so a policy of this kernel or its container forbids it",
            names(&needed)
        ),
    })
}

/// Which capabilities a process that was refused lacks, if it does, and how to get them.
pub(crate) fn capabilities_remedy(kernel: &Kernel, operation: Operation, errno: Errno) -> Option<String> {
    let missing = missing(kernel, &[operation]).ok()?;
    if missing.is_empty() || !matches!(errno, Errno::EPERM | Errno::EACCES) {
        return None;
    }
    let setting = setting_instead(kernel, operation);
    Some(format!("this process lacks {}: {}{setting}", names(&missing), how_to_get(&missing)))
}

/// A pin can only be inside a bpf file system, and its name has no dot (`bpf_lookup`, `kernel/bpf/inode.c`).
fn pin_remedy(kernel: &Kernel) -> Option<String> {
    let mounts = kernel.api().mounts().ok()?;
    let paths: Vec<String> = mounts
        .iter()
        .filter(|mount| mount.file_system == "bpf")
        .map(|mount| mount.path.display().to_string())
        .collect();
    Some(match paths.as_slice() {
        [] => "no bpf file system is mounted: `mount -t bpf bpf /sys/fs/bpf` mounts one".to_owned(),
        paths => format!(
            "a pin's path is in an existing folder of a bpf file system (here {}), and its last part has no dot",
            paths.join(", ")
        ),
    })
}

/// `CAP_BPF and CAP_PERFMON`.
pub(crate) fn names(capabilities: &[Capability]) -> String {
    let names: Vec<String> = capabilities.iter().map(ToString::to_string).collect();
    names.join(" and ")
}

fn how_to_get(missing: &[Capability]) -> String {
    // Whoever has one of these can do nearly anything: there is no point in giving it to a file.
    if missing.iter().any(|one| [Capability::SYS_ADMIN, Capability::DAC_READ_SEARCH].contains(one)) {
        return "run it as root, for example with `sudo`".to_owned();
    }
    let names: Vec<String> = missing.iter().map(|capability| capability.to_string().to_lowercase()).collect();
    format!("run it as root, or give them to its file: `sudo setcap {}+ep FILE`", names.join(","))
}

/// The setting that could allow the operation to everybody instead, for those where there is one.
fn setting_instead(kernel: &Kernel, operation: Operation) -> String {
    if operation != Operation::CreateMap {
        return String::new();
    }
    match kernel.api().setting(Setting::UnprivilegedBpfDisabled) {
        Ok(value) if value != "0" => {
            format!("; nobody may without it, since kernel.unprivileged_bpf_disabled is {value}")
        }
        _ => String::new(),
    }
}

/// The mode in the text of the lockdown setting (`none [integrity] confidentiality`), unless it is none.
pub(crate) fn locked_down(setting: &str) -> Option<&str> {
    let (_, rest) = setting.split_once('[')?;
    let (mode, _) = rest.split_once(']')?;
    (mode != "none").then_some(mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_capability_was_split_from_stands_for_it() {
        let none = CapabilitySet::default();
        assert!(!suffices(none, Capability::BPF));
        assert!(suffices(none.with(Capability::BPF), Capability::BPF));
        assert!(suffices(none.with(Capability::SYS_ADMIN), Capability::PERFMON));
        assert!(!suffices(none.with(Capability::SYS_ADMIN), Capability::DAC_READ_SEARCH));
        assert!(!suffices(none.with(Capability::BPF), Capability::SYS_ADMIN));
    }

    /// The numbers are those of the types that Linux 6.18 answered with EPERM to a process that had CAP_BPF and lacked the
    /// one capability; for 28 and 29, with which that kernel does nothing, those in its source.
    #[test]
    fn program_types_need_what_the_kernel_asks_for() {
        let kernel = Kernel::clone(&Kernel::simulated());
        let needing = |capability| {
            let needs = |number: &u32| {
                needed(&kernel, Operation::LoadProgram(ProgramType(*number))).contains(&capability)
            };
            (1..=32).filter(needs).collect::<Vec<u32>>()
        };
        assert_eq!(needing(Capability::BPF).len(), 32);
        assert_eq!(
            needing(Capability::NET_ADMIN),
            [3, 4, 6, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 22, 23, 25, 28, 32]
        );
        assert_eq!(needing(Capability::PERFMON), [2, 5, 7, 17, 24, 26, 27, 28, 29]);
    }

    #[test]
    fn the_lockdown_mode_is_the_one_in_brackets() {
        assert_eq!(locked_down("none [integrity] confidentiality"), Some("integrity"));
        assert_eq!(locked_down("[none] integrity confidentiality"), None);
        assert_eq!(locked_down(""), None);
    }
}
