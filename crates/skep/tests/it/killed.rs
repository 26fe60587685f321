//! A reader in another process, killed in the middle of its work.

use crate::events::{Exec, sender};
use crate::world::host;
use skep::prelude::*;
use skep_harness::Outcome;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};

/// The argument that makes this binary a reader to be killed; the next one is the ring's pin.
pub(crate) const COMMAND: &str = "--read-and-hang";

/// Reads one event, says so, and does nothing more until it is killed.
pub(crate) fn read_and_hang(path: &str) -> ExitCode {
    let read = || -> Result<bool> {
        let kernel = Kernel::host()?;
        let mut ring = RingBuffer::<Exec>::new(Map::open_pin(&kernel, path)?)?;
        let one = ring.try_next()?.is_some();
        // The place of the first is given back by the second call, so that a second event is in use here.
        let two = ring.try_next()?.is_some();
        let mut output = std::io::stdout();
        writeln!(output, "{}", one && two).and_then(|()| output.flush()).expect("the test listens");
        ring.wait(None)?;
        loop {
            std::thread::park();
        }
    };
    read().map_or(ExitCode::FAILURE, |_: bool| ExitCode::SUCCESS)
}

pub(crate) fn the_unread_is_left_to_the_next() -> Outcome {
    let world = host()?;
    let pins = world.pins()?;
    let path = pins.path().join("execs");
    let object = sender(&world)?.load(&world.kernel)?;
    object.map::<Map>("EXECS")?.pin(&path)?;
    let link = object.program("send")?.attach()?;
    for _ in 0..5 {
        world.run_true()?;
    }
    link.detach()?;
    let seen = object.map::<Array<u64>>("SEEN")?.get(0)?.expect("it has one element");

    let mut reader =
        Command::new(std::env::current_exe()?).arg(COMMAND).arg(&path).stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    BufReader::new(reader.stdout.take().expect("it is piped")).read_line(&mut said)?;
    assert_eq!(said, "true\n");
    reader.kill()?;
    reader.wait()?;

    // The event that it had in use is read again: nothing is lost by a reader that dies.
    let mut next = object.map::<RingBuffer<Exec>>("EXECS")?;
    assert_eq!(u64::try_from(next.for_each(|_| {})?)?, seen - 1);
    world.kernel.unpin(&path)?;
    Ok(())
}
