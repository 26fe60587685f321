//! The types of an object in the kernel at hand: as they are, or with what it knows in place of what it does not.

use crate::features::types::probe;
use crate::{Kernel, Support};
use skep_btf::{Btf, BtfFeature, BtfFeatures};
use skep_uapi::{Errno, Handle};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Types that the kernel took.
pub(super) struct Loaded {
    pub(super) handle: Handle,
    /// Whether it knows of functions and source lines.
    pub(super) has_functions: bool,
}

/// What a kernel was found to know and not to know of BTF, as far as it was asked.
#[derive(Debug, Default)]
pub(crate) struct Known {
    asked: BtfFeatures,
    lacking: BtfFeatures,
}

/// Gives the kernel types. None if it does not take them, whatever is replaced: it takes most objects without, since
/// they only explain the rest.
///
/// The kernel is asked what it knows only after it has refused, and only about what these types have; what it answered is
/// remembered for the next ones.
pub(super) fn load(kernel: &Kernel, bytes: &[u8], token: Option<&Handle>) -> Option<Loaded> {
    let types = Btf::parse_lazily(bytes).ok()?;
    let mut lacking = lock(kernel.known_of_types()).lacking;
    if types.has_externs() {
        lacking = lacking.union(BtfFeatures::OF_NO_KERNEL);
    }
    let refused = if lacking.is_empty() {
        kernel.api().btf_load(bytes, None, token)
    } else {
        let replaced = types.without(lacking).ok()?;
        kernel.api().btf_load(&replaced, None, token)
    };
    let handle = match refused {
        Ok(handle) => handle,
        // That is what kernels answer that have looked at the types.
        Err(Errno::EINVAL) => {
            let used = types.features().ok()?;
            let lacking_of_these =
                used.intersection(ask(kernel, used, token).union(BtfFeatures::OF_NO_KERNEL));
            if lacking_of_these.is_empty() || lacking_of_these == used.intersection(lacking) {
                return None;
            }
            lacking = lacking.union(lacking_of_these);
            let replaced = types.without(lacking).ok()?;
            kernel.api().btf_load(&replaced, None, token).ok()?
        }
        Err(_) => return None,
    };
    Some(Loaded { handle, has_functions: !lacking.contains(BtfFeature::Functions) })
}

/// Which of these the kernel lacks. It is asked once about each.
fn ask(kernel: &Kernel, about: BtfFeatures, token: Option<&Handle>) -> BtfFeatures {
    // Not under the lock: the kernel takes its time.
    let (asked, mut found) = {
        let known = lock(kernel.known_of_types());
        (known.asked, known.lacking)
    };
    let mut all = asked;
    for feature in about.iter().filter(|&feature| feature.since().is_some() && !asked.contains(feature)) {
        // Of what it does not tell, it is taken at its refusal of the whole: nothing is replaced.
        if probe(kernel, feature, token) == Support::No {
            found.insert(feature);
        }
        all.insert(feature);
    }
    let mut known = lock(kernel.known_of_types());
    known.asked = known.asked.union(all);
    known.lacking = known.lacking.union(found);
    found.intersection(about)
}

fn lock(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}
