//! Many places of a program in one link, sessions, and tracepoints that are made of probes.

use crate::own_code::offset_of;
use crate::world::{World, host};
use skep::object::{AttachTarget, section_meaning};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::PerfEventOpen;
use skep::uapi::{AttachType, LinkType};
use skep::{ErrorKind, UserProbe};
use skep_harness::{Outcome, Stop, skip};
use std::hint::black_box;
use std::path::{Path, PathBuf};

/// A program of probes that counts by its cookie in this process, and returns a number.
pub(crate) fn by_cookie(attach_type: AttachType, returns: i32) -> Result<ObjectSpec, Stop> {
    let mut code = Assembler::new();
    code.mov(R6, R1)
        .current_process(R7)
        .jump(Condition::NotEqual, R7, std::process::id().cast_signed(), "out")
        .mov(R1, R6)
        .call(Helper::GET_ATTACH_COOKIE);
    let key = code.stack_slot(8, 8);
    code.store(Size::Double, R10, key.offset, R0)
        .count("BY_COOKIE", key)
        .label("out")
        .mov(R0, returns)
        .exit();
    let mut program = ProgramSpec::new("count", ProgramType::KPROBE, attach_type, code.build()?);
    program.target = None::<AttachTarget>;
    Ok(ObjectSpec::new("GPL").with_map(HashMap::<u64, u64>::spec("BY_COOKIE", 16)).with_program(program))
}

#[inline(never)]
extern "C" fn first(number: u64) -> u64 {
    black_box(number) + 1
}

#[inline(never)]
extern "C" fn second(number: u64) -> u64 {
    black_box(number) * 2
}

/// The functions in their file.
fn places(world: &World) -> Result<(PathBuf, [u64; 2]), Stop> {
    if world.is_simulated() {
        return Ok(("/bin/many".into(), [0x100, 0x200]));
    }
    let offset = |function: extern "C" fn(u64) -> u64| offset_of(function as *const () as usize);
    Ok(("/proc/self/exe".into(), [offset(first)?, offset(second)?]))
}

/// Has this process call both functions, the second twice; and in the simulated kernel another process as well.
fn call_both(world: &World, path: &Path, offsets: [u64; 2]) -> Outcome {
    match world.simulated() {
        None => _ = black_box((first(1), second(2), second(3))),
        Some(simulated) => {
            for offset in [offsets[0], offsets[1], offsets[1]] {
                for process in [std::process::id(), 7] {
                    simulated.world().call_user(path, offset, |call| call.pid(process))?;
                }
            }
        }
    }
    Ok(())
}

pub(crate) fn one_link(world: &World) -> Outcome {
    let (path, offsets) = places(world)?;
    for attach_type in [AttachType::TRACE_UPROBE_MULTI, AttachType::default()] {
        let object = by_cookie(attach_type, 0)?.load(&world.kernel)?;
        let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
        let probes = [(UserProbe::at(&path, offsets[0]), 11), (UserProbe::at(&path, offsets[1]), 22)];
        let link = object.program("count")?.attach_to_user_probes(&probes)?;
        // Loaded for many, it is one link; otherwise one for each, with the same effect.
        if attach_type == AttachType::TRACE_UPROBE_MULTI && link.is_kernel_link() {
            assert_eq!(link.info()?.link_type, Some(LinkType::UPROBE_MULTI));
        } else {
            assert_eq!(link.info().unwrap_err().kind(), ErrorKind::Unsupported);
        }
        call_both(world, &path, offsets)?;
        drop(link);
        call_both(world, &path, offsets)?;
        assert_eq!((counts.get(&11)?, counts.get(&22)?, counts.get(&0)?), (Some(1), Some(2), None));
    }
    let object = by_cookie(AttachType::TRACE_UPROBE_MULTI, 0)?.load(&world.kernel)?;
    let program = object.program("count")?;
    let mixed = [(UserProbe::at(&path, offsets[0]), 1), (UserProbe::at(&path, offsets[1]).at_return(), 2)];
    let error = program.attach_to_user_probes(&mixed).unwrap_err().to_string();
    assert!(error.contains("it is not in the same file, process and part of functions"), "{error}");
    Ok(())
}

pub(crate) fn sessions(world: &World) -> Outcome {
    let (path, offsets) = places(world)?;
    // What returns 0 at the beginning runs at the end too, what returns 1 does not.
    for (returns, runs) in [(0, 2), (1, 1)] {
        let spec = by_cookie(AttachType::TRACE_UPROBE_SESSION, returns)?;
        let object = match spec.load(&world.kernel) {
            Err(error) if error.kind() == ErrorKind::Invalid || error.kind() == ErrorKind::Rejected => {
                return skip(format!("this kernel has no sessions of probes: {error}"));
            }
            object => object?,
        };
        let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
        let probes = [(UserProbe::at(&path, offsets[0]), 11), (UserProbe::at(&path, offsets[1]), 22)];
        let link = match object.program("count")?.attach_to_user_probes(&probes) {
            Err(error) if error.kind() == ErrorKind::Unsupported => return skip(error.to_string()),
            link => link?,
        };
        call_both(world, &path, offsets)?;
        drop(link);
        assert_eq!((counts.get(&11)?, counts.get(&22)?), (Some(runs), Some(2 * runs)));
    }
    Ok(())
}

pub(crate) fn probe_tracepoints() -> Outcome {
    let world = host()?;
    let (_, offsets) = places(&world)?;
    let path = std::fs::read_link("/proc/self/exe")?;
    let request = |process| PerfEventOpen::Uprobe {
        path: &path,
        offset: offsets[0],
        at_return: false,
        process,
        semaphore: 0,
    };
    let api = world.kernel.api();
    let (made, tracepoint) = match api.probe_tracepoint(&request(None)) {
        Err(errno) => return skip(format!("this system makes no tracepoints of probes: {errno}")),
        Ok(made) => made,
    };
    let name = skep::uapi::TracepointFormat::parse(&tracepoint.format)?.name;
    assert!(name.starts_with(&format!("p{}_", std::process::id())), "{name}");
    let (other, second) = api.probe_tracepoint(&request(None)).map_err(|errno| errno.to_string())?;
    assert_ne!(tracepoint.id, second.id, "each has its own name");
    drop(other);
    // A program of probes is attached to it as to an event of the kernel's own.
    let object = by_cookie(AttachType::default(), 0)?.load(&world.kernel)?;
    let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let link = object.program("count")?.with_cookie(5).attach_to_tracepoint(&format!("skep:{name}"))?;
    black_box(first(1));
    drop(link);
    assert_eq!(counts.get(&5)?, Some(1));
    assert!(api.tracepoint("skep", &name).is_ok());
    drop(made);
    assert!(api.tracepoint("skep", &name).is_err(), "it is gone with its handle");
    let refused = api.probe_tracepoint(&request(Some(1))).err();
    assert_eq!(refused, Some(skep::uapi::Errno::EOPNOTSUPP), "such a tracepoint is for all processes");
    Ok(())
}

/// A program that counts in this process, of a section.
fn counter_of(section: &str) -> Result<ObjectSpec, Stop> {
    let meaning = section_meaning(section).ok_or("it is a section's name")?;
    let mut spec = by_cookie(meaning.expected_attach_type, 0)?;
    let program = &mut spec.programs[0];
    (program.program_type, program.target, program.flags) =
        (meaning.program_type, meaning.target, meaning.flags);
    Ok(spec)
}

/// Functions of a library by a pattern, their ends too, and a static probe, in one step or one after the other.
pub(crate) fn by_sections() -> Outcome {
    let world = host()?;
    if !std::fs::read_to_string("/proc/self/maps")?.contains("/libc.so.6") {
        return skip("this process was linked without the library whose functions it is to call");
    }
    let call = || {
        // getpgid and getppid.
        assert!(nix::unistd::getpgid(None).is_ok());
        black_box(nix::unistd::getppid());
    };
    for section in ["uprobe", "uretprobe", "uprobe.multi", "uretprobe.multi", "uprobe.s", "uretprobe.multi.s"]
    {
        let object = counter_of(&format!("{section}/libc.so.6:getp?id"))?.load(&world.kernel)?;
        let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
        let link = match object.program("count")?.attach() {
            Err(error) if error.kind() == ErrorKind::Unsupported => return skip(error.to_string()),
            link => link?,
        };
        call();
        assert_eq!(counts.get(&0)?, Some(2), "{section}");
        drop(link);
        call();
        assert_eq!(counts.get(&0)?, Some(2), "{section} after it was detached");
    }
    let refused = |section: &str| -> Result<String, Stop> {
        let object = counter_of(section)?.load(&world.kernel)?;
        Ok(object.program("count")?.attach().unwrap_err().to_string())
    };
    let error = refused("uprobe/libc.so.6:no_such_*")?;
    assert!(error.contains("no function of the file has such a name"), "{error}");
    let error = refused("usdt/demo:request")?;
    assert!(error.contains("say the file, the provider and the probe"), "{error}");
    Ok(())
}
