//! A small lexer of Rust: enough to tell code from comments and strings.
//!
//! It never fails: what it cannot read is a character of punctuation, and an unfinished string or comment ends
//! with the file. rustc reads the same file, so a wrong one does not get far.

/// A token, and the line it begins on (from 1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its line.
    pub(crate) line: usize,
}

/// What a token is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// An identifier or a keyword. A raw identifier is written with its `r#`.
    Word(String),
    /// A string of any sort, without its quotes and with its escapes as they are written.
    Text(String),
    /// A number, character or lifetime.
    Other,
    /// Any other character.
    Mark(char),
    /// A documentation comment: the text of one line, or of a whole block.
    Doc(String),
}

impl Token {
    /// Whether it is this word.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(text) if text == word)
    }

    /// Whether it is this character of punctuation.
    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The tokens of a file. Comments that document nothing are left out.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: source, line: 1 };
    let mut tokens = Vec::new();
    loop {
        let line = lexer.line;
        match lexer.next() {
            Step::Token(kind) => tokens.push(Token { kind, line }),
            Step::Nothing => {}
            Step::End => return tokens,
        }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

enum Step {
    Token(Kind),
    Nothing,
    End,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Step {
        let Some(first) = self.rest.chars().next() else { return Step::End };
        if first.is_whitespace() {
            self.take(first.len_utf8());
            return Step::Nothing;
        }
        if self.rest.starts_with("//") {
            let text = self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            return doc(text, &["///", "//!"], "////").map_or(Step::Nothing, Step::Token);
        }
        if self.rest.starts_with("/*") {
            let text = self.take(block_comment(self.rest));
            return doc(text, &["/**", "/*!"], "/***").map_or(Step::Nothing, Step::Token);
        }
        if let Some(kind) = self.string() {
            return Step::Token(kind);
        }
        if first == '\'' {
            self.take(quote(self.rest));
            return Step::Token(Kind::Other);
        }
        if is_word_start(first) {
            let raw = if self.rest.starts_with("r#") { 2 } else { 0 };
            let body = self.rest.get(raw..).unwrap_or_default();
            let length = raw + body.find(|c| !is_word_part(c)).unwrap_or(body.len());
            return Step::Token(Kind::Word(self.take(length).to_string()));
        }
        if first.is_ascii_digit() {
            let length = self.rest.find(|c| !is_word_part(c)).unwrap_or(self.rest.len());
            self.take(length);
            return Step::Token(Kind::Other);
        }
        self.take(first.len_utf8());
        Step::Token(Kind::Mark(first))
    }

    /// The string here, if there is one: `"…"`, `r#"…"#`, and both with `b` or `c` in front.
    fn string(&mut self) -> Option<Kind> {
        let after_kind = self.rest.strip_prefix(['b', 'c']).unwrap_or(self.rest);
        if let Some(body) = after_kind.strip_prefix('"') {
            let start = self.rest.len() - body.len();
            let length = quoted(body, '"');
            let text = body.get(..length).unwrap_or_default().to_string();
            self.take(start + length + 1);
            return Some(Kind::Text(text));
        }
        let after_r = after_kind.strip_prefix('r')?;
        let body = after_r.trim_start_matches('#');
        let hashes = after_r.len() - body.len();
        let body = body.strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let start = self.rest.len() - body.len();
        let length = body.find(&end).unwrap_or(body.len());
        let text = body.get(..length).unwrap_or_default().to_string();
        self.take(start + length + end.len());
        Some(Kind::Text(text))
    }

    /// Takes this many bytes, or what is left.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }
}

fn doc(comment: &str, openings: &[&str], not: &str) -> Option<Kind> {
    if comment.starts_with(not) || comment == "/**/" {
        return None;
    }
    let text = openings.iter().find_map(|opening| comment.strip_prefix(opening))?;
    Some(Kind::Doc(text.strip_suffix("*/").unwrap_or(text).to_string()))
}

/// The length of the block comment at the start; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(next) = rest.chars().next()
    {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += next.len_utf8();
        }
    }
    text.len()
}

/// The length of what stands before the closing quote; a backslash hides the character after it.
fn quoted(text: &str, close: char) -> usize {
    let mut hidden = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if hidden => hidden = false,
            '\\' => hidden = true,
            _ if c == close => return at,
            _ => {}
        }
    }
    text.len()
}

/// The length of the character or lifetime at the start.
fn quote(text: &str) -> usize {
    let body = text.get(1..).unwrap_or_default();
    let mut chars = body.chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => quoted(body, '\'') + 2,
        (Some(only), Some('\'')) => only.len_utf8() + 2,
        _ => 1 + body.find(|c| !is_word_part(c)).unwrap_or(body.len()),
    }
}

fn is_word_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_word_part(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let shown: Vec<String> = tokens(source)
            .into_iter()
            .map(|token| match token.kind {
                Kind::Word(text) => format!("{} {text}", token.line),
                Kind::Text(text) => format!("{} \"{text}\"", token.line),
                Kind::Other => format!("{} other", token.line),
                Kind::Mark(mark) => format!("{} {mark}", token.line),
                Kind::Doc(text) => format!("{} doc{text}", token.line),
            })
            .collect();
        assert_eq!(shown, expected, "{source}");
    }

    #[test]
    fn words_in_comments_and_strings_are_no_words() {
        check("a // unsafe\nb", &["1 a", "2 b"]);
        check("a /* unsafe /* nested */ still */ b", &["1 a", "1 b"]);
        check("\"unsafe \\\" x\" b", &["1 \"unsafe \\\" x\"", "1 b"]);
        check("r#\"unsafe \"quoted\" \"# b", &["1 \"unsafe \"quoted\" \"", "1 b"]);
        check("b\"unsafe\" c\"x\" br\"y\"", &["1 \"unsafe\"", "1 \"x\"", "1 \"y\""]);
    }

    #[test]
    fn characters_and_lifetimes_are_told_apart() {
        check("'a' 'b '\\'' '\"' x", &["1 other", "1 other", "1 other", "1 other", "1 x"]);
        check("&'static str", &["1 &", "1 other", "1 str"]);
        check("'ß' y", &["1 other", "1 y"]);
    }

    #[test]
    fn documentation_is_kept_with_its_line() {
        check("\n/// one\n//! two\n//// no\nx", &["2 doc one", "3 doc two", "5 x"]);
        check("/** three */ /**/ x", &["1 doc three ", "1 x"]);
    }

    #[test]
    fn raw_identifiers_and_numbers_are_read() {
        check("r#type 0x1f_u8 1.5", &["1 r#type", "1 other", "1 other", "1 .", "1 other"]);
    }

    #[test]
    fn an_unfinished_file_ends() {
        for source in ["\"abc", "/* abc", "r##\"abc\"#", "'", "'\\", "b", "r#", "ü\"", "r#\""] {
            tokens(source);
        }
    }
}
