//! Links: how long programs stay attached, and to what.

use crate::programs::{counting_object, firewall};
use crate::world::World;
use skep::ErrorKind;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::LinkType;
use skep_harness::Outcome;

pub(crate) fn dropped_links_detach(world: &World) -> Outcome {
    let object = counting_object().load(&world.kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_USER")?;
    let count = || counts.get(&world.user()).map(Option::unwrap_or_default);
    let link = object.program("count")?.attach()?;
    world.run_true()?;
    assert!(count()? >= 1);
    drop(link);
    let before = count()?;
    world.run_true()?;
    assert_eq!(count()?, before);
    // The program is loaded as long as something holds it, and can be attached again.
    let link = object.program("count")?.attach()?;
    world.run_true()?;
    assert!(count()? > before);
    // A link holds its program and the program its maps.
    drop(object);
    let before = count()?;
    world.run_true()?;
    assert!(count()? > before);
    link.detach()?;
    Ok(())
}

pub(crate) fn two_programs_on_one_tracepoint(world: &World) -> Outcome {
    let objects = [counting_object().load(&world.kernel)?, counting_object().load(&world.kernel)?];
    let _links = [objects[0].program("count")?.attach()?, objects[1].program("count")?.attach()?];
    world.run_true()?;
    for object in &objects {
        assert!(object.map::<HashMap<u32, u64>>("BY_USER")?.get(&world.user())?.is_some());
    }
    Ok(())
}

pub(crate) fn one_xdp_program(world: &World) -> Outcome {
    let spec = ObjectSpec::new("MIT")
        .with_map(HashMap::<u32, u64>::spec("BY_PORT", 64))
        .with_program(ProgramSpec::xdp("firewall", firewall()));
    world.in_network(|network| {
        let object = spec.load(&world.kernel)?;
        let program = object.program("firewall")?;
        let link = program.attach_to_interface(network.interface(), XdpMode::Generic)?;
        let error = program.attach_to_interface(network.interface(), XdpMode::Generic).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.to_string().contains("another XDP program is attached to the interface"), "{error}");
        drop(link);
        program.attach_to_interface(network.interface(), XdpMode::Generic)?.detach()?;
        let error = program.attach_to_interface("no_such_if", XdpMode::Auto).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().starts_with("finding interface `no_such_if`: ENODEV"), "{error}");
        Ok(())
    })
}

pub(crate) fn missing_targets_are_named(world: &World) -> Outcome {
    let object = counting_object().load(&world.kernel)?;
    let program = object.program("count")?;
    let error = program.attach_to_tracepoint("sched:no_such_tracepoint").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("`sched:no_such_tracepoint`: ENOENT"), "{error}");
    let error = program.attach_to_tracepoint("sched_process_exec").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let error = object.program("cuont").unwrap_err();
    assert_eq!(error.to_string(), "finding `cuont`: there is no program of that name; there is `count`");
    let error = object.map::<Map>("BY_USERS").unwrap_err();
    assert_eq!(error.to_string(), "finding `BY_USERS`: there is no map of that name; there is `BY_USER`");
    let code = Assembler::new().mov(R0, 2).exit().build()?;
    let object = ObjectSpec::new("MIT").with_program(ProgramSpec::xdp("pass", code)).load(&world.kernel)?;
    let error = object.program("pass")?.attach().unwrap_err();
    assert!(error.to_string().contains("does not say what it attaches to"), "{error}");
    Ok(())
}

pub(crate) fn infos(world: &World) -> Outcome {
    let object = counting_object().load(&world.kernel)?;
    let map = object.map::<Map>("BY_USER")?;
    let map = map.info();
    let found = (map.map_type, map.name.as_str(), map.key_size, map.value_size, map.max_entries);
    assert_eq!(found, (MapType::HASH, "BY_USER", 4, 8, 64));
    assert!(map.id > 0);
    let program = object.program("count")?;
    let info = program.info()?;
    assert_eq!((info.program_type, info.name.as_str()), (ProgramType::TRACEPOINT, "count"));
    assert_ne!(info.tag, [0; 8]);
    let other = counting_object().load(&world.kernel)?.program("count")?.info()?;
    assert_eq!(other.tag, info.tag, "the same instructions have the same tag");
    assert_ne!(other.id, info.id);
    let link = program.attach()?;
    let link_info = link.info()?;
    assert_eq!((link_info.link_type, link_info.program_id), (Some(LinkType::PERF_EVENT), info.id));
    Ok(())
}
