//! `skep test-run`: a program from a text file, run on a packet.

use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use crate::program_text;
use clap::ValueEnum;
use serde::Serialize;
use skep::isa::Name;
use skep::prelude::*;
use skep::uapi::MapFlags;
use skep::{Operation, TestOutput};
use std::path::PathBuf;
use std::str::FromStr;

/// What `skep test-run` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct TestRunArguments {
    /// The file with the program's text; `-` is the standard input. Its first function is the program.
    file: PathBuf,
    /// What kind of program it is.
    #[arg(long = "type", value_enum)]
    program_type: RunnableType,
    /// The packet, in hexadecimal digits, from its Ethernet header on.
    #[arg(long, value_name = "HEX", default_value = "", value_parser = hex)]
    packet: Hex,
    /// How often to run it.
    #[arg(long, default_value_t = 1)]
    repeat: u32,
    /// A map that the program uses: NAME=TYPE:KEY_SIZE:VALUE_SIZE:MAX_ENTRIES, such as COUNTS=hash:4:8:1024.
    #[arg(long = "map", value_name = "MAP")]
    maps: Vec<MapArgument>,
    /// The program's licence, in the kernel's words, such as GPL or Dual MIT/GPL: some helpers want one of those.
    #[arg(long, default_value = "unspecified")]
    license: String,
    /// Which kernel to run it in.
    #[arg(long, value_enum, default_value_t)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The types of programs that can be run on made-up input.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum RunnableType {
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
    fn program(self, name: Name, code: Code) -> ProgramSpec {
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
struct MapArgument(MapSpec);

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

/// Bytes that were given in hexadecimal digits.
#[derive(Clone, Debug)]
struct Hex(Vec<u8>);

fn hex(text: &str) -> Result<Hex, String> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    if digits.len() % 2 == 1 {
        return Err(format!("{} digits: expected two for each byte", digits.len()));
    }
    let byte = |pair: &[char]| {
        u8::from_str_radix(&pair.iter().collect::<String>(), 16)
            .map_err(|_| format!("`{}` is no byte in hexadecimal digits", pair.iter().collect::<String>()))
    };
    digits.chunks(2).map(byte).collect::<Result<_, _>>().map(Hex)
}

/// Runs the program, and prints what came of it.
pub(crate) fn test_run(arguments: &TestRunArguments) -> Result<(), Failure> {
    let spec = spec(arguments)?;
    let needs = [Operation::CreateMap, Operation::LoadProgram(spec.programs[0].program_type)];
    let kernel = match arguments.kernel {
        KernelChoice::Sim => Kernel::clone(&Kernel::simulated()),
        KernelChoice::Auto | KernelChoice::Host => match choose::host("test-run", &needs) {
            Err(Failure::NotHere(why)) if choose::falls_back(arguments.kernel) => {
                anstream::eprintln!("skep: {why}. What follows is a simulated kernel.");
                Kernel::clone(&Kernel::simulated())
            }
            kernel => kernel?,
        },
    };
    let object = spec.load(&kernel)?;
    let program = object.program(&spec.programs[0].name)?;
    let run = TestRun::new().packet(&arguments.packet.0).repeat(arguments.repeat);
    let output = program.test_run(&run)?;
    print(Output::new(arguments.format, kernel.api().kind()), arguments, &output)
}

fn spec(arguments: &TestRunArguments) -> Result<ObjectSpec, Failure> {
    let assembly = program_text::functions(&program_text::read_text(&arguments.file)?, &arguments.file)?;
    let mut spec = ObjectSpec::new(&*arguments.license);
    for MapArgument(map) in &arguments.maps {
        spec = spec.with_map(map.clone());
    }
    for (index, function) in assembly.functions.into_iter().enumerate() {
        spec = match index {
            0 => spec.with_program(arguments.program_type.program(function.name, function.code)),
            _ => spec.with_function(function.name, function.code),
        };
    }
    Ok(spec)
}

#[derive(Serialize)]
struct Record {
    result: u32,
    /// What the result means, for types whose results have names.
    meaning: Option<String>,
    nanoseconds: u128,
    packet: String,
    ran_twice: bool,
}

fn print(mut output: Output, arguments: &TestRunArguments, run: &TestOutput) -> Result<(), Failure> {
    let meaning = (arguments.program_type == RunnableType::Xdp).then(|| run.action().to_string());
    let packet: String = run.packet.iter().map(|byte| format!("{byte:02x}")).collect();
    let record = Record {
        result: run.result,
        meaning,
        nanoseconds: run.duration.as_nanos(),
        packet,
        ran_twice: run.ran_twice,
    };
    output.record("test-run", &record, || {
        let meaning = record.meaning.as_ref().map(|meaning| format!(" ({meaning})")).unwrap_or_default();
        let twice = if run.ran_twice { ", run twice because the packet grew" } else { "" };
        format!(
            "result {}{meaning}, {} ns a run{twice}\n{}",
            run.result,
            record.nanoseconds,
            dump(&run.packet).trim_end()
        )
    })?;
    output.flush()
}

/// Bytes as lines of 16, with their offsets and what of them can be printed.
fn dump(bytes: &[u8]) -> String {
    let line = |(index, chunk): (usize, &[u8])| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let text: String =
            chunk.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect();
        format!("{:>6x}  {:<47}  {text}\n", index * 16, hex.join(" "))
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_the_usual_forms() {
        assert!(hex("").unwrap().0.is_empty());
        assert_eq!(hex("00 ff:10").unwrap().0, vec![0_u8, 0xff, 0x10]);
        assert_eq!(hex("0").unwrap_err(), "1 digits: expected two for each byte");
        assert_eq!(hex("0g").unwrap_err(), "`0g` is no byte in hexadecimal digits");
    }

    #[test]
    fn bytes_are_shown_with_their_offsets() {
        let text = dump(b"0123456789abcdef\0!");
        assert_eq!(
            text,
            "     0  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n    10  00 21\
             \u{20}                                           .!\n"
        );
    }
}
