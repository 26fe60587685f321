//! `for`: ranges, and arrays by value and by reference.

use super::dispatch::reads_itself;
use super::handle::copy;
use super::{Builder, Index, Int, Layout, Mutable, Place, Ref, Slot, Val, Var, literal, lt, operators};
use skep_ir::{BinaryOperator, Comparison};

/// `start..end` or `start..=end`.
pub struct Range<T> {
    start: Val<T>,
    end: Val<T>,
    is_closed: bool,
}
copy!(Range<T>);
reads_itself! { [T] Range<T>; }

/// A range.
pub fn range<T: Int>(_: &mut Builder<'_>, start: Val<T>, end: Val<T>, is_closed: bool) -> Range<T> {
    Range { start, end, is_closed }
}

/// What `for` goes through. The state advances in a block of its own, which is where `continue` goes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be gone through by `for` in a BPF function",
    label = "ranges, arrays and references to arrays are what there is"
)]
pub trait Iter {
    /// What each turn is given.
    type Item;
    /// Where it stands.
    type State;
    /// Where it begins.
    fn start(&self, builder: &mut Builder<'_>) -> Self::State;
    /// How many turns there are at most, if that is known.
    fn turns(&self, builder: &mut Builder<'_>) -> Option<u64>;
    /// Whether there is one more.
    fn more(&self, builder: &mut Builder<'_>, state: &Self::State) -> Val<bool>;
    /// What this turn is given.
    fn item(&self, builder: &mut Builder<'_>, state: &Self::State) -> Self::Item;
    /// Goes on to the next.
    fn step(&self, builder: &mut Builder<'_>, state: &Self::State);
}

/// Where a range stands: its number, and whether a closed range that ends with the greatest number is through.
#[derive(Debug)]
pub struct RangeState<T> {
    number: Var<T>,
    /// Only of a closed range.
    is_through: Option<Var<bool>>,
}

impl<T: Int> Iter for Range<T> {
    type Item = Val<T>;
    type State = RangeState<T>;

    fn start(&self, builder: &mut Builder<'_>) -> RangeState<T> {
        let number = self.start.variable(builder);
        // A closed range with an end that is known and not the greatest number is a range.
        let is_through = (self.is_closed && !self.ends_before_the_last(builder)).then(|| {
            let no = literal(builder, false);
            no.variable(builder)
        });
        RangeState { number, is_through }
    }

    fn turns(&self, builder: &mut Builder<'_>) -> Option<u64> {
        let (start, end) = (builder.constant_of(self.start.0)?, builder.constant_of(self.end.0)?);
        let is_empty = if T::SIGNED { start.cast_signed() > end.cast_signed() } else { start > end };
        if is_empty {
            return Some(0);
        }
        end.wrapping_sub(start).checked_add(u64::from(self.is_closed))
    }

    fn more(&self, builder: &mut Builder<'_>, state: &RangeState<T>) -> Val<bool> {
        let number = state.number.load(builder);
        let within = if self.is_closed {
            operators::le(builder, number, self.end)
        } else {
            lt(builder, number, self.end)
        };
        match &state.is_through {
            None => within,
            Some(is_through) => {
                let is_through = is_through.load(builder);
                let goes_on = operators::not(builder, is_through);
                operators::bitand(builder, within, goes_on)
            }
        }
    }

    fn item(&self, builder: &mut Builder<'_>, state: &RangeState<T>) -> Val<T> {
        state.number.load(builder)
    }

    fn step(&self, builder: &mut Builder<'_>, state: &RangeState<T>) {
        let number = state.number.load(builder);
        if let Some(is_through) = &state.is_through {
            let at_end = builder.function().compare(Comparison::Equal, number.0, self.end.0);
            is_through.store(builder, Val::new(at_end));
        }
        let one = builder.constant(T::TYPE, 1);
        let next = builder.function().binary(BinaryOperator::Add, number.0, one);
        state.number.store(builder, Val::new(next));
    }
}

impl<T: Int> Range<T> {
    fn ends_before_the_last(&self, builder: &Builder<'_>) -> bool {
        let bits = T::TYPE.bits().unwrap_or(64);
        let last = if T::SIGNED { u64::MAX >> (65 - bits) } else { u64::MAX >> (64 - bits) };
        builder.constant_of(self.end.0).is_some_and(|end| end != last)
    }
}

impl<T: Int> Range<T> {
    /// The numbers from the last to the first.
    pub const fn rev(self, _: &mut Builder<'_>) -> Rev<T> {
        Rev(self)
    }

    /// Every so many numbers; the program aborts if that is 0.
    pub fn step_by(self, builder: &mut Builder<'_>, step: Val<usize>) -> StepBy<T> {
        let zero = literal(builder, 0_usize);
        let is_step = operators::ne(builder, step, zero);
        builder.check(is_step);
        StepBy { range: self, step }
    }

    /// Whether this number is one of them.
    pub fn contains(self, builder: &mut Builder<'_>, number: Ref<T>) -> Val<bool> {
        let from = operators::ge(builder, number, self.start);
        let to = if self.is_closed {
            operators::le(builder, number, self.end)
        } else {
            lt(builder, number, self.end)
        };
        operators::bitand(builder, from, to)
    }
}

/// A range from its end.
pub struct Rev<T>(Range<T>);
copy!(Rev<T>);
reads_itself! { [T] Rev<T>; }

impl<T: Int> Iter for Rev<T> {
    type Item = Val<T>;
    type State = RangeState<T>;

    fn start(&self, builder: &mut Builder<'_>) -> RangeState<T> {
        self.0.start(builder)
    }

    fn turns(&self, builder: &mut Builder<'_>) -> Option<u64> {
        self.0.turns(builder)
    }

    fn more(&self, builder: &mut Builder<'_>, state: &RangeState<T>) -> Val<bool> {
        self.0.more(builder, state)
    }

    fn item(&self, builder: &mut Builder<'_>, state: &RangeState<T>) -> Val<T> {
        // As far from the end as the range's own number is from the start.
        let number = self.0.item(builder, state);
        let done = operators::sub(builder, number, self.0.start);
        let from_end = operators::sub(builder, self.0.end, done);
        if self.0.is_closed {
            return from_end;
        }
        let one = Val::new(builder.constant(T::TYPE, 1));
        operators::sub(builder, from_end, one)
    }

    fn step(&self, builder: &mut Builder<'_>, state: &RangeState<T>) {
        self.0.step(builder, state);
    }
}

/// Every so many numbers of a range.
pub struct StepBy<T> {
    range: Range<T>,
    step: Val<usize>,
}
copy!(StepBy<T>);
reads_itself! { [T] StepBy<T>; }

/// Where such a range stands: its number, and whether there is none after it in the type.
#[derive(Debug)]
pub struct StepByState<T> {
    number: Var<T>,
    is_through: Var<bool>,
}

impl<T: Int> Iter for StepBy<T> {
    type Item = Val<T>;
    type State = StepByState<T>;

    fn start(&self, builder: &mut Builder<'_>) -> StepByState<T> {
        let no = literal(builder, false);
        StepByState { number: self.range.start.variable(builder), is_through: no.variable(builder) }
    }

    fn turns(&self, builder: &mut Builder<'_>) -> Option<u64> {
        let (all, step) = (self.range.turns(builder)?, builder.constant_of(self.step.0)?);
        (step > 0).then(|| all.div_ceil(step))
    }

    fn more(&self, builder: &mut Builder<'_>, state: &StepByState<T>) -> Val<bool> {
        let number = state.number.load(builder);
        let within = if self.range.is_closed {
            operators::le(builder, number, self.range.end)
        } else {
            lt(builder, number, self.range.end)
        };
        let is_through = state.is_through.load(builder);
        let goes_on = operators::not(builder, is_through);
        operators::bitand(builder, within, goes_on)
    }

    fn item(&self, builder: &mut Builder<'_>, state: &StepByState<T>) -> Val<T> {
        state.number.load(builder)
    }

    fn step(&self, builder: &mut Builder<'_>, state: &StepByState<T>) {
        let number = state.number.load(builder);
        let step: Val<T> = operators::cast(builder, self.step);
        let next = operators::add(builder, number, step);
        // A step of at least 1 leads on, if the type holds the sum; one that the type does not hold leads out of the range.
        let wrapped = operators::le(builder, next, number);
        let (kept, whole): (Val<u64>, Val<u64>) =
            (step.unsigned(builder), operators::cast(builder, self.step));
        let is_lost = operators::ne(builder, kept, whole);
        let is_through = operators::bitor(builder, wrapped, is_lost);
        state.is_through.store(builder, is_through);
        state.number.store(builder, next);
    }
}

macro_rules! arrays {
    ($($(#[$doc:meta])* $handle:ident => $item:ty: |$builder:ident, $place:ident| $read:expr;)*) => { $(
        $(#[$doc])*
        impl<T: Layout, const N: usize> Iter for $handle<[T; N]> {
            type Item = $item;
            type State = Var<usize>;

            fn start(&self, builder: &mut Builder<'_>) -> Var<usize> {
                let zero = literal(builder, 0_usize);
                zero.variable(builder)
            }

            fn turns(&self, _: &mut Builder<'_>) -> Option<u64> {
                u64::try_from(N).ok()
            }

            fn more(&self, builder: &mut Builder<'_>, state: &Var<usize>) -> Val<bool> {
                let (index, count) = (state.load(builder), literal(builder, N));
                lt(builder, index, count)
            }

            fn item(&self, $builder: &mut Builder<'_>, state: &Var<usize>) -> $item {
                let index = state.load($builder);
                let $place = self.index($builder, index);
                $read
            }

            fn step(&self, builder: &mut Builder<'_>, state: &Var<usize>) {
                let (index, one) = (state.load(builder), literal(builder, 1_usize));
                let next = operators::add(builder, index, one);
                state.store(builder, next);
            }
        }
    )* };
}

arrays! {
    /// `for x in array`
    Slot => T::Owned: |builder, place| T::load(builder, place);
    /// `for x in &array`
    Ref => Ref<T>: |_builder, place| place;
}
