//! The commands that the README tells the reader to run. CI runs the same ones, because it reads them here.

use super::{Report, Tree};

const README: &str = "README.md";

/// The commands of the README that CI runs.
#[derive(Default)]
pub(crate) struct Commands {
    /// The one that tests, as words: `cargo test`.
    pub(crate) test: Option<Vec<String>>,
    /// The one that shows what it is for, as words: `cargo run … -- …`.
    pub(crate) run: Option<Vec<String>>,
}

/// A line of a block of commands.
enum Line {
    Test,
    Run,
    /// How the reader gets to where the commands are run.
    Fetch,
    Unknown,
}

/// The commands of a README: the lines of its blocks marked `sh`, without comments.
pub(crate) fn commands(text: &str) -> Commands {
    let mut commands = Commands::default();
    for (_, words) in lines(text) {
        match line(&words) {
            Line::Test => commands.test.get_or_insert(words),
            Line::Run => commands.run.get_or_insert(words),
            Line::Fetch | Line::Unknown => continue,
        };
    }
    commands
}

/// Refuses commands that CI would not run.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    let Some(text) = tree.file(README) else { return };
    let (mut tests, mut runs) = (0, 0);
    for (at, words) in lines(text) {
        let again = match line(&words) {
            Line::Test => std::mem::replace(&mut tests, at),
            Line::Run => std::mem::replace(&mut runs, at),
            Line::Fetch => 0,
            Line::Unknown => {
                report.refuse(
                    README,
                    at,
                    format!("CI does not run `{}`", words.join(" ")),
                    "mark the block `text` instead of `sh`, or teach `cargo xtask ci` to run it",
                );
                0
            }
        };
        if again != 0 {
            report.refuse(
                README,
                at,
                format!(
                    "`{}` is a second command of its kind, after line {again}; CI runs the first",
                    words.join(" ")
                ),
                "mark the block `text` instead of `sh`",
            );
        }
    }
    for (at, what) in [(tests, "cargo test"), (runs, "cargo run")] {
        if at == 0 {
            report.refuse(README, 1, format!("no block marked `sh` has a `{what}`"), "say how it is done");
        }
    }
}

fn line(words: &[String]) -> Line {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["cargo", "test", ..] => Line::Test,
        ["cargo", "run", ..] => Line::Run,
        ["git", "clone", ..] | ["cd", ..] => Line::Fetch,
        _ => Line::Unknown,
    }
}

/// The lines of the blocks marked `sh`, with their numbers, in words.
fn lines(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut commands = Vec::new();
    let mut block: Option<bool> = None;
    for (at, line) in text.lines().enumerate() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            block = match block {
                None => Some(language.trim() == "sh"),
                Some(_) => None,
            };
            continue;
        }
        let command = line.split(" #").next().unwrap_or_default().trim();
        if block == Some(true) && !command.is_empty() && !command.starts_with('#') {
            commands.push((at + 1, command.split_whitespace().map(str::to_string).collect()));
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# Skep\n```sh\n# first\ngit clone X\ncargo run --release -- run execsnoop   # as root\n\
                        cargo test\n```\n```text\ncargo bench\n```\n";

    fn refusals(text: &str) -> Vec<String> {
        let mut report = Report::default();
        check(&Tree::of(&[(README, text)]), &mut report);
        report.shown()
    }

    #[test]
    fn the_commands_of_the_readme_are_read() {
        let commands = commands(GOOD);
        assert_eq!(commands.test.unwrap(), ["cargo", "test"]);
        assert_eq!(commands.run.unwrap(), ["cargo", "run", "--release", "--", "run", "execsnoop"]);
        assert_eq!(refusals(GOOD), [""; 0]);
    }

    #[test]
    fn a_command_that_ci_does_not_run_is_refused() {
        let found = refusals(&GOOD.replace("cargo test\n", "cargo test\ncargo bench\n"));
        assert!(found[0].starts_with("README.md:7: CI does not run `cargo bench`"), "{found:?}");
        let found = refusals(&GOOD.replace("cargo test\n", "cargo test\ncargo test --workspace\n"));
        assert!(found[0].contains("a second command of its kind, after line 6"), "{found:?}");
        let found = refusals(&GOOD.replace("cargo test\n", ""));
        assert!(found[0].contains("no block marked `sh` has a `cargo test`"), "{found:?}");
    }
}
