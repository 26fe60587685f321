//! One function's body becomes straight-line Rust that builds blocks.
//!
//! There are five ways to look at an expression: `value` is one whose value is wanted, `statement` one whose value may not be
//! there, `place` something to load from or to store to, `receiver` what a method is called on, and `condition` falls through
//! where it is true, with what it binds in scope. Every temporary passes through `__ok`, so that what is wrong in the verbatim
//! copy is said there and nowhere else; and every operand is bound to a name before the builder is used again.

mod closures;
mod control;
mod expressions;
mod macros;
mod operators;
mod patterns;
mod places;
mod print;

use crate::hidden;
use crate::signature;
use crate::syntax::{block_diverges, diverges, leaves_early, may_question};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::{Block, Error, Expr, ExprBlock, Lifetime, Local, Pat, ReturnType, Stmt, Type};

/// What `break` and `continue` go to.
struct Target {
    /// Whether a `break` may have a value.
    is_valued: bool,
    label: Option<Lifetime>,
    /// Where `continue` goes; `None` for a block with a label.
    again: Option<Ident>,
    exit: Ident,
    join: Ident,
}

/// The translation of one body.
pub(crate) struct Body {
    /// rustc refuses the verbatim copy, and would say it again of the twin.
    pub(crate) is_refused: bool,
    pub(crate) errors: Vec<Error>,
    /// The name of the builder.
    pub(crate) builder: Ident,
    may_question: bool,
    targets: Vec<Target>,
    count: usize,
    result: Ident,
    exit: Ident,
}

impl Body {
    pub(crate) fn new() -> Self {
        Self {
            is_refused: false,
            errors: vec![],
            builder: signature::builder(),
            may_question: true,
            targets: vec![],
            count: 0,
            result: hidden("__result"),
            exit: hidden("__exit"),
        }
    }

    /// A new name.
    fn name(&mut self, word: &str) -> Ident {
        self.name_at(word, Span::mixed_site())
    }

    /// A new name for what is written at this place.
    fn name_at(&mut self, word: &str, at: Span) -> Ident {
        self.count += 1;
        crate::hidden_at(&format!("__{word}{}", self.count), at)
    }

    /// Reports what is not supported, and stands for it.
    pub(crate) fn refuse(&mut self, what: impl ToTokens, message: &str) -> TokenStream {
        self.errors.push(Error::new_spanned(what, message));
        quote!(())
    }

    /// The body of a function with this staged result.
    pub(crate) fn function(
        &mut self,
        block: &Block,
        staged_result: &TokenStream,
        output: &ReturnType,
    ) -> TokenStream {
        self.may_question = match output {
            ReturnType::Default => false,
            ReturnType::Type(_, ty) => may_question(ty),
        };
        let (builder, result, exit) = (self.builder.clone(), self.result.clone(), self.exit.clone());
        let enter = quote! {
            if #builder.enter_function(&__FUNCTION) { return __stage::Merge::dead(#builder); }
        };
        if !leaves_early(block) {
            // One way out: nothing meets at the end.
            let at = block.stmts.last().map_or(block.span(), Spanned::span);
            let (value, name) = (self.block(block), self.name_at("value", at));
            return quote!(#enter let #name = __ok(#value); #builder.leave_function(); #name);
        }
        let whole = block_expression(block.clone());
        let body = self.arm(&whole, &result, &exit);
        quote! {
            #enter
            let mut #result = __stage::Join::<#staged_result>::default();
            let #exit = #builder.block();
            #body
            #builder.enter(#exit);
            let __value = #result.get(#builder);
            #builder.leave_function();
            __value
        }
    }

    /// Says where what follows was written.
    fn position(&self, at: Span) -> TokenStream {
        let builder = &self.builder;
        let line = u32::try_from(at.start().line).unwrap_or(0);
        let column = u32::try_from(at.start().column).map_or(0, |column| column.saturating_add(1));
        quote!(#builder.at(#line, #column);)
    }

    fn block(&mut self, block: &Block) -> TokenStream {
        let (count, is_dead) = (block.stmts.len(), block_diverges(block));
        let mut output = vec![];
        for (number, statement) in block.stmts.iter().enumerate() {
            output.push(self.position(statement.span()));
            output.push(match statement {
                Stmt::Local(local) => self.local(local),
                Stmt::Item(item) => quote!(#item),
                Stmt::Macro(statement) => {
                    let tokens = self.macro_call(&statement.mac);
                    quote!({ #tokens; })
                }
                Stmt::Expr(last, semicolon) if number + 1 == count && semicolon.is_none() && !is_dead => {
                    self.value(last)
                }
                Stmt::Expr(expression, _) => {
                    let tokens = self.statement(expression);
                    quote!({ #tokens; })
                }
            });
        }
        quote!({ #(#output)* })
    }

    fn local(&mut self, local: &Local) -> TokenStream {
        let builder = self.builder.clone();
        if let Some(bound) = local.attrs.iter().find(|one| one.path().is_ident("bound")) {
            return self.refuse(bound, "write it right before the loop: `let x = #[bound(64)] loop { … };`");
        }
        let (pattern, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&typed.ty)),
            pattern => (pattern, None),
        };
        let Some(init) = &local.init else {
            let Pat::Ident(name) = pattern else {
                return self.refuse(local, "give the variable a value where it is declared");
            };
            let (name, ty) = (&name.ident, ty.map(|ty| quote!(::<<#ty as __stage::Bpf>::Staged>)));
            return quote!(let #name = __stage::Late #ty::default(););
        };
        if diverges(&init.expr) {
            let (tokens, bind) = (self.statement(&init.expr), self.bind(pattern, &quote!(())));
            return quote!({ #tokens; } #bind);
        }
        let mut value = self.scrutinee(&init.expr, pattern);
        if let Some(ty) = ty
            && !matches!(**ty, Type::Reference(_))
        {
            let typed = self.name_at("typed", init.expr.span());
            value = quote!({ let #typed = __ok(#value); __stage::typed::<#ty>(#typed) });
        }
        let matched = self.name_at("matched", init.expr.span());
        let Some((_, otherwise)) = &init.diverge else {
            let bind = self.bind(pattern, &quote!(#matched));
            let Pat::Ident(name) = pattern else { return quote!(let #matched = __ok(#value); #bind) };
            let name = name.ident.unraw().to_string();
            return quote! {
                #builder.declaring(#name);
                let #matched = __ok(#value);
                #bind
                #builder.declaring("");
            };
        };
        let (no, here, otherwise) = (self.name("no"), self.name("here"), self.statement(otherwise));
        let bind = self.pattern(pattern, &quote!(#matched), false, &no);
        quote! {
            let #matched = __ok(#value);
            let #no = #builder.block();
            #bind
            let #here = #builder.here();
            #builder.enter(#no);
            { #otherwise; }
            #builder.enter(#here);
        }
    }

    /// Operands, each bound to a name.
    fn operands<'a>(
        &mut self,
        expressions: impl Iterator<Item = &'a Expr>,
    ) -> (Vec<Ident>, Vec<TokenStream>) {
        expressions
            .map(|expression| (self.name_at("operand", expression.span()), self.value(expression)))
            .unzip()
    }
}

/// A block as an expression.
fn block_expression(block: Block) -> Expr {
    Expr::Block(ExprBlock { attrs: vec![], label: None, block })
}
