//! Going through the keys of a map, one by one.

use super::Map;
use crate::retry::{self, Call};
use crate::{Operation, Result, Value};
use skep_uapi::Errno;

/// The keys of a map, each looked up before the one before it is given out: once a key is removed, the kernel would
/// start again from the first. It ends after as many keys as the map may hold.
#[derive(Debug)]
pub(crate) struct KeyWalk<'a, K> {
    map: &'a Map,
    next: Next<K>,
    left: u32,
}

#[derive(Debug)]
enum Next<K> {
    First,
    Key(K),
    End,
}

impl<'a, K: Value> KeyWalk<'a, K> {
    pub(crate) fn new(map: &'a Map) -> Self {
        Self { map, next: Next::First, left: map.info().max_entries }
    }

    /// The key after this one, or the first one.
    fn key_after(&self, previous: Option<&K>) -> Result<Next<K>> {
        let mut key = K::new_zeroed();
        let object = &self.map.object;
        let previous = previous.map(K::as_bytes);
        let api = object.kernel.api();
        let answer = retry::call(&object.kernel, Call::Read, || {
            api.map_next_key(&object.handle, previous, key.as_mut_bytes())
        });
        match answer {
            Ok(()) => Ok(Next::Key(key)),
            Err(Errno::ENOENT) => Ok(Next::End),
            Err(errno) => Err(self.map.error(Operation::Iterate, errno)),
        }
    }

    fn key(&mut self) -> Result<Option<K>> {
        if let Next::First = self.next {
            self.next = self.key_after(None)?;
        }
        let Next::Key(key) = std::mem::replace(&mut self.next, Next::End) else { return Ok(None) };
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.next = self.key_after(Some(&key))?;
        Ok(Some(key))
    }

    /// The keys with their values. Keys that are gone when their value is looked up are passed over.
    pub(crate) fn entries<V>(
        self,
        value: impl Fn(&K) -> Result<Option<V>>,
    ) -> impl Iterator<Item = Result<(K, V)>> {
        self.filter_map(move |key| match key {
            Ok(key) => value(&key).map(|value| value.map(|value| (key, value))).transpose(),
            Err(error) => Some(Err(error)),
        })
    }
}

impl<K: Value> Iterator for KeyWalk<'_, K> {
    type Item = Result<K>;

    fn next(&mut self) -> Option<Result<K>> {
        self.key().inspect_err(|_| self.next = Next::End).transpose()
    }
}
