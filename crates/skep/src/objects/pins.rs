//! Where objects are pinned.

use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Error, Kernel, Link, Map, Operation, Program, Result};
use skep_uapi::kernel::{LinkInfo, MapInfo, ObjectKind, PinnedFiles, ProgramInfo};
use skep_uapi::{Errno, Handle};
use std::path::PathBuf;

/// What is pinned in the bpf file systems that this process sees.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Pins {
    /// The pins, by their paths.
    pub pins: Vec<Pin>,
    /// The files and folders that this process may not read: what is pinned there is not among the pins.
    pub unreadable: Vec<PathBuf>,
}

/// A pin.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Pin {
    /// Where it is.
    pub path: PathBuf,
    /// What kind of object is pinned.
    pub kind: ObjectKind,
    /// The object's number.
    pub id: u32,
}

impl Kernel {
    /// All that is pinned where this process sees it, whoever pinned it. Each is opened to learn what it is.
    ///
    /// # Errors
    /// If it cannot be known what is mounted.
    pub fn pins(&self) -> Result<Pins> {
        let error = |errno| Error::kernel(self, Operation::FindPins, "bpf file systems", errno);
        let found = retry::call(self, Call::Read, || self.api().pinned_files()).map_err(error)?;
        let PinnedFiles { files, unreadable } = found;
        let mut pins = Pins { pins: Vec::new(), unreadable };
        for path in files {
            match self.pinned_at(&path) {
                Ok(Some((kind, id))) => pins.pins.push(Pin { path, kind, id }),
                // It is none, or was removed meanwhile.
                Ok(None) | Err(Errno::ENOENT) => {}
                Err(_) => pins.unreadable.push(path),
            }
        }
        Ok(pins)
    }

    /// What is pinned there: a path leads to one kind of object only, and the others' question is answered by `EINVAL`.
    fn pinned_at(&self, path: &std::path::Path) -> std::result::Result<Option<(ObjectKind, u32)>, Errno> {
        let api = self.api();
        for kind in [ObjectKind::Map, ObjectKind::Program, ObjectKind::Link] {
            match retry::call(self, Call::OpenPin, || api.open_pin(path, kind)) {
                Ok(handle) => return Ok(Some((kind, number(self, kind, &handle)?))),
                Err(Errno::EINVAL) => {}
                Err(errno) => return Err(errno),
            }
        }
        Ok(None)
    }

    fn pins_of(&self, kind: ObjectKind, handle: &Handle) -> Result<Vec<PathBuf>> {
        let id = number(self, kind, handle);
        let id = id.map_err(|errno| Error::kernel(self, Operation::Info, "the object", errno))?;
        let pins = self.pins()?.pins.into_iter();
        Ok(pins.filter(|pin| (pin.kind, pin.id) == (kind, id)).map(|pin| pin.path).collect())
    }
}

pub(super) fn number(kernel: &Kernel, kind: ObjectKind, handle: &Handle) -> std::result::Result<u32, Errno> {
    let api = kernel.api();
    retry::call(kernel, Call::Read, || match kind {
        ObjectKind::Map => api.map_info(handle).map(|MapInfo { id, .. }| id),
        ObjectKind::Program => api.program_info(handle).map(|ProgramInfo { id, .. }| id),
        ObjectKind::Link => api.link_info(handle).map(|LinkInfo { id, .. }| id),
        ObjectKind::Types => api.btf_info(handle).map(|types| types.id),
    })
}

impl Program {
    /// Where it is pinned, by whoever did it: all bpf file systems that this process sees are looked through.
    ///
    /// # Errors
    /// If it cannot be known what is mounted.
    pub fn pins(&self) -> Result<Vec<PathBuf>> {
        self.kernel().pins_of(ObjectKind::Program, self.handle())
    }
}

impl Map {
    /// Where it is pinned, by whoever did it: all bpf file systems that this process sees are looked through.
    ///
    /// # Errors
    /// If it cannot be known what is mounted.
    pub fn pins(&self) -> Result<Vec<PathBuf>> {
        let Object { kernel, handle, .. } = &*self.object;
        kernel.pins_of(ObjectKind::Map, handle)
    }
}

impl Link {
    /// Where it is pinned, by whoever did it: all bpf file systems that this process sees are looked through.
    ///
    /// # Errors
    /// If it cannot be known what is mounted.
    pub fn pins(&self) -> Result<Vec<PathBuf>> {
        let Object { kernel, handle, .. } = self.only(Operation::Info)?;
        kernel.pins_of(ObjectKind::Link, handle)
    }
}
