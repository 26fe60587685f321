//! What the running kernel was found to have, held against the facts.

use crate::host;
use skep::prelude::*;
use skep::uapi::{AttachType, HelperFacts, HelperTable, LinkType, ProgramSet, Version};
use skep::{Features, Jit, Support};
use skep_harness::{Outcome, skip};

/// What kernels are built without, and why: their version does not say.
const OPTIONS: [(&str, &str); 8] = [
    ("program type lirc_mode2", "CONFIG_BPF_LIRC_MODE2"),
    ("attach type lirc_mode2", "CONFIG_BPF_LIRC_MODE2"),
    ("link type netkit", "CONFIG_NETKIT"),
    ("attach type netkit_primary", "CONFIG_NETKIT"),
    ("attach type netkit_peer", "CONFIG_NETKIT"),
    ("link type kprobe_multi", "CONFIG_FPROBE"),
    ("attach type trace_kprobe_multi", "CONFIG_FPROBE"),
    ("attach type trace_kprobe_session", "CONFIG_FPROBE"),
];

/// Helpers that kernels are built without.
const HELPER_OPTIONS: [(&str, &str); 4] = [
    ("bpf_override_return", "CONFIG_BPF_KPROBE_OVERRIDE"),
    ("bpf_rc_repeat", "CONFIG_BPF_LIRC_MODE2"),
    ("bpf_rc_keydown", "CONFIG_BPF_LIRC_MODE2"),
    ("bpf_rc_pointer_rel", "CONFIG_BPF_LIRC_MODE2"),
];

/// What kernels do not have that were built without JIT, or without programs as security modules, which need one (`kernel/bpf/Kconfig`,
/// `kernel/bpf/Makefile`, `net/ipv4/Makefile` of Linux 6.12): Debian's for s390x.
const WITHOUT_JIT: [&str; 13] = [
    "program type struct_ops",
    "program type ext",
    "program type lsm",
    "attach type lsm_mac",
    "attach type lsm_cgroup",
    "attach type struct_ops",
    "link type struct_ops",
    "bpf_tcp_send_ack",
    "bpf_inode_storage_get",
    "bpf_inode_storage_delete",
    "bpf_bprm_opts_set",
    "bpf_ima_inode_hash",
    "bpf_ima_file_hash",
];

/// Whether programs are compiled to the machine's instructions, if the kernel says.
fn has_jit(kernel: &Kernel) -> bool {
    !matches!(kernel.about().jit, None | Some(Jit::Off))
}

/// If the kernel is at least of the version that the facts say, it has the feature; otherwise the fact is wrong.
pub(crate) fn versions() -> Outcome {
    let kernel = host::kernel()?;
    let mut wrong = contradictions(&Features::new(&kernel), host::version(&kernel)?);
    if !has_jit(&kernel) {
        wrong.retain(|one| !WITHOUT_JIT.iter().any(|known| one.starts_with(&format!("{known}: "))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The facts whose minimum version a kernel contradicts: it is of that version or a newer one, and says no.
fn contradictions(features: &Features, version: Version) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |name: String, since: Option<&str>, found: &Support| {
        let Some(since) = since.and_then(|since| since.parse::<Version>().ok()) else { return };
        let option = OPTIONS.iter().chain(&HELPER_OPTIONS).any(|(known, _)| *known == name);
        if since <= version && found.is_no() && !option {
            wrong.push(format!("{name}: since {since}, but {version} does not have it"));
        }
    };
    for &one in ProgramType::ALL {
        check(format!("program type {one}"), one.since(), &features.program_type(one));
    }
    for &one in MapType::ALL {
        check(format!("map type {one}"), one.since(), &features.map_type(one));
    }
    for &one in AttachType::ALL {
        check(format!("attach type {one}"), one.since(), &features.attach_type(one));
    }
    for &one in LinkType::ALL {
        check(format!("link type {one}"), one.since(), &features.link_type(one));
    }
    for facts in features.helpers().iter() {
        // It is there if one type of program can call it.
        let answers = facts.programs.iter().map(|program_type| features.helper(facts.helper, program_type));
        let best = answers.min_by_key(|answer| match answer {
            Support::Yes => 0,
            Support::Unknown(_) => 1,
            Support::No => 2,
        });
        check(facts.name.to_string(), facts.since.as_deref(), &best.unwrap_or(Support::No));
    }
    wrong
}

/// A made-up helper, since a version that the kernel has behind it, and one since a version that is yet to come.
pub(crate) fn contradicted() -> Outcome {
    let made_up = |number, name: &'static str, since: &'static str| HelperFacts {
        helper: Helper(number),
        name: name.into(),
        since: Some(since.into()),
        programs: ProgramSet::of(&[ProgramType::XDP]),
        ..Helper::KTIME_GET_NS.facts().unwrap().clone()
    };
    let table = HelperTable::new().with(made_up(4000, "bpf_made_up", "3.19"))?.with(made_up(
        4001,
        "bpf_yet_to_come",
        "99.0",
    ))?;
    let features = Features::new(&Kernel::simulated()).with_helpers(table);
    let wrong = contradictions(&features, "6.18".parse()?);
    let line = "bpf_made_up: since 3.19, but 6.18 does not have it".to_owned();
    assert!(wrong.contains(&line), "{wrong:?}");
    assert!(!wrong.iter().any(|line| line.starts_with("bpf_yet_to_come")), "{wrong:?}");
    Ok(())
}

/// The facts say that this helper waits, so that it is tried in a program that may sleep. If they said otherwise, it would be
/// tried in one that may not, and the kernel refuses it there.
pub(crate) fn corrected() -> Outcome {
    let kernel = host::kernel()?;
    let features = Features::new(&kernel);
    let (helper, program_type) = (Helper::COPY_FROM_USER, ProgramType::KPROBE);
    if !features.helper(helper, program_type).is_yes() {
        return skip("this kernel has no programs that may sleep at functions of processes");
    }
    let facts = HelperFacts { sleeps: false, ..helper.facts().unwrap().clone() };
    let corrected = features.clone().with_helpers(HelperTable::new().with(facts)?);
    assert_eq!(corrected.helper(helper, program_type), Support::No);
    assert_eq!(features.helper(helper, program_type), Support::Yes);
    Ok(())
}

/// On the machine where this was written, the kernel refuses programs at functions, security modules and extensions. What
/// is refused is not missing.
pub(crate) fn policy() -> Outcome {
    let kernel = host::kernel()?;
    if !has_jit(&kernel) {
        return skip("this kernel has no JIT, without which there are no such programs");
    }
    let features = Features::new(&kernel);
    let mut refused = 0;
    let programs =
        [ProgramType::LSM, ProgramType::EXT].map(|one| (one.to_string(), features.program_type(one)));
    let places =
        [AttachType::TRACE_FENTRY, AttachType::TRACE_FEXIT, AttachType::MODIFY_RETURN, AttachType::LSM_MAC]
            .map(|one| (one.to_string(), features.attach_type(one)));
    for (name, answer) in programs.into_iter().chain(places) {
        assert!(!answer.is_no(), "{name}: {answer}");
        if let Support::Unknown(reason) = answer {
            assert!(
                reason.starts_with("refused with EPERM though the capabilities suffice: a policy"),
                "{name}: {reason}"
            );
            refused += 1;
        }
    }
    // What needs no function to be attached to is not refused.
    assert_eq!(features.program_type(ProgramType::TRACING), Support::Yes);
    if refused == 0 { skip("this kernel refuses none of them: all are there") } else { Ok(()) }
}

/// The kernel takes a program with the attach types that the facts give its type, and with no other where it looks at them.
pub(crate) fn attach_types() -> Outcome {
    let kernel = host::kernel()?;
    let version = host::version(&kernel)?;
    let features = Features::new(&kernel);
    let mut compared = 0;
    for &program_type in ProgramType::ALL {
        // These name what they are attached to first, so that the attach type does not show.
        let says_nothing =
            [ProgramType::TRACING, ProgramType::LSM, ProgramType::EXT, ProgramType::STRUCT_OPS];
        if says_nothing.contains(&program_type) || !features.program_type(program_type).is_yes() {
            continue;
        }
        for &attach_type in AttachType::ALL {
            let taken = match host::load(&kernel, program_type, attach_type, host::end) {
                Ok(()) => true,
                Err((_, log)) => !log.is_empty(),
            };
            let its_own = program_type.attach_types().contains(&attach_type);
            let known = attach_type
                .since()
                .and_then(|since| since.parse().ok())
                .is_some_and(|since: Version| since <= version);
            // Without an attach type the first is meant, where there was a time before attach types.
            let none = attach_type == AttachType::default();
            let any = !program_type.checks_attach_type() && program_type != ProgramType::SYSCALL;
            let expected = its_own || any || none && taken;
            assert!(taken == expected || !known, "{program_type} at {attach_type}: {taken}");
            compared += 1;
        }
    }
    assert!(compared > 1_000);
    Ok(())
}
