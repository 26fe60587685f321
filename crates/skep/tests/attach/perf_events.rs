//! Perf events: clocks, counters, watched memory; cookies; and kernels that have no links to events.

use crate::world::{World, host};
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::registers::*;
use skep::sim::World as SimulatedWorld;
use skep::uapi::kernel::PerfEventOpen;
use skep::uapi::{AttachType, HardwareEvent, LinkType, RegisterAbi, SoftwareEvent};
use skep::{ErrorKind, MemoryAccess, PerfEvent};
use skep_harness::{Outcome, Stop, skip};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What a program notes: how often it ran, and the period, the address and the instruction of the last time.
type Noted = [u64; 4];

/// A program that notes in the element of `NOTED` that belongs to its CPU.
fn sampler() -> Result<ObjectSpec, Stop> {
    let Some(abi) = RegisterAbi::named(std::env::consts::ARCH) else {
        return skip("the registers of this machine are not known");
    };
    let Some(size) = abi.size.and_then(|size| i16::try_from(size).ok()) else {
        return skip("how many bytes of registers a program gets depends on the kernel of this machine");
    };
    let instruction = i16::try_from(abi.instruction)?;
    let mut code = Assembler::new();
    code.mov(R6, R1).call(Helper::GET_SMP_PROCESSOR_ID);
    let key = code.stack_slot(4, 4);
    code.store(Size::Word, R10, key.offset, R0)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::Map("NOTED".into()), key))
        .jump(Condition::Equal, R0, 0, "out");
    for (place, offset) in [(8, size), (16, size + 8), (24, instruction)] {
        code.load(Size::Double, R1, R6, offset).store(Size::Double, R0, place, R1);
    }
    code.mov(R1, 1).atomic(Atomic::Add, Size::Double, R0, 0, R1).label("out").mov(R0, 0).exit();
    let program = ProgramSpec::new("sample", ProgramType::PERF_EVENT, AttachType::default(), code.build()?);
    Ok(ObjectSpec::new("GPL").with_map(Array::<Noted>::spec("NOTED", 256)).with_program(program))
}

fn noted(object: &Object) -> Result<Vec<(u32, Noted)>, Stop> {
    let map = object.map::<Array<Noted>>("NOTED")?;
    let mut all = Vec::new();
    for cpu in 0..256 {
        all.extend(map.get(cpu)?.filter(|noted| noted[0] > 0).map(|noted| (cpu, noted)));
    }
    Ok(all)
}

/// Works for a while on every CPU.
fn work(time: Duration) {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cpus {
            scope.spawn(|| {
                let end = Instant::now() + time;
                let mut number = 1_u64;
                while Instant::now() < end {
                    number = black_box(number.wrapping_mul(3));
                }
            });
        }
    });
}

pub(crate) fn every_cpu_is_sampled(world: &World) -> Outcome {
    let object = sampler()?.load(&world.kernel)?;
    let event = PerfEvent::software(SoftwareEvent::CPU_CLOCK).frequency(1000);
    let link = object.program("sample")?.attach_to_perf_event(&event)?;
    let expected = match world.simulated() {
        None => {
            work(Duration::from_millis(300));
            std::thread::available_parallelism()?.get()
        }
        Some(simulated) => {
            for cpu in [0, 2, 2] {
                simulated
                    .world()
                    .sample(SoftwareEvent::CPU_CLOCK, |sample| sample.cpu(cpu).instruction(0x1234))?;
            }
            2
        }
    };
    drop(link);
    let all = noted(&object)?;
    assert!(all.len() >= expected.min(2), "{all:?}");
    for (cpu, [count, period, _, instruction]) in all {
        assert!(count >= 1 && period > 0 && instruction > 0, "CPU {cpu}: {count} {period} {instruction:#x}");
    }
    let before = noted(&object)?;
    match world.simulated() {
        None => work(Duration::from_millis(20)),
        Some(simulated) => {
            assert!(simulated.world().sample(SoftwareEvent::CPU_CLOCK, |sample| sample)?.is_empty());
            assert_eq!(simulated.world().object_counts().perf_events, 0);
        }
    }
    assert_eq!(noted(&object)?, before, "it is attached no more");
    Ok(())
}

pub(crate) fn page_faults_of_one_process(world: &World) -> Outcome {
    let object = sampler()?.load(&world.kernel)?;
    let process = std::process::id();
    let event = PerfEvent::software(SoftwareEvent::PAGE_FAULTS).of_process(process);
    let link = object.program("sample")?.attach_to_perf_event(&event)?;
    assert_eq!(link.info()?.link_type, Some(LinkType::PERF_EVENT));
    const PAGES: usize = 64;
    match world.simulated() {
        None => {
            // The test runs in a thread of its own; the event is of the first one unless it says otherwise.
            drop(link);
            let thread = rustix::thread::gettid().as_raw_nonzero().get().cast_unsigned();
            let event = event.of_process(thread);
            let _link = object.program("sample")?.attach_to_perf_event(&event)?;
            // So much comes from the kernel anew, whatever was given back before.
            let mut pages = vec![0_u8; 64 << 20];
            for page in pages.chunks_mut(1 << 12).take(PAGES) {
                page[7] = 1;
            }
            black_box(pages);
        }
        Some(simulated) => {
            for pid in [process, process + 1] {
                for page in 0..PAGES as u64 {
                    simulated.world().sample(SoftwareEvent::PAGE_FAULTS, |sample| {
                        sample.pid(pid).address(0x1000 * (page + 1))
                    })?;
                }
            }
            drop(link);
        }
    }
    let all = noted(&object)?;
    let count: u64 = all.iter().map(|(_, noted)| noted[0]).sum();
    // Large pages take fewer faults.
    let expected = if world.is_simulated() { PAGES as u64..=PAGES as u64 } else { 1..=u64::MAX };
    assert!(expected.contains(&count), "{count} faults");
    assert!(all.iter().all(|(_, [_, period, address, _])| *period == 1 && *address > 0), "{all:?}");
    Ok(())
}

pub(crate) fn missing_counters(world: &World) -> Outcome {
    let object = sampler()?.load(&world.kernel)?;
    let sample = object.program("sample")?;
    match sample.attach_to_perf_event(&PerfEvent::hardware(HardwareEvent::CPU_CYCLES)) {
        Ok(_) if !world.is_simulated() => {}
        refused => {
            let error = refused.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            let said =
                "attaching to perf event `the hardware event cpu_cycles, 99 times a second, on every CPU`";
            let text = error.to_string();
            assert!(text.starts_with(said) && text.contains("has no such counter"), "{text}");
        }
    }
    let often = PerfEvent::software(SoftwareEvent::CPU_CLOCK).frequency(1 << 40);
    let error = sample.attach_to_perf_event(&often).unwrap_err();
    assert!(error.to_string().contains("too many samples a second"), "{error}");
    let code = Assembler::new().mov(R0, 0).exit().build()?;
    let other = ProgramSpec::new("other", ProgramType::TRACEPOINT, AttachType::default(), code);
    let other = ObjectSpec::new("GPL").with_program(other).load(&world.kernel)?;
    let clock = PerfEvent::software(SoftwareEvent::CPU_CLOCK);
    let error = other.program("other")?.attach_to_perf_event(&clock).unwrap_err();
    assert!(error.to_string().contains("it is no program for perf events"), "{error}");
    Ok(())
}

pub(crate) fn a_variable_is_written() -> Outcome {
    let world = host()?;
    let object = sampler()?.load(&world.kernel)?;
    let mut variable = Box::new(0_u32);
    let address = &raw const *variable as u64;
    let thread = rustix::thread::gettid().as_raw_nonzero().get().cast_unsigned();
    let event = PerfEvent::memory(address, 4, MemoryAccess::Write).of_process(thread);
    let link = match object.program("sample")?.attach_to_perf_event(&event) {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            return skip(format!("this machine watches no memory: {error}"));
        }
        link => link?,
    };
    for number in 1..=5 {
        *black_box(&mut *variable) = number;
    }
    drop(link);
    *black_box(&mut *variable) = 6;
    let count: u64 = noted(&object)?.iter().map(|(_, noted)| noted[0]).sum();
    if count == 0 {
        return skip("this machine takes breakpoints, and never stops at one");
    }
    assert_eq!(count, 5);
    Ok(())
}

/// A program that counts by its cookie, in the process that it is asked for if that is not 0.
fn by_cookie(program_type: ProgramType, target: Option<AttachTarget>) -> Result<ObjectSpec, Stop> {
    let mut code = Assembler::new();
    code.call(Helper::GET_ATTACH_COOKIE);
    let key = code.stack_slot(8, 8);
    code.store(Size::Double, R10, key.offset, R0).count("BY_COOKIE", key).mov(R0, 0).exit();
    let mut program = ProgramSpec::new("count", program_type, AttachType::default(), code.build()?);
    program.target = target;
    Ok(ObjectSpec::new("GPL").with_map(HashMap::<u64, u64>::spec("BY_COOKIE", 16)).with_program(program))
}

pub(crate) fn cookies(world: &World) -> Outcome {
    let tracepoint = |name: &str| AttachTarget::Tracepoint { category: "sched".into(), name: name.into() };
    let spec = by_cookie(ProgramType::TRACEPOINT, Some(tracepoint("sched_process_exec")))?;
    let object = spec.load(&world.kernel)?;
    let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let program = object.program("count")?;
    // The same program at two tracepoints, and a second one of the same code at one of them.
    let other = spec.load(&world.kernel)?;
    let other_counts = other.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let links = [
        program.with_cookie(u64::MAX).attach()?,
        program.with_cookie(7).attach_to_tracepoint("syscalls:sys_enter_execve")?,
        other.program("count")?.attach()?,
    ];
    world.run_true()?;
    drop(links);
    assert!(counts.get(&u64::MAX)? >= Some(1) && counts.get(&7)? >= Some(1));
    assert!(counts.get(&0)?.is_none(), "each has its cookie");
    assert!(other_counts.get(&0)? >= Some(1), "no cookie is 0");
    let events = by_cookie(ProgramType::PERF_EVENT, None)?.load(&world.kernel)?;
    let counts = events.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let clock = PerfEvent::software(SoftwareEvent::CPU_CLOCK).frequency(1000);
    let link = events.program("count")?.with_cookie(9).attach_to_perf_event(&clock)?;
    match world.simulated() {
        None => work(Duration::from_millis(100)),
        Some(simulated) => drop(simulated.world().sample(SoftwareEvent::CPU_CLOCK, |sample| sample)?),
    }
    drop(link);
    assert!(counts.get(&9)? >= Some(1));
    Ok(())
}

/// What kernels before 5.15 have, which newer ones have still.
pub(crate) fn without_links(world: &World) -> Outcome {
    let spec = by_cookie(ProgramType::TRACEPOINT, None)?;
    let object = spec.load(&world.kernel)?;
    let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let pins = world.pins()?;
    let path = pins.path().join("program");
    object.program("count")?.pin(&path)?;
    let api = world.kernel.api();
    let program = api.open_pin(&path, skep::uapi::kernel::ObjectKind::Program)?;
    let id = api.tracepoint("sched", "sched_process_exec")?.id;
    let event = api.perf_event_open(&PerfEventOpen::Tracepoint { id })?;
    api.perf_event_set_program(&event, &program)?;
    world.run_true()?;
    assert!(counts.get(&0)? >= Some(1));
    assert!(api.perf_event_set_program(&event, &program).is_err(), "it has one");
    drop((event, program));
    world.kernel.unpin(&path)?;
    let before = counts.get(&0)?;
    world.run_true()?;
    assert_eq!(counts.get(&0)?, before, "it is attached as long as the event is open");
    Ok(())
}

pub(crate) fn on_old_kernels() -> Outcome {
    let simulated = Simulated::new(SimulatedWorld::builder().release("5.4.0").build());
    let (kernel, world) = (&*simulated, simulated.world());
    let object = by_cookie(ProgramType::TRACEPOINT, None)?;
    // A helper of 5.15 cannot be there; counting needs none.
    let mut code = Assembler::new();
    let key = code.stack_slot(8, 8);
    code.zero_stack_slot(key).count("BY_COOKIE", key).mov(R0, 0).exit();
    let program = ProgramSpec::new("count", ProgramType::TRACEPOINT, AttachType::default(), code.build()?);
    let object = ObjectSpec { programs: vec![program], ..object }.load(kernel)?;
    let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let program = object.program("count")?;
    let link = program.attach_to_tracepoint("sched:sched_process_exec")?;
    world.fire("sched:sched_process_exec", |event| event)?;
    assert_eq!(counts.get(&0)?, Some(1));
    for error in [link.info().unwrap_err(), link.pin("/sys/fs/bpf/link").unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("they came with Linux 5.15"), "{error}");
    }
    link.detach()?;
    world.fire("sched:sched_process_exec", |event| event)?;
    assert_eq!(counts.get(&0)?, Some(1));
    let cookie = program.with_cookie(1).attach_to_tracepoint("sched:sched_process_exec").unwrap_err();
    assert_eq!(cookie.kind(), ErrorKind::Unsupported);
    assert!(cookie.to_string().contains("has no cookies"), "{cookie}");
    let counts = world.object_counts();
    assert_eq!((counts.links, counts.perf_events), (0, 0), "nothing is left behind");
    Ok(())
}
