//! How a flow ends, and where its events are then.

use crate::overload::{be_busy, run, sender, wait_for};
use crate::world::World;
use skep::flow::{Bound, Flow, Stop, WhenFull};
use skep_harness::Outcome;
use std::time::{Duration, Instant};

pub(crate) fn every_end(world: &World) -> Outcome {
    const EVENTS: u32 = 1000;
    let briefly = Duration::from_millis(5);
    for when_full in [WhenFull::Block, WhenFull::DropNewest] {
        for how in [Stop::Drain, Stop::DrainFor(briefly), Stop::Abandon] {
            let is_block = when_full == WhenFull::Block;
            let loaded = sender::load(&world.kernel)?;
            run(&loaded.send, EVENTS);
            let flow = Flow::new(loaded.SAMPLES).bounded(Bound::events(100)).when_full(when_full.clone());
            let handle = flow.handle();
            let mut ended = flow.run(|sample| {
                // The first event is handled when the reader has come as far as it can.
                if sample.number == 1 {
                    wait_for("the reader has no room", || match is_block {
                        true => handle.counts().waiting == 100,
                        false => handle.counts().received == u64::from(EVENTS),
                    });
                    handle.stop(how).unwrap();
                }
                be_busy(Duration::from_micros(100));
            })?;
            let counts = ended.counts;
            let rest = ended.source.drain().count() as u64;
            assert!(ended.error.is_none());
            assert_eq!(counts.received, counts.accounted());
            let gone = counts.delivered + counts.dropped() + counts.abandoned;
            assert_eq!((gone + rest, counts.refused), (u64::from(EVENTS), Some(0)), "{how:?}: {counts}");
            match how {
                Stop::Drain => assert_eq!((counts.abandoned, rest), (0, 0)),
                Stop::DrainFor(_) => assert!(counts.abandoned > 0 && counts.delivered > 1, "{counts}"),
                Stop::Abandon => assert_eq!(counts.delivered, 1),
            }
            if is_block {
                assert_eq!(counts.dropped(), 0);
                assert_eq!(rest > 0, how != Stop::Drain, "{how:?}: {counts}");
            }
        }
    }
    Ok(())
}

pub(crate) fn stopped_reader(world: &World) -> Outcome {
    let loaded = sender::load(&world.kernel)?;
    let (send, stopper) = (loaded.send, loaded.SAMPLES.stopper());
    let flow = Flow::new(loaded.SAMPLES);
    let handle = flow.handle();
    let start = Instant::now();
    let done = world.elsewhere(move |_| {
        run(&send, 3);
        wait_for("they are handled", || handle.counts().delivered == 3);
        run(&send, 2);
        stopper.stop().unwrap();
    });
    let ended = flow.run(|_| ())?;
    drop(done);
    assert_eq!((ended.counts.delivered, ended.counts.accounted()), (5, 5));
    assert!(start.elapsed() < Duration::from_secs(30));
    Ok(())
}
