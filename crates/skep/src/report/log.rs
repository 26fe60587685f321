//! The verifier's log, read: the way that it took, what it knew of the registers at the end of it, and what it said.
//!
//! It follows one path at a time. Where it goes back to a branch that it left for later, it says so, and what it knew there:
//!
//! ```text
//! 0: R1=ctx() R10=fp0                         what it knows before instruction 0
//! ; let n = map.get(&key); @ main.rs:7        the source that follows
//! 0: (b7) r0 = 0        ; R0_w=0              an instruction, and since Linux 5.18 what it changes
//! 5: (15) if r0 == 0x0 goto pc+2              a branch, of which one way is taken at once
//! from 5 to 8: R0=0 R1=ctx() R10=fp0          the other way is taken, with what was known there
//! R0 invalid mem access 'scalar'              the reason
//! processed 9 insns (limit 1000000) …         statistics
//! ```
//!
//! Linux 7.3 adds a diagnosis of its own between the reason and the statistics, in sections with titles.

use std::collections::BTreeMap;

/// What a log says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Log<'a> {
    /// What is said after the last step, and is no knowledge and no statistics: several lines, of which mostly the last is the
    /// reason, and sometimes the first is the better one.
    pub(super) said: Vec<&'a str>,
    /// The instruction that the reason is about.
    pub(super) slot: Option<usize>,
    /// The path that led there.
    pub(super) steps: Vec<Walked<'a>>,
    /// What was known there of registers and of the stack.
    pub(super) registers: BTreeMap<Register, &'a str>,
    pub(super) diagnosis: Option<Diagnosed<'a>>,
    /// Whether the verifier goes back to find where a number came from: before Linux 6.4 it then says what was known earlier, in lines
    /// like those of what is known now.
    looks_back: bool,
}

/// A step of the verifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Walked<'a> {
    pub(super) slot: usize,
    /// The instruction, as the kernel prints it.
    pub(super) text: &'a str,
    /// The line of the source that it is of, if the log quotes lines: `text @ file:line`, before Linux 6.8 the text alone.
    pub(super) source: Option<&'a str>,
}

/// A register, or a place on the stack: `R1`, `fp-8`. They are ordered in the way that the kernel prints them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Register {
    Number(u8),
    /// So many bytes below the frame pointer.
    Stack(u16),
}

impl Register {
    fn named(name: &str) -> Option<Self> {
        // `_w` and the like say how it was used.
        let name = name.split_once('_').map_or(name, |(name, _)| name);
        match name.strip_prefix("fp-") {
            Some(depth) => depth.parse().ok().map(Self::Stack),
            None => name.strip_prefix('R')?.parse().ok().map(Self::Number),
        }
    }
}

/// What Linux 7.3 and newer say of a refusal besides the reason.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Diagnosed<'a> {
    pub(super) category: &'a str,
    pub(super) problem: &'a str,
    pub(super) reason: String,
    pub(super) suggestion: String,
    slot: Option<usize>,
}

impl<'a> Log<'a> {
    /// Reads a log. Of one that was cut off, there is what is left.
    pub(super) fn read(text: &'a str) -> Self {
        let (said, diagnosis) = match text.split_once("\nVerification failed: ") {
            Some((said, diagnosis)) => (said, Some(Diagnosed::read(diagnosis))),
            None => (text, None),
        };
        let mut log = Self { diagnosis, ..Self::default() };
        let mut source = None;
        for line in said.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            if log.looks_back(line) && is_states(line) {
                continue;
            }
            if let Some(line) = line.strip_prefix("; ") {
                // It is quoted once, and not again if the next instruction is of the same line, on whichever path.
                source = Some(line.trim_start());
            } else if let Some((from, to)) = branch(line) {
                log.go_back(from);
                log.know(to);
            } else if let Some((slot, said)) = numbered(line) {
                match said.starts_with('(') {
                    true => log.walk(slot, said, source),
                    false => log.know(said),
                }
                log.said.clear();
            } else if !log.knows(line) && !is_statistics(line) {
                log.said.push(line);
            }
        }
        // The structure of a program is checked before it is walked through: then the reason itself names the slot.
        log.slot = (log.diagnosis.as_ref().and_then(|diagnosis| diagnosis.slot))
            .or_else(|| log.steps.last().map(|step| step.slot))
            .or_else(|| named(log.said.last()?));
        log
    }

    fn walk(&mut self, slot: usize, said: &'a str, source: Option<&'a str>) {
        // After the instruction there is what it changes.
        let (text, change) = said.split_once(" ; ").unwrap_or((said.trim_end_matches(';'), ""));
        self.steps.push(Walked { slot, text: after_opcode(text).trim(), source });
        self.registers.extend(states(change));
    }

    /// Goes back to the last time that this instruction was walked through.
    fn go_back(&mut self, from: usize) {
        if let Some(index) = self.steps.iter().rposition(|step| step.slot == from) {
            self.steps.truncate(index + 1);
        }
        self.said.clear();
    }

    /// Takes what is known of everything.
    fn know(&mut self, said: &'a str) {
        let said = frame(said);
        let known: BTreeMap<_, _> = states(said).collect();
        if !known.is_empty() {
            self.registers = known;
        }
    }

    /// Whether the verifier goes back, after this line: until it is at an instruction again.
    fn looks_back(&mut self, line: &str) -> bool {
        if line.starts_with("last_idx ") {
            self.looks_back = true;
        } else if numbered(line).is_some() || branch(line).is_some() {
            self.looks_back = false;
        }
        self.looks_back
    }

    /// Whether a line without a number is about registers or the way, and not a reason.
    fn knows(&mut self, line: &'a str) -> bool {
        if is_states(line) {
            self.know(line.trim());
            return true;
        }
        let ways = [
            "caller:",
            "callee:",
            "returning from callee:",
            "to caller at ",
            "func#",
            "Live regs",
            "last_idx ",
            "regs=",
            "parent ",
            "mark_precise:",
            "propagating ",
            "cur state:",
            "old state:",
        ];
        ways.iter().any(|start| line.trim_start().starts_with(start)) || is_safe(line)
    }
}

impl<'a> Diagnosed<'a> {
    /// Reads what comes after `Verification failed: `.
    fn read(text: &'a str) -> Self {
        let (header, sections) = text.split_once('\n').unwrap_or((text, ""));
        let (category, problem) = header.split_once(": ").unwrap_or((header, ""));
        let mut diagnosed = Self { category, problem, ..Self::default() };
        let mut section = "";
        for line in sections.lines().filter(|line| !is_statistics(line)) {
            if let Some(title) = line.strip_suffix(':').filter(|title| !title.starts_with(' ')) {
                section = title;
                continue;
            }
            let line = line.trim();
            match section {
                "Reason" => add_words(&mut diagnosed.reason, line),
                "Suggestion" => add_words(&mut diagnosed.suggestion, line),
                // `>>> 12 | (61) r2 = …`: the source's lines have the same mark, but no opcode behind it.
                "At" => {
                    let marked = line.strip_prefix(">>> ").and_then(|line| line.split_once(" | ("));
                    if let Some((slot, _)) = marked {
                        diagnosed.slot = slot.trim().parse().ok();
                    }
                }
                _ => {}
            }
        }
        diagnosed
    }
}

fn add_words(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

/// `from 5 to 8: …`, since Linux 5.18 also `from 5 to 8 (speculative execution): …`.
fn branch(line: &str) -> Option<(usize, &str)> {
    let (from, rest) = line.strip_prefix("from ")?.split_once(" to ")?;
    let (_, known) = rest.split_once(':')?;
    Some((from.parse().ok()?, known))
}

/// The slot that a line begins with, and what is said there.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let (slot, rest) = line.split_once(':')?;
    Some((slot.parse().ok()?, rest.strip_prefix(' ').unwrap_or(rest)))
}

/// An instruction without its first byte: `(61) r2 = …`.
fn after_opcode(text: &str) -> &str {
    text.split_once(") ").map_or(text, |(_, instruction)| instruction)
}

/// Whether a line without a number is a list of registers and what is known of them.
fn is_states(line: &str) -> bool {
    let first = frame(line).split_whitespace().next().and_then(|first| first.split_once('='));
    first.is_some_and(|(name, _)| Register::named(name).is_some())
}

/// What is said without the frame that it is said of.
fn frame(said: &str) -> &str {
    let said = said.trim();
    let framed = said.strip_prefix("frame").and_then(|rest| rest.split_once(':'));
    framed.filter(|(number, _)| number.parse::<u8>().is_ok()).map_or(said, |(_, said)| said.trim())
}

/// The registers in a list such as `R0=0 R1_w=inv(id=0,var_off=(0x0; 0xff)) fp-8=mmmmmmmm`: there may be spaces between
/// parentheses.
fn states(said: &str) -> impl Iterator<Item = (Register, &str)> {
    let mut rest = said.trim();
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let mut depth = 0_usize;
            let end = rest.char_indices().find(|(_, c)| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && *c == ' '
            });
            let (state, more) = end.map_or((rest, ""), |(at, _)| rest.split_at(at));
            rest = more.trim_start();
            let known = state.split_once('=').and_then(|(name, value)| Some((Register::named(name)?, value)));
            if known.is_some() {
                return known;
            }
        }
        None
    })
}

/// A path that leads to nothing new: `8: safe`, `from 5 to 8: safe`.
fn is_safe(line: &str) -> bool {
    line.ends_with(": safe")
}

/// What the verifier says of its own work after the reason.
fn is_statistics(line: &str) -> bool {
    ["processed ", "verification time ", "stack depth "].iter().any(|start| line.starts_with(start))
}

/// The slot in a reason such as `unreachable insn 3` or `jump out of range from insn 2 to 9`.
fn named(reason: &str) -> Option<usize> {
    let (_, after) = reason.split_once("insn ")?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(log: &str, reason: Option<&str>, slot: Option<usize>) {
        let read = Log::read(log);
        assert_eq!((read.said.last().copied(), read.slot), (reason, slot));
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

    #[test]
    fn what_was_known_earlier_is_not_taken_for_what_is_known_now() {
        // Linux 5.10, of a number that is added to a pointer.
        let log = Log::read(
            "8: (15) if r0 == 0x0 goto pc+2\n R0=map_value(id=0,off=0,ks=4,vs=8,imm=0) R6=inv(id=1) R10=fp0\n; \n9: (0f) r0 += \
             r6\nlast_idx 9 first_idx 8\nregs=40 stack=0 before 8: (15) if r0 == 0x0 goto pc+2\n \
             R0_rw=map_value_or_null(id=2,off=0,ks=4,vs=8,imm=0) R6_rw=invP(id=1) R10=fp0\nparent didn't have regs=40 stack=0 \
             marks\nmath between map_value pointer and register with unbounded min value is not allowed\n",
        );
        assert_eq!(log.registers.get(&Register::Number(0)), Some(&"map_value(id=0,off=0,ks=4,vs=8,imm=0)"));
        assert_eq!(log.registers.get(&Register::Number(6)), Some(&"inv(id=1)"));
        assert_eq!(log.slot, Some(9));
    }

    #[test]
    fn the_path_is_the_one_that_led_to_the_reason() {
        let log = Log::read(
            "0: R1=ctx() R10=fp0\n; let n = f(); @ a.rs:3\n0: (61) r2 = *(u32 *)(r1 +0)   ; R1=ctx() \
             R2_w=scalar(smin=0,var_off=(0x0; 0xff))\n1: (15) if r2 == 0x0 goto pc+2    ; \
             R2=scalar(umin=1)\n2: (b7) r0 = 0    ; R0_w=0\n3: (95) exit\n\nfrom 1 to 4: R1=ctx() R2=0 R10=fp0 \
             fp-8=mmmm????\n; g(); @ a.rs:9\n4: (85) call bpf_ktime_get_ns#5   ; R0_w=scalar()\n5: (79) r3 = *(u64 *)(r0 +0)\nR0 invalid \
             mem access 'scalar'\nprocessed 6 insns",
        );
        assert_eq!(log.steps.iter().map(|step| step.slot).collect::<Vec<_>>(), [0, 1, 4, 5]);
        assert_eq!(log.steps[2].source, Some("g(); @ a.rs:9"));
        assert_eq!(log.steps[3].text, "r3 = *(u64 *)(r0 +0)");
        let known: Vec<_> = log.registers.iter().map(|(register, state)| (*register, *state)).collect();
        assert_eq!(
            known,
            [
                (Register::Number(0), "scalar()"),
                (Register::Number(1), "ctx()"),
                (Register::Number(2), "0"),
                (Register::Number(10), "fp0"),
                (Register::Stack(8), "mmmm????"),
            ]
        );
    }

    #[test]
    fn an_instruction_that_changes_nothing_is_the_same_with_a_sign_behind_it() {
        // As Linux 7.2 says it.
        let log =
            Log::read("0: R1=ctx() R10=fp0\n0: (b7) r0 = 0                        ;\n1: (05) goto pc-1\n");
        assert_eq!(log.steps.iter().map(|step| step.text).collect::<Vec<_>>(), ["r0 = 0", "goto pc-1"]);
    }

    #[test]
    fn a_diagnosis_of_newer_kernels_is_read_beside_the_reason() {
        let log = Log::read(
            "0: R1=ctx() R10=fp0\n0: (95) exit\nR0 !read_ok\n\nVerification failed: Register Type Safety: Unreadable \
             register\n\nReason:\n  R0 was not set\n  on this path.\n\nAt:\n  insn 0\n        | ^-- error: R0 is not \
             readable\n  Instruction context:\n  >>> 0 | (95) exit\n\nCausal path:\n  no events\n\nSuggestion:\n  Set \
             R0.\n\nprocessed 1 insns (limit 1000000)\n",
        );
        assert_eq!((&*log.said, log.slot), (&["R0 !read_ok"][..], Some(0)));
        let diagnosis = log.diagnosis.unwrap();
        assert_eq!((diagnosis.category, diagnosis.problem), ("Register Type Safety", "Unreadable register"));
        assert_eq!((&*diagnosis.reason, &*diagnosis.suggestion), ("R0 was not set on this path.", "Set R0."));
    }

    #[test]
    fn knowledge_of_the_frames_of_functions_is_no_reason() {
        let log = Log::read(
            "1: (85) call pc+2\ncaller:\n R10=fp0\ncallee:\n frame1: R1=ctx() R10=fp0\n4: (95) exit\nR0 !read_ok\n",
        );
        assert_eq!((&*log.said, log.slot), (&["R0 !read_ok"][..], Some(4)));
        assert_eq!(log.registers.get(&Register::Number(1)), Some(&"ctx()"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(([0-9]{1,3}: )?(\\(|R[0-9]|fp-|from |to |; |=|:|\\)| |[a-z0-9#'\n]){0,6}){0,40}") {
            Log::read(&text);
        }
    }
}
