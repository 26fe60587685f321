//! Pointers into memory whose layout is the same everywhere: that of user processes, and that of the kernel.

use super::kernel_field::{KernelField, KernelFieldType, KernelPlace, declare_address, read_address};
use super::record::read_text;
use crate::stage::{
    Bpf, Builder, Layout, Merge, Slot, TypeId, Types, addresses, copy, reads_itself, slot, stays,
};
use skep_ir::{Type, Value, Variable};
use skep_uapi::Helper;
use std::marker::PhantomData;
use zerocopy::{FromBytes, IntoBytes};

macro_rules! pointers {
    ($($(#[$doc:meta])* $pointer:ident $handle:ident $read:ident $read_text:ident;)*) => { $(
        $(#[$doc])*
        pub struct $pointer<T> {
            bytes: &'static [u8],
            of: PhantomData<fn() -> T>,
        }
        copy!($pointer<T>);

        impl<T> $pointer<T> {
            /// The pointer that leads nowhere: reading there gives zeros.
            pub const fn null() -> Self {
                Self { bytes: &[], of: PhantomData }
            }

            /// A pointer to these bytes, to call a program with. They are kept for as long as the process runs.
            pub fn new(bytes: &[u8]) -> Self {
                Self { bytes: Box::leak(bytes.into()), of: PhantomData }
            }
        }

        impl<T: Layout + FromBytes + IntoBytes> $pointer<T> {
            /// What is there; zeros if it cannot be read.
            pub fn read(self) -> T {
                let mut value = T::new_zeroed();
                if let Some(bytes) = self.bytes.get(..size_of::<T>()) {
                    value.as_mut_bytes().copy_from_slice(bytes);
                }
                value
            }
        }

        impl $pointer<u8> {
            /// The string there, cut off or filled with zeros; its last byte is zero.
            pub fn read_str<const N: usize>(self) -> [u8; N] {
                terminated(self.bytes)
            }
        }

        /// The same, staged: an address.
        pub struct $handle<T> {
            address: Value,
            of: PhantomData<fn() -> T>,
        }
        copy!($handle<T>);
        reads_itself! { [T] $handle<T>; }
        stays! { [T] $handle<T>; }
        addresses! { [T] $handle<T> => Self: |this, _builder| *this; }

        impl<T> $handle<T> {
            pub(super) const fn new(address: Value) -> Self {
                Self { address, of: PhantomData }
            }
        }

        impl<T: Layout> $handle<T> {
            /// What is there, copied.
            pub fn read(self, builder: &mut Builder<'_>) -> T::Owned {
                let place = slot::<T>(builder).as_ref();
                builder.function().zero(place.address(), T::SIZE.max(1));
                let to = place.pointer(builder);
                let size = builder.constant(Type::I32, T::SIZE.into());
                builder.helper_for_effect(Helper::$read, &[to, size, self.address]);
                T::load(builder, place)
            }
        }

        impl $handle<u8> {
            /// The string there, cut off or filled with zeros.
            pub fn read_str<const N: usize>(self, builder: &mut Builder<'_>) -> Slot<[u8; N]> {
                read_text(builder, Helper::$read_text, self.address)
            }
        }

        impl<T: Layout> Bpf for $pointer<T> {
            type Staged = $handle<T>;
            type Reference = $handle<T>;
        }

        impl<T: 'static> KernelFieldType for $pointer<T> {
            fn zero() -> Self {
                Self::null()
            }
            fn declare(types: &mut Types<'_>) -> TypeId {
                declare_address(types)
            }
        }

        impl<T: 'static> KernelField for $pointer<T> {
            type Out = $handle<T>;
            fn read(builder: &mut Builder<'_>, at: &KernelPlace) -> $handle<T> {
                $handle::new(read_address(builder, at))
            }
        }

        impl<T: 'static> Merge for $handle<T> {
            type Variable = Variable;
            fn variable(builder: &mut Builder<'_>) -> Variable {
                builder.variable(Type::I64)
            }
            fn assign(self, builder: &mut Builder<'_>, variable: Variable) {
                builder.set(variable, self.address);
            }
            fn take(builder: &mut Builder<'_>, variable: Variable) -> Self {
                Self::new(builder.get(variable))
            }
            fn dead(builder: &mut Builder<'_>) -> Self {
                Self::new(builder.constant(Type::I64, 0))
            }
        }
    )* };
}

pointers! {
    /// A pointer into the memory of a user process.
    UserPtr UserRef PROBE_READ_USER PROBE_READ_USER_STR;
    /// A pointer into the kernel's memory, to a text or to something else that is laid out as the program says. What a structure is
    /// like depends on the kernel: that is behind a `Ptr`.
    RawPtr RawRef PROBE_READ_KERNEL PROBE_READ_KERNEL_STR;
}

impl<T> UserRef<T> {
    /// Where it leads.
    pub(super) const fn address(self) -> Value {
        self.address
    }
}

/// A text up to its first zero, cut off or filled with zeros; the last byte is zero.
pub(super) fn terminated<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let length = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()).min(N.saturating_sub(1));
    std::array::from_fn(|at| if at < length { bytes[at] } else { 0 })
}
