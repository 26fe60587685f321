//! The listing of a type: what its record says, in the format of `bpftool btf dump … format raw`.

use core::fmt;

use crate::entries::{Entries, EnumValue, Member};
use crate::shape::{Array, FwdKind, Linkage, Signedness};
use crate::view::{Shape, Type};

/// A type as `bpftool btf dump … format raw` prints it: a line, and one more for each member, value, parameter or
/// variable, each with its end. To be printed.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'b>(Type<'b>);

impl<'b> Type<'b> {
    /// What its record says, to be printed.
    pub fn listing(&self) -> Listing<'b> {
        Listing(*self)
    }
}

/// A name as it is listed; `None` where it is damaged.
fn listed(name: Option<&str>) -> &str {
    match name {
        Some("") => "(anon)",
        Some(name) => name,
        None => "(damaged name)",
    }
}

const fn linkage(linkage: Linkage) -> &'static str {
    match linkage {
        Linkage::Static => "static",
        Linkage::Global => "global",
        Linkage::Extern => "extern",
        Linkage::Other(_) => "(unknown)",
    }
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ty = self.0;
        write!(f, "{} {} '{}'", ty.id(), ty.kind(), listed(ty.name().ok()))?;
        match ty.shape() {
            Shape::Void | Shape::Unknown { .. } => writeln!(f),
            Shape::Int(int) => writeln!(
                f,
                " size={} bits_offset={} nr_bits={} encoding={}",
                int.size, int.bit_offset, int.bits, int.encoding
            ),
            Shape::Ptr { to }
            | Shape::Typedef { to }
            | Shape::Volatile { to }
            | Shape::Const { to }
            | Shape::Restrict { to }
            | Shape::TypeTag { to } => writeln!(f, " type_id={}", to.number()),
            Shape::Array(Array { element, index, count }) => {
                let (element, index) = (element.number(), index.number());
                writeln!(f, " type_id={element} index_type_id={index} nr_elems={count}")
            }
            Shape::Struct { size, members } | Shape::Union { size, members } => {
                list_members(f, size, members)
            }
            Shape::Enum { size, signedness, values } => list_values(f, size, signedness, values, ["", ""]),
            Shape::Enum64 { size, signedness, values } => {
                list_values(f, size, signedness, values, ["ULL", "LL"])
            }
            Shape::Fwd(FwdKind::Struct) => writeln!(f, " fwd_kind=struct"),
            Shape::Fwd(FwdKind::Union) => writeln!(f, " fwd_kind=union"),
            Shape::Func { prototype, linkage: seen } => {
                writeln!(f, " type_id={} linkage={}", prototype.number(), linkage(seen))
            }
            Shape::FuncProto(prototype) => {
                let (returns, parameters) = (prototype.returns.number(), prototype.parameters);
                writeln!(f, " ret_type_id={returns} vlen={}", parameters.len())?;
                parameters.into_iter().try_for_each(|parameter| {
                    let id = parameter.type_id().number();
                    writeln!(f, "\t'{}' type_id={id}", listed(parameter.name().ok()))
                })
            }
            Shape::Var { of, linkage: seen } => {
                writeln!(f, " type_id={}, linkage={}", of.number(), linkage(seen))
            }
            Shape::Datasec { size, variables } => {
                writeln!(f, " size={size} vlen={}", variables.len())?;
                for variable in variables {
                    let (id, offset, size) = (variable.variable.number(), variable.offset, variable.size);
                    write!(f, "\ttype_id={id} offset={offset} size={size}")?;
                    match ty.btf().type_by_id(variable.variable) {
                        Ok(of) => {
                            writeln!(f, " ({} '{}')", of.kind(), of.name().unwrap_or("(damaged name)"))?
                        }
                        Err(_) => writeln!(f, " (no such type)")?,
                    }
                }
                Ok(())
            }
            Shape::Float { size } => writeln!(f, " size={size}"),
            Shape::DeclTag { on, component } => {
                let component = component.map_or(-1, i64::from);
                writeln!(f, " type_id={} component_idx={component}", on.number())
            }
        }
    }
}

fn list_members(f: &mut fmt::Formatter<'_>, size: u32, members: Entries<'_, Member<'_>>) -> fmt::Result {
    writeln!(f, " size={size} vlen={}", members.len())?;
    for member in members {
        let (id, offset) = (member.type_id().number(), member.bit_offset());
        write!(f, "\t'{}' type_id={id} bits_offset={offset}", listed(member.name().ok()))?;
        match member.bitfield_bits() {
            Some(bits) => writeln!(f, " bitfield_size={bits}")?,
            None => writeln!(f)?,
        }
    }
    Ok(())
}

fn list_values(
    f: &mut fmt::Formatter<'_>,
    size: u32,
    signedness: Signedness,
    values: Entries<'_, EnumValue<'_>>,
    [unsigned, signed]: [&str; 2],
) -> fmt::Result {
    let (encoding, suffix) = match signedness {
        Signedness::Unsigned => ("UNSIGNED", unsigned),
        Signedness::Signed => ("SIGNED", signed),
    };
    writeln!(f, " encoding={encoding} size={size} vlen={}", values.len())?;
    values.into_iter().try_for_each(|value| {
        let name = value.name().unwrap_or("(damaged name)");
        writeln!(f, "\t'{name}' val={}{suffix}", value.value())
    })
}
