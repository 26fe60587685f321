//! The commands of bpf(2).

use crate::locked_memory;
use crate::maps::{self, Caller, MapKind};
use crate::objects::ObjectId;
use crate::programs;
use crate::traffic;
use crate::types::LoadedTypes;
use crate::world::World;
use skep_btf::Btf;
use skep_memory::{Region, RingMemory, UserRingMemory};
use skep_uapi::kernel::{
    BtfInfo, Commands, LinkCreate, LinkInfo, LinkTarget, Log, MapCreate, MapInfo, ObjectKind, ProgramAttach,
    ProgramCode, ProgramInfo, ProgramLoad, ReadBatch, StorageOwner, TestRun,
};
use skep_uapi::{Capability, Command, Errno, Handle, MapType, Result, UpdateFlags, Version};
use std::path::Path;

impl Commands for World {
    fn map_create(&self, request: &MapCreate<'_>) -> Result<Handle> {
        let settings = &self.shared.settings;
        maps::check_early(request, settings)?;
        settings.may_create_maps()?;
        let types = request.types.map(|types| Ok((self.btf_id(types.types)?, types))).transpose()?;
        let inner = request.inner.map(|inner| self.map_id(inner)).transpose()?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let bytes = locked_memory::map_bytes(request);
        state.may_lock(bytes, settings)?;
        let id = state.maps.create(request, inner, settings, &mut state.memory)?;
        state.lock(ObjectId::Map(id), bytes, settings);
        if let Some((btf, types)) = types {
            state.maps.get_mut(id)?.describe(btf, types.key, types.value);
            state.hold(ObjectId::Btf(btf));
        }
        Ok(self.handle(state, ObjectId::Map(id)))
    }

    fn map_lookup(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()> {
        let id = self.map_id(map)?;
        let state = self.shared.lock();
        let map = state.maps.get(id)?;
        map.check_key(key)?;
        map.check_value(value)?;
        map.lookup(key, value, &state.memory)
    }

    fn map_update(&self, map: &Handle, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()> {
        let id = self.map_id(map)?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        map.check_key(key)?;
        map.check_value(value)?;
        if matches!(map.kind, MapKind::Receivers(_)) {
            return state.update_receiver(id, key, value, None, flags, &self.shared.settings);
        }
        map.update(key, value, flags, Caller::UserSpace, &mut state.memory)
    }

    fn map_delete(&self, map: &Handle, key: &[u8]) -> Result<()> {
        let id = self.map_id(map)?;
        let mut state = self.shared.lock();
        state.maps.get(id)?.check_not_frozen()?;
        state.maps.get(id)?.check_key(key)?;
        state.delete_key(id, key)
    }

    fn map_take(&self, map: &Handle, key: &[u8], value: &mut [u8]) -> Result<()> {
        let id = self.map_id(map)?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        map.check_key(key)?;
        map.check_value(value)?;
        // Hash tables can since Linux 5.14 (`map_lookup_and_delete_elem`, `kernel/bpf/syscall.c`).
        let is_queue = matches!(map.info().map_type, MapType::QUEUE | MapType::STACK);
        if !is_queue && !self.shared.settings.is_since(Version::new(5, 14)) {
            return Err(Errno::ENOTSUPP);
        }
        map.take(key, value, &state.memory)
    }

    fn map_update_object(&self, map: &Handle, key: &[u8], object: &Handle, flags: UpdateFlags) -> Result<()> {
        let id = self.map_id(map)?;
        let object = self.object(object)?;
        let mut state = self.shared.lock();
        state.maps.get(id)?.check_not_frozen()?;
        state.maps.get(id)?.check_key(key)?;
        state.update_object(id, key, object, flags)
    }

    fn map_update_with_program(
        &self,
        map: &Handle,
        key: &[u8],
        value: &[u8],
        (offset, program): (u32, &Handle),
        flags: UpdateFlags,
    ) -> Result<()> {
        let id = self.map_id(map)?;
        let program = self.program_id(program)?;
        let mut state = self.shared.lock();
        let map = state.maps.get(id)?;
        map.check_not_frozen()?;
        map.check_key(key)?;
        map.check_value(value)?;
        state.update_receiver(id, key, value, Some((offset, program)), flags, &self.shared.settings)
    }

    fn map_read_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()> {
        self.shared.settings.has_command(Command::MAP_LOOKUP_BATCH)?;
        let id = self.map_id(map)?;
        let state = self.shared.lock();
        state.maps.get(id)?.read_batch(batch, false, &state.memory)
    }

    fn map_take_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()> {
        self.shared.settings.has_command(Command::MAP_LOOKUP_AND_DELETE_BATCH)?;
        let id = self.map_id(map)?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        let result = map.read_batch(batch, true, &state.memory);
        let read = maps::length(batch.count).saturating_mul(maps::length(map.info().key_size));
        map.delete_batch(&batch.keys[..read], &mut 0)?;
        result
    }

    fn map_update_batch(
        &self,
        map: &Handle,
        keys: &[u8],
        values: &[u8],
        flags: UpdateFlags,
        count: &mut u32,
    ) -> Result<()> {
        self.shared.settings.has_command(Command::MAP_UPDATE_BATCH)?;
        let id = self.map_id(map)?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        map.update_batch(keys, values, flags, count, &mut state.memory)
    }

    fn map_delete_batch(&self, map: &Handle, keys: &[u8], count: &mut u32) -> Result<()> {
        self.shared.settings.has_command(Command::MAP_DELETE_BATCH)?;
        let id = self.map_id(map)?;
        let mut state = self.shared.lock();
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        map.delete_batch(keys, count)
    }

    /// There are no such maps.
    fn struct_ops_update(&self, _: &Handle, _: &[u8], _: &[(u32, &Handle)]) -> Result<()> {
        Err(Errno::EINVAL)
    }

    fn map_freeze(&self, map: &Handle) -> Result<()> {
        let id = self.map_id(map)?;
        self.shared.lock().maps.get_mut(id)?.freeze()
    }

    fn owner_open(&self, owner: &StorageOwner<'_>) -> Result<Handle> {
        self.open_owner(owner)
    }

    fn storage_lookup(&self, map: &Handle, owner: &Handle, value: &mut [u8]) -> Result<()> {
        let id = self.map_id(map)?;
        let state = self.shared.lock();
        let owner = self.owner(&state, owner)?;
        let map = state.maps.get(id)?;
        map.check_value(value)?;
        let storage = map.storage()?;
        storage.check(&owner)?;
        storage.lookup(&owner, value, &state.memory)
    }

    fn storage_update(&self, map: &Handle, owner: &Handle, value: &[u8], flags: UpdateFlags) -> Result<()> {
        let id = self.map_id(map)?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let owner = self.owner(state, owner)?;
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        map.check_value(value)?;
        let storage = map.storage_mut()?;
        if flags.contains(UpdateFlags::LOCK) {
            return Err(Errno::EINVAL);
        }
        storage.check(&owner)?;
        storage.update(&owner, value, flags, Caller::UserSpace, &mut state.memory)
    }

    fn storage_delete(&self, map: &Handle, owner: &Handle) -> Result<()> {
        let id = self.map_id(map)?;
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        let owner = self.owner(state, owner)?;
        let map = state.maps.get_mut(id)?;
        map.check_not_frozen()?;
        let storage = map.storage_mut()?;
        storage.check(&owner)?;
        storage.delete(&owner)
    }

    fn map_next_key(&self, map: &Handle, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let id = self.map_id(map)?;
        let state = self.shared.lock();
        let map = state.maps.get(id)?;
        map.check_key(next)?;
        if let Some(previous) = previous {
            map.check_key(previous)?;
        }
        map.next_key(previous, next)
    }

    fn ring_memory(&self, map: &Handle) -> Result<RingMemory> {
        let id = self.map_id(map)?;
        let mut state = self.shared.lock();
        match &mut state.maps.get_mut(id)?.kind {
            MapKind::Ring(ring) => ring.reader(),
            _ => Err(Errno::EINVAL),
        }
    }

    fn user_ring_memory(&self, map: &Handle) -> Result<UserRingMemory> {
        let id = self.map_id(map)?;
        match &self.shared.lock().maps.get(id)?.kind {
            MapKind::UserRing(ring) => ring.producer(),
            _ => Err(Errno::EINVAL),
        }
    }

    fn array_memory(&self, map: &Handle) -> Result<Region> {
        // Every access of a program is checked in memory of its own.
        self.map_id(map)?;
        Err(Errno::EOPNOTSUPP)
    }

    fn program_load(&self, request: &ProgramLoad<'_>, log: Option<&mut Log<'_>>) -> Result<Handle> {
        let mut maps = Vec::with_capacity(request.maps.len());
        for &(slot, map) in request.maps {
            maps.push((slot, self.map_id(map)?));
        }
        let btf = request.btf.as_ref().map(|btf| self.btf_id(btf.types)).transpose()?;
        let modules: Vec<u32> =
            request.modules.iter().map(|types| self.btf_id(types)).collect::<Result<_>>()?;
        let settings = &self.shared.settings;
        let mut state = self.shared.lock();
        if programs::names_variables(request.instructions) {
            state.hold_kernel_types(settings);
        }
        let bytes = request.instructions.len() as u64;
        state.may_lock(bytes, settings)?;
        let id = state.load_program(request, &maps, btf, &modules, log, settings)?;
        state.lock(ObjectId::Program(id), bytes, settings);
        Ok(self.handle(&mut state, ObjectId::Program(id)))
    }

    fn program_test_run(&self, program: &Handle, run: &mut TestRun<'_>) -> Result<()> {
        let id = self.program_id(program)?;
        let result = self.shared.lock().test_run(id, run, &self.shared.settings);
        self.shared.announce();
        result
    }

    fn raw_tracepoint_open(&self, name: &str, program: &Handle) -> Result<Handle> {
        let program = self.program_id(program)?;
        let mut state = self.shared.lock();
        let id = state.attach_raw(name, program)?;
        Ok(self.handle(&mut state, ObjectId::Link(id)))
    }

    fn btf_load(&self, btf: &[u8], log: Option<&mut Log<'_>>, _: Option<&Handle>) -> Result<Handle> {
        if !self.shared.settings.has(Capability::BPF) {
            return Err(Errno::EPERM);
        }
        programs::check_log(log.as_deref())?;
        let parsed = Btf::parse(btf.to_vec()).map_err(|error| error.to_string());
        let parsed = parsed.and_then(|types| self.shared.settings.check_types(&types).map(|()| types));
        if let Some(log) = log {
            let text = parsed.as_ref().err().map(|error| format!("{error}\n")).unwrap_or_default();
            programs::write_log(log, &text)?;
        }
        let btf = parsed.map_err(|_| Errno::EINVAL)?;
        if btf.endian() != programs::BTF_ENDIAN {
            return Err(Errno::EINVAL);
        }
        let mut state = self.shared.lock();
        let id = state.btfs.insert(LoadedTypes { btf, name: None });
        Ok(self.handle(&mut state, ObjectId::Btf(id)))
    }

    /// There are no user namespaces, outside of which no kernel makes a token.
    fn token_create(&self, _: &Path) -> Result<Handle> {
        Err(Errno::EOPNOTSUPP)
    }

    fn next_id(&self, kind: ObjectKind, after: u32) -> Result<u32> {
        self.shared.settings.may_walk_objects()?;
        if after >= i32::MAX.cast_unsigned() {
            return Err(Errno::EINVAL);
        }
        let mut state = self.shared.lock();
        let next = match kind {
            ObjectKind::Map => state.maps.table.next_id(after),
            ObjectKind::Program => state.programs.next_id(after),
            ObjectKind::Link => state.next_link(after),
            ObjectKind::Types => {
                state.hold_kernel_types(&self.shared.settings);
                state.btfs.next_id(after)
            }
        };
        next.ok_or(Errno::ENOENT)
    }

    fn open_by_id(&self, kind: ObjectKind, id: u32) -> Result<Handle> {
        self.shared.settings.may_walk_objects()?;
        let mut state = self.shared.lock();
        let (found, object) = match kind {
            ObjectKind::Map => (state.maps.table.get(id).is_some(), ObjectId::Map(id)),
            ObjectKind::Program => (state.programs.get(id).is_some(), ObjectId::Program(id)),
            ObjectKind::Link => {
                (state.links.get(id).is_some_and(|link| !link.is_hidden()), ObjectId::Link(id))
            }
            ObjectKind::Types => {
                state.hold_kernel_types(&self.shared.settings);
                (state.btfs.get(id).is_some(), ObjectId::Btf(id))
            }
        };
        if !found {
            return Err(Errno::ENOENT);
        }
        state.hold(object);
        Ok(self.handle(&mut state, object))
    }

    fn count_runs(&self) -> Result<Handle> {
        self.shared.settings.may_walk_objects()?;
        let mut state = self.shared.lock();
        let id = state.run_counts.insert(());
        Ok(self.handle(&mut state, ObjectId::RunCount(id)))
    }

    fn btf_info(&self, btf: &Handle) -> Result<BtfInfo> {
        let id = self.btf_id(btf)?;
        let state = self.shared.lock();
        let types = state.btfs.get(id).ok_or(Errno::EBADF)?;
        Ok(BtfInfo {
            id,
            size: u32::try_from(types.btf.as_bytes().len()).map_err(|_| Errno::E2BIG)?,
            name: types.name.clone().unwrap_or_default(),
            of_kernel: types.name.is_some(),
        })
    }

    fn btf_bytes(&self, btf: &Handle) -> Result<Vec<u8>> {
        let id = self.btf_id(btf)?;
        Ok(self.shared.lock().btfs.get(id).ok_or(Errno::EBADF)?.btf.as_bytes().to_vec())
    }

    fn pin(&self, object: &Handle, path: &Path) -> Result<()> {
        let object = self.object(object)?;
        self.shared.lock().pin(object, path, &self.shared.settings)
    }

    fn open_pin(&self, path: &Path, kind: ObjectKind) -> Result<Handle> {
        let mut state = self.shared.lock();
        let object = state.open_pin(path, kind, &self.shared.settings)?;
        Ok(self.handle(&mut state, object))
    }

    fn unpin(&self, path: &Path) -> Result<()> {
        let result = self.shared.lock().unpin(path, &self.shared.settings);
        self.shared.announce();
        result
    }

    fn map_info(&self, map: &Handle) -> Result<MapInfo> {
        let id = self.map_id(map)?;
        Ok(self.shared.lock().maps.get(id)?.info().clone())
    }

    fn program_info(&self, program: &Handle) -> Result<ProgramInfo> {
        let id = self.program_id(program)?;
        self.shared.lock().program_info(id)
    }

    fn program_code(&self, program: &Handle) -> Result<ProgramCode> {
        let id = self.program_id(program)?;
        self.shared.lock().program_code(id)
    }

    fn link_info(&self, link: &Handle) -> Result<LinkInfo> {
        let id = self.link_id(link)?;
        self.shared.lock().link_info(id)
    }

    fn link_create(&self, request: &LinkCreate<'_>) -> Result<Handle> {
        let program = self.program_id(request.program)?;
        if let Some(direction) = traffic::direction(request.attach_type) {
            let is_known = self.shared.settings.is_since(Version::new(6, 6));
            return if is_known {
                self.link_traffic(request, direction, program)
            } else {
                Err(Errno::EINVAL)
            };
        }
        // Before such links came, the command or the place was not known.
        let since = match request.target {
            LinkTarget::Interface { .. } => Version::new(5, 9),
            LinkTarget::Cgroup { .. } => Version::new(5, 7),
            _ => Version::new(0, 0),
        };
        if !self.shared.settings.is_since(since) {
            return Err(Errno::EINVAL);
        }
        let event = match request.target {
            LinkTarget::PerfEvent { event, .. } => Some(self.object(event)?),
            LinkTarget::Interface { .. }
            | LinkTarget::Tracing { .. }
            | LinkTarget::Functions(_)
            | LinkTarget::UserPlaces(_) => None,
            LinkTarget::Cgroup { path } => {
                self.shared.settings.may_attach_to_cgroups()?;
                self.shared.settings.find_cgroup(&self.shared.lock().cgroups, path)?;
                None
            }
            LinkTarget::NetworkNamespace { .. }
            | LinkTarget::Netfilter(_)
            | LinkTarget::Map { .. }
            | LinkTarget::Iterator(_)
            | LinkTarget::StructOps => return Err(Errno::EINVAL),
        };
        let mut state = self.shared.lock();
        let id = state.attach(request, program, event, self.shared.settings.links_to_events())?;
        Ok(self.handle(&mut state, ObjectId::Link(id)))
    }

    fn link_update(&self, link: &Handle, program: &Handle, expected: Option<&Handle>) -> Result<()> {
        let expected = expected.map(|expected| self.program_id(expected)).transpose()?;
        let (link, program) = (self.link_id(link)?, self.program_id(program)?);
        self.shared.lock().update_link(link, program, expected)
    }

    fn program_attach(&self, request: &ProgramAttach<'_>) -> Result<()> {
        let program = self.program_id(request.program)?;
        let replace = request.replace.map(|replace| self.program_id(replace)).transpose()?;
        let LinkTarget::Cgroup { path } = request.target else { return Err(Errno::EINVAL) };
        self.shared.settings.may_attach_to_cgroups()?;
        let mut state = self.shared.lock();
        self.shared.settings.find_cgroup(&state.cgroups, path)?;
        state.attach_to_cgroup(path, request, program, replace)
    }

    fn program_detach(&self, request: &ProgramAttach<'_>) -> Result<()> {
        let program = self.program_id(request.program)?;
        let LinkTarget::Cgroup { path } = request.target else { return Err(Errno::EINVAL) };
        self.shared.settings.may_attach_to_cgroups()?;
        let mut state = self.shared.lock();
        self.shared.settings.find_cgroup(&state.cgroups, path)?;
        state.detach_from_cgroup(path, request.attach_type, program)
    }

    /// Nothing is gone through in the simulated kernel.
    fn iterator_create(&self, _link: &Handle) -> Result<Handle> {
        Err(Errno::EINVAL)
    }

    fn iterator_read(&self, _iterator: &Handle, _into: &mut [u8]) -> Result<usize> {
        Err(Errno::EINVAL)
    }

    fn link_detach(&self, link: &Handle) -> Result<()> {
        let id = self.link_id(link)?;
        self.shared.lock().detach_by_force(id)
    }
}
