//! Tells of every program that is started, and counts them by user. One file, both worlds: what runs in the kernel, and who talks to it.
//! `cargo run --example exec-teller -- [SMALLEST_USER_ID]`

use skep::prelude::*;
use skep::text;

#[skep::bpf(license = "GPL")]
pub mod probe {
    use skep::bpf::*;

    /// Only the fields that are used; where they are is found at the load.
    #[tracepoint_fields]
    pub struct SchedProcessExec {
        pub filename: DataLoc<str>,
    }

    /// One layout on both sides.
    #[event]
    pub struct Exec {
        pub pid: u32,
        pub uid: u32,
        pub comm: [u8; 16],
        pub path: [u8; 128],
    }

    #[map]
    pub static EXECS: RingBuf<Exec> = RingBuf::with_byte_size(256 << 10);
    #[map]
    pub static BY_UID: HashMap<u32, u64> = HashMap::with_max_entries(1024);
    /// Who is told of. It is given before the load, and folded in.
    #[global]
    pub static MIN_UID: Constant<u32> = Constant::new(0);

    #[tracepoint("sched:sched_process_exec")]
    fn on_exec(ctx: &SchedProcessExec) -> i32 {
        let uid = current_uid();
        if uid < MIN_UID.get() {
            return 0;
        }
        BY_UID.add(uid, 1);
        // An event that finds no room is counted.
        let Some(mut exec) = EXECS.reserve() else { return 0 };
        exec.pid = current_pid();
        exec.uid = uid;
        exec.comm = current_comm();
        exec.path = ctx.filename.read_str();
        exec.submit();
        0
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut open = probe::open();
    if let Some(uid) = std::env::args().nth(1) {
        open.MIN_UID.set(uid.parse()?);
    }
    let mut probe = open.load(&Kernel::host()?)?;
    let _link = probe.on_exec.attach()?;
    for exec in probe.EXECS.events() {
        let exec = exec?;
        let so_far = probe.BY_UID.get(&exec.uid)?.unwrap_or(0);
        let (comm, path) = (text(&exec.comm), text(&exec.path));
        println!("{:>7} {comm:<16} {path} ({so_far} of user {})", exec.pid, exec.uid);
    }
    Ok(())
}
