//! What instructions and the ends of blocks are, with their operands.

use crate::{
    Block, Definition, FunctionId, GlobalId, KernelFunctionId, LocationId, MapId, Slot, TypeId, Value,
};
use skep_btf::relocation::RelocationKind;
use skep_uapi::Helper;

/// One instruction: what it does, what it defines, and where it was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Instruction {
    /// What it defines, if anything.
    pub result: Option<Definition>,
    /// What it does.
    pub operation: Operation,
    /// Where it was written.
    pub location: Option<LocationId>,
}

/// A place in memory: so many bytes behind what a pointer leads to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Address {
    /// The pointer.
    pub base: Value,
    /// How many bytes behind it.
    pub offset: u32,
}

/// What an instruction does. Integers wrap; a sign is a matter of the operation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// A number of the result's type, which must hold it with or without a sign. 0 is the null of a pointer that may be null.
    Constant(i64),
    /// Two integers of one type make a third.
    Binary(BinaryOperator, Value, Value),
    /// Two integers, or two of `bool`, are compared. The result is a `bool`.
    Compare(Comparison, Value, Value),
    /// The integer of the opposite sign, or the opposite `bool`.
    Negate(Value),
    /// The integer in the result's type, wider or narrower.
    Convert(Conversion, Value),
    /// The integer of 16, 32 or 64 bits with its bytes in another order.
    Bytes(ByteOrder, Value),
    /// An `i64` modulo this power of two, which is then known to be below it.
    Mask(Value, u32),
    /// A pointer to so many bytes behind another, in the same thing.
    Offset(Value, u32),
    /// A pointer to an element: `base + index * stride`, with an index that is known to be below a bound.
    ///
    /// In the packet the result has no checked bytes, as the kernel sees it, and wants a guard of its own.
    Index {
        /// Where the first element is.
        base: Value,
        /// Which one, of type [`Below`](crate::Type::Below).
        index: Value,
        /// How many bytes are from one to the next.
        stride: u32,
    },
    /// A pointer to this many bytes of a slot, a map's value, a global variable or other memory, of which only the number
    /// of bytes is known from here on. The bytes of a slot must have been written.
    View(Value, u32),
    /// A pointer to a slot.
    SlotAddress(Slot),
    /// A map as an argument of helpers.
    MapAddress(MapId),
    /// A pointer to a global variable.
    GlobalAddress(GlobalId),
    /// Reads a value of the result's type.
    Load(Address, Ordering),
    /// Writes a value.
    Store(Value, Address, Ordering),
    /// Copies this many bytes; the two places may be the same but do not overlap otherwise.
    Copy {
        /// Where to.
        to: Address,
        /// Where from.
        from: Address,
        /// How many bytes.
        size: u32,
    },
    /// Makes this many bytes zero.
    Zero {
        /// Where.
        to: Address,
        /// How many bytes.
        size: u32,
    },
    /// Changes an integer of 32 or 64 bits in memory, atomically. A result is what was there before.
    Atomic(AtomicOperator, Value, Address),
    /// Writes a value of 32 or 64 bits if another is there, atomically. The result is what was there before.
    CompareExchange {
        /// Where.
        address: Address,
        /// What must be there.
        expected: Value,
        /// What is written then.
        new: Value,
    },
    /// Calls a helper of the kernel.
    CallHelper(Helper, Vec<Value>),
    /// Calls a function of the module.
    CallFunction(FunctionId, Vec<Value>),
    /// Calls a function of the kernel that the module declares.
    CallKernel(KernelFunctionId, Vec<Value>),
    /// What the kernel at hand says of a type, a field or an enumerator, as an `i64`.
    Relocation(RelocationKind, Access),
    /// Reads a field of a structure of the kernel where it is in the kernel at hand, as a value of the result's type.
    ReadField(Value, Access),
    /// The address of a field of a structure of the kernel, where it is in the kernel at hand: an `i64`, for helpers.
    FieldAddress(Value, Access),
    /// The start of the packet, from the context.
    PacketStart(Value),
    /// The end of the packet, from the context.
    PacketEnd(Value),
    /// The start of what programs keep before the packet, from the context. It is looked at like the packet.
    MetadataStart(Value),
    /// The end of that, which is where the packet starts, from the context.
    MetadataEnd(Value),
    /// How many bytes of the packet there are from a pointer on, up to its end: an `i64`. The kernel lets only those subtract pointers who
    /// may see them (`CAP_PERFMON`).
    PacketRest(Value, Value),
    /// The address of the context: an `i64`, for helpers that read memory at an address, and to be added to.
    ContextAddress(Value),
    /// Reads a field of the context that holds a number, by its name in the facts.
    ContextLoad(Value, ContextPlace),
    /// Writes a field of the context.
    ContextStore(Value, Value, ContextPlace),
    /// Goes on with the program in this place of a program array and does not come back. Goes on here if there is none.
    TailCall {
        /// The context.
        context: Value,
        /// The program array.
        map: Value,
        /// The place in it.
        index: Value,
    },
}

/// A place of the context.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ContextPlace {
    /// A field by its name in the facts (`skep_uapi::ContextFacts`), and which of its elements.
    Field(String, u32),
    /// So many bytes from the start, where no facts name the fields: a tracepoint's record, registers, arguments.
    Offset(u32),
}

/// What of a declared type: numbers of members and elements as in `skep_btf::relocation`, such as `0:1:2`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Access {
    /// The type.
    pub root: TypeId,
    /// The numbers, the first of which counts whole types.
    pub path: Vec<u32>,
}

/// Whether an access may be moved, joined with others or left out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Ordering {
    /// It may.
    #[default]
    Plain,
    /// It happens as often and in the order as written.
    Volatile,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
            pub enum $name {
                $($(#[$variant_doc])* $variant,)*
            }

            impl $name {
                /// Every one.
                pub const ALL: &[Self] = &[$(Self::$variant,)*];

                /// Its word in the text.
                pub const fn word(self) -> &'static str {
                    match self {
                        $(Self::$variant => $word,)*
                    }
                }

                /// The one of this word.
                pub fn named(word: &str) -> Option<Self> {
                    Self::ALL.iter().copied().find(|one| one.word() == word)
                }
            }
        )*
    };
}

words! {
    /// What two integers make. As the instruction set defines it: results wrap, the amount of a shift is taken modulo the
    /// width, `x / 0` is 0, `x % 0` is `x`.
    BinaryOperator {
        /// The sum.
        Add = "add",
        /// The difference.
        Subtract = "sub",
        /// The product.
        Multiply = "mul",
        /// The quotient without signs.
        DivideUnsigned = "udiv",
        /// The quotient with signs, rounded towards zero.
        DivideSigned = "sdiv",
        /// The remainder without signs.
        RemainderUnsigned = "urem",
        /// The remainder with signs: that of the dividend.
        RemainderSigned = "srem",
        /// The bits of both.
        And = "and",
        /// The bits of either.
        Or = "or",
        /// The bits that differ.
        Xor = "xor",
        /// Shifted to the left.
        ShiftLeft = "shl",
        /// Shifted to the right with zeros.
        ShiftRight = "lshr",
        /// Shifted to the right with the sign.
        ShiftRightSigned = "ashr",
    }
    /// How two values are compared.
    Comparison {
        /// Equal.
        Equal = "eq",
        /// Not equal.
        NotEqual = "ne",
        /// Less, without signs.
        LessUnsigned = "ult",
        /// Less or equal, without signs.
        LessOrEqualUnsigned = "ule",
        /// Greater, without signs.
        GreaterUnsigned = "ugt",
        /// Greater or equal, without signs.
        GreaterOrEqualUnsigned = "uge",
        /// Less, with signs.
        LessSigned = "slt",
        /// Less or equal, with signs.
        LessOrEqualSigned = "sle",
        /// Greater, with signs.
        GreaterSigned = "sgt",
        /// Greater or equal, with signs.
        GreaterOrEqualSigned = "sge",
        /// There is a bit that both have.
        Test = "test",
    }
    /// How an integer gets another width.
    Conversion {
        /// Wider, with zeros.
        ZeroExtend = "zext",
        /// Wider, with the sign.
        SignExtend = "sext",
        /// Narrower: the lower bits.
        Truncate = "trunc",
    }
    /// How the bytes of an integer are put in order.
    ByteOrder {
        /// Between the machine's order and the network's.
        Big = "to_be",
        /// Between the machine's order and the little-endian one.
        Little = "to_le",
        /// The other way round, on every machine.
        Swap = "swap",
    }
    /// How an atomic instruction changes memory.
    AtomicOperator {
        /// The sum.
        Add = "atomic_add",
        /// The bits of both.
        And = "atomic_and",
        /// The bits of either.
        Or = "atomic_or",
        /// The bits that differ.
        Xor = "atomic_xor",
        /// The new value. It must have a result.
        Exchange = "atomic_exchange",
    }
}

/// Where a block goes on, and what its parameters are there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// The block.
    pub block: Block,
    /// Its parameters, without the one that a guard defines.
    pub arguments: Vec<Value>,
}

/// The end of a block, and where it was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct End {
    /// What happens.
    pub terminator: Terminator,
    /// Where it was written.
    pub location: Option<LocationId>,
}

/// How a block ends.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Terminator {
    /// Goes on there.
    Jump(Target),
    /// Goes on where a `bool` says.
    Branch {
        /// The `bool`.
        condition: Value,
        /// Where to, if it is true.
        then: Target,
        /// Where to, if it is false.
        otherwise: Target,
    },
    /// Goes on where an integer says.
    Switch {
        /// The integer.
        value: Value,
        /// What it may be, each once, and where to then.
        cases: Vec<(i64, Target)>,
        /// Where to, if it is none of them.
        default: Target,
    },
    /// Guard of a pointer: the first parameter of `some` is the pointer, which is not null there.
    IfNull {
        /// The pointer.
        pointer: Value,
        /// Where to, if it is null.
        null: Target,
        /// Where to, if it is not.
        some: Target,
    },
    /// Guard of the packet: the first parameter of `fits` is the pointer, with so many bytes from there on.
    IfPacket {
        /// The pointer into the packet.
        pointer: Value,
        /// The end of the packet.
        end: Value,
        /// How many bytes there must be.
        size: u32,
        /// Where to, if there are as many.
        fits: Target,
        /// Where to, if there are not.
        short: Target,
    },
    /// Guard of an index: the first parameter of `inside` is the number, which is known to be below the bound there.
    IfBelow {
        /// The number, an `i64`.
        value: Value,
        /// The bound.
        bound: u32,
        /// Where to, if it is below, without a sign.
        inside: Target,
        /// Where to, if it is not.
        outside: Target,
    },
    /// Ends the function with its result.
    Return(Option<Value>),
    /// Ends the program with its default verdict.
    Abort,
    /// Is never reached: whoever wrote it knows.
    Unreachable,
}
