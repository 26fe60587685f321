//! Questions whose answer is several types away: what a typedef stands for, how large a type is.

use crate::error::BtfError;
use crate::id::TypeId;
use crate::raw::Kind;
use crate::read::Btf;
use crate::shape::Array;
use crate::view::{Shape, Type};

/// How many typedefs, modifiers or arrays may follow each other. The kernel refuses longer chains
/// (`MAX_RESOLVE_DEPTH` in `kernel/bpf/btf.c`, Linux 6.18), so only damaged BTF has them, or cycles.
pub(crate) const MAX_CHAIN: usize = 32;

/// The names that compilers give to the integers which are as large as a pointer.
const POINTER_SIZED: [&str; 6] = ["long unsigned int", "long int", "unsigned long", "long", "usize", "isize"];

impl<'a> Btf<'a> {
    /// The type that this one is once typedefs, `const`, `volatile`, `restrict` and type tags are taken
    /// off: possibly `void`, a pointer, a function.
    ///
    /// # Errors
    ///
    /// When a type does not exist, or when the chain does not end within 32 steps.
    pub fn resolve(&self, id: TypeId) -> Result<Type<'_>, BtfError> {
        self.type_by_id(id)?.resolve()
    }

    /// The size of a type in bytes, through typedefs, modifiers, arrays and variables.
    ///
    /// # Errors
    ///
    /// When it leads to something without a size (`void`, a function, a declaration, a tag), when a type
    /// does not exist, when the chain does not end within 32 steps, or when the size overflows.
    pub fn size_of(&self, id: TypeId) -> Result<u64, BtfError> {
        self.type_by_id(id)?.size()
    }

    /// The size of a pointer in bytes. BTF does not tell it, so it is that of the first integer type named
    /// `long`, `unsigned long` (or as compilers else spell them) or `usize`, `isize`, and 8 if there is
    /// none; of a split BTF it is its base's. Found out once, by looking at the types in turn.
    pub fn pointer_size(&self) -> u8 {
        self.pointer_size_or(|| {
            if let Some(base) = self.base() {
                return base.pointer_size();
            }
            self.types()
                .filter(|ty| ty.kind() == Kind::Int)
                .filter(|ty| ty.name().is_ok_and(|name| POINTER_SIZED.contains(&name)))
                .find_map(|ty| match ty.shape() {
                    Shape::Int(int) => u8::try_from(int.size).ok().filter(|size| matches!(size, 4 | 8)),
                    _ => None,
                })
                .unwrap_or(8)
        })
    }
}

impl<'b> Type<'b> {
    /// As [`Btf::resolve`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn resolve(&self) -> Result<Self, BtfError> {
        let mut ty = *self;
        for _ in 0..=MAX_CHAIN {
            match ty.shape() {
                Shape::Typedef { to }
                | Shape::Const { to }
                | Shape::Volatile { to }
                | Shape::Restrict { to }
                | Shape::TypeTag { to } => ty = ty.follow(to)?,
                _ => return Ok(ty),
            }
        }
        Err(BtfError::ChainTooLong { id: self.id(), limit: MAX_CHAIN })
    }

    /// As [`Btf::size_of`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn size(&self) -> Result<u64, BtfError> {
        let mut ty = *self;
        let mut count = 1_u64;
        let overflow = BtfError::SizeOverflow { id: self.id() };
        for _ in 0..=MAX_CHAIN {
            let one: u64 = match ty.shape() {
                Shape::Int(int) => int.size.into(),
                Shape::Ptr { .. } => self.btf().pointer_size().into(),
                Shape::Struct { size, .. }
                | Shape::Union { size, .. }
                | Shape::Enum { size, .. }
                | Shape::Enum64 { size, .. }
                | Shape::Datasec { size, .. }
                | Shape::Float { size } => size.into(),
                Shape::Typedef { to }
                | Shape::Const { to }
                | Shape::Volatile { to }
                | Shape::Restrict { to }
                | Shape::TypeTag { to }
                | Shape::Var { of: to, .. } => {
                    ty = ty.follow(to)?;
                    continue;
                }
                Shape::Array(Array { element, count: elements, .. }) => {
                    count = count.checked_mul(elements.into()).ok_or(overflow.clone())?;
                    ty = ty.follow(element)?;
                    continue;
                }
                Shape::Void
                | Shape::Fwd(_)
                | Shape::Func { .. }
                | Shape::FuncProto(_)
                | Shape::DeclTag { .. }
                | Shape::Unknown { .. } => {
                    return Err(BtfError::NoSize { id: self.id(), at: ty.id(), kind: ty.kind() });
                }
            };
            return one.checked_mul(count).ok_or(overflow);
        }
        Err(BtfError::ChainTooLong { id: self.id(), limit: MAX_CHAIN })
    }
}
