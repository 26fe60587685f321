//! Attaching programs: one file a family of places. Which of a kernel's means is tried when is decided here.

mod cgroup;
mod dropped;
mod functions;
mod interface;
mod iterators;
mod link;
mod network;
mod order;
mod patterns;
mod perf_events;
mod probes;
mod tracing;
mod traffic;
mod usdt;
mod user_files;
mod user_probes;
mod without_link;

pub use cgroup::{CgroupOptions, Sharing};
pub use functions::{AttachedFunctions, FunctionProbe, FunctionReport};
pub use interface::{XdpMode, XdpOptions};
pub use iterators::{CgroupWalk, IterateOver, IteratorReader, Records};
pub use link::{Link, LinkInfo};
pub use network::{NetfilterOptions, NetfilterPlace};
pub use order::Order;
pub use perf_events::{MemoryAccess, PerfEvent};
pub use traffic::TrafficOptions;
pub use usdt::Usdt;
pub use user_probes::UserProbe;

pub(crate) use dropped::FailedDrops;

use link::Held;

use crate::map::Object;
use crate::{Error, Kernel, Operation, Program, Result};
use skep_object::AttachTarget;
use skep_uapi::kernel::{LinkCreate, LinkOrder, LinkTarget, PerfEventOpen};
use skep_uapi::{AttachType, Errno, ProgramType, Version};

/// By what means a program is attached, where there are several.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Means {
    /// By a link of the kernel's own; where this kernel has none for the place, as older ones do it.
    #[default]
    Best,
    /// By a link of the kernel's own, or not at all.
    Link,
    /// As kernels do it that have no such links.
    WithoutLink,
}

/// The kernel's release, if its answer can be because it is older than this.
pub(crate) fn is_older(kernel: &Kernel, errno: Errno, since: Version) -> Option<String> {
    if !matches!(errno, Errno::EINVAL | Errno::EOPNOTSUPP | Errno::ENOTSUPP | Errno::ENOSYS) {
        return None;
    }
    let release = kernel.api().release().ok()?;
    let version: Version = release.parse().ok()?;
    (version < since).then_some(release)
}

/// A place before or after a program was asked for that is attached without a link.
fn neighbour_without_link(operation: Operation, object: String) -> Error {
    let problem = "the link to put it before or after is none of the kernel's own: name its program instead";
    Error::invalid(operation, object, problem)
}

impl Program {
    /// Attaches it to what its specification says: a tracepoint, a raw tracepoint, a probe or all functions of a pattern, a static probe,
    /// or what a program of type `tracing` or of a security module was loaded for (Linux 5.5). An iterator goes over all that there is of its kind
    /// ([`attach_to_iterator`](Self::attach_to_iterator) says otherwise).
    ///
    /// # Errors
    /// If the specification does not say, or as for [`attach_to_tracepoint`](Self::attach_to_tracepoint).
    pub fn attach(&self) -> Result<Link> {
        match self.target() {
            Some(AttachTarget::Tracepoint { category, name }) => {
                self.attach_to_tracepoint(&format!("{category}:{name}"))
            }
            Some(AttachTarget::RawTracepoint { name }) => self.attach_to_raw_tracepoint(name),
            Some(AttachTarget::Probe { probe, target }) => self.attach_to_probe(*probe, target),
            Some(AttachTarget::StaticProbe { target }) => self.attach_to_usdt(&Usdt::parse(target)?),
            Some(AttachTarget::Named { name }) if self.knows_its_target() => self.attach_to_known(name),
            Some(AttachTarget::Named { .. }) if self.attach_type() == AttachType::TRACE_ITER => {
                self.attach_to_iterator(IterateOver::All)
            }
            Some(AttachTarget::Named { name }) => {
                let problem = format!(
                    "its specification says `{name}`; programs of type {} are not attached by themselves yet",
                    self.program_type()
                );
                Err(Error::invalid(Operation::Check, self.name(), problem))
            }
            None => {
                let problem = "its specification does not say what it attaches to: name it, for example with \
                               `attach_to_interface`";
                Err(Error::invalid(Operation::Check, self.name(), problem))
            }
        }
    }

    /// Whether the kernel was told at the load which of its functions, tracepoints or hooks this is attached to.
    fn knows_its_target(&self) -> bool {
        match self.program_type() {
            ProgramType::LSM => self.attach_type() == AttachType::LSM_MAC,
            ProgramType::EXT => true,
            ProgramType::TRACING => self.attach_type() != AttachType::TRACE_ITER,
            _ => false,
        }
    }

    /// As what it is attached: what it was loaded for, or the only thing that there is for its type.
    fn attached_as(&self) -> AttachType {
        match (self.attach_type(), self.program_type()) {
            (AttachType(0), ProgramType::CGROUP_SOCK) => AttachType::CGROUP_INET_SOCK_CREATE,
            (AttachType(0), ProgramType::SOCK_OPS) => AttachType::CGROUP_SOCK_OPS,
            (AttachType(0), ProgramType::CGROUP_DEVICE) => AttachType::CGROUP_DEVICE,
            (AttachType(0), ProgramType::CGROUP_SYSCTL) => AttachType::CGROUP_SYSCTL,
            (AttachType(0), ProgramType::SK_MSG) => AttachType::SK_MSG_VERDICT,
            (AttachType(0), ProgramType::SK_LOOKUP) => AttachType::SK_LOOKUP,
            (AttachType(0), ProgramType::FLOW_DISSECTOR) => AttachType::FLOW_DISSECTOR,
            (AttachType(0), ProgramType::NETFILTER) => AttachType::NETFILTER,
            (attach_type, _) => attach_type,
        }
    }

    /// Makes a link, where the place has no order or the program is put last.
    pub(crate) fn link(
        &self,
        target: LinkTarget<'_>,
        attach_type: AttachType,
        flags: u32,
    ) -> std::result::Result<Link, Errno> {
        self.link_in_order(target, attach_type, flags, LinkOrder::default()).map(Link::new)
    }

    fn link_in_order(
        &self,
        target: LinkTarget<'_>,
        attach_type: AttachType,
        flags: u32,
        order: LinkOrder<'_>,
    ) -> std::result::Result<Object, Errno> {
        let kernel = self.kernel();
        let request = LinkCreate { program: self.handle(), target, attach_type, flags, order };
        let handle = kernel.api().link_create(&request)?;
        Ok(Object { kernel: kernel.clone(), handle, name: self.name().to_owned() })
    }

    /// Attaches it to a probe: by a perf event, or else by a tracepoint that is made of it, as kernels before 4.17 need it.
    pub(crate) fn attach_to_probe_event(
        &self,
        request: &PerfEventOpen<'_>,
        operation: Operation,
        shown: &str,
    ) -> Result<Held> {
        let refused = match self.attach_to_event(request, operation, shown) {
            // The kernel has no source of such events; or no such function, and then there is no such tracepoint either.
            Err(error) if error.errno() == Some(Errno::ENOENT) => error,
            attached => return attached,
        };
        self.attach_to_probe_tracepoint(request, operation, shown).map_err(|_| refused)
    }

    /// Attaches it to a tracepoint that is made of a probe.
    pub(crate) fn attach_to_probe_tracepoint(
        &self,
        request: &PerfEventOpen<'_>,
        operation: Operation,
        shown: &str,
    ) -> Result<Held> {
        let kernel = self.kernel();
        let made = kernel.api().probe_tracepoint(request);
        let (handle, tracepoint) = made.map_err(|errno| Error::kernel(kernel, operation, shown, errno))?;
        let event = PerfEventOpen::Tracepoint { id: tracepoint.id };
        let attached = Box::new(self.attach_to_event(&event, operation, shown)?);
        let tracepoint = Object { kernel: kernel.clone(), handle, name: self.name().to_owned() };
        Ok(Held::Probe { _attached: attached, tracepoint })
    }

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
        let refused = match self.link_in_order(target, AttachType::PERF_EVENT, 0, LinkOrder::default()) {
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
