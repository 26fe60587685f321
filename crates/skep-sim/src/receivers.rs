//! Interfaces and CPUs in maps: what is looked up when one is put in.

use crate::maps::{MapKind, Wanted};
use crate::objects::ObjectId;
use crate::settings::Settings;
use crate::state::State;
use skep_uapi::{Errno, ProgramType, Result, UpdateFlags};

impl State {
    /// Puts an interface or a CPU into a map of those, perhaps with a program, whose number goes to that offset of the value.
    pub(crate) fn update_receiver(
        &mut self,
        map: u32,
        key: &[u8],
        value: &[u8],
        program: Option<(u32, u32)>,
        flags: UpdateFlags,
        settings: &Settings,
    ) -> Result<()> {
        let mut value = value.to_vec();
        let number = value.first_chunk().copied().map(u32::from_ne_bytes).ok_or(Errno::EINVAL)?;
        if let Some((offset, program)) = program {
            let place = value.get_mut(offset as usize..).and_then(|rest| rest.get_mut(..4));
            place.ok_or(Errno::EINVAL)?.copy_from_slice(&program.to_ne_bytes());
        }
        let program = program.map(|(_, program)| program);
        let loaded = program.and_then(|program| self.programs.get(program));
        let for_packets = loaded.filter(|loaded| loaded.program_type == ProgramType::XDP);
        let wanted = Wanted {
            number,
            is_interface: self.has_interface(number),
            possible_cpus: settings.possible_cpus,
            attach_type: for_packets.map(|loaded| loaded.expected_attach_type),
            program,
        };
        let Self { maps, memory, .. } = self;
        let MapKind::Receivers(receivers) = &mut maps.get_mut(map)?.kind else { return Err(Errno::EINVAL) };
        let old = receivers.update(key, &value, &wanted, flags, memory)?;
        if let (Some(program), true) = (program, number != 0) {
            self.hold(ObjectId::Program(program));
        }
        self.release_programs(old);
        Ok(())
    }
}
