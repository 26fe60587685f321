//! The tail call: another program takes the place of the one that runs.

use super::{Kernel, negative};
use crate::maps::MapKind;
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};
use std::sync::Arc;

/// How many tail calls a run can have (`MAX_TAIL_CALL_CNT`, `include/linux/bpf.h`).
const MAX_TAIL_CALLS: u32 = 33;

impl Kernel<'_> {
    /// Goes on with the program in a slot of an array. If there is none, or there were too many such calls, the program
    /// just goes on.
    pub(super) fn tail_call(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let id = self.map(call, R2)?;
        let slot = u32::try_from(call.argument(R3)? & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        if let Some(reservation) = self.ongoing.reservations.first() {
            let reason = format!(
                "a record of {} is reserved, and nobody could submit or discard it after a tail call (tail_call would \
                 lead to reference leak)",
                self.map_label(reservation.map())
            );
            return Err(FaultKind::Refused(reason));
        }
        let programs = match self.around.maps.get(id).map(|map| &map.kind) {
            Ok(MapKind::Programs(programs)) => programs,
            _ => {
                let label = self.map_label(id);
                return Err(FaultKind::Refused(format!(
                    "{R2} must be an array of programs, but it is {label}"
                )));
            }
        };
        let program = programs.get(slot).and_then(|id| self.around.loaded.get(id));
        let Some(program) = program.filter(|_| self.ongoing.tail_calls < MAX_TAIL_CALLS) else {
            return Ok(negative(Errno::ENOENT));
        };
        self.ongoing.tail_calls += 1;
        self.ongoing.programs.push(Arc::clone(&program.program));
        let context = call.memory.address(self.around.input.context, 0);
        call.continue_with(Arc::clone(&program.program), context);
        Ok(0)
    }
}
