//! Ring buffers, through which events go to user space.

use super::statics::statics;
use super::world::kept;
use crate::stage::{
    Bpf, Builder, Event, Field, Layout, Merge, Opt, Proj, Read, Ref, Slot, Struct, Val, addresses, branched,
    copy, reads_itself, stays,
};
use skep_ir::{Block, Comparison, Map, MapId, Region, Type, Variable};
use skep_uapi::{Helper, MapType};
use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A ring buffer of events of one type (`BPF_MAP_TYPE_RINGBUF`, Linux 5.8). An event for which there was no room is counted.
pub struct RingBuf<T: 'static> {
    name: &'static str,
    byte_size: u32,
    operations: &'static Operations<T>,
}

/// What a ring buffer needs to know of its events, made where it is declared.
struct Operations<T> {
    size: u32,
    zero: fn() -> T,
}

impl<T: Event> Operations<T> {
    const NEW: &'static Self = &Self { size: T::SIZE, zero: T::zero };
}

impl<T> std::fmt::Debug for RingBuf<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RingBuf")
            .field("name", &self.name)
            .field("byte_size", &self.byte_size)
            .finish_non_exhaustive()
    }
}

/// What native programs submitted.
struct Submitted<T>(RefCell<Vec<T>>);

impl<T> Default for Submitted<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

/// An event that is being written: zero at first. It is submitted or discarded on every path.
#[must_use = "submit or discard it: the kernel refuses a program that keeps a reservation"]
pub struct Reserved<T: 'static> {
    ring: &'static RingBuf<T>,
    event: Option<T>,
}

impl<T> std::fmt::Debug for Reserved<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reserved").field("ring", &self.ring).finish_non_exhaustive()
    }
}

statics! { [T] RingBuf; }

/// The name of the variable that counts what a ring buffer of this name had no room for.
fn losses(name: &str) -> String {
    format!("__lost_{name}")
}

impl<T> RingBuf<T> {
    /// A ring buffer of so many bytes: a power of two, and a multiple of the page size.
    pub const fn with_byte_size(byte_size: u32) -> Self
    where
        T: Event,
    {
        Self { name: "", byte_size, operations: Operations::NEW }
    }

    /// The name of the variable in which programs count the events for which there was no room.
    pub fn losses(&self) -> String {
        losses(self.name)
    }

    /// Room for an event, if there is any. Natively there always is.
    pub fn reserve(&'static self) -> Option<Reserved<T>> {
        Some(Reserved { ring: self, event: Some((self.operations.zero)()) })
    }

    /// Submits a copy of an event. `false`: there was no room; the event is counted as lost.
    pub fn output(&self, event: &T) -> bool
    where
        T: Copy,
    {
        kept::<Submitted<T>>(self.address(), self.name).0.borrow_mut().push(*event);
        true
    }

    /// What native programs submitted since this was asked last.
    pub fn submitted(&self) -> Vec<T> {
        kept::<Submitted<T>>(self.address(), self.name).0.take()
    }
}

impl<T> Reserved<T> {
    /// Gives the event to user space.
    pub fn submit(mut self) {
        let event = self.event.take();
        kept::<Submitted<T>>(self.ring.address(), self.ring.name).0.borrow_mut().extend(event);
    }

    /// Gives the room back: there is no event.
    pub fn discard(mut self) {
        self.event = None;
    }
}

impl<T> Deref for Reserved<T> {
    type Target = T;
    fn deref(&self) -> &T {
        // It is only taken by `submit` and `discard`, which take the reservation as well.
        self.event.as_ref().expect("invariant: neither submitted nor discarded")
    }
}

impl<T> DerefMut for Reserved<T> {
    fn deref_mut(&mut self) -> &mut T {
        // It is only taken by `submit` and `discard`, which take the reservation as well.
        self.event.as_mut().expect("invariant: neither submitted nor discarded")
    }
}

impl<T> Drop for Reserved<T> {
    fn drop(&mut self) {
        let is_kept = self.event.is_some() && !std::thread::panicking();
        assert!(!is_kept, "a reservation of `{}` was neither submitted nor discarded", self.ring.name);
    }
}

impl<T: Event> Bpf for Reserved<T> {
    type Staged = ReservedRef<T>;
    type Reference = ReservedRef<T>;
}

/// A ring buffer, staged.
pub struct RingRef<T> {
    pub(super) map: MapId,
    name: &'static str,
    size: u32,
    of: PhantomData<fn() -> T>,
}

/// A reservation, staged.
pub struct ReservedRef<T>(Ref<T>);

copy!(RingRef<T> ReservedRef<T>);
reads_itself! { [T] RingRef<T>; [T] ReservedRef<T>; }
stays! { [T] ReservedRef<T>; }
addresses! { [T] RingRef<T> => Self: |this, _builder| *this; [T] ReservedRef<T> => Ref<T>: |this, _builder| this.0; }
impl<T> crate::stage::AddressOfMutable for ReservedRef<T> {}

impl<T> Read for RingBuf<T> {
    type Out = RingRef<T>;
    type Receiver = RingRef<T>;

    fn read(&self, builder: &mut Builder<'_>) -> RingRef<T> {
        let map = builder.map(self.address(), || Map {
            name: self.name.to_owned(),
            map_type: MapType::RINGBUF,
            key_size: 0,
            value_size: 0,
            max_entries: self.byte_size,
            flags: 0,
            key_type: None,
            value_type: None,
        });
        RingRef { map, name: self.name, size: self.operations.size, of: PhantomData }
    }

    fn receiver(&self, builder: &mut Builder<'_>) -> RingRef<T> {
        self.read(builder)
    }
}

impl<T: Event> RingRef<T> {
    fn count_lost(self, builder: &mut Builder<'_>) {
        builder.count_up(&losses(self.name));
    }

    /// Room for an event, if there is any.
    pub fn reserve(self, builder: &mut Builder<'_>) -> Opt<ReservedRef<T>> {
        let map = builder.function().map_address(self.map);
        let (size, flags) = (builder.constant(Type::I64, self.size.into()), builder.constant(Type::I64, 0));
        let record = Type::nullable(Region::Record(self.size));
        let record = builder.helper(Helper::RINGBUF_RESERVE, &[map, size, flags], record);
        let lost = builder.block();
        let record = builder.function().if_null(record, lost);
        let reserved = ReservedRef(Ref::new(record));
        builder.function().zero(reserved.0.address(), self.size);
        let here = builder.here();
        builder.enter(lost);
        self.count_lost(builder);
        builder.enter(here);
        branched(builder, reserved, lost)
    }

    /// Submits a copy of an event.
    pub fn output(self, builder: &mut Builder<'_>, event: Ref<T>) -> Val<bool> {
        let map = builder.function().map_address(self.map);
        let event = event.pointer(builder);
        let (size, flags) = (builder.constant(Type::I64, self.size.into()), builder.constant(Type::I64, 0));
        let answer = builder.helper(Helper::RINGBUF_OUTPUT, &[map, event, size, flags], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        let is_done = Val::new(builder.function().compare(Comparison::Equal, answer, zero));
        let (lost, meet) = (builder.block(), builder.block());
        builder.branch(is_done, meet, lost);
        builder.enter(lost);
        self.count_lost(builder);
        builder.jump(meet);
        builder.enter(meet);
        is_done
    }
}

impl<T: Event> Merge for ReservedRef<T> {
    const IS_POINTER: bool = true;
    type Variable = Variable;

    fn variable(builder: &mut Builder<'_>) -> Variable {
        <Ref<T> as Merge>::variable(builder)
    }

    fn assign(self, builder: &mut Builder<'_>, variable: Variable) {
        self.0.assign(builder, variable);
    }

    fn take(builder: &mut Builder<'_>, variable: Variable) -> Self {
        Self(Ref::take(builder, variable))
    }

    fn dead(builder: &mut Builder<'_>) -> Self {
        Self(Ref::dead(builder))
    }

    fn assign_nothing(builder: &mut Builder<'_>, variable: Variable) {
        <Ref<T> as Merge>::assign_nothing(builder, variable);
    }

    fn guarded(self, builder: &mut Builder<'_>, no: Block) -> Self {
        Self(self.0.guarded(builder, no))
    }
}

impl<T> ReservedRef<T> {
    fn give_back(self, builder: &mut Builder<'_>, helper: Helper) {
        let flags = builder.constant(Type::I64, 0);
        builder.helper_for_effect(helper, &[self.0.base, flags]);
    }

    /// Gives the event to user space.
    pub fn submit(self, builder: &mut Builder<'_>) {
        self.give_back(builder, Helper::RINGBUF_SUBMIT);
    }

    /// Gives the room back.
    pub fn discard(self, builder: &mut Builder<'_>) {
        self.give_back(builder, Helper::RINGBUF_DISCARD);
    }
}

impl<S: Struct> Proj for ReservedRef<S> {
    type Fields = S::Fields;
    type At<T> = Ref<T>;
    fn fields(&self) -> &'static S::Fields {
        S::FIELDS
    }
    fn at<T>(&self, builder: &mut Builder<'_>, field: Field<T>) -> Ref<T> {
        self.0.at(builder, field)
    }
}

/// `*reservation`: the whole event.
impl<T: Layout<Owned = Slot<T>>> crate::stage::Place for ReservedRef<T> {
    type Out = Slot<T>;
    type Receiver = T::Handle;
    fn load(&self, builder: &mut Builder<'_>) -> Slot<T> {
        T::load(builder, self.0)
    }
    fn receiver(&self, builder: &mut Builder<'_>) -> T::Handle {
        T::handle(builder, self.0)
    }
    fn store(&self, builder: &mut Builder<'_>, value: Slot<T>) {
        T::store(builder, self.0, value);
    }
}
