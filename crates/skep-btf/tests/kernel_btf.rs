//! Reading the running kernel's BTF, and agreeing with `bpftool` on what is in it and in what we build.
//!
//! These need a kernel with BTF and the `bpftool` command. [`needs`] says what is missing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fmt::Write as _;
use std::num::NonZeroU8;
use std::path::Path;
use std::process::{Command, ExitCode};

use skep_harness::{Outcome, Suite, skip};

use skep_btf::{
    Array, Btf, BtfBuilder, Endian, FwdKind, Int, Kind, Linkage, NewMember, SectionVariable, Signedness,
    Type, TypeId,
};

const VMLINUX: &str = "/sys/kernel/btf/vmlinux";

/// What a test needs from the machine it runs on.
enum Need {
    KernelBtf,
    Bpftool,
}

fn main() -> ExitCode {
    Suite::new("kernel-btf")
        .test("the kernel's types are read", the_kernels_btf_is_read)
        .test("every type of the kernel is what bpftool says", every_type_of_the_kernel_is_what_bpftool_says)
        .test("bpftool reads what is built here", bpftool_reads_what_we_build)
        .test("the kernel's types merged with themselves are themselves", merged_with_themselves)
        .test(
            "clang lays the kernel's types out as they are when it reads them as C",
            clang_agrees_with_the_kernel,
        )
        .test("clang lays out what is odd as it is when it reads it as C", clang_agrees_with_what_is_odd)
        .run()
}

/// Skips the test if the machine does not have what it needs.
fn needs(needs: &[Need]) -> Outcome {
    for need in needs {
        match need {
            Need::KernelBtf => {
                if let Err(error) = std::fs::File::open(VMLINUX) {
                    return skip(format!("{VMLINUX} cannot be read: {error}"));
                }
            }
            Need::Bpftool => match Command::new("bpftool").arg("version").output() {
                Ok(output) if output.status.success() => match bpftool_version(&output.stdout) {
                    Some(7..) => {}
                    version => {
                        let expected = "this test expects 7 or newer";
                        return skip(format!("bpftool has version {version:?}; {expected}"));
                    }
                },
                Ok(output) => {
                    let error = String::from_utf8_lossy(&output.stderr);
                    return skip(format!("bpftool does not run: {error}"));
                }
                Err(error) => return skip(format!("bpftool does not run: {error}")),
            },
        }
    }
    Ok(())
}

/// The first number of the version that `bpftool version` prints.
fn bpftool_version(printed: &[u8]) -> Option<u32> {
    let printed = std::str::from_utf8(printed).ok()?;
    printed.strip_prefix("bpftool v")?.split('.').next()?.parse().ok()
}

fn vmlinux() -> Btf<'static> {
    Btf::parse(std::fs::read(VMLINUX).unwrap()).unwrap()
}

/// What `bpftool btf dump file FILE format raw` prints, with the base if the BTF in the file is split.
fn dump(file: &Path, base: Option<&Path>) -> String {
    let mut command = Command::new("bpftool");
    if let Some(base) = base {
        command.arg("-B").arg(base);
    }
    let output = command.args(["btf", "dump", "file"]).arg(file).args(["format", "raw"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn the_kernels_btf_is_read() -> Outcome {
    needs(&[Need::KernelBtf])?;
    let btf = vmlinux();
    assert_eq!(btf.endian(), Endian::NATIVE);
    assert!(btf.len() > 10_000, "{} types", btf.len());
    assert!(usize::from(btf.pointer_size()) >= size_of::<usize>());

    let task = btf.find(Kind::Struct, "task_struct").next().unwrap();
    let pid = task.find_member("pid").unwrap();
    assert_eq!(btf.type_by_id(pid.type_id).unwrap().name(), Ok("pid_t"));
    assert_eq!(btf.size_of(pid.type_id), Ok(4));
    let size = task.size().unwrap();
    assert!(pid.byte_offset().unwrap() + 4 <= size);
    // A structure within, by two names.
    let se = task.find_member("se").unwrap();
    let vruntime = task.find_member("se.vruntime").unwrap();
    assert!(vruntime.bit_offset > se.bit_offset);
    // A bitfield.
    let bitfield = task.find_member("sched_reset_on_fork").unwrap();
    assert_eq!(bitfield.bitfield_bits, NonZeroU8::new(1));

    let helpers = btf.find(Kind::Enum, "bpf_func_id").next().unwrap();
    let value = |name| {
        let mut values = helpers.values().unwrap();
        values.find(|value| value.name() == Ok(name)).map(|value| value.value())
    };
    assert_eq!(value("BPF_FUNC_map_lookup_elem"), Some(1));
    assert_eq!(value("BPF_FUNC_ringbuf_output"), Some(130));

    // From include/uapi/linux/bpf.h: the layout is part of the system call's interface.
    let attr = btf.find(Kind::Union, "bpf_attr").next().unwrap();
    for (path, offset) in [
        ("map_type", 0),
        ("max_entries", 12),
        ("key", 8),
        ("batch.in_batch", 0),
        ("batch.map_fd", 36),
        ("prog_type", 0),
        ("insns", 8),
        ("log_buf", 32),
        ("test.retval", 4),
        ("link_create.target_fd", 4),
    ] {
        assert_eq!(attr.find_member(path).unwrap().byte_offset(), Some(offset), "{path}");
    }
    Ok(())
}

fn every_type_of_the_kernel_is_what_bpftool_says() -> Outcome {
    needs(&[Need::KernelBtf, Need::Bpftool])?;
    let expected = dump(Path::new(VMLINUX), None);
    agree(&vmlinux(), &expected);
    Ok(())
}

fn bpftool_reads_what_we_build() -> Outcome {
    needs(&[Need::Bpftool])?;
    let directory = tempfile::tempdir()?;
    let directory = directory.path();
    for endian in [Endian::Little, Endian::Big] {
        let mut builder = BtfBuilder::new();
        every_kind(&mut builder);
        let bytes = builder.to_bytes(endian).unwrap();
        let base_file = directory.join(format!("{endian}.btf"));
        std::fs::write(&base_file, &bytes).unwrap();
        let base = Btf::parse(bytes).unwrap();
        for kind in Kind::ALL {
            assert!(base.types().any(|ty| ty.kind() == kind), "{kind}");
        }
        agree(&base, &dump(&base_file, None));

        let mut builder = BtfBuilder::split(&base);
        every_kind(&mut builder);
        builder.add_typedef("of_the_base", TypeId::new(1));
        let bytes = builder.to_bytes(endian).unwrap();
        let file = directory.join(format!("{endian}-split.btf"));
        std::fs::write(&file, &bytes).unwrap();
        agree(&Btf::parse_split(bytes, &base).unwrap(), &dump(&file, Some(&base_file)));
    }
    Ok(())
}

fn merged_with_themselves() -> Outcome {
    needs(&[Need::KernelBtf])?;
    let whole = |parts: &[&Btf<'_>]| -> Result<Btf<'static>, skep_harness::Stop> {
        let mut builder = BtfBuilder::new();
        for part in parts {
            builder.append(part)?;
        }
        builder.deduplicate();
        Ok(Btf::parse(builder.to_bytes(Endian::NATIVE)?)?)
    };
    let kernel = vmlinux();
    // Its own deduplication (pahole's) leaves little to find.
    let once = whole(&[&kernel])?;
    assert!(once.len() <= kernel.len() && once.len() > kernel.len() / 100 * 99, "{} types", once.len());
    let twice = whole(&[&once, &once])?;
    assert_eq!(twice.len(), once.len());
    for (one, other) in once.types().zip(twice.types()) {
        assert_eq!(one.listing().to_string(), other.listing().to_string());
    }
    Ok(())
}

/// Checks that the own types of a BTF are the ones that bpftool printed, to the last word.
fn agree(btf: &Btf<'_>, expected: &str) {
    let mut lines = expected.lines();
    let mut count = 0;
    for ty in btf.own_types() {
        let found = ty.listing().to_string();
        for line in found.lines() {
            assert_eq!(Some(line), lines.next(), "{ty}");
        }
        count += 1;
    }
    assert_eq!(lines.next(), None, "after {count} types");
}

/// The C compiler that is here, if any.
fn clang() -> Option<&'static str> {
    ["clang-19", "clang"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok())
}

fn clang_agrees_with_the_kernel() -> Outcome {
    needs(&[Need::KernelBtf])?;
    let checks = clang_agrees(&vmlinux())?;
    assert!(checks > 50_000, "{checks} sizes and offsets");
    Ok(())
}

fn clang_agrees_with_what_is_odd() -> Outcome {
    let mut b = BtfBuilder::new();
    let int = b.add_int("int", Int::signed(4));
    let long = b.add_int("unsigned long", Int::unsigned(8));
    let rust = b.add_int("u16", Int::unsigned(2));
    let byte = b.add_int("unsigned char", Int::unsigned(1));
    let bits = |count| NonZeroU8::new(count).unwrap();
    let (at, field) = (NewMember::at_byte, NewMember::bitfield);
    b.add_struct("packed_whole", 13, &[at("a", byte, 0), at("b", long, 1), at("c", int, 9)]);
    b.add_struct("with_a_gap", 24, &[at("a", byte, 0), at("b", int, 12), at("c", rust, 16)]);
    b.add_struct("aligned_more", 64, &[at("a", long, 0)]);
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
    b.add_struct("field_late", 8, &[field("a", byte, 9, bits(2)), field("b", int, 45, bits(5))]);
    b.add_struct("packed_field", 5, &[field("a", int, 6, bits(30)), field("b", byte, 36, bits(4))]);
    let anonymous = b.add_union("", 8, &[at("x", int, 0), at("y", long, 0)]);
    let outer = b.add_struct("outer", 0, &[]);
    let pointer = b.add_ptr(outer);
    let callback = b.add_func_proto(pointer, &[("p", pointer), ("", TypeId::VOID)]);
    let callback = b.add_ptr(callback);
    let callbacks = b.add_array(Array { element: callback, index: int, count: 3 });
    let to_callbacks = b.add_ptr(callbacks);
    let typedef = b.add_typedef("to_callbacks_t", to_callbacks);
    let constant = b.add_const(typedef);
    let kind = b.add_enum("", 4, Signedness::Signed, &[("LOW", -1), ("HIGH", 1)]);
    let small = b.add_enum("small", 1, Signedness::Unsigned, &[("ONE", 1)]);
    let wide = b.add_enum64("wide", 8, Signedness::Unsigned, &[("ALL", u64::MAX.into())]);
    let least = b.add_enum64("least", 8, Signedness::Signed, &[("LEAST", i64::MIN.into())]);
    // `struct outer` has no size of its own: what is declared is only pointed to.
    let twice = b.add_struct("twice", 4, &[at("a", int, 0)]);
    let again = b.add_struct("twice", 8, &[at("b", long, 0)]);
    b.add_struct(
        "holder",
        64,
        &[
            at("", anonymous, 0),
            at("callbacks", constant, 8),
            at("kind", kind, 16),
            at("small", small, 20),
            at("wide", wide, 24),
            at("least", least, 32),
            at("first", twice, 40),
            at("second", again, 48),
            at("direct", callback, 56),
        ],
    );
    b.set_members(outer, &[]);
    clang_agrees(&Btf::parse(b.to_bytes(Endian::Little)?)?)?;
    Ok(())
}

/// Gives a BTF to clang as C and checks all sizes and offsets that can be named; says how many those were.
fn clang_agrees(btf: &Btf<'_>) -> Result<usize, skep_harness::Stop> {
    let Some(clang) = clang() else {
        skip("there is no clang")?;
        return Ok(0);
    };
    let mut text = btf.to_c()?;
    let composite = |ty: &Type<'_>| matches!(ty.kind(), Kind::Struct | Kind::Union);
    let mut named = std::collections::BTreeMap::<&str, Vec<Type<'_>>>::new();
    let names = btf
        .types()
        .filter(|ty| (composite(ty) || matches!(ty.kind(), Kind::Enum | Kind::Enum64)) && !ty.is_anonymous());
    names.for_each(|ty| named.entry(ty.name().unwrap()).or_default().push(ty));
    let mut checks = 0;
    for (name, types) in named {
        // Only a name that is given once is known to be that type's.
        let [ty] = types.as_slice() else { continue };
        let keyword = match ty.kind() {
            Kind::Struct => "struct",
            Kind::Union => "union",
            _ => "enum",
        };
        writeln!(text, "_Static_assert(sizeof({keyword} {name}) == {}, \"\");", ty.size()?)?;
        checks += 1;
        for member in ty.members().into_iter().flatten() {
            let place = ty.find_member(member.name()?);
            if let (false, Some(offset)) =
                (member.is_anonymous(), place.ok().and_then(|place| place.byte_offset()))
            {
                writeln!(
                    text,
                    "_Static_assert(__builtin_offsetof({keyword} {name}, {}) == {offset}, \"\");",
                    member.name()?
                )?;
                checks += 1;
            }
        }
    }
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("types.c");
    std::fs::write(&file, text)?;
    let output = Command::new(clang)
        .args(["-target", "bpf", "-Wno-everything", "-fsyntax-only", "-ferror-limit=20"])
        .arg(&file)
        .output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(checks)
}

fn every_kind(b: &mut BtfBuilder) {
    let int = b.add_int("int", Int::signed(4));
    b.add_int("unsigned long", Int::unsigned(8));
    b.add_int("bool", Int::boolean());
    b.add_float("double", 8);
    let pointer = b.add_ptr(int);
    let array = b.add_array(Array { element: pointer, index: int, count: 3 });
    let union = b.add_union("", 4, &[NewMember::at_byte("deep", int, 0)]);
    let constant = b.add_const(union);
    let thing = b.add_struct("thing", 32, &[]);
    let bits = NonZeroU8::new(3).unwrap();
    b.set_members(
        thing,
        &[
            NewMember::at_byte("a", array, 0),
            NewMember::at_byte("", constant, 24),
            NewMember::bitfield("b", int, 227, bits),
        ],
    );
    b.add_enum("color", 4, Signedness::Signed, &[("RED", -1), ("BLUE", 2)]);
    b.add_enum("shade", 4, Signedness::Unsigned, &[("DARK", 0xffff_ffff)]);
    b.add_enum64("wide", 8, Signedness::Unsigned, &[("BIG", u64::MAX.into())]);
    b.add_enum64("deep", 8, Signedness::Signed, &[("LOW", i64::MIN.into())]);
    b.add_fwd("later", FwdKind::Union);
    b.add_fwd("sooner", FwdKind::Struct);
    let typedef = b.add_typedef("thing_t", thing);
    b.add_volatile(typedef);
    b.add_restrict(pointer);
    let proto = b.add_func_proto(int, &[("ctx", pointer), ("", TypeId::VOID)]);
    let func = b.add_func("prog", proto, Linkage::Global);
    b.add_func("helper", proto, Linkage::Static);
    let count = b.add_var("count", typedef, Linkage::Static);
    let total = b.add_var("total", int, Linkage::Global);
    b.add_datasec(
        ".bss",
        36,
        &[
            SectionVariable { variable: count, offset: 0, size: 32 },
            SectionVariable { variable: total, offset: 32, size: 4 },
        ],
    );
    b.add_decl_tag("kfunc", func, None);
    b.add_decl_tag("arg", func, Some(1));
    b.add_type_tag("user", int);
}
