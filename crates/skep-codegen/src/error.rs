//! What keeps a module from becoming an object.

use skep_ir::{FunctionId, LocationId, Module, Violation};
use std::error::Error;
use std::fmt;

/// A place in the source, and the calls that led there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Where {
    /// The function of the module.
    pub function: String,
    /// The place, and behind it, from the inside out, the calls through which it was put into the function: each a file, a line
    /// and a column. Empty if that is not known.
    pub places: Vec<(String, u32, u32)>,
    /// The line of the first place, if its text is known.
    pub line: Option<String>,
}

impl Where {
    pub(crate) fn of(module: &Module, function: FunctionId, location: Option<LocationId>) -> Self {
        let mut places = Vec::new();
        let mut next = location;
        let first = location.and_then(|id| module.locations.get(id));
        let line = first.and_then(|place| module.lines.get(&(place.file, place.line)).cloned());
        // Rule 1 has each place before those that are put in at it.
        while let Some(place) = next.and_then(|id| module.locations.get(id)) {
            let file = module.files.get(place.file).cloned().unwrap_or_default();
            places.push((file, place.line, place.column));
            next = place.inlined_at.filter(|&outer| Some(outer) < next);
        }
        Self { function: module.functions[function].name.clone(), places, line }
    }

    /// The place of a function, as far as its first instruction has one.
    pub(crate) fn function(module: &Module, function: FunctionId) -> Self {
        let blocks = module.functions[function].blocks.values();
        let mut location = blocks.flat_map(|block| &block.instructions).find_map(|one| one.location);
        // What was put into it stands elsewhere.
        while let Some(outer) = location.and_then(|id| module.locations.get(id)?.inlined_at) {
            location = Some(outer);
        }
        Self::of(module, function, location)
    }

    /// Writes the place, what is wrong there, the line, and the calls that led there.
    fn tell(&self, f: &mut fmt::Formatter<'_>, problem: fmt::Arguments<'_>) -> fmt::Result {
        let mut places = self.places.iter();
        if let Some((file, line, column)) = places.next() {
            write!(f, "{file}:{line}:{column}: ")?;
        }
        write!(f, "{problem}")?;
        if let Some(line) = &self.line {
            write!(f, "\n    | {line}")?;
        }
        places.try_for_each(|(file, line, column)| write!(f, "\n    called at {file}:{line}:{column}"))
    }
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.function)?;
        match self.places.first() {
            Some((file, line, column)) => write!(f, " at {file}:{line}:{column}"),
            None => Ok(()),
        }
    }
}

/// A function in a chain of calls, and what is in its frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainLink {
    /// The function.
    pub function: String,
    /// Where it is written.
    pub at: Where,
    /// The bytes of its frame, as the kernel counts them: a multiple of 32.
    pub bytes: u32,
    /// What is in it.
    pub parts: Vec<FramePart>,
}

/// A part of a frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FramePart {
    /// What it is: the variable's name, `values saved` for what had no register, and so on.
    pub name: String,
    /// Its bytes. Parts can lie over each other if they are not in use at the same time.
    pub bytes: u32,
}

/// One thing that keeps a module from becoming an object.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CompileError {
    /// The module does not obey the law of the intermediate representation.
    Unlawful(Box<Violation>),
    /// A program and the functions that it calls in one another have larger frames than there is room for.
    StackTooLarge {
        /// The bytes of all frames, as the kernel counts them.
        bytes: u32,
        /// How many there may be: 512, or 256 where one of the functions does a tail call.
        limit: u32,
        /// The program, and the functions in the order of the calls.
        chain: Vec<ChainLink>,
    },
    /// More functions are called in one another than the kernel has frames for (8).
    TooManyCalls {
        /// The program, and the functions in the order of the calls.
        chain: Vec<String>,
    },
    /// The target has no means for what is written.
    NotInTarget {
        /// What it is.
        what: String,
        /// Since which version Linux has it.
        since: &'static str,
        /// Where it is written.
        at: Where,
    },
    /// A function takes five values, returns one of 64 bits or an address, and can be aborted: there is no place for its callers to
    /// learn of that.
    TooManyArguments {
        /// The function.
        at: Where,
    },
    /// A function has more instructions than the kernel takes.
    TooManyInstructions {
        /// The function.
        function: String,
        /// How many it has.
        instructions: usize,
    },
    /// The value of a constant that was decided cannot be put in.
    Decided {
        /// The constant.
        name: String,
        /// Why.
        problem: String,
    },
    /// What the module says of its types cannot be written as BTF.
    Types {
        /// Why.
        problem: String,
    },
    /// No registers could be found: a mistake of the compiler.
    Registers {
        /// The function.
        function: String,
        /// What the allocator says.
        problem: String,
    },
}

/// Everything that keeps a module from becoming an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompileErrors {
    /// The errors, at least one.
    pub errors: Vec<CompileError>,
}

fn names(parts: &[FramePart]) -> String {
    let list: Vec<String> = parts.iter().map(|part| format!("{} {}", part.name, part.bytes)).collect();
    if list.is_empty() { String::new() } else { format!(" ({})", list.join(", ")) }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlawful(violation) => violation.fmt(f),
            Self::StackTooLarge { bytes, limit, chain } => {
                let mut frames = String::new();
                for (number, ChainLink { function, at, bytes, parts }) in chain.iter().enumerate() {
                    let parts = names(parts);
                    frames += &match number {
                        0 => format!("`{function}` with {bytes}{parts}"),
                        _ => format!(", which calls {at} with {bytes}{parts}"),
                    };
                }
                let problem = format_args!(
                    "the stack is too large: {bytes} bytes of {limit} that there are: {frames}; put large variables into a \
                     map or a global variable"
                );
                match chain.first() {
                    Some(first) => first.at.tell(f, problem),
                    None => f.write_fmt(problem),
                }
            }
            Self::TooManyCalls { chain } => {
                write!(
                    f,
                    "{} functions call each other in a row, and there are frames for 8: {}; inline some of them",
                    chain.len(),
                    chain.join(" calls ")
                )
            }
            Self::NotInTarget { what, since, at } => {
                let function = &at.function;
                at.tell(f, format_args!("`{function}`: {what} is in Linux since {since}, and not in the target"))
            }
            Self::TooManyArguments { at } => at.tell(
                f,
                format_args!("`{}`: a function that can be aborted and returns 64 bits or an address takes at most 4 values; hand it a \
                 reference to a structure, or return 32 bits", at.function)
            ),
            Self::TooManyInstructions { function, instructions } => {
                write!(
                    f,
                    "`{function}` has {instructions} instructions, and the kernel takes at most 1000000"
                )
            }
            Self::Decided { name, problem } => {
                write!(f, "the value of `{name}` cannot be put into the code: {problem}")
            }
            Self::Types { problem } => write!(f, "the types of the module cannot be written: {problem}"),
            Self::Registers { function, problem } => {
                write!(
                    f,
                    "`{function}`: no registers were found, which is a mistake of the compiler: {problem}"
                )
            }
        }
    }
}

impl Error for CompileError {}

impl fmt::Display for CompileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.errors.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl Error for CompileErrors {}
