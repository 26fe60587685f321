//! Reading a ring of 64-byte events: Skep beside raw loads from its memory and, with `--features peers`, libbpf-rs and aya. Warm, with few
//! events that a processor has at hand; cold, with 64 MiB of them; and what a reader costs while events come as fast as they can.
//!
//! `cargo bench --features peers --bench rings`, as root.

use skep::prelude::*;
use skep::registers::*;
use skep_bench::{Effort, raw, report};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;

type Event = [u64; 8];

fn main() -> ExitCode {
    let result = Kernel::host().and_then(|kernel| {
        read(&kernel, "ring, warm", 256 << 10, 3000, 20)?;
        read(&kernel, "ring, cold, 64 MiB", 64 << 20, 900_000, 1)?;
        flood(&kernel)
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == skep::ErrorKind::Permission => {
            println!("skipped: bench rings: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Sends an event whenever it is run on a packet.
fn sender(byte_size: u32) -> ObjectSpec {
    let code = Assembler::new()
        .load_map(R1, "EVENTS")
        .mov(R2, size_of::<Event>() as i32)
        .mov(R3, 0)
        .call(Helper::RINGBUF_RESERVE)
        .jump(Condition::Equal, R0, 0, "out")
        .store(Size::Double, R0, 0, 1)
        .mov(R1, R0)
        .mov(R2, 0)
        .call(Helper::RINGBUF_SUBMIT)
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()
        .expect("every label is bound");
    ObjectSpec::new("GPL")
        .with_map(RingBuffer::<Event>::spec("EVENTS", byte_size))
        .with_program(ProgramSpec::xdp("send", code))
}

/// A ring of its own for each reader, and the reader, which gives the events and the sum of their first words.
struct Contestant {
    name: &'static str,
    object: Object,
    read: Box<dyn FnMut() -> (usize, u64)>,
}

fn contestants(kernel: &Kernel, byte_size: u32) -> Result<Vec<Contestant>> {
    let spec = sender(byte_size);
    let mut all = vec![];
    let object = spec.load(kernel)?;
    let mut ring = raw::Ring::new(object.map::<Map>("EVENTS")?.into_fd()?, byte_size as usize);
    let read = Box::new(move || {
        let mut sum = 0;
        let count = ring.consume(|event| sum += event[0]);
        (count, sum)
    });
    all.push(Contestant { name: "raw loads", object, read });

    let object = spec.load(kernel)?;
    let mut ring = object.map::<RingBuffer<Event>>("EVENTS")?;
    let read = Box::new(move || {
        let mut sum = 0;
        let count = ring.for_each(|event| sum += event[0]).expect("the ring is there");
        (count, sum)
    });
    all.push(Contestant { name: "skep for_each", object, read });

    let object = spec.load(kernel)?;
    let mut ring = object.map::<RingBuffer<Event>>("EVENTS")?;
    let read = Box::new(move || {
        let mut batch = ring.batch().expect("the ring is there");
        let (mut count, mut sum) = (0, 0);
        while let Some(event) = batch.next().expect("the ring is there") {
            count += 1;
            sum += event[0];
        }
        (count, sum)
    });
    all.push(Contestant { name: "skep batch", object, read });
    #[cfg(feature = "peers")]
    all.extend([libbpf(spec.load(kernel)?)?, aya(spec.load(kernel)?)?]);
    Ok(all)
}

#[cfg(feature = "peers")]
fn first_word(record: &[u8]) -> u64 {
    u64::from_ne_bytes(*record.first_chunk().expect("an event has 64 bytes"))
}

#[cfg(feature = "peers")]
fn libbpf(object: Object) -> Result<Contestant> {
    use std::cell::Cell;
    use std::rc::Rc;
    let id = object.map::<Map>("EVENTS")?.info().id;
    // The map lives as long as the process does.
    let map = Box::leak(Box::new(libbpf_rs::MapHandle::from_map_id(id).expect("the map is there")));
    let seen = Rc::new(Cell::new((0, 0)));
    let told = seen.clone();
    let mut builder = libbpf_rs::RingBufferBuilder::new();
    let each = move |record: &[u8]| {
        let (count, sum) = told.get();
        told.set((count + 1, sum + first_word(record)));
        0
    };
    builder.add(map, each).expect("it is a ring");
    let ring = builder.build().expect("it is a ring");
    let read = Box::new(move || {
        seen.set((0, 0));
        ring.consume().expect("the ring is there");
        seen.get()
    });
    Ok(Contestant { name: "libbpf-rs", object, read })
}

#[cfg(feature = "peers")]
fn aya(object: Object) -> Result<Contestant> {
    let map = aya::maps::MapData::from_fd(object.map::<Map>("EVENTS")?.into_fd()?).expect("it is a map");
    let mut ring = aya::maps::RingBuf::try_from(aya::maps::Map::RingBuf(map)).expect("it is a ring");
    let read = Box::new(move || {
        let (mut count, mut sum) = (0, 0);
        while let Some(record) = ring.next() {
            count += 1;
            sum += first_word(&record);
        }
        (count, sum)
    });
    Ok(Contestant { name: "aya", object, read })
}

/// Filling a ring costs far more than reading it, so only the reading is timed: of so many fills in each round.
fn read(kernel: &Kernel, what: &str, byte_size: u32, events: u32, fills: u32) -> Result<()> {
    let mut contestants = contestants(kernel, byte_size)?;
    let rounds = Effort::from_arguments(1).rounds;
    let events = if rounds == 1 { 1000 } else { events };
    let mut times = vec![vec![]; contestants.len()];
    let count = contestants.len();
    for round in 0..=rounds {
        for turn in 0..count {
            let which = (turn + round) % count;
            let Contestant { object, read, .. } = &mut contestants[which];
            let program = object.program("send")?;
            let mut time = Duration::ZERO;
            for _ in 0..fills {
                program.test_run(&TestRun::new().packet(&[0; 64]).repeat(events))?;
                let start = Instant::now();
                let seen = read();
                time += start.elapsed();
                assert_eq!(black_box(seen), (events as usize, events.into()));
            }
            let nanoseconds = time.as_nanos() as f64 / f64::from(events * fills);
            if round > 0 || rounds == 1 {
                times[which].push(nanoseconds);
            }
        }
    }
    let names: Vec<&str> = contestants.iter().map(|contestant| contestant.name).collect();
    report(what, MARGIN, &names, &times);
    Ok(())
}

/// For how long a reader reads in each round.
const TIME: Duration = Duration::from_millis(200);

/// What a reader costs of its processor for each event, while another processor sends as fast as it can.
fn flood(kernel: &Kernel) -> Result<()> {
    let mut contestants = contestants(kernel, 1 << 20)?;
    let rounds = Effort::from_arguments(1).rounds;
    let mut times = vec![vec![]; contestants.len()];
    let count = contestants.len();
    for round in 0..=rounds {
        for turn in 0..count {
            let which = (turn + round) % count;
            let Contestant { object, read, .. } = &mut contestants[which];
            let program = object.program("send")?;
            let is_over = AtomicBool::new(false);
            let cost = std::thread::scope(|scope| {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        let run = TestRun::new().packet(&[0; 64]).repeat(10_000);
                        program.test_run(&run).expect("the program is there");
                    }
                });
                let (start, before, mut events) = (Instant::now(), raw::cpu_time(), 0);
                while start.elapsed() < TIME {
                    events += read().0;
                }
                let cost = (raw::cpu_time() - before).as_nanos() as f64 / events as f64;
                is_over.store(true, Ordering::Relaxed);
                cost
            });
            while read().0 > 0 {}
            if round > 0 || rounds == 1 {
                times[which].push(cost);
            }
        }
    }
    let names: Vec<&str> = contestants.iter().map(|contestant| contestant.name).collect();
    report("ring, flood", MARGIN, &names, &times);
    Ok(())
}
