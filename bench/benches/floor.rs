//! Map operations beside the raw system call, and reading a ring beside raw loads from its memory.
//!
//! `cargo bench` in this folder, as root; `cargo bench -- --test` runs everything once.

use skep::prelude::*;
use skep::registers::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::hint::black_box;
use std::process::ExitCode;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
const ENTRIES: u32 = 1000;

fn main() -> ExitCode {
    let result = Kernel::host().and_then(|kernel| maps(&kernel).and_then(|()| ring(&kernel)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == skep::ErrorKind::Permission => {
            println!("skipped: bench floor: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn maps(kernel: &Kernel) -> Result<()> {
    let effort = Effort::from_arguments(20_000);
    let hash = HashMap::<u32, u64>::create(kernel, "bench_hash", ENTRIES)?;
    for key in 0..ENTRIES {
        hash.insert(&key, &u64::from(key))?;
    }
    let raw_hash = raw::Map::new(hash.map().clone().into_fd()?);
    let keys = |times: u32| (0..times).map(|turn| turn.wrapping_mul(7919) % ENTRIES);
    compare(
        "hash get",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += raw_hash.lookup(key).unwrap_or(0));
                black_box(sum);
            }),
            Contestant::new("skep", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += hash.get(&key).ok().flatten().unwrap_or(0));
                black_box(sum);
            }),
        ],
    );
    compare(
        "hash get, a miss",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                assert!(keys(times).all(|key| raw_hash.lookup(key + ENTRIES).is_none()));
            }),
            Contestant::new("skep", |times| {
                assert!(keys(times).all(|key| matches!(hash.get(&(key + ENTRIES)), Ok(None))));
            }),
        ],
    );
    compare(
        "hash insert",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| assert!(keys(times).all(|key| raw_hash.update(key, 1)))),
            Contestant::new("skep", |times| assert!(keys(times).all(|key| hash.insert(&key, &1).is_ok()))),
        ],
    );
    compare(
        "hash insert and remove",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                assert!(keys(times).all(|key| raw_hash.delete(key) && raw_hash.update(key, 1)));
            }),
            Contestant::new("skep", |times| {
                assert!(keys(times).all(|key| hash.remove(&key).is_ok() && hash.insert(&key, &1).is_ok()));
            }),
        ],
    );
    let array = Array::<u64>::create(kernel, "bench_array", ENTRIES)?;
    let raw_array = raw::Map::new(array.map().clone().into_fd()?);
    compare(
        "array get",
        effort,
        MARGIN,
        &mut [
            Contestant::new("raw bpf(2)", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += raw_array.lookup(key).unwrap_or(0));
                black_box(sum);
            }),
            Contestant::new("skep", |times| {
                let mut sum = 0_u64;
                keys(times).for_each(|key| sum += array.get(key).ok().flatten().unwrap_or(0));
                black_box(sum);
            }),
        ],
    );
    Ok(())
}

/// The events of a round; all of them fit the ring.
const EVENTS: u32 = 3000;
type Event = [u64; 8];

/// Sends an event whenever this process asks for its parent's number.
fn sender(pid: u32) -> ObjectSpec {
    let code = Assembler::new()
        .call(Helper::GET_CURRENT_PID_TGID)
        .shift_right(R0, 32)
        .load_imm64(R1, pid)
        .jump(Condition::NotEqual, R0, R1, "out")
        .load_map(R1, "EVENTS")
        .mov(R2, size_of::<Event>() as i32)
        .mov(R3, 0)
        .call(Helper::RINGBUF_RESERVE)
        .jump(Condition::Equal, R0, 0, "out")
        .store(Size::Double, R0, 0, 1)
        .mov(R1, R0)
        // No wake-up: nobody waits.
        .mov(R2, 1)
        .call(Helper::RINGBUF_SUBMIT)
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()
        .expect("every label is bound");
    ObjectSpec::new("GPL")
        .with_map(RingBuffer::<Event>::spec("EVENTS", 256 << 10))
        .with_program(ProgramSpec::tracepoint("send", "syscalls", "sys_enter_getppid", code))
}

fn ring(kernel: &Kernel) -> Result<()> {
    // A ring for each contestant; both get the same events. Filling them costs far more than reading, so only the
    // reading is timed.
    let spec = sender(std::process::id());
    let objects = [spec.load(kernel)?, spec.load(kernel)?];
    let _links = [objects[0].program("send")?.attach()?, objects[1].program("send")?.attach()?];
    let fd = objects[0].map::<Map>("EVENTS")?.clone().into_fd()?;
    let mut raw_ring = raw::Ring::new(fd, 256 << 10);
    let mut ring = objects[1].map::<RingBuffer<Event>>("EVENTS")?;
    let rounds = Effort::from_arguments(1).rounds;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..=rounds {
        raw::getppid(EVENTS);
        for turn in 0..2 {
            let which = (turn + round) % 2;
            let mut sum = 0;
            let start = std::time::Instant::now();
            let count = match which {
                0 => raw_ring.consume(|event| sum += event[0]),
                _ => ring.for_each(|event| sum += event[0])?,
            };
            let nanoseconds = start.elapsed().as_nanos() as f64 / f64::from(EVENTS);
            assert_eq!((count, black_box(sum)), (EVENTS as usize, EVENTS.into()));
            if round > 0 || rounds == 1 {
                times[which].push(nanoseconds);
            }
        }
    }
    skep_bench::report("ring, 64-byte events", MARGIN, &["raw loads", "skep for_each"], &times);
    Ok(())
}
