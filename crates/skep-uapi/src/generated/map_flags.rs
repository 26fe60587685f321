//! How a map is made: the field `map_flags` of `BPF_MAP_CREATE`.
//!
//! Made by `cargo xtask codegen` from `facts/map-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// How a map is made: the field `map_flags` of `BPF_MAP_CREATE`.
    MapFlags(u32);

    /// `BPF_F_NO_PREALLOC`, since Linux 4.6.
    NO_PREALLOC = 0x1, Fact::named("no_prealloc").since("4.6");

    /// `BPF_F_NO_COMMON_LRU`, since Linux 4.10.
    NO_COMMON_LRU = 0x2, Fact::named("no_common_lru").since("4.10");

    /// `BPF_F_NUMA_NODE`, since Linux 4.14.
    NUMA_NODE = 0x4, Fact::named("numa_node").since("4.14");

    /// `BPF_F_RDONLY`, since Linux 4.15.
    RDONLY = 0x8, Fact::named("rdonly").since("4.15");

    /// `BPF_F_WRONLY`, since Linux 4.15.
    WRONLY = 0x10, Fact::named("wronly").since("4.15");

    /// `BPF_F_STACK_BUILD_ID`, since Linux 4.17.
    STACK_BUILD_ID = 0x20, Fact::named("stack_build_id").since("4.17");

    /// `BPF_F_ZERO_SEED`, since Linux 5.0.
    ZERO_SEED = 0x40, Fact::named("zero_seed").since("5.0");

    /// `BPF_F_RDONLY_PROG`, since Linux 5.2.
    RDONLY_PROG = 0x80, Fact::named("rdonly_prog").since("5.2");

    /// `BPF_F_WRONLY_PROG`, since Linux 5.2.
    WRONLY_PROG = 0x100, Fact::named("wronly_prog").since("5.2");

    /// `BPF_F_CLONE`, since Linux 5.4.
    CLONE = 0x200, Fact::named("clone").since("5.4");

    /// `BPF_F_MMAPABLE`, since Linux 5.5.
    MMAPABLE = 0x400, Fact::named("mmapable").since("5.5");

    /// `BPF_F_PRESERVE_ELEMS`, since Linux 5.10.
    PRESERVE_ELEMS = 0x800, Fact::named("preserve_elems").since("5.10");

    /// `BPF_F_INNER_MAP`, since Linux 5.10.
    INNER_MAP = 0x1000, Fact::named("inner_map").since("5.10");

    /// `BPF_F_LINK`, since Linux 6.4.
    LINK = 0x2000, Fact::named("link").since("6.4");

    /// `BPF_F_PATH_FD`, since Linux 6.5.
    PATH_FD = 0x4000, Fact::named("path_fd").since("6.5");

    /// `BPF_F_VTYPE_BTF_OBJ_FD`, since Linux 6.9.
    VTYPE_BTF_OBJ_FD = 0x8000, Fact::named("vtype_btf_obj_fd").since("6.9");

    /// `BPF_F_TOKEN_FD`, since Linux 6.9.
    TOKEN_FD = 0x10000, Fact::named("token_fd").since("6.9");

    /// `BPF_F_SEGV_ON_FAULT`, since Linux 6.9.
    SEGV_ON_FAULT = 0x20000, Fact::named("segv_on_fault").since("6.9");

    /// `BPF_F_NO_USER_CONV`, since Linux 6.9.
    NO_USER_CONV = 0x40000, Fact::named("no_user_conv").since("6.9");
}

versions!(MapFlags);
flags!(MapFlags);
