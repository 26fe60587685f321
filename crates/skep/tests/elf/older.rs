//! Objects whose types an older kernel does not know.

use crate::{objects, packet, run};
use skep::btf::{BtfFeature, BtfFeatures};
use skep::prelude::*;
use skep::scripted::{Faults, Method};
use skep::uapi::Version;
use skep::uapi::kernel::Log;
use skep::{Features, Simulated, Support};
use skep_harness::{Outcome, Stop};
use skep_sim::World;

fn release(release: &str) -> Kernel {
    Kernel::clone(&Simulated::new(World::builder().release(release).build()))
}

/// Loads the object, counts the times that it gave the kernel types, and runs it.
fn loads(kernel: &Kernel, object: &[u8]) -> Result<u64, Stop> {
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    // From here on calls are counted, and none fails: there are not so many.
    faults.clear();
    let spec = ObjectSpec::from_elf(object)?;
    let object = spec.load(&kernel)?;
    let made = faults.made(Method::BtfLoad);
    // Five packets were counted before, and two more are said.
    assert_eq!(run(&object, "newer", &packet(0))?, 8);
    // What is known of a kernel is not asked again.
    faults.clear();
    spec.load(&kernel)?;
    assert_eq!(faults.made(Method::BtfLoad), 1, "after {made}");
    Ok(made)
}

pub(crate) fn simulated_releases() -> Outcome {
    let [_, object] = objects!("newer");
    // Once as they are; if refused, a question for each thing in them that a kernel may not know (functions, sections,
    // global functions, floating-point numbers, tags on declarations and on types, enumerations), and once more.
    for (version, expected) in
        [("6.18.0", 1), ("6.0.0", 1), ("5.19.0", 9), ("5.10.0", 9), ("5.5.0", 9), ("4.18.0", 9)]
    {
        assert_eq!(loads(&release(version), object)?, expected, "{version}");
    }
    Ok(())
}

pub(crate) fn taken(kernel: &Kernel) -> Outcome {
    let features = Features::new(kernel);
    let version: Version = kernel.api().release().map_err(|errno| errno.to_string())?.parse()?;
    let mut lacking = BtfFeatures::OF_NO_KERNEL;
    for feature in BtfFeature::ALL {
        let support = features.types(feature);
        if support != Support::Yes {
            lacking.insert(feature);
        }
        // What the version says is right but for what distributions add.
        let is_due =
            feature.since().is_some_and(|(major, minor)| Version::new(major.into(), minor.into()) <= version);
        assert!(!is_due || support == Support::Yes, "{feature}: {support}");
    }
    let sources = [
        objects!("newer"),
        objects!("externs"),
        objects!("counter"),
        objects!("globals"),
        objects!("functions"),
        objects!("nested"),
        objects!("slots"),
    ];
    for bytes in sources.into_iter().flatten() {
        let types = ObjectSpec::from_elf(bytes)?.shared_types().unwrap();
        let types = skep::btf::Btf::parse(types.bytes)?.without(lacking)?;
        let mut buffer = [0; 8192];
        let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
        let loaded = kernel.api().btf_load(&types, Some(&mut log), None);
        assert!(loaded.is_ok(), "{loaded:?} {}", log.text());
    }
    for object in objects!("newer") {
        loads(kernel, object)?;
    }
    Ok(())
}

/// Everything is replaced as if the kernel knew nothing but the kinds of Linux 4.18, and each thing by itself.
pub(crate) fn everything_replaced(kernel: &Kernel) -> Outcome {
    let all: BtfFeatures = BtfFeature::ALL.into_iter().collect();
    let features = Features::new(kernel);
    let unknown = |feature: &BtfFeature| features.types(*feature) != Support::Yes;
    let unknown: BtfFeatures = BtfFeature::ALL.into_iter().filter(unknown).collect();
    for bytes in [objects!("newer"), objects!("externs"), objects!("globals")].into_iter().flatten() {
        let types = ObjectSpec::from_elf(bytes)?.shared_types().unwrap();
        let types = skep::btf::Btf::parse(types.bytes)?;
        for feature in BtfFeature::ALL {
            let lacking = unknown.union([feature].into_iter().collect());
            let alone = feature.since().is_some_and(|_| feature != BtfFeature::Functions);
            for lacking in [Some(all), alone.then_some(lacking)].into_iter().flatten() {
                let replaced = types.without(lacking)?;
                let mut buffer = [0; 8192];
                let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
                let loaded = kernel.api().btf_load(&replaced, Some(&mut log), None);
                assert!(loaded.is_ok(), "without {lacking:?}: {loaded:?} {}", log.text());
            }
        }
    }
    Ok(())
}
