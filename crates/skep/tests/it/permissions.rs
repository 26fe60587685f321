//! What is said to those who may not.

use crate::programs::counting_object;
use skep::prelude::*;
use skep::sim::World;
use skep::uapi::kernel::CapabilitySet;
use skep::uapi::{Capability, Errno};
use skep::{ErrorKind, Operation};
use skep_harness::{Outcome, skip};

pub(crate) fn an_ordinary_user_is_told() -> Outcome {
    let kernel = Kernel::host()?;
    let operation = Operation::LoadProgram(ProgramType::TRACEPOINT);
    if kernel.missing_capabilities(&[operation])?.is_empty() {
        return skip("this process is no ordinary user: it may load programs");
    }
    let error = counting_object().load(&kernel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    let remedy = error.remedy().expect("it is known what is missing");
    assert!(remedy.starts_with("this process lacks CAP_"), "{remedy}");
    assert!(remedy.contains("run it as root"), "{remedy}");
    Ok(())
}

pub(crate) fn each_missing_capability_is_named() -> Outcome {
    let with = |capabilities: &[Capability]| {
        let set = capabilities.iter().fold(CapabilitySet::default(), |set, &one| set.with(one));
        Simulated::new(World::builder().user_id(1000).capabilities(set).build())
    };
    let check = |capabilities: &[Capability], message: &str| {
        let kernel = with(capabilities);
        let attached = counting_object().load(&kernel).and_then(|object| object.program("count")?.attach());
        match attached {
            Ok(_) => assert_eq!(message, ""),
            Err(error) => assert_eq!(error.to_string(), message),
        }
    };
    let eperm = Errno::EPERM;
    check(
        &[],
        &format!(
            "creating map `BY_USER`: {eperm} (this process lacks CAP_BPF: run it as root, or give them to its file: \
             `sudo setcap cap_bpf+ep FILE`; nobody may without it, since kernel.unprivileged_bpf_disabled is 2)"
        ),
    );
    check(
        &[Capability::BPF],
        &format!(
            "loading tracepoint program `count`: {eperm} (this process lacks CAP_PERFMON: run it as root, or give \
             them to its file: `sudo setcap cap_perfmon+ep FILE`)"
        ),
    );
    check(
        &[Capability::BPF, Capability::PERFMON],
        &format!(
            "reading the format of tracepoint `sched:sched_process_exec`: {} (this process lacks \
             CAP_DAC_READ_SEARCH: run it as root, for example with `sudo`)",
            Errno::EACCES
        ),
    );
    check(&[Capability::SYS_ADMIN, Capability::DAC_READ_SEARCH], "");
    check(&[Capability::BPF, Capability::PERFMON, Capability::DAC_READ_SEARCH], "");
    let kernel = with(&[Capability::BPF]);
    let error = HashMap::<u32, u32>::create(&kernel, "M", 1).map(drop);
    assert!(error.is_ok());
    Ok(())
}
