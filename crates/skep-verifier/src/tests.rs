//! Programs of a few lines, and what is said of them.

use crate::{MapFacts, Program, check};
use skep_isa::{Assembler, Condition, Size, registers::*};
use skep_uapi::{Helper, MapType, ProgramType};

/// What is said of a program of this type, whose maps are hash tables of 8-byte values, or ring buffers if they are in slot 0.
fn said(program_type: ProgramType, write: impl FnOnce(&mut Assembler)) -> String {
    let mut asm = Assembler::new();
    write(&mut asm);
    let image =
        skep_isa::Image::link(("main", &asm.build().unwrap()), &[], skep_isa::ImageOptions::default());
    let code = skep_isa::decode(&image.unwrap().bytes, skep_isa::Endian::NATIVE).unwrap();
    let map_at = |slot| {
        Some(MapFacts {
            number: 1,
            map_type: if slot == 0 { MapType::RINGBUF } else { MapType::HASH },
            value_size: 8,
            read_only: false,
            has_fields: false,
        })
    };
    match check(&Program::new(program_type, &code, &map_at)) {
        Ok(()) => "fine".to_owned(),
        Err(refusal) => refusal.reason.lines().next().unwrap_or_default().to_owned(),
    }
}

fn xdp(write: impl FnOnce(&mut Assembler)) -> String {
    said(ProgramType::XDP, write)
}

/// Leaves the address of a value in `r0`.
fn lookup(asm: &mut Assembler) -> &mut Assembler {
    asm.store(Size::Word, R10, -4, 0).load_map(R1, "HASH").mov(R2, R10).add(R2, -4);
    asm.call(Helper::MAP_LOOKUP_ELEM)
}

#[test]
fn registers_are_written_before_they_are_read_on_each_path() {
    let on_one = |asm: &mut Assembler| {
        asm.load(Size::Word, R2, R1, 12).jump(Condition::Equal, R2, 5, "out").mov(R0, 2).label("out").exit();
    };
    assert_eq!(xdp(on_one), "R0 !read_ok");
    // Which way it goes is known.
    let never = |asm: &mut Assembler| {
        asm.mov(R0, 1).jump(Condition::LessOrEqual, R0, 5, "out").mov(R0, R7).label("out").exit();
    };
    assert_eq!(xdp(never), "fine");
    // The kernel knows more of the number than is known here.
    let perhaps = |asm: &mut Assembler| {
        asm.load(Size::Word, R0, R1, 12).and(R0, 3).jump(Condition::Less, R0, 4, "out");
        asm.mov(R0, R7).label("out").exit();
    };
    assert_eq!(xdp(perhaps), "fine");
}

#[test]
fn values_are_compared_with_null() {
    let unchecked = |asm: &mut Assembler| {
        lookup(asm).load(Size::Double, R0, R0, 0).exit();
    };
    assert_eq!(xdp(unchecked), "R0 invalid mem access 'map_value_or_null'");
    let checked = |asm: &mut Assembler| {
        lookup(asm).mov(R6, R0).jump(Condition::Equal, R0, 0, "out").load(Size::Double, R0, R6, 0);
        asm.label("out").exit();
    };
    assert_eq!(xdp(checked), "fine");
    let beyond = |asm: &mut Assembler| {
        lookup(asm).jump(Condition::Equal, R0, 0, "out").load(Size::Word, R0, R0, 6).label("out").exit();
    };
    assert_eq!(xdp(beyond), "invalid access to map value, value_size=8 off=6 size=4");
}

#[test]
fn packets_are_compared_with_their_end() {
    let loads = |condition, length, at| {
        xdp(|asm| {
            asm.load(Size::Word, R2, R1, 0)
                .load(Size::Word, R3, R1, 4)
                .mov(R4, R2)
                .add(R4, length)
                .mov(R0, 1);
            asm.jump(condition, R4, R3, "out").load(Size::Half, R0, R2, at).label("out").exit();
        })
    };
    assert_eq!(loads(Condition::Greater, 14, 12), "fine");
    assert_eq!(
        loads(Condition::Greater, 13, 12),
        "invalid access to packet, off=12 size=2, R2(id=0,off=12,r=13)"
    );
    assert_eq!(loads(Condition::GreaterOrEqual, 13, 12), "fine");
    assert_eq!(
        loads(Condition::Greater, 14, -1),
        "invalid access to packet, off=-1 size=2, R2(id=0,off=-1,r=14)"
    );
    assert_ne!(loads(Condition::LessOrEqual, 14, 12), "fine", "the other way is the one inside");
}

#[test]
fn records_are_given_back() {
    let ends = |end: fn(&mut Assembler)| {
        xdp(|asm| {
            asm.load_map(R1, "RING").mov(R2, 8).mov(R3, 0).call(Helper::RINGBUF_RESERVE).mov(R6, R0);
            asm.mov(R0, 1).jump(Condition::Equal, R6, 0, "out");
            end(asm);
            asm.mov(R0, 1).label("out").exit();
        })
    };
    assert_eq!(ends(|_| ()), "Unreleased reference id=2 alloc_insn=4");
    let submit = |asm: &mut Assembler| {
        asm.store(Size::Double, R6, 0, 1).mov(R1, R6).mov(R2, 0).call(Helper::RINGBUF_SUBMIT);
    };
    assert_eq!(ends(submit), "fine");
    let beyond = |asm: &mut Assembler| {
        asm.store(Size::Double, R6, 8, 1);
    };
    assert_eq!(ends(beyond), "invalid access to memory, mem_size=8 off=8 size=8");
}

#[test]
fn the_stack_is_where_it_is() {
    let check = |at, said: &str| {
        let found = xdp(|asm| {
            asm.mov(R2, R10).add(R2, at).mov(R0, 1).store(Size::Double, R2, 0, R0).exit();
        });
        assert_eq!(found, said);
    };
    check(-8, "fine");
    check(-512, "fine");
    check(0, "invalid write to stack R2 off=0 size=8");
    check(-520, "invalid write to stack R2 off=-520 size=8");
    check(-12, "misaligned stack access off 0+-12+0 size 8");
}

#[test]
fn an_endless_loop_is_left() {
    let endless = |asm: &mut Assembler| {
        asm.mov(R0, 0).label("again").add(R0, 1).goto("again").exit();
    };
    assert_eq!(xdp(endless), "fine");
}
