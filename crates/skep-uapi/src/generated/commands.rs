//! A command of the bpf(2) system call: its first argument.
//!
//! Made by `cargo xtask codegen` from `facts/commands.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// A command of the bpf(2) system call: its first argument.
    Command(u32);

    /// `BPF_MAP_CREATE`, since Linux 3.18.
    MAP_CREATE = 0, Fact::named("map_create").since("3.18");

    /// `BPF_MAP_LOOKUP_ELEM`, since Linux 3.18.
    MAP_LOOKUP_ELEM = 1, Fact::named("map_lookup_elem").since("3.18");

    /// `BPF_MAP_UPDATE_ELEM`, since Linux 3.18.
    MAP_UPDATE_ELEM = 2, Fact::named("map_update_elem").since("3.18");

    /// `BPF_MAP_DELETE_ELEM`, since Linux 3.18.
    MAP_DELETE_ELEM = 3, Fact::named("map_delete_elem").since("3.18");

    /// `BPF_MAP_GET_NEXT_KEY`, since Linux 3.18.
    MAP_GET_NEXT_KEY = 4, Fact::named("map_get_next_key").since("3.18");

    /// `BPF_PROG_LOAD`, since Linux 3.18.
    PROG_LOAD = 5, Fact::named("prog_load").since("3.18");

    /// `BPF_OBJ_PIN`, since Linux 4.4.
    OBJ_PIN = 6, Fact::named("obj_pin").since("4.4");

    /// `BPF_OBJ_GET`, since Linux 4.4.
    OBJ_GET = 7, Fact::named("obj_get").since("4.4");

    /// `BPF_PROG_ATTACH`, since Linux 4.10.
    PROG_ATTACH = 8, Fact::named("prog_attach").since("4.10");

    /// `BPF_PROG_DETACH`, since Linux 4.10.
    PROG_DETACH = 9, Fact::named("prog_detach").since("4.10");

    /// `BPF_PROG_TEST_RUN`, since Linux 4.12.
    PROG_TEST_RUN = 10, Fact::named("prog_test_run").since("4.12");

    /// `BPF_PROG_GET_NEXT_ID`, since Linux 4.13.
    PROG_GET_NEXT_ID = 11, Fact::named("prog_get_next_id").since("4.13");

    /// `BPF_MAP_GET_NEXT_ID`, since Linux 4.13.
    MAP_GET_NEXT_ID = 12, Fact::named("map_get_next_id").since("4.13");

    /// `BPF_PROG_GET_FD_BY_ID`, since Linux 4.13.
    PROG_GET_FD_BY_ID = 13, Fact::named("prog_get_fd_by_id").since("4.13");

    /// `BPF_MAP_GET_FD_BY_ID`, since Linux 4.13.
    MAP_GET_FD_BY_ID = 14, Fact::named("map_get_fd_by_id").since("4.13");

    /// `BPF_OBJ_GET_INFO_BY_FD`, since Linux 4.13.
    OBJ_GET_INFO_BY_FD = 15, Fact::named("obj_get_info_by_fd").since("4.13");

    /// `BPF_PROG_QUERY`, since Linux 4.15.
    PROG_QUERY = 16, Fact::named("prog_query").since("4.15");

    /// `BPF_RAW_TRACEPOINT_OPEN`, since Linux 4.17.
    RAW_TRACEPOINT_OPEN = 17, Fact::named("raw_tracepoint_open").since("4.17");

    /// `BPF_BTF_LOAD`, since Linux 4.18.
    BTF_LOAD = 18, Fact::named("btf_load").since("4.18");

    /// `BPF_BTF_GET_FD_BY_ID`, since Linux 4.18.
    BTF_GET_FD_BY_ID = 19, Fact::named("btf_get_fd_by_id").since("4.18");

    /// `BPF_TASK_FD_QUERY`, since Linux 4.18.
    TASK_FD_QUERY = 20, Fact::named("task_fd_query").since("4.18");

    /// `BPF_MAP_LOOKUP_AND_DELETE_ELEM`, since Linux 4.20.
    MAP_LOOKUP_AND_DELETE_ELEM = 21, Fact::named("map_lookup_and_delete_elem").since("4.20");

    /// `BPF_MAP_FREEZE`, since Linux 5.2.
    MAP_FREEZE = 22, Fact::named("map_freeze").since("5.2");

    /// `BPF_BTF_GET_NEXT_ID`, since Linux 5.4.
    BTF_GET_NEXT_ID = 23, Fact::named("btf_get_next_id").since("5.4");

    /// `BPF_MAP_LOOKUP_BATCH`, since Linux 5.6.
    MAP_LOOKUP_BATCH = 24, Fact::named("map_lookup_batch").since("5.6");

    /// `BPF_MAP_LOOKUP_AND_DELETE_BATCH`, since Linux 5.6.
    MAP_LOOKUP_AND_DELETE_BATCH = 25, Fact::named("map_lookup_and_delete_batch").since("5.6");

    /// `BPF_MAP_UPDATE_BATCH`, since Linux 5.6.
    MAP_UPDATE_BATCH = 26, Fact::named("map_update_batch").since("5.6");

    /// `BPF_MAP_DELETE_BATCH`, since Linux 5.6.
    MAP_DELETE_BATCH = 27, Fact::named("map_delete_batch").since("5.6");

    /// `BPF_LINK_CREATE`, since Linux 5.7.
    LINK_CREATE = 28, Fact::named("link_create").since("5.7");

    /// `BPF_LINK_UPDATE`, since Linux 5.7.
    LINK_UPDATE = 29, Fact::named("link_update").since("5.7");

    /// `BPF_LINK_GET_FD_BY_ID`, since Linux 5.8.
    LINK_GET_FD_BY_ID = 30, Fact::named("link_get_fd_by_id").since("5.8");

    /// `BPF_LINK_GET_NEXT_ID`, since Linux 5.8.
    LINK_GET_NEXT_ID = 31, Fact::named("link_get_next_id").since("5.8");

    /// `BPF_ENABLE_STATS`, since Linux 5.8.
    ENABLE_STATS = 32, Fact::named("enable_stats").since("5.8");

    /// `BPF_ITER_CREATE`, since Linux 5.8.
    ITER_CREATE = 33, Fact::named("iter_create").since("5.8");

    /// `BPF_LINK_DETACH`, since Linux 5.9.
    LINK_DETACH = 34, Fact::named("link_detach").since("5.9");

    /// `BPF_PROG_BIND_MAP`, since Linux 5.10.
    PROG_BIND_MAP = 35, Fact::named("prog_bind_map").since("5.10");

    /// `BPF_TOKEN_CREATE`, since Linux 6.9.
    TOKEN_CREATE = 36, Fact::named("token_create").since("6.9");

    /// `BPF_PROG_STREAM_READ_BY_FD`, since Linux 6.17.
    PROG_STREAM_READ_BY_FD = 37, Fact::named("prog_stream_read_by_fd").since("6.17");
}

versions!(Command);
shown!(Command, "bpf command");

impl Command {
    /// `BPF_PROG_RUN`: another name of [`Self::PROG_TEST_RUN`].
    pub const PROG_RUN: Self = Self::PROG_TEST_RUN;
}
