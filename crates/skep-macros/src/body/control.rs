//! Control flow: conditions, branches that meet, loops, and what leaves them.

use super::{Body, Target, block_expression};
use crate::syntax::{diverges, tail};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{
    Attribute, BinOp, Block, Expr, ExprBinary, ExprBlock, ExprBreak, ExprForLoop, ExprIf, ExprLoop,
    ExprMatch, ExprReturn, ExprTry, ExprTuple, ExprWhile, Label, Lifetime, Pat, PatWild, token,
};

impl Body {
    /// Goes on where it is true, with what `let` binds in scope; goes to `no` otherwise.
    pub(super) fn condition(&mut self, expression: &Expr, no: &Ident) -> TokenStream {
        match expression {
            Expr::Paren(one) => self.condition(&one.expr, no),
            Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) => {
                let (left, right) = (self.condition(left, no), self.condition(right, no));
                quote!(#left #right)
            }
            Expr::Let(one) => {
                let matched = self.name_at("matched", one.expr.span());
                let value = self.scrutinee(&one.expr, &one.pat);
                let bind = self.pattern(&one.pat, &quote!(#matched), false, no);
                quote!(let #matched = __ok(#value); #bind)
            }
            other => {
                let name = self.name_at("condition", other.span());
                let (value, position) = (self.value(other), self.position(other.span()));
                let branch = self.branch(&quote!(#name), no);
                quote!(#position let #name = __ok(#value); #branch)
            }
        }
    }

    /// Goes on if the test is true, and to `no` otherwise.
    pub(super) fn branch(&mut self, test: &TokenStream, no: &Ident) -> TokenStream {
        let (builder, yes) = (self.builder.clone(), self.name("yes"));
        quote! {
            let #yes = #builder.block();
            { let __test = #test; #builder.branch(__test, #yes, #no); #builder.enter(#yes); }
        }
    }

    /// An arm, whose value goes to `join`; one that never ends has none.
    pub(super) fn arm(&mut self, expression: &Expr, join: &Ident, to: &Ident) -> TokenStream {
        let (builder, position) = (self.builder.clone(), self.position(tail(expression)));
        if diverges(expression) {
            let tokens = self.statement(expression);
            return quote!({ #position #tokens; });
        }
        let (value, name) = (self.value(expression), self.name_at("value", tail(expression)));
        quote!({ #position let #name = __ok(#value); #join.set(#builder, #name); #builder.jump(#to); })
    }

    /// What several arms meet behind; `is_dead` says that none of them ends.
    pub(super) fn joined(
        &mut self,
        is_dead: bool,
        arms: impl FnOnce(&mut Self, &Ident, &Ident) -> TokenStream,
    ) -> TokenStream {
        let (builder, meet, join) = (self.builder.clone(), self.name("meet"), self.name("join"));
        let arms = arms(self, &join, &meet);
        let ty = if is_dead { quote!(::<()>) } else { quote!() };
        quote!({
            let #meet = #builder.block();
            let mut #join = __stage::Join #ty::default();
            #arms
            #builder.enter(#meet);
            #join.get(#builder)
        })
    }

    pub(super) fn if_expression(&mut self, one: &ExprIf, whole: &Expr) -> TokenStream {
        let (builder, no) = (self.builder.clone(), self.name("otherwise"));
        let unit = Expr::Tuple(ExprTuple {
            attrs: vec![],
            paren_token: token::Paren::default(),
            elems: syn::punctuated::Punctuated::new(),
        });
        self.joined(diverges(whole), |body, join, meet| {
            let condition = body.condition(&one.cond, &no);
            let then = body.arm(&block_expression(one.then_branch.clone()), join, meet);
            let otherwise = one.else_branch.as_ref().map_or(&unit, |(_, otherwise)| otherwise);
            let otherwise = body.arm(otherwise, join, meet);
            quote!(let #no = #builder.block(); { #condition #then } #builder.enter(#no); #otherwise)
        })
    }

    pub(super) fn match_expression(&mut self, one: &ExprMatch, whole: &Expr) -> TokenStream {
        let (builder, matched) = (self.builder.clone(), self.name_at("matched", one.expr.span()));
        let any = Pat::Wild(PatWild { attrs: vec![], underscore_token: token::Underscore::default() });
        let value = self.scrutinee(&one.expr, one.arms.first().map_or(&any, |arm| &arm.pat));
        let arms = self.joined(diverges(whole), |body, join, meet| {
            let arms: Vec<_> = one
                .arms
                .iter()
                .map(|arm| {
                    let no = body.name("next");
                    let bind = body.pattern(&arm.pat, &quote!(#matched), false, &no);
                    let guard = arm.guard.as_ref().map(|(_, guard)| body.condition(guard, &no));
                    let arm = body.arm(&arm.body, join, meet);
                    quote!(let #no = #builder.block(); { #bind #guard #arm } #builder.enter(#no);)
                })
                .collect();
            // rustc has proved that an arm matches; memory can hold a value that no variant has.
            quote!(#(#arms)* #builder.abort();)
        });
        quote!({ let #matched = __ok(#value); #arms })
    }

    pub(super) fn labelled_block(&mut self, one: &ExprBlock) -> TokenStream {
        self.joined(false, |body, join, meet| {
            body.targets.push(Target {
                is_valued: true,
                label: one.label.as_ref().map(|label| label.name.clone()),
                again: None,
                exit: meet.clone(),
                join: join.clone(),
            });
            let tokens = body.arm(&block_expression(one.block.clone()), join, meet);
            body.targets.pop();
            tokens
        })
    }

    /// The body of a loop.
    fn turn(
        &mut self,
        label: Option<&Label>,
        is_valued: bool,
        again: &Ident,
        exits: (&Ident, &Ident),
        block: &Block,
    ) -> TokenStream {
        self.targets.push(Target {
            is_valued,
            label: label.map(|label| label.name.clone()),
            again: Some(again.clone()),
            exit: exits.0.clone(),
            join: exits.1.clone(),
        });
        let tokens = self.block(block);
        self.targets.pop();
        tokens
    }

    /// The most turns that a loop with `#[bound(n)]` takes: what counts them before the loop, and at each turn.
    fn bound(&mut self, attributes: &[Attribute]) -> (TokenStream, TokenStream, TokenStream) {
        let builder = self.builder.clone();
        let Some(attribute) = attributes.iter().find(|one| one.path().is_ident("bound")) else {
            return (quote!(), quote!(), quote!(::core::option::Option::None));
        };
        match attribute.parse_args::<Expr>() {
            Ok(bound) => {
                let turns = self.name("turns");
                (
                    quote!(let #turns = __stage::Turns::new(#builder, #bound);),
                    quote!(#turns.next(#builder);),
                    quote!(::core::option::Option::Some(#turns.most())),
                )
            }
            Err(_) => {
                self.refuse(attribute, "write the greatest number of turns: `#[bound(64)]`");
                (quote!(), quote!(), quote!(::core::option::Option::None))
            }
        }
    }

    pub(super) fn loop_expression(&mut self, one: &ExprLoop, whole: &Expr) -> TokenStream {
        let (builder, head) = (self.builder.clone(), self.name("head"));
        let (before, each, most) = self.bound(&one.attrs);
        self.joined(diverges(whole), |body, join, meet| {
            let turn = body.turn(one.label.as_ref(), true, &head, (meet, join), &one.body);
            quote! {
                #before
                let #head = #builder.block();
                #builder.jump(#head);
                #builder.enter(#head);
                #builder.bound(#head, #most);
                #each
                #turn;
                #builder.jump(#head);
            }
        })
    }

    pub(super) fn while_expression(&mut self, one: &ExprWhile) -> TokenStream {
        let (builder, head, no) = (self.builder.clone(), self.name("head"), self.name("no"));
        let (before, each, most) = self.bound(&one.attrs);
        self.joined(false, |body, join, meet| {
            let condition = body.condition(&one.cond, &no);
            let turn = body.turn(one.label.as_ref(), false, &head, (meet, join), &one.body);
            quote! {
                #before
                let #head = #builder.block();
                let #no = #builder.block();
                #builder.jump(#head);
                #builder.enter(#head);
                #builder.bound(#head, #most);
                { #condition #each #turn; #builder.jump(#head); }
                #builder.enter(#no);
                #join.set(#builder, ());
                #builder.jump(#meet);
            }
        })
    }

    pub(super) fn for_expression(&mut self, one: &ExprForLoop) -> TokenStream {
        let builder = self.builder.clone();
        let (head, step, no) = (self.name("head"), self.name("step"), self.name("no"));
        let (range, state) = (self.name_at("range", one.expr.span()), self.name("state"));
        let (value, (before, each, most)) = (self.value(&one.expr), self.bound(&one.attrs));
        self.joined(false, |body, join, meet| {
            let more = body.branch(&quote!(__stage::Iter::more(&#range, #builder, &#state)), &no);
            let item = body.name("item");
            let bind = body.bind(&one.pat, &quote!(#item));
            let turn = body.turn(one.label.as_ref(), false, &step, (meet, join), &one.body);
            quote! {
                let #range = __ok(#value);
                let #state = __ok(__stage::Iter::start(&#range, #builder));
                #before
                let #head = #builder.block();
                let #step = #builder.block();
                let #no = #builder.block();
                #builder.jump(#head);
                #builder.enter(#head);
                let __turns = __stage::Iter::turns(&#range, #builder);
                #builder.bound(#head, __turns.or(#most));
                #more
                { #each let #item = __ok(__stage::Iter::item(&#range, #builder, &#state)); #bind #turn; #builder.jump(#step); }
                #builder.enter(#step);
                __stage::Iter::step(&#range, #builder, &#state);
                #builder.jump(#head);
                #builder.enter(#no);
                #join.set(#builder, ());
                #builder.jump(#meet);
            }
        })
    }

    fn target(&self, label: Option<&Lifetime>, is_continue: bool) -> Option<&Target> {
        let found = self.targets.iter().rev().find(|target| match label {
            Some(label) => target.label.as_ref().is_some_and(|one| one.ident == label.ident),
            None => target.again.is_some(),
        });
        found.filter(|target| !is_continue || target.again.is_some())
    }

    pub(super) fn break_expression(&mut self, one: &ExprBreak) -> TokenStream {
        let builder = self.builder.clone();
        let value = one.expr.as_ref().map_or(quote!(()), |value| self.value(value));
        let target = self.target(one.label.as_ref(), false);
        let misplaced = one.expr.is_some() && target.is_some_and(|target| !target.is_valued);
        let tokens = match target {
            Some(Target { exit, join, .. }) => {
                quote!({ let __value = __ok(#value); #join.set(#builder, __value); #builder.jump(#exit); })
            }
            None => quote!(()), // rustc says it
        };
        self.is_refused |= misplaced;
        tokens
    }

    pub(super) fn continue_expression(&self, label: Option<&Lifetime>) -> TokenStream {
        let builder = &self.builder;
        let again = self.target(label, true).and_then(|target| target.again.as_ref());
        again.map_or(quote!(()), |again| quote!(#builder.jump(#again)))
    }

    pub(super) fn return_expression(&mut self, one: &ExprReturn) -> TokenStream {
        let value = one.expr.as_ref().map_or(quote!(()), |value| self.value(value));
        let at = one.expr.as_ref().map_or(one.span(), |value| value.span());
        let (builder, name) = (self.builder.clone(), self.name_at("value", at));
        let (result, exit) = (&self.result, &self.exit);
        quote!({ let #name = __ok(#value); #result.set(#builder, #name); #builder.jump(#exit); })
    }

    pub(super) fn question(&mut self, one: &ExprTry) -> TokenStream {
        self.is_refused |= !self.may_question;
        let (matched, value) = (self.name_at("matched", one.expr.span()), self.value(&one.expr));
        let (no, payload, here) = (self.name("no"), self.name("payload"), self.name("here"));
        let (builder, result, exit) = (&self.builder, &self.result, &self.exit);
        quote!({
            let #matched = __ok(#value);
            let #no = #builder.block();
            let #payload = __ok(__stage::payload(#builder, #matched, #no));
            let #here = #builder.here();
            #builder.enter(#no);
            {
                let __none = __ok(__stage::FromNone::none(#builder));
                #result.set(#builder, __none);
                #builder.jump(#exit);
            }
            #builder.enter(#here);
            #payload
        })
    }
}
