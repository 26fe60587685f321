//! That both forms of a program call the same helpers in the same order, on every way through them.

use crate::Outcome;
use crate::programs::{Pair, Program};
use skep::isa::{Callee, Code, Operation, Reference};
use std::collections::BTreeSet;

/// The helpers on the ways from one instruction to the end.
type Ways = BTreeSet<Vec<i64>>;

pub fn compare(program: &Program, pair: &Pair) -> Outcome<()> {
    let [own, clang] = pair.codes()?;
    let (own, clang) = (ways(own)?, ways(clang)?);
    if own == clang {
        return Ok(());
    }
    Err(format!("{}: the helpers that are called: ours: {own:?}, clang's: {clang:?}", program.name).into())
}

/// The helpers on every way through a program without loops.
fn ways(code: &Code) -> Outcome<Ways> {
    let code = code.clone().with_labels();
    let mut known: Vec<Option<Ways>> = vec![None; code.instructions.len()];
    from(&code, 0, &mut known, 0)
}

/// The helpers on every way from an instruction on.
fn from(code: &Code, at: usize, known: &mut [Option<Ways>], depth: usize) -> Outcome<Ways> {
    let one = code.instructions.get(at).ok_or("it goes beyond the end")?;
    if let Some(ways) = &known[at] {
        return Ok(ways.clone());
    }
    if depth > code.instructions.len() {
        return Err("a loop".into());
    }
    let mut follow = |at| from(code, at, known, depth + 1);
    let target = || match &one.reference {
        Some(Reference::Label(label)) => {
            let place = code.instructions.iter().position(|other| other.label.as_ref() == Some(label));
            place.ok_or("a jump to nowhere")
        }
        _ => Err("a jump to nowhere"),
    };
    let ways = match one.operation {
        Operation::Exit => Ways::from([vec![]]),
        Operation::Call(Callee::Helper) => {
            follow(at + 1)?.iter().map(|rest| [&[one.imm], &rest[..]].concat()).collect()
        }
        Operation::Goto | Operation::GotoLong => follow(target()?)?,
        Operation::Jump(..) => &follow(at + 1)? | &follow(target()?)?,
        _ => follow(at + 1)?,
    };
    known[at] = Some(ways.clone());
    Ok(ways)
}
