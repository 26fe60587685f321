//! Every generated function does the same natively, in the interpreter of the intermediate representation, on the running kernel and on
//! the simulated one: the same verdict, the same packet, and the same in maps and variables, run after run.

use skep::bpf::{World as Native, Xdp};
use skep::prelude::*;
use skep_generated::{Kept, MODULES, Module, parts, vocabulary};
use skep_harness::{Outcome, Stop, Suite, skip};
use skep_ir::interpret::{Environment, Memory, Outcome as Ended, Word, World as Interpreted};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

fn main() -> ExitCode {
    // What panics natively aborts elsewhere, and is expected.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !IS_QUIET.get() {
            hook(panic);
        }
    }));
    Suite::new("agreement")
        .test("the interpreter does what generated functions do natively", || {
            compared("the interpreter", interpreted)
        })
        .twin(
            "kernels do what generated functions do natively",
            || kernel(Kernel::host()?),
            || kernel(Kernel::clone(&Kernel::simulated())),
            |kernel| compared("the kernel", |module, packets| loaded(kernel, module, packets)),
        )
        .run()
}

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

fn kernel(kernel: Kernel) -> Result<Kernel, Stop> {
    let missing = kernel.missing_capabilities(&[skep::Operation::LoadProgram(ProgramType::XDP)])?;
    if missing.is_empty() { Ok(kernel) } else { skip(format!("not allowed to load programs: {missing:?}")) }
}

/// What a program ended with: its verdict, and the packet as it left it.
#[derive(PartialEq, Debug)]
struct Run {
    verdict: u32,
    packet: Vec<u8>,
}

/// What a module did: what each run of each program ended with, and what its maps held after each program.
#[derive(PartialEq, Debug)]
struct Done {
    runs: Vec<(&'static str, Vec<Run>)>,
    kept: Vec<Kept>,
}

/// The packets that every program is run with: two numbers, room for a result, and bytes that are no headers in particular.
fn packets() -> Vec<Vec<u8>> {
    let numbers: [(u64, u64); 9] = [
        (0, 0),
        (1, 2),
        (7, u64::MAX),
        (u64::MAX, 1),
        (0x8000_0000_8000_8080, 0xffff_ffff_ffff_ffff),
        (61, 90),
        (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210),
        (1 << 40, 12),
        (100, 3),
    ];
    let behind =
        |at: usize| (0..90_usize).map(move |byte| u8::try_from((byte * 37 + at * 11) % 251).unwrap());
    let whole = numbers.iter().enumerate().map(|(at, (x, y))| {
        let given = [x.to_be_bytes(), y.to_be_bytes(), [0; 8]].concat();
        given.into_iter().chain(behind(at)).collect::<Vec<u8>>()
    });
    // The last ones end in the middle of headers, or before the result.
    let cut = whole.clone().zip([24 + 14 + 3, 24 + 30, 20]).map(|(packet, length)| packet[..length].to_vec());
    whole.clone().chain(cut.collect::<Vec<_>>()).collect()
}

const ABORTED: u32 = 0;

fn native(module: &Module, packets: &[Vec<u8>]) -> Result<Done, Stop> {
    let _world = Native::new();
    let mut done = Done { runs: vec![], kept: vec![] };
    for &(name, program) in module.programs {
        let runs = packets.iter().map(|packet| {
            let mut context = Xdp::new(packet);
            IS_QUIET.set(true);
            let verdict = catch_unwind(AssertUnwindSafe(|| program(&mut context)));
            IS_QUIET.set(false);
            let verdict = verdict.ok().flatten().map_or(ABORTED, |verdict| verdict as u32);
            Run { verdict, packet: context.bytes().to_vec() }
        });
        done.runs.push((name, runs.collect()));
        done.kept.push((module.kept)());
    }
    Ok(done)
}

/// What is around a function in the interpreter: the one processor, whose number is asked for when something is refused.
struct OneProcessor;

impl Environment for OneProcessor {
    fn helper(&mut self, helper: Helper, _: &[Word], _: &mut Memory) -> Option<u64> {
        (helper == Helper::GET_SMP_PROCESSOR_ID).then_some(0)
    }
}

fn interpreted(module: &Module, packets: &[Vec<u8>]) -> Result<Done, Stop> {
    let staged = (module.staged)();
    let mut world = Interpreted::new(&staged, skep_btf::Endian::NATIVE)?;
    let mut done = Done { runs: vec![], kept: vec![] };
    for &(name, _) in module.programs {
        let program = staged.function(name).ok_or("the program is not in the module")?;
        let mut runs = vec![];
        for packet in packets {
            world.set_packet(packet)?;
            let verdict = match world.run(program, &[Word::Context], &mut OneProcessor, 1_000_000)? {
                Ended::Returned(Some(Word::Integer(verdict))) => u32::try_from(verdict)?,
                Ended::Aborted => ABORTED,
                other => return Err(format!("{name} ended with {other:?}").into()),
            };
            runs.push(Run { verdict, packet: world.packet().to_vec() });
        }
        done.runs.push((name, runs));
        done.kept.push(kept_by_interpreter(&world, &staged)?);
    }
    Ok(done)
}

/// A number in memory.
fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("invariant: the sizes are those of the types")
}

fn kept_by_interpreter(world: &Interpreted<'_>, module: &skep_ir::Module) -> Result<Kept, Stop> {
    let map = |name: &str| module.map(name).ok_or(format!("there is no map {name}"));
    let table = world.entries(map("TABLE")?);
    let table =
        table.map(|(key, value)| (u32::from_ne_bytes(number(key, 0)), u64::from_ne_bytes(number(value, 0))));
    let pairs = world.entries(map("PAIRS")?).map(|(key, value)| {
        let key = [0, 2].map(|at| u16::from_ne_bytes(number(key, at)));
        let wide = u64::from_ne_bytes(number(value, 0));
        let (left, right) = (u32::from_ne_bytes(number(value, 8)), i32::from_ne_bytes(number(value, 12)));
        (key.into(), (wide, left, right))
    });
    let mut numbers = vec![0; 4];
    for (index, value) in world.entries(map("NUMBERS")?) {
        numbers[usize::try_from(u32::from_ne_bytes(number(index, 0)))?] =
            i32::from_ne_bytes(number(value, 0));
    }
    let count =
        module.globals.iter().find(|(_, global)| global.name == "COUNT").ok_or("there is no COUNT")?.0;
    let count = u32::from_ne_bytes(number(world.global(count), 0));
    Ok(Kept { table: table.collect(), pairs: pairs.collect(), numbers, count })
}

fn loaded(kernel: &Kernel, module: &Module, packets: &[Vec<u8>]) -> Result<Done, Stop> {
    let staged = (module.staged)();
    let compiled = skep_codegen::compile(&staged, &kernel.target())?;
    let object = compiled.object.load(kernel)?;
    let mut done = Done { runs: vec![], kept: vec![] };
    for &(name, _) in module.programs {
        let program = object.program(name)?;
        let mut runs = vec![];
        for packet in packets {
            let output = program.test_run(&TestRun::new().packet(packet))?;
            runs.push(Run { verdict: output.result, packet: output.packet });
        }
        done.runs.push((name, runs));
        done.kept.push(kept_by_kernel(&object)?);
    }
    Ok(done)
}

fn kept_by_kernel(object: &Object) -> Result<Kept, Stop> {
    let pairs = object.map::<HashMap<vocabulary::Key, vocabulary::Pair>>("PAIRS")?;
    let pairs = pairs.iter().map(|entry| entry.map(|(key, pair)| ((key.high, key.low), parts(&pair))));
    let numbers = object.map::<Array<i32>>("NUMBERS")?;
    Ok(Kept {
        table: object.map::<HashMap<u32, u64>>("TABLE")?.iter().collect::<skep::Result<_>>()?,
        pairs: pairs.collect::<skep::Result<_>>()?,
        numbers: (0..4).filter_map(|index| numbers.get(index).transpose()).collect::<skep::Result<_>>()?,
        count: object.global::<u32>("COUNT")?,
    })
}

/// Compares what all modules do somewhere with what they do natively, and says how much that was.
fn compared(place: &str, run: impl Fn(&Module, &[Vec<u8>]) -> Result<Done, Stop>) -> Outcome {
    let packets = packets();
    let (mut functions, mut aborted, mut different) = (0, 0, vec![]);
    for module in MODULES {
        let (wanted, found) = (native(module, &packets)?, run(module, &packets)?);
        for (at, (name, runs)) in wanted.runs.iter().enumerate() {
            functions += 1;
            aborted += runs.iter().filter(|run| run.verdict == ABORTED).count();
            if *runs != found.runs[at].1 || wanted.kept[at] != found.kept[at] {
                different.push(format!("{}::{name}", module.name));
            }
        }
        if let Some(first) = (0..module.programs.len())
            .find(|&at| wanted.runs[at] != found.runs[at] || wanted.kept[at] != found.kept[at])
        {
            eprintln!(
                "{}: natively {:?} {:?}\n{place}: {:?} {:?}",
                module.programs[first].0,
                wanted.runs[first].1,
                wanted.kept[first],
                found.runs[first].1,
                found.kept[first]
            );
        }
    }
    assert!(
        different.is_empty(),
        "{} of {functions} are different: {}",
        different.len(),
        different.join(", ")
    );
    let runs = functions * packets.len();
    println!("{place}: {functions} functions, {runs} runs, of which {aborted} aborted: all as natively");
    Ok(())
}
