//! What helpers do and give in a running kernel: on packets, on sockets, and in a process.

use crate::helpers::callable;
use skep::packet::{Ethernet, Ipv4, Packet, Tcp};
use skep::prelude::*;
use skep_harness::Outcome;
use std::net::{Ipv4Addr, TcpListener};

#[skep::bpf(license = "GPL")]
mod packets {
    use skep::bpf::*;

    #[map]
    pub(super) static SEEN: Array<i64> = Array::with_length(40);

    fn keep(at: u32, number: i64) {
        if let Some(mut place) = SEEN.get(at) {
            *place = number;
        }
    }

    #[sched_cls]
    fn calls(ctx: &mut Skb) -> TcAction {
        let mut two = [0_u8; 2];
        keep(0, helper::skb_load_bytes(ctx, 12, &mut two));
        keep(1, two[0] as i64 * 256 + two[1] as i64);
        keep(2, helper::skb_load_bytes_relative(ctx, 0, &mut two, 1));
        keep(3, two[0] as i64);
        keep(4, helper::skb_store_bytes(ctx, 6, &[2_u8, 0, 0, 0, 0, 7], 0));
        keep(5, helper::set_hash(ctx, 77));
        keep(6, helper::get_hash_recalc(ctx) as i64);
        keep(7, helper::set_hash_invalid(ctx));
        keep(8, helper::skb_vlan_push(ctx, 0x0081, 5));
        keep(9, ctx.len() as i64);
        keep(10, helper::skb_vlan_pop(ctx));
        keep(11, helper::skb_change_type(ctx, 3));
        keep(12, helper::skb_pull_data(ctx, 0));
        keep(13, helper::skb_change_tail(ctx, 60, 0));
        keep(14, ctx.len() as i64);
        keep(15, helper::skb_change_head(ctx, 4, 0));
        keep(16, ctx.len() as i64);
        keep(17, helper::get_route_realm(ctx) as i64);
        keep(18, helper::get_cgroup_classid() as i64);
        keep(19, helper::csum_level(ctx, 3));
        keep(20, helper::csum_update(ctx, 1));
        keep(21, helper::get_socket_uid(ctx) as i64);
        keep(22, helper::get_netns_cookie(()) as i64);
        keep(23, helper::redirect(9, 0));
        keep(24, helper::redirect(9, 8));
        keep(25, helper::skb_set_tstamp(ctx, 5, 1));
        keep(26, helper::map_update_elem(&SEEN, &26_u32, &5_i64, 0) + 1);
        keep(27, helper::map_delete_elem(&SEEN, &27_u32));
        if let Some(mut place) = helper::map_lookup_elem(&SEEN, &28_u32) {
            *place = 28;
        }
        let mut mtu = [0_u32];
        keep(29, helper::check_mtu(ctx, 1, &mut mtu, 0, 0));
        keep(30, mtu[0] as i64);
        TcAction::Ok
    }

    #[value]
    struct Tuple {
        from: U32Be,
        to: U32Be,
        from_port: U16Be,
        to_port: U16Be,
    }

    #[global]
    pub(super) static PORT: Constant<u16> = Constant::new(0);

    #[kernel_type]
    struct sock_common {
        skc_num: u16,
    }

    #[kernel_type]
    struct sock {
        __sk_common: sock_common,
    }

    #[kernel_type]
    struct inet_sock {
        sk: sock,
    }

    #[kernel_type]
    struct inet_connection_sock {
        icsk_inet: inet_sock,
    }

    #[kernel_type]
    struct tcp_sock {
        inet_conn: inet_connection_sock,
    }

    #[sched_cls]
    fn finds(ctx: &mut Skb) -> TcAction {
        let from = U32Be::new(0x7f00_0001);
        let tuple = Tuple { from, to: from, from_port: U16Be::new(1), to_port: U16Be::new(PORT.get()) };
        // In the namespace of the packet's interface.
        if let Some(socket) = helper::sk_lookup_tcp(ctx, &tuple, u64::MAX, 0) {
            keep(0, 1);
            if let Some(tcp) = helper::skc_to_tcp_sock::<tcp_sock>(&socket) {
                keep(1, tcp.inet_conn.icsk_inet.sk.__sk_common.skc_num as i64);
            }
            if let Some(full) = helper::sk_fullsock(&socket) {
                keep(2, 1);
                if helper::get_listener_sock(&full).is_some() {
                    keep(3, 1);
                }
                if helper::tcp_sock(&full).is_some() {
                    keep(4, 1);
                }
            }
            keep(5, helper::tcp_gen_syncookie(&socket, &[0_u8; 20], &[0_u8; 20]));
            helper::sk_release(socket);
        }
        if let Some(socket) = helper::skc_lookup_tcp(ctx, &tuple, u64::MAX, 0) {
            keep(6, 1);
            helper::sk_release(socket);
        }
        if let Some(socket) = helper::sk_lookup_udp(ctx, &tuple, u64::MAX, 0) {
            keep(7, 1);
            helper::sk_release(socket);
        }
        TcAction::Ok
    }
}

#[skep::bpf(license = "GPL")]
mod process {
    use skep::bpf::*;

    #[kernel_type]
    struct task_struct {
        tgid: i32,
    }

    #[map]
    pub(super) static SEEN: Array<i64> = Array::with_length(40);
    #[map]
    pub(super) static COMM: Array<[u8; 16]> = Array::with_length(1);
    #[map]
    pub(super) static STACKS: StackTrace<16> = StackTrace::with_max_entries(16);
    #[map]
    pub(super) static STACK: Array<[u64; 8]> = Array::with_length(1);
    #[map]
    pub(super) static EVENTS: PerfEventArray = PerfEventArray::with_length(1);
    #[map]
    pub(super) static RING: RingBuf<Event> = RingBuf::with_byte_size(4096);
    #[map]
    pub(super) static OF_TASK: TaskStorage<u64> = TaskStorage::new();
    #[map]
    pub(super) static PARTS: PerCpuArray<u64> = PerCpuArray::with_length(1);
    #[map]
    pub(super) static GROUPS: CgroupArray = CgroupArray::with_length(1);
    /// Only this process is looked at.
    #[global]
    pub(super) static PID: Constant<u32> = Constant::new(0);

    #[event]
    pub(super) struct Event {
        number: u64,
    }

    fn keep(at: u32, number: i64) {
        if let Some(mut place) = SEEN.get(at) {
            *place = number;
        }
    }

    #[raw_tracepoint("sys_enter")]
    fn enters() {
        if current_pid() != PID.get() {
            return;
        }
        let mut comm = [0_u8; 16];
        keep(0, helper::get_current_comm(&mut comm));
        if let Some(mut place) = COMM.get(0) {
            *place = comm;
        }
        let task = helper::get_current_task_btf::<task_struct>();
        keep(1, task.tgid as i64);
        let mut pid = [0_i32];
        keep(2, helper::probe_read_kernel(&mut pid, helper::get_current_task()));
        keep(3, helper::probe_read_kernel(&mut pid, 16_u64));
        keep(4, helper::probe_read_user(&mut pid, 16_u64));
        let stack = helper::get_stackid(&context(), &STACKS, 0);
        keep(5, stack);
        if let Some(mut place) = STACK.get(0) {
            keep(6, helper::get_stack(&context(), &mut *place, 0));
            keep(7, helper::get_task_stack(&task, &mut *place, 0));
        }
        // There is no event to write it to.
        keep(8, helper::perf_event_output(&context(), &EVENTS, 0, &[7_u64]));
        keep(9, helper::ringbuf_query(&RING, 1) as i64);
        keep(10, helper::ringbuf_output(&RING, &Event { number: 6 }, 0));
        if let Some(mut count) = helper::task_storage_get(&OF_TASK, &task, (), 1) {
            *count += 1;
            keep(11, *count as i64);
        }
        keep(12, helper::task_storage_delete(&OF_TASK, &task));
        keep(13, helper::get_current_ancestor_cgroup_id(0) as i64);
        let mut ids = [0_u32; 2];
        keep(14, helper::get_ns_current_pid_tgid(0, 0, &mut ids));
        let mut number = [0_i64];
        keep(15, helper::strtol(b"-12 ", 0, &mut number));
        keep(16, number[0]);
        let mut other = [0_u64];
        keep(17, helper::strtoul(b"ff  ", 16, &mut other));
        keep(18, other[0] as i64);
        if let Some(mut part) = helper::map_lookup_percpu_elem(&PARTS, &0_u32, 0) {
            *part = 9;
        }
        keep(19, helper::current_task_under_cgroup(&GROUPS, 0));
        let mut count = [0_u64; 3];
        keep(20, helper::perf_event_read_value(&EVENTS, 0, &mut count));
        keep(21, helper::send_signal(0));
        keep(22, helper::trace_vprintk(b"skep saw %d\n\0", &[PID.get() as u64]));
        keep(23, helper::probe_read_user_str(&mut comm, 16_u64));
        keep(24, helper::probe_read_kernel_str(&mut comm, 16_u64));
    }
}

fn packet() -> Vec<u8> {
    Packet::new()
        .with(Ethernet::default())
        .with(Ipv4::default())
        .with(Tcp::default())
        .payload([0; 40])
        .build()
}

fn first(array: &Array<i64>, count: u32) -> Result<Vec<i64>> {
    (0..count).map(|at| Ok(array.get(at)?.unwrap_or_default())).collect()
}

pub(crate) fn packets_are_changed_by_helpers() -> Outcome {
    let kernel = crate::world::host()?.kernel;
    let packets = callable(packets::load(&kernel))?;
    let length = i64::try_from(packet().len())?;
    packets.calls.test_run(&TestRun::new().packet(&packet()))?;
    let seen = first(&packets.SEEN, 31)?;
    assert_eq!(seen[..9], [0, 0x800, 0, 0x45, 0, 0, 77, 0, 0], "{seen:?}");
    assert_eq!(seen[9..17], [length, 0, 0, 0, 0, 60, 0, 64], "{seen:?}");
    assert_eq!(seen[23..25], [7, 2], "a redirection, and one with flags that are not known: {seen:?}");
    assert_eq!(seen[26..29], [1, -22, 28], "{seen:?}");
    assert!(seen[22] > 0, "the namespace has a number: {seen:?}");
    assert!(seen[29] < 0 || seen[30] >= 64, "{seen:?}");
    Ok(())
}

pub(crate) fn sockets_are_found_and_released() -> Outcome {
    let kernel = crate::world::host()?.kernel;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let mut open = packets::open();
    open.PORT.set(port);
    let packets = callable(open.load(&kernel))?;
    packets.finds.test_run(&TestRun::new().packet(&packet()))?;
    let seen = first(&packets.SEEN, 8)?;
    assert_eq!(seen[..5], [1, i64::from(port), 1, 1, 1], "{seen:?}");
    assert_eq!(seen[6..], [1, 0], "{seen:?}");
    drop(listener);
    packets.SEEN.set(0, &0)?;
    packets.finds.test_run(&TestRun::new().packet(&packet()))?;
    assert_eq!(packets.SEEN.get(0)?, Some(0), "nobody listens any more");
    Ok(())
}

pub(crate) fn processes_are_looked_at() -> Outcome {
    let kernel = crate::world::host()?.kernel;
    let mut open = process::open();
    open.PID.set(std::process::id());
    let process = open.load(&kernel)?;
    let link = process.enters.attach()?;
    std::thread::yield_now();
    link.detach()?;
    let seen = first(&process.SEEN, 25)?;
    let comm = process.COMM.get(0)?.unwrap_or_default();
    assert!(comm.starts_with(b"language") || comm[0] != 0, "{comm:?}");
    assert_eq!(seen[0..3], [0, i64::from(std::process::id()), 0], "{seen:?}");
    assert!(seen[3] < 0 && seen[4] == -14, "nothing is there: {seen:?}");
    let stack = u32::try_from(seen[5])?;
    let addresses = process.STACKS.get(stack)?.unwrap_or_default();
    assert!(addresses[0].address() > Some(1 << 63), "{addresses:x?}");
    assert!(seen[6] >= 8 && seen[7] >= 0, "{seen:?}");
    assert_eq!(seen[8], -2, "no event is open: {seen:?}");
    assert_eq!(seen[9..13], [4096, 0, 1, 0], "{seen:?}");
    assert!(seen[13] > 0);
    assert_eq!(seen[15..19], [3, -12, 2, 255], "{seen:?}");
    assert_eq!(process.PARTS.get(0)?.and_then(|parts| parts.get(0).copied()), Some(9));
    assert_eq!(seen[22], i64::try_from(format!("skep saw {}\n", std::process::id()).len())?, "{seen:?}");
    Ok(())
}
