//! What generated code counts, in parts that processors do not share.

use crate::{Global, Object, Result};
use skep_lang::stage::{COUNTER_PARTS, COUNTER_STRIDE};

/// The numbers in a part: the first one counts, the others keep the parts of other processors out of its line of the cache.
const WORDS: usize = COUNTER_STRIDE as usize / size_of::<u64>();

/// A number that programs count up, each processor its own part.
#[derive(Clone, Debug)]
pub(crate) struct Tally(Global<[[u64; WORDS]; COUNTER_PARTS as usize]>);

impl Tally {
    /// The one of this name, if any program counts it.
    pub(super) fn find(object: &Object, name: &str) -> Option<Self> {
        object.global_variable(name).ok().map(Self)
    }

    pub(crate) fn total(&self) -> Result<u64> {
        Ok(self.parts()?.fold(0, u64::wrapping_add))
    }

    /// What each processor counted; in the element of a processor is also what those of 64, 128 … more did.
    pub(crate) fn by_cpu(&self) -> Result<Vec<u64>> {
        let cpus = self.0.map().possible_cpus()?;
        Ok(self.parts()?.take(cpus as usize).collect())
    }

    fn parts(&self) -> Result<impl Iterator<Item = u64>> {
        Ok(self.0.get()?.into_iter().map(|[count, ..]| count))
    }
}
