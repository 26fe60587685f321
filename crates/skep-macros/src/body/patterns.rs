//! Patterns: tests and bindings from left to right, leaving at the first part that does not match. What a part proves (a pointer is
//! there, a reservation was given) holds for everything after it.

use super::Body;
use crate::syntax::{bound_names, is_constant, is_refutable};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Expr, Index, Pat, PatIdent, PatOr, PatSlice, RangeLimits};

impl Body {
    /// Goes on with the names bound, or to `no`. What is `inner` is a part of something that may be read again.
    pub(super) fn pattern(
        &mut self,
        pattern: &Pat,
        value: &TokenStream,
        inner: bool,
        no: &Ident,
    ) -> TokenStream {
        let builder = self.builder.clone();
        match pattern {
            Pat::Wild(_) | Pat::Rest(_) => quote!(),
            Pat::Ident(one) if one.ident == "None" => quote!(__stage::none_or(#builder, #value, #no);),
            Pat::Ident(one) if one.subpat.is_none() && is_constant(&one.ident) => {
                let constant = &one.ident;
                self.equal(value, &quote!(__stage::Read::read(&#constant, #builder)), no)
            }
            Pat::Ident(one) => self.binding(one, value, inner, no),
            Pat::Path(one) => self.equal(value, &quote!(__stage::Read::read(&#one, #builder)), no),
            Pat::Lit(one) => self.equal(value, &quote!(__stage::literal(#builder, #one)), no),
            Pat::Range(range) => {
                let mut bound = |end: &Option<Box<Expr>>, comparison: &str| {
                    let comparison = format_ident!("{comparison}");
                    end.as_ref().map(|end| {
                        let (name, end) = (self.name_at("end", end.span()), self.value(end));
                        let test = quote!({
                            let __left = #value;
                            let #name = __ok(#end);
                            __stage::#comparison(#builder, __left, #name)
                        });
                        self.branch(&test, no)
                    })
                };
                let low = bound(&range.start, "ge");
                let closed = matches!(range.limits, RangeLimits::Closed(_));
                let high = bound(&range.end, if closed { "le" } else { "lt" });
                quote!(#low #high)
            }
            Pat::Or(one) => self.alternatives(one, pattern, value, inner, no),
            Pat::TupleStruct(one) if one.path.is_ident("Some") && one.elems.len() == 1 => {
                let payload = self.name("payload");
                let rest = self.pattern(&one.elems[0], &quote!(#payload), true, no);
                quote!(let #payload = __ok(__stage::payload(#builder, #value, #no)); #rest)
            }
            Pat::Tuple(one) => {
                let parts = one.elems.iter().enumerate().map(|(number, part)| {
                    let index = Index::from(number);
                    self.pattern(part, &quote!(#value.#index), true, no)
                });
                parts.collect()
            }
            Pat::Struct(one) => {
                let parts = one.fields.iter().map(|field| {
                    let is_read = !matches!(*field.pat, Pat::Struct(_));
                    let load = self.project(&quote!(&#value), &field.member, is_read);
                    let name = self.name("field");
                    let rest = self.pattern(&field.pat, &quote!(#name), true, no);
                    quote!(let #name = __ok(#load); #rest)
                });
                parts.collect()
            }
            Pat::Paren(one) => self.pattern(&one.pat, value, inner, no),
            Pat::Reference(one) => {
                let name = self.name("target");
                let rest = self.pattern(&one.pat, &quote!(#name), true, no);
                quote!(let #name = __ok(__stage::Place::load(&#value, #builder)); #rest)
            }
            Pat::TupleStruct(one) if one.elems.len() == 1 => {
                let part = self.name("part");
                let rest = self.pattern(&one.elems[0], &quote!(#part), true, no);
                quote!(let #part = __ok(__stage::Part::<0>::value(&#value, #builder)); #rest)
            }
            Pat::TupleStruct(one) => {
                let message =
                    "of the patterns with payloads only those with one are supported in a BPF function";
                self.refuse(&one.path, message)
            }
            Pat::Slice(one) => self.elements(one, value, no),
            other => self.refuse(other, "this pattern is not supported in a BPF function"),
        }
    }

    /// The elements of an array, by their numbers.
    fn elements(&mut self, one: &PatSlice, value: &TokenStream, no: &Ident) -> TokenStream {
        let builder = self.builder.clone();
        let rest = one.elems.iter().position(|part| matches!(part, Pat::Rest(_)));
        if rest.is_some_and(|place| place + 1 < one.elems.len()) {
            let message =
                "`..` is only supported at the end of a slice's pattern in a BPF function; index the array";
            return self.refuse(one, message);
        }
        let parts =
            one.elems.iter().enumerate().take(rest.unwrap_or(one.elems.len())).map(|(number, part)| {
                let element = self.name("element");
                let rest = self.pattern(part, &quote!(#element), true, no);
                quote! {
                    let __index = __stage::literal(#builder, #number);
                    let #element = __ok(__stage::Index::index(&#value, #builder, __index));
                    let #element = __stage::Place::load(&#element, #builder);
                    #rest
                }
            });
        parts.collect()
    }

    fn binding(&mut self, one: &PatIdent, value: &TokenStream, inner: bool, no: &Ident) -> TokenStream {
        let builder = self.builder.clone();
        if one.by_ref.is_some() {
            self.refuse(one, "`ref` is not supported in a BPF function; match on `&value` instead");
        }
        let name = &one.ident;
        let rest = one.subpat.as_ref().map(|(_, rest)| self.pattern(rest, value, inner, no));
        if one.mutability.is_none() {
            return quote!(#rest let #name = #value;);
        }
        let variable = if inner { quote!(inner_variable) } else { quote!(variable) };
        quote!(#rest let #name = __stage::Mutable::#variable(#value, #builder);)
    }

    fn alternatives(
        &mut self,
        one: &PatOr,
        whole: &Pat,
        value: &TokenStream,
        inner: bool,
        no: &Ident,
    ) -> TokenStream {
        if let Some(name) = bound_names(whole).first() {
            let message =
                "alternatives that bind names are not supported in a BPF function; write one arm for each";
            self.refuse(name, message);
            return quote!();
        }
        let (builder, yes) = (self.builder.clone(), self.name("yes"));
        let cases: Vec<_> = one
            .cases
            .iter()
            .map(|case| {
                let next = self.name("next");
                let test = self.pattern(case, value, inner, &next);
                quote!(let #next = #builder.block(); { #test #builder.jump(#yes); } #builder.enter(#next);)
            })
            .collect();
        quote!(let #yes = #builder.block(); { #(#cases)* #builder.jump(#no); } #builder.enter(#yes);)
    }

    fn equal(&mut self, value: &TokenStream, constant: &TokenStream, no: &Ident) -> TokenStream {
        let builder = self.builder.clone();
        let test = quote!({
            let __left = __ok(#value);
            let __right = __ok(#constant);
            __stage::eq(#builder, __left, __right)
        });
        self.branch(&test, no)
    }

    /// A pattern that always matches; rustc has refused the others.
    pub(super) fn bind(&mut self, pattern: &Pat, value: &TokenStream) -> TokenStream {
        let (builder, no) = (self.builder.clone(), self.name("never"));
        let bind = self.pattern(pattern, value, false, &no);
        if is_refutable(pattern) { quote!(let #no = #builder.block(); #bind) } else { bind }
    }

    /// A structure's pattern looks into a place where it is; every other looks at a value.
    pub(super) fn scrutinee(&mut self, expression: &Expr, pattern: &Pat) -> TokenStream {
        if matches!(pattern, Pat::Struct(_)) {
            let base = self.base(expression);
            return quote!(*#base);
        }
        self.value(expression)
    }
}
