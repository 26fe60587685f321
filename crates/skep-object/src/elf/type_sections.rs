//! Where files keep their types: kernels, modules, separate debug information and objects, for any machine.

use super::error::ElfError;
use super::types::BTF;
use object::elf::{self, FileHeader32, FileHeader64};
use object::read::elf::{FileHeader, SectionHeader as _};
use object::{Endianness, SectionIndex};

/// The section with the part of its base's types that a module's types need, since Linux 6.11.
const BTF_BASE: &str = ".BTF.base";
/// Which byte of an ELF file says how wide its addresses are.
const CLASS: usize = 4;
/// What it says for 32 bits.
const CLASS_32: u8 = 1;

/// The types in a file, as the bytes of a BTF.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeSections<'a> {
    /// The types.
    pub types: &'a [u8],
    /// The distilled base that they are split from, if the file has one, as modules have that are built outside of the
    /// kernel's tree (`.BTF.base`, since Linux 6.11).
    pub base: Option<&'a [u8]>,
}

impl<'a> TypeSections<'a> {
    /// The types in these bytes: those of an ELF file, of 32 or 64 bits and for any machine (its section `.BTF`), and otherwise
    /// the bytes themselves. Whether they are a BTF is not looked at.
    ///
    /// # Errors
    /// If an ELF file is not whole, or its types are not there or compressed.
    pub fn find(bytes: &'a [u8]) -> Result<Self, ElfError> {
        if !bytes.starts_with(&elf::ELFMAG) {
            return Ok(Self { types: bytes, base: None });
        }
        match bytes.get(CLASS) {
            Some(&CLASS_32) => Self::in_elf::<FileHeader32<Endianness>>(bytes),
            _ => Self::in_elf::<FileHeader64<Endianness>>(bytes),
        }
    }

    fn in_elf<H: FileHeader<Endian = Endianness>>(bytes: &'a [u8]) -> Result<Self, ElfError> {
        let broken = |error: object::read::Error| ElfError::file(error.to_string(), "a whole ELF file");
        let header = H::parse(bytes).map_err(broken)?;
        let endian = header.endian().map_err(broken)?;
        let table = header.sections(endian, bytes).map_err(broken)?;
        let find = |name: &str| -> Result<Option<&'a [u8]>, ElfError> {
            let Some((SectionIndex(_), section)) = table.section_by_name(endian, name.as_bytes()) else {
                return Ok(None);
            };
            if section.sh_flags(endian).0 & elf::SHF_COMPRESSED.0 != 0 {
                return Err(ElfError::of(name, "a compressed section", "types as they are"));
            }
            if section.sh_type(endian) == elf::SHT_NOBITS {
                return Err(ElfError::of(name, "a section without bytes", "types, not only where they were"));
            }
            let data = section.data(endian, bytes);
            data.map(Some).map_err(|error| ElfError::of(name, error.to_string(), "bytes within the file"))
        };
        let types = find(BTF)?.ok_or_else(|| {
            let expected = "one with types (for a kernel: `CONFIG_DEBUG_INFO_BTF`; for clang: `-g`)";
            ElfError::file("an ELF file without a section `.BTF`", expected)
        })?;
        Ok(Self { types, base: find(BTF_BASE)? })
    }
}

#[cfg(test)]
mod tests;
