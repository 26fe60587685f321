//! Structures and enumerations that both copies use: their layout, their tables of fields, their handles.

mod structure;

use crate::runtime;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Fields, FieldsNamed, Item, ItemEnum, ItemStruct, Type, Visibility};

/// Derives what is wanted and not derived yet.
fn derive_missing(attributes: &[Attribute], wanted: &[&str]) -> TokenStream {
    let derives = attributes.iter().filter(|one| one.path().is_ident("derive"));
    let present: String = derives.map(|one| one.to_token_stream().to_string()).collect();
    let missing = wanted.iter().filter(|name| !present.contains(*name));
    let missing = missing.map(|name| Ident::new(name, Span::mixed_site()));
    quote!(#[derive(#(#missing),*)])
}

/// The derives that make bytes of values.
fn derive_bytes() -> TokenStream {
    let runtime = runtime();
    let path = format!("{}::zerocopy", runtime.to_string().replace(' ', ""));
    quote! {
        #[derive(#runtime::zerocopy::FromBytes, #runtime::zerocopy::IntoBytes, #runtime::zerocopy::Immutable, #runtime::zerocopy::KnownLayout)]
        #[zerocopy(crate = #path)]
    }
}

/// The names of a structure's fields.
fn field_names(fields: &FieldsNamed) -> Vec<Ident> {
    fields.named.iter().filter_map(|field| field.ident.clone()).collect()
}

/// The table of a structure's fields: `S::FIELDS.name` is the user's identifier in the staged copy.
fn table(
    name: &Ident,
    visibility: &Visibility,
    fields: &FieldsNamed,
    ty: impl Fn(&Ident, &Type) -> TokenStream,
    offset: impl Fn(&Ident) -> TokenStream,
) -> (Ident, TokenStream) {
    let (table, runtime, names) = (format_ident!("{name}Fields"), runtime(), field_names(fields));
    let types = fields.named.iter().zip(&names).map(|(field, name)| ty(name, &field.ty));
    let texts = names.iter().map(ToString::to_string);
    let offsets = names.iter().map(offset);
    let tokens = quote! {
        #[doc(hidden)] #[allow(non_camel_case_types, private_interfaces, missing_debug_implementations)]
        #visibility struct #table { #(pub #names: #runtime::Field<#types>),* }
        impl #table { const TABLE: Self = Self { #(#names: #runtime::Field::new(#offsets, #texts)),* }; }
    };
    (table, tokens)
}

/// Each field's type must have what the data is for: reported at the type, once.
fn checks(fields: &FieldsNamed, check: &str) -> TokenStream {
    let (runtime, check) = (runtime(), Ident::new(check, Span::mixed_site()));
    let calls = fields.named.iter().map(|field| {
        let (ty, at) = (&field.ty, Span::mixed_site().located_at(field.ty.span()));
        quote_spanned!(at=> #runtime::#check::<#ty>();)
    });
    quote!(const __FIELDS: usize = { let _ = || { #(#calls)* }; 0 };)
}

/// What lies in memory that both sides see.
pub(crate) fn value(item: &Item, is_event: bool, errors: &mut Vec<Error>) -> syn::Result<TokenStream> {
    match item {
        Item::Enum(one) => Ok(enumeration(one, errors)),
        Item::Struct(one) if !one.generics.params.is_empty() => {
            let message = "a generic structure has no one layout; write one for each type";
            Err(Error::new_spanned(&one.generics, message))
        }
        Item::Struct(one) => match &one.fields {
            Fields::Named(fields) => Ok(structure::structure(one, fields, is_event)),
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(newtype(one)),
            Fields::Unnamed(_) | Fields::Unit => Err(Error::new_spanned(one, WRONG_ITEM)),
        },
        other => Err(Error::new_spanned(other, WRONG_ITEM)),
    }
}

const WRONG_ITEM: &str = "this goes on structures with named fields, on enums without payload, and on structures around one number";

/// An enumeration without payload is a number.
fn enumeration(one: &ItemEnum, errors: &mut Vec<Error>) -> TokenStream {
    let (name, text, runtime) = (&one.ident, one.ident.to_string(), runtime());
    if let Some(variant) = one.variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit)) {
        let message = "a variant with a payload has no layout that both sides know; use a field for the kind and a structure";
        errors.push(Error::new_spanned(&variant.fields, message));
        return quote!(#one);
    }
    let representation = one.attrs.iter().find(|attribute| attribute.path().is_ident("repr"));
    let number = representation.and_then(|attribute| attribute.parse_args::<Ident>().ok());
    let Some(number) = number else {
        let message = format!("give `{name}` a size: `#[repr(u8)]`, `#[repr(u32)]` …");
        errors.push(Error::new_spanned(name, message));
        return quote!(#one);
    };
    let derive = derive_missing(&one.attrs, &["Clone", "Copy", "Debug"]);
    let variants: Vec<_> = one.variants.iter().map(|variant| &variant.ident).collect();
    let texts = variants.iter().map(ToString::to_string);
    quote! {
        #derive #one
        #[allow(warnings, clippy::all)]
        impl #runtime::Scalar for #name {
            const NAME: &'static str = #text;
            const BYTES: u32 = ::core::mem::size_of::<#name>() as u32;
            const SIGNED: bool = <#number as #runtime::Scalar>::SIGNED;
            fn bits(self) -> u64 { self as #number as u64 }
            fn zero() -> Self {
                #(if Self::#variants as #number == 0 { return Self::#variants; })*
                ::core::panic!("`{}` has no variant that is 0, which is what new memory holds", #text)
            }
            fn declare(types: &mut #runtime::Types) -> #runtime::TypeId {
                types.enumeration(#text, <Self as #runtime::Scalar>::BYTES, <Self as #runtime::Scalar>::SIGNED, &[#((#texts, Self::#variants as #number as i64)),*])
            }
        }
        #[allow(warnings, clippy::all)]
        impl #runtime::Enumeration for #name {
            type Number = #number;
            const VARIANTS: &'static [(Self, &'static str)] = &[#((Self::#variants, stringify!(#variants))),*];
            fn number(self) -> #number { self as #number }
        }
    }
}

/// A structure around one number is that number.
fn newtype(one: &ItemStruct) -> TokenStream {
    let (name, text, runtime) = (&one.ident, one.ident.to_string(), runtime());
    let (derive, bytes) = (derive_missing(&one.attrs, &["Clone", "Copy", "Debug"]), derive_bytes());
    let inner = one.fields.iter().next().map(|field| &field.ty);
    quote! {
        #[repr(transparent)] #derive #bytes #one
        #[allow(warnings, clippy::all)]
        impl #runtime::Scalar for #name {
            const NAME: &'static str = #text;
            const BYTES: u32 = ::core::mem::size_of::<#name>() as u32;
            const SIGNED: bool = <#inner as #runtime::Scalar>::SIGNED;
            fn bits(self) -> u64 { #runtime::Scalar::bits(self.0) }
            fn zero() -> Self { Self(#runtime::Scalar::zero()) }
            fn declare(types: &mut #runtime::Types) -> #runtime::TypeId { <#inner as #runtime::Scalar>::declare(types) }
        }
        #[allow(warnings, clippy::all)]
        impl #runtime::Newtype for #name { type Inner = #inner; }
        impl #runtime::Stored for #name where #inner: #runtime::Stored {}
        #[allow(warnings, clippy::all)]
        impl #name {
            #[doc(hidden)]
            pub fn stage(_: &mut #runtime::Builder<'_>, (inner,): (#runtime::Val<#inner>,)) -> #runtime::Val<Self> {
                #runtime::Val::of_inner(inner)
            }
        }
    }
}

fn named(item: &Item) -> syn::Result<(&Ident, &Visibility, &FieldsNamed)> {
    match item {
        Item::Struct(ItemStruct { ident, vis, fields: Fields::Named(fields), .. }) => {
            Ok((ident, vis, fields))
        }
        other => Err(Error::new_spanned(other, "this goes on a structure with named fields")),
    }
}

/// An enumeration of the kernel.
fn kernel_enumeration(one: &ItemEnum) -> syn::Result<TokenStream> {
    if let Some(variant) = one.variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit)) {
        let message = "an enumerator of the kernel has no payload";
        return Err(Error::new_spanned(&variant.fields, message));
    }
    let (name, text, runtime) = (&one.ident, one.ident.to_string(), runtime());
    let derive = derive_missing(&one.attrs, &["Clone", "Copy", "Debug"]);
    let variants: Vec<_> = one.variants.iter().map(|variant| &variant.ident).collect();
    let texts = variants.iter().map(ToString::to_string);
    let places = 0..u32::try_from(variants.len()).unwrap_or(u32::MAX);
    Ok(quote! {
        #[allow(non_camel_case_types, dead_code)] #derive #one
        #[allow(warnings, clippy::all)]
        const _: () = {
            impl #runtime::KernelEnum for #name {
                const NAME: &'static str = #text;
                const ENUMERATORS: &'static [(&'static str, i64)] = &[#((#texts, Self::#variants as i64)),*];
                fn place(self) -> u32 { match self { #(Self::#variants => #places),* } }
            }
            impl #runtime::Read for #name {
                type Out = #runtime::Enumerator<#name>;
                type Receiver = #runtime::Enumerator<#name>;
                fn read(&self, _: &mut #runtime::Builder<'_>) -> #runtime::Enumerator<#name> {
                    #runtime::Enumerator::new(*self)
                }
                fn receiver(&self, _: &mut #runtime::Builder<'_>) -> #runtime::Enumerator<#name> {
                    #runtime::Enumerator::new(*self)
                }
            }
        };
    })
}

/// A structure of the kernel, or an enumeration.
pub(crate) fn kernel_type(item: &Item) -> syn::Result<TokenStream> {
    if let Item::Enum(one) = item {
        return kernel_enumeration(one);
    }
    let ((name, visibility, fields), runtime) = (named(item)?, runtime());
    let names = field_names(fields);
    let number = |field: &Ident| {
        let place = names.iter().position(|one| one == field).unwrap_or(0);
        u32::try_from(place).unwrap_or(u32::MAX)
    };
    let (table_name, table) =
        table(name, visibility, fields, |_, ty| quote!(#ty), |field| number(field).to_token_stream());
    let (text, checks) = (name.to_string(), checks(fields, "readable"));
    // Of a type that cannot be a field rustc speaks once, where it is asked.
    let types = fields.named.iter().map(|field| &field.ty);
    let types: Vec<_> = types.map(|ty| quote!(<() as #runtime::Keep<__FIELDS, #ty>>::Out)).collect();
    let texts = names.iter().map(ToString::to_string);
    Ok(quote! {
        #[allow(non_camel_case_types, dead_code)] #item
        #table
        #[allow(warnings, clippy::all)]
        const _: () = {
            #checks
            impl #runtime::KernelStruct for #name {
                const NAME: &'static str = #text;
                type Fields = #table_name;
                const FIELDS: &'static #table_name = &#table_name::TABLE;
                fn members(types: &mut #runtime::Types) -> ::std::vec::Vec<#runtime::KernelMember> {
                    ::std::vec![#(#runtime::KernelMember::new::<#types>(types, #texts)),*]
                }
            }
            impl #runtime::KernelFieldType for #name {
                fn zero() -> Self { Self { #(#names: #runtime::field_zero::<#types>()),* } }
                fn declare(types: &mut #runtime::Types) -> #runtime::TypeId { types.kernel_struct::<#name>() }
            }
        };
    })
}

/// A tracepoint's record.
pub(crate) fn tracepoint_fields(item: &Item) -> syn::Result<TokenStream> {
    let ((name, visibility, fields), runtime) = (named(item)?, runtime());
    let (table_name, table) = table(name, visibility, fields, |_, ty| quote!(#ty), |_| quote!(0));
    let (text, checks) = (name.to_string(), checks(fields, "tracepoint_field"));
    Ok(quote! {
        #[allow(dead_code)] #item
        #table
        #[allow(warnings, clippy::all)]
        const _: () = {
            #checks
            impl #runtime::Record for #name {
                const NAME: &'static str = #text;
                type Fields = #table_name;
                const FIELDS: &'static #table_name = &#table_name::TABLE;
            }
            impl #runtime::Bpf for #name {
                type Staged = #runtime::RecordRef<#name>;
                type Reference = #runtime::RecordRef<#name>;
            }
        };
    })
}
