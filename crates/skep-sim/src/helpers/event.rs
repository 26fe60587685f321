//! The helper on perf buffers (`kernel/trace/bpf_trace.c`, `net/core/filter.c`).

use super::{Kernel, length, negative};
use crate::maps::MapKind;
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

/// Which slot is meant (`BPF_F_INDEX_MASK`, `include/uapi/linux/bpf.h`), of which this one is the CPU's own (`BPF_F_CURRENT_CPU`).
const SLOT: u64 = 0xffff_ffff;
/// How many bytes of the packet follow (`BPF_F_CTXLEN_MASK`, same file).
const PACKET_BYTES: u64 = 0xf_ffff << 32;

impl Kernel<'_> {
    /// Writes a sample into the buffer of an event (`__bpf_perf_event_output`).
    pub(super) fn perf_event_output(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let id = self.map(call, R2)?;
        let flags = call.argument(R3)?;
        let bytes = call.memory.read(call.argument(R4)?, length(call, R5)?)?;
        let cpu = self.around.task.cpu;
        let events = match self.around.maps.get(id).map(|map| &map.kind) {
            Ok(MapKind::Events(events)) => events,
            _ => {
                let label = self.map_label(id);
                return Err(FaultKind::Refused(format!(
                    "{R2} must be an array of events, but it is {label}"
                )));
            }
        };
        if flags & !(SLOT | PACKET_BYTES) != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        if flags & PACKET_BYTES != 0 {
            let reason = "bytes of the packet behind a record of a perf buffer are not modelled";
            return Err(FaultKind::Refused(reason.to_owned()));
        }
        let slot = if flags & SLOT == SLOT { cpu } else { u32::try_from(flags & SLOT).unwrap_or(u32::MAX) };
        let written = events
            .get(slot)
            .and_then(|event| if event.cpu == cpu { event.write(bytes) } else { Err(Errno::EOPNOTSUPP) });
        Ok(written.map_or_else(negative, |()| 0))
    }
}
