//! The part of a BTF that relocations need: a kernel's types in a few kilobytes instead of megabytes, to be carried along
//! for kernels that have none of their own.
//!
//! Of each type that could stand for a root, the members and enumerators are kept that the relocations name, with
//! what decides whether they are compatible: kinds, sizes, signs, and the names that are compared. So every relocation
//! has the same answer, also where that is an error or that there is none. Only the numbers of types are others:
//! `type_id_target` asks for those of the running kernel, which no slice has.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::builder::{BtfBuilder, NewMember};
use crate::entries::Member;
use crate::error::{BtfError, BuildError};
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::relocation::{Relocation, RelocationError, Resolver, Step, Wants, essential_name};
use crate::shape::{Array, Int};
use crate::view::{Shape, Type};

/// How deep types are followed, as when they are compared.
const MAX_DEPTH: usize = 32;

/// Makes a slice of a target's types: give it the relocations of each object, then [build](Self::build) it.
#[derive(Debug)]
pub struct Minimal<'t> {
    target: &'t Btf<'t>,
    /// The types that are kept, and of each what of it.
    kept: BTreeMap<TypeId, Kept>,
    /// What was walked through for `type_matches`, whose walks would otherwise meet the same pairs many times.
    seen: HashSet<(usize, TypeId, TypeId, bool)>,
    objects: usize,
}

/// What is kept of a type.
#[derive(Debug, Default)]
struct Kept {
    /// The numbers of members or enumerators.
    entries: BTreeSet<usize>,
    /// Of a pointer, whether what it points to is kept as well.
    pointee: bool,
}

/// Why there is no slice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MinimalError {
    /// A relocation is not understood.
    Relocation(RelocationError),
    /// A type of the target, or of the program, cannot be followed.
    Damaged(BtfError),
    /// What is kept cannot be written.
    Build(BuildError),
    /// A member starts within a byte and is no bitfield, as compilers of before 2019 wrote bitfields.
    OldBitfield {
        /// The structure it is in.
        owner: TypeId,
    },
}

impl fmt::Display for MinimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relocation(error) => error.fmt(f),
            Self::Damaged(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
            Self::OldBitfield { owner } => write!(
                f,
                "type {owner}: a member starts within a byte and is no bitfield, expected bitfields as they are written since 2019"
            ),
        }
    }
}

impl core::error::Error for MinimalError {}

impl From<BtfError> for MinimalError {
    fn from(error: BtfError) -> Self {
        Self::Damaged(error)
    }
}

impl<'t> Minimal<'t> {
    /// A slice of this BTF, with nothing in it yet. Of a split BTF, roots are looked for among its own types.
    pub fn new(target: &'t Btf<'t>) -> Self {
        Self { target, kept: BTreeMap::new(), seen: HashSet::new(), objects: 0 }
    }

    /// Keeps what the relocations of an object need.
    ///
    /// # Errors
    ///
    /// When a relocation is not understood, or types cannot be followed.
    pub fn add(&mut self, local: &Btf<'_>, relocations: &[Relocation<'_>]) -> Result<(), MinimalError> {
        let target = self.target;
        let mut resolver = Resolver::new(local, relocations);
        resolver.search(&[target]);
        self.objects += 1;
        for wants in resolver.wants() {
            let (wants, candidates) = wants.map_err(MinimalError::Relocation)?;
            for candidate in candidates {
                self.candidate(wants, candidate)?;
            }
        }
        Ok(())
    }

    /// The slice, as a BTF that stands on its own, in the byte order of the target.
    ///
    /// # Errors
    ///
    /// When types cannot be followed or written.
    pub fn build(&self) -> Result<Vec<u8>, MinimalError> {
        let mut writer = Writer { builder: BtfBuilder::new(), ids: HashMap::new() };
        if self.target.pointer_size() != 8 {
            // The size of pointers is told by that of this integer.
            writer.builder.add_int("unsigned long", Int::unsigned(self.target.pointer_size()));
        }
        // What refers to nothing comes first, in the order it had; members, which may refer to all, come last.
        for (&id, kept) in &self.kept {
            writer.leaf(self.target.type_by_id(id)?, kept)?;
        }
        for &id in self.kept.keys() {
            self.reference(&mut writer, self.target.type_by_id(id)?, MAX_DEPTH)?;
        }
        for (&id, kept) in &self.kept {
            self.members(&mut writer, self.target.type_by_id(id)?, kept)?;
        }
        writer.builder.to_bytes(self.target.endian()).map_err(MinimalError::Build)
    }

    /// Keeps a type that could stand for a root, with what is wanted of it.
    fn candidate(&mut self, wants: Wants<'_, '_>, candidate: Type<'t>) -> Result<(), MinimalError> {
        self.keep(candidate);
        let ty = candidate.resolve()?;
        self.shallow(ty)?;
        match wants {
            Wants::Steps(steps) => self.steps(steps, ty),
            Wants::Enumerator(name) => {
                if let Ok(values) = ty.values() {
                    for (number, value) in values.enumerate() {
                        if essential_name(value.name()?) == essential_name(name) {
                            self.keep(ty).entries.insert(number);
                        }
                    }
                }
                Ok(())
            }
            Wants::Sort => self.sort(ty, MAX_DEPTH),
            Wants::Shape(local) => self.shape(local, ty, false, MAX_DEPTH),
        }
    }

    fn keep(&mut self, ty: Type<'t>) -> &mut Kept {
        self.kept.entry(ty.id()).or_default()
    }

    /// Keeps a type with its size and sign: of an array its elements', of a structure no members.
    fn shallow(&mut self, ty: Type<'t>) -> Result<(), MinimalError> {
        let mut ty = ty.resolve()?;
        for _ in 0..MAX_DEPTH {
            self.keep(ty);
            let Shape::Array(array) = ty.shape() else { return Ok(()) };
            ty = ty.follow(array.element)?.resolve()?;
        }
        Err(BtfError::ChainTooLong { id: ty.id(), limit: MAX_DEPTH }.into())
    }

    /// Keeps the way along members and elements, as far as there is one.
    fn steps(&mut self, steps: &[Step<'_>], root: Type<'t>) -> Result<(), MinimalError> {
        let mut ty = root;
        for (number, step) in steps.iter().enumerate() {
            ty = match *step {
                Step::Element(_) if number == 0 => ty,
                Step::Element(_) => match ty.array() {
                    Ok(array) => ty.follow(array.element)?.resolve()?,
                    Err(_) => return Ok(()),
                },
                Step::Member(local) => match self.member(local, ty)? {
                    Some(next) => next.resolve()?,
                    None => return Ok(()),
                },
            };
            self.shallow(ty)?;
        }
        Ok(())
    }

    /// Keeps the member of the name of `local`, and what is anonymous on the way to it; answers with its type.
    fn member(&mut self, local: Member<'_>, owner: Type<'t>) -> Result<Option<Type<'t>>, MinimalError> {
        // Each anonymous structure, with the way to it: the numbers of members, outermost first.
        let mut pending = vec![(owner, Vec::new())];
        let mut seen = HashSet::new();
        while let Some((ty, way)) = pending.pop() {
            let Ok(members) = ty.members() else { return Ok(None) };
            for (number, member) in members.enumerate() {
                let here = || way.iter().copied().chain([(ty, number)]);
                if member.is_anonymous() {
                    let inner = member.ty()?.resolve()?;
                    if matches!(inner.kind(), Kind::Struct | Kind::Union) && seen.insert(inner.id()) {
                        pending.push((inner, here().collect()));
                    }
                } else if member.name_bytes()? == local.name_bytes()? {
                    let last = members.len() - 1;
                    for (owner, number) in here() {
                        self.keep(owner).entries.insert(number);
                    }
                    let of = member.ty()?;
                    // An array without elements goes on beyond its end only if it is the last member.
                    if number != last && of.resolve()?.array().is_ok_and(|array| array.count == 0) {
                        self.entry(ty, last)?;
                    }
                    return Ok(Some(of));
                }
            }
        }
        Ok(None)
    }

    /// Keeps a member, with its type's size.
    fn entry(&mut self, owner: Type<'t>, number: usize) -> Result<(), MinimalError> {
        self.keep(owner).entries.insert(number);
        if let Some(member) = owner.members()?.nth(number) {
            self.shallow(member.ty()?)?;
        }
        Ok(())
    }

    /// Keeps all that decides about `type_exists`.
    fn sort(&mut self, ty: Type<'t>, depth: usize) -> Result<(), MinimalError> {
        let ty = ty.resolve()?;
        let known = self.kept.get(&ty.id()).is_some_and(|kept| kept.pointee);
        self.shallow(ty)?;
        let Some(deeper) = depth.checked_sub(1).filter(|_| !known) else { return Ok(()) };
        match ty.shape() {
            Shape::Ptr { to } => {
                self.keep(ty).pointee = true;
                self.sort(ty.follow(to)?, deeper)
            }
            Shape::Array(array) => self.sort(ty.follow(array.element)?, deeper),
            Shape::FuncProto(prototype) => {
                self.keep(ty).pointee = true;
                for parameter in prototype.parameters {
                    self.sort(parameter.ty()?, deeper)?;
                }
                self.sort(ty.follow(prototype.returns)?, deeper)
            }
            _ => Ok(()),
        }
    }

    /// Keeps all that decides about `type_matches`.
    fn shape(
        &mut self,
        local: Type<'_>,
        ty: Type<'t>,
        behind: bool,
        depth: usize,
    ) -> Result<(), MinimalError> {
        let (local, ty) = (local.resolve()?, ty.resolve()?);
        self.shallow(ty)?;
        let Some(deeper) = depth.checked_sub(1) else { return Ok(()) };
        if !self.seen.insert((self.objects, local.id(), ty.id(), behind)) {
            return Ok(());
        }
        match (local.shape(), ty.shape()) {
            (Shape::Ptr { to: one }, Shape::Ptr { to: other }) => {
                self.keep(ty).pointee = true;
                self.shape(local.follow(one)?, ty.follow(other)?, true, deeper)
            }
            (_, Shape::Ptr { to }) => {
                self.keep(ty).pointee = true;
                self.shallow(ty.follow(to)?)
            }
            (Shape::Array(one), Shape::Array(other)) => {
                self.shape(local.follow(one.element)?, ty.follow(other.element)?, behind, deeper)
            }
            (Shape::FuncProto(one), Shape::FuncProto(other)) => {
                self.sort(ty, 1)?;
                for (one, other) in one.parameters.zip(other.parameters) {
                    self.shape(one.ty()?, other.ty()?, behind, deeper)?;
                }
                self.shape(local.follow(one.returns)?, ty.follow(other.returns)?, behind, deeper)
            }
            (_, Shape::FuncProto(_)) => self.sort(ty, 1),
            (
                Shape::Struct { members: ours, .. } | Shape::Union { members: ours, .. },
                Shape::Struct { members: theirs, .. } | Shape::Union { members: theirs, .. },
            ) if !behind => {
                for (number, other) in theirs.enumerate() {
                    for one in ours {
                        if essential_name(one.name()?) == essential_name(other.name()?) {
                            self.entry(ty, number)?;
                            self.shape(one.ty()?, other.ty()?, false, deeper)?;
                        }
                    }
                }
                // That the target has as many is compared as well.
                for number in 0..ours.len().min(theirs.len()) {
                    if self.keep(ty).entries.len() < ours.len() {
                        self.entry(ty, number)?;
                    }
                }
                Ok(())
            }
            (
                Shape::Enum { values: ours, .. } | Shape::Enum64 { values: ours, .. },
                Shape::Enum { values: theirs, .. } | Shape::Enum64 { values: theirs, .. },
            ) => {
                let names: HashSet<&str> =
                    ours.map(|one| Ok(essential_name(one.name()?))).collect::<Result<_, BtfError>>()?;
                for (number, other) in theirs.enumerate() {
                    let kept = self.keep(ty);
                    if number < ours.len() || names.contains(essential_name(other.name()?)) {
                        kept.entries.insert(number);
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes a type that refers to others, once those are written; answers with its new number. What is not kept
    /// is `void`.
    fn reference(&self, writer: &mut Writer, ty: Type<'t>, depth: usize) -> Result<TypeId, MinimalError> {
        let id = ty.id();
        let Some(kept) = self.kept.get(&id) else {
            // A typedef or modifier between kept types: only what it stands for matters.
            let resolved = ty.resolve()?;
            return if resolved.id() == id {
                Ok(TypeId::VOID)
            } else {
                self.reference(writer, resolved, depth)
            };
        };
        if let Some(&new) = writer.ids.get(&id) {
            return Ok(new);
        }
        let too_deep = BtfError::ChainTooLong { id, limit: MAX_DEPTH };
        let deeper = depth.checked_sub(1).ok_or(too_deep)?;
        let new = match ty.shape() {
            Shape::Typedef { to } => {
                let to = self.reference(writer, ty.follow(to)?.resolve()?, deeper)?;
                writer.builder.add_typedef(ty.name()?, to)
            }
            Shape::Ptr { to } if kept.pointee => {
                let to = self.reference(writer, ty.follow(to)?.resolve()?, deeper)?;
                writer.builder.add_ptr(to)
            }
            Shape::Ptr { .. } => writer.builder.add_ptr(TypeId::VOID),
            Shape::Array(Array { element, count, .. }) => {
                let element = self.reference(writer, ty.follow(element)?.resolve()?, deeper)?;
                let index = writer.builder.add_int("__ARRAY_SIZE_TYPE__", Int::unsigned(4));
                writer.builder.add_array(Array { element, index, count })
            }
            Shape::FuncProto(prototype) => {
                let returns = self.reference(writer, ty.follow(prototype.returns)?.resolve()?, deeper)?;
                let mut parameters = Vec::new();
                for parameter in prototype.parameters {
                    parameters.push((
                        parameter.name()?,
                        self.reference(writer, parameter.ty()?.resolve()?, deeper)?,
                    ));
                }
                writer.builder.add_func_proto(returns, &parameters)
            }
            // Nothing else that is ever a root, or a part of one, has a place in a slice.
            _ => TypeId::VOID,
        };
        writer.ids.insert(id, new);
        Ok(new)
    }

    /// Writes the members that are kept of a structure or union.
    fn members(&self, writer: &mut Writer, ty: Type<'t>, kept: &Kept) -> Result<(), MinimalError> {
        let Ok(members) = ty.members() else { return Ok(()) };
        let mut new = Vec::new();
        for (number, member) in members.enumerate() {
            if !kept.entries.contains(&number) {
                continue;
            }
            let of = self.reference(writer, member.ty()?.resolve()?, MAX_DEPTH)?;
            new.push(match member.bitfield_bits() {
                Some(bits) => NewMember::bitfield(member.name()?, of, member.bit_offset(), bits),
                None if member.bit_offset().is_multiple_of(8) => {
                    NewMember::at_byte(member.name()?, of, member.bit_offset() / 8)
                }
                None => return Err(MinimalError::OldBitfield { owner: ty.id() }),
            });
        }
        if let Some(&id) = writer.ids.get(&ty.id()) {
            writer.builder.set_members(id, &new);
        }
        Ok(())
    }
}

/// The slice as it is written.
struct Writer {
    builder: BtfBuilder,
    /// The new number of each type of the target that is written.
    ids: HashMap<TypeId, TypeId>,
}

impl Writer {
    /// Writes a type that refers to no other, or whose members come later.
    fn leaf(&mut self, ty: Type<'_>, kept: &Kept) -> Result<(), MinimalError> {
        let name = ty.name()?;
        let new = match ty.shape() {
            Shape::Int(int) => self.builder.add_int(name, int),
            Shape::Float { size } => self.builder.add_float(name, size),
            Shape::Struct { size, .. } => self.builder.add_struct(name, size, &[]),
            Shape::Union { size, .. } => self.builder.add_union(name, size, &[]),
            Shape::Fwd(kind) => self.builder.add_fwd(name, kind),
            Shape::Enum { size, signedness, values } | Shape::Enum64 { size, signedness, values } => {
                let mut new = Vec::new();
                for (number, value) in values.enumerate() {
                    if kept.entries.contains(&number) {
                        new.push((value.name()?, value.value()));
                    }
                }
                match ty.kind() {
                    Kind::Enum => self.builder.add_enum(name, size, signedness, &new),
                    _ => self.builder.add_enum64(name, size, signedness, &new),
                }
            }
            _ => return Ok(()),
        };
        self.ids.insert(ty.id(), new);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
