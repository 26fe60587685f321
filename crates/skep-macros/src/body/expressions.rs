//! Expressions: their values, calls, literals of structures and arrays, and what has no staged form.

use super::Body;
use crate::hidden_at;
use crate::syntax::{diverges, is_type, reference};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{
    Expr, ExprAssign, ExprCall, ExprField, ExprLit, ExprMethodCall, ExprStruct, ExprUnary, Lit, Member,
    PathArguments, RangeLimits, UnOp,
};

impl Body {
    /// An expression whose value is wanted.
    pub(super) fn value(&mut self, expression: &Expr) -> TokenStream {
        let (tokens, builder) = (self.statement(expression), self.builder.clone());
        if diverges(expression) { quote!({ #tokens; __stage::Merge::dead(#builder) }) } else { tokens }
    }

    /// An expression whose value may not be there.
    pub(super) fn statement(&mut self, expression: &Expr) -> TokenStream {
        let builder = self.builder.clone();
        match expression {
            Expr::Lit(ExprLit { lit: Lit::ByteStr(bytes), .. }) => {
                quote!(__stage::constant(#builder, #bytes))
            }
            Expr::Lit(literal) => quote!(__stage::literal(#builder, #literal)),
            Expr::Paren(one) => self.value(&one.expr),
            Expr::Group(one) => self.value(&one.expr),
            Expr::Path(one) if one.path.is_ident("None") => quote!(__stage::FromNone::none(#builder)),
            Expr::Path(one) => {
                let name = reference(one);
                quote!(__stage::Read::read(#name, #builder))
            }
            Expr::Const(one) => quote!(__stage::Read::read(&#one, #builder)),
            Expr::Tuple(one) if one.elems.is_empty() => quote!(()),
            Expr::Tuple(one) => {
                let (names, values) = self.operands(one.elems.iter());
                quote!({ #(let #names = __ok(#values);)* (#(#names,)*) })
            }
            Expr::Field(ExprField { base, member: Member::Unnamed(index), .. }) => {
                self.part(base, index, true)
            }
            Expr::Field(_) | Expr::Index(_) | Expr::Unary(ExprUnary { op: UnOp::Deref(_), .. }) => {
                let (name, place) = (self.name_at("place", expression.span()), self.place(expression));
                quote!({ let #name = __ok(#place); __stage::Place::load(&#name, #builder) })
            }
            Expr::Unary(one) => {
                let (name, value) = (self.name_at("value", one.expr.span()), self.value(&one.expr));
                let function = if matches!(one.op, UnOp::Not(_)) { quote!(not) } else { quote!(neg) };
                quote!({ let #name = __ok(#value); __stage::#function(#builder, #name) })
            }
            Expr::Cast(one) => {
                let (name, value) = (self.name_at("value", one.expr.span()), self.value(&one.expr));
                let ty = &one.ty;
                quote!({ let #name = __ok(#value); __stage::cast::<#ty, _>(#builder, #name) })
            }
            Expr::Reference(one) => {
                let (name, base) = (self.name_at("target", one.expr.span()), self.base(&one.expr));
                if one.mutability.is_some() {
                    quote!({ let #name = #base; __stage::address_of_mutable(#builder, #name) })
                } else {
                    quote!({ let #name = #base; __stage::AddressOf::address(#name, #builder) })
                }
            }
            Expr::Range(one) => {
                let (Some(start), Some(end)) = (&one.start, &one.end) else {
                    return self.refuse(one, "a range needs both ends");
                };
                let (names, values) = self.operands([&**start, &**end].into_iter());
                let closed = matches!(one.limits, RangeLimits::Closed(_));
                quote!({ #(let #names = __ok(#values);)* __stage::range(#builder, #(#names,)* #closed) })
            }
            Expr::Repeat(one) => {
                let (name, value, count) = (self.name("value"), self.value(&one.expr), &one.len);
                quote!({ let #name = __ok(#value); __stage::repeat::<_, _, { #count }>(#builder, #name) })
            }
            Expr::Array(one) => {
                let (names, values) = self.operands(one.elems.iter());
                quote!({ #(let #names = __ok(#values);)* __stage::array(#builder, [#(#names),*]) })
            }
            Expr::Struct(one) => self.structure(one),
            Expr::Assign(one) => self.assignment(one),
            Expr::Binary(one) => self.binary(one),
            Expr::Let(_) => self.refuse(expression, "`let` is a condition only in `if` and `while`"),
            Expr::If(one) => self.if_expression(one, expression),
            Expr::Match(one) => self.match_expression(one, expression),
            Expr::Block(one) if one.label.is_none() => self.block(&one.block),
            Expr::Block(one) => self.labelled_block(one),
            Expr::Loop(one) => self.loop_expression(one, expression),
            Expr::While(one) => self.while_expression(one),
            Expr::ForLoop(one) => self.for_expression(one),
            Expr::Break(one) => self.break_expression(one),
            Expr::Continue(one) => self.continue_expression(one.label.as_ref()),
            Expr::Return(one) => self.return_expression(one),
            Expr::Try(one) => self.question(one),
            Expr::Call(one) => self.call(one, expression),
            Expr::MethodCall(one) => self.method_call(one),
            Expr::Macro(one) => self.macro_call(&one.mac),
            other => self.unsupported(other),
        }
    }

    fn unsupported(&mut self, expression: &Expr) -> TokenStream {
        match expression {
            Expr::Closure(one) => {
                self.refuse(one.or1_token, "closures are not supported in a BPF function; write a function")
            }
            Expr::Unsafe(one) => {
                let message =
                    "`unsafe` has no meaning in a BPF function; the kernel's verifier checks every access";
                self.refuse(one.unsafe_token, message)
            }
            Expr::Async(one) => self.refuse(one.async_token, "`async` is not supported in a BPF function"),
            Expr::Await(one) => self.refuse(one.await_token, "`.await` is not supported in a BPF function"),
            Expr::TryBlock(one) => {
                let message = "`try` blocks are not supported in a BPF function; write a function that returns an Option";
                self.refuse(one.try_token, message)
            }
            other => self.refuse(other, "this expression is not supported in a BPF function"),
        }
    }

    fn assignment(&mut self, one: &ExprAssign) -> TokenStream {
        if matches!(&*one.left, Expr::Infer(_)) {
            return self.value(&one.right);
        }
        if matches!(&*one.left, Expr::Tuple(_) | Expr::Array(_) | Expr::Struct(_) | Expr::Call(_)) {
            return self.refuse(&one.left, "one place is assigned to at a time in a BPF function: take the value apart with `let`, and assign the parts");
        }
        let (name, value) = (self.name_at("value", one.right.span()), self.value(&one.right));
        let (builder, place) = (self.builder.clone(), self.base(&one.left));
        quote!({ let #name = __ok(#value); let __place = #place; __stage::Place::store(__place, #builder, #name) })
    }

    fn call(&mut self, one: &ExprCall, whole: &Expr) -> TokenStream {
        let builder = self.builder.clone();
        let Expr::Path(callee) = &*one.func else {
            return self.refuse(&one.func, "only functions that have a name can be called in a BPF function");
        };
        let ((names, values), position) = (self.operands(one.args.iter()), self.position(whole.span()));
        if callee.path.is_ident("Some") {
            return quote!({ #(let #names = __ok(#values);)* __stage::some(#builder, #(#names),*) });
        }
        let mut path = callee.path.clone();
        let mut turbofish = quote!();
        if let Some(last) = path.segments.last_mut()
            && let PathArguments::AngleBracketed(arguments) =
                std::mem::replace(&mut last.arguments, PathArguments::None)
        {
            turbofish = arguments.to_token_stream();
        }
        let count = path.segments.len();
        if count > 1 && is_type(&path.segments[count - 2].ident) {
            let name = path.segments.pop().map(|last| last.into_value().ident);
            path.segments.pop_punct();
            let namespace = hidden_at("__bpf", path.span());
            return quote!({
                #(let #names = __ok(#values);)*
                #position
                let __namespace = __ok(#path::#namespace());
                let __value = __namespace.#name #turbofish (#builder, #(#names),*);
                __value
            });
        }
        let stage = hidden_at("stage", callee.span());
        // In one tuple: a wrong number of arguments is a wrong type, about which rustc is silent once it has said so.
        quote!({
            #(let #names = __ok(#values);)*
            #position
            let __arguments = __ok((#(#names,)*));
            let __value = <#path>::#stage #turbofish (#builder, __arguments);
            __value
        })
    }

    fn method_call(&mut self, one: &ExprMethodCall) -> TokenStream {
        if one.args.iter().any(|argument| matches!(argument, Expr::Closure(_))) {
            return self.closure_call(one);
        }
        let builder = self.builder.clone();
        let (receiver, position) = (self.receiver(&one.receiver), self.position(one.method.span()));
        let (names, values) = self.operands(one.args.iter());
        let name = self.name_at("receiver", one.receiver.span());
        let (method, turbofish) = (&one.method, &one.turbofish);
        quote!({
            let #name = __ok(#receiver);
            #(let #names = __ok(#values);)*
            #position
            let __value = #name.#method #turbofish(#builder, #(#names),*);
            __value
        })
    }

    fn structure(&mut self, one: &ExprStruct) -> TokenStream {
        let builder = self.builder.clone();
        let (ty, slot, place) = (&one.path, self.name("slot"), self.name("place"));
        // The base comes after the fields in Rust: it is one whose place in the order cannot be seen.
        let base = match one.rest.as_deref() {
            None => quote!(),
            Some(rest @ Expr::Path(_)) => {
                let (name, value) = (self.name_at("base", rest.span()), self.value(rest));
                quote!(let #name = __ok(#value); __stage::Place::store(&#place, #builder, #name);)
            }
            Some(rest) => {
                let message = "in a BPF function the base is a name: `let base = …;`, and then `..base`";
                return self.refuse(rest, message);
            }
        };
        let fields = self.fields(one, &place);
        quote!({
            let #slot = __ok(__stage::slot::<#ty>(#builder));
            let #place = __ok(#slot.as_ref());
            #base
            #fields
            #slot
        })
    }

    /// Writes a new value where it will be: literals in literals take no memory of their own.
    fn initialize(&mut self, expression: &Expr, place: &Ident) -> TokenStream {
        let builder = self.builder.clone();
        let Expr::Struct(one @ ExprStruct { rest: None, .. }) = expression else {
            let (name, value) = (self.name_at("value", expression.span()), self.value(expression));
            return quote!(let #name = __ok(#value); __stage::Place::store(&#place, #builder, #name););
        };
        self.fields(one, place)
    }

    fn fields(&mut self, one: &ExprStruct, place: &Ident) -> TokenStream {
        let fields = one.fields.iter().map(|field| {
            let at = self.project(&quote!(&#place), &field.member, false);
            let part = self.name("place");
            let value = self.initialize(&field.expr, &part);
            quote!({ let #part = __ok(#at); #value })
        });
        fields.collect()
    }
}
