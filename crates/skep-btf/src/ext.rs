//! The tables that go with a program to the kernel: which functions it has, the source line of each
//! instruction, and what depends on the kernel's types. They refer to a BTF that was loaded before.
//!
//! Source: `struct bpf_func_info`, `bpf_line_info` and `bpf_core_relo` in `include/uapi/linux/bpf.h`, Linux 6.18,
//! as `BPF_PROG_LOAD` takes them: places are counted in instruction slots of 8 bytes (in the `.BTF.ext`
//! section of an object file they are in bytes), and the tables ascend by place.

use crate::endian::Endian;
use crate::error::{BtfError, Section};
use crate::id::{StringOffset, TypeId};

/// A function of a program and where it begins. The first of a table begins at slot 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FuncInfo {
    /// The slot of its first instruction (`insn_off`).
    pub slot: u32,
    /// Its type, of kind FUNC.
    pub type_id: TypeId,
}

impl FuncInfo {
    /// The size of a record in bytes (`func_info_rec_size`).
    pub const RECORD_SIZE: u32 = 8;

    /// The table as the kernel takes it.
    pub fn encode(table: &[Self], endian: Endian) -> Vec<u8> {
        words(table.iter().flat_map(|info| [info.slot, info.type_id.number()]), endian)
    }

    /// Reads a table of records of [`RECORD_SIZE`](Self::RECORD_SIZE).
    ///
    /// # Errors
    ///
    /// [`BtfError::TooShort`] when the last record is not whole.
    pub fn decode(bytes: &[u8], endian: Endian) -> Result<Vec<Self>, BtfError> {
        let records = records::<8>(bytes, Section::FuncInfo, "the record of a function")?;
        Ok(records
            .iter()
            .map(|&[a, b, c, d, e, f, g, h]| Self {
                slot: endian.decode([a, b, c, d]),
                type_id: TypeId::new(endian.decode([e, f, g, h])),
            })
            .collect())
    }
}

/// The source line that an instruction, and those up to the next record, came from. Each function of a
/// program has one at its first instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineInfo {
    /// The slot of the instruction (`insn_off`).
    pub slot: u32,
    /// The name of the file (`file_name_off`).
    pub file: StringOffset,
    /// The text of the line (`line_off`), which the verifier prints in its log.
    pub text: StringOffset,
    /// The line and column.
    pub position: LineColumn,
}

impl LineInfo {
    /// The size of a record in bytes (`line_info_rec_size`).
    pub const RECORD_SIZE: u32 = 16;

    /// The table as the kernel takes it.
    pub fn encode(table: &[Self], endian: Endian) -> Vec<u8> {
        words(
            table.iter().flat_map(|info| [info.slot, info.file.bytes(), info.text.bytes(), info.position.0]),
            endian,
        )
    }

    /// Reads a table of records of [`RECORD_SIZE`](Self::RECORD_SIZE).
    ///
    /// # Errors
    ///
    /// [`BtfError::TooShort`] when the last record is not whole.
    pub fn decode(bytes: &[u8], endian: Endian) -> Result<Vec<Self>, BtfError> {
        let records = records::<16>(bytes, Section::LineInfo, "the record of a line")?;
        Ok(records
            .iter()
            .map(|&[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]| Self {
                slot: endian.decode([a, b, c, d]),
                file: StringOffset::new(endian.decode([e, f, g, h])),
                text: StringOffset::new(endian.decode([i, j, k, l])),
                position: LineColumn(endian.decode([m, n, o, p])),
            })
            .collect())
    }
}

/// A line and a column, as they share a word (`line_col`):
///
/// ```text
///  31        10 9       0
/// ┌────────────┬─────────┐
/// │    line    │ column  │
/// └────────────┴─────────┘
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn(u32);

impl LineColumn {
    /// The greatest line that its field holds.
    pub const MAX_LINE: u32 = (1 << 22) - 1;
    /// The greatest column that its field holds.
    pub const MAX_COLUMN: u32 = (1 << 10) - 1;

    /// This line and column, both counted from 1, 0 where unknown. What is greater than its field holds
    /// becomes the greatest that it does hold.
    pub const fn new(line: u32, column: u32) -> Self {
        let line = if line > Self::MAX_LINE { Self::MAX_LINE } else { line };
        let column = if column > Self::MAX_COLUMN { Self::MAX_COLUMN } else { column };
        Self(line << 10 | column)
    }

    /// The line and column of this word.
    pub const fn from_word(word: u32) -> Self {
        Self(word)
    }

    /// The word that holds both.
    pub const fn word(self) -> u32 {
        self.0
    }

    /// The line.
    pub const fn line(self) -> u32 {
        self.0 >> 10
    }

    /// The column.
    pub const fn column(self) -> u32 {
        self.0 & Self::MAX_COLUMN
    }
}

/// A place in the code that depends on a type of the kernel it will run on, as clang describes it
/// (`struct bpf_core_relo`, CO-RE).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CoreRelocation {
    /// The slot of the instruction (`insn_off`).
    pub slot: u32,
    /// The local type that it is about.
    pub type_id: TypeId,
    /// A string that says what of the type (`access_str_off`): numbers with colons between, such as `0:1:2`.
    pub access: StringOffset,
    /// What is to be put into the instruction (`enum bpf_core_relo_kind`), as a number.
    pub kind: u32,
}

impl CoreRelocation {
    /// The size of a record in bytes (`core_relo_rec_size`).
    pub const RECORD_SIZE: u32 = 16;

    /// The table as the kernel takes it.
    pub fn encode(table: &[Self], endian: Endian) -> Vec<u8> {
        words(
            table.iter().flat_map(|info| [info.slot, info.type_id.number(), info.access.bytes(), info.kind]),
            endian,
        )
    }
}

fn words(words: impl Iterator<Item = u32>, endian: Endian) -> Vec<u8> {
    words.flat_map(|word| endian.encode(word)).collect()
}

fn records<'t, const N: usize>(
    bytes: &'t [u8],
    section: Section,
    expected: &'static str,
) -> Result<&'t [[u8; N]], BtfError> {
    let (records, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() {
        return Ok(records);
    }
    Err(BtfError::TooShort {
        section,
        offset: (bytes.len() - rest.len()) as u64,
        expected,
        needed: N as u64,
        available: rest.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::{FuncInfo, LineColumn, LineInfo};
    use crate::endian::Endian;
    use crate::id::{StringOffset, TypeId};

    #[test]
    fn tables_have_the_bytes_the_kernel_takes() {
        let functions =
            [FuncInfo { slot: 0, type_id: TypeId::new(3) }, FuncInfo { slot: 258, type_id: TypeId::new(5) }];
        assert_eq!(
            FuncInfo::encode(&functions, Endian::Little),
            [0, 0, 0, 0, 3, 0, 0, 0, 2, 1, 0, 0, 5, 0, 0, 0]
        );
        assert_eq!(
            FuncInfo::encode(&functions, Endian::Big),
            [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 1, 2, 0, 0, 0, 5]
        );
        let line = LineInfo {
            slot: 1,
            file: StringOffset::new(2),
            text: StringOffset::new(3),
            position: LineColumn::new(4, 5),
        };
        assert_eq!(
            LineInfo::encode(&[line], Endian::Little),
            [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 5, 16, 0, 0]
        );
    }

    #[test]
    fn tables_are_read_as_they_were_written() {
        for endian in [Endian::Little, Endian::Big] {
            let functions: Vec<FuncInfo> =
                (0..9).map(|n| FuncInfo { slot: n * 7, type_id: TypeId::new(n + 1) }).collect();
            assert_eq!(FuncInfo::decode(&FuncInfo::encode(&functions, endian), endian), Ok(functions));
            let lines: Vec<LineInfo> = (0..9)
                .map(|n| LineInfo {
                    slot: n,
                    file: StringOffset::new(n + 1),
                    text: StringOffset::new(n * 1000),
                    position: LineColumn::new(n * 100_000, n * 100),
                })
                .collect();
            assert_eq!(LineInfo::decode(&LineInfo::encode(&lines, endian), endian), Ok(lines));
        }
    }

    #[test]
    fn a_line_or_column_beyond_its_field_becomes_the_greatest() {
        let check = |line, column, expected| {
            let position = LineColumn::new(line, column);
            assert_eq!((position.line(), position.column()), expected);
        };
        check(1, 1, (1, 1));
        check(4_194_303, 1023, (4_194_303, 1023));
        check(4_194_304, 1024, (4_194_303, 1023));
        check(u32::MAX, u32::MAX, (4_194_303, 1023));
        check(7, u32::MAX, (7, 1023));
    }

    #[test]
    fn a_record_cut_short_is_refused() {
        let error = |bytes: &[u8]| LineInfo::decode(bytes, Endian::Little).unwrap_err().to_string();
        insta::assert_snapshot!(
            error(&[0; 37]),
            @"line info, offset 32: the record of a line needs 16 bytes, 5 are left"
        );
        assert_eq!(
            FuncInfo::decode(&[0; 9], Endian::Big).unwrap_err().to_string(),
            "function info, offset 8: the record of a function needs 8 bytes, 1 are left"
        );
        assert_eq!(LineInfo::decode(&[], Endian::Big), Ok(Vec::new()));
    }
}
