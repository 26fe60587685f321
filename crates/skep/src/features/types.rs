//! Whether a kernel knows something of BTF.

use super::Support;
use crate::{Kernel, Operation, permission};
use skep_btf::{BtfFeature, Endian};
use skep_uapi::{Errno, Handle};

/// Gives the kernel the smallest types that have it.
pub(crate) fn probe(kernel: &Kernel, feature: BtfFeature, token: Option<&Handle>) -> Support {
    let types = match feature.probe(Endian::NATIVE) {
        Ok(types) => types,
        Err(error) => return Support::Unknown(error.to_string()),
    };
    match kernel.api().btf_load(&types, None, token) {
        Ok(_) => Support::Yes,
        Err(Errno::EINVAL) => Support::No,
        Err(errno @ (Errno::EPERM | Errno::EACCES)) => {
            let lacking = kernel.missing_capabilities(&[Operation::LoadTypes]).unwrap_or_default();
            let name = errno.name().unwrap_or("an error");
            Support::Unknown(if lacking.is_empty() {
                format!("refused with {name}: a policy forbids it")
            } else {
                format!("refused with {name}: this process lacks {}", permission::names(&lacking))
            })
        }
        Err(errno) => Support::Unknown(format!("the kernel answers {errno}")),
    }
}
