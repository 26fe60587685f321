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
    Array, Btf, BtfBuilder, Endian, Entries, EnumValue, FwdKind, Int, Kind, Linkage, Member, NewMember,
    SectionVariable, Shape, Signedness, Type, TypeId,
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

/// Checks that the own types of a BTF are the ones that bpftool printed, to the last word.
fn agree(btf: &Btf<'_>, expected: &str) {
    let mut lines = expected.lines();
    let mut found = String::new();
    let mut count = 0;
    for ty in btf.own_types() {
        found.clear();
        print(&mut found, ty).unwrap();
        for line in found.lines() {
            assert_eq!(Some(line), lines.next(), "{ty}");
        }
        count += 1;
    }
    assert_eq!(lines.next(), None, "after {count} types");
}

/// Prints a type as bpftool does.
fn print(out: &mut String, ty: Type<'_>) -> std::fmt::Result {
    let name = |name: &str| if name.is_empty() { "(anon)".to_owned() } else { name.to_owned() };
    let linkage = |linkage| match linkage {
        Linkage::Static => "static",
        Linkage::Global => "global",
        Linkage::Extern => "extern",
        Linkage::Other(_) => "(unknown)",
    };
    write!(out, "{} {} '{}'", ty.id(), ty.kind(), name(ty.name().unwrap()))?;
    match ty.shape() {
        Shape::Void | Shape::Unknown { .. } => panic!("{ty}"),
        Shape::Int(int) => writeln!(
            out,
            " size={} bits_offset={} nr_bits={} encoding={}",
            int.size, int.bit_offset, int.bits, int.encoding
        ),
        Shape::Ptr { to }
        | Shape::Typedef { to }
        | Shape::Volatile { to }
        | Shape::Const { to }
        | Shape::Restrict { to }
        | Shape::TypeTag { to } => writeln!(out, " type_id={}", to.number()),
        Shape::Array(Array { element, index, count }) => {
            let (element, index) = (element.number(), index.number());
            writeln!(out, " type_id={element} index_type_id={index} nr_elems={count}")
        }
        Shape::Struct { size, members } | Shape::Union { size, members } => print_members(out, size, members),
        Shape::Enum { size, signedness, values } => print_values(out, size, signedness, values, ["", ""]),
        Shape::Enum64 { size, signedness, values } => {
            print_values(out, size, signedness, values, ["ULL", "LL"])
        }
        Shape::Fwd(FwdKind::Struct) => writeln!(out, " fwd_kind=struct"),
        Shape::Fwd(FwdKind::Union) => writeln!(out, " fwd_kind=union"),
        Shape::Func { prototype, linkage: l } => {
            writeln!(out, " type_id={} linkage={}", prototype.number(), linkage(l))
        }
        Shape::FuncProto(prototype) => {
            let (returns, parameters) = (prototype.returns.number(), prototype.parameters);
            writeln!(out, " ret_type_id={returns} vlen={}", parameters.len())?;
            for parameter in parameters {
                let (name, id) = (name(parameter.name().unwrap()), parameter.type_id().number());
                writeln!(out, "\t'{name}' type_id={id}")?;
            }
            Ok(())
        }
        Shape::Var { of, linkage: l } => writeln!(out, " type_id={}, linkage={}", of.number(), linkage(l)),
        Shape::Datasec { size, variables } => {
            writeln!(out, " size={size} vlen={}", variables.len())?;
            for SectionVariable { variable, offset, size } in variables {
                let of = ty.btf().type_by_id(variable).unwrap();
                let (kind, name) = (of.kind(), of.name().unwrap());
                writeln!(
                    out,
                    "\ttype_id={} offset={offset} size={size} ({kind} '{name}')",
                    variable.number()
                )?;
            }
            Ok(())
        }
        Shape::Float { size } => writeln!(out, " size={size}"),
        Shape::DeclTag { on, component } => {
            let component = component.map_or(-1, i64::from);
            writeln!(out, " type_id={} component_idx={component}", on.number())
        }
    }
}

fn print_members(out: &mut String, size: u32, members: Entries<'_, Member<'_>>) -> std::fmt::Result {
    writeln!(out, " size={size} vlen={}", members.len())?;
    for member in members {
        let name = if member.is_anonymous() { "(anon)" } else { member.name().unwrap() };
        let (id, offset) = (member.type_id().number(), member.bit_offset());
        write!(out, "\t'{name}' type_id={id} bits_offset={offset}")?;
        match member.bitfield_bits() {
            Some(bits) => writeln!(out, " bitfield_size={bits}")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

fn print_values(
    out: &mut String,
    size: u32,
    signedness: Signedness,
    values: Entries<'_, EnumValue<'_>>,
    [unsigned, signed]: [&str; 2],
) -> std::fmt::Result {
    let (encoding, suffix) = match signedness {
        Signedness::Unsigned => ("UNSIGNED", unsigned),
        Signedness::Signed => ("SIGNED", signed),
    };
    writeln!(out, " encoding={encoding} size={size} vlen={}", values.len())?;
    for value in values {
        writeln!(out, "\t'{}' val={}{suffix}", value.name().unwrap(), value.value())?;
    }
    Ok(())
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
