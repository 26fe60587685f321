//! The helper that sends a packet elsewhere: what it answers is the verdict, and where to is kept.

use super::{Kernel, low};
use skep_isa::registers::*;
use skep_uapi::{ProgramType, XdpAction};
use skep_vm::{Call, FaultKind};

/// The verdicts of traffic control (`TC_ACT_SHOT`, `TC_ACT_REDIRECT`, `include/uapi/linux/pkt_cls.h`).
const TC_SHOT: u64 = 2;
const TC_REDIRECT: u64 = 7;

/// To the interface's way in instead of its way out (`BPF_F_INGRESS`, `include/uapi/linux/bpf.h`).
const INGRESS: u64 = 1;

impl Kernel<'_> {
    /// The packet is to go out of another interface. Whether there is such an interface is seen when it does.
    pub(super) fn redirect(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (interface, flags) = (low(call.argument(R1)?), call.argument(R2)?);
        let is_xdp = self.around.program_type == ProgramType::XDP;
        let (allowed, refused, verdict) = if is_xdp {
            (0, u64::from(XdpAction::ABORTED.0), u64::from(XdpAction::REDIRECT.0))
        } else {
            (INGRESS, TC_SHOT, TC_REDIRECT)
        };
        if flags & !allowed != 0 {
            return Ok(refused);
        }
        self.redirected_to = Some(interface);
        Ok(verdict)
    }
}
