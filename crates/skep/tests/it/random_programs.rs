//! Random programs, right ones and wrong ones, on the running kernel and on a simulated one: what one loads, refuses and returns.

use crate::world;
use skep::isa::{Callee, Instruction, Operation, Register};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{MapFlags, XdpAction};
use skep_harness::{Outcome, Stop};
use std::collections::BTreeMap;

/// How many programs there are in a usual run, the same ones each time. `SKEP_RANDOM_PROGRAMS` says how many others there are to be instead.
const PROGRAMS: u64 = 3000;

/// What a program did: what it returned, the packet as it left it, and what it left in its maps.
type Done = (XdpAction, Vec<u8>, Vec<[u8; 16]>);

/// Numbers that are the same each time (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }

    /// Most often true.
    fn mostly(&mut self) -> bool {
        self.below(8) != 0
    }

    fn number(&mut self, from: i16, to: i16) -> i16 {
        from + i16::try_from(self.below(u64::from((to - from).unsigned_abs()))).unwrap_or(0)
    }
}

const SIZES: [Size; 4] = [Size::Byte, Size::Half, Size::Word, Size::Double];
const ORDERS: [Condition; 4] =
    [Condition::Greater, Condition::GreaterOrEqual, Condition::Less, Condition::LessOrEqual];
const CONDITIONS: [Condition; 8] = [
    Condition::Equal,
    Condition::NotEqual,
    Condition::Greater,
    Condition::LessOrEqual,
    Condition::SignedGreater,
    Condition::SignedLess,
    Condition::AnyBitSet,
    Condition::GreaterOrEqual,
];
/// Registers that calls keep.
const KEPT: [Register; 3] = [R7, R8, R9];

/// A program of some pieces, each of which is right most often.
fn program(seed: u64) -> ProgramSpec {
    let random = &mut Random(seed);
    let mut asm = Assembler::new();
    asm.mov(R6, R1).mov(R7, 0).mov(R8, 1);
    if random.mostly() {
        asm.mov(R9, 2);
    }
    let pieces = 2 + random.below(6);
    for piece in 0..pieces {
        let skips = random.below(3) == 0;
        let (over, inner) = (format!("over{piece}"), format!("inner{piece}"));
        if skips {
            let (register, number) = (random.one_of(&KEPT), random.number(-3, 300));
            asm.jump(random.one_of(&CONDITIONS), register, i32::from(number), over.as_str());
        }
        match random.below(9) {
            0 | 1 => packet_access(random, &mut asm, &inner),
            2 => {
                let (size, at) = (random.one_of(&SIZES), random.number(-72, 0));
                let at = if random.mostly() { at / 8 * 8 - 8 } else { at };
                asm.store(size, R10, at, random.one_of(&KEPT));
                if random.mostly() {
                    asm.load(size, random.one_of(&KEPT), R10, at);
                }
            }
            3 | 4 => value(random, &mut asm, &inner),
            5 => record(random, &mut asm, &inner),
            6 => {
                let (helper, to) =
                    (random.one_of(&[Helper::KTIME_GET_NS, Helper::GET_PRANDOM_U32]), random.one_of(&KEPT));
                asm.call(helper).mov(to, R0);
            }
            7 => {
                let at = if random.mostly() { random.number(0, 6) * 4 } else { random.number(0, 30) };
                asm.load(Size::Word, random.one_of(&KEPT), R6, at);
            }
            _ => {
                let (to, from) = (random.one_of(&KEPT), random.one_of(&KEPT));
                match random.below(5) {
                    0 => asm.add(to, from),
                    1 => asm.and(to, i32::from(random.number(0, 64))),
                    2 => asm.shift_left(to, i32::from(random.number(0, 64))),
                    3 => asm.mov32(to, from),
                    _ => asm.xor(to, from),
                };
            }
        }
        asm.label(over.as_str());
    }
    let returned = random.one_of(&KEPT);
    asm.mov(R0, returned).and(R0, 3).label("out");
    if random.mostly() {
        asm.mov(R0, 2);
    }
    asm.exit();
    ProgramSpec::xdp("random", asm.build().unwrap_or_default())
}

/// Compares an address in the packet with its end, and loads.
fn packet_access(random: &mut Random, asm: &mut Assembler, inner: &str) {
    asm.load(Size::Word, R2, R6, 0).load(Size::Word, R3, R6, 4);
    let length = random.number(1, 24);
    asm.mov(R4, R2);
    if random.below(4) == 0 {
        let by = random.one_of(&KEPT);
        asm.load(Size::Byte, by, R6, 12).and(by, 15).add(R2, by).mov(R4, R2);
    }
    asm.add(R4, i32::from(length));
    let out = if random.mostly() { "out" } else { inner };
    match (random.mostly(), random.below(2)) {
        (true, 0) => asm.jump(random.one_of(&[Condition::Greater, Condition::GreaterOrEqual]), R4, R3, out),
        (true, _) => asm.jump(random.one_of(&[Condition::Less, Condition::LessOrEqual]), R3, R4, out),
        (false, _) => asm.jump(random.one_of(&ORDERS), R4, R3, out),
    };
    let size = random.one_of(&SIZES);
    let at = if random.mostly() { random.number(0, length) } else { random.number(-2, 32) };
    let at = if random.mostly() { (at - 7).max(0) } else { at };
    asm.load(size, random.one_of(&KEPT), R2, at).label(inner);
}

/// Looks a value up, and uses it.
fn value(random: &mut Random, asm: &mut Assembler, inner: &str) {
    asm.store(Size::Word, R10, -4, i32::from(random.number(0, 6)));
    asm.load_map(R1, random.one_of(&["HASH", "ARRAY", "FIXED"])).mov(R2, R10).add(R2, -4);
    asm.call(Helper::MAP_LOOKUP_ELEM);
    if random.mostly() {
        asm.jump(Condition::Equal, R0, 0, if random.mostly() { "out" } else { inner });
    }
    if random.below(4) == 0 {
        let by = random.one_of(&KEPT);
        if random.mostly() {
            asm.and(by, 7);
        }
        asm.add(R0, by);
    }
    let (size, at) = (random.one_of(&SIZES), random.number(0, 10));
    let at = if random.mostly() { at / 8 * 8 } else { at };
    match random.below(3) {
        0 => asm.store(size, R0, at, random.one_of(&KEPT)),
        _ => asm.load(size, random.one_of(&KEPT), R0, at),
    };
    asm.label(inner);
}

/// Reserves a record, and gives it back.
fn record(random: &mut Random, asm: &mut Assembler, inner: &str) {
    asm.load_map(R1, "RING").mov(R2, 16).mov(R3, 0).call(Helper::RINGBUF_RESERVE);
    if random.mostly() {
        asm.jump(Condition::Equal, R0, 0, if random.mostly() { inner } else { "out" });
    }
    asm.store(Size::Double, R0, if random.mostly() { 8 } else { random.number(0, 20) }, 1);
    if random.mostly() {
        let helper = random.one_of(&[Helper::RINGBUF_SUBMIT, Helper::RINGBUF_DISCARD]);
        asm.mov(R1, R0).mov(R2, 0).call(helper);
    }
    asm.label(inner);
}

fn object(seed: u64) -> ObjectSpec {
    ObjectSpec::new("GPL")
        .with_program(program(seed))
        .with_map(MapSpec::new("HASH", MapType::HASH, 4, 16, 16))
        .with_map(MapSpec::new("ARRAY", MapType::ARRAY, 4, 16, 4))
        .with_map(MapSpec { flags: MapFlags::RDONLY_PROG, ..MapSpec::new("FIXED", MapType::ARRAY, 4, 16, 4) })
        .with_map(MapSpec::new("RING", MapType::RINGBUF, 0, 0, 4096))
}

/// Whether what a program returns may be another thing each time: it asks for the time or a random number, may return an address, or has an address of the
/// packet in a register that it computes with, of which it may take bits.
fn is_chance(seed: u64) -> bool {
    let numbers = [Helper::KTIME_GET_NS, Helper::GET_PRANDOM_U32].map(|helper| i64::from(helper.0));
    // `data`, `data_end` and `data_meta` of `struct xdp_md` (`include/uapi/linux/bpf.h`).
    let addresses = 0..12;
    let is = |instruction: &Instruction| match instruction.operation {
        Operation::Call(Callee::Helper) => numbers.contains(&instruction.imm),
        Operation::Load(_) => {
            instruction.src == R6
                && KEPT.contains(&instruction.dst)
                && addresses.contains(&instruction.offset)
        }
        _ => false,
    };
    let code = program(seed).code;
    // What ends early returns what the last call gave, which may be an address.
    let gives_address = |instruction: &Instruction| {
        let helpers = [Helper::MAP_LOOKUP_ELEM, Helper::RINGBUF_RESERVE].map(|helper| i64::from(helper.0));
        instruction.operation == Operation::Call(Callee::Helper) && helpers.contains(&instruction.imm)
    };
    let is_number = code.instructions.iter().nth_back(1).is_some_and(|last| (last.dst, last.imm) == (R0, 2));
    code.instructions.iter().any(is) || !is_number && code.instructions.iter().any(gives_address)
}

/// What a program is run on: a packet of any length and bytes.
fn packet(seed: u64) -> Vec<u8> {
    let random = &mut Random(!seed);
    (0..14 + random.below(120)).map(|_| random.next().to_le_bytes()[0]).collect()
}

/// What a kernel says of a program: what it does with a packet, or the kind of refusal.
fn verdict(world: &world::World, seed: u64) -> Result<std::result::Result<Done, String>, Stop> {
    Ok(match object(seed).load(&world.kernel) {
        Ok(loaded) => {
            let (array, hash) =
                (loaded.map::<Array<[u8; 16]>>("ARRAY")?, loaded.map::<HashMap<u32, [u8; 16]>>("HASH")?);
            (1..3).try_for_each(|key| hash.insert(&key, &[key.to_le_bytes()[0]; 16]))?;
            let run = loaded.program("random")?.test_run(&TestRun::new().packet(&packet(seed)));
            match run {
                Ok(output) => {
                    let mut left = array.iter().collect::<Result<Vec<_>>>()?;
                    for key in 1..3 {
                        left.extend(hash.get(&key)?);
                    }
                    Ok((output.action(), output.packet, left))
                }
                // What is found when it runs counts as refused.
                Err(error) => Err(format!("when run: {error}")),
            }
        }
        Err(error) => {
            let report = error.verifier_report().and_then(|report| report.rejection);
            Err(report.map_or_else(|| format!("{error:#}"), |rejection| rejection.name.to_owned()))
        }
    })
}

pub(crate) fn nothing_is_refused_wrongly() -> Outcome {
    let (host, simulated) = (world::host()?, world::simulated()?);
    let mut problems = Vec::new();
    let (mut taken, mut compared, mut refused, mut same_kind, mut missed) = (0, 0, 0, 0, 0);
    let mut other_kinds: BTreeMap<String, u32> = BTreeMap::new();
    let wanted =
        std::env::var_os("SKEP_RANDOM_PROGRAMS").map(|count| count.to_str().unwrap().parse::<u64>().unwrap());
    // Others each time are begun somewhere else.
    let first = if wanted.is_some() { u64::from(std::process::id()) << 32 } else { 0 };
    let programs = wanted.unwrap_or(PROGRAMS);
    for seed in first..first + programs {
        match (verdict(&host, seed)?, verdict(&simulated, seed)?) {
            (Ok(one), Ok(other)) => {
                taken += 1;
                // The time and random numbers are each kernel's own.
                if !is_chance(seed) {
                    compared += 1;
                    assert_eq!(one, other, "seed {seed}:\n{}", program(seed).code);
                }
            }
            (Ok(_), Err(reason)) => problems.push(format!("seed {seed}: {reason}\n{}", program(seed).code)),
            (Err(_), Ok(_)) => missed += 1,
            (Err(one), Err(other)) => {
                refused += 1;
                if one == other {
                    same_kind += 1;
                } else {
                    // What the library's own checks find is said in more words.
                    let kind = |text: &str| text.split([':', ' ']).next().unwrap_or_default().to_owned();
                    *other_kinds.entry(format!("{} as {}", kind(&one), kind(&other))).or_default() += 1;
                }
            }
        }
    }
    #[expect(clippy::print_stdout, reason = "how many there are is what the test is for")]
    {
        println!(
            "{programs} programs: both take {taken}, both refuse {refused} ({same_kind} by the same kind), only the running \
         kernel refuses {missed}"
        );
        println!(
            "{compared} of those that both take depend on no chance, and do the same with a random packet, and leave the same in it and in maps; other kinds: {other_kinds:?}"
        );
    }
    assert!(problems.is_empty(), "{} refused wrongly:\n{}", problems.len(), problems.join("\n"));
    assert!(taken > 200 && refused > 200, "the programs are not random enough");
    Ok(())
}
