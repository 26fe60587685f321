//! What the verifier said of a program that it refused.

mod log;
mod rejection;

pub use rejection::Rejection;

use log::{Log, Register, Walked};
use skep_isa::{Image, Location, Place};
use skep_object::{ObjectSpec, ProgramSpec};
use skep_uapi::Errno;
use std::fmt;

/// How many of the last steps of the path are kept.
const PATH_LENGTH: usize = 256;

/// How many of them are shown.
const SHOWN_STEPS: usize = 12;

/// Why a kernel's verifier refused a program, and where in the source that is.
///
/// `{}` prints one line; `{:#}` adds what is known of it, what to do, and the whole log.
///
/// ```
/// use skep::VerifierReport;
///
/// let report = VerifierReport::from_log(
///     "0: R1=ctx() R10=fp0\n\
///      0: (85) call bpf_get_prandom_u32#7    ; R0_w=scalar()\n\
///      1: (79) r2 = *(u64 *)(r0 +0)\n\
///      R0 invalid mem access 'scalar'\n",
/// );
/// assert_eq!(report.rejection.unwrap().name, "unchecked-pointer");
/// assert_eq!(report.path.last().unwrap().instruction, "r2 = *(u64 *)(r0 +0)");
/// assert_eq!(report.registers[0].state, "scalar()");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct VerifierReport {
    /// The error number that came with the refusal.
    pub errno: Errno,
    /// The verifier's reason, in its own words: of several lines the first that is known, otherwise the last.
    pub reason: String,
    /// What kind of refusal it is, if it is one that is known.
    pub rejection: Option<&'static Rejection>,
    /// What to do about it in this program.
    pub hint: Option<String>,
    /// The instruction it was looking at, with its source position.
    pub place: Option<Place>,
    /// The name of the function that the instruction is in.
    pub function: Option<String>,
    /// What it knew there of the registers and of the stack.
    pub registers: Vec<RegisterState>,
    /// The path that it followed to there: its last 256 steps, the instruction itself as the last one.
    pub path: Vec<Step>,
    /// The step that gave the register in question its value, if the reason is about a register.
    pub origin: Option<Step>,
    /// What the kernel says itself to explain it (Linux 7.3).
    pub diagnosis: Option<Diagnosis>,
    /// Everything it said.
    pub log: String,
    /// Whether the log is all of what it said.
    pub log_is_whole: bool,
}

/// What the verifier knew of a register or of 8 bytes of the stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterState {
    /// `R0` to `R10`, or `fp-8`: the bytes from 8 below the frame pointer on.
    pub name: String,
    /// What was in it, in the verifier's words: `ctx()`, `scalar(umax=255)`.
    pub state: String,
}

/// A step on the verifier's path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The slot of the instruction in the whole program.
    pub slot: usize,
    /// The instruction, as the kernel prints it.
    pub instruction: String,
    /// Where in the source it was written.
    pub location: Option<Location>,
    /// The line of the source, as the kernel quotes it.
    pub quoted: Option<String>,
}

/// A kernel's own explanation of a refusal (Linux 7.3 and newer).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnosis {
    /// The field that it is from, such as `Memory Safety`.
    pub category: String,
    /// The problem in a few words.
    pub problem: String,
    /// Why it is one.
    pub reason: String,
    /// What the kernel suggests.
    pub suggestion: String,
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
        let place = |slot| spec.place(program, image, slot);
        let function = |slot| Some(image.at_slot(slot)?.function.name.to_string());
        Self::read(errno, log, log_is_whole, &place, &function)
    }

    /// Reads a log that came from elsewhere, of a program that is not at hand: the source is what the log quotes of it.
    pub fn from_log(log: impl Into<String>) -> Self {
        Self::read(Errno::EINVAL, log.into(), true, &|_| None, &|_| None)
    }

    fn read(
        errno: Errno,
        log: String,
        log_is_whole: bool,
        place: &dyn Fn(usize) -> Option<Place>,
        function: &dyn Fn(usize) -> Option<String>,
    ) -> Self {
        let read = Log::read(&log);
        let location = |step: &Walked<'_>| match place(step.slot) {
            Some(place) => place.location,
            None => quoted(step.source?),
        };
        let found = read.said.iter().find_map(|said| Some((*said, Rejection::find(said)?)));
        let reason = found.as_ref().map(|(said, _)| *said).or(read.said.last().copied());
        let (mut rejection, mut hint, mut origin) = (None, None, None);
        if let Some((_, (kind, parts))) = found {
            let register = parts.get("register").and_then(|number| number.parse().ok());
            origin = register.and_then(|register| setting(&read.steps, register));
            let said = register.zip(origin).map(|(register, step)| {
                let place = location(step).map(|location| format!(" at {location}")).unwrap_or_default();
                format!("R{register}, which is what `{}`{place} gave,", step.text)
            });
            (rejection, hint) = (Some(kind), Some(kind.hint(&parts, said)));
        }
        let last_steps = &read.steps[read.steps.len().saturating_sub(PATH_LENGTH)..];
        let step = |step: &Walked<'_>| Step {
            slot: step.slot,
            instruction: step.text.to_owned(),
            location: location(step),
            quoted: step
                .source
                .map(|line| line.rsplit_once("@ ").map_or(line, |(text, _)| text).trim().to_owned()),
        };
        let known = |(register, state): (&Register, &&str)| RegisterState {
            name: register.to_string(),
            state: (*state).to_owned(),
        };
        Self {
            errno,
            reason: reason.map_or_else(|| errno.to_string(), ToOwned::to_owned),
            rejection,
            hint,
            place: read.slot.and_then(place),
            function: read.slot.and_then(function),
            registers: read.registers.iter().map(known).collect(),
            path: last_steps.iter().map(step).collect(),
            origin: origin.map(step),
            diagnosis: read.diagnosis.map(|diagnosis| Diagnosis {
                category: diagnosis.category.to_owned(),
                problem: diagnosis.problem.to_owned(),
                reason: diagnosis.reason,
                suggestion: diagnosis.suggestion,
            }),
            log_is_whole,
            log,
        }
    }

    /// Everything but the log, in lines: what it means, what to do, the path, and what was known.
    fn explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rejection) = self.rejection {
            write!(f, "\nmeaning: {} ({rejection})", rejection.meaning)?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        if let Some(Diagnosis { reason, suggestion, .. }) = &self.diagnosis {
            write!(f, "\nthe kernel's words: {reason} {suggestion}")?;
        }
        if !self.path.is_empty() {
            let shown = &self.path[self.path.len().saturating_sub(SHOWN_STEPS)..];
            f.write_str("\nthe path to it:")?;
            if shown.len() < self.path.len() {
                f.write_str("\n  …")?;
            }
            let mut last = None;
            for step in shown {
                write!(f, "\n  {:>4}: {}", step.slot, step.instruction)?;
                let place = step.location.as_ref().map(ToString::to_string).or_else(|| step.quoted.clone());
                if let Some(place) = place.filter(|place| last.as_ref() != Some(place)) {
                    write!(f, "  ({place})")?;
                    last = Some(place);
                }
            }
        }
        if !self.registers.is_empty() {
            f.write_str("\nwhat is known there:")?;
            for RegisterState { name, state } in &self.registers {
                write!(f, "\n  {name} = {state}")?;
            }
        }
        Ok(())
    }
}

/// The position in a line that a log quotes: `text @ file:line`.
fn quoted(line: &str) -> Option<Location> {
    let (text, at) = line.rsplit_once("@ ")?;
    let (file, line) = at.rsplit_once(':')?;
    let text = Some(text.trim()).filter(|text| !text.is_empty());
    Some(Location { file: file.into(), line: line.parse().ok()?, column: 1, text: text.map(Into::into) })
}

/// The step on the path that gave a register its value: looked for through moves between registers.
fn setting<'w, 'a>(steps: &'w [Walked<'a>], register: u8) -> Option<&'w Walked<'a>> {
    let (_, before) = steps.split_last()?;
    let mut wanted = register;
    for step in before.iter().rev() {
        let target = match step.text.split_once(' ') {
            Some(("call", _)) => Some(0),
            Some((target, rest)) if rest.starts_with('=') => number(target),
            _ => None,
        };
        if target != Some(wanted) {
            continue;
        }
        match step.text.split_once(" = ").and_then(|(_, from)| number(from)) {
            Some(from) => wanted = from,
            None => return Some(step),
        }
    }
    None
}

/// The number of a register by its name in an instruction: `r1`, `w1`.
fn number(name: &str) -> Option<u8> {
    name.strip_prefix(['r', 'w'])?.parse().ok()
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "R{number}"),
            Self::Stack(depth) => write!(f, "fp-{depth}"),
        }
    }
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
            self.explain(f)?;
            let whole = if self.log_is_whole { "the log" } else { "the log, as far as the kernel gave it" };
            write!(f, "\n{whole}:")?;
            for line in self.log.lines() {
                write!(f, "\n  {line}")?;
            }
        }
        Ok(())
    }
}
