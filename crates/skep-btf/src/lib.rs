//! BTF, the kernel's type format: reading, building, and the line tables that go with programs.
