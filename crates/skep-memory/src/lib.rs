//! Memory shared with a kernel: mapped regions, atomic words, and the ring buffer's protocol on them.
//!
//! This crate neither maps memory nor makes system calls: a kernel hands the regions out, the host kernel from
//! mappings and a simulated one from the heap, and both are read by the same code.
//!
//! ```
//! use skep_memory::{RingCommit, RingConsumer, RingProducer};
//! use std::ops::ControlFlow;
//!
//! let mut producer = RingProducer::allocate(4096, 4096)?;
//! let reservation = producer.reserve(5).expect("an empty ring has room");
//! producer.commit(reservation, b"hello", RingCommit::Submit);
//!
//! let mut consumer = RingConsumer::new(producer.reader().expect("it has no reader yet"));
//! let mut seen = Vec::new();
//! consumer.for_each(|record| { seen.push(record.to_vec()); ControlFlow::Continue(()) })?;
//! assert_eq!(seen, [b"hello"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod perf;
mod region;
mod ring;
mod tap;
mod user_ring;

pub use perf::{PerfConsumer, PerfCorruption, PerfProducer};
pub use region::{Access, Owner, Region, View};
pub use ring::{
    RingBatch, RingCommit, RingConsumer, RingCorruption, RingLayoutError, RingMemory, RingProducer,
    RingReservation,
};
pub use tap::RingTap;
pub use user_ring::{
    UserRingConsumer, UserRingCorruption, UserRingMemory, UserRingProducer, UserRingRecord, UserRingRefusal,
    UserRingSample,
};
