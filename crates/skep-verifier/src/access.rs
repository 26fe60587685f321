//! Loads and stores (`check_mem_access`, `kernel/bpf/verifier.c`).

use crate::refusal::{Wrong, not_allowed};
use crate::state::{Null, STACK, State, Value};
use crate::step::bytes;
use crate::walk::Walk;
use skep_isa::{Atomic, Instruction, Register, Size};
use skep_uapi::ProgramType;

/// What an access does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Load,
    Store,
}

impl Walk<'_> {
    pub(crate) fn load(
        &self,
        state: &mut State,
        base: Register,
        offset: i16,
        size: Size,
    ) -> Result<Value, Wrong> {
        let from = state.read(base)?;
        self.check_access(state, base, from, offset.into(), size, Access::Load)?;
        Ok(match from {
            Value::Stack { offset: at } => {
                let at = at + i64::from(offset);
                match (size, state.spilled.get(&at)) {
                    (Size::Double, Some(value)) => *value,
                    (Size::Double, None) => Value::Unknown,
                    _ => Value::SomeNumber,
                }
            }
            Value::Context { offset: at } => self.of_context(state, at + i64::from(offset), size),
            Value::InMap { map, .. } if map.read_only => Value::SomeNumber,
            Value::InMap { map, .. } if map.has_fields && size == Size::Double => Value::Unknown,
            Value::InMap { .. } | Value::Packet { .. } | Value::Record { .. } => state.number(size.bits()),
            _ => Value::Unknown,
        })
    }

    pub(crate) fn store(
        &self,
        state: &mut State,
        base: Register,
        offset: i16,
        size: Size,
        value: Value,
    ) -> Result<(), Wrong> {
        let to = state.read(base)?;
        self.check_access(state, base, to, offset.into(), size, Access::Store)?;
        if let Value::Stack { offset: at } = to {
            state.write_stack(at + i64::from(offset), bytes(size), value);
        }
        if let Value::Unknown = to {
            // It may be the stack.
            state.forget_stack();
        }
        Ok(())
    }

    pub(crate) fn atomic(
        &self,
        state: &mut State,
        instruction: &Instruction,
        atomic: Atomic,
        size: Size,
    ) -> Result<(), Wrong> {
        let Instruction { dst, src, offset, .. } = *instruction;
        state.read(src)?;
        if atomic == Atomic::CompareExchange {
            state.read(Register::R0)?;
        }
        let at = state.read(dst)?;
        self.check_access(state, dst, at, offset.into(), size, Access::Load)?;
        self.store(state, dst, offset, size, Value::SomeNumber)?;
        let old = match atomic {
            Atomic::Add | Atomic::Or | Atomic::And | Atomic::Xor => return Ok(()),
            Atomic::CompareExchange => Register::R0,
            Atomic::FetchAdd | Atomic::FetchOr | Atomic::FetchAnd | Atomic::FetchXor | Atomic::Exchange => {
                src
            }
        };
        // What was there is a number, if it was not where a number need not be.
        state.set(old, Value::Unknown);
        Ok(())
    }

    /// What is in a field of the context.
    fn of_context(&self, state: &mut State, offset: i64, size: Size) -> Value {
        match self.program.program_type {
            // `struct xdp_md`.
            ProgramType::XDP => match (offset, size) {
                (0, Size::Word) => Value::Packet { id: 0, offset: 0 },
                (4, Size::Word) => Value::PacketEnd,
                (8, Size::Word) => Value::Unknown,
                (12 | 16 | 20, Size::Word) => state.number(32),
                _ => Value::Unknown,
            },
            // `data` and `data_end` of `struct __sk_buff`.
            ProgramType::SCHED_CLS | ProgramType::SCHED_ACT => match (offset, size) {
                (76, Size::Word) => Value::Packet { id: 0, offset: 0 },
                (80, Size::Word) => Value::PacketEnd,
                _ => Value::Unknown,
            },
            ProgramType::KPROBE | ProgramType::TRACEPOINT => state.number(size.bits()),
            _ => Value::Unknown,
        }
    }

    fn check_access(
        &self,
        state: &State,
        base: Register,
        at: Value,
        offset: i64,
        size: Size,
        access: Access,
    ) -> Result<(), Wrong> {
        let register = base.number();
        let size = bytes(size);
        match at {
            Value::Known(_)
            | Value::Number { .. }
            | Value::SomeNumber
            | Value::PacketEnd
            | Value::InMap { null: Null::Possible, .. }
            | Value::Record { null: Null::Possible, .. } => {
                let name = at.type_name().unwrap_or_default();
                Err(not_allowed(format!("R{register} invalid mem access '{name}'")))
            }
            Value::Stack { offset: from } => {
                let what = if access == Access::Load { "read from" } else { "write to" };
                let start = from + offset;
                if start % size != 0 {
                    let reason = format!("misaligned stack access off 0+{from}+{offset} size {size}");
                    return Err(not_allowed(reason));
                }
                if start < -STACK || start + size > 0 {
                    let reason = format!("invalid {what} stack R{register} off={start} size={size}");
                    return Err(not_allowed(reason));
                }
                match state.first_unwritten(start, size) {
                    Some(byte) if access == Access::Load && !self.program.reads_unwritten_stack => {
                        Err(not_allowed(format!("invalid read from stack off {start}+{byte} size {size}")))
                    }
                    _ => Ok(()),
                }
            }
            Value::InMap { map, offset: from, .. } => {
                let (start, value_size) = (from + offset, i64::from(map.value_size));
                if access == Access::Store && map.read_only {
                    let reason =
                        format!("write into map forbidden, value_size={value_size} off={start} size={size}");
                    return Err(not_allowed(reason));
                }
                if start < 0 || start + size > value_size {
                    return Err(not_allowed(format!(
                        "invalid access to map value, value_size={value_size} off={start} size={size}\n\
                         R{register} min value is outside of the allowed memory range"
                    )));
                }
                Ok(())
            }
            Value::Record { size: Some(room), offset: from, .. } => {
                let start = from + offset;
                let inside =
                    u64::try_from(start).is_ok_and(|start| start.saturating_add(size.unsigned_abs()) <= room);
                if inside {
                    return Ok(());
                }
                Err(not_allowed(format!(
                    "invalid access to memory, mem_size={room} off={start} size={size}\nR{register} min value is outside of \
                     the allowed memory range"
                )))
            }
            Value::Packet { id, offset: from } => {
                let reach = state.packets.get(&id).copied().unwrap_or_default();
                let start = from + offset;
                if start >= 0 && start + size <= reach.bytes {
                    return Ok(());
                }
                let r = reach.bytes;
                Err(not_allowed(format!(
                    "invalid access to packet, off={start} size={size}, R{register}(id={id},off={start},r={r})\n\
                     R{register} offset is outside of the packet"
                )))
            }
            Value::Context { offset: from } if from != 0 && self.program.program_type == ProgramType::XDP => {
                let reason = format!("dereference of modified ctx ptr R{register} off={from} disallowed");
                Err(not_allowed(reason))
            }
            // `xdp_is_valid_access`, `net/core/filter.c`.
            Value::Context { .. }
                if self.program.program_type == ProgramType::XDP
                    && access == Access::Load
                    && (!(0..24).contains(&offset) || size != 4 || offset % 4 != 0) =>
            {
                Err(not_allowed(format!("invalid bpf_context access off={offset} size={size}")))
            }
            Value::Context { .. }
            | Value::Record { .. }
            | Value::Map(_)
            | Value::Unknown
            | Value::Unwritten => Ok(()),
        }
    }
}
