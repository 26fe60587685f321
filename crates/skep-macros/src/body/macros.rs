//! Macros of the standard library that have a staged form.

use super::Body;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Macro, Pat, Token, parse_quote};

/// `matches!(expression, pattern if guard)`
struct Matches {
    expression: Expr,
    pattern: Pat,
    guard: Option<Expr>,
}

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let expression = input.parse()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let guard = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { expression, pattern, guard })
    }
}

impl Body {
    /// What Rust would panic at, a program aborts at; other macros have no staged form.
    pub(super) fn macro_call(&mut self, one: &Macro) -> TokenStream {
        let builder = self.builder.clone();
        let name = one.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match &*name {
            "panic" | "unreachable" | "todo" | "unimplemented" => quote!(#builder.abort()),
            "assert" | "debug_assert" => self.assertion(one, 1, |arguments| arguments[0].clone()),
            "assert_eq" | "debug_assert_eq" => self.assertion(one, 2, |arguments| {
                let (left, right) = (&arguments[0], &arguments[1]);
                parse_quote!((#left) == (#right))
            }),
            "assert_ne" | "debug_assert_ne" => self.assertion(one, 2, |arguments| {
                let (left, right) = (&arguments[0], &arguments[1]);
                parse_quote!((#left) != (#right))
            }),
            "matches" => match one.parse_body::<Matches>() {
                Ok(Matches { expression, pattern, guard }) => {
                    let guard = guard.map(|guard| quote!(if (#guard)));
                    self.value(&parse_quote!(match (#expression) { #pattern #guard => true, _ => false }))
                }
                Err(_) => quote!(()), // rustc says it
            },
            "trace_printk" => self.trace_printk(one),
            "println" | "print" | "eprintln" | "eprint" | "dbg" => {
                self.refuse(&one.path, "there is no standard output in the kernel; submit an event")
            }
            "format" | "vec" => self.refuse(&one.path, "there is no heap in the kernel; use an array"),
            _ => {
                let message = "of the macros only `assert!` and its like, `matches!`, `panic!`, `unreachable!` and `todo!` are supported in a BPF function";
                self.refuse(&one.path, message)
            }
        }
    }

    /// Aborts unless what the first arguments say is true; the rest is a message for whoever runs it natively.
    fn assertion(&mut self, one: &Macro, least: usize, test: impl Fn(&[Expr]) -> Expr) -> TokenStream {
        let builder = self.builder.clone();
        let Ok(arguments) = one.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) else {
            return quote!(()); // rustc says it
        };
        let arguments: Vec<_> = arguments.into_iter().collect();
        if arguments.len() < least {
            return quote!(()); // rustc says it
        }
        let (name, value) = (self.name_at("condition", arguments[0].span()), self.value(&test(&arguments)));
        quote!({ let #name = __ok(#value); #builder.check(#name); })
    }
}
