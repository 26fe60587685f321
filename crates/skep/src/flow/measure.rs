//! What becomes of events, told to the recorder of the crate `metrics`.

use super::counts::FlowCounts;
use super::pipeline::Left;
use super::shared::Failure;
use metrics::{Counter, Gauge, SharedString, Unit};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// So long may pass before what has changed is told, if something happens meanwhile.
const PERIOD: Duration = Duration::from_millis(100);

type Read = fn(&FlowCounts) -> u64;

/// The counters of a flow: the name, the policy's label, what it counts.
const COUNTERS: [(&str, Option<&str>, &str, Read); 10] = [
    ("skep_flow_received_total", None, "Events that were read.", |counts| counts.received),
    ("skep_flow_delivered_total", None, "Events that a worker has handled.", |counts| counts.delivered),
    ("skep_flow_failed_total", None, "Events whose handler returned an error.", |counts| counts.failed),
    ("skep_flow_panicked_total", None, "Events whose handler panicked.", |counts| counts.panicked),
    (DROPPED, Some("newest"), DROPPED_TEXT, |counts| counts.dropped_newest),
    (DROPPED, Some("oldest"), DROPPED_TEXT, |counts| counts.dropped_oldest),
    (DROPPED, Some("sampled"), DROPPED_TEXT, |counts| counts.sampled_out),
    ("skep_flow_spilled_total", None, "Events that had to wait in a file.", |counts| counts.spilled),
    ("skep_flow_malformed_total", None, "Records that are no events of the type.", |counts| counts.malformed),
    ("skep_flow_abandoned_total", None, "Events that were given up at the end.", |counts| counts.abandoned),
];
const DROPPED: &str = "skep_flow_dropped_total";
const DROPPED_TEXT: &str = "Events that were dropped by the policy.";
const REFUSED: &str = "skep_flow_refused_total";

/// The gauges of a flow: the name, what it shows.
const GAUGES: [(&str, &str, Read); 3] = [
    ("skep_flow_waiting", "Events that wait, in memory or in a file.", |counts| counts.waiting),
    ("skep_flow_handling", "Events that are being handled.", |counts| counts.handling),
    ("skep_flow_level", "The level that programs throttle themselves to.", |counts| counts.level.into()),
];

/// Tells a recorder what has become of the events of one flow.
pub(super) struct Measure {
    counters: Vec<(Counter, Read)>,
    refused: Counter,
    gauges: Vec<(Gauge, Read)>,
    told: Mutex<Told>,
}

/// What the recorder knows.
#[derive(Default)]
struct Told {
    counts: FlowCounts,
    when: Option<Instant>,
}

impl fmt::Debug for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measure").finish_non_exhaustive()
    }
}

impl Measure {
    /// The metrics of the flow of this name, of the recorder that this thread has now.
    pub(super) fn new(flow: &str) -> Self {
        let flow = SharedString::from(flow.to_owned());
        let label = |name, value| metrics::Label::new(name, value);
        let counters = COUNTERS.iter().map(|&(name, policy, text, read)| {
            metrics::describe_counter!(name, Unit::Count, text);
            let mut labels = vec![label("flow", flow.clone())];
            labels.extend(policy.map(|policy| label("policy", SharedString::const_str(policy))));
            (metrics::counter!(name, labels), read)
        });
        let counters = counters.collect();
        metrics::describe_counter!(REFUSED, Unit::Count, "Events that a full ring refused.");
        let gauges = GAUGES.iter().map(|&(name, text, read)| {
            metrics::describe_gauge!(name, Unit::Count, text);
            (metrics::gauge!(name, vec![label("flow", flow.clone())]), read)
        });
        let gauges = gauges.collect();
        let refused = metrics::counter!(REFUSED, vec![label("flow", flow.clone())]);
        Self { counters, refused, gauges, told: Mutex::default() }
    }

    /// Tells what has changed, unless that was done a moment ago or another thread is at it.
    ///
    /// The counts are taken only then. The recorder is called without the flow's lock: it may itself ask for the counts.
    pub(super) fn tell(&self, counts: impl FnOnce() -> FlowCounts) {
        let mut told = match self.told.try_lock() {
            Ok(told) => told,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if told.when.is_none_or(|when| when.elapsed() >= PERIOD) {
            self.tell_all(&mut told, counts());
        }
    }

    /// Tells what has changed, in any case.
    pub(super) fn tell_now(&self, counts: impl FnOnce() -> FlowCounts) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        self.tell_all(&mut told, counts());
    }

    fn tell_all(&self, told: &mut Told, counts: FlowCounts) {
        let before = std::mem::replace(&mut told.counts, counts);
        told.when = Some(Instant::now());
        // The recorder is not ours, and is not to end the flow.
        let _ = catch_unwind(AssertUnwindSafe(|| self.report(&before, &counts)));
    }

    fn report(&self, before: &FlowCounts, counts: &FlowCounts) {
        for (counter, read) in &self.counters {
            let more = read(counts).saturating_sub(read(before));
            if more > 0 {
                counter.increment(more);
            }
        }
        // It is counted since the programs were loaded: the next flow of the same ring goes on with it.
        if let Some(refused) = counts.refused {
            self.refused.absolute(refused);
        }
        for (gauge, read) in &self.gauges {
            // A floating-point number is exact up to 2^53.
            #[expect(clippy::cast_precision_loss, reason = "nobody has so many events waiting")]
            gauge.set(read(counts) as f64);
        }
    }
}

/// The counters of a pipeline's step.
pub(super) struct StepMeasure {
    /// In the order of what may become of an event: passed, filtered, failed, panicked.
    outcomes: [Counter; 4],
}

impl StepMeasure {
    pub(super) fn new(pipeline: &str, step: &'static str) -> Self {
        const NAME: &str = "skep_pipeline_events_total";
        metrics::describe_counter!(
            NAME,
            Unit::Count,
            "Events that came to a step of a pipeline, by what became of them."
        );
        let counter = |outcome: &'static str| metrics::counter!(NAME, "pipeline" => pipeline.to_owned(), "step" => step, "outcome" => outcome);
        Self { outcomes: ["passed", "filtered", "failed", "panicked"].map(counter) }
    }

    /// Counts an event.
    pub(super) fn count(&self, outcome: Result<(), &Left>) {
        let [passed, filtered, failed, panicked] = &self.outcomes;
        let counter = match outcome {
            Ok(()) => passed,
            Err(Left::Filtered) => filtered,
            Err(Left::Failed(Failure::Error(_))) => failed,
            Err(Left::Failed(Failure::Panic(_))) => panicked,
        };
        // As in a flow, a recorder that panics ends nothing.
        let _ = catch_unwind(AssertUnwindSafe(|| counter.increment(1)));
    }
}
