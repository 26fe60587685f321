//! The number that a relocation asks for, once what it names is found in one BTF, and what an instruction needs to know
//! to be changed by it.

use super::access::{Field, Found, Last};
use super::error::{Reason, Unresolved};
use super::kind::RelocationKind;
use crate::endian::Endian;
use crate::error::BtfError;
use crate::shape::{Array, IntEncoding, Signedness};
use crate::view::{Shape, Type};

/// How an instruction has to be changed: plain data, which knows no instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The number that the compiler wrote, which follows from the local types, where it can be told. An instruction with
    /// another number is not what the relocation was made for.
    pub expected: Option<u64>,
    /// What to put in its place.
    pub what: What,
}

/// What is put into an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A number. Where it is negative, as an enumerator's can be, it is the number's lowest 64 bits. Enumerators that are
    /// recorded with 32 bits are sign-extended, as it is often not recorded whether they are signed.
    Immediate(u64),
    /// Where a field is. It goes into the offset of a load or store, which then has to be as wide as the field, or
    /// into an immediate operand.
    Offset {
        /// Bytes from the start of the root.
        bytes: u64,
        /// What the program's types say of the field; `None` for a bitfield, whose integer is chosen by other
        /// relocations.
        local: Option<Scalar>,
        /// What the target's say.
        target: Option<Scalar>,
    },
    /// There is no answer. The instruction has to become one that no kernel runs, so that the program loads only if it
    /// is never reached.
    Poison(Unresolved),
}

/// What a load or store of a field is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scalar {
    /// How many bytes it has; of an array, those of an element.
    pub size: u64,
    /// How its bits are understood.
    pub class: ScalarClass,
}

/// How the bits of a field are understood, which decides whether it can be read in another width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalarClass {
    /// A pointer.
    Pointer,
    /// A number without a sign, a character, a truth value.
    Unsigned,
    /// A number with a sign.
    Signed,
    /// A structure, a floating-point number: nothing that an instruction loads as a whole.
    Other,
}

/// What relocation asks, answered for one BTF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) number: u64,
    /// Of an offset: what is there, unless it is a bitfield.
    pub(crate) scalar: Option<Scalar>,
    /// Whether a compiler that has the same types comes to the same number.
    pub(crate) certain: bool,
}

/// Why there is no answer.
pub(crate) enum NoAnswer {
    /// The types do not give it.
    Reason(Reason),
    /// The kind does not go with the element of an array.
    Element,
}

impl From<BtfError> for NoAnswer {
    fn from(error: BtfError) -> Self {
        Self::Reason(error.into())
    }
}

/// What a relocation of this kind is answered with, for what was found in a BTF of this byte order.
pub(crate) fn answer(kind: RelocationKind, found: &Found<'_>, endian: Endian) -> Result<Answer, NoAnswer> {
    let plain = |number| Answer { number, scalar: None, certain: true };
    match *found {
        Found::Type(ty) => Ok(match kind {
            RelocationKind::TypeIdLocal | RelocationKind::TypeIdTarget => {
                // The linker may have given the type another number since.
                Answer { certain: false, ..plain(ty.id().number().into()) }
            }
            RelocationKind::TypeSize => plain(ty.size()?),
            _ => plain(1),
        }),
        Found::Enumerator(value) => Ok(match kind {
            RelocationKind::EnumeratorValue => plain(value.sign_extended()),
            _ => plain(1),
        }),
        Found::Field(field) => match kind {
            RelocationKind::FieldExists => Ok(plain(1)),
            _ => self::field(kind, field, endian),
        },
    }
}

fn field(kind: RelocationKind, field: Field<'_>, endian: Endian) -> Result<Answer, NoAnswer> {
    let plain = |number| Answer { number, scalar: None, certain: true };
    let member = match field.last {
        Last::Element(ty) => {
            return match kind {
                RelocationKind::FieldByteOffset => {
                    Ok(Answer { scalar: Some(scalar(ty)?), ..plain(field.bit_offset / 8) })
                }
                RelocationKind::FieldByteSize => Ok(plain(ty.size()?)),
                _ => Err(NoAnswer::Element),
            };
        }
        Last::Member(member) => member,
    };
    let ty = member.ty()?.resolve()?;
    let bitfield = member.bitfield_bits().map(|bits| u64::from(bits.get()));
    let (byte_offset, byte_size) = match bitfield {
        Some(bits) => container(field.bit_offset, bits, ty.size()?)?,
        None => (field.bit_offset / 8, ty.size()?),
    };
    let overflow = || BtfError::SizeOverflow { id: ty.id() };
    let all_bits = byte_size.checked_mul(8).ok_or_else(overflow)?;
    let bits = bitfield.unwrap_or(all_bits);
    // Whether the shifts make sense of a larger field is the program's affair; they are asked for only of integers.
    let wrapped = |number: u64| Answer { certain: bitfield.is_none(), ..plain(number) };
    Ok(match kind {
        RelocationKind::FieldByteSize => wrapped(byte_size),
        RelocationKind::FieldSigned => plain(u64::from(is_signed(ty))),
        RelocationKind::FieldRightShift => plain(64_u64.wrapping_sub(bits)),
        RelocationKind::FieldLeftShift => {
            let start = field.bit_offset.wrapping_sub(byte_offset.wrapping_mul(8));
            wrapped(match endian {
                Endian::Little => 64_u64.wrapping_sub(start.wrapping_add(bits)),
                Endian::Big => 64_u64.wrapping_sub(all_bits).wrapping_add(start),
            })
        }
        _ => Answer {
            scalar: if bitfield.is_some() { None } else { Some(scalar(ty)?) },
            ..wrapped(byte_offset)
        },
    })
}

/// The integer that holds a bitfield: the byte it starts at, and its size. It is the one of the declared size, or
/// larger where the bitfield crosses its end.
fn container(bit_offset: u64, bits: u64, declared: u64) -> Result<(u64, u64), NoAnswer> {
    let wide = || NoAnswer::Reason(Reason::WideBitfield { bits });
    let mut size = declared;
    while matches!(size, 1 | 2 | 4 | 8) {
        let start = bit_offset / 8 / size * size;
        let end = bit_offset.checked_add(bits).ok_or_else(wide)?;
        if end - start * 8 <= size * 8 {
            return Ok((start, size));
        }
        size *= 2;
    }
    Err(wide())
}

fn is_signed(ty: Type<'_>) -> bool {
    match ty.shape() {
        Shape::Int(int) => int.encoding.contains(IntEncoding::SIGNED),
        Shape::Enum { signedness, .. } | Shape::Enum64 { signedness, .. } => signedness == Signedness::Signed,
        _ => false,
    }
}

/// What a load of this type, or of an element if it is an array, is of.
fn scalar(ty: Type<'_>) -> Result<Scalar, BtfError> {
    let mut element = ty.resolve()?;
    // An array that goes on for longer has no size either, and says so.
    for _ in 0..32 {
        let Shape::Array(Array { element: of, .. }) = element.shape() else { break };
        element = element.follow(of)?.resolve()?;
    }
    let size = element.size()?;
    let class = match element.shape() {
        Shape::Ptr { .. } => ScalarClass::Pointer,
        Shape::Int(_) | Shape::Enum { .. } | Shape::Enum64 { .. } => {
            if is_signed(element) {
                ScalarClass::Signed
            } else {
                ScalarClass::Unsigned
            }
        }
        _ => ScalarClass::Other,
    };
    Ok(Scalar { size, class })
}
