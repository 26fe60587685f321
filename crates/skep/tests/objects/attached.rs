//! What is attached where, by whoever it is: listed as long as it is, with its place and what attaches it.

use crate::own_code::offset_of;
use crate::world::{World, host, simulated};
use skep::object::AttachTarget;
use skep::prelude::*;
use skep::registers::*;
use skep::sim::WorldBuilder;
use skep::uapi::Version;
use skep::uapi::kernel::{
    CounterOpen, EventFile, EventPlace, LinkPlace, ObjectKind, PerfEventOpen, Sampling, TrafficDirection,
};
use skep::uapi::{AttachType, Capability, Errno, PerfEventType, Probe, SoftwareEvent};
use skep::{
    AttachedBy, Attachment, CgroupOptions, CpuMap, DeviceMap, ErrorKind, FunctionProbe, Means,
    NetfilterOptions, NetfilterPlace, PerfEvent, TrafficOptions, Unseen, UserProbe, XdpOptions,
};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::path::Path;
use std::process::Command;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin(
            "XDP programs are listed by link and by netlink, and not when they are gone",
            host,
            simulated,
            xdp,
        )
        .twin("programs of a control group are listed with its folder", host, simulated, cgroups)
        .twin("programs at tracepoints and perf events are listed", host, simulated, events)
        .twin(
            "programs at probes of the kernel are listed with their functions",
            host,
            simulated,
            kernel_probes,
        )
        .twin("programs at probes of files are listed with their places", host, simulated, user_probes)
        .test("programs at functions are listed [host]", functions)
        .test("programs of pairs of interfaces are listed [host]", netkit)
        .twin("programs that are entries of maps are listed with their keys", host, simulated, entries)
        .twin("a link that is detached and still held is told from attached ones", host, simulated, detached)
        .test("every kind of attachment is listed with its place [host]", every_kind)
        .test("what ip, tc and bpftool attach is listed, and not after they detach it [host]", elsewhere)
        .test("filters at other queueing disciplines are listed [host]", queues)
        .test("what is in another network namespace is listed with that namespace [host]", other_namespace)
        .test(
            "what could not be looked at is said, and that nothing may be seen is an error [host]",
            fewer_rights,
        )
        .test("what an ordinary user may not see is an error and no empty list [simulated]", ordinary_user)
}

fn returning(value: i32) -> Code {
    Assembler::new().mov(R0, value).exit().build().unwrap()
}

fn load(world: &World, program: ProgramSpec) -> Result<Object, Stop> {
    Ok(ObjectSpec::new("GPL").with_program(program).load(&world.kernel)?)
}

/// Where a program is attached: everything could be looked at.
fn found(program: &Program) -> Result<Vec<Attachment>, Stop> {
    let found = program.attachments()?;
    let id = program.info()?.id;
    assert!(found.attachments.iter().all(|attachment| attachment.program_id == id));
    // What is hidden from everybody, or is of no kind that the kernel tells of, may be others'.
    let ours = |gap: &&skep::Gap| gap.capability.is_some();
    let gaps: Vec<String> = found.completeness.gaps.iter().filter(ours).map(ToString::to_string).collect();
    assert_eq!(gaps, [""; 0]);
    Ok(found.attachments)
}

/// The one place that it is attached to.
fn only(program: &Program) -> Result<Attachment, Stop> {
    let found = found(program)?;
    assert_eq!(found.len(), 1, "{found:#?}");
    Ok(found.into_iter().next().unwrap())
}

fn is_link(attachment: &Attachment, link: &Link) -> bool {
    let id = link.info().unwrap().id;
    matches!(attachment.by, AttachedBy::Link { id: found, .. } if Some(found) == id)
}

fn xdp(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = load(world, ProgramSpec::xdp("passes", returning(2)))?;
        let program = object.program("passes")?;
        assert_eq!(found(program)?, []);
        for means in [Means::Link, Means::WithoutLink] {
            let options = XdpOptions::new().mode(XdpMode::Generic).means(means);
            let link = program.attach_to_interface_with(network.interface(), &options)?;
            let attachment = only(program)?;
            match means {
                Means::Link => assert!(is_link(&attachment, &link), "{attachment:?}"),
                _ => assert_eq!(attachment.by, AttachedBy::Netlink),
            }
            assert_eq!(attachment.interface.as_deref(), Some(network.interface()));
            assert_eq!((attachment.mode, attachment.namespace.is_some()), (Some(XdpMode::Generic), true));
            assert_eq!(attachment.to_string(), format!("XDP of {}, generic", network.interface()));
            drop(link);
            assert_eq!(found(program)?, []);
        }
        Ok(())
    })
}

fn cgroups(world: &World) -> Outcome {
    world.in_cgroup(|group| {
        let object = load(world, ProgramSpec::cgroup_skb_egress("passes", returning(1)))?;
        let program = object.program("passes")?;
        let attach =
            |means| program.attach_to_cgroup_with(group.folder(), &CgroupOptions::new().means(means));
        let shown = format!("cgroup_inet_egress of {}", group.folder().display());
        let (link, directly) = (attach(Means::Link)?, attach(Means::WithoutLink)?);
        // The same program at the same place, by a link and without one, is there twice.
        let both = found(program)?;
        assert!(is_link(&both[0], &link), "{both:?}");
        assert_eq!(both.iter().map(ToString::to_string).collect::<Vec<_>>(), [shown.clone(), shown.clone()]);
        assert_eq!(both[1].by, AttachedBy::Place);
        drop(link);
        let attachment = only(program)?;
        assert_eq!((attachment.by, attachment.cgroup.as_deref()), (AttachedBy::Place, Some(group.folder())));
        drop(directly);
        assert_eq!(found(program)?, []);
        Ok(())
    })
}

fn events(world: &World) -> Outcome {
    world.needs(Version::new(6, 6), "what the kernel says of links to perf events")?;
    let tracepoint = ProgramSpec::tracepoint("on_exec", "sched", "sched_process_exec", returning(0));
    let object = load(world, tracepoint)?;
    let program = object.program("on_exec")?;
    let place = LinkPlace::Event(EventPlace::Tracepoint { name: "sched_process_exec".into() });
    let link = program.attach()?;
    let attachment = only(program)?;
    assert!(is_link(&attachment, &link), "{attachment:?}");
    assert_eq!(attachment.place, place);
    drop(link);
    assert_eq!(found(program)?, []);
    // An event that has its program without a link is found among what processes have open.
    let api = world.kernel.api();
    let id = api.tracepoint("sched", "sched_process_exec")?.id;
    let event = api.perf_event_open(&PerfEventOpen::Tracepoint { id })?;
    let handle = api.open_by_id(ObjectKind::Program, program.info()?.id)?;
    api.perf_event_set_program(&event, &handle)?;
    drop(handle);
    let attachment = only(program)?;
    assert_eq!((attachment.to_string(), &attachment.place), ("tracepoint sched_process_exec".into(), &place));
    let AttachedBy::Event(file) = attachment.by else { panic!("{attachment:?}") };
    if !world.is_simulated() {
        assert_eq!(file.process, std::process::id());
    }
    drop(event);
    assert_eq!(found(program)?, []);

    // Of a counter's program, the kernel says nothing by the event: that is a gap.
    let sampled = ProgramSpec::new("sampled", ProgramType::PERF_EVENT, AttachType::default(), returning(0));
    let object = load(world, sampled)?;
    let program = object.program("sampled")?;
    let faults = CounterOpen {
        event_type: PerfEventType::SOFTWARE,
        config: SoftwareEvent::PAGE_FAULTS.0.into(),
        breakpoint: None,
        sampling: Sampling::Period(1 << 30),
        exclude_user: false,
        exclude_kernel: false,
        process: None,
        cpu: Some(0),
    };
    let event = api.perf_event_open(&PerfEventOpen::Counter(faults))?;
    let handle = api.open_by_id(ObjectKind::Program, program.info()?.id)?;
    api.perf_event_set_program(&event, &handle)?;
    let untold = |gap: &skep::Gap| {
        let here = |file: &EventFile| world.is_simulated() || file.process == std::process::id();
        matches!(&gap.what, Unseen::Events(files) if files.iter().any(here))
    };
    assert!(program.attachments()?.completeness.gaps.iter().any(untold));
    drop((handle, event));
    assert!(!program.attachments()?.completeness.gaps.iter().any(untold));

    let raw = ProgramSpec::raw_tracepoint("raw", "sched_process_exec", returning(0));
    let object = load(world, raw)?;
    let link = object.program("raw")?.attach()?;
    assert_eq!(only(object.program("raw")?)?.to_string(), "raw tracepoint sched_process_exec");
    link.detach()?;
    Ok(())
}

/// A program of probes, or of many at once.
fn probing(world: &World, attach_type: AttachType) -> Result<Object, Stop> {
    load(world, ProgramSpec::new("probes", ProgramType::KPROBE, attach_type, returning(0)))
}

fn kernel_probes(world: &World) -> Outcome {
    world.needs(Version::new(6, 6), "what the kernel says of links to perf events")?;
    let object = probing(world, AttachType::default())?;
    let program = object.program("probes")?;
    let link = match program.attach_to_probe(Probe::Kprobe, "vfs_read") {
        Err(error) if error.errno() == Some(Errno::ENOENT) => {
            return skip("this kernel has no probes on its functions (CONFIG_KPROBE_EVENTS)");
        }
        link => link?,
    };
    check("kprobe", program, link, |found| found.to_string() == "kprobe vfs_read")?;
    let link = program.attach_to_probe(Probe::Kretprobe, "vfs_read")?;
    check("kretprobe", program, link, |found| found.to_string() == "kretprobe vfs_read")?;
    // An event that has its program without a link.
    let api = world.kernel.api();
    let request = PerfEventOpen::Kprobe { function: "vfs_read", offset: 0, at_return: false };
    let event = api.perf_event_open(&request)?;
    let handle = api.open_by_id(ObjectKind::Program, program.info()?.id)?;
    api.perf_event_set_program(&event, &handle)?;
    let attachment = only(program)?;
    assert_eq!(attachment.to_string(), "kprobe vfs_read");
    assert!(matches!(attachment.by, AttachedBy::Event(_)), "{attachment:?}");
    drop((handle, event));
    assert_eq!(found(program)?, []);

    let object = probing(world, AttachType::TRACE_KPROBE_MULTI)?;
    let program = object.program("probes")?;
    let attached = program.attach_to_functions(&FunctionProbe::named("vfs_read").and("vfs_write"))?;
    check("many functions", program, attached.link, |found| {
        found.place == LinkPlace::Functions { count: 2, at_return: false }
            && found.to_string() == "2 functions"
    })
}

/// A function of this process, whose beginning is probed.
#[inline(never)]
extern "C" fn probed() {}

fn user_probes(world: &World) -> Outcome {
    world.needs(Version::new(6, 6), "what the kernel says of links to perf events")?;
    let path = std::fs::canonicalize("/proc/self/exe")?;
    let object = probing(world, AttachType::default())?;
    let program = object.program("probes")?;
    let own = UserProbe::at(&path, offset_of(probed as *const () as usize)?);
    let link = match program.attach_to_user_probe(&own) {
        Err(error) if error.errno() == Some(Errno::ENOENT) => {
            return skip("this kernel has no probes in user space (CONFIG_UPROBE_EVENTS)");
        }
        link => link?,
    };
    check("uprobe", program, link, |found| {
        let LinkPlace::Event(EventPlace::Uprobe { path: found, offset, at_return: false }) = &found.place
        else {
            return false;
        };
        // The kernel names the file as it finds it.
        found.file_name() == path.file_name() && *offset > 0
    })?;
    let link = program.attach_to_user_probe(&own.clone().at_return())?;
    check("uretprobe", program, link, |found| found.to_string().starts_with("uretprobe /"))?;
    let object = match probing(world, AttachType::TRACE_UPROBE_MULTI) {
        Ok(object) => object,
        Err(Stop::Fail(error)) => return skip(format!("this kernel has no links to many places: {error}")),
        Err(stop) => return Err(stop),
    };
    let program = object.program("probes")?;
    let own = own.of_process(std::process::id());
    let link = program.attach_to_user_probes(&[(own, 1)])?;
    check("many places", program, link, |found| {
        matches!(&found.place, LinkPlace::UserPlaces { path: found, count: 1, at_return: false, process }
            if found.file_name() == path.file_name() && *process == Some(std::process::id()))
    })
}

fn functions() -> Outcome {
    let world = host()?;
    let mut entered =
        ProgramSpec::new("entered", ProgramType::TRACING, AttachType::TRACE_FENTRY, returning(0));
    entered.target = Some(AttachTarget::Named { name: "vfs_read".into() });
    let object = match ObjectSpec::new("GPL").with_program(entered).load(&world.kernel) {
        Err(error) if error.kind() == ErrorKind::Permission => {
            return skip(format!("this system lets nobody attach to functions: {error}"));
        }
        object => object?,
    };
    let program = object.program("entered")?;
    let link = program.attach()?;
    check("fentry", program, link, |found| {
        let LinkPlace::Tracing { attach_type: AttachType::TRACE_FENTRY, object, type_id } = found.place
        else {
            return false;
        };
        object > 0 && type_id > 0
    })
}

fn netkit() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        let made = Command::new("ip").args(["link", "add", "pair", "type", "netkit"]).output()?;
        if !made.status.success() {
            let why = String::from_utf8_lossy(&made.stderr).into_owned();
            return skip(format!("no interfaces of type netkit can be made here: {}", why.trim()));
        }
        let program =
            ProgramSpec::new("pair", ProgramType::SCHED_CLS, AttachType::NETKIT_PRIMARY, returning(0));
        let object = load(&world, program)?;
        let program = object.program("pair")?;
        let link = program.attach_to_netkit("pair")?;
        check("netkit", program, link, |found| found.to_string() == "netkit_primary of pair")
    })
}

fn check(what: &str, program: &Program, link: Link, expected: impl Fn(&Attachment) -> bool) -> Outcome {
    let attachment = only(program)?;
    let by_link = is_link(&attachment, &link);
    assert_eq!(by_link, link.is_kernel_link(), "{what}: {attachment:?}");
    assert!(expected(&attachment), "{what}: {attachment:?}");
    link.detach()?;
    assert_eq!(found(program)?, [], "{what}");
    Ok(())
}

fn entries(world: &World) -> Outcome {
    let stages = ProgramArray::create(&world.kernel, "STAGES", 4)?;
    let object = load(world, ProgramSpec::xdp("stage", returning(2)))?;
    let program = object.program("stage")?;
    assert_eq!(found(program)?, []);
    // By another handle on the same map.
    let other = ProgramArray::new(Map::open_id(&world.kernel, stages.map().info().id)?.unwrap())?;
    other.set(1, program)?;
    other.set(3, program)?;
    let shown: Vec<_> = found(program)?.iter().map(ToString::to_string).collect();
    let id = stages.map().info().id;
    assert_eq!(shown, [format!("entry 1 of map {id}"), format!("entry 3 of map {id}")]);
    other.clear(1)?;
    assert_eq!(only(program)?.by, AttachedBy::Map);
    assert!(program.is_attached()?);
    other.clear(3)?;
    assert_eq!(found(program)?, []);

    let on_cpu = ProgramSpec::new("on_cpu", ProgramType::XDP, AttachType::XDP_CPUMAP, returning(2));
    let object = load(world, on_cpu)?;
    let program = object.program("on_cpu")?;
    let queues = Map::create_as::<CpuMap>(&world.kernel, &CpuMap::spec_with_programs("QUEUES", 1))?;
    queues.set_with_program(0, std::num::NonZeroU32::MIN, program)?;
    assert_eq!(only(program)?.to_string(), format!("entry 0 of map {}", queues.map().info().id));
    world.in_network(|network| {
        let to_device = ProgramSpec::new("to_device", ProgramType::XDP, AttachType::XDP_DEVMAP, returning(2));
        let object = load(world, to_device)?;
        let program = object.program("to_device")?;
        let spec = DeviceMap::spec_with_programs("DEVICES", 2);
        let devices = Map::create_as::<DeviceMap>(&world.kernel, &spec)?;
        devices.set_with_program(1, network.interface(), program)?;
        assert_eq!(only(program)?.to_string(), format!("entry 1 of map {}", devices.map().info().id));
        devices.clear(1)?;
        assert_eq!(found(program)?, []);
        Ok(())
    })
}

fn detached(world: &World) -> Outcome {
    world.in_network(|network| {
        let object = load(world, ProgramSpec::xdp("passes", returning(2)))?;
        let program = object.program("passes")?;
        let link = program.attach_to_interface(network.interface(), XdpMode::Generic)?;
        // Somebody else holds it when its owner detaches it.
        let id = link.info()?.id.unwrap();
        let held = Link::open_id(&world.kernel, id)?.unwrap();
        link.detach()?;
        let seen = program.attachments()?;
        assert_eq!((seen.attachments.len(), seen.detached.len()), (0, 1));
        assert!(is_link(&seen.detached[0], &held), "{seen:?}");
        assert_eq!(seen.detached[0].to_string(), "XDP of an interface that is gone");
        // Detached by one who only holds it, it is so for its owner.
        let link = program.attach_to_interface(network.interface(), XdpMode::Generic)?;
        let other = Link::open_id(&world.kernel, link.info()?.id.unwrap())?.unwrap();
        other.detach_from_all_holders()?;
        assert_eq!(found(program)?, []);
        drop((held, other, link));
        Ok(())
    })
}

fn every_kind() -> Outcome {
    let world = host()?;
    world.needs(Version::new(6, 6), "links to traffic control")?;
    world.in_network(|_| {
        let traffic = load(&world, ProgramSpec::sched_cls("traffic", returning(0)))?;
        let traffic = traffic.program("traffic")?;
        let directions = [(TrafficDirection::Ingress, "ingress"), (TrafficDirection::Egress, "egress")];
        for (direction, name) in directions {
            let link = traffic.attach_to_traffic("lo", direction)?;
            check("tcx", traffic, link, |found| found.to_string() == format!("tcx_{name} of lo"))?;
            let options = TrafficOptions::new().priority(7).handle(3);
            let link = traffic.attach_to_traffic_with("lo", direction, &options)?;
            let shown = format!("{name} filter of lo, priority 7, handle 0x3");
            check("clsact", traffic, link, |found| {
                found.to_string() == shown && found.by == AttachedBy::Netlink && found.label.is_some()
            })?;
        }

        let of_type = |program_type, attach_type, value| {
            load(&world, ProgramSpec::new("decides", program_type, attach_type, returning(value)))
        };
        let own = "/proc/thread-self/ns/net";
        for (program_type, attach_type) in [
            (ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP),
            (ProgramType::FLOW_DISSECTOR, AttachType::FLOW_DISSECTOR),
        ] {
            let object = of_type(program_type, attach_type, 1)?;
            let program = object.program("decides")?;
            let link = program.attach_to_network_namespace(own)?;
            check("network namespace", program, link, |found| {
                matches!(found.place, LinkPlace::NetworkNamespace { inode, attach_type: of }
                    if Some(u64::from(inode)) == found.namespace && of == attach_type)
            })?;
        }
        let object = of_type(ProgramType::NETFILTER, AttachType::NETFILTER, 1)?;
        let program = object.program("decides")?;
        let link = program.attach_to_netfilter(&NetfilterOptions::ipv4(NetfilterPlace::LocalIn, -128))?;
        check("netfilter", program, link, |found| {
            found.to_string() == "netfilter input of IPv4, priority -128"
        })?;

        let object = of_type(ProgramType::SK_SKB, AttachType::SK_SKB_VERDICT, 1)?;
        let program = object.program("decides")?;
        let map = skep::SocketMap::create(&world.kernel, "SOCKETS", 4)?;
        for means in [Means::Link, Means::WithoutLink] {
            let link = program.attach_to_map_with(map.map(), means)?;
            let shown = format!("sk_skb_verdict of map {}", map.map().info().id);
            check("map of sockets", program, link, |found| found.to_string() == shown)?;
        }

        let object = of_type(ProgramType::PERF_EVENT, AttachType::default(), 0)?;
        let program = object.program("decides")?;
        let faults = PerfEvent::software(SoftwareEvent::PAGE_FAULTS).on_cpu(0);
        let link = program.attach_to_perf_event(&faults)?;
        check("perf event", program, link, |found| found.to_string() == "perf event software, 0x2")?;

        let iterates = ProgramSpec::new("walks", ProgramType::TRACING, AttachType::TRACE_ITER, returning(0));
        let target = AttachTarget::Named { name: "task".into() };
        let iterates = ProgramSpec { target: Some(target), ..iterates };
        let object = load(&world, iterates)?;
        let program = object.program("walks")?;
        let link = program.attach_to_iterator(skep::IterateOver::All)?;
        check("iterator", program, link, |found| found.to_string() == "iterator of task")?;
        Ok(())
    })
}

/// Runs a command; skips if there is no such.
fn run(program: &str, arguments: &[&str]) -> Result<String, Stop> {
    let Ok(output) = Command::new(program).args(arguments).output() else {
        return skip(format!("`{program}` is not installed"));
    };
    let text = format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn elsewhere() -> Outcome {
    let world = host()?;
    world.in_cgroup(|group| {
        let object = load(&world, ProgramSpec::xdp("xdp", returning(2)))?;
        let xdp = object.program("xdp")?;
        let id = xdp.info()?.id.to_string();
        run("bpftool", &["net", "attach", "xdpgeneric", "id", &id, "dev", "lo"])?;
        assert_eq!(only(xdp)?.to_string(), "XDP of lo, generic");
        run("ip", &["link", "set", "dev", "lo", "xdpgeneric", "off"])?;
        assert_eq!(found(xdp)?, []);

        let folder = world.pins()?;
        let pin = folder.path().join("traffic");
        let object = load(&world, ProgramSpec::sched_cls("traffic", returning(0)))?;
        let traffic = object.program("traffic")?;
        traffic.pin(&pin)?;
        let pin = pin.to_str().unwrap();
        run("tc", &["qdisc", "add", "dev", "lo", "clsact"])?;
        run("tc", &["filter", "add", "dev", "lo", "ingress", "prio", "5", "bpf", "da", "pinned", pin])?;
        assert_eq!(only(traffic)?.to_string(), "ingress filter of lo, priority 5, handle 0x1");
        run("tc", &["qdisc", "del", "dev", "lo", "clsact"])?;
        assert_eq!(found(traffic)?, []);
        // The older queueing discipline, which has one direction.
        run("tc", &["qdisc", "add", "dev", "lo", "ingress"])?;
        run(
            "tc",
            &["filter", "add", "dev", "lo", "parent", "ffff:", "prio", "6", "bpf", "da", "pinned", pin],
        )?;
        assert_eq!(only(traffic)?.to_string(), "ingress filter of lo, priority 6, handle 0x1");
        run("tc", &["qdisc", "del", "dev", "lo", "ingress"])?;
        assert_eq!(found(traffic)?, []);
        world.kernel.unpin(pin)?;

        let object = load(&world, ProgramSpec::cgroup_skb_egress("packets", returning(1)))?;
        let packets = object.program("packets")?;
        let (id, path) = (packets.info()?.id.to_string(), group.folder().to_str().unwrap());
        run("bpftool", &["cgroup", "attach", path, "egress", "id", &id, "multi"])?;
        let attachment = only(packets)?;
        assert_eq!((attachment.by, attachment.cgroup.as_deref()), (AttachedBy::Place, Some(group.folder())));
        run("bpftool", &["cgroup", "detach", path, "egress", "id", &id])?;
        assert_eq!(found(packets)?, []);

        // A link that nobody holds but a pin: whoever made it may be gone.
        let pin = folder.path().join("link");
        let link = packets.attach_to_cgroup(group.folder())?;
        link.pin(&pin)?;
        drop(link);
        assert!(matches!(only(packets)?.by, AttachedBy::Link { .. }));
        world.kernel.unpin(&pin)?;
        assert_eq!(found(packets)?, []);
        Ok(())
    })
}

fn queues() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        let folder = world.pins()?;
        let pin = folder.path().join("traffic");
        let object = load(&world, ProgramSpec::sched_cls("traffic", returning(0)))?;
        let traffic = object.program("traffic")?;
        traffic.pin(&pin)?;
        let tc = |arguments: &str| Command::new("tc").args(arguments.split(' ')).output();
        let Ok(output) = tc("qdisc add dev lo root handle 1: htb") else {
            return skip("`tc` is not installed (Debian: iproute2)");
        };
        let refused = String::from_utf8_lossy(&output.stderr).into_owned();
        if refused.contains("kind is unknown") {
            return skip("the kernel has no queueing discipline `htb` (CONFIG_NET_SCH_HTB)");
        }
        assert!(output.status.success(), "{refused}");
        assert!(tc("class add dev lo parent 1: classid 1:2 htb rate 8mbit")?.status.success());
        for (parent, priority) in [("1:", 6), ("1:2", 7)] {
            let pin = pin.display();
            let filter = format!("filter add dev lo parent {parent} prio {priority} bpf da pinned {pin}");
            assert!(tc(&filter)?.status.success(), "{filter}");
        }
        let shown: Vec<String> = found(traffic)?.iter().map(ToString::to_string).collect();
        let at = |parent, priority| format!("filter of lo at {parent}, priority {priority}, handle 0x1");
        // One at the queueing discipline, and one at its class.
        assert_eq!(shown, [at("1:0", 6), at("1:2", 7)]);
        assert!(tc("qdisc del dev lo root")?.status.success());
        assert_eq!(found(traffic)?, []);
        world.kernel.unpin(pin)?;
        Ok(())
    })
}

fn other_namespace() -> Outcome {
    let world = host()?;
    let object = load(&world, ProgramSpec::xdp("passes", returning(2)))?;
    let program = object.program("passes")?;
    let traffic = load(&world, ProgramSpec::sched_cls("traffic", returning(0)))?;
    let traffic = traffic.program("traffic")?;
    let own = Path::new("/proc/thread-self/ns/net");
    let number = |text: &Path| text.to_str().unwrap()[5..].trim_end_matches(']').parse::<u64>().unwrap();
    let here = number(&std::fs::read_link(own)?);
    world.in_network(|_| {
        let there = number(&std::fs::read_link(own)?);
        assert_ne!(here, there);
        let link = program.attach_to_interface("lo", XdpMode::Generic)?;
        let filter = TrafficOptions::new().means(Means::WithoutLink);
        let filter = traffic.attach_to_traffic_with("lo", TrafficDirection::Egress, &filter)?;
        let tcx = traffic.attach_to_traffic("lo", TrafficDirection::Ingress)?;
        // Another thread, which is in the first namespace still, finds what is in this one.
        let seen = std::thread::scope(|scope| {
            let look = || {
                enter_first_namespace()?;
                Ok::<_, Stop>((only(program)?, found(traffic)?))
            };
            scope.spawn(look).join().unwrap()
        })?;
        assert!(is_link(&seen.0, &link));
        assert_eq!((seen.0.namespace, seen.0.interface.as_deref()), (Some(there), Some("lo")));
        let namespaces: Vec<_> = seen.1.iter().map(|attachment| attachment.namespace).collect();
        assert_eq!(namespaces, [Some(there); 2]);
        drop((filter, tcx));
        Ok(())
    })
}

/// Goes back into the namespace of the process's first thread.
fn enter_first_namespace() -> Outcome {
    let file = std::fs::File::open("/proc/self/ns/net")?;
    nix::sched::setns(file, nix::sched::CloneFlags::CLONE_NEWNET)?;
    Ok(())
}

fn fewer_rights() -> Outcome {
    let world = host()?;
    let object = load(&world, ProgramSpec::xdp("passes", returning(2)))?;
    let program = object.program("passes")?;
    let with = |kept: rustix::thread::CapabilitySet| {
        std::thread::scope(|scope| {
            let look = || {
                let sets = rustix::thread::CapabilitySets {
                    effective: kept,
                    permitted: kept,
                    inheritable: rustix::thread::CapabilitySet::empty(),
                };
                rustix::thread::set_capabilities(None, sets).unwrap();
                program.attachments()
            };
            scope.spawn(look).join().unwrap()
        })
    };
    let seen = with(rustix::thread::CapabilitySet::SYS_ADMIN)?;
    assert!(!seen.completeness.is_complete());
    let unseen = |gap: &skep::Gap| {
        matches!(gap.what, Unseen::EventsOf(_)) && gap.capability == Some(Capability::SYS_PTRACE)
    };
    assert!(seen.completeness.gaps.iter().any(unseen), "{:?}", seen.completeness);
    assert!(seen.completeness.missing_capabilities().contains(&Capability::SYS_PTRACE));
    let shown = seen.completeness.gaps.iter().find(|gap| unseen(gap)).unwrap().to_string();
    assert!(
        shown.starts_with("the perf events of ") && shown.ends_with("(this takes CAP_SYS_PTRACE)"),
        "{shown}"
    );
    let refused = with(rustix::thread::CapabilitySet::BPF).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Permission);
    assert!(refused.to_string().contains("going through the links of kernel `host`"), "{refused}");
    Ok(())
}

fn ordinary_user() -> Outcome {
    let kernel = Kernel::clone(&Simulated::new(WorldBuilder::new().ordinary_user().build()));
    assert_eq!(kernel.attachments().unwrap_err().errno(), Some(Errno::EPERM));
    Ok(())
}
