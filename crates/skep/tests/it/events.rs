//! Ring buffers: events from programs to their reader.

use crate::world::{TRUE, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::TracepointFieldKind;
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
use skep::{ErrorKind, Woken};
use skep_harness::Outcome;
use std::time::Duration;

/// Long enough for anything that is on its way, on a busy machine.
const SOON: Duration = Duration::from_secs(5);

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
pub(crate) struct Exec {
    time: u64,
    pid: u32,
    uid: u32,
    comm: [u8; 16],
    file: [u8; 32],
}

/// Sends an [`Exec`] for every execution, in a ring of one page; `SEEN` counts all of them, and `LOST` those that
/// could not be sent.
pub(crate) fn sender(world: &World) -> Result<ObjectSpec> {
    let format = world.kernel.tracepoint_format("sched:sched_process_exec")?;
    let filename = format.field("filename").expect("every kernel has it");
    assert_eq!(filename.kind, TracepointFieldKind::DataLoc);
    let code = Assembler::new()
        .mov(R6, R1)
        .store(Size::Word, R10, -8, 0)
        .load_map(R1, "SEEN")
        .mov(R2, R10)
        .add(R2, -8)
        .call(Helper::MAP_LOOKUP_ELEM)
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .reserve_or_count("EXECS", size_of::<Exec>(), "LOST", -4, "out")
        .mov(R7, R0)
        .call(Helper::KTIME_GET_NS)
        .store(Size::Double, R7, field_offset!(Exec, time), R0)
        .call(Helper::GET_CURRENT_PID_TGID)
        .shift_right(R0, 32)
        .store(Size::Word, R7, field_offset!(Exec, pid), R0)
        .call(Helper::GET_CURRENT_UID_GID)
        .store(Size::Word, R7, field_offset!(Exec, uid), R0)
        .mov(R1, R7)
        .add(R1, i32::from(field_offset!(Exec, comm)))
        .mov(R2, 16)
        .call(Helper::GET_CURRENT_COMM)
        // The lower half of the field says where the text is.
        .load(Size::Word, R3, R6, i16::try_from(filename.offset).expect("a short record"))
        .and(R3, 0xffff)
        .add(R3, R6)
        .mov(R1, R7)
        .add(R1, i32::from(field_offset!(Exec, file)))
        .mov(R2, 32)
        .call(Helper::PROBE_READ_KERNEL_STR)
        .mov(R1, R7)
        .mov(R2, 0)
        .call(Helper::RINGBUF_SUBMIT)
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()
        .expect("every label is bound");
    let page = u32::try_from(world.kernel.api().page_size()).expect("a page is small");
    Ok(ObjectSpec::new("GPL")
        .with_map(RingBuffer::<Exec>::spec("EXECS", page))
        .with_map(Array::<u64>::spec("SEEN", 1))
        .with_map(Array::<u64>::spec("LOST", 1))
        .with_program(ProgramSpec::tracepoint("send", "sched", "sched_process_exec", code)))
}

pub(crate) fn events_arrive_whole(world: &World) -> Outcome {
    let object = sender(world)?.load(&world.kernel)?;
    let mut execs = object.map::<RingBuffer<Exec>>("EXECS")?;
    let _link = object.program("send")?.attach()?;
    let before = world.kernel.api().now();
    let pid = world.run_true()?;
    let after = world.kernel.api().now();
    assert_eq!(execs.wait(Some(SOON))?, Woken::Ready);
    let mut found = None;
    execs.for_each(|exec| {
        if exec.pid == pid {
            found = Some(*exec);
        }
    })?;
    let exec = found.expect("the execution was sent");
    assert_eq!(exec.uid, world.user());
    assert!(exec.comm.starts_with(b"true\0"), "{exec:?}");
    assert!(exec.file.starts_with(TRUE.as_bytes()) && exec.file[TRUE.len()] == 0, "{exec:?}");
    assert!(before.0 <= exec.time && exec.time <= after.0, "{before:?} {exec:?} {after:?}");
    Ok(())
}

pub(crate) fn a_full_ring_counts_its_losses(world: &World) -> Outcome {
    let object = sender(world)?.load(&world.kernel)?;
    let mut execs = object.map::<RingBuffer<Exec>>("EXECS")?.with_losses(object.map("LOST")?);
    let link = object.program("send")?.attach()?;
    assert_eq!(execs.lost()?, Some(0));
    // 72 bytes each: more than a page holds.
    for _ in 0..4096 / 72 + 20 {
        world.run_true()?;
    }
    link.detach()?;
    let seen = object.map::<Array<u64>>("SEEN")?.get(0)?.expect("it has one element");
    let lost = execs.lost()?.expect("they are counted");
    let received = execs.for_each(|_| {})?;
    assert!(lost >= 20, "{lost}");
    assert_eq!(u64::try_from(received)? + lost, seen);
    Ok(())
}

pub(crate) fn owned_events_end_with_the_time(world: &World) -> Outcome {
    let object = sender(world)?.load(&world.kernel)?;
    let mut execs = object.map::<RingBuffer<Exec>>("EXECS")?;
    let link = object.program("send")?.attach()?;
    let pids = [world.run_true()?, world.run_true()?];
    link.detach()?;
    let time = Duration::from_millis(30);
    let start = world.kernel.api().now();
    let events: Vec<Exec> = execs.events_within(time).collect::<Result<_>>()?;
    assert!(world.kernel.api().now().since(start) >= time);
    let ours = events.iter().filter(|exec| pids.contains(&exec.pid)).count();
    assert_eq!(ours, 2);
    assert_eq!(execs.wait(Some(Duration::ZERO))?, Woken::Deadline);
    assert_eq!(execs.available(), 0);
    Ok(())
}

pub(crate) fn a_reader_is_stopped(world: &World) -> Outcome {
    let object = sender(world)?.load(&world.kernel)?;
    let mut execs = object.map::<RingBuffer<Exec>>("EXECS")?;
    let link = object.program("send")?.attach()?;
    let stopper = execs.stopper();
    let elsewhere = world.elsewhere(move |world| {
        let pid = world.run_true();
        link.detach().expect("it was attached");
        stopper.stop().expect("there is nothing to refuse");
        drop(pid);
    });
    let events: Vec<Exec> = execs.events().collect::<Result<_>>()?;
    drop(elsewhere);
    assert!(!events.is_empty(), "what came before the stop is read");
    assert_eq!(execs.wait(None)?, Woken::Stopped);
    if world.is_simulated() {
        let mut other = RingBuffer::<u64>::create(&world.kernel, "QUIET", 4096)?;
        let error = other.events().next().expect("an error").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WaitsForever);
    }
    Ok(())
}

pub(crate) fn the_next_reader_goes_on(world: &World) -> Outcome {
    let object = sender(world)?.load(&world.kernel)?;
    let link = object.program("send")?.attach()?;
    for _ in 0..3 {
        world.run_true()?;
    }
    link.detach()?;
    let mut first = object.map::<RingBuffer<Exec>>("EXECS")?;
    let one = first.try_next()?.expect("three were sent");
    drop(first);
    let mut second = object.map::<RingBuffer<Exec>>("EXECS")?;
    let two = second.try_next()?.expect("three were sent");
    assert!(two.time >= one.time && two.pid != one.pid);
    assert!(second.for_each(|exec| assert!(exec.time >= two.time && exec.pid != two.pid))? >= 1);
    Ok(())
}

pub(crate) fn one_reader(world: &World) -> Outcome {
    let reader = RingBuffer::<u64>::create(&world.kernel, "RING", 1 << 16)?;
    let error = RingBuffer::<u64>::new(reader.map().clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.to_string().contains("a ring buffer has one reader: drop the other one first"), "{error}");
    let map = reader.map().clone();
    drop(reader);
    RingBuffer::<u64>::new(map)?;
    Ok(())
}

pub(crate) fn a_record_of_another_size(world: &World) -> Outcome {
    let object = sender(world)?.load(&world.kernel)?;
    let link = object.program("send")?.attach()?;
    world.run_true()?;
    world.run_true()?;
    link.detach()?;
    let mut numbers = object.map::<RingBuffer<u64>>("EXECS")?;
    let error = numbers.for_each(|_| unreachable!("it has another size")).unwrap_err();
    assert_eq!(error.to_string(), "reading ring buffer `EXECS`: a record has 64 bytes; `u64` has 8");
    assert!(numbers.try_next().is_err());
    Ok(())
}

/// Has a program send records of random sizes, and reads them in between.
pub(crate) fn a_ring_buffer_does_what_a_model_does(world: &World) -> Outcome {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let batches = prop::collection::vec(prop::collection::vec(1_u32..700, 0..8), 1..5);
    let result = runner.run(&batches, |batches| {
        ring_model(world, &batches).map_err(|error| TestCaseError::fail(format!("{error:?}")))
    });
    Ok(result?)
}

fn ring_model(world: &World, batches: &[Vec<u32>]) -> Result<(), skep_harness::Stop> {
    let size = u32::try_from(world.kernel.api().page_size())?;
    let object = output_on_request(size).load(&world.kernel)?;
    let _link = object.program("output")?.attach()?;
    let requests = object.map::<Array<Request>>("REQUEST")?;
    let mut ring = object.map::<RingBuffer<u64>>("RING")?;
    let mut waiting = Vec::new();
    let mut used = 0;
    for batch in batches {
        for &length in batch {
            requests.set(0, &[length.into(), 0])?;
            world.run_true()?;
            let [left, answer] = requests.get(0)?.expect("it has one element");
            assert_eq!(left, 0, "the program has run");
            let whole = (length + 8).next_multiple_of(8);
            assert_eq!(answer == 0, used + whole < size, "{length} bytes with {used} of {size} in use");
            if answer == 0 {
                used += whole;
                waiting.push(length as usize);
            }
        }
        let mut read = Vec::new();
        ring.for_each_record(|record| read.push(record.len()))?;
        assert_eq!(read, waiting);
        waiting.clear();
        used = 0;
    }
    Ok(())
}

/// The length of the record to be sent, and the answer of `bpf_ringbuf_output`.
type Request = [u64; 2];

/// Sends one record for each request, at the next execution.
fn output_on_request(size: u32) -> ObjectSpec {
    let lookup = |assembler: &mut Assembler, map: &str| {
        assembler
            .store(Size::Word, R10, -4, 0)
            .load_map(R1, map)
            .mov(R2, R10)
            .add(R2, -4)
            .call(Helper::MAP_LOOKUP_ELEM)
            .jump(Condition::Equal, R0, 0, "out");
    };
    let mut assembler = Assembler::new();
    lookup(&mut assembler, "REQUEST");
    // Whatever else is started at the same time finds no request any more.
    assembler
        .mov(R6, R0)
        .mov(R7, 0)
        .atomic(Atomic::Exchange, Size::Double, R6, 0, R7)
        .jump(Condition::Equal, R7, 0, "out")
        .jump(Condition::Greater, R7, 1024, "out");
    lookup(&mut assembler, "DATA");
    assembler
        .load_map(R1, "RING")
        .mov(R2, R0)
        .mov(R3, R7)
        .mov(R4, 0)
        .call(Helper::RINGBUF_OUTPUT)
        .store(Size::Double, R6, 8, R0)
        .label("out")
        .mov(R0, 0)
        .exit();
    let code = assembler.build().expect("every label is bound");
    ObjectSpec::new("GPL")
        .with_map(MapSpec::ring_buffer("RING", size))
        .with_map(Array::<Request>::spec("REQUEST", 1))
        .with_map(Array::<[u8; 1024]>::spec("DATA", 1))
        .with_program(ProgramSpec::tracepoint("output", "sched", "sched_process_exec", code))
}
