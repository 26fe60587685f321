//! Numbers, and what stands for them in memory and registers.

use super::{TypeId, Types};
use skep_btf::Endian;
use skep_ir::Type;

/// What is computed with: integers, `bool`, enumerations without payload, and structures around one number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number, `bool` or C-like enum that BPF can compute with",
    label = "cannot be held in a register"
)]
pub trait Scalar: Copy + 'static {
    /// Its name.
    const NAME: &'static str;
    /// How many bytes it has in memory.
    const BYTES: u32;
    /// Whether it has a sign.
    const SIGNED: bool;
    /// Its type in the intermediate representation.
    const TYPE: Type = integer(Self::BYTES);

    /// The number, with its sign in the upper bits if it has one.
    fn bits(self) -> u64;

    /// The number that a machine of this byte order has in a register for it.
    fn in_register(self, endian: Endian) -> u64 {
        let _ = endian;
        self.bits()
    }

    /// What zeroed memory holds.
    fn zero() -> Self;

    /// Declares its type.
    fn declare(types: &mut Types<'_>) -> TypeId;
}

/// The type of an integer of this many bytes.
const fn integer(bytes: u32) -> Type {
    match bytes {
        1 => Type::I8,
        2 => Type::I16,
        4 => Type::I32,
        _ => Type::I64,
    }
}

/// An integer that is computed with.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an integer that BPF can compute with")]
pub trait Int: Scalar {}

macro_rules! integers {
    ($($name:ident $signed:literal $c:literal;)*) => { $(
        impl Scalar for $name {
            const NAME: &'static str = stringify!($name);
            // The sizes are 1 to 8.
            #[expect(clippy::cast_possible_truncation, reason = "an integer has at most 8 bytes")]
            const BYTES: u32 = size_of::<$name>() as u32;
            const SIGNED: bool = $signed;
            fn bits(self) -> u64 {
                self as u64
            }
            fn zero() -> Self {
                0
            }
            fn declare(types: &mut Types<'_>) -> TypeId {
                types.integer($c, Self::BYTES, $signed)
            }
        }
        impl Int for $name {}
        impl super::Stored for $name {}
    )* };
}

integers! {
    u8 false "unsigned char";
    u16 false "unsigned short";
    u32 false "unsigned int";
    u64 false "unsigned long";
    usize false "unsigned long";
    i8 true "signed char";
    i16 true "short";
    i32 true "int";
    i64 true "long";
    isize true "long";
}

impl Scalar for bool {
    const NAME: &'static str = "bool";
    const BYTES: u32 = 1;
    const SIGNED: Self = false;
    const TYPE: Type = Type::Bool;
    fn bits(self) -> u64 {
        self.into()
    }
    fn zero() -> Self {
        false
    }
    fn declare(types: &mut Types<'_>) -> TypeId {
        types.integer("_Bool", 1, false)
    }
}
