//! Control groups, the programs attached to them, and the packets of their sockets.

use crate::input::{ETHERNET, MAX_PACKET, Skb};
use crate::run::{ProgramRun, Task};
use crate::settings::Settings;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use skep_uapi::{AttachType, Errno, ProgramType};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The most programs of a kind that a group can have (`BPF_CGROUP_MAX_PROGS`, `kernel/bpf/cgroup.c`).
const MAX_PROGRAMS: usize = 64;

/// The control groups that were made, by their folders. The roots, where they are mounted, are always there.
#[derive(Debug, Default)]
pub(crate) struct Cgroups(BTreeMap<PathBuf, Vec<(AttachType, u32)>>);

/// Which way a packet of a control group's socket goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PacketDirection {
    /// A socket receives it.
    Ingress,
    /// A socket sends it.
    Egress,
}

/// What the programs of a control group made of a packet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CgroupOutcome {
    /// Whether it goes on: no program has it dropped.
    pub passes: bool,
    /// The runs of the programs: those of the group first, then those of the groups above it.
    pub runs: Vec<ProgramRun>,
}

impl Cgroups {
    fn links(&self, path: &Path, attach_type: AttachType) -> impl Iterator<Item = u32> {
        let all = self.0.get(path).into_iter().flatten();
        all.filter(move |(of, _)| *of == attach_type).map(|(_, link)| *link)
    }

    /// A group's number: the roots are 1.
    pub(crate) fn number(&self, path: &Path) -> u64 {
        let position = self.0.keys().position(|known| known == path);
        position.and_then(|position| u64::try_from(position).ok()).map_or(1, |position| position + 2)
    }

    /// Whether there is room for one more program.
    pub(crate) fn check(&self, path: Option<&Path>, attach_type: AttachType) -> skep_uapi::Result<()> {
        let attached = path.map_or(0, |path| self.links(path, attach_type).count());
        if attached >= MAX_PROGRAMS { Err(Errno::E2BIG) } else { Ok(()) }
    }

    pub(crate) fn attach(&mut self, path: Option<&Path>, attach_type: AttachType, link: u32) {
        if let Some(path) = path {
            self.0.entry(path.to_owned()).or_default().push((attach_type, link));
        }
    }

    pub(crate) fn detach(&mut self, path: Option<&Path>, link: u32) {
        if let Some(links) = path.and_then(|path| self.0.get_mut(path)) {
            links.retain(|(_, attached)| *attached != link);
        }
    }
}

impl Settings {
    /// The root above a folder: where the file system of the control groups is mounted.
    fn cgroup_root(&self, path: &Path) -> Option<&Path> {
        let mounts = self.mounts.iter().filter(|mount| mount.file_system == "cgroup2");
        mounts.map(|mount| mount.path.as_path()).find(|root| path.starts_with(root))
    }

    /// Whether this is the folder of a control group: otherwise `ENOENT`, or `EBADF` if it is in another file system
    /// (`cgroup_get_from_fd`, `kernel/cgroup/cgroup.c`).
    pub(crate) fn find_cgroup(&self, cgroups: &Cgroups, path: &Path) -> skep_uapi::Result<()> {
        let root = self.cgroup_root(path).ok_or(Errno::EBADF)?;
        if path == root || cgroups.0.contains_key(path) { Ok(()) } else { Err(Errno::ENOENT) }
    }
}

impl World {
    /// Makes a control group: a folder where a file system of type `cgroup2` is mounted, by default below `/sys/fs/cgroup`. The
    /// groups above it are made too.
    ///
    /// # Errors
    /// If there is no such file system there.
    pub fn make_cgroup(&self, path: impl AsRef<Path>) -> Result<(), StimulusError> {
        let path = path.as_ref();
        let Some(root) = self.shared.settings.cgroup_root(path) else {
            return Err(self.no_cgroup(path));
        };
        let mut state = self.shared.lock();
        for group in path.ancestors().take_while(|group| *group != root) {
            state.cgroups.0.entry(group.to_owned()).or_default();
        }
        Ok(())
    }

    /// Lets a packet go through a socket of a control group: the programs run that are attached to the group, then those of the
    /// groups above it. The packet begins with an Ethernet header, which says its protocol and which the programs do not see.
    ///
    /// # Errors
    /// If there is no such group, the packet is not one of IP, or a program does something wrong: the packet is dropped then.
    pub fn pass_cgroup(
        &self,
        path: impl AsRef<Path>,
        direction: PacketDirection,
        packet: &[u8],
    ) -> Result<CgroupOutcome, StimulusError> {
        let path = path.as_ref();
        let mut state = self.shared.lock();
        if self.shared.settings.find_cgroup(&state.cgroups, path).is_err() {
            drop(state);
            return Err(self.no_cgroup(path));
        }
        let outcome = state.run_cgroup(path, direction, packet);
        drop(state);
        self.shared.changed.notify_all();
        outcome
    }

    fn no_cgroup(&self, path: &Path) -> StimulusError {
        let mounts = self.shared.settings.mounts.iter().filter(|mount| mount.file_system == "cgroup2");
        let roots = mounts.map(|mount| mount.path.clone());
        let state = self.shared.lock();
        let known = roots.chain(state.cgroups.0.keys().cloned());
        let known = known.map(|path| path.display().to_string()).collect();
        StimulusError::NoCgroup { path: path.display().to_string(), known }
    }
}

impl State {
    fn run_cgroup(
        &mut self,
        path: &Path,
        direction: PacketDirection,
        bytes: &[u8],
    ) -> Result<CgroupOutcome, StimulusError> {
        let attach_type = match direction {
            PacketDirection::Ingress => AttachType::CGROUP_INET_INGRESS,
            PacketDirection::Egress => AttachType::CGROUP_INET_EGRESS,
        };
        let interface = self.interfaces.first().map_or(1, |interface| interface.index);
        let program = (ProgramType::CGROUP_SKB, attach_type);
        let is_received = direction == PacketDirection::Ingress;
        let skb = Skb { bytes, program, interface, context: None, is_received };
        if !(ETHERNET..=MAX_PACKET).contains(&bytes.len()) || skb.check().is_err() || !skb.is_ip() {
            return Err(StimulusError::BadValue {
                place: format!("a packet of {}", path.display()),
                value: format!("{} bytes", bytes.len()),
                expected: "an Ethernet header with the whole header of IPv4 or IPv6 behind it".into(),
            });
        }
        self.last_socket += 1;
        let links = path.ancestors().flat_map(|group| self.cgroups.links(group, attach_type));
        let links: Vec<u32> = links.collect();
        let mut outcome = CgroupOutcome { passes: true, runs: Vec::new() };
        for link in links {
            let mut input = skb.input(&mut self.memory)?;
            input.socket = Some(self.last_socket);
            let result = self.run_linked(link, &mut input, &Task::idle());
            input.remove(&mut self.memory);
            let run = result?;
            outcome.passes &= run.value & 1 == 1;
            outcome.runs.push(run);
        }
        Ok(outcome)
    }
}
