//! The running Linux kernel, behind the kernel trait.
