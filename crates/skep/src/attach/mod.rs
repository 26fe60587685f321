//! Attaching programs: which primitives of the kernel are tried, in which order, and what is said when none works. One file a
//! family.

mod patterns;
mod perf_events;
mod probes;
mod usdt;
mod user_files;
mod user_probes;

pub use perf_events::{MemoryAccess, PerfEvent};
pub use usdt::Usdt;
pub use user_probes::UserProbe;

use crate::link::Held;
use crate::map::Object;
use crate::{Error, Operation, Program, Result};
use skep_uapi::kernel::{LinkTarget, PerfEventOpen};
use skep_uapi::{AttachType, Errno};

impl Program {
    /// Attaches it to a perf event: by a link (Linux 5.15), or else to the event itself, which every kernel can that has such programs.
    pub(crate) fn attach_to_event(
        &self,
        request: &PerfEventOpen<'_>,
        operation: Operation,
        shown: &str,
    ) -> Result<Held> {
        let api = self.kernel().api();
        let error = |errno| Error::kernel(self.kernel(), operation, shown, errno);
        let event = api.perf_event_open(request).map_err(error)?;
        let target = LinkTarget::PerfEvent { event: &event, cookie: self.cookie() };
        // The link keeps the event, so its handle need not live longer than this.
        let refused = match self.link_to(target, AttachType::PERF_EVENT, 0) {
            Ok(link) => return Ok(Held::Link(link)),
            Err(errno) => errno,
        };
        // Kernels without such links do not know the attach type. Where the program or the event is at fault, the same answer comes
        // again.
        if refused != Errno::EINVAL || api.perf_event_set_program(&event, self.handle()).is_err() {
            return Err(error(refused));
        }
        if self.cookie() != 0 {
            let problem = "this kernel has no cookies of perf events, tracepoints and probes";
            let remedy =
                "they came with Linux 5.15; attach without one, and tell the places apart by programs";
            return Err(Error::unsupported(operation, shown, problem, remedy));
        }
        let object = Object { kernel: self.kernel().clone(), handle: event, name: self.name().to_owned() };
        Ok(Held::Event(object))
    }
}
