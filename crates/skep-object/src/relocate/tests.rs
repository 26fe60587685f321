//! Tests of what answers do to instructions.

use super::*;
use skep_btf::relocation::{Relocation, RelocationKind};
use skep_btf::{Btf, BtfBuilder, Endian, Int, NewMember, Signedness, TypeId};
use skep_isa::registers::*;
use skep_isa::{Assembler, Atomic};

/// Makes an integer type, or another.
type Make = fn(&mut BtfBuilder) -> TypeId;

/// A structure `s` with a member `f` at a byte.
fn types(make: Make, at: u32) -> (Vec<u8>, TypeId) {
    let mut builder = BtfBuilder::new();
    let of = make(&mut builder);
    let s = builder.add_struct("s", at + 64, &[NewMember::at_byte("f", of, at)]);
    (builder.to_bytes(Endian::Little).unwrap(), s)
}

/// What an instruction becomes if the program has `f` at byte 8 and the target elsewhere.
fn becomes(instruction: Instruction, local: Make, target: Make, at: u32, kind: RelocationKind) -> String {
    let ((local, root), (target, _)) = (types(local, 8), types(target, at));
    let (local, target) = (Btf::parse(&local).unwrap(), Btf::parse(&target).unwrap());
    let relocation = Relocation { type_id: root, access: "0:0", kind };
    let mut resolver = Resolver::new(&local, &[relocation]);
    resolver.search(&[&target]);
    let mut code = Code { instructions: vec![instruction] };
    match relocate(&mut code, &[(0, 0)], &resolver, &resolver.resolve()) {
        Ok(poisoned) => match poisoned.as_slice() {
            [] => code.to_string().trim().to_owned(),
            [one] => {
                assert_eq!(code.to_string().trim(), "call 195896080");
                format!("poison: {}", one.message)
            }
            _ => panic!("{poisoned:?}"),
        },
        Err(errors) => format!("error: {}", errors[0]),
    }
}

fn instruction(operation: Operation) -> Instruction {
    let memory =
        !matches!(operation, Operation::Move(..) | Operation::Arithmetic(..) | Operation::LoadImmediate(_));
    let (offset, imm) = if memory { (8, 0) } else { (0, 8) };
    Instruction { dst: R1, src: R2, offset, imm, ..Instruction::new(operation) }
}

const U8: Make = |b| b.add_int("u8", Int::unsigned(1));
const U16: Make = |b| b.add_int("u16", Int::unsigned(2));
const U32: Make = |b| b.add_int("u32", Int::unsigned(4));
const U64: Make = |b| b.add_int("u64", Int::unsigned(8));
const S8: Make = |b| b.add_int("s8", Int::signed(1));
const S32: Make = |b| b.add_int("s32", Int::signed(4));
const S64: Make = |b| b.add_int("s64", Int::signed(8));
const PTR: Make = |b| b.add_ptr(TypeId::VOID);
const OFFSET: RelocationKind = RelocationKind::FieldByteOffset;

#[test]
fn an_offset_goes_where_the_instruction_has_it() {
    let check = |operation, expected: &str| {
        let operation = Instruction { src: R0, ..instruction(operation) };
        assert_eq!(becomes(operation, U32, U32, 40, OFFSET), expected);
    };
    use skep_isa::Arithmetic::Add;
    check(Operation::Move(Width::W64, Source::Immediate), "r1 = 40");
    check(Operation::Move(Width::W32, Source::Immediate), "w1 = 40");
    check(Operation::Arithmetic(Add, Width::W64, Source::Immediate), "r1 += 40");
    check(Operation::LoadImmediate(Immediate::Value), "r1 = 40 ll");
    check(Operation::Load(Size::Word), "w1 = *(u32 *)(r0 + 40)");
    check(Operation::Store(Size::Word, Source::Register), "*(u32 *)(r1 + 40) = w0");
    check(Operation::Store(Size::Word, Source::Immediate), "*(u32 *)(r1 + 40) = 0");
    check(Operation::Atomic(Atomic::Add, Size::Word), "lock *(u32 *)(r1 + 40) += w0");
}

#[test]
fn an_access_takes_the_width_of_the_targets_field() {
    let load = |size| instruction(Operation::Load(size));
    let signed = |size| instruction(Operation::LoadSignExtend(size));
    let store = |size| instruction(Operation::Store(size, Source::Register));
    let check = |instruction, local, target, expected: &str| {
        let found = becomes(instruction, local, target, 16, OFFSET);
        let found = found.strip_prefix("poison: s.f (0:0): ").unwrap_or(&found);
        assert_eq!(found, expected);
    };
    check(load(Size::Word), U32, U8, "w1 = *(u8 *)(r2 + 16)");
    check(load(Size::Word), U32, U64, "r1 = *(u64 *)(r2 + 16)");
    check(load(Size::Double), S64, U16, "w1 = *(u16 *)(r2 + 16)");
    check(load(Size::Double), S64, S32, "r1 = *(s32 *)(r2 + 16)");
    check(load(Size::Double), U64, S8, "r1 = *(s8 *)(r2 + 16)");
    check(signed(Size::Word), S32, S8, "r1 = *(s8 *)(r2 + 16)");
    check(signed(Size::Word), S32, U8, "w1 = *(u8 *)(r2 + 16)");
    check(signed(Size::Word), S32, S64, "r1 = *(u64 *)(r2 + 16)");
    check(signed(Size::Word), S32, U64, "r1 = *(u64 *)(r2 + 16)");
    check(store(Size::Word), U32, U64, "*(u64 *)(r1 + 16) = r2");
    check(store(Size::Double), S64, S8, "*(u8 *)(r1 + 16) = w2");
    // The same width is the same access, whatever the sign.
    check(load(Size::Word), S32, U32, "w1 = *(u32 *)(r2 + 16)");
    let no =
        |local, target| format!("a field of {local} in the program cannot be accessed as one of {target}");
    check(load(Size::Word), S32, S8, &no("4 bytes (signed)", "1 bytes (signed)"));
    check(load(Size::Word), S32, S64, &no("4 bytes (signed)", "8 bytes (signed)"));
    check(store(Size::Word), S32, S64, &no("4 bytes (signed)", "8 bytes (signed)"));
    check(load(Size::Double), PTR, PTR, "r1 = *(u64 *)(r2 + 16)");
    let wide: Make = |b| b.add_int("u128", Int::unsigned(16));
    check(load(Size::Word), U32, wide, &no("4 bytes (unsigned)", "16 bytes (unsigned)"));
    let empty: Make = |b| b.add_struct("inner", 4, &[]);
    let full: Make = |b| b.add_struct("inner", 8, &[]);
    check(load(Size::Word), empty, full, &no("4 bytes (no number)", "8 bytes (no number)"));
    let atomic = instruction(Operation::Atomic(Atomic::Add, Size::Word));
    check(atomic, U32, U64, &no("4 bytes (unsigned)", "8 bytes (unsigned)"));
}

#[test]
fn what_does_not_fit_is_refused() {
    let load = |size| instruction(Operation::Load(size));
    let check = |instruction, at, kind, expected: &str| {
        let expected = format!("error: instruction 0, relocation 0 of s.f (0:0): {expected}");
        assert_eq!(becomes(instruction, U32, U32, at, kind), expected);
    };
    check(
        load(Size::Word),
        32768,
        OFFSET,
        "32768 does not fit into the instruction, expected at most 32767 bytes",
    );
    assert_eq!(becomes(load(Size::Word), U32, U32, 32767, OFFSET), "w1 = *(u32 *)(r2 + 32767)");
    let other = Instruction { offset: 12, ..load(Size::Word) };
    check(other, 16, OFFSET, "the instruction has 12, expected 8");
    check(
        load(Size::Word),
        16,
        RelocationKind::FieldExists,
        "`w1 = *(u32 *)(r2 + 8)` has no place for a number that is no offset",
    );
    check(Instruction::new(Operation::Exit), 16, OFFSET, "`exit` has no place for a number");
    assert_eq!(
        becomes(load(Size::Half), U32, U64, 16, OFFSET),
        "error: instruction 0, relocation 0 of s.f (0:0): the instruction accesses 2 bytes, expected 4"
    );
}

/// What a load of an enumerator's value becomes.
fn enumerator(operation: Operation, value: i128) -> Result<Option<Poison>, RelocateProblem> {
    let mut builder = BtfBuilder::new();
    let signedness = if value < 0 { Signedness::Signed } else { Signedness::Unsigned };
    let e = builder.add_enum64("e", 8, signedness, &[("A", value)]);
    let bytes = builder.to_bytes(Endian::Little).unwrap();
    let btf = Btf::parse(&bytes).unwrap();
    let relocation = Relocation { type_id: e, access: "0", kind: RelocationKind::EnumeratorValue };
    let answers = skep_btf::relocation::resolve(&btf, &[relocation], &btf, &[]);
    let patch = Patch { expected: None, ..answers[0].clone().unwrap().patch };
    let mut instruction = instruction(operation);
    let applied = apply(&mut instruction, &patch)?;
    let low = instruction.imm.cast_unsigned();
    let shift = if matches!(operation, Operation::Move(Width::W32, _)) { 32 } else { 0 };
    assert_eq!(low << shift, i64::try_from(value).map_or(u64::MAX, i64::cast_unsigned) << shift);
    Ok(applied)
}

#[test]
fn numbers_fit_into_as_many_bits_as_the_operation_has() {
    let wide = Operation::LoadImmediate(Immediate::Value);
    let (w64, w32) =
        (Operation::Move(Width::W64, Source::Immediate), Operation::Move(Width::W32, Source::Immediate));
    let check = |value, expected| {
        let fits = [wide, w64, w32].map(|operation| enumerator(operation, value).is_ok());
        assert_eq!(fits, expected, "{value}");
    };
    check(-1, [true, true, true]);
    check(i32::MIN.into(), [true, true, true]);
    check(0x7fff_ffff, [true, true, true]);
    check(0x8000_0000, [true, false, true]);
    check(0xffff_ffff, [true, false, true]);
    check(0x1_0000_0000, [true, false, false]);
    check(i64::MIN.into(), [true, false, false]);
    check(u64::MAX.into(), [true, true, true]);
}

#[test]
fn an_enumerator_of_32_bits_has_the_sign_that_the_compiler_gave_it() {
    let e = |value| {
        let mut builder = BtfBuilder::new();
        let e = builder.add_enum("e", 4, Signedness::Unsigned, &[("A", value)]);
        (builder.to_bytes(Endian::Little).unwrap(), e)
    };
    let check = |compiled: i64, number: i128, expected: i64| {
        let ((local, root), (target, _)) = (e(0xffff_fff0), e(number));
        let (local, target) = (Btf::parse(&local).unwrap(), Btf::parse(&target).unwrap());
        let relocation = Relocation { type_id: root, access: "0", kind: RelocationKind::EnumeratorValue };
        let answers = skep_btf::relocation::resolve(&local, &[relocation], &target, &[]);
        let mut load =
            Instruction { imm: compiled, ..Instruction::new(Operation::LoadImmediate(Immediate::Value)) };
        assert_eq!(apply(&mut load, &answers[0].clone().unwrap().patch), Ok(None));
        assert_eq!(load.imm, expected);
    };
    check(-16, 0xffff_fffe, -2);
    check(-16, 5, 5);
    check(0xffff_fff0, 0xffff_fffe, 0xffff_fffe);
    check(0xffff_fff0, 5, 5);
}

#[test]
fn an_access_without_an_answer_is_a_call_that_no_kernel_has_and_says_what_it_was() {
    let other: Make = PTR;
    assert_eq!(
        becomes(instruction(Operation::Load(Size::Word)), U32, other, 16, OFFSET),
        "poison: field_byte_offset of s.f (0:0): 'f' is PTR (anon) in the target, and the program expects INT 'u32'"
    );
}

#[test]
fn jumps_over_a_poisoned_load_lead_where_they_did() {
    let ((local, root), (target, _)) = (types(U32, 8), types(PTR, 8));
    let (local, target) = (Btf::parse(&local).unwrap(), Btf::parse(&target).unwrap());
    let relocation = Relocation { type_id: root, access: "0:0", kind: OFFSET };
    let mut resolver = Resolver::new(&local, &[relocation]);
    resolver.search(&[&target]);
    let mut code = Assembler::new().load_imm64(R1, 8).mov(R0, 0).exit().build().unwrap();
    let jump = Instruction { offset: 2, ..Instruction::new(Operation::Goto) };
    code.instructions.insert(0, jump);
    let location = code.instructions[1].location.clone();
    let poisoned = relocate(&mut code, &[(1, 0)], &resolver, &resolver.resolve()).unwrap();
    assert_eq!((poisoned[0].instruction, poisoned[0].relocation), (1, 0));
    assert_eq!(code.instructions[1].location, location);
    insta::assert_snapshot!(code.to_string(), @r"
        goto L3
        call 195896080
    L3:
        r0 = 0
        exit
    ");
}

#[test]
fn what_is_not_there_is_said() {
    let (bytes, root) = types(U32, 8);
    let btf = Btf::parse(&bytes).unwrap();
    let relocation = Relocation { type_id: root, access: "0:7", kind: OFFSET };
    let resolver = Resolver::new(&btf, &[relocation]);
    let mut code = Assembler::new().mov(R0, 0).exit().build().unwrap();
    let errors = relocate(&mut code, &[(0, 0), (5, 0), (0, 3)], &resolver, &resolver.resolve()).unwrap_err();
    let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    instruction 0, relocation 0: field_byte_offset of [2] STRUCT 's' (0:7): number 1 of the access string is 7, and [2] STRUCT 's' has 1
    instruction 5, relocation 0 of [2] STRUCT 's' (0:7): there are only 2 instructions
    instruction 0, relocation 3 of : there is no relocation of this number
    ");
}
