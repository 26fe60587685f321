//! What the command line says.

use crate::features::FeaturesArguments;
use crate::helpers::HelpersArguments;
use crate::test_run::TestRunArguments;
use crate::tools::{self, Tool};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use skep::isa::{Code, Name};
use skep::prelude::{MapSpec, MapType, ProgramSpec};
use skep::uapi::MapFlags;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

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
    /// Run a program's text on a packet.
    TestRun(TestRunArguments),
    /// Show the helper functions that programs can call, or all that is known of one.
    Helpers(HelpersArguments),
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

/// How to watch a kernel.
#[derive(clap::Args, Debug)]
pub(crate) struct Watch {
    /// Which kernel to watch.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Stop after this many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) duration: Option<Duration>,
}

/// Which kernel is meant.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum KernelChoice {
    /// The running kernel; on a terminal, a simulated one if that is not possible, and it says so.
    #[default]
    Auto,
    /// The running kernel.
    Host,
    /// A simulated kernel, where nothing is real.
    Sim,
}

/// How results are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// The byte order of a machine.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum ByteOrder {
    /// That of this machine.
    #[default]
    Native,
    /// The least significant byte first.
    Little,
    /// The most significant byte first.
    Big,
}

/// In whose words instructions are shown.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum TextDialect {
    /// Skep's: LLVM's, and without ambiguity.
    #[default]
    Skep,
    /// Clang's assembly output.
    Clang,
    /// The kernel's verifier's.
    Kernel,
}

/// The types of programs that can be run on made-up input.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RunnableType {
    /// Decides about packets that arrive at an interface.
    Xdp,
    /// Decides about packets in the traffic control.
    SchedCls,
    /// Decides what of packets a socket gets to see.
    SocketFilter,
    /// Decides about packets that a control group receives.
    CgroupSkb,
}

impl RunnableType {
    /// A program of this type.
    pub(crate) fn program(self, name: Name, code: Code) -> ProgramSpec {
        match self {
            Self::Xdp => ProgramSpec::xdp(name, code),
            Self::SchedCls => ProgramSpec::sched_cls(name, code),
            Self::SocketFilter => ProgramSpec::socket_filter(name, code),
            Self::CgroupSkb => ProgramSpec::cgroup_skb_ingress(name, code),
        }
    }
}

/// A map that is written NAME=TYPE:KEY_SIZE:VALUE_SIZE:MAX_ENTRIES.
#[derive(Clone, Debug)]
pub(crate) struct MapArgument(pub(crate) MapSpec);

impl FromStr for MapArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || format!("`{text}`: expected NAME=TYPE:KEY_SIZE:VALUE_SIZE:MAX_ENTRIES");
        let (name, rest) = text.split_once('=').ok_or_else(form)?;
        let [map_type, key_size, value_size, max_entries] =
            rest.split(':').collect::<Vec<_>>().try_into().map_err(|_| form())?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| form());
        let found = MapType::ALL.iter().find(|known| known.name() == Some(map_type));
        let map_type = *found.ok_or_else(|| format!("`{map_type}` is no map type"))?;
        let spec = MapSpec::new(name, map_type, number(key_size)?, number(value_size)?, number(max_entries)?);
        let spec = match map_type {
            // The kernel takes no other.
            MapType::LPM_TRIE => MapSpec { flags: MapFlags::NO_PREALLOC, ..spec },
            _ => spec,
        };
        spec.check().map_err(|errors| errors.to_string())?;
        Ok(Self(spec))
    }
}

/// A number of seconds, such as 4 or 0.5.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "expected a number of seconds, such as 4 or 0.5".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
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
