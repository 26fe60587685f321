//! Packets that programs move, change and decide about, and what they do wrong with them.

use super::*;
use crate::PacketCounters;
use skep_isa::{Condition, Size, registers::*};
use skep_uapi::kernel::TestRun;
use skep_uapi::{Helper, TestRunFlags};

fn xdp(world: &World, write: impl FnOnce(&mut Assembler)) -> Handle {
    Load { program_type: ProgramType::XDP, ..Load::default() }.load(world, &assemble(write)).unwrap()
}

/// What a program did wrong with a packet of 64 bytes.
fn fault(world: &World, program: &Handle) -> String {
    let mut run = TestRun { data: &[0; 64], ..TestRun::default() };
    assert_eq!(world.program_test_run(program, &mut run), Err(Errno::EFAULT));
    run.fault.unwrap()
}

#[test]
fn an_address_of_a_packet_that_moved_is_good_for_nothing() {
    let world = trusting();
    let program = xdp(&world, |asm| {
        asm.mov(R6, R1).load(Size::Word, R7, R1, 0);
        asm.mov(R2, 4).call(Helper::XDP_ADJUST_HEAD).load(Size::Byte, R0, R7, 20).exit();
    });
    let fault = fault(&world, &program);
    assert!(fault.contains("read of 1 byte at") && fault.contains("where nothing is any more"), "{fault}");
}

#[test]
fn offsets_count_from_where_the_packet_begins() {
    let world = trusting();
    let program = xdp(&world, |asm| {
        asm.mov(R6, R1).mov(R2, 10).call(Helper::XDP_ADJUST_HEAD);
        asm.load(Size::Word, R1, R6, 0).load(Size::Byte, R0, R1, 54).exit();
    });
    let fault = fault(&world, &program);
    assert!(fault.ends_with("read of 1 byte at offset 54 of the packet, which has 54 bytes"), "{fault}");
}

#[test]
fn live_frames_are_counted_where_they_arrive() {
    let world = trusting();
    // Lets packets pass that begin with a 0, and sends others back.
    let program = xdp(&world, |asm| {
        asm.load(Size::Word, R1, R1, 0).load(Size::Byte, R1, R1, 0).mov(R0, 2);
        asm.jump(Condition::Equal, R1, 0, "out").mov(R0, 3).label("out").exit();
    });
    let mut context = [0_u32; 6];
    (context[1], context[3]) = (64, 7);
    let context: Vec<u8> = context.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let send = |first: u8, repeat, batch_size| {
        let mut packet = [0; 64];
        packet[0] = first;
        let flags = TestRunFlags::XDP_LIVE_FRAMES;
        let (data, context) = (&packet[..], &context[..]);
        let mut run = TestRun { data, context, repeat, flags, batch_size, ..TestRun::default() };
        world.program_test_run(&program, &mut run)
    };
    assert_eq!((send(0, 3, 0), send(1, 2, 256), send(1, 1, 257)), (Ok(()), Ok(()), Err(Errno::E2BIG)));
    let counters = PacketCounters { passed: 3, dropped: 0, transmitted: 2, redirected: 0 };
    assert_eq!(world.packet_counters("sim0"), Some(counters));
}

#[test]
fn what_a_program_of_a_type_cannot_return_is_a_fault() {
    let world = trusting();
    let load = |program_type, value: i32| {
        let code = assemble(|asm| {
            asm.mov(R0, value).exit();
        });
        Load { program_type, ..Load::default() }.load(&world, &code).unwrap()
    };
    let found = fault(&world, &load(ProgramType::CGROUP_SKB, 2));
    insta::assert_snapshot!(found, @"program prog: the program returns 2; a program of this type returns 0 to 1");
    let mut run = TestRun { data: &[0; 64], ..TestRun::default() };
    assert_eq!(world.program_test_run(&load(ProgramType::SOCKET_FILTER, 70_000), &mut run), Ok(()));
    assert_eq!(run.result, 70_000);
}

#[test]
fn a_packet_of_a_control_group_can_only_be_read() {
    let world = trusting();
    let code = assemble(|asm| {
        asm.load(Size::Word, R1, R1, 76).store(Size::Byte, R1, 0, 1).mov(R0, 1).exit();
    });
    let program =
        Load { program_type: ProgramType::CGROUP_SKB, ..Load::default() }.load(&world, &code).unwrap();
    let found = fault(&world, &program);
    assert!(found.contains("write of 1 byte of the packet, which can only be read"), "{found}");
}

#[test]
fn the_end_of_a_packet_in_pieces_is_not_moved() {
    let world = trusting();
    let program = xdp(&world, |asm| {
        asm.mov(R2, -1).call(Helper::XDP_ADJUST_TAIL).exit();
    });
    let mut run = TestRun { data: &[0; 5000], ..TestRun::default() };
    assert_eq!(world.program_test_run(&program, &mut run), Err(Errno::EFAULT));
    let fault = run.fault.unwrap();
    assert!(fault.contains("in several pieces cannot be moved in the simulated kernel"), "{fault}");
}
