//! Pointers into the memory of user processes.

use super::record::read_text;
use crate::stage::{Bpf, Builder, Layout, Slot, addresses, copy, reads_itself};
use skep_ir::Value;
use skep_uapi::Helper;
use std::marker::PhantomData;

/// A pointer into the memory of a user process.
#[derive(Debug)]
pub struct UserPtr<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T> UserPtr<T> {
    /// The pointer that leads nowhere: reading there gives zeros.
    pub const fn null() -> Self {
        Self { bytes: vec![], of: PhantomData }
    }

    /// A pointer to these bytes, to call a program with.
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), of: PhantomData }
    }
}

/// A pointer into the memory of a user process, staged.
pub struct UserRef<T> {
    address: Value,
    of: PhantomData<fn() -> T>,
}
copy!(UserRef<T>);
reads_itself! { [T] UserRef<T>; }
addresses! { [T] UserRef<T> => Self: |this, _builder| *this; }

impl<T> UserRef<T> {
    pub(super) const fn new(address: Value) -> Self {
        Self { address, of: PhantomData }
    }

    /// Where it leads.
    pub(super) const fn address(self) -> Value {
        self.address
    }
}

impl<T: Layout> Bpf for UserPtr<T> {
    type Staged = UserRef<T>;
    type Reference = UserRef<T>;
}

impl UserPtr<u8> {
    /// The string there, cut off or filled with zeros; its last byte is zero.
    pub fn read_str<const N: usize>(&self) -> [u8; N] {
        terminated(&self.bytes)
    }
}

impl UserRef<u8> {
    /// The string there, cut off or filled with zeros.
    pub fn read_str<const N: usize>(self, builder: &mut Builder<'_>) -> Slot<[u8; N]> {
        read_text(builder, Helper::PROBE_READ_USER_STR, self.address)
    }
}

/// A text up to its first zero, cut off or filled with zeros; the last byte is zero.
pub(super) fn terminated<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let length = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()).min(N.saturating_sub(1));
    std::array::from_fn(|at| if at < length { bytes[at] } else { 0 })
}
