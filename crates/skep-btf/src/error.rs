//! What can be wrong with a BTF, or with what is asked of it.

use core::fmt;

use crate::endian::Endian;
use crate::id::{StringOffset, TypeId};
use crate::raw::{self, Kind};

/// A part of a BTF or of the tables that go with programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// The header; offsets in it count from the first byte.
    Header,
    /// The type records.
    Types,
    /// The strings.
    Strings,
    /// The sizes of records by kind (Linux 7.1).
    Layout,
    /// A table of [`FuncInfo`](crate::FuncInfo) records.
    FuncInfo,
    /// A table of [`LineInfo`](crate::LineInfo) records.
    LineInfo,
    /// A table of [`CoreRelocation`](crate::CoreRelocation) records.
    Relocations,
    /// The header of a `.BTF.ext` section.
    ExtHeader,
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Types => "type section",
            Self::Strings => "string section",
            Self::Layout => "layout section",
            Self::FuncInfo => "function info",
            Self::LineInfo => "line info",
            Self::Relocations => "relocations",
            Self::ExtHeader => ".BTF.ext header",
        })
    }
}

/// Why a BTF could not be read, or a question about it not be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BtfError {
    /// A section ends, or the bytes end, before something does.
    TooShort {
        /// Where.
        section: Section,
        /// At which byte of the section what is missing starts.
        offset: u64,
        /// What should be there.
        expected: &'static str,
        /// How many bytes that takes.
        needed: u64,
        /// How many there are.
        available: u64,
    },
    /// The first two bytes are not BTF's.
    BadMagic {
        /// What they are.
        found: [u8; 2],
    },
    /// A split BTF is not written in the byte order of its base.
    OtherByteOrder {
        /// Its own.
        found: Endian,
        /// That of its base.
        base: Endian,
    },
    /// A field of the header has a value that this reader cannot go on with.
    BadHeader {
        /// The field, as the kernel's header file names it.
        field: &'static str,
        /// At which byte of the header it is.
        offset: u32,
        /// Its value.
        found: u32,
        /// What it has to be.
        expected: &'static str,
    },
    /// A field of a `.BTF.ext` section has a value that this reader cannot go on with.
    BadField {
        /// Where.
        section: Section,
        /// The field, as the kernel's documentation names it.
        field: &'static str,
        /// At which byte of the table or header it is.
        offset: u64,
        /// Its value.
        found: u32,
        /// What it has to be.
        expected: &'static str,
    },
    /// The string section does not begin or end as it must.
    BadStrings {
        /// At which byte of the section.
        offset: u64,
        /// What is there.
        found: u8,
        /// What has to be there.
        expected: &'static str,
    },
    /// A type record ends beyond its section.
    RecordTooShort {
        /// The type.
        id: TypeId,
        /// Where in the type section its record starts.
        offset: u64,
        /// What kind it is of.
        kind: Kind,
        /// How many entries it says it has.
        vlen: u32,
        /// How many bytes that takes.
        needed: u64,
        /// How many there are.
        available: u64,
    },
    /// A record of a kind whose size is not known, so that nothing after it can be found.
    UnknownKind {
        /// The number of the kind.
        kind: u8,
        /// The type.
        id: TypeId,
        /// Where in the type section its record starts.
        offset: u64,
    },
    /// More types or strings than 32 bits can count.
    TooMany {
        /// Where.
        section: Section,
    },
    /// No type has this number.
    NoSuchType {
        /// The number.
        id: TypeId,
        /// The type that refers to it, unless the caller asked for it.
        referrer: Option<TypeId>,
        /// The last type that exists.
        last: TypeId,
    },
    /// No string is at this offset.
    NoSuchString {
        /// The offset.
        offset: StringOffset,
        /// The type that refers to it, unless the caller asked for it.
        referrer: Option<TypeId>,
        /// How many bytes of strings there are, the base's included.
        available: u32,
    },
    /// A string is not UTF-8.
    NotUtf8 {
        /// The string.
        offset: StringOffset,
        /// The type that refers to it, unless the caller asked for it.
        referrer: Option<TypeId>,
        /// How many of its bytes are valid.
        valid: usize,
    },
    /// A type of one kind was asked for what only other kinds have.
    WrongKind {
        /// The type.
        id: TypeId,
        /// What kind it is of.
        kind: Kind,
        /// What it was asked for, and which kinds have it.
        expected: &'static str,
    },
    /// A structure or union has no member of this name, nor have the anonymous ones within it.
    NoMember {
        /// The structure or union.
        id: TypeId,
        /// Its kind.
        kind: Kind,
        /// Its name, empty if it has none.
        type_name: String,
        /// The name looked for.
        member: String,
        /// The whole path of which that is a part.
        path: String,
    },
    /// A type has no size: a function, a declaration, a tag, `void`.
    NoSize {
        /// The type that was asked for.
        id: TypeId,
        /// The type that it leads to.
        at: TypeId,
        /// The kind of that one.
        kind: Kind,
    },
    /// A chain of typedefs, modifiers or arrays is longer than the kernel allows, or is a cycle.
    ChainTooLong {
        /// The type it starts at.
        id: TypeId,
        /// How many steps are allowed.
        limit: usize,
    },
    /// Types are in each other deeper than is followed, or a type is in itself.
    TooDeep {
        /// The type that is too deep.
        id: TypeId,
        /// How deep types may be.
        limit: usize,
    },
    /// A value has fewer bytes than its type.
    ValueTooShort {
        /// The type.
        id: TypeId,
        /// How many bytes it takes.
        needed: u64,
        /// How many there are.
        available: u64,
    },
    /// A text about types would become longer than any that is right.
    TextTooLong {
        /// The type that it came to.
        id: TypeId,
        /// How many bytes are allowed.
        limit: usize,
    },
    /// A size or an offset does not fit into 64 bits.
    SizeOverflow {
        /// The type it is of.
        id: TypeId,
    },
}

impl fmt::Display for BtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { section, offset, expected, needed, available } => {
                write!(f, "{section}, offset {offset}: {expected} needs {needed} bytes, {available} are left")
            }
            Self::BadMagic { found: [a, b] } => write!(
                f,
                "header, offset 0: found bytes {a:02x} {b:02x}, expected 9f eb (little-endian BTF) or eb 9f (big-endian)"
            ),
            Self::OtherByteOrder { found, base } => {
                write!(f, "header, offset 0: found a {found} BTF, expected a {base} one as its base is")
            }
            Self::BadHeader { field, offset, found, expected } => {
                write!(f, "header, offset {offset}: {field} is {found}, expected {expected}")
            }
            Self::BadField { section, field, offset, found, expected } => {
                write!(f, "{section}, offset {offset}: {field} is {found}, expected {expected}")
            }
            Self::BadStrings { offset, found, expected } => {
                write!(f, "string section, offset {offset}: found byte {found:02x}, expected {expected}")
            }
            Self::RecordTooShort { id, offset, kind, vlen, needed, available } => write!(
                f,
                "type section, offset {offset}: the record of type {id} ({kind}, vlen {vlen}) needs {needed} bytes, \
                 {available} are left"
            ),
            Self::UnknownKind { kind: 0, id, offset } => write!(
                f,
                "type section, offset {offset}: the record of type {id} has kind 0, expected a kind from 1 to {}",
                Kind::ALL.len()
            ),
            Self::UnknownKind { kind, id, offset } => write!(
                f,
                "type section, offset {offset}: the record of type {id} has kind {kind}, expected one from 1 to {}; \
                 without a layout section the size of a newer kind's record is not known",
                Kind::ALL.len()
            ),
            Self::TooMany { section } => {
                write!(f, "{section}: with its base it holds more than 32 bits can count")
            }
            Self::NoSuchType { id, referrer, last } => {
                match referrer {
                    Some(referrer) => write!(f, "type section: type {referrer} refers to type {id}, ")?,
                    None => write!(f, "type section: there is no type {id}, ")?,
                }
                write!(f, "expected one from {} to {last}", TypeId::VOID)
            }
            Self::NoSuchString { offset, referrer, available } => {
                write!(f, "string section, offset {offset}")?;
                referred(f, *referrer)?;
                write!(f, ": expected an offset into the {available} bytes there are")
            }
            Self::NotUtf8 { offset, referrer, valid } => {
                write!(f, "string section, offset {offset}")?;
                referred(f, *referrer)?;
                write!(f, ": expected UTF-8, but only the first {valid} bytes of the string are")
            }
            Self::WrongKind { id, kind, expected } => {
                write!(f, "type {id} is of kind {kind}, expected {expected}")
            }
            Self::NoMember { id, kind, type_name, member, path } => {
                write!(f, "type {id} ({kind} {}) has no member '{member}'", Named(type_name))?;
                if member != path {
                    write!(f, " (looked for '{path}')")?;
                }
                Ok(())
            }
            Self::NoSize { id, at, kind } if id == at => {
                write!(f, "type {id} is of kind {kind}, which has no size")
            }
            Self::NoSize { id, at, kind } => {
                write!(f, "type {id} has no size, because it leads to type {at}, which is of kind {kind}")
            }
            Self::ChainTooLong { id, limit } => write!(
                f,
                "type {id}: after {limit} typedefs, modifiers or arrays there is no end, expected one within as many \
                 steps (the kernel's limit)"
            ),
            Self::TooDeep { id, limit } => {
                write!(
                    f,
                    "type {id} is more than {limit} types deep in another, expected less or a pointer between"
                )
            }
            Self::ValueTooShort { id, needed, available } => {
                write!(f, "a value of type {id} needs {needed} bytes, found {available}")
            }
            Self::TextTooLong { id, limit } => {
                write!(
                    f,
                    "type {id}: the text would be longer than {limit} bytes, expected types that hold each other \
                    less often"
                )
            }
            Self::SizeOverflow { id } => {
                write!(f, "type {id}: its size, or an offset in it, does not fit into 64 bits")
            }
        }
    }
}

/// Adds which type refers to a string, where one does.
fn referred(f: &mut fmt::Formatter<'_>, referrer: Option<TypeId>) -> fmt::Result {
    referrer.map_or(Ok(()), |id| write!(f, " (referred to by type {id})"))
}

/// A name in quotation marks, or that there is none.
pub(crate) struct Named<'n>(pub(crate) &'n str);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("(anon)") } else { write!(f, "'{}'", self.0) }
    }
}

impl core::error::Error for BtfError {}

/// Why what a [`BtfBuilder`](crate::BtfBuilder) was told cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A string holds a NUL byte, which would end it.
    NulInString {
        /// The string.
        string: String,
    },
    /// A type refers to one that is not there (yet).
    NoSuchType {
        /// The type being added, or changed.
        id: TypeId,
        /// What it refers to.
        refers_to: TypeId,
        /// The last type that exists.
        last: TypeId,
    },
    /// More members, parameters, values or variables than a record has room for.
    TooManyEntries {
        /// The type.
        id: TypeId,
        /// How many there are.
        count: usize,
    },
    /// A number is beyond its field.
    OutOfRange {
        /// The type.
        id: TypeId,
        /// Which number.
        field: &'static str,
        /// What it is.
        found: i128,
        /// The least it can be.
        least: i128,
        /// The most it can be.
        most: i128,
    },
    /// Members were given to a type that is not a structure or union of this builder.
    NotComposite {
        /// The type.
        id: TypeId,
    },
    /// A section grew beyond what 32 bits can count.
    TooLarge {
        /// Which.
        section: Section,
    },
    /// A BTF that was to be taken over cannot be read.
    Damaged(BtfError),
    /// A BTF that was to be taken over has a type of a kind that is newer than this crate, so that nobody knows what it
    /// refers to.
    UnknownKind {
        /// The type.
        id: TypeId,
        /// The number of the kind.
        kind: u8,
    },
    /// A BTF that was to be taken over is split from another base.
    OtherBase {
        /// How many types its base has.
        found: u32,
        /// How many the base of the builder has.
        expected: u32,
    },
    /// A type that is taken over refers to one that is not.
    LeftOut {
        /// The type.
        id: TypeId,
        /// The one that is left out.
        refers_to: TypeId,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NulInString { string } => {
                write!(f, "the string {string:?} holds a NUL byte, expected none")
            }
            Self::NoSuchType { id, refers_to, last } => {
                write!(
                    f,
                    "type {id} refers to type {refers_to}, expected one from {} to {last}",
                    TypeId::VOID
                )
            }
            Self::TooManyEntries { id, count } => {
                write!(f, "type {id} has {count} entries, expected at most {}", raw::MAX_VLEN)
            }
            Self::OutOfRange { id, field, found, least, most } => {
                write!(f, "type {id}: {field} is {found}, expected {least} to {most}")
            }
            Self::NotComposite { id } => {
                write!(
                    f,
                    "type {id} cannot be given members: expected a STRUCT or UNION added to this builder"
                )
            }
            Self::TooLarge { section } => write!(f, "{section}: it grew beyond what 32 bits can count"),
            Self::Damaged(error) => error.fmt(f),
            Self::UnknownKind { id, kind } => {
                write!(f, "type {id} has kind {kind}, expected one from 1 to {}", Kind::ALL.len())
            }
            Self::OtherBase { found, expected } => {
                write!(f, "the BTF is split from a base of {found} types, expected one of {expected}")
            }
            Self::LeftOut { id, refers_to } => {
                write!(
                    f,
                    "type {id} refers to type {refers_to}, expected none of the types that are left out"
                )
            }
        }
    }
}

impl core::error::Error for BuildError {}
