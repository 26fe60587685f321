//! The harness under itself: small suites are run as processes of their own, and what they print is compared.
//!
//! This binary is both sides: with `child NAME` in front of its arguments it is the suite of that name.

use skep_harness::{Outcome, Stop, Suite, skip};
use std::ffi::OsString;
use std::fs::File;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let [program, child, name, rest @ ..] = arguments.as_slice()
        && child == "child"
    {
        let arguments = [program].into_iter().chain(rest).cloned();
        return child_suite(&name.to_string_lossy()).run_with(arguments);
    }
    Suite::new("harness")
        .test("a suite with a passing test passes", a_passing_suite)
        .test("a failing test fails the suite and says why", a_failing_suite)
        .test("a panic is a failure with its message", a_panicking_suite)
        .test("a skipped test is listed with its reason", a_skipping_suite)
        .test("a twin is two tests, and each has its own world", a_twin)
        .test("a descriptor that is left open fails the suite and is named", a_leaking_suite)
        .test("a descriptor that a panic leaves open fails the suite", a_leak_of_a_panic)
        .test("nothing but the tests is in the list", a_list)
        .test("one test can be run by its exact name", an_exact_name)
        .test("two tests with one name are refused", two_of_one_name)
        .test("a suite with twins runs one test at a time", serial)
        .test("output for a program stays free of other lines", json)
        .run()
}

fn child_suite(name: &str) -> Suite {
    let suite = Suite::new(name);
    match name {
        "passing" => suite.test("it passes", || Ok(())),
        "failing" => {
            suite.test("it fails", || Err("the reason\nin two lines".into())).test("it passes", || Ok(()))
        }
        "panicking" => suite.test("it panics", || panic!("the message")),
        "skipping" => suite.test("it cannot run", || skip("no such\n  device")).test("it passes", || Ok(())),
        "twin" => suite.twin(
            "it counts",
            || skip("no host"),
            || Ok(41_u32),
            |world| {
                if *world == 41 { Ok(()) } else { Err(format!("the world is {world}").into()) }
            },
        ),
        "leaking" => suite.serial().test("it is tidy", || Ok(())).test("it leaks", || {
            std::mem::forget(File::open("/dev/null")?);
            Ok(())
        }),
        "leaking panic" => suite
            .serial()
            .test("it panics", || {
                std::mem::forget(File::open("/dev/null"));
                panic!("with an open file")
            })
            .test("it passes", || Ok(())),
        "double" => suite.test("it passes", || Ok(())).test("it passes", || Ok(())),
        "serial" => ["a", "b", "c"].into_iter().fold(suite.serial(), |suite, name| {
            suite.test(name, || {
                // With one thread the tests run in the main thread.
                match std::thread::current().name() {
                    Some("main") => Ok(()),
                    other => Err(format!("runs in the thread {other:?}").into()),
                }
            })
        }),
        _ => suite,
    }
}

/// What a child suite printed and how it ended.
struct Seen {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn child(name: &str, arguments: &[&str]) -> Result<Seen, Stop> {
    let output = Command::new(std::env::current_exe()?).args(["child", name]).args(arguments).output()?;
    Ok(Seen {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout)?,
        stderr: String::from_utf8(output.stderr)?,
    })
}

impl Seen {
    fn contains(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "`{text}` is not in:\n{}\n{}", self.stdout, self.stderr);
        self
    }
}

fn a_passing_suite() -> Outcome {
    let seen = child("passing", &[])?;
    assert_eq!(seen.code, Some(0));
    seen.contains("test it passes ... ok").contains("test result: ok. 1 passed; 0 failed; 0 ignored");
    Ok(())
}

fn a_failing_suite() -> Outcome {
    let seen = child("failing", &[])?;
    assert_eq!(seen.code, Some(101));
    seen.contains("the reason\nin two lines").contains("test result: FAILED. 1 passed; 1 failed");
    Ok(())
}

fn a_panicking_suite() -> Outcome {
    let seen = child("panicking", &[])?;
    assert_eq!(seen.code, Some(101));
    seen.contains("test panicked: the message");
    Ok(())
}

fn a_skipping_suite() -> Outcome {
    let seen = child("skipping", &[])?;
    assert_eq!(seen.code, Some(0));
    seen.contains("\nskipped: it cannot run: no such; device\n").contains("1 passed; 0 failed; 1 ignored");
    Ok(())
}

fn a_twin() -> Outcome {
    let seen = child("twin", &[])?;
    assert_eq!(seen.code, Some(0));
    seen.contains("skipped: it counts [host]: no host").contains("test it counts [simulated] ... ok");
    Ok(())
}

fn a_leaking_suite() -> Outcome {
    counted()?;
    let seen = child("leaking", &[])?;
    assert_eq!(seen.code, Some(101));
    seen.contains("test result: ok. 2 passed").contains("left open by the suite `leaking`: descriptor ");
    seen.contains(", /dev/null, since the test `it leaks`\n");
    Ok(())
}

fn a_leak_of_a_panic() -> Outcome {
    counted()?;
    let seen = child("leaking panic", &[])?;
    assert_eq!(seen.code, Some(101));
    seen.contains(", /dev/null, since the test `it panics`\n");
    Ok(())
}

/// Skips where descriptors are not counted.
fn counted() -> Outcome {
    if std::path::Path::new("/proc/self/fd").exists() { Ok(()) } else { skip("there is no /proc/self/fd") }
}

fn a_list() -> Outcome {
    let seen = child("skipping", &["--list", "--format", "terse"])?;
    assert_eq!((seen.code, seen.stdout.as_str()), (Some(0), "it cannot run: test\nit passes: test\n"));
    let ignored = child("skipping", &["--list", "--format", "terse", "--ignored"])?;
    assert_eq!((ignored.code, ignored.stdout.as_str()), (Some(0), ""));
    Ok(())
}

fn an_exact_name() -> Outcome {
    let seen = child("twin", &["it counts [simulated]", "--exact", "--nocapture"])?;
    assert_eq!(seen.code, Some(0));
    seen.contains("1 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out");
    Ok(())
}

fn two_of_one_name() -> Outcome {
    let seen = child("double", &[])?;
    assert_eq!(seen.code, Some(101));
    seen.contains("the suite `double` has two tests with the name `it passes`");
    Ok(())
}

fn serial() -> Outcome {
    assert_eq!(child("serial", &[])?.code, Some(0));
    assert_eq!(child("serial", &["--test-threads", "2"])?.code, Some(101));
    Ok(())
}

fn json() -> Outcome {
    let seen = child("skipping", &["--format", "json"])?;
    assert!(seen.stdout.lines().all(|line| line.starts_with('{')), "{}", seen.stdout);
    assert!(seen.stderr.contains("skipped: it cannot run: no such; device"), "{}", seen.stderr);
    Ok(())
}
