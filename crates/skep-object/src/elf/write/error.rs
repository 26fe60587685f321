//! Why a specification cannot be written as an object file.

use skep_btf::{BtfError, BuildError};
use skep_isa::LinkErrors;
use std::error::Error;
use std::fmt;

/// An object file cannot be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteError {
    /// What cannot be written: a program, function or map in words, such as "the map `counts`".
    pub part: String,
    /// Why.
    pub problem: WriteProblem,
}

/// Why a part of a specification cannot be written.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum WriteProblem {
    /// An object file cannot say that.
    Unexpected {
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// Its instructions cannot be encoded.
    Code(LinkErrors),
    /// The types it refers to cannot be read.
    Types(BtfError),
    /// Its types cannot be written.
    Build(Box<BuildError>),
}

impl WriteError {
    pub(super) fn of(part: impl fmt::Display, found: impl Into<String>, expected: impl Into<String>) -> Self {
        let problem = WriteProblem::Unexpected { found: found.into(), expected: expected.into() };
        Self { part: part.to_string(), problem }
    }

    pub(super) fn types(error: BtfError) -> Self {
        Self { part: "the types".to_owned(), problem: WriteProblem::Types(error) }
    }

    pub(super) fn build(error: BuildError) -> Self {
        Self { part: "the types".to_owned(), problem: WriteProblem::Build(Box::new(error)) }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be written to an object file: ", self.part)?;
        match &self.problem {
            WriteProblem::Unexpected { found, expected } => write!(f, "found {found}, expected {expected}"),
            WriteProblem::Code(errors) => errors.fmt(f),
            WriteProblem::Types(error) => error.fmt(f),
            WriteProblem::Build(error) => error.fmt(f),
        }
    }
}

impl Error for WriteError {}
