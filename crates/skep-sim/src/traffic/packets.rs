//! What becomes of packets in traffic control.

use crate::helpers::Redirection;
use crate::input::{ETHERNET, Skb, SkbContext};
use crate::network::Interface;
use crate::run::{ProgramRun, Task};
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use skep_uapi::kernel::TrafficDirection;
use skep_uapi::{AttachType, ProgramType};

/// The verdicts (`include/uapi/linux/pkt_cls.h`).
const OK: u64 = 0;
const SHOT: u64 = 2;
const STOLEN: u64 = 4;
const REDIRECT: u64 = 7;
const TRAP: u64 = 8;
/// `TC_ACT_UNSPEC` is -1, of which 32 bits are looked at: on to the next program.
const NEXT: u64 = 0xffff_ffff;

/// The protocols of tags of VLANs (`include/uapi/linux/if_ether.h`), the bytes of a tag, and those of both addresses before it.
const TAGS: [[u8; 2]; 2] = [[0x81, 0x00], [0x88, 0xa8]];
const TAG: usize = 4;
const ADDRESSES: usize = 12;

/// How often a packet can be sent on: the kernel's limit for interfaces that send to each other (`XMIT_RECURSION_LIMIT`,
/// `include/linux/netdevice.h`). What is received again by its programs' will would go round for ever there; here it is dropped
/// too.
const MAX_HOPS: usize = 8;

/// What traffic control decided about a packet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TrafficVerdict {
    /// It goes on: to the rest of the kernel, or out of the interface. Also if no program decided.
    Pass,
    /// It is dropped (`TC_ACT_SHOT`).
    Drop,
    /// A filter has taken it (`TC_ACT_STOLEN`, `TC_ACT_TRAP`): it ends, and does not count as dropped.
    Taken,
    /// It is sent on elsewhere (`TC_ACT_REDIRECT`).
    Redirect,
}

/// What the programs of traffic control made of a packet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrafficOutcome {
    /// What was decided.
    pub verdict: TrafficVerdict,
    /// The packet, as the programs left it. A tag of a VLAN is in it.
    pub packet: Vec<u8>,
    /// The runs of the programs, in their order: those of links first, then those of filters, until one decided.
    pub runs: Vec<ProgramRun>,
    /// Where it was sent on to, and what became of it there; nothing if that is no interface, or it was sent on too often: it is
    /// dropped then.
    pub redirected: Option<Box<TrafficRedirected>>,
}

/// A packet that traffic control has sent on to an interface.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrafficRedirected {
    /// The interface's index.
    pub interface: u32,
    /// Whether it leaves by that interface, or arrives there.
    pub direction: TrafficDirection,
    /// What became of it there.
    pub outcome: TrafficOutcome,
}

impl TrafficOutcome {
    /// The packet, if it goes on where it is.
    pub fn passed(&self) -> Option<&[u8]> {
        (self.verdict == TrafficVerdict::Pass).then_some(&self.packet)
    }
}

/// A packet on its way.
#[derive(Clone, Debug, Default)]
struct Traveller {
    bytes: Vec<u8>,
    /// Its tag of a VLAN: protocol and number.
    tag: Option<([u8; 2], u16)>,
    /// The interface that it arrived at, or 0.
    ingress: u32,
    mark: u32,
    priority: u32,
    hops: usize,
}

impl Traveller {
    /// A packet that comes off the wire: a tag is taken out of it (`skb_vlan_untag`, `net/core/skbuff.c`).
    fn arrived(mut bytes: Vec<u8>) -> Self {
        let mut tag = None;
        if let Some(&[_, _, _, _, _, _, _, _, _, _, _, _, a, b, c, d, _, _]) =
            bytes.get(..ADDRESSES + TAG + 2)
            && TAGS.contains(&[a, b])
        {
            tag = Some(([a, b], u16::from_be_bytes([c, d])));
            bytes.drain(ADDRESSES..ADDRESSES + TAG);
        }
        Self { bytes, tag, ..Self::default() }
    }

    /// All of it, with its tag.
    fn whole(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        if let Some(([a, b], number)) = self.tag
            && bytes.len() >= ADDRESSES
        {
            let [c, d] = number.to_be_bytes();
            bytes.splice(ADDRESSES..ADDRESSES, [a, b, c, d]);
        }
        bytes
    }
}

impl Interface {
    /// One more packet that came, of which traffic control decided so.
    pub(crate) fn count_traffic(&mut self, outcome: &TrafficOutcome) {
        match outcome.verdict {
            TrafficVerdict::Pass => self.counters.passed += 1,
            TrafficVerdict::Redirect if outcome.redirected.is_some() => self.counters.redirected += 1,
            TrafficVerdict::Drop | TrafficVerdict::Redirect => self.counters.dropped += 1,
            TrafficVerdict::Taken => {}
        }
    }
}

impl State {
    /// What traffic control makes of a packet that an interface has received; nothing if it has no programs.
    pub(crate) fn receive_traffic(
        &mut self,
        index: u32,
        packet: &[u8],
    ) -> Result<Option<TrafficOutcome>, StimulusError> {
        let direction = TrafficDirection::Ingress;
        if !self.interface_mut(Some(index)).is_some_and(|interface| interface.has_traffic(direction)) {
            return Ok(None);
        }
        check_length(packet)?;
        self.run_traffic(index, direction, Traveller::arrived(packet.to_vec())).map(Some)
    }

    /// Runs the programs of one direction (`sch_handle_ingress`, `sch_handle_egress`, `net/core/dev.c`).
    fn run_traffic(
        &mut self,
        index: u32,
        direction: TrafficDirection,
        mut traveller: Traveller,
    ) -> Result<TrafficOutcome, StimulusError> {
        let is_ingress = direction == TrafficDirection::Ingress;
        if is_ingress {
            traveller.ingress = index;
        }
        let Some(hooks) = self.hooks(index, direction) else {
            return Ok(TrafficOutcome {
                verdict: TrafficVerdict::Drop,
                packet: traveller.whole(),
                runs: Vec::new(),
                redirected: None,
            });
        };
        let links = hooks.links.clone();
        let filters: Vec<u32> = hooks.filters.iter().map(|filter| filter.program).collect();
        let given = SkbContext::on_its_way(traveller.ingress, traveller.mark, traveller.priority);
        let program = (ProgramType::SCHED_CLS, AttachType::default());
        let skb = Skb {
            bytes: &traveller.bytes,
            program,
            interface: index,
            context: given.as_ref(),
            is_received: is_ingress,
        };
        let mut input = skb.input(&mut self.memory)?;
        let fields = |tag: Option<([u8; 2], u16)>| {
            let (protocol, number) = tag.unwrap_or_default();
            [
                ("vlan_present", u64::from(tag.is_some())),
                ("vlan_proto", u16::from_ne_bytes(protocol).into()),
                ("vlan_tci", number.into()),
            ]
        };
        for (field, value) in fields(traveller.tag) {
            self.memory.set_field(input.context, field, value);
        }
        if !is_ingress {
            // For whom it is is looked at where it arrives.
            self.memory.set_field(input.context, "pkt_type", 0);
        }
        let task = Task { cpu: self.cpu(), ..Task::idle() };
        let mut runs = Vec::new();
        let decided = self.decide(&links, &filters, &mut input, &task, &mut runs);
        let field = |name| self.memory.field(input.context, name).unwrap_or(0);
        let number = |name| u32::try_from(field(name)).unwrap_or(0);
        traveller.mark = number("mark");
        traveller.priority = number("priority");
        let half = |name| u16::try_from(field(name)).unwrap_or(0);
        traveller.tag =
            (field("vlan_present") != 0).then(|| (half("vlan_proto").to_ne_bytes(), half("vlan_tci")));
        let left = input.packet.as_ref().map(|packet| packet.without_metadata(&self.memory));
        traveller.bytes = left.unwrap_or_default();
        input.remove(&mut self.memory);
        let verdict = decided?;
        let packet = traveller.whole();
        let to = runs.iter().rev().find_map(|run: &ProgramRun| run.redirection);
        let redirected = match (verdict, to) {
            (TrafficVerdict::Redirect, Some(Redirection::Interface(to))) => {
                self.redirect_traffic(to, TrafficDirection::Egress, traveller)?
            }
            (TrafficVerdict::Redirect, Some(Redirection::Ingress(to))) => {
                self.redirect_traffic(to, TrafficDirection::Ingress, traveller)?
            }
            _ => None,
        };
        Ok(TrafficOutcome { verdict, packet, runs, redirected })
    }

    /// Sends a packet on to an interface (`skb_do_redirect`, `net/core/filter.c`).
    fn redirect_traffic(
        &mut self,
        interface: u32,
        direction: TrafficDirection,
        mut traveller: Traveller,
    ) -> Result<Option<Box<TrafficRedirected>>, StimulusError> {
        traveller.hops += 1;
        // A program may have made it shorter than its header.
        let is_whole = traveller.bytes.len() >= ETHERNET;
        if !self.has_interface(interface) || traveller.hops > MAX_HOPS || !is_whole {
            return Ok(None);
        }
        let outcome = self.run_traffic(interface, direction, traveller)?;
        if let Some(interface) = self.interface_mut(Some(interface)) {
            match direction {
                TrafficDirection::Ingress => interface.count_traffic(&outcome),
                TrafficDirection::Egress if outcome.verdict == TrafficVerdict::Pass => {
                    interface.counters.transmitted += 1;
                }
                TrafficDirection::Egress => {}
            }
        }
        Ok(Some(Box::new(TrafficRedirected { interface, direction, outcome })))
    }

    /// Runs programs until one decides: those of links (`tcx_run`, `net/core/dev.c`), then those of filters (`cls_bpf_classify`,
    /// `net/sched/cls_bpf.c`).
    fn decide(
        &mut self,
        links: &[u32],
        filters: &[u32],
        input: &mut crate::input::Input,
        task: &Task,
        runs: &mut Vec<ProgramRun>,
    ) -> Result<TrafficVerdict, StimulusError> {
        for link in links {
            let run = self.run_linked(*link, input, task)?;
            let value = run.value & NEXT;
            runs.push(run);
            match value {
                OK => return Ok(TrafficVerdict::Pass),
                SHOT => return Ok(TrafficVerdict::Drop),
                REDIRECT => return Ok(TrafficVerdict::Redirect),
                NEXT => {}
                // What is no verdict of links leaves it to the filters.
                _ => break,
            }
        }
        for program in filters {
            self.memory.set_field(input.context, "tc_classid", 0);
            let run = self.run_program(*program, input, task)?;
            let value = run.value & NEXT;
            runs.push(run);
            match value {
                OK => return Ok(TrafficVerdict::Pass),
                SHOT => return Ok(TrafficVerdict::Drop),
                STOLEN | TRAP => return Ok(TrafficVerdict::Taken),
                REDIRECT => return Ok(TrafficVerdict::Redirect),
                _ => {}
            }
        }
        Ok(TrafficVerdict::Pass)
    }
}

/// Whether a packet has an Ethernet header, without which there is no socket buffer.
fn check_length(packet: &[u8]) -> Result<(), StimulusError> {
    if packet.len() >= ETHERNET {
        return Ok(());
    }
    Err(StimulusError::BadValue {
        place: "a packet of an interface".into(),
        value: format!("{} bytes", packet.len()),
        expected: format!("an Ethernet header of {ETHERNET} bytes"),
    })
}

impl World {
    /// Lets a packet leave by an interface, beginning with its Ethernet header: the programs of traffic control run that are attached
    /// to packets that leave. Nobody receives it then: `packet` is what was on the wire.
    ///
    /// # Errors
    /// If there is no such interface, the packet is shorter than its header, or a program does something wrong: the packet is dropped
    /// then.
    ///
    /// ```
    /// use skep_sim::{TrafficVerdict, World};
    ///
    /// let world = World::new();
    /// let sent = world.send("sim0", &[0; 64])?;
    /// assert_eq!((sent.verdict, sent.packet.len()), (TrafficVerdict::Pass, 64));
    /// # Ok::<(), skep_sim::StimulusError>(())
    /// ```
    pub fn send(&self, interface: &str, packet: &[u8]) -> Result<TrafficOutcome, StimulusError> {
        check_length(packet)?;
        let mut state = self.shared.lock();
        let index = state.find_interface(interface)?;
        let traveller = Traveller { bytes: packet.to_vec(), ..Traveller::default() };
        let outcome = state.run_traffic(index, TrafficDirection::Egress, traveller);
        drop(state);
        self.shared.announce();
        outcome
    }
}
