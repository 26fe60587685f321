//! What can be a key, a value or an event: types whose bytes are all data.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A type whose values can be copied to a kernel and back: every bit pattern is a value, and no byte is padding.
///
/// Padding would be dangerous, not only wasteful: its bytes are undefined, so two equal keys could differ. A
/// type with padding does not get these derives, and the compiler says where the padding is.
///
/// Numbers, arrays of values and the byte-order types of [`zerocopy::byteorder`] are values. For a structure:
///
/// ```
/// use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
///
/// #[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Clone, Copy, Debug, PartialEq)]
/// #[zerocopy(crate = "skep::zerocopy")]
/// #[repr(C)]
/// struct Flow {
///     source: [u8; 4],
///     destination: [u8; 4],
///     bytes: u64,
/// }
///
/// fn is_a_value<T: skep::Value>() {}
/// is_a_value::<Flow>();
/// ```
///
/// ```compile_fail
/// use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
///
/// #[derive(FromBytes, IntoBytes, Immutable, KnownLayout)]
/// #[zerocopy(crate = "skep::zerocopy")]
/// #[repr(C)]
/// struct Padded {
///     port: u16, // two bytes of padding would follow
///     address: u32,
/// }
/// ```
pub trait Value: FromBytes + IntoBytes + Immutable + KnownLayout + Send + 'static {}

impl<T: FromBytes + IntoBytes + Immutable + KnownLayout + Send + 'static> Value for T {}
