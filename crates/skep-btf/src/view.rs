//! A type as it is read: a small view that borrows the bytes, and the shapes it can have.

use core::fmt;

use crate::entries::{Entries, EnumValue, Member, Parameter, SectionVariable};
use crate::error::{BtfError, Named};
use crate::id::{StringOffset, TypeId};
use crate::raw::{Info, Kind};
use crate::read::{Btf, Record};
use crate::shape::{Array, FwdKind, Int, IntEncoding, Linkage, Signedness};

/// A type of a [`Btf`]. It is small, copied freely, and nothing in it was allocated.
///
/// That its record lies within the type section is sure; the names and the types that it refers to are
/// checked when they are asked for.
#[derive(Clone, Copy)]
pub struct Type<'b> {
    btf: &'b Btf<'b>,
    id: TypeId,
    record: Record<'b>,
}

/// What a type is, with all that its record says but the name.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'b> {
    /// `void`, the type without a record.
    Void,
    /// An integer, a character or a truth value.
    Int(Int),
    /// A pointer.
    Ptr {
        /// What it points to; `void` for `void *`.
        to: TypeId,
    },
    /// An array.
    Array(Array),
    /// A structure.
    Struct {
        /// Its size in bytes.
        size: u32,
        /// Its members, in the order of declaration.
        members: Entries<'b, Member<'b>>,
    },
    /// A union.
    Union {
        /// Its size in bytes.
        size: u32,
        /// Its members, in the order of declaration.
        members: Entries<'b, Member<'b>>,
    },
    /// An enumeration of 32-bit values.
    Enum {
        /// The size of a variable of it, in bytes: 1, 2, 4 or 8.
        size: u32,
        /// Whether its values are signed.
        signedness: Signedness,
        /// Its values; none if it is only declared.
        values: Entries<'b, EnumValue<'b>>,
    },
    /// A structure or union that is only declared.
    Fwd(FwdKind),
    /// Another name of a type.
    Typedef {
        /// The type it names.
        to: TypeId,
    },
    /// `volatile` of a type.
    Volatile {
        /// The type.
        to: TypeId,
    },
    /// `const` of a type.
    Const {
        /// The type.
        to: TypeId,
    },
    /// `restrict` of a type.
    Restrict {
        /// The type.
        to: TypeId,
    },
    /// A function.
    Func {
        /// Its prototype, a [`Shape::FuncProto`].
        prototype: TypeId,
        /// Who can call it.
        linkage: Linkage,
    },
    /// A prototype.
    FuncProto(Prototype<'b>),
    /// A variable.
    Var {
        /// Its type.
        of: TypeId,
        /// Who can see it.
        linkage: Linkage,
    },
    /// A section of variables.
    Datasec {
        /// Its size in bytes; clang leaves it 0, for the loader to fill in.
        size: u32,
        /// Its variables.
        variables: Entries<'b, SectionVariable>,
    },
    /// A floating-point number.
    Float {
        /// Its size in bytes.
        size: u32,
    },
    /// A tag on a declaration; the tag is the name of this type.
    DeclTag {
        /// What it is on: a structure, union, typedef, function or variable.
        on: TypeId,
        /// The number of the member or parameter it is on, unless it is on the whole.
        component: Option<u32>,
    },
    /// A tag on a type; the tag is the name of this type.
    TypeTag {
        /// The type.
        to: TypeId,
    },
    /// An enumeration of 64-bit values.
    Enum64 {
        /// The size of a variable of it, in bytes: 1, 2, 4 or 8.
        size: u32,
        /// Whether its values are signed.
        signedness: Signedness,
        /// Its values; none if it is only declared.
        values: Entries<'b, EnumValue<'b>>,
    },
    /// A type of a kind that is newer than this crate.
    Unknown {
        /// The number of the kind.
        kind: u8,
    },
}

/// What a function takes and returns.
#[derive(Clone, Copy, Debug)]
pub struct Prototype<'b> {
    /// The type of what it returns; `void` if nothing.
    pub returns: TypeId,
    /// What it takes. The last one [is variadic](Parameter::is_variadic) if `...` is.
    pub parameters: Entries<'b, Parameter<'b>>,
}

impl<'b> Type<'b> {
    /// The view of a record.
    #[inline]
    pub(crate) fn new(btf: &'b Btf<'b>, id: TypeId, record: Record<'b>) -> Self {
        Self { btf, id, record }
    }

    /// The view of `void`.
    pub(crate) fn void(btf: &'b Btf<'b>) -> Self {
        let record = Record {
            name: StringOffset::EMPTY,
            info: Info::new(Kind::Void, 0, false),
            size_or_type: 0,
            tail: &[],
        };
        Self { btf, id: TypeId::VOID, record }
    }

    /// The BTF that it is of.
    #[inline]
    pub fn btf(&self) -> &'b Btf<'b> {
        self.btf
    }

    /// Its number.
    #[inline]
    pub fn id(&self) -> TypeId {
        self.id
    }

    /// Its kind.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.record.info.kind()
    }

    /// The highest bit of its `info` word. What it says of a structure, union, enumeration or forward
    /// declaration is in [`shape`](Self::shape) and the members; set on a tag (Linux 6.15), the tag is a
    /// whole attribute: `__attribute__((…))` with the tag's name between the parentheses.
    #[inline]
    pub fn kind_flag(&self) -> bool {
        self.record.info.flag()
    }

    /// Whether it has no name.
    #[inline]
    pub fn is_anonymous(&self) -> bool {
        self.record.name == StringOffset::EMPTY
    }

    /// Where its name is.
    #[inline]
    pub fn name_offset(&self) -> StringOffset {
        self.record.name
    }

    /// Its name, empty if it has none.
    ///
    /// # Errors
    ///
    /// When the name is not in the string section or is not UTF-8.
    #[inline]
    pub fn name(&self) -> Result<&'b str, BtfError> {
        self.btf.string_from(self.record.name, Some(self.id))
    }

    /// What it is.
    pub fn shape(&self) -> Shape<'b> {
        let Record { size_or_type, info, .. } = self.record;
        let (size, to) = (size_or_type, TypeId::new(size_or_type));
        let signedness = if info.flag() { Signedness::Signed } else { Signedness::Unsigned };
        match self.kind() {
            Kind::Void => Shape::Void,
            Kind::Int => {
                let [encoding, bit_offset, _, bits] = self.word(0).to_be_bytes();
                Shape::Int(Int { size, bits, bit_offset, encoding: IntEncoding::from_bits(encoding & 0xf) })
            }
            Kind::Ptr => Shape::Ptr { to },
            Kind::Array => Shape::Array(Array {
                element: TypeId::new(self.word(0)),
                index: TypeId::new(self.word(4)),
                count: self.word(8),
            }),
            Kind::Struct => Shape::Struct { size, members: self.entries() },
            Kind::Union => Shape::Union { size, members: self.entries() },
            Kind::Enum => Shape::Enum { size, signedness, values: self.entries() },
            Kind::Fwd => Shape::Fwd(if info.flag() { FwdKind::Union } else { FwdKind::Struct }),
            Kind::Typedef => Shape::Typedef { to },
            Kind::Volatile => Shape::Volatile { to },
            Kind::Const => Shape::Const { to },
            Kind::Restrict => Shape::Restrict { to },
            Kind::Func => Shape::Func { prototype: to, linkage: Linkage::from_number(info.vlen()) },
            Kind::FuncProto => Shape::FuncProto(Prototype { returns: to, parameters: self.entries() }),
            Kind::Var => Shape::Var { of: to, linkage: Linkage::from_number(self.word(0)) },
            Kind::Datasec => Shape::Datasec { size, variables: self.entries() },
            Kind::Float => Shape::Float { size },
            // -1 stands for the whole; no declaration has so many components that another number is negative.
            Kind::DeclTag => {
                Shape::DeclTag { on: to, component: Some(self.word(0)).filter(|&index| index != u32::MAX) }
            }
            Kind::TypeTag => Shape::TypeTag { to },
            Kind::Enum64 => Shape::Enum64 { size, signedness, values: self.entries() },
            Kind::Unknown(kind) => Shape::Unknown { kind },
        }
    }

    /// The members of a structure or union.
    ///
    /// # Errors
    ///
    /// [`BtfError::WrongKind`] for other kinds.
    pub fn members(&self) -> Result<Entries<'b, Member<'b>>, BtfError> {
        match self.kind() {
            Kind::Struct | Kind::Union => Ok(self.entries()),
            _ => Err(self.wrong_kind("a STRUCT or UNION, which have members")),
        }
    }

    /// The values of an enumeration, of 32 or of 64 bits.
    ///
    /// # Errors
    ///
    /// [`BtfError::WrongKind`] for other kinds.
    pub fn values(&self) -> Result<Entries<'b, EnumValue<'b>>, BtfError> {
        match self.kind() {
            Kind::Enum | Kind::Enum64 => Ok(self.entries()),
            _ => Err(self.wrong_kind("an ENUM or ENUM64, which have values")),
        }
    }

    /// The prototype that this is, or that this function has.
    ///
    /// # Errors
    ///
    /// [`BtfError::WrongKind`] for other kinds and for a function whose prototype is of another kind;
    /// [`BtfError::NoSuchType`] for a function whose prototype does not exist.
    pub fn prototype(&self) -> Result<Prototype<'b>, BtfError> {
        let ty = match self.shape() {
            Shape::Func { prototype, .. } => self.follow(prototype)?,
            _ => *self,
        };
        match ty.shape() {
            Shape::FuncProto(prototype) => Ok(prototype),
            _ => Err(ty.wrong_kind("a FUNC_PROTO, or a FUNC that has one")),
        }
    }

    /// The variables of a section.
    ///
    /// # Errors
    ///
    /// [`BtfError::WrongKind`] for other kinds.
    pub fn variables(&self) -> Result<Entries<'b, SectionVariable>, BtfError> {
        match self.kind() {
            Kind::Datasec => Ok(self.entries()),
            _ => Err(self.wrong_kind("a DATASEC, which has variables")),
        }
    }

    /// The element type, index type and element count of an array.
    ///
    /// # Errors
    ///
    /// [`BtfError::WrongKind`] for other kinds.
    pub fn array(&self) -> Result<Array, BtfError> {
        match self.shape() {
            Shape::Array(array) => Ok(array),
            _ => Err(self.wrong_kind("an ARRAY, which has elements")),
        }
    }

    /// The type that its record refers to as a whole: what a pointer points to, what a typedef or
    /// modifier is of, what a variable, function or tag is of, what a prototype returns. `None` for other
    /// kinds, whose record has a size in that place or nothing.
    pub fn target(&self) -> Option<TypeId> {
        match self.kind() {
            Kind::Ptr
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::FuncProto
            | Kind::Var
            | Kind::DeclTag
            | Kind::TypeTag => Some(TypeId::new(self.record.size_or_type)),
            Kind::Void
            | Kind::Int
            | Kind::Array
            | Kind::Struct
            | Kind::Union
            | Kind::Enum
            | Kind::Fwd
            | Kind::Datasec
            | Kind::Float
            | Kind::Enum64
            | Kind::Unknown(_) => None,
        }
    }

    /// A type that this one refers to.
    #[inline]
    pub(crate) fn follow(&self, to: TypeId) -> Result<Self, BtfError> {
        self.btf.type_from(to, Some(self.id))
    }

    /// What every record begins with, as words.
    pub(crate) fn head_words(&self) -> [u32; 3] {
        [self.record.name.bytes(), self.record.info.0, self.record.size_or_type]
    }

    /// What follows the first 12 bytes of the record.
    #[inline]
    pub(crate) fn tail(&self) -> &'b [u8] {
        self.record.tail
    }

    /// An error that says this type is not of the kind expected.
    pub(crate) fn wrong_kind(&self, expected: &'static str) -> BtfError {
        BtfError::WrongKind { id: self.id, kind: self.kind(), expected }
    }

    /// A word of the tail. Its length was measured by the kind, so the word is there.
    #[inline]
    fn word(&self, offset: usize) -> u32 {
        self.btf.endian().word_at(self.record.tail, offset).unwrap_or(0)
    }

    /// The entries of the tail, whose kind the caller has looked at.
    #[inline]
    fn entries<T>(&self) -> Entries<'b, T> {
        Entries::new(*self)
    }
}

/// `[12] STRUCT 'task_struct'`
impl fmt::Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.id, self.kind(), Named(self.name().unwrap_or("(damaged name)")))
    }
}

impl fmt::Debug for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Type({self})")
    }
}
