//! Arrays in the records of tracepoints, and bytes beside them.

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]

use crate::world::{TRUE, World};
use skep_harness::Outcome;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
mod records {
    use skep::bpf::*;

    #[tracepoint_fields]
    pub struct Switch {
        pub prev_comm: [u8; 16],
        pub prev_pid: i32,
    }

    #[tracepoint_fields]
    pub struct SysEnter {
        pub id: i64,
        pub args: [u64; 6],
    }

    #[tracepoint_fields]
    pub struct Exec {
        pub pid: i32,
        pub filename: DataLoc<[u8]>,
    }

    #[value]
    pub struct Path {
        pub length: u32,
        pub start: [u8; 4],
        pub whole: [u8; 64],
    }

    /// The signal that a call asks for, by its second argument, if its first is this one.
    #[global]
    pub static FIRST: Constant<u64> = Constant::new(0);

    #[map]
    pub static NAMES: HashMap<i32, [u8; 16]> = HashMap::with_max_entries(4096);
    #[map]
    pub static CALLS: HashMap<u64, u64> = HashMap::with_max_entries(16);
    #[map]
    pub static PATHS: HashMap<i32, Path> = HashMap::with_max_entries(1024);

    #[tracepoint("sched:sched_switch")]
    fn leaves(ctx: &Switch) {
        NAMES.insert(ctx.prev_pid, ctx.prev_comm);
    }

    #[tracepoint("raw_syscalls:sys_enter")]
    fn enters(ctx: &SysEnter) {
        let args = ctx.args;
        if args[0] == FIRST.get() && ctx.id >= 0 {
            CALLS.add(args[1], 1);
        }
    }

    #[tracepoint("sched:sched_process_exec")]
    fn executes(ctx: &Exec) {
        let path = ctx.filename;
        PATHS
            .insert(ctx.pid, Path { length: path.len(), start: path.read_bytes(), whole: path.read_bytes() });
    }
}

pub(crate) fn arrays_and_bytes_of_records_are_read(world: &World) -> Outcome {
    // No process has so high a number.
    const NOBODY: u32 = 0x5ca1_ab1e;
    let mut open = records::open();
    open.FIRST.set(NOBODY.into());
    let records = open.load(&world.kernel)?;
    let links = [records.leaves.attach()?, records.enters.attach()?, records.executes.attach()?];
    let thread = match world.simulated() {
        None => {
            let sleeper = std::thread::Builder::new().name("skep-sleeper".into());
            let sleeper = sleeper.spawn(|| {
                // Nobody sends: another thread runs meanwhile.
                let (sender, receiver) = std::sync::mpsc::channel::<()>();
                assert!(receiver.recv_timeout(Duration::from_millis(5)).is_err());
                drop(sender);
                rustix::thread::gettid().as_raw_nonzero().get()
            })?;
            let nobody = rustix::process::Pid::from_raw(NOBODY.cast_signed()).unwrap();
            let signal = rustix::process::Signal::TERM;
            assert_eq!(rustix::process::kill_process(nobody, signal), Err(rustix::io::Errno::SRCH));
            sleeper.join().unwrap()
        }
        Some(simulated) => {
            let simulated = simulated.world();
            simulated.fire("sched:sched_switch", |event| event.pid(77).comm("skep-sleeper"))?;
            simulated.fire("raw_syscalls:sys_enter", |event| {
                event.field("id", 62).field("args", [u64::from(NOBODY), 15, 0, 0, 0, 0])
            })?;
            77
        }
    };
    let process = world.run_true()?.cast_signed();
    drop(links);
    assert_eq!(records.NAMES.get(&thread)?, Some(*b"skep-sleeper\0\0\0\0"));
    assert_eq!(records.CALLS.get(&15)?, Some(1));
    let path = records.PATHS.get(&process)?.unwrap();
    // With the zero at its end.
    assert_eq!((path.length as usize, &path.start), (TRUE.len() + 1, &TRUE.as_bytes()[..4].try_into()?));
    assert_eq!(
        (&path.whole[..TRUE.len()], path.whole[TRUE.len()..].iter().max()),
        (TRUE.as_bytes(), Some(&0))
    );
    Ok(())
}

/// Modules whose records have another field than the kernel's.
macro_rules! wrong {
    ($($name:ident: $field:ident: $ty:ty;)*) => { $(
        #[skep::bpf(license = "GPL")]
        mod $name {
            use skep::bpf::*;

            #[tracepoint_fields]
            pub struct Record {
                pub $field: $ty,
            }

            #[tracepoint("sched:sched_switch")]
            fn wrong(ctx: &Record) {
                let _field = ctx.$field;
            }
        }
    )* };
}

wrong! {
    length: prev_comm: [u8; 8];
    width: prev_comm: [u16; 16];
    number: prev_pid: [u8; 4];
    text: prev_pid: DataLoc<[u8]>;
    array: prev_comm: u64;
}

pub(crate) fn fields_of_records_are_compared_with_the_format(world: &World) -> Outcome {
    for (loaded, said) in [
        (
            length::load(&world.kernel).map(drop),
            "an array of 16, of 16 bytes in all, not one of 8, of 8 bytes in all",
        ),
        (
            width::load(&world.kernel).map(drop),
            "an array of 16, of 16 bytes in all, not one of 16, of 32 bytes in all",
        ),
        (number::load(&world.kernel).map(drop), "no array in the record"),
        (text::load(&world.kernel).map(drop), "has neither text nor bytes"),
        (array::load(&world.kernel).map(drop), "has 16 bytes: it is no number"),
    ] {
        let error = loaded.unwrap_err().to_string();
        assert!(error.contains("records.rs:") && error.contains(said), "{error}");
    }
    Ok(())
}
