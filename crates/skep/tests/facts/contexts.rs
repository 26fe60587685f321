//! The facts about what programs are given.

use crate::host::{self, attach_types, load};
use skep::Features;
use skep::btf::{Btf, Kind, Shape, Type};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{AttachType, ContextFacts, ContextField, FieldKind, ProgramFlags};
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

/// A byte of the packet, read and written in place, in every type of program that is given where a packet begins and ends.
pub(crate) fn packet_writers() -> Outcome {
    let kernel = host::kernel()?;
    let features = Features::new(&kernel);
    let (mut compared, mut differences) = (0, Vec::new());
    for context in ContextFacts::ALL {
        let of_kind = |kind| context.fields.iter().find(|field| field.holds == kind);
        let (Some(start), Some(end)) = (of_kind(FieldKind::Packet), of_kind(FieldKind::PacketEnd)) else {
            continue;
        };
        for program_type in context.programs.iter().filter(|&one| features.program_type(one).is_yes()) {
            let places = attach_types(program_type).into_iter();
            let sees = |attach_type| {
                let attach_type = Some(attach_type);
                start.read.allows(program_type, attach_type) && end.read.allows(program_type, attach_type)
            };
            let mut places = places.filter(|&one| sees(one));
            let can = |attach_type, write| can_reach(&kernel, program_type, attach_type, [start, end], write);
            // Of the attach types, those that this kernel has.
            let Some(place) = places.find(|&one| can(one, false).is_ok_and(|done| done)) else { continue };
            let (found, expected) = (can(place, true)?, context.packet_writers.contains(program_type));
            compared += 1;
            if found != expected {
                differences.push(format!("{program_type} writes the packet: {found}"));
            }
        }
    }
    assert!(differences.is_empty(), "{differences:?}");
    assert!(compared > 5, "only {compared} were compared");
    Ok(())
}

/// Whether the kernel takes a program that reads or writes the packet's first byte, where these fields say that it is.
fn can_reach(
    kernel: &Kernel,
    program_type: ProgramType,
    attach_type: AttachType,
    fields: [&ContextField; 2],
    write: bool,
) -> Result<bool, Stop> {
    let size = |field: &ContextField| if field.size == 8 { Size::Double } else { Size::Word };
    let [start, end] = fields.map(|field| (size(field), i16::try_from(field.offset)));
    let (start, end) = ((start.0, start.1?), (end.0, end.1?));
    for result in [1, 0] {
        let loaded = load(kernel, program_type, attach_type, |assembler| {
            assembler.load(start.0, R2, R1, start.1).load(end.0, R3, R1, end.1);
            assembler.mov(R4, R2).add(R4, 1).jump(Condition::Greater, R4, R3, "end");
            if write {
                assembler.mov(R5, 0).store(Size::Byte, R2, 0, R5);
            } else {
                assembler.load(Size::Byte, R5, R2, 0);
            }
            assembler.label("end").mov(R0, result).exit();
        });
        if loaded.is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}
