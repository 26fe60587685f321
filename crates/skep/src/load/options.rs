//! What is decided before a load.

use super::{Token, missing};
use crate::{Map, Program, Result};
use skep_btf::Btf;
use skep_object::{MapSpec, ObjectSpec, ProgramSpec};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How much a kernel's verifier is to say of the programs that it looks at. The more it says, the longer it takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum LogLevel {
    /// Nothing, unless it refuses a program: then why.
    #[default]
    Refusals,
    /// Of a program that it takes, in short how much work that was; of one that it refuses, the path that leads there
    /// (`BPF_LOG_LEVEL1`).
    Brief,
    /// Every instruction that it looks at, with what it knows of the registers (`BPF_LOG_LEVEL2`).
    Full,
    /// As `Brief`, with how long it took and how much stack the functions use (`BPF_LOG_STATS`, Linux 5.2).
    Statistics,
}

impl LogLevel {
    /// The kernel's number for it; nothing if it is not asked at once.
    pub(super) const fn number(self) -> Option<u32> {
        match self {
            Self::Refusals => None,
            Self::Brief => Some(1),
            Self::Full => Some(2),
            Self::Statistics => Some(1 | 4),
        }
    }
}

/// What is decided before a load.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    pub(super) reuse: BTreeMap<String, Map>,
    pub(super) max_entries: BTreeMap<String, u32>,
    pub(super) pins: Option<PathBuf>,
    pub(super) target_types: Option<Btf<'static>>,
    pub(super) configuration: String,
    pub(super) token: Option<Token>,
    pub(super) replaced: BTreeMap<String, (Program, String)>,
    pub(super) log_level: LogLevel,
    programs: BTreeMap<String, bool>,
    maps: BTreeSet<String>,
    only: bool,
    optional: BTreeSet<String>,
    all_optional: bool,
}

impl LoadOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this map for the one of the same name, instead of creating one: so that several objects share it.
    #[must_use]
    pub fn reuse(self, map: &Map) -> Self {
        let name = map.name().to_owned();
        self.reuse_as(name, map)
    }

    /// Uses this map for the one of this name in the specification.
    #[must_use]
    pub fn reuse_as(mut self, name: impl Into<String>, map: &Map) -> Self {
        self.reuse.insert(name.into(), map.clone());
        self
    }

    /// Loads a program of type `ext` to take the place of a function of a loaded program, which must be one that the verifier checks by
    /// itself (a global one), with the same arguments and result. [`Program::attach`](crate::Program::attach) puts it there, and
    /// dropping the link brings the function back. Needs Linux 5.6.
    #[must_use]
    pub fn replaces(mut self, program: impl Into<String>, of: &Program, function: impl Into<String>) -> Self {
        self.replaced.insert(program.into(), (of.clone(), function.into()));
        self
    }

    /// Has a map hold so many entries, whatever the specification says.
    #[must_use]
    pub fn max_entries(mut self, map: impl Into<String>, max_entries: u32) -> Self {
        self.max_entries.insert(map.into(), max_entries);
        self
    }

    /// The folder in which maps are pinned that are shared by name; `/sys/fs/bpf` if none is given. It is in a mounted
    /// bpf file system.
    #[must_use]
    pub fn pins(mut self, folder: impl AsRef<Path>) -> Self {
        self.pins = Some(folder.as_ref().to_owned());
        self
    }

    /// Makes this map, although it is not to be made with the object, as structures of functions in `?.struct_ops` are not,
    /// and loads the programs that are its functions.
    #[must_use]
    pub fn with_map(mut self, name: impl Into<String>) -> Self {
        self.maps.insert(name.into());
        self
    }

    /// Loads this program, although it is not to be loaded with the object.
    #[must_use]
    pub fn with_program(mut self, name: impl Into<String>) -> Self {
        self.programs.insert(name.into(), true);
        self
    }

    /// Does not load this program.
    #[must_use]
    pub fn without_program(mut self, name: impl Into<String>) -> Self {
        self.programs.insert(name.into(), false);
        self
    }

    /// Loads this program, and no others but those that are named so as well.
    #[must_use]
    pub fn only(mut self, name: impl Into<String>) -> Self {
        self.only = true;
        self.with_program(name)
    }

    /// Goes on if this program cannot be loaded: [`Object::refused`](crate::Object::refused) has the reason.
    #[must_use]
    pub fn optional(mut self, name: impl Into<String>) -> Self {
        self.optional.insert(name.into());
        self
    }

    /// Goes on if programs cannot be loaded, whichever they are.
    #[must_use]
    pub fn all_optional(mut self) -> Self {
        self.all_optional = true;
        self
    }

    /// Takes these types for the kernel's: for kernels that were built without, or to see what would be on another one.
    #[must_use]
    pub fn target_types(mut self, types: Btf<'static>) -> Self {
        self.target_types = Some(types);
        self
    }

    /// Takes the kernel to be configured so, in the lines of a `.config` (`CONFIG_HZ=250`), whatever it says itself. It is
    /// asked only for options that are not among these. Of two lines for one option, the first one counts.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let options = LoadOptions::new().configuration("CONFIG_HZ=250\nCONFIG_BPF_JIT=y\n");
    /// ```
    #[must_use]
    pub fn configuration(mut self, lines: impl AsRef<str>) -> Self {
        if !self.configuration.is_empty() && !self.configuration.ends_with('\n') {
            self.configuration.push('\n');
        }
        self.configuration.push_str(lines.as_ref());
        self
    }

    /// Loads with what a token allows, where this process's own capabilities do not.
    #[must_use]
    pub fn token(mut self, token: &Token) -> Self {
        self.token = Some(token.clone());
        self
    }

    /// How much the kernel's verifier is to say: [`Object::log`](crate::Object::log) has it for each program.
    #[must_use]
    pub fn log_level(mut self, level: LogLevel) -> Self {
        self.log_level = level;
        self
    }

    /// Refuses options about what is not there.
    pub(super) fn check(&self, spec: &ObjectSpec) -> Result<()> {
        let programs: Vec<String> = spec.programs.iter().map(|program| program.name.to_string()).collect();
        for name in self.programs.keys().chain(&self.optional) {
            if !programs.contains(name) {
                return Err(missing("program", name, programs.iter()));
            }
        }
        let maps: Vec<String> = spec.maps.iter().map(|map| map.name.to_string()).collect();
        match self.max_entries.keys().chain(&self.maps).find(|name| !maps.contains(name)) {
            Some(name) => Err(missing("map", name, maps.iter())),
            None => Ok(()),
        }
    }

    /// The programs that are to be loaded: those that are named, and unless these are all, those that are loaded with the object,
    /// but for functions of nothing but structures that are not made.
    pub(super) fn wanted<'s>(&self, spec: &'s ObjectSpec) -> impl Iterator<Item = &'s ProgramSpec> {
        spec.programs.iter().filter(|program| {
            let name = &*program.name;
            let is_called = || !spec.is_function_of_none(name, |map| self.makes(map));
            self.programs.get(name).copied().unwrap_or_else(|| program.autoload && !self.only && is_called())
        })
    }

    /// Whether a map is to be made.
    pub(super) fn makes(&self, map: &MapSpec) -> bool {
        map.autocreate || self.maps.contains(&*map.name)
    }

    pub(super) fn is_optional(&self, program: &str) -> bool {
        self.all_optional || self.optional.contains(program)
    }
}
