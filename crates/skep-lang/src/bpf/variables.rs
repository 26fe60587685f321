//! Global variables, and constants that are given before the load.

use super::world::kept;
use crate::stage::{Builder, Layout, Of, Read, Ref, Scalar, Val, addresses, copy, reads_itself};
use skep_ir::GlobalId;
use std::cell::Cell;
use std::marker::PhantomData;

/// A number that is given before the load and folded into the programs: what it makes unreachable is not loaded.
#[derive(Debug)]
pub struct Constant<T> {
    name: &'static str,
    value: T,
}

/// A number that programs and user space read and write.
#[derive(Debug)]
pub struct Global<T> {
    name: &'static str,
    value: T,
}

/// What a variable is in the thread's world; `None` as long as nobody wrote it.
struct Kept<T>(Cell<Option<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Cell::new(None))
    }
}

/// A constant, staged.
pub struct ConstantRef<T> {
    bits: u64,
    of: Of<T>,
}

/// A variable, staged.
pub struct GlobalRef<T> {
    global: GlobalId,
    of: Of<T>,
}
copy!(ConstantRef<T> GlobalRef<T>);
reads_itself! { [T] ConstantRef<T>; [T] GlobalRef<T>; }
addresses! {
    [T] ConstantRef<T> => Self: |this, _builder| *this;
    [T] GlobalRef<T> => Self: |this, _builder| *this;
}

macro_rules! variables {
    ($($name:ident)*) => { $(
        impl<T: Scalar> $name<T> {
            /// With this value at first.
            pub const fn new(value: T) -> Self {
                Self { name: "", value }
            }

            #[doc(hidden)]
            #[must_use]
            pub const fn __named(self, name: &'static str) -> Self {
                Self { name, value: self.value }
            }

            /// Its name.
            pub const fn name(&self) -> &'static str {
                self.name
            }

            /// The value that the source gives it.
            pub const fn declared(&self) -> T {
                self.value
            }

            /// By what it is told apart from others.
            pub fn address(&self) -> usize {
                std::ptr::from_ref(self).addr()
            }

            /// What it is now.
            pub fn get(&self) -> T {
                kept::<Kept<T>>(self.address(), self.name).0.get().unwrap_or(self.value)
            }
        }
    )* };
}
variables!(Constant Global);

impl<T: Scalar> Constant<T> {
    /// Gives it a value in this thread's [`World`](super::World), as user space gives it one before the load.
    pub fn decide(&self, value: T) {
        kept::<Kept<T>>(self.address(), self.name).0.set(Some(value));
    }
}

impl<T: Scalar> Global<T> {
    /// Sets it.
    pub fn set(&self, value: T) {
        kept::<Kept<T>>(self.address(), self.name).0.set(Some(value));
    }
}

impl<T: Scalar> Read for Constant<T> {
    type Out = ConstantRef<T>;
    type Receiver = ConstantRef<T>;

    fn read(&self, builder: &mut Builder<'_>) -> ConstantRef<T> {
        let decided = builder.session().decided(self.address());
        let bits = decided.unwrap_or_else(|| self.value.in_register(builder.endian()));
        ConstantRef { bits, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> ConstantRef<T> {
        self.read(builder)
    }
}

impl<T: Scalar> Read for Global<T> {
    type Out = GlobalRef<T>;
    type Receiver = GlobalRef<T>;

    fn read(&self, builder: &mut Builder<'_>) -> GlobalRef<T> {
        let declared = <T as Scalar>::declare(&mut builder.types());
        let mut bytes = vec![];
        self.value.bytes(builder.endian(), &mut bytes);
        let global = builder.global(self.address(), || skep_ir::Global {
            name: self.name.to_owned(),
            writable: true,
            align: T::BYTES.max(1),
            bytes,
            declared: Some(declared),
        });
        GlobalRef { global, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> GlobalRef<T> {
        self.read(builder)
    }
}

impl<T: Scalar> ConstantRef<T> {
    /// What it is: known when the program is staged.
    pub fn get(self, builder: &mut Builder<'_>) -> Val<T> {
        Val::new(builder.constant(T::TYPE, self.bits))
    }
}

impl<T: Scalar> GlobalRef<T> {
    fn place(self, builder: &mut Builder<'_>) -> Ref<T> {
        Ref::new(builder.function().global_address(self.global))
    }

    /// What it is now.
    pub fn get(self, builder: &mut Builder<'_>) -> Val<T> {
        let place = self.place(builder);
        <T as Layout>::load(builder, place)
    }

    /// Sets it.
    pub fn set(self, builder: &mut Builder<'_>, value: Val<T>) {
        let place = self.place(builder);
        <T as Layout>::store(builder, place, value);
    }
}
