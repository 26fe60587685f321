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
    /// What stands in quotes.
    quoted: Quoted,
}

/// What stands in quotes in an attribute, and the type in `skep::stage::kind`.
enum Quoted {
    Nothing(&'static str),
    /// What the program is attached to; an example of it.
    Target(&'static str, &'static str),
    /// One of these words, each of which is a kind of its own.
    OneOf(&'static [(&'static str, &'static str)]),
    /// What the program is attached to, if it is not said later.
    MaybeTarget(&'static str),
}

use Quoted::{MaybeTarget, Nothing, OneOf, Target};

const fn kind(attribute: &'static str, quoted: Quoted) -> Kind {
    Kind { attribute, quoted }
}

pub(crate) const KINDS: &[Kind] = &[
    kind("xdp", Nothing("Xdp")),
    kind("sched_cls", Nothing("SchedCls")),
    kind("socket_filter", Nothing("SocketFilter")),
    kind("cgroup_skb", OneOf(&[("ingress", "CgroupSkbIngress"), ("egress", "CgroupSkbEgress")])),
    kind("tracepoint", Target("Tracepoint", "sched:sched_process_exec")),
    kind("raw_tracepoint", Target("RawTracepoint", "sched_process_exec")),
    kind("tp_btf", Target("TpBtf", "sched_process_exec")),
    kind("kprobe", Target("Kprobe", "do_unlinkat")),
    kind("kretprobe", Target("Kretprobe", "do_unlinkat")),
    kind("uprobe", MaybeTarget("Uprobe")),
    kind("uretprobe", MaybeTarget("Uretprobe")),
    kind("fentry", Target("Fentry", "vfs_read")),
    kind("fexit", Target("Fexit", "vfs_read")),
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

impl Kind {
    /// The type in `skep::stage::kind`, and the target.
    fn chosen(&self, attribute: &Attribute, quoted: Option<&LitStr>) -> syn::Result<(&'static str, String)> {
        let name = self.attribute;
        match (&self.quoted, quoted) {
            (Nothing(kind), None) => Ok((kind, String::new())),
            (Nothing(_), Some(target)) => Err(Error::new_spanned(
                target,
                format!("`#[{name}]` takes no target; the program is attached by its link"),
            )),
            (Target(kind, _) | MaybeTarget(kind), Some(target)) => Ok((kind, target.value())),
            (MaybeTarget(kind), None) => Ok((kind, String::new())),
            (Target(_, example), None) => Err(Error::new_spanned(
                attribute.path(),
                format!("say what the program is attached to: `#[{name}(\"{example}\")]`"),
            )),
            (OneOf(words), quoted) => {
                let known: Vec<_> =
                    words.iter().map(|(word, _)| format!("`#[{name}(\"{word}\")]`")).collect();
                let known = known.join(" or ");
                let Some(quoted) = quoted else {
                    return Err(Error::new_spanned(attribute.path(), format!("say which: {known}")));
                };
                let found = words.iter().find(|(word, _)| *word == quoted.value());
                let kind = found.map(|(_, kind)| (*kind, String::new()));
                kind.ok_or_else(|| Error::new_spanned(quoted, format!("there is {known}")))
            }
        }
    }
}

fn arguments(item: &ItemFn, attribute: &Attribute, errors: &mut Vec<Error>) -> Arguments {
    let arguments = match &attribute.meta {
        Meta::Path(_) => Ok(Arguments::default()),
        Meta::List(_) | Meta::NameValue(_) => attribute.parse_args::<Arguments>(),
    };
    let arguments = arguments.unwrap_or_else(|error| {
        errors.push(error);
        Arguments::default()
    });
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
    let arguments = arguments(item, attribute, errors);
    let (kind_name, target) = match kind.chosen(attribute, arguments.target.as_ref()) {
        Ok(chosen) => chosen,
        Err(error) => {
            errors.push(error);
            return TokenStream::new();
        }
    };
    let (name, runtime) = (&item.sig.ident, runtime());
    let (kind_name, text) = (hidden(kind_name), name.to_string());
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
                const ARGUMENTS: &'static [__stage::Argument] = &[#(<__Ok<#types> as __stage::Given<#kind>>::ARGUMENT),*];
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
