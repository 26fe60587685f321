//! Ring buffers between programs and their reader.

use super::*;
use skep_isa::{Condition, Size, registers::*};
use skep_memory::RingConsumer;
use skep_uapi::kernel::{Instant, Wait, Waiting};
use skep_uapi::{Helper, RingFlags};

/// Sends the pid, 4 bytes, with `bpf_ringbuf_output` and these flags; returns its answer.
fn sender(world: &World, ring: &Handle, flags: RingFlags) -> Handle {
    load(world, &[("R", ring)], |asm| {
        asm.call(Helper::GET_CURRENT_PID_TGID).store(Size::Word, R10, -4, R0);
        asm.load_map(R1, "R")
            .mov(R2, R10)
            .add(R2, -4)
            .mov(R3, 4)
            .mov(R4, flags.0 as i32)
            .call(Helper::RINGBUF_OUTPUT)
            .exit();
    })
}

fn read_all(consumer: &mut RingConsumer) -> Vec<u32> {
    let mut read = Vec::new();
    while let Some(record) = consumer.next_record().unwrap() {
        read.push(u32::from_ne_bytes(record.try_into().unwrap()));
    }
    read
}

/// Whether a wait that may last one second finds the ring ready.
fn wait(world: &World, ring: &Handle) -> Result<bool> {
    let deadline = skep_uapi::kernel::Time::now(world) + std::time::Duration::from_secs(1);
    world.wait(&mut [Wait::new(ring)], Some(deadline))
}

#[test]
fn records_come_in_order_and_a_full_ring_says_so() {
    let world = World::new();
    let ring = map(&world, MapType::RINGBUF, "R", 0, 0, 4096);
    let _link = attach(&world, &sender(&world, &ring, RingFlags::NONE), EXEC).unwrap();
    let fire = |pid| world.fire(EXEC, |event| event.pid(pid)).unwrap()[0].value;
    let mut sent = Vec::new();
    let refused = loop {
        let pid = sent.len() as u32;
        match fire(pid) {
            0 => sent.push(pid),
            refused => break refused,
        }
    };
    assert_eq!(refused, -i64::from(Errno::EAGAIN.0) as u64);
    // 16 bytes each, and one less than there is room for.
    assert_eq!(sent.len(), 4096 / 16 - 1);
    let mut consumer = RingConsumer::new(world.ring_memory(&ring).unwrap());
    assert_eq!(consumer.available(), 4080);
    assert_eq!(read_all(&mut consumer), sent);
    for pid in 0..1000 {
        assert_eq!(fire(pid), 0);
        assert_eq!(read_all(&mut consumer), [pid]);
    }
}

#[test]
fn unknown_flags_are_refused_where_the_kernel_does() {
    let world = World::new();
    let ring = map(&world, MapType::RINGBUF, "R", 0, 0, 4096);
    let answer = |program: &Handle| {
        let _link = attach(&world, program, EXEC).unwrap();
        world.fire(EXEC, |event| event).unwrap()[0].value
    };
    let output = sender(&world, &ring, RingFlags(4));
    assert_eq!(answer(&output), -i64::from(Errno::EINVAL.0) as u64);
    let reserve = |size: i32, flags: i32| {
        answer(&load(&world, &[("R", &ring)], |asm| {
            asm.load_map(R1, "R").mov(R2, size).mov(R3, flags).call(Helper::RINGBUF_RESERVE);
            asm.jump(Condition::NotEqual, R0, 0, "reserved").exit().label("reserved");
            asm.mov(R1, R0).mov(R2, 0).call(Helper::RINGBUF_DISCARD).mov(R0, 1).exit();
        }))
    };
    assert_eq!(reserve(8, 0), 1);
    assert_eq!(reserve(8, 1), 0);
    assert_eq!(reserve(5000, 0), 0);
    assert_eq!(reserve(i32::MAX, 0), 0);
}

#[test]
fn a_program_can_ask_how_full_a_ring_is() {
    let world = World::new();
    let ring = map(&world, MapType::RINGBUF, "R", 0, 0, 8192);
    let link = attach(&world, &sender(&world, &ring, RingFlags::NONE), EXEC).unwrap();
    let mut consumer = RingConsumer::new(world.ring_memory(&ring).unwrap());
    world.fire(EXEC, |event| event).unwrap();
    read_all(&mut consumer);
    consumer.release();
    world.fire(EXEC, |event| event).unwrap();
    world.fire(EXEC, |event| event).unwrap();
    drop(link);
    let query = |what: i32| {
        let program = load(&world, &[("R", &ring)], |asm| {
            asm.load_map(R1, "R").mov(R2, what).call(Helper::RINGBUF_QUERY).exit();
        });
        let _link = attach(&world, &program, EXEC).unwrap();
        world.fire(EXEC, |event| event).unwrap()[0].value
    };
    assert_eq!([0, 1, 2, 3, 9].map(query), [32, 8192, 16, 48, 0]);
}

#[test]
fn a_ring_is_ready_when_it_holds_what_was_not_read() {
    let world = World::new();
    let ring = map(&world, MapType::RINGBUF, "R", 0, 0, 4096);
    let _link = attach(&world, &sender(&world, &ring, RingFlags::NO_WAKEUP), EXEC).unwrap();
    let mut consumer = RingConsumer::new(world.ring_memory(&ring).unwrap());
    assert_eq!(wait(&world, &ring), Ok(false));
    world.fire(EXEC, |event| event).unwrap();
    // Whoever looks sees it, though nobody was woken.
    assert_eq!(wait(&world, &ring), Ok(true));
    assert_eq!(read_all(&mut consumer).len(), 1);
    assert_eq!(wait(&world, &ring), Ok(false));
}

#[test]
fn only_a_reader_that_has_caught_up_is_woken() {
    let check = |flags, behind: bool, expected: bool| {
        let world = World::new();
        let ring = map(&world, MapType::RINGBUF, "R", 0, 0, 4096);
        let _link = attach(&world, &sender(&world, &ring, flags), EXEC).unwrap();
        let stop = world.event().unwrap();
        let state = || {
            let state = world.shared.lock();
            let id = world.map_id(&ring).unwrap();
            match &state.maps.get(id).unwrap().kind {
                crate::maps::MapKind::Ring(ring) => ring.wakes,
                _ => unreachable!("it is a ring"),
            }
        };
        if behind {
            world.fire(EXEC, |event| event).unwrap();
        }
        let before = state();
        world.fire(EXEC, |event| event).unwrap();
        assert_eq!(state() > before, expected, "{flags} {behind}");
        drop(stop);
    };
    check(RingFlags::NONE, false, true);
    check(RingFlags::NONE, true, false);
    check(RingFlags::NO_WAKEUP, false, false);
    check(RingFlags::FORCE_WAKEUP, true, true);
    check(RingFlags::FORCE_WAKEUP | RingFlags::NO_WAKEUP, true, true);
}

#[test]
fn a_consumer_that_sleeps_is_woken_by_the_record_it_waits_for_and_by_no_other() {
    let world = World::new();
    let (ring, quiet) =
        (map(&world, MapType::RINGBUF, "R", 0, 0, 4096), map(&world, MapType::RINGBUF, "Q", 0, 0, 4096));
    let _link = attach(&world, &sender(&world, &ring, RingFlags::NONE), EXEC).unwrap();
    let silent = load(&world, &[("R", &quiet)], |asm| {
        asm.store(Size::Word, R10, -4, 0).load_map(R1, "R").mov(R2, R10).add(R2, -4).mov(R3, 4).mov(R4, 1);
        asm.call(Helper::RINGBUF_OUTPUT).exit();
    });
    let _silent_link = attach(&world, &silent, "sched:sched_process_exit").unwrap();
    let driver = world.drive(|world| {
        // Long enough that the other one certainly sleeps; in virtual time that costs nothing.
        world.sleep(std::time::Duration::from_secs(1));
        world.fire("sched:sched_process_exit", |event| event).unwrap();
        world.sleep(std::time::Duration::from_secs(1));
        world.fire(EXEC, |event| event.pid(9)).unwrap();
    });
    let mut waits = [Wait::new(&quiet), Wait::new(&ring)];
    let end = Instant(u64::MAX);
    assert_eq!(world.wait(&mut waits, Some(end)), Ok(true));
    assert!(waits[1].ready);
    driver.join();
    let mut consumer = RingConsumer::new(world.ring_memory(&ring).unwrap());
    assert_eq!(read_all(&mut consumer), [9]);
}
