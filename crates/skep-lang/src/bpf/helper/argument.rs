//! What helpers are handed: contexts, memory, maps, pointers and addresses, natively and staged.

use super::call::Call;
use crate::bpf::{
    Array, ArrayRef, HashMap, LpmRef, LpmTrie, LruHashMap, MapRef, PerCpuArray, PerCpuHashMap, Queue,
    QueueRef, RingBuf, RingRef, Skb, SkbRef, Stack, UserPtr, UserRef, Xdp, XdpRef,
};
use crate::stage::{AddressOf, AddressOfMutable, Bpf, Builder, Event, Read, addresses, reads_itself};
use skep_ir::{MapId, Region, Type, Value};

pub(super) use super::kept::{Dynptr, RingDynptr, bpf_spin_lock, bpf_timer};
pub(super) use super::socket::{Socket, SocketLike, SocketRef};
pub(super) use crate::bpf::{KernelPtr, KernelStruct, Ptr};
pub(super) use crate::stage::{Layout, Opt, Ref, Scalar, Val};

/// The context of a program: what it is given.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the context of a program",
    label = "what the program is given is expected, or `&context()`"
)]
pub trait Context {}

/// The context of the program that runs, for helpers; whatever the program is given otherwise.
#[derive(Debug)]
pub struct ProgramContext(());

/// The context of the program that runs, for helpers that take it. In a function of its own there is none.
pub const fn context() -> ProgramContext {
    ProgramContext(())
}

/// The context of the program, staged.
#[derive(Clone, Copy, Debug)]
pub struct ProgramContextRef(Value);

#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
#[derive(Debug)]
pub enum context {}

impl context {
    #[doc(hidden)]
    pub fn stage(builder: &mut Builder<'_>, (): ()) -> ProgramContextRef {
        ProgramContextRef(builder.program_context())
    }
}

impl Bpf for ProgramContext {
    type Staged = ProgramContextRef;
    type Reference = ProgramContextRef;
}

impl Context for ProgramContext {}
impl Context for Xdp {}
impl Context for Skb {}

/// A map, for helpers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a map",
    label = "a static with `#[map]` is expected"
)]
pub trait HelperMap {
    /// What its values are.
    type Value;
}

/// A number that a helper takes for an address, and examines itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an address",
    label = "a `u64`, a `&Ptr` or a `&UserPtr` is expected"
)]
pub trait Address {}
impl Address for u64 {}
impl<T> Address for &Ptr<T> {}
impl<T> Address for &UserPtr<T> {}

/// Memory, or `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not memory that a helper can be handed",
    label = "a reference to a number, an array or a structure is expected, or `()` for none"
)]
pub trait MemoryOrNothing {}
impl MemoryOrNothing for () {}
impl<T: Layout> MemoryOrNothing for &T {}
impl<T: Layout> MemoryOrNothing for &mut T {}

/// The context of the program, or `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the context of a program",
    label = "what the program is given is expected, or `()` for none"
)]
pub trait ContextOrNothing {}
impl ContextOrNothing for () {}
impl<C: Context> ContextOrNothing for &C {}
impl<C: Context> ContextOrNothing for &mut C {}

/// A pointer to a structure of the kernel, or `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a pointer to a structure of the kernel",
    label = "a `&Ptr` is expected, or `()` for none"
)]
pub trait PtrOrNothing {}
impl PtrOrNothing for () {}
impl<T> PtrOrNothing for &Ptr<T> {}

/// What is handed to a helper, staged.
pub trait Handed {
    /// Hands it to a call.
    fn hand(self, call: &mut Call<'_, '_>);
}

/// A map, staged.
pub trait StagedMap: Handed {
    /// What its values are.
    type Value: Layout;
}

impl<T: Scalar> Handed for Val<T> {
    fn hand(self, call: &mut Call<'_, '_>) {
        call.value(self.value());
    }
}

impl Handed for () {
    fn hand(self, call: &mut Call<'_, '_>) {
        call.nothing();
    }
}

impl<T: Layout> Handed for Ref<T> {
    fn hand(self, call: &mut Call<'_, '_>) {
        let pointer = self.pointer(call.builder());
        call.memory(pointer, T::SIZE);
    }
}

macro_rules! handed {
    ($([$($parameters:tt)*] $ty:ty: |$this:ident| $value:expr;)*) => { $(
        impl<$($parameters)*> Handed for $ty {
            fn hand(self, call: &mut Call<'_, '_>) {
                let $this = self;
                call.value($value);
            }
        }
    )* };
}
handed! {
    [] ProgramContextRef: |this| this.0;
    [] XdpRef: |this| this.0;
    [] SkbRef: |this| this.0;
    [T] KernelPtr<T>: |this| this.value();
    [T] UserRef<T>: |this| this.address();
}

reads_itself! { [] ProgramContextRef; }
addresses! { [] ProgramContextRef => Self: |this, _builder| *this; }
impl AddressOfMutable for ProgramContextRef {}

macro_rules! maps {
    ($([$($parameters:tt)*] $ty:ty => $value:ty: $([$($staged:tt)*])? $handle:ty;)*) => { $(
        impl<$($parameters)*> HelperMap for $ty {
            type Value = $value;
        }
        impl<$($parameters)*> AddressOf for $ty {
            type Out = $handle;
            fn address(&self, builder: &mut Builder<'_>) -> $handle {
                self.read(builder)
            }
        }
    )* };
}
maps! {
    [K: Layout, V: Layout] HashMap<K, V> => V: MapRef<K, V>;
    [K: Layout, V: Layout] LruHashMap<K, V> => V: MapRef<K, V>;
    [K: Layout, V: Layout] PerCpuHashMap<K, V> => V: MapRef<K, V>;
    [V: Layout] Array<V> => V: ArrayRef<V>;
    [V: Layout] PerCpuArray<V> => V: ArrayRef<V>;
    [D: Scalar, V: Layout] LpmTrie<D, V> => V: LpmRef<D, V>;
    [T: Event] RingBuf<T> => T: RingRef<T>;
    [V: Layout] Queue<V> => V: QueueRef<V>;
    [V: Layout] Stack<V> => V: QueueRef<V>;
}

macro_rules! handles {
    ($([$($parameters:tt)*] $handle:ty => $value:ty;)*) => { $(
        impl<$($parameters)*> Handed for $handle {
            fn hand(self, call: &mut Call<'_, '_>) {
                call.map(self.map);
            }
        }
        impl<$($parameters)*> StagedMap for $handle {
            type Value = $value;
        }
    )* };
}
handles! {
    [K: Layout, V: Layout] MapRef<K, V> => V;
    [V: Layout] ArrayRef<V> => V;
    [D: Scalar, V: Layout] LpmRef<D, V> => V;
    [T: Event] RingRef<T> => T;
    [V: Layout] QueueRef<V> => V;
}

/// What a helper gives, staged.
pub trait Answered {
    /// Makes the call.
    fn of(call: Call<'_, '_>) -> Self;
}

impl Answered for () {
    fn of(call: Call<'_, '_>) {
        call.for_effect();
    }
}

impl<T: Scalar> Answered for Val<T> {
    fn of(call: Call<'_, '_>) -> Self {
        Self::new(call.make(T::TYPE))
    }
}

impl<T: KernelStruct> Answered for KernelPtr<T> {
    fn of(mut call: Call<'_, '_>) -> Self {
        let id = call.builder().types().kernel_struct::<T>();
        Self::new(call.make(Type::pointer(Region::Kernel(id))))
    }
}

impl<T: KernelStruct> Answered for Opt<KernelPtr<T>> {
    fn of(mut call: Call<'_, '_>) -> Self {
        let id = call.builder().types().kernel_struct::<T>();
        Self::Nullable(KernelPtr::new(call.make(Type::nullable(Region::Kernel(id)))))
    }
}

/// The value of a map's entry, in place; where no map is named, memory of so many bytes.
fn value_of(map: Option<MapId>, size: u32) -> Region {
    map.map_or(Region::Memory(size), |map| Region::MapValue { map, offset: 0 })
}

impl<V: Layout> Answered for Ref<V> {
    fn of(call: Call<'_, '_>) -> Self {
        let region = value_of(call.named_map(), V::SIZE);
        Self::new(call.make(Type::pointer(region)))
    }
}

impl<V: Layout> Answered for Opt<Ref<V>> {
    fn of(mut call: Call<'_, '_>) -> Self {
        call.constant_size(V::SIZE);
        let region = value_of(call.named_map(), V::SIZE);
        Self::Nullable(Ref::new(call.make(Type::nullable(region))))
    }
}
