//! The kernel's words, and the trait that every kernel implements.
