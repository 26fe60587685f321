//! What is done with maps of interfaces, processors, sockets, stacks, storage and arenas.

use super::Operation;
use skep::prelude::*;
use skep::{
    Arena, CgroupStorage, CgrpOwner, CgrpStorage, CpuMap, DeviceHashMap, DeviceMap, InodeOwner, InodeStorage,
    InstructionArray, PerCpuCgroupStorage, ReuseportSockets, SkOwner, SkStorage, SocketHash, SocketMap,
    TaskOwner, TaskStorage, XskMap,
};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::num::NonZeroU32;

/// A number of packets that may wait.
const QUEUE: NonZeroU32 = NonZeroU32::new(64).unwrap();

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("use a map of interfaces", |stage| {
        stage.act(|| {
            let map = DeviceMap::create(&stage.kernel, "M", 4)?;
            map.set(1, stage.interface())?;
            map.get(1)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.clear(1)
        })
    }),
    Operation::new("use a hash table of interfaces", |stage| {
        stage.act(|| {
            let map = DeviceHashMap::create(&stage.kernel, "M", 4)?;
            map.insert(7, stage.interface())?;
            map.get(7)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.remove(7).map(drop)
        })
    }),
    Operation::new("put an interface with a program into a map", |stage| {
        let program = stage.program("to_device")?;
        stage.act(|| {
            let map = Map::create_as::<DeviceMap>(&stage.kernel, &DeviceMap::spec_with_programs("M", 4))?;
            map.set_with_program(0, stage.interface(), program)?;
            let spec = DeviceHashMap::spec_with_programs("N", 4);
            let table = Map::create_as::<DeviceHashMap>(&stage.kernel, &spec)?;
            table.insert_with_program(7, stage.interface(), program)
        })
    }),
    Operation::new("use a map of processors", |stage| {
        stage.act(|| {
            let map = CpuMap::create(&stage.kernel, "M", 1)?;
            map.set(0, QUEUE)?;
            map.get(0)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.clear(0)
        })
    }),
    Operation::new("put a processor with a program into a map", |stage| {
        let program = stage.program("to_cpu")?;
        stage.act(|| {
            let map = Map::create_as::<CpuMap>(&stage.kernel, &CpuMap::spec_with_programs("M", 1))?;
            map.set_with_program(0, QUEUE, program)
        })
    }),
    Operation::new("use a map of sockets", |stage| {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        stage.act(|| {
            let map = SocketMap::create(&stage.kernel, "M", 2)?;
            map.set(0, &socket)?;
            map.get(0)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.clear(0).map(drop)
        })
    }),
    Operation::new("use a hash table of sockets", |stage| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let socket = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        stage.act(|| {
            let map = SocketHash::<u32>::create(&stage.kernel, "M", 2)?;
            map.insert(&1, &socket)?;
            map.insert_new(&2, &socket)?;
            map.get(&1)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.remove(&1).map(drop)
        })
    }),
    Operation::new("use a map of sockets that share a port", |stage| {
        let socket = super::attaching::sharing_a_port().unwrap();
        stage.act(|| {
            let map = ReuseportSockets::create(&stage.kernel, "M", 2)?;
            map.set(0, &socket)?;
            map.get(0)?;
            map.iter().collect::<Result<Vec<_>>>()?;
            map.clear(0).map(drop)
        })
    }),
    Operation::new("clear a map of sockets of interfaces", |stage| {
        stage.act(|| {
            let map = XskMap::create(&stage.kernel, "M", 2)?;
            // A socket of another family is refused.
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            assert!(map.set(0, &socket).is_err());
            map.clear(0)
        })
    }),
    Operation::new("look for stacks", |stage| {
        stage.act(|| {
            let map = StackTrace::create(&stage.kernel, "M", 16, 8)?;
            map.get(0)?;
            map.take(0)?;
            map.remove(0)?;
            map.iter().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("use storage of a task", |stage| {
        let process = if stage.world.is_simulated() { 1 } else { std::process::id() };
        stage.act(|| {
            let map = TaskStorage::<u64>::create(&stage.kernel, "M")?;
            let owner = TaskOwner::open(&stage.kernel, process)?;
            map.insert_new(&owner, &1)?;
            map.replace(&owner, &2)?;
            map.remove(&owner).map(drop)
        })
    }),
    Operation::new("use storage of a socket", |stage| {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let made = stage.world.simulated().map(|simulated| simulated.world().make_socket());
        stage.act(|| {
            let map = SkStorage::<u64>::create(&stage.kernel, "M")?;
            let owner = match made {
                Some(cookie) => SkOwner::by_cookie(&stage.kernel, cookie)?,
                None => SkOwner::from_fd(&stage.kernel, &socket)?,
            };
            map.set(&owner, &1)?;
            map.get(&owner)?;
            map.remove(&owner).map(drop)
        })
    }),
    Operation::new("use storage of a file", |stage| {
        let file = tempfile::NamedTempFile::new().unwrap();
        if let Some(simulated) = stage.world.simulated() {
            // Its files are not this machine's; that it may be there from another time is no matter.
            _ = simulated.world().make_file(file.path());
        }
        stage.act(|| {
            let map = InodeStorage::<u64>::create(&stage.kernel, "M")?;
            let owner = InodeOwner::open(&stage.kernel, file.path())?;
            map.set(&owner, &1)?;
            map.get(&owner)?;
            map.remove(&owner).map(drop)
        })
    }),
    Operation::new("use storage of a control group", |stage| {
        stage.act(|| {
            let map = CgrpStorage::<u64>::create(&stage.kernel, "M")?;
            let owner = CgrpOwner::open(&stage.kernel, stage.group)?;
            map.set(&owner, &1)?;
            map.get(&owner)?;
            map.remove(&owner).map(drop)
        })
    }),
    Operation::new("use the older storage of control groups", |stage| {
        stage.act(|| {
            let map = CgroupStorage::<u64>::create(&stage.kernel, "M")?;
            map.get(1)?;
            map.replace(1, &5)?;
            map.iter().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("use the older storage of control groups with parts for each CPU", |stage| {
        stage.act(|| {
            let map = PerCpuCgroupStorage::<u64>::create(&stage.kernel, "M")?;
            map.get(1)?;
            map.replace(1, &PerCpu::splat(&stage.kernel, &5)?)?;
            map.iter().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("name instructions and read their places", |stage| {
        stage.act(|| {
            let map = InstructionArray::create(&stage.kernel, "M", &[0, 1])?;
            map.get(0)?;
            map.iter().collect::<Result<Vec<_>>>().map(drop)
        })
    }),
    Operation::new("write to and read from an arena", |stage| {
        stage.act(|| {
            let arena = Arena::create(&stage.kernel, "M", 1)?;
            arena.write(8, &7_u64)?;
            arena.read::<u64>(8).map(|read| assert_eq!(read, 7))
        })
    }),
];
