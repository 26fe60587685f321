//! Attaching programs to probes by the texts that specifications have.

use super::Link;
use super::functions::FunctionProbe;
use super::patterns::is_pattern;
use super::user_probes::UserProbe;
use crate::{Error, Operation, Program, Result};
use skep_uapi::Probe;
use skep_uapi::kernel::PerfEventOpen;
use std::path::Path;

impl Program {
    /// Attaches it to a probe: it runs whenever any process on any CPU gets there, and is given the registers. Needs Linux 4.17 and
    /// `CAP_PERFMON`.
    ///
    /// The target of a [`Probe::Kprobe`] is a function of the kernel, or a place in one (`do_exit+8`); of a [`Probe::Kretprobe`] a
    /// function; of a [`Probe::Ksyscall`] or [`Probe::Kretsyscall`] a system call, such as `openat`, whose function is looked for by the
    /// name that it has on the kernel's architecture (`__x64_sys_openat`). In user space it is a path, or the name of a library or program that is searched, a colon and a function there, by its
    /// name for the linker (`/bin/bash:readline`, `libc.so.6:getppid`), with `+` and a number for a place in it: see [`UserProbe`],
    /// which can say more. In place of a function there may be a pattern, for all functions with such names (`tcp_*`,
    /// `libssl.so.3:SSL_*`).
    ///
    /// # Errors
    /// If there is no such function, the kernel has no probes of this kind, the program is of another type, or this process may not.
    pub fn attach_to_probe(&self, probe: Probe, target: &str) -> Result<Link> {
        let invalid = |problem: String| Err(Error::invalid(Operation::AttachProbe(probe), target, problem));
        let (name, offset) = match target.rsplit_once('+') {
            None => (target, 0),
            Some((name, number)) => match number.parse::<u64>() {
                Ok(offset) => (name, offset),
                Err(_) => return invalid(format!("`{number}` is no number of bytes")),
            },
        };
        let at_return = probe.is_return();
        if at_return && offset != 0 {
            return invalid("the end of a function is not a number of bytes behind its beginning".to_owned());
        }
        if !probe.is_user() {
            let of_call = if probe.is_syscall() { Some(self.function_of_call(probe, target)?) } else { None };
            let function = of_call.as_deref().unwrap_or(name);
            let request = PerfEventOpen::Kprobe { function, offset, at_return };
            if self.is_for_many() || is_pattern(function) {
                let probe = FunctionProbe::named(function);
                let probe = if at_return { probe.at_return() } else { probe };
                return self.attach_to_functions(&probe).map(|attached| attached.link);
            }
            return self.attach_to_probe_event(&request, Operation::AttachProbe(probe), target).map(Link::of);
        }
        let Some((file, function)) = name.rsplit_once(':') else {
            return invalid("say the file by its path, and the function: `/bin/bash:readline`".to_owned());
        };
        if is_pattern(function) {
            let places = UserProbe::functions(file, function)?.into_iter();
            let places = places.map(|place| if at_return { place.at_return() } else { place });
            let places: Vec<(UserProbe, u64)> = places.map(|place| (place, self.cookie())).collect();
            return self.attach_to_user_probes(&places);
        }
        let place = UserProbe::function(file, function).plus(offset);
        self.attach_to_user_probe(&if at_return { place.at_return() } else { place })
    }

    /// The name of the kernel's function that carries out a system call.
    fn function_of_call(&self, probe: Probe, call: &str) -> Result<String> {
        let problem = |problem: String| Error::invalid(Operation::AttachProbe(probe), call, problem);
        if call.is_empty() || !call.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(problem("say a system call by its name: `openat`".to_owned()));
        }
        let about = self.kernel().about();
        match about.registers {
            Some(abi) => Ok(abi.syscall_function(call)),
            None => Err(problem(format!(
                "how the functions of system calls are called on `{}` is not known here: name the function to a kprobe",
                about.machine.as_deref().unwrap_or("this machine")
            ))),
        }
    }

    /// Attaches it to a place in a program or library, so many bytes behind the beginning of its file: it runs whenever any process
    /// gets there. The probe is one of user space. Needs Linux 4.17 and `CAP_PERFMON`.
    ///
    /// # Errors
    /// If there is no such file or no code at this place, the program is of another type, or this process may not.
    pub fn attach_to_file(&self, probe: Probe, path: impl AsRef<Path>, offset: u64) -> Result<Link> {
        if !probe.is_user() {
            let problem = format!("a {probe} is on a function of the kernel");
            let shown = format!("{}+{offset:#x}", path.as_ref().display());
            return Err(Error::invalid(Operation::AttachProbe(probe), shown, problem));
        }
        let place = UserProbe::at(path, offset);
        self.attach_to_user_probe(&if probe.is_return() { place.at_return() } else { place })
    }
}
