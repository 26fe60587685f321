//! The commands that ask what is attached, as bytes.

use super::{Address, Attr, offset};
use skep_uapi::kernel::{AttachQuery, EventFile};

/// `BPF_F_QUERY_EFFECTIVE` (`include/uapi/linux/bpf.h`).
const EFFECTIVE: u32 = 1;

/// `target` is the descriptor or the index of an interface that the query's target stands for; there is room for `count` numbers at
/// both addresses, of which the second may be none.
pub(crate) fn programs_attached(
    query: &AttachQuery<'_>,
    target: u32,
    programs: Address,
    links: Address,
    count: u32,
) -> Attr {
    use offset::query::*;
    let attr = Attr::new()
        .u32(TARGET, target)
        .u32(ATTACH_TYPE, query.attach_type.0)
        .u32(QUERY_FLAGS, if query.effective { EFFECTIVE } else { 0 })
        .address(PROG_IDS, programs)
        .u32(COUNT, count)
        .address(LINK_IDS, links)
        .through(COUNT);
    // The kernel's counter of the place is behind them, and kernels that have no such links know neither.
    if links == Address::NONE { attr } else { attr.through_long(REVISION) }
}

/// There is room for `length` bytes of a name.
pub(crate) fn event_program(file: EventFile, name: Address, length: u32) -> Attr {
    use offset::task_fd_query::*;
    Attr::new()
        .u32(PID, file.process)
        .u32(FD, file.descriptor)
        .u32(BUF_LEN, length)
        .address(BUF, name)
        .through_long(PROBE_ADDR)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;
    use skep_uapi::AttachType;
    use skep_uapi::kernel::LinkTarget;
    use std::path::Path;

    #[test]
    fn queries_name_the_place_and_have_room_for_answers() {
        let target = LinkTarget::Cgroup { path: Path::new("/group") };
        let attach_type = AttachType::CGROUP_INET_EGRESS;
        let query = AttachQuery { target, attach_type, effective: true };
        let fields = [(0, 4, 6), (4, 4, 1), (8, 4, 1), (16, 8, 0x10), (24, 4, 64)];
        check(programs_attached(&query, 6, Address(0x10), Address::NONE, 64), 28, &fields);
        let target = LinkTarget::Interface { index: 2 };
        let query = AttachQuery { target, attach_type: AttachType::TCX_INGRESS, effective: false };
        let fields = [(0, 4, 2), (4, 4, 46), (16, 8, 0x10), (24, 4, 64), (40, 8, 0x20)];
        check(programs_attached(&query, 2, Address(0x10), Address(0x20), 64), 64, &fields);
        let file = EventFile { process: 7, descriptor: 9 };
        check(
            event_program(file, Address(0x30), 256),
            48,
            &[(0, 4, 7), (4, 4, 9), (12, 4, 256), (16, 8, 0x30)],
        );
    }
}
