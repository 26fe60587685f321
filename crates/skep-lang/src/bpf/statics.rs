//! What the types of a module's statics have in common: the name of the static, and its address, by which it is told apart from others.

/// For types with the fields `name` and such as need not be dropped.
macro_rules! statics {
    ($([$($parameter:ident),*] $name:ident;)*) => { $(
        impl<$($parameter),*> $name<$($parameter),*> {
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
    )* };
}
pub(super) use statics;
