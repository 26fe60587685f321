//! Rust declarations, given to the Rust compiler: that it lays them out as the types are, and what their methods do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::num::NonZeroU8;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use skep_btf::{
    Array, Btf, BtfBuilder, Endian, Int, Kind, Linkage, NewMember, RustDeclarations, RustStyle, Signedness,
    Type, TypeId,
};
use skep_harness::{Outcome, Stop, Suite, skip};

const VMLINUX: &str = "/sys/kernel/btf/vmlinux";
/// The structures that every kernel has and that have something of everything.
const CHOSEN: [&str; 12] = [
    "task_struct",
    "sk_buff",
    "file",
    "inode",
    "mm_struct",
    "net_device",
    "sock",
    "cred",
    "page",
    "super_block",
    "bpf_prog",
    "tcp_sock",
];
/// How many others of the kernel's structures and unions are compiled.
const SAMPLE: usize = 600;
/// What the names of C need.
const HEADER: &str = "#![deny(warnings)]\n\
                      #![allow(non_camel_case_types, non_snake_case, non_upper_case_globals, dead_code)]\n";

fn main() -> ExitCode {
    Suite::new("rust")
        .test("rustc lays the kernel's types out as they are when it reads them as Rust", kernel)
        .test("rustc lays out what is odd as it is when it reads it as Rust", odd)
        .test("pointers are as wide as those of the machine that the types are of", pointers)
        .test("a layout that is not the asserted one does not compile", asserted)
        .test("bitfields are read and written where they are, in both byte orders", bitfields)
        .run()
}

/// Compiles a text; what it says, and the file that was made.
fn compile(folder: &Path, text: &str, arguments: &[&str]) -> Result<(Output, PathBuf), Stop> {
    let (source, made) = (folder.join("types.rs"), folder.join("made"));
    std::fs::write(&source, text)?;
    let mut command = Command::new("rustc");
    command.args(["--edition", "2024"]).args(arguments).arg("-o").arg(&made).arg(&source);
    match command.output() {
        Ok(output) => Ok((output, made)),
        Err(error) => skip(format!("rustc does not run: {error}"))?,
    }
}

const CHECK: [&str; 4] = ["--crate-type", "lib", "--emit", "metadata"];

/// Compiles a text that is right.
fn compiles(text: &str) -> Outcome {
    let folder = tempfile::tempdir()?;
    let (output, _) = compile(folder.path(), &format!("{HEADER}{text}"), &CHECK)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// The alignments that clang gives to these structures and unions, by what C calls them.
fn alignments(btf: &Btf<'_>, types: &[TypeId], names: &[String]) -> Result<Option<Vec<u64>>, Stop> {
    let mut text = btf.c_declarations(types.iter().copied())?;
    text.push_str("int printf(const char *, ...);\nint main(void) {\n");
    for name in names {
        writeln!(text, "printf(\"%lu\\n\", _Alignof({name}));")?;
    }
    text.push_str("return 0; }\n");
    let folder = tempfile::tempdir()?;
    let (source, made) = (folder.path().join("types.c"), folder.path().join("made"));
    std::fs::write(&source, text)?;
    let mut command = Command::new("clang-19");
    let Ok(output) = command.args(["-Wno-everything", "-o"]).arg(&made).arg(&source).output() else {
        return Ok(None);
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(Command::new(made).output()?.stdout).unwrap();
    Ok(Some(printed.lines().map(|line| line.parse().unwrap()).collect()))
}

fn kernel() -> Outcome {
    let Ok(bytes) = std::fs::read(VMLINUX) else { return skip(format!("{VMLINUX} cannot be read")) };
    let btf = Btf::parse(bytes)?;
    let is_whole = |ty: &Type<'_>| !ty.is_anonymous() && ty.size().unwrap() > 0;
    let composite = |ty: &Type<'_>| matches!(ty.kind(), Kind::Struct | Kind::Union);
    let mut seen = HashMap::<&str, u32>::new();
    btf.types().for_each(|ty| *seen.entry(ty.name().unwrap()).or_default() += 1);
    // Only a name that is given once is known to be that type's, in C and in Rust.
    let all: Vec<Type<'_>> = btf
        .types()
        .filter(|ty| composite(ty) && is_whole(ty) && seen.get(ty.name().unwrap()) == Some(&1))
        .collect();
    let step = (all.len() / SAMPLE).max(1);
    let mut types: Vec<Type<'_>> =
        CHOSEN.iter().filter_map(|name| btf.find(Kind::Struct, name).next()).collect();
    assert_eq!(types.len(), CHOSEN.len());
    types.extend(all.iter().step_by(step));
    let mut declarations = RustDeclarations::new(&btf, RustStyle::Plain);
    let mut rust = Vec::new();
    for ty in &types {
        rust.push(declarations.declare(ty.id(), "", "")?);
    }
    let functions = ["vfs_read", "tcp_v4_connect", "bpf_prog_load"];
    for function in functions.iter().filter_map(|name| btf.find(Kind::Func, name).next()) {
        declarations.declare(function.id(), "", "")?;
    }
    let mut text = declarations.into_text();
    let declared = text.matches("\npub struct ").count() + text.matches("\npub union ").count();
    let keyword = |ty: &Type<'_>| if ty.kind() == Kind::Union { "union" } else { "struct" };
    let c: Vec<String> = types.iter().map(|ty| format!("{} {}", keyword(ty), ty.name().unwrap())).collect();
    let ids: Vec<TypeId> = types.iter().map(Type::id).collect();
    for (name, align) in rust.iter().zip(alignments(&btf, &ids, &c)?.unwrap_or_default()) {
        writeln!(text, "const _: () = assert!(::core::mem::align_of::<{name}>() == {align});")?;
    }
    let assertions = text.matches("assert!(").count();
    compiles(&text)?;
    assert!(types.len() >= SAMPLE && declared > 1000 && assertions > 5_000, "{declared} types, {assertions}");
    Ok(())
}

/// Structures that only attributes make, names that are none, and a bit of everything else.
fn odd_types() -> BtfBuilder {
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let long = b.add_int("unsigned long", Int::unsigned(8));
    let wide = b.add_int("__int128", Int::signed(16));
    let three = b.add_int("three", Int::unsigned(3));
    let byte = b.add_int("unsigned char", Int::unsigned(1));
    let truth = b.add_int("_Bool", Int::boolean());
    let (double, half, longest) =
        (b.add_float("double", 8), b.add_float("half", 2), b.add_float("long double", 16));
    let bits = |count| NonZeroU8::new(count).unwrap();
    let (at, field) = (NewMember::at_byte, NewMember::bitfield);
    let packed = b.add_struct("packed_whole", 13, &[at("a", byte, 0), at("b", long, 1), at("c", int, 9)]);
    b.add_struct("holds_packed", 20, &[at("a", int, 0), at("b", packed, 5)]);
    let more = b.add_struct("aligned_more", 64, &[at("a", long, 0)]);
    b.add_struct("holds_aligned", 192, &[at("type", byte, 0), at("self", more, 64), at("", more, 128)]);
    b.add_struct("packed_around", 65, &[at("a", byte, 0), at("b", more, 1)]);
    b.add_struct(
        "fields",
        12,
        &[
            field("a", int, 0, bits(3)),
            field("b", int, 7, bits(9)),
            at("c", int, 4),
            field("d", int, 65, bits(31)),
        ],
    );
    b.add_struct("packed_field", 5, &[field("a", int, 6, bits(30)), field("b", byte, 36, bits(4))]);
    b.add_struct("only_fields", 8, &[field("set_a", long, 0, bits(64)), field("a", long, 0, bits(1))]);
    b.add_struct(
        "truths",
        2,
        &[at("a", truth, 0), field("b", truth, 8, bits(1)), field("c", wide, 9, bits(2))],
    );
    b.add_struct(
        "numbers",
        64,
        &[at("a", wide, 0), at("b", double, 16), at("c", half, 24), at("d", longest, 32), at("e", three, 48)],
    );
    let anonymous = b.add_union("", 8, &[at("x", int, 0), at("y", long, 0), field("z", int, 0, bits(5))]);
    let odd_union = b.add_union("odd_union", 7, &[at("x", int, 0), at("y", byte, 0)]);
    b.add_union("nothing", 0, &[]);
    let empty = b.add_struct("empty", 0, &[]);
    let many = b.add_array(Array { element: odd_union, index: int, count: 100 });
    let flexible = b.add_array(Array { element: long, index: int, count: 0 });
    let kind = b.add_enum(
        "",
        4,
        Signedness::Signed,
        &[("LOW", -1), ("HIGH", 1), ("type", 2), ("Self", 3), ("Self", 4)],
    );
    let small = b.add_enum("small", 1, Signedness::Unsigned, &[("ONE", 1), ("BEYOND", 300)]);
    let all = b.add_enum64("wide", 8, Signedness::Unsigned, &[("ALL", u64::MAX.into())]);
    let least = b.add_enum64("least", 8, Signedness::Signed, &[("LEAST", i64::MIN.into())]);
    let pointer = b.add_ptr(kind);
    b.add_struct("fn", 4, &[field("kind", kind, 0, bits(3)), field("small", small, 3, bits(2))]);
    b.add_struct(
        "holder",
        760,
        &[
            at("", anonymous, 0),
            at("pointer", pointer, 8),
            at("kind", kind, 16),
            at("small", small, 20),
            at("wide", all, 24),
            at("least", least, 32),
            at("many", many, 40),
            at("empty", empty, 740),
            at("", anonymous, 744),
            at("flexible", flexible, 760),
        ],
    );
    // Names that are taken, given twice, or no names.
    b.add_struct("Pointer", 4, &[at("a", int, 0), at("a", int, 0), at("_padding_0", int, 4)]);
    b.add_struct("u32", 4, &[at("a b", int, 0)]);
    b.add_struct("twice", 4, &[at("a", int, 0)]);
    b.add_struct("twice", 8, &[at("b", long, 0)]);
    b.add_struct("twice___2", 8, &[at("b", long, 0)]);
    b.add_typedef("twice", long);
    b.add_typedef("odd_t", odd_union);
    let prototype = b.add_func_proto(pointer, &[("p", pointer), ("fn", int), ("", int), ("", TypeId::VOID)]);
    b.add_typedef("call_t", prototype);
    b.add_func("match", prototype, Linkage::Global);
    b
}

fn odd() -> Outcome {
    for endian in [Endian::Little, Endian::Big] {
        let btf = Btf::parse(odd_types().to_bytes(endian)?)?;
        let wanted = btf.types().filter(|ty| !matches!(ty.kind(), Kind::Void));
        let text = btf.rust_declarations(wanted.map(|ty| ty.id()))?;
        compiles(&text)?;
    }
    Ok(())
}

fn pointers() -> Outcome {
    for (size, expected) in [(4, "pub struct Pointer(pub u32);"), (8, "pub struct Pointer(pub u64);")] {
        let mut b = BtfBuilder::new();
        let long = b.add_int("unsigned long", Int::unsigned(size));
        let pointer = b.add_ptr(long);
        let pair = [("first", 0), ("second", u32::from(size))]
            .map(|(name, at)| NewMember::at_byte(name, pointer, at));
        let id = b.add_struct("pair", 2 * u32::from(size), &pair);
        let text = Btf::parse(b.to_bytes(Endian::Little)?)?.rust_declarations([id])?;
        assert!(text.contains(expected), "{text}");
        compiles(&text)?;
    }
    Ok(())
}

fn asserted() -> Outcome {
    let btf = Btf::parse(odd_types().to_bytes(Endian::Little)?)?;
    let fields = btf.find(Kind::Struct, "fields").next().unwrap();
    let text = btf.rust_declarations([fields.id()])?;
    for (right, wrong) in
        [("offset_of!(fields, c) == 4", "offset_of!(fields, c) == 8"), ("pub c: i32", "pub c: i64")]
    {
        assert!(text.contains(right), "{text}");
        let folder = tempfile::tempdir()?;
        let (output, _) = compile(folder.path(), &text.replace(right, wrong), &CHECK)?;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("assertion failed: "), "{said}");
    }
    Ok(())
}

fn bitfields() -> Outcome {
    for endian in [Endian::Little, Endian::Big] {
        let mut b = BtfBuilder::new();
        let int = b.add_int("int", Int::signed(4));
        let long = b.add_int("unsigned long", Int::unsigned(8));
        let truth = b.add_int("_Bool", Int::boolean());
        let kind = b.add_enum("kind", 4, Signedness::Signed, &[("LOW", -1)]);
        let bits = |count| NonZeroU8::new(count).unwrap();
        let fields = [
            ("a", int, 0, 3),
            ("b", int, 7, 9),
            ("c", truth, 16, 1),
            ("d", kind, 17, 4),
            ("e", long, 30, 50),
            ("f", long, 80, 64),
        ];
        let members = fields.map(|(name, of, at, count)| NewMember::bitfield(name, of, at, bits(count)));
        let id = b.add_struct("fields", 24, &members);
        let btf = Btf::parse(b.to_bytes(endian)?)?;
        let bytes: Vec<u8> = (0..24_u8).map(|at| at.wrapping_mul(151) ^ 0x5a).collect();
        let declared = btf.rust_declarations([id])?;
        let text = format!(
            "{HEADER}{declared}
            fn main() {{
                let bytes: [u8; 24] = {bytes:?};
                let mut fields = unsafe {{ ::core::mem::transmute::<[u8; 24], fields>(bytes) }};
                let show = |f: &fields| format!(
                    \"{{{{ a: {{}}, b: {{}}, c: {{}}, d: {{}}, e: {{}}, f: {{}} }}}}\",
                    f.a(), f.b(), f.c(), f.d().number, f.e(), f.f(),
                );
                println!(\"{{}}\", show(&fields));
                let (a, b, c, d, e, f) = (fields.a(), fields.b(), fields.c(), fields.d(), fields.e(), fields.f());
                fields.set_a(-2); fields.set_b(200); fields.set_c(!c); fields.set_d(kind::LOW);
                fields.set_e(1 << 49 | 5); fields.set_f(u64::MAX - 1);
                println!(\"{{}}\", show(&fields));
                fields.set_a(a); fields.set_b(b); fields.set_c(c); fields.set_d(d); fields.set_e(e); fields.set_f(f);
                assert_eq!(unsafe {{ ::core::mem::transmute::<fields, [u8; 24]>(fields) }}, bytes);
            }}\n"
        );
        let folder = tempfile::tempdir()?;
        let (output, made) = compile(folder.path(), &text, &[])?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let ran = Command::new(made).output()?;
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let printed = String::from_utf8(ran.stdout).unwrap();
        let (read, written) = printed.trim_end().split_once('\n').unwrap();
        // How values are printed is tested elsewhere, against the kernel's own files.
        assert_eq!(read.replace("d: -1,", "d: LOW,"), btf.format_value(id, &bytes)?, "{endian}");
        let was_true = read.contains("c: true");
        let expected = format!(
            "{{ a: -2, b: 200, c: {}, d: -1, e: {}, f: {} }}",
            !was_true,
            (1_u64 << 49) | 5,
            u64::MAX - 1
        );
        assert_eq!(written, expected);
    }
    Ok(())
}
