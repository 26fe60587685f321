//! What comes over the serial line of an emulated machine: the output of the tests, between the marks of the first
//! process (`init.sh`).

use crate::results::{self, Counts, Skipped};

/// What every mark begins with.
pub(super) const MARK: &str = "==matrix ";

/// A binary's run in the machine.
#[derive(Default, PartialEq, Eq, Debug)]
pub(super) struct SuiteRun {
    /// The binary's name.
    pub(super) name: String,
    /// What it wrote.
    pub(super) output: String,
    /// How it ended, if it did.
    pub(super) end: Option<End>,
}

/// How a binary ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct End {
    /// Its exit code; 143 if its time was over.
    pub(super) code: u32,
    /// How many seconds it took.
    pub(super) seconds: u32,
}

/// What was read so far.
#[derive(Default)]
pub(super) struct Serial {
    /// The kernel's release, once the first process has said it.
    pub(super) release: Option<String>,
    /// The binaries that were begun.
    pub(super) suites: Vec<SuiteRun>,
    /// What else the first process has to say: modules that could not be inserted, what the kernel complained of.
    pub(super) notes: Vec<String>,
    /// Whether the first process got to its end.
    pub(super) is_whole: bool,
    /// The last line that was not empty.
    pub(super) last: String,
}

impl Serial {
    /// Takes in a line, without its end. Gives the binary that has ended with it.
    pub(super) fn line(&mut self, line: &str) -> Option<&SuiteRun> {
        let line = line.trim_end_matches('\r');
        if !line.trim().is_empty() {
            self.last = line.trim().to_owned();
        }
        // What is written without an end of line, for example by firmware, stands before the mark.
        let Some((before, mark)) = line.split_once(MARK) else {
            self.write(line);
            return None;
        };
        if !before.is_empty() {
            self.write(before);
        }
        let (word, rest) = mark.split_once(' ').unwrap_or((mark, ""));
        match word {
            "kernel" => self.release = Some(rest.to_owned()),
            "note" => self.notes.push(rest.to_owned()),
            "begin" => self.suites.push(SuiteRun { name: rest.to_owned(), ..SuiteRun::default() }),
            "end" => {
                let numbers: Vec<u32> = rest.split(' ').filter_map(|number| number.parse().ok()).collect();
                let suite = self.suites.last_mut().filter(|suite| suite.end.is_none())?;
                if let [code, seconds] = numbers[..] {
                    suite.end = Some(End { code, seconds });
                    return Some(suite);
                }
            }
            "done" => self.is_whole = true,
            _ => {}
        }
        None
    }

    fn write(&mut self, text: &str) {
        if let Some(suite) = self.suites.last_mut().filter(|suite| suite.end.is_none()) {
            suite.output.push_str(text);
            suite.output.push('\n');
        }
    }
}

impl SuiteRun {
    /// How its tests went.
    pub(super) fn counts(&self) -> Counts {
        results::counts(&self.output)
    }

    /// What it said that it skipped.
    pub(super) fn skipped(&self) -> Vec<Skipped> {
        results::skipped(&self.name, &self.output)
    }

    /// What went wrong in it, if something did.
    pub(super) fn failure(&self) -> Option<String> {
        let Self { name, output, .. } = self;
        let last = output.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("nothing").trim();
        match self.end {
            None => Some(format!("{name}: the machine ended while it ran; the last line was: {last}")),
            Some(End { code: 0, .. }) => None,
            // 128 and the number of the signal that ends it when its time is over.
            Some(End { code: 143, seconds }) => {
                Some(format!("{name}: it did not end in {seconds} s; the last line was: {last}"))
            }
            Some(End { code, .. }) => {
                // What the runner has to say of the tests that failed, to the end.
                let from = output.find("\nfailures:").map_or(0, |at| at + 1);
                let told = match output.get(from..) {
                    Some(told) if from > 0 => told.trim_end(),
                    _ => last,
                };
                Some(format!("{name}: it ended with code {code}\n{told}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
\u{1b}[2JBooting from ROM..==matrix kernel 6.12.107+deb13-cloud-amd64\r
==matrix note the module `x` could not be inserted\r
==matrix begin skep/it\r
running 2 tests\r
test one [host] ... ok\r
test two [host] ... ignored (a reason)\r
test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.00s\r
skipped: two [host]: a reason\r
==matrix end 0 12\r
==matrix begin skep/elf\r
test three ... FAILED\r
\r
failures:\r
\r
---- three ----\r
it is wrong\r
\r
test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\r
==matrix end 101 3\r
==matrix begin skep/facts\r
test four ... ==matrix end 143 600\r
==matrix begin skep/errors\r
test five ... \r
";

    fn read(log: &str) -> Serial {
        let mut serial = Serial::default();
        for line in log.split('\n') {
            serial.line(line);
        }
        serial
    }

    #[test]
    fn results_are_read_between_the_marks() {
        let serial = read(LOG);
        assert_eq!(serial.release.as_deref(), Some("6.12.107+deb13-cloud-amd64"));
        assert_eq!(serial.notes, ["the module `x` could not be inserted"]);
        let names: Vec<&str> = serial.suites.iter().map(|suite| suite.name.as_str()).collect();
        assert_eq!(names, ["skep/it", "skep/elf", "skep/facts", "skep/errors"]);
        let first = &serial.suites[0];
        assert_eq!(first.counts().to_string(), "1 passed, 0 failed, 1 skipped");
        assert_eq!((first.end, first.failure()), (Some(End { code: 0, seconds: 12 }), None));
        let [skipped] = &first.skipped()[..] else { panic!("one was skipped") };
        assert_eq!((skipped.what.as_str(), skipped.reason.as_str()), ("two [host]", "a reason"));
    }

    #[test]
    fn what_went_wrong_is_told() {
        let failures: Vec<String> = read(LOG).suites.iter().filter_map(SuiteRun::failure).collect();
        assert_eq!(
            failures,
            [
                "skep/elf: it ended with code 101\nfailures:\n\n---- three ----\nit is wrong\n\n\
                 test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
                "skep/facts: it did not end in 600 s; the last line was: test four ...",
                "skep/errors: the machine ended while it ran; the last line was: test five ...",
            ]
        );
    }

    #[test]
    fn a_log_is_whole_when_the_last_mark_came() {
        assert!(!read(LOG).is_whole);
        assert!(read("==matrix kernel 6.1\n==matrix done").is_whole);
        // A mark that is cut off says nothing.
        let mut serial = read("==matrix begin a\n==matrix end 0");
        assert_eq!(serial.suites[0].end, None);
        assert_eq!(serial.line("==matrix end x y"), None);
        assert_eq!(read("noise\n==matrix end 0 1").suites, []);
    }

    #[test]
    fn a_suite_is_given_back_when_it_ends() {
        let mut serial = read("==matrix begin a\nb");
        assert_eq!(serial.line("==matrix end 0 1").map(|suite| suite.output.clone()), Some("b\n".into()));
        assert_eq!(serial.line("==matrix end 0 1"), None);
    }
}
