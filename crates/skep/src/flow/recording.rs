//! Events in a file, to be gone through again.
//!
//! A recording is a header and records. The header: 8 bytes `skepevts`; the version, 1; the byte order of the events, `l` or `b`; the length of
//! a text in 2 bytes, and this text, which says what the events are. A record: when it was read, in nanoseconds since the recording began, in 8
//! bytes; its length in 4; its bytes. Numbers of the format are little-endian.

use super::source::EventSource;
use crate::events::{Event, Stopper, Woken};
use crate::{Error, Operation, Result};
use skep_uapi::kernel::Instant;
use std::fmt;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::time::Duration;

const MAGIC: &[u8; 8] = b"skepevts";
const VERSION: u8 = 1;
const OWN_ORDER: u8 = if cfg!(target_endian = "little") { b'l' } else { b'b' };
/// No ring has a longer record (`RINGBUF_MAX_RECORD_SZ` is a quarter of 4 GiB, `kernel/bpf/ringbuf.c`, and nobody sends such).
const LONGEST: u32 = 1 << 30;
/// So many records of a recording are read at once.
const ROUND: usize = 1024;

/// Writes down the records of a source as they are read from it.
///
/// ```
/// # fn show(ring: skep::RingBuffer<u64>) -> Result<(), Box<dyn std::error::Error>> {
/// use skep::flow::{Flow, Recorded, Replay};
///
/// let file = std::fs::File::create("numbers.events")?;
/// let ended = Flow::new(Recorded::new(ring, file)?).run(|number| println!("{number}"))?;
/// ended.source.finish()?;
///
/// // Elsewhere, or later: the same events to the same handlers.
/// let replay = Replay::<u64, _>::new(std::fs::File::open("numbers.events")?)?;
/// let ended = Flow::new(replay).run(|number| println!("{number}"))?;
/// # Ok(())
/// # }
/// ```
pub struct Recorded<S, W: Write> {
    source: S,
    recorder: Recorder<W>,
    start: Instant,
}

/// Writes a recording.
struct Recorder<W: Write> {
    file: BufWriter<W>,
}

impl<S: fmt::Debug, W: Write> fmt::Debug for Recorded<S, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded").field("source", &self.source).finish_non_exhaustive()
    }
}

fn not_written(error: io::Error) -> Error {
    Error::other(Operation::WriteRecording, "events", error)
}

impl<W: Write> Recorder<W> {
    fn new(file: W, events: &str) -> Result<Self> {
        let mut file = BufWriter::new(file);
        // What is longer than the format can say is cut, which only a reader's error message would show.
        let text = &events.as_bytes()[..events.len().min(usize::from(u16::MAX))];
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes();
        let header = [&MAGIC[..], &[VERSION, OWN_ORDER], &length, text].concat();
        file.write_all(&header).map_err(not_written)?;
        Ok(Self { file })
    }

    fn record(&mut self, time: Duration, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).ok().filter(|&length| length <= LONGEST);
        let length = length.ok_or(io::ErrorKind::InvalidInput)?;
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.file.write_all(&time.to_le_bytes())?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(bytes)
    }
}

impl<S: EventSource, W: Write> Recorded<S, W> {
    /// Records what is read from this source into this file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(source: S, file: W) -> Result<Self> {
        let recorder = Recorder::new(file, &S::Event::expected())?;
        let start = source.now();
        Ok(Self { source, recorder, start })
    }

    /// Ends the recording: what is not written yet is written. Gives the source and the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<(S, W)> {
        let file = self.recorder.file.into_inner().map_err(|error| not_written(error.into_error()))?;
        Ok((self.source, file))
    }
}

impl<S: EventSource, W: Write> EventSource for Recorded<S, W> {
    type Event = S::Event;

    fn read(&mut self, each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<()> {
        let Self { source, recorder, start } = self;
        let mut failed = None;
        let time = source.now().since(*start);
        source.read(&mut |record| {
            // An event that cannot be written is handled all the same; the recording ends with an error.
            if failed.is_none() {
                failed = recorder.record(time, record).err();
            }
            let wanted = each(record);
            if failed.is_some() { ControlFlow::Break(()) } else { wanted }
        })?;
        failed.map_or(Ok(()), |error| Err(not_written(error)))
    }

    fn wait(&self) -> Result<Woken> {
        self.source.wait()
    }

    fn stopper(&self) -> Option<Stopper> {
        self.source.stopper()
    }

    fn lost(&self) -> Result<Option<u64>> {
        self.source.lost()
    }

    fn now(&self) -> Instant {
        self.source.now()
    }
}

/// The events of a recording, in their order: as an iterator with the time of each since the recording began, or as the source of a
/// [`Flow`](crate::flow::Flow), which ends with it.
pub struct Replay<T, R> {
    file: BufReader<R>,
    /// Where the next record begins, in bytes.
    at: u64,
    has_ended: bool,
    /// The record that was read last, and when it had been read at first.
    record: Vec<u8>,
    time: Duration,
    types: PhantomData<fn() -> T>,
}

impl<T, R> fmt::Debug for Replay<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("at", &self.at)
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}

impl<T: Event, R: Read> Replay<T, R> {
    /// Reads the beginning of a recording.
    ///
    /// # Errors
    /// If it is none, or of another version, or its events are of a machine of another byte order.
    pub fn new(file: R) -> Result<Self> {
        let mut replay = Self {
            file: BufReader::new(file),
            at: 0,
            has_ended: false,
            record: vec![],
            time: Duration::ZERO,
            types: PhantomData,
        };
        let mut fixed = [0; 12];
        replay.fill(&mut fixed, "the header of a recording")?;
        let (magic, version, order) = (&fixed[..8], fixed[8], fixed[9]);
        if magic != MAGIC {
            return Err(wrong(0, "there is no `skepevts`: this is no recording of events"));
        }
        if version != VERSION {
            return Err(wrong(8, format!("the version is {version}; version {VERSION} can be read")));
        }
        if order != OWN_ORDER {
            let problem = "the events are of a machine of another byte order; replay them on one like it";
            return Err(wrong(9, problem));
        }
        let mut text = vec![0; usize::from(u16::from_le_bytes([fixed[10], fixed[11]]))];
        replay.fill(&mut text, "the text that says what the events are")?;
        Ok(replay)
    }

    /// Reads so many bytes, or says where they end.
    fn fill(&mut self, to: &mut [u8], what: &str) -> Result<()> {
        let mut filled = 0;
        while filled < to.len() {
            match self.file.read(&mut to[filled..]) {
                Ok(0) => {
                    let end = self.at + filled as u64;
                    return Err(wrong(
                        end,
                        format!("the file ends within {what}, which begins at byte {}", self.at),
                    ));
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::other(Operation::ReadRecording, "events", error)),
            }
        }
        self.at += filled as u64;
        Ok(())
    }

    /// Reads the next record; its bytes are in `record`.
    fn next_record(&mut self) -> Result<Option<Duration>> {
        if self.has_ended {
            return Ok(None);
        }
        let read = self.read_record();
        // Behind what cannot be read nothing can be found.
        self.has_ended = !matches!(read, Ok(Some(_)));
        read
    }

    fn read_record(&mut self) -> Result<Option<Duration>> {
        let is_end = io::BufRead::fill_buf(&mut self.file).map(<[u8]>::is_empty);
        if is_end.map_err(|error| Error::other(Operation::ReadRecording, "events", error))? {
            return Ok(None);
        }
        let start = self.at;
        let mut fixed = [0; 12];
        self.fill(&mut fixed, "the header of a record")?;
        let (time, length) = fixed.split_at(8);
        let time = u64::from_le_bytes(time.try_into().unwrap_or_default());
        let length = u32::from_le_bytes(length.try_into().unwrap_or_default());
        if length > LONGEST {
            return Err(wrong(
                start + 8,
                format!("a record of {length} bytes; none has more than {LONGEST}"),
            ));
        }
        // Memory grows with what is there, whatever the length says.
        self.record.clear();
        let read = self.file.by_ref().take(length.into()).read_to_end(&mut self.record);
        read.map_err(|error| Error::other(Operation::ReadRecording, "events", error))?;
        self.at += self.record.len() as u64;
        if self.record.len() < length as usize {
            let problem =
                format!("the file ends within a record of {length} bytes, which begins at byte {start}");
            return Err(wrong(self.at, problem));
        }
        self.time = Duration::from_nanos(time);
        Ok(Some(self.time))
    }
}

fn wrong(offset: u64, problem: impl fmt::Display) -> Error {
    Error::invalid(Operation::ReadRecording, "events", format!("byte {offset}: {problem}"))
}

impl<T: Event, R: Read> Iterator for Replay<T, R> {
    /// When the event was read, since the recording began, and the event.
    type Item = Result<(Duration, T)>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let time = self.next_record().transpose()?;
        Some(time.and_then(|time| match T::read(&self.record) {
            Some(event) => Ok((time, event)),
            None => {
                let problem = format!("a record has {} bytes; {}", self.record.len(), T::expected());
                Err(wrong(start, problem))
            }
        }))
    }
}

impl<T: Event, R: Read> EventSource for Replay<T, R> {
    type Event = T;

    fn read(&mut self, each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<()> {
        for _ in 0..ROUND {
            if self.next_record()?.is_none() {
                break;
            }
            if each(&self.record).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn wait(&self) -> Result<Woken> {
        Ok(if self.has_ended { Woken::Stopped } else { Woken::Ready })
    }

    fn stopper(&self) -> Option<Stopper> {
        None
    }

    fn lost(&self) -> Result<Option<u64>> {
        Ok(None)
    }

    fn now(&self) -> Instant {
        Instant(u64::try_from(self.time.as_nanos()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A recording of these records, a microsecond apart.
    fn recording(records: &[Vec<u8>]) -> Vec<u8> {
        let mut recorder = Recorder::new(vec![], "`u32` has 4").unwrap();
        for (number, record) in records.iter().enumerate() {
            recorder.record(Duration::from_micros(number as u64), record).unwrap();
        }
        recorder.file.into_inner().unwrap()
    }

    fn replayed(bytes: &[u8]) -> Result<Vec<(Duration, u32)>> {
        Replay::<u32, _>::new(bytes)?.collect()
    }

    #[test]
    fn what_is_wrong_with_a_recording_is_said_with_its_place() {
        let whole = recording(&[vec![1, 0, 0, 0], vec![2, 0, 0, 0]]);
        assert_eq!(replayed(&whole).unwrap(), [(Duration::ZERO, 1), (Duration::from_micros(1), 2)]);
        let said = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = whole.clone();
            change(&mut bytes);
            replayed(&bytes).unwrap_err().to_string()
        };
        insta::assert_snapshot!(
            [
                said(&|bytes| bytes.clear()),
                said(&|bytes| bytes[0] = b'S'),
                said(&|bytes| bytes[8] = 2),
                said(&|bytes| bytes[9] = b'?'),
                said(&|bytes| bytes.truncate(20)),
                said(&|bytes| bytes.truncate(30)),
                said(&|bytes| bytes.truncate(whole.len() - 1)),
                said(&|bytes| bytes[31..35].fill(0xff)),
                said(&|bytes| bytes[31] = 3),
            ]
            .join("\n"),
            @r"
        reading a recording of `events`: byte 0: the file ends within the header of a recording, which begins at byte 0
        reading a recording of `events`: byte 0: there is no `skepevts`: this is no recording of events
        reading a recording of `events`: byte 8: the version is 2; version 1 can be read
        reading a recording of `events`: byte 9: the events are of a machine of another byte order; replay them on one like it
        reading a recording of `events`: byte 20: the file ends within the text that says what the events are, which begins at byte 12
        reading a recording of `events`: byte 30: the file ends within the header of a record, which begins at byte 23
        reading a recording of `events`: byte 54: the file ends within a record of 4 bytes, which begins at byte 39
        reading a recording of `events`: byte 31: a record of 4294967295 bytes; none has more than 1073741824
        reading a recording of `events`: byte 23: a record has 3 bytes; `u32` has 4
        "
        );
    }

    proptest! {
        #[test]
        fn what_was_recorded_is_replayed_and_a_part_of_it_until_it_ends(
            records in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 4), 0..20),
            cut in any::<prop::sample::Index>(),
        ) {
            let bytes = recording(&records);
            let numbers = |records: &[Vec<u8>]| -> Vec<u32> {
                records.iter().map(|record| u32::from_ne_bytes(record[..].try_into().unwrap())).collect()
            };
            let found: Vec<u32> = replayed(&bytes).unwrap().into_iter().map(|(_, number)| number).collect();
            prop_assert_eq!(found, numbers(&records));
            let end = cut.index(bytes.len());
            if let Ok(replay) = Replay::<u32, _>::new(&bytes[..end]) {
                let found: Vec<u32> = replay.map_while(Result::ok).map(|(_, number)| number).collect();
                prop_assert_eq!(found.len(), (end - 23) / 16);
                prop_assert_eq!(&found[..], &numbers(&records)[..found.len()]);
            }
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..200), magic in any::<bool>()) {
            let header = if magic { recording(&[]) } else { vec![] };
            if let Ok(replay) = Replay::<u32, _>::new(&[header, bytes].concat()[..]) {
                prop_assert!(replay.count() <= 20);
            }
        }
    }
}
