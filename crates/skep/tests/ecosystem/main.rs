//! Skep beside crates that others use with it: executors and combinators of asynchronous code, and recorders of metrics. Run with
//! `--features metrics,stream`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use futures_util::StreamExt;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use skep::flow::{Bound, Flow, Stop, WhenFull};
use skep::prelude::*;
use skep_harness::{Outcome, Suite};
use std::collections::BTreeMap;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
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
        .twin("the counts of a flow come to a recorder of metrics", host, simulated, counts)
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

type Numbers = Arc<Mutex<BTreeMap<String, f64>>>;

/// Keeps what it is told last, by name and labels.
struct Keeper(Numbers);

struct Kept(Numbers, String);

impl Kept {
    fn set_to(&self, value: f64) {
        self.0.lock().unwrap().insert(self.1.clone(), value);
    }
}

impl CounterFn for Kept {
    fn increment(&self, _: u64) {
        unreachable!("counts are told as they are")
    }

    #[expect(clippy::cast_precision_loss, reason = "the test counts to a hundred")]
    fn absolute(&self, value: u64) {
        self.set_to(value as f64);
    }
}

impl GaugeFn for Kept {
    fn increment(&self, _: f64) {
        unreachable!("what is there is told as it is")
    }

    fn decrement(&self, _: f64) {
        unreachable!("what is there is told as it is")
    }

    fn set(&self, value: f64) {
        self.set_to(value);
    }
}

impl Keeper {
    fn kept(&self, key: &Key) -> Arc<Kept> {
        let labels: Vec<String> =
            key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        Arc::new(Kept(self.0.clone(), format!("{} {}", key.name(), labels.join(" "))))
    }
}

impl Recorder for Keeper {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.kept(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.kept(key))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

fn counts(world: &World) -> Outcome {
    let loaded = sender::load(&world.kernel)?;
    // A ring of 4096 bytes has room for 256 records of 8 bytes and their headers.
    loaded.send.test_run(&TestRun::new().packet(&[0; 64]).repeat(300))?;
    let numbers = Numbers::default();
    let flow = Flow::new(loaded.SAMPLES)
        .bounded(Bound::events(10))
        .when_full(WhenFull::DropOldest)
        .published_as("samples");
    flow.handle().stop(Stop::Drain)?;
    let ended = metrics::with_local_recorder(&Keeper(numbers.clone()), || {
        flow.run(|sample| if sample.number % 2 == 0 { Err("even") } else { Ok(()) })
    })?;
    let numbers = numbers.lock().unwrap();
    let told = |name: &str| numbers.get(name).map(|&number| number.to_string());
    let counts = ended.counts;
    assert_eq!(counts.received + counts.refused.unwrap(), 300);
    for (name, count) in [
        ("skep_flow_received_total flow=samples", counts.received),
        ("skep_flow_delivered_total flow=samples", counts.delivered),
        ("skep_flow_failed_total flow=samples", counts.failed),
        ("skep_flow_refused_total flow=samples", counts.refused.unwrap()),
        ("skep_flow_dropped_total flow=samples policy=oldest", counts.dropped_oldest),
        ("skep_flow_dropped_total flow=samples policy=newest", 0),
        ("skep_flow_waiting flow=samples", 0),
        ("skep_flow_level flow=samples", 0),
    ] {
        assert_eq!(told(name), Some(count.to_string()), "{name} of {numbers:?}");
    }
    assert!(counts.refused > Some(0) && counts.delivered > 0);
    Ok(())
}
