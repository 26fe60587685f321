//! What a record has several of: members, values, parameters, variables.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::num::NonZeroU8;

use crate::error::{BtfError, Named};
use crate::id::{StringOffset, TypeId};
use crate::raw::Kind;
use crate::shape::Signedness;
use crate::view::Type;

/// The entries of a type, in the order of its record: an iterator that decodes each when it comes to it.
/// To copy it, or to skip to the `nth`, costs nothing.
pub struct Entries<'b, T> {
    owner: Type<'b>,
    bytes: &'b [u8],
    entry: PhantomData<fn() -> T>,
}

/// What [`Entries`] are of. No other type can be.
pub trait Entry<'b>: sealed::Decode<'b> {}

mod sealed {
    use crate::view::Type;

    /// How an entry is read.
    pub trait Decode<'b>: Sized {
        /// The entry that is the first of these bytes, of this type, and the rest; `None` when no whole
        /// one is left.
        fn decode(owner: Type<'b>, bytes: &'b [u8]) -> Option<(Self, &'b [u8])>;

        /// The size of an entry of this type in bytes; never 0.
        fn size(owner: Type<'b>) -> usize;
    }
}

impl<'b, T> Entries<'b, T> {
    /// The entries of a type of a kind that has such entries.
    #[inline]
    pub(crate) fn new(owner: Type<'b>) -> Self {
        Self { owner, bytes: owner.tail(), entry: PhantomData }
    }
}

impl<'b, T: Entry<'b>> Iterator for Entries<'b, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let (entry, rest) = T::decode(self.owner, self.bytes)?;
        self.bytes = rest;
        Some(entry)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.bytes.len() / T::size(self.owner);
        (count, Some(count))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        let skipped = n.checked_mul(T::size(self.owner));
        self.bytes = skipped.and_then(|skipped| self.bytes.get(skipped..)).unwrap_or_default();
        self.next()
    }
}

impl<'b, T: Entry<'b>> ExactSizeIterator for Entries<'b, T> {}
impl<'b, T: Entry<'b>> FusedIterator for Entries<'b, T> {}

impl<T> Clone for Entries<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Entries<'_, T> {}

impl<T> fmt::Debug for Entries<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entries({} bytes of {})", self.bytes.len(), self.owner)
    }
}

/// A member of a structure or union.
#[derive(Clone, Copy)]
pub struct Member<'b> {
    owner: Type<'b>,
    name: StringOffset,
    type_id: TypeId,
    offset: u32,
}

impl<'b> Member<'b> {
    /// Its name, empty if it has none.
    ///
    /// # Errors
    ///
    /// When the name is not in the string section or is not UTF-8.
    pub fn name(&self) -> Result<&'b str, BtfError> {
        self.owner.btf().string_from(self.name, Some(self.owner.id()))
    }

    /// The bytes of its name.
    pub(crate) fn name_bytes(&self) -> Result<&'b [u8], BtfError> {
        self.owner.btf().string_bytes_from(self.name, Some(self.owner.id()))
    }

    /// Whether it has no name, as a structure or union within another may.
    pub fn is_anonymous(&self) -> bool {
        self.name == StringOffset::EMPTY
    }

    /// The type that the member is in.
    pub fn owner(&self) -> Type<'b> {
        self.owner
    }

    /// The number of its type.
    pub fn type_id(&self) -> TypeId {
        self.type_id
    }

    /// Its type.
    ///
    /// # Errors
    ///
    /// [`BtfError::NoSuchType`] when there is none of that number.
    pub fn ty(&self) -> Result<Type<'b>, BtfError> {
        self.owner.follow(self.type_id)
    }

    /// Where it starts: bits from the start of the structure or union.
    pub fn bit_offset(&self) -> u32 {
        if self.owner.kind_flag() { self.offset & 0xff_ffff } else { self.offset }
    }

    /// How many bits it has, if it is a bitfield. (A structure that has a bitfield has such a number for
    /// every member, and 0 for those that are none.)
    ///
    /// Compilers of before 2019 instead gave a bitfield a type of its own, an [`Int`](crate::Int) whose
    /// `bits` are fewer than its size holds; that one has to look at.
    pub fn bitfield_bits(&self) -> Option<NonZeroU8> {
        let [bits, ..] = self.offset.to_be_bytes();
        if self.owner.kind_flag() { NonZeroU8::new(bits) } else { None }
    }
}

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name().unwrap_or("(damaged name)");
        write!(f, "Member({} {} at bit {}", Named(name), self.type_id, self.bit_offset())?;
        match self.bitfield_bits() {
            Some(bits) => write!(f, ", {bits} bits)"),
            None => f.write_str(")"),
        }
    }
}

/// A value of an enumeration.
#[derive(Clone, Copy)]
pub struct EnumValue<'b> {
    owner: Type<'b>,
    name: StringOffset,
    value: i128,
}

impl<'b> EnumValue<'b> {
    /// Its name.
    ///
    /// # Errors
    ///
    /// When the name is not in the string section or is not UTF-8.
    pub fn name(&self) -> Result<&'b str, BtfError> {
        self.owner.btf().string_from(self.name, Some(self.owner.id()))
    }

    /// The number: from -2^63 to 2^64 - 1, so that signed and unsigned ones are exact.
    ///
    /// Whether it is signed is the enumeration's to say. Compilers of before 2022 never said so, and
    /// their -1 is read as 4294967295.
    pub fn value(&self) -> i128 {
        self.value
    }

    /// The number as 64 bits. One that is recorded with 32 is sign-extended, whatever the enumeration says: compilers of
    /// before 2022 do not say it, and kernels before 6.0 have only the lower halves of wider numbers.
    pub(crate) fn sign_extended(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.value.to_le_bytes();
        match self.owner.kind() {
            Kind::Enum => i64::from(i32::from_le_bytes([a, b, c, d])).cast_unsigned(),
            _ => u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        }
    }
}

impl fmt::Debug for EnumValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnumValue({} = {})", Named(self.name().unwrap_or("(damaged name)")), self.value)
    }
}

/// A parameter of a prototype.
#[derive(Clone, Copy)]
pub struct Parameter<'b> {
    owner: Type<'b>,
    name: StringOffset,
    type_id: TypeId,
}

impl<'b> Parameter<'b> {
    /// Its name, empty if it has none.
    ///
    /// # Errors
    ///
    /// When the name is not in the string section or is not UTF-8.
    pub fn name(&self) -> Result<&'b str, BtfError> {
        self.owner.btf().string_from(self.name, Some(self.owner.id()))
    }

    /// The number of its type.
    pub fn type_id(&self) -> TypeId {
        self.type_id
    }

    /// Its type.
    ///
    /// # Errors
    ///
    /// [`BtfError::NoSuchType`] when there is none of that number.
    pub fn ty(&self) -> Result<Type<'b>, BtfError> {
        self.owner.follow(self.type_id)
    }

    /// Whether it stands for `...`: it has neither name nor type.
    pub fn is_variadic(&self) -> bool {
        self.name == StringOffset::EMPTY && self.type_id == TypeId::VOID
    }
}

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameter({} {})", Named(self.name().unwrap_or("(damaged name)")), self.type_id)
    }
}

/// A variable in a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SectionVariable {
    /// The variable, a type of kind VAR (in a section of functions, FUNC).
    pub variable: TypeId,
    /// Where it is: bytes from the start of the section.
    pub offset: u32,
    /// How many bytes it takes.
    pub size: u32,
}

/// Reads `N` words; `None` when fewer are left.
#[inline]
fn words<'b, const N: usize>(owner: Type<'b>, bytes: &'b [u8]) -> Option<([u32; N], &'b [u8])> {
    let endian = owner.btf().endian();
    let (chunks, _) = bytes.as_chunks::<4>();
    let chunks: &[[u8; 4]; N] = chunks.first_chunk()?;
    Some((chunks.map(|word| endian.decode(word)), bytes.get(N * 4..)?))
}

impl<'b> sealed::Decode<'b> for Member<'b> {
    #[inline]
    fn decode(owner: Type<'b>, bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let ([name, type_id, offset], rest) = words(owner, bytes)?;
        Some((Self { owner, name: StringOffset::new(name), type_id: TypeId::new(type_id), offset }, rest))
    }

    #[inline]
    fn size(_: Type<'b>) -> usize {
        12
    }
}

impl<'b> sealed::Decode<'b> for EnumValue<'b> {
    #[inline]
    fn decode(owner: Type<'b>, bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let signedness = if owner.kind_flag() { Signedness::Signed } else { Signedness::Unsigned };
        let (name, value, rest) = if owner.kind() == Kind::Enum64 {
            let ([name, low, high], rest) = words(owner, bytes)?;
            let bits = u64::from(high) << 32 | u64::from(low);
            let value = match signedness {
                Signedness::Signed => bits.cast_signed().into(),
                Signedness::Unsigned => bits.into(),
            };
            (name, value, rest)
        } else {
            let ([name, bits], rest) = words(owner, bytes)?;
            let value = match signedness {
                Signedness::Signed => bits.cast_signed().into(),
                Signedness::Unsigned => bits.into(),
            };
            (name, value, rest)
        };
        Some((Self { owner, name: StringOffset::new(name), value }, rest))
    }

    #[inline]
    fn size(owner: Type<'b>) -> usize {
        if owner.kind() == Kind::Enum64 { 12 } else { 8 }
    }
}

impl<'b> sealed::Decode<'b> for Parameter<'b> {
    #[inline]
    fn decode(owner: Type<'b>, bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let ([name, type_id], rest) = words(owner, bytes)?;
        Some((Self { owner, name: StringOffset::new(name), type_id: TypeId::new(type_id) }, rest))
    }

    #[inline]
    fn size(_: Type<'b>) -> usize {
        8
    }
}

impl<'b> sealed::Decode<'b> for SectionVariable {
    #[inline]
    fn decode(owner: Type<'b>, bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let ([variable, offset, size], rest) = words(owner, bytes)?;
        Some((Self { variable: TypeId::new(variable), offset, size }, rest))
    }

    #[inline]
    fn size(_: Type<'b>) -> usize {
        12
    }
}

impl<'b> Entry<'b> for Member<'b> {}
impl<'b> Entry<'b> for EnumValue<'b> {}
impl<'b> Entry<'b> for Parameter<'b> {}
impl<'b> Entry<'b> for SectionVariable {}
