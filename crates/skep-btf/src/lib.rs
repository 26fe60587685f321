//! BTF, the kernel's type format: reading, building, and the line tables that go with programs.
//!
//! - [`Btf`] reads: bytes in, of either byte order, alone or split from a base; types by number, kind and
//!   name as small borrowed views ([`Type`], [`Shape`]); members by path, sizes, typedefs seen through.
//!   Nothing is copied, and no bytes make it panic.
//! - [`BtfBuilder`] writes: types and strings in, bytes of either byte order out; it takes whole BTFs over and
//!   makes one type of all that are the same.
//! - [`FuncInfo`] and [`LineInfo`] are the tables that tell the kernel a program's functions and source lines.
//! - [`BtfExt`] reads those tables, and the relocations, from the `.BTF.ext` section of an object file.
//! - [`relocation`] finds in a kernel's types what a program's types name (CO-RE).
//! - [`Btf::without`] writes for older kernels what they know in place of what they do not.
//! - [`Btf::differences`] compares two; [`Btf::c_declarations`], [`Btf::rust_declarations`] and [`Type::listing`] print.
//! - [`Btf::relocated_onto`] fits a module's types to the kernel that runs.
//! - [`raw`] has the format itself: constants, record layouts, [`Kind`]s.
//!
//! Nothing here does input or output: the bytes of the running kernel's BTF are at
//! `/sys/kernel/btf/vmlinux`, for the caller to read or to map.
//!
//! ```
//! use skep_btf::{Btf, BtfBuilder, Endian, Int, Kind, NewMember};
//!
//! // struct event { int pid; struct { unsigned long long when; }; };
//! let mut builder = BtfBuilder::new();
//! let int = builder.add_int("int", Int::signed(4));
//! let u64 = builder.add_int("unsigned long long", Int::unsigned(8));
//! let inner = builder.add_struct("", 8, &[NewMember::at_byte("when", u64, 0)]);
//! builder.add_struct("event", 16, &[NewMember::at_byte("pid", int, 0), NewMember::at_byte("", inner, 8)]);
//! let bytes = builder.to_bytes(Endian::Little)?;
//!
//! let btf = Btf::parse(&bytes)?;
//! let event = btf.find(Kind::Struct, "event").next().expect("it was added");
//! assert_eq!(event.to_string(), "[4] STRUCT 'event'");
//! assert_eq!(event.size()?, 16);
//!
//! let when = event.find_member("when")?;
//! assert_eq!(when.byte_offset(), Some(8));
//! assert_eq!(btf.type_by_id(when.type_id)?.name()?, "unsigned long long");
//! assert_eq!(
//!     event.find_member("where").unwrap_err().to_string(),
//!     "type [4] (STRUCT 'event') has no member 'where'"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod bytes;
mod diff;
mod distilled;
mod endian;
mod entries;
mod error;
mod ext;
mod extension;
mod header;
mod id;
mod index;
mod member;
mod minimal;
mod print;
pub mod raw;
mod read;
mod record;
pub mod relocation;
mod resolve;
mod sanitize;
mod shape;
mod strings;
mod view;
mod walk;

#[cfg(test)]
mod tests;

pub use builder::{BtfBuilder, NewMember, TypeMap};
pub use bytes::BtfBytes;
pub use diff::{Change, Difference, PartChange};
pub use distilled::{Distilled, DistilledError};
pub use endian::Endian;
pub use entries::{Entries, Entry, EnumValue, Member, Parameter, SectionVariable};
pub use error::{BtfError, BuildError, Section};
pub use ext::{CoreRelocation, FuncInfo, LineColumn, LineInfo};
pub use extension::{BtfExt, ExtRecord, ExtRecords, ExtSection, ExtSections};
pub use id::{StringOffset, TypeId};
pub use member::MemberPlace;
pub use minimal::{Minimal, MinimalError};
pub use print::{Listing, RustDeclarations, RustStyle, ValueTextError, rust_identifier};
pub use raw::Kind;
pub use read::Btf;
pub use sanitize::{BtfFeature, BtfFeatures};
pub use shape::{Array, FwdKind, Int, IntEncoding, Linkage, Signedness};
pub use view::{Prototype, Shape, Type};
