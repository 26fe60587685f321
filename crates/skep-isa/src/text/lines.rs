//! Reads lines: which of them are instructions, labels and headers of functions, and what the directives of
//! assembly output say of them.

use super::error::{TextError, expected, found};
use super::lexer::{Kind, Token, tokens};
use super::matching::{self, Expected, Failure};
use crate::{Instruction, Location, Name, Operation, SLOT};
use std::collections::{HashMap, HashSet};

/// Something that stands in a text.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) what: What,
    pub(super) location: Location,
    /// Where the name is that an instruction refers to.
    pub(super) name_location: Option<Location>,
    /// The section that it is in.
    pub(super) section: Name,
}

#[derive(Debug)]
pub(super) enum What {
    Instruction(Instruction),
    /// The bytes of a slot that need be no instruction; fewer only in the end.
    Raw(Vec<u8>),
    /// The name of the next place, or of a function, if assembly output says so.
    Label(Name),
    /// The header of a function.
    Function(Name),
}

/// What has been read of a text.
pub(super) struct Reader {
    file: Name,
    line: u32,
    pub(super) statements: Vec<Statement>,
    pub(super) errors: Vec<TextError>,
    /// The names that directives say to be those of functions.
    pub(super) functions: HashSet<Name>,
    /// The names of variables, and the sections that they are in.
    pub(super) variables: HashMap<Name, Name>,
    section: Name,
    section_has_code: bool,
    /// The number of the next instruction's slot, once the text has given one.
    next_slot: Option<u64>,
}

/// The section of a text that names none.
pub(super) const TEXT: &str = ".text";

/// Directives that say nothing of what the instructions do.
const SKIPPED: [&str; 17] = [
    ".file",
    ".globl",
    ".global",
    ".weak",
    ".local",
    ".hidden",
    ".protected",
    ".internal",
    ".size",
    ".ident",
    ".addrsig",
    ".addrsig_sym",
    ".loc",
    ".cfi_sections",
    ".cfi_startproc",
    ".cfi_endproc",
    ".cfi_def_cfa_offset",
];

/// Whether it is a line like `int fib(u64 n):`, which stands in a dump before a function's instructions. (The calls in
/// dumps lead there by distance.)
fn is_prototype(tokens: &[Token<'_>]) -> bool {
    let is_type = |token: &&Token<'_>| token.kind == Kind::Word || token.is("*");
    let before = tokens.iter().take_while(is_type).count();
    let after = tokens.get(before..).unwrap_or_default();
    before >= 2 && matches!(after, [open, .., close, colon] if open.is("(") && close.is(")") && colon.is(":"))
}

impl Reader {
    pub(super) fn read(text: &str, file: &Name) -> Self {
        let mut reader = Self {
            file: file.clone(),
            line: 0,
            statements: Vec::new(),
            errors: Vec::new(),
            functions: HashSet::new(),
            variables: HashMap::new(),
            section: TEXT.into(),
            section_has_code: true,
            next_slot: None,
        };
        for line in text.lines() {
            reader.line = reader.line.saturating_add(1);
            let (tokens, dividing) = tokens(line);
            if let Some(column) = dividing {
                reader.refuse(
                    column,
                    "`;` without a space before it",
                    "one instruction a line, or a space before the comment",
                );
            }
            reader.line(line, &tokens);
        }
        reader
    }

    pub(super) fn location(&self, column: u32) -> Location {
        Location { file: self.file.clone(), line: self.line, column, text: None }
    }

    fn refuse(&mut self, column: u32, found: impl Into<String>, expected: impl Into<String>) {
        let location = self.location(column);
        self.errors.push(TextError { location, found: found.into(), expected: expected.into() });
    }

    /// Refuses a line that should be an instruction. Another one takes its place, so that what leads to it is not wrong
    /// too, and the slots are not counted any more.
    fn refuse_line(&mut self, column: u32, found: impl Into<String>, expected: impl Into<String>) {
        self.refuse(column, found, expected);
        self.next_slot = None;
        self.push(What::Instruction(Instruction::new(Operation::Exit)), column, None);
    }

    fn push(&mut self, what: What, column: u32, name_column: Option<u32>) {
        let location = self.location(column);
        let name_location = name_column.map(|column| self.location(column));
        let section = self.section.clone();
        self.statements.push(Statement { what, location, name_location, section });
    }

    fn line(&mut self, line: &str, tokens: &[Token<'_>]) {
        if is_prototype(tokens) {
            return;
        }
        let mut tokens = self.position(tokens);
        loop {
            match tokens {
                [] => return,
                [name, colon, rest @ ..] if colon.is(":") && name.kind != Kind::Sign => {
                    self.label(name);
                    tokens = rest;
                }
                [keyword, name, colon, rest @ ..] if keyword.is("function") && colon.is(":") => {
                    if let Some(function) = self.name(name) {
                        self.push(What::Function(function), keyword.column, None);
                    }
                    tokens = rest;
                }
                [directive, rest @ ..] if directive.kind == Kind::Word && directive.text.starts_with('.') => {
                    return self.directive(line, directive, rest);
                }
                [first, ..] if !self.section_has_code => {
                    let expected =
                        format!("a label or a directive (the section `{}` holds no code)", self.section);
                    return self.refuse(first.column, found(&[*first]), expected);
                }
                _ => return self.instruction(tokens),
            }
        }
    }

    /// Takes the number of a slot from the beginning of a line, as in the kernel's listings, and after it the registers
    /// that are in use, which the verifier's log shows as `01....6...`.
    fn position<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
        let [number, colon, rest @ ..] = tokens else { return tokens };
        let (Some(slot), true) = (number.number(), colon.is(":")) else { return tokens };
        if let Some(next) = self.next_slot.filter(|&next| next != slot) {
            let expected = format!("`{next}`, the number of the slot after the instruction before");
            self.refuse(number.column, found(&[*number]), expected);
        }
        self.next_slot = Some(slot);
        match rest {
            [registers, after @ ..]
                if registers.text.len() == 10
                    && registers.text.bytes().all(|byte| b".0123456789".contains(&byte)) =>
            {
                after
            }
            _ => rest,
        }
    }

    /// The name that a token is, or an error.
    fn name(&mut self, token: &Token<'_>) -> Option<Name> {
        let name = token.name().filter(|_| !matching::is_register_like(token));
        if name.is_none() {
            self.refuse(
                token.column,
                found(&[*token]),
                "a name (between quotation marks, if it looks like something else)",
            );
        }
        name.map(Name::from)
    }

    fn label(&mut self, token: &Token<'_>) {
        let Some(name) = self.name(token) else { return };
        if self.section_has_code {
            self.push(What::Label(name), token.column, None);
        } else {
            self.variables.insert(name, self.section.clone());
        }
    }

    fn instruction(&mut self, tokens: &[Token<'_>]) {
        // The kernel's listings have the first byte of the encoding before the text.
        let (code, tokens) = match tokens {
            [open, code, close, rest @ ..] if open.is("(") && close.is(")") && code.text.len() == 2 => {
                match u8::from_str_radix(code.text, 16) {
                    Ok(number) => (Some((number, *code)), rest),
                    Err(_) => (None, tokens),
                }
            }
            _ => (None, tokens),
        };
        let column = tokens.first().map_or(1, |token| token.column);
        match matching::instruction(tokens, code.map(|(number, _)| number)) {
            Ok(matched) => {
                let slots = matched.instruction.slots() as u64;
                self.next_slot = self.next_slot.and_then(|slot| slot.checked_add(slots));
                let name_column = matched.name.map(|name| name.column);
                self.push(What::Instruction(matched.instruction), column, name_column);
            }
            Err(Failure::Unexpected { at, count, expected: all }) => {
                let tokens_there = tokens.get(at..).unwrap_or_default();
                let tokens_there = &tokens_there[..count.min(tokens_there.len())];
                let after_last =
                    tokens.last().or(code.map(|(_, token)| token).as_ref()).map_or(1, Token::end);
                let column = tokens_there.first().map_or(after_last, |token| token.column);
                let expected = if at == 0 {
                    "an instruction, a label or a directive".to_owned()
                } else {
                    expected(&all)
                };
                self.refuse_line(column, found(tokens_there), expected);
            }
            Err(Failure::WrongCode(codes)) => {
                let Some((_, token)) = code else { return };
                let codes: Vec<Expected> =
                    codes.iter().map(|code| Expected::Token(format!("{code:02x}"))).collect();
                self.refuse_line(
                    token.column,
                    found(&[token]),
                    format!("{}, the code of the instruction after it", expected(&codes)),
                );
            }
        }
    }

    fn directive(&mut self, line: &str, directive: &Token<'_>, rest: &[Token<'_>]) {
        match directive.text {
            ".section" => self.section(line, directive, rest),
            ".text" => self.enter(TEXT, true),
            name @ (".data" | ".bss" | ".rodata") => self.enter(name, false),
            ".comm" | ".lcomm" => {
                if let Some(name) = rest.first().and_then(Token::name) {
                    self.variables.insert(name.into(), ".bss".into());
                }
            }
            ".type" => {
                if let [name, comma, .., kind] = rest
                    && comma.is(",")
                    && kind.text.ends_with("function")
                {
                    let name = self.name(name);
                    self.functions.extend(name);
                }
            }
            // In another section than one of code there is nothing to be seen but where it ends.
            _ if !self.section_has_code => {}
            ".insn" => self.raw(directive, rest),
            ".p2align" => self.alignment(directive, rest, 3),
            ".align" | ".balign" => self.alignment(directive, rest, SLOT as u64),
            name if SKIPPED.contains(&name) => {}
            _ => self.refuse_line(
                directive.column,
                format!("the directive {}", found(&[*directive])),
                "an instruction, a label, `.insn`, or a directive that says nothing of the instructions",
            ),
        }
    }

    fn enter(&mut self, section: &str, has_code: bool) {
        self.section = section.into();
        self.section_has_code = has_code;
    }

    /// `.section NAME,"FLAGS",...`: it holds code if the flags have an `x`.
    fn section(&mut self, line: &str, directive: &Token<'_>, rest: &[Token<'_>]) {
        let Some(first) = rest.first() else {
            return self.refuse(directive.end(), found(&[]), "the name of a section");
        };
        let flags = rest.iter().position(|token| token.is(",")).and_then(|comma| rest.get(comma + 1));
        // The name can hold signs, as in `tp/sched/sched_switch`.
        let start = usize::try_from(first.column).unwrap_or(usize::MAX).saturating_sub(1);
        let name: String = match first.name() {
            Some(name) if first.kind == Kind::Quoted => name.into_owned(),
            _ => line
                .chars()
                .skip(start)
                .take_while(|character| !matches!(character, ',' | '#' | ' ' | '\t'))
                .collect(),
        };
        let has_code = match flags.and_then(Token::name) {
            Some(flags) => flags.contains('x'),
            None => name == TEXT || !name.starts_with('.'),
        };
        self.enter(&name, has_code);
    }

    /// An alignment of 8 bytes or fewer, which every instruction has.
    fn alignment(&mut self, directive: &Token<'_>, rest: &[Token<'_>], greatest: u64) {
        match rest.first() {
            Some(number) if number.number().is_some_and(|number| number <= greatest) => {}
            Some(other) => {
                self.refuse(other.column, found(&[*other]), format!("a number from 0 to {greatest}"));
            }
            None => self.refuse(directive.end(), found(&[]), format!("a number from 0 to {greatest}")),
        }
    }

    /// `.insn 0x…`: the bytes of a slot, in order.
    fn raw(&mut self, directive: &Token<'_>, rest: &[Token<'_>]) {
        let digits = match rest {
            [number] => number.text.strip_prefix("0x").filter(|digits| digits.len() <= 2 * SLOT),
            _ => None,
        };
        let bytes = digits.and_then(|digits| {
            let pairs = digits.as_bytes().chunks(2).map(|pair| {
                let pair = str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
                u8::from_str_radix(pair, 16).ok()
            });
            pairs.collect::<Option<Vec<u8>>>().filter(|bytes| !bytes.is_empty())
        });
        match bytes {
            Some(bytes) => {
                self.next_slot = self.next_slot.and_then(|slot| slot.checked_add(1));
                self.push(What::Raw(bytes), directive.column, None);
            }
            None => {
                let column = rest.first().map_or(directive.end(), |token| token.column);
                self.refuse_line(
                    column,
                    found(rest),
                    format!("0x and two hexadecimal digits for each of the {SLOT} bytes"),
                );
            }
        }
    }
}
