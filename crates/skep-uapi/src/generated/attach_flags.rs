//! How a program is attached where several can be.
//!
//! Made by `cargo xtask codegen` from `facts/attach-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// How a program is attached where several can be.
    AttachFlags(u32);

    /// `BPF_F_ALLOW_OVERRIDE`: one program, which those of groups below may override, since Linux 4.11.
    ALLOW_OVERRIDE = 0x1, Fact::named("allow_override").since("4.11").means("one program, which those of groups below may override");

    /// `BPF_F_ALLOW_MULTI`: several programs, all of which run, since Linux 4.15.
    ALLOW_MULTI = 0x2, Fact::named("allow_multi").since("4.15").means("several programs, all of which run");

    /// `BPF_F_REPLACE`: only in place of the program that is named, since Linux 5.6.
    REPLACE = 0x4, Fact::named("replace").since("5.6").means("only in place of the program that is named");

    /// `BPF_F_BEFORE`: before the named one, or first of all, since Linux 6.6.
    BEFORE = 0x8, Fact::named("before").since("6.6").means("before the named one, or first of all");

    /// `BPF_F_AFTER`: after the named one, or last of all, since Linux 6.6.
    AFTER = 0x10, Fact::named("after").since("6.6").means("after the named one, or last of all");

    /// `BPF_F_ID`: what is named is named by its number, since Linux 6.6.
    ID = 0x20, Fact::named("id").since("6.6").means("what is named is named by its number");

    /// `BPF_F_PREORDER`: before those of the groups below, since Linux 6.15.
    PREORDER = 0x40, Fact::named("preorder").since("6.15").means("before those of the groups below");

    /// `BPF_F_LINK`: what is named is a link, since Linux 6.6.
    LINK = 0x2000, Fact::named("link").since("6.6").means("what is named is a link");
}

versions!(AttachFlags);
flags!(AttachFlags);

impl AttachFlags {
    /// What it means, in a few words; `None` if it is not known here.
    pub const fn description(self) -> Option<&'static str> {
        match self.fact() {
            Some(fact) => fact.means,
            None => None,
        }
    }
}
