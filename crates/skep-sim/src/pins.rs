//! Pins: names in the mounted bpf file systems that hold objects (`kernel/bpf/inode.c`).
//!
//! There are no folders but the mounts themselves. They belong to root and are open to nobody else, as systemd mounts
//! them. Elsewhere there are no files at all.

use crate::objects::ObjectId;
use crate::settings::Settings;
use crate::state::State;
use skep_uapi::kernel::ObjectKind;
use skep_uapi::{Errno, Result};
use std::path::{Component, Path, PathBuf};

/// The longest name of a file (`NAME_MAX`, `include/uapi/linux/limits.h`).
const MAX_NAME: usize = 255;

/// Where a path leads.
enum Place {
    /// To no bpf file system.
    Elsewhere,
    /// To where one is mounted.
    Root,
    /// To a file of one, there or not.
    File(PathBuf),
}

impl State {
    pub(crate) fn pin(&mut self, object: ObjectId, path: &Path, settings: &Settings) -> Result<()> {
        let can_be_pinned = matches!(object, ObjectId::Map(_) | ObjectId::Program(_) | ObjectId::Link(_));
        if !can_be_pinned {
            return Err(Errno::EINVAL);
        }
        match self.place(path, settings)? {
            Place::Elsewhere => Err(Errno::EPERM),
            Place::Root => Err(Errno::EEXIST),
            Place::File(path) if self.pins.contains_key(&path) => Err(Errno::EEXIST),
            Place::File(_) if path.as_os_str().as_encoded_bytes().ends_with(b"/") => Err(Errno::ENOENT),
            Place::File(path) => {
                self.pins.insert(path, object);
                self.hold(object);
                self.add_user(object);
                Ok(())
            }
        }
    }

    /// What is pinned at a path, with one more holder.
    pub(crate) fn open_pin(
        &mut self,
        path: &Path,
        kind: ObjectKind,
        settings: &Settings,
    ) -> Result<ObjectId> {
        let object = match self.place(path, settings)? {
            Place::Elsewhere => return Err(Errno::ENOENT),
            Place::Root => return Err(Errno::EACCES),
            Place::File(path) => *self.pins.get(&path).ok_or(Errno::ENOENT)?,
        };
        let is_kind = match object {
            ObjectId::Map(_) => kind == ObjectKind::Map,
            ObjectId::Program(_) => kind == ObjectKind::Program,
            ObjectId::Link(_) => kind == ObjectKind::Link,
            ObjectId::Btf(_)
            | ObjectId::PerfEvent(_)
            | ObjectId::Event(_)
            | ObjectId::Owner(_)
            | ObjectId::RunCount(_) => false,
        };
        if !is_kind {
            return Err(Errno::EINVAL);
        }
        self.hold(object);
        Ok(object)
    }

    pub(crate) fn unpin(&mut self, path: &Path, settings: &Settings) -> Result<()> {
        match self.place(path, settings)? {
            Place::Elsewhere => Err(Errno::ENOENT),
            Place::Root => Err(Errno::EISDIR),
            Place::File(path) => {
                let object = self.pins.remove(&path).ok_or(Errno::ENOENT)?;
                self.remove_user(object);
                self.release(object);
                Ok(())
            }
        }
    }

    fn place(&self, path: &Path, settings: &Settings) -> Result<Place> {
        if path.as_os_str().is_empty() {
            return Err(Errno::ENOENT);
        }
        let path = without_dots(path);
        let mounts = settings.mounts.iter().filter(|mount| mount.file_system == "bpf");
        let inside = mounts.filter_map(|mount| Some((&mount.path, path.strip_prefix(&mount.path).ok()?)));
        // The innermost mount is the one that counts.
        let Some((mount, rest)) = inside.min_by_key(|(_, rest)| rest.components().count()) else {
            return Ok(Place::Elsewhere);
        };
        let mut names = rest.components().map(Component::as_os_str);
        let Some(name) = names.next() else { return Ok(Place::Root) };
        settings.may_use_roots_files()?;
        if name.len() > MAX_NAME {
            return Err(Errno::ENAMETOOLONG);
        }
        // Names with a dot are kept for the file system's own.
        if name.as_encoded_bytes().contains(&b'.') {
            return Err(Errno::EPERM);
        }
        let file = mount.join(name);
        match names.next() {
            None => Ok(Place::File(file)),
            Some(_) if self.pins.contains_key(&file) => Err(Errno::ENOTDIR),
            Some(_) => Err(Errno::ENOENT),
        }
    }
}

/// The same path without `.` and `..`, as it is where there are no symbolic links.
fn without_dots(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(straight.pop()),
            Component::CurDir => {}
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => straight.push(component),
        }
    }
    straight
}
