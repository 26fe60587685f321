//! What each fault says.

use super::*;
use crate::{FaultKind, Field, Loads, Stores};
use skep_isa::{Atomic, Callee, Immediate, Instruction, Location, Operation, Size, registers::*};

/// Runs code with all kinds of memory around: the addresses of a packet, a value and a context in `r1` to `r3`'s place
/// on entry, given by loads.
struct Bench {
    memory: Memory,
    packet: u64,
    record: u64,
    value: u64,
    context: u64,
    map: u64,
    gone: u64,
}

impl Bench {
    fn new() -> Self {
        let mut memory = Memory::new();
        let packet = memory.add_bytes("the packet", vec![1; 14]).unwrap();
        let record = memory.add_record("the record", vec![2; 40], 8..32).unwrap();
        let values = memory.add_elements("a value of map COUNTS", 8, 100).unwrap();
        memory.grow_elements(values, 2);
        let field = |name, offset, stores| Field {
            name,
            offset,
            size: Size::Word,
            value: 5,
            loads: Loads::Whole,
            stores,
        };
        let fields = vec![field("data", 0, Stores::None), field("mark", 8, Stores::Whole)];
        let context = memory.add_fields("the context", fields).unwrap();
        let map = memory.add_opaque("map COUNTS").unwrap();
        let gone = memory.add_bytes("old", vec![0; 8]).unwrap();
        memory.remove(gone);
        Self {
            packet: memory.address(packet, 0),
            record: memory.address(record, 0),
            value: memory.element_address(values, 1).unwrap(),
            context: memory.address(context, 0),
            map: memory.address(map, 0),
            gone: memory.address(gone, 0),
            memory,
        }
    }

    /// The kind of fault that the code ends in, as text.
    fn fault(&mut self, write: impl FnOnce(&mut Assembler)) -> String {
        let program = Program::new(&assemble(write)).unwrap();
        let result = program.run(0, &mut self.memory, &mut NoEnvironment, Limits::default());
        match result {
            Ok(outcome) => format!("no fault, but {outcome:?}"),
            Err(fault) => fault.kind.to_string(),
        }
    }

    /// What a load of this size from this address says.
    fn load(&mut self, address: u64, size: Size) -> String {
        self.fault(|asm| {
            asm.load_imm64(R2, address).load(size, R0, R2, 0).exit();
        })
    }

    /// What a store of this size to this address says.
    fn store(&mut self, address: u64, size: Size) -> String {
        self.fault(|asm| {
            asm.load_imm64(R2, address).store(size, R2, 0, 0).mov(R0, 0).exit();
        })
    }

    /// What an atomic addition at this address says.
    fn add(&mut self, address: u64, size: Size) -> String {
        self.fault(|asm| {
            asm.load_imm64(R2, address).mov(R3, 1).atomic(Atomic::Add, size, R2, 0, R3).mov(R0, 0).exit();
        })
    }
}

const OK: &str = "no fault, but Outcome { value: 0, instructions: 4 }";

#[test]
fn accesses_outside_of_bytes_say_where_and_how_many_there_are() {
    let mut bench = Bench::new();
    let packet = bench.packet;
    insta::assert_snapshot!(bench.load(packet + 12, Size::Word), @"read of 4 bytes at offset 12 of the packet, which has 14 bytes");
    insta::assert_snapshot!(bench.load(packet - 1, Size::Byte), @"read of 1 byte at offset -1 of the packet, which has 14 bytes");
    insta::assert_snapshot!(bench.store(packet + 14, Size::Byte), @"write of 1 byte at offset 14 of the packet, which has 14 bytes");
    insta::assert_snapshot!(bench.load(packet + 0xa000_0000, Size::Byte), @"read of 1 byte at offset 2684354560 of the packet, which has 14 bytes");
    assert_eq!(bench.store(packet + 10, Size::Word), OK);
}

#[test]
fn a_stack_has_512_bytes_below_r10() {
    let mut bench = Bench::new();
    let mut at = |offset, size| {
        bench.fault(|asm| {
            asm.mov(R0, 0).store(size, R10, offset, 0).load(size, R2, R10, offset).exit();
        })
    };
    insta::assert_snapshot!(at(-4, Size::Double), @"write of 8 bytes at offset 508 (r10 - 4) of the stack, which has 512 bytes");
    insta::assert_snapshot!(at(-520, Size::Double), @"write of 8 bytes at offset -8 (r10 - 520) of the stack, which has 512 bytes");
    insta::assert_snapshot!(at(4, Size::Word), @"write of 4 bytes at offset 516 (r10 + 4) of the stack, which has 512 bytes");
    assert_eq!(at(-512, Size::Double), OK);
    assert_eq!(at(-1, Size::Byte), OK);
}

#[test]
fn bytes_of_the_stack_must_be_written_before_they_are_read() {
    let mut bench = Bench::new();
    let found = bench.fault(|asm| {
        asm.store(Size::Word, R10, -8, 1).load(Size::Double, R0, R10, -8).exit();
    });
    insta::assert_snapshot!(found, @"read of 8 bytes at offset 504 (r10 - 8) of the stack, whose byte 508 was never written");
    let found = bench.fault(|asm| {
        asm.store(Size::Double, R10, -8, 1).mov(R0, 0).atomic(Atomic::Add, Size::Double, R10, -16, R0).exit();
    });
    insta::assert_snapshot!(found, @"atomic access of 8 bytes at offset 496 (r10 - 16) of the stack, whose byte 496 was never written");
}

#[test]
fn a_stack_that_was_used_before_is_as_unwritten_as_a_new_one() {
    let write = assemble(|asm| {
        asm.store(Size::Double, R10, -8, 1).mov(R0, 0).exit();
    });
    let read = assemble(|asm| {
        asm.load(Size::Double, R0, R10, -8).exit();
    });
    let mut memory = Memory::new();
    let mut run = |code| {
        let program = Program::new(code).unwrap();
        program.run(0, &mut memory, &mut NoEnvironment, Limits::default())
    };
    assert_eq!(run(&write).unwrap().value, 0);
    assert!(matches!(run(&read).unwrap_err().kind, FaultKind::Access(_)));
}

#[test]
fn addresses_of_nothing_are_told_from_null() {
    let mut bench = Bench::new();
    let (gone, wild) = (bench.gone, bench.packet ^ 1 << 45);
    insta::assert_snapshot!(bench.load(0, Size::Byte), @"read of 1 byte at NULL");
    insta::assert_snapshot!(bench.store(16, Size::Double), @"write of 8 bytes at NULL + 16");
    assert!(bench.load(gone, Size::Byte).ends_with(", where nothing is any more"));
    assert!(bench.load(wild, Size::Byte).ends_with(", which is no address of anything"));
    insta::assert_snapshot!(bench.load(u64::MAX, Size::Byte), @"read of 1 byte at 0xffffffffffffffff, which is no address of anything");
}

#[test]
fn a_pointer_into_an_ended_function_is_stale() {
    let main = assemble(|asm| {
        asm.call_function("leak").load(Size::Double, R0, R0, 0).exit();
    });
    let leak = assemble(|asm| {
        asm.store(Size::Double, R10, -8, 1).mov(R0, R10).add(R0, -8).exit();
    });
    let program = program(&[("main", main), ("leak", leak)]);
    let fault = program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default()).unwrap_err();
    assert!(fault.to_string().ends_with(", where nothing is any more"), "{fault}");
}

#[test]
fn an_element_is_not_left_on_either_side() {
    let mut bench = Bench::new();
    let value = bench.value;
    insta::assert_snapshot!(bench.load(value + 4, Size::Double), @"read of 8 bytes at offset 4 of a value of map COUNTS, which has 8 bytes");
    insta::assert_snapshot!(bench.load(value + 8, Size::Byte), @"read of 1 byte at offset 8 of a value of map COUNTS, which has 8 bytes");
    // Just before an element is far behind the one before it.
    assert!(bench.store(value - 8, Size::Double).ends_with(" of a value of map COUNTS, which has 8 bytes"));
    let (id, _) = bench.memory.locate(value).unwrap();
    let third = bench.memory.element_address(id, 2).unwrap();
    assert!(bench.load(third, Size::Byte).ends_with("a value of map COUNTS: there is no element 2"));
    assert_eq!(bench.store(value, Size::Double), OK);
    assert_eq!(bench.memory.element(id, 1).unwrap(), [0; 8]);
}

#[test]
fn a_record_is_read_aligned_and_as_far_as_it_is_visible() {
    let mut bench = Bench::new();
    let record = bench.record;
    insta::assert_snapshot!(bench.load(record, Size::Double), @"read of 8 bytes at offset 0 of the record, of which bytes 8 to 32 can be accessed");
    insta::assert_snapshot!(bench.load(record + 32, Size::Byte), @"read of 1 byte at offset 32 of the record, of which bytes 8 to 32 can be accessed");
    insta::assert_snapshot!(bench.load(record + 10, Size::Word), @"read of 4 bytes at offset 10 of the record, which is not a multiple of 4");
    insta::assert_snapshot!(bench.store(record + 8, Size::Word), @"write of 4 bytes of the record, which can only be read");
    let mut bytes = [0; 40];
    assert!(bench.memory.peek(record, &mut bytes));
    assert_eq!(bytes, [2; 40]);
    assert!(!bench.memory.peek(record + 1, &mut bytes));
}

#[test]
fn fields_are_accessed_whole_or_not_at_all() {
    let mut bench = Bench::new();
    let context = bench.context;
    insta::assert_snapshot!(bench.load(context, Size::Double), @"read of 8 bytes at offset 0 of the context, where the field `data` has 4 bytes from offset 0 on: it can only be accessed as a whole");
    insta::assert_snapshot!(bench.load(context + 2, Size::Half), @"read of 2 bytes at offset 2 of the context, where the field `data` has 4 bytes from offset 0 on: it can only be accessed as a whole");
    insta::assert_snapshot!(bench.load(context + 4, Size::Word), @"read of 4 bytes at offset 4 of the context, where no field is");
    insta::assert_snapshot!(bench.load(context - 4, Size::Word), @"read of 4 bytes at offset -4 of the context, where no field is");
    insta::assert_snapshot!(bench.store(context, Size::Word), @"write of 4 bytes of the field `data` of the context, which can only be read");
    insta::assert_snapshot!(bench.add(context + 8, Size::Word), @"atomic access of 4 bytes of the context, whose fields can only be loaded and stored");
    assert_eq!(bench.store(context + 8, Size::Word), OK);
    let (id, _) = bench.memory.locate(context).unwrap();
    assert_eq!(bench.memory.field(id, "mark"), Some(0));
}

#[test]
fn parts_of_fields_are_what_they_are_in_memory() {
    let mut memory = Memory::new();
    let field =
        |name, offset, size, stores| Field { name, offset, size, value: 0, loads: Loads::Parts, stores };
    let fields = vec![
        field("a", 0, Size::Double, Stores::Parts),
        field("b", 8, Size::Word, Stores::Whole),
        field("c", 12, Size::Word, Stores::Limited { bits: 16, below: 0x1_0010 }),
    ];
    let id = memory.add_fields("the context", fields).unwrap();
    let start = memory.address(id, 0);
    let sizes = [Size::Byte, Size::Half, Size::Word, Size::Double];
    let mut model = [0_u8; 8];
    for (step, (size, offset)) in
        sizes.iter().flat_map(|size| (0..8).map(move |offset| (*size, offset))).enumerate()
    {
        let inside = offset % size.bytes() == 0;
        let value = 0x0123_4567_89ab_cdef_u64.rotate_left(step as u32 * 4);
        assert_eq!(memory.store(start + offset as u64, size, value).is_ok(), inside, "{size:?} {offset}");
        if inside {
            let bytes = match size {
                Size::Byte => vec![value as u8],
                Size::Half => (value as u16).to_ne_bytes().to_vec(),
                Size::Word => (value as u32).to_ne_bytes().to_vec(),
                Size::Double => value.to_ne_bytes().to_vec(),
            };
            model[offset..offset + size.bytes()].copy_from_slice(&bytes);
        }
        assert_eq!(memory.load(start, Size::Double), Ok(u64::from_ne_bytes(model)));
        for (at, byte) in model.iter().enumerate() {
            assert_eq!(memory.load(start + at as u64, Size::Byte), Ok((*byte).into()));
        }
    }
    // Loads of parts, stores of the whole.
    memory.store(start + 8, Size::Word, 0xffff_ffff_0102_0304).unwrap();
    assert_eq!(memory.load(start + 8, Size::Word), Ok(0x0102_0304));
    assert!(memory.store(start + 8, Size::Half, 1).is_err());
    assert!(memory.load(start + 8, Size::Double).is_err());
    // What is kept of a number.
    for (value, kept) in [(5, 5), (0x1_0007, 7), (0x1_0010, 7), (u64::MAX, 7)] {
        memory.store(start + 12, Size::Word, value).unwrap();
        assert_eq!(memory.load(start + 12, Size::Word), Ok(kept), "{value:#x}");
    }
    assert!(memory.set_field(id, "b", 1 << 40));
    assert_eq!(memory.field(id, "b"), Some(1 << 40));
    assert!(!memory.set_field(id, "d", 1));
}

#[test]
fn a_field_can_hold_an_address_that_is_wider_than_itself() {
    let mut bench = Bench::new();
    let data = Field {
        name: "data",
        offset: 0,
        size: Size::Word,
        value: bench.packet,
        loads: Loads::Whole,
        stores: Stores::None,
    };
    let context = bench.memory.add_fields("xdp_md", vec![data]).unwrap();
    let code = assemble(|asm| {
        asm.load(Size::Word, R2, R1, 0).load(Size::Byte, R0, R2, 13).exit();
    });
    let context = bench.memory.address(context, 0);
    let program = Program::new(&code).unwrap();
    let outcome = program.run(context, &mut bench.memory, &mut NoEnvironment, Limits::default());
    assert_eq!(outcome.unwrap().value, 1);
}

#[test]
fn what_is_no_memory_cannot_be_accessed() {
    let mut bench = Bench::new();
    let map = bench.map;
    insta::assert_snapshot!(bench.load(map, Size::Byte), @"read of 1 byte of map COUNTS, which is no memory of bytes");
    insta::assert_snapshot!(bench.store(map, Size::Byte), @"write of 1 byte of map COUNTS, which is no memory of bytes");
    insta::assert_snapshot!(bench.add(map, Size::Word), @"atomic access of 4 bytes of map COUNTS, which is no memory of bytes");
    let function = crate::memory::function_address(0);
    insta::assert_snapshot!(bench.load(function, Size::Byte), @"read of 1 byte of the program's instructions, which is no memory of bytes");
}

#[test]
fn atomic_accesses_are_aligned() {
    let mut bench = Bench::new();
    let packet = bench.packet;
    insta::assert_snapshot!(bench.add(packet + 4, Size::Double), @"atomic access of 8 bytes at offset 4 of the packet, which is not a multiple of 8");
    insta::assert_snapshot!(bench.add(packet + 12, Size::Word), @"atomic access of 4 bytes at offset 12 of the packet, which has 14 bytes");
    let release = bench.fault(|asm| {
        asm.load_imm64(R2, packet).mov(R0, 0).store_release(Size::Half, R2, 1, R0).exit();
    });
    insta::assert_snapshot!(release, @"atomic access of 2 bytes at offset 1 of the packet, which is not a multiple of 2");
    let acquire = bench.fault(|asm| {
        asm.load_imm64(R2, packet).load_acquire(Size::Word, R0, R2, 2).exit();
    });
    insta::assert_snapshot!(acquire, @"atomic access of 4 bytes at offset 2 of the packet, which is not a multiple of 4");
}

#[test]
fn registers_are_written_before_they_are_read() {
    let mut bench = Bench::new();
    let mut fault = |write: fn(&mut Assembler)| bench.fault(write);
    let exit = |asm: &mut Assembler| drop(asm.exit().build());
    insta::assert_snapshot!(fault(exit), @"r0 is read, but nothing was written to it");
    insta::assert_snapshot!(fault(|asm| { asm.mov(R0, R7).exit(); }), @"r7 is read, but nothing was written to it");
    insta::assert_snapshot!(fault(|asm| { asm.add(R2, 1).exit(); }), @"r2 is read, but nothing was written to it (calls do not preserve r1 to r5)");
    let compare_exchange = |asm: &mut Assembler| {
        asm.store(Size::Double, R10, -8, 0).mov(R2, 1);
        asm.atomic(Atomic::CompareExchange, Size::Double, R10, -8, R2).exit();
    };
    insta::assert_snapshot!(fault(compare_exchange), @"r0 is read, but nothing was written to it");
    insta::assert_snapshot!(fault(|asm| { asm.load_packet_absolute(Size::Byte, 0).exit(); }), @"r6 is read, but nothing was written to it");
}

#[test]
fn operations_that_need_an_environment_say_what_is_missing() {
    let mut bench = Bench::new();
    let mut check = |operation, imm| {
        bench.fault(|asm| {
            asm.mov(R2, 0x77).mov(R6, 0);
            let mut instruction = Instruction { imm, ..Instruction::new(operation) };
            let row = skep_isa::table::row(operation).unwrap();
            for (field, register) in [(row.dst, &mut instruction.dst), (row.src, &mut instruction.src)] {
                if !matches!(field, skep_isa::table::Field::Is(_)) {
                    *register = R2;
                }
            }
            asm.push(instruction).exit();
        })
    };
    insta::assert_snapshot!(check(Operation::Call(Callee::Helper), 65), @"there is no helper 65 here");
    insta::assert_snapshot!(check(Operation::Call(Callee::Kfunc), 9), @"there is no kernel function with the BTF id 9 here");
    insta::assert_snapshot!(check(Operation::LoadPacketAbsolute(Size::Half), 12), @"loads from a packet, but there is none here");
    insta::assert_snapshot!(check(Operation::AddressSpaceCast, 1 << 16), @"casts an address from the address space 0 to 1, but no memory with address spaces is here");
    insta::assert_snapshot!(check(Operation::GotoRegister, 0), @"jumps to 0x77, but no instruction array holds that address");
    insta::assert_snapshot!(check(Operation::CallRegister, 0), @"calls the function at 0x77, but functions cannot be called by address");
}

#[test]
fn a_program_that_does_not_end_is_ended() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(bench.fault(|asm| { asm.label("again").goto("again"); }), @"the program did not end within 1000000 instructions, which is the limit");
    insta::assert_snapshot!(bench.fault(|asm| { asm.mov(R0, 0); }), @"the program goes on after its last instruction");
    // Its last instruction is the limit's last one.
    let code = assemble(|asm| {
        asm.mov(R0, 7).exit();
    });
    let program = Program::new(&code).unwrap();
    let run = |instructions| {
        let limits = Limits { instructions, ..Limits::default() };
        program.run(0, &mut Memory::new(), &mut NoEnvironment, limits)
    };
    assert_eq!(run(2).unwrap(), Outcome { value: 7, instructions: 2 });
    assert_eq!(run(1).unwrap_err().kind, FaultKind::TooManyInstructions { limit: 1 });
}

#[test]
fn may_goto_ends_loops() {
    let code = assemble(|asm| {
        asm.mov(R0, 0).label("again").may_goto("out").add(R0, 1).goto("again").label("out").exit();
    });
    let program = Program::new(&code).unwrap();
    let run = |limits| program.run(0, &mut Memory::new(), &mut NoEnvironment, limits).unwrap().value;
    assert_eq!(run(Limits { may_goto: 1000, ..Limits::default() }), 1000);
    // However many instructions an iteration takes, all of them together may take so many: three each here.
    assert_eq!(run(Limits { instructions: 10, loops: 300_000, ..Limits::default() }), 100_000);
}

#[test]
fn what_only_a_loader_knows_is_asked_for() {
    let code = assemble(|asm| {
        asm.mov(R2, 0);
        asm.push(Instruction {
            dst: R0,
            imm: 5,
            ..Instruction::new(Operation::LoadImmediate(Immediate::Map))
        });
        asm.exit();
    });
    let error = Program::new(&code).unwrap_err();
    insta::assert_snapshot!(error, @"slot 1 `ld_pseudo r0, 1, 5`: what is to be loaded was not given");
    let program =
        Program::link(&code, |slot, instruction| Some(slot as u64 * 100 + instruction.imm as u64)).unwrap();
    let outcome = program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default());
    assert_eq!(outcome.unwrap().value, 105);
}

#[test]
fn code_that_cannot_be_carried_out_is_refused_before() {
    let check =
        |instructions: Vec<Instruction>| Program::new(&Code { instructions }).unwrap_err().to_string();
    let wide = Instruction::new(Operation::LoadImmediate(Immediate::Value));
    let goto = |offset| Instruction { offset, ..Instruction::new(Operation::Goto) };
    insta::assert_snapshot!(check(vec![]), @"slot 0: the program has no instructions");
    insta::assert_snapshot!(check(vec![goto(1)]), @"slot 0 `goto +1`: the distance +1 leads out of the program");
    insta::assert_snapshot!(check(vec![wide.clone(), goto(-2)]), @"slot 2 `goto -2`: leads to slot 1, the second one of a 64-bit load");
    insta::assert_snapshot!(check(vec![goto(-2)]), @"slot 0 `goto -2`: the distance -2 leads out of the program");
    let named = |label: &str| Instruction { label: Some(label.into()), ..wide.clone() };
    insta::assert_snapshot!(check(vec![named("a"), named("a")]), @"slot 2 `r0 = 0 ll`: an earlier instruction has the label `a` too");
    let atomic = Instruction::new(Operation::Atomic(Atomic::Add, Size::Byte));
    insta::assert_snapshot!(check(vec![atomic]), @"slot 0 `Atomic(Add, Byte)`: there is no such instruction for this size or width");
}

#[test]
fn functions_have_addresses_of_their_own() {
    let code = assemble(|asm| {
        asm.mov(R0, 0);
        asm.push(Instruction {
            dst: R0,
            imm: 2,
            ..Instruction::new(Operation::LoadImmediate(Immediate::Function))
        });
        asm.exit().exit();
    });
    assert_eq!(run(&code, 0).unwrap().value, crate::memory::function_address(4));
}

#[test]
fn a_fault_names_the_instruction_and_its_place_in_the_source() {
    let mut assembler = Assembler::new();
    assembler.location(Location { file: "src/probe.rs".into(), line: 12, column: 9, text: None });
    assembler.label("probe").load_imm64(R2, 8).load(Size::Word, R0, R2, 0).exit();
    let fault = run(&assembler.build().unwrap(), 0).unwrap_err();
    insta::assert_snapshot!(fault, @"slot 2 `w0 = *(u32 *)(r2 + 0)` of `probe` (src/probe.rs:12:9): read of 4 bytes at NULL + 8");
}
