//! Numbers that several CPUs change at the same time.

use super::keyed::Addend;
use crate::stage::{
    Builder, Layout, Ref, ScalarNs, Slot, Stored, TypeId, Types, Val, copy, copy_in, copy_out, same_bytes,
    slot,
};
use skep_btf::Endian;
use skep_ir::{AtomicOperator, Ordering};
use std::fmt;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A number of 4 or 8 bytes in memory that several CPUs see: a map's value, a global variable, or a field of one. What changes it does so
/// in one step. What gives back the number from before needs Linux 5.12, and instructions of the third version.
///
/// ```
/// use skep_lang::bpf::Atomic;
///
/// let mut hits = Atomic::new(7_u64);
/// hits.add(1);
/// assert_eq!(hits.fetch_or(0x10), 8);
/// assert_eq!(hits.get(), 0x18);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct Atomic<T>(T);

impl<T: fmt::Debug> fmt::Debug for Atomic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the associated functions of an atomic number are called on.
#[derive(Debug)]
pub struct AtomicNs<T>(ScalarNs<T>);

/// An atomic number, staged.
pub struct AtomicRef<T>(Ref<T>);
copy!(AtomicRef<T>);

macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident $(#[$fetch_doc:meta])* $fetch:ident $operator:ident $native:ident;)*) => {
        impl<T: Addend> Atomic<T> { $(
            $(#[$doc])*
            pub fn $name(&mut self, number: T) {
                self.0 = self.0.$native(number);
            }

            $(#[$fetch_doc])*
            pub fn $fetch(&mut self, number: T) -> T {
                let before = self.0;
                self.$name(number);
                before
            }
        )* }

        impl<T: Addend> AtomicRef<T> { $(
            $(#[$doc])*
            pub fn $name(self, builder: &mut Builder<'_>, number: Val<T>) {
                builder.function().atomic(AtomicOperator::$operator, number.value(), self.0.address());
            }

            $(#[$fetch_doc])*
            pub fn $fetch(self, builder: &mut Builder<'_>, number: Val<T>) -> Val<T> {
                Val::new(builder.function().atomic_fetch(AtomicOperator::$operator, number.value(), self.0.address()))
            }
        )* }
    };
}
changes! {
    /// Adds to it; the sum wraps.
    add
    /// Adds to it, and gives what it was before.
    fetch_add Add plus;
    /// Keeps the bits that are set in both.
    and
    /// Keeps the bits that are set in both, and gives what it was before.
    fetch_and And both;
    /// Sets the bits that are set in the other.
    or
    /// Sets the bits that are set in the other, and gives what it was before.
    fetch_or Or either;
    /// Changes the bits that are set in the other.
    xor
    /// Changes the bits that are set in the other, and gives what it was before.
    fetch_xor Xor one;
}

impl<T: Addend> Atomic<T> {
    /// With this number.
    pub const fn new(number: T) -> Self {
        Self(number)
    }

    /// What it is now.
    pub const fn get(&self) -> T {
        self.0
    }

    /// Sets it.
    pub const fn set(&mut self, number: T) {
        self.0 = number;
    }

    /// Takes from it; the difference wraps.
    pub fn sub(&mut self, number: T) {
        self.add(number.minus());
    }

    /// Takes from it, and gives what it was before.
    pub fn fetch_sub(&mut self, number: T) -> T {
        self.fetch_add(number.minus())
    }

    /// Sets it, and gives what it was before.
    pub const fn swap(&mut self, number: T) -> T {
        std::mem::replace(&mut self.0, number)
    }

    /// Sets it if it is what is expected, and gives what it was before in any case.
    pub fn compare_and_swap(&mut self, expected: T, number: T) -> T
    where
        T: PartialEq,
    {
        let before = self.0;
        if before == expected {
            self.0 = number;
        }
        before
    }
}

impl<T: Addend> AtomicRef<T> {
    /// What it is now.
    pub fn get(self, builder: &mut Builder<'_>) -> Val<T> {
        Val::new(builder.function().load(T::TYPE, self.0.address(), Ordering::Plain))
    }

    /// Sets it.
    pub fn set(self, builder: &mut Builder<'_>, number: Val<T>) {
        builder.function().store(number.value(), self.0.address(), Ordering::Plain);
    }

    /// Takes from it; the difference wraps.
    pub fn sub(self, builder: &mut Builder<'_>, number: Val<T>) {
        let number = crate::stage::neg(builder, number);
        self.add(builder, number);
    }

    /// Takes from it, and gives what it was before.
    pub fn fetch_sub(self, builder: &mut Builder<'_>, number: Val<T>) -> Val<T> {
        let number = crate::stage::neg(builder, number);
        self.fetch_add(builder, number)
    }

    /// Sets it, and gives what it was before.
    pub fn swap(self, builder: &mut Builder<'_>, number: Val<T>) -> Val<T> {
        Val::new(builder.function().atomic_fetch(AtomicOperator::Exchange, number.value(), self.0.address()))
    }

    /// Sets it if it is what is expected, and gives what it was before in any case.
    pub fn compare_and_swap(self, builder: &mut Builder<'_>, expected: Val<T>, number: Val<T>) -> Val<T> {
        Val::new(builder.function().compare_exchange(self.0.address(), expected.value(), number.value()))
    }
}

impl<T: Addend> AtomicNs<T> {
    /// With this number.
    #[expect(
        clippy::new_ret_no_self,
        reason = "it is the twin of a constructor, and called on what stands for the type"
    )]
    pub fn new(self, builder: &mut Builder<'_>, number: Val<T>) -> Slot<Atomic<T>> {
        let new: Slot<Atomic<T>> = slot(builder);
        <T as Layout>::store(builder, new.as_ref().part(0), number);
        new
    }
}

impl<T: Addend> Stored for Atomic<T> {}

impl<T: Addend> Layout for Atomic<T> {
    const SIZE: u32 = T::BYTES;
    const ALIGN: u32 = T::BYTES;
    const NAME: &'static str = "Atomic";
    type Owned = Slot<Self>;
    type Handle = AtomicRef<T>;
    type Ns = AtomicNs<T>;
    const NS: AtomicNs<T> = AtomicNs(T::NS);

    fn zero() -> Self {
        Self(<T as Layout>::zero())
    }

    fn declare(types: &mut Types<'_>) -> TypeId {
        <T as Layout>::declare(types)
    }

    fn load(builder: &mut Builder<'_>, from: Ref<Self>) -> Slot<Self> {
        copy_out(builder, from)
    }

    fn store(builder: &mut Builder<'_>, to: Ref<Self>, value: Slot<Self>) {
        copy_in(builder, to, value);
    }

    fn lend(_: &mut Builder<'_>, from: Ref<Self>) -> Slot<Self> {
        Slot::new(from)
    }

    fn equal(builder: &mut Builder<'_>, left: Slot<Self>, right: Slot<Self>) -> Val<bool> {
        same_bytes(builder, left.as_ref(), right.as_ref(), Self::SIZE)
    }

    fn bytes(&self, endian: Endian, output: &mut Vec<u8>) {
        self.0.bytes(endian, output);
    }

    fn handle(_: &mut Builder<'_>, of: Ref<Self>) -> AtomicRef<T> {
        AtomicRef(of.part(0))
    }
}
