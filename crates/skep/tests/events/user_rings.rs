//! Records from a process to programs, through a user ring buffer.

use crate::world::{World, host};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{Errno, RingFlags};
use skep::{ErrorKind, Map, UserRingBuffer};
use skep_harness::{Outcome, Stop};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// A size that is a ring's on kernels with large pages too.
const SIZE: u32 = 1 << 16;
/// Nothing takes longer.
const LATE: Duration = Duration::from_secs(60);
/// How many records of 8 bytes fill it.
const FULL: u64 = SIZE as u64 / 16;

/// What the program is told, and what it answers: the flags to drain with, after how many samples to stop, how many it has seen, what
/// draining gave, whether to drain within the function as well, and what that gave.
#[derive(Clone, Copy, Default, Debug)]
struct Told {
    flags: u64,
    stop_after: u64,
    seen: u64,
    result: i64,
    nests: u64,
    nested: i64,
}

/// What the program has seen of a sample: its first 8 bytes and the next as far as there are 16, what reading 16 gave, and the first
/// 8 bytes by their address.
type Seen = [u64; 4];

/// A loaded program that drains `RING` when it is run.
struct Drainer {
    object: Object,
}

/// `dst = address of the value of TOLD`, or to the label.
fn look_up_told(asm: &mut Assembler, dst: skep::isa::Register, otherwise: &str) {
    asm.store(Size::Word, R10, -4, 0).load_map(R1, "TOLD").mov(R2, R10).add(R2, -4);
    asm.call(Helper::MAP_LOOKUP_ELEM).jump(Condition::Equal, R0, 0, otherwise).mov(dst, R0);
}

fn drain(asm: &mut Assembler, function: &str) {
    asm.load_map(R1, "RING").load_function(R2, function).mov(R3, 0).call(Helper::USER_RINGBUF_DRAIN);
}

/// The function that is called with each sample.
fn each() -> Assembler {
    let mut asm = Assembler::new();
    asm.mov(R6, R1);
    look_up_told(&mut asm, R7, "stop");
    asm.load(Size::Double, R1, R7, 32).jump(Condition::Equal, R1, 0, "read").mov(R4, 0);
    drain(&mut asm, "nothing");
    asm.store(Size::Double, R7, 40, R0).label("read");
    asm.store(Size::Double, R10, -16, 0).store(Size::Double, R10, -24, 0);
    asm.mov(R1, R10).add(R1, -24).mov(R2, 16).mov(R3, R6).mov(R4, 0).mov(R5, 0).call(Helper::DYNPTR_READ);
    asm.mov(R8, R0).jump(Condition::Equal, R0, 0, "kept");
    asm.mov(R1, R10).add(R1, -24).mov(R2, 8).mov(R3, R6).mov(R4, 0).mov(R5, 0).call(Helper::DYNPTR_READ);
    asm.label("kept").mov(R9, 0).mov(R1, R6).mov(R2, 0).mov(R3, 8).call(Helper::DYNPTR_DATA);
    asm.jump(Condition::Equal, R0, 0, "none").load(Size::Double, R9, R0, 0).label("none");
    asm.load(Size::Double, R1, R7, 16).store(Size::Word, R10, -4, R1);
    asm.load_map(R1, "SEEN").mov(R2, R10).add(R2, -4).call(Helper::MAP_LOOKUP_ELEM);
    asm.jump(Condition::Equal, R0, 0, "next");
    asm.load(Size::Double, R1, R10, -24).store(Size::Double, R0, 0, R1);
    asm.load(Size::Double, R1, R10, -16).store(Size::Double, R0, 8, R1);
    asm.store(Size::Double, R0, 16, R8).store(Size::Double, R0, 24, R9).label("next");
    asm.load(Size::Double, R1, R7, 16).add(R1, 1).store(Size::Double, R7, 16, R1);
    asm.load(Size::Double, R2, R7, 8).mov(R0, 0).jump(Condition::NotEqual, R1, R2, "out");
    asm.label("stop").mov(R0, 1).label("out").exit();
    asm
}

impl Drainer {
    fn new(world: &World) -> Result<Self, Stop> {
        let mut main = Assembler::new();
        look_up_told(&mut main, R6, "out");
        main.load(Size::Double, R4, R6, 0);
        drain(&mut main, "each");
        main.store(Size::Double, R6, 24, R0).label("out").mov(R0, 2).exit();
        let object = ObjectSpec::new("GPL")
            .with_map(UserRingBuffer::<u64>::spec("RING", SIZE))
            .with_map(Array::<[u64; 6]>::spec("TOLD", 1))
            .with_map(Array::<Seen>::spec("SEEN", 8192))
            .with_function("each", each().build()?)
            .with_function("nothing", Assembler::new().mov(R0, 0).exit().build()?)
            .with_program(ProgramSpec::xdp("drain", main.build()?));
        Ok(Self { object: object.load(&world.kernel)? })
    }

    fn ring(&self) -> Result<UserRingBuffer<u64>> {
        self.object.map("RING")
    }

    /// Has the program drain the ring, as it is told.
    fn drain(&self, told: Told) -> Result<Told, Stop> {
        let values = self.object.map::<Array<[u64; 6]>>("TOLD")?;
        values.set(0, &[told.flags, told.stop_after, 0, 0, told.nests, 0])?;
        self.object.program("drain")?.test_run(&TestRun::new().packet(&[0; 64]))?;
        let [flags, stop_after, seen, result, nests, nested] = values.get(0)?.unwrap();
        Ok(Told {
            flags,
            stop_after,
            seen,
            result: result.cast_signed(),
            nests,
            nested: nested.cast_signed(),
        })
    }

    /// Has the program drain all, and gives the first 8 bytes of each sample.
    fn drain_all(&self) -> Result<Vec<u64>, Stop> {
        let told = self.drain(Told::default())?;
        assert_eq!(told.result, i64::try_from(told.seen)?);
        self.seen(told.seen)?.into_iter().map(|[first, ..]| Ok(first)).collect()
    }

    fn seen(&self, count: u64) -> Result<Vec<Seen>, Stop> {
        let seen = self.object.map::<Array<Seen>>("SEEN")?;
        (0..u32::try_from(count)?).map(|index| Ok(seen.get(index)?.unwrap())).collect()
    }
}

pub(crate) fn in_order(world: &World) -> Outcome {
    let drainer = Drainer::new(world)?;
    let mut ring = drainer.ring()?;
    assert_eq!((drainer.drain_all()?, ring.unread()?), (vec![], 0));
    // More than twice around, in pieces of several sizes.
    let mut next = 1_u64;
    for round in 0..30_u64 {
        let mut sent = vec![];
        for _ in 0..100 + round * 7 {
            let (number, size) = (next, [8, 12, 16, 40][usize::try_from(next % 4)?]);
            let mut record = vec![0x5a; size];
            record[..8].copy_from_slice(&number.to_ne_bytes());
            assert!(ring.try_send_bytes(&record)?);
            sent.push((number, size));
            next += 1;
        }
        let told = drainer.drain(Told::default())?;
        assert_eq!((told.result, ring.unread()?), (i64::try_from(sent.len())?, 0));
        for ([first, second, result, data], (number, size)) in drainer.seen(told.seen)?.into_iter().zip(sent)
        {
            let whole = size >= 16;
            let expected = if whole { (0x5a5a_5a5a_5a5a_5a5a, 0) } else { (0, -i64::from(Errno::E2BIG.0)) };
            assert_eq!((first, data), (number, number));
            assert_eq!((second, result.cast_signed()), expected, "{number} of {size} bytes");
        }
    }
    // A sample without as many bytes as the program asks for.
    assert!(ring.try_send_bytes(b"four")?);
    let told = drainer.drain(Told::default())?;
    assert_eq!(drainer.seen(told.seen)?, [[0, 0, (-i64::from(Errno::E2BIG.0)).cast_unsigned(), 0]]);
    Ok(())
}

pub(crate) fn as_programs_say(world: &World) -> Outcome {
    let drainer = Drainer::new(world)?;
    let mut ring = drainer.ring()?;
    for number in 1..=10 {
        assert!(ring.try_send(&number)?);
    }
    let told = drainer.drain(Told { stop_after: 4, ..Told::default() })?;
    assert_eq!((told.seen, told.result, ring.unread()?), (4, 4, 6 * 16));
    // A ring is drained by one at a time.
    let told = drainer.drain(Told { stop_after: 1, nests: 1, ..Told::default() })?;
    assert_eq!((told.seen, told.result, told.nested), (1, 1, -i64::from(Errno::EBUSY.0)));
    let told = drainer.drain(Told { flags: 4, ..Told::default() })?;
    assert_eq!((told.seen, told.result), (0, -i64::from(Errno::EINVAL.0)));
    let flags = RingFlags::FORCE_WAKEUP | RingFlags::NO_WAKEUP;
    let told = drainer.drain(Told { flags: flags.0, ..Told::default() })?;
    assert_eq!((told.seen, told.result), (5, 5));
    // What is given up is passed over and not counted; what is being written holds up what is behind it.
    assert!(ring.try_send(&11)?);
    drop(ring.reserve(24)?.expect("there is room"));
    let mut record = ring.reserve(8)?.expect("there is room");
    let told = drainer.drain(Told::default())?;
    assert_eq!((told.seen, told.result), (1, 1));
    record.write(0, &12_u64.to_ne_bytes());
    assert_eq!(record.len(), 8);
    record.submit();
    assert!(ring.try_send(&13)?);
    assert_eq!(drainer.drain_all()?, [12, 13]);
    Ok(())
}

pub(crate) fn full(world: &World) -> Outcome {
    let drainer = Drainer::new(world)?;
    let mut ring = drainer.ring()?;
    let sent = (0..).take_while(|number| ring.try_send(number).unwrap()).count() as u64;
    assert_eq!((sent, ring.unread()?), (FULL, SIZE.into()));
    assert!(ring.reserve(0)?.is_none());
    // One sample less is room for one more.
    assert_eq!(drainer.drain(Told { stop_after: 1, ..Told::default() })?.seen, 1);
    assert!(!ring.try_send_bytes(&[0; 9])?);
    assert!(ring.try_send(&FULL)?);
    assert_eq!(drainer.drain_all()?, (1..=FULL).collect::<Vec<u64>>());
    let error = ring.try_send_bytes(&[0; SIZE as usize]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sending through user ring buffer `RING`: a record of 65536 bytes never fits: this ring has room for 65528 at most"
    );
    Ok(())
}

pub(crate) fn waited(world: &World) -> Outcome {
    let drainer = Drainer::new(world)?;
    let mut ring = drainer.ring()?;
    for number in 0..FULL {
        assert!(ring.try_send(&number)?);
    }
    assert!(!ring.send_within(&0, Duration::from_millis(20))?);
    // Three times what there is room for is sent while somebody has the program drain, and then stops the sender.
    let stopper = ring.stopper();
    let (tell, told) = mpsc::channel();
    let elsewhere = world.elsewhere(move |_| {
        let (mut seen, begin) = (vec![], Instant::now());
        while seen.len() < usize::try_from(4 * FULL).unwrap() && begin.elapsed() < LATE {
            let told = drainer.drain(Told { stop_after: 100, ..Told::default() }).unwrap();
            seen.extend(drainer.seen(told.seen).unwrap().into_iter().map(|[first, ..]| first));
            thread::yield_now();
        }
        stopper.stop().unwrap();
        tell.send((drainer, seen)).unwrap();
    });
    for number in FULL..4 * FULL {
        assert!(ring.send(&number)?);
    }
    // When it is full again and nobody drains, only who stops it ends this.
    let mut more = 0;
    while ring.send(&0)? {
        more += 1;
    }
    drop(elsewhere);
    let (drainer, seen) = told.recv()?;
    assert!(seen.iter().copied().take(usize::try_from(4 * FULL)?).eq(0..4 * FULL));
    let left = drainer.drain_all()?.len() as u64;
    assert_eq!(seen.len() as u64 + left, 4 * FULL + more);
    Ok(())
}

pub(crate) fn claimed(world: &World) -> Outcome {
    let drainer = Drainer::new(world)?;
    let ring = drainer.ring()?;
    let error = drainer.ring().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert_eq!(
        error.to_string(),
        "mapping user ring buffer `RING`: EBUSY (16): it has a sender (a user ring buffer has one sender: drop the \
         other one first)"
    );
    drop(ring);
    assert!(drainer.ring()?.try_send(&1)?);
    let other = Array::<u64>::create(&world.kernel, "ARRAY", 1)?;
    assert!(UserRingBuffer::<u64>::new(other.map().clone()).is_err());
    Ok(())
}

/// The argument that makes this binary a sender to be killed; the next one is the ring's pin.
pub(crate) const COMMAND: &str = "--send-and-hang";

/// Sends two numbers, begins a third, and does nothing more until it is killed.
pub(crate) fn send_and_hang(path: &str) -> ExitCode {
    let send = || -> Result<ExitCode> {
        let kernel = Kernel::host()?;
        let mut ring = UserRingBuffer::<u64>::new(Map::open_pin(&kernel, path)?)?;
        let are_sent = ring.try_send(&1)? && ring.try_send(&2)?;
        let _begun = ring.reserve(8)?;
        let mut output = std::io::stdout();
        writeln!(output, "{are_sent}").and_then(|()| output.flush()).expect("the test listens");
        loop {
            thread::park();
        }
    };
    send().unwrap_or(ExitCode::FAILURE)
}

pub(crate) fn killed() -> Outcome {
    let world = host()?;
    let pins = world.pins()?;
    let path = pins.path().join("ring");
    let drainer = Drainer::new(&world)?;
    drainer.object.map::<Map>("RING")?.pin(&path)?;
    let mut sender =
        Command::new(std::env::current_exe()?).arg(COMMAND).arg(&path).stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    BufReader::new(sender.stdout.take().expect("it is piped")).read_line(&mut said)?;
    sender.kill()?;
    sender.wait()?;
    assert_eq!(said, "true\n");
    let mut next = UserRingBuffer::<u64>::new(Map::open_pin(&world.kernel, &path)?)?;
    assert!(next.try_send(&4)?);
    assert_eq!(drainer.drain_all()?, [1, 2, 4]);
    world.kernel.unpin(&path)?;
    Ok(())
}
