//! Runs that are recorded, and replayed without the kernel.

use skep::prelude::*;
use skep::registers::*;
use skep::scripted::Recording;
use skep::uapi::Errno;
use skep_harness::{Outcome, Stop};
use std::time::Duration;

/// Everything that can be seen of a run: a program counts packets and tells their lengths, a map is walked, a load is refused.
#[derive(Debug, PartialEq)]
struct Seen {
    verdicts: Vec<u32>,
    counted: Vec<(u32, u64)>,
    lengths: Vec<u32>,
    refusal: String,
    release: String,
    info: String,
}

fn spec() -> Result<ObjectSpec, Stop> {
    let code = Assembler::new()
        .load(Size::Word, R7, R1, 0)
        .load(Size::Word, R8, R1, 4)
        .sub(R8, R7)
        .reserve_or_count("LENGTHS", 4, "LOST", -4, "out")
        .store(Size::Word, R0, 0, R8)
        .mov(R1, R0)
        .mov(R2, 0)
        .call(Helper::RINGBUF_SUBMIT)
        .label("out")
        .mov(R0, 2)
        .exit()
        .build()?;
    Ok(ObjectSpec::new("GPL")
        .with_map(RingBuffer::<u32>::spec("LENGTHS", 4096))
        .with_map(Array::<u64>::spec("LOST", 1))
        .with_map(HashMap::<u32, u64>::spec("COUNTS", 64))
        .with_program(ProgramSpec::xdp("lengths", code)))
}

fn seen(kernel: &Kernel) -> Result<Seen, Stop> {
    let object = spec()?.load(kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("COUNTS")?;
    let mut lengths = object.map::<RingBuffer<u32>>("LENGTHS")?;
    let program = object.program("lengths")?;
    let (mut verdicts, mut read) = (Vec::new(), Vec::new());
    for round in 0..5_u32 {
        // More than one page of records in all, of a ring that has one.
        for _ in 0..80 {
            let output = program.test_run(&TestRun::new().packet(&[0; 64]))?;
            verdicts.push(output.result);
        }
        counts.insert(&round, &(u64::from(round) * 7))?;
        for length in lengths.events_within(Duration::from_millis(5)) {
            read.push(length?);
        }
    }
    let mut counted = counts.iter().collect::<Result<Vec<_>>>()?;
    counted.sort_unstable();
    let refused = Assembler::new().exit().build()?;
    let refusal =
        ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("refused", refused)).load(kernel).unwrap_err();
    Ok(Seen {
        verdicts,
        counted,
        lengths: read,
        refusal: refusal.to_string(),
        release: kernel.api().release()?,
        info: format!("{:?}", program.info()?),
    })
}

pub(crate) fn run(kernel: &Kernel) -> Outcome {
    let (recorded, recorder) = kernel.recorded();
    let seen_there = seen(&recorded)?;
    assert_eq!(seen_there.lengths, [64; 400]);
    let recording = recorder.recording();
    let text = recording.to_string();
    assert_eq!(text.parse::<Recording>()?, recording);
    assert!(recording.calls() > 400);

    let (kernel, replay) = Kernel::replayed(&text.parse()?);
    assert_eq!(seen(&kernel)?, seen_there);
    replay.finish()?;
    // Nothing is left.
    assert_eq!(kernel.api().release(), Err(Errno::EBADMSG));
    let error = replay.finish().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the recording has no more calls of this thread, but `release {}` was asked"
    );
    Ok(())
}

pub(crate) fn mismatch(kernel: &Kernel) -> Outcome {
    let insert = |kernel: &Kernel, key: u32| -> Result<()> {
        let counts = HashMap::<u32, u64>::create(kernel, "COUNTS", 8)?;
        counts.insert(&key, &1)?;
        counts.remove(&key).map(drop)
    };
    let (recorded, recorder) = kernel.recorded();
    insert(&recorded, 1)?;
    let (kernel, replay) = Kernel::replayed(&recorder.recording());
    let error = insert(&kernel, 2).unwrap_err();
    let both = [
        "`map_update {map=@1\"COUNTS\" key=0x01000000 value=0x0100000000000000 flags=any}`",
        "`map_update {map=@1\"COUNTS\" key=0x02000000 value=0x0100000000000000 flags=any}`",
    ];
    for named in both {
        assert!(error.to_string().contains(named), "{error}");
    }
    assert_eq!(error.errno(), Some(Errno::EBADMSG));
    assert_eq!(replay.finish().unwrap_err().recorded.as_deref(), Some(both[0].trim_matches('`')));
    // What is asked after that is not answered either.
    assert!(HashMap::<u32, u64>::create(&kernel, "COUNTS", 8).is_err());
    // Nor may less be asked.
    let (kernel, replay) = Kernel::replayed(&recorder.recording());
    let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 8)?;
    counts.insert(&1, &1)?;
    let error = replay.finish().unwrap_err().to_string();
    assert!(
        error.contains("`map_delete {map=@1\"COUNTS\" key=0x01000000}`, but nothing more was asked"),
        "{error}"
    );
    Ok(())
}

pub(crate) fn threads(kernel: &Kernel) -> Outcome {
    // Two threads begin one after the other, so that they have numbers, and then run as they will.
    let run = |kernel: &Kernel| -> Result<u64, Stop> {
        let counts = HashMap::<u32, u64>::create(kernel, "COUNTS", 1000)?;
        let act = |from: u32, began: std::sync::mpsc::Sender<()>| -> Result<()> {
            for key in from..from + 100 {
                counts.insert(&key, &1)?;
                let _ = began.send(());
                counts.get(&key)?;
            }
            Ok(())
        };
        std::thread::scope(|scope| -> Result<(), Stop> {
            let mut threads = Vec::new();
            for from in [0, 500] {
                let (began, has_begun) = std::sync::mpsc::channel();
                let act = &act;
                threads.push(scope.spawn(move || act(from, began)));
                // It ends the wait also by failing.
                let _ = has_begun.recv();
            }
            for thread in threads {
                thread.join().unwrap()?;
            }
            Ok(())
        })?;
        Ok(counts.iter().count() as u64)
    };
    let (recorded, recorder) = kernel.recorded();
    assert_eq!(run(&recorded)?, 200);
    let (kernel, replay) = Kernel::replayed(&recorder.recording());
    assert_eq!(run(&kernel)?, 200);
    replay.finish()?;
    Ok(())
}

pub(crate) fn refused() -> Outcome {
    let check = |text: &str, said: &str| {
        assert_eq!(text.parse::<Recording>().unwrap_err().to_string(), said, "{text}");
    };
    check("", "line 1, column 1 of the recording: expected `skep recording 1`");
    check(
        "skep recording 1\nkernel host 4095 0\n",
        "line 2, column 17 of the recording: expected before this the size of a page: a power of two of at most 1 MiB",
    );
    let with = |line: &str| format!("skep recording 1\nkernel host 4096 0\n{line}\n");
    check(
        &with("1 map_fly {}"),
        "line 3, column 10 of the recording: expected a method of the kernel trait before this",
    );
    check(
        &with("1 release {} at 1 for 2 -> yes"),
        "line 3, column 28 of the recording: expected `ok` or `error`",
    );
    check(
        &with("1 ring 1 read 0x"),
        "line 3, column 10 of the recording: expected `submitted` or `discarded`",
    );
    // An answer of another kind is none, and named.
    let recording: Recording = with("1 release {} at 1 for 2 -> ok 7 {}").parse()?;
    let (kernel, replay) = Kernel::replayed(&recording);
    assert_eq!(kernel.api().release(), Err(Errno::EBADMSG));
    assert!(replay.finish().unwrap_err().to_string().contains("-> ok 7"));
    Ok(())
}
