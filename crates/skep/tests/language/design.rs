//! The programs that the language was designed with.

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]

use crate::world::{TRUE, World};
use skep::bpf::U32Be;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Udp};
use skep::prelude::*;
use skep_harness::Outcome;
use std::net::Ipv4Addr;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
mod probe {
    use skep::bpf::*;

    #[tracepoint_fields]
    pub struct SchedProcessExec {
        pub pid: i32,
        pub filename: DataLoc<str>,
    }

    #[event]
    pub struct Exec {
        pub pid: u32,
        pub uid: u32,
        pub comm: [u8; 16],
        pub path: [u8; 128],
    }

    #[map]
    pub static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(256 << 10);
    #[map]
    pub static BY_UID: HashMap<u32, u64> = HashMap::with_max_entries(1024);
    #[global]
    pub static MIN_UID: Constant<u32> = Constant::new(0);

    #[tracepoint("sched:sched_process_exec")]
    fn on_exec(ctx: &SchedProcessExec) -> i32 {
        let uid = current_uid();
        if uid < MIN_UID.get() {
            return 0;
        }
        BY_UID.add(uid, 1);
        let Some(mut e) = EXECS.reserve() else { return 0 };
        e.pid = current_pid();
        e.uid = uid;
        e.comm = current_comm();
        e.path = ctx.filename.read_str();
        e.submit();
        0
    }
}

#[skep::bpf(license = "GPL")]
mod firewall {
    use skep::bpf::*;

    #[map]
    pub static BLOCKED: LpmTrie<U32Be, u8> = LpmTrie::with_max_entries(1024);
    #[map]
    pub static DROPS: HashMap<U32Be, u64> = HashMap::with_max_entries(1024);

    #[xdp(default = Pass)]
    fn firewall(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut pkt = ctx.packet();
        let eth = pkt.parse::<Ethernet>()?;
        if eth.ether_type != ETH_P_IP {
            return None;
        }
        let ip = pkt.parse::<Ipv4>()?;
        if BLOCKED.get(LpmKey::from(ip.src)).is_some() {
            DROPS.add(ip.src, 1);
            return Some(XdpAction::Drop);
        }
        Some(XdpAction::Pass)
    }
}

pub(crate) fn programs_that_run_are_told_of(world: &World) -> Outcome {
    let mut probe = probe::load(&world.kernel)?;
    let _link = probe.on_exec.attach()?;
    let pid = world.run_true()?;
    assert!(probe.BY_UID.get(&world.user())?.is_some_and(|count| count > 0));
    let mut told = None;
    for exec in probe.EXECS.events_within(Duration::from_secs(5)) {
        let exec = exec?;
        if exec.pid == pid {
            told = Some(exec);
            break;
        }
    }
    let told = told.unwrap();
    assert_eq!((told.uid, &told.comm[..5]), (world.user(), b"true\0".as_slice()));
    assert_eq!(told.path[..=TRUE.len()], [TRUE.as_bytes(), b"\0"].concat());
    assert_eq!(probe.EXECS.lost()?, Some(0));
    Ok(())
}

pub(crate) fn a_constant_decides(world: &World) -> Outcome {
    let mut open = probe::open();
    open.MIN_UID.set(u32::MAX);
    let probe = open.load(&world.kernel)?;
    assert_eq!(probe.MIN_UID, u32::MAX);
    let _link = probe.on_exec.attach()?;
    world.run_true()?;
    assert_eq!(probe.BY_UID.get(&world.user())?, None);
    Ok(())
}

pub(crate) fn a_firewall_drops_what_is_blocked(world: &World) -> Outcome {
    let firewall = firewall::load(&world.kernel)?;
    let from = |source: [u8; 4]| {
        let ip = Ipv4 { source: source.into(), ..Ipv4::default() };
        Packet::new().with(Ethernet::default()).with(ip).with(Udp::default()).payload([0; 20]).build()
    };
    let run =
        |packet: &[u8]| Ok::<_, Error>(firewall.firewall.test_run(&TestRun::new().packet(packet))?.action());
    let address = |bytes: [u8; 4]| U32Be::from(Ipv4Addr::from(bytes));
    assert_eq!(run(&from([10, 1, 2, 3]))?, XdpAction::PASS);
    firewall.BLOCKED.insert(&LpmKey::new(address([10, 1, 0, 0]), 16), &1)?;
    assert_eq!(run(&from([10, 1, 2, 3]))?, XdpAction::DROP);
    assert_eq!(run(&from([10, 1, 9, 9]))?, XdpAction::DROP);
    assert_eq!(run(&from([10, 2, 2, 3]))?, XdpAction::PASS);
    assert_eq!(firewall.DROPS.get(&address([10, 1, 2, 3]))?, Some(1));
    assert_eq!(firewall.DROPS.iter().count(), 2);
    let newer = Packet::new().with(Ethernet::default()).with(Ipv6::default()).with(Udp::default()).build();
    assert_eq!(run(&newer)?, XdpAction::PASS);
    for cut in Packet::new()
        .with(Ethernet::default())
        .with(Ipv4 { source: [10, 1, 2, 3].into(), ..Ipv4::default() })
        .truncations()
        .skip(14)
    {
        let action = run(&cut)?;
        assert_eq!(action, if cut.len() < 34 { XdpAction::PASS } else { XdpAction::DROP });
    }
    Ok(())
}
