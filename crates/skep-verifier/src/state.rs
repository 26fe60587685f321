//! What is known at a place of a path.

use crate::MapFacts;
use crate::refusal::{Wrong, not_allowed};
use skep_isa::Register;
use std::collections::BTreeMap;

/// The bytes of a function's stack (`MAX_BPF_STACK`, `include/linux/filter.h`).
pub(crate) const STACK: i64 = 512;

/// What is known of a register, or of 8 bytes of the stack.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Value {
    /// Nothing was written.
    Unwritten,
    /// This number.
    Known(u64),
    /// Any number of so many bits: neither the kernel knows more. Copies have the same id.
    Number { bits: u8, id: u32 },
    /// A number of which the kernel may know more.
    SomeNumber,
    /// An address so far from the top of the stack.
    Stack { offset: i64 },
    /// The context.
    Context { offset: i64 },
    /// A map.
    Map(MapFacts),
    /// An address in a value of a map, or null.
    InMap { map: MapFacts, offset: i64, null: Null, id: u32 },
    /// An address in a record that was reserved, or null. The id is the reference's.
    Record { size: Option<u64>, offset: i64, null: Null, id: u32 },
    /// An address in the packet; those of the same id are the same distance from each other as their offsets. It is 0 from the packet's beginning.
    Packet { id: u32, offset: i64 },
    /// Where the packet ends.
    PacketEnd,
    /// Anything else.
    Unknown,
}

/// Whether an address can be null.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Null {
    /// It must be compared with null before it is used.
    Possible,
    /// The kernel may know that it is not.
    Maybe,
    /// It is not.
    No,
}

impl Value {
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Known(_) | Self::Number { .. } | Self::SomeNumber)
    }

    /// The kernel's name of its type (`reg_type_str`, `kernel/bpf/log.c`); nothing if it is not certain.
    pub(crate) fn type_name(self) -> Option<&'static str> {
        Some(match self {
            Self::Known(_) | Self::Number { .. } | Self::SomeNumber => "scalar",
            Self::Stack { .. } => "fp",
            Self::Context { .. } => "ctx",
            Self::Map(_) => "map_ptr",
            Self::InMap { null: Null::Possible, .. } => "map_value_or_null",
            Self::InMap { null: Null::No, .. } => "map_value",
            Self::Record { null: Null::Possible, .. } => "ringbuf_mem_or_null",
            Self::Record { null: Null::No, .. } => "ringbuf_mem",
            Self::Packet { .. } => "pkt",
            Self::PacketEnd => "pkt_end",
            Self::InMap { null: Null::Maybe, .. }
            | Self::Record { null: Null::Maybe, .. }
            | Self::Unwritten
            | Self::Unknown => return None,
        })
    }
}

/// How far the packet is known to reach from the addresses of one id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) bytes: i64,
    /// Whether one of them was found to be at the packet's end or behind it.
    pub(crate) is_beyond: bool,
}

/// What is known at a place of a path.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct State {
    pub(crate) registers: [Value; 11],
    /// What was written to 8 aligned bytes of the stack at once, by their distance from its top.
    pub(crate) spilled: BTreeMap<i64, Value>,
    /// Which bytes of the stack were written: bit 0 of the first word is the lowest byte.
    pub(crate) written: [u64; 8],
    pub(crate) packets: BTreeMap<u32, Reach>,
    /// What must be given back: the ids, and the slots in which they were taken.
    pub(crate) held: Vec<(u32, usize)>,
    pub(crate) last_id: u32,
}

impl State {
    pub(crate) fn at_entry() -> Self {
        let mut registers = [Value::Unwritten; 11];
        registers[1] = Value::Context { offset: 0 };
        registers[10] = Value::Stack { offset: 0 };
        Self {
            registers,
            spilled: BTreeMap::new(),
            written: [0; 8],
            packets: BTreeMap::new(),
            held: Vec::new(),
            last_id: 0,
        }
    }

    pub(crate) fn new_id(&mut self) -> u32 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// A number of so many bits of which nothing is known.
    pub(crate) fn number(&mut self, bits: u32) -> Value {
        Value::Number { bits: u8::try_from(bits).unwrap_or(64), id: self.new_id() }
    }

    pub(crate) fn get(&self, register: Register) -> Value {
        self.registers.get(usize::from(register.number())).copied().unwrap_or(Value::Unknown)
    }

    pub(crate) fn set(&mut self, register: Register, value: Value) {
        if let Some(place) = self.registers.get_mut(usize::from(register.number())) {
            *place = value;
        }
    }

    /// What is in a register that is read.
    pub(crate) fn read(&self, register: Register) -> Result<Value, Wrong> {
        match self.get(register) {
            Value::Unwritten => Err(not_allowed(format!("R{} !read_ok", register.number()))),
            value => Ok(value),
        }
    }

    /// Puts something else in the place of all values that it is different for.
    pub(crate) fn replace(&mut self, with: impl Fn(Value) -> Value) {
        self.registers.iter_mut().chain(self.spilled.values_mut()).for_each(|value| *value = with(*value));
    }

    /// The numbers of this id were compared with something.
    pub(crate) fn learn_of(&mut self, value: Value) {
        if let Value::Number { id, .. } = value {
            self.replace(|other| match other {
                Value::Number { id: other, .. } if other == id => Value::SomeNumber,
                other => other,
            });
        }
    }

    /// Somebody else may have changed the stack.
    pub(crate) fn forget_stack(&mut self) {
        self.spilled.clear();
        self.written = [u64::MAX; 8];
    }

    /// Addresses in the packet are good for nothing any more.
    pub(crate) fn forget_packet(&mut self) {
        self.packets.clear();
        self.replace(|value| match value {
            Value::Packet { .. } | Value::PacketEnd => Value::Unknown,
            value => value,
        });
    }

    /// Somebody else may have given back what is held.
    pub(crate) fn forget_held(&mut self) {
        self.held.clear();
        self.replace(|value| match value {
            Value::Record { .. } => Value::Unknown,
            value => value,
        });
    }

    /// Whether all of these bytes of the stack were written; if not, the first that was not.
    pub(crate) fn first_unwritten(&self, offset: i64, size: i64) -> Option<i64> {
        (0..size).find(|byte| {
            let place = usize::try_from(STACK + offset + byte).unwrap_or(0);
            self.written.get(place / 64).is_none_or(|word| word >> (place % 64) & 1 == 0)
        })
    }

    /// Notes that these bytes of the stack were written, with this value if they are 8 in one place.
    pub(crate) fn write_stack(&mut self, offset: i64, size: i64, value: Value) {
        for byte in 0..size {
            let place = usize::try_from(STACK + offset + byte).unwrap_or(0);
            if let Some(word) = self.written.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        let first = offset.div_euclid(8) * 8;
        let last = (offset + size - 1).div_euclid(8) * 8;
        for place in [first, last] {
            self.spilled.insert(place, if size == 8 && offset == first { value } else { Value::SomeNumber });
        }
    }
}
