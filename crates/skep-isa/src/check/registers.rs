//! Which registers hold something, wherever in a function they are read.
//!
//! The kernel follows every path and refuses the read of a register that holds nothing, as `r1` to `r5` after a call
//! (`!read_ok` in its log). Here the paths are joined where they meet, without a look at the values on which they
//! part, so a path can be reported that is never taken.

use super::{CheckError, CheckErrors, CheckProblem};
use crate::table::{self, Field};
use crate::targets::Targets;
use crate::{Atomic, Code, Instruction, Operation, Place, Register};
use std::fmt;
use std::num::NonZeroU32;

/// What a function is called with and what it returns, for [`Code::check_registers`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The number of arguments, 0 to 5: `r1` and the registers after it hold something.
    pub arguments: u8,
    /// Whether `r0` must hold something at the end.
    pub returns: bool,
}

impl Entry {
    /// A program: `r1` is its context, and the kernel reads its result.
    pub const PROGRAM: Self = Self { arguments: 1, returns: true };
    /// Any other function, of which nothing is known: it can have five arguments, and need not return anything.
    pub const FUNCTION: Self = Self { arguments: 5, returns: false };
}

impl Default for Entry {
    /// A program.
    fn default() -> Self {
        Self::PROGRAM
    }
}

impl Code {
    /// Looks for registers that are read before they are written, and for `r1` to `r5` read after a call, which leaves
    /// nothing in them.
    ///
    /// [`check`](Self::check) does not look for that, since it depends on what the function is called with. A problem that
    /// is there on only one of the paths to the instruction is reported too; the kernel sees it only if that path can be
    /// taken. Of the reads of a register that holds nothing the first on each path is reported.
    ///
    /// Functions that the code calls by distance are looked at as [`Entry::FUNCTION`]. Code with a jump to an address in
    /// a register, which could lead anywhere, is not looked at.
    ///
    /// ```
    /// use skep_isa::{Code, Entry};
    ///
    /// let code = Code::parse("r6 = r1\ncall 5\nr0 = r1\nexit")?;
    /// let errors = code.check_registers(Entry::PROGRAM).unwrap_err();
    /// let message = "instruction 2 `r0 = r1` (text:3:1): reads r1, which instruction 1 `call 5` (text:2:1) overwrote";
    /// assert_eq!(errors.to_string(), message);
    /// # Ok::<(), skep_isa::TextErrors>(())
    /// ```
    ///
    /// # Errors
    /// All such reads, in the order of the instructions.
    pub fn check_registers(&self, entry: Entry) -> Result<(), CheckErrors> {
        self.check_registers_with(entry, &|_| 0)
    }

    /// Looks for registers that are read before they are written, as [`check_registers`](Self::check_registers), and also
    /// for calls whose arguments hold nothing: the function says how many arguments a call has (5 at most), 0 if it does
    /// not know.
    ///
    /// # Errors
    /// All such reads, in the order of the instructions.
    pub fn check_registers_with(
        &self,
        entry: Entry,
        arguments: &dyn Fn(&Instruction) -> u8,
    ) -> Result<(), CheckErrors> {
        let operations = || self.instructions.iter().map(|instruction| instruction.operation);
        if self.instructions.is_empty() || operations().any(|operation| operation == Operation::GotoRegister)
        {
            return Ok(());
        }
        let check = Check { code: self, targets: Targets::of(self), arguments };
        let mut found: Vec<(usize, CheckProblem)> = Vec::new();
        let mut functions: Vec<usize> = (0..self.instructions.len())
            .filter_map(|index| check.targets.function_at_distance(index)?.ok())
            .collect();
        functions.sort_unstable();
        functions.dedup();
        check.function(0, entry, &mut found);
        for function in functions {
            check.function(function, Entry::FUNCTION, &mut found);
        }
        found.sort_by_key(|&(index, _)| index);
        found.dedup();
        if found.is_empty() {
            return Ok(());
        }
        let locate = |(index, problem)| CheckError { place: Some(Place::of(self, index)), problem };
        Err(CheckErrors { problems: found.into_iter().map(locate).collect() })
    }
}

/// A read of a register that holds nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnwrittenRead {
    /// The register.
    pub register: Register,
    /// The call that overwrote it; nothing if nothing was written to it.
    pub call: Option<Place>,
    /// Whether it holds nothing on all paths to the instruction, or only on some.
    pub always: bool,
}

impl fmt::Display for UnwrittenRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reads {}, ", self.register)?;
        match (&self.call, self.always) {
            (None, true) => f.write_str("which nothing has written"),
            (None, false) => f.write_str("which on a path to here nothing has written"),
            (Some(call), true) => write!(f, "which {call} overwrote"),
            (Some(call), false) => write!(f, "which on a path to here {call} overwrote"),
        }
    }
}

/// What is known of the registers at a place; a bit stands for each.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    /// Those that may hold nothing.
    unwritten: u16,
    /// Those that may hold something.
    written: u16,
    /// For `r1` to `r5`: the call that overwrote it, if it may hold nothing because of one. Where paths meet, a call counts
    /// more than that nothing was written.
    calls: [Option<Call>; 5],
}

/// The index of a call, plus one. (Code is far shorter than that.)
type Call = NonZeroU32;

const fn bit(register: Register) -> u16 {
    1 << register.number()
}

impl State {
    fn at(entry: Entry) -> Self {
        let holds = |register: &Register| {
            *register == Register::R10 || (1..=entry.arguments.min(5)).contains(&register.number())
        };
        let all =
            |registers: &mut dyn Iterator<Item = Register>| registers.fold(0, |all, one| all | bit(one));
        let written = all(&mut Register::ALL.into_iter().filter(holds));
        Self { unwritten: all(&mut Register::ALL.into_iter()) & !written, written, calls: [None; 5] }
    }

    /// The call that overwrote a register.
    fn call(&mut self, register: Register) -> Option<&mut Option<Call>> {
        self.calls.get_mut(usize::from(register.number()).checked_sub(1)?)
    }

    fn write(&mut self, register: Register) {
        self.unwritten &= !bit(register);
        self.written |= bit(register);
        if let Some(call) = self.call(register) {
            *call = None;
        }
    }

    /// A call overwrites `r1` to `r5`.
    fn overwrite(&mut self, call: usize) {
        self.unwritten |= 0b11_1110;
        self.written &= !0b11_1110;
        self.calls = [u32::try_from(call).ok().and_then(|call| NonZeroU32::MIN.checked_add(call)); 5];
    }

    /// Adds what another path brings. Says whether that is new.
    fn join(&mut self, other: &Self) -> bool {
        let before = *self;
        self.unwritten |= other.unwritten;
        self.written |= other.written;
        for (call, other) in self.calls.iter_mut().zip(other.calls) {
            // (Of several calls any: if the last or the first were looked for, long code could take very long.)
            *call = call.or(other);
        }
        *self != before
    }
}

/// Code that is being looked at.
struct Check<'a> {
    code: &'a Code,
    targets: Targets<'a>,
    /// The number of arguments of a call.
    arguments: &'a dyn Fn(&Instruction) -> u8,
}

impl Check<'_> {
    /// Looks at the function that begins with this instruction.
    fn function(&self, start: usize, entry: Entry, found: &mut Vec<(usize, CheckProblem)>) {
        let instructions = &self.code.instructions;
        let mut states: Vec<Option<State>> = vec![None; instructions.len()];
        states[start] = Some(State::at(entry));
        let mut waiting = vec![start];
        // States only come to know of more paths, so what is wrong in the end was wrong when it was last looked at.
        let mut wrong = false;
        while let Some(index) = waiting.pop() {
            let Some(mut state) = states[index] else { continue };
            self.step(index, entry, &mut state, |_| wrong = true);
            let next = super::goes_on(instructions[index].operation).then_some(index + 1);
            let jump = self.targets.jump(index).and_then(Result::ok);
            for successor in next.into_iter().chain(jump).filter(|&next| next < instructions.len()) {
                let is_new = match &mut states[successor] {
                    Some(known) => known.join(&state),
                    unknown => {
                        *unknown = Some(state);
                        true
                    }
                };
                if is_new {
                    waiting.push(successor);
                }
            }
        }
        for (index, state) in states.iter().enumerate().filter(|_| wrong) {
            if let Some(mut state) = *state {
                self.step(index, entry, &mut state, |read| {
                    found.push((index, CheckProblem::Unwritten(read)))
                });
            }
        }
    }

    /// What an instruction does to the registers. Reads of those that hold nothing are reported; from there on the
    /// register counts as written, so that one mistake is reported once.
    fn step(&self, index: usize, entry: Entry, state: &mut State, mut report: impl FnMut(UnwrittenRead)) {
        let instruction = &self.code.instructions[index];
        let operation = instruction.operation;
        let Some(row) = table::row(operation) else { return };
        let operands = [(row.dst, instruction.dst), (row.src, instruction.src)];
        let explicit = operands.into_iter().filter_map(|(field, register)| {
            matches!(field, Field::Read | Field::Update | Field::Address).then_some(register)
        });
        let implicit = match operation {
            Operation::Exit if entry.returns => Some(Register::R0),
            Operation::Atomic(Atomic::CompareExchange, _) => Some(Register::R0),
            Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_) => Some(Register::R6),
            _ => None,
        };
        let is_call = matches!(operation, Operation::Call(_) | Operation::CallRegister);
        let arguments = if is_call { (self.arguments)(instruction).min(5) } else { 0 };
        let arguments = (1..=arguments).filter_map(Register::from_number);
        for register in explicit.chain(implicit).chain(arguments) {
            if state.unwritten & bit(register) != 0 {
                let call = state.call(register).and_then(|call| *call);
                let call = call.map(|call| Place::of(self.code, call.get() as usize - 1));
                report(UnwrittenRead { register, call, always: state.written & bit(register) == 0 });
                state.write(register);
            }
        }
        // Classic BPF's loads from a packet are calls to the kernel.
        if is_call || matches!(operation, Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_))
        {
            state.overwrite(index);
            state.write(Register::R0);
        }
        if let Operation::Atomic(Atomic::CompareExchange, _) = operation {
            state.write(Register::R0);
        }
        for (field, register) in operands {
            if matches!(field, Field::Write | Field::Update) {
                state.write(register);
            }
        }
    }
}

#[cfg(test)]
mod tests;
