//! Programs that ask maps, and count in them.

use crate::world::World;
use crate::{ip_allowlist, verdict, xdp_map_counter, xdp_map_lookup};
use skep::bpf::U32Be;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Udp};
use skep::prelude::*;
use skep_harness::Outcome;

pub(crate) fn xdp_map_lookup(world: &World) -> Outcome {
    let loaded = xdp_map_lookup::map_lookup::load(&world.kernel)?;
    assert_eq!(verdict(&loaded.xdp_map_lookup, &[0; 64])?, XdpAction::DROP);
    loaded.DOORS.insert(&41, &1)?;
    assert_eq!(verdict(&loaded.xdp_map_lookup, &[0; 64])?, XdpAction::DROP);
    loaded.DOORS.insert(&42, &1)?;
    assert_eq!(verdict(&loaded.xdp_map_lookup, &[0; 64])?, XdpAction::PASS);
    loaded.DOORS.remove(&42)?;
    assert_eq!(verdict(&loaded.xdp_map_lookup, &[0; 64])?, XdpAction::DROP);
    Ok(())
}

pub(crate) fn xdp_map_counter(world: &World) -> Outcome {
    let loaded = xdp_map_counter::map_counter::load(&world.kernel)?;
    let packets = || -> Result<u64> { Ok(loaded.PACKETS.get(0)?.iter().flat_map(|each| each.iter()).sum()) };
    assert_eq!(packets()?, 0);
    let output = loaded.xdp_map_counter.test_run(&TestRun::new().packet(&[0; 64]).repeat(1000))?;
    assert_eq!((output.action(), packets()?), (XdpAction::PASS, 1000));
    assert_eq!(verdict(&loaded.xdp_map_counter, &[0; 64])?, XdpAction::PASS);
    assert_eq!(packets()?, 1001);
    Ok(())
}

pub(crate) fn ip_allowlist(world: &World) -> Outcome {
    let loaded = ip_allowlist::allowlist::load(&world.kernel)?;
    let program = &loaded.ip_allowlist;
    let from = |source: [u8; 4]| {
        let ip = Ipv4 { source: source.into(), ..Ipv4::default() };
        Packet::new().with(Ethernet::default()).with(ip).with(Udp::default()).build()
    };
    assert_eq!(verdict(program, &from([10, 0, 0, 7]))?, XdpAction::DROP);
    loaded.ALLOWED.insert(&U32Be::new(0x0a00_0007), &1)?;
    assert_eq!(verdict(program, &from([10, 0, 0, 7]))?, XdpAction::PASS);
    assert_eq!(verdict(program, &from([10, 0, 0, 8]))?, XdpAction::DROP);
    assert_eq!(verdict(program, &from([7, 0, 0, 10]))?, XdpAction::DROP);
    assert_eq!(verdict(program, &from([10, 0, 0, 7])[..33])?, XdpAction::DROP);
    let newer = Packet::new().with(Ethernet::default()).with(Ipv6::default()).with(Udp::default()).build();
    assert_eq!(verdict(program, &newer)?, XdpAction::DROP);
    loaded.ALLOWED.remove(&U32Be::new(0x0a00_0007))?;
    assert_eq!(verdict(program, &from([10, 0, 0, 7]))?, XdpAction::DROP);
    Ok(())
}
