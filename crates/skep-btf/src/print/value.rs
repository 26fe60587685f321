//! Values as text, by their types: what bytes of a map, of an event or of memory mean.

use core::fmt::Write as _;
use core::num::NonZeroU8;

use crate::endian::Endian;
use crate::error::BtfError;
use crate::id::TypeId;
use crate::read::Btf;
use crate::resolve::MAX_CHAIN;
use crate::shape::{Int, IntEncoding, Signedness};
use crate::view::{Shape, Type};

/// The longest text that is made: a damaged type can have elements without end.
const MAX_TEXT: usize = 1 << 26;
/// How many members are looked at, anonymous ones included.
const MAX_MEMBERS: usize = 1 << 20;

impl Btf<'_> {
    /// A value of this type as text: `{ pid: 1, comm: "init", state: RUNNING, next: 0xffff888100000000 }`.
    ///
    /// Numbers are decimal, pointers hexadecimal; an enumeration's value is its name if it has one; an array of `char`
    /// is text up to its NUL; members of what is anonymous are the outer type's; of a union every member is
    /// shown. What cannot be shown otherwise is its bytes.
    ///
    /// # Errors
    ///
    /// [`BtfError::ValueTooShort`] when there are fewer bytes than the type has; more are let be. When a type or a name
    /// is damaged, types are more than 32 deep in each other, or the text would have more than 64 MiB.
    pub fn format_value(&self, id: TypeId, bytes: &[u8]) -> Result<String, BtfError> {
        let mut text = String::new();
        format(&mut text, self.type_by_id(id)?, bytes, 0)?;
        Ok(text)
    }
}

fn format(text: &mut String, ty: Type<'_>, bytes: &[u8], depth: usize) -> Result<(), BtfError> {
    let (btf, id) = (ty.btf(), ty.id());
    if depth > MAX_CHAIN {
        return Err(BtfError::TooDeep { id, limit: MAX_CHAIN });
    }
    if text.len() > MAX_TEXT {
        return Err(BtfError::TextTooLong { id, limit: MAX_TEXT });
    }
    let size = ty.size()?;
    let value = usize::try_from(size).ok().and_then(|size| bytes.get(..size));
    let Some(value) = value else {
        return Err(BtfError::ValueTooShort { id, needed: size, available: bytes.len() as u64 });
    };
    // Writing to a string cannot fail.
    let ty = ty.resolve()?;
    match ty.shape() {
        Shape::Int(_) | Shape::Enum { .. } | Shape::Enum64 { .. } if value.len() <= 16 => {
            scalar(text, ty, whole(value, btf.endian()), size.saturating_mul(8))
        }
        Shape::Ptr { .. } => {
            let _ = write!(text, "{:#x}", whole(value, btf.endian()));
            Ok(())
        }
        Shape::Float { size: 4 } => {
            let bits = u32::try_from(whole(value, btf.endian())).unwrap_or_default();
            let _ = write!(text, "{}", f32::from_bits(bits));
            Ok(())
        }
        Shape::Float { size: 8 } => {
            let bits = u64::try_from(whole(value, btf.endian())).unwrap_or_default();
            let _ = write!(text, "{}", f64::from_bits(bits));
            Ok(())
        }
        Shape::Array(array) => {
            let element = btf.type_by_id(array.element)?;
            let base = element.resolve()?;
            if base.name()? == "char" && base.size()? == 1 {
                let end = value.iter().position(|&byte| byte == 0).unwrap_or(value.len());
                let _ = write!(text, "{:?}", String::from_utf8_lossy(value.get(..end).unwrap_or(value)));
                return Ok(());
            }
            text.push('[');
            // Elements without a size have nothing to show, however many there are.
            let size = usize::try_from(element.size()?).unwrap_or(usize::MAX).max(1);
            for (at, value) in value.chunks_exact(size).enumerate() {
                text.push_str(if at == 0 { "" } else { ", " });
                format(text, element, value, depth + 1)?;
            }
            text.push(']');
            Ok(())
        }
        Shape::Struct { .. } | Shape::Union { .. } => {
            text.push('{');
            let mut progress = Progress { first: true, left: MAX_MEMBERS };
            members(text, ty, value, depth, &mut progress)?;
            text.push_str(if progress.first { "}" } else { " }" });
            Ok(())
        }
        Shape::Var { of, .. } => format(text, btf.type_by_id(of)?, value, depth + 1),
        _ => {
            value.iter().for_each(|byte| _ = write!(text, "{byte:02x}"));
            Ok(())
        }
    }
}

/// How far the members of a structure or union are written.
struct Progress {
    /// Whether none is.
    first: bool,
    /// How many more are looked at: what is anonymous and empty leaves no text, and could be there without end.
    left: usize,
}

/// The members of a structure or union, after those that were written.
fn members(
    text: &mut String,
    ty: Type<'_>,
    value: &[u8],
    depth: usize,
    progress: &mut Progress,
) -> Result<(), BtfError> {
    if depth > MAX_CHAIN {
        return Err(BtfError::TooDeep { id: ty.id(), limit: MAX_CHAIN });
    }
    for member in ty.members()? {
        progress.left = progress.left.saturating_sub(1);
        if progress.left == 0 {
            return Err(BtfError::TextTooLong { id: ty.id(), limit: MAX_TEXT });
        }
        let of = member.ty()?;
        let (name, base) = (member.name()?, of.resolve()?);
        let mut offset = u64::from(member.bit_offset());
        let mut bits = member.bitfield_bits();
        if let (None, Shape::Int(int)) = (bits, base.shape())
            && u64::from(int.bits) < u64::from(int.size) * 8
        {
            offset = offset.saturating_add(int.bit_offset.into());
            bits = NonZeroU8::new(int.bits);
        }
        let start = usize::try_from(offset / 8).ok();
        let short = || BtfError::ValueTooShort {
            id: ty.id(),
            needed: offset.div_ceil(8),
            available: value.len() as u64,
        };
        let bytes = start.and_then(|start| value.get(start..)).ok_or_else(short)?;
        if name.is_empty() && matches!(base.shape(), Shape::Struct { .. } | Shape::Union { .. }) {
            members(text, base, bytes, depth + 1, progress)?;
            continue;
        }
        text.push_str(if progress.first { " " } else { ", " });
        progress.first = false;
        if !name.is_empty() {
            let _ = write!(text, "{name}: ");
        }
        match bits {
            None => format(text, of, bytes, depth + 1)?,
            Some(bits) => {
                let number = field(bytes, offset % 8, bits, of.btf().endian()).ok_or_else(short)?;
                scalar(text, base, number, bits.get().into())?;
            }
        }
    }
    Ok(())
}

/// The number that these bytes are, of which there are no more than 16.
fn whole(bytes: &[u8], endian: Endian) -> u128 {
    let next = |number: u128, byte: &u8| number << 8 | u128::from(*byte);
    match endian {
        Endian::Little => bytes.iter().rev().fold(0, next),
        Endian::Big => bytes.iter().fold(0, next),
    }
}

/// The bits that start at this bit of the first byte: counted from the lowest one in a little-endian value, from the
/// highest one in a big-endian value. `None` if the bytes end before or if there are more bits than a number has.
fn field(bytes: &[u8], start: u64, bits: NonZeroU8, endian: Endian) -> Option<u128> {
    let bits = u64::from(bits.get());
    let length = start.checked_add(bits)?.div_ceil(8);
    if length > 16 {
        return None;
    }
    let number = whole(bytes.get(..usize::try_from(length).ok()?)?, endian);
    let below = match endian {
        Endian::Little => start,
        Endian::Big => length * 8 - start - bits,
    };
    let mask = u128::MAX.checked_shr(u32::try_from(128 - bits).ok()?)?;
    Some(number >> below & mask)
}

/// An integer or an enumeration's value that has this many bits.
fn scalar(text: &mut String, ty: Type<'_>, number: u128, bits: u64) -> Result<(), BtfError> {
    let shift = u32::try_from(128_u64.saturating_sub(bits)).unwrap_or(0);
    let signed = number.checked_shl(shift).unwrap_or(0).cast_signed().checked_shr(shift).unwrap_or(0);
    let is_signed = match ty.shape() {
        Shape::Int(Int { encoding, .. }) if encoding.contains(IntEncoding::BOOL) && number <= 1 => {
            text.push_str(if number == 1 { "true" } else { "false" });
            return Ok(());
        }
        Shape::Int(Int { encoding, .. }) => encoding.contains(IntEncoding::SIGNED),
        Shape::Enum { signedness, .. } | Shape::Enum64 { signedness, .. } => signedness == Signedness::Signed,
        _ => false,
    };
    for value in ty.values().into_iter().flatten() {
        let equal =
            if is_signed { value.value() == signed } else { u128::try_from(value.value()) == Ok(number) };
        if equal {
            text.push_str(value.name()?);
            return Ok(());
        }
    }
    // Writing to a string cannot fail.
    let _ = if is_signed { write!(text, "{signed}") } else { write!(text, "{number}") };
    Ok(())
}
