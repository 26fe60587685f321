//! The `skep` command: built-in tools that watch a kernel, and a doctor that says what is possible.

mod args;
mod asm;
mod attached;
mod btf;
mod btf_list;
mod btf_min;
mod cgroup;
mod choose;
mod conformance;
mod doctor;
mod failure;
mod features;
mod gen_object;
mod gen_rust;
mod helpers;
mod kfuncs;
mod link;
mod machine_code;
mod map;
mod nearest;
mod net;
mod object;
mod object_link;
mod options;
mod output;
mod overlay;
mod perf;
mod program;
mod program_text;
mod refusal;
mod run;
mod test_run;
mod tools;
mod type_source;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run { tool, watch } => run::run(tool, &watch),
        Command::Tools { format } => tools::list(format),
        Command::Asm { file, endian, output } => asm::assemble(&file, endian, output.as_ref()),
        Command::Disasm { file, endian, dialect, labels } => {
            asm::disassemble_file(&file, endian, dialect, labels)
        }
        Command::Btf(arguments) => btf::btf(&arguments),
        Command::Load(arguments) => object::load(&arguments),
        Command::Map(arguments) => map::map(&arguments),
        Command::Prog(arguments) => program::program(&arguments),
        Command::Explain(arguments) => refusal::explain(&arguments),
        Command::Check(arguments) => object::check(&arguments),
        Command::Gen(arguments) => gen_object::generate(&arguments),
        Command::Object(arguments) => object_link::object_file(&arguments),
        Command::Link(arguments) => link::link(&arguments),
        Command::Net(arguments) => net::net(&arguments),
        Command::Cgroup(arguments) => cgroup::cgroup(&arguments),
        Command::Perf(arguments) => perf::perf(&arguments),
        Command::TestRun(arguments) => test_run::test_run(&arguments),
        Command::Conformance(arguments) => conformance::conformance(&arguments),
        Command::Helpers(arguments) => helpers::helpers(&arguments),
        Command::Kfuncs(arguments) => kfuncs::kfuncs(&arguments),
        Command::Features(arguments) => features::features(&arguments),
        Command::Doctor { kernel, format } => doctor::doctor(kernel, format),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
