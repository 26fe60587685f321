//! What kind of map it is.
//!
//! Made by `cargo xtask codegen` from `facts/map-types.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What kind of map it is.
    MapType(u32);

    /// `BPF_MAP_TYPE_UNSPEC`.
    UNSPEC = 0, Fact::named("unspec");

    /// `BPF_MAP_TYPE_HASH`, since Linux 3.19.
    HASH = 1, Fact::named("hash").since("3.19");

    /// `BPF_MAP_TYPE_ARRAY`, since Linux 3.19.
    ARRAY = 2, Fact::named("array").since("3.19");

    /// `BPF_MAP_TYPE_PROG_ARRAY`, since Linux 4.2.
    PROG_ARRAY = 3, Fact::named("prog_array").since("4.2");

    /// `BPF_MAP_TYPE_PERF_EVENT_ARRAY`, since Linux 4.3.
    PERF_EVENT_ARRAY = 4, Fact::named("perf_event_array").since("4.3");

    /// `BPF_MAP_TYPE_PERCPU_HASH`, since Linux 4.6.
    PERCPU_HASH = 5, Fact::named("percpu_hash").since("4.6");

    /// `BPF_MAP_TYPE_PERCPU_ARRAY`, since Linux 4.6.
    PERCPU_ARRAY = 6, Fact::named("percpu_array").since("4.6");

    /// `BPF_MAP_TYPE_STACK_TRACE`, since Linux 4.6.
    STACK_TRACE = 7, Fact::named("stack_trace").since("4.6");

    /// `BPF_MAP_TYPE_CGROUP_ARRAY`, since Linux 4.8.
    CGROUP_ARRAY = 8, Fact::named("cgroup_array").since("4.8");

    /// `BPF_MAP_TYPE_LRU_HASH`, since Linux 4.10.
    LRU_HASH = 9, Fact::named("lru_hash").since("4.10");

    /// `BPF_MAP_TYPE_LRU_PERCPU_HASH`, since Linux 4.10.
    LRU_PERCPU_HASH = 10, Fact::named("lru_percpu_hash").since("4.10");

    /// `BPF_MAP_TYPE_LPM_TRIE`, since Linux 4.11.
    LPM_TRIE = 11, Fact::named("lpm_trie").since("4.11");

    /// `BPF_MAP_TYPE_ARRAY_OF_MAPS`, since Linux 4.12.
    ARRAY_OF_MAPS = 12, Fact::named("array_of_maps").since("4.12");

    /// `BPF_MAP_TYPE_HASH_OF_MAPS`, since Linux 4.12.
    HASH_OF_MAPS = 13, Fact::named("hash_of_maps").since("4.12");

    /// `BPF_MAP_TYPE_DEVMAP`, since Linux 4.14.
    DEVMAP = 14, Fact::named("devmap").since("4.14");

    /// `BPF_MAP_TYPE_SOCKMAP`, since Linux 4.14.
    SOCKMAP = 15, Fact::named("sockmap").since("4.14");

    /// `BPF_MAP_TYPE_CPUMAP`, since Linux 4.15.
    CPUMAP = 16, Fact::named("cpumap").since("4.15");

    /// `BPF_MAP_TYPE_XSKMAP`, since Linux 4.18.
    XSKMAP = 17, Fact::named("xskmap").since("4.18");

    /// `BPF_MAP_TYPE_SOCKHASH`, since Linux 4.18.
    SOCKHASH = 18, Fact::named("sockhash").since("4.18");

    /// `BPF_MAP_TYPE_CGROUP_STORAGE`, since Linux 4.19.
    CGROUP_STORAGE = 19, Fact::named("cgroup_storage").since("4.19");

    /// `BPF_MAP_TYPE_REUSEPORT_SOCKARRAY`, since Linux 4.19.
    REUSEPORT_SOCKARRAY = 20, Fact::named("reuseport_sockarray").since("4.19");

    /// `BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE`, since Linux 4.20.
    PERCPU_CGROUP_STORAGE = 21, Fact::named("percpu_cgroup_storage").since("4.20");

    /// `BPF_MAP_TYPE_QUEUE`, since Linux 4.20.
    QUEUE = 22, Fact::named("queue").since("4.20");

    /// `BPF_MAP_TYPE_STACK`, since Linux 4.20.
    STACK = 23, Fact::named("stack").since("4.20");

    /// `BPF_MAP_TYPE_SK_STORAGE`, since Linux 5.2.
    SK_STORAGE = 24, Fact::named("sk_storage").since("5.2");

    /// `BPF_MAP_TYPE_DEVMAP_HASH`, since Linux 5.4.
    DEVMAP_HASH = 25, Fact::named("devmap_hash").since("5.4");

    /// `BPF_MAP_TYPE_STRUCT_OPS`, since Linux 5.6.
    STRUCT_OPS = 26, Fact::named("struct_ops").since("5.6");

    /// `BPF_MAP_TYPE_RINGBUF`, since Linux 5.8.
    RINGBUF = 27, Fact::named("ringbuf").since("5.8");

    /// `BPF_MAP_TYPE_INODE_STORAGE`, since Linux 5.10.
    INODE_STORAGE = 28, Fact::named("inode_storage").since("5.10");

    /// `BPF_MAP_TYPE_TASK_STORAGE`, since Linux 5.11.
    TASK_STORAGE = 29, Fact::named("task_storage").since("5.11");

    /// `BPF_MAP_TYPE_BLOOM_FILTER`, since Linux 5.16.
    BLOOM_FILTER = 30, Fact::named("bloom_filter").since("5.16");

    /// `BPF_MAP_TYPE_USER_RINGBUF`, since Linux 6.1.
    USER_RINGBUF = 31, Fact::named("user_ringbuf").since("6.1");

    /// `BPF_MAP_TYPE_CGRP_STORAGE`, since Linux 6.2.
    CGRP_STORAGE = 32, Fact::named("cgrp_storage").since("6.2");

    /// `BPF_MAP_TYPE_ARENA`, since Linux 6.9.
    ARENA = 33, Fact::named("arena").since("6.9");

    /// `BPF_MAP_TYPE_INSN_ARRAY`, since Linux 6.19.
    INSN_ARRAY = 34, Fact::named("insn_array").since("6.19");

    /// `BPF_MAP_TYPE_RHASH`.
    RHASH = 35, Fact::named("rhash");
}

versions!(MapType);
shown!(MapType, "map type");

lookup! {
    /// What is in the kernel's own BTF if, and only if, the kernel was built with it: `struct NAME` or
    /// `func NAME`. `None` if nothing is known, or nothing is needed because trying shows it.
    MapType.evidence() -> Option<&'static str>;
    otherwise None;
    Self::ARRAY_OF_MAPS => Some("func array_of_map_alloc");
    Self::HASH_OF_MAPS => Some("func htab_of_map_alloc");
    Self::SK_STORAGE => Some("func bpf_sk_storage_map_alloc");
    Self::STRUCT_OPS => Some("func bpf_struct_ops_map_alloc");
    Self::INODE_STORAGE => Some("func inode_storage_map_alloc");
    Self::TASK_STORAGE => Some("func task_storage_map_alloc");
    Self::CGRP_STORAGE => Some("func bpf_cgrp_storage_free");
}
