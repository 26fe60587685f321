//! The ends of blocks: branches, guards, decisions among several, and what bounds loops.

use super::Selection;
use super::compute::{Compared, Second};
use crate::machine::{Action, BlockId, CountedLoop, Edge, Operand, Role, Virtual};
use crate::values::Home;
use skep_ir::{Bound, FunctionKind, Operation, Target, Terminator, Value};
use skep_isa::{Condition, Width};
use skep_uapi::InstructionLevel;

/// How many cases are compared one after another rather than halved.
const FEW_CASES: usize = 4;

impl Selection<'_, '_> {
    /// The edge to a block, with the values of those of its parameters that have registers of their own. `proved` is what the
    /// first of them is, if a guard says so.
    fn edge(&mut self, target: &Target, proved: Option<Virtual>) -> Edge {
        let parameters = &self.function.blocks[target.block].parameters;
        let guarded = usize::from(parameters.len() > target.arguments.len());
        let mut arguments = Vec::new();
        for (at, parameter) in parameters.iter().enumerate() {
            if !self.is_own(parameter.value) {
                continue;
            }
            let argument = match (at.checked_sub(guarded).and_then(|at| target.arguments.get(at)), proved) {
                (Some(&value), _) => self.value(value),
                (None, Some(register)) => register,
                (None, None) => continue,
            };
            arguments.push(argument);
        }
        Edge { to: self.blocks[target.block], arguments }
    }

    fn leave(&mut self, action: Action, operands: Vec<Operand>, successors: Vec<Edge>) {
        self.push(action, operands);
        self.code.blocks[self.here.0].successors = successors;
    }

    /// The edge to a block of its own that goes on there: what the values on it need is made only on this way.
    fn edge_aside(&mut self, target: &Target, proved: Option<Virtual>) -> Edge {
        let makes =
            |selection: &Self, value: Value| !matches!(selection.values.home(value), Home::Register(_, 0));
        let parameters = &self.function.blocks[target.block].parameters;
        let own = parameters.iter().rev().zip(target.arguments.iter().rev());
        let must_make =
            own.clone().any(|(parameter, &value)| self.is_own(parameter.value) && makes(self, value));
        if !must_make {
            return self.edge(target, proved);
        }
        let (here, aside) = (self.here, self.new_block());
        self.here = aside;
        let edge = self.edge(target, proved);
        self.leave(Action::Jump, vec![], vec![edge]);
        self.here = here;
        Edge { to: aside, arguments: vec![] }
    }

    fn branch(&mut self, compared: &Compared, then: Edge, otherwise: Edge) {
        let mut operands = vec![Operand { register: compared.left, role: Role::Use }];
        let number = match compared.right {
            Second::Register(register) => {
                operands.push(Operand { register, role: Role::Use });
                None
            }
            Second::Number(number) => Some(number),
        };
        self.leave(
            Action::Branch(compared.condition, compared.width, number),
            operands,
            vec![then, otherwise],
        );
    }

    pub(super) fn end(&mut self, end: &Terminator) {
        match end {
            Terminator::Jump(target) => {
                let edge = self.edge(target, None);
                self.leave(Action::Jump, vec![], vec![edge]);
            }
            Terminator::Branch { condition, then, otherwise } => self.branch_on(*condition, then, otherwise),
            Terminator::Switch { value, cases, default } => self.switch(*value, cases, default),
            Terminator::IfNull { pointer, null, some } => {
                let left = self.value(*pointer);
                let compared = Compared {
                    condition: Condition::Equal,
                    width: Width::W64,
                    left,
                    right: Second::Number(0),
                };
                // A pointer that is no register but an address is not null, and the kernel knows that as well.
                let (null, some) = (self.edge_aside(null, None), self.edge_aside(some, Some(left)));
                self.branch(&compared, null, some);
            }
            Terminator::IfPacket { pointer, end, size, fits, short } => {
                let (base, before) = match self.values.home(*pointer) {
                    Home::Register(root, before) => (self.register(root), before),
                    _ => (self.value(*pointer), 0),
                };
                let end = self.value(*end);
                let last = match before.saturating_add(*size) {
                    0 => base,
                    last => self.further(base, last),
                };
                let proved = self.is_guard_result(fits).then(|| self.value(*pointer));
                let (short, fits) = (self.edge_aside(short, None), self.edge_aside(fits, proved));
                let compared = Compared {
                    condition: Condition::Greater,
                    width: Width::W64,
                    left: last,
                    right: Second::Register(end),
                };
                self.branch(&compared, short, fits);
            }
            Terminator::IfBelow { value, bound, inside, outside } => {
                let value = self.value(*value);
                let looked_at = self.change(Action::Copy, &[value]);
                let right = match i32::try_from(*bound) {
                    Ok(bound) => Second::Number(bound),
                    Err(_) => Second::Register(self.number((*bound).into())),
                };
                let (outside, inside) =
                    (self.edge_aside(outside, None), self.edge_aside(inside, Some(looked_at)));
                let compared = Compared {
                    condition: Condition::GreaterOrEqual,
                    width: Width::W64,
                    left: looked_at,
                    right,
                };
                self.branch(&compared, outside, inside);
            }
            Terminator::Return(value) => self.return_value(*value),
            // What is never reached ends as well: the kernel wants an end of everything.
            Terminator::Abort | Terminator::Unreachable => self.abort(),
        }
    }

    /// Whether the block behind a guard has what the guard found in a register of its own.
    fn is_guard_result(&self, target: &Target) -> bool {
        let parameters = &self.function.blocks[target.block].parameters;
        parameters.first().is_some_and(|one| self.is_own(one.value))
    }

    fn branch_on(&mut self, condition: Value, then: &Target, otherwise: &Target) {
        let (mut condition, mut then, mut otherwise) = (condition, then, otherwise);
        while let Some(Operation::Negate(of)) = self.values.condition(condition) {
            condition = *of;
            (then, otherwise) = (otherwise, then);
        }
        let compared = match self.values.condition(condition) {
            Some(&Operation::Compare(comparison, left, right)) => self.compared(comparison, left, right),
            _ => {
                let left = self.value(condition);
                Compared { condition: Condition::NotEqual, width: Width::W64, left, right: Second::Number(0) }
            }
        };
        let (then, otherwise) = (self.edge_aside(then, None), self.edge_aside(otherwise, None));
        self.branch(&compared, then, otherwise);
    }

    fn switch(&mut self, value: Value, cases: &[(i64, Target)], default: &Target) {
        let width = self.values.width(value);
        let short = width <= 32 && self.context.target.level >= InstructionLevel::V3;
        let mut cases: Vec<(u64, &Target)> = cases
            .iter()
            .map(|(number, target)| (crate::values::low(width, number.cast_unsigned()), target))
            .collect();
        if cases.len() > FEW_CASES {
            cases.sort_by_key(|(number, _)| *number);
        }
        let register = self.value(value);
        let width = if short { Width::W32 } else { Width::W64 };
        // Ranges of cases that are still to be told apart, each in a block.
        let mut waiting = vec![(self.here, 0..cases.len())];
        while let Some((block, range)) = waiting.pop() {
            self.here = block;
            let condition =
                if range.len() > FEW_CASES { Condition::GreaterOrEqual } else { Condition::Equal };
            let at = if range.len() > FEW_CASES { range.start + range.len() / 2 } else { range.start };
            let Some(&(number, target)) = cases.get(at).filter(|_| !range.is_empty()) else {
                let edge = self.edge(default, None);
                self.leave(Action::Jump, vec![], vec![edge]);
                continue;
            };
            let right = self.number_to_compare(width, number);
            let compared = Compared { condition, width, left: register, right };
            if condition == Condition::GreaterOrEqual {
                let (upper, lower) = (self.new_block(), self.new_block());
                let to = |to: BlockId| Edge { to, arguments: vec![] };
                self.branch(&compared, to(upper), to(lower));
                waiting.extend([(upper, at..range.end), (lower, range.start..at)]);
            } else {
                let then = self.edge_aside(target, None);
                let otherwise = if range.len() == 1 {
                    self.edge_aside(default, None)
                } else {
                    let next = self.new_block();
                    waiting.push((next, range.start + 1..range.end));
                    Edge { to: next, arguments: vec![] }
                };
                self.branch(&compared, then, otherwise);
            }
        }
    }

    fn number_to_compare(&mut self, width: Width, number: u64) -> Second {
        let immediate = match width {
            Width::W32 => u32::try_from(number).ok().map(u32::cast_signed),
            Width::W64 => i32::try_from(number.cast_signed()).ok(),
        };
        match immediate {
            Some(number) => Second::Number(number),
            None => Second::Register(self.number(number.cast_signed())),
        }
    }

    fn return_value(&mut self, value: Option<Value>) {
        let program = matches!(self.function.kind, FunctionKind::Program { .. });
        let register = match value {
            Some(value) => Some(match self.values.number(value) {
                // The sign of a verdict is in all 64 bits, as some programs' is looked at.
                Some(number) if program => {
                    self.number(i64::from(u32::try_from(number).unwrap_or(0).cast_signed()))
                }
                _ => self.value(value),
            }),
            // The kernel wants something in the register of the result.
            None => Some(self.number(0)),
        };
        self.return_register(register);
    }

    /// What a block that is the head of a loop begins with.
    pub(super) fn begin_loop(&mut self, bound: Option<Bound>) {
        if bound != Some(Bound::MayGoto) {
            return;
        }
        let aborted = self.new_block();
        if !self.context.target.may_goto {
            if !self.context.target.bpf_loop {
                self.not_in_target(
                    "a loop whose turns the kernel counts (`bpf_loop`, or `may_goto`, since 6.9)",
                    "5.17",
                );
            }
            let head = std::mem::replace(&mut self.here, aborted);
            self.abort();
            self.here = head;
            self.code.counted.push(CountedLoop { head, exhausted: aborted });
            return;
        }
        self.code.counts_turns = true;
        let next = self.new_block();
        let edges = [aborted, next].map(|to| Edge { to, arguments: vec![] }).to_vec();
        self.leave(Action::MayGoto, vec![], edges);
        self.here = aborted;
        self.abort();
        self.here = next;
    }
}
