//! The kernel's words, and the trait that every kernel implements.
//!
//! The words (map types, program types, helpers, error numbers, flags …) are made from the fact files of this
//! repository. They are open: a number that no fact names is kept and printed as unknown.
//!
//! [`KernelApi`] is the seam between what Skep does and the kernel it does it on. It speaks in plain structs of
//! slices, knows nothing of how a kernel is reached, and is implemented by the running kernel and by a
//! simulated one.
//!
//! ```
//! use skep_uapi::{Errno, Helper, MapType};
//!
//! assert_eq!(MapType::RINGBUF.name(), Some("ringbuf"));
//! assert_eq!(Helper::KTIME_GET_NS.name(), Some("bpf_ktime_get_ns"));
//! assert_eq!(Errno::ENOENT.name(), Some("ENOENT"));
//! assert_eq!(MapType(4000).to_string(), "unknown map type 4000");
//! ```

mod contexts;
mod generated;
mod handle;
mod helper_check;
mod helper_facts;
mod helper_signature;
pub mod kernel;
mod probe;
mod program_set;
mod registers;
mod target;
mod tracepoint_format;
mod version;

pub use contexts::{ContextFacts, ContextField, FieldAccess, FieldKind};
pub use generated::*;
pub use handle::Handle;
pub use helper_facts::{HelperClash, HelperFacts, HelperLimit, HelperTable, HelperVariant};
pub use helper_signature::{
    Access, Argument, ArgumentKind, HelperResult, MAX_ARGUMENTS, NumberKind, ResultKind, Signature,
    SignatureError,
};
pub use kernel::KernelApi;
pub use probe::Probe;
pub use program_set::ProgramSet;
pub use registers::RegisterAbi;
pub use target::{InstructionLevel, Target, TargetEndian};
pub use tracepoint_format::{TracepointField, TracepointFieldKind, TracepointFormat, TracepointFormatError};
pub use version::{Version, VersionError};

/// What a kernel answers: a value, or the number of the error as the kernel gave it.
pub type Result<T> = core::result::Result<T, Errno>;
