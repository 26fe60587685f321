//! Programs of a module: before the load, and after it.

use crate::{Error, Object, Operation, Program, Result};
use skep_lang::stage::{self, Entry, Kind};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// A program before the load: whether it is loaded.
pub struct OpenProgram<K> {
    program: stage::Program,
    kind: PhantomData<fn() -> K>,
}

impl<K> fmt::Debug for OpenProgram<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenProgram").field("program", &self.program).finish()
    }
}

impl<K: Kind> OpenProgram<K> {
    #[doc(hidden)]
    pub fn new<E: Entry<Kind = K>>() -> Self {
        Self { program: stage::Program::of::<E>(), kind: PhantomData }
    }

    /// Leaves it out. It is not compiled either.
    pub fn leave_out(&mut self) {
        self.program.is_left_out = true;
    }

    /// Has the load go on without it if the kernel does not take it, or has no such tracepoint; [`LoadedProgram::program`] has the
    /// reason then.
    pub fn make_optional(&mut self) {
        self.program.is_optional = true;
    }

    #[doc(hidden)]
    pub const fn program(&self) -> stage::Program {
        self.program
    }

    #[doc(hidden)]
    pub fn loaded(&self, object: &Object) -> LoadedProgram<K> {
        let name = self.program.name;
        let program = match object.program(name) {
            Ok(program) => Ok(program.clone()),
            Err(_) if self.program.is_left_out => Err("it was left out".to_owned()),
            Err(_) => {
                let refused = object.refused().find(|(refused, _)| *refused == name);
                Err(match refused {
                    Some((_, reason)) => reason.to_string(),
                    None => format!("the kernel has no tracepoint `{}`", self.program.facts.target),
                })
            }
        };
        let log = object.log(name).map(Arc::from);
        LoadedProgram { name, program, log, kind: PhantomData }
    }
}

/// A program after the load. It is a [`Program`], unless it was left out or the kernel did not take it.
pub struct LoadedProgram<K> {
    name: &'static str,
    program: Result<Program, String>,
    log: Option<Arc<str>>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Clone for LoadedProgram<K> {
    fn clone(&self) -> Self {
        Self { name: self.name, program: self.program.clone(), log: self.log.clone(), kind: PhantomData }
    }
}

impl<K> fmt::Debug for LoadedProgram<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadedProgram").field("name", &self.name).field("program", &self.program).finish()
    }
}

impl<K> LoadedProgram<K> {
    /// The program.
    ///
    /// # Errors
    /// If it was left out, or was optional and the kernel did not take it: with the reason.
    pub fn program(&self) -> Result<&Program> {
        self.program.as_ref().map_err(|reason| Error::invalid(Operation::Check, self.name, reason.as_str()))
    }

    /// What the verifier said of it, with the lines of the source, if [`LoadOptions::log_level`](crate::LoadOptions::log_level) asked
    /// for that; as [`Object::log`].
    pub fn log(&self) -> Option<&str> {
        self.log.as_deref()
    }
}

impl<K> Deref for LoadedProgram<K> {
    type Target = Program;

    /// The program.
    ///
    /// # Panics
    /// If it was left out, or was optional and the kernel did not take it; [`program`](LoadedProgram::program) says so instead.
    fn deref(&self) -> &Program {
        match &self.program {
            Ok(program) => program,
            Err(reason) => panic!("the program `{}` is not loaded: {reason}", self.name),
        }
    }
}
