//! Names on the command line and in files, and which known ones are nearest to one that is not known.

use skep::prelude::ProgramType;
use skep::uapi::HelperCategory;

/// How many names are offered instead of one that is not known.
const OFFERED: usize = 3;

/// The type of program of this name.
pub(crate) fn program_type(name: &str) -> Result<ProgramType, String> {
    let known = ProgramType::ALL.iter().copied().filter(|one| one.0 != 0);
    let found = known.clone().find(|one| one.name() == Some(name));
    found.ok_or_else(|| unknown("program type", name, known.filter_map(ProgramType::name)))
}

/// What helpers of this name are about.
pub(crate) fn category(name: &str) -> Result<HelperCategory, String> {
    HelperCategory::named(name)
        .ok_or_else(|| unknown("category", name, HelperCategory::ALL.iter().map(|one| one.name())))
}

/// What to say of a name that is not known.
pub(crate) fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = nearest(name, known);
    match nearest.as_slice() {
        [] => format!("there is no {what} `{name}`"),
        names => format!("there is no {what} `{name}`; near to it: {}", names.join(", ")),
    }
}

/// The names that are nearest: those it is a part of, and those that need the fewest changes.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let plain = |text: &str| -> Vec<char> {
        let text = text.to_lowercase().replace('-', "_");
        text.strip_prefix("bpf_").unwrap_or(&text).chars().collect()
    };
    let wanted = plain(name);
    let mut found: Vec<(bool, usize, &str)> = known
        .map(|known| {
            let other = plain(known);
            let part = !wanted.is_empty() && other.windows(wanted.len()).any(|part| part == wanted);
            (!part, distance(&wanted, &other), known)
        })
        // What needs more changes than half of its letters is another name.
        .filter(|(apart, distance, _)| !apart || *distance <= wanted.len().div_ceil(2))
        .collect();
    found.sort_unstable();
    found.into_iter().take(OFFERED).map(|(_, _, known)| known).collect()
}

/// How many letters must be put in, taken out or replaced to make one text of the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (at, with) in other.iter().enumerate() {
            let Some(above) = row.get(at + 1).copied() else { break };
            let here = (diagonal + usize::from(letter != with)).min(left + 1).min(above + 1);
            if let Some(cell) = row.get_mut(at) {
                *cell = left;
            }
            diagonal = above;
            left = here;
        }
        if let Some(last) = row.last_mut() {
            *last = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep::uapi::Helper;

    #[test]
    fn changes_are_counted() {
        let count = |one: &str, other: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            assert_eq!(distance(&letters(one), &letters(other)), distance(&letters(other), &letters(one)));
            distance(&letters(one), &letters(other))
        };
        assert_eq!(count("", ""), 0);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("redirect", "redirct"), 1);
        assert_eq!(count("abc", "abc"), 0);
    }

    #[test]
    fn near_names_are_offered() {
        let near = |name: &str| nearest(name, Helper::ALL.iter().filter_map(|helper| helper.name()));
        assert_eq!(near("map_lookup")[..2], ["bpf_map_lookup_elem", "bpf_map_lookup_percpu_elem"]);
        assert_eq!(near("bpf_redirct")[0], "bpf_redirect");
        assert_eq!(near("KTIME-GET"), ["bpf_ktime_get_ns", "bpf_ktime_get_tai_ns", "bpf_ktime_get_boot_ns"]);
        assert!(near("nothing_of_the_kind_at_all").is_empty());
        assert_eq!(program_type("xpd").unwrap_err(), "there is no program type `xpd`; near to it: xdp");
        assert_eq!(category("rings").unwrap_err(), "there is no category `rings`; near to it: ring, print");
        assert!(program_type("unspec").is_err());
    }
}
