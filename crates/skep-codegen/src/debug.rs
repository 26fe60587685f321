//! What the kernel and its users are told of an object: the types of functions and variables, and where instructions were written.

use skep_btf::{Array, BtfBuilder, Endian, Int, IntEncoding, Linkage, SectionVariable, TypeId};
use skep_ir::{Function, FunctionId, FunctionKind, Global, KernelFunction, Module, Region, Table, Type};
use skep_isa::{Location, Name};
use skep_object::Types;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::select::Aborts;

/// The types of an object, and their numbers.
pub(crate) struct Debug {
    builder: BtfBuilder,
    declared: Table<skep_ir::TypeId, TypeId>,
    integers: BTreeMap<(u32, bool), TypeId>,
    contexts: BTreeMap<String, TypeId>,
}

impl Debug {
    pub(crate) fn of(module: &Module) -> Self {
        let made = module.btf();
        Self {
            builder: made.builder,
            declared: made.ids,
            integers: BTreeMap::new(),
            contexts: BTreeMap::new(),
        }
    }

    /// The number of a type that the module declares.
    pub(crate) fn declared(&self, id: skep_ir::TypeId) -> Option<TypeId> {
        self.declared.get(id).copied()
    }

    /// The types, when everything is in them.
    pub(crate) fn finish(&self, endian: Endian) -> Result<Types, String> {
        let bytes = self.builder.to_bytes(endian).map_err(|error| error.to_string())?;
        Types::new(bytes).map_err(|error| error.to_string())
    }

    fn integer(&mut self, bytes: u32, bool: bool) -> TypeId {
        let builder = &mut self.builder;
        *self.integers.entry((bytes, bool)).or_insert_with(|| {
            let name = match (bytes, bool) {
                (_, true) => "_Bool",
                (1, _) => "unsigned char",
                (2, _) => "unsigned short",
                (4, _) => "unsigned int",
                _ => "unsigned long long",
            };
            let bits = u8::try_from(bytes * 8).unwrap_or(64);
            let encoding = if bool { IntEncoding::BOOL } else { IntEncoding::UNSIGNED };
            builder.add_int(name, Int { size: bytes, bits, bit_offset: 0, encoding })
        })
    }

    fn bytes(&mut self, count: u32) -> TypeId {
        let (element, index) = (self.integer(1, false), self.integer(4, false));
        self.builder.add_array(Array { element, index, count })
    }

    /// The type of a value as C would have it. `context` is the structure that programs are given.
    fn value(&mut self, ty: Type, context: Option<&str>) -> TypeId {
        let to = match ty {
            Type::Bool => return self.integer(1, true),
            Type::I8 => return self.integer(1, false),
            Type::I16 => return self.integer(2, false),
            Type::I32 => return self.integer(4, false),
            Type::I64 | Type::Below(_) => return self.integer(8, false),
            Type::Pointer { region, .. } => match region {
                Region::Context => context.map_or(TypeId::VOID, |name| self.context(name)),
                Region::Memory(size) | Region::Constant(size) => self.bytes(size),
                Region::Kernel(id) | Region::Untrusted(id) => self.declared(id).unwrap_or(TypeId::VOID),
                _ => TypeId::VOID,
            },
        };
        self.builder.add_ptr(to)
    }

    fn context(&mut self, name: &str) -> TypeId {
        let builder = &mut self.builder;
        *self.contexts.entry(name.to_owned()).or_insert_with(|| builder.add_struct(name, 0, &[]))
    }

    /// The type of a program or a function.
    pub(crate) fn function(&mut self, function: &Function, aborts: Aborts, context: Option<&str>) -> TypeId {
        let mut parameters: Vec<(String, TypeId)> = function
            .parameters()
            .iter()
            .enumerate()
            .map(|(number, one)| (format!("v{number}"), self.value(one.ty, context)))
            .collect();
        if aborts == Aborts::InPlace {
            let flag = self.integer(8, false);
            let flag = self.builder.add_ptr(flag);
            parameters.push(("aborted".to_owned(), flag));
        }
        let result = match function.result {
            // A negative result says that it was aborted.
            _ if aborts == Aborts::InResult => self.integer(8, false),
            Some(ty) => self.value(ty, context),
            None => self.integer(4, false),
        };
        let parameters: Vec<(&str, TypeId)> = parameters.iter().map(|(name, id)| (&**name, *id)).collect();
        let prototype = self.builder.add_func_proto(result, &parameters);
        let linkage = match function.kind {
            FunctionKind::Local => Linkage::Static,
            FunctionKind::Program { .. } | FunctionKind::Global => Linkage::Global,
        };
        let id = self.builder.add_func(&identifier(&function.name), prototype, linkage);
        if function.kind == FunctionKind::Global {
            // Linux since 6.8 then knows that such a pointer is not null.
            for (number, one) in function.parameters().iter().enumerate() {
                if let (Some(Region::Memory(_) | Region::Constant(_)), Ok(number)) =
                    (one.ty.region(), u32::try_from(number))
                {
                    self.builder.add_decl_tag("arg:nonnull", id, Some(number));
                }
            }
        }
        id
    }

    /// The type of a function of the kernel.
    pub(crate) fn kernel_function(&mut self, function: &KernelFunction) -> TypeId {
        let parameters: Vec<(String, TypeId)> = function
            .parameters
            .iter()
            .enumerate()
            .map(|(number, &ty)| (format!("v{number}"), self.value(ty, None)))
            .collect();
        let parameters: Vec<(&str, TypeId)> = parameters.iter().map(|(name, id)| (&**name, *id)).collect();
        let result = function.result.map_or(TypeId::VOID, |ty| self.value(ty, None));
        let prototype = self.builder.add_func_proto(result, &parameters);
        self.builder.add_func(&function.name, prototype, Linkage::Extern)
    }

    /// The type of a variable.
    pub(crate) fn variable(&mut self, global: &Global) -> TypeId {
        let size = u32::try_from(global.bytes.len()).unwrap_or(u32::MAX);
        let of = match global.declared.and_then(|id| self.declared(id)) {
            Some(declared) => declared,
            None => self.bytes(size),
        };
        self.builder.add_var(&identifier(&global.name), of, Linkage::Global)
    }

    /// The type of a map of variables: their types, offsets and sizes.
    pub(crate) fn section(&mut self, name: &str, size: u32, variables: &[(TypeId, u32, u32)]) -> TypeId {
        let variables: Vec<SectionVariable> = variables
            .iter()
            .map(|&(variable, offset, size)| SectionVariable { variable, offset, size })
            .collect();
        self.builder.add_datasec(name, size, &variables)
    }
}

/// The kernel takes C identifiers as names of functions and variables.
fn identifier(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The places of a module, as instructions have them: each once.
pub(crate) fn locations(module: &Module) -> Vec<Arc<Location>> {
    let files: Vec<Name> = module.files.values().map(|file| file.as_str().into()).collect();
    let location = |place: &skep_ir::Location| {
        let file = files.get(usize::try_from(place.file.0).unwrap_or(usize::MAX)).cloned();
        Arc::new(Location {
            file: file.unwrap_or_else(|| "".into()),
            line: place.line,
            column: place.column,
            text: module.lines.get(&(place.file, place.line)).map(|text| text.as_str().into()),
        })
    };
    module.locations.values().map(location).collect()
}

/// The context of programs that run a function, by its name in the kernel.
pub(crate) fn context_name(module: &Module, id: FunctionId) -> Option<&'static str> {
    let mut waiting = vec![id];
    let mut seen = vec![id];
    while let Some(id) = waiting.pop() {
        if let FunctionKind::Program { program_type, .. } = module.functions[id].kind {
            return program_type.context().map(|context| context.name);
        }
        for caller in crate::calls::callers(module, id) {
            if !seen.contains(&caller) {
                seen.push(caller);
                waiting.push(caller);
            }
        }
    }
    None
}
