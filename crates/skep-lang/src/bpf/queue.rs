//! Queues and stacks: values without keys.

use super::statics::statics;
use super::world::kept;
use crate::stage::{
    Builder, Layout, Opt, Read, Stored, Val, addresses, branched, copy, reads_itself, refusals, slot, spill,
};
use skep_ir::{Comparison, Map, MapId, Type};
use skep_uapi::{Helper, MapType};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::marker::PhantomData;

/// What a queue or a stack holds in the thread's world, the oldest first.
struct Held<V>(RefCell<VecDeque<V>>);

impl<V> Default for Held<V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

/// A queue or a stack, staged.
pub struct QueueRef<V> {
    pub(super) map: MapId,
    name: &'static str,
    of: PhantomData<fn() -> V>,
}
copy!(QueueRef<V>);
reads_itself! { [V] QueueRef<V>; }
addresses! { [V] QueueRef<V> => Self: |this, _builder| *this; }

macro_rules! without_keys {
    ($($(#[$doc:meta])* $name:ident $map_type:ident $next:ident $front:ident $says:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<V> {
            name: &'static str,
            max_entries: u32,
            of: PhantomData<fn() -> V>,
        }

        statics! { [V] $name; }

        impl<V> $name<V> {
            /// One for at most so many values.
            pub const fn with_max_entries(max_entries: u32) -> Self
            where
                V: Stored + Copy,
            {
                Self { name: "", max_entries, of: PhantomData }
            }
        }

        impl<V: Stored + Copy> $name<V> {
            /// Puts a value in. `false`: there is no room; the refusal is counted.
            pub fn push(&self, value: V) -> bool {
                let held = kept::<Held<V>>(self.address(), self.name);
                let mut held = held.0.borrow_mut();
                let has_room = held.len() < usize::try_from(self.max_entries).unwrap_or(usize::MAX);
                if has_room {
                    held.push_back(value);
                }
                has_room
            }

            #[doc = concat!("Takes ", $says, " value out, if there is one.")]
            pub fn pop(&self) -> Option<V> {
                kept::<Held<V>>(self.address(), self.name).0.borrow_mut().$next()
            }

            #[doc = concat!("Reads ", $says, " value and leaves it in, if there is one.")]
            pub fn peek(&self) -> Option<V> {
                kept::<Held<V>>(self.address(), self.name).0.borrow().$front().copied()
            }
        }

        impl<V: Layout> Read for $name<V> {
            type Out = QueueRef<V>;
            type Receiver = QueueRef<V>;
            fn read(&self, builder: &mut Builder<'_>) -> QueueRef<V> {
                let value_type = V::declare(&mut builder.types());
                let map = builder.map(std::ptr::from_ref(self).addr(), || Map {
                    name: self.name.to_owned(),
                    map_type: MapType::$map_type,
                    key_size: 0,
                    value_size: V::SIZE,
                    max_entries: self.max_entries,
                    flags: 0,
                    key_type: None,
                    value_type: Some(value_type),
                });
                QueueRef { map, name: self.name, of: PhantomData }
            }
            fn receiver(&self, builder: &mut Builder<'_>) -> QueueRef<V> {
                self.read(builder)
            }
        }
    )* };
}

without_keys! {
    /// A queue: what was put in first is taken out first (`BPF_MAP_TYPE_QUEUE`, Linux 4.20).
    Queue QUEUE pop_front front "the oldest";
    /// A stack: what was put in last is taken out first (`BPF_MAP_TYPE_STACK`, Linux 4.20).
    Stack STACK pop_back back "the newest";
}

impl<V: Layout> QueueRef<V> {
    /// Puts a value in.
    pub fn push(self, builder: &mut Builder<'_>, value: V::Owned) -> Val<bool> {
        let value = spill::<V>(builder, value).pointer(builder);
        let map = builder.function().map_address(self.map);
        let flags = builder.constant(Type::I64, 0);
        let answer = builder.helper(Helper::MAP_PUSH_ELEM, &[map, value, flags], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        let is_done = Val::new(builder.function().compare(Comparison::Equal, answer, zero));
        let (refused, meet) = (builder.block(), builder.block());
        builder.branch(is_done, meet, refused);
        builder.enter(refused);
        builder.count_up(&refusals(self.name));
        builder.jump(meet);
        builder.enter(meet);
        is_done
    }

    /// Takes the next value out.
    pub fn pop(self, builder: &mut Builder<'_>) -> Opt<V::Owned> {
        self.asked(builder, Helper::MAP_POP_ELEM)
    }

    /// Reads the next value and leaves it in.
    pub fn peek(self, builder: &mut Builder<'_>) -> Opt<V::Owned> {
        self.asked(builder, Helper::MAP_PEEK_ELEM)
    }

    fn asked(self, builder: &mut Builder<'_>, helper: Helper) -> Opt<V::Owned> {
        let place = slot::<V>(builder).as_ref();
        let (to, map) = (place.pointer(builder), builder.function().map_address(self.map));
        let answer = builder.helper(helper, &[map, to], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        let is_there = Val::new(builder.function().compare(Comparison::Equal, answer, zero));
        let (yes, no) = (builder.block(), builder.block());
        builder.branch(is_there, yes, no);
        builder.enter(yes);
        let value = V::lend(builder, place);
        branched(builder, value, no)
    }
}
