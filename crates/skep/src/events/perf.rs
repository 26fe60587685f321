//! Records of perf buffers: iterators over the buffers of all CPUs.

use super::Woken;
use crate::{PerfBuffer, Result, Value};
use skep_uapi::kernel::Instant;

/// The records of a perf buffer with their CPUs, as they come.
#[derive(Debug)]
pub struct PerfEvents<'a, T> {
    buffer: &'a mut PerfBuffer<T>,
    deadline: Option<Instant>,
    /// Up to where this round goes, and the CPU that it has come to.
    heads: Vec<u64>,
    at: usize,
    ended: bool,
}

impl<'a, T> PerfEvents<'a, T> {
    pub(crate) fn new(buffer: &'a mut PerfBuffer<T>, deadline: Option<Instant>) -> Self {
        Self { buffer, deadline, heads: vec![], at: 0, ended: false }
    }
}

impl<T: Value> Iterator for PerfEvents<'_, T> {
    type Item = Result<(u32, T)>;

    fn next(&mut self) -> Option<Result<(u32, T)>> {
        loop {
            // The rest of this round, or what came meanwhile.
            for _ in 0..2 {
                match self.buffer.next_before(&self.heads, &mut self.at) {
                    Ok(Some(record)) => return Some(Ok(record)),
                    Err(error) => return Some(Err(error)),
                    Ok(None) => {}
                }
                self.buffer.heads(&mut self.heads);
                self.at = 0;
            }
            if self.ended {
                return None;
            }
            match self.buffer.wait_until(self.deadline) {
                Ok(Woken::Ready) => {}
                // What came in just before is still read.
                Ok(Woken::Deadline | Woken::Stopped) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// The records that were in a perf buffer when [`PerfBuffer::drain`] was called, with their CPUs.
#[derive(Debug)]
pub struct PerfDrain<'a, T> {
    buffer: &'a mut PerfBuffer<T>,
    heads: Vec<u64>,
    at: usize,
}

impl<'a, T: Value> PerfDrain<'a, T> {
    pub(crate) fn new(buffer: &'a mut PerfBuffer<T>) -> Self {
        let mut heads = vec![];
        buffer.heads(&mut heads);
        Self { buffer, heads, at: 0 }
    }
}

impl<T: Value> Iterator for PerfDrain<'_, T> {
    type Item = Result<(u32, T)>;

    fn next(&mut self) -> Option<Result<(u32, T)>> {
        self.buffer.next_before(&self.heads, &mut self.at).transpose()
    }
}
