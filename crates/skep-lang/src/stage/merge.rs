//! Values that come from several ways, and variables that get their value later.

use super::{AddressOf, Builder, Field, Index, Layout, Place, Proj, Ref, Scalar, Slot, Struct, Val, copy_in};
use skep_ir::{Region, Type, Variable};
use std::cell::OnceCell;

/// Values that can flow out of several branches.
pub trait Merge: Copy {
    /// Whether it is a pointer, so that an `Option` of it is a pointer that may be null.
    const IS_POINTER: bool = false;
    /// What holds it where ways meet.
    type Variable: Copy + std::fmt::Debug;

    /// A new variable, which is not set.
    fn variable(builder: &mut Builder<'_>) -> Self::Variable;
    /// Sets the variable on this way.
    fn assign(self, builder: &mut Builder<'_>, variable: Self::Variable);
    /// What the variable is here.
    fn take(builder: &mut Builder<'_>, variable: Self::Variable) -> Self;
    /// Some value, where nothing looks at it: in code that is not reached, or behind a flag that says that there is none.
    fn dead(builder: &mut Builder<'_>) -> Self;

    /// Sets the variable to nothing, on a way where there is none: to null, or to any value behind a flag.
    fn assign_nothing(builder: &mut Builder<'_>, variable: Self::Variable) {
        let value = Self::dead(builder);
        value.assign(builder, variable);
    }

    /// The value where it is there; leaves for `no` where it is null.
    fn guarded(self, builder: &mut Builder<'_>, no: skep_ir::Block) -> Self {
        let _ = (builder, no);
        self
    }
}

impl Merge for () {
    type Variable = ();
    fn variable(_: &mut Builder<'_>) {}
    fn assign(self, _: &mut Builder<'_>, (): ()) {}
    fn take(_: &mut Builder<'_>, (): ()) {}
    fn dead(_: &mut Builder<'_>) {}
}

impl<T: Scalar> Merge for Val<T> {
    type Variable = Variable;

    fn variable(builder: &mut Builder<'_>) -> Variable {
        builder.variable(T::TYPE)
    }

    fn assign(self, builder: &mut Builder<'_>, variable: Variable) {
        builder.set(variable, self.0);
    }

    fn take(builder: &mut Builder<'_>, variable: Variable) -> Self {
        Self::new(builder.get(variable))
    }

    fn dead(builder: &mut Builder<'_>) -> Self {
        Self::new(builder.constant(T::TYPE, 0))
    }
}

impl<T: Layout> Merge for Ref<T> {
    const IS_POINTER: bool = true;
    type Variable = Variable;

    fn variable(builder: &mut Builder<'_>) -> Variable {
        builder.pointer_variable(T::SIZE)
    }

    fn assign(self, builder: &mut Builder<'_>, variable: Variable) {
        let pointer = self.pointer(builder);
        builder.set_pointer(variable, pointer, T::SIZE);
    }

    fn take(builder: &mut Builder<'_>, variable: Variable) -> Self {
        Self::new(builder.get(variable))
    }

    fn dead(builder: &mut Builder<'_>) -> Self {
        // Only where nothing is reached: there is no such constant.
        Self::new(builder.constant(Type::pointer(Region::Memory(T::SIZE)), 0))
    }

    fn assign_nothing(builder: &mut Builder<'_>, variable: Variable) {
        builder.set_null(variable);
    }

    fn guarded(self, builder: &mut Builder<'_>, no: skep_ir::Block) -> Self {
        match builder.type_of(self.base) {
            Type::Pointer { nullable: true, .. } => {
                Self::at(builder.function().if_null(self.base, no), self.offset)
            }
            _ => self,
        }
    }
}

impl<T: Layout> Merge for Slot<T> {
    /// Not its address, which would only be known on the way where it is taken first.
    type Variable = skep_ir::Slot;

    fn variable(builder: &mut Builder<'_>) -> skep_ir::Slot {
        builder.declare_slot(T::SIZE, T::ALIGN, T::NAME)
    }

    fn assign(self, builder: &mut Builder<'_>, variable: skep_ir::Slot) {
        let to = Self::take(builder, variable);
        copy_in(builder, to.as_ref(), self);
    }

    fn take(builder: &mut Builder<'_>, variable: skep_ir::Slot) -> Self {
        Self::new(Ref::new(builder.function().slot_address(variable)))
    }

    fn dead(builder: &mut Builder<'_>) -> Self {
        let base = builder.constant(Type::pointer(Region::Memory(T::SIZE)), 0);
        Self::new(Ref::new(base))
    }

    fn assign_nothing(builder: &mut Builder<'_>, variable: skep_ir::Slot) {
        // Every byte of a slot is written before it is read, whatever a flag says.
        let to = Self::take(builder, variable);
        builder.function().zero(to.as_ref().address(), T::SIZE.max(1));
    }
}

macro_rules! tuples {
    ($(($($name:ident $number:tt)*))*) => { $(
        impl<$($name: Merge),*> Merge for ($($name,)*) {
            type Variable = ($($name::Variable,)*);

            fn variable(builder: &mut Builder<'_>) -> Self::Variable {
                ($($name::variable(builder),)*)
            }

            fn assign(self, builder: &mut Builder<'_>, variable: Self::Variable) {
                $(self.$number.assign(builder, variable.$number);)*
            }

            fn take(builder: &mut Builder<'_>, variable: Self::Variable) -> Self {
                ($($name::take(builder, variable.$number),)*)
            }

            fn dead(builder: &mut Builder<'_>) -> Self {
                ($($name::dead(builder),)*)
            }

            fn assign_nothing(builder: &mut Builder<'_>, variable: Self::Variable) {
                $($name::assign_nothing(builder, variable.$number);)*
            }
        }
    )* };
}
tuples! { (A 0) (A 0 B 1) (A 0 B 1 C 2) (A 0 B 1 C 2 D 3) (A 0 B 1 C 2 D 3 E 4) (A 0 B 1 C 2 D 3 E 4 F 5) }

/// What several arms give, where they meet.
#[derive(Debug)]
pub struct Join<M: Merge>(Option<M::Variable>);

impl<M: Merge> Default for Join<M> {
    fn default() -> Self {
        Self(None)
    }
}

impl<M: Merge> Join<M> {
    /// What this arm gives.
    pub fn set(&mut self, builder: &mut Builder<'_>, value: M) {
        let variable = *self.0.get_or_insert_with(|| M::variable(builder));
        value.assign(builder, variable);
    }

    /// What there is where they meet.
    pub fn get(self, builder: &mut Builder<'_>) -> M {
        match self.0 {
            Some(variable) => M::take(builder, variable),
            None => M::dead(builder),
        }
    }
}

/// `let x;`: given its value later.
#[derive(Debug)]
pub struct Late<M: Merge>(OnceCell<M::Variable>);

impl<M: Merge> Default for Late<M> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<M: Merge> Late<M> {
    fn variable(&self, builder: &mut Builder<'_>) -> M::Variable {
        *self.0.get_or_init(|| M::variable(builder))
    }

    pub(crate) fn get(&self, builder: &mut Builder<'_>) -> M {
        let variable = self.variable(builder);
        M::take(builder, variable)
    }
}

impl<M: Merge> Place for Late<M> {
    type Out = M;
    type Receiver = M;

    fn load(&self, builder: &mut Builder<'_>) -> M {
        self.get(builder)
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> M {
        self.get(builder)
    }

    fn store(&self, builder: &mut Builder<'_>, value: M) {
        let variable = self.variable(builder);
        value.assign(builder, variable);
    }
}

impl<S: Struct> Proj for Late<Slot<S>> {
    type Fields = S::Fields;
    type At<T> = Ref<T>;

    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }

    fn at<T>(&self, builder: &mut Builder<'_>, field: Field<T>) -> Ref<T> {
        self.get(builder).at(builder, field)
    }
}

impl<T: Layout, const N: usize> Index for Late<Slot<[T; N]>> {
    type Element = T;

    fn index(&self, builder: &mut Builder<'_>, index: Val<usize>) -> Ref<T> {
        self.get(builder).index(builder, index)
    }
}

impl<M: Merge + AddressOf> AddressOf for Late<M> {
    type Out = M::Out;

    fn address(&self, builder: &mut Builder<'_>) -> M::Out {
        self.get(builder).address(builder)
    }
}
