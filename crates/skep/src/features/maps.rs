//! Whether a kernel has a type of map.

use super::Support;
use super::attempt::NAME;
use super::evidence::{Evidence, Finding};
use crate::{Kernel, Operation, permission};
use skep_uapi::kernel::MapCreate;
use skep_uapi::{Errno, MapFlags, MapType};

/// Makes a map of this type, the smallest there can be.
pub(super) fn probe(kernel: &Kernel, evidence: &Evidence, map_type: MapType) -> Support {
    if let Some(what) = map_type.evidence() {
        return match (evidence.of_map_type(map_type), evidence.of_what(what)) {
            (Finding::There, Finding::There) => Support::Yes,
            (Finding::Missing, _) => Support::No,
            (Finding::There, _) => Support::Unknown(format!(
                "the kernel's types name it, but `{what}`, which makes it, is not there"
            )),
            (Finding::NotTold, _) => {
                let problem =
                    "it cannot be made without something else, and the kernel does not tell its types";
                Support::Unknown(problem.to_owned())
            }
        };
    }
    match kernel.api().map_create(&smallest(kernel, map_type)) {
        Ok(_) => Support::Yes,
        Err(Errno::EINVAL | Errno::ENOTSUPP | Errno::EOPNOTSUPP) => Support::No,
        Err(errno @ Errno::EPERM) => {
            let lacking = kernel.missing_capabilities(&[Operation::CreateMap]).unwrap_or_default();
            Support::Unknown(if lacking.is_empty() {
                format!(
                    "refused with {}: this type needs more capabilities, or a policy forbids it",
                    errno_name(errno)
                )
            } else {
                format!(
                    "refused with {}: this process lacks {}",
                    errno_name(errno),
                    permission::names(&lacking)
                )
            })
        }
        Err(errno) => Support::Unknown(format!("the kernel answers {errno}")),
    }
}

fn errno_name(errno: Errno) -> &'static str {
    errno.name().unwrap_or("an error")
}

/// The smallest map of a type: what the `map_alloc_check` functions of the kernel take.
fn smallest(kernel: &Kernel, map_type: MapType) -> MapCreate<'static> {
    let (key_size, value_size, max_entries, flags) = match map_type {
        // Keys of a length in bits and at least a byte; entries are allocated one by one.
        MapType::LPM_TRIE => (8, 4, 1, MapFlags::NO_PREALLOC),
        // Addresses of code.
        MapType::STACK_TRACE => (4, 8, 1, MapFlags::NONE),
        // Without keys.
        MapType::QUEUE | MapType::STACK | MapType::BLOOM_FILTER => (0, 4, 1, MapFlags::NONE),
        // Sizes in bytes, a power of two of pages.
        MapType::RINGBUF | MapType::USER_RINGBUF => {
            let page = u32::try_from(kernel.api().page_size()).unwrap_or(1 << 16);
            (0, 0, page, MapFlags::NONE)
        }
        // The key is `struct bpf_cgroup_storage_key`; there is an entry for each cgroup.
        MapType::CGROUP_STORAGE | MapType::PERCPU_CGROUP_STORAGE => (16, 8, 0, MapFlags::NONE),
        // A number of pages, which user space maps.
        MapType::ARENA => (0, 0, 1, MapFlags::MMAPABLE),
        // The value is `struct bpf_insn_array_value`.
        MapType::INSN_ARRAY => (4, 16, 1, MapFlags::NONE),
        MapType::RHASH => (4, 4, 1, MapFlags::NO_PREALLOC),
        _ => (4, 4, 1, MapFlags::NONE),
    };
    MapCreate { map_type, name: NAME, key_size, value_size, max_entries, flags, ..MapCreate::default() }
}
