//! Arrays, natively and staged.

use super::keyed::{Addend, Table, ValueMut, add_to};
use super::statics::statics;
use super::world::kept;
use crate::stage::{
    Builder, Layout, Opt, Read, Ref, Stored, Val, addresses, copy, literal, payload, reads_itself, spill,
};
use skep_ir::{Map, MapId, Region, Type};
use skep_uapi::{Helper, MapFlags, MapType};
use std::marker::PhantomData;

/// An array, staged.
pub struct ArrayRef<V> {
    pub(super) map: MapId,
    /// Whether other CPUs see the same elements.
    is_shared: bool,
    of: PhantomData<fn() -> V>,
}
copy!(ArrayRef<V>);
reads_itself! { [V] ArrayRef<V>; }
addresses! { [V] ArrayRef<V> => Self: |this, _builder| *this; }

macro_rules! arrays {
    ($($(#[$doc:meta])* $name:ident $map_type:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<V> {
            name: &'static str,
            length: u32,
            flags: MapFlags,
            of: PhantomData<fn() -> V>,
        }

        impl<V> $name<V> {
            /// An array of so many elements, all zero at first.
            pub const fn with_length(length: u32) -> Self
            where
                V: Stored + Copy,
            {
                Self { name: "", length, flags: MapFlags::NONE, of: PhantomData }
            }
        }

        statics! { [V] $name; }

        impl<V: Layout + Copy> $name<V> {
            /// The element of this index, in place, if there are so many.
            pub fn get(&self, index: u32) -> Option<ValueMut<V>> {
                let table = kept::<Table<u32, V>>(self.address(), self.name);
                if index < self.length && !table.keys().contains(&index) {
                    table.insert(index, V::zero(), self.length, false);
                }
                table.find(self.name, |&known| known == index)
            }
        }

        impl<V: Layout + Copy> $name<V> {
            /// Sets the element of this index. `false`: there are not so many.
            pub fn set(&self, index: u32, value: V) -> bool {
                self.get(index).map(|mut element| *element = value).is_some()
            }
        }

        impl<V: Addend> $name<V> {
            /// Adds to the element of this index, atomically. `false`: there are not so many.
            pub fn add(&self, index: u32, number: V) -> bool {
                self.get(index).map(|mut element| *element = element.plus(number)).is_some()
            }
        }

        impl<V: Layout> Read for $name<V> {
            type Out = ArrayRef<V>;
            type Receiver = ArrayRef<V>;
            fn read(&self, builder: &mut Builder<'_>) -> ArrayRef<V> {
                let mut types = builder.types();
                let (key_type, value_type) = (<u32 as Layout>::declare(&mut types), V::declare(&mut types));
                let map = builder.map(self.address(), || Map {
                    name: self.name.to_owned(),
                    map_type: MapType::$map_type,
                    key_size: 4,
                    value_size: V::SIZE,
                    max_entries: self.length,
                    flags: self.flags.0,
                    key_type: Some(key_type),
                    value_type: Some(value_type),
                });
                ArrayRef { map, is_shared: MapType::$map_type == MapType::ARRAY, of: PhantomData }
            }
            fn receiver(&self, builder: &mut Builder<'_>) -> ArrayRef<V> {
                self.read(builder)
            }
        }
    )* };
}

arrays! {
    /// An array (`BPF_MAP_TYPE_ARRAY`, Linux 3.19).
    Array ARRAY;
    /// An array with elements of its own for each CPU (`BPF_MAP_TYPE_PERCPU_ARRAY`, Linux 4.6). Natively there is one CPU.
    PerCpuArray PERCPU_ARRAY;
}

impl<V> Array<V> {
    /// Has user space map its memory: there, reading and writing elements costs no system call (Linux 5.5).
    #[must_use]
    pub const fn mapped(self) -> Self {
        Self { flags: MapFlags::MMAPABLE, ..self }
    }
}

impl<V: Layout> ArrayRef<V> {
    /// The element of this index, in place, if there are so many.
    pub fn get(self, builder: &mut Builder<'_>, index: Val<u32>) -> Opt<Ref<V>> {
        let key = spill::<u32>(builder, index).pointer(builder);
        let map = builder.function().map_address(self.map);
        let found = Type::nullable(Region::MapValue { map: self.map, offset: 0 });
        Opt::Nullable(Ref::new(builder.helper(Helper::MAP_LOOKUP_ELEM, &[map, key], found)))
    }
}

impl<V: Layout> ArrayRef<V> {
    /// Sets the element of this index.
    pub fn set(self, builder: &mut Builder<'_>, index: Val<u32>, value: V::Owned) -> Val<bool> {
        self.changed(builder, index, |builder, place| V::store(builder, place, value))
    }

    /// Changes the element of this index, and says whether there are so many.
    fn changed(
        self,
        builder: &mut Builder<'_>,
        index: Val<u32>,
        change: impl FnOnce(&mut Builder<'_>, Ref<V>),
    ) -> Val<bool> {
        let (is_there, none, meet) = (builder.variable(Type::Bool), builder.block(), builder.block());
        let found = self.get(builder, index);
        let place = payload(builder, found, none);
        change(builder, place);
        let yes = literal(builder, true);
        builder.set(is_there, yes.value());
        builder.jump(meet);
        builder.enter(none);
        let no = literal(builder, false);
        builder.set(is_there, no.value());
        builder.jump(meet);
        builder.enter(meet);
        Val::new(builder.get(is_there))
    }
}

impl<V: Addend> ArrayRef<V> {
    /// Adds to the element of this index: atomically, if other CPUs see the same.
    pub fn add(self, builder: &mut Builder<'_>, index: Val<u32>, number: Val<V>) -> Val<bool> {
        self.changed(builder, index, |builder, place| add_to(builder, place, number, self.is_shared))
    }
}
