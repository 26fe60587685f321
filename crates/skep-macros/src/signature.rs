//! Signatures: what the twin takes and returns, and the constant by which one mistake is one error.

use crate::body::Body;
use crate::hidden;
use crate::verbatim::{names_any, rename, verbatim};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Block, Error, FnArg, GenericParam, Generics, Pat, PatType, ReturnType, Signature, Type, TypeParamBound,
    parse_quote,
};

/// What a function becomes.
pub(crate) struct Staged {
    /// The body is refused, by us or by rustc, who would say it again of the twin: the twin has no body then.
    pub(crate) is_refused: bool,
    /// The signature is refused: there is no twin.
    pub(crate) is_unknown: bool,
    /// The parameters' names and staged types.
    pub(crate) parameters: Vec<(Ident, TokenStream)>,
    /// The staged type of the result.
    pub(crate) result: TokenStream,
    /// What builds the program.
    pub(crate) body: TokenStream,
    /// The value of the constant that is in error if the verbatim body is.
    pub(crate) probe: TokenStream,
}

/// The staged type of a type: of references by what they lead to, so that no lifetime appears in the twin. `__Ok` is what
/// makes a mistake in the signature one error.
///
/// A type that mentions a parameter of a generic function is mapped without a projection, so that the parameter can be
/// inferred from the argument: by value it is a number, by reference anything that has a layout.
pub(crate) fn staged_type(ty: &Type, generics: &Generics) -> TokenStream {
    let at = Span::mixed_site().located_at(ty.span());
    let is_parameter = |path: &syn::TypePath| {
        let name = path.path.get_ident();
        name.is_some_and(|name| generics.type_params().any(|one| one.ident == *name))
    };
    match ty {
        Type::Reference(reference) if mentions(&reference.elem, generics) => {
            let target = &reference.elem;
            quote_spanned!(at=> __stage::Ref<#target>)
        }
        Type::Array(_) if mentions(ty, generics) => quote_spanned!(at=> __stage::Slot<#ty>),
        Type::Path(path) if is_parameter(path) => quote_spanned!(at=> __stage::Val<#ty>),
        Type::Reference(reference) => {
            let target = &reference.elem;
            quote_spanned!(at=> <__Ok<#target> as __stage::Bpf>::Reference)
        }
        ty => quote_spanned!(at=> <__Ok<#ty> as __stage::Bpf>::Staged),
    }
}

/// Traits that a parameter with a layout may be bound by, of which numbers have all, and structures none.
const NUMBERS: [&str; 27] = [
    "Int",
    "Scalar",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Default",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Rem",
    "BitAnd",
    "BitOr",
    "BitXor",
    "Not",
    "Shl",
    "Shr",
    "AddAssign",
    "SubAssign",
    "MulAssign",
    "DivAssign",
    "RemAssign",
    "BitAndAssign",
    "BitOrAssign",
    "BitXorAssign",
    "Into",
];

fn is_one_of(bound: &TypeParamBound, names: &[&str]) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name))
        }
        _ => false,
    }
}

/// The twin's parameters: one that is used by value, or bound by what numbers do, is a number there.
pub(crate) fn twin_generics(signature: &Signature) -> Generics {
    let mut generics = signature.generics.clone();
    let by_value = |name: &Ident| {
        let is_it = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident(name));
        let returned = matches!(&signature.output, ReturnType::Type(_, ty) if is_it(ty));
        let taken = |argument: &FnArg| matches!(argument, FnArg::Typed(typed) if is_it(&typed.ty));
        returned || signature.inputs.iter().any(taken)
    };
    for parameter in &mut generics.params {
        if let GenericParam::Type(one) = parameter
            && (by_value(&one.ident) || one.bounds.iter().any(|bound| is_one_of(bound, &NUMBERS)))
        {
            one.bounds.push(parse_quote!(__stage::Scalar));
        }
    }
    generics
}

/// Arguments for a generic function's parameters: any number will do, for any size. `None`: a bound is not known.
fn instance(generics: &Generics) -> Option<Vec<TokenStream>> {
    if generics.where_clause.is_some() {
        return None;
    }
    generics
        .params
        .iter()
        .map(|parameter| match parameter {
            GenericParam::Const(_) => Some(quote!(1)),
            GenericParam::Type(one) => one
                .bounds
                .iter()
                .all(|bound| is_one_of(bound, &NUMBERS) || is_one_of(bound, &["Copy", "Clone"]))
                .then(|| quote!(u32)),
            GenericParam::Lifetime(_) => None,
        })
        .collect()
}

fn mentions(ty: &Type, generics: &Generics) -> bool {
    let types = generics.type_params().map(|one| &one.ident);
    let names: Vec<_> = types.chain(generics.const_params().map(|one| &one.ident)).collect();
    names_any(ty.to_token_stream(), &names)
}

/// What a reference leads to, or the type itself.
fn target(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    }
}

/// Stages a function, or a method of `me`.
pub(crate) fn stage(
    signature: &Signature,
    block: &Block,
    me: Option<&Type>,
    errors: &mut Vec<Error>,
) -> Staged {
    let mut body = Body::new();
    let builder = body.builder.clone();
    let (mut parameters, mut mutable, mut native) = (vec![], vec![], vec![]);
    let mut asked = vec![];
    let ask = |ty: &Type| {
        let (ty, at) = (target(ty), Span::mixed_site().located_at(ty.span()));
        quote_spanned!(at=> __stage::known::<#ty>();)
    };
    for (number, argument) in signature.inputs.iter().enumerate() {
        match argument {
            FnArg::Typed(PatType { pat, ty, .. }) => {
                asked.push(ask(ty));
                let staged = staged_type(ty, &signature.generics);
                match &**pat {
                    Pat::Ident(pattern) => {
                        let name = &pattern.ident;
                        parameters.push((name.clone(), staged));
                        native.push(argument.to_token_stream());
                        if pattern.mutability.is_some() {
                            mutable.push(quote!(let #name = __stage::Mutable::variable(#name, #builder);));
                        }
                    }
                    Pat::Wild(_) => {
                        parameters.push((format_ident!("_unused{number}"), staged));
                        native.push(argument.to_token_stream());
                    }
                    pattern => _ = body.refuse(pattern, "a parameter of a BPF function is a plain name"),
                }
            }
            FnArg::Receiver(receiver) => {
                let (name, ty) = (Ident::new("__self", receiver.self_token.span), &receiver.ty);
                native.push(quote!(#name: #ty));
            }
        }
    }
    let unsupported = [
        (signature.asyncness.map(|token| token.span()), "an `async` function"),
        (signature.unsafety.map(|token| token.span()), "an `unsafe` function"),
        (signature.variadic.as_ref().map(|token| token.span()), "a variadic function"),
    ];
    for (at, what) in unsupported {
        if let Some(at) = at {
            body.errors.push(Error::new(at, format!("{what} cannot be a BPF function")));
        }
    }
    let (output, result) = match &signature.output {
        ReturnType::Default => (quote!(()), quote!(())),
        ReturnType::Type(_, ty) => {
            asked.push(ask(ty));
            (quote!(#ty), staged_type(ty, &signature.generics))
        }
    };
    let is_unknown = !body.errors.is_empty();
    let staged = body.function(block, &result, &signature.output);
    let is_refused = body.is_refused || !body.errors.is_empty();
    let returns_reference = matches!(&signature.output, ReturnType::Type(_, ty) if ty.to_token_stream().to_string().contains('&'));
    let verbatim_block = verbatim(block.to_token_stream());
    let probe = if returns_reference {
        // A closure does not tie the lifetime of its result to that of an argument.
        quote!({ let _ = || { #(#asked)* }; 0 })
    } else if signature.generics.params.is_empty() {
        quote!({ let _ = || { #(#asked)* }; let _ = |#(#native),*| -> #output #verbatim_block; 0 })
    } else {
        match instance(&signature.generics) {
            // The size of an opaque type is asked for, whose hidden type is in error if the body is.
            Some(arguments) => {
                let (generics, _, bounds) = signature.generics.split_for_impl();
                quote!({
                    fn __probe #generics () -> impl Sized #bounds { |#(#native),*| -> #output #verbatim_block }
                    __stage::size(__probe::<#(#arguments),*>)
                })
            }
            None => quote!(0),
        }
    };
    let probe = match me {
        Some(me) => rename(rename(probe, "self", &quote!(__self)), "Self", &quote!(#me)),
        None => probe,
    };
    errors.append(&mut body.errors);
    Staged { is_refused, is_unknown, parameters, result, body: quote!(#(#mutable)* #staged), probe }
}

/// What stands before a twin: the probe, two projections from it, and the function's place in the source.
pub(crate) fn prelude(probe: &TokenStream, name: &Ident, block: &Block, statics: &[Ident]) -> TokenStream {
    let named = statics.iter().filter(|one| names_any(block.to_token_stream(), &[one]));
    let probes: Vec<_> = named.map(|one| format_ident!("__PROBE_{one}")).collect();
    let brace = block.brace_token.span;
    let line = u32::try_from(brace.open().start().line).unwrap_or(0);
    let text = brace.join().source_text().unwrap_or_default();
    let name = name.to_string();
    quote! {
        const __PROBE: usize = #probe #(+ #probes)*;
        type __Ok<T> = <() as __stage::Keep<__PROBE, T>>::Out;
        fn __ok<T>(value: T) -> __Ok<T> { value }
        static __FUNCTION: __stage::SourceFunction =
            __stage::SourceFunction { name: #name, file: file!(), line: #line, text: #text };
    }
}

/// The name of the builder in a twin.
pub(crate) fn builder() -> Ident {
    hidden("__builder")
}
