//! Types as text: as `bpftool` lists them, and as C declarations.

mod c;
mod declarator;
mod layout;
mod raw;

pub use raw::Listing;
