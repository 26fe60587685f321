//! A model of the ring's protocol in every interleaving and with every value that the memory model lets a load see: nobody reads bytes
//! while they are written, and no wake-up is lost. With any of the orderings weaker than the module's documentation has them, one of these
//! goes wrong, and the model finds it.
//!
//! # Safety
//!
//! The bytes of the records are cells that panic when two threads are there at once; the protocol is what keeps them apart.
// The model switches between stacks, which it cannot do under Miri and on every processor.
#![cfg(all(target_arch = "x86_64", not(miri)))]
#![allow(unsafe_code, reason = "one of the files that may: the cells of a model, which watch who is in them")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use loom::cell::UnsafeCell;
use loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
use loom::sync::{Arc, Notify};
use loom::thread;
use std::process::Command;

const BUSY: u32 = 1 << 31;

/// The orderings that the protocol rests on.
#[derive(Clone, Copy)]
struct Orderings {
    /// The reader loads the producer's position and a record's header, and the producer the reader's position.
    loads: [Ordering; 3],
    /// The producer's position is stored.
    reserve: Ordering,
    /// The busy bit is cleared.
    commit: Ordering,
    /// The reader's position is stored.
    publish: Ordering,
    /// Whether the kernel's exchange is a full barrier, and whether the reader has a fence.
    barriers: (bool, bool),
}

const RIGHT: Orderings = Orderings {
    loads: [Acquire; 3],
    reserve: Release,
    commit: AcqRel,
    publish: Release,
    barriers: (true, true),
};

/// A ring of records of one number; positions count records.
struct Ring {
    consumer: AtomicU64,
    producer: AtomicU64,
    headers: Vec<AtomicU32>,
    data: Vec<UnsafeCell<u64>>,
    wake: Notify,
    with: Orderings,
}

// SAFETY: the model watches that no two threads are in a cell at once, and panics if they are.
unsafe impl Sync for Ring {}

impl Ring {
    fn new(slots: usize, with: Orderings) -> Arc<Self> {
        Arc::new(Self {
            consumer: AtomicU64::new(0),
            producer: AtomicU64::new(0),
            headers: (0..slots).map(|_| AtomicU32::new(0)).collect(),
            data: (0..slots).map(|_| UnsafeCell::new(0)).collect(),
            wake: Notify::new(),
            with,
        })
    }

    fn slot(&self, position: u64) -> usize {
        usize::try_from(position).unwrap() % self.headers.len()
    }

    /// What `__bpf_ringbuf_reserve` and `bpf_ringbuf_commit` do (`kernel/bpf/ringbuf.c`); `false` if there is no room.
    fn send(&self, number: u64) -> bool {
        let position = self.producer.load(Relaxed);
        if position - self.consumer.load(self.with.loads[2]) >= self.headers.len() as u64 {
            return false;
        }
        let slot = self.slot(position);
        self.headers[slot].store(BUSY, Relaxed);
        self.producer.store(position + 1, self.with.reserve);
        self.data[slot].with_mut(|place| {
            // SAFETY: the model is there to find out whether anybody else is here, and panics if so.
            unsafe { *place = number }
        });
        self.headers[slot].swap(0, self.with.commit);
        if self.with.barriers.0 {
            fence(SeqCst);
        }
        if self.consumer.load(Acquire) == position {
            self.wake.notify();
        }
        true
    }

    /// What a batch of `RingConsumer` does, from this position on; the numbers go to `seen`.
    fn batch(&self, position: &mut u64, seen: &mut Vec<u64>) {
        let start = *position;
        let end = self.producer.load(self.with.loads[0]);
        while *position < end {
            let slot = self.slot(*position);
            if self.headers[slot].load(self.with.loads[1]) & BUSY != 0 {
                break;
            }
            self.data[slot].with(|place| {
                // SAFETY: as above.
                seen.push(unsafe { *place });
            });
            *position += 1;
        }
        if *position != start {
            self.consumer.store(*position, self.with.publish);
            if self.with.barriers.1 {
                fence(SeqCst);
            }
        }
    }
}

/// A reader that sleeps when it finds nothing gets all records.
fn nothing_is_slept_through(with: Orderings) {
    loom::model(move || {
        let ring = Ring::new(2, with);
        let producer = ring.clone();
        let sender = thread::spawn(move || assert!(producer.send(7) && producer.send(8)));
        let (mut position, mut seen) = (0, vec![]);
        while seen.len() < 2 {
            ring.batch(&mut position, &mut seen);
            if seen.len() == 2 {
                break;
            }
            // What a poll looks at before it sleeps.
            if ring.producer.load(Acquire) == position { ring.wake.wait() } else { thread::yield_now() }
        }
        assert_eq!(seen, [7, 8]);
        sender.join().unwrap();
    });
}

/// A place is only written again when what was in it has been read.
fn no_place_is_written_while_it_is_read(with: Orderings) {
    loom::model(move || {
        let ring = Ring::new(1, with);
        let producer = ring.clone();
        let sender = thread::spawn(move || {
            for number in [7, 8] {
                while !producer.send(number) {
                    thread::yield_now();
                }
            }
        });
        let (mut position, mut seen) = (0, vec![]);
        while seen.len() < 2 {
            ring.batch(&mut position, &mut seen);
            thread::yield_now();
        }
        assert_eq!(seen, [7, 8]);
        sender.join().unwrap();
    });
}

#[test]
fn no_wake_up_is_lost_in_any_interleaving() {
    nothing_is_slept_through(RIGHT);
}

#[test]
fn no_bytes_are_read_while_they_are_written_in_any_interleaving() {
    no_place_is_written_while_it_is_read(RIGHT);
}

/// The variable that has a process go through one of the wrong models.
const MODEL: &str = "SKEP_MODEL";

/// Each in a process of its own, which a deadlock in a model ends.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test tells the process that it starts what to do")]
fn every_weaker_ordering_goes_wrong() {
    type Model = fn(Orderings);
    let models: [(&str, Model, Orderings, &str); 8] = [
        (
            "the reader has no fence",
            nothing_is_slept_through,
            Orderings { barriers: (true, false), ..RIGHT },
            "deadlock",
        ),
        (
            "the kernel has no barrier",
            nothing_is_slept_through,
            Orderings { barriers: (false, true), ..RIGHT },
            "deadlock",
        ),
        (
            "the busy bit is cleared too early",
            no_place_is_written_while_it_is_read,
            Orderings { commit: Relaxed, ..RIGHT },
            "Causality violation",
        ),
        (
            "the position is published too early",
            no_place_is_written_while_it_is_read,
            Orderings { publish: Relaxed, ..RIGHT },
            "Causality violation",
        ),
        (
            "the producer's position is stored too early",
            nothing_is_slept_through,
            Orderings { reserve: Relaxed, ..RIGHT },
            "Causality violation",
        ),
        (
            "the producer's position is loaded too late",
            nothing_is_slept_through,
            Orderings { loads: [Relaxed, Acquire, Acquire], ..RIGHT },
            "Causality violation",
        ),
        (
            "the header is loaded too late",
            no_place_is_written_while_it_is_read,
            Orderings { loads: [Acquire, Relaxed, Acquire], ..RIGHT },
            "Causality violation",
        ),
        (
            "the reader's position is loaded too late",
            no_place_is_written_while_it_is_read,
            Orderings { loads: [Acquire, Acquire, Relaxed], ..RIGHT },
            "Causality violation",
        ),
    ];
    if let Ok(wanted) = std::env::var(MODEL) {
        let (_, model, orderings, _) = models.into_iter().find(|(name, ..)| *name == wanted).unwrap();
        return model(orderings);
    }
    for (name, .., found) in models {
        let run = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "every_weaker_ordering_goes_wrong"])
            .env(MODEL, name)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && said.contains(found), "{name}: {said}");
    }
}
