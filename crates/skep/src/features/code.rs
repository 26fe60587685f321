//! Which instructions a kernel takes: the smallest program that has them is loaded.

use super::Support;
use super::attempt::{Attempt, Outcome};
use crate::Kernel;
use skep_isa::Code;
use skep_uapi::{AttachType, ProgramType};

/// Instructions that not every kernel has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum CodeFeature {
    /// Jumps if less (LLVM's level 2): Linux 4.14.
    JumpsIfLess,
    /// Jumps that compare 32 bits (LLVM's level 3): Linux 5.1.
    Jumps32,
    /// Division with signs, moves that extend signs, swaps of bytes (LLVM's level 4): Linux 6.6.
    SignedDivision,
    /// Atomic operations that give what was there before: Linux 5.12.
    FetchingAtomics,
    /// `may_goto`, by which the kernel counts the turns of a loop: Linux 6.9.
    MayGoto,
}

impl CodeFeature {
    /// Every one, the older ones of LLVM's levels first.
    pub const ALL: &[Self] =
        &[Self::JumpsIfLess, Self::Jumps32, Self::SignedDivision, Self::FetchingAtomics, Self::MayGoto];

    /// A program that has it and nothing else that is new.
    const fn program(self) -> &'static str {
        match self {
            Self::JumpsIfLess => "r0 = 0\nif r0 < 1 goto +0\nexit",
            Self::Jumps32 => "r0 = 0\nif w0 == 1 goto +0\nexit",
            Self::SignedDivision => "r0 = 4\nr1 = 2\nr0 s/= r1\nr0 = (s8)r0\nr0 = bswap16 r0\nexit",
            Self::FetchingAtomics => {
                "r1 = 0\n*(u64 *)(r10 - 8) = r1\nr1 = atomic_fetch_add((u64 *)(r10 - 8), r1)\nr0 = 0\nexit"
            }
            // Before Linux 6.14 it may not go on to what is next.
            Self::MayGoto => "r0 = 0\nmay_goto +1\nr0 = 0\nexit",
        }
    }
}

/// Whether the verifier takes them.
pub(super) fn probe(kernel: &Kernel, feature: CodeFeature) -> Support {
    let code = match Code::parse(feature.program()) {
        Ok(code) => code,
        Err(error) => return Support::Unknown(error.to_string()),
    };
    let attempt = Attempt::new(ProgramType::SOCKET_FILTER, AttachType::default());
    match attempt.load(kernel, &code) {
        Outcome::Loaded => Support::Yes,
        // There is nothing else in the program that could be wrong.
        Outcome::Judged(..) => Support::No,
        // A kernel can refuse what it does not know before it has a word to say.
        Outcome::Refused(errno) => attempt.refused(kernel, errno),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Features;

    #[test]
    fn a_simulated_kernel_has_all_instructions() {
        let features = Features::new(&Kernel::simulated());
        for &feature in CodeFeature::ALL {
            assert_eq!(features.code(feature), Support::Yes, "{feature:?}");
        }
    }
}
