//! That both forms of a program do the same.

use crate::Outcome;
use crate::programs::{DESTINATION, Kind, Pair, Program, TRANSLATED_TO_ITSELF};
use skep::prelude::*;
use std::fmt::Debug;

/// An event of `exec_event`, in bytes.
const EVENT: usize = 168;
/// Where the time is in it, which is never the same.
const TIME: std::ops::Range<usize> = 16..24;

/// Runs both on the same and compares what they leave.
pub fn compare(program: &Program, pair: &Pair) -> Outcome<()> {
    if program.object == "nat" {
        for object in [&pair.own, &pair.clang] {
            fill(object)?;
        }
    }
    match program.kind {
        Kind::Xdp { packets, .. } | Kind::Tc { packets, .. } => {
            for packet in packets() {
                let run = TestRun::new().packet(&packet).once();
                // Some packets are too short for the kernel to give to programs on socket buffers.
                let [own, clang] = [pair.own()?, pair.clang()?].map(|program| {
                    let run = program.test_run(&run);
                    run.map(|done| (done.result, done.packet)).map_err(|error| error.errno())
                });
                same(program, &packet, &own, &clang)?;
            }
        }
        Kind::Tracepoint { name, call, .. } => {
            for contestant in [pair.own()?, pair.clang()?] {
                let link = contestant.attach_to_tracepoint(name)?;
                call(3);
                link.detach()?;
            }
        }
    }
    let left = |object: &Object| -> Outcome<String> {
        Ok(match program.object {
            "tc_lru" => {
                let map: HashMap<u32, [u64; 2]> = object.map("per_src")?;
                format!("{:?}", map.iter().collect::<skep::Result<Vec<_>>>()?)
            }
            "tp_counter" => {
                let map: HashMap<u32, u64> = object.map("counts")?;
                format!("{:?}", map.get(&std::process::id())?)
            }
            "exec_event" => {
                let mut ring: RingBuffer<[u8; EVENT]> = object.map("events")?;
                let mut events = Vec::new();
                ring.for_each_record(|record| {
                    let mut record = record.to_vec();
                    record[TIME].fill(0);
                    events.push(record);
                })?;
                // Others may execute something meanwhile.
                events.retain(|event| event.starts_with(&std::process::id().to_le_bytes()));
                format!("{events:?}")
            }
            _ => String::new(),
        })
    };
    same(program, "what is left in maps", &left(&pair.own)?, &left(&pair.clang)?)
}

fn same<T: PartialEq + Debug>(program: &Program, what: impl Debug, own: &T, clang: &T) -> Outcome<()> {
    if own == clang {
        return Ok(());
    }
    Err(format!("{}: {what:02x?}: ours: {own:02x?}, clang's: {clang:02x?}", program.name).into())
}

/// Puts what is translated into the table of the translation.
fn fill(object: &Object) -> Outcome<()> {
    let nat: HashMap<[u8; 8], [u8; 8]> = object.map("nat")?;
    for (port, protocol, to, to_port) in [
        (80_u16, 6, [192, 168, 0, 1], 8080_u16),
        (TRANSLATED_TO_ITSELF, 6, DESTINATION, TRANSLATED_TO_ITSELF),
        (53, 17, [192, 168, 0, 2], 5353),
    ] {
        let (port, to_port) = (port.to_be_bytes(), to_port.to_be_bytes());
        let [a, b, c, d] = DESTINATION;
        let [e, f, g, h] = to;
        nat.insert(
            &[a, b, c, d, port[0], port[1], protocol, 0],
            &[e, f, g, h, to_port[0], to_port[1], 0, 0],
        )?;
    }
    Ok(())
}
