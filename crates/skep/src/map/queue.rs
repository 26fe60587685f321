//! Queues and stacks: values without keys.

use super::{Map, size};
use crate::{Kernel, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{MapType, UpdateFlags};
use std::marker::PhantomData;

/// Defines a queue or a stack: they differ in the end that values are taken from, which the kernel knows.
macro_rules! without_keys {
    ($(#[$doc:meta])* $name:ident, $map_type:expr, $next:literal, $oldest:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<V> {
            map: Map,
            value: PhantomData<fn() -> V>,
        }

        impl<V> Clone for $name<V> {
            fn clone(&self) -> Self {
                Self { map: self.map.clone(), value: PhantomData }
            }
        }

        impl<V: Value> $name<V> {
            /// The specification of one for at most this many values.
            pub fn spec(name: &str, max_entries: u32) -> MapSpec {
                MapSpec::new(name, $map_type, 0, size::<V>(), max_entries)
            }

            /// Creates one for at most this many values. Needs `CAP_BPF`.
            ///
            /// # Errors
            /// If the kernel does not take the name or the sizes, or this process may not.
            pub fn create(kernel: &Kernel, name: &str, max_entries: u32) -> Result<Self> {
                Self::new(Map::create(kernel, &Self::spec(name, max_entries))?)
            }

            /// Takes a map for one of these values.
            ///
            /// # Errors
            /// If it is of another type, or its values have another size.
            pub fn new(map: Map) -> Result<Self> {
                map.expect(&[$map_type])?;
                map.expect_value::<V>()?;
                Ok(Self { map, value: PhantomData })
            }

            /// The map, untyped: to pin it, or to ask about it.
            pub fn map(&self) -> &Map {
                &self.map
            }

            /// Puts a value in.
            ///
            /// # Errors
            /// [`Full`](crate::ErrorKind::Full) if there is no room for more.
            pub fn push(&self, value: &V) -> Result<()> {
                self.map.update(&[], value.as_bytes(), UpdateFlags::ANY)
            }

            #[doc = concat!("Puts a value in; if there is no room, ", $oldest, " is dropped for it.")]
            ///
            /// # Errors
            /// If the kernel refuses.
            pub fn push_over(&self, value: &V) -> Result<()> {
                self.map.update(&[], value.as_bytes(), UpdateFlags::EXIST)
            }

            #[doc = concat!("Takes ", $next, " out.")]
            ///
            /// # Errors
            /// If the kernel refuses.
            pub fn pop(&self) -> Result<Option<V>> {
                let mut value = V::new_zeroed();
                Ok(self.map.take(&[], value.as_mut_bytes())?.then_some(value))
            }

            #[doc = concat!("Reads ", $next, " and leaves it in.")]
            ///
            /// # Errors
            /// If the kernel refuses.
            pub fn peek(&self) -> Result<Option<V>> {
                let mut value = V::new_zeroed();
                Ok(self.map.look_up(&[], value.as_mut_bytes())?.then_some(value))
            }
        }
    };
}

without_keys! {
    /// A queue (`BPF_MAP_TYPE_QUEUE`, Linux 4.20): what is put in first is taken out first. Cloning it is cheap.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let queue = Queue::<u32>::create(&Kernel::simulated(), "JOBS", 8)?;
    /// queue.push(&1)?;
    /// queue.push(&2)?;
    /// assert_eq!((queue.pop()?, queue.pop()?, queue.pop()?), (Some(1), Some(2), None));
    /// # Ok::<(), skep::Error>(())
    /// ```
    Queue, MapType::QUEUE, "the oldest value", "the oldest value"
}

without_keys! {
    /// A stack (`BPF_MAP_TYPE_STACK`, Linux 4.20): what is put in last is taken out first. Cloning it is cheap.
    ///
    /// ```
    /// use skep::prelude::*;
    ///
    /// let stack = Stack::<u32>::create(&Kernel::simulated(), "SLOTS", 8)?;
    /// stack.push(&1)?;
    /// stack.push(&2)?;
    /// assert_eq!((stack.pop()?, stack.pop()?, stack.pop()?), (Some(2), Some(1), None));
    /// # Ok::<(), skep::Error>(())
    /// ```
    Stack, MapType::STACK, "the newest value", "the oldest value"
}
