//! What traces tell, and how calls fail.

use skep::prelude::*;
use skep::registers::*;
use skep::scripted::{Fault, Faults, Method, Traced};
use skep::uapi::Errno;
use skep_harness::Outcome;
use std::sync::mpsc;
use std::time::Duration;

/// A line of a trace without its time.
fn line(call: &Traced) -> String {
    let line = call.to_string();
    let (at, rest) = line.split_once(' ').unwrap();
    assert!(at.split_once('.').is_some_and(|(_, parts)| parts.len() == 6), "{line}");
    let (rest, took) = rest.rsplit_once(" (").unwrap();
    assert!(took.ends_with("s)"), "{line}");
    rest.to_owned()
}

pub(crate) fn trace(kernel: &Kernel) -> Outcome {
    let (sink, told) = mpsc::channel();
    let behind = kernel.clone();
    let kernel = kernel.traced(move |call| sink.send(call.clone()).unwrap());
    let before = behind.api().now();
    let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 8)?;
    counts.insert(&1, &10)?;
    assert_eq!(counts.get(&1)?, Some(10));
    assert_eq!(counts.get(&2)?, None);
    assert!(counts.map().pin("/nowhere/at/all").is_err());
    let after = behind.api().now();
    let calls: Vec<Traced> = told.try_iter().collect();
    assert!(calls.iter().all(|call| call.at >= before && call.at + call.took <= after));
    let lines: Vec<String> = calls.iter().map(line).collect();
    let has = |wanted: &str| assert!(lines.iter().any(|line| line == wanted), "{wanted}: {lines:#?}");
    has(
        "map_create name=COUNTS type=hash key_size=4 value_size=8 max_entries=8 flags=none extra=0 kernel_value_type=0 -> @1\"COUNTS\"",
    );
    has("map_update map=@1\"COUNTS\" key=0x01000000 value=0x0a00000000000000 flags=any -> ok");
    has("map_lookup map=@1\"COUNTS\" key=0x01000000 value=8 -> ok value=0x0a00000000000000");
    has("map_lookup map=@1\"COUNTS\" key=0x02000000 value=8 -> ENOENT value=0x0000000000000000");
    let pinned = lines
        .iter()
        .find(|line| line.starts_with("pin object=@1\"COUNTS\" path=\"/nowhere/at/all\""))
        .unwrap();
    assert!(pinned.ends_with("-> ENOENT") || pinned.ends_with("-> EPERM"), "{pinned}");
    // What is long is cut, with its length.
    let mut code = Assembler::new();
    code.mov(R0, 2);
    for _ in 0..21 {
        code.mov(R1, 1);
    }
    let code = code.exit().build()?;
    let object = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("long", code)).load(&kernel)?;
    let lines: Vec<String> = told.try_iter().map(|call| line(&call)).collect();
    let load = lines.iter().find(|line| line.starts_with("program_load name=long type=xdp")).unwrap();
    assert!(load.contains("…(184) maps=[] flags=none") && load.contains("license=GPL"), "{load}");
    object.program("long")?.test_run(&TestRun::new().packet(&[0; 60]))?;
    let lines: Vec<String> = told.try_iter().map(|call| line(&call)).collect();
    assert!(lines.iter().any(|line| line.contains("-> ok run={result=2 ")), "{lines:#?}");
    Ok(())
}

pub(crate) fn script(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 8)?;
    let insert = |key: u32| counts.insert(&key, &1).err().and_then(|error| error.errno());
    // The nth of a method.
    faults.set([Fault::of(Method::MapUpdate).call(2).fails(Errno::ENOMEM)]);
    assert_eq!([1, 2, 3].map(insert), [None, Some(Errno::ENOMEM), None]);
    assert_eq!(counts.get(&2)?, None);
    assert_eq!((faults.made(Method::MapUpdate), faults.struck()), (3, 1));
    // Each kth of all, and the first that is for a call counts.
    let busy = Fault::of_any().each(2).fails(Errno::EBUSY);
    faults.set([Fault::of(Method::MapUpdate).call(4).fails(Errno::EPERM), busy]);
    assert_eq!([1, 2, 3, 4].map(insert), [None, Some(Errno::EBUSY), None, Some(Errno::EPERM)]);
    assert_eq!(faults.made_in_all(), 4);
    // Made, but not said.
    faults.set([Fault::of(Method::MapUpdate).calls(..2).loses_answer(Errno::EIO)]);
    assert_eq!([5, 6].map(insert), [Some(Errno::EIO), None]);
    faults.clear();
    assert_eq!((counts.get(&5)?, counts.get(&6)?), (Some(1), Some(1)));
    // Late, on the kernel's own clock.
    let time = Duration::from_millis(20);
    faults.set([Fault::of(Method::MapUpdate).takes(time)]);
    let start = kernel.api().now();
    assert_eq!(insert(7), None);
    let took = kernel.api().now().since(start);
    assert!(took >= time && (!kernel.is_simulated() || took == time), "{took:?}");
    // A signal that breaks a lookup off is not seen.
    faults.set([Fault::of(Method::MapLookup).call(1).fails(Errno::EINTR)]);
    assert_eq!((counts.get(&7)?, faults.made(Method::MapLookup)), (Some(1), 2));
    Ok(())
}

pub(crate) fn batches(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 16)?;
    let entries: Vec<(u32, u64)> = (0..16).map(|index| (index, u64::from(index) + 1)).collect();
    // Five are written at once, and the rest one by one.
    faults.set([Fault::of(Method::MapUpdateBatch).breaks_off_after(5, Errno::EFAULT)]);
    let many = counts.insert_many(entries.iter().map(|(key, value)| (key, value)));
    assert_eq!((many.done, many.error.is_none(), faults.made(Method::MapUpdate)), (16, true, 11));
    assert_eq!(counts.iter().count(), 16);
    // Five are removed, and then it says why not more.
    faults.set([Fault::of(Method::MapDeleteBatch).breaks_off_after(5, Errno::EIO)]);
    let many = counts.remove_many(entries.iter().map(|(key, _)| key));
    assert_eq!((many.done, many.error.and_then(|error| error.errno())), (5, Some(Errno::EIO)));
    assert_eq!(counts.iter().count(), 11);
    // A walk goes on where a shortened batch ends, and misses nothing.
    let slots = Array::<u64>::create(&kernel, "SLOTS", 16)?;
    for (index, value) in &entries {
        slots.set(*index, value)?;
    }
    faults.set([Fault::of(Method::MapReadBatch).shortens_to(3)]);
    let read: Vec<u64> = slots.iter().collect::<Result<_>>()?;
    assert_eq!(read, (1..=16).collect::<Vec<u64>>());
    assert!(faults.made(Method::MapReadBatch) >= 6, "{}", faults.made(Method::MapReadBatch));
    Ok(())
}
