//! Programs that give one verdict, or one by the length.

use crate::world::World;
use crate::{
    tc_classifier, tc_ok_all, tc_shot_all, verdict, xdp_aborted_on_error, xdp_drop_all, xdp_pass_all,
};
use skep::packet::{Ethernet, Ipv4, Packet, Udp};
use skep::prelude::*;
use skep_harness::{Outcome, Stop};

/// What a program in traffic control does with so many bytes.
fn sorted(program: &Program, length: usize) -> Result<i32, Stop> {
    Ok(program.test_run(&TestRun::new().packet(&vec![0; length]))?.signed())
}

pub(crate) fn xdp_pass_all(world: &World) -> Outcome {
    let loaded = xdp_pass_all::pass_all::load(&world.kernel)?;
    for length in [14, 60, 1500] {
        assert_eq!(verdict(&loaded.xdp_pass_all, &vec![0; length])?, XdpAction::PASS);
    }
    world.in_network(|network| {
        let _link = loaded.xdp_pass_all.attach_to_interface(network.interface(), XdpMode::Generic)?;
        assert!(network.send(7001, b"arrives")?);
        Ok(())
    })
}

pub(crate) fn xdp_drop_all(world: &World) -> Outcome {
    let loaded = xdp_drop_all::drop_all::load(&world.kernel)?;
    for length in [14, 60, 1500] {
        assert_eq!(verdict(&loaded.xdp_drop_all, &vec![0; length])?, XdpAction::DROP);
    }
    world.in_network(|network| {
        let link = loaded.xdp_drop_all.attach_to_interface(network.interface(), XdpMode::Generic)?;
        assert!(!network.send(7002, b"is dropped")?);
        link.detach()?;
        assert!(network.send(7002, b"arrives")?);
        Ok(())
    })
}

pub(crate) fn xdp_aborted_on_error(world: &World) -> Outcome {
    let loaded = xdp_aborted_on_error::aborted_on_error::load(&world.kernel)?;
    let program = &loaded.xdp_aborted_on_error;
    let whole = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(Udp::default()).build();
    assert_eq!(verdict(program, &whole)?, XdpAction::PASS);
    assert_eq!(verdict(program, &whole[..14 + 20])?, XdpAction::PASS);
    assert_eq!(verdict(program, &whole[..14 + 19])?, XdpAction::ABORTED);
    assert_eq!(verdict(program, &whole[..14])?, XdpAction::ABORTED);
    let other = Packet::new().with(Ethernet { ether_type: Some(0x0806), ..Ethernet::default() }).build();
    assert_eq!(verdict(program, &other)?, XdpAction::PASS);
    Ok(())
}

pub(crate) fn tc_ok_all(world: &World) -> Outcome {
    let loaded = tc_ok_all::ok_all::load(&world.kernel)?;
    assert_eq!(sorted(&loaded.tc_ok_all, 14)?, 0);
    assert_eq!(sorted(&loaded.tc_ok_all, 2000)?, 0);
    Ok(())
}

pub(crate) fn tc_shot_all(world: &World) -> Outcome {
    let loaded = tc_shot_all::shot_all::load(&world.kernel)?;
    assert_eq!(sorted(&loaded.tc_shot_all, 14)?, 2);
    assert_eq!(sorted(&loaded.tc_shot_all, 2000)?, 2);
    Ok(())
}

pub(crate) fn tc_classifier(world: &World) -> Outcome {
    let loaded = tc_classifier::classifier::load(&world.kernel)?;
    for (length, expected) in [(14, 2), (63, 2), (64, 0), (1500, 0), (1501, 3)] {
        assert_eq!(sorted(&loaded.tc_classifier, length)?, expected, "{length} bytes");
    }
    Ok(())
}
