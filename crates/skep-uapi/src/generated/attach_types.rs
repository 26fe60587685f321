//! The kind of place that a program is attached to.
//!
//! Made by `cargo xtask codegen` from `facts/attach-types.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// The kind of place that a program is attached to.
    AttachType(u32);

    /// `BPF_CGROUP_INET_INGRESS`, since Linux 4.10.
    CGROUP_INET_INGRESS = 0, Fact::named("cgroup_inet_ingress").since("4.10");

    /// `BPF_CGROUP_INET_EGRESS`, since Linux 4.10.
    CGROUP_INET_EGRESS = 1, Fact::named("cgroup_inet_egress").since("4.10");

    /// `BPF_CGROUP_INET_SOCK_CREATE`, since Linux 4.10.
    CGROUP_INET_SOCK_CREATE = 2, Fact::named("cgroup_inet_sock_create").since("4.10");

    /// `BPF_CGROUP_SOCK_OPS`, since Linux 4.13.
    CGROUP_SOCK_OPS = 3, Fact::named("cgroup_sock_ops").since("4.13");

    /// `BPF_SK_SKB_STREAM_PARSER`, since Linux 4.14.
    SK_SKB_STREAM_PARSER = 4, Fact::named("sk_skb_stream_parser").since("4.14");

    /// `BPF_SK_SKB_STREAM_VERDICT`, since Linux 4.14.
    SK_SKB_STREAM_VERDICT = 5, Fact::named("sk_skb_stream_verdict").since("4.14");

    /// `BPF_CGROUP_DEVICE`, since Linux 4.15.
    CGROUP_DEVICE = 6, Fact::named("cgroup_device").since("4.15");

    /// `BPF_SK_MSG_VERDICT`, since Linux 4.17.
    SK_MSG_VERDICT = 7, Fact::named("sk_msg_verdict").since("4.17");

    /// `BPF_CGROUP_INET4_BIND`, since Linux 4.17.
    CGROUP_INET4_BIND = 8, Fact::named("cgroup_inet4_bind").since("4.17");

    /// `BPF_CGROUP_INET6_BIND`, since Linux 4.17.
    CGROUP_INET6_BIND = 9, Fact::named("cgroup_inet6_bind").since("4.17");

    /// `BPF_CGROUP_INET4_CONNECT`, since Linux 4.17.
    CGROUP_INET4_CONNECT = 10, Fact::named("cgroup_inet4_connect").since("4.17");

    /// `BPF_CGROUP_INET6_CONNECT`, since Linux 4.17.
    CGROUP_INET6_CONNECT = 11, Fact::named("cgroup_inet6_connect").since("4.17");

    /// `BPF_CGROUP_INET4_POST_BIND`, since Linux 4.17.
    CGROUP_INET4_POST_BIND = 12, Fact::named("cgroup_inet4_post_bind").since("4.17");

    /// `BPF_CGROUP_INET6_POST_BIND`, since Linux 4.17.
    CGROUP_INET6_POST_BIND = 13, Fact::named("cgroup_inet6_post_bind").since("4.17");

    /// `BPF_CGROUP_UDP4_SENDMSG`, since Linux 4.18.
    CGROUP_UDP4_SENDMSG = 14, Fact::named("cgroup_udp4_sendmsg").since("4.18");

    /// `BPF_CGROUP_UDP6_SENDMSG`, since Linux 4.18.
    CGROUP_UDP6_SENDMSG = 15, Fact::named("cgroup_udp6_sendmsg").since("4.18");

    /// `BPF_LIRC_MODE2`, since Linux 4.18.
    LIRC_MODE2 = 16, Fact::named("lirc_mode2").since("4.18");

    /// `BPF_FLOW_DISSECTOR`, since Linux 4.20.
    FLOW_DISSECTOR = 17, Fact::named("flow_dissector").since("4.20");

    /// `BPF_CGROUP_SYSCTL`, since Linux 5.2.
    CGROUP_SYSCTL = 18, Fact::named("cgroup_sysctl").since("5.2");

    /// `BPF_CGROUP_UDP4_RECVMSG`, since Linux 5.2.
    CGROUP_UDP4_RECVMSG = 19, Fact::named("cgroup_udp4_recvmsg").since("5.2");

    /// `BPF_CGROUP_UDP6_RECVMSG`, since Linux 5.2.
    CGROUP_UDP6_RECVMSG = 20, Fact::named("cgroup_udp6_recvmsg").since("5.2");

    /// `BPF_CGROUP_GETSOCKOPT`, since Linux 5.3.
    CGROUP_GETSOCKOPT = 21, Fact::named("cgroup_getsockopt").since("5.3");

    /// `BPF_CGROUP_SETSOCKOPT`, since Linux 5.3.
    CGROUP_SETSOCKOPT = 22, Fact::named("cgroup_setsockopt").since("5.3");

    /// `BPF_TRACE_RAW_TP`, since Linux 5.5.
    TRACE_RAW_TP = 23, Fact::named("trace_raw_tp").since("5.5");

    /// `BPF_TRACE_FENTRY`, since Linux 5.5.
    TRACE_FENTRY = 24, Fact::named("trace_fentry").since("5.5");

    /// `BPF_TRACE_FEXIT`, since Linux 5.5.
    TRACE_FEXIT = 25, Fact::named("trace_fexit").since("5.5");

    /// `BPF_MODIFY_RETURN`, since Linux 5.7.
    MODIFY_RETURN = 26, Fact::named("modify_return").since("5.7");

    /// `BPF_LSM_MAC`, since Linux 5.7.
    LSM_MAC = 27, Fact::named("lsm_mac").since("5.7");

    /// `BPF_TRACE_ITER`, since Linux 5.8.
    TRACE_ITER = 28, Fact::named("trace_iter").since("5.8");

    /// `BPF_CGROUP_INET4_GETPEERNAME`, since Linux 5.8.
    CGROUP_INET4_GETPEERNAME = 29, Fact::named("cgroup_inet4_getpeername").since("5.8");

    /// `BPF_CGROUP_INET6_GETPEERNAME`, since Linux 5.8.
    CGROUP_INET6_GETPEERNAME = 30, Fact::named("cgroup_inet6_getpeername").since("5.8");

    /// `BPF_CGROUP_INET4_GETSOCKNAME`, since Linux 5.8.
    CGROUP_INET4_GETSOCKNAME = 31, Fact::named("cgroup_inet4_getsockname").since("5.8");

    /// `BPF_CGROUP_INET6_GETSOCKNAME`, since Linux 5.8.
    CGROUP_INET6_GETSOCKNAME = 32, Fact::named("cgroup_inet6_getsockname").since("5.8");

    /// `BPF_XDP_DEVMAP`, since Linux 5.8.
    XDP_DEVMAP = 33, Fact::named("xdp_devmap").since("5.8");

    /// `BPF_CGROUP_INET_SOCK_RELEASE`, since Linux 5.9.
    CGROUP_INET_SOCK_RELEASE = 34, Fact::named("cgroup_inet_sock_release").since("5.9");

    /// `BPF_XDP_CPUMAP`, since Linux 5.9.
    XDP_CPUMAP = 35, Fact::named("xdp_cpumap").since("5.9");

    /// `BPF_SK_LOOKUP`, since Linux 5.9.
    SK_LOOKUP = 36, Fact::named("sk_lookup").since("5.9");

    /// `BPF_XDP`, since Linux 5.9.
    XDP = 37, Fact::named("xdp").since("5.9");

    /// `BPF_SK_SKB_VERDICT`, since Linux 5.13.
    SK_SKB_VERDICT = 38, Fact::named("sk_skb_verdict").since("5.13");

    /// `BPF_SK_REUSEPORT_SELECT`, since Linux 5.14.
    SK_REUSEPORT_SELECT = 39, Fact::named("sk_reuseport_select").since("5.14");

    /// `BPF_SK_REUSEPORT_SELECT_OR_MIGRATE`, since Linux 5.14.
    SK_REUSEPORT_SELECT_OR_MIGRATE = 40, Fact::named("sk_reuseport_select_or_migrate").since("5.14");

    /// `BPF_PERF_EVENT`, since Linux 5.15.
    PERF_EVENT = 41, Fact::named("perf_event").since("5.15");

    /// `BPF_TRACE_KPROBE_MULTI`, since Linux 5.18.
    TRACE_KPROBE_MULTI = 42, Fact::named("trace_kprobe_multi").since("5.18");

    /// `BPF_LSM_CGROUP`, since Linux 6.0.
    LSM_CGROUP = 43, Fact::named("lsm_cgroup").since("6.0");

    /// `BPF_STRUCT_OPS`, since Linux 6.4.
    STRUCT_OPS = 44, Fact::named("struct_ops").since("6.4");

    /// `BPF_NETFILTER`, since Linux 6.4.
    NETFILTER = 45, Fact::named("netfilter").since("6.4");

    /// `BPF_TCX_INGRESS`, since Linux 6.6.
    TCX_INGRESS = 46, Fact::named("tcx_ingress").since("6.6");

    /// `BPF_TCX_EGRESS`, since Linux 6.6.
    TCX_EGRESS = 47, Fact::named("tcx_egress").since("6.6");

    /// `BPF_TRACE_UPROBE_MULTI`, since Linux 6.6.
    TRACE_UPROBE_MULTI = 48, Fact::named("trace_uprobe_multi").since("6.6");

    /// `BPF_CGROUP_UNIX_CONNECT`, since Linux 6.7.
    CGROUP_UNIX_CONNECT = 49, Fact::named("cgroup_unix_connect").since("6.7");

    /// `BPF_CGROUP_UNIX_SENDMSG`, since Linux 6.7.
    CGROUP_UNIX_SENDMSG = 50, Fact::named("cgroup_unix_sendmsg").since("6.7");

    /// `BPF_CGROUP_UNIX_RECVMSG`, since Linux 6.7.
    CGROUP_UNIX_RECVMSG = 51, Fact::named("cgroup_unix_recvmsg").since("6.7");

    /// `BPF_CGROUP_UNIX_GETPEERNAME`, since Linux 6.7.
    CGROUP_UNIX_GETPEERNAME = 52, Fact::named("cgroup_unix_getpeername").since("6.7");

    /// `BPF_CGROUP_UNIX_GETSOCKNAME`, since Linux 6.7.
    CGROUP_UNIX_GETSOCKNAME = 53, Fact::named("cgroup_unix_getsockname").since("6.7");

    /// `BPF_NETKIT_PRIMARY`, since Linux 6.7.
    NETKIT_PRIMARY = 54, Fact::named("netkit_primary").since("6.7");

    /// `BPF_NETKIT_PEER`, since Linux 6.7.
    NETKIT_PEER = 55, Fact::named("netkit_peer").since("6.7");

    /// `BPF_TRACE_KPROBE_SESSION`, since Linux 6.10.
    TRACE_KPROBE_SESSION = 56, Fact::named("trace_kprobe_session").since("6.10");

    /// `BPF_TRACE_UPROBE_SESSION`, since Linux 6.13.
    TRACE_UPROBE_SESSION = 57, Fact::named("trace_uprobe_session").since("6.13");

    /// `BPF_TRACE_FSESSION`.
    TRACE_FSESSION = 58, Fact::named("trace_fsession");

    /// `BPF_TRACE_FENTRY_MULTI`.
    TRACE_FENTRY_MULTI = 59, Fact::named("trace_fentry_multi");

    /// `BPF_TRACE_FEXIT_MULTI`.
    TRACE_FEXIT_MULTI = 60, Fact::named("trace_fexit_multi");

    /// `BPF_TRACE_FSESSION_MULTI`.
    TRACE_FSESSION_MULTI = 61, Fact::named("trace_fsession_multi");
}

versions!(AttachType);
shown!(AttachType, "attach type");

impl Default for AttachType {
    /// The number 0, which the kernel also takes where the type of the program leaves no choice.
    fn default() -> Self {
        Self(0)
    }
}

lookup! {
    /// The type of link that holds a program there; `None` if a map or a socket holds it, or it is not known.
    AttachType.link_type() -> Option<crate::LinkType>;
    otherwise None;
    Self::CGROUP_INET_INGRESS | Self::CGROUP_INET_EGRESS | Self::CGROUP_INET_SOCK_CREATE | Self::CGROUP_SOCK_OPS | Self::CGROUP_DEVICE | Self::CGROUP_INET4_BIND | Self::CGROUP_INET6_BIND | Self::CGROUP_INET4_CONNECT | Self::CGROUP_INET6_CONNECT | Self::CGROUP_INET4_POST_BIND | Self::CGROUP_INET6_POST_BIND | Self::CGROUP_UDP4_SENDMSG | Self::CGROUP_UDP6_SENDMSG | Self::CGROUP_SYSCTL | Self::CGROUP_UDP4_RECVMSG | Self::CGROUP_UDP6_RECVMSG | Self::CGROUP_GETSOCKOPT | Self::CGROUP_SETSOCKOPT | Self::CGROUP_INET4_GETPEERNAME | Self::CGROUP_INET6_GETPEERNAME | Self::CGROUP_INET4_GETSOCKNAME | Self::CGROUP_INET6_GETSOCKNAME | Self::CGROUP_INET_SOCK_RELEASE | Self::LSM_CGROUP | Self::CGROUP_UNIX_CONNECT | Self::CGROUP_UNIX_SENDMSG | Self::CGROUP_UNIX_RECVMSG | Self::CGROUP_UNIX_GETPEERNAME | Self::CGROUP_UNIX_GETSOCKNAME => Some(crate::LinkType::CGROUP);
    Self::SK_SKB_STREAM_PARSER | Self::SK_SKB_STREAM_VERDICT | Self::SK_MSG_VERDICT | Self::SK_SKB_VERDICT => Some(crate::LinkType::SOCKMAP);
    Self::FLOW_DISSECTOR | Self::SK_LOOKUP => Some(crate::LinkType::NETNS);
    Self::TRACE_RAW_TP => Some(crate::LinkType::RAW_TRACEPOINT);
    Self::TRACE_FENTRY | Self::TRACE_FEXIT | Self::MODIFY_RETURN | Self::LSM_MAC | Self::TRACE_FSESSION => Some(crate::LinkType::TRACING);
    Self::TRACE_ITER => Some(crate::LinkType::ITER);
    Self::XDP => Some(crate::LinkType::XDP);
    Self::PERF_EVENT => Some(crate::LinkType::PERF_EVENT);
    Self::TRACE_KPROBE_MULTI | Self::TRACE_KPROBE_SESSION => Some(crate::LinkType::KPROBE_MULTI);
    Self::STRUCT_OPS => Some(crate::LinkType::STRUCT_OPS);
    Self::NETFILTER => Some(crate::LinkType::NETFILTER);
    Self::TCX_INGRESS | Self::TCX_EGRESS => Some(crate::LinkType::TCX);
    Self::TRACE_UPROBE_MULTI | Self::TRACE_UPROBE_SESSION => Some(crate::LinkType::UPROBE_MULTI);
    Self::NETKIT_PRIMARY | Self::NETKIT_PEER => Some(crate::LinkType::NETKIT);
    Self::TRACE_FENTRY_MULTI | Self::TRACE_FEXIT_MULTI | Self::TRACE_FSESSION_MULTI => Some(crate::LinkType::TRACING_MULTI);
}

lookup! {
    /// The types of program that are attached there.
    AttachType.program_types() -> &'static [crate::ProgramType];
    otherwise &[];
    Self::CGROUP_INET_INGRESS | Self::CGROUP_INET_EGRESS => &[crate::ProgramType::CGROUP_SKB];
    Self::CGROUP_INET_SOCK_CREATE | Self::CGROUP_INET4_POST_BIND | Self::CGROUP_INET6_POST_BIND | Self::CGROUP_INET_SOCK_RELEASE => &[crate::ProgramType::CGROUP_SOCK];
    Self::CGROUP_SOCK_OPS => &[crate::ProgramType::SOCK_OPS];
    Self::SK_SKB_STREAM_PARSER | Self::SK_SKB_STREAM_VERDICT | Self::SK_SKB_VERDICT => &[crate::ProgramType::SK_SKB];
    Self::CGROUP_DEVICE => &[crate::ProgramType::CGROUP_DEVICE];
    Self::SK_MSG_VERDICT => &[crate::ProgramType::SK_MSG];
    Self::CGROUP_INET4_BIND | Self::CGROUP_INET6_BIND | Self::CGROUP_INET4_CONNECT | Self::CGROUP_INET6_CONNECT | Self::CGROUP_UDP4_SENDMSG | Self::CGROUP_UDP6_SENDMSG | Self::CGROUP_UDP4_RECVMSG | Self::CGROUP_UDP6_RECVMSG | Self::CGROUP_INET4_GETPEERNAME | Self::CGROUP_INET6_GETPEERNAME | Self::CGROUP_INET4_GETSOCKNAME | Self::CGROUP_INET6_GETSOCKNAME | Self::CGROUP_UNIX_CONNECT | Self::CGROUP_UNIX_SENDMSG | Self::CGROUP_UNIX_RECVMSG | Self::CGROUP_UNIX_GETPEERNAME | Self::CGROUP_UNIX_GETSOCKNAME => &[crate::ProgramType::CGROUP_SOCK_ADDR];
    Self::LIRC_MODE2 => &[crate::ProgramType::LIRC_MODE2];
    Self::FLOW_DISSECTOR => &[crate::ProgramType::FLOW_DISSECTOR];
    Self::CGROUP_SYSCTL => &[crate::ProgramType::CGROUP_SYSCTL];
    Self::CGROUP_GETSOCKOPT | Self::CGROUP_SETSOCKOPT => &[crate::ProgramType::CGROUP_SOCKOPT];
    Self::TRACE_RAW_TP | Self::TRACE_FENTRY | Self::TRACE_FEXIT | Self::MODIFY_RETURN | Self::TRACE_ITER | Self::TRACE_FSESSION | Self::TRACE_FENTRY_MULTI | Self::TRACE_FEXIT_MULTI | Self::TRACE_FSESSION_MULTI => &[crate::ProgramType::TRACING];
    Self::LSM_MAC | Self::LSM_CGROUP => &[crate::ProgramType::LSM];
    Self::XDP_DEVMAP | Self::XDP_CPUMAP | Self::XDP => &[crate::ProgramType::XDP];
    Self::SK_LOOKUP => &[crate::ProgramType::SK_LOOKUP];
    Self::SK_REUSEPORT_SELECT | Self::SK_REUSEPORT_SELECT_OR_MIGRATE => &[crate::ProgramType::SK_REUSEPORT];
    Self::PERF_EVENT => &[crate::ProgramType::KPROBE, crate::ProgramType::TRACEPOINT, crate::ProgramType::PERF_EVENT];
    Self::TRACE_KPROBE_MULTI | Self::TRACE_UPROBE_MULTI | Self::TRACE_KPROBE_SESSION | Self::TRACE_UPROBE_SESSION => &[crate::ProgramType::KPROBE];
    Self::STRUCT_OPS => &[crate::ProgramType::STRUCT_OPS];
    Self::NETFILTER => &[crate::ProgramType::NETFILTER];
    Self::TCX_INGRESS | Self::TCX_EGRESS | Self::NETKIT_PRIMARY | Self::NETKIT_PEER => &[crate::ProgramType::SCHED_CLS];
}
