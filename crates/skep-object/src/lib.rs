//! [`ObjectSpec`]: programs, maps and functions as plain editable values, checked and laid out for loading.
//!
//! It is the waist of Skep: whoever writes programs makes one, and whatever loads, stores or shows programs
//! takes one. Instructions in it name the maps and functions they refer to; the numbers are put in at load.
//! Nothing here asks which kernel is running: the same specification gives the same bytes on every machine.
//!
//! ```
//! use skep_isa::{Assembler, ImageOptions, Register::R0};
//! use skep_object::{ObjectSpec, ProgramSpec};
//!
//! let code = Assembler::new().mov(R0, 2).exit().build()?;
//! let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("pass", code));
//! spec.check()?;
//! let layout = spec.layout(&spec.programs[0], ImageOptions::default())?;
//! assert_eq!(layout.image.bytes.len(), 16);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod configuration;
mod elf;
mod externs;
mod functions;
mod layout;
mod lines;
mod link;
mod map;
mod minimal;
mod relocate;
mod resolve;
mod shared;
mod spec;
mod types;
mod usdt;

pub use check::{LONGEST_NAME, Object, SpecError, SpecErrors, SpecProblem};
pub use configuration::{
    ConfigurationError, ConfigurationOption, ConfigurationValue, Tristate, configuration_options,
};
pub use elf::{
    ElfError, ElfOptions, ElfProblem, SectionMeaning, TypeSections, WriteError, WriteProblem, section_meaning,
};
pub use functions::{FunctionError, function_offset, function_offsets};
pub use layout::{LayoutError, ProgramLayout};
pub use link::{ObjectLinkError, ObjectLinkProblem, link};
pub use map::{Contents, MapSpec, Pinning, Slot, StructureSpec, VariableError, VariableSpec};
pub use relocate::{POISON_HELPER, Poisoned, RelocateError, RelocateProblem, relocate};
pub use resolve::{PoisonedAccess, Relocated, RelocationFailure, Replacements};
pub use shared::{ProgramRecords, SharedTypes};
pub use spec::{AttachTarget, Binding, ExternKind, ExternSpec, FunctionSpec, ObjectSpec, ProgramSpec};
pub use types::Types;
pub use usdt::{UsdtArgument, UsdtError, UsdtPlace, UsdtProbe, UsdtSite, usdt_probes};

/// The byte order of the types that go with instructions of this one.
const fn types_endian(endian: skep_isa::Endian) -> skep_btf::Endian {
    match endian {
        skep_isa::Endian::Little => skep_btf::Endian::Little,
        skep_isa::Endian::Big => skep_btf::Endian::Big,
    }
}
