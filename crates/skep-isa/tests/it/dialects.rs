//! Texts of other tools, as they printed them, are read; and what we print in their dialects is what they printed.
//!
//! The texts are in `tests/texts`. `verifier.txt` is the list "Live regs before insn" of the log of Linux 6.18 for a
//! program that has an instruction of nearly every row of the table; where the others are from, `clang.c` says.

use skep_isa::table::TABLE;
use skep_isa::{
    Assembly, Callee, Code, Dialect, Endian, Immediate, Instruction, Operation, Reference, TextOptions, table,
};
use std::collections::HashSet;

const VERIFIER: &str = include_str!("../texts/verifier.txt");
const BPFTOOL: &str = include_str!("../texts/bpftool.txt");
const CLANG: &str = include_str!("../texts/clang.s");

/// The lines of the kernel's dialect in a listing, without the numbers of their slots.
fn kernel_lines(listing: &str) -> Vec<String> {
    let instruction = |line: &str| line.find('(').map(|start| line[start..].to_owned());
    listing.lines().filter(|line| line.starts_with(' ')).filter_map(instruction).collect()
}

#[test]
fn the_verifiers_text_of_every_row_is_read_and_printed() {
    let code = Code::parse(VERIFIER).unwrap();
    let printed =
        code.display(Dialect::Kernel).with_helper_names(&|_| Some("bpf_map_lookup_elem")).to_string();
    assert_eq!(kernel_lines(&printed), kernel_lines(VERIFIER));

    // Every line has been read as the row that the kernel was given it as, in the table's order.
    let operations: Vec<Operation> =
        code.instructions.iter().map(|instruction| instruction.operation).collect();
    let rows: Vec<Operation> =
        TABLE.iter().map(|row| row.operation).filter(|operation| operations.contains(operation)).collect();
    let tail = [Operation::Call(Callee::Helper), Operation::Call(Callee::Function), Operation::Exit];
    assert!(operations.starts_with(&rows[..rows.len() - tail.len()]));
    // The kernel was not given what needs a map, a kernel variable or a kernel function, nor what it does not know.
    let left_out: Vec<Operation> =
        TABLE.iter().map(|row| row.operation).filter(|operation| !operations.contains(operation)).collect();
    let expected = [
        Operation::LoadImmediate(Immediate::Map),
        Operation::LoadImmediate(Immediate::MapValue),
        Operation::LoadImmediate(Immediate::Variable),
        Operation::LoadImmediate(Immediate::Function),
        Operation::LoadImmediate(Immediate::MapByIndex),
        Operation::LoadImmediate(Immediate::MapValueByIndex),
        Operation::GotoRegister,
        Operation::Call(Callee::Kfunc),
        Operation::CallRegister,
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn bpftools_dump_is_read_and_printed() {
    let code = Code::parse(BPFTOOL).unwrap();
    assert_eq!(code.slots(), 83);
    let without_names: Vec<String> = kernel_lines(BPFTOOL)
        .into_iter()
        .map(|line| line.split_once('#').map_or(line.clone(), |(line, _)| line.to_owned()))
        .collect();
    assert_eq!(kernel_lines(&code.display(Dialect::Kernel).to_string()), without_names);

    let labelled = code.with_labels().to_string();
    let excerpt: String = labelled.lines().skip(31).take(9).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!(excerpt, @r"
        r3 += -16
        w1 = 3
        ld_pseudo r2, 4, 38
        r4 = 0
        if r1 <= 8388608 goto L37
        w0 = -7
        goto L53
    L37:
        *(u64 *)(r10 - 40) = r6
    ");
}

#[test]
fn the_kernels_other_texts_are_read() {
    // Lines of verifier logs and dumps of Linux 6.18, of other programs.
    let log = "
; if (v) { @ a.c:15
7: (85) call bpf_map_lookup_elem#1    ; R0=map_value_or_null(id=1,map=COUNTS,ks=4,vs=8)
8: (18) r1 = 0xffff888104383c00       ; R1=map_ptr(map=COUNTS,ks=4,vs=8)
10: (b7) r1 = 1                       ; R1=1
11: (57) r1 &= 255
12: (18) r2 = map[id:474][0]+0
14: (85) call pc+2
15: (85) call 0xffffffff81234567#-49
16: (95) exit
17: (95) exit
";
    insta::assert_snapshot!(Code::parse(log).unwrap(), @r"
    call 1
    r1 = -131387273757696 ll
    r1 = 1
    r1 &= 255
    ld_pseudo r2, 2, 474
    call +2
    call helper -49
    exit
    exit
    ");
}

#[test]
fn clangs_assembly_output_is_read_and_printed() {
    let assembly = Assembly::parse_with(CLANG, &TextOptions::new("clang.s")).unwrap();
    let names: Vec<(&str, &str)> =
        assembly.functions.iter().map(|function| (&*function.name, &*function.section)).collect();
    assert_eq!(names, [("program", "xdp"), ("step", ".text"), ("mix", ".text")]);
    let program = &assembly.functions[0].code;
    let references: HashSet<&Reference> =
        program.instructions.iter().filter_map(|instruction| instruction.reference.as_ref()).collect();
    let expected = [
        Reference::Map("COUNTS".into()),
        Reference::Function("step".into()),
        Reference::Function("mix".into()),
        Reference::Label("LBB0_2".into()),
        Reference::Label("LBB0_5".into()),
    ];
    assert_eq!(references, expected.iter().collect());
    let location = program.instructions[0].location.as_ref().unwrap();
    assert_eq!(location.to_string(), "clang.s:9:2");

    // What we print for clang is what it printed, but for a move that zero-extends.
    let instructions: Vec<&str> = CLANG
        .lines()
        .filter(|line| line.starts_with('\t') && !line.starts_with("\t."))
        .map(|line| if line == "\tr1 = w1" { "w1 = w1" } else { line.trim() })
        .collect();
    let printed: String =
        assembly.functions.iter().map(|function| function.code.display(Dialect::Clang).to_string()).collect();
    let printed: Vec<&str> = printed.lines().filter(|line| !line.ends_with(':')).map(str::trim).collect();
    assert_eq!(printed, instructions);
}

#[test]
fn the_three_dialects_differ_in_memory_jumps_calls_and_64_bit_loads() {
    let text = "
        r1 += -1
        w2 = (s8)w3
        r4 = be16 r4
        w5 = *(u8 *)(r6 - 1)
        *(u32 *)(r7 + 8) = w8
        *(u64 *)(r10 - 8) = -1
        lock *(u32 *)(r1 + 0) += w2
        w2 = atomic_fetch_or((u32 *)(r1 + 0), w2)
        r2 = atomic_fetch_or((u64 *)(r1 + 0), r2)
        w2 = xchg32_32(r1 + 0, w2)
        r0 = cmpxchg_64(r1 + 0, r0, r2)
        w2 = load_acquire((u16 *)(r1 + 0))
        store_release((u8 *)(r1 + 0), w2)
        r0 = *(u16 *)skb[r7 - 2]
        r1 = -1 ll
        ld_pseudo r1, 1, 4
        ld_pseudo r1, 2, 4, 8
        ld_pseudo r1, 3, 4
        ld_pseudo r1, 4, 5
        ld_pseudo r1, 6, 4, 8
        if r1 == -1 goto +1
        if w1 s< 5 goto -1
        goto +0
        gotol -1
        may_goto +2
        call 181
        call +1
        call kfunc 1234, module 2
        exit
    ";
    let code = Code::parse(text).unwrap();
    let names = |id| (id == 181).then_some("bpf_loop");
    let mut table = String::new();
    for instruction in &code.instructions {
        let ours = instruction.to_string();
        let clang = instruction.display(Dialect::Clang).to_string();
        let kernel = instruction.display(Dialect::Kernel).with_helper_names(&names).to_string();
        let clang = if clang == ours { "" } else { clang.as_str() };
        table += &format!("{ours:42}|{clang:24}|{kernel}\n");
    }
    insta::assert_snapshot!(table, @r"
    r1 += -1                                  |                        |(07) r1 += -1
    w2 = (s8)w3                               |                        |(bc) w2 = (s8)w3
    r4 = be16 r4                              |                        |(dc) r4 = be16 r4
    w5 = *(u8 *)(r6 - 1)                      |                        |(71) r5 = *(u8 *)(r6 -1)
    *(u32 *)(r7 + 8) = w8                     |                        |(63) *(u32 *)(r7 +8) = r8
    *(u64 *)(r10 - 8) = -1                    |                        |(7a) *(u64 *)(r10 -8) = -1
    lock *(u32 *)(r1 + 0) += w2               |                        |(c3) lock *(u32 *)(r1 +0) += r2
    w2 = atomic_fetch_or((u32 *)(r1 + 0), w2) |                        |(c3) r2 = atomic_fetch_or((u32 *)(r1 +0), r2)
    r2 = atomic_fetch_or((u64 *)(r1 + 0), r2) |                        |(db) r2 = atomic64_fetch_or((u64 *)(r1 +0), r2)
    w2 = xchg32_32(r1 + 0, w2)                |                        |(c3) r2 = atomic_xchg((u32 *)(r1 +0), r2)
    r0 = cmpxchg_64(r1 + 0, r0, r2)           |                        |(db) r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)
    w2 = load_acquire((u16 *)(r1 + 0))        |                        |(cb) r2 = load_acquire((u16 *)(r1 +0))
    store_release((u8 *)(r1 + 0), w2)         |                        |(d3) store_release((u8 *)(r1 +0), r2)
    r0 = *(u16 *)skb[r7 - 2]                  |r0 = *(u16 *)skb[r7]    |(48) r0 = *(u16 *)skb[r7 + -2]
    r1 = -1 ll                                |                        |(18) r1 = 0xffffffffffffffff
    ld_pseudo r1, 1, 4                        |                        |(18) r1 = map[id:4]
    ld_pseudo r1, 2, 4, 8                     |ld_pseudo r1, 2, 4      |(18) r1 = map[id:4][0]+8
    ld_pseudo r1, 3, 4                        |                        |(18) r1 = 0x4
    ld_pseudo r1, 4, 5                        |                        |(18) r1 = subprog[+5]
    ld_pseudo r1, 6, 4, 8                     |ld_pseudo r1, 6, 4      |(18) r1 = map[idx:4]+8
    if r1 == -1 goto +1                       |                        |(15) if r1 == 0xffffffff goto pc+1
    if w1 s< 5 goto -1                        |                        |(c6) if w1 s< 0x5 goto pc-1
    goto +0                                   |                        |(05) goto pc+0
    gotol -1                                  |                        |(06) gotol pc-1
    may_goto +2                               |                        |(e5) may_goto pc+2
    call 181                                  |                        |(85) call bpf_loop#181
    call +1                                   |call 1                  |(85) call pc+1
    call kfunc 1234, module 2                 |call 1234               |(85) call kernel-function#1234
    exit                                      |                        |(95) exit
    ");
}

#[test]
fn a_helper_that_is_known_by_name_is_printed_and_read_by_name() {
    let code = Code::parse("call 181\ncall 7").unwrap();
    let names = |id| (id == 181).then_some("bpf_loop");
    let text = code.display(Dialect::Skep).with_helper_names(&names).to_string();
    assert_eq!(text, "    call bpf_loop#181\n    call 7\n");
    assert_eq!(Code::parse(&text).unwrap().encode(Endian::Little), code.encode(Endian::Little));

    let options =
        TextOptions { helper_id: &|name| (name == "bpf_loop").then_some(181), ..TextOptions::default() };
    let helper = Code::parse_with("call bpf_loop", &options).unwrap();
    assert_eq!(helper.instructions[0].operation, Operation::Call(Callee::Helper));
    assert_eq!(helper.instructions[0].imm, 181);
    // A function of the text goes first.
    let text = "function main:\ncall bpf_loop\nexit\nfunction bpf_loop:\nexit";
    let own = Assembly::parse_with(text, &options).unwrap();
    let call: &Instruction = &own.functions[0].code.instructions[0];
    assert_eq!(call.reference, Some(Reference::Function("bpf_loop".into())));
    assert!(table::row(call.operation).is_some());
}
