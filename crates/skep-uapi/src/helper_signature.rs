//! What a helper takes and returns, as the verifier sees it, and the short notation for it.
//!
//! A signature is written as its arguments and its result, the same in the fact files and in what is shown:
//!
//! ```
//! use skep_uapi::{Helper, Signature};
//!
//! let signature = Helper::PROBE_READ_KERNEL.signature().ok_or("not known")?;
//! assert_eq!(signature.to_string(), "(dst: out mem, size: size_or_0, unsafe_ptr: address) -> i64");
//! let same = Signature::parse("dst: out mem, size: size_or_0, unsafe_ptr: address", "i64")?;
//! assert_eq!(*signature, same);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::generated::{ARGUMENT_MEANINGS, RESULT_MEANINGS};
use std::borrow::Cow;
use std::fmt;

/// What a helper takes and returns.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// The arguments, at most five: in the registers `r1` to `r5`.
    pub arguments: Cow<'static, [Argument]>,
    /// Whether up to three numbers more may follow.
    pub variadic: bool,
    /// What it returns.
    pub result: HelperResult,
}

/// One argument of a helper.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Argument {
    /// Its name.
    pub name: Cow<'static, str>,
    /// What it must be.
    pub kind: ArgumentKind,
    /// What the helper does with the memory it leads to.
    pub access: Access,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether what it refers to is given back to the kernel, and must not be used any more.
    pub released: bool,
}

/// What a helper does with the memory that an argument leads to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Access {
    /// It reads it, so all of it must have been written before.
    #[default]
    Read,
    /// It writes all of it; nothing need have been written there before.
    Write,
    /// It reads and writes it.
    ReadWrite,
}

/// What an argument of a helper must be.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ArgumentKind {
    /// A number. The verifier takes any value; the kind says which part of it the helper uses.
    Number(NumberKind),
    /// A number that the helper takes for an address, and that it examines itself.
    Address,
    /// A map that the program names.
    Map,
    /// Memory of the size of a key of the map before it.
    MapKey,
    /// Memory of the size of a value of the map before it.
    MapValue,
    /// Memory of the size that the next argument says.
    Memory,
    /// Memory of this many bytes.
    FixedMemory(u32),
    /// The size of the memory before it in bytes, at least 1.
    Size,
    /// The size of the memory before it in bytes, which may be 0.
    SizeOrZero,
    /// A number of bytes that the verifier knows.
    ConstantSize,
    /// The context of the program.
    Context,
    /// Memory on the stack of the program.
    Stack,
    /// A function of the program.
    Function,
    /// A dynamic pointer.
    Dynptr,
    /// A dynamic pointer into a ring buffer.
    RingDynptr,
    /// A reserved record of a ring buffer.
    RingRecord,
    /// A `struct bpf_spin_lock` in a map's value.
    SpinLock,
    /// A `struct bpf_timer` in a map's value.
    Timer,
    /// A field for a pointer to a kernel object in a map's value.
    KptrSlot,
    /// Text that cannot change: in a frozen map that programs cannot write.
    ConstantText,
    /// A socket of any kind.
    SockCommon,
    /// A full socket.
    Socket,
    /// A per-CPU variable of the kernel.
    PerCpu,
    /// A structure of the kernel of this name.
    Object(Cow<'static, str>),
    /// A structure of the kernel of any name; which one it must be depends on another argument.
    AnyObject,
}

/// Which part of a register a number is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NumberKind {
    /// The lower 16 bits, without a sign.
    U16,
    /// The lower 32 bits, without a sign.
    U32,
    /// All 64 bits, without a sign.
    U64,
    /// The lower 32 bits, with a sign.
    I32,
    /// All 64 bits, with a sign.
    I64,
    /// The lower 16 bits, in network order.
    Be16,
}

/// What a helper returns.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HelperResult {
    /// What it is.
    pub kind: ResultKind,
    /// Whether it may be null: the verifier wants it to be compared with null before it is used.
    pub nullable: bool,
}

/// What a helper's result is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ResultKind {
    /// A number; a signed one below 0 is an error number in the opposite sign.
    Number(NumberKind),
    /// Nothing: `r0` must not be used.
    Void,
    /// The value of a map's entry.
    MapValue,
    /// A reserved record of a ring buffer.
    RingRecord,
    /// Memory of the size that the last argument says.
    Memory,
    /// A full socket, which must be released if it was looked up.
    Socket,
    /// A TCP socket.
    TcpSock,
    /// A socket of any kind, which must be released if it was looked up.
    SockCommon,
    /// Memory of the kernel, to be read only.
    KernelMemory,
    /// A structure of the kernel of this name.
    Object(Cow<'static, str>),
    /// A structure of the kernel of the type that an argument says.
    AnyObject,
}

/// How many arguments a helper can take: the registers `r1` to `r5`.
pub const MAX_ARGUMENTS: usize = 5;

impl Signature {
    /// Reads a signature: `arguments` is a list such as `map: map, key: map_key`, which may be empty and may end with `...`;
    /// `result` is one kind, such as `map_value?`.
    ///
    /// # Errors
    /// If a kind is not known, or there are more than five arguments.
    pub fn parse(arguments: &str, result: &str) -> Result<Self, SignatureError> {
        let mut parsed = Vec::new();
        let mut variadic = false;
        let texts = arguments.split(',').map(str::trim).filter(|_| !arguments.trim().is_empty());
        for text in texts {
            if variadic {
                return Err(SignatureError::new(arguments, "`...` is not the last argument".to_owned()));
            }
            if text == "..." {
                variadic = true;
            } else {
                parsed.push(parse_argument(text).map_err(|problem| SignatureError::new(text, problem))?);
            }
        }
        if parsed.len() > MAX_ARGUMENTS {
            let problem =
                format!("there are {} arguments, and helpers take at most {MAX_ARGUMENTS}", parsed.len());
            return Err(SignatureError::new(arguments, problem));
        }
        let result = parse_result(result.trim()).map_err(|problem| SignatureError::new(result, problem))?;
        Ok(Self { arguments: Cow::Owned(parsed), variadic, result })
    }
}

fn parse_argument(text: &str) -> Result<Argument, String> {
    let (name, kind) = text.split_once(':').ok_or("expected a name and a kind, such as `key: map_key`")?;
    let (name, mut kind) = (name.trim(), kind.trim());
    if name.is_empty() || !name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
        return Err(format!("`{name}` is no name: expected letters, digits and `_`"));
    }
    let (mut access, mut released) = (Access::Read, false);
    if let Some((word, rest)) = kind.split_once(' ') {
        kind = rest.trim();
        match word {
            "out" => access = Access::Write,
            "inout" => access = Access::ReadWrite,
            "release" => released = true,
            _ => {
                return Err(format!(
                    "`{word}` is not known: expected `out`, `inout` or `release` before a kind"
                ));
            }
        }
    }
    let (kind, nullable) = without_question_mark(kind);
    let kind = argument_kind(kind).ok_or_else(|| format!("`{kind}` is no kind of argument"))?;
    Ok(Argument { name: Cow::Owned(name.to_owned()), kind, access, nullable, released })
}

fn parse_result(text: &str) -> Result<HelperResult, String> {
    let (kind, nullable) = without_question_mark(text);
    let kind = result_kind(kind).ok_or_else(|| format!("`{kind}` is no kind of result"))?;
    Ok(HelperResult { kind, nullable })
}

fn without_question_mark(text: &str) -> (&str, bool) {
    match text.strip_suffix('?') {
        Some(kind) => (kind, true),
        None => (text, false),
    }
}

/// The kinds of arguments that are one word.
const ARGUMENT_WORDS: [(&str, ArgumentKind); 22] = [
    ("address", ArgumentKind::Address),
    ("map", ArgumentKind::Map),
    ("map_key", ArgumentKind::MapKey),
    ("map_value", ArgumentKind::MapValue),
    ("mem", ArgumentKind::Memory),
    ("size", ArgumentKind::Size),
    ("size_or_0", ArgumentKind::SizeOrZero),
    ("const_size", ArgumentKind::ConstantSize),
    ("context", ArgumentKind::Context),
    ("stack", ArgumentKind::Stack),
    ("function", ArgumentKind::Function),
    ("dynptr", ArgumentKind::Dynptr),
    ("ring_dynptr", ArgumentKind::RingDynptr),
    ("ring_record", ArgumentKind::RingRecord),
    ("spin_lock", ArgumentKind::SpinLock),
    ("timer", ArgumentKind::Timer),
    ("kptr_slot", ArgumentKind::KptrSlot),
    ("const_text", ArgumentKind::ConstantText),
    ("sock_common", ArgumentKind::SockCommon),
    ("socket", ArgumentKind::Socket),
    ("per_cpu", ArgumentKind::PerCpu),
    ("*any", ArgumentKind::AnyObject),
];

/// The kinds of results that are one word.
const RESULT_WORDS: [(&str, ResultKind); 9] = [
    ("void", ResultKind::Void),
    ("map_value", ResultKind::MapValue),
    ("ring_record", ResultKind::RingRecord),
    ("mem", ResultKind::Memory),
    ("socket", ResultKind::Socket),
    ("tcp_sock", ResultKind::TcpSock),
    ("sock_common", ResultKind::SockCommon),
    ("kernel_mem", ResultKind::KernelMemory),
    ("*any", ResultKind::AnyObject),
];

const NUMBERS: [(&str, NumberKind); 6] = [
    ("u16", NumberKind::U16),
    ("u32", NumberKind::U32),
    ("u64", NumberKind::U64),
    ("i32", NumberKind::I32),
    ("i64", NumberKind::I64),
    ("be16", NumberKind::Be16),
];

fn argument_kind(text: &str) -> Option<ArgumentKind> {
    let fixed = || text.strip_prefix("mem[")?.strip_suffix(']')?.parse().ok().map(ArgumentKind::FixedMemory);
    named(&ARGUMENT_WORDS, text)
        .or_else(|| named(&NUMBERS, text).map(ArgumentKind::Number))
        .or_else(fixed)
        .or_else(|| object(text).map(ArgumentKind::Object))
}

fn result_kind(text: &str) -> Option<ResultKind> {
    named(&RESULT_WORDS, text)
        .or_else(|| named(&NUMBERS, text).map(ResultKind::Number))
        .or_else(|| object(text).map(ResultKind::Object))
}

fn named<T: Clone>(words: &[(&str, T)], text: &str) -> Option<T> {
    words.iter().find(|(word, _)| *word == text).map(|(_, kind)| kind.clone())
}

fn word<T: PartialEq>(words: &[(&'static str, T)], kind: &T) -> Option<&'static str> {
    words.iter().find(|(_, other)| other == kind).map(|(word, _)| *word)
}

fn object(text: &str) -> Option<Cow<'static, str>> {
    let name = text.strip_prefix('*')?;
    let fits = !name.is_empty() && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    fits.then(|| Cow::Owned(name.to_owned()))
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(")?;
        let mut separator = "";
        for argument in &*self.arguments {
            write!(f, "{separator}{argument}")?;
            separator = ", ";
        }
        if self.variadic {
            write!(f, "{separator}...")?;
        }
        write!(f, ") -> {}", self.result)
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let access = match self.access {
            Access::Read => "",
            Access::Write => "out ",
            Access::ReadWrite => "inout ",
        };
        let released = if self.released { "release " } else { "" };
        write!(f, "{}: {access}{released}{}{}", self.name, self.kind, if self.nullable { "?" } else { "" })
    }
}

impl fmt::Display for ArgumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(kind) => kind.fmt(f),
            Self::FixedMemory(size) => write!(f, "mem[{size}]"),
            Self::Object(name) => write!(f, "*{name}"),
            other => f.write_str(word(&ARGUMENT_WORDS, other).unwrap_or("?")),
        }
    }
}

impl ArgumentKind {
    /// What the word for it means, in a few words.
    pub fn meaning(&self) -> &'static str {
        let word = match self {
            Self::FixedMemory(_) => "mem[N]".to_owned(),
            Self::Object(_) => "*NAME".to_owned(),
            other => other.to_string(),
        };
        meaning(ARGUMENT_MEANINGS, &word)
    }
}

impl HelperResult {
    /// What the word for it means, in a few words.
    pub fn meaning(&self) -> &'static str {
        let word = match &self.kind {
            ResultKind::Object(_) => "*NAME".to_owned(),
            kind => Self { kind: kind.clone(), nullable: false }.to_string(),
        };
        meaning(RESULT_MEANINGS, &word)
    }
}

/// A test holds that there is one for every word.
fn meaning(meanings: &'static [(&str, &str)], word: &str) -> &'static str {
    meanings.iter().find(|(known, _)| *known == word).map_or("", |(_, meaning)| meaning)
}

impl fmt::Display for HelperResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ResultKind::Number(kind) => kind.fmt(f)?,
            ResultKind::Object(name) => write!(f, "*{name}")?,
            other => f.write_str(word(&RESULT_WORDS, other).unwrap_or("?"))?,
        }
        f.write_str(if self.nullable { "?" } else { "" })
    }
}

impl fmt::Display for NumberKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(&NUMBERS, self).unwrap_or("?"))
    }
}

/// A text that is no signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureError {
    text: String,
    problem: String,
}

impl SignatureError {
    fn new(text: &str, problem: String) -> Self {
        Self { text: text.to_owned(), problem }
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "in `{}`: {}", self.text, self.problem)
    }
}

impl std::error::Error for SignatureError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Helper;

    #[test]
    fn what_is_shown_can_be_read_again() {
        let mut seen = 0;
        for helper in Helper::ALL {
            let Some(facts) = helper.facts() else { continue };
            for signature in facts.variants.iter().map(|variant| &variant.signature).chain([&facts.signature])
            {
                let text = signature.to_string();
                let (arguments, result) = text.split_once(") -> ").unwrap();
                let again = Signature::parse(arguments.strip_prefix('(').unwrap(), result);
                assert_eq!(again.as_ref(), Ok(signature), "{helper}: {text}");
                seen += 1;
            }
        }
        assert!(seen > Helper::ALL.len());
    }

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        for (text, kind) in ARGUMENT_WORDS {
            assert_eq!(argument_kind(text).as_ref(), Some(&kind));
            assert_eq!(kind.to_string(), text);
        }
        for (text, kind) in RESULT_WORDS {
            let result = HelperResult { kind, nullable: true };
            assert_eq!(parse_result(&format!("{text}?")), Ok(result.clone()));
            assert_eq!(result.to_string(), format!("{text}?"));
        }
    }

    #[test]
    fn every_word_has_a_meaning() {
        let kinds = ["mem[8]", "*sock"].into_iter().chain(ARGUMENT_WORDS.iter().map(|(word, _)| *word));
        for word in kinds.chain(NUMBERS.iter().map(|(word, _)| *word)) {
            assert_ne!(argument_kind(word).unwrap().meaning(), "", "{word}");
        }
        let kinds = ["*sock"].into_iter().chain(RESULT_WORDS.iter().map(|(word, _)| *word));
        for word in kinds.chain(NUMBERS.iter().map(|(word, _)| *word)) {
            assert_ne!(parse_result(&format!("{word}?")).unwrap().meaning(), "", "{word}");
        }
        assert_eq!(ARGUMENT_MEANINGS.len(), ARGUMENT_WORDS.len() + NUMBERS.len() + 2);
        assert_eq!(RESULT_MEANINGS.len(), RESULT_WORDS.len() + NUMBERS.len() + 1);
    }

    #[test]
    fn what_is_no_signature_is_explained() {
        let problem =
            |arguments: &str, result: &str| Signature::parse(arguments, result).unwrap_err().to_string();
        assert_eq!(problem("key", "i64"), "in `key`: expected a name and a kind, such as `key: map_key`");
        assert_eq!(problem("key: mapkey", "i64"), "in `key: mapkey`: `mapkey` is no kind of argument");
        assert_eq!(
            problem("key: in mem", "i64"),
            "in `key: in mem`: `in` is not known: expected `out`, `inout` or `release` before a kind"
        );
        assert_eq!(problem("", "pointer"), "in `pointer`: `pointer` is no kind of result");
        assert_eq!(problem("..., a: u32", "i64"), "in `..., a: u32`: `...` is not the last argument");
        assert_eq!(
            problem("a b: u32", "i64"),
            "in `a b: u32`: `a b` is no name: expected letters, digits and `_`"
        );
        let six = ["a: u32"; 6].join(", ");
        assert_eq!(
            problem(&six, "void"),
            format!("in `{six}`: there are 6 arguments, and helpers take at most 5")
        );
        assert!(Signature::parse("p: mem[99999999999]", "i64").is_err());
        assert!(Signature::parse("p: *", "i64").is_err());
    }
}
