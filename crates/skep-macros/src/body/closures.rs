//! Closures that are written as arguments of an `Option`'s methods. Such a call is the `match` that it stands for.

use super::Body;
use crate::syntax::early_exit;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprClosure, ExprMethodCall, Pat, parse_quote};

const REFUSAL: &str = "closures are only supported as arguments of `Option`'s methods (`map`, `and_then`, `is_some_and`, …) in a BPF function; write a function";

/// A closure's parameters, without their types, and its body.
fn parts(closure: &ExprClosure) -> (Vec<Pat>, &Expr) {
    let plain = |pattern: &'_ Pat| match pattern {
        Pat::Type(typed) => (*typed.pat).clone(),
        pattern => pattern.clone(),
    };
    (closure.inputs.iter().map(plain).collect(), &closure.body)
}

impl Body {
    /// A call of a method with a closure among its arguments.
    pub(super) fn closure_call(&mut self, one: &ExprMethodCall) -> TokenStream {
        for argument in &one.args {
            if let Expr::Closure(closure) = argument
                && let Some(early) = early_exit(&closure.body)
            {
                let message =
                    "`return` and `?` in a closure are not supported in a BPF function; write a `match`";
                return self.refuse(early, message);
            }
        }
        match self.as_match(one) {
            Some(expression) => self.value(&expression),
            None => {
                let closure = one.args.iter().find_map(|argument| match argument {
                    Expr::Closure(closure) => Some(&closure.or1_token),
                    _ => None,
                });
                self.refuse(closure, REFUSAL)
            }
        }
    }

    fn as_match(&mut self, one: &ExprMethodCall) -> Option<Expr> {
        let receiver = &one.receiver;
        let arguments: Vec<_> = one.args.iter().collect();
        let (name, kept, other) = (one.method.to_string(), self.name("kept"), self.name("other"));
        let of = |closure: &Expr| match closure {
            Expr::Closure(closure) => {
                let (parameters, body) = parts(closure);
                (parameters.len() < 2).then(|| (parameters.first().map(|one| quote!(#one)), quote!(#body)))
            }
            _ => None,
        };
        let (parameter, body) = of(arguments.last()?)?;
        let matched = |some: TokenStream, none: TokenStream| -> Option<Expr> {
            let parameter = parameter.as_ref()?;
            Some(parse_quote!(match (#receiver) { Some(#parameter) => #some, None => #none }))
        };
        match (&*name, &arguments[..]) {
            ("map", [_]) => matched(quote!(Some(#body)), quote!(None)),
            ("and_then", [_]) => matched(body, quote!(None)),
            ("is_some_and", [_]) => matched(body, quote!(false)),
            ("is_none_or", [_]) => matched(body, quote!(true)),
            ("map_or", [known, _]) => {
                let parameter = parameter.as_ref()?;
                Some(parse_quote!({
                    let #kept = #receiver;
                    let #other = #known;
                    match #kept { Some(#parameter) => #body, None => #other }
                }))
            }
            ("map_or_else", [none, _]) => {
                let (nothing, none) = of(none)?;
                nothing.is_none().then(|| matched(body, none))?
            }
            ("unwrap_or_else", [_]) if parameter.is_none() => {
                Some(parse_quote!(match (#receiver) { Some(#kept) => #kept, None => #body }))
            }
            ("or_else", [_]) if parameter.is_none() => {
                Some(parse_quote!(match (#receiver) { Some(#kept) => Some(#kept), None => #body }))
            }
            ("filter", [_]) => {
                let parameter = parameter.as_ref()?;
                Some(parse_quote!(match (#receiver) {
                    Some(#kept) => if { let #parameter = &#kept; #body } { Some(#kept) } else { None },
                    None => None,
                }))
            }
            ("then", [_]) if parameter.is_none() => {
                Some(parse_quote!(if (#receiver) { Some(#body) } else { None }))
            }
            _ => None,
        }
    }
}
