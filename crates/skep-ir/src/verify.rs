//! The law of the intermediate representation, and who enforces it.
//!
//! A module that obeys the law has a meaning, and one that the kernel's verifier can follow. Whoever makes one (the language, the
//! text) owes it; every pass keeps it; whoever reads one (the interpreter, the code generator) relies on it.
//! [`Module::verify`](crate::Module::verify) reports everything that breaks it.
//!
//! Of the module:
//!
//! 1. *References.* Whatever is referred to exists: blocks, slots, maps, globals, functions, declared types, places, files. A place
//!    in a function put in at another has a higher number than that one. A declared type mentions only earlier ones, but that a
//!    pointer may lead to a later structure.
//! 2. *Names.* Maps, globals and functions have names that are words, each once.
//! 3. *Sizes.* A slot has 1 to 512 bytes and an alignment of 1, 2, 4 or 8; a global variable's alignment is a power of two up to
//!    4096.
//! 4. *Recursion.* No function calls itself, nor through others.
//!
//! Of a function:
//!
//! 5. *Ends.* There is a block, and every block has an end. A function that does not abort or go round returns what it says.
//! 6. *Entry.* Nothing goes to the first block. A program takes its context and returns an `i32`; a function takes at most five
//!    values, and neither takes nor returns a pointer into its frame, a record, or a part of one.
//! 7. *Definitions.* Every value is defined once, and every value that is used is defined.
//! 8. *Reach.* Every block is reached from the first, and from every block the end of the function, or a loop that the kernel
//!    ends, can be reached.
//! 9. *Loops.* A loop is entered at its head only, and the head says what bounds it.
//! 10. *Arguments.* A block is given as many values as it has parameters, of types that [serve](crate::Type::serves). The first
//!     parameter of a guard's block is what the guard found out: `ptr R` of `ptr? R`, `ptr packet N`, `below N`. A pointer to a part
//!     of a record is not handed to blocks, so that it is known which record it is of.
//! 11. *Dominance.* A value is used only where its definition has come before, on every way.
//! 12. *Types.* Operands and results have the types that the operation wants; the instructions' documentation says which.
//!     Less may be said of a result than is known: a type that its own serves.
//! 13. *Null.* A pointer that may be null is only looked at by a guard, compared by none, and handed on. The constant 0 is one of every
//!     such type but that of a record.
//! 14. *Bounds.* An access ends where its pointer's region does: the checked bytes of the packet, the size of the slot, of the map's
//!     value, of the global, of the record, of the memory.
//! 15. *Writing.* Nothing writes to constants, to structures of the kernel, or to packets that this type of program only reads.
//! 16. *Context.* Fields of the context are those of the facts for this type of program; it may read what it reads and write
//!     what it writes. Where facts name no fields, a place in the context is a number of bytes.
//! 17. *Atomics.* What is changed atomically has 32 or 64 bits, lies at a multiple of its size, and is not in the packet or the
//!     context.
//! 18. *Helpers.* A helper is known, this type of program may call it, and its arguments are what its signature says; sizes are constants
//!     where the memory that they speak of must be known.
//! 19. *Slots.* Every byte of a slot is written before it is read, on every way; also by whom its address is handed to.
//! 20. *Packet.* No pointer into the packet is used after something that may move the packet.
//! 21. *Records.* A reserved record is given back exactly once on every way, and not used afterwards. Handing it to a block or
//!     asking whether it is null passes the duty on. The same holds of a socket that was looked up, which is released.

mod accesses;
mod calls;
mod duties;
mod module;
mod operations;
mod shape;

pub(crate) use calls::{Arguments, Handed};

use crate::flow::Flow;
use crate::{Block, Function, FunctionId, Location, Module, Table, Type, Value};
use skep_uapi::{AttachType, ProgramType};
use std::fmt;

/// A rule of the law, by the number that [its text](crate::verify) gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the rules are said in the documentation of the module, by these names")]
pub enum Rule {
    References = 1,
    Names,
    Sizes,
    Recursion,
    Ends,
    Entry,
    Definitions,
    Reach,
    Loops,
    Arguments,
    Dominance,
    Types,
    Null,
    Bounds,
    Writing,
    Context,
    Atomics,
    Helpers,
    Slots,
    Packet,
    Records,
}

/// Where something breaks the law.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Site {
    /// In a declaration of the module, which the message names.
    Module,
    /// In a function as a whole.
    Function,
    /// In a block as a whole: its parameters.
    Block(Block),
    /// In the instruction of this number in a block, from 0; the end comes behind the last.
    Instruction(Block, usize),
}

/// One way in which a module breaks the law.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// The function, if it is in one.
    pub function: Option<FunctionId>,
    /// Its name.
    pub function_name: Option<String>,
    /// Where in it.
    pub site: Site,
    /// Where that was written: the file, and the place in it.
    pub source: Option<(String, Location)>,
    /// Of a record that is not given back: where it was reserved.
    pub reserved: Option<Location>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((file, Location { line, column, .. })) = &self.source {
            write!(f, "{file}:{line}:{column}: ")?;
        }
        if let Some(name) = &self.function_name {
            write!(f, "{name}")?;
        }
        match self.site {
            Site::Module | Site::Function => {}
            Site::Block(block) => write!(f, " {block}")?,
            Site::Instruction(block, at) => write!(f, " {block}.{at}")?,
        }
        if self.function_name.is_some() {
            f.write_str(": ")?;
        }
        write!(f, "{} (rule {}: {:?})", self.message, self.rule as u8, self.rule)
    }
}

impl std::error::Error for Violation {}

impl Module {
    /// Looks whether the module obeys [the law](crate::verify).
    ///
    /// # Errors
    /// With everything that breaks it, in the order of the text. A function whose references, ends, definitions or arguments are
    /// wrong is looked at no further.
    pub fn verify(&self) -> Result<(), Vec<Violation>> {
        let mut violations = Vec::new();
        module::check(self, &mut violations);
        // What a function refers to is asked for everywhere below.
        let sound = violations.is_empty();
        for (id, function) in self.functions.iter() {
            let types = function.types();
            let programs = if sound { module::programs(self, id) } else { vec![] };
            let mut checker = Checker {
                module: self,
                id,
                function,
                constants: constants(function, &types),
                types,
                programs,
                flow: Flow::of(function),
                violations: &mut violations,
            };
            let before = checker.violations.len();
            shape::check(&mut checker);
            if sound && checker.violations.len() == before {
                checker.check_inside();
            }
        }
        if sound {
            module::check_recursion(self, &mut violations);
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

/// One function under examination.
struct Checker<'m> {
    module: &'m Module,
    id: FunctionId,
    function: &'m Function,
    types: Table<Value, Option<Type>>,
    constants: Table<Value, Option<i64>>,
    /// The programs that run the function.
    programs: Vec<(ProgramType, Option<AttachType>)>,
    flow: Flow,
    violations: &'m mut Vec<Violation>,
}

impl Checker<'_> {
    fn check_inside(&mut self) {
        let before = self.violations.len();
        operations::check(self);
        if self.violations.len() == before {
            duties::check(self);
        }
    }

    fn report(&mut self, rule: Rule, site: Site, message: String) {
        self.report_kept(rule, site, None, message);
    }

    /// Reports what is wrong with a record that was reserved there.
    fn report_kept(&mut self, rule: Rule, site: Site, reserved: Option<Location>, message: String) {
        let location = match site {
            Site::Module | Site::Function => None,
            Site::Block(block) => self.location(block, 0),
            Site::Instruction(block, at) => self.location(block, at),
        };
        let source =
            location.map(|place| (self.module.files.get(place.file).cloned().unwrap_or_default(), place));
        self.violations.push(Violation {
            rule,
            function: Some(self.id),
            function_name: Some(self.function.name.clone()),
            site,
            source,
            reserved,
            message,
        });
    }

    fn location(&self, block: Block, at: usize) -> Option<Location> {
        let body = self.function.blocks.get(block)?;
        let id = match body.instructions.get(at) {
            Some(instruction) => instruction.location,
            None => body.end.as_ref().and_then(|end| end.location),
        };
        self.module.locations.get(id?).copied()
    }

    /// The type of a value that rule 7 has found to be defined.
    fn type_of(&self, value: Value) -> Type {
        // Only asked after rule 7 held for every value; an integer is what disturbs least otherwise.
        self.types.get(value).copied().flatten().unwrap_or(Type::I64)
    }

    /// The text of a type.
    fn text(&self, ty: Type) -> String {
        crate::text::Names(self.module).ty(ty).to_string()
    }

    /// The constant that a value is, if it is one.
    fn constant(&self, value: Value) -> Option<i64> {
        self.constants.get(value).copied().flatten()
    }
}

/// The values that are constants, by their numbers, as far as the table of types reaches.
pub(crate) fn constants(
    function: &Function,
    types: &Table<Value, Option<Type>>,
) -> Table<Value, Option<i64>> {
    let mut found: Table<Value, Option<i64>> = types.keys().map(|_| None).collect();
    for one in function.blocks.values().flat_map(|block| &block.instructions) {
        let (Some(result), crate::Operation::Constant(number)) = (one.result, &one.operation) else {
            continue;
        };
        if let Some(place) = found.get_mut(result.value) {
            *place = Some(*number);
        }
    }
    found
}
