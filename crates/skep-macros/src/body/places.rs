//! Places: what is loaded from, stored to, and what methods are called on.

use super::Body;
use crate::syntax::reference;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprField, ExprUnary, Index, Member, UnOp};

fn is_place(expression: &Expr) -> bool {
    matches!(expression, Expr::Field(_) | Expr::Index(_) | Expr::Unary(ExprUnary { op: UnOp::Deref(_), .. }))
}

impl Body {
    /// A reference to the handle of an expression, without reading it: a name, a place or a value.
    pub(super) fn base(&mut self, expression: &Expr) -> TokenStream {
        match expression {
            Expr::Path(path) => reference(path),
            Expr::Paren(one) => self.base(&one.expr),
            one if is_place(one) => {
                let place = self.place(one);
                quote!(&__ok(#place))
            }
            one => {
                let value = self.value(one);
                quote!(&__ok(#value))
            }
        }
    }

    /// What a method is called on.
    pub(super) fn receiver(&mut self, expression: &Expr) -> TokenStream {
        let builder = self.builder.clone();
        if let Expr::Field(ExprField { base, member: Member::Unnamed(index), .. }) = expression {
            let part = self.part(base, index, true);
            return quote!({ let __part = #part; __stage::Read::receiver(&__part, #builder) });
        }
        let base = self.base(expression);
        let how = if is_place(expression) { quote!(Place) } else { quote!(Read) };
        quote!({ let __place = #base; __stage::#how::receiver(__place, #builder) })
    }

    /// Something to load from or to store to.
    pub(super) fn place(&mut self, expression: &Expr) -> TokenStream {
        let builder = self.builder.clone();
        match expression {
            Expr::Field(ExprField { base, member: Member::Unnamed(index), .. }) => {
                self.part(base, index, false)
            }
            Expr::Field(one) => {
                let base = self.base(&one.base);
                self.project(&base, &one.member, false)
            }
            Expr::Index(one) if matches!(*one.index, Expr::Range(_)) => {
                let message = "slices are not supported in a BPF function; use one element at a time";
                self.refuse(&one.index, message)
            }
            Expr::Index(one) => {
                let base = self.base(&one.expr);
                let at = syn::spanned::Spanned::span(&one.index);
                let (index, value) = (self.name_at("index", at), self.value(&one.index));
                quote!({ let #index = __ok(#value); let __array = #base; __stage::Index::index(__array, #builder, #index) })
            }
            Expr::Unary(one) => self.value(&one.expr), // `*pointer`: the value of `pointer` is the place
            other => self.refuse(other, "this cannot be assigned to"),
        }
    }

    /// A part of a tuple, which is a tuple of handles, or the number that a structure is around.
    pub(super) fn part(&mut self, base: &Expr, index: &Index, is_read: bool) -> TokenStream {
        let (builder, base) = (self.builder.clone(), self.base(base));
        let (number, at) = (Literal::u32_unsuffixed(index.index), Span::mixed_site().located_at(index.span));
        if is_read {
            quote_spanned!(at=> { let __whole = #base; __stage::Part::<#number>::value(__whole, #builder) })
        } else {
            quote_spanned!(at=> { let __whole = #base; __stage::Part::<#number>::part(__whole) })
        }
    }

    /// A field of a place, or what is in it.
    pub(super) fn project(&mut self, base: &TokenStream, name: &Member, is_read: bool) -> TokenStream {
        let builder = self.builder.clone();
        // As `quote!` resolves `__base`.
        let at = Span::call_site().located_at(syn::spanned::Spanned::span(name));
        let fields = quote_spanned!(at=> __stage::Proj::fields(__base));
        let place = quote!({
            let __base = #base;
            let __field = __ok(#fields).#name;
            __stage::Proj::at(__base, #builder, __field)
        });
        if is_read {
            quote!({ let __place = #place; __stage::Place::load(&__place, #builder) })
        } else {
            place
        }
    }
}
