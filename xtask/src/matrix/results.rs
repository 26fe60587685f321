//! What came out on each kernel, test by test: kept in files, and shown as a page with a row for each test and a column for each
//! kernel.

use super::serial::{Serial, SuiteRun};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Where the results are kept, in a file for each kernel.
const FOLDER: &str = "xtask/results";
/// The page that is made of them.
const PAGE: &str = "docs/kernel-matrix.md";
/// How much of a reason is kept.
const REASON: usize = 240;

/// How a test went.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Went {
    Passed,
    Failed,
    /// It could not run, for this reason.
    Skipped(String),
}

/// What came out on a kernel: for each suite and test, how it went.
#[derive(Default, PartialEq, Eq, Debug)]
struct Results {
    /// The kernel's release.
    release: String,
    tests: BTreeMap<(String, String), Went>,
}

impl Results {
    /// Takes in what a machine wrote. Of the suites that were run as a whole, what was known before is forgotten.
    fn take(&mut self, serial: &Serial, whole: bool) {
        self.release = serial.release.clone().unwrap_or_default();
        for suite in &serial.suites {
            self.tests.retain(|(of, _), _| !whole || *of != suite.name);
            for (test, went) in tests(suite) {
                self.tests.insert((suite.name.clone(), test), went);
            }
        }
    }

    fn read(text: &str) -> Self {
        let mut lines = text.lines();
        let release = lines.next().unwrap_or_default().to_owned();
        let test = |line: &str| {
            let mut fields = line.splitn(4, '\t');
            let (suite, test, went) = (fields.next()?, fields.next()?, fields.next()?);
            let went = match went {
                "passed" => Went::Passed,
                "skipped" => Went::Skipped(fields.next()?.to_owned()),
                _ => Went::Failed,
            };
            Some(((suite.to_owned(), test.to_owned()), went))
        };
        Self { release, tests: lines.filter_map(test).collect() }
    }

    fn write(&self) -> String {
        let mut text = format!("{}\n", self.release);
        for ((suite, test), went) in &self.tests {
            let (word, reason) = match went {
                Went::Passed => ("passed", ""),
                Went::Failed => ("failed", ""),
                Went::Skipped(reason) => ("skipped", reason.as_str()),
            };
            let line = format!("{suite}\t{test}\t{word}\t{reason}");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The tests that a suite says it ran, with how they went.
fn tests(suite: &SuiteRun) -> BTreeMap<String, Went> {
    let mut found = BTreeMap::new();
    let mut open: Option<&str> = None;
    for line in suite.output.lines() {
        let said = match line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ")) {
            Some((name, said)) => {
                open = Some(name.trim_end());
                said
            }
            None => line,
        };
        // A test may write something between its name and how it went.
        let word = said.split([' ', ',']).next().unwrap_or_default();
        let went = match word {
            "ok" => Went::Passed,
            "FAILED" => Went::Failed,
            "ignored" => Went::Skipped(String::new()),
            _ => continue,
        };
        if let Some(name) = open.take() {
            found.insert(name.to_owned(), went);
        }
    }
    // What has not said how it went was running when the machine ended.
    if let Some(name) = open {
        found.insert(name.to_owned(), Went::Failed);
    }
    for skipped in suite.skipped() {
        let reason = skipped.reason.replace(['\t', '|'], " ").trim_end().to_owned();
        let reason = match reason.char_indices().nth(REASON) {
            Some((at, _)) => format!("{}…", &reason[..at]),
            None => reason,
        };
        found.insert(skipped.what, Went::Skipped(reason));
    }
    found
}

/// Keeps what came out on a kernel, of whole suites or of some of their tests, and makes the page anew.
pub(super) fn keep(root: &Path, kernel: &str, serial: &Serial, whole: bool) -> Result<(), String> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let file = folder.join(format!("{kernel}.tsv"));
    let mut results = fs::read_to_string(&file).map(|text| Results::read(&text)).unwrap_or_default();
    results.take(serial, whole);
    fs::write(&file, results.write()).map_err(|error| format!("{}: {error}", file.display()))?;
    write_page(root)
}

/// Makes the page of the results that are kept.
pub(crate) fn write_page(root: &Path) -> Result<(), String> {
    let page = root.join(PAGE);
    fs::write(&page, page_of(&kept(root)?)).map_err(|error| format!("{}: {error}", page.display()))
}

/// The results that are kept, by their kernels, the oldest first.
fn kept(root: &Path) -> Result<Vec<(String, Results)>, String> {
    let folder = root.join(FOLDER);
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
        let Some(name) = file.file_name().and_then(|name| name.to_str()?.strip_suffix(".tsv")) else {
            continue;
        };
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        found.push((name.to_owned(), Results::read(&text)));
    }
    found.sort_by(|(a, _), (b, _)| super::apt::order(a, b));
    Ok(found)
}

const HEAD: &str = "\
# Tests on other kernels

What came out of the tests that need a kernel, on kernels in an emulator. `cargo xtask matrix --keep` writes this page from what it
sees ([kernels.md](kernels.md) says how); an empty cell is a test that came after the last run on that kernel, or that it ended
before. The numbers behind skipped tests are those of the reasons at the end.
";

/// The page.
fn page_of(kernels: &[(String, Results)]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n| kernel | passed | skipped | failed |\n|---|---|---|---|\n");
    for (name, Results { release, tests }) in kernels {
        let count = |is: fn(&Went) -> bool| tests.values().filter(|went| is(went)).count();
        let [passed, skipped, failed] = [
            count(|went| *went == Went::Passed),
            count(|went| matches!(went, Went::Skipped(_))),
            count(|went| *went == Went::Failed),
        ];
        let _ = writeln!(page, "| {name} ({release}) | {passed} | {skipped} | {failed} |");
    }
    let mut reasons: Vec<&str> = Vec::new();
    let all: BTreeSet<&(String, String)> =
        kernels.iter().flat_map(|(_, results)| results.tests.keys()).collect();
    let mut last = None;
    for key in all {
        let (suite, test) = key;
        if last != Some(suite) {
            last = Some(suite);
            let names: Vec<&str> = kernels.iter().map(|(name, _)| name.as_str()).collect();
            let _ = writeln!(
                page,
                "\n## {suite}\n\n| test | {} |\n|---{}|",
                names.join(" | "),
                "|---".repeat(names.len())
            );
        }
        let _ = write!(page, "| {} |", test.replace('|', "\\|"));
        for (_, results) in kernels {
            match results.tests.get(key) {
                None => page.push_str("  |"),
                Some(Went::Passed) => page.push_str(" passed |"),
                Some(Went::Failed) => page.push_str(" **failed** |"),
                Some(Went::Skipped(reason)) => {
                    let at = reasons.iter().position(|one| one == reason).unwrap_or_else(|| {
                        reasons.push(reason);
                        reasons.len() - 1
                    });
                    let _ = write!(page, " skipped ({}) |", at + 1);
                }
            }
        }
        page.push('\n');
    }
    page.push_str("\n## Reasons\n\n");
    for (number, reason) in reasons.iter().enumerate() {
        let _ = writeln!(page, "{}. {reason}", number + 1);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serial(log: &str) -> Serial {
        let mut serial = Serial::default();
        for line in log.lines() {
            serial.line(line);
        }
        serial
    }

    const LOG: &str = "\
==matrix kernel 6.12.1
==matrix begin skep/it
test one [host]   ... ok
test two [host]   ... something
that it writes
FAILED
test three [host] ... ignored
skipped: three [host]: it has\tno | such: thing
==matrix end 101 1
==matrix begin skep/maps
test four [host]  ... Oops
";

    #[test]
    fn results_are_read_written_and_read_again() {
        let mut results = Results::default();
        results.take(&serial(LOG), true);
        let text = "6.12.1\nskep/it\tone [host]\tpassed\nskep/it\tthree [host]\tskipped\tit has no   such: thing\n\
                    skep/it\ttwo [host]\tfailed\nskep/maps\tfour [host]\tfailed\n";
        assert_eq!(results.write(), text);
        assert_eq!(Results::read(text), results);
        // A suite that is run again has only what it ran; the other stays.
        let later = serial("==matrix kernel 6.12.2\n==matrix begin skep/maps\ntest five ... ok\n");
        results.take(&later, true);
        let names: Vec<&str> = results.tests.keys().map(|(_, test)| test.as_str()).collect();
        assert_eq!(
            (names, &*results.release),
            (vec!["one [host]", "three [host]", "two [host]", "five"], "6.12.2")
        );
    }

    #[test]
    fn the_page_has_a_row_for_each_test_and_a_column_for_each_kernel() {
        let mut newer = Results::default();
        newer.take(&serial(LOG), true);
        let older = Results::read("6.1.0\nskep/it\tone [host]\tskipped\tno\nskep/it\ttwo [host]\tpassed\n");
        let page = page_of(&[("6.1".into(), older), ("6.12".into(), newer)]);
        let rows: Vec<&str> =
            page.lines().filter(|line| line.starts_with('|') || line.starts_with("1.")).collect();
        assert_eq!(
            rows,
            [
                "| kernel | passed | skipped | failed |",
                "|---|---|---|---|",
                "| 6.1 (6.1.0) | 1 | 1 | 0 |",
                "| 6.12 (6.12.1) | 1 | 1 | 2 |",
                "| test | 6.1 | 6.12 |",
                "|---|---|---|",
                "| one [host] | skipped (1) | passed |",
                "| three [host] |  | skipped (2) |",
                "| two [host] | passed | **failed** |",
                "| test | 6.1 | 6.12 |",
                "|---|---|---|",
                "| four [host] |  | **failed** |",
                "1. no",
            ]
        );
    }

    #[test]
    fn the_page_is_made_of_the_results_that_are_kept() {
        let root = crate::root();
        let kept = kept(&root).unwrap();
        let page = fs::read_to_string(root.join(PAGE)).unwrap();
        assert!(page == page_of(&kept), "`cargo xtask bless` makes it");
    }
}
