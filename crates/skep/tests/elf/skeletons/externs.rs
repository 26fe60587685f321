//! The programs, maps and variables of `externs.clang19.o`. Made by `skep gen externs.clang19.o --optional configured --optional calling --optional addressing --optional unknown`.
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
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/externs.clang19.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The program `configured`: loaded if the kernel takes it, unless it is said otherwise.
    pub configured: ::skep::skeleton::ProgramChoice,
    /// The program `calling`: loaded if the kernel takes it, unless it is said otherwise.
    pub calling: ::skep::skeleton::ProgramChoice,
    /// The program `addressing`: loaded if the kernel takes it, unless it is said otherwise.
    pub addressing: ::skep::skeleton::ProgramChoice,
    /// The program `unknown`: loaded if the kernel takes it, unless it is said otherwise.
    pub unknown: ::skep::skeleton::ProgramChoice,
    /// The option `CONFIG_NO_SUCH_OPTION` of the kernel's configuration.
    pub CONFIG_NO_SUCH_OPTION: ::skep::skeleton::ConfigurationChoice,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("externs.clang19.o", OBJECT, ::core::default::Default::default());
    Open {
        configured: ::skep::skeleton::ProgramChoice::if_possible("configured"),
        calling: ::skep::skeleton::ProgramChoice::if_possible("calling"),
        addressing: ::skep::skeleton::ProgramChoice::if_possible("addressing"),
        unknown: ::skep::skeleton::ProgramChoice::if_possible("unknown"),
        CONFIG_NO_SUCH_OPTION: ::skep::skeleton::ConfigurationChoice::new("CONFIG_NO_SUCH_OPTION"),
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
            &self.configured,
            &self.calling,
            &self.addressing,
            &self.unknown,
            &self.CONFIG_NO_SUCH_OPTION,
        ])?;
        Ok(Loaded {
            configured: object.program("configured").ok().cloned(),
            calling: object.program("calling").ok().cloned(),
            addressing: object.program("addressing").ok().cloned(),
            plain_with_a_name_of_more_than_fifteen_bytes: object.program("plain_with_a_name_of_more_than_fifteen_bytes")?.clone(),
            unknown: object.program("unknown").ok().cloned(),
            CONFIG_NO_SUCH_OPTION: object.constant("CONFIG_NO_SUCH_OPTION")?,
            LINUX_KERNEL_VERSION: object.constant("LINUX_KERNEL_VERSION")?,
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
    /// The program `configured`, of type xdp, if it is loaded.
    pub configured: Option<::skep::Program>,
    /// The program `calling`, of type xdp, if it is loaded.
    pub calling: Option<::skep::Program>,
    /// The program `addressing`, of type xdp, if it is loaded.
    pub addressing: Option<::skep::Program>,
    /// The program `plain_with_a_name_of_more_than_fifteen_bytes`, of type xdp.
    pub plain_with_a_name_of_more_than_fifteen_bytes: ::skep::Program,
    /// The program `unknown`, of type unspec, if it is loaded.
    pub unknown: Option<::skep::Program>,
    /// The constant `CONFIG_NO_SUCH_OPTION`.
    pub CONFIG_NO_SUCH_OPTION: ::skep::Constant<u32>,
    /// The constant `LINUX_KERNEL_VERSION`.
    pub LINUX_KERNEL_VERSION: ::skep::Constant<u32>,
    object: ::skep::Object,
}

impl Loaded {
    /// The whole object: all by name, and what was refused.
    pub fn object(&self) -> &::skep::Object {
        &self.object
    }
}

