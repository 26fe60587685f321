//! What programs for a kernel are compiled to: the instructions and means that it has.

use crate::{CodeFeature, Features, Kernel, Support};
use skep_uapi::kernel::Setting;
use skep_uapi::{Errno, Helper, InstructionLevel, ProgramType, RegisterAbi, Target, TargetEndian, Version};

impl Kernel {
    /// What programs for this kernel are compiled to.
    ///
    /// The kernel is asked for instructions and means by loading small programs, once for all clones of this `Kernel`: a distribution
    /// may have given an old kernel what is new. What it does not answer, since this process may not load programs or a policy forbids
    /// it, is taken from its release; one that does not say its release is taken for Linux 5.15.
    ///
    /// ```
    /// use skep::Kernel;
    /// use skep::uapi::InstructionLevel;
    ///
    /// assert_eq!(Kernel::simulated().target().level, InstructionLevel::V4);
    /// ```
    pub fn target(&self) -> Target {
        self.known_target().get_or_init(|| found(self)).clone()
    }
}

fn found(kernel: &Kernel) -> Target {
    let endian = if cfg!(target_endian = "big") { TargetEndian::Big } else { TargetEndian::Little };
    let about = kernel.about();
    let registers = about.machine.and_then(|machine| RegisterAbi::of_machine(&machine));
    let release = Target::of_version(about.version.unwrap_or(Version::new(5, 15)), endian);
    let of_release = Target { version: about.version, registers, ..release };
    let features = Features::new(kernel);
    let has = |feature, or| said(&features.code(feature), or);
    let level = of_release.level;
    let levels = [
        (CodeFeature::JumpsIfLess, InstructionLevel::V2),
        (CodeFeature::Jumps32, InstructionLevel::V3),
        (CodeFeature::SignedDivision, InstructionLevel::V4),
    ];
    let may_call_back = kernel.is_simulated() || compiles(kernel.api().setting(Setting::Jit).as_deref());
    // Each level has what those before it have.
    let highest = levels.into_iter().take_while(|&(feature, one)| has(feature, level >= one)).last();
    Target {
        level: highest.map_or(InstructionLevel::V1, |(_, level)| level),
        fetching_atomics: has(CodeFeature::FetchingAtomics, of_release.fetching_atomics),
        may_goto: has(CodeFeature::MayGoto, of_release.may_goto),
        bpf_loop: may_call_back
            && said(&features.helper(Helper::LOOP, ProgramType::SOCKET_FILTER), of_release.bpf_loop),
        kernel_functions: may_call_back && of_release.kernel_functions,
        ..of_release
    }
}

/// Whether the kernel compiles programs to the machine's instructions, by what it says of its setting: only then do they call functions of
/// the kernel by name, and does it call functions of theirs (`kernel/bpf/verifier.c` of Linux 6.12). One that was built without has no such
/// setting; one that does not say is taken for one that does.
fn compiles(setting: Result<&str, &Errno>) -> bool {
    match setting {
        Ok(setting) => setting != "0",
        Err(errno) => *errno != Errno::ENOENT,
    }
}

/// What the kernel said, or this if it did not say.
const fn said(support: &Support, or: bool) -> bool {
    match support {
        Support::Yes => true,
        Support::No => false,
        Support::Unknown(_) => or,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep_sim::World;
    use skep_uapi::kernel::CapabilitySet;

    fn target(build: impl FnOnce(skep_sim::WorldBuilder) -> skep_sim::WorldBuilder) -> Target {
        crate::Simulated::new(build(World::builder()).build()).target()
    }

    #[test]
    fn what_a_kernel_has_is_used_whatever_its_release() {
        let old = target(|world| world.release("5.15.0-91-generic"));
        assert_eq!(old.level, InstructionLevel::V4);
        assert!(old.may_goto && old.fetching_atomics);
        // A simulated kernel of 5.15 has no helpers that came later.
        assert!(!old.bpf_loop && target(|world| world.release("5.17.0")).bpf_loop);
        // That is not asked.
        assert!(!old.kernel_functions);
    }

    #[test]
    fn a_kernel_that_does_not_answer_is_taken_at_its_release() {
        let silent =
            |release: &str| target(|world| world.release(release).capabilities(CapabilitySet::default()));
        for release in ["5.4.0", "5.15.1", "6.1.0-rc3", "6.12.0"] {
            let target = silent(release);
            let version = release.parse().unwrap();
            let expected =
                Target { registers: target.registers, ..Target::of_version(version, target.endian) };
            assert_eq!(target, expected);
        }
    }

    #[test]
    fn a_kernel_without_jit_calls_no_functions_of_programs() {
        assert!(compiles(Ok("1")) && compiles(Ok("2")) && compiles(Err(&Errno::EACCES)));
        assert!(!compiles(Ok("0")) && !compiles(Err(&Errno::ENOENT)));
    }

    #[test]
    fn what_is_said_counts() {
        assert!(said(&Support::Yes, false) && !said(&Support::No, true));
        let unknown = Support::Unknown("a policy".to_owned());
        assert!(said(&unknown, true) && !said(&unknown, false));
    }
}
