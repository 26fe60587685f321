//! `#[skep::bpf]` on a module, a function or an `impl` block, and the attributes of the data that programs and user space share.
//!
//! Every function is emitted twice: verbatim, and as a *twin* that builds the program when it is called (ADR 19). `twin.rs` makes
//! the twin of a function, `body.rs` and what is below it the twin's body, `module.rs` what a module offers user space,
//! `program.rs` knows the kinds of programs, `data.rs` structures and enumerations.
//!
//! Nothing here panics. Errors are collected, all are reported, and what the user wrote is always emitted. The names that generated
//! code uses are those of `skep::stage`; nothing else of Skep is known here.

use proc_macro::TokenStream as Tokens;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Attribute, Error, Item};

mod body;
mod data;
mod module;
mod program;
mod signature;
mod syntax;
mod twin;
mod verbatim;

/// What is in this module, or is this function or `impl` block, runs in the kernel: `#[skep::bpf(license = "GPL")] mod probe { … }`.
///
/// The licence is the string that the kernel is told; without one it is `GPL`.
#[proc_macro_attribute]
pub fn bpf(arguments: Tokens, item: Tokens) -> Tokens {
    let original: TokenStream = item.clone().into();
    let mut errors = vec![];
    let output = match syn::parse::<Item>(item) {
        Ok(Item::Fn(function)) => Ok(twin::function(&function, &[], &mut errors)),
        Ok(Item::Impl(methods)) => twin::methods(&methods, &[], &mut errors),
        Ok(Item::Mod(module)) => module::module(arguments.into(), module, &mut errors),
        Ok(_) => Err(Error::new(
            Span::call_site(),
            "`#[skep::bpf]` goes on a module, a function or an `impl` block",
        )),
        // rustc reads the same tokens and says it as well: once is enough.
        Err(_) => return original.into(),
    };
    finish(output, original, errors)
}

/// A record that programs send to user space: a structure of one layout on both sides, without padding or pointers.
#[proc_macro_attribute]
pub fn event(_: Tokens, item: Tokens) -> Tokens {
    data(item, |item, errors| data::value(item, true, errors))
}

/// A key, a value of a map, or anything else that lies in memory: a structure, an enumeration without payload, or a structure around
/// one number.
#[proc_macro_attribute]
pub fn value(_: Tokens, item: Tokens) -> Tokens {
    data(item, |item, errors| data::value(item, false, errors))
}

/// A structure of the kernel, by the fields that are used; their places are found in the kernel at hand.
#[proc_macro_attribute]
pub fn kernel_type(_: Tokens, item: Tokens) -> Tokens {
    data(item, |item, _| data::kernel_type(item))
}

/// A tracepoint's record, by the fields that are used; their places are found in the kernel at hand.
#[proc_macro_attribute]
pub fn tracepoint_fields(_: Tokens, item: Tokens) -> Tokens {
    data(item, |item, _| data::tracepoint_fields(item))
}

/// A map: on a `static` of a module with `#[skep::bpf]`.
#[proc_macro_attribute]
pub fn map(_: Tokens, item: Tokens) -> Tokens {
    data(item, |item, errors| Ok(module::named(item, errors)))
}

/// A variable that programs and user space see: on a `static` of a module with `#[skep::bpf]`. On a function: the kernel verifies it by
/// itself.
#[proc_macro_attribute]
pub fn global(_: Tokens, item: Tokens) -> Tokens {
    data(item, |item, errors| Ok(module::named(item, errors)))
}

fn data(item: Tokens, make: impl FnOnce(&Item, &mut Vec<Error>) -> syn::Result<TokenStream>) -> Tokens {
    let original: TokenStream = item.clone().into();
    let mut errors = vec![];
    let output = match syn::parse::<Item>(item) {
        Ok(item) => make(&item, &mut errors),
        Err(_) => return original.into(),
    };
    finish(output, original, errors)
}

/// What is emitted, and behind it all errors; what the user wrote, if nothing could be made of it.
fn finish(output: syn::Result<TokenStream>, original: TokenStream, mut errors: Vec<Error>) -> Tokens {
    let output = output.unwrap_or_else(|error| {
        errors.push(error);
        original
    });
    let errors = errors.iter().map(Error::to_compile_error);
    quote!(#output #(#errors)*).into()
}

/// Where generated code finds what it names.
fn runtime() -> TokenStream {
    quote!(::skep::stage)
}

/// A name of ours, which no name of the user's meets.
fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// A name of ours whose errors are reported at this place.
fn hidden_at(name: &str, at: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(at))
}

/// Whether one of the attributes has this name.
fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}
