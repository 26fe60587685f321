//! The programs, maps and variables of `kinds.clang19.o`. Made by `skep gen kinds.clang19.o`.
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
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/kinds.clang19.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The map `per_cpu`.
    pub per_cpu: ::skep::skeleton::MapChoice,
    /// The map `networks`.
    pub networks: ::skep::skeleton::MapChoice,
    /// The map `per_port`.
    pub per_port: ::skep::skeleton::MapChoice,
    /// The map `without_types`.
    pub without_types: ::skep::skeleton::MapChoice,
    /// The map `waiting`.
    pub waiting: ::skep::skeleton::MapChoice,
    /// The map `depths`.
    pub depths: ::skep::skeleton::MapChoice,
    /// The map `records`.
    pub records: ::skep::skeleton::MapChoice,
    /// The variable `counts.calls`.
    pub counts_calls: ::skep::skeleton::InitialValue<u32>,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("kinds.clang19.o", OBJECT, ::core::default::Default::default());
    Open {
        per_cpu: ::skep::skeleton::MapChoice::new("per_cpu"),
        networks: ::skep::skeleton::MapChoice::new("networks"),
        per_port: ::skep::skeleton::MapChoice::new("per_port"),
        without_types: ::skep::skeleton::MapChoice::new("without_types"),
        waiting: ::skep::skeleton::MapChoice::new("waiting"),
        depths: ::skep::skeleton::MapChoice::new("depths"),
        records: ::skep::skeleton::MapChoice::new("records"),
        counts_calls: object.initial("counts.calls"),
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
            &self.per_cpu,
            &self.networks,
            &self.per_port,
            &self.without_types,
            &self.waiting,
            &self.depths,
            &self.records,
            &self.counts_calls,
        ])?;
        Ok(Loaded {
            counts: object.program("counts")?.clone(),
            per_cpu: object.map("per_cpu")?,
            networks: object.map("networks")?,
            per_port: object.map("per_port")?,
            without_types: object.map("without_types")?,
            waiting: object.map("waiting")?,
            depths: object.map("depths")?,
            records: object.map("records")?,
            counts_calls: object.global_variable("counts.calls")?,
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
    /// The program `counts`, of type xdp.
    pub counts: ::skep::Program,
    /// The map `per_cpu`, of type percpu_array.
    pub per_cpu: ::skep::PerCpuArray<u64>,
    /// The map `networks`, of type lpm_trie.
    pub networks: ::skep::LpmTrie<[u8; 4], types::counts_t>,
    /// The map `per_port`, of type percpu_hash.
    pub per_port: ::skep::PerCpuHashMap<u16, types::counts_t>,
    /// The map `without_types`, of type lru_hash.
    pub without_types: ::skep::HashMap<[u8; 6], [u8; 3]>,
    /// The map `waiting`, of type queue.
    pub waiting: ::skep::Queue<types::counts_t>,
    /// The map `depths`, of type stack.
    pub depths: ::skep::Stack<i8>,
    /// The map `records`, of type ringbuf.
    pub records: ::skep::Map,
    /// The variable `counts.calls`.
    pub counts_calls: ::skep::Global<u32>,
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
    /// A `struct` without a name, 8 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct counts_t {
        pub packets: u32,
        pub ports: [u16; 2],
    }

    impl ::core::default::Default for counts_t {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<counts_t>() == 8);
        assert!(::core::mem::offset_of!(counts_t, packets) == 0);
        assert!(::core::mem::offset_of!(counts_t, ports) == 4);
    };
}
