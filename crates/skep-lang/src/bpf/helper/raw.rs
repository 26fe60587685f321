//! Every helper that has a form in the language, as a function of the kernel's name.
//!
//! Made by `cargo xtask codegen` from `facts/helpers.toml`. Do not edit by hand.

use super::argument::*;
use super::call::raw;
use crate::bpf::ValueMut;

raw! {
    /// Finds the value of a key and returns a pointer to it, which the program may read and change in place.
    ///
    /// `bpf_map_lookup_elem`, Linux 3.19.
    fn map_lookup_elem[M: HelperMap](map: &M, key: &impl Layout) -> Option<ValueMut<M::Value>>;
    staged [M: StagedMap](M, Ref<impl Layout>) -> Opt<Ref<M::Value>> as MAP_LOOKUP_ELEM;

    /// Sets the value of a key, if the flags allow it for a key that is there or is not.
    ///
    /// `bpf_map_update_elem`, Linux 3.19.
    fn map_update_elem[](map: &impl HelperMap, key: &impl Layout, value: &impl Layout, flags: u64) -> i64;
    staged [](impl StagedMap, Ref<impl Layout>, Ref<impl Layout>, Val<u64>) -> Val<i64> as MAP_UPDATE_ELEM;

    /// Removes a key and its value.
    ///
    /// `bpf_map_delete_elem`, Linux 3.19.
    fn map_delete_elem[](map: &impl HelperMap, key: &impl Layout) -> i64;
    staged [](impl StagedMap, Ref<impl Layout>) -> Val<i64> as MAP_DELETE_ELEM;

    /// Copies memory of the kernel or of the process, whichever the address belongs to; only where their
    /// addresses cannot overlap.
    ///
    /// `bpf_probe_read`, Linux 4.1, under a licence that goes with the GPL.
    fn probe_read[](dst: &mut impl Layout, unsafe_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as PROBE_READ;

    /// The nanoseconds since boot, without the time the machine was suspended.
    ///
    /// `bpf_ktime_get_ns`, Linux 4.1.
    fn ktime_get_ns[]() -> u64;
    staged []() -> Val<u64> as KTIME_GET_NS;

    /// A pseudo-random number, from a generator that is the programs' own.
    ///
    /// `bpf_get_prandom_u32`, Linux 4.1.
    fn get_prandom_u32[]() -> u32;
    staged []() -> Val<u32> as GET_PRANDOM_U32;

    /// The number of the CPU that runs the program.
    ///
    /// `bpf_get_smp_processor_id`, Linux 4.1.
    fn get_smp_processor_id[]() -> u32;
    staged []() -> Val<u32> as GET_SMP_PROCESSOR_ID;

    /// Writes bytes into a packet at an offset, and can have its checksum follow.
    ///
    /// `bpf_skb_store_bytes`, Linux 4.1.
    fn skb_store_bytes[](skb: &mut impl Context, offset: u32, from: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>, Val<u64>) -> Val<i64> as SKB_STORE_BYTES;

    /// Corrects the checksum of an IPv4 header for a field that changed.
    ///
    /// `bpf_l3_csum_replace`, Linux 4.1.
    fn l3_csum_replace[](skb: &mut impl Context, offset: u32, from: u64, to: u64, size: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>, Val<u64>, Val<u64>) -> Val<i64> as L3_CSUM_REPLACE;

    /// Corrects the checksum of a TCP, UDP or ICMP header for a field that changed.
    ///
    /// `bpf_l4_csum_replace`, Linux 4.1.
    fn l4_csum_replace[](skb: &mut impl Context, offset: u32, from: u64, to: u64, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>, Val<u64>, Val<u64>) -> Val<i64> as L4_CSUM_REPLACE;

    /// Sends a copy of the packet out of another interface, and lets the original go on.
    ///
    /// `bpf_clone_redirect`, Linux 4.2.
    fn clone_redirect[](skb: &mut impl Context, ifindex: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>) -> Val<i64> as CLONE_REDIRECT;

    /// The process id (as user space calls it) in the upper half, the thread id in the lower half.
    ///
    /// `bpf_get_current_pid_tgid`, Linux 4.2.
    fn get_current_pid_tgid[]() -> u64;
    staged []() -> Val<u64> as GET_CURRENT_PID_TGID;

    /// The group id in the upper half, the user id in the lower half.
    ///
    /// `bpf_get_current_uid_gid`, Linux 4.2.
    fn get_current_uid_gid[]() -> u64;
    staged []() -> Val<u64> as GET_CURRENT_UID_GID;

    /// The name of the current thread, at most 15 bytes and a zero.
    ///
    /// `bpf_get_current_comm`, Linux 4.2.
    fn get_current_comm[](buf: &mut impl Layout) -> i64;
    staged [](Ref<impl Layout>) -> Val<i64> as GET_CURRENT_COMM;

    /// The net_cls class of the cgroup (version 1) that the packet's sender or the current process is in.
    ///
    /// `bpf_get_cgroup_classid`, Linux 4.3.
    fn get_cgroup_classid[]() -> u32;
    staged []() -> Val<u32> as GET_CGROUP_CLASSID;

    /// Puts a VLAN tag into a packet.
    ///
    /// `bpf_skb_vlan_push`, Linux 4.3.
    fn skb_vlan_push[](skb: &mut impl Context, vlan_proto: u16, vlan_tci: u16) -> i64;
    staged [](impl Handed, Val<u16>, Val<u16>) -> Val<i64> as SKB_VLAN_PUSH;

    /// Takes the outer VLAN tag off a packet.
    ///
    /// `bpf_skb_vlan_pop`, Linux 4.3.
    fn skb_vlan_pop[](skb: &mut impl Context) -> i64;
    staged [](impl Handed) -> Val<i64> as SKB_VLAN_POP;

    /// Reads what the tunnel that the packet came through says of it: peer, identifier, type of service.
    ///
    /// `bpf_skb_get_tunnel_key`, Linux 4.3.
    fn skb_get_tunnel_key[](skb: &impl Context, key: &mut impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>) -> Val<i64> as SKB_GET_TUNNEL_KEY;

    /// Says which tunnel the packet shall leave through: peer, identifier, type of service.
    ///
    /// `bpf_skb_set_tunnel_key`, Linux 4.3.
    fn skb_set_tunnel_key[](skb: &impl Context, key: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>) -> Val<i64> as SKB_SET_TUNNEL_KEY;

    /// Reads a hardware counter; an error cannot be told from some counts, so perf_event_read_value is the
    /// better one.
    ///
    /// `bpf_perf_event_read`, Linux 4.3, under a licence that goes with the GPL.
    fn perf_event_read[](map: &impl HelperMap, flags: u64) -> u64;
    staged [](impl StagedMap, Val<u64>) -> Val<u64> as PERF_EVENT_READ;

    /// Decides that the packet goes to another interface: the result is what the program returns.
    ///
    /// `bpf_redirect`, Linux 4.4.
    fn redirect[](ifindex: u32, flags: u64) -> i64;
    staged [](Val<u32>, Val<u64>) -> Val<i64> as REDIRECT;

    /// The realm of the route that the packet takes.
    ///
    /// `bpf_get_route_realm`, Linux 4.4.
    fn get_route_realm[](skb: &impl Context) -> u32;
    staged [](impl Handed) -> Val<u32> as GET_ROUTE_REALM;

    /// Writes a record into the perf buffer of a CPU, with bytes of the packet appended if asked.
    ///
    /// `bpf_perf_event_output`, Linux 4.4, under a licence that goes with the GPL.
    fn perf_event_output[](ctx: &impl Context, map: &impl HelperMap, flags: u64, data: &impl Layout) -> i64;
    staged [](impl Handed, impl StagedMap, Val<u64>, Ref<impl Layout>) -> Val<i64> as PERF_EVENT_OUTPUT;

    /// Copies bytes out of a packet, also where they are not in its linear part.
    ///
    /// `bpf_skb_load_bytes`, Linux 4.5.
    fn skb_load_bytes[](skb: &impl Context, offset: u32, to: &mut impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as SKB_LOAD_BYTES;

    /// Walks a stack, stores it in a stack trace map and returns its key there.
    ///
    /// `bpf_get_stackid`, Linux 4.6, in some types of program under a licence that goes with the GPL.
    fn get_stackid[](ctx: &impl Context, map: &impl HelperMap, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Val<u64>) -> Val<i64> as GET_STACKID;

    /// Computes the difference that replacing some bytes makes to a checksum.
    ///
    /// `bpf_csum_diff`, Linux 4.6.
    fn csum_diff[](from: impl MemoryOrNothing, to: impl MemoryOrNothing, seed: u32) -> i64;
    staged [](impl Handed, impl Handed, Val<u32>) -> Val<i64> as CSUM_DIFF;

    /// Reads the options of the tunnel header that the packet came with.
    ///
    /// `bpf_skb_get_tunnel_opt`, Linux 4.6.
    fn skb_get_tunnel_opt[](skb: &impl Context, opt: &mut impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as SKB_GET_TUNNEL_OPT;

    /// Sets the options of the tunnel header that the packet shall leave with.
    ///
    /// `bpf_skb_set_tunnel_opt`, Linux 4.6.
    fn skb_set_tunnel_opt[](skb: &impl Context, opt: &impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as SKB_SET_TUNNEL_OPT;

    /// Turns a packet from IPv4 to IPv6 or back by changing the room for its header; the program fills in the
    /// rest.
    ///
    /// `bpf_skb_change_proto`, Linux 4.8.
    fn skb_change_proto[](skb: &mut impl Context, proto: u16, flags: u64) -> i64;
    staged [](impl Handed, Val<u16>, Val<u64>) -> Val<i64> as SKB_CHANGE_PROTO;

    /// Says whether a packet is for this host, a broadcast, a multicast, or for another host.
    ///
    /// `bpf_skb_change_type`, Linux 4.8.
    fn skb_change_type[](skb: &impl Context, r#type: u32) -> i64;
    staged [](impl Handed, Val<u32>) -> Val<i64> as SKB_CHANGE_TYPE;

    /// Whether the packet's socket is in a cgroup (version 2) of a cgroup array, or below it.
    ///
    /// `bpf_skb_under_cgroup`, Linux 4.8.
    fn skb_under_cgroup[](skb: &impl Context, map: &impl HelperMap, index: u32) -> i64;
    staged [](impl Handed, impl StagedMap, Val<u32>) -> Val<i64> as SKB_UNDER_CGROUP;

    /// The hash of the packet's flow, computed if it is not there.
    ///
    /// `bpf_get_hash_recalc`, Linux 4.8.
    fn get_hash_recalc[](skb: &impl Context) -> u32;
    staged [](impl Handed) -> Val<u32> as GET_HASH_RECALC;

    /// The address of the current task's structure, as a number.
    ///
    /// `bpf_get_current_task`, Linux 4.8, under a licence that goes with the GPL.
    fn get_current_task[]() -> u64;
    staged []() -> Val<u64> as GET_CURRENT_TASK;

    /// Writes into the memory of the current process, for experiments: the kernel logs a warning.
    ///
    /// `bpf_probe_write_user`, Linux 4.8, under a licence that goes with the GPL.
    fn probe_write_user[](dst: impl Address, src: &impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as PROBE_WRITE_USER;

    /// Whether the current process is in a cgroup (version 2) of a cgroup array, or below it.
    ///
    /// `bpf_current_task_under_cgroup`, Linux 4.9.
    fn current_task_under_cgroup[](map: &impl HelperMap, index: u32) -> i64;
    staged [](impl StagedMap, Val<u32>) -> Val<i64> as CURRENT_TASK_UNDER_CGROUP;

    /// Makes a packet longer or shorter at its end.
    ///
    /// `bpf_skb_change_tail`, Linux 4.9.
    fn skb_change_tail[](skb: &mut impl Context, len: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>) -> Val<i64> as SKB_CHANGE_TAIL;

    /// Brings the first bytes of a packet into its linear part, so that they can be accessed directly.
    ///
    /// `bpf_skb_pull_data`, Linux 4.9.
    fn skb_pull_data[](skb: &mut impl Context, len: u32) -> i64;
    staged [](impl Handed, Val<u32>) -> Val<i64> as SKB_PULL_DATA;

    /// Adds to the checksum of the whole packet that the driver computed.
    ///
    /// `bpf_csum_update`, Linux 4.9.
    fn csum_update[](skb: &impl Context, csum: u32) -> i64;
    staged [](impl Handed, Val<u32>) -> Val<i64> as CSUM_UPDATE;

    /// Forgets the packet's hash, so that it is computed anew.
    ///
    /// `bpf_set_hash_invalid`, Linux 4.9.
    fn set_hash_invalid[](skb: &impl Context) -> i64;
    staged [](impl Handed) -> Val<i64> as SET_HASH_INVALID;

    /// The number of the memory node of the CPU that runs the program.
    ///
    /// `bpf_get_numa_node_id`, Linux 4.10.
    fn get_numa_node_id[]() -> i64;
    staged []() -> Val<i64> as GET_NUMA_NODE_ID;

    /// Makes room at the front of a packet, for another link layer's header.
    ///
    /// `bpf_skb_change_head`, Linux 4.10.
    fn skb_change_head[](skb: &mut impl Context, len: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>) -> Val<i64> as SKB_CHANGE_HEAD;

    /// Moves the front of the packet: makes room for headers, or cuts them off.
    ///
    /// `bpf_xdp_adjust_head`, Linux 4.10.
    fn xdp_adjust_head[](xdp_md: &mut impl Context, delta: i32) -> i64;
    staged [](impl Handed, Val<i32>) -> Val<i64> as XDP_ADJUST_HEAD;

    /// Copies a string of the kernel or of the process, up to its zero byte; only where their addresses
    /// cannot overlap.
    ///
    /// `bpf_probe_read_str`, Linux 4.11, under a licence that goes with the GPL.
    fn probe_read_str[](dst: &mut impl Layout, unsafe_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as PROBE_READ_STR;

    /// A number that identifies the socket as long as the machine is up; 0 if there is none.
    ///
    /// `bpf_get_socket_cookie`, Linux 4.12.
    fn get_socket_cookie[](ctx: &impl Context) -> u64;
    staged [](impl Handed) -> Val<u64> as GET_SOCKET_COOKIE;

    /// The user who owns the packet's socket.
    ///
    /// `bpf_get_socket_uid`, Linux 4.12.
    fn get_socket_uid[](skb: &impl Context) -> u32;
    staged [](impl Handed) -> Val<u32> as GET_SOCKET_UID;

    /// Sets the hash of the packet's flow.
    ///
    /// `bpf_set_hash`, Linux 4.13.
    fn set_hash[](skb: &impl Context, hash: u32) -> i64;
    staged [](impl Handed, Val<u32>) -> Val<i64> as SET_HASH;

    /// Sets an option of the socket, out of those that programs may set.
    ///
    /// `bpf_setsockopt`, Linux 4.13.
    fn setsockopt[](bpf_socket: &impl SocketLike, level: i32, optname: i32, optval: &impl Layout) -> i64;
    staged [](impl Handed, Val<i32>, Val<i32>, Ref<impl Layout>) -> Val<i64> as SETSOCKOPT;

    /// Makes room or removes bytes between the headers of a packet, to wrap it or to unwrap it.
    ///
    /// `bpf_skb_adjust_room`, Linux 4.13.
    fn skb_adjust_room[](skb: &mut impl Context, len_diff: i32, mode: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<i32>, Val<u32>, Val<u64>) -> Val<i64> as SKB_ADJUST_ROOM;

    /// Decides that the packet goes to where an element of a device, CPU or AF_XDP map leads.
    ///
    /// `bpf_redirect_map`, Linux 4.14.
    fn redirect_map[](map: &impl HelperMap, key: u64, flags: u64) -> i64;
    staged [](impl StagedMap, Val<u64>, Val<u64>) -> Val<i64> as REDIRECT_MAP;

    /// Decides that the data goes to a socket of a socket map.
    ///
    /// `bpf_sk_redirect_map`, Linux 4.14.
    fn sk_redirect_map[](skb: &impl Context, map: &impl HelperMap, key: u32, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Val<u32>, Val<u64>) -> Val<i64> as SK_REDIRECT_MAP;

    /// Puts the socket into a socket map.
    ///
    /// `bpf_sock_map_update`, Linux 4.14.
    fn sock_map_update[](skops: &impl Context, map: &impl HelperMap, key: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as SOCK_MAP_UPDATE;

    /// Changes the size of the area in front of the packet that is handed on with it.
    ///
    /// `bpf_xdp_adjust_meta`, Linux 4.15.
    fn xdp_adjust_meta[](xdp_md: &mut impl Context, delta: i32) -> i64;
    staged [](impl Handed, Val<i32>) -> Val<i64> as XDP_ADJUST_META;

    /// Reads a hardware counter, with the times that it was enabled and running.
    ///
    /// `bpf_perf_event_read_value`, Linux 4.15, under a licence that goes with the GPL.
    fn perf_event_read_value[](map: &impl HelperMap, flags: u64, buf: &mut impl Layout) -> i64;
    staged [](impl StagedMap, Val<u64>, Ref<impl Layout>) -> Val<i64> as PERF_EVENT_READ_VALUE;

    /// Reads the counter of the perf event that the program is attached to.
    ///
    /// `bpf_perf_prog_read_value`, Linux 4.15, under a licence that goes with the GPL.
    fn perf_prog_read_value[](ctx: &impl Context, buf: &mut impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as PERF_PROG_READ_VALUE;

    /// Reads an option of the socket, out of those that programs may read.
    ///
    /// `bpf_getsockopt`, Linux 4.15.
    fn getsockopt[](bpf_socket: &impl SocketLike, level: i32, optname: i32, optval: &mut impl Layout) -> i64;
    staged [](impl Handed, Val<i32>, Val<i32>, Ref<impl Layout>) -> Val<i64> as GETSOCKOPT;

    /// Makes the probed function return at once with this result; only functions that the kernel marks for
    /// it.
    ///
    /// `bpf_override_return`, Linux 4.16, under a licence that goes with the GPL.
    fn override_return[](regs: &impl Context, rc: u64) -> i64;
    staged [](impl Handed, Val<u64>) -> Val<i64> as OVERRIDE_RETURN;

    /// Chooses what events of the TCP connection the program is called for.
    ///
    /// `bpf_sock_ops_cb_flags_set`, Linux 4.16.
    fn sock_ops_cb_flags_set[](bpf_sock: &impl Context, argval: i32) -> i64;
    staged [](impl Handed, Val<i32>) -> Val<i64> as SOCK_OPS_CB_FLAGS_SET;

    /// Decides that the message goes to a socket of a socket map.
    ///
    /// `bpf_msg_redirect_map`, Linux 4.17.
    fn msg_redirect_map[](msg: &impl Context, map: &impl HelperMap, key: u32, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Val<u32>, Val<u64>) -> Val<i64> as MSG_REDIRECT_MAP;

    /// Applies the program's decision to the next bytes that are sent as well, without asking it again.
    ///
    /// `bpf_msg_apply_bytes`, Linux 4.17.
    fn msg_apply_bytes[](msg: &impl Context, bytes: u32) -> i64;
    staged [](impl Handed, Val<u32>) -> Val<i64> as MSG_APPLY_BYTES;

    /// Keeps the message back until this many bytes have come together.
    ///
    /// `bpf_msg_cork_bytes`, Linux 4.17.
    fn msg_cork_bytes[](msg: &impl Context, bytes: u32) -> i64;
    staged [](impl Handed, Val<u32>) -> Val<i64> as MSG_CORK_BYTES;

    /// Makes a range of the message accessible, copying it together if it is in pieces.
    ///
    /// `bpf_msg_pull_data`, Linux 4.17.
    fn msg_pull_data[](msg: &mut impl Context, start: u32, end: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u32>, Val<u64>) -> Val<i64> as MSG_PULL_DATA;

    /// Binds the socket to a local address before it connects.
    ///
    /// `bpf_bind`, Linux 4.17.
    fn bind[](ctx: &impl Context, addr: &impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as BIND;

    /// Moves the end of the packet: makes it longer or cuts it off.
    ///
    /// `bpf_xdp_adjust_tail`, Linux 4.18.
    fn xdp_adjust_tail[](xdp_md: &mut impl Context, delta: i32) -> i64;
    staged [](impl Handed, Val<i32>) -> Val<i64> as XDP_ADJUST_TAIL;

    /// Reads an IPsec state that the packet went through.
    ///
    /// `bpf_skb_get_xfrm_state`, Linux 4.18.
    fn skb_get_xfrm_state[](skb: &impl Context, index: u32, xfrm_state: &mut impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>, Val<u64>) -> Val<i64> as SKB_GET_XFRM_STATE;

    /// Walks a stack and copies it to a buffer.
    ///
    /// `bpf_get_stack`, Linux 4.18, under a licence that goes with the GPL.
    fn get_stack[](ctx: &impl Context, buf: &mut impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>) -> Val<i64> as GET_STACK;

    /// Copies bytes out of a packet, at an offset from the start of its link or network header.
    ///
    /// `bpf_skb_load_bytes_relative`, Linux 4.18.
    fn skb_load_bytes_relative[](skb: &impl Context, offset: u32, to: &mut impl Layout, start_header: u32) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>, Val<u32>) -> Val<i64> as SKB_LOAD_BYTES_RELATIVE;

    /// Asks the routing tables where a packet with these addresses goes, and for the neighbour's link
    /// address.
    ///
    /// `bpf_fib_lookup`, Linux 4.18, under a licence that goes with the GPL.
    fn fib_lookup[](ctx: &impl Context, params: &mut impl Layout, flags: u32) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u32>) -> Val<i64> as FIB_LOOKUP;

    /// Puts the socket into a socket hash.
    ///
    /// `bpf_sock_hash_update`, Linux 4.18.
    fn sock_hash_update[](skops: &impl Context, map: &impl HelperMap, key: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as SOCK_HASH_UPDATE;

    /// Decides that the message goes to a socket of a socket hash.
    ///
    /// `bpf_msg_redirect_hash`, Linux 4.18.
    fn msg_redirect_hash[](msg: &impl Context, map: &impl HelperMap, key: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as MSG_REDIRECT_HASH;

    /// Decides that the data goes to a socket of a socket hash.
    ///
    /// `bpf_sk_redirect_hash`, Linux 4.18.
    fn sk_redirect_hash[](skb: &impl Context, map: &impl HelperMap, key: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as SK_REDIRECT_HASH;

    /// Wraps the packet into an IP or segment routing header.
    ///
    /// `bpf_lwt_push_encap`, Linux 4.18.
    fn lwt_push_encap[](skb: &mut impl Context, r#type: u32, hdr: &impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as LWT_PUSH_ENCAP;

    /// Writes into the fields of a segment routing header that may be changed.
    ///
    /// `bpf_lwt_seg6_store_bytes`, Linux 4.18.
    fn lwt_seg6_store_bytes[](skb: &mut impl Context, offset: u32, from: &impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as LWT_SEG6_STORE_BYTES;

    /// Changes the room for the options of a segment routing header.
    ///
    /// `bpf_lwt_seg6_adjust_srh`, Linux 4.18.
    fn lwt_seg6_adjust_srh[](skb: &mut impl Context, offset: u32, delta: i32) -> i64;
    staged [](impl Handed, Val<u32>, Val<i32>) -> Val<i64> as LWT_SEG6_ADJUST_SRH;

    /// Applies an action of segment routing to the packet.
    ///
    /// `bpf_lwt_seg6_action`, Linux 4.18.
    fn lwt_seg6_action[](skb: &mut impl Context, action: u32, param: &impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as LWT_SEG6_ACTION;

    /// Reports that a key of a remote control is still held.
    ///
    /// `bpf_rc_repeat`, Linux 4.18, under a licence that goes with the GPL.
    fn rc_repeat[](ctx: &impl Context) -> i64;
    staged [](impl Handed) -> Val<i64> as RC_REPEAT;

    /// Reports that a key of a remote control was pressed.
    ///
    /// `bpf_rc_keydown`, Linux 4.18, under a licence that goes with the GPL.
    fn rc_keydown[](ctx: &impl Context, protocol: u32, scancode: u64, toggle: u32) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>, Val<u32>) -> Val<i64> as RC_KEYDOWN;

    /// The number of the cgroup (version 2) of the packet's socket.
    ///
    /// `bpf_skb_cgroup_id`, Linux 4.18.
    fn skb_cgroup_id[](skb: &impl Context) -> u64;
    staged [](impl Handed) -> Val<u64> as SKB_CGROUP_ID;

    /// The number of the cgroup (version 2) of the current process.
    ///
    /// `bpf_get_current_cgroup_id`, Linux 4.18.
    fn get_current_cgroup_id[]() -> u64;
    staged []() -> Val<u64> as GET_CURRENT_CGROUP_ID;

    /// The storage that belongs to the program and to the cgroup it runs for.
    ///
    /// `bpf_get_local_storage`, Linux 4.19.
    fn get_local_storage[M: HelperMap](map: &M, flags: u64) -> ValueMut<M::Value>;
    staged [M: StagedMap](M, Val<u64>) -> Ref<M::Value> as GET_LOCAL_STORAGE;

    /// Chooses the socket of a group that gets the packet.
    ///
    /// `bpf_sk_select_reuseport`, Linux 4.19.
    fn sk_select_reuseport[](reuse: &impl Context, map: &impl HelperMap, key: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as SK_SELECT_REUSEPORT;

    /// The number of the cgroup (version 2) above the one of the packet's socket, at a level counted from the
    /// root.
    ///
    /// `bpf_skb_ancestor_cgroup_id`, Linux 4.19.
    fn skb_ancestor_cgroup_id[](skb: &impl Context, ancestor_level: i32) -> u64;
    staged [](impl Handed, Val<i32>) -> Val<u64> as SKB_ANCESTOR_CGROUP_ID;

    /// Finds a TCP socket by addresses and ports; it must be given back with sk_release.
    ///
    /// `bpf_sk_lookup_tcp`, Linux 4.20.
    fn sk_lookup_tcp[](ctx: &impl Context, tuple: &impl Layout, netns: u64, flags: u64) -> Option<Socket>;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>, Val<u64>) -> Opt<SocketRef> as SK_LOOKUP_TCP;

    /// Finds a UDP socket by addresses and ports; it must be given back with sk_release.
    ///
    /// `bpf_sk_lookup_udp`, Linux 4.20.
    fn sk_lookup_udp[](ctx: &impl Context, tuple: &impl Layout, netns: u64, flags: u64) -> Option<Socket>;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>, Val<u64>) -> Opt<SocketRef> as SK_LOOKUP_UDP;

    /// Gives back a socket that was looked up.
    ///
    /// `bpf_sk_release`, Linux 4.20.
    fn sk_release[](sock: Socket) -> i64;
    staged [](SocketRef) -> Val<i64> as SK_RELEASE;

    /// Adds a value to a queue, a stack or a bloom filter.
    ///
    /// `bpf_map_push_elem`, Linux 4.20.
    fn map_push_elem[](map: &impl HelperMap, value: &impl Layout, flags: u64) -> i64;
    staged [](impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as MAP_PUSH_ELEM;

    /// Takes the next value off a queue or a stack.
    ///
    /// `bpf_map_pop_elem`, Linux 4.20.
    fn map_pop_elem[](map: &impl HelperMap, value: &mut impl Layout) -> i64;
    staged [](impl StagedMap, Ref<impl Layout>) -> Val<i64> as MAP_POP_ELEM;

    /// Copies the next value of a queue or a stack and leaves it there; asks a bloom filter for a value.
    ///
    /// `bpf_map_peek_elem`, Linux 4.20.
    fn map_peek_elem[](map: &impl HelperMap, value: &mut impl Layout) -> i64;
    staged [](impl StagedMap, Ref<impl Layout>) -> Val<i64> as MAP_PEEK_ELEM;

    /// Makes room in a message.
    ///
    /// `bpf_msg_push_data`, Linux 4.20.
    fn msg_push_data[](msg: &mut impl Context, start: u32, len: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u32>, Val<u64>) -> Val<i64> as MSG_PUSH_DATA;

    /// Removes bytes from a message.
    ///
    /// `bpf_msg_pop_data`, Linux 5.0.
    fn msg_pop_data[](msg: &mut impl Context, start: u32, len: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u32>, Val<u64>) -> Val<i64> as MSG_POP_DATA;

    /// Reports that a remote control moved its pointer.
    ///
    /// `bpf_rc_pointer_rel`, Linux 5.0, under a licence that goes with the GPL.
    fn rc_pointer_rel[](ctx: &impl Context, rel_x: i32, rel_y: i32) -> i64;
    staged [](impl Handed, Val<i32>, Val<i32>) -> Val<i64> as RC_POINTER_REL;

    /// Takes the lock of a map's value; only one lock at a time, and little may be done under it.
    ///
    /// `bpf_spin_lock`, Linux 5.1.
    fn spin_lock[](lock: &mut bpf_spin_lock) -> ();
    staged [](Ref<bpf_spin_lock>) -> () as SPIN_LOCK;

    /// Releases the lock of a map's value.
    ///
    /// `bpf_spin_unlock`, Linux 5.1.
    fn spin_unlock[](lock: &mut bpf_spin_lock) -> ();
    staged [](Ref<bpf_spin_lock>) -> () as SPIN_UNLOCK;

    /// The full socket behind the packet's socket, if it has one.
    ///
    /// `bpf_sk_fullsock`, Linux 5.1.
    fn sk_fullsock[](sk: &impl SocketLike) -> Option<Socket>;
    staged [](impl Handed) -> Opt<SocketRef> as SK_FULLSOCK;

    /// The TCP socket behind a socket, if it is one.
    ///
    /// `bpf_tcp_sock`, Linux 5.1.
    fn tcp_sock[](sk: &impl SocketLike) -> Option<Socket>;
    staged [](impl Handed) -> Opt<SocketRef> as TCP_SOCK;

    /// Marks an IP packet as having met congestion, if it can bear the mark.
    ///
    /// `bpf_skb_ecn_set_ce`, Linux 5.1.
    fn skb_ecn_set_ce[](skb: &impl Context) -> i64;
    staged [](impl Handed) -> Val<i64> as SKB_ECN_SET_CE;

    /// The listening socket that a connection belongs to.
    ///
    /// `bpf_get_listener_sock`, Linux 5.1.
    fn get_listener_sock[](sk: &impl SocketLike) -> Option<Socket>;
    staged [](impl Handed) -> Opt<SocketRef> as GET_LISTENER_SOCK;

    /// Finds a TCP socket in any state by addresses and ports; it must be given back with sk_release.
    ///
    /// `bpf_skc_lookup_tcp`, Linux 5.2.
    fn skc_lookup_tcp[](ctx: &impl Context, tuple: &impl Layout, netns: u64, flags: u64) -> Option<Socket>;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>, Val<u64>) -> Opt<SocketRef> as SKC_LOOKUP_TCP;

    /// Whether a packet carries a valid SYN cookie for a listening socket.
    ///
    /// `bpf_tcp_check_syncookie`, Linux 5.2, under a licence that goes with the GPL.
    fn tcp_check_syncookie[](sk: &impl SocketLike, iph: &impl Layout, th: &impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as TCP_CHECK_SYNCOOKIE;

    /// The name of the setting that is read or written.
    ///
    /// `bpf_sysctl_get_name`, Linux 5.2.
    fn sysctl_get_name[](ctx: &impl Context, buf: &mut impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>) -> Val<i64> as SYSCTL_GET_NAME;

    /// The value that the setting has now.
    ///
    /// `bpf_sysctl_get_current_value`, Linux 5.2.
    fn sysctl_get_current_value[](ctx: &impl Context, buf: &mut impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as SYSCTL_GET_CURRENT_VALUE;

    /// The value that is being written to the setting.
    ///
    /// `bpf_sysctl_get_new_value`, Linux 5.2.
    fn sysctl_get_new_value[](ctx: &impl Context, buf: &mut impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as SYSCTL_GET_NEW_VALUE;

    /// Replaces the value that is being written to the setting.
    ///
    /// `bpf_sysctl_set_new_value`, Linux 5.2.
    fn sysctl_set_new_value[](ctx: &impl Context, buf: &impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as SYSCTL_SET_NEW_VALUE;

    /// Reads a signed number from text and returns how many bytes it took.
    ///
    /// `bpf_strtol`, Linux 5.2.
    fn strtol[](buf: &impl Layout, flags: u64, res: &mut impl Layout) -> i64;
    staged [](Ref<impl Layout>, Val<u64>, Ref<impl Layout>) -> Val<i64> as STRTOL;

    /// Reads an unsigned number from text and returns how many bytes it took.
    ///
    /// `bpf_strtoul`, Linux 5.2.
    fn strtoul[](buf: &impl Layout, flags: u64, res: &mut impl Layout) -> i64;
    staged [](Ref<impl Layout>, Val<u64>, Ref<impl Layout>) -> Val<i64> as STRTOUL;

    /// The storage of a map that belongs to a socket, made if asked for.
    ///
    /// `bpf_sk_storage_get`, Linux 5.2.
    fn sk_storage_get[M: HelperMap](map: &M, sk: &impl SocketLike, value: impl MemoryOrNothing, flags: u64) -> Option<ValueMut<M::Value>>;
    staged [M: StagedMap](M, impl Handed, impl Handed, Val<u64>) -> Opt<Ref<M::Value>> as SK_STORAGE_GET;

    /// Removes the storage of a map that belongs to a socket.
    ///
    /// `bpf_sk_storage_delete`, Linux 5.2.
    fn sk_storage_delete[](map: &impl HelperMap, sk: &impl SocketLike) -> i64;
    staged [](impl StagedMap, impl Handed) -> Val<i64> as SK_STORAGE_DELETE;

    /// Sends a signal to the current process.
    ///
    /// `bpf_send_signal`, Linux 5.3.
    fn send_signal[](sig: u32) -> i64;
    staged [](Val<u32>) -> Val<i64> as SEND_SIGNAL;

    /// Makes a SYN cookie for a listening socket and a packet.
    ///
    /// `bpf_tcp_gen_syncookie`, Linux 5.4, under a licence that goes with the GPL.
    fn tcp_gen_syncookie[](sk: &impl SocketLike, iph: &impl Layout, th: &impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as TCP_GEN_SYNCOOKIE;

    /// Writes a record into a perf buffer, with bytes of a packet that a traced kernel function handles.
    ///
    /// `bpf_skb_output`, Linux 5.5, under a licence that goes with the GPL.
    fn skb_output[](ctx: &Ptr<impl KernelStruct>, map: &impl HelperMap, flags: u64, data: &impl Layout) -> i64;
    staged [](KernelPtr<impl KernelStruct>, impl StagedMap, Val<u64>, Ref<impl Layout>) -> Val<i64> as SKB_OUTPUT;

    /// Copies memory of the current process; fails where it is not in memory.
    ///
    /// `bpf_probe_read_user`, Linux 5.5, under a licence that goes with the GPL.
    fn probe_read_user[](dst: &mut impl Layout, unsafe_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as PROBE_READ_USER;

    /// Copies memory of the kernel; fails where there is none.
    ///
    /// `bpf_probe_read_kernel`, Linux 5.5, under a licence that goes with the GPL.
    fn probe_read_kernel[](dst: &mut impl Layout, unsafe_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as PROBE_READ_KERNEL;

    /// Copies a string of the current process, up to its zero byte, and returns its length with it.
    ///
    /// `bpf_probe_read_user_str`, Linux 5.5, under a licence that goes with the GPL.
    fn probe_read_user_str[](dst: &mut impl Layout, unsafe_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as PROBE_READ_USER_STR;

    /// Copies a string of the kernel, up to its zero byte, and returns its length with it.
    ///
    /// `bpf_probe_read_kernel_str`, Linux 5.5, under a licence that goes with the GPL.
    fn probe_read_kernel_str[](dst: &mut impl Layout, unsafe_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as PROBE_READ_KERNEL_STR;

    /// Sends an acknowledgement at once.
    ///
    /// `bpf_tcp_send_ack`, Linux 5.6.
    fn tcp_send_ack[](tp: &Ptr<impl KernelStruct>, rcv_nxt: u32) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Val<u32>) -> Val<i64> as TCP_SEND_ACK;

    /// Sends a signal to the current thread.
    ///
    /// `bpf_send_signal_thread`, Linux 5.6.
    fn send_signal_thread[](sig: u32) -> i64;
    staged [](Val<u32>) -> Val<i64> as SEND_SIGNAL_THREAD;

    /// The number of timer ticks since boot.
    ///
    /// `bpf_jiffies64`, Linux 5.6.
    fn jiffies64[]() -> u64;
    staged []() -> Val<u64> as JIFFIES64;

    /// Reads the branches that the processor recorded for the perf event.
    ///
    /// `bpf_read_branch_records`, Linux 5.7, under a licence that goes with the GPL.
    fn read_branch_records[](ctx: &impl Context, buf: impl MemoryOrNothing, flags: u64) -> i64;
    staged [](impl Handed, impl Handed, Val<u64>) -> Val<i64> as READ_BRANCH_RECORDS;

    /// The process and thread id of the current thread, as a process id namespace sees them.
    ///
    /// `bpf_get_ns_current_pid_tgid`, Linux 5.7.
    fn get_ns_current_pid_tgid[](dev: u64, ino: u64, nsdata: &mut impl Layout) -> i64;
    staged [](Val<u64>, Val<u64>, Ref<impl Layout>) -> Val<i64> as GET_NS_CURRENT_PID_TGID;

    /// Writes a record into a perf buffer, with bytes of a packet that a traced XDP function handles.
    ///
    /// `bpf_xdp_output`, Linux 5.7, under a licence that goes with the GPL.
    fn xdp_output[](ctx: &Ptr<impl KernelStruct>, map: &impl HelperMap, flags: u64, data: &impl Layout) -> i64;
    staged [](KernelPtr<impl KernelStruct>, impl StagedMap, Val<u64>, Ref<impl Layout>) -> Val<i64> as XDP_OUTPUT;

    /// A number that identifies the network namespace of the socket.
    ///
    /// `bpf_get_netns_cookie`, Linux 5.7.
    fn get_netns_cookie[](ctx: impl ContextOrNothing) -> u64;
    staged [](impl Handed) -> Val<u64> as GET_NETNS_COOKIE;

    /// The number of the cgroup (version 2) above the one of the current process, at a level counted from the
    /// root.
    ///
    /// `bpf_get_current_ancestor_cgroup_id`, Linux 5.7.
    fn get_current_ancestor_cgroup_id[](ancestor_level: i32) -> u64;
    staged [](Val<i32>) -> Val<u64> as GET_CURRENT_ANCESTOR_CGROUP_ID;

    /// Gives the packet to this socket.
    ///
    /// `bpf_sk_assign`, Linux 5.7.
    fn sk_assign[](ctx: &impl Context, sk: &impl SocketLike, flags: u64) -> i64;
    staged [](impl Handed, impl Handed, Val<u64>) -> Val<i64> as SK_ASSIGN;

    /// The nanoseconds since boot, with the time the machine was suspended.
    ///
    /// `bpf_ktime_get_boot_ns`, Linux 5.8.
    fn ktime_get_boot_ns[]() -> u64;
    staged []() -> Val<u64> as KTIME_GET_BOOT_NS;

    /// Writes formatted text to the file that reads the iterator.
    ///
    /// `bpf_seq_printf`, Linux 5.8, under a licence that goes with the GPL.
    fn seq_printf[](m: &Ptr<impl KernelStruct>, fmt: &impl Layout, data: impl MemoryOrNothing) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>, impl Handed) -> Val<i64> as SEQ_PRINTF;

    /// Writes bytes to the file that reads the iterator.
    ///
    /// `bpf_seq_write`, Linux 5.8, under a licence that goes with the GPL.
    fn seq_write[](m: &Ptr<impl KernelStruct>, data: &impl Layout) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>) -> Val<i64> as SEQ_WRITE;

    /// The number of the cgroup (version 2) of a socket.
    ///
    /// `bpf_sk_cgroup_id`, Linux 5.8.
    fn sk_cgroup_id[](sk: &impl SocketLike) -> u64;
    staged [](impl Handed) -> Val<u64> as SK_CGROUP_ID;

    /// The number of the cgroup (version 2) above the one of a socket, at a level counted from the root.
    ///
    /// `bpf_sk_ancestor_cgroup_id`, Linux 5.8.
    fn sk_ancestor_cgroup_id[](sk: &impl SocketLike, ancestor_level: i32) -> u64;
    staged [](impl Handed, Val<i32>) -> Val<u64> as SK_ANCESTOR_CGROUP_ID;

    /// Copies a record into a ring buffer.
    ///
    /// `bpf_ringbuf_output`, Linux 5.8.
    fn ringbuf_output[](ringbuf: &impl HelperMap, data: &impl Layout, flags: u64) -> i64;
    staged [](impl StagedMap, Ref<impl Layout>, Val<u64>) -> Val<i64> as RINGBUF_OUTPUT;

    /// How much of a ring buffer is unread, how large it is, or where its reader and its writers are.
    ///
    /// `bpf_ringbuf_query`, Linux 5.8.
    fn ringbuf_query[](ringbuf: &impl HelperMap, flags: u64) -> u64;
    staged [](impl StagedMap, Val<u64>) -> Val<u64> as RINGBUF_QUERY;

    /// Changes or reads how many checksums of the packet the card has verified.
    ///
    /// `bpf_csum_level`, Linux 5.8.
    fn csum_level[](skb: &impl Context, level: u64) -> i64;
    staged [](impl Handed, Val<u64>) -> Val<i64> as CSUM_LEVEL;

    /// The kernel's TCP over IPv6 structure behind a socket, if it is one.
    ///
    /// `bpf_skc_to_tcp6_sock`, Linux 5.9.
    fn skc_to_tcp6_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_TCP6_SOCK;

    /// The kernel's TCP structure behind a socket, if it is one.
    ///
    /// `bpf_skc_to_tcp_sock`, Linux 5.9.
    fn skc_to_tcp_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_TCP_SOCK;

    /// The kernel's structure of a TCP connection that waits to be forgotten, if the socket is one.
    ///
    /// `bpf_skc_to_tcp_timewait_sock`, Linux 5.9.
    fn skc_to_tcp_timewait_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_TCP_TIMEWAIT_SOCK;

    /// The kernel's structure of a TCP connection that is being made, if the socket is one.
    ///
    /// `bpf_skc_to_tcp_request_sock`, Linux 5.9.
    fn skc_to_tcp_request_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_TCP_REQUEST_SOCK;

    /// The kernel's UDP over IPv6 structure behind a socket, if it is one.
    ///
    /// `bpf_skc_to_udp6_sock`, Linux 5.9.
    fn skc_to_udp6_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_UDP6_SOCK;

    /// Walks the stack of a task and copies it to a buffer.
    ///
    /// `bpf_get_task_stack`, Linux 5.9.
    fn get_task_stack[](task: &Ptr<impl KernelStruct>, buf: &mut impl Layout, flags: u64) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>, Val<u64>) -> Val<i64> as GET_TASK_STACK;

    /// Finds an option in a TCP header.
    ///
    /// `bpf_load_hdr_opt`, Linux 5.10.
    fn load_hdr_opt[](skops: &impl Context, searchby_res: &mut impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>) -> Val<i64> as LOAD_HDR_OPT;

    /// Writes an option into the TCP header that is being made.
    ///
    /// `bpf_store_hdr_opt`, Linux 5.10.
    fn store_hdr_opt[](skops: &mut impl Context, from: &impl Layout, flags: u64) -> i64;
    staged [](impl Handed, Ref<impl Layout>, Val<u64>) -> Val<i64> as STORE_HDR_OPT;

    /// Asks for room for options in the TCP header that will be made.
    ///
    /// `bpf_reserve_hdr_opt`, Linux 5.10.
    fn reserve_hdr_opt[](skops: &impl Context, len: u32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Val<u64>) -> Val<i64> as RESERVE_HDR_OPT;

    /// The storage of a map that belongs to an inode, made if asked for.
    ///
    /// `bpf_inode_storage_get`, Linux 5.10.
    fn inode_storage_get[M: HelperMap](map: &M, inode: impl PtrOrNothing, value: impl MemoryOrNothing, flags: u64) -> Option<ValueMut<M::Value>>;
    staged [M: StagedMap](M, impl Handed, impl Handed, Val<u64>) -> Opt<Ref<M::Value>> as INODE_STORAGE_GET;

    /// Removes the storage of a map that belongs to an inode.
    ///
    /// `bpf_inode_storage_delete`, Linux 5.10.
    fn inode_storage_delete[](map: &impl HelperMap, inode: impl PtrOrNothing) -> i32;
    staged [](impl StagedMap, impl Handed) -> Val<i32> as INODE_STORAGE_DELETE;

    /// The full path of a file, in the few kernel functions where that is safe.
    ///
    /// `bpf_d_path`, Linux 5.10.
    fn d_path[](path: &Ptr<impl KernelStruct>, buf: &mut impl Layout) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>) -> Val<i64> as D_PATH;

    /// Copies memory of the current process, and waits for it to be brought into memory.
    ///
    /// `bpf_copy_from_user`, Linux 5.10, where programs may sleep.
    fn copy_from_user[](dst: &mut impl Layout, user_ptr: impl Address) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as COPY_FROM_USER;

    /// Writes a kernel object as text, by its type.
    ///
    /// `bpf_snprintf_btf`, Linux 5.10.
    fn snprintf_btf[](str: &mut impl Layout, ptr: &impl Layout, flags: u64) -> i64;
    staged [](Ref<impl Layout>, Ref<impl Layout>, Val<u64>) -> Val<i64> as SNPRINTF_BTF;

    /// Writes a kernel object as text, by its type, to the file that reads the iterator.
    ///
    /// `bpf_seq_printf_btf`, Linux 5.10, under a licence that goes with the GPL.
    fn seq_printf_btf[](m: &Ptr<impl KernelStruct>, ptr: &impl Layout, flags: u64) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>, Val<u64>) -> Val<i64> as SEQ_PRINTF_BTF;

    /// The net_cls class of the cgroup (version 1) of the packet's socket.
    ///
    /// `bpf_skb_cgroup_classid`, Linux 5.10.
    fn skb_cgroup_classid[](skb: &impl Context) -> u64;
    staged [](impl Handed) -> Val<u64> as SKB_CGROUP_CLASSID;

    /// Decides that the packet goes out of another interface, with the link address of the next hop filled
    /// in.
    ///
    /// `bpf_redirect_neigh`, Linux 5.10.
    fn redirect_neigh[](ifindex: u32, params: impl MemoryOrNothing, flags: u64) -> i64;
    staged [](Val<u32>, impl Handed, Val<u64>) -> Val<i64> as REDIRECT_NEIGH;

    /// Decides that the packet arrives at the other end of a virtual link, in its network namespace.
    ///
    /// `bpf_redirect_peer`, Linux 5.10.
    fn redirect_peer[](ifindex: u32, flags: u64) -> i64;
    staged [](Val<u32>, Val<u64>) -> Val<i64> as REDIRECT_PEER;

    /// The storage of a map that belongs to a task, made if asked for.
    ///
    /// `bpf_task_storage_get`, Linux 5.11.
    fn task_storage_get[M: HelperMap](map: &M, task: impl PtrOrNothing, value: impl MemoryOrNothing, flags: u64) -> Option<ValueMut<M::Value>>;
    staged [M: StagedMap](M, impl Handed, impl Handed, Val<u64>) -> Opt<Ref<M::Value>> as TASK_STORAGE_GET;

    /// Removes the storage of a map that belongs to a task.
    ///
    /// `bpf_task_storage_delete`, Linux 5.11.
    fn task_storage_delete[](map: &impl HelperMap, task: impl PtrOrNothing) -> i64;
    staged [](impl StagedMap, impl Handed) -> Val<i64> as TASK_STORAGE_DELETE;

    /// The current task, as a pointer that can be followed.
    ///
    /// `bpf_get_current_task_btf`, Linux 5.11, under a licence that goes with the GPL.
    fn get_current_task_btf[T: KernelStruct]() -> Ptr<T>;
    staged [T: KernelStruct]() -> KernelPtr<T> as GET_CURRENT_TASK_BTF;

    /// Sets options of a program that is being started, such as a secure environment.
    ///
    /// `bpf_bprm_opts_set`, Linux 5.11.
    fn bprm_opts_set[](bprm: &Ptr<impl KernelStruct>, flags: u64) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Val<u64>) -> Val<i64> as BPRM_OPTS_SET;

    /// The nanoseconds since boot as of the last timer tick: cheap and coarse.
    ///
    /// `bpf_ktime_get_coarse_ns`, Linux 5.11.
    fn ktime_get_coarse_ns[]() -> u64;
    staged []() -> Val<u64> as KTIME_GET_COARSE_NS;

    /// The hash that the integrity subsystem has of an inode's contents.
    ///
    /// `bpf_ima_inode_hash`, Linux 5.11, where programs may sleep.
    fn ima_inode_hash[](inode: &Ptr<impl KernelStruct>, dst: &mut impl Layout) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>) -> Val<i64> as IMA_INODE_HASH;

    /// The socket behind an open file, if it is one.
    ///
    /// `bpf_sock_from_file`, Linux 5.11.
    fn sock_from_file[T: KernelStruct](file: &Ptr<impl KernelStruct>) -> Option<Ptr<T>>;
    staged [T: KernelStruct](KernelPtr<impl KernelStruct>) -> Opt<KernelPtr<T>> as SOCK_FROM_FILE;

    /// Whether a packet, changed by some bytes, fits through an interface.
    ///
    /// `bpf_check_mtu`, Linux 5.12, under a licence that goes with the GPL.
    fn check_mtu[](ctx: &impl Context, ifindex: u32, mtu_len: &mut impl Layout, len_diff: i32, flags: u64) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>, Val<i32>, Val<u64>) -> Val<i64> as CHECK_MTU;

    /// Writes formatted text to a buffer.
    ///
    /// `bpf_snprintf`, Linux 5.13, under a licence that goes with the GPL.
    fn snprintf[](str: impl MemoryOrNothing, fmt: &'static impl Layout, data: impl MemoryOrNothing) -> i64;
    staged [](impl Handed, Ref<impl Layout>, impl Handed) -> Val<i64> as SNPRINTF;

    /// Carries out a command of bpf(2).
    ///
    /// `bpf_sys_bpf`, Linux 5.14, where programs may sleep.
    fn sys_bpf[](cmd: u32, attr: &impl Layout) -> i64;
    staged [](Val<u32>, Ref<impl Layout>) -> Val<i64> as SYS_BPF;

    /// Finds a type of the kernel by name and kind.
    ///
    /// `bpf_btf_find_by_name_kind`, Linux 5.14, where programs may sleep.
    fn btf_find_by_name_kind[](name: &impl Layout, kind: u32, flags: i32) -> i64;
    staged [](Ref<impl Layout>, Val<u32>, Val<i32>) -> Val<i64> as BTF_FIND_BY_NAME_KIND;

    /// Closes a descriptor.
    ///
    /// `bpf_sys_close`, Linux 5.14, where programs may sleep.
    fn sys_close[](fd: u32) -> i64;
    staged [](Val<u32>) -> Val<i64> as SYS_CLOSE;

    /// Prepares a timer in a map's value, with the clock it goes by.
    ///
    /// `bpf_timer_init`, Linux 5.15, under a licence that goes with the GPL.
    fn timer_init[](timer: &mut bpf_timer, map: &impl HelperMap, flags: u64) -> i64;
    staged [](Ref<bpf_timer>, impl StagedMap, Val<u64>) -> Val<i64> as TIMER_INIT;

    /// Has a timer run out in some nanoseconds.
    ///
    /// `bpf_timer_start`, Linux 5.15, under a licence that goes with the GPL.
    fn timer_start[](timer: &mut bpf_timer, nsecs: u64, flags: u64) -> i64;
    staged [](Ref<bpf_timer>, Val<u64>, Val<u64>) -> Val<i64> as TIMER_START;

    /// Stops a timer, and waits for its function if that is running.
    ///
    /// `bpf_timer_cancel`, Linux 5.15, under a licence that goes with the GPL.
    fn timer_cancel[](timer: &mut bpf_timer) -> i64;
    staged [](Ref<bpf_timer>) -> Val<i64> as TIMER_CANCEL;

    /// The address of the function that the program is attached to.
    ///
    /// `bpf_get_func_ip`, Linux 5.15, in some types of program under a licence that goes with the GPL.
    fn get_func_ip[](ctx: &impl Context) -> u64;
    staged [](impl Handed) -> Val<u64> as GET_FUNC_IP;

    /// The number that was given when the program was attached here.
    ///
    /// `bpf_get_attach_cookie`, Linux 5.15.
    fn get_attach_cookie[](ctx: &impl Context) -> u64;
    staged [](impl Handed) -> Val<u64> as GET_ATTACH_COOKIE;

    /// The registers of a task, as it had them when it entered the kernel.
    ///
    /// `bpf_task_pt_regs`, Linux 5.15, under a licence that goes with the GPL.
    fn task_pt_regs[T: KernelStruct](task: &Ptr<impl KernelStruct>) -> Ptr<T>;
    staged [T: KernelStruct](KernelPtr<impl KernelStruct>) -> KernelPtr<T> as TASK_PT_REGS;

    /// Reads the branches that the processor recorded up to now.
    ///
    /// `bpf_get_branch_snapshot`, Linux 5.16, under a licence that goes with the GPL.
    fn get_branch_snapshot[](entries: &mut impl Layout) -> i64;
    staged [](Ref<impl Layout>) -> Val<i64> as GET_BRANCH_SNAPSHOT;

    /// Writes a line to the kernel's trace pipe, for debugging: its format takes an array of numbers.
    ///
    /// `bpf_trace_vprintk`, Linux 5.16, under a licence that goes with the GPL.
    fn trace_vprintk[](fmt: &impl Layout, data: impl MemoryOrNothing) -> i64;
    staged [](Ref<impl Layout>, impl Handed) -> Val<i64> as TRACE_VPRINTK;

    /// The kernel's Unix socket structure behind a socket, if it is one.
    ///
    /// `bpf_skc_to_unix_sock`, Linux 5.16.
    fn skc_to_unix_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_UNIX_SOCK;

    /// The address of a symbol of the kernel.
    ///
    /// `bpf_kallsyms_lookup_name`, Linux 5.16.
    fn kallsyms_lookup_name[](name: &impl Layout, flags: i32, res: &mut impl Layout) -> i64;
    staged [](Ref<impl Layout>, Val<i32>, Ref<impl Layout>) -> Val<i64> as KALLSYMS_LOOKUP_NAME;

    /// Compares two strings, of which the second one is a constant.
    ///
    /// `bpf_strncmp`, Linux 5.17.
    fn strncmp[](s1: &impl Layout, s2: &'static impl Layout) -> i64;
    staged [](Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as STRNCMP;

    /// An argument of the function that the program is attached to, by its position.
    ///
    /// `bpf_get_func_arg`, Linux 5.17.
    fn get_func_arg[](ctx: &impl Context, n: u32, value: &mut impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as GET_FUNC_ARG;

    /// The result of the function that the program is attached to.
    ///
    /// `bpf_get_func_ret`, Linux 5.17.
    fn get_func_ret[](ctx: &impl Context, value: &mut impl Layout) -> i64;
    staged [](impl Handed, Ref<impl Layout>) -> Val<i64> as GET_FUNC_RET;

    /// How many arguments the function has that the program is attached to.
    ///
    /// `bpf_get_func_arg_cnt`, Linux 5.17.
    fn get_func_arg_cnt[](ctx: &impl Context) -> i64;
    staged [](impl Handed) -> Val<i64> as GET_FUNC_ARG_CNT;

    /// The result that the system call will have, as the programs before left it.
    ///
    /// `bpf_get_retval`, Linux 5.18.
    fn get_retval[]() -> i32;
    staged []() -> Val<i32> as GET_RETVAL;

    /// Sets the result that the system call will have.
    ///
    /// `bpf_set_retval`, Linux 5.18.
    fn set_retval[](retval: i32) -> i32;
    staged [](Val<i32>) -> Val<i32> as SET_RETVAL;

    /// The length of the whole packet, with the parts that are not in its first buffer.
    ///
    /// `bpf_xdp_get_buff_len`, Linux 5.18.
    fn xdp_get_buff_len[](xdp_md: &impl Context) -> u64;
    staged [](impl Handed) -> Val<u64> as XDP_GET_BUFF_LEN;

    /// Copies bytes out of a packet, also where they are not in its first buffer.
    ///
    /// `bpf_xdp_load_bytes`, Linux 5.18.
    fn xdp_load_bytes[](xdp_md: &impl Context, offset: u32, buf: &mut impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as XDP_LOAD_BYTES;

    /// Writes bytes into a packet, also where they are not in its first buffer.
    ///
    /// `bpf_xdp_store_bytes`, Linux 5.18.
    fn xdp_store_bytes[](xdp_md: &impl Context, offset: u32, buf: &impl Layout) -> i64;
    staged [](impl Handed, Val<u32>, Ref<impl Layout>) -> Val<i64> as XDP_STORE_BYTES;

    /// Copies memory of the process of a task, and waits for it to be brought into memory.
    ///
    /// `bpf_copy_from_user_task`, Linux 5.18, under a licence that goes with the GPL, where programs may
    /// sleep.
    fn copy_from_user_task[](dst: &mut impl Layout, user_ptr: impl Address, tsk: &Ptr<impl KernelStruct>, flags: u64) -> i64;
    staged [](Ref<impl Layout>, impl Handed, KernelPtr<impl KernelStruct>, Val<u64>) -> Val<i64> as COPY_FROM_USER_TASK;

    /// Sets the packet's time stamp and what it means.
    ///
    /// `bpf_skb_set_tstamp`, Linux 5.18.
    fn skb_set_tstamp[](skb: &impl Context, tstamp: u64, tstamp_type: u32) -> i64;
    staged [](impl Handed, Val<u64>, Val<u32>) -> Val<i64> as SKB_SET_TSTAMP;

    /// The hash that the integrity subsystem has of a file's contents, computed if it is not there.
    ///
    /// `bpf_ima_file_hash`, Linux 5.18, where programs may sleep.
    fn ima_file_hash[](file: &Ptr<impl KernelStruct>, dst: &mut impl Layout) -> i64;
    staged [](KernelPtr<impl KernelStruct>, Ref<impl Layout>) -> Val<i64> as IMA_FILE_HASH;

    /// Finds the value that a key has on one CPU, in a map with values for each CPU.
    ///
    /// `bpf_map_lookup_percpu_elem`, Linux 5.19.
    fn map_lookup_percpu_elem[M: HelperMap](map: &M, key: &impl Layout, cpu: u32) -> Option<ValueMut<M::Value>>;
    staged [M: StagedMap](M, Ref<impl Layout>, Val<u32>) -> Opt<Ref<M::Value>> as MAP_LOOKUP_PERCPU_ELEM;

    /// The kernel's MPTCP structure behind a socket, if it is one.
    ///
    /// `bpf_skc_to_mptcp_sock`, Linux 5.19.
    fn skc_to_mptcp_sock[T: KernelStruct](sk: &impl SocketLike) -> Option<Ptr<T>>;
    staged [T: KernelStruct](impl Handed) -> Opt<KernelPtr<T>> as SKC_TO_MPTCP_SOCK;

    /// Makes a dynamic pointer to memory whose size is not known when the program is loaded.
    ///
    /// `bpf_dynptr_from_mem`, Linux 5.19.
    fn dynptr_from_mem[](data: &mut impl Layout, flags: u64, ptr: &mut Dynptr) -> i64;
    staged [](Ref<impl Layout>, Val<u64>, Ref<Dynptr>) -> Val<i64> as DYNPTR_FROM_MEM;

    /// Reserves room for a record of any size in a ring buffer; it must be submitted or discarded, even if it
    /// failed.
    ///
    /// `bpf_ringbuf_reserve_dynptr`, Linux 5.19.
    fn ringbuf_reserve_dynptr[](ringbuf: &impl HelperMap, size: u32, flags: u64, ptr: &mut RingDynptr) -> i64;
    staged [](impl StagedMap, Val<u32>, Val<u64>, Ref<RingDynptr>) -> Val<i64> as RINGBUF_RESERVE_DYNPTR;

    /// Makes a record that was reserved with a dynamic pointer visible to the reader.
    ///
    /// `bpf_ringbuf_submit_dynptr`, Linux 5.19.
    fn ringbuf_submit_dynptr[](ptr: &mut RingDynptr, flags: u64) -> ();
    staged [](Ref<RingDynptr>, Val<u64>) -> () as RINGBUF_SUBMIT_DYNPTR;

    /// Gives up a record that was reserved with a dynamic pointer.
    ///
    /// `bpf_ringbuf_discard_dynptr`, Linux 5.19.
    fn ringbuf_discard_dynptr[](ptr: &mut RingDynptr, flags: u64) -> ();
    staged [](Ref<RingDynptr>, Val<u64>) -> () as RINGBUF_DISCARD_DYNPTR;

    /// Copies bytes out of what a dynamic pointer leads to.
    ///
    /// `bpf_dynptr_read`, Linux 5.19.
    fn dynptr_read[](dst: &mut impl Layout, src: &Dynptr, offset: u64, flags: u64) -> i64;
    staged [](Ref<impl Layout>, Ref<Dynptr>, Val<u64>, Val<u64>) -> Val<i64> as DYNPTR_READ;

    /// Copies bytes to what a dynamic pointer leads to.
    ///
    /// `bpf_dynptr_write`, Linux 5.19.
    fn dynptr_write[](dst: &Dynptr, offset: u64, src: &impl Layout, flags: u64) -> i64;
    staged [](Ref<Dynptr>, Val<u64>, Ref<impl Layout>, Val<u64>) -> Val<i64> as DYNPTR_WRITE;

    /// A plain pointer to a part of constant size of what a dynamic pointer leads to.
    ///
    /// `bpf_dynptr_data`, Linux 5.19.
    fn dynptr_data[T: Layout](ptr: &Dynptr, offset: u64) -> Option<&'static mut T>;
    staged [T: Layout](Ref<Dynptr>, Val<u64>) -> Opt<Ref<T>> as DYNPTR_DATA;

    /// Makes a SYN cookie for the headers of an IPv4 packet, without a socket.
    ///
    /// `bpf_tcp_raw_gen_syncookie_ipv4`, Linux 6.0, under a licence that goes with the GPL.
    fn tcp_raw_gen_syncookie_ipv4[](iph: &impl Layout, th: &impl Layout) -> i64;
    staged [](Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as TCP_RAW_GEN_SYNCOOKIE_IPV4;

    /// Makes a SYN cookie for the headers of an IPv6 packet, without a socket.
    ///
    /// `bpf_tcp_raw_gen_syncookie_ipv6`, Linux 6.0, under a licence that goes with the GPL.
    fn tcp_raw_gen_syncookie_ipv6[](iph: &impl Layout, th: &impl Layout) -> i64;
    staged [](Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as TCP_RAW_GEN_SYNCOOKIE_IPV6;

    /// Whether the headers of an IPv4 packet carry a valid SYN cookie, without a socket.
    ///
    /// `bpf_tcp_raw_check_syncookie_ipv4`, Linux 6.0, under a licence that goes with the GPL.
    fn tcp_raw_check_syncookie_ipv4[](iph: &impl Layout, th: &impl Layout) -> i64;
    staged [](Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as TCP_RAW_CHECK_SYNCOOKIE_IPV4;

    /// Whether the headers of an IPv6 packet carry a valid SYN cookie, without a socket.
    ///
    /// `bpf_tcp_raw_check_syncookie_ipv6`, Linux 6.0, under a licence that goes with the GPL.
    fn tcp_raw_check_syncookie_ipv6[](iph: &impl Layout, th: &impl Layout) -> i64;
    staged [](Ref<impl Layout>, Ref<impl Layout>) -> Val<i64> as TCP_RAW_CHECK_SYNCOOKIE_IPV6;

    /// The nanoseconds since 1970 on the clock without leap seconds (CLOCK_TAI).
    ///
    /// `bpf_ktime_get_tai_ns`, Linux 6.1.
    fn ktime_get_tai_ns[]() -> u64;
    staged []() -> Val<u64> as KTIME_GET_TAI_NS;

    /// The storage of a map that belongs to a cgroup (version 2), made if asked for.
    ///
    /// `bpf_cgrp_storage_get`, Linux 6.2.
    fn cgrp_storage_get[M: HelperMap](map: &M, cgroup: impl PtrOrNothing, value: impl MemoryOrNothing, flags: u64) -> Option<ValueMut<M::Value>>;
    staged [M: StagedMap](M, impl Handed, impl Handed, Val<u64>) -> Opt<Ref<M::Value>> as CGRP_STORAGE_GET;

    /// Removes the storage of a map that belongs to a cgroup (version 2).
    ///
    /// `bpf_cgrp_storage_delete`, Linux 6.2.
    fn cgrp_storage_delete[](map: &impl HelperMap, cgroup: impl PtrOrNothing) -> i64;
    staged [](impl StagedMap, impl Handed) -> Val<i64> as CGRP_STORAGE_DELETE;
}
