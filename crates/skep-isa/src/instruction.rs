//! One instruction as a plain value: its operation, its operands, and what is known of it by name.

use crate::{Operation, Register};
use std::fmt;
use std::sync::Arc;

/// A name: of a label, a function or a map. Cloning it is cheap.
pub type Name = Arc<str>;

/// One instruction. A two-slot load is one `Instruction`.
///
/// Operands that the operation does not use are zero (`R0`, `0`); [`check`](crate::Code::check) says so if
/// they are not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// What it does.
    pub operation: Operation,
    /// The register that is written, compared, or holds the address of a store.
    pub dst: Register,
    /// The second register.
    pub src: Register,
    /// The distance of a memory access in bytes, or of a jump in slots after this instruction.
    pub offset: i16,
    /// The immediate operand: a sign-extended 32-bit number, or all 64 bits for a two-slot load that uses both halves
    /// ([`Immediate::Value`](crate::Immediate::Value), and those of which one half is one number and the other another).
    pub imm: i64,
    /// What the number in `offset` or `imm` stands for, if that is known by name. It wins over the number.
    pub reference: Option<Reference>,
    /// The name of this place, for jumps to it.
    pub label: Option<Name>,
    /// Where in the source the instruction was written. Instructions of one place share it.
    pub location: Option<Arc<Location>>,
    /// What a number in it depends on, if that is a type of the kernel it will run on.
    pub relocation: Option<Box<Relocation>>,
}

impl Instruction {
    /// An instruction of this operation with all operands zero.
    pub const fn new(operation: Operation) -> Self {
        Self {
            operation,
            dst: Register::R0,
            src: Register::R0,
            offset: 0,
            imm: 0,
            reference: None,
            label: None,
            location: None,
            relocation: None,
        }
    }

    /// The number of 8-byte slots it fills: 2 for a load of a 64-bit immediate, otherwise 1.
    pub const fn slots(&self) -> usize {
        match self.operation {
            Operation::LoadImmediate(_) => 2,
            _ => 1,
        }
    }
}

/// What an instruction refers to by name, to be turned into a number when the program is laid out or loaded.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Reference {
    /// The target of a jump: a label in the same function.
    Label(Name),
    /// The function that is called, or whose address is loaded.
    Function(Name),
    /// The map whose handle, or the address of a byte in whose first value, is loaded.
    Map(Name),
    /// A function or a variable of the kernel. It is made a number when the program is loaded; until then the program
    /// cannot be laid out.
    Kernel(Name),
}

impl Reference {
    /// The name that is referred to.
    pub fn name(&self) -> &Name {
        match self {
            Self::Label(name) | Self::Function(name) | Self::Map(name) | Self::Kernel(name) => name,
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Label(_) => "label",
            Self::Function(_) => "function",
            Self::Map(_) => "map",
            Self::Kernel(_) => "kernel symbol",
        };
        write!(f, "{kind} `{}`", self.name())
    }
}

/// What a number in an instruction depends on: a type of the kernel that the program will run on (CO-RE,
/// `struct bpf_core_relo` in `include/uapi/linux/bpf.h`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Relocation {
    /// What is asked of the type (`enum bpf_core_relo_kind`), as a number.
    pub kind: u32,
    /// The number of the type among those of the object that the instruction belongs to.
    pub type_id: u32,
    /// Which part of the type, as numbers with colons between: `0:1:2`.
    pub access: Name,
}

/// A place in source code.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// The file, as the compiler named it.
    pub file: Name,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
    /// The line's text, if it is known.
    pub text: Option<Name>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
