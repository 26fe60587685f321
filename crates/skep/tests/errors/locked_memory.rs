//! Kernels that count maps and programs as locked memory, and those that do not.

use skep::ErrorKind;
use skep::prelude::*;
use skep::registers::*;
use skep::scripted::{Fault, Faults, Method};
use skep::sim::World;
use skep::uapi::kernel::{CapabilitySet, Limit};
use skep::uapi::{Capability, Errno};
use skep_harness::Outcome;

const LIMIT: Limit = Limit { soft: Some(64 << 10), hard: Some(64 << 10) };

/// A kernel of the age that counts, for a process with these capabilities.
fn old(limit: Limit, capabilities: &[Capability]) -> Simulated {
    let set = capabilities.iter().fold(CapabilitySet::default(), |set, &one| set.with(one));
    Simulated::new(World::builder().counting_locked_memory(limit).capabilities(set).build())
}

/// A map that counts for more than the limit.
fn create_large(kernel: &Kernel) -> Result<()> {
    HashMap::<u64, u64>::create(kernel, "LARGE", 10_000).map(drop)
}

pub(crate) fn raised() -> Outcome {
    let all = [Capability::BPF, Capability::NET_ADMIN, Capability::SYS_RESOURCE];
    let simulated = old(LIMIT, &all);
    let faults = Faults::default();
    let kernel = simulated.with_faults(&faults);
    faults.clear();
    HashMap::<u64, u64>::create(&kernel, "SMALL", 10)?;
    assert_eq!(
        (faults.made(Method::MapCreate), faults.made(Method::SetLockedMemoryLimit)),
        (1, 0),
        "there is room"
    );
    create_large(&kernel)?;
    assert_eq!(
        (faults.made(Method::MapCreate), faults.made(Method::SetLockedMemoryLimit)),
        (3, 1),
        "refused, raised, made"
    );
    assert_eq!(kernel.api().locked_memory_limit()?, Limit::NONE);
    create_large(&kernel)?;
    assert_eq!(
        (faults.made(Method::MapCreate), faults.made(Method::SetLockedMemoryLimit)),
        (4, 1),
        "once is enough"
    );

    // The same for a program, where a map has taken all there was.
    let simulated = old(LIMIT, &all);
    let _map = HashMap::<u64, u64>::create(&simulated, "ALL", 4096)?;
    let faults = Faults::default();
    let kernel = simulated.with_faults(&faults);
    let code = Assembler::new().mov(R0, 2).exit().build()?;
    let _object = ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("pass", code)).load(&kernel)?;
    assert_eq!((faults.made(Method::ProgramLoad), faults.made(Method::SetLockedMemoryLimit)), (2, 1));

    // Without the right to raise the hard limit, there may be room up to it.
    let limit = Limit { soft: LIMIT.soft, hard: Some(1 << 20) };
    let simulated = old(limit, &[Capability::BPF]);
    create_large(&simulated)?;
    assert_eq!(simulated.api().locked_memory_limit()?, Limit { soft: limit.hard, hard: limit.hard });
    Ok(())
}

pub(crate) fn not_raised() -> Outcome {
    let kernel = old(LIMIT, &[Capability::BPF]);
    let error = create_large(&kernel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    let expected = format!(
        "creating map `LARGE`: {} (kernels before 5.11 count maps and programs as locked memory, of which this process may \
         have 64 KiB (RLIMIT_MEMLOCK), and it could not raise that: start it after `ulimit -l unlimited` as root, or give \
         its file the right to: `sudo setcap cap_sys_resource+ep FILE`)",
        Errno::EPERM
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(kernel.api().locked_memory_limit()?, LIMIT);

    // Who may not make maps at all is told that, and keeps the limit.
    let kernel = old(LIMIT, &[Capability::SYS_RESOURCE]);
    let error = create_large(&kernel).unwrap_err();
    assert!(error.remedy().is_some_and(|remedy| remedy.starts_with("this process lacks CAP_BPF")), "{error}");
    assert_eq!(kernel.api().locked_memory_limit()?, LIMIT);
    Ok(())
}

pub(crate) fn left_alone(kernel: &Kernel) -> Outcome {
    let before = kernel.api().locked_memory_limit()?;
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    faults.set([Fault::of(Method::MapCreate).fails(Errno::EPERM)]);
    let error = create_large(&kernel).unwrap_err();
    assert_eq!((faults.made(Method::MapCreate), faults.made(Method::SetLockedMemoryLimit)), (1, 0));
    assert!(error.remedy().is_some_and(|remedy| remedy.starts_with("the capabilities suffice")), "{error}");
    assert_eq!(kernel.api().locked_memory_limit()?, before);
    Ok(())
}
