//! Rust declarations of types, each after those that it needs, laid out as the types are.
//!
//! Nothing is left to the compiler's choice: what lies between members is a member, and the text asserts sizes and offsets, so that
//! it does not compile where a layout would be another one.

mod composite;
mod names;
mod support;

use core::fmt::Write as _;
use std::collections::{HashMap, HashSet};

pub use names::rust_identifier;
use names::{Names, plain};
use support::{Support, TAKEN};

use super::layout::Alignments;
use crate::error::BtfError;
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::resolve::MAX_CHAIN;
use crate::shape::{Int, IntEncoding, Signedness};
use crate::view::{Prototype, Shape, Type};

/// The longest text that is made.
const MAX_TEXT: usize = 1 << 26;
/// How deep types may be in each other.
const MAX_DEPTH: usize = 4 * MAX_CHAIN;

/// The names that C has for what Rust has built in. They are not declared.
const WELL_KNOWN: [&str; 26] = [
    "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__u8", "__u16", "__u32", "__u64", "__s8", "__s16",
    "__s32", "__s64", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t", "int32_t",
    "int64_t", "bool", "char",
];

/// As what types are declared in Rust.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RustStyle<'a> {
    /// With nothing but the core library. Unions are unions.
    Plain,
    /// As values that any bytes can be read as: with the traits of the crate `zerocopy`, which is at this path. Unions are
    /// their bytes, with methods that read and write members.
    Values {
        /// The path of the crate, such as `::zerocopy`.
        zerocopy: &'a str,
    },
}

/// Rust declarations of types and of all that they need.
///
/// Structures keep the names and the order of their members; their size and offsets are asserted at compile time. Bitfields are
/// methods over the bytes they are in. Pointers are numbers of the target's width, truth values are bytes, and enumerations are numbers
/// with constants, so that every pattern of bits is a value of its type. What has no name gets one; keywords are
/// escaped; two types of one name are told apart by `___2`.
///
/// ```
/// use skep_btf::{Btf, BtfBuilder, Endian, Int, NewMember, RustDeclarations, RustStyle};
///
/// let mut builder = BtfBuilder::new();
/// let int = builder.add_int("int", Int::signed(4));
/// let event = builder.add_struct("event", 4, &[NewMember::at_byte("type", int, 0)]);
/// let btf = Btf::parse(builder.to_bytes(Endian::Little)?)?;
///
/// let mut declarations = RustDeclarations::new(&btf, RustStyle::Plain);
/// assert_eq!(declarations.declare(event, "", "types::")?, "types::event");
/// assert!(declarations.into_text().contains("pub r#type: i32,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RustDeclarations<'b> {
    btf: &'b Btf<'b>,
    style: RustStyle<'b>,
    text: String,
    alignments: Alignments,
    /// The names of types, which they have before they are declared.
    names: HashMap<TypeId, String>,
    declared: HashSet<TypeId>,
    given: Names,
    /// The structures and unions that have floating-point numbers in them, which are not equal to themselves.
    floating: HashSet<TypeId>,
    support: Support,
}

impl core::fmt::Debug for RustDeclarations<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "RustDeclarations({} types, {} bytes)", self.declared.len(), self.text.len())
    }
}

impl Btf<'_> {
    /// Rust declarations of these types, functions and all that they need, in the style [`RustStyle::Plain`]; see
    /// [`RustDeclarations`].
    ///
    /// # Errors
    ///
    /// As [`RustDeclarations::declare`].
    pub fn rust_declarations(&self, types: impl IntoIterator<Item = TypeId>) -> Result<String, BtfError> {
        let mut declarations = RustDeclarations::new(self, RustStyle::Plain);
        for id in types {
            declarations.declare(id, "", "")?;
        }
        Ok(declarations.into_text())
    }
}

impl<'b> RustDeclarations<'b> {
    /// No declarations yet.
    pub fn new(btf: &'b Btf<'b>, style: RustStyle<'b>) -> Self {
        Self {
            btf,
            style,
            text: String::new(),
            alignments: Alignments::default(),
            names: HashMap::new(),
            declared: HashSet::new(),
            given: Names::reserved(TAKEN),
            floating: HashSet::new(),
            support: Support::default(),
        }
    }

    /// Declares what this type needs, and itself if it is a structure, union, enumeration, typedef or function. Returns how
    /// Rust writes the type where the declarations are in the module of this path (`types::`, or nothing). A type without
    /// a name gets the one of `otherwise`.
    ///
    /// # Errors
    ///
    /// When a type does not exist or is none that a variable or function can have, a name is damaged, types are in each other more than 128
    /// deep or a type is in itself, or the text would have more than 64 MiB.
    pub fn declare(&mut self, id: TypeId, otherwise: &str, path: &str) -> Result<String, BtfError> {
        let ty = self.btf.type_by_id(id)?;
        match ty.shape() {
            Shape::Func { .. } => {
                let (prototype, name) = (ty.prototype()?, ty.name()?);
                self.function(ty, prototype, name)
            }
            _ => self.written(id, otherwise, path, 0),
        }
    }

    /// The declarations, and before them what they share.
    pub fn into_text(self) -> String {
        let mut text = self.support.text(self.style, self.btf.endian(), self.btf.pointer_size());
        text.push_str(&self.text);
        text
    }

    /// How a type is written. What has to be declared for that is declared.
    fn written(&mut self, id: TypeId, otherwise: &str, path: &str, depth: usize) -> Result<String, BtfError> {
        if depth > MAX_DEPTH {
            return Err(BtfError::TooDeep { id, limit: MAX_DEPTH });
        }
        let ty = self.btf.type_by_id(id)?;
        let deeper = depth + 1;
        Ok(match ty.shape() {
            Shape::Void => "::core::ffi::c_void".to_owned(),
            Shape::Int(int) => self.integer(int, ty.name()?, path),
            Shape::Float { size } => floating_point(size),
            Shape::Ptr { .. } => {
                self.support.pointer = true;
                format!("{path}Pointer")
            }
            Shape::Array(array) => {
                let element = self.written(array.element, otherwise, path, deeper)?;
                self.limit(element.len(), id)?;
                format!("[{element}; {}]", array.count)
            }
            Shape::Const { to } | Shape::Volatile { to } | Shape::Restrict { to } | Shape::TypeTag { to } => {
                self.written(to, otherwise, path, deeper)?
            }
            Shape::Var { of, .. } => self.written(of, otherwise, path, deeper)?,
            Shape::Typedef { to } => self.typedef(ty, to, path, deeper)?,
            Shape::FuncProto(prototype) => self.prototype(prototype, path, deeper)?,
            Shape::Struct { .. } | Shape::Union { .. } | Shape::Enum { .. } | Shape::Enum64 { .. } => {
                let name = self.named(ty, otherwise, deeper)?;
                format!("{path}{name}")
            }
            Shape::Fwd(_)
            | Shape::Func { .. }
            | Shape::Datasec { .. }
            | Shape::DeclTag { .. }
            | Shape::Unknown { .. } => return Err(ty.wrong_kind("a type that a variable can have")),
        })
    }

    fn integer(&mut self, int: Int, name: &str, path: &str) -> String {
        let signed = int.encoding.contains(IntEncoding::SIGNED);
        match int.size {
            1 if int.encoding.contains(IntEncoding::BOOL) => {
                self.support.boolean = true;
                format!("{path}Bool")
            }
            // Whether it has a sign differs between machines, and it is text anyway.
            1 if name == "char" => "u8".to_owned(),
            size @ (1 | 2 | 4 | 8 | 16) => format!("{}{}", if signed { 'i' } else { 'u' }, size * 8),
            size => format!("[u8; {size}]"),
        }
    }

    /// Another name of a type, which is declared unless it is the same one.
    fn typedef(&mut self, ty: Type<'_>, to: TypeId, path: &str, depth: usize) -> Result<String, BtfError> {
        let name = ty.name()?;
        let base = ty.resolve()?;
        if WELL_KNOWN.contains(&name) && matches!(base.shape(), Shape::Int(_)) {
            return self.written(base.id(), name, path, depth);
        }
        if self.declared.contains(&ty.id()) {
            return Ok(format!("{path}{}", self.names.get(&ty.id()).map_or("", String::as_str)));
        }
        let target = self.written(to, name, "", depth)?;
        // What had no name has got this one, or a tag is its own typedef's name.
        if target == rust_identifier(name) {
            return Ok(format!("{path}{target}"));
        }
        let given = self.given.give(name);
        let _ = writeln!(self.text, "pub type {given} = {target};\n");
        self.names.insert(ty.id(), given.clone());
        self.declared.insert(ty.id());
        self.limit(0, ty.id())?;
        Ok(format!("{path}{given}"))
    }

    /// A function, as the type of a pointer to it.
    fn function(&mut self, ty: Type<'_>, prototype: Prototype<'_>, name: &str) -> Result<String, BtfError> {
        if let Some(name) = self.names.get(&ty.id()) {
            return Ok(name.clone());
        }
        let text = self.prototype(prototype, "", 0)?;
        let given = self.given.give(name);
        let _ = writeln!(self.text, "/// The function `{}`.\npub type {given} = {text};\n", plain(name));
        self.names.insert(ty.id(), given.clone());
        Ok(given)
    }

    fn prototype(&mut self, prototype: Prototype<'_>, path: &str, depth: usize) -> Result<String, BtfError> {
        let mut text = "unsafe extern \"C\" fn(".to_owned();
        let mut names = Names::default();
        for (number, parameter) in prototype.parameters.into_iter().enumerate() {
            text.push_str(if number == 0 { "" } else { ", " });
            if parameter.is_variadic() {
                text.push_str("...");
                continue;
            }
            let name = match parameter.name()? {
                "" => names.give(&format!("argument_{number}")),
                name => names.give(name),
            };
            let of = self.written(parameter.type_id(), &name, path, depth)?;
            let _ = write!(text, "{name}: {of}");
            self.limit(text.len(), parameter.type_id())?;
        }
        text.push(')');
        if !matches!(self.btf.resolve(prototype.returns)?.shape(), Shape::Void) {
            let _ = write!(text, " -> {}", self.written(prototype.returns, "result", path, depth)?);
        }
        Ok(text)
    }

    /// Declares a structure, union or enumeration, unless it is declared, and gives its name.
    fn named(&mut self, ty: Type<'b>, otherwise: &str, depth: usize) -> Result<String, BtfError> {
        let id = ty.id();
        if let Some(name) = self.names.get(&id) {
            // A type that is needed to declare itself has no size.
            let known = self.declared.contains(&id).then(|| name.clone());
            return known.ok_or(BtfError::TooDeep { id, limit: MAX_DEPTH });
        }
        let name = match (ty.name()?, otherwise) {
            ("", "") => self.given.give("anonymous"),
            ("", otherwise) => self.given.give(otherwise.trim_start_matches("r#")),
            (name, _) => self.given.give(name),
        };
        self.names.insert(id, name.clone());
        match ty.kind() {
            Kind::Struct => self.structure(ty, &name, depth)?,
            Kind::Union => self.union(ty, &name, depth)?,
            _ => self.enumeration(ty, &name)?,
        }
        self.declared.insert(id);
        self.limit(0, id)?;
        Ok(name)
    }

    /// An enumeration: a number, of which some values have names. Others are values as well.
    fn enumeration(&mut self, ty: Type<'_>, name: &str) -> Result<(), BtfError> {
        let (size, number) = (ty.size()?, enumeration_number(ty)?);
        let bytes = in_bytes(size);
        let mut text = format!("/// `enum {}`, {bytes}.\n#[repr(transparent)]\n", plain(ty.name()?));
        if ty.is_anonymous() {
            text = format!("/// An enumeration without a name, {bytes}.\n#[repr(transparent)]\n");
        }
        text.push_str(&self.style.derives().unwrap_or_default());
        text.push_str("#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]\n");
        // A tuple would be a function too, which names of variables and parameters may not be.
        let _ = writeln!(
            text,
            "pub struct {name} {{\n    /// The value as a number.\n    pub number: {number},\n}}\n"
        );
        if ty.values()?.len() > 0 {
            let _ = writeln!(text, "impl {name} {{");
            let mut names = Names::default();
            for value in ty.values()? {
                let (constant, number) = (names.give(value.name()?), in_range(value.value(), size, &number));
                let _ = writeln!(text, "    pub const {constant}: Self = Self {{ number: {number} }};");
                self.limit(text.len(), ty.id())?;
            }
            text.push_str("}\n\n");
        }
        let _ = writeln!(text, "const _: () = assert!(::core::mem::size_of::<{name}>() == {size});\n");
        self.text.push_str(&text);
        Ok(())
    }

    /// Refuses a text that grows too long.
    fn limit(&self, more: usize, id: TypeId) -> Result<(), BtfError> {
        if self.text.len().saturating_add(more) > MAX_TEXT {
            return Err(BtfError::TextTooLong { id, limit: MAX_TEXT });
        }
        Ok(())
    }
}

fn floating_point(size: u32) -> String {
    match size {
        4 => "f32".to_owned(),
        8 => "f64".to_owned(),
        // Rust has no such numbers: their bits, aligned as they are.
        2 => "u16".to_owned(),
        16 => "u128".to_owned(),
        _ => format!("[u8; {size}]"),
    }
}

/// The integer that an enumeration's values are in Rust.
fn enumeration_number(ty: Type<'_>) -> Result<String, BtfError> {
    let signed = match ty.shape() {
        Shape::Enum { signedness, .. } | Shape::Enum64 { signedness, .. } => signedness == Signedness::Signed,
        _ => false,
    };
    Ok(match ty.size()? {
        size @ (1 | 2 | 4 | 8) => format!("{}{}", if signed { 'i' } else { 'u' }, size * 8),
        _ => return Err(ty.wrong_kind("an enumeration of 1, 2, 4 or 8 bytes")),
    })
}

/// A size in words.
fn in_bytes(size: u64) -> String {
    if size == 1 { "1 byte".to_owned() } else { format!("{size} bytes") }
}

/// A value as far as an integer of this many bytes holds it: damaged enumerations have greater ones.
fn in_range(value: i128, size: u64, number: &str) -> i128 {
    let bits = u32::try_from(size * 8).unwrap_or(64).clamp(8, 64);
    let low = value & ((1 << bits) - 1);
    if number.starts_with('i') && low >> (bits - 1) == 1 { low - (1 << bits) } else { low }
}
