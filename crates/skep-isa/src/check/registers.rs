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

/// Why a register holds nothing. Where paths meet, a call counts more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unwritten {
    /// Nothing was written to it.
    Never,
    /// The call with this index overwrote it.
    Call(usize),
}

/// What is known of the registers at a place: for each, why it may hold nothing, and whether it may hold something.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    unwritten: [Option<Unwritten>; Register::ALL.len()],
    written: [bool; Register::ALL.len()],
}

impl State {
    fn at(entry: Entry) -> Self {
        let holds =
            |number: u8| number == Register::R10.number() || (1..=entry.arguments.min(5)).contains(&number);
        let registers = Register::ALL.map(Register::number);
        Self {
            unwritten: registers.map(|number| (!holds(number)).then_some(Unwritten::Never)),
            written: registers.map(holds),
        }
    }

    fn write(&mut self, register: Register) {
        self.unwritten[usize::from(register.number())] = None;
        self.written[usize::from(register.number())] = true;
    }

    fn overwrite(&mut self, register: Register, call: usize) {
        self.unwritten[usize::from(register.number())] = Some(Unwritten::Call(call));
        self.written[usize::from(register.number())] = false;
    }

    /// Adds what another path brings. Says whether that is new.
    fn join(&mut self, other: &Self) -> bool {
        let before = *self;
        for (cause, other) in self.unwritten.iter_mut().zip(other.unwritten) {
            // (Of several calls any: if the last or the first were looked for, long code could take very long.)
            *cause = match (*cause, other) {
                (Some(Unwritten::Call(call)), _) | (_, Some(Unwritten::Call(call))) => {
                    Some(Unwritten::Call(call))
                }
                (Some(Unwritten::Never), _) | (_, Some(Unwritten::Never)) => Some(Unwritten::Never),
                (None, None) => None,
            };
        }
        for (written, other) in self.written.iter_mut().zip(other.written) {
            *written |= other;
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
        while let Some(index) = waiting.pop() {
            let Some(mut state) = states[index] else { continue };
            self.step(index, entry, &mut state, |_| {});
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
        for (index, state) in states.iter().enumerate() {
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
            let number = usize::from(register.number());
            if let Some(cause) = state.unwritten[number] {
                let call = match cause {
                    Unwritten::Never => None,
                    Unwritten::Call(call) => Some(Place::of(self.code, call)),
                };
                report(UnwrittenRead { register, call, always: !state.written[number] });
                state.write(register);
            }
        }
        // Classic BPF's loads from a packet are calls to the kernel.
        if is_call || matches!(operation, Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_))
        {
            (1..=5).filter_map(Register::from_number).for_each(|register| state.overwrite(register, index));
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
