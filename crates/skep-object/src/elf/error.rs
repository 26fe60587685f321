//! What can be wrong with an object file.

use skep_btf::BtfError;
use skep_isa::DecodeError;
use std::error::Error;
use std::fmt;

/// An object file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ElfError {
    /// The section it was found in, by its name; nothing if it concerns the file as a whole.
    pub section: Option<String>,
    /// Where in the section, in bytes.
    pub offset: Option<u64>,
    /// What is wrong.
    pub problem: ElfProblem,
}

/// What is wrong with an object file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ElfProblem {
    /// Something is not what it must be.
    Unexpected {
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// The types, or what goes with them, cannot be read.
    Types(BtfError),
    /// A function's bytes are no instructions. The slot counts from the start of the function.
    Code {
        /// The function.
        function: String,
        /// What is wrong with its bytes.
        error: DecodeError,
    },
}

impl ElfError {
    /// Something in a section is not what it must be.
    pub(super) fn at(
        section: &str,
        offset: u64,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self { offset: Some(offset), ..Self::of(section, found, expected) }
    }

    /// Something about a section is not what it must be.
    pub(super) fn of(section: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { section: Some(section.to_owned()), ..Self::file(found, expected) }
    }

    /// Something about the file is not what it must be.
    pub(super) fn file(found: impl Into<String>, expected: impl Into<String>) -> Self {
        let problem = ElfProblem::Unexpected { found: found.into(), expected: expected.into() };
        Self { section: None, offset: None, problem }
    }

    /// The types in a section cannot be read.
    pub(super) fn types(section: &str, error: BtfError) -> Self {
        Self { section: Some(section.to_owned()), offset: None, problem: ElfProblem::Types(error) }
    }
}

impl fmt::Display for ElfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.section, self.offset) {
            (Some(section), Some(offset)) => write!(f, "section `{section}`, offset {offset}: ")?,
            (Some(section), None) => write!(f, "section `{section}`: ")?,
            (None, _) => {}
        }
        match &self.problem {
            ElfProblem::Unexpected { found, expected } => write!(f, "found {found}, expected {expected}"),
            ElfProblem::Types(error) => error.fmt(f),
            ElfProblem::Code { function, error } => write!(f, "function `{function}`, {error}"),
        }
    }
}

impl Error for ElfError {}
