//! Events that are lent: the ring's own memory, one after the other.

use crate::map::{Map, corrupt, wrong_record};
use crate::{Event, Result, Value};
use skep_memory::RingBatch;
use std::marker::PhantomData;

/// The events that were in a ring when [`RingBuffer::batch`](crate::RingBuffer::batch) was called. Their places are given back a
/// quarter of the ring at a time, and when this is dropped; what was lent counts as read.
///
/// ```
/// # fn show(ring: &mut skep::RingBuffer<u64>) -> skep::Result<()> {
/// let mut batch = ring.batch()?;
/// while let Some(event) = batch.next()? {
///     println!("{event}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Batch<'a, T> {
    map: &'a Map,
    records: RingBatch<'a>,
    types: PhantomData<fn() -> T>,
}

impl<'a, T> Batch<'a, T> {
    pub(crate) fn new(map: &'a Map, records: RingBatch<'a>) -> Self {
        Self { map, records, types: PhantomData }
    }

    /// The bytes of the next record, until the next call.
    ///
    /// # Errors
    /// If the ring's memory makes no sense.
    #[inline]
    pub fn next_record(&mut self) -> Result<Option<&[u8]>> {
        self.records.next().map_err(|corruption| corrupt(self.map, corruption))
    }
}

impl<T: Value> Batch<'_, T> {
    /// The next event, until the next call.
    ///
    /// # Errors
    /// If the record has another size than an event: it counts as read.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "an iterator cannot lend")]
    pub fn next(&mut self) -> Result<Option<&T>> {
        match self.records.next() {
            Ok(None) => Ok(None),
            Ok(Some(record)) => match T::ref_from_bytes(record) {
                Ok(event) => Ok(Some(event)),
                Err(_) => Err(wrong_record::<T>(self.map, record.len())),
            },
            Err(corruption) => Err(corrupt(self.map, corruption)),
        }
    }
}

impl<T: Event> Batch<'_, T> {
    /// The next event, owned.
    ///
    /// # Errors
    /// If the record is no event of this type: it counts as read.
    #[inline]
    pub fn next_owned(&mut self) -> Result<Option<T>> {
        match self.records.next() {
            Ok(None) => Ok(None),
            Ok(Some(record)) => match T::read(record) {
                Some(event) => Ok(Some(event)),
                None => Err(wrong_record::<T>(self.map, record.len())),
            },
            Err(corruption) => Err(corrupt(self.map, corruption)),
        }
    }
}
