//! Memory shared with a kernel: mapped regions, atomic views, and the ring buffer's protocol on them.
