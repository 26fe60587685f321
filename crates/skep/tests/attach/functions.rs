//! Functions of the kernel and of programs: by patterns, one by one, with cookies, and in place of another program's function.

use crate::many_places::by_cookie;
use crate::world::{World, host};
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::registers::*;
use skep::sim::Structure;
use skep::uapi::kernel::Setting;
use skep::uapi::{AttachType, Errno, LinkType, Probe};
use skep::{AttachedFunctions, ErrorKind, FunctionProbe};
use skep_harness::{Outcome, Stop, skip};
use std::net::UdpSocket;

/// Has this process read a file: the kernel's `vfs_read` is called.
fn read_a_file(world: &World) -> Outcome {
    match world.simulated() {
        None => _ = std::fs::read("/proc/self/comm")?,
        Some(simulated) => {
            simulated.world().call("vfs_read", |call| {
                call.pid(std::process::id()).argument("file", Structure::new("file"))
            })?;
        }
    }
    Ok(())
}

/// Attaches, unless this kernel has no probes on its functions.
fn attach(program: &Program, probe: &FunctionProbe) -> Result<AttachedFunctions, Stop> {
    match program.attach_to_functions(probe) {
        Err(error) if error.kind() == ErrorKind::Unsupported || error.errno() == Some(Errno::ENOENT) => {
            skip(format!("this kernel has no probes on its functions: {error}"))
        }
        attached => Ok(attached?),
    }
}

pub(crate) fn patterns(world: &World) -> Outcome {
    let object = by_cookie(AttachType::TRACE_KPROBE_MULTI, 0)?.load(&world.kernel)?;
    let (program, counts) =
        (object.program("count")?.with_cookie(9), object.map::<HashMap<u64, u64>>("BY_COOKIE")?);
    let probe = FunctionProbe::named("vfs_*").and("no_such_function").except("vfs_writ*");
    let attached = attach(&program, &probe)?;
    let names: Vec<&str> = attached.attached().collect();
    assert!(
        names.contains(&"vfs_read") && names.contains(&"vfs_open") && !names.contains(&"vfs_write"),
        "{names:?}"
    );
    let refused: Vec<&str> = attached.refused().map(|(name, _)| name).collect();
    assert!(refused.contains(&"no_such_function"), "{refused:?}");
    let why = attached.refused().map(|(_, error)| error.to_string()).find(|error| error.contains("no_such"));
    assert!(
        why.as_ref().is_some_and(|why| why.starts_with("attaching to kprobe `no_such_function`: ")),
        "{why:?}"
    );
    assert_eq!(attached.report.len(), names.len() + refused.len());
    read_a_file(world)?;
    drop(attached);
    let count = counts.get(&9)?;
    assert!(count >= Some(1), "{count:?}");
    read_a_file(world)?;
    assert_eq!(counts.get(&9)?, count);
    // A session sees the ends as well.
    let session = match by_cookie(AttachType::TRACE_KPROBE_SESSION, 0)?.load(&world.kernel) {
        Err(error) => return skip(format!("this kernel has no sessions of probes: {error}")),
        Ok(object) => object,
    };
    let counts = session.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let attached = attach(session.program("count")?, &FunctionProbe::named("vfs_read"))?;
    assert_eq!(attached.link.info()?.link_type, Some(LinkType::KPROBE_MULTI));
    read_a_file(world)?;
    drop(attached);
    let count = counts.get(&0)?.unwrap_or_default();
    assert!(count >= 2 && count % 2 == 0, "{count}");
    let error = program.attach_to_functions(&FunctionProbe::named("no_such_*")).unwrap_err().to_string();
    assert!(error.contains("no function of the kernel has such a name"), "{error}");
    Ok(())
}

pub(crate) fn one_by_one(world: &World) -> Outcome {
    let object = by_cookie(AttachType::default(), 0)?.load(&world.kernel)?;
    let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
    let probe = FunctionProbe::named("vfs_read").and("vfs_open").and("no_such_function").at_return();
    let attached = attach(&object.program("count")?.with_cookie(4), &probe)?;
    assert_eq!(attached.attached().collect::<Vec<_>>(), ["vfs_open", "vfs_read"]);
    assert_eq!(attached.refused().map(|(name, _)| name).collect::<Vec<_>>(), ["no_such_function"]);
    read_a_file(world)?;
    drop(attached);
    let count = counts.get(&4)?;
    assert!(count >= Some(1), "{count:?}");
    read_a_file(world)?;
    assert_eq!(counts.get(&4)?, count);
    Ok(())
}

pub(crate) fn system_calls() -> Outcome {
    let world = host()?;
    let call = || (0..3).try_for_each(|_| rustix::process::getpgid(None).map(drop));
    for attach_type in [AttachType::default(), AttachType::TRACE_KPROBE_MULTI] {
        let mut spec = by_cookie(attach_type, 0)?;
        for (probe, cookie) in [(Probe::Ksyscall, 5), (Probe::Kretsyscall, 6)] {
            spec.programs[0].target = Some(AttachTarget::Probe { probe, target: "getpgid".to_owned() });
            let object = spec.load(&world.kernel)?;
            let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
            let link = match object.program("count")?.with_cookie(cookie).attach() {
                Err(error)
                    if error.kind() == ErrorKind::Unsupported || error.errno() == Some(Errno::ENOENT) =>
                {
                    return skip(format!("this kernel has no probes on its functions: {error}"));
                }
                link => link?,
            };
            call()?;
            drop(link);
            let count = counts.get(&cookie)?;
            assert!(count >= Some(3), "{probe}: {count:?}");
            call()?;
            assert_eq!(counts.get(&cookie)?, count);
        }
    }
    Ok(())
}

/// No kernel has such a call, and names of others have no places in them.
pub(crate) fn system_calls_that_are_none(world: &World) -> Outcome {
    let object = by_cookie(AttachType::default(), 0)?.load(&world.kernel)?;
    let error = |call: &str| {
        object
            .program("count")
            .and_then(|one| one.attach_to_probe(Probe::Ksyscall, call))
            .unwrap_err()
            .to_string()
    };
    let unknown = error("no_such_call");
    assert!(
        unknown.starts_with(
            "attaching to ksyscall `no_such_call`: ENOENT (2): the kernel has no such system call"
        ),
        "{unknown}"
    );
    assert_eq!(
        error("openat+8"),
        "attaching to ksyscall `openat+8`: say a system call by its name: `openat`"
    );
    Ok(())
}

/// A program of type tracing that counts by its cookie in every process.
fn traced(attach_type: AttachType, target: &str) -> Result<ObjectSpec, Stop> {
    let mut code = Assembler::new();
    code.call(Helper::GET_ATTACH_COOKIE);
    let key = code.stack_slot(8, 8);
    code.store(Size::Double, R10, key.offset, R0).count("BY_COOKIE", key).mov(R0, 0).exit();
    let mut program = ProgramSpec::new("count", ProgramType::TRACING, attach_type, code.build()?);
    program.target = Some(AttachTarget::Named { name: target.into() });
    Ok(ObjectSpec::new("GPL").with_map(HashMap::<u64, u64>::spec("BY_COOKIE", 16)).with_program(program))
}

pub(crate) fn cookies(world: &World) -> Outcome {
    let mut attached = 0;
    for (attach_type, target) in
        [(AttachType::TRACE_RAW_TP, "sched_process_exec"), (AttachType::TRACE_FENTRY, "vfs_read")]
    {
        let object = match traced(attach_type, target)?.load(&world.kernel) {
            // Many systems let nobody attach to functions.
            Err(error)
                if error.kind() == ErrorKind::Permission && attach_type == AttachType::TRACE_FENTRY =>
            {
                continue;
            }
            // Before Linux 6.10 programs at typed tracepoints could not ask for theirs.
            Err(error)
                if attach_type == AttachType::TRACE_RAW_TP
                    && error.to_string().contains("unknown func bpf_get_attach_cookie") =>
            {
                assert!(!world.is_simulated(), "{error}");
                continue;
            }
            object => object?,
        };
        let counts = object.map::<HashMap<u64, u64>>("BY_COOKIE")?;
        let link = match object.program("count")?.with_cookie(77).attach() {
            // Cookies of typed tracepoints came later than those of functions.
            Err(error) if error.errno() == Some(Errno::EINVAL) || error.kind() == ErrorKind::Unsupported => {
                assert!(!world.is_simulated(), "{error}");
                continue;
            }
            link => link?,
        };
        world.run_true()?;
        read_a_file(world)?;
        drop(link);
        assert!(counts.get(&77)? >= Some(1) && counts.get(&0)?.is_none(), "{target}");
        attached += 1;
    }
    if attached == 0 { skip("this system has no cookies of functions and typed tracepoints") } else { Ok(()) }
}

pub(crate) fn replaced() -> Outcome {
    let world = host()?;
    if cfg!(target_endian = "big") {
        return skip("the object is one for machines of little byte order");
    }
    let spec = ObjectSpec::from_elf(include_bytes!("../../../skep-object/testdata/functions.clang19.o"))?;
    let old = spec.load(&world.kernel)?;
    let first = old.program("first")?;
    let run = || first.test_run(&TestRun::new().packet(&[0; 64]));
    // It adds what `thrice` makes of 2 to 10.
    run()?.assert_result(16);
    let thrice =
        spec.functions.iter().find(|function| &*function.name == "thrice").ok_or("no such function")?;
    let code = Assembler::new().mov(R0, R1).mul(R0, 100).exit().build()?;
    let mut program = ProgramSpec::new("hundredfold", ProgramType::EXT, AttachType::default(), code);
    program.type_id = thrice.type_id;
    program.target = Some(AttachTarget::Named { name: "thrice".into() });
    let new = ObjectSpec { programs: vec![program], ..spec.clone() };
    let options = |function: &str| LoadOptions::new().replaces("hundredfold", first, function);
    let error = new.load_with(&world.kernel, &options("no_such")).unwrap_err().to_string();
    assert!(error.contains("`first` has no function `no_such`"), "{error}");
    let loaded = match new.load_with(&world.kernel, &options("thrice")) {
        Err(error) if error.kind() == ErrorKind::Permission => {
            return skip(format!("this system lets nobody replace functions: {error}"));
        }
        loaded => loaded?,
    };
    let link = loaded.program("hundredfold")?.attach()?;
    run()?.assert_result(210);
    drop(link);
    run()?.assert_result(16);
    Ok(())
}

pub(crate) fn hook_of_a_group() -> Outcome {
    let world = host()?;
    // 0 forbids, 1 allows.
    let code = Assembler::new().mov(R0, 0).exit().build()?;
    let mut program = ProgramSpec::new("forbids", ProgramType::LSM, AttachType::LSM_CGROUP, code);
    program.target = Some(AttachTarget::Named { name: "socket_bind".into() });
    let object = match ObjectSpec::new("GPL").with_program(program).load(&world.kernel) {
        Err(error) if error.kind() == ErrorKind::Permission => {
            return skip(format!("this system lets nobody decide at hooks of security modules: {error}"));
        }
        Err(error) if error.kind() == ErrorKind::Unsupported => return skip(error.to_string()),
        object => object?,
    };
    match world.kernel.api().setting(Setting::SecurityModules) {
        Ok(modules) if modules.split(',').any(|module| module == "bpf") => {}
        modules => {
            return skip(format!("programs are no security module of this kernel, which has {modules:?}"));
        }
    }
    world.in_cgroup(|group| {
        let enter = |folder: &std::path::Path| {
            std::fs::write(folder.join("cgroup.procs"), std::process::id().to_string())
        };
        let own = std::fs::read_to_string("/proc/self/cgroup")?;
        let own = own.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default().to_owned();
        let root = group.folder().parent().ok_or("a group is in another one")?;
        // What is asked of the kernel from within the group, and from without.
        let bind = || UdpSocket::bind("127.0.0.1:0").map(drop).map_err(|error| error.kind());
        let inside = || -> Result<_, Stop> {
            enter(group.folder())?;
            let bound = bind();
            enter(&root.join(&own))?;
            Ok(bound)
        };
        assert_eq!(inside()?, Ok(()));
        let link = object.program("forbids")?.attach_to_cgroup(group.folder())?;
        assert_eq!(inside()?, Err(std::io::ErrorKind::PermissionDenied));
        assert_eq!(bind(), Ok(()), "others are let be");
        drop(link);
        assert_eq!(inside()?, Ok(()));
        Ok(())
    })
}
