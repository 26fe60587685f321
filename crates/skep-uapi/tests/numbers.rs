//! Numbers that are easily got wrong, written down once more by hand: from `include/uapi/linux/bpf.h`,
//! `include/linux/errno.h` and `include/uapi/asm-generic/errno-base.h`. The facts that the constants are made from are
//! compared with a running kernel elsewhere; this needs none.

use skep_uapi::{AttachType, Command, Errno, Helper, LinkType, MapType, ProgramType, XdpAction};

#[test]
fn helpers_that_tables_often_mix_up_have_the_kernels_numbers() {
    // From 148 on, where several helpers came with each version.
    let numbers = [
        (1, "bpf_map_lookup_elem"),
        (148, "bpf_copy_from_user"),
        (149, "bpf_snprintf_btf"),
        (150, "bpf_seq_printf_btf"),
        (151, "bpf_skb_cgroup_classid"),
        (152, "bpf_redirect_neigh"),
        (153, "bpf_per_cpu_ptr"),
        (154, "bpf_this_cpu_ptr"),
        (155, "bpf_redirect_peer"),
        (156, "bpf_task_storage_get"),
        (157, "bpf_task_storage_delete"),
        (158, "bpf_get_current_task_btf"),
        (159, "bpf_bprm_opts_set"),
        (160, "bpf_ktime_get_coarse_ns"),
        (161, "bpf_ima_inode_hash"),
        (162, "bpf_sock_from_file"),
        (163, "bpf_check_mtu"),
        (164, "bpf_for_each_map_elem"),
        (165, "bpf_snprintf"),
        (166, "bpf_sys_bpf"),
        (169, "bpf_timer_init"),
        (173, "bpf_get_func_ip"),
        (174, "bpf_get_attach_cookie"),
        (175, "bpf_task_pt_regs"),
        (176, "bpf_get_branch_snapshot"),
        (177, "bpf_trace_vprintk"),
        (180, "bpf_find_vma"),
        (181, "bpf_loop"),
        (182, "bpf_strncmp"),
        (188, "bpf_xdp_get_buff_len"),
        (190, "bpf_xdp_store_bytes"),
        (191, "bpf_copy_from_user_task"),
        (192, "bpf_skb_set_tstamp"),
        (193, "bpf_ima_file_hash"),
        (208, "bpf_ktime_get_tai_ns"),
        (209, "bpf_user_ringbuf_drain"),
        (211, "bpf_cgrp_storage_delete"),
    ];
    for (number, name) in numbers {
        assert_eq!(Helper(number).name(), Some(name), "{number}");
    }
    // One number has one name, and the other way round.
    let mut names: Vec<_> = Helper::ALL.iter().filter_map(|helper| helper.name()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), count), (Helper::ALL.len(), Helper::ALL.len()));
}

#[test]
fn constants_stand_for_the_kernels_numbers() {
    assert_eq!((Errno::EPERM.0, Errno::ENOENT.0, Errno::EEXIST.0), (1, 2, 17));
    assert_eq!((Errno::EOPNOTSUPP.0, Errno::ENOTSUPP.0), (95, 524));
    assert_eq!((Command::MAP_CREATE.0, Command::PROG_LOAD.0, Command::LINK_CREATE.0), (0, 5, 28));
    assert_eq!((Command::PROG_TEST_RUN.0, Command::OBJ_GET_INFO_BY_FD.0, Command::BTF_LOAD.0), (10, 15, 18));
    assert_eq!((MapType::HASH.0, MapType::PERCPU_HASH.0, MapType::LPM_TRIE.0), (1, 5, 11));
    assert_eq!((MapType::QUEUE.0, MapType::STACK.0, MapType::RINGBUF.0), (22, 23, 27));
    assert_eq!((ProgramType::XDP.0, ProgramType::TRACEPOINT.0, ProgramType::RAW_TRACEPOINT.0), (6, 5, 17));
    assert_eq!((AttachType::XDP.0, AttachType::PERF_EVENT.0, AttachType::TRACE_KPROBE_MULTI.0), (37, 41, 42));
    assert_eq!((LinkType::XDP.0, LinkType::PERF_EVENT.0), (6, 7));
    assert_eq!((XdpAction::ABORTED.0, XdpAction::PASS.0, XdpAction::REDIRECT.0), (0, 2, 4));
}
