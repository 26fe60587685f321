//! `trace_printk!`: text for the kernel's trace pipe, whose format is checked and translated where it is written.

use super::Body;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Macro, Token};

/// `"format", argument, …`
struct Print {
    format: LitStr,
    arguments: Punctuated<Expr, Token![,]>,
}

impl Parse for Print {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let format = input.parse()?;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
        }
        Ok(Self { format, arguments: Punctuated::parse_terminated(input)? })
    }
}

/// The text between the arguments, and of each argument whether it is printed in hexadecimal.
fn pieces(format: &str) -> Result<(Vec<String>, Vec<bool>), String> {
    let (mut texts, mut kinds) = (vec![String::new()], vec![]);
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' if letters.peek() == Some(&letter) => {
                letters.next();
                texts.last_mut().into_iter().for_each(|text| text.push(letter));
            }
            '{' => {
                let inside: String = letters.by_ref().take_while(|&letter| letter != '}').collect();
                match &*inside {
                    "" => kinds.push(false),
                    ":x" => kinds.push(true),
                    other => {
                        return Err(format!(
                            "`{{{other}}}` is not printed in a BPF function: numbers are, as `{{}}` or `{{:x}}`"
                        ));
                    }
                }
                texts.push(String::new());
            }
            // For the kernel this begins what it replaces.
            '%' => texts.last_mut().into_iter().for_each(|text| text.push_str("%%")),
            '\0' => return Err("a zero would end the text".to_owned()),
            _ => texts.last_mut().into_iter().for_each(|text| text.push(letter)),
        }
    }
    Ok((texts, kinds))
}

impl Body {
    /// `trace_printk!("format", argument, …)`
    pub(super) fn trace_printk(&mut self, one: &Macro) -> TokenStream {
        let builder = self.builder.clone();
        let Ok(Print { format, arguments }) = one.parse_body::<Print>() else {
            return quote!(()); // rustc says it
        };
        let (texts, kinds) = match pieces(&format.value()) {
            Ok(found) => found,
            Err(message) => return self.refuse(&format, &message),
        };
        if kinds.len() != arguments.len() {
            return quote!(()); // rustc says it
        }
        let position = self.position(syn::spanned::Spanned::span(&one.path));
        let (names, values) = self.operands(arguments.iter());
        quote!({
            #(let #names = __ok(#values);)*
            #position
            let __printed = [#(__stage::printed(#builder, #names, #kinds)),*];
            __stage::trace_printk(#builder, &[#(#texts),*], &__printed);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn formats_are_taken_apart() {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(pieces("a {} b {:x}"), Ok((owned(&["a ", " b ", ""]), vec![false, true])));
        assert_eq!(pieces("{{}} 5%"), Ok((owned(&["{} 5%%"]), vec![])));
        assert_eq!(pieces(""), Ok((owned(&[""]), vec![])));
        assert!(pieces("{:?}").is_err_and(|message| message.contains("`{:?}` is not printed")));
        assert!(pieces("{name}").is_err());
        assert!(pieces("a\0").is_err());
    }
}
