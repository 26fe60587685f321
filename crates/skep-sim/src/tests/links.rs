//! Links and pins: what holds what, and when it ends.

use super::*;
use crate::ObjectCounts;
use skep_isa::registers::*;
use skep_uapi::kernel::{CapabilitySet, EventPlace, LinkInfo, LinkPlace, ObjectKind};
use skep_uapi::{Capability, LinkType};
use std::path::Path;

fn returning(world: &World, program_type: ProgramType, value: i32) -> Handle {
    let code = assemble(|asm| {
        asm.mov(R0, value).exit();
    });
    Load { program_type, ..Load::default() }.load(world, &code).unwrap()
}

fn exec_event(world: &World) -> Handle {
    let id = world.tracepoint("sched", "sched_process_exec").unwrap().id;
    world.perf_event_open(&PerfEventOpen::Tracepoint { id }).unwrap()
}

#[test]
fn a_link_is_of_a_program_to_a_place_for_it() {
    let world = World::new();
    let (tracing, xdp) =
        (returning(&world, ProgramType::TRACEPOINT, 0), returning(&world, ProgramType::XDP, 2));
    let (event, array) = (exec_event(&world), map(&world, MapType::ARRAY, "", 4, 4, 1));
    let to_event = |program, event, attach_type, flags| {
        let target = LinkTarget::PerfEvent { event, cookie: 0 };
        world
            .link_create(&LinkCreate { program, target, attach_type, flags, order: Default::default() })
            .map(drop)
    };
    let perf = AttachType::PERF_EVENT;
    assert_eq!(to_event(&tracing, &event, AttachType::XDP, 0), Err(Errno::EINVAL));
    assert_eq!(to_event(&tracing, &event, AttachType::default(), 0), Err(Errno::EINVAL));
    assert_eq!(to_event(&xdp, &event, perf, 0), Err(Errno::EINVAL));
    assert_eq!(to_event(&tracing, &event, perf, 1), Err(Errno::EINVAL));
    assert_eq!(to_event(&tracing, &array, perf, 0), Err(Errno::EBADF));
    assert_eq!(to_event(&array, &event, perf, 0), Err(Errno::EINVAL));
    assert_eq!(to_event(&tracing, &event, perf, 0), Ok(()));
    let to_interface = |program, index, attach_type, flags| {
        let target = LinkTarget::Interface { index };
        world
            .link_create(&LinkCreate { program, target, attach_type, flags, order: Default::default() })
            .map(drop)
    };
    let xdp_type = AttachType::XDP;
    assert_eq!(to_interface(&xdp, 99, xdp_type, 0), Err(Errno::EINVAL));
    assert_eq!(to_interface(&xdp, 7, perf, 0), Err(Errno::EINVAL));
    assert_eq!(to_interface(&tracing, 7, xdp_type, 0), Err(Errno::EINVAL));
    for flags in [1, 6, 16, 1 << 10] {
        assert_eq!(to_interface(&xdp, 7, xdp_type, flags), Err(Errno::EINVAL), "{flags}");
    }
    assert_eq!(to_interface(&xdp, 7, xdp_type, 8), Err(Errno::EOPNOTSUPP));
    for flags in [0, 2, 4] {
        assert_eq!(to_interface(&xdp, 7, xdp_type, flags), Ok(()), "{flags}");
    }
}

#[test]
fn an_interface_has_one_program_in_one_mode() {
    let world = World::new();
    let program = returning(&world, ProgramType::XDP, 2);
    let attach = |flags| link_xdp(&world, &program, 7, flags);
    for (first, same, other) in [(2, &[2][..], &[0, 4][..]), (4, &[0, 4], &[2]), (0, &[0, 4], &[2])] {
        let _link = attach(first).unwrap();
        for flags in same {
            assert_eq!(attach(*flags).map(drop), Err(Errno::EBUSY), "{flags} after {first}");
        }
        for flags in other {
            assert_eq!(attach(*flags).map(drop), Err(Errno::EEXIST), "{flags} after {first}");
        }
    }
}

#[test]
fn an_event_has_one_program_and_a_tracepoint_each_program_once() {
    let world = World::new();
    let (one, two) =
        (returning(&world, ProgramType::TRACEPOINT, 1), returning(&world, ProgramType::TRACEPOINT, 2));
    let (event, other) = (exec_event(&world), exec_event(&world));
    let first = link(&world, &one, &event).unwrap();
    assert_eq!(link(&world, &one, &event).map(drop), Err(Errno::EEXIST));
    assert_eq!(link(&world, &two, &event).map(drop), Err(Errno::EEXIST));
    assert_eq!(link(&world, &one, &other).map(drop), Err(Errno::EEXIST));
    let second = link(&world, &two, &other).unwrap();
    assert_eq!(world.fire(EXEC, |event| event).unwrap().len(), 2);
    drop(first);
    assert!(link(&world, &one, &event).is_ok());
    drop(second);
    assert_eq!(world.fire(EXEC, |event| event).unwrap().len(), 0);
}

#[test]
fn a_tracepoint_has_64_programs_at_most() {
    let world = World::new();
    let programs: Vec<Handle> =
        (0..65).map(|value| returning(&world, ProgramType::TRACEPOINT, value)).collect();
    let links: Vec<Result<Handle>> = programs.iter().map(|program| attach(&world, program, EXEC)).collect();
    assert_eq!(links.iter().filter(|link| link.is_ok()).count(), 64);
    assert_eq!(links[64].as_ref().err(), Some(&Errno::E2BIG));
}

#[test]
fn a_link_says_what_it_is() {
    let world = World::new();
    let (tracing, xdp) =
        (returning(&world, ProgramType::TRACEPOINT, 0), returning(&world, ProgramType::XDP, 2));
    let links = [attach(&world, &tracing, EXEC).unwrap(), link_xdp(&world, &xdp, 7, 0).unwrap()];
    let program_id = |program| world.program_info(program).unwrap().id;
    let expected = [
        LinkInfo {
            link_type: LinkType::PERF_EVENT,
            id: 1,
            program_id: program_id(&tracing),
            place: LinkPlace::Event(EventPlace::Tracepoint { name: "sched_process_exec".into() }),
        },
        LinkInfo {
            link_type: LinkType::XDP,
            id: 2,
            program_id: program_id(&xdp),
            place: LinkPlace::Xdp { interface: 7 },
        },
    ];
    assert_eq!(links.each_ref().map(|link| world.link_info(link).unwrap()), expected);
}

#[test]
fn only_links_of_interfaces_can_be_detached_by_force() {
    let world = World::new();
    let (tracing, xdp) =
        (returning(&world, ProgramType::TRACEPOINT, 0), returning(&world, ProgramType::XDP, 1));
    let event_link = attach(&world, &tracing, EXEC).unwrap();
    assert_eq!(world.link_detach(&event_link), Err(Errno::EOPNOTSUPP));
    assert_eq!(world.fire(EXEC, |event| event).unwrap().len(), 1);
    let link = link_xdp(&world, &xdp, 7, 0).unwrap();
    assert!(world.receive("sim0", &[]).unwrap().run.is_some());
    assert_eq!(world.link_detach(&link), Ok(()));
    assert!(world.receive("sim0", &[]).unwrap().run.is_none());
    assert_eq!(world.link_detach(&link), Ok(()));
    assert!(world.link_info(&link).is_ok());
    // The interface is free for another one, which the old link does not touch when it ends.
    let next = link_xdp(&world, &xdp, 7, 0).unwrap();
    drop(link);
    assert!(world.receive("sim0", &[]).unwrap().run.is_some());
    drop(next);
}

#[test]
fn objects_live_as_long_as_something_holds_them() {
    let world = World::new();
    let counts = map(&world, MapType::ARRAY, "C", 4, 8, 1);
    let program = load(&world, &[("C", &counts)], |asm| {
        asm.load_map(R1, "C").mov(R0, 7).exit();
    });
    let id = world.map_info(&counts).unwrap().id;
    drop(counts);
    let link = attach(&world, &program, EXEC).unwrap();
    drop(program);
    let all = ObjectCounts { maps: 1, programs: 1, btfs: 1, links: 1, perf_events: 1 };
    assert_eq!((world.object_counts(), world.open_handles()), (all, 1));
    assert_eq!(world.fire(EXEC, |event| event).unwrap()[0].value, 7);
    // A pin holds the link, and the link all else.
    let path = Path::new("/sys/fs/bpf/exec");
    world.pin(&link, path).unwrap();
    drop(link);
    assert_eq!((world.object_counts(), world.open_handles()), (all, 0));
    assert_eq!(world.fire(EXEC, |event| event).unwrap()[0].value, 7);
    let again = world.open_pin(path, ObjectKind::Link).unwrap();
    world.unpin(path).unwrap();
    assert_eq!(world.fire(EXEC, |event| event).unwrap().len(), 1);
    drop(again);
    assert_eq!(world.object_counts(), ObjectCounts::default());
    assert_eq!(world.fire(EXEC, |event| event).unwrap().len(), 0);
    assert!(map(&world, MapType::ARRAY, "C", 4, 8, 1).get::<u8>().is_none());
    let next = map(&world, MapType::ARRAY, "C", 4, 8, 1);
    assert!(world.map_info(&next).unwrap().id > id);
}

#[test]
fn a_program_that_is_refused_holds_nothing() {
    let world = World::new();
    let counts = map(&world, MapType::ARRAY, "C", 4, 8, 1);
    let code = assemble(|asm| {
        asm.load_map(R1, "C").exit();
    });
    assert!(Load { maps: &[("C", &counts)], ..Load::default() }.load(&world, &code).is_err());
    drop(counts);
    assert_eq!((world.object_counts(), world.open_handles()), (ObjectCounts::default(), 0));
}

#[test]
fn a_handle_outlives_the_world_that_gave_it() {
    let counts = map(&World::new(), MapType::ARRAY, "C", 4, 8, 1);
    drop(counts);
}

#[test]
fn pins_are_names_in_a_bpf_file_system() {
    let world = World::builder().mount("bpf", "/run/bpf").mount("tmpfs", "/tmp").build();
    let counts = map(&world, MapType::HASH, "C", 4, 8, 1);
    let pin = |path: &str| world.pin(&counts, Path::new(path));
    assert_eq!(pin("/sys/fs/bpf/c"), Ok(()));
    assert_eq!(pin("/run/bpf/c"), Ok(()));
    assert_eq!(pin("/sys/fs/bpf/../bpf/./d"), Ok(()));
    let refused = [
        ("/sys/fs/bpf/c", Errno::EEXIST),
        ("/sys/fs/bpf", Errno::EEXIST),
        ("/sys/fs/bpf/", Errno::EEXIST),
        ("/sys/fs/bpf/a.b", Errno::EPERM),
        ("/sys/fs/bpf/.a", Errno::EPERM),
        ("/sys/fs/bpf/a.d/x", Errno::EPERM),
        ("/sys/fs/bpf/none/x", Errno::ENOENT),
        ("/sys/fs/bpf/c/x", Errno::ENOTDIR),
        ("/sys/fs/bpf/e/", Errno::ENOENT),
        ("/tmp/x", Errno::EPERM),
        ("/sys/fs/x", Errno::EPERM),
        ("relative", Errno::EPERM),
        ("", Errno::ENOENT),
    ];
    for (path, errno) in refused {
        assert_eq!(pin(path), Err(errno), "{path}");
    }
    assert_eq!(pin(&format!("/sys/fs/bpf/{}", "n".repeat(255))), Ok(()));
    assert_eq!(pin(&format!("/sys/fs/bpf/{}", "n".repeat(256))), Err(Errno::ENAMETOOLONG));

    let open = |path: &str, kind| world.open_pin(Path::new(path), kind).map(drop);
    assert_eq!(open("/sys/fs/bpf/c", ObjectKind::Map), Ok(()));
    assert_eq!(open("/sys/fs/bpf/d", ObjectKind::Map), Ok(()));
    assert_eq!(open("/sys/fs/bpf/c", ObjectKind::Program), Err(Errno::EINVAL));
    assert_eq!(open("/sys/fs/bpf/c", ObjectKind::Link), Err(Errno::EINVAL));
    assert_eq!(open("/sys/fs/bpf/none", ObjectKind::Map), Err(Errno::ENOENT));
    assert_eq!(open("/sys/fs/bpf/a.b", ObjectKind::Map), Err(Errno::EPERM));
    assert_eq!(open("/sys/fs/bpf/c/x", ObjectKind::Map), Err(Errno::ENOTDIR));
    assert_eq!(open("/sys/fs/bpf", ObjectKind::Map), Err(Errno::EACCES));
    assert_eq!(open("/nowhere", ObjectKind::Map), Err(Errno::ENOENT));

    let unpin = |path: &str| world.unpin(Path::new(path));
    assert_eq!(unpin("/sys/fs/bpf/none"), Err(Errno::ENOENT));
    assert_eq!(unpin("/sys/fs/bpf/a.b"), Err(Errno::EPERM));
    assert_eq!(unpin("/sys/fs/bpf"), Err(Errno::EISDIR));
    assert_eq!(unpin("/nowhere"), Err(Errno::ENOENT));
    assert_eq!(unpin("/sys/fs/bpf/c"), Ok(()));
    assert_eq!(unpin("/sys/fs/bpf/c"), Err(Errno::ENOENT));
    assert_eq!(open("/run/bpf/c", ObjectKind::Map), Ok(()));
}

#[test]
fn maps_programs_and_links_are_pinned_and_nothing_else() {
    let world = World::new();
    let program = returning(&world, ProgramType::TRACEPOINT, 3);
    let link = attach(&world, &program, EXEC).unwrap();
    let path = |name: &str| Path::new("/sys/fs/bpf").join(name);
    world.pin(&program, &path("program")).unwrap();
    world.pin(&link, &path("link")).unwrap();
    let event = exec_event(&world);
    assert_eq!(world.pin(&event, &path("event")), Err(Errno::EINVAL));
    let types = world.btf_load(&crate::types::kernel_btf().unwrap(), None, None).unwrap();
    assert_eq!(world.pin(&types, &path("types")), Err(Errno::EINVAL));
    let info = world.program_info(&program);
    drop((program, link));
    let program = world.open_pin(&path("program"), ObjectKind::Program).unwrap();
    assert_eq!(world.program_info(&program), info);
    assert!(world.open_pin(&path("link"), ObjectKind::Link).is_ok());
    assert_eq!(world.open_pin(&path("link"), ObjectKind::Map).map(drop), Err(Errno::EINVAL));
}

#[test]
fn a_pinned_map_is_the_same_map() {
    let world = World::new();
    let counts = map(&world, MapType::HASH, "C", 4, 8, 4);
    update(&world, &counts, 1, 5, UpdateFlags::ANY).unwrap();
    let path = Path::new("/sys/fs/bpf/c");
    world.pin(&counts, path).unwrap();
    let info = world.map_info(&counts).unwrap();
    drop(counts);
    let again = world.open_pin(path, ObjectKind::Map).unwrap();
    assert_eq!(world.map_info(&again).unwrap(), info);
    assert_eq!(count(&world, &again, 1), Ok(5));
    assert!(!world.capabilities().unwrap().contains(Capability(41)));
}

#[test]
fn the_programs_of_a_control_group_run_before_those_above_it_and_all_decide() {
    let world = World::new();
    let programs = [0, 1].map(|value| returning(&world, ProgramType::CGROUP_SKB, value));
    let group = Path::new("/sys/fs/cgroup/above/group");
    world.make_cgroup(group).unwrap();
    let attach = |program, path: &Path, attach_type, flags| {
        let target = LinkTarget::Cgroup { path };
        world.link_create(&LinkCreate { program, target, attach_type, flags, order: Default::default() })
    };
    let ingress = AttachType::CGROUP_INET_INGRESS;
    let mut frame = vec![0; 34];
    frame[12..15].copy_from_slice(&[8, 0, 0x45]);
    let pass = |path: &Path, frame: &[u8]| {
        let outcome = world.pass_cgroup(path, crate::PacketDirection::Ingress, frame);
        outcome.map(|outcome| (outcome.passes, outcome.runs.iter().map(|run| run.value).collect::<Vec<_>>()))
    };
    assert_eq!(pass(group, &frame), Ok((true, vec![])));
    let above = attach(&programs[0], group.parent().unwrap(), ingress, 0).unwrap();
    let own = attach(&programs[1], group, ingress, 0).unwrap();
    assert_eq!(pass(group, &frame), Ok((false, vec![1, 0])));
    assert_eq!(pass(group.parent().unwrap(), &frame), Ok((false, vec![0])));
    assert_eq!(world.link_info(&own).unwrap().link_type, LinkType::CGROUP);
    // Detached by force, though the link is held.
    world.link_detach(&above).unwrap();
    assert_eq!(pass(group, &frame), Ok((true, vec![1])));
    drop(own);
    assert_eq!(pass(group, &frame), Ok((true, vec![])));

    let refused = |path: &str, attach_type, flags| {
        attach(&programs[0], Path::new(path), attach_type, flags).map(drop).unwrap_err()
    };
    assert_eq!(refused("/sys/fs/cgroup/other", ingress, 0), Errno::ENOENT);
    assert_eq!(refused("/sys/fs/bpf", ingress, 0), Errno::EBADF);
    assert_eq!(refused("/sys/fs/cgroup", AttachType::CGROUP_INET_EGRESS, 0), Errno::EINVAL);
    assert_eq!(refused("/sys/fs/cgroup", ingress, 1), Errno::EINVAL);
    let user = World::builder().capabilities(CapabilitySet::default().with(Capability::BPF)).build();
    let program = returning(&user, ProgramType::CGROUP_SKB, 1);
    let target = LinkTarget::Cgroup { path: Path::new("/sys/fs/cgroup") };
    let request =
        LinkCreate { program: &program, target, attach_type: ingress, flags: 0, order: Default::default() };
    assert_eq!(user.link_create(&request).map(drop), Err(Errno::EPERM));
    // Packets of other protocols are none of a socket's of IP, and a header that is cut off is none.
    assert!(pass(group, &frame[..33]).is_err() && pass(group, &[0; 34]).is_err());
    assert!(pass(Path::new("/sys/fs/cgroup/other"), &frame).is_err());
}
