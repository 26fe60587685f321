//! libbpf as C programs use it.

use libbpf_rs::libbpf_sys::{BTF_KIND_STRUCT, btf__find_by_name_kind, btf__free, btf__load_vmlinux_btf};
use std::ffi::CString;

/// The first structure of each name, in the running kernel's types.
pub fn find_structures(names: &[&str]) -> Vec<u32> {
    // SAFETY: it takes nothing.
    let types = unsafe { btf__load_vmlinux_btf() };
    assert!(!types.is_null(), "the kernel tells its types");
    let find = |name: &&str| {
        let name = CString::new(*name).expect("there is no NUL in it");
        // SAFETY: the types are there until they are freed below, and the name ends with NUL.
        let id = unsafe { btf__find_by_name_kind(types, name.as_ptr(), BTF_KIND_STRUCT) };
        u32::try_from(id).expect("every kernel has it")
    };
    let found = names.iter().map(find).collect();
    // SAFETY: from above, and not used below.
    unsafe { btf__free(types) };
    found
}
