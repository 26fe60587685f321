//! Events from programs to readers, and from writers to programs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod faces;
mod killed;
mod sender;
mod streams;
mod user_rings;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some(killed::COMMAND) => return killed::read_and_hang(&arguments.next().unwrap_or_default()),
        Some(user_rings::COMMAND) => return user_rings::send_and_hang(&arguments.next().unwrap_or_default()),
        _ => {}
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
        .twin(
            "an event waits for two turns of another ring at most, however fast that is filled",
            host,
            simulated,
            faces::in_a_flood,
        )
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
        .twin("records are sent to programs and come in order", host, simulated, user_rings::in_order)
        .twin(
            "programs drain a user ring as far as they say, and pass over what was given up",
            host,
            simulated,
            user_rings::as_programs_say,
        )
        .twin(
            "a full user ring says so, and has room again when it is drained",
            host,
            simulated,
            user_rings::full,
        )
        .twin("a sender waits until programs have made room", host, simulated, user_rings::waited)
        .twin("a user ring has one sender", host, simulated, user_rings::claimed)
        .test("what a killed sender had begun is given up", user_rings::killed)
        .run()
}
