//! What a recorder of metrics is told.

use crate::overload::{run, sender, wait_for};
use crate::world::World;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use skep::flow::{Bound, Flow, FlowCounts, Pipeline, Stop, Throttle, WhenFull};
use skep_harness::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Keeps what it is told, by names and labels.
#[derive(Default)]
struct Kept {
    values: Mutex<BTreeMap<String, Arc<AtomicU64>>>,
    described: Mutex<BTreeSet<String>>,
}

impl Kept {
    fn value(&self, key: &Key) -> Arc<AtomicU64> {
        let labels: Vec<_> =
            key.labels().map(|label| format!(" {}={}", label.key(), label.value())).collect();
        let name = format!("{}{}", key.name(), labels.concat());
        self.values.lock().unwrap().entry(name).or_default().clone()
    }

    fn counter(&self, name: &str) -> u64 {
        let values = self.values.lock().unwrap();
        values.get(name).unwrap_or_else(|| panic!("no metric `{name}`")).load(Ordering::Acquire)
    }

    fn gauge(&self, name: &str) -> f64 {
        f64::from_bits(self.counter(name))
    }
}

impl Recorder for Kept {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, _: SharedString) {
        assert_eq!(unit, Some(Unit::Count));
        self.described.lock().unwrap().insert(key.as_str().to_owned());
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, text: SharedString) {
        self.describe_counter(key, unit, text);
    }

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.value(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.value(key))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

/// The recorder knows the same.
fn check(kept: &Kept, flow: &str, counts: &FlowCounts) {
    let counters = [
        ("received", "", counts.received),
        ("delivered", "", counts.delivered),
        ("failed", "", counts.failed),
        ("panicked", "", counts.panicked),
        ("dropped", " policy=newest", counts.dropped_newest),
        ("dropped", " policy=oldest", counts.dropped_oldest),
        ("dropped", " policy=sampled", counts.sampled_out),
        ("spilled", "", counts.spilled),
        ("malformed", "", counts.malformed),
        ("abandoned", "", counts.abandoned),
        ("refused", "", counts.refused.unwrap()),
    ];
    for (name, label, count) in counters {
        assert_eq!(
            kept.counter(&format!("skep_flow_{name}_total flow={flow}{label}")),
            count,
            "{name}{label}"
        );
    }
    for name in ["waiting", "handling", "level"] {
        assert_eq!(kept.gauge(&format!("skep_flow_{name} flow={flow}")), 0.0, "{name}");
    }
}

pub(crate) fn told(world: &World) -> Outcome {
    const EVENTS: u32 = 3000;
    let kept = Kept::default();
    let spill = WhenFull::Spill { folder: std::env::temp_dir(), byte_limit: 36 * 200 };
    let sample = WhenFull::Sample { one_of: 10, above: 50 };
    let policies = [
        ("block", WhenFull::Block),
        ("newest", WhenFull::DropNewest),
        ("oldest", WhenFull::DropOldest),
        ("sample", sample),
        ("spill", spill),
    ];
    for (name, when_full) in policies {
        let loaded = sender::load(&world.kernel)?;
        run(&loaded.send, EVENTS);
        let flow = metrics::with_local_recorder(&kept, || Flow::new(loaded.SAMPLES).measured(name));
        let throttle = Throttle::new(loaded.LEVEL).with_level(75, 50);
        let flow = flow.bounded(Bound::events(100)).when_full(when_full.clone()).throttle(throttle);
        let handle = flow.handle();
        handle.stop(Stop::Drain)?;
        let ended = flow.run(|sample| {
            // While the first event is handled, the recorder learns how the others wait.
            if sample.number == 1 && when_full == WhenFull::Block {
                wait_for("it is told that the queue is full", || {
                    kept.gauge("skep_flow_waiting flow=block") == 100.0
                });
                assert!(kept.counter("skep_flow_received_total flow=block") > 100);
                assert_eq!(kept.gauge("skep_flow_level flow=block"), 1.0);
            }
            if sample.number == 2 { Err("the second") } else { Ok(()) }
        })?;
        assert!(ended.error.is_none());
        check(&kept, name, &ended.counts);
        // The law, of what the recorder was told alone.
        let told = |what: &str| kept.counter(&format!("skep_flow_{what}_total flow={name}"));
        let dropped = ["newest", "oldest", "sampled"]
            .map(|policy| kept.counter(&format!("skep_flow_dropped_total flow={name} policy={policy}")));
        let produced = told("delivered") + dropped.iter().sum::<u64>() + told("refused");
        assert_eq!((produced, loaded.ATTEMPTS.get()?), (EVENTS.into(), EVENTS.into()), "{}", ended.counts);
        assert!(told("refused") > 0, "{}", ended.counts);
    }
    assert_eq!(kept.counter("skep_flow_failed_total flow=block"), 1);
    assert_eq!(kept.described.lock().unwrap().len(), 12);
    Ok(())
}

pub(crate) fn steps(world: &World) -> Outcome {
    let kept = Kept::default();
    let loaded = sender::load(&world.kernel)?;
    run(&loaded.send, 100);
    let pipeline = Pipeline::new()
        .parse("parse", |sample: sender::Sample| u8::try_from(sample.number * 3))
        .filter("even", |number| if *number == 30 { resume_unwind(Box::new("30")) } else { number % 2 == 0 });
    let pipeline = metrics::with_local_recorder(&kept, || pipeline.measured("numbers"));
    let flow = Flow::new(loaded.SAMPLES).workers(2);
    flow.handle().stop(Stop::Drain)?;
    let ended = flow.run(|sample| pipeline.run(sample))?;
    assert_eq!(ended.counts.delivered, 100);
    for step in pipeline.counts() {
        let outcomes = [
            ("passed", step.passed),
            ("filtered", step.filtered),
            ("failed", step.failed),
            ("panicked", step.panicked),
        ];
        for (outcome, count) in outcomes {
            let name =
                format!("skep_pipeline_events_total pipeline=numbers step={} outcome={outcome}", step.name);
            assert_eq!(kept.counter(&name), count, "{name}");
        }
    }
    let even = |outcome| {
        kept.counter(&format!("skep_pipeline_events_total pipeline=numbers step=even outcome={outcome}"))
    };
    assert_eq!((even("passed"), even("filtered"), even("panicked")), (41, 43, 1));
    Ok(())
}

/// Panics whenever it is told something.
struct Panicking;

impl metrics::CounterFn for Panicking {
    fn increment(&self, _: u64) {
        resume_unwind(Box::new("told"))
    }

    fn absolute(&self, _: u64) {
        resume_unwind(Box::new("told"))
    }
}

impl Recorder for Panicking {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Self))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

pub(crate) fn panicking(world: &World) -> Outcome {
    let loaded = sender::load(&world.kernel)?;
    run(&loaded.send, 100);
    let (flow, pipeline) = metrics::with_local_recorder(&Panicking, || {
        let pipeline = Pipeline::new().map("number", |sample: sender::Sample| sample.number);
        (Flow::new(loaded.SAMPLES).measured("bad"), pipeline.measured("bad"))
    });
    flow.handle().stop(Stop::Drain)?;
    let ended = flow.run(|sample| pipeline.run(sample))?;
    let counts = ended.counts;
    assert_eq!((counts.delivered, counts.failed, counts.panicked), (100, 0, 0), "{counts}");
    assert_eq!(pipeline.counts()[0].passed, 100);
    Ok(())
}
