//! Control groups, the programs attached to them, and the packets of their sockets.

use crate::input::{ETHERNET, MAX_PACKET, Skb};
use crate::network::By;
use crate::objects::ObjectId;
use crate::run::{ProgramRun, Task};
use crate::settings::Settings;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use skep_uapi::kernel::{AttachedProgram, AttachedPrograms, ProgramAttach};
use skep_uapi::{AttachFlags, AttachType, Errno, ProgramType};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The most programs of a kind that a group can have (`BPF_CGROUP_MAX_PROGS`, `kernel/bpf/cgroup.c`).
const MAX_PROGRAMS: usize = 64;

/// The control groups that were made, by their folders. The roots, where they are mounted, are always there.
#[derive(Debug, Default)]
pub(crate) struct Cgroups(BTreeMap<PathBuf, Vec<(AttachType, By)>>);

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
    fn attached(&self, path: &Path, attach_type: AttachType) -> impl Iterator<Item = By> {
        let all = self.0.get(path).into_iter().flatten();
        all.filter(move |(of, _)| *of == attach_type).map(|(_, by)| *by)
    }

    /// A group's number: the roots are 1.
    pub(crate) fn number(&self, path: &Path) -> u64 {
        let position = self.0.keys().position(|known| known == path);
        position.and_then(|position| u64::try_from(position).ok()).map_or(1, |position| position + 2)
    }

    /// The folders of those that were made.
    pub(crate) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.0.keys().cloned()
    }

    /// Whether there is room for one more program.
    pub(crate) fn check(&self, path: Option<&Path>, attach_type: AttachType) -> skep_uapi::Result<()> {
        let attached = path.map_or(0, |path| self.attached(path, attach_type).count());
        if attached >= MAX_PROGRAMS { Err(Errno::E2BIG) } else { Ok(()) }
    }

    pub(crate) fn attach(&mut self, path: Option<&Path>, attach_type: AttachType, link: u32) {
        if let Some(path) = path {
            self.0.entry(path.to_owned()).or_default().push((attach_type, By::Link(link)));
        }
    }

    pub(crate) fn detach(&mut self, path: Option<&Path>, link: u32) {
        if let Some(links) = path.and_then(|path| self.0.get_mut(path)) {
            links.retain(|(_, attached)| *attached != By::Link(link));
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

    /// Removes a control group, which has none below it: what is attached to it ends.
    ///
    /// # Errors
    /// If there is no such group, or there are some below it.
    pub fn remove_cgroup(&self, path: impl AsRef<Path>) -> Result<(), StimulusError> {
        let path = path.as_ref();
        let mut state = self.shared.lock();
        let has_below = state.cgroups.0.keys().any(|one| one != path && one.starts_with(path));
        let removed = if has_below { None } else { state.cgroups.0.remove(path) };
        let Some(attached) = removed else {
            drop(state);
            return Err(self.no_cgroup(path));
        };
        for (_, by) in attached {
            match by {
                By::Link(link) => state.detach_by_force(link).unwrap_or_default(),
                By::Place(program) => state.release(ObjectId::Program(program)),
            }
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
        self.shared.announce();
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
    /// Attaches a program to a group without a link (`__cgroup_bpf_attach`, `kernel/bpf/cgroup.c`): as one of several, or in the place
    /// of one that is named.
    pub(crate) fn attach_to_cgroup(
        &mut self,
        path: &Path,
        request: &ProgramAttach<'_>,
        program: u32,
        replace: Option<u32>,
    ) -> skep_uapi::Result<()> {
        let ProgramAttach { attach_type, flags, .. } = *request;
        let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
        let several = AttachFlags::ALLOW_MULTI;
        let is_known = flags == several || flags == several | AttachFlags::REPLACE && replace.is_some();
        if loaded.program_type != ProgramType::CGROUP_SKB
            || loaded.expected_attach_type != attach_type
            || !is_known
        {
            return Err(Errno::EINVAL);
        }
        if replace != Some(program)
            && self.cgroups.attached(path, attach_type).any(|by| by == By::Place(program))
        {
            return Err(Errno::EINVAL);
        }
        match replace {
            None => {
                self.cgroups.check(Some(path), attach_type)?;
                self.cgroups.0.entry(path.to_owned()).or_default().push((attach_type, By::Place(program)));
                self.hold(ObjectId::Program(program));
            }
            Some(old) => {
                let is_old = |one: &&mut (AttachType, By)| **one == (attach_type, By::Place(old));
                let all = self.cgroups.0.get_mut(path).into_iter().flatten();
                *all.into_iter().find(is_old).ok_or(Errno::ENOENT)? = (attach_type, By::Place(program));
                self.hold(ObjectId::Program(program));
                self.release(ObjectId::Program(old));
            }
        }
        Ok(())
    }

    /// Detaches a program that was attached without a link: `ENOENT` if it is not.
    pub(crate) fn detach_from_cgroup(
        &mut self,
        path: &Path,
        attach_type: AttachType,
        program: u32,
    ) -> skep_uapi::Result<()> {
        let all = self.cgroups.0.get_mut(path).ok_or(Errno::ENOENT)?;
        let place = all.iter().position(|one| *one == (attach_type, By::Place(program)));
        all.remove(place.ok_or(Errno::ENOENT)?);
        self.release(ObjectId::Program(program));
        Ok(())
    }

    /// The programs that are attached to a group, or those that run for its packets (`__cgroup_bpf_query`, `kernel/bpf/cgroup.c`).
    pub(crate) fn programs_of_cgroup(
        &self,
        path: &Path,
        attach_type: AttachType,
        effective: bool,
    ) -> skep_uapi::Result<AttachedPrograms> {
        if ![AttachType::CGROUP_INET_INGRESS, AttachType::CGROUP_INET_EGRESS].contains(&attach_type) {
            return Err(Errno::EINVAL);
        }
        let groups = path.ancestors().take(if effective { usize::MAX } else { 1 });
        let attached = groups.flat_map(|group| self.cgroups.attached(group, attach_type));
        let programs: Vec<_> =
            attached.map(|by| AttachedProgram { program_id: self.program_of(by), link_id: 0 }).collect();
        let flags =
            if effective || programs.is_empty() { AttachFlags::NONE } else { AttachFlags::ALLOW_MULTI };
        Ok(AttachedPrograms { flags, revision: 0, programs })
    }

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
        let attached = path.ancestors().flat_map(|group| self.cgroups.attached(group, attach_type));
        let attached: Vec<By> = attached.collect();
        let mut outcome = CgroupOutcome { passes: true, runs: Vec::new() };
        for by in attached {
            let mut input = skb.input(&mut self.memory)?;
            input.socket = Some(self.last_socket);
            let task = Task { cpu: self.cpu(), ..Task::idle() };
            let result = self.run_attached(by, &mut input, &task);
            input.remove(&mut self.memory);
            let run = result?;
            outcome.passes &= run.value & 1 == 1;
            outcome.runs.push(run);
        }
        Ok(outcome)
    }
}
