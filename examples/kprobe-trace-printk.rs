//! Prints a line to the kernel's trace for every file that is opened: `cat /sys/kernel/tracing/trace_pipe` shows them.
//!
//! For a look while one writes a program; what somebody is to process goes through a ring buffer.
//!
//! `cargo run --example kprobe-trace-printk`

use skep::prelude::*;

#[skep::bpf(license = "GPL")]
pub mod trace_printk {
    use skep::bpf::*;

    const FORMAT: [u8; 25] = *b"process %d opens a file\n\0";

    #[kprobe("do_sys_openat2")]
    fn kprobe_trace_printk() {
        helper::trace_vprintk(&FORMAT, &[current_pid() as u64]);
    }
}

fn main() -> Result<()> {
    let loaded = trace_printk::load(&Kernel::host()?)?;
    let _link = loaded.kprobe_trace_printk.attach()?;
    println!("cat /sys/kernel/tracing/trace_pipe shows what is printed; Ctrl-C ends it");
    loop {
        std::thread::park();
    }
}
