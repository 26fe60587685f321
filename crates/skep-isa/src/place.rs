//! Where in a function a problem is, in words that its writer recognizes.

use crate::{Code, Location, Name};
use std::fmt;

/// The place of an instruction in a function: its index, its text, the label before it and its source position.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The instruction's index in [`Code::instructions`].
    pub index: usize,
    /// The instruction's text.
    pub text: String,
    /// The nearest label at or before the instruction, and how many instructions after it this one is.
    pub label: Option<(Name, usize)>,
    /// Where in the source the instruction was written.
    pub location: Option<Location>,
}

impl Place {
    /// The place of the instruction with this index.
    pub(crate) fn of(code: &Code, index: usize) -> Self {
        let instruction = &code.instructions[index];
        let label = code.instructions[..=index]
            .iter()
            .rev()
            .enumerate()
            .find_map(|(distance, instruction)| Some((instruction.label.clone()?, distance)));
        Self {
            index,
            text: instruction.to_string(),
            label,
            location: instruction.location.as_deref().cloned(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "instruction {} `{}`", self.index, self.text)?;
        let label = self.label.as_ref().map(|(name, distance)| match distance {
            0 => format!("at `{name}`"),
            _ => format!("{distance} after `{name}`"),
        });
        let location = self.location.as_ref().map(|location| match &location.text {
            Some(text) => format!("{location}: `{}`", text.trim()),
            None => location.to_string(),
        });
        let details: Vec<String> = label.into_iter().chain(location).collect();
        if details.is_empty() { Ok(()) } else { write!(f, " ({})", details.join(", ")) }
    }
}

/// Prints one problem on a line, or several under a line that says how many they are.
pub(crate) fn print_problems<P: fmt::Display>(problems: &[P], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let [only] = problems {
        return only.fmt(f);
    }
    write!(f, "{} problems:", problems.len())?;
    for problem in problems {
        write!(f, "\n  {problem}")?;
    }
    Ok(())
}
