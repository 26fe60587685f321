//! The kernel's helpers as functions: what they give is read back in maps, on the running kernel and on a simulated one.

use crate::world::World;
use skep::Features;
use skep::packet::{Ethernet, Ipv4, Packet, Udp};
use skep::prelude::*;
use skep_harness::{Outcome, Stop, skip};
use std::time::{Duration, SystemTime};

#[skep::bpf(license = "GPL")]
mod numbers {
    use skep::bpf::*;

    #[map]
    pub static SEEN: Array<u64> = Array::with_length(32);

    fn keep(at: u32, number: u64) {
        if let Some(mut place) = SEEN.get(at) {
            *place = number;
        }
    }

    #[xdp]
    fn of_the_machine(ctx: &mut Xdp) -> XdpAction {
        keep(0, helper::ktime_get_ns());
        keep(1, helper::ktime_get_boot_ns());
        keep(2, helper::ktime_get_coarse_ns());
        keep(3, helper::ktime_get_tai_ns());
        keep(4, helper::jiffies64());
        keep(5, helper::get_prandom_u32() as u64);
        keep(6, helper::get_prandom_u32() as u64);
        keep(7, helper::get_smp_processor_id() as u64);
        keep(8, helper::get_numa_node_id() as u64);
        keep(9, helper::get_current_pid_tgid());
        keep(10, helper::get_current_uid_gid());
        keep(11, helper::get_current_cgroup_id());
        keep(12, helper::xdp_get_buff_len(ctx));
        XdpAction::Pass
    }

    #[xdp(default = Aborted)]
    fn of_bytes(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut two = [0_u8; 2];
        if helper::xdp_load_bytes(ctx, 12, &mut two) != 0 {
            return None;
        }
        keep(0, two[0] as u64 * 256 + two[1] as u64);
        let name = [b's', b'k', b'e', b'p'];
        if helper::xdp_store_bytes(ctx, 42, &name) != 0 {
            return None;
        }
        // Beyond the end.
        keep(1, helper::xdp_load_bytes(ctx, 60_000, &mut two) as u64);
        let old = [1_u8, 0, 0, 0];
        let new = [3_u8, 0, 0, 0];
        keep(2, helper::csum_diff(&old, &new, 5) as u64);
        keep(3, helper::csum_diff((), &new, 5) as u64);
        Some(XdpAction::Pass)
    }

    #[test]
    fn a_world_gives_what_it_was_told() {
        let world = World::new();
        world.time(std::time::Duration::from_nanos(70));
        world.pid(9);
        world.answer(skep::uapi::Helper::XDP_GET_BUFF_LEN, 60);
        world.answer(skep::uapi::Helper::JIFFIES64, 4);
        world.answer(skep::uapi::Helper::GET_CURRENT_CGROUP_ID, 1);
        of_the_machine(&mut Xdp::new(&[0; 60]));
        let seen = |at| SEEN.get(at).map(|place| *place).unwrap_or(0);
        assert_eq!([0, 4, 9, 11, 12].map(seen), [70, 4, 9 << 32 | 9, 1, 60]);
        assert_ne!(seen(5), seen(6));
    }
}

#[skep::bpf(license = "GPL")]
mod texts {
    use skep::bpf::*;

    const FORMAT: [u8; 9] = *b"%d of %x\0";
    const NAME: [u8; 5] = *b"skep\0";

    #[map]
    pub static SEEN: Array<[u8; 16]> = Array::with_length(2);
    #[map]
    pub static COMPARED: Array<i64> = Array::with_length(2);

    fn compare(at: u32, text: &[u8; 5]) {
        if let Some(mut place) = COMPARED.get(at) {
            *place = helper::strncmp(text, &NAME);
        }
    }

    #[sched_cls]
    fn formats(_ctx: &mut Skb) -> TcAction {
        let mut text = [0_u8; 16];
        let numbers = [7_u64, 255];
        let length = helper::snprintf(&mut text, &FORMAT, &numbers);
        if let Some(mut place) = SEEN.get(0) {
            *place = text;
        }
        compare(0, &[b's', b'k', b'e', b'p', 0]);
        compare(1, &[b's', b'k', b'i', b'p', 0]);
        if length == 8 { TcAction::Ok } else { TcAction::Shot }
    }
}

#[skep::bpf(license = "GPL")]
mod prints {
    use skep::bpf::*;

    #[map]
    pub static SEEN: Array<u64> = Array::with_length(8);

    fn keep(at: u32, number: u64) {
        if let Some(mut place) = SEEN.get(at) {
            *place = number;
        }
    }

    #[xdp]
    fn tells(ctx: &mut Xdp) -> XdpAction {
        let (small, negative) = (200_u8, -5_i32);
        trace_printk!("skep {} at {{{}}}: 100% of {:x}", small, negative, negative);
        trace_printk!("skep {} {} {} {:x}", 1_u64, 2_u16, -3_i64, 0xabc_u32);
        trace_printk!("skep is done");
        keep(0, boot_time());
        keep(1, coarse_time());
        keep(2, tai_time());
        keep(3, random_u32() as u64);
        keep(4, cpu() as u64);
        keep(5, numa_node() as u64);
        keep(6, current_cgroup_id());
        keep(7, ktime());
        let _ = ctx;
        XdpAction::Pass
    }

    #[test]
    fn lines_are_kept_by_a_world() {
        let world = World::new();
        world.answer(skep::uapi::Helper::GET_CURRENT_CGROUP_ID, 5);
        tells(&mut Xdp::new(&[0; 60]));
        let expected = ["skep 200 at {-5}: 100% of fffffffb", "skep 1 2 -3 abc", "skep is done"];
        assert_eq!(world.printed(), expected);
        assert_eq!(SEEN.get(6).map(|place| *place), Some(5));
    }
}

#[skep::bpf(license = "GPL")]
mod directions {
    use skep::bpf::*;

    #[map]
    pub static DEVICES: DevMap = DevMap::with_length(4);
    #[map]
    pub static CPUS: CpuMap = CpuMap::with_length(4);
    #[map]
    pub static STACKS: StackTrace<8> = StackTrace::with_max_entries(8);
    #[map]
    pub static EVENTS: PerfEventArray = PerfEventArray::with_length(4);
    #[map]
    pub static SEEN: Array<u32> = Array::with_length(4);
    #[global]
    pub static PID: Constant<u32> = Constant::new(0);

    fn keep(at: u32, number: u32) {
        if let Some(mut place) = SEEN.get(at) {
            *place = number;
        }
    }

    #[xdp]
    fn to_a_device(_ctx: &mut Xdp) -> XdpAction {
        DEVICES.redirect(1)
    }

    #[xdp]
    fn to_nothing(_ctx: &mut Xdp) -> XdpAction {
        CPUS.redirect(1)
    }

    #[tracepoint("sched:sched_process_exec")]
    fn keeps_stacks() {
        if current_pid() == PID.get() {
            return;
        }
        if let Some(stack) = STACKS.id(&context()) {
            keep(0, stack + 1);
        }
        keep(1, if EVENTS.output(&context(), &7_u64) { 1 } else { 2 });
        keep(2, if signal_current(0) { 1 } else { 2 });
    }
}

#[skep::bpf(license = "GPL")]
mod locks {
    use skep::bpf::*;

    #[value]
    pub(super) struct Total {
        pub(super) lock: helper::bpf_spin_lock,
        pub(super) runs: u32,
        pub(super) bytes: u64,
    }

    #[map]
    pub(super) static TOTAL: Array<Total> = Array::with_length(1);

    #[sched_cls]
    fn adds(ctx: &mut Skb) -> TcAction {
        let bytes = ctx.len() as u64;
        if let Some(mut total) = TOTAL.get(0) {
            helper::spin_lock(&mut total.lock);
            total.runs += 1;
            total.bytes += bytes;
            helper::spin_unlock(&mut total.lock);
        }
        TcAction::Ok
    }
}

#[skep::bpf(license = "GPL")]
mod dynptrs {
    use skep::bpf::*;

    #[event]
    pub(super) struct Pair {
        pub(super) one: u64,
        pub(super) other: u64,
    }

    #[map]
    pub static PLACE: Array<[u64; 4]> = Array::with_length(1);
    #[map]
    pub(super) static EVENTS: RingBuf<Pair> = RingBuf::with_byte_size(4096);

    #[sched_cls]
    fn writes(ctx: &mut Skb) -> TcAction {
        if let Some(mut place) = PLACE.get(0) {
            let mut memory = helper::Dynptr::new();
            helper::dynptr_from_mem(&mut *place, 0, &mut memory);
            helper::dynptr_write(&memory, 8, &[5_u64, 6], 0);
            let mut read = [0_u64; 1];
            helper::dynptr_read(&mut read, &memory, 16, 0);
            if let Some(part) = helper::dynptr_data::<u64>(&memory, 24) {
                *part = read[0] + 1;
            }
        }
        let mut record = helper::RingDynptr::new();
        helper::ringbuf_reserve_dynptr(&EVENTS, 16, 0, &mut record);
        helper::ringbuf_submit_dynptr(&mut record, 0);
        helper::ringbuf_output(&EVENTS, &Pair { one: 1, other: ctx.len() as u64 }, 0);
        TcAction::Ok
    }
}

fn packet() -> Vec<u8> {
    Packet::new()
        .with(Ethernet::default())
        .with(Ipv4::default())
        .with(Udp::default())
        .payload([0; 20])
        .build()
}

/// The first elements of an array.
fn first(array: &Array<u64>, count: u32) -> Result<Vec<u64>> {
    (0..count).map(|at| Ok(array.get(at)?.unwrap_or_default())).collect()
}

/// What comes of a load, unless this kernel lets programs of a type call fewer helpers than Linux 6.18 does.
pub(crate) fn callable<T>(loaded: Result<T>) -> std::result::Result<T, Stop> {
    loaded.map_err(|error| match error.verifier_report() {
        Some(report) if report.rejection.is_some_and(|rejection| rejection.name == "helper-not-for-type") => {
            Stop::Skip(format!("this kernel lets fewer types of programs call it: {}", report.reason))
        }
        _ => error.into(),
    })
}

pub(crate) fn helpers_that_give_numbers(world: &World) -> Outcome {
    let numbers = callable(numbers::load(&world.kernel))?;
    numbers.of_the_machine.test_run(&TestRun::new().packet(&packet()))?;
    let seen = first(&numbers.SEEN, 13)?;
    assert!(seen[0] > 0 && seen[1] >= seen[0], "{seen:?}");
    let apart = Duration::from_nanos(seen[0].abs_diff(seen[2]));
    assert!(apart < Duration::from_millis(200), "{apart:?} between the fine clock and the coarse one");
    assert!(seen[4] > 0);
    assert!(
        seen[5] != seen[6] && seen[5] <= u64::from(u32::MAX) && seen[6] <= u64::from(u32::MAX),
        "{seen:?}"
    );
    assert_eq!(seen[12], packet().len() as u64);
    if !world.is_simulated() {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let tai = Duration::from_nanos(seen[3]);
        assert!(tai.abs_diff(now) < Duration::from_secs(100), "{tai:?}, and it is {now:?}");
        let cpus = std::thread::available_parallelism()?.get() as u64;
        assert!(seen[7] < cpus.max(64));
        assert_eq!(seen[9] >> 32, u64::from(std::process::id()));
        assert_eq!(seen[10] & u64::from(u32::MAX), u64::from(rustix::process::getuid().as_raw()));
        assert!(seen[11] > 0);
    }
    let run = numbers.of_bytes.test_run(&TestRun::new().packet(&packet()))?;
    assert_eq!(run.result, 2);
    assert_eq!(&run.packet[42..46], b"skep");
    let seen = first(&numbers.SEEN, 4)?;
    assert_eq!(seen, [0x800, (-22_i64) as u64, 7, 8]);
    Ok(())
}

pub(crate) fn texts_are_formatted_and_compared(world: &World) -> Outcome {
    let texts = texts::load(&world.kernel)?;
    let run = texts.formats.test_run(&TestRun::new().packet(&packet()))?;
    assert_eq!(run.result, 0);
    assert_eq!(texts.SEEN.get(0)?.as_ref(), Some(b"7 of ff\0\0\0\0\0\0\0\0\0"));
    assert_eq!(texts.COMPARED.get(0)?, Some(0));
    assert!(texts.COMPARED.get(1)?.is_some_and(|order| order > 0));
    Ok(())
}

pub(crate) fn values_are_changed_under_a_lock(world: &World) -> Outcome {
    let locks = locks::load(&world.kernel)?;
    locks.adds.test_run(&TestRun::new().packet(&packet()).repeat(3))?;
    let total = locks.TOTAL.get(0)?.map(|total| (total.runs, total.bytes));
    assert_eq!(total, Some((3, 3 * packet().len() as u64)));
    Ok(())
}

pub(crate) fn dynamic_pointers_lead_to_values_and_records() -> Outcome {
    let kernel = crate::world::host()?.kernel;
    let dynptrs = dynptrs::load(&kernel)?;
    dynptrs.writes.test_run(&TestRun::new().packet(&packet()))?;
    assert_eq!(dynptrs.PLACE.get(0)?, Some([0, 5, 6, 7]));
    Ok(())
}

pub(crate) fn lines_are_printed(world: &World) -> Outcome {
    if Features::new(&world.kernel).helper(Helper::GET_CURRENT_CGROUP_ID, ProgramType::XDP).is_no() {
        return skip("XDP programs of this kernel may not ask for the control group");
    }
    let prints = prints::load(&world.kernel)?;
    let trace = world.trace()?;
    prints.tells.test_run(&TestRun::new().packet(&packet()))?;
    let lines = ["skep 200 at {-5}: 100% of fffffffb", "skep 1 2 -3 abc", "skep is done"];
    let text = trace.read(&lines)?;
    assert!(lines.iter().all(|line| text.contains(line)), "{text}");
    let seen = first(&prints.SEEN, 8)?;
    assert!(seen[0] >= seen[7] || seen[7] - seen[0] < 1_000_000_000, "{seen:?}");
    assert!(seen[1] > 0 && seen[2] > 0 && seen[6] > 0, "{seen:?}");
    Ok(())
}

pub(crate) fn packets_are_redirected_by_maps() -> Outcome {
    let kernel = crate::world::host()?.kernel;
    let mut open = directions::open();
    open.PID.set(std::process::id());
    let directions = open.load(&kernel)?;
    assert_eq!(directions.to_a_device.test_run(&TestRun::new().packet(&packet()))?.result, 0);
    // The loopback interface.
    directions.DEVICES.set(1, "lo")?;
    assert_eq!(directions.DEVICES.get(1)?.map(|device| device.index), Some(1));
    assert_eq!(directions.to_a_device.test_run(&TestRun::new().packet(&packet()))?.result, 4);
    directions.DEVICES.clear(1)?;
    assert_eq!(directions.to_a_device.test_run(&TestRun::new().packet(&packet()))?.result, 0);
    assert_eq!(directions.to_nothing.test_run(&TestRun::new().packet(&packet()))?.result, 0);
    let link = directions.keeps_stacks.attach()?;
    std::process::Command::new("true").status()?;
    link.detach()?;
    let seen: Vec<u32> = directions.SEEN.iter().collect::<Result<_>>()?;
    assert!(seen[0] > 0, "{seen:?}");
    let frames = directions.STACKS.get(seen[0] - 1)?.unwrap_or_default();
    assert!(frames[0].address() > Some(1 << 63), "{frames:x?}");
    assert_eq!(seen[1], 2, "nobody has opened the perf buffer");
    Ok(())
}
