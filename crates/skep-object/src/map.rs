//! Maps as plain values: what they are, what is in them from the start, and the variables that are parts of them.

use crate::{Binding, ObjectSpec};
use skep_btf::TypeId;
use skep_isa::Name;
use skep_uapi::{MapFlags, MapType};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A map: what it is and how much it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapSpec {
    /// Its name, by which programs refer to it.
    pub name: Name,
    /// The name under which the kernel shows it, if that is another one: at most 15 letters, digits, `_`, `.`.
    pub kernel_name: Option<Name>,
    /// Its type.
    pub map_type: MapType,
    /// The bytes of a key.
    pub key_size: u32,
    /// The bytes of a value.
    pub value_size: u32,
    /// How many entries it may hold; for a ring buffer its size in bytes.
    pub max_entries: u32,
    /// How it is made.
    pub flags: MapFlags,
    /// What else its type takes: of a Bloom filter the number of hash functions, for example (`map_extra`).
    pub extra: u64,
    /// The type of a key, among the object's [`types`](crate::ObjectSpec::types).
    pub key_type: Option<TypeId>,
    /// The type of a value, among the object's types.
    pub value_type: Option<TypeId>,
    /// Whether another object may have a map of the same name, too, when they are linked into one.
    pub binding: Binding,
    /// Whether it is made with the object, if nothing else is said. Programs refer to it in any case, and cannot be loaded
    /// without it.
    pub autocreate: bool,
    /// Whether it is shared by its name.
    pub pinning: Pinning,
    /// What the maps in it are like, if its values are maps.
    pub inner: Option<Box<Self>>,
    /// What is in it before any program runs.
    pub contents: Contents,
    /// Whether nobody may change it after that, neither programs nor user space.
    pub frozen: bool,
    /// The variables that it consists of, if it holds the global variables of programs.
    pub variables: Vec<VariableSpec>,
}

/// Whether a map is shared by its name with others that are loaded into the same folder of pins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pinning {
    /// It is not.
    #[default]
    None,
    /// It is pinned under its name, and the one that is pinned there already is used (`LIBBPF_PIN_BY_NAME`).
    ByName,
}

/// What is in a map from the start.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Contents {
    /// What the kernel puts there: nothing, or zeros.
    #[default]
    Empty,
    /// The value of the only element of an array.
    Value(Arc<[u8]>),
    /// Maps or programs, by the indices that they have in an array or the keys in a hash table of `u32` keys.
    Slots(Vec<(u32, Slot)>),
    /// A structure of functions that the kernel calls.
    Structure(StructureSpec),
    /// The kernel's configuration: for each of the variables the value of the option of its name.
    Configuration,
}

/// A structure of functions that the kernel calls, as the program has declared it ([`MapSpec::value_type`]). The kernel's may
/// be laid out otherwise.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StructureSpec {
    /// Its bytes; zero where its functions are.
    pub value: Vec<u8>,
    /// The programs that its functions are, by the offsets of these in bytes.
    pub functions: Vec<(u32, Name)>,
}

/// What is in a slot of a map from the start.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Slot {
    /// The map of this name.
    Map(Name),
    /// The program of this name.
    Program(Name),
}

/// A global variable of programs: a part of the only value of a map.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct VariableSpec {
    /// Its name.
    pub name: Name,
    /// Where in the value it begins, in bytes.
    pub offset: u32,
    /// Its size in bytes.
    pub size: u32,
    /// Its type, a VAR of the object's [`types`](crate::ObjectSpec::types).
    pub type_id: Option<TypeId>,
    /// Which objects see it when several are linked into one. A value of the kernel's configuration that is weak is 0 on
    /// a kernel without it.
    pub binding: Binding,
}

impl MapSpec {
    /// A hash table.
    pub fn hash(name: impl Into<Name>, key_size: u32, value_size: u32, max_entries: u32) -> Self {
        Self::new(name, MapType::HASH, key_size, value_size, max_entries)
    }

    /// An array, indexed from 0; all of its elements exist from the start and are zero.
    pub fn array(name: impl Into<Name>, value_size: u32, length: u32) -> Self {
        Self::new(name, MapType::ARRAY, 4, value_size, length)
    }

    /// A ring buffer, which programs write records to and one reader reads. The size is a power of two and a
    /// multiple of the page size.
    pub fn ring_buffer(name: impl Into<Name>, byte_size: u32) -> Self {
        Self::new(name, MapType::RINGBUF, 0, 0, byte_size)
    }

    /// A map of any type.
    pub fn new(
        name: impl Into<Name>,
        map_type: MapType,
        key_size: u32,
        value_size: u32,
        max_entries: u32,
    ) -> Self {
        Self {
            name: name.into(),
            kernel_name: None,
            map_type,
            key_size,
            value_size,
            max_entries,
            flags: MapFlags::default(),
            extra: 0,
            key_type: None,
            value_type: None,
            binding: Binding::Global,
            autocreate: true,
            pinning: Pinning::None,
            inner: None,
            contents: Contents::Empty,
            frozen: false,
            variables: Vec::new(),
        }
    }

    /// The same map, made with these flags.
    #[must_use]
    pub fn with_flags(self, flags: MapFlags) -> Self {
        Self { flags, ..self }
    }

    /// The name under which the kernel shows it.
    pub fn shown_name(&self) -> &Name {
        self.kernel_name.as_ref().unwrap_or(&self.name)
    }

    /// The variable of this name.
    pub fn variable(&self, name: &str) -> Option<&VariableSpec> {
        self.variables.iter().find(|variable| &*variable.name == name)
    }
}

/// A global variable cannot be given a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VariableError {
    name: String,
    problem: VariableProblem,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum VariableProblem {
    Missing { there: Vec<Name> },
    Size { found: u32, given: usize },
    NoValue,
}

impl ObjectSpec {
    /// Whether a program is a function of structures, and of none but such as are not made. Nothing would call it then.
    pub fn is_function_of_none(&self, program: &str, is_made: impl Fn(&MapSpec) -> bool) -> bool {
        let mut is_one = false;
        for map in &self.maps {
            let Contents::Structure(structure) = &map.contents else { continue };
            if structure.functions.iter().any(|(_, function)| &**function == program) {
                if is_made(map) {
                    return false;
                }
                is_one = true;
            }
        }
        is_one
    }

    /// Gives a global variable the value that it has before any program runs; constants are given theirs so.
    ///
    /// # Errors
    /// If there is no such variable, or it has another size, or its value is the kernel's to give.
    pub fn set_variable(&mut self, name: &str, value: &[u8]) -> Result<(), VariableError> {
        let error = |problem| VariableError { name: name.to_owned(), problem };
        let found = self.maps.iter_mut().find_map(|map| {
            let variable = map.variable(name)?.clone();
            Some((map, variable))
        });
        let Some((map, variable)) = found else {
            let variables = self.maps.iter().flat_map(|map| &map.variables);
            let there = variables.map(|variable| variable.name.clone()).collect();
            return Err(error(VariableProblem::Missing { there }));
        };
        if u32::try_from(value.len()) != Ok(variable.size) {
            return Err(error(VariableProblem::Size { found: variable.size, given: value.len() }));
        }
        let mut bytes = match &map.contents {
            Contents::Value(bytes) => bytes.to_vec(),
            Contents::Empty => vec![0; map.value_size as usize],
            Contents::Slots(_) | Contents::Structure(_) | Contents::Configuration => {
                return Err(error(VariableProblem::NoValue));
            }
        };
        let start = variable.offset as usize;
        let place = bytes.get_mut(start..).and_then(|rest| rest.get_mut(..value.len()));
        place.ok_or_else(|| error(VariableProblem::NoValue))?.copy_from_slice(value);
        map.contents = Contents::Value(bytes.into());
        Ok(())
    }
}

impl fmt::Display for VariableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, problem } = self;
        match problem {
            VariableProblem::Missing { there } if there.is_empty() => {
                write!(f, "there is no variable `{name}`; there is none")
            }
            VariableProblem::Missing { there } => {
                let there: Vec<String> = there.iter().map(|name| format!("`{name}`")).collect();
                write!(f, "there is no variable `{name}`; there is {}", there.join(", "))
            }
            VariableProblem::Size { found, given } => {
                write!(f, "the variable `{name}` has {found} bytes; it cannot be given {given}")
            }
            VariableProblem::NoValue => write!(f, "the variable `{name}` has no value before the load"),
        }
    }
}

impl Error for VariableError {}
