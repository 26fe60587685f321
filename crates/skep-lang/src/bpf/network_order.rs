//! Numbers in the network's byte order, as types of their own.

use crate::stage::{Bpf, Builder, MadeOf, Scalar, ScalarNs, Stored, TypeId, Types, Val, network_order};
use skep_btf::Endian;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

macro_rules! numbers {
    ($($name:ident $number:ident $size:literal $c:literal;)*) => { $(
        #[doc = concat!("A `", stringify!($number), "` in the network's byte order. It may lie anywhere, so that headers may.")]
        ///
        /// It is compared as it is; [`get`](Self::get) gives the number.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
        #[repr(transparent)]
        pub struct $name([u8; $size]);

        impl $name {
            /// The number in the network's order.
            pub const fn new(number: $number) -> Self {
                Self(number.to_be_bytes())
            }

            /// The number.
            pub const fn get(self) -> $number {
                $number::from_be_bytes(self.0)
            }

            /// The bytes as they lie, as a number of the machine's order. Checksums are computed with it: their sums do not depend on
            /// the order (RFC 1071).
            pub const fn raw(self) -> $number {
                $number::from_ne_bytes(self.0)
            }

            /// The bytes that lie as those of a number of the machine's order.
            pub const fn from_raw(number: $number) -> Self {
                Self(number.to_ne_bytes())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({:#x})"), self.get())
            }
        }

        impl From<$number> for $name {
            fn from(number: $number) -> Self {
                Self::new(number)
            }
        }

        impl Scalar for $name {
            const NAME: &'static str = stringify!($name);
            const BYTES: u32 = $size;
            const SIGNED: bool = false;
            fn bits(self) -> u64 {
                $number::from_ne_bytes(self.0).into()
            }
            fn in_register(self, endian: Endian) -> u64 {
                match endian {
                    Endian::Little => $number::from_le_bytes(self.0).into(),
                    Endian::Big => $number::from_be_bytes(self.0).into(),
                }
            }
            fn zero() -> Self {
                Self([0; $size])
            }
            fn declare(types: &mut Types<'_>) -> TypeId {
                types.integer($c, $size, false)
            }
        }

        impl Stored for $name {}

        impl Val<$name> {
            /// The number.
            pub fn get(self, builder: &mut Builder<'_>) -> Val<$number> {
                network_order(builder, self)
            }

            /// The bytes as they lie.
            pub fn raw(self, _: &mut Builder<'_>) -> Val<$number> {
                Val::new(self.value())
            }
        }

        impl MadeOf<$number> for $name {
            fn made_of(builder: &mut Builder<'_>, value: Val<$number>) -> Val<Self> {
                network_order(builder, value)
            }
        }

        impl ScalarNs<$name> {
            /// The number in the network's order.
            pub fn from(self, builder: &mut Builder<'_>, number: Val<$number>) -> Val<$name> {
                network_order(builder, number)
            }

            /// The number in the network's order.
            #[expect(clippy::new_ret_no_self, reason = "it is the twin of a constructor, and called on what stands for the type")]
            pub fn new(self, builder: &mut Builder<'_>, number: <$number as Bpf>::Staged) -> Val<$name> {
                network_order(builder, number)
            }

            /// The bytes that lie as those of a number of the machine's order.
            pub fn from_raw(self, _: &mut Builder<'_>, number: <$number as Bpf>::Staged) -> Val<$name> {
                Val::new(number.value())
            }
        }
    )* };
}

numbers! {
    U16Be u16 2 "__be16";
    U32Be u32 4 "__be32";
    U64Be u64 8 "__be64";
}

impl From<std::net::Ipv4Addr> for U32Be {
    fn from(address: std::net::Ipv4Addr) -> Self {
        Self(address.octets())
    }
}

impl From<U32Be> for std::net::Ipv4Addr {
    fn from(address: U32Be) -> Self {
        Self::from(address.0)
    }
}
