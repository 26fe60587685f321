//! Overlays: files with facts about helpers that are put over those that Skep knows, for newer kernels and corrections.
//!
//! They are written like `facts/helpers.toml`, with the same fields and words. Of a helper that is known, only what the file
//! says changes; of one that is not, everything that is needed to call it must be said. Whatever is wrong is reported with
//! the file, the line, the entry and the field, all of it at once.

mod merge;
mod schema;

use crate::failure::Failure;
use skep::uapi::{Helper, HelperTable};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What is known of the helpers, and which of it is from where.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) helpers: HelperTable,
    changes: BTreeMap<Helper, Vec<Change>>,
}

/// What one file says of a helper.
struct Change {
    file: String,
    /// Whether it was not known before.
    added: bool,
    /// What it says, by the names of the fields.
    fields: BTreeSet<&'static str>,
    /// Where that is from, by kind of fact, if the file says so.
    sources: BTreeMap<String, String>,
}

impl Facts {
    /// What is known, with these files over it; the last word counts.
    pub(crate) fn with(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut facts = Self::default();
        for path in paths {
            let file = path.display().to_string();
            let text = crate::program_text::read_text(path)?;
            facts.overlay(&file, &text).map_err(|problems| Failure::Input(problems.join("\n")))?;
        }
        Ok(facts)
    }

    /// Puts the facts of a file over the others. If anything is wrong, all of it is told and nothing changed.
    fn overlay(&mut self, file: &str, text: &str) -> Result<(), Vec<String>> {
        let parsed = schema::parse(text).map_err(|problem| vec![problem.shown(file)])?;
        let shown =
            |problems: Vec<schema::Problem>| problems.iter().map(|one| one.shown(file)).collect::<Vec<_>>();
        let merged = merge::merge(&self.helpers, &parsed, text).map_err(shown)?;
        self.helpers = merged.helpers;
        for (helper, added, fields) in merged.changes {
            let sources = parsed.source.clone();
            self.changes.entry(helper).or_default().push(Change {
                file: file.to_owned(),
                added,
                fields,
                sources,
            });
        }
        Ok(())
    }

    /// The file that added or corrected what is known of a helper, the last one if there are several.
    pub(crate) fn file(&self, helper: Helper) -> Option<&str> {
        self.changes.get(&helper)?.last().map(|change| &*change.file)
    }

    /// How many helpers the files added, and how many they corrected.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let added = self.changes.values().filter(|changes| changes.iter().any(|one| one.added)).count();
        (added, self.changes.len() - added)
    }

    /// Where a kind of fact about a helper is from. The kind is one of [`skep::uapi::HelperFacts::SOURCES`].
    pub(crate) fn source(&self, helper: Helper, kind: &str) -> Option<String> {
        let changes = self.changes.get(&helper).into_iter().flatten();
        let said = changes.rev().find(|change| change.fields.iter().any(|field| kind_of(field) == kind));
        let known = skep::uapi::HelperFacts::SOURCES.iter().find(|(known, _)| *known == kind);
        match said {
            Some(Change { file, sources, .. }) => Some(match sources.get(kind) {
                Some(source) => format!("{file}: {source}"),
                None => file.clone(),
            }),
            // Of a helper that is not known here, only the file says anything.
            None if self.changes.get(&helper).is_some_and(|changes| changes.iter().any(|one| one.added)) => {
                None
            }
            None => known.map(|(_, source)| (*source).to_owned()),
        }
    }
}

/// The kind of fact that a field has, in the words of `[source]`.
fn kind_of(field: &str) -> &str {
    match field {
        "value" => "numbers",
        "since" => "versions",
        "result" | "also" => "args",
        "only" => "in",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep::prelude::ProgramType;

    const NEW: &str = "
[source]
numbers = \"include/uapi/linux/bpf.h of tomorrow\"

[groups]
packets = [\"tc\", \"xdp\"]

[facts.bpf_weather]
value = 212
since = \"9.9\"
category = \"cpu\"
args = \"buf: out mem, size: size\"
result = \"i64\"
in = [\"packets\", \"-sched_act\", \"sock_ops\"]
only = { sock_ops = [\"cgroup_sock_ops\"] }
says = \"Says how the weather is.\"

[facts.bpf_ktime_get_ns]
since = \"4.2\"
";

    fn overlaid(text: &str) -> Result<Facts, String> {
        let mut facts = Facts::default();
        facts.overlay("f.toml", text).map_err(|problems| problems.join("\n"))?;
        Ok(facts)
    }

    #[test]
    fn an_overlay_adds_and_corrects() {
        let facts = overlaid(NEW).unwrap();
        let new = facts.helpers.find("weather").unwrap();
        assert_eq!((new.helper, new.since.as_deref(), new.gpl_only), (Helper(212), Some("9.9"), None));
        assert_eq!(new.signature.to_string(), "(buf: out mem, size: size) -> i64");
        assert_eq!(new.programs.to_string(), "sched_cls, xdp, sock_ops");
        assert_eq!(new.limit_in(ProgramType::SOCK_OPS).map(<[_]>::len), Some(1));
        let known = facts.helpers.get(Helper::KTIME_GET_NS).unwrap();
        assert_eq!(known.since.as_deref(), Some("4.2"));
        assert_eq!(known.says, Helper::KTIME_GET_NS.facts().unwrap().says);
        assert_eq!(facts.counts(), (1, 1));
        assert_eq!(facts.file(Helper(212)), Some("f.toml"));
        assert_eq!(facts.file(Helper(1)), None);
        let source = |helper, kind| facts.source(helper, kind).unwrap_or_default();
        assert_eq!(source(Helper(212), "numbers"), "f.toml: include/uapi/linux/bpf.h of tomorrow");
        assert_eq!(source(Helper(212), "in"), "f.toml");
        assert_eq!(source(Helper(212), "sleeps"), "");
        assert_eq!(source(Helper::KTIME_GET_NS, "versions"), "f.toml");
        assert!(source(Helper::KTIME_GET_NS, "numbers").starts_with("the BPF_FUNC_ enumerators"));
    }

    #[test]
    fn the_example_in_the_documentation_is_an_overlay() {
        let guide = include_str!("../../../docs/overlays.md");
        let (_, rest) = guide.split_once("```toml\n").unwrap();
        let facts = overlaid(rest.split_once("```").unwrap().0).unwrap();
        assert_eq!(facts.counts(), (1, 1));
        assert_eq!(facts.helpers.find("weather").unwrap().programs.to_string(), "sched_cls, xdp");
    }

    #[test]
    fn a_result_is_corrected_in_all_types_of_program() {
        let facts = overlaid("[facts.bpf_get_socket_cookie]\nresult = \"i64\"\n").unwrap();
        let cookie = facts.helpers.find("get_socket_cookie").unwrap();
        assert_eq!(cookie.signature_in(ProgramType::XDP).to_string(), "(ctx: context) -> i64");
        assert_eq!(cookie.signature_in(ProgramType::TRACING).to_string(), "(ctx: sock_common?) -> i64");
    }

    #[test]
    fn a_later_file_has_the_last_word() {
        let mut facts = overlaid(NEW).unwrap();
        facts.overlay("g.toml", "[facts.bpf_weather]\nsays = \"Says if it rains.\"\n").unwrap();
        assert_eq!(facts.helpers.find("212").unwrap().says.as_deref(), Some("Says if it rains."));
        assert_eq!((facts.file(Helper(212)), facts.counts()), (Some("g.toml"), (1, 1)));
        assert_eq!(facts.source(Helper(212), "says").as_deref(), Some("g.toml"));
        assert_eq!(facts.source(Helper(212), "args").as_deref(), Some("f.toml"));
    }

    #[test]
    fn what_is_wrong_is_said_with_file_line_entry_and_field() {
        let check = |found: &str, instead: &str, expected: &str| {
            let text = NEW.replace(found, instead);
            assert_ne!(text, NEW, "{found}");
            let problem = overlaid(&text).err().unwrap_or_default();
            assert_eq!(problem, expected, "{instead}");
        };
        let new = "f.toml:LINE: `bpf_weather`";
        let at = |line: u32, rest: &str| format!("{}: {rest}", new.replace("LINE", &line.to_string()));
        check("value = 212", "value = 1", &at(9, "`value`: 1 is the number of bpf_map_lookup_elem"));
        check("value = 212", "value = 0", &at(9, "`value`: 0 is the number of no helper"));
        check(
            "value = 212",
            "value = \"212\"",
            &at(9, "`value`: invalid type: string \"212\", expected u32"),
        );
        check("value = 212\n", "", &at(8, "`value` is missing: it is not known here"));
        check(
            "since = \"9.9\"",
            "since = \"soon\"",
            &at(
                10,
                "`since`: `soon` is no version of Linux: expected two or three numbers, such as `5.8` or \
                     `6.1.0-13-amd64`",
            ),
        );
        check("since = \"9.9\"", "sinc = \"9.9\"", &at(10, "unknown field `sinc`; near to it: since"));
        check(
            "\"cpu\"",
            "\"cup\"",
            &at(11, "`category`: there is no category `cup`; near to it: cpu, map, tcp"),
        );
        check(
            "buf: out mem, size: size",
            "buf: out memory, size: size",
            &at(12, "`args`: in `buf: out memory`: `memory` is no kind of argument"),
        );
        check(
            "buf: out mem, size: size",
            "buf: out mem",
            &at(12, "`args`: `buf` is memory, and there is no `size` or `size_or_0` right after it"),
        );
        check("\"i64\"", "\"int\"", &at(13, "`result`: in `int`: `int` is no kind of result"));
        check(
            "[\"packets\", \"-sched_act\", \"sock_ops\"]",
            "[\"packets\", \"xdpp\"]",
            &at(14, "`in`: `xdpp` is neither a program type nor a group; near to it: xdp"),
        );
        check(
            "[\"packets\", \"-sched_act\", \"sock_ops\"]",
            "[\"xdp\", \"-xdp\"]",
            &at(14, "`in`: no type of program may call it"),
        );
        check(
            "\"cgroup_sock_ops\"",
            "\"tcx_ingress\"",
            &at(15, "`only`: sock_ops programs have no `tcx_ingress`"),
        );
        check(
            "\"cgroup_sock_ops\"",
            "\"cgroup_sock_op\"",
            &at(
                15,
                "`only`: there is no attach type `cgroup_sock_op`; near to it: cgroup_sock_ops, cgroup_getsockopt, cgroup_setsockopt",
            ),
        );
        check(
            "[facts.bpf_weather]",
            "[facts.weather]",
            "f.toml:8: `weather`: the names of helpers start with `bpf_`",
        );
        check("[\"tc\", \"xdp\"]", "[\"packets\"]", &at(14, "`in`: the group `packets` contains itself"));
        check("[groups]", "[group]", "f.toml:5: unknown field `group`; near to it: groups");
        check(
            "value = 212",
            "value = ",
            &at(9, "`value`: string values must be quoted, expected literal string"),
        );
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let text = NEW
            .replace("value = 212", "value = 1")
            .replace("\"4.2\"", "\"four\"")
            .replace("\"i64\"", "\"i65\"");
        let problems = overlaid(&text).err().unwrap_or_default();
        let lines: Vec<&str> = problems.lines().filter_map(|line| line.split(": ").next()).collect();
        assert_eq!(lines, ["f.toml:9", "f.toml:13", "f.toml:19"], "{problems}");
        assert!(overlaid("").is_ok_and(|facts| facts.counts() == (0, 0)));
    }
}
