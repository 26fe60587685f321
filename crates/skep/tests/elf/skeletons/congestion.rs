//! The programs, maps and variables of `congestion.clang19.o`. Made by `skep gen congestion.clang19.o`.
//!
//! `open()`, decide what must be decided before the load, `.load(&kernel)`; the fields of what is loaded are typed.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unreachable_pub,
    unused_qualifications,
    reason = "it is generated, with the names of C"
)]

/// The object file.
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/congestion.clang19.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The variable `sockets`.
    pub sockets: ::skep::skeleton::InitialValue<u64>,
    /// The variable `acknowledged`.
    pub acknowledged: ::skep::skeleton::InitialValue<u64>,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("congestion.clang19.o", OBJECT, ::core::default::Default::default());
    Open {
        sockets: object.initial("sockets"),
        acknowledged: object.initial("acknowledged"),
        object,
    }
}

impl Open {
    /// Has all that has no field here done with these options: pins, other types for the kernel's.
    pub fn set_options(&mut self, options: ::skep::LoadOptions) {
        self.object.set_options(options);
    }

    /// Loads the object as was decided.
    ///
    /// # Errors
    /// If the object is damaged or not the one that this module was made of, or the kernel or the verifier refuses.
    pub fn load(&self, kernel: &::skep::Kernel) -> ::skep::Result<Loaded> {
        let object = self.object.load(kernel, &[
            &self.sockets,
            &self.acknowledged,
        ])?;
        Ok(Loaded {
            start: object.program("start")?.clone(),
            avoid: object.program("avoid")?.clone(),
            threshold: object.program("threshold")?.clone(),
            undo: object.program("undo")?.clone(),
            sockets: object.global_variable("sockets")?,
            acknowledged: object.global_variable("acknowledged")?,
            object,
        })
    }
}

/// Loads the object as it is.
///
/// # Errors
/// As [`Open::load`].
pub fn load(kernel: &::skep::Kernel) -> ::skep::Result<Loaded> {
    open().load(kernel)
}

/// What is loaded. Dropped, all that nothing else holds goes.
#[derive(Debug)]
pub struct Loaded {
    /// The program `start`, of type struct_ops.
    pub start: ::skep::Program,
    /// The program `avoid`, of type struct_ops.
    pub avoid: ::skep::Program,
    /// The program `threshold`, of type struct_ops.
    pub threshold: ::skep::Program,
    /// The program `undo`, of type struct_ops.
    pub undo: ::skep::Program,
    /// The variable `sockets`.
    pub sockets: ::skep::Global<u64>,
    /// The variable `acknowledged`.
    pub acknowledged: ::skep::Global<u64>,
    object: ::skep::Object,
}

impl Loaded {
    /// Has the kernel call the programs that are the functions of the structure `plain`.
    ///
    /// # Errors
    /// As [`::skep::Object::register`].
    pub fn register_plain(&self) -> ::skep::Result<::skep::Registration> {
        self.object.register("plain")
    }

    /// Has the kernel call the programs that are the functions of the structure `linked`.
    ///
    /// # Errors
    /// As [`::skep::Object::register`].
    pub fn register_linked(&self) -> ::skep::Result<::skep::Registration> {
        self.object.register("linked")
    }

    /// The whole object: all by name, and what was refused.
    pub fn object(&self) -> &::skep::Object {
        &self.object
    }
}

