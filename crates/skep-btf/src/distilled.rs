//! Distilled bases: what a module's types need to know of the kernel's, so that they fit another build of it as well
//! (Linux 6.11; `.BTF.base` beside `.BTF` in a module's file).
//!
//! A module's types refer to the kernel's by number, and any change of the kernel changes the numbers. So a module that is
//! built on its own carries a small base with it, in which are the named types that it refers to: integers, floating-point
//! numbers and declarations as they are, structures, unions and enumerations with a size and nothing in them. What has no
//! name of its own there (pointers, arrays, typedefs, prototypes, what is anonymous) is moved into the module's types.
//!
//! The rules are those of `tools/lib/bpf/btf_relocate.c` of Linux 6.18, but where one declaration could stand for several
//! types: we take a declaration for a declaration, if there is one.

use core::fmt;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::builder::{BtfBuilder, NewMember};
use crate::error::{BtfError, BuildError, Named};
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::record;
use crate::shape::{FwdKind, Signedness};
use crate::view::{Shape, Type};

/// Types that are split from a distilled base, and that base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distilled {
    /// The base (`.BTF.base`): a BTF that stands on its own.
    pub base: Vec<u8>,
    /// The types (`.BTF`): a BTF that is split from it.
    pub types: Vec<u8>,
}

/// Why types do not fit another base.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DistilledError {
    /// The types are not split from a base, or that base is split itself.
    NotSplit,
    /// A base has another byte order than the types.
    OtherByteOrder,
    /// A type is of a kind, or has no name, that is not in a distilled base; or types that are split refer to one of a kind
    /// to which nothing refers.
    Unexpected {
        /// The type of the base.
        id: TypeId,
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
    },
    /// The new base has no type that fits one of the distilled base.
    Missing {
        /// The type of the distilled base.
        id: TypeId,
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
        /// How many bytes it must have, if that matters.
        size: Option<u32>,
    },
    /// The new base has several types that fit one of the distilled base.
    Ambiguous {
        /// The type of the distilled base.
        id: TypeId,
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: String,
        /// The first two that fit.
        candidates: [TypeId; 2],
    },
    /// A type cannot be followed.
    Damaged(BtfError),
    /// The result cannot be written.
    Build(BuildError),
}

impl fmt::Display for DistilledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSplit => f.write_str(
                "the types have no base of their own, expected them to be split from one that is not split",
            ),
            Self::OtherByteOrder => f.write_str("the new base has another byte order than the types"),
            Self::Unexpected { id, kind, name } => write!(
                f,
                "base type {id} ({kind} {}) is referred to, expected one of a kind that others refer to, and in a \
                 distilled base a name",
                Named(name)
            ),
            Self::Missing { id, kind, name, size } => {
                write!(f, "the new base has no type for base type {id}: expected {kind} {}", Named(name))?;
                size.map_or(Ok(()), |size| write!(f, " of {size} bytes"))
            }
            Self::Ambiguous { id, kind, name, candidates: [one, other] } => write!(
                f,
                "the new base has several types for base type {id} ({kind} {}): {one} and {other}, expected one",
                Named(name)
            ),
            Self::Damaged(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for DistilledError {}

impl From<BtfError> for DistilledError {
    fn from(error: BtfError) -> Self {
        Self::Damaged(error)
    }
}

impl From<BuildError> for DistilledError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

impl Btf<'_> {
    /// The own types of this BTF, whose base is distilled, as types split from `base`: the running kernel's, for example.
    /// They keep their order; read them with [`parse_split`](Self::parse_split).
    ///
    /// Each type of the distilled base stands for the one of `base` that has its name and kind and, for all but
    /// declarations, its size (an enumeration may have 64-bit values; the size of a structure or union matters
    /// only where it is a part of another type or of a variable, or where there are several of that name).
    ///
    /// # Errors
    ///
    /// When a type of the distilled base has no counterpart or several, or something is damaged.
    pub fn relocated_onto(&self, base: &Btf<'_>) -> Result<Vec<u8>, DistilledError> {
        let distilled = self.base().filter(|base| base.base().is_none()).ok_or(DistilledError::NotSplit)?;
        if base.endian() != self.endian() {
            return Err(DistilledError::OtherByteOrder);
        }
        let embedded = self.embedded_of_base()?;
        let mut counterparts = HashMap::from([(TypeId::VOID, TypeId::VOID)]);
        for ty in distilled.types() {
            counterparts.insert(ty.id(), counterpart(ty, embedded.contains(&ty.id()), base)?);
        }
        let (before, after) = (distilled.len(), base.len());
        let mut builder = BtfBuilder::split(base);
        let last = TypeId::new(self.len());
        builder.copy(self.own_types(), |id, refers_to| {
            let moved = refers_to.number().checked_sub(before).filter(|&own| own > 0 && refers_to <= last);
            let moved = moved.and_then(|own| after.checked_add(own).map(TypeId::new));
            moved.or_else(|| counterparts.get(&refers_to).copied()).ok_or(BuildError::NoSuchType {
                id,
                refers_to,
                last,
            })
        })?;
        Ok(builder.to_bytes(self.endian())?)
    }

    /// The own types of this split BTF with a distilled base of their own: with what they need to know of the types of
    /// the base. [`relocated_onto`](Self::relocated_onto) fits them to another one. Own types keep their order.
    ///
    /// # Errors
    ///
    /// When this BTF is not split, refers to functions, variables, sections or tags of its base, or is damaged.
    pub fn distilled(&self) -> Result<Distilled, DistilledError> {
        let base_types = self.base().ok_or(DistilledError::NotSplit)?.len();
        let needed = self.needed_of_base(base_types)?;
        let mut base = BtfBuilder::new();
        let mut ids = HashMap::from([(TypeId::VOID, TypeId::VOID)]);
        let mut moved = Vec::new();
        for &id in &needed {
            let ty = self.type_by_id(id)?;
            match distil(ty, &mut base)? {
                Some(new) => {
                    ids.insert(id, new);
                }
                None => moved.push(ty),
            }
        }
        let base = base.to_bytes(self.endian())?;
        let distilled = Btf::parse(&base)?;
        // The own types come first, and then those that were moved.
        let own = self.len().saturating_sub(base_types);
        for (ty, number) in moved.iter().zip(1..) {
            ids.insert(ty.id(), TypeId::new(distilled.len().saturating_add(own).saturating_add(number)));
        }
        let mut builder = BtfBuilder::split(&distilled);
        let last = TypeId::new(self.len());
        let id_of = |id, refers_to: TypeId| {
            let own = refers_to.number().checked_sub(base_types).filter(|&own| own > 0 && refers_to <= last);
            let new = own.and_then(|own| distilled.len().checked_add(own).map(TypeId::new));
            new.or_else(|| ids.get(&refers_to).copied()).ok_or(BuildError::NoSuchType { id, refers_to, last })
        };
        builder.copy(self.own_types(), id_of)?;
        builder.copy(moved.into_iter(), id_of)?;
        let types = builder.to_bytes(self.endian())?;
        Ok(Distilled { base, types })
    }

    /// The types of the base that own types refer to, and those that these need; of named structures and unions nothing is
    /// needed.
    fn needed_of_base(&self, base_types: u32) -> Result<BTreeSet<TypeId>, DistilledError> {
        let mut needed = BTreeSet::new();
        let mut pending: Vec<TypeId> = Vec::new();
        let mut words = Vec::new();
        let mut visit = |ty: Type<'_>, pending: &mut Vec<TypeId>| {
            words.clear();
            ty.append_words(&mut words);
            for place in record::references(&words) {
                let id = TypeId::new(words.get(place).copied().unwrap_or(0));
                if id != TypeId::VOID && id.number() <= base_types && needed.insert(id) {
                    pending.push(id);
                }
            }
        };
        for ty in self.own_types() {
            visit(ty, &mut pending);
        }
        while let Some(id) = pending.pop() {
            let ty = self.type_by_id(id)?;
            if ty.is_anonymous() || !matches!(ty.kind(), Kind::Struct | Kind::Union) {
                visit(ty, &mut pending);
            }
        }
        Ok(needed)
    }

    /// The structures and unions of the base that are parts of own types: whose size therefore matters.
    fn embedded_of_base(&self) -> Result<HashSet<TypeId>, DistilledError> {
        let base_types = self.base().map_or(0, Btf::len);
        let mut embedded = HashSet::new();
        let mut add = |id: TypeId| -> Result<(), BtfError> {
            // Elements of arrays are looked at where the array is, as it is an own type.
            let part = self.type_by_id(id)?.resolve()?;
            if part.id().number() <= base_types {
                embedded.insert(part.id());
            }
            Ok(())
        };
        for ty in self.own_types() {
            match ty.shape() {
                Shape::Struct { members, .. } | Shape::Union { members, .. } => {
                    members.into_iter().try_for_each(|member| add(member.type_id()))?;
                }
                Shape::Array(array) => add(array.element)?,
                Shape::Var { of, .. } => add(of)?,
                _ => {}
            }
        }
        Ok(embedded)
    }
}

/// Puts a type of the base into the distilled one, if that has such types.
fn distil(ty: Type<'_>, base: &mut BtfBuilder) -> Result<Option<TypeId>, DistilledError> {
    if ty.is_anonymous() {
        return not_in_base(ty);
    }
    let name = ty.name()?;
    Ok(Some(match ty.shape() {
        Shape::Int(int) => base.add_int(name, int),
        Shape::Float { size } => base.add_float(name, size),
        Shape::Fwd(kind) => base.add_fwd(name, kind),
        Shape::Struct { size, .. } => base.add_struct(name, size, &[] as &[NewMember<'_>]),
        Shape::Union { size, .. } => base.add_union(name, size, &[]),
        Shape::Enum { size, .. } | Shape::Enum64 { size, .. } => {
            base.add_enum(name, size, Signedness::Unsigned, &[])
        }
        _ => return not_in_base(ty),
    }))
}

/// That a type is moved to those that need it; an error if nothing should need it.
fn not_in_base(ty: Type<'_>) -> Result<Option<TypeId>, DistilledError> {
    match ty.kind() {
        Kind::Void | Kind::Func | Kind::Var | Kind::Datasec | Kind::DeclTag | Kind::Unknown(_) => {
            Err(unexpected(ty))
        }
        Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Struct
        | Kind::Union
        | Kind::Enum
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::FuncProto
        | Kind::Float
        | Kind::TypeTag
        | Kind::Enum64 => Ok(None),
    }
}

fn unexpected(ty: Type<'_>) -> DistilledError {
    let name = ty.name().unwrap_or("(damaged name)").to_owned();
    DistilledError::Unexpected { id: ty.id(), kind: ty.kind(), name }
}

/// The type of a base that a type of a distilled base stands for.
fn counterpart(ty: Type<'_>, is_embedded: bool, base: &Btf<'_>) -> Result<TypeId, DistilledError> {
    let (id, kind, name) = (ty.id(), ty.kind(), ty.name()?);
    if name.is_empty() {
        return Err(unexpected(ty));
    }
    let of = |kind: Kind| base.find(kind, name);
    let sized = |kind: Kind, size: u32| {
        of(kind).filter(move |found| found.sized() == Some(size)).map(|found| found.id())
    };
    let (found, size): (Vec<TypeId>, _) = match ty.shape() {
        Shape::Int(int) => {
            let same =
                of(Kind::Int).filter(|found| matches!(found.shape(), Shape::Int(other) if other == int));
            (same.map(|found| found.id()).take(2).collect(), Some(int.size))
        }
        Shape::Float { size } => (sized(Kind::Float, size).take(2).collect(), Some(size)),
        Shape::Enum { size, .. } => {
            (sized(Kind::Enum, size).chain(sized(Kind::Enum64, size)).take(2).collect(), Some(size))
        }
        Shape::Struct { size, .. } | Shape::Union { size, .. } => {
            let all: Vec<TypeId> = of(kind).map(|found| found.id()).take(2).collect();
            if all.len() < 2 && !is_embedded {
                (all, None)
            } else {
                (sized(kind, size).take(2).collect(), Some(size))
            }
        }
        Shape::Fwd(declared) => {
            let same =
                of(Kind::Fwd).filter(|found| matches!(found.shape(), Shape::Fwd(other) if other == declared));
            let mut found: Vec<TypeId> = same.map(|found| found.id()).take(2).collect();
            if found.is_empty() {
                let defined = match declared {
                    FwdKind::Struct => Kind::Struct,
                    FwdKind::Union => Kind::Union,
                };
                found = of(defined).map(|found| found.id()).take(2).collect();
            }
            (found, None)
        }
        _ => return Err(unexpected(ty)),
    };
    match *found.as_slice() {
        [found] => Ok(found),
        [one, other, ..] => {
            Err(DistilledError::Ambiguous { id, kind, name: name.to_owned(), candidates: [one, other] })
        }
        [] => Err(DistilledError::Missing { id, kind, name: name.to_owned(), size }),
    }
}

impl Type<'_> {
    /// The size that the record has, if it has one.
    fn sized(&self) -> Option<u32> {
        match self.shape() {
            Shape::Int(int) => Some(int.size),
            Shape::Struct { size, .. }
            | Shape::Union { size, .. }
            | Shape::Enum { size, .. }
            | Shape::Enum64 { size, .. }
            | Shape::Float { size } => Some(size),
            _ => None,
        }
    }
}
