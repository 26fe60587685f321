//! Where the bytes of a BTF are: borrowed, owned, or in memory that others share.

use core::fmt;
use std::sync::Arc;

/// The bytes that a [`Btf`](crate::Btf) reads. They are never copied.
///
/// A slice or an array converts into borrowed bytes, a `Vec<u8>` into owned ones. What else holds bytes
/// (a mapped file, say) is given with [`shared`](Self::shared).
pub struct BtfBytes<'a>(Holder<'a>);

enum Holder<'a> {
    Borrowed(&'a [u8]),
    Owned(Vec<u8>),
    Shared(Arc<dyn AsRef<[u8]> + Send + Sync>),
}

impl<'a> BtfBytes<'a> {
    /// Bytes that something else holds, such as a mapping of `/sys/kernel/btf/vmlinux`.
    ///
    /// `as_ref` must give the same bytes every time. If it does not, answers are wrong or errors, but
    /// nothing panics.
    pub fn shared(holder: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Self {
        Self(Holder::Shared(holder))
    }

    /// The bytes.
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        match &self.0 {
            Holder::Borrowed(bytes) => bytes,
            Holder::Owned(bytes) => bytes,
            Holder::Shared(holder) => (**holder).as_ref(),
        }
    }
}

impl<'a> From<&'a [u8]> for BtfBytes<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(Holder::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for BtfBytes<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self(Holder::Borrowed(bytes))
    }
}

impl<'a> From<&'a Vec<u8>> for BtfBytes<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self(Holder::Borrowed(bytes))
    }
}

impl From<Vec<u8>> for BtfBytes<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Holder::Owned(bytes))
    }
}

impl fmt::Debug for BtfBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holder = match self.0 {
            Holder::Borrowed(_) => "borrowed",
            Holder::Owned(_) => "owned",
            Holder::Shared(_) => "shared",
        };
        write!(f, "BtfBytes({} bytes, {holder})", self.as_slice().len())
    }
}

#[cfg(test)]
mod tests {
    use super::BtfBytes;
    use std::sync::Arc;

    #[test]
    fn every_holder_gives_the_same_bytes() {
        let owned = vec![1_u8, 2, 3];
        let all = [
            BtfBytes::from(&owned),
            BtfBytes::from(owned.as_slice()),
            BtfBytes::from(&[1, 2, 3]),
            BtfBytes::from(owned.clone()),
            BtfBytes::shared(Arc::new(owned.clone())),
        ];
        for bytes in &all {
            assert_eq!(bytes.as_slice(), [1, 2, 3]);
        }
        assert_eq!(format!("{:?}", all[4]), "BtfBytes(3 bytes, shared)");
    }
}
