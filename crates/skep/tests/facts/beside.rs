//! What bpftool finds in a kernel beside what is found here, and why they differ where they do. It is another program by
//! other people that asks the same kernel, so where the two differ one of them is wrong, or they ask something else.

use skep::prelude::*;
use skep::uapi::HelperFacts;
use skep::{Features, Support};
use std::collections::BTreeMap;
use std::fmt;

/// Everything that bpftool was found to say, each with what is found here.
pub(crate) struct Comparison {
    /// What bpftool asks too.
    pub(crate) pairs: Vec<Pair>,
    /// The types of program and map that this bpftool does not know, and the helpers in types that it says are missing.
    only_here: Vec<(String, Support)>,
}

/// Something that bpftool finds, and what is found here.
pub(crate) struct Pair {
    /// A name such as `program type lsm` or `helper bpf_bind in xdp`.
    pub(crate) name: String,
    pub(crate) theirs: bool,
    pub(crate) ours: Support,
    /// Whether this bpftool takes every helper for one that every program can call.
    believes_all: bool,
    /// Whether the helper waits.
    waits: bool,
}

/// Why bpftool finds something else.
struct Reason {
    explains: fn(&Pair) -> bool,
    why: &'static str,
}

impl Pair {
    /// Whether the two say the same.
    pub(crate) fn agrees(&self) -> bool {
        matches!((self.theirs, &self.ours), (true, Support::Yes) | (false, Support::No))
    }

    /// The number of the reason for which they differ, from 1 on.
    fn reason(&self) -> Option<usize> {
        REASONS.iter().position(|reason| (reason.explains)(self)).map(|index| index + 1)
    }

    /// Whether they differ and it is not known why.
    pub(crate) fn unexplained(&self) -> bool {
        !self.agrees() && self.reason().is_none()
    }
}

fn unknown(answer: &Support) -> bool {
    matches!(answer, Support::Unknown(_))
}

/// Every difference that is known, with its reason.
const REASONS: &[Reason] = &[
    Reason {
        explains: |pair| pair.name == "program type tracing" && !pair.theirs && pair.ours.is_yes(),
        why: "it tries tracing programs at a function, which a policy of this kernel refuses; at tracepoints they work",
    },
    Reason {
        explains: |pair| {
            ["program type ext", "program type lsm"].contains(&&*pair.name)
                && !pair.theirs
                && unknown(&pair.ours)
        },
        why: "a policy refuses these with EPERM, which it takes for their absence",
    },
    Reason {
        explains: |pair| {
            pair.believes_all && pair.theirs && pair.ours.is_no() && pair.name.starts_with("helper ")
        },
        why: "it looks for words that verifiers before Linux 6.12 use when a program cannot call a helper, and so takes \
              every helper for one that can be called",
    },
    Reason {
        explains: |pair| pair.theirs && pair.ours.is_no() && pair.waits,
        why: "these wait, and programs of these types cannot be ones that may sleep",
    },
    Reason {
        explains: |pair| !pair.theirs && pair.ours.is_yes() && pair.waits,
        why: "it tries these in programs that may not sleep, and kernels before Linux 6.12 hide them from those",
    },
    Reason {
        explains: |pair| pair.name == "map type struct_ops" && !pair.theirs && pair.ours.is_yes(),
        why: "it asks with a field that kernels before Linux 6.9 do not know, and takes their refusal for its absence",
    },
    Reason {
        explains: |pair| {
            pair.theirs && pair.ours.is_no() && pair.name.starts_with("helper bpf_get_func_ip in ")
        },
        why: "the verifier knows this one in all programs that trace, and refuses it in those that are at no function",
    },
    Reason {
        explains: |pair| unknown(&pair.ours) && pair.name.starts_with("helper bpf_probe_"),
        why: "this one may be hidden because the kernel is locked down, which cannot be read; it does not ask",
    },
    Reason {
        explains: |pair| {
            let places = [" in struct_ops", " in tracing", " in ext", " in lsm"];
            !pair.theirs && unknown(&pair.ours) && places.iter().any(|place| pair.name.ends_with(place))
        },
        why: "such a program must name its structure or function before the verifier looks at it, which it takes for a refusal",
    },
    Reason {
        explains: |pair| {
            let answers = |reason: &str| reason.starts_with("the kernel answers ");
            !pair.theirs && matches!(&pair.ours, Support::Unknown(reason) if answers(reason))
        },
        why: "the kernel answers with an error of its own, such as that there is no memory, which it takes for a refusal",
    },
    Reason {
        explains: |pair| {
            !pair.theirs
                && pair.ours.is_yes()
                && pair.name.starts_with("helper bpf_cgrp_storage_")
                && pair.believes_all
        },
        why: "it is older than these helpers and does not try them",
    },
    Reason {
        explains: |pair| {
            let places =
                [" in cgroup_device", " in cgroup_sysctl"].iter().any(|place| pair.name.ends_with(place));
            let helpers = ["helper bpf_get_retval ", "helper bpf_set_retval "];
            places
                && helpers.iter().any(|helper| pair.name.starts_with(helper))
                && !pair.theirs
                && pair.ours.is_yes()
        },
        why: "it tries these without an attach type, which the kernel takes for that of a packet filter, where they cannot \
              be called",
    },
    Reason {
        explains: |pair| {
            !pair.theirs && pair.ours.is_yes() && pair.name == "helper bpf_bind in cgroup_sock_addr"
        },
        why: "it tries this in a program at bind, and it can be called at connect only",
    },
    Reason {
        explains: |pair| {
            let options =
                ["helper bpf_setsockopt in cgroup_sockopt", "helper bpf_getsockopt in cgroup_sockopt"];
            options.contains(&&*pair.name) && !pair.theirs && pair.ours.is_yes()
        },
        why: "it tries these in a program at getsockopt, and they can be called at setsockopt only",
    },
];

impl Comparison {
    /// Compares what `bpftool feature probe full` printed with what the same kernel answers here.
    pub(crate) fn of(features: &Features, printed: &str) -> Self {
        let theirs = findings(printed);
        // No packet comes from a remote control.
        let believes_all = theirs.get("helper bpf_rc_repeat in xdp") == Some(&true);
        let (mut pairs, mut only_here) = (Vec::new(), Vec::new());
        for name in names() {
            let Some((ours, waits)) = answer(features, &name) else { continue };
            match theirs.get(&name) {
                Some(&theirs) => pairs.push(Pair { name, theirs, ours, believes_all, waits }),
                None => only_here.push((name, ours)),
            }
        }
        Self { pairs, only_here }
    }
}

/// What is asked: types of programs, types of maps, and every helper in every type of program.
fn names() -> Vec<String> {
    let programs = || ProgramType::ALL.iter().filter(|one| one.0 != 0);
    let maps = MapType::ALL.iter().filter(|one| one.0 != 0).map(|one| format!("map type {one}"));
    let helpers = programs().flat_map(|program| {
        let helpers = Helper::ALL.iter().filter(|one| one.0 != 0);
        helpers.map(move |helper| format!("helper {helper} in {program}"))
    });
    programs().map(|one| format!("program type {one}")).chain(maps).chain(helpers).collect()
}

/// What is found here of something, and whether it is a helper that waits.
fn answer(features: &Features, name: &str) -> Option<(Support, bool)> {
    let program = |name: &str| ProgramType::ALL.iter().copied().find(|one| one.name() == Some(name));
    if let Some(name) = name.strip_prefix("program type ") {
        return Some((features.program_type(program(name)?), false));
    }
    if let Some(name) = name.strip_prefix("map type ") {
        let map = MapType::ALL.iter().copied().find(|one| one.name() == Some(name))?;
        return Some((features.map_type(map), false));
    }
    let (helper, program_type) = name.strip_prefix("helper ")?.split_once(" in ")?;
    let facts: &HelperFacts = features.helpers().find(helper)?;
    Some((features.helper(facts.helper, program(program_type)?), facts.sleeps))
}

/// What bpftool finds, by names such as `program type xdp`, `map type hash` and `helper bpf_redirect in xdp`.
fn findings(text: &str) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    let mut helpers_of: Option<String> = None;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["eBPF", "program_type", name, "is", ref rest @ ..] => {
                found.insert(format!("program type {name}"), rest == ["available"]);
            }
            ["eBPF", "map_type", name, "is", ref rest @ ..] => {
                found.insert(format!("map type {name}"), rest == ["available"]);
            }
            ["eBPF", "helpers", "supported", "for", "program", "type", name] => {
                let name = name.trim_end_matches(':');
                helpers_of = Some(name.to_owned());
                if found.get(&format!("program type {name}")) == Some(&true) {
                    for helper in Helper::ALL.iter().filter(|helper| helper.0 != 0) {
                        found.insert(format!("helper {helper} in {name}"), false);
                    }
                }
            }
            ["-", helper] => {
                if let Some(program) = &helpers_of {
                    found.insert(format!("helper {helper} in {program}"), true);
                }
            }
            _ => {}
        }
    }
    found
}

impl fmt::Display for Comparison {
    /// A table: types of programs and maps one by one, helpers counted by the type of program, and then the reasons.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<42} {:<8} {:<8} DIFFERENCE", "FEATURE", "BPFTOOL", "SKEP")?;
        for pair in self.pairs.iter().filter(|pair| !pair.name.starts_with("helper ")) {
            let theirs = if pair.theirs { "yes" } else { "no" };
            let why = if pair.agrees() { String::new() } else { numbers([pair]) };
            writeln!(
                f,
                "{}",
                format!("{:<42} {theirs:<8} {:<8} {why}", pair.name, word(&pair.ours)).trim_end()
            )?;
        }
        for (name, ours) in self.only_here.iter().filter(|(name, _)| !name.starts_with("helper ")) {
            writeln!(f, "{name:<42} {:<8} {:<8} this bpftool does not ask", "-", word(ours))?;
        }
        for program in ProgramType::ALL.iter().filter(|one| one.0 != 0) {
            let end = format!(" in {program}");
            let of_program = || self.pairs.iter().filter(|pair| pair.name.ends_with(&end));
            let differing: Vec<&Pair> = of_program().filter(|pair| !pair.agrees()).collect();
            let name = format!("helpers in {program}");
            if of_program().next().is_none() {
                let ours = self
                    .only_here
                    .iter()
                    .filter(|(name, ours)| name.ends_with(&end) && ours.is_yes())
                    .count();
                writeln!(
                    f,
                    "{name:<42} {:<8} {ours:<8} it says there are no such programs, or does not ask",
                    "-"
                )?;
                continue;
            }
            let theirs = of_program().filter(|pair| pair.theirs).count();
            let ours = of_program().filter(|pair| pair.ours.is_yes()).count();
            let why = match differing.len() {
                0 => String::new(),
                count => format!("{count}: {}", numbers(differing)),
            };
            writeln!(f, "{}", format!("{name:<42} {theirs:<8} {ours:<8} {why}").trim_end())?;
        }
        let differing = self.pairs.iter().filter(|pair| !pair.agrees());
        let unexplained = self.pairs.iter().filter(|pair| pair.unexplained()).count();
        let (compared, differing) = (self.pairs.len(), differing.count());
        writeln!(f, "\n{compared} compared, {differing} differ, {unexplained} of them for no known reason")?;
        for (index, reason) in REASONS.iter().enumerate() {
            let of_reason =
                || self.pairs.iter().filter(|pair| !pair.agrees() && pair.reason() == Some(index + 1));
            let names: Vec<&str> = of_reason().map(|pair| &*pair.name).take(3).collect();
            let count = of_reason().count();
            if count == 0 {
                continue;
            }
            let more = if count > names.len() { format!(", … ({count})") } else { String::new() };
            writeln!(f, "\n[{}] {}\n    {}{more}", index + 1, reason.why, names.join(", "))?;
        }
        Ok(())
    }
}

fn word(answer: &Support) -> &'static str {
    match answer {
        Support::Yes => "yes",
        Support::No => "no",
        Support::Unknown(_) => "unknown",
    }
}

/// The numbers of the reasons for which these differ.
fn numbers<'a>(pairs: impl IntoIterator<Item = &'a Pair>) -> String {
    let mut numbers: Vec<Option<usize>> = pairs.into_iter().map(Pair::reason).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let shown =
        numbers.iter().map(|number| number.map_or("[not known]".to_owned(), |one| format!("[{one}]")));
    shown.collect::<Vec<_>>().join(" ")
}
