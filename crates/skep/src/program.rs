//! A loaded program, and what it attaches to.

use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Error, Kernel, Link, Operation, Result};
use skep_object::AttachTarget;
use skep_uapi::kernel::{LinkCreate, LinkTarget, ObjectKind, PerfEventOpen, ProgramInfo};
use skep_uapi::{AttachType, Handle, ProgramType, XdpFlags};
use std::path::Path;
use std::sync::Arc;

/// A loaded program. Cloning it is cheap; the kernel keeps it as long as something holds it: a value of this
/// type, a link, or a pin.
#[derive(Clone, Debug)]
pub struct Program {
    object: Arc<Object>,
    program_type: ProgramType,
    attach_type: AttachType,
    target: Option<AttachTarget>,
    /// What it gets when it asks what it was attached with.
    cookie: u64,
}

/// How an XDP program is attached to an interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum XdpMode {
    /// In the driver if it can, otherwise in the network stack.
    #[default]
    Auto,
    /// In the network stack, after the packet's buffer is made: works with every driver.
    Generic,
    /// In the driver, before the packet's buffer is made; an error if the driver cannot.
    Native,
}

impl XdpMode {
    const fn flags(self) -> XdpFlags {
        match self {
            Self::Auto => XdpFlags::NONE,
            Self::Generic => XdpFlags::SKB_MODE,
            Self::Native => XdpFlags::DRV_MODE,
        }
    }
}

impl Program {
    pub(crate) fn new(
        object: Object,
        program_type: ProgramType,
        attach_type: AttachType,
        target: Option<AttachTarget>,
    ) -> Self {
        Self { object: Arc::new(object), program_type, attach_type, target, cookie: 0 }
    }

    pub(crate) fn kernel(&self) -> &Kernel {
        &self.object.kernel
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.object.handle
    }

    /// The same program: what is attached through this value is attached with this number, which the program gets from
    /// `bpf_get_attach_cookie`. So one program tells many places apart. Without, it gets 0.
    ///
    /// Tracepoints, probes and perf events have cookies since Linux 5.15.
    #[must_use]
    pub fn with_cookie(&self, cookie: u64) -> Self {
        Self { cookie, ..self.clone() }
    }

    pub(crate) fn cookie(&self) -> u64 {
        self.cookie
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.object.name
    }

    /// Its type.
    pub fn program_type(&self) -> ProgramType {
        self.program_type
    }

    /// Attaches it to what its specification says: a tracepoint, a raw tracepoint, a probe, or what a program of type `tracing` (but
    /// for iterators) or of a security module was loaded for (Linux 5.5).
    ///
    /// # Errors
    /// If the specification does not say, or as for [`attach_to_tracepoint`](Self::attach_to_tracepoint).
    pub fn attach(&self) -> Result<Link> {
        match &self.target {
            Some(AttachTarget::Tracepoint { category, name }) => {
                self.attach_to_tracepoint(&format!("{category}:{name}"))
            }
            Some(AttachTarget::RawTracepoint { name }) => self.attach_to_raw_tracepoint(name),
            Some(AttachTarget::Probe { probe, target }) => self.attach_to_probe(*probe, target),
            Some(AttachTarget::Named { name }) if self.knows_its_target() => {
                self.open_raw_tracepoint("", Operation::AttachTracing, name)
            }
            Some(AttachTarget::Named { name }) => {
                let problem = format!(
                    "its specification says `{name}`; programs of type {} are not attached by themselves yet",
                    self.program_type
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

    /// Attaches it to a tracepoint, written `category:name`: it runs whenever any process on any CPU passes it.
    /// Needs Linux 4.7, `CAP_PERFMON`, and access to tracefs. Before Linux 5.15 the link can be neither pinned nor asked about.
    ///
    /// # Errors
    /// If the kernel has no such tracepoint, the program is of another type, or this process may not.
    pub fn attach_to_tracepoint(&self, tracepoint: &str) -> Result<Link> {
        let kernel = &self.object.kernel;
        let id = kernel.find_tracepoint(tracepoint)?.id;
        self.attach_to_event(&PerfEventOpen::Tracepoint { id }, Operation::AttachTracepoint, tracepoint)
            .map(Link::of)
    }

    /// Attaches it to a tracepoint by its name, without a category: it gets the tracepoint's own arguments, 8 bytes
    /// each. Needs Linux 4.17 and `CAP_PERFMON`, but no access to tracefs.
    ///
    /// # Errors
    /// If the kernel has no such tracepoint, the program is of another type, or this process may not.
    pub fn attach_to_raw_tracepoint(&self, name: &str) -> Result<Link> {
        self.open_raw_tracepoint(name, Operation::AttachRawTracepoint, name)
    }

    /// Whether the kernel was told at the load which of its functions, tracepoints or hooks this is attached to.
    fn knows_its_target(&self) -> bool {
        match self.program_type {
            ProgramType::LSM => self.attach_type == AttachType::LSM_MAC,
            ProgramType::TRACING => self.attach_type != AttachType::TRACE_ITER,
            _ => false,
        }
    }

    fn open_raw_tracepoint(&self, name: &str, operation: Operation, shown: &str) -> Result<Link> {
        let kernel = &self.object.kernel;
        match kernel.api().raw_tracepoint_open(name, &self.object.handle) {
            Ok(handle) => {
                Ok(Link::new(Object { kernel: kernel.clone(), handle, name: self.name().to_owned() }))
            }
            Err(errno) => Err(Error::kernel(kernel, operation, shown, errno)),
        }
    }

    /// Attaches it to a network interface by its name: it runs for every packet that arrives there. Needs Linux
    /// 5.9 and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If there is no such interface, another program is attached to it, its driver cannot do the mode, the
    /// program is of another type, or this process may not.
    pub fn attach_to_interface(&self, interface: &str, mode: XdpMode) -> Result<Link> {
        let kernel = &self.object.kernel;
        let index = retry::call(kernel, Call::Read, || kernel.api().interface_index(interface))
            .map_err(|errno| Error::kernel(kernel, Operation::FindInterface, interface, errno))?;
        self.link(LinkTarget::Interface { index }, AttachType::XDP, mode.flags().0)
            .map_err(|errno| Error::kernel(kernel, Operation::AttachXdp, interface, errno))
    }

    /// Attaches it to a control group, by its folder in a file system of type `cgroup2`: it sees the packets of IP that the sockets
    /// receive or send that were made by processes of the group, or of one below it. Needs Linux 5.7 and `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If there is no such group, the program is of another type, or this process may not.
    pub fn attach_to_cgroup(&self, folder: impl AsRef<Path>) -> Result<Link> {
        let (kernel, path) = (&self.object.kernel, folder.as_ref());
        self.link(LinkTarget::Cgroup { path }, self.attach_type, 0).map_err(|errno| {
            Error::kernel(kernel, Operation::AttachCgroup, path.display().to_string(), errno)
        })
    }

    pub(crate) fn link(
        &self,
        target: LinkTarget<'_>,
        attach_type: AttachType,
        flags: u32,
    ) -> std::result::Result<Link, skep_uapi::Errno> {
        self.link_to(target, attach_type, flags).map(Link::new)
    }

    pub(crate) fn link_to(
        &self,
        target: LinkTarget<'_>,
        attach_type: AttachType,
        flags: u32,
    ) -> std::result::Result<Object, skep_uapi::Errno> {
        let kernel = &self.object.kernel;
        let request = LinkCreate { program: &self.object.handle, target, attach_type, flags };
        let handle = kernel.api().link_create(&request)?;
        Ok(Object { kernel: kernel.clone(), handle, name: self.name().to_owned() })
    }

    /// What the kernel says of this program.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn info(&self) -> Result<ProgramInfo> {
        let Object { kernel, handle, .. } = &*self.object;
        retry::call(kernel, Call::Read, || kernel.api().program_info(handle))
            .map_err(|errno| self.object.error(Operation::Info, errno))
    }

    /// Keeps the program loaded after this process ends, until the pin is removed. Needs a mounted bpf file
    /// system.
    ///
    /// # Errors
    /// If the path is not in one, something is there already, or this process may not.
    pub fn pin(&self, path: impl AsRef<Path>) -> Result<()> {
        self.object.pin(path.as_ref())
    }

    /// Opens a pinned program. What it attaches to is not known then: it must be named.
    ///
    /// # Errors
    /// If nothing is pinned there, or something that is no program.
    pub fn open_pin(kernel: &Kernel, path: impl AsRef<Path>) -> Result<Self> {
        Self::from_object(Object::open_pin(kernel, path.as_ref(), ObjectKind::Program)?)
    }

    pub(crate) fn from_object(mut object: Object) -> Result<Self> {
        let Object { kernel, handle, .. } = &object;
        let info = retry::call(kernel, Call::Read, || kernel.api().program_info(handle))
            .map_err(|errno| object.error(Operation::Info, errno))?;
        object.name = info.name;
        Ok(Self::new(object, info.program_type, AttachType::default(), None))
    }

    /// Takes over the descriptor of a program.
    ///
    /// # Errors
    /// If it is of no program, or the kernel has no descriptors because it is simulated.
    #[cfg(unix)]
    pub fn from_fd(kernel: &Kernel, fd: std::os::fd::OwnedFd) -> Result<Self> {
        Self::from_object(Object::from_fd(kernel, fd, ObjectKind::Program, "program")?)
    }

    /// A descriptor of the program.
    ///
    /// # Errors
    /// If the kernel has no descriptors because it is simulated.
    #[cfg(unix)]
    pub fn into_fd(self) -> Result<std::os::fd::OwnedFd> {
        Object::shared_into_fd(self.object)
    }
}
