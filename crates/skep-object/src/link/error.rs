//! Why objects cannot be linked into one.

use crate::WriteError;
use skep_btf::BuildError;
use std::error::Error;
use std::fmt;

/// Objects cannot be linked into one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectLinkError {
    /// The names of the objects that do not go together, or of the one that cannot be linked at all.
    pub objects: Vec<String>,
    /// What it is about, in words, such as "the function `step`".
    pub part: String,
    /// What is wrong.
    pub problem: ObjectLinkProblem,
}

/// Why objects cannot be linked into one.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ObjectLinkProblem {
    /// Something is not what it must be.
    Unexpected {
        /// What was found.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// The types of an object cannot be taken over.
    Types(Box<BuildError>),
    /// An object that is not from a file cannot be written to one.
    Write(Box<WriteError>),
}

impl ObjectLinkError {
    pub(super) fn of(
        objects: &[&str],
        part: impl fmt::Display,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            objects: objects.iter().map(ToString::to_string).collect(),
            part: part.to_string(),
            problem: ObjectLinkProblem::Unexpected { found: found.into(), expected: expected.into() },
        }
    }

    pub(super) fn types(object: &str, error: BuildError) -> Self {
        let problem = ObjectLinkProblem::Types(Box::new(error));
        Self { objects: vec![object.to_owned()], part: "the types".to_owned(), problem }
    }
}

impl fmt::Display for ObjectLinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("linking ")?;
        for (number, object) in self.objects.iter().enumerate() {
            let between = if number == 0 { "" } else { " and " };
            write!(f, "{between}`{object}`")?;
        }
        write!(f, ": {}: ", self.part)?;
        match &self.problem {
            ObjectLinkProblem::Unexpected { found, expected } => {
                write!(f, "found {found}, expected {expected}")
            }
            ObjectLinkProblem::Types(error) => error.fmt(f),
            ObjectLinkProblem::Write(error) => error.fmt(f),
        }
    }
}

impl Error for ObjectLinkError {}
