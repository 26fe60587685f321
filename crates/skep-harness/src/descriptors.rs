//! The descriptors that this process has open, read from `/proc/self/fd`.

use std::collections::BTreeMap;
use std::fs;

/// The open descriptors: each number, and what it leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Descriptors(BTreeMap<u32, String>);

impl Descriptors {
    /// The descriptors that are open now; `None` where `/proc/self/fd` cannot be read.
    pub(crate) fn open_now() -> Option<Self> {
        let mut open = BTreeMap::new();
        for entry in fs::read_dir("/proc/self/fd").ok()? {
            let entry = entry.ok()?;
            let number = entry.file_name().to_str()?.parse().ok()?;
            let target = fs::read_link(entry.path()).map(|target| target.to_string_lossy().into_owned());
            open.insert(number, target.unwrap_or_else(|error| error.to_string()));
        }
        // One of them was the folder itself, opened to be read: it is closed by now.
        open.retain(|number, _| fs::symlink_metadata(format!("/proc/self/fd/{number}")).is_ok());
        Some(Self(open))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Those that were not open then, or led to something else.
    pub(crate) fn opened_since(&self, then: &Self) -> Vec<(u32, &str)> {
        let new = self.0.iter().filter(|(number, target)| then.0.get(number) != Some(target));
        new.map(|(number, target)| (*number, target.as_str())).collect()
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_descriptor_opened_since_is_found_with_what_it_leads_to() {
        let before = Descriptors(BTreeMap::from([(0, "/dev/null".into()), (1, "pipe:[1]".into())]));
        let after = Descriptors(BTreeMap::from([(1, "pipe:[2]".into()), (3, "anon_inode:bpf-map".into())]));
        assert_eq!(after.opened_since(&before), [(1, "pipe:[2]"), (3, "anon_inode:bpf-map")]);
        assert_eq!(before.opened_since(&before), []);
    }
}
