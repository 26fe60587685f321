//! The text of modules: what `Display` prints, and [`Module::parse`](crate::Module::parse) reads back as the same.
//!
//! ```text
//! ; a comment
//! licence "GPL"
//! file0 = "src/main.rs"
//! !0 = file0:12:5                                   a place; `!1 = file0:3:1 at !0` is one in a function put in at !0
//! line file0:12 "let x = 1;"                        what stands in a line of the source
//! t0 = int "int" 4 signed                           types: int, ptr, array, struct, union, enum, alias, opaque
//! t1 = struct "pair" 8 { "a" t0 @0 "b" t0 @32 }     members are at bits; `@32:3` is a bitfield of 3 bits
//! map counts hash key 4 value 8 entries 1024
//! global limit constant align 4 "e8030000"          or `writable`; the bytes in hexadecimal
//! kfunc bpf_rcu_read_lock()
//! program count xdp default 2 -> i32 {              `at xdp_devmap` behind the type: an attach type
//!   slot s0 4 align 4 "key"
//! b0(v0: ptr context):
//!   v1: i32 = const 2 !0                            a definition, an operation, a place
//!   jump b1(v1)
//! b1(v2: i32) bound 10:                             or `bound may_goto`
//!   return v2
//! }
//! function local_one -> i64 { … }
//! function shared_one global -> i64 { … }
//! ```
//!
//! Line breaks mean what spaces mean. A name that is no word stands in quotes. What has no name of its own, such as a
//! reference to a map that does not exist, is `#` and its number: so every module has a text, also one that breaks the law.

mod lex;
mod parse;
mod parse_function;
mod parse_type;
mod print;
mod print_operation;

pub use parse::ParseError;
pub(crate) use print::Names;

/// Whether a name needs no quotes: a letter or `_`, then letters, digits, `_` and `.`.
pub(crate) fn is_word(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| matches!(byte, b'_' | b'.') || byte.is_ascii_alphanumeric())
}
