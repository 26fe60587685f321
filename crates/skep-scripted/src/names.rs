//! The numbers and labels of a kernel's open objects, by which traces and recordings name them.

use crate::datum::{Datum, write_bytes};
use skep_uapi::Handle;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The objects that were seen, by where their handles are in memory. A handle that is made takes the place of one that was
/// closed and lay there before.
#[derive(Debug)]
pub(crate) struct Names {
    seen: Mutex<Seen>,
    /// How many bytes and elements of a value are kept.
    most: usize,
}

#[derive(Debug, Default)]
struct Seen {
    handles: HashMap<usize, (u32, String)>,
    last: u32,
}

impl Names {
    /// Keeps no more than so many bytes or elements of a value.
    pub(crate) fn new(most: usize) -> Self {
        Self { seen: Mutex::default(), most }
    }

    /// The number of an object that was made just now.
    pub(crate) fn made(&self, handle: &Handle, label: &str) -> Datum {
        let mut seen = self.seen();
        let number = seen.last + 1;
        seen.last = number;
        seen.handles.insert(handle.address(), (number, label.to_owned()));
        Datum::Handle { number, label: label.to_owned() }
    }

    /// The number of an object that a recording has made.
    pub(crate) fn made_as(&self, handle: &Handle, number: u32, label: &str) {
        self.seen().handles.insert(handle.address(), (number, label.to_owned()));
    }

    /// The number of an object that is used. One that was not made here is from elsewhere, and has number 0.
    pub(crate) fn used(&self, handle: &Handle) -> Datum {
        let (number, label) = self.seen().handles.get(&handle.address()).cloned().unwrap_or_default();
        Datum::Handle { number, label }
    }

    pub(crate) fn bytes(&self, bytes: &[u8]) -> Datum {
        if bytes.len() <= self.most {
            return Datum::Bytes(bytes.to_vec());
        }
        let mut beginning = String::new();
        // Writing into a string does not fail.
        let _ = write_bytes(&mut beginning, &bytes[..self.most]);
        Datum::Cut { beginning, length: bytes.len() }
    }

    pub(crate) fn text(&self, text: &str) -> Datum {
        if text.len() <= self.most {
            return Datum::Text(text.to_owned());
        }
        let beginning: String = text.chars().take(self.most).collect();
        Datum::Cut { beginning: Datum::Text(beginning).to_string(), length: text.len() }
    }

    pub(crate) fn list<T>(&self, list: &[T], each: impl Fn(&T) -> Datum) -> Datum {
        let kept = Datum::List(list.iter().take(self.most).map(each).collect());
        if list.len() <= self.most {
            return kept;
        }
        Datum::Cut { beginning: kept.to_string(), length: list.len() }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
