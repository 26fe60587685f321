//! The handle that users hold on a kernel.

use crate::attach::FailedDrops;
use crate::load::types::Known;
use crate::retry::{self, Call};
use crate::{Error, Operation, Result, permission};
use skep_btf::{Btf, BtfBytes};
use skep_uapi::kernel::{Limit, Tracepoint};
use skep_uapi::{Capability, KernelApi, Target, TracepointFormat, Version};
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};

/// A kernel to load programs into: the running one, or a simulated one. Cloning it is cheap.
///
/// Everything works the same on each: what is written and tested on a simulated kernel, without privileges and on
/// any operating system, is what runs in the real one.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// (In a box, since where it begins after an `Arc`'s counts is worked out at each call otherwise.)
    api: Arc<Box<dyn KernelApi>>,
    /// The kernel's types, which never change, once they were read. (Beside the kernel and not around it: every call goes
    /// through `api`.)
    types: Arc<OnceLock<Btf<'static>>>,
    /// What it knows of BTF, as far as it was asked.
    known_of_types: Arc<Mutex<Known>>,
    /// Whether its functions of system calls are named after the architecture, once that was looked for: its list of symbols
    /// is long.
    has_syscall_wrapper: Arc<OnceLock<bool>>,
    /// What programs for it are compiled to, once it was asked.
    target: Arc<OnceLock<Target>>,
    /// Where errors of drops go.
    failed_drops: Arc<FailedDrops>,
}

impl Kernel {
    /// The running kernel. Nothing is asked of it yet, so this needs no privilege; what is done with it will.
    ///
    /// # Errors
    /// On anything but Linux.
    pub fn host() -> Result<Self> {
        #[cfg(target_os = "linux")]
        let kernel = Ok(Self::new(skep_linux::Linux::new()));
        #[cfg(not(target_os = "linux"))]
        let kernel = Err(Error::unsupported(
            Operation::Open,
            "the running kernel",
            format!(
                "this is {}, and programs can only be loaded into a running Linux kernel",
                std::env::consts::OS
            ),
            "use `Kernel::simulated()`",
        ));
        kernel
    }

    /// A simulated kernel with everything at its defaults: a process with all privileges, time that passes only
    /// when something waits or says so, and no network interface but `sim0`.
    pub fn simulated() -> Simulated {
        Simulated::new(skep_sim::World::new())
    }

    /// A kernel of any make.
    pub fn new(api: impl KernelApi + 'static) -> Self {
        Self {
            api: Arc::new(Box::new(api)),
            types: Arc::default(),
            known_of_types: Arc::default(),
            has_syscall_wrapper: Arc::default(),
            target: Arc::default(),
            failed_drops: Arc::default(),
        }
    }

    pub(crate) fn shared_api(&self) -> Arc<Box<dyn KernelApi>> {
        self.api.clone()
    }

    /// The kernel's own interface: what all else is made of.
    pub fn api(&self) -> &dyn KernelApi {
        &**self.api
    }

    /// Whether this is a simulated kernel. Whatever is shown of it must say so.
    pub fn is_simulated(&self) -> bool {
        self.api().kind() == "simulated"
    }

    /// The capabilities that these operations need and this process does not have on this kernel.
    ///
    /// # Errors
    /// If the kernel does not say which capabilities the process has.
    pub fn missing_capabilities(&self, operations: &[Operation]) -> Result<Vec<Capability>> {
        permission::missing(self, operations)
            .map_err(|errno| Error::kernel(self, Operation::Info, "this process", errno))
    }

    /// The layout of a tracepoint's record, written `category:name`, on this kernel.
    ///
    /// # Errors
    /// If the kernel has no such tracepoint, or does not let this process know about it: on Linux that takes root,
    /// and `CAP_SYS_ADMIN` where tracefs is not mounted.
    pub fn tracepoint_format(&self, tracepoint: &str) -> Result<TracepointFormat> {
        TracepointFormat::parse(&self.find_tracepoint(tracepoint)?.format)
            .map_err(|error| Error::other(Operation::ReadTracepoint, tracepoint, error))
    }

    /// The kernel's own types. They are read where the kernel has them, if it lets itself be mapped (Linux 6.16), and
    /// once: every clone of this `Kernel` shares them, and what was found out about them.
    ///
    /// # Errors
    /// If the kernel was built without them (`CONFIG_DEBUG_INFO_BTF`).
    pub fn types(&self) -> Result<Btf<'static>> {
        if let Some(types) = self.types.get() {
            return Ok(types.clone());
        }
        let bytes = retry::call(self, Call::Read, || self.api().kernel_btf())
            .map_err(|errno| Error::kernel(self, Operation::ReadTypes, "the kernel", errno))?;
        let types = Btf::parse_lazily(BtfBytes::shared(bytes))
            .map_err(|error| Error::other(Operation::ReadTypes, "the kernel", error))?;
        Ok(self.types.get_or_init(|| types).clone())
    }

    /// What was found out about what the kernel knows of BTF; every clone of this `Kernel` shares it.
    pub(crate) fn known_of_types(&self) -> &Mutex<Known> {
        &self.known_of_types
    }

    pub(crate) fn failed_drops(&self) -> &FailedDrops {
        &self.failed_drops
    }

    pub(crate) fn known_target(&self) -> &OnceLock<Target> {
        &self.target
    }

    pub(crate) fn has_syscall_wrapper(&self) -> &OnceLock<bool> {
        &self.has_syscall_wrapper
    }

    pub(crate) fn find_tracepoint(&self, tracepoint: &str) -> Result<Tracepoint> {
        let (category, name) = tracepoint.split_once(':').ok_or_else(|| {
            let problem = "a tracepoint is written `category:name`, such as `sched:sched_process_exec`";
            Error::invalid(Operation::ReadTracepoint, tracepoint, problem)
        })?;
        retry::call(self, Call::Read, || self.api().tracepoint(category, name))
            .map_err(|errno| Error::kernel(self, Operation::ReadTracepoint, tracepoint, errno))
    }
}

/// A simulated kernel: a [`Kernel`], and the [`World`](skep_sim::World) that makes things happen in it.
#[derive(Clone, Debug)]
pub struct Simulated {
    world: skep_sim::World,
    kernel: Kernel,
}

impl Simulated {
    /// The kernel of a world that was built to one's own wishes.
    pub fn new(world: skep_sim::World) -> Self {
        let kernel = Kernel::new(world.clone());
        Self { world, kernel }
    }

    /// A new simulated kernel of a release such as `"5.10"`. It has not what came later: types of maps and programs, helpers, commands, links,
    /// kinds of types; and before 5.11 it counts locked memory, of which the process has 64 KiB. So what a library or a program
    /// falls back to is tested without that kernel.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let kernel = Kernel::simulated().version("5.10");
    /// let object = ObjectSpec::new("GPL")
    ///     .with_program(ProgramSpec::tracepoint(
    ///         "on_exec",
    ///         "sched",
    ///         "sched_process_exec",
    ///         Assembler::new().mov(skep::registers::R0, 0).exit().build()?,
    ///     ))
    ///     .load(&kernel)?;
    /// // Links to tracepoints came with Linux 5.15.
    /// assert!(!object.program("on_exec")?.attach()?.is_kernel_link());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn version(self, release: &str) -> Self {
        let builder = skep_sim::World::builder().release(format!("{release}.0-simulated"));
        let counts = release.parse::<Version>().is_ok_and(|version| version < Version::new(5, 11));
        let limit = Some(64 << 10);
        let limit = Limit { soft: limit, hard: limit };
        Self::new(if counts { builder.counting_locked_memory(limit) } else { builder }.build())
    }

    /// What makes things happen: processes run programs, packets arrive, time passes.
    pub fn world(&self) -> &skep_sim::World {
        &self.world
    }
}

impl Deref for Simulated {
    type Target = Kernel;

    fn deref(&self) -> &Kernel {
        &self.kernel
    }
}
