//! Where this machine has Debian packages from: its apt sources, in both formats, read so that no host name is written
//! down here.

use std::path::Path;

/// The other names that a release of Debian goes by.
const NAMES: &[&str] = &["stable", "testing", "unstable", "sid", "oldstable", "oldoldstable"];

/// The archives of Debian that this machine uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Archives {
    /// The one of whole releases.
    main: Archive,
    /// The one of security updates, if it is used.
    security: Option<Archive>,
}

/// An archive of packages.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Archive {
    /// Its address.
    uri: String,
    /// Which keys its lists are signed by, as the machine's own sources say it: a file, or the key itself, of which each
    /// line but the first is indented. Empty if apt's own keys serve.
    signed_by: String,
}

/// A line or a paragraph of apt sources.
#[derive(Default, PartialEq, Eq, Debug)]
struct Entry {
    uri: String,
    suites: Vec<String>,
    components: Vec<String>,
    signed_by: String,
}

impl Archives {
    /// Reads this machine's apt sources.
    pub(super) fn of_this_machine() -> Result<Self, String> {
        let folder = Path::new("/etc/apt");
        let mut files = vec![folder.join("sources.list")];
        let listed = std::fs::read_dir(folder.join("sources.list.d"));
        let mut parts: Vec<_> = listed.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        parts.sort();
        files.append(&mut parts);
        let mut entries = Vec::new();
        for file in files {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            match file.extension().and_then(|ending| ending.to_str()) {
                Some("list") => entries.extend(lines(&text)),
                Some("sources") => entries.extend(paragraphs(&text)),
                _ => {}
            }
        }
        let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
        Self::among(&entries, codename.unwrap_or_default().trim_matches('"')).ok_or_else(|| {
            "the apt sources in /etc/apt have no archive of Debian (an entry `deb` with the component `main`), which \
             kernels would be fetched from"
                .into()
        })
    }

    /// The archives among these entries, on a release of this name.
    fn among(entries: &[Entry], codename: &str) -> Option<Self> {
        let archive = |kinds: &[&str]| {
            let holds = |suite: &String| {
                let (name, kind) = suite.split_once(['-', '/']).unwrap_or((suite, ""));
                (name == codename || NAMES.contains(&name)) && kinds.contains(&kind)
            };
            let entry = entries.iter().find(|entry| {
                entry.components.iter().any(|component| component == "main") && entry.suites.iter().any(holds)
            })?;
            Some(Archive { uri: entry.uri.clone(), signed_by: entry.signed_by.clone() })
        };
        Some(Self { main: archive(&["", "updates"])?, security: archive(&["security"]) })
    }

    /// The text of a `.sources` file with these suites of packages. Security updates are left out where this machine does
    /// not know of their archive.
    pub(super) fn sources(&self, suites: &[String]) -> String {
        let paragraphs = suites.iter().filter_map(|suite| {
            let archive = if suite.ends_with("-security") { self.security.as_ref()? } else { &self.main };
            let Archive { uri, signed_by } = archive;
            let mut text = format!("Types: deb\nURIs: {uri}\nSuites: {suite}\nComponents: main\n");
            if !signed_by.is_empty() {
                text.push_str(&format!("Signed-By: {signed_by}\n"));
            }
            Some(text)
        });
        paragraphs.collect::<Vec<_>>().join("\n")
    }
}

/// The entries of a file of lines: `deb [signed-by=FILE arch=…] URI SUITE COMPONENT …`.
fn lines(text: &str) -> Vec<Entry> {
    let entry = |line: &str| {
        let line = line.split('#').next().unwrap_or_default();
        let line = line.trim().strip_prefix("deb")?;
        let (options, rest) = match line.trim_start().strip_prefix('[') {
            Some(options) => options.split_once(']')?,
            // A space is what makes it `deb` and not `deb-src`.
            None if line.starts_with([' ', '\t']) => ("", line),
            None => return None,
        };
        let signed_by = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
        let mut words = rest.split_whitespace().map(ToOwned::to_owned);
        Some(Entry {
            uri: words.next()?,
            suites: vec![words.next()?],
            components: words.collect(),
            signed_by: signed_by.unwrap_or_default().to_owned(),
        })
    };
    text.lines().filter_map(entry).collect()
}

/// The entries of a file of paragraphs with fields (deb822).
fn paragraphs(text: &str) -> Vec<Entry> {
    // A comment may stand between the lines of a field.
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let paragraphs = text.split(|line| line.trim().is_empty());
    paragraphs.filter_map(paragraph).collect()
}

fn paragraph(lines: &[&str]) -> Option<Entry> {
    let field = |name: &str| {
        let start = lines.iter().position(|line| {
            line.split_once(':').is_some_and(|(field, _)| field.eq_ignore_ascii_case(name))
        })?;
        let (_, first) = lines.get(start)?.split_once(':')?;
        let more = lines.get(start + 1..)?.iter().take_while(|line| line.starts_with([' ', '\t']));
        Some([first.trim()].into_iter().chain(more.copied()).collect::<Vec<_>>().join("\n"))
    };
    let words = |name: &str| -> Vec<String> {
        field(name).unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect()
    };
    let enabled = field("Enabled").is_none_or(|value| value != "no");
    (enabled && words("Types").iter().any(|kind| kind == "deb")).then_some(())?;
    Some(Entry {
        uri: words("URIs").into_iter().next()?,
        suites: words("Suites"),
        components: words("Components"),
        signed_by: field("Signed-By").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPHS: &str = "\
# A comment.
Types: deb
URIs: https://packages.example/other
Suites: nodistro
Components: main

Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
uris: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By:
# in between
 -----BEGIN-----
 .
 abc
Architectures: amd64

Enabled: no
Types: deb
URIs: http://old.example/debian
Suites: bookworm
Components: main
";

    const LINES: &str = "\
# deb http://commented.example/debian trixie main
deb-src http://mirror.example/debian trixie main
deb [arch=amd64 signed-by=/k.gpg] http://tools.example/apt tools-trixie main
deb http://mirror.example/debian trixie main contrib # all of it
deb http://mirror.example/debian-security trixie-security main
";

    fn suites(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn archives_are_found_in_paragraphs_and_their_keys_are_kept() {
        let archives = Archives::among(&paragraphs(PARAGRAPHS), "bookworm").unwrap();
        assert_eq!(
            archives.sources(&suites(&["trixie", "trixie-security"])),
            "Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n\
             Signed-By: /usr/share/keyrings/archive.gpg\n\n\
             Types: deb\nURIs: http://mirror.example/debian-security\nSuites: trixie-security\nComponents: main\n\
             Signed-By: \n -----BEGIN-----\n .\n abc\n"
        );
    }

    #[test]
    fn archives_are_found_in_lines() {
        let archives = Archives::among(&lines(LINES), "trixie").unwrap();
        assert_eq!(
            archives.sources(&suites(&["sid"])),
            "Types: deb\nURIs: http://mirror.example/debian\nSuites: sid\nComponents: main\n"
        );
        assert_eq!(archives.security.unwrap().uri, "http://mirror.example/debian-security");
        let entries = lines(LINES);
        assert_eq!((entries.len(), entries[0].signed_by.as_str()), (3, "/k.gpg"));
    }

    #[test]
    fn security_updates_are_left_out_where_their_archive_is_not_used() {
        let archives =
            Archives::among(&lines("deb http://mirror.example/debian unstable main"), "trixie").unwrap();
        assert_eq!(archives.sources(&suites(&["trixie-security"])), "");
    }

    #[test]
    fn sources_of_other_packages_are_no_archive_of_debian() {
        assert_eq!(Archives::among(&paragraphs(PARAGRAPHS)[..1], "bookworm"), None);
        assert_eq!(Archives::among(&lines("deb http://u.example/ubuntu jammy main"), "bookworm"), None);
        assert_eq!(Archives::among(&lines("deb"), "bookworm"), None);
        assert_eq!(Archives::among(&lines("deb [unclosed http://x y main"), "bookworm"), None);
    }
}
