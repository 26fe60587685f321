//! The kinds of programs: their attribute, what it says, and the entry point that comes of it.

use crate::{hidden, hidden_at, runtime};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, FnArg, ItemFn, LitStr, Meta, ReturnType, Token};

/// A kind of program, as its attribute has it.
pub(crate) struct Kind {
    pub(crate) attribute: &'static str,
    /// The type in `skep::stage::kind`.
    name: &'static str,
    /// An example of what stands in quotes; `None` if the attribute takes no target.
    target: Option<&'static str>,
}

const fn kind(attribute: &'static str, name: &'static str, target: Option<&'static str>) -> Kind {
    Kind { attribute, name, target }
}

pub(crate) const KINDS: &[Kind] = &[
    kind("xdp", "Xdp", None),
    kind("sched_cls", "SchedCls", None),
    kind("socket_filter", "SocketFilter", None),
    kind("tracepoint", "Tracepoint", Some("sched:sched_process_exec")),
    kind("fentry", "Fentry", Some("vfs_read")),
    kind("fexit", "Fexit", Some("vfs_read")),
];

/// The kind of program that the attributes say, and the attribute.
pub(crate) fn find(attributes: &[Attribute]) -> Option<(&'static Kind, &Attribute)> {
    attributes.iter().find_map(|attribute| {
        let kind = KINDS.iter().find(|kind| attribute.path().is_ident(kind.attribute))?;
        Some((kind, attribute))
    })
}

/// What stands in the attribute of a program.
#[derive(Default)]
struct Arguments {
    target: Option<LitStr>,
    default: Option<Expr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self::default();
        while !input.is_empty() {
            if input.peek(LitStr) {
                arguments.target = Some(input.parse()?);
            } else {
                let name: Ident = input.parse()?;
                if name != "default" {
                    let message =
                        "the attribute of a program takes its target in quotes and `default = VERDICT`";
                    return Err(Error::new(name.span(), message));
                }
                input.parse::<Token![=]>()?;
                arguments.default = Some(input.parse()?);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

fn arguments(item: &ItemFn, kind: &Kind, attribute: &Attribute, errors: &mut Vec<Error>) -> Arguments {
    let arguments = match &attribute.meta {
        Meta::Path(_) => Ok(Arguments::default()),
        Meta::List(_) | Meta::NameValue(_) => attribute.parse_args::<Arguments>(),
    };
    let arguments = arguments.unwrap_or_else(|error| {
        errors.push(error);
        Arguments::default()
    });
    let name = kind.attribute;
    match (kind.target, &arguments.target) {
        (Some(example), None) => errors.push(Error::new_spanned(
            attribute.path(),
            format!("say what the program is attached to: `#[{name}(\"{example}\")]`"),
        )),
        (None, Some(target)) => errors.push(Error::new_spanned(
            target,
            format!("`#[{name}]` takes no target; the program is attached by its link"),
        )),
        (Some(_), Some(_)) | (None, None) => {}
    }
    if !item.sig.generics.params.is_empty() {
        let message = "a program cannot be generic; call a generic function from it";
        errors.push(Error::new_spanned(&item.sig.generics, message));
    }
    arguments
}

/// The entry point of a program: what it is given, and what becomes of what it returns.
pub(crate) fn entry(
    item: &ItemFn,
    kind: &Kind,
    attribute: &Attribute,
    errors: &mut Vec<Error>,
) -> TokenStream {
    let arguments = arguments(item, kind, attribute, errors);
    let (name, runtime) = (&item.sig.ident, runtime());
    let kind_name = hidden(kind.name);
    let (text, target) = (name.to_string(), arguments.target.map_or(String::new(), |target| target.value()));
    let kind = quote!(__stage::kind::#kind_name);
    let verdict = quote!(<#kind as __stage::Kind>::Verdict);
    let (default, default_type) = match arguments.default {
        // `default = Pass` is a variant of the kind's verdict.
        Some(Expr::Path(path)) if path.path.get_ident().is_some() => {
            (quote!(__stage::WithDefault(<#verdict>::#path)), quote!(__stage::WithDefault<#verdict>))
        }
        Some(default) => (quote!(__stage::WithDefault(#default)), quote!(__stage::WithDefault<#verdict>)),
        None => (quote!(__stage::NoDefault), quote!(__stage::NoDefault)),
    };
    let typed = item.sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(typed) => Some(&typed.ty),
        FnArg::Receiver(_) => None,
    });
    let types: Vec<_> = typed.collect();
    let names: Vec<_> = (0..types.len()).map(|number| hidden(&format!("__argument{number}"))).collect();
    let numbers = 0..u32::try_from(types.len()).unwrap_or(u32::MAX);
    let given: Vec<_> = types
        .iter()
        .map(|ty| {
            let at = Span::mixed_site().located_at(ty.span());
            quote_spanned!(at=> __stage::given::<#kind, #ty>();)
        })
        .collect();
    let (result, at) = match &item.sig.output {
        ReturnType::Default => (quote!(()), name.span()),
        ReturnType::Type(_, ty) => (quote!(#ty), ty.span()),
    };
    let returned = hidden_at("returns", at);
    quote! {
        #[allow(warnings, clippy::all)]
        const _: () = {
            use #runtime as __stage;
            const __PROBE: usize = { let _ = || { #(#given)* __stage::#returned::<#kind, #default_type, #result>(); }; 0 };
            type __Ok<T> = <() as __stage::Keep<__PROBE, T>>::Out;
            impl __stage::Entry for #name {
                type Kind = #kind;
                const NAME: &'static str = #text;
                const TARGET: &'static str = #target;
                fn default_verdict() -> u64 {
                    __stage::IsDefault::<#verdict>::bits(#default, <#kind as __stage::Kind>::ABORTED)
                }
                #[cfg(rust_analyzer)]
                fn stage(__builder: &mut __stage::Builder<'_>) { let _ = #name; }
                #[cfg(not(rust_analyzer))]
                fn stage(__builder: &mut __stage::Builder<'_>) {
                    let _ = #name;
                    #(let #names = <__Ok<#types> as __stage::Given<#kind>>::parameter(__builder, #numbers);)*
                    let __result = #name::stage(__builder, (#(#names,)*));
                    <__Ok<#result> as __stage::Returns<#kind, #default_type>>::finish(__builder, __result);
                }
            }
        };
    }
}
