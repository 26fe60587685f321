//! Parts without a name: of tuples, which are tuples of handles, and the number that a structure is around.

use super::{Builder, Mutable, Place, Read, Ref, Scalar, Val, Var};

/// `base.0` and the like: a part of a tuple, and the number that a structure is around.
#[diagnostic::on_unimplemented(message = "`{Self}` has no part of this number in a BPF function")]
pub trait Part<const N: usize> {
    /// Its place.
    type At;
    /// What is there.
    type Out;
    /// Its place.
    fn part(&self) -> Self::At;
    /// What is there.
    fn value(&self, builder: &mut Builder<'_>) -> Self::Out;
}

/// A structure around one number.
pub trait Newtype: Scalar {
    /// The number.
    type Inner: Scalar;
}

impl<T: Newtype> Part<0> for Val<T> {
    type At = Val<T::Inner>;
    type Out = Val<T::Inner>;
    fn part(&self) -> Self::At {
        Val::new(self.0)
    }
    fn value(&self, _: &mut Builder<'_>) -> Self::Out {
        self.part()
    }
}

impl<T: Newtype> Part<0> for Var<T> {
    type At = Var<T::Inner>;
    type Out = Val<T::Inner>;
    fn part(&self) -> Self::At {
        Var::new(self.0)
    }
    fn value(&self, builder: &mut Builder<'_>) -> Self::Out {
        Place::load(&self.part(), builder)
    }
}

impl<T: Newtype> Part<0> for Ref<T> {
    type At = Ref<T::Inner>;
    type Out = Val<T::Inner>;
    fn part(&self) -> Self::At {
        Ref::at(self.base, self.offset)
    }
    fn value(&self, builder: &mut Builder<'_>) -> Self::Out {
        Place::load(&self.part(), builder)
    }
}

macro_rules! parts {
    ($([$($name:ident)*] $number:tt $part:ident;)*) => { $(
        impl<$($name: Copy + Read),*> Part<$number> for ($($name,)*) {
            type At = $part;
            type Out = $part::Out;
            fn part(&self) -> $part {
                self.$number
            }
            fn value(&self, builder: &mut Builder<'_>) -> $part::Out {
                self.$number.read(builder)
            }
        }
    )* };
}
parts! {
    [A] 0 A;
    [A B] 0 A; [A B] 1 B;
    [A B C] 0 A; [A B C] 1 B; [A B C] 2 C;
    [A B C D] 0 A; [A B C D] 1 B; [A B C D] 2 C; [A B C D] 3 D;
    [A B C D E] 0 A; [A B C D E] 1 B; [A B C D E] 2 C; [A B C D E] 3 D; [A B C D E] 4 E;
    [A B C D E F] 0 A; [A B C D E F] 1 B; [A B C D E F] 2 C; [A B C D E F] 3 D; [A B C D E F] 4 E; [A B C D E F] 5 F;
}

macro_rules! tuples {
    ($(($($name:ident $number:tt)*))*) => { $(
        impl<$($name: Read),*> Read for ($($name,)*) {
            type Out = ($($name::Out,)*);
            type Receiver = ($($name::Out,)*);
            fn read(&self, builder: &mut Builder<'_>) -> Self::Out {
                ($(self.$number.read(builder),)*)
            }
            fn receiver(&self, builder: &mut Builder<'_>) -> Self::Out {
                self.read(builder)
            }
        }

        impl<$($name: Mutable),*> Mutable for ($($name,)*) {
            type Var = ($($name::Var,)*);
            fn variable(self, builder: &mut Builder<'_>) -> Self::Var {
                ($(self.$number.variable(builder),)*)
            }
            fn inner_variable(self, builder: &mut Builder<'_>) -> Self::Var {
                ($(self.$number.inner_variable(builder),)*)
            }
        }

        impl<$($name: Place),*> Place for ($($name,)*) {
            type Out = ($($name::Out,)*);
            type Receiver = ($($name::Out,)*);
            fn load(&self, builder: &mut Builder<'_>) -> Self::Out {
                ($(self.$number.load(builder),)*)
            }
            fn receiver(&self, builder: &mut Builder<'_>) -> Self::Out {
                self.load(builder)
            }
            fn store(&self, builder: &mut Builder<'_>, value: Self::Out) {
                $(self.$number.store(builder, value.$number);)*
            }
        }
    )* };
}
tuples! { (A 0) (A 0 B 1) (A 0 B 1 C 2) (A 0 B 1 C 2 D 3) (A 0 B 1 C 2 D 3 E 4) (A 0 B 1 C 2 D 3 E 4 F 5) }
