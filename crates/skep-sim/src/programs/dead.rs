//! What no run comes to, because a jump before it is on a number that is known: a program may hold anything there, since the kernel's
//! verifier does not look at it.

use super::flow;
use skep_isa::table::{self, Field};
use skep_isa::{Callee, Code, Condition, Immediate, Instruction, Operation, Register, Source, Width};

/// What registers hold, as far as it is known.
type Known = [Option<u64>; 11];

/// For each instruction whether no run comes to it, as far as numbers that are put into registers tell.
pub(super) fn dead(code: &Code, starts: &[usize]) -> Vec<bool> {
    let mut known: Vec<Option<Known>> = vec![None; code.instructions.len()];
    let mut waiting = vec![(0, [None; 11])];
    while let Some((index, registers)) = waiting.pop() {
        let Some(place) = known.get_mut(index) else { continue };
        let merged = match place {
            Some(before) => std::array::from_fn(|one| before[one].filter(|_| before[one] == registers[one])),
            None => registers,
        };
        if *place == Some(merged) {
            continue;
        }
        *place = Some(merged);
        let instruction = &code.instructions[index];
        let (goes_on, jumps) = ways(instruction, &merged);
        let target = target(instruction, starts, index).filter(|_| jumps);
        let of_function = matches!(
            instruction.operation,
            Operation::Call(Callee::Function) | Operation::LoadImmediate(Immediate::Function)
        );
        let after = after(instruction, merged);
        waiting.extend(target.map(|target| (target, if of_function { [None; 11] } else { after })));
        waiting.extend(goes_on.then_some((index + 1, after)));
    }
    known.iter().map(Option::is_none).collect()
}

/// Whether a run goes on behind an instruction, and whether it goes where that jumps to.
fn ways(instruction: &Instruction, known: &Known) -> (bool, bool) {
    match instruction.operation {
        Operation::Goto | Operation::GotoLong => (false, true),
        Operation::Exit => (false, false),
        Operation::Jump(condition @ (Condition::Equal | Condition::NotEqual), width, Source::Immediate) => {
            let Some(value) = known[usize::from(instruction.dst.number())] else { return (true, true) };
            let low = |value: u64| if width == Width::W32 { value & u64::from(u32::MAX) } else { value };
            let is_equal = low(value) == low(instruction.imm.cast_unsigned());
            let jumps = is_equal == (condition == Condition::Equal);
            (!jumps, jumps)
        }
        _ => (true, true),
    }
}

fn after(instruction: &Instruction, mut known: Known) -> Known {
    let value = match instruction.operation {
        Operation::Move(Width::W64, Source::Immediate) => Some(instruction.imm.cast_unsigned()),
        Operation::Move(Width::W32, Source::Immediate) => {
            Some(instruction.imm.cast_unsigned() & u64::from(u32::MAX))
        }
        Operation::Move(Width::W64, Source::Register) => known[usize::from(instruction.src.number())],
        _ => None,
    };
    for register in flow::writes(instruction) {
        known[usize::from(register.number())] = value;
    }
    if !matches!(instruction.operation, Operation::Call(_)) {
        // An atomic instruction changes R0, and loads of packets change the registers of arguments.
        let changes = matches!(
            instruction.operation,
            Operation::Atomic(..) | Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_)
        );
        if !changes {
            return known;
        }
    }
    for register in &Register::ALL[..=5] {
        known[usize::from(register.number())] = None;
    }
    known
}

/// The instruction that this one jumps to, or the function that it calls or loads the address of.
fn target(instruction: &Instruction, starts: &[usize], index: usize) -> Option<usize> {
    let row = table::row(instruction.operation)?;
    let distance = match (row.offset, row.imm) {
        (Field::Target, _) => i64::from(instruction.offset),
        (_, Field::Target | Field::Function) => instruction.imm,
        _ => return None,
    };
    let after = i64::try_from(*starts.get(index)?).ok()? + 1;
    let slot = usize::try_from(after.checked_add(distance)?).ok()?;
    starts.binary_search(&slot).ok()
}
