//! What every link can: be updated, pinned, asked about, dropped.

use crate::world::{World, host, simulated};
use skep::ErrorKind;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::LinkType;
use skep::uapi::kernel::LinkPlace;
use skep_harness::{Outcome, Suite};
use std::net::UdpSocket;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin(
            "a link's program is replaced without a packet that neither sees",
            host,
            simulated,
            a_program_is_replaced_without_a_gap,
        )
        .twin(
            "a link is updated only from the program that is expected",
            host,
            simulated,
            a_link_is_updated_from_what_is_expected,
        )
        .twin(
            "links to tracepoints keep their program",
            host,
            simulated,
            links_to_tracepoints_keep_their_program,
        )
}

/// Two programs that pass every packet, and count them: the one at 0 and the other at 1.
fn counting() -> ObjectSpec {
    let count = |index: u32| {
        let mut code = Assembler::new();
        code.load_map_value(R1, "COUNTS", 8 * index).mov(R2, 1).atomic(Atomic::Add, Size::Double, R1, 0, R2);
        code.mov(R0, 2).exit().build()
    };
    ObjectSpec::new("MIT")
        .with_map(Array::<[u64; 2]>::spec("COUNTS", 1))
        .with_program(ProgramSpec::xdp("first", count(0).unwrap()))
        .with_program(ProgramSpec::xdp("second", count(1).unwrap()))
}

fn a_program_is_replaced_without_a_gap(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = counting().load(&world.kernel)?;
        let counts = object.map::<Array<[u64; 2]>>("COUNTS")?;
        let programs = [object.program("first")?, object.program("second")?];
        let mut link = programs[0].attach_to_interface(network.interface(), XdpMode::Generic)?;
        let (rounds, mut sent) = (100_usize, 0_u64);
        if world.is_simulated() {
            for round in 0..rounds {
                network.send(4000, b"packet")?;
                sent += 1;
                link.update(programs[(round + 1) % 2])?;
            }
        } else {
            // Packets go while the programs take each other's place; both ends are in this namespace.
            let receiver = UdpSocket::bind("127.0.0.1:0")?;
            let (sender, address) = (UdpSocket::bind("127.0.0.1:0")?, receiver.local_addr()?);
            let (total, ended) = (AtomicU64::new(0), AtomicU64::new(0));
            std::thread::scope(|scope| {
                let sending = scope.spawn(|| -> std::io::Result<()> {
                    while ended.load(Ordering::Relaxed) == 0 {
                        sender.send_to(b"packet", address)?;
                        total.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                });
                let updated = (0..rounds).try_for_each(|round| -> Result<(), skep_harness::Stop> {
                    world
                        .kernel
                        .api()
                        .wait(&mut [], Some(world.kernel.api().now() + Duration::from_micros(200)))?;
                    Ok(link.update(programs[(round + 1) % 2])?)
                });
                ended.store(1, Ordering::Relaxed);
                sending.join().expect("the sender does not panic")?;
                updated
            })?;
            sent = total.into_inner();
        }
        let seen = counts.get(0)?.unwrap();
        assert_eq!(seen[0] + seen[1], sent, "{seen:?}");
        assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
        Ok(())
    })
}

fn a_link_is_updated_from_what_is_expected(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = counting().load(&world.kernel)?;
        let (first, second) = (object.program("first")?, object.program("second")?);
        let mut link = first.attach_to_interface(network.interface(), XdpMode::Generic)?;
        let before = link.info()?;
        assert_eq!((before.link_type, before.program_id), (Some(LinkType::XDP), first.info()?.id));
        assert!(matches!(before.place, LinkPlace::Xdp { interface } if interface > 0), "{before:?}");
        let error = link.update_from(second, first).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert!(error.to_string().contains("another program is attached"), "{error}");
        assert_eq!(link.info()?, before);
        link.update_from(first, second)?;
        let after = link.info()?;
        assert_eq!((after.program_id, after.id), (second.info()?.id, before.id));
        // A program of another type does not take its place.
        let tracing = ObjectSpec::new("GPL")
            .with_program(ProgramSpec::tracepoint("other", "sched", "sched_process_exec", nothing(0)))
            .load(&world.kernel)?;
        let error = link.update(tracing.program("other")?).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(link.info()?.program_id, second.info()?.id);
        Ok(())
    })
}

/// A program that does nothing.
fn nothing(verdict: i32) -> Code {
    Assembler::new().mov(R0, verdict).exit().build().unwrap()
}

fn links_to_tracepoints_keep_their_program(world: &World) -> Outcome {
    let object = ObjectSpec::new("GPL")
        .with_program(ProgramSpec::tracepoint("one", "sched", "sched_process_exec", nothing(0)))
        .with_program(ProgramSpec::tracepoint("other", "sched", "sched_process_exec", nothing(0)))
        .load(&world.kernel)?;
    let mut link = object.program("one")?.attach()?;
    let error = link.update(object.program("other")?).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "updating the link of `one`: links of type perf_event keep their program, in every version of Linux (attach the new program, and then drop the link of the old one: for a moment, both run)"
    );
    Ok(())
}
