//! The programs, maps and variables of `typed.clang19.o`. Made by `skep gen typed.clang19.o --event events=event`.
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
pub const OBJECT: &[u8] = include_bytes!("../../../../skep-object/testdata/typed.clang19.o");

/// What can be decided before the load.
#[derive(Clone, Debug)]
pub struct Open {
    /// The program `self`: left out, unless it is said otherwise.
    pub self_: ::skep::skeleton::ProgramChoice,
    /// The map `seen`.
    pub seen: ::skep::skeleton::MapChoice,
    /// The map `match`.
    pub r#match: ::skep::skeleton::MapChoice,
    /// The map `events`.
    pub events: ::skep::skeleton::MapChoice,
    /// The constant `enabled`.
    pub enabled: ::skep::skeleton::InitialValue<types::Bool>,
    /// The constant `move`.
    pub r#move: ::skep::skeleton::InitialValue<types::r#move>,
    /// The variable `total`.
    pub total: ::skep::skeleton::InitialValue<u64>,
    /// The variable `newest`.
    pub newest: ::skep::skeleton::InitialValue<types::seen>,
    /// The variable `last`.
    pub last: ::skep::skeleton::InitialValue<types::verdict>,
    /// The variable `event_type`.
    pub event_type: ::skep::skeleton::InitialValue<types::Pointer>,
    object: ::skep::skeleton::OpenObject,
}

/// Reads the object. If there is anything wrong with it, the load says so.
pub fn open() -> Open {
    let object = ::skep::skeleton::OpenObject::from_elf("typed.clang19.o", OBJECT, ::core::default::Default::default());
    Open {
        self_: ::skep::skeleton::ProgramChoice::left_out("self"),
        seen: ::skep::skeleton::MapChoice::new("seen"),
        r#match: ::skep::skeleton::MapChoice::new("match"),
        events: ::skep::skeleton::MapChoice::new("events"),
        enabled: object.initial("enabled"),
        r#move: object.initial("move"),
        total: object.initial("total"),
        newest: object.initial("newest"),
        last: object.initial("last"),
        event_type: object.initial("event_type"),
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
            &self.self_,
            &self.seen,
            &self.r#match,
            &self.events,
            &self.enabled,
            &self.r#move,
            &self.total,
            &self.newest,
            &self.last,
            &self.event_type,
        ])?;
        Ok(Loaded {
            r#loop: object.program("loop")?.clone(),
            self_: object.program("self").ok().cloned(),
            seen: object.map("seen")?,
            r#match: object.map("match")?,
            events: object.map("events")?,
            enabled: object.constant("enabled")?,
            r#move: object.constant("move")?,
            total: object.global_variable("total")?,
            newest: object.global_variable("newest")?,
            last: object.global_variable("last")?,
            event_type: object.global_variable("event_type")?,
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
    /// The program `loop`, of type xdp.
    pub r#loop: ::skep::Program,
    /// The program `self`, of type tracepoint, if it is loaded.
    pub self_: Option<::skep::Program>,
    /// The map `seen`, of type hash.
    pub seen: ::skep::HashMap<types::address, types::seen>,
    /// The map `match`, of type array.
    pub r#match: ::skep::Array<types::verdict>,
    /// The map `events`, of type ringbuf.
    pub events: ::skep::RingBuffer<types::event>,
    /// The constant `enabled`.
    pub enabled: ::skep::Constant<types::Bool>,
    /// The constant `move`.
    pub r#move: ::skep::Constant<types::r#move>,
    /// The variable `total`.
    pub total: ::skep::Global<u64>,
    /// The variable `newest`.
    pub newest: ::skep::Global<types::seen>,
    /// The variable `last`.
    pub last: ::skep::Global<types::verdict>,
    /// The variable `event_type`.
    pub event_type: ::skep::Global<types::Pointer>,
    object: ::skep::Object,
}

impl Loaded {
    /// Attaches each program that says itself what it attaches to. That is not said by `loop`.
    ///
    /// # Errors
    /// As [`::skep::Program::attach`]; none stays attached then.
    pub fn attach(&self) -> ::skep::Result<Vec<::skep::Link>> {
        let mut links = Vec::new();
        if let Some(program) = &self.self_ {
            links.push(program.attach()?);
        }
        Ok(links)
    }

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

    /// `enum verdict`, 4 bytes.
    #[repr(transparent)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct verdict {
        /// The value as a number.
        pub number: u32,
    }

    impl verdict {
        pub const ALLOW: Self = Self { number: 0 };
        pub const DENY: Self = Self { number: 7 };
    }

    const _: () = assert!(::core::mem::size_of::<verdict>() == 4);

    /// A `union` without a name, 4 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct address_anonymous_1 {
        #[doc(hidden)]
        pub _storage: [u32; 1],
    }

    impl address_anonymous_1 {
        /// The union as `whole`.
        pub fn whole(&self) -> u32 {
            read_part(&self._storage)
        }

        /// Sets the union to a `whole`; bytes beyond it stay.
        pub fn set_whole(&mut self, value: u32) {
            write_part(&mut self._storage, &value);
        }

        /// The union as `bytes`.
        pub fn bytes(&self) -> [u8; 4] {
            read_part(&self._storage)
        }

        /// Sets the union to a `bytes`; bytes beyond it stay.
        pub fn set_bytes(&mut self, value: [u8; 4]) {
            write_part(&mut self._storage, &value);
        }
    }

    impl ::core::default::Default for address_anonymous_1 {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<address_anonymous_1>() == 4);
    };

    /// `struct address`, 8 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct address {
        pub anonymous_1: address_anonymous_1,
        pub port: u16,
        #[doc(hidden)]
        pub _padding_0: [u8; 2],
    }

    impl ::core::default::Default for address {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<address>() == 8);
        assert!(::core::mem::offset_of!(address, anonymous_1) == 0);
        assert!(::core::mem::offset_of!(address, port) == 4);
    };

    /// `struct seen`, 24 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct seen {
        pub packets: u64,
        #[doc(hidden)]
        pub _bits_0: [u8; 4],
        pub verdict: verdict,
        pub self_: address,
    }

    impl seen {
        /// `last`, 24 bits.
        pub const fn last(&self) -> u32 {
            read_bits(&self._bits_0, 0, 24) as u32
        }

        /// Sets `last`, to the lowest 24 bits of the value.
        pub const fn set_last(&mut self, value: u32) {
            write_bits(&mut self._bits_0, 0, 24, value as u64);
        }

        /// `flags`, 8 bits.
        pub const fn flags(&self) -> u32 {
            read_bits(&self._bits_0, 24, 8) as u32
        }

        /// Sets `flags`, to the lowest 8 bits of the value.
        pub const fn set_flags(&mut self, value: u32) {
            write_bits(&mut self._bits_0, 24, 8, value as u64);
        }
    }

    impl ::core::default::Default for seen {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<seen>() == 24);
        assert!(::core::mem::offset_of!(seen, packets) == 0);
        assert!(::core::mem::offset_of!(seen, _bits_0) == 8);
        assert!(::core::mem::offset_of!(seen, verdict) == 12);
        assert!(::core::mem::offset_of!(seen, self_) == 16);
    };

    /// `struct event`, 24 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct event {
        pub from: address,
        pub verdict: verdict,
        pub r#type: u8,
        #[doc(hidden)]
        pub _padding_0: [u8; 3],
        pub number: u64,
    }

    impl ::core::default::Default for event {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<event>() == 24);
        assert!(::core::mem::offset_of!(event, from) == 0);
        assert!(::core::mem::offset_of!(event, verdict) == 8);
        assert!(::core::mem::offset_of!(event, r#type) == 12);
        assert!(::core::mem::offset_of!(event, number) == 16);
    };

    /// A `struct` without a name, 48 bytes.
    #[repr(C)]
    #[derive(::skep::zerocopy::FromBytes, ::skep::zerocopy::IntoBytes, ::skep::zerocopy::Immutable, ::skep::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::skep::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct r#move {
        pub low: u32,
        pub high: u32,
        pub ports: [u8; 40],
    }

    impl ::core::default::Default for r#move {
        /// All bytes 0.
        fn default() -> Self {
            ::skep::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<r#move>() == 48);
        assert!(::core::mem::offset_of!(r#move, low) == 0);
        assert!(::core::mem::offset_of!(r#move, high) == 4);
        assert!(::core::mem::offset_of!(r#move, ports) == 8);
    };
}
