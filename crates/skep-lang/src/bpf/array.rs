//! Arrays, natively and staged.

use super::keyed::{Table, ValueMut};
use super::statics::statics;
use super::world::kept;
use crate::stage::{Builder, Layout, Opt, Read, Ref, Val, addresses, copy, reads_itself, spill};
use skep_ir::{Map, MapId, Region, Type};
use skep_uapi::{Helper, MapType};
use std::marker::PhantomData;

/// An array, staged.
pub struct ArrayRef<V> {
    pub(super) map: MapId,
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
            of: PhantomData<fn() -> V>,
        }

        impl<V> $name<V> {
            /// An array of so many elements, all zero at first.
            pub const fn with_length(length: u32) -> Self
            where
                V: Layout + Copy,
            {
                Self { name: "", length, of: PhantomData }
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
                    flags: 0,
                    key_type: Some(key_type),
                    value_type: Some(value_type),
                });
                ArrayRef { map, of: PhantomData }
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

impl<V: Layout> ArrayRef<V> {
    /// The element of this index, in place, if there are so many.
    pub fn get(self, builder: &mut Builder<'_>, index: Val<u32>) -> Opt<Ref<V>> {
        let key = spill::<u32>(builder, index).pointer(builder);
        let map = builder.function().map_address(self.map);
        let found = Type::nullable(Region::MapValue { map: self.map, offset: 0 });
        Opt::Nullable(Ref::new(builder.helper(Helper::MAP_LOOKUP_ELEM, &[map, key], found)))
    }
}
