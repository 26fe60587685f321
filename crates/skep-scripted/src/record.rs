//! Recordings: every call of a kernel and its answer, as values and as text.

use crate::answer::Answer;
use crate::datum::{Datum, write_bytes};
use crate::layered::{Call, Layer, Layered, Members, Verdict, label};
use crate::method::Method;
use crate::names::Names;
use crate::parse::{Cursor, Parsed, RecordingError};
use crate::threads::Threads;
use skep_memory::{RingCommit, RingTap};
use skep_uapi::kernel::Instant;
use skep_uapi::{Errno, KernelApi};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The first line of a recording.
const HEADER: &str = "skep recording 1";

/// The most bytes of a page.
const LARGEST_PAGE: u32 = 1 << 20;

/// What was asked of a kernel and what it answered, in order, with what was read from its ring buffers. It has a text, a line
/// for each call, and is read back from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording {
    /// The kernel's kind: [`Facts::kind`](skep_uapi::kernel::Facts::kind).
    pub(crate) kind: String,
    pub(crate) page_size: u32,
    pub(crate) user_id: u32,
    pub(crate) entries: Vec<Entry>,
}

/// Something that happened in a thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The thread, in the order in which they came.
    pub(crate) thread: u32,
    pub(crate) event: Event,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    Call(Recorded),
    /// The kernel told a time: [`Method::Now`] or [`Method::WallClock`], in nanoseconds.
    Time(Method, u64),
    /// The reader of a ring found a record.
    Ring {
        /// Which memory of a ring, in the order in which they were handed out, from 1.
        ring: u32,
        /// Whether its writer gave it up.
        is_discarded: bool,
        bytes: Vec<u8>,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Recorded {
    pub(crate) method: Method,
    pub(crate) asked: Members,
    pub(crate) answer: Result<Datum, Errno>,
    pub(crate) answered: Members,
    pub(crate) at: Instant,
    /// Nanoseconds.
    pub(crate) took: u64,
}

impl Recording {
    /// How many calls there are.
    pub fn calls(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.event, Event::Call(_))).count()
    }

    fn new(kernel: &dyn KernelApi) -> Self {
        let page_size = u32::try_from(kernel.page_size()).unwrap_or(u32::MAX);
        Self { kind: kernel.kind().to_owned(), page_size, user_id: kernel.user_id(), entries: Vec::new() }
    }
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, page_size, user_id, entries } = self;
        writeln!(f, "{HEADER}")?;
        let kind = Datum::Text(kind.clone());
        writeln!(f, "kernel {kind} {page_size} {user_id}")?;
        for Entry { thread, event } in entries {
            match event {
                Event::Call(call) => writeln!(f, "{thread} {call}")?,
                Event::Time(method, nanoseconds) => writeln!(f, "{thread} {method} {nanoseconds}")?,
                Event::Ring { ring, is_discarded, bytes } => {
                    write!(
                        f,
                        "{thread} ring {ring} {} ",
                        if *is_discarded { "discarded" } else { "submitted" }
                    )?;
                    write_bytes(f, bytes)?;
                    writeln!(f)?;
                }
            }
        }
        Ok(())
    }
}

/// A call as it stands in a recording, without its answer.
pub(crate) fn question(method: Method, asked: &Members) -> String {
    format!("{method} {}", Datum::Record(asked.clone()))
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, asked, answer, answered, at, took } = self;
        write!(f, "{} at {} for {took} -> ", question(*method, asked), at.0)?;
        match answer {
            Ok(datum) => write!(f, "ok {datum}")?,
            Err(errno) => {
                write!(f, "error {} {}", errno.0, Datum::Text(errno.name().unwrap_or_default().to_owned()))?
            }
        }
        write!(f, " {}", Datum::Record(answered.clone()))
    }
}

impl FromStr for Recording {
    type Err = RecordingError;

    fn from_str(text: &str) -> Result<Self, RecordingError> {
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let (number, first) = lines.next().unwrap_or((1, ""));
        if first != HEADER {
            return Cursor::new(number, first).expected("`skep recording 1`");
        }
        let (number, second) = lines.next().unwrap_or((2, ""));
        let mut cursor = Cursor::new(number, second);
        if !cursor.is_next("kernel ") {
            return cursor.expected("`kernel`, its kind, the size of a page and the user");
        }
        let kind = cursor.word("the kind of a kernel")?.to_owned();
        let page_size = cursor.small()?;
        if !page_size.is_power_of_two() || !(8..=LARGEST_PAGE).contains(&page_size) {
            return cursor.expected("before this the size of a page: a power of two of at most 1 MiB");
        }
        let user_id = cursor.small()?;
        cursor.end()?;
        let entries = lines.filter(|(_, line)| !line.is_empty()).map(|(number, line)| entry(number, line));
        Ok(Self { kind, page_size, user_id, entries: entries.collect::<Parsed<_>>()? })
    }
}

fn entry(line: usize, text: &str) -> Parsed<Entry> {
    let mut cursor = Cursor::new(line, text);
    let thread = cursor.small()?;
    let event = if cursor.is_next("ring ") {
        let ring = cursor.small()?;
        let is_discarded = cursor.is_next("discarded");
        if !is_discarded && !cursor.is_next("submitted") {
            return cursor.expected("`submitted` or `discarded`");
        }
        Event::Ring { ring, is_discarded, bytes: cursor.bytes()? }
    } else {
        let Ok(method) = cursor.word("the name of a method")?.parse() else {
            return cursor.expected("a method of the kernel trait before this");
        };
        match method {
            Method::Now | Method::WallClock => Event::Time(method, cursor.number()?),
            method => Event::Call(recorded_call(&mut cursor, method)?),
        }
    };
    cursor.end()?;
    Ok(Entry { thread, event })
}

fn recorded_call(cursor: &mut Cursor<'_>, method: Method) -> Parsed<Recorded> {
    let asked = cursor.members()?;
    if !cursor.is_next("at ") {
        return cursor.expected("`at`, and when it was asked");
    }
    let at = Instant(cursor.number()?);
    if !cursor.is_next("for ") {
        return cursor.expected("`for`, and how long it took");
    }
    let took = cursor.number()?;
    if !cursor.is_next("-> ") {
        return cursor.expected("`->` and an answer");
    }
    let answer = if cursor.is_next("ok ") {
        Ok(cursor.datum()?)
    } else if cursor.is_next("error ") {
        let Ok(errno) = u16::try_from(cursor.small()?) else { return cursor.expected("an error number") };
        // Its name is for readers.
        cursor.datum()?;
        Err(Errno(errno))
    } else {
        return cursor.expected("`ok` or `error`");
    };
    Ok(Recorded { method, asked, answer, answered: cursor.members()?, at, took })
}

/// What has been recorded of a kernel so far. Clones are of the same kernel.
#[derive(Clone, Debug)]
pub struct Recorder(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    recording: Mutex<Recording>,
    threads: Threads,
    names: Names,
    rings: Mutex<u32>,
}

impl Recorder {
    /// Everything so far. It grows with every call: nothing is left out.
    pub fn recording(&self) -> Recording {
        self.0.recording().clone()
    }
}

impl Shared {
    fn recording(&self) -> MutexGuard<'_, Recording> {
        self.recording.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, event: Event) {
        let thread = self.threads.current();
        self.recording().entries.push(Entry { thread, event });
    }

    /// The tap of the next ring.
    fn tap(self: &Arc<Self>) -> RingTap {
        let mut rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        *rings += 1;
        let (ring, shared) = (*rings, self.clone());
        RingTap::new(move |how, bytes| {
            let is_discarded = how == RingCommit::Discard;
            shared.push(Event::Ring { ring, is_discarded, bytes: bytes.to_vec() });
        })
    }
}

/// This kernel, and what is recorded of it.
///
/// What is no call cannot be recorded. Of ring buffers, what their readers read is recorded. Other memory is not handed out
/// (`EOPNOTSUPP`): the values of arrays are reached by calls then, and there are no perf buffers and no arenas. No more are
/// descriptors.
pub fn recorded(kernel: Arc<Box<dyn KernelApi>>) -> (impl KernelApi, Recorder) {
    let shared = Shared {
        recording: Mutex::new(Recording::new(&**kernel)),
        threads: Threads::default(),
        names: Names::new(usize::MAX),
        rings: Mutex::default(),
    };
    let recorder = Recorder(Arc::new(shared));
    (Layered { kernel, layer: recorder.clone() }, recorder)
}

impl Layer for Recorder {
    type Token = (Members, Instant);

    fn before(&self, kernel: &dyn KernelApi, call: Call<'_>) -> (Verdict, (Members, Instant)) {
        let verdict = match call.method {
            Method::ArrayMemory | Method::PerfMemory | Method::AdoptFd | Method::ReleaseFd => {
                Verdict::Refuse(Errno::EOPNOTSUPP)
            }
            _ => Verdict::Make,
        };
        (verdict, (call.asked(&self.0.names), kernel.now()))
    }

    fn after(
        &self,
        kernel: &dyn KernelApi,
        call: Call<'_>,
        (asked, at): (Members, Instant),
        answer: Result<&mut dyn Answer, Errno>,
    ) {
        let shared = &self.0;
        let took = u64::try_from(kernel.now().since(at).as_nanos()).unwrap_or(u64::MAX);
        let answer = answer.map(|answer| {
            answer.listen(&mut || shared.tap());
            answer.datum(&shared.names, &label(&asked))
        });
        let answered = call.answered(&shared.names);
        shared.push(Event::Call(Recorded { method: call.method, asked, answer, answered, at, took }));
    }

    fn told(&self, method: Method, nanoseconds: u128) {
        self.0.push(Event::Time(method, u64::try_from(nanoseconds).unwrap_or(u64::MAX)));
    }

    fn has_descriptors(&self) -> bool {
        false
    }
}
