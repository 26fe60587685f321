//! Numbers of the kernel that belong to no type.
//!
//! Made by `cargo xtask codegen` from `facts/ring-records.toml`. Do not edit by hand.

/// `BPF_RINGBUF_BUSY_BIT`: set in a record's length while its producer still writes it.
pub const RING_BUSY_BIT: u32 = 0x80000000;

/// `BPF_RINGBUF_DISCARD_BIT`: set in a record's length if its producer gave it up: the reader skips it.
pub const RING_DISCARD_BIT: u32 = 0x40000000;

/// `BPF_RINGBUF_HDR_SZ`: the bytes of the header in front of each record.
pub const RING_HEADER_SIZE: u32 = 8;
