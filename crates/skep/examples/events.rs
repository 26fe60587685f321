//! A ring buffer of typed events.

use skep::prelude::*;
use skep::registers::*;
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
use std::time::Duration;

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Debug)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Exec {
    time: u64,    // nanoseconds since boot
    process: u64, // its id is in the upper half
    name: [u8; 16],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let code = Assembler::new()
        .reserve_or_count("EXECS", size_of::<Exec>(), "LOST", -4, "out")
        .mov(R6, R0)
        .call(Helper::KTIME_GET_NS)
        .store(Size::Double, R6, field_offset!(Exec, time), R0)
        .call(Helper::GET_CURRENT_PID_TGID)
        .store(Size::Double, R6, field_offset!(Exec, process), R0)
        .mov(R1, R6)
        .add(R1, i32::from(field_offset!(Exec, name)))
        .mov(R2, 16)
        .call(Helper::GET_CURRENT_COMM)
        .mov(R1, R6)
        .mov(R2, 0)
        .call(Helper::RINGBUF_SUBMIT)
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
    kernel.world().fire("sched:sched_process_exec", |event| event.pid(7).comm("true"))?;

    for exec in execs.events_within(Duration::from_secs(1)) {
        let exec = exec?;
        assert_eq!((exec.process >> 32, &exec.name[..5]), (7, b"true\0".as_slice()));
    }
    assert_eq!(execs.lost()?, Some(0));
    Ok(())
}
