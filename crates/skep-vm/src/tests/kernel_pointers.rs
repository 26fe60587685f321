//! Structures of the kernel, which programs load from by the pointers that the kernel gives them, and memory of user space,
//! which they do not load from at all.

use super::*;
use crate::{AccessProblem, Call, Environment, FaultKind, Rights};
use skep_isa::{Size, registers::*};

/// A helper that gives a pointer to a structure, and one that gives it as a number.
struct Giving(u64);

impl Environment for Giving {
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        if helper == 1 {
            call.give_kernel_pointer();
        }
        Ok(self.0)
    }
}

/// Two structures: 7 and the address of the other; 9 and NULL. Runs code with an array of arguments as context, of which the
/// first is the address of the first structure, the second a number, and the third the address of memory of user space.
fn run_with_structures(write: impl FnOnce(&mut Assembler)) -> Result<u64, FaultKind> {
    let mut memory = Memory::new();
    let words = |words: &[u64]| words.iter().flat_map(|word| word.to_ne_bytes()).collect::<Vec<u8>>();
    let second = memory.add_structure("struct second", words(&[9, 0])).unwrap();
    let first = words(&[7, memory.address(second, 0)]);
    let first = memory.add_structure("struct first", first).unwrap();
    let user = memory.add_user_memory("user memory", vec![1; 8]).unwrap();
    let arguments = words(&[memory.address(first, 0), 5, memory.address(user, 0)]);
    let context = memory.add_window("the context", arguments, 0..24, Rights::LoadPointers).unwrap();
    let program = Program::new(&assemble(write)).unwrap();
    let mut giving = Giving(memory.address(first, 0));
    let context = memory.address(context, 0);
    let result = program.run(context, &mut memory, &mut giving, Limits::default());
    result.map(|outcome| outcome.value).map_err(|fault| fault.kind)
}

#[test]
fn pointers_of_the_kernel_lead_from_one_structure_to_the_next() {
    let chain = |asm: &mut Assembler| {
        asm.load(Size::Double, R1, R1, 0).load(Size::Double, R1, R1, 8).load(Size::Word, R0, R1, 0).exit();
    };
    assert_eq!(run_with_structures(chain), Ok(if cfg!(target_endian = "big") { 0 } else { 9 }));
    // By a helper, moved along, kept on the stack and in a register over a call, given to a function.
    let kept = |asm: &mut Assembler| {
        asm.call(1_u32).add(R0, 8).mov(R6, R0).store(Size::Double, R10, -16, R0).call(1_u32);
        asm.load(Size::Double, R1, R10, -16).load(Size::Double, R1, R1, 0).load(Size::Double, R7, R1, 0);
        asm.sub(R6, 8).load(Size::Double, R0, R6, 0).add(R0, R7).exit();
    };
    assert_eq!(run_with_structures(kept), Ok(16));
}

#[test]
fn what_is_nowhere_is_zero_by_a_pointer_of_the_kernel() {
    let null = |asm: &mut Assembler| {
        asm.load(Size::Double, R1, R1, 0).load(Size::Double, R1, R1, 8).load(Size::Double, R1, R1, 8);
        // NULL leads to what is at NULL + 100, which is 0, and so on.
        asm.load(Size::Double, R1, R1, 100).load(Size::Byte, R0, R1, 3).exit();
    };
    assert_eq!(run_with_structures(null), Ok(0));
    let number = |asm: &mut Assembler| {
        asm.load(Size::Double, R1, R1, 8).load(Size::Double, R0, R1, 0).exit();
    };
    assert_eq!(run_with_structures(number), Ok(0));
}

#[test]
fn what_is_no_pointer_of_the_kernel_leads_to_none_of_its_structures() {
    let check = |write: &dyn Fn(&mut Assembler)| match run_with_structures(write) {
        Err(FaultKind::Access(fault)) => fault.problem,
        other => panic!("{other:?}"),
    };
    let needs_probe = |region: &str, user| AccessProblem::NeedsProbe { region: region.into(), user };
    // A number from a helper; a pointer that was changed as a number; its lower half; one from the stack that was
    // overwritten in part.
    let numbers: [&dyn Fn(&mut Assembler); 4] = [
        &|asm| {
            asm.call(2_u32).mov(R1, R0);
        },
        &|asm| {
            asm.load(Size::Double, R1, R1, 0).xor(R1, 1).xor(R1, 1);
        },
        &|asm| {
            asm.call(1_u32).mov(R1, R0).store(Size::Double, R10, -8, R1).store(Size::Byte, R10, -3, 1);
            asm.call(2_u32).store(Size::Double, R10, -8, R0).load(Size::Double, R1, R10, -8);
        },
        &|asm| {
            asm.call(2_u32).store(Size::Double, R10, -8, R0).load(Size::Double, R1, R10, -8);
        },
    ];
    for write in numbers {
        let problem = check(&|asm| {
            write(asm);
            asm.load(Size::Double, R0, R1, 0).exit();
        });
        assert_eq!(problem, needs_probe("struct first", false));
    }
    let user = |asm: &mut Assembler| {
        asm.load(Size::Double, R1, R1, 16).load(Size::Byte, R0, R1, 0).exit();
    };
    assert_eq!(check(&user), needs_probe("user memory", true));
    let beyond = |asm: &mut Assembler| {
        asm.load(Size::Double, R1, R1, 0).load(Size::Double, R0, R1, 12).exit();
    };
    assert!(matches!(check(&beyond), AccessProblem::Outside { .. }));
    let store = |asm: &mut Assembler| {
        asm.load(Size::Double, R1, R1, 0).store(Size::Double, R1, 0, 1).exit();
    };
    assert!(matches!(check(&store), AccessProblem::ReadOnly { .. }));
    let null = |asm: &mut Assembler| {
        asm.mov(R1, 0).load(Size::Double, R0, R1, 0).exit();
    };
    assert_eq!(check(&null), AccessProblem::Null);
}

#[test]
fn pointers_of_the_kernel_are_given_to_functions_and_kept_by_callers() {
    let main = assemble(|asm| {
        asm.load(Size::Double, R6, R1, 0).mov(R1, R6).call_function("callee");
        asm.load(Size::Double, R1, R6, 0).add(R0, R1).exit();
    });
    let callee = assemble(|asm| {
        asm.load(Size::Double, R0, R1, 0).mov(R6, 1).mov(R7, R10).exit();
    });
    let program = program(&[("main", main), ("callee", callee)]);
    let mut memory = Memory::new();
    let number = memory.add_structure("struct", 21_u64.to_ne_bytes().to_vec()).unwrap();
    let arguments = memory.address(number, 0).to_ne_bytes().to_vec();
    let context = memory.add_window("the context", arguments, 0..8, Rights::LoadPointers).unwrap();
    let context = memory.address(context, 0);
    let outcome = program.run(context, &mut memory, &mut NoEnvironment, Limits::default());
    assert_eq!(outcome.unwrap().value, 42);
}

#[test]
fn only_what_asks_for_user_memory_copies_it() {
    let mut memory = Memory::new();
    let user = memory.add_user_memory("user memory", vec![1, 2, 3]).unwrap();
    let kernel = memory.add_structure("struct", vec![4, 5]).unwrap();
    let (user, kernel) = (memory.address(user, 1), memory.address(kernel, 0));
    let mut two = [0; 2];
    assert!(!memory.peek(user, &mut two) && !memory.peek_user(kernel, &mut two));
    assert!(memory.peek_user(user, &mut two));
    assert_eq!(two, [2, 3]);
    assert!(memory.peek(kernel, &mut two));
    assert_eq!(two, [4, 5]);
    assert!(!memory.peek_user(user + 1, &mut two));
}
