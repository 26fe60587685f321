//! Which keys of a map were used when: what a map that makes room removes first.
//!
//! The least recently used key goes, exactly: the kernel's own order is approximate (`kernel/bpf/bpf_lru_list.c`), and it
//! may remove a key before the map is full. Uses are what they are in the kernel: a program's lookup, and an update;
//! a process that looks something up leaves the order as it is.

use std::collections::BTreeMap;

/// The order in which the keys of a map were used: of all together, or of those that each CPU put in.
#[derive(Debug)]
pub(super) struct Usage {
    lists: Vec<BTreeMap<u64, Box<[u8]>>>,
    /// How many keys each list has room for.
    room: usize,
    now: u64,
}

/// When a key was last used, and in which list it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Used {
    list: usize,
    moment: u64,
}

impl Usage {
    pub(super) fn new(lists: usize, room: usize) -> Self {
        Self { lists: vec![BTreeMap::new(); lists.max(1)], room, now: 0 }
    }

    /// The key that must go before another one can be put in on this CPU, if one must.
    pub(super) fn key_to_remove(&self, cpu: u32) -> Option<&[u8]> {
        let list = self.lists.get(self.list_of(cpu))?;
        let (_, key) = list.first_key_value()?;
        (list.len() >= self.room).then_some(key)
    }

    fn list_of(&self, cpu: u32) -> usize {
        super::length(cpu).min(self.lists.len() - 1)
    }

    pub(super) fn insert(&mut self, key: &[u8], cpu: u32) -> Used {
        let list = self.list_of(cpu);
        self.now += 1;
        self.lists[list].insert(self.now, key.into());
        Used { list, moment: self.now }
    }

    /// Notes that a key is used; when that was from now on.
    pub(super) fn touch(&mut self, used: Used) -> Used {
        self.now += 1;
        let list = &mut self.lists[used.list];
        if let Some(key) = list.remove(&used.moment) {
            list.insert(self.now, key);
        }
        Used { moment: self.now, ..used }
    }

    pub(super) fn remove(&mut self, used: Used) {
        self.lists[used.list].remove(&used.moment);
    }
}
