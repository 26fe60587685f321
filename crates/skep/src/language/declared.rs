//! Maps and variables of a module: before the load, and after it.

use super::counted::{Counted, ProgramSlots};
use super::tally::Tally;
use crate::skeleton::{Decision, InitialValue, MapChoice};
use crate::{
    Array, BloomFilter, CpuMap, DeviceHashMap, DeviceMap, Global, HashMap, Holder, LpmTrie, Object,
    PerCpuArray, PerCpuHashMap, Queue, Result, ReuseportSockets, RingBuffer, SocketHash, SocketMap, Stack,
    StackTrace, Value, XskMap,
};
use skep_lang::bpf;
use skep_lang::stage::{Event, Layout, Read, Scalar, Staging, Stored, refusals};

/// What a static of a module is for user space.
pub trait Declared {
    /// What can be decided of it before the load.
    type Open;
    /// What it is after the load.
    type Loaded;

    /// Nothing is decided yet.
    fn open(&'static self) -> Self::Open;
    /// Declares it, and says what was decided that programs are made with.
    fn declare(&'static self, open: &Self::Open, staging: &mut Staging);
    /// What was decided that they are loaded with.
    fn decision(open: &Self::Open) -> Option<&dyn Decision>;
    /// What was loaded.
    ///
    /// # Errors
    /// If the kernel's map is of another type.
    fn loaded(&'static self, open: Self::Open, object: &Object) -> Result<Self::Loaded>;
}

/// What is the same of all maps before the load.
macro_rules! chosen {
    () => {
        fn open(&'static self) -> MapChoice {
            MapChoice::new(self.name())
        }

        fn declare(&'static self, _: &MapChoice, staging: &mut Staging) {
            staging.declare(|builder| _ = self.read(builder));
        }

        fn decision(open: &MapChoice) -> Option<&dyn Decision> {
            Some(open)
        }
    };
}

macro_rules! maps {
    ($($name:ident<$($parameter:ident: $bound:path),*> => $loaded:ty $(, $counted:ident)?;)*) => { $(
        impl<$($parameter: $bound + Value),*> Declared for bpf::$name<$($parameter),*> {
            type Open = MapChoice;
            type Loaded = maps!(@loaded $loaded $(, $counted)?);

            chosen!();

            fn loaded(&'static self, _: MapChoice, object: &Object) -> Result<Self::Loaded> {
                let map = object.map(self.name())?;
                Ok(maps!(@made map, object, self.name() $(, $counted)?))
            }
        }
    )* };
    (@loaded $loaded:ty) => { $loaded };
    (@loaded $loaded:ty, counted) => { Counted<$loaded> };
    (@made $map:ident, $object:ident, $name:expr) => { $map };
    // Programs that can be refused count it; without one nothing counts.
    (@made $map:ident, $object:ident, $name:expr, counted) => {
        Counted::new($map, Tally::find($object, &refusals($name)))
    };
}

maps! {
    HashMap<K: Layout, V: Layout> => HashMap<K, V>, counted;
    LruHashMap<K: Layout, V: Layout> => HashMap<K, V>, counted;
    PerCpuHashMap<K: Layout, V: Layout> => PerCpuHashMap<K, V>, counted;
    LruPerCpuHashMap<K: Layout, V: Layout> => PerCpuHashMap<K, V>, counted;
    Queue<V: Layout> => Queue<V>, counted;
    Stack<V: Layout> => Stack<V>, counted;
    BloomFilter<V: Layout> => BloomFilter<V>;
    Array<V: Layout> => Array<V>;
    PerCpuArray<V: Layout> => PerCpuArray<V>;
    LpmTrie<D: Scalar, V: Layout> => LpmTrie<D, V>;
    PerfEventArray<> => Holder<u32, u32>;
    CgroupArray<> => Holder<u32, u32>;
    DevMap<> => DeviceMap;
    DevMapHash<> => DeviceHashMap;
    CpuMap<> => CpuMap;
    XskMap<> => XskMap;
    SockMap<> => SocketMap;
    ReusePortSockArray<> => ReuseportSockets;
    SockHash<K: Layout> => SocketHash<K>;
    SkStorage<V: Layout> => crate::SkStorage<V>;
    InodeStorage<V: Layout> => crate::InodeStorage<V>;
    TaskStorage<V: Layout> => crate::TaskStorage<V>;
    CgrpStorage<V: Layout> => crate::CgrpStorage<V>;
    CgroupStorage<V: Layout> => crate::CgroupStorage<V>;
}

impl<const DEPTH: usize> Declared for bpf::StackTrace<DEPTH>
where
    [u64; DEPTH]: Layout,
{
    type Open = MapChoice;
    type Loaded = StackTrace;

    chosen!();

    fn loaded(&'static self, _: MapChoice, object: &Object) -> Result<Self::Loaded> {
        object.map(self.name())
    }
}

impl<K: bpf::GoesOn> Declared for bpf::ProgramArray<K> {
    type Open = MapChoice;
    type Loaded = ProgramSlots<K>;

    chosen!();

    fn loaded(&'static self, _: MapChoice, object: &Object) -> Result<ProgramSlots<K>> {
        Ok(ProgramSlots::new(object.map(self.name())?))
    }
}

impl<T: Event + Value> Declared for bpf::RingBuf<T> {
    type Open = MapChoice;
    type Loaded = RingBuffer<T>;

    chosen!();

    fn loaded(&'static self, _: MapChoice, object: &Object) -> Result<RingBuffer<T>> {
        let ring: RingBuffer<T> = object.map(self.name())?;
        // Programs that reserve count what is lost; without one nothing counts.
        Ok(match Tally::find(object, &self.losses()) {
            Some(losses) => ring.with_tally(losses),
            None => ring,
        })
    }
}

impl<T: Stored + Copy + Value> Declared for bpf::Global<T> {
    type Open = OpenVariable<T>;
    type Loaded = Global<T>;

    fn open(&'static self) -> OpenVariable<T> {
        InitialValue::declared(self.name(), &self.declared())
    }

    fn declare(&'static self, _: &OpenVariable<T>, staging: &mut Staging) {
        staging.declare(|builder| _ = self.read(builder).get_mut(builder));
    }

    fn decision(open: &OpenVariable<T>) -> Option<&dyn Decision> {
        Some(open)
    }

    fn loaded(&'static self, _: OpenVariable<T>, object: &Object) -> Result<Global<T>> {
        object.global_variable(self.name())
    }
}

impl<T: Layout + Copy> Declared for bpf::Constant<T> {
    type Open = OpenConstant<T>;
    /// The value that programs were made with.
    type Loaded = T;

    fn open(&'static self) -> OpenConstant<T> {
        OpenConstant { value: self.declared() }
    }

    fn declare(&'static self, open: &OpenConstant<T>, staging: &mut Staging) {
        staging.decide(self, &open.value);
    }

    fn decision(_: &OpenConstant<T>) -> Option<&dyn Decision> {
        None
    }

    fn loaded(&'static self, open: OpenConstant<T>, _: &Object) -> Result<T> {
        Ok(open.value)
    }
}

/// The value that a variable has before any program runs.
pub type OpenVariable<T> = InitialValue<T>;

/// A constant before the load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenConstant<T> {
    value: T,
}

impl<T: Copy> OpenConstant<T> {
    /// The value: the one that was set, or else that of the source.
    pub const fn get(&self) -> T {
        self.value
    }

    /// Sets the value. What it makes unreachable in the programs is not compiled.
    pub const fn set(&mut self, value: T) {
        self.value = value;
    }
}
