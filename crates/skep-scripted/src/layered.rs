//! A kernel with a layer around it, which sees every call on its way there and back.

use crate::answer::Answer;
use crate::argument::{Argument, Lend};
use crate::datum::Datum;
use crate::method::{Method, every_method};
use crate::names::Names;
use skep_memory::{Region, RingMemory, UserRingMemory};
use skep_uapi::kernel::*;
use skep_uapi::{Errno, Handle, KernelApi, Result, UpdateFlags};
use std::borrow::Cow;
#[cfg(unix)]
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

/// A call of a method of the kernel trait.
#[derive(Clone, Copy)]
pub(crate) struct Call<'c> {
    pub(crate) method: Method,
    pub(crate) arguments: &'c [(&'static str, &'c dyn Argument)],
}

/// Values with names.
pub(crate) type Members = Vec<(Cow<'static, str>, Datum)>;

impl Call<'_> {
    /// What is asked. The members of a request stand for themselves.
    pub(crate) fn asked(&self, names: &Names) -> Members {
        let mut asked = Vec::with_capacity(self.arguments.len());
        for &(name, argument) in self.arguments {
            match argument.asked(names) {
                Some(Datum::Record(members)) if name == "request" => asked.extend(members),
                Some(datum) => asked.push((Cow::Borrowed(name), datum)),
                None => {}
            }
        }
        asked
    }

    /// What was put into its arguments.
    pub(crate) fn answered(&self, names: &Names) -> Members {
        let answered = |&(name, argument): &(&'static str, &dyn Argument)| {
            Some((Cow::Borrowed(name), argument.answered(names)?))
        };
        self.arguments.iter().filter_map(answered).collect()
    }
}

/// What an object that was made by this call is called.
pub(crate) fn label(asked: &Members) -> String {
    if let [(_, Datum::Text(kind)), (id, Datum::Number(number))] = asked.as_slice()
        && id == "id"
    {
        return format!("{kind} {number}");
    }
    let text = |wanted: &str| {
        let found = asked.iter().find_map(|(name, datum)| {
            if name == wanted { datum.text() } else { datum.member(wanted).and_then(Datum::text) }
        });
        found.filter(|text| !text.is_empty())
    };
    let label = ["name", "path", "function", "cgroup"].into_iter().find_map(text);
    let of_handle = || {
        asked.iter().find_map(|(_, datum)| match datum {
            Datum::Handle { label, .. } => Some(label.as_str()),
            _ => None,
        })
    };
    label.or_else(of_handle).unwrap_or_default().to_owned()
}

/// What is to become of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// It is made.
    Make,
    /// It is not made, and this is the answer.
    Refuse(Errno),
    /// It is made, but this is the answer.
    Lose(Errno),
    /// Of a batch, only so many entries are given to the kernel; then this is the answer, if it is one that writes.
    Shorten(u32, Errno),
}

/// What sees the calls.
pub(crate) trait Layer: std::fmt::Debug + Send + Sync {
    /// What it remembers of a call until it is back.
    type Token;

    /// A call comes in.
    fn before(&self, kernel: &dyn KernelApi, call: Call<'_>) -> (Verdict, Self::Token);

    /// It is answered.
    fn after(
        &self,
        kernel: &dyn KernelApi,
        call: Call<'_>,
        token: Self::Token,
        answer: core::result::Result<&mut dyn Answer, Errno>,
    );

    /// The kernel told a time.
    fn told(&self, method: Method, nanoseconds: u128) {
        let _ = (method, nanoseconds);
    }

    /// Whether descriptors are handed on.
    fn has_descriptors(&self) -> bool {
        true
    }
}

/// A kernel, and the layer around it.
#[derive(Debug)]
pub(crate) struct Layered<L> {
    pub(crate) kernel: Arc<Box<dyn KernelApi>>,
    pub(crate) layer: L,
}

impl<L: Layer> Layered<L> {
    /// Has the layer see a call that is made here.
    fn through<T: Answer>(
        &self,
        call: Call<'_>,
        make: impl FnOnce(&dyn KernelApi) -> Result<T>,
    ) -> Result<T> {
        let (verdict, token) = self.layer.before(&**self.kernel, call);
        let mut answer = decided(verdict, || make(&**self.kernel));
        self.layer.after(&**self.kernel, call, token, as_answer(&mut answer));
        answer
    }

    /// How many bytes a key has, if it can be found out.
    fn key_size(&self, map: &Handle) -> Option<usize> {
        usize::try_from(self.kernel.map_info(map).ok()?.key_size).ok().filter(|&size| size > 0)
    }

    /// The batch with room for no more than so many entries, and what the kernel then answers.
    fn read_fewer(
        &self,
        map: &Handle,
        batch: &mut ReadBatch<'_>,
        entries: u32,
        make: impl FnOnce(&mut ReadBatch<'_>) -> Result<()>,
    ) -> Result<()> {
        let Some(key_size) = self.key_size(map) else { return make(batch) };
        let (room, fewer) = room(batch.keys.len(), key_size, entries);
        let value_size = batch.values.len().checked_div(room).unwrap_or(0);
        let mut shorter = ReadBatch {
            cursor: &mut *batch.cursor,
            is_first: batch.is_first,
            keys: &mut batch.keys[..fewer * key_size],
            values: &mut batch.values[..fewer * value_size],
            count: 0,
        };
        let answer = make(&mut shorter);
        batch.count = shorter.count;
        answer
    }
}

/// How many keys there are, and how many of them remain.
fn room(bytes: usize, key_size: usize, entries: u32) -> (usize, usize) {
    let room = bytes / key_size;
    (room, room.min(usize::try_from(entries).unwrap_or(usize::MAX)))
}

fn decided<T>(verdict: Verdict, make: impl FnOnce() -> Result<T>) -> Result<T> {
    match verdict {
        Verdict::Make | Verdict::Shorten(..) => make(),
        Verdict::Refuse(errno) => Err(errno),
        Verdict::Lose(errno) => {
            drop(make());
            Err(errno)
        }
    }
}

fn as_answer<T: Answer>(answer: &mut Result<T>) -> core::result::Result<&mut dyn Answer, Errno> {
    match answer {
        Ok(answer) => Ok(answer),
        Err(errno) => Err(*errno),
    }
}

/// A call by its arguments' names.
macro_rules! call {
    ($method:ident($($argument:ident),*)) => {
        Call { method: Method::$method, arguments: &[$((stringify!($argument), &$argument as &dyn Argument)),*] }
    };
}

/// Methods that hand their arguments on.
macro_rules! methods {
    ($(
        $(#[$meta:meta])*
        $variant:ident $method:ident($($argument:ident: $type:ty),*) -> $result:ty;
    )*) => { $(
        $(#[$meta])*
        #[allow(unused_mut, reason = "only some arguments are written to")]
        fn $method(&self $(, mut $argument: $type)*) -> Result<$result> {
            let (verdict, token) = self.layer.before(&**self.kernel, call!($variant($($argument),*)));
            let mut answer = decided(verdict, || self.kernel.$method($(Lend::lend(&mut $argument)),*));
            self.layer.after(&**self.kernel, call!($variant($($argument),*)), token, as_answer(&mut answer));
            answer
        }
    )* };
}

macro_rules! implement {
    (
        commands { $($commands:tt)* }
        by_hand { $($by_hand:tt)* }
        ring { $($ring:tt)* }
        attachments { $($attachments:tt)* }
        queries { $($queries:tt)* }
        facts { $($facts:tt)* }
        waiting { $($waiting:tt)* }
        named { $($named:tt)* }
    ) => {
        impl<L: Layer> Commands for Layered<L> {
            methods! { $($commands)* }

            fn map_read_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()> {
                let (verdict, token) = self.layer.before(&**self.kernel, call!(MapReadBatch(map, batch)));
                let mut answer = match verdict {
                    Verdict::Shorten(entries, _) => {
                        self.read_fewer(map, batch, entries, |batch| self.kernel.map_read_batch(map, batch))
                    }
                    verdict => decided(verdict, || self.kernel.map_read_batch(map, batch)),
                };
                self.layer.after(&**self.kernel, call!(MapReadBatch(map, batch)), token, as_answer(&mut answer));
                answer
            }

            fn map_take_batch(&self, map: &Handle, batch: &mut ReadBatch<'_>) -> Result<()> {
                let (verdict, token) = self.layer.before(&**self.kernel, call!(MapTakeBatch(map, batch)));
                let mut answer = match verdict {
                    Verdict::Shorten(entries, _) => {
                        self.read_fewer(map, batch, entries, |batch| self.kernel.map_take_batch(map, batch))
                    }
                    verdict => decided(verdict, || self.kernel.map_take_batch(map, batch)),
                };
                self.layer.after(&**self.kernel, call!(MapTakeBatch(map, batch)), token, as_answer(&mut answer));
                answer
            }

            fn map_update_batch(
                &self,
                map: &Handle,
                keys: &[u8],
                values: &[u8],
                flags: UpdateFlags,
                count: &mut u32,
            ) -> Result<()> {
                let (verdict, token) =
                    self.layer.before(&**self.kernel, call!(MapUpdateBatch(map, keys, values, flags, count)));
                let mut answer = match (verdict, self.key_size_for(verdict, map)) {
                    (Verdict::Shorten(entries, errno), Some(key_size)) => {
                        let (room, fewer) = room(keys.len(), key_size, entries);
                        let value_size = values.len().checked_div(room).unwrap_or(0);
                        let (keys, values) = (&keys[..fewer * key_size], &values[..fewer * value_size]);
                        self.kernel.map_update_batch(map, keys, values, flags, count).and(Err(errno))
                    }
                    _ => decided(verdict, || self.kernel.map_update_batch(map, keys, values, flags, count)),
                };
                let call = call!(MapUpdateBatch(map, keys, values, flags, count));
                self.layer.after(&**self.kernel, call, token, as_answer(&mut answer));
                answer
            }

            fn map_delete_batch(&self, map: &Handle, keys: &[u8], count: &mut u32) -> Result<()> {
                let (verdict, token) = self.layer.before(&**self.kernel, call!(MapDeleteBatch(map, keys, count)));
                let mut answer = match (verdict, self.key_size_for(verdict, map)) {
                    (Verdict::Shorten(entries, errno), Some(key_size)) => {
                        let (_, fewer) = room(keys.len(), key_size, entries);
                        self.kernel.map_delete_batch(map, &keys[..fewer * key_size], count).and(Err(errno))
                    }
                    _ => decided(verdict, || self.kernel.map_delete_batch(map, keys, count)),
                };
                let call = call!(MapDeleteBatch(map, keys, count));
                self.layer.after(&**self.kernel, call, token, as_answer(&mut answer));
                answer
            }

            fn ring_memory(&self, map: &Handle) -> Result<RingMemory> {
                self.through(call!(RingMemory(map)), |kernel| kernel.ring_memory(map))
            }

            fn user_ring_memory(&self, map: &Handle) -> Result<UserRingMemory> {
                self.through(call!(UserRingMemory(map)), |kernel| kernel.user_ring_memory(map))
            }
        }

        impl<L: Layer> Attachments for Layered<L> {
            methods! { $($attachments)* }
        }

        impl<L: Layer> Queries for Layered<L> {
            methods! { $($queries)* }

            fn in_network_namespace(&self, path: &Path, act: &mut (dyn FnMut() + Send)) -> Result<()> {
                self.through(call!(InNetworkNamespace(path)), |kernel| kernel.in_network_namespace(path, act))
            }
        }

        impl<L: Layer> Facts for Layered<L> {
            methods! { $($facts)* }

            fn kind(&self) -> &'static str {
                self.kernel.kind()
            }

            fn page_size(&self) -> usize {
                self.kernel.page_size()
            }

            fn user_id(&self) -> u32 {
                self.kernel.user_id()
            }

            fn refusal(&self) -> Option<String> {
                self.kernel.refusal()
            }
        }

        impl<L: Layer> Waiting for Layered<L> {
            methods! { $($waiting)* }

            fn on_ready(&self, watch: &Handle, waker: &Waker) -> Result<()> {
                self.through(call!(OnReady(watch)), |kernel| kernel.on_ready(watch, waker))
            }

            #[cfg(unix)]
            fn borrow_fd<'a>(&self, handle: &'a Handle) -> Option<BorrowedFd<'a>> {
                if self.layer.has_descriptors() { self.kernel.borrow_fd(handle) } else { None }
            }

            #[cfg(unix)]
            fn adopt_fd(&self, fd: OwnedFd, kind: ObjectKind) -> Result<Handle> {
                self.through(call!(AdoptFd(kind)), |kernel| kernel.adopt_fd(fd, kind))
            }

            #[cfg(unix)]
            fn release_fd(&self, handle: Handle) -> Result<OwnedFd> {
                let (verdict, token) = self.layer.before(&**self.kernel, Call { method: Method::ReleaseFd, arguments: &[] });
                let answer = decided(verdict, || self.kernel.release_fd(handle));
                let mut shown = answer.as_ref().map(drop).map_err(|errno| *errno);
                let call = Call { method: Method::ReleaseFd, arguments: &[] };
                self.layer.after(&**self.kernel, call, token, as_answer(&mut shown));
                answer
            }
        }
    };
}

every_method!(implement);

impl<L: Layer> Layered<L> {
    /// The size of a key, if the verdict is about keys.
    fn key_size_for(&self, verdict: Verdict, map: &Handle) -> Option<usize> {
        if matches!(verdict, Verdict::Shorten(..)) { self.key_size(map) } else { None }
    }
}

impl<L: Layer> Time for Layered<L> {
    fn now(&self) -> Instant {
        let now = self.kernel.now();
        self.layer.told(Method::Now, now.0.into());
        now
    }

    fn wall_clock(&self) -> Duration {
        let time = self.kernel.wall_clock();
        self.layer.told(Method::WallClock, time.as_nanos());
        time
    }
}
