//! Whether programs of a type can call a helper.

use super::Support;
use super::attempt::{Attempt, Outcome};
use crate::{Kernel, permission};
use skep_isa::{Assembler, Code, Size, registers::*};
use skep_uapi::kernel::Setting;
use skep_uapi::{Argument, ArgumentKind, AttachType, Capability, Helper, HelperFacts, ProgramType};

/// A call to try.
pub(super) struct Call<'a> {
    pub(super) helper: Helper,
    /// What is known of the helper.
    pub(super) facts: Option<&'a HelperFacts>,
    pub(super) program_type: ProgramType,
    pub(super) attach_type: AttachType,
}

impl Call<'_> {
    /// Loads a program with the call, and reads what the verifier says of it.
    pub(super) fn probe(&self, kernel: &Kernel) -> Support {
        let attempt = self.attempt();
        let Some(code) = self.code() else {
            return Support::Unknown("the call cannot be assembled".to_owned());
        };
        match attempt.load(kernel, &code) {
            Outcome::Loaded => Support::Yes,
            Outcome::Refused(errno) => attempt.refused(kernel, errno),
            Outcome::Judged(errno, log) => match Verdict::of(&log) {
                Verdict::Callable => Support::Yes,
                Verdict::NotCallable => self.denied(kernel),
                Verdict::NotReached(Some(reason)) => {
                    Support::Unknown(format!("the verifier does not get as far as the call: {reason}"))
                }
                Verdict::NotReached(None) => Support::Unknown(format!(
                    "the verifier does not get as far as the call, and answers {errno}"
                )),
            },
        }
    }

    /// The program that makes the call: one that may sleep, if the helper waits.
    fn attempt(&self) -> Attempt {
        let mut attempt = Attempt::new(self.program_type, self.attach_type);
        let sleeps = self.facts.is_some_and(|facts| facts.sleeps);
        attempt.sleepable |=
            sleeps && self.program_type.can_sleep() && self.attach_type != AttachType::TRACE_RAW_TP;
        attempt
    }

    /// The program's instructions: the call with arguments as the helper takes them.
    fn code(&self) -> Option<Code> {
        let arguments = self.facts.map_or(&[][..], |facts| &facts.signature_in(self.program_type).arguments);
        call(self.helper, arguments)
    }

    /// What it means that a program cannot call a helper which programs of its type can call on some kernel.
    fn denied(&self, kernel: &Kernel) -> Support {
        if !self.facts.is_some_and(|facts| facts.callable_in(self.program_type, None)) {
            return Support::No;
        }
        let api = kernel.api();
        let has = api.capabilities().unwrap_or_default();
        let lacking: Vec<Capability> = HIDE_HELPERS
            .into_iter()
            .filter(|&capability| !has.contains(capability) && !has.contains(Capability::SYS_ADMIN))
            .collect();
        if !lacking.is_empty() {
            let names = permission::names(&lacking);
            return Support::Unknown(format!(
                "the kernel does not offer it, perhaps because this process lacks {names}"
            ));
        }
        if HIDDEN_BY_LOCKDOWN.contains(&self.helper) && !kernel.is_simulated() {
            match api.setting(Setting::Lockdown) {
                Ok(setting) if setting.contains("[none]") => {}
                Ok(setting) => {
                    return Support::Unknown(format!(
                        "a kernel that is locked down does not offer it, and this is `{setting}`"
                    ));
                }
                Err(errno) => {
                    let name = errno.name().unwrap_or("an error");
                    return Support::Unknown(format!(
                        "a kernel that is locked down does not offer it, and whether this one is cannot be read \
                         ({name})"
                    ));
                }
            }
        }
        Support::No
    }
}

/// What the verifier says of a call.
#[derive(PartialEq, Eq, Debug)]
enum Verdict<'a> {
    /// Programs of this type can make it: what is wrong, if anything, is an argument or what comes after.
    Callable,
    /// They cannot.
    NotCallable,
    /// The verifier refused the program for something else, if it says for what.
    NotReached(Option<&'a str>),
}

/// What verifiers say when a program cannot call a helper: `check_helper_call` and what it calls, `kernel/bpf/verifier.c`,
/// from Linux 4.4 to 7.2. The helper may be there, but not for such programs.
const NOT_CALLABLE: [&str; 7] = [
    "unknown func ",
    "invalid func ",
    "cannot use helper ",
    " not supported for program type ",
    " supported only for fentry/fexit/fmod_ret programs",
    "helper call might sleep in a non-sleepable prog",
    // The same in Linux 7.2, after the name of the helper.
    " in non-sleepable prog",
];

impl<'a> Verdict<'a> {
    fn of(log: &'a str) -> Self {
        if NOT_CALLABLE.iter().any(|words| log.contains(words)) {
            return Self::NotCallable;
        }
        if log.contains("(85) call ") {
            return Self::Callable;
        }
        // The last line is statistics.
        let mut lines = log.lines().map(str::trim).filter(|line| !line.is_empty());
        Self::NotReached(lines.find(|line| !line.starts_with("processed ")))
    }
}

/// The helpers that a kernel hides when it is locked down: those of `security_locked_down` in `kernel/bpf/helpers.c` and
/// `kernel/trace/bpf_trace.c` of Linux 7.2.
const HIDDEN_BY_LOCKDOWN: [Helper; 5] = [
    Helper::PROBE_WRITE_USER,
    Helper::PROBE_READ,
    Helper::PROBE_READ_STR,
    Helper::PROBE_READ_KERNEL,
    Helper::PROBE_READ_KERNEL_STR,
];

/// The capabilities for which a kernel hides helpers.
const HIDE_HELPERS: [Capability; 3] = [Capability::BPF, Capability::PERFMON, Capability::SYS_ADMIN];

/// The bytes of stack that stand for memory: more than any helper wants of a fixed size.
const MEMORY: i16 = 64;

/// A program with one call. Its arguments are as the helper takes them: the context, memory on the stack that was written,
/// sizes of it, numbers. What would need a map or a kernel object is a zero: then the verifier names the argument, which
/// shows as well that the helper is there.
fn call(helper: Helper, arguments: &[Argument]) -> Option<Code> {
    let mut assembler = Assembler::new();
    assembler.mov(R6, R1);
    for offset in (-MEMORY..0).step_by(8) {
        assembler.store(Size::Double, R10, offset, 0);
    }
    for (register, argument) in [R1, R2, R3, R4, R5].into_iter().zip(arguments) {
        match argument.kind {
            ArgumentKind::Context => assembler.mov(register, R6),
            ArgumentKind::Memory | ArgumentKind::FixedMemory(_) | ArgumentKind::Stack => {
                assembler.mov(register, R10).add(register, i32::from(-MEMORY))
            }
            ArgumentKind::Size | ArgumentKind::SizeOrZero | ArgumentKind::ConstantSize => {
                assembler.mov(register, 8)
            }
            _ => assembler.mov(register, 0),
        };
    }
    assembler.call(helper).mov(R0, 0).exit().build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use skep_isa::{Dialect, Endian};
    use skep_uapi::Signature;

    #[test]
    fn what_verifiers_say_of_calls_is_told_apart() {
        let check = |line: &str, expected| {
            let log =
                format!("0: R1=ctx() R10=fp0\n10: (85) call bpf_redirect#23\n{line}\nprocessed 11 insns\n");
            assert_eq!(Verdict::of(&log), expected, "{line}");
        };
        check("program of this type cannot use helper bpf_redirect#23", Verdict::NotCallable);
        check("unknown func bpf_redirect#23", Verdict::NotCallable);
        check("invalid func unknown#300", Verdict::NotCallable);
        check("func bpf_get_func_ip#173 not supported for program type 5", Verdict::NotCallable);
        check("helper call might sleep in a non-sleepable prog", Verdict::NotCallable);
        check("sleepable helper bpf_redirect#23 in non-sleepable prog", Verdict::NotCallable);
        check("R1 type=scalar expected=map_ptr", Verdict::Callable);
        check("R2 !read_ok", Verdict::Callable);
        check(
            "At program exit the register R0 has smin=0 smax=0 should have been in [1, 1]",
            Verdict::Callable,
        );
        let early = Verdict::of("Tracing programs must provide btf_id\nprocessed 0 insns\n");
        assert_eq!(early, Verdict::NotReached(Some("Tracing programs must provide btf_id")));
        assert_eq!(Verdict::of("processed 0 insns\n"), Verdict::NotReached(None));
    }

    #[test]
    fn a_call_is_tried_as_the_given_facts_say() {
        let tried = |facts: Option<&HelperFacts>| {
            let (program_type, attach_type) = (ProgramType::SYSCALL, AttachType::default());
            let call = Call { helper: Helper(400), facts, program_type, attach_type };
            let code = call.code().unwrap().display(Dialect::Skep).to_string();
            let arguments = code.lines().map(str::trim).filter(|line| !line.contains("r10 - "));
            let arguments: Vec<&str> =
                arguments.take_while(|line| !line.starts_with("call")).skip(1).collect();
            (arguments.join("; "), Call { program_type: ProgramType::KPROBE, ..call }.attempt().sleepable)
        };
        let mut facts = Helper::COPY_FROM_USER.facts().unwrap().clone();
        facts.helper = Helper(400);
        assert_eq!(tried(None), (String::new(), false));
        assert_eq!(tried(Some(&facts)), ("r1 = r10; r1 += -64; r2 = 8; r3 = 0".to_owned(), true));
        facts.signature = Signature::parse("flags: u64, ctx: context", "i64").unwrap();
        facts.sleeps = false;
        assert_eq!(tried(Some(&facts)), ("r1 = 0; r2 = r6".to_owned(), false));
    }

    #[test]
    fn every_call_can_be_assembled_with_its_own_arguments() {
        for helper in Helper::ALL {
            let Some(signature) = helper.signature() else { continue };
            let code = call(*helper, &signature.arguments).expect("it is assembled");
            assert!(code.encode(Endian::NATIVE).is_ok(), "{helper}");
        }
        assert!(call(Helper(4000), &[]).is_some());
    }
}
