//! Programs at functions of the kernel. Many systems let nobody attach there: the tests say so, and run in an emulator
//! (`cargo xtask matrix`).

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]
#![expect(clippy::use_self, reason = "the structure is written as the kernel has it")]

use crate::world::World;
use skep::prelude::*;
use skep::sim::{Process, Structure};
use skep::{Error, ErrorKind};
use skep_harness::{Outcome, Stop, skip};
use std::os::unix::fs::FileExt as _;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
mod reads {
    use skep::bpf::*;

    #[kernel_type]
    pub struct qstr {
        pub name: RawPtr<u8>,
    }

    #[kernel_type]
    pub struct dentry {
        pub d_name: qstr,
    }

    #[kernel_type]
    pub struct path {
        pub dentry: Ptr<dentry>,
    }

    #[kernel_type]
    pub struct file {
        pub f_path: path,
        pub f_flags: u32,
    }

    #[kernel_type]
    pub struct task_struct {
        pub tgid: i32,
        pub real_parent: Ptr<task_struct>,
    }

    #[event]
    pub struct Read {
        pub name: [u8; 32],
        pub text: [u8; 16],
        pub count: u64,
        pub result: i64,
        pub parent: i32,
        pub flags: u32,
    }

    #[map]
    pub static READS: RingBuf<Read> = RingBuf::with_byte_size(64 << 10);
    /// The process that is looked at.
    #[global]
    pub static PROCESS: Constant<u32> = Constant::new(0);
    /// How many bytes that were to be read the process has not got.
    #[global]
    pub static MISSED: Global<u64> = Global::new(0);

    #[fentry("vfs_read")]
    fn before(file: Ptr<file>, text: UserPtr<u8>, count: u64) {
        if current_pid() != PROCESS.get() {
            return;
        }
        let task = current_task::<task_struct>();
        let Some(mut read) = READS.reserve() else { return };
        read.name = file.f_path.dentry.d_name.name.read_str();
        read.text = text.read_str();
        read.count = count;
        read.result = -1;
        read.parent = task.real_parent.tgid;
        read.flags = file.f_flags;
        read.submit();
    }

    #[fexit("vfs_read")]
    fn after(_: Ptr<file>, text: UserPtr<u8>, count: u64, _: u64, result: i64) -> i32 {
        if current_pid() != PROCESS.get() {
            return 0;
        }
        if result >= 0 {
            MISSED.set(MISSED.get() + count - result as u64);
        }
        let Some(mut read) = READS.reserve() else { return 0 };
        read.text = text.read_str();
        read.count = count;
        read.result = result;
        read.submit();
        0
    }
}

fn text(bytes: &[u8]) -> &str {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    std::str::from_utf8(text).unwrap()
}

/// What comes of a load or an attachment, unless this system lets nobody attach to functions.
fn allowed<T>(result: Result<T, Error>) -> Result<T, Stop> {
    match result {
        Err(error) if error.kind() == ErrorKind::Permission => {
            skip(format!("this system lets nobody attach to functions of the kernel: {error}"))
        }
        result => Ok(result?),
    }
}

pub(crate) fn functions_are_entered_and_left(world: &World) -> Outcome {
    let process = if world.is_simulated() { 70 } else { std::process::id() };
    let mut open = reads::open();
    open.PROCESS.set(process);
    let mut reads = allowed(open.load(&world.kernel))?;
    let links = [allowed(reads.before.attach())?, allowed(reads.after.attach())?];
    let (mut text_before, mut parent) = (*b"before\0\0\0\0", 69);
    match world.simulated() {
        Some(simulated) => {
            let file = || {
                Structure::new("file").field("f_path.dentry.d_name.name", "numbers").field("f_flags", 0x8000)
            };
            let buffer = simulated.world().user_memory(b"before\0")?;
            let who = || Process::new(process).parent(69);
            simulated.world().call("vfs_read", |call| {
                call.process(who())
                    .argument("file", file())
                    .argument("buf", buffer.address())
                    .argument("count", 10)
                    .returns(4)
            })?;
            // Of another process nothing is told.
            simulated
                .world()
                .call("vfs_read", |call| call.pid(71).argument("file", file()).argument("count", 3))?;
        }
        None => {
            let folder = tempfile::tempdir()?;
            let path = folder.path().join("numbers");
            std::fs::write(&path, "1234")?;
            let file = std::fs::File::open(path)?;
            // Reads somewhere else are none of `vfs_read`.
            assert_eq!(std::io::Read::read(&mut &file, &mut text_before)?, 4);
            assert_eq!(file.read_at(&mut [0; 3], 0)?, 3);
            parent = std::os::unix::process::parent_id();
        }
    }
    drop(links);
    let mut events: Vec<reads::Read> = Vec::new();
    for event in reads.READS.events_within(Duration::from_secs(1)) {
        events.push(event?);
    }
    let named = events.iter().position(|event| text(&event.name) == "numbers").unwrap();
    let [before, after] = &events[named..named + 2] else { panic!("two programs tell of a read") };
    assert_eq!((text(&before.text), before.count, before.parent), ("before", 10, parent.cast_signed()));
    assert_ne!(before.flags & 0x8000, 0, "opened as large files are on machines of 64 bits");
    assert_eq!((after.count, after.result, text(&after.name)), (10, 4, ""));
    assert_eq!(text(&after.text), if world.is_simulated() { "before" } else { "1234re" });
    assert!(reads.MISSED.get()? >= 6);
    Ok(())
}
