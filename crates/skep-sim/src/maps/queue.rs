//! Queues and stacks: `BPF_MAP_TYPE_QUEUE`, which gives the oldest value first, and `BPF_MAP_TYPE_STACK`, which gives
//! the newest (`kernel/bpf/queue_stack_maps.c`).

use super::length;
use skep_uapi::{Errno, Result, UpdateFlags};
use std::collections::VecDeque;

/// A queue or stack. Its values are not in memory: programs only get copies.
#[derive(Debug)]
pub(crate) struct Queue {
    values: VecDeque<Box<[u8]>>,
    max_entries: usize,
    order: Order,
}

/// Which value comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Oldest,
    Newest,
}

impl Queue {
    pub(super) fn new(max_entries: u32, order: Order) -> Self {
        Self { values: VecDeque::new(), max_entries: length(max_entries), order }
    }

    /// Puts a value in. With `BPF_EXIST`, the oldest one makes room if there is none; `BPF_NOEXIST` means nothing here
    /// and is refused.
    pub(crate) fn push(&mut self, value: &[u8], flags: UpdateFlags) -> Result<()> {
        if flags.contains(UpdateFlags::NOEXIST) || flags.0 > UpdateFlags::EXIST.0 {
            return Err(Errno::EINVAL);
        }
        if self.values.len() == self.max_entries {
            if flags != UpdateFlags::EXIST {
                return Err(Errno::E2BIG);
            }
            self.values.pop_front();
        }
        self.values.push_back(value.into());
        Ok(())
    }

    /// The first value, if there is one.
    pub(crate) fn peek(&self) -> Option<&[u8]> {
        let first = match self.order {
            Order::Oldest => self.values.front(),
            Order::Newest => self.values.back(),
        };
        first.map(|value| &**value)
    }

    /// The first value, taken out.
    pub(crate) fn pop(&mut self) -> Option<Box<[u8]>> {
        match self.order {
            Order::Oldest => self.values.pop_front(),
            Order::Newest => self.values.pop_back(),
        }
    }
}
