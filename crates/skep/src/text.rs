//! Texts as programs send them.

use std::borrow::Cow;

/// The text in an array that a program has filled (`read_str`, `current_comm`): what is before the first zero byte. What is no UTF-8 is
/// replaced by `U+FFFD`.
///
/// ```
/// assert_eq!(skep::text(b"true\0\0\0\0"), "true");
/// assert_eq!(skep::text(b"full"), "full");
/// assert_eq!(skep::text(b"\xff\0x"), "\u{fffd}");
/// ```
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end])
}
