//! By which one mistake is one error, and what is asked of types.

use super::{Event, Layout, Stored};

/// The staged forms of a type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used in a BPF function",
    label = "it has no form in a BPF program"
)]
pub trait Bpf {
    /// Of a value.
    type Staged;
    /// Of a reference to one.
    type Reference;
}

/// `P` is a constant whose evaluation checks the verbatim body. If that body is wrong, this projection is an error type, and rustc
/// says nothing about anything that is computed from it.
pub trait Keep<const P: usize, T> {
    /// The type itself.
    type Out;
}

impl<T> Keep<0, T> for () {
    type Out = T;
}

/// Asks that a parameter or a result has a staged form.
pub fn known<T: Bpf + ?Sized>() {}

/// Asks that a field may lie in memory that both sides see.
pub fn laid_out<T: Stored>() {}

/// Asks that a record is an event.
pub fn event<T: Event>() {}

/// A value of this type, which has a staged form.
pub fn typed<T: Bpf>(value: T::Staged) -> T::Staged {
    value
}

/// Asks for the size of what a function returns, and is 0: an error if that type is one.
pub const fn size<R>(_: fn() -> R) -> usize {
    size_of::<R>().saturating_sub(usize::MAX)
}

/// The associated functions of a type: `LpmKey::from(x)` is `LpmKey::__bpf().from(builder, x)`, so that parameters of the type are
/// inferred as in the verbatim copy.
pub trait Assoc {
    /// What the functions are called on.
    fn __bpf() -> <Self as Layout>::Ns
    where
        Self: Layout,
    {
        Self::NS
    }
}

impl<T> Assoc for T {}

/// What `?` returns early with.
pub trait FromNone {
    /// The staged `None`.
    fn none(builder: &mut super::Builder<'_>) -> Self;
}

/// One turn of a loop with a bound, natively.
///
/// # Panics
/// If there have been as many turns already.
pub fn turn(turns: &mut u64, bound: u64) {
    assert!(*turns < bound, "more than {bound} turns of a loop with that bound");
    *turns += 1;
}
