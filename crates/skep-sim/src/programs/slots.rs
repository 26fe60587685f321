//! Encoded instructions before they are known to be any: what the kernel looks at first.

use skep_isa::{Endian, SLOT};

/// The class of an instruction: the lowest three bits of its first byte (`BPF_CLASS`).
pub(super) mod class {
    pub(in crate::programs) const LD: u8 = 0;
    pub(in crate::programs) const LDX: u8 = 1;
    pub(in crate::programs) const ST: u8 = 2;
    pub(in crate::programs) const STX: u8 = 3;
    pub(in crate::programs) const JMP: u8 = 5;
    pub(in crate::programs) const JMP32: u8 = 6;
}

/// What a jump or an arithmetic instruction does: the upper four bits of its first byte (`BPF_OP`).
pub(super) mod op {
    pub(in crate::programs) const JA: u8 = 0x00;
    pub(in crate::programs) const NEG: u8 = 0x80;
    pub(in crate::programs) const CALL: u8 = 0x80;
    pub(in crate::programs) const EXIT: u8 = 0x90;
    pub(in crate::programs) const MOV: u8 = 0xb0;
    pub(in crate::programs) const END: u8 = 0xd0;
}

/// A load of 64 bits (`BPF_LD | BPF_IMM | BPF_DW`).
const LOAD64: u8 = 0x18;

/// The eight bytes of a slot, in this machine's byte order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<'a>(pub(super) &'a [u8; SLOT]);

impl Slot<'_> {
    pub(super) fn code(self) -> u8 {
        self.0[0]
    }

    pub(super) fn class(self) -> u8 {
        self.code() & 7
    }

    pub(super) fn op(self) -> u8 {
        self.code() & 0xf0
    }

    fn src(self) -> u8 {
        match Endian::NATIVE {
            Endian::Little => self.0[1] >> 4,
            Endian::Big => self.0[1] & 0xf,
        }
    }

    fn offset(self) -> i64 {
        i16::from_ne_bytes([self.0[2], self.0[3]]).into()
    }

    fn imm(self) -> i64 {
        i32::from_ne_bytes([self.0[4], self.0[5], self.0[6], self.0[7]]).into()
    }

    /// The distance to the function that is called, or whose address is loaded (`bpf_pseudo_call`, `bpf_pseudo_func`).
    pub(super) fn function_distance(self) -> Option<i64> {
        let calls = self.code() == class::JMP | op::CALL && self.src() == 1;
        let loads = self.code() == LOAD64 && self.src() == 4;
        (calls || loads).then(|| self.imm())
    }

    /// Whether it loads the address of a variable or function of the kernel or a module (`BPF_PSEUDO_BTF_ID`).
    pub(super) fn names_variable(self) -> bool {
        self.code() == LOAD64 && self.src() == 3
    }

    /// The distance of a jump.
    pub(super) fn jump_distance(self) -> Option<i64> {
        let jumps = matches!(self.class(), class::JMP | class::JMP32);
        if !jumps || matches!(self.op(), op::CALL | op::EXIT) {
            return None;
        }
        Some(if self.code() == class::JMP32 | op::JA { self.imm() } else { self.offset() })
    }

    /// Whether a function can end with it.
    pub(super) fn ends_function(self) -> bool {
        const EXIT: u8 = class::JMP | op::EXIT;
        const GOTO: u8 = class::JMP | op::JA;
        const GOTOL: u8 = class::JMP32 | op::JA;
        matches!(self.code(), EXIT | GOTO | GOTOL)
    }
}
