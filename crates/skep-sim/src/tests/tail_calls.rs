//! Arrays of programs: who holds whom, and what a tail call may not leave behind.

use super::*;
use crate::ObjectCounts;
use skep_isa::{Condition, registers::*};
use skep_uapi::Helper;
use skep_uapi::kernel::TestRun;
use std::path::Path;

fn array(world: &World) -> Handle {
    map(world, MapType::PROG_ARRAY, "CHAIN", 4, 4, 4)
}

/// Goes on to slot 1, and returns a number if there is nothing.
fn caller(world: &World, chain: &Handle, value: i32) -> Handle {
    let code = assemble(|asm| {
        asm.load_map(R2, "CHAIN").mov(R3, 1).call(Helper::TAIL_CALL).mov(R0, value).exit();
    });
    let maps = &[("CHAIN", chain)][..];
    Load { program_type: ProgramType::XDP, maps, ..Load::default() }.load(world, &code).unwrap()
}

fn run(world: &World, program: &Handle) -> u32 {
    let mut run = TestRun { data: &[0; 64], ..TestRun::default() };
    world.program_test_run(program, &mut run).unwrap();
    run.result
}

fn put(world: &World, chain: &Handle, slot: u32, program: &Handle) -> Result<()> {
    world.map_update_object(chain, &slot.to_ne_bytes(), program, UpdateFlags::ANY)
}

#[test]
fn an_array_that_nobody_can_reach_is_emptied() {
    let world = World::new();
    let chain = array(&world);
    let (first, second) = (caller(&world, &chain, 10), caller(&world, &chain, 20));
    put(&world, &chain, 1, &second).unwrap();
    drop(second);
    // The last one goes on to itself until it is too often.
    assert_eq!(run(&world, &first), 20);
    let pinned = Path::new("/sys/fs/bpf/chain");
    world.pin(&chain, pinned).unwrap();
    drop(chain);
    assert_eq!(run(&world, &first), 20);
    // The programs hold the array, and the array a program: nothing would ever end.
    world.unpin(pinned).unwrap();
    assert_eq!(run(&world, &first), 10);
    assert_eq!(world.object_counts().programs, 1);
    drop(first);
    assert_eq!(world.object_counts(), ObjectCounts::default());
}

#[test]
fn an_array_has_programs_of_one_kind() {
    let world = World::new();
    let chain = array(&world);
    let program = caller(&world, &chain, 10);
    put(&world, &chain, 1, &program).unwrap();
    assert_eq!(put(&world, &chain, 4, &program), Err(Errno::E2BIG));
    assert_eq!(put(&world, &chain, 0, &chain), Err(Errno::EINVAL));
    let filter = assemble(|asm| {
        asm.mov(R0, 0).exit();
    });
    let filter =
        Load { program_type: ProgramType::SOCKET_FILTER, ..Load::default() }.load(&world, &filter).unwrap();
    assert_eq!(put(&world, &chain, 0, &filter), Err(Errno::EINVAL));
    // Nor can a program of another kind name the array.
    let code = assemble(|asm| {
        asm.load_map(R2, "CHAIN").mov(R3, 1).call(Helper::TAIL_CALL).mov(R0, 0).exit();
    });
    let other =
        Load { program_type: ProgramType::SOCKET_FILTER, maps: &[("CHAIN", &chain)], ..Load::default() };
    assert_eq!(other.load(&world, &code).map(drop).unwrap_err().0, Errno::EINVAL);
    // User space sees what is there by its number, and cannot put numbers in.
    assert_eq!(lookup(&world, &chain, &1_u32.to_ne_bytes()), Ok(1_u32.to_ne_bytes().to_vec()));
    assert_eq!(lookup(&world, &chain, &2_u32.to_ne_bytes()), Err(Errno::ENOENT));
    assert_eq!(
        world.map_update(&chain, &2_u32.to_ne_bytes(), &1_u32.to_ne_bytes(), UpdateFlags::ANY),
        Err(Errno::EBADF)
    );
}

#[test]
fn a_reserved_record_cannot_be_left_behind() {
    let world = World::new();
    let (chain, ring) = (array(&world), map(&world, MapType::RINGBUF, "R", 0, 0, 4096));
    let code = assemble(|asm| {
        asm.mov(R6, R1).load_map(R1, "R").mov(R2, 8).mov(R3, 0).call(Helper::RINGBUF_RESERVE);
        asm.jump(Condition::Equal, R0, 0, "out").mov(R7, R0);
        asm.mov(R1, R6).load_map(R2, "CHAIN").mov(R3, 1).call(Helper::TAIL_CALL);
        asm.mov(R1, R7).mov(R2, 0).call(Helper::RINGBUF_DISCARD).label("out").mov(R0, 2).exit();
    });
    let maps = &[("CHAIN", &chain), ("R", &ring)][..];
    let program =
        Load { program_type: ProgramType::XDP, maps, ..Load::default() }.load(&world, &code).unwrap();
    let mut run = TestRun { data: &[0; 64], ..TestRun::default() };
    assert_eq!(world.program_test_run(&program, &mut run), Err(Errno::EFAULT));
    let fault = run.fault.unwrap();
    assert!(fault.contains("a record of map R is reserved"), "{fault}");
    assert!(fault.contains("tail_call would lead to reference leak"), "{fault}");
}
