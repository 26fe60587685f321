//! Opening the running kernel's types and finding 50 structures by name, from nothing each time: beside the least that
//! does it (a mapping and one pass that checks nothing), and, with the feature `peers`, beside libbpf.
//!
//! `cargo bench --bench btf` in this folder.

use skep::Kernel;
use skep::btf::{Kind, TypeId};
use skep_bench::{Contestant, Effort, compare, raw};
use std::hint::black_box;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;

/// Structures of every kernel, early and late in its types.
const NAMES: [&str; 50] = [
    "task_struct",
    "mm_struct",
    "file",
    "inode",
    "dentry",
    "super_block",
    "vm_area_struct",
    "page",
    "cred",
    "nsproxy",
    "pid",
    "signal_struct",
    "sighand_struct",
    "files_struct",
    "fs_struct",
    "sock",
    "socket",
    "sk_buff",
    "net_device",
    "net",
    "inet_sock",
    "tcp_sock",
    "udp_sock",
    "request_queue",
    "bio",
    "block_device",
    "gendisk",
    "request",
    "cgroup",
    "css_set",
    "bpf_map",
    "bpf_prog",
    "bpf_link",
    "linux_binprm",
    "path",
    "qstr",
    "kobject",
    "device",
    "module",
    "work_struct",
    "timer_list",
    "hrtimer",
    "rq",
    "cfs_rq",
    "sched_entity",
    "perf_event",
    "trace_event_call",
    "pt_regs",
    "iov_iter",
    "kiocb",
];

fn skep() -> Vec<TypeId> {
    let types = Kernel::host().and_then(|kernel| kernel.types()).expect("the kernel tells its types");
    let find = |name| types.find(Kind::Struct, name).next().expect("every kernel has it").id();
    NAMES.into_iter().map(find).collect()
}

#[cfg(feature = "peers")]
fn libbpf() -> Vec<TypeId> {
    use libbpf_rs::btf::{Btf, types::Struct};
    let types = Btf::from_vmlinux().expect("the kernel tells its types");
    let find = |name| types.type_by_name::<Struct<'_>>(name).expect("every kernel has it").type_id();
    NAMES.into_iter().map(|name| TypeId::new(find(name).into())).collect()
}

/// As C programs do it.
#[cfg(feature = "peers")]
fn libbpf_in_c() -> Vec<TypeId> {
    skep_bench::libbpf::find_structures(&NAMES).into_iter().map(TypeId::new).collect()
}

fn main() {
    if !std::path::Path::new(raw::VMLINUX).exists() {
        println!("skipped: bench btf: there is no {}", raw::VMLINUX);
        return;
    }
    // First of all, while there is no freed memory to be used again.
    println!("50 structures: {} KiB of own memory", memory() / 1024);
    let floor: Vec<TypeId> = raw::find_structures(&NAMES).into_iter().map(TypeId::new).collect();
    assert_eq!(skep(), floor);
    // With libbpf, it is the reference.
    let mut contestants = Vec::new();
    #[cfg(feature = "peers")]
    {
        assert_eq!(libbpf(), floor);
        assert_eq!(libbpf_in_c(), floor);
        contestants
            .push(Contestant::new("libbpf", |times| (0..times).for_each(|_| drop(black_box(libbpf_in_c())))));
        contestants
            .push(Contestant::new("libbpf-rs", |times| (0..times).for_each(|_| drop(black_box(libbpf())))));
    }
    contestants.push(Contestant::new("one raw pass", |times| {
        (0..times).for_each(|_| drop(black_box(raw::find_structures(&NAMES))));
    }));
    contestants.push(Contestant::new("skep", |times| (0..times).for_each(|_| drop(black_box(skep())))));
    contestants.push(Contestant::new("skep, opening", |times| {
        (0..times).for_each(|_| drop(black_box(Kernel::host().and_then(|kernel| kernel.types()))));
    }));
    compare("50 structures", Effort::from_arguments(20), MARGIN, &mut contestants);
}

/// By how much the process's own memory grows, without what is mapped from files.
fn memory() -> usize {
    let before = raw::own_memory();
    let types = Kernel::host().and_then(|kernel| kernel.types()).expect("the kernel tells its types");
    let found: Vec<_> =
        NAMES.into_iter().map(|name| types.find(Kind::Struct, name).next().map(|found| found.id())).collect();
    let after = raw::own_memory();
    drop(black_box((found, types)));
    after.saturating_sub(before)
}
