//! The types that a kernel holds, by their numbers: its own, its modules', and those that programs came with.

use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Result, objects};
use skep_btf::Btf;
use skep_uapi::kernel::{BtfInfo, ObjectKind};
use skep_uapi::{Errno, Handle};

/// What the kernel's own types are called, beside its modules'.
pub(crate) const VMLINUX: &str = "vmlinux";

/// Whose types they are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum TypesOwner {
    /// The kernel itself.
    Kernel,
    /// A module, by the name of which they are called. They are split from the kernel's.
    Module,
    /// A program or map, with which they were given to the kernel.
    Program,
}

/// Types that a kernel holds.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct HeldTypes {
    /// Their number in this kernel.
    pub id: u32,
    /// Whose they are.
    pub owner: TypesOwner,
    /// Their name: `vmlinux`, that of the module, or nothing.
    pub name: String,
    /// How many bytes they have, without those that they are split from.
    pub size: u32,
}

impl From<BtfInfo> for HeldTypes {
    fn from(BtfInfo { id, size, name, of_kernel }: BtfInfo) -> Self {
        let owner = match of_kernel {
            false => TypesOwner::Program,
            true if name == VMLINUX => TypesOwner::Kernel,
            true => TypesOwner::Module,
        };
        Self { id, owner, name, size }
    }
}

impl Kernel {
    /// The types that the kernel holds, by their numbers: its own, its modules' and those that programs and maps came with.
    /// Linux before 5.11 has only the last.
    ///
    /// # Errors
    /// If the process may not: that takes `CAP_SYS_ADMIN`.
    pub fn held_types(&self) -> Result<Vec<HeldTypes>> {
        let mut all = Vec::new();
        let walked: std::result::Result<Option<()>, Errno> =
            objects::each(self, ObjectKind::Types, |types| {
                all.push(retry::call(self, Call::Read, || self.api().btf_info(types))?.into());
                Ok(None)
            });
        walked.map_err(|errno| Error::kernel(self, Operation::OpenTypes, "that the kernel holds", errno))?;
        Ok(all)
    }

    /// The types of this number. Those of a module stand on the kernel's own.
    ///
    /// # Errors
    /// If there are none of this number, they cannot be read, or the process may not: that takes `CAP_SYS_ADMIN`.
    pub fn types_by_id(&self, id: u32) -> Result<Btf<'static>> {
        let name = || format!("number {id}");
        let read = |handle: Handle| Ok((self.api().btf_info(&handle)?, self.api().btf_bytes(&handle)?));
        let (info, bytes) =
            retry::call(self, Call::Read, || self.api().open_by_id(ObjectKind::Types, id).and_then(read))
                .map_err(|errno| Error::kernel(self, Operation::OpenTypes, name(), errno))?;
        let read = match HeldTypes::from(info).owner {
            TypesOwner::Module => Btf::parse_split(bytes, &self.types()?),
            TypesOwner::Kernel | TypesOwner::Program => Btf::parse(bytes),
        };
        read.map_err(|error| Error::other(Operation::ReadTypes, name(), error))
    }
}

/// Opens the types of a module, or the kernel's own, by name.
pub(crate) fn open(kernel: &Kernel, name: &str) -> std::result::Result<Handle, Errno> {
    let found = objects::each(kernel, ObjectKind::Types, |types| {
        let info = retry::call(kernel, Call::Read, || kernel.api().btf_info(types))?;
        Ok((info.of_kernel && info.name == name).then_some(info.id))
    })?;
    let id = found.ok_or(Errno::ENOENT)?;
    retry::call(kernel, Call::Read, || kernel.api().open_by_id(ObjectKind::Types, id))
}
