//! What syntax alone tells: names by Rust's naming rule, what never ends, what is left early, which patterns can fail.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprPath, Macro, Pat, PatIdent, Stmt, Token, Type};

/// Whether a name is a constant's or a type's, by Rust's own naming rule; where a name breaks it, rustc reports it (E0425, E0005).
pub(crate) fn is_constant(name: &Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}

/// Whether a name in front of `::` is a type's, and not a module's.
pub(crate) fn is_type(name: &Ident) -> bool {
    const NUMBERS: [&str; 11] =
        ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", "bool"];
    is_constant(name) || NUMBERS.iter().any(|number| name == number)
}

/// Whether a function that returns this may have a `?` in it: it is not a number.
pub(crate) fn may_question(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => !path.path.get_ident().is_some_and(|name| is_type(name) && !is_constant(name)),
        _ => false,
    }
}

/// `&name` with the `&` at the name's place, so that a missing implementation is reported there.
pub(crate) fn reference(path: &ExprPath) -> proc_macro2::TokenStream {
    let and = Token![&](Span::mixed_site().located_at(path.span()));
    quote::quote!(#and #path)
}

/// Where an arm's value is written: its last expression.
pub(crate) fn tail(expression: &Expr) -> Span {
    match expression {
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(last, None)) => tail(last),
            Some(last) => last.span(),
            None => expression.span(),
        },
        other => other.span(),
    }
}

/// Whether the end of a block is never reached.
pub(crate) fn block_diverges(block: &Block) -> bool {
    block.stmts.iter().any(|statement| match statement {
        Stmt::Expr(expression, _) => diverges(expression),
        Stmt::Macro(statement) => panics(&statement.mac),
        Stmt::Local(local) => local.init.as_ref().is_some_and(|init| diverges(&init.expr)),
        Stmt::Item(_) => false,
    })
}

/// Whether an expression never has a value.
pub(crate) fn diverges(expression: &Expr) -> bool {
    match expression {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Macro(one) => panics(&one.mac),
        Expr::Paren(one) => diverges(&one.expr),
        Expr::Block(one) => one.label.is_none() && block_diverges(&one.block),
        Expr::If(one) => {
            block_diverges(&one.then_branch)
                && one.else_branch.as_ref().is_some_and(|(_, otherwise)| diverges(otherwise))
        }
        Expr::Match(one) => one.arms.iter().all(|arm| diverges(&arm.body)),
        Expr::Loop(one) => {
            let label = one.label.as_ref().map(|label| label.name.ident.to_string());
            let mut breaks = Breaks { label, depth: 0, found: false };
            breaks.visit_block(&one.body);
            !breaks.found
        }
        _ => false,
    }
}

/// Whether a macro never returns.
pub(crate) fn panics(one: &Macro) -> bool {
    ["panic", "unreachable", "todo", "unimplemented"].iter().any(|name| one.path.is_ident(name))
}

/// Whether a pattern can fail to match.
pub(crate) fn is_refutable(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(one) => {
            one.ident == "None"
                || is_constant(&one.ident)
                || one.subpat.as_ref().is_some_and(|(_, inner)| is_refutable(inner))
        }
        Pat::Wild(_) | Pat::Rest(_) => false,
        Pat::Tuple(one) => one.elems.iter().any(is_refutable),
        Pat::Struct(one) => one.fields.iter().any(|field| is_refutable(&field.pat)),
        Pat::Paren(one) => is_refutable(&one.pat),
        Pat::Reference(one) => is_refutable(&one.pat),
        Pat::Slice(one) => one.elems.iter().any(is_refutable),
        Pat::TupleStruct(one) => one.path.is_ident("Some") || one.elems.iter().any(is_refutable),
        _ => true,
    }
}

/// The names that a pattern binds.
pub(crate) fn bound_names(pattern: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl<'a> Visit<'a> for Names {
        fn visit_pat_ident(&mut self, one: &'a PatIdent) {
            if !(one.subpat.is_none() && is_constant(&one.ident)) {
                self.0.push(one.ident.clone());
            }
        }
    }
    let mut names = Names(vec![]);
    names.visit_pat(pattern);
    names.0
}

/// Whether a body can be left before its end, by `return` or `?`.
pub(crate) fn leaves_early(block: &Block) -> bool {
    let mut early = Early(None);
    early.visit_block(block);
    block_diverges(block) || early.0.is_some()
}

/// What leaves the function that an expression is in, by `return` or `?`.
pub(crate) fn early_exit(expression: &Expr) -> Option<Expr> {
    let mut early = Early(None);
    early.visit_expr(expression);
    early.0
}

struct Early(Option<Expr>);

impl<'a> Visit<'a> for Early {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if matches!(expression, Expr::Return(_) | Expr::Try(_)) && self.0.is_none() {
            self.0 = Some(expression.clone());
        }
        visit::visit_expr(self, expression);
    }
}

/// Looks for a `break` out of a loop.
struct Breaks {
    label: Option<String>,
    depth: usize,
    found: bool,
}

impl<'a> Visit<'a> for Breaks {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Break(one) = expression {
            self.found |= match &one.label {
                Some(label) => Some(label.ident.to_string()) == self.label,
                None => self.depth == 0,
            };
        }
        let inner = usize::from(matches!(expression, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_)));
        self.depth += inner;
        visit::visit_expr(self, expression);
        self.depth -= inner;
    }
}
