//! Calls, and how callers learn that what they called was aborted.

use super::{Aborts, Selection};
use crate::machine::{Action, Base, Edge, Operand, Place, Role, Spot, Virtual};
use skep_ir::{FunctionId, FunctionKind, KernelFunctionId, Value};
use skep_isa::{Condition, Register, Size, Width};

impl Selection<'_, '_> {
    pub(super) fn call(&mut self, action: Action, arguments: &[Value], result: bool) -> Option<Virtual> {
        let given: Vec<Virtual> = arguments.iter().map(|&value| self.value(value)).collect();
        self.call_with(action, &given, result)
    }

    fn call_with(&mut self, action: Action, given: &[Virtual], result: bool) -> Option<Virtual> {
        let registers = Register::ALL[1..=5].iter();
        let mut operands: Vec<Operand> = given
            .iter()
            .zip(registers)
            .map(|(&register, &place)| Operand { register, role: Role::UseIn(place) })
            .collect();
        let result = result.then(|| self.new_register());
        if let Some(register) = result {
            operands.push(Operand { register, role: Role::DefineIn(Register::R0) });
        }
        self.push(action, operands);
        result
    }

    pub(super) fn call_kernel(
        &mut self,
        callee: KernelFunctionId,
        arguments: &[Value],
        result: bool,
    ) -> Option<Virtual> {
        if !self.context.target.kernel_functions {
            let name = &self.context.module.kernel_functions[callee].name;
            let what = format!("the call of a function of the kernel (`{name}`)");
            self.not_in_target(&what, "5.18");
        }
        self.call(Action::KernelFunction(callee), arguments, result)
    }

    pub(super) fn call_function(
        &mut self,
        callee: FunctionId,
        arguments: &[Value],
        result: bool,
    ) -> Option<Virtual> {
        let action = Action::Function(callee);
        match self.context.aborts[callee] {
            Aborts::Never => self.call(action, arguments, result),
            Aborts::InResult => {
                let returned = self.call(action, arguments, true)?;
                self.abort_if(Condition::SignedLess, returned);
                result.then_some(returned)
            }
            Aborts::InPlace => {
                self.code.wants_aborted = true;
                let place = Place { base: Base::Frame(Spot::Aborted), offset: 0 };
                self.push(Action::Store { size: Size::Double, place, number: Some(0) }, vec![]);
                let mut given: Vec<Virtual> = arguments.iter().map(|&value| self.value(value)).collect();
                given.push(self.make(Action::FrameAddress(Spot::Aborted, 0), &[]));
                let returned = self.call_with(action, &given, result);
                let said = self.new_register();
                let written = Operand { register: said, role: Role::Define };
                self.push(Action::Load { size: Size::Double, signed: false, place }, vec![written]);
                self.abort_if(Condition::NotEqual, said);
                returned
            }
        }
    }

    /// Aborts if this holds of a register and zero, and goes on otherwise.
    fn abort_if(&mut self, condition: Condition, register: Virtual) {
        let (aborted, next) = (self.new_block(), self.new_block());
        let operands = vec![Operand { register, role: Role::Use }];
        self.push(Action::Branch(condition, Width::W64, Some(0)), operands);
        self.code.blocks[self.here.0].successors =
            [aborted, next].map(|to| Edge { to, arguments: vec![] }).to_vec();
        self.here = aborted;
        self.abort();
        self.here = next;
    }

    /// Ends the program with its default verdict, or the function so that its callers do.
    pub(super) fn abort(&mut self) {
        let result = match (self.function.kind, self.context.aborts[self.id]) {
            (FunctionKind::Program { default, .. }, _) => i64::from(default),
            (_, Aborts::InResult) => -1,
            (_, Aborts::InPlace) => {
                self.tell_of_abort();
                0
            }
            (_, Aborts::Never) => 0,
        };
        let result = self.number(result);
        self.return_register(Some(result));
    }

    fn tell_of_abort(&mut self) {
        let Some(register) = self.aborted else { return };
        if self.function.kind == FunctionKind::Global {
            // The kernel has no caller in mind for such a function, and so asks whether there is a place.
            let (there, next) = (self.new_block(), self.new_block());
            let operands = vec![Operand { register, role: Role::Use }];
            self.push(Action::Branch(Condition::Equal, Width::W64, Some(0)), operands);
            self.code.blocks[self.here.0].successors =
                [next, there].map(|to| Edge { to, arguments: vec![] }).to_vec();
            self.here = there;
            self.write_abort(register);
            self.go_on_in(next);
        } else {
            self.write_abort(register);
        }
    }

    fn write_abort(&mut self, register: Virtual) {
        let place = Place { base: Base::Operand(0), offset: 0 };
        let operands = vec![Operand { register, role: Role::Use }];
        self.push(Action::Store { size: Size::Double, place, number: Some(1) }, operands);
    }

    pub(super) fn return_register(&mut self, register: Option<Virtual>) {
        let operands = register.map(|register| Operand { register, role: Role::UseIn(Register::R0) });
        self.push(Action::Return, operands.into_iter().collect());
    }
}
