//! What `skep gen` makes of objects, used as its users use it. That the modules are what it makes is a test of the command's.

use crate::structures::{REGISTERS_BY_LINK, sends};
use crate::{host, needs, packet};
use skep::btf::Kind;
use skep::prelude::*;
use skep::skeleton::OpenObject;
use skep_harness::{Outcome, Stop};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

#[rustfmt::skip]
mod bare;
#[rustfmt::skip]
mod congestion;
#[rustfmt::skip]
mod externs;
#[rustfmt::skip]
mod globals;
#[rustfmt::skip]
mod kconfig;
#[rustfmt::skip]
mod kinds;
#[rustfmt::skip]
mod legacy;
#[rustfmt::skip]
mod slots;
#[rustfmt::skip]
mod typed;

/// A kernel in which a process can be started.
pub(crate) struct World {
    kernel: Kernel,
    simulated: Option<Simulated>,
}

pub(crate) fn host_world() -> Result<World, Stop> {
    Ok(World { kernel: host()?, simulated: None })
}

pub(crate) fn simulated_world() -> Result<World, Stop> {
    let simulated = Kernel::simulated();
    Ok(World { kernel: Kernel::clone(&simulated), simulated: Some(simulated) })
}

/// What a program returns for a packet.
fn verdict(program: &Program, packet: &[u8]) -> Result<u32> {
    Ok(program.test_run(&TestRun::new().packet(packet))?.result)
}

/// A packet with these first bytes.
fn begins(first: [u8; 8]) -> [u8; 64] {
    let mut bytes = packet(0);
    bytes[..8].copy_from_slice(&first);
    bytes
}

pub(crate) fn values(kernel: &Kernel) -> Outcome {
    // As it is in the file, the program is disabled.
    let as_it_is = typed::load(kernel)?;
    assert_eq!(verdict(&as_it_is.r#loop, &begins([1; 8]))?, XdpAction::ABORTED.0);

    let mut open = typed::open();
    assert_eq!((open.enabled.get().get(), open.r#move.get().high, open.total.get()), (false, 3, 40));
    open.enabled.set(true.into());
    open.r#move.change(|limits| limits.high = 9);
    open.total.set(100);
    open.seen.max_entries(8);
    let mut loaded = open.load(kernel)?;
    assert_eq!(loaded.seen.map().info().max_entries, 8);
    assert_eq!((loaded.enabled.get()?.get(), loaded.r#move.get()?.high), (true, 9));

    let mut key = typed::types::address { port: 9, ..Default::default() };
    key.anonymous_1.set_bytes([10, 0, 0, 1]);
    let (allowed, denied) = (begins([10, 0, 0, 1, 9, 2, 3, 5]), begins([10, 0, 0, 1, 10, 0, 0, 6]));
    for _ in 0..2 {
        assert_eq!(verdict(&loaded.r#loop, &allowed)?, XdpAction::PASS.0);
    }
    assert_eq!(verdict(&loaded.r#loop, &denied)?, XdpAction::DROP.0);
    let seen = loaded.seen.get(&key)?.ok_or("the key that the program made is another one")?;
    assert_eq!((seen.packets, seen.last(), seen.flags()), (2, 0x203, 0xa5));
    assert_eq!((seen.verdict, seen.self_), (typed::types::verdict::ALLOW, key));
    assert_eq!(loaded.seen.iter().count(), 2);

    let mut events = Vec::new();
    loaded.events.for_each(|event| events.push(*event))?;
    let [first, _, third] = events.as_slice() else { return Err(format!("{events:?}").into()) };
    assert_eq!((first.from, first.r#type, first.number), (key, 5, 101));
    assert_eq!((third.from.port, third.verdict, third.r#type), (10, typed::types::verdict::DENY, 6));

    assert_eq!((loaded.total.get()?, loaded.last.get()?), (103, typed::types::verdict::DENY));
    assert_eq!(loaded.newest.get()?.self_.port, 10);
    loaded.total.set(&1000)?;
    loaded.r#match.set(0, &typed::types::verdict::DENY)?;
    assert_eq!(verdict(&loaded.r#loop, &allowed)?, XdpAction::DROP.0);
    assert_eq!(loaded.total.get()?, 1001);
    Ok(())
}

pub(crate) fn sections(kernel: &Kernel) -> Outcome {
    let mut open = globals::open();
    assert_eq!((open.limits.get().low, open.elsewhere.get(), open.calls.get()), (1, 5, 0));
    open.step.set(10);
    open.calls.set(7);
    open.elsewhere.set(20);
    let loaded = open.load(kernel)?;
    assert_eq!(verdict(&loaded.add, &packet(0))?, 50);
    assert_eq!((loaded.calls.get()?, loaded.elsewhere.get()?, loaded.hidden.get()?), (8, 21, 2));
    assert_eq!(loaded.limits.get()?, globals::types::limits { low: 1, high: 1000 });
    // What was decided is of one load; the next one begins with the file again.
    assert_eq!(globals::load(kernel)?.step.get()?, 3);
    Ok(())
}

pub(crate) fn choices(kernel: &Kernel) -> Outcome {
    // A map of our own takes the place of the one that would be pinned.
    let own = Array::<[u8; 8]>::create(kernel, "own", 2)?;
    let mut open = slots::open();
    open.kept.reuse(own.map());
    let loaded = open.load(kernel)?;
    assert!(loaded.keep.is_none());
    let jump = loaded.jump.as_ref().ok_or("it is loaded if possible")?;
    assert_eq!(verdict(jump, &packet(0))?, XdpAction::TX.0);
    loaded.jumps.clear(2)?;
    assert_eq!(verdict(jump, &packet(0))?, XdpAction::ABORTED.0);

    open.jump.leave_out();
    open.keep.include();
    let loaded = open.load(kernel)?;
    let keep = loaded.keep.as_ref().ok_or("it was asked for")?;
    verdict(keep, &packet(0))?;
    assert!(loaded.jump.is_none());
    assert_eq!(own.get(1)?.map(u64::from_ne_bytes), Some(1));
    Ok(())
}

pub(crate) fn refused(kernel: &Kernel) -> Outcome {
    let mut open = externs::open();
    let loaded = open.load(kernel)?;
    assert_eq!(verdict(&loaded.plain_with_a_name_of_more_than_fifteen_bytes, &packet(0))?, XdpAction::PASS.0);
    assert!(loaded.calling.is_none());
    let refused = loaded.object().refused().find(|(name, _)| *name == "calling");
    let (_, error) = refused.ok_or("it is not loaded, and nothing says why")?;
    assert!(error.to_string().contains("the kernel has no function `bpf_xdp_no_such_function`"), "{error}");
    assert_ne!(loaded.LINUX_KERNEL_VERSION.get()?, 0);
    open.calling.include();
    assert!(open.load(kernel).unwrap_err().to_string().contains("`calling`"));
    Ok(())
}

pub(crate) fn configuration(kernel: &Kernel) -> Outcome {
    let mut open = kconfig::open();
    open.CONFIG_HZ.set("321");
    open.CONFIG_BPF.set("n");
    open.CONFIG_BPF_SYSCALL.set("m");
    open.CONFIG_BPF_JIT.set("y");
    open.CONFIG_NR_CPUS.set("7");
    open.CONFIG_ILLEGAL_POINTER_VALUE.set("0xdead000000000000");
    open.CONFIG_DEFAULT_HOSTNAME.set("\"hive\"");
    open.CONFIG_CC_VERSION_TEXT.set("\"rustc\"");
    let loaded = open.load(kernel)?;
    verdict(&loaded.reads, &packet(0))?;
    assert_eq!((loaded.CONFIG_HZ.get()?, loaded.number.get()?), (321, 321));
    assert_eq!(loaded.tristate.get()?, kconfig::types::libbpf_tristate::TRI_MODULE);
    assert_eq!((loaded.boolean.get()?.get(), loaded.narrow.get()?), (false, 7));
    assert_eq!(&loaded.text.get()?[..5], b"hive\0");
    open.CONFIG_HZ.set("1\nCONFIG_BPF=y");
    let error = open.load(kernel).unwrap_err();
    let said = "checking `CONFIG_HZ`: the value \"1\\nCONFIG_BPF=y\" has several lines; expected one";
    assert_eq!(error.to_string(), said);
    Ok(())
}

pub(crate) fn kinds(kernel: &Kernel) -> Outcome {
    use kinds::types::counts_t;
    let loaded = kinds::load(kernel)?;
    let counts = counts_t { packets: 3, ports: [80, 443] };
    let network = LpmKey::new([10, 0, 0, 0], 8);
    loaded.networks.insert(&network, &counts)?;
    assert_eq!(loaded.networks.get(&LpmKey::whole([10, 1, 2, 3]))?, Some(counts));
    loaded.per_port.insert(&80, &PerCpu::splat(kernel, &counts)?)?;
    let parts = loaded.per_port.get(&80)?.ok_or("it was inserted")?;
    assert!(parts.iter().all(|part| *part == counts));
    loaded.without_types.insert(&[1, 2, 3, 4, 5, 6], &[7, 8, 9])?;
    assert_eq!(loaded.without_types.get(&[1, 2, 3, 4, 5, 6])?, Some([7, 8, 9]));
    loaded.waiting.push(&counts)?;
    assert_eq!(loaded.waiting.pop()?, Some(counts));
    loaded.depths.push(&-1)?;
    assert_eq!(loaded.depths.peek()?, Some(-1));
    // Nobody said of what type its records are: whoever knows makes a reader of it.
    RingBuffer::<counts_t>::new(loaded.records.clone())?;
    for _ in 0..2 {
        assert_eq!(verdict(&loaded.counts, &packet(0))?, XdpAction::PASS.0);
    }
    assert_eq!(loaded.counts_calls.get()?, 2);
    assert_eq!(loaded.per_cpu.get(0)?.map(|parts| parts.sum()), Some(3));
    Ok(())
}

pub(crate) fn odd_layouts(kernel: &Kernel) -> Outcome {
    use kinds::types::{packed, state};
    let mut open = kinds::open();
    let odd = open.odd.get();
    assert_eq!((odd.kind, odd.unaligned, odd.state(), odd.seen()), (1, { 2 }, state::OPEN, true));
    let parts = odd.parts;
    assert_eq!((parts.whole(), parts.anonymous_1().low(), parts.anonymous_1().high()), (0xffff_ffe3, 3, -1));
    assert_eq!((open.choice.get().port(), open.choice.get().low()), (0x1234, 0x34));
    assert_eq!((open.large.get(), open.real.get().to_bits()), (7, 1.5_f64.to_bits()));
    open.odd.change(|odd| {
        odd.unaligned = 1 << 40;
        // Of what is not aligned there are no references: it is copied.
        let mut parts = odd.parts;
        let mut bits = parts.anonymous_1();
        bits.set_high(-100);
        parts.set_anonymous_1(bits);
        odd.parts = parts;
        odd.set_state(state { number: 1 });
    });
    open.large.set(1 << 100);
    let loaded = open.load(kernel)?;
    verdict(&loaded.counts, &packet(0))?;
    // The program has added to two of them, and copied the whole.
    let changed = loaded.odd.get()?;
    let bits = { changed.parts }.anonymous_1();
    assert_eq!(({ changed.unaligned }, bits.low(), bits.high()), ((1 << 40) + 1, 4, -100));
    assert_eq!((changed.state().number, changed.seen()), (1, false));
    assert_eq!(loaded.table.get()?[2], [packed::default(), changed]);
    assert_eq!((loaded.large.get()?, loaded.real.get()?.to_bits()), (1 << 100, 1.5_f64.to_bits()));
    Ok(())
}

pub(crate) fn without_types(kernel: &Kernel) -> Outcome {
    let mut open = bare::open();
    assert_eq!(open.limits.get(), [1, 0, 0, 0, 0xe8, 3, 0, 0]);
    open.step.set(5_u32.to_ne_bytes());
    let loaded = open.load(kernel)?;
    assert_eq!(verdict(&loaded.add, &packet(0))?, 45);
    assert_eq!(u64::from_ne_bytes(loaded.total.get()?), 45);
    Ok(())
}

pub(crate) fn inline(kernel: &Kernel) -> Outcome {
    let loaded = legacy::load(kernel)?;
    verdict(&loaded.count, &packet(0))?;
    assert_eq!(loaded.old_counts.get(1)?.map(u64::from_ne_bytes), Some(1));
    assert_eq!(legacy::OBJECT, include_bytes!("../../../skep-object/testdata/legacy.clang19.o"));
    Ok(())
}

pub(crate) fn attached(world: &World) -> Outcome {
    static PID: AtomicU32 = AtomicU32::new(4000);
    let mut open = typed::open();
    open.self_.include();
    let loaded = open.load(&world.kernel)?;
    let run = || -> Outcome {
        match &world.simulated {
            None => drop(Command::new("/bin/true").status()?),
            Some(simulated) => {
                let pid = PID.fetch_add(1, Ordering::Relaxed);
                simulated.world().fire("sched:sched_process_exec", |event| event.pid(pid))?;
            }
        }
        Ok(())
    };
    run()?;
    assert_eq!(loaded.total.get()?, 40);
    let links = loaded.attach()?;
    // `loop` does not say what it attaches to.
    assert_eq!(links.len(), 1);
    run()?;
    let total = loaded.total.get()?;
    // Others start processes as well.
    assert!(total >= 1040 && (total - 40).is_multiple_of(1000), "{total}");
    Ok(())
}

pub(crate) fn registered() -> Outcome {
    let kernel = host()?;
    needs(&kernel, Kind::Func, REGISTERS_BY_LINK)?;
    let loaded = congestion::load(&kernel)?;
    assert!(sends("skep_linked").is_err(), "nobody has registered it");
    let registration = loaded.register_linked()?;
    sends("skep_linked")?;
    assert_eq!(loaded.sockets.get()?, 1);
    drop(registration);
    assert!(sends("skep_linked").is_err(), "it is registered no more");
    Ok(())
}

pub(crate) fn other_object() -> Outcome {
    crate::fits_this_machine()?;
    let kernel = Kernel::simulated();
    let damaged = OpenObject::from_elf("probe.o", b"no object", Default::default());
    assert_eq!(damaged.initial::<u64>("total").get(), 0);
    let said = damaged.load(&kernel, &[]).unwrap_err().to_string();
    assert!(said.starts_with("checking `probe.o`: ") && said.contains("expected an ELF file"), "{said}");

    let other = OpenObject::from_elf("globals.o", globals::OBJECT, Default::default());
    let mut unknown = other.initial::<u64>("no_such");
    let mut larger = other.initial::<u64>("step");
    unknown.set(1);
    let said = other.load(&kernel, &[&unknown]).unwrap_err().to_string();
    assert!(said.starts_with("checking `no_such`: there is no variable `no_such`; there is `"), "{said}");
    larger.set(1);
    let said = other.load(&kernel, &[&larger]).unwrap_err().to_string();
    assert_eq!(said, "checking `step`: the variable `step` has 4 bytes; it cannot be given 8");
    let object = other.load(&kernel, &[])?;
    let said = object.constant::<u64>("step").unwrap_err().to_string();
    assert_eq!(said, "checking `step`: the variable has 4 bytes; `u64` has 8");
    Ok(())
}
