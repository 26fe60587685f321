//! Static probes of programs and libraries (USDT).

use super::user_probes::{Place, find};
use crate::{Error, Link, Operation, Program, Result};
use skep_object::{UsdtSite, usdt_probes};
use skep_uapi::Probe;
use std::path::{Path, PathBuf};

/// A static probe of a program or library, with everywhere that it is. Where its arguments are differs from place to place:
/// [`Patterns::load_usdt_argument`](crate::Patterns::load_usdt_argument) writes the code that loads one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Usdt {
    file: PathBuf,
    probe: skep_object::UsdtProbe,
    process: Option<u32>,
}

impl Usdt {
    /// Finds a static probe by its provider and its name, in the file of a path, or of a name that is searched as in
    /// [`UserProbe::function`](crate::UserProbe::function).
    ///
    /// # Errors
    /// If there is no such file, its notes are damaged, or it has no such probe.
    pub fn find(file: impl AsRef<Path>, provider: &str, name: &str) -> Result<Self> {
        let operation = Operation::AttachProbe(Probe::Uprobe);
        let file = find(file.as_ref(), operation)?;
        let shown = format!("{}:{provider}:{name}", file.display());
        let bytes = std::fs::read(&file).map_err(|cause| Error::other(operation, shown.as_str(), cause))?;
        let probes = usdt_probes(&bytes).map_err(|cause| Error::other(operation, shown.as_str(), cause))?;
        let known: Vec<String> =
            probes.iter().map(|probe| format!("{}:{}", probe.provider, probe.name)).collect();
        let probe = probes.into_iter().find(|probe| probe.provider == provider && probe.name == name);
        let probe = probe.ok_or_else(|| {
            let problem = match known.as_slice() {
                [] => "the file has no static probes".to_owned(),
                known => format!("the file has no such static probe; it has {}", known.join(", ")),
            };
            Error::invalid(operation, shown, problem)
        })?;
        Ok(Self { file, probe, process: None })
    }

    /// The same by a text as it is in the names of sections: `libc.so.6:libc:setjmp`.
    pub(super) fn parse(target: &str) -> Result<Self> {
        let parts = target.rsplit_once(':').and_then(|(rest, name)| Some((rest.rsplit_once(':')?, name)));
        let Some(((file, provider), name)) = parts.filter(|((file, _), _)| !file.is_empty()) else {
            let problem = "say the file, the provider and the probe: `libc.so.6:libc:setjmp`";
            return Err(Error::invalid(Operation::AttachProbe(Probe::Uprobe), target, problem));
        };
        Self::find(file, provider, name)
    }

    /// Only in this process.
    #[must_use]
    pub fn of_process(mut self, process: u32) -> Self {
        self.process = Some(process);
        self
    }

    /// Where it is, with its arguments.
    pub fn sites(&self) -> &[UsdtSite] {
        &self.probe.sites
    }

    fn shown(&self) -> String {
        format!("{}:{}:{}", self.file.display(), self.probe.provider, self.probe.name)
    }
}

impl Program {
    /// Attaches it to a static probe, everywhere that it is. Its semaphore, if it has one, is up as long as the link is held.
    ///
    /// # Errors
    /// As for [`attach_to_user_probe`](Self::attach_to_user_probe). Then it is attached nowhere.
    pub fn attach_to_usdt(&self, probe: &Usdt) -> Result<Link> {
        let places: Vec<Place> = probe.sites().iter().map(|site| self.place(site)).collect();
        self.attach_to_places(&probe.file, &places, false, probe.process, &probe.shown())
    }

    /// Attaches it to one place of a static probe, by its number among the [`sites`](Usdt::sites): programs that load arguments are
    /// written for one of them, or for all that have these at the same place.
    ///
    /// # Errors
    /// If there is no such place, or as for [`attach_to_user_probe`](Self::attach_to_user_probe).
    pub fn attach_to_usdt_site(&self, probe: &Usdt, number: usize) -> Result<Link> {
        let site = probe.sites().get(number).ok_or_else(|| {
            let problem = format!("it has {} places, and none has the number {number}", probe.sites().len());
            Error::invalid(Operation::AttachProbe(Probe::Uprobe), probe.shown(), problem)
        })?;
        self.attach_to_places(&probe.file, &[self.place(site)], false, probe.process, &probe.shown())
    }

    fn place(&self, site: &UsdtSite) -> Place {
        Place { offset: site.offset, semaphore: site.semaphore, cookie: self.cookie() }
    }
}
