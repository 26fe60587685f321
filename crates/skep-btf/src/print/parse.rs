//! Values from text: what [`Btf::format_value`](crate::Btf::format_value) writes is read back as the same bytes.

use core::fmt;

use crate::endian::Endian;
use crate::error::BtfError;
use crate::id::TypeId;
use crate::read::Btf;
use crate::resolve::MAX_CHAIN;
use crate::shape::{Int, IntEncoding, Signedness};
use crate::view::{Shape, Type};

/// The largest value that is made of text.
const MAX_VALUE: u64 = 1 << 26;

/// Why a text is no value of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ValueTextError {
    /// The text is not what was expected there.
    Text {
        /// Where in the text, in bytes.
        offset: usize,
        /// What was expected.
        expected: String,
    },
    /// The type itself has no values, or is damaged.
    Type(BtfError),
}

impl From<BtfError> for ValueTextError {
    fn from(error: BtfError) -> Self {
        Self::Type(error)
    }
}

impl fmt::Display for ValueTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { offset, expected } => {
                write!(f, "at byte {offset} of the value: expected {expected}")
            }
            Self::Type(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ValueTextError {}

impl Btf<'_> {
    /// The bytes of a value of this type that is written as text: `{ pid: 1, comm: "init", state: RUNNING }`. Members that are not named
    /// are zero, and so is what is behind the last element of an array. Numbers may be hexadecimal.
    ///
    /// # Errors
    ///
    /// With the place in the text and what was expected there; when the type has no size, or one of more than 64 MiB.
    pub fn parse_value(&self, id: TypeId, text: &str) -> Result<Vec<u8>, ValueTextError> {
        let ty = self.type_by_id(id)?;
        let size = ty.size()?;
        let room = usize::try_from(size).ok().filter(|_| size <= MAX_VALUE);
        let mut bytes = vec![0; room.ok_or(BtfError::SizeOverflow { id })?];
        let mut reader = Reader { text, at: 0 };
        reader.value(ty, &mut bytes, 0)?;
        reader.blank();
        if reader.at < text.len() { Err(reader.expected("the end")) } else { Ok(bytes) }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn expected(&self, what: impl Into<String>) -> ValueTextError {
        ValueTextError::Text { offset: self.at, expected: what.into() }
    }

    fn blank(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Whether this comes next; then it is passed.
    fn takes(&mut self, sign: char) -> bool {
        self.blank();
        let is_next = self.rest().starts_with(sign);
        self.at += if is_next { sign.len_utf8() } else { 0 };
        is_next
    }

    /// A name or a number.
    fn word(&mut self) -> &'t str {
        self.blank();
        let rest = self.rest();
        let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'));
        let word = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or("");
        self.at += word.len();
        word
    }

    fn value(&mut self, ty: Type<'_>, bytes: &mut [u8], depth: usize) -> Result<(), ValueTextError> {
        let (btf, id) = (ty.btf(), ty.id());
        if depth > MAX_CHAIN {
            return Err(BtfError::TooDeep { id, limit: MAX_CHAIN }.into());
        }
        let base = ty.resolve()?;
        match base.shape() {
            Shape::Int(_) | Shape::Enum { .. } | Shape::Enum64 { .. } | Shape::Ptr { .. } => {
                let bits = bytes.len().saturating_mul(8);
                let number = self.number(base, bits)?;
                put_bits(bytes, 0, bits, btf.endian(), number);
                Ok(())
            }
            Shape::Array(array) => {
                let element = btf.type_by_id(array.element)?;
                let of = element.resolve()?;
                self.blank();
                if of.name()? == "char" && of.size()? == 1 && self.rest().starts_with('"') {
                    let text = self.string()?;
                    let room = bytes.get_mut(..text.len());
                    let expected = format!("at most {} bytes of text", array.count);
                    room.ok_or_else(|| self.expected(expected))?.copy_from_slice(text.as_bytes());
                    return Ok(());
                }
                let size = usize::try_from(element.size()?).unwrap_or(usize::MAX).max(1);
                self.list('[', ']', "an array", bytes.chunks_exact_mut(size), |reader, place| {
                    let Some(place) = place else {
                        return Err(reader.expected(format!("at most {} elements", array.count)));
                    };
                    reader.value(element, place, depth + 1)
                })
            }
            Shape::Struct { .. } | Shape::Union { .. } => {
                self.list('{', '}', "a structure", std::iter::empty::<()>(), |reader, _| {
                    reader.member(base, bytes, depth)
                })
            }
            Shape::Var { of, .. } => self.value(btf.type_by_id(of)?, bytes, depth + 1),
            _ => Err(self.expected("another type: text is no value of this one")),
        }
    }

    fn member(&mut self, ty: Type<'_>, bytes: &mut [u8], depth: usize) -> Result<(), ValueTextError> {
        self.blank();
        let start = self.at;
        let name = self.word();
        let Ok(place) = ty.find_member(name) else {
            self.at = start;
            return Err(self.expected("the name of a member"));
        };
        if !self.takes(':') {
            return Err(self.expected("`:`"));
        }
        let (btf, id) = (ty.btf(), ty.id());
        let of = btf.type_by_id(place.type_id)?;
        let short = || BtfError::ValueTooShort { id, needed: place.bit_offset / 8, available: 0 };
        let at = usize::try_from(place.bit_offset / 8).map_err(|_| short())?;
        let rest = bytes.get_mut(at..).ok_or_else(short)?;
        match place.bitfield_bits {
            None => {
                let size = usize::try_from(of.size()?).map_err(|_| short())?;
                self.value(of, rest.get_mut(..size).ok_or_else(short)?, depth + 1)
            }
            Some(bits) => {
                let number = self.number(of.resolve()?, usize::from(bits.get()))?;
                let start = usize::try_from(place.bit_offset % 8).unwrap_or(0);
                put_bits(rest, start, usize::from(bits.get()), btf.endian(), number);
                Ok(())
            }
        }
    }

    /// What is between two signs, with commas between; for each element a place, as long as there are some.
    fn list<P>(
        &mut self,
        open: char,
        close: char,
        what: &str,
        mut places: impl Iterator<Item = P>,
        mut element: impl FnMut(&mut Self, Option<P>) -> Result<(), ValueTextError>,
    ) -> Result<(), ValueTextError> {
        if !self.takes(open) {
            return Err(self.expected(format!("`{open}`, with which {what} begins")));
        }
        while !self.takes(close) {
            element(self, places.next())?;
            if !self.takes(',') {
                if self.takes(close) {
                    return Ok(());
                }
                return Err(self.expected(format!("`,` or `{close}`")));
            }
        }
        Ok(())
    }

    /// A text between quotation marks.
    fn string(&mut self) -> Result<String, ValueTextError> {
        let start = self.at;
        let mut text = String::new();
        let mut signs = self.rest().char_indices().skip(1);
        while let Some((at, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.at = start + at + 1;
                    return Ok(text);
                }
                '\\' => match signs.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, sign @ ('"' | '\\' | '\''))) => text.push(sign),
                    _ => break,
                },
                sign => text.push(sign),
            }
        }
        Err(self.expected("text that ends with `\"`"))
    }

    /// A number of so many bits, or a name that stands for one.
    fn number(&mut self, ty: Type<'_>, bits: usize) -> Result<u128, ValueTextError> {
        self.blank();
        let start = self.at;
        let word = self.word();
        let (signed, is_truth) = match ty.shape() {
            Shape::Int(Int { encoding, .. }) => {
                (encoding.contains(IntEncoding::SIGNED), encoding.contains(IntEncoding::BOOL))
            }
            Shape::Enum { signedness, .. } | Shape::Enum64 { signedness, .. } => {
                for value in ty.values()? {
                    if value.name()? == word {
                        return Ok(value.value().cast_unsigned());
                    }
                }
                (signedness == Signedness::Signed, false)
            }
            _ => (false, false),
        };
        let number = match word {
            "true" if is_truth => Some((false, 1)),
            "false" if is_truth => Some((false, 0)),
            word => number(word),
        };
        let bits = u32::try_from(bits.min(128)).unwrap_or(128);
        let all = u128::MAX.checked_shr(128 - bits).unwrap_or(0);
        // The largest number, and how far it goes below zero.
        let (highest, below) = if signed { (all >> 1, all - (all >> 1)) } else { (all, 0) };
        let fits = |number: &(bool, u128)| number.1 <= if number.0 { below } else { highest };
        match number.filter(fits) {
            Some((true, magnitude)) => Ok(magnitude.wrapping_neg()),
            Some((false, magnitude)) => Ok(magnitude),
            None => {
                self.at = start;
                let sign = if below > 0 { "-" } else { "" };
                Err(self.expected(format!(
                    "a number from {sign}{below} to {highest}, or a name that stands for one"
                )))
            }
        }
    }
}

/// Whether a number is negative, and how far it is from zero.
fn number(word: &str) -> Option<(bool, u128)> {
    let (is_negative, digits) = word.strip_prefix('-').map_or((false, word), |digits| (true, digits));
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let magnitude = match digits.strip_prefix("0x") {
        Some(digits) if !digits.starts_with(['+', '-']) => u128::from_str_radix(digits, 16).ok()?,
        Some(_) => return None,
        None => digits.parse().ok()?,
    };
    Some((is_negative, magnitude))
}

/// Puts the lowest bits of a number where a value has them: counted from the lowest bit of the first byte in a little-endian value, from the
/// highest one in a big-endian value.
fn put_bits(bytes: &mut [u8], start: usize, bits: usize, endian: Endian, number: u128) {
    for bit in 0..bits.min(128) {
        let is_set = number >> bit & 1 == 1;
        let (place, mask) = match endian {
            Endian::Little => ((start + bit) / 8, 1_u8 << ((start + bit) % 8)),
            Endian::Big => {
                let from_highest = start + bits - 1 - bit;
                (from_highest / 8, 0x80 >> (from_highest % 8))
            }
        };
        if let Some(byte) = bytes.get_mut(place) {
            *byte = if is_set { *byte | mask } else { *byte & !mask };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two numbers of 16 bytes: type 1 without a sign, type 2 with one.
    fn widest() -> Btf<'static> {
        let strings = b"\0u\0i\0";
        let types = [[1, 1 << 24, 16, 128], [3, 1 << 24, 16, 1 << 24 | 128]].concat();
        let [length, text] = [4 * types.len(), strings.len()].map(|length| u32::try_from(length).unwrap());
        let words = [24, 0, length, length, text].into_iter().chain(types);
        let mut bytes = [0x9f, 0xeb, 1, 0].to_vec();
        bytes.extend(words.flat_map(u32::to_le_bytes));
        bytes.extend(strings);
        Btf::parse(bytes).unwrap()
    }

    #[test]
    fn the_widest_numbers_are_read_to_their_ends() {
        let btf = widest();
        let check = |id: u32, text: &str, expected: Option<u128>| {
            let read = btf.parse_value(TypeId::new(id), text);
            let read: Option<Vec<u8>> = read.ok();
            assert_eq!(read, expected.map(|number| number.to_le_bytes().to_vec()), "{text}");
            if let Some(number) = expected {
                let shown = btf.format_value(TypeId::new(id), &number.to_le_bytes()).unwrap();
                assert_eq!(btf.parse_value(TypeId::new(id), &shown), Ok(number.to_le_bytes().to_vec()));
            }
        };
        check(1, "340282366920938463463374607431768211455", Some(u128::MAX));
        check(1, "340282366920938463463374607431768211456", None);
        check(1, "-1", None);
        check(2, "-170141183460469231731687303715884105728", Some(1 << 127));
        check(2, "-170141183460469231731687303715884105729", None);
        check(2, "170141183460469231731687303715884105727", Some(u128::MAX >> 1));
        check(2, "170141183460469231731687303715884105728", None);
        check(2, "-1", Some(u128::MAX));
    }
}
