//! Maps that hold what the kernel looks at itself: events, stacks, devices, CPUs, sockets, control groups; and storage that belongs to
//! a socket, a task, an inode or a control group. Helpers are handed them.

use super::XdpAction;
use super::helper::{self, Call, Context, Handed, HelperMap, StagedMap};
use super::world;
use crate::stage::{
    AddressOf, Builder, Layout, Opt, Read, Ref, Val, addresses, cast, copy, literal, reads_itself,
};
use skep_ir::{Comparison, Map, MapId, Type};
use skep_uapi::{Helper, MapType};
use std::marker::PhantomData;

/// A map that the kernel looks at itself, staged.
pub struct HolderRef<V> {
    pub(super) map: MapId,
    of: PhantomData<fn() -> V>,
}
copy!(HolderRef<V>);
reads_itself! { [V] HolderRef<V>; }
addresses! { [V] HolderRef<V> => Self: |this, _builder| *this; }

impl<V> Handed for HolderRef<V> {
    fn hand(self, call: &mut Call<'_, '_>) {
        call.map(self.map);
    }
}

impl<V: Layout> StagedMap for HolderRef<V> {
    type Value = V;
}

/// `BPF_F_NO_PREALLOC`: entries are made as they come.
const NO_PREALLOCATION: u32 = 1;

macro_rules! holders {
    ($(
        $(#[$doc:meta])*
        $name:ident[$($parameter:tt)*]<$($argument:ident),*> $map_type:ident $new:ident($($length:ident)?)
            $key:ty => $value:ty, flags $flags:expr, typed $typed:literal;
    )*) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<$($parameter)*> {
            name: &'static str,
            length: u32,
            of: PhantomData<fn() -> ($value, $key)>,
        }

        impl<$($parameter)*> $name<$($argument),*> {
            /// The map, with nothing in it.
            #[allow(clippy::new_without_default, reason = "a map is declared, not a value that is filled in")]
            #[allow(unused_mut, unused_assignments, reason = "not all have a length")]
            pub const fn $new($($length: u32)?) -> Self {
                let mut length = 0;
                $(length = { $length };)?
                Self { name: "", length, of: PhantomData }
            }
        }

        impl<$($parameter)*> $name<$($argument),*> {
            #[doc(hidden)]
            #[must_use]
            pub const fn __named(self, name: &'static str) -> Self {
                Self { name, ..self }
            }

            /// Its name.
            pub const fn name(&self) -> &'static str {
                self.name
            }

            fn address(&self) -> usize {
                std::ptr::from_ref(self).addr()
            }
        }

        impl<$($parameter)*> HelperMap for $name<$($argument),*>
        where
            $key: Layout,
            $value: Layout,
        {
            type Value = $value;
        }

        impl<$($parameter)*> Read for $name<$($argument),*>
        where
            $key: Layout,
            $value: Layout,
        {
            type Out = HolderRef<$value>;
            type Receiver = HolderRef<$value>;
            fn read(&self, builder: &mut Builder<'_>) -> HolderRef<$value> {
                // Of most of these maps kernels take no types.
                let types = $typed.then(|| {
                    let mut types = builder.types();
                    (<$key as Layout>::declare(&mut types), <$value as Layout>::declare(&mut types))
                });
                let map = builder.map(self.address(), || Map {
                    name: self.name.to_owned(),
                    map_type: MapType::$map_type,
                    key_size: <$key as Layout>::SIZE,
                    value_size: <$value as Layout>::SIZE,
                    max_entries: self.length,
                    flags: $flags,
                    key_type: types.map(|(key, _)| key),
                    value_type: types.map(|(_, value)| value),
                });
                HolderRef { map, of: PhantomData }
            }
            fn receiver(&self, builder: &mut Builder<'_>) -> HolderRef<$value> {
                self.read(builder)
            }
        }

        impl<$($parameter)*> AddressOf for $name<$($argument),*>
        where
            $key: Layout,
            $value: Layout,
        {
            type Out = HolderRef<$value>;
            fn address(&self, builder: &mut Builder<'_>) -> HolderRef<$value> {
                self.read(builder)
            }
        }
    )* };
}

holders! {
    /// A perf buffer: events of user space, one for each CPU (`BPF_MAP_TYPE_PERF_EVENT_ARRAY`, Linux 4.3).
    PerfEventArray[]<> PERF_EVENT_ARRAY with_length(length) u32 => u32, flags 0, typed false;
    /// Stacks by their numbers, each of at most `DEPTH` addresses, the innermost first (`BPF_MAP_TYPE_STACK_TRACE`, Linux 4.6).
    StackTrace[const DEPTH: usize]<DEPTH> STACK_TRACE with_max_entries(max_entries) u32 => [u64; DEPTH], flags 0, typed false;
    /// Control groups (`BPF_MAP_TYPE_CGROUP_ARRAY`, Linux 4.8).
    CgroupArray[]<> CGROUP_ARRAY with_length(length) u32 => u32, flags 0, typed false;
    /// Interfaces by an index (`BPF_MAP_TYPE_DEVMAP`, Linux 4.14).
    DevMap[]<> DEVMAP with_length(length) u32 => u32, flags 0, typed false;
    /// Interfaces by any number (`BPF_MAP_TYPE_DEVMAP_HASH`, Linux 5.4).
    DevMapHash[]<> DEVMAP_HASH with_max_entries(max_entries) u32 => u32, flags 0, typed false;
    /// CPUs, and how many packets may wait at each (`BPF_MAP_TYPE_CPUMAP`, Linux 4.15).
    CpuMap[]<> CPUMAP with_length(length) u32 => u32, flags 0, typed false;
    /// Sockets of AF_XDP (`BPF_MAP_TYPE_XSKMAP`, Linux 4.18).
    XskMap[]<> XSKMAP with_length(length) u32 => u32, flags 0, typed false;
    /// Sockets by an index (`BPF_MAP_TYPE_SOCKMAP`, Linux 4.14).
    SockMap[]<> SOCKMAP with_length(length) u32 => u64, flags 0, typed false;
    /// Sockets by a key (`BPF_MAP_TYPE_SOCKHASH`, Linux 4.18).
    SockHash[K]<K> SOCKHASH with_max_entries(max_entries) K => u64, flags 0, typed false;
    /// Sockets that share a port (`BPF_MAP_TYPE_REUSEPORT_SOCKARRAY`, Linux 4.19).
    ReusePortSockArray[]<> REUSEPORT_SOCKARRAY with_length(length) u32 => u64, flags 0, typed false;
    /// A value for each socket (`BPF_MAP_TYPE_SK_STORAGE`, Linux 5.2). User space names sockets by their descriptors.
    SkStorage[V]<V> SK_STORAGE new() i32 => V, flags NO_PREALLOCATION, typed true;
    /// A value for each inode (`BPF_MAP_TYPE_INODE_STORAGE`, Linux 5.10). User space names inodes by descriptors.
    InodeStorage[V]<V> INODE_STORAGE new() i32 => V, flags NO_PREALLOCATION, typed true;
    /// A value for each task (`BPF_MAP_TYPE_TASK_STORAGE`, Linux 5.11). User space names tasks by descriptors of processes.
    TaskStorage[V]<V> TASK_STORAGE new() i32 => V, flags NO_PREALLOCATION, typed true;
    /// A value for each control group (`BPF_MAP_TYPE_CGRP_STORAGE`, Linux 6.2). User space names control groups by descriptors.
    CgrpStorage[V]<V> CGRP_STORAGE new() i32 => V, flags NO_PREALLOCATION, typed true;
    /// A value for each control group that a program is attached to (`BPF_MAP_TYPE_CGROUP_STORAGE`, Linux 4.19). Its keys are the
    /// control groups' numbers.
    CgroupStorage[V]<V> CGROUP_STORAGE new() u64 => V, flags 0, typed false;
}

/// `BPF_F_CURRENT_CPU`: the event of the CPU that runs the program.
const CURRENT_CPU: u64 = 0xffff_ffff;

impl PerfEventArray {
    /// Writes a record into the perf buffer of the CPU that runs the program (Linux 4.4). `false`: nobody has opened it, or it is full.
    /// Natively the world says whether it could be ([`World::answer`](super::World::answer) for `bpf_perf_event_output`).
    pub fn output<T: Layout>(&self, context: &impl Context, record: &T) -> bool {
        let _ = (context, record);
        world::answer(Helper::PERF_EVENT_OUTPUT) == 0
    }
}

impl<const DEPTH: usize> StackTrace<DEPTH> {
    /// The number of the kernel's stack at this point, which is kept (Linux 4.6). `None`: there is no stack, or no room. Natively the world
    /// says which it is ([`World::answer`](super::World::answer) for `bpf_get_stackid`).
    pub fn id(&self, context: &impl Context) -> Option<u32> {
        let _ = context;
        u32::try_from(world::answer(Helper::GET_STACKID)).ok()
    }
}

macro_rules! redirects {
    ($($name:ident)*) => { $(
        impl $name {
            /// Has the packet go there, when the program returns what this returns; if there is nothing of this number, the packet is
            /// dropped with an error (Linux 4.14). Natively there is.
            pub fn redirect(&self, number: u32) -> XdpAction {
                let _ = number;
                XdpAction::Redirect
            }
        }
    )* };
}
redirects!(DevMap DevMapHash CpuMap XskMap);

impl<V: Layout> HolderRef<V> {
    /// Writes a record.
    pub fn output<T: Layout>(
        self,
        builder: &mut Builder<'_>,
        context: impl Handed,
        record: Ref<T>,
    ) -> Val<bool> {
        let cpu = literal(builder, CURRENT_CPU);
        let answer = helper::perf_event_output::stage(builder, (context, self, cpu, record));
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer.value(), zero))
    }

    /// The number of the stack.
    pub fn id(self, builder: &mut Builder<'_>, context: impl Handed) -> Opt<Val<u32>> {
        let flags = literal(builder, 0_u64);
        let answer = helper::get_stackid::stage(builder, (context, self, flags));
        let zero = builder.constant(Type::I64, 0);
        let is_there = builder.function().compare(Comparison::LessOrEqualSigned, zero, answer.value());
        let number = cast(builder, answer);
        Opt::Flagged(Val::new(is_there), number)
    }

    /// Has the packet go there.
    pub fn redirect(self, builder: &mut Builder<'_>, number: Val<u32>) -> Val<XdpAction> {
        let (number, flags) = (cast(builder, number), literal(builder, 0_u64));
        let answer = helper::redirect_map::stage(builder, (self, number, flags));
        let action: Val<u32> = cast(builder, answer);
        Val::new(action.value())
    }
}
