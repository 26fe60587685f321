//! Compiled programs: what comes out of the code generator loads, and does what the interpreter of the intermediate representation does.

#[path = "../../../skep-ir/tests/random/mod.rs"]
mod random;

pub(crate) mod features;

use crate::world::World;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Tcp, Udp, Vlan};
use skep::prelude::*;
use skep::uapi::{MapType, Target, TargetEndian, Version};
use skep_codegen::compile;
use skep_harness::{Outcome, Stop, skip};
use skep_ir::interpret::{Outcome as Ended, Word, World as Interpreted};
use skep_ir::{Bound, FunctionKind, Module};

const ENDIAN: TargetEndian =
    if cfg!(target_endian = "big") { TargetEndian::Big } else { TargetEndian::Little };

/// What kernels of different age have: code for each of them is loaded.
fn targets() -> [Target; 3] {
    [(4, 9), (5, 15), (6, 12)].map(|(major, minor)| Target::of_version(Version::new(major, minor), ENDIAN))
}

fn module(text: &str) -> Module {
    Module::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn compiled(module: &Module, target: &Target) -> ObjectSpec {
    match compile(module, target) {
        Ok(compiled) => compiled.object,
        Err(errors) => panic!("{errors}\n{module}"),
    }
}

const EMPTY: &str = include_str!("../../../skep-ir/tests/programs/empty.ir");
const TRACEPOINT_COUNTER: &str = include_str!("../../../skep-ir/tests/programs/tracepoint_counter.ir");
const TC_LRU: &str = include_str!("../../../skep-ir/tests/programs/tc_lru.ir");
const EXEC_EVENT: &str = include_str!("../../../skep-ir/tests/programs/exec_event.ir");
const XDP_DROP_PORT: &str = include_str!("../../../skep-ir/tests/programs/xdp_drop_port.ir");
const XDP_NAT: &str = include_str!("../../../skep-ir/tests/programs/xdp_nat.ir");

/// What a program does with packets: verdicts, packets, the entries of its maps, and the records of its ring.
#[derive(PartialEq, Debug, Default)]
struct Done {
    runs: Vec<(u32, Vec<u8>)>,
    entries: Vec<Vec<(Vec<u8>, Vec<u8>)>>,
    records: Vec<Vec<u8>>,
    globals: Vec<Vec<u8>>,
}

/// Entries that are there before the first run, by the map's name.
type Entries<'e> = &'e [(&'e str, &'e [u8], &'e [u8])];

fn interpreted(module: &Module, packets: &[Vec<u8>], before: Entries<'_>) -> std::result::Result<Done, Stop> {
    let mut world = Interpreted::new(module, skep::btf::Endian::NATIVE)?;
    for (map, key, value) in before {
        assert_eq!(world.insert(module.map(map).unwrap(), key, value)?, 0);
    }
    let program =
        module.functions.keys().find(|&id| matches!(module.functions[id].kind, FunctionKind::Program { .. }));
    let program = program.unwrap();
    let FunctionKind::Program { default, .. } = module.functions[program].kind else { unreachable!() };
    let mut done = Done::default();
    for packet in packets {
        world.set_packet(packet)?;
        world.set_field("len", 0, packet.len() as u64);
        let verdict = match world.run(program, &[Word::Context], &mut (), 1_000_000)? {
            Ended::Returned(Some(Word::Integer(verdict))) => u32::try_from(verdict).unwrap(),
            Ended::Aborted => default.cast_unsigned(),
            other => panic!("{other:?}"),
        };
        done.runs.push((verdict, world.packet().to_vec()));
    }
    for (id, map) in module.maps.iter() {
        let mut entries: Vec<_> =
            world.entries(id).map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
        if matches!(map.map_type, MapType::ARRAY | MapType::PERCPU_ARRAY) {
            // Of an array, those that were not touched are there as well.
            for index in (0..map.max_entries).map(|index| index.to_ne_bytes().to_vec()) {
                if !entries.iter().any(|(key, _)| *key == index) {
                    entries.push((index, vec![0; usize::try_from(map.value_size).unwrap()]));
                }
            }
            entries.sort();
        }
        done.entries.push(entries);
    }
    done.records = world.records().iter().map(|(_, record)| record.clone()).collect();
    done.globals = module.globals.keys().map(|id| world.global(id).to_vec()).collect();
    Ok(done)
}

/// A map whose keys and values are bytes, as many as it says.
trait Table {
    fn set(&self, key: &[u8], value: &[u8]) -> Result<()>;
    /// Its entries, in the order of their keys; those of a ring are told elsewhere.
    fn all(&self) -> Result<Vec<(Vec<u8>, Vec<u8>)>>;
    /// The records that came since the last time.
    fn records(&mut self) -> Result<Vec<Vec<u8>>> {
        Ok(vec![])
    }
}

impl<const K: usize, const V: usize> Table for HashMap<[u8; K], [u8; V]> {
    fn set(&self, key: &[u8], value: &[u8]) -> Result<()> {
        self.insert(&key.try_into().unwrap(), &value.try_into().unwrap())
    }

    fn all(&self) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let mut all = self.iter().map(|entry| entry.map(|(key, value)| (key.to_vec(), value.to_vec())));
        let mut all = all.by_ref().collect::<Result<Vec<_>>>()?;
        all.sort();
        Ok(all)
    }
}

/// The elements of an array with their indices as keys.
fn indexed(elements: impl Iterator<Item = Result<Vec<u8>>>) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut all = (0_u32..)
        .zip(elements)
        .map(|(index, element)| Ok((index.to_ne_bytes().to_vec(), element?)))
        .collect::<Result<Vec<_>>>()?;
    all.sort();
    Ok(all)
}

impl Table for Array<[u8; 8]> {
    fn set(&self, key: &[u8], value: &[u8]) -> Result<()> {
        Self::set(self, u32::from_ne_bytes(key.try_into().unwrap()), &value.try_into().unwrap())
    }

    fn all(&self) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        indexed(self.iter().map(|element| element.map(|bytes| bytes.to_vec())))
    }
}

/// Programs run on one processor: what they leave is on none of the others.
impl Table for PerCpuArray<[u8; 8]> {
    fn set(&self, _: &[u8], _: &[u8]) -> Result<()> {
        unreachable!("no test begins with entries for each processor")
    }

    fn all(&self) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let touched =
            |parts: PerCpu<[u8; 8]>| parts.iter().find(|part| **part != [0; 8]).map(|part| part.to_vec());
        indexed(self.iter().map(|parts| parts.map(|parts| touched(parts).unwrap_or(vec![0; 8]))))
    }
}

impl Table for RingBuffer<[u8; 16]> {
    fn set(&self, _: &[u8], _: &[u8]) -> Result<()> {
        unreachable!("a ring has no entries")
    }

    fn all(&self) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        Ok(vec![])
    }

    fn records(&mut self) -> Result<Vec<Vec<u8>>> {
        let mut all = vec![];
        self.for_each(|record| all.push(record.to_vec()))?;
        Ok(all)
    }
}

/// Keeps this thread on the processor that it is on, until it is dropped.
struct OnOneProcessor(nix::sched::CpuSet);

impl OnOneProcessor {
    fn begin() -> std::result::Result<Self, Stop> {
        use nix::sched::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
        let this = nix::unistd::Pid::from_raw(0);
        let before = sched_getaffinity(this)?;
        let mut one = CpuSet::new();
        one.set(sched_getcpu()?)?;
        sched_setaffinity(this, &one)?;
        Ok(Self(before))
    }
}

impl Drop for OnOneProcessor {
    fn drop(&mut self) {
        // If it stays where it is, later tests run there.
        _ = nix::sched::sched_setaffinity(nix::unistd::Pid::from_raw(0), &self.0);
    }
}

fn table(object: &Object, map: &skep_ir::Map) -> Result<Box<dyn Table>> {
    Ok(match (map.key_size, map.value_size) {
        _ if map.map_type == MapType::ARRAY => Box::new(object.map::<Array<[u8; 8]>>(&map.name)?),
        _ if map.map_type == MapType::PERCPU_ARRAY => {
            Box::new(object.map::<PerCpuArray<[u8; 8]>>(&map.name)?)
        }
        (0, 0) => Box::new(object.map::<RingBuffer<[u8; 16]>>(&map.name)?),
        (4, 8) => Box::new(object.map::<HashMap<[u8; 4], [u8; 8]>>(&map.name)?),
        (8, 8) => Box::new(object.map::<HashMap<[u8; 8], [u8; 8]>>(&map.name)?),
        (4, 16) => Box::new(object.map::<HashMap<[u8; 4], [u8; 16]>>(&map.name)?),
        other => panic!("no test has a map of {other:?}"),
    })
}

fn ran(
    world: &World,
    module: &Module,
    target: &Target,
    packets: &[Vec<u8>],
    before: Entries<'_>,
) -> std::result::Result<Done, Stop> {
    let spec = compiled(module, target);
    run_object(world, module, &spec, packets, before)
}

fn run_object(
    world: &World,
    module: &Module,
    spec: &ObjectSpec,
    packets: &[Vec<u8>],
    before: Entries<'_>,
) -> std::result::Result<Done, Stop> {
    let object = match spec.load(&world.kernel) {
        Ok(object) => object,
        Err(error) => panic!("{error}\n{}\n{module}", spec.programs[0].code),
    };
    let tables = module.maps.values().map(|map| table(&object, map)).collect::<Result<Vec<_>>>()?;
    for (name, key, value) in before {
        let number = module.maps.values().position(|map| map.name == *name).unwrap();
        tables[number].set(key, value)?;
    }
    let program = object.program(&spec.programs[0].name)?;
    let mut done = Done::default();
    for packet in packets {
        let output = program.test_run(&TestRun::new().packet(packet))?;
        done.runs.push((output.result, output.packet));
    }
    for mut table in tables {
        done.entries.push(table.all()?);
        done.records.extend(table.records()?);
    }
    for global in module.globals.values() {
        done.globals.push(if global.writable {
            object.global::<[u8; 64]>(&global.name)?.to_vec()
        } else {
            global.bytes.clone()
        });
    }
    Ok(done)
}

/// Checks that a program does on a kernel what the interpreter does, and returns its verdicts.
fn check(
    world: &World,
    text: &str,
    packets: &[Vec<u8>],
    before: Entries<'_>,
) -> std::result::Result<Vec<u32>, Stop> {
    check_with(world, text, packets, before, &targets())
}

/// As [`check`], compiled for these targets.
fn check_with(
    world: &World,
    text: &str,
    packets: &[Vec<u8>],
    before: Entries<'_>,
    targets: &[Target],
) -> std::result::Result<Vec<u32>, Stop> {
    let module = module(text);
    if let Err(violations) = module.verify() {
        panic!("{violations:#?}");
    }
    let wanted = interpreted(&module, packets, before)?;
    for target in targets {
        let done = ran(world, &module, target, packets, before)?;
        assert_eq!(done, wanted, "{target:?}\n{}", compiled(&module, target).programs[0].code);
    }
    Ok(wanted.runs.into_iter().map(|(verdict, _)| verdict).collect())
}

fn udp(port: u16) -> Udp {
    Udp { source: 40_000, destination: port, ..Udp::default() }
}

fn tcp(port: u16) -> Tcp {
    Tcp { source: 40_000, destination: port, ..Tcp::default() }
}

pub(crate) fn empty_programs_return_their_verdict(world: &World) -> Outcome {
    let module = module(EMPTY);
    for target in targets() {
        let object = compiled(&module, &target).load(&world.kernel)?;
        let run = |name: &str| object.program(name)?.test_run(&TestRun::new().packet(&[0; 64]));
        assert_eq!(run("empty_xdp")?.result, 2);
        assert_eq!(run("empty_tc")?.result, 0);
    }
    Ok(())
}

pub(crate) fn a_port_is_dropped(world: &World) -> Outcome {
    let ethernet = || Packet::new().with(Ethernet::default());
    let mut options = ethernet().with(Ipv4::default()).with(udp(9999)).build();
    // A header that is four bytes longer.
    options[14] = 0x46;
    options.splice(34..34, [1, 1, 1, 0]);
    let mut fragment = ethernet().with(Ipv4::default()).with(udp(9999)).build();
    fragment[14 + 7] = 1;
    let mut short = ethernet().with(Ipv4::default()).with(udp(9999)).build();
    short[14] = 0x44;
    let packets = [
        ethernet().with(Ipv4::default()).with(udp(9999)).build(),
        ethernet().with(Ipv4::default()).with(udp(9998)).build(),
        ethernet().with(Ipv4::default()).with(tcp(9999)).build(),
        ethernet().with(Ipv4::default()).with(tcp(80)).build(),
        ethernet().with(Vlan::default()).with(Ipv4::default()).with(udp(9999)).build(),
        ethernet().with(Ipv6::default()).with(udp(9999)).build(),
        ethernet().with(Ipv6::default()).with(tcp(9999)).build(),
        ethernet().with(Ipv6::default()).with(udp(1)).build(),
        options,
        fragment,
        short,
        vec![0; 14],
        [&[0xff; 12][..], &[0x81, 0, 0, 0]].concat(),
    ];
    let mut all = packets.to_vec();
    for packet in &packets {
        // Cut off everywhere; a test run wants a header of Ethernet.
        all.extend((14..packet.len()).map(|length| packet[..length].to_vec()));
    }
    // The bytes of the port, 9999, are written for machines of little byte order.
    let big = XDP_DROP_PORT.replace("\"0f27\"", "\"270f\"");
    let text = if cfg!(target_endian = "big") { &big } else { XDP_DROP_PORT };
    let verdicts = check(world, text, &all, &[])?;
    assert_eq!(verdicts[..packets.len()], [1, 2, 1, 2, 1, 1, 1, 2, 1, 2, 2, 2, 2]);
    Ok(())
}

pub(crate) fn packets_are_counted_by_source(world: &World) -> Outcome {
    let from = |last: u8| {
        let header = Ipv4 { source: [192, 0, 2, last].into(), ..Ipv4::default() };
        Packet::new().with(Ethernet::default()).with(header).with(udp(1)).build()
    };
    let packets = [from(1), from(2), from(1), vec![0; 64], from(1)];
    check(world, TC_LRU, &packets, &[])?;
    Ok(())
}

pub(crate) fn addresses_are_rewritten(world: &World) -> Outcome {
    let to = |protocol: u8| {
        let header = Ipv4 { destination: [192, 0, 2, 9].into(), ..Ipv4::default() };
        let packet = Packet::new().with(Ethernet::default()).with(header);
        if protocol == 6 { packet.with(tcp(80)).build() } else { packet.with(udp(53)).build() }
    };
    let mut unchecked = to(17);
    unchecked[40..42].fill(0);
    let mut options = to(6);
    options[14] = 0x46;
    let mut other = to(17);
    other[14 + 16] = 10;
    let packets = [to(6), to(17), unchecked, options, other, to(6)[..50].to_vec(), to(17)[..40].to_vec()];
    let key = |port: u16, protocol: u8| {
        let [high, low] = port.to_be_bytes();
        [192, 0, 2, 9, high, low, protocol, 0]
    };
    let before: Entries<'_> = &[
        ("nat", &key(80, 6), &[10, 1, 2, 3, 0x1f, 0x90, 0, 0]),
        ("nat", &key(53, 17), &[10, 200, 2, 3, 0x14, 0xe9, 0, 0]),
    ];
    let verdicts = check(world, XDP_NAT, &packets, before)?;
    assert_eq!(verdicts, [3, 3, 3, 2, 2, 2, 2]);
    Ok(())
}

pub(crate) fn processes_are_counted(world: &World) -> Outcome {
    let module = module(TRACEPOINT_COUNTER);
    for target in targets() {
        let mut spec = compiled(&module, &target);
        spec.programs[0].target = Some(skep::object::AttachTarget::Tracepoint {
            category: "sched".to_owned(),
            name: "sched_process_exec".to_owned(),
        });
        let object = spec.load(&world.kernel)?;
        let counts = object.map::<HashMap<u32, u64>>("counts")?;
        let _link = object.program("tracepoint_counter")?.attach()?;
        let pid = world.run_true()?;
        assert_eq!(counts.get(&pid)?, Some(1));
    }
    Ok(())
}

pub(crate) fn executions_are_sent(world: &World) -> Outcome {
    if world.is_simulated() {
        return skip(
            "the program knows where the file name is in the running kernel's record, and nowhere else",
        );
    }
    let module = module(EXEC_EVENT);
    for target in targets() {
        let mut spec = compiled(&module, &target);
        spec.programs[0].target = Some(skep::object::AttachTarget::Tracepoint {
            category: "syscalls".to_owned(),
            name: "sys_enter_execve".to_owned(),
        });
        let object = spec.load(&world.kernel)?;
        let mut events = object.map::<RingBuffer<[u8; 168]>>("events")?;
        let _link = object.program("exec_event")?.attach()?;
        world.run_true()?;
        let mut found = vec![];
        events.for_each(|event| found.push(*event))?;
        let path = [crate::world::TRUE.as_bytes(), &[0]].concat();
        let event = found.iter().find(|event| event[40..].starts_with(&path));
        let event = event.unwrap_or_else(|| panic!("{found:?}"));
        assert_eq!(event[8..12], world.user().to_ne_bytes());
        assert_eq!(event[12..16], [0; 4]);
        // This process, or the one that started it: who is about to run another program may be one with its parent.
        let parents = [std::process::id(), std::os::unix::process::parent_id()].map(u32::to_ne_bytes);
        assert!(parents.iter().any(|parent| event[4..8] == *parent), "{event:?}");
    }
    Ok(())
}

fn is_about_the_stack(error: &skep_codegen::CompileError) -> bool {
    matches!(error, skep_codegen::CompileError::StackTooLarge { .. })
}

/// How many random programs are compiled in a usual run of the tests, the same ones each time. `SKEP_PROGRAMS` says how many others there are to
/// be instead.
const PROGRAMS: u32 = 100;

pub(crate) fn random_programs_do_what_the_interpreter_does(world: &World) -> Outcome {
    world.needs(Version::new(6, 9), "`may_goto`")?;
    let given = |start: u8, length: usize| {
        (0..length).map(|at| (u8::try_from(at % 7).unwrap() * 31) ^ start).collect()
    };
    let packets: [Vec<u8>; 4] = [vec![0; 64], given(0xf3, 21), given(5, 64), vec![0xff; 40]];
    let cases = std::env::var_os("SKEP_PROGRAMS").map(|count| count.to_str().unwrap().parse().unwrap());
    let config = Config {
        cases: cases.unwrap_or(Config::default().cases.min(PROGRAMS)),
        failure_persistence: None,
        ..Config::default()
    };
    let _here = OnOneProcessor::begin()?;
    let (may_call_back, may_go_to) = (world.kernel.target().bpf_loop, world.kernel.target().may_goto);
    let (count, too_large) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::default())),
    };
    let run = runner.run(&proptest::collection::vec(any::<u8>(), 0..400), |bytes| {
        // One of the targets each time, with and without the passes, and with and without what only younger kernels have.
        let number = count.replace(count.get() + 1);
        let mut targets = targets();
        let (mut module, which) = if number % 4 < 2 {
            (random::random_module(&bytes), number % 3)
        } else {
            (random::modern_module(&bytes), 1 + number % 3 % 2)
        };
        // In some, the kernel counts the turns of all loops: by `may_goto` or `bpf_loop`.
        if number % 5 == 4 || number % 5 == 3 && may_call_back {
            let blocks = module.functions.values_mut().flat_map(|function| function.blocks.values_mut());
            blocks.filter_map(|block| block.bound.as_mut()).for_each(|bound| *bound = Bound::MayGoto);
            let version = if number % 5 == 3 { Version::new(6, 1) } else { Version::new(6, 12) };
            targets.fill(Target::of_version(version, ENDIAN));
        }
        let target = &targets[which];
        let wanted =
            interpreted(&module, &packets, &[]).map_err(|stop| TestCaseError::fail(format!("{stop:?}")))?;
        let spec = if number.is_multiple_of(2) {
            compile(&module, target)
        } else {
            skep_codegen::compile_as_it_is(&module, target)
        };
        let spec = match spec {
            // The state of loops that `bpf_loop` counts is on the stack, of which such a program may have too little.
            Err(errors) if number % 5 == 3 && errors.errors.iter().all(is_about_the_stack) => {
                too_large.set(too_large.get() + 1);
                // That of `may_goto` is not.
                if !may_go_to {
                    return Ok(());
                }
                compile(&module, &Target::of_version(Version::new(6, 12), ENDIAN))
            }
            spec => spec,
        };
        let spec = spec.map_err(|errors| TestCaseError::fail(format!("{errors}\n{module}")))?.object;
        let done = run_object(world, &module, &spec, &packets, &[])
            .map_err(|stop| TestCaseError::fail(format!("{stop:?}\n{}\n{module}", spec.programs[0].code)))?;
        prop_assert_eq!(done, wanted, "{}\n{}", spec.programs[0].code, module);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    let (count, too_large) = (count.get(), too_large.get());
    // Of a few programs, one more may be so by chance.
    assert!(too_large <= count / 20 + 1, "{too_large} of {count} programs have too large a stack");
    Ok(())
}
