//! What the kernel says of a program: `struct bpf_prog_info` (`include/uapi/linux/bpf.h`) as plain values.
//!
//! A test compares where the fields are with the running kernel's own types.

use crate::sys::{self, InfoPart};
use skep_uapi::kernel::{ProgramCode, ProgramInfo};
use skep_uapi::{ProgramType, Result};
use std::os::fd::BorrowedFd;

/// The bytes of the structure up to the last field that is used.
const LENGTH: usize = 232;

/// Defines where fields are, and the list of all.
macro_rules! fields {
    ($($name:ident = $offset:literal, $path:literal;)*) => {
        $(const $name: usize = $offset;)*

        /// Where the fields are that are used here, by their names.
        pub(crate) const FIELDS: &[(usize, &str)] = &[$(($offset, $path)),*];
    };
}

fields! {
    TYPE = 0, "type";
    ID = 4, "id";
    TAG = 8, "tag";
    JITED_PROG_LEN = 16, "jited_prog_len";
    XLATED_PROG_LEN = 20, "xlated_prog_len";
    JITED_PROG_INSNS = 24, "jited_prog_insns";
    XLATED_PROG_INSNS = 32, "xlated_prog_insns";
    LOAD_TIME = 40, "load_time";
    CREATED_BY_UID = 48, "created_by_uid";
    NR_MAP_IDS = 52, "nr_map_ids";
    MAP_IDS = 56, "map_ids";
    NAME = 64, "name";
    GPL_COMPATIBLE = 84, "gpl_compatible";
    NR_JITED_KSYMS = 104, "nr_jited_ksyms";
    NR_JITED_FUNC_LENS = 108, "nr_jited_func_lens";
    JITED_KSYMS = 112, "jited_ksyms";
    JITED_FUNC_LENS = 120, "jited_func_lens";
    BTF_ID = 128, "btf_id";
    FUNC_INFO_REC_SIZE = 132, "func_info_rec_size";
    FUNC_INFO = 136, "func_info";
    NR_FUNC_INFO = 144, "nr_func_info";
    NR_LINE_INFO = 148, "nr_line_info";
    LINE_INFO = 152, "line_info";
    JITED_LINE_INFO = 160, "jited_line_info";
    NR_JITED_LINE_INFO = 168, "nr_jited_line_info";
    LINE_INFO_REC_SIZE = 172, "line_info_rec_size";
    JITED_LINE_INFO_REC_SIZE = 176, "jited_line_info_rec_size";
    RUN_TIME_NS = 192, "run_time_ns";
    RUN_CNT = 200, "run_cnt";
    RECURSION_MISSES = 208, "recursion_misses";
    VERIFIED_INSNS = 216, "verified_insns";
    ATTACH_BTF_OBJ_ID = 220, "attach_btf_obj_id";
    ATTACH_BTF_ID = 224, "attach_btf_id";
}

/// The numbers of maps; a program may have 64 (`MAX_USED_MAPS`, `include/linux/bpf_verifier.h`).
const MAPS: InfoPart = InfoPart { address: MAP_IDS, count: NR_MAP_IDS, element: 4, element_size: None };
const MOST_MAPS: usize = 64;

pub(crate) fn program(fd: BorrowedFd<'_>) -> Result<ProgramInfo> {
    let mut maps = vec![0; MOST_MAPS * MAPS.element];
    let info = sys::program_info::<LENGTH>(fd, &mut [(MAPS, &mut maps)])?;
    let (word, long) = (|offset| sys::word(&info, offset), |offset| long(&info, offset));
    let mut tag = [0; 8];
    tag.copy_from_slice(&info[TAG..TAG + 8]);
    Ok(ProgramInfo {
        program_type: ProgramType(word(TYPE)),
        id: word(ID),
        name: sys::name(&info[NAME..NAME + 16]),
        tag,
        loaded_at: long(LOAD_TIME),
        user_id: word(CREATED_BY_UID),
        // A field of one bit, the first of its word.
        gpl_compatible: info[GPL_COMPATIBLE..GPL_COMPATIBLE + 4] != [0; 4],
        map_ids: words(&maps),
        btf_id: word(BTF_ID),
        translated_size: word(XLATED_PROG_LEN),
        machine_code_size: word(JITED_PROG_LEN),
        verified_instructions: word(VERIFIED_INSNS),
        run_count: long(RUN_CNT),
        run_time: long(RUN_TIME_NS),
        recursion_misses: long(RECURSION_MISSES),
        attached_to: (word(ATTACH_BTF_OBJ_ID), word(ATTACH_BTF_ID)),
    })
}

pub(crate) fn program_code(fd: BorrowedFd<'_>) -> Result<ProgramCode> {
    let info = sys::program_info::<LENGTH>(fd, &mut [])?;
    // The kernel says how long its records are, and takes no other length.
    let plain = |address, count, element| InfoPart { address, count, element, element_size: None };
    let records = |address, count, size, least| {
        let element = (sys::word(&info, size) as usize).max(least);
        InfoPart { address, count, element, element_size: Some(size) }
    };
    let parts = [
        plain(XLATED_PROG_INSNS, XLATED_PROG_LEN, 1),
        records(FUNC_INFO, NR_FUNC_INFO, FUNC_INFO_REC_SIZE, FUNCTION_RECORD),
        records(LINE_INFO, NR_LINE_INFO, LINE_INFO_REC_SIZE, LINE_RECORD),
        plain(JITED_PROG_INSNS, JITED_PROG_LEN, 1),
        plain(JITED_FUNC_LENS, NR_JITED_FUNC_LENS, size_of::<u32>()),
        plain(JITED_KSYMS, NR_JITED_KSYMS, size_of::<u64>()),
        records(JITED_LINE_INFO, NR_JITED_LINE_INFO, JITED_LINE_INFO_REC_SIZE, size_of::<u64>()),
    ];
    let room = |part: &InfoPart| (sys::word(&info, part.count) as usize).saturating_mul(part.element);
    let mut buffers = parts.map(|part| vec![0; room(&part)]);
    let mut at = 0;
    let mut wanted = buffers.each_mut().map(|buffer| {
        at += 1;
        (parts[at - 1], buffer)
    });
    sys::program_info::<LENGTH>(fd, &mut wanted)?;
    let [translated, functions, lines, machine_code, lengths, addresses, line_addresses] = buffers;
    Ok(ProgramCode {
        translated,
        functions: beginnings(&functions, parts[1].element, FUNCTION_RECORD),
        lines: beginnings(&lines, parts[2].element, LINE_RECORD),
        machine_code,
        function_lengths: words(&lengths),
        function_addresses: longs(&addresses),
        line_addresses: longs(&beginnings(&line_addresses, parts[6].element, size_of::<u64>())),
    })
}

/// The bytes that are known here of a `struct bpf_func_info` and of a `struct bpf_line_info`.
const FUNCTION_RECORD: usize = 8;
const LINE_RECORD: usize = 16;

/// The first bytes of each record.
fn beginnings(records: &[u8], length: usize, known: usize) -> Vec<u8> {
    records.chunks_exact(length.max(known)).flat_map(|record| record[..known].iter().copied()).collect()
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|word| u32::from_ne_bytes(*word)).collect()
}

fn longs(bytes: &[u8]) -> Vec<u64> {
    bytes.as_chunks().0.iter().map(|long| u64::from_ne_bytes(*long)).collect()
}

fn long(info: &[u8], offset: usize) -> u64 {
    let mut long = [0; 8];
    long.copy_from_slice(&info[offset..offset + 8]);
    u64::from_ne_bytes(long)
}
