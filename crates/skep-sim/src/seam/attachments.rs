//! What programs are attached to that bpf(2) does not make.

use crate::links::PerfEvent;
use crate::maps::OutputEvent;
use crate::objects::ObjectId;
use crate::probes::ProbePlace;
use crate::samples;
use crate::world::World;
use skep_memory::Region;
use skep_uapi::kernel::{
    Attachments, PerfEventOpen, RouteProgram, Tracepoint, TrafficDirection, TrafficFilter, TrafficPlace,
    XdpAttach,
};
use skep_uapi::{Errno, Handle, Result};

impl Attachments for World {
    fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle> {
        self.shared.settings.may_open_perf_events()?;
        let mut state = self.shared.lock();
        if let Some(place) = ProbePlace::of(request)? {
            let event = state.perf_events.insert(PerfEvent::on_probe(place));
            return Ok(self.handle(&mut state, ObjectId::PerfEvent(event)));
        }
        let id = match *request {
            PerfEventOpen::Tracepoint { id } => id,
            PerfEventOpen::Output { cpu } => {
                if cpu >= self.shared.settings.possible_cpus {
                    return Err(Errno::ENODEV);
                }
                let event = state.perf_events.insert(PerfEvent::of_output(OutputEvent::new(cpu)));
                return Ok(self.handle(&mut state, ObjectId::PerfEvent(event)));
            }
            PerfEventOpen::Counter(counter) => {
                samples::check(&counter, &self.shared.settings)?;
                let event = state.perf_events.insert(PerfEvent::of_counter(counter));
                return Ok(self.handle(&mut state, ObjectId::PerfEvent(event)));
            }
            PerfEventOpen::Kprobe { .. } | PerfEventOpen::Uprobe { .. } => return Err(Errno::EINVAL),
        };
        if !state.tracepoints.iter().any(|tracepoint| tracepoint.format.id == id) {
            return Err(Errno::EINVAL);
        }
        let event = state.perf_events.insert(PerfEvent::new(id));
        Ok(self.handle(&mut state, ObjectId::PerfEvent(event)))
    }

    fn perf_event_set_program(&self, event: &Handle, program: &Handle) -> Result<()> {
        let ObjectId::PerfEvent(event) = self.object(event)? else { return Err(Errno::EINVAL) };
        let program = self.program_id(program)?;
        self.shared.lock().set_program(event, program)
    }

    /// The tracefs of the simulated kernel has no such files.
    fn probe_tracepoint(&self, _request: &PerfEventOpen<'_>) -> Result<(Handle, Tracepoint)> {
        Err(Errno::ENOENT)
    }

    fn perf_memory(&self, event: &Handle, byte_size: usize) -> Result<Region> {
        let ObjectId::PerfEvent(event) = self.object(event)? else { return Err(Errno::EINVAL) };
        let state = self.shared.lock();
        let output = state.perf_events.get(event).and_then(PerfEvent::output).ok_or(Errno::EINVAL)?;
        output.map(self.shared.settings.page_size, byte_size)
    }

    fn xdp_attach(&self, request: &XdpAttach<'_>, _: &mut String) -> Result<()> {
        let program = request.program.map(|program| self.program_id(program)).transpose()?;
        let expected = request.expected.map(|program| self.program_id(program)).transpose()?;
        self.shared.settings.may_administer_network()?;
        self.shared.lock().set_xdp(request.interface, program, expected, request.flags)
    }

    fn traffic_queue_add(&self, interface: u32, said: &mut String) -> Result<()> {
        self.shared.settings.may_administer_network()?;
        self.shared.lock().add_traffic_queue(interface, said)
    }

    fn traffic_queue_remove(&self, interface: u32, said: &mut String) -> Result<()> {
        self.shared.settings.may_administer_network()?;
        self.shared.lock().remove_traffic_queue(interface, said)
    }

    fn traffic_filter_set(&self, request: &TrafficFilter<'_>, said: &mut String) -> Result<TrafficPlace> {
        self.shared.settings.may_administer_network()?;
        let program = self.program_id(request.program)?;
        self.shared.lock().set_traffic_filter(request, program, said)
    }

    fn traffic_filter_remove(&self, place: &TrafficPlace, said: &mut String) -> Result<()> {
        self.shared.settings.may_administer_network()?;
        self.shared.lock().remove_traffic_filter(place, said)
    }

    fn traffic_filters(&self, interface: u32, direction: TrafficDirection) -> Result<Vec<TrafficPlace>> {
        Ok(self.shared.lock().traffic_filters(interface, direction))
    }

    fn route_set(&self, _: &RouteProgram<'_>, _: &mut String) -> Result<()> {
        Err(Errno::EOPNOTSUPP)
    }

    fn route_remove(&self, _: &RouteProgram<'_>, _: &mut String) -> Result<()> {
        Err(Errno::EOPNOTSUPP)
    }

    #[cfg(unix)]
    fn socket_program(
        &self,
        _: std::os::fd::BorrowedFd<'_>,
        _: skep_uapi::kernel::SocketHook,
        _: Option<&Handle>,
    ) -> Result<()> {
        Err(Errno::EOPNOTSUPP)
    }
}
