//! What is decided of a module before its load, and what its counters say after it.

#![expect(unreachable_pub, reason = "written as in a library, where user space is elsewhere")]

use crate::world::World;
use skep::packet::{Ethernet, Packet};
use skep::prelude::*;
use skep::uapi::{Target, TargetEndian, Version};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod module {
    use skep::bpf::*;

    #[event]
    pub struct Seen {
        pub number: u64,
        pub rest: [u8; 120],
    }

    #[map]
    pub static SEEN: RingBuf<Seen> = RingBuf::with_byte_size(4096);
    #[map]
    pub static NUMBERS: HashMap<u64, u64> = HashMap::with_max_entries(16);
    #[global]
    pub static NEXT: Global<u64> = Global::new(5);

    #[xdp]
    fn number(_: &Xdp) -> XdpAction {
        let number = NEXT.get();
        NEXT.set(number + 1);
        NUMBERS.insert(number, 1);
        let Some(mut seen) = SEEN.reserve() else { return XdpAction::Drop };
        seen.number = number;
        seen.submit();
        XdpAction::Pass
    }

    #[xdp]
    fn other(_: &Xdp) -> XdpAction {
        XdpAction::Tx
    }
}

#[skep::bpf(license = "GPL")]
mod optional {
    use skep::bpf::*;

    #[tracepoint_fields]
    pub struct Record {
        pub pid: i32,
    }

    #[fentry("skep_no_such_function")]
    fn elsewhere(_: u64) {}

    #[tracepoint("skep:no_such_tracepoint")]
    fn nowhere(ctx: &Record) -> i32 {
        ctx.pid
    }

    /// Whether the packet is longer than an Ethernet header.
    #[socket_filter]
    fn is_long(ctx: &Skb) -> u32 {
        if ctx.len() > 14 { 1 } else { 0 }
    }
}

pub(crate) fn optional_programs_may_fail(world: &World) -> Outcome {
    // As it is, nothing is loaded.
    assert!(optional::load(&world.kernel).is_err());
    let mut open = optional::open();
    open.elsewhere.make_optional();
    let error = open.load(&world.kernel).unwrap_err();
    assert!(error.to_string().contains("skep:no_such_tracepoint"), "{error}");

    let mut open = optional::open();
    open.elsewhere.make_optional();
    open.nowhere.make_optional();
    let optional = open.load(&world.kernel)?;
    let elsewhere = optional.elsewhere.program().unwrap_err().to_string();
    assert!(elsewhere.contains("skep_no_such_function"), "{elsewhere}");
    let nowhere = optional.nowhere.program().unwrap_err().to_string();
    assert!(nowhere.contains("no tracepoint `skep:no_such_tracepoint`"), "{nowhere}");
    // The header is taken off before a program on a socket sees the packet.
    for (length, expected) in [(28, 0), (29, 1)] {
        let run = optional.is_long.test_run(&TestRun::new().packet(&vec![0; length]))?;
        assert_eq!(run.result, expected, "{length} bytes");
    }
    Ok(())
}

pub(crate) fn decisions_are_followed(world: &World) -> Outcome {
    let mut open = module::open();
    open.NEXT.set(100);
    open.NUMBERS.max_entries(2);
    open.other.leave_out();
    let mut module = open.load(&world.kernel)?;
    assert_eq!(module.NUMBERS.map().info().max_entries, 2);
    assert!(module.other.program().unwrap_err().to_string().contains("left out"));

    let frame = Packet::new().with(Ethernet::default()).payload([0; 50]).build();
    let run = || Ok::<_, Error>(module.number.test_run(&TestRun::new().packet(&frame))?.action());
    assert_eq!((run()?, run()?), (XdpAction::PASS, XdpAction::PASS));
    assert_eq!(module.NEXT.get()?, 102);
    module.NEXT.set(&7)?;
    assert_eq!(run()?, XdpAction::PASS);
    assert_eq!(module.NUMBERS.get(&7)?, None, "two entries are all that there is room for");

    let mut numbers = Vec::new();
    module.SEEN.for_each(|seen| {
        assert_eq!(seen.rest, [0; 120], "what is not written is zero");
        numbers.push(seen.number);
    })?;
    assert_eq!(numbers, [100, 101, 7]);
    Ok(())
}

pub(crate) fn what_is_lost_is_counted(world: &World) -> Outcome {
    let mut module = module::load(&world.kernel)?;
    let frame = Packet::new().with(Ethernet::default()).payload([0; 50]).build();
    let mut dropped = 0;
    for _ in 0..40 {
        let action = module.number.test_run(&TestRun::new().packet(&frame))?.action();
        dropped += u64::from(action == XdpAction::DROP);
    }
    let mut read = 0;
    module.SEEN.for_each(|_| read += 1)?;
    assert!(dropped > 0 && read > 0);
    assert_eq!(read + dropped, 40);
    assert_eq!(module.SEEN.lost()?, Some(dropped));
    Ok(())
}

pub(crate) fn a_module_is_an_object_for_any_target() -> Outcome {
    for endian in [TargetEndian::Little, TargetEndian::Big] {
        let target = Target::of_version(Version::new(5, 15), endian);
        let spec = module::spec(&target)?;
        let names: Vec<String> = spec.programs.iter().map(|program| program.name.to_string()).collect();
        assert_eq!(names, ["number", "other"]);
        let file = spec.to_elf()?;
        // The sixth byte of an ELF file says its byte order.
        assert_eq!(file[5], if endian == TargetEndian::Little { 1 } else { 2 });
        assert_eq!(ObjectSpec::from_elf(&file)?.programs.len(), 2);
    }
    Ok(())
}
