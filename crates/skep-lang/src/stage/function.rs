//! Functions of their own in BPF: what crosses into them and out of them.

use super::source::SourceFunction;
use super::{Builder, Layout, Merge, Ref, Scalar, Val};
use skep_ir::{FunctionKind, Region, Type, Value};

/// How a function of its own is verified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linkage {
    /// With every call.
    Static,
    /// By itself.
    Global,
}

/// What crosses into a function of its own: numbers and references, at most five.
#[diagnostic::on_unimplemented(
    message = "a function of its own in BPF takes numbers and references",
    label = "remove `#[inline(never)]`, or pass a reference"
)]
pub trait Passed: Copy {
    /// The arguments, as the callee takes them.
    fn pass(self, builder: &mut Builder<'_>, output: &mut Vec<Value>);
    /// The parameter, from this number on.
    fn receive(builder: &mut Builder<'_>, number: &mut usize) -> Self;
}

impl Passed for () {
    fn pass(self, _: &mut Builder<'_>, _: &mut Vec<Value>) {}
    fn receive(_: &mut Builder<'_>, _: &mut usize) {}
}

fn parameter(builder: &mut Builder<'_>, number: &mut usize) -> Value {
    *number += 1;
    builder.function().parameter(*number - 1)
}

impl<T: Scalar> Passed for Val<T> {
    fn pass(self, _: &mut Builder<'_>, output: &mut Vec<Value>) {
        output.push(self.0);
    }

    fn receive(builder: &mut Builder<'_>, number: &mut usize) -> Self {
        Self::new(parameter(builder, number))
    }
}

impl<T: Layout> Passed for Ref<T> {
    fn pass(self, builder: &mut Builder<'_>, output: &mut Vec<Value>) {
        let pointer = self.pointer(builder);
        let is_packet = builder.type_of(pointer).region().is_some_and(Region::is_packet);
        // Of the packet there is no view: it may move.
        output.push(if is_packet { pointer } else { builder.function().view(pointer, T::SIZE) });
    }

    fn receive(builder: &mut Builder<'_>, number: &mut usize) -> Self {
        Self::new(parameter(builder, number))
    }
}

macro_rules! tuples {
    ($(($($name:ident $number:tt)*))*) => { $(
        impl<$($name: Passed),*> Passed for ($($name,)*) {
            fn pass(self, builder: &mut Builder<'_>, output: &mut Vec<Value>) {
                $(self.$number.pass(builder, output);)*
            }
            fn receive(builder: &mut Builder<'_>, number: &mut usize) -> Self {
                ($($name::receive(builder, number),)*)
            }
        }
    )* };
}
tuples! {
    (A 0) (A 0 B 1) (A 0 B 1 C 2) (A 0 B 1 C 2 D 3) (A 0 B 1 C 2 D 3 E 4) (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6) (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}

/// What a function of its own returns.
#[diagnostic::on_unimplemented(
    message = "a function of its own in BPF returns a number or nothing, not `{Self}`",
    label = "remove `#[inline(never)]`, or write the result through a reference"
)]
pub trait Returned: Merge {
    /// Its type.
    const TYPE: Option<Type>;
    /// Ends the function.
    fn finish(self, builder: &mut Builder<'_>);
    /// What a call gave.
    fn of_call(builder: &mut Builder<'_>, result: Option<Value>) -> Self;
}

impl Returned for () {
    const TYPE: Option<Type> = None;
    fn finish(self, builder: &mut Builder<'_>) {
        builder.function().return_nothing();
    }
    fn of_call(_: &mut Builder<'_>, _: Option<Value>) {}
}

impl<T: Scalar> Returned for Val<T> {
    const TYPE: Option<Type> = Some(T::TYPE);
    fn finish(self, builder: &mut Builder<'_>) {
        builder.function().return_value(self.0);
    }
    fn of_call(builder: &mut Builder<'_>, result: Option<Value>) -> Self {
        match result {
            Some(value) => Self::new(value),
            None => Self::dead(builder),
        }
    }
}

/// Calls a function of its own, whose body is built when it is called first: one for each instance of a generic function, and for
/// each kind of memory that its references lead to.
pub fn subprogram<A: Passed, R: Returned, B: Fn(&mut Builder<'_>, A) -> R>(
    builder: &mut Builder<'_>,
    source: &'static SourceFunction,
    linkage: Linkage,
    arguments: A,
    body: B,
) -> R {
    if builder.recurses(source) || builder.current().is_none() {
        return R::dead(builder);
    }
    let mut passed = vec![];
    arguments.pass(builder, &mut passed);
    let name = source.name;
    if passed.len() > 5 {
        let count = passed.len();
        let message =
            format!("`{name}` is a function of its own in BPF and takes at most five arguments, not {count}");
        builder.refuse(message);
        return R::dead(builder);
    }
    let types: Vec<Type> = passed.iter().map(|&value| builder.type_of(value).plain()).collect();
    let program_type = builder.session().program.map(|program| program.program_type);
    let key = format!("{source:p} {} {types:?} {program_type:?} {linkage:?}", std::any::type_name::<B>());
    let known = builder.session().functions.get(&key).copied();
    let id = known.unwrap_or_else(|| {
        let kind = match linkage {
            Linkage::Static => FunctionKind::Local,
            Linkage::Global => FunctionKind::Global,
        };
        let module = builder.function().module();
        let mut names = std::iter::once(name.to_owned()).chain((2_u32..).map(|at| format!("{name}_{at}")));
        let free = names.find(|name| module.function(name).is_none()).unwrap_or_default();
        let id = module.declare_function(&free, kind, &types, R::TYPE);
        builder.session().functions.insert(key, id);
        let position = builder.position();
        let mut nested = builder.nested(id);
        nested.set_position(position);
        let arguments = A::receive(&mut nested, &mut 0);
        let result = body(&mut nested, arguments);
        result.finish(&mut nested);
        nested.finish();
        id
    });
    let result = builder.function().call_function(id, &passed);
    R::of_call(builder, result)
}
