//! Programs: loading them, which is mostly checking them.

mod check;
mod dead;
mod flow;
mod log;
mod slots;
mod source;
mod target;

use crate::maps::{MapKind, ProgramKind, is_object_name};
use crate::objects::ObjectId;
use crate::settings::Settings;
use crate::state::State;
use crate::types;
pub(crate) use source::BTF_ENDIAN;
pub(crate) use target::TracingTarget;

use check::{Checker, MapAtSlot, Refusal};
use skep_isa::{Immediate, Instruction, Operation, SLOT};
use skep_uapi::kernel::{Log, ProgramCode, ProgramInfo, ProgramLoad};
use skep_uapi::{AttachType, Capability, Errno, MapFlags, ProgramFlags, ProgramType, Result};
use skep_verifier::MapFacts;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The flags that the kernel takes for the simulated program types. None makes a difference here: alignment is that of
/// the interpreter, and the others are for testing the kernel's verifier.
const FLAGS: ProgramFlags = ProgramFlags(
    ProgramFlags::STRICT_ALIGNMENT.0
        | ProgramFlags::ANY_ALIGNMENT.0
        | ProgramFlags::TEST_RND_HI32.0
        | ProgramFlags::TEST_STATE_FREQ.0
        | ProgramFlags::XDP_HAS_FRAGS.0
        | ProgramFlags::XDP_DEV_BOUND_ONLY.0
        | ProgramFlags::TEST_REG_INVARIANTS.0,
);

/// A loaded program. It holds its maps and its BTF.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) program_type: ProgramType,
    pub(crate) expected_attach_type: AttachType,
    pub(crate) name: String,
    pub(crate) maps: Vec<u32>,
    pub(crate) btf: Option<u32>,
    /// Whether it takes packets in several pieces.
    takes_pieces: bool,
    /// Whether it may sleep.
    pub(crate) sleeps: bool,
    /// What a program of type tracing was loaded for.
    pub(crate) target: Option<TracingTarget>,
    pub(crate) program: Arc<skep_vm::Program>,
    /// What is said of it, and counted.
    info: ProgramInfo,
    code: ProgramCode,
}

impl Program {
    /// What the programs that share an array of programs have in common.
    pub(crate) fn kind(&self) -> ProgramKind {
        let Self { program_type, expected_attach_type, takes_pieces, .. } = *self;
        ProgramKind { program_type, expected_attach_type, takes_pieces }
    }
}

/// Whether the kernel takes this log: `EINVAL` if not.
pub(crate) fn check_log(log: Option<&Log<'_>>) -> Result<()> {
    log::level(log).map(|_| ())
}

/// Whether instructions take the addresses of variables or functions of the kernel or a module.
pub(crate) fn names_variables(instructions: &[u8]) -> bool {
    instructions.as_chunks::<SLOT>().0.iter().any(|slot| slots::Slot(slot).names_variable())
}

/// Hands a log over.
pub(crate) fn write_log(log: &mut Log<'_>, text: &str) -> Result<()> {
    log::write(log, text)
}

impl State {
    /// Loads a program; gives its number, with one holder. `maps`, `btf` and `modules` are the request's, as they are known
    /// here.
    pub(crate) fn load_program(
        &mut self,
        request: &ProgramLoad<'_>,
        maps: &[(u32, u32)],
        btf: Option<u32>,
        modules: &[u32],
        log: Option<&mut Log<'_>>,
        settings: &Settings,
    ) -> Result<u32> {
        let (slots, rest) = request.instructions.as_chunks::<SLOT>();
        let ProgramLoad { program_type, expected_attach_type, .. } = *request;
        // In the kernel's order (`bpf_prog_load`, `kernel/bpf/syscall.c`).
        let sleeps = request.flags.contains(ProgramFlags::SLEEPABLE);
        let flags = request.flags.0 & !ProgramFlags::SLEEPABLE.0;
        // Of the simulated types only these may sleep, in probes of user space.
        if !rest.is_empty() || flags & !FLAGS.0 != 0 || sleeps && program_type != ProgramType::KPROBE {
            return Err(Errno::EINVAL);
        }
        if !settings.has_since(program_type.since()) {
            return Err(Errno::EINVAL);
        }
        settings.may_load_programs(slots.len())?;
        settings.may_load_type(program_type)?;
        if !can_be_attached(program_type, expected_attach_type) || !is_object_name(request.name) {
            return Err(Errno::EINVAL);
        }
        let level = log::level(log.as_deref())?;
        let maps_at_slots = self.maps_at_slots(maps)?;
        let btf = match btf {
            Some(id) => Some((id, self.btfs.get(id).ok_or(Errno::EBADF)?)),
            None => None,
        };
        let known = check::Known {
            settings,
            kernel: self.btfs.get(types::KERNEL_TYPES).map(|types| &types.btf),
            modules: modules.iter().filter_map(|id| Some(&self.btfs.get(*id)?.btf)).collect(),
        };
        let mut checker =
            Checker::new(slots, request, &maps_at_slots, btf.map(|(_, types)| &types.btf), known, level);
        checker.follows_values = settings.follows_values;
        checker.reads_unwritten_stack = settings.has(Capability::PERFMON);
        let target = target::find(request, &self.tracepoints);
        let checked = checker.check(target.as_ref().err().map(String::as_str));
        let text = checker.into_log();
        if let Some(log) = log {
            log::write(log, &text)?;
        }
        let code = checked.map_err(|Refusal(errno)| errno)?;
        let program = skep_vm::Program::link(&code, |slot, instruction| {
            let map = maps_at_slots.iter().find(|map| map.slot == slot)?;
            value_loaded(map, instruction)
        });
        let btf = btf.map(|(id, _)| id);
        let target = target.map_err(|_| Errno::EINVAL)?;
        // The checks are stricter than this.
        let program = compiled(program.map_err(|_| Errno::EINVAL)?);
        let used: BTreeSet<u32> = maps.iter().map(|(_, map)| *map).collect();
        let takes_pieces = request.flags.contains(ProgramFlags::XDP_HAS_FRAGS);
        let kind = ProgramKind { program_type, expected_attach_type, takes_pieces };
        for map in &used {
            if let MapKind::Programs(programs) = &mut self.maps.get_mut(*map)?.kind {
                programs.accept(kind)?;
            }
        }
        used.iter().for_each(|map| self.hold(ObjectId::Map(*map)));
        btf.into_iter().for_each(|btf| self.hold(ObjectId::Btf(btf)));
        let map_ids: Vec<u32> = used.into_iter().collect();
        let code = ProgramCode {
            translated: with_map_ids(request.instructions, maps),
            functions: request.btf.map(|btf| btf.functions.to_vec()).unwrap_or_default(),
            lines: request.btf.map(|btf| btf.lines.to_vec()).unwrap_or_default(),
            ..ProgramCode::default()
        };
        let tag = tag(slots, maps);
        let info = ProgramInfo {
            program_type,
            id: 0,
            name: request.name.to_owned(),
            tag,
            loaded_at: self.clock.now().0,
            user_id: settings.user_id,
            gpl_compatible: check::is_gpl_compatible(request.license),
            map_ids: map_ids.clone(),
            btf_id: btf.unwrap_or(0),
            translated_size: length_of(&code.translated),
            machine_code_size: 0,
            // Each is looked at once.
            verified_instructions: length_of(slots),
            run_count: 0,
            run_time: 0,
            recursion_misses: 0,
            attached_to: match request.attach_type_id {
                0 => (0, 0),
                function => (types::KERNEL_TYPES, function),
            },
        };
        Ok(self.programs.insert(Program {
            program_type,
            expected_attach_type,
            name: request.name.to_owned(),
            maps: map_ids,
            btf,
            takes_pieces,
            sleeps,
            target,
            program: Arc::new(program),
            info,
            code,
        }))
    }

    fn maps_at_slots(&self, maps: &[(u32, u32)]) -> Result<Vec<MapAtSlot>> {
        let at = |&(slot, id): &(u32, u32)| {
            let map = self.maps.get(id)?;
            let value = match &map.kind {
                MapKind::Array(array) => {
                    let only = array.only_value().and_then(|values| self.memory.element_address(values, 0));
                    Some((map.info().value_size, only))
                }
                _ => None,
            };
            let (address, label) = (map.address(&self.memory), map.label());
            let info = map.info();
            let facts = MapFacts {
                number: id,
                map_type: info.map_type,
                value_size: info.value_size,
                read_only: info.flags.contains(MapFlags::RDONLY_PROG),
                has_fields: info.btf_id != 0,
            };
            Ok(MapAtSlot { slot: crate::maps::length(slot), address, label, value, facts })
        };
        maps.iter().map(at).collect()
    }

    pub(crate) fn program_info(&self, id: u32) -> Result<ProgramInfo> {
        let program = self.programs.get(id).ok_or(Errno::EBADF)?;
        Ok(ProgramInfo { id, ..program.info.clone() })
    }

    /// The code as it was loaded: nothing changes it here, and there is no machine code.
    pub(crate) fn program_code(&self, id: u32) -> Result<ProgramCode> {
        Ok(self.programs.get(id).ok_or(Errno::EBADF)?.code.clone())
    }

    /// Counts a run, if somebody wants that. No time passes in a run.
    pub(crate) fn count_run(&mut self, id: u32) {
        if self.run_counts.len() > 0
            && let Some(program) = self.programs.get_mut(id)
        {
            program.info.run_count += 1;
        }
    }
}

/// The program with machine code, if this library was built for that. What cannot be compiled is interpreted.
fn compiled(program: skep_vm::Program) -> skep_vm::Program {
    #[cfg(feature = "jit")]
    let program = {
        let mut program = program;
        // Why not is of no use to anybody here.
        let _ = skep_jit::compile(&mut program);
        program
    };
    program
}

/// Whether programs of this type are simulated, and can have this expected attach type (`bpf_prog_load_check_attach`,
/// `kernel/bpf/syscall.c`).
fn can_be_attached(program_type: ProgramType, attach_type: AttachType) -> bool {
    match program_type {
        ProgramType::TRACEPOINT
        | ProgramType::RAW_TRACEPOINT
        | ProgramType::XDP
        | ProgramType::SOCKET_FILTER
        | ProgramType::SCHED_CLS
        | ProgramType::KPROBE
        | ProgramType::PERF_EVENT => true,
        ProgramType::TRACING => [AttachType::TRACE_RAW_TP, AttachType::TRACE_FENTRY, AttachType::TRACE_FEXIT]
            .contains(&attach_type),
        ProgramType::CGROUP_SKB => {
            matches!(attach_type, AttachType::CGROUP_INET_INGRESS | AttachType::CGROUP_INET_EGRESS)
        }
        _ => false,
    }
}

/// What an instruction that names a map loads.
fn value_loaded(map: &MapAtSlot, instruction: &Instruction) -> Option<u64> {
    match instruction.operation {
        Operation::LoadImmediate(Immediate::Map) => Some(map.address),
        Operation::LoadImmediate(Immediate::MapValue) => {
            let (_, only) = map.value?;
            // The offset is in the upper half.
            Some(only?.wrapping_add(instruction.imm.cast_unsigned() >> 32))
        }
        _ => None,
    }
}

/// The length of a list that is not longer than a program may be.
fn length_of<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// The instructions with the numbers of maps in the slots that name them, as a kernel shows them.
fn with_map_ids(instructions: &[u8], maps: &[(u32, u32)]) -> Vec<u8> {
    let mut shown = instructions.to_vec();
    for &(slot, id) in maps {
        let start = crate::maps::length(slot) * SLOT + 4;
        if let Some(place) = shown.get_mut(start..start + 4) {
            place.copy_from_slice(&id.to_ne_bytes());
        }
    }
    shown
}

/// A hash of the instructions with the maps left out, as the kernel's tag is. (Not the same one: FNV-1a.)
fn tag(slots: &[[u8; SLOT]], maps: &[(u32, u32)]) -> [u8; 8] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (number, bytes) in slots.iter().enumerate() {
        let names_map = maps.iter().any(|&(slot, _)| crate::maps::length(slot) == number);
        let known = if names_map { &bytes[..4] } else { &bytes[..] };
        for byte in known {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash.to_be_bytes()
}
