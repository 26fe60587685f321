//! Finding in one type of the target what a relocation names in a local one: members and enumerators by name,
//! elements by index.

use std::collections::HashSet;

use super::access::{Access, Field, Found, Last, Step, element_offset, is_flexible, kind_and_name};
use super::compatible::{fields_agree, types_agree, types_match};
use super::error::Reason;
use super::kind::RelocationKind;
use super::name::essential_name;
use crate::entries::Member;
use crate::error::BtfError;
use crate::raw::Kind;
use crate::view::Type;

impl From<BtfError> for Reason {
    fn from(error: BtfError) -> Self {
        Self::Damaged(error)
    }
}

/// What `access` names, in this type of the target.
pub(crate) fn find<'t>(access: &Access<'_>, candidate: Type<'t>) -> Result<Found<'t>, Reason> {
    match access.found {
        Found::Type(local) => {
            let fits = match access.kind {
                RelocationKind::TypeMatches => types_match(local, candidate)?,
                _ => types_agree(local, candidate)?,
            };
            if fits {
                Ok(Found::Type(candidate))
            } else {
                Err(Reason::OtherShape { target: kind_and_name(candidate) })
            }
        }
        Found::Enumerator(local) => {
            let target = candidate.resolve()?;
            let Ok(values) = target.values() else {
                return Err(Reason::NotAnEnumeration { target: kind_and_name(target) });
            };
            let wanted = essential_name(local.name()?);
            for value in values {
                if essential_name(value.name()?) == wanted {
                    return Ok(Found::Enumerator(value));
                }
            }
            Err(Reason::NoEnumerator { owner: candidate.name()?.to_owned(), name: wanted.to_owned() })
        }
        Found::Field(_) => field(&access.steps, candidate).map(Found::Field),
    }
}

fn field<'t>(steps: &[Step<'_>], candidate: Type<'t>) -> Result<Field<'t>, Reason> {
    let mut ty = candidate.resolve()?;
    let mut field = Field { bit_offset: 0, last: Last::Element(ty) };
    for (number, step) in steps.iter().enumerate() {
        field = match *step {
            Step::Element(index) if number == 0 => {
                Field { bit_offset: element_offset(0, ty, index)?, last: Last::Element(ty) }
            }
            Step::Element(index) => {
                let Ok(array) = ty.array() else {
                    return Err(Reason::NotAnArray { target: kind_and_name(ty) });
                };
                if index >= array.count && !is_flexible(field.last, array.count) {
                    return Err(Reason::OutsideArray { index, count: array.count });
                }
                ty = ty.follow(array.element)?.resolve()?;
                Field { bit_offset: element_offset(field.bit_offset, ty, index)?, last: Last::Element(ty) }
            }
            Step::Member(local) => {
                let (member, bit_offset) = member(local, ty, field.bit_offset)?;
                ty = member.ty()?.resolve()?;
                Field { bit_offset, last: Last::Member(member) }
            }
        };
    }
    Ok(field)
}

/// The member of the name of `local` in `owner`, or in what is anonymous in it, and the bit it starts at if `owner`
/// starts at `start`.
fn member<'t>(local: Member<'_>, owner: Type<'t>, start: u64) -> Result<(Member<'t>, u64), Reason> {
    let name = local.name_bytes()?;
    // What is yet to be looked into, and what was ever put there: each type is looked into once, so that no cycle
    // of anonymous members holds the search.
    let mut pending = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some((owner, start));
    while let Some((ty, start)) = next {
        if !matches!(ty.kind(), Kind::Struct | Kind::Union) {
            return Err(Reason::OtherType {
                member: local.name()?.to_owned(),
                local: "a member of a structure".to_owned(),
                target: format!("looked for in {}", kind_and_name(ty)),
            });
        }
        for member in ty.members()? {
            let overflow = BtfError::SizeOverflow { id: owner.id() };
            let bit_offset = start.checked_add(member.bit_offset().into()).ok_or(overflow)?;
            let found = member.name_bytes()?;
            if found.is_empty() {
                let inner = member.ty()?.resolve()?;
                if matches!(inner.kind(), Kind::Struct | Kind::Union) && seen.insert(inner.id()) {
                    pending.push((inner, bit_offset));
                }
            } else if found == name {
                if fields_agree(local.ty()?, member.ty()?)? {
                    return Ok((member, bit_offset));
                }
                return Err(Reason::OtherType {
                    member: local.name()?.to_owned(),
                    local: kind_and_name(local.ty()?.resolve()?),
                    target: kind_and_name(member.ty()?.resolve()?),
                });
            }
        }
        next = pending.pop();
    }
    Err(Reason::NoMember { owner: owner.name()?.to_owned(), member: local.name()?.to_owned() })
}
