//! `skep btf`: the types of the running kernel, or of a file.

use crate::btf_list;
use crate::btf_min;
use crate::failure::Failure;
use crate::gen_rust;
use crate::nearest;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use crate::type_source::{Source, read};
use serde::Serialize;
use skep::btf::{Btf, BtfError, Change, Kind, Type, TypeId};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub(crate) struct BtfArguments {
    #[command(subcommand)]
    command: BtfCommand,
}

#[derive(clap::Subcommand, Debug)]
enum BtfCommand {
    /// List what types the kernel holds: its own, its modules' and those that programs came with. Needs CAP_SYS_ADMIN.
    List {
        /// Which kernel to ask.
        #[arg(long, value_enum, default_value_t)]
        kernel: KernelChoice,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List types: number, kind, size and name.
    Types {
        /// Only those whose name has this in it.
        text: Option<String>,
        /// Only those of this kind: struct, union, enum, func, …
        #[arg(long, value_parser = kind)]
        kind: Option<Kind>,
        #[command(flatten)]
        source: Source,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print all types.
    Dump {
        /// As what.
        #[arg(value_enum, default_value_t)]
        style: Style,
        #[command(flatten)]
        source: Source,
    },
    /// Show a type: where its members are, what its values or parameters are.
    Inspect {
        /// The name of the type.
        name: String,
        #[command(flatten)]
        source: Source,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print types as C, with all that they need.
    GenC {
        /// The names of the types.
        #[arg(required = true)]
        names: Vec<String>,
        #[command(flatten)]
        source: Source,
    },
    /// Print types and functions as Rust, with all that they need: the text of a module.
    GenRust {
        /// The names of the types and functions.
        #[arg(required = true)]
        names: Vec<String>,
        /// Make them values that any bytes can be read as, with the traits of the crate zerocopy, which is at this path:
        /// `::zerocopy` or `skep::zerocopy`. Unions are then bytes with methods.
        #[arg(long, value_name = "PATH")]
        zerocopy: Option<String>,
        #[command(flatten)]
        source: Source,
    },
    /// Write the part of a kernel's types that object files need: a few kilobytes, to be carried along for kernels that
    /// do not tell theirs.
    Min {
        /// The types: a file of them, or an ELF file (a kernel, a module, an object).
        types: PathBuf,
        /// Where to write the part.
        out: PathBuf,
        /// The object files.
        #[arg(required = true, value_name = "OBJECT")]
        objects: Vec<PathBuf>,
        /// What the types are split from, as a module's are from the kernel's.
        #[arg(long, value_name = "FILE")]
        base: Option<PathBuf>,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say what differs between two files of types.
    Diff {
        /// The older file: of types, or an ELF file.
        old: PathBuf,
        /// The newer file.
        new: PathBuf,
        /// What both are split from, as a module's types are from the kernel's.
        #[arg(long, value_name = "FILE")]
        base: Option<PathBuf>,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// As what types are printed.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum Style {
    /// What each record says, as bpftool prints it.
    #[default]
    Raw,
    /// C declarations, laid out as the types are.
    C,
}

/// A kind by its name.
fn kind(name: &str) -> Result<Kind, String> {
    let known = Kind::ALL.iter().copied();
    known.clone().find(|kind| kind.to_string().eq_ignore_ascii_case(name)).ok_or_else(|| {
        let names: Vec<String> = known.map(|kind| kind.to_string().to_lowercase()).collect();
        format!("expected one of {}", names.join(", "))
    })
}

/// `skep btf`.
pub(crate) fn btf(arguments: &BtfArguments) -> Result<(), Failure> {
    match &arguments.command {
        BtfCommand::List { kernel, format } => btf_list::list(*kernel, *format),
        BtfCommand::Types { text, kind, source, format } => {
            types(&source.read()?, text.as_deref(), *kind, *format)
        }
        BtfCommand::Dump { style, source } => dump(&source.read()?, *style),
        BtfCommand::Inspect { name, source, format } => inspect(&source.read()?, name, *format),
        BtfCommand::GenC { names, source } => generate_c(&source.read()?, names),
        BtfCommand::GenRust { names, zerocopy, source } => {
            let btf = source.read()?;
            let mut types = Vec::new();
            for name in names {
                types.extend(find(&btf, name)?);
            }
            gen_rust::types(&btf, &types, zerocopy.as_deref())
        }
        BtfCommand::Min { types, out, objects, base, format } => {
            btf_min::minimal(&read(types, base.as_deref())?, types, out, objects, *format)
        }
        BtfCommand::Diff { old, new, base, format } => diff(old, new, base.as_deref(), *format),
    }
}

/// Types that cannot be read to the end are the input's fault.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn damaged(error: BtfError) -> Failure {
    Failure::Input(format!("the types are damaged: {error}"))
}

/// The standard output, for text of any length.
fn stdout() -> io::BufWriter<io::StdoutLock<'static>> {
    io::BufWriter::new(io::stdout().lock())
}

#[derive(Serialize)]
struct Listed<'a> {
    id: u32,
    kind: String,
    name: &'a str,
    size: Option<u64>,
}

/// The size of a type, if types of its kind have one.
fn size(ty: &Type<'_>) -> Option<u64> {
    match ty.kind() {
        Kind::Func | Kind::FuncProto | Kind::Fwd | Kind::DeclTag => None,
        _ => ty.size().ok(),
    }
}

fn types(btf: &Btf<'_>, text: Option<&str>, kind: Option<Kind>, format: Format) -> Result<(), Failure> {
    let mut output = Output::of_facts(format);
    output.heading("NUMBER  KIND              SIZE  NAME")?;
    for ty in btf.own_types().filter(|ty| kind.is_none_or(|kind| ty.kind() == kind)) {
        let name = ty.name().map_err(damaged)?;
        if text.is_some_and(|text| !name.contains(text)) {
            continue;
        }
        let size = size(&ty);
        let listed = Listed { id: ty.id().number(), kind: ty.kind().to_string(), name, size };
        output.record("type", &listed, || {
            let size = size.map_or_else(|| "-".to_owned(), |size| size.to_string());
            format!(
                "{:>6}  {:<10} {size:>11}  {}",
                listed.id,
                listed.kind,
                if name.is_empty() { "-" } else { name }
            )
        })?;
    }
    output.flush()
}

fn dump(btf: &Btf<'_>, style: Style) -> Result<(), Failure> {
    let mut output = stdout();
    match style {
        Style::Raw => {
            for ty in btf.own_types() {
                write!(output, "{}", ty.listing())?;
            }
        }
        Style::C => output.write_all(btf.to_c().map_err(damaged)?.as_bytes())?,
    }
    Ok(output.flush()?)
}

/// The types of a name, of any kind that has a declaration.
fn find(btf: &Btf<'_>, name: &str) -> Result<Vec<TypeId>, Failure> {
    let found: Vec<TypeId> =
        Kind::ALL.into_iter().flat_map(|kind| btf.find(kind, name)).map(|ty| ty.id()).collect();
    if found.is_empty() || name.is_empty() {
        let named = btf.types().filter(|ty| ty.kind() != Kind::Func && !ty.is_anonymous());
        let known: BTreeSet<&str> = named.filter_map(|ty| ty.name().ok()).collect();
        return Err(Failure::Input(nearest::unknown("type", name, known.into_iter())));
    }
    Ok(found)
}

fn generate_c(btf: &Btf<'_>, names: &[String]) -> Result<(), Failure> {
    let mut types = Vec::new();
    for name in names {
        types.extend(find(btf, name)?);
    }
    let text = btf.c_declarations(types).map_err(damaged)?;
    let mut output = stdout();
    output.write_all(text.as_bytes())?;
    Ok(output.flush()?)
}

/// A type with all that is known of it.
#[derive(Serialize)]
struct Inspected<'a> {
    id: u32,
    kind: String,
    name: &'a str,
    size: Option<u64>,
    /// What a typedef, function or variable is of, in C.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<InspectedMember<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<InspectedValue<'a>>,
}

#[derive(Serialize)]
struct InspectedMember<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    of: String,
    bit_offset: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    bits: Option<u8>,
    size: Option<u64>,
}

#[derive(Serialize)]
struct InspectedValue<'a> {
    name: &'a str,
    value: i128,
}

impl<'a> Inspected<'a> {
    fn new(ty: Type<'a>) -> Result<Self, BtfError> {
        let btf = ty.btf();
        let mut members = Vec::new();
        for member in ty.members().into_iter().flatten() {
            members.push(InspectedMember {
                name: member.name()?,
                of: btf.c_name(member.type_id())?,
                bit_offset: member.bit_offset(),
                bits: member.bitfield_bits().map(std::num::NonZero::get),
                size: size(&member.ty()?),
            });
        }
        let mut values = Vec::new();
        for value in ty.values().into_iter().flatten() {
            values.push(InspectedValue { name: value.name()?, value: value.value() });
        }
        let of = match ty.kind() {
            Kind::Typedef | Kind::Func | Kind::Var => ty.target().map(|to| btf.c_name(to)).transpose()?,
            _ => None,
        };
        let (id, kind) = (ty.id().number(), ty.kind().to_string());
        Ok(Self { id, kind, name: ty.name()?, size: size(&ty), of, members, values })
    }

    fn text(&self) -> String {
        let mut text = format!("[{}] {} {}", self.id, self.kind, self.name);
        // Writing to a string cannot fail.
        if let Some(size) = self.size {
            let _ = write!(text, ", {size} bytes");
        }
        if let Some(of) = &self.of {
            let _ = write!(text, ": {of}");
        }
        for member in &self.members {
            let place = match member.bits {
                Some(bits) => format!("{}.{}:{bits}", member.bit_offset / 8, member.bit_offset % 8),
                None => (member.bit_offset / 8).to_string(),
            };
            let size = member.size.map_or_else(|| "-".to_owned(), |size| size.to_string());
            let name = if member.name.is_empty() { "(anonymous)" } else { member.name };
            // What has no name is written out, over several lines.
            let of = member.of.replace(['\n', '\t'], " ");
            let _ = write!(text, "\n{place:>10} {size:>8}  {name}: {of}");
        }
        for value in &self.values {
            let _ = write!(text, "\n{:>20}  {}", value.value, value.name);
        }
        text
    }
}

fn inspect(btf: &Btf<'_>, name: &str, format: Format) -> Result<(), Failure> {
    let mut output = Output::of_facts(format);
    for id in find(btf, name)? {
        let inspected = btf.type_by_id(id).and_then(Inspected::new).map_err(damaged)?;
        output.record("type", &inspected, || inspected.text())?;
    }
    output.flush()
}

#[derive(Serialize)]
struct Differs<'a> {
    kind: String,
    name: &'a str,
    change: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<DiffersIn<'a>>,
}

#[derive(Serialize)]
struct DiffersIn<'a> {
    part: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

fn diff(old: &Path, new: &Path, base: Option<&Path>, format: Format) -> Result<(), Failure> {
    let (old, new) = (read(old, base)?, read(new, base)?);
    let mut output = Output::of_facts(format);
    for difference in old.differences(&new).map_err(damaged)? {
        let (change, parts) = match &difference.change {
            Change::Added => ("added", [].as_slice()),
            Change::Removed => ("removed", [].as_slice()),
            Change::Changed(parts) => ("changed", parts.as_slice()),
        };
        let parts: Vec<DiffersIn<'_>> = parts
            .iter()
            .map(|part| DiffersIn { part: &part.part, old: part.old.as_deref(), new: part.new.as_deref() })
            .collect();
        let differs = Differs { kind: difference.kind.to_string(), name: &difference.name, change, parts };
        output.record("difference", &differs, || {
            let mut text = format!("{change:<8} {} {}", differs.kind, differs.name);
            for part in &differs.parts {
                let (old, new) = (part.old.unwrap_or("nothing"), part.new.unwrap_or("nothing"));
                // Writing to a string cannot fail.
                let _ = write!(text, "\n         {}: {old} -> {new}", part.part);
            }
            text
        })?;
    }
    output.flush()
}
