//! `Option`: a flag beside a value, or one pointer that may be null.

use super::builder::Asked;
use super::{Builder, FromNone, Join, Merge, Scalar, Val, literal};
use skep_ir::{Block, Type, Variable};

/// An option.
///
/// One of a pointer is a pointer that may be null, and not a flag beside it, so that the kernel follows what a test of it proves.
#[derive(Debug)]
pub enum Opt<S: Merge> {
    /// None, as the source says.
    None,
    /// Some, as the source says.
    Some(S),
    /// A flag, and what is there if it is set.
    Flagged(Val<bool>, S),
    /// A pointer that may be null.
    Nullable(S),
    /// The outcome of a branch: what is there on the one way, and what holds it when the ways have met.
    Branched(Branched<S>),
}

/// The outcome of a branch.
#[derive(Debug)]
pub struct Branched<S: Merge> {
    number: u32,
    payload: S,
    variable: S::Variable,
}

impl<S: Merge> Clone for Branched<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: Merge> Copy for Branched<S> {}

impl<S: Merge> Clone for Opt<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: Merge> Copy for Opt<S> {}

impl<S: Merge> FromNone for Opt<S> {
    fn none(_: &mut Builder<'_>) -> Self {
        Self::None
    }
}

/// `Some(value)`.
pub fn some<S: Merge>(_: &mut Builder<'_>, value: S) -> Opt<S> {
    Opt::Some(value)
}

/// An option that is a branch: a pointer is there, and in the block `no` it is not.
pub(crate) fn branched<S: Merge>(builder: &mut Builder<'_>, payload: S, no: Block) -> Opt<S> {
    let variable = S::variable(builder);
    payload.assign(builder, variable);
    let yes = builder.current();
    builder.enter(no);
    S::assign_nothing(builder, variable);
    let number = builder.number();
    builder.pend(yes, no, Asked::Option(number));
    Opt::Branched(Branched { number, payload, variable })
}

/// The payload, where it is there; leaves for `no` otherwise.
pub fn payload<S: Merge>(builder: &mut Builder<'_>, option: Opt<S>, no: Block) -> S {
    match option {
        Opt::None => {
            builder.jump(no);
            S::dead(builder)
        }
        Opt::Some(value) => value,
        Opt::Flagged(flag, value) => {
            let yes = builder.block();
            builder.branch(flag, yes, no);
            builder.enter(yes);
            value
        }
        Opt::Nullable(pointer) => pointer.guarded(builder, no),
        Opt::Branched(Branched { number, payload, variable }) => {
            if builder.take_pending(Asked::Option(number), no) {
                payload
            } else {
                S::take(builder, variable).guarded(builder, no)
            }
        }
    }
}

/// Goes on where there is none; leaves for `no` otherwise.
pub fn none_or<S: Merge>(builder: &mut Builder<'_>, option: Opt<S>, no: Block) {
    let none = builder.block();
    payload(builder, option, none);
    builder.jump(no);
    builder.enter(none);
}

impl<S: Merge> Opt<S> {
    /// Whether there is one.
    pub fn is_some(self, builder: &mut Builder<'_>) -> Val<bool> {
        self.asked(builder, true)
    }

    /// Whether there is none.
    pub fn is_none(self, builder: &mut Builder<'_>) -> Val<bool> {
        self.asked(builder, false)
    }

    fn asked(self, builder: &mut Builder<'_>, wanted: bool) -> Val<bool> {
        match self {
            Self::None => literal(builder, !wanted),
            Self::Some(_) => literal(builder, wanted),
            Self::Flagged(flag, _) if wanted => flag,
            _ => {
                let (variable, no): (Variable, _) = (builder.variable(Type::Bool), builder.block());
                payload(builder, self, no);
                let known = literal(builder, wanted);
                builder.set(variable, known.0);
                let yes = builder.current();
                builder.enter(no);
                let known = literal(builder, !wanted);
                builder.set(variable, known.0);
                builder.pend_bool(variable, yes, no, wanted)
            }
        }
    }

    /// The payload, or another value.
    pub fn unwrap_or(self, builder: &mut Builder<'_>, other: S) -> S {
        let (no, meet, mut join) = (builder.block(), builder.block(), Join::default());
        let value = payload(builder, self, no);
        join.set(builder, value);
        builder.jump(meet);
        builder.enter(no);
        join.set(builder, other);
        builder.jump(meet);
        builder.enter(meet);
        join.get(builder)
    }

    /// The payload; the program aborts if there is none.
    pub fn unwrap(self, builder: &mut Builder<'_>) -> S {
        let no = builder.block();
        let value = payload(builder, self, no);
        let here = builder.here();
        builder.enter(no);
        builder.abort();
        builder.enter(here);
        value
    }
}

impl<T: Scalar> Opt<Val<T>> {
    /// The payload, or the number that zeroed memory holds.
    pub fn unwrap_or_default(self, builder: &mut Builder<'_>) -> Val<T> {
        let zero = Val::dead(builder);
        self.unwrap_or(builder, zero)
    }
}

impl<S: Merge> Merge for Opt<S> {
    type Variable = (Variable, S::Variable);

    fn variable(builder: &mut Builder<'_>) -> Self::Variable {
        (builder.variable(Type::Bool), S::variable(builder))
    }

    fn assign(self, builder: &mut Builder<'_>, (flag, value): Self::Variable) {
        let set_flag = |builder: &mut Builder<'_>, known: bool| {
            if !S::IS_POINTER {
                let known = literal(builder, known);
                builder.set(flag, known.0);
            }
        };
        match self {
            Self::None => {
                set_flag(builder, false);
                S::assign_nothing(builder, value);
            }
            Self::Some(payload) => {
                set_flag(builder, true);
                payload.assign(builder, value);
            }
            Self::Flagged(known, payload) => {
                builder.set(flag, known.0);
                payload.assign(builder, value);
            }
            Self::Nullable(payload) => payload.assign(builder, value),
            Self::Branched(Branched { variable, .. }) => S::take(builder, variable).assign(builder, value),
        }
    }

    fn take(builder: &mut Builder<'_>, (flag, value): Self::Variable) -> Self {
        if S::IS_POINTER {
            return Self::Nullable(S::take(builder, value));
        }
        let flag = Val::new(builder.get(flag));
        Self::Flagged(flag, S::take(builder, value))
    }

    fn dead(_: &mut Builder<'_>) -> Self {
        Self::None
    }
}
