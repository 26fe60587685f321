//! What a program did wrong is named with its instruction and its source.

use super::*;
use crate::StimulusError;
use skep_isa::{Condition, Location, Size, registers::*};
use skep_uapi::Helper;

/// Loads and fires a program whose instructions are all from one place; the fault, as text.
fn fault(world: &World, maps: &[(&str, &Handle)], write: impl FnOnce(&mut Assembler)) -> String {
    let code = assemble(|asm| {
        asm.location(Location { file: "src/probe.rs".into(), line: 12, column: 5, text: None });
        write(asm);
    });
    let program = Load { maps, ..Load::default() }.load(world, &code).unwrap();
    let _link = attach(world, &program, EXEC).unwrap();
    let error = world.fire(EXEC, |event| event.field("filename", "/bin/true")).unwrap_err();
    assert!(matches!(error, StimulusError::Fault(_)), "{error:?}");
    error.to_string()
}

#[test]
fn a_value_is_left() {
    let world = trusting();
    let counts = map(&world, MapType::ARRAY, "COUNTS", 4, 8, 2);
    let found = fault(&world, &[("COUNTS", &counts)], |asm| {
        asm.store(Size::Word, R10, -4, 0).load_map(R1, "COUNTS").mov(R2, R10).add(R2, -4);
        asm.call(Helper::MAP_LOOKUP_ELEM).jump(Condition::NotEqual, R0, 0, "there").exit();
        asm.label("there").load(Size::Double, R0, R0, 4).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 8 `r0 = *(u64 *)(r0 + 4)` of `prog` (src/probe.rs:12:5): read of 8 bytes at offset 4 of a value of map COUNTS, which has 8 bytes");
}

#[test]
fn a_missing_value_is_read() {
    let world = trusting();
    let counts = map(&world, MapType::HASH, "COUNTS", 4, 8, 2);
    let found = fault(&world, &[("COUNTS", &counts)], |asm| {
        asm.store(Size::Word, R10, -4, 0).load_map(R1, "COUNTS").mov(R2, R10).add(R2, -4);
        asm.call(Helper::MAP_LOOKUP_ELEM).load(Size::Double, R0, R0, 0).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 6 `r0 = *(u64 *)(r0 + 0)` of `prog` (src/probe.rs:12:5): read of 8 bytes at NULL");
}

#[test]
fn a_map_is_read_as_memory_and_memory_given_as_a_map() {
    let world = trusting();
    let counts = map(&world, MapType::HASH, "COUNTS", 4, 8, 2);
    let found = fault(&world, &[("COUNTS", &counts)], |asm| {
        asm.load_map(R1, "COUNTS").load(Size::Double, R0, R1, 0).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 2 `r0 = *(u64 *)(r1 + 0)` of `prog` (src/probe.rs:12:5): read of 8 bytes of map COUNTS, which is no memory of bytes");
    let found = fault(&world, &[], |asm| {
        asm.store(Size::Word, R10, -4, 0)
            .mov(R1, R10)
            .mov(R2, R10)
            .add(R2, -4)
            .call(Helper::MAP_LOOKUP_ELEM)
            .exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 4 `call 1` of `prog` (src/probe.rs:12:5): r1 must be a map, but it is the stack");
    let found = fault(&world, &[], |asm| {
        asm.mov(R1, 7).mov(R2, 16).mov(R3, 0).call(Helper::RINGBUF_RESERVE).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 3 `call 131` of `prog` (src/probe.rs:12:5): r1 must be a map, but it is 0x7");
}

#[test]
fn a_map_of_the_wrong_kind_is_given() {
    let world = trusting();
    let (hash, ring) =
        (map(&world, MapType::HASH, "H", 4, 8, 2), map(&world, MapType::RINGBUF, "R", 0, 0, 4096));
    let found = fault(&world, &[("H", &hash)], |asm| {
        asm.load_map(R1, "H").mov(R2, 16).mov(R3, 0).call(Helper::RINGBUF_RESERVE).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 4 `call 131` of `prog` (src/probe.rs:12:5): r1 must be a ring buffer, but it is map H, of type hash");
    let found = fault(&world, &[("R", &ring)], |asm| {
        asm.store(Size::Word, R10, -4, 0)
            .load_map(R1, "R")
            .mov(R2, R10)
            .add(R2, -4)
            .call(Helper::MAP_LOOKUP_ELEM)
            .exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 5 `call 1` of `prog` (src/probe.rs:12:5): r1 must be a map with keys and values, but it is map R, of type ringbuf");
}

#[test]
fn a_key_is_not_written_whole() {
    let world = trusting();
    let hash = map(&world, MapType::HASH, "H", 8, 8, 2);
    let found = fault(&world, &[("H", &hash)], |asm| {
        asm.store(Size::Word, R10, -8, 0)
            .load_map(R1, "H")
            .mov(R2, R10)
            .add(R2, -8)
            .call(Helper::MAP_LOOKUP_ELEM)
            .exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 5 `call 1` of `prog` (src/probe.rs:12:5): read of 8 bytes at offset 504 (r10 - 8) of the stack, whose byte 508 was never written");
}

#[test]
fn the_hidden_part_of_a_record_is_loaded() {
    let world = trusting();
    let found = fault(&world, &[], |asm| {
        asm.load(Size::Double, R0, R1, 0).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 0 `r0 = *(u64 *)(r1 + 0)` of `prog` (src/probe.rs:12:5): read of 8 bytes at offset 0 of the context (the record of sched:sched_process_exec), of which bytes 8 to 20 can be accessed");
    let found = fault(&world, &[], |asm| {
        asm.load(Size::Word, R0, R1, 10).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 0 `w0 = *(u32 *)(r1 + 10)` of `prog` (src/probe.rs:12:5): read of 4 bytes at offset 10 of the context (the record of sched:sched_process_exec), which is not a multiple of 4");
    let found = fault(&world, &[], |asm| {
        asm.mov(R0, 0).store(Size::Word, R1, 8, R0).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 1 `*(u32 *)(r1 + 8) = w0` of `prog` (src/probe.rs:12:5): write of 4 bytes of the context (the record of sched:sched_process_exec), which can only be read");
}

#[test]
fn a_packet_is_shorter_than_was_thought() {
    let world = trusting();
    let code = assemble(|asm| {
        asm.location(Location { file: "src/xdp.rs".into(), line: 3, column: 1, text: None });
        asm.load(Size::Word, R2, R1, 0).load(Size::Half, R0, R2, 12).exit();
    });
    let program = Load { program_type: ProgramType::XDP, ..Load::default() }.load(&world, &code).unwrap();
    let _link = link_xdp(&world, &program, 7, 0).unwrap();
    assert!(world.receive("sim0", &[0; 14]).is_ok());
    let error = world.receive("sim0", &[0; 13]).unwrap_err();
    insta::assert_snapshot!(error, @"program prog: slot 1 `w0 = *(u16 *)(r2 + 12)` of `prog` (src/xdp.rs:3:1): read of 2 bytes at offset 12 of the packet, which has 13 bytes");
    assert_eq!(world.packet_counters("sim0").unwrap().dropped, 2, "an action of 0 and a fault");
}

#[test]
fn a_context_is_loaded_in_halves() {
    let world = trusting();
    let code = assemble(|asm| {
        asm.location(Location { file: "src/xdp.rs".into(), line: 3, column: 1, text: None });
        asm.load(Size::Double, R0, R1, 0).exit();
    });
    let program = Load { program_type: ProgramType::XDP, ..Load::default() }.load(&world, &code).unwrap();
    let _link = link_xdp(&world, &program, 7, 0).unwrap();
    let error = world.receive("sim0", &[0; 14]).unwrap_err();
    insta::assert_snapshot!(error, @"program prog: slot 0 `r0 = *(u64 *)(r1 + 0)` of `prog` (src/xdp.rs:3:1): read of 8 bytes at offset 0 of the context (struct xdp_md), where the field `data` has 4 bytes from offset 0 on: it can only be accessed as a whole");
}

/// Reserves 16 bytes of the ring `R`, and goes on with the address in `r6`.
fn reserve(asm: &mut Assembler) {
    asm.load_map(R1, "R").mov(R2, 16).mov(R3, 0).call(Helper::RINGBUF_RESERVE);
    asm.jump(Condition::NotEqual, R0, 0, "reserved").exit().label("reserved").mov(R6, R0);
}

#[test]
fn a_record_is_not_ended_or_ended_twice() {
    let world = trusting();
    let ring = map(&world, MapType::RINGBUF, "R", 0, 0, 4096);
    let maps = [("R", &ring)];
    let found = fault(&world, &maps, |asm| {
        reserve(asm);
        asm.mov(R0, 0).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 4 `call 131` of `prog` (src/probe.rs:12:5): the program ends, but the record of map R that is reserved here was neither submitted nor discarded (Unreleased reference)");
    let twice = |asm: &mut Assembler| {
        reserve(asm);
        asm.mov(R1, R6)
            .mov(R2, 0)
            .call(Helper::RINGBUF_DISCARD)
            .mov(R1, R6)
            .mov(R2, 0)
            .call(Helper::RINGBUF_SUBMIT);
        asm.mov(R0, 0).exit();
    };
    let found = fault(&world, &maps, twice);
    let start = "program prog: slot 13 `call 132` of `prog` (src/probe.rs:12:5): r1 must be the beginning of a record that \
                 is reserved and was not yet submitted or discarded, but it is 0x";
    assert!(found.starts_with(start), "{found}");
    let found = fault(&world, &maps, |asm| {
        reserve(asm);
        asm.mov(R1, R6).add(R1, 8).mov(R2, 0).call(Helper::RINGBUF_SUBMIT).mov(R0, 0).exit();
    });
    assert!(found.contains("r1 must be the beginning of a record"), "{found}");
    let found = fault(&world, &maps, |asm| {
        reserve(asm);
        asm.store(Size::Double, R6, 12, 0).mov(R0, 0).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 8 `*(u64 *)(r6 + 12) = 0` of `prog` (src/probe.rs:12:5): write of 8 bytes at offset 12 of a record of map R, which has 16 bytes");
    let found = fault(&world, &maps, |asm| {
        reserve(asm);
        asm.mov(R1, R6).mov(R2, 0).call(Helper::RINGBUF_SUBMIT).load(Size::Byte, R0, R6, 0).exit();
    });
    assert!(found.ends_with(", where nothing is any more"), "{found}");
    // None of them is left in the way of the next ones.
    let mut consumer = skep_memory::RingConsumer::new(world.ring_memory(&ring).unwrap());
    let mut records = 0;
    while consumer.next_record().unwrap().is_some() {
        records += 1;
    }
    assert_eq!((records, consumer.discarded(), consumer.available()), (1, 4, 0));
}

#[test]
fn lengths_are_no_lengths() {
    let world = trusting();
    let found = fault(&world, &[], |asm| {
        asm.mov(R1, R10).add(R1, -8).mov(R2, -1).mov(R3, 0).call(Helper::PROBE_READ_KERNEL).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 4 `call 113` of `prog` (src/probe.rs:12:5): r2 must be a length from 0 to 2147483647, but it is -1");
    let found = fault(&world, &[], |asm| {
        asm.mov(R1, R10).add(R1, -8).mov(R2, i32::MAX).mov(R3, 0).call(Helper::PROBE_READ_KERNEL).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 4 `call 113` of `prog` (src/probe.rs:12:5): write of 2147483647 bytes at offset 504 (r10 - 8) of the stack, which has 512 bytes");
    let found = fault(&world, &[], |asm| {
        asm.mov(R1, R10).add(R1, -8).mov(R2, 0).call(Helper::GET_CURRENT_COMM).exit();
    });
    insta::assert_snapshot!(found, @"program prog: slot 3 `call 16` of `prog` (src/probe.rs:12:5): r2 must be a length of at least 1, but it is 0");
}

#[test]
fn a_program_does_not_end() {
    let world = trusting();
    let found = fault(&world, &[], |asm| {
        asm.label("again").goto("again");
    });
    insta::assert_snapshot!(found, @"program prog: slot 0 `goto -1` of `prog` (src/probe.rs:12:5): the program did not end within 1000000 instructions, which is the limit");
}

#[test]
fn a_fault_in_a_function_names_the_calls_that_led_there() {
    let world = trusting();
    let at = |line| Location { file: "src/probe.rs".into(), line, column: 1, text: None };
    let main = assemble(|asm| {
        asm.location(at(1)).mov(R1, 0).call_function("read").exit();
    });
    let read = assemble(|asm| {
        asm.location(at(9)).load(Size::Word, R0, R1, 0).exit();
    });
    let program = Load { functions: &[("read", &read)], ..Load::default() }.load(&world, &main).unwrap();
    let _link = attach(&world, &program, EXEC).unwrap();
    let error = world.fire(EXEC, |event| event).unwrap_err();
    insta::assert_snapshot!(error, @r"
    program prog: slot 3 `w0 = *(u32 *)(r1 + 0)` of `read` (src/probe.rs:9:1): read of 4 bytes at NULL
      called from slot 1 `call read` of `prog` (src/probe.rs:1:1)
    ");
}

#[test]
fn programs_before_a_fault_have_run_and_those_after_have_not() {
    let world = trusting();
    let counts = map(&world, MapType::ARRAY, "C", 4, 8, 1);
    let counter = || {
        load(&world, &[("C", &counts)], |asm| {
            asm.load_map_value(R1, "C", 0).mov(R2, 1).atomic(skep_isa::Atomic::Add, Size::Double, R1, 0, R2);
            asm.mov(R0, 0).exit();
        })
    };
    let wrong = load(&world, &[], |asm| {
        asm.mov(R1, 0).load(Size::Byte, R0, R1, 0).exit();
    });
    let _links = [counter(), wrong, counter()].map(|program| attach(&world, &program, EXEC).unwrap());
    assert!(world.fire(EXEC, |event| event).is_err());
    assert_eq!(count(&world, &counts, 0), Ok(1));
}
