//! Global variables, and constants that are given before the load.

use super::keyed::{Addend, Table, ValueMut};
use super::world::kept;
use crate::stage::{Builder, ConstantId, Layout, Of, Read, Ref, Stored, Val, addresses, copy, reads_itself};
use skep_ir::{AtomicOperator, GlobalId};
use std::marker::PhantomData;

/// A value that is given before the load and folded into the programs: what it makes unreachable is not loaded.
#[derive(Debug)]
pub struct Constant<T> {
    name: &'static str,
    value: T,
}

/// A variable that programs and user space read and write.
#[derive(Debug)]
pub struct Global<T> {
    name: &'static str,
    value: T,
}

/// A constant, staged.
pub struct ConstantRef<T> {
    constant: ConstantId,
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
    ($($name:ident $bound:ident;)*) => { $(
        impl<T> $name<T> {
            /// With this value at first.
            pub const fn new(value: T) -> Self
            where
                T: $bound + Copy,
            {
                Self { name: "", value }
            }
        }

        impl<T: Copy> $name<T> {
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
        }

        impl<T: Copy + 'static> $name<T> {
            /// The value in place: what the source says, as long as nobody wrote it.
            fn place(&self) -> ValueMut<T> {
                let table = kept::<Table<(), T>>(self.address(), self.name);
                if table.keys().is_empty() {
                    table.insert((), self.value, 1, false);
                }
                let found = table.find(self.name, |()| true);
                found.expect("invariant: it was inserted")
            }

            /// What it is now.
            pub fn get(&self) -> T {
                *self.place()
            }
        }
    )* };
}
variables! { Constant Layout; Global Stored; }

impl<T: Copy + 'static> Constant<T> {
    /// Gives it a value in this thread's [`World`](super::World), as user space gives it one before the load.
    pub fn decide(&self, value: T) {
        *self.place() = value;
    }
}

impl<T: Copy + 'static> Global<T> {
    /// Sets it. Other CPUs may see a part of what has more than 8 bytes.
    pub fn set(&self, value: T) {
        *self.place() = value;
    }

    /// The variable in place, to reach its fields and elements.
    pub fn get_mut(&self) -> ValueMut<T> {
        self.place()
    }
}

impl<T: Addend> Global<T> {
    /// Adds to it, atomically: other CPUs add at the same time.
    pub fn add(&self, number: T) {
        let mut place = self.place();
        *place = place.plus(number);
    }
}

impl<T: Layout> Read for Constant<T> {
    type Out = ConstantRef<T>;
    type Receiver = ConstantRef<T>;

    fn read(&self, builder: &mut Builder<'_>) -> ConstantRef<T> {
        let endian = builder.endian();
        let constant = builder
            .session()
            .constant(std::ptr::from_ref(self).addr(), |bytes| self.value.bytes(endian, bytes));
        ConstantRef { constant, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> ConstantRef<T> {
        self.read(builder)
    }
}

impl<T: Layout> Read for Global<T> {
    type Out = GlobalRef<T>;
    type Receiver = GlobalRef<T>;

    fn read(&self, builder: &mut Builder<'_>) -> GlobalRef<T> {
        let declared = T::declare(&mut builder.types());
        let mut bytes = vec![];
        self.value.bytes(builder.endian(), &mut bytes);
        let global = builder.global(std::ptr::from_ref(self).addr(), || skep_ir::Global {
            name: self.name.to_owned(),
            writable: true,
            align: T::ALIGN.max(1),
            bytes,
            declared: Some(declared),
        });
        GlobalRef { global, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> GlobalRef<T> {
        self.read(builder)
    }
}

impl<T: Layout> ConstantRef<T> {
    /// What it is: known when the program is staged.
    pub fn get(self, builder: &mut Builder<'_>) -> T::Owned {
        let bytes = builder.session().bytes_of(self.constant);
        T::of_bytes(builder, bytes)
    }
}

impl<T: Layout> GlobalRef<T> {
    fn place(self, builder: &mut Builder<'_>) -> Ref<T> {
        Ref::new(builder.function().global_address(self.global))
    }

    /// What it is now.
    pub fn get(self, builder: &mut Builder<'_>) -> T::Owned {
        let place = self.place(builder);
        T::load(builder, place)
    }

    /// Sets it.
    pub fn set(self, builder: &mut Builder<'_>, value: T::Owned) {
        let place = self.place(builder);
        T::store(builder, place, value);
    }

    /// The variable in place.
    pub fn get_mut(self, builder: &mut Builder<'_>) -> Ref<T> {
        self.place(builder)
    }
}

impl<T: Addend> GlobalRef<T> {
    /// Adds to it, atomically.
    pub fn add(self, builder: &mut Builder<'_>, number: Val<T>) {
        let place = self.place(builder);
        builder.function().atomic(AtomicOperator::Add, number.value(), place.address());
    }
}
