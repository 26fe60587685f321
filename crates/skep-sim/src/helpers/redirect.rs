//! The helpers that send a packet elsewhere: what they answer is the verdict, and where to is kept.

use super::{Kernel, low};
use crate::maps::MapKind;
use skep_isa::registers::*;
use skep_uapi::{ProgramType, XdpAction};
use skep_vm::{Call, FaultKind};

/// The verdicts of traffic control (`TC_ACT_SHOT`, `TC_ACT_REDIRECT`, `include/uapi/linux/pkt_cls.h`).
const TC_SHOT: u64 = 2;
const TC_REDIRECT: u64 = 7;

/// To the interface's way in instead of its way out (`BPF_F_INGRESS`, `include/uapi/linux/bpf.h`).
const INGRESS: u64 = 1;

/// The action that is the answer if the map has nothing there (the lowest bits of the flags of `bpf_redirect_map`).
const ELSE: u64 = 3;

/// To all interfaces of the map, and then not where it came from (`BPF_F_BROADCAST`, `BPF_F_EXCLUDE_INGRESS`, same file).
const BROADCAST: u64 = 1 << 3;
const EXCLUDE_INGRESS: u64 = 1 << 4;

/// Where a program last asked to send the packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Redirection {
    /// Out of an interface.
    Interface(u32),
    /// Into an interface, as if it had arrived there.
    Ingress(u32),
    /// To what is under a key in a map.
    Key { map: u32, key: u32 },
    /// To all that is in a map.
    All { map: u32, but_ingress: bool },
}

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
        let to = if flags & INGRESS != 0 { Redirection::Ingress } else { Redirection::Interface };
        self.ongoing.redirection = Some(to(interface));
        Ok(verdict)
    }

    /// The packet is to go to what is in a map (`__bpf_xdp_redirect_map`, `include/linux/filter.h`).
    pub(super) fn redirect_map(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let is_one = |kind: &MapKind| matches!(kind, MapKind::Receivers(_));
        let (id, map) = self.map_in_r1(call, "a map of interfaces or CPUs", is_one)?;
        let MapKind::Receivers(receivers) = &map.kind else { return Ok(0) };
        let (key, flags) = (call.argument(R2)?, call.argument(R3)?);
        let everywhere = if receivers.can_broadcast() { BROADCAST | EXCLUDE_INGRESS } else { 0 };
        if flags & !(ELSE | everywhere) != 0 {
            return Ok(u64::from(XdpAction::ABORTED.0));
        }
        if flags & BROADCAST != 0 {
            self.ongoing.redirection =
                Some(Redirection::All { map: id, but_ingress: flags & EXCLUDE_INGRESS != 0 });
            return Ok(u64::from(XdpAction::REDIRECT.0));
        }
        // A key is looked for by its lower half (`__dev_map_lookup_elem` takes a `u32`).
        let key = low(key);
        let is_there = receivers.find(&key.to_ne_bytes()).is_some();
        self.ongoing.redirection = is_there.then_some(Redirection::Key { map: id, key });
        Ok(if is_there { u64::from(XdpAction::REDIRECT.0) } else { flags & ELSE })
    }
}
