//! Probes in programs and libraries: by function or by place in the file, of every process or of one.

use super::patterns::matches;
use super::user_files;
use crate::{Error, Link, Operation, Program, Result};
use skep_object::{function_offset, function_offsets};
use skep_uapi::kernel::{LinkTarget, PerfEventOpen, UserPlaces};
use skep_uapi::{AttachType, Errno, Probe, Version};
use std::fmt;
use std::path::{Path, PathBuf};

/// A place in a program or library: what a probe of user space is on.
///
/// ```
/// use skep::UserProbe;
///
/// let entered = UserProbe::function("libc.so.6", "getppid");
/// let left = UserProbe::function("/proc/self/exe", "main").at_return().of_process(std::process::id());
/// assert_eq!(entered.to_string(), "libc.so.6:getppid");
/// assert_eq!(left.to_string(), format!("the end of /proc/self/exe:main in process {}", std::process::id()));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserProbe {
    file: PathBuf,
    place: Within,
    plus: u64,
    at_return: bool,
    process: Option<u32>,
    semaphore: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Within {
    Function(String),
    Offset(u64),
}

impl UserProbe {
    fn new(file: impl AsRef<Path>, place: Within) -> Self {
        let file = file.as_ref().to_owned();
        Self { file, place, plus: 0, at_return: false, process: None, semaphore: 0 }
    }

    /// The beginning of a function, by its name for the linker: Rust's are mangled unless they say otherwise.
    ///
    /// The file is a path, or a name that is searched: a library's (`libc.so.6`) where the dynamic linker looks for it, a program's in
    /// the folders of `PATH`.
    pub fn function(file: impl AsRef<Path>, function: impl Into<String>) -> Self {
        Self::new(file, Within::Function(function.into()))
    }

    /// The beginnings of all functions of a file whose names for the linker are of a pattern: `*` stands for any number of characters, `?`
    /// for one. A function of several names is there once.
    ///
    /// # Errors
    /// If there is no such file, it is no program or library, or has no such function.
    pub fn functions(file: impl AsRef<Path>, pattern: &str) -> Result<Vec<Self>> {
        let operation = Operation::AttachProbe(Probe::Uprobe);
        let path = find(file.as_ref(), operation)?;
        let shown = format!("{}:{pattern}", path.display());
        let bytes = std::fs::read(&path).map_err(|cause| Error::other(operation, shown.as_str(), cause))?;
        let found = function_offsets(&bytes, |name| matches(pattern, name))
            .map_err(|cause| Error::other(operation, shown.as_str(), cause))?;
        if found.is_empty() {
            return Err(Error::invalid(operation, shown, "no function of the file has such a name"));
        }
        Ok(found.into_iter().map(|(_, offset)| Self::at(&path, offset)).collect())
    }

    /// A place so many bytes behind the beginning of the file.
    pub fn at(file: impl AsRef<Path>, offset: u64) -> Self {
        Self::new(file, Within::Offset(offset))
    }

    /// So many bytes behind the place.
    #[must_use]
    pub fn plus(mut self, bytes: u64) -> Self {
        self.plus = bytes;
        self
    }

    /// The end of the function that begins there.
    #[must_use]
    pub fn at_return(mut self) -> Self {
        self.at_return = true;
        self
    }

    /// Only in this process.
    #[must_use]
    pub fn of_process(mut self, process: u32) -> Self {
        self.process = Some(process);
        self
    }

    /// With a counter, so many bytes behind the beginning of the file, that is counted up in the memory of every process as long as the
    /// probe is there: programs look at it to know whether somebody looks at them. Needs Linux 4.20.
    #[must_use]
    pub fn with_semaphore(mut self, offset: u64) -> Self {
        self.semaphore = offset;
        self
    }

    pub(super) fn kind(&self) -> Probe {
        if self.at_return { Probe::Uretprobe } else { Probe::Uprobe }
    }

    fn operation(&self) -> Operation {
        Operation::AttachProbe(self.kind())
    }

    /// The file that it is in.
    pub(super) fn file(&self) -> Result<PathBuf> {
        find(&self.file, self.operation())
    }

    /// The file, and how many bytes behind its beginning the place is.
    pub(super) fn resolve(&self) -> Result<(PathBuf, u64)> {
        let path = self.file()?;
        let start = match &self.place {
            Within::Offset(offset) => *offset,
            Within::Function(function) => {
                let file = std::fs::read(&path)
                    .map_err(|cause| Error::other(self.operation(), path.display().to_string(), cause))?;
                function_offset(&file, function)
                    .map_err(|cause| Error::other(self.operation(), self.to_string(), cause))?
            }
        };
        if self.at_return && self.plus != 0 {
            let problem = "the end of a function is not a number of bytes behind its beginning";
            return Err(Error::invalid(self.operation(), self.to_string(), problem));
        }
        Ok((path, start.saturating_add(self.plus)))
    }
}

/// The file of this path or name.
pub(super) fn find(file: &Path, operation: Operation) -> Result<PathBuf> {
    user_files::find(file).map_err(|folders| {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        let problem = format!("there is no such file in {}: name it by its path", folders.join(", "));
        Error::invalid(operation, file.display().to_string(), problem)
    })
}

impl fmt::Display for UserProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at_return {
            f.write_str("the end of ")?;
        }
        match &self.place {
            Within::Function(function) => write!(f, "{}:{function}", self.file.display())?,
            Within::Offset(offset) => write!(f, "{}+{offset:#x}", self.file.display())?,
        }
        if self.plus != 0 {
            write!(f, "+{:#x}", self.plus)?;
        }
        match self.process {
            Some(process) => write!(f, " in process {process}"),
            None => Ok(()),
        }
    }
}

impl Program {
    /// Attaches it to a place in a program or library: it runs whenever a process gets there, and is given the registers. A program
    /// that may sleep (Linux 6.0) can read what is not in memory yet. Needs Linux 4.17 and `CAP_PERFMON`.
    ///
    /// # Errors
    /// If there is no such file, function or process, no instruction at this place, the program is of another type, or this process
    /// may not.
    pub fn attach_to_user_probe(&self, probe: &UserProbe) -> Result<Link> {
        let (path, offset) = probe.resolve()?;
        let UserProbe { at_return, process, semaphore, .. } = *probe;
        if self.is_for_many() {
            let places = [Place { offset, semaphore, cookie: self.cookie() }];
            return self.attach_to_places(&path, &places, at_return, process, &probe.to_string());
        }
        let request = PerfEventOpen::Uprobe { path: &path, offset, at_return, process, semaphore };
        self.attach_to_probe_event(&request, probe.operation(), &probe.to_string()).map(Link::of)
    }

    /// Attaches it to many places of one program or library: in one step if it was loaded for that (the attach types
    /// `trace_uprobe_multi` and, to run at the ends of functions as well, `trace_uprobe_session`; Linux 6.6 and 6.13), otherwise to one
    /// after the other. Each place has a cookie, by which the program tells them apart.
    ///
    /// # Errors
    /// If the places are not all in one file, of one process, and all beginnings or all ends; or as for
    /// [`attach_to_user_probe`](Self::attach_to_user_probe). Then it is attached nowhere.
    pub fn attach_to_user_probes(&self, probes: &[(UserProbe, u64)]) -> Result<Link> {
        let Some((first, _)) = probes.first() else {
            let problem = "no place is named";
            return Err(Error::invalid(Operation::AttachProbe(Probe::Uprobe), self.name(), problem));
        };
        let path = first.file()?;
        let mut places = Vec::with_capacity(probes.len());
        for (probe, cookie) in probes {
            let (file, offset) = probe.resolve()?;
            if (&file, probe.process, probe.at_return) != (&path, first.process, first.at_return) {
                let problem = format!("it is not in the same file, process and part of functions as {first}");
                return Err(Error::invalid(probe.operation(), probe.to_string(), problem));
            }
            places.push(Place { offset, semaphore: probe.semaphore, cookie: *cookie });
        }
        let shown = format!("{first} and {} others", places.len() - 1);
        self.attach_to_places(&path, &places, first.at_return, first.process, &shown)
    }

    /// Whether it was loaded to be attached to many places in one step.
    pub(super) fn is_for_many(&self) -> bool {
        [
            AttachType::TRACE_KPROBE_MULTI,
            AttachType::TRACE_KPROBE_SESSION,
            AttachType::TRACE_UPROBE_MULTI,
            AttachType::TRACE_UPROBE_SESSION,
        ]
        .contains(&self.attach_type())
    }

    pub(super) fn attach_to_places(
        &self,
        path: &Path,
        places: &[Place],
        at_return: bool,
        process: Option<u32>,
        shown: &str,
    ) -> Result<Link> {
        let operation = Operation::AttachProbe(if at_return { Probe::Uretprobe } else { Probe::Uprobe });
        if self.is_for_many() {
            let numbers = |of: fn(&Place) -> u64| -> Vec<u64> {
                if places.iter().all(|place| of(place) == 0) {
                    Vec::new()
                } else {
                    places.iter().map(of).collect()
                }
            };
            let offsets: Vec<u64> = places.iter().map(|place| place.offset).collect();
            let (semaphores, cookies) = (numbers(|place| place.semaphore), numbers(|place| place.cookie));
            let target = LinkTarget::UserPlaces(UserPlaces {
                path,
                offsets: &offsets,
                semaphores: &semaphores,
                cookies: &cookies,
                at_return,
                process,
            });
            match self.link(target, self.attach_type(), 0) {
                Ok(link) => return Ok(link),
                // Without such links, one after the other; a session is more than that.
                Err(Errno::EINVAL | Errno::EOPNOTSUPP)
                    if self.attach_type() == AttachType::TRACE_UPROBE_MULTI => {}
                Err(errno) => {
                    if let Some(release) = super::is_older(self.kernel(), errno, Version::new(6, 13)) {
                        let problem =
                            format!("this kernel ({release}) has no sessions of probes in user space");
                        let remedy = "they came with Linux 6.13; attach one program to the beginning and one to the end";
                        return Err(Error::unsupported(operation, shown, problem, remedy));
                    }
                    return Err(Error::kernel(self.kernel(), operation, shown, errno));
                }
            }
        }
        let one = |place: &Place| {
            let &Place { offset, semaphore, cookie } = place;
            let request = PerfEventOpen::Uprobe { path, offset, at_return, process, semaphore };
            self.with_cookie(cookie).attach_to_probe_event(&request, operation, shown)
        };
        let held = places.iter().map(one).collect::<Result<Vec<_>>>()?;
        Link::of_all(held).ok_or_else(|| Error::invalid(operation, shown, "no place is named"))
    }
}

/// A place in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) semaphore: u64,
    pub(super) cookie: u64,
}
