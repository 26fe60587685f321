//! What the kernel keeps in a program's memory, and only helpers look at: dynamic pointers, locks and timers.

use skep_macros::{bpf, value};

/// A pointer to memory whose size is known at run time (`struct bpf_dynptr`, Linux 5.19): a variable of a program.
#[value]
#[derive(Debug, Default)]
pub struct Dynptr {
    opaque: [u64; 2],
}

#[bpf]
impl Dynptr {
    /// One that leads nowhere yet.
    pub fn new() -> Self {
        Self { opaque: [0; 2] }
    }
}

/// A dynamic pointer to a record that is reserved in a ring buffer (Linux 5.19): a variable of a program. The record is submitted or
/// discarded on every path, also where there was no room.
#[value]
#[derive(Debug, Default)]
pub struct RingDynptr {
    opaque: [u64; 2],
}

#[bpf]
impl RingDynptr {
    /// One that leads nowhere yet.
    pub fn new() -> Self {
        Self { opaque: [0; 2] }
    }
}

/// A lock of the value of a map that it is a field of (Linux 5.1). While it is held nothing is called.
#[value]
#[derive(Debug, Default)]
#[allow(non_camel_case_types, reason = "the kernel finds it by this name")]
pub struct bpf_spin_lock {
    val: u32,
}

/// A timer of the value of a map that it is a field of (Linux 5.15).
#[value]
#[derive(Debug, Default)]
#[allow(non_camel_case_types, reason = "the kernel finds it by this name")]
pub struct bpf_timer {
    opaque: [u64; 2],
}
