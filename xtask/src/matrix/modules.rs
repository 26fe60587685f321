//! Modules of a kernel: where they are in its package, and what they depend on, which each says itself.

use crate::process;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module, ready to be inserted.
pub(super) struct Module {
    /// Its name, with underscores.
    pub(super) name: String,
    /// Its ELF file.
    pub(super) bytes: Vec<u8>,
}

/// The modules of these names and all that they depend on, each after those. One that is not there is left out: the kernel
/// has it built in, or not at all.
pub(super) fn collect(unpacked: &Path, names: &[String]) -> Result<Vec<Module>, String> {
    let files = files(unpacked)?;
    let mut read = BTreeMap::new();
    let mut order = Vec::new();
    for name in names {
        need(name, &files, &mut read, &mut order)?;
    }
    Ok(order.into_iter().filter_map(|name| read.remove(&name).map(|bytes| Module { name, bytes })).collect())
}

/// Reads a module and what it depends on, and notes them in the order in which they are inserted.
fn need(
    name: &str,
    files: &BTreeMap<String, PathBuf>,
    read: &mut BTreeMap<String, Vec<u8>>,
    order: &mut Vec<String>,
) -> Result<(), String> {
    let name = name.replace('-', "_");
    // One that was read already is not read again: neither for another nor in a circle.
    let (Some(file), false) = (files.get(&name), read.contains_key(&name)) else { return Ok(()) };
    let bytes = uncompressed(file)?;
    let dependencies = dependencies(&bytes);
    read.insert(name.clone(), bytes);
    for dependency in dependencies {
        need(&dependency, files, read, order)?;
    }
    order.push(name);
    Ok(())
}

/// The files of all modules below a folder, by their names.
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, String> {
    let mut files = BTreeMap::new();
    let mut folders = BTreeSet::from([folder.to_path_buf()]);
    while let Some(folder) = folders.pop_first() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let file_type = entry.file_type().map_err(|error| format!("{}: {error}", folder.display()))?;
            if file_type.is_dir() {
                folders.insert(entry.path());
            } else if let Some(name) = module_name(&entry.file_name().to_string_lossy()) {
                files.insert(name, entry.path());
            }
        }
    }
    Ok(files)
}

/// The name of the module in a file of this name: `nf-x.ko.xz` is `nf_x`.
fn module_name(file: &str) -> Option<String> {
    let stem = file.strip_suffix(".xz").unwrap_or(file).strip_suffix(".ko")?;
    Some(stem.replace('-', "_"))
}

fn uncompressed(file: &Path) -> Result<Vec<u8>, String> {
    if file.extension().is_some_and(|ending| ending == "xz") {
        process::bytes("xz", &["--decompress".as_ref(), "--stdout".as_ref(), file.as_os_str()])
    } else {
        std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
    }
}

/// The modules that a module says it depends on: its section `.modinfo` has strings, of which one is `depends=a,b`.
fn dependencies(module: &[u8]) -> Vec<String> {
    const KEY: &[u8] = b"depends=";
    let strings = module.split(|&byte| byte == 0);
    let Some(list) = strings.filter_map(|string| string.strip_prefix(KEY)).next() else { return Vec::new() };
    let list = String::from_utf8_lossy(list);
    list.split(',').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_known_by_their_files() {
        assert_eq!(module_name("veth.ko").as_deref(), Some("veth"));
        assert_eq!(module_name("nf-log_x.ko.xz").as_deref(), Some("nf_log_x"));
        assert_eq!(module_name("modules.builtin"), None);
    }

    #[test]
    fn a_module_says_what_it_depends_on() {
        assert_eq!(dependencies(b"\x7fELF\0license=GPL\0depends=a,b_c\0name=x\0"), ["a", "b_c"]);
        assert_eq!(dependencies(b"license=GPL\0depends=\0name=x\0"), [""; 0]);
        assert_eq!(dependencies(b"no strings"), [""; 0]);
    }

    #[test]
    fn what_a_module_needs_is_inserted_before_it_also_in_a_circle() {
        let folder = std::env::temp_dir().join(format!("skep-modules-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("net")).unwrap();
        for (file, depends) in [("net/top.ko", "b,a-x"), ("a-x.ko", "b"), ("b.ko", "top,built_in")] {
            std::fs::write(folder.join(file), format!("\0depends={depends}\0")).unwrap();
        }
        let found = collect(&folder, &["top".into(), "a_x".into(), "built_in".into()]);
        std::fs::remove_dir_all(&folder).unwrap();
        let names: Vec<String> = found.unwrap().into_iter().map(|module| module.name).collect();
        assert_eq!(names, ["b", "a_x", "top"]);
    }
}
