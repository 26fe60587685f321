//! Methods of arrays, by the names that they have in Rust. Which of them an array has, rustc has said of the verbatim copy.

use super::iteration::Iter;
use super::operators::{eq, lt};
use super::{Builder, Index, Layout, Merge, Opt, Ref, Slot, Val, literal, same_bytes};

fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl<T: Layout, const N: usize> Ref<[T; N]> {
    fn element(self, number: usize) -> Ref<T> {
        self.part(length(number).saturating_mul(T::SIZE))
    }

    /// How many elements there are.
    pub fn len(self, builder: &mut Builder<'_>) -> Val<usize> {
        literal(builder, N)
    }

    /// Whether there are none.
    pub fn is_empty(self, builder: &mut Builder<'_>) -> Val<bool> {
        literal(builder, N == 0)
    }

    /// The elements, for `for`.
    pub const fn iter(self, _: &mut Builder<'_>) -> Self {
        self
    }

    /// The same, to be changed.
    pub const fn iter_mut(self, _: &mut Builder<'_>) -> Self {
        self
    }

    /// Each element with its number, for `for`.
    pub const fn enumerate(self, _: &mut Builder<'_>) -> Enumerate<Self> {
        Enumerate(self)
    }

    /// The element of this number, if there is one.
    pub fn get(self, builder: &mut Builder<'_>, index: Val<usize>) -> Opt<Ref<T>> {
        let length = literal(builder, N);
        let is_there = lt(builder, index, length);
        let (yes, no, meet) = (builder.block(), builder.block(), builder.block());
        let variable = <Ref<T> as Merge>::variable(builder);
        builder.branch(is_there, yes, no);
        builder.enter(yes);
        let place = self.index(builder, index);
        place.assign(builder, variable);
        builder.jump(meet);
        builder.enter(no);
        <Ref<T> as Merge>::assign_nothing(builder, variable);
        builder.jump(meet);
        builder.enter(meet);
        Opt::Nullable(<Ref<T> as Merge>::take(builder, variable))
    }

    /// The same, to be changed.
    pub fn get_mut(self, builder: &mut Builder<'_>, index: Val<usize>) -> Opt<Ref<T>> {
        self.get(builder, index)
    }

    /// The first element, if there is one.
    pub fn first(self, _: &mut Builder<'_>) -> Opt<Ref<T>> {
        if N == 0 { Opt::None } else { Opt::Some(self.part(0)) }
    }

    /// The last element, if there is one.
    pub fn last(self, _: &mut Builder<'_>) -> Opt<Ref<T>> {
        if N == 0 { Opt::None } else { Opt::Some(self.element(N - 1)) }
    }

    /// Gives every element this value.
    pub fn fill(self, builder: &mut Builder<'_>, value: T::Owned) {
        for number in 0..N {
            T::store(builder, self.element(number), value);
        }
    }

    /// Exchanges two elements; the program aborts if there is no such element.
    pub fn swap(self, builder: &mut Builder<'_>, one: Val<usize>, other: Val<usize>) {
        let (one, other) = (self.index(builder, one), self.index(builder, other));
        let (first, second) = (T::load(builder, one), T::load(builder, other));
        T::store(builder, one, second);
        T::store(builder, other, first);
    }

    /// Whether an element is the same as this.
    pub fn contains(self, builder: &mut Builder<'_>, value: Ref<T>) -> Val<bool> {
        let (found, meet) = (builder.variable(skep_ir::Type::Bool), builder.block());
        let yes = literal(builder, true);
        builder.set(found, yes.value());
        for number in 0..N {
            let is_it = eq(builder, self.element(number), value);
            let next = builder.block();
            builder.branch(is_it, meet, next);
            builder.enter(next);
        }
        let no = literal(builder, false);
        builder.set(found, no.value());
        builder.jump(meet);
        builder.enter(meet);
        Val::new(builder.get(found))
    }

    /// Whether the first elements are these.
    pub fn starts_with<const M: usize>(self, builder: &mut Builder<'_>, start: Ref<[T; M]>) -> Val<bool> {
        if M > N {
            return literal(builder, false);
        }
        same_bytes(builder, self, start, length(M).saturating_mul(T::SIZE))
    }

    /// Whether the last elements are these.
    pub fn ends_with<const M: usize>(self, builder: &mut Builder<'_>, end: Ref<[T; M]>) -> Val<bool> {
        if M > N {
            return literal(builder, false);
        }
        same_bytes(builder, self.element(N - M), end, length(M).saturating_mul(T::SIZE))
    }

    /// Copies all elements of another array of the same length.
    pub fn copy_from_slice(self, builder: &mut Builder<'_>, from: Self) {
        super::copy_in(builder, self, Slot::new(from));
    }
}

/// Elements with their numbers.
#[derive(Clone, Copy, Debug)]
pub struct Enumerate<R>(R);

impl<T: Layout, const N: usize> Iter for Enumerate<Ref<[T; N]>> {
    type Item = (Val<usize>, Ref<T>);
    type State = super::Var<usize>;

    fn start(&self, builder: &mut Builder<'_>) -> Self::State {
        self.0.start(builder)
    }

    fn turns(&self, builder: &mut Builder<'_>) -> Option<u64> {
        self.0.turns(builder)
    }

    fn more(&self, builder: &mut Builder<'_>, state: &Self::State) -> Val<bool> {
        self.0.more(builder, state)
    }

    fn item(&self, builder: &mut Builder<'_>, state: &Self::State) -> Self::Item {
        let number = super::Place::load(state, builder);
        (number, self.0.index(builder, number))
    }

    fn step(&self, builder: &mut Builder<'_>, state: &Self::State) {
        self.0.step(builder, state);
    }
}

super::reads_itself! { [R: Copy] Enumerate<R>; }
