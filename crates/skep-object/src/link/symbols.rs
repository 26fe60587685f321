//! Names that objects share: who defines what others refer to.

use super::error::ObjectLinkError;
use super::{Input, is_data};
use crate::{Binding, Contents, ExternKind, MapSpec};
use skep_btf::relocation::types_agree;
use skep_btf::{BtfError, Shape, Type, TypeId};
use skep_isa::Name;
use std::collections::HashMap;

/// What all objects see, by name.
pub(super) struct Symbols<'s>(HashMap<&'s str, Definition<'s>>);

/// Something that an object defines for all.
#[derive(Clone, Copy)]
pub(super) struct Definition<'s> {
    /// The number of the object.
    pub(super) object: usize,
    binding: Binding,
    pub(super) what: Defined<'s>,
    /// Its type, among those of its object.
    type_id: Option<TypeId>,
}

/// What is defined.
#[derive(Clone, Copy)]
pub(super) enum Defined<'s> {
    /// A function, or a program.
    Function,
    /// A map.
    Map(&'s MapSpec),
    /// A variable: the section, where in the object's part of that it is, and its size.
    Variable { section: &'s Name, offset: u32, size: u32 },
}

impl Defined<'_> {
    const fn word(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Map(_) => "map",
            Self::Variable { .. } => "variable",
        }
    }
}

impl<'s> Symbols<'s> {
    pub(super) fn of(inputs: &'s [Input<'_>]) -> Result<Self, ObjectLinkError> {
        let mut symbols = Self(HashMap::new());
        for (object, input) in inputs.iter().enumerate() {
            for function in &input.spec.functions {
                let kind = (function.binding, function.type_id);
                symbols.define(inputs, object, &function.name, kind, Defined::Function)?;
            }
            for program in &input.spec.programs {
                let kind = (Binding::Global, program.type_id);
                symbols.define(inputs, object, &program.name, kind, Defined::Function)?;
            }
            for map in input.spec.maps.iter().filter(|map| map.contents != Contents::Configuration) {
                if is_data(map) {
                    for variable in &map.variables {
                        let (offset, size) = (variable.offset, variable.size);
                        let what = Defined::Variable { section: &map.name, offset, size };
                        let kind = (variable.binding, variable.type_id);
                        symbols.define(inputs, object, &variable.name, kind, what)?;
                    }
                } else {
                    symbols.define(inputs, object, &map.name, (map.binding, None), Defined::Map(map))?;
                }
            }
        }
        Ok(symbols)
    }

    fn define(
        &mut self,
        inputs: &[Input<'_>],
        object: usize,
        name: &'s Name,
        (binding, type_id): (Binding, Option<TypeId>),
        what: Defined<'s>,
    ) -> Result<(), ObjectLinkError> {
        if binding == Binding::Local {
            return Ok(());
        }
        let definition = Definition { object, binding, what, type_id };
        let Some(there) = self.0.get(&**name).copied() else {
            self.0.insert(name, definition);
            return Ok(());
        };
        let objects = [inputs[there.object].name, inputs[object].name];
        let part = format!("the {} `{name}`", what.word());
        if there.binding == Binding::Global && binding == Binding::Global {
            let found = format!("it in both{}", also(there.what, what));
            return Err(ObjectLinkError::of(&objects, part, found, "one definition, or all but one weak"));
        }
        compatible(&objects, name, there.what, what)?;
        same_type(inputs, name, (there.object, there.type_id), (object, type_id))?;
        if there.binding == Binding::Weak && binding == Binding::Global {
            self.0.insert(name, definition);
        }
        Ok(())
    }

    /// Who defines a name.
    pub(super) fn get(&self, name: &str) -> Option<Definition<'s>> {
        self.0.get(name).copied()
    }

    /// Whether an object's own definition of a name gives way to another one's.
    pub(super) fn gives_way(&self, object: usize, name: &str, binding: Binding) -> bool {
        binding != Binding::Local && self.get(name).is_some_and(|definition| definition.object != object)
    }

    /// Looks whether what objects take from elsewhere is what others define.
    pub(super) fn check_externs(&self, inputs: &[Input<'_>]) -> Result<(), ObjectLinkError> {
        // What nobody defines is declared alike by all all the same.
        let mut declared: HashMap<&str, (usize, Option<TypeId>)> = HashMap::new();
        for (object, input) in inputs.iter().enumerate() {
            for external in &input.spec.externs {
                let Some(definition) = self.get(&external.name) else {
                    if !matches!(external.kind, ExternKind::Map(_)) {
                        let one = *declared.entry(&external.name).or_insert((object, external.type_id));
                        same_type(inputs, &external.name, one, (object, external.type_id))?;
                    }
                    continue;
                };
                let what = match &external.kind {
                    ExternKind::Kernel => continue,
                    ExternKind::Function => Defined::Function,
                    ExternKind::Map(map) => Defined::Map(map),
                    ExternKind::Variable => {
                        let size =
                            external.type_id.and_then(|ty| input.spec.types.as_ref()?.size_of(ty).ok());
                        let size = size.and_then(|size| u32::try_from(size).ok());
                        let Defined::Variable { section, offset, size: defined } = definition.what else {
                            let objects = [inputs[definition.object].name, input.name];
                            let part = format!("`{}`", external.name);
                            let found = format!("a {} and, elsewhere, a variable", definition.what.word());
                            return Err(ObjectLinkError::of(&objects, part, found, "the same in both"));
                        };
                        // An array without a length is as long as it is defined.
                        let size = size.filter(|size| *size > 0).unwrap_or(defined);
                        Defined::Variable { section, offset, size }
                    }
                };
                let objects = [inputs[definition.object].name, input.name];
                compatible(&objects, &external.name, definition.what, what)?;
                if !matches!(external.kind, ExternKind::Map(_)) {
                    let one = (definition.object, definition.type_id);
                    same_type(inputs, &external.name, one, (object, external.type_id))?;
                }
            }
        }
        Ok(())
    }
}

fn also(one: Defined<'_>, other: Defined<'_>) -> String {
    if one.word() == other.word() { String::new() } else { format!(", and once as a {}", one.word()) }
}

/// Whether two declarations can be of one thing.
fn compatible(
    objects: &[&str],
    name: &str,
    one: Defined<'_>,
    other: Defined<'_>,
) -> Result<(), ObjectLinkError> {
    let refuse = |found: String, expected: &str| {
        let part = format!("the {} `{name}`", other.word());
        Err(ObjectLinkError::of(objects, part, found, expected))
    };
    match (one, other) {
        (Defined::Function, Defined::Function) => Ok(()),
        (Defined::Variable { size: one, .. }, Defined::Variable { size: other, .. }) => {
            if one == other {
                return Ok(());
            }
            refuse(format!("{one} bytes and, in the other, {other}"), "the same size in both")
        }
        (Defined::Map(one), Defined::Map(other)) => match difference(one, other) {
            None => Ok(()),
            Some(found) => refuse(found, "the same in both"),
        },
        _ => refuse(format!("a {} and, in the other, a {}", one.word(), other.word()), "the same in both"),
    }
}

/// Looks whether two objects, by their numbers, have a function or variable of one type, as far as both say: what one reads as
/// a number must not be an address in the other.
fn same_type(
    inputs: &[Input<'_>],
    name: &str,
    (one, one_type): (usize, Option<TypeId>),
    (other, other_type): (usize, Option<TypeId>),
) -> Result<(), ObjectLinkError> {
    let objects = [inputs[one].name, inputs[other].name];
    let part = format!("`{name}`");
    let failed = |error: BtfError| {
        ObjectLinkError::of(&objects, &part, format!("damaged types: {error}"), "such as can be read")
    };
    let ty = |object: usize, id: Option<TypeId>| {
        let types = inputs[object].spec.types.as_ref()?;
        // What a function or variable is of.
        Some(types.type_by_id(id?).and_then(|ty| {
            let of = ty.target().unwrap_or(ty.id());
            Ok((types.resolve(of)?, of))
        }))
    };
    let (Some(one_type), Some(other_type)) = (ty(one, one_type), ty(other, other_type)) else {
        return Ok(());
    };
    let ((one_type, one_id), (other_type, other_id)) =
        (one_type.map_err(failed)?, other_type.map_err(failed)?);
    // An array without a length is as long as it is defined.
    let is_open = |ty: Type<'_>| matches!(ty.shape(), Shape::Array(array) if array.count == 0);
    if is_open(one_type) || is_open(other_type) || types_agree(one_type, other_type).map_err(failed)? {
        return Ok(());
    }
    let in_words = |ty: Type<'_>, id| ty.btf().c_name(id).unwrap_or_else(|_| ty.to_string());
    let (one, other) = (in_words(one_type, one_id), in_words(other_type, other_id));
    let found = format!("`{one}` and, in the other, `{other}`");
    Err(ObjectLinkError::of(&objects, &part, found, "the same type in both"))
}

/// What two declarations of a map say differently.
fn difference(one: &MapSpec, other: &MapSpec) -> Option<String> {
    let fields = |map: &MapSpec| {
        [
            ("map_type", u64::from(map.map_type.0)),
            ("key_size", map.key_size.into()),
            ("value_size", map.value_size.into()),
            ("max_entries", map.max_entries.into()),
            ("map_flags", map.flags.0.into()),
            ("map_extra", map.extra),
            ("pinning", map.pinning as u64),
        ]
    };
    let found = fields(one).into_iter().zip(fields(other)).find(|(one, other)| one != other);
    if let Some(((field, one), (_, other))) = found {
        return Some(format!("a {field} of {one} and, in the other, {other}"));
    }
    match (&one.inner, &other.inner) {
        (Some(one), Some(other)) => difference(one, other).map(|found| format!("in its maps {found}")),
        (None, None) => None,
        _ => Some("maps in it in one of them alone".to_owned()),
    }
}
