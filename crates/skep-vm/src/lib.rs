//! An interpreter of eBPF programs in which every memory access is checked.
