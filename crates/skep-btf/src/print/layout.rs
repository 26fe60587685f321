//! How C lays out what is printed: alignments, and which structures have to be packed.
//!
//! The rules are those of the System V ABI, which clang and gcc follow on every 64-bit machine that Linux runs
//! BPF on: a member is aligned as its type is, a bitfield does not cross a boundary of its type's size.

use core::num::NonZeroU8;
use std::collections::HashMap;

use crate::entries::Member;
use crate::error::BtfError;
use crate::id::TypeId;
use crate::read::Btf;
use crate::resolve::MAX_CHAIN;
use crate::view::{Shape, Type};

/// A member's place as C has to be told it.
pub(super) struct Place {
    /// Bits from the start.
    pub(super) offset: u64,
    /// How many bits it has, if it is a bitfield.
    pub(super) bits: Option<NonZeroU8>,
    /// The size of its type in bytes.
    pub(super) size: u64,
    /// The alignment of its type in bytes.
    pub(super) align: u64,
}

/// How a structure or union is aligned as it is printed.
#[derive(Clone, Copy)]
pub(super) struct Alignment {
    /// A power of two, in bytes.
    pub(super) align: u64,
    /// Whether a member is where its type could not be, or the size is one that the members' alignment forbids.
    pub(super) packed: bool,
}

/// The alignments found out so far.
#[derive(Default)]
pub(super) struct Alignments(HashMap<TypeId, Alignment>);

impl Alignments {
    /// Where a member is, bitfields of both ways to write them included.
    pub(super) fn place(
        &mut self,
        btf: &Btf<'_>,
        member: &Member<'_>,
        depth: usize,
    ) -> Result<Place, BtfError> {
        let mut offset = u64::from(member.bit_offset());
        let mut bits = member.bitfield_bits();
        if let (None, Shape::Int(int)) = (bits, member.ty()?.resolve()?.shape())
            && u64::from(int.bits) < u64::from(int.size) * 8
        {
            offset = offset.saturating_add(int.bit_offset.into());
            bits = NonZeroU8::new(int.bits);
        }
        let align = self.of_type(btf, member.type_id(), depth)?;
        Ok(Place { offset, bits, size: size(btf, member.type_id())?, align })
    }

    /// The alignment of a type, in bytes.
    fn of_type(&mut self, btf: &Btf<'_>, id: TypeId, depth: usize) -> Result<u64, BtfError> {
        let limit = MAX_CHAIN;
        let mut ty = btf.resolve(id)?;
        for _ in 0..=limit {
            match ty.shape() {
                Shape::Array(array) => ty = btf.resolve(array.element)?,
                Shape::Struct { .. } | Shape::Union { .. } => return Ok(self.of_composite(ty, depth)?.align),
                _ => {
                    let size = size(btf, ty.id())?;
                    return Ok(size.checked_next_power_of_two().unwrap_or(1).clamp(1, 16));
                }
            }
        }
        Err(BtfError::ChainTooLong { id, limit })
    }

    /// How a structure or union is aligned.
    pub(super) fn of_composite(&mut self, ty: Type<'_>, depth: usize) -> Result<Alignment, BtfError> {
        if let Some(&known) = self.0.get(&ty.id()) {
            return Ok(known);
        }
        let limit = MAX_CHAIN;
        if depth > limit {
            return Err(BtfError::TooDeep { id: ty.id(), limit });
        }
        // One that holds itself, which only damage makes, is found here instead of followed for ever.
        self.0.insert(ty.id(), Alignment { align: 1, packed: false });
        let mut greatest = 1;
        let mut packed = false;
        for member in ty.members()? {
            let place = self.place(ty.btf(), &member, depth + 1)?;
            let unit = place.size.saturating_mul(8).max(8);
            packed |= match place.bits {
                Some(bits) => (place.offset % unit).saturating_add(bits.get().into()) > unit,
                None => !place.offset.is_multiple_of(place.align.saturating_mul(8)),
            };
            greatest = place.align.max(greatest);
        }
        packed |= !ty.size()?.is_multiple_of(greatest);
        let found = Alignment { align: if packed { 1 } else { greatest }, packed };
        self.0.insert(ty.id(), found);
        Ok(found)
    }
}

/// The size of a type in bytes; 0 for what has none.
fn size(btf: &Btf<'_>, id: TypeId) -> Result<u64, BtfError> {
    match btf.size_of(id) {
        Err(BtfError::NoSize { .. }) => Ok(0),
        other => other,
    }
}
