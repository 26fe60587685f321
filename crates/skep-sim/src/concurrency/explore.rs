//! Looking for an interleaving that breaks what should hold.

use super::Interleaving;
use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// An interleaving, and whether all was as it should be.
#[derive(Clone, PartialEq, Debug)]
pub struct Attempt {
    interleaving: Interleaving,
    holds: bool,
}

impl Interleaving {
    /// Says whether what should hold does. (A fault of a program never does.)
    pub fn expect(self, holds: bool) -> Attempt {
        let holds = holds && self.faults().next().is_none();
        Attempt { interleaving: self, holds }
    }
}

/// What came of looking at many interleavings.
#[derive(Clone, PartialEq, Debug)]
pub struct Explored {
    /// How many seeds were tried.
    pub tried: u64,
    /// How many of the interleavings were different.
    pub different: usize,
    /// The first one in which something was not as it should be.
    pub found: Option<Interleaving>,
}

/// Tries one seed after the other until something is not as it should be. `attempt` makes a new world for each seed, lets
/// things happen in it with [`World::concurrently`](crate::World::concurrently), and says by [`Interleaving::expect`]
/// whether what should hold does.
///
/// ```
/// use skep_sim::{World, explore};
///
/// let explored = explore(0..20, |seed| {
///     let interleaving = World::new().concurrently(seed, |cpus| {
///         cpus.on(0).fire("sched:sched_process_exec", |event| event);
///         cpus.on(1).fire("sched:sched_process_exit", |event| event);
///     })?;
///     Ok::<_, skep_sim::StimulusError>(interleaving.expect(true))
/// })?;
/// assert_eq!((explored.tried, explored.found), (20, None));
/// # Ok::<(), skep_sim::StimulusError>(())
/// ```
///
/// # Errors
/// The first error of `attempt`.
pub fn explore<E>(
    seeds: impl IntoIterator<Item = u64>,
    mut attempt: impl FnMut(u64) -> Result<Attempt, E>,
) -> Result<Explored, E> {
    let mut orders = HashSet::new();
    let mut tried = 0;
    for seed in seeds {
        let Attempt { interleaving, holds } = attempt(seed)?;
        tried += 1;
        let mut hasher = DefaultHasher::new();
        for step in &interleaving.steps {
            (step.cpu, &step.step.program, step.step.slot).hash(&mut hasher);
        }
        orders.insert(hasher.finish());
        if !holds {
            return Ok(Explored { tried, different: orders.len(), found: Some(interleaving) });
        }
    }
    Ok(Explored { tried, different: orders.len(), found: None })
}

impl fmt::Display for Explored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tried, different, found } = self;
        write!(f, "{tried} seeds, {different} different interleavings")?;
        match found {
            Some(interleaving) => write!(f, "; not as it should be with {interleaving}"),
            None => f.write_str("; all as it should be"),
        }
    }
}
