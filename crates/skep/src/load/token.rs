//! Tokens: what a bpf file system allows to those who may otherwise load nothing.

use crate::{Error, Kernel, Operation, Result};
use skep_uapi::Handle;
use std::path::Path;
use std::sync::Arc;

/// A token (Linux 6.9): it allows to make some types of maps and programs, with the capabilities that the process has only
/// in its own user namespace.
///
/// What it allows is decided by whoever mounts a bpf file system for that namespace (`delegate_cmds`, `delegate_maps`,
/// `delegate_progs`, `delegate_attachs`), and needs `CAP_SYS_ADMIN` for it. Cloning a token is cheap.
#[derive(Clone, Debug)]
pub struct Token(Arc<Handle>);

impl Token {
    /// Makes a token of what the bpf file system that is mounted there allows. The process is in the user namespace that it
    /// was mounted for, and has `CAP_BPF` in that.
    ///
    /// # Errors
    /// If nothing is allowed there, it is no bpf file system, or one of another user namespace, or the kernel is one before
    /// 6.9.
    pub fn create(kernel: &Kernel, file_system: impl AsRef<Path>) -> Result<Self> {
        let path = file_system.as_ref();
        let token = kernel.api().token_create(path).map_err(|errno| {
            Error::kernel(kernel, Operation::CreateToken, path.display().to_string(), errno)
        })?;
        Ok(Self(Arc::new(token)))
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.0
    }
}
