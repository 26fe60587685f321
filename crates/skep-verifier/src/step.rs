//! What an instruction makes of what is known, if it is no jump.

use crate::refusal::{Wrong, invalid, not_allowed};
use crate::state::{Null, State, Value};
use crate::walk::{Next, Walk};
use skep_isa::{Arithmetic, Callee, Immediate, Instruction, Operation, Register, Size, Source, Width};
use skep_uapi::{AttachType, ProgramType};

/// Offsets that are larger than this are nobody's business here (`BPF_MAX_VAR_OFF`, `include/linux/bpf_verifier.h`).
const FAR: i64 = 1 << 29;

impl Walk<'_> {
    pub(crate) fn straight(
        &self,
        index: usize,
        instruction: &Instruction,
        mut state: State,
    ) -> Result<Next, Wrong> {
        let Instruction { dst, src, .. } = *instruction;
        match instruction.operation {
            Operation::Arithmetic(operation, width, source) => {
                let operand = self.operand(&state, instruction, source)?;
                let before = state.read(dst)?;
                let after = arithmetic(&mut state, dst, operation, width, before, operand)?;
                state.set(dst, after);
            }
            Operation::Negate(_) | Operation::ByteSwap(..) => {
                let after = if state.read(dst)?.is_number() { Value::SomeNumber } else { Value::Unknown };
                state.set(dst, after);
            }
            Operation::Move(width, source) => {
                let operand = self.operand(&state, instruction, source)?;
                let moved = match (width, operand) {
                    (Width::W64, value) => value,
                    (Width::W32, Value::Known(number)) => Value::Known(number & u64::from(u32::MAX)),
                    (Width::W32, Value::Number { bits, .. }) if bits <= 32 => operand,
                    (Width::W32, Value::Number { .. }) => state.number(32),
                    (Width::W32, _) => Value::SomeNumber,
                };
                state.set(dst, moved);
            }
            Operation::MoveSignExtend(..) => {
                let after = if state.read(src)?.is_number() { Value::SomeNumber } else { Value::Unknown };
                state.set(dst, after);
            }
            Operation::AddressSpaceCast => {
                state.read(src)?;
                state.set(dst, Value::Unknown);
            }
            Operation::LoadImmediate(what) => {
                let loaded = self.immediate(index, instruction, what, &mut state);
                state.set(dst, loaded);
            }
            Operation::Load(size) | Operation::LoadAcquire(size) => {
                let loaded = self.load(&mut state, src, instruction.offset, size)?;
                state.set(dst, loaded);
            }
            Operation::LoadSignExtend(size) => {
                let loaded = self.load(&mut state, src, instruction.offset, size)?;
                state.set(dst, if loaded.is_number() { Value::SomeNumber } else { Value::Unknown });
            }
            Operation::Store(size, source) => {
                let value = self.operand(&state, instruction, source)?;
                self.store(&mut state, dst, instruction.offset, size, value)?;
            }
            Operation::StoreRelease(size) => {
                let value = state.read(src)?;
                self.store(&mut state, dst, instruction.offset, size, value)?;
            }
            Operation::Atomic(atomic, size) => self.atomic(&mut state, instruction, atomic, size)?,
            Operation::Call(Callee::Helper) => self.helper(index, instruction, &mut state)?,
            Operation::Call(_) | Operation::CallRegister => {
                // Whatever it does, it may have done it with what it was given.
                state.forget_stack();
                state.forget_packet();
                state.forget_held();
                end_call(&mut state, Value::Unknown);
            }
            Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_) => {
                state.read(Register::R6)?;
                end_call(&mut state, Value::SomeNumber);
            }
            Operation::Exit => {
                let returned = state.read(Register::R0)?;
                if let Some((id, slot)) = state.held.first() {
                    return Err(invalid(format!(
                        "Unreleased reference id={id} alloc_insn={slot}\nBPF_EXIT instruction in main prog would lead to \
                         reference leak"
                    )));
                }
                self.check_returned(returned)?;
                return Ok(Next::Nowhere);
            }
            Operation::GotoRegister
            | Operation::Jump(..)
            | Operation::Goto
            | Operation::GotoLong
            | Operation::MayGoto => return Ok(Next::Nowhere),
        }
        Ok(Next::On(state))
    }

    /// The operand of an instruction: its number, or what is in its source register.
    pub(crate) fn operand(
        &self,
        state: &State,
        instruction: &Instruction,
        source: Source,
    ) -> Result<Value, Wrong> {
        match source {
            Source::Immediate => Ok(Value::Known(instruction.imm.cast_unsigned())),
            Source::Register => state.read(instruction.src),
        }
    }

    /// What programs of some types may return (`check_return_code`), as far as it is a constant.
    fn check_returned(&self, returned: Value) -> Result<(), Wrong> {
        let most = match (self.program.program_type, self.program.expected_attach_type) {
            (ProgramType::CGROUP_SKB, AttachType::CGROUP_INET_INGRESS) => 1,
            (ProgramType::CGROUP_SKB, AttachType::CGROUP_INET_EGRESS) => 3,
            _ => return Ok(()),
        };
        match returned {
            // The kernel looks at the lower half, as a number with a sign.
            Value::Known(number) if (most + 1..1 << 31).contains(&number) => Err(invalid(format!(
                "At program exit the register R0 has smin={number} smax={number} should have been in [0, {most}]"
            ))),
            _ => Ok(()),
        }
    }

    fn immediate(
        &self,
        index: usize,
        instruction: &Instruction,
        what: Immediate,
        state: &mut State,
    ) -> Value {
        let map = || (self.program.map_at)(*self.starts.get(index)?);
        match what {
            Immediate::Value => Value::Known(instruction.imm.cast_unsigned()),
            Immediate::Map => map().map_or(Value::Unknown, Value::Map),
            Immediate::MapValue => match map() {
                Some(map) => {
                    // Which byte is in the upper half.
                    let offset = (instruction.imm.cast_unsigned() >> 32).cast_signed();
                    Value::InMap { map, offset, null: Null::No, id: state.new_id() }
                }
                None => Value::Unknown,
            },
            Immediate::Variable
            | Immediate::MapByIndex
            | Immediate::MapValueByIndex
            | Immediate::Function => Value::Unknown,
        }
    }
}

/// A call has ended: its arguments are gone.
pub(crate) fn end_call(state: &mut State, result: Value) {
    Register::ALL[1..=5].iter().for_each(|register| state.set(*register, Value::Unwritten));
    state.set(Register::R0, result);
}

/// The bytes of a size.
pub(crate) fn bytes(size: Size) -> i64 {
    i64::from(size.bits() / 8)
}

fn arithmetic(
    state: &mut State,
    dst: Register,
    operation: Arithmetic,
    width: Width,
    before: Value,
    operand: Value,
) -> Result<Value, Wrong> {
    match (before, operand) {
        (Value::Known(one), Value::Known(other)) => Ok(constant(operation, width, one, other)),
        (one, other) if one.is_number() && other.is_number() => Ok(Value::SomeNumber),
        (pointer, number) if pointer.type_name().is_some() && number.is_number() && width == Width::W64 => {
            moved(state, dst, operation, pointer, number)
        }
        _ => Ok(Value::Unknown),
    }
}

fn constant(operation: Arithmetic, width: Width, one: u64, other: u64) -> Value {
    let computed = match operation {
        Arithmetic::Add => one.wrapping_add(other),
        Arithmetic::Subtract => one.wrapping_sub(other),
        Arithmetic::Multiply => one.wrapping_mul(other),
        Arithmetic::And => one & other,
        Arithmetic::Or => one | other,
        Arithmetic::Xor => one ^ other,
        Arithmetic::ShiftLeft if width == Width::W64 && other < 64 => one << other,
        Arithmetic::ShiftRight if width == Width::W64 && other < 64 => one >> other,
        _ => return Value::SomeNumber,
    };
    Value::Known(match width {
        Width::W64 => computed,
        Width::W32 => computed & u64::from(u32::MAX),
    })
}

/// An address is moved by a number (`adjust_ptr_min_max_vals`).
fn moved(
    state: &mut State,
    dst: Register,
    operation: Arithmetic,
    pointer: Value,
    number: Value,
) -> Result<Value, Wrong> {
    let register = dst.number();
    let may_be_null = matches!(
        pointer,
        Value::InMap { null: Null::Possible, .. } | Value::Record { null: Null::Possible, .. }
    );
    if may_be_null {
        let name = pointer.type_name().unwrap_or_default();
        let reason = format!("R{register} pointer arithmetic on {name} prohibited, null-check it first");
        return Err(not_allowed(reason));
    }
    let sign = match operation {
        Arithmetic::Add => 1,
        Arithmetic::Subtract => -1,
        Arithmetic::And | Arithmetic::Or | Arithmetic::Xor
            if matches!(pointer, Value::Stack { .. } | Value::InMap { .. } | Value::Packet { .. })
                && !matches!(number, Value::SomeNumber) =>
        {
            let sign = match operation {
                Arithmetic::And => "&=",
                Arithmetic::Or => "|=",
                _ => "^=",
            };
            return Err(not_allowed(format!("R{register} bitwise operator {sign} on pointer prohibited")));
        }
        _ => return Ok(Value::Unknown),
    };
    if let (Value::InMap { null: Null::No, .. }, Value::Number { bits: 64, .. }) = (pointer, number) {
        return Err(not_allowed(
            "math between map_value pointer and register with unbounded min value is not allowed",
        ));
    }
    let by = match number {
        Value::Known(by) => by.cast_signed().checked_mul(sign).filter(|by| by.abs() < FAR),
        _ => None,
    };
    let at = |offset: i64| by.map(|by| offset + by).filter(|offset| offset.abs() < FAR);
    Ok(match pointer {
        Value::Stack { offset } => at(offset).map(|offset| Value::Stack { offset }),
        Value::Context { offset } => at(offset).map(|offset| Value::Context { offset }),
        Value::InMap { map, offset, null, id } => {
            at(offset).map(|offset| Value::InMap { map, offset, null, id })
        }
        Value::Record { size, offset, null, id } => {
            at(offset).map(|offset| Value::Record { size, offset, null, id })
        }
        Value::Packet { id, offset } => match (at(offset), number) {
            (Some(offset), _) => Some(Value::Packet { id, offset }),
            // By how much, nobody knows: it must be compared with the end anew.
            (None, Value::Number { bits, .. }) if bits <= 16 && sign == 1 => {
                Some(Value::Packet { id: state.new_id(), offset })
            }
            _ => None,
        },
        _ => None,
    }
    .unwrap_or(Value::Unknown))
}
