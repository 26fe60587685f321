//! Values of the kernel's configuration as the bytes of variables.

use super::{ConfigurationError, ConfigurationValue, Tristate, shortened};
use skep_btf::{Array, Btf, Endian, Int, IntEncoding, Shape, TypeId};

/// What a variable for an option is declared as (`find_kcfg_type`, `src/libbpf.c`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Declared {
    /// `bool`.
    Boolean,
    /// `enum libbpf_tristate`.
    Tristate,
    /// An integer of 1, 2, 4 or 8 bytes.
    Integer { size: u32, signed: bool },
    /// An array of characters.
    Text { length: u32 },
}

impl ConfigurationValue<'_> {
    /// The value in the bytes of a variable of this type, which are all given; `name` is the option's, for the error.
    ///
    /// A text that is longer than the variable is cut off, and ends with a zero byte in any case, as libbpf does it.
    ///
    /// # Errors
    /// If a variable of this type cannot have this value: it is a number and the value is a text, for example, or
    /// the number does not fit.
    pub fn put(
        &self,
        name: &str,
        types: &Btf<'_>,
        variable: TypeId,
        bytes: &mut [u8],
    ) -> Result<(), ConfigurationError> {
        let error = |found: String, expected: &str| ConfigurationError {
            name: name.to_owned(),
            line: None,
            found,
            expected: expected.to_owned(),
        };
        let declared = declared(types, variable).filter(|declared| match declared {
            Declared::Boolean => bytes.len() == 1,
            Declared::Tristate => bytes.len() == 4,
            Declared::Integer { size, .. } | Declared::Text { length: size } => {
                u32::try_from(bytes.len()) == Ok(*size)
            }
        });
        let Some(declared) = declared else {
            return Err(error(
                "declared as something else".to_owned(),
                "`bool`, `enum libbpf_tristate`, an integer of up to 64 bits, or an array of `char`",
            ));
        };
        let number = match (declared, *self) {
            (Declared::Text { .. }, Self::Text(text)) => {
                bytes.fill(0);
                let most = bytes.len().saturating_sub(1);
                for (place, byte) in bytes.iter_mut().take(most).zip(text) {
                    *place = *byte;
                }
                return Ok(());
            }
            (Declared::Boolean, Self::Tristate(Tristate::Module)) => {
                return Err(error("`m`".to_owned(), "`y` or `n`, as it is declared as `bool`"));
            }
            (Declared::Boolean | Declared::Tristate, Self::Tristate(value)) => value as u64,
            // A character takes `y` as the letter that it is.
            (Declared::Integer { size: 1, .. }, Self::Tristate(value)) => match value {
                Tristate::No => b'n'.into(),
                Tristate::Yes => b'y'.into(),
                Tristate::Module => b'm'.into(),
            },
            (Declared::Boolean, Self::Number(value)) if value <= 1 => value,
            (Declared::Integer { size, signed }, Self::Number(value)) => {
                if !fits(value, size, signed) {
                    let sign = if signed { "a signed" } else { "an unsigned" };
                    let found = if signed { value.cast_signed().to_string() } else { value.to_string() };
                    return Err(error(found, &format!("what fits into {sign} number of {} bits", size * 8)));
                }
                value
            }
            (_, value) => {
                let expected = match declared {
                    Declared::Boolean => "`y`, `n`, 0 or 1, as it is declared as `bool`",
                    Declared::Tristate => "`y`, `n` or `m`, as it is declared as `enum libbpf_tristate`",
                    Declared::Integer { .. } => "a number, as it is declared as an integer",
                    Declared::Text { .. } => "a text, as it is declared as an array of `char`",
                };
                return Err(error(value.shown(), expected));
            }
        };
        // The lowest bytes, in the order that the types have.
        let number = number.to_le_bytes();
        for (place, byte) in bytes.iter_mut().zip(number) {
            *place = byte;
        }
        if types.endian() == Endian::Big {
            bytes.reverse();
        }
        Ok(())
    }

    pub(super) fn shown(&self) -> String {
        match self {
            Self::Tristate(Tristate::No) => "`n`".to_owned(),
            Self::Tristate(Tristate::Yes) => "`y`".to_owned(),
            Self::Tristate(Tristate::Module) => "`m`".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("\"{}\"", shortened(text)),
        }
    }
}

/// Whether a number that is given modulo 2⁶⁴ fits into so many bytes.
fn fits(value: u64, size: u32, signed: bool) -> bool {
    let bits = size * 8;
    if bits >= 64 {
        return true;
    }
    if signed { value.wrapping_add(1 << (bits - 1)) < 1 << bits } else { value >> bits == 0 }
}

fn declared(types: &Btf<'_>, variable: TypeId) -> Option<Declared> {
    let ty = types.type_by_id(variable).ok()?;
    let of = match ty.shape() {
        Shape::Var { of, .. } => of,
        _ => variable,
    };
    let ty = types.resolve(of).ok()?;
    match ty.shape() {
        Shape::Int(int) => integer(int),
        Shape::Enum { size: 4, .. } | Shape::Enum64 { size: 4, .. } => {
            (ty.name().ok()? == "libbpf_tristate").then_some(Declared::Tristate)
        }
        Shape::Array(Array { element, count, .. }) if count > 0 => {
            let Shape::Int(int) = types.resolve(element).ok()?.shape() else { return None };
            let is_character = matches!(integer(int), Some(Declared::Integer { size: 1, .. }));
            is_character.then_some(Declared::Text { length: count })
        }
        _ => None,
    }
}

fn integer(int: Int) -> Option<Declared> {
    if int.encoding.contains(IntEncoding::BOOL) {
        return (int.size == 1).then_some(Declared::Boolean);
    }
    let signed = int.encoding.contains(IntEncoding::SIGNED);
    matches!(int.size, 1 | 2 | 4 | 8).then_some(Declared::Integer { size: int.size, signed })
}
