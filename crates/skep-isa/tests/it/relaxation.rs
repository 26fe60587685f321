//! The layout of random programs with jumps that are too far for 16 bits, compared with a model: wherever a jump of the
//! image is taken or not, control ends at the instruction where the program's own jump leads.

use proptest::prelude::*;
use skep_isa::registers::*;
use skep_isa::{
    Code, Condition, Endian, Image, ImageOptions, Instruction, Operation, Reference, Source, Width, decode,
};
use std::collections::HashMap;

/// A jump of a random program: what kind, and from which to which place.
#[derive(Clone, Debug)]
struct Jump {
    operation: Operation,
    from: usize,
    to: usize,
    symbolic: bool,
}

const CONDITIONS: [Condition; 11] = [
    Condition::Equal,
    Condition::NotEqual,
    Condition::Greater,
    Condition::GreaterOrEqual,
    Condition::Less,
    Condition::LessOrEqual,
    Condition::SignedGreater,
    Condition::SignedGreaterOrEqual,
    Condition::SignedLess,
    Condition::SignedLessOrEqual,
    Condition::AnyBitSet,
];

fn any_jump(length: usize) -> impl Strategy<Value = Jump> {
    let operation = prop_oneof![
        2 => Just(Operation::Goto),
        1 => Just(Operation::MayGoto),
        8 => (
            prop::sample::select(&CONDITIONS),
            prop::sample::select(&[Width::W32, Width::W64]),
            prop::sample::select(&[Source::Immediate, Source::Register]),
        )
            .prop_map(|(condition, width, source)| Operation::Jump(condition, width, source)),
    ];
    // Places near the ends make distances around 32767 likely, where one more slot matters.
    let place = prop_oneof![0..length, 0..40usize, length - 40..length, 32740..32800usize];
    (operation, place.clone(), place, any::<bool>()).prop_map(|(operation, from, to, symbolic)| Jump {
        operation,
        from,
        to,
        symbolic,
    })
}

/// The instruction at each place: mostly `r0 = 0`, some loads of two slots, the jumps, and `exit` at the end.
fn program(length: usize, jumps: &[Jump], loads: &[usize]) -> (Code, HashMap<usize, usize>) {
    let mut code: Code = vec![Instruction::new(Operation::Move(Width::W64, Source::Immediate)); length]
        .into_iter()
        .chain([Instruction::new(Operation::Exit)])
        .collect();
    for &load in loads {
        let load_imm64 = Operation::LoadImmediate(skep_isa::Immediate::Value);
        code.instructions[load % length] = Instruction { imm: -1, ..Instruction::new(load_imm64) };
    }
    let mut targets = HashMap::new();
    for jump in jumps {
        targets.insert(jump.from, jump.to);
        let place = &mut code.instructions[jump.from];
        *place = Instruction { label: place.label.take(), ..Instruction::new(jump.operation) };
        if let Operation::Jump(_, _, source) = jump.operation {
            place.dst = R1;
            match source {
                Source::Register => place.src = R2,
                Source::Immediate => place.imm = 6,
            }
        }
    }
    let starts: Vec<usize> = code
        .instructions
        .iter()
        .scan(0, |slot, instruction| Some(std::mem::replace(slot, *slot + instruction.slots())))
        .collect();
    // The last of several jumps from one place is the one that is there.
    for jump in jumps {
        let to = targets[&jump.from];
        let distance = starts[to] as i64 - starts[jump.from] as i64 - 1;
        match i16::try_from(distance) {
            Ok(offset) if !jump.symbolic => {
                let place = &mut code.instructions[jump.from];
                place.offset = offset;
                place.reference = None;
            }
            _ => {
                let label = code.instructions[to].label.get_or_insert_with(|| format!("at{to}").into());
                let reference = Some(Reference::Label(label.clone()));
                let place = &mut code.instructions[jump.from];
                place.offset = 0;
                place.reference = reference;
            }
        }
    }
    (code, targets)
}

/// Whether `r1` and the second operand fulfil the condition. (Lower halves compare like themselves shifted up.)
fn holds(condition: Condition, width: Width, r1: u64, operand: u64) -> bool {
    let (a, b, sa, sb) = match width {
        Width::W64 => (r1, operand, r1 as i64, operand as i64),
        Width::W32 => {
            let (a, b) = (r1 << 32, operand << 32);
            (a, b, a as i64, b as i64)
        }
    };
    match condition {
        Condition::Equal => a == b,
        Condition::NotEqual => a != b,
        Condition::Greater => a > b,
        Condition::GreaterOrEqual => a >= b,
        Condition::Less => a < b,
        Condition::LessOrEqual => a <= b,
        Condition::SignedGreater => sa > sb,
        Condition::SignedGreaterOrEqual => sa >= sb,
        Condition::SignedLess => sa < sb,
        Condition::SignedLessOrEqual => sa <= sb,
        Condition::AnyBitSet => a & b != 0,
    }
}

/// Whether the jump is taken with this in `r1`; `r2` is 6, and `may_goto` is taken if `r1` is odd.
fn is_taken(instruction: &Instruction, r1: u64) -> bool {
    match instruction.operation {
        Operation::Jump(condition, width, Source::Register) => holds(condition, width, r1, 6),
        Operation::Jump(condition, width, Source::Immediate) => {
            holds(condition, width, r1, instruction.imm as u64)
        }
        Operation::MayGoto => r1 % 2 == 1,
        _ => true,
    }
}

/// Where control goes that begins in this slot and passes only jumps made from the same instruction.
fn follow(image: &Image, decoded: &HashMap<usize, Instruction>, start: usize, r1: u64) -> usize {
    let own = image.at_slot(start).unwrap().instruction;
    let mut slot = start;
    loop {
        let instruction = &decoded[&slot];
        let distance = match instruction.operation {
            Operation::GotoLong => instruction.imm,
            _ if is_taken(instruction, r1) => instruction.offset.into(),
            _ => 0,
        };
        slot = usize::try_from(slot as i64 + 1 + distance).unwrap();
        // A jump to itself is back at its start.
        if slot == start || image.at_slot(slot).unwrap().instruction != own {
            return slot;
        }
    }
}

fn check(length: usize, jumps: &[Jump], loads: &[usize], endian: Endian) {
    let (code, targets) = program(length, jumps, loads);
    let image = Image::link(("main", &code), &[], ImageOptions { endian, gotol: true }).unwrap();

    let decoded_code = decode(&image.bytes, endian).unwrap();
    let mut decoded = HashMap::new();
    let mut slot = 0;
    for instruction in decoded_code.instructions {
        let slots = instruction.slots();
        decoded.insert(slot, instruction);
        slot += slots;
    }
    let mut first_slots = HashMap::new();
    for source in &image.sources {
        first_slots.entry(source.instruction).or_insert(source.slot);
    }
    assert_eq!(first_slots.len(), code.instructions.len());
    assert!(image.sources.is_sorted_by(|one, next| one.slot < next.slot));

    for (&from, &to) in &targets {
        for r1 in [0, 1, 5, 6, 7, 8, 9, u64::MAX, 6 | 1 << 32, 1 << 63, 0xffff_ffff, 0x8000_0000] {
            let expected = if is_taken(&code.instructions[from], r1) { to } else { from + 1 };
            let found = follow(&image, &decoded, first_slots[&from], r1);
            assert_eq!(found, first_slots[&expected], "{} at {from}, r1 = {r1}", code.instructions[from]);
        }
    }
}

proptest! {
    // A few programs are enough: each has many jumps, and is long.
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn every_jump_lands_where_its_label_is(
        jumps in prop::collection::vec(any_jump(66_000), 1..60),
        loads in prop::collection::vec(any::<usize>(), 0..50),
        endian in prop::sample::select(&[Endian::Little, Endian::Big]),
    ) {
        check(66_000, &jumps, &loads, endian);
    }
}

#[test]
fn a_replacement_that_moves_another_jump_out_of_reach_replaces_it_too() {
    // Each jump reaches exactly 32767 slots as long as those before its target stay short.
    let equal = Operation::Jump(Condition::Equal, Width::W64, Source::Immediate);
    let jumps: Vec<Jump> = (0..20)
        .map(|number| Jump {
            operation: equal,
            from: number,
            to: number + 32768 + usize::from(number == 19),
            symbolic: true,
        })
        .collect();
    check(40_000, &jumps, &[], Endian::Little);
    let (code, _) = program(40_000, &jumps, &[]);
    let image = Image::link(("main", &code), &[], ImageOptions::default()).unwrap();
    assert_eq!(image.bytes.len() / 8, code.slots() + 20, "all 20 jumps became two instructions");
}

#[test]
fn jumps_that_reach_exactly_32767_slots_stay_short() {
    let jump = |from, to| Jump { operation: Operation::Goto, from, to, symbolic: true };
    let (code, _) = program(40_000, &[jump(0, 32768), jump(32_800, 33)], &[]);
    let image =
        Image::link(("main", &code), &[], ImageOptions { endian: Endian::Little, gotol: false }).unwrap();
    let decoded = decode(&image.bytes, Endian::Little).unwrap();
    assert_eq!(decoded.instructions[0].offset, i16::MAX);
    assert_eq!(decoded.instructions[32_800].offset, i16::MIN);
}
