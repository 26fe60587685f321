//! CO-RE: from what a program's types say to what the kernel's say.
//!
//! A program is compiled with its own idea of the kernel's types. Beside each instruction that depends on one, clang
//! leaves a [`Relocation`]: a type of the program's BTF, an access in it (`0:1:2`) and what is
//! asked ([`RelocationKind`]). The answers come from the BTF of the kernel at hand, its modules or a file:
//!
//! 1. The numbers of the access string become names of members and enumerators, and indices of elements.
//! 2. Types of the target with the root's kind and [essential name](essential_name) are its candidates.
//! 3. In each, the names are looked for, through anonymous structures and unions; types on the way must be
//!    compatible. The candidate that has the most answers all of the root's relocations.
//! 4. Each answer is a [`Patch`], plain data that knows no instructions.
//!
//! What the target does not have is no error: such an instruction may be one that never runs. It becomes
//! [`What::Poison`], with a message that names the access.
//!
//! ```
//! use skep_btf::relocation::{Relocation, RelocationKind, What, resolve};
//! use skep_btf::{Btf, BtfBuilder, Endian, Int, NewMember};
//!
//! // In the program: struct file___mine { int flags; };
//! let mut builder = BtfBuilder::new();
//! let int = builder.add_int("int", Int::signed(4));
//! let file = builder.add_struct("file___mine", 4, &[NewMember::at_byte("flags", int, 0)]);
//! let local = builder.to_bytes(Endian::Little)?;
//!
//! // In the kernel: struct file { long version; int flags; };
//! let mut builder = BtfBuilder::new();
//! let int = builder.add_int("int", Int::signed(4));
//! let long = builder.add_int("long", Int::signed(8));
//! builder.add_struct("file", 16, &[NewMember::at_byte("version", long, 0), NewMember::at_byte("flags", int, 8)]);
//! let kernel = builder.to_bytes(Endian::Little)?;
//!
//! let flags = Relocation { type_id: file, access: "0:0", kind: RelocationKind::FieldByteOffset };
//! let answers = resolve(&Btf::parse(&local)?, &[flags], &Btf::parse(&kernel)?, &[]);
//! let patch = answers[0].clone()?.patch;
//! assert_eq!(patch.expected, Some(0));
//! assert!(matches!(patch.what, What::Offset { bytes: 8, .. }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod candidates;
mod compatible;
mod error;
mod kind;
mod matching;
mod name;
mod resolver;
mod value;

pub use access::Relocation;
pub(crate) use access::Step;
pub use compatible::types_agree;
pub use error::{Problem, Reason, RelocationError, Unresolved};
pub use kind::RelocationKind;
pub use name::essential_name;
pub(crate) use resolver::Wants;
pub use resolver::{Resolution, Resolver, TargetType, resolve};
pub use value::{Patch, Scalar, ScalarClass, What};

#[cfg(test)]
mod tests;
