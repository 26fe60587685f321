//! Events from programs to readers, and from writers to programs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod faces;
mod killed;
mod sender;
mod streams;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(killed::COMMAND) {
        return killed::read_and_hang(&arguments.next().unwrap_or_default());
    }
    Suite::new("events")
        .twin("events are lent one by one, and their places given back at once", host, simulated, faces::lent)
        .twin("an event is looked at and stays the next", host, simulated, faces::peeked)
        .twin(
            "what is there is drained, and an iterator that is dropped loses nothing",
            host,
            simulated,
            faces::owned,
        )
        .twin("a ring has one reader, however it is opened", host, simulated, faces::claimed)
        .twin("several rings are read in turn, however full one is", host, simulated, faces::in_turn)
        .twin("events of several types come through one ring", host, simulated, faces::several_types)
        .twin("a perf buffer is read as a ring is", host, simulated, faces::perf_buffers)
        .twin(
            "a task is woken when an event comes, and a stream ends when it is stopped",
            host,
            simulated,
            streams::woken,
        )
        .twin("a future that is dropped loses no event", host, simulated, streams::cancelled)
        .twin("one task waits for several streams", host, simulated, streams::several)
        .test("the thread that wakes tasks ends with the last stream", streams::service_ends)
        .test("no wake-up is lost between a sender and a reader that sleeps", streams::never_lost)
        .test("a reader of a pinned ring that is killed loses nothing unread", killed::nothing_unread_is_lost)
        .run()
}
