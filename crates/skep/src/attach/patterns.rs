//! Patterns for names: `vfs_*`, `tcp_v?_connect`.

/// Whether this is a pattern, and not a name.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name is of a pattern: `*` stands for any number of characters, `?` for one.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where the last `*` was, and how much of the name it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while place < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(&character) if character == '?' || character == name[place] => {
                (at, place) = (at + 1, place + 1);
            }
            _ => {
                let Some((begin, taken)) = star else { return false };
                star = Some((begin, taken + 1));
                (at, place) = (begin + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_stand_for_names() {
        let check = |pattern: &str, yes: &[&str], no: &[&str]| {
            for name in yes {
                assert!(matches(pattern, name), "{pattern} {name}");
            }
            for name in no {
                assert!(!matches(pattern, name), "{pattern} {name}");
            }
        };
        check("vfs_*", &["vfs_", "vfs_read"], &["vfs", "do_vfs_read", ""]);
        check("tcp_v?_connect", &["tcp_v4_connect", "tcp_v6_connect"], &["tcp_v_connect", "tcp_v46_connect"]);
        check("*a*b", &["ab", "xaxb", "aabb"], &["a", "ba", "abx"]);
        check("", &[""], &["a"]);
        check("read", &["read"], &["reads", "rea"]);
    }

    proptest! {
        #[test]
        fn what_is_put_in_for_stars_is_found(parts in proptest::collection::vec("[ab?]{0,3}", 1..4), between in "[abc]{0,4}") {
            let name = parts.join(&between).replace('?', "c");
            prop_assert!(matches(&parts.join("*"), &name));
            // Many stars and a long name take no long time.
            let many = "*a".repeat(30) + "x";
            prop_assert!(!matches(&many, &"a".repeat(2000)));
        }
    }
}
