//! Reads modules: what stands before the functions, and what everything is made of.

use super::lex::{Place, Token, tokens};
use crate::{
    Entity, FileId, FunctionId, Global, GlobalId, KernelFunction, KernelFunctionId, Location, LocationId,
    Map, MapId, MemberDeclaration, Module, Table, TypeDeclaration, TypeId,
};
use skep_uapi::MapType;
use std::collections::HashMap;
use std::fmt;

/// A text that is no module: where, and what is wrong there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    line: usize,
    column: usize,
    problem: String,
}

impl ParseError {
    pub(super) const fn new(place: Place, problem: String) -> Self {
        Self { line: place.line, column: place.column, problem }
    }

    /// The line, from 1.
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, from 1.
    pub const fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

impl std::error::Error for ParseError {}

pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// What is left to read, and what has been.
pub(super) struct Parser {
    tokens: Vec<(Token, Place)>,
    at: usize,
    pub(super) module: Module,
    maps: HashMap<String, MapId>,
    globals: HashMap<String, GlobalId>,
    kernel_functions: HashMap<String, KernelFunctionId>,
    /// Functions may be called before they are written.
    functions: HashMap<String, FunctionId>,
}

impl Module {
    /// Reads a module from its text, as [the text](crate::text) describes it. That it obeys the law is not asked here.
    ///
    /// # Errors
    /// If the text is none: with the place, and what was expected there.
    pub fn parse(text: &str) -> std::result::Result<Self, ParseError> {
        let tokens = tokens(text)?;
        let mut parser = Parser {
            functions: function_names(&tokens),
            tokens,
            at: 0,
            module: Self::default(),
            maps: HashMap::new(),
            globals: HashMap::new(),
            kernel_functions: HashMap::new(),
        };
        while *parser.peek() != Token::End {
            parser.item()?;
        }
        Ok(parser.module)
    }
}

/// The functions of a text, by name: what follows `program` and `function` outside of braces.
fn function_names(tokens: &[(Token, Place)]) -> HashMap<String, FunctionId> {
    let mut names = HashMap::new();
    let mut depth = 0_usize;
    let mut count = 0;
    for pair in tokens.windows(2) {
        match (&pair[0].0, &pair[1].0) {
            (Token::Sign('{'), _) => depth += 1,
            (Token::Sign('}'), _) => depth = depth.saturating_sub(1),
            (Token::Word(word), Token::Word(name) | Token::Text(name))
                if depth == 0 && (word == "program" || word == "function") =>
            {
                names.entry(name.clone()).or_insert(FunctionId(count));
                count += 1;
            }
            _ => {}
        }
    }
    names
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)].0
    }

    pub(super) fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    /// An error at the last piece that was read.
    pub(super) fn error<T>(&self, problem: impl Into<String>) -> Result<T> {
        let at = self.at.saturating_sub(1).min(self.tokens.len() - 1);
        Err(ParseError::new(self.tokens[at].1, problem.into()))
    }

    fn expected<T>(&self, expected: &str, found: &Token) -> Result<T> {
        self.error(format!("expected {expected}, found {found}"))
    }

    pub(super) fn sign(&mut self, sign: char) -> Result<()> {
        match self.next() {
            Token::Sign(found) if found == sign => Ok(()),
            other => self.expected(&format!("`{sign}`"), &other),
        }
    }

    /// Passes a sign, if it comes next.
    pub(super) fn takes(&mut self, sign: char) -> bool {
        let takes = *self.peek() == Token::Sign(sign);
        self.at += usize::from(takes);
        takes
    }

    /// Passes a word, if it comes next.
    pub(super) fn takes_word(&mut self, wanted: &str) -> bool {
        let takes = matches!(self.peek(), Token::Word(word) if word == wanted);
        self.at += usize::from(takes);
        takes
    }

    /// Passes `->`, if it comes next.
    pub(super) fn takes_arrow(&mut self) -> bool {
        let takes = *self.peek() == Token::Arrow;
        self.at += usize::from(takes);
        takes
    }

    pub(super) fn word(&mut self, expected: &str) -> Result<String> {
        match self.next() {
            Token::Word(word) => Ok(word),
            other => self.expected(expected, &other),
        }
    }

    fn keyword(&mut self, wanted: &str) -> Result<()> {
        if self.takes_word(wanted) {
            return Ok(());
        }
        let found = self.next();
        self.expected(&format!("`{wanted}`"), &found)
    }

    pub(super) fn text(&mut self) -> Result<String> {
        match self.next() {
            Token::Text(text) => Ok(text),
            other => self.expected("a text in quotes", &other),
        }
    }

    /// A word or a text in quotes.
    pub(super) fn name(&mut self) -> Result<String> {
        match self.next() {
            Token::Word(name) | Token::Text(name) => Ok(name),
            other => self.expected("a name", &other),
        }
    }

    pub(super) fn number<T: TryFrom<i128>>(&mut self) -> Result<T> {
        match self.next() {
            Token::Number(number) => match T::try_from(number) {
                Ok(number) => Ok(number),
                Err(_) => self.error(format!("{number} does not fit in what this number is")),
            },
            other => self.expected("a number", &other),
        }
    }

    /// A word of this beginning and a number, such as `v3`.
    pub(super) fn entity<T: Entity>(&mut self, prefix: &str, what: &str) -> Result<T> {
        let token = self.next();
        let number = match &token {
            Token::Word(word) => word.strip_prefix(prefix).and_then(canonical_number),
            _ => None,
        };
        match number {
            Some(number) => Ok(T::new(number)),
            None => self.expected(&format!("{what} such as `{prefix}0`"), &token),
        }
    }

    pub(super) fn type_id(&mut self) -> Result<TypeId> {
        self.entity("t", "a declared type")
    }

    /// `!` and a number, if they come next.
    pub(super) fn location(&mut self) -> Result<Option<LocationId>> {
        if self.takes('!') { self.number().map(|number| Some(LocationId(number))) } else { Ok(None) }
    }

    /// `#` and a number, or a name that the function finds.
    fn reference<T: Entity>(&mut self, what: &str, find: impl Fn(&Self, &str) -> Option<T>) -> Result<T> {
        if self.takes('#') {
            return self.number().map(T::new);
        }
        let name = self.name()?;
        match find(self, &name) {
            Some(found) => Ok(found),
            None => self.error(format!("no {what} `{name}` is declared")),
        }
    }

    pub(super) fn map(&mut self) -> Result<MapId> {
        self.reference("map", |parser, name| parser.maps.get(name).copied())
    }

    pub(super) fn global(&mut self) -> Result<GlobalId> {
        self.reference("global variable", |parser, name| parser.globals.get(name).copied())
    }

    pub(super) fn function(&mut self) -> Result<FunctionId> {
        self.reference("function", |parser, name| parser.functions.get(name).copied())
    }

    pub(super) fn kernel_function(&mut self) -> Result<KernelFunctionId> {
        self.reference("function of the kernel", |parser, name| parser.kernel_functions.get(name).copied())
    }

    /// A number of the kernel by its name, or `#` and the number.
    pub(super) fn numbered<T: Copy>(
        &mut self,
        what: &str,
        all: &[T],
        name_of: impl Fn(T) -> Option<&'static str>,
        new: impl Fn(u32) -> T,
    ) -> Result<T> {
        if self.takes('#') {
            return self.number().map(new);
        }
        let name = self.name()?;
        match all.iter().copied().find(|&one| name_of(one) == Some(&name)) {
            Some(one) => Ok(one),
            None => self.error(format!("`{name}` is no {what}")),
        }
    }

    /// `+` and a number, if they come next.
    pub(super) fn behind(&mut self) -> Result<u32> {
        if self.takes('+') { self.number() } else { Ok(0) }
    }

    /// One declaration.
    fn item(&mut self) -> Result<()> {
        if self.takes('!') {
            let number: u32 = self.number()?;
            return self.location_declaration(number);
        }
        let word = self.word("a declaration")?;
        match &*word {
            "licence" => self.module.licence = self.text()?,
            "line" => self.line_declaration()?,
            "map" => self.map_declaration()?,
            "global" => self.global_declaration()?,
            "kfunc" => self.kernel_function_declaration()?,
            "program" | "function" => {
                let function = self.function_declaration(word == "program")?;
                self.module.functions.push(function);
            }
            other => {
                if let Some(number) = other.strip_prefix("file").and_then(canonical_number) {
                    self.in_order(&self.module.files, FileId(number))?;
                    self.sign('=')?;
                    let file = self.text()?;
                    self.module.files.push(file);
                } else if let Some(number) = other.strip_prefix('t').and_then(canonical_number) {
                    self.in_order(&self.module.types, TypeId(number))?;
                    self.sign('=')?;
                    let declaration = self.type_declaration()?;
                    self.module.types.push(declaration);
                } else {
                    return self.error(format!("`{other}` begins no declaration"));
                }
            }
        }
        Ok(())
    }

    /// Refuses a number that is not the next of its table.
    pub(super) fn in_order<K: Entity, T>(&self, table: &Table<K, T>, id: K) -> Result<()> {
        if id.index() == table.len() {
            return Ok(());
        }
        self.error(format!("{id} is out of order: the next number is {}", table.len()))
    }

    fn line_declaration(&mut self) -> Result<()> {
        let file = self.entity("file", "a file")?;
        self.sign(':')?;
        let line = self.number()?;
        let text = self.text()?;
        if self.module.lines.insert((file, line), text).is_some() {
            return self.error(format!("line {line} of {file} is there already"));
        }
        Ok(())
    }

    fn location_declaration(&mut self, number: u32) -> Result<()> {
        self.in_order(&self.module.locations, LocationId(number))?;
        self.sign('=')?;
        let file = self.entity("file", "a file")?;
        self.sign(':')?;
        let line = self.number()?;
        self.sign(':')?;
        let column = self.number()?;
        let inlined_at = if self.takes_word("at") {
            self.sign('!')?;
            Some(LocationId(self.number()?))
        } else {
            None
        };
        self.module.locations.push(Location { file, line, column, inlined_at });
        Ok(())
    }

    fn map_declaration(&mut self) -> Result<()> {
        let name = self.name()?;
        let map_type = self.numbered("type of map", MapType::ALL, MapType::name, MapType)?;
        self.keyword("key")?;
        let key_size = self.number()?;
        self.keyword("value")?;
        let value_size = self.number()?;
        self.keyword("entries")?;
        let max_entries = self.number()?;
        let flags = if self.takes_word("flags") { self.number()? } else { 0 };
        let key_type = if self.takes_word("key_type") { Some(self.type_id()?) } else { None };
        let value_type = if self.takes_word("value_type") { Some(self.type_id()?) } else { None };
        let map = Map {
            name: name.clone(),
            map_type,
            key_size,
            value_size,
            max_entries,
            flags,
            key_type,
            value_type,
        };
        let id = self.module.maps.push(map);
        self.maps.entry(name).or_insert(id);
        Ok(())
    }

    fn global_declaration(&mut self) -> Result<()> {
        let name = self.name()?;
        let writable = match &*self.word("`constant` or `writable`")? {
            "writable" => true,
            "constant" => false,
            other => return self.error(format!("expected `constant` or `writable`, found `{other}`")),
        };
        self.keyword("align")?;
        let align = self.number()?;
        let text = self.text()?;
        let Some(bytes) = bytes(&text) else {
            return self.error("expected bytes in hexadecimal, two digits each");
        };
        let declared = if self.takes_word("type") { Some(self.type_id()?) } else { None };
        let id = self.module.globals.push(Global { name: name.clone(), writable, align, bytes, declared });
        self.globals.entry(name).or_insert(id);
        Ok(())
    }

    fn kernel_function_declaration(&mut self) -> Result<()> {
        let name = self.name()?;
        self.sign('(')?;
        let mut parameters = Vec::new();
        while !self.takes(')') {
            if !parameters.is_empty() {
                self.sign(',')?;
            }
            parameters.push(self.ty()?);
        }
        let result = if self.takes_arrow() { Some(self.ty()?) } else { None };
        let id = self.module.kernel_functions.push(KernelFunction { name: name.clone(), parameters, result });
        self.kernel_functions.entry(name).or_insert(id);
        Ok(())
    }

    fn signed(&mut self) -> Result<bool> {
        match &*self.word("`signed` or `unsigned`")? {
            "signed" => Ok(true),
            "unsigned" => Ok(false),
            other => self.error(format!("expected `signed` or `unsigned`, found `{other}`")),
        }
    }

    fn type_declaration(&mut self) -> Result<TypeDeclaration> {
        let word = self.word("a kind of type")?;
        Ok(match &*word {
            "int" => {
                TypeDeclaration::Integer { name: self.text()?, size: self.number()?, signed: self.signed()? }
            }
            "ptr" => TypeDeclaration::Pointer(self.maybe_void()?),
            "array" => TypeDeclaration::Array { element: self.type_id()?, count: self.number()? },
            "struct" | "union" => {
                let (name, size) = (self.text()?, self.number()?);
                self.sign('{')?;
                let mut members = Vec::new();
                while !self.takes('}') {
                    let (name, ty) = (self.text()?, self.type_id()?);
                    self.sign('@')?;
                    let bit_offset = self.number()?;
                    let bits = if self.takes(':') { Some(self.bits()?) } else { None };
                    members.push(MemberDeclaration { name, ty, bit_offset, bits });
                }
                TypeDeclaration::Composite { union: word == "union", name, size, members }
            }
            "enum" => {
                let (name, size, signed) = (self.text()?, self.number()?, self.signed()?);
                self.sign('{')?;
                let mut values = Vec::new();
                while !self.takes('}') {
                    values.push((self.text()?, self.number()?));
                }
                TypeDeclaration::Enumeration { name, size, signed, values }
            }
            "alias" => TypeDeclaration::Alias { name: self.text()?, of: self.maybe_void()? },
            "opaque" => TypeDeclaration::Opaque(self.text()?),
            other => return self.error(format!("`{other}` is no kind of type")),
        })
    }

    fn bits(&mut self) -> Result<std::num::NonZeroU8> {
        match std::num::NonZeroU8::new(self.number()?) {
            Some(bits) => Ok(bits),
            None => self.error("a bitfield has at least 1 bit"),
        }
    }

    fn maybe_void(&mut self) -> Result<Option<TypeId>> {
        if self.takes_word("void") { Ok(None) } else { self.type_id().map(Some) }
    }
}

/// A number as it is printed: without a sign or zeros before it.
fn canonical_number(digits: &str) -> Option<u32> {
    let number = digits.parse().ok()?;
    (digits == format!("{number}")).then_some(number)
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let digit = |one: u8| char::from(one).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits
        .chunks(2)
        .map(|pair| match pair {
            &[high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}
