//! What is refused at load, in which words. (The logs are those of Linux 6.18, but for the state of registers, which it
//! shows and this does not.)

use super::*;
use skep_isa::{Atomic, Callee, Condition, Endian, Immediate, Instruction, Operation, Size, registers::*};
use skep_uapi::{Helper, ProgramFlags};

const STATISTICS: &str =
    "processed {} insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n";

/// Loads bytes as they are, without maps.
fn load_bytes(world: &World, program_type: ProgramType, license: &str, bytes: &[u8]) -> (Result<()>, String) {
    let request = ProgramLoad {
        program_type,
        expected_attach_type: AttachType::default(),
        name: "",
        license,
        instructions: bytes,
        maps: &[],
        flags: ProgramFlags::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    let mut buffer = vec![0; 4096];
    let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
    let result = world.program_load(&request, Some(&mut log)).map(drop);
    assert_eq!(log.true_size as usize, log.text().len() + 1);
    (result, log.text())
}

/// One slot, by its fields.
fn slot(code: u8, dst: u8, src: u8, offset: i16, imm: i32) -> Vec<u8> {
    let registers = if cfg!(target_endian = "big") { dst << 4 | src } else { src << 4 | dst };
    [&[code, registers][..], &offset.to_ne_bytes(), &imm.to_ne_bytes()].concat()
}

fn check(slots: &[Vec<u8>], errno: Errno, said: &str, processed: usize) {
    let (result, log) = load_bytes(&World::new(), ProgramType::XDP, "GPL", &slots.concat());
    assert_eq!(log, format!("{said}{}", STATISTICS.replace("{}", &processed.to_string())));
    assert_eq!(result, Err(errno), "{said}");
}

fn mov0() -> Vec<u8> {
    slot(0xb7, 0, 0, 0, 0)
}

fn exit() -> Vec<u8> {
    slot(0x95, 0, 0, 0, 0)
}

#[test]
fn the_structure_is_checked_before_the_instructions() {
    check(&[mov0(), exit(), mov0(), exit()], Errno::EINVAL, "unreachable insn 2\n", 0);
    let far = slot(0x05, 0, 0, 5, 0);
    check(&[far, mov0(), exit()], Errno::EINVAL, "jump out of range from insn 0 to 6\n", 0);
    let back = slot(0x05, 0, 0, -5, 0);
    check(&[mov0(), back, exit()], Errno::EINVAL, "jump out of range from insn 1 to -3\n", 0);
    let long = slot(0x06, 0, 0, 0, 70_000);
    check(&[mov0(), long, exit()], Errno::EINVAL, "jump out of range from insn 1 to 70002\n", 0);
    check(&[mov0()], Errno::EINVAL, "last insn is not an exit or jmp\n", 0);
    check(&[exit(), mov0()], Errno::EINVAL, "last insn is not an exit or jmp\n", 0);
    let call = |distance| slot(0x85, 0, 1, 0, distance);
    check(&[call(55), exit()], Errno::EINVAL, "call to invalid destination\n", 0);
    check(&[call(1), exit(), mov0()], Errno::EINVAL, "last insn is not an exit or jmp\n", 0);
    let across = slot(0x05, 0, 0, 1, 0);
    let said = "jump out of range from insn 1 to 3\n";
    check(&[call(2), across, exit(), mov0(), exit()], Errno::EINVAL, said, 0);
    let into = slot(0x15, 1, 0, 1, 0);
    let load = [slot(0x18, 0, 0, 0, 0), slot(0, 0, 0, 0, 0)];
    let said = "jump into the middle of ldimm64 insn 1\n";
    check(&[into, load[0].clone(), load[1].clone(), exit()], Errno::EINVAL, said, 0);
}

#[test]
fn what_is_no_instruction_is_named_as_the_kernel_does() {
    check(&[slot(0xff, 0, 0, 0, 0), exit()], Errno::EINVAL, "unknown opcode ff\n", 0);
    check(&[mov0(), slot(0x8d, 0, 0, 0, 0), exit()], Errno::EINVAL, "unknown opcode 8d\n", 0);
    check(&[mov0(), slot(0x0d, 0, 0, 0, 0), exit()], Errno::EINVAL, "unknown opcode 0d\n", 0);
    let load = |src| slot(0x18, 0, src, 0, 0);
    check(&[load(0), slot(0x07, 0, 0, 0, 0), exit()], Errno::EINVAL, "invalid bpf_ld_imm64 insn\n", 0);
    check(&[load(9), slot(0, 0, 0, 0, 0), exit()], Errno::EINVAL, "unrecognized bpf_ld_imm64 insn\n", 0);
    check(&[slot(0x61, 0, 1, 0, 7), exit()], Errno::EINVAL, "BPF_LDX uses reserved fields\n", 0);
    let walked = |slots: &[Vec<u8>], number: usize, what: &str| {
        let code = slots[number][0];
        check(slots, Errno::EINVAL, &format!("{number}: ({code:02x}) BUG_{code:02x}\n{what}\n"), 1);
    };
    walked(&[slot(0xb7, 11, 0, 0, 0), exit()], 0, "R11 is invalid");
    walked(&[slot(0xb7, 0, 3, 0, 0), exit()], 0, "BPF_MOV uses reserved fields");
    walked(&[mov0(), slot(0x07, 0, 3, 0, 0), exit()], 1, "BPF_ALU uses reserved fields");
    walked(&[mov0(), slot(0x87, 0, 3, 0, 0), exit()], 1, "BPF_NEG uses reserved fields");
    walked(&[mov0(), slot(0xd7, 0, 0, 0, 5), exit()], 1, "BPF_END uses reserved fields");
    walked(&[mov0(), slot(0x95, 0, 0, 0, 7)], 1, "BPF_EXIT uses reserved fields");
    walked(&[slot(0x85, 0, 0, 3, 5), exit()], 0, "BPF_CALL uses reserved fields");
    walked(&[mov0(), slot(0x05, 1, 0, 0, 0), exit()], 1, "BPF_JA uses reserved fields");
    walked(&[mov0(), slot(0x15, 0, 3, 0, 5), exit()], 1, "BPF_JMP/JMP32 uses reserved fields");
    walked(&[mov0(), slot(0x7b, 10, 0, -8, 5), exit()], 1, "BPF_STX uses reserved fields");
    walked(&[mov0(), slot(0x7a, 10, 3, -8, 5), exit()], 1, "BPF_ST uses reserved fields");
    let atomic = slot(0xdb, 10, 0, -8, 0x33);
    walked(
        &[mov0(), slot(0x7a, 10, 0, -8, 5), atomic, exit()],
        2,
        "BPF_ATOMIC uses invalid atomic opcode 33",
    );
}

#[test]
fn what_loads_no_map_is_named_as_the_kernel_does() {
    let load = |src, imm| [slot(0x18, 1, src, 0, imm), slot(0, 0, 0, 0, 0), mov0(), exit()];
    check(&load(1, 999), Errno::EBADF, "fd 999 is not pointing to valid bpf_map\n", 0);
    check(&load(5, 0), Errno::EPROTO, "fd_idx without fd_array is invalid\n", 0);
    let said = "pseudo btf_id 1 in ldimm64 isn't KIND_VAR or KIND_FUNC\n";
    check(&load(3, 1), Errno::EINVAL, said, 0);
    check(&[slot(0x85, 0, 2, 0, 5), exit()], Errno::EINVAL, "kernel btf_id 5 is not a function\n", 0);
}

/// Loads a tracepoint program without maps; what was said without the statistics.
fn refused(license: &str, write: impl FnOnce(&mut Assembler)) -> (Errno, String) {
    let bytes = assemble(write).encode_linked();
    let (result, log) = load_bytes(&World::new(), ProgramType::TRACEPOINT, license, &bytes);
    let said = log.lines().filter(|line| !line.starts_with("processed ")).collect::<Vec<_>>().join("\n");
    (result.unwrap_err(), said)
}

trait EncodeLinked {
    fn encode_linked(&self) -> Vec<u8>;
}

impl EncodeLinked for Code {
    fn encode_linked(&self) -> Vec<u8> {
        Image::link(("main", self), &[], ImageOptions::default()).unwrap().bytes
    }
}

#[test]
fn an_instruction_that_no_path_could_make_right_is_shown() {
    let check = |write: fn(&mut Assembler), errno, said: &str| {
        assert_eq!(refused("GPL", write), (errno, said.to_owned()));
    };
    check(|asm| drop(asm.exit().build()), Errno::EACCES, "0: (95) exit\nR0 !read_ok");
    check(|asm| drop(asm.mov(R0, R2).exit().build()), Errno::EACCES, "0: (bf) r0 = r2\nR2 !read_ok");
    let clobbered = |asm: &mut Assembler| {
        asm.call(Helper::KTIME_GET_NS).mov(R0, R1).exit();
    };
    check(clobbered, Errno::EACCES, "0: (85) call bpf_ktime_get_ns#5\n1: (bf) r0 = r1\nR1 !read_ok");
    let arguments = |asm: &mut Assembler| {
        asm.call(Helper::GET_CURRENT_COMM).exit();
    };
    check(arguments, Errno::EACCES, "0: (85) call bpf_get_current_comm#16\nR2 !read_ok");
    let exchange = |asm: &mut Assembler| {
        asm.atomic(Atomic::CompareExchange, Size::Double, R10, -8, R1).exit();
    };
    check(exchange, Errno::EACCES, "0: (db) r0 = atomic64_cmpxchg((u64 *)(r10 -8), r0, r1)\nR0 !read_ok");
    let frame = |asm: &mut Assembler| {
        asm.mov(R0, 0).mov(R10, 0).exit();
    };
    check(frame, Errno::EACCES, "1: (b7) r10 = 0\nframe pointer is read only");
    check(
        |asm| drop(asm.mov(R0, 0).div(R0, 0).exit().build()),
        Errno::EINVAL,
        "1: (37) r0 /= 0\ndiv by zero",
    );
    let shift = |asm: &mut Assembler| {
        asm.mov(R0, 0).shift_left32(R0, 32).exit();
    };
    check(shift, Errno::EINVAL, "1: (64) w0 <<= 32\ninvalid shift 32");
    let stack = |asm: &mut Assembler| {
        asm.mov(R0, 0).store(Size::Double, R10, -520, R0).exit();
    };
    let said = "0: (b7) r0 = 0\n1: (7b) *(u64 *)(r10 -520) = r0\ninvalid write to stack R10 off=-520 size=8";
    check(stack, Errno::EACCES, said);
    let above = |asm: &mut Assembler| {
        asm.load(Size::Word, R0, R10, -2).exit();
    };
    check(above, Errno::EACCES, "0: (61) r0 = *(u32 *)(r10 -2)\nmisaligned stack access off 0+0+-2 size 4");
    let unknown = |asm: &mut Assembler| {
        asm.call(9999_u32).exit();
    };
    check(unknown, Errno::EINVAL, "0: (85) call unknown#9999\ninvalid func unknown#9999");
    let other = |asm: &mut Assembler| {
        asm.call(Helper::SKB_STORE_BYTES).exit();
    };
    let said =
        "0: (85) call bpf_skb_store_bytes#9\nprogram of this type cannot use helper bpf_skb_store_bytes#9";
    check(other, Errno::EINVAL, said);
    let packet = |asm: &mut Assembler| {
        asm.mov(R6, R1).load_packet_absolute(Size::Byte, 0).exit();
    };
    let said = "1: (30) r0 = *(u8 *)skb[0]\nBPF_LD_[ABS|IND] instructions not allowed for this program type";
    check(packet, Errno::EINVAL, said);
    let cast = |asm: &mut Assembler| {
        asm.push(Instruction { dst: R0, src: R1, imm: 1, ..Instruction::new(Operation::AddressSpaceCast) });
        asm.exit();
    };
    let said = "0: (bf) r0 = addr_space_cast(r1, 0, 1)\naddr_space_cast insn can only be used in a program that has an \
                associated arena";
    check(cast, Errno::EINVAL, said);
}

#[test]
fn a_register_that_one_path_has_written_is_not_refused() {
    let world = World::new();
    let program = load(&world, &[], |asm| {
        asm.mov(R0, 0).jump(Condition::Equal, R1, 0, "out").mov(R2, 1).label("out").jump(
            Condition::NotEqual,
            R1,
            0,
            "end",
        );
        asm.mov(R0, R2).label("end").exit();
    });
    assert!(world.program_info(&program).is_ok());
}

#[test]
fn what_a_known_number_leads_nobody_to_is_not_looked_at() {
    let behind = |number: i32, write: fn(&mut Assembler)| {
        let code = assemble(|asm| {
            asm.mov(R6, number).mov(R1, R6).jump(Condition::NotEqual, R1, 0, "there").mov(R0, 7).exit();
            write(asm.label("there"));
            asm.mov(R0, 8).exit();
        });
        Load::default().load(&World::new(), &code).map(drop).map_err(|(errno, _)| errno)
    };
    let unknown = |asm: &mut Assembler| _ = asm.call(9999_u32);
    let unwritten = |asm: &mut Assembler| _ = asm.mov(R2, R3);
    for write in [unknown, unwritten] {
        assert_eq!(behind(0, write), Ok(()));
        assert!(behind(1, write).is_err());
    }
    // What one of two ways writes is not known where they meet.
    let code = assemble(|asm| {
        asm.mov(R6, 0).jump(Condition::Equal, R1, 0, "meet").mov(R6, 1).label("meet");
        asm.jump(Condition::Equal, R6, 0, "out").call(9999_u32).label("out").mov(R0, 0).exit();
    });
    let refused = Load::default().load(&World::new(), &code).map(drop);
    assert_eq!(refused.unwrap_err().0, Errno::EINVAL);
    // A helper leaves nothing in the registers that it was given.
    let code = assemble(|asm| {
        asm.mov(R1, 0).call(Helper::KTIME_GET_NS).mov(R0, 0).jump(Condition::Equal, R1, 0, "out");
        asm.call(9999_u32).label("out").exit();
    });
    assert!(Load::default().load(&World::new(), &code).is_err());
}

#[test]
fn helpers_for_gpl_programs_are_for_those() {
    let read = |asm: &mut Assembler| {
        asm.mov(R1, R10).add(R1, -8).mov(R2, 8).mov(R3, 0).call(Helper::PROBE_READ_KERNEL).mov(R0, 0).exit();
    };
    let world = World::new();
    let bytes = assemble(read).encode_linked();
    for license in
        ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"]
    {
        assert_eq!(load_bytes(&world, ProgramType::XDP, license, &bytes).0, Ok(()), "{license}");
    }
    for license in ["gpl", "GPLv2", "GPL ", "", "MIT", "Proprietary"] {
        let said = "4: (85) call bpf_probe_read_kernel#113\ncannot call GPL-restricted function from non-GPL compatible \
                    program";
        assert_eq!(refused(license, read), (Errno::EINVAL, said.to_owned()), "{license}");
    }
    let free = assemble(|asm| {
        asm.call(Helper::KTIME_GET_NS).exit();
    });
    assert_eq!(load_bytes(&world, ProgramType::XDP, "MIT", &free.encode_linked()).0, Ok(()));
}

#[test]
fn the_address_of_a_value_is_that_of_an_only_one() {
    let world = World::new();
    let check = |map_type, value_size, max_entries, offset| {
        let key_size = if map_type == MapType::RINGBUF { 0 } else { 4 };
        let map = map(&world, map_type, "m", key_size, value_size, max_entries);
        let code = assemble(|asm| {
            asm.load_map_value(R1, "m", offset).mov(R0, 0).exit();
        });
        let result = Load { maps: &[("m", &map)], ..Load::default() }.load(&world, &code);
        result.map(drop).map_err(|(errno, log)| (errno, log.lines().next().unwrap().to_owned()))
    };
    assert_eq!(check(MapType::ARRAY, 8, 1, 7), Ok(()));
    let access = |offset| format!("invalid access to map value pointer, value_size=8 off={offset}");
    assert_eq!(check(MapType::ARRAY, 8, 1, 8), Err((Errno::EINVAL, access(8))));
    assert_eq!(check(MapType::ARRAY, 8, 4, 0), Err((Errno::ENOTSUPP, access(0))));
    let none = "no direct value access support for this map type".to_owned();
    assert_eq!(check(MapType::HASH, 8, 1, 0), Err((Errno::EINVAL, none.clone())));
    assert_eq!(check(MapType::RINGBUF, 0, 4096, 0), Err((Errno::EINVAL, none)));
}

#[test]
fn a_log_shows_the_source_line_of_the_instruction() {
    let world = World::new();
    let code = assemble(|asm| {
        let location = |line| skep_isa::Location { file: "src/probe.rs".into(), line, column: 9, text: None };
        asm.location(location(7)).mov(R0, 1).location(location(8)).mov(R0, R3).exit();
    });
    let (errno, log) = Load::default().load(&world, &code).unwrap_err();
    assert_eq!(errno, Errno::EACCES);
    insta::assert_snapshot!(log, @r"
    ; the line @ src/probe.rs:7
    0: (b7) r0 = 1
    ; the line @ src/probe.rs:8
    1: (bf) r0 = r3
    R3 !read_ok
    processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
    ");
}

#[test]
fn a_log_that_does_not_fit_refuses_the_program_whatever_it_is() {
    let world = World::new();
    let bytes = [mov0(), exit()].concat();
    let request = ProgramLoad {
        program_type: ProgramType::XDP,
        expected_attach_type: AttachType::default(),
        name: "",
        license: "",
        instructions: &bytes,
        maps: &[],
        flags: ProgramFlags::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    let load = |level, room| {
        let mut buffer = vec![0; room];
        let mut log = Log { level, buffer: &mut buffer, true_size: 0 };
        let result = world.program_load(&request, Some(&mut log)).map(drop);
        (result, log.text(), log.true_size)
    };
    let whole = STATISTICS.replace("{}", "2");
    assert_eq!(load(1, 200), (Ok(()), whole.clone(), whole.len() as u32 + 1));
    assert_eq!(load(1, 0), (Ok(()), String::new(), whole.len() as u32 + 1));
    assert_eq!(load(1, 20), (Err(Errno::ENOSPC), "ates 0 mark_read 0\n".into(), whole.len() as u32 + 1));
    assert_eq!(load(9, 20), (Err(Errno::ENOSPC), whole[..19].to_owned(), whole.len() as u32 + 1));
    assert_eq!(load(0, 20).0, Err(Errno::EINVAL));
    assert_eq!(load(16, 20).0, Err(Errno::EINVAL));
    let all = load(2, 4096);
    assert_eq!(all, (Ok(()), format!("0: (b7) r0 = 0\n1: (95) exit\n{whole}"), all.2));
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let world = World::new();
    let bytes = [mov0(), exit()].concat();
    let array = map(&world, MapType::ARRAY, "a", 4, 4, 1);
    let request = ProgramLoad {
        program_type: ProgramType::XDP,
        expected_attach_type: AttachType::default(),
        name: "",
        license: "",
        instructions: &bytes,
        maps: &[],
        flags: ProgramFlags::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    let check = |request: ProgramLoad<'_>| world.program_load(&request, None).map(drop);
    assert_eq!(check(request), Ok(()));
    assert_eq!(check(ProgramLoad { flags: ProgramFlags::SLEEPABLE, ..request }), Err(Errno::EINVAL));
    assert_eq!(check(ProgramLoad { flags: ProgramFlags(1 << 30), ..request }), Err(Errno::EINVAL));
    assert_eq!(check(ProgramLoad { flags: ProgramFlags::ANY_ALIGNMENT, ..request }), Ok(()));
    assert_eq!(check(ProgramLoad { name: "a-b", ..request }), Err(Errno::EINVAL));
    assert_eq!(check(ProgramLoad { instructions: &[], ..request }), Err(Errno::E2BIG));
    assert_eq!(check(ProgramLoad { instructions: &bytes[..15], ..request }), Err(Errno::EINVAL));
    assert_eq!(check(ProgramLoad { program_type: ProgramType::LSM, ..request }), Err(Errno::EINVAL));
    assert_eq!(check(ProgramLoad { maps: &[(0, &array)], ..request }), Err(Errno::EINVAL));
    assert_eq!(check(ProgramLoad { maps: &[(99, &array)], ..request }), Err(Errno::EINVAL));
    let btf = ProgramBtf { types: &array, functions: &[], lines: &[] };
    assert_eq!(check(ProgramLoad { btf: Some(btf), ..request }), Err(Errno::EINVAL));
    let many = mov0().repeat(1_000_000);
    assert_eq!(check(ProgramLoad { instructions: &[many, exit()].concat(), ..request }), Err(Errno::E2BIG));
}

#[test]
fn tables_that_do_not_fit_the_program_are_refused() {
    let world = World::new();
    let mut builder = BtfBuilder::new();
    let int = builder.add_int("int", Int::signed(4));
    let prototype = builder.add_func_proto(int, &[]);
    let main = builder.add_func("main", prototype, Linkage::Static);
    let file = builder.add_string("a.rs");
    let types = builder.to_bytes(crate::programs::BTF_ENDIAN).unwrap();
    let types = world.btf_load(&types, None, None).unwrap();
    let bytes = [slot(0x18, 0, 0, 0, 1), slot(0, 0, 0, 0, 0), exit()].concat();
    let check = |functions: &[(u32, skep_btf::TypeId)], lines: &[(u32, skep_btf::StringOffset)]| {
        let endian = crate::programs::BTF_ENDIAN;
        let functions: Vec<_> =
            functions.iter().map(|(slot, type_id)| FuncInfo { slot: *slot, type_id: *type_id }).collect();
        let line = |&(slot, file)| LineInfo { slot, file, text: file, position: LineColumn::new(1, 1) };
        let lines: Vec<_> = lines.iter().map(line).collect();
        let (functions, lines) = (FuncInfo::encode(&functions, endian), LineInfo::encode(&lines, endian));
        let request = ProgramLoad {
            program_type: ProgramType::XDP,
            expected_attach_type: AttachType::default(),
            name: "",
            license: "",
            instructions: &bytes,
            maps: &[],
            flags: ProgramFlags::default(),
            btf: Some(ProgramBtf { types: &types, functions: &functions, lines: &lines }),
            ..ProgramLoad::default()
        };
        let mut buffer = vec![0; 4096];
        let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
        let result = world.program_load(&request, Some(&mut log)).map(drop);
        result.map_err(|errno| {
            assert_eq!(errno, Errno::EINVAL);
            log.text().lines().next().unwrap().to_owned()
        })
    };
    let line = |slot| (slot, file);
    assert_eq!(check(&[(0, main)], &[line(0), line(2)]), Ok(()));
    assert_eq!(check(&[], &[]), Ok(()));
    let refused = |text: &str| Err(text.to_owned());
    let two = check(&[(0, main), (2, main)], &[]);
    assert_eq!(two, refused("number of funcs in func_info doesn't match number of subprogs"));
    let elsewhere = check(&[(2, main)], &[]);
    assert_eq!(elsewhere, refused("func_info BTF section doesn't match subprog layout in BPF program"));
    assert_eq!(check(&[(0, int)], &[]), refused("invalid type id 1 in func info"));
    assert_eq!(check(&[(0, main)], &[line(2)]), refused("missing bpf_line_info for func#0"));
    let twice = check(&[(0, main)], &[line(0), line(0)]);
    assert_eq!(twice, refused("Invalid line_info[1].insn_off:0 (prev_offset:0 prog->len:3)"));
    let beyond = check(&[(0, main)], &[line(0), line(3)]);
    assert_eq!(beyond, refused("Invalid line_info[1].insn_off:3 (prev_offset:0 prog->len:3)"));
    let within = check(&[(0, main)], &[line(0), line(1)]);
    assert_eq!(within, refused("Invalid insn code at line_info[1].insn_off"));
    let nowhere = check(&[(0, main)], &[(0, skep_btf::StringOffset::new(9999))]);
    assert_eq!(nowhere, refused("Invalid line_info[0].line_off or .file_name_off"));
}

#[test]
fn types_that_are_none_are_refused_with_a_reason() {
    let world = World::new();
    let mut buffer = vec![0; 4096];
    let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
    assert_eq!(world.btf_load(b"no types", Some(&mut log), None).map(drop), Err(Errno::EINVAL));
    assert!(!log.text().is_empty());
    assert_eq!(world.btf_load(&[], None, None).map(drop), Err(Errno::EINVAL));
    let other = match crate::programs::BTF_ENDIAN {
        skep_btf::Endian::Little => skep_btf::Endian::Big,
        skep_btf::Endian::Big => skep_btf::Endian::Little,
    };
    let foreign = BtfBuilder::new().to_bytes(other).unwrap();
    assert_eq!(world.btf_load(&foreign, None, None).map(drop), Err(Errno::EINVAL));
}

#[test]
fn a_program_says_what_it_is_and_its_tag_is_of_its_instructions() {
    let world = World::new();
    let (one, two) = (map(&world, MapType::ARRAY, "m", 4, 4, 1), map(&world, MapType::ARRAY, "m", 4, 4, 1));
    let with = |map: &Handle, value| {
        let program = load(&world, &[("m", map)], |asm| {
            asm.load_map(R1, "m").mov(R0, value).exit();
        });
        world.program_info(&program).unwrap()
    };
    let info = with(&one, 0);
    assert_eq!((info.program_type, info.name.as_str()), (ProgramType::TRACEPOINT, "prog"));
    assert_eq!(with(&two, 0).tag, info.tag);
    assert_ne!(with(&one, 1).tag, info.tag);
    assert!(with(&one, 1).id > info.id);
}

#[test]
fn calls_of_kernel_functions_and_loads_of_functions_are_decoded() {
    // The address of a function can be loaded, though nothing here takes one.
    let world = World::new();
    let code = assemble(|asm| {
        asm.load_function(R1, "other").mov(R0, 0).exit();
    });
    let other = assemble(|asm| {
        asm.mov(R0, 0).exit();
    });
    assert!(Load { functions: &[("other", &other)], ..Load::default() }.load(&world, &code).is_ok());
    let kfunc = Code::from_iter([
        Instruction { imm: 7, ..Instruction::new(Operation::Call(Callee::Kfunc)) },
        Instruction::new(Operation::Exit),
    ]);
    let (result, log) = load_bytes(&world, ProgramType::XDP, "GPL", &kfunc.encode(Endian::NATIVE).unwrap());
    assert_eq!(result, Err(Errno::EINVAL));
    assert!(log.starts_with("kernel btf_id 7 is not a function\n"));
    let variable = Instruction::new(Operation::LoadImmediate(Immediate::Variable));
    let code = Code::from_iter([variable, Instruction::new(Operation::Exit)]);
    let (result, _) = load_bytes(&world, ProgramType::XDP, "GPL", &code.encode(Endian::NATIVE).unwrap());
    assert_eq!(result, Err(Errno::EINVAL));
}
