//! A module: its functions and `impl`s are staged; its maps, variables and programs become typed fields of what
//! `open()` and `load()` return.

use crate::verbatim::verbatim;
use crate::{has, hidden, program, runtime, twin};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{AttrStyle, Error, Item, ItemFn, ItemImpl, ItemMod, ItemStatic, LitStr, Token};

/// A map or a variable, which learns the name of its static.
pub(crate) fn named(item: &Item, errors: &mut Vec<Error>) -> TokenStream {
    let Item::Static(one) = item else {
        errors.push(Error::new_spanned(item, "`#[map]` and `#[global]` go on a `static`"));
        return quote!(#item);
    };
    let ItemStatic { attrs, vis, mutability, ident, ty, expr, .. } = one;
    let (name, at) = (ident.to_string(), Span::mixed_site().located_at(expr.span()));
    let kept = attrs.iter().filter(|one| !one.path().is_ident("map") && !one.path().is_ident("global"));
    quote_spanned!(at=> #(#kept)* #vis static #mutability #ident: #ty = (#expr).__named(#name);)
}

fn license(arguments: TokenStream) -> syn::Result<String> {
    if arguments.is_empty() {
        return Ok("GPL".to_owned());
    }
    let at = arguments.span();
    let parse = |input: syn::parse::ParseStream<'_>| {
        let name: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok((name, input.parse::<LitStr>()?))
    };
    match parse.parse2(arguments) {
        Ok((name, text)) if name == "license" => Ok(text.value()),
        _ => Err(Error::new(at, "`#[skep::bpf]` takes the licence and nothing else: `license = \"GPL\"`")),
    }
}

/// What a module has been found to hold.
#[derive(Default)]
struct Found {
    statics: Vec<Ident>,
    /// The types of the statics, by projections from their probes.
    types: Vec<TokenStream>,
    probes: Vec<TokenStream>,
    programs: Vec<Ident>,
}

fn is_object(one: &ItemStatic) -> bool {
    has(&one.attrs, "map") || has(&one.attrs, "global")
}

const OPERATOR: &str = "operators cannot be overloaded in a BPF module; derive `PartialEq`, or write a method in an `impl` of the type";

/// The name of the operator's trait that this implements.
fn operator(one: &ItemImpl) -> Option<&Ident> {
    const OPERATORS: [&str; 15] = [
        "PartialEq",
        "PartialOrd",
        "Ord",
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Rem",
        "BitAnd",
        "BitOr",
        "BitXor",
        "Shl",
        "Shr",
        "Not",
        "Neg",
    ];
    let (_, path, _) = one.trait_.as_ref()?;
    let name = &path.segments.last()?.ident;
    OPERATORS.iter().any(|operator| name == operator || name == &format!("{operator}Assign")).then_some(name)
}

/// The module with all that is in it staged.
pub(crate) fn module(
    arguments: TokenStream,
    mut module: ItemMod,
    errors: &mut Vec<Error>,
) -> syn::Result<TokenStream> {
    let license = license(arguments)?;
    let Some((_, items)) = &mut module.content else {
        let message = "`#[skep::bpf]` needs the module's body here, not in another file";
        return Err(Error::new_spanned(&module, message));
    };
    let statics: Vec<Ident> = items
        .iter()
        .filter_map(|item| match item {
            Item::Static(one) if is_object(one) => Some(one.ident.clone()),
            _ => None,
        })
        .collect();
    let (mut found, mut output) = (Found::default(), vec![]);
    for item in items.drain(..) {
        output.push(match item {
            Item::Fn(one) if has(&one.attrs, "test") => quote!(#one),
            Item::Fn(one) => function(one, &statics, &mut found, errors),
            Item::Impl(one) if one.trait_.is_none() => twin::methods(&one, &statics, errors)?,
            // The `impl` of a trait is ordinary Rust; of an operator it would mean something else in the program.
            Item::Impl(one) => {
                errors.extend(operator(&one).map(|name| Error::new_spanned(name, OPERATOR)));
                quote!(#one)
            }
            Item::Static(one) if is_object(&one) => object(one, &mut found, errors),
            other => quote!(#other),
        });
    }
    let (visibility, name) = (&module.vis, &module.ident);
    let (outer, inner): (Vec<_>, Vec<_>) =
        module.attrs.iter().partition(|one| matches!(one.style, AttrStyle::Outer));
    let offered = errors.is_empty().then(|| offered(name, &license, &found));
    Ok(quote! { #(#outer)* #visibility mod #name { #(#inner)* #(#output)* #offered } })
}

fn function(mut one: ItemFn, statics: &[Ident], found: &mut Found, errors: &mut Vec<Error>) -> TokenStream {
    let program = program::find(&one.attrs).map(|(kind, attribute)| (kind, attribute.clone()));
    one.attrs
        .retain(|attribute| !program::KINDS.iter().any(|kind| attribute.path().is_ident(kind.attribute)));
    let before = errors.len();
    let staged = twin::function(&one, statics, errors);
    let entry = program.map(|(kind, attribute)| program::entry(&one, kind, &attribute, errors));
    if errors.len() > before && entry.is_some() {
        // A program that could not be staged has no field: what uses it would only repeat the error.
        return verbatim(one.to_token_stream());
    }
    if entry.is_some() {
        found.programs.push(one.sig.ident);
    }
    quote!(#staged #entry)
}

fn object(one: ItemStatic, found: &mut Found, errors: &mut Vec<Error>) -> TokenStream {
    let (name, ty, value, runtime) = (&one.ident, &one.ty, &one.expr, runtime());
    let (probe, at) = (format_ident!("__PROBE_{name}"), Span::mixed_site().located_at(ty.span()));
    let asked = quote_spanned!(at=> let _: #ty = #value;);
    found.statics.push(name.clone());
    found.probes.push(quote! {
        #[doc(hidden)] #[allow(warnings)]
        const #probe: usize = { let _ = || { #asked }; 0 };
    });
    found.types.push(quote!(<() as #runtime::Keep<#probe, #ty>>::Out));
    named(&Item::Static(one), errors)
}

/// What user space is offered: `open`, `load`, `spec`, `Open` and `Loaded`; and a test for each program that stages it.
fn offered(name: &Ident, license: &str, found: &Found) -> TokenStream {
    let (runtime, name) = (runtime(), name.to_string());
    let Found { statics, types, probes, programs } = found;
    let kinds: Vec<_> = programs.iter().map(|one| quote!(<#one as #runtime::Entry>::Kind)).collect();
    let options = hidden("__options");
    quote! {
        #(#probes)*
        /// What is decided before the load: a field for each map, variable and program.
        #[allow(non_snake_case, private_interfaces, missing_docs)]
        pub struct Open {
            #(pub #statics: <#types as #runtime::Declared>::Open,)*
            #(pub #programs: #runtime::OpenProgram<#kinds>,)*
            #options: #runtime::LoadOptions,
        }
        /// What has been loaded: a field for each map, variable and program.
        #[allow(non_snake_case, private_interfaces, missing_docs)]
        pub struct Loaded {
            #(pub #statics: <#types as #runtime::Declared>::Loaded,)*
            #(pub #programs: #runtime::LoadedProgram<#kinds>,)*
        }
        // Not derived: values need not be shown.
        impl ::core::fmt::Debug for Open {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("Open").finish_non_exhaustive()
            }
        }
        impl ::core::fmt::Debug for Loaded {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("Loaded").finish_non_exhaustive()
            }
        }
        /// Begins a load: what is decided is decided on the fields.
        pub fn open() -> Open {
            Open {
                #(#statics: <#types as #runtime::Declared>::open(&#statics),)*
                #(#programs: #runtime::OpenProgram::new::<#programs>(),)*
                #options: ::std::default::Default::default(),
            }
        }
        /// Loads everything as it is declared.
        ///
        /// # Errors
        /// As [`Open::load`].
        #[allow(dead_code)]
        pub fn load(kernel: &#runtime::Kernel) -> #runtime::Result<Loaded> {
            open().load(kernel)
        }
        /// Everything as it is declared, as an object for a target.
        ///
        /// # Errors
        /// As [`Open::spec`].
        #[allow(dead_code)]
        pub fn spec(target: &#runtime::Target) -> #runtime::Result<#runtime::ObjectSpec> {
            open().spec(target, &::std::default::Default::default())
        }
        #[allow(dead_code)]
        impl Open {
            /// Has it loaded with these options too.
            pub fn set_options(&mut self, options: #runtime::LoadOptions) {
                self.#options = options;
            }
            /// Loads it.
            ///
            /// # Errors
            /// If a program cannot be staged or compiled for the kernel, each with its place in the source, or as for any object.
            pub fn load(self, kernel: &#runtime::Kernel) -> #runtime::Result<Loaded> {
                #runtime::load(self, kernel)
            }
            /// The object that is loaded, for a target. The formats are those of the tracepoints whose records are read.
            ///
            /// # Errors
            /// If a program cannot be staged or compiled, each with its place in the source.
            pub fn spec(
                &self,
                target: &#runtime::Target,
                formats: &#runtime::Formats,
            ) -> #runtime::Result<#runtime::ObjectSpec> {
                #runtime::spec(self, target, formats)
            }
        }
        #[allow(warnings)]
        impl #runtime::OpenModule for Open {
            const NAME: &'static str = #name;
            const LICENSE: &'static str = #license;
            type Loaded = Loaded;
            fn options(&self) -> &#runtime::LoadOptions {
                &self.#options
            }
            fn declare(&self, staging: &mut #runtime::Staging) {
                #(<#types as #runtime::Declared>::declare(&#statics, &self.#statics, staging);)*
            }
            fn programs(&self) -> ::std::vec::Vec<#runtime::Program> {
                ::std::vec![#(self.#programs.program()),*]
            }
            fn decisions(&self) -> ::std::vec::Vec<&dyn #runtime::Decision> {
                let mut decisions: ::std::vec::Vec<&dyn #runtime::Decision> = ::std::vec![];
                #(decisions.extend(<#types as #runtime::Declared>::decision(&self.#statics));)*
                decisions
            }
            fn loaded(self, object: &#runtime::Object) -> #runtime::Result<Loaded> {
                #(let #programs = self.#programs.loaded(object);)*
                Ok(Loaded {
                    #(#statics: <#types as #runtime::Declared>::loaded(&#statics, self.#statics, object)?,)*
                    #(#programs,)*
                })
            }
        }
        #[cfg(test)]
        mod staged { #(#[test] fn #programs() { #runtime::test::<super::Open, super::#programs>(&super::open()) })* }
    }
}
