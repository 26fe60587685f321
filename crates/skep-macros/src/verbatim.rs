//! The verbatim copy: the user's tokens, without the attributes that only the twin understands.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;

/// The tokens without `#[bound(n)]`: a loop that has one gets a counter that panics where the twin aborts,
/// `{ let mut turns = 0; while … { turn(&mut turns, n); … } }`.
pub(crate) fn verbatim(tokens: TokenStream) -> TokenStream {
    let mut output: Vec<TokenTree> = vec![];
    // Where a loop with a bound begins, and the bound.
    let mut bounded: Option<(usize, TokenStream)> = None;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = token else {
            output.push(token);
            continue;
        };
        if let Some(bound) = bound_of(&output, &group) {
            output.pop();
            // In front of anything but a loop it is refused, and only taken away here.
            bounded = tokens.peek().is_some_and(begins_loop).then_some((output.len(), bound));
            continue;
        }
        let mut inner = verbatim(group.stream());
        let is_body = group.delimiter() == Delimiter::Brace;
        let counted = bounded.take_if(|_| is_body);
        let turns = crate::hidden("__turns");
        if let Some((_, bound)) = &counted {
            inner = quote!(::skep::stage::turn(&mut #turns, #bound); #inner);
        }
        output.push(TokenTree::Group(with_stream(&group, inner)));
        if let Some((start, _)) = counted {
            let whole: TokenStream = output.drain(start..).collect();
            output.extend(quote!({ let mut #turns = 0u64; #whole }));
        }
    }
    output.into_iter().collect()
}

/// Whether this is a loop's first token: its keyword, or the sign of its label.
fn begins_loop(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => ["for", "loop", "while"].iter().any(|keyword| word == keyword),
        TokenTree::Punct(sign) => sign.as_char() == '\'',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

/// `#` before, and `[bound(n)]` here.
fn bound_of(before: &[TokenTree], group: &Group) -> Option<TokenStream> {
    let is_attribute = group.delimiter() == Delimiter::Bracket
        && matches!(before.last(), Some(TokenTree::Punct(sign)) if sign.as_char() == '#');
    let mut inside = group.stream().into_iter();
    match (is_attribute, inside.next()?, inside.next()?) {
        (true, TokenTree::Ident(name), TokenTree::Group(bound)) if name == "bound" => Some(bound.stream()),
        _ => None,
    }
}

/// The tokens with another name in the place of one.
pub(crate) fn rename(tokens: TokenStream, from: &str, to: &TokenStream) -> TokenStream {
    let mut output = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) if name == from => {
                output.extend(to.clone().into_iter().map(|mut token| {
                    token.set_span(name.span());
                    token
                }))
            }
            TokenTree::Group(group) => {
                let inner = rename(group.stream(), from, to);
                output.extend([TokenTree::Group(with_stream(&group, inner))]);
            }
            other => output.extend([other]),
        }
    }
    output
}

/// Whether one of these names is anywhere in the tokens.
pub(crate) fn names_any(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(name) => names.contains(&&name),
        TokenTree::Group(group) => names_any(group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn with_stream(group: &Group, stream: TokenStream) -> Group {
    let mut new = Group::new(group.delimiter(), stream);
    new.set_span(group.span());
    new
}
