//! Attaching programs to tracepoints, and to what they were loaded for.

use super::Link;
use crate::map::Object;
use crate::{Error, Operation, Program, Result};
use skep_uapi::Version;
use skep_uapi::kernel::{LinkTarget, PerfEventOpen};

impl Program {
    /// Attaches it to a tracepoint, written `category:name`: it runs whenever any process on any CPU passes it.
    /// Needs Linux 4.7, `CAP_PERFMON`, and access to tracefs. Before Linux 5.15 the link can be neither pinned nor asked about.
    ///
    /// # Errors
    /// If the kernel has no such tracepoint, the program is of another type, or this process may not.
    pub fn attach_to_tracepoint(&self, tracepoint: &str) -> Result<Link> {
        let kernel = self.kernel();
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

    /// Attaches it to what it was loaded for, which is shown so.
    pub(super) fn attach_to_known(&self, shown: &str) -> Result<Link> {
        if self.cookie() == 0 {
            return self.open_raw_tracepoint("", Operation::AttachTracing, shown);
        }
        let target = LinkTarget::Tracing { cookie: self.cookie() };
        self.link(target, self.attach_type(), 0).map_err(|errno| {
            match super::is_older(self.kernel(), errno, Version::new(5, 19)) {
                Some(release) => Error::unsupported(
                    Operation::AttachTracing,
                    shown,
                    format!("this kernel ({release}) has no cookies of functions and hooks"),
                    "they came with Linux 5.19; attach without one, and tell the places apart by programs",
                ),
                None => Error::kernel(self.kernel(), Operation::AttachTracing, shown, errno),
            }
        })
    }

    fn open_raw_tracepoint(&self, name: &str, operation: Operation, shown: &str) -> Result<Link> {
        let kernel = self.kernel();
        if self.cookie() != 0 {
            let problem = "what is attached to a raw tracepoint gets no cookie here";
            let remedy = "load one program for each, or attach a program of type `tracing` (`tp_btf`)";
            return Err(Error::unsupported(operation, shown, problem, remedy));
        }
        match kernel.api().raw_tracepoint_open(name, self.handle()) {
            Ok(handle) => {
                Ok(Link::new(Object { kernel: kernel.clone(), handle, name: self.name().to_owned() }))
            }
            Err(errno) => Err(Error::kernel(kernel, operation, shown, errno)),
        }
    }
}
