//! Questions about objects with yes or no for an answer, whoever pins, attaches, freezes, fills or removes them.

use crate::world::{World, host, simulated};
use crate::{counter, gone, may_walk};
use skep::prelude::*;
use skep::registers::*;
use skep::sim::WorldBuilder;
use skep::uapi::kernel::{CapabilitySet, ObjectKind};
use skep::uapi::{Capability, MapFlags};
use skep::{CpuMap, ErrorKind, PerCpuHashMap};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::process::Command;
use std::time::Duration;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin("an object is told from another one that has its number", host, simulated, still_there)
        .twin("whether an object is pinned is asked of the kernel", host, simulated, pinned)
        .twin("whether a program is attached is asked of the kernel", host, simulated, attached)
        .twin("whether a map is frozen is asked of the kernel", host, simulated, frozen)
        .twin("whether a map is full is counted", host, simulated, full)
        .twin("whether a map could be used for another is no error", host, simulated, compatible)
        .test("what bpftool pins, freezes, fills and attaches is seen, and what it removes [host]", elsewhere)
        .test("what this process may not know is an error and no answer [simulated]", unknown)
}

fn still_there(world: &World) -> Outcome {
    may_walk(world)?;
    let kernel = &world.kernel;
    let object = counter()?.load(kernel)?;
    // In a simulated kernel, time passes only if somebody waits.
    world.wait_a_little(Duration::from_millis(1))?;
    let other = counter()?.load(kernel)?;
    let (program, map) = (object.program("counts")?.info()?, object.map::<Map>("COUNTS")?.info().clone());
    assert!(kernel.still_has_program(&program)? && kernel.still_has_map(&map)?);
    // As if its number were another one's now, which is like it but for the moment of its load.
    let number = other.program("counts")?.info()?.id;
    let reused = skep::uapi::kernel::ProgramInfo { id: number, ..program.clone() };
    assert_eq!(reused.tag, other.program("counts")?.info()?.tag);
    assert!(kernel.exists(ObjectKind::Program, number)? && !kernel.still_has_program(&reused)?);
    let reused = skep::uapi::kernel::MapInfo { max_entries: 7, ..map.clone() };
    assert!(!kernel.still_has_map(&reused)?);
    let on_exec = ProgramSpec::tracepoint(
        "on_exec",
        "sched",
        "sched_process_exec",
        Assembler::new().mov(R0, 0).exit().build()?,
    );
    let on_exec = ObjectSpec::new("GPL").with_program(on_exec).load(kernel)?;
    let link = on_exec.program("on_exec")?.attach()?;
    let id = link.info()?.id;
    let known = kernel.links()?.into_iter().find(|known| Some(known.id) == id).unwrap();
    assert!(kernel.still_has_link(&known)?);
    drop((link, object));
    gone(world, ObjectKind::Link, known.id)?;
    gone(world, ObjectKind::Program, program.id)?;
    gone(world, ObjectKind::Map, map.id)?;
    assert!(!kernel.still_has_link(&known)? && !kernel.still_has_program(&program)?);
    assert!(!kernel.still_has_map(&map)?);
    Ok(())
}

fn pinned(world: &World) -> Outcome {
    may_walk(world)?;
    let kernel = &world.kernel;
    let folder = world.pins()?;
    let object = counter()?.load(kernel)?;
    let (program, map) = (object.program("counts")?, object.map::<Map>("COUNTS")?);
    assert!(!program.is_pinned()? && !map.is_pinned()?);
    // By other handles on the same objects, under names that the first know nothing of.
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    Program::open_id(kernel, program.info()?.id)?.unwrap().pin(&one)?;
    Map::open_id(kernel, map.info().id)?.unwrap().pin(&two)?;
    assert!(program.is_pinned()? && map.is_pinned()?);
    kernel.unpin(&one)?;
    assert!(!program.is_pinned()? && map.is_pinned()?);
    kernel.unpin(&two)?;
    assert!(!map.is_pinned()?);
    world.in_network(|network| {
        let passes = ObjectSpec::new("GPL")
            .with_program(ProgramSpec::xdp("passes", Assembler::new().mov(R0, 2).exit().build()?));
        let passes = passes.load(kernel)?;
        let link = passes.program("passes")?.attach_to_interface(network.interface(), XdpMode::Generic)?;
        assert!(!link.is_pinned()?);
        Link::open_id(kernel, link.info()?.id.unwrap())?.unwrap().pin(&one)?;
        assert!(link.is_pinned()?);
        kernel.unpin(&one)?;
        assert!(!link.is_pinned()?);
        Ok(())
    })
}

fn egress(world: &World) -> Result<Object, Stop> {
    let code = Assembler::new().mov(R0, 1).exit().build()?;
    Ok(ObjectSpec::new("GPL")
        .with_program(ProgramSpec::cgroup_skb_egress("packets", code))
        .load(&world.kernel)?)
}

fn attached(world: &World) -> Outcome {
    may_walk(world)?;
    world.in_cgroup(|group| {
        let object = egress(world)?;
        let program = object.program("packets")?;
        assert!(!program.is_attached()?);
        // By another handle on the same program.
        let other = Program::open_id(&world.kernel, program.info()?.id)?.unwrap();
        let options = skep::CgroupOptions::new().attach_type(skep::uapi::AttachType::CGROUP_INET_EGRESS);
        for means in [skep::Means::Link, skep::Means::WithoutLink] {
            let link = other.attach_to_cgroup_with(group.folder(), &options.means(means))?;
            assert!(program.is_attached()?);
            drop(link);
            assert!(!program.is_attached()?);
        }
        // Of some programs nothing is told.
        let filter = ProgramSpec::socket_filter("filter", Assembler::new().mov(R0, 0).exit().build()?);
        let object = ObjectSpec::new("GPL").with_program(filter).load(&world.kernel)?;
        let error = object.program("filter")?.is_attached().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        Ok(())
    })
}

fn frozen(world: &World) -> Outcome {
    may_walk(world)?;
    let map = Array::<u64>::create(&world.kernel, "CONSTANTS", 1)?;
    assert!(!map.map().is_frozen()?);
    Map::open_id(&world.kernel, map.map().info().id)?.unwrap().freeze()?;
    assert!(map.map().is_frozen()?);
    // A map that only programs may write is not frozen.
    if !world.is_simulated() {
        let spec = Array::<u64>::spec("WRITTEN", 1).with_flags(MapFlags::RDONLY);
        assert!(!Map::create(&world.kernel, &spec)?.is_frozen()?);
    }
    Ok(())
}

fn full(world: &World) -> Outcome {
    may_walk(world)?;
    let kernel = &world.kernel;
    let filled = |map: &Map| -> Result<(u32, bool), Stop> {
        let fill = map.fill()?;
        assert_eq!(fill.max_entries, map.info().max_entries);
        assert_eq!(map.is_full()?, fill.is_full());
        Ok((fill.entries, fill.is_full()))
    };
    let table = HashMap::<u32, u64>::create(kernel, "TABLE", 3)?;
    // By another handle on the same map.
    let other = HashMap::<u32, u64>::new(Map::open_id(kernel, table.map().info().id)?.unwrap())?;
    for key in 0..3 {
        assert_eq!(filled(table.map())?, (key, false));
        other.insert(&key, &1)?;
    }
    assert_eq!(filled(table.map())?, (3, true));
    assert_eq!(other.insert(&3, &1).unwrap_err().kind(), ErrorKind::Full);
    other.remove(&1)?;
    assert_eq!(filled(table.map())?, (2, false));

    let cpus = PerCpuHashMap::<u32, u32>::create(kernel, "CPUS", 2)?;
    assert_eq!(filled(cpus.map())?, (0, false));
    let array = Array::<u32>::create(kernel, "ARRAY", 5)?;
    assert_eq!(filled(array.map())?, (5, true));
    // Places of an array of objects, of which some are set.
    let programs = ProgramArray::create(kernel, "STAGES", 4)?;
    let object = counter()?.load(kernel)?;
    assert_eq!(filled(programs.map())?, (0, false));
    programs.set(2, object.program("counts")?)?;
    assert_eq!(filled(programs.map())?, (1, false));
    let queues = CpuMap::create(kernel, "QUEUES", 1)?;
    assert_eq!(filled(queues.map())?, (0, false));
    // A map that makes room: it takes more than it holds.
    let recent = Map::create_as::<HashMap<u32, u64>>(kernel, &HashMap::<u32, u64>::lru_spec("RECENT", 64))?;
    for key in 0..1000 {
        recent.insert(&key, &1)?;
    }
    let fill = recent.map().fill()?;
    assert!(fill.makes_room && fill.entries <= 64, "{fill:?}");
    let queue = Queue::<u32>::create(kernel, "QUEUE", 4)?;
    assert_eq!(queue.map().is_full().unwrap_err().kind(), ErrorKind::Unsupported);
    Ok(())
}

fn compatible(world: &World) -> Outcome {
    let table = HashMap::<u32, u64>::create(&world.kernel, "TABLE", 3)?;
    assert!(table.map().is_compatible_with(&HashMap::<u32, u64>::spec("OTHER", 3)));
    for other in [
        HashMap::<u32, u64>::spec("TABLE", 4),
        HashMap::<u64, u64>::spec("TABLE", 3),
        HashMap::<u32, u32>::spec("TABLE", 3),
        Array::<u64>::spec("TABLE", 3),
        HashMap::<u32, u64>::spec("TABLE", 3).with_flags(MapFlags::NO_PREALLOC),
    ] {
        assert!(!table.map().is_compatible_with(&other), "{other:?}");
        assert!(table.map().check_fits(&other).is_err());
    }
    Ok(())
}

fn elsewhere() -> Outcome {
    let world = host()?;
    let bpftool = |arguments: &str| -> Outcome {
        let Ok(output) = Command::new("bpftool").args(arguments.split(' ')).output() else {
            return skip("`bpftool` is not installed (Debian: bpftool)");
        };
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    };
    let folder = world.pins()?;
    let object = counter()?.load(&world.kernel)?;
    let (program, map) = (object.program("counts")?, object.map::<Map>("COUNTS")?);
    let (program_id, map_id) = (program.info()?.id, map.info().id);
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    bpftool(&format!("prog pin id {program_id} {}", one.display()))?;
    bpftool(&format!("map pin id {map_id} {}", two.display()))?;
    assert!(program.is_pinned()? && map.is_pinned()?);
    // Not by this kernel's handle, but by a plain `rm`.
    std::fs::remove_file(&one)?;
    std::fs::remove_file(&two)?;
    assert!(!program.is_pinned()? && !map.is_pinned()?);

    bpftool(&format!("map freeze id {map_id}"))?;
    assert!(map.is_frozen()?);
    let table = HashMap::<u32, u64>::create(&world.kernel, "TABLE", 1)?;
    let id = table.map().info().id;
    bpftool(&format!("map update id {id} key 1 0 0 0 value 1 0 0 0 0 0 0 0"))?;
    assert!(table.map().is_full()?);
    bpftool(&format!("map delete id {id} key 1 0 0 0"))?;
    assert!(!table.map().is_full()?);
    world.in_cgroup(|group| {
        let object = egress(&world)?;
        let program = object.program("packets")?;
        let (id, path) = (program.info()?.id, group.folder().display());
        bpftool(&format!("cgroup attach {path} egress id {id} multi"))?;
        assert!(program.is_attached()?);
        bpftool(&format!("cgroup detach {path} egress id {id}"))?;
        assert!(!program.is_attached()?);
        Ok(())
    })
}

fn unknown() -> Outcome {
    let ordinary = Simulated::new(WorldBuilder::new().ordinary_user().build());
    let spec = ProgramSpec::socket_filter("filter", Assembler::new().mov(R0, 0).exit().build()?);
    assert_eq!(ordinary.exists(ObjectKind::Program, 1).unwrap_err().kind(), ErrorKind::Permission);
    // One who may load programs, and may not look into the folders of pins.
    let capabilities = [Capability::BPF, Capability::NET_ADMIN, Capability::PERFMON];
    let capabilities = capabilities.into_iter().fold(CapabilitySet::default(), CapabilitySet::with);
    let some = Simulated::new(WorldBuilder::new().user_id(1000).capabilities(capabilities).build());
    let object = ObjectSpec::new("GPL").with_program(spec).load(&some)?;
    let program = object.program("filter")?;
    let error = program.is_pinned().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert_eq!(
        error.to_string(),
        "looking for pins in `/sys/fs/bpf`: EACCES (13): access is not allowed (it is not pinned where this process \
         may look; run it as root to see the rest)"
    );
    assert_eq!(program.is_attached().unwrap_err().kind(), ErrorKind::Permission);
    assert_eq!(some.still_has_program(&program.info()?).unwrap_err().kind(), ErrorKind::Permission);
    Ok(())
}
