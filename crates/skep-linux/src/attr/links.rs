//! The commands that attach programs, as bytes.

use super::{Address, Attr, offset};
use skep_uapi::AttachFlags;
use skep_uapi::kernel::{LinkCreate, LinkTarget, ProgramAttach, Relative};

/// `target` is the descriptor or the index of an interface that the request's target stands for, and `relative` the descriptor or
/// number of what the program is put before or after.
pub(crate) fn link_create(
    request: &LinkCreate<'_>,
    program: u32,
    target: u32,
    relative: u32,
    parts: &LinkParts,
) -> Attr {
    use offset::link_create::*;
    let named = request.order.relative.map_or(AttachFlags::NONE, Relative::flags);
    let attr = Attr::new()
        .u32(PROG_FD, program)
        .u32(TARGET, target)
        .u32(ATTACH_TYPE, request.attach_type.0)
        .u32(FLAGS, request.flags | named.0)
        .through(ATTACH_TYPE);
    match request.target {
        LinkTarget::PerfEvent { cookie, .. } => attr.u64(COOKIE, cookie),
        // They are at the same place for control groups.
        LinkTarget::Interface { .. } | LinkTarget::Cgroup { .. } => {
            attr.u32(RELATIVE_FD, relative).u64(EXPECTED_REVISION, request.order.revision)
        }
        LinkTarget::Netfilter(hook) => attr
            .u32(FAMILY, hook.family)
            .u32(HOOK, hook.hook)
            .u32(PRIORITY, hook.priority.cast_unsigned())
            .u32(HOOK_FLAGS, hook.flags),
        LinkTarget::Tracing { cookie } => attr.u64(TRACING_COOKIE, cookie),
        LinkTarget::Functions(functions) => attr
            .u32(FUNCTIONS_FLAGS, at_return(functions.at_return))
            .u32(FUNCTIONS_CNT, parts.count)
            .address(FUNCTIONS_SYMS, parts.names)
            .address(FUNCTIONS_COOKIES, parts.cookies),
        LinkTarget::UserPlaces(places) => attr
            .address(PLACES_PATH, parts.names)
            .address(PLACES_OFFSETS, parts.offsets)
            .address(PLACES_REF_CTR_OFFSETS, parts.semaphores)
            .address(PLACES_COOKIES, parts.cookies)
            .u32(PLACES_CNT, parts.count)
            .u32(PLACES_FLAGS, at_return(places.at_return))
            .u32(PLACES_PID, places.process.unwrap_or(0)),
        LinkTarget::Iterator(_) => attr.address(ITER_INFO, parts.names).u32(ITER_INFO_LEN, parts.count),
        LinkTarget::NetworkNamespace { .. } | LinkTarget::Map { .. } | LinkTarget::StructOps => attr,
    }
}

/// `BPF_F_KPROBE_MULTI_RETURN` and `BPF_F_UPROBE_MULTI_RETURN` (`include/uapi/linux/bpf.h`), which are the same.
fn at_return(at_return: bool) -> u32 {
    u32::from(at_return)
}

/// Where the parts of a link's target are that are given by addresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkParts {
    /// Addresses of names, a path, or what an iterator is told.
    pub(crate) names: Address,
    pub(crate) offsets: Address,
    pub(crate) semaphores: Address,
    pub(crate) cookies: Address,
    /// How many there are of each; of what an iterator is told, bytes.
    pub(crate) count: u32,
}

#[cfg(test)]
impl LinkParts {
    const NONE: Self = Self {
        names: Address::NONE,
        offsets: Address::NONE,
        semaphores: Address::NONE,
        cookies: Address::NONE,
        count: 0,
    };
}

pub(crate) fn iterator_create(link: u32) -> Attr {
    use offset::iterator_create::*;
    Attr::new().u32(LINK_FD, link).through(LINK_FD)
}

/// `expected` is the program that must be there, if that is asked for.
pub(crate) fn link_update(link: u32, program: u32, expected: Option<u32>) -> Attr {
    use offset::link_update::*;
    let attr = Attr::new().u32(LINK_FD, link).u32(NEW_PROG_FD, program).through(NEW_PROG_FD);
    match expected {
        None => attr,
        Some(expected) => {
            attr.u32(FLAGS, AttachFlags::REPLACE.0).u32(OLD_PROG_FD, expected).through(OLD_PROG_FD)
        }
    }
}

pub(crate) fn link_detach(fd: u32) -> Attr {
    use offset::link_detach::*;
    Attr::new().u32(LINK_FD, fd).through(LINK_FD)
}

/// `target` is as for [`link_create`].
pub(crate) fn program_attach(
    request: &ProgramAttach<'_>,
    program: u32,
    target: u32,
    replace: Option<u32>,
) -> Attr {
    use offset::program_attach::*;
    program_detach(request, program, target).u32(FLAGS, request.flags.0).u32(REPLACE_FD, replace.unwrap_or(0))
}

pub(crate) fn program_detach(request: &ProgramAttach<'_>, program: u32, target: u32) -> Attr {
    use offset::program_attach::*;
    Attr::new()
        .u32(TARGET, target)
        .u32(PROG_FD, program)
        .u32(ATTACH_TYPE, request.attach_type.0)
        .through(ATTACH_TYPE)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;
    use skep_uapi::kernel::{FunctionTargets, IteratorTarget, LinkOrder, NetfilterHook, UserPlaces};
    use skep_uapi::{AttachType, Handle};
    use std::path::Path;

    #[test]
    fn links_name_what_they_attach_to_and_where_in_the_order() {
        check(link_detach(0), 4, &[]);
        let (program, event) = (Handle::new(()), Handle::new(()));
        let request = LinkCreate {
            program: &program,
            target: LinkTarget::PerfEvent { event: &event, cookie: 0 },
            attach_type: AttachType::PERF_EVENT,
            flags: 0,
            order: LinkOrder::default(),
        };
        check(link_create(&request, 4, 5, 0, &LinkParts::NONE), 12, &[(0, 4, 4), (4, 4, 5), (8, 4, 41)]);
        let request = LinkCreate { target: LinkTarget::PerfEvent { event: &event, cookie: 77 }, ..request };
        check(
            link_create(&request, 4, 5, 0, &LinkParts::NONE),
            24,
            &[(0, 4, 4), (4, 4, 5), (8, 4, 41), (16, 8, 77)],
        );
        let target = LinkTarget::Interface { index: 2 };
        let request = LinkCreate { target, attach_type: AttachType::XDP, flags: 2, ..request };
        check(
            link_create(&request, 4, 2, 0, &LinkParts::NONE),
            16,
            &[(0, 4, 4), (4, 4, 2), (8, 4, 37), (12, 4, 2)],
        );
        let (target, attach_type) = (LinkTarget::StructOps, AttachType::STRUCT_OPS);
        let request = LinkCreate { target, attach_type, flags: 0, ..request };
        check(link_create(&request, 4, 0, 0, &LinkParts::NONE), 12, &[(0, 4, 4), (8, 4, 44)]);

        let order = LinkOrder { relative: Some(Relative::Link(&event)), revision: 3 };
        let target = LinkTarget::Interface { index: 2 };
        let (attach_type, flags) = (AttachType::TCX_INGRESS, AttachFlags::BEFORE.0);
        let tcx = LinkCreate { target, attach_type, flags, order, ..request };
        let fields = [(0, 4, 4), (4, 4, 2), (8, 4, 46), (12, 4, 0x2008), (16, 4, 9), (24, 8, 3)];
        check(link_create(&tcx, 4, 2, 9, &LinkParts::NONE), 32, &fields);
        let order = LinkOrder { relative: Some(Relative::ProgramId(9)), revision: 0 };
        let fields = [(0, 4, 4), (4, 4, 2), (8, 4, 46), (12, 4, 0x28), (16, 4, 9)];
        check(link_create(&LinkCreate { order, ..tcx }, 4, 2, 9, &LinkParts::NONE), 20, &fields);

        let hook = NetfilterHook { family: 2, hook: 1, priority: -128, flags: 1 };
        let (target, attach_type) = (LinkTarget::Netfilter(hook), AttachType::NETFILTER);
        let fields = [
            (0, 4, 4),
            (8, 4, 45),
            (16, 4, 2),
            (20, 4, 1),
            (24, 4, u64::from((-128_i32).cast_unsigned())),
            (28, 4, 1),
        ];
        check(
            link_create(&LinkCreate { target, attach_type, ..request }, 4, 0, 0, &LinkParts::NONE),
            32,
            &fields,
        );
    }

    #[test]
    fn many_places_are_given_by_addresses() {
        let program = Handle::new(());
        let functions = FunctionTargets { functions: &["a", "b"], cookies: &[1, 2], at_return: true };
        let request = LinkCreate {
            program: &program,
            target: LinkTarget::Functions(functions),
            attach_type: AttachType::TRACE_KPROBE_MULTI,
            flags: 0,
            order: LinkOrder::default(),
        };
        let parts = LinkParts { names: Address(0x10), cookies: Address(0x20), count: 2, ..LinkParts::NONE };
        let fields = [(0, 4, 4), (8, 4, 42), (16, 4, 1), (20, 4, 2), (24, 8, 0x10), (40, 8, 0x20)];
        check(link_create(&request, 4, 0, 0, &parts), 48, &fields);
        let places = UserPlaces {
            path: Path::new("/bin/true"),
            offsets: &[64],
            semaphores: &[],
            cookies: &[],
            at_return: false,
            process: Some(7),
        };
        let (target, attach_type) = (LinkTarget::UserPlaces(places), AttachType::TRACE_UPROBE_MULTI);
        let request = LinkCreate { target, attach_type, ..request };
        let parts = LinkParts { names: Address(0x10), offsets: Address(0x30), count: 1, ..LinkParts::NONE };
        let fields = [(0, 4, 4), (8, 4, 48), (16, 8, 0x10), (24, 8, 0x30), (48, 4, 1), (56, 4, 7)];
        check(link_create(&request, 4, 0, 0, &parts), 60, &fields);
        let target = LinkTarget::Iterator(IteratorTarget::Map(&program));
        let request = LinkCreate { target, attach_type: AttachType::TRACE_ITER, ..request };
        let parts = LinkParts { names: Address(0x40), count: 16, ..LinkParts::NONE };
        check(
            link_create(&request, 4, 0, 0, &parts),
            28,
            &[(0, 4, 4), (8, 4, 28), (16, 8, 0x40), (24, 4, 16)],
        );
        check(iterator_create(9), 4, &[(0, 4, 9)]);
        let (target, attach_type) = (LinkTarget::Tracing { cookie: 5 }, AttachType::TRACE_FENTRY);
        let request = LinkCreate { target, attach_type, ..request };
        check(link_create(&request, 4, 0, 0, &LinkParts::NONE), 32, &[(0, 4, 4), (8, 4, 24), (24, 8, 5)]);
    }

    #[test]
    fn programs_are_replaced_attached_and_detached() {
        check(link_update(7, 4, None), 8, &[(0, 4, 7), (4, 4, 4)]);
        check(link_update(7, 4, Some(5)), 16, &[(0, 4, 7), (4, 4, 4), (8, 4, 4), (12, 4, 5)]);
        let program = Handle::new(());
        let request = ProgramAttach {
            program: &program,
            target: LinkTarget::Cgroup { path: Path::new("/group") },
            attach_type: AttachType::CGROUP_INET_EGRESS,
            flags: AttachFlags::ALLOW_MULTI | AttachFlags::REPLACE,
            replace: Some(&program),
        };
        let place = [(0, 4, 6), (4, 4, 4), (8, 4, 1)];
        check(program_attach(&request, 4, 6, Some(5)), 20, &[&place[..], &[(12, 4, 6), (16, 4, 5)]].concat());
        check(program_detach(&request, 4, 6), 12, &place);
    }
}
