//! The objects that local storage belongs to: tasks, sockets, inodes and control groups.

use crate::objects::ObjectId;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use skep_uapi::kernel::StorageOwner;
use skep_uapi::{Errno, Handle};
use std::path::{Path, PathBuf};

/// An object that storage belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Owner {
    /// By its number. There is no list of tasks: each number is one's.
    Task(u32),
    /// By its cookie.
    Socket(u64),
    /// By its path: there are no other names of the same file.
    File(PathBuf),
    /// By its folder.
    Cgroup(PathBuf),
}

impl World {
    /// Makes a file, for [storage](skep_uapi::MapType::INODE_STORAGE) that belongs to inodes. There are no others.
    ///
    /// # Errors
    /// If the path is not absolute.
    pub fn make_file(&self, path: impl AsRef<Path>) -> Result<(), StimulusError> {
        let path = path.as_ref();
        if !path.is_absolute() {
            return Err(StimulusError::BadValue {
                place: "the path of a file".into(),
                value: path.display().to_string(),
                expected: "an absolute path".into(),
            });
        }
        self.shared.lock().files.insert(path.to_owned());
        Ok(())
    }

    /// Makes a socket; gives its cookie, by which it is named.
    pub fn make_socket(&self) -> u64 {
        let mut state = self.shared.lock();
        state.last_socket += 1;
        state.last_socket
    }

    pub(crate) fn open_owner(&self, owner: &StorageOwner<'_>) -> skep_uapi::Result<Handle> {
        let mut state = self.shared.lock();
        let owner = match *owner {
            StorageOwner::Task { pid: 0 } => return Err(Errno::EINVAL),
            StorageOwner::Task { pid } => Owner::Task(pid),
            StorageOwner::Socket { cookie } if (1..=state.last_socket).contains(&cookie) => {
                Owner::Socket(cookie)
            }
            StorageOwner::File { path } if state.files.contains(path) => Owner::File(path.to_owned()),
            StorageOwner::Cgroup { path } => {
                self.shared.settings.find_cgroup(&state.cgroups, path)?;
                Owner::Cgroup(path.to_owned())
            }
            StorageOwner::Socket { .. } | StorageOwner::File { .. } => return Err(Errno::ENOENT),
            #[cfg(unix)]
            StorageOwner::Descriptor { .. } => return Err(Errno::EOPNOTSUPP),
        };
        let id = state.owners.insert(owner);
        Ok(self.handle(&mut state, ObjectId::Owner(id)))
    }

    /// The object behind a handle: `EBADF` if it is none that storage belongs to.
    pub(crate) fn owner(&self, state: &State, handle: &Handle) -> skep_uapi::Result<Owner> {
        match self.object(handle)? {
            ObjectId::Owner(id) => state.owners.get(id).cloned().ok_or(Errno::EBADF),
            _ => Err(Errno::EBADF),
        }
    }
}
