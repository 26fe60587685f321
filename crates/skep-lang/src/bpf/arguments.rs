//! What programs are given that see the arguments of a function, or of a tracepoint: 8 bytes for each, in a row or in registers.

use super::kernel::{KernelPtr, KernelStruct, Ptr, pointer_type};
use super::user::{RawPtr, RawRef, UserPtr, UserRef};
use crate::stage::{Argument, Builder, Given, Layout, Scalar, Val, cast, kind};
use skep_ir::{ContextPlace, Type, Value};
use skep_uapi::{Probe, ProgramType};

/// The argument of this number.
fn argument(builder: &mut Builder<'_>, ty: Type, number: u32) -> Value {
    let context = builder.context();
    let program = builder.session().program;
    let place = match program.map(|program| (program.program_type, program.probe)) {
        Some((ProgramType::RAW_TRACEPOINT, _)) => ContextPlace::Field("args".to_owned(), number),
        Some((_, Some(probe))) => match register(builder, probe, number) {
            Ok(offset) => ContextPlace::Offset(offset),
            Err(problem) => {
                builder.refuse(problem);
                return builder.constant(ty, 0);
            }
        },
        _ => ContextPlace::Offset(number.saturating_mul(8)),
    };
    builder.function().context_load(ty, context, place)
}

/// Where the registers have an argument of a function, or its result.
fn register(builder: &mut Builder<'_>, probe: Probe, number: u32) -> Result<u32, String> {
    let session = builder.session();
    let target = session.program.map_or("", |program| program.target);
    let Some(registers) = session.surroundings.registers else {
        return Err(format!(
            "the arguments of a {probe} (`{target}`) are in registers, and which machine it is for is not known: set \
             `Target::registers`"
        ));
    };
    if registers.bits != 64 {
        return Err(format!("the registers of {} have {} bits, not 64", registers.name, registers.bits));
    }
    if probe.is_return() {
        let is_result = number == 0;
        return is_result.then_some(registers.result).ok_or_else(|| {
            format!(
                "a {probe} (`{target}`) is given the result of the function and nothing else: its arguments are gone by then"
            )
        });
    }
    let place = usize::try_from(number).ok().and_then(|number| registers.arguments.get(number));
    place.copied().ok_or_else(|| {
        format!(
            "argument {} of a {probe} (`{target}`) is in no register: {} passes {} in registers",
            u64::from(number) + 1,
            registers.name,
            registers.arguments.len()
        )
    })
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
    address: RawTracepoint Kprobe Kretprobe Uprobe Uretprobe;
}
