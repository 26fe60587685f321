//! Programs that limit how much comes in a time.
//!
//! The running kernel's time passes as it likes: there, what must not happen within a time is tested with one that does not end,
//! and what must happen after a time with one that has certainly ended.

use crate::world::{self, World};
use crate::{icmp_rate_limiter, syn_flood_protection, verdict};
use skep::packet::{Ethernet, Icmp, Icmpv6, Ipv4, Ipv6, Layer, Packet, Tcp, TcpFlags, Udp};
use skep::prelude::*;
use skep_harness::Outcome;
use std::time::Duration;

/// A time that does not end while a test runs, in nanoseconds.
const LONG: u64 = 1 << 58;

fn packet(ip: impl Into<Layer>, inner: impl Into<Layer>) -> Vec<u8> {
    Packet::new().with(Ethernet::default()).with(ip).with(inner).build()
}

fn tcp(flags: TcpFlags) -> Tcp {
    Tcp { flags, ..Tcp::default() }
}

/// A SYN from an address of IPv4.
pub(crate) fn syn(source: [u8; 4]) -> Vec<u8> {
    packet(Ipv4 { source: source.into(), ..Ipv4::default() }, tcp(TcpFlags::SYN))
}

/// A SYN from an address of IPv6.
fn syn6(source: u128) -> Vec<u8> {
    packet(Ipv6 { source: source.into(), ..Ipv6::default() }, tcp(TcpFlags::SYN))
}

pub(crate) fn syn_flood_protection(world: &World) -> Outcome {
    let mut open = syn_flood_protection::syn_flood_protection::open();
    open.WINDOW.set(LONG);
    open.LIMIT.set(3);
    let loaded = open.load(&world.kernel)?;
    let program = &loaded.protect;
    // Each of these has a count of its own.
    for sender in [syn([10, 0, 0, 1]), syn([10, 0, 0, 2]), syn6(1), syn6(2)] {
        for _ in 0..3 {
            assert_eq!(verdict(program, &sender)?, XdpAction::PASS);
        }
        for _ in 0..2 {
            assert_eq!(verdict(program, &sender)?, XdpAction::DROP);
        }
    }
    let counts: Vec<u64> =
        loaded.SYNS.iter().map(|entry| entry.map(|(_, count)| count.get())).collect::<Result<_>>()?;
    assert_eq!(counts, [5, 5, 5, 5]);

    // Whatever is no SYN passes, also from an address that sent too many.
    let source = [10, 0, 0, 1].into();
    let ip = || Ipv4 { source, ..Ipv4::default() };
    for other in [
        packet(ip(), tcp(TcpFlags::SYN | TcpFlags::ACK)),
        packet(ip(), tcp(TcpFlags::ACK)),
        packet(ip(), Udp::default()),
        packet(Ipv4 { fragment_offset: 10, ..ip() }, tcp(TcpFlags::SYN)),
        syn([10, 0, 0, 1])[..14 + 20 + 19].to_vec(),
    ] {
        assert_eq!(verdict(program, &other)?, XdpAction::PASS);
    }
    assert_eq!(loaded.SYNS.iter().count(), 4);
    Ok(())
}

pub(crate) fn syn_flood_protection_next_window(world: &World) -> Outcome {
    let window = Duration::from_millis(50);
    let mut open = syn_flood_protection::syn_flood_protection::open();
    open.WINDOW.set(50_000_000);
    open.LIMIT.set(2);
    let loaded = open.load(&world.kernel)?;
    for _ in 0..3 {
        for turn in 0..5 {
            let action = verdict(&loaded.protect, &syn([10, 0, 0, 1]))?;
            if turn < 2 {
                assert_eq!(action, XdpAction::PASS);
            } else if world.is_simulated() {
                assert_eq!(action, XdpAction::DROP);
            }
        }
        world.wait_a_little(window)?;
    }
    Ok(())
}

/// An echo request.
pub(crate) fn ping() -> Vec<u8> {
    packet(Ipv4::default(), Icmp { message_type: 8, ..Icmp::default() })
}

pub(crate) fn icmp_rate_limiter(world: &World) -> Outcome {
    let mut open = icmp_rate_limiter::icmp_rate_limiter::open();
    open.INTERVAL.set(LONG / 8);
    open.BURST.set(3);
    let loaded = open.load(&world.kernel)?;
    let program = &loaded.limit;
    for _ in 0..3 {
        assert_eq!(verdict(program, &ping())?, XdpAction::PASS);
    }
    for _ in 0..2 {
        assert_eq!(verdict(program, &ping())?, XdpAction::DROP);
    }
    // Other packets need no token.
    for other in [
        packet(Ipv4::default(), Udp::default()),
        packet(Ipv4::default(), tcp(TcpFlags::SYN)),
        packet(Ipv6::default(), Icmpv6::default()),
        ping()[..33].to_vec(),
    ] {
        assert_eq!(verdict(program, &other)?, XdpAction::PASS);
    }
    Ok(())
}

pub(crate) fn icmp_rate_limiter_refills(world: &World) -> Outcome {
    let mut open = icmp_rate_limiter::icmp_rate_limiter::open();
    open.INTERVAL.set(20_000_000);
    open.BURST.set(3);
    let loaded = open.load(&world.kernel)?;
    for _ in 0..3 {
        for _ in 0..3 {
            assert_eq!(verdict(&loaded.limit, &ping())?, XdpAction::PASS);
        }
        // After this the bucket is full.
        world.wait_a_little(Duration::from_millis(60))?;
    }
    Ok(())
}

pub(crate) fn icmp_rate_limiter_is_exact() -> Outcome {
    let world = world::simulated()?;
    let simulated = world.simulated().ok_or("a simulated world")?.world();
    let mut open = icmp_rate_limiter::icmp_rate_limiter::open();
    open.INTERVAL.set(1000);
    open.BURST.set(2);
    let loaded = open.load(&world.kernel)?;
    let passes = || Ok::<_, Error>(verdict(&loaded.limit, &ping())? == XdpAction::PASS);
    assert_eq!([passes()?, passes()?, passes()?], [true, true, false]);
    simulated.advance(Duration::from_nanos(999));
    assert!(!passes()?);
    simulated.advance(Duration::from_nanos(1));
    assert_eq!([passes()?, passes()?], [true, false]);
    simulated.advance(Duration::from_nanos(1500));
    assert_eq!([passes()?, passes()?], [true, false]);
    // The half of a token that was left counts.
    simulated.advance(Duration::from_nanos(500));
    assert_eq!([passes()?, passes()?], [true, false]);
    // However long it was quiet, the bucket holds two.
    simulated.advance(Duration::from_secs(1));
    assert_eq!([passes()?, passes()?, passes()?], [true, true, false]);
    Ok(())
}

/// How many of 1000 packets a program passes when four threads send them at the same time.
fn passed_at_once(program: &Program, packet: &[u8]) -> Result<usize> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..250).map(|_| verdict(program, packet)).collect::<Result<Vec<_>>>()))
            .collect();
        let mut passed = 0;
        for thread in threads {
            let verdicts = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            passed += verdicts.iter().filter(|verdict| **verdict == XdpAction::PASS).count();
        }
        Ok(passed)
    })
}

pub(crate) fn limits_hold_on_several_processors(world: &World) -> Outcome {
    let mut open = syn_flood_protection::syn_flood_protection::open();
    open.WINDOW.set(LONG);
    let syns = open.load(&world.kernel)?;
    assert_eq!(passed_at_once(&syns.protect, &syn([10, 0, 0, 1]))?, 100);
    let mut open = icmp_rate_limiter::icmp_rate_limiter::open();
    open.INTERVAL.set(LONG / 1000);
    open.BURST.set(100);
    let icmp = open.load(&world.kernel)?;
    assert_eq!(passed_at_once(&icmp.limit, &ping())?, 100);
    Ok(())
}
