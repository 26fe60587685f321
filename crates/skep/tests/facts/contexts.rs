//! The facts about what programs are given.

use crate::host::{self, attach_types, load};
use skep::Features;
use skep::btf::{Btf, Kind, Shape, Type};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{AttachType, ContextFacts, ContextField, ProgramFlags};
use skep_harness::{Outcome, Stop, skip};
use std::collections::BTreeMap;

/// The whole of a field: where it is, the bytes of an element, and how many there are.
type Place = (u64, u64, u64);

pub(crate) fn layouts() -> Outcome {
    let kernel = Kernel::host()?;
    let Ok(types) = kernel.types() else { return skip("this kernel does not tell its types") };
    let older = host::version(&kernel)? < "6.18".parse()?;
    let mut absent = Vec::new();
    let mut compared = 0;
    for context in ContextFacts::ALL {
        let Some(found) = types.find(Kind::Struct, context.name).next() else {
            absent.push(context.name.to_owned());
            continue;
        };
        if context.size == 0 {
            assert_eq!(found.size()?, 0, "{}: it has as many elements as there are arguments", context.name);
            continue;
        }
        let mut fields = BTreeMap::new();
        collect(&types, found, 0, &mut fields)?;
        for field in context.fields {
            let place = (u64::from(field.offset), u64::from(field.size), u64::from(field.count));
            let found = fields.remove(field.name);
            if found.is_none() && older {
                absent.push(format!("{}.{}", context.name, field.name));
                continue;
            }
            assert_eq!(found, Some(place), "{}.{}", context.name, field.name);
            compared += 1;
        }
        assert!(
            fields.is_empty() || host::version(&kernel)? > "6.18".parse()?,
            "{}: {fields:?}",
            context.name
        );
        assert!(older || found.size()? >= u64::from(context.size), "{}", context.name);
    }
    assert!(compared > 120, "only {compared} fields were compared");
    if absent.is_empty() { Ok(()) } else { skip(format!("this kernel does not have {}", absent.join(", "))) }
}

/// The fields of a structure by name, also those of unions without a name.
fn collect(
    types: &Btf<'_>,
    of: Type<'_>,
    base: u64,
    fields: &mut BTreeMap<String, Place>,
) -> Result<(), Stop> {
    for member in of.members()? {
        let offset = base + u64::from(member.bit_offset() / 8);
        let ty = member.ty()?.resolve()?;
        if member.is_anonymous() {
            // A bit field without a name is only padding.
            if matches!(ty.kind(), Kind::Struct | Kind::Union) {
                collect(types, ty, offset, fields)?;
            }
            continue;
        }
        let place = match ty.shape() {
            Shape::Array(array) => (offset, types.size_of(array.element)?, u64::from(array.count)),
            _ => (offset, ty.size()?, 1),
        };
        fields.insert(member.name()?.to_owned(), place);
    }
    Ok(())
}

/// Every field, read and written with its own size, in every type of program that is given it and with every attach type.
pub(crate) fn accesses() -> Outcome {
    let kernel = host::kernel()?;
    let newest = host::version(&kernel)? >= "6.18".parse()?;
    let features = Features::new(&kernel);
    let mut compared = 0;
    let mut differences = Vec::new();
    for context in ContextFacts::ALL {
        for program_type in context.programs.iter().filter(|&one| features.program_type(one).is_yes()) {
            let known =
                |one: &AttachType| !program_type.checks_attach_type() || !features.attach_type(*one).is_no();
            for attach_type in attach_types(program_type).into_iter().filter(known) {
                for field in context.fields {
                    for write in [false, true] {
                        let access = if write { field.write } else { field.read };
                        let expected = access.allows(program_type, Some(attach_type));
                        let found = can(&kernel, program_type, attach_type, field, write)?;
                        compared += 1;
                        if found != expected {
                            let verb = if write { "writes" } else { "reads" };
                            differences.push(format!(
                                "{program_type} at {attach_type} {verb} {}: {found}",
                                field.name
                            ));
                        }
                    }
                }
            }
        }
    }
    if !newest {
        return skip(format!(
            "this kernel is older than 6.18, of which the facts are: {} differences",
            differences.len()
        ));
    }
    assert!(differences.is_empty(), "{} of {compared}:\n{}", differences.len(), differences.join("\n"));
    assert!(compared > 1_200, "only {compared} were compared");
    Ok(())
}

fn can(
    kernel: &Kernel,
    program_type: ProgramType,
    attach_type: AttachType,
    field: &ContextField,
    write: bool,
) -> Result<bool, Stop> {
    let size = match field.size {
        1 => Size::Byte,
        2 => Size::Half,
        4 => Size::Word,
        8 => Size::Double,
        other => return Err(format!("{} has {other} bytes", field.name).into()),
    };
    let offset = i16::try_from(field.offset)?;
    // Some types of program must return 1, some must not.
    let mut said = String::new();
    for result in [1, 0] {
        let loaded = load(kernel, program_type, attach_type, |assembler| {
            if write {
                assembler.mov(R2, 0).store(size, R1, offset, R2);
            } else {
                assembler.load(size, R2, R1, offset);
            }
            assembler.mov(R0, result).exit();
        });
        match loaded {
            Ok(()) => return Ok(true),
            Err((errno, log)) => {
                assert!(
                    !log.is_empty(),
                    "{program_type} at {attach_type}: {errno}, flags {:?}",
                    ProgramFlags::NONE
                );
                said = log;
            }
        }
    }
    assert!(!said.contains("At program exit"), "{program_type}: {said}");
    Ok(false)
}
