//! How long this process was in bpf(2), and how often.
//!
//! All contestants call bpf(2) by the C library's `syscall`. This program has a function of that name, which the linker takes
//! for theirs: so all are counted by the same means, without a tracer that would slow some of them down more than others.
//! Two looks at the clock come with each call.

use libc::c_long;
use skep_bench::raw;
use std::arch::asm;
use std::sync::atomic::{AtomicU64, Ordering};

static CALLS: AtomicU64 = AtomicU64::new(0);
static NANOSECONDS: AtomicU64 = AtomicU64::new(0);

/// How often bpf(2) was called, and for how many nanoseconds altogether.
pub fn counted() -> (u64, u64) {
    (CALLS.load(Ordering::Relaxed), NANOSECONDS.load(Ordering::Relaxed))
}

/// In place of the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn syscall(
    number: c_long,
    a: c_long,
    b: c_long,
    c: c_long,
    d: c_long,
    e: c_long,
    f: c_long,
) -> c_long {
    let start = (number == libc::SYS_bpf).then(raw::cpu_time);
    // SAFETY: whatever the caller means by it.
    let result = unsafe { enter(number, [a, b, c, d, e, f]) };
    if let Some(start) = start {
        CALLS.fetch_add(1, Ordering::Relaxed);
        NANOSECONDS.fetch_add((raw::cpu_time() - start).as_nanos() as u64, Ordering::Relaxed);
    }
    if (-4095..0).contains(&result) {
        // SAFETY: the thread's own.
        unsafe { *libc::__errno_location() = -result as i32 };
        return -1;
    }
    result
}

#[cfg(target_arch = "x86_64")]
unsafe fn enter(number: c_long, [a, b, c, d, e, f]: [c_long; 6]) -> c_long {
    let result;
    // SAFETY: as the caller's.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e, in("r9") f,
            lateout("rcx") _, lateout("r11") _,
            options(nostack),
        );
    }
    result
}

#[cfg(target_arch = "aarch64")]
unsafe fn enter(number: c_long, [a, b, c, d, e, f]: [c_long; 6]) -> c_long {
    let result;
    // SAFETY: as the caller's.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a => result,
            in("x1") b, in("x2") c, in("x3") d, in("x4") e, in("x5") f,
            options(nostack),
        );
    }
    result
}
