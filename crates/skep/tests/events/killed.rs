//! A reader of a pinned ring in another process, killed in the middle of an iterator.

use crate::sender::Sender;
use crate::world::host;
use skep::prelude::*;
use skep_harness::Outcome;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitCode, Stdio};

/// The argument that makes this binary a reader to be killed; the next one is the ring's pin.
pub(crate) const COMMAND: &str = "--read-and-hang";
/// How many events it reads.
const READ: usize = 30;

/// Reads some events, says what the last one was, and does nothing more until it is killed.
pub(crate) fn read_and_hang(path: &str) -> ExitCode {
    let read = || -> Result<ExitCode> {
        let kernel = Kernel::host()?;
        let mut ring = RingBuffer::<u64>::new(Map::open_pin(&kernel, path)?)?;
        let mut events = ring.events();
        let last = events.by_ref().take(READ).last().transpose()?;
        let mut output = std::io::stdout();
        writeln!(output, "{last:?}").and_then(|()| output.flush()).expect("the test listens");
        loop {
            std::thread::park();
        }
    };
    read().unwrap_or(ExitCode::FAILURE)
}

pub(crate) fn nothing_unread_is_lost() -> Outcome {
    let world = host()?;
    let pins = world.pins()?;
    let path = pins.path().join("ring");
    let sender = Sender::new(&world, 1 << 16)?;
    for number in 0..100_u64 {
        sender.send(&number.to_ne_bytes(), 1)?;
    }
    sender.object.map::<Map>("RING")?.pin(&path)?;
    // Only the pin holds it now, and the reader.
    drop(sender);
    let mut reader =
        Command::new(std::env::current_exe()?).arg(COMMAND).arg(&path).stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    BufReader::new(reader.stdout.take().expect("it is piped")).read_line(&mut said)?;
    assert_eq!(said, "Some(29)\n");
    reader.kill()?;
    reader.wait()?;
    let mut next = RingBuffer::<u64>::new(Map::open_pin(&world.kernel, &path)?)?;
    let left: Vec<u64> = next.drain().collect::<Result<_>>()?;
    // What it read without giving its place back is read again; all that it did not read is there, in order.
    let first = left[0];
    assert!(first <= READ as u64, "{first}");
    assert_eq!(left, (first..100).collect::<Vec<u64>>());
    world.kernel.unpin(&path)?;
    Ok(())
}
