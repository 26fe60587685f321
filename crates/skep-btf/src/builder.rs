//! Building: types are added one by one, and become the bytes of a BTF in either byte order.
//!
//! Everything in a type record is a 32-bit word, so records are kept as words until the byte order is
//! known. Types that say the same, apart from structures, unions, functions, variables, sections and
//! declaration tags, are written once.

mod append;
mod deduplicate;

use core::ops::Range;
use std::collections::HashMap;

pub use append::TypeMap;

use crate::endian::Endian;
use crate::entries::SectionVariable;
use crate::error::{BuildError, Section};
use crate::id::{StringOffset, TypeId};
use crate::raw::{self, Info, Kind};
use crate::read::Btf;
use crate::shape::{Array, FwdKind, Int, Linkage, Signedness};
use crate::strings::StringTable;

/// Makes a BTF.
///
/// Every `add_` method gives the number of the type, which later ones can refer to. What cannot be
/// written (a name with a NUL byte, a reference to a type that is not there, a number beyond its field)
/// is remembered, the number of `void` is given in its place, and [`to_bytes`](Self::to_bytes) answers
/// with the first such error.
#[derive(Clone, Debug)]
pub struct BtfBuilder {
    words: Vec<u32>,
    /// For each type, where in `words` its record is.
    records: Vec<Range<usize>>,
    strings: StringTable,
    /// The records of those types that are written once.
    seen: HashMap<Vec<u32>, TypeId>,
    /// The number of types in the base.
    base_types: u32,
    error: Option<BuildError>,
}

/// A member to be: its name, its type and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewMember<'n> {
    name: &'n str,
    type_id: TypeId,
    bit_offset: u64,
    bitfield_bits: u8,
}

impl<'n> NewMember<'n> {
    /// A member this many bytes from the start. Without a name, it is an anonymous structure or union.
    pub const fn at_byte(name: &'n str, type_id: TypeId, offset: u32) -> Self {
        Self { name, type_id, bit_offset: offset as u64 * 8, bitfield_bits: 0 }
    }

    /// A bitfield this many bits from the start.
    pub const fn bitfield(
        name: &'n str,
        type_id: TypeId,
        bit_offset: u32,
        bits: core::num::NonZeroU8,
    ) -> Self {
        Self { name, type_id, bit_offset: bit_offset as u64, bitfield_bits: bits.get() }
    }
}

impl Default for BtfBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl BtfBuilder {
    /// A BTF that stands on its own, with no types yet.
    pub fn new() -> Self {
        Self::starting(0, StringTable::new())
    }

    /// A BTF split from this one: its types can refer to those of the base. Neither types nor strings
    /// of the base are looked through for what is added. It has to be written in the byte order of its base.
    pub fn split(base: &Btf<'_>) -> Self {
        Self::starting(base.len(), StringTable::split(base.string_bytes()))
    }

    fn starting(base_types: u32, strings: StringTable) -> Self {
        Self {
            words: Vec::new(),
            records: Vec::new(),
            strings,
            seen: HashMap::new(),
            base_types,
            error: None,
        }
    }

    /// The number of the last type there is, the base's included; `void` if there is none.
    pub fn last(&self) -> TypeId {
        let own = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        TypeId::new(self.base_types.saturating_add(own))
    }

    /// A string, for line info and the like; the same string is kept once.
    pub fn add_string(&mut self, string: &str) -> StringOffset {
        self.strings.add(string).unwrap_or_else(|error| {
            self.fail(error);
            StringOffset::EMPTY
        })
    }

    /// An integer, a character or a truth value.
    pub fn add_int(&mut self, name: &str, int: Int) -> TypeId {
        let encoding = u32::from(int.encoding.bits()) << 24;
        let tail = [encoding | u32::from(int.bit_offset) << 16 | u32::from(int.bits)];
        self.once(Kind::Int, name, int.size, &tail)
    }

    /// A floating-point number of this many bytes.
    pub fn add_float(&mut self, name: &str, size: u32) -> TypeId {
        self.once(Kind::Float, name, size, &[])
    }

    /// A pointer to a type.
    pub fn add_ptr(&mut self, to: TypeId) -> TypeId {
        self.reference(Kind::Ptr, "", to)
    }

    /// Another name of a type.
    pub fn add_typedef(&mut self, name: &str, to: TypeId) -> TypeId {
        self.reference(Kind::Typedef, name, to)
    }

    /// `const` of a type.
    pub fn add_const(&mut self, to: TypeId) -> TypeId {
        self.reference(Kind::Const, "", to)
    }

    /// `volatile` of a type.
    pub fn add_volatile(&mut self, to: TypeId) -> TypeId {
        self.reference(Kind::Volatile, "", to)
    }

    /// `restrict` of a type.
    pub fn add_restrict(&mut self, to: TypeId) -> TypeId {
        self.reference(Kind::Restrict, "", to)
    }

    /// `btf_type_tag("tag")` on a type; a pointer to that tag is what C writes `T __tag *`.
    pub fn add_type_tag(&mut self, tag: &str, to: TypeId) -> TypeId {
        self.reference(Kind::TypeTag, tag, to)
    }

    /// A whole attribute on a type, written as a tag of it (Linux 6.15).
    pub(crate) fn add_attribute(&mut self, attribute: &str, to: TypeId) -> TypeId {
        self.check(&[to]);
        let name = self.add_string(attribute);
        self.record_once(name, Info::new(Kind::TypeTag, 0, true), to.number(), &[])
    }

    /// An array. The kernel wants an integer as the type of its index.
    pub fn add_array(&mut self, array: Array) -> TypeId {
        self.check(&[array.element, array.index]);
        self.once(Kind::Array, "", 0, &[array.element.number(), array.index.number(), array.count])
    }

    /// A structure of this many bytes. Its members can also be given [later](Self::set_members), where
    /// they refer to the structure itself.
    pub fn add_struct(&mut self, name: &str, size: u32, members: &[NewMember<'_>]) -> TypeId {
        self.composite(Kind::Struct, name, size, members)
    }

    /// A union of this many bytes. Its members can also be given [later](Self::set_members).
    pub fn add_union(&mut self, name: &str, size: u32, members: &[NewMember<'_>]) -> TypeId {
        self.composite(Kind::Union, name, size, members)
    }

    /// Gives a structure or union of this builder the members it has, in place of those it had.
    pub fn set_members(&mut self, id: TypeId, members: &[NewMember<'_>]) {
        let own = id.number().checked_sub(self.base_types).and_then(|n| n.checked_sub(1));
        let index = own.and_then(|own| usize::try_from(own).ok());
        let head = index.and_then(|index| self.words.get(self.records.get(index)?.clone())?.first_chunk());
        let (Some(index), Some(&[name, info, size])) = (index, head) else {
            return self.fail(BuildError::NotComposite { id });
        };
        let kind = Info(info).kind();
        if !matches!(kind, Kind::Struct | Kind::Union) {
            return self.fail(BuildError::NotComposite { id });
        }
        let (flag, tail) = self.members(id, members);
        let info = Info::new(kind, self.count(id, members.len()), flag);
        let record = self.append_record(&[name, info.0, size], &tail);
        if let Some(place) = self.records.get_mut(index) {
            *place = record;
        }
    }

    /// An enumeration of 32-bit values, whose variables have this many bytes. Without values, it is only
    /// declared.
    pub fn add_enum(
        &mut self,
        name: &str,
        size: u32,
        signedness: Signedness,
        values: &[(&str, i128)],
    ) -> TypeId {
        let (least, most) = match signedness {
            Signedness::Signed => (i32::MIN.into(), i32::MAX.into()),
            Signedness::Unsigned => (0, u32::MAX.into()),
        };
        self.enumeration(Kind::Enum, name, size, signedness, values, (least, most))
    }

    /// An enumeration of 64-bit values, whose variables have this many bytes (Linux 6.0).
    pub fn add_enum64(
        &mut self,
        name: &str,
        size: u32,
        signedness: Signedness,
        values: &[(&str, i128)],
    ) -> TypeId {
        let (least, most) = match signedness {
            Signedness::Signed => (i64::MIN.into(), i64::MAX.into()),
            Signedness::Unsigned => (0, u64::MAX.into()),
        };
        self.enumeration(Kind::Enum64, name, size, signedness, values, (least, most))
    }

    /// A structure or union that is only declared.
    pub fn add_fwd(&mut self, name: &str, kind: FwdKind) -> TypeId {
        let name = self.add_string(name);
        self.record_once(name, Info::new(Kind::Fwd, 0, kind == FwdKind::Union), 0, &[])
    }

    /// A prototype: the type it returns, and the name and type of each parameter. A last parameter of no
    /// name and type `void` is `...`. For a program the kernel wants every parameter named.
    pub fn add_func_proto(&mut self, returns: TypeId, parameters: &[(&str, TypeId)]) -> TypeId {
        let id = self.next();
        self.check(&[returns]);
        let mut tail = Vec::with_capacity(parameters.len() * 2);
        for &(name, type_id) in parameters {
            self.check(&[type_id]);
            tail.extend([self.add_string(name).bytes(), type_id.number()]);
        }
        let info = Info::new(Kind::FuncProto, self.count(id, parameters.len()), false);
        self.record_once(StringOffset::EMPTY, info, returns.number(), &tail)
    }

    /// A function: its prototype is of kind FUNC_PROTO.
    pub fn add_func(&mut self, name: &str, prototype: TypeId, linkage: Linkage) -> TypeId {
        self.check(&[prototype]);
        let vlen = self.linkage(linkage);
        let name = self.add_string(name);
        self.record(name, Info::new(Kind::Func, vlen, false), prototype.number(), &[])
    }

    /// A variable.
    pub fn add_var(&mut self, name: &str, of: TypeId, linkage: Linkage) -> TypeId {
        self.check(&[of]);
        let tail = [self.linkage(linkage)];
        let name = self.add_string(name);
        self.record(name, Info::new(Kind::Var, 0, false), of.number(), &tail)
    }

    /// A section of this many bytes and its variables, whose offsets ascend.
    pub fn add_datasec(&mut self, name: &str, size: u32, variables: &[SectionVariable]) -> TypeId {
        let id = self.next();
        let mut tail = Vec::with_capacity(variables.len() * 3);
        for entry in variables {
            self.check(&[entry.variable]);
            tail.extend([entry.variable.number(), entry.offset, entry.size]);
        }
        let info = Info::new(Kind::Datasec, self.count(id, variables.len()), false);
        let name = self.add_string(name);
        self.record(name, info, size, &tail)
    }

    /// `btf_decl_tag("tag")` on a structure, union, typedef, function or variable, or on the member or
    /// parameter of this number in it.
    pub fn add_decl_tag(&mut self, tag: &str, on: TypeId, component: Option<u32>) -> TypeId {
        self.check(&[on]);
        if let Some(index) = component {
            self.check_range("the component of a tag", index.into(), 0, i32::MAX.into());
        }
        // -1 is the whole.
        let tail = [component.unwrap_or(u32::MAX)];
        let name = self.add_string(tag);
        self.record(name, Info::new(Kind::DeclTag, 0, false), on.number(), &tail)
    }

    /// The whole BTF: header, types, strings. It can be asked for more than once.
    ///
    /// # Errors
    ///
    /// The first thing that could not be written.
    pub fn to_bytes(&self, endian: Endian) -> Result<Vec<u8>, BuildError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let strings = self.strings.bytes();
        let words: usize = self.records.iter().map(ExactSizeIterator::len).sum();
        let length =
            |section, length: usize| u32::try_from(length).map_err(|_| BuildError::TooLarge { section });
        let type_length = length(Section::Types, words.saturating_mul(4))?;
        let string_length = length(Section::Strings, strings.len())?;

        let mut bytes = raw::header(endian, type_length, string_length);
        for place in &self.records {
            for &word in self.words.get(place.clone()).unwrap_or_default() {
                bytes.extend(endian.encode(word));
            }
        }
        bytes.extend(strings);
        Ok(bytes)
    }

    /// The number that the next new type gets.
    fn next(&self) -> TypeId {
        TypeId::new(self.last().number().saturating_add(1))
    }

    /// Remembers an error, unless there was one before.
    fn fail(&mut self, error: BuildError) {
        self.error.get_or_insert(error);
    }

    /// Checks that each of these types is there, for the type that is about to be added.
    fn check(&mut self, refers_to: &[TypeId]) {
        let (id, last) = (self.next(), self.last());
        if let Some(&refers_to) = refers_to.iter().find(|&&other| other > last) {
            self.fail(BuildError::NoSuchType { id, refers_to, last });
        }
    }

    /// Checks that a number of the type that is about to be added fits its field.
    fn check_range(&mut self, field: &'static str, found: i128, least: i128, most: i128) {
        if found < least || found > most {
            let id = self.next();
            self.fail(BuildError::OutOfRange { id, field, found, least, most });
        }
    }

    /// The number of entries as a record holds it.
    fn count(&mut self, id: TypeId, count: usize) -> u32 {
        u32::try_from(count).ok().filter(|&count| count <= raw::MAX_VLEN).unwrap_or_else(|| {
            self.fail(BuildError::TooManyEntries { id, count });
            0
        })
    }

    fn linkage(&mut self, linkage: Linkage) -> u32 {
        self.check_range("the linkage", linkage.number().into(), 0, 2);
        linkage.number()
    }

    fn composite(&mut self, kind: Kind, name: &str, size: u32, members: &[NewMember<'_>]) -> TypeId {
        let id = self.next();
        let (flag, tail) = self.members(id, members);
        let info = Info::new(kind, self.count(id, members.len()), flag);
        let name = self.add_string(name);
        self.record(name, info, size, &tail)
    }

    /// The words of members, and whether they have to be read with `kind_flag`.
    fn members(&mut self, id: TypeId, members: &[NewMember<'_>]) -> (bool, Vec<u32>) {
        let flag = members.iter().any(|member| member.bitfield_bits != 0);
        let most = if flag { raw::MAX_FLAGGED_BIT_OFFSET } else { u32::MAX };
        let last = self.last().max(id);
        let mut tail = Vec::with_capacity(members.len() * 3);
        for member in members {
            if member.type_id > last {
                self.fail(BuildError::NoSuchType { id, refers_to: member.type_id, last });
            }
            let fits = u32::try_from(member.bit_offset).ok().filter(|&offset| offset <= most);
            if fits.is_none() {
                let (field, found) = ("the bit offset of a member", member.bit_offset.into());
                self.fail(BuildError::OutOfRange { id, field, found, least: 0, most: most.into() });
            }
            tail.extend([
                self.add_string(member.name).bytes(),
                member.type_id.number(),
                fits.unwrap_or(0) | u32::from(member.bitfield_bits) << 24,
            ]);
        }
        (flag, tail)
    }

    fn enumeration(
        &mut self,
        kind: Kind,
        name: &str,
        size: u32,
        signedness: Signedness,
        values: &[(&str, i128)],
        (least, most): (i128, i128),
    ) -> TypeId {
        let id = self.next();
        let mut tail = Vec::with_capacity(values.len() * 3);
        for &(name, value) in values {
            self.check_range("an enumeration's value", value, least, most);
            tail.push(self.add_string(name).bytes());
            // Once in range, the low bits are the value in either sign.
            let [a, b, c, d, e, f, g, h, ..] = value.to_le_bytes();
            tail.push(u32::from_le_bytes([a, b, c, d]));
            if kind == Kind::Enum64 {
                tail.push(u32::from_le_bytes([e, f, g, h]));
            }
        }
        let info = Info::new(kind, self.count(id, values.len()), signedness == Signedness::Signed);
        let name = self.add_string(name);
        self.record_once(name, info, size, &tail)
    }

    /// A type that refers to one other.
    fn reference(&mut self, kind: Kind, name: &str, to: TypeId) -> TypeId {
        self.check(&[to]);
        self.once(kind, name, to.number(), &[])
    }

    fn once(&mut self, kind: Kind, name: &str, size_or_type: u32, tail: &[u32]) -> TypeId {
        let name = self.add_string(name);
        self.record_once(name, Info::new(kind, 0, false), size_or_type, tail)
    }

    /// Adds a record unless the same is there already.
    fn record_once(&mut self, name: StringOffset, info: Info, size_or_type: u32, tail: &[u32]) -> TypeId {
        let mut key = vec![name.bytes(), info.0, size_or_type];
        key.extend(tail);
        if let Some(&id) = self.seen.get(&key) {
            return id;
        }
        let id = self.record(name, info, size_or_type, tail);
        if id != TypeId::VOID {
            self.seen.insert(key, id);
        }
        id
    }

    /// Adds a record, unless something could not be written before.
    fn record(&mut self, name: StringOffset, info: Info, size_or_type: u32, tail: &[u32]) -> TypeId {
        let id = self.next();
        if id == self.last() {
            self.fail(BuildError::TooLarge { section: Section::Types });
        }
        if self.error.is_some() {
            return TypeId::VOID;
        }
        let record = self.append_record(&[name.bytes(), info.0, size_or_type], tail);
        self.records.push(record);
        id
    }

    /// Puts the words of a record behind the others.
    fn append_record(&mut self, head: &[u32; 3], tail: &[u32]) -> Range<usize> {
        let start = self.words.len();
        self.words.extend(head);
        self.words.extend(tail);
        start..self.words.len()
    }
}
