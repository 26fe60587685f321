//! Calls of helpers (`check_helper_call`, `kernel/bpf/verifier.c`).

use crate::refusal::{Wrong, invalid, not_allowed};
use crate::state::{Null, State, Value};
use crate::step::end_call;
use crate::walk::Walk;
use skep_isa::{Callee, Instruction, Operation, Register};
use skep_uapi::{ArgumentKind, Helper, MapType, NumberKind, ResultKind};

/// The types that memory can be of (`mem_types`).
const MEMORY: &str = "fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_";

/// Those whose result the kernel knows nothing of.
const ANY_NUMBER: [Helper; 5] = [
    Helper::KTIME_GET_NS,
    Helper::KTIME_GET_BOOT_NS,
    Helper::GET_PRANDOM_U32,
    Helper::GET_CURRENT_PID_TGID,
    Helper::GET_CURRENT_UID_GID,
];

/// Those that take a dynamic pointer that was made before.
const USES_DYNPTR: [Helper; 3] = [Helper::DYNPTR_READ, Helper::DYNPTR_WRITE, Helper::DYNPTR_DATA];

impl Walk<'_> {
    /// Whether the program may make a dynamic pointer on its stack, by a helper or a function of the kernel.
    fn makes_dynptrs(&self) -> bool {
        let makers =
            [Helper::DYNPTR_FROM_MEM, Helper::RINGBUF_RESERVE_DYNPTR].map(|helper| i64::from(helper.0));
        self.program.code.instructions.iter().any(|instruction| match instruction.operation {
            Operation::Call(Callee::Helper) => makers.contains(&instruction.imm),
            Operation::Call(Callee::Kfunc) => true,
            _ => false,
        })
    }

    pub(crate) fn helper(
        &self,
        index: usize,
        instruction: &Instruction,
        state: &mut State,
    ) -> Result<(), Wrong> {
        let helper = Helper(u32::try_from(instruction.imm).unwrap_or(u32::MAX));
        let Some(facts) = helper.facts() else {
            // Whoever asks has looked whether there is one.
            state.forget_stack();
            state.forget_packet();
            state.forget_held();
            end_call(state, Value::Unknown);
            return Ok(());
        };
        let signature = facts.signature_in(self.program.program_type);
        let arguments = &Register::ALL[1..=5];
        let mut releases = false;
        for (argument, register) in signature.arguments.iter().zip(arguments) {
            let value = state.read(*register)?;
            releases |= argument.released;
            let expected = match argument.kind {
                ArgumentKind::Map if !matches!(value, Value::Map(_)) => Some("map_ptr"),
                ArgumentKind::MapKey | ArgumentKind::MapValue | ArgumentKind::Memory
                    if may_be_null(value) =>
                {
                    (!argument.nullable).then_some(MEMORY)
                }
                _ => None,
            };
            let number = register.number();
            if let Some((expected, name)) = expected.zip(value.type_name()) {
                return Err(not_allowed(format!("R{number} type={name} expected={expected}")));
            }
            match (&argument.kind, value) {
                (ArgumentKind::Map, Value::Map(map)) if !go_together(map.map_type, helper) => {
                    let (map, name) = (map.map_type.0, helper.name().unwrap_or_default());
                    let id = helper.0;
                    return Err(invalid(format!("cannot pass map_type {map} into func {name}#{id}")));
                }
                (ArgumentKind::Dynptr, Value::Stack { .. })
                    if USES_DYNPTR.contains(&helper) && !self.makes_dynptrs() =>
                {
                    // Counted from 0 (`process_dynptr_func`).
                    return Err(invalid(format!("Expected an initialized dynptr as arg #{}", number - 1)));
                }
                (ArgumentKind::Size, Value::Known(0)) => {
                    return Err(not_allowed(format!("R{number} invalid zero-sized read: u64=[0,0]")));
                }
                (ArgumentKind::ConstantSize, Value::Number { .. }) => {
                    return Err(not_allowed(format!("R{number} is not a known constant'")));
                }
                _ => {}
            }
        }
        let first = state.get(Register::R1);
        let second = state.get(Register::R2);
        let result = match (helper, first) {
            (Helper::MAP_LOOKUP_ELEM, Value::Map(map)) => match map.map_type {
                MapType::HASH
                | MapType::LRU_HASH
                | MapType::PERCPU_HASH
                | MapType::LRU_PERCPU_HASH
                | MapType::LPM_TRIE => {
                    Value::InMap { map, offset: 0, null: Null::Possible, id: state.new_id() }
                }
                // The kernel knows of constant keys that they are there.
                MapType::ARRAY | MapType::PERCPU_ARRAY => {
                    Value::InMap { map, offset: 0, null: Null::Maybe, id: state.new_id() }
                }
                _ => Value::Unknown,
            },
            (Helper::RINGBUF_RESERVE, _) => {
                let size = match second {
                    Value::Known(size) => Some(size),
                    _ => None,
                };
                // The kernel counts one id for the record and one for the reference.
                let id = state.new_id() + 1;
                state.new_id();
                state.held.push((id, self.starts.get(index).copied().unwrap_or_default()));
                Value::Record { size, offset: 0, null: Null::Possible, id }
            }
            _ if signature.result.nullable => Value::Unknown,
            (helper, _) if ANY_NUMBER.contains(&helper) => state.number(64),
            _ => match signature.result.kind {
                ResultKind::Number(
                    NumberKind::I64
                    | NumberKind::U64
                    | NumberKind::I32
                    | NumberKind::U32
                    | NumberKind::U16
                    | NumberKind::Be16,
                ) => Value::SomeNumber,
                _ => Value::Unknown,
            },
        };
        match (helper, first) {
            (Helper::RINGBUF_SUBMIT | Helper::RINGBUF_DISCARD, Value::Record { id, null: Null::No, .. }) => {
                state.held.retain(|(held, _)| *held != id);
                state.replace(|value| match value {
                    Value::Record { id: other, .. } if other == id => Value::Unknown,
                    value => value,
                });
            }
            _ if releases => state.forget_held(),
            _ => {}
        }
        let calls_back = signature.arguments.iter().any(|argument| argument.kind == ArgumentKind::Function);
        if calls_back {
            state.forget_held();
        }
        if calls_back || facts.moves_packet {
            state.forget_packet();
        }
        let of_stack =
            |register: &Register| matches!(state.get(*register), Value::Stack { .. } | Value::Unknown);
        if calls_back || arguments.iter().any(of_stack) {
            state.forget_stack();
        }
        end_call(state, result);
        Ok(())
    }
}

/// Whether a helper takes a map of this type, as far as it is known here (`check_map_func_compatibility`).
fn go_together(map_type: MapType, helper: Helper) -> bool {
    let ring = [
        Helper::RINGBUF_OUTPUT,
        Helper::RINGBUF_RESERVE,
        Helper::RINGBUF_QUERY,
        Helper::RINGBUF_RESERVE_DYNPTR,
    ];
    match map_type {
        MapType::PROG_ARRAY => helper == Helper::TAIL_CALL,
        MapType::RINGBUF => ring.contains(&helper),
        MapType::USER_RINGBUF => helper == Helper::USER_RINGBUF_DRAIN,
        _ => helper != Helper::TAIL_CALL && helper != Helper::USER_RINGBUF_DRAIN && !ring.contains(&helper),
    }
}

fn may_be_null(value: Value) -> bool {
    matches!(value, Value::InMap { null: Null::Possible, .. } | Value::Record { null: Null::Possible, .. })
}
