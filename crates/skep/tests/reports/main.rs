//! Refusals: what a kernel's verifier says of programs that it does not take, and what is made of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod cases;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use cases::{CASES, Case, STRUCTURAL, object};
use skep::isa::{Image, ImageOptions};
use skep::prelude::*;
use skep::uapi::Errno;
use skep::uapi::kernel::{Log, ProgramLoad};
use skep::{Cause, Rejection, VerifierReport};
use skep_harness::{Outcome, Suite};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use world::{World, host};

/// What this binary is started with to write what the running kernel says of each case into a folder, or, if that is `-`, to its
/// output: `cargo xtask matrix --logs` reads it there.
const WRITE_LOGS: &str = "write-logs";

fn main() -> ExitCode {
    if let [_, command, folder] = std::env::args().collect::<Vec<_>>().as_slice()
        && command == WRITE_LOGS
    {
        return write_logs(Path::new(folder));
    }
    Suite::new("reports")
        .test("refusals are told apart by the running kernel's log [host]", refusals_are_told_apart)
        .test("the simulated kernel refuses what the running one does, in its words", refused_alike)
        .test("a program that follows the hint is taken [host]", hints_are_worth_following)
        .test("the logs of several kernels are read as reports", logs_are_read_as_reports)
        .test("every kind of refusal is in the documentation as it is in the table", kinds_are_documented)
        .run()
}

/// What a kernel says of a program, however it is refused.
fn refusal(world: &World, case: &Case) -> VerifierReport {
    let spec = object(case, case.text);
    let error = spec.load(&world.kernel).map(drop).expect_err(case.rejection);
    match error.verifier_report() {
        Some(report) => report.clone(),
        None => {
            assert!(matches!(error.cause(), Cause::Spec(_)), "{}: {error:#}", case.rejection);
            VerifierReport::from_log(log_by_hand(world, &spec))
        }
    }
}

/// What a kernel says of a program without maps that nothing looks at before.
fn log_by_hand(world: &World, spec: &ObjectSpec) -> String {
    let program = &spec.programs[0];
    let image = Image::link((&program.name, &program.code), &[], ImageOptions::default());
    // What cannot be laid out is given by hand.
    let bytes = image.map_or_else(|_| broken(), |image| image.bytes);
    let mut buffer = vec![0; 1 << 16];
    let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
    let request = ProgramLoad {
        program_type: program.program_type,
        license: "GPL",
        instructions: &bytes,
        ..ProgramLoad::default()
    };
    let refused = world.kernel.api().program_load(&request, Some(&mut log)).map(drop);
    assert!(matches!(refused, Err(errno) if errno != Errno::EPERM), "{refused:?}");
    log.text()
}

/// `r0 = 0`, `if r0 == 0 goto +7`, `exit`.
fn broken() -> Vec<u8> {
    let slots: [(u8, i16); 3] = [(0xb7, 0), (0x15, 7), (0x95, 0)];
    slots
        .iter()
        .flat_map(|(opcode, offset)| {
            let mut slot = [*opcode, 0, 0, 0, 0, 0, 0, 0];
            slot[2..4].copy_from_slice(&offset.to_ne_bytes());
            slot
        })
        .collect()
}

fn refusals_are_told_apart() -> Outcome {
    let world = host()?;
    let mut problems = String::new();
    for case in CASES.iter().chain(STRUCTURAL) {
        let report = refusal(&world, case);
        let found = report.rejection.map_or("none", |rejection| rejection.name);
        let line =
            report.place.as_ref().and_then(|place| place.location.as_ref()).map(|location| location.line);
        let wrong_line = CASES.iter().any(|other| std::ptr::eq(other, case))
            && case.line().is_some()
            && line != case.line();
        if found != case.rejection || report.hint.is_none() || wrong_line {
            writeln!(
                problems,
                "{}: {found}, line {line:?} instead of {:?}\n{report:#}\n",
                case.rejection,
                case.line()
            )?;
        }
    }
    assert!(problems.is_empty(), "{problems}");
    Ok(())
}

/// Those that the simulated kernel does not find when it loads them: it finds them when they run, or not at all.
const FOUND_WHEN_RUN: &[&str] = &["negative-offset", "stack-too-deep", "endless-loop", "too-complex"];

/// What the running kernel refuses, as the other test says, the simulated one refuses by the same kind; those that are mended
/// it takes.
fn refused_alike() -> Outcome {
    let world = world::simulated()?;
    let mut problems = String::new();
    let (mut alike, mut taken) = (0, Vec::new());
    for case in CASES.iter().chain(STRUCTURAL) {
        if object(case, case.text).load(&world.kernel).is_ok() {
            taken.push(case.rejection);
            continue;
        }
        let report = refusal(&world, case);
        let found = report.rejection.map_or("none", |rejection| rejection.name);
        let line =
            report.place.as_ref().and_then(|place| place.location.as_ref()).map(|location| location.line);
        let is_case = CASES.iter().any(|other| std::ptr::eq(other, case));
        if found == case.rejection && (!is_case || case.line().is_none() || line == case.line()) {
            alike += 1;
        } else {
            writeln!(
                problems,
                "{}: {found}, line {line:?} instead of {:?}\n{report:#}\n",
                case.rejection,
                case.line()
            )?;
        }
        if let Some(text) = case.mended {
            object(case, text).load(&world.kernel)?;
        }
    }
    #[expect(clippy::print_stdout, reason = "how many there are is what the test is for")]
    {
        println!("{alike} of {} are refused alike", CASES.len() + STRUCTURAL.len());
    }
    assert!(problems.is_empty(), "{problems}");
    assert_eq!(taken, FOUND_WHEN_RUN);
    Ok(())
}

/// Five and more of the programs, changed as the hint says.
fn hints_are_worth_following() -> Outcome {
    let world = host()?;
    let mended: Vec<_> = CASES.iter().filter_map(|case| Some((case, case.mended?))).collect();
    assert!(mended.len() >= 5);
    for (case, text) in mended {
        let refused = object(case, case.text).load(&world.kernel);
        assert!(refused.is_err(), "{}", case.rejection);
        object(case, text).load(&world.kernel)?;
    }
    Ok(())
}

/// The folder with a folder of logs for each kernel.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/logs")
}

/// Every log that was kept is read as the refusal that it is, and shown as it was.
fn logs_are_read_as_reports() -> Outcome {
    let mut kernels: Vec<_> = std::fs::read_dir(folder())?.map(|entry| entry.unwrap().path()).collect();
    kernels.sort();
    let mut problems = String::new();
    for kernel in kernels.iter().filter(|path| path.is_dir()) {
        let mut shown = String::new();
        let mut logs: Vec<_> = std::fs::read_dir(kernel)?.map(|entry| entry.unwrap().path()).collect();
        logs.sort();
        for path in logs.iter().filter(|path| path.extension().is_some_and(|extension| extension == "log")) {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let report = VerifierReport::from_log(std::fs::read_to_string(path)?);
            if report.rejection.is_none_or(|rejection| rejection.name != name) {
                writeln!(problems, "{}: {report}", path.display())?;
            }
            let text = format!("{report:#}");
            let (explained, _) = text.split_once("\nthe log:").unwrap();
            writeln!(shown, "== {name}\n{explained}\n")?;
        }
        let name = kernel.file_name().unwrap().to_str().unwrap();
        compare(&kernel.with_file_name(format!("{name}.txt")), &shown, &mut problems)?;
    }
    assert!(problems.is_empty(), "{problems}");
    Ok(())
}

/// Compares with what is kept in a file. What is new is written beside the test's other output, to be looked at and copied.
fn compare(kept: &Path, new: &str, problems: &mut String) -> Outcome {
    if std::fs::read_to_string(kept).is_ok_and(|kept| kept == new) {
        return Ok(());
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(kept.file_name().unwrap());
    std::fs::write(&path, new)?;
    writeln!(problems, "{} is another than {}", path.display(), kept.display())?;
    Ok(())
}

fn kinds_are_documented() -> Outcome {
    let mut page = String::from(include_str!("rejections.md"));
    for rejection in Rejection::ALL {
        writeln!(page, "## `{rejection}`\n\nThis happens if {}.\n", rejection.meaning)?;
        writeln!(page, "What to do: {}.\n", rejection.advice())?;
        writeln!(page, "The verifier's words:\n\n```text")?;
        rejection.messages().try_for_each(|message| writeln!(page, "{message}"))?;
        writeln!(page, "```\n")?;
    }
    let page = page.trim_end().to_owned() + "\n";
    let mut problems = String::new();
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rejections.md"), &page, &mut problems)?;
    assert!(problems.is_empty(), "{problems}");
    Ok(())
}

fn write_logs(folder: &Path) -> ExitCode {
    let world = match host() {
        Ok(world) => world,
        Err(_) => return ExitCode::FAILURE,
    };
    let into_output = folder == Path::new("-");
    // What takes a million steps comes last: in an emulator, kernels that print each of them may not come to its end.
    let (long, short): (Vec<_>, Vec<_>) =
        CASES.iter().chain(STRUCTURAL).partition(|case| case.rejection == "too-complex");
    for case in short.into_iter().chain(long) {
        // Before it is tried, so that what came before it is known to be whole.
        if into_output {
            std::io::stdout().write_all(format!("==log {}\n", case.rejection).as_bytes()).unwrap();
        }
        let report = refusal(&world, case);
        // An older kernel has not all helpers, and then says that and nothing else.
        if report.rejection.is_some_and(|found| found.name == "unknown-helper")
            && case.rejection != "unknown-helper"
        {
            continue;
        }
        // A million steps say no more than a thousand.
        let lines: Vec<&str> = report.log.lines().collect();
        let kept =
            if lines.len() > 100 { [&lines[..20], &lines[lines.len() - 20..]].concat() } else { lines };
        let text = kept.join("\n") + "\n";
        if into_output {
            std::io::stdout().write_all(text.as_bytes()).unwrap();
        } else {
            std::fs::write(folder.join(format!("{}.log", case.rejection)), text).unwrap();
        }
    }
    ExitCode::SUCCESS
}
