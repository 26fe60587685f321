//! Programs on tracepoints as such, which get the arguments instead of a record.

use super::*;
use crate::StimulusError;
use skep_isa::{Size, registers::*};
use skep_uapi::LinkType;
use skep_uapi::kernel::TestRun;

fn raw(world: &World, write: impl FnOnce(&mut Assembler)) -> Handle {
    let load = Load { program_type: ProgramType::RAW_TRACEPOINT, ..Load::default() };
    load.load(world, &assemble(write)).unwrap()
}

#[test]
fn a_fired_tracepoint_gives_its_arguments_and_its_record() {
    let world = World::new();
    let old_pid = raw(&world, |asm| {
        asm.load(Size::Double, R0, R1, 8).exit();
    });
    let pid = offset(&world, EXEC, "pid");
    let of_record = load(&world, &[], |asm| {
        asm.load(Size::Word, R0, R1, pid).exit();
    });
    let _record = attach(&world, &of_record, EXEC).unwrap();
    let link = world.raw_tracepoint_open("sched_process_exec", &old_pid).unwrap();
    let info = world.link_info(&link).unwrap();
    assert_eq!((info.link_type, info.program_id), (LinkType::RAW_TRACEPOINT, 1));
    assert_eq!(world.link_detach(&link), Err(Errno::EOPNOTSUPP));

    let fire = || world.fire(EXEC, |event| event.pid(7).argument("old_pid", 6));
    let values = |runs: Vec<crate::ProgramRun>| runs.iter().map(|run| run.value).collect::<Vec<_>>();
    assert_eq!(values(fire().unwrap()), [6, 7]);
    drop(link);
    assert_eq!(values(fire().unwrap()), [7]);
}

#[test]
fn an_argument_that_is_not_there_is_named() {
    let world = World::new();
    let error = world.fire(EXEC, |event| event.argument("filename", 1)).unwrap_err();
    assert!(matches!(error, StimulusError::NoArgument { .. }));
    insta::assert_snapshot!(error, @"sched:sched_process_exec has no argument `filename`; it has p, old_pid, bprm");
    let fourth = raw(&world, |asm| {
        asm.load(Size::Double, R0, R1, 24).exit();
    });
    let _link = world.raw_tracepoint_open("sched_process_exec", &fourth).unwrap();
    let fault = world.fire(EXEC, |event| event).unwrap_err().to_string();
    assert!(
        fault.contains("the context (the arguments of sched:sched_process_exec), which has 24 bytes"),
        "{fault}"
    );
}

#[test]
fn only_their_programs_go_on_tracepoints_that_there_are() {
    let world = World::new();
    let program = raw(&world, |asm| {
        asm.mov(R0, 0).exit();
    });
    let open = |name, program| world.raw_tracepoint_open(name, program).map(drop);
    assert_eq!(open("sched_process_exec", &program), Ok(()));
    assert_eq!(open("no_such", &program), Err(Errno::ENOENT));
    // Single system calls have no tracepoint of their own.
    assert_eq!(open("sys_enter_execve", &program), Err(Errno::ENOENT));
    let of_record = load(&world, &[], |asm| {
        asm.mov(R0, 0).exit();
    });
    assert_eq!(open("sched_process_exec", &of_record), Err(Errno::EINVAL));
    let mut run = TestRun::default();
    assert_eq!(world.program_test_run(&of_record, &mut run), Err(Errno::ENOTSUPP));
    assert_eq!(world.program_test_run(&program, &mut run), Ok(()));
    let too_many = [0; 13 * 8];
    let mut run = TestRun { context: &too_many, ..TestRun::default() };
    assert_eq!(world.program_test_run(&program, &mut run), Err(Errno::EINVAL));
}
