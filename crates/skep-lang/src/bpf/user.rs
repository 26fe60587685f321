//! Pointers into memory whose layout is the same everywhere: that of user processes, and that of the kernel.

use super::kernel_field::{KernelField, KernelFieldType, KernelPlace, declare_address, read_address};
use super::record::read_text;
use crate::stage::{
    Bpf, Builder, Layout, Merge, Ref, Slot, TypeId, Types, Val, addresses, copy, reads_itself, slot, stays,
};
use skep_ir::{Comparison, Type, Value, Variable};
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

/// Copies so many bytes of the current process, at most as many as `to` has; what is behind them in `to` stays (`bpf_probe_read_user`,
/// Linux 5.5). `false`: some of it is not in memory, and the bytes are 0. For what lies between two addresses, such as the arguments that
/// a process was started with. Natively no address leads anywhere.
pub fn read_user_bytes<const N: usize>(to: &mut [u8; N], address: u64, length: u64) -> bool {
    let _ = address;
    let length = usize::try_from(length).unwrap_or(N).min(N);
    to[..length].fill(0);
    length == 0
}

#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
#[derive(Debug)]
pub enum read_user_bytes {}

impl read_user_bytes {
    #[doc(hidden)]
    pub fn stage<const N: usize>(
        builder: &mut Builder<'_>,
        (to, address, length): (Ref<[u8; N]>, Val<u64>, Val<u64>),
    ) -> Val<bool> {
        let most = u32::try_from(N).unwrap_or(u32::MAX);
        let to = to.pointer(builder);
        let answer = builder.variable(Type::I64);
        let (more, done) = (builder.block(), builder.block());
        // The kernel wants a bound of the size, which is known on each of the two ways.
        let bounded = builder.function().if_below(length.value(), most, more);
        let read = builder.helper(Helper::PROBE_READ_USER, &[to, bounded, address.value()], Type::I64);
        builder.set(answer, read);
        builder.jump(done);
        builder.enter(more);
        let all = builder.constant(Type::I64, most.into());
        let read = builder.helper(Helper::PROBE_READ_USER, &[to, all, address.value()], Type::I64);
        builder.set(answer, read);
        builder.jump(done);
        builder.enter(done);
        let answer = builder.get(answer);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    }
}

/// A text up to its first zero, cut off or filled with zeros; the last byte is zero.
pub(super) fn terminated<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let length = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()).min(N.saturating_sub(1));
    std::array::from_fn(|at| if at < length { bytes[at] } else { 0 })
}
