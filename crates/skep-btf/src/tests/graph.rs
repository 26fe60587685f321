//! Random types: as a plain description that can be made, built, and read back from a BTF.

use core::num::NonZeroU8;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::{
    Array, BtfBuilder, FwdKind, Int, IntEncoding, Kind, Linkage, NewMember, SectionVariable, Shape,
    Signedness, Type, TypeId,
};

/// A type, apart from its number. What it refers to is a number of any size until [`build`] turns it
/// into that of a type that is there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Described {
    pub(super) name: String,
    pub(super) what: What,
}

/// What a described type is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Int(Int),
    Float(u32),
    /// A pointer, typedef, modifier or type tag.
    Reference(Kind, TypeId),
    Array(Array),
    /// A structure or union: its size and, of each member, name, type, offset in bits, bits of a bitfield.
    Composite(Kind, u32, Vec<(String, TypeId, u32, u8)>),
    Enum(Kind, u32, Signedness, Vec<(String, i128)>),
    Fwd(FwdKind),
    FuncProto(TypeId, Vec<(String, TypeId)>),
    Func(TypeId, Linkage),
    Var(TypeId, Linkage),
    Datasec(u32, Vec<SectionVariable>),
    DeclTag(TypeId, Option<u32>),
}

/// Some types, any of which can refer to any that comes before it.
pub(super) fn types() -> impl Strategy<Value = Vec<Described>> {
    vec((name(), what()).prop_map(|(name, what)| Described { name, what }), 0..40)
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["", "[a-d]{1,2}", "[a-z_][a-z0-9_]{0,12}", "\\PC{1,5}"]
}

fn id() -> impl Strategy<Value = TypeId> {
    any::<u32>().prop_map(TypeId::new)
}

fn linkage() -> impl Strategy<Value = Linkage> {
    prop_oneof![Just(Linkage::Static), Just(Linkage::Global), Just(Linkage::Extern)]
}

fn what() -> impl Strategy<Value = What> {
    let int =
        (any::<u32>(), any::<u8>(), any::<u8>(), 0_u8..16).prop_map(|(size, bits, bit_offset, flags)| {
            What::Int(Int { size, bits, bit_offset, encoding: IntEncoding::from_bits(flags) })
        });
    let reference = (
        proptest::sample::select(&[
            Kind::Ptr,
            Kind::Typedef,
            Kind::Volatile,
            Kind::Const,
            Kind::Restrict,
            Kind::TypeTag,
        ]),
        id(),
    )
        .prop_map(|(kind, to)| What::Reference(kind, to));
    let array = (id(), id(), any::<u32>())
        .prop_map(|(element, index, count)| What::Array(Array { element, index, count }));
    let composite = (
        proptest::sample::select(&[Kind::Struct, Kind::Union]),
        any::<u32>(),
        vec((name(), id(), 0_u32..0x20_0000, 0_u32..8, any::<u8>()), 0..6),
        any::<bool>(),
    )
        .prop_map(|(kind, size, members, bitfields)| {
            let members = members.into_iter().map(|(name, id, byte, bit, bits)| {
                if bitfields && bits != 0 {
                    (name, id, byte * 8 + bit, bits)
                } else {
                    (name, id, byte * 8, 0)
                }
            });
            What::Composite(kind, size, members.collect())
        });
    prop_oneof![
        1 => int,
        1 => any::<u32>().prop_map(What::Float),
        3 => reference,
        1 => array,
        3 => composite,
        1 => enumeration(),
        1 => proptest::sample::select(&[FwdKind::Struct, FwdKind::Union]).prop_map(What::Fwd),
        1 => (id(), vec((name(), id()), 0..5)).prop_map(|(returns, parameters)| What::FuncProto(returns, parameters)),
        1 => (id(), linkage()).prop_map(|(prototype, linkage)| What::Func(prototype, linkage)),
        1 => (id(), linkage()).prop_map(|(of, linkage)| What::Var(of, linkage)),
        1 => (any::<u32>(), vec((id(), any::<u32>(), any::<u32>()), 0..5)).prop_map(|(size, variables)| {
            let variables = variables.into_iter();
            What::Datasec(size, variables.map(|(variable, offset, size)| SectionVariable { variable, offset, size }).collect())
        }),
        1 => (id(), proptest::option::of(0_u32..=0x7fff_ffff)).prop_map(|(on, component)| What::DeclTag(on, component)),
    ]
}

fn enumeration() -> impl Strategy<Value = What> {
    (any::<bool>(), any::<bool>(), any::<u32>(), vec((name(), any::<u64>()), 0..6)).prop_map(
        |(wide, signed, size, values)| {
            let value = |bits: u64| match (wide, signed) {
                (true, true) => i128::from(bits.cast_signed()),
                (true, false) => i128::from(bits),
                (false, true) => i128::from(bits.cast_signed() >> 32),
                (false, false) => i128::from(bits >> 32),
            };
            let kind = if wide { Kind::Enum64 } else { Kind::Enum };
            let signedness = if signed { Signedness::Signed } else { Signedness::Unsigned };
            let values = values.into_iter().map(|(name, bits)| (name, value(bits)));
            What::Enum(kind, size, signedness, values.collect())
        },
    )
}

/// Adds types to a builder. Gives for each the number it got and the description with the numbers that
/// it was made to refer to.
pub(super) fn build(builder: &mut BtfBuilder, types: &[Described]) -> Vec<(TypeId, Described)> {
    types
        .iter()
        .map(|described| {
            let last = u64::from(builder.last().number());
            let pick = |id: TypeId| TypeId::new(u32::try_from(u64::from(id.number()) % (last + 1)).unwrap());
            let mut described = described.clone();
            let id = add(builder, &mut described, pick);
            (id, described)
        })
        .collect()
}

fn add(builder: &mut BtfBuilder, described: &mut Described, pick: impl Fn(TypeId) -> TypeId) -> TypeId {
    let Described { name, what } = described;
    match what {
        What::Int(int) => builder.add_int(name, *int),
        What::Float(size) => builder.add_float(name, *size),
        What::Reference(kind, to) => {
            *to = pick(*to);
            if !matches!(kind, Kind::Typedef | Kind::TypeTag) {
                name.clear();
            }
            match kind {
                Kind::Ptr => builder.add_ptr(*to),
                Kind::Typedef => builder.add_typedef(name, *to),
                Kind::Volatile => builder.add_volatile(*to),
                Kind::Const => builder.add_const(*to),
                Kind::Restrict => builder.add_restrict(*to),
                _ => builder.add_type_tag(name, *to),
            }
        }
        What::Array(array) => {
            name.clear();
            *array = Array { element: pick(array.element), index: pick(array.index), ..*array };
            builder.add_array(*array)
        }
        What::Composite(kind, size, members) => {
            for (_, to, _, _) in members.iter_mut() {
                *to = pick(*to);
            }
            let members: Vec<NewMember<'_>> = members
                .iter()
                .map(|(name, to, offset, bits)| match NonZeroU8::new(*bits) {
                    Some(bits) => NewMember::bitfield(name, *to, *offset, bits),
                    None => NewMember::at_byte(name, *to, offset / 8),
                })
                .collect();
            match kind {
                Kind::Struct => builder.add_struct(name, *size, &members),
                _ => {
                    let id = builder.add_union(name, *size, &[]);
                    builder.set_members(id, &members);
                    id
                }
            }
        }
        What::Enum(kind, size, signedness, values) => {
            let values: Vec<(&str, i128)> =
                values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            match kind {
                Kind::Enum => builder.add_enum(name, *size, *signedness, &values),
                _ => builder.add_enum64(name, *size, *signedness, &values),
            }
        }
        What::Fwd(kind) => builder.add_fwd(name, *kind),
        What::FuncProto(returns, parameters) => {
            name.clear();
            *returns = pick(*returns);
            for (_, to) in parameters.iter_mut() {
                *to = pick(*to);
            }
            let parameters: Vec<(&str, TypeId)> =
                parameters.iter().map(|(name, to)| (name.as_str(), *to)).collect();
            builder.add_func_proto(*returns, &parameters)
        }
        What::Func(prototype, linkage) => {
            *prototype = pick(*prototype);
            builder.add_func(name, *prototype, *linkage)
        }
        What::Var(of, linkage) => {
            *of = pick(*of);
            builder.add_var(name, *of, *linkage)
        }
        What::Datasec(size, variables) => {
            for entry in variables.iter_mut() {
                entry.variable = pick(entry.variable);
            }
            builder.add_datasec(name, *size, variables)
        }
        What::DeclTag(on, component) => {
            *on = pick(*on);
            builder.add_decl_tag(name, *on, *component)
        }
    }
}

/// Describes a type that was read.
pub(super) fn describe(ty: Type<'_>) -> Described {
    let enumeration = |size, signedness, values: crate::Entries<'_, crate::EnumValue<'_>>| {
        assert_eq!(values.len(), values.count());
        let values = values.map(|value| (value.name().unwrap().to_owned(), value.value()));
        What::Enum(ty.kind(), size, signedness, values.collect())
    };
    let what = match ty.shape() {
        Shape::Int(int) => What::Int(int),
        Shape::Float { size } => What::Float(size),
        Shape::Ptr { to }
        | Shape::Typedef { to }
        | Shape::Volatile { to }
        | Shape::Const { to }
        | Shape::Restrict { to }
        | Shape::TypeTag { to } => What::Reference(ty.kind(), to),
        Shape::Array(array) => What::Array(array),
        Shape::Struct { size, members } | Shape::Union { size, members } => {
            assert_eq!(members.len(), members.count());
            let members = members.map(|member| {
                let bits = member.bitfield_bits().map_or(0, NonZeroU8::get);
                (member.name().unwrap().to_owned(), member.type_id(), member.bit_offset(), bits)
            });
            What::Composite(ty.kind(), size, members.collect())
        }
        Shape::Enum { size, signedness, values } | Shape::Enum64 { size, signedness, values } => {
            enumeration(size, signedness, values)
        }
        Shape::Fwd(kind) => What::Fwd(kind),
        Shape::FuncProto(prototype) => What::FuncProto(
            prototype.returns,
            prototype.parameters.map(|p| (p.name().unwrap().to_owned(), p.type_id())).collect(),
        ),
        Shape::Func { prototype, linkage } => What::Func(prototype, linkage),
        Shape::Var { of, linkage } => What::Var(of, linkage),
        Shape::Datasec { size, variables } => What::Datasec(size, variables.collect()),
        Shape::DeclTag { on, component } => What::DeclTag(on, component),
        Shape::Void | Shape::Unknown { .. } => panic!("{ty} was not built"),
    };
    Described { name: ty.name().unwrap().to_owned(), what }
}

/// What a type says by itself: described, with nothing that it refers to.
pub(super) fn outline(ty: Type<'_>) -> Described {
    let mut described = describe_or_void(ty);
    let void = |id: &mut TypeId| *id = TypeId::VOID;
    match &mut described.what {
        What::Reference(_, to) | What::Func(to, _) | What::Var(to, _) | What::DeclTag(to, _) => void(to),
        What::Array(array) => (array.element, array.index) = (TypeId::VOID, TypeId::VOID),
        What::Composite(_, _, members) => members.iter_mut().for_each(|(_, to, _, _)| void(to)),
        What::FuncProto(returns, parameters) => {
            void(returns);
            parameters.iter_mut().for_each(|(_, to)| void(to));
        }
        What::Datasec(_, variables) => variables.iter_mut().for_each(|entry| void(&mut entry.variable)),
        What::Int(_) | What::Float(_) | What::Enum(..) | What::Fwd(_) => {}
    }
    described
}

/// What a type refers to, in the order of its record.
pub(super) fn references(ty: Type<'_>) -> Vec<TypeId> {
    match describe_or_void(ty).what {
        What::Reference(_, to) | What::Func(to, _) | What::Var(to, _) | What::DeclTag(to, _) => vec![to],
        What::Array(array) => vec![array.element, array.index],
        What::Composite(_, _, members) => members.into_iter().map(|(_, to, _, _)| to).collect(),
        What::FuncProto(returns, parameters) => {
            [returns].into_iter().chain(parameters.into_iter().map(|(_, to)| to)).collect()
        }
        What::Datasec(_, variables) => variables.into_iter().map(|entry| entry.variable).collect(),
        What::Int(_) | What::Float(_) | What::Enum(..) | What::Fwd(_) => Vec::new(),
    }
}

/// As [`describe`]; `void` is described as a type that cannot be built.
fn describe_or_void(ty: Type<'_>) -> Described {
    if ty.kind() == Kind::Void {
        return Described { name: String::new(), what: What::Reference(Kind::Void, TypeId::VOID) };
    }
    describe(ty)
}
