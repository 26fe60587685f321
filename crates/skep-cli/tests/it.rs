//! The `skep` command as its users see it: what it prints, and how it ends.

mod attached;
mod btf;
mod conformance;
mod execsnoop;
mod facts;
mod gen_object;
mod map;
mod object;
mod program;

use serde_json::Value;
use skep::{Kernel, Operation};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

const SKEP: &str = env!("CARGO_BIN_EXE_skep");

fn main() -> ExitCode {
    Suite::new("skep-cli")
        .test("execsnoop on a simulated kernel marks every record", simulated_records_are_marked)
        .test("execsnoop for people has a column that says simulated", simulated_text_is_marked)
        .test(
            "a thousand executions are a thousand lines and Ctrl-C prints the totals [host]",
            execsnoop::a_thousand_lines,
        )
        .test(
            "execsnoop shows the parent and the arguments of what is started [host]",
            execsnoop::parents_and_arguments_are_shown,
        )
        .test("execsnoop shows the parent and the arguments on a simulated kernel", execsnoop::simulated)
        .test("whoever may not gets one line and code 77 in a pipe [host]", refused_in_a_pipe)
        .test("whoever may not is shown a simulated kernel on a terminal [host]", simulated_on_a_terminal)
        .test("a reader that goes away ends the tool without an error", a_reader_that_goes_away)
        .test("the doctor tries everything on a simulated kernel", doctor_simulated)
        .test("the doctor says what is possible on this kernel [host]", doctor_host)
        .test("tools are listed and an unknown one is refused with the list", tools)
        .test("every opcode goes through asm and disasm unchanged", every_opcode_goes_round)
        .test("asm shows bytes beside the text and says where a text is wrong", asm)
        .test("test-run runs a text on a packet in a simulated kernel", test_run_simulated)
        .test("test-run runs a text on a packet in the running kernel [host]", test_run_host)
        .test("the types in a file are listed, dumped, inspected and printed as C", btf::file_is_shown)
        .test("types and functions become a module of Rust", btf::types_become_a_rust_module)
        .test("what differs between two files of types is told by names", btf::files_are_compared)
        .test("a type that is not there and a file of something else are named", btf::wrong_input_is_named)
        .test("the types in ELF files are shown as those in files of types", btf::elf_files_are_shown)
        .test(
            "a module's types are shown with the base that is told or that it brings",
            btf::modules_are_shown,
        )
        .test(
            "a slice of the kernel's types answers as the whole and as bpftool's [host]",
            btf::slices_answer_as_the_whole,
        )
        .test(
            "the kernel's types as C are compiled to the same layouts [host]",
            btf::kernel_is_compiled_again,
        )
        .test("a slice for an object that needs none is refused", btf::slices_of_nothing_are_refused)
        .test(
            "the types that a kernel holds are listed and shown by number as bpftool does [host]",
            btf::held_types_are_listed,
        )
        .test("the running kernel's types are shown, and dumped as bpftool does [host]", btf::kernel_is_shown)
        .test("an object's programs are loaded, or it is said in a line why not [host]", object::load_host)
        .test(
            "maps are shown and changed by their types, as bpftool shows them [host]",
            map::maps_are_shown_and_changed,
        )
        .test("a simulated kernel has no maps to show", map::maps_of_a_simulated_kernel)
        .test(
            "links are listed, pinned and detached, and shown as bpftool shows them [host]",
            attached::links,
        )
        .test("what is attached to the network is shown as bpftool shows it [host]", attached::network)
        .test("programs of control groups are shown as bpftool shows them [host]", attached::cgroups)
        .test("what is attached to perf events is shown, and with its program [host]", attached::perf)
        .test("whoever may not see what is attached is told so, with code 77 [host]", attached::unprivileged)
        .test("a simulated kernel has nothing attached to show", attached::simulated)
        .test("programs are shown as bpftool shows them [host]", program::programs_are_shown)
        .test(
            "a loaded program's instructions are shown with names and lines [host]",
            program::instructions_are_shown,
        )
        .test(
            "a loaded program's machine code is shown as instructions with their lines [host]",
            program::machine_code_is_shown,
        )
        .test("a refusal is shown with its source, its path and a hint [host]", object::refusals_are_shown)
        .test("the log of any loader is explained", object::logs_are_explained)
        .test(
            "the verifier's words on a program are shown as far as it is asked [host]",
            object::load_verbosely,
        )
        .test(
            "the functions that programs can call are those that bpftool shows the marks of [host]",
            object::kfuncs,
        )
        .test("an object is loaded into a simulated kernel, which is marked", object::load_simulated)
        .test("one program of an object is loaded and pinned [host]", object::pinned)
        .test("an object is checked without a kernel", object::check)
        .test("objects are linked into one, and one that does not fit is named [host]", object::linked)
        .test("a file that is no object is refused with what was expected", object::no_object)
        .test(
            "the modules that are tested are what `skep gen` makes of their objects",
            gen_object::regenerated,
        )
        .test(
            "a module includes its object by the path from where it is, or has its bytes",
            gen_object::embedded,
        )
        .test("`skep gen` names what cannot be used", gen_object::wrong_input)
        .test("helpers are listed, filtered and counted", facts::helpers_are_listed)
        .test("a helper is shown with all that is known of it", facts::one_helper)
        .test("a helper that is not there is refused with the nearest names", facts::no_such_helper)
        .test("an overlay adds and corrects what is known of helpers", facts::overlay)
        .test("an overlay that is wrong is refused with file, line, entry and field", facts::wrong_overlay)
        .test("a kernel is asked about a helper as an overlay says [host]", facts::overlay_asks)
        .test("the features of a simulated kernel are marked as such", facts::features_simulated)
        .test("the features of the running kernel are shown and counted [host]", facts::features_host)
        .test(
            "whoever may not is told what is not known and why, and nothing false [host]",
            facts::features_unprivileged,
        )
        .test("programs of all groups of RFC 9669 give the right result", conformance::groups)
        .test("encodings with reserved fields set are refused, each with its slot", conformance::reserved)
        .test(
            "machine code is made if the command was built for it, and asked for if not",
            conformance::machine_code,
        )
        .test("a program that does wrong, and hex digits that are none, are named", conformance::wrong)
        .serial()
        .run()
}

/// The command with these arguments, its output caught.
fn skep(arguments: &str) -> Result<Output, Stop> {
    Ok(Command::new(SKEP).args(arguments.split(' ')).output()?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The lines of a successful command's output, each a JSON object.
fn json_lines(output: &Output) -> Result<Vec<Value>, Stop> {
    assert!(output.status.success(), "{}", text(&output.stderr));
    Ok(text(&output.stdout).lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn simulated_records_are_marked() -> Outcome {
    let output = skep("run execsnoop --kernel sim --format json --duration 1.5")?;
    let lines = json_lines(&output)?;
    assert!(lines.iter().all(|line| line["kernel"] == "simulated"));
    let (end, execs) = lines.split_last().expect("at least the totals");
    assert!(execs.len() >= 2, "{lines:?}");
    assert!(execs.iter().all(|line| line["event"] == "exec" && line["file"].as_str().is_some()));
    assert_eq!(
        (&end["event"], &end["received"], &end["lost"]),
        (&"end".into(), &execs.len().into(), &0.into())
    );
    assert_eq!(text(&output.stderr), "");
    Ok(())
}

fn simulated_text_is_marked() -> Outcome {
    let output = skep("run execsnoop --kernel sim --duration 1")?;
    let text = text(&output.stdout);
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|heading| heading.starts_with("KERNEL ")), "{text}");
    assert!(lines.all(|line| line.starts_with("simulated ")), "{text}");
    assert!(!text.contains('\x1b'), "no colours in a pipe");
    Ok(())
}

/// Skips unless this process may watch the running kernel.
fn privileged() -> Outcome {
    let operations = [Operation::ReadTracepoint, Operation::LoadProgram(skep::uapi::ProgramType::TRACEPOINT)];
    match Kernel::host()?.missing_capabilities(&operations)?.as_slice() {
        [] => Ok(()),
        missing => skip(format!("the running kernel needs {missing:?} for this; run the tests as root")),
    }
}

/// A command that runs `skep` as somebody without privileges: as it is, or through `setpriv` if this is root. The
/// folder holds a copy of the command that everybody may run.
fn without_privileges(folder: &tempfile::TempDir) -> Result<Vec<String>, Stop> {
    if privileged().is_err() {
        return Ok(vec![SKEP.to_owned()]);
    }
    let version = Command::new("setpriv").arg("--version").output();
    // Busybox has one that cannot change the user.
    if !version.is_ok_and(|version| text(&version.stdout).contains("util-linux")) {
        return skip("this is root, and `setpriv` is not installed (Debian: util-linux)");
    }
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755))?;
    let copy = folder.path().join("skep");
    std::fs::copy(SKEP, &copy)?;
    std::fs::set_permissions(&copy, PermissionsExt::from_mode(0o755))?;
    // By its path: the shell of busybox would take its own.
    let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].into_iter().find(|path| Path::new(path).is_file());
    let words = [setpriv.unwrap_or("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups"];
    let copy = copy.to_str().ok_or("a temporary folder whose name is not UTF-8")?;
    Ok(words.into_iter().chain([copy]).map(ToOwned::to_owned).collect())
}

fn refused_in_a_pipe() -> Outcome {
    let folder = tempfile::tempdir()?;
    let command = without_privileges(&folder)?;
    for kernel in ["auto", "host"] {
        let output = Command::new(&command[0])
            .args(&command[1..])
            .args(["run", "execsnoop", "--kernel", kernel, "--duration", "1"])
            .output()?;
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(77), "{stdout}{stderr}");
        assert_eq!(stdout, "");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.starts_with("skep: execsnoop needs "), "{stderr}");
        assert!(stderr.contains("CAP_") && stderr.contains("as root"), "{stderr}");
    }
    Ok(())
}

fn simulated_on_a_terminal() -> Outcome {
    let folder = tempfile::tempdir()?;
    let command = without_privileges(&folder)?.join(" ") + " run execsnoop --duration 1.5";
    // script(1) gives a command a terminal.
    let output = match Command::new("script").args(["-qec", &command, "/dev/null"]).output() {
        Ok(output) => output,
        Err(_) => return skip("`script` is not installed (Debian: bsdutils)"),
    };
    let text = text(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("What follows is a simulated kernel: nothing of it is real."), "{text}");
    assert!(text.contains("as root"), "{text}");
    let records: Vec<&str> = text.lines().filter(|line| line.contains("/bin/")).collect();
    assert!(!records.is_empty() && records.iter().all(|line| line.starts_with("simulated ")), "{text}");
    Ok(())
}

fn a_reader_that_goes_away() -> Outcome {
    let mut skep = Command::new(SKEP)
        .args(["run", "execsnoop", "--kernel", "sim", "--format", "json", "--duration", "30"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut first = String::new();
    BufReader::new(skep.stdout.take().expect("it is piped")).read_line(&mut first)?;
    let output = skep.wait_with_output()?;
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
    Ok(())
}

fn doctor_simulated() -> Outcome {
    let lines = json_lines(&skep("doctor --kernel sim --format json")?)?;
    assert!(lines.iter().all(|line| line["kernel"] == "simulated"));
    let fact = |name: &str| {
        let found = lines.iter().find(|line| line["event"] == "fact" && line["name"] == name);
        found.and_then(|line| line["value"].as_str()).unwrap_or_else(|| panic!("no fact `{name}`")).to_owned()
    };
    assert_eq!((fact("kernel"), fact("version")), ("6.18.0-simulated".into(), "6.18".into()));
    assert_eq!(fact("machine"), std::env::consts::ARCH);
    assert_eq!(fact("pointers"), format!("{} bits", usize::BITS));
    let little = cfg!(target_endian = "little");
    assert_eq!(fact("byte order"), if little { "little-endian" } else { "big-endian" });
    assert_eq!(
        (fact("page size"), fact("possible CPUs"), fact("online CPUs")),
        ("4096 bytes".into(), "4".into(), "4".into())
    );
    assert_eq!((fact("programs are"), fact("security modules")), ("interpreted".into(), "capability".into()));
    assert_eq!((fact("bpf file systems"), fact("cgroup2")), ("/sys/fs/bpf".into(), "/sys/fs/cgroup".into()));
    let abilities: Vec<&Value> = lines.iter().filter(|line| line["event"] == "ability").collect();
    assert_eq!(abilities.len(), 8);
    assert!(abilities.iter().all(|ability| ability["possible"] == true), "{abilities:?}");
    Ok(())
}

fn doctor_host() -> Outcome {
    let output = skep("doctor")?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report = text(&output.stdout);
    let fact = |name: &str| {
        let line = report.lines().find(|line| line.starts_with(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("no `{name}` in {report}"))[name.len()..].trim().to_owned()
    };
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    assert_eq!(fact("kernel"), release.trim_end());
    assert!(fact("version").chars().all(|c| c.is_ascii_digit() || c == '.'), "{report}");
    assert_eq!(fact("page size"), format!("{} bytes", rustix::param::page_size()));
    let online: usize = fact("online CPUs").parse()?;
    assert!(online >= std::thread::available_parallelism()?.get());
    if cfg!(target_arch = "x86_64") {
        assert_eq!(fact("functions of system calls"), "__x64_sys_…, given the caller's registers");
    }
    let maps = report.lines().find(|line| line.contains("create maps:")).expect("it tries maps");
    match privileged() {
        Ok(()) => assert!(maps.starts_with("yes "), "{report}"),
        Err(_) => {
            assert!(maps.starts_with("no "), "{report}");
            assert!(report.contains("to change that: this process lacks CAP_BPF"), "{report}");
        }
    }
    Ok(())
}

fn tools() -> Outcome {
    let output = skep("tools")?;
    assert!(text(&output.stdout).contains("execsnoop       programs that are started"));
    let output = skep("run execsnop")?;
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(message.contains("there is no tool `execsnop`; there is execsnoop"), "{message}");
    let output = skep("run execsnoop --duration -1")?;
    assert_eq!(output.status.code(), Some(2));
    Ok(())
}

/// The command with these arguments and this standard input.
fn skep_with_input(arguments: &[&str], input: &[u8]) -> Result<Output, Stop> {
    let mut skep = Command::new(SKEP)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // The command reads everything before it writes.
    skep.stdin.take().expect("it is piped").write_all(input)?;
    Ok(skep.wait_with_output()?)
}

fn every_opcode_goes_round() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bytes");
    for endian in ["little", "big"] {
        // All codes with all kinds of registers, offsets and immediates: instructions, and bytes that are none.
        let mut bytes = Vec::new();
        for code in 0..=255 {
            for tail in [[0; 7], [0x21, 0, 0, 0, 0, 0, 0], [0x0a, 1, 0, 5, 0, 0, 0], [0xff; 7]] {
                bytes.push(code);
                bytes.extend(tail);
            }
        }
        std::fs::write(&file, &bytes)?;
        let path = file.to_str().ok_or("a temporary folder whose name is not UTF-8")?;
        let shown = Command::new(SKEP).args(["disasm", path, "--endian", endian]).output()?;
        assert!(shown.status.success(), "{}", text(&shown.stderr));
        let again = folder.path().join("again");
        let output = again.to_str().ok_or("a temporary folder whose name is not UTF-8")?;
        let read = skep_with_input(&["asm", "-", "--endian", endian, "-o", output], &shown.stdout)?;
        assert!(read.status.success(), "{}", text(&read.stderr));
        assert_eq!(std::fs::read(&again)?, bytes);
    }
    Ok(())
}

fn asm() -> Outcome {
    let output = skep_with_input(&["asm", "-", "--endian", "little"], b"r0 = 2 ; pass\nexit\n")?;
    assert_eq!(
        text(&output.stdout),
        "    0: b7 00 00 00 02 00 00 00  r0 = 2\n    1: 95 00 00 00 00 00 00 00  exit\n"
    );
    let output = skep_with_input(&["asm", "-"], b"r0 = 2 +\nexit\n")?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "skep: -:1:8: found `+`, expected `ll` or the end of the line\n");
    Ok(())
}

/// Counts packets of 60 bytes and more, and drops the others.
const PROGRAM: &[u8] = b"
    r2 = *(u32 *)(r1 + 0)
    r3 = *(u32 *)(r1 + 4)
    r2 += 60
    r0 = 1
    if r2 > r3 goto out
    *(u32 *)(r10 - 4) = 0
    r1 = COUNT ll
    r2 = r10
    r2 += -4
    call bpf_map_lookup_elem
    if r0 == 0 goto pass
    r1 = 1
    lock *(u64 *)(r0 + 0) += r1
pass:
    r0 = 2
out:
    exit
";

fn test_run_on(kernel: &str) -> Outcome {
    let run = |length: usize| -> Result<Value, Stop> {
        let packet = "00".repeat(length);
        let arguments = ["test-run", "-", "--type", "xdp", "--map", "COUNT=array:4:8:1", "--packet", &packet];
        let how = ["--kernel", kernel, "--format", "json", "--repeat", "3"];
        let output = skep_with_input(&[&arguments[..], &how].concat(), PROGRAM)?;
        Ok(json_lines(&output)?.pop().expect("a line"))
    };
    for (length, result, meaning) in [(59, 1, "drop"), (60, 2, "pass")] {
        let record = run(length)?;
        assert_eq!((&record["result"], &record["meaning"]), (&result.into(), &meaning.into()), "{record}");
        assert_eq!(record["packet"], "00".repeat(length));
    }
    Ok(())
}

fn test_run_simulated() -> Outcome {
    test_run_on("sim")
}

fn test_run_host() -> Outcome {
    privileged()?;
    test_run_on("host")
}
