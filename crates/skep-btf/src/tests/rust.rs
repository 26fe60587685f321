//! Rust declarations: what they look like in both styles, and that damage is refused.

use core::num::NonZeroU8;

use insta::assert_snapshot;

use crate::{
    Array, Btf, BtfBuilder, Endian, Int, NewMember, RustDeclarations, RustStyle, Signedness, TypeId,
    rust_identifier,
};

/// The declarations of the last type in this style.
fn rust(style: RustStyle<'_>, build: impl FnOnce(&mut BtfBuilder) -> TypeId) -> String {
    let mut builder = BtfBuilder::new();
    let id = build(&mut builder);
    let btf = Btf::parse(builder.to_bytes(Endian::Little).unwrap()).unwrap();
    let mut declarations = RustDeclarations::new(&btf, style);
    match declarations.declare(id, "", "") {
        Ok(_) => declarations.into_text(),
        Err(error) => error.to_string(),
    }
}

/// A structure with something of most.
fn event(b: &mut BtfBuilder) -> TypeId {
    let int = b.add_int("int", Int::signed(4));
    let char = b.add_int("char", Int::signed(1));
    let long = b.add_int("long long", Int::unsigned(8));
    let pid = b.add_typedef("pid_t", int);
    let known = b.add_typedef("__u64", long);
    let name = b.add_array(Array { element: char, index: int, count: 40 });
    let file = b.add_struct("file", 8, &[]);
    let file = b.add_ptr(file);
    let kind = b.add_enum("kind", 1, Signedness::Unsigned, &[("OPEN", 1), ("type", 2)]);
    let address =
        b.add_union("", 8, &[NewMember::at_byte("v4", int, 0), NewMember::at_byte("whole", known, 0)]);
    let bits = |count| NonZeroU8::new(count).unwrap();
    b.add_struct(
        "event",
        80,
        &[
            NewMember::at_byte("type", kind, 0),
            NewMember::at_byte("pid", pid, 4),
            NewMember::bitfield("exited", int, 64, bits(1)),
            NewMember::bitfield("code", int, 65, bits(7)),
            NewMember::at_byte("name", name, 12),
            NewMember::at_byte("", address, 56),
            NewMember::at_byte("file", file, 64),
            NewMember::at_byte("when", known, 72),
        ],
    )
}

#[test]
fn a_structure_is_laid_out_and_asserted_to_the_last_byte() {
    assert_snapshot!(rust(RustStyle::Plain, event), @r##"
    /// An address on the machine that the types are of. It is a number here: nothing can be read through it.
    #[repr(transparent)]
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

    /// `enum kind`, 1 byte.
    #[repr(transparent)]
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct kind {
        /// The value as a number.
        pub number: u8,
    }

    impl kind {
        pub const OPEN: Self = Self { number: 1 };
        pub const r#type: Self = Self { number: 2 };
    }

    const _: () = assert!(::core::mem::size_of::<kind>() == 1);

    pub type pid_t = i32;

    /// A `union` without a name, 8 bytes.
    #[repr(C)]
    #[derive(Clone, Copy)]
    pub union event_anonymous_1 {
        pub v4: i32,
        pub whole: u64,
    }

    impl ::core::fmt::Debug for event_anonymous_1 {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.debug_struct("event_anonymous_1").finish_non_exhaustive()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<event_anonymous_1>() == 8);
        assert!(::core::mem::offset_of!(event_anonymous_1, v4) == 0);
        assert!(::core::mem::offset_of!(event_anonymous_1, whole) == 0);
    };

    /// `struct event`, 80 bytes.
    #[repr(C)]
    #[derive(Clone, Copy, Debug)]
    pub struct event {
        pub r#type: kind,
        #[doc(hidden)]
        pub _padding_0: [u8; 3],
        pub pid: pid_t,
        #[doc(hidden)]
        pub _bits_0: [u8; 1],
        #[doc(hidden)]
        pub _padding_1: [u8; 3],
        pub name: [u8; 40],
        #[doc(hidden)]
        pub _padding_2: [u8; 4],
        pub anonymous_1: event_anonymous_1,
        /// `struct file *`
        pub file: Pointer,
        pub when: u64,
    }

    impl event {
        /// `exited`, 1 bit.
        pub const fn exited(&self) -> i32 {
            ((read_bits(&self._bits_0, 0, 1) << 63).cast_signed() >> 63) as i32
        }

        /// Sets `exited`, to the lowest 1 bit of the value.
        pub const fn set_exited(&mut self, value: i32) {
            write_bits(&mut self._bits_0, 0, 1, value as u64);
        }

        /// `code`, 7 bits.
        pub const fn code(&self) -> i32 {
            ((read_bits(&self._bits_0, 1, 7) << 57).cast_signed() >> 57) as i32
        }

        /// Sets `code`, to the lowest 7 bits of the value.
        pub const fn set_code(&mut self, value: i32) {
            write_bits(&mut self._bits_0, 1, 7, value as u64);
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<event>() == 80);
        assert!(::core::mem::offset_of!(event, r#type) == 0);
        assert!(::core::mem::offset_of!(event, pid) == 4);
        assert!(::core::mem::offset_of!(event, _bits_0) == 8);
        assert!(::core::mem::offset_of!(event, name) == 12);
        assert!(::core::mem::offset_of!(event, anonymous_1) == 56);
        assert!(::core::mem::offset_of!(event, file) == 64);
        assert!(::core::mem::offset_of!(event, when) == 72);
    };
    "##);
}

#[test]
fn a_union_is_its_bytes_where_all_types_are_values() {
    let text = rust(RustStyle::Values { zerocopy: "::zerocopy" }, |b| {
        let int = b.add_int("unsigned int", Int::unsigned(4));
        let double = b.add_float("double", 8);
        b.add_union(
            "number",
            8,
            &[NewMember::at_byte("whole", int, 0), NewMember::at_byte("real", double, 0)],
        )
    });
    assert_snapshot!(text, @r##"
    /// The value of this type that the first bytes of a union are.
    fn read_part<S: ::zerocopy::IntoBytes + ::zerocopy::Immutable, T: ::zerocopy::FromBytes>(union: &S) -> T {
        match T::read_from_prefix(union.as_bytes()) {
            ::core::result::Result::Ok((value, _)) => value,
            ::core::result::Result::Err(_) => T::new_zeroed(),
        }
    }

    /// Replaces the first bytes of a union by those of a value.
    fn write_part<S, T>(union: &mut S, value: &T)
    where
        S: ::zerocopy::FromBytes + ::zerocopy::IntoBytes,
        T: ::zerocopy::IntoBytes + ::zerocopy::Immutable,
    {
        for (place, byte) in union.as_mut_bytes().iter_mut().zip(value.as_bytes()) {
            *place = *byte;
        }
    }

    /// `union number`, 8 bytes.
    #[repr(C)]
    #[derive(::zerocopy::FromBytes, ::zerocopy::IntoBytes, ::zerocopy::Immutable, ::zerocopy::KnownLayout)]
    #[zerocopy(crate = "::zerocopy")]
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct number {
        #[doc(hidden)]
        pub _storage: [u64; 1],
    }

    impl number {
        /// The union as `whole`.
        pub fn whole(&self) -> u32 {
            read_part(&self._storage)
        }

        /// Sets the union to a `whole`; bytes beyond it stay.
        pub fn set_whole(&mut self, value: u32) {
            write_part(&mut self._storage, &value);
        }

        /// The union as `real`.
        pub fn real(&self) -> f64 {
            read_part(&self._storage)
        }

        /// Sets the union to a `real`; bytes beyond it stay.
        pub fn set_real(&mut self, value: f64) {
            write_part(&mut self._storage, &value);
        }
    }

    impl ::core::default::Default for number {
        /// All bytes 0.
        fn default() -> Self {
            ::zerocopy::FromZeros::new_zeroed()
        }
    }

    const _: () = {
        assert!(::core::mem::size_of::<number>() == 8);
    };
    "##);
}

#[test]
fn names_become_identifiers() {
    for (name, expected) in [
        ("pid", "pid"),
        ("type", "r#type"),
        ("gen", "r#gen"),
        ("union", "union"),
        ("self", "self_"),
        ("Self", "Self_"),
        ("_", "__"),
        ("", "__"),
        ("9p", "_9p"),
        ("handle.count", "handle_count"),
        ("größe", "gr__e"),
    ] {
        assert_eq!(rust_identifier(name), expected);
    }
}

#[test]
fn damaged_types_are_refused_or_left_out() {
    let check = |expected: &str, build: fn(&mut BtfBuilder) -> TypeId| {
        for style in [RustStyle::Plain, RustStyle::Values { zerocopy: "::zerocopy" }] {
            let text = rust(style, build);
            assert!(text.contains(expected), "{text}");
        }
    };
    check("is more than 128 types deep in another", |b| {
        let own = b.add_struct("own", 8, &[]);
        b.set_members(own, &[NewMember::at_byte("own", own, 0)]);
        own
    });
    check("deep", |b| {
        let mut inner = b.add_int("int", Int::signed(4));
        for depth in 0..200 {
            inner = b.add_struct(&format!("s{depth}"), 4, &[NewMember::at_byte("in", inner, 0)]);
        }
        inner
    });
    check("expected a type that a variable can have", |b| b.add_fwd("file", crate::FwdKind::Struct));
    check("// `late` would lie beyond the end.", |b| {
        let int = b.add_int("int", Int::signed(4));
        b.add_struct("short", 4, &[NewMember::at_byte("late", int, 2)])
    });
    check("// `twice` shares bytes with what is before it.", |b| {
        let int = b.add_int("int", Int::signed(4));
        b.add_struct("s", 4, &[NewMember::at_byte("once", int, 0), NewMember::at_byte("twice", int, 0)])
    });
}
