//! A ring buffer of typed events.

use skep::prelude::*;
use skep::registers::*;
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
use std::time::Duration;

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Debug, PartialEq)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Exec {
    pid: u32,
    uid: u32,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let code = Assembler::new()
        .reserve_or_count("EXECS", size_of::<Exec>(), "LOST", -4, "out")
        .mov(R6, R0)
        .current_process(R7)
        .store(Size::Word, R6, field_offset!(Exec, pid), R7)
        .current_user(R7)
        .store(Size::Word, R6, field_offset!(Exec, uid), R7)
        .call_with(Helper::RINGBUF_SUBMIT, (R6, 0))
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()?;
    let spec = ObjectSpec::new("GPL")
        .with_map(RingBuffer::<Exec>::spec("EXECS", 256 << 10))
        .with_map(Array::<u64>::spec("LOST", 1))
        .with_program(ProgramSpec::tracepoint("on_exec", "sched", "sched_process_exec", code));

    let kernel = Kernel::simulated(); // or, as root: Kernel::host()?
    let object = spec.load(&kernel)?;
    let mut execs = object.map::<RingBuffer<Exec>>("EXECS")?.with_losses(object.map("LOST")?);
    let _link = object.program("on_exec")?.attach()?;
    kernel.world().fire("sched:sched_process_exec", |event| event.pid(7).uid(1000))?;
    for exec in execs.events_within(Duration::from_secs(1)) {
        assert_eq!(exec?, Exec { pid: 7, uid: 1000 });
    }
    assert_eq!(execs.lost()?, Some(0));
    Ok(())
}
