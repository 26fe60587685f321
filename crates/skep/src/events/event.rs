//! What an event can be: a value, or one of several.

use crate::Value;

/// What a ring's records are read as: any [`Value`], whose size is that of the record, or an enumeration of several that
/// [`events!`](crate::events!) declares.
pub trait Event: Sized + Send + 'static {
    /// Calls `each` with the event that a record is. `None`: it is none.
    fn with<R>(record: &[u8], each: impl FnOnce(&Self) -> R) -> Option<R>;

    /// A copy of the event that a record is. `None`: it is none.
    fn read(record: &[u8]) -> Option<Self>;

    /// What a record must be, for an error.
    fn expected() -> String;
}

impl<T: Value> Event for T {
    #[inline]
    fn with<R>(record: &[u8], each: impl FnOnce(&Self) -> R) -> Option<R> {
        const { assert!(align_of::<T>() <= 8, "a ring buffer's records are aligned to 8 bytes") };
        T::ref_from_bytes(record).ok().map(each)
    }

    #[inline]
    fn read(record: &[u8]) -> Option<Self> {
        T::read_from_bytes(record).ok()
    }

    fn expected() -> String {
        format!("`{}` has {}", std::any::type_name::<T>(), size_of::<T>())
    }
}

/// Declares an enumeration of the types of events that come through one ring.
///
/// They are told apart by the size of the record (two of one size do not compile), or by a number with which each begins, a
/// `u8`, `u16`, `u32` or `u64` of this machine's byte order:
///
/// ```
/// use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
///
/// #[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug, PartialEq)]
/// #[zerocopy(crate = "skep::zerocopy")]
/// #[repr(C)]
/// struct Opened { kind: u32, pid: u32 }
///
/// #[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug, PartialEq)]
/// #[zerocopy(crate = "skep::zerocopy")]
/// #[repr(C)]
/// struct Closed { kind: u32, pid: u32 }
///
/// skep::events! {
///     /// What became of a file.
///     #[derive(Debug, PartialEq)]
///     enum FileEvent by u32 {
///         1 => Opened(Opened),
///         2 => Closed(Closed),
///     }
/// }
///
/// skep::events! {
///     /// A number, of one of two sizes.
///     #[derive(Debug, PartialEq)]
///     enum Number by size {
///         Short(u32),
///         Long(u64),
///     }
/// }
///
/// use skep::Event;
/// assert_eq!(Number::read(&7_u64.to_ne_bytes()), Some(Number::Long(7)));
/// assert_eq!(Number::read(&[1, 2]), None);
/// let closed = Closed { kind: 2, pid: 40 };
/// assert_eq!(FileEvent::read(closed.as_bytes()), Some(FileEvent::Closed(closed)));
/// ```
///
/// ```compile_fail
/// skep::events! {
///     enum Number by size {
///         Signed(i32),
///         Unsigned(u32), // of the same size
///     }
/// }
/// ```
#[macro_export]
macro_rules! events {
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident by size {
        $($(#[$kind_attribute:meta])* $kind:ident($type:ty)),+ $(,)?
    }) => {
        $(#[$attribute])*
        $visibility enum $name { $($(#[$kind_attribute])* $kind($type),)+ }

        const _: () = {
            let sizes = [$(::core::mem::size_of::<$type>()),+];
            let mut one = 0;
            while one < sizes.len() {
                let mut other = one + 1;
                while other < sizes.len() {
                    assert!(sizes[one] != sizes[other], "two types of events have the same size: tell them apart by a number");
                    other += 1;
                }
                one += 1;
            }
        };

        impl $crate::Event for $name {
            fn with<R>(record: &[u8], each: impl FnOnce(&Self) -> R) -> Option<R> {
                <Self as $crate::Event>::read(record).map(|event| each(&event))
            }

            fn read(record: &[u8]) -> Option<Self> {
                $(if record.len() == ::core::mem::size_of::<$type>() {
                    return <$type as $crate::Event>::read(record).map(Self::$kind);
                })+
                None
            }

            fn expected() -> String {
                [$(<$type as $crate::Event>::expected()),+].join(", ")
            }
        }
    };
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident by $number:ident {
        $($(#[$kind_attribute:meta])* $value:literal => $kind:ident($type:ty)),+ $(,)?
    }) => {
        $(#[$attribute])*
        $visibility enum $name { $($(#[$kind_attribute])* $kind($type),)+ }

        impl $crate::Event for $name {
            fn with<R>(record: &[u8], each: impl FnOnce(&Self) -> R) -> Option<R> {
                <Self as $crate::Event>::read(record).map(|event| each(&event))
            }

            #[deny(unreachable_patterns)]
            fn read(record: &[u8]) -> Option<Self> {
                let number = $number::from_ne_bytes(*record.first_chunk()?);
                match number {
                    $($value => <$type as $crate::Event>::read(record).map(Self::$kind),)+
                    _ => None,
                }
            }

            fn expected() -> String {
                [$(format!("{} begins with {}", <$type as $crate::Event>::expected(), $value)),+].join(", ")
            }
        }
    };
}
