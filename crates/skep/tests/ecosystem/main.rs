//! Skep beside crates that others use with it: executors and combinators of asynchronous code, and recorders of metrics. Run with
//! `--features metrics,stream`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod measured;
#[path = "../flow/overload.rs"]
#[allow(dead_code, reason = "the suite of flows uses the rest")]
mod overload;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use futures_util::StreamExt;
use skep::prelude::*;
use skep_harness::{Outcome, Suite};
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;
use world::{World, host, simulated};

#[skep::bpf(license = "GPL")]
mod sender {
    use skep::bpf::*;

    #[event]
    pub(super) struct Sample {
        pub number: u64,
    }

    #[map]
    pub static SAMPLES: RingBuf<Sample> = RingBuf::with_byte_size(4096);
    #[global]
    pub static SENT: Global<u64> = Global::new(0);

    #[socket_filter]
    pub(super) fn send(_ctx: &Skb) -> u32 {
        SENT.add(1);
        SAMPLES.output(&Sample { number: SENT.get() });
        0
    }
}

fn main() -> ExitCode {
    Suite::new("ecosystem")
        .twin("a stream of events is a stream to others' combinators and executors", host, simulated, streams)
        .twin("a recorder of metrics is told what became of every event", host, simulated, measured::told)
        .twin("a recorder of metrics is told what every step did", host, simulated, measured::steps)
        .twin("a recorder of metrics that panics ends nothing", host, simulated, measured::panicking)
        .run()
}

/// Nothing takes longer.
const LATE: Duration = Duration::from_secs(30);

fn streams(world: &World) -> Outcome {
    let mut loaded = sender::load(&world.kernel)?;
    let send = loaded.send.clone();
    let run = move |times: u32| send.test_run(&TestRun::new().packet(&[0; 64]).repeat(times)).map(drop);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let numbers: Vec<u64> = runtime.block_on(async {
        let events = pin!(loaded.SAMPLES.stream());
        let numbers = events
            .map(|event| event.map(|event| event.number))
            .filter(|number| std::future::ready(number.as_ref().map_or(true, |number| number % 2 == 0)))
            .take(6)
            .map(|number| number.unwrap())
            .collect::<Vec<u64>>();
        // Both are tasks of one thread: one sleeps until the other has sent.
        let sent = async {
            for _ in 0..4 {
                tokio::task::yield_now().await;
                run(3).unwrap();
            }
        };
        let (numbers, ()) = tokio::time::timeout(LATE, async { tokio::join!(numbers, sent) }).await.unwrap();
        numbers
    });
    assert_eq!(numbers, [2, 4, 6, 8, 10, 12]);
    Ok(())
}
