//! Functions do natively what their staged copies do in the interpreter of the intermediate representation, and where they panic the
//! staged ones abort.

#![allow(
    clippy::unwrap_used,
    clippy::use_self,
    clippy::needless_late_init,
    clippy::unnecessary_literal_unwrap,
    clippy::manual_is_multiple_of,
    clippy::cast_possible_truncation,
    reason = "the functions are written to show what the language has, not how it is best said"
)]

// Generated code names `::skep`.
extern crate skep_lang as skep;

mod calls;
mod data;
mod flow;
mod numbers;
mod options;

use skep::ir::interpret::{Outcome, Word, World};
use skep::ir::{Module, Type};
use skep::stage::{Builder, Endian, Passed, Returned, Staging, Surroundings, Val};
use std::panic::catch_unwind;

/// A staged function of two numbers of 32 and of these bits.
fn staged<A: Passed, R: Returned>(types: &[Type], build: impl FnOnce(&mut Builder<'_>, A) -> R) -> Module {
    let mut staging = Staging::new("GPL", Surroundings::new(Endian::NATIVE));
    staging.function("f", types, R::TYPE, |builder| {
        let arguments = A::receive(builder, &mut 0);
        let result = build(builder, arguments);
        result.finish(builder);
    });
    staging.finish().unwrap_or_else(|refusals| panic!("{refusals}"))
}

/// What a staged function gives; `None` where it aborts.
fn run(module: &Module, arguments: &[u64]) -> Option<u64> {
    run_in(&mut World::new(module, Endian::NATIVE).unwrap(), module, arguments)
}

fn run_in(world: &mut World<'_>, module: &Module, arguments: &[u64]) -> Option<u64> {
    let arguments: Vec<Word> = arguments.iter().map(|&number| Word::Integer(number)).collect();
    match world.run(module.function("f").unwrap(), &arguments, &mut (), 100_000) {
        Ok(Outcome::Returned(Some(Word::Integer(number)))) => Some(number),
        Ok(Outcome::Aborted) => None,
        other => panic!("{other:?}\n{module}"),
    }
}

/// What a native function gives; `None` where it panics.
fn native<R: Into<u64>>(call: impl FnOnce() -> R + std::panic::UnwindSafe) -> Option<u64> {
    catch_unwind(call).ok().map(Into::into)
}

#[test]
fn matches_and_guards_do_as_natively() {
    use flow::Action;
    let module = staged(&[Type::I32, Type::I32], |builder, (n, action): (Val<u32>, Val<Action>)| {
        flow::classify::stage(builder, (n, action))
    });
    for n in 0..200 {
        for action in [Action::Drop, Action::Pass] {
            assert_eq!(
                run(&module, &[n.into(), action as u64]),
                Some(flow::classify(n, action).into()),
                "{n} {action:?}"
            );
        }
    }
}

#[test]
fn loops_labels_and_blocks_do_as_natively() {
    let module = staged(&[Type::I32], |builder, (n,): (Val<u32>,)| flow::loops::stage(builder, (n,)));
    for n in 0..200 {
        assert_eq!(run(&module, &[n.into()]), Some(flow::loops(n).into()), "{n}");
    }
}

#[test]
fn questions_and_let_else_do_as_natively() {
    let module = staged(&[Type::I32], |builder, (n,): (Val<u32>,)| {
        let quarter = flow::quarter::stage(builder, (n,));
        let none = skep::stage::literal(builder, 99);
        quarter.unwrap_or(builder, none)
    });
    for n in 0..200 {
        assert_eq!(run(&module, &[n.into()]), Some(flow::quarter(n).unwrap_or(99).into()), "{n}");
    }
}

#[test]
fn structures_arrays_and_methods_do_as_natively_and_an_index_beyond_aborts() {
    let module = staged(&[Type::I32, Type::I64], |builder, (a, i): (Val<u32>, Val<usize>)| {
        data::build::stage(builder, (a, i))
    });
    let mut aborted = 0;
    for (a, i) in (0..80_u32).flat_map(|a| (0..20_usize).map(move |i| (a, i))) {
        let native = native(|| data::build(a, i));
        aborted += u32::from(native.is_none());
        assert_eq!(run(&module, &[a.into(), i as u64]), native, "{a} {i}");
    }
    assert!(aborted > 0);
}

#[test]
fn generic_functions_late_variables_and_bounds_do_as_natively() {
    let module = staged(&[Type::I32, Type::I32], |builder, (n, k): (Val<u32>, Val<u32>)| {
        calls::late::stage(builder, (n, k))
    });
    assert!(module.function("mixed").is_some(), "`#[inline(never)]` makes a function of its own");
    let mut aborted = 0;
    for (n, k) in (0..20_u32).flat_map(|n| (0..20_u32).map(move |k| (n * 7, k))) {
        let native = native(|| calls::late(n, k));
        aborted += u32::from(native.is_none());
        assert_eq!(run(&module, &[n.into(), k.into()]), native, "{n} {k}");
    }
    assert!(aborted > 0);
}

/// Numbers at the ends and in the middle of every width.
const EDGES: [u64; 14] = [
    0,
    1,
    3,
    7,
    63,
    100,
    127,
    128,
    255,
    32768,
    0x8000_0000,
    0x0123_4567_89ab_cdef,
    i64::MAX as u64,
    u64::MAX,
];

/// Pairs of them, under each number.
fn cases(numbers: u32) -> impl Iterator<Item = (u32, u64, u64)> {
    let pairs = EDGES.iter().flat_map(|&a| EDGES.iter().map(move |&b| (a, b)));
    pairs.flat_map(move |(a, b)| (0..numbers).map(move |which| (which, a, b)))
}

macro_rules! methods_of {
    ($($number:ident)*) => { $( {
        use numbers::$number::{arithmetic, bits, panicking};
        type Arguments = (Val<u32>, Val<$number>, Val<$number>);
        let types = [Type::I32, <$number as skep::stage::Scalar>::TYPE, <$number as skep::stage::Scalar>::TYPE];
        let functions: [(fn(&mut Builder<'_>, Arguments) -> Val<u64>, fn(u32, $number, $number) -> u64, u32); 3] = [
            (arithmetic::stage, arithmetic, 18),
            (bits::stage, bits, 18),
            (panicking::stage, panicking, 4),
        ];
        for (stage, natively, numbers) in functions {
            let module = staged(&types, stage);
            let mut world = World::new(&module, Endian::NATIVE).unwrap();
            for (which, a, b) in cases(numbers) {
                let (mask, x, y) = (u64::MAX >> (64 - $number::BITS), a as $number, b as $number);
                let expected = native(|| natively(which, x, y));
                let got = run_in(&mut world, &module, &[which.into(), a & mask, b & mask]);
                assert_eq!(got, expected, "{} {which} {x} {y}", stringify!($number));
            }
        }
    } )* };
}

#[test]
fn methods_of_numbers_do_as_natively() {
    methods_of! { u8 u32 u64 i16 i64 }
    let of_signed = staged(&[Type::I32; 3], |builder, (which, a, b): (Val<u32>, Val<i32>, Val<i32>)| {
        numbers::signed::stage(builder, (which, a, b))
    });
    let of_unsigned = staged(
        &[Type::I32, Type::I16, Type::I16],
        |builder, (which, a, b): (Val<u32>, Val<u16>, Val<u16>)| {
            numbers::unsigned::stage(builder, (which, a, b))
        },
    );
    for (which, a, b) in cases(5) {
        let (x, y) = (a as u32, b as u32);
        let expected = numbers::signed(which, x.cast_signed(), y.cast_signed());
        assert_eq!(run(&of_signed, &[which.into(), x.into(), y.into()]), Some(expected), "{which} {x} {y}");
        let (x, y) = (a as u16, b as u16);
        let expected = numbers::unsigned(which, x, y);
        assert_eq!(run(&of_unsigned, &[which.into(), x.into(), y.into()]), Some(expected), "{which} {x} {y}");
    }
}

#[test]
fn closures_in_methods_of_options_do_as_natively() {
    let module = staged(&[Type::I32; 2], |builder, arguments: (Val<u32>, Val<u32>)| {
        options::closures::stage(builder, arguments)
    });
    for (which, n) in (0..11_u32).flat_map(|which| (0..30_u32).map(move |n| (which, n))) {
        assert_eq!(run(&module, &[which.into(), n.into()]), Some(options::closures(which, n)), "{which} {n}");
    }
}

#[test]
fn macros_arrays_constants_and_generic_bounds_do_as_natively() {
    let macros = staged(&[Type::I32; 2], |builder, arguments: (Val<u32>, Val<u32>)| {
        options::macros::stage(builder, arguments)
    });
    let arrays = staged(&[Type::I32, Type::I64], |builder, arguments: (Val<u32>, Val<usize>)| {
        options::arrays::stage(builder, arguments)
    });
    let constants =
        staged(&[Type::I32], |builder, arguments: (Val<u32>,)| options::constants::stage(builder, arguments));
    let generic = staged(&[Type::I32; 2], |builder, arguments: (Val<u32>, Val<u32>)| {
        options::generic::stage(builder, arguments)
    });
    let ways = staged(&[Type::I32; 2], |builder, arguments: (Val<u32>, Val<u32>)| {
        options::ways::stage(builder, arguments)
    });
    let parts = staged(&[Type::I32; 2], |builder, arguments: (Val<u32>, Val<u32>)| {
        options::parts::stage(builder, arguments)
    });
    for (n, m) in (0..130_u32).flat_map(|n| (0..12_u32).map(move |m| (n, m))) {
        assert_eq!(run(&macros, &[n.into(), m.into()]), native(|| options::macros(n, m)), "macros {n} {m}");
        assert_eq!(
            run(&arrays, &[n.into(), m.into()]),
            native(|| options::arrays(n, m as usize)),
            "arrays {n} {m}"
        );
        assert_eq!(run(&constants, &[n.into()]), native(|| options::constants(n)), "constants {n}");
        assert_eq!(run(&ways, &[n.into(), m.into()]), native(|| options::ways(n, m)), "ways {n} {m}");
        assert_eq!(run(&parts, &[n.into(), m.into()]), native(|| options::parts(n, m)), "parts {n} {m}");
        assert_eq!(
            run(&generic, &[(n * 7).into(), (m * 50).into()]),
            native(|| options::generic(n * 7, m * 50)),
            "generic {n} {m}"
        );
    }
}

#[test]
fn numbers_of_the_network_are_made_and_compared_as_natively() {
    let module = staged(&[Type::I16, Type::Bool], |builder, arguments: (Val<u16>, Val<bool>)| {
        options::network::stage(builder, arguments)
    });
    for (port, is_odd) in
        [0, 21, 22, 255, 256, 5632, u16::MAX].into_iter().flat_map(|port| [(port, true), (port, false)])
    {
        let got = run(&module, &[port.into(), is_odd.into()]);
        assert_eq!(got, Some(options::network(port, is_odd)), "{port} {is_odd}");
    }
}

#[test]
fn more_turns_than_the_bound_of_while_let_abort() {
    let module = staged(&[Type::I32], |builder, (n,): (Val<u32>,)| calls::halves::stage(builder, (n,)));
    let aborted = (0..100_u32).filter(|&n| {
        let native = native(|| calls::halves(n));
        assert_eq!(run(&module, &[n.into()]), native, "{n}");
        native.is_none()
    });
    assert_eq!(aborted.collect::<Vec<_>>(), [16, 32, 48, 64, 80, 96]);
}
