//! Examples on several processors of a simulated kernel, in the interleavings of many seeds.

use crate::limits::{ping, syn};
use crate::{icmp_rate_limiter, lost_updates, syn_flood_protection};
use skep::prelude::*;
use skep::sim::{Interleaving, explore};
use skep::uapi::XdpAction;
use skep_harness::{Outcome, Stop};

pub(crate) fn lost_updates() -> Outcome {
    let explored = lost_updates::explored(0..1000, false).map_err(|error| error.to_string())?;
    let found = explored.found.ok_or("a packet that is not counted")?;
    println!("the careless counter loses a packet with {found}");
    // The seed gives the same again, in a world that is as the other one was at first.
    let again =
        lost_updates::explored(found.seed..found.seed + 1, false).map_err(|error| error.to_string())?;
    assert_eq!(again.found.map(|again| order(&again)), Some(order(&found)));
    // The line that does it is told twice for each processor: the load and the store.
    let source = include_str!("../../lost-updates.rs");
    let line =
        (1..).zip(source.lines()).find(|(_, line)| line.contains("*packets += 1")).ok_or("the line")?.0;
    let of_line = found.steps.iter().filter(|step| {
        let location = step.step.location.as_ref();
        location.is_some_and(|at| at.line == line && at.file.ends_with("lost-updates.rs"))
    });
    let cpus: Vec<u32> = of_line.map(|step| step.cpu).collect();
    assert!(
        cpus == [0, 1, 0, 1] || cpus == [0, 1, 1, 0] || cpus == [1, 0, 0, 1] || cpus == [1, 0, 1, 0],
        "{found}"
    );

    let careful = lost_updates::explored(0..1000, true).map_err(|error| error.to_string())?;
    println!("the careful one: {careful}");
    assert_eq!((careful.tried, careful.found), (1000, None));
    Ok(())
}

/// Which CPU carries out which instruction, and when.
fn order(interleaving: &Interleaving) -> Vec<(u32, usize)> {
    interleaving.steps.iter().map(|step| (step.cpu, step.step.slot)).collect()
}

/// Has three processors receive two packets each, 200 times; three of the six pass.
fn three_pass(
    what: &str,
    kernel: &Simulated,
    packet: impl Fn(u64) -> Result<Vec<u8>>,
) -> std::result::Result<(), Stop> {
    let explored = explore(0..200, |seed| {
        let packet = packet(seed)?;
        let interleaving = kernel.world().concurrently(seed, |cpus| {
            for cpu in 0..3 {
                cpus.on(cpu).receive("sim0", &packet).receive("sim0", &packet);
            }
        })?;
        let passed = interleaving.runs().filter(|(_, run)| run.value == u64::from(XdpAction::PASS.0)).count();
        Ok::<_, Stop>(interleaving.expect(passed == 3))
    })?;
    println!("{what}: {explored}");
    assert_eq!((explored.tried, explored.found), (200, None));
    Ok(())
}

pub(crate) fn limits_hold_in_every_interleaving() -> Outcome {
    let kernel = Kernel::simulated();
    let mut open = icmp_rate_limiter::icmp_rate_limiter::open();
    open.BURST.set(3);
    let icmp = open.load(&kernel)?;
    let link = icmp.limit.attach_to_interface("sim0", XdpMode::Auto)?;
    three_pass("icmp-rate-limiter", &kernel, |_| {
        icmp.FULL_AT.set(0, &skep::bpf::Atomic::new(0))?;
        Ok(ping())
    })?;
    drop(link);

    let mut open = syn_flood_protection::syn_flood_protection::open();
    open.LIMIT.set(3);
    let syns = open.load(&kernel)?;
    let _link = syns.protect.attach_to_interface("sim0", XdpMode::Auto)?;
    // Nobody has seen the address before.
    three_pass("syn-flood-protection", &kernel, |seed| {
        Ok(syn([10, 0, 1, u8::try_from(seed).unwrap_or(u8::MAX)]))
    })
}
