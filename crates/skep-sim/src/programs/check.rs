//! What a program must be like to be loaded: the part of the kernel's verifier that looks at instructions as such, and
//! at what no path could make right. Then `skep-verifier` follows its paths. (What that one does not know is found when the program
//! runs: every access is checked then.)
//!
//! The order of the checks and the words are those of `kernel/bpf/verifier.c`, Linux 6.18, because what reads the
//! host's log reads this one.

use super::dead::dead;
use super::flow::{self, Flow};
use super::log::Level;
use super::slots::{Slot, class, op};
use super::source::Source;
use crate::helpers;
use crate::maps::length;
use crate::settings::Settings;
use skep_btf::{Btf, Kind, TypeId};
use skep_isa::{
    Arithmetic, Callee, Code, DecodeError, DecodeProblem, Dialect, Endian, Immediate, Instruction, Name,
    Operation, Part, Reference, Register, SLOT, Source as Operand, Width,
};
use skep_uapi::kernel::ProgramLoad;
use skep_uapi::{Errno, Helper, ProgramFlags, ProgramType};
use skep_verifier::MapFacts;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

/// The licences that are compatible with the GPL (`license_is_gpl_compatible`, `include/linux/license.h`).
const GPL_COMPATIBLE: [&str; 6] =
    ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

/// Whether a licence is one of them.
pub(super) fn is_gpl_compatible(license: &str) -> bool {
    GPL_COMPATIBLE.contains(&license)
}

/// The error number that a program is refused with. Why is in the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Refusal(pub(super) Errno);

/// A map that an instruction names.
#[derive(Clone, Debug)]
pub(super) struct MapAtSlot {
    pub(super) slot: usize,
    /// The address that stands for the map.
    pub(super) address: u64,
    pub(super) label: String,
    /// For maps whose value's address can be loaded: its size, and the address if there is but one value.
    pub(super) value: Option<(u32, Option<u64>)>,
    pub(super) facts: MapFacts,
}

/// The types that instructions name variables and functions of.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// Which release it is.
    pub(super) settings: &'a Settings,
    /// The kernel's own.
    pub(super) kernel: Option<&'a Btf<'static>>,
    /// The modules' that the request has.
    pub(super) modules: Vec<&'a Btf<'static>>,
}

/// Checks one program.
pub(super) struct Checker<'a> {
    slots: &'a [[u8; SLOT]],
    request: &'a ProgramLoad<'a>,
    maps: &'a [MapAtSlot],
    btf: Option<&'a Btf<'static>>,
    known: Known<'a>,
    level: Level,
    /// Whether values are followed ([`follow_values`](Self::follow_values)).
    pub(super) follows_values: bool,
    /// Whether bytes of the stack can be read that were never written.
    pub(super) reads_unwritten_stack: bool,
    log: String,
    processed: usize,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        slots: &'a [[u8; SLOT]],
        request: &'a ProgramLoad<'a>,
        maps: &'a [MapAtSlot],
        btf: Option<&'a Btf<'static>>,
        known: Known<'a>,
        level: Level,
    ) -> Self {
        let (follows_values, reads_unwritten_stack) = (true, true);
        Self {
            slots,
            request,
            maps,
            btf,
            known,
            level,
            follows_values,
            reads_unwritten_stack,
            log: String::new(),
            processed: 0,
        }
    }

    /// The whole log, with the kernel's statistics at the end.
    pub(super) fn into_log(self) -> String {
        let Self { mut log, processed, .. } = self;
        let _ = writeln!(
            log,
            "processed {processed} insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 \
             mark_read 0"
        );
        log
    }

    /// The program's code: with the names of its functions as labels, and what is known of the source.
    ///
    /// `no_target` is why there is nothing that the program could be attached to.
    pub(super) fn check(&mut self, no_target: Option<&str>) -> Result<Code, Refusal> {
        if let Some(reason) = no_target {
            return Err(self.refuse(Errno::EINVAL, reason));
        }
        let functions = self.functions()?;
        self.check_jumps(&functions)?;
        let source = self.source(&functions)?;
        let mut code = self.decode(&source)?;
        let starts = first_slots(&code);
        self.name_maps(&mut code, &starts)?;
        let flow = Flow::of(&code, &starts);
        if let Some(slot) = flow.unreachable {
            return Err(self.refuse(Errno::EINVAL, &format!("unreachable insn {slot}")));
        }
        if let Some(slot) = flow.jump_within_load {
            let reason = format!("jump into the middle of ldimm64 insn {slot}");
            return Err(self.refuse(Errno::EINVAL, &reason));
        }
        self.walk(&code, &starts, &source, &flow)?;
        if self.follows_values {
            self.follow_values(&code, &starts, &source)?;
        }
        put_names_in(&mut code, &starts, &source);
        Ok(code)
    }

    fn refuse(&mut self, errno: Errno, reason: &str) -> Refusal {
        self.say(format_args!("{reason}\n"));
        Refusal(errno)
    }

    fn say(&mut self, text: std::fmt::Arguments<'_>) {
        if self.level.any {
            let _ = self.log.write_fmt(text);
        }
    }

    fn slot(&self, number: usize) -> Slot<'a> {
        Slot(&self.slots[number])
    }

    /// The slots in which the program's functions begin.
    fn functions(&mut self) -> Result<Vec<usize>, Refusal> {
        let mut functions = BTreeSet::from([0]);
        for number in 0..self.slots.len() {
            let Some(distance) = self.slot(number).function_distance() else { continue };
            match target(number, distance, 0..self.slots.len()) {
                Ok(start) => functions.insert(start),
                Err(_) => return Err(self.refuse(Errno::EINVAL, "call to invalid destination")),
            };
        }
        Ok(functions.into_iter().collect())
    }

    /// Jumps stay in their function, and no function runs into the next one.
    fn check_jumps(&mut self, functions: &[usize]) -> Result<(), Refusal> {
        for (index, &start) in functions.iter().enumerate() {
            let end = functions.get(index + 1).copied().unwrap_or(self.slots.len());
            for number in start..end {
                if let Some(distance) = self.slot(number).jump_distance()
                    && let Err(outside) = target(number, distance, start..end)
                {
                    let reason = format!("jump out of range from insn {number} to {outside}");
                    return Err(self.refuse(Errno::EINVAL, &reason));
                }
            }
            if !self.slot(end - 1).ends_function() {
                return Err(self.refuse(Errno::EINVAL, "last insn is not an exit or jmp"));
            }
        }
        Ok(())
    }

    fn source(&mut self, functions: &[usize]) -> Result<Source, Refusal> {
        let (Some(btf), Some(tables)) = (self.btf, &self.request.btf) else { return Ok(Source::default()) };
        let slots = self.slots;
        let is_instruction = |slot: usize| slots.get(slot).is_some_and(|bytes| bytes[0] != 0);
        Source::read(btf, tables, functions, slots.len(), is_instruction)
            .map_err(|reason| self.refuse(Errno::EINVAL, &reason))
    }

    fn decode(&mut self, source: &Source) -> Result<Code, Refusal> {
        let code = skep_isa::decode(self.request.instructions, Endian::NATIVE)
            .map_err(|error| self.refuse_bytes(&error, source))?;
        let starts = first_slots(&code);
        for (instruction, &slot) in code.instructions.iter().zip(&starts) {
            match instruction.operation {
                // Linux 6.18 has neither.
                Operation::CallRegister | Operation::GotoRegister => {
                    let reason = format!("unknown opcode {:02x}", self.slots[slot][0]);
                    return Err(self.refuse(Errno::EINVAL, &reason));
                }
                Operation::Call(Callee::Kfunc) => {
                    let reason = format!("kernel btf_id {} is not a function", instruction.imm);
                    return Err(self.refuse(Errno::EINVAL, &reason));
                }
                _ => {}
            }
        }
        Ok(code)
    }

    /// Bytes that are no instruction. Some of these the kernel finds before it walks through the program, some when it
    /// gets there; then it shows the instruction.
    fn refuse_bytes(&mut self, error: &DecodeError, source: &Source) -> Refusal {
        let number = error.slot.min(self.slots.len() - 1);
        let slot = self.slot(number);
        let (reason, when_walked) = match error.problem {
            DecodeProblem::UnknownCode(code) => (format!("unknown opcode {code:02x}"), false),
            DecodeProblem::MissingSecondSlot
            | DecodeProblem::SecondSlot { .. }
            | DecodeProblem::PartialSlot { .. } => ("invalid bpf_ld_imm64 insn".into(), false),
            DecodeProblem::NoRegister { number, .. } => (format!("R{number} is invalid"), true),
            DecodeProblem::Reserved { part, found, .. } => reserved(slot, part, found),
        };
        if when_walked {
            self.processed = 1;
            self.say(format_args!("{}", source.comment(number).unwrap_or_default()));
            let code = slot.code();
            self.say(format_args!("{number}: ({code:02x}) BUG_{code:02x}\n"));
        }
        self.refuse(Errno::EINVAL, &reason)
    }

    /// Puts the names of maps into the instructions that load them, or what is wrong with those.
    fn name_maps(&mut self, code: &mut Code, starts: &[usize]) -> Result<(), Refusal> {
        for (instruction, slot) in code.instructions.iter_mut().zip(starts) {
            let Operation::LoadImmediate(what) = instruction.operation else { continue };
            let map = self.maps.iter().find(|map| map.slot == *slot);
            let found = match (what, map) {
                (Immediate::Value | Immediate::Function, _) => continue,
                (Immediate::Map, Some(map)) => Ok(map),
                (Immediate::MapValue, Some(map)) => value_is_there(map, instruction).map(|()| map),
                (Immediate::Map | Immediate::MapValue, None) => {
                    let fd = instruction.imm & 0xffff_ffff;
                    Err((Errno::EBADF, format!("fd {fd} is not pointing to valid bpf_map")))
                }
                (Immediate::MapByIndex | Immediate::MapValueByIndex, _) => {
                    Err((Errno::EPROTO, "fd_idx without fd_array is invalid".into()))
                }
                (Immediate::Variable, _) => Err(self.variable(instruction.imm)),
            };
            match found {
                Ok(map) => instruction.reference = Some(Reference::Map(map.label.as_str().into())),
                Err((errno, reason)) => return Err(self.refuse(errno, &reason)),
            }
        }
        let is_load = |slot| {
            let index = starts.binary_search(slot).ok()?;
            code.instructions[index].reference.as_ref()
        };
        // A map was given for an instruction that names none.
        if self.maps.iter().any(|map| is_load(&map.slot).is_none()) {
            return Err(Refusal(Errno::EINVAL));
        }
        Ok(())
    }

    /// Why a load of the address of a variable or function of the kernel or a module is refused: none has one here
    /// (`check_pseudo_btf_id`, `kernel/bpf/verifier.c`).
    fn variable(&self, number: i64) -> (Errno, String) {
        let number = number.cast_unsigned();
        let (id, place) = ((number & 0xffff_ffff) as u32, length((number >> 32) as u32));
        let types = match place.checked_sub(1).map(|place| self.known.modules.get(place)) {
            Some(None) => return (Errno::EINVAL, "invalid module BTF object FD specified.".into()),
            Some(Some(types)) => Some(*types),
            None => self.known.kernel,
        };
        let found = types.and_then(|types| types.type_by_id(TypeId::new(id)).ok());
        match found.filter(|found| matches!(found.kind(), Kind::Var | Kind::Func)) {
            None => (Errno::EINVAL, format!("pseudo btf_id {id} in ldimm64 isn't KIND_VAR or KIND_FUNC")),
            Some(found) => {
                let name = found.name().unwrap_or_default();
                (Errno::ENOENT, format!("ldimm64 failed to find the address for kernel symbol '{name}'."))
            }
        }
    }

    /// Looks at each instruction, as far as that tells without values.
    fn walk(&mut self, code: &Code, starts: &[usize], source: &Source, flow: &Flow) -> Result<(), Refusal> {
        let dead = dead(code, starts);
        for (index, instruction) in code.instructions.iter().enumerate() {
            if dead[index] {
                continue;
            }
            self.processed += 1;
            let problem = self.problem(instruction, index, flow);
            if self.level.all || problem.is_some() {
                self.show(instruction, starts[index], source);
            }
            if let Some((errno, reason)) = problem {
                return Err(self.refuse(errno, &reason));
            }
        }
        Ok(())
    }

    fn show(&mut self, instruction: &Instruction, slot: usize, source: &Source) {
        let name = |helper| Helper(helper).name();
        let text = instruction.display(Dialect::Kernel).with_helper_names(&name);
        self.say(format_args!("{}", source.comment(slot).unwrap_or_default()));
        self.say(format_args!("{slot}: {text}\n"));
    }

    /// Follows the program's paths with what is known of values, and tells the path to what is wrong.
    fn follow_values(&mut self, code: &Code, starts: &[usize], source: &Source) -> Result<(), Refusal> {
        let maps = self.maps;
        let map_at = |slot| maps.iter().find(|map| map.slot == slot).map(|map| map.facts);
        let program = skep_verifier::Program {
            reads_unwritten_stack: self.reads_unwritten_stack,
            expected_attach_type: self.request.expected_attach_type,
            ..skep_verifier::Program::new(self.request.program_type, code, &map_at)
        };
        let Err(wrong) = skep_verifier::check(&program) else { return Ok(()) };
        self.processed = wrong.processed;
        for index in wrong.path {
            if let (Some(instruction), Some(slot)) = (code.instructions.get(index), starts.get(index)) {
                self.show(instruction, *slot, source);
            }
        }
        Err(self.refuse(wrong.errno, &wrong.reason))
    }

    fn problem(&self, instruction: &Instruction, index: usize, flow: &Flow) -> Option<(Errno, String)> {
        // Whether there is such a helper is asked before what it is given.
        if instruction.operation == Operation::Call(Callee::Helper)
            && let Some(problem) = self.helper_problem(instruction)
        {
            return Some(problem);
        }
        // Where values are followed, that is found on the way there, if there is one.
        let is_followed = self.follows_values && flow.is_main[index];
        if let Some(register) = flow.unwritten[index].filter(|_| !is_followed) {
            return Some((Errno::EACCES, format!("R{} !read_ok", register.number())));
        }
        if flow::writes(instruction).contains(&Register::R10) {
            return Some((Errno::EACCES, "frame pointer is read only".into()));
        }
        match instruction.operation {
            Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_)
                if !may_load_packets(self.request.program_type) =>
            {
                let reason = "BPF_LD_[ABS|IND] instructions not allowed for this program type";
                Some((Errno::EINVAL, reason.into()))
            }
            Operation::AddressSpaceCast => {
                let reason =
                    "addr_space_cast insn can only be used in a program that has an associated arena";
                Some((Errno::EINVAL, reason.into()))
            }
            _ => number_problem(instruction),
        }
    }

    fn helper_problem(&self, instruction: &Instruction) -> Option<(Errno, String)> {
        let helper = u32::try_from(instruction.imm).ok().map(Helper);
        let helper = helper.filter(|helper| self.known.settings.has_since(helper.since()));
        let Some((helper, name)) = helper.and_then(|helper| Some((helper, helper.name()?))) else {
            return Some((Errno::EINVAL, format!("invalid func unknown#{}", instruction.imm)));
        };
        let ProgramLoad { program_type, expected_attach_type, .. } = *self.request;
        let callable =
            helper.facts().is_some_and(|facts| facts.callable_in(program_type, Some(expected_attach_type)));
        let is_here = helpers::argument_count(helper).is_some();
        if !is_here || !callable {
            let whose = if callable { ": the simulated kernel does not have it" } else { "" };
            let reason = format!("program of this type cannot use helper {name}#{}{whose}", helper.0);
            return Some((Errno::EINVAL, reason));
        }
        if helper.gpl_only() == Some(true) && !is_gpl_compatible(self.request.license) {
            let reason = "cannot call GPL-restricted function from non-GPL compatible program";
            return Some((Errno::EINVAL, reason.into()));
        }
        let sleeps = self.request.flags.contains(ProgramFlags::SLEEPABLE);
        if helper.facts().is_some_and(|facts| facts.sleeps) && !sleeps {
            return Some((Errno::EINVAL, "helper call might sleep in a non-sleepable prog".into()));
        }
        None
    }
}

/// The slot that is this far from the one after `number`; if it is not in the range, where it would be.
fn target(number: usize, distance: i64, range: std::ops::Range<usize>) -> Result<usize, i64> {
    let target = i64::try_from(number).unwrap_or(i64::MAX).saturating_add(1).saturating_add(distance);
    usize::try_from(target).ok().filter(|slot| range.contains(slot)).ok_or(target)
}

/// The first slot of each instruction.
fn first_slots(code: &Code) -> Vec<usize> {
    let mut next = 0;
    code.instructions
        .iter()
        .map(|instruction| {
            let first = next;
            next += instruction.slots();
            first
        })
        .collect()
}

/// What the kernel says of a field that holds what it must not, and whether it says it only when it gets there.
fn reserved(slot: Slot<'_>, part: Part, found: i32) -> (String, bool) {
    let alu = match slot.op() {
        op::MOV => "BPF_MOV",
        op::NEG => "BPF_NEG",
        op::END => "BPF_END",
        _ => "BPF_ALU",
    };
    let jump = match slot.op() {
        op::JA => "BPF_JA",
        op::CALL => "BPF_CALL",
        op::EXIT => "BPF_EXIT",
        _ => "BPF_JMP/JMP32",
    };
    let (what, when_walked) = match slot.class() {
        class::LD if part == Part::Src => return ("unrecognized bpf_ld_imm64 insn".into(), false),
        class::LD => return ("invalid bpf_ld_imm64 insn".into(), false),
        class::LDX => ("BPF_LDX", false),
        class::ST => ("BPF_ST", true),
        class::STX if part == Part::Imm && slot.code() & 0xe0 == 0xc0 => {
            return (format!("BPF_ATOMIC uses invalid atomic opcode {found:02x}"), true);
        }
        class::STX => ("BPF_STX", true),
        class::JMP | class::JMP32 => (jump, true),
        _ => (alu, true),
    };
    (format!("{what} uses reserved fields"), when_walked)
}

/// Whether the address of a byte in a map's only value can be loaded (`resolve_pseudo_ldimm64`, and
/// `array_map_direct_value_addr` in `kernel/bpf/arraymap.c`).
fn value_is_there(map: &MapAtSlot, instruction: &Instruction) -> Result<(), (Errno, String)> {
    let offset = instruction.imm.cast_unsigned() >> 32;
    let Some((size, only)) = map.value else {
        return Err((Errno::EINVAL, "no direct value access support for this map type".into()));
    };
    let refuse =
        |errno| Err((errno, format!("invalid access to map value pointer, value_size={size} off={offset}")));
    match only {
        None => refuse(Errno::ENOTSUPP),
        Some(_) if offset >= size.into() => refuse(Errno::EINVAL),
        Some(_) => Ok(()),
    }
}

/// A number that an arithmetic instruction cannot have.
fn number_problem(instruction: &Instruction) -> Option<(Errno, String)> {
    let Operation::Arithmetic(operation, width, Operand::Immediate) = instruction.operation else {
        return None;
    };
    let bits = match width {
        Width::W32 => 32,
        Width::W64 => 64,
    };
    match operation {
        Arithmetic::Divide | Arithmetic::SignedDivide | Arithmetic::Modulo | Arithmetic::SignedModulo
            if instruction.imm == 0 =>
        {
            Some((Errno::EINVAL, "div by zero".into()))
        }
        Arithmetic::ShiftLeft | Arithmetic::ShiftRight | Arithmetic::ShiftRightSigned
            if !(0..bits).contains(&instruction.imm) =>
        {
            Some((Errno::EINVAL, format!("invalid shift {}", instruction.imm)))
        }
        _ => None,
    }
}

/// Whether programs of this type can load from packets in the old way (`may_access_skb`, `kernel/bpf/verifier.c`).
fn may_load_packets(program_type: ProgramType) -> bool {
    matches!(program_type, ProgramType::SOCKET_FILTER | ProgramType::SCHED_CLS | ProgramType::SCHED_ACT)
}

/// Makes the names of functions labels, lets calls name them, and gives each instruction its source.
fn put_names_in(code: &mut Code, starts: &[usize], source: &Source) {
    // A name that several functions have names none of them but the first.
    let mut used = HashSet::new();
    let named = source.functions.iter().filter(|(_, name)| used.insert(name.clone()));
    let names: HashMap<usize, Name> = named.cloned().collect();
    for (instruction, &slot) in code.instructions.iter_mut().zip(starts) {
        instruction.label = names.get(&slot).cloned();
        instruction.location = source.location(slot).cloned().map(Arc::new);
        if let Operation::Call(Callee::Function) | Operation::LoadImmediate(Immediate::Function) =
            instruction.operation
            && let Ok(callee) = target(slot, instruction.imm, 0..usize::MAX)
            && let Some(name) = names.get(&callee)
        {
            instruction.reference = Some(Reference::Function(name.clone()));
        }
    }
}
