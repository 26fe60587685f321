//! What an overlay's file must look like, and where in it something is wrong.

use crate::nearest::nearest;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// A file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Where the facts are from, by kind of fact.
    #[serde(default)]
    pub(super) source: BTreeMap<String, String>,
    /// Lists of types of program that have a name here, besides those that Skep knows.
    #[serde(default)]
    pub(super) groups: Groups,
    /// The facts, by the names of the helpers.
    #[serde(default)]
    pub(super) facts: BTreeMap<Spanned<String>, Entry>,
}

/// Lists of types of program that have a name.
pub(super) type Groups = BTreeMap<String, Vec<String>>;

/// What is said of one helper. The fields are those of the fact files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) value: Option<Spanned<u32>>,
    pub(super) since: Option<Spanned<String>>,
    pub(super) gpl_only: Option<bool>,
    pub(super) category: Option<Spanned<String>>,
    pub(super) args: Option<Spanned<String>>,
    pub(super) result: Option<Spanned<String>>,
    #[serde(rename = "in")]
    pub(super) callers: Option<Spanned<Vec<String>>>,
    pub(super) only: Option<Spanned<BTreeMap<String, Vec<String>>>>,
    pub(super) also: Option<Spanned<Vec<Variant>>>,
    pub(super) sleeps: Option<bool>,
    pub(super) packet_memory: Option<bool>,
    pub(super) moves_packet: Option<bool>,
    pub(super) says: Option<String>,
}

/// Other arguments of a helper in some types of program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variant {
    #[serde(rename = "in")]
    pub(super) callers: Vec<String>,
    pub(super) args: String,
}

/// The names of the fields of an entry, and of what else a file may have.
const FIELDS: [&str; 13] = [
    "value",
    "since",
    "gpl_only",
    "category",
    "args",
    "result",
    "in",
    "only",
    "also",
    "sleeps",
    "packet_memory",
    "moves_packet",
    "says",
];
const TABLES: [&str; 3] = ["source", "groups", "facts"];

/// One thing that is wrong in a file.
pub(super) struct Problem {
    /// The line, from 1 on.
    pub(super) line: usize,
    /// The helper that it is about.
    pub(super) entry: Option<String>,
    /// The field.
    pub(super) field: Option<String>,
    pub(super) what: String,
}

impl Problem {
    /// `FILE:LINE: `ENTRY`: `FIELD`: what`.
    pub(super) fn shown(&self, file: &str) -> String {
        let mut out = format!("{file}:{}: ", self.line);
        for part in [&self.entry, &self.field].into_iter().flatten() {
            out += &format!("`{part}`: ");
        }
        out + &self.what
    }
}

/// The line of a place in a text, from 1 on.
pub(super) fn line(text: &str, place: &Range<usize>) -> usize {
    1 + text.bytes().take(place.start).filter(|byte| *byte == b'\n').count()
}

/// Reads a file. Whether what it says makes sense is another question.
pub(super) fn parse(text: &str) -> Result<File, Problem> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |place| line(text, &place));
        let (entry, field) = around(text, line);
        let message = error.message().trim();
        // The names that are allowed are too many to be read with pleasure.
        let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        match unknown {
            Some(unknown) => {
                let known = FIELDS.iter().chain(&TABLES).copied();
                let near = nearest(unknown, known).first().map(|near| format!("; near to it: {near}"));
                let what = format!("unknown field `{unknown}`{}", near.unwrap_or_default());
                Problem { line, entry, field: None, what }
            }
            None => Problem { line, entry, field, what: message.replace('\n', ", ") },
        }
    })
}

/// The entry that a line is in, and the field it begins with, as far as that can be seen.
fn around(text: &str, line: usize) -> (Option<String>, Option<String>) {
    let lines: Vec<&str> = text.lines().take(line).map(str::trim).collect();
    let header = lines.iter().rev().find(|line| line.starts_with('['));
    let entry = header.and_then(|line| line.strip_prefix("[facts.")?.split(']').next());
    let key = lines.last().and_then(|line| Some(line.split_once('=')?.0.trim()));
    let key = key.filter(|key| FIELDS.contains(key));
    (entry.map(ToOwned::to_owned), key.map(ToOwned::to_owned))
}
