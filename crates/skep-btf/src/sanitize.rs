//! What kernels learned of BTF one by one, and what to write in place of what one does not know.
//!
//! A kernel refuses a BTF as a whole if one record in it is of a kind that it does not know. In place of each such record
//! stands another of the same length that the kernel knows, so that no type changes its number, and none of which
//! something else holds a value changes its size:
//!
//! | the kernel lacks | written | stands in its place |
//! |---|---|---|
//! | functions | FUNC, FUNC_PROTO | TYPEDEF, ENUM |
//! | sections | VAR, DATASEC | INT of one byte, STRUCT |
//! | global functions | linkage `global` | linkage `static` |
//! | floating-point numbers | FLOAT | STRUCT without members |
//! | declaration tags | DECL_TAG | INT of one byte |
//! | type tags | TYPE_TAG | CONST |
//! | sections without a variable | DATASEC | PTR |
//! | 64-bit enumerations | ENUM64, the sign of an ENUM | UNION, an ENUM without it |
//! | names of some sort | a name | the name with `_` in place of other characters |
//!
//! The replacements of kinds are those of libbpf 1.7. Sources of the versions: the history of `kernel/bpf/btf.c`.

mod rewrite;

use core::fmt;

use crate::builder::BtfBuilder;
use crate::endian::Endian;
use crate::entries::SectionVariable;
use crate::error::{BtfError, BuildError};
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::shape::{Int, Linkage, Signedness};
use crate::view::{Shape, Type};

/// Something of BTF that a kernel may not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BtfFeature {
    /// FUNC and FUNC_PROTO, and with them the tables of functions and lines.
    Functions,
    /// VAR and DATASEC.
    Sections,
    /// FUNC with the linkage `global`.
    GlobalFunctions,
    /// DATASEC without a variable.
    EmptySections,
    /// FLOAT.
    Floats,
    /// DECL_TAG.
    DeclTags,
    /// TYPE_TAG.
    TypeTags,
    /// ENUM64, and the bit that says that an ENUM is signed.
    Enum64,
    /// Names of types and members that have more than 127 bytes.
    LongNames,
    /// Names of types and members with a `.` in them, such as `check.llvm.7`. (Those of variables and sections always could.)
    DottedNames,
    /// Names of sections that begin with `?`.
    QuestionMarks,
    /// Names of sections with other characters than letters, digits, `_`, `.` and a `?` at the start.
    SectionNames,
    /// DECL_TAG and TYPE_TAG that are whole attributes ([`Type::kind_flag`]).
    AttributeTags,
    /// FUNC and VAR that are defined elsewhere, sections of them, and sections without a byte. No kernel takes these:
    /// they are for loaders.
    Externs,
    /// Names of types and members that are no identifiers, such as Rust's `Option<u32>`, or that have more than 511
    /// bytes. No kernel takes these.
    FreeNames,
}

impl BtfFeature {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Functions,
        Self::Sections,
        Self::GlobalFunctions,
        Self::EmptySections,
        Self::Floats,
        Self::DeclTags,
        Self::TypeTags,
        Self::Enum64,
        Self::LongNames,
        Self::DottedNames,
        Self::QuestionMarks,
        Self::SectionNames,
        Self::AttributeTags,
        Self::Externs,
        Self::FreeNames,
    ];

    /// The version of Linux that learned it, as major and minor number; `None` for what no kernel takes.
    pub const fn since(self) -> Option<(u8, u8)> {
        Some(match self {
            Self::Functions => (5, 0),
            Self::Sections => (5, 2),
            Self::GlobalFunctions => (5, 6),
            Self::EmptySections => (5, 12),
            Self::Floats => (5, 13),
            Self::DeclTags => (5, 16),
            Self::TypeTags => (5, 17),
            Self::Enum64 => (6, 0),
            Self::LongNames => (6, 1),
            Self::DottedNames => (6, 5),
            Self::QuestionMarks => (6, 9),
            Self::SectionNames => (6, 12),
            Self::AttributeTags => (6, 15),
            Self::Externs | Self::FreeNames => return None,
        })
    }

    /// A BTF that only a kernel takes that knows this, and that has nothing else that one may not know, but for what came
    /// before it.
    ///
    /// # Errors
    ///
    /// None for the features there are.
    pub fn probe(self, endian: Endian) -> Result<Vec<u8>, BuildError> {
        let mut b = BtfBuilder::new();
        let int = b.add_int("int", Int::signed(4));
        let section = |b: &mut BtfBuilder, name: &str| {
            let variable = b.add_var("x", int, Linkage::Static);
            b.add_datasec(name, 4, &[SectionVariable { variable, offset: 0, size: 4 }]);
        };
        match self {
            Self::Functions | Self::GlobalFunctions => {
                let prototype = b.add_func_proto(int, &[("a", int)]);
                let is_global = self == Self::GlobalFunctions;
                b.add_func("f", prototype, if is_global { Linkage::Global } else { Linkage::Static });
            }
            Self::Sections => section(&mut b, ".data"),
            Self::EmptySections => {
                b.add_datasec(".data", 4, &[]);
            }
            Self::Floats => {
                b.add_float("float", 4);
            }
            Self::DeclTags => {
                let variable = b.add_var("x", int, Linkage::Static);
                b.add_decl_tag("tag", variable, None);
            }
            Self::TypeTags => {
                let tag = b.add_type_tag("tag", int);
                b.add_ptr(tag);
            }
            Self::Enum64 => {
                b.add_enum64("e", 8, Signedness::Unsigned, &[("A", 0)]);
            }
            Self::LongNames => {
                b.add_typedef(&"a".repeat(200), int);
            }
            Self::DottedNames => {
                b.add_typedef("a.b", int);
            }
            Self::QuestionMarks => section(&mut b, "?.data"),
            Self::SectionNames => section(&mut b, ".data-x"),
            Self::AttributeTags => {
                let tag = b.add_attribute("tag", int);
                b.add_ptr(tag);
            }
            Self::Externs => {
                b.add_var("x", int, Linkage::Extern);
            }
            Self::FreeNames => {
                b.add_typedef("a<b>", int);
            }
        }
        b.to_bytes(endian)
    }
}

/// As it is said in a sentence: `floating-point numbers (FLOAT)`.
impl fmt::Display for BtfFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Functions => "functions (FUNC)",
            Self::Sections => "sections of variables (DATASEC)",
            Self::GlobalFunctions => "global functions",
            Self::EmptySections => "sections without a variable",
            Self::Floats => "floating-point numbers (FLOAT)",
            Self::DeclTags => "tags on declarations (DECL_TAG)",
            Self::TypeTags => "tags on types (TYPE_TAG)",
            Self::Enum64 => "64-bit enumerations (ENUM64)",
            Self::LongNames => "names of more than 127 bytes",
            Self::DottedNames => "names with a dot",
            Self::QuestionMarks => "names of sections that begin with `?`",
            Self::SectionNames => "names of sections with any character",
            Self::AttributeTags => "attributes as tags",
            Self::Externs => "declarations of what is defined elsewhere",
            Self::FreeNames => "names that are no identifiers",
        })
    }
}

/// A set of features.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct BtfFeatures(u16);

impl BtfFeatures {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// Those that no kernel knows.
    pub const OF_NO_KERNEL: Self = Self(1 << BtfFeature::Externs as u16 | 1 << BtfFeature::FreeNames as u16);

    /// Whether this one is in the set.
    pub const fn contains(self, feature: BtfFeature) -> bool {
        self.0 >> feature as u16 & 1 != 0
    }

    /// Puts this one into the set.
    pub const fn insert(&mut self, feature: BtfFeature) {
        self.0 |= 1 << feature as u16;
    }

    /// Whether none is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in this set, in that one, or in both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and in that one.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in the set, the older ones first.
    pub fn iter(self) -> impl Iterator<Item = BtfFeature> {
        BtfFeature::ALL.into_iter().filter(move |&feature| self.contains(feature))
    }
}

impl FromIterator<BtfFeature> for BtfFeatures {
    fn from_iter<I: IntoIterator<Item = BtfFeature>>(features: I) -> Self {
        let mut set = Self::NONE;
        features.into_iter().for_each(|feature| set.insert(feature));
        set
    }
}

impl fmt::Debug for BtfFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Btf<'_> {
    /// What its own types have in them that a kernel may not know.
    ///
    /// # Errors
    ///
    /// When a name cannot be read.
    pub fn features(&self) -> Result<BtfFeatures, BtfError> {
        let mut used = BtfFeatures::NONE;
        for ty in self.own_types() {
            features_of(ty, &mut used)?;
        }
        Ok(used)
    }

    /// Whether there are functions or variables that are defined elsewhere, which a loader has to replace for every
    /// kernel ([`BtfFeatures::OF_NO_KERNEL`]). Faster than [`features`](Self::features), as no name is looked at.
    pub fn has_externs(&self) -> bool {
        self.own_types().any(|ty| match ty.shape() {
            Shape::Func { linkage, .. } | Shape::Var { linkage, .. } => {
                !matches!(linkage, Linkage::Static | Linkage::Global)
            }
            Shape::Datasec { size, .. } => size == 0,
            _ => false,
        })
    }

    /// The own types of this BTF for a kernel that lacks these features: with what it knows in place of what it does not, as
    /// the list at the head of this module's source says. All types keep their numbers, strings their places, and what
    /// has a size its size; some types and strings may be added behind them.
    ///
    /// Of no effect on what is not there: with a set that has nothing of [`features`](Self::features) in it, the bytes are
    /// those of this BTF with a plain header.
    ///
    /// # Errors
    ///
    /// When it is damaged, or has types of kinds that this crate does not know.
    pub fn without(&self, lacking: BtfFeatures) -> Result<Vec<u8>, BuildError> {
        rewrite::rewrite(self, lacking)
    }
}

/// Where a name is, which decides what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameOf {
    /// A type, a function or a part of one: kernels want an identifier.
    Part,
    /// A variable, which could have a dot in its name from the start.
    Variable,
    /// A section.
    Section,
    /// What may have any name.
    Other,
}

/// What kernels want of the names in a record of this kind.
fn name_of(kind: Kind) -> NameOf {
    match kind {
        Kind::Struct
        | Kind::Union
        | Kind::Enum
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Func
        | Kind::FuncProto
        | Kind::Enum64 => NameOf::Part,
        Kind::Var => NameOf::Variable,
        Kind::Datasec => NameOf::Section,
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Unknown(_) => NameOf::Other,
    }
}

/// What a kernel must know to take this name.
fn features_of_name(name: &[u8], of: NameOf, used: &mut BtfFeatures) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let Some((first, rest)) = name.split_first() else { return };
    if of == NameOf::Other {
        return;
    }
    match name.len() {
        0..=127 => {}
        128..=511 => used.insert(BtfFeature::LongNames),
        _ => used.insert(BtfFeature::FreeNames),
    }
    let has_dot = name.contains(&b'.');
    let is_free = first.is_ascii_digit() || !is_plain(first) && *first != b'.';
    let is_free = is_free || rest.iter().any(|byte| !is_plain(byte) && *byte != b'.');
    match of {
        NameOf::Part | NameOf::Variable => {
            if is_free {
                used.insert(BtfFeature::FreeNames);
            }
            if has_dot && of == NameOf::Part {
                used.insert(BtfFeature::DottedNames);
            }
        }
        NameOf::Section => {
            let (is_asked, name) = name.strip_prefix(b"?").map_or((false, name), |name| (true, name));
            if is_asked {
                used.insert(BtfFeature::QuestionMarks);
            }
            if !name.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
                used.insert(BtfFeature::FreeNames);
            } else if is_asked && name.starts_with(b"?")
                || !name.iter().all(|byte| is_plain(byte) || *byte == b'.')
            {
                used.insert(BtfFeature::SectionNames);
            }
        }
        NameOf::Other => {}
    }
}

fn features_of(ty: Type<'_>, used: &mut BtfFeatures) -> Result<(), BtfError> {
    let tag = if ty.kind_flag() { Some(BtfFeature::AttributeTags) } else { None };
    let feature = match ty.shape() {
        Shape::Func { linkage, .. } => {
            used.insert(BtfFeature::Functions);
            match linkage {
                Linkage::Static => None,
                Linkage::Global => Some(BtfFeature::GlobalFunctions),
                // Whoever is told of no externs is told of a global function.
                Linkage::Extern | Linkage::Other(_) => {
                    used.insert(BtfFeature::GlobalFunctions);
                    Some(BtfFeature::Externs)
                }
            }
        }
        Shape::FuncProto(prototype) => {
            for parameter in prototype.parameters {
                features_of_name(parameter.name()?.as_bytes(), NameOf::Part, used);
            }
            Some(BtfFeature::Functions)
        }
        Shape::Var { of, linkage } => {
            used.insert(BtfFeature::Sections);
            let is_usual = matches!(linkage, Linkage::Static | Linkage::Global) && of != TypeId::VOID;
            (!is_usual).then_some(BtfFeature::Externs)
        }
        Shape::Datasec { size, variables } => {
            if size == 0 {
                used.insert(BtfFeature::Externs);
            }
            if variables.len() == 0 {
                used.insert(BtfFeature::EmptySections);
            }
            for entry in variables {
                if ty.follow(entry.variable)?.kind() != Kind::Var {
                    used.insert(BtfFeature::Externs);
                }
            }
            Some(BtfFeature::Sections)
        }
        Shape::Float { .. } => Some(BtfFeature::Floats),
        Shape::DeclTag { .. } => {
            tag.into_iter().for_each(|tag| used.insert(tag));
            Some(BtfFeature::DeclTags)
        }
        Shape::TypeTag { .. } => {
            tag.into_iter().for_each(|tag| used.insert(tag));
            Some(BtfFeature::TypeTags)
        }
        Shape::Enum { signedness, values, .. } => {
            for value in values {
                features_of_name(value.name()?.as_bytes(), NameOf::Part, used);
            }
            (signedness == Signedness::Signed).then_some(BtfFeature::Enum64)
        }
        Shape::Enum64 { values, .. } => {
            for value in values {
                features_of_name(value.name()?.as_bytes(), NameOf::Part, used);
            }
            Some(BtfFeature::Enum64)
        }
        Shape::Struct { members, .. } | Shape::Union { members, .. } => {
            for member in members {
                features_of_name(member.name()?.as_bytes(), NameOf::Part, used);
            }
            None
        }
        _ => None,
    };
    feature.into_iter().for_each(|feature| used.insert(feature));
    features_of_name(ty.name()?.as_bytes(), name_of(ty.kind()), used);
    Ok(())
}
