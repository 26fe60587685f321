//! Shows what is read, by whom, and who started that: fields of the kernel's own structures, by the names that they have there. Where
//! they are is found in the types of the running kernel when the program is loaded.
//!
//! `cargo run --example kernel-structures`

use skep::prelude::*;
use skep::text;

#[skep::bpf(license = "GPL")]
pub mod reads {
    use skep::bpf::*;

    #[kernel_type]
    pub struct task_struct {
        pub tgid: i32,
        pub real_parent: Ptr<task_struct>,
    }

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
    }

    #[event]
    pub struct Read {
        /// How many bytes are wanted.
        pub count: u64,
        pub pid: i32,
        pub parent: i32,
        pub name: [u8; 32],
    }

    #[map]
    pub static READS: RingBuf<Read> = RingBuf::with_byte_size(256 << 10);

    /// The arguments are compared with what the kernel declares.
    #[fentry("vfs_read")]
    fn on_read(file: Ptr<file>, _: UserPtr<u8>, count: u64) {
        let Some(mut read) = READS.reserve() else { return };
        let task = current_task::<task_struct>();
        read.count = count;
        read.pid = task.tgid;
        read.parent = task.real_parent.tgid;
        read.name = file.f_path.dentry.d_name.name.read_str();
        read.submit();
    }
}

fn main() -> Result<()> {
    let mut loaded = reads::load(&Kernel::host()?)?;
    let _link = loaded.on_read.attach()?;
    for read in loaded.READS.events() {
        let read = read?;
        println!("{} (of {}) reads {} bytes of {}", read.pid, read.parent, read.count, text(&read.name));
    }
    Ok(())
}
