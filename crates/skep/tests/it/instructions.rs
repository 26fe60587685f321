//! What instructions compute, each told from its neighbours by its result.

use crate::world::World;
use skep::isa::{Width, table};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::Version;
use skep_harness::{Outcome, skip};

/// Runs code that leaves a result in `r7`, and gives the result.
fn results(world: &World, snippets: &[&dyn Fn(&mut Assembler)]) -> Result<Vec<u64>> {
    let mut assembler = Assembler::new();
    for (index, snippet) in snippets.iter().enumerate() {
        snippet(&mut assembler);
        assembler
            .store(Size::Word, R10, -4, i32::try_from(index).expect("few snippets"))
            .store(Size::Double, R10, -16, R7)
            .load_map(R1, "RESULTS")
            .mov(R2, R10)
            .add(R2, -4)
            .mov(R3, R10)
            .add(R3, -16)
            .mov(R4, 0)
            .call(Helper::MAP_UPDATE_ELEM);
    }
    let code = assembler.mov(R0, 0).exit().build().expect("every label is bound");
    let length = u32::try_from(snippets.len()).expect("few snippets");
    let triple = Assembler::new().mov(R0, R1).add(R0, R1).add(R0, R1).exit().build().expect("no labels");
    let spec = ObjectSpec::new("GPL")
        .with_map(Array::<u64>::spec("RESULTS", length))
        .with_function("triple", triple)
        .with_program(ProgramSpec::tracepoint("compute", "sched", "sched_process_exec", code));
    let object = spec.load(&world.kernel)?;
    let _link = object.program("compute")?.attach()?;
    world.run_true().map_err(|stop| panic!("{stop:?}")).unwrap_or_default();
    object.map::<Array<u64>>("RESULTS")?.iter().collect()
}

pub(crate) fn a_program_calls_a_function(world: &World) -> Outcome {
    let call = |a: &mut Assembler| {
        a.mov(R1, 14).call_function("triple").mov(R7, R0);
    };
    assert_eq!(results(world, &[&call, &call])?, [42, 42]);
    Ok(())
}

pub(crate) fn a_far_jump_is_taken(world: &World) -> Outcome {
    let far = |a: &mut Assembler| {
        a.mov(R7, 1).call(Helper::KTIME_GET_NS).jump(Condition::NotEqual, R0, 0, "far").mov(R7, 2);
        for _ in 0..40_000 {
            a.add(R7, 1);
        }
        a.label("far").add(R7, 10);
    };
    assert_eq!(results(world, &[&far])?, [11]);
    Ok(())
}

/// Loads that acquire and stores that release, of every size. Newer than the other instructions.
pub(crate) fn ordered_accesses(world: &World) -> Outcome {
    let number = 0x8182_8384_8586_8788_u64;
    for size in [Size::Byte, Size::Half, Size::Word, Size::Double] {
        let code = Assembler::new()
            .store(Size::Double, R10, -8, -1)
            .load_imm64(R1, number)
            .store_release(size, R10, -8, R1)
            .load_acquire(size, R0, R10, -8)
            // Both halves count: of what is narrower, the upper one must be clear.
            .mov(R1, R0)
            .shift_right(R1, 32)
            .xor(R0, R1)
            .exit()
            .build()?;
        let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("ordered", code));
        let object = match spec.load(&world.kernel) {
            Err(error) if error.to_string().contains("opcode") => {
                return skip("this kernel has no such instructions (they need Linux 6.15 and its compiler)");
            }
            object => object?,
        };
        let output = object.program("ordered")?.test_run(&TestRun::new().packet(&[0; 64]))?;
        let expected = number & (u64::MAX >> (64 - size.bits()));
        assert_eq!(u64::from(output.result), (expected ^ expected >> 32) & u64::from(u32::MAX), "{size:?}");
    }
    Ok(())
}

/// The instructions of the oldest kernels that Skep loads programs into.
pub(crate) fn older_compute(world: &World) -> Outcome {
    compute(world, &snippets(|level| level <= OLDEST))
}

/// Those that came later.
pub(crate) fn newer_compute(world: &World) -> Outcome {
    let (snippets, newest) = (snippets(|level| level > OLDEST), Version::new(6, 6));
    if world.version()? < newest {
        return skip(format!("this kernel lacks the instructions of Linux {newest}"));
    }
    compute(world, &snippets)
}

/// The oldest kernel that programs are loaded into, as the instructions count kernels.
const OLDEST: (u8, u8) = (5, 15);

/// A snippet with the result it should have.
type Expected = (u64, Snippet);

fn compute(world: &World, snippets: &[Expected]) -> Outcome {
    assert!(!snippets.is_empty());
    // One program at a time stays well below what a kernel verifies.
    for part in snippets.chunks(40) {
        let snippets: Vec<_> = part.iter().map(|(_, snippet)| &**snippet).collect();
        let expected: Vec<u64> = part.iter().map(|(result, _)| *result).collect();
        assert_eq!(results(world, &snippets)?, expected);
    }
    Ok(())
}

/// The first kernel that has all instructions of a snippet.
fn level(snippet: &Snippet) -> (u8, u8) {
    let mut asm = Assembler::new();
    snippet(&mut asm);
    let code = asm.exit().build().expect("every label is bound");
    let levels = code.instructions.iter().filter_map(|instruction| table::row(instruction.operation));
    levels.map(|row| row.level.first_kernel()).max().expect("it has instructions")
}

/// One kind of instruction after the other, with results that tell it from its neighbours: those of some levels.
fn snippets(wanted: impl Fn((u8, u8)) -> bool) -> Vec<Expected> {
    const MINUS_5: u64 = 5_u64.wrapping_neg();
    let mut snippets: Vec<Expected> = Vec::new();
    let mut check = |result: u64, snippet: Snippet| {
        if wanted(level(&snippet)) {
            snippets.push((result, snippet));
        }
    };
    macro_rules! arithmetic {
        ($($method:ident $left:literal $right:literal = $result:expr;)*) => {
            // With an immediate, and with a register.
            $(check($result, Box::new(|a| { a.load_imm64(R7, $left as i64).$method(R7, $right); }));
              check($result, Box::new(|a| { a.load_imm64(R7, $left as i64).mov(R2, $right).$method(R7, R2); }));)*
        };
    }
    arithmetic! {
        add 7 -9 = 2_u64.wrapping_neg();
        add32 7 -9 = 0xffff_fffe;
        sub 7 9 = 2_u64.wrapping_neg();
        sub32 7 9 = 0xffff_fffe;
        mul 0x1_0000_0001 3 = 0x3_0000_0003;
        mul32 0x1_0000_0001 3 = 3;
        div -5 2 = MINUS_5 / 2;
        div32 -5 2 = 0x7fff_fffd;
        sdiv -5 2 = 2_u64.wrapping_neg();
        sdiv32 -5 2 = 0xffff_fffe;
        modulo -5 3 = MINUS_5 % 3;
        modulo32 -5 4 = 3;
        smod -5 3 = 2_u64.wrapping_neg();
        smod32 -5 3 = 0xffff_fffe;
        or 0xf0 0x0f = 0xff;
        or32 -1 0 = 0xffff_ffff;
        and -1 -256 = 0xffff_ffff_ffff_ff00;
        and32 -1 -256 = 0xffff_ff00;
        xor 0xff -1 = 0xffff_ffff_ffff_ff00;
        xor32 0xff -1 = 0xffff_ff00;
        shift_left 1 40 = 1 << 40;
        shift_left32 3 31 = 0x8000_0000;
        shift_right -1 60 = 15;
        shift_right32 -1 28 = 15;
        shift_right_signed -5 1 = 3_u64.wrapping_neg();
        shift_right_signed32 -5 1 = 0xffff_fffd;
        mov 1 -5 = MINUS_5;
        mov32 1 -5 = 0xffff_fffb;
    }
    check(
        MINUS_5,
        Box::new(|a| {
            a.mov(R7, 5).neg(R7);
        }),
    );
    check(
        0xffff_fffb,
        Box::new(|a| {
            a.mov(R7, 5).neg32(R7);
        }),
    );
    for (size, result) in [(Size::Byte, u64::MAX), (Size::Half, 0x7fff), (Size::Word, 0x7fff)] {
        let sign_extend = move |a: &mut Assembler| {
            a.mov(R2, if size == Size::Byte { 0xff } else { 0x7fff }).mov_sign_extend(
                Width::W64,
                size,
                R7,
                R2,
            );
        };
        check(result, Box::new(sign_extend));
    }
    let number = 0x0102_0304_0506_0708_u64;
    for (size, swapped) in
        [(Size::Half, 0x0807), (Size::Word, 0x0807_0605), (Size::Double, number.swap_bytes())]
    {
        check(
            swapped,
            Box::new(move |a| {
                a.load_imm64(R7, number).swap_bytes(size, R7);
            }),
        );
        let kept = number & (u64::MAX >> (64 - size.bits()));
        let little = if cfg!(target_endian = "little") { kept } else { swapped };
        let big = if cfg!(target_endian = "little") { swapped } else { kept };
        check(
            little,
            Box::new(move |a| {
                a.load_imm64(R7, number).to_little_endian(size, R7);
            }),
        );
        check(
            big,
            Box::new(move |a| {
                a.load_imm64(R7, number).to_big_endian(size, R7);
            }),
        );
    }
    for (size, kept) in [
        (Size::Byte, 0xfe),
        (Size::Half, 0xfefe),
        (Size::Word, 0xfefe_fefe),
        (Size::Double, 0xfefe_fefe_fefe_fefe_u64),
    ] {
        check(
            kept,
            Box::new(move |a| {
                a.load_imm64(R2, 0xfefe_fefe_fefe_fefe_u64)
                    .store(Size::Double, R10, -24, 0)
                    .store(size, R10, -24, R2)
                    .load(size, R7, R10, -24);
            }),
        );
        if size != Size::Double {
            let extended = 0xfefe_fefe_fefe_fefe_u64 | !(u64::MAX >> (64 - size.bits()));
            let extended = (extended & !(u64::MAX >> (64 - size.bits()))) | kept;
            check(
                extended,
                Box::new(move |a| {
                    a.store(size, R10, -24, 0xfefe_fefe_u32.cast_signed()).load_signed(size, R7, R10, -24);
                }),
            );
        }
    }
    type Case = (Atomic, u64, u64);
    let cases: [Case; 10] = [
        (Atomic::Add, 0, 12 + 10),
        (Atomic::Or, 0, 12 | 10),
        (Atomic::And, 0, 12 & 10),
        (Atomic::Xor, 0, 12 ^ 10),
        (Atomic::FetchAdd, 12, 12 + 10),
        (Atomic::FetchOr, 12, 12 | 10),
        (Atomic::FetchAnd, 12, 12 & 10),
        (Atomic::FetchXor, 12, 12 ^ 10),
        (Atomic::Exchange, 12, 10),
        (Atomic::CompareExchange, 12, 10),
    ];
    for (atomic, old, new) in cases {
        for size in [Size::Word, Size::Double] {
            // The old value and the new one, 1000 times apart.
            let snippet = move |a: &mut Assembler| {
                a.store(Size::Double, R10, -24, 0).store(size, R10, -24, 12).mov(R2, 10).mov(R0, 12);
                a.atomic(atomic, size, R10, -24, R2).load(size, R7, R10, -24).mul(R7, 1000);
                match atomic {
                    Atomic::CompareExchange => a.add(R7, R0),
                    _ if old == 0 => a,
                    _ => a.add(R7, R2),
                };
            };
            check(new * 1000 + old, Box::new(snippet));
        }
    }
    conditions(&mut check);
    snippets
}

type Snippet = Box<dyn Fn(&mut Assembler)>;

/// Every condition, in both widths, with both kinds of operands, met and not met.
fn conditions(check: &mut impl FnMut(u64, Snippet)) {
    let cases: [(Condition, [bool; 3]); 11] = [
        (Condition::Equal, [false, true, false]),
        (Condition::NotEqual, [true, false, true]),
        (Condition::Greater, [true, false, false]),
        (Condition::GreaterOrEqual, [true, true, false]),
        (Condition::Less, [false, false, true]),
        (Condition::LessOrEqual, [false, true, true]),
        (Condition::SignedGreater, [false, false, false]),
        (Condition::SignedGreaterOrEqual, [false, true, false]),
        (Condition::SignedLess, [true, false, true]),
        (Condition::SignedLessOrEqual, [true, true, true]),
        (Condition::AnyBitSet, [true, true, true]),
    ];
    for (condition, met) in cases {
        // −1, 3 and 1, compared with 3.
        for (left, met) in [-1, 3, 1].into_iter().zip(met) {
            for (wide, by_register) in [(true, true), (true, false), (false, true), (false, false)] {
                let snippet = move |a: &mut Assembler| {
                    let done = a.fresh_label("done");
                    a.mov(R7, 1).mov(R1, left).mov(R2, 3);
                    match (wide, by_register) {
                        (true, true) => a.jump(condition, R1, R2, done.clone()),
                        (true, false) => a.jump(condition, R1, 3, done.clone()),
                        (false, true) => a.jump32(condition, R1, R2, done.clone()),
                        (false, false) => a.jump32(condition, R1, 3, done.clone()),
                    };
                    a.mov(R7, 0).label(done);
                };
                check(met.into(), Box::new(snippet));
            }
        }
    }
}
