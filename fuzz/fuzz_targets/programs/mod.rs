//! Programs made of the input's bytes, and runs of them.

use skep_isa::table::{self, TABLE};
use skep_isa::{Code, Instruction, Register, Size};
use skep_vm::{Call, Environment, Fault, FaultKind, Limits, Memory, Outcome, Program};

/// Helpers that read and write what their arguments point to.
struct Copies;

impl Environment for Copies {
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let length = usize::try_from(helper % 16).unwrap_or_default();
        let bytes = call.memory.read(call.argument(Register::R1)?, length)?.to_vec();
        call.memory.write(call.argument(Register::R2)?, &bytes)?;
        Ok(bytes.first().copied().unwrap_or_default().into())
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

/// Code in which every six bytes of the input choose an instruction; jumps and calls lead to instructions.
pub fn code(data: &[u8]) -> Code {
    let mut instructions: Vec<Instruction> = data
        .chunks_exact(6)
        .take(64)
        .map(|bytes| {
            let row = TABLE[usize::from(bytes[0]) % TABLE.len()];
            Instruction {
                // Few write to r10, which would be all that a program does.
                dst: Register::ALL[usize::from(bytes[1]) % 10],
                src: Register::ALL[usize::from(bytes[2]) % 11],
                offset: i16::from(bytes[3] as i8),
                imm: i64::from(i16::from_le_bytes([bytes[4], bytes[5]])),
                ..Instruction::new(row.operation)
            }
        })
        .collect();
    let slots: Vec<i64> = instructions
        .iter()
        .scan(0, |slot, instruction| Some(std::mem::replace(slot, *slot + instruction.slots() as i64)))
        .collect();
    for (index, instruction) in instructions.iter_mut().enumerate() {
        let Some(row) = table::row(instruction.operation) else { continue };
        let target = slots[instruction.imm.unsigned_abs() as usize % slots.len()] - slots[index] - 1;
        if row.offset == table::Field::Target {
            instruction.offset = target as i16;
        }
        if matches!(row.imm, table::Field::Target | table::Field::Function) {
            instruction.imm = target;
        }
    }
    Code { instructions, ..Code::default() }
}

/// What a run comes to, and the memory after it.
pub fn run(program: &Program, limit: u64) -> (Result<Outcome, Fault>, Vec<u8>, Vec<u8>) {
    let mut memory = Memory::new();
    let bytes = memory.add_bytes("the bytes", (0..64).collect()).expect("a region");
    let values = memory.add_elements("a value", 8, 4).expect("a region");
    memory.grow_elements(values, 3);
    let arguments = [memory.address(bytes, 0), memory.element_address(values, 1).expect("a value"), 64];
    let limits = Limits { instructions: limit, may_goto: 10, loops: 500 };
    let outcome = program.run_with(&arguments, &mut memory, &mut Copies, limits);
    if let Err(fault) = &outcome {
        assert!(!fault.frames.is_empty() && !fault.to_string().is_empty());
    }
    let elements =
        (0..3).flat_map(|index| memory.element(values, index).expect("a value").to_vec()).collect();
    (outcome, memory.remove(bytes).expect("the bytes"), elements)
}
