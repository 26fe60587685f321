//! The staged twin of a function: an enumeration of the same name in the namespace of types, whose `stage` builds the program.

use crate::signature::{Staged, builder, prelude, stage, twin_generics};
use crate::verbatim::{rename, verbatim};
use crate::{has, runtime};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Error, ImplItem, ItemFn, ItemImpl, Type};

/// `#[inline(never)]`: a function of its own in BPF; `#[global]`: one that the kernel verifies by itself.
fn linkage(attributes: &[Attribute]) -> Option<TokenStream> {
    if has(attributes, "global") {
        return Some(quote!(__stage::Linkage::Global));
    }
    let never = |attribute: &Attribute| {
        attribute.path().is_ident("inline")
            && attribute.parse_args::<Ident>().is_ok_and(|word| word == "never")
    };
    attributes.iter().any(never).then(|| quote!(__stage::Linkage::Static))
}

/// The verbatim copy of a function, and its twin.
pub(crate) fn function(item: &ItemFn, statics: &[Ident], errors: &mut Vec<Error>) -> TokenStream {
    let (name, visibility, builder, runtime) = (&item.sig.ident, &item.vis, builder(), runtime());
    let Staged { is_refused, is_unknown, parameters, result, body, probe } =
        stage(&item.sig, &item.block, None, errors);
    let mut copy = item.clone();
    copy.attrs.retain(|attribute| !attribute.path().is_ident("global"));
    let copy = verbatim(copy.to_token_stream());
    if is_unknown {
        // What we refuse is the one error to show.
        return copy;
    }
    let conditions: Vec<_> = item.attrs.iter().filter(|one| one.path().is_ident("cfg")).collect();
    let generics = twin_generics(&item.sig);
    let (generics, arguments, bounds) = generics.split_for_impl();
    let turbofish = arguments.as_turbofish();
    let (names, types): (Vec<_>, Vec<_>) = parameters.into_iter().unzip();
    let (body, probe) = if is_refused { (quote!(loop {}), quote!(0)) } else { (body, probe) };
    let prelude = prelude(&probe, name, &item.block, statics);
    let parameters = quote!((#(#names,)*): (#(#types,)*));
    let stage = match linkage(&item.attrs) {
        None => quote! {
            pub fn stage #generics (#builder: &mut __Ok<__stage::Builder<'_>>, #parameters) -> #result #bounds { #body }
        },
        Some(linkage) => quote! {
            pub fn stage #generics (#builder: &mut __Ok<__stage::Builder<'_>>, #parameters) -> #result #bounds {
                __stage::subprogram(#builder, &__FUNCTION, #linkage, (#(#names,)*), Self::__body #turbofish)
            }
            fn __body #generics (#builder: &mut __stage::Builder<'_>, #parameters) -> #result #bounds { #body }
        },
    };
    quote! {
        #copy
        #(#conditions)* #[doc(hidden)] #[allow(non_camel_case_types, missing_docs, missing_debug_implementations)]
        #visibility enum #name {}
        #(#conditions)* #[allow(warnings, clippy::all, unconditional_panic, arithmetic_overflow)]
        const _: () = {
            use #runtime as __stage;
            use __stage::Assoc as _;
            #[cfg(rust_analyzer)]
            const _: () = {
                type __Ok<T> = T;
                impl #name {
                    pub fn stage #generics (_: &mut __stage::Builder<'_>, _: (#(#types,)*)) -> #result #bounds { loop {} }
                }
            };
            #[cfg(not(rust_analyzer))]
            const _: () = { #prelude impl #name { #stage } };
        };
    }
}

/// Methods are inherent on the structure's local handle (`FlowBpf` of `Flow`, and `FlowNs` for associated functions), so that a call
/// needs no import.
pub(crate) fn methods(
    item: &ItemImpl,
    statics: &[Ident],
    errors: &mut Vec<Error>,
) -> syn::Result<TokenStream> {
    let (me, runtime) = (&*item.self_ty, runtime());
    let Type::Path(path) = me else {
        return Err(Error::new_spanned(me, "an `impl` of a BPF module needs a type with a name"));
    };
    if let Some((_, name, _)) = &item.trait_ {
        let message =
            "of a trait there is no form in a BPF program; write the methods in an `impl` of the type";
        return Err(Error::new_spanned(name, message));
    }
    let (builder, mut twins, mut is_known) = (builder(), vec![], true);
    for one in &item.items {
        let ImplItem::Fn(method) = one else { continue };
        let Staged { is_refused, is_unknown, parameters, result, body, probe } =
            stage(&method.sig, &method.block, Some(me), errors);
        is_known &= !is_unknown;
        let mut handle = path.path.clone();
        if let Some(last) = handle.segments.last_mut() {
            let suffix = if method.sig.receiver().is_some() { "Bpf" } else { "Ns" };
            last.ident = format_ident!("{}{suffix}", last.ident);
        }
        let of_me = |tokens| rename(tokens, "Self", &quote!(#me));
        let (names, types): (Vec<_>, Vec<_>) =
            parameters.into_iter().map(|(name, ty)| (name, of_me(ty))).unzip();
        let (body, probe) = if is_refused { (quote!(loop {}), quote!(0)) } else { (body, probe) };
        let name = &method.sig.ident;
        let prelude = prelude(&probe, name, &method.block, statics);
        let body = of_me(rename(body, "self", &quote!(__self)));
        let result = of_me(result);
        let receiver = method.sig.receiver().map(|_| {
            let me = Ident::new("__self", Span::call_site());
            quote!(let #me = self.0;)
        });
        let generics = twin_generics(&method.sig);
        let (generics, _, bounds) = generics.split_for_impl();
        twins.push(quote! { const _: () = {
            #prelude
            impl #handle {
                pub fn #name #generics (self, #builder: &mut __stage::Builder<'_>, #(#names: #types),*) -> #result #bounds {
                    #receiver #body
                }
            }
        }; });
    }
    let copy = verbatim(item.to_token_stream());
    if !is_known {
        return Ok(copy);
    }
    Ok(quote! {
        #copy
        #[allow(warnings, clippy::all, unconditional_panic, arithmetic_overflow)]
        const _: () = {
            use #runtime as __stage;
            use __stage::Assoc as _;
            #[cfg(not(rust_analyzer))]
            const _: () = { #(#twins)* };
        };
    })
}
