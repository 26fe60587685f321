//! A loaded program.

use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Kernel, Operation, Result};
use skep_object::AttachTarget;
use skep_uapi::kernel::{ObjectKind, ProgramInfo};
use skep_uapi::{AttachType, Handle, ProgramType};
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

    /// Where the kernel was told at the load that it would be attached.
    pub(crate) fn attach_type(&self) -> AttachType {
        self.attach_type
    }

    /// What its specification says that it attaches to.
    pub(crate) fn target(&self) -> Option<&AttachTarget> {
        self.target.as_ref()
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
