//! The kinds of refusals: which words of the verifier mean which of them, what each means, and what to do about it.
//!
//! The messages are those of `kernel/bpf/verifier.c` (and `kernel/bpf/btf.c`, `kernel/bpf/log.c`) of Linux 4.18 to 7.2; where a
//! kernel changed one, both are there. In a message, `{name}` is a part that differs, and is used in the hint under its name.

use std::collections::HashMap;
use std::fmt;

/// A kind of refusals.
///
/// ```
/// use skep::Rejection;
///
/// let (rejection, _) = Rejection::of("R0 invalid mem access 'map_value_or_null'").unwrap();
/// assert_eq!(rejection.name, "missing-null-check");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rejection {
    /// Its name: small letters and hyphens.
    pub name: &'static str,
    /// What the program did, in a sentence.
    pub meaning: &'static str,
    messages: &'static [&'static str],
    hint: &'static str,
}

/// The parts of a message that its pattern names.
type Parts<'a> = HashMap<&'static str, &'a str>;

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = TABLE;

    /// The verifier's words for it, with what differs as names: `R<register> !read_ok`.
    pub fn messages(&self) -> impl Iterator<Item = String> {
        self.messages.iter().map(|message| message.replace('{', "<").replace('}', ">"))
    }

    /// What to do about it, with names for what differs from one program to another.
    pub fn advice(&self) -> String {
        self.hint.replace("{origin}", "the register's value").replace('{', "<").replace('}', ">")
    }

    /// The kind of refusal that a verifier's reason is of, and what to do about it, as far as the reason alone says.
    pub fn of(reason: &str) -> Option<(&'static Self, String)> {
        let (rejection, parts) = Self::find(reason)?;
        Some((rejection, rejection.hint(&parts, None)))
    }

    pub(super) fn find(reason: &str) -> Option<(&'static Self, Parts<'_>)> {
        TABLE.iter().find_map(|rejection| {
            Some((rejection, rejection.messages.iter().find_map(|message| parts(message, reason))?))
        })
    }

    /// What to do, with the parts of the message put in. `origin` says of the register in question where its value is from.
    pub(super) fn hint(&self, parts: &Parts<'_>, origin: Option<String>) -> String {
        let register = parts.get("register").map(|register| format!("R{register}"));
        let origin = origin.or_else(|| register.clone());
        let mut hint = String::new();
        let mut rest = self.hint;
        while let Some((before, name, after)) = placeholder(rest) {
            hint.push_str(before);
            hint.push_str(match name {
                "origin" => origin.as_deref().unwrap_or("the pointer"),
                "register" => register.as_deref().unwrap_or("the register"),
                // The table's test sees to it that there is one.
                name => parts.get(name).copied().unwrap_or("…"),
            });
            rest = after;
        }
        hint + rest
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The first `{name}` in a text, with what is before and after it.
fn placeholder(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The parts of a reason that a pattern names, if it is one of that pattern. A part is as short as it can be; the last is the rest.
fn parts<'a>(pattern: &'static str, reason: &'a str) -> Option<Parts<'a>> {
    let mut found = Parts::new();
    let (mut pattern, mut rest) = (pattern, reason);
    let mut open: Option<&'static str> = None;
    loop {
        let (literal, next) = match placeholder(pattern) {
            Some((literal, name, after)) => (literal, Some((name, after))),
            None => (pattern, None),
        };
        let at = match open {
            None => rest.starts_with(literal).then_some(0)?,
            Some(_) if next.is_none() => rest.strip_suffix(literal)?.len(),
            Some(_) => rest.find(literal)?,
        };
        if let Some(name) = open {
            found.insert(name, &rest[..at]);
        }
        rest = &rest[at + literal.len()..];
        match next {
            Some((name, after)) => (open, pattern) = (Some(name), after),
            None => return rest.is_empty().then_some(found),
        }
    }
}

const TABLE: &[Rejection] = &[
    Rejection {
        name: "missing-null-check",
        meaning: "a pointer is used that is null if there was nothing to point at",
        messages: &[
            "R{register} invalid mem access '{type}_or_null'",
            "R{register} pointer arithmetic on {type}_or_null prohibited, null-check it first",
            "R{register} type={type}_or_null expected={expected}",
            "Possibly NULL pointer passed to trusted {argument}",
            "Possibly NULL pointer passed to helper {argument}",
        ],
        hint: "compare {origin} with 0, and go on to this instruction only if it is not",
    },
    Rejection {
        name: "uninitialized-register",
        meaning: "a register is read that nothing was written to on this path",
        messages: &["R{register} !read_ok", "frame{frame} R{register} !read_ok"],
        hint: "give {register} a value on every path that leads here; a call leaves nothing in R1 to R5, and R6 to R9 as they were",
    },
    Rejection {
        name: "packet-bounds",
        meaning: "bytes of a packet are used that were not compared with the packet's end",
        messages: &["invalid access to packet, off={offset} size={size}, R{register}({state})"],
        hint: "compare the pointer plus offset {offset} and {size} bytes with the packet's end (`data_end`) before, on the same pointer; \
               after a helper that changes the packet, read both again",
    },
    Rejection {
        name: "unbounded-offset",
        meaning: "an offset is used whose largest value is not known, or too large",
        messages: &[
            "R{register} unbounded memory access, make sure to bounds check any such access",
            "R{register} unbounded memory access, make sure to bounds check any array access into a map",
            "R{register} unbounded memory access, use 'var &= const' or 'if (var < const)'",
            "R{register} max value is outside of the allowed memory range",
            "R{register} max value is outside of the array range",
            "math between {pointer} pointer and register with unbounded {bound} value is not allowed",
            "value {value} makes {pointer} pointer be out of bounds",
            "math between {pointer} pointer and {value} is not allowed",
            "{pointer} pointer offset {value} is not allowed",
        ],
        hint: "compare the offset with its bound before it is added to the pointer (or mask it: `offset & (length - 1)`), and use the very \
               register that was compared",
    },
    Rejection {
        name: "negative-offset",
        meaning: "an offset or a size is used that may be negative",
        messages: &[
            "R{register} min value is negative, either use unsigned index or do a if (index >=0) check.",
            "R{register} min value is negative, either use unsigned or 'var &= const'",
            "R{register} min value is outside of the allowed memory range",
            "R{register} min value is outside of the array range",
        ],
        hint: "make {origin} unsigned (mask it, or load it without sign), or compare it with 0 as a signed number before",
    },
    Rejection {
        name: "value-bounds",
        meaning: "bytes outside of a map's value or another piece of memory are used",
        messages: &[
            "invalid access to map value, value_size={length} off={offset} size={size}",
            "invalid access to map key, key_size={length} off={offset} size={size}",
            "invalid access to memory, mem_size={length} off={offset} size={size}",
        ],
        hint: "there are {length} bytes: offset {offset} and {size} bytes are not all in them",
    },
    Rejection {
        name: "uninitialized-stack",
        meaning: "bytes of the stack are read, or handed to a helper, that nothing was written to",
        messages: &[
            "invalid read from stack off {offset}+{more} size {size}",
            "invalid read from stack R{register} off {offset}+{more} size {size}",
            "invalid read from stack {origin} off {offset}+{more} size {size}",
            "invalid indirect read from stack off {offset}+{more} size {size}",
            "invalid indirect read from stack R{register} off {offset}+{more} size {size}",
            "invalid size of register fill",
        ],
        hint: "write all bytes first, padding between fields too: store 0 to the whole slot before the fields",
    },
    Rejection {
        name: "stack-bounds",
        meaning: "bytes outside of the stack's 512 are used",
        messages: &[
            "invalid {access} to stack R{register} off={offset} size={size}",
            "invalid {access} from stack R{register} off={offset} size={size}",
            "invalid stack type R{register} off={offset} access_size={size}",
            "invalid stack off={offset} size={size}",
            "invalid variable-offset {access} stack R{register} {state}",
            "variable offset stack access {state}",
        ],
        hint: "there are the 512 bytes below R10 (offsets -512 to -1): put what is larger into a map",
    },
    Rejection {
        name: "stack-too-deep",
        meaning: "functions that call each other need more stack than there is",
        messages: &[
            "combined stack size of {calls} calls is {size}. Too large",
            "the call stack of {calls} frames is too deep{rest}",
            "tail_calls are not allowed when call stack of previous frames is {size} bytes. Too large",
        ],
        hint: "at most 8 functions and 512 bytes of stack are in use at once: put large variables into a map, or a function's body where it is called",
    },
    Rejection {
        name: "context-access",
        meaning: "bytes of the context are used that programs of this type may not use, or not in this way",
        messages: &[
            "invalid bpf_context access off={offset} size={size}",
            "invalid bpf_context access off={offset} size={size}. {rest}",
        ],
        hint: "offset {offset} with {size} bytes is no field that programs of this type may use: see the fields of the context, and which may be written",
    },
    Rejection {
        name: "modified-context",
        meaning: "the context is used through a pointer that was changed",
        messages: &[
            "dereference of modified ctx ptr R{register} off={offset} disallowed",
            "variable ctx access var_off={offset} disallowed",
            "negative offset ctx ptr R{register} off={offset} disallowed",
        ],
        hint: "keep the context's address as it was given, and put the offset into the load: `*(u32 *)(r1 + {offset})`",
    },
    Rejection {
        name: "unchecked-pointer",
        meaning: "a number is used as if it were a pointer",
        messages: &["R{register} invalid mem access '{type}'"],
        hint: "{origin} is no pointer to the verifier (`{type}`): read the kernel's memory with probe_read_kernel, and keep pointers in \
               64-bit registers and stack slots of 8 bytes",
    },
    Rejection {
        name: "unknown-helper",
        meaning: "a helper is called that this kernel does not have",
        messages: &["invalid func unknown#{number}", "invalid func {name}#{number}"],
        hint: "this kernel has no helper {number}: `skep helpers` says since which release there is one",
    },
    Rejection {
        name: "helper-not-for-type",
        meaning: "a helper is called that programs of this type may not call, or not here",
        messages: &[
            "program of this type cannot use helper {helper}",
            "unknown func {helper}",
            "helper call is not allowed in probe",
            "helper call might sleep in a non-sleepable prog",
            "sleepable helper {helper} in non-sleepable prog",
            "helper call is not allowed in {context}",
        ],
        hint: "use another helper, or another type of program: `skep helpers NAME` lists which types may call it",
    },
    Rejection {
        name: "licence",
        meaning: "a helper or function is called that only programs under the GPL may call",
        messages: &[
            "cannot call GPL-restricted function from non-GPL compatible program",
            "cannot call GPL only function from proprietary program",
            "cannot call kernel function from non-GPL compatible program",
        ],
        hint: "say a licence that is compatible (`license = \"GPL\"`, `\"Dual MIT/GPL\"`), if that is what the program is under, or use another helper",
    },
    Rejection {
        name: "argument-type",
        meaning: "a helper or function is given something else than what it takes",
        messages: &[
            "R{register} type={type} expected={expected}",
            "{argument} pointer type {type} must point to {expected}",
            "{argument} expected pointer to {expected}",
            "R{register} must be referenced or trusted",
            "R{register} must be a rcu pointer",
            "R{register} is of type {type} but {expected} is expected",
            "R{register} must have zero offset when passed to release func{rest}",
            "Caller passes invalid args into func#{function}{rest}",
        ],
        hint: "give it what it takes: the arguments are R1 to R5 in this order, and {origin} is not of that kind",
    },
    Rejection {
        name: "map-not-for-helper",
        meaning: "a helper is given a map of a type that it does not work on",
        messages: &["cannot pass map_type {map_type} into func {helper}"],
        hint: "{helper} takes maps of other types: give it another map, or use the helpers for this one",
    },
    Rejection {
        name: "argument-size",
        meaning: "a helper is given a size that may be 0, or more than there is",
        messages: &[
            "R{register} invalid zero-sized read{rest}",
            "invalid zero-sized read{rest}",
            "R{register} invalid mem access, size {rest}",
        ],
        hint: "compare the size in {register} with 0 before the call, and mask it with the buffer's length",
    },
    Rejection {
        name: "argument-not-constant",
        meaning: "an argument must be known when the program is loaded, and is not",
        messages: &[
            "R{register} is not a known constant{rest}",
            "R{register} must be a known constant",
            "R{register} doesn't have constant offset{rest}",
            "R{register} unbounded size, use 'var &= const' or 'if (var < const)'",
            "tail_call abusing map_ptr",
            "R{register} has to be at the constant offset",
        ],
        hint: "put a constant into {register} just before the call, the same on every path",
    },
    Rejection {
        name: "leaked-reference",
        meaning: "something that a call handed out is not given back on this path",
        messages: &[
            "Unreleased reference id={id} alloc_insn={acquired}",
            "BPF_EXIT instruction {place} would lead to reference leak",
            "tail_call would lead to reference leak",
            "BPF_LD_[ABS|IND] would lead to reference leak",
        ],
        hint: "give it back on every path before the program ends: submit or discard a ring buffer's record, release a socket or a task",
    },
    Rejection {
        name: "lock-held",
        meaning: "something is done, or the program ends, while a lock is held",
        messages: &[
            "bpf_spin_lock is missing unlock",
            "BPF_EXIT instruction {place} cannot be used inside bpf_spin_lock-ed region",
            "function calls are not allowed while holding a lock",
            "helper {helper} is not allowed while holding a lock{rest}",
            "Locking two bpf_spin_locks are not allowed",
            "bpf_spin_unlock without taking a lock",
            "bpf_spin_unlock of different lock",
            "tail_call cannot be used inside bpf_spin_lock-ed region",
            "bpf_rcu_read_unlock is missing",
            "BPF_EXIT instruction {place} cannot be used inside bpf_rcu_read_lock-ed region",
        ],
        hint: "unlock on every path before this; while it is held, call nothing",
    },
    Rejection {
        name: "endless-loop",
        meaning: "a loop comes back to where it was with nothing changed, or this kernel takes no loops",
        messages: &[
            "infinite loop detected at insn {instruction}",
            "back-edge from insn {instruction} to {target}",
        ],
        hint: "count the loop's turns in a register that is compared with a constant at each, or use bpf_loop (Linux 5.17); before Linux 5.3 a \
               loop must be written out",
    },
    Rejection {
        name: "too-complex",
        meaning: "there are too many paths and states for the verifier to look at",
        messages: &[
            "BPF program is too large. Processed {instructions} insn",
            "The sequence of {jumps} jumps is too complex.",
            "BPF program is too complex{rest}",
        ],
        hint: "it is not too long, but takes too long to check: give loops fewer turns or use bpf_loop, put parts into functions with \
               global linkage (they are checked once), mask numbers early, or split it by tail calls",
    },
    Rejection {
        name: "unreachable-code",
        meaning: "no path leads to an instruction",
        messages: &["unreachable insn {instruction}"],
        hint: "take instruction {instruction} out, or jump to it",
    },
    Rejection {
        name: "jump-out-of-range",
        meaning: "a jump goes to where there is no instruction",
        messages: &[
            "jump out of range from insn {instruction} to {target}",
            "jump into the middle of ldimm64 insn {target}",
            "call to invalid destination{rest}",
        ],
        hint: "distances are counted in slots from the next instruction, and one that loads 64 bits has two: jump to labels instead",
    },
    Rejection {
        name: "falls-off-the-end",
        meaning: "a path runs past the last instruction",
        messages: &[
            "last insn is not an exit or jmp",
            "fell off the end of the program",
            "subprog {function} falls through{rest}",
        ],
        hint: "end every path with `exit`; a tail call goes on behind it if there is nothing to call",
    },
    Rejection {
        name: "return-value",
        meaning: "the program may return what programs of this type must not",
        messages: &[
            "At program exit the register R{register} has {value} should have been in {range}",
            "At async callback the register R{register} has {value} should have been in {range}",
            "At callback return the register R{register} has {value} should have been in {range}",
            "At program exit the register R{register} has unknown scalar value should have been in {range}",
        ],
        hint: "R0 must be a number in {range} when the program ends: put a constant there on every path, or compare it before",
    },
    Rejection {
        name: "leaked-address",
        meaning: "an address of the kernel would be given to those who may not know it",
        messages: &[
            "R{register} leaks addr as return value",
            "R{register} leaks addr into map",
            "R{register} leaks addr into {where}",
            "R{register} leaks addr into helper function",
            "R{register} pointer comparison prohibited",
            "R{register} partial copy of pointer",
            "leaking pointer from {rest}",
            "attempt to corrupt spilled pointer on stack",
        ],
        hint: "keep {origin} out of maps, contexts and return values; with CAP_PERFMON it is allowed in most places",
    },
    Rejection {
        name: "pointer-arithmetic",
        meaning: "something is done with a pointer that makes it none",
        messages: &[
            "R{register} pointer arithmetic with {operator} operator prohibited",
            "R{register} bitwise operator {operator} on pointer prohibited",
            "R{register} pointer arithmetic on {type} prohibited",
            "R{register} 32-bit pointer arithmetic prohibited",
            "R{register} tried to add from different maps, paths or scalars, pointer arithmetic with it prohibited{rest}",
            "R{register} pointer {operator} pointer prohibited",
            "R{register} subtraction from stack pointer prohibited",
            "R{register} tried to subtract pointer from scalar",
        ],
        hint: "to {origin}, only add or subtract numbers of 64 bits; pointers into packets may be subtracted from one another",
    },
    Rejection {
        name: "misaligned",
        meaning: "an access is not at a multiple of its size, where it has to be",
        messages: &[
            "misaligned {memory} access off {offset} size {size}",
            "misaligned access off {offset} size {size}",
        ],
        hint: "access it byte by byte, or move it to a multiple of {size}; on the stack and in atomics it is always needed",
    },
    Rejection {
        name: "read-only",
        meaning: "something is written to that may only be read",
        messages: &[
            "write into map forbidden, value_size={length} off={offset} size={size}",
            "cannot write into {memory}",
            "R{register} cannot write into {memory}",
            "only read is supported",
            "R{register} cannot read from {memory}",
            "read from map forbidden, value_size={length} off={offset} size={size}",
        ],
        hint: "write elsewhere: maps that are made or frozen as read-only, constants, and packets of programs that only look at them stay as they are",
    },
    Rejection {
        name: "frame-pointer",
        meaning: "the frame pointer is written to",
        messages: &["frame pointer is read only"],
        hint: "R10 is the stack's address and stays it: copy it to another register first",
    },
    Rejection {
        name: "invalid-instruction",
        meaning: "the bytes are no instruction that this kernel knows",
        messages: &[
            "unknown opcode {opcode}",
            "{instruction} uses reserved fields",
            "R{register} is invalid",
            "invalid BPF_LD_IMM insn",
            "invalid bpf_ld_imm64 insn",
            "unrecognized bpf_ld_imm64 insn",
            "BPF_ALU uses reserved fields or unknown opcode {opcode}",
            "invalid atomic operand size",
            "invalid {instruction} opcode {opcode}",
            "div by zero",
            "invalid shift {count}",
        ],
        hint: "newer instructions need newer kernels (`skep features` says which there are); compile for an older version (`-mcpu=v2`)",
    },
    Rejection {
        name: "kernel-function-not-allowed",
        meaning: "a function of the kernel is called that programs of this type may not call, or not here",
        messages: &[
            "calling kernel function {function} is not allowed",
            "program must be sleepable to call sleepable kfunc {function}",
            "kernel func {function} is sleepable within {context}",
            "calling kernel functions from callbacks is not allowed",
            "destructive kfunc calls require CAP_SYS_BOOT capability",
        ],
        hint: "`skep kfuncs` shows what there is; which programs may call a function is decided where the kernel registers it",
    },
    Rejection {
        name: "object-state",
        meaning: "a dynamic pointer or an iterator is used before it is made, or not ended",
        messages: &[
            "Expected an initialized dynptr as arg #{argument}",
            "Expected an initialized dynptr as {argument}",
            "Dynptr has to be an uninitialized dynptr",
            "expected an initialized {iterator} as {argument}",
            "expected an uninitialized {iterator} as {argument}",
            "cannot pass in dynptr at an offset={offset}",
            "expected uninitialized {iterator} as {argument}",
            "cannot overwrite referenced dynptr",
        ],
        hint: "make it once on every path before it is used, give it back on every path, and leave its bytes on the stack alone",
    },
    Rejection {
        name: "kernel-structure",
        meaning: "bytes of a kernel's structure are used that are no member of it, or may not be followed",
        messages: &[
            "access beyond struct {structure} at off {offset} size {size}",
            "access is beyond struct {structure} at off {offset} size {size}",
            "access beyond the end of struct {structure}{rest}",
            "cannot access ptr member {member} with moff {offset} in struct {structure}{rest}",
            "func '{function}' doesn't have {argument}-th argument",
            "func '{function}' arg{argument} {rest}",
            "R{register} is ptr_{structure} invalid negative access: off={offset}",
            "R{register} is ptr_{structure} access user memory: off={offset}",
            "R{register} is ptr_{structure} access percpu memory: off={offset}",
        ],
        hint: "declare the fields as the kernel at hand has them, and have their places found at load; memory that is not the kernel's is read with \
               probe_read helpers",
    },
    Rejection {
        name: "attachment",
        meaning: "the program cannot be attached to what it says",
        messages: &[
            "attach_btf_id {id} is not a function",
            "attach_btf_id {id} is invalid",
            "{function} is not sleepable",
            "Cannot find subprogram in program",
            "Tracing programs must provide btf_id",
            "attach to {kind} functions is not supported{rest}",
            "bpf_lsm_{hook} is not {rest}",
            "LSM programs must have a GPL compatible license",
            "trampoline {rest}",
        ],
        hint: "check the name of what it attaches to, and that this kernel allows it there",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reason: &str, name: &str, hint: &str) {
        let (rejection, said) = Rejection::of(reason).unwrap();
        assert_eq!(rejection.name, name, "{reason}");
        assert!(said.contains(hint), "{said}");
    }

    #[test]
    fn reasons_are_told_apart_and_their_parts_are_in_the_hint() {
        check("R0 invalid mem access 'map_value_or_null'", "missing-null-check", "compare R0 with 0");
        check(
            "R3 invalid mem access 'scalar'",
            "unchecked-pointer",
            "R3 is no pointer to the verifier (`scalar`)",
        );
        check("R3 invalid mem access 'inv'", "unchecked-pointer", "`inv`");
        check(
            "invalid access to packet, off=12 size=2, R2(id=0,off=12,r=0)",
            "packet-bounds",
            "offset 12 and 2 bytes",
        );
        check(
            "At program exit the register R0 has smin=5 smax=5 should have been in [0, 1]",
            "return-value",
            "in [0, 1]",
        );
        check("BPF program is too large. Processed 1000001 insn", "too-complex", "not too long");
        assert_eq!(Rejection::of("something that nobody has heard of"), None);
        assert_eq!(Rejection::of(""), None);
    }

    #[test]
    fn every_hint_is_made_of_parts_that_each_of_its_messages_has() {
        for rejection in TABLE {
            let mut rest = rejection.hint;
            while let Some((_, name, after)) = placeholder(rest) {
                rest = after;
                let named = |message: &&&str| !message.contains(&format!("{{{name}}}"));
                let general = ["origin", "register"].contains(&name);
                let without: Vec<_> = rejection.messages.iter().filter(named).collect();
                assert!(general || without.is_empty(), "{}: {name} is not in {without:?}", rejection.name);
            }
        }
    }

    #[test]
    fn each_message_is_of_the_kind_that_it_stands_under() {
        for rejection in TABLE {
            for message in rejection.messages {
                let reason = message.replace(['{', '}'], "");
                assert_eq!(Rejection::of(&reason).unwrap().0.name, rejection.name, "{reason}");
            }
        }
        let mut names: Vec<_> = TABLE.iter().map(|rejection| rejection.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }
}
