//! Keys and values that mean something: texts, addresses, ports, enumerations. Their bytes are as programs and packets have them, and none
//! is padding.

use std::fmt;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A text in an array of `N` bytes, filled up with zero bytes: two that are equal have equal bytes.
///
/// ```
/// use skep::prelude::*;
/// use skep::codec::Text;
///
/// let kernel = Kernel::simulated();
/// let runs = HashMap::<Text<16>, u64>::create(&kernel, "RUNS", 8)?;
/// runs.insert(&"bash".parse()?, &1)?;
/// assert_eq!(runs.get(&Text::from_bytes(*b"bash\0\0\0\0\0\0\0\0\0\0\0\0"))?, Some(1));
/// assert!("longer than sixteen".parse::<Text<16>>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct Text<const N: usize>([u8; N]);

impl<const N: usize> Text<N> {
    /// The bytes, as they are.
    pub const fn from_bytes(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// What is before the first zero byte, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        let end = self.0.iter().position(|&byte| byte == 0).unwrap_or(N);
        std::str::from_utf8(&self.0[..end]).ok()
    }
}

impl<const N: usize> FromStr for Text<N> {
    type Err = CodecError;

    fn from_str(text: &str) -> Result<Self, CodecError> {
        if text.len() > N {
            let problem = format!("the text `{text}` has {} bytes; there is room for {N}", text.len());
            return Err(CodecError(problem));
        }
        if text.contains('\0') {
            return Err(CodecError(format!("the text {text:?} has a zero byte, which would end it")));
        }
        let mut bytes = [0; N];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(bytes))
    }
}

/// What is no UTF-8 is replaced by `U+FFFD`.
impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&crate::text(&self.0))
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", crate::text(&self.0))
    }
}

/// What a text does not say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodecError(String);

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CodecError {}

/// Types whose bytes are as in packets, with the standard library's type of the same thing.
macro_rules! in_packets {
    ($($(#[$documentation:meta])* $name:ident $bytes:literal is $standard:ty, $to:expr, $from:expr;)*) => { $(
        $(#[$documentation])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, FromBytes, IntoBytes, Immutable, KnownLayout,
        )]
        #[repr(transparent)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// The bytes, in the order in which a packet has them.
            pub const fn bytes(self) -> [u8; $bytes] {
                self.0
            }
        }

        impl From<$standard> for $name {
            fn from(value: $standard) -> Self {
                let to: fn($standard) -> [u8; $bytes] = $to;
                Self(to(value))
            }
        }

        impl From<$name> for $standard {
            fn from(value: $name) -> Self {
                let from: fn([u8; $bytes]) -> $standard = $from;
                from(value.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                <$standard>::from(*self).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )* };
}

in_packets! {
    /// An IPv4 address as it is in a packet.
    Ipv4 4 is Ipv4Addr, |address| address.octets(), Ipv4Addr::from;
    /// An IPv6 address as it is in a packet.
    Ipv6 16 is Ipv6Addr, |address| address.octets(), Ipv6Addr::from;
    /// A port as it is in a packet: the higher byte first.
    Port 2 is u16, u16::to_be_bytes, u16::from_be_bytes;
}

/// An address of Ethernet, as it is in a packet.
///
/// ```
/// use skep::codec::Mac;
///
/// let address: Mac = "02:00:00:00:00:1f".parse()?;
/// assert_eq!((address.0[5], address.to_string()), (31, "02:00:00:00:00:1f".to_owned()));
/// # Ok::<(), skep::codec::CodecError>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(transparent)]
pub struct Mac(pub [u8; 6]);

impl FromStr for Mac {
    type Err = CodecError;

    fn from_str(text: &str) -> Result<Self, CodecError> {
        let error = || CodecError(format!("`{text}` is no address of Ethernet, such as 02:00:00:00:00:1f"));
        let mut bytes = [0; 6];
        let mut parts = text.split([':', '-']);
        for byte in &mut bytes {
            let part =
                parts.next().filter(|part| part.len() == 2 && !part.starts_with('+')).ok_or_else(error)?;
            *byte = u8::from_str_radix(part, 16).map_err(|_| error())?;
        }
        if parts.next().is_some() { Err(error()) } else { Ok(Self(bytes)) }
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A value of an enumeration, as the number `N` that programs have for it. A program may put a number there that the enumeration does not
/// have; that is seen when it is asked for.
///
/// ```
/// use skep::prelude::*;
/// use skep::codec::Coded;
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum Verdict { Drop, Pass }
///
/// impl From<Verdict> for u32 {
///     fn from(verdict: Verdict) -> u32 {
///         verdict as u32
///     }
/// }
///
/// impl TryFrom<u32> for Verdict {
///     type Error = u32;
///     fn try_from(number: u32) -> std::result::Result<Self, u32> {
///         [Self::Drop, Self::Pass].get(number as usize).copied().ok_or(number)
///     }
/// }
///
/// let kernel = Kernel::simulated();
/// let verdicts = Array::<Coded<Verdict, u32>>::create(&kernel, "VERDICTS", 2)?;
/// verdicts.set(1, &Verdict::Pass.into())?;
/// assert_eq!(verdicts.get(1)?.unwrap().get(), Ok(Verdict::Pass));
/// assert_eq!(Coded::<Verdict, u32>::from_number(7).get(), Err(7));
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct Coded<E, N> {
    number: N,
    of: PhantomData<fn() -> E>,
}

impl<E, N: Copy> Coded<E, N> {
    /// The value that has this number, if there is one.
    pub const fn from_number(number: N) -> Self {
        Self { number, of: PhantomData }
    }

    /// Its number.
    pub const fn number(&self) -> N {
        self.number
    }

    /// The value.
    ///
    /// # Errors
    /// What the enumeration says of a number that it does not have.
    pub fn get(&self) -> Result<E, E::Error>
    where
        E: TryFrom<N>,
    {
        E::try_from(self.number)
    }
}

impl<E: Into<N>, N> From<E> for Coded<E, N> {
    fn from(value: E) -> Self {
        Self { number: value.into(), of: PhantomData }
    }
}

impl<E, N: Copy> Clone for Coded<E, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, N: Copy> Copy for Coded<E, N> {}

impl<E, N: PartialEq> PartialEq for Coded<E, N> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<E, N: Eq> Eq for Coded<E, N> {}

impl<E, N: fmt::Debug> fmt::Debug for Coded<E, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}
