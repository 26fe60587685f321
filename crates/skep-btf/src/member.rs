//! Members by name: a path through structures and unions, anonymous ones included.

use core::num::NonZeroU8;
use std::collections::HashSet;

use crate::error::BtfError;
use crate::id::TypeId;
use crate::raw::Kind;
use crate::view::Type;

/// Where a member is, however deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberPlace {
    /// Bits from the start of the type that was searched.
    pub bit_offset: u64,
    /// How many bits it has, if it is a bitfield.
    pub bitfield_bits: Option<NonZeroU8>,
    /// The number of its type.
    pub type_id: TypeId,
}

impl MemberPlace {
    /// Bytes from the start of the type that was searched; `None` for what does not start at a whole byte
    /// or is a bitfield.
    pub fn byte_offset(&self) -> Option<u64> {
        let whole = self.bitfield_bits.is_none() && self.bit_offset.is_multiple_of(8);
        whole.then_some(self.bit_offset / 8)
    }
}

impl<'b> Type<'b> {
    /// Finds a member of this structure or union by its path: names with dots between, as in C without
    /// pointers (`se.vruntime`). Typedefs and modifiers on the way are seen through, and so are anonymous
    /// structures and unions, whose members count as those of the type they are in.
    ///
    /// Takes time in proportion to the members looked at. It allocates only where anonymous members are
    /// met, and looks into each type once, so that no cycle holds it.
    ///
    /// # Errors
    ///
    /// [`BtfError::NoMember`] when no member has a name of the path, [`BtfError::WrongKind`] when a type
    /// on the way has no members; what [`resolve`](Type::resolve) and names can fail by.
    pub fn find_member(&self, path: &str) -> Result<MemberPlace, BtfError> {
        let mut ty = *self;
        let mut place = MemberPlace { bit_offset: 0, bitfield_bits: None, type_id: self.id() };
        for name in path.split('.') {
            ty = ty.resolve()?;
            let found = find_in(ty, name, path)?;
            let bit_offset = place.bit_offset.checked_add(found.bit_offset);
            place = MemberPlace {
                bit_offset: bit_offset.ok_or(BtfError::SizeOverflow { id: self.id() })?,
                ..found
            };
            ty = ty.follow(found.type_id)?;
        }
        Ok(place)
    }
}

/// The member of this name, of `outer` or of what is anonymous in it.
fn find_in(outer: Type<'_>, name: &str, path: &str) -> Result<MemberPlace, BtfError> {
    // What is yet to be looked into, and what was ever put there. A name is found once if at all, so the
    // order of the search does not matter.
    let mut pending = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some((outer, 0_u64));
    while let Some((ty, start)) = next {
        for member in ty.members()? {
            let at = start.checked_add(member.bit_offset().into());
            let bit_offset = at.ok_or(BtfError::SizeOverflow { id: outer.id() })?;
            let found = member.name_bytes()?;
            if found.is_empty() {
                let inner = member.ty()?.resolve()?;
                if matches!(inner.kind(), Kind::Struct | Kind::Union) && seen.insert(inner.id()) {
                    pending.push((inner, bit_offset));
                }
            } else if found == name.as_bytes() {
                let (bitfield_bits, type_id) = (member.bitfield_bits(), member.type_id());
                return Ok(MemberPlace { bit_offset, bitfield_bits, type_id });
            }
        }
        next = pending.pop();
    }
    Err(BtfError::NoMember {
        id: outer.id(),
        kind: outer.kind(),
        type_name: outer.name().unwrap_or_default().to_owned(),
        member: name.to_owned(),
        path: path.to_owned(),
    })
}
