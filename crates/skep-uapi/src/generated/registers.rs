//! The registers of the machines.
//!
//! Made by `cargo xtask codegen` from `facts/registers.toml`. Do not edit by hand.

use crate::RegisterAbi;

/// Defines the table of architectures.
macro_rules! table {
    ($($row:expr,)*) => {
        pub(crate) const REGISTERS: &[RegisterAbi] = &[$($row),*];
    };
}

table! {
    RegisterAbi {
        name: "aarch64", machines: &["aarch64", "arm64"], bits: 64, big_endian: Some(false), size: Some(272),
        arguments: &[0, 8, 16, 24, 32, 40, 48, 56], result: 0, instruction: 256, stack: 248,
        frame: Some(232), return_address: Some(240),
        syscall_arguments: &[272, 8, 16, 24, 32, 40], syscall_prefix: Some("__arm64_"),
        bpf: 280, perf_event_open: 241,
    },
    RegisterAbi {
        name: "arm", machines: &["armv7l", "armv6l", "armv8l"], bits: 32, big_endian: Some(false), size: Some(72),
        arguments: &[0, 4, 8, 12], result: 0, instruction: 60, stack: 52,
        frame: Some(44), return_address: Some(56),
        syscall_arguments: &[68, 4, 8, 12, 16, 20], syscall_prefix: None,
        bpf: 386, perf_event_open: 364,
    },
    RegisterAbi {
        name: "loongarch64", machines: &["loongarch64"], bits: 64, big_endian: Some(false), size: Some(360),
        arguments: &[32, 40, 48, 56, 64, 72, 80, 88], result: 32, instruction: 264, stack: 24,
        frame: Some(176), return_address: Some(8),
        syscall_arguments: &[256, 40, 48, 56, 64, 72], syscall_prefix: None,
        bpf: 280, perf_event_open: 241,
    },
    RegisterAbi {
        name: "powerpc64", machines: &["ppc64le", "ppc64"], bits: 64, big_endian: None, size: None,
        arguments: &[24, 32, 40, 48, 56, 64, 72, 80], result: 24, instruction: 256, stack: 8,
        frame: None, return_address: Some(288),
        syscall_arguments: &[272, 32, 40, 48, 56, 64], syscall_prefix: Some(""),
        bpf: 361, perf_event_open: 319,
    },
    RegisterAbi {
        name: "riscv64", machines: &["riscv64"], bits: 64, big_endian: Some(false), size: Some(256),
        arguments: &[80, 88, 96, 104, 112, 120, 128, 136], result: 80, instruction: 0, stack: 16,
        frame: Some(64), return_address: Some(8),
        syscall_arguments: &[280, 88, 96, 104, 112, 120], syscall_prefix: Some("__riscv_"),
        bpf: 280, perf_event_open: 241,
    },
    RegisterAbi {
        name: "s390x", machines: &["s390x"], bits: 64, big_endian: Some(true), size: Some(152),
        arguments: &[40, 48, 56, 64, 72], result: 40, instruction: 16, stack: 144,
        frame: Some(112), return_address: Some(136),
        syscall_arguments: &[152, 48, 56, 64, 72, 80], syscall_prefix: Some("__s390x_"),
        bpf: 351, perf_event_open: 331,
    },
    RegisterAbi {
        name: "x86", machines: &["i686", "i386", "i486", "i586"], bits: 32, big_endian: Some(false), size: Some(68),
        arguments: &[24, 8, 4], result: 24, instruction: 48, stack: 60,
        frame: Some(20), return_address: None,
        syscall_arguments: &[0, 4, 8, 12, 16, 20], syscall_prefix: Some("__ia32_"),
        bpf: 357, perf_event_open: 336,
    },
    RegisterAbi {
        name: "x86_64", machines: &["x86_64"], bits: 64, big_endian: Some(false), size: Some(168),
        arguments: &[112, 104, 96, 88, 72, 64], result: 80, instruction: 128, stack: 152,
        frame: Some(32), return_address: None,
        syscall_arguments: &[112, 104, 96, 56, 72, 64], syscall_prefix: Some("__x64_"),
        bpf: 321, perf_event_open: 298,
    },
}
