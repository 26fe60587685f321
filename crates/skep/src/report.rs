//! What the verifier said of a program that it refused.

use skep_isa::{Image, Place};
use skep_object::{ObjectSpec, ProgramSpec};
use skep_uapi::Errno;
use std::fmt;

/// Why a kernel's verifier refused a program, and where in the source that is.
///
/// `{}` prints one line; `{:#}` adds the whole log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifierReport {
    /// The error number that came with the refusal.
    pub errno: Errno,
    /// The verifier's reason, in its own words.
    pub reason: String,
    /// The instruction it was looking at, with its source position.
    pub place: Option<Place>,
    /// The name of the function that the instruction is in.
    pub function: Option<String>,
    /// Everything it said.
    pub log: String,
    /// Whether the log is all of what it said.
    pub log_is_whole: bool,
}

impl VerifierReport {
    pub(crate) fn new(
        spec: &ObjectSpec,
        program: &ProgramSpec,
        image: &Image,
        errno: Errno,
        log: String,
        log_is_whole: bool,
    ) -> Self {
        let Verdict { reason, slot } = read(&log);
        let source = slot.and_then(|slot| image.at_slot(slot));
        Self {
            errno,
            reason: reason.map_or_else(|| errno.to_string(), ToOwned::to_owned),
            place: slot.and_then(|slot| spec.place(program, image, slot)),
            function: source.map(|source| source.function.name.to_string()),
            log,
            log_is_whole,
        }
    }
}

/// What a log says in the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Verdict<'a> {
    reason: Option<&'a str>,
    slot: Option<usize>,
}

/// Finds the reason and the instruction in a log. Both are in its last lines:
///
/// ```text
/// 1: (61) r2 = *(u32 *)(r1 +100)
/// invalid bpf_context access off=100 size=4
/// processed 2 insns (limit 1000000) …
/// ```
fn read(log: &str) -> Verdict<'_> {
    let said = |line: &&str| !line.is_empty() && !is_statistics(line);
    let lines: Vec<&str> = log.lines().map(str::trim_end).filter(said).collect();
    let reason = lines.last().copied().filter(|line| walked(line).is_none());
    // The structure of a program is checked before it is walked through: then the reason itself names the slot.
    let slot = lines.iter().rev().find_map(|line| walked(line)).or_else(|| named(reason?));
    Verdict { reason, slot }
}

/// What the verifier says of its own work after the reason.
fn is_statistics(line: &str) -> bool {
    ["processed ", "verification time ", "stack depth "].iter().any(|start| line.starts_with(start))
}

/// The slot in a line that shows the walk through an instruction: `12: (85) call …`.
fn walked(line: &str) -> Option<usize> {
    let (slot, rest) = line.split_once(": ")?;
    rest.starts_with('(').then(|| slot.parse().ok())?
}

/// The slot in a reason such as `unreachable insn 3` or `jump out of range from insn 2 to 9`.
fn named(reason: &str) -> Option<usize> {
    let (_, after) = reason.split_once("insn ")?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

impl fmt::Display for VerifierReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the verifier refuses it: {}", self.reason)?;
        if let Some(place) = &self.place {
            write!(f, ", at {place}")?;
        }
        if let Some(function) = &self.function {
            write!(f, " of `{function}`")?;
        }
        if f.alternate() {
            let whole = if self.log_is_whole { "the log" } else { "the log, as far as the kernel gave it" };
            write!(f, "\n{whole}:")?;
            for line in self.log.lines() {
                write!(f, "\n  {line}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(log: &str, reason: Option<&str>, slot: Option<usize>) {
        assert_eq!(read(log), Verdict { reason, slot });
    }

    #[test]
    fn the_reason_is_the_last_thing_said_and_the_instruction_the_last_one_walked_through() {
        check(
            "func#0 @0\n0: R1=ctx() R10=fp0\n; @ main.rs:7\n0: (b7) r0 = 0   ; R0_w=0\n1: (61) r2 = *(u32 *)(r1 \
             +100)\ninvalid bpf_context access off=100 size=4\nprocessed 2 insns (limit 1000000) max_states 0\n",
            Some("invalid bpf_context access off=100 size=4"),
            Some(1),
        );
    }

    #[test]
    fn a_structural_reason_names_its_instruction_itself() {
        check("unreachable insn 3\nprocessed 0 insns (limit 1000000)\n", Some("unreachable insn 3"), Some(3));
        let reason = "jump out of range from insn 2 to 9";
        check(reason, Some(reason), Some(2));
        check("last insn is not an exit or jmp\n", Some("last insn is not an exit or jmp"), None);
    }

    #[test]
    fn a_log_without_a_reason_gives_none() {
        check("", None, None);
        check("processed 0 insns", None, None);
        check("0: (b7) r0 = 0", None, Some(0));
    }
}
