//! What programs are attached to that bpf(2) does not make.

use crate::links::PerfEvent;
use crate::objects::ObjectId;
use crate::probes::ProbePlace;
use crate::world::World;
use skep_memory::Region;
use skep_uapi::kernel::{Attachments, PerfEventOpen};
use skep_uapi::{Errno, Handle, Result};

impl Attachments for World {
    fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle> {
        self.shared.settings.may_open_perf_events()?;
        let mut state = self.shared.lock();
        if let Some(place) = ProbePlace::of(request)? {
            let event = state.perf_events.insert(PerfEvent::on_probe(place));
            return Ok(self.handle(&mut state, ObjectId::PerfEvent(event)));
        }
        let PerfEventOpen::Tracepoint { id } = *request else { return Err(Errno::EOPNOTSUPP) };
        if !state.tracepoints.iter().any(|tracepoint| tracepoint.format.id == id) {
            return Err(Errno::EINVAL);
        }
        let event = state.perf_events.insert(PerfEvent::new(id));
        Ok(self.handle(&mut state, ObjectId::PerfEvent(event)))
    }

    fn perf_memory(&self, event: &Handle, _: usize) -> Result<Region> {
        // There are no events with buffers.
        self.object(event)?;
        Err(Errno::EOPNOTSUPP)
    }
}
