//! What the forms of text mean, and everything that can be wrong with them.

use super::*;
use crate::{Callee, Endian, Immediate, Operation, Reference};

/// What is said of a text that is wrong.
fn errors(text: &str) -> String {
    Assembly::parse(text).map_or_else(|errors| errors.to_string(), |assembly| panic!("{assembly}"))
}

/// What is said of a text that should be one function.
fn code_errors(text: &str) -> String {
    Code::parse(text).map_or_else(|errors| errors.to_string(), |code| panic!("{code}"))
}

/// Both texts are the same code.
#[track_caller]
fn same(text: &str, other: &str) {
    let bytes = |text| Listing::parse(text).unwrap().encode(Endian::Little).unwrap();
    assert_eq!(bytes(text), bytes(other), "{text}");
}

#[test]
fn numbers_are_decimal_or_hexadecimal_with_or_without_a_sign() {
    same("r1 = 0x10", "r1 = 16");
    same("r1 += -0x1", "r1 += -1");
    same("r1 += +1", "r1 += 1");
    same("*(u64 *)(r10 - 0x8) = 0xFF", "*(u64 *)(r10 - 8) = 255");
    same("goto +0x0", "goto +0");
    same("r1 = -0x8000000000000000 ll", "r1 = 9223372036854775808 ll");
    same("r1 = 18446744073709551615 ll", "r1 = -1 ll");
    same("ld_pseudo r1, 0x1, 0x4", "ld_pseudo r1, 1, 4");
    same("call 0xb5", "call 181");
}

#[test]
fn where_only_32_bits_count_the_sign_may_be_left_to_them() {
    same("w1 = 0xffffffff", "w1 = -1");
    same("w1 &= 4294967295", "w1 &= -1");
    same("if w1 == 0x80000000 goto +0", "if w1 == -2147483648 goto +0");
    same("*(u32 *)(r1 + 0) = 0xffffffff", "*(u32 *)(r1 + 0) = -1");
    // The kernel's comparisons show the lower half.
    same("if r1 == 0xffffffff goto pc+0", "if r1 == -1 goto +0");
}

#[test]
fn a_hexadecimal_number_without_ll_is_of_64_bits_if_it_must_be() {
    same("r1 = 0x7fffffff", "r1 = 2147483647");
    same("r1 = 0x80000000", "r1 = 2147483648 ll");
    same("(18) r1 = 0x5", "r1 = 5 ll");
    same("(b7) r1 = 0x5", "r1 = 5");
}

#[test]
fn memory_can_be_written_with_either_register() {
    same("r1 = *(u8 *)(r2 + 0)", "w1 = *(u8 *)(r2 + 0)");
    same("*(u16 *)(r1 +2) = r2", "*(u16 *)(r1 + 2) = w2");
    same("lock *(u32 *)(r1 +0) += r2", "lock *(u32 *)(r1 + 0) += w2");
    same("r2 = atomic_fetch_add((u32 *)(r1 +0), r2)", "w2 = atomic_fetch_add((u32 *)(r1 + 0), w2)");
    same("r1 = w2", "w1 = w2");
}

#[test]
fn calls_are_told_apart() {
    let callee = |text: &str| {
        let call = Code::parse(text).unwrap().instructions.remove(0);
        (call.operation, call.offset, call.imm)
    };
    assert_eq!(callee("call 7"), (Operation::Call(Callee::Helper), 0, 7));
    assert_eq!(callee("call bpf_loop#7"), (Operation::Call(Callee::Helper), 0, 7));
    assert_eq!(callee("call helper -7"), (Operation::Call(Callee::Helper), 0, -7));
    assert_eq!(callee("call +7"), (Operation::Call(Callee::Function), 0, 7));
    assert_eq!(callee("call -7"), (Operation::Call(Callee::Function), 0, -7));
    assert_eq!(callee("call pc+7"), (Operation::Call(Callee::Function), 0, 7));
    assert_eq!(callee("call pc+7#bpf_prog_f"), (Operation::Call(Callee::Function), 0, 7));
    assert_eq!(callee("call kfunc 7"), (Operation::Call(Callee::Kfunc), 0, 7));
    assert_eq!(callee("call kfunc 7, module 2"), (Operation::Call(Callee::Kfunc), 2, 7));
    assert_eq!(callee("call kernel-function#7"), (Operation::Call(Callee::Kfunc), 0, 7));
}

#[test]
fn a_name_is_a_function_of_the_text_or_else_a_map() {
    let text = "
function main:
    r1 = COUNTS ll
    r1 = COUNTS+8 ll
    r1 = step ll
    r1 = function elsewhere ll
    call step
    exit
function step:
    exit
";
    let main = Assembly::parse(text).unwrap().functions.remove(0).code;
    let loads: Vec<_> = main.instructions[..5]
        .iter()
        .map(|load| (load.operation, load.imm, load.reference.clone().unwrap()))
        .collect();
    let load = |what, imm, reference| (Operation::LoadImmediate(what), imm, reference);
    let expected = [
        load(Immediate::Map, 0, Reference::Map("COUNTS".into())),
        load(Immediate::MapValue, 8 << 32, Reference::Map("COUNTS".into())),
        load(Immediate::Function, 0, Reference::Function("step".into())),
        load(Immediate::Function, 0, Reference::Function("elsewhere".into())),
        (Operation::Call(Callee::Function), 0, Reference::Function("step".into())),
    ];
    assert_eq!(loads, expected);
}

#[test]
fn instructions_know_their_file_line_and_column() {
    let text = "r0 = 0 ; one\n\n\tout: again: exit // two\n  7: (95) exit\n";
    let code = Code::parse_with(text, &TextOptions::new("prog.bpf")).unwrap();
    let places: Vec<String> = code
        .instructions
        .iter()
        .map(|instruction| instruction.location.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(places, ["prog.bpf:1:1", "prog.bpf:3:14", "prog.bpf:4:11"]);
    // And so the checks point into the file.
    let code = Code::parse_with("r0 = 0\nr10 = 1\nexit", &TextOptions::new("prog.bpf")).unwrap();
    insta::assert_snapshot!(code.check().unwrap_err(), @"instruction 1 `r10 = 1` (prog.bpf:2:1): writes r10, which can only be read");
}

#[test]
fn of_several_labels_of_a_place_the_first_is_kept() {
    let code = Code::parse("goto b\na:\nb: goto a\nexit").unwrap();
    insta::assert_snapshot!(code, @r"
        goto a
    a:
        goto a
        exit
    ");
}

#[test]
fn labels_in_a_listing_become_distances_over_any_bytes() {
    let listing = Listing::parse(
        "a: goto c\nb: .insn 0x0102030405060708\nr1 = 1 ll\nc: gotol b\nif r1 == 0 goto a\n.insn 0x01",
    )
    .unwrap();
    insta::assert_snapshot!(listing, @r"
    goto +3
    .insn 0x0102030405060708
    r1 = 1 ll
    gotol -4
    if r1 == 0 goto -6
    .insn 0x01
    ");
}

#[test]
fn prototypes_are_skipped_and_nothing_else_like_them() {
    same("int f(u64 n):\nr0 = 0\nstruct s * g(void):\nexit", "r0 = 0\nexit");
    insta::assert_snapshot!(code_errors("r1 = f(x):\ngoto (x):\nf(x):\nexit"), @r"
    3 problems:
      text:1:7: found `(`, expected `ll` or `+`
      text:2:6: found `(`, expected a number with its sign from -32768 to +32767, a label or `pc`
      text:3:1: found `f`, expected an instruction, a label or a directive
    ");
}

#[test]
fn every_line_that_is_no_instruction_is_reported_with_what_was_expected() {
    insta::assert_snapshot!(code_errors("
        mov r1, 5
        r1 5
        r1 += 0xffffffff
        r1 &= w2
        r1 = 4294967295
        r1 = COUNTS
        r1 = -r2
        r1 = 99999999999999999999 ll
        r11 = 0
        r01 = 0
        r1 = r0 r2
        r1 += 1e3
        w2 = atomic_fetch_add((u32 *)(r1 + 0), w3)
        *(u32 *)(r1 + 32768) = 0
        *(u32 *)(r1 4) = 0
        *(u32) = 0
        r1 = *(u128 *)(r2 + 0)
        if r1 === 0 goto out
        if r1 == 0xffffffff goto +0
        if r1 == r2 goto 5
        goto
        goto +40000
        gotol +3000000000
        call
        call -
        call helper 4294967295
        call kfunc 7, modul 1
        call #7
        ld_pseudo r1, 7, 5
        ld_pseudo r1, 1, 5, 6
        r1 = addr_space_cast(r2, 65536, 0)
        (b7) r1 += 5
        (0f) r1 = 5 ll
        (95)
        r1 = \"open
        goto r1
        r\u{e4} = \u{1f41d}
        exit exit
        exit; exit
        exit

        out: exit
    "), @r#"
    39 problems:
      text:2:9: found `mov`, expected an instruction, a label or a directive
      text:3:12: found `5`, expected `+=`, `-=`, `*=`, `/=`, `s/=`, `|=`, `&=`, `<<=`, `>>=`, `=`, `%=`, `s%=`, `^=` or `s>>=`
      text:4:15: found `0xffffffff`, expected a register r0 to r10 or a number from -2147483648 to 2147483647
      text:5:15: found `w2`, expected a register r0 to r10 or a number from -2147483648 to 2147483647
      text:6:24: found the end of the line, expected `ll`
      text:7:20: found the end of the line, expected `ll` or `+`
      text:8:15: found `r2`, expected `r1`, as before or a number from -9223372036854775808 to 18446744073709551615
      text:9:14: found `99999999999999999999`, expected a register (r0 to r10 or w0 to w10), a number from -9223372036854775808 to 18446744073709551615, the name of a map or one of 28 words and signs like `-`, `(`, `addr_space_cast`
      text:10:9: found `r11`, expected an instruction, a label or a directive
      text:11:9: found `r01`, expected an instruction, a label or a directive
      text:12:17: found `r2`, expected the end of the line
      text:13:15: found `1e3`, expected a register r0 to r10 or a number from -2147483648 to 2147483647
      text:14:48: found `w3`, expected `w2`, as before
      text:15:21: found `+32768`, expected a number with its sign from -32768 to +32767
      text:16:21: found `4`, expected a number with its sign from -32768 to +32767
      text:17:14: found `)`, expected `*`
      text:18:16: found `u128`, expected `u8`, `u16`, `u32`, `u64`, `s8`, `s16` or `s32`
      text:19:17: found `=`, expected a register r0 to r10 or a number from -2147483648 to 2147483647
      text:20:18: found `0xffffffff`, expected a register r0 to r10 or a number from -2147483648 to 2147483647
      text:21:26: found `5`, expected a number with its sign from -32768 to +32767, a label or `pc`
      text:22:13: found the end of the line, expected a number with its sign from -32768 to +32767, a label or `pc`
      text:23:14: found `+40000`, expected a number with its sign from -32768 to +32767, a label or `pc`
      text:24:15: found `+3000000000`, expected a number with its sign from -2147483648 to +2147483647, a label or `pc`
      text:25:13: found the end of the line, expected a number from 0 to 2147483647, a number with its sign from -2147483648 to +2147483647, the name of a function, `helper`, `pc`, `kfunc` or `kernel`
      text:26:15: found the end of the line, expected a number with its sign from -2147483648 to +2147483647
      text:27:21: found `4294967295`, expected a number from -2147483648 to 2147483647, `#` or the end of the line
      text:28:23: found `modul`, expected `module`
      text:29:13: found the end of the line, expected a number from 0 to 2147483647, a number with its sign from -2147483648 to +2147483647, the name of a function, `helper`, `pc`, `kfunc` or `kernel`
      text:30:23: found `7`, expected `1`, `2`, `3`, `4`, `5` or `6`
      text:31:27: found `,`, expected the end of the line
      text:32:34: found `65536`, expected a number from 0 to 65535
      text:33:10: found `b7`, expected `07`, the code of the instruction after it
      text:34:10: found `0f`, expected `18`, the code of the instruction after it
      text:35:12: found the end of the line, expected an instruction, a label or a directive
      text:36:14: found `"open`, expected a register (r0 to r10 or w0 to w10), a number from -9223372036854775808 to 18446744073709551615, the name of a map or one of 28 words and signs like `-`, `(`, `addr_space_cast`
      text:37:14: found `r1`, expected a number with its sign from -32768 to +32767, a label or `pc`
      text:38:9: found `rä`, expected an instruction, a label or a directive
      text:39:14: found `exit`, expected the end of the line
      text:40:13: found `;` without a space before it, expected one instruction a line, or a space before the comment
    "#);
}

#[test]
fn slots_that_do_not_follow_one_another_are_refused() {
    insta::assert_snapshot!(code_errors("
        3: (18) r1 = 0x5
        4: (b7) r0 = 0
        5: (95) exit
        0: R1=ctx() R10=fp0
        9: (95) exit
        12: .insn 0x9500000000000000
        14: exit
    "), @r"
    6 problems:
      text:3:9: found `4`, expected `5`, the number of the slot after the instruction before
      text:5:9: found `0`, expected `6`, the number of the slot after the instruction before
      text:5:12: found `R1`, expected an instruction, a label or a directive
      text:7:9: found `12`, expected `10`, the number of the slot after the instruction before
      text:7:13: found `.insn`, expected an instruction: only listings hold other bytes
      text:8:9: found `14`, expected `13`, the number of the slot after the instruction before
    ");
}

#[test]
fn labels_that_lead_nowhere_are_refused() {
    insta::assert_snapshot!(errors("
function one:
a:  goto b
    if r1 == 0 goto there
    exit
a:  exit
r1: exit
w:
function two:
    goto a
    exit
function one:
"), @r"
    8 problems:
      text:3:10: found the label `b`, which stands nowhere, expected a label of the function
      text:4:21: found the label `there`, which stands nowhere, expected a label of the function
      text:6:1: found the label `a`, which stands at text:3:1 already, expected a label of another name
      text:7:1: found `r1`, expected a name (between quotation marks, if it looks like something else)
      text:8:1: found the label `w` at the end of the function, expected an instruction after it
      text:10:10: found the label `a`, which stands nowhere, expected a label of the function
      text:12:1: found the function `one`, which stands at text:2:1 already, expected a function of another name
      text:12:1: found no instructions, expected at least one
    ");
}

#[test]
fn texts_without_what_is_needed_are_refused() {
    insta::assert_snapshot!(errors(""), @"text:1:1: found no instructions, expected at least one");
    insta::assert_snapshot!(errors("; nothing\n\n"), @"text:1:1: found no instructions, expected at least one");
    insta::assert_snapshot!(errors("exit\nfunction two:\nexit"), @"text:1:1: found something before the first function, expected a header: `function NAME:`");
    insta::assert_snapshot!(code_errors("function one:\nexit\nfunction two:\nexit"), @"text:3:1: found the function `two`, which is not the first, expected the text of one function");
    insta::assert_snapshot!(code_errors("function 1:\nexit"), @"text:1:10: found `1`, expected a name (between quotation marks, if it looks like something else)");
}

#[test]
fn bytes_that_are_no_slot_are_refused() {
    let errors = Listing::parse(
        "
        .insn
        .insn 0x
        .insn 0x123
        .insn 0x1g
        .insn 0x010203040506070809
        .insn 1
        .insn 0x01 0x02
    ",
    )
    .unwrap_err();
    insta::assert_snapshot!(errors, @r"
    7 problems:
      text:2:14: found the end of the line, expected 0x and two hexadecimal digits for each of the 8 bytes
      text:3:15: found `0x`, expected 0x and two hexadecimal digits for each of the 8 bytes
      text:4:15: found `0x123`, expected 0x and two hexadecimal digits for each of the 8 bytes
      text:5:15: found `0x1g`, expected 0x and two hexadecimal digits for each of the 8 bytes
      text:6:15: found `0x010203040506070809`, expected 0x and two hexadecimal digits for each of the 8 bytes
      text:7:15: found `1`, expected 0x and two hexadecimal digits for each of the 8 bytes
      text:8:15: found `0x010x02`, expected 0x and two hexadecimal digits for each of the 8 bytes
    ");
    insta::assert_snapshot!(Listing::parse(".insn 0x01\n.insn 0x02").unwrap_err(), @"text:1:1: found 1 of 8 bytes, expected all of them: only the last line can have fewer");
    insta::assert_snapshot!(code_errors(".insn 0x9500000000000000"), @"text:1:1: found `.insn`, expected an instruction: only listings hold other bytes");
    let far = format!("goto far\n{}far: exit", "exit\n".repeat(32768));
    insta::assert_snapshot!(Listing::parse(&far).unwrap_err(), @"text:1:1: found the label `far` at a distance of +32768 slots, expected a distance from -32768 to +32767");
}

#[test]
fn directives_are_skipped_only_if_they_say_nothing_of_the_instructions() {
    insta::assert_snapshot!(errors("
        .text
        .long 5
        .org 16
        .p2align 4
        .balign
        .section
        .section .rodata,\"a\",@progbits
        .long 5
        r1 = 5
    "), @r"
    6 problems:
      text:3:9: found the directive `.long`, expected an instruction, a label, `.insn`, or a directive that says nothing of the instructions
      text:4:9: found the directive `.org`, expected an instruction, a label, `.insn`, or a directive that says nothing of the instructions
      text:5:18: found `4`, expected a number from 0 to 3
      text:6:16: found the end of the line, expected a number from 0 to 8
      text:7:17: found the end of the line, expected the name of a section
      text:10:9: found `r1`, expected a label or a directive (the section `.rodata` holds no code)
    ");
    let text = "
        .data
total:  .quad 7
        .section tp/sched/sched_switch,\"ax\",@progbits # comment
        .type   main,@function
main:
        .balign 8
.Ltmp0: r1 = 5
        exit
.Lend:
        .size   main, .Lend-main
";
    let assembly = Assembly::parse(text).unwrap();
    insta::assert_snapshot!(assembly, @r#"
    .section "tp/sched/sched_switch","ax"
    function main:
        r1 = 5
        exit
    "#);
}

#[test]
fn a_variable_has_no_address_in_text() {
    insta::assert_snapshot!(errors("
        .comm common,8,8
        .section maps,\"aw\"
MAP:    .zero 32
        .section \".maps\",\"aw\"
COUNTS: .zero 32
        .data
total:  .quad 7
        .text
        r1 = COUNTS ll
        r1 = total ll
        r1 = total+8 ll
        r1 = common ll
        call total
        exit
    "), @r"
    4 problems:
      text:11:14: found the variable `total` of the section `.data`, expected a map or a function: only object files give variables an address
      text:12:14: found the variable `total` of the section `.data`, expected a map or a function: only object files give variables an address
      text:13:14: found the variable `common` of the section `.bss`, expected a map or a function: only object files give variables an address
      text:14:14: found the variable `total` of the section `.data`, expected a map or a function: only object files give variables an address
    ");
}

#[test]
fn a_thousand_errors_are_all_there() {
    let text = "nonsense\n".repeat(1000);
    let errors = Code::parse(&text).unwrap_err();
    assert_eq!(errors.problems.len(), 1000);
    assert!(errors.to_string().starts_with("1000 problems:\n  text:1:1: found `nonsense`"));
}
