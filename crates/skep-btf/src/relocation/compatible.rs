//! When a type of the target can stand for a local one.
//!
//! There are three questions, from lax to strict: whether a *field* of one type can be read as one of another;
//! whether a *type* is of the same sort (`type_exists`); whether it has all that the local one says of it
//! (`type_matches`). The rules are those of libbpf 1.7 (`relo_core.c`), so that a program means the same
//! whoever loads it.
//!
//! The last two walk two graphs of types at once. What damaged or hostile BTF could do to such a walk is bounded
//! by its depth and by the number of comparisons.

use super::name::{essential_bytes, essential_name, type_name};
use crate::error::BtfError;
use crate::id::TypeId;
use crate::raw::Kind;
use crate::shape::{FwdKind, IntEncoding};
use crate::view::{Shape, Type};

/// How deep two types are compared (libbpf has the same limit).
const MAX_DEPTH: usize = 32;
/// How many pairs of types, members or enumerators are compared for one relocation: far more than any kernel's types
/// need, and done in a fraction of a second.
const MAX_COMPARISONS: u32 = 1 << 22;

/// Whether a type of this kind can be a candidate for one of the other: enumerations of both widths are alike.
pub(crate) fn kinds_agree(one: Kind, other: Kind) -> bool {
    let wide = |kind| if kind == Kind::Enum64 { Kind::Enum } else { kind };
    wide(one) == wide(other)
}

/// Whether a field of type `target` can be read where the program has one of type `local`.
pub(crate) fn fields_agree(local: Type<'_>, target: Type<'_>) -> Result<bool, BtfError> {
    let (mut local, mut target) = (local, target);
    for _ in 0..MAX_DEPTH {
        (local, target) = (local.resolve()?, target.resolve()?);
        let composite = |ty: Type<'_>| matches!(ty.kind(), Kind::Struct | Kind::Union);
        if composite(local) && composite(target) {
            return Ok(true);
        }
        if !kinds_agree(local.kind(), target.kind()) {
            return Ok(false);
        }
        return Ok(match (local.shape(), target.shape()) {
            (Shape::Ptr { .. } | Shape::Float { .. }, _) => true,
            (Shape::Int(local), Shape::Int(target)) => local.bit_offset == 0 && target.bit_offset == 0,
            (Shape::Fwd(_) | Shape::Enum { .. } | Shape::Enum64 { .. }, _) => {
                local.is_anonymous() || target.is_anonymous() || names_agree(local, target)?
            }
            (Shape::Array(one), Shape::Array(other)) => {
                (local, target) = (local.follow(one.element)?, target.follow(other.element)?);
                continue;
            }
            _ => false,
        });
    }
    Err(BtfError::ChainTooLong { id: local.id(), limit: MAX_DEPTH })
}

/// Whether `target`, which has the name of `local`, is a type of the same sort: what `type_exists` asks of a type, and what a
/// function or variable of a kernel is compared by with its declaration in a program (the type of the variable, or the
/// prototype of the function). Below pointers nothing but the kinds and the numbers of arguments count.
///
/// # Errors
///
/// When types refer to what is not there, or go deeper than 32 of them.
pub fn types_agree(local: Type<'_>, target: Type<'_>) -> Result<bool, BtfError> {
    Ok(kinds_agree(local.kind(), target.kind()) && Comparison::default().sorts(local, target, MAX_DEPTH)?)
}

/// Whether `target` has all that `local` says of it.
pub(crate) fn types_match(local: Type<'_>, target: Type<'_>) -> Result<bool, BtfError> {
    Comparison::default().shapes(local, target, Place::Inside, MAX_DEPTH)
}

fn names_agree(local: Type<'_>, target: Type<'_>) -> Result<bool, BtfError> {
    Ok(essential_bytes(type_name(local)?) == essential_bytes(type_name(target)?))
}

/// Whether a type is reached through a pointer, behind which structures are compared by name only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Inside,
    BehindPointer,
}

/// One walk over two graphs of types.
#[derive(Default)]
struct Comparison {
    done: u32,
}

impl Comparison {
    /// Counts a comparison.
    fn step(&mut self, at: TypeId) -> Result<(), BtfError> {
        self.done += 1;
        if self.done > MAX_COMPARISONS {
            return Err(BtfError::ChainTooLong { id: at, limit: MAX_COMPARISONS as usize });
        }
        Ok(())
    }

    /// `types_agree`, apart from the root's kind before typedefs.
    fn sorts(&mut self, local: Type<'_>, target: Type<'_>, depth: usize) -> Result<bool, BtfError> {
        self.step(local.id())?;
        let too_deep = BtfError::ChainTooLong { id: local.id(), limit: MAX_DEPTH };
        let deeper = depth.checked_sub(1).ok_or(too_deep)?;
        let (local, target) = (local.resolve()?, target.resolve()?);
        if !kinds_agree(local.kind(), target.kind()) {
            return Ok(false);
        }
        Ok(match (local.shape(), target.shape()) {
            (
                Shape::Void
                | Shape::Struct { .. }
                | Shape::Union { .. }
                | Shape::Enum { .. }
                | Shape::Enum64 { .. }
                | Shape::Fwd(_),
                _,
            ) => true,
            (Shape::Int(local), Shape::Int(target)) => local.bit_offset == 0 && target.bit_offset == 0,
            (Shape::Ptr { to: one }, Shape::Ptr { to: other }) => {
                self.sorts(local.follow(one)?, target.follow(other)?, deeper)?
            }
            (Shape::Array(one), Shape::Array(other)) => {
                self.sorts(local.follow(one.element)?, target.follow(other.element)?, deeper)?
            }
            (Shape::FuncProto(one), Shape::FuncProto(other)) => {
                if one.parameters.len() != other.parameters.len() {
                    return Ok(false);
                }
                for (one, other) in one.parameters.zip(other.parameters) {
                    if !self.sorts(one.ty()?, other.ty()?, deeper)? {
                        return Ok(false);
                    }
                }
                self.sorts(local.follow(one.returns)?, target.follow(other.returns)?, deeper)?
            }
            _ => false,
        })
    }

    /// `types_match`.
    fn shapes(
        &mut self,
        local: Type<'_>,
        target: Type<'_>,
        place: Place,
        depth: usize,
    ) -> Result<bool, BtfError> {
        self.step(local.id())?;
        let too_deep = BtfError::ChainTooLong { id: local.id(), limit: MAX_DEPTH };
        let deeper = depth.checked_sub(1).ok_or(too_deep)?;
        let (local, target) = (local.resolve()?, target.resolve()?);
        if !names_agree(local, target)? {
            return Ok(false);
        }
        let behind = place == Place::BehindPointer;
        Ok(match (local.shape(), target.shape()) {
            (Shape::Void, Shape::Void) => true,
            (Shape::Fwd(one), Shape::Fwd(other)) => one == other,
            (Shape::Fwd(FwdKind::Struct), Shape::Struct { .. })
            | (Shape::Fwd(FwdKind::Union), Shape::Union { .. })
            | (Shape::Struct { .. }, Shape::Fwd(FwdKind::Struct))
            | (Shape::Union { .. }, Shape::Fwd(FwdKind::Union)) => behind,
            (Shape::Enum { .. } | Shape::Enum64 { .. }, Shape::Enum { .. } | Shape::Enum64 { .. }) => {
                self.enumerators(local, target)?
            }
            (Shape::Struct { .. }, Shape::Struct { .. }) | (Shape::Union { .. }, Shape::Union { .. }) => {
                behind || self.members(local, target, deeper)?
            }
            (Shape::Int(one), Shape::Int(other)) => {
                let signed = |encoding: IntEncoding| encoding.contains(IntEncoding::SIGNED);
                one.size == other.size && signed(one.encoding) == signed(other.encoding)
            }
            (Shape::Ptr { to: one }, Shape::Ptr { to: other }) => {
                self.shapes(local.follow(one)?, target.follow(other)?, Place::BehindPointer, deeper)?
            }
            (Shape::Array(one), Shape::Array(other)) => {
                one.count == other.count
                    && self.shapes(
                        local.follow(one.element)?,
                        target.follow(other.element)?,
                        place,
                        deeper,
                    )?
            }
            (Shape::FuncProto(one), Shape::FuncProto(other)) => {
                if one.parameters.len() != other.parameters.len() {
                    return Ok(false);
                }
                for (one, other) in one.parameters.zip(other.parameters) {
                    if !self.shapes(one.ty()?, other.ty()?, place, deeper)? {
                        return Ok(false);
                    }
                }
                self.shapes(local.follow(one.returns)?, target.follow(other.returns)?, place, deeper)?
            }
            _ => false,
        })
    }

    /// Whether each member of `local` has one of its name and shape in `target`.
    fn members(&mut self, local: Type<'_>, target: Type<'_>, depth: usize) -> Result<bool, BtfError> {
        let (ours, theirs) = (local.members()?, target.members()?);
        if ours.len() > theirs.len() {
            return Ok(false);
        }
        'ours: for one in ours {
            let name = essential_bytes(one.name_bytes()?);
            for other in theirs {
                self.step(local.id())?;
                if essential_bytes(other.name_bytes()?) == name
                    && self.shapes(one.ty()?, other.ty()?, Place::Inside, depth)?
                {
                    continue 'ours;
                }
            }
            return Ok(false);
        }
        Ok(true)
    }

    /// Whether each enumerator of `local` has one of its name in `target`.
    fn enumerators(&mut self, local: Type<'_>, target: Type<'_>) -> Result<bool, BtfError> {
        let (ours, theirs) = (local.values()?, target.values()?);
        if ours.len() > theirs.len() {
            return Ok(false);
        }
        'ours: for one in ours {
            let name = essential_name(one.name()?);
            for other in theirs {
                self.step(local.id())?;
                if essential_name(other.name()?) == name {
                    continue 'ours;
                }
            }
            return Ok(false);
        }
        Ok(true)
    }
}
