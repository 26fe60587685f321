//! The records of decisions in `docs/adr`: numbered without gaps, and each with its status.

use super::{Report, Tree, line_where};

const FOLDER: &str = "docs/adr/";
const STATUSES: &str = "proposed, accepted, rejected, or superseded by NNNN";

/// Refuses records with a wrong name, number or status.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    let records = tree.files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix(FOLDER)?;
        (name != "README.md").then_some((path, name, text))
    });
    let mut expected = 1;
    for (path, name, text) in records {
        let Some(number) = number(name) else {
            report.refuse(
                path,
                1,
                format!("`{name}` is no name of a record"),
                "name it NNNN-title-in-words.md",
            );
            continue;
        };
        if number != expected {
            report.refuse(
                path,
                1,
                format!("the record has the number {number:04}; {expected:04} comes next"),
                "number the records from 0001 on, without gaps",
            );
        }
        expected = number + 1;
        let line = line_where(text, |line| line.starts_with("Status:"));
        let status = text.lines().find_map(|line| line.strip_prefix("Status:")).map(str::trim);
        match status {
            None => {
                report.refuse(path, 1, "the record has no status", format!("write `Status: ` and {STATUSES}"))
            }
            Some(status) if is_status(status) => {}
            Some(status) => {
                report.refuse(path, line, format!("`{status}` is no status"), format!("write {STATUSES}"));
            }
        }
    }
}

fn number(name: &str) -> Option<u32> {
    let (number, title) = name.strip_suffix(".md")?.split_once('-')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (number.len() == 4 && !title.is_empty() && title.chars().all(plain)).then(|| number.parse().ok())?
}

fn is_status(status: &str) -> bool {
    let status = status.trim_end_matches('.').to_lowercase();
    ["proposed", "accepted", "rejected"].contains(&status.as_str())
        || status.strip_prefix("superseded by ").is_some_and(|n| n.len() == 4 && n.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(files: &[(&str, &str)]) -> Vec<String> {
        let mut report = Report::default();
        check(&Tree::of(files), &mut report);
        report.shown()
    }

    #[test]
    fn records_are_numbered_and_have_a_status() {
        let good = "# A\n\nStatus: accepted\n";
        assert_eq!(refusals(&[("docs/adr/0001-a.md", good), ("docs/adr/0002-b-c.md", good)]), [""; 0]);
        assert_eq!(refusals(&[("docs/adr/0001-a.md", "# A\n\nStatus: superseded by 0002.\n")]), [""; 0]);
        let gap = refusals(&[("docs/adr/0001-a.md", good), ("docs/adr/0003-b.md", good)]);
        assert!(gap[0].contains("the number 0003; 0002 comes next"), "{gap:?}");
        let name = refusals(&[("docs/adr/first.md", good)]);
        assert!(name[0].contains("no name of a record"), "{name:?}");
        let status = refusals(&[("docs/adr/0001-a.md", "# A\nStatus: maybe\n")]);
        assert!(status[0].contains("docs/adr/0001-a.md:2: `maybe` is no status"), "{status:?}");
        let none = refusals(&[("docs/adr/0001-a.md", "# A\n")]);
        assert!(none[0].contains("has no status"), "{none:?}");
    }
}
