//! Putting answers about a kernel's types into instructions.
//!
//! [`skep_btf::relocation`] answers what a field's offset or a type's size is; here the number is put into the one
//! instruction that asked: an arithmetic operation's or a 64-bit load's immediate, or the offset of a memory access. An
//! access then also takes the width of the target's field, where that reads or writes the same value:
//!
//! ```text
//! program       target          load                           store
//! pointer       pointer         of the target's width          of the target's width
//! unsigned      unsigned        of the target's width          of the target's width
//! any integer   narrower        unsigned: zero-extending;      of the target's width
//!                               signed: sign-extending, if the
//!                               register is to have 64 bits of it
//! any integer   wider           if it is sign-extending        no
//! ```
//!
//! What cannot be answered, or not be read so, becomes a call that no kernel allows, as libbpf makes it: a program whose
//! guards keep it from running loads. Which relocation that was is kept for the message.

use skep_btf::relocation::{Patch, RelocationError, Resolution, Resolver, Scalar, ScalarClass, What};
use skep_isa::{Callee, Code, Immediate, Instruction, Operation, Size, Source, Width};
use std::fmt;

/// The helper that an instruction without an answer calls; no kernel has it. (libbpf uses the same number, so that
/// tools know it: a kernel's log says `invalid func unknown#195896080`.)
pub const POISON_HELPER: u32 = 0xbad_2310;

/// An instruction of which the target knows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poisoned {
    /// Its index.
    pub instruction: usize,
    /// Which relocation it had, by its number.
    pub relocation: usize,
    /// What is missing, naming the access: for whoever finds that the program gets there.
    pub message: String,
}

/// A relocation that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelocateError {
    /// The index of the instruction.
    pub instruction: usize,
    /// Which relocation, by its number.
    pub relocation: usize,
    /// Of what, as far as it is known: `task_struct.pid (0:58)`.
    pub access: String,
    /// What is wrong.
    pub problem: RelocateProblem,
}

impl fmt::Display for RelocateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { instruction, relocation, access, problem } = self;
        match problem {
            RelocateProblem::Unanswered(error) => {
                write!(f, "instruction {instruction}, relocation {relocation}: {error}")
            }
            other => write!(f, "instruction {instruction}, relocation {relocation} of {access}: {other}"),
        }
    }
}

impl std::error::Error for RelocateError {}

/// Why a relocation cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelocateProblem {
    /// There is no such instruction.
    NoInstruction {
        /// How many there are.
        count: usize,
    },
    /// There is no answer of this number.
    NoAnswer,
    /// It could not be answered.
    Unanswered(RelocationError),
    /// The instruction has no place for such a number.
    NoPlace {
        /// What is to be put in: `an offset` or `a number`.
        what: &'static str,
        /// The instruction.
        instruction: String,
    },
    /// The instruction does not have what follows from the program's own types, so it is not the one that is meant.
    Unexpected {
        /// What it has.
        found: u64,
        /// What it should have.
        expected: u64,
    },
    /// The number does not fit into its place.
    TooLarge {
        /// The number.
        number: u64,
        /// What fits.
        expected: &'static str,
    },
    /// The instruction accesses more or fewer bytes than the program's own field has.
    OtherWidth {
        /// How many it accesses.
        found: usize,
        /// How many the field has.
        expected: u64,
    },
}

impl fmt::Display for RelocateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInstruction { count } => write!(f, "there are only {count} instructions"),
            Self::NoAnswer => f.write_str("there is no relocation of this number"),
            Self::Unanswered(error) => error.fmt(f),
            Self::NoPlace { what, instruction } => write!(f, "`{instruction}` has no place for {what}"),
            Self::Unexpected { found, expected } => {
                write!(f, "the instruction has {}, expected {}", found.cast_signed(), expected.cast_signed())
            }
            Self::TooLarge { number, expected } => {
                write!(f, "{} does not fit into the instruction, expected {expected}", number.cast_signed())
            }
            Self::OtherWidth { found, expected } => {
                write!(f, "the instruction accesses {found} bytes, expected {expected}")
            }
        }
    }
}

/// Puts the answers of a resolver into the instructions of a function. `places` says which: the index of an instruction,
/// and the number of its relocation.
///
/// The result lists the instructions that have become calls of [`POISON_HELPER`]. Where such a one was a two-slot load,
/// jumps by distance get labels first, so that they still lead where they did.
///
/// # Errors
///
/// Every relocation that cannot be applied, with its reason; the others are.
pub fn relocate(
    code: &mut Code,
    places: &[(usize, usize)],
    resolver: &Resolver<'_, '_>,
    answers: &[Result<Resolution, RelocationError>],
) -> Result<Vec<Poisoned>, Vec<RelocateError>> {
    let mut poisoned = Vec::new();
    let mut errors = Vec::new();
    let mut shortened = Vec::new();
    for &(place, relocation) in places {
        let count = code.instructions.len();
        let applied = match (code.instructions.get_mut(place), answers.get(relocation)) {
            (None, _) => Err(RelocateProblem::NoInstruction { count }),
            (_, None) => Err(RelocateProblem::NoAnswer),
            (_, Some(Err(error))) => Err(RelocateProblem::Unanswered(error.clone())),
            (Some(instruction), Some(Ok(resolution))) => apply(instruction, &resolution.patch),
        };
        let access = || resolver.describe(relocation).unwrap_or_default();
        match applied {
            Ok(None) => {}
            Ok(Some(why)) => {
                let message = match why {
                    Poison::Unresolved(message) => message,
                    Poison::Width { local, target } => {
                        let access = access();
                        format!(
                            "{access}: a field of {local} in the program cannot be accessed as one of {target}"
                        )
                    }
                };
                shortened.push(place);
                poisoned.push(Poisoned { instruction: place, relocation, message });
            }
            Err(problem) => {
                errors.push(RelocateError { instruction: place, relocation, access: access(), problem });
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if shortened.iter().any(|&place| code.instructions.get(place).is_some_and(|one| one.slots() == 2)) {
        *code = std::mem::take(code).with_labels();
    }
    for place in shortened {
        let Some(instruction) = code.instructions.get_mut(place) else { continue };
        *instruction = Instruction {
            imm: POISON_HELPER.into(),
            label: instruction.label.take(),
            location: instruction.location.take(),
            ..Instruction::new(Operation::Call(Callee::Helper))
        };
    }
    Ok(poisoned)
}

/// Why an instruction has to become a call of [`POISON_HELPER`].
#[derive(Clone, Debug, PartialEq, Eq)]
enum Poison {
    Unresolved(String),
    Width { local: String, target: String },
}

/// Puts an answer into an instruction, unless it has to be poisoned.
fn apply(instruction: &mut Instruction, patch: &Patch) -> Result<Option<Poison>, RelocateProblem> {
    let number = match &patch.what {
        What::Poison(unresolved) => return Ok(Some(Poison::Unresolved(unresolved.to_string()))),
        What::Immediate(number) => *number,
        What::Offset { bytes, .. } => *bytes,
    };
    match instruction.operation {
        Operation::Arithmetic(_, width, Source::Immediate) | Operation::Move(width, Source::Immediate) => {
            expect(patch, instruction.imm.cast_unsigned(), width)?;
            instruction.imm = immediate(number, width)?;
            Ok(None)
        }
        Operation::LoadImmediate(Immediate::Value) => {
            let found = instruction.imm.cast_unsigned();
            if patch.expected.and_then(unsigned) == Some(found) {
                instruction.imm = unsigned(number).unwrap_or(number).cast_signed();
                return Ok(None);
            }
            expect(patch, found, Width::W64)?;
            instruction.imm = number.cast_signed();
            Ok(None)
        }
        Operation::Load(_) | Operation::LoadSignExtend(_) | Operation::Store(..) | Operation::Atomic(..) => {
            let What::Offset { local, target, .. } = patch.what else {
                return Err(no_place("a number that is no offset", instruction));
            };
            expect(patch, i64::from(instruction.offset).cast_unsigned(), Width::W64)?;
            let operation = match (local, target) {
                (None, None) => instruction.operation,
                (Some(local), Some(target)) => match resized(instruction.operation, local, target)? {
                    Some(operation) => operation,
                    None => return Ok(Some(Poison::Width { local: words(local), target: words(target) })),
                },
                (local, target) => {
                    let words = |scalar: Option<Scalar>| scalar.map_or_else(|| "bits".to_owned(), words);
                    return Ok(Some(Poison::Width { local: words(local), target: words(target) }));
                }
            };
            instruction.offset = i16::try_from(number)
                .map_err(|_| RelocateProblem::TooLarge { number, expected: "at most 32767 bytes" })?;
            instruction.operation = operation;
            Ok(None)
        }
        _ => Err(no_place("a number", instruction)),
    }
}

fn no_place(what: &'static str, instruction: &Instruction) -> RelocateProblem {
    let code = Code { instructions: vec![Instruction { label: None, ..instruction.clone() }] };
    RelocateProblem::NoPlace { what, instruction: code.to_string().trim().to_owned() }
}

/// Checks that the compiler wrote what it had to. A 32-bit operation has the number's lower half.
fn expect(patch: &Patch, found: u64, width: Width) -> Result<(), RelocateProblem> {
    let shift = if width == Width::W32 { 32 } else { 0 };
    match patch.expected {
        Some(expected) if found << shift != expected << shift => {
            Err(RelocateProblem::Unexpected { found, expected })
        }
        _ => Ok(()),
    }
}

/// The number without its sign, if it is a negative one of 32 bits. Such enumerators are answered as negative numbers, since
/// it is often not recorded whether they are; what the compiler wrote shows whether the program takes them as positive.
fn unsigned(number: u64) -> Option<u64> {
    let number = i32::try_from(number.cast_signed()).ok().filter(|&number| number < 0)?;
    Some(number.cast_unsigned().into())
}

/// The number as an immediate operand, which is sign-extended to 64 bits, of which a 32-bit operation uses the lower half.
fn immediate(number: u64, width: Width) -> Result<i64, RelocateProblem> {
    if let Ok(number) = i32::try_from(number.cast_signed()) {
        return Ok(number.into());
    }
    match (width, u32::try_from(number)) {
        (Width::W32, Ok(number)) => Ok(number.cast_signed().into()),
        (Width::W32, Err(_)) => Err(RelocateProblem::TooLarge { number, expected: "32 bits" }),
        (Width::W64, _) => Err(RelocateProblem::TooLarge { number, expected: "a signed number of 32 bits" }),
    }
}

/// The memory access that does with the target's field what this one does with the program's; `None` if there is none.
fn resized(
    operation: Operation,
    local: Scalar,
    target: Scalar,
) -> Result<Option<Operation>, RelocateProblem> {
    let (Operation::Load(size)
    | Operation::LoadSignExtend(size)
    | Operation::Store(size, _)
    | Operation::Atomic(_, size)) = operation
    else {
        return Ok(Some(operation));
    };
    if local.size == target.size {
        return Ok(Some(operation));
    }
    if u64::try_from(size.bytes()).is_ok_and(|bytes| bytes != local.size) {
        return Err(RelocateProblem::OtherWidth { found: size.bytes(), expected: local.size });
    }
    let new = match target.size {
        1 => Size::Byte,
        2 => Size::Half,
        4 => Size::Word,
        8 => Size::Double,
        _ => return Ok(None),
    };
    let narrower = target.size < local.size;
    let integer = |class| matches!(class, ScalarClass::Unsigned | ScalarClass::Signed);
    let plain = match (local.class, target.class) {
        (ScalarClass::Pointer, ScalarClass::Pointer) | (ScalarClass::Unsigned, ScalarClass::Unsigned) => true,
        (one, other) if integer(one) && integer(other) => false,
        _ => return Ok(None),
    };
    let sign_extending =
        if new == Size::Double { Operation::Load(new) } else { Operation::LoadSignExtend(new) };
    Ok(match operation {
        // A sign-extending load is of a signed number; what the target has goes into the whole register.
        Operation::LoadSignExtend(_) if target.class == ScalarClass::Signed => Some(sign_extending),
        Operation::LoadSignExtend(_) if target.class == ScalarClass::Unsigned => Some(Operation::Load(new)),
        Operation::Load(_) if plain => Some(Operation::Load(new)),
        Operation::Load(_) if narrower && target.class == ScalarClass::Unsigned => Some(Operation::Load(new)),
        // Of a load of fewer bytes the program may expect the upper bits to be zero.
        Operation::Load(Size::Double) if narrower => Some(sign_extending),
        Operation::Store(_, source) if plain || narrower => Some(Operation::Store(new, source)),
        _ => None,
    })
}

/// A field in words: `4 bytes, signed`.
fn words(scalar: Scalar) -> String {
    let class = match scalar.class {
        ScalarClass::Pointer => "a pointer",
        ScalarClass::Unsigned => "unsigned",
        ScalarClass::Signed => "signed",
        ScalarClass::Other => "no number",
    };
    format!("{} bytes ({class})", scalar.size)
}

#[cfg(test)]
mod tests;
