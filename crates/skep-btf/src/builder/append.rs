//! Types of a BTF that there is, taken over into one that is being made.

use std::collections::HashMap;

use super::BtfBuilder;
use crate::error::{BuildError, Section};
use crate::id::{StringOffset, TypeId};
use crate::raw::Kind;
use crate::read::Btf;
use crate::record;
use crate::view::Type;

/// Where types went: for each number of before, that of after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeMap {
    /// Up to this number, types keep theirs.
    kept: u32,
    /// For each type after that, its new number; `void` for one that was left out.
    numbers: Vec<TypeId>,
}

impl TypeMap {
    /// The map of types that follow this many that keep their numbers.
    pub(super) fn new(kept: u32, numbers: Vec<TypeId>) -> Self {
        Self { kept, numbers }
    }

    /// The new number of a type; `None` if it was left out or there was none of that number. `void` stays what it is.
    pub fn get(&self, id: TypeId) -> Option<TypeId> {
        let Some(own) = id.number().checked_sub(self.kept).and_then(|own| own.checked_sub(1)) else {
            return Some(id);
        };
        let new = self.numbers.get(usize::try_from(own).ok()?)?;
        (*new != TypeId::VOID).then_some(*new)
    }
}

impl BtfBuilder {
    /// Takes over the types of a BTF, in their order and with their names, behind those that are there, and says
    /// which numbers they have now. Nothing is left out, and nothing looked for among what is there:
    /// [`deduplicate`](Self::deduplicate) does that, for all that was taken over at once.
    ///
    /// Of a split BTF only its own types are taken over; the builder has to be [split](Self::split) from the same
    /// base. The byte order may be another one.
    ///
    /// # Errors
    ///
    /// When the BTF is damaged, has types of kinds that are not known, or is split from another base than this builder;
    /// the builder is then as it was, but for strings.
    pub fn append(&mut self, btf: &Btf<'_>) -> Result<TypeMap, BuildError> {
        self.append_where(btf, |_| true)
    }

    /// As [`append`](Self::append), but without the types for which `keep` answers no. No type that is kept may refer
    /// to one that is not. (A linker leaves out sections, to which nothing refers, and adds others in their place.)
    ///
    /// # Errors
    ///
    /// As there, and when a type is left out that another refers to.
    pub fn append_where(
        &mut self,
        btf: &Btf<'_>,
        keep: impl FnMut(Type<'_>) -> bool,
    ) -> Result<TypeMap, BuildError> {
        let base = btf.base().map_or(0, Btf::len);
        if btf.base().is_some() && base != self.base_types {
            return Err(BuildError::OtherBase { found: base, expected: self.base_types });
        }
        btf.check().map_err(BuildError::Damaged)?;
        let map = self.numbers(btf, keep)?;
        let (id_of, last) = (|id| map.get(id), TypeId::new(btf.len()));
        let kept = btf.own_types().filter(|ty| map.get(ty.id()).is_some());
        self.copy(kept, |id, refers_to| {
            id_of(refers_to).ok_or(if refers_to > last {
                BuildError::NoSuchType { id, refers_to, last }
            } else {
                BuildError::LeftOut { id, refers_to }
            })
        })?;
        Ok(map)
    }

    /// The numbers that the own types of a BTF get here, but for those that are left out.
    fn numbers(&self, btf: &Btf<'_>, mut keep: impl FnMut(Type<'_>) -> bool) -> Result<TypeMap, BuildError> {
        let mut next = self.last().number();
        let mut numbers = Vec::new();
        for ty in btf.own_types() {
            numbers.push(if keep(ty) {
                // The greatest number is left out, so that there is one after every type.
                let too_large = BuildError::TooLarge { section: Section::Types };
                next = next.checked_add(1).filter(|&id| id != u32::MAX).ok_or(too_large)?;
                TypeId::new(next)
            } else {
                TypeId::VOID
            });
        }
        Ok(TypeMap::new(btf.base().map_or(0, Btf::len), numbers))
    }

    /// Adds types of one BTF as they are, but for the numbers of what they refer to: `id_of` gives these, for the type that
    /// refers and what it refers to. When that fails for one, none is added.
    pub(crate) fn copy<'b>(
        &mut self,
        types: impl Iterator<Item = Type<'b>>,
        mut id_of: impl FnMut(TypeId, TypeId) -> Result<TypeId, BuildError>,
    ) -> Result<(), BuildError> {
        let (words, records) = (self.words.len(), self.records.len());
        let mut places = HashMap::new();
        for ty in types {
            if let Err(error) = self.copy_one(ty, &mut places, &mut id_of) {
                self.words.truncate(words);
                self.records.truncate(records);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Adds a type. `places` is where the strings of its BTF are here, as far as it was asked.
    fn copy_one(
        &mut self,
        ty: Type<'_>,
        places: &mut HashMap<u32, StringOffset>,
        mut id_of: impl FnMut(TypeId, TypeId) -> Result<TypeId, BuildError>,
    ) -> Result<(), BuildError> {
        let id = ty.id();
        if let Kind::Unknown(kind) = ty.kind() {
            return Err(BuildError::UnknownKind { id, kind });
        }
        let start = self.words.len();
        ty.append_words(&mut self.words);
        let Self { words, strings, .. } = self;
        let record = words.get_mut(start..).unwrap_or_default();
        for place in record::names(record) {
            let Some(name) = record.get_mut(place) else { continue };
            let new = match places.get(name) {
                Some(&new) => new,
                None => {
                    let string = ty.btf().string_from(StringOffset::new(*name), Some(id));
                    let new = strings.add(string.map_err(BuildError::Damaged)?)?;
                    places.insert(*name, new);
                    new
                }
            };
            *name = new.bytes();
        }
        for place in record::references(record) {
            let Some(number) = record.get_mut(place) else { continue };
            *number = id_of(id, TypeId::new(*number))?.number();
        }
        self.records.push(start..self.words.len());
        Ok(())
    }
}
