//! A kernel's configuration: the text of `/proc/config.gz` or `/boot/config-…`, and what becomes of it in the variables
//! of programs.
//!
//! ```text
//! # CONFIG_BPF_PRELOAD is not set
//! CONFIG_BPF=y
//! CONFIG_HZ=250
//! CONFIG_DEFAULT_HOSTNAME="(none)"
//! ```
//!
//! What a line means and where it fits is as in libbpf (`set_kcfg_value_…`, `src/libbpf.c`), by which objects are made.

mod value;

use std::error::Error;
use std::fmt;

/// The longest text in bytes that is looked at. Those of distributions have about 300 000.
const LONGEST: usize = 16 << 20;

/// An option that is set in a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ConfigurationOption<'a> {
    /// The number of its line, counted from 1.
    pub line: usize,
    /// Its name, such as `CONFIG_HZ`.
    pub name: &'a str,
    /// What is after the `=`, as it is written.
    text: &'a [u8],
}

/// The value of an option.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConfigurationValue<'a> {
    /// `n`, `y` or `m`.
    Tristate(Tristate),
    /// A number. One with a `-` before it is the number modulo 2⁶⁴.
    Number(u64),
    /// What is between the quotes, as it is written there.
    Text(&'a [u8]),
}

/// Whether something is in a kernel (`enum libbpf_tristate`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tristate {
    /// It is not.
    No = 0,
    /// It is built in.
    Yes = 1,
    /// It is a module.
    Module = 2,
}

/// The options that are set in a configuration's text, in its order. Lines that set none are passed over; what is
/// after the first 16 MiB is not looked at.
///
/// ```
/// use skep_object::{ConfigurationValue, Tristate, configuration_options};
///
/// let mut options = configuration_options(b"# CONFIG_SMP is not set\nCONFIG_BPF=y\nCONFIG_HZ=250\n");
/// let option = options.next().expect("the second line sets one");
/// assert_eq!((option.line, option.name), (2, "CONFIG_BPF"));
/// assert_eq!(option.value()?, ConfigurationValue::Tristate(Tristate::Yes));
/// assert_eq!(options.next().expect("and the third").value()?, ConfigurationValue::Number(250));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn configuration_options(text: &[u8]) -> impl Iterator<Item = ConfigurationOption<'_>> {
    let text = text.get(..LONGEST).unwrap_or(text);
    text.split(|byte| *byte == b'\n').enumerate().filter_map(|(number, line)| {
        let equals =
            line.strip_prefix(b"CONFIG_").and_then(|rest| rest.iter().position(|byte| *byte == b'='))?;
        let (name, value) = line.split_at_checked("CONFIG_".len() + equals)?;
        let name = str::from_utf8(name).ok()?;
        let text = value.get(1..)?.trim_ascii_end();
        Some(ConfigurationOption { line: number + 1, name, text })
    })
}

impl<'a> ConfigurationOption<'a> {
    /// Its value.
    ///
    /// # Errors
    /// If it is none of `n`, `y`, `m`, a number, and a text in quotes.
    pub fn value(&self) -> Result<ConfigurationValue<'a>, ConfigurationError> {
        let value = match self.text {
            b"n" => Some(ConfigurationValue::Tristate(Tristate::No)),
            b"y" => Some(ConfigurationValue::Tristate(Tristate::Yes)),
            b"m" => Some(ConfigurationValue::Tristate(Tristate::Module)),
            [b'"', text @ .., b'"'] => Some(ConfigurationValue::Text(text)),
            other => number(other).map(ConfigurationValue::Number),
        };
        value.ok_or_else(|| ConfigurationError {
            name: self.name.to_owned(),
            line: Some(self.line),
            found: format!("`{}`", shortened(self.text)),
            expected: "`n`, `y`, `m`, a number of 64 bits, or a text in quotes".to_owned(),
        })
    }
}

/// A number as strtoull(3) reads it if it may choose the base.
fn number(text: &[u8]) -> Option<u64> {
    let text = str::from_utf8(text).ok()?;
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (digits, base) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&digits[2..], 16),
        [b'0', _, ..] => (&digits[1..], 8),
        _ => (digits, 10),
    };
    // The standard library takes a sign here, too.
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u64::from_str_radix(digits, base).ok()?;
    Some(if negative { number.wrapping_neg() } else { number })
}

/// What is shown of a value that may be of any length.
fn shortened(text: &[u8]) -> String {
    const SHOWN: usize = 40;
    let shown = String::from_utf8_lossy(text.get(..SHOWN).unwrap_or(text)).into_owned();
    if text.len() > SHOWN { format!("{shown}…") } else { shown }
}

/// An option's value cannot be read, or is none that a variable can have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigurationError {
    /// The option.
    pub name: String,
    /// Its line in the configuration's text, counted from 1, if that is what is wrong.
    pub line: Option<usize>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, line, found, expected } = self;
        match line {
            Some(line) => write!(f, "the kernel's configuration, line {line}: ")?,
            None => f.write_str("the kernel's configuration: ")?,
        }
        write!(f, "`{name}` is {found}, expected {expected}")
    }
}

impl Error for ConfigurationError {}

#[cfg(test)]
mod tests;
