//! A call of every helper that needs nothing before it, as small as its arguments let it be.
//!
//! Made by `cargo xtask codegen` from `facts/helpers.toml`. Do not edit by hand.

use skep::stage::Builder;
use skep::uapi::Helper;

/// The calls by helper.
macro_rules! listed {
    ($($helper:ident $name:ident;)*) => {
        /// The calls that were made.
        pub(super) const CALLS: &[(Helper, fn(&mut Builder<'_>))] =
            &[$((Helper::$helper, |builder| calls::$name::stage(builder, ()))),*];
    };
}

/// Structures of the kernel, by the names that it has for them.
#[allow(non_camel_case_types, dead_code, unreachable_pub, reason = "they are the kernel's")]
mod kernel {
    use skep::bpf::kernel_type;

    #[kernel_type]
    pub struct task_struct {
        pid: i32,
    }

    #[kernel_type]
    pub struct pt_regs {}

    #[kernel_type]
    pub struct tcp6_sock {}

    #[kernel_type]
    pub struct tcp_sock {}

    #[kernel_type]
    pub struct tcp_timewait_sock {}

    #[kernel_type]
    pub struct tcp_request_sock {}

    #[kernel_type]
    pub struct udp6_sock {}

    #[kernel_type]
    pub struct unix_sock {}

    #[kernel_type]
    pub struct mptcp_sock {}
}

#[skep::bpf(license = "GPL")]
#[allow(dead_code, unused_mut, reason = "only the twins are used, and not all that is filled is looked at")]
pub(super) mod calls {
    use super::kernel;
    use skep::bpf::*;

    #[map]
    pub(super) static TABLE: HashMap<u32, u64> = HashMap::with_max_entries(8);
    #[map]
    pub(super) static PER_CPU: PerCpuArray<u64> = PerCpuArray::with_length(1);
    #[map]
    pub(super) static QUEUE: Queue<u64> = Queue::with_max_entries(8);
    #[map]
    pub(super) static RING: RingBuf<Event> = RingBuf::with_byte_size(4096);
    #[map]
    pub(super) static EVENTS: PerfEventArray = PerfEventArray::with_length(1);
    #[map]
    pub(super) static STACKS: StackTrace<4> = StackTrace::with_max_entries(8);
    #[map]
    pub(super) static GROUPS: CgroupArray = CgroupArray::with_length(1);
    #[map]
    pub(super) static DEVICES: DevMap = DevMap::with_length(1);
    #[map]
    pub(super) static SOCKETS: SockMap = SockMap::with_length(1);
    #[map]
    pub(super) static SOCKETS_BY_KEY: SockHash<u32> = SockHash::with_max_entries(8);
    #[map]
    pub(super) static SHARED_PORTS: ReusePortSockArray = ReusePortSockArray::with_length(1);
    #[map]
    pub(super) static OF_GROUP: CgroupStorage<u64> = CgroupStorage::new();
    #[map]
    pub(super) static OF_SOCKET: SkStorage<u64> = SkStorage::new();
    #[map]
    pub(super) static OF_INODE: InodeStorage<u64> = InodeStorage::new();
    #[map]
    pub(super) static OF_TASK: TaskStorage<u64> = TaskStorage::new();
    #[map]
    pub(super) static OF_CGROUP: CgrpStorage<u64> = CgrpStorage::new();

    const TEXT: [u8; 5] = *b"text\0";

    #[event]
    pub(super) struct Event {
        number: u64,
    }

    pub(super) fn map_lookup_elem() {
        helper::map_lookup_elem(&TABLE, &0_u32);
    }

    pub(super) fn map_update_elem() {
        helper::map_update_elem(&TABLE, &0_u32, &0_u64, 0);
    }

    pub(super) fn map_delete_elem() {
        helper::map_delete_elem(&TABLE, &0_u32);
    }

    pub(super) fn probe_read() {
        let mut dst = [0_u8; 8];
        helper::probe_read(&mut dst, 0_u64);
    }

    pub(super) fn ktime_get_ns() {
        helper::ktime_get_ns();
    }

    pub(super) fn get_prandom_u32() {
        helper::get_prandom_u32();
    }

    pub(super) fn get_smp_processor_id() {
        helper::get_smp_processor_id();
    }

    pub(super) fn skb_store_bytes() {
        helper::skb_store_bytes(&mut context(), 0, &[0_u8; 8], 0);
    }

    pub(super) fn l3_csum_replace() {
        helper::l3_csum_replace(&mut context(), 0, 0, 0, 0);
    }

    pub(super) fn l4_csum_replace() {
        helper::l4_csum_replace(&mut context(), 0, 0, 0, 0);
    }

    pub(super) fn clone_redirect() {
        helper::clone_redirect(&mut context(), 0, 0);
    }

    pub(super) fn get_current_pid_tgid() {
        helper::get_current_pid_tgid();
    }

    pub(super) fn get_current_uid_gid() {
        helper::get_current_uid_gid();
    }

    pub(super) fn get_current_comm() {
        let mut buf = [0_u8; 8];
        helper::get_current_comm(&mut buf);
    }

    pub(super) fn get_cgroup_classid() {
        helper::get_cgroup_classid();
    }

    pub(super) fn skb_vlan_push() {
        helper::skb_vlan_push(&mut context(), 0, 0);
    }

    pub(super) fn skb_vlan_pop() {
        helper::skb_vlan_pop(&mut context());
    }

    pub(super) fn skb_get_tunnel_key() {
        let mut key = [0_u8; 8];
        helper::skb_get_tunnel_key(&context(), &mut key, 0);
    }

    pub(super) fn skb_set_tunnel_key() {
        helper::skb_set_tunnel_key(&context(), &[0_u8; 8], 0);
    }

    pub(super) fn perf_event_read() {
        helper::perf_event_read(&EVENTS, 0);
    }

    pub(super) fn redirect() {
        helper::redirect(0, 0);
    }

    pub(super) fn get_route_realm() {
        helper::get_route_realm(&context());
    }

    pub(super) fn perf_event_output() {
        helper::perf_event_output(&context(), &EVENTS, 0, &[0_u8; 8]);
    }

    pub(super) fn skb_load_bytes() {
        let mut to = [0_u8; 8];
        helper::skb_load_bytes(&context(), 0, &mut to);
    }

    pub(super) fn get_stackid() {
        helper::get_stackid(&context(), &STACKS, 0);
    }

    pub(super) fn csum_diff() {
        helper::csum_diff((), (), 0);
    }

    pub(super) fn skb_get_tunnel_opt() {
        let mut opt = [0_u8; 8];
        helper::skb_get_tunnel_opt(&context(), &mut opt);
    }

    pub(super) fn skb_set_tunnel_opt() {
        helper::skb_set_tunnel_opt(&context(), &[0_u8; 8]);
    }

    pub(super) fn skb_change_proto() {
        helper::skb_change_proto(&mut context(), 0, 0);
    }

    pub(super) fn skb_change_type() {
        helper::skb_change_type(&context(), 0);
    }

    pub(super) fn skb_under_cgroup() {
        helper::skb_under_cgroup(&context(), &GROUPS, 0);
    }

    pub(super) fn get_hash_recalc() {
        helper::get_hash_recalc(&context());
    }

    pub(super) fn get_current_task() {
        helper::get_current_task();
    }

    pub(super) fn probe_write_user() {
        helper::probe_write_user(0_u64, &[0_u8; 8]);
    }

    pub(super) fn current_task_under_cgroup() {
        helper::current_task_under_cgroup(&GROUPS, 0);
    }

    pub(super) fn skb_change_tail() {
        helper::skb_change_tail(&mut context(), 0, 0);
    }

    pub(super) fn skb_pull_data() {
        helper::skb_pull_data(&mut context(), 0);
    }

    pub(super) fn csum_update() {
        helper::csum_update(&context(), 0);
    }

    pub(super) fn set_hash_invalid() {
        helper::set_hash_invalid(&context());
    }

    pub(super) fn get_numa_node_id() {
        helper::get_numa_node_id();
    }

    pub(super) fn skb_change_head() {
        helper::skb_change_head(&mut context(), 0, 0);
    }

    pub(super) fn xdp_adjust_head() {
        helper::xdp_adjust_head(&mut context(), 0);
    }

    pub(super) fn probe_read_str() {
        let mut dst = [0_u8; 8];
        helper::probe_read_str(&mut dst, 0_u64);
    }

    pub(super) fn get_socket_cookie() {
        helper::get_socket_cookie(&context());
    }

    pub(super) fn get_socket_uid() {
        helper::get_socket_uid(&context());
    }

    pub(super) fn set_hash() {
        helper::set_hash(&context(), 0);
    }

    pub(super) fn setsockopt() {
        helper::setsockopt(&context(), 0, 0, &[0_u8; 8]);
    }

    pub(super) fn skb_adjust_room() {
        helper::skb_adjust_room(&mut context(), 0, 0, 0);
    }

    pub(super) fn redirect_map() {
        helper::redirect_map(&DEVICES, 0, 0);
    }

    pub(super) fn sk_redirect_map() {
        helper::sk_redirect_map(&context(), &SOCKETS, 0, 0);
    }

    pub(super) fn sock_map_update() {
        helper::sock_map_update(&context(), &SOCKETS, &0_u32, 0);
    }

    pub(super) fn xdp_adjust_meta() {
        helper::xdp_adjust_meta(&mut context(), 0);
    }

    pub(super) fn perf_event_read_value() {
        let mut buf = [0_u8; 8];
        helper::perf_event_read_value(&EVENTS, 0, &mut buf);
    }

    pub(super) fn perf_prog_read_value() {
        let mut buf = [0_u8; 8];
        helper::perf_prog_read_value(&context(), &mut buf);
    }

    pub(super) fn getsockopt() {
        let mut optval = [0_u8; 8];
        helper::getsockopt(&context(), 0, 0, &mut optval);
    }

    pub(super) fn override_return() {
        helper::override_return(&context(), 0);
    }

    pub(super) fn sock_ops_cb_flags_set() {
        helper::sock_ops_cb_flags_set(&context(), 0);
    }

    pub(super) fn msg_redirect_map() {
        helper::msg_redirect_map(&context(), &SOCKETS, 0, 0);
    }

    pub(super) fn msg_apply_bytes() {
        helper::msg_apply_bytes(&context(), 0);
    }

    pub(super) fn msg_cork_bytes() {
        helper::msg_cork_bytes(&context(), 0);
    }

    pub(super) fn msg_pull_data() {
        helper::msg_pull_data(&mut context(), 0, 0, 0);
    }

    pub(super) fn bind() {
        helper::bind(&context(), &[0_u8; 8]);
    }

    pub(super) fn xdp_adjust_tail() {
        helper::xdp_adjust_tail(&mut context(), 0);
    }

    pub(super) fn skb_get_xfrm_state() {
        let mut xfrm_state = [0_u8; 8];
        helper::skb_get_xfrm_state(&context(), 0, &mut xfrm_state, 0);
    }

    pub(super) fn get_stack() {
        let mut buf = [0_u8; 8];
        helper::get_stack(&context(), &mut buf, 0);
    }

    pub(super) fn skb_load_bytes_relative() {
        let mut to = [0_u8; 8];
        helper::skb_load_bytes_relative(&context(), 0, &mut to, 0);
    }

    pub(super) fn fib_lookup() {
        let mut params = [0_u8; 8];
        helper::fib_lookup(&context(), &mut params, 0);
    }

    pub(super) fn sock_hash_update() {
        helper::sock_hash_update(&context(), &SOCKETS_BY_KEY, &0_u32, 0);
    }

    pub(super) fn msg_redirect_hash() {
        helper::msg_redirect_hash(&context(), &SOCKETS_BY_KEY, &0_u32, 0);
    }

    pub(super) fn sk_redirect_hash() {
        helper::sk_redirect_hash(&context(), &SOCKETS_BY_KEY, &0_u32, 0);
    }

    pub(super) fn lwt_push_encap() {
        helper::lwt_push_encap(&mut context(), 0, &[0_u8; 8]);
    }

    pub(super) fn lwt_seg6_store_bytes() {
        helper::lwt_seg6_store_bytes(&mut context(), 0, &[0_u8; 8]);
    }

    pub(super) fn lwt_seg6_adjust_srh() {
        helper::lwt_seg6_adjust_srh(&mut context(), 0, 0);
    }

    pub(super) fn lwt_seg6_action() {
        helper::lwt_seg6_action(&mut context(), 0, &[0_u8; 8]);
    }

    pub(super) fn rc_repeat() {
        helper::rc_repeat(&context());
    }

    pub(super) fn rc_keydown() {
        helper::rc_keydown(&context(), 0, 0, 0);
    }

    pub(super) fn skb_cgroup_id() {
        helper::skb_cgroup_id(&context());
    }

    pub(super) fn get_current_cgroup_id() {
        helper::get_current_cgroup_id();
    }

    pub(super) fn get_local_storage() {
        helper::get_local_storage(&OF_GROUP, 0);
    }

    pub(super) fn sk_select_reuseport() {
        helper::sk_select_reuseport(&context(), &SHARED_PORTS, &0_u32, 0);
    }

    pub(super) fn skb_ancestor_cgroup_id() {
        helper::skb_ancestor_cgroup_id(&context(), 0);
    }

    pub(super) fn sk_lookup_tcp() {
        if let Some(socket) = helper::sk_lookup_tcp(&context(), &[0_u8; 8], 0, 0) {
            helper::sk_release(socket);
        }
    }

    pub(super) fn sk_lookup_udp() {
        if let Some(socket) = helper::sk_lookup_udp(&context(), &[0_u8; 8], 0, 0) {
            helper::sk_release(socket);
        }
    }

    pub(super) fn sk_release() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_release(socket);
        }
    }

    pub(super) fn map_push_elem() {
        helper::map_push_elem(&QUEUE, &0_u64, 0);
    }

    pub(super) fn map_pop_elem() {
        let mut value = [0_u64; 1];
        helper::map_pop_elem(&QUEUE, &mut value);
    }

    pub(super) fn map_peek_elem() {
        let mut value = [0_u64; 1];
        helper::map_peek_elem(&QUEUE, &mut value);
    }

    pub(super) fn msg_push_data() {
        helper::msg_push_data(&mut context(), 0, 0, 0);
    }

    pub(super) fn msg_pop_data() {
        helper::msg_pop_data(&mut context(), 0, 0, 0);
    }

    pub(super) fn rc_pointer_rel() {
        helper::rc_pointer_rel(&context(), 0, 0);
    }

    pub(super) fn sk_fullsock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_fullsock(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn tcp_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::tcp_sock(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn skb_ecn_set_ce() {
        helper::skb_ecn_set_ce(&context());
    }

    pub(super) fn get_listener_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::get_listener_sock(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn skc_lookup_tcp() {
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &[0_u8; 8], 0, 0) {
            helper::sk_release(socket);
        }
    }

    pub(super) fn tcp_check_syncookie() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::tcp_check_syncookie(&socket, &[0_u8; 8], &[0_u8; 8]);
            helper::sk_release(socket);
        }
    }

    pub(super) fn sysctl_get_name() {
        let mut buf = [0_u8; 8];
        helper::sysctl_get_name(&context(), &mut buf, 0);
    }

    pub(super) fn sysctl_get_current_value() {
        let mut buf = [0_u8; 8];
        helper::sysctl_get_current_value(&context(), &mut buf);
    }

    pub(super) fn sysctl_get_new_value() {
        let mut buf = [0_u8; 8];
        helper::sysctl_get_new_value(&context(), &mut buf);
    }

    pub(super) fn sysctl_set_new_value() {
        helper::sysctl_set_new_value(&context(), &[0_u8; 8]);
    }

    pub(super) fn strtol() {
        let mut res = [0_u8; 8];
        helper::strtol(&[0_u8; 8], 0, &mut res);
    }

    pub(super) fn strtoul() {
        let mut res = [0_u8; 8];
        helper::strtoul(&[0_u8; 8], 0, &mut res);
    }

    pub(super) fn sk_storage_get() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_storage_get(&OF_SOCKET, &socket, (), 0);
            helper::sk_release(socket);
        }
    }

    pub(super) fn sk_storage_delete() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_storage_delete(&OF_SOCKET, &socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn send_signal() {
        helper::send_signal(0);
    }

    pub(super) fn tcp_gen_syncookie() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::tcp_gen_syncookie(&socket, &[0_u8; 8], &[0_u8; 8]);
            helper::sk_release(socket);
        }
    }

    pub(super) fn probe_read_user() {
        let mut dst = [0_u8; 8];
        helper::probe_read_user(&mut dst, 0_u64);
    }

    pub(super) fn probe_read_kernel() {
        let mut dst = [0_u8; 8];
        helper::probe_read_kernel(&mut dst, 0_u64);
    }

    pub(super) fn probe_read_user_str() {
        let mut dst = [0_u8; 8];
        helper::probe_read_user_str(&mut dst, 0_u64);
    }

    pub(super) fn probe_read_kernel_str() {
        let mut dst = [0_u8; 8];
        helper::probe_read_kernel_str(&mut dst, 0_u64);
    }

    pub(super) fn send_signal_thread() {
        helper::send_signal_thread(0);
    }

    pub(super) fn jiffies64() {
        helper::jiffies64();
    }

    pub(super) fn read_branch_records() {
        let mut buf = [0_u8; 8];
        helper::read_branch_records(&context(), &mut buf, 0);
    }

    pub(super) fn get_ns_current_pid_tgid() {
        let mut nsdata = [0_u8; 8];
        helper::get_ns_current_pid_tgid(0, 0, &mut nsdata);
    }

    pub(super) fn get_netns_cookie() {
        helper::get_netns_cookie(&context());
    }

    pub(super) fn get_current_ancestor_cgroup_id() {
        helper::get_current_ancestor_cgroup_id(0);
    }

    pub(super) fn sk_assign() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_assign(&context(), &socket, 0);
            helper::sk_release(socket);
        }
    }

    pub(super) fn ktime_get_boot_ns() {
        helper::ktime_get_boot_ns();
    }

    pub(super) fn sk_cgroup_id() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_cgroup_id(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn sk_ancestor_cgroup_id() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::sk_ancestor_cgroup_id(&socket, 0);
            helper::sk_release(socket);
        }
    }

    pub(super) fn ringbuf_output() {
        helper::ringbuf_output(&RING, &[0_u8; 8], 0);
    }

    pub(super) fn ringbuf_query() {
        helper::ringbuf_query(&RING, 0);
    }

    pub(super) fn csum_level() {
        helper::csum_level(&context(), 0);
    }

    pub(super) fn skc_to_tcp6_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_tcp6_sock::<kernel::tcp6_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn skc_to_tcp_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_tcp_sock::<kernel::tcp_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn skc_to_tcp_timewait_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_tcp_timewait_sock::<kernel::tcp_timewait_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn skc_to_tcp_request_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_tcp_request_sock::<kernel::tcp_request_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn skc_to_udp6_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_udp6_sock::<kernel::udp6_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn get_task_stack() {
        let task = helper::get_current_task_btf::<kernel::task_struct>();
        let mut buf = [0_u8; 8];
        helper::get_task_stack(&task, &mut buf, 0);
    }

    pub(super) fn load_hdr_opt() {
        let mut searchby_res = [0_u8; 8];
        helper::load_hdr_opt(&context(), &mut searchby_res, 0);
    }

    pub(super) fn store_hdr_opt() {
        helper::store_hdr_opt(&mut context(), &[0_u8; 8], 0);
    }

    pub(super) fn reserve_hdr_opt() {
        helper::reserve_hdr_opt(&context(), 0, 0);
    }

    pub(super) fn inode_storage_get() {
        helper::inode_storage_get(&OF_INODE, (), (), 0);
    }

    pub(super) fn inode_storage_delete() {
        helper::inode_storage_delete(&OF_INODE, ());
    }

    pub(super) fn copy_from_user() {
        let mut dst = [0_u8; 8];
        helper::copy_from_user(&mut dst, 0_u64);
    }

    pub(super) fn snprintf_btf() {
        let mut str = [0_u8; 8];
        helper::snprintf_btf(&mut str, &[0_u8; 8], 0);
    }

    pub(super) fn skb_cgroup_classid() {
        helper::skb_cgroup_classid(&context());
    }

    pub(super) fn redirect_neigh() {
        helper::redirect_neigh(0, (), 0);
    }

    pub(super) fn redirect_peer() {
        helper::redirect_peer(0, 0);
    }

    pub(super) fn task_storage_get() {
        let task = helper::get_current_task_btf::<kernel::task_struct>();
        helper::task_storage_get(&OF_TASK, &task, (), 0);
    }

    pub(super) fn task_storage_delete() {
        let task = helper::get_current_task_btf::<kernel::task_struct>();
        helper::task_storage_delete(&OF_TASK, &task);
    }

    pub(super) fn get_current_task_btf() {
        helper::get_current_task_btf::<kernel::task_struct>();
    }

    pub(super) fn ktime_get_coarse_ns() {
        helper::ktime_get_coarse_ns();
    }

    pub(super) fn check_mtu() {
        let mut mtu_len = [0_u8; 4];
        helper::check_mtu(&context(), 0, &mut mtu_len, 0, 0);
    }

    pub(super) fn snprintf() {
        let mut str = [0_u8; 8];
        helper::snprintf(&mut str, &TEXT, ());
    }

    pub(super) fn sys_bpf() {
        helper::sys_bpf(0, &[0_u8; 8]);
    }

    pub(super) fn btf_find_by_name_kind() {
        helper::btf_find_by_name_kind(&[0_u8; 8], 0, 0);
    }

    pub(super) fn sys_close() {
        helper::sys_close(0);
    }

    pub(super) fn get_func_ip() {
        helper::get_func_ip(&context());
    }

    pub(super) fn get_attach_cookie() {
        helper::get_attach_cookie(&context());
    }

    pub(super) fn task_pt_regs() {
        let task = helper::get_current_task_btf::<kernel::task_struct>();
        helper::task_pt_regs::<kernel::pt_regs>(&task);
    }

    pub(super) fn get_branch_snapshot() {
        let mut entries = [0_u8; 8];
        helper::get_branch_snapshot(&mut entries);
    }

    pub(super) fn trace_vprintk() {
        helper::trace_vprintk(&[0_u8; 8], ());
    }

    pub(super) fn skc_to_unix_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_unix_sock::<kernel::unix_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn kallsyms_lookup_name() {
        let mut res = [0_u8; 8];
        helper::kallsyms_lookup_name(&[0_u8; 8], 0, &mut res);
    }

    pub(super) fn strncmp() {
        helper::strncmp(&[0_u8; 8], &TEXT);
    }

    pub(super) fn get_func_arg() {
        let mut value = [0_u8; 8];
        helper::get_func_arg(&context(), 0, &mut value);
    }

    pub(super) fn get_func_ret() {
        let mut value = [0_u8; 8];
        helper::get_func_ret(&context(), &mut value);
    }

    pub(super) fn get_func_arg_cnt() {
        helper::get_func_arg_cnt(&context());
    }

    pub(super) fn get_retval() {
        helper::get_retval();
    }

    pub(super) fn set_retval() {
        helper::set_retval(0);
    }

    pub(super) fn xdp_get_buff_len() {
        helper::xdp_get_buff_len(&context());
    }

    pub(super) fn xdp_load_bytes() {
        let mut buf = [0_u8; 8];
        helper::xdp_load_bytes(&context(), 0, &mut buf);
    }

    pub(super) fn xdp_store_bytes() {
        helper::xdp_store_bytes(&context(), 0, &[0_u8; 8]);
    }

    pub(super) fn copy_from_user_task() {
        let mut dst = [0_u8; 8];
        let task = helper::get_current_task_btf::<kernel::task_struct>();
        helper::copy_from_user_task(&mut dst, 0_u64, &task, 0);
    }

    pub(super) fn skb_set_tstamp() {
        helper::skb_set_tstamp(&context(), 0, 0);
    }

    pub(super) fn map_lookup_percpu_elem() {
        helper::map_lookup_percpu_elem(&PER_CPU, &0_u32, 0);
    }

    pub(super) fn skc_to_mptcp_sock() {
        let tuple = [0_u8; 12];
        if let Some(socket) = helper::skc_lookup_tcp(&context(), &tuple, 0, 0) {
            helper::skc_to_mptcp_sock::<kernel::mptcp_sock>(&socket);
            helper::sk_release(socket);
        }
    }

    pub(super) fn tcp_raw_gen_syncookie_ipv4() {
        helper::tcp_raw_gen_syncookie_ipv4(&[0_u8; 20], &[0_u8; 8]);
    }

    pub(super) fn tcp_raw_gen_syncookie_ipv6() {
        helper::tcp_raw_gen_syncookie_ipv6(&[0_u8; 40], &[0_u8; 8]);
    }

    pub(super) fn tcp_raw_check_syncookie_ipv4() {
        helper::tcp_raw_check_syncookie_ipv4(&[0_u8; 20], &[0_u8; 20]);
    }

    pub(super) fn tcp_raw_check_syncookie_ipv6() {
        helper::tcp_raw_check_syncookie_ipv6(&[0_u8; 40], &[0_u8; 20]);
    }

    pub(super) fn ktime_get_tai_ns() {
        helper::ktime_get_tai_ns();
    }

    pub(super) fn cgrp_storage_get() {
        helper::cgrp_storage_get(&OF_CGROUP, (), (), 0);
    }

    pub(super) fn cgrp_storage_delete() {
        helper::cgrp_storage_delete(&OF_CGROUP, ());
    }
}

listed! {
    MAP_LOOKUP_ELEM map_lookup_elem;
    MAP_UPDATE_ELEM map_update_elem;
    MAP_DELETE_ELEM map_delete_elem;
    PROBE_READ probe_read;
    KTIME_GET_NS ktime_get_ns;
    GET_PRANDOM_U32 get_prandom_u32;
    GET_SMP_PROCESSOR_ID get_smp_processor_id;
    SKB_STORE_BYTES skb_store_bytes;
    L3_CSUM_REPLACE l3_csum_replace;
    L4_CSUM_REPLACE l4_csum_replace;
    CLONE_REDIRECT clone_redirect;
    GET_CURRENT_PID_TGID get_current_pid_tgid;
    GET_CURRENT_UID_GID get_current_uid_gid;
    GET_CURRENT_COMM get_current_comm;
    GET_CGROUP_CLASSID get_cgroup_classid;
    SKB_VLAN_PUSH skb_vlan_push;
    SKB_VLAN_POP skb_vlan_pop;
    SKB_GET_TUNNEL_KEY skb_get_tunnel_key;
    SKB_SET_TUNNEL_KEY skb_set_tunnel_key;
    PERF_EVENT_READ perf_event_read;
    REDIRECT redirect;
    GET_ROUTE_REALM get_route_realm;
    PERF_EVENT_OUTPUT perf_event_output;
    SKB_LOAD_BYTES skb_load_bytes;
    GET_STACKID get_stackid;
    CSUM_DIFF csum_diff;
    SKB_GET_TUNNEL_OPT skb_get_tunnel_opt;
    SKB_SET_TUNNEL_OPT skb_set_tunnel_opt;
    SKB_CHANGE_PROTO skb_change_proto;
    SKB_CHANGE_TYPE skb_change_type;
    SKB_UNDER_CGROUP skb_under_cgroup;
    GET_HASH_RECALC get_hash_recalc;
    GET_CURRENT_TASK get_current_task;
    PROBE_WRITE_USER probe_write_user;
    CURRENT_TASK_UNDER_CGROUP current_task_under_cgroup;
    SKB_CHANGE_TAIL skb_change_tail;
    SKB_PULL_DATA skb_pull_data;
    CSUM_UPDATE csum_update;
    SET_HASH_INVALID set_hash_invalid;
    GET_NUMA_NODE_ID get_numa_node_id;
    SKB_CHANGE_HEAD skb_change_head;
    XDP_ADJUST_HEAD xdp_adjust_head;
    PROBE_READ_STR probe_read_str;
    GET_SOCKET_COOKIE get_socket_cookie;
    GET_SOCKET_UID get_socket_uid;
    SET_HASH set_hash;
    SETSOCKOPT setsockopt;
    SKB_ADJUST_ROOM skb_adjust_room;
    REDIRECT_MAP redirect_map;
    SK_REDIRECT_MAP sk_redirect_map;
    SOCK_MAP_UPDATE sock_map_update;
    XDP_ADJUST_META xdp_adjust_meta;
    PERF_EVENT_READ_VALUE perf_event_read_value;
    PERF_PROG_READ_VALUE perf_prog_read_value;
    GETSOCKOPT getsockopt;
    OVERRIDE_RETURN override_return;
    SOCK_OPS_CB_FLAGS_SET sock_ops_cb_flags_set;
    MSG_REDIRECT_MAP msg_redirect_map;
    MSG_APPLY_BYTES msg_apply_bytes;
    MSG_CORK_BYTES msg_cork_bytes;
    MSG_PULL_DATA msg_pull_data;
    BIND bind;
    XDP_ADJUST_TAIL xdp_adjust_tail;
    SKB_GET_XFRM_STATE skb_get_xfrm_state;
    GET_STACK get_stack;
    SKB_LOAD_BYTES_RELATIVE skb_load_bytes_relative;
    FIB_LOOKUP fib_lookup;
    SOCK_HASH_UPDATE sock_hash_update;
    MSG_REDIRECT_HASH msg_redirect_hash;
    SK_REDIRECT_HASH sk_redirect_hash;
    LWT_PUSH_ENCAP lwt_push_encap;
    LWT_SEG6_STORE_BYTES lwt_seg6_store_bytes;
    LWT_SEG6_ADJUST_SRH lwt_seg6_adjust_srh;
    LWT_SEG6_ACTION lwt_seg6_action;
    RC_REPEAT rc_repeat;
    RC_KEYDOWN rc_keydown;
    SKB_CGROUP_ID skb_cgroup_id;
    GET_CURRENT_CGROUP_ID get_current_cgroup_id;
    GET_LOCAL_STORAGE get_local_storage;
    SK_SELECT_REUSEPORT sk_select_reuseport;
    SKB_ANCESTOR_CGROUP_ID skb_ancestor_cgroup_id;
    SK_LOOKUP_TCP sk_lookup_tcp;
    SK_LOOKUP_UDP sk_lookup_udp;
    SK_RELEASE sk_release;
    MAP_PUSH_ELEM map_push_elem;
    MAP_POP_ELEM map_pop_elem;
    MAP_PEEK_ELEM map_peek_elem;
    MSG_PUSH_DATA msg_push_data;
    MSG_POP_DATA msg_pop_data;
    RC_POINTER_REL rc_pointer_rel;
    SK_FULLSOCK sk_fullsock;
    TCP_SOCK tcp_sock;
    SKB_ECN_SET_CE skb_ecn_set_ce;
    GET_LISTENER_SOCK get_listener_sock;
    SKC_LOOKUP_TCP skc_lookup_tcp;
    TCP_CHECK_SYNCOOKIE tcp_check_syncookie;
    SYSCTL_GET_NAME sysctl_get_name;
    SYSCTL_GET_CURRENT_VALUE sysctl_get_current_value;
    SYSCTL_GET_NEW_VALUE sysctl_get_new_value;
    SYSCTL_SET_NEW_VALUE sysctl_set_new_value;
    STRTOL strtol;
    STRTOUL strtoul;
    SK_STORAGE_GET sk_storage_get;
    SK_STORAGE_DELETE sk_storage_delete;
    SEND_SIGNAL send_signal;
    TCP_GEN_SYNCOOKIE tcp_gen_syncookie;
    PROBE_READ_USER probe_read_user;
    PROBE_READ_KERNEL probe_read_kernel;
    PROBE_READ_USER_STR probe_read_user_str;
    PROBE_READ_KERNEL_STR probe_read_kernel_str;
    SEND_SIGNAL_THREAD send_signal_thread;
    JIFFIES64 jiffies64;
    READ_BRANCH_RECORDS read_branch_records;
    GET_NS_CURRENT_PID_TGID get_ns_current_pid_tgid;
    GET_NETNS_COOKIE get_netns_cookie;
    GET_CURRENT_ANCESTOR_CGROUP_ID get_current_ancestor_cgroup_id;
    SK_ASSIGN sk_assign;
    KTIME_GET_BOOT_NS ktime_get_boot_ns;
    SK_CGROUP_ID sk_cgroup_id;
    SK_ANCESTOR_CGROUP_ID sk_ancestor_cgroup_id;
    RINGBUF_OUTPUT ringbuf_output;
    RINGBUF_QUERY ringbuf_query;
    CSUM_LEVEL csum_level;
    SKC_TO_TCP6_SOCK skc_to_tcp6_sock;
    SKC_TO_TCP_SOCK skc_to_tcp_sock;
    SKC_TO_TCP_TIMEWAIT_SOCK skc_to_tcp_timewait_sock;
    SKC_TO_TCP_REQUEST_SOCK skc_to_tcp_request_sock;
    SKC_TO_UDP6_SOCK skc_to_udp6_sock;
    GET_TASK_STACK get_task_stack;
    LOAD_HDR_OPT load_hdr_opt;
    STORE_HDR_OPT store_hdr_opt;
    RESERVE_HDR_OPT reserve_hdr_opt;
    INODE_STORAGE_GET inode_storage_get;
    INODE_STORAGE_DELETE inode_storage_delete;
    COPY_FROM_USER copy_from_user;
    SNPRINTF_BTF snprintf_btf;
    SKB_CGROUP_CLASSID skb_cgroup_classid;
    REDIRECT_NEIGH redirect_neigh;
    REDIRECT_PEER redirect_peer;
    TASK_STORAGE_GET task_storage_get;
    TASK_STORAGE_DELETE task_storage_delete;
    GET_CURRENT_TASK_BTF get_current_task_btf;
    KTIME_GET_COARSE_NS ktime_get_coarse_ns;
    CHECK_MTU check_mtu;
    SNPRINTF snprintf;
    SYS_BPF sys_bpf;
    BTF_FIND_BY_NAME_KIND btf_find_by_name_kind;
    SYS_CLOSE sys_close;
    GET_FUNC_IP get_func_ip;
    GET_ATTACH_COOKIE get_attach_cookie;
    TASK_PT_REGS task_pt_regs;
    GET_BRANCH_SNAPSHOT get_branch_snapshot;
    TRACE_VPRINTK trace_vprintk;
    SKC_TO_UNIX_SOCK skc_to_unix_sock;
    KALLSYMS_LOOKUP_NAME kallsyms_lookup_name;
    STRNCMP strncmp;
    GET_FUNC_ARG get_func_arg;
    GET_FUNC_RET get_func_ret;
    GET_FUNC_ARG_CNT get_func_arg_cnt;
    GET_RETVAL get_retval;
    SET_RETVAL set_retval;
    XDP_GET_BUFF_LEN xdp_get_buff_len;
    XDP_LOAD_BYTES xdp_load_bytes;
    XDP_STORE_BYTES xdp_store_bytes;
    COPY_FROM_USER_TASK copy_from_user_task;
    SKB_SET_TSTAMP skb_set_tstamp;
    MAP_LOOKUP_PERCPU_ELEM map_lookup_percpu_elem;
    SKC_TO_MPTCP_SOCK skc_to_mptcp_sock;
    TCP_RAW_GEN_SYNCOOKIE_IPV4 tcp_raw_gen_syncookie_ipv4;
    TCP_RAW_GEN_SYNCOOKIE_IPV6 tcp_raw_gen_syncookie_ipv6;
    TCP_RAW_CHECK_SYNCOOKIE_IPV4 tcp_raw_check_syncookie_ipv4;
    TCP_RAW_CHECK_SYNCOOKIE_IPV6 tcp_raw_check_syncookie_ipv6;
    KTIME_GET_TAI_NS ktime_get_tai_ns;
    CGRP_STORAGE_GET cgrp_storage_get;
    CGRP_STORAGE_DELETE cgrp_storage_delete;
}
