//! Maps and variables as programs change them: what user space finds there afterwards.

use crate::world::World;
use skep::TestRun;
use skep::uapi::XdpAction;
use skep_harness::{Outcome, Stop};

#[skep::bpf(license = "GPL")]
mod stores {
    use skep::bpf::*;

    #[value]
    #[derive(PartialEq, Eq)]
    #[repr(u8)]
    pub(super) enum Class {
        Small = 1,
        Large = 7,
    }

    #[value]
    #[derive(PartialEq)]
    pub(super) struct Counts {
        pub packets: Atomic<u64>,
        pub bytes: Atomic<u64>,
        pub last: Coded<Class>,
        pub full: Coded<bool>,
        pub sizes: [u16; 3],
    }

    const NOTHING: Counts = Counts {
        packets: Atomic::new(0),
        bytes: Atomic::new(0),
        last: Coded::from_number(1),
        full: Coded::from_number(0),
        sizes: [0; 3],
    };

    #[map]
    pub static COUNTS: HashMap<u32, Counts> = HashMap::with_max_entries(2);
    #[map]
    pub static RECENT: LruPerCpuHashMap<u32, u64> = LruPerCpuHashMap::with_max_entries(16);
    #[map]
    pub static LENGTHS: Queue<u32> = Queue::with_max_entries(2);
    #[map]
    pub static LATEST: Stack<u32> = Stack::with_max_entries(3);
    #[map]
    pub static TOTALS: Array<u64> = Array::with_length(4);
    #[map]
    pub static OWN: PerCpuArray<u32> = PerCpuArray::with_length(1);
    #[global]
    pub static LIMITS: Constant<[u32; 3]> = Constant::new([60, 100, 1000]);
    #[global]
    pub static STATE: Global<Counts> = Global::new(NOTHING);
    #[global]
    pub static HISTOGRAM: Global<[u64; 4]> = Global::new([0; 4]);
    #[global]
    pub static SEEN: Global<u64> = Global::new(5);
    #[global]
    pub static BITS: Global<Atomic<u32>> = Global::new(Atomic::new(0b1100));

    /// The packet's length decides the key.
    #[socket_filter]
    pub(super) fn count(ctx: &Skb) -> u32 {
        let length = ctx.len();
        let Some(mut counts) = COUNTS.entry(length).or_insert(NOTHING) else { return 1 };
        counts.packets.add(1);
        let before = counts.bytes.fetch_add(u64::from(length));
        counts.last = if length > 80 { Coded::new(Class::Large) } else { Class::Small.into() };
        counts.full = (before > 100).into();
        counts.sizes[2] += 3;
        match counts.last.get() {
            Some(Class::Large) => 20,
            Some(Class::Small) => 10,
            None => 0,
        }
    }

    #[socket_filter]
    pub(super) fn keep(ctx: &Skb) -> u32 {
        let length = ctx.len();
        RECENT.add(7, 2);
        OWN.add(0, 4);
        TOTALS.add(1, u64::from(length));
        TOTALS.set(2, 9);
        let beyond = TOTALS.set(4, 9) as u32;
        let is_new = COUNTS.insert_new(1, NOTHING) as u32;
        let is_there = COUNTS.replace(1_000_000, NOTHING) as u32;
        let has_room = LENGTHS.push(length) as u32;
        LATEST.push(length);
        beyond + is_new * 2 + is_there * 4 + has_room * 8
    }

    /// The oldest, the newest, and how many were there.
    #[socket_filter]
    pub(super) fn take(_ctx: &Skb) -> u32 {
        let newest = LATEST.peek().unwrap_or(0);
        let Some(oldest) = LENGTHS.pop() else { return newest };
        LATEST.pop();
        oldest * 1000 + newest
    }

    #[socket_filter]
    pub(super) fn change(ctx: &Skb) -> u32 {
        let length = ctx.len();
        SEEN.add(2);
        let mut slot = 3;
        for (number, limit) in LIMITS.get().iter().enumerate() {
            if length < *limit && slot == 3 {
                slot = number;
            }
        }
        let mut histogram = HISTOGRAM.get_mut();
        histogram[slot] += 1;
        let mut state = STATE.get_mut();
        state.packets.add(1);
        state.sizes[1] = (length & 0xffff) as u16;
        let before = BITS.get_mut().swap(0b0110);
        let mut bits = BITS.get_mut();
        let kept = bits.compare_and_swap(0b0110, 0b1010);
        let missed = bits.compare_and_swap(0b0110, 0);
        bits.or(1);
        bits.xor(0b1000);
        before * 10000 + kept * 100 + missed + bits.fetch_sub(1)
    }
}

fn run(program: &skep::Program, length: usize) -> Result<u32, Stop> {
    // Of a packet in a test run the Ethernet header is not a socket filter's.
    let packet = vec![0; length + 14];
    Ok(program.test_run(&TestRun::new().packet(&packet))?.result)
}

pub(crate) fn maps_are_changed_in_place(world: &World) -> Outcome {
    use stores::Class;
    let stores = stores::load(&world.kernel)?;
    assert_eq!(run(&stores.count, 50)?, 10);
    assert_eq!(run(&stores.count, 50)?, 10);
    for _ in 0..3 {
        assert_eq!(run(&stores.count, 90)?, 20);
    }
    let small = stores.COUNTS.get(&50)?.expect("it was inserted");
    assert_eq!((small.packets.get(), small.bytes.get(), small.last.get()), (2, 100, Some(Class::Small)));
    assert_eq!((small.full.get(), small.sizes), (Some(false), [0, 0, 6]));
    let large = stores.COUNTS.get(&90)?.expect("it was inserted");
    assert_eq!(
        format!("{large:?}"),
        "Counts { packets: 3, bytes: 270, last: Large, full: true, sizes: [0, 0, 9] }"
    );
    // There is room for two.
    assert_eq!(stores.COUNTS.refused()?, 0);
    assert_eq!(run(&stores.count, 70)?, 1);
    assert_eq!(stores.COUNTS.refused()?, 1);

    // Another program's number, which is no variant.
    let mut damaged = large;
    damaged.last = skep::bpf::Coded::from_number(99);
    assert_eq!((damaged.last.get(), format!("{:?}", damaged.last)), (None, "99".to_owned()));
    Ok(())
}

pub(crate) fn queues_and_arrays_are_filled(world: &World) -> Outcome {
    let stores = stores::load(&world.kernel)?;
    assert_eq!(run(&stores.keep, 30)?, 2 + 8);
    assert_eq!(run(&stores.keep, 40)?, 8);
    // The queue is full.
    assert_eq!(run(&stores.keep, 50)?, 0);
    assert_eq!((stores.LENGTHS.refused()?, stores.LATEST.refused()?), (1, 0));
    assert_eq!((stores.TOTALS.get(1)?, stores.TOTALS.get(2)?), (Some(120), Some(9)));
    let sum = |values: Option<skep::PerCpu<u64>>| values.map(|values| values.iter().sum::<u64>());
    assert_eq!(sum(stores.RECENT.get(&7)?), Some(6));
    let own = stores.OWN.get(0)?.map(|values| values.iter().sum::<u32>());
    assert_eq!(own, Some(12));
    assert_eq!(run(&stores.take, 1)?, 30_050);
    assert_eq!(run(&stores.take, 1)?, 40_040);
    assert_eq!(run(&stores.take, 1)?, 30);
    assert_eq!((stores.LENGTHS.pop()?, stores.LATEST.pop()?), (None, Some(30)));
    stores.LENGTHS.push(&7)?;
    assert_eq!(run(&stores.take, 1)?, 7000);
    Ok(())
}

pub(crate) fn variables_are_structures_and_arrays(world: &World) -> Outcome {
    let mut open = stores::open();
    assert_eq!(open.LIMITS.get(), [60, 100, 1000]);
    open.LIMITS.set([20, 30, 40]);
    open.SEEN.set(100);
    let stores = open.load(&world.kernel)?;
    for (length, count) in [(25, 1), (35, 2), (36, 3), (50, 4)] {
        let bits = if count == 1 { 0b1100 } else { 2 };
        assert_eq!(run(&stores.change, length)?, bits * 10000 + 6 * 100 + 0b1010 + 3, "{length}");
    }
    assert_eq!(stores.HISTOGRAM.get()?, [0, 1, 2, 1]);
    assert_eq!(stores.SEEN.get()?, 108);
    let state = stores.STATE.get()?;
    assert_eq!((state.packets.get(), state.sizes), (4, [0, 50, 0]));
    assert_eq!(stores.BITS.get()?.get(), 2);
    // And the other way round.
    stores.HISTOGRAM.set(&[7; 4])?;
    run(&stores.change, 25)?;
    assert_eq!(stores.HISTOGRAM.get()?, [7, 8, 7, 7]);
    Ok(())
}

#[skep::bpf(license = "GPL")]
mod chain {
    use skep::bpf::*;

    #[map]
    pub static NEXT: ProgramArray<kind::Xdp> = ProgramArray::with_length(3);
    #[map]
    pub static PASSED: Array<u32> = Array::with_length(4);

    #[xdp]
    pub(super) fn first(ctx: &mut Xdp) -> XdpAction {
        PASSED.add(0, 1);
        NEXT.tail_call(ctx, 0);
        // Nothing is in the slot.
        PASSED.add(3, 1);
        XdpAction::Aborted
    }

    #[xdp]
    pub(super) fn second(ctx: &mut Xdp) -> XdpAction {
        PASSED.add(1, 1);
        let mut packet = ctx.packet();
        let slot = match packet.parse::<Ethernet>() {
            Some(ethernet) if ethernet.ether_type == ETH_P_IP => 1,
            _ => 2,
        };
        NEXT.tail_call(ctx, slot);
        XdpAction::Drop
    }

    #[xdp]
    pub(super) fn third(_ctx: &mut Xdp) -> XdpAction {
        PASSED.add(2, 1);
        XdpAction::Tx
    }

    #[xdp]
    pub(super) fn pass(_ctx: &mut Xdp) -> XdpAction {
        XdpAction::Pass
    }
}

pub(crate) fn programs_go_on_to_others(world: &World) -> Outcome {
    let chain = chain::load(&world.kernel)?;
    let mut packet = vec![0; 64];
    let mut run = |ether_type: [u8; 2]| {
        packet[12..14].copy_from_slice(&ether_type);
        chain.first.test_run(&TestRun::new().packet(&packet)).map(|output| output.action())
    };
    let passed = || -> Result<Vec<u32>, Stop> {
        Ok((0..4)
            .map(|slot| chain.PASSED.get(slot))
            .collect::<Result<Option<Vec<_>>, _>>()?
            .unwrap_or_default())
    };
    assert_eq!(run([8, 0])?, XdpAction::ABORTED);
    assert_eq!(passed()?, [1, 0, 0, 1]);
    chain.NEXT.set(0, &chain.second)?;
    chain.NEXT.set(1, &chain.third)?;
    assert_eq!(run([8, 0])?, XdpAction::TX);
    assert_eq!(run([8, 6])?, XdpAction::DROP);
    assert_eq!(passed()?, [3, 2, 1, 1]);
    // Replaced while the first goes on to it.
    chain.NEXT.set(1, &chain.pass)?;
    assert_eq!(run([8, 0])?, XdpAction::PASS);
    assert!(chain.NEXT.clear(0)?);
    assert_eq!(run([8, 0])?, XdpAction::ABORTED);
    assert_eq!(chain.NEXT.iter().count(), 1);
    assert_eq!(passed()?, [5, 3, 1, 2]);
    Ok(())
}
