//! Structures with named fields, in memory that both sides see.

use super::{derive_bytes, derive_missing, field_names, table};
use crate::runtime;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Fields, FieldsNamed, ItemStruct, parse_quote};

/// Each field's type stands once, in an alias, so that a name that is not there is missed once. A constant asks for what
/// fields need and looks for padding; the structure's own types go through it (`Keep`), so that zerocopy's derives, which
/// would each report a wrong field, have nothing to say about types in error. Editors and documentation see it plain.
pub(super) fn structure(item: &ItemStruct, fields: &FieldsNamed, is_event: bool) -> TokenStream {
    let (runtime, name, visibility, text) = (runtime(), &item.ident, &item.vis, item.ident.to_string());
    let (derive, bytes) = (derive_missing(&item.attrs, &["Clone", "Copy", "Debug"]), derive_bytes());
    let alias = |field: &Ident| format_ident!("__{name}_{field}");
    let (table_name, table) = table(
        name,
        visibility,
        fields,
        |field, _| {
            let alias = alias(field);
            quote!(#alias)
        },
        |field| quote!(::core::mem::offset_of!(#name, #field) as u32),
    );
    let names = field_names(fields);
    let texts: Vec<_> = names.iter().map(ToString::to_string).collect();
    let probe = format_ident!("__{name}_FIELDS");
    let (handle, namespace) = (format_ident!("{name}Bpf"), format_ident!("{name}Ns"));
    let aliases: Vec<_> = names.iter().map(alias).collect();
    let types = fields.named.iter().map(|field| &field.ty);
    let checks = layout_checks(fields, &names, &text, alias);
    let mut kept = item.clone();
    if let Fields::Named(fields) = &mut kept.fields {
        for (field, alias) in fields.named.iter_mut().zip(&aliases) {
            field.ty = parse_quote!(<() as #runtime::Keep<#probe, #alias>>::Out);
        }
    }
    let event = is_event.then(|| quote!(impl #runtime::Event for #name {}));
    quote! {
        #(#[doc(hidden)] #[allow(non_camel_case_types, dead_code)] type #aliases = #types;)*
        #[doc(hidden)] #[allow(warnings)]
        const #probe: usize = { let (mut at, mut align) = (0, 1); #checks 0 };
        ::skep::__for_editor! { { #[repr(C)] #derive #bytes #item } {
            #[cfg(doc)] #[repr(C)] #derive #bytes #item
            #[cfg(not(doc))] #[repr(C)] #derive #bytes #kept
        } }
        #table
        #[doc(hidden)] #[derive(Clone, Copy, Debug)]
        #visibility struct #handle(pub #runtime::Ref<#name>);
        #[doc(hidden)] #[derive(Clone, Copy, Debug)]
        #visibility struct #namespace;
        #[allow(warnings, clippy::all)]
        const _: () = {
            impl #runtime::Layout for #name {
                const SIZE: u32 = ::core::mem::size_of::<#name>() as u32;
                const ALIGN: u32 = ::core::mem::align_of::<#name>() as u32;
                const NAME: &'static str = #text;
                type Owned = #runtime::Slot<#name>;
                type Handle = #handle;
                type Ns = #namespace;
                const NS: #namespace = #namespace;
                fn zero() -> Self { #runtime::zerocopy::FromZeros::new_zeroed() }
                fn declare(types: &mut #runtime::Types) -> #runtime::TypeId {
                    let members = [#((#texts, <<() as #runtime::Keep<#probe, #aliases>>::Out as #runtime::Layout>::declare(types), ::core::mem::offset_of!(#name, #names) as u32)),*];
                    types.structure(#text, <Self as #runtime::Layout>::SIZE, &members)
                }
                fn load(builder: &mut #runtime::Builder<'_>, from: #runtime::Ref<Self>) -> #runtime::Slot<Self> {
                    #runtime::copy_out(builder, from)
                }
                fn store(builder: &mut #runtime::Builder<'_>, to: #runtime::Ref<Self>, value: #runtime::Slot<Self>) {
                    #runtime::copy_in(builder, to, value)
                }
                fn lend(_: &mut #runtime::Builder<'_>, from: #runtime::Ref<Self>) -> #runtime::Slot<Self> { #runtime::Slot::new(from) }
                fn equal(builder: &mut #runtime::Builder<'_>, left: #runtime::Slot<Self>, right: #runtime::Slot<Self>) -> #runtime::Val<bool> {
                    #runtime::same_bytes(builder, left.as_ref(), right.as_ref(), <Self as #runtime::Layout>::SIZE)
                }
                fn bytes(&self, endian: #runtime::Endian, output: &mut ::std::vec::Vec<u8>) {
                    #(#runtime::Layout::bytes(&self.#names, endian, output);)*
                }
                fn handle(_: &mut #runtime::Builder<'_>, of: #runtime::Ref<Self>) -> #handle { #handle(of) }
            }
            // Of constants.
            impl #runtime::Read for #name {
                type Out = #runtime::Slot<Self>;
                type Receiver = #handle;
                fn read(&self, builder: &mut #runtime::Builder<'_>) -> #runtime::Slot<Self> {
                    let place = #runtime::constant(builder, self);
                    #runtime::copy_out(builder, place)
                }
                fn receiver(&self, builder: &mut #runtime::Builder<'_>) -> #handle { #handle(#runtime::constant(builder, self)) }
            }
            impl #runtime::AddressOf for #name {
                type Out = #runtime::Ref<Self>;
                fn address(&self, builder: &mut #runtime::Builder<'_>) -> #runtime::Ref<Self> { #runtime::constant(builder, self) }
            }
            impl #runtime::Proj for #name {
                type Fields = #table_name;
                type At<T> = #runtime::Ref<T>;
                fn fields(&self) -> &'static #table_name { &#table_name::TABLE }
                fn at<T>(&self, builder: &mut #runtime::Builder<'_>, field: #runtime::Field<T>) -> #runtime::Ref<T> {
                    #runtime::Proj::at(&#runtime::constant(builder, self), builder, field)
                }
            }
            impl #runtime::Stored for #name {}
            impl #runtime::Struct for #name {
                type Fields = #table_name;
                const FIELDS: &'static #table_name = &#table_name::TABLE;
            }
            #event
        };
    }
}

/// Asks of each field that it has a layout, and that there is no padding before it.
fn layout_checks(
    fields: &FieldsNamed,
    names: &[Ident],
    text: &str,
    alias: impl Fn(&Ident) -> Ident,
) -> TokenStream {
    let runtime = runtime();
    let mut before = String::new();
    let mut output = TokenStream::new();
    for (number, (field, name)) in fields.named.iter().zip(names).enumerate() {
        let alias = alias(name);
        let located = Ident::new(&alias.to_string(), Span::call_site().located_at(field.ty.span()));
        let at = Span::mixed_site().located_at(field.ty.span());
        let ask = quote_spanned!(at=> #runtime::laid_out::<#located>());
        let at = Span::call_site().located_at(name.span());
        let message = format!(
            "there is padding between `{before}` and `{name}` of `{text}`: order the fields by size, or name the bytes (`_pad: [u8; N]`)"
        );
        output.extend(quote_spanned! {at=>
            let _ = || #ask;
            assert!(at % ::core::mem::align_of::<#alias>() == 0, #message);
            at += ::core::mem::size_of::<#alias>();
            if align < ::core::mem::align_of::<#alias>() { align = ::core::mem::align_of::<#alias>() }
        });
        if number + 1 == names.len() {
            let message = format!(
                "there is padding at the end of `{text}`, after `{name}`: name the bytes (`_pad: [u8; N]`)"
            );
            output.extend(quote_spanned!(at=> assert!(at % align == 0, #message);));
        }
        before = name.to_string();
    }
    output
}
