//! From machine code with registers to instructions with labels: the order of blocks, their jumps, and what each instruction is.

mod layout;

use crate::allocate::{Allocated, Step, Where};
use crate::frame::Frame;
use crate::machine::{Action, Base, Instruction as Machine, MachineCode, Place};
use crate::select::compute::mirrored;
use layout::{Leaving, Part};
use skep_ir::{FunctionId, GlobalId, KernelFunctionId, LocationId, MapId};
use skep_isa::{
    Arithmetic, Callee, Code, Condition, Immediate, Instruction, Location, Name, Operation, Reference,
    Register, Relocation, Size, Source, Width,
};
use skep_uapi::{InstructionLevel, Target};
use std::sync::Arc;

/// What instructions call the things of the module.
pub(crate) trait Names {
    fn map(&self, map: MapId) -> Name;
    /// The map that a variable is in, and where in its value it is.
    fn global(&self, global: GlobalId) -> (Name, u32);
    fn function(&self, function: FunctionId) -> Name;
    fn kernel_function(&self, function: KernelFunctionId) -> Name;
    fn location(&self, location: LocationId) -> Option<Arc<Location>>;
    /// What an instruction depends on, and the number that follows from the module's own types.
    fn question(&self, question: &crate::machine::Question) -> (Relocation, i64);
}

/// The instructions of a function, and how many of them save values in the frame or fetch them from there.
pub(crate) fn emit(
    code: &MachineCode,
    allocated: &Allocated<'_>,
    frame: &Frame,
    names: &dyn Names,
    target: &Target,
) -> (Code, usize) {
    let mut emission = Emission { frame, names, level: target.level, out: vec![], spills: 0 };
    let mut parts = Vec::new();
    for (block, steps) in code.blocks.iter().zip(&allocated.blocks) {
        let to = |number: usize| block.successors.get(number).map_or(0, |edge| edge.to.0);
        let mut leaving = Leaving::Return(None);
        for step in steps {
            match step {
                Step::Move { from, to } => emission.transfer(*from, *to),
                Step::Instruction(one, registers) => {
                    let location = one.location.and_then(|id| names.location(id));
                    leaving = match one.action {
                        Action::Jump => Leaving::Jump(to(0), location),
                        Action::Return => Leaving::Return(location),
                        Action::MayGoto => Leaving::MayGoto(to(0), to(1), location),
                        Action::Branch(condition, width, number) => {
                            let right = registers.get(1).copied().unwrap_or_default();
                            let left = registers.first().copied().unwrap_or_default();
                            let test = Test { condition, width, left, right, number };
                            let (test, opposite) = test.at_level(target.level);
                            let (then, otherwise) = if opposite { (to(1), to(0)) } else { (to(0), to(1)) };
                            Leaving::Branch(test, then, otherwise, location)
                        }
                        _ => {
                            emission.instruction(one, registers);
                            leaving
                        }
                    };
                }
            }
        }
        parts.push(Part { instructions: std::mem::take(&mut emission.out), leaving });
    }
    let spills = emission.spills;
    let mut instructions = layout::lay_out(parts, target.level);
    locate(&mut instructions);
    (Code { instructions }, spills)
}

/// Gives instructions that were written nowhere the place of those before them, so that the first has one.
fn locate(instructions: &mut [Instruction]) {
    let mut last = instructions.iter().find_map(|one| one.location.clone());
    for one in instructions {
        match &one.location {
            Some(location) => last = Some(location.clone()),
            None => one.location.clone_from(&last),
        }
    }
}

/// A comparison of registers, or of one and a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Test {
    condition: Condition,
    width: Width,
    left: Register,
    right: Register,
    number: Option<i32>,
}

impl Test {
    /// The comparison as instructions of this level have it, and whether it is the opposite one.
    fn at_level(self, level: InstructionLevel) -> (Self, bool) {
        let less = matches!(
            self.condition,
            Condition::Less | Condition::LessOrEqual | Condition::SignedLess | Condition::SignedLessOrEqual
        );
        if !less || level >= InstructionLevel::V2 {
            return (self, false);
        }
        if self.number.is_none() {
            let condition = mirrored(self.condition);
            return (Self { condition, left: self.right, right: self.left, ..self }, false);
        }
        match self.condition.opposite() {
            Some(condition) => (Self { condition, ..self }, true),
            None => (self, false),
        }
    }

    /// The opposite comparison, if instructions of this level have it.
    fn opposite(self, level: InstructionLevel) -> Option<Self> {
        let (test, opposite) = Self { condition: self.condition.opposite()?, ..self }.at_level(level);
        (!opposite).then_some(test)
    }

    fn instruction(self) -> Instruction {
        let Self { condition, width, left, right, number } = self;
        let source = if number.is_some() { Source::Immediate } else { Source::Register };
        Instruction {
            dst: left,
            src: if number.is_some() { Register::R0 } else { right },
            imm: number.map_or(0, i64::from),
            ..Instruction::new(Operation::Jump(condition, width, source))
        }
    }
}

struct Emission<'e> {
    frame: &'e Frame,
    names: &'e dyn Names,
    level: InstructionLevel,
    out: Vec<Instruction>,
    spills: usize,
}

/// An offset in the frame, which has at most 512 bytes, in an instruction. What is larger is an error that is found when frames
/// are counted.
fn short(offset: i32) -> i16 {
    i16::try_from(offset).unwrap_or(i16::MIN)
}

impl Emission<'_> {
    fn transfer(&mut self, from: Where, to: Where) {
        let one = match (from, to) {
            (Where::Register(src), Where::Register(dst)) => {
                Instruction { dst, src, ..Instruction::new(Operation::Move(Width::W64, Source::Register)) }
            }
            (Where::Register(src), Where::Saved(number)) => {
                self.spills += 1;
                let offset = short(self.frame.saved(number));
                let operation = Operation::Store(Size::Double, Source::Register);
                Instruction { dst: Register::R10, src, offset, ..Instruction::new(operation) }
            }
            (Where::Saved(number), Where::Register(dst)) => {
                self.spills += 1;
                let offset = short(self.frame.saved(number));
                Instruction {
                    dst,
                    src: Register::R10,
                    offset,
                    ..Instruction::new(Operation::Load(Size::Double))
                }
            }
            // The allocator goes through a register.
            (Where::Saved(_), Where::Saved(_)) => return,
        };
        self.out.push(one);
    }

    /// The register and the offset of a place in memory.
    fn place(&self, place: Place, registers: &[Register]) -> (Register, i16) {
        match place.base {
            Base::Operand(number) => (registers.get(number).copied().unwrap_or_default(), place.offset),
            Base::Frame(spot) => {
                (Register::R10, short(self.frame.spot(spot).saturating_add(place.offset.into())))
            }
        }
    }

    fn instruction(&mut self, one: &Machine, registers: &[Register]) {
        let first = self.out.len();
        let operand = |number: usize| registers.get(number).copied().unwrap_or_default();
        let result = registers.last().copied().unwrap_or_default();
        let source = |number: &Option<i32>| match number {
            Some(_) => (Source::Immediate, Register::R0),
            None => (Source::Register, operand(1)),
        };
        match &one.action {
            // What is the same place needs no instruction.
            Action::Parameters
            | Action::Copy
            | Action::Jump
            | Action::Return
            | Action::MayGoto
            | Action::Branch(..) => {}
            Action::Number(number) => self.number(*number, result),
            Action::Map(map) => {
                let operation = Operation::LoadImmediate(Immediate::Map);
                let reference = Some(Reference::Map(self.names.map(*map)));
                self.out.push(Instruction { dst: result, reference, ..Instruction::new(operation) });
            }
            Action::FunctionAddress(function) => {
                let operation = Operation::LoadImmediate(Immediate::Function);
                let reference = Some(Reference::Function(self.names.function(*function)));
                self.out.push(Instruction { dst: result, reference, ..Instruction::new(operation) });
            }
            Action::Global(global, offset) => {
                let (map, start) = self.names.global(*global);
                let operation = Operation::LoadImmediate(Immediate::MapValue);
                let imm = i64::from(start.saturating_add(*offset)) << 32;
                let reference = Some(Reference::Map(map));
                self.out.push(Instruction { dst: result, imm, reference, ..Instruction::new(operation) });
            }
            Action::FrameAddress(spot, offset) => {
                let operation = Operation::Move(Width::W64, Source::Register);
                self.out.push(Instruction { dst: result, src: Register::R10, ..Instruction::new(operation) });
                let imm = i64::from(self.frame.spot(*spot)) + i64::from(*offset);
                let operation = Operation::Arithmetic(Arithmetic::Add, Width::W64, Source::Immediate);
                self.out.push(Instruction { dst: result, imm, ..Instruction::new(operation) });
            }
            Action::Move => {
                if operand(0) != result {
                    let operation = Operation::Move(Width::W64, Source::Register);
                    self.out.push(Instruction {
                        dst: result,
                        src: operand(0),
                        ..Instruction::new(operation)
                    });
                }
            }
            Action::LowerHalf => {
                let operation = Operation::Move(Width::W32, Source::Register);
                self.out.push(Instruction { dst: result, src: operand(0), ..Instruction::new(operation) });
            }
            Action::SignExtend(width, size) => {
                let operation = Operation::MoveSignExtend(*width, *size);
                self.out.push(Instruction { dst: result, src: operand(0), ..Instruction::new(operation) });
            }
            Action::Arithmetic(operation, width, number) => {
                let (source, src) = source(number);
                let imm = number.map_or(0, i64::from);
                let operation = Operation::Arithmetic(*operation, *width, source);
                self.out.push(Instruction { dst: result, src, imm, ..Instruction::new(operation) });
            }
            Action::Negate(width) => {
                self.out.push(Instruction { dst: result, ..Instruction::new(Operation::Negate(*width)) });
            }
            Action::Swap(swap, size) => {
                self.out
                    .push(Instruction { dst: result, ..Instruction::new(Operation::ByteSwap(*swap, *size)) });
            }
            Action::Load { size, signed, place } => {
                let (src, offset) = self.place(*place, registers);
                let operation =
                    if *signed { Operation::LoadSignExtend(*size) } else { Operation::Load(*size) };
                self.out.push(Instruction { dst: result, src, offset, ..Instruction::new(operation) });
            }
            Action::Store { size, place, number } => {
                let (dst, offset) = self.place(*place, registers);
                let (source, src) = match number {
                    Some(_) => (Source::Immediate, Register::R0),
                    None => (Source::Register, operand(0)),
                };
                let imm = number.map_or(0, i64::from);
                let operation = Operation::Store(*size, source);
                self.out.push(Instruction { dst, src, offset, imm, ..Instruction::new(operation) });
            }
            Action::Atomic { operation, size, place } => {
                let (dst, offset) = self.place(*place, registers);
                let operation = Operation::Atomic(*operation, *size);
                self.out.push(Instruction { dst, src: operand(0), offset, ..Instruction::new(operation) });
            }
            Action::Helper(helper) => {
                let operation = Operation::Call(Callee::Helper);
                self.out.push(Instruction { imm: helper.0.into(), ..Instruction::new(operation) });
            }
            Action::Function(function) => {
                let reference = Some(Reference::Function(self.names.function(*function)));
                self.out
                    .push(Instruction { reference, ..Instruction::new(Operation::Call(Callee::Function)) });
            }
            Action::KernelFunction(function) => {
                let reference = Some(Reference::Kernel(self.names.kernel_function(*function)));
                self.out.push(Instruction { reference, ..Instruction::new(Operation::Call(Callee::Kfunc)) });
            }
            Action::Truth(condition, width, number) => {
                let test = Test {
                    condition: *condition,
                    width: *width,
                    left: operand(0),
                    right: operand(1),
                    number: *number,
                };
                let (test, opposite) = test.at_level(self.level);
                self.number(i64::from(!opposite), result);
                self.out.push(Instruction { offset: 1, ..test.instruction() });
                self.number(i64::from(opposite), result);
            }
        }
        let location = one.location.and_then(|id| self.names.location(id));
        if let (Some(question), Some(last)) =
            (&one.question, self.out.get_mut(first..).and_then(<[_]>::last_mut))
        {
            let (relocation, number) = self.names.question(question);
            ask(last, relocation, number);
        }
        for made in self.out.get_mut(first..).unwrap_or_default() {
            made.location.clone_from(&location);
        }
    }

    fn number(&mut self, number: i64, dst: Register) {
        let operation = match (i32::try_from(number), u32::try_from(number)) {
            (Ok(_), _) => {
                Operation::Move(if number >= 0 { Width::W32 } else { Width::W64 }, Source::Immediate)
            }
            // The upper half of the register becomes zero.
            (Err(_), Ok(_)) => Operation::Move(Width::W32, Source::Immediate),
            (Err(_), Err(_)) => Operation::LoadImmediate(Immediate::Value),
        };
        let imm = match operation {
            Operation::Move(..) => match u32::try_from(number) {
                Ok(number) => i64::from(number.cast_signed()),
                Err(_) => number,
            },
            _ => number,
        };
        self.out.push(Instruction { dst, imm, ..Instruction::new(operation) });
    }
}

/// Has the kernel's types decide the number of an instruction.
fn ask(instruction: &mut Instruction, relocation: Relocation, number: i64) {
    match instruction.operation {
        Operation::Load(_) | Operation::LoadSignExtend(_) => {
            instruction.offset = i16::try_from(number).unwrap_or(0);
        }
        Operation::Move(..) => {
            // A number of 64 bits where 32 might not do.
            let fits = i32::try_from(number).is_ok();
            instruction.operation = if fits {
                Operation::Move(Width::W64, Source::Immediate)
            } else {
                Operation::LoadImmediate(Immediate::Value)
            };
            instruction.imm = number;
        }
        _ => instruction.imm = number,
    }
    instruction.relocation = Some(Box::new(relocation));
}
