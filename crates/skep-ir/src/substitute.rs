//! Puts values in the place of others.

use crate::{Function, Table, Value};

/// The value that one stands for in the end.
pub(crate) fn resolve(same: &mut Table<Value, Value>, value: Value) -> Value {
    let mut last = value;
    while same[last] != last {
        last = same[last];
    }
    let mut walk = value;
    while same[walk] != last {
        walk = std::mem::replace(&mut same[walk], last);
    }
    last
}

/// Replaces every use of a value by what it stands for.
pub(crate) fn replace(function: &mut Function, same: &mut Table<Value, Value>) {
    for body in function.blocks.values_mut() {
        for one in &mut body.instructions {
            one.operation.operands_mut().for_each(|value| *value = resolve(same, *value));
        }
        if let Some(end) = &mut body.end {
            end.terminator.operands_mut().into_iter().for_each(|value| *value = resolve(same, *value));
        }
    }
}
