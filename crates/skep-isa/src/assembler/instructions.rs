//! The assembler's methods that write one instruction each.

use super::{Assembler, Number64, Operand};
use crate::{
    Arithmetic, Atomic, ByteSwap, Callee, Condition, Immediate, Instruction, Name, Operation, Reference,
    Register, Size, Width,
};

/// Methods of one operand `dst` and one that is a register or a number.
macro_rules! arithmetic {
    ($($(#[doc = $doc:literal])+ $name:ident, $name32:ident: $arithmetic:ident;)*) => {$(
        $(#[doc = $doc])+
        #[track_caller]
        pub fn $name(&mut self, dst: Register, operand: impl Into<Operand>) -> &mut Self {
            self.arithmetic(Arithmetic::$arithmetic, Width::W64, dst, operand.into())
        }

        #[doc = concat!("Like [`", stringify!($name), "`](Self::", stringify!($name), "), on the lower 32 bits; clears the upper half of `dst`.")]
        #[track_caller]
        pub fn $name32(&mut self, dst: Register, operand: impl Into<Operand>) -> &mut Self {
            self.arithmetic(Arithmetic::$arithmetic, Width::W32, dst, operand.into())
        }
    )*};
}

/// Arithmetic.
impl Assembler {
    arithmetic! {
        /// `dst += operand`, wrapping.
        add, add32: Add;
        /// `dst -= operand`, wrapping.
        sub, sub32: Subtract;
        /// `dst *= operand`, wrapping.
        mul, mul32: Multiply;
        /// `dst /= operand`, unsigned; 0 if the operand is 0.
        div, div32: Divide;
        /// `dst /= operand`, signed, rounding to zero; 0 if the operand is 0.
        sdiv, sdiv32: SignedDivide;
        /// `dst %= operand`, unsigned; leaves `dst` if the operand is 0.
        modulo, modulo32: Modulo;
        /// `dst %= operand`, signed; leaves `dst` if the operand is 0.
        smod, smod32: SignedModulo;
        /// `dst |= operand`.
        or, or32: Or;
        /// `dst &= operand`.
        and, and32: And;
        /// `dst ^= operand`.
        xor, xor32: Xor;
        /// `dst <<= operand`.
        shift_left, shift_left32: ShiftLeft;
        /// `dst >>= operand`, filling with zeros.
        shift_right, shift_right32: ShiftRight;
        /// `dst >>= operand`, filling with the sign.
        shift_right_signed, shift_right_signed32: ShiftRightSigned;
    }

    #[track_caller]
    fn arithmetic(
        &mut self,
        arithmetic: Arithmetic,
        width: Width,
        dst: Register,
        operand: Operand,
    ) -> &mut Self {
        let (source, src, imm) = operand.parts();
        self.push(Instruction {
            dst,
            src,
            imm,
            ..Instruction::new(Operation::Arithmetic(arithmetic, width, source))
        })
    }

    /// `dst = operand`.
    #[track_caller]
    pub fn mov(&mut self, dst: Register, operand: impl Into<Operand>) -> &mut Self {
        let (source, src, imm) = operand.into().parts();
        self.push(Instruction { dst, src, imm, ..Instruction::new(Operation::Move(Width::W64, source)) })
    }

    /// `dst = operand`, of which only the lower 32 bits are used; clears the upper half of `dst`.
    #[track_caller]
    pub fn mov32(&mut self, dst: Register, operand: impl Into<Operand>) -> &mut Self {
        let (source, src, imm) = operand.into().parts();
        self.push(Instruction { dst, src, imm, ..Instruction::new(Operation::Move(Width::W32, source)) })
    }

    /// Clears the upper half of `dst`. (A mask of 32 ones is no operand of [`and`](Self::and): its sign is extended.)
    #[track_caller]
    pub fn zero_extend32(&mut self, dst: Register) -> &mut Self {
        self.mov32(dst, dst)
    }

    /// `dst = number`, in as few slots as it takes: one if the number is the extension of 32 bits with their sign
    /// ([`mov`](Self::mov)) or with zeros ([`mov32`](Self::mov32)), otherwise two
    /// ([`load_imm64`](Self::load_imm64)).
    ///
    /// ```
    /// # use skep_isa::{Assembler, registers::*};
    /// let code = Assembler::new().set(R1, -1).set(R2, 0xffff_ffff_u32).set(R3, 1_u64 << 32).build()?;
    /// assert_eq!(code.to_string(), "    r1 = -1\n    w2 = -1\n    r3 = 4294967296 ll\n");
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    #[track_caller]
    pub fn set(&mut self, dst: Register, number: impl Into<Number64>) -> &mut Self {
        let number = number.into();
        match (i32::try_from(number.0), u32::try_from(number.0)) {
            (Ok(signed), _) => self.mov(dst, signed),
            (_, Ok(unsigned)) => self.mov32(dst, unsigned.cast_signed()),
            _ => self.load_imm64(dst, number),
        }
    }

    /// `dst = src`, of which the lowest bits of this size are sign-extended to this width. The size is smaller than
    /// the width.
    #[track_caller]
    pub fn mov_sign_extend(&mut self, width: Width, size: Size, dst: Register, src: Register) -> &mut Self {
        self.push(Instruction { dst, src, ..Instruction::new(Operation::MoveSignExtend(width, size)) })
    }

    /// `dst = -dst`.
    #[track_caller]
    pub fn neg(&mut self, dst: Register) -> &mut Self {
        self.push(Instruction { dst, ..Instruction::new(Operation::Negate(Width::W64)) })
    }

    /// `dst = -dst` on the lower 32 bits; clears the upper half of `dst`.
    #[track_caller]
    pub fn neg32(&mut self, dst: Register) -> &mut Self {
        self.push(Instruction { dst, ..Instruction::new(Operation::Negate(Width::W32)) })
    }

    /// Brings the lowest bits of this size (not a byte) from the machine's order to big-endian, or back, and clears
    /// the bits above.
    #[track_caller]
    pub fn to_big_endian(&mut self, size: Size, dst: Register) -> &mut Self {
        self.push(Instruction { dst, ..Instruction::new(Operation::ByteSwap(ByteSwap::Big, size)) })
    }

    /// Brings the lowest bits of this size (not a byte) from the machine's order to little-endian, or back, and clears
    /// the bits above.
    #[track_caller]
    pub fn to_little_endian(&mut self, size: Size, dst: Register) -> &mut Self {
        self.push(Instruction { dst, ..Instruction::new(Operation::ByteSwap(ByteSwap::Little, size)) })
    }

    /// Reverses the lowest bytes of this size (not a byte), and clears the bits above.
    #[track_caller]
    pub fn swap_bytes(&mut self, size: Size, dst: Register) -> &mut Self {
        self.push(Instruction { dst, ..Instruction::new(Operation::ByteSwap(ByteSwap::Reverse, size)) })
    }
}

/// Loads of 64-bit immediates: two slots each.
impl Assembler {
    /// `dst = number`. A literal that does not fit `i32` needs its type: `0xffff_ffff_u64`.
    #[track_caller]
    pub fn load_imm64(&mut self, dst: Register, number: impl Into<Number64>) -> &mut Self {
        let Number64(imm) = number.into();
        self.push(Instruction { dst, imm, ..Instruction::new(Operation::LoadImmediate(Immediate::Value)) })
    }

    /// `dst =` the map of this name, to be handed to a helper.
    #[track_caller]
    pub fn load_map(&mut self, dst: Register, map: impl Into<Name>) -> &mut Self {
        let reference = Some(Reference::Map(map.into()));
        self.push(Instruction {
            dst,
            reference,
            ..Instruction::new(Operation::LoadImmediate(Immediate::Map))
        })
    }

    /// `dst =` the address of the byte at this offset in the first value of the map of this name.
    #[track_caller]
    pub fn load_map_value(&mut self, dst: Register, map: impl Into<Name>, offset: u32) -> &mut Self {
        let reference = Some(Reference::Map(map.into()));
        let imm = (u64::from(offset) << 32).cast_signed();
        let operation = Operation::LoadImmediate(Immediate::MapValue);
        self.push(Instruction { dst, imm, reference, ..Instruction::new(operation) })
    }

    /// `dst =` the address of the function of this name, to be handed to a helper.
    #[track_caller]
    pub fn load_function(&mut self, dst: Register, function: impl Into<Name>) -> &mut Self {
        let reference = Some(Reference::Function(function.into()));
        let operation = Operation::LoadImmediate(Immediate::Function);
        self.push(Instruction { dst, reference, ..Instruction::new(operation) })
    }
}

/// Memory.
impl Assembler {
    /// `dst = *(base + offset)`, zero-extended.
    #[track_caller]
    pub fn load(&mut self, size: Size, dst: Register, base: Register, offset: i16) -> &mut Self {
        self.push(Instruction { dst, src: base, offset, ..Instruction::new(Operation::Load(size)) })
    }

    /// `dst = *(base + offset)`, sign-extended. The size is smaller than 64 bits.
    #[track_caller]
    pub fn load_signed(&mut self, size: Size, dst: Register, base: Register, offset: i16) -> &mut Self {
        self.push(Instruction { dst, src: base, offset, ..Instruction::new(Operation::LoadSignExtend(size)) })
    }

    /// `*(base + offset) = operand`.
    #[track_caller]
    pub fn store(
        &mut self,
        size: Size,
        base: Register,
        offset: i16,
        operand: impl Into<Operand>,
    ) -> &mut Self {
        let (source, src, imm) = operand.into().parts();
        let operation = Operation::Store(size, source);
        self.push(Instruction { dst: base, src, offset, imm, ..Instruction::new(operation) })
    }

    /// `*(base + offset) op= src` as one step. The size is [`Size::Word`] or [`Size::Double`].
    #[track_caller]
    pub fn atomic(
        &mut self,
        atomic: Atomic,
        size: Size,
        base: Register,
        offset: i16,
        src: Register,
    ) -> &mut Self {
        self.push(Instruction { dst: base, src, offset, ..Instruction::new(Operation::Atomic(atomic, size)) })
    }

    /// `dst = *(base + offset)` with acquire ordering.
    #[track_caller]
    pub fn load_acquire(&mut self, size: Size, dst: Register, base: Register, offset: i16) -> &mut Self {
        self.push(Instruction { dst, src: base, offset, ..Instruction::new(Operation::LoadAcquire(size)) })
    }

    /// `*(base + offset) = src` with release ordering.
    #[track_caller]
    pub fn store_release(&mut self, size: Size, base: Register, offset: i16, src: Register) -> &mut Self {
        self.push(Instruction { dst: base, src, offset, ..Instruction::new(Operation::StoreRelease(size)) })
    }

    /// `r0 =` the big-endian value of this size (not 64 bits) at this offset in the packet whose buffer is in `r6`;
    /// ends the program if there is none. Overwrites `r1` to `r5`.
    #[track_caller]
    pub fn load_packet_absolute(&mut self, size: Size, offset: i32) -> &mut Self {
        self.push(Instruction { imm: offset.into(), ..Instruction::new(Operation::LoadPacketAbsolute(size)) })
    }

    /// Like [`load_packet_absolute`](Self::load_packet_absolute), at `src + offset`.
    #[track_caller]
    pub fn load_packet_indirect(&mut self, size: Size, src: Register, offset: i32) -> &mut Self {
        let operation = Operation::LoadPacketIndirect(size);
        self.push(Instruction { src, imm: offset.into(), ..Instruction::new(operation) })
    }
}

/// Jumps and calls.
impl Assembler {
    /// Jumps to the label if `dst condition operand`, comparing 64 bits.
    #[track_caller]
    pub fn jump(
        &mut self,
        condition: Condition,
        dst: Register,
        operand: impl Into<Operand>,
        label: impl Into<Name>,
    ) -> &mut Self {
        self.conditional(condition, Width::W64, dst, operand.into(), label.into())
    }

    /// Jumps to the label if `dst condition operand`, comparing the lower 32 bits.
    #[track_caller]
    pub fn jump32(
        &mut self,
        condition: Condition,
        dst: Register,
        operand: impl Into<Operand>,
        label: impl Into<Name>,
    ) -> &mut Self {
        self.conditional(condition, Width::W32, dst, operand.into(), label.into())
    }

    #[track_caller]
    fn conditional(
        &mut self,
        condition: Condition,
        width: Width,
        dst: Register,
        operand: Operand,
        label: Name,
    ) -> &mut Self {
        let (source, src, imm) = operand.parts();
        let reference = Some(Reference::Label(label));
        let operation = Operation::Jump(condition, width, source);
        self.push(Instruction { dst, src, imm, reference, ..Instruction::new(operation) })
    }

    /// Jumps to the label, however far it is.
    #[track_caller]
    pub fn goto(&mut self, label: impl Into<Name>) -> &mut Self {
        let reference = Some(Reference::Label(label.into()));
        self.push(Instruction { reference, ..Instruction::new(Operation::Goto) })
    }

    /// Jumps to the label once the kernel's budget of iterations is used up: it bounds a loop that the verifier cannot.
    #[track_caller]
    pub fn may_goto(&mut self, label: impl Into<Name>) -> &mut Self {
        let reference = Some(Reference::Label(label.into()));
        self.push(Instruction { reference, ..Instruction::new(Operation::MayGoto) })
    }

    /// Calls the kernel's helper with this id.
    #[track_caller]
    pub fn call(&mut self, helper: impl Into<u32>) -> &mut Self {
        let imm = helper.into().into();
        self.push(Instruction { imm, ..Instruction::new(Operation::Call(Callee::Helper)) })
    }

    /// Calls the function of this name in the same program.
    #[track_caller]
    pub fn call_function(&mut self, function: impl Into<Name>) -> &mut Self {
        let reference = Some(Reference::Function(function.into()));
        self.push(Instruction { reference, ..Instruction::new(Operation::Call(Callee::Function)) })
    }

    /// Returns `r0` to the caller, or from the program.
    #[track_caller]
    pub fn exit(&mut self) -> &mut Self {
        self.push(Instruction::new(Operation::Exit))
    }
}
