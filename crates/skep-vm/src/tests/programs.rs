//! Random programs, and the memory and environment that they run in. (The tests of compiled programs use them too.)

use super::vm::{
    Call, Environment, Fault, FaultKind, Field, Limits, Loads, Memory, Outcome, Program, Stores,
};
use proptest::prelude::*;
use skep_isa::table::{self, Row, TABLE};
use skep_isa::{Assembler, Callee, Code, Instruction, Operation, Register, Size, registers::*};

/// Calls that do something with every argument there is.
pub(super) struct Meddler;

impl Environment for Meddler {
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let address = call.argument(R1)?;
        let length = (helper % 16) as usize;
        let bytes = call.memory.read(address, length)?.to_vec();
        call.memory.write(call.argument(R2)?, &bytes)?;
        Ok(call
            .memory
            .address(call.memory.locate(address).map_or(Err(FaultKind::NoPacket), |(id, _)| Ok(id))?, 0))
    }

    fn load_packet(
        &mut self,
        context: u64,
        offset: u32,
        size: Size,
        memory: &Memory,
    ) -> Result<Option<u64>, FaultKind> {
        let mut bytes = [0; 8];
        let there = memory.peek(context.wrapping_add(offset.into()), &mut bytes[..size.bytes()]);
        Ok(there.then(|| u64::from_be_bytes(bytes)))
    }
}

pub(super) fn instruction() -> impl Strategy<Value = Instruction> {
    let register = || prop::sample::select(&Register::ALL[..]);
    let offset = prop_oneof![-40_i16..40, any::<i16>()];
    let imm = prop_oneof![-20_i64..20, any::<i64>()];
    (prop::sample::select(TABLE), register(), register(), offset, imm).prop_map(
        |(row, dst, src, offset, imm): (Row, _, _, _, _)| Instruction {
            dst,
            src,
            offset,
            imm,
            ..Instruction::new(row.operation)
        },
    )
}

/// A prologue that puts useful addresses into the registers, then anything.
pub(super) fn code(body: Vec<Instruction>) -> Code {
    let mut code = written(|asm| {
        asm.mov(R6, R1).load(Size::Word, R2, R1, 0).mov(R3, R10).add(R3, -16);
        asm.store(Size::Double, R3, 0, R2)
            .mov(R4, 1)
            .mov(R5, R2)
            .mov(R7, R10)
            .mov(R8, R1)
            .mov(R9, R3)
            .mov(R0, 0);
    });
    let first = code.instructions.len();
    code.instructions.extend(body);
    code.instructions.extend(
        written(|asm| {
            asm.mov(R0, 0).exit();
        })
        .instructions,
    );
    // Jumps lead somewhere: a distance that does not is taken modulo the length.
    let count = code.instructions.len();
    let slots: Vec<usize> = code
        .instructions
        .iter()
        .scan(0, |slot, instruction| Some(std::mem::replace(slot, *slot + instruction.slots())))
        .collect();
    for index in first..count - 2 {
        let instruction = &mut code.instructions[index];
        let Some(row) = table::row(instruction.operation) else { continue };
        let target = slots[instruction.imm.unsigned_abs() as usize % count];
        let distance = target as i64 - slots[index] as i64 - 1;
        if row.offset == table::Field::Target {
            instruction.offset = distance as i16;
        }
        if matches!(row.imm, table::Field::Target | table::Field::Function) {
            instruction.imm = distance;
        }
    }
    code
}

/// Instructions of which most do something: arithmetic, moves, loads and stores near the addresses that are known, jumps, calls.
pub(super) fn likely_instruction() -> impl Strategy<Value = Instruction> {
    let likely: Vec<Row> = TABLE
        .iter()
        .copied()
        .filter(|row| {
            matches!(
                row.operation,
                Operation::Arithmetic(..)
                    | Operation::Move(..)
                    | Operation::MoveSignExtend(..)
                    | Operation::ByteSwap(..)
                    | Operation::Negate(_)
                    | Operation::Load(_)
                    | Operation::LoadSignExtend(_)
                    | Operation::Store(..)
                    | Operation::Jump(..)
                    | Operation::Goto
                    | Operation::Exit
                    | Operation::Call(Callee::Function)
                    | Operation::Atomic(..)
            )
        })
        .collect();
    let value = prop::sample::select(vec![R0, R2, R4, R5]);
    let address = prop::sample::select(vec![R1, R2, R3, R6, R7, R8, R9, R10]);
    let imm = prop_oneof![-20_i64..20, any::<i32>().prop_map(i64::from)];
    (prop::sample::select(likely), value.clone(), value, address, -24_i16..24, imm).prop_map(
        |(row, dst, src, address, offset, imm)| {
            let (dst, src) = match row.operation {
                Operation::Load(_) | Operation::LoadSignExtend(_) => (dst, address),
                Operation::Store(..) | Operation::Atomic(..) => (address, src),
                _ => (dst, src),
            };
            Instruction { dst, src, offset, imm, ..Instruction::new(row.operation) }
        },
    )
}

/// What a run comes to: its outcome or fault, and what is in memory after it.
pub(super) fn result(program: &Program, limits: Limits) -> (Result<Outcome, Fault>, Vec<u8>, Vec<u8>) {
    let mut memory = Memory::new();
    let packet = memory.add_bytes("the packet", (1..65).collect()).unwrap();
    let values = memory.add_elements("a value", 8, 4).unwrap();
    memory.grow_elements(values, 3);
    let data = memory.address(packet, 0);
    let field = |name, offset, value| {
        let size = Size::Word;
        Field { name, offset, size, value, loads: Loads::Parts, stores: Stores::Parts }
    };
    let fields = vec![field("data", 0, data), field("data_end", 4, data + 64)];
    let context = memory.add_fields("the context", fields).unwrap();
    let outcome = program.run(memory.address(context, 0), &mut memory, &mut Meddler, limits);
    let elements = (0..3).flat_map(|index| memory.element(values, index).unwrap().to_vec()).collect();
    (outcome, memory.remove(packet).unwrap(), elements)
}

/// The address of the second value in the memory of [`result`].
pub(super) fn second_value() -> Option<u64> {
    let mut memory = Memory::new();
    memory.add_bytes("", Vec::new()).ok()?;
    let values = memory.add_elements("", 8, 4).ok()?;
    memory.element_address(values, 1)
}

/// The code that is written.
fn written(write: impl FnOnce(&mut Assembler)) -> Code {
    let mut assembler = Assembler::new();
    write(&mut assembler);
    assembler.build().unwrap()
}
