//! Calls of helpers, staged and native.

use crate::bpf::world;
use crate::bpf::{Ptr, ValueMut};
use crate::stage::Builder;
use skep_ir::{MapId, Region, Type, Value};
use skep_uapi::{ArgumentKind, Helper, ResultKind, Signature};

/// A call of a helper whose arguments are being handed to it. What each must be is looked up in its signature, as it is in the program.
#[derive(Debug)]
pub struct Call<'c, 'b> {
    builder: &'c mut Builder<'b>,
    helper: Helper,
    signature: Option<&'static Signature>,
    values: Vec<Value>,
    map: Option<MapId>,
}

impl<'c, 'b> Call<'c, 'b> {
    /// Nothing is handed to it yet.
    pub(crate) fn new(builder: &'c mut Builder<'b>, helper: Helper) -> Self {
        let signature = builder.signature_of(helper);
        Self { builder, helper, signature, values: vec![], map: None }
    }

    pub(super) const fn builder(&mut self) -> &mut Builder<'b> {
        self.builder
    }

    /// What the next argument must be.
    fn next(&self) -> Option<(&'static str, &'static ArgumentKind)> {
        let argument = self.signature?.arguments.get(self.values.len())?;
        Some((&*argument.name, &argument.kind))
    }

    fn refuse(&mut self, problem: &str) {
        let name = self.helper.name().unwrap_or("the helper");
        let argument = self.next().map_or("an argument", |(argument, _)| argument);
        self.builder.refuse(format!("`{argument}` of `{name}`: {problem}"));
    }

    pub(super) fn value(&mut self, value: Value) {
        self.values.push(value);
    }

    pub(crate) fn map(&mut self, map: MapId) {
        self.map = Some(map);
        let value = self.builder.function().map_address(map);
        self.values.push(value);
    }

    pub(super) const fn named_map(&self) -> Option<MapId> {
        self.map
    }

    /// Null; of memory with a size, no byte.
    pub(super) fn nothing(&mut self) {
        let is_sized = matches!(self.next(), Some((_, ArgumentKind::Memory)));
        let null = self.builder.constant(Type::I64, 0);
        self.values.push(null);
        if is_sized {
            let none = self.builder.constant(Type::I32, 0);
            self.values.push(none);
        }
    }

    /// Memory of so many bytes.
    pub(super) fn memory(&mut self, pointer: Value, size: u32) {
        match self.next() {
            Some((_, ArgumentKind::Memory)) => {
                self.values.push(pointer);
                let size = self.builder.constant(Type::I32, size.into());
                self.values.push(size);
            }
            Some((_, ArgumentKind::FixedMemory(wanted))) if *wanted != size => {
                self.refuse(&format!("expected memory of {wanted} bytes, found {size}"));
                self.values.push(pointer);
            }
            _ => self.values.push(pointer),
        }
    }

    /// What it gives.
    pub(super) fn result(&self) -> Option<&'static ResultKind> {
        self.signature.map(|signature| &signature.result.kind)
    }

    /// Whether it looks up a socket, which must be released.
    pub(super) const fn is_lookup(&self) -> bool {
        matches!(self.helper, Helper::SK_LOOKUP_TCP | Helper::SK_LOOKUP_UDP | Helper::SKC_LOOKUP_TCP)
    }

    /// The size of what it gives, if it is told.
    pub(super) fn constant_size(&mut self, size: u32) {
        if let Some((_, ArgumentKind::ConstantSize)) = self.next() {
            let size = self.builder.constant(Type::I64, size.into());
            self.values.push(size);
        }
    }

    /// Makes it, with a result of this type.
    pub(super) fn make(mut self, result: Type) -> Value {
        self.complete();
        self.builder.helper(self.helper, &self.values, result)
    }

    /// Makes it; the result is not used.
    pub(super) fn for_effect(mut self) {
        self.complete();
        self.builder.helper_for_effect(self.helper, &self.values);
    }

    /// A helper that takes the context in some types of program, and nothing in others, is handed it where it takes it.
    fn complete(&mut self) {
        if self.values.is_empty()
            && let Some((_, ArgumentKind::Context)) = self.next()
        {
            let context = self.builder.program_context();
            self.values.push(context);
        }
    }
}

/// What a helper gives natively.
pub trait Native: Sized {
    /// What this thread's world says that it gives.
    fn answer(helper: Helper) -> Self;
}

macro_rules! numbers {
    ($($name:ident $convert:expr;)*) => { $(
        impl Native for $name {
            fn answer(helper: Helper) -> Self {
                $convert(world::answer(helper))
            }
        }
    )* };
}

/// The lower half.
fn low(bits: u64) -> u32 {
    // It has 32 bits.
    u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

numbers! {
    u32 low;
    i32 |bits| low(bits).cast_signed();
    u64 |bits: u64| bits;
    i64 |bits: u64| bits.cast_signed();
}

macro_rules! none {
    ($([$($parameters:tt)*] $ty:ty;)*) => { $(
        impl<$($parameters)*> Native for $ty {
            fn answer(helper: Helper) -> Self {
                world::unanswered(helper)
            }
        }
    )* };
}
none! { [] (); [T] Ptr<T>; [T] Option<Ptr<T>>; [V] ValueMut<V>; [V] Option<ValueMut<V>>; [T] Option<&'static mut T>; }

/// Helpers by what they are handed and give: a function, and its twin.
macro_rules! raw {
    ($(
        $(#[$doc:meta])*
        fn $name:ident[$($native:tt)*]($($argument:ident: $ty:ty),*) -> $result:ty;
        staged [$($parameters:tt)*]($($form:ty),*) -> $answer:ty as $helper:ident;
    )*) => {
        /// The helpers that are functions here.
        pub const CALLABLE: &[skep_uapi::Helper] = &[$(skep_uapi::Helper::$helper),*];

        $(
            $(#[$doc])*
            ///
            /// Natively the thread's world answers ([`World::answer`](crate::bpf::World::answer)).
            #[allow(clippy::needless_pass_by_value, clippy::too_many_arguments, reason = "it is handed what the kernel's is")]
            pub fn $name<$($native)*>($($argument: $ty),*) -> $result {
                $(let _ = $argument;)*
                <$result as super::call::Native>::answer(skep_uapi::Helper::$helper)
            }

            #[doc(hidden)]
            #[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
            #[derive(Debug)]
            pub enum $name {}

            impl $name {
                #[doc(hidden)]
                #[allow(unused_mut, reason = "not all have arguments")]
                pub fn stage<$($parameters)*>(
                    builder: &mut crate::stage::Builder<'_>,
                    ($($argument,)*): ($($form,)*),
                ) -> $answer {
                    let mut call = super::call::Call::new(builder, skep_uapi::Helper::$helper);
                    $(super::argument::Handed::hand($argument, &mut call);)*
                    super::argument::Answered::of(call)
                }
            }
        )*
    };
}
pub(super) use raw;

impl Builder<'_> {
    /// What a helper takes and gives in the program that is staged.
    fn signature_of(&mut self, helper: Helper) -> Option<&'static Signature> {
        let facts = helper.facts()?;
        Some(match self.session().program {
            Some(program) => facts.signature_in(program.program_type),
            None => &facts.signature,
        })
    }

    /// The context of the program; refused in a function of its own, which is not given it.
    pub(crate) fn program_context(&mut self) -> Value {
        if self.is_program() {
            return self.context();
        }
        self.refuse(
            "a function of its own has no context of the program: remove `#[inline(never)]`".to_owned(),
        );
        self.constant(Type::pointer(Region::Context), 0)
    }
}
