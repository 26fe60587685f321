//! Where things were written, and what staging refuses.

use std::fmt;

/// A function as the source has it.
#[derive(Debug)]
pub struct SourceFunction {
    /// Its name.
    pub name: &'static str,
    /// Its file, as the compiler names it.
    pub file: &'static str,
    /// The line on which its body begins, from 1.
    pub line: u32,
    /// The text of its body, which begins on that line.
    pub text: &'static str,
}

impl SourceFunction {
    /// The text of a line of the file, if it is one of this function.
    pub fn text_of(&self, line: u32) -> &'static str {
        let number = usize::try_from(line.saturating_sub(self.line)).unwrap_or(usize::MAX);
        self.text.lines().nth(number).unwrap_or("").trim()
    }
}

/// A place in the source.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The function; `None` if it is of none.
    pub function: Option<&'static SourceFunction>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.function.map_or("?", |function| function.file);
        write!(f, "{file}:{}:{}", self.line, self.column)
    }
}

/// One thing that staging refuses, and the calls that led there.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Where.
    pub at: Option<Place>,
    /// What, and what to do about it.
    pub message: String,
    /// Where the functions were called, the innermost last.
    pub called_at: Vec<Place>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Some(at) => write!(f, "{at}: {}", self.message)?,
            None => f.write_str(&self.message)?,
        }
        if let Some(Place { function: Some(function), line, .. }) = self.at {
            write!(f, "\n    | {}", function.text_of(line))?;
        }
        self.called_at.iter().rev().try_for_each(|call| write!(f, "\n    called at {call}"))
    }
}

/// Everything that staging refuses of a module.
#[derive(Clone, Debug)]
pub struct Refusals(pub Vec<Refusal>);

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, refusal) in self.0.iter().enumerate() {
            write!(f, "{}{refusal}", if number == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusals {}
