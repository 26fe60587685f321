//! What kind of type a record of BTF describes.
//!
//! Made by `cargo xtask codegen` from `facts/btf-kinds.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What kind of type a record of BTF describes.
    BtfKind(u32);

    /// `BTF_KIND_INT`, since Linux 4.18.
    INT = 1, Fact::named("int").since("4.18");

    /// `BTF_KIND_PTR`, since Linux 4.18.
    PTR = 2, Fact::named("ptr").since("4.18");

    /// `BTF_KIND_ARRAY`, since Linux 4.18.
    ARRAY = 3, Fact::named("array").since("4.18");

    /// `BTF_KIND_STRUCT`, since Linux 4.18.
    STRUCT = 4, Fact::named("struct").since("4.18");

    /// `BTF_KIND_UNION`, since Linux 4.18.
    UNION = 5, Fact::named("union").since("4.18");

    /// `BTF_KIND_ENUM`, since Linux 4.18.
    ENUM = 6, Fact::named("enum").since("4.18");

    /// `BTF_KIND_FWD`, since Linux 4.18.
    FWD = 7, Fact::named("fwd").since("4.18");

    /// `BTF_KIND_TYPEDEF`, since Linux 4.18.
    TYPEDEF = 8, Fact::named("typedef").since("4.18");

    /// `BTF_KIND_VOLATILE`, since Linux 4.18.
    VOLATILE = 9, Fact::named("volatile").since("4.18");

    /// `BTF_KIND_CONST`, since Linux 4.18.
    CONST = 10, Fact::named("const").since("4.18");

    /// `BTF_KIND_RESTRICT`, since Linux 4.18.
    RESTRICT = 11, Fact::named("restrict").since("4.18");

    /// `BTF_KIND_FUNC`, since Linux 5.0.
    FUNC = 12, Fact::named("func").since("5.0");

    /// `BTF_KIND_FUNC_PROTO`, since Linux 5.0.
    FUNC_PROTO = 13, Fact::named("func_proto").since("5.0");

    /// `BTF_KIND_VAR`, since Linux 5.2.
    VAR = 14, Fact::named("var").since("5.2");

    /// `BTF_KIND_DATASEC`, since Linux 5.2.
    DATASEC = 15, Fact::named("datasec").since("5.2");

    /// `BTF_KIND_FLOAT`, since Linux 5.13.
    FLOAT = 16, Fact::named("float").since("5.13");

    /// `BTF_KIND_DECL_TAG`, since Linux 5.16.
    DECL_TAG = 17, Fact::named("decl_tag").since("5.16");

    /// `BTF_KIND_TYPE_TAG`, since Linux 5.17.
    TYPE_TAG = 18, Fact::named("type_tag").since("5.17");

    /// `BTF_KIND_ENUM64`, since Linux 6.0.
    ENUM64 = 19, Fact::named("enum64").since("6.0");
}

versions!(BtfKind);
shown!(BtfKind, "kind of type");
