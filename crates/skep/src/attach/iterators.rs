//! Iterators: programs that the kernel runs for each thing of a kind, and what they write, read as text or as records.

use super::Link;
use crate::map::Object;
use crate::retry::{self, Call};
use crate::{Error, Map, Operation, Program, Result};
use skep_uapi::kernel::{IteratorTarget, LinkTarget};
use skep_uapi::{AttachType, Errno};
use std::io;
use std::path::Path;
use zerocopy::FromBytes;

/// The most bytes that are read as one text.
const LONGEST_TEXT: usize = 64 << 20;

/// How much is read at once: a page, and what programs write at most for one thing is as much (`kernel/bpf/bpf_iter.c`).
const CHUNK: usize = 8 << 12;

/// What an iterator goes through, of its kind: which kind that is, the program was loaded for (`task`, `bpf_map_elem` …).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum IterateOver<'a> {
    /// Everything.
    #[default]
    All,
    /// The elements of this map, or what a map of sockets or of storage has.
    Map(&'a Map),
    /// Control groups, from this folder on. Needs Linux 6.1.
    Cgroup(&'a Path, CgroupWalk),
    /// The threads of this process, or what they have. Needs Linux 6.1.
    Process(u32),
    /// This thread alone, or what it has. Needs Linux 6.1.
    Thread(u32),
}

/// Which way an iterator goes through control groups (`enum bpf_cgroup_iter_order`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CgroupWalk {
    /// This group alone.
    This,
    /// This group, and then those below it.
    Down,
    /// Those below it, and then this group.
    Up,
    /// This group, and then those that it is in.
    Ancestors,
}

impl Program {
    /// Attaches an iterator to what it goes through: [`Link::iterate`] has it run. Needs Linux 5.8, 5.9 for elements of maps.
    ///
    /// # Errors
    /// If its kind cannot be told to go through this, the map is not one that it was loaded for, the program is of another type, or
    /// this process may not.
    pub fn attach_to_iterator(&self, over: IterateOver<'_>) -> Result<Link> {
        let target = match over {
            IterateOver::All => IteratorTarget::All,
            IterateOver::Map(map) => IteratorTarget::Map(&map.object.handle),
            IterateOver::Cgroup(path, walk) => IteratorTarget::Cgroup {
                path,
                order: match walk {
                    CgroupWalk::This => 1,
                    CgroupWalk::Down => 2,
                    CgroupWalk::Up => 3,
                    CgroupWalk::Ancestors => 4,
                },
            },
            IterateOver::Process(process) => IteratorTarget::Task { process, thread: 0 },
            IterateOver::Thread(thread) => IteratorTarget::Task { process: 0, thread },
        };
        self.link(LinkTarget::Iterator(target), AttachType::TRACE_ITER, 0)
            .map_err(|errno| Error::kernel(self.kernel(), Operation::AttachIterator, self.name(), errno))
    }
}

impl Link {
    /// Begins to go through what an iterator is attached to: its program runs as what it writes is read.
    ///
    /// # Errors
    /// If it is no link of an iterator.
    pub fn iterate(&self) -> Result<IteratorReader> {
        let link = self.only(Operation::Iterate)?;
        let handle = link.kernel.api().iterator_create(&link.handle);
        let handle = handle.map_err(|errno| link.error(Operation::AttachIterator, errno))?;
        Ok(IteratorReader(Object { kernel: link.kernel.clone(), handle, name: link.name.clone() }))
    }
}

/// What the program of an iterator writes: bytes ([`io::Read`]), a text, or records.
#[derive(Debug)]
pub struct IteratorReader(Object);

impl IteratorReader {
    fn fill(&mut self, into: &mut [u8]) -> Result<usize> {
        let Object { kernel, handle, .. } = &self.0;
        retry::call(kernel, Call::Read, || kernel.api().iterator_read(handle, into))
            .map_err(|errno| self.0.error(Operation::Iterate, errno))
    }

    /// All that it writes, as a text; what is no UTF-8 is replaced.
    ///
    /// # Errors
    /// If the kernel refuses, or it is more than 64 MiB.
    pub fn text(mut self) -> Result<String> {
        let (mut text, mut chunk) = (Vec::new(), vec![0; CHUNK]);
        loop {
            let length = self.fill(&mut chunk)?;
            if length == 0 {
                return Ok(String::from_utf8_lossy(&text).into_owned());
            }
            text.extend_from_slice(&chunk[..length]);
            if text.len() > LONGEST_TEXT {
                return Err(Error::kernel(&self.0.kernel, Operation::Iterate, &*self.0.name, Errno::E2BIG));
            }
        }
    }

    /// What it writes as records, one after the other.
    pub fn records<T: FromBytes>(self) -> Records<T> {
        Records { reader: self, bytes: Vec::new(), at: 0, ended: false, of: std::marker::PhantomData }
    }
}

impl io::Read for IteratorReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.fill(into).map_err(io::Error::other)
    }
}

/// Records that the program of an iterator writes: see [`IteratorReader::records`]. It ends after the first error.
#[derive(Debug)]
pub struct Records<T> {
    reader: IteratorReader,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T: FromBytes> Records<T> {
    fn record(&mut self) -> Result<Option<T>> {
        let size = size_of::<T>();
        let mut chunk = vec![0; CHUNK];
        while self.bytes.len() - self.at < size.max(1) {
            self.bytes.drain(..self.at);
            self.at = 0;
            let length = self.reader.fill(&mut chunk)?;
            if length == 0 {
                return match self.bytes.len() {
                    0 => Ok(None),
                    rest => {
                        let problem = format!("{rest} bytes are left, and a record has {size}");
                        Err(Error::invalid(Operation::Iterate, &*self.reader.0.name, problem))
                    }
                };
            }
            self.bytes.extend_from_slice(&chunk[..length]);
        }
        let record = T::read_from_bytes(&self.bytes[self.at..self.at + size]).ok();
        self.at += size.max(1);
        Ok(record)
    }
}

impl<T: FromBytes> Iterator for Records<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if self.ended {
            return None;
        }
        let record = self.record().transpose();
        self.ended = !matches!(record, Some(Ok(_)));
        record
    }
}
