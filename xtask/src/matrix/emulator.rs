//! A machine in an emulator: started, read, and ended when its time is over.

use super::build::missing;
use super::serial::{Serial, SuiteRun};
use super::table::Machine;
use crate::{process, say};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How long a kernel may take until its first process says something.
const BOOT: Duration = Duration::from_secs(180);

/// What is started.
pub(super) struct Boot<'a> {
    /// The machine.
    pub(super) machine: &'a Machine,
    /// What the emulator is told besides.
    pub(super) arguments: &'a [String],
    /// The kernel.
    pub(super) kernel: &'a Path,
    /// The file system that it starts with.
    pub(super) initramfs: &'a Path,
    /// How long it may take after it has started.
    pub(super) limit: Duration,
    /// Where all that comes over the serial line is written to.
    pub(super) log: &'a Path,
}

impl Boot<'_> {
    /// Whether the emulator is there; otherwise, what to install.
    pub(super) fn is_possible(machine: &Machine) -> Result<(), String> {
        match process::answers(&machine.emulator, &["--version"]) {
            true => Ok(()),
            false => Err(missing(&machine.emulator, machine)),
        }
    }

    /// Runs the machine to its end. A boot that dies before the first process says something is tried once more.
    pub(super) fn run(&self, ended: impl Fn(&SuiteRun)) -> Result<Serial, String> {
        let first = self.once(&ended)?;
        if first.release.is_some() {
            return Ok(first);
        }
        say!("the kernel did not get to its first process; once more (the last line was: {})", first.last);
        let second = self.once(&ended)?;
        match second.release {
            Some(_) => Ok(second),
            None => Err(format!(
                "the kernel did not get to its first process, twice; the last line was: {} (the others are in {})",
                second.last,
                self.log.display()
            )),
        }
    }

    fn once(&self, ended: impl Fn(&SuiteRun)) -> Result<Serial, String> {
        let Machine { emulator, accelerator, arguments, console, .. } = self.machine;
        let mut child = Command::new(emulator)
            .args(["-accel", accelerator])
            .args(arguments)
            .args(self.arguments)
            .args(["-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio", "-kernel"])
            .arg(self.kernel)
            .arg("-initrd")
            .arg(self.initramfs)
            .args(["-append", &format!("console={console} panic=-1 quiet loglevel=1")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| format!("cannot run {emulator}: {error}"))?;
        let (sender, lines) = mpsc::channel();
        let reader = child.stdout.take().map(|pipe| {
            std::thread::spawn(move || {
                let mut pipe = BufReader::new(pipe);
                let mut line = Vec::new();
                while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                    // Nobody listens any more when the time is over.
                    if sender.send(std::mem::take(&mut line)).is_err() {
                        break;
                    }
                }
            })
        });
        let result = self.read(&lines, ended);
        // The machine has switched itself off, or its time is over: then this ends it.
        let killed = child.kill();
        let waited = child.wait();
        drop(lines);
        if let Some(reader) = reader {
            // A reader that panicked has sent what it read.
            let _ = reader.join();
        }
        killed.and(waited).map_err(|error| format!("cannot end {emulator}: {error}"))?;
        result
    }

    /// Reads what comes over the serial line until it is closed or the time is over.
    fn read(&self, lines: &mpsc::Receiver<Vec<u8>>, ended: impl Fn(&SuiteRun)) -> Result<Serial, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.log.display());
        let mut log = std::fs::File::create(self.log).map_err(failed)?;
        let mut serial = Serial::default();
        let begun = Instant::now();
        let all = self.limit.saturating_add(BOOT);
        loop {
            let allowed = if serial.release.is_some() { all } else { BOOT };
            match lines.recv_timeout(allowed.saturating_sub(begun.elapsed())) {
                Ok(line) => {
                    log.write_all(&line).map_err(failed)?;
                    let line = String::from_utf8_lossy(&line);
                    if let Some(suite) = serial.line(line.trim_end_matches('\n')) {
                        ended(suite);
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(serial),
            }
        }
    }
}
