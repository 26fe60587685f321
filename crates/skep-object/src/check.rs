//! What can be known to be wrong with a specification before a kernel sees it.

mod map_types;

use crate::{MapSpec, ObjectSpec};
use skep_isa::{Callee, CheckErrors, Code, Entry, Name, Operation, Place, Reference};
use skep_uapi::{Helper, MapType, ProgramType};
use std::collections::HashSet;
use std::error::Error;
use std::fmt;

/// The longest name of a program or a map, in bytes (`BPF_OBJ_NAME_LEN`, `include/uapi/linux/bpf.h`, is 16 with
/// the zero byte).
pub const LONGEST_NAME: usize = 15;

impl ObjectSpec {
    /// Looks for everything that no kernel would accept.
    ///
    /// # Errors
    /// All problems together, each with the object and the field or instruction it is in.
    pub fn check(&self) -> Result<(), SpecErrors> {
        self.check_with(|code, program_type| code.check().and_then(|()| registers(code, program_type)))
    }

    /// As [`check`](Self::check), but for what only a look at every instruction shows, which takes time in proportion to
    /// the code. A kernel looks at every instruction itself, so that can also be asked when one has refused a program.
    ///
    /// # Errors
    /// The same, without [`SpecProblem::Code`].
    pub fn check_outside_code(&self) -> Result<(), SpecErrors> {
        self.check_with(|_, _| Ok(()))
    }

    /// Looks for problems; `check_code` for those in the code of a function, or of a program of this type.
    fn check_with(
        &self,
        check_code: impl Fn(&Code, Option<ProgramType>) -> Result<(), CheckErrors>,
    ) -> Result<(), SpecErrors> {
        let mut problems = Vec::new();
        let mut map_names = HashSet::new();
        for map in &self.maps {
            let mut refuse =
                |problem| problems.push(SpecError { object: Object::Map(map.name.clone()), problem });
            name(map.shown_name(), &mut refuse);
            if !map_names.insert(&*map.name) {
                refuse(SpecProblem::DuplicateName);
            }
            sizes(map, &mut refuse);
        }
        let mut names = HashSet::new();
        let functions = self.functions.iter().map(|function| (&function.name, &function.code, None));
        let programs = self.programs.iter().map(|program| (&program.name, &program.code, Some(program)));
        for (function_name, code, program) in functions.chain(programs) {
            let object = || match program {
                Some(_) => Object::Program(function_name.clone()),
                None => Object::Function(function_name.clone()),
            };
            let mut refuse = |problem| problems.push(SpecError { object: object(), problem });
            if let Some(program) = program {
                name(program.shown_name(), &mut refuse);
            }
            if !names.insert(&**function_name) {
                refuse(SpecProblem::DuplicateName);
            }
            if let Err(errors) = check_code(code, program.map(|program| program.program_type)) {
                refuse(SpecProblem::Code(errors));
            }
            for (index, instruction) in code.instructions.iter().enumerate() {
                let Some(Reference::Map(map)) = &instruction.reference else { continue };
                if !map_names.contains(&**map)
                    && let Some(place) = code.place(index)
                {
                    refuse(SpecProblem::MissingMap { map: map.clone(), place });
                }
            }
        }
        if self.license.contains('\0') {
            problems.push(SpecError { object: Object::Licence, problem: SpecProblem::ZeroByte });
        }
        if problems.is_empty() { Ok(()) } else { Err(SpecErrors { problems }) }
    }
}

/// Looks for registers that are read before they are written, those that helpers take as arguments included.
fn registers(code: &Code, program_type: Option<ProgramType>) -> Result<(), CheckErrors> {
    let entry = if program_type.is_some() { Entry::PROGRAM } else { Entry::FUNCTION };
    code.check_registers_with(entry, &|call| {
        let id = match call.operation {
            Operation::Call(Callee::Helper) => u32::try_from(call.imm).ok(),
            _ => None,
        };
        // A helper that is not known here may take anything.
        let facts = id.and_then(|id| Helper(id).facts());
        let signature = facts.map(|facts| match program_type {
            Some(program_type) => facts.signature_in(program_type),
            None => &facts.signature,
        });
        signature.map_or(0, |signature| u8::try_from(signature.arguments.len()).unwrap_or(5))
    })
}

impl MapSpec {
    /// Looks for everything that no kernel would accept.
    ///
    /// # Errors
    /// All problems together, each with the field it is in.
    pub fn check(&self) -> Result<(), SpecErrors> {
        let mut problems = Vec::new();
        let mut refuse =
            |problem| problems.push(SpecError { object: Object::Map(self.name.clone()), problem });
        name(self.shown_name(), &mut refuse);
        sizes(self, &mut refuse);
        if problems.is_empty() { Ok(()) } else { Err(SpecErrors { problems }) }
    }
}

fn name(name: &str, refuse: &mut impl FnMut(SpecProblem)) {
    if name.is_empty() {
        refuse(SpecProblem::EmptyName);
    } else if name.len() > LONGEST_NAME {
        refuse(SpecProblem::LongName { length: name.len() });
    }
    if let Some(character) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')) {
        refuse(SpecProblem::NameCharacter { character });
    }
}

/// What is wrong with the sizes and flags of a map, and with those that are to be in it.
fn sizes(map: &MapSpec, refuse: &mut impl FnMut(SpecProblem)) {
    map_types::check(map, refuse);
    let mut field = |wrong: bool, field, found, expected| {
        if wrong {
            refuse(SpecProblem::Field { field, found, expected });
        }
    };
    if let Some(inner) = &map.inner {
        let expected = "a type that can be in a map: there is one level, and no map of programs, of storage of control groups \
                        or of functions is in it";
        field(!can_be_inner(inner.map_type), "inner.map_type", inner.map_type.0, expected);
    }
    if map.map_type == MapType::BLOOM_FILTER {
        let expected = "the number of hash functions, 1 to 15, or 0 for the kernel's choice";
        let functions = u32::try_from(map.extra).unwrap_or(u32::MAX);
        field(functions > 15, "extra", functions, expected);
    }
}

/// Whether maps of this type can be in one (`bpf_map_meta_alloc`, `kernel/bpf/map_in_map.c`).
fn can_be_inner(map_type: MapType) -> bool {
    !matches!(
        map_type,
        MapType::ARRAY_OF_MAPS
            | MapType::HASH_OF_MAPS
            | MapType::PROG_ARRAY
            | MapType::CGROUP_STORAGE
            | MapType::PERCPU_CGROUP_STORAGE
            | MapType::STRUCT_OPS
    )
}

/// Everything that is wrong with a specification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpecErrors {
    /// The problems, at least one.
    pub problems: Vec<SpecError>,
}

/// One thing that is wrong with a specification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpecError {
    /// What it is wrong with.
    pub object: Object,
    /// What is wrong.
    pub problem: SpecProblem,
}

/// A part of a specification.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Object {
    /// The map of this name.
    Map(Name),
    /// The program of this name.
    Program(Name),
    /// The function of this name.
    Function(Name),
    /// The licence.
    Licence,
}

/// The kinds of problems that [`ObjectSpec::check`] finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SpecProblem {
    /// Another one has the same name.
    DuplicateName,
    /// It has no name.
    EmptyName,
    /// Its name is longer than [`LONGEST_NAME`].
    LongName {
        /// The name's length in bytes.
        length: usize,
    },
    /// Its name has a character that the kernel does not allow.
    NameCharacter {
        /// The first such character.
        character: char,
    },
    /// It contains a zero byte.
    ZeroByte,
    /// A number of a map is not what maps of its type need.
    Field {
        /// The field's name.
        field: &'static str,
        /// Its value.
        found: u32,
        /// What it must be.
        expected: &'static str,
    },
    /// An instruction refers to a map that is not there.
    MissingMap {
        /// The map's name.
        map: Name,
        /// The instruction.
        place: Place,
    },
    /// The code is not well-formed.
    Code(CheckErrors),
}

impl fmt::Display for SpecErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.object, self.problem)
    }
}

impl fmt::Display for SpecProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateName => write!(f, "another one has the same name"),
            Self::EmptyName => write!(f, "the name is empty"),
            Self::LongName { length } => {
                write!(f, "the name has {length} bytes; the kernel takes at most {LONGEST_NAME}")
            }
            Self::NameCharacter { character } => {
                write!(f, "the name contains {character:?}; the kernel takes letters, digits, `_` and `.`")
            }
            Self::ZeroByte => write!(f, "it contains a zero byte"),
            Self::Field { field, found, expected } => {
                write!(f, "{field} is {found}; it must be {expected}")
            }
            Self::MissingMap { map, place } => {
                write!(f, "{place} refers to the map `{map}`, which the object does not have")
            }
            Self::Code(errors) => errors.fmt(f),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Map(name) => write!(f, "map `{name}`"),
            Self::Program(name) => write!(f, "program `{name}`"),
            Self::Function(name) => write!(f, "function `{name}`"),
            Self::Licence => write!(f, "the licence"),
        }
    }
}

impl Error for SpecErrors {}
impl Error for SpecError {}
