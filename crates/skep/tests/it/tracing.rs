//! Programs at functions of the kernel and of its modules, and at the hooks of security modules: what they see, and what they
//! decide. Many systems let nobody attach there; the tests then say so, and are run in an emulator (`cargo xtask matrix`).

use crate::world::{World, host};
use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno as Failure;
use rustix::process::{getpgid, getpid};
use skep::ErrorKind;
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::Setting;
use skep::uapi::{AttachType, Errno, LinkType};
use skep_harness::{Outcome, Stop, skip};
use std::process::Command;

/// A program at a function or hook of this name.
fn at(
    name: &str,
    program_type: ProgramType,
    attach_type: AttachType,
    target: &str,
    code: Code,
) -> ProgramSpec {
    let mut program = ProgramSpec::new(name, program_type, attach_type, code);
    program.target = Some(AttachTarget::Named { name: target.into() });
    program
}

/// What a program has seen: how often it ran, and two numbers of the last time.
type Seen = [u64; 3];

/// Code that counts how often this process gets there and keeps two of the arguments, in a map of this name.
fn sees(map: &str, arguments: [i16; 2]) -> Code {
    let mut code = Assembler::new();
    code.mov(R6, R1)
        .current_process(R7)
        .jump(Condition::NotEqual, R7, this_process(), "out")
        .load_map_value(R8, map, 0);
    for (place, argument) in [8, 16].into_iter().zip(arguments) {
        code.load(Size::Double, R9, R6, 8 * argument).store(Size::Double, R8, place, R9);
    }
    code.mov(R1, 1).atomic(Atomic::Add, Size::Double, R8, 0, R1);
    code.label("out").mov(R0, 0).exit().build().expect("every label is bound")
}

/// Code that answers this process with EPERM, and lets the others be.
fn denies() -> Code {
    let mut code = Assembler::new();
    code.current_process(R7).mov(R0, 0).jump(Condition::NotEqual, R7, this_process(), "out").mov(R0, -1);
    code.label("out").exit().build().expect("every label is bound")
}

fn this_process() -> i32 {
    std::process::id().cast_signed()
}

/// Loads a specification, unless the system lets nobody attach to functions.
fn load(world: &World, spec: &ObjectSpec) -> Result<Object, Stop> {
    match spec.load(&world.kernel) {
        Err(error) if error.kind() == ErrorKind::Permission => {
            skip(format!("this system lets nobody attach to functions of the kernel: {error}"))
        }
        Err(error) if error.errno() == Some(Errno::ENOMEM) && !world.kernel.target().kernel_functions => {
            skip(format!(
                "this kernel was built without JIT, and so without ways from its functions to programs: {error}"
            ))
        }
        loaded => Ok(loaded?),
    }
}

/// Attaches a program, unless the kernel cannot on this machine.
fn attach(object: &Object, program: &str) -> Result<Link, Stop> {
    match object.program(program)?.attach() {
        Err(error) if error.errno() == Some(Errno::ENOTSUPP) => {
            skip(format!("this kernel has no way from its functions to programs: {error}"))
        }
        attached => Ok(attached?),
    }
}

pub(crate) fn functions_are_entered_and_left() -> Outcome {
    let world = host()?;
    // vfs_fallocate(file, mode, offset, length), and at its end the result.
    let spec = ObjectSpec::new("GPL")
        .with_map(Array::<Seen>::spec("ENTERED", 1))
        .with_map(Array::<Seen>::spec("LEFT", 1))
        .with_program(at(
            "enters",
            ProgramType::TRACING,
            AttachType::TRACE_FENTRY,
            "vfs_fallocate",
            sees("ENTERED", [2, 3]),
        ))
        .with_program(at(
            "leaves",
            ProgramType::TRACING,
            AttachType::TRACE_FEXIT,
            "vfs_fallocate",
            sees("LEFT", [3, 4]),
        ));
    let object = load(&world, &spec)?;
    let seen = |map: &str| object.map::<Array<Seen>>(map)?.get(0).map(Option::unwrap_or_default);
    let file = tempfile::tempfile()?;
    let allocate = |length: u64| fallocate(&file, FallocateFlags::empty(), 0x3000, length);
    let _ = allocate(1);
    assert_eq!((seen("ENTERED")?, seen("LEFT")?), ([0; 3], [0; 3]), "they are not attached yet");

    let links = [attach(&object, "enters")?, attach(&object, "leaves")?];
    let result = allocate(0x2345).map_or_else(|errno| errno.raw_os_error().wrapping_neg(), |()| 0);
    assert_eq!(seen("ENTERED")?, [1, 0x3000, 0x2345]);
    let [count, length, returned] = seen("LEFT")?;
    // What the function returns is an `int`.
    assert_eq!((count, length, (returned & 0xffff_ffff) as i32), (1, 0x2345, result));
    // Nothing at all cannot be allocated: EINVAL.
    assert_eq!(allocate(0), Err(Failure::INVAL));
    let [count, length, returned] = seen("LEFT")?;
    assert_eq!((count, length, (returned & 0xffff_ffff) as i32), (2, 0, -22));
    assert_eq!(links[0].info()?.link_type, Some(LinkType::TRACING));
    assert_eq!(links[0].info()?.program_id, object.program("enters")?.info()?.id);
    drop(links);
    let _ = allocate(2);
    assert_eq!(seen("ENTERED")?[0], 2, "they are attached no more");
    Ok(())
}

/// Whether a program at this place decides who is told the group of this process.
fn decides(world: &World, program: ProgramSpec) -> Outcome {
    let name = program.name.clone();
    let object = load(world, &ObjectSpec::new("GPL").with_program(program))?;
    let group = || getpgid(Some(getpid()));
    assert!(group().is_ok(), "it is not attached yet");
    let link = attach(&object, &name)?;
    assert_eq!(group(), Err(Failure::PERM));
    // Others are let be.
    let other = Command::new("sh").args(["-c", "kill -0 $$"]).status()?;
    assert!(other.success());
    link.detach()?;
    assert!(group().is_ok(), "it is attached no more");
    Ok(())
}

pub(crate) fn results_are_decided() -> Outcome {
    let world = host()?;
    let program =
        at("denies", ProgramType::TRACING, AttachType::MODIFY_RETURN, "security_task_getpgid", denies());
    decides(&world, program)
}

pub(crate) fn hooks_are_decided() -> Outcome {
    let world = host()?;
    let modules = match world.kernel.api().setting(Setting::SecurityModules) {
        Ok(modules) => modules,
        Err(errno) => {
            return skip(format!("this system does not say which security modules it has: {errno}"));
        }
    };
    if !modules.split(',').any(|module| module == "bpf") {
        return skip(format!("programs are no security module of this kernel, which has {modules}"));
    }
    decides(&world, at("denies", ProgramType::LSM, AttachType::LSM_MAC, "task_getpgid", denies()))
}

pub(crate) fn functions_of_modules_are_entered() -> Outcome {
    let world = host()?;
    let modules = world.kernel.api().modules_with_btf().map_err(|errno| errno.to_string())?;
    if !modules.iter().any(|module| module == "veth") {
        return skip("this kernel has no module `veth`, or not its types");
    }
    let mut code = Assembler::new();
    code.load_map_value(R8, "SEEN", 0).mov(R1, 1).atomic(Atomic::Add, Size::Double, R8, 0, R1);
    let code = code.mov(R0, 0).exit().build()?;
    let spec = ObjectSpec::new("GPL").with_map(Array::<Seen>::spec("SEEN", 1)).with_program(at(
        "enters",
        ProgramType::TRACING,
        AttachType::TRACE_FENTRY,
        "veth:veth_newlink",
        code,
    ));
    let object = load(&world, &spec)?;
    let map = object.map::<Array<Seen>>("SEEN")?;
    let _link = attach(&object, "enters")?;
    world.in_network(|_| {
        assert_eq!(map.get(0)?, Some([0; 3]), "nobody has made such an interface yet");
        let made = Command::new("ip").args(["link", "add", "type", "veth"]).status()?;
        assert!(made.success(), "`ip link add type veth` failed");
        assert!(map.get(0)?.is_some_and(|[count, ..]| count > 0));
        Ok(())
    })
}
