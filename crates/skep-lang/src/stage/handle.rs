//! Handles: what staged code has in the place of values. All are `Copy`.

use super::{Builder, Layout};
use skep_ir::{Address, Value, Variable};
use std::marker::PhantomData;

/// What a handle remembers of its type.
pub(crate) type Of<T> = PhantomData<fn() -> T>;

/// A number.
pub struct Val<T>(pub(crate) Value, Of<T>);

/// A number that can be assigned to: `let mut`.
pub struct Var<T>(pub(crate) Variable, Of<T>);

/// A reference: a pointer, and how many bytes behind it.
pub struct Ref<T> {
    pub(crate) base: Value,
    pub(crate) offset: u32,
    of: Of<T>,
}

/// Something on the stack that is owned: a structure or an array.
pub struct Slot<T>(Ref<T>);

/// A field of a structure: its place, and its name.
pub struct Field<T> {
    pub(crate) place: u32,
    pub(crate) name: &'static str,
    of: Of<T>,
}

macro_rules! copy {
    ($($name:ident<$($parameter:ident),*>)*) => { $(
        impl<$($parameter),*> Clone for $name<$($parameter),*> {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<$($parameter),*> Copy for $name<$($parameter),*> {}
        impl<$($parameter),*> std::fmt::Debug for $name<$($parameter),*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )* };
}
pub(crate) use copy;

copy!(Val<T> Var<T> Ref<T> Slot<T> Field<T>);

impl<T> Val<T> {
    pub(crate) const fn new(value: Value) -> Self {
        Self(value, PhantomData)
    }

    /// The value in the intermediate representation.
    pub const fn value(self) -> Value {
        self.0
    }
}

impl<T: super::Newtype> Val<T> {
    /// The structure around a number.
    pub const fn of_inner(inner: Val<T::Inner>) -> Self {
        Self::new(inner.0)
    }
}

impl<T> Var<T> {
    pub(crate) const fn new(variable: Variable) -> Self {
        Self(variable, PhantomData)
    }
}

impl<T> Ref<T> {
    pub(crate) const fn new(base: Value) -> Self {
        Self::at(base, 0)
    }

    pub(crate) const fn at(base: Value, offset: u32) -> Self {
        Self { base, offset, of: PhantomData }
    }

    /// A part of it, so many bytes behind its start.
    pub(crate) const fn part<U>(self, offset: u32) -> Ref<U> {
        Ref::at(self.base, self.offset.saturating_add(offset))
    }

    pub(crate) const fn address(self) -> Address {
        Address { base: self.base, offset: self.offset }
    }

    /// The pointer to its first byte.
    pub(crate) fn pointer(self, builder: &mut Builder<'_>) -> Value {
        if self.offset == 0 { self.base } else { builder.function().offset(self.base, self.offset) }
    }
}

impl<T> Slot<T> {
    /// What is at this place.
    pub const fn new(place: Ref<T>) -> Self {
        Self(place)
    }

    /// Where it is.
    pub const fn as_ref(self) -> Ref<T> {
        self.0
    }
}

impl<T> Field<T> {
    /// A field of this name, at this place.
    pub const fn new(place: u32, name: &'static str) -> Self {
        Self { place, name, of: PhantomData }
    }
}

/// New memory on the stack, in which nothing is written yet.
pub fn slot<T: Layout>(builder: &mut Builder<'_>) -> Slot<T> {
    let base = builder.new_slot(T::SIZE, T::ALIGN, T::NAME);
    Slot(Ref::new(base))
}
