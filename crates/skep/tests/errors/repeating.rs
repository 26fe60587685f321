//! What is tried again, and what is not.

use skep::prelude::*;
use skep::registers::*;
use skep::scripted::{Fault, Faults, Method};
use skep::uapi::Errno;
use skep::{Error, ErrorKind, Link, Woken};
use skep_harness::{Outcome, Stop};
use std::cell::Cell;
use std::fmt::Debug;
use std::time::Duration;

/// The answers of a call that a signal, or something else to do, broke off.
const BROKEN_OFF: [Errno; 2] = [Errno::EINTR, Errno::EAGAIN];

/// An object with a program of each type that can be attached here.
fn object(kernel: &Kernel) -> Result<Object, Stop> {
    let code = || Assembler::new().mov(R0, 2).exit().build();
    let spec = ObjectSpec::new("GPL")
        .with_map(HashMap::<u32, u64>::spec("COUNTS", 8))
        .with_map(Queue::<u32>::spec("JOBS", 8))
        .with_map(ProgramArray::spec("CHAIN", 2))
        .with_program(ProgramSpec::tracepoint("on_exec", "sched", "sched_process_exec", code()?))
        .with_program(ProgramSpec::raw_tracepoint("on_exec_raw", "sched_process_exec", code()?))
        .with_program(ProgramSpec::xdp("packets", code()?));
    Ok(spec.load(kernel)?)
}

pub(crate) fn reads(behind: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = behind.with_faults(&faults);
    let object = object(&kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("COUNTS")?;
    counts.insert(&1, &10)?;
    let link = object.program("on_exec")?.attach()?;
    type Read<'a> = (Method, &'a dyn Fn() -> Result<()>);
    let reads: [Read<'_>; 8] = [
        (Method::MapLookup, &|| counts.get(&1).map(|value| assert_eq!(value, Some(10)))),
        (Method::MapReadBatch, &|| {
            counts.iter().try_for_each(|entry| entry.map(|entry| assert_eq!(entry, (1, 10))))
        }),
        (Method::MapInfo, &|| HashMap::<u32, u64>::create(&kernel, "ANOTHER", 1).map(drop)),
        (Method::ProgramInfo, &|| object.program("on_exec")?.info().map(drop)),
        (Method::LinkInfo, &|| link.info().map(drop)),
        (Method::Tracepoint, &|| kernel.tracepoint_format("sched:sched_process_exec").map(drop)),
        (Method::KernelBtf, &|| behind.with_faults(&faults).types().map(drop)),
        (Method::InterfaceIndex, &|| match object
            .program("packets")?
            .attach_to_interface("none", XdpMode::Auto)
        {
            Err(error) if error.is_not_found() => Ok(()),
            other => other.map(drop),
        }),
    ];
    for (call, read) in reads {
        for errno in BROKEN_OFF {
            // How often it is made when nothing goes wrong.
            faults.clear();
            read()?;
            let usual = faults.made(call);
            faults.set([Fault::of(call).calls(..=2).fails(errno)]);
            read()?;
            assert_eq!(faults.made(call), usual + 2, "{call}");
            faults.set([Fault::of(call).fails(errno)]);
            let error = read().unwrap_err();
            assert_eq!((error.errno(), error.is_transient()), (Some(errno), true), "{call}: {error}");
            assert_eq!(faults.made(call), 5, "{call}");
        }
        faults.set([Fault::of(call).fails(Errno::EIO)]);
        assert_eq!(read().unwrap_err().errno(), Some(Errno::EIO), "{call}");
        assert_eq!(faults.made(call), 1, "{call}: another error is no reason to try again");
    }
    Ok(())
}

/// Whether a call is made once though it is broken off, after it has done what it should.
fn made_once<T: Debug>(faults: &Faults, call: Method, act: impl Fn() -> Result<T>) -> Outcome {
    for errno in BROKEN_OFF.into_iter().filter(|&errno| (call, errno) != (Method::ProgramLoad, Errno::EAGAIN))
    {
        for fault in [Fault::of(call).fails(errno), Fault::of(call).loses_answer(errno)] {
            faults.set([fault]);
            let error = act().unwrap_err();
            assert_eq!((error.errno(), error.is_transient()), (Some(errno), true), "{call}: {error}");
            assert_eq!(faults.made(call), 1, "{call} {errno}");
        }
    }
    faults.clear();
    Ok(())
}

pub(crate) fn once(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let object = object(&kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("COUNTS")?;
    let jobs = object.map::<Queue<u32>>("JOBS")?;
    let chain = object.map::<ProgramArray>("CHAIN")?;
    let packets = object.program("packets")?;
    made_once(&faults, Method::MapUpdate, || counts.insert_new(&1, &1))?;
    assert_eq!(counts.get(&1)?, Some(1));
    made_once(&faults, Method::MapDelete, || counts.remove(&1))?;
    // Two of these calls were made, after which the answer was lost.
    made_once(&faults, Method::MapUpdate, || jobs.push(&7))?;
    assert_eq!((jobs.pop()?, jobs.pop()?, jobs.pop()?), (Some(7), Some(7), None));
    for job in 0..4 {
        jobs.push(&job)?;
    }
    made_once(&faults, Method::MapTake, || jobs.pop())?;
    assert_eq!((jobs.pop()?, jobs.pop()?, jobs.pop()?), (Some(2), Some(3), None));
    made_once(&faults, Method::MapUpdateObject, || chain.set(0, packets))?;
    made_once(&faults, Method::MapCreate, || HashMap::<u32, u64>::create(&kernel, "ANOTHER", 1))?;
    made_once(&faults, Method::ProgramTestRun, || packets.test_run(&TestRun::new().packet(&[0; 60])))?;
    made_once(&faults, Method::ProgramLoad, || load_nothing(&kernel))?;
    made_once(&faults, Method::PerfEventOpen, || object.program("on_exec")?.attach())?;
    made_once(&faults, Method::LinkCreate, || object.program("on_exec")?.attach())?;
    made_once(&faults, Method::RawTracepointOpen, || object.program("on_exec_raw")?.attach())?;
    made_once(&faults, Method::LinkDetach, || object.program("on_exec")?.attach().and_then(Link::detach))?;
    let nowhere = "/nowhere/at/all";
    made_once(&faults, Method::Pin, || counts.map().pin(nowhere))?;
    made_once(&faults, Method::Unpin, || kernel.unpin(nowhere))
}

fn load_nothing(kernel: &Kernel) -> Result<Object> {
    let code = Assembler::new().mov(R0, 2).exit().build().unwrap();
    ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("nothing", code)).load(kernel)
}

pub(crate) fn loads(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    faults.set([Fault::of(Method::ProgramLoad).calls(..=4).fails(Errno::EAGAIN)]);
    load_nothing(&kernel)?;
    assert_eq!(faults.made(Method::ProgramLoad), 5);
    faults.set([Fault::of(Method::ProgramLoad).fails(Errno::EAGAIN)]);
    let error = load_nothing(&kernel).unwrap_err();
    assert_eq!(faults.made(Method::ProgramLoad), 5);
    assert_eq!(
        error.to_string(),
        "loading xdp program `nothing`: EAGAIN (11): a signal came each time while the program was checked"
    );
    assert!(error.is_transient());
    // A program that is refused (its helper is for others' licences) is loaded once more, to be told why; also if that is broken off.
    let code = Assembler::new().mov(R1, 0).mov(R2, 0).call(Helper::TRACE_PRINTK).exit().build()?;
    let refused = ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("refused", code));
    faults.set([Fault::of(Method::ProgramLoad).calls(..=2).fails(Errno::EAGAIN)]);
    let error = refused.load(&kernel).unwrap_err();
    assert_eq!((error.kind(), faults.made(Method::ProgramLoad)), (ErrorKind::Rejected, 4), "{error}");
    Ok(())
}

pub(crate) fn waits(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let ring = RingBuffer::<u64>::create(&kernel, "EVENTS", u32::try_from(kernel.api().page_size())?)?;
    let time = Duration::from_millis(30);
    // Broken off before it began, three times: the whole time is left.
    let start = kernel.api().now();
    faults.set([Fault::of(Method::Wait).calls(..=3).fails(Errno::EINTR)]);
    assert_eq!(ring.wait(Some(time))?, Woken::Deadline);
    assert_eq!(faults.made(Method::Wait), 4);
    assert!(kernel.api().now().since(start) >= time);
    // Broken off at its end: nothing is left.
    let start = kernel.api().now();
    faults.set([Fault::of(Method::Wait).loses_answer(Errno::EINTR)]);
    assert_eq!(ring.wait(Some(time))?, Woken::Deadline);
    assert_eq!(faults.made(Method::Wait), 1);
    assert!(kernel.api().now().since(start) >= time);
    // What came meanwhile is found.
    faults.set([Fault::of(Method::Wait).calls(..=1).fails(Errno::EINTR)]);
    ring.stopper().stop()?;
    assert_eq!(ring.wait(None)?, Woken::Stopped);
    // A clock that stands still brings no deadline.
    if kernel.is_simulated() {
        faults.set([Fault::of(Method::Wait).fails(Errno::EINTR)]);
        let ring = RingBuffer::<u64>::create(&kernel, "EVENTS", u32::try_from(kernel.api().page_size())?)?;
        assert_eq!(ring.wait(Some(time)).unwrap_err().errno(), Some(Errno::EINTR));
        let busy = || ring.map().pin("/nowhere/at/all");
        assert!(kernel.retry_while(|_| true, time, busy).is_err());
    }
    faults.set([Fault::of(Method::Wait).fails(Errno::ENOMEM)]);
    assert_eq!(ring.wait(None).unwrap_err().errno(), Some(Errno::ENOMEM));
    assert_eq!(faults.made(Method::Wait), 1);
    Ok(())
}

pub(crate) fn by_the_caller(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 8)?;
    let second = Duration::from_secs(1);
    faults.set([Fault::of(Method::MapUpdate).calls(..=3).fails(Errno::EBUSY)]);
    kernel.retry_while(Error::is_transient, second, || counts.insert(&1, &1))?;
    assert_eq!(faults.made(Method::MapUpdate), 4);
    // What does not pass is not waited for.
    faults.set([Fault::of(Method::MapUpdate).fails(Errno::E2BIG)]);
    let error = kernel.retry_while(Error::is_transient, second, || counts.insert(&1, &1)).unwrap_err();
    assert_eq!((error.kind(), faults.made(Method::MapUpdate)), (ErrorKind::Full, 1));
    // Nor for longer than the time, which is the kernel's own: in a simulated one, none passes outside.
    faults.set([Fault::of(Method::MapUpdate).fails(Errno::EBUSY)]);
    let time = Duration::from_millis(40);
    let start = kernel.api().now();
    let error = kernel.retry_while(Error::is_transient, time, || counts.insert(&1, &1)).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EBUSY));
    let elapsed = kernel.api().now().since(start);
    assert!(elapsed >= time && (!kernel.is_simulated() || elapsed == time), "{elapsed:?}");
    // Pauses of 1, 2, 4 … ms at most, and half of that at least; a kernel that wakes late has fewer of them.
    let fewest = if kernel.is_simulated() { 6 } else { 2 };
    assert!((fewest..=9).contains(&faults.made(Method::MapUpdate)), "{}", faults.made(Method::MapUpdate));
    let times = Cell::new(0);
    let made = kernel.retry_while(
        |_| true,
        Duration::ZERO,
        || {
            times.set(times.get() + 1);
            counts.insert(&1, &1)
        },
    );
    assert_eq!((made.is_err(), times.get()), (true, 1), "once at least");
    Ok(())
}

pub(crate) fn may_fail(kernel: &Kernel) -> Outcome {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    // The types only explain a program.
    faults.set([Fault::of(Method::BtfLoad).fails(Errno::EPERM)]);
    load_nothing(&kernel)?;
    assert_eq!(faults.made(Method::BtfLoad), 1);
    // One that the kernel has looked at is given again without what it turns out not to know: here nothing of it.
    faults.set([Fault::of(Method::BtfLoad).fails(Errno::EINVAL)]);
    load_nothing(&kernel)?;
    assert_eq!(faults.made(Method::BtfLoad), 4);
    // A kind of link that cannot be detached is detached by being closed.
    let link = object(&kernel)?.program("on_exec")?.attach()?;
    faults.set([Fault::of(Method::LinkDetach).fails(Errno::EOPNOTSUPP)]);
    link.detach()?;
    // What to do about an error is found by asking the kernel, which may not answer.
    for call in
        [Method::Capabilities, Method::Mounts, Method::Setting, Method::Release, Method::LockedMemoryLimit]
    {
        faults.set([Fault::of(call).fails(Errno::EIO)]);
        let error = HashMap::<u32, u32>::create(&kernel, "M", 1)?.map().pin("/nowhere/at/all").unwrap_err();
        // A simulated kernel has no folders but its mounts; what is outside of them is there, but no place for pins.
        let expected = if kernel.is_simulated() { Errno::EPERM } else { Errno::ENOENT };
        assert_eq!(error.errno(), Some(expected), "{call}: {error}");
        assert_eq!(error.remedy().is_none(), call == Method::Mounts, "{call}: {error}");
    }
    Ok(())
}
