//! The programs, maps and variables of `slots.clang19.o`. Made by `skep gen slots.clang19.o --optional jump`.
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
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/slots.clang19.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The program `jump`: loaded if the kernel takes it, unless it is said otherwise.
    pub jump: ::skep::skeleton::ProgramChoice,
    /// The program `keep`: left out, unless it is said otherwise.
    pub keep: ::skep::skeleton::ProgramChoice,
    /// The map `jumps`.
    pub jumps: ::skep::skeleton::MapChoice,
    /// The map `kept`.
    pub kept: ::skep::skeleton::MapChoice,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("slots.clang19.o", OBJECT, ::core::default::Default::default());
    Open {
        jump: ::skep::skeleton::ProgramChoice::if_possible("jump"),
        keep: ::skep::skeleton::ProgramChoice::left_out("keep"),
        jumps: ::skep::skeleton::MapChoice::new("jumps"),
        kept: ::skep::skeleton::MapChoice::new("kept"),
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
            &self.jump,
            &self.keep,
            &self.jumps,
            &self.kept,
        ])?;
        Ok(Loaded {
            target: object.program("target")?.clone(),
            jump: object.program("jump").ok().cloned(),
            keep: object.program("keep").ok().cloned(),
            jumps: object.map("jumps")?,
            kept: object.map("kept")?,
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
    /// The program `target`, of type xdp.
    pub target: ::skep::Program,
    /// The program `jump`, of type xdp, if it is loaded.
    pub jump: Option<::skep::Program>,
    /// The program `keep`, of type xdp, if it is loaded.
    pub keep: Option<::skep::Program>,
    /// The map `jumps`, of type prog_array.
    pub jumps: ::skep::ProgramArray,
    /// The map `kept`, of type array.
    pub kept: ::skep::Array<[u8; 8]>,
    object: ::skep::Object,
}

impl Loaded {
    /// The whole object: all by name, and what was refused.
    pub fn object(&self) -> &::skep::Object {
        &self.object
    }
}

