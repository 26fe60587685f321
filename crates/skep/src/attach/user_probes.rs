//! Probes in programs and libraries: by function or by place in the file, of every process or of one.

use super::user_files;
use crate::{Error, Link, Operation, Program, Result};
use skep_object::function_offset;
use skep_uapi::Probe;
use skep_uapi::kernel::PerfEventOpen;
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
    place: Place,
    plus: u64,
    at_return: bool,
    process: Option<u32>,
    semaphore: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Place {
    Function(String),
    Offset(u64),
}

impl UserProbe {
    fn new(file: impl AsRef<Path>, place: Place) -> Self {
        let file = file.as_ref().to_owned();
        Self { file, place, plus: 0, at_return: false, process: None, semaphore: 0 }
    }

    /// The beginning of a function, by its name for the linker: Rust's are mangled unless they say otherwise.
    ///
    /// The file is a path, or a name that is searched: a library's (`libc.so.6`) where the dynamic linker looks for it, a program's in
    /// the folders of `PATH`.
    pub fn function(file: impl AsRef<Path>, function: impl Into<String>) -> Self {
        Self::new(file, Place::Function(function.into()))
    }

    /// A place so many bytes behind the beginning of the file.
    pub fn at(file: impl AsRef<Path>, offset: u64) -> Self {
        Self::new(file, Place::Offset(offset))
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
            Place::Offset(offset) => *offset,
            Place::Function(function) => {
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
            Place::Function(function) => write!(f, "{}:{function}", self.file.display())?,
            Place::Offset(offset) => write!(f, "{}+{offset:#x}", self.file.display())?,
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
        let request = PerfEventOpen::Uprobe { path: &path, offset, at_return, process, semaphore };
        self.attach_to_event(&request, probe.operation(), &probe.to_string()).map(Link::of)
    }
}
