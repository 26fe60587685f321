//! Where a program goes, and which registers could have been written when it gets there.

use crate::helpers;
use skep_isa::table::{self, Field};
use skep_isa::{Atomic, Callee, Code, Immediate, Instruction, Operation, Register};
use skep_uapi::Helper;

/// What is known of a program's paths, without knowing which way its jumps go.
#[derive(Debug)]
pub(super) struct Flow {
    /// The first slot that no path leads to.
    pub(super) unreachable: Option<usize>,
    /// A two-slot load into which a jump leads.
    pub(super) jump_within_load: Option<usize>,
    /// For each instruction, a register that it reads and that no path to it has written.
    pub(super) unwritten: Vec<Option<Register>>,
    /// For each instruction, whether it is in the first function.
    pub(super) is_main: Vec<bool>,
}

/// A set of registers.
type Registers = u16;

const R0: Registers = 1;
const CONTEXT: Registers = 1 << 1;
const ARGUMENTS: Registers = 0b11_1110;
const FRAME_POINTER: Registers = 1 << 10;

struct Walk<'a> {
    code: &'a Code,
    starts: &'a [usize],
    /// For each instruction, the registers that some path to it has written; nothing if there is no path to it yet.
    written: Vec<Option<Registers>>,
    /// Whether it is in the program's first function, which must return a value.
    is_main: Vec<bool>,
    jump_within_load: Option<usize>,
}

impl Flow {
    pub(super) fn of(code: &Code, starts: &[usize]) -> Self {
        let count = code.instructions.len();
        let mut walk = Walk {
            code,
            starts,
            written: vec![None; count],
            is_main: vec![false; count],
            jump_within_load: None,
        };
        walk.walk();
        let unreachable = walk.written.iter().position(Option::is_none).map(|index| starts[index]);
        let unwritten = (0..count).map(|index| walk.unwritten(index)).collect();
        let Walk { jump_within_load, is_main, .. } = walk;
        Self { unreachable, jump_within_load, unwritten, is_main }
    }
}

impl Walk<'_> {
    fn walk(&mut self) {
        let mut waiting = Vec::new();
        if !self.code.instructions.is_empty() {
            self.written[0] = Some(CONTEXT | FRAME_POINTER);
            self.is_main[0] = true;
            waiting.push(0);
        }
        while let Some(index) = waiting.pop() {
            let instruction = &self.code.instructions[index];
            let before = self.written[index].unwrap_or(0);
            let main = self.is_main[index];
            let after = after(instruction, before);
            if let Some(target) = self.target(index) {
                let (registers, main) = match instruction.operation {
                    Operation::Call(Callee::Function) => (before & ARGUMENTS | FRAME_POINTER, false),
                    // Whoever is given the address calls it with what it likes.
                    Operation::LoadImmediate(Immediate::Function) => (ARGUMENTS | FRAME_POINTER, false),
                    _ => (after, main),
                };
                waiting.extend(self.reach(target, registers, main));
            }
            let goes_on =
                !matches!(instruction.operation, Operation::Goto | Operation::GotoLong | Operation::Exit);
            if goes_on && index + 1 < self.code.instructions.len() {
                waiting.extend(self.reach(index + 1, after, main));
            }
        }
    }

    /// Notes that a path leads to an instruction; gives it back if that is news.
    fn reach(&mut self, index: usize, registers: Registers, main: bool) -> Option<usize> {
        let known = self.written[index];
        let merged = known.unwrap_or(0) | registers;
        let main = main || self.is_main[index];
        let news = known != Some(merged) || main != self.is_main[index];
        self.written[index] = Some(merged);
        self.is_main[index] = main;
        news.then_some(index)
    }

    /// The instruction that this one jumps to, or the function that it calls or loads the address of.
    fn target(&mut self, index: usize) -> Option<usize> {
        let instruction = &self.code.instructions[index];
        let row = table::row(instruction.operation)?;
        let distance = match (row.offset, row.imm) {
            (Field::Target, _) => i64::from(instruction.offset),
            (_, Field::Target | Field::Function) => instruction.imm,
            _ => return None,
        };
        let after = i64::try_from(self.starts[index]).ok()? + 1;
        let slot = usize::try_from(after.checked_add(distance)?).ok()?;
        match self.starts.binary_search(&slot) {
            Ok(target) => Some(target),
            Err(next) => {
                self.jump_within_load = next.checked_sub(1).map(|load| self.starts[load]);
                None
            }
        }
    }

    fn unwritten(&self, index: usize) -> Option<Register> {
        let written = self.written[index]?;
        let instruction = &self.code.instructions[index];
        let mut read =
            fields(instruction, |field| matches!(field, Field::Read | Field::Update | Field::Address));
        match instruction.operation {
            Operation::Atomic(Atomic::CompareExchange, _) => read.push(Register::R0),
            Operation::Exit if self.is_main[index] => read.push(Register::R0),
            Operation::Call(Callee::Helper) => {
                let helper = u32::try_from(instruction.imm).ok().map(Helper);
                let count = helper.and_then(helpers::argument_count).unwrap_or(0);
                read.extend(&Register::ALL[1..=usize::from(count)]);
            }
            _ => {}
        }
        read.into_iter().find(|register| written & 1 << register.number() == 0)
    }
}

/// The registers that could have been written after an instruction, given those before it.
fn after(instruction: &Instruction, before: Registers) -> Registers {
    let written = writes(instruction).iter().fold(before, |set, register| set | 1 << register.number());
    match instruction.operation {
        Operation::Call(_) => written & !ARGUMENTS | R0,
        Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_) => written & !ARGUMENTS | R0,
        Operation::Atomic(Atomic::CompareExchange, _) => written | R0,
        _ => written,
    }
}

/// The registers that an instruction names as written.
pub(super) fn writes(instruction: &Instruction) -> Vec<Register> {
    fields(instruction, |field| matches!(field, Field::Write | Field::Update))
}

fn fields(instruction: &Instruction, chosen: impl Fn(Field) -> bool) -> Vec<Register> {
    let Some(row) = table::row(instruction.operation) else { return Vec::new() };
    let fields = [(row.dst, instruction.dst), (row.src, instruction.src)];
    fields.into_iter().filter(|(field, _)| chosen(*field)).map(|(_, register)| register).collect()
}
