//! Questions to the types of the kernel at hand: whether there is one, how large it is, what an enumerator's number is.

use super::kernel::KernelStruct;
use super::kernel_field::{not_zero, where_it_is};
use crate::stage::{Builder, Opt, TypeId, Types, Val, copy, reads_itself};
use skep_btf::relocation::RelocationKind;
use skep_ir::{Access, Value};
use std::marker::PhantomData;

/// An enumeration of the kernel, by the enumerators that are used: an enumeration without payload, with `#[kernel_type]`.
pub trait KernelEnum: Copy + 'static {
    /// Its name.
    const NAME: &'static str;
    /// Its enumerators' names, and the numbers that they have in the source.
    const ENUMERATORS: &'static [(&'static str, i64)];

    /// The place of this one among them.
    fn place(self) -> u32;

    /// The number that this enumerator has in the kernel at hand; `None` if the kernel has none of its name. Natively it is the number
    /// that the source gives it.
    fn value(self) -> Option<u64> {
        let place = usize::try_from(self.place()).unwrap_or(usize::MAX);
        Self::ENUMERATORS.get(place).map(|(_, number)| number.cast_unsigned())
    }

    /// Declares it.
    fn declare(types: &mut Types<'_>) -> TypeId {
        types.enumeration(Self::NAME, 4, false, Self::ENUMERATORS)
    }
}

/// An enumerator, staged.
pub struct Enumerator<E> {
    place: u32,
    of: PhantomData<fn() -> E>,
}
copy!(Enumerator<E>);
reads_itself! { [E] Enumerator<E>; }

impl<E: KernelEnum> Enumerator<E> {
    /// This one.
    pub fn new(one: E) -> Self {
        Self { place: one.place(), of: PhantomData }
    }

    fn ask(self, builder: &mut Builder<'_>, question: RelocationKind) -> Value {
        let access = Access { root: E::declare(&mut builder.types()), path: vec![self.place] };
        builder.function().relocation(question, access)
    }

    /// The number that it has.
    pub fn value(self, builder: &mut Builder<'_>) -> Opt<Val<u64>> {
        let exists = self.ask(builder, RelocationKind::EnumeratorExists);
        where_it_is(builder, exists, |builder| Val::new(self.ask(builder, RelocationKind::EnumeratorValue)))
    }
}

fn ask<T: KernelStruct>(builder: &mut Builder<'_>, question: RelocationKind) -> Value {
    let root = builder.types().kernel_struct::<T>();
    builder.function().relocation(question, Access { root, path: vec![0] })
}

/// How many bytes a structure has in the kernel at hand; 0 if it has none of its name. Natively it is what the structure of the source
/// has.
pub fn kernel_size<T: KernelStruct>() -> u64 {
    size_of::<T>() as u64
}

/// Whether the kernel at hand has a structure of this name. Natively it has.
pub const fn kernel_has<T: KernelStruct>() -> bool {
    true
}

#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
#[derive(Debug)]
pub enum kernel_size {}

impl kernel_size {
    #[doc(hidden)]
    pub fn stage<T: KernelStruct>(builder: &mut Builder<'_>, (): ()) -> Val<u64> {
        Val::new(ask::<T>(builder, RelocationKind::TypeSize))
    }
}

#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
#[derive(Debug)]
pub enum kernel_has {}

impl kernel_has {
    #[doc(hidden)]
    pub fn stage<T: KernelStruct>(builder: &mut Builder<'_>, (): ()) -> Val<bool> {
        let answer = ask::<T>(builder, RelocationKind::TypeExists);
        not_zero(builder, answer)
    }
}
