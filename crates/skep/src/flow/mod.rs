//! From events to those who handle them, when there are more than can be handled: a bounded queue between the reader of a ring and
//! its workers, with a policy for when it is full, and every event accounted for.

mod bound;
mod counts;
#[cfg(feature = "metrics")]
mod measure;
mod pipeline;
mod queue;
mod recording;
mod run;
mod shared;
mod source;
mod spill;
mod throttle;

pub use bound::{Bound, WhenFull};
pub use counts::FlowCounts;
pub use pipeline::{Left, Pipeline, Start, StepCounts, Steps, Then};
pub use recording::{Recorded, Replay};
pub use run::{Ended, Flow};
pub use shared::{Failure, FlowHandle, Handled, Stop};
pub use source::EventSource;
pub use throttle::Throttle;
