//! C declarations of types, each after those that it needs, laid out as the types are.

use core::fmt::Write as _;
use std::collections::{HashMap, HashSet};

use super::layout::{Alignments, Place};
use crate::error::BtfError;
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::resolve::MAX_CHAIN;
use crate::shape::{FwdKind, Int, IntEncoding};
use crate::view::{Shape, Type};

/// The longest text that is made: damaged types could otherwise hold each other exponentially often.
const MAX_TEXT: usize = 1 << 26;
/// How deep types may be in each other.
const MAX_DEPTH: usize = 4 * MAX_CHAIN;
/// A typedef that every compiler has, as another type for each machine: what it stands for is printed instead.
pub(super) const BUILT_IN: &str = "__builtin_va_list";
/// The words that integers' names are made of in C.
const C_WORDS: [&str; 8] = ["unsigned", "signed", "char", "short", "int", "long", "_Bool", "__int128"];

impl Btf<'_> {
    /// C declarations of these types and of all that they need, in an order that a compiler takes.
    ///
    /// The compiler lays them out as the types are: sizes and offsets are the same, by padding and
    /// `__attribute__((packed))` where needed. Structures that are only pointed to are only declared. Two types that
    /// share a name are told apart by `___2` and so on; what no C name can have becomes `_`. Functions, variables,
    /// sections and tags are left out.
    ///
    /// # Errors
    ///
    /// When a type that is needed does not exist, a name is damaged, types are in each other more than 128 deep, or
    /// the text would have more than 64 MiB.
    pub fn c_declarations(&self, types: impl IntoIterator<Item = TypeId>) -> Result<String, BtfError> {
        let mut printer = Printer::new(self);
        for id in types {
            printer.define(id, 0)?;
        }
        Ok(printer.text)
    }

    /// C declarations of all structures, unions, enumerations and typedefs, the base's included, as
    /// `vmlinux.h` has them.
    ///
    /// # Errors
    ///
    /// As [`c_declarations`](Self::c_declarations).
    pub fn to_c(&self) -> Result<String, BtfError> {
        // An enumeration without a name is printed where it is used; if nowhere, by itself.
        let mut used = HashSet::new();
        for ty in self.types() {
            used.extend(ty.target());
            used.extend(ty.members().into_iter().flatten().map(|member| member.type_id()));
            used.extend(ty.array().map(|array| array.element));
        }
        self.c_declarations(self.types().filter_map(|ty| match ty.kind() {
            Kind::Struct | Kind::Union | Kind::Typedef if !ty.is_anonymous() => Some(ty.id()),
            Kind::Enum | Kind::Enum64 if !ty.is_anonymous() || !used.contains(&ty.id()) => Some(ty.id()),
            _ => None,
        }))
    }

    /// How C writes this type without a name, such as `struct file *`. What has no name itself is written out.
    ///
    /// # Errors
    ///
    /// As [`c_declarations`](Self::c_declarations).
    pub fn c_name(&self, id: TypeId) -> Result<String, BtfError> {
        Printer::new(self).declare(id, "", 0)
    }
}

/// What has been written of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// It is being written, or what it needs is.
    Begun,
    /// All of it.
    Defined,
}

/// The declarations so far.
pub(super) struct Printer<'b> {
    pub(super) btf: &'b Btf<'b>,
    text: String,
    alignments: Alignments,
    written: HashMap<TypeId, Written>,
    /// The structures and unions that were declared, by their C names.
    declared: HashSet<String>,
    /// The typedefs that were written, which may be before what they name is defined.
    typedefs: HashSet<TypeId>,
    /// The types that can be pointed to.
    mentioned: HashSet<TypeId>,
    names: HashMap<TypeId, String>,
    /// How many members without a meaning there are; each has a number, since one may be in an anonymous structure.
    pads: u32,
    /// How often a name was given: to structures, unions and enumerations, and to all else.
    given: [HashMap<String, u32>; 2],
}

/// A name that C takes.
fn identifier(name: &str) -> String {
    let mut name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

/// Whether C knows an integer of this name without a declaration.
fn is_c_integer(name: &str) -> bool {
    name.split(' ').all(|word| C_WORDS.contains(&word))
}

impl<'b> Printer<'b> {
    fn new(btf: &'b Btf<'b>) -> Self {
        Self {
            btf,
            text: String::new(),
            alignments: Alignments::default(),
            written: HashMap::new(),
            declared: HashSet::new(),
            typedefs: HashSet::new(),
            mentioned: HashSet::new(),
            names: HashMap::new(),
            pads: 0,
            given: [HashMap::new(), HashMap::new()],
        }
    }

    /// Refuses a text that grows too long.
    pub(super) fn limit(&self, more: usize, id: TypeId) -> Result<(), BtfError> {
        if self.text.len().saturating_add(more) > MAX_TEXT {
            return Err(BtfError::TextTooLong { id, limit: MAX_TEXT });
        }
        Ok(())
    }

    /// A name that nothing else has.
    fn unique(&mut self, name: &str, tag: bool) -> String {
        let name = identifier(name);
        let [tags, others] = &mut self.given;
        let count = if tag { tags } else { others }.entry(name.clone()).or_insert(0);
        *count = count.saturating_add(1);
        if *count == 1 { name } else { format!("{name}___{count}") }
    }

    /// The C name of a type that has a name.
    fn name(&mut self, ty: Type<'_>) -> Result<String, BtfError> {
        if let Some(name) = self.names.get(&ty.id()) {
            return Ok(name.clone());
        }
        let tag = matches!(ty.kind(), Kind::Struct | Kind::Union | Kind::Enum | Kind::Enum64);
        let name = match ty.kind() {
            // A declaration is of whatever has that name.
            Kind::Fwd => identifier(ty.name()?),
            _ => self.unique(ty.name()?, tag),
        };
        self.names.insert(ty.id(), name.clone());
        Ok(name)
    }

    /// Writes what is needed to use this type whole, and the type itself if it has a name.
    fn define(&mut self, id: TypeId, depth: usize) -> Result<(), BtfError> {
        if depth > MAX_DEPTH {
            return Err(BtfError::TooDeep { id, limit: MAX_DEPTH });
        }
        if self.written.contains_key(&id) {
            return Ok(());
        }
        let ty = self.btf.type_by_id(id)?;
        self.limit(0, id)?;
        self.written.insert(id, Written::Begun);
        match ty.shape() {
            Shape::Struct { members, .. } | Shape::Union { members, .. } => {
                for member in members {
                    self.define(member.type_id(), depth + 1)?;
                }
                if !ty.is_anonymous() {
                    let body = self.composite(ty, 0, 0)?;
                    let name = self.name(ty)?;
                    let _ = writeln!(self.text, "{body};\n");
                    self.declared.insert(format!("{} {name}", keyword(ty.kind())));
                }
            }
            Shape::Enum { .. } | Shape::Enum64 { .. } => {
                // Without a name, and of types that were asked for: nothing else can print it.
                if !ty.is_anonymous() || depth == 0 {
                    let body = self.enumeration(ty, 0)?;
                    let _ = writeln!(self.text, "{body};\n");
                }
            }
            Shape::Typedef { to } => {
                self.define(to, depth + 1)?;
                self.typedef(ty, depth)?;
            }
            Shape::Int(_) => self.integer(ty)?,
            Shape::Const { to } | Shape::Volatile { to } | Shape::Restrict { to } | Shape::TypeTag { to } => {
                self.define(to, depth + 1)?;
            }
            Shape::Array(array) => self.define(array.element, depth + 1)?,
            Shape::Ptr { .. } | Shape::FuncProto(_) | Shape::Fwd(_) => self.mention(id, depth)?,
            Shape::Void
            | Shape::Func { .. }
            | Shape::Var { .. }
            | Shape::Datasec { .. }
            | Shape::Float { .. }
            | Shape::DeclTag { .. }
            | Shape::Unknown { .. } => {}
        }
        self.written.insert(id, Written::Defined);
        Ok(())
    }

    /// Writes what is needed to point to this type.
    fn mention(&mut self, id: TypeId, depth: usize) -> Result<(), BtfError> {
        if depth > MAX_DEPTH {
            return Err(BtfError::TooDeep { id, limit: MAX_DEPTH });
        }
        if !self.mentioned.insert(id) {
            return Ok(());
        }
        let mut ty = self.btf.type_by_id(id)?;
        for _ in 0..=MAX_CHAIN {
            match ty.shape() {
                Shape::Struct { .. } | Shape::Union { .. } if !ty.is_anonymous() => {
                    let name = self.name(ty)?;
                    self.declare_tag(keyword(ty.kind()), &name);
                    return Ok(());
                }
                Shape::Fwd(kind) => {
                    let name = self.name(ty)?;
                    self.declare_tag(if kind == FwdKind::Union { "union" } else { "struct" }, &name);
                    return Ok(());
                }
                Shape::Struct { .. } | Shape::Union { .. } | Shape::Int(_) => {
                    return self.define(ty.id(), depth + 1);
                }
                Shape::Enum { .. } | Shape::Enum64 { .. } => {
                    return if ty.is_anonymous() { Ok(()) } else { self.define(ty.id(), depth + 1) };
                }
                Shape::Typedef { to } => {
                    if !self.typedefs.contains(&ty.id()) {
                        self.mention(to, depth + 1)?;
                        self.typedef(ty, depth)?;
                    }
                    return Ok(());
                }
                Shape::FuncProto(prototype) => {
                    for parameter in prototype.parameters {
                        self.mention(parameter.type_id(), depth + 1)?;
                    }
                    ty = ty.follow(prototype.returns)?;
                }
                // What is pointed to may be incomplete, but not what an array is of.
                Shape::Array(array) => return self.define(array.element, depth + 1),
                Shape::Ptr { to }
                | Shape::Const { to }
                | Shape::Volatile { to }
                | Shape::Restrict { to }
                | Shape::TypeTag { to } => ty = ty.follow(to)?,
                _ => return Ok(()),
            }
        }
        Err(BtfError::ChainTooLong { id, limit: MAX_CHAIN })
    }

    fn declare_tag(&mut self, keyword: &str, name: &str) {
        let declaration = format!("{keyword} {name}");
        if !self.declared.contains(&declaration) {
            let _ = writeln!(self.text, "{declaration};\n");
            self.declared.insert(declaration);
        }
    }

    fn typedef(&mut self, ty: Type<'_>, depth: usize) -> Result<(), BtfError> {
        if let (Some(to), true, false) = (ty.target(), self.typedefs.insert(ty.id()), ty.name()? == BUILT_IN)
        {
            let name = self.name(ty)?;
            let declaration = self.declare(to, &name, depth)?;
            let _ = writeln!(self.text, "typedef {declaration};\n");
        }
        Ok(())
    }

    /// An integer that C does not know by its name (of Rust, say) becomes a typedef.
    fn integer(&mut self, ty: Type<'_>) -> Result<(), BtfError> {
        if is_c_integer(ty.name()?) || !self.typedefs.insert(ty.id()) {
            return Ok(());
        }
        let Shape::Int(Int { size, encoding, .. }) = ty.shape() else { return Ok(()) };
        let base = match size {
            _ if encoding.contains(IntEncoding::BOOL) => "_Bool",
            1 => "char",
            2 => "short",
            4 => "int",
            8 => "long long",
            _ => "__int128",
        };
        let sign = match (encoding.contains(IntEncoding::SIGNED), base) {
            (_, "_Bool") => "",
            (true, _) => "signed ",
            (false, _) => "unsigned ",
        };
        let name = self.name(ty)?;
        let _ = writeln!(self.text, "typedef {sign}{base} {name};\n");
        Ok(())
    }

    /// The type at the bottom of a declaration.
    pub(super) fn base(&mut self, ty: Type<'_>, depth: usize) -> Result<String, BtfError> {
        Ok(match ty.shape() {
            Shape::Void => "void".to_owned(),
            Shape::Int(_) if is_c_integer(ty.name()?) => ty.name()?.to_owned(),
            Shape::Float { size } => match (ty.name()?, size) {
                (name @ ("float" | "double" | "long double"), _) => name,
                (_, 4) => "float",
                (_, 8) => "double",
                _ => "long double",
            }
            .to_owned(),
            Shape::Struct { .. } | Shape::Union { .. } if ty.is_anonymous() => {
                self.composite(ty, depth + 1, depth + 1)?
            }
            Shape::Enum { .. } | Shape::Enum64 { .. } if ty.is_anonymous() => self.enumeration(ty, depth)?,
            Shape::Struct { .. } | Shape::Union { .. } | Shape::Enum { .. } | Shape::Enum64 { .. } => {
                format!("{} {}", keyword(ty.kind()), self.name(ty)?)
            }
            Shape::Fwd(kind) => {
                let keyword = if kind == FwdKind::Union { "union" } else { "struct" };
                format!("{keyword} {}", self.name(ty)?)
            }
            Shape::Typedef { .. } | Shape::Int(_) => self.name(ty)?,
            _ => return Err(ty.wrong_kind("a type that a variable can have")),
        })
    }

    /// The definition of a structure or union, without a semicolon, indented this deep.
    fn composite(&mut self, ty: Type<'_>, indent: usize, depth: usize) -> Result<String, BtfError> {
        if depth > MAX_CHAIN {
            return Err(BtfError::TooDeep { id: ty.id(), limit: MAX_CHAIN });
        }
        let alignment = self.alignments.of_composite(ty, 0)?;
        let mut body = keyword(ty.kind()).to_owned();
        if !ty.is_anonymous() {
            let _ = write!(body, " {}", self.name(ty)?);
        }
        body.push_str(" {\n");
        let inner = "\t".repeat(indent.saturating_add(1));
        let is_union = ty.kind() == Kind::Union;
        // The bits that are laid out so far.
        let mut end = 0_u64;
        for member in ty.members()? {
            let place = self.alignments.place(self.btf, &member, 0)?;
            if !is_union {
                pad(&mut body, &inner, end, &place, alignment.packed, &mut self.pads);
            }
            let declaration = self.declare(member.type_id(), &identifier(member.name()?), depth)?;
            let _ = match place.bits {
                Some(bits) => writeln!(body, "{inner}{declaration}: {bits};"),
                None => writeln!(body, "{inner}{declaration};"),
            };
            let bits = place.bits.map_or(place.size.saturating_mul(8), |bits| bits.get().into());
            let this = if is_union { bits } else { place.offset.saturating_add(bits) };
            end = end.max(this);
            self.limit(body.len(), ty.id())?;
        }
        let size = ty.size()?;
        let natural = round_up(end.div_ceil(8), alignment.align);
        if size > natural {
            let from = if is_union { 0 } else { end };
            fill(&mut body, &inner, from, size.saturating_mul(8), &mut self.pads);
        }
        body.push_str(&"\t".repeat(indent));
        body.push('}');
        if alignment.packed {
            body.push_str(" __attribute__((packed))");
        }
        Ok(body)
    }

    /// The definition of an enumeration, without a semicolon.
    fn enumeration(&mut self, ty: Type<'_>, indent: usize) -> Result<String, BtfError> {
        let mut body = "enum".to_owned();
        if !ty.is_anonymous() {
            let _ = write!(body, " {}", self.name(ty)?);
        }
        let mut values = ty.values()?.peekable();
        let size = ty.size()?;
        let (tabs, inner) = ("\t".repeat(indent), "\t".repeat(indent.saturating_add(1)));
        // Only declared, of an unknown size: C wants a value.
        if values.peek().is_none() {
            let name = self.unique("__none", false);
            let _ = write!(body, " {{\n{inner}{name} = 0,\n{tabs}}}");
        } else {
            body.push_str(" {\n");
            for value in values {
                let name = self.unique(value.name()?, false);
                let number = value.value();
                let _ = match (i64::try_from(number), size) {
                    (Ok(i64::MIN), _) => writeln!(body, "{inner}{name} = (-9223372036854775807LL - 1),"),
                    (Ok(number), 8) => writeln!(body, "{inner}{name} = {number}LL,"),
                    (Ok(number), _) => writeln!(body, "{inner}{name} = {number},"),
                    (Err(_), _) => writeln!(body, "{inner}{name} = {number}ULL,"),
                };
                self.limit(body.len(), ty.id())?;
            }
            let _ = write!(body, "{tabs}}}");
        }
        match size {
            1 => body.push_str(" __attribute__((mode(byte)))"),
            2 => body.push_str(" __attribute__((mode(HI)))"),
            8 => body.push_str(" __attribute__((mode(DI)))"),
            _ => {}
        }
        Ok(body)
    }
}

const fn keyword(kind: Kind) -> &'static str {
    match kind {
        Kind::Union => "union",
        Kind::Enum | Kind::Enum64 => "enum",
        _ => "struct",
    }
}

/// The next multiple of `unit`, which is not 0; the greatest number if there is none, which only a member that is
/// larger than any structure can be can ask for.
fn round_up(number: u64, unit: u64) -> u64 {
    number.checked_next_multiple_of(unit).unwrap_or(u64::MAX)
}

/// Fills what is between the end of the last member and this one, unless the compiler will.
fn pad(body: &mut String, tabs: &str, end: u64, place: &Place, packed: bool, pads: &mut u32) {
    let natural = match place.bits {
        Some(_) if packed => end,
        Some(bits) => {
            let unit = place.size.saturating_mul(8).max(8);
            if (end % unit).saturating_add(bits.get().into()) > unit { round_up(end, unit) } else { end }
        }
        None if packed => round_up(end, 8),
        None => round_up(end, place.align.saturating_mul(8).max(8)),
    };
    if natural < place.offset {
        fill(body, tabs, end, place.offset, pads);
    }
}

/// Members without a meaning, from this bit up to that.
fn fill(body: &mut String, tabs: &str, from: u64, to: u64, pads: &mut u32) {
    let mut at = from;
    let byte = round_up(at, 8).min(to);
    // A field of `unsigned char` without a name stays in its byte and asks for no alignment.
    if byte > at {
        let _ = writeln!(body, "{tabs}unsigned char: {};", byte - at);
        at = byte;
    }
    let bytes = (to - at) / 8;
    if bytes > 0 {
        let _ = writeln!(body, "{tabs}unsigned char __pad{pads}[{bytes}];");
        *pads = pads.saturating_add(1);
        at += bytes * 8;
    }
    if to > at {
        let _ = writeln!(body, "{tabs}unsigned char: {};", to - at);
    }
}
