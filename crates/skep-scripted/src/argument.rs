//! What the kernel trait's methods are given, as plain values; and what they put into it.

use crate::datum::Datum;
use crate::names::Names;
use skep_uapi::kernel::*;
use skep_uapi::{Handle, UpdateFlags};
use std::fmt::Display;
use std::path::Path;
use std::task::Waker;

/// An argument of a method.
pub(crate) trait Argument {
    /// What is asked with it; of room for an answer how much there is. `None`: nothing that could be compared.
    fn asked(&self, names: &Names) -> Option<Datum>;

    /// What the kernel has put into it.
    fn answered(&self, names: &Names) -> Option<Datum> {
        let _ = names;
        None
    }

    /// Puts there what a kernel had put into it. `false` if it does not fit.
    fn put(&mut self, datum: &Datum) -> bool {
        let _ = datum;
        true
    }
}

/// An argument that can be handed on more than once.
pub(crate) trait Lend {
    /// It, for as long as a call takes.
    type Lent<'l>
    where
        Self: 'l;

    /// Hands it on.
    fn lend(&mut self) -> Self::Lent<'_>;
}

impl<'a, T: ?Sized> Lend for &'a T {
    type Lent<'l>
        = &'a T
    where
        Self: 'l;
    fn lend(&mut self) -> &'a T {
        self
    }
}

impl<T: ?Sized> Lend for &mut T {
    type Lent<'l>
        = &'l mut T
    where
        Self: 'l;
    fn lend(&mut self) -> &mut T {
        self
    }
}

impl<T: ?Sized> Lend for Option<&T> {
    type Lent<'l>
        = Self
    where
        Self: 'l;
    fn lend(&mut self) -> Self {
        *self
    }
}

impl<T> Lend for Option<&mut T> {
    type Lent<'l>
        = Option<&'l mut T>
    where
        Self: 'l;
    fn lend(&mut self) -> Option<&mut T> {
        self.as_deref_mut()
    }
}

impl Lend for (u32, &Handle) {
    type Lent<'l>
        = Self
    where
        Self: 'l;
    fn lend(&mut self) -> Self {
        *self
    }
}

/// Arguments that are copied, and their values.
macro_rules! copied {
    ($($type:ty: |$value:ident| $datum:expr;)*) => { $(
        impl Lend for $type {
            type Lent<'l> = Self;
            fn lend(&mut self) -> Self {
                *self
            }
        }

        impl Argument for $type {
            fn asked(&self, _: &Names) -> Option<Datum> {
                let $value = *self;
                $datum
            }
        }
    )* };
}

copied! {
    u32: |value| Some(Datum::Number(value.into()));
    usize: |value| Some(number(value));
    UpdateFlags: |value| Some(word(value));
    ObjectKind: |value| Some(word(format_args!("{value:?}")));
    Setting: |value| Some(word(format_args!("{value:?}")));
    SocketHook: |value| Some(word(format_args!("{value:?}")));
    TrafficDirection: |value| Some(word(format_args!("{value:?}")));
    EventFile: |value| Some(Datum::record(vec![
        ("process", Datum::Number(value.process.into())),
        ("descriptor", Datum::Number(value.descriptor.into())),
    ]));
    TrafficPlace: |value| Some(traffic_place(&value));
    Limit: |value| Some(limit(value));
    // When a wait ends depends on when it began.
    Option<Instant>: |value| Some(Datum::Number(value.is_some().into()));
}

#[cfg(unix)]
impl Lend for std::os::fd::BorrowedFd<'_> {
    type Lent<'l>
        = Self
    where
        Self: 'l;
    fn lend(&mut self) -> Self {
        *self
    }
}

#[cfg(unix)]
impl Argument for std::os::fd::BorrowedFd<'_> {
    /// The number of a descriptor is another one each time.
    fn asked(&self, _: &Names) -> Option<Datum> {
        None
    }
}

/// Values that are only asked.
macro_rules! asked {
    ($($type:ty: |$value:ident, $names:ident| $datum:expr;)*) => { $(
        impl Argument for $type {
            fn asked(&self, $names: &Names) -> Option<Datum> {
                let $value = self;
                Some($datum)
            }
        }
    )* };
}

asked! {
    &Handle: |value, names| names.used(value);
    Option<&Handle>: |value, names| used(*value, names);
    (u32, &Handle): |value, names| at(value, names);
    &[(u32, &Handle)]: |value, names| names.list(value, |one| at(one, names));
    &[u8]: |value, names| names.bytes(value);
    Option<&[u8]>: |value, names| value.map_or(Datum::None, |bytes| names.bytes(bytes));
    &str: |value, names| names.text(value);
    &[&str]: |value, names| names.list(value, |one| names.text(one));
    &[u64]: |value, names| names.list(value, |one| Datum::Number(*one));
    &Path: |value, names| path(value, names);
    &TrafficPlace: |value, _names| traffic_place(value);
}

impl Argument for &Waker {
    fn asked(&self, _: &Names) -> Option<Datum> {
        None
    }
}

impl Argument for &mut [u8] {
    fn asked(&self, _: &Names) -> Option<Datum> {
        Some(number(self.len()))
    }

    fn answered(&self, names: &Names) -> Option<Datum> {
        Some(names.bytes(self))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        copy(self, Some(datum))
    }
}

impl Argument for &mut u32 {
    fn asked(&self, _: &Names) -> Option<Datum> {
        None
    }

    fn answered(&self, _: &Names) -> Option<Datum> {
        Some(Datum::Number((**self).into()))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        set(self, Some(datum))
    }
}

impl Argument for &mut String {
    fn asked(&self, _: &Names) -> Option<Datum> {
        None
    }

    fn answered(&self, names: &Names) -> Option<Datum> {
        Some(names.text(self))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        let Some(text) = datum.text() else { return false };
        **self = text.to_owned();
        true
    }
}

impl Argument for Option<&mut Log<'_>> {
    fn asked(&self, _: &Names) -> Option<Datum> {
        Some(match self {
            Some(log) => {
                let size = number(log.buffer.len());
                Datum::record(vec![("level", Datum::Number(log.level.into())), ("size", size)])
            }
            None => Datum::None,
        })
    }

    fn answered(&self, names: &Names) -> Option<Datum> {
        let log = self.as_ref()?;
        let end = log.buffer.iter().position(|&byte| byte == 0).unwrap_or(log.buffer.len());
        let text = names.bytes(&log.buffer[..end]);
        Some(Datum::record(vec![("text", text), ("true_size", Datum::Number(log.true_size.into()))]))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        let Some(log) = self else { return true };
        let Some(text) = datum.member("text").and_then(Datum::bytes) else { return false };
        // As a kernel does: what does not fit is left out, and the last byte is zero.
        if let Some(room) = log.buffer.len().checked_sub(1) {
            let kept = &text[..text.len().min(room)];
            log.buffer[..kept.len()].copy_from_slice(kept);
            log.buffer[kept.len()..].fill(0);
        }
        set(&mut log.true_size, datum.member("true_size"))
    }
}

impl Argument for &mut ReadBatch<'_> {
    fn asked(&self, names: &Names) -> Option<Datum> {
        let cursor = if self.is_first { Datum::None } else { names.bytes(self.cursor) };
        let (keys, values) = (number(self.keys.len()), number(self.values.len()));
        Some(Datum::record(vec![("cursor", cursor), ("keys", keys), ("values", values)]))
    }

    fn answered(&self, names: &Names) -> Option<Datum> {
        let (cursor, keys, values) =
            (names.bytes(self.cursor), names.bytes(self.keys), names.bytes(self.values));
        let count = Datum::Number(self.count.into());
        Some(Datum::record(vec![("cursor", cursor), ("count", count), ("keys", keys), ("values", values)]))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        copy(self.cursor, datum.member("cursor"))
            && copy(self.keys, datum.member("keys"))
            && copy(self.values, datum.member("values"))
            && set(&mut self.count, datum.member("count"))
    }
}

impl Argument for &mut TestRun<'_> {
    fn asked(&self, names: &Names) -> Option<Datum> {
        Some(Datum::record(vec![
            ("data", names.bytes(self.data)),
            ("context", names.bytes(self.context)),
            ("data_out", number(self.data_out.len())),
            ("context_out", number(self.context_out.len())),
            ("repeat", Datum::Number(self.repeat.into())),
            ("flags", word(self.flags)),
            ("cpu", Datum::Number(self.cpu.into())),
            ("batch_size", Datum::Number(self.batch_size.into())),
        ]))
    }

    fn answered(&self, names: &Names) -> Option<Datum> {
        Some(Datum::record(vec![
            ("result", Datum::Number(self.result.into())),
            ("nanoseconds", Datum::Number(self.nanoseconds.into())),
            ("data", names.bytes(self.data_out)),
            ("data_size", Datum::Number(self.data_size.into())),
            ("context", names.bytes(self.context_out)),
            ("context_size", Datum::Number(self.context_size.into())),
            ("fault", self.fault.as_ref().map_or(Datum::None, |fault| names.text(fault))),
        ]))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        self.fault = datum.member("fault").and_then(Datum::text).map(ToOwned::to_owned);
        copy(self.data_out, datum.member("data"))
            && copy(self.context_out, datum.member("context"))
            && set(&mut self.result, datum.member("result"))
            && set(&mut self.nanoseconds, datum.member("nanoseconds"))
            && set(&mut self.data_size, datum.member("data_size"))
            && set(&mut self.context_size, datum.member("context_size"))
    }
}

impl Argument for &mut [Wait<'_>] {
    fn asked(&self, names: &Names) -> Option<Datum> {
        Some(names.list(self, |wait| names.used(wait.handle)))
    }

    fn answered(&self, names: &Names) -> Option<Datum> {
        Some(names.list(self, |wait| Datum::Number(wait.ready.into())))
    }

    fn put(&mut self, datum: &Datum) -> bool {
        let Some(list) = datum.list().filter(|list| list.len() == self.len()) else { return false };
        for (wait, ready) in self.iter_mut().zip(list) {
            wait.ready = ready.number() == Some(1);
        }
        true
    }
}

pub(crate) fn number(length: usize) -> Datum {
    Datum::Number(u64::try_from(length).unwrap_or(u64::MAX))
}

/// Something by its own words. They are a name of the kernel's, or several with a bar between them.
pub(crate) fn word(words: impl Display) -> Datum {
    Datum::Text(words.to_string())
}

pub(crate) fn used(handle: Option<&Handle>, names: &Names) -> Datum {
    handle.map_or(Datum::None, |handle| names.used(handle))
}

pub(crate) fn path(path: &Path, names: &Names) -> Datum {
    names.text(&path.to_string_lossy())
}

pub(crate) fn traffic_place(place: &TrafficPlace) -> Datum {
    let TrafficPlace { interface, direction, priority, handle } = *place;
    Datum::record(vec![
        ("interface", Datum::Number(interface.into())),
        ("egress", Datum::Number((direction == TrafficDirection::Egress).into())),
        ("priority", Datum::Number(priority.into())),
        ("handle", Datum::Number(handle.into())),
    ])
}

pub(crate) fn limit(limit: Limit) -> Datum {
    let one = |value: Option<u64>| value.map_or(Datum::None, Datum::Number);
    Datum::record(vec![("soft", one(limit.soft)), ("hard", one(limit.hard))])
}

fn at((offset, handle): &(u32, &Handle), names: &Names) -> Datum {
    Datum::record(vec![("at", Datum::Number((*offset).into())), ("is", names.used(handle))])
}

fn copy(to: &mut [u8], datum: Option<&Datum>) -> bool {
    match datum.and_then(Datum::bytes) {
        Some(bytes) if bytes.len() == to.len() => {
            to.copy_from_slice(bytes);
            true
        }
        _ => false,
    }
}

fn set(to: &mut u32, datum: Option<&Datum>) -> bool {
    match datum.and_then(Datum::number).and_then(|number| u32::try_from(number).ok()) {
        Some(number) => {
            *to = number;
            true
        }
        None => false,
    }
}
