//! Arithmetic, byte swaps and sign extension in Cranelift's intermediate representation ([RFC 9669, sections 4.1 and 4.2]).
//!
//! [RFC 9669, sections 4.1 and 4.2]: https://www.rfc-editor.org/rfc/rfc9669.html

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8, I16, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use cranelift_frontend::FunctionBuilder;
use skep_isa::{Arithmetic, ByteSwap, Size, Width};

/// The lower half of a number; the upper half is 0.
pub(crate) fn lower_half(builder: &mut FunctionBuilder<'_>, value: Value) -> Value {
    let half = builder.ins().ireduce(I32, value);
    builder.ins().uextend(I64, half)
}

/// `left op right`. An operation of 32 bits clears the upper half.
pub(crate) fn arithmetic(
    builder: &mut FunctionBuilder<'_>,
    operation: Arithmetic,
    width: Width,
    left: Value,
    right: Value,
) -> Value {
    match width {
        Width::W64 => operate(builder, I64, operation, left, right),
        Width::W32 => {
            let (left, right) = (builder.ins().ireduce(I32, left), builder.ins().ireduce(I32, right));
            let value = operate(builder, I32, operation, left, right);
            builder.ins().uextend(I64, value)
        }
    }
}

fn operate(
    builder: &mut FunctionBuilder<'_>,
    ty: Type,
    operation: Arithmetic,
    left: Value,
    right: Value,
) -> Value {
    match operation {
        Arithmetic::Add => builder.ins().iadd(left, right),
        Arithmetic::Subtract => builder.ins().isub(left, right),
        Arithmetic::Multiply => builder.ins().imul(left, right),
        Arithmetic::Or => builder.ins().bor(left, right),
        Arithmetic::And => builder.ins().band(left, right),
        Arithmetic::Xor => builder.ins().bxor(left, right),
        // The amount is taken modulo the width there too.
        Arithmetic::ShiftLeft => builder.ins().ishl(left, right),
        Arithmetic::ShiftRight => builder.ins().ushr(left, right),
        Arithmetic::ShiftRightSigned => builder.ins().sshr(left, right),
        Arithmetic::Divide | Arithmetic::Modulo => {
            let is_zero = builder.ins().icmp_imm_u(IntCC::Equal, right, 0);
            let one = builder.ins().iconst(ty, 1);
            let divisor = builder.ins().select(is_zero, one, right);
            if operation == Arithmetic::Divide {
                let quotient = builder.ins().udiv(left, divisor);
                let zero = builder.ins().iconst(ty, 0);
                builder.ins().select(is_zero, zero, quotient)
            } else {
                let remainder = builder.ins().urem(left, divisor);
                builder.ins().select(is_zero, left, remainder)
            }
        }
        Arithmetic::SignedDivide | Arithmetic::SignedModulo => {
            // By −1 the processor refuses the least number, which gives itself, and the remainder 0.
            let is_zero = builder.ins().icmp_imm_u(IntCC::Equal, right, 0);
            let is_minus_one = builder.ins().icmp_imm_s(IntCC::Equal, right, -1);
            let special = builder.ins().bor(is_zero, is_minus_one);
            let one = builder.ins().iconst(ty, 1);
            let divisor = builder.ins().select(special, one, right);
            let zero = builder.ins().iconst(ty, 0);
            if operation == Arithmetic::SignedDivide {
                let quotient = builder.ins().sdiv(left, divisor);
                let negative = builder.ins().ineg(left);
                let quotient = builder.ins().select(is_minus_one, negative, quotient);
                builder.ins().select(is_zero, zero, quotient)
            } else {
                let remainder = builder.ins().srem(left, divisor);
                let remainder = builder.ins().select(is_minus_one, zero, remainder);
                builder.ins().select(is_zero, left, remainder)
            }
        }
    }
}

/// `-value`.
pub(crate) fn negate(builder: &mut FunctionBuilder<'_>, width: Width, value: Value) -> Value {
    match width {
        Width::W64 => builder.ins().ineg(value),
        Width::W32 => {
            let half = builder.ins().ireduce(I32, value);
            let negative = builder.ins().ineg(half);
            builder.ins().uextend(I64, negative)
        }
    }
}

/// The lowest bits of this size, sign-extended to the width; the rest is cleared.
pub(crate) fn sign_extend(
    builder: &mut FunctionBuilder<'_>,
    width: Width,
    size: Size,
    value: Value,
) -> Value {
    let extended = match size {
        Size::Double => value,
        Size::Byte | Size::Half | Size::Word => {
            let ty = match size {
                Size::Byte => I8,
                Size::Half => I16,
                _ => I32,
            };
            let narrow = builder.ins().ireduce(ty, value);
            builder.ins().sextend(I64, narrow)
        }
    };
    match width {
        Width::W64 => extended,
        Width::W32 => lower_half(builder, extended),
    }
}

/// The lowest bits of this size in another order of bytes; the rest is cleared.
pub(crate) fn swap_bytes(
    builder: &mut FunctionBuilder<'_>,
    swap: ByteSwap,
    size: Size,
    value: Value,
) -> Value {
    let ty = match size {
        Size::Byte => I8,
        Size::Half => I16,
        Size::Word => I32,
        Size::Double => I64,
    };
    let reverses = match swap {
        ByteSwap::Reverse => true,
        ByteSwap::Big => cfg!(target_endian = "little"),
        ByteSwap::Little => cfg!(target_endian = "big"),
    };
    let narrow = if ty == I64 { value } else { builder.ins().ireduce(ty, value) };
    let narrow = if reverses && ty != I8 { builder.ins().bswap(narrow) } else { narrow };
    if ty == I64 { narrow } else { builder.ins().uextend(I64, narrow) }
}
