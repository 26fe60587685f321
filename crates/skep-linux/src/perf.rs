//! What perf_event_open(2) is given: requests to attributes, purely.

use skep_uapi::kernel::{CounterOpen, Sampling};
use skep_uapi::{Errno, PerfEventType, Result, SoftwareEvent};
use std::ffi::CStr;
use std::marker::PhantomData;
use std::mem::offset_of;

/// The second version of `struct perf_event_attr` (`PERF_ATTR_SIZE_VER1`, `include/uapi/linux/perf_event.h`, Linux 2.6.33), which
/// has all that is asked for here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C)]
pub(crate) struct PerfEventAttr {
    event_type: u32,
    size: u32,
    config: u64,
    /// Or the frequency.
    sample_period: u64,
    sample_type: u64,
    read_format: u64,
    flags: u64,
    wakeup_events: u32,
    breakpoint_accesses: u32,
    /// An address: of a function's name, of a file's, or of a breakpoint.
    config1: u64,
    /// An offset, or the length of a breakpoint.
    config2: u64,
}

/// `PERF_ATTR_SIZE_VER1` (same file).
const PERF_ATTR_SIZE: u32 = 72;
/// `PERF_SAMPLE_RAW` (same file).
const PERF_SAMPLE_RAW: u64 = 1 << 10;

/// Flags, by their place among the bits (same file). Bit fields begin at the other end where the most significant byte comes first.
const EXCLUDE_USER: u64 = flag(4);
const EXCLUDE_KERNEL: u64 = flag(5);
const FREQUENCY: u64 = flag(10);

const fn flag(place: u32) -> u64 {
    if cfg!(target_endian = "little") { 1 << place } else { 1 << (u64::BITS - 1 - place) }
}

const _: () = assert!(size_of::<PerfEventAttr>() == PERF_ATTR_SIZE as usize);
// The fields in use, where the kernel has them; all flags are in the 8 bytes at 40.
const _: () = assert!(
    offset_of!(PerfEventAttr, event_type) == 0
        && offset_of!(PerfEventAttr, size) == 4
        && offset_of!(PerfEventAttr, config) == 8
        && offset_of!(PerfEventAttr, sample_period) == 16
        && offset_of!(PerfEventAttr, sample_type) == 24
        && offset_of!(PerfEventAttr, wakeup_events) == 48
        && offset_of!(PerfEventAttr, breakpoint_accesses) == 52
        && offset_of!(PerfEventAttr, flags) == 40
        && offset_of!(PerfEventAttr, config1) == 56
        && offset_of!(PerfEventAttr, config2) == 64
);

/// An event to be opened, with what it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PerfRequest<'a> {
    pub(crate) attr: PerfEventAttr,
    /// −1 for every process.
    pub(crate) process: i32,
    /// −1 for every CPU, which takes a process.
    pub(crate) cpu: i32,
    /// A text that the attributes have the address of.
    text: PhantomData<&'a CStr>,
}

/// A source of probes: its number, the bit of `config` that says that a probe is at a function's end, and the lowest of those of a
/// counter's place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProbeSource {
    pub(crate) event_type: u32,
    pub(crate) at_return: u64,
    pub(crate) semaphore_shift: Option<u32>,
}

impl<'a> PerfRequest<'a> {
    fn new(attr: PerfEventAttr) -> Self {
        let attr = PerfEventAttr { size: PERF_ATTR_SIZE, ..attr };
        // The programs of tracepoints and probes run on every CPU, whichever one the event is opened on; but a CPU it must be.
        Self { attr, process: -1, cpu: 0, text: PhantomData }
    }

    fn on(self, process: Option<u32>, cpu: Option<u32>) -> Result<Self> {
        let number = |number: Option<u32>| {
            number.map_or(Ok(-1), |number| i32::try_from(number).map_err(|_| Errno::EINVAL))
        };
        Ok(Self { process: number(process)?, cpu: number(cpu)?, ..self })
    }

    pub(crate) fn tracepoint(id: u64) -> Self {
        Self::new(PerfEventAttr {
            event_type: PerfEventType::TRACEPOINT.0,
            config: id,
            sample_period: 1,
            ..PerfEventAttr::default()
        })
    }

    /// Records that programs write on this CPU: every one is a sample, and wakes who waits.
    pub(crate) fn output(cpu: u32) -> Result<Self> {
        Self::new(PerfEventAttr {
            event_type: PerfEventType::SOFTWARE.0,
            config: SoftwareEvent::BPF_OUTPUT.0.into(),
            sample_period: 1,
            sample_type: PERF_SAMPLE_RAW,
            wakeup_events: 1,
            ..PerfEventAttr::default()
        })
        .on(None, Some(cpu))
    }

    /// A probe on a function of the kernel of this name.
    pub(crate) fn kprobe(source: &ProbeSource, at_return: bool, name: &'a CStr, offset: u64) -> Self {
        Self::new(PerfEventAttr {
            event_type: source.event_type,
            config: if at_return { source.at_return } else { 0 },
            // The kernel copies the name before the call returns.
            config1: name.as_ptr() as u64,
            config2: offset,
            ..PerfEventAttr::default()
        })
    }

    /// A probe on a place in the file of this name, in every process or in one, with a counter at another place if that is not 0.
    pub(crate) fn uprobe(
        source: &ProbeSource,
        at_return: bool,
        path: &'a CStr,
        offset: u64,
        process: Option<u32>,
        semaphore: u64,
    ) -> Result<Self> {
        let mut request = Self::kprobe(source, at_return, path, offset);
        if semaphore != 0 {
            let shift = source.semaphore_shift.ok_or(Errno::EOPNOTSUPP)?;
            // The place has what is left of `config`.
            let shifted = semaphore.checked_shl(shift).filter(|shifted| shifted >> shift == semaphore);
            request.attr.config |= shifted.ok_or(Errno::EINVAL)?;
        }
        if process.is_some() { request.on(process, None) } else { Ok(request) }
    }

    pub(crate) fn counter(counter: &CounterOpen) -> Result<Self> {
        let (sample_period, mut flags) = match counter.sampling {
            Sampling::Period(period) => (period, 0),
            Sampling::Frequency(frequency) => (frequency, FREQUENCY),
        };
        for (is_set, flag) in [(counter.exclude_user, EXCLUDE_USER), (counter.exclude_kernel, EXCLUDE_KERNEL)]
        {
            flags |= if is_set { flag } else { 0 };
        }
        let attr = PerfEventAttr {
            event_type: counter.event_type.0,
            config: counter.config,
            sample_period,
            flags,
            ..PerfEventAttr::default()
        };
        let attr = match counter.breakpoint {
            None => attr,
            Some(breakpoint) => PerfEventAttr {
                breakpoint_accesses: breakpoint.accesses,
                config1: breakpoint.address,
                config2: breakpoint.length,
                ..attr
            },
        };
        Self::new(attr).on(counter.process, counter.cpu)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep_uapi::kernel::Breakpoint;

    const COUNTER: CounterOpen = CounterOpen {
        event_type: PerfEventType::SOFTWARE,
        config: 0,
        breakpoint: None,
        sampling: Sampling::Frequency(99),
        exclude_user: false,
        exclude_kernel: false,
        process: None,
        cpu: Some(3),
    };

    #[test]
    fn counters_become_the_attributes_that_the_kernel_reads() {
        let attr = |counter: &CounterOpen| PerfRequest::counter(counter).unwrap();
        // perf_event_open(2): type, size, config, sample_freq; freq is bit 10.
        let clock = attr(&COUNTER);
        let expected = PerfEventAttr {
            event_type: 1,
            size: 72,
            config: 0,
            sample_period: 99,
            flags: flag(10),
            ..PerfEventAttr::default()
        };
        assert_eq!((clock.attr, clock.process, clock.cpu), (expected, -1, 3));
        if cfg!(target_endian = "little") {
            assert_eq!(clock.attr.flags, 0x400);
        }
        let faults = attr(&CounterOpen {
            config: SoftwareEvent::PAGE_FAULTS.0.into(),
            sampling: Sampling::Period(7),
            exclude_kernel: true,
            process: Some(42),
            cpu: None,
            ..COUNTER
        });
        let expected = PerfEventAttr {
            event_type: 1,
            size: 72,
            config: 2,
            sample_period: 7,
            flags: flag(5),
            ..PerfEventAttr::default()
        };
        assert_eq!((faults.attr, faults.process, faults.cpu), (expected, 42, -1));
        let watched = attr(&CounterOpen {
            event_type: PerfEventType::BREAKPOINT,
            breakpoint: Some(Breakpoint { accesses: 2, address: 0x1000, length: 4 }),
            sampling: Sampling::Period(1),
            ..COUNTER
        });
        let found = (watched.attr.event_type, watched.attr.breakpoint_accesses, watched.attr.config1);
        assert_eq!((found, watched.attr.config2), ((5, 2, 0x1000), 4));
        assert_eq!(PerfRequest::counter(&CounterOpen { cpu: Some(u32::MAX), ..COUNTER }), Err(Errno::EINVAL));
    }

    #[test]
    fn probes_name_their_counter_in_the_bits_that_the_source_says() {
        let source = ProbeSource { event_type: 9, at_return: 1, semaphore_shift: Some(32) };
        let open = |source: &ProbeSource, semaphore| {
            PerfRequest::uprobe(source, true, c"/bin/true", 0x40, Some(7), semaphore).map(|request| {
                (
                    request.attr.event_type,
                    request.attr.config,
                    request.attr.config2,
                    request.process,
                    request.cpu,
                )
            })
        };
        assert_eq!(open(&source, 0), Ok((9, 1, 0x40, 7, -1)));
        assert_eq!(open(&source, 0x1234), Ok((9, 0x1234_0000_0001, 0x40, 7, -1)));
        assert_eq!(open(&source, 1 << 32), Err(Errno::EINVAL));
        let old = ProbeSource { semaphore_shift: None, ..source };
        assert_eq!((open(&old, 0).is_ok(), open(&old, 8)), (true, Err(Errno::EOPNOTSUPP)));
    }
}
