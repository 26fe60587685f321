//! Instructions as text, in the three dialects.
//!
//! Ours, which `Display` prints, is what `llvm-objdump -d --mcpu=v4 --no-print-imm-hex` prints, with these differences,
//! so that no two different instructions read the same:
//!
//! - Only a helper is called by a plain number, `call 7`; a function at a distance is `call +7`, a kernel function
//!   `call kfunc 7`. (LLVM prints `call 7` for all three. A helper whose number is negative, which no kernel has, is
//!   `call helper -1`.)
//! - Operands that LLVM leaves out appear if they are not 0: the upper half of a pair (`ld_pseudo r1, 2, 5, 8`), the
//!   immediate of a packet load (`r0 = *(u8 *)skb[r1 + 4]`), the module of a kernel function (`call kfunc 7, module 1`).
//!
//! What is known by name is printed by name: `goto out`, `call fib`, `r1 = COUNTS ll` for a map, `r1 = COUNTS+0 ll` for
//! the address of a byte in a map's value, `r1 = function fib ll` for that of a function. Names that hold other
//! characters than letters, digits, `_`, `.`, `$` and `@`, and those that look like a register or a number, are between
//! quotation marks: `goto "my label"`.

use crate::bytes::halves;
use crate::dialect::{is_plain_name, template};
use crate::table::{self, Field, Row};
use crate::{Callee, Code, Dialect, Immediate, Instruction, Operation};
use std::fmt;

/// The name of the helper with this number, if it is known.
pub type HelperName<'a> = &'a dyn Fn(u32) -> Option<&'a str>;

/// An instruction or [`Code`] to be printed in a [`Dialect`]; made by [`Instruction::display`] and [`Code::display`].
#[derive(Clone, Copy)]
pub struct InDialect<'a, T> {
    value: &'a T,
    dialect: Dialect,
    helper_name: Option<HelperName<'a>>,
}

impl<'a, T> InDialect<'a, T> {
    /// Shows helpers with these names, as the kernel does, in the kernel's dialect and in ours:
    /// `call bpf_map_lookup_elem#1`.
    #[must_use]
    pub fn with_helper_names(self, name: HelperName<'a>) -> Self {
        Self { helper_name: Some(name), ..self }
    }
}

impl<T: fmt::Debug> fmt::Debug for InDialect<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InDialect")
            .field("value", self.value)
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

impl Instruction {
    /// The instruction's text in this dialect. The kernel's begins with the first byte of the encoding:
    /// `(b7) r0 = 2`.
    ///
    /// ```
    /// use skep_isa::{Assembler, Dialect, registers::*};
    ///
    /// let code = Assembler::new().call(181_u32).build()?;
    /// let call = &code.instructions[0];
    /// assert_eq!(call.to_string(), "call 181");
    /// assert_eq!(call.display(Dialect::Kernel).to_string(), "(85) call unknown#181");
    /// let names = |helper| (helper == 181).then_some("bpf_loop");
    /// let named = call.display(Dialect::Kernel).with_helper_names(&names);
    /// assert_eq!(named.to_string(), "(85) call bpf_loop#181");
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    pub fn display(&self, dialect: Dialect) -> InDialect<'_, Self> {
        InDialect { value: self, dialect, helper_name: None }
    }
}

impl Code {
    /// A listing in this dialect: each instruction on a line of its own, and so each label. In the kernel's, each line
    /// begins with the number of the instruction's slot, and there are no labels.
    pub fn display(&self, dialect: Dialect) -> InDialect<'_, Self> {
        InDialect { value: self, dialect, helper_name: None }
    }
}

impl fmt::Display for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(Dialect::Skep).fmt(f)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(Dialect::Skep).fmt(f)
    }
}

impl fmt::Display for InDialect<'_, Code> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut slot = 0;
        for instruction in &self.value.instructions {
            match (self.dialect, &instruction.label) {
                (Dialect::Kernel, _) => write!(f, "{slot:4}: ")?,
                (_, Some(label)) => write!(f, "{}:\n    ", InText(label))?,
                (_, None) => f.write_str("    ")?,
            }
            slot += instruction.slots();
            let Self { dialect, helper_name, .. } = *self;
            writeln!(f, "{}", InDialect { value: instruction, dialect, helper_name })?;
        }
        Ok(())
    }
}

impl fmt::Display for InDialect<'_, Instruction> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instruction = self.value;
        let Some(row) = table::row(instruction.operation) else {
            return write!(f, "{:?}", instruction.operation);
        };
        if self.dialect == Dialect::Kernel {
            write!(f, "({:02x}) ", row.code)?;
        }
        if let (Operation::LoadImmediate(what), Some(reference)) =
            (instruction.operation, &instruction.reference)
        {
            return self.print_named_load(what, reference.name(), f);
        }
        if let (Operation::Call(Callee::Helper), Some(name), Dialect::Skep) =
            (instruction.operation, self.known_helper(), self.dialect)
        {
            return write!(f, "call {name}#{}", instruction.imm);
        }
        let text = template(row, self.dialect);
        let mut text = &*text;
        while let Some((before, place, after)) = next_place(text) {
            f.write_str(before)?;
            self.print_operand(row, place, f)?;
            text = after;
        }
        f.write_str(text)
    }
}

/// Divides the text at its first `{place}`: before it, the place's name, after it.
pub(crate) fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (place, after) = rest.split_once('}')?;
    Some((before, place, after))
}

/// A name as it stands in text.
pub(crate) struct InText<'a>(pub(crate) &'a str);

impl fmt::Display for InText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain_name(self.0) { f.write_str(self.0) } else { write!(f, "{:?}", self.0) }
    }
}

impl InDialect<'_, Instruction> {
    fn print_named_load(&self, what: Immediate, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = InText(name);
        let offset = halves(self.value.imm).1.cast_unsigned();
        write!(f, "{} = ", self.value.dst)?;
        match (what, self.dialect) {
            (Immediate::Function, Dialect::Skep | Dialect::Kernel) => write!(f, "function {name}")?,
            (Immediate::MapValue | Immediate::MapValueByIndex, Dialect::Clang) if offset == 0 => {
                write!(f, "{name}")?;
            }
            (Immediate::MapValue | Immediate::MapValueByIndex, _) => write!(f, "{name}+{offset}")?,
            _ => write!(f, "{name}")?,
        }
        f.write_str(" ll")
    }

    /// The name of the helper that is called, if it is known and can stand in text.
    fn known_helper(&self) -> Option<&str> {
        let name = self.helper_name?(u32::try_from(self.value.imm).ok()?)?;
        is_plain_name(name).then_some(name)
    }

    fn print_operand(&self, row: &Row, place: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Instruction { dst, src, offset, imm, ref reference, .. } = *self.value;
        let (first, second) = halves(imm);
        let (low, high) = (first.cast_unsigned(), second.cast_unsigned());
        let distance = if row.offset == Field::Target { offset.into() } else { imm };
        let name = reference.as_ref().map(|reference| InText(reference.name()));
        match (place, name) {
            ("dst", _) => write!(f, "{}", dst.number()),
            ("src", _) => write!(f, "{}", src.number()),
            ("offset", _) if offset < 0 => write!(f, "- {}", offset.unsigned_abs()),
            ("offset", _) => write!(f, "+ {offset}"),
            ("displacement", _) => write!(f, "{offset:+}"),
            ("imm", Some(name)) if row.imm == Field::Function => write!(f, "{name}"),
            ("imm", _) => write!(f, "{imm}"),
            ("target" | "callee" | "pc", Some(name)) => write!(f, "{name}"),
            ("target" | "callee" | "distance", None) => write!(f, "{distance:+}"),
            ("pc", None) => write!(f, "pc{distance:+}"),
            ("helper", _) if imm < 0 => write!(f, "helper {imm}"),
            ("helper", _) => write!(f, "{imm}"),
            ("name", _) => f.write_str(self.known_helper().unwrap_or("unknown")),
            ("hex", _) => write!(f, "{low:#x}"),
            ("wide", _) => write!(f, "{imm:#x}"),
            ("first", _) => write!(f, "{first}"),
            ("second", _) => write!(f, "{second}"),
            ("low", _) => write!(f, "{low}"),
            ("high", _) if high != 0 => write!(f, ", {high}"),
            ("plus", _) if imm < 0 => write!(f, " - {}", imm.unsigned_abs()),
            ("plus", _) if imm > 0 => write!(f, " + {imm}"),
            ("module", _) if offset != 0 => write!(f, ", module {offset}"),
            ("to", _) => write!(f, "{}", low >> 16),
            ("from", _) => write!(f, "{}", low & 0xffff),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
