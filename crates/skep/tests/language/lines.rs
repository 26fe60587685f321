//! The lines of the source, as the kernel has them: its log quotes this file.

use crate::world::{World, host};
use skep::LogLevel;
use skep::prelude::*;
use skep::uapi::Version;
use skep::uapi::{TracepointField, TracepointFieldKind, TracepointFormat};
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod program {
    use skep::bpf::*;

    #[map]
    pub static LENGTHS: HashMap<u32, u64> = HashMap::with_max_entries(16);

    #[inline(never)]
    fn rounded(length: u32) -> u32 {
        length & !63
    }

    #[socket_filter]
    fn count_lengths(ctx: &Skb) -> u32 {
        let length = ctx.len();
        if length > 100 {
            LENGTHS.add(rounded(length), 1);
        }
        length
    }
}

#[skep::bpf(license = "GPL")]
mod misled {
    use skep::bpf::*;

    #[tracepoint_fields]
    pub(super) struct Record {
        pub pid: i32,
    }

    #[tracepoint("skep:record")]
    fn reads(ctx: &Record) -> i32 {
        let mask = if ktime() == 0 { 1 } else { 3 };
        ctx.pid & mask
    }
}

/// The number of the first line of this file that has this text, and the line.
fn line_with(text: &str) -> (usize, &'static str) {
    let mut lines = include_str!("lines.rs").lines().enumerate();
    let (number, line) = lines.find(|(_, line)| line.contains(text)).unwrap();
    (number + 1, line.trim())
}

pub(crate) fn the_log_quotes_the_source(world: &World) -> Outcome {
    world.needs(Version::new(6, 9), "what the verifier says of files")?;
    let mut open = program::open();
    open.set_options(LoadOptions::new().log_level(LogLevel::Full));
    let program = open.load(&world.kernel)?;
    let log = program.count_lengths.log().unwrap();
    for text in
        ["let length = ctx.len();", "if length > 100", "LENGTHS.add(rounded(length), 1)", "length & !63"]
    {
        let (number, line) = line_with(text);
        // The running kernel leaves the folders out.
        let is_quoted = |said: &str| {
            said.starts_with(&format!("; {line} @ ")) && said.ends_with(&format!("lines.rs:{number}"))
        };
        assert!(log.lines().any(is_quoted), "{line}\n{log}");
    }
    Ok(())
}

pub(crate) fn a_refusal_of_the_kernel_quotes_the_source() -> Outcome {
    // The simulated kernel looks at an access when it is made.
    let world = host()?;
    // No record is as long as this format says, so the kernel refuses what follows from it.
    let field = TracepointField {
        name: "pid".to_owned(),
        type_name: "int".to_owned(),
        offset: 9000,
        size: 4,
        signed: true,
        kind: TracepointFieldKind::Scalar,
    };
    let format = TracepointFormat { name: "record".to_owned(), id: 1, fields: vec![field] };
    let formats = [("skep:record".to_owned(), format)].into();
    let spec = misled::open().spec(&world.kernel.target(), &formats)?;
    let error = spec.load(&world.kernel).unwrap_err().to_string();
    let (line, text) = line_with("ctx.pid & mask");
    assert!(error.contains(&format!("{}:{line}:9: `{text}`) of `reads`", file!())), "{error}");
    Ok(())
}
