//! Enumerations where user space reads and writes them too.

use crate::stage::{Builder, MadeOf, Opt, Scalar, ScalarNs, Stored, TypeId, Types, Val, eq, literal};
use skep_btf::Endian;
use std::fmt;
use std::marker::PhantomData;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// An enumeration without payload with `#[value]`, or `bool`: a number, of which not every one is a variant.
pub trait Enumeration: Scalar {
    /// The number.
    type Number: Scalar + PartialEq + fmt::Display;
    /// The variants, with their names.
    const VARIANTS: &'static [(Self, &'static str)];
    /// The number of a variant.
    fn number(self) -> Self::Number;
}

impl Enumeration for bool {
    type Number = u8;
    const VARIANTS: &'static [(Self, &'static str)] = &[(false, "false"), (true, "true")];
    fn number(self) -> u8 {
        self.into()
    }
}

/// An enumeration, or `bool`, in memory: maps' keys and values, variables, fields of events. Whoever reads it may find a number that is
/// none of the variants: another program wrote it.
///
/// ```
/// use skep_lang::bpf::Coded;
///
/// let flag = Coded::new(true);
/// assert_eq!(flag.get(), Some(true));
/// assert_eq!(Coded::<bool>::from_number(7).get(), None);
/// ```
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct Coded<E: Enumeration> {
    number: E::Number,
    of: PhantomData<E>,
}

impl<E: Enumeration> Coded<E> {
    /// A variant.
    pub fn new(variant: E) -> Self {
        Self::from_number(variant.number())
    }

    /// A number, whether it is a variant or not.
    pub const fn from_number(number: E::Number) -> Self {
        Self { number, of: PhantomData }
    }

    /// The number.
    pub const fn number(self) -> E::Number {
        self.number
    }

    /// The variant, if it is one.
    pub fn get(self) -> Option<E> {
        E::VARIANTS.iter().map(|(variant, _)| *variant).find(|variant| variant.number() == self.number)
    }
}

impl<E: Enumeration> Clone for Coded<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E: Enumeration> Copy for Coded<E> {}

impl<E: Enumeration> PartialEq for Coded<E> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<E: Enumeration<Number: Eq>> Eq for Coded<E> {}

impl<E: Enumeration<Number: std::hash::Hash>> std::hash::Hash for Coded<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// The variant's name, or the number.
impl<E: Enumeration> fmt::Debug for Coded<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match E::VARIANTS.iter().find(|(variant, _)| variant.number() == self.number) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "{}", self.number),
        }
    }
}

impl<E: Enumeration> From<E> for Coded<E> {
    fn from(variant: E) -> Self {
        Self::new(variant)
    }
}

impl<E: Enumeration> Scalar for Coded<E> {
    const NAME: &'static str = E::NAME;
    const BYTES: u32 = E::Number::BYTES;
    const SIGNED: bool = E::Number::SIGNED;

    fn bits(self) -> u64 {
        self.number.bits()
    }

    fn in_register(self, endian: Endian) -> u64 {
        self.number.in_register(endian)
    }

    fn zero() -> Self {
        Self::from_number(E::Number::zero())
    }

    fn declare(types: &mut Types<'_>) -> TypeId {
        E::declare(types)
    }
}

impl<E: Enumeration> Stored for Coded<E> {}

/// The number of a variant, in memory's type: of `bool` that is another one.
fn coded<E: Enumeration>(builder: &mut Builder<'_>, variant: Val<E>) -> Val<Coded<E>> {
    let number: Val<E::Number> = crate::stage::cast(builder, variant);
    Val::new(number.value())
}

impl<E: Enumeration> Val<Coded<E>> {
    /// The number.
    pub fn number(self, _: &mut Builder<'_>) -> Val<E::Number> {
        Val::new(self.value())
    }

    /// The variant, if it is one.
    pub fn get(self, builder: &mut Builder<'_>) -> Opt<Val<E>> {
        let mut is_variant = literal(builder, false);
        for (variant, _) in E::VARIANTS {
            let known = literal(builder, Coded::new(*variant));
            let is_this = eq(builder, self, known);
            is_variant = crate::stage::bitor(builder, is_variant, is_this);
        }
        let number = self.number(builder);
        let variant = crate::stage::cast(builder, number);
        Opt::Flagged(is_variant, variant)
    }
}

impl<E: Enumeration> ScalarNs<Coded<E>> {
    /// A variant.
    #[expect(
        clippy::new_ret_no_self,
        reason = "it is the twin of a constructor, and called on what stands for the type"
    )]
    pub fn new(self, builder: &mut Builder<'_>, variant: Val<E>) -> Val<Coded<E>> {
        coded(builder, variant)
    }

    /// The same.
    pub fn from(self, builder: &mut Builder<'_>, variant: Val<E>) -> Val<Coded<E>> {
        coded(builder, variant)
    }

    /// A number, whether it is a variant or not.
    pub fn from_number(self, _: &mut Builder<'_>, number: Val<E::Number>) -> Val<Coded<E>> {
        Val::new(number.value())
    }
}

impl<E: Enumeration> MadeOf<E> for Coded<E> {
    fn made_of(builder: &mut Builder<'_>, value: Val<E>) -> Val<Self> {
        coded(builder, value)
    }
}
