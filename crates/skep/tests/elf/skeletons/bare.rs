//! The programs, maps and variables of `globals.bare.o`. Made by `skep gen globals.bare.o`.
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
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/globals.bare.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The constant `step`.
    pub step: ::skep::skeleton::InitialValue<[u8; 4]>,
    /// The constant `limits`.
    pub limits: ::skep::skeleton::InitialValue<[u8; 8]>,
    /// The variable `total`.
    pub total: ::skep::skeleton::InitialValue<[u8; 8]>,
    /// The variable `calls_before_main_data`.
    pub calls_before_main_data: ::skep::skeleton::InitialValue<[u8; 4]>,
    /// The variable `elsewhere`.
    pub elsewhere: ::skep::skeleton::InitialValue<[u8; 4]>,
    /// The variable `calls`.
    pub calls: ::skep::skeleton::InitialValue<[u8; 8]>,
    /// The variable `hidden`.
    pub hidden: ::skep::skeleton::InitialValue<[u8; 4]>,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("globals.bare.o", OBJECT, ::core::default::Default::default());
    Open {
        step: object.initial("step"),
        limits: object.initial("limits"),
        total: object.initial("total"),
        calls_before_main_data: object.initial("calls_before_main_data"),
        elsewhere: object.initial("elsewhere"),
        calls: object.initial("calls"),
        hidden: object.initial("hidden"),
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
            &self.step,
            &self.limits,
            &self.total,
            &self.calls_before_main_data,
            &self.elsewhere,
            &self.calls,
            &self.hidden,
        ])?;
        Ok(Loaded {
            add: object.program("add")?.clone(),
            step: object.constant("step")?,
            limits: object.constant("limits")?,
            total: object.global_variable("total")?,
            calls_before_main_data: object.global_variable("calls_before_main_data")?,
            elsewhere: object.global_variable("elsewhere")?,
            calls: object.global_variable("calls")?,
            hidden: object.global_variable("hidden")?,
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
    /// The program `add`, of type xdp.
    pub add: ::skep::Program,
    /// The constant `step`.
    pub step: ::skep::Constant<[u8; 4]>,
    /// The constant `limits`.
    pub limits: ::skep::Constant<[u8; 8]>,
    /// The variable `total`.
    pub total: ::skep::Global<[u8; 8]>,
    /// The variable `calls_before_main_data`.
    pub calls_before_main_data: ::skep::Global<[u8; 4]>,
    /// The variable `elsewhere`.
    pub elsewhere: ::skep::Global<[u8; 4]>,
    /// The variable `calls`.
    pub calls: ::skep::Global<[u8; 8]>,
    /// The variable `hidden`.
    pub hidden: ::skep::Global<[u8; 4]>,
    object: ::skep::Object,
}

impl Loaded {
    /// The whole object: all by name, and what was refused.
    pub fn object(&self) -> &::skep::Object {
        &self.object
    }
}

