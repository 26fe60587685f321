//! A simulated kernel, in process and without privileges, behind the kernel trait.
