//! Prints modules.

use super::is_word;
use crate::{
    BlockBody, Bound, Definition, Entity, Function, FunctionId, FunctionKind, GlobalId, KernelFunctionId,
    Location, MapId, Module, Region, SocketKind, Type, TypeDeclaration,
};
use std::fmt::{self, Write as _};

/// A name as the text has it: a word, or in quotes.
pub(super) struct Name<'n>(pub(super) &'n str);

/// A text in quotes.
pub(super) struct Quoted<'n>(pub(super) &'n str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_word(self.0) { f.write_str(self.0) } else { Quoted(self.0).fmt(f) }
    }
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for one in self.0.chars() {
            match one {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                one => f.write_char(one)?,
            }
        }
        f.write_char('"')
    }
}

/// A number of the kernel by its name, or `#` and the number.
pub(super) struct Numbered(pub(super) Option<&'static str>, pub(super) u32);

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => Name(name).fmt(f),
            None => write!(f, "#{}", self.1),
        }
    }
}

/// What a module's entities are called.
#[derive(Clone, Copy)]
pub(crate) struct Names<'m>(pub(crate) &'m Module);

/// A reference by name if that is the first thing of the name, or else by number.
pub(super) struct Reference<'m> {
    name: Option<&'m str>,
    index: usize,
}

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            Some(name) => Name(name).fmt(f),
            None => write!(f, "#{}", self.index),
        }
    }
}

impl<'m> Names<'m> {
    pub(super) fn map(self, id: MapId) -> Reference<'m> {
        let name = self.0.maps.get(id).map(|one| &*one.name).filter(|name| self.0.map(name) == Some(id));
        Reference { name, index: id.index() }
    }

    pub(super) fn global(self, id: GlobalId) -> Reference<'m> {
        let name =
            self.0.globals.get(id).map(|one| &*one.name).filter(|name| self.0.global(name) == Some(id));
        Reference { name, index: id.index() }
    }

    pub(super) fn function(self, id: FunctionId) -> Reference<'m> {
        let name =
            self.0.functions.get(id).map(|one| &*one.name).filter(|name| self.0.function(name) == Some(id));
        Reference { name, index: id.index() }
    }

    pub(super) fn kernel_function(self, id: KernelFunctionId) -> Reference<'m> {
        let first =
            |name: &str| self.0.kernel_functions.iter().find(|(_, one)| one.name == name).map(|(id, _)| id);
        let name =
            self.0.kernel_functions.get(id).map(|one| &*one.name).filter(|name| first(name) == Some(id));
        Reference { name, index: id.index() }
    }

    /// The text of a type.
    pub(crate) fn ty(self, ty: Type) -> impl fmt::Display + use<'m> {
        TypeText(self, ty)
    }

    fn parameters(self, f: &mut fmt::Formatter<'_>, parameters: &[Definition]) -> fmt::Result {
        for (at, Definition { value, ty }) in parameters.iter().enumerate() {
            write!(f, "{}{value}: {}", if at == 0 { "" } else { ", " }, self.ty(*ty))?;
        }
        Ok(())
    }
}

struct TypeText<'m>(Names<'m>, Type);

impl fmt::Display for TypeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(names, ty) = *self;
        match ty {
            Type::Bool => f.write_str("bool"),
            Type::I8 => f.write_str("i8"),
            Type::I16 => f.write_str("i16"),
            Type::I32 => f.write_str("i32"),
            Type::I64 => f.write_str("i64"),
            Type::Below(bound) => write!(f, "below {bound}"),
            Type::Pointer { region, nullable } => {
                f.write_str(if nullable { "ptr? " } else { "ptr " })?;
                match region {
                    Region::Stack { slot, offset } => write!(f, "stack {slot}{}", Behind(offset)),
                    Region::Context => f.write_str("context"),
                    Region::MapValue { map, offset } => {
                        write!(f, "map_value {}{}", names.map(map), Behind(offset))
                    }
                    Region::Global { global, offset } => {
                        write!(f, "global {}{}", names.global(global), Behind(offset))
                    }
                    Region::Packet(size) => write!(f, "packet {size}"),
                    Region::PacketEnd => f.write_str("packet_end"),
                    Region::Record(size) => write!(f, "record {size}"),
                    Region::Reserved(size) => write!(f, "reserved {size}"),
                    Region::Kernel(of) => write!(f, "kernel {of}"),
                    Region::Untrusted(of) => write!(f, "untrusted {of}"),
                    Region::User => f.write_str("user"),
                    Region::Memory(size) => write!(f, "memory {size}"),
                    Region::Constant(size) => write!(f, "constant {size}"),
                    Region::Map(map) => write!(f, "map {}", names.map(map)),
                    Region::Socket { kind, owned } => {
                        let kind = match kind {
                            SocketKind::Common => "common",
                            SocketKind::Full => "full",
                            SocketKind::Tcp => "tcp",
                        };
                        write!(f, "{} {kind}", if owned { "owned_socket" } else { "socket" })
                    }
                }
            }
        }
    }
}

/// An offset, if there is one.
pub(super) struct Behind(pub(super) u32);

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { Ok(()) } else { write!(f, "+{}", self.0) }
    }
}

impl fmt::Display for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Names(self);
        if !self.licence.is_empty() {
            writeln!(f, "licence {}", Quoted(&self.licence))?;
        }
        for (id, file) in self.files.iter() {
            writeln!(f, "{id} = {}", Quoted(file))?;
        }
        for (id, Location { file, line, column, inlined_at }) in self.locations.iter() {
            write!(f, "{id} = {file}:{line}:{column}")?;
            inlined_at.map_or(Ok(()), |at| write!(f, " at {at}"))?;
            writeln!(f)?;
        }
        for ((file, line), text) in &self.lines {
            writeln!(f, "line {file}:{line} {}", Quoted(text))?;
        }
        for (id, one) in self.types.iter() {
            writeln!(f, "{id} = {one}")?;
        }
        for map in self.maps.values() {
            write!(f, "map {} {}", Name(&map.name), Numbered(map.map_type.name(), map.map_type.0))?;
            write!(f, " key {} value {} entries {}", map.key_size, map.value_size, map.max_entries)?;
            if map.flags != 0 {
                write!(f, " flags {:#x}", map.flags)?;
            }
            map.key_type.map_or(Ok(()), |of| write!(f, " key_type {of}"))?;
            map.value_type.map_or(Ok(()), |of| write!(f, " value_type {of}"))?;
            writeln!(f)?;
        }
        for global in self.globals.values() {
            let access = if global.writable { "writable" } else { "constant" };
            write!(f, "global {} {access} align {} \"", Name(&global.name), global.align)?;
            global.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
            f.write_char('"')?;
            global.declared.map_or(Ok(()), |of| write!(f, " type {of}"))?;
            writeln!(f)?;
        }
        for one in self.kernel_functions.values() {
            write!(f, "kfunc {}(", Name(&one.name))?;
            for (at, ty) in one.parameters.iter().enumerate() {
                write!(f, "{}{}", if at == 0 { "" } else { ", " }, names.ty(*ty))?;
            }
            f.write_char(')')?;
            one.result.map_or(Ok(()), |ty| write!(f, " -> {}", names.ty(ty)))?;
            writeln!(f)?;
        }
        for function in self.functions.values() {
            print_function(f, names, function)?;
        }
        Ok(())
    }
}

fn print_function(f: &mut fmt::Formatter<'_>, names: Names<'_>, function: &Function) -> fmt::Result {
    let name = Name(&function.name);
    match function.kind {
        FunctionKind::Program { program_type, attach_type, default } => {
            write!(f, "program {name} {}", Numbered(program_type.name(), program_type.0))?;
            attach_type.map_or(Ok(()), |at| write!(f, " at {}", Numbered(at.name(), at.0)))?;
            write!(f, " default {default}")?;
        }
        FunctionKind::Local => write!(f, "function {name}")?,
        FunctionKind::Global => write!(f, "function {name} global")?,
    }
    function.result.map_or(Ok(()), |ty| write!(f, " -> {}", names.ty(ty)))?;
    writeln!(f, " {{")?;
    for (id, slot) in function.slots.iter() {
        write!(f, "  slot {id} {} align {}", slot.size, slot.align)?;
        slot.name.as_ref().map_or(Ok(()), |name| write!(f, " {}", Quoted(name)))?;
        writeln!(f)?;
    }
    for (id, block) in function.blocks.iter() {
        let BlockBody { parameters, bound, instructions, end } = block;
        write!(f, "{id}")?;
        if !parameters.is_empty() {
            f.write_char('(')?;
            names.parameters(f, parameters)?;
            f.write_char(')')?;
        }
        match bound {
            Some(Bound::Times(times)) => write!(f, " bound {times}")?,
            Some(Bound::MayGoto) => write!(f, " bound may_goto")?,
            None => {}
        }
        writeln!(f, ":")?;
        for one in instructions {
            f.write_str("  ")?;
            if let Some(Definition { value, ty }) = one.result {
                write!(f, "{value}: {} = ", names.ty(ty))?;
            }
            names.operation(f, &one.operation)?;
            one.location.map_or(Ok(()), |at| write!(f, " {at}"))?;
            writeln!(f)?;
        }
        if let Some(end) = end {
            f.write_str("  ")?;
            names.terminator(f, &end.terminator)?;
            end.location.map_or(Ok(()), |at| write!(f, " {at}"))?;
            writeln!(f)?;
        }
    }
    writeln!(f, "}}")
}

impl fmt::Display for TypeDeclaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |signed| if signed { "signed" } else { "unsigned" };
        match self {
            Self::Integer { name, size, signed } => {
                write!(f, "int {} {size} {}", Quoted(name), sign(*signed))
            }
            Self::Pointer(None) => f.write_str("ptr void"),
            Self::Pointer(Some(to)) => write!(f, "ptr {to}"),
            Self::Array { element, count } => write!(f, "array {element} {count}"),
            Self::Composite { union, name, size, members } => {
                write!(f, "{} {} {size} {{ ", if *union { "union" } else { "struct" }, Quoted(name))?;
                for member in members {
                    write!(f, "{} {} @{}", Quoted(&member.name), member.ty, member.bit_offset)?;
                    member.bits.map_or(Ok(()), |bits| write!(f, ":{bits}"))?;
                    f.write_char(' ')?;
                }
                f.write_char('}')
            }
            Self::Enumeration { name, size, signed, values } => {
                write!(f, "enum {} {size} {} {{ ", Quoted(name), sign(*signed))?;
                values.iter().try_for_each(|(name, value)| write!(f, "{} {value} ", Quoted(name)))?;
                f.write_char('}')
            }
            Self::Alias { name, of: None } => write!(f, "alias {} void", Quoted(name)),
            Self::Alias { name, of: Some(of) } => write!(f, "alias {} {of}", Quoted(name)),
            Self::Opaque(name) => write!(f, "opaque {}", Quoted(name)),
        }
    }
}
