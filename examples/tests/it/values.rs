//! Programs that compute something and return it.

use crate::world::World;
use crate::{arithmetic_demo, bitwise_demo, conditional_demo, get_cpu_id, perf_event_output as perf};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use skep::prelude::*;
use skep::{PerfBuffer, Woken};
use skep_harness::{Outcome, Stop};
use std::time::Duration;

/// What a program returns for so many bytes.
fn result(program: &Program, length: usize) -> Result<u32, Stop> {
    Ok(program.test_run(&TestRun::new().packet(&vec![0; length]))?.result)
}

pub(crate) fn arithmetic_demo(world: &World) -> Outcome {
    let loaded = arithmetic_demo::arithmetic::load(&world.kernel)?;
    assert_eq!(result(&loaded.arithmetic_demo, 64)?, 6);
    loaded.A.set(&11)?;
    loaded.B.set(&4)?;
    // (60 - 2) / 4 - 3 - 4 + 1
    assert_eq!(result(&loaded.arithmetic_demo, 64)?, 8);
    loaded.B.set(&0)?;
    assert_eq!(result(&loaded.arithmetic_demo, 64)?, 0, "a division by zero ends it");
    Ok(())
}

pub(crate) fn bitwise_demo(world: &World) -> Outcome {
    let loaded = bitwise_demo::bitwise::load(&world.kernel)?;
    assert_eq!(result(&loaded.bitwise_demo, 64)?, 47);
    loaded.BITS.set(&u32::MAX)?;
    assert_eq!(result(&loaded.bitwise_demo, 64)?, !16 ^ (u32::MAX >> 6));
    loaded.BITS.set(&0)?;
    assert_eq!(result(&loaded.bitwise_demo, 64)?, 0b101);
    Ok(())
}

pub(crate) fn conditional_demo(world: &World) -> Outcome {
    let loaded = conditional_demo::conditional::load(&world.kernel)?;
    for (length, expected) in [(0, 0), (100, 0), (101, 1), (1000, 1)] {
        assert_eq!(result(&loaded.conditional_demo, 14 + length)?, expected, "{length} bytes");
    }
    Ok(())
}

pub(crate) fn get_cpu_id(world: &World) -> Outcome {
    let loaded = get_cpu_id::cpu_id::load(&world.kernel)?;
    if world.is_simulated() {
        assert!(result(&loaded.get_cpu_id, 64)? < 4);
        return Ok(());
    }
    // On each processor that this thread may run on.
    let thread = Pid::from_raw(0);
    let all = sched_getaffinity(thread)?;
    for cpu in (0..CpuSet::count()).filter(|&cpu| all.is_set(cpu).unwrap_or(false)) {
        let mut one = CpuSet::new();
        one.set(cpu)?;
        sched_setaffinity(thread, &one)?;
        assert_eq!(result(&loaded.get_cpu_id, 64)?, u32::try_from(cpu)?);
    }
    Ok(sched_setaffinity(thread, &all)?)
}

pub(crate) fn perf_event_output(world: &World) -> Outcome {
    // On one processor, whose buffer alone is written then.
    let thread = Pid::from_raw(0);
    let all = sched_getaffinity(thread)?;
    let mut one = CpuSet::new();
    one.set((0..CpuSet::count()).find(|&cpu| all.is_set(cpu).unwrap_or(false)).unwrap_or(0))?;
    sched_setaffinity(thread, &one)?;
    let outcome = samples_are_sent(world);
    sched_setaffinity(thread, &all)?;
    outcome
}

fn samples_are_sent(world: &World) -> Outcome {
    let loaded = perf::samples::load(&world.kernel)?;
    let run = |length: usize| loaded.perf_event_output.test_run(&TestRun::new().packet(&vec![0; length]));
    // Nobody has opened the buffers yet.
    assert_eq!(run(60)?.action(), XdpAction::PASS);
    assert_eq!(loaded.UNSEEN.get()?, 1);
    let mut buffer = PerfBuffer::<perf::samples::Sample>::open(&loaded.SAMPLES, 4096)?;
    assert_eq!(buffer.wait(Some(Duration::ZERO))?, Woken::Deadline);
    run(60)?;
    run(1500)?;
    assert_eq!(buffer.wait(Some(Duration::from_secs(1)))?, Woken::Ready);
    let mut seen = vec![];
    assert_eq!(buffer.for_each(|cpu, sample| seen.push((cpu, sample)))?, 2);
    let lengths: Vec<_> = seen.iter().map(|(_, sample)| sample.length).collect();
    assert_eq!(lengths, [60, 1500]);
    assert!(seen.iter().all(|(cpu, sample)| *cpu == sample.cpu), "{seen:?}");
    // A page has room for some hundred samples; what finds none is counted by the program, and by the kernel.
    let repeated = TestRun::new().packet(&[0; 60]).repeat(1000);
    loaded.perf_event_output.test_run(&repeated)?;
    let read = buffer.for_each(|_, _| ())?;
    let refused = usize::try_from(loaded.UNSEEN.get()? - 1)?;
    assert_eq!(read + refused, 1000, "{read} were read, and {refused} found no room");
    assert!(read >= 4096 / 40, "{read} were read");
    assert_eq!(buffer.lost(), 0, "the kernel tells of them before the next one");
    loaded.perf_event_output.test_run(&TestRun::new().packet(&[0; 60]).repeat(3))?;
    assert_eq!(buffer.for_each(|_, _| ())?, 3);
    assert_eq!(buffer.lost(), u64::try_from(refused)?);
    drop(buffer);
    assert_eq!((run(60)?.action(), loaded.UNSEEN.get()?), (XdpAction::PASS, u64::try_from(refused)? + 2));
    Ok(())
}
