//! eBPF for Rust with nothing but Cargo.
