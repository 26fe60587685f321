//! XDP programs on interfaces: by links and by netlink, in the driver and in the network stack.

use crate::programs::{counted, counting, counts, returning};
use crate::world::{World, host, simulated};
use skep::prelude::*;
use skep::uapi::kernel::LinkPlace;
use skep::uapi::{AttachType, LinkType, ProgramFlags};
use skep::{ErrorKind, Means, XdpOptions};
use skep_harness::{Outcome, Stop, Suite};
use std::net::UdpSocket;
use std::process::Command;
use std::time::Duration;

const DROP: i32 = 1;
const PASS: i32 = 2;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin("XDP programs drop packets by a link and by netlink", host, simulated, packets_are_dropped)
        .twin(
            "an XDP program takes another's place by netlink only if that one is there",
            host,
            simulated,
            places_are_taken,
        )
        .twin("what is attached by netlink can be left and removed", host, simulated, programs_are_left)
        .test("older kernels attach XDP programs by netlink [simulated]", older_kernels)
        .test("XDP programs run in the driver of a pair of interfaces [host]", in_the_driver)
}

fn verdicts() -> ObjectSpec {
    ObjectSpec::new("MIT")
        .with_map(counts())
        .with_program(ProgramSpec::xdp("drop", counting(0, DROP)))
        .with_program(ProgramSpec::xdp("pass", counting(1, PASS)))
}

fn generic(means: Means) -> XdpOptions<'static> {
    XdpOptions::new().mode(XdpMode::Generic).means(means)
}

fn packets_are_dropped(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = verdicts().load(&world.kernel)?;
        let (drops, passes) = (object.program("drop")?, object.program("pass")?);
        for (means, link_type) in [(Means::Link, Some(LinkType::XDP)), (Means::WithoutLink, None)] {
            let mut link = drops.attach_to_interface_with(network.interface(), &generic(means))?;
            let info = link.info()?;
            assert_eq!((info.link_type, info.program_id), (link_type, drops.info()?.id));
            assert!(matches!(info.place, LinkPlace::Xdp { interface } if interface > 0));
            assert!(!network.send(4001, b"dropped")?, "{means:?}");
            link.update(passes)?;
            assert!(network.send(4001, b"passed")?, "{means:?}");
            link.update(drops)?;
            assert!(!network.send(4001, b"dropped")?, "{means:?}");
            if means == Means::Link {
                link.detach()?
            } else {
                drop(link)
            }
            assert!(network.send(4001, b"passed")?, "{means:?}");
        }
        assert!(world.kernel.take_failed_drops().is_empty());
        assert!(counted(&object)?[0] >= 4);
        Ok(())
    })
}

fn places_are_taken(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = verdicts().load(&world.kernel)?;
        let (drops, passes) = (object.program("drop")?, object.program("pass")?);
        let interface = network.interface();
        let first = drops.attach_to_interface_with(interface, &generic(Means::WithoutLink))?;
        // There is one already: by netlink, and by a link.
        for means in [Means::WithoutLink, Means::Link] {
            let error = passes.attach_to_interface_with(interface, &generic(means)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
        }
        let other = generic(Means::WithoutLink).in_place_of(passes);
        let error = passes.attach_to_interface_with(interface, &other).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        let right = generic(Means::WithoutLink).in_place_of(drops);
        let second = passes.attach_to_interface_with(interface, &right)?;
        assert!(network.send(4002, b"passed")?);
        // The first one is not there any more: dropping it detaches nothing, and is no error.
        drop(first);
        assert!(world.kernel.take_failed_drops().is_empty());
        assert_eq!(second.info()?.program_id, passes.info()?.id);
        let before = counted(&object)?[1];
        assert!(network.send(4002, b"passed")?);
        assert!(counted(&object)?[1] > before);
        let error = drops.attach_to_interface(interface, XdpMode::Native).unwrap_err();
        assert!([ErrorKind::AlreadyExists, ErrorKind::Unsupported].contains(&error.kind()), "{error}");
        let error = drops.attach_to_interface(interface, XdpMode::Offloaded).unwrap_err();
        assert!(
            [ErrorKind::AlreadyExists, ErrorKind::Unsupported, ErrorKind::Invalid].contains(&error.kind()),
            "{error}"
        );
        second.detach()?;
        let elsewhere = ObjectSpec::new("MIT")
            .with_program(ProgramSpec::new(
                "on_map",
                ProgramType::XDP,
                AttachType::XDP_DEVMAP,
                returning(PASS),
            ))
            .load(&world.kernel)?;
        let error =
            elsewhere.program("on_map")?.attach_to_interface(interface, XdpMode::Generic).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        if !world.is_simulated() {
            assert!(error.to_string().contains("the kernel says: "), "{error}");
        }
        Ok(())
    })
}

fn programs_are_left(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = verdicts().load(&world.kernel)?;
        let drops = object.program("drop")?;
        let link = drops.attach_to_interface_with(network.interface(), &generic(Means::WithoutLink))?;
        let pins = world.pins()?;
        let error = link.pin(pins.path().join("link")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("`leave_attached` lets it stay"), "{error}");
        link.leave_attached()?;
        assert!(!network.send(4003, b"dropped")?);
        // Whoever knows the program takes its place, and ends it.
        let passes = object.program("pass")?;
        let options = generic(Means::WithoutLink).in_place_of(drops);
        passes.attach_to_interface_with(network.interface(), &options)?.detach()?;
        assert!(network.send(4003, b"passed")?);
        let link = drops.attach_to_interface_with(network.interface(), &generic(Means::Link))?;
        assert!(link.leave_attached().is_err());
        assert!(network.send(4003, b"passed")?);
        Ok(())
    })
}

fn older_kernels() -> Outcome {
    let simulated = Simulated::new(skep::sim::World::builder().release("5.4.0").build());
    let object = verdicts().load(&simulated)?;
    let drops = object.program("drop")?;
    let link = drops.attach_to_interface("sim0", XdpMode::Generic)?;
    assert!(!link.is_kernel_link());
    assert_eq!(simulated.world().receive("sim0", &[0; 60])?.action, XdpAction::DROP);
    link.detach()?;
    assert_eq!(simulated.world().receive("sim0", &[0; 60])?.action, XdpAction::PASS);
    let error = drops.attach_to_interface_with("sim0", &generic(Means::Link)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "attaching to interface `sim0`: a link to an interface needs Linux 5.9, and this kernel is 5.4.0 (attach it \
         without a link: `Means::Best` or `Means::WithoutLink`)"
    );
    Ok(())
}

/// Makes a pair of interfaces in the network namespace of this thread, both up; the first has the address 10.77.0.1.
pub(crate) fn pair() -> Result<(), Stop> {
    let commands = [
        "link add skep0 type veth peer name skep1",
        "addr add 10.77.0.1/24 dev skep0",
        "link set skep0 up",
        "link set skep1 up",
    ];
    for command in commands {
        let output = Command::new("ip").args(command.split(' ')).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return skep_harness::skip(format!("`ip {command}` does not work here: {said}"));
        }
    }
    Ok(())
}

fn in_the_driver() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        pair()?;
        let mut spec = verdicts();
        let pieces = spec.programs.iter_mut().find(|one| &*one.name == "pass");
        pieces.unwrap().flags = ProgramFlags::XDP_HAS_FRAGS;
        let object = spec.load(&world.kernel)?;
        let passes = object.program("pass")?;
        for means in [Means::Link, Means::WithoutLink] {
            let options = XdpOptions::new().mode(XdpMode::Native).means(means);
            let link = passes.attach_to_interface_with("skep1", &options)?;
            let before = counted(&object)?[1];
            // Nobody has the address: the other end is asked who does.
            UdpSocket::bind("10.77.0.1:0")?.send_to(b"packet", "10.77.0.2:9")?;
            let api = world.kernel.api();
            for _ in 0..200 {
                if counted(&object)?[1] > before {
                    break;
                }
                api.wait(&mut [], Some(api.now() + Duration::from_millis(5)))?;
            }
            assert!(counted(&object)?[1] > before, "{means:?}");
            let shown = Command::new("ip").args(["link", "show", "skep1"]).output()?;
            let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
            assert!(shown.contains(" xdp ") && !shown.contains("xdpgeneric"), "{shown}");
            drop(link);
            let shown = Command::new("ip").args(["link", "show", "skep1"]).output()?;
            assert!(!String::from_utf8_lossy(&shown.stdout).contains("xdp"));
        }
        // Neither driver nor card take programs here.
        let error = passes.attach_to_interface("skep1", XdpMode::Offloaded).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert!(error.to_string().contains("the interface has no card that runs programs"), "{error}");
        Ok(())
    })
}
