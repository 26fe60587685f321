//! Assembles a program, loads it, and has it run.

use skep::prelude::*;
use skep::registers::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Adds one to the first element of an array whenever a process starts a program.
    let code = Assembler::new()
        .store(Size::Word, R10, -4, 0)
        .load_map(R1, "COUNT")
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM)
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()?;
    let spec = ObjectSpec::new("GPL")
        .with_map(Array::<u64>::spec("COUNT", 1))
        .with_program(ProgramSpec::tracepoint("count", "sched", "sched_process_exec", code));

    let kernel = Kernel::simulated(); // or, as root: Kernel::host()?
    let object = spec.load(&kernel)?;
    let _link = object.program("count")?.attach()?;
    kernel.world().fire("sched:sched_process_exec", |event| event.pid(7).field("filename", "/bin/true"))?;
    assert_eq!(object.map::<Array<u64>>("COUNT")?.get(0)?, Some(1));
    Ok(())
}
