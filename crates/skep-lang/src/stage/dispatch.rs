//! By which names, places and fields are dispatched: generated code names a trait, and the type of the handle decides.

use super::operators::{self, Operator};
use super::{
    Builder, Field, Int, Late, Layout, Merge, Opt, Ref, Scalar, Slot, Struct, Val, Var, constant, copy_in,
    copy_out, literal, slot,
};

/// A name, as an operand and as what a method is called on.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be used in a BPF function")]
pub trait Read {
    /// The operand.
    type Out;
    /// What a method is called on.
    type Receiver;
    /// As an operand.
    fn read(&self, builder: &mut Builder<'_>) -> Self::Out;
    /// As what a method is called on.
    fn receiver(&self, builder: &mut Builder<'_>) -> Self::Receiver;
}

macro_rules! reads {
    ($([$($parameters:tt)*] $ty:ty => $out:ty, $receiver:ty: |$this:ident, $builder:ident| $read:expr, $receive:expr;)*) => { $(
        impl<$($parameters)*> $crate::stage::Read for $ty {
            type Out = $out;
            type Receiver = $receiver;
            fn read(&self, $builder: &mut $crate::stage::Builder<'_>) -> $out {
                let $this = self;
                $read
            }
            fn receiver(&self, $builder: &mut $crate::stage::Builder<'_>) -> $receiver {
                let $this = self;
                $receive
            }
        }
    )* };
}

/// Handles that are read as themselves.
macro_rules! reads_itself {
    ($([$($parameters:tt)*] $ty:ty;)*) => { $(
        impl<$($parameters)*> $crate::stage::Read for $ty {
            type Out = Self;
            type Receiver = Self;
            fn read(&self, _: &mut $crate::stage::Builder<'_>) -> Self {
                *self
            }
            fn receiver(&self, _: &mut $crate::stage::Builder<'_>) -> Self {
                *self
            }
        }
    )* };
}

/// Handles that stay what they are as `let mut`.
macro_rules! stays {
    ($([$($parameters:tt)*] $ty:ty;)*) => { $(
        impl<$($parameters)*> $crate::stage::Mutable for $ty {
            type Var = Self;
            fn variable(self, _: &mut $crate::stage::Builder<'_>) -> Self {
                self
            }
        }
    )* };
}
pub(crate) use {reads_itself, stays};

reads_itself! { [T] Val<T>; [S: Merge] Opt<S>; }
reads! {
    [T: Scalar] Var<T> => Val<T>, Val<T>: |this, builder| Place::load(this, builder), Place::load(this, builder);
    [T: Layout] Ref<T> => Self, T::Handle: |this, builder| { let _ = builder; *this }, T::handle(builder, *this);
    [T: Layout] Slot<T> => Self, T::Handle: |this, builder| copy_out(builder, this.as_ref()), T::handle(builder, this.as_ref());
    [T: Scalar] T => Val<T>, Val<T>: |this, builder| literal(builder, *this), literal(builder, *this);
    [T: Layout, const N: usize] [T; N] => Slot<[T; N]>, Ref<[T; N]>: |this, builder| { let place = constant(builder, this); copy_out(builder, place) }, constant(builder, this);
    [M: Merge] Late<M> => M, M: |this, builder| this.get(builder), this.get(builder);
    [] () => (), (): |_this, _builder| (), ();
}

/// Something that is loaded from and stored to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be assigned to",
    note = "declare it with `let mut`"
)]
pub trait Place {
    /// What is in it.
    type Out;
    /// What a method is called on.
    type Receiver;
    /// Reads it.
    fn load(&self, builder: &mut Builder<'_>) -> Self::Out;
    /// As what a method is called on.
    fn receiver(&self, builder: &mut Builder<'_>) -> Self::Receiver;
    /// Writes it.
    fn store(&self, builder: &mut Builder<'_>, value: Self::Out);
}

impl<T: Layout> Place for Ref<T> {
    type Out = T::Owned;
    type Receiver = T::Handle;
    fn load(&self, builder: &mut Builder<'_>) -> T::Owned {
        T::load(builder, *self)
    }
    fn receiver(&self, builder: &mut Builder<'_>) -> T::Handle {
        T::handle(builder, *self)
    }
    fn store(&self, builder: &mut Builder<'_>, value: T::Owned) {
        T::store(builder, *self, value);
    }
}

impl<T: Scalar> Place for Var<T> {
    type Out = Val<T>;
    type Receiver = Val<T>;
    fn load(&self, builder: &mut Builder<'_>) -> Val<T> {
        Val::new(builder.get(self.0))
    }
    fn receiver(&self, builder: &mut Builder<'_>) -> Val<T> {
        self.load(builder)
    }
    fn store(&self, builder: &mut Builder<'_>, value: Val<T>) {
        builder.set(self.0, value.0);
    }
}

impl<T: Layout> Place for Slot<T> {
    type Out = Self;
    type Receiver = T::Handle;
    fn load(&self, builder: &mut Builder<'_>) -> Self {
        copy_out(builder, self.as_ref())
    }
    fn receiver(&self, builder: &mut Builder<'_>) -> T::Handle {
        T::handle(builder, self.as_ref())
    }
    fn store(&self, builder: &mut Builder<'_>, value: Self) {
        copy_in(builder, self.as_ref(), value);
    }
}

/// `place op= value`.
pub trait Update<T>: Place<Out = Val<T>> {
    /// Changes what is in it.
    fn update(&self, builder: &mut Builder<'_>, operator: Operator, value: Val<T>);
    /// Shifts what is in it, by an amount of any type.
    fn shift<U: Int>(&self, builder: &mut Builder<'_>, operator: Operator, amount: Val<U>);
}

macro_rules! updates {
    ($($place:ident)*) => { $(
        impl<T: Scalar> Update<T> for $place<T> {
            fn update(&self, builder: &mut Builder<'_>, operator: Operator, value: Val<T>) {
                let before = Place::load(self, builder);
                let after = operators::binary(builder, operator, before, value);
                Place::store(self, builder, after);
            }
            fn shift<U: Int>(&self, builder: &mut Builder<'_>, operator: Operator, amount: Val<U>) {
                let before = Place::load(self, builder);
                let after = operators::shift(builder, operator, before, amount);
                Place::store(self, builder, after);
            }
        }
    )* };
}
updates!(Ref Var);

/// `place op= value`.
pub fn update<T, P: Update<T>>(builder: &mut Builder<'_>, place: &P, operator: Operator, value: Val<T>) {
    place.update(builder, operator, value);
}

/// `place <<= amount`, `place >>= amount`.
pub fn update_shift<T, U: Int, P: Update<T>>(
    builder: &mut Builder<'_>,
    place: &P,
    operator: Operator,
    amount: Val<U>,
) {
    place.shift(builder, operator, amount);
}

/// `base.field`, whatever the base: the stack, a map's value, a packet, a reservation, memory of the kernel, a tracepoint's record.
#[diagnostic::on_unimplemented(message = "`{Self}` has no fields in a BPF function")]
pub trait Proj {
    /// The table of the fields.
    type Fields: 'static;
    /// The place of a field of this type.
    type At<T>;
    /// The table of the fields.
    fn fields(&self) -> &'static Self::Fields;
    /// The place of a field.
    fn at<T>(&self, builder: &mut Builder<'_>, field: Field<T>) -> Self::At<T>;
}

impl<S: Struct> Proj for Ref<S> {
    type Fields = S::Fields;
    type At<T> = Ref<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, _: &mut Builder<'_>, field: Field<T>) -> Ref<T> {
        self.part(field.place)
    }
}

impl<S: Struct> Proj for Slot<S> {
    type Fields = S::Fields;
    type At<T> = Ref<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, _: &mut Builder<'_>, field: Field<T>) -> Ref<T> {
        self.as_ref().part(field.place)
    }
}

/// `array[index]`: out of range aborts the program, as it panics natively.
pub trait Index {
    /// What the elements are.
    type Element;
    /// The place of an element.
    fn index(&self, builder: &mut Builder<'_>, index: Val<usize>) -> Ref<Self::Element>;
}

impl<T: Layout, const N: usize> Index for Ref<[T; N]> {
    type Element = T;

    fn index(&self, builder: &mut Builder<'_>, index: Val<usize>) -> Ref<T> {
        let bound = u32::try_from(N).unwrap_or(u32::MAX);
        match builder.constant_of(index.0).map(u32::try_from) {
            Some(Ok(index)) if index < bound => return self.part(index.saturating_mul(T::SIZE)),
            Some(_) => {
                builder.abort();
                return self.part(0);
            }
            None => {}
        }
        let outside = builder.block();
        let known = builder.function().if_below(index.0, bound.max(1), outside);
        let here = builder.here();
        builder.enter(outside);
        builder.abort();
        builder.enter(here);
        let base = self.pointer(builder);
        Ref::new(builder.function().index(base, known, T::SIZE))
    }
}

impl<T: Layout, const N: usize> Index for Slot<[T; N]> {
    type Element = T;
    fn index(&self, builder: &mut Builder<'_>, index: Val<usize>) -> Ref<T> {
        self.as_ref().index(builder, index)
    }
}

impl<T: Layout, const N: usize> Index for [T; N] {
    type Element = T;
    fn index(&self, builder: &mut Builder<'_>, index: Val<usize>) -> Ref<T> {
        constant(builder, self).index(builder, index)
    }
}

/// `&x`: numbers are put into memory, structures and arrays lend their memory, guards lend what they guard.
#[diagnostic::on_unimplemented(message = "there is no reference to `{Self}` in a BPF function")]
pub trait AddressOf {
    /// The reference.
    type Out;
    /// The reference.
    fn address(&self, builder: &mut Builder<'_>) -> Self::Out;
}

/// What `&mut x` may be of.
#[diagnostic::on_unimplemented(
    message = "`&mut` of a number is not possible in a BPF function",
    label = "keep it in a structure or an array"
)]
pub trait AddressOfMutable: AddressOf {}

impl<T: Layout> AddressOfMutable for Slot<T> {}
impl<T: Layout> AddressOfMutable for Ref<T> {}

/// `&mut x`.
pub fn address_of_mutable<A: AddressOfMutable>(builder: &mut Builder<'_>, place: &A) -> A::Out {
    place.address(builder)
}

macro_rules! addresses {
    ($([$($parameters:tt)*] $ty:ty => $out:ty: |$this:ident, $builder:ident| $address:expr;)*) => { $(
        impl<$($parameters)*> $crate::stage::AddressOf for $ty {
            type Out = $out;
            fn address(&self, $builder: &mut $crate::stage::Builder<'_>) -> $out {
                let $this = self;
                $address
            }
        }
    )* };
}
pub(crate) use addresses;

addresses! {
    [T: Scalar] Val<T> => Ref<T>: |this, builder| {
        let place = slot(builder).as_ref();
        T::store(builder, place, *this);
        place
    };
    [T: Scalar] Var<T> => Ref<T>: |this, builder| Place::load(this, builder).address(builder);
    [T: Scalar] T => Ref<T>: |this, builder| literal(builder, *this).address(builder);
    [T: Layout, const N: usize] [T; N] => Ref<Self>: |this, builder| constant(builder, this);
    [T] Slot<T> => Ref<T>: |this, _builder| this.as_ref();
    [T] Ref<T> => Self: |this, _builder| *this;
}

/// `let mut x`: numbers become variables; structures, arrays and guards stay what they are.
pub trait Mutable {
    /// What it becomes.
    type Var;
    /// What it becomes.
    fn variable(self, builder: &mut Builder<'_>) -> Self::Var;
    /// The same in a pattern: what it is taken from may be read again, so a structure is copied.
    fn inner_variable(self, builder: &mut Builder<'_>) -> Self::Var
    where
        Self: Sized,
    {
        self.variable(builder)
    }
}

impl<T: Scalar> Mutable for Val<T> {
    type Var = Var<T>;
    fn variable(self, builder: &mut Builder<'_>) -> Var<T> {
        let variable = Var::new(builder.variable(T::TYPE));
        variable.store(builder, self);
        variable
    }
}

stays! { [T] Ref<T>; }

impl<T: Layout> Mutable for Slot<T> {
    type Var = Self;
    fn variable(self, _: &mut Builder<'_>) -> Self {
        self
    }
    fn inner_variable(self, builder: &mut Builder<'_>) -> Self {
        copy_out(builder, self.as_ref())
    }
}

/// An option that can be assigned to: `let mut option`.
#[derive(Debug)]
pub struct OptVar<S: Merge>(<Opt<S> as Merge>::Variable);

impl<S: Merge> Clone for OptVar<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: Merge> Copy for OptVar<S> {}

impl<S: Merge> Mutable for Opt<S> {
    type Var = OptVar<S>;
    fn variable(self, builder: &mut Builder<'_>) -> OptVar<S> {
        let variable = Self::variable_of(builder);
        self.assign(builder, variable);
        OptVar(variable)
    }
}

impl<S: Merge> Opt<S> {
    fn variable_of(builder: &mut Builder<'_>) -> <Self as Merge>::Variable {
        <Self as Merge>::variable(builder)
    }
}

reads! {
    [S: Merge] OptVar<S> => Opt<S>, Opt<S>: |this, builder| Opt::take(builder, this.0), Opt::take(builder, this.0);
}

impl<S: Merge> Place for OptVar<S> {
    type Out = Opt<S>;
    type Receiver = Opt<S>;
    fn load(&self, builder: &mut Builder<'_>) -> Opt<S> {
        Opt::take(builder, self.0)
    }
    fn receiver(&self, builder: &mut Builder<'_>) -> Opt<S> {
        Opt::take(builder, self.0)
    }
    fn store(&self, builder: &mut Builder<'_>, value: Opt<S>) {
        value.assign(builder, self.0);
    }
}
