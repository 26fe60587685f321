//! Attaching programs to probes.

use crate::{Error, Link, Operation, Program, Result};
use skep_object::function_offset;
use skep_uapi::Probe;
use skep_uapi::kernel::PerfEventOpen;
use std::path::Path;

impl Program {
    /// Attaches it to a probe: it runs whenever any process on any CPU gets there, and is given the registers. Needs Linux 5.15 and
    /// `CAP_PERFMON`.
    ///
    /// The target of a [`Probe::Kprobe`] is a function of the kernel, or a place in one (`do_exit+8`); of a [`Probe::Kretprobe`] a
    /// function. In user space it is a path, a colon and a function of the program or library there, by its name for the linker
    /// (`/bin/bash:readline`, `/proc/self/exe:main`), with `+` and a number for a place in it. What is not named can be attached to
    /// by its place in the file: [`attach_to_file`](Self::attach_to_file).
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
            return self.open_probe(
                &PerfEventOpen::Kprobe { function: name, offset, at_return },
                probe,
                target,
            );
        }
        let Some((path, function)) = name.rsplit_once(':').filter(|(path, _)| path.contains('/')) else {
            return invalid("say the file by its path, and the function: `/bin/bash:readline`".to_owned());
        };
        let error = |cause| Error::other(Operation::AttachProbe(probe), target, cause);
        let file =
            std::fs::read(path).map_err(|cause| Error::other(Operation::AttachProbe(probe), path, cause))?;
        let start = function_offset(&file, function).map_err(error)?;
        let place = start.saturating_add(offset);
        self.open_probe(
            &PerfEventOpen::Uprobe {
                path: Path::new(path),
                offset: place,
                at_return,
                process: None,
                semaphore: 0,
            },
            probe,
            target,
        )
    }

    /// Attaches it to a place in a program or library, so many bytes behind the beginning of its file: it runs whenever any process
    /// gets there. The probe is one of user space. Needs Linux 5.15 and `CAP_PERFMON`.
    ///
    /// # Errors
    /// If there is no such file or no code at this place, the program is of another type, or this process may not.
    pub fn attach_to_file(&self, probe: Probe, path: impl AsRef<Path>, offset: u64) -> Result<Link> {
        let path = path.as_ref();
        let shown = format!("{}+{offset:#x}", path.display());
        if !probe.is_user() {
            let problem = format!("a {probe} is on a function of the kernel");
            return Err(Error::invalid(Operation::AttachProbe(probe), shown, problem));
        }
        let at_return = probe.is_return();
        self.open_probe(
            &PerfEventOpen::Uprobe { path, offset, at_return, process: None, semaphore: 0 },
            probe,
            &shown,
        )
    }

    fn open_probe(&self, request: &PerfEventOpen<'_>, probe: Probe, shown: &str) -> Result<Link> {
        self.attach_to_event(request, Operation::AttachProbe(probe), shown).map(Link::of)
    }
}
