//! Runs functions: what a module means, and so what compiled code must do.
//!
//! A [`World`] holds a lawful module's maps, global variables and packet; [`World::run`] runs one of its functions, step by step, with a limit.
//! Helpers for maps and ring buffers have their meaning here; all else that a kernel does is asked of an [`Environment`].
//!
//! ```
//! use skep_ir::{Module, interpret::{Outcome, Word, World}};
//! use skep_btf::Endian;
//!
//! let module = Module::parse("function half -> i64 { b0(v0: i64): v1: i64 = const 2 v2: i64 = udiv v0, v1 return v2 }")?;
//! let mut world = World::new(&module, Endian::Little)?;
//! let half = module.function("half").ok_or("no such function")?;
//! let outcome = world.run(half, &[Word::Integer(9)], &mut (), 100)?;
//! assert_eq!(outcome, Outcome::Returned(Some(Word::Integer(4))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod arithmetic;
mod helpers;
mod memory;
mod step;
mod world;

pub use memory::{Memory, MemoryFault, Pointer};
pub use world::{Environment, Word, World, WorldError};

use crate::{
    Block, Bound, Function, FunctionId, MapId, Module, Region, Table, Target, Terminator, Type, Value,
};
use arithmetic::bits;
use std::collections::HashMap;
use std::fmt;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The function returned.
    Returned(Option<Word>),
    /// The program was aborted: it ends with its default verdict.
    Aborted,
    /// It goes on in another program.
    TailCalled {
        /// The program array.
        map: MapId,
        /// The place in it.
        index: u32,
    },
}

/// Why a run could not go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// It took more steps than it was allowed.
    Steps,
    /// A loop was gone round more often than its head says (rule 9).
    Loop(u32),
    /// An end that is never reached was reached.
    Unreachable,
    /// There are more calls in one another than a kernel has frames for: 8.
    Depth,
    /// An access to memory (rule 14).
    Memory(MemoryFault),
    /// The environment has no such helper, function or kernel data: what was asked for.
    Missing(String),
    /// A value is not of the type that the law wants; or the arguments of the run are not what the function takes.
    Value(Value),
    /// A function that was called could not go on.
    Callee(Box<Trap>),
}

/// A run that could not go on, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trap {
    /// The function's name.
    pub function: String,
    /// The block.
    pub block: Block,
    /// The instruction of this number in it, from 0; the end comes behind the last.
    pub instruction: usize,
    /// Why.
    pub cause: Cause,
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}.{}: ", self.function, self.block, self.instruction)?;
        match &self.cause {
            Cause::Steps => f.write_str("the run took more steps than it was allowed"),
            Cause::Loop(times) => {
                write!(f, "the loop was gone round more than {times} times (rule 9: Loops)")
            }
            Cause::Unreachable => f.write_str("it was reached, and is said never to be"),
            Cause::Depth => f.write_str("there are more than 8 calls in one another"),
            Cause::Memory(fault) => write!(f, "{fault} (rule 14: Bounds)"),
            Cause::Missing(what) => write!(f, "the environment has no {what}"),
            Cause::Callee(trap) => trap.fmt(f),
            Cause::Value(value) => write!(f, "{value} is not of its type (rule 12: Types)"),
        }
    }
}

impl std::error::Error for Trap {}

impl From<MemoryFault> for Cause {
    fn from(fault: MemoryFault) -> Self {
        Self::Memory(fault)
    }
}

/// What the address of the context is here. Nothing else is there.
pub const CONTEXT_ADDRESS: u64 = 0xffff_c000_0000_0000;

/// How many calls there may be in one another (`MAX_CALL_FRAMES` of Linux).
const MAX_DEPTH: usize = 8;

/// What the bytes of a slot are before they are written; the law has nobody read them.
const UNWRITTEN: u8 = 0xa5;

impl World<'_> {
    /// Runs a function with these arguments (a program is given [`Word::Context`]), for at most so many steps.
    ///
    /// # Errors
    /// If the run cannot go on. Maps, globals and the packet are as it left them.
    pub fn run(
        &mut self,
        function: FunctionId,
        arguments: &[Word],
        environment: &mut dyn Environment,
        steps: u64,
    ) -> Result<Outcome, Trap> {
        let mut run = Run { world: self, environment, steps, depth: 0 };
        run.call(function, arguments)
    }
}

/// One run.
struct Run<'w, 'm> {
    world: &'w mut World<'m>,
    environment: &'w mut dyn Environment,
    steps: u64,
    depth: usize,
}

/// One call of a function.
struct Frame<'m> {
    module: &'m Module,
    function: &'m Function,
    types: Table<Value, Option<Type>>,
    values: Table<Value, Word>,
    slots: Vec<Pointer>,
    /// How often each head of a loop was come to since the loop was entered.
    rounds: HashMap<Block, u32>,
}

impl Frame<'_> {
    fn word(&self, value: Value) -> Result<Word, Cause> {
        self.values.get(value).copied().ok_or(Cause::Value(value))
    }

    fn integer(&self, value: Value) -> Result<u64, Cause> {
        match self.word(value)? {
            Word::Integer(number) => Ok(number),
            _ => Err(Cause::Value(value)),
        }
    }

    fn pointer(&self, value: Value) -> Result<Pointer, Cause> {
        match self.word(value)? {
            Word::Pointer(pointer) => Ok(pointer),
            _ => Err(Cause::Value(value)),
        }
    }

    fn ty(&self, value: Value) -> Type {
        self.types.get(value).copied().flatten().unwrap_or(Type::I64)
    }

    /// How many bits an integer has.
    fn width(&self, value: Value) -> u32 {
        self.ty(value).bits().unwrap_or(64)
    }

    fn set(&mut self, value: Value, word: Word) {
        let width = self.width(value);
        if let Some(place) = self.values.get_mut(value) {
            *place = match word {
                Word::Integer(number) => Word::Integer(bits(width, number)),
                other => other,
            };
        }
    }
}

impl<'m> Run<'_, 'm> {
    fn call(&mut self, id: FunctionId, arguments: &[Word]) -> Result<Outcome, Trap> {
        let module: &'m Module = self.world.module;
        let Some(function) = module.functions.get(id) else {
            let cause = Cause::Missing(id.to_string());
            return Err(Trap { function: String::new(), block: Function::ENTRY, instruction: 0, cause });
        };
        let trap =
            |block, instruction, cause| Trap { function: function.name.clone(), block, instruction, cause };
        let types = function.types();
        let mut frame = Frame {
            module,
            function,
            values: types.keys().map(|_| Word::Integer(0)).collect(),
            types,
            slots: Vec::new(),
            rounds: HashMap::new(),
        };
        if self.depth == MAX_DEPTH {
            return Err(trap(Function::ENTRY, 0, Cause::Depth));
        }
        for (at, parameter) in function.parameters().iter().enumerate() {
            let given = arguments.get(at).copied().filter(|&word| is_of(word, parameter.ty));
            let word = given.ok_or_else(|| trap(Function::ENTRY, 0, Cause::Value(parameter.value)))?;
            frame.set(parameter.value, word);
        }
        for slot in function.slots.values() {
            let memory = self.world.memory.add(world::size(slot.size), UNWRITTEN);
            frame.slots.push(memory.map_err(|fault| trap(Function::ENTRY, 0, fault.into()))?);
        }
        self.depth += 1;
        let outcome = self.blocks(&mut frame, trap);
        self.depth -= 1;
        for slot in frame.slots {
            self.world.memory.remove(slot);
        }
        outcome
    }

    fn blocks(
        &mut self,
        frame: &mut Frame<'m>,
        trap: impl Fn(Block, usize, Cause) -> Trap,
    ) -> Result<Outcome, Trap> {
        let function = frame.function;
        let flow = crate::Flow::of(function);
        let mut block = Function::ENTRY;
        loop {
            let body = &function.blocks[block];
            for (at, one) in body.instructions.iter().enumerate() {
                let step = self.count().and_then(|()| self.step(frame, one));
                if let Some(outcome) = step.map_err(|cause| trap(block, at, cause))? {
                    return Ok(outcome);
                }
            }
            let at = body.instructions.len();
            let Some(end) = &body.end else { return Err(trap(block, at, Cause::Unreachable)) };
            let next = self.count().and_then(|()| go_on(frame, &end.terminator, &self.world.memory));
            match next.map_err(|cause| trap(block, at, cause))? {
                Next::End(outcome) => return Ok(outcome),
                Next::Block(next) => {
                    let known = function.blocks.get(next).map(|body| body.bound);
                    let bound = known.ok_or_else(|| trap(block, at, Cause::Unreachable))?;
                    if let Some(Bound::Times(times)) = bound {
                        let rounds = frame.rounds.entry(next).or_insert(0);
                        *rounds = if flow.dominates(next, block) { rounds.saturating_add(1) } else { 1 };
                        if *rounds > times {
                            return Err(trap(block, at, Cause::Loop(times)));
                        }
                    }
                    block = next;
                }
            }
        }
    }

    fn count(&mut self) -> Result<(), Cause> {
        self.steps = self.steps.checked_sub(1).ok_or(Cause::Steps)?;
        Ok(())
    }
}

/// Whether a word can be a value of a type.
fn is_of(word: Word, ty: Type) -> bool {
    match (word, ty) {
        (Word::Integer(0), Type::Pointer { nullable, .. }) => nullable,
        (Word::Integer(_), Type::Pointer { region, .. }) => {
            matches!(region, Region::Kernel(_) | Region::Untrusted(_) | Region::User)
        }
        (Word::Integer(number), ty) => bits(ty.bits().unwrap_or(64), number) == number,
        (Word::Context, ty) => ty == Type::pointer(Region::Context),
        (Word::Map(map), ty) => ty == Type::pointer(Region::Map(map)),
        (Word::Pointer(_), ty) => ty.bits().is_none(),
    }
}

/// What comes behind the end of a block.
enum Next {
    Block(Block),
    End(Outcome),
}

/// Follows the end of a block.
fn go_on(frame: &mut Frame<'_>, terminator: &Terminator, memory: &Memory) -> Result<Next, Cause> {
    let (target, proved) = match terminator {
        Terminator::Jump(target) => (target, None),
        Terminator::Branch { condition, then, otherwise } => {
            (if frame.integer(*condition)? != 0 { then } else { otherwise }, None)
        }
        Terminator::Switch { value, cases, default } => {
            let (number, width) = (frame.integer(*value)?, frame.width(*value));
            let case = cases.iter().find(|(case, _)| bits(width, case.cast_unsigned()) == number);
            (case.map_or(default, |(_, target)| target), None)
        }
        Terminator::IfNull { pointer, null, some } => match frame.word(*pointer)? {
            Word::Integer(0) => (null, None),
            word => (some, Some(word)),
        },
        Terminator::IfPacket { pointer, end, size, fits, short } => {
            let (start, end) = (frame.pointer(*pointer)?, frame.pointer(*end)?);
            let enough = start.offset.checked_add(u64::from(*size)).is_some_and(|last| last <= end.offset);
            // That the bytes are there is what the guard proves.
            if enough && memory.read(start, world::size(*size)).is_ok() {
                (fits, Some(Word::Pointer(start)))
            } else {
                (short, None)
            }
        }
        Terminator::IfBelow { value, bound, inside, outside } => {
            let number = frame.integer(*value)?;
            if number < u64::from(*bound) { (inside, Some(Word::Integer(number))) } else { (outside, None) }
        }
        Terminator::Return(value) => {
            let word = value.map(|value| frame.word(value)).transpose()?;
            return Ok(Next::End(Outcome::Returned(word)));
        }
        Terminator::Abort => return Ok(Next::End(Outcome::Aborted)),
        Terminator::Unreachable => return Err(Cause::Unreachable),
    };
    let Target { block, arguments } = target;
    // All are read before any is set: a block may hand its own parameters to itself in another order.
    let handed: Vec<Word> = arguments.iter().map(|&value| frame.word(value)).collect::<Result<_, _>>()?;
    let parameters = frame.function.blocks.get(*block).map_or(&[][..], |body| &body.parameters);
    for (parameter, word) in parameters.iter().zip(proved.into_iter().chain(handed)) {
        frame.set(parameter.value, word);
    }
    Ok(Next::Block(*block))
}
