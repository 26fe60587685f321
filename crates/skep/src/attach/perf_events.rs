//! Attaching programs to perf events: samples of what runs, of what the kernel or the processor counts, and of accesses of memory.

use super::Link;
use crate::{Error, Operation, Program, Result};
use skep_uapi::kernel::{Breakpoint, CounterOpen, PerfEventOpen, Sampling};
use skep_uapi::{Errno, HardwareEvent, PerfEventType, SoftwareEvent};

/// Something that is counted: a program that is attached to it runs whenever so much was counted, or so many times a second.
///
/// If nothing else is said, it is for every process on every CPU, in user space and in the kernel.
///
/// ```
/// use skep::PerfEvent;
/// use skep::uapi::SoftwareEvent;
///
/// let profile = PerfEvent::software(SoftwareEvent::CPU_CLOCK).frequency(99);
/// let faults = PerfEvent::software(SoftwareEvent::PAGE_FAULTS).period(1).of_process(std::process::id());
/// assert_eq!(profile.to_string(), "the software event cpu_clock, 99 times a second, on every CPU");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PerfEvent(CounterOpen);

/// Accesses of memory that a processor can tell of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemoryAccess {
    /// It is written.
    Write,
    /// It is read or written.
    ReadOrWrite,
    /// The instruction there is executed.
    Execute,
}

/// How often a clock or a counter of the processor makes a sample if nothing is said: not as often as the timer's interrupt, so
/// that what runs in step with that is seen as well.
const FREQUENCY: Sampling = Sampling::Frequency(99);

impl PerfEvent {
    /// An event by the numbers that perf_event_open(2) takes, with a sample each time that something is counted.
    pub fn of_type(event_type: PerfEventType, config: u64) -> Self {
        Self(CounterOpen {
            event_type,
            config,
            breakpoint: None,
            sampling: Sampling::Period(1),
            exclude_user: false,
            exclude_kernel: false,
            process: None,
            cpu: None,
        })
    }

    /// What the kernel itself counts: clocks with 99 samples a second, everything else with a sample each time.
    pub fn software(event: SoftwareEvent) -> Self {
        let counted = Self::of_type(PerfEventType::SOFTWARE, event.0.into());
        match event {
            SoftwareEvent::CPU_CLOCK | SoftwareEvent::TASK_CLOCK => counted.with(FREQUENCY),
            _ => counted,
        }
    }

    /// What the processor counts, with 99 samples a second. Virtual machines often have no such counters.
    pub fn hardware(event: HardwareEvent) -> Self {
        Self::of_type(PerfEventType::HARDWARE, event.0.into()).with(FREQUENCY)
    }

    /// Accesses of so many bytes of memory (1, 2, 4 or 8; for instructions the size of an address), with a sample each time. A machine
    /// has few of these, four on x86.
    pub fn memory(address: u64, length: u64, access: MemoryAccess) -> Self {
        let mut event = Self::of_type(PerfEventType::BREAKPOINT, 0);
        // `include/uapi/linux/hw_breakpoint.h`.
        let accesses = match access {
            MemoryAccess::Write => 2,
            MemoryAccess::ReadOrWrite => 3,
            MemoryAccess::Execute => 4,
        };
        event.0.breakpoint = Some(Breakpoint { accesses, address, length });
        event
    }

    fn with(mut self, sampling: Sampling) -> Self {
        self.0.sampling = sampling;
        self
    }

    /// A sample whenever so many were counted; of a clock, nanoseconds.
    #[must_use]
    pub fn period(self, count: u64) -> Self {
        self.with(Sampling::Period(count))
    }

    /// About so many samples a second: the kernel finds the period. At most as many as the setting
    /// `kernel.perf_event_max_sample_rate` says.
    #[must_use]
    pub fn frequency(self, samples_a_second: u64) -> Self {
        self.with(Sampling::Frequency(samples_a_second))
    }

    /// Only while this process runs, by the number of its first thread, or of another one for that alone: on whichever CPU.
    #[must_use]
    pub fn of_process(mut self, process: u32) -> Self {
        self.0.process = Some(process);
        self
    }

    /// Only on this CPU.
    #[must_use]
    pub fn on_cpu(mut self, cpu: u32) -> Self {
        self.0.cpu = Some(cpu);
        self
    }

    /// Only what happens in user space.
    #[must_use]
    pub fn in_user_space(mut self) -> Self {
        self.0.exclude_kernel = true;
        self
    }

    /// Only what happens in the kernel.
    #[must_use]
    pub fn in_kernel(mut self) -> Self {
        self.0.exclude_user = true;
        self
    }
}

/// A name, or a number that has none.
fn named(name: Option<&str>, number: u32) -> String {
    name.map_or_else(|| number.to_string(), ToOwned::to_owned)
}

impl std::fmt::Display for PerfEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let CounterOpen { event_type, config, breakpoint, sampling, process, cpu, .. } = self.0;
        let number = u32::try_from(config).ok();
        match (breakpoint, event_type, number) {
            (Some(Breakpoint { address, length, .. }), ..) => {
                write!(f, "accesses of {length} bytes at {address:#x}")?;
            }
            (None, PerfEventType::SOFTWARE, Some(number)) => {
                write!(f, "the software event {}", named(SoftwareEvent(number).name(), number))?;
            }
            (None, PerfEventType::HARDWARE, Some(number)) => {
                write!(f, "the hardware event {}", named(HardwareEvent(number).name(), number))?;
            }
            (None, event_type, _) => write!(f, "the event {config:#x} of type {event_type}")?,
        }
        match sampling {
            Sampling::Period(1) => {}
            Sampling::Period(period) => write!(f, ", one sample in {period}")?,
            Sampling::Frequency(frequency) => write!(f, ", {frequency} times a second")?,
        }
        match (process, cpu) {
            (Some(process), None) => write!(f, ", of process {process}"),
            (Some(process), Some(cpu)) => write!(f, ", of process {process} on CPU {cpu}"),
            (None, Some(cpu)) => write!(f, ", on CPU {cpu}"),
            (None, None) => f.write_str(", on every CPU"),
        }
    }
}

impl Program {
    /// Attaches it to something that is counted. The program is one of type `perf_event`; it is given the registers, the period and
    /// an address (`struct bpf_perf_event_data`). Needs Linux 4.9 and `CAP_PERFMON`.
    ///
    /// An event of every process is one event on each CPU that is at work: the link has them all. Before Linux 5.15 it has the
    /// events themselves, which can be neither pinned nor asked about.
    ///
    /// # Errors
    /// If the machine has no such counter or no more of them, the program is of another type, or this process may not. Then it is
    /// attached on no CPU.
    pub fn attach_to_perf_event(&self, event: &PerfEvent) -> Result<Link> {
        let shown = event.to_string();
        let attach = |counter: CounterOpen| {
            self.attach_to_event(&PerfEventOpen::Counter(counter), Operation::AttachPerfEvent, &shown)
        };
        let counter = event.0;
        if counter.process.is_some() || counter.cpu.is_some() {
            return attach(counter).map(Link::of);
        }
        let kernel = self.kernel();
        let error = |errno| Error::kernel(kernel, Operation::AttachPerfEvent, shown.as_str(), errno);
        let cpus = kernel.api().possible_cpus().map_err(error)?;
        let (mut held, mut absent) = (Vec::new(), None);
        for cpu in 0..cpus {
            match attach(CounterOpen { cpu: Some(cpu), ..counter }) {
                Ok(one) => held.push(one),
                // There can be such a CPU, but it is not at work.
                Err(error) if error.errno() == Some(Errno::ENODEV) => absent = Some(error),
                Err(error) => return Err(error),
            }
        }
        Link::of_all(held).ok_or_else(|| absent.unwrap_or_else(|| error(Errno::ENODEV)))
    }
}
