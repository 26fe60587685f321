//! Runs of programs on made-up input: `BPF_PROG_TEST_RUN` (`net/bpf/test_run.c`, Linux 6.18).
//!
//! No time passes while a program runs: every run took 0 nanoseconds.

use crate::input::{Arrival, ETHERNET, Input, MAX_PACKET, Skb, SkbContext, XdpContext};
use crate::network::action;
use crate::run::{ProgramFault, ProgramRun, Task};
use crate::settings::Settings;
use crate::state::State;
use skep_uapi::kernel::TestRun;
use skep_uapi::{AttachType, Errno, ProgramType, Result, TestRunFlags};

/// The most arguments of a raw tracepoint (`MAX_BPF_FUNC_ARGS`, `include/linux/bpf.h`), in bytes.
const MAX_ARGUMENTS: usize = 12 * 8;

/// The most bytes of a packet behind its first piece: 17 pages (`MAX_SKB_FRAGS`, `include/linux/skbuff.h`).
const MAX_PIECES: usize = 17 * 4096;

/// The most live frames at a time (`TEST_XDP_MAX_BATCH`).
const MAX_BATCH: u32 = 256;

/// The interface that packets are on if nothing else is said: the loopback interface.
const LOOPBACK: u32 = 1;

/// What a run leaves.
struct Left {
    result: u32,
    /// What is handed out as the packet.
    packet: Vec<u8>,
    /// What is handed out as the context.
    context: Vec<u8>,
}

impl State {
    pub(crate) fn test_run(&mut self, id: u32, run: &mut TestRun<'_>, settings: &Settings) -> Result<()> {
        let program = self.programs.get(id).ok_or(Errno::EBADF)?;
        let kind = (program.program_type, program.expected_attach_type);
        match kind.0 {
            ProgramType::XDP => self.test_run_xdp(id, kind.1, run, settings),
            ProgramType::SOCKET_FILTER | ProgramType::SCHED_CLS | ProgramType::CGROUP_SKB => {
                self.test_run_skb(id, kind, run, settings)
            }
            ProgramType::RAW_TRACEPOINT => self.test_run_raw_tracepoint(id, run, settings),
            _ => Err(Errno::ENOTSUPP),
        }
    }

    /// Runs a program as often as asked for, each time on what the last run left.
    fn repeat(
        &mut self,
        id: u32,
        input: &mut Input,
        task: &Task,
        run: &mut TestRun<'_>,
    ) -> Result<ProgramRun> {
        let mut last = self.run_program(id, input, task);
        for _ in 1..run.repeat {
            if last.is_err() {
                break;
            }
            last = self.run_program(id, input, task);
        }
        last.map_err(|fault| refuse(run, &fault))
    }

    fn test_run_xdp(
        &mut self,
        id: u32,
        attach_type: AttachType,
        run: &mut TestRun<'_>,
        settings: &Settings,
    ) -> Result<()> {
        let live = run.flags.contains(TestRunFlags::XDP_LIVE_FRAMES);
        let elsewhere = [AttachType::XDP_DEVMAP, AttachType::XDP_CPUMAP].contains(&attach_type);
        let is_batch = live || run.batch_size == 0;
        if elsewhere || run.flags.0 & !TestRunFlags::XDP_LIVE_FRAMES.0 != 0 || !is_batch {
            return Err(Errno::EINVAL);
        }
        if run.batch_size > MAX_BATCH {
            return Err(Errno::E2BIG);
        }
        let context = match (run.context, &*run.context_out) {
            ([], []) => None,
            (given, _) => Some(XdpContext::parse(given, run.data.len())?),
        };
        let wants_output = !run.data_out.is_empty() || !run.context_out.is_empty();
        if run.data.len() < ETHERNET || live && wants_output {
            return Err(Errno::EINVAL);
        }
        let arrival = context.as_ref().map(XdpContext::arrival).unwrap_or_default();
        if arrival.interface > LOOPBACK && !self.has_interface(arrival.interface) {
            return Err(Errno::ENODEV);
        }
        // Interfaces here have one queue.
        if arrival.queue > 0 {
            return Err(Errno::EINVAL);
        }
        let (data, given) = (run.data, context.as_ref());
        let new = |state: &mut Self| {
            // If nothing is said it came from the loopback interface.
            let seen = Arrival { interface: arrival.interface.max(LOOPBACK), ..arrival };
            let input = Input::xdp(data, seen, given, attach_type, &mut state.memory);
            let input = input.map_err(|_| Errno::ENOMEM)?;
            if input.packet.as_ref().is_some_and(|packet| packet.rest.len() > MAX_PIECES) {
                input.remove(&mut state.memory);
                return Err(Errno::ENOMEM);
            }
            Ok(input)
        };
        let task = Task::caller(settings, 0);
        if live {
            let times = run.repeat.max(1);
            for _ in 0..times {
                let mut input = new(self)?;
                let result = self.run_program(id, &mut input, &task);
                input.remove(&mut self.memory);
                if let Some(interface) = self.interface_mut(Some(arrival.interface)) {
                    interface.counters.count(result.as_ref().ok().map(action));
                }
                result.map_err(|fault| refuse(run, &fault))?;
            }
            return Ok(());
        }
        let mut input = new(self)?;
        let result = self.repeat(id, &mut input, &task, run);
        let packet = input.packet.as_ref();
        let whole = packet.map(|packet| packet.whole(&self.memory)).unwrap_or_default();
        let left = context.zip(packet).map(|(context, packet)| context.finish(packet));
        input.remove(&mut self.memory);
        let result = lower(&result?);
        hand_out(run, &Left { result, packet: whole, context: left.unwrap_or_default() })
    }

    fn test_run_skb(
        &mut self,
        id: u32,
        program: (ProgramType, AttachType),
        run: &mut TestRun<'_>,
        settings: &Settings,
    ) -> Result<()> {
        if run.flags != TestRunFlags::NONE || run.cpu != 0 || run.batch_size != 0 {
            return Err(Errno::EINVAL);
        }
        if !(ETHERNET..=MAX_PACKET).contains(&run.data.len()) {
            return Err(Errno::EINVAL);
        }
        let context = match (run.context, &*run.context_out) {
            ([], []) => None,
            (given, _) => Some(SkbContext::parse(given)?),
        };
        let interface = context.as_ref().map_or(0, SkbContext::interface).max(LOOPBACK);
        if interface > LOOPBACK && !self.has_interface(interface) {
            return Err(Errno::ENODEV);
        }
        let skb = Skb { bytes: run.data, program, interface, context: context.as_ref(), is_received: false };
        skb.check()?;
        let mut input = skb.input(&mut self.memory).map_err(|_| Errno::ENOMEM)?;
        // A test run makes a socket of its own.
        self.last_socket += 1;
        input.socket = Some(self.last_socket);
        let result = self.repeat(id, &mut input, &Task::caller(settings, 0), run);
        let mut packet = Vec::new();
        if !Skb::sees_ethernet(program.0) {
            // The kernel puts an empty header there.
            packet.extend([0; ETHERNET]);
        }
        packet.extend(input.packet.iter().flat_map(|packet| packet.bytes(&self.memory)));
        let context = skb.finish(&input, &self.memory);
        input.remove(&mut self.memory);
        let result = lower(&result?);
        hand_out(run, &Left { result, packet, context })
    }

    fn test_run_raw_tracepoint(&mut self, id: u32, run: &mut TestRun<'_>, settings: &Settings) -> Result<()> {
        let TestRun { flags, cpu, repeat, batch_size, .. } = *run;
        let on_cpu = flags.contains(TestRunFlags::RUN_ON_CPU);
        let has_packet = !run.data.is_empty() || !run.data_out.is_empty();
        let has_more = !run.context_out.is_empty() || repeat != 0 || batch_size != 0;
        let too_many = run.context.len() > MAX_ARGUMENTS;
        if has_packet || has_more || too_many || !on_cpu && cpu != 0 {
            return Err(Errno::EINVAL);
        }
        if cpu >= settings.possible_cpus {
            return Err(Errno::ENXIO);
        }
        let arguments = run.context.to_vec();
        let all = 0..arguments.len();
        let region = self.memory.add_record("the context (the arguments)", arguments, all);
        let mut input = Input::of(region.map_err(|_| Errno::ENOMEM)?);
        let result = self.repeat(id, &mut input, &Task::caller(settings, cpu), run);
        input.remove(&mut self.memory);
        run.result = lower(&result?);
        Ok(())
    }
}

/// The half of what a program returned that is handed out.
fn lower(run: &ProgramRun) -> u32 {
    u32::try_from(run.value & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

fn refuse(run: &mut TestRun<'_>, fault: &ProgramFault) -> Errno {
    run.fault = Some(fault.to_string());
    Errno::EFAULT
}

/// Hands out what a run left. What there is no room for is cut off, and `ENOSPC`.
fn hand_out(run: &mut TestRun<'_>, left: &Left) -> Result<()> {
    run.result = left.result;
    run.data_size = u32::try_from(left.packet.len()).unwrap_or(u32::MAX);
    let fits = run.data_out.is_empty() || copy(run.data_out, &left.packet);
    if !fits {
        return Err(Errno::ENOSPC);
    }
    if run.context_out.is_empty() {
        return Ok(());
    }
    run.context_size = u32::try_from(left.context.len()).unwrap_or(u32::MAX);
    if copy(run.context_out, &left.context) { Ok(()) } else { Err(Errno::ENOSPC) }
}

/// Copies as much as there is room for; whether that is all.
fn copy(room: &mut [u8], bytes: &[u8]) -> bool {
    let length = room.len().min(bytes.len());
    room[..length].copy_from_slice(&bytes[..length]);
    length == bytes.len()
}
