//! What the command line says.

use crate::btf::BtfArguments;
use crate::cgroup::CgroupArguments;
use crate::conformance::ConformanceArguments;
use crate::features::FeaturesArguments;
use crate::gen_object::GenArguments;
use crate::helpers::HelpersArguments;
use crate::kfuncs::KfuncsArguments;
use crate::link::LinkArguments;
use crate::map::MapArguments;
use crate::net::NetArguments;
use crate::object::{LoadArguments, ObjectArguments};
use crate::object_link::ObjectFileArguments;
use crate::options::{ByteOrder, Format, KernelChoice, TextDialect, Watch};
use crate::perf::PerfArguments;
use crate::program::ProgramArguments;
use crate::refusal::ExplainArguments;
use crate::test_run::TestRunArguments;
use crate::tools::{self, Tool};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// eBPF for Rust with nothing but Cargo: tools that watch the running kernel.
#[derive(Parser, Debug)]
#[command(name = "skep", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run a built-in tool until Ctrl-C, or for a time.
    Run {
        /// The tool; `skep tools` lists them.
        #[arg(value_parser = ToolParser)]
        tool: &'static Tool,
        #[command(flatten)]
        watch: Watch,
    },
    /// List the built-in tools.
    Tools {
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Assemble a program's text into bytes.
    Asm {
        /// The file with the text; `-` is the standard input. Its first function is the program.
        file: PathBuf,
        /// The byte order of the machine that the program is for.
        #[arg(long, value_enum, default_value_t)]
        endian: ByteOrder,
        /// The file to write the bytes to; without it, they are shown beside the text.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show the instructions in a file of bytes.
    Disasm {
        /// The file with the bytes; `-` is the standard input.
        file: PathBuf,
        /// The byte order of the machine that the program is for.
        #[arg(long, value_enum, default_value_t)]
        endian: ByteOrder,
        /// In whose words.
        #[arg(long, value_enum, default_value_t)]
        dialect: TextDialect,
        /// Show labels instead of distances.
        #[arg(long)]
        labels: bool,
    },
    /// Show the types of the running kernel or of a file: list, dump, inspect, compare, print as C or Rust.
    Btf(BtfArguments),
    /// Load the programs of an object file, and say of each whether the kernel takes it.
    Load(LoadArguments),
    /// Show and change the maps that a kernel holds: list, what is known of one, its entries by their types.
    Map(MapArguments),
    /// Show the programs that a kernel holds: list, all that is known of one, its instructions.
    Prog(ProgramArguments),
    /// Explain the log of a verifier that has refused a program, whatever loader it is from.
    Explain(ExplainArguments),
    /// Say what is in an object file, and what no kernel would take.
    Check(ObjectArguments),
    /// Make a typed Rust module of an object file: its programs, maps and variables as fields.
    Gen(GenArguments),
    /// Link object files.
    Object(ObjectFileArguments),
    /// Show the links that a kernel holds, detach and pin them: attached programs. (`skep object link` links object files.)
    Link(LinkArguments),
    /// Show what is attached to the network: XDP, traffic control, netkit, network namespaces, netfilter.
    Net(NetArguments),
    /// Show what is attached to control groups.
    Cgroup(CgroupArguments),
    /// Show what is attached to perf events: tracepoints, probes and what is counted.
    Perf(PerfArguments),
    /// Run a program's text on a packet.
    TestRun(TestRunArguments),
    /// Run a program given as hex digits, as the public test suite `bpf_conformance` asks its plugins to.
    Conformance(ConformanceArguments),
    /// Show the helper functions that programs can call, or all that is known of one.
    Helpers(HelpersArguments),
    /// List the functions of a kernel that programs can call by their types.
    Kfuncs(KfuncsArguments),
    /// Ask a kernel what it has: types of programs, maps, attachments and links, and helpers.
    Features(FeaturesArguments),
    /// Say what this kernel and this user can do, and what to change.
    Doctor {
        /// Which kernel to examine.
        #[arg(long, value_enum, default_value_t)]
        kernel: KernelChoice,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// Finds a tool by its name.
#[derive(Clone)]
struct ToolParser;

impl TypedValueParser for ToolParser {
    type Value = &'static Tool;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        tools::TOOLS.iter().find(|tool| tool.name == value).ok_or_else(|| {
            let names: Vec<&str> = tools::TOOLS.iter().map(|tool| tool.name).collect();
            let value = value.to_string_lossy();
            let message = format!("there is no tool `{value}`; there is {}\n", names.join(", "));
            clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(tools::TOOLS.iter().map(|tool| PossibleValue::new(tool.name).help(tool.about))))
    }
}
