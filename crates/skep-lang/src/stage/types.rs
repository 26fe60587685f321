//! The types that a module declares, so that maps, variables and kernel structures have BTF.

use super::{KernelMember, KernelStruct};
use skep_ir::{MemberDeclaration, Module, TypeDeclaration, TypeId};
use std::collections::BTreeMap;

/// Makes declarations in a module, each once.
#[derive(Debug)]
pub struct Types<'m> {
    module: &'m mut Module,
    kernel: &'m mut KernelTypes,
}

/// The kernel's structures that were declared.
#[derive(Default, Debug)]
pub(crate) struct KernelTypes {
    declared: BTreeMap<&'static str, TypeId>,
    /// Pointers to structures that are declared later.
    waiting: Vec<Waiting>,
    /// How many structures are being declared, one in another.
    depth: u32,
}

struct Waiting {
    pointer: TypeId,
    declare: fn(&mut Types<'_>) -> TypeId,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting").field("pointer", &self.pointer).finish_non_exhaustive()
    }
}

impl<'m> Types<'m> {
    pub(crate) fn new(module: &'m mut Module, kernel: &'m mut KernelTypes) -> Self {
        Self { module, kernel }
    }

    fn declare(&mut self, declaration: TypeDeclaration) -> TypeId {
        let found = self.module.types.iter().find(|(_, one)| **one == declaration).map(|(id, _)| id);
        found.unwrap_or_else(|| self.module.types.push(declaration))
    }

    /// An integer of this many bytes.
    pub fn integer(&mut self, name: &str, size: u32, signed: bool) -> TypeId {
        self.declare(TypeDeclaration::Integer { name: name.to_owned(), size, signed })
    }

    /// So many elements in a row.
    pub fn array(&mut self, element: TypeId, count: u32) -> TypeId {
        self.declare(TypeDeclaration::Array { element, count })
    }

    /// An enumeration of this many bytes.
    pub fn enumeration(&mut self, name: &str, size: u32, signed: bool, values: &[(&str, i64)]) -> TypeId {
        let values = values.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        self.declare(TypeDeclaration::Enumeration { name: name.to_owned(), size, signed, values })
    }

    /// A structure of this many bytes: its members' names, types and places.
    pub fn structure(&mut self, name: &str, size: u32, members: &[(&str, TypeId, u32)]) -> TypeId {
        let members = members.iter().map(|&(name, ty, offset)| MemberDeclaration {
            name: name.to_owned(),
            ty,
            bit_offset: offset.saturating_mul(8),
            bits: None,
        });
        let members = members.collect();
        self.declare(TypeDeclaration::Composite { union: false, name: name.to_owned(), size, members })
    }

    /// A structure of the kernel, by the members that are used. Where they are in it is found in the kernel at hand; here they lie
    /// in a row.
    pub fn kernel_struct<T: KernelStruct>(&mut self) -> TypeId {
        if let Some(&known) = self.kernel.declared.get(T::NAME) {
            return known;
        }
        let mut offset = 0;
        self.kernel.depth += 1;
        let members = T::members(self);
        self.kernel.depth -= 1;
        let members = members.into_iter().map(|KernelMember { name, ty, bits }| {
            let bit_offset = offset * 8;
            offset += 8;
            MemberDeclaration { name: name.to_owned(), ty, bit_offset, bits }
        });
        let members = members.collect();
        let (name, size) = (T::NAME.to_owned(), offset);
        let id = self.declare(TypeDeclaration::Composite { union: false, name, size, members });
        self.kernel.declared.insert(T::NAME, id);
        // What pointers lead to is declared when the structure is: it may be the structure itself.
        while self.kernel.depth == 0
            && let Some(Waiting { pointer, declare }) = self.kernel.waiting.pop()
        {
            let target = declare(self);
            self.module.types[pointer] = TypeDeclaration::Pointer(Some(target));
        }
        id
    }

    /// A pointer to anything.
    pub fn address(&mut self) -> TypeId {
        self.module.types.push(TypeDeclaration::Pointer(None))
    }

    /// A pointer to a structure of the kernel.
    pub fn kernel_pointer<T: KernelStruct>(&mut self) -> TypeId {
        let pointer = self.module.types.push(TypeDeclaration::Pointer(None));
        self.kernel.waiting.push(Waiting { pointer, declare: |types| types.kernel_struct::<T>() });
        pointer
    }
}
