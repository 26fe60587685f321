//! The running kernel and a simulated one, asked the same at the seam: each answer must be the same on both.

use crate::world;
use skep::Kernel;
use skep::uapi::kernel::MapCreate;
use skep::uapi::{Errno, Handle, UpdateFlags};
use skep_harness::Stop;

/// Both kernels, and how many answers were compared.
pub(crate) struct Both {
    pub(crate) host: Kernel,
    pub(crate) simulated: Kernel,
    pub(crate) compared: u32,
}

/// A map of each kernel.
pub(crate) struct Maps {
    pub(crate) host: Handle,
    pub(crate) simulated: Handle,
}

impl Both {
    pub(crate) fn new() -> Result<Self, Stop> {
        let (host, simulated) = (world::host()?.kernel, world::simulated()?.kernel);
        Ok(Self { host, simulated, compared: 0 })
    }

    /// Compares two answers.
    pub(crate) fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, host: T, simulated: &T) -> T {
        assert_eq!(host, *simulated, "{what}: the running kernel is on the left");
        self.compared += 1;
        host
    }

    /// Makes a map in both, if both make it.
    pub(crate) fn create(&mut self, what: &str, request: &MapCreate<'_>) -> Option<Maps> {
        self.create_with(what, request, None)
    }

    /// As [`create`](Self::create), with a map like those that are to be in it.
    pub(crate) fn create_with(
        &mut self,
        what: &str,
        request: &MapCreate<'_>,
        inner: Option<&Maps>,
    ) -> Option<Maps> {
        let with = |inner| MapCreate { inner, ..*request };
        let host = self.host.api().map_create(&with(inner.map(|inner| &inner.host)));
        let simulated = self.simulated.api().map_create(&with(inner.map(|inner| &inner.simulated)));
        let answers = (host.as_ref().err().copied(), simulated.as_ref().err().copied());
        self.same(&format!("creating {what}"), answers.0, &answers.1);
        Some(Maps { host: host.ok()?, simulated: simulated.ok()? })
    }

    pub(crate) fn update(
        &mut self,
        what: &str,
        maps: &Maps,
        key: &[u8],
        value: &[u8],
        flags: u64,
    ) -> Option<Errno> {
        let flags = UpdateFlags(flags);
        let host = self.host.api().map_update(&maps.host, key, value, flags);
        let simulated = self.simulated.api().map_update(&maps.simulated, key, value, flags);
        self.same(&format!("updating {what}"), host.err(), &simulated.err())
    }

    pub(crate) fn put(
        &mut self,
        what: &str,
        maps: &Maps,
        key: &[u8],
        object: &Maps,
        flags: u64,
    ) -> Option<Errno> {
        let flags = UpdateFlags(flags);
        let host = self.host.api().map_update_object(&maps.host, key, &object.host, flags);
        let simulated =
            self.simulated.api().map_update_object(&maps.simulated, key, &object.simulated, flags);
        self.same(&format!("putting into {what}"), host.err(), &simulated.err())
    }

    /// The values must be the same too.
    pub(crate) fn look_up(&mut self, what: &str, maps: &Maps, key: &[u8], size: usize) -> Option<Vec<u8>> {
        let (mut values, mut simulated_value) = (vec![0; size], vec![0; size]);
        let host = self.host.api().map_lookup(&maps.host, key, &mut values);
        let simulated = self.simulated.api().map_lookup(&maps.simulated, key, &mut simulated_value);
        let answers = (host.map(|()| values), simulated.map(|()| simulated_value));
        self.same(&format!("looking up in {what}"), answers.0, &answers.1).ok()
    }

    /// Whether there is a value; what it is may differ.
    pub(crate) fn is_there(&mut self, what: &str, maps: &Maps, key: &[u8], size: usize) -> Option<Errno> {
        let host = self.host.api().map_lookup(&maps.host, key, &mut vec![0; size]);
        let simulated = self.simulated.api().map_lookup(&maps.simulated, key, &mut vec![0; size]);
        self.same(&format!("looking up in {what}"), host.err(), &simulated.err())
    }

    pub(crate) fn take(&mut self, what: &str, maps: &Maps, key: &[u8], size: usize) -> Option<Errno> {
        let host = self.host.api().map_take(&maps.host, key, &mut vec![0; size]);
        let simulated = self.simulated.api().map_take(&maps.simulated, key, &mut vec![0; size]);
        self.same(&format!("taking from {what}"), host.err(), &simulated.err())
    }

    pub(crate) fn delete(&mut self, what: &str, maps: &Maps, key: &[u8]) -> Option<Errno> {
        let host = self.host.api().map_delete(&maps.host, key);
        let simulated = self.simulated.api().map_delete(&maps.simulated, key);
        self.same(&format!("deleting from {what}"), host.err(), &simulated.err())
    }

    pub(crate) fn next_key(
        &mut self,
        what: &str,
        maps: &Maps,
        previous: Option<&[u8]>,
        size: usize,
    ) -> Option<Vec<u8>> {
        let (mut key, mut simulated_key) = (vec![0; size], vec![0; size]);
        let host = self.host.api().map_next_key(&maps.host, previous, &mut key);
        let simulated = self.simulated.api().map_next_key(&maps.simulated, previous, &mut simulated_key);
        let answers = (host.map(|()| key), simulated.map(|()| simulated_key));
        self.same(&format!("the next key of {what}"), answers.0, &answers.1).ok()
    }
}
