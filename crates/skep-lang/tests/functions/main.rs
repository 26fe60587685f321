//! Functions do natively what their staged copies do in the interpreter of the intermediate representation, and where they panic the
//! staged ones abort.

#![allow(
    clippy::unwrap_used,
    clippy::use_self,
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

use skep::ir::interpret::{Outcome, Word, World};
use skep::ir::{Module, Type};
use skep::stage::{Builder, Endian, Passed, Returned, Staging, Surroundings, Val};
use std::panic::catch_unwind;

/// A staged function of two numbers of 32 and of these bits.
fn staged<A: Passed, R: Returned>(types: &[Type], build: impl FnOnce(&mut Builder<'_>, A) -> R) -> Module {
    let mut staging = Staging::new("GPL", Surroundings::new(Endian::Little));
    staging.function("f", types, R::TYPE, |builder| {
        let arguments = A::receive(builder, &mut 0);
        let result = build(builder, arguments);
        result.finish(builder);
    });
    staging.finish().unwrap_or_else(|refusals| panic!("{refusals}"))
}

/// What a staged function gives; `None` where it aborts.
fn run(module: &Module, arguments: &[u64]) -> Option<u64> {
    let mut world = World::new(module, Endian::Little).unwrap();
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
