//! The simulated kernel beside the running one: operations on maps through the library, and how long it takes from nothing to the
//! first event that a program sends.
//!
//! `cargo bench --bench simulated`, as root. Both kernels are used by the same code. "load" ends when the running kernel has taken the program; the
//! others end when the event was received.

use skep::prelude::*;
use skep_bench::{Contestant, Effort, compare, raw};
use std::hint::black_box;
use std::process::ExitCode;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;
const ENTRIES: u32 = 4096;
const SYSTEM_CALL: u64 = 0x5ce9;

#[skep::bpf(license = "GPL")]
mod probe {
    use skep::bpf::*;

    #[tracepoint_fields]
    pub struct SysEnter {
        pub id: i64,
    }

    #[event]
    pub struct Call {
        pub pid: u64,
        pub id: u64,
    }

    #[map]
    pub static CALLS: RingBuf<Call> = RingBuf::with_byte_size(64 << 10);
    #[global]
    pub static WANTED: Constant<u32> = Constant::new(0);

    #[tracepoint("raw_syscalls:sys_enter")]
    fn on_enter(ctx: &SysEnter) -> i32 {
        if current_pid() != WANTED.get() {
            return 0;
        }
        let Some(mut call) = CALLS.reserve() else { return 0 };
        call.pid = current_pid() as u64;
        call.id = ctx.id as u64;
        call.submit();
        0
    }
}

fn main() -> ExitCode {
    match Kernel::host().and_then(|host| maps(&host)).and_then(|()| first_event()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == skep::ErrorKind::Permission => {
            println!("skipped: bench simulated: {error}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn maps(host: &Kernel) -> Result<()> {
    let effort = Effort::from_arguments(20_000);
    let simulated = Kernel::simulated();
    let keys = |times: u32| (0..times).map(|turn| turn.wrapping_mul(7919) % ENTRIES);

    let hashes = [host, &simulated].map(|kernel| HashMap::<u32, u64>::create(kernel, "bench_sim", ENTRIES));
    let [on_host, on_simulated] = hashes;
    let (on_host, on_simulated) = (on_host?, on_simulated?);
    let hash = |map: &HashMap<u32, u64>, times| {
        for key in keys(times) {
            map.insert(&key, &u64::from(key)).expect("an update");
            assert_eq!(map.get(&key).expect("a look-up"), Some(u64::from(key)));
        }
    };
    compare(
        "hash update + lookup",
        effort,
        MARGIN,
        &mut [
            Contestant::new("host", |times| hash(&on_host, times)),
            Contestant::new("simulated", |times| hash(&on_simulated, times)),
        ],
    );

    let arrays = [host, &simulated].map(|kernel| Array::<u64>::create(kernel, "bench_sim", ENTRIES));
    let [on_host, on_simulated] = arrays;
    let (on_host, on_simulated) = (on_host?, on_simulated?);
    let array = |map: &Array<u64>, times| {
        for key in keys(times) {
            map.set(key, &u64::from(key)).expect("an update");
            assert_eq!(map.get(key).expect("a look-up"), Some(u64::from(key)));
        }
    };
    compare(
        "array update + lookup",
        effort,
        MARGIN,
        &mut [
            Contestant::new("host", |times| array(&on_host, times)),
            Contestant::new("simulated", |times| array(&on_simulated, times)),
        ],
    );
    Ok(())
}

fn first_event() -> Result<()> {
    // Once each, for errors that are errors and not panics.
    on_host(true)?;
    on_simulated()?;
    compare(
        "first event",
        Effort::from_arguments(10),
        MARGIN,
        &mut [
            Contestant::new("host, load", |times| (0..times).for_each(|_| on_host(false).expect("a load"))),
            Contestant::new("host, event", |times| (0..times).for_each(|_| on_host(true).expect("an event"))),
            Contestant::new("simulated", |times| (0..times).for_each(|_| on_simulated().expect("an event"))),
        ],
    );
    Ok(())
}

fn on_host(to_the_event: bool) -> Result<()> {
    let kernel = Kernel::host()?;
    let mut open = probe::open();
    open.WANTED.set(std::process::id());
    let mut probe = open.load(&kernel)?;
    if to_the_event {
        let _link = probe.on_enter.attach()?;
        raw::getppid(1);
        assert!(first_id(&mut probe)?.is_some());
    }
    Ok(())
}

fn on_simulated() -> Result<()> {
    let kernel = Kernel::simulated();
    let mut open = probe::open();
    open.WANTED.set(7);
    let mut probe = open.load(&kernel)?;
    let _link = probe.on_enter.attach()?;
    let fired = kernel.world().fire("raw_syscalls:sys_enter", |event| event.pid(7).field("id", SYSTEM_CALL));
    fired.expect("the tracepoint");
    assert_eq!(first_id(&mut probe)?, Some(SYSTEM_CALL));
    Ok(())
}

/// The number of the first system call that an event tells of.
fn first_id(probe: &mut probe::Loaded) -> Result<Option<u64>> {
    let mut first = None;
    probe.CALLS.for_each(|call| {
        black_box(call.pid);
        first.get_or_insert(call.id);
    })?;
    Ok(first)
}
