//! The texts of `/proc` and `/sys` that are read here: CPU lists, mounts and symbols.

use skep_uapi::kernel::{Mount, Symbol};
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, BufRead};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// How many CPUs a list such as `0-3,8-11` names; `None` if it is no such list.
pub(crate) fn cpu_count(list: &str) -> Option<u32> {
    list.trim().split(',').try_fold(0_u32, |count, range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        count.checked_add(last.checked_sub(first)?.checked_add(1)?)
    })
}

/// The mounts in the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)); a line that is not understood is
/// passed over.
pub(crate) fn mounts(mountinfo: &str) -> Vec<Mount> {
    mountinfo.lines().filter_map(mount).collect()
}

/// `36 35 98:0 /root /path options optional-fields … - type source super-options`
fn mount(line: &str) -> Option<Mount> {
    let (before, after) = line.split_once(" - ")?;
    let path = before.split(' ').nth(4)?;
    let file_system = after.split(' ').next()?.to_owned();
    Some(Mount { file_system, path: OsString::from_vec(unescape(path)).into() })
}

/// Where network namespaces are mounted, in the same text: their roots are written `net:[4026531840]`.
pub(crate) fn mounted_network_namespaces(mountinfo: &str) -> Vec<(u64, PathBuf)> {
    let mounted = mountinfo.lines().filter_map(|line| {
        let mut fields = line.split_once(" - ")?.0.split(' ').skip(3);
        let inode = namespace(fields.next()?)?;
        Some((inode, OsString::from_vec(unescape(fields.next()?)).into()))
    });
    mounted.collect()
}

/// The value of a field in the text of `/proc/PID/fdinfo/FD`, which has lines such as `frozen:\t0`.
pub(crate) fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
}

/// The number of a network namespace, which is written `net:[4026531840]`.
pub(crate) fn namespace(text: &str) -> Option<u64> {
    text.strip_prefix("net:[")?.strip_suffix(']')?.parse().ok()
}

/// A path with its blanks, tabs, line ends and backslashes, which are written as `\` and three octal digits.
fn unescape(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let mut unescaped = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        let code = match (first, after) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) => {
                rest = after;
                (a - b'0') << 6 | (b - b'0') << 3 | (c - b'0')
            }
            _ => *first,
        };
        unescaped.push(code);
    }
    unescaped
}

/// The addresses of the symbols of these names in the text of `/proc/kallsyms`; a line that is not understood is passed
/// over. No more is kept of the text than a line.
pub(crate) fn symbol_addresses(mut text: impl BufRead, names: &[&str]) -> io::Result<Vec<Vec<u64>>> {
    let mut found: HashMap<&str, Vec<u64>> = names.iter().map(|name| (*name, Vec::new())).collect();
    let mut line = Vec::new();
    while text.read_until(b'\n', &mut line)? > 0 {
        if let Some((name, address)) = symbol(&line)
            && let Some(addresses) = found.get_mut(name)
            && !addresses.contains(&address)
            && addresses.len() < MOST_ADDRESSES
        {
            addresses.push(address);
        }
        line.clear();
    }
    Ok(names.iter().map(|name| found.get(name).cloned().unwrap_or_default()).collect())
}

/// The names of the functions in the text of `/proc/kallsyms`: symbols of the types `t`, `T` and `W` (nm(1)), but for what compilers
/// put beside functions.
pub(crate) fn functions(mut text: impl BufRead) -> io::Result<Vec<String>> {
    let (mut names, mut line) = (Vec::new(), Vec::new());
    while text.read_until(b'\n', &mut line)? > 0 {
        let mut fields = str::from_utf8(&line).unwrap_or_default().split_ascii_whitespace().skip(1);
        if let (Some("t" | "T" | "W" | "w"), Some(name)) = (fields.next(), fields.next()) {
            let beside = ["__pfx_", "__cfi_"].iter().any(|prefix| name.starts_with(prefix));
            if !beside && !name.contains(".cold") {
                names.push(name.to_owned());
            }
        }
        line.clear();
    }
    Ok(names)
}

/// The symbols that these addresses are in, by the text of `/proc/kallsyms`.
pub(crate) fn symbols_at(mut text: impl BufRead, addresses: &[u64]) -> io::Result<Vec<Option<Symbol>>> {
    let mut wanted: Vec<(u64, Option<Symbol>)> = addresses.iter().map(|address| (*address, None)).collect();
    wanted.sort_unstable_by_key(|(address, _)| *address);
    wanted.dedup_by_key(|(address, _)| *address);
    let mut line = Vec::new();
    while text.read_until(b'\n', &mut line)? > 0 {
        // Addresses that the caller may not know are 0.
        if let Some((name, address)) = symbol(&line).filter(|(_, address)| *address != 0) {
            // It is before all of these; what is nearest to the first of them may be so for the next as well.
            let first = wanted.partition_point(|(wanted, _)| *wanted < address);
            if let Some((_, best)) = wanted.get_mut(first)
                && best.as_ref().is_none_or(|best| best.address < address)
            {
                *best = Some(Symbol { name: name.to_owned(), address });
            }
        }
        line.clear();
    }
    let mut nearest = None;
    for (_, best) in &mut wanted {
        match best {
            Some(_) => nearest.clone_from(best),
            None => best.clone_from(&nearest),
        }
    }
    let find = |address: &u64| wanted.binary_search_by_key(address, |(wanted, _)| *wanted);
    Ok(addresses.iter().map(|address| wanted[find(address).ok()?].1.clone()).collect())
}

/// How many addresses of one name are kept: more than one is not of use to anybody.
const MOST_ADDRESSES: usize = 8;

/// `ffffffff81000000 T _text`, and for what is in a module its name after that.
fn symbol(line: &[u8]) -> Option<(&str, u64)> {
    let mut parts = str::from_utf8(line).ok()?.split_ascii_whitespace();
    let address = u64::from_str_radix(parts.next()?, 16).ok()?;
    Some((parts.nth(1)?, address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn cpu_lists_are_counted_with_their_gaps() {
        let check = |list, count| assert_eq!(cpu_count(list), count, "{list:?}");
        check("0\n", Some(1));
        check("0-1\n", Some(2));
        check("0-3,8-11", Some(8));
        check("0,2,4-5", Some(4));
        for bad in ["", "a", "3-1", "0-", "0,,1", "0-4294967295", "-1"] {
            check(bad, None);
        }
    }

    #[test]
    fn symbols_are_found_with_all_their_addresses() {
        let text = b"\
ffffffff81000000 T _text
broken
ffffffff81000010 t twice
ffffffff81000020 t twice\t[module]
ffffffff81000020 d twice
0000000000000000 D hidden
zz T _text
\xff\xff T _text";
        let found = symbol_addresses(&text[..], &["twice", "_text", "nothing", "hidden"]).unwrap();
        let expected = [
            vec![0xffff_ffff_8100_0010, 0xffff_ffff_8100_0020],
            vec![0xffff_ffff_8100_0000],
            vec![],
            vec![0],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn addresses_are_in_the_last_symbol_that_begins_before_them() {
        let text = "1000 T a\n3000 T c\nbroken\n2000 t b\n0 T hidden\n4000 d d";
        let found = symbols_at(text.as_bytes(), &[0x2fff, 0x1000, 0x500, 0x2000, 0x2fff, 0x9000]).unwrap();
        let names: Vec<_> =
            found.iter().map(|symbol| symbol.as_ref().map(|found| (&*found.name, found.address))).collect();
        let (a, b, d) = (Some(("a", 0x1000)), Some(("b", 0x2000)), Some(("d", 0x4000)));
        assert_eq!(names, [b, a, None, b, b, d]);
    }

    #[test]
    fn mounts_are_found_by_type_whatever_their_path() {
        let text = "\
25 30 0:23 / /sys rw,nosuid shared:7 - sysfs sysfs rw
31 25 0:7 / /sys/fs/bpf\\040two rw - bpf bpf rw,mode=700
40 1 8:1 / /a\\134b rw master:1 propagate_from:2 - ext4 /dev/sda1 rw
broken line
99 1 - tracefs
";
        let found: Vec<_> = mounts(text).into_iter().map(|mount| (mount.file_system, mount.path)).collect();
        let expected = [("sysfs", "/sys"), ("bpf", "/sys/fs/bpf two"), ("ext4", "/a\\b")];
        assert_eq!(found, expected.map(|(kind, path)| (kind.to_owned(), PathBuf::from(path))));
    }

    #[test]
    fn network_namespaces_are_told_from_other_mounts() {
        let text = "\
700 25 0:4 net:[4026532176] /run/netns/blue\\040one rw shared:1 - nsfs nsfs rw
701 25 0:4 mnt:[4026532177] /run/mnt rw - nsfs nsfs rw
702 25 0:23 / /net:[1] rw - sysfs sysfs rw
broken net:[7]
";
        let found = mounted_network_namespaces(text);
        assert_eq!(found, [(4_026_532_176, PathBuf::from("/run/netns/blue one"))]);
        for (text, expected) in
            [("net:[12]", Some(12)), ("net:[x]", None), ("net:[12", None), ("mnt:[12]", None), ("", None)]
        {
            assert_eq!(namespace(text), expected, "{text}");
        }
        assert_eq!(field("pos:\t0\nfrozen:\t1\n", "frozen"), Some("1"));
        assert_eq!(field("frozen_not:\t1\n", "frozen"), None);
    }
}
