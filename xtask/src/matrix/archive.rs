//! The file system that a kernel starts with, as an archive in the format that kernels unpack (`cpio -H newc`, described in
//! the kernel's Documentation/driver-api/early-userspace/buffer-format.rst): for each file a header of 110 characters, its
//! name and its bytes, both filled up to a multiple of four bytes.

use std::collections::BTreeMap;

/// What is in the archive, by path without the slash in front. Folders come before what is in them, as their paths are
/// shorter.
#[derive(Default)]
pub(super) struct Archive(BTreeMap<String, Entry>);

struct Entry {
    /// The type and the rights, as stat(2) has them.
    mode: u32,
    /// Major and minor number of a device.
    device: (u32, u32),
    bytes: Vec<u8>,
}

impl Archive {
    /// Adds a folder, and those that it is in.
    pub(super) fn folder(&mut self, path: &str) {
        let path = path.trim_matches('/');
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for parent in ends.filter_map(|end| path.get(..end)).filter(|parent| !parent.is_empty()) {
            let entry = Entry { mode: 0o040_755, device: (0, 0), bytes: Vec::new() };
            self.0.entry(parent.to_owned()).or_insert(entry);
        }
    }

    /// Adds a file that can be executed, and the folders that it is in.
    pub(super) fn program(&mut self, path: &str, bytes: Vec<u8>) {
        self.add(path, Entry { mode: 0o100_755, device: (0, 0), bytes });
    }

    /// Adds a file, and the folders that it is in.
    pub(super) fn file(&mut self, path: &str, bytes: Vec<u8>) {
        self.add(path, Entry { mode: 0o100_644, device: (0, 0), bytes });
    }

    /// Adds a name that leads to a path, and the folders that it is in.
    pub(super) fn link(&mut self, path: &str, to: &str) {
        self.add(path, Entry { mode: 0o120_777, device: (0, 0), bytes: to.into() });
    }

    /// Adds a character device, and the folders that it is in.
    pub(super) fn device(&mut self, path: &str, major: u32, minor: u32) {
        self.add(path, Entry { mode: 0o020_600, device: (major, minor), bytes: Vec::new() });
    }

    fn add(&mut self, path: &str, entry: Entry) {
        let path = path.trim_matches('/');
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.folder(folder);
        }
        self.0.insert(path.to_owned(), entry);
    }

    /// The bytes of the archive. A file of 4 GiB or more is refused: the format cannot hold it.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let end = Entry { mode: 0, device: (0, 0), bytes: Vec::new() };
        let entries = self.0.iter().map(|(path, entry)| (path.as_str(), entry));
        for (number, (path, entry)) in entries.chain([("TRAILER!!!", &end)]).enumerate() {
            let size = |length: usize| {
                u32::try_from(length)
                    .map_err(|_| format!("{path} has {length} bytes, more than an archive can hold"))
            };
            let (major, minor) = entry.device;
            let fields = [
                size(number)?,
                entry.mode,
                0, // owner
                0, // group
                1, // links
                0, // time
                size(entry.bytes.len())?,
                0, // the device that it is on
                0,
                major,
                minor,
                size(path.len() + 1)?,
                0, // no checksum
            ];
            out.extend_from_slice(b"070701");
            for field in fields {
                out.extend_from_slice(format!("{field:08X}").as_bytes());
            }
            out.extend_from_slice(path.as_bytes());
            out.push(0);
            out.resize(out.len().next_multiple_of(4), 0);
            out.extend_from_slice(&entry.bytes);
            out.resize(out.len().next_multiple_of(4), 0);
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_headers_names_and_bytes_at_multiples_of_four() {
        let mut archive = Archive::default();
        archive.file("/etc/x", b"abcde".to_vec());
        archive.device("dev/console", 5, 1);
        let bytes = archive.bytes().unwrap();
        assert_eq!(bytes.len() % 4, 0);
        let text = String::from_utf8(bytes).unwrap();
        let starts: Vec<usize> = text.match_indices("070701").map(|(at, _)| at).collect();
        assert_eq!(starts.len(), 5);
        assert!(starts.iter().all(|at| at % 4 == 0));
        let names: Vec<&str> = starts.iter().map(|at| text[at + 110..].split('\0').next().unwrap()).collect();
        assert_eq!(names, ["dev", "dev/console", "etc", "etc/x", "TRAILER!!!"]);
        assert_eq!(
            &text[starts[3]..starts[3] + 124],
            "07070100000003000081A40000000000000000000000010000000000000005000000000000000000000000000000000000\
             000600000000etc/x\0abcde\0\0\0"
        );
        assert_eq!(&text[starts[1] + 78..starts[1] + 94], "0000000500000001");
    }

    #[test]
    fn folders_come_before_what_is_in_them() {
        let mut archive = Archive::default();
        archive.program("a/b/c", Vec::new());
        archive.link("a/b/d", "c");
        archive.folder("a");
        let paths: Vec<&str> = archive.0.keys().map(String::as_str).collect();
        assert_eq!(paths, ["a", "a/b", "a/b/c", "a/b/d"]);
    }
}
