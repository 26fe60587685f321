//! Probes in programs and libraries: by name, of one process, and with programs that may sleep.

use crate::own_code::offset_of;
use crate::world::{World, host};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{AttachType, ProgramFlags, RegisterAbi};
use skep::{ErrorKind, UserProbe};
use skep_harness::{Outcome, Stop, skip};
use std::process::Command;

/// A program of probes that counts by the number of the process.
pub(crate) fn by_process() -> Result<ObjectSpec, Stop> {
    let mut code = Assembler::new();
    code.current_process(R6);
    let key = code.stack_slot(4, 4);
    code.store(Size::Word, R10, key.offset, R6).count("BY_PROCESS", key).mov(R0, 0).exit();
    let program = ProgramSpec::new("count", ProgramType::KPROBE, AttachType::default(), code.build()?);
    Ok(ObjectSpec::new("GPL").with_map(HashMap::<u32, u64>::spec("BY_PROCESS", 64)).with_program(program))
}

/// The name of the library of C that this program uses, if it is one of its own.
fn library() -> Result<String, Stop> {
    let maps = std::fs::read_to_string("/proc/self/maps")?;
    let paths = maps.lines().filter_map(|line| line.split_whitespace().nth(5));
    match paths.into_iter().find(|path| path.contains("/libc.so")) {
        Some(path) => Ok(path.rsplit('/').next().unwrap_or_default().to_owned()),
        None => skip("this program has the library of C in itself"),
    }
}

pub(crate) fn libraries_and_processes(world: &World) -> Outcome {
    let library = library()?;
    let object = by_process()?.load(&world.kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_PROCESS")?;
    let probe = UserProbe::function(&library, "getppid");
    let own = std::process::id();
    let call = |pid: u32| -> Outcome {
        match world.simulated() {
            None if pid == own => _ = std::os::unix::process::parent_id(),
            None => assert!(Command::new("sh").args(["-c", "true"]).status()?.success()),
            Some(simulated) => {
                let maps = std::fs::read_to_string("/proc/self/maps")?;
                let path = maps
                    .lines()
                    .filter_map(|line| line.split_whitespace().nth(5))
                    .find(|path| path.contains("/libc.so"));
                let path = std::path::Path::new(path.unwrap_or_default());
                // The searched name need not be the path that is mapped: both are asked for.
                for path in [
                    path.to_owned(),
                    std::path::Path::new("/lib").join(path.strip_prefix("/usr/lib").unwrap_or(path)),
                ] {
                    let offset = skep::object::function_offset(&std::fs::read(&path)?, "getppid")?;
                    simulated.world().call_user(&path, offset, |call| call.pid(pid))?;
                }
            }
        }
        Ok(())
    };
    let count = |pid: u32| counts.get(&pid).map(Option::unwrap_or_default);
    let program = object.program("count")?;
    let link = program.attach_to_user_probe(&probe.clone().of_process(own))?;
    call(own)?;
    call(own + 1)?;
    assert_eq!((count(own)?, count(own + 1)?), (1, 0));
    let total: u64 = counts.iter().map(|entry| entry.map(|(_, count)| count)).sum::<Result<_>>()?;
    assert_eq!(total, 1, "no other process is probed");
    drop(link);
    call(own)?;
    assert_eq!(count(own)?, 1);
    // By the text of specifications, in every process.
    let link = program.attach_to_probe(skep::uapi::Probe::Uprobe, &format!("{library}:getppid"))?;
    call(own)?;
    drop(link);
    assert_eq!(count(own)?, 2);
    Ok(())
}

/// A function that is given an address.
#[inline(never)]
extern "C" fn reads(address: u64) -> u64 {
    std::hint::black_box(address)
}

pub(crate) fn sleeping(world: &World) -> Outcome {
    let Some(first) = RegisterAbi::named(std::env::consts::ARCH).and_then(|abi| abi.arguments.first()) else {
        return skip("the registers of this machine are not known");
    };
    // The number at the address that the function is given.
    let mut code = Assembler::new();
    let slot = code.stack_slot(8, 8);
    code.mov(R6, R1)
        .zero_stack_slot(slot)
        .mov(R1, R10)
        .add(R1, i32::from(slot.offset))
        .mov(R2, 8)
        .load(Size::Double, R3, R6, i16::try_from(*first)?)
        .call(Helper::COPY_FROM_USER)
        .load_map_value(R7, "SEEN", 0)
        .load(Size::Double, R1, R10, slot.offset)
        .store(Size::Double, R7, 0, R1)
        .store(Size::Double, R7, 8, R0)
        .mov(R0, 0)
        .exit();
    let mut program = ProgramSpec::new("copy", ProgramType::KPROBE, AttachType::default(), code.build()?);
    let spec = ObjectSpec::new("GPL").with_map(Array::<[u64; 2]>::spec("SEEN", 1));
    // Without leave to sleep it cannot wait for memory.
    let refused = spec.clone().with_program(program.clone()).load(&world.kernel).unwrap_err();
    let kind = refused.verifier_report().and_then(|report| report.rejection).map(|rejection| rejection.name);
    assert_eq!(kind, Some("helper-not-for-type"), "{refused}");
    program.flags |= ProgramFlags::SLEEPABLE;
    let object = spec.with_program(program).load(&world.kernel)?;
    let program = object.program("copy")?;
    let seen = object.map::<Array<[u64; 2]>>("SEEN")?;
    let number = 0x1234_5678_9abc_def0_u64;
    match world.simulated() {
        None => {
            let probe = UserProbe::at("/proc/self/exe", offset_of(reads as *const () as usize)?);
            let _link = program.attach_to_user_probe(&probe.of_process(std::process::id()))?;
            reads(&raw const number as u64);
        }
        Some(simulated) => {
            let _link = program.attach_to_user_probe(&UserProbe::at("/bin/copied", 64))?;
            let memory = simulated.world().user_memory(&number.to_ne_bytes())?;
            simulated.world().call_user("/bin/copied", 64, |call| call.arguments([memory.address()]))?;
            let error = program.attach_to_probe(skep::uapi::Probe::Kprobe, "vfs_read").unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::Invalid,
                "no program sleeps in a function of the kernel: {error}"
            );
        }
    }
    assert_eq!(seen.get(0)?, Some([number, 0]));
    Ok(())
}

pub(crate) fn refusals() -> Outcome {
    let world = host()?;
    let object = by_process()?.load(&world.kernel)?;
    let program = object.program("count")?;
    for (probe, said) in [
        (UserProbe::function("libno-such-library.so.7", "f"), "there is no such file in"),
        (UserProbe::function("/proc/self/exe", "no_such_function"), "no_such_function"),
        (UserProbe::function("/proc/self/exe", "main").plus(4).at_return(), "the end of a function"),
        (UserProbe::at("/no/such/file", 64), "attaching to uprobe `/no/such/file+0x40`: ENOENT"),
    ] {
        let error = program.attach_to_user_probe(&probe).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    Ok(())
}
