//! What programs send through ring buffers, and numbers that several CPUs change at the same time.

use crate::world::World;
use skep::TestRun;
use skep::uapi::XdpAction;
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod rings {
    use skep::bpf::*;

    /// What an event tells.
    #[value]
    #[derive(PartialEq, Eq)]
    #[repr(u32)]
    pub(super) enum Told {
        Length = 1,
        Refusal = 2,
    }

    #[value]
    #[derive(PartialEq, Eq)]
    pub(super) struct Place {
        pub line: u16,
        pub column: u16,
        pub parts: [u32; 5],
    }

    #[event]
    pub(super) struct Event {
        pub told: Coded<Told>,
        pub length: u32,
        pub place: Place,
        pub text: [u8; 96],
    }

    #[map]
    pub static EVENTS: RingBuf<Event> = RingBuf::with_byte_size(4096);

    /// Leaves bytes in the ring that are no zeros: of events that are given back, and of events that are told.
    #[xdp]
    pub(super) fn spoil(_ctx: &mut Xdp) -> XdpAction {
        let Some(mut event) = EVENTS.reserve() else { return XdpAction::Aborted };
        event.told = Coded::from_number(0xffff_ffff);
        event.length = 0xffff_ffff;
        event.place = Place { line: 0xffff, column: 0xffff, parts: [0xffff_ffff; 5] };
        event.text = [0xff; 96];
        event.discard();
        XdpAction::Pass
    }

    /// A short packet is told of as refused, with a copy; of a long one the length and the line are told, and nothing else is written.
    #[xdp]
    pub(super) fn tell(ctx: &mut Xdp) -> XdpAction {
        let length = ctx.packet().remaining();
        if length < 60 {
            let place = Place { line: 1, column: 2, parts: [3; 5] };
            let refusal = Event { told: Told::Refusal.into(), length: 0, place, text: [0x61; 96] };
            return if EVENTS.output(&refusal) { XdpAction::Drop } else { XdpAction::Aborted };
        }
        let Some(mut event) = EVENTS.reserve() else { return XdpAction::Aborted };
        event.told = Coded::new(Told::Length);
        if length > 1000 {
            event.discard();
            return XdpAction::Tx;
        }
        event.length = (length & 0xffff) as u32;
        event.place.line = 7;
        event.submit();
        XdpAction::Pass
    }

    #[value]
    pub(super) struct Sums {
        pub packets: Atomic<u64>,
        pub tickets: Atomic<u64>,
        pub narrow: Atomic<u32>,
        pub signed: Atomic<i32>,
    }

    const NONE: Sums = Sums {
        packets: Atomic::new(0),
        tickets: Atomic::new(0),
        narrow: Atomic::new(0),
        signed: Atomic::new(0),
    };

    #[map]
    pub static SUMS: HashMap<u32, Sums> = HashMap::with_max_entries(1);
    #[map]
    pub static NUMBERS: HashMap<u32, u64> = HashMap::with_max_entries(4);
    #[map]
    pub static OWN: PerCpuHashMap<u32, u64> = PerCpuHashMap::with_max_entries(4);
    #[global]
    pub static ALL: Global<u64> = Global::new(0);
    #[global]
    pub static HIGHEST: Global<Atomic<u64>> = Global::new(Atomic::new(0));

    #[xdp]
    pub(super) fn tally(_ctx: &mut Xdp) -> XdpAction {
        let Some(mut sums) = SUMS.entry(0).or_insert(NONE) else { return XdpAction::Aborted };
        sums.packets.add(1);
        sums.narrow.sub(1);
        if sums.signed.fetch_sub(3) > 0 {
            return XdpAction::Aborted;
        }
        let ticket = sums.tickets.fetch_add(1);
        NUMBERS.add(3, 2);
        OWN.add(3, 1);
        ALL.add(5);
        // The highest ticket: another CPU may have a higher one meanwhile.
        let mut highest = HIGHEST.get_mut();
        for _ in 0..64 {
            let known = highest.get();
            if known >= ticket || highest.compare_and_swap(known, ticket) == known {
                return XdpAction::Pass;
            }
        }
        XdpAction::Aborted
    }
}

use rings::{Event, Place, Told};

const LENGTH: Event = Event {
    told: skep::bpf::Coded::from_number(1),
    length: 64,
    place: Place { line: 7, column: 0, parts: [0; 5] },
    text: [0; 96],
};

pub(crate) fn events_are_told_or_given_back(world: &World) -> Outcome {
    let mut rings = rings::load(&world.kernel)?;
    let run = |program: &skep::Program, length: usize| {
        program.test_run(&TestRun::new().packet(&vec![0; length])).map(|output| output.action())
    };
    // Around the ring twice: there is room for 29 events at a time.
    for round in 0..80 {
        assert_eq!(run(&rings.spoil, 64)?, XdpAction::PASS, "{round}");
        assert_eq!(rings.EVENTS.try_next()?.map(|event| event.length), None, "given back in round {round}");
    }
    for round in 0..80 {
        assert_eq!(run(&rings.tell, 64)?, XdpAction::PASS, "{round}");
        assert_eq!(run(&rings.tell, 1400)?, XdpAction::TX, "{round}");
        assert_eq!(run(&rings.tell, 30)?, XdpAction::DROP, "{round}");
        let told = rings.EVENTS.try_next()?.expect("it was submitted");
        assert_eq!(told.told.get(), Some(Told::Length));
        assert_eq!((told.length, told.place), (64, LENGTH.place));
        assert_eq!(told.text, [0; 96], "what is not written is zero, in round {round}");
        let refusal = rings.EVENTS.try_next()?.expect("it was put out");
        assert_eq!((refusal.told.get(), refusal.place.parts), (Some(Told::Refusal), [3; 5]));
        assert_eq!(refusal.text, [0x61; 96]);
        assert!(rings.EVENTS.try_next()?.is_none());
    }
    assert_eq!(rings.EVENTS.lost()?, Some(0));
    let mut sent = 0;
    while run(&rings.tell, 30)? == XdpAction::DROP {
        sent += 1;
    }
    assert!((25..=30).contains(&sent), "{sent} events of 128 bytes in a ring of 4096");
    assert_eq!(run(&rings.tell, 64)?, XdpAction::ABORTED);
    assert_eq!(rings.EVENTS.lost()?, Some(2));
    Ok(())
}

pub(crate) fn events_are_told_natively() -> Outcome {
    use skep::bpf::{World, Xdp, XdpAction};
    let _world = World::new();
    assert_eq!(rings::spoil(&mut Xdp::new(&[0; 64])), XdpAction::Pass);
    assert_eq!(rings::tell(&mut Xdp::new(&[0; 64])), XdpAction::Pass);
    assert_eq!(rings::tell(&mut Xdp::new(&[0; 1400])), XdpAction::Tx);
    assert_eq!(rings::tell(&mut Xdp::new(&[0; 30])), XdpAction::Drop);
    let events = rings::EVENTS.submitted();
    let told: Vec<_> = events.iter().map(|event| (event.told.get(), event.length)).collect();
    assert_eq!(told, [(Some(Told::Length), 64), (Some(Told::Refusal), 0)]);
    assert_eq!(events[0].text, [0; 96]);
    for _ in 0..3 {
        assert_eq!(rings::tally(&mut Xdp::new(&[0; 64])), XdpAction::Pass);
    }
    assert_eq!((rings::ALL.get(), rings::HIGHEST.get().get()), (15, 2));
    Ok(())
}

const THREADS: u32 = 4;
/// How often each thread has the program run.
const TIMES: u32 = 2000;

pub(crate) fn several_cpus_change_the_same_numbers(world: &World) -> Outcome {
    let rings = rings::load(&world.kernel)?;
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    rings
                        .tally
                        .test_run(&TestRun::new().packet(&[0; 64]).repeat(TIMES))
                        .map(|output| output.action())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for result in results {
        assert_eq!(result?, XdpAction::PASS);
    }
    let runs = u64::from(THREADS * TIMES);
    let sums = rings.SUMS.get(&0)?.expect("it was inserted");
    assert_eq!((sums.packets.get(), sums.tickets.get()), (runs, runs));
    assert_eq!(sums.narrow.get(), 0_u32.wrapping_sub(THREADS * TIMES));
    assert_eq!(sums.signed.get(), -3 * (THREADS * TIMES).cast_signed());
    assert_eq!(rings.NUMBERS.get(&3)?, Some(2 * runs));
    let own = rings.OWN.get(&3)?.map(|values| values.iter().sum::<u64>());
    // (Old kernels let a test run be interrupted by another on the same CPU.)
    assert!(own.is_some_and(|own| own > 0 && own <= runs), "{own:?}");
    assert_eq!((rings.ALL.get()?, rings.HIGHEST.get()?.get()), (5 * runs, runs - 1));
    Ok(())
}
