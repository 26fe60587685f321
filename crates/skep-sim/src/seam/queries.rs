//! What is attached where.

use crate::traffic;
use crate::world::World;
use skep_uapi::kernel::{
    AttachQuery, AttachedPrograms, CgroupFolder, CgroupFolders, EventFile, EventFiles, EventProgram,
    InterfaceInfo, LinkTarget, NetworkNamespace, NetworkNamespaces, Queries, TrafficProgram,
};
use skep_uapi::{Capability, Errno, Handle, Result, Version};
use std::path::{Path, PathBuf};

/// The one process that uses the simulated kernel.
const PROCESS: u32 = 1;

/// The file of the one network namespace, and its number.
const NAMESPACE: &str = "/proc/self/ns/net";
const NAMESPACE_NUMBER: u64 = 4_026_531_840;

impl Queries for World {
    /// Control groups and traffic control are all that can be asked about: nothing else has programs that could be listed so.
    fn programs_attached(&self, query: &AttachQuery<'_>) -> Result<AttachedPrograms> {
        let settings = &self.shared.settings;
        if !settings.has(Capability::NET_ADMIN) {
            return Err(Errno::EPERM);
        }
        if let (Some(direction), LinkTarget::Interface { index }) =
            (traffic::direction(query.attach_type), query.target)
        {
            let is_known = settings.is_since(Version::new(6, 6));
            let state = self.shared.lock();
            return if is_known {
                state.programs_of_traffic(index, direction, query.effective)
            } else {
                Err(Errno::EINVAL)
            };
        }
        let LinkTarget::Cgroup { path } = query.target else { return Err(Errno::EINVAL) };
        let state = self.shared.lock();
        settings.find_cgroup(&state.cgroups, path)?;
        state.programs_of_cgroup(path, query.attach_type, query.effective)
    }

    fn event_program(&self, file: EventFile) -> Result<EventProgram> {
        self.shared.settings.may_walk_objects()?;
        if file.process != PROCESS {
            return Err(Errno::ENOENT);
        }
        self.shared.lock().program_of_event(file.descriptor)
    }

    fn map_is_frozen(&self, map: &Handle) -> Result<bool> {
        let id = self.map_id(map)?;
        Ok(self.shared.lock().maps.get(id)?.check_not_frozen().is_err())
    }

    /// There are no numbers of descriptors: the events' own stand for them.
    fn event_files(&self) -> Result<EventFiles> {
        let state = self.shared.lock();
        let mut files = Vec::new();
        let mut after = 0;
        while let Some(descriptor) = state.perf_events.next_id(after) {
            files.push(EventFile { process: PROCESS, descriptor });
            after = descriptor;
        }
        Ok(EventFiles { files, unreadable: Vec::new() })
    }

    fn interfaces(&self) -> Result<Vec<InterfaceInfo>> {
        Ok(self.shared.lock().interfaces_with_programs())
    }

    fn traffic_programs(&self) -> Result<Vec<TrafficProgram>> {
        Ok(self.shared.lock().traffic_programs())
    }

    fn cgroups(&self) -> Result<CgroupFolders> {
        let state = self.shared.lock();
        let roots = self.shared.settings.mounts.iter().filter(|mount| mount.file_system == "cgroup2");
        let roots: Vec<PathBuf> = roots.take(1).map(|mount| mount.path.clone()).collect();
        let paths = roots.into_iter().chain(state.cgroups.paths());
        let groups = paths.map(|path| CgroupFolder { id: state.cgroups.number(&path), path }).collect();
        Ok(CgroupFolders { groups, unreadable: Vec::new() })
    }

    fn network_namespaces(&self) -> Result<NetworkNamespaces> {
        let only = NetworkNamespace { inode: NAMESPACE_NUMBER, path: NAMESPACE.into() };
        Ok(NetworkNamespaces { namespaces: vec![only], unreadable: Vec::new() })
    }

    fn in_network_namespace(&self, path: &Path, act: &mut (dyn FnMut() + Send)) -> Result<()> {
        if path != Path::new(NAMESPACE) {
            return Err(Errno::ENOENT);
        }
        act();
        Ok(())
    }
}
