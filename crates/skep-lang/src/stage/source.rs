//! Where things were written, and what staging refuses.

use std::fmt;

/// How many characters of a line are quoted. What a kernel is told of a program has each line that has instructions once.
const LONGEST_LINE: usize = 200;

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
    /// The text of a line of the file, if it is one of this function: of a very long one the beginning.
    pub fn text_of(&self, line: u32) -> &'static str {
        let number = line.checked_sub(self.line).and_then(|number| usize::try_from(number).ok());
        let line = number.and_then(|number| self.text.lines().nth(number)).unwrap_or("").trim();
        line.char_indices().nth(LONGEST_LINE).and_then(|(end, _)| line.get(..end)).unwrap_or(line)
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

impl Refusal {
    /// Whether another says the same of the same place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let place = |one: &Self| one.at.map(|at| (at.function.map(|one| one.file), at.line, at.column));
        self.message == other.message && place(self) == place(other)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_quoted_without_what_is_too_long() {
        let text: &'static str = format!("{{\n    short;\n    {}\n}}", "é".repeat(1000)).leak();
        let function = SourceFunction { name: "f", file: "f.rs", line: 7, text };
        let lines = [6, 7, 8, 10, 11].map(|line| function.text_of(line));
        assert_eq!(lines, ["", "{", "short;", "}", ""]);
        assert_eq!(function.text_of(9), "é".repeat(LONGEST_LINE));
    }
}
