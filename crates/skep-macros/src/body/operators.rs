//! Operators with two sides.

use super::Body;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{BinOp, ExprBinary};

impl Body {
    pub(super) fn binary(&mut self, one: &ExprBinary) -> TokenStream {
        let builder = self.builder.clone();
        let (function, is_assignment) = match one.op {
            BinOp::And(_) => return self.short_circuit(one, true),
            BinOp::Or(_) => return self.short_circuit(one, false),
            BinOp::Add(_) => ("add", false),
            BinOp::Sub(_) => ("sub", false),
            BinOp::Mul(_) => ("mul", false),
            BinOp::Div(_) => ("div", false),
            BinOp::Rem(_) => ("rem", false),
            BinOp::BitAnd(_) => ("bitand", false),
            BinOp::BitOr(_) => ("bitor", false),
            BinOp::BitXor(_) => ("bitxor", false),
            BinOp::Shl(_) => ("shl", false),
            BinOp::Shr(_) => ("shr", false),
            BinOp::Eq(_) => ("eq", false),
            BinOp::Ne(_) => ("ne", false),
            BinOp::Lt(_) => ("lt", false),
            BinOp::Le(_) => ("le", false),
            BinOp::Gt(_) => ("gt", false),
            BinOp::Ge(_) => ("ge", false),
            BinOp::AddAssign(_) => ("Add", true),
            BinOp::SubAssign(_) => ("Subtract", true),
            BinOp::MulAssign(_) => ("Multiply", true),
            BinOp::DivAssign(_) => ("Divide", true),
            BinOp::RemAssign(_) => ("Remainder", true),
            BinOp::BitAndAssign(_) => ("And", true),
            BinOp::BitOrAssign(_) => ("Or", true),
            BinOp::BitXorAssign(_) => ("Xor", true),
            BinOp::ShlAssign(_) => ("ShiftLeft", true),
            BinOp::ShrAssign(_) => ("ShiftRight", true),
            other => return self.refuse(other, "this operator is not supported in a BPF function"),
        };
        let (left, right) = (self.name_at("left", one.left.span()), self.name_at("right", one.right.span()));
        let right_value = self.value(&one.right);
        let function = format_ident!("{function}");
        if is_assignment {
            let place = self.base(&one.left);
            let is_shift = matches!(one.op, BinOp::ShlAssign(_) | BinOp::ShrAssign(_));
            let update = if is_shift { quote!(update_shift) } else { quote!(update) };
            return quote!({
                let #right = __ok(#right_value);
                let #left = #place;
                __stage::#update(#builder, #left, __stage::Operator::#function, #right)
            });
        }
        let left_value = self.value(&one.left);
        quote!({ let #left = __ok(#left_value); let #right = __ok(#right_value); __stage::#function(#builder, #left, #right) })
    }

    /// `&&` and `||`, whose right side is only reached where it decides.
    fn short_circuit(&mut self, one: &ExprBinary, is_and: bool) -> TokenStream {
        let (builder, no) = (self.builder.clone(), self.name("no"));
        self.joined(false, |body, join, meet| {
            let (condition, right) = (body.condition(&one.left, &no), body.arm(&one.right, join, meet));
            let known = quote!({
                let __value = __stage::literal(#builder, !#is_and);
                #join.set(#builder, __value);
                #builder.jump(#meet);
            });
            let (yes, otherwise) = if is_and { (right, known) } else { (known, right) };
            quote!(let #no = #builder.block(); { #condition #yes } #builder.enter(#no); #otherwise)
        })
    }
}
