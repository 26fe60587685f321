//! Structures of the kernel: read through typed arguments and by copies, and functions that programs are attached to.

use crate::world::{self, TRUE, World};
use skep::btf::{Btf, Kind};
use skep::prelude::*;
use skep::sim::{Process, Structure};
use skep::zerocopy;
use skep_harness::{Outcome, Stop};

/// What the programs of `tasks.bpf.c` leave of a process.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Debug,
    zerocopy::FromBytes,
    zerocopy::IntoBytes,
    zerocopy::Immutable,
    zerocopy::KnownLayout,
)]
#[repr(C)]
struct Record {
    pid: u32,
    tgid: u32,
    parent: u32,
    user: u32,
    argument_bytes: u64,
    comm: [u8; 16],
    arguments: [u8; 64],
    first: [u8; 16],
}

fn text(bytes: &[u8]) -> String {
    let ended = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(ended).into_owned()
}

/// Programs of clang's that read processes.
const TASKS: &[u8] = if cfg!(target_endian = "big") {
    include_bytes!("../../../skep-object/testdata/tasks.clang19.be.o")
} else {
    include_bytes!("../../../skep-object/testdata/tasks.clang19.o")
};

/// The object with only these programs.
fn object(world: &World, programs: &[&str]) -> Result<Object, Stop> {
    let mut spec = ObjectSpec::from_elf(TASKS)?;
    spec.programs.retain(|program| programs.contains(&&*program.name));
    Ok(spec.load(&world.kernel)?)
}

/// Who a process is, whose child it is and what it was started with, as two programs see it when it starts another program.
pub(crate) fn processes_are_read(world: &World) -> Outcome {
    let object = object(world, &["typed", "copied"])?;
    let links = [object.program("typed")?.attach()?, object.program("copied")?.attach()?];
    let pid = world.run_true()?;
    drop(links);
    let parent = if world.is_simulated() { 3999 } else { std::process::id() };
    for map in ["TYPED", "COPIED"] {
        let record = object.map::<HashMap<u32, Record>>(map)?.get(&pid)?;
        let record = record.unwrap_or_else(|| panic!("{map} has nothing of {pid}"));
        assert_eq!((record.pid, record.tgid), (pid, pid), "{map}");
        assert_eq!((record.parent, record.user), (parent, world.user()), "{map}");
        assert_eq!(text(&record.comm), "true", "{map}");
        assert_eq!(
            (text(&record.first), record.argument_bytes),
            (TRUE.to_owned(), TRUE.len() as u64 + 1),
            "{map}"
        );
        assert_eq!(record.arguments[..=TRUE.len()], *format!("{TRUE}\0").as_bytes(), "{map}");
    }
    Ok(())
}

/// What the running kernel refuses here (`EPERM`, by a policy of its own) runs on the simulated one.
pub(crate) fn functions_are_traced() -> Outcome {
    let world = world::simulated()?;
    let Some(simulated) = world.simulated() else { panic!("it is simulated") };
    let object = object(&world, &["before", "after"])?;
    let links = [object.program("before")?.attach()?, object.program("after")?.attach()?];
    let calls = object.map::<Array<u64>>("CALLS")?;
    let file = |name: &str| Structure::new("file").field("f_path.dentry.d_name.name", name);
    let read = |name: &str, count: u64, result: i64| {
        simulated.world().call("vfs_read", |call| {
            call.pid(7).argument("file", file(name)).argument("count", count).returns(result)
        })
    };
    assert_eq!(read("passwd", 100, 42)?.len(), 2);
    assert_eq!(read("shadow", 10, 8)?.len(), 2);
    // A file without a name leads to NULL, which reads as zero.
    simulated.world().call("vfs_read", |call| call.argument("file", Structure::new("file")))?;
    assert_eq!(calls.iter().collect::<Result<Vec<_>>>()?, [1, 100, 3, 50]);
    drop(links);
    assert!(read("passwd", 1, 1)?.is_empty(), "detached");
    assert_eq!(world.open()?, simulated.world().open_handles());
    let twice = object.program("before")?.attach()?;
    let error = object.program("before")?.attach().unwrap_err();
    assert_eq!(error.errno(), Some(skep::uapi::Errno::EBUSY), "{error}");
    drop(twice);
    for (function, argument) in [("vfs_reed", "file"), ("vfs_read", "fyle")] {
        let error = simulated.world().call(function, |call| call.argument(argument, 0)).unwrap_err();
        let wrong = if argument == "file" { function } else { argument };
        assert!(error.to_string().contains(wrong) && error.to_string().contains("it has"), "{error}");
    }
    Ok(())
}

/// Described processes, with a parent and a grandparent, arguments, and any other member.
pub(crate) fn described_processes() -> Outcome {
    let world = world::simulated()?;
    let Some(simulated) = world.simulated() else { panic!("it is simulated") };
    let object = object(&world, &["typed"])?;
    let _link = object.program("typed")?.attach()?;
    let records = object.map::<HashMap<u32, Record>>("TYPED")?;
    let shell = Process::new(3).comm("bash").parent(2);
    simulated.world().fire("sched:sched_process_exec", |event| {
        let event = event.pid(9).tgid(8).uid(5).comm("sleep").parent(shell);
        event.arguments(["/bin/sleep", "10", ""]).task_field("real_parent.tgid", 77)
    })?;
    let record = records.get(&8)?.expect("the program ran");
    assert_eq!((record.pid, record.tgid, record.parent, record.user), (9, 8, 77, 5));
    assert_eq!((record.argument_bytes, &record.arguments[..15]), (15, &b"/bin/sleep\x0010\0\0"[..]));
    // Another process as the argument than the one that runs.
    simulated.world().fire("sched:sched_process_exec", |event| {
        event.pid(9).argument("p", Process::new(10).parent(11).comm("other"))
    })?;
    let record = records.get(&10)?.expect("the program ran");
    assert_eq!((record.parent, text(&record.comm), record.argument_bytes), (11, "other".into(), 0));
    for (path, said) in
        [("nothing", "no `nothing`"), ("cred.uid.nothing", "no `nothing`"), ("comm", "cannot be put")]
    {
        let error = simulated
            .world()
            .fire("sched:sched_process_exec", |event| event.task_field(path, 1))
            .unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    Ok(())
}

/// Functions and tracepoints have the arguments that the running kernel's types say.
pub(crate) fn declared_alike() -> Outcome {
    let both = crate::alike::Both::new()?;
    let [host, simulated] = [both.worlds[0].kernel.types()?, both.worlds[1].kernel.types()?];
    let mut compared = 0;
    let simulated_types = simulated.types();
    for declared in simulated_types {
        let name = declared.name()?;
        let is_tracepoint = declared.kind() == Kind::Typedef && name.starts_with("btf_trace_");
        if declared.kind() != Kind::Func && !is_tracepoint {
            continue;
        }
        let Some(real) = host.find(declared.kind(), name).next() else {
            panic!("no {name} in the running kernel")
        };
        let parameters =
            |btf: &Btf<'static>, of: &skep::btf::Type<'_>| -> std::result::Result<Vec<String>, Stop> {
                let mut prototype = btf.type_by_id(of.target().expect("it refers to a type"))?;
                if is_tracepoint {
                    prototype = btf.type_by_id(prototype.target().expect("it is a pointer"))?;
                }
                let names = prototype
                    .prototype()?
                    .parameters
                    .into_iter()
                    .map(|parameter| Ok(parameter.name()?.to_owned()));
                names.collect()
            };
        assert_eq!(parameters(&simulated, &declared)?, parameters(&host, &real)?, "{name}");
        compared += 1;
    }
    assert!(compared >= 24, "{compared}");
    // And so have their records, wherever the fields are.
    for (category, name) in [
        ("raw_syscalls", "sys_enter"),
        ("raw_syscalls", "sys_exit"),
        ("sched", "sched_process_exec"),
        ("sched", "sched_process_exit"),
        ("sched", "sched_process_fork"),
        ("sched", "sched_switch"),
        ("syscalls", "sys_enter_execve"),
        ("syscalls", "sys_enter_openat"),
        ("syscalls", "sys_exit_execve"),
        ("syscalls", "sys_exit_openat"),
    ] {
        let fields = |world: &World| -> std::result::Result<Vec<(String, String, u32)>, Stop> {
            let text = world.kernel.api().tracepoint(category, name)?.format;
            let fields = skep::uapi::TracepointFormat::parse(&text)?.fields;
            let mut fields: Vec<_> =
                fields.into_iter().map(|field| (field.name, field.type_name, field.size)).collect();
            fields.sort();
            Ok(fields)
        };
        assert_eq!(fields(&both.worlds[1])?, fields(&both.worlds[0])?, "{category}:{name}");
    }
    Ok(())
}
