//! Structures of the kernel by the fields that are used, and what else the kernel's types are asked.

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]
#![expect(clippy::use_self, reason = "the structure is written as the kernel has it")]

use crate::world::{TRUE, World};
use skep::btf::Kind;
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod asked {
    use skep::bpf::*;

    #[kernel_type]
    pub struct task_struct {
        pub pid: i32,
        pub tgid: Option<i32>,
        pub real_parent: Option<Ptr<task_struct>>,
        pub comm: [u8; 16],
        /// Linux has it, the simulated kernel does not.
        pub sched_reset_on_fork: Option<Bits<u32>>,
        pub no_such_field: Option<u64>,
        pub no_such_task: Option<Ptr<task_struct>>,
    }

    #[kernel_type]
    pub struct linux_binprm {
        pub argc: i32,
        pub filename: RawPtr<u8>,
    }

    #[kernel_type]
    pub struct no_such_struct {
        pub field: u32,
    }

    #[kernel_type]
    pub enum bpf_func_id {
        BPF_FUNC_map_lookup_elem = 100,
        BPF_FUNC_map_update_elem,
        BPF_FUNC_no_such_helper,
    }

    #[value]
    pub struct Answers {
        pub filename: [u8; 64],
        pub comm: [u8; 16],
        pub task_bytes: u64,
        pub no_such_field: u64,
        pub update: u64,
        pub no_such_helper: u64,
        pub parent: i32,
        pub reset_on_fork: u32,
        pub has_task: u8,
        pub has_no_such: u8,
        pub has_no_such_task: u8,
        pub is_true: u8,
        pub _pad: [u8; 4],
    }

    #[map]
    pub static DIRECT: HashMap<i32, Answers> = HashMap::with_max_entries(1024);
    #[map]
    pub static COPIED: HashMap<i32, Answers> = HashMap::with_max_entries(1024);

    fn answers(task: &Ptr<task_struct>, program: &Ptr<linux_binprm>) -> Answers {
        let parent = match task.real_parent {
            Some(parent) => parent.pid,
            None => -1,
        };
        let bits = match task.sched_reset_on_fork {
            Some(bits) => bits.get(),
            None => 77,
        };
        let no_such_task = match task.no_such_task {
            Some(task) => u8::from(task.pid > 0),
            None => 9,
        };
        Answers {
            filename: program.filename.read_str(),
            comm: task.comm,
            task_bytes: kernel_size::<task_struct>(),
            no_such_field: task.no_such_field.unwrap_or(5),
            update: bpf_func_id::BPF_FUNC_map_update_elem.value().unwrap_or(0),
            no_such_helper: bpf_func_id::BPF_FUNC_no_such_helper.value().unwrap_or(6),
            parent,
            reset_on_fork: bits,
            has_task: kernel_has::<task_struct>() as u8,
            has_no_such: kernel_has::<no_such_struct>() as u8,
            has_no_such_task: no_such_task,
            is_true: task.comm.starts_with(b"true\0") as u8,
            _pad: [0; 4],
        }
    }

    #[tp_btf("sched_process_exec")]
    pub fn direct(task: Ptr<task_struct>, _: i32, program: Ptr<linux_binprm>) {
        if let Some(process) = task.tgid {
            DIRECT.insert(process, answers(&task, &program));
        }
    }

    #[raw_tracepoint("sched_process_exec")]
    fn copied(task: Ptr<task_struct>, _: i32, program: Ptr<linux_binprm>) {
        if let Some(process) = task.tgid {
            COPIED.insert(process, answers(&task, &program));
        }
    }
}

fn text(bytes: &[u8]) -> &str {
    let text = bytes.split(|byte| *byte == 0).next().unwrap();
    std::str::from_utf8(text).unwrap()
}

pub(crate) fn the_kernels_types_are_asked(world: &World) -> Outcome {
    let asked = asked::load(&world.kernel)?;
    let _links = [asked.direct.attach()?, asked.copied.attach()?];
    let process = world.run_true()?.cast_signed();
    let types = world.kernel.types()?;
    let task = types.find(Kind::Struct, "task_struct").next().unwrap();
    let parent = if world.is_simulated() { 3999 } else { std::process::id() };
    for map in [&asked.DIRECT, &asked.COPIED] {
        let found = map.get(&process)?.unwrap();
        assert_eq!((text(&found.filename), text(&found.comm)), (TRUE, "true"));
        assert_eq!((found.task_bytes, found.parent), (task.size()?, parent.cast_signed()));
        assert_eq!((found.has_task, found.has_no_such, found.has_no_such_task), (1, 0, 9));
        assert_eq!(found.is_true, 1);
        assert_eq!((found.no_such_field, found.update, found.no_such_helper), (5, 2, 6));
        assert_eq!(found.reset_on_fork, if world.is_simulated() { 77 } else { 0 });
    }
    if world.is_simulated() {
        return Ok(());
    }
    // What this starts is not to have its parent's way of being scheduled.
    let mut child = match std::process::Command::new("chrt").args(["-R", "-o", "0", TRUE]).spawn() {
        // Small systems have none; the bit has been read, and is 0 there.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        child => child?,
    };
    let process = child.id().cast_signed();
    child.wait()?;
    for map in [&asked.DIRECT, &asked.COPIED] {
        assert_eq!(map.get(&process)?.unwrap().reset_on_fork, 1);
    }
    Ok(())
}

pub(crate) fn programs_on_structures_of_the_kernel_are_ordinary_functions() -> Outcome {
    use asked::{linux_binprm, task_struct};
    use skep::bpf::{Bits, Ptr, RawPtr, World};
    let _world = World::new();
    let task = |pid, parent| {
        Ptr::new(task_struct {
            pid,
            tgid: Some(pid),
            real_parent: parent,
            comm: *b"true\0\0\0\0\0\0\0\0\0\0\0\0",
            sched_reset_on_fork: Some(Bits::new(1)),
            no_such_field: None,
            no_such_task: None,
        })
    };
    let program = Ptr::new(linux_binprm { argc: 1, filename: RawPtr::new(TRUE.as_bytes()) });
    asked::direct(task(7, Some(task(6, None))), 7, program);
    let found = asked::DIRECT.get(&7).unwrap();
    assert_eq!((text(&found.filename), text(&found.comm)), (TRUE, "true"));
    assert_eq!((found.parent, found.reset_on_fork, found.update), (6, 1, 101));
    Ok(())
}
