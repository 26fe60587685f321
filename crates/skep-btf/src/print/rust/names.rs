//! Names that Rust takes, each given once.

use std::collections::HashMap;

/// The words that Rust keeps for itself (The Rust Reference, "Keywords", edition 2024).
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
/// Those of which not even `r#` makes names.
const NEVER: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// What a name of C, or of anything else, is called in Rust: keywords become raw identifiers (`r#type`), or end with `_`
/// where these are not possible (`self_`); what no identifier can have becomes `_`.
pub fn rust_identifier(name: &str) -> String {
    escaped(plain(name))
}

/// A name without what identifiers cannot have; it may still be a keyword.
pub(super) fn plain(name: &str) -> String {
    let mut name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if NEVER.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

fn escaped(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) { format!("r#{name}") } else { name }
}

/// Names of one place, none of which is given twice.
#[derive(Default)]
pub(super) struct Names(HashMap<String, u32>);

impl Names {
    /// Names of which these are taken.
    pub(super) fn reserved<'n>(taken: impl IntoIterator<Item = &'n str>) -> Self {
        Self(taken.into_iter().map(|name| (name.to_owned(), 1)).collect())
    }

    /// The name, or the first of `name___2`, `name___3` … that is free.
    pub(super) fn give(&mut self, name: &str) -> String {
        let plain = plain(name);
        loop {
            let count = self.0.entry(plain.clone()).or_insert(0);
            *count = count.saturating_add(1);
            if *count == 1 {
                return escaped(plain);
            }
            let other = format!("{plain}___{count}");
            if !self.0.contains_key(&other) {
                self.0.insert(other.clone(), 1);
                return other;
            }
        }
    }
}
