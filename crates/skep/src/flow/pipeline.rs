//! What is done with an event in steps: it is parsed, filtered, mapped and handled, each step isolated from the others and counted.

use super::shared::{Failure, Handled, message};
use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

/// Steps that an event goes through. A step that returns an error or panics ends the way of its event, and of no other; what became of
/// the events is counted step by step.
///
/// ```
/// use skep::flow::Pipeline;
///
/// let pipeline = Pipeline::new()
///     .parse("parse", |record: [u8; 4]| std::str::from_utf8(&record).map(str::to_owned))
///     .filter("numbers only", |text| text.starts_with(char::is_numeric))
///     .map("trim", |text: String| text.trim().to_owned())
///     .handle("print", |number| println!("{number}"));
/// for record in [*b"12  ", *b"abc ", [0xff; 4], *b"7   "] {
///     let _ = pipeline.run(record);
/// }
/// let passed: Vec<(&str, u64)> = pipeline.counts().iter().map(|step| (step.name, step.passed)).collect();
/// assert_eq!(passed, [("parse", 3), ("numbers only", 2), ("trim", 2), ("print", 2)]);
/// ```
///
/// In a [`Flow`](crate::flow::Flow) it is the handler: `flow.run(|event| pipeline.run(event))`.
pub struct Pipeline<I, S> {
    steps: S,
    input: PhantomData<fn(I)>,
}

/// One step after others.
pub struct Then<S, F> {
    before: S,
    name: &'static str,
    work: F,
    counts: Counters,
    #[cfg(feature = "metrics")]
    measure: Option<super::measure::StepMeasure>,
}

/// Before the first step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start;

/// Why an event does not come to the next step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Left {
    /// It was filtered out.
    Filtered,
    /// The step failed.
    Failed(Failure),
}

/// What became of the events that came to a step: each passed, was filtered out, or the step failed or panicked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StepCounts {
    /// The step's name.
    pub name: &'static str,
    /// Events that went on.
    pub passed: u64,
    /// Events that were filtered out.
    pub filtered: u64,
    /// Events for which the step returned an error.
    pub failed: u64,
    /// Events for which the step panicked.
    pub panicked: u64,
}

impl StepCounts {
    /// All events that came to it.
    pub fn entered(&self) -> u64 {
        self.passed + self.filtered + self.failed + self.panicked
    }
}

#[derive(Debug, Default)]
struct Counters {
    passed: AtomicU64,
    filtered: AtomicU64,
    failed: AtomicU64,
    panicked: AtomicU64,
}

impl<I, S> fmt::Debug for Pipeline<I, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").finish_non_exhaustive()
    }
}

impl<S, F> fmt::Debug for Then<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Then").field("name", &self.name).field("counts", &self.counts).finish_non_exhaustive()
    }
}

/// Some steps.
pub trait Steps<I> {
    /// What comes out of the last one.
    type Out;

    /// Takes an event through them.
    ///
    /// # Errors
    /// If it does not come out.
    fn take(&self, event: I) -> Result<Self::Out, Left>;

    /// Adds the counts of each step, in order.
    fn count(&self, all: &mut Vec<StepCounts>);

    /// Has each step tell a recorder of metrics what becomes of events.
    #[cfg(feature = "metrics")]
    fn measure(&mut self, _pipeline: &str) {}
}

impl<I> Steps<I> for Start {
    type Out = I;

    fn take(&self, event: I) -> Result<I, Left> {
        Ok(event)
    }

    fn count(&self, _: &mut Vec<StepCounts>) {}
}

impl<I, O, S: Steps<I>, F: Fn(S::Out) -> Result<O, Left>> Steps<I> for Then<S, F> {
    type Out = O;

    fn take(&self, event: I) -> Result<O, Left> {
        let event = self.before.take(event)?;
        let done = catch_unwind(AssertUnwindSafe(|| (self.work)(event)))
            .unwrap_or_else(|panic| Err(Left::Failed(Failure::Panic(message(&*panic)))));
        let counter = match &done {
            Ok(_) => &self.counts.passed,
            Err(Left::Filtered) => &self.counts.filtered,
            Err(Left::Failed(Failure::Error(_))) => &self.counts.failed,
            Err(Left::Failed(Failure::Panic(_))) => &self.counts.panicked,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        if let Some(measure) = &self.measure {
            measure.count(done.as_ref().map(drop));
        }
        done
    }

    #[cfg(feature = "metrics")]
    fn measure(&mut self, pipeline: &str) {
        self.before.measure(pipeline);
        self.measure = Some(super::measure::StepMeasure::new(pipeline, self.name));
    }

    fn count(&self, all: &mut Vec<StepCounts>) {
        self.before.count(all);
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        all.push(StepCounts {
            name: self.name,
            passed: read(&self.counts.passed),
            filtered: read(&self.counts.filtered),
            failed: read(&self.counts.failed),
            panicked: read(&self.counts.panicked),
        });
    }
}

fn failed(error: impl fmt::Display) -> Left {
    Left::Failed(Failure::Error(error.to_string()))
}

impl<I> Pipeline<I, Start> {
    /// No step yet: what comes in comes out.
    pub const fn new() -> Self {
        Self { steps: Start, input: PhantomData }
    }
}

impl<I> Default for Pipeline<I, Start> {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(clippy::type_complexity, reason = "what a step does is a closure, which has no other name")]
impl<I, S: Steps<I>> Pipeline<I, S> {
    fn then<O, F: Fn(S::Out) -> Result<O, Left>>(
        self,
        name: &'static str,
        work: F,
    ) -> Pipeline<I, Then<S, F>> {
        let steps = Then {
            before: self.steps,
            name,
            work,
            counts: Counters::default(),
            #[cfg(feature = "metrics")]
            measure: None,
        };
        Pipeline { steps, input: PhantomData }
    }

    /// Makes something else of the event, which may fail.
    pub fn parse<O, E: fmt::Display>(
        self,
        name: &'static str,
        parse: impl Fn(S::Out) -> Result<O, E>,
    ) -> Pipeline<I, Then<S, impl Fn(S::Out) -> Result<O, Left>>> {
        self.then(name, move |event| parse(event).map_err(failed))
    }

    /// Lets some events through.
    pub fn filter(
        self,
        name: &'static str,
        is_wanted: impl Fn(&S::Out) -> bool,
    ) -> Pipeline<I, Then<S, impl Fn(S::Out) -> Result<S::Out, Left>>> {
        self.then(name, move |event| if is_wanted(&event) { Ok(event) } else { Err(Left::Filtered) })
    }

    /// Makes something else of the event.
    pub fn map<O>(
        self,
        name: &'static str,
        map: impl Fn(S::Out) -> O,
    ) -> Pipeline<I, Then<S, impl Fn(S::Out) -> Result<O, Left>>> {
        self.then(name, move |event| Ok(map(event)))
    }

    /// Does something with the event, and ends its way. The handler returns nothing, or a `Result`.
    pub fn handle<R: Handled>(
        self,
        name: &'static str,
        handle: impl Fn(S::Out) -> R,
    ) -> Pipeline<I, Then<S, impl Fn(S::Out) -> Result<(), Left>>> {
        self.then(name, move |event| handle(event).failure().map_or(Ok(()), |error| Err(failed(error))))
    }

    /// Has the steps that there are tell a recorder of the crate `metrics` what becomes of each event, under this name: the recorder that
    /// is installed when this is called. It is the counter `skep_pipeline_events_total`, with the labels `pipeline`, `step` and `outcome`
    /// (`passed`, `filtered`, `failed` or `panicked`). (Feature `metrics`.)
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn measured(mut self, name: &str) -> Self {
        self.steps.measure(name);
        self
    }

    /// Takes an event through the steps; gives what comes out, nothing if it was filtered out.
    ///
    /// # Errors
    /// If a step failed.
    pub fn run(&self, event: I) -> Result<Option<S::Out>, Failure> {
        match self.steps.take(event) {
            Ok(out) => Ok(Some(out)),
            Err(Left::Filtered) => Ok(None),
            Err(Left::Failed(failure)) => Err(failure),
        }
    }

    /// What became of the events, step by step.
    pub fn counts(&self) -> Vec<StepCounts> {
        let mut all = vec![];
        self.steps.count(&mut all);
        all
    }
}
