//! The programs, maps and variables of `kconfig.clang19.o`. Made by `skep gen kconfig.clang19.o`.
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
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/kconfig.clang19.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The program `too_large`: left out, unless it is said otherwise.
    pub too_large: ::skep::skeleton::ProgramChoice,
    /// The program `not_set`: left out, unless it is said otherwise.
    pub not_set: ::skep::skeleton::ProgramChoice,
    /// The variable `absent`.
    pub absent: ::skep::skeleton::InitialValue<i32>,
    /// The variable `something_new`.
    pub something_new: ::skep::skeleton::InitialValue<types::Bool>,
    /// The variable `boolean`.
    pub boolean: ::skep::skeleton::InitialValue<types::Bool>,
    /// The variable `tristate`.
    pub tristate: ::skep::skeleton::InitialValue<types::libbpf_tristate>,
    /// The variable `character`.
    pub character: ::skep::skeleton::InitialValue<u8>,
    /// The variable `number`.
    pub number: ::skep::skeleton::InitialValue<u32>,
    /// The variable `narrow`.
    pub narrow: ::skep::skeleton::InitialValue<u16>,
    /// The variable `wide`.
    pub wide: ::skep::skeleton::InitialValue<u64>,
    /// The variable `text`.
    pub text: ::skep::skeleton::InitialValue<[u8; 16]>,
    /// The variable `start_of_text`.
    pub start_of_text: ::skep::skeleton::InitialValue<[u8; 4]>,
    /// The variable `version`.
    pub version: ::skep::skeleton::InitialValue<u32>,
    /// The variable `cookie`.
    pub cookie: ::skep::skeleton::InitialValue<types::Bool>,
    /// The variable `wrapper`.
    pub wrapper: ::skep::skeleton::InitialValue<types::Bool>,
    /// The option `CONFIG_BPF` of the kernel's configuration.
    pub CONFIG_BPF: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_BPF_SYSCALL` of the kernel's configuration.
    pub CONFIG_BPF_SYSCALL: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_BPF_JIT` of the kernel's configuration.
    pub CONFIG_BPF_JIT: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_HZ` of the kernel's configuration.
    pub CONFIG_HZ: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_NR_CPUS` of the kernel's configuration.
    pub CONFIG_NR_CPUS: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_ILLEGAL_POINTER_VALUE` of the kernel's configuration.
    pub CONFIG_ILLEGAL_POINTER_VALUE: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_DEFAULT_HOSTNAME` of the kernel's configuration.
    pub CONFIG_DEFAULT_HOSTNAME: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_CC_VERSION_TEXT` of the kernel's configuration.
    pub CONFIG_CC_VERSION_TEXT: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_NO_SUCH_OPTION_ANYWHERE` of the kernel's configuration.
    pub CONFIG_NO_SUCH_OPTION_ANYWHERE: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_PHYSICAL_ALIGN` of the kernel's configuration.
    pub CONFIG_PHYSICAL_ALIGN: ::skep::skeleton::ConfigurationChoice,
    /// The option `CONFIG_NEITHER_THIS_ONE` of the kernel's configuration.
    pub CONFIG_NEITHER_THIS_ONE: ::skep::skeleton::ConfigurationChoice,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("kconfig.clang19.o", OBJECT, ::core::default::Default::default());
    Open {
        too_large: ::skep::skeleton::ProgramChoice::left_out("too_large"),
        not_set: ::skep::skeleton::ProgramChoice::left_out("not_set"),
        absent: object.initial("absent"),
        something_new: object.initial("something_new"),
        boolean: object.initial("boolean"),
        tristate: object.initial("tristate"),
        character: object.initial("character"),
        number: object.initial("number"),
        narrow: object.initial("narrow"),
        wide: object.initial("wide"),
        text: object.initial("text"),
        start_of_text: object.initial("start_of_text"),
        version: object.initial("version"),
        cookie: object.initial("cookie"),
        wrapper: object.initial("wrapper"),
        CONFIG_BPF: ::skep::skeleton::ConfigurationChoice::new("CONFIG_BPF"),
        CONFIG_BPF_SYSCALL: ::skep::skeleton::ConfigurationChoice::new("CONFIG_BPF_SYSCALL"),
        CONFIG_BPF_JIT: ::skep::skeleton::ConfigurationChoice::new("CONFIG_BPF_JIT"),
        CONFIG_HZ: ::skep::skeleton::ConfigurationChoice::new("CONFIG_HZ"),
        CONFIG_NR_CPUS: ::skep::skeleton::ConfigurationChoice::new("CONFIG_NR_CPUS"),
        CONFIG_ILLEGAL_POINTER_VALUE: ::skep::skeleton::ConfigurationChoice::new("CONFIG_ILLEGAL_POINTER_VALUE"),
        CONFIG_DEFAULT_HOSTNAME: ::skep::skeleton::ConfigurationChoice::new("CONFIG_DEFAULT_HOSTNAME"),
        CONFIG_CC_VERSION_TEXT: ::skep::skeleton::ConfigurationChoice::new("CONFIG_CC_VERSION_TEXT"),
        CONFIG_NO_SUCH_OPTION_ANYWHERE: ::skep::skeleton::ConfigurationChoice::new("CONFIG_NO_SUCH_OPTION_ANYWHERE"),
        CONFIG_PHYSICAL_ALIGN: ::skep::skeleton::ConfigurationChoice::new("CONFIG_PHYSICAL_ALIGN"),
        CONFIG_NEITHER_THIS_ONE: ::skep::skeleton::ConfigurationChoice::new("CONFIG_NEITHER_THIS_ONE"),
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
            &self.too_large,
            &self.not_set,
            &self.absent,
            &self.something_new,
            &self.boolean,
            &self.tristate,
            &self.character,
            &self.number,
            &self.narrow,
            &self.wide,
            &self.text,
            &self.start_of_text,
            &self.version,
            &self.cookie,
            &self.wrapper,
            &self.CONFIG_BPF,
            &self.CONFIG_BPF_SYSCALL,
            &self.CONFIG_BPF_JIT,
            &self.CONFIG_HZ,
            &self.CONFIG_NR_CPUS,
            &self.CONFIG_ILLEGAL_POINTER_VALUE,
            &self.CONFIG_DEFAULT_HOSTNAME,
            &self.CONFIG_CC_VERSION_TEXT,
            &self.CONFIG_NO_SUCH_OPTION_ANYWHERE,
            &self.CONFIG_PHYSICAL_ALIGN,
            &self.CONFIG_NEITHER_THIS_ONE,
        ])?;
        Ok(Loaded {
            reads: object.program("reads")?.clone(),
            too_large: object.program("too_large").ok().cloned(),
            not_set: object.program("not_set").ok().cloned(),
            absent: object.global_variable("absent")?,
            something_new: object.global_variable("something_new")?,
            boolean: object.global_variable("boolean")?,
            tristate: object.global_variable("tristate")?,
            character: object.global_variable("character")?,
            number: object.global_variable("number")?,
            narrow: object.global_variable("narrow")?,
            wide: object.global_variable("wide")?,
            text: object.global_variable("text")?,
            start_of_text: object.global_variable("start_of_text")?,
            version: object.global_variable("version")?,
            cookie: object.global_variable("cookie")?,
            wrapper: object.global_variable("wrapper")?,
            CONFIG_BPF: object.constant("CONFIG_BPF")?,
            CONFIG_BPF_SYSCALL: object.constant("CONFIG_BPF_SYSCALL")?,
            CONFIG_BPF_JIT: object.constant("CONFIG_BPF_JIT")?,
            CONFIG_HZ: object.constant("CONFIG_HZ")?,
            CONFIG_NR_CPUS: object.constant("CONFIG_NR_CPUS")?,
            CONFIG_ILLEGAL_POINTER_VALUE: object.constant("CONFIG_ILLEGAL_POINTER_VALUE")?,
            CONFIG_DEFAULT_HOSTNAME: object.constant("CONFIG_DEFAULT_HOSTNAME")?,
            CONFIG_CC_VERSION_TEXT: object.constant("CONFIG_CC_VERSION_TEXT")?,
            CONFIG_NO_SUCH_OPTION_ANYWHERE: object.constant("CONFIG_NO_SUCH_OPTION_ANYWHERE")?,
            LINUX_KERNEL_VERSION: object.constant("LINUX_KERNEL_VERSION")?,
            LINUX_HAS_BPF_COOKIE: object.constant("LINUX_HAS_BPF_COOKIE")?,
            LINUX_HAS_SYSCALL_WRAPPER: object.constant("LINUX_HAS_SYSCALL_WRAPPER")?,
            LINUX_HAS_SOMETHING_NEW: object.constant("LINUX_HAS_SOMETHING_NEW")?,
            CONFIG_PHYSICAL_ALIGN: object.constant("CONFIG_PHYSICAL_ALIGN")?,
            CONFIG_NEITHER_THIS_ONE: object.constant("CONFIG_NEITHER_THIS_ONE")?,
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
    /// The program `reads`, of type xdp.
    pub reads: ::skep::Program,
    /// The program `too_large`, of type xdp, if it is loaded.
    pub too_large: Option<::skep::Program>,
    /// The program `not_set`, of type xdp, if it is loaded.
    pub not_set: Option<::skep::Program>,
    /// The variable `absent`.
    pub absent: ::skep::Global<i32>,
    /// The variable `something_new`.
    pub something_new: ::skep::Global<types::Bool>,
    /// The variable `boolean`.
    pub boolean: ::skep::Global<types::Bool>,
    /// The variable `tristate`.
    pub tristate: ::skep::Global<types::libbpf_tristate>,
    /// The variable `character`.
    pub character: ::skep::Global<u8>,
    /// The variable `number`.
    pub number: ::skep::Global<u32>,
    /// The variable `narrow`.
    pub narrow: ::skep::Global<u16>,
    /// The variable `wide`.
    pub wide: ::skep::Global<u64>,
    /// The variable `text`.
    pub text: ::skep::Global<[u8; 16]>,
    /// The variable `start_of_text`.
    pub start_of_text: ::skep::Global<[u8; 4]>,
    /// The variable `version`.
    pub version: ::skep::Global<u32>,
    /// The variable `cookie`.
    pub cookie: ::skep::Global<types::Bool>,
    /// The variable `wrapper`.
    pub wrapper: ::skep::Global<types::Bool>,
    /// The constant `CONFIG_BPF`.
    pub CONFIG_BPF: ::skep::Constant<types::Bool>,
    /// The constant `CONFIG_BPF_SYSCALL`.
    pub CONFIG_BPF_SYSCALL: ::skep::Constant<types::libbpf_tristate>,
    /// The constant `CONFIG_BPF_JIT`.
    pub CONFIG_BPF_JIT: ::skep::Constant<u8>,
    /// The constant `CONFIG_HZ`.
    pub CONFIG_HZ: ::skep::Constant<u32>,
    /// The constant `CONFIG_NR_CPUS`.
    pub CONFIG_NR_CPUS: ::skep::Constant<u16>,
    /// The constant `CONFIG_ILLEGAL_POINTER_VALUE`.
    pub CONFIG_ILLEGAL_POINTER_VALUE: ::skep::Constant<u64>,
    /// The constant `CONFIG_DEFAULT_HOSTNAME`.
    pub CONFIG_DEFAULT_HOSTNAME: ::skep::Constant<[u8; 16]>,
    /// The constant `CONFIG_CC_VERSION_TEXT`.
    pub CONFIG_CC_VERSION_TEXT: ::skep::Constant<[u8; 4]>,
    /// The constant `CONFIG_NO_SUCH_OPTION_ANYWHERE`.
    pub CONFIG_NO_SUCH_OPTION_ANYWHERE: ::skep::Constant<i32>,
    /// The constant `LINUX_KERNEL_VERSION`.
    pub LINUX_KERNEL_VERSION: ::skep::Constant<u32>,
    /// The constant `LINUX_HAS_BPF_COOKIE`.
    pub LINUX_HAS_BPF_COOKIE: ::skep::Constant<types::Bool>,
    /// The constant `LINUX_HAS_SYSCALL_WRAPPER`.
    pub LINUX_HAS_SYSCALL_WRAPPER: ::skep::Constant<types::Bool>,
    /// The constant `LINUX_HAS_SOMETHING_NEW`.
    pub LINUX_HAS_SOMETHING_NEW: ::skep::Constant<types::Bool>,
    /// The constant `CONFIG_PHYSICAL_ALIGN`.
    pub CONFIG_PHYSICAL_ALIGN: ::skep::Constant<u8>,
    /// The constant `CONFIG_NEITHER_THIS_ONE`.
    pub CONFIG_NEITHER_THIS_ONE: ::skep::Constant<i64>,
    object: ::skep::Object,
}

impl Loaded {
    /// The whole object: all by name, and what was refused.
    pub fn object(&self) -> &::skep::Object {
        &self.object
    }
}

/// The types of C that the above are of.
pub mod types {
    /// A truth value of C: a byte, which is true if it is not 0.
    #[repr(transparent)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct Bool(pub u8);

    impl Bool {
        /// Whether it is true.
        pub const fn get(self) -> bool {
            self.0 != 0
        }
    }

    impl ::core::convert::From<bool> for Bool {
        fn from(value: bool) -> Self {
            Self(value as u8)
        }
    }

    impl ::core::convert::From<Bool> for bool {
        fn from(value: Bool) -> Self {
            value.get()
        }
    }

    /// `enum libbpf_tristate`, 4 bytes.
    #[repr(transparent)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct libbpf_tristate {
        /// The value as a number.
        pub number: u32,
    }

    impl libbpf_tristate {
        pub const TRI_NO: Self = Self { number: 0 };
        pub const TRI_YES: Self = Self { number: 1 };
        pub const TRI_MODULE: Self = Self { number: 2 };
    }

    const _: () = assert!(::core::mem::size_of::<libbpf_tristate>() == 4);
}
