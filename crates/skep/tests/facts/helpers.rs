//! The facts about helpers.

use crate::host::{self, attach_types, load};
use skep::btf::Kind;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{ArgumentKind, AttachType, HelperFacts, HelperTable};
use skep::{Features, Support};
use skep_harness::{Outcome, skip};
use std::collections::BTreeMap;

/// How many helpers there are, and will be.
const COUNT: usize = 211;

pub(crate) fn numbers_and_names() -> Outcome {
    let kernel = Kernel::host()?;
    let Ok(types) = kernel.types() else { return skip("this kernel does not tell its types") };
    let mut numbers = BTreeMap::new();
    for found in types.find(Kind::Enum, "bpf_func_id") {
        for value in found.values()? {
            if let Some(name) = value.name()?.strip_prefix("BPF_FUNC_") {
                numbers.insert(u32::try_from(value.value())?, format!("bpf_{name}"));
            }
        }
    }
    numbers.remove(&0);
    let known: BTreeMap<u32, String> =
        HelperTable::new().iter().map(|facts| (facts.helper.0, facts.name.to_string())).collect();
    assert_eq!(known.len(), COUNT);
    for (number, name) in &numbers {
        assert_eq!(known.get(number), Some(name), "helper {number}");
    }
    if numbers.len() < COUNT {
        return skip(format!(
            "this kernel is older and has {} of {COUNT}; those are the same",
            numbers.len()
        ));
    }
    Ok(())
}

/// The types of program of which no call can be tried: what is attached to must be named first, or the kernel refuses or
/// lacks them.
const NOT_TRIED: [ProgramType; 5] =
    [ProgramType::TRACING, ProgramType::LSM, ProgramType::EXT, ProgramType::STRUCT_OPS, ProgramType::UNSPEC];

/// Helpers that kernels leave out for a reason of their own.
const LEFT_OUT: [(Helper, &str); 2] = [
    (Helper::PROBE_WRITE_USER, "a kernel that is locked down has it not"),
    (Helper::OVERRIDE_RETURN, "it needs CONFIG_BPF_KPROBE_OVERRIDE"),
];

/// Every helper in every type of program and with every attach type, by a program with the one call.
pub(crate) fn callers() -> Outcome {
    let kernel = host::kernel()?;
    let version = host::version(&kernel)?;
    let same = (version.major, version.minor) == (6, 18);
    let features = Features::new(&kernel);
    let mut compared = 0;
    let (mut differences, mut of_version) = (Vec::new(), 0);
    for &program_type in ProgramType::ALL {
        if NOT_TRIED.contains(&program_type) || !features.program_type(program_type).is_yes() {
            continue;
        }
        for attach_type in attach_types(program_type) {
            for facts in HelperTable::new().iter() {
                let expected = facts.callable_in(program_type, Some(attach_type));
                let found = features.helper_at(facts.helper, program_type, attach_type);
                compared += 1;
                let left_out = LEFT_OUT.iter().any(|(helper, _)| *helper == facts.helper);
                let agrees = match found {
                    Support::Yes => expected,
                    Support::No => !expected || left_out,
                    Support::Unknown(_) => left_out,
                };
                // Before and after the version of which the facts are, other programs may call it.
                if !agrees && !same && !matches!(found, Support::Unknown(_)) {
                    of_version += 1;
                } else if !agrees {
                    differences.push(format!("{program_type} at {attach_type}: {}: {found}", facts.name));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{} of {compared}:\n{}", differences.len(), differences.join("\n"));
    assert!(compared > 9_000, "only {compared} were compared");
    if same {
        return Ok(());
    }
    // From one version to the next, not much changes.
    assert!(
        version < "6.18".parse()? || of_version < 100,
        "{of_version} of {compared} are not as in Linux 6.18"
    );
    skip(format!(
        "this is not Linux 6.18, of which the facts are: all answers are definite, {of_version} of {compared} are others"
    ))
}

/// What the verifier says of an argument that is a context though it should be something else, for the kinds of arguments
/// it tells apart so.
fn expected_words(kind: &ArgumentKind) -> Option<&'static [&'static str]> {
    Some(match kind {
        ArgumentKind::Map => &["expected=map_ptr"],
        ArgumentKind::MapKey
        | ArgumentKind::MapValue
        | ArgumentKind::Memory
        | ArgumentKind::FixedMemory(_) => {
            // Linux 7.2 names less of what it takes.
            &[
                "expected=fp, pkt, pkt_meta",
                "expected=fp, pkt",
                "expected=fp, map_key",
                "expected=fp, ",
                "expected=fp\n",
            ]
        }
        ArgumentKind::Dynptr | ArgumentKind::RingDynptr => &["expected=fp, dynptr_ptr", "expected=fp"],
        ArgumentKind::RingRecord => &["expected=ringbuf_mem"],
        ArgumentKind::SpinLock | ArgumentKind::Timer => &["expected=map_value"],
        ArgumentKind::PerCpu => &["expected=percpu_ptr_"],
        ArgumentKind::SockCommon => &["expected=sock_common, sock, tcp_sock"],
        ArgumentKind::Object(_) => &["expected=ptr_", "expected=trusted_ptr_"],
        // Any pointer will do for a number, and the rest is found in other ways.
        _ => return None,
    })
}

/// The first argument of every helper that is no number: the verifier is given the context, and names what it wants.
pub(crate) fn arguments() -> Outcome {
    let kernel = host::kernel()?;
    let version = host::version(&kernel)?;
    if version < "6.12".parse()? {
        return skip("kernels before 6.12 use other words");
    }
    let mut compared = 0;
    for facts in HelperTable::new().iter() {
        let Some((program_type, attach_type)) = a_caller(facts) else { continue };
        let signature = facts.signature_in(program_type);
        let said = |build: &dyn Fn(&mut Assembler)| {
            let result = load(&kernel, program_type, attach_type, |assembler| {
                build(assembler);
                assembler.call(facts.helper);
                host::end(assembler);
            });
            result.map_err(|(_, log)| log).err().unwrap_or_default()
        };
        let said_of_one = said(&|_| {});
        // From Linux 7.2 on, the verifier first looks whether all arguments are there, and at sizes before their memory.
        let others = signature.arguments.get(1..).unwrap_or_default();
        let said = said(&|assembler| {
            for (register, argument) in [R2, R3, R4, R5].into_iter().zip(others) {
                match argument.kind {
                    ArgumentKind::Size | ArgumentKind::SizeOrZero => assembler.mov(register, 8),
                    _ => assembler.mov(register, R1),
                };
            }
        });
        // Linux 7.2 takes the context of these, which is memory of their caller, for any memory.
        if program_type == ProgramType::SYSCALL && version > "6.18.999".parse()? {
            continue;
        }
        // These can be called in some functions only, or by programs that may sleep.
        if ["cannot use helper", "might sleep", "in non-sleepable prog", "not allowed in probe"]
            .iter()
            .any(|words| said.contains(words))
        {
            continue;
        }
        let name = &facts.name;
        let Some(first) = signature.arguments.first() else {
            assert!(!said.contains("R1 type="), "{name} takes nothing:\n{said}");
            compared += 1;
            continue;
        };
        match expected_words(&first.kind) {
            Some(words) => {
                assert!(words.iter().any(|words| said.contains(words)), "{name} takes {first}:\n{said}");
                compared += 1;
            }
            None if matches!(first.kind, ArgumentKind::Context) => {
                assert!(!said.contains("R1 type="), "{name} takes the context:\n{said}");
                compared += 1;
            }
            None => {}
        }
        // The next argument is missing: the verifier says so for as many as there are.
        if let [ArgumentKind::Context, _, ..] =
            signature.arguments.iter().map(|one| one.kind.clone()).collect::<Vec<_>>()[..]
        {
            assert!(
                said_of_one.contains("R2 !read_ok"),
                "{name} takes more than the context:\n{said_of_one}"
            );
        }
    }
    assert!(compared > 150, "only {compared} were compared");
    Ok(())
}

/// A type of program that can call a helper and can be tried here, with an attach type that allows it.
fn a_caller(facts: &HelperFacts) -> Option<(ProgramType, AttachType)> {
    let tried =
        ProgramType::ALL.iter().filter(|one| !NOT_TRIED.contains(one) && **one != ProgramType::LIRC_MODE2);
    tried
        .flat_map(|&program_type| {
            attach_types(program_type).into_iter().map(move |attach_type| (program_type, attach_type))
        })
        .find(|&(program_type, attach_type)| facts.callable_in(program_type, Some(attach_type)))
}
