//! Raw tracepoints that programs write to.

use crate::world::host;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{AttachType, Errno};
use skep_harness::{Outcome, skip};

pub(crate) fn written() -> Outcome {
    let world = host()?;
    // The end of a test run (`bpf_test_finish`, `net/bpf/test_run.c`) gives programs the address of its error number. Of this thread's
    // alone, it becomes EXDEV.
    let thread = rustix::thread::gettid().as_raw_nonzero().get();
    let mut code = Assembler::new();
    code.mov(R6, R1)
        .current_thread(R7)
        .jump(Condition::NotEqual, R7, thread, "out")
        .load(Size::Double, R1, R6, 0)
        .store(Size::Word, R1, 0, -i32::from(Errno::EXDEV.0))
        .label("out")
        .mov(R0, 0)
        .exit();
    let program_type = ProgramType::RAW_TRACEPOINT_WRITABLE;
    let program = ProgramSpec::new("writes", program_type, AttachType::default(), code.build()?);
    let code = Assembler::new().mov(R0, 2).exit().build()?;
    let spec = ObjectSpec::new("GPL").with_program(program).with_program(ProgramSpec::xdp("pass", code));
    let object = spec.load(&world.kernel)?;
    let run = || object.program("pass")?.test_run(&TestRun::new().packet(&[0; 64]));
    run()?.assert_action(XdpAction::PASS);
    let link = match object.program("writes")?.attach_to_raw_tracepoint("bpf_test_finish") {
        Err(error) if error.is_not_found() => {
            return skip(format!("this kernel has no such tracepoint: {error}"));
        }
        link => link?,
    };
    assert_eq!(run().unwrap_err().errno(), Some(Errno::EXDEV), "what the program wrote is the answer");
    drop(link);
    run()?.assert_action(XdpAction::PASS);
    // A tracepoint that nobody may write to takes no such program.
    let error = object.program("writes")?.attach_to_raw_tracepoint("sched_process_exec").unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EINVAL), "{error}");
    Ok(())
}
