//! From the code of functions to an object: maps, variables, programs, types.

use crate::debug::{Debug, context_name, locations};
use crate::emit::Names;
use crate::machine::Question;
use crate::select::Aborts;
use crate::{CompileError, CompileErrors};
use skep_btf::relocation::{Relocation as Asked, What, resolve};
use skep_btf::{Endian, TypeId};
use skep_ir::{FunctionId, FunctionKind, GlobalId, KernelFunctionId, LocationId, MapId, Module, Table};
use skep_isa::{Code, Location, Name, Relocation};
use skep_object::{
    Binding, Contents, ExternKind, ExternSpec, FunctionSpec, MapSpec, ObjectSpec, ProgramSpec, Types,
    VariableSpec,
};
use skep_uapi::{AttachType, MapFlags, Target, TargetEndian};
use std::sync::Arc;

/// What is the same for all functions of a module: names, types, places of variables.
pub(crate) struct Outline {
    maps: Table<MapId, Name>,
    globals: Table<GlobalId, (Name, u32)>,
    functions: Table<FunctionId, Name>,
    kernel_functions: Table<KernelFunctionId, Name>,
    locations: Vec<Arc<Location>>,
    types: Types,
    declared: Table<skep_ir::TypeId, TypeId>,
    function_types: Table<FunctionId, TypeId>,
    kernel_function_types: Table<KernelFunctionId, TypeId>,
    sections: Vec<MapSpec>,
    endian: skep_isa::Endian,
}

/// The maps of variables, in the order in which they come.
const SECTIONS: [&str; 3] = [".rodata", ".data", ".bss"];

/// In which of them a variable is.
fn section(global: &skep_ir::Global) -> usize {
    match (global.writable, global.bytes.iter().all(|byte| *byte == 0)) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    }
}

impl Outline {
    pub(crate) fn of(
        module: &Module,
        target: &Target,
        aborts: &Table<FunctionId, Aborts>,
    ) -> Result<Self, CompileErrors> {
        let mut debug = Debug::of(module);
        let mut globals: Table<GlobalId, (Name, u32)> =
            module.globals.keys().map(|_| (Name::from(""), 0)).collect();
        let mut sections = Vec::new();
        for (number, name) in SECTIONS.into_iter().enumerate() {
            sections.extend(variables(module, &mut debug, number, name, &mut globals));
        }
        let function_types = module
            .functions
            .iter()
            .map(|(id, function)| debug.function(function, aborts[id], context_name(module, id)))
            .collect();
        let kernel_function_types =
            module.kernel_functions.values().map(|one| debug.kernel_function(one)).collect();
        let (types_endian, endian) = match target.endian {
            TargetEndian::Little => (Endian::Little, skep_isa::Endian::Little),
            TargetEndian::Big => (Endian::Big, skep_isa::Endian::Big),
        };
        let types = debug
            .finish(types_endian)
            .map_err(|problem| CompileErrors { errors: vec![CompileError::Types { problem }] })?;
        Ok(Self {
            maps: module.maps.values().map(|map| map.name.as_str().into()).collect(),
            globals,
            functions: module.functions.values().map(|one| one.name.as_str().into()).collect(),
            kernel_functions: module.kernel_functions.values().map(|one| one.name.as_str().into()).collect(),
            locations: locations(module),
            declared: module.types.keys().map(|id| debug.declared(id).unwrap_or(TypeId::VOID)).collect(),
            types,
            function_types,
            kernel_function_types,
            sections,
            endian,
        })
    }

    /// The object of a module whose functions have this code.
    pub(crate) fn object(self, module: &Module, codes: Vec<Code>) -> ObjectSpec {
        let mut object = ObjectSpec::new(module.licence.clone());
        let of = |id: Option<skep_ir::TypeId>| id.and_then(|id| self.declared.get(id).copied());
        for map in module.maps.values() {
            let mut spec =
                MapSpec::new(map.name.as_str(), map.map_type, map.key_size, map.value_size, map.max_entries);
            spec.flags = MapFlags(map.flags);
            spec.kernel_name = kernel_name(&map.name);
            (spec.key_type, spec.value_type) = (of(map.key_type), of(map.value_type));
            object.maps.push(spec);
        }
        object.maps.extend(self.sections);
        for ((id, function), code) in module.functions.iter().zip(codes) {
            let (name, type_id) = (self.functions[id].clone(), Some(self.function_types[id]));
            match function.kind {
                FunctionKind::Program { program_type, attach_type, .. } => {
                    let attach_type = attach_type.unwrap_or(AttachType(0));
                    let mut program = ProgramSpec::new(name, program_type, attach_type, code);
                    program.kernel_name = kernel_name(&function.name);
                    program.type_id = type_id;
                    object.programs.push(program);
                }
                FunctionKind::Local | FunctionKind::Global => {
                    let binding =
                        if function.kind == FunctionKind::Local { Binding::Local } else { Binding::Global };
                    object.functions.push(FunctionSpec { name, binding, code, type_id });
                }
            }
        }
        for (id, name) in module.kernel_functions.keys().zip(self.kernel_functions.values()) {
            let type_id = Some(self.kernel_function_types[id]);
            let kind = ExternKind::Kernel;
            object.externs.push(ExternSpec { name: name.clone(), kind, weak: false, type_id });
        }
        object.types = Some(self.types);
        object.endian = Some(self.endian);
        object
    }
}

/// The name under which the kernel shows something, if its own is too long for it.
fn kernel_name(name: &str) -> Option<Name> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let short: String =
        name.chars().map(|c| if fits(c) { c } else { '_' }).take(skep_object::LONGEST_NAME).collect();
    (short != name).then(|| short.into())
}

/// The map of the variables of one section, if there are any.
fn variables(
    module: &Module,
    debug: &mut Debug,
    number: usize,
    name: &str,
    places: &mut Table<GlobalId, (Name, u32)>,
) -> Option<MapSpec> {
    let own: Vec<_> = module.globals.iter().filter(|(_, global)| section(global) == number).collect();
    if own.is_empty() {
        return None;
    }
    let mut bytes: Vec<u8> = Vec::new();
    let mut variables = Vec::new();
    let mut records = Vec::new();
    for (id, global) in own {
        let align = usize::try_from(global.align).unwrap_or(1).max(1);
        bytes.resize(bytes.len().next_multiple_of(align), 0);
        let offset = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let size = u32::try_from(global.bytes.len()).unwrap_or(u32::MAX);
        bytes.extend(&global.bytes);
        places[id] = (name.into(), offset);
        let type_id = debug.variable(global);
        records.push((type_id, offset, size));
        variables.push(VariableSpec {
            name: global.name.as_str().into(),
            offset,
            size,
            type_id: Some(type_id),
            binding: Binding::Global,
        });
    }
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut map = MapSpec::array(name, size, 1);
    map.flags = MapFlags::MMAPABLE;
    if number == 0 {
        map.flags |= MapFlags::RDONLY_PROG;
        map.frozen = true;
    }
    if bytes.iter().any(|byte| *byte != 0) {
        map.contents = Contents::Value(bytes.into());
    }
    map.variables = variables;
    map.value_type = Some(debug.section(name, size, &records));
    Some(map)
}

impl Names for Outline {
    fn map(&self, map: MapId) -> Name {
        self.maps[map].clone()
    }

    fn global(&self, global: GlobalId) -> (Name, u32) {
        self.globals[global].clone()
    }

    fn function(&self, function: FunctionId) -> Name {
        self.functions[function].clone()
    }

    fn kernel_function(&self, function: KernelFunctionId) -> Name {
        self.kernel_functions[function].clone()
    }

    fn location(&self, location: LocationId) -> Option<Arc<Location>> {
        self.locations.get(usize::try_from(location.0).ok()?).cloned()
    }

    fn question(&self, question: &Question) -> (Relocation, i64) {
        let path: Vec<String> = question.access.path.iter().map(ToString::to_string).collect();
        let access = path.join(":");
        let type_id = self.declared[question.access.root];
        let asked = Asked { type_id, access: &access, kind: question.kind };
        // What follows from the module's types alone is what these types answer about themselves.
        let answers = resolve(&self.types, &[asked], &self.types, &[]);
        let number =
            answers.into_iter().next().and_then(Result::ok).map_or(0, |answer| match answer.patch.what {
                What::Immediate(number) => number.cast_signed(),
                What::Offset { bytes, .. } => bytes.cast_signed(),
                What::Poison(_) => 0,
            });
        let relocation =
            Relocation { kind: question.kind.number(), type_id: type_id.number(), access: access.into() };
        (relocation, number)
    }
}
