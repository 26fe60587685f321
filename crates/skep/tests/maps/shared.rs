//! Maps that several hold: another process opens a pin, maps are taken up again or refused by the field, found by name, frozen.

use crate::world::{World, host};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::kernel::ObjectKind;
use skep::uapi::{AttachType, MapFlags, Version};
use skep::{ErrorKind, Operation};
use skep_harness::{Outcome, skip};
use std::process::{Command, ExitCode};

/// The argument that makes this binary another process; the next one is the map's pin.
pub(crate) const COMMAND: &str = "--double-and-add";

/// Doubles each value of the map that is pinned there, puts one more in, and pins the map a second time.
pub(crate) fn double_and_add(path: &str) -> ExitCode {
    let work = || -> Result<()> {
        let kernel = Kernel::host()?;
        let map = HashMap::<u32, u64>::new(Map::open_pin(&kernel, path)?)?;
        for entry in map.iter() {
            let (key, value) = entry?;
            map.insert(&key, &(value * 2))?;
        }
        map.insert(&99, &u64::from(std::process::id()))?;
        map.map().pin(format!("{path}_elsewhere"))
    };
    match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), error.to_string().as_bytes());
            ExitCode::FAILURE
        }
    }
}

pub(crate) fn by_another_process() -> Outcome {
    let world = host()?;
    let folder = world.pins()?;
    let path = folder.path().join("shared");
    let map = HashMap::<u32, u64>::create(&world.kernel, "SHARED", 8)?;
    map.insert(&1, &10)?;
    map.insert(&2, &20)?;
    map.map().pin(&path)?;
    let mut child = Command::new(std::env::current_exe()?).arg(COMMAND).arg(&path).spawn()?;
    let pid = child.id();
    assert!(child.wait()?.success());
    assert_eq!((map.get(&1)?, map.get(&2)?, map.get(&99)?), (Some(20), Some(40), Some(pid.into())));
    let mut pins = map.map().pins()?;
    pins.sort();
    assert_eq!(pins, [path.clone(), folder.path().join("shared_elsewhere")], "its pin is seen from here");
    world.kernel.unpin(&path)?;
    assert_eq!(map.map().pins()?, [folder.path().join("shared_elsewhere")]);
    Ok(())
}

pub(crate) fn taken_up_again(world: &World) -> Outcome {
    let (kernel, folder) = (&world.kernel, world.pins()?);
    let path = folder.path().join("counts");
    let spec = HashMap::<u32, u64>::spec("COUNTS", 16);
    let first = HashMap::<u32, u64>::new(Map::open_pin_or_create(kernel, &path, &spec)?)?;
    first.insert(&7, &77)?;
    let again = HashMap::<u32, u64>::new(Map::open_pin_or_create(kernel, &path, &spec)?)?;
    assert_eq!((again.get(&7)?, again.map().info().id), (Some(77), first.map().info().id));

    let refused = |spec: &MapSpec| Map::open_pin_or_create(kernel, &path, spec).unwrap_err();
    let mut other = HashMap::<u64, u32>::spec("COUNTS", 17);
    other.flags = MapFlags::NO_PREALLOC;
    let error = refused(&other);
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Invalid, Operation::CreateMap));
    let said = error.to_string();
    for field in [
        "a key_size of 4; the specification wants 8",
        "a value_size of 8; the specification wants 4",
        "a max_entries of 16; the specification wants 17",
    ] {
        assert!(said.contains(field), "{said}");
    }
    assert!(said.contains("flags of ") && said.contains("no_prealloc"), "{said}");
    let error = refused(&Array::<u64>::spec("COUNTS", 16));
    assert!(error.to_string().contains("a map_type of hash; the specification wants array"), "{error}");

    // What is pinned there and is no map is refused, too.
    let code = Assembler::new().mov(R0, 2).exit().build()?;
    let object = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("passes", code)).load(kernel)?;
    object.program("passes")?.pin(folder.path().join("program"))?;
    let error = Map::open_pin_or_create(kernel, folder.path().join("program"), &spec).unwrap_err();
    assert!(error.to_string().contains("something of another kind is pinned there"), "{error}");

    // Loaded objects use pinned maps in the same way.
    let mut pinned = HashMap::<u32, u64>::spec("counts", 16);
    pinned.pinning = skep::object::Pinning::ByName;
    let options = LoadOptions::new().pins(folder.path());
    let object = ObjectSpec::new("GPL").with_map(pinned.clone()).load_with(kernel, &options)?;
    assert_eq!(object.map::<HashMap<u32, u64>>("counts")?.get(&7)?, Some(77));
    pinned.max_entries = 8;
    let error = ObjectSpec::new("GPL").with_map(pinned).load_with(kernel, &options).unwrap_err();
    assert!(error.to_string().contains("a max_entries of 16; the specification wants 8"), "{error}");
    Ok(())
}

pub(crate) fn found(world: &World) -> Outcome {
    let kernel = &world.kernel;
    if !kernel.missing_capabilities(&[Operation::List(ObjectKind::Map)])?.is_empty() {
        return skip("going through all maps takes CAP_SYS_ADMIN");
    }
    // Others may make maps at the same time, but none of this name.
    let name = format!("F{}", std::process::id());
    assert_eq!(Map::named(kernel, &name)?.len(), 0);
    let first = HashMap::<u32, u64>::create(kernel, &name, 4)?;
    let second = Array::<u32>::create(kernel, &name, 1)?;
    first.insert(&1, &11)?;
    let ids = [first.map().info().id, second.map().info().id];
    let found = Map::named(kernel, &name)?;
    assert_eq!(found.iter().map(|map| map.info().id).collect::<Vec<_>>(), ids);
    assert_eq!(HashMap::<u32, u64>::new(found[0].clone())?.get(&1)?, Some(11));
    let by_id = Map::open_id(kernel, ids[1])?.unwrap();
    assert_eq!(Array::<u32>::new(by_id)?.get(0)?, Some(0));
    drop((first, found));
    assert_eq!(Map::named(kernel, &name)?.iter().map(|map| map.info().id).collect::<Vec<_>>(), ids[1..]);
    Ok(())
}

pub(crate) fn frozen(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let mut code = Assembler::new();
    let key = code.stack_slot(4, 4);
    code.store(Size::Word, R10, key.offset, 0)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::Map("COUNT".into()), key))
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .label("out")
        .mov(R0, 2)
        .exit();
    let program = ProgramSpec::new("counts", ProgramType::XDP, AttachType::XDP, code.build()?);
    let spec = ObjectSpec::new("GPL").with_map(Array::<u64>::spec("COUNT", 1)).with_program(program);
    let object = spec.load(kernel)?;
    let counts = object.map::<Array<u64>>("COUNT")?;
    counts.set(0, &5)?;
    counts.map().freeze()?;
    let error = counts.set(0, &6).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert!(error.to_string().contains("frozen"), "{error}");
    object.program("counts")?.test_run(&TestRun::new().packet(&[0; 64]).once())?;
    assert_eq!(counts.get(0)?, Some(6), "programs change it as before");
    let error = counts.map().freeze().unwrap_err();
    if world.version()? < Version::new(6, 5) {
        // These kernels give the same answer where a process writes to the map.
        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
        assert!(error.to_string().contains("kernels before 6.5 say this of a frozen map"), "{error}");
    } else {
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
        assert!(error.to_string().contains("it is frozen already"), "{error}");
    }

    let hash = HashMap::<u32, u64>::create(kernel, "FROZEN", 4)?;
    hash.insert(&1, &1)?;
    hash.map().freeze()?;
    for refused in [hash.insert(&2, &2), hash.remove(&1).map(drop), hash.take(&1).map(drop)] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Permission);
    }
    assert_eq!(hash.iter().collect::<Result<Vec<_>>>()?, [(1, 1)]);
    Ok(())
}
