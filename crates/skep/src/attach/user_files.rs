//! Finding programs and libraries by their names, as the dynamic linker and the shell do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folders that the dynamic linker knows without being told (ld.so(8)), and those of Debian, which are in its configuration but may
/// be asked for where there is none.
const LIBRARIES: [&str; 4] = ["/lib64", "/usr/lib64", "/lib", "/usr/lib"];

/// The most files that the linker's configuration may name before it is taken for damaged.
const MOST_FILES: usize = 256;

/// The file that a name stands for: itself if it has a `/`; for a library (`libc.so.6`) the first in the folders of
/// `LD_LIBRARY_PATH`, of the dynamic linker's configuration and its own; for a program the first in those of `PATH`. If there is none,
/// the folders that were looked at.
pub(super) fn find(name: &Path) -> Result<PathBuf, Vec<PathBuf>> {
    let text = name.to_string_lossy();
    if text.contains('/') {
        return Ok(name.to_owned());
    }
    let is_library = text.ends_with(".so") || text.contains(".so.");
    let folders = if is_library { library_folders() } else { folders_of("PATH") };
    let found = folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    found.ok_or(folders)
}

fn folders_of(variable: &str) -> Vec<PathBuf> {
    let folders = std::env::var_os(variable).unwrap_or_default();
    std::env::split_paths(&folders).filter(|folder| folder.is_absolute()).collect()
}

fn library_folders() -> Vec<PathBuf> {
    let mut folders = folders_of("LD_LIBRARY_PATH");
    configured(Path::new("/etc/ld.so.conf"), &mut folders, &mut BTreeSet::new());
    let triplet = format!("{}-linux-gnu", std::env::consts::ARCH);
    folders.extend(LIBRARIES.iter().flat_map(|folder| [Path::new(folder).join(&triplet), folder.into()]));
    let mut seen = BTreeSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

/// Adds the folders of a file of the linker's configuration (ldconfig(8)): one a line, `#` and what follows is left out, and `include`
/// with a pattern for files names more of them. What cannot be read says nothing.
fn configured(file: &Path, folders: &mut Vec<PathBuf>, seen: &mut BTreeSet<PathBuf>) {
    if seen.len() >= MOST_FILES || !seen.insert(file.to_owned()) {
        return;
    }
    let Ok(text) = std::fs::read_to_string(file) else { return };
    for line in text.lines() {
        let line = line.split_once('#').map_or(line, |(line, _)| line).trim();
        if let Some(pattern) = line.strip_prefix("include").filter(|rest| rest.starts_with([' ', '\t'])) {
            let pattern = file.parent().unwrap_or(Path::new("/")).join(pattern.trim());
            for included in matching(&pattern) {
                configured(&included, folders, seen);
            }
        } else if line.starts_with('/') {
            folders.push(line.into());
        }
    }
}

/// The files of a folder that match a pattern in their name, in order.
fn matching(pattern: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (pattern.parent(), pattern.file_name()) else { return Vec::new() };
    let name = name.to_string_lossy();
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let files = entries.filter_map(Result::ok).map(|entry| entry.path());
    let fits = |file: &PathBuf| {
        file.file_name().is_some_and(|file| super::patterns::matches(&name, &file.to_string_lossy()))
    };
    let mut files: Vec<PathBuf> = files.filter(fits).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linkers_configuration_is_read_with_what_it_includes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("ld.so.conf", "# first\n/one # two\ninclude *.conf\n  /three\nnot a folder\n");
        write("b.conf", "/b\n/one");
        write("a.conf", "/a\ninclude ld.so.conf\n");
        write("c.txt", "/c");
        let mut folders = Vec::new();
        configured(&folder.path().join("ld.so.conf"), &mut folders, &mut BTreeSet::new());
        let expected = ["/one", "/a", "/b", "/one", "/three"];
        assert_eq!(folders, expected.map(PathBuf::from));
    }

    #[test]
    fn names_without_folders_are_searched() {
        assert_eq!(find(Path::new("/no/such")), Ok("/no/such".into()));
        let looked_at = find(Path::new("libno-such-library.so.7")).unwrap_err();
        assert!(looked_at.contains(&PathBuf::from("/usr/lib")), "{looked_at:?}");
        let Ok(shell) = find(Path::new("sh")) else { return };
        assert!(shell.is_absolute() && shell.ends_with("sh"));
    }
}
