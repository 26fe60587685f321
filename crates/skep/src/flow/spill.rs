//! Events that wait in a file, in their order.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// So many bytes are written to the file, and read from it, at once.
const CHUNK: usize = 64 << 10;

/// Records in a file. What is written last is in memory until there is enough of it.
#[derive(Debug)]
pub(super) struct Spill {
    file: File,
    limit: u64,
    /// Chunks that are in the file, in their order: each one's bytes and records.
    chunks: VecDeque<(usize, u64)>,
    /// Where the next chunk is read, and where one is written.
    read: u64,
    written: u64,
    /// The records that were read from the file, and where the next of them begins.
    head: Vec<u8>,
    at: usize,
    head_records: u64,
    /// The records that were not written yet.
    tail: Vec<u8>,
    tail_records: u64,
}

impl Spill {
    /// A new file in this folder, which has no name as soon as the system can do without.
    pub(super) fn create(folder: &Path, limit: u64) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("skep-spill-{}-{number}", std::process::id()));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        #[cfg(unix)]
        fs::remove_file(&path)?;
        #[cfg(not(unix))]
        let _ = fs::remove_file(&path);
        Ok(Self {
            file,
            limit,
            chunks: VecDeque::new(),
            read: 0,
            written: 0,
            head: vec![],
            at: 0,
            head_records: 0,
            tail: vec![],
            tail_records: 0,
        })
    }

    /// How many records wait.
    #[cfg(test)]
    fn len(&self) -> u64 {
        self.chunks.iter().map(|&(_, records)| records).sum::<u64>() + self.head_records + self.tail_records
    }

    pub(super) fn is_empty(&self) -> bool {
        self.head_records == 0 && self.tail_records == 0 && self.chunks.is_empty()
    }

    /// Takes a record; `false` if there is no room for it.
    pub(super) fn push(&mut self, record: &[u8]) -> io::Result<bool> {
        let Ok(length) = u32::try_from(record.len()) else { return Ok(false) };
        let size = 4 + record.len();
        if self.written + (self.tail.len() + size) as u64 > self.limit {
            return Ok(false);
        }
        self.tail.extend_from_slice(&length.to_ne_bytes());
        self.tail.extend_from_slice(record);
        self.tail_records += 1;
        if self.tail.len() >= CHUNK
            && let Err(error) = self.flush()
        {
            // The record is not taken: those before it stay, and are read from memory.
            self.tail.truncate(self.tail.len() - size);
            self.tail_records -= 1;
            return Err(error);
        }
        Ok(true)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.written))?;
        self.file.write_all(&self.tail)?;
        self.chunks.push_back((self.tail.len(), self.tail_records));
        self.written += self.tail.len() as u64;
        self.tail.clear();
        self.tail_records = 0;
        Ok(())
    }

    /// The record that has waited longest. `Err`: so many records cannot be read back, and are gone.
    pub(super) fn pop(&mut self) -> Result<Option<&[u8]>, (u64, io::Error)> {
        if self.head_records == 0 {
            self.refill()?;
        }
        let Some(length) = self.head.get(self.at..).and_then(|rest| rest.first_chunk::<4>()) else {
            return Ok(None);
        };
        let start = self.at + 4;
        let end = start + u32::from_ne_bytes(*length) as usize;
        match self.head.get(start..end) {
            Some(record) if self.head_records > 0 => {
                self.at = end;
                self.head_records -= 1;
                Ok(Some(record))
            }
            _ => Ok(None),
        }
    }

    /// Reads the next chunk, or takes what is not written.
    fn refill(&mut self) -> Result<(), (u64, io::Error)> {
        (self.at, self.head_records) = (0, 0);
        self.head.clear();
        let Some((length, records)) = self.chunks.pop_front() else {
            std::mem::swap(&mut self.head, &mut self.tail);
            self.head_records = std::mem::take(&mut self.tail_records);
            return Ok(());
        };
        self.head.resize(length, 0);
        let read =
            self.file.seek(SeekFrom::Start(self.read)).and_then(|_| self.file.read_exact(&mut self.head));
        self.read += length as u64;
        if self.chunks.is_empty() {
            (self.read, self.written) = (0, 0);
        }
        match read {
            Ok(()) => {
                self.head_records = records;
                Ok(())
            }
            Err(error) => {
                self.head.clear();
                Err((records, error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_their_order_and_the_file_gets_no_longer_than_told() {
        let limit = 3 * CHUNK as u64;
        let mut spill = Spill::create(&std::env::temp_dir(), limit).unwrap();
        let record = |number: u32| vec![(number % 251) as u8; (number % 300) as usize];
        let (mut written, mut read) = (0, 0);
        for round in 0..20_u32 {
            while spill.push(&record(written)).unwrap() {
                written += 1;
            }
            assert!(spill.file.metadata().unwrap().len() <= limit);
            assert_eq!(spill.len(), u64::from(written - read));
            // Part of it the first times, so that reading and writing meet everywhere.
            let most = if round % 3 == 2 { u32::MAX } else { 700 * (round + 1) };
            let mut count = 0;
            while count < most
                && let Some(found) = spill.pop().unwrap()
            {
                assert_eq!(found, record(read));
                (read, count) = (read + 1, count + 1);
            }
        }
        while spill.pop().unwrap().is_some() {
            read += 1;
        }
        assert_eq!(read, written);
        assert!(written > 5000 && spill.is_empty(), "{written}");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        assert!(Spill::create(Path::new("/nonexistent/folder"), 1000).is_err());
    }
}
