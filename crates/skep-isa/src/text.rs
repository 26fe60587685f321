//! Code read from text. What can be read, the crate's documentation says.
//!
//! ```text
//!   text ──lexer──► tokens ──lines──► labels, directives; instructions by matching with the grammar ──build──► code
//!                                                         (which is made from the table)
//! ```

mod build;
mod error;
mod grammar;
mod lexer;
mod lines;
mod matching;

pub use error::{TextError, TextErrors};

use crate::print::InText;
use crate::{Code, Listing, Location, Name};
use std::fmt;

/// The id of the helper of this name, if there is one.
pub type HelperId<'a> = &'a dyn Fn(&str) -> Option<u32>;

/// How a text is read.
#[derive(Clone)]
pub struct TextOptions<'a> {
    /// The name of the file that the source positions of the instructions, and those in errors, are in.
    pub file: Name,
    /// The helpers that can be called by name.
    pub helper_id: HelperId<'a>,
}

impl TextOptions<'_> {
    /// Options with this file name, which know no helper by name.
    pub fn new(file: impl Into<Name>) -> Self {
        Self { file: file.into(), helper_id: &|_| None }
    }
}

impl Default for TextOptions<'_> {
    /// The file is called `text`.
    fn default() -> Self {
        Self::new("text")
    }
}

impl fmt::Debug for TextOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextOptions").field("file", &self.file).finish_non_exhaustive()
    }
}

/// A text of several functions.
///
/// `Display` prints them in our dialect, each after its header.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Assembly {
    /// The functions, in the order of the text.
    pub functions: Vec<AssemblyFunction>,
}

/// A function in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssemblyFunction {
    /// Its name.
    pub name: Name,
    /// The section that it is in: `.text`, if the text names none. In assembly output of programs it says their type
    /// (`xdp`).
    pub section: Name,
    /// Where its header is.
    pub location: Location,
    /// Its instructions.
    pub code: Code,
}

impl Assembly {
    /// Reads a text with the default options.
    ///
    /// # Errors
    /// All problems together, each with its line and column, what was found and what was expected.
    ///
    /// ```
    /// use skep_isa::Assembly;
    ///
    /// let assembly = Assembly::parse("
    /// function main:
    ///     r1 = 5
    ///     call twice
    ///     exit
    ///
    /// function twice:
    ///     r0 = r1
    ///     r0 += r1
    ///     exit
    /// ")?;
    /// assert_eq!(&*assembly.functions[1].name, "twice");
    /// assert_eq!(assembly.functions[1].code.instructions.len(), 3);
    /// # Ok::<(), skep_isa::TextErrors>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, TextErrors> {
        Self::parse_with(text, &TextOptions::default())
    }

    /// Reads a text.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(text: &str, options: &TextOptions<'_>) -> Result<Self, TextErrors> {
        build::assembly(text, options)
    }
}

impl Code {
    /// Reads the text of one function with the default options.
    ///
    /// # Errors
    /// All problems together, each with its line and column, what was found and what was expected.
    ///
    /// ```
    /// use skep_isa::Code;
    ///
    /// let code = Code::parse("
    ///     r0 = 0
    /// again:
    ///     r0 += 1
    ///     if r0 < 10 goto again
    ///     exit
    /// ")?;
    /// assert_eq!(code.instructions.len(), 4);
    ///
    /// let errors = Code::parse("r0 = 0\nr0 += 1e3\nexti").unwrap_err();
    /// assert_eq!(errors.problems.len(), 2);
    /// assert_eq!(errors.problems[1].to_string(), "text:3:1: found `exti`, expected an instruction, a label or a directive");
    /// # Ok::<(), skep_isa::TextErrors>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, TextErrors> {
        Self::parse_with(text, &TextOptions::default())
    }

    /// Reads the text of one function.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(text: &str, options: &TextOptions<'_>) -> Result<Self, TextErrors> {
        build::code(text, options)
    }
}

impl Listing {
    /// Reads a listing with the default options: what `Display` of a listing prints, and any text of one function, whose
    /// labels are made distances.
    ///
    /// # Errors
    /// All problems together, each with its line and column, what was found and what was expected.
    pub fn parse(text: &str) -> Result<Self, TextErrors> {
        Self::parse_with(text, &TextOptions::default())
    }

    /// Reads a listing.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(text: &str, options: &TextOptions<'_>) -> Result<Self, TextErrors> {
        build::listing(text, options)
    }
}

impl fmt::Display for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut section = lines::TEXT;
        for (number, function) in self.functions.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            if section != &*function.section {
                section = &function.section;
                writeln!(f, ".section {section:?},\"ax\"")?;
            }
            write!(f, "function {}:\n{}", InText(&function.name), function.code)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
