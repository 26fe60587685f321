//! Types as text: as `bpftool` lists them, and as C and Rust declarations; and values by their types.

mod c;
mod declarator;
mod layout;
mod parse;
mod raw;
mod rust;
mod value;

pub use parse::ValueTextError;
pub use raw::Listing;
pub use rust::{RustDeclarations, RustStyle, rust_identifier};
