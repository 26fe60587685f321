//! Calls: of functions of the program, of helpers, and of whatever else the environment answers.

use super::*;
use crate::{Call, Environment, FaultKind, MAX_FRAMES};
use skep_isa::{Callee, Condition, Instruction, Operation, Register, Size, registers::*};

#[test]
fn a_function_keeps_its_callers_registers_and_has_a_stack_of_its_own() {
    let main = assemble(|asm| {
        asm.mov(R6, 10).mov(R7, 20).store(Size::Double, R10, -8, 30).mov(R1, 3).mov(R2, 4);
        asm.call_function("multiply").load(Size::Double, R3, R10, -8);
        asm.add(R0, R6).add(R0, R7).add(R0, R3).exit();
    });
    let multiply = assemble(|asm| {
        asm.mov(R6, R1).mul(R6, R2).store(Size::Double, R10, -8, R6).load(Size::Double, R0, R10, -8);
        asm.mov(R7, 0).mov(R8, 0).mov(R9, 0).exit();
    });
    let program = program(&[("main", main), ("multiply", multiply)]);
    let outcome = program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default());
    assert_eq!(outcome.unwrap().value, 12 + 10 + 20 + 30);
}

#[test]
fn what_a_call_does_not_preserve_is_unwritten() {
    let callee = || {
        assemble(|asm| {
            asm.mov(R1, 1).mov(R9, 9).exit();
        })
    };
    let check = |register: Register| {
        let main = assemble(|asm| {
            asm.mov(R1, 1).mov(R6, 6).call_function("callee").mov(R0, register).exit();
        });
        let program = program(&[("main", main), ("callee", callee())]);
        program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default()).map_err(|fault| fault.kind)
    };
    assert_eq!(check(R6).unwrap().value, 6);
    for register in [R0, R1, R2, R5, R7, R9] {
        assert_eq!(check(register), Err(FaultKind::UnwrittenRegister(register)));
    }
    // And a function does not see its caller's r6.
    let main = assemble(|asm| {
        asm.mov(R6, 6).mov(R1, 1).call_function("callee").mov(R0, 0).exit();
    });
    let peeking = assemble(|asm| {
        asm.mov(R0, R6).exit();
    });
    let program = program(&[("main", main), ("callee", peeking)]);
    let fault = program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default()).unwrap_err();
    insta::assert_snapshot!(fault, @r"
    slot 5 `r0 = r6` of `callee` (t.rs:1:1): r6 is read, but nothing was written to it
      called from slot 2 `call callee` of `main` (t.rs:1:1)
    ");
}

#[test]
fn functions_call_each_other_eight_deep() {
    let main = |depth: i32| {
        assemble(|asm| {
            asm.mov(R1, depth).call_function("down").exit();
        })
    };
    let down = || {
        assemble(|asm| {
            asm.mov(R0, 0).jump(Condition::Equal, R1, 0, "out").sub(R1, 1).call_function("down").add(R0, 1);
            asm.label("out").exit();
        })
    };
    let run = |depth| {
        let program = program(&[("main", main(depth)), ("down", down())]);
        program.run(0, &mut Memory::new(), &mut NoEnvironment, Limits::default())
    };
    assert_eq!(run(6).unwrap().value, 6);
    let fault = run(7).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooManyFrames { limit: MAX_FRAMES });
    assert_eq!(fault.frames.len(), MAX_FRAMES);
    assert_eq!(fault.frames[7].function.as_deref(), Some("main"));
}

/// A helper that adds its two arguments, one that writes, and a packet of bytes.
struct Helpers {
    packet: Vec<u8>,
}

impl Environment for Helpers {
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        match helper {
            1 => Ok(call.argument(R1)?.wrapping_add(call.argument(R2)?)),
            2 => {
                call.memory.write(call.argument(R1)?, &[9; 4])?;
                Ok(0)
            }
            3 => Err(FaultKind::Refused("no".into())),
            4 => Ok(call.slot() as u64),
            _ => Err(FaultKind::NoHelper(helper)),
        }
    }

    fn call_kfunc(&mut self, btf_id: u32, module: i16, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(u64::from(btf_id) * 1000 + u64::from(module.unsigned_abs()) * 100 + call.argument(R1)?)
    }

    fn load_packet(
        &mut self,
        context: u64,
        offset: u32,
        size: Size,
        _: &Memory,
    ) -> Result<Option<u64>, FaultKind> {
        assert_eq!(context, 77);
        let bytes = self.packet.get(offset as usize..offset as usize + size.bytes());
        Ok(bytes.map(|bytes| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }

    fn cast_address(&mut self, address: u64, to: u16, from: u16) -> Result<u64, FaultKind> {
        Ok(address + u64::from(to) * 100 + u64::from(from) * 10)
    }
}

fn with_helpers(write: impl FnOnce(&mut Assembler)) -> Result<u64, String> {
    let program = Program::new(&assemble(write)).unwrap();
    let mut helpers = Helpers { packet: vec![1, 2, 3, 4, 5] };
    let result = program.run(77, &mut Memory::new(), &mut helpers, Limits::default());
    result.map(|outcome| outcome.value).map_err(|fault| fault.to_string())
}

#[test]
fn helpers_take_arguments_and_leave_none() {
    let sum = with_helpers(|asm| {
        asm.mov(R1, 30).mov(R2, 12).mov(R6, 1).call(1_u32).sub(R0, R6).exit();
    });
    assert_eq!(sum, Ok(41));
    let missing = with_helpers(|asm| {
        asm.mov(R1, 30).call(1_u32).exit();
    });
    insta::assert_snapshot!(missing.unwrap_err(), @"slot 1 `call 1` (t.rs:1:1): r2 is read, but nothing was written to it (calls do not preserve r1 to r5)");
    let clobbered = with_helpers(|asm| {
        asm.mov(R1, 30).mov(R2, 12).call(1_u32).mov(R0, R1).exit();
    });
    insta::assert_snapshot!(clobbered.unwrap_err(), @"slot 3 `r0 = r1` (t.rs:1:1): r1 is read, but nothing was written to it (calls do not preserve r1 to r5)");
    let refused = with_helpers(|asm| {
        asm.call(3_u32).exit();
    });
    insta::assert_snapshot!(refused.unwrap_err(), @"slot 0 `call 3` (t.rs:1:1): no");
}

#[test]
fn what_a_helper_writes_on_the_stack_counts_as_written() {
    let read = |size| {
        with_helpers(|asm| {
            asm.mov(R1, R10).add(R1, -8).call(2_u32).load(size, R0, R10, -8).exit();
        })
    };
    assert_eq!(read(Size::Word), Ok(0x0909_0909));
    assert!(read(Size::Double).unwrap_err().ends_with("whose byte 508 was never written"));
}

#[test]
fn kernel_functions_are_called_by_id_and_module() {
    let value = with_helpers(|asm| {
        let call = Instruction::new(Operation::Call(Callee::Kfunc));
        asm.push(Instruction { imm: 5, offset: 2, ..call }).exit();
    });
    assert_eq!(value, Ok(5277));
}

#[test]
fn classic_loads_read_the_packet_or_end_the_function() {
    let load = |write: fn(&mut Assembler)| {
        with_helpers(|asm| {
            asm.mov(R6, R1).mov(R2, 3).mov(R0, 9);
            write(asm);
            asm.add(R0, 1).exit();
        })
    };
    assert_eq!(load(|asm| drop(asm.load_packet_absolute(Size::Word, 1).build())), Ok(0x0203_0406));
    assert_eq!(load(|asm| drop(asm.load_packet_indirect(Size::Half, R2, -1).build())), Ok(0x0305));
    assert_eq!(load(|asm| drop(asm.load_packet_indirect(Size::Half, R2, 1).build())), Ok(0));
    let clobbered = with_helpers(|asm| {
        asm.mov(R6, R1).load_packet_absolute(Size::Byte, 0).mov(R0, R1).exit();
    });
    assert!(clobbered.unwrap_err().contains("r1 is read"));
}

#[test]
fn addresses_are_cast_by_the_environment() {
    let cast = with_helpers(|asm| {
        let instruction =
            Instruction { dst: R0, src: R1, imm: 1, ..Instruction::new(Operation::AddressSpaceCast) };
        asm.push(instruction).exit();
    });
    assert_eq!(cast, Ok(77 + 10));
}

#[test]
fn a_helper_can_say_where_it_was_called() {
    let code = assemble(|asm| {
        asm.label("main").load_imm64(R2, 1).call(4_u32).exit();
    });
    let program = Program::new(&code).unwrap();
    let outcome = program.run(0, &mut Memory::new(), &mut Helpers { packet: vec![] }, Limits::default());
    let slot = outcome.unwrap().value as usize;
    let frame = |slot| program.frame(slot).map(|frame| frame.to_string());
    assert_eq!(frame(slot).as_deref(), Some("slot 2 `call 4` of `main` (t.rs:1:1)"));
    assert_eq!(frame(1).as_deref(), Some("slot 0 `r2 = 1 ll` of `main` (t.rs:1:1)"));
    assert_eq!(frame(4), None);
}
