//! Notes when each process last opened a file.
//!
//! `cargo run --example kprobe-timestamp`

use skep::prelude::*;
use std::time::Duration;

#[skep::bpf(license = "GPL")]
pub mod timestamp {
    use skep::bpf::*;

    /// By the process's number, in nanoseconds since the machine's start.
    #[map]
    pub static OPENED: LruHashMap<u32, u64> = LruHashMap::with_max_entries(10_240);

    #[kprobe("do_sys_openat2")]
    fn kprobe_timestamp() {
        OPENED.insert(current_pid(), ktime());
    }
}

fn main() -> Result<()> {
    let loaded = timestamp::load(&Kernel::host()?)?;
    let _link = loaded.kprobe_timestamp.attach()?;
    loop {
        std::thread::park_timeout(Duration::from_secs(1));
        for entry in loaded.OPENED.iter() {
            let (process, time) = entry?;
            println!("process {process} opened a file at {:?}", Duration::from_nanos(time));
        }
    }
}
