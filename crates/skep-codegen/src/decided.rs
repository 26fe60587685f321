//! Constants whose values are known when code is made: reads of them become numbers, so that what they make unreachable goes.

use crate::CompileError;
use skep_ir::{GlobalId, Module, Operation, Table, Value};
use skep_uapi::{Target, TargetEndian};

/// Puts the values that the target has decided in the place of reads, and into the variables.
///
/// # Errors
/// If the module has no such constant, or it has another size.
pub(crate) fn put_in(module: &mut Module, target: &Target) -> Result<(), Vec<CompileError>> {
    let mut errors = Vec::new();
    let mut decided: Table<GlobalId, bool> = module.globals.keys().map(|_| false).collect();
    for (name, bytes) in &target.decided {
        let refuse =
            |problem: &str| CompileError::Decided { name: name.clone(), problem: problem.to_owned() };
        let Some(id) = module.global(name) else {
            errors.push(refuse("the module has no such variable"));
            continue;
        };
        let global = &mut module.globals[id];
        if global.writable {
            errors.push(refuse("it is no constant: programs may write it"));
        } else if global.bytes.len() == bytes.len() {
            global.bytes.clone_from(bytes);
            decided[id] = true;
        } else {
            let (found, given) = (global.bytes.len(), bytes.len());
            errors.push(refuse(&format!("it has {found} bytes, and is given {given}")));
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let globals = &module.globals;
    for function in module.functions.values_mut() {
        // Where in which variable the addresses lead that are known.
        let mut places: Table<Value, Option<(GlobalId, u32)>> =
            function.types().keys().map(|_| None).collect();
        let order = skep_ir::Flow::of(function).order().to_vec();
        for block in order {
            for one in &mut function.blocks[block].instructions {
                let Some(result) = one.result else { continue };
                match one.operation {
                    Operation::GlobalAddress(global) if decided[global] => {
                        places[result.value] = Some((global, 0))
                    }
                    Operation::Offset(base, offset) => {
                        places[result.value] =
                            places[base].map(|(global, at)| (global, at.saturating_add(offset)));
                    }
                    Operation::Load(address, _) => {
                        let place = places[address.base];
                        let read = place.zip(result.ty.bytes()).and_then(|((global, at), size)| {
                            let start = usize::try_from(at.checked_add(address.offset)?).ok()?;
                            let end = start.checked_add(usize::try_from(size).ok()?)?;
                            globals[global].bytes.get(start..end)
                        });
                        if let Some(bytes) = read {
                            one.operation = Operation::Constant(number(bytes, target.endian));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

/// The number of up to 8 bytes, with its sign: a constant of any type holds that.
fn number(bytes: &[u8], endian: TargetEndian) -> i64 {
    let digit = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    let number = match endian {
        TargetEndian::Little => bytes.iter().rev().fold(0, digit),
        TargetEndian::Big => bytes.iter().fold(0, digit),
    };
    let unused = 64_usize.saturating_sub(bytes.len() * 8);
    (number << unused).cast_signed() >> unused
}
