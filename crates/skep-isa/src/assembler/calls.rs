//! Calls with their arguments: whatever is to be in `r1` to `r5`, brought there at once.

use super::{Assembler, Number64, StackSlot};
use crate::registers::{R0, R1, R2, R3, R4, R5, R10};
use crate::{Name, Register};

/// The registers of a call's arguments, in order.
const ARGUMENTS: [Register; 5] = [R1, R2, R3, R4, R5];

/// What a call is given as an argument.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Argument {
    /// What is in a register before the call's arguments are brought to their places.
    Register(Register),
    /// The address in a register before that, and a number of bytes further. The address of a stack slot is
    /// `r10` and its offset.
    Address {
        /// The register.
        base: Register,
        /// The distance from what is in it, in bytes.
        offset: i32,
    },
    /// A number.
    Number(Number64),
    /// The map of this name.
    Map(Name),
    /// The address of a byte in the first value of a map.
    MapValue {
        /// The name of the map.
        map: Name,
        /// The distance of the byte from the beginning of the value.
        offset: u32,
    },
    /// The address of the function of this name.
    Function(Name),
}

impl Argument {
    /// The map of this name.
    pub fn map(name: impl Into<Name>) -> Self {
        Self::Map(name.into())
    }

    /// The address of the byte at this offset in the first value of the map of this name.
    pub fn map_value(name: impl Into<Name>, offset: u32) -> Self {
        Self::MapValue { map: name.into(), offset }
    }

    /// The address of the function of this name.
    pub fn function(name: impl Into<Name>) -> Self {
        Self::Function(name.into())
    }
}

impl From<Register> for Argument {
    fn from(register: Register) -> Self {
        Self::Register(register)
    }
}

impl From<StackSlot> for Argument {
    fn from(slot: StackSlot) -> Self {
        Self::Address { base: R10, offset: slot.offset.into() }
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Argument {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        }
    )*};
}

numbers!(i32, u32, i64, u64);

/// The arguments of a call: a tuple of up to five things that an [`Argument`] can be made from, or an array of them.
pub trait Arguments: sealed::Sealed {
    /// The arguments, in order: five at most.
    fn into_arguments(self) -> Vec<Argument>;
}

mod sealed {
    /// Only this crate says what arguments are, so that there are never more than five.
    pub trait Sealed {}
}

macro_rules! arguments {
    ($(($($kind:ident $value:ident),*) $count:literal;)*) => {$(
        impl<$($kind: Into<Argument>),*> sealed::Sealed for ($($kind,)*) {}

        impl<$($kind: Into<Argument>),*> Arguments for ($($kind,)*) {
            fn into_arguments(self) -> Vec<Argument> {
                let ($($value,)*) = self;
                vec![$($value.into()),*]
            }
        }

        impl sealed::Sealed for [Argument; $count] {}

        impl Arguments for [Argument; $count] {
            fn into_arguments(self) -> Vec<Argument> {
                self.into()
            }
        }
    )*};
}

arguments! {
    () 0;
    (A a) 1;
    (A a, B b) 2;
    (A a, B b, C c) 3;
    (A a, B b, C c, D d) 4;
    (A a, B b, C c, D d, E e) 5;
}

/// Calls with arguments.
impl Assembler {
    /// Calls the kernel's helper with this id, with these arguments.
    ///
    /// All of them are what they were before: `(R2, R1)` exchanges the two registers. What is in a register is only ever
    /// moved, so that the verifier still knows it for a pointer. `r0`, which the call overwrites in any case, is used
    /// where a free register is needed.
    ///
    /// ```
    /// use skep_isa::{Argument, Assembler, Size, registers::*};
    ///
    /// let mut asm = Assembler::new();
    /// let key = asm.stack_slot(4, 4);
    /// asm.store(Size::Word, R10, key.offset, 7).call_with(1_u32, (Argument::map("COUNTS"), key));
    /// let text = "    *(u32 *)(r10 - 4) = 7\n    r1 = COUNTS ll\n    r2 = r10\n    r2 += -4\n    call 1\n";
    /// assert_eq!(asm.build()?.to_string(), text);
    /// # Ok::<(), skep_isa::AssemblerErrors>(())
    /// ```
    #[track_caller]
    pub fn call_with(&mut self, helper: impl Into<u32>, arguments: impl Arguments) -> &mut Self {
        self.arguments(arguments.into_arguments()).call(helper)
    }

    /// Calls the function of this name in the same program, with arguments as [`call_with`](Self::call_with).
    #[track_caller]
    pub fn call_function_with(&mut self, function: impl Into<Name>, arguments: impl Arguments) -> &mut Self {
        self.arguments(arguments.into_arguments()).call_function(function)
    }

    /// Brings arguments to their registers.
    #[track_caller]
    fn arguments(&mut self, arguments: Vec<Argument>) -> &mut Self {
        // First what is in registers that the arguments or these moves overwrite; after that nothing needs them.
        let mut moves = Vec::new();
        for (&dst, argument) in ARGUMENTS.iter().zip(&arguments) {
            if let Argument::Register(src) | Argument::Address { base: src, .. } = argument
                && is_overwritten(*src)
            {
                moves.push((dst, *src));
            }
        }
        for (dst, src) in in_sequence(moves) {
            self.mov(dst, src);
        }
        for (&dst, argument) in ARGUMENTS.iter().zip(arguments) {
            match argument {
                Argument::Register(src) => {
                    if !is_overwritten(src) {
                        self.mov(dst, src);
                    }
                }
                Argument::Address { base, offset } => {
                    if !is_overwritten(base) {
                        self.mov(dst, base);
                    }
                    if offset != 0 {
                        self.add(dst, offset);
                    }
                }
                Argument::Number(number) => {
                    self.set(dst, number);
                }
                Argument::Map(map) => {
                    self.load_map(dst, map);
                }
                Argument::MapValue { map, offset } => {
                    self.load_map_value(dst, map, offset);
                }
                Argument::Function(function) => {
                    self.load_function(dst, function);
                }
            }
        }
        self
    }
}

/// Whether bringing arguments to their places can overwrite this register.
fn is_overwritten(register: Register) -> bool {
    register <= R5
}

/// Moves that, one after the other, do what these do at once. No two of these have the same destination, and none is
/// `r0`.
fn in_sequence(mut moves: Vec<(Register, Register)>) -> Vec<(Register, Register)> {
    moves.retain(|(dst, src)| dst != src);
    let mut sequence = Vec::with_capacity(moves.len() + 2);
    while !moves.is_empty() {
        let is_needed = |register| moves.iter().any(|&(_, src)| src == register);
        match moves.iter().position(|&(dst, _)| !is_needed(dst)) {
            Some(place) => sequence.push(moves.remove(place)),
            None => {
                // Only cycles are left. The first destination's value is moved away, and is needed there then. Nothing
                // needs `r0`: a move from it is in no cycle, and so is done already.
                let (first, _) = moves[0];
                sequence.push((R0, first));
                for (_, src) in &mut moves {
                    if *src == first {
                        *src = R0;
                    }
                }
            }
        }
    }
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::R6;
    use crate::{Instruction, Operation, Source, Width};
    use std::collections::HashMap;

    /// What is in the registers after the moves, when each was given its own number; nothing but moves is allowed.
    fn evaluate(instructions: &[Instruction]) -> HashMap<Register, u8> {
        let mut registers: HashMap<Register, u8> =
            Register::ALL.into_iter().map(|register| (register, register.number())).collect();
        for instruction in instructions {
            assert_eq!(instruction.operation, Operation::Move(Width::W64, Source::Register));
            assert!(instruction.dst < R6, "{instruction}");
            registers.insert(instruction.dst, registers[&instruction.src]);
        }
        registers
    }

    /// The number of moves for arguments from these registers, after a look at what they do.
    fn check(sources: [Register; 5], count: usize) -> usize {
        let arguments = sources[..count].iter().map(|&source| source.into()).collect();
        let mut assembler = Assembler::new();
        assembler.arguments(arguments);
        let code = assembler.build().unwrap();
        let after = evaluate(&code.instructions);
        for (dst, src) in ARGUMENTS.into_iter().zip(&sources[..count]) {
            assert_eq!(after[&dst], src.number(), "{sources:?}\n{code}");
        }
        code.instructions.len()
    }

    #[test]
    fn all_patterns_of_five_arguments_from_all_registers_arrive() {
        // 11^5 = 161051 patterns: those of r1 to r5 among themselves, and with the registers that hold still.
        let mut moves = 0;
        for pattern in 0..11_usize.pow(5) {
            let sources: [Register; 5] =
                std::array::from_fn(|place| Register::ALL[pattern / [1, 11, 121, 1331, 14641][place] % 11]);
            let count = check(sources, 5);
            let still = ARGUMENTS.iter().zip(&sources).filter(|(dst, src)| dst == src).count();
            // One more move for each cycle, of which there are two at most.
            assert!(count <= 5 - still + 2, "{sources:?}");
            moves += count;
        }
        assert!(moves > 0);
    }

    #[test]
    fn fewer_arguments_leave_the_other_registers() {
        for pattern in 0..5_usize.pow(4) {
            let sources: [Register; 5] =
                std::array::from_fn(|place| ARGUMENTS[pattern / [1, 5, 25, 125, 125][place] % 5]);
            for count in 0..5 {
                check(sources, count);
            }
        }
    }

    #[test]
    fn an_exchange_takes_three_moves_and_a_chain_none_more_than_it_has() {
        assert_eq!(check([R2, R1, R3, R4, R5], 5), 3);
        assert_eq!(check([R2, R3, R4, R5, R6], 5), 5);
        assert_eq!(check([R1, R2, R3, R4, R5], 5), 0);
    }

    #[test]
    fn every_kind_of_argument_is_written() {
        let mut asm = Assembler::new();
        let slot = asm.stack_slot(16, 8);
        asm.call_with(1_u32, (R2, R1, slot, 7, u64::MAX))
            .call_with(2_u32, (Argument::map("COUNTS"), Argument::map_value("GLOBALS", 8)))
            .call_with(3_u32, (Argument::function("step"), 0xffff_ffff_u64, 1_u64 << 32))
            .call_with(4_u32, (Argument::Address { base: R1, offset: 8 }, R1))
            .call_with(5_u32, ())
            .call_function_with("fib", [R6.into()])
            .exit();
        insta::assert_snapshot!(asm.build().unwrap(), @r"
        r0 = r1
        r1 = r2
        r2 = r0
        r3 = r10
        r3 += -16
        r4 = 7
        r5 = -1
        call 1
        r1 = COUNTS ll
        r2 = GLOBALS+8 ll
        call 2
        r1 = function step ll
        w2 = -1
        r3 = 4294967296 ll
        call 3
        r2 = r1
        r1 += 8
        call 4
        call 5
        r1 = r6
        call fib
        exit
        ");
    }
}
