//! What kind of link it is: a link holds a program at the place it is attached to.
//!
//! Made by `cargo xtask codegen` from `facts/link-types.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What kind of link it is: a link holds a program at the place it is attached to.
    LinkType(u32);

    /// `BPF_LINK_TYPE_UNSPEC`.
    UNSPEC = 0, Fact::named("unspec");

    /// `BPF_LINK_TYPE_RAW_TRACEPOINT`, since Linux 5.8.
    RAW_TRACEPOINT = 1, Fact::named("raw_tracepoint").since("5.8");

    /// `BPF_LINK_TYPE_TRACING`, since Linux 5.8.
    TRACING = 2, Fact::named("tracing").since("5.8");

    /// `BPF_LINK_TYPE_CGROUP`, since Linux 5.8.
    CGROUP = 3, Fact::named("cgroup").since("5.8");

    /// `BPF_LINK_TYPE_ITER`, since Linux 5.8.
    ITER = 4, Fact::named("iter").since("5.8");

    /// `BPF_LINK_TYPE_NETNS`, since Linux 5.8.
    NETNS = 5, Fact::named("netns").since("5.8");

    /// `BPF_LINK_TYPE_XDP`, since Linux 5.9.
    XDP = 6, Fact::named("xdp").since("5.9");

    /// `BPF_LINK_TYPE_PERF_EVENT`, since Linux 5.15.
    PERF_EVENT = 7, Fact::named("perf_event").since("5.15");

    /// `BPF_LINK_TYPE_KPROBE_MULTI`, since Linux 5.18.
    KPROBE_MULTI = 8, Fact::named("kprobe_multi").since("5.18");

    /// `BPF_LINK_TYPE_STRUCT_OPS`, since Linux 6.4.
    STRUCT_OPS = 9, Fact::named("struct_ops").since("6.4");

    /// `BPF_LINK_TYPE_NETFILTER`, since Linux 6.4.
    NETFILTER = 10, Fact::named("netfilter").since("6.4");

    /// `BPF_LINK_TYPE_TCX`, since Linux 6.6.
    TCX = 11, Fact::named("tcx").since("6.6");

    /// `BPF_LINK_TYPE_UPROBE_MULTI`, since Linux 6.6.
    UPROBE_MULTI = 12, Fact::named("uprobe_multi").since("6.6");

    /// `BPF_LINK_TYPE_NETKIT`, since Linux 6.7.
    NETKIT = 13, Fact::named("netkit").since("6.7");

    /// `BPF_LINK_TYPE_SOCKMAP`, since Linux 6.10.
    SOCKMAP = 14, Fact::named("sockmap").since("6.10");

    /// `BPF_LINK_TYPE_TRACING_MULTI`.
    TRACING_MULTI = 15, Fact::named("tracing_multi");
}

versions!(LinkType);
shown!(LinkType, "link type");

lookup! {
    /// What is in the kernel's own BTF if, and only if, the kernel was built with it: `struct NAME` or
    /// `func NAME`. `None` if nothing is known, or nothing is needed because trying shows it.
    LinkType.evidence() -> Option<&'static str>;
    otherwise None;
    Self::RAW_TRACEPOINT => Some("struct bpf_raw_tp_link");
    Self::TRACING => Some("struct bpf_tracing_link");
    Self::CGROUP => Some("struct bpf_cgroup_link");
    Self::ITER => Some("struct bpf_iter_link");
    Self::NETNS => Some("struct bpf_netns_link");
    Self::XDP => Some("struct bpf_xdp_link");
    Self::PERF_EVENT => Some("struct bpf_perf_link");
    Self::KPROBE_MULTI => Some("struct bpf_kprobe_multi_link");
    Self::STRUCT_OPS => Some("struct bpf_struct_ops_link");
    Self::NETFILTER => Some("struct bpf_nf_link");
    Self::TCX => Some("struct tcx_link");
    Self::UPROBE_MULTI => Some("struct bpf_uprobe_multi_link");
    Self::NETKIT => Some("struct netkit_link");
    Self::SOCKMAP => Some("struct sockmap_link");
}
