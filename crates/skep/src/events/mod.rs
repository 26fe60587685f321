//! How events are read: lent, owned, several types, from several rings.

mod batch;
mod event;
mod iterate;
mod perf;
mod rings;
mod stop;
mod stream;

pub use batch::Batch;
pub use event::Event;
pub use iterate::{Drain, Events};
pub use perf::{PerfDrain, PerfEvents};
pub use rings::Rings;
pub use stop::{Stopper, Woken};
pub use stream::EventStream;
