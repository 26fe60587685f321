//! Blocks of machine code that are made when a loop becomes a function, and what is changed in those that it has.

use crate::machine::{
    Action, Base, Block, BlockId, Edge, Instruction, MachineCode, Operand, Place, Role, Spot, Virtual,
};
use skep_ir::LocationId;
use skep_isa::{Arithmetic, Condition, Size, Width};
use std::collections::BTreeMap;

/// The edge to a block without parameters.
pub(super) const fn edge_to(to: BlockId) -> Edge {
    Edge { to, arguments: vec![] }
}

pub(super) const fn jump(location: Option<LocationId>) -> Instruction {
    Instruction { action: Action::Jump, operands: vec![], location, question: None }
}

/// Goes to the first of two successors if a register is this number.
pub(super) fn equals(register: Virtual, number: i32, location: Option<LocationId>) -> Instruction {
    let action = Action::Branch(Condition::Equal, Width::W64, Some(number));
    Instruction { action, operands: vec![Operand { register, role: Role::Use }], location, question: None }
}

impl Block {
    /// Puts other registers in the place of those that have one.
    pub(super) fn rename(&mut self, names: &BTreeMap<Virtual, Virtual>) {
        let rename = |register: &mut Virtual| {
            if let Some(name) = names.get(register) {
                *register = *name;
            }
        };
        self.parameters.iter_mut().for_each(rename);
        for one in &mut self.instructions {
            one.operands.iter_mut().for_each(|operand| rename(&mut operand.register));
        }
        self.successors.iter_mut().flat_map(|edge| &mut edge.arguments).for_each(rename);
    }
}

/// A block that is being filled.
pub(super) struct Filling {
    pub(super) block: Block,
    location: Option<LocationId>,
}

impl Filling {
    pub(super) fn new(location: Option<LocationId>) -> Self {
        Self { block: Block::default(), location }
    }

    pub(super) fn push(&mut self, action: Action, operands: Vec<Operand>) {
        let one = Instruction { action, operands, location: self.location, question: None };
        self.block.instructions.push(one);
    }

    /// What an instruction makes that reads nothing.
    pub(super) fn make(&mut self, code: &mut MachineCode, action: Action) -> Virtual {
        let register = code.new_register();
        self.push(action, vec![Operand { register, role: Role::Define }]);
        register
    }

    pub(super) fn number(&mut self, code: &mut MachineCode, number: i64) -> Virtual {
        self.make(code, Action::Number(number))
    }

    pub(super) fn load(&mut self, base: Base, address: Option<Virtual>, offset: i16, register: Virtual) {
        let read = address.map(|register| Operand { register, role: Role::Use });
        let operands = read.into_iter().chain([Operand { register, role: Role::Define }]).collect();
        let place = Place { base, offset };
        self.push(Action::Load { size: Size::Double, signed: false, place }, operands);
    }

    pub(super) fn store(&mut self, register: Virtual, base: Base, address: Option<Virtual>, offset: i16) {
        let read = [register].into_iter().chain(address);
        let operands = read.map(|register| Operand { register, role: Role::Use }).collect();
        let place = Place { base, offset };
        self.push(Action::Store { size: Size::Double, place, number: None }, operands);
    }

    pub(super) fn jump(mut self, edge: Edge) -> Block {
        self.push(Action::Jump, vec![]);
        self.block.successors = vec![edge];
        self.block
    }
}

impl Instruction {
    pub(super) fn written(&self) -> impl Iterator<Item = Virtual> {
        self.operands.iter().filter(|operand| !operand.role.reads()).map(|operand| operand.register)
    }

    /// The place of the frame that it accesses, or whose address it makes.
    pub(super) fn spot(&self) -> Option<Spot> {
        match self.action {
            Action::FrameAddress(spot, _) => Some(spot),
            Action::Load { place, .. } | Action::Store { place, .. } | Action::Atomic { place, .. } => {
                match place.base {
                    Base::Frame(spot) => Some(spot),
                    Base::Operand(_) => None,
                }
            }
            _ => None,
        }
    }

    /// Has it access places of another function's frame by their addresses.
    pub(super) fn reach(&mut self, addresses: &BTreeMap<Spot, Virtual>) {
        let Some(&address) = self.spot().and_then(|spot| addresses.get(&spot)) else { return };
        let count = self.read().count();
        self.operands.insert(count, Operand { register: address, role: Role::Use });
        match &mut self.action {
            Action::Load { place, .. } | Action::Store { place, .. } | Action::Atomic { place, .. } => {
                place.base = Base::Operand(count);
            }
            Action::FrameAddress(_, 0) => self.action = Action::Move,
            Action::FrameAddress(_, offset) => {
                let offset = i32::try_from(*offset).unwrap_or(i32::MAX);
                self.action = Action::Arithmetic(Arithmetic::Add, Width::W64, Some(offset));
                for operand in self.operands.iter_mut().filter(|operand| operand.role == Role::Define) {
                    operand.role = Role::DefineAs(0);
                }
            }
            _ => {}
        }
    }
}
