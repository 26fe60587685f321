//! What the code that `#[skep::bpf]` generates names. Nothing here is for users to call.

pub use crate::language::{Declared, Formats, LoadedProgram, OpenModule, OpenProgram, load, spec, test};
pub use crate::skeleton::Decision;
pub use crate::{Kernel, LoadOptions, Object, Result};
pub use skep_lang::stage::*;
pub use skep_object::ObjectSpec;
pub use skep_uapi::Target;
