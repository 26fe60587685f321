//! A helper function of the kernel, by the number that a call instruction holds.
//!
//! Made by `cargo xtask codegen` from `facts/helpers.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// A helper function of the kernel, by the number that a call instruction holds.
    Helper(u32);

    /// `bpf_unspec`.
    UNSPEC = 0, Fact::named("bpf_unspec");

    /// `bpf_map_lookup_elem`, since Linux 3.19. Finds the value of a key and returns a pointer to it, which
    /// the program may read and change in place.
    MAP_LOOKUP_ELEM = 1, Fact::named("bpf_map_lookup_elem").since("3.19").gpl_only(false);

    /// `bpf_map_update_elem`, since Linux 3.19. Sets the value of a key, if the flags allow it for a key that
    /// is there or is not.
    MAP_UPDATE_ELEM = 2, Fact::named("bpf_map_update_elem").since("3.19").gpl_only(false);

    /// `bpf_map_delete_elem`, since Linux 3.19. Removes a key and its value.
    MAP_DELETE_ELEM = 3, Fact::named("bpf_map_delete_elem").since("3.19").gpl_only(false);

    /// `bpf_probe_read`, since Linux 4.1. Copies memory of the kernel or of the process, whichever the
    /// address belongs to; only where their addresses cannot overlap. Its caller needs a GPL-compatible
    /// licence.
    PROBE_READ = 4, Fact::named("bpf_probe_read").since("4.1").gpl_only(true);

    /// `bpf_ktime_get_ns`, since Linux 4.1. The nanoseconds since boot, without the time the machine was
    /// suspended.
    KTIME_GET_NS = 5, Fact::named("bpf_ktime_get_ns").since("4.1").gpl_only(false);

    /// `bpf_trace_printk`, since Linux 4.1. Writes a line to the kernel's trace pipe, for debugging: its
    /// format takes up to three numbers. Its caller needs a GPL-compatible licence.
    TRACE_PRINTK = 6, Fact::named("bpf_trace_printk").since("4.1").gpl_only(true);

    /// `bpf_get_prandom_u32`, since Linux 4.1. A pseudo-random number, from a generator that is the programs'
    /// own.
    GET_PRANDOM_U32 = 7, Fact::named("bpf_get_prandom_u32").since("4.1").gpl_only(false);

    /// `bpf_get_smp_processor_id`, since Linux 4.1. The number of the CPU that runs the program.
    GET_SMP_PROCESSOR_ID = 8, Fact::named("bpf_get_smp_processor_id").since("4.1").gpl_only(false);

    /// `bpf_skb_store_bytes`, since Linux 4.1. Writes bytes into a packet at an offset, and can have its
    /// checksum follow.
    SKB_STORE_BYTES = 9, Fact::named("bpf_skb_store_bytes").since("4.1").gpl_only(false);

    /// `bpf_l3_csum_replace`, since Linux 4.1. Corrects the checksum of an IPv4 header for a field that
    /// changed.
    L3_CSUM_REPLACE = 10, Fact::named("bpf_l3_csum_replace").since("4.1").gpl_only(false);

    /// `bpf_l4_csum_replace`, since Linux 4.1. Corrects the checksum of a TCP, UDP or ICMP header for a field
    /// that changed.
    L4_CSUM_REPLACE = 11, Fact::named("bpf_l4_csum_replace").since("4.1").gpl_only(false);

    /// `bpf_tail_call`, since Linux 4.2. Goes on with another program of a program array, and does not come
    /// back; if the slot is empty, nothing happens.
    TAIL_CALL = 12, Fact::named("bpf_tail_call").since("4.2").gpl_only(false);

    /// `bpf_clone_redirect`, since Linux 4.2. Sends a copy of the packet out of another interface, and lets
    /// the original go on.
    CLONE_REDIRECT = 13, Fact::named("bpf_clone_redirect").since("4.2").gpl_only(false);

    /// `bpf_get_current_pid_tgid`, since Linux 4.2. The process id (as user space calls it) in the upper
    /// half, the thread id in the lower half.
    GET_CURRENT_PID_TGID = 14, Fact::named("bpf_get_current_pid_tgid").since("4.2").gpl_only(false);

    /// `bpf_get_current_uid_gid`, since Linux 4.2. The group id in the upper half, the user id in the lower
    /// half.
    GET_CURRENT_UID_GID = 15, Fact::named("bpf_get_current_uid_gid").since("4.2").gpl_only(false);

    /// `bpf_get_current_comm`, since Linux 4.2. The name of the current thread, at most 15 bytes and a zero.
    GET_CURRENT_COMM = 16, Fact::named("bpf_get_current_comm").since("4.2").gpl_only(false);

    /// `bpf_get_cgroup_classid`, since Linux 4.3. The net_cls class of the cgroup (version 1) that the
    /// packet's sender or the current process is in.
    GET_CGROUP_CLASSID = 17, Fact::named("bpf_get_cgroup_classid").since("4.3").gpl_only(false);

    /// `bpf_skb_vlan_push`, since Linux 4.3. Puts a VLAN tag into a packet.
    SKB_VLAN_PUSH = 18, Fact::named("bpf_skb_vlan_push").since("4.3").gpl_only(false);

    /// `bpf_skb_vlan_pop`, since Linux 4.3. Takes the outer VLAN tag off a packet.
    SKB_VLAN_POP = 19, Fact::named("bpf_skb_vlan_pop").since("4.3").gpl_only(false);

    /// `bpf_skb_get_tunnel_key`, since Linux 4.3. Reads what the tunnel that the packet came through says of
    /// it: peer, identifier, type of service.
    SKB_GET_TUNNEL_KEY = 20, Fact::named("bpf_skb_get_tunnel_key").since("4.3").gpl_only(false);

    /// `bpf_skb_set_tunnel_key`, since Linux 4.3. Says which tunnel the packet shall leave through: peer,
    /// identifier, type of service.
    SKB_SET_TUNNEL_KEY = 21, Fact::named("bpf_skb_set_tunnel_key").since("4.3").gpl_only(false);

    /// `bpf_perf_event_read`, since Linux 4.3. Reads a hardware counter; an error cannot be told from some
    /// counts, so perf_event_read_value is the better one. Its caller needs a GPL-compatible licence.
    PERF_EVENT_READ = 22, Fact::named("bpf_perf_event_read").since("4.3").gpl_only(true);

    /// `bpf_redirect`, since Linux 4.4. Decides that the packet goes to another interface: the result is what
    /// the program returns.
    REDIRECT = 23, Fact::named("bpf_redirect").since("4.4").gpl_only(false);

    /// `bpf_get_route_realm`, since Linux 4.4. The realm of the route that the packet takes.
    GET_ROUTE_REALM = 24, Fact::named("bpf_get_route_realm").since("4.4").gpl_only(false);

    /// `bpf_perf_event_output`, since Linux 4.4. Writes a record into the perf buffer of a CPU, with bytes of
    /// the packet appended if asked. Its caller needs a GPL-compatible licence.
    PERF_EVENT_OUTPUT = 25, Fact::named("bpf_perf_event_output").since("4.4").gpl_only(true);

    /// `bpf_skb_load_bytes`, since Linux 4.5. Copies bytes out of a packet, also where they are not in its
    /// linear part.
    SKB_LOAD_BYTES = 26, Fact::named("bpf_skb_load_bytes").since("4.5").gpl_only(false);

    /// `bpf_get_stackid`, since Linux 4.6. Walks a stack, stores it in a stack trace map and returns its key
    /// there.
    GET_STACKID = 27, Fact::named("bpf_get_stackid").since("4.6");

    /// `bpf_csum_diff`, since Linux 4.6. Computes the difference that replacing some bytes makes to a
    /// checksum.
    CSUM_DIFF = 28, Fact::named("bpf_csum_diff").since("4.6").gpl_only(false);

    /// `bpf_skb_get_tunnel_opt`, since Linux 4.6. Reads the options of the tunnel header that the packet came
    /// with.
    SKB_GET_TUNNEL_OPT = 29, Fact::named("bpf_skb_get_tunnel_opt").since("4.6").gpl_only(false);

    /// `bpf_skb_set_tunnel_opt`, since Linux 4.6. Sets the options of the tunnel header that the packet shall
    /// leave with.
    SKB_SET_TUNNEL_OPT = 30, Fact::named("bpf_skb_set_tunnel_opt").since("4.6").gpl_only(false);

    /// `bpf_skb_change_proto`, since Linux 4.8. Turns a packet from IPv4 to IPv6 or back by changing the room
    /// for its header; the program fills in the rest.
    SKB_CHANGE_PROTO = 31, Fact::named("bpf_skb_change_proto").since("4.8").gpl_only(false);

    /// `bpf_skb_change_type`, since Linux 4.8. Says whether a packet is for this host, a broadcast, a
    /// multicast, or for another host.
    SKB_CHANGE_TYPE = 32, Fact::named("bpf_skb_change_type").since("4.8").gpl_only(false);

    /// `bpf_skb_under_cgroup`, since Linux 4.8. Whether the packet's socket is in a cgroup (version 2) of a
    /// cgroup array, or below it.
    SKB_UNDER_CGROUP = 33, Fact::named("bpf_skb_under_cgroup").since("4.8").gpl_only(false);

    /// `bpf_get_hash_recalc`, since Linux 4.8. The hash of the packet's flow, computed if it is not there.
    GET_HASH_RECALC = 34, Fact::named("bpf_get_hash_recalc").since("4.8").gpl_only(false);

    /// `bpf_get_current_task`, since Linux 4.8. The address of the current task's structure, as a number. Its
    /// caller needs a GPL-compatible licence.
    GET_CURRENT_TASK = 35, Fact::named("bpf_get_current_task").since("4.8").gpl_only(true);

    /// `bpf_probe_write_user`, since Linux 4.8. Writes into the memory of the current process, for
    /// experiments: the kernel logs a warning. Its caller needs a GPL-compatible licence.
    PROBE_WRITE_USER = 36, Fact::named("bpf_probe_write_user").since("4.8").gpl_only(true);

    /// `bpf_current_task_under_cgroup`, since Linux 4.9. Whether the current process is in a cgroup (version
    /// 2) of a cgroup array, or below it.
    CURRENT_TASK_UNDER_CGROUP = 37, Fact::named("bpf_current_task_under_cgroup").since("4.9").gpl_only(false);

    /// `bpf_skb_change_tail`, since Linux 4.9. Makes a packet longer or shorter at its end.
    SKB_CHANGE_TAIL = 38, Fact::named("bpf_skb_change_tail").since("4.9").gpl_only(false);

    /// `bpf_skb_pull_data`, since Linux 4.9. Brings the first bytes of a packet into its linear part, so that
    /// they can be accessed directly.
    SKB_PULL_DATA = 39, Fact::named("bpf_skb_pull_data").since("4.9").gpl_only(false);

    /// `bpf_csum_update`, since Linux 4.9. Adds to the checksum of the whole packet that the driver computed.
    CSUM_UPDATE = 40, Fact::named("bpf_csum_update").since("4.9").gpl_only(false);

    /// `bpf_set_hash_invalid`, since Linux 4.9. Forgets the packet's hash, so that it is computed anew.
    SET_HASH_INVALID = 41, Fact::named("bpf_set_hash_invalid").since("4.9").gpl_only(false);

    /// `bpf_get_numa_node_id`, since Linux 4.10. The number of the memory node of the CPU that runs the
    /// program.
    GET_NUMA_NODE_ID = 42, Fact::named("bpf_get_numa_node_id").since("4.10").gpl_only(false);

    /// `bpf_skb_change_head`, since Linux 4.10. Makes room at the front of a packet, for another link layer's
    /// header.
    SKB_CHANGE_HEAD = 43, Fact::named("bpf_skb_change_head").since("4.10").gpl_only(false);

    /// `bpf_xdp_adjust_head`, since Linux 4.10. Moves the front of the packet: makes room for headers, or
    /// cuts them off.
    XDP_ADJUST_HEAD = 44, Fact::named("bpf_xdp_adjust_head").since("4.10").gpl_only(false);

    /// `bpf_probe_read_str`, since Linux 4.11. Copies a string of the kernel or of the process, up to its
    /// zero byte; only where their addresses cannot overlap. Its caller needs a GPL-compatible licence.
    PROBE_READ_STR = 45, Fact::named("bpf_probe_read_str").since("4.11").gpl_only(true);

    /// `bpf_get_socket_cookie`, since Linux 4.12. A number that identifies the socket as long as the machine
    /// is up; 0 if there is none.
    GET_SOCKET_COOKIE = 46, Fact::named("bpf_get_socket_cookie").since("4.12").gpl_only(false);

    /// `bpf_get_socket_uid`, since Linux 4.12. The user who owns the packet's socket.
    GET_SOCKET_UID = 47, Fact::named("bpf_get_socket_uid").since("4.12").gpl_only(false);

    /// `bpf_set_hash`, since Linux 4.13. Sets the hash of the packet's flow.
    SET_HASH = 48, Fact::named("bpf_set_hash").since("4.13").gpl_only(false);

    /// `bpf_setsockopt`, since Linux 4.13. Sets an option of the socket, out of those that programs may set.
    SETSOCKOPT = 49, Fact::named("bpf_setsockopt").since("4.13").gpl_only(false);

    /// `bpf_skb_adjust_room`, since Linux 4.13. Makes room or removes bytes between the headers of a packet,
    /// to wrap it or to unwrap it.
    SKB_ADJUST_ROOM = 50, Fact::named("bpf_skb_adjust_room").since("4.13").gpl_only(false);

    /// `bpf_redirect_map`, since Linux 4.14. Decides that the packet goes to where an element of a device,
    /// CPU or AF_XDP map leads.
    REDIRECT_MAP = 51, Fact::named("bpf_redirect_map").since("4.14").gpl_only(false);

    /// `bpf_sk_redirect_map`, since Linux 4.14. Decides that the data goes to a socket of a socket map.
    SK_REDIRECT_MAP = 52, Fact::named("bpf_sk_redirect_map").since("4.14").gpl_only(false);

    /// `bpf_sock_map_update`, since Linux 4.14. Puts the socket into a socket map.
    SOCK_MAP_UPDATE = 53, Fact::named("bpf_sock_map_update").since("4.14").gpl_only(false);

    /// `bpf_xdp_adjust_meta`, since Linux 4.15. Changes the size of the area in front of the packet that is
    /// handed on with it.
    XDP_ADJUST_META = 54, Fact::named("bpf_xdp_adjust_meta").since("4.15").gpl_only(false);

    /// `bpf_perf_event_read_value`, since Linux 4.15. Reads a hardware counter, with the times that it was
    /// enabled and running. Its caller needs a GPL-compatible licence.
    PERF_EVENT_READ_VALUE = 55, Fact::named("bpf_perf_event_read_value").since("4.15").gpl_only(true);

    /// `bpf_perf_prog_read_value`, since Linux 4.15. Reads the counter of the perf event that the program is
    /// attached to. Its caller needs a GPL-compatible licence.
    PERF_PROG_READ_VALUE = 56, Fact::named("bpf_perf_prog_read_value").since("4.15").gpl_only(true);

    /// `bpf_getsockopt`, since Linux 4.15. Reads an option of the socket, out of those that programs may
    /// read.
    GETSOCKOPT = 57, Fact::named("bpf_getsockopt").since("4.15").gpl_only(false);

    /// `bpf_override_return`, since Linux 4.16. Makes the probed function return at once with this result;
    /// only functions that the kernel marks for it. Its caller needs a GPL-compatible licence.
    OVERRIDE_RETURN = 58, Fact::named("bpf_override_return").since("4.16").gpl_only(true);

    /// `bpf_sock_ops_cb_flags_set`, since Linux 4.16. Chooses what events of the TCP connection the program
    /// is called for.
    SOCK_OPS_CB_FLAGS_SET = 59, Fact::named("bpf_sock_ops_cb_flags_set").since("4.16").gpl_only(false);

    /// `bpf_msg_redirect_map`, since Linux 4.17. Decides that the message goes to a socket of a socket map.
    MSG_REDIRECT_MAP = 60, Fact::named("bpf_msg_redirect_map").since("4.17").gpl_only(false);

    /// `bpf_msg_apply_bytes`, since Linux 4.17. Applies the program's decision to the next bytes that are
    /// sent as well, without asking it again.
    MSG_APPLY_BYTES = 61, Fact::named("bpf_msg_apply_bytes").since("4.17").gpl_only(false);

    /// `bpf_msg_cork_bytes`, since Linux 4.17. Keeps the message back until this many bytes have come
    /// together.
    MSG_CORK_BYTES = 62, Fact::named("bpf_msg_cork_bytes").since("4.17").gpl_only(false);

    /// `bpf_msg_pull_data`, since Linux 4.17. Makes a range of the message accessible, copying it together if
    /// it is in pieces.
    MSG_PULL_DATA = 63, Fact::named("bpf_msg_pull_data").since("4.17").gpl_only(false);

    /// `bpf_bind`, since Linux 4.17. Binds the socket to a local address before it connects.
    BIND = 64, Fact::named("bpf_bind").since("4.17").gpl_only(false);

    /// `bpf_xdp_adjust_tail`, since Linux 4.18. Moves the end of the packet: makes it longer or cuts it off.
    XDP_ADJUST_TAIL = 65, Fact::named("bpf_xdp_adjust_tail").since("4.18").gpl_only(false);

    /// `bpf_skb_get_xfrm_state`, since Linux 4.18. Reads an IPsec state that the packet went through.
    SKB_GET_XFRM_STATE = 66, Fact::named("bpf_skb_get_xfrm_state").since("4.18").gpl_only(false);

    /// `bpf_get_stack`, since Linux 4.18. Walks a stack and copies it to a buffer. Its caller needs a
    /// GPL-compatible licence.
    GET_STACK = 67, Fact::named("bpf_get_stack").since("4.18").gpl_only(true);

    /// `bpf_skb_load_bytes_relative`, since Linux 4.18. Copies bytes out of a packet, at an offset from the
    /// start of its link or network header.
    SKB_LOAD_BYTES_RELATIVE = 68, Fact::named("bpf_skb_load_bytes_relative").since("4.18").gpl_only(false);

    /// `bpf_fib_lookup`, since Linux 4.18. Asks the routing tables where a packet with these addresses goes,
    /// and for the neighbour's link address. Its caller needs a GPL-compatible licence.
    FIB_LOOKUP = 69, Fact::named("bpf_fib_lookup").since("4.18").gpl_only(true);

    /// `bpf_sock_hash_update`, since Linux 4.18. Puts the socket into a socket hash.
    SOCK_HASH_UPDATE = 70, Fact::named("bpf_sock_hash_update").since("4.18").gpl_only(false);

    /// `bpf_msg_redirect_hash`, since Linux 4.18. Decides that the message goes to a socket of a socket hash.
    MSG_REDIRECT_HASH = 71, Fact::named("bpf_msg_redirect_hash").since("4.18").gpl_only(false);

    /// `bpf_sk_redirect_hash`, since Linux 4.18. Decides that the data goes to a socket of a socket hash.
    SK_REDIRECT_HASH = 72, Fact::named("bpf_sk_redirect_hash").since("4.18").gpl_only(false);

    /// `bpf_lwt_push_encap`, since Linux 4.18. Wraps the packet into an IP or segment routing header.
    LWT_PUSH_ENCAP = 73, Fact::named("bpf_lwt_push_encap").since("4.18").gpl_only(false);

    /// `bpf_lwt_seg6_store_bytes`, since Linux 4.18. Writes into the fields of a segment routing header that
    /// may be changed.
    LWT_SEG6_STORE_BYTES = 74, Fact::named("bpf_lwt_seg6_store_bytes").since("4.18").gpl_only(false);

    /// `bpf_lwt_seg6_adjust_srh`, since Linux 4.18. Changes the room for the options of a segment routing
    /// header.
    LWT_SEG6_ADJUST_SRH = 75, Fact::named("bpf_lwt_seg6_adjust_srh").since("4.18").gpl_only(false);

    /// `bpf_lwt_seg6_action`, since Linux 4.18. Applies an action of segment routing to the packet.
    LWT_SEG6_ACTION = 76, Fact::named("bpf_lwt_seg6_action").since("4.18").gpl_only(false);

    /// `bpf_rc_repeat`, since Linux 4.18. Reports that a key of a remote control is still held. Its caller
    /// needs a GPL-compatible licence.
    RC_REPEAT = 77, Fact::named("bpf_rc_repeat").since("4.18").gpl_only(true);

    /// `bpf_rc_keydown`, since Linux 4.18. Reports that a key of a remote control was pressed. Its caller
    /// needs a GPL-compatible licence.
    RC_KEYDOWN = 78, Fact::named("bpf_rc_keydown").since("4.18").gpl_only(true);

    /// `bpf_skb_cgroup_id`, since Linux 4.18. The number of the cgroup (version 2) of the packet's socket.
    SKB_CGROUP_ID = 79, Fact::named("bpf_skb_cgroup_id").since("4.18").gpl_only(false);

    /// `bpf_get_current_cgroup_id`, since Linux 4.18. The number of the cgroup (version 2) of the current
    /// process.
    GET_CURRENT_CGROUP_ID = 80, Fact::named("bpf_get_current_cgroup_id").since("4.18").gpl_only(false);

    /// `bpf_get_local_storage`, since Linux 4.19. The storage that belongs to the program and to the cgroup
    /// it runs for.
    GET_LOCAL_STORAGE = 81, Fact::named("bpf_get_local_storage").since("4.19").gpl_only(false);

    /// `bpf_sk_select_reuseport`, since Linux 4.19. Chooses the socket of a group that gets the packet.
    SK_SELECT_REUSEPORT = 82, Fact::named("bpf_sk_select_reuseport").since("4.19").gpl_only(false);

    /// `bpf_skb_ancestor_cgroup_id`, since Linux 4.19. The number of the cgroup (version 2) above the one of
    /// the packet's socket, at a level counted from the root.
    SKB_ANCESTOR_CGROUP_ID = 83, Fact::named("bpf_skb_ancestor_cgroup_id").since("4.19").gpl_only(false);

    /// `bpf_sk_lookup_tcp`, since Linux 4.20. Finds a TCP socket by addresses and ports; it must be given
    /// back with sk_release.
    SK_LOOKUP_TCP = 84, Fact::named("bpf_sk_lookup_tcp").since("4.20").gpl_only(false);

    /// `bpf_sk_lookup_udp`, since Linux 4.20. Finds a UDP socket by addresses and ports; it must be given
    /// back with sk_release.
    SK_LOOKUP_UDP = 85, Fact::named("bpf_sk_lookup_udp").since("4.20").gpl_only(false);

    /// `bpf_sk_release`, since Linux 4.20. Gives back a socket that was looked up.
    SK_RELEASE = 86, Fact::named("bpf_sk_release").since("4.20").gpl_only(false);

    /// `bpf_map_push_elem`, since Linux 4.20. Adds a value to a queue, a stack or a bloom filter.
    MAP_PUSH_ELEM = 87, Fact::named("bpf_map_push_elem").since("4.20").gpl_only(false);

    /// `bpf_map_pop_elem`, since Linux 4.20. Takes the next value off a queue or a stack.
    MAP_POP_ELEM = 88, Fact::named("bpf_map_pop_elem").since("4.20").gpl_only(false);

    /// `bpf_map_peek_elem`, since Linux 4.20. Copies the next value of a queue or a stack and leaves it
    /// there; asks a bloom filter for a value.
    MAP_PEEK_ELEM = 89, Fact::named("bpf_map_peek_elem").since("4.20").gpl_only(false);

    /// `bpf_msg_push_data`, since Linux 4.20. Makes room in a message.
    MSG_PUSH_DATA = 90, Fact::named("bpf_msg_push_data").since("4.20").gpl_only(false);

    /// `bpf_msg_pop_data`, since Linux 5.0. Removes bytes from a message.
    MSG_POP_DATA = 91, Fact::named("bpf_msg_pop_data").since("5.0").gpl_only(false);

    /// `bpf_rc_pointer_rel`, since Linux 5.0. Reports that a remote control moved its pointer. Its caller
    /// needs a GPL-compatible licence.
    RC_POINTER_REL = 92, Fact::named("bpf_rc_pointer_rel").since("5.0").gpl_only(true);

    /// `bpf_spin_lock`, since Linux 5.1. Takes the lock of a map's value; only one lock at a time, and little
    /// may be done under it.
    SPIN_LOCK = 93, Fact::named("bpf_spin_lock").since("5.1").gpl_only(false);

    /// `bpf_spin_unlock`, since Linux 5.1. Releases the lock of a map's value.
    SPIN_UNLOCK = 94, Fact::named("bpf_spin_unlock").since("5.1").gpl_only(false);

    /// `bpf_sk_fullsock`, since Linux 5.1. The full socket behind the packet's socket, if it has one.
    SK_FULLSOCK = 95, Fact::named("bpf_sk_fullsock").since("5.1").gpl_only(false);

    /// `bpf_tcp_sock`, since Linux 5.1. The TCP socket behind a socket, if it is one.
    TCP_SOCK = 96, Fact::named("bpf_tcp_sock").since("5.1").gpl_only(false);

    /// `bpf_skb_ecn_set_ce`, since Linux 5.1. Marks an IP packet as having met congestion, if it can bear the
    /// mark.
    SKB_ECN_SET_CE = 97, Fact::named("bpf_skb_ecn_set_ce").since("5.1").gpl_only(false);

    /// `bpf_get_listener_sock`, since Linux 5.1. The listening socket that a connection belongs to.
    GET_LISTENER_SOCK = 98, Fact::named("bpf_get_listener_sock").since("5.1").gpl_only(false);

    /// `bpf_skc_lookup_tcp`, since Linux 5.2. Finds a TCP socket in any state by addresses and ports; it must
    /// be given back with sk_release.
    SKC_LOOKUP_TCP = 99, Fact::named("bpf_skc_lookup_tcp").since("5.2").gpl_only(false);

    /// `bpf_tcp_check_syncookie`, since Linux 5.2. Whether a packet carries a valid SYN cookie for a
    /// listening socket. Its caller needs a GPL-compatible licence.
    TCP_CHECK_SYNCOOKIE = 100, Fact::named("bpf_tcp_check_syncookie").since("5.2").gpl_only(true);

    /// `bpf_sysctl_get_name`, since Linux 5.2. The name of the setting that is read or written.
    SYSCTL_GET_NAME = 101, Fact::named("bpf_sysctl_get_name").since("5.2").gpl_only(false);

    /// `bpf_sysctl_get_current_value`, since Linux 5.2. The value that the setting has now.
    SYSCTL_GET_CURRENT_VALUE = 102, Fact::named("bpf_sysctl_get_current_value").since("5.2").gpl_only(false);

    /// `bpf_sysctl_get_new_value`, since Linux 5.2. The value that is being written to the setting.
    SYSCTL_GET_NEW_VALUE = 103, Fact::named("bpf_sysctl_get_new_value").since("5.2").gpl_only(false);

    /// `bpf_sysctl_set_new_value`, since Linux 5.2. Replaces the value that is being written to the setting.
    SYSCTL_SET_NEW_VALUE = 104, Fact::named("bpf_sysctl_set_new_value").since("5.2").gpl_only(false);

    /// `bpf_strtol`, since Linux 5.2. Reads a signed number from text and returns how many bytes it took.
    STRTOL = 105, Fact::named("bpf_strtol").since("5.2").gpl_only(false);

    /// `bpf_strtoul`, since Linux 5.2. Reads an unsigned number from text and returns how many bytes it took.
    STRTOUL = 106, Fact::named("bpf_strtoul").since("5.2").gpl_only(false);

    /// `bpf_sk_storage_get`, since Linux 5.2. The storage of a map that belongs to a socket, made if asked
    /// for.
    SK_STORAGE_GET = 107, Fact::named("bpf_sk_storage_get").since("5.2").gpl_only(false);

    /// `bpf_sk_storage_delete`, since Linux 5.2. Removes the storage of a map that belongs to a socket.
    SK_STORAGE_DELETE = 108, Fact::named("bpf_sk_storage_delete").since("5.2").gpl_only(false);

    /// `bpf_send_signal`, since Linux 5.3. Sends a signal to the current process.
    SEND_SIGNAL = 109, Fact::named("bpf_send_signal").since("5.3").gpl_only(false);

    /// `bpf_tcp_gen_syncookie`, since Linux 5.4. Makes a SYN cookie for a listening socket and a packet. Its
    /// caller needs a GPL-compatible licence.
    TCP_GEN_SYNCOOKIE = 110, Fact::named("bpf_tcp_gen_syncookie").since("5.4").gpl_only(true);

    /// `bpf_skb_output`, since Linux 5.5. Writes a record into a perf buffer, with bytes of a packet that a
    /// traced kernel function handles. Its caller needs a GPL-compatible licence.
    SKB_OUTPUT = 111, Fact::named("bpf_skb_output").since("5.5").gpl_only(true);

    /// `bpf_probe_read_user`, since Linux 5.5. Copies memory of the current process; fails where it is not in
    /// memory. Its caller needs a GPL-compatible licence.
    PROBE_READ_USER = 112, Fact::named("bpf_probe_read_user").since("5.5").gpl_only(true);

    /// `bpf_probe_read_kernel`, since Linux 5.5. Copies memory of the kernel; fails where there is none. Its
    /// caller needs a GPL-compatible licence.
    PROBE_READ_KERNEL = 113, Fact::named("bpf_probe_read_kernel").since("5.5").gpl_only(true);

    /// `bpf_probe_read_user_str`, since Linux 5.5. Copies a string of the current process, up to its zero
    /// byte, and returns its length with it. Its caller needs a GPL-compatible licence.
    PROBE_READ_USER_STR = 114, Fact::named("bpf_probe_read_user_str").since("5.5").gpl_only(true);

    /// `bpf_probe_read_kernel_str`, since Linux 5.5. Copies a string of the kernel, up to its zero byte, and
    /// returns its length with it. Its caller needs a GPL-compatible licence.
    PROBE_READ_KERNEL_STR = 115, Fact::named("bpf_probe_read_kernel_str").since("5.5").gpl_only(true);

    /// `bpf_tcp_send_ack`, since Linux 5.6. Sends an acknowledgement at once.
    TCP_SEND_ACK = 116, Fact::named("bpf_tcp_send_ack").since("5.6").gpl_only(false);

    /// `bpf_send_signal_thread`, since Linux 5.6. Sends a signal to the current thread.
    SEND_SIGNAL_THREAD = 117, Fact::named("bpf_send_signal_thread").since("5.6").gpl_only(false);

    /// `bpf_jiffies64`, since Linux 5.6. The number of timer ticks since boot.
    JIFFIES64 = 118, Fact::named("bpf_jiffies64").since("5.6").gpl_only(false);

    /// `bpf_read_branch_records`, since Linux 5.7. Reads the branches that the processor recorded for the
    /// perf event. Its caller needs a GPL-compatible licence.
    READ_BRANCH_RECORDS = 119, Fact::named("bpf_read_branch_records").since("5.7").gpl_only(true);

    /// `bpf_get_ns_current_pid_tgid`, since Linux 5.7. The process and thread id of the current thread, as a
    /// process id namespace sees them.
    GET_NS_CURRENT_PID_TGID = 120, Fact::named("bpf_get_ns_current_pid_tgid").since("5.7").gpl_only(false);

    /// `bpf_xdp_output`, since Linux 5.7. Writes a record into a perf buffer, with bytes of a packet that a
    /// traced XDP function handles. Its caller needs a GPL-compatible licence.
    XDP_OUTPUT = 121, Fact::named("bpf_xdp_output").since("5.7").gpl_only(true);

    /// `bpf_get_netns_cookie`, since Linux 5.7. A number that identifies the network namespace of the socket.
    GET_NETNS_COOKIE = 122, Fact::named("bpf_get_netns_cookie").since("5.7").gpl_only(false);

    /// `bpf_get_current_ancestor_cgroup_id`, since Linux 5.7. The number of the cgroup (version 2) above the
    /// one of the current process, at a level counted from the root.
    GET_CURRENT_ANCESTOR_CGROUP_ID = 123, Fact::named("bpf_get_current_ancestor_cgroup_id").since("5.7").gpl_only(false);

    /// `bpf_sk_assign`, since Linux 5.7. Gives the packet to this socket.
    SK_ASSIGN = 124, Fact::named("bpf_sk_assign").since("5.7").gpl_only(false);

    /// `bpf_ktime_get_boot_ns`, since Linux 5.8. The nanoseconds since boot, with the time the machine was
    /// suspended.
    KTIME_GET_BOOT_NS = 125, Fact::named("bpf_ktime_get_boot_ns").since("5.8").gpl_only(false);

    /// `bpf_seq_printf`, since Linux 5.8. Writes formatted text to the file that reads the iterator. Its
    /// caller needs a GPL-compatible licence.
    SEQ_PRINTF = 126, Fact::named("bpf_seq_printf").since("5.8").gpl_only(true);

    /// `bpf_seq_write`, since Linux 5.8. Writes bytes to the file that reads the iterator. Its caller needs a
    /// GPL-compatible licence.
    SEQ_WRITE = 127, Fact::named("bpf_seq_write").since("5.8").gpl_only(true);

    /// `bpf_sk_cgroup_id`, since Linux 5.8. The number of the cgroup (version 2) of a socket.
    SK_CGROUP_ID = 128, Fact::named("bpf_sk_cgroup_id").since("5.8").gpl_only(false);

    /// `bpf_sk_ancestor_cgroup_id`, since Linux 5.8. The number of the cgroup (version 2) above the one of a
    /// socket, at a level counted from the root.
    SK_ANCESTOR_CGROUP_ID = 129, Fact::named("bpf_sk_ancestor_cgroup_id").since("5.8").gpl_only(false);

    /// `bpf_ringbuf_output`, since Linux 5.8. Copies a record into a ring buffer.
    RINGBUF_OUTPUT = 130, Fact::named("bpf_ringbuf_output").since("5.8").gpl_only(false);

    /// `bpf_ringbuf_reserve`, since Linux 5.8. Reserves room for a record in a ring buffer; it must be
    /// submitted or discarded.
    RINGBUF_RESERVE = 131, Fact::named("bpf_ringbuf_reserve").since("5.8").gpl_only(false);

    /// `bpf_ringbuf_submit`, since Linux 5.8. Makes a reserved record visible to the reader.
    RINGBUF_SUBMIT = 132, Fact::named("bpf_ringbuf_submit").since("5.8").gpl_only(false);

    /// `bpf_ringbuf_discard`, since Linux 5.8. Gives up a reserved record: the reader skips it.
    RINGBUF_DISCARD = 133, Fact::named("bpf_ringbuf_discard").since("5.8").gpl_only(false);

    /// `bpf_ringbuf_query`, since Linux 5.8. How much of a ring buffer is unread, how large it is, or where
    /// its reader and its writers are.
    RINGBUF_QUERY = 134, Fact::named("bpf_ringbuf_query").since("5.8").gpl_only(false);

    /// `bpf_csum_level`, since Linux 5.8. Changes or reads how many checksums of the packet the card has
    /// verified.
    CSUM_LEVEL = 135, Fact::named("bpf_csum_level").since("5.8").gpl_only(false);

    /// `bpf_skc_to_tcp6_sock`, since Linux 5.9. The kernel's TCP over IPv6 structure behind a socket, if it
    /// is one.
    SKC_TO_TCP6_SOCK = 136, Fact::named("bpf_skc_to_tcp6_sock").since("5.9").gpl_only(false);

    /// `bpf_skc_to_tcp_sock`, since Linux 5.9. The kernel's TCP structure behind a socket, if it is one.
    SKC_TO_TCP_SOCK = 137, Fact::named("bpf_skc_to_tcp_sock").since("5.9").gpl_only(false);

    /// `bpf_skc_to_tcp_timewait_sock`, since Linux 5.9. The kernel's structure of a TCP connection that waits
    /// to be forgotten, if the socket is one.
    SKC_TO_TCP_TIMEWAIT_SOCK = 138, Fact::named("bpf_skc_to_tcp_timewait_sock").since("5.9").gpl_only(false);

    /// `bpf_skc_to_tcp_request_sock`, since Linux 5.9. The kernel's structure of a TCP connection that is
    /// being made, if the socket is one.
    SKC_TO_TCP_REQUEST_SOCK = 139, Fact::named("bpf_skc_to_tcp_request_sock").since("5.9").gpl_only(false);

    /// `bpf_skc_to_udp6_sock`, since Linux 5.9. The kernel's UDP over IPv6 structure behind a socket, if it
    /// is one.
    SKC_TO_UDP6_SOCK = 140, Fact::named("bpf_skc_to_udp6_sock").since("5.9").gpl_only(false);

    /// `bpf_get_task_stack`, since Linux 5.9. Walks the stack of a task and copies it to a buffer.
    GET_TASK_STACK = 141, Fact::named("bpf_get_task_stack").since("5.9").gpl_only(false);

    /// `bpf_load_hdr_opt`, since Linux 5.10. Finds an option in a TCP header.
    LOAD_HDR_OPT = 142, Fact::named("bpf_load_hdr_opt").since("5.10").gpl_only(false);

    /// `bpf_store_hdr_opt`, since Linux 5.10. Writes an option into the TCP header that is being made.
    STORE_HDR_OPT = 143, Fact::named("bpf_store_hdr_opt").since("5.10").gpl_only(false);

    /// `bpf_reserve_hdr_opt`, since Linux 5.10. Asks for room for options in the TCP header that will be
    /// made.
    RESERVE_HDR_OPT = 144, Fact::named("bpf_reserve_hdr_opt").since("5.10").gpl_only(false);

    /// `bpf_inode_storage_get`, since Linux 5.10. The storage of a map that belongs to an inode, made if
    /// asked for.
    INODE_STORAGE_GET = 145, Fact::named("bpf_inode_storage_get").since("5.10").gpl_only(false);

    /// `bpf_inode_storage_delete`, since Linux 5.10. Removes the storage of a map that belongs to an inode.
    INODE_STORAGE_DELETE = 146, Fact::named("bpf_inode_storage_delete").since("5.10").gpl_only(false);

    /// `bpf_d_path`, since Linux 5.10. The full path of a file, in the few kernel functions where that is
    /// safe.
    D_PATH = 147, Fact::named("bpf_d_path").since("5.10").gpl_only(false);

    /// `bpf_copy_from_user`, since Linux 5.10. Copies memory of the current process, and waits for it to be
    /// brought into memory.
    COPY_FROM_USER = 148, Fact::named("bpf_copy_from_user").since("5.10").gpl_only(false);

    /// `bpf_snprintf_btf`, since Linux 5.10. Writes a kernel object as text, by its type.
    SNPRINTF_BTF = 149, Fact::named("bpf_snprintf_btf").since("5.10").gpl_only(false);

    /// `bpf_seq_printf_btf`, since Linux 5.10. Writes a kernel object as text, by its type, to the file that
    /// reads the iterator. Its caller needs a GPL-compatible licence.
    SEQ_PRINTF_BTF = 150, Fact::named("bpf_seq_printf_btf").since("5.10").gpl_only(true);

    /// `bpf_skb_cgroup_classid`, since Linux 5.10. The net_cls class of the cgroup (version 1) of the
    /// packet's socket.
    SKB_CGROUP_CLASSID = 151, Fact::named("bpf_skb_cgroup_classid").since("5.10").gpl_only(false);

    /// `bpf_redirect_neigh`, since Linux 5.10. Decides that the packet goes out of another interface, with
    /// the link address of the next hop filled in.
    REDIRECT_NEIGH = 152, Fact::named("bpf_redirect_neigh").since("5.10").gpl_only(false);

    /// `bpf_per_cpu_ptr`, since Linux 5.10. The copy of a kernel's per-CPU variable on one CPU; null for a
    /// CPU that cannot be.
    PER_CPU_PTR = 153, Fact::named("bpf_per_cpu_ptr").since("5.10").gpl_only(false);

    /// `bpf_this_cpu_ptr`, since Linux 5.10. The copy of a kernel's per-CPU variable on the CPU that runs the
    /// program.
    THIS_CPU_PTR = 154, Fact::named("bpf_this_cpu_ptr").since("5.10").gpl_only(false);

    /// `bpf_redirect_peer`, since Linux 5.10. Decides that the packet arrives at the other end of a virtual
    /// link, in its network namespace.
    REDIRECT_PEER = 155, Fact::named("bpf_redirect_peer").since("5.10").gpl_only(false);

    /// `bpf_task_storage_get`, since Linux 5.11. The storage of a map that belongs to a task, made if asked
    /// for.
    TASK_STORAGE_GET = 156, Fact::named("bpf_task_storage_get").since("5.11").gpl_only(false);

    /// `bpf_task_storage_delete`, since Linux 5.11. Removes the storage of a map that belongs to a task.
    TASK_STORAGE_DELETE = 157, Fact::named("bpf_task_storage_delete").since("5.11").gpl_only(false);

    /// `bpf_get_current_task_btf`, since Linux 5.11. The current task, as a pointer that can be followed. Its
    /// caller needs a GPL-compatible licence.
    GET_CURRENT_TASK_BTF = 158, Fact::named("bpf_get_current_task_btf").since("5.11").gpl_only(true);

    /// `bpf_bprm_opts_set`, since Linux 5.11. Sets options of a program that is being started, such as a
    /// secure environment.
    BPRM_OPTS_SET = 159, Fact::named("bpf_bprm_opts_set").since("5.11").gpl_only(false);

    /// `bpf_ktime_get_coarse_ns`, since Linux 5.11. The nanoseconds since boot as of the last timer tick:
    /// cheap and coarse.
    KTIME_GET_COARSE_NS = 160, Fact::named("bpf_ktime_get_coarse_ns").since("5.11").gpl_only(false);

    /// `bpf_ima_inode_hash`, since Linux 5.11. The hash that the integrity subsystem has of an inode's
    /// contents.
    IMA_INODE_HASH = 161, Fact::named("bpf_ima_inode_hash").since("5.11").gpl_only(false);

    /// `bpf_sock_from_file`, since Linux 5.11. The socket behind an open file, if it is one.
    SOCK_FROM_FILE = 162, Fact::named("bpf_sock_from_file").since("5.11").gpl_only(false);

    /// `bpf_check_mtu`, since Linux 5.12. Whether a packet, changed by some bytes, fits through an interface.
    /// Its caller needs a GPL-compatible licence.
    CHECK_MTU = 163, Fact::named("bpf_check_mtu").since("5.12").gpl_only(true);

    /// `bpf_for_each_map_elem`, since Linux 5.13. Calls a function of the program for each element of a map.
    FOR_EACH_MAP_ELEM = 164, Fact::named("bpf_for_each_map_elem").since("5.13").gpl_only(false);

    /// `bpf_snprintf`, since Linux 5.13. Writes formatted text to a buffer. Its caller needs a GPL-compatible
    /// licence.
    SNPRINTF = 165, Fact::named("bpf_snprintf").since("5.13").gpl_only(true);

    /// `bpf_sys_bpf`, since Linux 5.14. Carries out a command of bpf(2).
    SYS_BPF = 166, Fact::named("bpf_sys_bpf").since("5.14").gpl_only(false);

    /// `bpf_btf_find_by_name_kind`, since Linux 5.14. Finds a type of the kernel by name and kind.
    BTF_FIND_BY_NAME_KIND = 167, Fact::named("bpf_btf_find_by_name_kind").since("5.14").gpl_only(false);

    /// `bpf_sys_close`, since Linux 5.14. Closes a descriptor.
    SYS_CLOSE = 168, Fact::named("bpf_sys_close").since("5.14").gpl_only(false);

    /// `bpf_timer_init`, since Linux 5.15. Prepares a timer in a map's value, with the clock it goes by. Its
    /// caller needs a GPL-compatible licence.
    TIMER_INIT = 169, Fact::named("bpf_timer_init").since("5.15").gpl_only(true);

    /// `bpf_timer_set_callback`, since Linux 5.15. Says which function of the program a timer calls. Its
    /// caller needs a GPL-compatible licence.
    TIMER_SET_CALLBACK = 170, Fact::named("bpf_timer_set_callback").since("5.15").gpl_only(true);

    /// `bpf_timer_start`, since Linux 5.15. Has a timer run out in some nanoseconds. Its caller needs a
    /// GPL-compatible licence.
    TIMER_START = 171, Fact::named("bpf_timer_start").since("5.15").gpl_only(true);

    /// `bpf_timer_cancel`, since Linux 5.15. Stops a timer, and waits for its function if that is running.
    /// Its caller needs a GPL-compatible licence.
    TIMER_CANCEL = 172, Fact::named("bpf_timer_cancel").since("5.15").gpl_only(true);

    /// `bpf_get_func_ip`, since Linux 5.15. The address of the function that the program is attached to.
    GET_FUNC_IP = 173, Fact::named("bpf_get_func_ip").since("5.15");

    /// `bpf_get_attach_cookie`, since Linux 5.15. The number that was given when the program was attached
    /// here.
    GET_ATTACH_COOKIE = 174, Fact::named("bpf_get_attach_cookie").since("5.15").gpl_only(false);

    /// `bpf_task_pt_regs`, since Linux 5.15. The registers of a task, as it had them when it entered the
    /// kernel. Its caller needs a GPL-compatible licence.
    TASK_PT_REGS = 175, Fact::named("bpf_task_pt_regs").since("5.15").gpl_only(true);

    /// `bpf_get_branch_snapshot`, since Linux 5.16. Reads the branches that the processor recorded up to now.
    /// Its caller needs a GPL-compatible licence.
    GET_BRANCH_SNAPSHOT = 176, Fact::named("bpf_get_branch_snapshot").since("5.16").gpl_only(true);

    /// `bpf_trace_vprintk`, since Linux 5.16. Writes a line to the kernel's trace pipe, for debugging: its
    /// format takes an array of numbers. Its caller needs a GPL-compatible licence.
    TRACE_VPRINTK = 177, Fact::named("bpf_trace_vprintk").since("5.16").gpl_only(true);

    /// `bpf_skc_to_unix_sock`, since Linux 5.16. The kernel's Unix socket structure behind a socket, if it is
    /// one.
    SKC_TO_UNIX_SOCK = 178, Fact::named("bpf_skc_to_unix_sock").since("5.16").gpl_only(false);

    /// `bpf_kallsyms_lookup_name`, since Linux 5.16. The address of a symbol of the kernel.
    KALLSYMS_LOOKUP_NAME = 179, Fact::named("bpf_kallsyms_lookup_name").since("5.16").gpl_only(false);

    /// `bpf_find_vma`, since Linux 5.17. Calls a function of the program with the memory area of a task that
    /// an address is in.
    FIND_VMA = 180, Fact::named("bpf_find_vma").since("5.17").gpl_only(false);

    /// `bpf_loop`, since Linux 5.17. Calls a function of the program a number of times, or until it says that
    /// it is enough.
    LOOP = 181, Fact::named("bpf_loop").since("5.17").gpl_only(false);

    /// `bpf_strncmp`, since Linux 5.17. Compares two strings, of which the second one is a constant.
    STRNCMP = 182, Fact::named("bpf_strncmp").since("5.17").gpl_only(false);

    /// `bpf_get_func_arg`, since Linux 5.17. An argument of the function that the program is attached to, by
    /// its position.
    GET_FUNC_ARG = 183, Fact::named("bpf_get_func_arg").since("5.17").gpl_only(false);

    /// `bpf_get_func_ret`, since Linux 5.17. The result of the function that the program is attached to.
    GET_FUNC_RET = 184, Fact::named("bpf_get_func_ret").since("5.17").gpl_only(false);

    /// `bpf_get_func_arg_cnt`, since Linux 5.17. How many arguments the function has that the program is
    /// attached to.
    GET_FUNC_ARG_CNT = 185, Fact::named("bpf_get_func_arg_cnt").since("5.17").gpl_only(false);

    /// `bpf_get_retval`, since Linux 5.18. The result that the system call will have, as the programs before
    /// left it.
    GET_RETVAL = 186, Fact::named("bpf_get_retval").since("5.18").gpl_only(false);

    /// `bpf_set_retval`, since Linux 5.18. Sets the result that the system call will have.
    SET_RETVAL = 187, Fact::named("bpf_set_retval").since("5.18").gpl_only(false);

    /// `bpf_xdp_get_buff_len`, since Linux 5.18. The length of the whole packet, with the parts that are not
    /// in its first buffer.
    XDP_GET_BUFF_LEN = 188, Fact::named("bpf_xdp_get_buff_len").since("5.18").gpl_only(false);

    /// `bpf_xdp_load_bytes`, since Linux 5.18. Copies bytes out of a packet, also where they are not in its
    /// first buffer.
    XDP_LOAD_BYTES = 189, Fact::named("bpf_xdp_load_bytes").since("5.18").gpl_only(false);

    /// `bpf_xdp_store_bytes`, since Linux 5.18. Writes bytes into a packet, also where they are not in its
    /// first buffer.
    XDP_STORE_BYTES = 190, Fact::named("bpf_xdp_store_bytes").since("5.18").gpl_only(false);

    /// `bpf_copy_from_user_task`, since Linux 5.18. Copies memory of the process of a task, and waits for it
    /// to be brought into memory. Its caller needs a GPL-compatible licence.
    COPY_FROM_USER_TASK = 191, Fact::named("bpf_copy_from_user_task").since("5.18").gpl_only(true);

    /// `bpf_skb_set_tstamp`, since Linux 5.18. Sets the packet's time stamp and what it means.
    SKB_SET_TSTAMP = 192, Fact::named("bpf_skb_set_tstamp").since("5.18").gpl_only(false);

    /// `bpf_ima_file_hash`, since Linux 5.18. The hash that the integrity subsystem has of a file's contents,
    /// computed if it is not there.
    IMA_FILE_HASH = 193, Fact::named("bpf_ima_file_hash").since("5.18").gpl_only(false);

    /// `bpf_kptr_xchg`, since Linux 5.19. Puts a pointer to a kernel object into a map's value and returns
    /// the one that was there.
    KPTR_XCHG = 194, Fact::named("bpf_kptr_xchg").since("5.19").gpl_only(false);

    /// `bpf_map_lookup_percpu_elem`, since Linux 5.19. Finds the value that a key has on one CPU, in a map
    /// with values for each CPU.
    MAP_LOOKUP_PERCPU_ELEM = 195, Fact::named("bpf_map_lookup_percpu_elem").since("5.19").gpl_only(false);

    /// `bpf_skc_to_mptcp_sock`, since Linux 5.19. The kernel's MPTCP structure behind a socket, if it is one.
    SKC_TO_MPTCP_SOCK = 196, Fact::named("bpf_skc_to_mptcp_sock").since("5.19").gpl_only(false);

    /// `bpf_dynptr_from_mem`, since Linux 5.19. Makes a dynamic pointer to memory whose size is not known
    /// when the program is loaded.
    DYNPTR_FROM_MEM = 197, Fact::named("bpf_dynptr_from_mem").since("5.19").gpl_only(false);

    /// `bpf_ringbuf_reserve_dynptr`, since Linux 5.19. Reserves room for a record of any size in a ring
    /// buffer; it must be submitted or discarded, even if it failed.
    RINGBUF_RESERVE_DYNPTR = 198, Fact::named("bpf_ringbuf_reserve_dynptr").since("5.19").gpl_only(false);

    /// `bpf_ringbuf_submit_dynptr`, since Linux 5.19. Makes a record that was reserved with a dynamic pointer
    /// visible to the reader.
    RINGBUF_SUBMIT_DYNPTR = 199, Fact::named("bpf_ringbuf_submit_dynptr").since("5.19").gpl_only(false);

    /// `bpf_ringbuf_discard_dynptr`, since Linux 5.19. Gives up a record that was reserved with a dynamic
    /// pointer.
    RINGBUF_DISCARD_DYNPTR = 200, Fact::named("bpf_ringbuf_discard_dynptr").since("5.19").gpl_only(false);

    /// `bpf_dynptr_read`, since Linux 5.19. Copies bytes out of what a dynamic pointer leads to.
    DYNPTR_READ = 201, Fact::named("bpf_dynptr_read").since("5.19").gpl_only(false);

    /// `bpf_dynptr_write`, since Linux 5.19. Copies bytes to what a dynamic pointer leads to.
    DYNPTR_WRITE = 202, Fact::named("bpf_dynptr_write").since("5.19").gpl_only(false);

    /// `bpf_dynptr_data`, since Linux 5.19. A plain pointer to a part of constant size of what a dynamic
    /// pointer leads to.
    DYNPTR_DATA = 203, Fact::named("bpf_dynptr_data").since("5.19").gpl_only(false);

    /// `bpf_tcp_raw_gen_syncookie_ipv4`, since Linux 6.0. Makes a SYN cookie for the headers of an IPv4
    /// packet, without a socket. Its caller needs a GPL-compatible licence.
    TCP_RAW_GEN_SYNCOOKIE_IPV4 = 204, Fact::named("bpf_tcp_raw_gen_syncookie_ipv4").since("6.0").gpl_only(true);

    /// `bpf_tcp_raw_gen_syncookie_ipv6`, since Linux 6.0. Makes a SYN cookie for the headers of an IPv6
    /// packet, without a socket. Its caller needs a GPL-compatible licence.
    TCP_RAW_GEN_SYNCOOKIE_IPV6 = 205, Fact::named("bpf_tcp_raw_gen_syncookie_ipv6").since("6.0").gpl_only(true);

    /// `bpf_tcp_raw_check_syncookie_ipv4`, since Linux 6.0. Whether the headers of an IPv4 packet carry a
    /// valid SYN cookie, without a socket. Its caller needs a GPL-compatible licence.
    TCP_RAW_CHECK_SYNCOOKIE_IPV4 = 206, Fact::named("bpf_tcp_raw_check_syncookie_ipv4").since("6.0").gpl_only(true);

    /// `bpf_tcp_raw_check_syncookie_ipv6`, since Linux 6.0. Whether the headers of an IPv6 packet carry a
    /// valid SYN cookie, without a socket. Its caller needs a GPL-compatible licence.
    TCP_RAW_CHECK_SYNCOOKIE_IPV6 = 207, Fact::named("bpf_tcp_raw_check_syncookie_ipv6").since("6.0").gpl_only(true);

    /// `bpf_ktime_get_tai_ns`, since Linux 6.1. The nanoseconds since 1970 on the clock without leap seconds
    /// (CLOCK_TAI).
    KTIME_GET_TAI_NS = 208, Fact::named("bpf_ktime_get_tai_ns").since("6.1").gpl_only(false);

    /// `bpf_user_ringbuf_drain`, since Linux 6.1. Calls a function of the program for each record that user
    /// space put into a user ring buffer.
    USER_RINGBUF_DRAIN = 209, Fact::named("bpf_user_ringbuf_drain").since("6.1").gpl_only(false);

    /// `bpf_cgrp_storage_get`, since Linux 6.2. The storage of a map that belongs to a cgroup (version 2),
    /// made if asked for.
    CGRP_STORAGE_GET = 210, Fact::named("bpf_cgrp_storage_get").since("6.2").gpl_only(false);

    /// `bpf_cgrp_storage_delete`, since Linux 6.2. Removes the storage of a map that belongs to a cgroup
    /// (version 2).
    CGRP_STORAGE_DELETE = 211, Fact::named("bpf_cgrp_storage_delete").since("6.2").gpl_only(false);
}

versions!(Helper);
shown!(Helper, "helper");

impl Helper {
    /// Whether its caller needs a GPL-compatible licence; `None` if that depends on the type of the program,
    /// or is not known here.
    pub const fn gpl_only(self) -> Option<bool> {
        match self.fact() {
            Some(fact) => fact.gpl_only,
            None => None,
        }
    }
}
