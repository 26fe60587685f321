//! Text for the kernel's trace pipe.

use super::world;
use crate::stage::{Builder, Layout, Ref, Scalar, Val, cast, slot};
use skep_ir::{Ordering, Type, Value};
use skep_uapi::Helper;

/// Writes a line to the kernel's trace pipe, for debugging (`bpf_trace_printk`; with more than three numbers `bpf_trace_vprintk`, Linux
/// 5.16): `trace_printk!("process {} of user {:x}", current_pid(), current_uid())`. Numbers are printed, as `{}` or `{:x}`; twelve at
/// most. Natively it is kept in the thread's [`World`](crate::bpf::World::printed).
#[macro_export]
macro_rules! trace_printk {
    ($format:literal $(, $argument:expr)* $(,)?) => {
        $crate::bpf::print_natively(&::std::format!($format $(, $argument)*))
    };
}

/// What `trace_printk!` does natively.
#[doc(hidden)]
pub fn print_natively(line: &str) {
    world::print(line);
}

/// A number that is printed, staged.
#[derive(Clone, Copy, Debug)]
pub struct Printed {
    value: Value,
    conversion: &'static str,
}

/// How many numbers `bpf_trace_printk` prints.
const FEW: usize = 3;
/// How many numbers `bpf_trace_vprintk` prints (`MAX_BPRINTF_VARARGS` in `include/linux/bpf.h`).
const MANY: usize = 12;

/// A number that is printed.
pub fn printed<T: Scalar>(builder: &mut Builder<'_>, value: Val<T>, is_hexadecimal: bool) -> Printed {
    let conversion = match (is_hexadecimal, T::SIGNED) {
        (true, _) => "%llx",
        (false, true) => "%lld",
        (false, false) => "%llu",
    };
    // What has a sign is as wide in hexadecimal as it is in Rust.
    if is_hexadecimal && T::SIGNED && T::BYTES < 8 {
        let narrow: Val<u32> = cast(builder, value);
        let wide: Val<u64> = cast(builder, narrow);
        let mask = (1 << (T::BYTES * 8)) - 1;
        let mask = builder.constant(Type::I64, mask);
        let value = builder.function().binary(skep_ir::BinaryOperator::And, wide.value(), mask);
        return Printed { value, conversion };
    }
    let wide: Val<u64> = cast(builder, value);
    Printed { value: wide.value(), conversion }
}

/// Prints a line.
pub fn trace_printk(builder: &mut Builder<'_>, texts: &[&str], numbers: &[Printed]) {
    if numbers.len() > MANY {
        return builder
            .refuse(format!("the kernel prints at most {MANY} numbers at once, not {}", numbers.len()));
    }
    let mut format = String::new();
    for (at, text) in texts.iter().enumerate() {
        format += text;
        format += numbers.get(at).map_or("", |number| number.conversion);
    }
    let mut bytes = format.into_bytes();
    bytes.push(0);
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut types = builder.types();
    let byte = <u8 as Layout>::declare(&mut types);
    let declared = types.array(byte, size);
    let global = builder.constant_memory(bytes, 1, declared);
    let format = builder.function().global_address(global);
    let size = builder.constant(Type::I32, size.into());
    let mut arguments = vec![format, size];
    if numbers.len() <= FEW {
        arguments.extend(numbers.iter().map(|number| number.value));
        return builder.helper_for_effect(Helper::TRACE_PRINTK, &arguments);
    }
    let data: Ref<[u64; MANY]> = slot(builder).as_ref();
    for (at, number) in (0..).zip(numbers) {
        let place = data.part::<u64>(8 * at).address();
        builder.function().store(number.value, place, Ordering::Plain);
    }
    let pointer = data.pointer(builder);
    let bytes = u64::try_from(numbers.len() * 8).unwrap_or_default();
    let bytes = builder.constant(Type::I32, bytes);
    builder.helper_for_effect(Helper::TRACE_VPRINTK, &[arguments[0], arguments[1], pointer, bytes]);
}
