//! The parts of an object that a module has fields for: their names and types in Rust.

use crate::failure::Failure;
use crate::gen_rust::unwritten;
use crate::nearest;
use skep::btf::{Kind, RustDeclarations, RustStyle, TypeId, rust_identifier};
use skep::object::{AttachTarget, Contents, MapSpec, ObjectSpec, ProgramSpec, VariableSpec};
use skep::uapi::{MapType, ProgramType};
use std::collections::{BTreeMap, BTreeSet};

/// The module of the declarations, as paths begin with it.
const TYPES: &str = "types::";
/// Where programs that call `bpf_printk` have the texts they print.
const FORMATS: &str = "____fmt";
/// Names that the module's structures have fields of already.
const TAKEN: [&str; 1] = ["object"];

/// What the object does not say, and the user does.
pub(super) struct Wishes<'w> {
    /// Ring buffers with the types of their records.
    pub(super) events: &'w [(String, String)],
    /// Programs that need not be loaded.
    pub(super) optional: &'w [String],
}

/// The parts of an object.
pub(super) struct Parts<'s> {
    pub(super) programs: Vec<ProgramPart<'s>>,
    pub(super) maps: Vec<MapPart<'s>>,
    pub(super) variables: Vec<VariablePart<'s>>,
    /// Structures of functions that the kernel calls, each with the end of the name of the method that registers it.
    pub(super) structures: Vec<(&'s MapSpec, String)>,
    /// The declarations of all types that these name.
    pub(super) types: String,
    /// What has no field, since it is not the only one of its name, in words.
    pub(super) left_out: Vec<String>,
}

/// A program.
pub(super) struct ProgramPart<'s> {
    pub(super) spec: &'s ProgramSpec,
    pub(super) field: String,
    /// Whether it is optional, and then whether it is loaded if nobody says anything.
    pub(super) optional: Option<bool>,
}

/// A map.
pub(super) struct MapPart<'s> {
    pub(super) spec: &'s MapSpec,
    pub(super) field: String,
    /// The type that it is taken for.
    pub(super) of: String,
}

/// A variable.
pub(super) struct VariablePart<'s> {
    pub(super) spec: &'s VariableSpec,
    pub(super) field: String,
    /// The type of its value.
    pub(super) of: String,
    /// Whether nobody may change it once it is loaded.
    pub(super) constant: bool,
    /// Whether it has a value before the load.
    pub(super) initial: bool,
}

impl ProgramPart<'_> {
    /// Whether it says itself what it attaches to. A function of a structure is registered with that.
    pub(super) fn attaches(&self) -> bool {
        match &self.spec.target {
            _ if self.spec.program_type == ProgramType::STRUCT_OPS => false,
            Some(
                AttachTarget::Tracepoint { .. }
                | AttachTarget::RawTracepoint { .. }
                | AttachTarget::Probe { .. }
                | AttachTarget::StaticProbe { .. }
                | AttachTarget::Named { .. },
            ) => true,
            None => false,
        }
    }
}

impl<'s> Parts<'s> {
    /// The parts of an object.
    pub(super) fn of(spec: &'s ObjectSpec, wishes: &Wishes<'_>) -> Result<Self, Failure> {
        let mut fields = Fields(TAKEN.map(ToOwned::to_owned).into());
        let mut types = Types::of(spec);
        wishes.check(spec)?;
        let mut left_out = LeftOut::default();
        let mut programs = Vec::new();
        let names = spec.programs.iter().map(|program| &*program.name);
        let twice = left_out.given_twice("programs", names);
        for program in spec.programs.iter().filter(|program| !twice.contains(&*program.name)) {
            let wished = wishes.optional.iter().any(|name| **name == *program.name);
            let is_loaded =
                program.autoload && !spec.is_function_of_none(&program.name, |map| map.autocreate);
            let optional = match (is_loaded, wished) {
                (false, _) => Some(false),
                (true, true) => Some(true),
                (true, false) => None,
            };
            programs.push(ProgramPart {
                spec: program,
                field: fields.give(&program.name, "program"),
                optional,
            });
        }
        let (mut maps, mut structures) = (Vec::new(), Vec::new());
        // Those that hold variables, or what the compiler put beside them, have names like `.data`.
        let declared = || spec.maps.iter().filter(|map| !map.name.starts_with('.'));
        let twice = left_out.given_twice("maps", declared().map(|map| &*map.name));
        for map in declared().filter(|map| !twice.contains(&*map.name)) {
            if map.map_type == MapType::STRUCT_OPS {
                structures
                    .push((map, fields.give(&map.name, "structure").trim_start_matches("r#").to_owned()));
                continue;
            }
            let event = wishes.events.iter().find(|(name, _)| **name == *map.name);
            let of = types.map(map, event.map(|(_, of)| of.as_str()))?;
            maps.push(MapPart { spec: map, field: fields.give(&map.name, "map"), of });
        }
        let mut variables = Vec::new();
        let found = || {
            let all =
                spec.maps.iter().flat_map(|map| map.variables.iter().map(move |variable| (map, variable)));
            // A value of no bytes can be neither read nor written.
            all.filter(|(_, variable)| !variable.name.contains(FORMATS) && variable.size > 0)
        };
        // Static variables of several sources, which were linked into one.
        let twice = left_out.given_twice("variables", found().map(|(_, variable)| &*variable.name));
        for (map, variable) in found().filter(|(_, variable)| !twice.contains(&*variable.name)) {
            variables.push(VariablePart {
                spec: variable,
                field: fields.give(&variable.name, "variable"),
                of: types.value(variable.type_id, variable.size, &variable.name)?,
                constant: map.frozen,
                initial: map.contents != Contents::Configuration,
            });
        }
        Ok(Self { programs, maps, variables, structures, types: types.text(), left_out: left_out.0 })
    }
}

impl Wishes<'_> {
    /// Refuses wishes about what is not there.
    fn check(&self, spec: &ObjectSpec) -> Result<(), Failure> {
        for name in self.optional {
            if spec.program(name).is_none() {
                let there = spec.programs.iter().map(|program| &*program.name);
                return Err(Failure::Input(nearest::unknown("program", name, there)));
            }
        }
        for (name, _) in self.events {
            match spec.map(name) {
                None => {
                    let there = spec.maps.iter().map(|map| &*map.name);
                    return Err(Failure::Input(nearest::unknown("map", name, there)));
                }
                Some(map) if map.map_type != MapType::RINGBUF => {
                    let problem =
                        format!("map `{name}`: found one of type {}, expected a ring buffer", map.map_type);
                    return Err(Failure::Input(problem));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

/// What has no field, in words.
#[derive(Default)]
struct LeftOut(Vec<String>);

impl LeftOut {
    /// The names that several of these have: by name, only one of them is found.
    fn given_twice<'n>(&mut self, what: &str, names: impl Iterator<Item = &'n str>) -> BTreeSet<&'n str> {
        let mut counts = BTreeMap::<&str, u32>::new();
        names.for_each(|name| *counts.entry(name).or_default() += 1);
        let twice = counts.into_iter().filter(|(_, count)| *count > 1);
        twice
            .map(|(name, count)| {
                self.0.push(format!("`{name}`, the name of {count} {what}"));
                name
            })
            .collect()
    }
}

/// Names of fields, none of which is given twice.
struct Fields(BTreeSet<String>);

impl Fields {
    /// The name, or with what it is if it is taken: `count`, `count_map`, `count_map_2`.
    fn give(&mut self, name: &str, what: &str) -> String {
        let plain = rust_identifier(name);
        let bare = plain.trim_start_matches("r#");
        let others = (2_u32..).map(|number| format!("{bare}_{what}_{number}"));
        let mut choices = [plain.clone(), format!("{bare}_{what}")].into_iter().chain(others);
        // There are more choices than names.
        let free = choices.find(|name| !self.0.contains(name)).unwrap_or(plain);
        self.0.insert(free.clone());
        free
    }
}

/// The types of an object in Rust.
struct Types<'s> {
    spec: &'s ObjectSpec,
    declarations: Option<RustDeclarations<'s>>,
}

impl<'s> Types<'s> {
    fn of(spec: &'s ObjectSpec) -> Self {
        let style = RustStyle::Values { zerocopy: "::skep::zerocopy" };
        let declarations = spec.types.as_ref().map(|types| RustDeclarations::new(types, style));
        Self { spec, declarations }
    }

    /// The type of a value; its bytes if the object does not say, or says something of another size.
    fn value(&mut self, id: Option<TypeId>, size: u32, name: &str) -> Result<String, Failure> {
        let bytes = format!("[u8; {size}]");
        let (Some(types), Some(declarations), Some(id)) = (&self.spec.types, &mut self.declarations, id)
        else {
            return Ok(bytes);
        };
        if types.size_of(id) != Ok(size.into()) {
            return Ok(bytes);
        }
        declarations.declare(id, name, TYPES).map_err(unwritten)
    }

    /// The type that a map is taken for.
    fn map(&mut self, map: &MapSpec, event: Option<&str>) -> Result<String, Failure> {
        let MapSpec { map_type, key_size, value_size, .. } = *map;
        let one = |name: &str, value: String| format!("::skep::{name}<{value}>");
        let of = |name: &str| {
            match map_type {
                _ if value_size == 0 => None,
                MapType::HASH | MapType::LRU_HASH => Some(("HashMap", true)),
                MapType::PERCPU_HASH | MapType::LRU_PERCPU_HASH => Some(("PerCpuHashMap", true)),
                MapType::ARRAY => Some(("Array", false)),
                MapType::PERCPU_ARRAY => Some(("PerCpuArray", false)),
                MapType::QUEUE => Some(("Queue", false)),
                MapType::STACK => Some(("Stack", false)),
                _ => None,
            }
            .map(|found| (found, name.to_owned()))
        };
        if let Some(((typed, keyed), name)) = of(&map.name) {
            let value = self.value(map.value_type, value_size, &format!("{name}_value"))?;
            if keyed {
                let key = self.value(map.key_type, key_size, &format!("{name}_key"))?;
                return Ok(format!("::skep::{typed}<{key}, {value}>"));
            }
            return Ok(one(typed, value));
        }
        match map_type {
            MapType::LPM_TRIE if key_size > 4 && value_size > 0 => {
                let value = self.value(map.value_type, value_size, &format!("{}_value", map.name))?;
                // The data is in network order, whatever its type is.
                Ok(format!("::skep::LpmTrie<[u8; {}], {value}>", key_size - 4))
            }
            MapType::PROG_ARRAY => Ok("::skep::ProgramArray".to_owned()),
            MapType::RINGBUF => match event {
                Some(event) => Ok(one("RingBuffer", self.named(event)?)),
                None => Ok("::skep::Map".to_owned()),
            },
            _ => Ok("::skep::Map".to_owned()),
        }
    }

    /// The type of this name.
    fn named(&mut self, name: &str) -> Result<String, Failure> {
        let (Some(types), Some(declarations)) = (&self.spec.types, &mut self.declarations) else {
            return Err(Failure::Input(format!(
                "type `{name}`: found an object without BTF, expected one with types"
            )));
        };
        let kinds = [Kind::Struct, Kind::Union, Kind::Typedef, Kind::Int, Kind::Enum, Kind::Enum64];
        let found = kinds.into_iter().flat_map(|kind| types.find(kind, name)).next();
        let Some(found) = found.filter(|_| !name.is_empty()) else {
            let named = types.types().filter(|ty| kinds.contains(&ty.kind()));
            let known: BTreeSet<&str> =
                named.filter_map(|ty| ty.name().ok()).filter(|name| !name.is_empty()).collect();
            return Err(Failure::Input(nearest::unknown("type", name, known.into_iter())));
        };
        declarations.declare(found.id(), name, TYPES).map_err(unwritten)
    }

    /// The declarations.
    fn text(self) -> String {
        self.declarations.map(RustDeclarations::into_text).unwrap_or_default()
    }
}
