//! Finds a register, or a place in the frame, for every virtual register. Nothing else names the library that does it.
//!
//! `r0` to `r5` do not survive calls, `r6` to `r9` do, and `r10` is the frame. A place in the frame is always eight bytes at a
//! multiple of eight: the kernel keeps what it knows of a pointer or a number only if it is saved so.

use crate::machine::{Action, BlockId, Instruction, MachineCode, Role, Virtual};
use regalloc2::{
    Algorithm, Allocation, Block, Edit, Inst, InstRange, MachineEnv, Operand, OperandConstraint, OperandKind,
    OperandPos, Output, PReg, PRegSet, RegClass, RegallocOptions, VReg,
};
use skep_isa::Register;

/// Where a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Where {
    /// In a register.
    Register(Register),
    /// In the place of this number in the frame.
    Saved(usize),
}

/// What is done at a place of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step<'c> {
    /// A value is moved.
    Move { from: Where, to: Where },
    /// An instruction, with the registers that are its operands.
    Instruction(&'c Instruction, Vec<Register>),
}

/// The code of a function with a place for every value.
#[derive(Debug)]
pub(crate) struct Allocated<'c> {
    /// The steps of each block.
    pub(crate) blocks: Vec<Vec<Step<'c>>>,
    /// How many places in the frame there are.
    pub(crate) saved: usize,
}

/// The largest number of virtual registers that the library can tell apart.
pub(crate) const MAX_REGISTERS: u32 = 1 << 20;

/// Finds a place for everything.
///
/// # Errors
/// In the library's words, if there is none, which no code that is selected here comes to.
pub(crate) fn allocate(code: &MachineCode) -> Result<Allocated<'_>, String> {
    let view = View::of(code);
    let options = RegallocOptions {
        verbose_log: false,
        validate_ssa: cfg!(debug_assertions),
        algorithm: Algorithm::Ion,
    };
    let output = regalloc2::run(&view, &environment(), &options).map_err(|error| error.to_string())?;
    let blocks = (0..code.blocks.len()).map(|block| view.steps(&output, BlockId(block)));
    Ok(Allocated {
        blocks: blocks.collect::<Option<_>>().ok_or("an operand has no register")?,
        saved: output.num_spillslots,
    })
}

fn physical(register: Register) -> PReg {
    PReg::new(usize::from(register.number()), RegClass::Int)
}

fn environment() -> MachineEnv {
    let set = |registers: std::ops::RangeInclusive<usize>| {
        let mut set = PRegSet::empty();
        Register::ALL[registers].iter().for_each(|&register| set.add(physical(register)));
        set
    };
    let none = PRegSet::empty();
    MachineEnv {
        preferred_regs_by_class: [set(0..=5), none, none],
        // A function that uses one of these has to save it, which the kernel does for it.
        non_preferred_regs_by_class: [set(6..=9), none, none],
        scratch_by_class: [None, None, None],
        fixed_stack_slots: vec![],
    }
}

/// The code as the library wants to see it: instructions of all blocks in a row, operands and parameters as its own.
struct View<'c> {
    code: &'c MachineCode,
    instructions: Vec<&'c Instruction>,
    operands: Vec<Vec<Operand>>,
    ranges: Vec<InstRange>,
    parameters: Vec<Vec<VReg>>,
    successors: Vec<Vec<Block>>,
    arguments: Vec<Vec<Vec<VReg>>>,
    predecessors: Vec<Vec<Block>>,
}

fn virtual_register(register: Virtual) -> VReg {
    VReg::new(register.0 as usize, RegClass::Int)
}

fn registers(list: &[Virtual]) -> Vec<VReg> {
    list.iter().copied().map(virtual_register).collect()
}

impl<'c> View<'c> {
    fn of(code: &'c MachineCode) -> Self {
        let mut view = Self {
            code,
            instructions: vec![],
            operands: vec![],
            ranges: vec![],
            parameters: vec![],
            successors: vec![],
            arguments: vec![],
            predecessors: vec![],
        };
        for block in &code.blocks {
            let first = Inst::new(view.instructions.len());
            view.instructions.extend(&block.instructions);
            view.operands.extend(block.instructions.iter().map(operands));
            view.ranges.push(InstRange::new(first, Inst::new(view.instructions.len())));
            view.parameters.push(registers(&block.parameters));
            view.successors.push(block.successors.iter().map(|edge| Block::new(edge.to.0)).collect());
            view.arguments.push(block.successors.iter().map(|edge| registers(&edge.arguments)).collect());
        }
        let predecessors = code.predecessors();
        view.predecessors =
            predecessors.iter().map(|list| list.iter().map(|from| Block::new(from.0)).collect()).collect();
        view
    }

    /// What is done in a block, in order. A move to where a value already is is left out.
    fn steps(&self, output: &Output, block: BlockId) -> Option<Vec<Step<'c>>> {
        let mut steps = Vec::new();
        for one in output.block_insts_and_edits(self, Block::new(block.0)) {
            match one {
                regalloc2::InstOrEdit::Edit(Edit::Move { from, to }) => {
                    let (from, to) = (place(*from)?, place(*to)?);
                    if from != to {
                        steps.push(Step::Move { from, to });
                    }
                }
                regalloc2::InstOrEdit::Inst(instruction) => {
                    let registers = output.inst_allocs(instruction).iter().map(|&one| match place(one) {
                        Some(Where::Register(register)) => Some(register),
                        _ => None,
                    });
                    let registers = registers.collect::<Option<Vec<_>>>()?;
                    steps.push(Step::Instruction(self.instructions[instruction.index()], registers));
                }
            }
        }
        Some(steps)
    }
}

fn place(allocation: Allocation) -> Option<Where> {
    if let Some(register) = allocation.as_reg() {
        return Register::from_number(u8::try_from(register.hw_enc()).ok()?).map(Where::Register);
    }
    allocation.as_stack().map(|slot| Where::Saved(slot.index()))
}

fn operands(instruction: &Instruction) -> Vec<Operand> {
    let operand = |one: &crate::machine::Operand| {
        let (constraint, kind, position) = match one.role {
            Role::Use => (OperandConstraint::Reg, OperandKind::Use, OperandPos::Early),
            Role::UseIn(register) => {
                (OperandConstraint::FixedReg(physical(register)), OperandKind::Use, OperandPos::Early)
            }
            Role::Define => (OperandConstraint::Reg, OperandKind::Def, OperandPos::Late),
            Role::DefineEarly => (OperandConstraint::Reg, OperandKind::Def, OperandPos::Early),
            Role::DefineIn(register) => {
                (OperandConstraint::FixedReg(physical(register)), OperandKind::Def, OperandPos::Late)
            }
            Role::DefineAs(other) => (OperandConstraint::Reuse(other), OperandKind::Def, OperandPos::Late),
        };
        Operand::new(virtual_register(one.register), constraint, kind, position)
    };
    instruction.operands.iter().map(operand).collect()
}

impl regalloc2::Function for View<'_> {
    fn num_insts(&self) -> usize {
        self.instructions.len()
    }

    fn num_blocks(&self) -> usize {
        self.code.blocks.len()
    }

    fn entry_block(&self) -> Block {
        Block::new(0)
    }

    fn block_insns(&self, block: Block) -> InstRange {
        self.ranges[block.index()]
    }

    fn block_succs(&self, block: Block) -> &[Block] {
        &self.successors[block.index()]
    }

    fn block_preds(&self, block: Block) -> &[Block] {
        &self.predecessors[block.index()]
    }

    fn block_params(&self, block: Block) -> &[VReg] {
        &self.parameters[block.index()]
    }

    fn is_ret(&self, instruction: Inst) -> bool {
        self.instructions[instruction.index()].action == Action::Return
    }

    fn is_branch(&self, instruction: Inst) -> bool {
        matches!(
            self.instructions[instruction.index()].action,
            Action::Jump | Action::Branch(..) | Action::MayGoto
        )
    }

    fn branch_blockparams(&self, block: Block, _: Inst, successor: usize) -> &[VReg] {
        &self.arguments[block.index()][successor]
    }

    fn inst_operands(&self, instruction: Inst) -> &[Operand] {
        &self.operands[instruction.index()]
    }

    fn inst_clobbers(&self, instruction: Inst) -> PRegSet {
        let mut lost = PRegSet::empty();
        let instruction = self.instructions[instruction.index()];
        if instruction.is_call() {
            for &register in &Register::ALL[..6] {
                let written = instruction.operands.iter().any(|one| one.role == Role::DefineIn(register));
                if !written {
                    lost.add(physical(register));
                }
            }
        }
        lost
    }

    fn num_vregs(&self) -> usize {
        self.code.registers as usize
    }

    fn spillslot_size(&self, _: RegClass) -> usize {
        1
    }
}
