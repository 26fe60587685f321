//! What tests of programs assert: verdicts and packets of test runs, and what a run changed in a map.

use crate::{Result, TestOutput};
use skep_uapi::XdpAction;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};

/// Assertions for tests: they panic with what was found.
impl TestOutput {
    /// Asserts that an XDP program decided this.
    ///
    /// # Panics
    /// If it decided something else.
    #[track_caller]
    pub fn assert_action(&self, expected: XdpAction) -> &Self {
        assert!(self.action() == expected, "the program answers {}, not {expected}", self.action());
        self
    }

    /// Asserts that the program returned this number.
    ///
    /// # Panics
    /// If it returned another.
    #[track_caller]
    pub fn assert_result(&self, expected: i32) -> &Self {
        assert!(self.signed() == expected, "the program returns {}, not {expected}", self.signed());
        self
    }

    /// Asserts that the program left these bytes as the packet.
    ///
    /// # Panics
    /// If it left others; the lines that differ are shown.
    #[track_caller]
    pub fn assert_packet(&self, expected: &[u8]) -> &Self {
        assert!(self.packet == expected, "{}", difference(&self.packet, expected));
        self
    }
}

/// The lines of 16 bytes in which two packets differ.
fn difference(found: &[u8], expected: &[u8]) -> String {
    let mut text =
        format!("the program leaves another packet, of {} bytes instead of {}:", found.len(), expected.len());
    for start in (0..found.len().max(expected.len())).step_by(16) {
        let line = |bytes: &[u8]| {
            let end = bytes.len().min(start + 16);
            bytes.get(start..end).unwrap_or_default().iter().fold(String::new(), |mut line, byte| {
                let _ = write!(line, " {byte:02x}");
                line
            })
        };
        let (found, expected) = (line(found), line(expected));
        if found != expected {
            let _ = write!(text, "\n{start:#06x} found   {found}\n       expected{expected}");
        }
    }
    text
}

/// What was in a map at one time, to be compared with another time.
///
/// ```
/// use skep::prelude::*;
/// use skep::{Change, Snapshot};
///
/// let map = HashMap::<u32, u64>::create(&Kernel::simulated(), "COUNTS", 8)?;
/// map.insert(&1, &10)?;
/// let before = Snapshot::of(map.iter())?;
/// map.insert(&1, &11)?;
/// map.insert(&2, &20)?;
/// let after = Snapshot::of(map.iter())?;
/// assert_eq!(before.changes(&after), [Change::Changed(1, 10, 11), Change::Added(2, 20)]);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot<K, V>(BTreeMap<K, V>);

/// Something that changed in a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change<K, V> {
    /// There is a new key, with this value.
    Added(K, V),
    /// A key is gone, which had this value.
    Removed(K, V),
    /// A key has another value: the old one and the new one.
    Changed(K, V, V),
}

impl<K: Ord, V> Snapshot<K, V> {
    /// Keeps what an iterator over a map gives.
    ///
    /// # Errors
    /// The first error of the iterator.
    pub fn of(entries: impl IntoIterator<Item = Result<(K, V)>>) -> Result<Self> {
        entries.into_iter().collect::<Result<_>>().map(Self)
    }

    /// What it has for a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }
}

impl<K: Ord + Clone + Debug, V: PartialEq + Clone + Debug> Snapshot<K, V> {
    /// What is different later, in the order of the keys.
    pub fn changes(&self, later: &Self) -> Vec<Change<K, V>> {
        let keys: std::collections::BTreeSet<&K> = self.0.keys().chain(later.0.keys()).collect();
        let change = |key: &K| match (self.0.get(key), later.0.get(key)) {
            (None, Some(new)) => Some(Change::Added(key.clone(), new.clone())),
            (Some(old), None) => Some(Change::Removed(key.clone(), old.clone())),
            (Some(old), Some(new)) if old != new => {
                Some(Change::Changed(key.clone(), old.clone(), new.clone()))
            }
            _ => None,
        };
        keys.into_iter().filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn output(packet: &[u8]) -> TestOutput {
        TestOutput {
            result: 1,
            packet: packet.to_vec(),
            context: Vec::new(),
            duration: Duration::ZERO,
            ran_twice: false,
        }
    }

    #[test]
    fn what_differs_is_shown() {
        output(&[1, 2]).assert_action(XdpAction::DROP).assert_result(1).assert_packet(&[1, 2]);
        let (found, mut expected) = ([7; 38], [7; 40]);
        expected[17] = 9;
        let found = difference(&found, &expected);
        insta::assert_snapshot!(found, @r"
        the program leaves another packet, of 38 bytes instead of 40:
        0x0010 found    07 07 07 07 07 07 07 07 07 07 07 07 07 07 07 07
               expected 07 09 07 07 07 07 07 07 07 07 07 07 07 07 07 07
        0x0020 found    07 07 07 07 07 07
               expected 07 07 07 07 07 07 07 07
        ");
        let panics = |act: &(dyn Fn() + std::panic::RefUnwindSafe)| std::panic::catch_unwind(act).is_err();
        assert!(panics(&|| _ = output(&[1]).assert_packet(&[2])));
        assert!(panics(&|| _ = output(&[1]).assert_action(XdpAction::PASS)));
        assert!(panics(&|| _ = output(&[1]).assert_result(-1)));
    }

    #[test]
    fn changes_are_in_the_order_of_the_keys() {
        let of = |entries: &[(u32, u8)]| Snapshot::of(entries.iter().map(|&entry| Ok(entry))).unwrap();
        let (before, after) = (of(&[(1, 1), (2, 2), (3, 3)]), of(&[(0, 0), (2, 2), (3, 4)]));
        let expected = [Change::Added(0, 0), Change::Removed(1, 1), Change::Changed(3, 3, 4)];
        assert_eq!(before.changes(&after), expected);
        assert_eq!((before.get(&1), after.get(&1), before.changes(&before).len()), (Some(&1), None, 0));
    }
}
