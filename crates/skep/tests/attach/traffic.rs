//! Programs of traffic control: by links and as filters, in order.

use crate::programs::{counted, counting, counts, returning};
use crate::world::{Network, World, host, simulated};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::{
    AttachQuery, LinkCreate, LinkOrder, LinkPlace, LinkTarget, ObjectKind, Relative, TrafficDirection,
    TrafficFilter, TrafficPlace,
};
use skep::uapi::{AttachFlags, AttachType, Errno, Handle, LinkType, Version};
use skep::{ErrorKind, Means, Order, TrafficOptions};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::process::Command;

/// `TC_ACT_OK`, `TC_ACT_SHOT`, `TC_ACT_UNSPEC` (`include/uapi/linux/pkt_cls.h`); the last one goes on to the next program.
const OK: i32 = 0;
const SHOT: i32 = 2;
const NEXT: i32 = -1;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin("traffic is dropped both ways by links and by filters", host, simulated, traffic_is_dropped)
        .twin("programs of traffic control run in their order", host, simulated, programs_run_in_order)
        .twin(
            "filters run by their priority, and leave no queue behind",
            host,
            simulated,
            filters_run_by_priority,
        )
        .twin("the kernel's words are in errors of traffic control", host, simulated, errors_have_words)
        .twin("a receiver sees what traffic control has changed", host, simulated, packets_are_changed)
        .twin("traffic control sends packets on into an interface", host, simulated, packets_are_sent_on)
        .twin("links to traffic control are asked about and detached", host, simulated, links_are_listed)
        .twin("filters are numbered and removed in the kernel's words", host, simulated, filters_are_numbered)
        .test("older kernels attach to traffic control by filters [simulated]", older_kernels)
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

/// Links to traffic control came with Linux 6.6.
fn needs_links(world: &World) -> Outcome {
    if world.version()? < Version::new(6, 6) {
        skip("this kernel has no links to traffic control")
    } else {
        Ok(())
    }
}

/// By what means this kernel has programs attached.
fn all_means(world: &World) -> &'static [Means] {
    if needs_links(world).is_ok() { &[Means::Link, Means::WithoutLink] } else { &[Means::WithoutLink] }
}

/// The index of the network's interface.
fn index_of(world: &World, network: &Network<'_>) -> std::result::Result<u32, Stop> {
    let interfaces = world.kernel.api().interfaces()?;
    let this = interfaces.iter().find(|known| known.name == network.interface());
    Ok(this.ok_or("the network has its interface")?.index)
}

/// Whether the network's interface has a queueing discipline for filters: `tc` says so, or a simulated kernel by refusing another.
fn has_queue(world: &World, network: &Network<'_>) -> std::result::Result<bool, Stop> {
    if !world.is_simulated() {
        return Ok(shown(&["qdisc", "show"])?.contains("clsact"));
    }
    let (api, index, mut said) = (world.kernel.api(), index_of(world, network)?, String::new());
    match api.traffic_queue_add(index, &mut said) {
        Err(Errno::EEXIST) => Ok(true),
        added => {
            added?;
            api.traffic_queue_remove(index, &mut said)?;
            Ok(false)
        }
    }
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

fn traffic_is_dropped(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = object(world)?;
        let (shot, ok) = (object.program("shot")?, object.program("ok")?);
        let index = index_of(world, network)?;
        let both = [
            (TrafficDirection::Ingress, AttachType::TCX_INGRESS),
            (TrafficDirection::Egress, AttachType::TCX_EGRESS),
        ];
        for (direction, expected) in both {
            for &means in all_means(world) {
                let options = TrafficOptions::new().means(means);
                let mut link = shot.attach_to_traffic_with(network.interface(), direction, &options)?;
                let info = link.info()?;
                match info.place {
                    LinkPlace::Traffic { interface, attach_type } => {
                        assert_eq!((interface, attach_type), (index, expected));
                    }
                    LinkPlace::Filter(place) => {
                        assert_eq!((place.interface, place.direction, place.priority), (index, direction, 1));
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
        assert!(!has_queue(world, network)?);
        Ok(())
    })
}

fn programs_run_in_order(world: &World) -> Outcome {
    needs_links(world)?;
    world.in_network(|network| {
        let ingress = TrafficDirection::Ingress;
        let object = object(world)?;
        let [next, ok, shot] = ["next", "ok", "shot"].map(|name| object.program(name));
        let (next, ok, shot) = (next?, ok?, shot?);
        let attach = |program: &Program, order: Order<'_>| {
            program.attach_to_traffic_with(network.interface(), ingress, &TrafficOptions::new().order(order))
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

fn filters_run_by_priority(world: &World) -> Outcome {
    world.in_network(|network| {
        let ingress = TrafficDirection::Ingress;
        let object = object(world)?;
        let (next, ok, shot) = (object.program("next")?, object.program("ok")?, object.program("shot")?);
        let attach = |program: &Program, priority: u16| {
            program.attach_to_traffic_with(
                network.interface(),
                ingress,
                &TrafficOptions::new().priority(priority),
            )
        };
        // The queue that is made for a filter goes with it, if there is no other one then.
        let first = attach(ok, 10)?;
        let second = attach(shot, 20)?;
        assert!(network.send(4012, b"passed")?);
        let third = attach(shot, 5)?;
        assert!(!network.send(4012, b"dropped")?);
        let places = world.kernel.api().traffic_filters(index_of(world, network)?, ingress)?;
        assert_eq!(places.iter().map(|place| place.priority).collect::<Vec<_>>(), [5, 10, 20]);
        third.detach()?;
        let without = TrafficOptions::new().means(Means::WithoutLink);
        let last = next.attach_to_traffic_with(network.interface(), ingress, &without)?;
        let LinkPlace::Filter(place) = last.info()?.place else { panic!("it is no link") };
        assert_eq!(place.priority, 21);
        let zeroth =
            next.attach_to_traffic_with(network.interface(), ingress, &without.order(Order::First))?;
        let LinkPlace::Filter(place) = zeroth.info()?.place else { panic!("it is no link") };
        assert!(place.priority < 10, "{place:?}");
        let error = next
            .attach_to_traffic_with(network.interface(), ingress, &without.order(Order::After(&last)))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        drop(first);
        assert!(has_queue(world, network)?, "others are there");
        for link in [last, zeroth, second] {
            link.detach()?;
        }
        assert!(world.kernel.api().traffic_filters(index_of(world, network)?, ingress)?.is_empty());
        Ok(())
    })
}

fn errors_have_words(world: &World) -> Outcome {
    world.in_network(|network| {
        let index = index_of(world, network)?;
        let object = object(world)?;
        let without = TrafficOptions::new().means(Means::WithoutLink);
        let ingress = TrafficDirection::Ingress;
        let other = object.program("other")?;
        let error = other.attach_to_traffic_with(network.interface(), ingress, &without).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(!has_queue(world, network)?, "what was made for it is gone");
        // A queue that somebody has made stays.
        let mut said = String::new();
        world.kernel.api().traffic_queue_add(index, &mut said)?;
        let error = world.kernel.api().traffic_queue_add(index, &mut said).unwrap_err();
        assert_eq!((error, said.as_str()), (Errno::EEXIST, "Exclusivity flag on, cannot modify"));
        let shot = object.program("shot")?;
        let fixed = without.priority(7).handle(3);
        let link = shot.attach_to_traffic_with(network.interface(), ingress, &fixed)?;
        let error =
            object.program("ok")?.attach_to_traffic_with(network.interface(), ingress, &fixed).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        assert!(error.to_string().contains("the kernel says: Filter already exists"), "{error}");
        drop(link);
        assert!(has_queue(world, network)?);
        // Somebody else removes what is attached: the drop says so.
        let link = shot.attach_to_traffic_with(network.interface(), ingress, &fixed)?;
        world.kernel.api().traffic_queue_remove(index, &mut said)?;
        drop(link);
        let failed = world.kernel.take_failed_drops();
        assert_eq!(failed.len(), 1);
        assert!(
            failed[0].to_string().starts_with(&format!("detaching program `{}`: ", network.interface())),
            "{}",
            failed[0]
        );
        Ok(())
    })
}

/// A program that puts a letter in the place of the first one behind the headers.
fn changing() -> Code {
    let mut code = Assembler::new();
    code.store(Size::Byte, R10, -8, i32::from(b'X'));
    code.mov(R2, 14 + 20 + 8).mov(R3, R10).add(R3, -8).mov(R4, 1).mov(R5, 0).call(Helper::SKB_STORE_BYTES);
    code.mov(R0, NEXT).exit().build().unwrap()
}

fn packets_are_changed(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = ObjectSpec::new("GPL")
            .with_program(ProgramSpec::sched_cls("changes", changing()))
            .load(&world.kernel)?;
        for direction in [TrafficDirection::Ingress, TrafficDirection::Egress] {
            for &means in all_means(world) {
                let options = TrafficOptions::new().means(means);
                let link = object.program("changes")?.attach_to_traffic_with(
                    network.interface(),
                    direction,
                    &options,
                )?;
                let received = network.exchange(4013, b"letter")?;
                assert_eq!(received.as_deref(), Some(&b"Xetter"[..]), "{direction:?} {means:?}");
                link.detach()?;
                assert!(network.send(4013, b"letter")?);
            }
        }
        Ok(())
    })
}

/// A program that sends packets on to an interface: into it if the flags say so.
fn sending_on(interface: u32, flags: i32) -> Result<Code> {
    let mut code = Assembler::new();
    code.mov(R1, interface.cast_signed()).mov(R2, flags).call(Helper::REDIRECT).exit();
    Ok(code.build().unwrap())
}

fn packets_are_sent_on(world: &World) -> Outcome {
    world.in_network(|network| {
        let (ingress, egress) = (TrafficDirection::Ingress, TrafficDirection::Egress);
        // `BPF_F_INGRESS` is 1.
        let into = |index| sending_on(index, 1);
        let object = ObjectSpec::new("GPL")
            .with_map(counts())
            .with_program(ProgramSpec::sched_cls("sends", into(index_of(world, network)?)?))
            .with_program(ProgramSpec::sched_cls("to_none", into(4_000_000)?))
            .with_program(ProgramSpec::sched_cls("next", counting(0, NEXT)))
            .with_program(ProgramSpec::sched_cls("shot", counting(1, SHOT)))
            .load(&world.kernel)?;
        let attach = |name: &str, direction| -> Result<Link> {
            object.program(name)?.attach_to_traffic(network.interface(), direction)
        };
        let sends = attach("sends", egress)?;
        let seen = attach("next", ingress)?;
        // The running kernel sees an address of its own on a packet that came by its interface, and takes no such packets.
        assert_eq!(network.send(4014, b"sent on")?, world.is_simulated());
        assert!(counted(&object)?[0] > 0, "it was received by the program's will");
        let shot = attach("shot", ingress)?;
        assert!(!network.send(4014, b"dropped")?);
        assert!(counted(&object)?[1] > 0);
        drop((shot, sends, seen));
        let before = counted(&object)?[0];
        let _to_none = attach("to_none", egress)?;
        let _seen = attach("next", ingress)?;
        // The sender may be told.
        assert!(!network.send(4014, b"to no interface").unwrap_or(false));
        assert_eq!(counted(&object)?[0], before);
        Ok(())
    })
}

fn links_are_listed(world: &World) -> Outcome {
    needs_links(world)?;
    world.in_network(|network| {
        let (api, index) = (world.kernel.api(), index_of(world, network)?);
        let object = object(world)?;
        let (next, shot) = (object.program("next")?, object.program("shot")?);
        let attach =
            |program: &Program| program.attach_to_traffic(network.interface(), TrafficDirection::Ingress);
        let query = |interface| {
            let target = LinkTarget::Interface { index: interface };
            let attach_type = AttachType::TCX_INGRESS;
            api.programs_attached(&AttachQuery { target, attach_type, effective: false })
        };
        let listed = || -> std::result::Result<(u64, Vec<u32>), Stop> {
            let attached = query(index)?;
            Ok((attached.revision, attached.programs.iter().map(|one| one.program_id).collect()))
        };
        assert_eq!(listed()?, (1, vec![]));
        let (mut first, second) = (attach(next)?, attach(shot)?);
        let [a, b] = [next.info()?.id, shot.info()?.id];
        assert_eq!(listed()?, (3, vec![a, b]));
        // A program is at a place once.
        let error = first.update(shot).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        let error = first.update(object.program("other")?).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        let ok = object.program("ok")?;
        first.update(ok)?;
        assert_eq!(listed()?, (4, vec![ok.info()?.id, b]));
        assert_eq!(query(4_000_000), Err(Errno::ENODEV));
        let handle = |program: &Program| -> std::result::Result<Handle, Stop> {
            Ok(api.open_by_id(ObjectKind::Program, program.info()?.id)?)
        };
        let create = |program: &Handle, flags, relative, revision| {
            api.link_create(&LinkCreate {
                program,
                target: LinkTarget::Interface { index },
                attach_type: AttachType::TCX_INGRESS,
                flags,
                order: LinkOrder { relative, revision },
            })
            .map(drop)
        };
        let (before, after) = (AttachFlags::BEFORE.0, AttachFlags::AFTER.0);
        let (relative, next) = (Some(Relative::ProgramId(b)), handle(next)?);
        assert_eq!(create(&next, 0, None, 3), Err(Errno::ESTALE));
        assert_eq!(create(&next, 0, relative, 0), Err(Errno::EINVAL));
        assert_eq!(create(&next, before | after, relative, 0), Err(Errno::ERANGE));
        assert_eq!(create(&next, before, Some(Relative::ProgramId(a)), 0), Err(Errno::ENOENT));
        assert_eq!(create(&next, before, Some(Relative::LinkId(4_000_000)), 0), Err(Errno::ENOENT));
        assert_eq!(create(&next, AttachFlags::REPLACE.0, None, 0), Err(Errno::ENOENT));
        let other = handle(object.program("other")?)?;
        assert_eq!(create(&next, before, Some(Relative::Program(&other)), 0), Err(Errno::EINVAL));
        assert_eq!(create(&other, 0, None, 0), Err(Errno::EINVAL));
        assert_eq!(create(&next, before, relative, 4), Ok(()));
        // What is detached by force is at no place any more, though its link is held.
        let link = api.open_by_id(ObjectKind::Link, second.info()?.id.unwrap())?;
        api.link_detach(&link)?;
        assert_eq!(listed()?.1, [ok.info()?.id]);
        assert!(
            matches!(second.info()?.place, LinkPlace::Traffic { interface: 0, .. }),
            "{:?}",
            second.info()?
        );
        assert_eq!(api.link_update(&link, &next, None), Err(Errno::ENOLINK));
        api.link_detach(&link)?;
        drop((first, second, link));
        assert_eq!(listed()?, (1, vec![]));
        Ok(())
    })
}

fn older_kernels() -> Outcome {
    let kernel = Kernel::simulated().version("6.1");
    let ingress = TrafficDirection::Ingress;
    let object =
        ObjectSpec::new("GPL").with_program(ProgramSpec::sched_cls("shot", returning(SHOT))).load(&kernel)?;
    let shot = object.program("shot")?;
    let passes = || -> std::result::Result<bool, Stop> {
        Ok(kernel.world().receive("sim0", &[0; 64])?.passed().is_some())
    };
    assert!(passes()?);
    let link = shot.attach_to_traffic("sim0", ingress)?;
    assert!(
        matches!(link.info()?.place, LinkPlace::Filter(place) if place.priority == 1),
        "{:?}",
        link.info()?
    );
    assert!(!passes()?);
    drop(link);
    assert!(passes()?);
    let links = TrafficOptions::new().means(Means::Link);
    let error = shot.attach_to_traffic_with("sim0", ingress, &links).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("6.6"), "{error}");
    let others = shot.attach_to_traffic("sim0", ingress)?;
    let LinkPlace::Filter(place) = others.info()?.place else { panic!("it is no link") };
    assert_eq!(kernel.api().traffic_filters(place.interface, ingress)?, [place]);
    let order = TrafficOptions::new().order(Order::BeforeProgram(shot));
    let error = shot.attach_to_traffic_with("sim0", ingress, &order).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    let newer = Kernel::simulated().version("6.6");
    let object =
        ObjectSpec::new("GPL").with_program(ProgramSpec::sched_cls("shot", returning(SHOT))).load(&newer)?;
    let link = object.program("shot")?.attach_to_traffic("sim0", ingress)?;
    assert_eq!(link.info()?.link_type, Some(LinkType::TCX));
    Ok(())
}

fn filters_are_numbered(world: &World) -> Outcome {
    world.in_network(|network| {
        let (api, index) = (world.kernel.api(), index_of(world, network)?);
        let object = object(world)?;
        let program = api.open_by_id(ObjectKind::Program, object.program("next")?.info()?.id)?;
        let direction = TrafficDirection::Egress;
        // What is answered, and in which words.
        let words = |act: &dyn Fn(&mut String) -> skep::uapi::Result<()>| {
            let mut said = String::new();
            (act(&mut said).unwrap_err(), said)
        };
        let remove_queue = |said: &mut String| api.traffic_queue_remove(index, said);
        let remove = |priority, handle, said: &mut String| {
            api.traffic_filter_remove(&TrafficPlace { interface: index, direction, priority, handle }, said)
        };
        let (missing, wrong) = (Errno::ENOENT, Errno::EINVAL);
        let expected = (missing, "Cannot find specified qdisc on specified device".to_owned());
        assert_eq!(words(&remove_queue), expected);
        let mut said = String::new();
        let mut set = |priority, handle, replace| {
            let (program, name) = (&program, "numbered");
            let filter =
                TrafficFilter { interface: index, direction, priority, handle, program, name, replace };
            let place = api.traffic_filter_set(&filter, &mut said)?;
            Ok::<_, Errno>((place.priority, place.handle))
        };
        assert_eq!(set(1, 0, false), Err(wrong), "there is no queueing discipline");
        api.traffic_queue_add(index, &mut String::new())?;
        let expected = (missing, "Cannot find specified filter chain".to_owned());
        assert_eq!(words(&|said| remove(1, 1, said)), expected);
        assert_eq!([set(0, 0, false)?, set(0, 0, false)?], [(0xc000, 1), (0xbfff, 1)]);
        assert_eq!([set(5, 0, false)?, set(5, 9, false)?, set(5, 0, false)?], [(5, 1), (5, 9), (5, 2)]);
        assert_eq!((set(5, 9, false), set(5, 9, true)?), (Err(Errno::EEXIST), (5, 9)));
        let listed = || -> std::result::Result<Vec<(u16, u32)>, Stop> {
            let places = api.traffic_filters(index, direction)?;
            Ok(places.iter().map(|place| (place.priority, place.handle)).collect())
        };
        assert_eq!(listed()?, [(5, 2), (5, 9), (5, 1), (0xbfff, 1), (0xc000, 1)]);
        let expected = (missing, "Filter with specified priority/protocol not found".to_owned());
        assert_eq!(words(&|said| remove(6, 1, said)), expected);
        assert_eq!(
            words(&|said| remove(5, 4, said)),
            (missing, "Specified filter handle not found".to_owned())
        );
        remove(5, 9, &mut String::new())?;
        assert_eq!(listed()?, [(5, 2), (5, 1), (0xbfff, 1), (0xc000, 1)]);
        remove(5, 0, &mut String::new())?;
        assert_eq!(listed()?, [(0xbfff, 1), (0xc000, 1)]);
        let programs = api.traffic_programs()?;
        let this: Vec<_> = programs.iter().filter(|one| one.interface == index).collect();
        assert_eq!(this.len(), 2);
        assert_eq!((this[0].program_id, &*this[0].name), (object.program("next")?.info()?.id, "numbered"));
        api.traffic_queue_remove(index, &mut String::new())?;
        assert_eq!(words(&remove_queue), (wrong, "Invalid handle".to_owned()));
        assert_eq!(words(&|said| remove(5, 1, said)), (wrong, "Parent Qdisc doesn't exists".to_owned()));
        assert_eq!(api.traffic_queue_add(4_000_000, &mut String::new()), Err(Errno::ENODEV));
        assert_eq!(api.traffic_queue_remove(4_000_000, &mut String::new()), Err(Errno::ENODEV));
        assert_eq!(listed()?, []);
        Ok(())
    })
}
