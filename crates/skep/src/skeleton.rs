//! What the modules that `skep gen` makes of object files are built from: what can be decided of each part before a load.
//! `docs/objects.md` shows how such a module is used.
//!
//! A module has a function `open`, whose structure has a field for each part that something can be decided of, and the
//! structure of what is loaded, whose fields are [`Program`](crate::Program)s, typed maps, [`Global`](crate::Global)s and
//! [`Constant`](crate::Constant)s.

use crate::{Error, Kernel, Load, LoadOptions, Map, Object, Operation, Result, Value};
use skep_object::{Contents, ElfError, ElfOptions, ObjectSpec};
use std::marker::PhantomData;

/// An object file that is read and not loaded yet.
#[derive(Clone, Debug)]
pub struct OpenObject {
    name: &'static str,
    spec: Result<ObjectSpec, ElfError>,
    options: LoadOptions,
}

/// What was decided of one part of an object before its load.
pub trait Decision {
    /// Puts it into what is loaded.
    ///
    /// # Errors
    /// If the object has no such part.
    fn apply(&self, spec: &mut ObjectSpec, options: LoadOptions) -> Result<LoadOptions>;
}

impl OpenObject {
    /// Reads an object file, whose name is for messages. What is wrong with it is an error of the load.
    pub fn from_elf(name: &'static str, bytes: &[u8], options: ElfOptions) -> Self {
        let spec = ObjectSpec::from_elf_with(bytes, options);
        Self { name, spec, options: LoadOptions::new() }
    }

    /// Has it loaded with these options too.
    pub fn set_options(&mut self, options: LoadOptions) {
        self.options = options;
    }

    /// A variable of it, with the value that it has in the file.
    pub fn initial<T: Value>(&self, name: &'static str) -> InitialValue<T> {
        let mut bytes = vec![0; size_of::<T>()];
        let maps = self.spec.iter().flat_map(|spec| &spec.maps);
        let mut found = maps.filter_map(|map| Some((&map.contents, map.variable(name)?)));
        if let Some((Contents::Value(value), variable)) = found.next() {
            let start = variable.offset as usize;
            if let Some(value) = value.get(start..).and_then(|rest| rest.get(..bytes.len())) {
                bytes.copy_from_slice(value);
            }
        }
        InitialValue { name, bytes, is_set: false, value: PhantomData }
    }

    /// Loads it as was decided.
    ///
    /// # Errors
    /// If the file is no object, lacks a part that something was decided of, or as [`Load::load_with`].
    pub fn load(&self, kernel: &Kernel, decisions: &[&dyn Decision]) -> Result<Object> {
        let spec = self.spec.clone();
        let mut spec = spec.map_err(|error| Error::other(Operation::Check, self.name, error))?;
        let mut options = self.options.clone();
        for decision in decisions {
            options = decision.apply(&mut spec, options)?;
        }
        spec.load_with(kernel, &options)
    }
}

/// The value that a global variable or a constant has before any program runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InitialValue<T> {
    name: &'static str,
    bytes: Vec<u8>,
    is_set: bool,
    value: PhantomData<fn() -> T>,
}

impl<T: Value> InitialValue<T> {
    /// The variable of this name, with the value that its declaration gives it.
    #[cfg(feature = "language")]
    pub(crate) fn declared(name: &'static str, value: &T) -> Self {
        Self { name, bytes: value.as_bytes().to_vec(), is_set: false, value: PhantomData }
    }

    /// The value: the one that was set, or else that of the file.
    pub fn get(&self) -> T {
        T::read_from_bytes(&self.bytes).unwrap_or_else(|_| T::new_zeroed())
    }

    /// Sets the value.
    #[expect(clippy::needless_pass_by_value, reason = "numbers are most of what is set")]
    pub fn set(&mut self, value: T) {
        self.bytes = value.as_bytes().to_vec();
        self.is_set = true;
    }

    /// Changes the value in place: `open.limits.change(|limits| limits.high = 9)`.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        let mut value = self.get();
        change(&mut value);
        self.set(value);
    }
}

impl<T: Value> Decision for InitialValue<T> {
    fn apply(&self, spec: &mut ObjectSpec, options: LoadOptions) -> Result<LoadOptions> {
        if self.is_set {
            spec.set_variable(self.name, &self.bytes)
                .map_err(|error| Error::other(Operation::Check, self.name, error))?;
        }
        Ok(options)
    }
}

/// How large a map is, or which one is used instead.
#[derive(Clone, Debug)]
pub struct MapChoice {
    name: &'static str,
    max_entries: Option<u32>,
    reuse: Option<Map>,
}

impl MapChoice {
    /// The map of this name, as it is in the file.
    pub const fn new(name: &'static str) -> Self {
        Self { name, max_entries: None, reuse: None }
    }

    /// Has it hold so many entries; of a ring buffer, its bytes.
    pub fn max_entries(&mut self, max_entries: u32) {
        self.max_entries = Some(max_entries);
    }

    /// Uses this map instead of creating one.
    pub fn reuse(&mut self, map: &Map) {
        self.reuse = Some(map.clone());
    }
}

impl Decision for MapChoice {
    fn apply(&self, _: &mut ObjectSpec, mut options: LoadOptions) -> Result<LoadOptions> {
        if let Some(max_entries) = self.max_entries {
            options = options.max_entries(self.name, max_entries);
        }
        if let Some(map) = &self.reuse {
            options = options.reuse_as(self.name, map);
        }
        Ok(options)
    }
}

/// Whether a program is loaded that need not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramChoice {
    name: &'static str,
    choice: Choice,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Choice {
    LeaveOut,
    Include,
    IncludeIfPossible,
}

impl ProgramChoice {
    /// A program that is left out unless it is asked for, as its object says.
    pub const fn left_out(name: &'static str) -> Self {
        Self { name, choice: Choice::LeaveOut }
    }

    /// A program that is loaded if the kernel takes it.
    pub const fn if_possible(name: &'static str) -> Self {
        Self { name, choice: Choice::IncludeIfPossible }
    }

    /// Has it loaded; if that is not possible, the load fails.
    pub fn include(&mut self) {
        self.choice = Choice::Include;
    }

    /// Has it loaded if that is possible; [`Object::refused`] has the reason if not.
    pub fn include_if_possible(&mut self) {
        self.choice = Choice::IncludeIfPossible;
    }

    /// Leaves it out.
    pub fn leave_out(&mut self) {
        self.choice = Choice::LeaveOut;
    }
}

impl Decision for ProgramChoice {
    fn apply(&self, _: &mut ObjectSpec, options: LoadOptions) -> Result<LoadOptions> {
        Ok(match self.choice {
            Choice::LeaveOut => options.without_program(self.name),
            Choice::Include => options.with_program(self.name),
            Choice::IncludeIfPossible => options.with_program(self.name).optional(self.name),
        })
    }
}

/// What an option of the kernel's configuration is taken to be, whatever the kernel says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigurationChoice {
    name: &'static str,
    value: Option<String>,
}

impl ConfigurationChoice {
    /// The option of this name, such as `CONFIG_HZ`, as the kernel says it is.
    pub const fn new(name: &'static str) -> Self {
        Self { name, value: None }
    }

    /// Takes it for this, in the words of a `.config`: `250`, `y`, `"text"`. Options that are set with
    /// [`LoadOptions::configuration`] come first.
    pub fn set(&mut self, value: impl Into<String>) {
        self.value = Some(value.into());
    }
}

impl Decision for ConfigurationChoice {
    fn apply(&self, _: &mut ObjectSpec, options: LoadOptions) -> Result<LoadOptions> {
        match &self.value {
            None => Ok(options),
            Some(value) if value.contains(['\n', '\r']) => {
                let problem = format!("the value {value:?} has several lines; expected one");
                Err(Error::invalid(Operation::Check, self.name, problem))
            }
            Some(value) => Ok(options.configuration(format!("{}={value}\n", self.name))),
        }
    }
}
