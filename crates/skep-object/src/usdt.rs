//! Static probes of programs and libraries (USDT): the notes that describe where they are and where their arguments are.

use object::{Object as _, ObjectSection as _, ObjectSegment as _};
use skep_uapi::RegisterAbi;
use std::error::Error;
use std::fmt;

/// The section with the notes, and the one that says where the linker thought that things are.
const NOTES: &str = ".note.stapsdt";
const BASE: &str = ".stapsdt.base";
/// The type of the notes, and who made them, with the zero byte at the end.
const NOTE_TYPE: u32 = 3;
const OWNER: &[u8] = b"stapsdt\0";

/// A static probe: what its author called it, and everywhere that it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsdtProbe {
    /// Who provides it: mostly the program's name.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Where it is. A compiler that copies a function copies its probes.
    pub sites: Vec<UsdtSite>,
}

/// A place of a static probe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsdtSite {
    /// How many bytes behind the beginning of the file the instruction is that a probe is put on.
    pub offset: u64,
    /// How many bytes behind the beginning of the file the counter is that says whether somebody looks; 0 if it has none. The program
    /// may prepare the arguments only if it is not 0.
    pub semaphore: u64,
    /// Where the arguments are.
    pub arguments: Vec<UsdtArgument>,
}

/// An argument of a static probe, as the note describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsdtArgument {
    /// The description: `-4@%edi`.
    pub text: String,
    /// How many bytes it has: 1, 2, 4 or 8.
    pub size: u8,
    /// Whether it is a number with a sign.
    pub signed: bool,
    /// Where it is.
    pub place: UsdtPlace,
}

/// Where an argument of a static probe is. Registers are given by their offsets in what a program at a probe is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum UsdtPlace {
    /// It is always this number.
    Constant(i64),
    /// It is in a register.
    Register(u32),
    /// It is in memory of the process: at the sum of registers and a number.
    Memory {
        /// The first register.
        base: u32,
        /// A second one, and what it is multiplied by.
        index: Option<(u32, u8)>,
        /// The number.
        displacement: i64,
    },
    /// It is somewhere that is not known here: in a register of floating-point numbers, or at the address of a symbol.
    Elsewhere,
}

/// Why a file's static probes cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum UsdtError {
    /// It is no program or library.
    Unreadable {
        /// What is wrong with it.
        problem: String,
    },
    /// A note is not as it must be.
    Note {
        /// How many bytes behind the beginning of the section.
        offset: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// A probe is at an address that is in no part of the file.
    NoCode {
        /// The provider and the name.
        probe: String,
        /// The address.
        address: u64,
    },
}

impl fmt::Display for UsdtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { problem } => write!(f, "it is no program or library: {problem}"),
            Self::Note { offset, expected } => {
                write!(f, "section `{NOTES}`, offset {offset:#x}: expected {expected}")
            }
            Self::NoCode { probe, address } => {
                write!(
                    f,
                    "the probe `{probe}` is at the address {address:#x}, which is in none of the file's segments"
                )
            }
        }
    }
}

impl Error for UsdtError {}

/// The static probes of a program or library, in the order in which the file has them.
///
/// # Errors
/// If it is no ELF file, or a note is damaged.
pub fn usdt_probes(file: &[u8]) -> Result<Vec<UsdtProbe>, UsdtError> {
    let unreadable = |error: object::Error| UsdtError::Unreadable { problem: error.to_string() };
    let elf = object::File::parse(file).map_err(unreadable)?;
    let Some(section) = elf.section_by_name(NOTES) else { return Ok(Vec::new()) };
    let notes = Notes {
        bytes: section.data().map_err(unreadable)?,
        offset: 0,
        word: if elf.is_64() { 8 } else { 4 },
        little_endian: elf.is_little_endian(),
    };
    let base = elf.section_by_name(BASE).map(|section| section.address());
    let abi = abi_of(elf.architecture());
    let mut probes: Vec<UsdtProbe> = Vec::new();
    for note in notes {
        let Note { address, base: linked_base, semaphore, provider, name, arguments } = note?;
        // Tools that move code afterwards move the base too, and leave the notes as they are.
        let moved = |address: u64| match base {
            Some(base) if linked_base != 0 => address.wrapping_add(base.wrapping_sub(linked_base)),
            _ => address,
        };
        let place = |address: u64| {
            place_in_file(&elf, address)
                .ok_or_else(|| UsdtError::NoCode { probe: format!("{provider}:{name}"), address })
        };
        let site = UsdtSite {
            offset: place(moved(address))?,
            semaphore: if semaphore == 0 { 0 } else { place(moved(semaphore))? },
            arguments: arguments_of(arguments, abi),
        };
        match probes.iter_mut().find(|probe| probe.provider == provider && probe.name == name) {
            Some(probe) => probe.sites.push(site),
            None => {
                probes.push(UsdtProbe { provider: provider.into(), name: name.into(), sites: vec![site] });
            }
        }
    }
    Ok(probes)
}

fn abi_of(architecture: object::Architecture) -> Option<&'static RegisterAbi> {
    RegisterAbi::named(match architecture {
        object::Architecture::X86_64 => "x86_64",
        object::Architecture::Aarch64 => "aarch64",
        object::Architecture::Riscv64 => "riscv64",
        object::Architecture::S390x => "s390x",
        _ => return None,
    })
}

/// Where in the file something is that is at an address when it is mapped.
fn place_in_file(elf: &object::File<'_>, address: u64) -> Option<u64> {
    elf.segments().find_map(|segment| {
        let (offset, length) = segment.file_range();
        let inside = address.checked_sub(segment.address()).filter(|inside| *inside < length)?;
        offset.checked_add(inside)
    })
}

/// A note, as it is in the file.
struct Note<'a> {
    address: u64,
    base: u64,
    semaphore: u64,
    provider: &'a str,
    name: &'a str,
    arguments: &'a str,
}

/// Goes through the notes of a section, up to the first that is damaged.
struct Notes<'a> {
    bytes: &'a [u8],
    offset: usize,
    word: usize,
    little_endian: bool,
}

impl<'a> Notes<'a> {
    fn take(&mut self, length: usize, expected: &'static str) -> Result<&'a [u8], UsdtError> {
        let problem = UsdtError::Note { offset: self.offset, expected };
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        let taken = rest.get(..length).ok_or(problem)?;
        self.offset += length;
        Ok(taken)
    }

    fn number(&mut self, length: usize, expected: &'static str) -> Result<u64, UsdtError> {
        let bytes = self.take(length, expected)?.iter();
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Ok(if self.little_endian { bytes.rev().fold(0, add) } else { bytes.fold(0, add) })
    }

    fn length(&mut self, expected: &'static str) -> Result<usize, UsdtError> {
        let offset = self.offset;
        let number = self.number(4, expected)?;
        usize::try_from(number).map_err(|_| UsdtError::Note { offset, expected })
    }

    fn text(&mut self, end: usize, expected: &'static str) -> Result<&'a str, UsdtError> {
        let problem = UsdtError::Note { offset: self.offset, expected };
        let rest = self.bytes.get(self.offset..end).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == 0);
        let text = length.and_then(|length| str::from_utf8(&rest[..length]).ok()).ok_or(problem)?;
        self.offset += text.len() + 1;
        Ok(text)
    }

    /// What is behind a part of this many bytes: parts begin at multiples of 4.
    fn align(&mut self) {
        self.offset = self.offset.next_multiple_of(4);
    }

    /// The next note, if it is one of a probe.
    fn note(&mut self) -> Result<Option<Note<'a>>, UsdtError> {
        let owner = self.length("the length of a note's owner")?;
        let length = self.length("the length of a note")?;
        let note_type = self.length("the type of a note")?;
        let owner = self.take(owner, "the owner of a note")?;
        self.align();
        let start = self.offset;
        let end = start.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or(UsdtError::Note { offset: start, expected: "a note as long as it says" })?;
        if owner != OWNER || u32::try_from(note_type) != Ok(NOTE_TYPE) {
            self.offset = end;
            self.align();
            return Ok(None);
        }
        let note = Note {
            address: self.number(self.word, "the address of a probe")?,
            base: self.number(self.word, "the address of the section `.stapsdt.base`")?,
            semaphore: self.number(self.word, "the address of a semaphore")?,
            provider: self.text(end, "the provider, with a zero byte at its end")?,
            name: self.text(end, "the name, with a zero byte at its end")?,
            arguments: self.text(end, "the arguments, with a zero byte at their end")?,
        };
        self.offset = end;
        self.align();
        Ok(Some(note))
    }
}

impl<'a> Iterator for Notes<'a> {
    type Item = Result<Note<'a>, UsdtError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.offset < self.bytes.len() {
            match self.note() {
                Ok(Some(note)) => return Some(Ok(note)),
                Ok(None) => {}
                Err(error) => {
                    self.offset = self.bytes.len();
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

/// The arguments of a description: `8@%rdi -4@[sp, 12]`.
fn arguments_of(text: &str, abi: Option<&RegisterAbi>) -> Vec<UsdtArgument> {
    let (mut arguments, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let mut depth = 0_i32;
        let end = rest.find(|character| {
            depth += match character {
                '(' | '[' => 1,
                ')' | ']' => -1,
                _ => 0,
            };
            character == ' ' && depth <= 0
        });
        let (one, others) = rest.split_at(end.unwrap_or(rest.len()));
        arguments.push(argument_of(one, abi));
        rest = others.trim_start();
    }
    arguments
}

fn argument_of(text: &str, abi: Option<&RegisterAbi>) -> UsdtArgument {
    let elsewhere =
        UsdtArgument { text: text.to_owned(), size: 8, signed: false, place: UsdtPlace::Elsewhere };
    let Some((size, place)) = text.split_once('@') else { return elsewhere };
    let (signed, digits) = size.strip_prefix('-').map_or((false, size), |digits| (true, digits));
    let Some(size) = digits.parse().ok().filter(|size| [1, 2, 4, 8].contains(size)) else { return elsewhere };
    let place = abi.and_then(|abi| place_of(place, abi)).unwrap_or(UsdtPlace::Elsewhere);
    UsdtArgument { text: text.to_owned(), size, signed, place }
}

/// Where an argument is, in the words of the assembler of the machine.
fn place_of(text: &str, abi: &RegisterAbi) -> Option<UsdtPlace> {
    if let Some(constant) = number(text.strip_prefix('$').unwrap_or(text)) {
        return Some(UsdtPlace::Constant(constant));
    }
    if let Some(register) = register(text, abi) {
        return Some(UsdtPlace::Register(register));
    }
    // `[sp, 12]` of aarch64.
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        let (base, displacement) = match inner.split_once(',') {
            None => (inner, 0),
            Some((base, text)) => (base, number(text.trim().trim_start_matches('#'))?),
        };
        return Some(UsdtPlace::Memory { base: register(base.trim(), abi)?, index: None, displacement });
    }
    // `-8(%rbp)`, `(%rcx,%rax,8)` of x86; `160(%r15)` of s390x and `8(sp)` of riscv64.
    let (displacement, inner) = text.strip_suffix(')')?.split_once('(')?;
    let displacement = if displacement.is_empty() { 0 } else { number(displacement)? };
    let mut parts = inner.split(',').map(str::trim);
    let base = register(parts.next()?, abi)?;
    let index = match parts.next() {
        None => None,
        Some(index) => {
            let scale = parts.next().map_or(Some(1), |scale| scale.parse().ok());
            Some((register(index, abi)?, scale.filter(|scale| [1, 2, 4, 8].contains(scale))?))
        }
    };
    if parts.next().is_some() {
        return None;
    }
    Some(UsdtPlace::Memory { base, index, displacement })
}

/// A number, decimal or hexadecimal, of 64 bits with or without a sign.
fn number(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let magnitude = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?,
        None => digits.parse::<u64>().ok()?,
    };
    if !negative {
        return Some(magnitude.cast_signed());
    }
    0_i64.checked_sub_unsigned(magnitude)
}

/// The offset of a register, by any of its names: those for a part of its bits are the lowest ones.
fn register(text: &str, abi: &RegisterAbi) -> Option<u32> {
    let name = text.strip_prefix('%').unwrap_or(text);
    let find = |name: &str| abi.general.iter().find(|(known, _)| *known == name).map(|(_, offset)| *offset);
    if let Some(offset) = find(name) {
        return Some(offset);
    }
    match abi.name {
        "x86_64" => {
            // The names of the second byte of four registers are none of these.
            let letter = |name: &str| match name {
                "al" | "ax" | "eax" => Some("rax"),
                "bl" | "bx" | "ebx" => Some("rbx"),
                "cl" | "cx" | "ecx" => Some("rcx"),
                "dl" | "dx" | "edx" => Some("rdx"),
                "sil" | "si" | "esi" => Some("rsi"),
                "dil" | "di" | "edi" => Some("rdi"),
                "bpl" | "bp" | "ebp" => Some("rbp"),
                "spl" | "sp" | "esp" => Some("rsp"),
                _ => None,
            };
            let numbered = name.strip_suffix(['b', 'w', 'd']).filter(|name| name.starts_with('r'));
            find(letter(name).or(numbered)?)
        }
        "aarch64" => {
            let wide = name.strip_prefix('w').filter(|digits| digits.parse::<u8>().is_ok())?;
            find(&format!("x{wide}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(machine: &str, text: &str) -> Vec<(u8, bool, UsdtPlace)> {
        let arguments = arguments_of(text, RegisterAbi::named(machine));
        arguments.into_iter().map(|argument| (argument.size, argument.signed, argument.place)).collect()
    }

    #[test]
    fn arguments_are_where_the_assembler_of_the_machine_says() {
        use UsdtPlace::{Constant, Elsewhere, Memory, Register};
        let memory = |base, displacement| Memory { base, index: None, displacement };
        assert_eq!(
            places(
                "x86_64",
                "8@%rdi -4@%r12d 1@%dl 4@$-5 -8@-16(%rbp) 8@(%rcx,%rax,8) 2@0x10(%rsp) 8@sym(%rip) 4f@%xmm1 8@%ah"
            ),
            [
                (8, false, Register(112)),
                (4, true, Register(24)),
                (1, false, Register(96)),
                (4, false, Constant(-5)),
                (8, true, memory(32, -16)),
                (8, false, Memory { base: 88, index: Some((80, 8)), displacement: 0 }),
                (2, false, memory(152, 16)),
                (8, false, Elsewhere),
                (8, false, Elsewhere),
                (8, false, Elsewhere),
            ]
        );
        assert_eq!(
            places("aarch64", "-4@w1 8@x30 8@[sp, 16] 8@[x0] 4@7 8@[x2, #-8]"),
            [
                (4, true, Register(8)),
                (8, false, Register(240)),
                (8, false, memory(248, 16)),
                (8, false, memory(0, 0)),
                (4, false, Constant(7)),
                (8, false, memory(16, -8)),
            ]
        );
        assert_eq!(
            places("s390x", "-4@%r2 8@160(%r15)"),
            [(4, true, Register(40)), (8, false, memory(144, 160))]
        );
        assert_eq!(
            places("riscv64", "-4@a0 8@-8(s0)"),
            [(4, true, Register(80)), (8, false, memory(64, -8))]
        );
        // What a machine's registers are is not known here, or there is no such size.
        assert_eq!(places("powerpc64", "8@%r3"), [(8, false, Elsewhere)]);
        assert_eq!(places("x86_64", "3@%rdi what @ "), [(8, false, Elsewhere); 3]);
        assert_eq!(places("x86_64", "  "), []);
        assert_eq!(number("18446744073709551615"), Some(-1));
        assert_eq!(number("-9223372036854775809"), None);
    }

    const TARGET: &[u8] = include_bytes!("../../skep/tests/attach/usdt/target.x86_64");

    #[test]
    fn probes_are_read_with_all_their_places() {
        let probes = usdt_probes(TARGET).unwrap();
        let found: Vec<_> =
            probes.iter().map(|probe| (&*probe.provider, &*probe.name, probe.sites.len())).collect();
        assert_eq!(found, [("demo", "request", 2), ("demo", "done", 1)]);
        for site in &probes[0].sites {
            // The instruction is a `nop`, and the counter is in the part of the file that is written to.
            assert_eq!(TARGET[usize::try_from(site.offset).unwrap()], 0x90);
            assert_eq!((site.semaphore, site.arguments.len()), (0x1040, 6));
        }
        assert_eq!((probes[1].sites[0].semaphore, probes[1].sites[0].arguments.len()), (0, 0));
        let kinds = |site: &UsdtSite| {
            site.arguments.iter().map(|argument| (argument.size, argument.signed)).collect::<Vec<_>>()
        };
        assert!(kinds(&probes[0].sites[0]).contains(&(1, true)));
        // A file without probes, and no file at all.
        assert_eq!(
            usdt_probes(b"\x7fELF").unwrap_err().to_string().split(':').next(),
            Some("it is no program or library")
        );
    }

    #[test]
    fn damaged_notes_are_errors_with_their_place() {
        for length in (0..TARGET.len()).step_by(3) {
            let _ = usdt_probes(&TARGET[..length]);
        }
        let notes =
            object::File::parse(TARGET).unwrap().section_by_name(NOTES).unwrap().file_range().unwrap();
        let (start, length) = (usize::try_from(notes.0).unwrap(), usize::try_from(notes.1).unwrap());
        let mut said = std::collections::BTreeSet::new();
        for place in start..start + length {
            for byte in [0, 0x41, 0xff] {
                let mut file = TARGET.to_vec();
                file[place] = byte;
                if let Err(error) = usdt_probes(&file) {
                    said.insert(error.to_string());
                }
            }
        }
        let has = |text: &str| said.iter().any(|error| error.contains(text));
        assert!(
            has("section `.note.stapsdt`, offset 0x") && has("in none of the file's segments"),
            "{said:?}"
        );
        assert!(has("expected a note as long as it says"), "{said:?}");
    }
}
