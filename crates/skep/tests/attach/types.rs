//! All types of programs, loaded for every place that they can be attached to: which the running kernel takes, and why not the others.

use crate::programs::returning;
use crate::world::host;
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::uapi::{AttachType, ProgramFlags};
use skep::{ErrorKind, Features};
use skep_harness::{Outcome, Suite};

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .test("all program types load for all their places, or are refused with the reason [host]", all_types)
        .test("programs are not loaded for places of other types [host]", other_places)
}

/// What a program of this type is loaded for, if it has to say it: a function, hook or tracepoint of the kernel.
fn target(program_type: ProgramType, attach_type: AttachType) -> Option<&'static str> {
    Some(match (program_type, attach_type) {
        (ProgramType::TRACING, AttachType::TRACE_RAW_TP) => "sched_process_exec",
        (ProgramType::TRACING, AttachType::TRACE_ITER) => "task",
        (ProgramType::TRACING, AttachType::MODIFY_RETURN) => "bpf_modify_return_test",
        (ProgramType::TRACING, _) => "bpf_fentry_test1",
        (ProgramType::LSM, AttachType::LSM_CGROUP) => "socket_bind",
        (ProgramType::LSM, _) => "file_open",
        _ => return None,
    })
}

/// Loads a program that does nothing, and returns what such a program may: 1 or 0.
fn load(
    kernel: &Kernel,
    program_type: ProgramType,
    attach_type: AttachType,
    flags: ProgramFlags,
) -> Result<Object> {
    let spec = |verdict| {
        let mut program = ProgramSpec::new("nothing", program_type, attach_type, returning(verdict));
        program.flags = flags;
        program.target =
            target(program_type, attach_type).map(|name| AttachTarget::Named { name: name.to_owned() });
        ObjectSpec::new("GPL").with_program(program)
    };
    spec(1).load(kernel).or_else(|_| spec(0).load(kernel))
}

/// The places that programs of a type are loaded for; 0 stands for none in particular.
fn places(program_type: ProgramType) -> Vec<AttachType> {
    let all = AttachType::ALL.iter().copied();
    let places: Vec<AttachType> = all.filter(|place| place.program_types().contains(&program_type)).collect();
    if places.is_empty() { vec![AttachType::default()] } else { places }
}

/// What programs are loaded for that are attached to many functions at once.
const MANY: [AttachType; 3] =
    [AttachType::TRACE_FENTRY_MULTI, AttachType::TRACE_FEXIT_MULTI, AttachType::TRACE_FSESSION_MULTI];

/// What no program alone can be loaded as, and where it is tested instead.
fn needs_more(program_type: ProgramType) -> Option<&'static str> {
    match program_type {
        ProgramType::STRUCT_OPS => Some("a member of a structure: the suite `elf` registers one"),
        ProgramType::EXT => Some("a loaded program whose function it replaces"),
        _ => None,
    }
}

fn all_types() -> Outcome {
    let world = host()?;
    let features = Features::new(&world.kernel);
    let (mut loaded, mut refused, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    let types = ProgramType::ALL.iter().copied().filter(|one| *one != ProgramType::UNSPEC);
    for program_type in types {
        if let Some(what) = needs_more(program_type) {
            refused.push(format!("{program_type}: needs {what}"));
            continue;
        }
        for attach_type in places(program_type) {
            let row = format!("{program_type} for {attach_type}");
            let flags = match program_type {
                // Nothing else is allowed for them.
                ProgramType::SYSCALL => ProgramFlags::SLEEPABLE,
                _ => ProgramFlags::default(),
            };
            match load(&world.kernel, program_type, attach_type, flags) {
                Ok(object) => {
                    let info = object.program("nothing")?.info()?;
                    assert_eq!(info.program_type, program_type, "{row}");
                    loaded.push(row);
                }
                // A policy forbids it, or the kernel is known not to have it. What is for many functions (Linux 7.2) is loaded with
                // their numbers, which nothing here names.
                // Some kernels let no function's result be decided but those that errors may be put into, of which they have none.
                Err(error)
                    if error.kind() == ErrorKind::Permission
                        || MANY.contains(&attach_type)
                        || attach_type == AttachType::MODIFY_RETURN
                            && error.to_string().ends_with("() is not modifiable")
                        || features.program_type(program_type).is_no()
                        || features.attach_type(attach_type).is_no() =>
                {
                    refused.push(format!("{row}: {error}"));
                }
                Err(error) => wrong.push(format!("{row}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}\nloaded: {loaded:#?}\nrefused: {refused:#?}");
    assert!(loaded.len() > 45, "{loaded:#?}\nrefused: {refused:#?}");
    // Programs that may sleep, and those that take packets in pieces, say so when they are loaded.
    for (program_type, flags) in [
        (ProgramType::KPROBE, ProgramFlags::SLEEPABLE),
        (ProgramType::SYSCALL, ProgramFlags::SLEEPABLE),
        (ProgramType::XDP, ProgramFlags::XDP_HAS_FRAGS),
    ] {
        load(&world.kernel, program_type, AttachType::default(), flags)?;
    }
    let error = load(&world.kernel, ProgramType::XDP, AttachType::XDP, ProgramFlags::SLEEPABLE)
        .map(drop)
        .unwrap_err();
    assert!([ErrorKind::Rejected, ErrorKind::Invalid].contains(&error.kind()), "{error}");
    Ok(())
}

fn other_places() -> Outcome {
    let world = host()?;
    for (program_type, attach_type) in [
        (ProgramType::CGROUP_SOCK_ADDR, AttachType::CGROUP_SYSCTL),
        (ProgramType::CGROUP_SOCK, AttachType::CGROUP_INET4_BIND),
        (ProgramType::CGROUP_SOCKOPT, AttachType::CGROUP_INET_INGRESS),
        (ProgramType::SK_LOOKUP, AttachType::XDP),
        (ProgramType::NETFILTER, AttachType::SK_LOOKUP),
    ] {
        if Features::new(&world.kernel).program_type(program_type).is_no() {
            continue;
        }
        let loaded = load(&world.kernel, program_type, attach_type, ProgramFlags::default());
        let error = loaded.map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{program_type} for {attach_type}: {error}");
    }
    Ok(())
}
