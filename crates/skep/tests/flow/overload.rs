//! More events than can be handled.

use crate::world::World;
use skep::PerfBuffer;
use skep::flow::{Bound, Flow, FlowCounts, Stop, Throttle, WhenFull};
use skep::prelude::*;
use skep_harness::Outcome;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[skep::bpf(license = "GPL")]
pub(crate) mod sender {
    use skep::bpf::*;

    #[event]
    #[derive(Clone, Copy)]
    pub(crate) struct Sample {
        pub number: u64,
        pub rest: [u64; 3],
    }

    #[map]
    pub static SAMPLES: RingBuf<Sample> = RingBuf::with_byte_size(65536);
    #[global]
    pub static ATTEMPTS: Global<u64> = Global::new(0);
    #[global]
    pub static LEVEL: Global<u32> = Global::new(0);
    #[global]
    pub static LEFT_OUT: Global<u64> = Global::new(0);

    #[socket_filter]
    pub(crate) fn send(_ctx: &Skb) -> u32 {
        ATTEMPTS.add(1);
        let number = ATTEMPTS.get();
        if LEVEL.get() > 0 && !number.is_multiple_of(16) {
            LEFT_OUT.add(1);
            return 0;
        }
        SAMPLES.output(&Sample { number, rest: [0; 3] });
        0
    }
}

#[skep::bpf(license = "GPL")]
mod perf_sender {
    use skep::bpf::*;

    #[map]
    pub static SAMPLES: PerfEventArray = PerfEventArray::with_length(256);
    #[global]
    pub static ATTEMPTS: Global<u64> = Global::new(0);

    #[xdp]
    pub(super) fn send(ctx: &mut Xdp) -> XdpAction {
        ATTEMPTS.add(1);
        SAMPLES.output(ctx, &ATTEMPTS.get());
        XdpAction::Pass
    }
}

/// Nothing takes longer.
const LATE: Duration = Duration::from_secs(60);

/// Has a program run so many times.
pub(crate) fn run(program: &Program, times: u32) {
    program.test_run(&TestRun::new().packet(&[0; 64]).repeat(times)).unwrap();
}

/// Has the scheduler leave this thread where it is.
fn stay_on_this_cpu() {
    #[cfg(target_os = "linux")]
    {
        use nix::sched::{CpuSet, sched_getcpu, sched_setaffinity};
        let mut one = CpuSet::new();
        one.set(sched_getcpu().unwrap()).unwrap();
        sched_setaffinity(nix::unistd::Pid::from_raw(0), &one).unwrap();
    }
}

/// Keeps a processor busy for so long.
pub(crate) fn be_busy(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

pub(crate) fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LATE, "{what}");
        thread::yield_now();
    }
}

pub(crate) fn every_policy(world: &World) -> Outcome {
    const EVENTS: u32 = 20_000;
    const FLOOD: u32 = 2000;
    const READ: u64 = 500;
    let spill = |byte_limit| WhenFull::Spill { folder: std::env::temp_dir(), byte_limit };
    // What a policy must have done, and what it must not.
    type Done = fn(&FlowCounts) -> bool;
    let policies: [(WhenFull, Done); 6] = [
        (WhenFull::Block, |counts| counts.dropped() == 0),
        (WhenFull::DropNewest, |counts| {
            counts.dropped_newest > 0 && counts.dropped_newest == counts.dropped()
        }),
        (WhenFull::DropOldest, |counts| {
            counts.dropped_oldest > 0 && counts.dropped_oldest == counts.dropped()
        }),
        (WhenFull::Sample { one_of: 8, above: 50 }, |counts| {
            counts.sampled_out > 0 && counts.dropped_oldest == 0
        }),
        (spill(32 << 20), |counts| counts.spilled > 0 && counts.dropped() == 0),
        (spill(16 << 10), |counts| counts.spilled > 0 && counts.dropped_newest > 0),
    ];
    for (number, (when_full, is_done)) in policies.into_iter().enumerate() {
        let loaded = sender::load(&world.kernel)?;
        let (send, attempts) = (loaded.send, loaded.ATTEMPTS);
        // By number and by bytes, with one worker and with several.
        let bound =
            if number % 2 == 0 { Bound::events(64) } else { Bound::bytes(64 * 32).and_bytes(64 * 32) };
        let workers = 1 + number % 2;
        // More than the ring has room for; again, while a reader that waits for room reads nothing; and then as often as some was read.
        run(&send, FLOOD);
        let refused_before = loaded.SAMPLES.lost()?.expect("programs count");
        let is_flooded = Arc::new(AtomicBool::new(false));
        let flooded = is_flooded.clone();
        let flow = Flow::new(loaded.SAMPLES).bounded(bound).when_full(when_full.clone()).workers(workers);
        let handle = flow.handle();
        let done = world.elsewhere(move |_| {
            wait_for("the reader reads", || handle.counts().received > 0);
            run(&send, FLOOD);
            flooded.store(true, Ordering::Relaxed);
            for _ in 2..EVENTS / FLOOD {
                let before = handle.counts().received;
                run(&send, FLOOD);
                wait_for("the reader goes on", || handle.counts().received >= before + READ);
            }
            handle.stop(Stop::Drain).unwrap();
        });
        let numbers = Mutex::new(vec![]);
        let mut ended = flow.run(|sample| {
            if when_full == WhenFull::Block {
                wait_for("the ring is flooded", || is_flooded.load(Ordering::Relaxed));
            }
            be_busy(Duration::from_micros(20));
            numbers.lock().unwrap().push(sample.number);
        })?;
        drop(done);
        let counts = ended.counts;
        #[expect(clippy::print_stdout, reason = "what became of the events is shown")]
        {
            println!("{when_full:?}: {counts}");
        }
        assert!(ended.error.is_none(), "{:?}", ended.error);
        assert_eq!(ended.source.drain().count(), 0, "{counts}");
        // The law: what programs produced is what was delivered, dropped by the policy or refused by a full ring.
        assert_eq!(attempts.get()?, u64::from(EVENTS));
        let refused = counts.refused.expect("programs count");
        assert_eq!(counts.delivered + counts.dropped() + refused, u64::from(EVENTS), "{counts}");
        assert_eq!(
            (counts.waiting, counts.handling, counts.abandoned, counts.malformed),
            (0, 0, 0, 0),
            "{counts}"
        );
        assert!(is_done(&counts), "{when_full:?}: {counts}");
        assert!(refused > 0, "there was no overload: {counts}");
        if when_full == WhenFull::Block {
            assert!(refused >= 2 * refused_before, "nothing was refused while it was read: {counts}");
        }
        assert!(
            counts.received >= READ * u64::from(EVENTS / FLOOD - 2),
            "the reader did not read meanwhile: {counts}"
        );
        let mut numbers = numbers.into_inner().unwrap();
        assert_eq!(numbers.len() as u64, counts.delivered);
        if workers > 1 {
            numbers.sort_unstable();
        }
        assert!(numbers.is_sorted_by(|one, other| one < other), "{when_full:?}: in order, and none twice");
    }
    Ok(())
}

pub(crate) fn perf_buffers(world: &World) -> Outcome {
    let loaded = perf_sender::load(&world.kernel)?;
    let buffer = PerfBuffer::<u64>::open(&loaded.SAMPLES, 16 << 10)?;
    let flow = Flow::new(buffer).bounded(Bound::events(16)).when_full(WhenFull::DropNewest);
    let (send, attempts, handle) = (loaded.send, loaded.ATTEMPTS.clone(), flow.handle());
    let done = world.elsewhere(move |_| {
        stay_on_this_cpu();
        for _ in 0..20 {
            run(&send, 1000);
        }
        // What was lost is told with the next record for which there is room, if its CPU is the same.
        wait_for("what was lost is told", || {
            run(&send, 1);
            let start = Instant::now();
            let is_told = || handle.counts().produced() == attempts.get().unwrap();
            while !is_told() && start.elapsed() < Duration::from_millis(20) {
                thread::yield_now();
            }
            is_told()
        });
        handle.stop(Stop::Drain).unwrap();
    });
    let ended = flow.run(|_| be_busy(Duration::from_micros(5)))?;
    drop(done);
    let counts = ended.counts;
    assert_eq!(counts.received, counts.accounted(), "{counts}");
    assert!(counts.dropped_newest > 0, "{counts}");
    assert_eq!(counts.produced(), loaded.ATTEMPTS.get()?, "{counts}");
    Ok(())
}

pub(crate) fn throttled(world: &World) -> Outcome {
    let is_open = Arc::new(AtomicBool::new(false));
    let opened = is_open.clone();
    let loaded = sender::load(&world.kernel)?;
    let throttle = Throttle::new(loaded.LEVEL.clone()).with_level(75, 25).with_level(95, 75);
    let flow = Flow::new(loaded.SAMPLES)
        .bounded(Bound::events(100))
        .when_full(WhenFull::DropNewest)
        .throttle(throttle);
    let (send, level, left_out, handle) = (loaded.send, loaded.LEVEL, loaded.LEFT_OUT, flow.handle());
    let done = world.elsewhere(move |_| {
        let sent = |times: u32, expected: u64| {
            let before = handle.counts().received;
            run(&send, times);
            wait_for("the events are received", || handle.counts().received >= before + expected);
            assert_eq!(handle.counts().received, before + expected);
        };
        // One is in the worker's hands or waits, and nothing else is handled.
        sent(74, 74);
        assert_eq!((level.get().unwrap(), left_out.get().unwrap()), (0, 0));
        while level.get().unwrap() == 0 {
            sent(1, 1);
        }
        assert!((75..=76).contains(&handle.counts().received), "{}", handle.counts());
        // One of 16 is sent now.
        sent(160, 10);
        assert_eq!((level.get().unwrap(), left_out.get().unwrap()), (1, 150));
        while level.get().unwrap() == 1 {
            sent(16, 1);
        }
        assert_eq!((handle.counts().level, level.get().unwrap()), (2, 2));
        let before = left_out.get().unwrap();
        opened.store(true, Ordering::Relaxed);
        wait_for("the queue gets empty", || handle.counts().waiting == 0);
        wait_for("the level falls", || level.get().unwrap() == 0);
        sent(40, 40);
        assert_eq!(left_out.get().unwrap(), before);
        handle.stop(Stop::Drain).unwrap();
    });
    let ended = flow.run(|_| wait_for("events may be handled", || is_open.load(Ordering::Relaxed)))?;
    drop(done);
    assert_eq!((ended.counts.delivered, ended.counts.dropped()), (ended.counts.received, 0));
    Ok(())
}
