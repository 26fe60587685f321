//! What kind of program it is: it decides the context, the helpers and the meaning of the result.
//!
//! Made by `cargo xtask codegen` from `facts/program-types.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What kind of program it is: it decides the context, the helpers and the meaning of the result.
    ProgramType(u32);

    /// `BPF_PROG_TYPE_UNSPEC`.
    UNSPEC = 0, Fact::named("unspec");

    /// `BPF_PROG_TYPE_SOCKET_FILTER`, since Linux 3.19.
    SOCKET_FILTER = 1, Fact::named("socket_filter").since("3.19");

    /// `BPF_PROG_TYPE_KPROBE`, since Linux 4.1.
    KPROBE = 2, Fact::named("kprobe").since("4.1");

    /// `BPF_PROG_TYPE_SCHED_CLS`, since Linux 4.1.
    SCHED_CLS = 3, Fact::named("sched_cls").since("4.1");

    /// `BPF_PROG_TYPE_SCHED_ACT`, since Linux 4.1.
    SCHED_ACT = 4, Fact::named("sched_act").since("4.1");

    /// `BPF_PROG_TYPE_TRACEPOINT`, since Linux 4.7.
    TRACEPOINT = 5, Fact::named("tracepoint").since("4.7");

    /// `BPF_PROG_TYPE_XDP`, since Linux 4.8.
    XDP = 6, Fact::named("xdp").since("4.8");

    /// `BPF_PROG_TYPE_PERF_EVENT`, since Linux 4.9.
    PERF_EVENT = 7, Fact::named("perf_event").since("4.9");

    /// `BPF_PROG_TYPE_CGROUP_SKB`, since Linux 4.10.
    CGROUP_SKB = 8, Fact::named("cgroup_skb").since("4.10");

    /// `BPF_PROG_TYPE_CGROUP_SOCK`, since Linux 4.10.
    CGROUP_SOCK = 9, Fact::named("cgroup_sock").since("4.10");

    /// `BPF_PROG_TYPE_LWT_IN`, since Linux 4.10.
    LWT_IN = 10, Fact::named("lwt_in").since("4.10");

    /// `BPF_PROG_TYPE_LWT_OUT`, since Linux 4.10.
    LWT_OUT = 11, Fact::named("lwt_out").since("4.10");

    /// `BPF_PROG_TYPE_LWT_XMIT`, since Linux 4.10.
    LWT_XMIT = 12, Fact::named("lwt_xmit").since("4.10");

    /// `BPF_PROG_TYPE_SOCK_OPS`, since Linux 4.13.
    SOCK_OPS = 13, Fact::named("sock_ops").since("4.13");

    /// `BPF_PROG_TYPE_SK_SKB`, since Linux 4.14.
    SK_SKB = 14, Fact::named("sk_skb").since("4.14");

    /// `BPF_PROG_TYPE_CGROUP_DEVICE`, since Linux 4.15.
    CGROUP_DEVICE = 15, Fact::named("cgroup_device").since("4.15");

    /// `BPF_PROG_TYPE_SK_MSG`, since Linux 4.17.
    SK_MSG = 16, Fact::named("sk_msg").since("4.17");

    /// `BPF_PROG_TYPE_RAW_TRACEPOINT`, since Linux 4.17.
    RAW_TRACEPOINT = 17, Fact::named("raw_tracepoint").since("4.17");

    /// `BPF_PROG_TYPE_CGROUP_SOCK_ADDR`, since Linux 4.17.
    CGROUP_SOCK_ADDR = 18, Fact::named("cgroup_sock_addr").since("4.17");

    /// `BPF_PROG_TYPE_LWT_SEG6LOCAL`, since Linux 4.18.
    LWT_SEG6LOCAL = 19, Fact::named("lwt_seg6local").since("4.18");

    /// `BPF_PROG_TYPE_LIRC_MODE2`, since Linux 4.18.
    LIRC_MODE2 = 20, Fact::named("lirc_mode2").since("4.18");

    /// `BPF_PROG_TYPE_SK_REUSEPORT`, since Linux 4.19.
    SK_REUSEPORT = 21, Fact::named("sk_reuseport").since("4.19");

    /// `BPF_PROG_TYPE_FLOW_DISSECTOR`, since Linux 4.20.
    FLOW_DISSECTOR = 22, Fact::named("flow_dissector").since("4.20");

    /// `BPF_PROG_TYPE_CGROUP_SYSCTL`, since Linux 5.2.
    CGROUP_SYSCTL = 23, Fact::named("cgroup_sysctl").since("5.2");

    /// `BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE`, since Linux 5.2.
    RAW_TRACEPOINT_WRITABLE = 24, Fact::named("raw_tracepoint_writable").since("5.2");

    /// `BPF_PROG_TYPE_CGROUP_SOCKOPT`, since Linux 5.3.
    CGROUP_SOCKOPT = 25, Fact::named("cgroup_sockopt").since("5.3");

    /// `BPF_PROG_TYPE_TRACING`, since Linux 5.5.
    TRACING = 26, Fact::named("tracing").since("5.5");

    /// `BPF_PROG_TYPE_STRUCT_OPS`, since Linux 5.6.
    STRUCT_OPS = 27, Fact::named("struct_ops").since("5.6");

    /// `BPF_PROG_TYPE_EXT`, since Linux 5.6.
    EXT = 28, Fact::named("ext").since("5.6");

    /// `BPF_PROG_TYPE_LSM`, since Linux 5.7.
    LSM = 29, Fact::named("lsm").since("5.7");

    /// `BPF_PROG_TYPE_SK_LOOKUP`, since Linux 5.9.
    SK_LOOKUP = 30, Fact::named("sk_lookup").since("5.9");

    /// `BPF_PROG_TYPE_SYSCALL`, since Linux 5.14.
    SYSCALL = 31, Fact::named("syscall").since("5.14");

    /// `BPF_PROG_TYPE_NETFILTER`, since Linux 6.4.
    NETFILTER = 32, Fact::named("netfilter").since("6.4");
}

versions!(ProgramType);
shown!(ProgramType, "program type");

lookup! {
    /// The kernel's type that programs of this type are given a pointer to; `None` if that is not one type.
    ProgramType.context_name() -> Option<&'static str>;
    otherwise None;
    Self::SOCKET_FILTER | Self::SCHED_CLS | Self::SCHED_ACT | Self::CGROUP_SKB | Self::LWT_IN | Self::LWT_OUT | Self::LWT_XMIT | Self::SK_SKB | Self::LWT_SEG6LOCAL | Self::FLOW_DISSECTOR => Some("__sk_buff");
    Self::KPROBE => Some("pt_regs");
    Self::XDP => Some("xdp_md");
    Self::PERF_EVENT => Some("bpf_perf_event_data");
    Self::CGROUP_SOCK => Some("bpf_sock");
    Self::SOCK_OPS => Some("bpf_sock_ops");
    Self::CGROUP_DEVICE => Some("bpf_cgroup_dev_ctx");
    Self::SK_MSG => Some("sk_msg_md");
    Self::RAW_TRACEPOINT | Self::RAW_TRACEPOINT_WRITABLE => Some("bpf_raw_tracepoint_args");
    Self::CGROUP_SOCK_ADDR => Some("bpf_sock_addr");
    Self::SK_REUSEPORT => Some("sk_reuseport_md");
    Self::CGROUP_SYSCTL => Some("bpf_sysctl");
    Self::CGROUP_SOCKOPT => Some("bpf_sockopt");
    Self::SK_LOOKUP => Some("bpf_sk_lookup");
    Self::NETFILTER => Some("bpf_nf_ctx");
}

lookup! {
    /// Whether programs of this type can be loaded as ones that may sleep, at some of the places they are
    /// attached to.
    ProgramType.can_sleep() -> bool;
    otherwise false;
    Self::KPROBE | Self::TRACING | Self::STRUCT_OPS | Self::LSM | Self::SYSCALL => true;
}

lookup! {
    /// Whether the kernel looks at the expected attach type when it loads a program of this type. For the
    /// others it takes any number.
    ProgramType.checks_attach_type() -> bool;
    otherwise false;
    Self::CGROUP_SKB | Self::CGROUP_SOCK | Self::CGROUP_SOCK_ADDR | Self::SK_REUSEPORT | Self::CGROUP_SOCKOPT | Self::TRACING | Self::LSM | Self::SK_LOOKUP | Self::NETFILTER => true;
}

lookup! {
    /// The attach types that programs of this type have; none if they are attached without one.
    ProgramType.attach_types() -> &'static [crate::AttachType];
    otherwise &[];
    Self::KPROBE => &[crate::AttachType::PERF_EVENT, crate::AttachType::TRACE_KPROBE_MULTI, crate::AttachType::TRACE_UPROBE_MULTI, crate::AttachType::TRACE_KPROBE_SESSION, crate::AttachType::TRACE_UPROBE_SESSION];
    Self::SCHED_CLS => &[crate::AttachType::TCX_INGRESS, crate::AttachType::TCX_EGRESS, crate::AttachType::NETKIT_PRIMARY, crate::AttachType::NETKIT_PEER];
    Self::TRACEPOINT | Self::PERF_EVENT => &[crate::AttachType::PERF_EVENT];
    Self::XDP => &[crate::AttachType::XDP_DEVMAP, crate::AttachType::XDP_CPUMAP, crate::AttachType::XDP];
    Self::CGROUP_SKB => &[crate::AttachType::CGROUP_INET_INGRESS, crate::AttachType::CGROUP_INET_EGRESS];
    Self::CGROUP_SOCK => &[crate::AttachType::CGROUP_INET_SOCK_CREATE, crate::AttachType::CGROUP_INET4_POST_BIND, crate::AttachType::CGROUP_INET6_POST_BIND, crate::AttachType::CGROUP_INET_SOCK_RELEASE];
    Self::SOCK_OPS => &[crate::AttachType::CGROUP_SOCK_OPS];
    Self::SK_SKB => &[crate::AttachType::SK_SKB_STREAM_PARSER, crate::AttachType::SK_SKB_STREAM_VERDICT, crate::AttachType::SK_SKB_VERDICT];
    Self::CGROUP_DEVICE => &[crate::AttachType::CGROUP_DEVICE];
    Self::SK_MSG => &[crate::AttachType::SK_MSG_VERDICT];
    Self::CGROUP_SOCK_ADDR => &[crate::AttachType::CGROUP_INET4_BIND, crate::AttachType::CGROUP_INET6_BIND, crate::AttachType::CGROUP_INET4_CONNECT, crate::AttachType::CGROUP_INET6_CONNECT, crate::AttachType::CGROUP_UDP4_SENDMSG, crate::AttachType::CGROUP_UDP6_SENDMSG, crate::AttachType::CGROUP_UDP4_RECVMSG, crate::AttachType::CGROUP_UDP6_RECVMSG, crate::AttachType::CGROUP_INET4_GETPEERNAME, crate::AttachType::CGROUP_INET6_GETPEERNAME, crate::AttachType::CGROUP_INET4_GETSOCKNAME, crate::AttachType::CGROUP_INET6_GETSOCKNAME, crate::AttachType::CGROUP_UNIX_CONNECT, crate::AttachType::CGROUP_UNIX_SENDMSG, crate::AttachType::CGROUP_UNIX_RECVMSG, crate::AttachType::CGROUP_UNIX_GETPEERNAME, crate::AttachType::CGROUP_UNIX_GETSOCKNAME];
    Self::LIRC_MODE2 => &[crate::AttachType::LIRC_MODE2];
    Self::SK_REUSEPORT => &[crate::AttachType::SK_REUSEPORT_SELECT, crate::AttachType::SK_REUSEPORT_SELECT_OR_MIGRATE];
    Self::FLOW_DISSECTOR => &[crate::AttachType::FLOW_DISSECTOR];
    Self::CGROUP_SYSCTL => &[crate::AttachType::CGROUP_SYSCTL];
    Self::CGROUP_SOCKOPT => &[crate::AttachType::CGROUP_GETSOCKOPT, crate::AttachType::CGROUP_SETSOCKOPT];
    Self::TRACING => &[crate::AttachType::TRACE_RAW_TP, crate::AttachType::TRACE_FENTRY, crate::AttachType::TRACE_FEXIT, crate::AttachType::MODIFY_RETURN, crate::AttachType::TRACE_ITER, crate::AttachType::TRACE_FSESSION, crate::AttachType::TRACE_FENTRY_MULTI, crate::AttachType::TRACE_FEXIT_MULTI, crate::AttachType::TRACE_FSESSION_MULTI];
    Self::STRUCT_OPS => &[crate::AttachType::STRUCT_OPS];
    Self::LSM => &[crate::AttachType::LSM_MAC, crate::AttachType::LSM_CGROUP];
    Self::SK_LOOKUP => &[crate::AttachType::SK_LOOKUP];
    Self::NETFILTER => &[crate::AttachType::NETFILTER];
}
