//! What the names of sections with programs mean: the program's type, where it attaches, and how it is loaded.
//!
//! Names, types and flags are those that libbpf 1.7 knows (`section_defs` in `src/libbpf.c`), by which objects are made.

use crate::{AttachTarget, ProgramSpec};
use skep_uapi::{AttachType, Probe, ProgramFlags, ProgramType};

/// What a section's name says of the programs in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SectionMeaning {
    /// The type.
    pub program_type: ProgramType,
    /// Where the kernel is told it will be attached.
    pub expected_attach_type: AttachType,
    /// What it attaches to by itself, if the name says so.
    pub target: Option<AttachTarget>,
    /// How it is checked and run.
    pub flags: ProgramFlags,
    /// Whether it is loaded with the object: not if the name begins with `?`.
    pub autoload: bool,
}

/// What may follow the beginning of a section's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rest {
    /// Nothing.
    Nothing,
    /// A slash and a target.
    Target,
    /// Nothing, or a slash and a target.
    MaybeTarget,
    /// Anything: libbpf never looked at what follows.
    Anything,
}

/// One beginning of names and what it means.
struct Row {
    start: &'static str,
    rest: Rest,
    program_type: ProgramType,
    attach_type: AttachType,
    flags: ProgramFlags,
}

/// The table: names that are alike in their flags stand together.
macro_rules! rows {
    ($($start:literal $rest:ident $program_type:ident $attach_type:tt $($flag:ident)?;)*) => {
        &[$(Row {
            start: $start,
            rest: Rest::$rest,
            program_type: ProgramType::$program_type,
            attach_type: rows!(@attach $attach_type),
            flags: rows!(@flags $($flag)?),
        }),*]
    };
    (@attach -) => { AttachType(0) };
    (@attach $attach_type:ident) => { AttachType::$attach_type };
    (@flags) => { ProgramFlags(0) };
    (@flags $flag:ident) => { ProgramFlags::$flag };
}

/// The first row that fits counts.
const ROWS: &[Row] = rows! {
    "socket" Anything SOCKET_FILTER -;
    "sk_reuseport/migrate" Nothing SK_REUSEPORT SK_REUSEPORT_SELECT_OR_MIGRATE;
    "sk_reuseport" Nothing SK_REUSEPORT SK_REUSEPORT_SELECT;
    "kprobe" Target KPROBE -;
    "uprobe" MaybeTarget KPROBE -;
    "uprobe.s" MaybeTarget KPROBE - SLEEPABLE;
    "kretprobe" Target KPROBE -;
    "uretprobe" MaybeTarget KPROBE -;
    "uretprobe.s" MaybeTarget KPROBE - SLEEPABLE;
    "kprobe.multi" MaybeTarget KPROBE TRACE_KPROBE_MULTI;
    "kretprobe.multi" MaybeTarget KPROBE TRACE_KPROBE_MULTI;
    "kprobe.session" MaybeTarget KPROBE TRACE_KPROBE_SESSION;
    "uprobe.multi" MaybeTarget KPROBE TRACE_UPROBE_MULTI;
    "uretprobe.multi" MaybeTarget KPROBE TRACE_UPROBE_MULTI;
    "uprobe.session" MaybeTarget KPROBE TRACE_UPROBE_SESSION;
    "uprobe.multi.s" MaybeTarget KPROBE TRACE_UPROBE_MULTI SLEEPABLE;
    "uretprobe.multi.s" MaybeTarget KPROBE TRACE_UPROBE_MULTI SLEEPABLE;
    "uprobe.session.s" MaybeTarget KPROBE TRACE_UPROBE_SESSION SLEEPABLE;
    "ksyscall" MaybeTarget KPROBE -;
    "kretsyscall" MaybeTarget KPROBE -;
    "usdt" MaybeTarget KPROBE -;
    "usdt.s" MaybeTarget KPROBE - SLEEPABLE;
    "tc/ingress" Nothing SCHED_CLS TCX_INGRESS;
    "tc/egress" Nothing SCHED_CLS TCX_EGRESS;
    "tcx/ingress" Nothing SCHED_CLS TCX_INGRESS;
    "tcx/egress" Nothing SCHED_CLS TCX_EGRESS;
    "tc" Anything SCHED_CLS -;
    "classifier" Anything SCHED_CLS -;
    "action" Anything SCHED_ACT -;
    "netkit/primary" Nothing SCHED_CLS NETKIT_PRIMARY;
    "netkit/peer" Nothing SCHED_CLS NETKIT_PEER;
    "tracepoint" MaybeTarget TRACEPOINT -;
    "tp" MaybeTarget TRACEPOINT -;
    "raw_tracepoint" MaybeTarget RAW_TRACEPOINT -;
    "raw_tp" MaybeTarget RAW_TRACEPOINT -;
    "raw_tracepoint.w" MaybeTarget RAW_TRACEPOINT_WRITABLE -;
    "raw_tp.w" MaybeTarget RAW_TRACEPOINT_WRITABLE -;
    "tp_btf" MaybeTarget TRACING TRACE_RAW_TP;
    "fentry" MaybeTarget TRACING TRACE_FENTRY;
    "fmod_ret" MaybeTarget TRACING MODIFY_RETURN;
    "fexit" MaybeTarget TRACING TRACE_FEXIT;
    "fsession" MaybeTarget TRACING TRACE_FSESSION;
    "fentry.s" MaybeTarget TRACING TRACE_FENTRY SLEEPABLE;
    "fmod_ret.s" MaybeTarget TRACING MODIFY_RETURN SLEEPABLE;
    "fexit.s" MaybeTarget TRACING TRACE_FEXIT SLEEPABLE;
    "fsession.s" MaybeTarget TRACING TRACE_FSESSION SLEEPABLE;
    "freplace" MaybeTarget EXT -;
    "lsm" MaybeTarget LSM LSM_MAC;
    "lsm.s" MaybeTarget LSM LSM_MAC SLEEPABLE;
    "lsm_cgroup" MaybeTarget LSM LSM_CGROUP;
    "iter" MaybeTarget TRACING TRACE_ITER;
    "iter.s" MaybeTarget TRACING TRACE_ITER SLEEPABLE;
    "syscall" Nothing SYSCALL - SLEEPABLE;
    "xdp.frags/devmap" Nothing XDP XDP_DEVMAP XDP_HAS_FRAGS;
    "xdp/devmap" Nothing XDP XDP_DEVMAP;
    "xdp.frags/cpumap" Nothing XDP XDP_CPUMAP XDP_HAS_FRAGS;
    "xdp/cpumap" Nothing XDP XDP_CPUMAP;
    "xdp.frags" Nothing XDP XDP XDP_HAS_FRAGS;
    "xdp" Anything XDP XDP;
    "perf_event" Anything PERF_EVENT -;
    "lwt_in" Anything LWT_IN -;
    "lwt_out" Anything LWT_OUT -;
    "lwt_xmit" Anything LWT_XMIT -;
    "lwt_seg6local" Anything LWT_SEG6LOCAL -;
    "sockops" Anything SOCK_OPS CGROUP_SOCK_OPS;
    "sk_skb/stream_parser" Anything SK_SKB SK_SKB_STREAM_PARSER;
    "sk_skb/stream_verdict" Anything SK_SKB SK_SKB_STREAM_VERDICT;
    "sk_skb/verdict" Anything SK_SKB SK_SKB_VERDICT;
    "sk_skb" Anything SK_SKB -;
    "sk_msg" Anything SK_MSG SK_MSG_VERDICT;
    "lirc_mode2" Anything LIRC_MODE2 LIRC_MODE2;
    "flow_dissector" Anything FLOW_DISSECTOR FLOW_DISSECTOR;
    "cgroup_skb/ingress" Anything CGROUP_SKB CGROUP_INET_INGRESS;
    "cgroup_skb/egress" Anything CGROUP_SKB CGROUP_INET_EGRESS;
    "cgroup/skb" Anything CGROUP_SKB -;
    "cgroup/sock_create" Nothing CGROUP_SOCK CGROUP_INET_SOCK_CREATE;
    "cgroup/sock_release" Nothing CGROUP_SOCK CGROUP_INET_SOCK_RELEASE;
    "cgroup/sock" Nothing CGROUP_SOCK CGROUP_INET_SOCK_CREATE;
    "cgroup/post_bind4" Nothing CGROUP_SOCK CGROUP_INET4_POST_BIND;
    "cgroup/post_bind6" Nothing CGROUP_SOCK CGROUP_INET6_POST_BIND;
    "cgroup/bind4" Nothing CGROUP_SOCK_ADDR CGROUP_INET4_BIND;
    "cgroup/bind6" Nothing CGROUP_SOCK_ADDR CGROUP_INET6_BIND;
    "cgroup/connect4" Nothing CGROUP_SOCK_ADDR CGROUP_INET4_CONNECT;
    "cgroup/connect6" Nothing CGROUP_SOCK_ADDR CGROUP_INET6_CONNECT;
    "cgroup/connect_unix" Nothing CGROUP_SOCK_ADDR CGROUP_UNIX_CONNECT;
    "cgroup/sendmsg4" Nothing CGROUP_SOCK_ADDR CGROUP_UDP4_SENDMSG;
    "cgroup/sendmsg6" Nothing CGROUP_SOCK_ADDR CGROUP_UDP6_SENDMSG;
    "cgroup/sendmsg_unix" Nothing CGROUP_SOCK_ADDR CGROUP_UNIX_SENDMSG;
    "cgroup/recvmsg4" Nothing CGROUP_SOCK_ADDR CGROUP_UDP4_RECVMSG;
    "cgroup/recvmsg6" Nothing CGROUP_SOCK_ADDR CGROUP_UDP6_RECVMSG;
    "cgroup/recvmsg_unix" Nothing CGROUP_SOCK_ADDR CGROUP_UNIX_RECVMSG;
    "cgroup/getpeername4" Nothing CGROUP_SOCK_ADDR CGROUP_INET4_GETPEERNAME;
    "cgroup/getpeername6" Nothing CGROUP_SOCK_ADDR CGROUP_INET6_GETPEERNAME;
    "cgroup/getpeername_unix" Nothing CGROUP_SOCK_ADDR CGROUP_UNIX_GETPEERNAME;
    "cgroup/getsockname4" Nothing CGROUP_SOCK_ADDR CGROUP_INET4_GETSOCKNAME;
    "cgroup/getsockname6" Nothing CGROUP_SOCK_ADDR CGROUP_INET6_GETSOCKNAME;
    "cgroup/getsockname_unix" Nothing CGROUP_SOCK_ADDR CGROUP_UNIX_GETSOCKNAME;
    "cgroup/sysctl" Nothing CGROUP_SYSCTL CGROUP_SYSCTL;
    "cgroup/getsockopt" Nothing CGROUP_SOCKOPT CGROUP_GETSOCKOPT;
    "cgroup/setsockopt" Nothing CGROUP_SOCKOPT CGROUP_SETSOCKOPT;
    "cgroup/dev" Nothing CGROUP_DEVICE CGROUP_DEVICE;
    "struct_ops" MaybeTarget STRUCT_OPS -;
    "struct_ops.s" MaybeTarget STRUCT_OPS - SLEEPABLE;
    "sk_lookup" Nothing SK_LOOKUP SK_LOOKUP;
    "netfilter" Nothing NETFILTER NETFILTER;
};

/// What a section's name says of the programs in it; nothing if the name is not known.
///
/// ```
/// use skep_object::section_meaning;
/// use skep_uapi::{AttachType, ProgramFlags, ProgramType};
///
/// let meaning = section_meaning("?fentry.s/do_unlinkat").expect("libbpf knows it");
/// assert_eq!(meaning.program_type, ProgramType::TRACING);
/// assert_eq!(meaning.expected_attach_type, AttachType::TRACE_FENTRY);
/// assert_eq!(meaning.flags, ProgramFlags::SLEEPABLE);
/// assert!(!meaning.autoload);
/// ```
pub fn section_meaning(name: &str) -> Option<SectionMeaning> {
    let (autoload, name) = match name.strip_prefix('?') {
        Some(rest) => (false, rest),
        None => (true, name),
    };
    let (row, target) = ROWS.iter().find_map(|row| {
        let rest = name.strip_prefix(row.start)?;
        let target = rest.strip_prefix('/').filter(|target| !target.is_empty());
        match row.rest {
            Rest::Nothing => rest.is_empty().then_some((row, None)),
            Rest::Target => target.map(|target| (row, Some(target))),
            Rest::MaybeTarget if rest.is_empty() => Some((row, None)),
            Rest::MaybeTarget => target.map(|target| (row, Some(target))),
            Rest::Anything => Some((row, None)),
        }
    })?;
    Some(SectionMeaning {
        program_type: row.program_type,
        expected_attach_type: row.attach_type,
        target: target.map(|target| attach_target(row, target)),
        flags: row.flags,
        autoload,
    })
}

/// The name of a section that says what a program is: its own, if that does, and otherwise the first in the table.
pub(super) fn section_of(program: &ProgramSpec) -> Option<String> {
    let wanted = |name: &str| {
        section_meaning(name).unwrap_or_else(|| SectionMeaning::unknown(name))
            == SectionMeaning {
                program_type: program.program_type,
                expected_attach_type: program.expected_attach_type,
                target: program.target.clone(),
                flags: program.flags,
                autoload: program.autoload,
            }
    };
    if let Some(section) = program.section.as_deref().filter(|section| wanted(section)) {
        return Some(section.to_owned());
    }
    let autoload = if program.autoload { "" } else { "?" };
    ROWS.iter().find_map(|row| {
        let start = row.start;
        let name = match &program.target {
            None => format!("{autoload}{start}"),
            Some(AttachTarget::Tracepoint { category, name }) => {
                format!("{autoload}{start}/{category}/{name}")
            }
            Some(
                AttachTarget::RawTracepoint { name }
                | AttachTarget::Named { name }
                | AttachTarget::Probe { target: name, .. }
                | AttachTarget::StaticProbe { target: name },
            ) => {
                format!("{autoload}{start}/{name}")
            }
        };
        wanted(&name).then_some(name)
    })
}

impl SectionMeaning {
    /// What the name of a section says that is not known.
    pub(super) fn unknown(name: &str) -> Self {
        Self {
            program_type: ProgramType::UNSPEC,
            expected_attach_type: AttachType(0),
            target: None,
            flags: ProgramFlags::default(),
            autoload: !name.starts_with('?'),
        }
    }
}

fn attach_target(row: &Row, target: &str) -> AttachTarget {
    let name = target.to_owned();
    // Whether it may sleep and whether it is for many places is said elsewhere: `uretprobe.multi.s` is a `uretprobe`.
    let kind = row.start.split_once('.').map_or(row.start, |(kind, _)| kind);
    if let Some(probe) = Probe::named(kind) {
        return AttachTarget::Probe { probe, target: name };
    }
    if kind == "usdt" {
        return AttachTarget::StaticProbe { target: name };
    }
    match (row.program_type, target.split_once('/')) {
        (ProgramType::TRACEPOINT, Some((category, name))) => {
            AttachTarget::Tracepoint { category: category.to_owned(), name: name.to_owned() }
        }
        (ProgramType::RAW_TRACEPOINT | ProgramType::RAW_TRACEPOINT_WRITABLE, _) => {
            AttachTarget::RawTracepoint { name }
        }
        _ => AttachTarget::Named { name },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let found = section_meaning(name).map_or_else(
            || "unknown".to_owned(),
            |meaning| {
                let attach = if meaning.expected_attach_type == AttachType(0) {
                    String::new()
                } else {
                    format!(" {}", meaning.expected_attach_type)
                };
                let target = match meaning.target {
                    None => String::new(),
                    Some(AttachTarget::Tracepoint { category, name }) => format!(" at {category}:{name}"),
                    Some(AttachTarget::RawTracepoint { name }) => format!(" at raw {name}"),
                    Some(AttachTarget::Named { name }) => format!(" at {name}"),
                    Some(AttachTarget::Probe { probe, target }) => format!(" at {probe} {target}"),
                    Some(AttachTarget::StaticProbe { target }) => format!(" at probe {target}"),
                };
                let flags = match meaning.flags {
                    ProgramFlags::SLEEPABLE => " sleepable",
                    ProgramFlags::XDP_HAS_FRAGS => " frags",
                    _ => "",
                };
                let load = if meaning.autoload { "" } else { " not loaded" };
                format!("{}{attach}{target}{flags}{load}", meaning.program_type)
            },
        );
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn names_of_sections_mean_what_they_mean_to_libbpf() {
        check("xdp", "xdp xdp");
        check("xdp/eth0", "xdp xdp");
        check("xdp.frags/cpumap", "xdp xdp_cpumap frags");
        check("?xdp", "xdp xdp not loaded");
        check("tc", "sched_cls");
        check("tcx/ingress", "sched_cls tcx_ingress");
        check("kprobe/do_unlinkat+8", "kprobe at kprobe do_unlinkat+8");
        check("kprobe", "unknown");
        check("kretsyscall/openat", "kprobe at kretsyscall openat");
        check("kprobe.multi/tcp_*", "kprobe trace_kprobe_multi at kprobe tcp_*");
        check("uprobe.s//bin/true:main", "kprobe at uprobe /bin/true:main sleepable");
        check("kretprobe.multi/tcp_*", "kprobe trace_kprobe_multi at kretprobe tcp_*");
        check("kprobe.session/vfs_read", "kprobe trace_kprobe_session at kprobe vfs_read");
        check(
            "uretprobe.multi.s//bin/true:m*",
            "kprobe trace_uprobe_multi at uretprobe /bin/true:m* sleepable",
        );
        check("usdt.s/libc.so.6:libc:setjmp", "kprobe at probe libc.so.6:libc:setjmp sleepable");
        check("tp/sched/sched_process_exec", "tracepoint at sched:sched_process_exec");
        check("raw_tp/sys_enter", "raw_tracepoint at raw sys_enter");
        check("lsm.s/file_open", "lsm lsm_mac at file_open sleepable");
        check("iter/task", "tracing trace_iter at task");
        check("cgroup/connect_unix", "cgroup_sock_addr cgroup_unix_connect");
        check("cgroup_skb/ingress", "cgroup_skb");
        check("cgroup_skb/egress", "cgroup_skb cgroup_inet_egress");
        check("syscall", "syscall sleepable");
        check("netfilter", "netfilter netfilter");
        check("struct_ops/init", "struct_ops at init");
        check("fentry", "tracing trace_fentry");
        check("fentryx", "unknown");
        check("", "unknown");
        check("?", "unknown");
    }

    #[test]
    fn no_row_is_hidden_by_one_before_it() {
        for (number, row) in ROWS.iter().enumerate() {
            let name = match row.rest {
                Rest::Target => format!("{}/x", row.start),
                _ => row.start.to_owned(),
            };
            let found = section_meaning(&name)
                .map(|meaning| (meaning.program_type, meaning.expected_attach_type, meaning.flags));
            assert_eq!(found, Some((row.program_type, row.attach_type, row.flags)), "row {number}, {name}");
        }
    }
}
