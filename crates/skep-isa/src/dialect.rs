//! The three ways in which instructions are written as text, made from the one text that the table has.
//!
//! The table's text is LLVM's. Ours differs from it in the calls, and the kernel's in the points that [`kernel`] lists;
//! those are from the kernel's `kernel/bpf/disasm.c` and, for loads of 64 bits, from bpftool's `xlated_dumper.c`.
//!
//! The places of operands in these texts are, besides those in [`Row::text`]:
//!
//! | place | what is there |
//! |---|---|
//! | `{helper}` | the number of a helper: `7`, or `helper -1` if it is negative |
//! | `{callee}` | a function: its name, or its distance in slots: `+4` |
//! | `{pc}` | a target: its name, or its distance in slots: `pc+4` |
//! | `{distance}` | the distance in slots of a function, `+4` |
//! | `{name}` | the name of a helper, or `unknown` |
//! | `{displacement}` | `offset` as `+4` |
//! | `{hex}` | `imm` as an unsigned 32-bit number, `0xffffffff` |
//! | `{wide}` | all 64 bits of the immediate as a hexadecimal number |
//! | `{first}`, `{second}` | the lower and the upper half of the immediate, signed |

use crate::table::Row;
use crate::{Atomic, Callee, Immediate, Operation, Size};
use std::borrow::Cow;

/// A way in which instructions are written as text.
///
/// All of them can be read ([`Code::parse`](crate::Code::parse) takes them mixed).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Dialect {
    /// Ours, which `Display` prints: what LLVM prints, with decimal numbers, and so that no two instructions read the
    /// same. A call of a helper is `call 7`, of a function at a distance `call +7`, of a kernel function `call kfunc 7`.
    #[default]
    Skep,
    /// That of `llvm-objdump --mcpu=v4 --no-print-imm-hex` and clang's assembly output. All three calls read `call 7`.
    Clang,
    /// That of the verifier's log and of `bpftool prog dump xlated`: `(85) call bpf_loop#181`.
    ///
    /// It leaves out the module of a kernel function, and shows as a plain number the address of a kernel variable and a
    /// map given by its place in an array. For what is known by name it has no text; that is printed as in ours.
    Kernel,
}

/// The text of this row in a dialect, with places for the operands.
pub(crate) fn template(row: &Row, dialect: Dialect) -> Cow<'static, str> {
    match dialect {
        Dialect::Skep => skep(row).into(),
        Dialect::Clang => clang(row),
        Dialect::Kernel => kernel(row),
    }
}

fn skep(row: &Row) -> &'static str {
    match row.operation {
        Operation::Call(Callee::Helper) => "call {helper}",
        Operation::Call(Callee::Function) => "call {callee}",
        Operation::Call(Callee::Kfunc) => "call kfunc {imm}{module}",
        _ => row.text,
    }
}

fn clang(row: &Row) -> Cow<'static, str> {
    let hidden = ["{high}", "{plus}", "{module}"].into_iter().find(|place| row.text.contains(place));
    hidden.map_or(row.text.into(), |place| row.text.replace(place, "").into())
}

/// Jumps say `goto pc+4`, and compare with an unsigned number in hexadecimal. Memory is always at `(r1 +4)`, and what is
/// loaded or stored in `r2`, whatever its size. The atomic operations that give the old value have names of their own.
fn kernel(row: &Row) -> Cow<'static, str> {
    let in_memory = || row.text.replace("w{", "r{").replace("{offset}", "{displacement}");
    // The type of the value in memory, and what is in the names of operations on 64 bits.
    let named = |size| if size == Size::Double { ("u64", "64") } else { ("u32", "") };
    match row.operation {
        Operation::Load(_)
        | Operation::LoadSignExtend(_)
        | Operation::Store(..)
        | Operation::LoadAcquire(_)
        | Operation::StoreRelease(_)
        | Operation::Atomic(Atomic::Add | Atomic::Or | Atomic::And | Atomic::Xor, _) => in_memory().into(),
        Operation::Atomic(Atomic::Exchange, size) => {
            let (memory, bits) = named(size);
            format!("r{{src}} = atomic{bits}_xchg(({memory} *)(r{{dst}} {{displacement}}), r{{src}})").into()
        }
        Operation::Atomic(Atomic::CompareExchange, size) => {
            let (memory, bits) = named(size);
            format!("r0 = atomic{bits}_cmpxchg(({memory} *)(r{{dst}} {{displacement}}), r0, r{{src}})").into()
        }
        Operation::Atomic(_, size) => {
            in_memory().replace("atomic_", &format!("atomic{}_", named(size).1)).into()
        }
        Operation::LoadPacketIndirect(_) => row.text.replace("{plus}", " + {imm}").into(),
        Operation::LoadImmediate(Immediate::Value | Immediate::Variable | Immediate::MapByIndex) => {
            "r{dst} = {wide}".into()
        }
        Operation::LoadImmediate(Immediate::Map) => "r{dst} = map[id:{first}]".into(),
        Operation::LoadImmediate(Immediate::MapValue) => "r{dst} = map[id:{first}][0]+{second}".into(),
        Operation::LoadImmediate(Immediate::MapValueByIndex) => "r{dst} = map[idx:{first}]+{second}".into(),
        Operation::LoadImmediate(Immediate::Function) => "r{dst} = subprog[{distance}]".into(),
        Operation::Jump(..) => row.text.replace("{imm}", "{hex}").replace("{target}", "{pc}").into(),
        Operation::Goto | Operation::GotoLong | Operation::MayGoto => {
            row.text.replace("{target}", "{pc}").into()
        }
        Operation::Call(Callee::Helper) => "call {name}#{imm}".into(),
        Operation::Call(Callee::Function) => "call {pc}".into(),
        Operation::Call(Callee::Kfunc) => "call kernel-function#{imm}".into(),
        Operation::Arithmetic(..)
        | Operation::Negate(_)
        | Operation::Move(..)
        | Operation::MoveSignExtend(..)
        | Operation::AddressSpaceCast
        | Operation::ByteSwap(..)
        | Operation::LoadPacketAbsolute(_)
        | Operation::GotoRegister
        | Operation::CallRegister
        | Operation::Exit => row.text.into(),
    }
}

/// Whether a name can stand in text as it is: letters, digits, `_`, `.`, `$` and `@`, not first a digit, and not what
/// looks like a register. Others are put between quotation marks.
pub(crate) fn is_plain_name(name: &str) -> bool {
    name.starts_with(|first: char| is_name_character(first) && !first.is_ascii_digit())
        && name.chars().all(is_name_character)
        && !looks_like_register(name)
}

/// Whether this can be in a name without quotation marks.
pub(crate) fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '$' | '@')
}

/// `r1`, `w10`, but also `r11`, which is none.
pub(crate) fn looks_like_register(name: &str) -> bool {
    name.strip_prefix(['r', 'w'])
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
