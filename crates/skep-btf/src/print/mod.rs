//! Types as text: as `bpftool` lists them, and as C declarations; and values by their types.

mod c;
mod declarator;
mod layout;
mod raw;
mod value;

pub use raw::Listing;
