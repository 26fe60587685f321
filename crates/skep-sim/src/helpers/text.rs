//! Helpers that make and compare text (`kernel/bpf/helpers.c`, `lib/vsprintf.c`).

use super::probe::printed_text;
use super::{Kernel, length, low, negative};
use skep_isa::{Register, registers::*};
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind, Memory};

/// The most bytes of a text that is printed, with the zero byte at its end (`MAX_BPRINTF_BUF`, `include/linux/bpf.h`).
const LONGEST: usize = 1024;

/// The most numbers that a format with an array takes (`MAX_BPRINTF_VARARGS`, same file).
const MAX_NUMBERS: usize = 12;

/// The most bytes of a format that is read here: there is none without an end in a map's value.
const LONGEST_FORMAT: usize = 1 << 16;

impl Kernel<'_> {
    /// A line of the kernel's trace. How long it is.
    pub(super) fn trace_printk(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let format = call.memory.read(call.argument(R1)?, length(call, R2)?)?.to_vec();
        // How many there are is not said: what the format needs must have been written.
        let needed = format.iter().filter(|byte| **byte == b'%').count().min(3);
        let mut numbers = [0; 3];
        for (number, register) in numbers.iter_mut().zip([R3, R4, R5]).take(needed) {
            // A percent sign that stands for itself takes none.
            *number = call.argument(register).unwrap_or(0);
        }
        self.trace_line(&format, &numbers, call.memory)
    }

    /// The same with the numbers in an array.
    pub(super) fn trace_vprintk(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let format = call.memory.read(call.argument(R1)?, length(call, R2)?)?.to_vec();
        match numbers(call, R3, R4)? {
            Some(numbers) => self.trace_line(&format, &numbers, call.memory),
            None => Ok(negative(Errno::EINVAL)),
        }
    }

    fn trace_line(&mut self, format: &[u8], numbers: &[u64], memory: &Memory) -> Result<u64, FaultKind> {
        let Some(end) = format.iter().position(|byte| *byte == 0) else { return Ok(negative(Errno::EINVAL)) };
        match print(&format[..end], numbers, LONGEST, memory) {
            Ok(mut text) => {
                let whole = text.len();
                text.truncate(LONGEST - 1);
                self.around.trace.push(String::from_utf8_lossy(&text).into_owned());
                Ok(whole as u64)
            }
            Err(errno) => Ok(negative(errno)),
        }
    }

    /// Text into memory of the program: how long the whole is, with the zero byte at its end.
    pub(super) fn snprintf(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (destination, size) = (call.argument(R1)?, length(call, R2)?);
        call.memory.check_write(destination, size)?;
        let format = read_format(call.argument(R3)?, call.memory)?;
        let Some(numbers) = numbers(call, R4, R5)? else { return Ok(negative(Errno::EINVAL)) };
        match print(&format, &numbers, size, call.memory) {
            Ok(mut text) => {
                let whole = text.len() as u64 + 1;
                text.push(0);
                if let Some(last) = size.checked_sub(1).filter(|_| size < text.len()) {
                    text.truncate(size);
                    text[last] = 0;
                }
                text.truncate(size);
                call.memory.write(destination, &text)?;
                Ok(whole)
            }
            Err(errno) => Ok(negative(errno)),
        }
    }

    /// How a text differs from one that never changes: by its first byte that does, as numbers.
    pub(super) fn strncmp(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let size = length(call, R2)?;
        let first = call.memory.read(call.argument(R1)?, size)?;
        let second = read_format(call.argument(R3)?, call.memory)?;
        let byte = |bytes: &[u8], at| bytes.get(at).copied().unwrap_or(0);
        for at in 0..size {
            let (one, other) = (byte(first, at), byte(&second, at));
            if one != other {
                return Ok(if one < other { u64::MAX } else { 1 });
            }
            if one == 0 {
                break;
            }
        }
        Ok(0)
    }
}

/// A text that is in a map's value and does not change, without the zero byte at its end.
fn read_format(address: u64, memory: &Memory) -> Result<Vec<u8>, FaultKind> {
    let mut text = Vec::new();
    while text.len() < LONGEST_FORMAT {
        match memory.read(address.wrapping_add(text.len() as u64), 1)?[0] {
            0 => return Ok(text),
            byte => text.push(byte),
        }
    }
    Err(FaultKind::Refused("the text has no end".into()))
}

/// The numbers in an array of which a register has the bytes; nothing if the helper does not take so many.
fn numbers(call: &Call<'_>, array: Register, size: Register) -> Result<Option<Vec<u64>>, FaultKind> {
    let (address, size) = (call.argument(array)?, length(call, size)?);
    if !size.is_multiple_of(8) || size > MAX_NUMBERS * 8 || size > 0 && address == 0 {
        return Ok(None);
    }
    let bytes = if size == 0 { &[][..] } else { call.memory.read(address, size)? };
    Ok(Some(bytes.as_chunks::<8>().0.iter().map(|bytes| u64::from_ne_bytes(*bytes)).collect()))
}

/// How a number or text is put into a field of a width.
#[derive(Default)]
struct Layout {
    zeros: bool,
    plus: bool,
    left: bool,
    space: bool,
    width: usize,
}

/// The text that a format makes of numbers (`bpf_bprintf_prepare`, then `bstr_printf`), of which so many bytes are kept;
/// `EINVAL` for what it may not have.
fn print(format: &[u8], numbers: &[u64], room: usize, memory: &Memory) -> Result<Vec<u8>, Errno> {
    let mut text = Vec::new();
    let mut numbers = numbers.iter();
    let mut at = 0;
    let byte = |at: usize| format.get(at).copied().unwrap_or(0);
    // The kernel looks at the whole format first.
    if format.iter().any(|byte| byte.is_ascii() && !byte.is_ascii_graphic() && !is_space(*byte)) {
        return Err(Errno::EINVAL);
    }
    while at < format.len() {
        if byte(at) != b'%' {
            text.push(byte(at));
            at += 1;
            continue;
        }
        at += 1;
        if byte(at) == b'%' {
            text.push(b'%');
            at += 1;
            continue;
        }
        let number = *numbers.next().ok_or(Errno::EINVAL)?;
        let mut layout = Layout::default();
        loop {
            match byte(at) {
                b'0' => layout.zeros = true,
                b'+' => layout.plus = true,
                b'-' => layout.left = true,
                b' ' => layout.space = true,
                _ => break,
            }
            at += 1;
        }
        while byte(at).is_ascii_digit() {
            layout.width = layout.width.saturating_mul(10).saturating_add(usize::from(byte(at) - b'0'));
            at += 1;
        }
        match byte(at) {
            b'p' => {
                let before = text.len();
                let is_copied = !matches!(byte(at + 1), b'K' | b'x' | b's' | b'S') && !ends(byte(at + 1));
                at = pointer(format, at + 1, number, memory, &layout, &mut text)?;
                // What was made a text of before is not even counted where there is no room left.
                if is_copied && before >= room {
                    text.truncate(before);
                }
            }
            b's' => {
                if !ends(byte(at + 1)) {
                    return Err(Errno::EINVAL);
                }
                layout.put(&printed_text(number, LONGEST, None, memory).unwrap_or_default(), &mut text);
                at += 1;
            }
            b'c' => {
                layout.put(&number.to_le_bytes()[..1], &mut text);
                at += 1;
            }
            _ => {
                let longs = (0..2).take_while(|index| byte(at + index) == b'l').count();
                at += longs;
                let is_long = longs > 0;
                let wide = if is_long { number } else { low(number).into() };
                match byte(at) {
                    b'd' | b'i' => {
                        let signed =
                            if is_long { number.cast_signed() } else { low(number).cast_signed().into() };
                        layout.number(signed < 0, true, &signed.unsigned_abs().to_string(), &mut text);
                    }
                    b'u' => layout.number(false, false, &wide.to_string(), &mut text),
                    b'x' => layout.number(false, false, &format!("{wide:x}"), &mut text),
                    b'X' => layout.number(false, false, &format!("{wide:X}"), &mut text),
                    _ => return Err(Errno::EINVAL),
                }
                at += 1;
            }
        }
    }
    Ok(text)
}

/// What the letters after `%p` from this place on ask for; where the format goes on.
fn pointer(
    format: &[u8],
    at: usize,
    number: u64,
    memory: &Memory,
    layout: &Layout,
    text: &mut Vec<u8>,
) -> Result<usize, Errno> {
    let byte = |at: usize| format.get(at).copied().unwrap_or(0);
    let after = match byte(at) {
        whose @ (b'k' | b'u') if byte(at + 1) == b's' => {
            if !ends(byte(at + 2)) {
                return Err(Errno::EINVAL);
            }
            text.extend(printed_text(number, LONGEST, Some(whose == b'u'), memory).unwrap_or_default());
            at + 2
        }
        // There are no symbols here, and no secret that addresses are hidden with.
        b'K' | b'x' | b's' | b'S' => {
            hexadecimal(number, layout, text);
            at + 1
        }
        next if ends(next) => {
            hexadecimal(number, layout, text);
            at
        }
        with_dots @ (b'i' | b'I') => {
            let read = |into: &mut [u8]| {
                if !memory.peek(number, into) {
                    into.fill(0);
                }
            };
            match byte(at + 1) {
                b'4' => {
                    let mut address = [0; 4];
                    read(&mut address);
                    let parts = address.map(|part| match with_dots {
                        b'i' => format!("{part:03}"),
                        _ => part.to_string(),
                    });
                    text.extend(parts.join(".").bytes());
                }
                b'6' => {
                    let mut address = [0; 16];
                    read(&mut address);
                    let parts: Vec<String> =
                        address.as_chunks::<2>().0.iter().map(|[a, b]| format!("{a:02x}{b:02x}")).collect();
                    text.extend(parts.join(if with_dots == b'i' { "" } else { ":" }).bytes());
                }
                _ => return Err(Errno::EINVAL),
            }
            at + 2
        }
        _ => return Err(Errno::EINVAL),
    };
    let rest = format.get(after..).unwrap_or_default();
    // What could still belong to it is passed over.
    Ok(after + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count())
}

/// An address, in all its digits.
fn hexadecimal(number: u64, layout: &Layout, text: &mut Vec<u8>) {
    let digits = format!("{number:016x}");
    Layout { left: layout.left, width: layout.width, ..Layout::default() }.put(digits.as_bytes(), text);
}

/// Whether a conversion can end before this byte.
fn ends(byte: u8) -> bool {
    byte == 0 || is_space(byte) || byte.is_ascii_punctuation() || matches!(byte, 0xa1..=0xbf | 0xd7 | 0xf7)
}

/// `isspace`, of Latin-1, as the kernel has it.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r' | 0xa0)
}

impl Layout {
    fn put(&self, what: &[u8], text: &mut Vec<u8>) {
        let padding = self.width.min(LONGEST).saturating_sub(what.len());
        let spaces = std::iter::repeat_n(b' ', padding);
        if self.left {
            text.extend(what);
            text.extend(spaces);
        } else {
            text.extend(spaces);
            text.extend(what);
        }
    }

    fn number(&self, negative: bool, signed: bool, digits: &str, text: &mut Vec<u8>) {
        let sign = match (negative, signed) {
            (true, _) => "-",
            (false, true) if self.plus => "+",
            (false, true) if self.space => " ",
            _ => "",
        };
        let zeros = if self.zeros && !self.left {
            self.width.min(LONGEST).saturating_sub(sign.len() + digits.len())
        } else {
            0
        };
        let whole = format!("{sign}{}{digits}", "0".repeat(zeros));
        self.put(whole.as_bytes(), text);
    }
}
