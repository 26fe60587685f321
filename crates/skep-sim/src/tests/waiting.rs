//! Time, waits, and who can end them.

use super::*;
use skep_uapi::kernel::{Instant, Time, Wait, Waiting};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn in_seconds(world: &World, seconds: u64) -> Option<Instant> {
    Some(world.now() + Duration::from_secs(seconds))
}

fn wait(world: &World, event: &Handle, deadline: Option<Instant>) -> Result<bool> {
    world.wait(&mut [Wait::new(event)], deadline)
}

#[test]
fn virtual_time_moves_only_when_it_is_moved() {
    let world = World::new();
    assert_eq!(world.now(), Instant(1_000_000_000_000));
    assert_eq!(world.wall_clock(), Duration::from_secs(1_735_689_600 + 1000));
    world.advance(Duration::from_millis(1500));
    assert!(world.sleep(SECOND));
    assert_eq!(world.now(), Instant(1_002_500_000_000));
    assert_eq!(world.wall_clock(), Duration::from_millis(1_735_690_602_500));
    world.advance(Duration::MAX);
    assert_eq!(world.now(), Instant(u64::MAX));
}

#[test]
fn a_wait_with_a_deadline_moves_the_clock_there() {
    let world = World::new();
    let event = world.event().unwrap();
    let deadline = in_seconds(&world, 5);
    assert_eq!(wait(&world, &event, deadline), Ok(false));
    assert_eq!(Some(world.now()), deadline);
    // One that is past changes nothing.
    assert_eq!(wait(&world, &event, Some(Instant(0))), Ok(false));
    assert_eq!(Some(world.now()), deadline);
    assert_eq!(world.wait(&mut [], in_seconds(&world, 1)), Ok(false));
}

#[test]
fn a_wait_that_nothing_can_end_is_a_deadlock() {
    for world in [World::new(), World::builder().real_time().build()] {
        let event = world.event().unwrap();
        let ring = map(&world, MapType::RINGBUF, "", 0, 0, 4096);
        assert_eq!(wait(&world, &event, None), Err(Errno::EDEADLK));
        assert_eq!(wait(&world, &ring, None), Err(Errno::EDEADLK));
        assert_eq!(world.wait(&mut [], None), Err(Errno::EDEADLK));
    }
}

#[test]
fn an_event_stays_ready() {
    let world = World::new();
    let (one, two) = (world.event().unwrap(), world.event().unwrap());
    world.signal(&two).unwrap();
    for _ in 0..2 {
        let mut waits = [Wait::new(&one), Wait::new(&two)];
        assert_eq!(world.wait(&mut waits, None), Ok(true));
        assert_eq!(waits.map(|wait| wait.ready), [false, true]);
    }
    assert_eq!(world.signal(&map(&world, MapType::ARRAY, "", 4, 4, 1)), Err(Errno::EINVAL));
}

#[test]
fn only_rings_and_events_can_be_waited_for() {
    let world = World::new();
    let array = map(&world, MapType::ARRAY, "", 4, 4, 1);
    assert_eq!(wait(&world, &array, None), Err(Errno::EBADF));
    assert_eq!(wait(&World::new(), &array, None), Err(Errno::EBADF));
    let event = world.event().unwrap();
    assert!(world.borrow_fd(&event).is_none());
    assert_eq!(world.release_fd(event).map(drop), Err(Errno::EOPNOTSUPP));
    assert_eq!(world.open_handles(), 1);
}

#[test]
fn a_driver_ends_the_wait_of_another() {
    let world = World::new();
    let event = std::sync::Arc::new(world.event().unwrap());
    let driver = world.drive({
        let event = event.clone();
        move |world| {
            world.sleep(SECOND);
            world.signal(&event).unwrap();
            world.now()
        }
    });
    assert_eq!(wait(&world, &event, None), Ok(true));
    assert_eq!(driver.join(), Instant(1_001_000_000_000));
}

#[test]
fn a_wait_ends_in_deadlock_when_the_last_driver_ends() {
    let world = World::new();
    let event = world.event().unwrap();
    let (go, gone) = mpsc::channel::<()>();
    let one = world.drive(|_| {});
    let two = world.drive(move |world| {
        // Ends when the sender is dropped.
        let _ = gone.recv();
        world.advance(SECOND);
    });
    one.join();
    drop(go);
    assert_eq!(wait(&world, &event, None), Err(Errno::EDEADLK));
    two.join();
    assert_eq!(world.now(), Instant(1_001_000_000_000));
}

#[test]
fn a_deadline_is_reached_when_a_driver_moves_the_clock_or_when_the_last_one_ends() {
    let world = World::new();
    let event = world.event().unwrap();
    let driver = world.drive(|world| {
        for _ in 0..10 {
            world.sleep(SECOND);
        }
    });
    let deadline = in_seconds(&world, 1000);
    assert_eq!(wait(&world, &event, deadline), Ok(false));
    assert_eq!(Some(world.now()), deadline);
    driver.join();

    let driver = world.drive(|world| world.sleep(SECOND * 100));
    assert_eq!(wait(&world, &event, in_seconds(&world, 5)), Ok(false));
    assert!(driver.join());
}

#[test]
fn drivers_that_wait_are_not_active() {
    let world = World::new();
    let event = std::sync::Arc::new(world.event().unwrap());
    let driver = world.drive({
        let event = event.clone();
        move |world| wait(world, &event, None)
    });
    // Both wait for each other: both are told.
    assert_eq!(wait(&world, &event, None), Err(Errno::EDEADLK));
    assert_eq!(driver.join(), Err(Errno::EDEADLK));
}

#[test]
fn the_first_of_several_deadlines_comes_first() {
    let world = World::new();
    let event = std::sync::Arc::new(world.event().unwrap());
    let start = world.now();
    let waiter = |seconds: u64| {
        let event = event.clone();
        world.drive(move |world| {
            let result = wait(world, &event, Some(start + Duration::from_secs(seconds)));
            (result, world.now())
        })
    };
    let drivers = [waiter(3), waiter(1), waiter(2)];
    assert_eq!(wait(&world, &event, Some(start + Duration::from_secs(4))), Ok(false));
    assert_eq!(world.now(), start + Duration::from_secs(4));
    for (driver, seconds) in drivers.into_iter().zip([3, 1, 2]) {
        let (result, woken) = driver.join();
        assert_eq!(result, Ok(false));
        assert!(woken >= start + Duration::from_secs(seconds));
    }
}

#[test]
fn a_wait_without_deadline_waits_for_a_driver_with_one() {
    let world = World::new();
    let event = std::sync::Arc::new(world.event().unwrap());
    let other = std::sync::Arc::new(world.event().unwrap());
    let driver = world.drive({
        let (event, other) = (event.clone(), other.clone());
        move |world| {
            assert_eq!(wait(world, &other, in_seconds(world, 7)), Ok(false));
            world.signal(&event).unwrap();
        }
    });
    assert_eq!(wait(&world, &event, None), Ok(true));
    driver.join();
    assert_eq!(world.now(), Instant(1_007_000_000_000));
}

#[test]
fn a_driver_that_is_dropped_is_asked_to_stop() {
    for world in [World::new(), World::builder().real_time().build()] {
        let (tell, told) = mpsc::channel();
        let driver = world.drive(move |world| {
            let mut rounds = 0_u32;
            while world.sleep(Duration::from_millis(1)) {
                rounds += 1;
                let _ = tell.send(rounds);
            }
            assert!(world.is_stopped());
        });
        told.recv().unwrap();
        drop(driver);
        assert!(!world.is_stopped());
    }
}

#[test]
fn a_long_real_sleep_ends_when_the_driver_is_stopped() {
    let world = World::builder().real_time().build();
    let driver = world.drive(|world| world.sleep(Duration::from_secs(3600)));
    driver.stop();
    assert!(!driver.join());
}

#[test]
fn a_driver_that_panics_is_not_waited_for_and_is_not_silent() {
    let world = World::new();
    let event = world.event().unwrap();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let driver = world.drive(|_| panic!("on purpose"));
    let waited = wait(&world, &event, None);
    let joined = catch_unwind(AssertUnwindSafe(|| driver.join()));
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(world.drive(|_| panic!("again")))));
    std::panic::set_hook(hook);
    assert_eq!(waited, Err(Errno::EDEADLK));
    assert_eq!(joined.unwrap_err().downcast_ref(), Some(&"on purpose"));
    assert_eq!(dropped.unwrap_err().downcast_ref(), Some(&"again"));
}

#[test]
fn real_time_passes_by_itself() {
    let world = World::builder().real_time().build();
    let event = world.event().unwrap();
    let start = world.now();
    assert!(start >= Instant(1_000_000_000_000));
    let deadline = start + Duration::from_millis(20);
    assert_eq!(wait(&world, &event, Some(deadline)), Ok(false));
    assert!(world.now() >= deadline);
    assert!(world.sleep(Duration::from_millis(5)));
    assert!(world.now() >= deadline + Duration::from_millis(5));
    world.advance(SECOND * 100);
    assert!(world.now() >= start + SECOND * 100);
    // Some time after this was written.
    assert!(world.wall_clock() > Duration::from_secs(1_700_000_000));
}

#[test]
fn a_driver_ends_a_wait_in_real_time() {
    let world = World::builder().real_time().build();
    let event = std::sync::Arc::new(world.event().unwrap());
    let driver = world.drive({
        let event = event.clone();
        move |world| {
            world.sleep(Duration::from_millis(5));
            world.signal(&event).unwrap();
        }
    });
    assert_eq!(wait(&world, &event, None), Ok(true));
    driver.join();
}
