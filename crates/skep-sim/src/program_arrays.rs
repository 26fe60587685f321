//! Programs, events and maps in maps: who holds them, and when they are let go.

use crate::links::PerfEvent;
use crate::maps::{MapKind, ProgramArray};
use crate::objects::ObjectId;
use crate::state::State;
use skep_uapi::{Errno, Result, UpdateFlags};

impl State {
    fn program_array(&mut self, map: u32) -> Result<Option<&mut ProgramArray>> {
        match &mut self.maps.get_mut(map)?.kind {
            MapKind::Programs(programs) => Ok(Some(programs)),
            _ => Ok(None),
        }
    }

    /// Puts an object into a map of objects. `EINVAL` if the map is of another kind, or the object cannot be in it.
    pub(crate) fn update_object(
        &mut self,
        map: u32,
        key: &[u8],
        object: ObjectId,
        flags: UpdateFlags,
    ) -> Result<()> {
        if let MapKind::Events(events) = &mut self.maps.get_mut(map)?.kind {
            let slot = events.check_update(key, flags)?;
            let event = match object {
                ObjectId::PerfEvent(event) => self.perf_events.get(event).and_then(PerfEvent::output),
                _ => None,
            };
            events.put(slot, event.ok_or(Errno::EINVAL)?.clone());
            return Ok(());
        }
        if let MapKind::Outer(maps) = &self.maps.get(map)?.kind {
            let inner = match object {
                ObjectId::Map(inner) => Some(self.maps.get(inner)?.info()),
                _ => None,
            };
            maps.check_update(key, inner, flags)?;
            return self.put_map(map, key, object);
        }
        let programs = self.program_array(map)?.ok_or(Errno::EINVAL)?;
        let slot = programs.check_update(key, flags)?;
        let ObjectId::Program(program) = object else { return Err(Errno::EINVAL) };
        let kind = self.programs.get(program).ok_or(Errno::EBADF)?.kind();
        let programs = self.program_array(map)?.ok_or(Errno::EINVAL)?;
        programs.accept(kind)?;
        let old = programs.put(slot, program);
        self.hold(object);
        self.release_programs(old);
        Ok(())
    }

    fn put_map(&mut self, outer: u32, key: &[u8], object: ObjectId) -> Result<()> {
        if let (MapKind::Outer(maps), ObjectId::Map(inner)) = (&mut self.maps.get_mut(outer)?.kind, object) {
            let old = maps.put(key, inner);
            self.hold(object);
            old.map(ObjectId::Map).into_iter().for_each(|old| self.release(old));
        }
        Ok(())
    }

    /// Removes a key from a map of any kind.
    pub(crate) fn delete_key(&mut self, map: u32, key: &[u8]) -> Result<()> {
        if let MapKind::Receivers(receivers) = &mut self.maps.get_mut(map)?.kind {
            let old = receivers.remove(key)?;
            self.release_programs(old);
            return Ok(());
        }
        if let MapKind::Outer(maps) = &mut self.maps.get_mut(map)?.kind {
            let old = maps.remove(key)?;
            self.release(ObjectId::Map(old));
            return Ok(());
        }
        match self.program_array(map)? {
            Some(programs) => {
                let old = programs.remove(key)?;
                self.release_programs([old]);
                Ok(())
            }
            None => self.maps.get_mut(map)?.delete(key),
        }
    }

    pub(crate) fn release_programs(&mut self, programs: impl IntoIterator<Item = u32>) {
        for program in programs {
            self.release(ObjectId::Program(program));
        }
    }

    /// One more handle or pin of an object, which counts as a holder already.
    pub(crate) fn add_user(&mut self, object: ObjectId) {
        if let ObjectId::Map(id) = object
            && let Ok(map) = self.maps.get_mut(id)
        {
            map.users += 1;
        }
    }

    /// One handle or pin less. When nobody in user space can reach an array of programs any more, it is emptied, though
    /// programs that run hold it (`bpf_map_put_uref`, `kernel/bpf/syscall.c`): a program in an array that the program
    /// itself names would otherwise never end. (The kernel does that a little later.)
    pub(crate) fn remove_user(&mut self, object: ObjectId) {
        let ObjectId::Map(id) = object else { return };
        let Ok(map) = self.maps.get_mut(id) else { return };
        map.users -= 1;
        if map.users == 0
            && let MapKind::Programs(programs) = &mut map.kind
        {
            let programs = programs.clear();
            self.release_programs(programs);
        }
    }
}
