//! The interpreter: one loop over the steps of a program.

use crate::arithmetic::{arithmetic, holds, low, negate, sign_extend, swap_bytes};
use crate::compiled::Machine;
use crate::environment::{Call, Next, Successor, Watched};
use crate::fast;
use crate::needs::has;
use crate::operands::Registers;
use crate::paused::{Position, Run};
use crate::program::{Program, Step};
use crate::{Environment, Fault, FaultFrame, FaultKind, Memory};
use skep_isa::{Arithmetic, Atomic, Callee, Operation, Register, Size, Source, Width};
use std::sync::Arc;

/// The bytes of stack that each function has (`MAX_BPF_STACK`, `include/linux/filter.h`).
pub const STACK_SIZE: usize = 512;

/// How many functions can be called from one another, the first one included (`MAX_CALL_FRAMES`,
/// `include/linux/bpf_verifier.h`).
pub const MAX_FRAMES: usize = 8;

/// How long a program may run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The number of instructions after which the run is a fault. They are counted anew for each program that takes the
    /// place of another.
    pub instructions: u64,
    /// How often each function's `may_goto` goes on before it jumps.
    pub may_goto: u64,
    /// How many instructions more all loops may take together that are known to end: those of functions that helpers
    /// call, and those up to a `may_goto`. When they are used up, `may_goto` jumps, as it does in a kernel after some time.
    pub loops: u64,
}

impl Default for Limits {
    /// A million instructions, as many iterations as the kernel gives (`BPF_MAX_LOOPS`, `include/linux/bpf.h`), and eight
    /// instructions for each of them.
    fn default() -> Self {
        Self { instructions: 1_000_000, may_goto: 8 << 20, loops: 64 << 20 }
    }
}

/// How a run ended that was no fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The value that the program returned in `r0`.
    pub value: u64,
    /// How many instructions were carried out, in all programs.
    pub instructions: u64,
}

/// A function that is being carried out, or waits for one that it called.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The program that it is a function of, by its number in the run.
    pub(crate) program: usize,
    /// The index of the function's first step.
    pub(crate) entry: usize,
    pub(crate) may_goto: u64,
    /// The step that called, in the frame below.
    pub(crate) call: usize,
    /// What the caller finds in `r6` to `r10` when this function returns.
    pub(crate) saved: [u64; 5],
    pub(crate) saved_written: Registers,
    /// Which of them are pointers of the kernel's.
    pub(crate) saved_kernel: Registers,
    /// If a helper called it: how many instructions were left then.
    pub(crate) left_before: Option<u64>,
    /// Whether the fast loop has called it, from another function of the same program, all of whose needs are met.
    pub(crate) quick: bool,
}

const R0: usize = 0;
pub(crate) const R6: usize = 6;
pub(crate) const R10: usize = 10;

impl Program {
    /// Runs the program with `context` in `r1`.
    ///
    /// # Errors
    /// The fault that ended the run. What was written to memory before it stays.
    pub fn run(
        &self,
        context: u64,
        memory: &mut Memory,
        environment: &mut dyn Environment,
        limits: Limits,
    ) -> Result<Outcome, Fault> {
        self.run_with(&[context], memory, environment, limits)
    }

    /// Runs the program with up to five arguments, in `r1` and on.
    ///
    /// # Errors
    /// The fault that ended the run. What was written to memory before it stays.
    pub fn run_with(
        &self,
        arguments: &[u64],
        memory: &mut Memory,
        environment: &mut dyn Environment,
        limits: Limits,
    ) -> Result<Outcome, Fault> {
        let mut run = Run::new(arguments, limits);
        loop {
            // Nobody but the environment could let it pause, and nobody here has anything else to do.
            if let Some(outcome) = run.go_on(self, memory, environment, limits)? {
                return Ok(outcome);
            }
        }
    }

    /// The program with this number in a run.
    fn numbered<'p>(&'p self, number: usize, successors: &'p [Arc<Self>]) -> &'p Self {
        number.checked_sub(1).and_then(|index| successors.get(index)).map_or(self, |program| &**program)
    }

    /// Runs the program from a position on; nothing if it pauses, which the position then says. For a fault, says also which
    /// step it was.
    #[expect(
        clippy::too_many_lines,
        reason = "a table: what each operation does, with the registers in locals"
    )]
    pub(crate) fn run_in(
        &self,
        frames: &mut Vec<Frame>,
        successors: &mut Vec<Arc<Self>>,
        position: &mut Position,
        memory: &mut Memory,
        environment: &mut dyn Environment,
        limits: Limits,
    ) -> Result<Option<Outcome>, (FaultKind, usize)> {
        let Position { mut registers, mut written, mut kernel, mut left, mut left_for_loops, .. } = *position;
        let Position { mut instructions_before, mut number, mut next, mut shown, .. } = *position;
        let watched = environment.watches();
        let mut current;

        // What is wrong ends the loop at its step.
        macro_rules! check {
            ($result:expr) => {
                match $result {
                    Ok(value) => value,
                    Err(fault) => break Leave::Fault(FaultKind::from(fault)),
                }
            };
        }
        if frames.is_empty() {
            registers[R10] = memory.enter_function().map_err(|error| (error.into(), 0))?;
            let none = Registers::default();
            frames.push(Frame {
                program: 0,
                entry: 0,
                may_goto: limits.may_goto,
                call: 0,
                saved: [0; 5],
                saved_written: none,
                saved_kernel: none,
                left_before: None,
                quick: false,
            });
        }
        loop {
            let program = self.numbered(number, successors);
            let enough = program.steps.len() as u64;
            let left_off = loop {
                let ready =
                    program.needs.get(next).is_some_and(|needs| needs.without(has(written)).is_empty());
                if ready && kernel.is_empty() && !watched {
                    let mut machine = Machine {
                        registers: &mut registers,
                        written: &mut written,
                        left: &mut left,
                        frames,
                        memory,
                        limits,
                        program: number,
                    };
                    let compiled = program.compiled.as_ref();
                    next = match compiled.and_then(|compiled| compiled.run(next, &mut machine)) {
                        Some(next) => next,
                        None if *machine.left > enough => fast::run(&program.fast, next, machine),
                        None => next,
                    };
                }
                current = next;
                let Some(step) = program.steps.get(current) else {
                    break Leave::Fault(FaultKind::FellOffTheEnd);
                };
                if left == 0 {
                    break Leave::Fault(FaultKind::TooManyInstructions { limit: limits.instructions });
                }
                left -= 1;
                let unwritten = step.reads.without(written);
                if !unwritten.is_empty() {
                    break Leave::Fault(FaultKind::UnwrittenRegister(unwritten.first()));
                }
                if watched
                    && !std::mem::take(&mut shown)
                    && let Some(instruction) = program.code().instructions.get(current)
                {
                    let shown = environment.before_step(&Watched {
                        program: number,
                        slot: program.slot(current),
                        instruction,
                        depth: frames.len(),
                        registers: &registers[..=R10],
                        memory,
                    });
                    if shown.is_break() {
                        left += 1;
                        break Leave::Pause;
                    }
                }
                let Step { dst, src, offset, imm, .. } = *step;
                let (dst, src) = (usize::from(dst & 15), usize::from(src & 15));
                let operand = |source| match source {
                    Source::Immediate => imm,
                    Source::Register => registers[src],
                };
                let at = |register: usize| registers[register].wrapping_add_signed(offset.into());
                let target = step.target as usize;
                next = current + 1;
                let mut gives_kernel_pointer = false;
                match step.operation {
                    Operation::Arithmetic(operation, width, source) => {
                        let moves = matches!(operation, Arithmetic::Add | Arithmetic::Subtract);
                        gives_kernel_pointer = moves && width == Width::W64 && kernel.has(dst);
                        registers[dst] = arithmetic(operation, width, registers[dst], operand(source));
                    }
                    Operation::Negate(width) => registers[dst] = negate(width, registers[dst]),
                    Operation::Move(Width::W64, source) => {
                        gives_kernel_pointer = source == Source::Register && kernel.has(src);
                        registers[dst] = operand(source);
                    }
                    Operation::Move(Width::W32, source) => registers[dst] = low(operand(source)).into(),
                    Operation::MoveSignExtend(width, size) => {
                        registers[dst] = sign_extend(width, size, registers[src]);
                    }
                    Operation::ByteSwap(swap, size) => {
                        registers[dst] = swap_bytes(swap, size, registers[dst])
                    }
                    Operation::AddressSpaceCast => {
                        let (to, from) = spaces(imm);
                        registers[dst] = check!(environment.cast_address(registers[src], to, from));
                    }
                    Operation::LoadImmediate(_) => registers[dst] = imm,
                    Operation::Load(size) => {
                        let loaded = check!(memory.load_by(at(src), size, kernel.has(src)));
                        (registers[dst], gives_kernel_pointer) = (loaded.value, loaded.kernel);
                    }
                    Operation::LoadSignExtend(size) => {
                        let loaded = check!(memory.load_by(at(src), size, kernel.has(src)));
                        registers[dst] = sign_extend(Width::W64, size, loaded.value);
                    }
                    Operation::Store(size, source) => {
                        let keeps = source == Source::Register && kernel.has(src);
                        check!(memory.store_by(at(dst), size, operand(source), keeps));
                    }
                    Operation::LoadAcquire(size) => {
                        registers[dst] = check!(memory.load_acquire(at(src), size))
                    }
                    Operation::StoreRelease(size) => {
                        check!(memory.store_release(at(dst), size, registers[src]));
                    }
                    Operation::Atomic(atomic, size) => {
                        let (expected, value) = (registers[R0], registers[src]);
                        let change = |old| change(atomic, size, old, value, expected);
                        let old = check!(memory.atomic(at(dst), size, change));
                        match atomic {
                            Atomic::Add | Atomic::Or | Atomic::And | Atomic::Xor => {}
                            Atomic::CompareExchange => registers[R0] = old,
                            Atomic::FetchAdd
                            | Atomic::FetchOr
                            | Atomic::FetchAnd
                            | Atomic::FetchXor
                            | Atomic::Exchange => registers[src] = old,
                        }
                    }
                    Operation::Jump(condition, width, source) => {
                        if holds(condition, width, registers[dst], operand(source)) {
                            next = target;
                        }
                    }
                    Operation::Goto | Operation::GotoLong => next = target,
                    Operation::GotoRegister => {
                        break Leave::Fault(FaultKind::GotoByRegister { address: registers[dst] });
                    }
                    Operation::MayGoto => {
                        if let Some(frame) = frames.last_mut() {
                            // What was carried out since the last time is the loop's.
                            let used = limits.instructions - left;
                            if frame.may_goto == 0 || used > left_for_loops {
                                next = target;
                            } else {
                                frame.may_goto -= 1;
                                left_for_loops -= used;
                                left = limits.instructions;
                            }
                        }
                    }
                    Operation::Call(Callee::Helper) => {
                        let mut call = Call::new(
                            memory,
                            argument_registers(&registers),
                            written,
                            number,
                            program.slot(current),
                        );
                        registers[R0] = check!(environment.call_helper(low(imm), &mut call));
                        let (what_follows, is_pointer) = call.end();
                        match what_follows {
                            Some(Next::Successor(successor)) => break Leave::Successor(successor),
                            Some(Next::Function { slot, arguments, count }) => {
                                break Leave::Call { slot, arguments, count };
                            }
                            None => {}
                        }
                        gives_kernel_pointer = is_pointer;
                        written = written.without(Registers::ARGUMENTS);
                        kernel = kernel.without(Registers::ARGUMENTS);
                    }
                    Operation::Call(Callee::Kfunc) => {
                        let mut call = Call::new(
                            memory,
                            argument_registers(&registers),
                            written,
                            number,
                            program.slot(current),
                        );
                        registers[R0] = check!(environment.call_kfunc(low(imm), offset, &mut call));
                        gives_kernel_pointer = call.end().1;
                        written = written.without(Registers::ARGUMENTS);
                        kernel = kernel.without(Registers::ARGUMENTS);
                    }
                    Operation::Call(Callee::Function) => {
                        if frames.len() == MAX_FRAMES {
                            break Leave::Fault(FaultKind::TooManyFrames { limit: MAX_FRAMES });
                        }
                        let top = check!(memory.enter_function());
                        let mut saved = [0; 5];
                        saved.copy_from_slice(&registers[R6..=R10]);
                        let (call, may_goto) = (current, limits.may_goto);
                        let saved_written = written.only(Registers::SAVED);
                        frames.push(Frame {
                            program: number,
                            entry: target,
                            may_goto,
                            call,
                            saved,
                            saved_written,
                            saved_kernel: kernel.only(Registers::SAVED),
                            left_before: None,
                            quick: false,
                        });
                        registers[R10] = top;
                        written = written.only(Registers::ARGUMENTS).with(Registers::of(Register::R10));
                        kernel = kernel.only(Registers::ARGUMENTS);
                        next = target;
                        continue;
                    }
                    Operation::CallRegister => {
                        break Leave::Fault(FaultKind::CallByRegister { address: registers[dst] });
                    }
                    Operation::LoadPacketAbsolute(size) | Operation::LoadPacketIndirect(size) => {
                        let base = match step.operation {
                            Operation::LoadPacketIndirect(_) => low(registers[src]),
                            _ => 0,
                        };
                        let offset = base.wrapping_add(low(imm));
                        let loaded = check!(environment.load_packet(registers[R6], offset, size, memory));
                        written = written.without(Registers::ARGUMENTS);
                        match loaded {
                            Some(value) => registers[R0] = value,
                            None => {
                                registers[R0] = 0;
                                written = written.with(Registers::of(Register::R0));
                                break Leave::Return;
                            }
                        }
                    }
                    Operation::Exit => {
                        if frames.len() == 1 && !written.contains(Register::R0) {
                            break Leave::Fault(FaultKind::UnwrittenRegister(Register::R0));
                        }
                        break Leave::Return;
                    }
                }
                written = written.with(step.writes);
                kernel = kernel.without(step.writes);
                if gives_kernel_pointer {
                    kernel = kernel.with(Registers::numbered(dst));
                }
            };
            // What is called before the program goes on: by a helper, and again when that returned.
            let mut called = None;
            match left_off {
                Leave::Fault(kind) => return Err((kind, current)),
                Leave::Pause => {
                    let (next, shown) = (current, true);
                    *position = Position {
                        registers,
                        written,
                        kernel,
                        left,
                        left_for_loops,
                        instructions_before,
                        number,
                        next,
                        shown,
                    };
                    return Ok(None);
                }
                Leave::Call { slot, arguments, count } => called = Some((slot, arguments, count)),
                Leave::Return => match leave(frames, memory, &mut registers, &mut written, &mut kernel) {
                    Some(Returned { program: caller, call, left_before: None }) => {
                        (number, next) = (caller, call + 1);
                    }
                    Some(Returned { program: caller, call: at, left_before: Some(before) }) => {
                        (number, current, next) = (caller, at, at + 1);
                        let used = before - left.min(before);
                        let too_many = FaultKind::TooManyInstructions { limit: limits.loops };
                        left_for_loops = left_for_loops.checked_sub(used).ok_or((too_many, current))?;
                        left = before;
                        let slot = self.numbered(number, successors).slot(current);
                        let mut call = Call::new(memory, [0; 5], Registers::default(), number, slot);
                        let answer = environment.function_returned(registers[R0], &mut call);
                        registers[R0] = answer.map_err(|kind| (kind, current))?;
                        written = written.with(Registers::of(Register::R0));
                        if let (Some(Next::Function { slot, arguments, count }), _) = call.end() {
                            called = Some((slot, arguments, count));
                        }
                    }
                    None => {
                        let loops = limits.loops - left_for_loops;
                        let instructions = instructions_before + loops + (limits.instructions - left);
                        return Ok(Some(Outcome { value: registers[R0], instructions }));
                    }
                },
                Leave::Successor(Successor { program, context }) => {
                    memory.leave_function();
                    let top = memory.enter_function().map_err(|error| {
                        // The frame has no stack any more.
                        frames.pop();
                        (error.into(), current)
                    })?;
                    successors.push(program);
                    number = successors.len();
                    if let Some(frame) = frames.last_mut() {
                        (frame.program, frame.entry, frame.may_goto) = (number, 0, limits.may_goto);
                        frame.quick = false;
                    }
                    registers[1] = context;
                    registers[R10] = top;
                    written = Registers::of(Register::R1).with(Registers::of(Register::R10));
                    kernel = Registers::default();
                    instructions_before += limits.instructions - left;
                    left = limits.instructions;
                    next = 0;
                }
            }
            if let Some((slot, arguments, count)) = called {
                let callee = self.numbered(number, successors).index_of_slot(slot);
                let nowhere =
                    || (FaultKind::Refused(format!("no instruction begins in slot {slot}")), current);
                let entry = callee.ok_or_else(nowhere)?;
                if frames.len() == MAX_FRAMES {
                    return Err((FaultKind::TooManyFrames { limit: MAX_FRAMES }, current));
                }
                let top = memory.enter_function().map_err(|error| (error.into(), current))?;
                let mut saved = [0; 5];
                saved.copy_from_slice(&registers[R6..=R10]);
                frames.push(Frame {
                    program: number,
                    entry,
                    may_goto: limits.may_goto,
                    call: current,
                    saved,
                    saved_written: written.only(Registers::SAVED),
                    saved_kernel: kernel.only(Registers::SAVED),
                    left_before: Some(left),
                    quick: false,
                });
                registers[1..=5].copy_from_slice(&arguments);
                registers[R10] = top;
                written = Registers::arguments(count).with(Registers::of(Register::R10));
                kernel = Registers::default();
                next = entry;
            }
        }
    }

    #[cold]
    pub(crate) fn fault(
        &self,
        kind: FaultKind,
        index: usize,
        frames: &[Frame],
        successors: &[Arc<Self>],
    ) -> Fault {
        let mut at = index;
        let mut places = Vec::with_capacity(frames.len());
        for frame in frames.iter().rev() {
            let place = self.numbered(frame.program, successors).place(at, frame.entry);
            places.push(FaultFrame { program: frame.program, ..place });
            at = frame.call;
        }
        if places.is_empty() {
            places.push(self.place(at, 0));
        }
        Fault { kind, frames: places }
    }

    pub(crate) fn place(&self, index: usize, entry: usize) -> FaultFrame {
        let instructions = &self.code().instructions;
        let instruction = instructions.get(index);
        FaultFrame {
            program: 0,
            slot: self.slot(index),
            instruction: instruction.map_or_else(String::new, ToString::to_string),
            function: instructions.get(entry).and_then(|first| first.label.clone()),
            location: instruction.and_then(|instruction| instruction.location.as_deref().cloned()),
        }
    }
}

/// Why the steps of a program are left, or of one of its functions.
enum Leave {
    /// Something was wrong.
    Fault(FaultKind),
    /// The step that was shown is not carried out yet.
    Pause,
    /// The function ends.
    Return,
    /// Another program takes the place of the function.
    Successor(Successor),
    /// A helper calls a function of the program.
    Call { slot: usize, arguments: [u64; 5], count: u8 },
}

/// A function that ended, as its caller knows it.
pub(crate) struct Returned {
    program: usize,
    /// The step that called.
    call: usize,
    /// If a helper called it: how many instructions were left then.
    left_before: Option<u64>,
}

/// Ends the innermost function. Returns who called it, if there is a caller.
#[inline(always)]
pub(crate) fn leave(
    frames: &mut Vec<Frame>,
    memory: &mut Memory,
    registers: &mut [u64; 16],
    written: &mut Registers,
    kernel: &mut Registers,
) -> Option<Returned> {
    let frame = frames.pop()?;
    memory.leave_function();
    let caller = frames.last()?.program;
    registers[R6..=R10].copy_from_slice(&frame.saved);
    let result = Registers::of(Register::R0);
    *written = written.only(result).with(frame.saved_written).with(Registers::of(Register::R10));
    *kernel = kernel.only(result).with(frame.saved_kernel);
    Some(Returned { program: caller, call: frame.call, left_before: frame.left_before })
}

/// `r1` to `r5`.
fn argument_registers(registers: &[u64; 16]) -> [u64; 5] {
    let [_, a, b, c, d, e, ..] = *registers;
    [a, b, c, d, e]
}

/// The address spaces that a cast names: the one it is to, the one it is from.
#[expect(clippy::cast_possible_truncation, reason = "halves are taken")]
fn spaces(imm: u64) -> (u16, u16) {
    ((imm >> 16) as u16, imm as u16)
}

/// What an atomic operation makes of the number in memory. (Bits above the size are cut off when it is stored, and both
/// numbers that are compared have none.)
fn change(atomic: Atomic, size: Size, old: u64, value: u64, expected: u64) -> u64 {
    match atomic {
        Atomic::Add | Atomic::FetchAdd => old.wrapping_add(value),
        Atomic::Or | Atomic::FetchOr => old | value,
        Atomic::And | Atomic::FetchAnd => old & value,
        Atomic::Xor | Atomic::FetchXor => old ^ value,
        Atomic::Exchange => value,
        Atomic::CompareExchange => {
            let unused = u64::BITS - size.bits();
            if old == expected << unused >> unused { value } else { old }
        }
    }
}
