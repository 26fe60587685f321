//! Whether programs can be attached to a kind of place, and held there by a kind of link.

use super::attempt::{Attempt, NAME, Outcome};
use super::evidence::Finding;
use super::{Features, Support};
use skep_isa::{Assembler, registers::*};
use skep_uapi::kernel::{LinkCreate, LinkTarget};
use skep_uapi::{AttachType, Errno, LinkType, ProgramType, Version};

/// Whether programs can be attached so.
pub(super) fn attach_type(features: &Features, attach_type: AttachType) -> Support {
    let programs = attach_type.program_types();
    if programs.is_empty() {
        return match features.evidence().of_attach_type(attach_type) {
            Finding::Missing => Support::No,
            Finding::There | Finding::NotTold => {
                Support::Unknown("which programs are attached so is not known here".to_owned())
            }
        };
    }
    let Some(&program_type) = programs.iter().find(|&&one| !features.program_type(one).is_no()) else {
        return Support::No;
    };
    if program_type.checks_attach_type() {
        match load(features, program_type, attach_type) {
            Some(answer) => return answer,
            // The verifier asks for the function to be attached to before it looks at the attach type.
            None => return by_types(features, attach_type),
        }
    }
    match by_types(features, attach_type) {
        // A name alone does not show that the programs are built in, if they cannot be asked for.
        Support::Yes if attach_type.link_type().is_none() => by_programs(features, attach_type),
        answer => answer,
    }
}

/// Whether the kernel has programs that are attached so: the most certain of the answers for their types.
fn by_programs(features: &Features, attach_type: AttachType) -> Support {
    let mut answers = attach_type.program_types().iter().map(|&one| features.program_type(one));
    let mut best = answers.next().unwrap_or(Support::No);
    for answer in answers {
        best = if best.is_yes() || answer.is_no() { best } else { answer };
    }
    best
}

/// Whether such links came to Linux after this attach type.
fn is_newer(link_type: LinkType, attach_type: AttachType) -> bool {
    let version = |since: Option<&str>| since.and_then(|since| since.parse::<Version>().ok());
    match (version(link_type.since()), version(attach_type.since())) {
        (Some(link), Some(attach)) => attach < link,
        _ => false,
    }
}

/// What loading a program with this attach type shows; `None` if nothing.
fn load(features: &Features, program_type: ProgramType, attach_type: AttachType) -> Option<Support> {
    let attempt = Attempt::new(program_type, attach_type);
    let code = Assembler::new().mov(R0, 0).exit().build().ok()?;
    match attempt.load(features.kernel(), &code) {
        Outcome::Loaded => Some(Support::Yes),
        Outcome::Judged(..) if matches!(program_type, ProgramType::TRACING | ProgramType::LSM) => None,
        Outcome::Judged(..) => Some(Support::Yes),
        Outcome::Refused(errno) => Some(attempt.refused(features.kernel(), errno)),
    }
}

/// What the kernel's types say of an attach type, and of the link that is made there.
fn by_types(features: &Features, attach_type: AttachType) -> Support {
    match features.evidence().of_attach_type(attach_type) {
        Finding::Missing => Support::No,
        Finding::There => match attach_type.link_type() {
            // There was a time before such links: what they hold now was attached in other ways then.
            Some(link_type) if is_newer(link_type, attach_type) => match features.link_type(link_type) {
                Support::No => by_programs(features, attach_type),
                answer => answer,
            },
            Some(link_type) => features.link_type(link_type),
            None => Support::Yes,
        },
        // A kernel that makes such links may have this attach type.
        Finding::NotTold => match attach_type.link_type().map(|link_type| features.link_type(link_type)) {
            Some(Support::No) => Support::No,
            Some(Support::Yes) if only_one(attach_type) => Support::Yes,
            _ => not_told(),
        },
    }
}

/// Whether this is the only attach type that such links are made for, so that the link shows it.
fn only_one(attach_type: AttachType) -> bool {
    let same = AttachType::ALL.iter().filter(|other| other.link_type() == attach_type.link_type());
    same.count() == 1
}

fn not_told() -> Support {
    Support::Unknown(
        "the kernel does not tell its types, and trying it would need something to attach to".to_owned(),
    )
}

/// Whether the kernel has such links.
pub(super) fn link_type(features: &Features, link_type: LinkType) -> Support {
    if link_type == LinkType::UNSPEC {
        return Support::No;
    }
    let evidence = features.evidence();
    match (evidence.of_link_type(link_type), link_type.evidence()) {
        (Finding::Missing, _) => Support::No,
        (Finding::There, Some(what)) => match evidence.of_what(what) {
            Finding::There => Support::Yes,
            Finding::Missing | Finding::NotTold => Support::No,
        },
        (Finding::There, None) => Support::Unknown(
            "the kernel's types name it; whether it was built in is not known here".to_owned(),
        ),
        (Finding::NotTold, _) => try_link(features, link_type),
    }
}

/// What can be found out without the kernel's types: a kernel without the programs has no use for the link, and one that
/// has the link says of something that is not there that it is not there.
fn try_link(features: &Features, link_type: LinkType) -> Support {
    if programs_of(link_type).all(|program_type| features.program_type(program_type).is_no()) {
        return Support::No;
    }
    let api = features.kernel().api();
    let program = |program_type, attach_type| Attempt::new(program_type, attach_type).keep(features.kernel());
    let answer = match link_type {
        LinkType::RAW_TRACEPOINT => program(ProgramType::RAW_TRACEPOINT, AttachType::default())
            .and_then(|program| api.raw_tracepoint_open(NAME, &program)),
        LinkType::PERF_EVENT => program(ProgramType::TRACEPOINT, AttachType::default()).and_then(|program| {
            // A program is no event.
            let target = LinkTarget::PerfEvent { event: &program, cookie: 0 };
            let attach_type = AttachType::PERF_EVENT;
            api.link_create(&LinkCreate {
                program: &program,
                target,
                attach_type,
                flags: 0,
                order: Default::default(),
            })
        }),
        // Of an interface that is not there, a kernel says the same as one that has no such links.
        _ => return not_told(),
    };
    match answer {
        Ok(_) | Err(Errno::ENOENT | Errno::EBADF) => Support::Yes,
        Err(errno) => Support::Unknown(format!("the kernel answers {errno}")),
    }
}

/// The types of program that such links hold.
fn programs_of(link_type: LinkType) -> impl Iterator<Item = ProgramType> {
    let by_name = [ProgramType::RAW_TRACEPOINT, ProgramType::RAW_TRACEPOINT_WRITABLE];
    let attached =
        AttachType::ALL.iter().filter(move |attach_type| attach_type.link_type() == Some(link_type));
    attached
        .flat_map(|attach_type| attach_type.program_types().iter().copied())
        .chain(by_name.into_iter().filter(move |_| link_type == LinkType::RAW_TRACEPOINT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_came_later_show_nothing_of_an_attach_type() {
        assert!(is_newer(LinkType::SOCKMAP, AttachType::SK_SKB_STREAM_VERDICT));
        assert!(is_newer(LinkType::CGROUP, AttachType::CGROUP_DEVICE));
        assert!(!is_newer(LinkType::NETFILTER, AttachType::NETFILTER));
        assert!(!is_newer(LinkType::TRACING_MULTI, AttachType::TRACE_FENTRY));
        // The answer is that for the programs then.
        let features = Features::new(&crate::Kernel::simulated());
        assert_eq!(by_programs(&features, AttachType::SK_MSG_VERDICT), Support::No);
        assert_eq!(by_programs(&features, AttachType::XDP), Support::Yes);
    }
}
