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
        general: &[("sp", 248), ("x0", 0), ("x1", 8), ("x10", 80), ("x11", 88), ("x12", 96), ("x13", 104), ("x14", 112), ("x15", 120), ("x16", 128), ("x17", 136), ("x18", 144), ("x19", 152), ("x2", 16), ("x20", 160), ("x21", 168), ("x22", 176), ("x23", 184), ("x24", 192), ("x25", 200), ("x26", 208), ("x27", 216), ("x28", 224), ("x29", 232), ("x3", 24), ("x30", 240), ("x4", 32), ("x5", 40), ("x6", 48), ("x7", 56), ("x8", 64), ("x9", 72)],
        bpf: 280, perf_event_open: 241,
    },
    RegisterAbi {
        name: "arm", machines: &["armv7l", "armv6l", "armv8l"], bits: 32, big_endian: Some(false), size: Some(72),
        arguments: &[0, 4, 8, 12], result: 0, instruction: 60, stack: 52,
        frame: Some(44), return_address: Some(56),
        syscall_arguments: &[68, 4, 8, 12, 16, 20], syscall_prefix: None,
        general: &[],
        bpf: 386, perf_event_open: 364,
    },
    RegisterAbi {
        name: "loongarch64", machines: &["loongarch64"], bits: 64, big_endian: Some(false), size: Some(360),
        arguments: &[32, 40, 48, 56, 64, 72, 80, 88], result: 32, instruction: 264, stack: 24,
        frame: Some(176), return_address: Some(8),
        syscall_arguments: &[256, 40, 48, 56, 64, 72], syscall_prefix: None,
        general: &[],
        bpf: 280, perf_event_open: 241,
    },
    RegisterAbi {
        name: "powerpc64", machines: &["ppc64le", "ppc64"], bits: 64, big_endian: None, size: None,
        arguments: &[24, 32, 40, 48, 56, 64, 72, 80], result: 24, instruction: 256, stack: 8,
        frame: None, return_address: Some(288),
        syscall_arguments: &[272, 32, 40, 48, 56, 64], syscall_prefix: Some(""),
        general: &[],
        bpf: 361, perf_event_open: 319,
    },
    RegisterAbi {
        name: "riscv64", machines: &["riscv64"], bits: 64, big_endian: Some(false), size: Some(256),
        arguments: &[80, 88, 96, 104, 112, 120, 128, 136], result: 80, instruction: 0, stack: 16,
        frame: Some(64), return_address: Some(8),
        syscall_arguments: &[280, 88, 96, 104, 112, 120], syscall_prefix: Some("__riscv_"),
        general: &[("a0", 80), ("a1", 88), ("a2", 96), ("a3", 104), ("a4", 112), ("a5", 120), ("a6", 128), ("a7", 136), ("gp", 24), ("ra", 8), ("s0", 64), ("s1", 72), ("s10", 208), ("s11", 216), ("s2", 144), ("s3", 152), ("s4", 160), ("s5", 168), ("s6", 176), ("s7", 184), ("s8", 192), ("s9", 200), ("sp", 16), ("t0", 40), ("t1", 48), ("t2", 56), ("t3", 224), ("t4", 232), ("t5", 240), ("t6", 248), ("tp", 32)],
        bpf: 280, perf_event_open: 241,
    },
    RegisterAbi {
        name: "s390x", machines: &["s390x"], bits: 64, big_endian: Some(true), size: Some(152),
        arguments: &[40, 48, 56, 64, 72], result: 40, instruction: 16, stack: 144,
        frame: Some(112), return_address: Some(136),
        syscall_arguments: &[152, 48, 56, 64, 72, 80], syscall_prefix: Some("__s390x_"),
        general: &[("r0", 24), ("r1", 32), ("r10", 104), ("r11", 112), ("r12", 120), ("r13", 128), ("r14", 136), ("r15", 144), ("r2", 40), ("r3", 48), ("r4", 56), ("r5", 64), ("r6", 72), ("r7", 80), ("r8", 88), ("r9", 96)],
        bpf: 351, perf_event_open: 331,
    },
    RegisterAbi {
        name: "x86", machines: &["i686", "i386", "i486", "i586"], bits: 32, big_endian: Some(false), size: Some(68),
        arguments: &[24, 8, 4], result: 24, instruction: 48, stack: 60,
        frame: Some(20), return_address: None,
        syscall_arguments: &[0, 4, 8, 12, 16, 20], syscall_prefix: Some("__ia32_"),
        general: &[],
        bpf: 357, perf_event_open: 336,
    },
    RegisterAbi {
        name: "x86_64", machines: &["x86_64"], bits: 64, big_endian: Some(false), size: Some(168),
        arguments: &[112, 104, 96, 88, 72, 64], result: 80, instruction: 128, stack: 152,
        frame: Some(32), return_address: None,
        syscall_arguments: &[112, 104, 96, 56, 72, 64], syscall_prefix: Some("__x64_"),
        general: &[("r10", 56), ("r11", 48), ("r12", 24), ("r13", 16), ("r14", 8), ("r15", 0), ("r8", 72), ("r9", 64), ("rax", 80), ("rbp", 32), ("rbx", 40), ("rcx", 88), ("rdi", 112), ("rdx", 96), ("rip", 128), ("rsi", 104), ("rsp", 152)],
        bpf: 321, perf_event_open: 298,
    },
}
