//! What programs are compiled to for the kernel at hand.

use crate::world::World;
use skep::{CodeFeature, Features, Jit, Support};
use skep_harness::Outcome;

pub(crate) fn a_kernel_is_asked_what_it_has(world: &World) -> Outcome {
    let (features, target) = (Features::new(&world.kernel), world.kernel.target());
    for &feature in CodeFeature::ALL {
        let answer = features.code(feature);
        assert!(!matches!(answer, Support::Unknown(_)), "{feature:?}: {answer}");
    }
    assert_eq!(features.code(CodeFeature::MayGoto).is_yes(), target.may_goto);
    assert_eq!(features.code(CodeFeature::FetchingAtomics).is_yes(), target.fetching_atomics);
    // Mainline's release has at least that.
    let version = world.kernel.about().version.ok_or("the kernel does not say its release")?;
    let release = skep::uapi::Target::of_version(version, target.endian);
    assert!(target.level >= release.level);
    assert!(target.may_goto >= release.may_goto);
    // Without JIT there are no calls of what the kernel calls by name, nor by it.
    let compiles = matches!(world.kernel.about().jit, Some(Jit::On | Jit::Debug));
    assert!(target.bpf_loop >= release.bpf_loop || !compiles);
    Ok(())
}
