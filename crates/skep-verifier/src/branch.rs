//! Jumps that depend on a comparison: which ways the kernel is certain to follow, and what is known on them (`check_cond_jmp_op`,
//! `kernel/bpf/verifier.c`).

use crate::refusal::Wrong;
use crate::state::{Null, State, Value};
use crate::walk::{Next, Walk};
use skep_isa::{Condition, Instruction, Source, Width};

impl Walk<'_> {
    pub(crate) fn branch(
        &self,
        index: usize,
        instruction: &Instruction,
        (condition, width, source): (Condition, Width, Source),
        mut state: State,
    ) -> Result<Next, Wrong> {
        let operand = self.operand(&state, instruction, source)?;
        let value = state.read(instruction.dst)?;
        let Some(target) = self.target(index) else { return Ok(Next::Nowhere) };
        let both = |on: State, there: State| Next::Both { on, there, target };
        Ok(match (value, operand) {
            (Value::Known(one), Value::Known(other)) => {
                if holds(condition, width, one, other) {
                    Next::To(target, state)
                } else {
                    Next::On(state)
                }
            }
            (number @ Value::Number { bits, .. }, Value::Known(constant)) => {
                if !is_open(condition, width, bits, constant) {
                    return Ok(Next::Nowhere);
                }
                state.learn_of(number);
                both(state.clone(), state)
            }
            (one @ Value::Number { id, .. }, other @ Value::Number { id: other_id, .. })
                if id != other_id =>
            {
                state.learn_of(one);
                state.learn_of(other);
                both(state.clone(), state)
            }
            (
                Value::InMap { null: null @ (Null::Possible | Null::Maybe), id, .. }
                | Value::Record { null: null @ Null::Possible, id, .. },
                Value::Known(0),
            ) if width == Width::W64
                && source == Source::Immediate
                && matches!(condition, Condition::Equal | Condition::NotEqual) =>
            {
                let is_not = with_null(state.clone(), id, false);
                let is = with_null(state, id, true);
                match (condition, null) {
                    (Condition::Equal, Null::Possible) => both(is_not, is),
                    (Condition::NotEqual, Null::Possible) => both(is, is_not),
                    // Whether the way with null is followed is for the kernel to know.
                    (Condition::Equal, _) => Next::On(is_not),
                    _ => Next::To(target, is_not),
                }
            }
            (Value::InMap { null: Null::No, .. }, Value::Known(0))
                if width == Width::W64 && source == Source::Immediate =>
            {
                match condition {
                    Condition::Equal => Next::On(state),
                    Condition::NotEqual => Next::To(target, state),
                    _ => Next::Nowhere,
                }
            }
            (Value::Packet { id, offset }, Value::PacketEnd) if width == Width::W64 => {
                packet(state, condition, id, offset, target)
            }
            (Value::PacketEnd, Value::Packet { id, offset }) if width == Width::W64 => {
                packet(state, mirrored(condition), id, offset, target)
            }
            _ => Next::Nowhere,
        })
    }
}

/// Whether a comparison of a number of so many bits, of which nothing else is known, with a constant can have both outcomes.
fn is_open(condition: Condition, width: Width, bits: u8, constant: u64) -> bool {
    let (bits, constant) = match width {
        Width::W64 => (bits, constant),
        Width::W32 => (bits.min(32), constant & u64::from(u32::MAX)),
    };
    let whole = match width {
        Width::W64 => 64,
        Width::W32 => 32,
    };
    let most = u64::MAX >> (64 - u32::from(bits.clamp(1, 64)));
    match condition {
        Condition::Equal | Condition::NotEqual => constant <= most,
        Condition::AnyBitSet => constant & most != 0,
        Condition::Greater | Condition::GreaterOrEqual | Condition::Less | Condition::LessOrEqual => {
            (1..most).contains(&constant)
        }
        Condition::SignedGreater
        | Condition::SignedGreaterOrEqual
        | Condition::SignedLess
        | Condition::SignedLessOrEqual => {
            if bits < whole {
                (1..most).contains(&constant)
            } else {
                // All but the least and the greatest.
                let (least, greatest) = (1 << (bits - 1), most >> 1);
                constant != least && constant != greatest
            }
        }
    }
}

/// The addresses of this id are compared with null: what is known if they are it, or are not.
fn with_null(mut state: State, id: u32, is_null: bool) -> State {
    state.replace(|value| match value {
        Value::InMap { id: other, .. } | Value::Record { id: other, .. } if other == id && is_null => {
            Value::Known(0)
        }
        Value::InMap { map, offset, id: other, .. } if other == id => {
            Value::InMap { map, offset, null: Null::No, id }
        }
        Value::Record { size, offset, id: other, .. } if other == id => {
            Value::Record { size, offset, null: Null::No, id }
        }
        value => value,
    });
    if is_null {
        state.held.retain(|(held, _)| *held != id);
    }
    state
}

/// The condition with its sides exchanged.
fn mirrored(condition: Condition) -> Condition {
    match condition {
        Condition::Greater => Condition::Less,
        Condition::GreaterOrEqual => Condition::LessOrEqual,
        Condition::Less => Condition::Greater,
        Condition::LessOrEqual => Condition::GreaterOrEqual,
        same => same,
    }
}

/// An address in the packet is compared with the packet's end (`try_match_pkt_pointers`).
fn packet(state: State, condition: Condition, id: u32, offset: i64, target: usize) -> Next {
    let known = state.packets.get(&id).copied().unwrap_or_default();
    if known.is_beyond {
        return Next::Nowhere;
    }
    let (mut inside, mut beyond) = (state.clone(), state);
    // Whether the address itself is in the packet, on the way on which it is not behind its end.
    let is_below = matches!(condition, Condition::GreaterOrEqual | Condition::Less);
    let reaches = offset + i64::from(is_below);
    // Else the kernel learns nothing (`find_good_pkt_pointers`).
    if offset > 0 || offset == 0 && !is_below {
        let reach = inside.packets.entry(id).or_default();
        reach.bytes = reach.bytes.max(reaches);
    }
    beyond.packets.entry(id).or_default().is_beyond = true;
    match condition {
        Condition::Greater | Condition::GreaterOrEqual => Next::Both { on: inside, there: beyond, target },
        Condition::Less | Condition::LessOrEqual => Next::Both { on: beyond, there: inside, target },
        _ => Next::Nowhere,
    }
}

fn holds(condition: Condition, width: Width, one: u64, other: u64) -> bool {
    let ((a, b), (sa, sb)) = match width {
        Width::W64 => ((one, other), (one.cast_signed(), other.cast_signed())),
        Width::W32 => {
            let low = |number: u64| number & u64::from(u32::MAX);
            let signed = |number: u64| (number << 32).cast_signed() >> 32;
            ((low(one), low(other)), (signed(one), signed(other)))
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
