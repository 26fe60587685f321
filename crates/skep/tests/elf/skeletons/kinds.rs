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
    /// The variable `odd`.
    pub odd: ::skep::skeleton::InitialValue<types::packed>,
    /// The variable `choice`.
    pub choice: ::skep::skeleton::InitialValue<types::choice>,
    /// The variable `large`.
    pub large: ::skep::skeleton::InitialValue<u128>,
    /// The variable `real`.
    pub real: ::skep::skeleton::InitialValue<f64>,
    /// The variable `counts.calls`.
    pub counts_calls: ::skep::skeleton::InitialValue<u32>,
    /// The variable `table`.
    pub table: ::skep::skeleton::InitialValue<[[types::packed; 2]; 3]>,
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
        odd: object.initial("odd"),
        choice: object.initial("choice"),
        large: object.initial("large"),
        real: object.initial("real"),
        counts_calls: object.initial("counts.calls"),
        table: object.initial("table"),
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
            &self.odd,
            &self.choice,
            &self.large,
            &self.real,
            &self.counts_calls,
            &self.table,
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
            odd: object.global_variable("odd")?,
            choice: object.global_variable("choice")?,
            large: object.global_variable("large")?,
            real: object.global_variable("real")?,
            counts_calls: object.global_variable("counts.calls")?,
            table: object.global_variable("table")?,
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
    /// The variable `odd`.
    pub odd: ::skep::Global<types::packed>,
    /// The variable `choice`.
    pub choice: ::skep::Global<types::choice>,
    /// The variable `large`.
    pub large: ::skep::Global<u128>,
    /// The variable `real`.
    pub real: ::skep::Global<f64>,
    /// The variable `counts.calls`.
    pub counts_calls: ::skep::Global<u32>,
    /// The variable `table`.
    pub table: ::skep::Global<[[types::packed; 2]; 3]>,
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
    /// An address on the machine that the types are of. It is a number here: nothing can be read through it.
    #[repr(transparent)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Pointer(pub u64);

    impl ::core::fmt::Debug for Pointer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::write!(f, "{:#x}", self.0)
        }
    }

    /// The number that `count` bits are, from bit `start` on, counted from the lowest bit of the first byte.
    const fn read_bits(bytes: &[u8], start: usize, count: usize) -> u64 {
        let (first, mut at) = (start / 8, (start + count).div_ceil(8));
        let mut number = 0_u128;
        while at > first {
            at -= 1;
            number = number << 8 | bytes[at] as u128;
        }
        (number >> (start % 8) & (u128::MAX >> (128 - count))) as u64
    }

    /// Sets these bits; of a value that has more, the lowest are taken.
    const fn write_bits(bytes: &mut [u8], start: usize, count: usize, value: u64) {
        let mut bit = 0;
        while bit < count {
            let (at, mask) = ((start + bit) / 8, 1 << ((start + bit) % 8));
            if value >> bit & 1 == 1 { bytes[at] |= mask } else { bytes[at] &= !mask }
            bit += 1;
        }
    }

    /// The value of this type that the first bytes of a union are.
    fn read_part<S: ::skep::zerocopy::IntoBytes + ::skep::zerocopy::Immutable, T: ::skep::zerocopy::FromBytes>(union: &S) -> T {
        match T::read_from_prefix(union.as_bytes()) {
            ::core::result::Result::Ok((value, _)) => value,
            ::core::result::Result::Err(_) => T::new_zeroed(),
        }
    }

    /// Replaces the first bytes of a union by those of a value.
    fn write_part<S, T>(union: &mut S, value: &T)
    where
        S: ::skep::zerocopy::FromBytes + ::skep::zerocopy::IntoBytes,
        T: ::skep::zerocopy::IntoBytes + ::skep::zerocopy::Immutable,
    {
        for (place, byte) in union.as_mut_bytes().iter_mut().zip(value.as_bytes()) {
            *place = *byte;
        }
    }

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

    /// A `struct` without a name, 4 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct packed_parts_anonymous_1 {
        #[doc(hidden)]
        pub _bits_0: [u8; 4],
        #[doc(hidden)]
        pub _alignment: [u32; 0],
    }

    impl packed_parts_anonymous_1 {
        /// `low`, 5 bits.
        pub const fn low(&self) -> u32 {
            read_bits(&self._bits_0, 0, 5) as u32
        }

        /// Sets `low`, to the lowest 5 bits of the value.
        pub const fn set_low(&mut self, value: u32) {
            write_bits(&mut self._bits_0, 0, 5, value as u64);
        }

        /// `high`, 27 bits.
        pub const fn high(&self) -> i32 {
            ((read_bits(&self._bits_0, 5, 27) << 37).cast_signed() >> 37) as i32
        }

        /// Sets `high`, to the lowest 27 bits of the value.
        pub const fn set_high(&mut self, value: i32) {
            write_bits(&mut self._bits_0, 5, 27, value as u64);
        }
    }

    impl ::core::default::Default for packed_parts_anonymous_1 {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<packed_parts_anonymous_1>() == 4);
        assert!(::core::mem::offset_of!(packed_parts_anonymous_1, _bits_0) == 0);
    };

    /// A `union` without a name, 8 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct packed_parts {
        #[doc(hidden)]
        pub _storage: [u32; 2],
    }

    impl packed_parts {
        /// The union as `whole`.
        pub fn whole(&self) -> u32 {
            read_part(&self._storage)
        }

        /// Sets the union to a `whole`; bytes beyond it stay.
        pub fn set_whole(&mut self, value: u32) {
            write_part(&mut self._storage, &value);
        }

        /// The union as `anonymous_1`.
        pub fn anonymous_1(&self) -> packed_parts_anonymous_1 {
            read_part(&self._storage)
        }

        /// Sets the union to a `anonymous_1`; bytes beyond it stay.
        pub fn set_anonymous_1(&mut self, value: packed_parts_anonymous_1) {
            write_part(&mut self._storage, &value);
        }

        /// The union as `bytes`.
        pub fn bytes(&self) -> [u8; 5] {
            read_part(&self._storage)
        }

        /// Sets the union to a `bytes`; bytes beyond it stay.
        pub fn set_bytes(&mut self, value: [u8; 5]) {
            write_part(&mut self._storage, &value);
        }
    }

    impl ::core::default::Default for packed_parts {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<packed_parts>() == 8);
    };

    /// `enum state`, 4 bytes.
    #[repr(transparent)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct state {
        /// The value as a number.
        pub number: i32,
    }

    impl state {
        pub const CLOSED: Self = Self { number: 0 };
        pub const OPEN: Self = Self { number: -2 };
    }

    const _: () = assert!(::core::mem::size_of::<state>() == 4);

    /// `struct packed`, 18 bytes.
    #[repr(C, packed)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct packed {
        pub kind: u8,
        pub unaligned: u64,
        pub parts: packed_parts,
        #[doc(hidden)]
        pub _bits_0: [u8; 1],
    }

    impl packed {
        /// `state`, 3 bits.
        pub const fn state(&self) -> state {
            state { number: ((read_bits(&self._bits_0, 0, 3) << 61).cast_signed() >> 61) as i32 }
        }

        /// Sets `state`, to the lowest 3 bits of the value.
        pub const fn set_state(&mut self, value: state) {
            write_bits(&mut self._bits_0, 0, 3, value.number as u64);
        }

        /// `seen`, 1 bit.
        pub const fn seen(&self) -> bool {
            read_bits(&self._bits_0, 3, 1) != 0
        }

        /// Sets `seen`, to the lowest 1 bit of the value.
        pub const fn set_seen(&mut self, value: bool) {
            write_bits(&mut self._bits_0, 3, 1, value as u64);
        }
    }

    impl ::core::default::Default for packed {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<packed>() == 18);
        assert!(::core::mem::offset_of!(packed, kind) == 0);
        assert!(::core::mem::offset_of!(packed, unaligned) == 1);
        assert!(::core::mem::offset_of!(packed, parts) == 9);
        assert!(::core::mem::offset_of!(packed, _bits_0) == 17);
    };

    /// A `union` without a name, 8 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct choice {
        #[doc(hidden)]
        pub _storage: [u64; 1],
    }

    impl choice {
        /// The union as `port`.
        pub fn port(&self) -> u16 {
            read_part(&self._storage)
        }

        /// Sets the union to a `port`; bytes beyond it stay.
        pub fn set_port(&mut self, value: u16) {
            write_part(&mut self._storage, &value);
        }

        /// `low`, 9 bits.
        pub fn low(&self) -> u64 {
            read_bits(::skep::zerocopy::IntoBytes::as_bytes(&self._storage), 0, 9) as u64
        }

        /// Sets `low`, to the lowest 9 bits of the value.
        pub fn set_low(&mut self, value: u64) {
            write_bits(::skep::zerocopy::IntoBytes::as_mut_bytes(&mut self._storage), 0, 9, value as u64);
        }

        /// The union as `pointer`.
        pub fn pointer(&self) -> Pointer {
            read_part(&self._storage)
        }

        /// Sets the union to a `pointer`; bytes beyond it stay.
        pub fn set_pointer(&mut self, value: Pointer) {
            write_part(&mut self._storage, &value);
        }
    }

    impl ::core::default::Default for choice {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<choice>() == 8);
    };
}
