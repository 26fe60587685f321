//! Pins and descriptors: what outlives a handle.

use crate::programs::counting_object;
use crate::world::World;
use skep::ErrorKind;
use skep::prelude::*;
use skep_harness::Outcome;

pub(crate) fn maps(world: &World) -> Outcome {
    let folder = world.pins()?;
    let path = folder.path().join("counts");
    let map = HashMap::<u32, u64>::create(&world.kernel, "COUNTS", 8)?;
    map.insert(&7, &77)?;
    map.map().pin(&path)?;
    drop(map);
    let reopened = HashMap::<u32, u64>::new(Map::open_pin(&world.kernel, &path)?)?;
    assert_eq!(reopened.map().name(), "COUNTS");
    assert_eq!(reopened.get(&7)?, Some(77));
    world.kernel.unpin(&path)?;
    assert_eq!(reopened.get(&7)?, Some(77), "it is held here");
    let error = Map::open_pin(&world.kernel, &path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    Ok(())
}

pub(crate) fn links(world: &World) -> Outcome {
    let folder = world.pins()?;
    let path = folder.path().join("count_link");
    let object = counting_object().load(&world.kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_USER")?;
    let count = || counts.get(&world.user()).map(Option::unwrap_or_default);
    let link = object.program("count")?.attach()?;
    link.pin(&path)?;
    drop(link);
    world.run_true()?;
    let pinned = count()?;
    assert!(pinned >= 1, "the pin keeps it attached");
    let reopened = Link::open_pin(&world.kernel, &path)?;
    world.kernel.unpin(&path)?;
    world.run_true()?;
    let held = count()?;
    assert!(held > pinned, "the link keeps it attached");
    drop(reopened);
    let last = count()?;
    world.run_true()?;
    assert_eq!(count()?, last);
    Ok(())
}

pub(crate) fn programs(world: &World) -> Outcome {
    let folder = world.pins()?;
    let path = folder.path().join("count");
    let object = counting_object().load(&world.kernel)?;
    object.program("count")?.pin(&path)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_USER")?;
    drop(object);
    let program = Program::open_pin(&world.kernel, &path)?;
    world.kernel.unpin(&path)?;
    assert_eq!((program.name(), program.program_type()), ("count", ProgramType::TRACEPOINT));
    assert!(program.attach().is_err(), "a pin does not know what it was attached to");
    let _link = program.attach_to_tracepoint("sched:sched_process_exec")?;
    world.run_true()?;
    assert!(counts.get(&world.user())?.is_some());
    Ok(())
}

pub(crate) fn refusals(world: &World) -> Outcome {
    let folder = world.pins()?;
    let object = counting_object().load(&world.kernel)?;
    let map = object.map::<Map>("BY_USER")?;
    let path = folder.path().join("taken");
    map.pin(&path)?;
    let error = map.pin(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    let error = Program::open_pin(&world.kernel, &path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("something of another kind is pinned there"), "{error}");
    world.kernel.unpin(&path)?;
    for elsewhere in ["no_such_folder/pin", "a.dot"] {
        let error = map.pin(folder.path().join(elsewhere)).unwrap_err();
        assert!(error.to_string().contains("of a bpf file system (here "), "{error}");
    }
    let outside = tempfile::tempdir()?;
    let error = map.pin(outside.path().join("pin")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    Ok(())
}

pub(crate) fn descriptors(world: &World) -> Outcome {
    let object = counting_object().load(&world.kernel)?;
    let counts = object.map::<HashMap<u32, u64>>("BY_USER")?;
    let link = object.program("count")?.attach()?;
    if world.is_simulated() {
        let error = counts.map().clone().into_fd().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(link.into_fd().unwrap_err().kind(), ErrorKind::Unsupported);
        let fd = std::fs::File::open("/dev/null")?.into();
        assert_eq!(Map::from_fd(&world.kernel, fd).unwrap_err().kind(), ErrorKind::Unsupported);
        return Ok(());
    }
    counts.insert(&12345, &6)?;
    let fd = counts.map().clone().into_fd()?;
    let same = HashMap::<u32, u64>::new(Map::from_fd(&world.kernel, fd)?)?;
    assert_eq!(same.get(&12345)?, Some(6));

    let fd = object.program("count")?.clone().into_fd()?;
    let error = Map::from_fd(&world.kernel, fd.try_clone()?).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert_eq!(Program::from_fd(&world.kernel, fd)?.name(), "count");

    let fd = link.into_fd()?;
    world.run_true()?;
    let attached = counts.get(&world.user())?;
    assert!(attached.is_some(), "the descriptor keeps it attached");
    drop(Link::from_fd(&world.kernel, fd)?);
    let last = counts.get(&world.user())?;
    world.run_true()?;
    assert_eq!(counts.get(&world.user())?, last);
    Ok(())
}
