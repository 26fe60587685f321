//! Machine code over virtual registers: what is selected, what registers are found for, and what is emitted.
//!
//! An instruction of the machine writes over its first operand; here the result is a register of its own that is *the same
//! place as* an operand ([`Role::DefineAs`]), so that the code stays in SSA form until places are found.

mod outline;
mod survivors;

pub(crate) use outline::{CountedLoop, LoopBody};

use skep_ir::{FunctionId, GlobalId, KernelFunctionId, LocationId, MapId, Slot};
use skep_isa::{Arithmetic, Atomic, ByteSwap, Condition, Register, Size, Width};
use skep_uapi::Helper;
use std::collections::BTreeMap;

/// A register of which there are as many as wanted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Virtual(pub(crate) u32);

/// What an instruction does with a register, and where that may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Reads it.
    Use,
    /// Reads it in this register.
    UseIn(Register),
    /// Writes it, after it has read everything.
    Define,
    /// Writes it, before it has read everything.
    DefineEarly,
    /// Writes it in this register.
    DefineIn(Register),
    /// Writes it over the operand of this number.
    DefineAs(usize),
}

impl Role {
    /// Whether the register is read; otherwise it is written.
    pub(crate) const fn reads(self) -> bool {
        matches!(self, Self::Use | Self::UseIn(_))
    }
}

/// A register that an instruction reads or writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Operand {
    pub(crate) register: Virtual,
    pub(crate) role: Role,
}

/// What an access to memory starts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Base {
    /// The register that is the operand of this number.
    Operand(usize),
    /// A place in the frame.
    Frame(Spot),
}

/// A place in the frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Spot {
    /// A slot of the function.
    Slot(Slot),
    /// Where functions that are called write that they were aborted.
    Aborted,
    /// What a loop whose body is a function shares with it.
    Loop(u32),
}

/// A place in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) base: Base,
    pub(crate) offset: i16,
}

/// What an instruction does. Its registers are its operands, in this order: what it reads, then what it writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// Writes what the function is given.
    Parameters,
    /// Writes a number.
    Number(i64),
    /// Writes a map.
    Map(MapId),
    /// Writes the address of a byte of a global variable.
    Global(GlobalId, u32),
    /// Writes the address of a byte in the frame.
    FrameAddress(Spot, u32),
    /// Writes the address of a function of the module, for helpers that call it.
    FunctionAddress(FunctionId),
    /// Writes what it reads, which is the same place if nothing else wants that.
    Copy,
    /// Writes what it reads, elsewhere.
    Move,
    /// Writes the lower half of what it reads.
    LowerHalf,
    /// Writes the lowest bits of what it reads with their sign.
    SignExtend(Width, Size),
    /// Computes, with a second operand or an immediate one.
    Arithmetic(Arithmetic, Width, Option<i32>),
    /// Writes the opposite number.
    Negate(Width),
    /// Changes the order of bytes.
    Swap(ByteSwap, Size),
    /// Reads memory.
    Load { size: Size, signed: bool, place: Place },
    /// Writes a register, the first operand, to memory; or a number.
    Store { size: Size, place: Place, number: Option<i32> },
    /// Changes memory atomically.
    Atomic { operation: Atomic, size: Size, place: Place },
    /// Calls a helper.
    Helper(Helper),
    /// Calls a function of the module.
    Function(FunctionId),
    /// Calls a function of the kernel.
    KernelFunction(KernelFunctionId),
    /// Writes 1 if a condition holds, and 0 if not.
    Truth(Condition, Width, Option<i32>),
    /// Goes to the block's only successor.
    Jump,
    /// Goes to the first successor if a condition holds, and to the second if not.
    Branch(Condition, Width, Option<i32>),
    /// Goes to the first successor if the kernel's patience has ended, and to the second if not.
    MayGoto,
    /// Ends the function.
    Return,
}

/// A question about the kernel's types whose answer is put into an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Question {
    pub(crate) kind: skep_btf::relocation::RelocationKind,
    pub(crate) access: skep_ir::Access,
}

/// One instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Instruction {
    pub(crate) action: Action,
    pub(crate) operands: Vec<Operand>,
    pub(crate) location: Option<LocationId>,
    pub(crate) question: Option<Question>,
}

impl Instruction {
    /// Whether it is a call, which leaves nothing in `r0` to `r5` but its result.
    pub(crate) const fn is_call(&self) -> bool {
        matches!(self.action, Action::Helper(_) | Action::Function(_) | Action::KernelFunction(_))
    }
}

/// A block's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct BlockId(pub(crate) usize);

/// Where a block goes on, and with what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Edge {
    pub(crate) to: BlockId,
    pub(crate) arguments: Vec<Virtual>,
}

/// A run of instructions of which the last goes somewhere or returns.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Block {
    pub(crate) parameters: Vec<Virtual>,
    pub(crate) instructions: Vec<Instruction>,
    pub(crate) successors: Vec<Edge>,
}

/// The code of a function.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct MachineCode {
    /// The first is where it begins.
    pub(crate) blocks: Vec<Block>,
    /// How many registers there are.
    pub(crate) registers: u32,
    /// Whether functions that it calls write to [`Spot::Aborted`].
    pub(crate) wants_aborted: bool,
    /// Whether the kernel counts turns of loops in the frame.
    pub(crate) counts_turns: bool,
    /// The loops that a helper of the kernel is to count.
    pub(crate) counted: Vec<CountedLoop>,
    /// The bytes of each [`Spot::Loop`].
    pub(crate) shared: BTreeMap<Spot, u32>,
}

impl MachineCode {
    /// The functions of the module that it calls or has called, each once, in order.
    pub(crate) fn callees(&self) -> Vec<FunctionId> {
        let instructions = self.blocks.iter().flat_map(|block| &block.instructions);
        let mut found: Vec<FunctionId> = instructions
            .filter_map(|one| match one.action {
                Action::Function(callee) | Action::FunctionAddress(callee) => Some(callee),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How often each block is gone to.
    pub(crate) fn predecessors(&self) -> Vec<Vec<BlockId>> {
        let mut predecessors = vec![Vec::new(); self.blocks.len()];
        for (number, block) in self.blocks.iter().enumerate() {
            for edge in &block.successors {
                if let Some(list) = predecessors.get_mut(edge.to.0) {
                    list.push(BlockId(number));
                }
            }
        }
        predecessors
    }

    /// Puts a block on every edge from a block with several successors to one with several predecessors, so that each edge has
    /// a place where values can be moved.
    pub(crate) fn split_edges(&mut self) {
        let predecessors = self.predecessors();
        for from in 0..self.blocks.len() {
            if self.blocks[from].successors.len() < 2 {
                continue;
            }
            let location = self.blocks[from].instructions.last().and_then(|one| one.location);
            for number in 0..self.blocks[from].successors.len() {
                let edge = self.blocks[from].successors[number].clone();
                if predecessors[edge.to.0].len() < 2 {
                    continue;
                }
                let jump = Instruction { action: Action::Jump, operands: vec![], location, question: None };
                let between = BlockId(self.blocks.len());
                self.blocks.push(Block {
                    parameters: vec![],
                    instructions: vec![jump],
                    successors: vec![edge],
                });
                self.blocks[from].successors[number] = Edge { to: between, arguments: vec![] };
            }
        }
    }
}
