//! What is done with rings of both directions, streams and flows.

use super::Operation;
use crate::matrix::Stage;
use skep::flow::{Flow, Recorded, Replay, Stop};
use skep::prelude::*;
use skep::registers::*;
use skep::{Holder, PerfBuffer, Rings};
use std::task::{Context, Waker};
use std::time::Duration;

const BRIEFLY: Duration = Duration::from_millis(1);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("send records to programs", |stage| {
        stage.act(|| {
            let mut ring = UserRingBuffer::<u64>::create(&stage.kernel, "M", SIZE)?;
            assert!(ring.try_send(&1)? && ring.try_send_bytes(&[2; 8])? && ring.send(&3)?);
            if let Some(mut record) = ring.reserve(8)? {
                record.write(0, &[4; 8]);
                record.submit();
            }
            ring.unread().map(|unread| assert!(unread > 0))
        })
    }),
    Operation::new("wait for room in a ring to programs", |stage| {
        let mut ring = UserRingBuffer::<u64>::create(&stage.kernel, "M", SIZE)?;
        while ring.try_send(&1)? {}
        stage.act(|| {
            assert!(!ring.send_within(&1, BRIEFLY)?, "nobody makes room");
            ring.stopper().stop()?;
            ring.send(&1).map(|sent| assert!(!sent, "it was stopped"))
        })
    }),
    Operation::new("read a ring buffer in every way", |stage| {
        let mut ring = sent(stage, 8)?;
        stage.act(|| {
            ring.lost()?;
            ring.lost_by_cpu()?;
            ring.wait(Some(BRIEFLY))?;
            ring.peek()?;
            ring.try_next()?;
            ring.for_each_record(|_| ())?;
            ring.for_each(|_| ())?;
            let mut batch = ring.batch()?;
            batch.next()?;
            batch.next_owned()?;
            while batch.next_record()?.is_some() {}
            drop(batch);
            ring.drain().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("read many rings in turn", |stage| {
        let rings = [sent(stage, 3)?, sent(stage, 3)?];
        let seen = std::sync::atomic::AtomicU32::new(0);
        stage.act(|| {
            let mut all = Rings::new(&stage.kernel)?;
            for ring in rings {
                all.add(ring, |_| _ = seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            }
            all.round()?;
            all.stopper().stop()?;
            all.read(Some(BRIEFLY)).map(drop)
        })
    }),
    Operation::new("poll a stream of events", |stage| {
        let mut ring = sent(stage, 3)?;
        ring.stopper().stop()?;
        stage.act(|| {
            let mut stream = ring.stream();
            let mut context = Context::from_waker(Waker::noop());
            // Three events and the end; who fails says so once.
            for _ in 0..5 {
                if let std::task::Poll::Ready(Some(event)) = stream.poll_next_event(&mut context) {
                    event?;
                }
            }
            Ok(())
        })
    }),
    Operation::new("run a flow to its end", |stage| {
        let ring = sent(stage, 3)?;
        let flow = Flow::new(ring);
        let handle = flow.handle();
        let result = stage.act(|| {
            handle.stop(Stop::Drain)?;
            let ended = flow.run(|_: u64| ())?;
            assert_eq!(ended.counts.received, ended.counts.accounted(), "none is lost");
            ended.error.map_or(Ok(ended.counts.delivered), Err)
        });
        result.map(drop)
    }),
    Operation::new("record a flow and replay it", |stage| {
        let ring = sent(stage, 3)?;
        let mut file = Vec::new();
        let result = stage.act(|| {
            let recorded = Recorded::new(ring, &mut file)?;
            let flow = Flow::new(recorded);
            flow.handle().stop(Stop::Drain)?;
            let ended = flow.run(|_: u64| ())?;
            ended.source.finish()?;
            ended.error.map_or(Ok(ended.counts.delivered), Err)
        });
        // What was written so far can be read, whatever became of the rest.
        let replayed = Replay::<u64, _>::new(&file[..])?.filter(std::result::Result::is_ok).count();
        assert!(result.is_err() || replayed == 3, "{replayed}");
        result.map(drop)
    }),
    Operation::new("wait for and drain a perf buffer", |stage| {
        let spec = MapSpec::new("M", MapType::PERF_EVENT_ARRAY, 4, 4, 64);
        let events = Holder::<u32, u32>::new(Map::create(&stage.kernel, &spec)?)?;
        let mut buffer = PerfBuffer::<u64>::open(&events, 4096)?;
        stage.act(|| {
            buffer.wait(Some(BRIEFLY))?;
            buffer.drain().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
];

/// The size of a ring, also on kernels with large pages.
const SIZE: u32 = 1 << 16;

/// A ring into which a program has put so many records.
fn sent(stage: &Stage<'_>, count: u32) -> Result<RingBuffer<u64>> {
    let mut code = Assembler::new();
    code.store(Size::Double, R10, -8, 7).load_map(R1, "RING").mov(R2, R10).add(R2, -8).mov(R3, 8).mov(R4, 0);
    let code = code.call(Helper::RINGBUF_OUTPUT).mov(R0, 2).exit().build().unwrap();
    let spec = ObjectSpec::new("GPL")
        .with_map(RingBuffer::<u64>::spec("RING", SIZE))
        .with_program(ProgramSpec::xdp("sends", code));
    let object = spec.load(&stage.kernel)?;
    let program = object.program("sends")?;
    for _ in 0..count {
        program.test_run(&TestRun::new().packet(&[0; 60]))?;
    }
    object.map("RING")
}
