//! `skep kfuncs`: the functions of a kernel that programs can call by their types.

use crate::choose;
use crate::failure::Failure;
use crate::options::{Format, KernelChoice};
use crate::output::Output;
use serde::Serialize;

/// What `skep kfuncs` is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct KfuncsArguments {
    /// Only those with this in their names.
    part: Option<String>,
    /// Which kernel to ask.
    #[arg(long, value_enum, default_value_t)]
    kernel: KernelChoice,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Record<'a> {
    name: &'a str,
    /// Its number among the kernel's types.
    type_id: u32,
    /// Its declaration in C.
    declaration: &'a str,
    fast_call: bool,
}

/// Lists them.
pub(crate) fn kfuncs(arguments: &KfuncsArguments) -> Result<(), Failure> {
    let kernel = choose::to_ask(arguments.kernel)?;
    let kfuncs = kernel.kfuncs()?;
    if kfuncs.is_empty() {
        let why = "this kernel's types mark no functions that programs can call: kernels before 6.10 mark none, and may have \
                   some all the same";
        return Err(Failure::NotHere(why.to_owned()));
    }
    let mut output = Output::new(arguments.format, kernel.api().kind());
    output.heading("DECLARATION")?;
    let wanted = |name: &str| arguments.part.as_ref().is_none_or(|part| name.contains(part.as_str()));
    let mut count = 0;
    for kfunc in kfuncs.iter().filter(|kfunc| wanted(&kfunc.name)) {
        count += 1;
        let skep::Kfunc { name, type_id, declaration, fast_call, .. } = kfunc;
        let record = Record { name, type_id: *type_id, declaration, fast_call: *fast_call };
        output.record("kfunc", &record, || declaration.clone())?;
    }
    output.flush()?;
    match (count, &arguments.part) {
        (0, Some(part)) => {
            Err(Failure::Input(format!("none of {} such functions has `{part}` in its name", kfuncs.len())))
        }
        _ => Ok(()),
    }
}
