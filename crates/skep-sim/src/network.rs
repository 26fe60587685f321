//! Network interfaces, and the packets they receive.

use crate::helpers::Redirection;
use crate::input::{Arrival, Input};
use crate::maps::{MapKind, Receiver};
use crate::objects::ObjectId;
use crate::run::{ProgramRun, Task};
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::traffic::{Traffic, TrafficOutcome};
use crate::world::World;
use skep_uapi::kernel::{InterfaceInfo, InterfaceXdp, XdpPlace};
use skep_uapi::{AttachType, Errno, ProgramType, XdpAction, XdpFlags};

/// A network interface.
#[derive(Debug)]
pub(crate) struct Interface {
    pub(crate) name: String,
    pub(crate) index: u32,
    /// What attaches an XDP program, and where that runs.
    xdp: Option<(By, XdpMode)>,
    pub(crate) traffic: Traffic,
    pub(crate) counters: PacketCounters,
}

/// What attaches a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    /// A link.
    Link(u32),
    /// Nothing: the place itself holds the program.
    Place(u32),
}

/// Where an XDP program runs. It makes no difference here, but an interface cannot have programs in both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum XdpMode {
    Generic,
    Native,
}

impl XdpMode {
    /// What the flags of a link ask for. The simulated interfaces' drivers support XDP.
    pub(crate) fn of(flags: XdpFlags) -> Self {
        if flags.contains(XdpFlags::SKB_MODE) { Self::Generic } else { Self::Native }
    }
}

impl Interface {
    pub(crate) fn new(name: String, index: u32) -> Self {
        Self { name, index, xdp: None, traffic: Traffic::default(), counters: PacketCounters::default() }
    }

    pub(crate) fn attached(&self) -> Option<(By, XdpMode)> {
        self.xdp
    }

    pub(crate) fn attach(&mut self, link: u32, mode: XdpMode) {
        self.xdp = Some((By::Link(link), mode));
    }

    pub(crate) fn detach(&mut self, link: u32) {
        if self.xdp.is_some_and(|(attached, _)| attached == By::Link(link)) {
            self.xdp = None;
        }
    }
}

/// What became of the packets that an interface received.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PacketCounters {
    /// Those that went on to the rest of the kernel.
    pub passed: u64,
    /// Those that were dropped, also because a program faulted or gave an action that is none.
    pub dropped: u64,
    /// Those that were sent out again where they came in.
    pub transmitted: u64,
    /// Those that were sent on elsewhere.
    pub redirected: u64,
}

/// What an interface's program made of a packet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct XdpOutcome {
    /// What the program returned; [`XdpAction::PASS`] if no program is attached.
    pub action: XdpAction,
    /// The packet, as the program left it.
    pub packet: Vec<u8>,
    /// The run of the program; nothing if none is attached.
    pub run: Option<ProgramRun>,
    /// Where it was sent on to, if the program said so.
    pub redirected: Vec<Redirected>,
    /// What traffic control made of it then, if it passed and there are programs.
    pub traffic: Option<TrafficOutcome>,
}

impl XdpOutcome {
    /// The packet as the rest of the kernel gets it, if it does.
    pub fn passed(&self) -> Option<&[u8]> {
        match &self.traffic {
            Some(traffic) => traffic.passed(),
            None => (self.action == XdpAction::PASS).then_some(&self.packet),
        }
    }
}

/// A packet that was sent on elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirected {
    /// Where to.
    pub to: Receiver,
    /// What the map's program there decided; [`XdpAction::PASS`] if there is none. With another action the packet ended there.
    pub action: XdpAction,
    /// The packet, as that program left it.
    pub packet: Vec<u8>,
    /// The run of that program.
    pub run: Option<ProgramRun>,
}

impl State {
    pub(crate) fn interface_mut(&mut self, index: Option<u32>) -> Option<&mut Interface> {
        self.interfaces.iter_mut().find(|interface| Some(interface.index) == index)
    }

    /// Whether there is an interface with this index.
    pub(crate) fn has_interface(&self, index: u32) -> bool {
        self.interfaces.iter().any(|interface| interface.index == index)
    }

    /// The index of an interface.
    pub(crate) fn find_interface(&self, name: &str) -> Result<u32, StimulusError> {
        let found = self.interfaces.iter().find(|known| known.name == name).map(|known| known.index);
        found.ok_or_else(|| StimulusError::NoInterface {
            name: name.to_owned(),
            known: self.interfaces.iter().map(|known| known.name.clone()).collect(),
        })
    }

    /// The number of the program that is attached so.
    pub(crate) fn program_of(&self, by: By) -> u32 {
        match by {
            By::Link(link) => self.links.get(link).map_or(0, |link| link.program),
            By::Place(program) => program,
        }
    }

    /// All interfaces, with the programs that are attached to them.
    pub(crate) fn interfaces_with_programs(&self) -> Vec<InterfaceInfo> {
        let told = |interface: &Interface| {
            let xdp = interface.xdp.map(|(by, mode)| InterfaceXdp {
                place: match mode {
                    XdpMode::Generic => XdpPlace::Generic,
                    XdpMode::Native => XdpPlace::Driver,
                },
                program_id: self.program_of(by),
            });
            InterfaceInfo {
                index: interface.index,
                name: interface.name.clone(),
                kind: String::new(),
                xdp: xdp.into_iter().collect(),
            }
        };
        self.interfaces.iter().map(told).collect()
    }

    /// Attaches an XDP program without a link, replaces it, or detaches it (`dev_change_xdp_fd` and `dev_xdp_attach`,
    /// `net/core/dev.c`).
    pub(crate) fn set_xdp(
        &mut self,
        interface: u32,
        program: Option<u32>,
        expected: Option<u32>,
        flags: XdpFlags,
    ) -> Result<(), Errno> {
        let modes = XdpFlags::SKB_MODE | XdpFlags::DRV_MODE | XdpFlags::HW_MODE;
        let mode = XdpFlags(flags.0 & modes.0);
        let known = modes | XdpFlags::UPDATE_IF_NOEXIST | XdpFlags::REPLACE;
        let attached = self.interface_mut(Some(interface)).ok_or(Errno::ENODEV)?.attached();
        if !known.contains(flags) || mode.0.count_ones() > 1 {
            return Err(Errno::EINVAL);
        }
        if mode == XdpFlags::HW_MODE {
            return Err(Errno::EOPNOTSUPP);
        }
        // A program that is there in the other mode is none of this one's.
        let (wanted, here) = (XdpMode::of(flags), attached.map(|(_, mode)| mode));
        if program.is_some() && here.is_some_and(|here| here != wanted) {
            return Err(Errno::EEXIST);
        }
        if let Some((By::Link(_), _)) = attached {
            return Err(Errno::EBUSY);
        }
        let old = attached.filter(|(_, mode)| *mode == wanted).map(|(by, _)| self.program_of(by));
        if flags.contains(XdpFlags::REPLACE) && old != expected {
            return Err(Errno::EEXIST);
        }
        if flags.contains(XdpFlags::UPDATE_IF_NOEXIST) && old.is_some() {
            return Err(Errno::EBUSY);
        }
        if let Some(program) = program {
            let loaded = self.programs.get(program).ok_or(Errno::EBADF)?;
            let elsewhere =
                [AttachType::XDP_DEVMAP, AttachType::XDP_CPUMAP].contains(&loaded.expected_attach_type);
            if loaded.program_type != ProgramType::XDP || elsewhere {
                return Err(Errno::EINVAL);
            }
            self.hold(ObjectId::Program(program));
        }
        if program.is_none() && old.is_none() {
            return Ok(());
        }
        if let Some(interface) = self.interface_mut(Some(interface)) {
            interface.xdp = program.map(|program| (By::Place(program), wanted));
        }
        old.into_iter().for_each(|old| self.release(ObjectId::Program(old)));
        Ok(())
    }

    /// Runs a program that is attached so.
    pub(crate) fn run_attached(
        &mut self,
        by: By,
        input: &mut Input,
        task: &Task,
    ) -> Result<ProgramRun, StimulusError> {
        Ok(match by {
            By::Link(link) => self.run_linked(link, input, task)?,
            By::Place(program) => self.run_program(program, input, task)?,
        })
    }

    fn run_xdp(&mut self, by: By, index: u32, packet: &[u8]) -> Result<XdpOutcome, StimulusError> {
        let arrival = Arrival { interface: index, ..Arrival::default() };
        let mut input = Input::xdp(packet, arrival, None, AttachType::XDP, &mut self.memory)?;
        let task = Task { cpu: self.cpu(), ..Task::idle() };
        let result = self.run_attached(by, &mut input, &task);
        let packet = input.packet.as_ref().map(|packet| packet.without_metadata(&self.memory));
        input.remove(&mut self.memory);
        let (run, packet) = (result?, packet.unwrap_or_default());
        let action = action(&run);
        let redirected =
            if action == XdpAction::REDIRECT { self.send_on(&run, index, &packet)? } else { Vec::new() };
        Ok(XdpOutcome { action, packet, run: Some(run), redirected, traffic: None })
    }

    /// Sends a packet to where a program said (`xdp_do_redirect`, `net/core/filter.c`). To what is not there any more, it is
    /// not sent.
    fn send_on(
        &mut self,
        run: &ProgramRun,
        ingress: u32,
        packet: &[u8],
    ) -> Result<Vec<Redirected>, StimulusError> {
        let receivers = |map, key: Option<u32>| {
            let Ok(MapKind::Receivers(receivers)) = self.maps.get(map).map(|map| &map.kind) else {
                return Vec::new();
            };
            let keys = key.map_or_else(|| receivers.keys(), |key| vec![key]);
            keys.into_iter().filter_map(|key| receivers.get(key, &self.memory)).collect()
        };
        let to: Vec<(Receiver, Option<u32>)> = match run.redirection {
            // XDP sends nothing into interfaces.
            None | Some(Redirection::Ingress(_)) => Vec::new(),
            Some(Redirection::Interface(index)) => vec![(Receiver::Interface(index), None)],
            Some(Redirection::Key { map, key }) => receivers(map, Some(key)),
            Some(Redirection::All { map, but_ingress }) => {
                let mut all = receivers(map, None);
                all.retain(|(to, _)| !but_ingress || *to != Receiver::Interface(ingress));
                all
            }
        };
        let mut sent = Vec::new();
        for (to, program) in to {
            if let Receiver::Interface(index) = to
                && !self.has_interface(index)
            {
                continue;
            }
            let one = self.arrive(to, program, ingress, packet)?;
            if let Receiver::Interface(index) = to
                && one.action == XdpAction::PASS
                && let Some(interface) = self.interface_mut(Some(index))
            {
                interface.counters.transmitted += 1;
            }
            sent.push(one);
        }
        Ok(sent)
    }

    /// A packet comes to where it was sent: the program there runs, if there is one.
    fn arrive(
        &mut self,
        to: Receiver,
        program: Option<u32>,
        ingress: u32,
        packet: &[u8],
    ) -> Result<Redirected, StimulusError> {
        let Some(program) = program else {
            return Ok(Redirected { to, action: XdpAction::PASS, packet: packet.to_vec(), run: None });
        };
        let (egress, cpu, attach_type) = match to {
            Receiver::Interface(index) => (index, 0, AttachType::XDP_DEVMAP),
            Receiver::Cpu(cpu) => (0, cpu, AttachType::XDP_CPUMAP),
        };
        let arrival = Arrival { interface: ingress, queue: 0, egress };
        let mut input = Input::xdp(packet, arrival, None, attach_type, &mut self.memory)?;
        let result = self.run_program(program, &mut input, &Task { cpu, ..Task::idle() });
        let packet = input.packet.as_ref().map(|packet| packet.without_metadata(&self.memory));
        input.remove(&mut self.memory);
        let run = result?;
        let packet = packet.unwrap_or_default();
        Ok(Redirected { to, action: action(&run), packet, run: Some(run) })
    }
}

/// What an XDP program decided. The kernel looks at the lower half only.
pub(crate) fn action(run: &ProgramRun) -> XdpAction {
    XdpAction(u32::try_from(run.value & u64::from(u32::MAX)).unwrap_or(u32::MAX))
}

impl PacketCounters {
    /// One more packet, of which a program decided so; nothing if it faulted.
    pub(crate) fn count(&mut self, action: Option<XdpAction>) {
        match action {
            Some(XdpAction::PASS) => self.passed += 1,
            Some(XdpAction::TX) => self.transmitted += 1,
            Some(XdpAction::REDIRECT) => self.redirected += 1,
            _ => self.dropped += 1,
        }
    }
}

impl World {
    /// Lets an interface receive a packet, beginning with its Ethernet header: the attached XDP program runs on it, and if that lets it
    /// pass, the programs of traffic control do that are attached to packets that arrive.
    ///
    /// # Errors
    /// If there is no such interface, or a program does something wrong. The packet is dropped then.
    pub fn receive(&self, interface: &str, packet: &[u8]) -> Result<XdpOutcome, StimulusError> {
        let mut state = self.shared.lock();
        let index = state.find_interface(interface)?;
        let xdp = state.interface_mut(Some(index)).and_then(|interface| interface.xdp);
        let mut outcome = match xdp {
            Some((by, _)) => state.run_xdp(by, index, packet),
            None => Ok(XdpOutcome {
                action: XdpAction::PASS,
                packet: packet.to_vec(),
                run: None,
                redirected: Vec::new(),
                traffic: None,
            }),
        };
        if let Ok(passed) = &mut outcome
            && passed.action == XdpAction::PASS
        {
            match state.receive_traffic(index, &passed.packet) {
                Ok(traffic) => passed.traffic = traffic,
                Err(error) => outcome = Err(error),
            }
        }
        // What was sent to nobody is dropped.
        let arrived =
            |outcome: &&XdpOutcome| outcome.action != XdpAction::REDIRECT || !outcome.redirected.is_empty();
        let action = outcome.as_ref().ok().filter(arrived).map(|outcome| outcome.action);
        if let Some(interface) = state.interface_mut(Some(index)) {
            match outcome.as_ref().ok().and_then(|outcome| outcome.traffic.as_ref()) {
                Some(traffic) => interface.count_traffic(traffic),
                None => interface.counters.count(action),
            }
        }
        drop(state);
        self.shared.announce();
        outcome
    }

    /// What became of the packets that an interface received, if there is such an interface.
    pub fn packet_counters(&self, interface: &str) -> Option<PacketCounters> {
        let state = self.shared.lock();
        state.interfaces.iter().find(|known| known.name == interface).map(|known| known.counters)
    }
}
