//! Chains of tail calls: the verdicts of their stages, missing stages, and stages that are exchanged while packets pass.

use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep::{ChainBuilder, MOST_STAGES, StageCode, TailCallChain};
use skep_harness::Outcome;
use std::net::UdpSocket;
use std::time::Duration;

/// A stage that answers packets whose first byte is this with this verdict, and hands on the others.
fn answers(byte: i32, verdict: i32) -> impl FnOnce(&mut StageCode<'_>) + Send + 'static {
    move |code| {
        code.load(Size::Word, R2, R1, 0)
            .load(Size::Word, R3, R1, 4)
            .need_packet(R2, R3, 1, "on")
            .load(Size::Byte, R4, R2, 0)
            .jump(Condition::NotEqual, R4, byte, "on");
        code.verdict(verdict).label("on");
        code.next_stage();
    }
}

/// Three stages that answer 1, 2 and 3; what nobody answers is passed.
fn three() -> ChainBuilder {
    TailCallChain::builder(ProgramType::XDP)
        .fallback(2)
        .stage("first", answers(1, 1))
        .stage("second", answers(2, 3))
        .stage("third", answers(3, 0))
}

fn verdict(chain: &TailCallChain, byte: u8) -> Result<u32> {
    let mut packet = [0; 64];
    packet[0] = byte;
    Ok(chain.entry().test_run(&TestRun::new().packet(&packet))?.result)
}

pub(crate) fn stages(world: &World) -> Outcome {
    let chain = three().load(&world.kernel)?;
    assert_eq!(chain.stages(), ["first", "second", "third"]);
    let verdicts =
        |chain: &TailCallChain| (1..=4).map(|byte| verdict(chain, byte)).collect::<Result<Vec<_>>>();
    assert_eq!(verdicts(&chain)?, [1, 3, 0, 2]);
    assert_eq!(chain.misses("second")?, 0);
    // Without the second stage, packets get to the first one and no farther.
    assert!(chain.remove("second")?);
    assert_eq!(verdicts(&chain)?, [1, 2, 2, 2]);
    assert_eq!((chain.misses("first")?, chain.misses("second")?, chain.misses("third")?), (0, 3, 0));
    chain.restore("second")?;
    assert_eq!(verdicts(&chain)?, [1, 3, 0, 2]);
    // Other code in its place, which skips the stage behind it.
    chain.replace("second", answers(9, 4))?;
    assert_eq!((verdict(&chain, 2)?, verdict(&chain, 9)?, verdict(&chain, 3)?), (2, 4, 0));
    chain.replace("first", |code| _ = code.go_on_in("third"))?;
    assert_eq!((verdict(&chain, 1)?, verdict(&chain, 9)?, verdict(&chain, 3)?), (2, 2, 0));
    // The chain keeps its array: without anybody who holds it, the kernel empties it.
    let entry = chain.entry().clone();
    let run =
        |program: &Program| -> Result<u32> { Ok(program.test_run(&TestRun::new().packet(&[3; 64]))?.result) };
    assert_eq!(run(&entry)?, 0);
    drop(chain);
    for _ in 0..500 {
        if run(&entry)? == 2 {
            return Ok(());
        }
        world.wait_a_little(Duration::from_millis(2))?;
    }
    Err("the array of stages outlives the chain".into())
}

/// A stage that counts in a slot and hands on.
fn counts(slot: u32) -> impl FnOnce(&mut StageCode<'_>) + Send + 'static {
    move |code| {
        code.load_map_value(R2, "SEEN", 8 * slot).mov(R3, 1).atomic(Atomic::Add, Size::Double, R2, 0, R3);
        code.next_stage();
    }
}

pub(crate) fn exchanged_under_load(world: &World) -> Outcome {
    let chain = TailCallChain::builder(ProgramType::XDP)
        .fallback(2)
        .map(Array::<[u64; 4]>::spec("SEEN", 1))
        .stage("before", counts(0))
        .stage("exchanged", counts(1))
        .stage("after", counts(3));
    world.in_network(|network| {
        let chain = chain.load(&world.kernel)?;
        let seen = chain.object().map::<Array<[u64; 4]>>("SEEN")?;
        let chain = chain.attach(|entry| entry.attach_to_interface(network.interface(), XdpMode::Generic))?;
        const EXCHANGES: u32 = 200;
        let exchange = |turn: u32| chain.replace("exchanged", counts(1 + (turn + 1) % 2));
        let sent = match world.simulated() {
            None => {
                let done = std::sync::atomic::AtomicBool::new(false);
                std::thread::scope(|scope| {
                    let sender = scope.spawn(|| -> std::io::Result<u64> {
                        let socket = UdpSocket::bind("127.0.0.1:0")?;
                        // Nobody need receive what arrives; a second socket is there so that no error comes back.
                        let receiver = UdpSocket::bind("127.0.0.1:0")?;
                        let mut sent = 0;
                        while !done.load(std::sync::atomic::Ordering::Relaxed) {
                            socket.send_to(&[7; 32], receiver.local_addr()?)?;
                            sent += 1;
                        }
                        Ok(sent)
                    });
                    let exchanged = (0..EXCHANGES).try_for_each(exchange);
                    done.store(true, std::sync::atomic::Ordering::Relaxed);
                    let sent = sender.join().expect("the sender does not panic");
                    exchanged?;
                    Ok::<u64, skep_harness::Stop>(sent?)
                })?
            }
            Some(simulated) => {
                let packet = [7; 64];
                for turn in 0..EXCHANGES {
                    let outcome = simulated.world().receive("sim0", &packet)?;
                    assert_eq!(outcome.action, XdpAction::PASS);
                    exchange(turn)?;
                }
                EXCHANGES.into()
            }
        };
        // What was sent may still be on its way.
        for _ in 0..500 {
            if seen.get(0)?.is_some_and(|[before, .., after]| (before, after) == (sent, sent)) {
                break;
            }
            world.wait_a_little(Duration::from_millis(4))?;
        }
        let [before, old, new, after] = seen.get(0)?.unwrap_or_default();
        assert_eq!((before, old + new, after), (sent, sent, sent), "every packet passes every stage once");
        assert!(old > 0 && new > 0, "{old} {new}");
        assert_eq!((chain.misses("exchanged")?, chain.misses("after")?), (0, 0));
        assert!(sent >= u64::from(EXCHANGES), "{sent} packets are no load");
        chain.detach()?;
        Ok(())
    })
}

pub(crate) fn refusals(world: &World) -> Outcome {
    let load = |chain: ChainBuilder| chain.load(&world.kernel).map(drop).unwrap_err().to_string();
    let empty = || TailCallChain::builder(ProgramType::XDP);
    let many = |count: usize| {
        (0..count).fold(empty().fallback(1), |chain, number| {
            chain.stage(format!("s{number}"), |code| _ = code.next_stage())
        })
    };
    assert!(load(empty()).contains("it has 0 stages"));
    assert!(
        load(many(MOST_STAGES + 1))
            .contains("it has 34 stages: a run goes on in other programs at most 33 times")
    );
    // The longest chain gets to its end.
    let chain = many(MOST_STAGES).load(&world.kernel)?;
    assert_eq!((verdict(&chain, 0)?, chain.misses("s32")?), (1, 0));
    let twice = empty().stage("a", |code| _ = code.verdict(0)).stage("a", |code| _ = code.verdict(0));
    assert!(load(twice).contains("two stages are called `a`"));
    let back = empty().stage("a", |code| _ = code.next_stage()).stage("b", |code| _ = code.go_on_in("a"));
    assert!(load(back).contains("`a` does not come after `b`"));
    let nowhere = empty().stage("a", |code| _ = code.go_on_in("c"));
    assert!(load(nowhere).contains("there is no stage `c`; there is a"));
    let chain = three().load(&world.kernel)?;
    let code = Assembler::new().mov(R0, 0).exit().build()?;
    let other = ProgramSpec::new("other", ProgramType::TRACEPOINT, skep::uapi::AttachType::default(), code);
    let other = ObjectSpec::new("GPL").with_program(other).load(&world.kernel)?;
    let error = chain.replace_with("first", other.program("other")?).unwrap_err().to_string();
    assert!(
        error.contains("it is a program of type tracepoint, and those of the chain are of type xdp"),
        "{error}"
    );
    let error = chain.remove("fourth").unwrap_err().to_string();
    assert!(error.contains("the chain has no such stage; it has first, second, third"), "{error}");
    Ok(())
}
