//! What must not be in any file: paths of the machine it was written on, and host names of registries.

use super::{Report, Tree};

/// A folder of a machine that nothing here may depend on.
struct Folder {
    path: &'static str,
    /// Whether its bare name, followed by a space, is refused too: some are words of the kernel's formats.
    bare: bool,
}

/// The folders and the host names are put together from parts, so that this file does not contain them.
const FOLDERS: &[Folder] = &[
    Folder { path: concat!("/", "work"), bare: true },
    Folder { path: concat!("/", "root"), bare: false },
    Folder { path: concat!("/", "home"), bare: false },
    Folder { path: concat!("../", "shared"), bare: true },
];

/// The hosts of package registries. Cargo knows where to look.
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("debian", ".org"),
    concat!("rubygems", ".org"),
    concat!("proxy.golang", ".org"),
];

/// Refuses them in every file but the lock file, which cargo writes.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    for (path, text) in &tree.files {
        if path.ends_with("Cargo.lock") {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            if let Some(found) = FOLDERS.iter().find(|folder| folder.is_named(line)) {
                report.refuse(
                    path,
                    at + 1,
                    format!("`{}` is a path of one machine", found.path),
                    "use a path from the root of the repository, a temporary folder, or one that every Linux has",
                );
            }
            if let Some(found) = HOSTS.iter().find(|host| line.contains(**host)) {
                report.refuse(
                    path,
                    at + 1,
                    format!("`{found}` is a host of a registry"),
                    "leave it out: the package manager knows its registry",
                );
            }
        }
    }
}

impl Folder {
    /// Whether the line names this folder or something in it, and not a longer name or a part of another path.
    fn is_named(&self, line: &str) -> bool {
        line.match_indices(self.path).any(|(start, _)| {
            let (before, from) = line.split_at_checked(start).unwrap_or((line, ""));
            let after = from.strip_prefix(self.path).and_then(|rest| rest.chars().next());
            let part_of_path = |c: char| c.is_alphanumeric() || "-_.~}*".contains(c);
            let other_name = |c: char| c.is_alphanumeric() || "-_.".contains(c) || (c == ' ' && !self.bare);
            !before.ends_with(part_of_path) && !after.is_some_and(other_name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> bool {
        let mut report = Report::default();
        check(&Tree::of(&[("docs/a.md", line)]), &mut report);
        !report.refusals.is_empty()
    }

    #[test]
    fn a_path_of_the_machine_is_refused() {
        let [work, root, home, shared] = [0, 1, 2, 3].map(|at| FOLDERS[at].path);
        assert!(refused(&format!("cd {work}/main")));
        assert!(refused(&format!("\"{root}\"")));
        assert!(refused(&format!("see {shared}/notes")));
        assert!(refused(&format!("HOME={home}/me")));
        for line in [
            format!("a{work}space"),
            format!("crates{root}.rs"),
            format!("{work}space/a"),
            format!("8:1 {root} /mnt"),
        ] {
            assert!(!refused(&line), "{line}");
        }
    }

    #[test]
    fn a_host_of_a_registry_is_refused() {
        assert!(refused(&format!("https://{}/skep", HOSTS[0])));
        assert!(!refused("the registry"));
    }
}
