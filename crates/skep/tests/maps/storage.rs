//! Values that belong to tasks, sockets, files and control groups.

use crate::both::Both;
use crate::world::World;
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::MapFlags;
use skep::uapi::kernel::{MapCreate, MapTypes, StorageOwner};
use skep::{CgrpOwner, CgrpStorage, InodeOwner, InodeStorage, SkOwner, SkStorage, TaskOwner, TaskStorage};
use skep_harness::{Outcome, Stop, skip};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A process that does nothing until this is dropped.
struct Waiting(Child);

impl Waiting {
    fn spawn() -> Result<Self, Stop> {
        let cat = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        Ok(Self(cat))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Does the same with each kind of storage: nothing is there, it is put, replaced, and removed.
macro_rules! put_and_removed {
    ($storage:expr, $owner:expr, $other:expr) => {{
        let (storage, owner, other) = (&$storage, &$owner, &$other);
        assert_eq!(storage.get(owner)?, None);
        assert!(!storage.remove(owner)? && !storage.replace(owner, &1)?);
        storage.set(owner, &2)?;
        assert_eq!((storage.get(owner)?, storage.get(other)?), (Some(2), None));
        assert!(!storage.insert_new(owner, &3)? && storage.replace(owner, &4)?);
        assert!(storage.insert_new(other, &5)?);
        assert_eq!((storage.get(owner)?, storage.get(other)?), (Some(4), Some(5)));
        assert!(storage.remove(owner)? && !storage.remove(owner)?);
        assert_eq!((storage.get(owner)?, storage.get(other)?), (None, Some(5)));
        // Another map has nothing of it.
        assert_eq!(storage.map().info().max_entries, 0);
    }};
}

pub(crate) fn tasks(world: &World) -> Outcome {
    let storage = TaskStorage::<u64>::create(&world.kernel, "TASKS")?;
    let (own, child) = (std::process::id(), Waiting::spawn()?);
    let owner = TaskOwner::open(&world.kernel, own)?;
    put_and_removed!(storage, owner, TaskOwner::open(&world.kernel, child.0.id())?);
    // The same task by another descriptor.
    storage.set(&TaskOwner::open(&world.kernel, own)?, &9)?;
    assert_eq!(storage.get(&owner)?, Some(9));
    let error = TaskOwner::open(&world.kernel, 0).unwrap_err();
    assert_eq!(error.kind(), skep::ErrorKind::Invalid);
    Ok(())
}

pub(crate) fn sockets(world: &World) -> Outcome {
    let storage = SkStorage::<u64>::create(&world.kernel, "SOCKETS")?;
    match world.simulated() {
        Some(simulated) => {
            let socket = || SkOwner::by_cookie(&world.kernel, simulated.world().make_socket());
            put_and_removed!(storage, socket()?, socket()?);
            assert!(SkOwner::by_cookie(&world.kernel, 99).unwrap_err().is_not_found());
        }
        None => {
            let sockets =
                [std::net::UdpSocket::bind("127.0.0.1:0")?, std::net::UdpSocket::bind("127.0.0.1:0")?];
            let owner = |socket| SkOwner::from_fd(&world.kernel, socket);
            put_and_removed!(storage, owner(&sockets[0])?, owner(&sockets[1])?);
            let file = SkOwner::from_fd(&world.kernel, std::fs::File::open("/dev/null")?)?;
            let error = storage.get(&file).unwrap_err().to_string();
            assert!(
                error.contains("is not of the kind whose storage is in maps of type sk_storage"),
                "{error}"
            );
        }
    }
    Ok(())
}

pub(crate) fn files(world: &World) -> Outcome {
    let spec = InodeStorage::<u64>::spec("FILES");
    let storage = match Map::create(&world.kernel, &spec) {
        Err(_)
            if skep::Features::new(&world.kernel).map_type(MapType::INODE_STORAGE) == skep::Support::No =>
        {
            return skip(
                "the running kernel is built without CONFIG_BPF_LSM, with which inodes have storage",
            );
        }
        made => InodeStorage::<u64>::new(made?)?,
    };
    let folder = tempfile::tempdir()?;
    let paths = [folder.path().join("one"), folder.path().join("two")];
    for path in &paths {
        match world.simulated() {
            Some(simulated) => simulated.world().make_file(path)?,
            None => std::fs::write(path, "")?,
        }
    }
    let owner = |path: &PathBuf| InodeOwner::open(&world.kernel, path);
    put_and_removed!(storage, owner(&paths[0])?, owner(&paths[1])?);
    assert!(owner(&folder.path().join("none")).unwrap_err().is_not_found());
    Ok(())
}

/// Does something with two control groups.
fn with_groups(world: &World, test: impl FnOnce(&Path, &Path) -> Outcome) -> Outcome {
    let mount = match world.simulated() {
        Some(_) => PathBuf::from("/sys/fs/cgroup"),
        None => match world.kernel.about().mounted("cgroup2").next() {
            Some(mount) => mount.path.clone(),
            None => return skip("no file system of type cgroup2 is mounted"),
        },
    };
    let folders = ["one", "two"].map(|name| mount.join(format!("skep-maps-{name}-{}", std::process::id())));
    for folder in &folders {
        match world.simulated() {
            Some(simulated) => simulated.world().make_cgroup(folder)?,
            None => std::fs::create_dir(folder)?,
        }
    }
    let outcome = test(&folders[0], &folders[1]);
    if !world.is_simulated() {
        folders.iter().try_for_each(std::fs::remove_dir)?;
    }
    outcome
}

pub(crate) fn groups(world: &World) -> Outcome {
    with_groups(world, |one, two| {
        let storage = CgrpStorage::<u64>::create(&world.kernel, "GROUPS")?;
        put_and_removed!(storage, CgrpOwner::open(&world.kernel, one)?, CgrpOwner::open(&world.kernel, two)?);
        assert!(CgrpOwner::open(&world.kernel, one.join("none")).unwrap_err().is_not_found());
        // The wrong kind of owner is said by name.
        let tasks = TaskStorage::<u64>::create(&world.kernel, "TASKS")?;
        assert_eq!(tasks.get(&TaskOwner::open(&world.kernel, std::process::id())?)?, None);
        Ok(())
    })
}

/// A program that counts, in the storage of the task that executes another program, how often it did; with a first value of 100.
fn counting() -> Result<ProgramSpec, Stop> {
    let mut asm = Assembler::new();
    let first = asm.stack_slot(8, 8);
    asm.store(Size::Double, R10, first.offset, 100)
        .call(Helper::GET_CURRENT_TASK_BTF)
        .mov(R6, R0)
        .call_with(Helper::TASK_STORAGE_GET, (Argument::map("TASKS"), R6, first, 1))
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .label("out")
        .mov(R0, 0)
        .exit();
    Ok(ProgramSpec::tracepoint("counting", "sched", "sched_process_exec", asm.build()?))
}

pub(crate) fn programs_count_in_tasks(world: &World) -> Outcome {
    let spec = ObjectSpec::new("GPL").with_map(TaskStorage::<u64>::spec("TASKS")).with_program(counting()?);
    let object = spec.load(&world.kernel)?;
    let storage = object.map::<TaskStorage<u64>>("TASKS")?;
    let link = object.program("counting")?.attach()?;
    let execute = |pid: u32| {
        let fired = world.simulated().map(|simulated| {
            simulated.world().fire("sched:sched_process_exec", |event| event.pid(pid)).map(drop)
        });
        fired.transpose()
    };
    let child = if world.is_simulated() { None } else { Some(Waiting::spawn()?) };
    let pid = child.as_ref().map_or(77, |child| child.0.id());
    execute(pid)?;
    let owner = TaskOwner::open(&world.kernel, pid)?;
    // A process is there for its parent a moment before the tracepoint is reached.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while storage.get(&owner)?.is_none() && std::time::Instant::now() < deadline {
        world.wait_a_little(std::time::Duration::from_millis(1))?;
    }
    assert_eq!(storage.get(&owner)?, Some(101));
    if world.is_simulated() {
        execute(pid)?;
        execute(78)?;
        assert_eq!(storage.get(&owner)?, Some(102));
    }
    // What user space writes is what programs go on from, and the other way round.
    storage.set(&owner, &7)?;
    assert_eq!(storage.get(&owner)?, Some(7));
    link.detach()?;
    // A task that did not execute anything meanwhile has none.
    assert_eq!(storage.get(&TaskOwner::open(&world.kernel, std::process::id())?)?, None);
    Ok(())
}

pub(crate) fn refused(world: &World) -> Outcome {
    let refusal = |spec: MapSpec| Map::create(&world.kernel, &spec).unwrap_err().to_string();
    let plain = TaskStorage::<u64>::spec("TASKS");
    let error = refusal(MapSpec { max_entries: 1, ..plain.clone() });
    assert!(error.contains("max_entries is 1; it must be 0"), "{error}");
    let error = refusal(MapSpec { flags: MapFlags::NONE, ..plain.clone() });
    assert!(error.contains("flags is 0; it must be NO_PREALLOC"), "{error}");
    assert!(refusal(MapSpec { key_size: 8, ..plain.clone() }).contains("key_size is 8; it must be 4"));
    assert!(refusal(MapSpec { value_size: 0, ..plain }).contains("value_size is 0"));
    let map = Map::create(&world.kernel, &TaskStorage::<u64>::spec("TASKS"))?;
    let error = SkStorage::<u64>::new(map).unwrap_err().to_string();
    assert!(error.contains("map_type is task_storage; expected sk_storage"), "{error}");
    Ok(())
}

/// Types of a descriptor and of this many bytes.
fn types(kernel: &Kernel, bytes: u32) -> Result<(skep::uapi::Handle, u32, u32), Stop> {
    let mut builder = skep::btf::BtfBuilder::new();
    let key = builder.add_int("int", skep::btf::Int::signed(4));
    let byte = builder.add_int("unsigned char", skep::btf::Int::unsigned(1));
    let value = builder.add_array(skep::btf::Array { element: byte, index: key, count: bytes });
    let handle = kernel.api().btf_load(&builder.to_bytes(skep::btf::Endian::NATIVE)?, None, None)?;
    Ok((handle, key.number(), value.number()))
}

fn largest_value(kernel: &Kernel, map_type: MapType) -> Result<u32, Stop> {
    // The largest that is taken is between these.
    let (mut taken, mut refused) = (1_u32 << 15, 1_u32 << 16);
    while refused - taken > 1 {
        let middle = taken.midpoint(refused);
        let (handle, key, value) = types(kernel, middle)?;
        let types = Some(MapTypes { types: &handle, key, value });
        let request = MapCreate {
            map_type,
            key_size: 4,
            value_size: middle,
            flags: MapFlags::NO_PREALLOC,
            types,
            ..MapCreate::default()
        };
        *(if kernel.api().map_create(&request).is_ok() { &mut taken } else { &mut refused }) = middle;
    }
    Ok(taken)
}

pub(crate) fn alike() -> Outcome {
    let mut both = Both::new()?;
    let all = [MapType::TASK_STORAGE, MapType::SK_STORAGE, MapType::CGRP_STORAGE, MapType::INODE_STORAGE];
    let known = all.map(|map_type| skep::Features::new(&both.host).map_type(map_type));
    let known = all.into_iter().zip(known).filter(|(_, support)| *support == skep::Support::Yes);
    let known: Vec<MapType> = known.map(|(map_type, _)| map_type).collect();
    let kernels = [both.host.clone(), both.simulated.clone()];
    let described = [types(&kernels[0], 8)?, types(&kernels[1], 8)?];
    for &map_type in &known {
        for key_size in [0, 4, 8] {
            for max_entries in [0, 1] {
                for flags in [0, 1, 3, 0x200, 0x201, 0x401] {
                    for is_described in [true, false] {
                        let answers = [0, 1].map(|index: usize| {
                            let (types, key, value) = &described[index];
                            let types = is_described.then_some(MapTypes { types, key: *key, value: *value });
                            let flags = MapFlags(flags);
                            let (value_size, default) = (8, MapCreate::default());
                            let request = MapCreate {
                                map_type,
                                key_size,
                                value_size,
                                max_entries,
                                flags,
                                types,
                                ..default
                            };
                            kernels[index].api().map_create(&request).err()
                        });
                        let what =
                            format!("creating {map_type} {key_size} {max_entries} {flags:#x} {is_described}");
                        both.same(&what, answers[0], &answers[1]);
                    }
                }
            }
        }
        let largest = [largest_value(&kernels[0], map_type)?, largest_value(&kernels[1], map_type)?];
        both.same(&format!("the largest value of {map_type}"), largest[0], &largest[1]);
    }
    let made = |index: usize, map_type| {
        let (types, key, value) = &described[index];
        let types = Some(MapTypes { types, key: *key, value: *value });
        let flags = MapFlags::NO_PREALLOC;
        let request =
            MapCreate { map_type, key_size: 4, value_size: 8, flags, types, ..MapCreate::default() };
        kernels[index].api().map_create(&request)
    };
    let own =
        [0, 1].map(|index| kernels[index].api().owner_open(&StorageOwner::Task { pid: std::process::id() }));
    for &map_type in &known {
        let maps = [made(0, map_type)?, made(1, map_type)?];
        for flags in [0, 1, 2, 3, 4, 5, 8] {
            for size in [8, 4] {
                let answers = [0, 1].map(|index: usize| {
                    let (api, owner) = (kernels[index].api(), own[index].as_ref().unwrap());
                    let (map, flags) = (&maps[index], skep::uapi::UpdateFlags(flags));
                    let update = api.storage_update(map, owner, &vec![3; size], flags).err();
                    let mut value = vec![0; size];
                    let looked_up = api.storage_lookup(map, owner, &mut value).map(|()| value);
                    let plain = api.map_update(map, &[255; 4], &vec![0; size], flags).err();
                    (update, looked_up, plain, flags.0 == 2 && api.storage_delete(map, owner).is_ok())
                });
                let what = format!("{map_type}, flags {flags}, {size} bytes");
                let _ = both.same(&what, answers[0].clone(), &answers[1]);
            }
        }
        let answers = [0, 1].map(|index: usize| {
            let (api, map, owner) = (kernels[index].api(), &maps[index], own[index].as_ref().unwrap());
            (
                [api.storage_delete(map, owner).err(), api.storage_delete(map, owner).err()],
                [
                    api.map_next_key(map, None, &mut [0; 4]).err(),
                    api.map_take(map, &[255; 4], &mut [0; 8]).err(),
                    api.map_lookup(map, &[255; 4], &mut [0; 8]).err(),
                    api.map_delete(map, &[255; 4]).err(),
                ],
            )
        });
        both.same(&format!("the rest of {map_type}"), answers[0], &answers[1]);
    }
    assert!(both.compared > 200, "{}", both.compared);
    Ok(())
}
