//! Maps of interfaces and of CPUs: what is put in, who refuses what, and packets that programs send there.

use crate::world::World;
use nix::sched::{CloneFlags, unshare};
use skep::packet::{Ethernet, Ipv4, Packet, Udp};
use skep::prelude::*;
use skep::registers::*;
use skep::sim::{Receiver, World as SimulatedWorld};
use skep::uapi::AttachType;
use skep::{CpuMap, Device, DeviceHashMap, DeviceMap, ErrorKind};
use skep_harness::{Outcome, Stop, skip};
use std::net::UdpSocket;
use std::num::NonZeroU32;
use std::process::Command;
use std::time::{Duration, Instant};

/// A number of packets that may wait.
const QUEUE: NonZeroU32 = NonZeroU32::new(64).unwrap();

/// A program that sends every packet to what is under a key of the map, and passes it on if there is nothing.
fn sender(map: &str, key: i32) -> Result<ProgramSpec, Stop> {
    let mut code = Assembler::new();
    code.load_map(R1, map).mov(R2, key).mov(R3, 2).call(Helper::REDIRECT_MAP).exit();
    Ok(ProgramSpec::new("send", ProgramType::XDP, AttachType::XDP, code.build()?))
}

/// A program that counts packets in an element of `COUNTS`: the one of the CPU that it runs on.
fn counter(name: &str, attach_type: AttachType) -> Result<ProgramSpec, Stop> {
    let mut code = Assembler::new();
    code.call(Helper::GET_SMP_PROCESSOR_ID);
    let key = code.stack_slot(4, 4);
    code.store(Size::Word, R10, key.offset, R0)
        .call_with(Helper::MAP_LOOKUP_ELEM, (Argument::Map("COUNTS".into()), key))
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R1, 1)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .label("out")
        .mov(R0, 2)
        .exit();
    Ok(ProgramSpec::new(name, ProgramType::XDP, attach_type, code.build()?))
}

/// How many packets were counted on all CPUs.
fn counted(object: &Object) -> Result<u64, Stop> {
    let counts = object.map::<Array<u64>>("COUNTS")?;
    let all = (0..counts.len()).map(|cpu| counts.get(cpu).map(Option::unwrap_or_default));
    Ok(all.sum::<Result<u64>>()?)
}

/// Waits until so many packets were counted.
fn wait_for(world: &World, object: &Object, count: u64) -> Outcome {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let counted = counted(object)?;
        if counted >= count {
            assert_eq!(counted, count);
            return Ok(());
        }
        assert!(Instant::now() < deadline, "{counted} of {count} packets have arrived");
        world.wait_a_little(Duration::from_millis(2))?;
    }
}

fn programs() -> Result<ObjectSpec, Stop> {
    Ok(ObjectSpec::new("GPL")
        .with_map(Array::<u64>::spec("COUNTS", 256))
        .with_program(counter("leaves", AttachType::XDP_DEVMAP)?)
        .with_program(counter("on_cpu", AttachType::XDP_CPUMAP)?)
        .with_program(counter("plain", AttachType::XDP)?))
}

/// The name of an interface that is there, and its index.
fn interface(world: &World) -> Result<(&'static str, u32), Stop> {
    let name = if world.is_simulated() { "sim0" } else { "lo" };
    Ok((name, world.kernel.api().interface_index(name)?))
}

pub(crate) fn interfaces(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let (name, index) = interface(world)?;
    let plain = Device { index, program: None };
    let devices = DeviceMap::create(kernel, "DEVICES", 4)?;
    assert_eq!((devices.len(), devices.get(1)?), (4, None));
    devices.set(1, name)?;
    devices.set(3, index)?;
    assert_eq!(devices.iter().collect::<Result<Vec<_>>>()?, [(1, plain), (3, plain)]);
    devices.clear(1)?;
    devices.clear(1)?;
    assert_eq!(devices.iter().collect::<Result<Vec<_>>>()?, [(3, plain)]);

    let by_number = DeviceHashMap::create(kernel, "BY_NUMBER", 2)?;
    by_number.insert(70_000, name)?;
    by_number.insert(7, index)?;
    by_number.insert(7, index)?;
    assert_eq!((by_number.get(70_000)?, by_number.get(8)?), (Some(plain), None));
    assert_eq!(by_number.insert(8, index).unwrap_err().kind(), ErrorKind::Full);
    assert!(by_number.remove(70_000)? && !by_number.remove(70_000)?);
    assert_eq!(by_number.iter().collect::<Result<Vec<_>>>()?, [(7, plain)]);

    // With programs.
    let object = programs()?.load(kernel)?;
    let leaves = object.program("leaves")?;
    let slots = DeviceMap::new(Map::create(kernel, &DeviceMap::spec_with_programs("SLOTS", 2))?)?;
    slots.set_with_program(0, name, leaves)?;
    let with = Device { index, program: Some(leaves.info()?.id) };
    assert_eq!((slots.get(0)?, slots.get(1)?), (Some(with), None));
    slots.set(0, name)?;
    assert_eq!(slots.get(0)?, Some(plain));
    let spec = DeviceHashMap::spec_with_programs("NUMBERS", 2);
    let numbers = DeviceHashMap::new(Map::create(kernel, &spec)?)?;
    numbers.insert_with_program(9, index, leaves)?;
    assert_eq!(numbers.iter().collect::<Result<Vec<_>>>()?, [(9, with)]);

    // Refusals.
    let refused = |result: Result<()>, kind, said: &str| {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(said), "{error}");
    };
    refused(devices.set(4, index), ErrorKind::Invalid, "index is 4; the array has 4 elements");
    refused(devices.clear(4), ErrorKind::Invalid, "index is 4");
    refused(devices.set(0, 987_654), ErrorKind::Invalid, "there is no such interface");
    refused(devices.set(0, 0), ErrorKind::Invalid, "counted from 1");
    refused(by_number.insert(0, "no_such0"), ErrorKind::NotFound, "finding interface `no_such0`");
    refused(devices.set_with_program(0, name, leaves), ErrorKind::Invalid, "value_size is 4");
    for wrong in ["plain", "on_cpu"] {
        let result = slots.set_with_program(0, name, object.program(wrong)?);
        refused(result, ErrorKind::Invalid, "loaded with the attach type `XDP_DEVMAP`");
    }
    let error = DeviceMap::new(by_number.map().clone()).unwrap_err();
    assert!(error.to_string().contains("map_type is devmap_hash; expected devmap"), "{error}");
    Ok(())
}

pub(crate) fn cpus(world: &World) -> Outcome {
    let kernel = &world.kernel;
    let possible = kernel.api().possible_cpus()?;
    let end = possible + 1;
    let cpus = CpuMap::create(kernel, "CPUS", end)?;
    cpus.set(0, QUEUE)?;
    let queue = cpus.get(0)?.unwrap();
    assert_eq!((queue.length, queue.program, cpus.get(1)?), (64, None, None));
    let object = programs()?.load(kernel)?;
    let spec = CpuMap::spec_with_programs("WITH", 1);
    let with = CpuMap::new(Map::create(kernel, &spec)?)?;
    with.set_with_program(0, QUEUE, object.program("on_cpu")?)?;
    let id = object.program("on_cpu")?.info()?.id;
    let all = with.iter().collect::<Result<Vec<_>>>()?;
    assert_eq!(
        all.iter().map(|(cpu, queue)| (*cpu, queue.length, queue.program)).collect::<Vec<_>>(),
        [(0, 64, Some(id))]
    );
    cpus.clear(0)?;
    assert_eq!(cpus.get(0)?, None);

    let refused = |result: Result<()>, kind, said: &str| {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(said), "{error}");
    };
    let beyond = format!("the map is for those below {end}");
    refused(cpus.set(possible, QUEUE), ErrorKind::NotFound, "this machine can have no such CPU");
    refused(cpus.set(end, QUEUE), ErrorKind::Invalid, &beyond);
    refused(cpus.clear(end), ErrorKind::Invalid, &beyond);
    let many = NonZeroU32::new(16_385).unwrap();
    refused(cpus.set(0, many), ErrorKind::TooLarge, "at most 16384 packets");
    let leaves = object.program("leaves")?;
    refused(
        with.set_with_program(0, QUEUE, leaves),
        ErrorKind::Invalid,
        "loaded with the attach type `XDP_CPUMAP`",
    );
    refused(cpus.set_with_program(0, QUEUE, leaves), ErrorKind::Invalid, "value_size is 4");
    Ok(())
}

pub(crate) fn test_runs(world: &World) -> Outcome {
    let (name, _) = interface(world)?;
    let spec = ObjectSpec::new("GPL")
        .with_map(DeviceHashMap::spec("DEVICES", 4))
        .with_program(sender("DEVICES", 7)?);
    let object = spec.load(&world.kernel)?;
    let devices = object.map::<DeviceHashMap>("DEVICES")?;
    let action =
        || object.program("send")?.test_run(&TestRun::new().packet(&[0; 64])).map(|run| run.action());
    assert_eq!(action()?, XdpAction::PASS, "there is nothing under the key");
    devices.insert(7, name)?;
    assert_eq!(action()?, XdpAction::REDIRECT);
    devices.remove(7)?;
    assert_eq!(action()?, XdpAction::PASS);

    let spec = ObjectSpec::new("GPL").with_map(CpuMap::spec("CPUS", 1)).with_program(sender("CPUS", 0)?);
    let object = spec.load(&world.kernel)?;
    let action =
        || object.program("send")?.test_run(&TestRun::new().packet(&[0; 64])).map(|run| run.action());
    assert_eq!(action()?, XdpAction::PASS);
    object.map::<CpuMap>("CPUS")?.set(0, QUEUE)?;
    assert_eq!(action()?, XdpAction::REDIRECT);
    Ok(())
}

/// Does something in a network namespace of its own, with a pair of interfaces for each of these pairs of names.
fn with_pairs(pairs: &[[&str; 2]], test: impl FnOnce() -> Outcome + Send) -> Outcome {
    let ip = |arguments: &str| match Command::new("ip").args(arguments.split(' ')).status() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            skip("`ip` is not installed (Debian: iproute2)")
        }
        status => {
            assert!(status?.success(), "`ip {arguments}` failed");
            Ok(())
        }
    };
    let in_namespace = || {
        unshare(CloneFlags::CLONE_NEWNET)?;
        ip("link set lo up")?;
        for [near, far] in pairs {
            ip(&format!("link add {near} type veth peer name {far}"))?;
            for name in [near, far] {
                // Nothing is sent of itself.
                ip(&format!("link set {name} addrgenmode none"))?;
                ip(&format!("link set {name} up"))?;
            }
        }
        test()
    };
    std::thread::scope(|scope| {
        scope.spawn(in_namespace).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// How many packets the tests below send.
const PACKETS: u64 = 5;

pub(crate) fn from_interface_to_interface(world: &World) -> Outcome {
    let spec =
        programs()?.with_map(DeviceMap::spec_with_programs("DEVICES", 4)).with_program(sender("DEVICES", 2)?);
    let object = spec.load(&world.kernel)?;
    let devices = object.map::<DeviceMap>("DEVICES")?;
    let (send, leaves) = (object.program("send")?, object.program("leaves")?);
    match world.simulated() {
        None => with_pairs(&[["in0", "in1"], ["out0", "out1"]], || {
            devices.set(2, "out0")?;
            let _sends = send.attach_to_interface("in1", XdpMode::Native)?;
            // The peer of where it leaves counts what arrives there; a frame gets there because that has a program.
            let _counts = object.program("plain")?.attach_to_interface("out1", XdpMode::Native)?;
            for arguments in [
                "address add 10.83.0.1/24 dev in0",
                "neighbour add 10.83.0.2 lladdr 02:00:00:00:00:02 dev in0 nud permanent",
            ] {
                assert!(Command::new("ip").args(arguments.split(' ')).status()?.success(), "{arguments}");
            }
            let socket = UdpSocket::bind("10.83.0.1:0")?;
            for _ in 0..PACKETS {
                socket.send_to(b"there", "10.83.0.2:9")?;
            }
            wait_for(world, &object, PACKETS)?;
            // A program in the map runs before a packet leaves: each packet is counted twice.
            devices.set_with_program(2, "out0", leaves)?;
            for _ in 0..PACKETS {
                socket.send_to(b"there", "10.83.0.2:9")?;
            }
            wait_for(world, &object, 3 * PACKETS)
        }),
        Some(_) => between_simulated(world, &spec),
    }
}

/// The same, in a simulated kernel with a second interface.
fn between_simulated(world: &World, spec: &ObjectSpec) -> Outcome {
    let simulated = Simulated::new(SimulatedWorld::builder().interface("sim1").build());
    let object = spec.load(&simulated)?;
    let devices = object.map::<DeviceMap>("DEVICES")?;
    let _link = object.program("send")?.attach_to_interface("sim0", XdpMode::Native)?;
    devices.set_with_program(2, "sim1", object.program("leaves")?)?;
    let index = simulated.api().interface_index("sim1")?;
    for _ in 0..PACKETS {
        let outcome = simulated.world().receive("sim0", &[7; 64])?;
        assert_eq!(outcome.action, XdpAction::REDIRECT);
        let [sent] = &outcome.redirected[..] else { panic!("{outcome:?}") };
        assert_eq!((sent.to, sent.action), (Receiver::Interface(index), XdpAction::PASS));
        assert_eq!(sent.packet, [7; 64]);
    }
    wait_for(world, &object, PACKETS)?;
    let counters = |name| simulated.world().packet_counters(name).unwrap();
    assert_eq!((counters("sim0").redirected, counters("sim1").transmitted), (PACKETS, PACKETS));
    devices.clear(2)?;
    assert_eq!(simulated.world().receive("sim0", &[7; 64])?.action, XdpAction::PASS);
    Ok(())
}

pub(crate) fn to_a_cpu(world: &World) -> Outcome {
    let last = world.kernel.api().online_cpus()?.min(world.kernel.api().possible_cpus()?) - 1;
    let key = i32::try_from(last)?;
    let spec =
        programs()?.with_map(CpuMap::spec_with_programs("CPUS", last + 1)).with_program(sender("CPUS", key)?);
    let object = spec.load(&world.kernel)?;
    object.map::<CpuMap>("CPUS")?.set_with_program(last, QUEUE, object.program("on_cpu")?)?;
    let send = object.program("send")?;
    match world.simulated() {
        None => with_pairs(&[["in0", "in1"]], || {
            let _link = send.attach_to_interface("lo", XdpMode::Generic)?;
            let receiver = UdpSocket::bind("127.0.0.1:0")?;
            receiver.set_read_timeout(Some(Duration::from_secs(5)))?;
            let sender = UdpSocket::bind("127.0.0.1:0")?;
            for number in 0..u8::try_from(PACKETS)? {
                sender.send_to(&[number], receiver.local_addr()?)?;
                let mut buffer = [0xff; 16];
                assert_eq!(receiver.recv(&mut buffer)?, 1);
                assert_eq!(buffer[0], number, "it is delivered by the other CPU");
            }
            wait_for(world, &object, PACKETS)
        }),
        Some(simulated) => {
            let _link = send.attach_to_interface("sim0", XdpMode::Native)?;
            let udp = Udp { destination: 53, ..Udp::default() };
            let packet = Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).build();
            for _ in 0..PACKETS {
                let outcome = simulated.world().receive("sim0", &packet)?;
                let [sent] = &outcome.redirected[..] else { panic!("{outcome:?}") };
                assert_eq!((sent.to, sent.action), (Receiver::Cpu(last), XdpAction::PASS));
            }
            wait_for(world, &object, PACKETS)
        }
    }?;
    let there = object.map::<Array<u64>>("COUNTS")?.get(last)?;
    assert_eq!(there, Some(PACKETS), "the program ran on that CPU");
    Ok(())
}
