//! Programs that get the arguments of tracepoints.

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]
#![expect(clippy::use_self, reason = "the structure is written as the kernel has it")]

use crate::world::World;
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod executed {
    use skep::bpf::*;

    #[kernel_type]
    pub struct task_struct {
        pub pid: i32,
        pub tgid: i32,
        pub real_parent: Ptr<task_struct>,
    }

    #[value]
    pub struct Ran {
        pub times: u32,
        pub old_pid: i32,
        pub thread: i32,
        pub parent: i32,
    }

    /// What ran, by the number of the process.
    #[map]
    pub static UNTYPED: HashMap<i32, Ran> = HashMap::with_max_entries(1024);
    #[map]
    pub static TYPED: HashMap<i32, Ran> = HashMap::with_max_entries(1024);

    fn ran(task: &Ptr<task_struct>, old_pid: i32) -> Ran {
        Ran { times: 1, old_pid, thread: task.pid, parent: task.real_parent.tgid }
    }

    /// The arguments are numbers, and a helper reads what they lead to.
    #[raw_tracepoint("sched_process_exec")]
    fn untyped(task: Ptr<task_struct>, old_pid: i32) {
        UNTYPED.insert(task.tgid, ran(&task, old_pid));
    }

    /// The kernel knows what the arguments are.
    #[tp_btf("sched_process_exec")]
    fn typed(task: Ptr<task_struct>, old_pid: i32) -> i32 {
        TYPED.insert(task.tgid, ran(&task, old_pid));
        0
    }
}

pub(crate) fn the_arguments_of_tracepoints_are_read(world: &World) -> Outcome {
    let executed = executed::load(&world.kernel)?;
    let links = [executed.untyped.attach()?, executed.typed.attach()?];
    let pid = world.run_true()?.cast_signed();
    for seen in [&executed.UNTYPED, &executed.TYPED] {
        let ran = seen.get(&pid)?.unwrap();
        assert_eq!((ran.times, ran.old_pid, ran.thread), (1, pid, pid));
        let parent = if world.is_simulated() { 3999 } else { std::process::id() };
        assert_eq!(ran.parent, parent.cast_signed());
    }
    drop(links);
    let later = world.run_true()?.cast_signed();
    assert!(executed.UNTYPED.get(&later)?.is_none() && executed.TYPED.get(&later)?.is_none());
    Ok(())
}

/// A module with one program of these arguments.
macro_rules! wrong {
    ($($name:ident, $attribute:ident($target:literal): $argument:ty;)*) => { $(
        #[skep::bpf(license = "GPL")]
        mod $name {
            use skep::bpf::*;

            #[kernel_type]
            pub struct file {
                pub f_flags: u32,
            }

            #[$attribute($target)]
            fn wrong(_: u64, _: $argument) {}
        }
    )* };
}

wrong! {
    file, tp_btf("sched_process_exec"): Ptr<file>;
    narrow, raw_tracepoint("sys_enter"): u32;
    number, fentry("vfs_open"): u32;
    result, fexit("tcp_connect"): u16;
    more, fentry("tcp_connect"): u64;
}

pub(crate) fn arguments_are_compared_with_what_the_kernel_declares(world: &World) -> Outcome {
    for (loaded, expected) in [
        (
            file::load(&world.kernel).map(drop),
            "`sched_process_exec` is `int`, not a pointer to `struct file`",
        ),
        (narrow::load(&world.kernel).map(drop), "`sys_enter` is `long"),
        (
            number::load(&world.kernel).map(drop),
            "`vfs_open` is a pointer to `struct file`, not a number of 32 bits",
        ),
        (result::load(&world.kernel).map(drop), "`tcp_connect` is `int`, not a number of 16 bits"),
        (more::load(&world.kernel).map(drop), "`tcp_connect` does not exist: it has 1"),
    ] {
        let error = loaded.unwrap_err().to_string();
        assert!(error.contains("`wrong`") && error.contains(&format!("argument 2 of {expected}")), "{error}");
    }
    Ok(())
}
