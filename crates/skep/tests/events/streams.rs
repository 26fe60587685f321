//! Events for tasks, under an executor of a few lines.

use crate::sender::Sender;
use crate::world::{World, host};
use skep::prelude::*;
use skep_harness::Outcome;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

const SIZE: u32 = 1 << 16;
/// When a task that was not woken is given up, on a busy machine.
const LATE: Duration = Duration::from_secs(20);

/// Wakes a thread, and counts.
struct Alarm {
    thread: Thread,
    rings: AtomicU32,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rings.fetch_add(1, Ordering::SeqCst);
        self.thread.unpark();
    }
}

fn alarm() -> Arc<Alarm> {
    Arc::new(Alarm { thread: thread::current(), rings: AtomicU32::new(0) })
}

/// Runs a future to its end, and only ever looks at it when it was woken.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let alarm = alarm();
    let waker = Waker::from(alarm.clone());
    let mut heard = 0;
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
        let start = Instant::now();
        while alarm.rings.load(Ordering::SeqCst) == heard {
            thread::park_timeout(Duration::from_millis(100));
            assert!(start.elapsed() < LATE, "the task is not woken");
        }
        heard = alarm.rings.load(Ordering::SeqCst);
    }
}

pub(crate) fn woken(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    let stopper = ring.stopper();
    let elsewhere = world.elsewhere(move |world| {
        for number in 0..20_u64 {
            world.wait_a_little(Duration::from_millis(1)).unwrap();
            sender.send(&number.to_ne_bytes(), 1).unwrap();
        }
        world.wait_a_little(Duration::from_millis(1)).unwrap();
        stopper.stop().unwrap();
    });
    let seen: Vec<u64> = block_on(async {
        let (mut stream, mut seen) = (ring.stream(), vec![]);
        while let Some(event) = stream.next().await {
            seen.push(event?);
        }
        Ok::<_, Error>(seen)
    })?;
    drop(elsewhere);
    assert_eq!(seen, (0..20).collect::<Vec<u64>>());
    Ok(())
}

pub(crate) fn cancelled(world: &World) -> Outcome {
    let sender = Sender::new(world, SIZE)?;
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    let alarm = alarm();
    let waker = Waker::from(alarm.clone());
    let mut context = Context::from_waker(&waker);
    let mut stream = ring.stream();
    for number in 0..50_u64 {
        // A future that waits, and is dropped before or after the event that it waits for.
        let mut future = Box::pin(stream.next());
        assert!(Pin::new(&mut future).poll(&mut context).is_pending());
        if number % 2 == 0 {
            drop(future);
            sender.send(&number.to_ne_bytes(), 1)?;
        } else {
            sender.send(&number.to_ne_bytes(), 1)?;
            drop(future);
        }
        assert_eq!(block_on(stream.next()).unwrap()?, number);
    }
    // The same with the stream itself.
    sender.send(&1000_u64.to_ne_bytes(), 2)?;
    assert_eq!(block_on(stream.next()).unwrap()?, 1000);
    drop(stream);
    assert_eq!(block_on(ring.stream().next()).unwrap()?, 1000);
    assert_eq!(ring.available(), 0);
    Ok(())
}

pub(crate) fn several(world: &World) -> Outcome {
    let (one, other) = (Sender::new(world, SIZE)?, Sender::new(world, SIZE)?);
    let mut first = one.object.map::<RingBuffer<u64>>("RING")?;
    let mut second = other.object.map::<RingBuffer<u64>>("RING")?;
    let elsewhere = world.elsewhere(move |world| {
        for number in 0..20_u64 {
            let sender = if number % 3 == 0 { &one } else { &other };
            sender.send(&number.to_ne_bytes(), 1).unwrap();
            world.wait_a_little(Duration::from_micros(200)).unwrap();
        }
    });
    let (mut first, mut second) = (first.stream(), second.stream());
    let mut seen = vec![];
    block_on(std::future::poll_fn(|context| {
        for stream in [&mut first, &mut second] {
            while let Poll::Ready(event) = stream.poll_next_event(context) {
                seen.push(event.unwrap().unwrap());
            }
        }
        if seen.len() == 20 { Poll::Ready(()) } else { Poll::Pending }
    }));
    drop(elsewhere);
    seen.sort_unstable();
    assert_eq!(seen, (0..20).collect::<Vec<u64>>());
    Ok(())
}

/// Whether the thread of the waker service is there.
fn service_is_there() -> std::io::Result<bool> {
    for task in std::fs::read_dir("/proc/self/task")? {
        // A thread may end meanwhile.
        let name = std::fs::read_to_string(task?.path().join("comm")).unwrap_or_default();
        if name.trim_end() == "skep-wakers" {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn service_ends() -> Outcome {
    let world = host()?;
    let sender = Sender::new(&world, SIZE)?;
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    for _ in 0..3 {
        let mut stream = ring.stream();
        let waker = Waker::noop();
        assert!(stream.poll_next_event(&mut Context::from_waker(waker)).is_pending());
        let start = Instant::now();
        while !service_is_there()? {
            assert!(start.elapsed() < LATE, "the thread does not start");
        }
        drop(stream);
        let start = Instant::now();
        while service_is_there()? {
            assert!(start.elapsed() < LATE, "the thread stays");
            world.wait_a_little(Duration::from_millis(1))?;
        }
    }
    Ok(())
}

/// An event is sent only when the one before was received, by a reader that sleeps in between: one wake-up that is lost, and it
/// stands still.
pub(crate) fn never_lost() -> Outcome {
    const ROUNDS: u64 = 4000;
    let world = host()?;
    let sender = Sender::new(&world, 4096)?;
    let mut ring = sender.object.map::<RingBuffer<u64>>("RING")?;
    for with_stream in [false, true] {
        let (received, wanted) = std::sync::mpsc::channel::<u64>();
        thread::scope(|scope| {
            let sender = &sender;
            let writer = scope.spawn(move || {
                for number in 0..ROUNDS {
                    sender.send(&number.to_ne_bytes(), 1).unwrap();
                    // Every seventh comes while the one before is being read.
                    if number % 7 != 0 {
                        while wanted.recv_timeout(LATE).expect("it is received") != number {}
                    }
                }
            });
            if with_stream {
                let mut stream = ring.stream();
                for number in 0..ROUNDS {
                    assert_eq!(block_on(stream.next()).unwrap().unwrap(), number);
                    received.send(number).unwrap();
                }
            } else {
                for (number, event) in ring.events_within(LATE * 3).take(4000).enumerate() {
                    assert_eq!(event.unwrap(), number as u64);
                    received.send(number as u64).unwrap();
                }
            }
            writer.join().unwrap();
        });
    }
    Ok(())
}
