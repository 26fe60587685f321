//! What code is generated for: the instructions and means that a kernel has, as plain data.
//!
//! Nothing here is asked of a kernel at hand: the same target gives the same code on every machine.

use crate::{RegisterAbi, Version};
use std::collections::BTreeMap;

/// What code is generated for.
///
/// ```
/// use skep_uapi::{InstructionLevel, Target, TargetEndian};
///
/// let target = Target::of_version("6.1".parse()?, TargetEndian::Little);
/// assert_eq!(target.level, InstructionLevel::V3);
/// assert!(target.fetching_atomics && !target.may_goto);
/// # Ok::<(), skep_uapi::VersionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The version of Linux, if it is known: what came later is not used.
    pub version: Option<Version>,
    /// The machine's byte order.
    pub endian: TargetEndian,
    /// The machine's registers, if it is known which machine: where programs of probes find arguments.
    pub registers: Option<&'static RegisterAbi>,
    /// Which instructions there are.
    pub level: InstructionLevel,
    /// Whether atomic operations give what was there before, and are others than the sum: Linux 5.12.
    pub fetching_atomics: bool,
    /// Whether there is `may_goto`, with which the kernel counts the turns of a loop: Linux 6.9.
    pub may_goto: bool,
    /// Whether there is the helper `bpf_loop`, which calls a function for each turn of a loop: Linux 5.17.
    pub bpf_loop: bool,
    /// Whether functions of the kernel are called by name: Linux 5.18 for what is not in a `struct_ops`.
    pub kernel_functions: bool,
    /// Whether a place in memory beside the stack is accessed wherever it lies. Machines on which the kernel sets
    /// `HAVE_EFFICIENT_UNALIGNED_ACCESS` (x86, ARM64, POWER, s390x) can do so.
    pub unaligned: bool,
    /// The values of constants that are known when the code is made, by the names of the variables, as the bytes that are in
    /// memory. They are put into the code, and what they make unreachable is not.
    pub decided: BTreeMap<String, Vec<u8>>,
}

/// A byte order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TargetEndian {
    /// The lowest byte comes first.
    Little,
    /// The highest byte comes first.
    Big,
}

/// Which instructions there are, by LLVM's levels (`-mcpu`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum InstructionLevel {
    /// Linux 3.18.
    V1,
    /// Linux 4.14: jumps if less.
    V2,
    /// Linux 5.1: jumps that compare 32 bits.
    V3,
    /// Linux 6.6: signed division, sign-extending moves and loads, byte swaps.
    V4,
}

impl InstructionLevel {
    /// The highest that every kernel of this version has.
    pub fn of_version(version: Version) -> Self {
        match version {
            _ if version >= Version::new(6, 6) => Self::V4,
            _ if version >= Version::new(5, 1) => Self::V3,
            _ if version >= Version::new(4, 14) => Self::V2,
            _ => Self::V1,
        }
    }
}

impl Target {
    /// What mainline Linux of this version has on a machine of this byte order. (Distributions carry features back.)
    pub fn of_version(version: Version, endian: TargetEndian) -> Self {
        let has = |major, minor| version >= Version::new(major, minor);
        Self {
            version: Some(version),
            endian,
            registers: None,
            level: InstructionLevel::of_version(version),
            fetching_atomics: has(5, 12),
            may_goto: has(6, 9),
            bpf_loop: has(5, 17),
            kernel_functions: has(5, 18),
            unaligned: true,
            decided: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_kernels_have_more() {
        let targets: Vec<Target> = [(4, 9), (4, 19), (5, 4), (5, 15), (6, 6), (6, 12)]
            .map(|(major, minor)| Target::of_version(Version::new(major, minor), TargetEndian::Little))
            .to_vec();
        for pair in targets.windows(2) {
            assert!(pair[0].level <= pair[1].level);
            assert!(pair[0].fetching_atomics <= pair[1].fetching_atomics);
            assert!(pair[0].bpf_loop <= pair[1].bpf_loop);
            assert!(
                pair[0].may_goto <= pair[1].may_goto && pair[0].kernel_functions <= pair[1].kernel_functions
            );
        }
        let levels: Vec<_> = targets.iter().map(|target| target.level).collect();
        use InstructionLevel::{V1, V2, V3, V4};
        assert_eq!(levels, [V1, V2, V3, V3, V4, V4]);
    }
}
