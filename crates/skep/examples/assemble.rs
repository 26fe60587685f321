//! Assembles a program, loads it, and has it run.

use skep::prelude::*;
use skep::registers::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Adds one to the first element of an array whenever a process starts a program.
    let mut asm = Assembler::new();
    let index = asm.stack_slot(4, 4);
    let code = asm.zero_stack_slot(index).count("COUNT", index).mov(R0, 0).exit().build()?;
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
