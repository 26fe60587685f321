//! The types that a module declares: those of the kernel's structures that it uses, and of its maps and globals.

use crate::{Entity, Module, Table, TypeId};
use std::num::NonZeroU8;

use skep_btf::{Array, BtfBuilder, FwdKind, Int, IntEncoding, NewMember, Signedness};

/// A type as BTF has it, without what programs have no need to declare.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TypeDeclaration {
    /// An integer.
    Integer {
        /// Its name.
        name: String,
        /// Its size in bytes: 1, 2, 4, 8 or 16.
        size: u32,
        /// Whether it has a sign.
        signed: bool,
    },
    /// A pointer. `None` is `void`.
    Pointer(Option<TypeId>),
    /// So many elements in a row.
    Array {
        /// The type of an element.
        element: TypeId,
        /// How many there are.
        count: u32,
    },
    /// A structure or a union.
    Composite {
        /// Whether it is a union.
        union: bool,
        /// Its name; empty if it has none.
        name: String,
        /// Its size in bytes.
        size: u32,
        /// Its members, in order.
        members: Vec<MemberDeclaration>,
    },
    /// An enumeration.
    Enumeration {
        /// Its name; empty if it has none.
        name: String,
        /// Its size in bytes.
        size: u32,
        /// Whether its values have a sign.
        signed: bool,
        /// Its enumerators, in order.
        values: Vec<(String, i64)>,
    },
    /// Another name of a type. `None` is `void`.
    Alias {
        /// The name.
        name: String,
        /// The type.
        of: Option<TypeId>,
    },
    /// A structure of which only the name is known.
    Opaque(String),
}

/// A member of a structure or union.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberDeclaration {
    /// Its name; empty if it has none.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Where it is, in bits; unless it is a bitfield, whole bytes.
    pub bit_offset: u32,
    /// How many bits it has, if it is a bitfield.
    pub bits: Option<NonZeroU8>,
}

/// What a module's types are in BTF: the types, and the number of each.
#[derive(Debug)]
pub struct ModuleBtf {
    /// The types, to which more can be added.
    pub builder: BtfBuilder,
    /// The number that each declared type has there.
    pub ids: Table<TypeId, skep_btf::TypeId>,
}

impl TypeDeclaration {
    /// The types that it mentions.
    pub fn mentions(&self) -> Vec<TypeId> {
        match self {
            Self::Integer { .. } | Self::Enumeration { .. } | Self::Opaque(_) => vec![],
            Self::Pointer(to) | Self::Alias { of: to, .. } => to.iter().copied().collect(),
            Self::Array { element, .. } => vec![*element],
            Self::Composite { members, .. } => members.iter().map(|member| member.ty).collect(),
        }
    }
}

impl Module {
    /// The module's types as BTF, to which whoever makes an object adds those of functions and maps.
    ///
    /// A type may mention later ones only as what a pointer leads to or as a member of a structure (rule 1 of the law);
    /// what breaks that is `void` here.
    pub fn btf(&self) -> ModuleBtf {
        let mut builder = BtfBuilder::new();
        let mut ids: Table<TypeId, skep_btf::TypeId> = Table::new();
        let composite = |builder: &mut BtfBuilder, union, name: &str, size| {
            if union { builder.add_union(name, size, &[]) } else { builder.add_struct(name, size, &[]) }
        };
        // Structures first, so that pointers to later ones have something to lead to.
        let early: Vec<_> = self
            .types
            .values()
            .map(|one| match one {
                TypeDeclaration::Composite { union, name, size, .. } => {
                    Some(composite(&mut builder, *union, name, *size))
                }
                _ => None,
            })
            .collect();
        let index = builder.add_int(
            "unsigned int",
            Int { size: 4, bits: 32, bit_offset: 0, encoding: IntEncoding::UNSIGNED },
        );
        for (id, one) in self.types.iter() {
            let known = |wanted: TypeId| {
                let early = early.get(wanted.index()).copied().flatten();
                early.or_else(|| ids.get(wanted).copied()).unwrap_or(skep_btf::TypeId::VOID)
            };
            let maybe = |wanted: Option<TypeId>| wanted.map_or(skep_btf::TypeId::VOID, known);
            let made = match one {
                TypeDeclaration::Integer { name, size, signed } => {
                    let encoding = if *signed { IntEncoding::SIGNED } else { IntEncoding::UNSIGNED };
                    let bits = u8::try_from(size.saturating_mul(8)).unwrap_or(u8::MAX);
                    builder.add_int(name, Int { size: *size, bits, bit_offset: 0, encoding })
                }
                TypeDeclaration::Pointer(to) => {
                    let to = maybe(*to);
                    builder.add_ptr(to)
                }
                TypeDeclaration::Array { element, count } => {
                    let element = known(*element);
                    builder.add_array(Array { element, index, count: *count })
                }
                TypeDeclaration::Composite { .. } => known(id),
                TypeDeclaration::Enumeration { name, size, signed, values } => {
                    let signedness = if *signed { Signedness::Signed } else { Signedness::Unsigned };
                    let values: Vec<_> =
                        values.iter().map(|(name, value)| (&**name, enumerator(*value, *signed))).collect();
                    if *size > 4 {
                        builder.add_enum64(name, *size, signedness, &values)
                    } else {
                        builder.add_enum(name, *size, signedness, &values)
                    }
                }
                TypeDeclaration::Alias { name, of } => {
                    let of = maybe(*of);
                    builder.add_typedef(name, of)
                }
                TypeDeclaration::Opaque(name) => builder.add_fwd(name, FwdKind::Struct),
            };
            ids.push(made);
        }
        for (id, one) in self.types.iter() {
            let TypeDeclaration::Composite { members, .. } = one else { continue };
            let members: Vec<_> = members.iter().map(|member| new_member(member, &ids)).collect();
            builder.set_members(ids[id], &members);
        }
        ModuleBtf { builder, ids }
    }
}

fn new_member<'m>(member: &'m MemberDeclaration, ids: &Table<TypeId, skep_btf::TypeId>) -> NewMember<'m> {
    let ty = ids.get(member.ty).copied().unwrap_or(skep_btf::TypeId::VOID);
    match member.bits {
        None => NewMember::at_byte(&member.name, ty, member.bit_offset / 8),
        Some(bits) => NewMember::bitfield(&member.name, ty, member.bit_offset, bits),
    }
}

/// A value as BTF takes it: without a sign, a negative number stands for the large one of the same bits.
fn enumerator(value: i64, signed: bool) -> i128 {
    if signed { value.into() } else { u64::from_ne_bytes(value.to_ne_bytes()).into() }
}
