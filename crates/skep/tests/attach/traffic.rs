//! Programs of traffic control: by links and as filters, in order.

use crate::programs::{counted, counting, counts, returning};
use crate::world::{World, host};
use skep::prelude::*;
use skep::uapi::kernel::{LinkPlace, TrafficDirection};
use skep::uapi::{AttachType, LinkType};
use skep::{ErrorKind, Means, Order, TrafficOptions};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::process::Command;

/// `TC_ACT_OK`, `TC_ACT_SHOT`, `TC_ACT_UNSPEC` (`include/uapi/linux/pkt_cls.h`); the last one goes on to the next program.
const OK: i32 = 0;
const SHOT: i32 = 2;
const NEXT: i32 = -1;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .test("traffic is dropped both ways by links and by filters [host]", traffic_is_dropped)
        .test("programs of traffic control run in their order [host]", programs_run_in_order)
        .test("filters run by their priority, and leave no queue behind [host]", filters_run_by_priority)
        .test("the kernel's words are in errors of traffic control [host]", errors_have_words)
}

fn object(world: &World) -> Result<Object> {
    ObjectSpec::new("GPL")
        .with_map(counts())
        .with_program(ProgramSpec::sched_cls("next", counting(0, NEXT)))
        .with_program(ProgramSpec::sched_cls("ok", counting(1, OK)))
        .with_program(ProgramSpec::sched_cls("shot", counting(2, SHOT)))
        .with_program(ProgramSpec::xdp("other", returning(2)))
        .load(&world.kernel)
}

/// What `tc` shows of the interface `lo`.
fn shown(arguments: &[&str]) -> std::result::Result<String, Stop> {
    match Command::new("tc").args(arguments).args(["dev", "lo"]).output() {
        Ok(output) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            skip("`tc` is not installed (Debian: iproute2)")
        }
        Err(error) => Err(error.into()),
    }
}

fn traffic_is_dropped() -> Outcome {
    let world = host()?;
    world.in_network(|network| {
        let object = object(&world)?;
        let (shot, ok) = (object.program("shot")?, object.program("ok")?);
        let both = [
            (TrafficDirection::Ingress, AttachType::TCX_INGRESS),
            (TrafficDirection::Egress, AttachType::TCX_EGRESS),
        ];
        for (direction, expected) in both {
            for means in [Means::Link, Means::WithoutLink] {
                let options = TrafficOptions::new().means(means);
                let mut link = shot.attach_to_traffic_with("lo", direction, &options)?;
                let info = link.info()?;
                match info.place {
                    LinkPlace::Traffic { interface: 1, attach_type } => assert_eq!(attach_type, expected),
                    LinkPlace::Filter(place) => {
                        assert_eq!((place.interface, place.direction, place.priority), (1, direction, 1));
                        assert_ne!(place.handle, 0);
                    }
                    place => panic!("{place:?}"),
                }
                assert_eq!(info.link_type, (means == Means::Link).then_some(LinkType::TCX));
                // A packet that is dropped on its way out is an error of the sender's.
                assert!(!network.send(4010, b"dropped").unwrap_or(false), "{direction:?} {means:?}");
                link.update(ok)?;
                assert!(network.send(4010, b"passed")?, "{direction:?} {means:?}");
                assert_eq!(link.info()?.program_id, ok.info()?.id);
                drop(link);
                assert!(network.send(4010, b"passed")?);
            }
        }
        assert!(world.kernel.take_failed_drops().is_empty());
        assert!(!shown(&["qdisc", "show"])?.contains("clsact"));
        Ok(())
    })
}

fn programs_run_in_order() -> Outcome {
    let world = host()?;
    world.in_network(|network| {
        let ingress = TrafficDirection::Ingress;
        let object = object(&world)?;
        let [next, ok, shot] = ["next", "ok", "shot"].map(|name| object.program(name));
        let (next, ok, shot) = (next?, ok?, shot?);
        let attach = |program: &Program, order: Order<'_>| {
            program.attach_to_traffic_with("lo", ingress, &TrafficOptions::new().order(order))
        };
        let passes = |expected: bool| -> Outcome {
            assert_eq!(network.send(4011, b"packet").unwrap_or(false), expected);
            Ok(())
        };
        // ok | next ok | shot next ok | next ok | next shot ok | …
        let last = attach(ok, Order::Last)?;
        let first = attach(next, Order::First)?;
        passes(true)?;
        let [a, b, ..] = counted(&object)?;
        assert!(a > 0 && a == b, "{a} {b}");
        let before = attach(shot, Order::Before(&first))?;
        passes(false)?;
        assert_eq!(counted(&object)?[0], a, "the first one decides");
        drop(before);
        let between = attach(shot, Order::AfterProgram(next))?;
        passes(false)?;
        assert!(counted(&object)?[0] > a);
        between.detach()?;
        let behind = attach(shot, Order::After(&last))?;
        passes(true)?;
        drop(behind);
        let id = last.info()?.id.unwrap();
        let before = attach(shot, Order::BeforeId(id))?;
        passes(false)?;
        drop(before);
        drop(last);
        let error = attach(shot, Order::BeforeId(id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        let error = attach(next, Order::Last).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        passes(true)
    })
}

fn filters_run_by_priority() -> Outcome {
    let world = host()?;
    world.in_network(|network| {
        let ingress = TrafficDirection::Ingress;
        let object = object(&world)?;
        let (next, ok, shot) = (object.program("next")?, object.program("ok")?, object.program("shot")?);
        let attach = |program: &Program, priority: u16| {
            program.attach_to_traffic_with("lo", ingress, &TrafficOptions::new().priority(priority))
        };
        // The queue that is made for a filter goes with it, if there is no other one then.
        let first = attach(ok, 10)?;
        let second = attach(shot, 20)?;
        assert!(network.send(4012, b"passed")?);
        let third = attach(shot, 5)?;
        assert!(!network.send(4012, b"dropped")?);
        let places = world.kernel.api().traffic_filters(1, ingress)?;
        assert_eq!(places.iter().map(|place| place.priority).collect::<Vec<_>>(), [5, 10, 20]);
        third.detach()?;
        let without = TrafficOptions::new().means(Means::WithoutLink);
        let last = next.attach_to_traffic_with("lo", ingress, &without)?;
        let LinkPlace::Filter(place) = last.info()?.place else { panic!("it is no link") };
        assert_eq!(place.priority, 21);
        let zeroth = next.attach_to_traffic_with("lo", ingress, &without.order(Order::First))?;
        let LinkPlace::Filter(place) = zeroth.info()?.place else { panic!("it is no link") };
        assert!(place.priority < 10, "{place:?}");
        let error =
            next.attach_to_traffic_with("lo", ingress, &without.order(Order::After(&last))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        drop(first);
        assert!(shown(&["qdisc", "show"])?.contains("clsact"), "others are there");
        for link in [last, zeroth, second] {
            link.detach()?;
        }
        assert!(world.kernel.api().traffic_filters(1, ingress)?.is_empty());
        Ok(())
    })
}

fn errors_have_words() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        let object = object(&world)?;
        let without = TrafficOptions::new().means(Means::WithoutLink);
        let ingress = TrafficDirection::Ingress;
        let other = object.program("other")?;
        let error = other.attach_to_traffic_with("lo", ingress, &without).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(!shown(&["qdisc", "show"])?.contains("clsact"), "what was made for it is gone");
        // A queue that somebody has made stays.
        let mut said = String::new();
        world.kernel.api().traffic_queue_add(1, &mut said)?;
        let error = world.kernel.api().traffic_queue_add(1, &mut said).unwrap_err();
        assert_eq!((error, said.as_str()), (skep::uapi::Errno::EEXIST, "Exclusivity flag on, cannot modify"));
        let shot = object.program("shot")?;
        let fixed = without.priority(7).handle(3);
        let link = shot.attach_to_traffic_with("lo", ingress, &fixed)?;
        let error = object.program("ok")?.attach_to_traffic_with("lo", ingress, &fixed).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        assert!(error.to_string().contains("the kernel says: Filter already exists"), "{error}");
        drop(link);
        assert!(shown(&["qdisc", "show"])?.contains("clsact"));
        // Somebody else removes what is attached: the drop says so.
        let link = shot.attach_to_traffic_with("lo", ingress, &fixed)?;
        world.kernel.api().traffic_queue_remove(1, &mut said)?;
        drop(link);
        let failed = world.kernel.take_failed_drops();
        assert_eq!(failed.len(), 1);
        assert!(failed[0].to_string().starts_with("detaching program `lo`: "), "{}", failed[0]);
        Ok(())
    })
}
