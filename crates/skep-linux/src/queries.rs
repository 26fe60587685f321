//! What is attached where: what processes have open, control groups, network namespaces, and the kernel's answers about them.

use crate::{Linux, errno, io_errno, links, network, object, parse};
use rustix::fs::{Mode, OFlags};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use skep_uapi::kernel::{
    AttachQuery, AttachedPrograms, CgroupFolder, CgroupFolders, EventFile, EventFiles, EventProgram,
    Facts as _, InterfaceInfo, NetworkNamespace, NetworkNamespaces, Queries, TrafficProgram,
};
use skep_uapi::{Errno, Handle, Result};
use std::collections::BTreeSet;
use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

impl Queries for Linux {
    fn programs_attached(&self, query: &AttachQuery<'_>) -> Result<AttachedPrograms> {
        links::programs_attached(query)
    }

    fn event_program(&self, file: EventFile) -> Result<EventProgram> {
        links::event_program(file)
    }

    fn map_is_frozen(&self, map: &Handle) -> Result<bool> {
        let fd = object::map(map)?.fd().as_raw_fd();
        let text = std::fs::read_to_string(format!("/proc/thread-self/fdinfo/{fd}"));
        // Kernels before 5.2 have no such line, and no such maps.
        Ok(parse::field(&text.map_err(|error| io_errno(&error))?, "frozen") == Some("1"))
    }

    fn event_files(&self) -> Result<EventFiles> {
        let mut found = EventFiles::default();
        for process in numbers(Path::new("/proc"))? {
            match events(process, &mut found.files) {
                // It may have ended by now.
                Ok(()) | Err(Errno::ENOENT | Errno::ESRCH) => {}
                Err(_) => found.unreadable.push(process),
            }
        }
        Ok(found)
    }

    fn interfaces(&self) -> Result<Vec<InterfaceInfo>> {
        network::interfaces()
    }

    fn traffic_programs(&self) -> Result<Vec<TrafficProgram>> {
        network::traffic_programs()
    }

    fn cgroups(&self) -> Result<CgroupFolders> {
        let mut found = CgroupFolders::default();
        let mounts = self.mounts()?.into_iter().filter(|mount| mount.file_system == "cgroup2");
        let mut folders: Vec<PathBuf> = mounts.map(|mount| mount.path).collect();
        // There is one tree, wherever and however often it is mounted.
        let mut known = BTreeSet::new();
        while let Some(path) = folders.pop() {
            let Ok(metadata) = std::fs::symlink_metadata(&path) else { continue };
            if !known.insert(metadata.ino()) {
                continue;
            }
            match std::fs::read_dir(&path) {
                Ok(entries) => {
                    let below = entries.filter_map(std::result::Result::ok);
                    let below = below.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
                    folders.extend(below.map(|entry| entry.path()));
                }
                // It was removed by now.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(_) => found.unreadable.push(path.clone()),
            }
            found.groups.push(CgroupFolder { path, id: metadata.ino() });
        }
        found.groups.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(found)
    }

    fn network_namespaces(&self) -> Result<NetworkNamespaces> {
        let mut found = NetworkNamespaces::default();
        let mut known = BTreeSet::new();
        let own = PathBuf::from("/proc/thread-self/ns/net");
        let inode = namespace(&own)?;
        known.insert(inode);
        found.namespaces.push(NetworkNamespace { inode, path: own });
        let mountinfo = std::fs::read_to_string("/proc/self/mountinfo").map_err(|error| io_errno(&error))?;
        for (inode, path) in parse::mounted_network_namespaces(&mountinfo) {
            if known.insert(inode) {
                found.namespaces.push(NetworkNamespace { inode, path });
            }
        }
        for process in numbers(Path::new("/proc"))? {
            let folder = PathBuf::from(format!("/proc/{process}/task"));
            let Ok(threads) = numbers(&folder) else { continue };
            for thread in threads {
                let path = folder.join(format!("{thread}/ns/net"));
                match namespace(&path) {
                    Ok(inode) if known.insert(inode) => {
                        found.namespaces.push(NetworkNamespace { inode, path });
                    }
                    // It is known, or the thread has ended by now.
                    Ok(_) | Err(Errno::ENOENT | Errno::ESRCH) => {}
                    Err(_) => {
                        found.unreadable.push(process);
                        break;
                    }
                }
            }
        }
        Ok(found)
    }

    fn in_network_namespace(&self, path: &Path, act: &mut (dyn FnMut() + Send)) -> Result<()> {
        let file = rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).map_err(errno)?;
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().spawn_scoped(scope, || {
                move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network)).map_err(errno)?;
                act();
                Ok(())
            });
            let thread = thread.map_err(|error| io_errno(&error))?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

/// The perf events among the descriptors of a process.
fn events(process: u32, found: &mut Vec<EventFile>) -> Result<()> {
    let folder = PathBuf::from(format!("/proc/{process}/fd"));
    for descriptor in numbers(&folder)? {
        match std::fs::read_link(folder.join(descriptor.to_string())) {
            Ok(target) if target.as_os_str() == "anon_inode:[perf_event]" => {
                found.push(EventFile { process, descriptor });
            }
            // It is something else, or is closed by now.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // Who may see the numbers may not always see what they are.
            Err(error) => return Err(io_errno(&error)),
        }
    }
    Ok(())
}

/// The entries of a folder that are numbers.
fn numbers(folder: &Path) -> Result<Vec<u32>> {
    let entries = std::fs::read_dir(folder).map_err(|error| io_errno(&error))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    Ok(names.collect())
}

/// The number of the network namespace that a file of `/proc` is of.
fn namespace(path: &Path) -> Result<u64> {
    let target = std::fs::read_link(path).map_err(|error| io_errno(&error))?;
    target.to_str().and_then(parse::namespace).ok_or(Errno::EIO)
}
