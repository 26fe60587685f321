//! What programs are given that see the arguments of a function of the kernel, or of a tracepoint: 8 bytes for each.

use super::kernel::{KernelPtr, KernelStruct, Ptr, pointer_type};
use super::user::{RawPtr, RawRef, UserPtr, UserRef};
use crate::stage::{Argument, Builder, Given, Layout, Scalar, Val, cast, kind};
use skep_ir::{ContextPlace, Type, Value};
use skep_uapi::ProgramType;

/// The argument of this number.
fn argument(builder: &mut Builder<'_>, ty: Type, number: u32) -> Value {
    let context = builder.context();
    let of_raw = builder.session().program.is_some_and(|one| one.program_type == ProgramType::RAW_TRACEPOINT);
    let place = if of_raw {
        ContextPlace::Field("args".to_owned(), number)
    } else {
        ContextPlace::Offset(number.saturating_mul(8))
    };
    builder.function().context_load(ty, context, place)
}

/// A pointer that the kernel knows the type of: what it leads to is read as any memory.
fn direct<T: KernelStruct>(builder: &mut Builder<'_>, number: u32) -> KernelPtr<T> {
    let ty = pointer_type::<T>(builder);
    KernelPtr::new(argument(builder, ty, number))
}

/// An address, from which a helper reads.
fn address<T: KernelStruct>(builder: &mut Builder<'_>, number: u32) -> KernelPtr<T> {
    KernelPtr::new(argument(builder, Type::I64, number))
}

macro_rules! arguments {
    ($($pointer:ident: $($kind:ident)*;)*) => { $($(
        impl<T: KernelStruct> Given<kind::$kind> for Ptr<T> {
            type Staged = KernelPtr<T>;
            const ARGUMENT: Argument = Argument::Structure(T::NAME);
            fn parameter(builder: &mut Builder<'_>, number: u32) -> KernelPtr<T> {
                $pointer(builder, number)
            }
        }
        impl<T: Layout> Given<kind::$kind> for UserPtr<T> {
            type Staged = UserRef<T>;
            const ARGUMENT: Argument = Argument::Pointer;
            fn parameter(builder: &mut Builder<'_>, number: u32) -> UserRef<T> {
                UserRef::new(argument(builder, Type::I64, number))
            }
        }
        impl<T: Layout> Given<kind::$kind> for RawPtr<T> {
            type Staged = RawRef<T>;
            const ARGUMENT: Argument = Argument::Pointer;
            fn parameter(builder: &mut Builder<'_>, number: u32) -> RawRef<T> {
                RawRef::new(argument(builder, Type::I64, number))
            }
        }
        impl<T: Scalar> Given<kind::$kind> for T {
            type Staged = Val<T>;
            const ARGUMENT: Argument = Argument::Number { bytes: T::BYTES };
            fn parameter(builder: &mut Builder<'_>, number: u32) -> Val<T> {
                let whole: Val<u64> = Val::new(argument(builder, Type::I64, number));
                cast(builder, whole)
            }
        }
    )*)* };
}
arguments! {
    direct: Fentry Fexit TpBtf;
    address: RawTracepoint;
}
