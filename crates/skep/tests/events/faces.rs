//! The ways to read events.

use crate::sender::Sender;
use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
use skep::{ErrorKind, Holder, PerfBuffer, Rings, Woken};
use skep_harness::Outcome;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A size that is a ring's on kernels with large pages too.
const SIZE: u32 = 1 << 16;

fn number(sender: &Sender, number: u64) -> Result<u32, skep_harness::Stop> {
    sender.send(&number.to_ne_bytes(), 1)
}

pub(crate) fn lent(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    for value in [1, 2, 3] {
        assert_eq!(number(&sender, value)?, 0);
    }
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    let mut batch = ring.batch()?;
    let mut seen = vec![];
    while let Some(event) = batch.next()? {
        seen.push(*event);
        if seen.len() < 5 {
            number(&sender, 4)?;
        }
    }
    assert_eq!(seen, [1, 2, 3], "what comes meanwhile is another batch's");
    drop(batch);
    assert_eq!(ring.for_each(|event| seen.push(*event))?, 3);
    assert_eq!(seen, [1, 2, 3, 4, 4, 4]);
    // A record of another size is an error, once.
    sender.send(b"five", 1)?;
    number(&sender, 6)?;
    let mut batch = ring.batch()?;
    let error = batch.next().unwrap_err();
    assert_eq!(error.to_string(), "reading ring buffer `RING`: a record has 4 bytes; `u64` has 8");
    assert_eq!(batch.next()?, Some(&6));
    assert_eq!(batch.next()?, None);
    Ok(())
}

pub(crate) fn peeked(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    assert_eq!(ring.peek()?, None);
    number(&sender, 7)?;
    number(&sender, 8)?;
    let waiting = ring.available();
    assert_eq!((ring.peek()?, ring.peek()?), (Some(7), Some(7)));
    assert_eq!(ring.available(), waiting);
    drop(ring);
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    assert_eq!((ring.peek()?, ring.try_next()?, ring.peek()?), (Some(7), Some(7), Some(8)));
    Ok(())
}

pub(crate) fn owned(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    for value in 0..100 {
        number(&sender, value)?;
    }
    let first: Vec<u64> = ring.drain().take(10).collect::<Result<_>>()?;
    assert_eq!(first, (0..10).collect::<Vec<u64>>());
    let second: Vec<u64> = ring.events().take(10).collect::<Result<_>>()?;
    assert_eq!(second, (10..20).collect::<Vec<u64>>());
    let mut seen = vec![];
    for event in ring.drain() {
        seen.push(event?);
        // One more for each: it ends all the same.
        number(&sender, 100)?;
    }
    assert_eq!(seen, (20..100).collect::<Vec<u64>>());
    let rest: Vec<u64> = ring.events_within(Duration::from_millis(5)).collect::<Result<_>>()?;
    assert_eq!(rest, [100; 80]);
    assert_eq!(ring.drain().count(), 0);
    // All of it was given back: as much as a ring of this size holds finds room again.
    for value in 0..SIZE / 16 - 1 {
        assert_eq!(number(&sender, value.into())?, 0, "{value}");
    }
    Ok(())
}

pub(crate) fn claimed(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    let ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    let pins = world.pins()?;
    let path = pins.path().join("ring");
    ring.map().pin(&path)?;
    for _ in 0..2 {
        let again = Map::open_pin(&world.kernel, &path)?;
        let error = RingBuffer::<u64>::new(again).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    }
    drop(ring);
    let ring = RingBuffer::<u64>::new(Map::open_pin(&world.kernel, &path)?)?;
    assert!(sender.object.map::<RingBuffer<u64>>("RING").is_err());
    drop(ring);
    assert!(sender.object.map::<RingBuffer<u64>>("RING").is_ok());
    world.kernel.unpin(&path)?;
    Ok(())
}

pub(crate) fn in_turn(world: &World) -> Outcome {
    let (full, quiet) = (Sender::new(world, SIZE)?, Sender::new(world, SIZE)?);
    let order = Mutex::new(vec![]);
    let mut rings = Rings::new(&world.kernel)?.with_turn(10);
    rings.add(full.object.map::<RingBuffer<u64>>("RING")?, |event| order.lock().unwrap().push(*event));
    rings.add(quiet.object.map::<RingBuffer<u32>>("RING")?, |event| {
        order.lock().unwrap().push(u64::from(*event));
    });
    assert_eq!(rings.read(Some(Duration::ZERO))?, Woken::Deadline);
    full.send(&1_u64.to_ne_bytes(), 100)?;
    quiet.send(&2_u32.to_ne_bytes(), 12)?;
    assert_eq!(rings.read(None)?, Woken::Ready);
    assert_eq!(std::mem::take(&mut *order.lock().unwrap()), [[1; 10], [2; 10]].concat());
    assert_eq!(rings.read(None)?, Woken::Ready);
    // The other one is first now.
    assert_eq!(std::mem::take(&mut *order.lock().unwrap()), [vec![2; 2], vec![1; 10]].concat());
    for _ in 0..8 {
        assert_eq!(rings.round()?, 10);
    }
    assert_eq!(rings.round()?, 0);
    rings.stopper().stop()?;
    assert_eq!(rings.read(None)?, Woken::Stopped);
    Ok(())
}

/// An event waits for at most the rest of the other ring's turn and one more, however fast that one is filled.
pub(crate) fn in_a_flood(world: &World) -> Outcome {
    const TURN: u64 = 50;
    const QUIET: usize = 20;
    let (flood, quiet) = (Sender::new(world, SIZE)?, Sender::new(world, SIZE)?);
    let (seen, sent) = (AtomicU64::new(0), Mutex::new(VecDeque::new()));
    let waited = Mutex::new(vec![]);
    let mut rings = Rings::new(&world.kernel)?.with_turn(usize::try_from(TURN)?);
    rings.add(flood.object.map::<RingBuffer<u64>>("RING")?, |_| {
        let now = seen.fetch_add(1, Ordering::Relaxed) + 1;
        // Sent in the middle of a turn, and of a round.
        if now.is_multiple_of(997) {
            quiet.send(&[0; 8], 1).unwrap();
            sent.lock().unwrap().push_back(now);
        }
    });
    rings.add(quiet.object.map::<RingBuffer<u64>>("RING")?, |_| {
        let sent = sent.lock().unwrap().pop_front().expect("it was sent");
        waited.lock().unwrap().push(seen.load(Ordering::Relaxed) - sent);
    });
    let is_over = Arc::new(AtomicBool::new(false));
    let other = is_over.clone();
    flood.send(&[0; 8], 5000)?;
    let flooding = world.elsewhere(move |_| {
        while !other.load(Ordering::Relaxed) {
            flood.send(&[0; 8], 500).unwrap();
            // On the simulated kernel only one of the two is in it at a time.
            thread::yield_now();
        }
    });
    while waited.lock().unwrap().len() < QUIET {
        assert_eq!(rings.read(None)?, Woken::Ready);
    }
    is_over.store(true, Ordering::Relaxed);
    drop(flooding);
    drop(rings);
    let waited = waited.into_inner().unwrap();
    assert!(waited.iter().all(|&events| events <= 2 * TURN), "{waited:?}");
    Ok(())
}

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug, PartialEq)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Opened {
    kind: u32,
    file: u32,
}

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug, PartialEq)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Closed {
    kind: u32,
    result: i32,
}

skep::events! {
    #[derive(Debug, PartialEq)]
    enum ByKind by u32 {
        1 => Opened(Opened),
        2 => Closed(Closed),
    }
}

skep::events! {
    #[derive(Debug, PartialEq)]
    enum BySize by size {
        Closed(Closed),
        Number(u32),
        Text([u8; 12]),
    }
}

pub(crate) fn several_types(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    let (opened, closed) = (Opened { kind: 1, file: 30 }, Closed { kind: 2, result: -2 });
    sender.send(opened.as_bytes(), 1)?;
    sender.send(closed.as_bytes(), 1)?;
    sender.send(&[3, 0, 0, 0, 0, 0, 0, 0].map(u8::to_be), 1)?;
    let mut ring = sender.object.map::<RingBuffer<ByKind>>("RING")?;
    assert_eq!(ring.peek()?, Some(ByKind::Opened(opened)));
    let mut kinds = ring.drain();
    assert_eq!(kinds.next().unwrap()?, ByKind::Opened(opened));
    assert_eq!(kinds.next().unwrap()?, ByKind::Closed(closed));
    let error = kinds.next().unwrap().unwrap_err().to_string();
    assert!(
        error.contains("a record has 8 bytes; ") && error.contains("Opened` has 8 begins with 1"),
        "{error}"
    );
    assert!(kinds.next().is_none());
    drop(kinds);
    drop(ring);
    let mut ring = sender.object.map::<RingBuffer<BySize>>("RING")?;
    sender.send(&9_u32.to_ne_bytes(), 1)?;
    sender.send(b"twelve bytes", 1)?;
    sender.send(closed.as_bytes(), 1)?;
    let seen = RefCell::new(vec![]);
    ring.for_each(|event| seen.borrow_mut().push(format!("{event:?}")))?;
    let expected = [BySize::Number(9), BySize::Text(*b"twelve bytes"), BySize::Closed(closed)];
    assert_eq!(*seen.borrow(), expected.map(|event| format!("{event:?}")));
    Ok(())
}

pub(crate) fn perf_buffers(world: &World) -> Outcome {
    let code = Assembler::new()
        .store(Size::Double, R10, -8, 11)
        .load_map(R2, "SAMPLES")
        .mov32(R3, -1)
        .mov(R4, R10)
        .add(R4, -8)
        .mov(R5, 8)
        .call(Helper::PERF_EVENT_OUTPUT)
        .exit()
        .build()?;
    let cpus = world.kernel.api().possible_cpus()?;
    let object = ObjectSpec::new("GPL")
        .with_map(MapSpec::new("SAMPLES", MapType::PERF_EVENT_ARRAY, 4, 4, cpus))
        .with_program(ProgramSpec::xdp("send", code))
        .load(&world.kernel)?;
    let page = world.kernel.api().page_size();
    let mut buffer = PerfBuffer::<u64>::open(&object.map::<Holder<u32, u32>>("SAMPLES")?, page)?;
    let send = |times: u32| object.program("send")?.test_run(&TestRun::new().packet(&[0; 64]).repeat(times));
    send(3)?;
    assert_eq!(buffer.wait(None)?, Woken::Ready);
    let first: Vec<(u32, u64)> = buffer.drain().take(2).collect::<Result<_>>()?;
    assert!(first.len() == 2 && first.iter().all(|(cpu, value)| *cpu < cpus && *value == 11), "{first:?}");
    send(2)?;
    assert_eq!(buffer.events().take(3).filter(Result::is_ok).count(), 3);
    assert_eq!(buffer.events_within(Duration::from_millis(2)).count(), 0);
    // More than there is room for: what was lost is counted, when there is room again.
    send(1000)?;
    let read = buffer.drain().count();
    assert!(read < 1000);
    send(1)?;
    assert_eq!(buffer.drain().count(), 1);
    assert_eq!(buffer.lost() + read as u64, 1000);
    buffer.stopper().stop()?;
    assert_eq!(buffer.wait(None)?, Woken::Stopped);
    assert_eq!(buffer.events().count(), 0);
    Ok(())
}
