//! A program's code as the kernel has it.

use crate::retry::{self, Call};
use crate::{Error, Kernel, Operation, Program, Result};
use skep_btf::{Btf, FuncInfo, LineInfo};
use skep_isa::{Callee, Endian, Immediate, Instruction, ListingLine, Location, Reference, disassemble};
use skep_uapi::Helper;
use skep_uapi::kernel::{MapInfo, ObjectKind, ProgramCode};

/// An instruction of a loaded program.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct LoadedInstruction {
    /// Its slot: an instruction has one, one that loads 64 bits has two.
    pub slot: usize,
    /// The instruction, or the bytes of one that only the kernel has.
    pub instruction: ListingLine,
    /// Where in the source it was written, if the program came with its lines.
    pub location: Option<Location>,
    /// What it calls, by the name that the kernel lists.
    pub calls: Option<String>,
}

/// The machine code of a function of a loaded program.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct MachineFunction {
    /// Its name, if the program came with its types.
    pub name: Option<String>,
    /// Where it is in the kernel; 0 if this process may not know.
    pub address: u64,
    /// Its instructions, and what fills up behind them.
    pub bytes: Vec<u8>,
    /// Where the lines of the source begin, by the bytes from the function's beginning, in order. Nothing if the program came
    /// without them, or the addresses are not told.
    pub lines: Vec<(u64, Location)>,
}

impl MachineFunction {
    /// The line of the source that the instruction at this place is from.
    pub fn line_at(&self, offset: u64) -> Option<&Location> {
        let after = self.lines.partition_point(|(first, _)| *first <= offset);
        after.checked_sub(1).map(|index| &self.lines[index].1)
    }
}

impl Program {
    /// Its machine code, by functions, with the lines of the source: the program's own function first. Empty if it is interpreted.
    /// Needs `CAP_PERFMON`, and `CAP_SYS_ADMIN` for names and lines.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn machine_code(&self) -> Result<Vec<MachineFunction>> {
        let (kernel, code, info) = (self.kernel(), self.code()?, self.info()?);
        let types = (info.btf_id != 0).then(|| kernel.types_by_id(info.btf_id).ok()).flatten();
        let functions = FuncInfo::decode(&code.functions, skep_btf::Endian::NATIVE).unwrap_or_default();
        let lines = types.as_ref().map(|types| lines_at(&code, types)).unwrap_or_default();
        let mut rest = &*code.machine_code;
        let mut found = Vec::with_capacity(code.function_lengths.len());
        for (index, &length) in code.function_lengths.iter().enumerate() {
            let (bytes, after) = rest.split_at_checked(length as usize).unwrap_or((rest, &[]));
            rest = after;
            let address = code.function_addresses.get(index).copied().unwrap_or(0);
            let named = || {
                let types = types.as_ref()?;
                Some(types.type_by_id(functions.get(index)?.type_id).ok()?.name().ok()?.to_owned())
            };
            let within = address..address.saturating_add(length.into());
            let here = lines.iter().filter(|(at, _)| *at != 0 && within.contains(at));
            found.push(MachineFunction {
                name: named(),
                address,
                bytes: bytes.to_vec(),
                lines: here.map(|(at, location)| (at - address, location.clone())).collect(),
            });
        }
        Ok(found)
    }

    /// Its code as the kernel has it: bytes and records.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn code(&self) -> Result<ProgramCode> {
        let (kernel, handle) = (self.kernel(), self.handle());
        retry::call(kernel, Call::Read, || kernel.api().program_code(handle))
            .map_err(|errno| Error::kernel(kernel, Operation::ReadCode, self.name(), errno))
    }

    /// Its instructions as they were after the verifier has changed them, with the lines of the source, the names of maps and those
    /// of what is called. Needs `CAP_SYS_ADMIN` for the names.
    ///
    /// # Errors
    /// If the kernel refuses, or does not let this process see them.
    pub fn instructions(&self) -> Result<Vec<LoadedInstruction>> {
        let (kernel, code, info) = (self.kernel(), self.code()?, self.info()?);
        if code.translated.is_empty() {
            let problem = "the kernel does not show this process the instructions: that takes CAP_BPF, and \
                           `kernel.kptr_restrict` below 2";
            return Err(Error::invalid(Operation::ReadCode, self.name(), problem));
        }
        // Without rights, names are left out.
        let types = (info.btf_id != 0).then(|| kernel.types_by_id(info.btf_id).ok()).flatten();
        let lines = types.as_ref().map(|types| Lines::new(&code.lines, types)).unwrap_or_default();
        let maps: Vec<MapInfo> = info.map_ids.iter().filter_map(|id| map(kernel, *id)).collect();
        let calls = Calls::of(kernel);
        let mut slot = 0;
        let mut listed = Vec::new();
        for line in disassemble(&code.translated, Endian::NATIVE).lines {
            let at = slot;
            let (instruction, calls) = match line {
                ListingLine::Instruction(mut instruction) => {
                    slot += instruction.slots();
                    name_map(&mut instruction, &maps);
                    let calls = calls.name(&instruction);
                    (ListingLine::Instruction(instruction), calls)
                }
                raw @ ListingLine::Raw(_) => {
                    slot += 1;
                    (raw, None)
                }
            };
            listed.push(LoadedInstruction { slot: at, instruction, location: lines.at(at), calls });
        }
        Ok(listed)
    }
}

fn map(kernel: &Kernel, id: u32) -> Option<MapInfo> {
    let handle = kernel.api().open_by_id(ObjectKind::Map, id).ok()?;
    kernel.api().map_info(&handle).ok()
}

/// Where the kernel shows a map by its number, there is its name.
fn name_map(instruction: &mut Instruction, maps: &[MapInfo]) {
    use skep_isa::Operation;
    if let Operation::LoadImmediate(Immediate::Map | Immediate::MapValue) = instruction.operation {
        let number = instruction.imm.cast_unsigned() & u64::from(u32::MAX);
        let found = maps.iter().find(|map| u64::from(map.id) == number && !map.name.is_empty());
        instruction.reference = found.map(|map| Reference::Map(map.name.as_str().into()));
    }
}

/// What calls of helpers go to. A kernel has the distance of its function there from one of that name, which nobody calls.
struct Calls<'k> {
    kernel: &'k Kernel,
    base: Option<u64>,
}

impl<'k> Calls<'k> {
    fn of(kernel: &'k Kernel) -> Self {
        let found = kernel.api().symbol_addresses(&["__bpf_call_base"]).unwrap_or_default();
        let base = found.first().and_then(|addresses| addresses.first().copied()).filter(|base| *base != 0);
        Self { kernel, base }
    }

    fn name(&self, instruction: &Instruction) -> Option<String> {
        use skep_isa::Operation;
        if !matches!(instruction.operation, Operation::Call(Callee::Helper)) {
            return None;
        }
        if self.kernel.is_simulated() {
            let id = u32::try_from(instruction.imm).ok()?;
            return Helper(id).name().map(ToOwned::to_owned);
        }
        let address = self.base?.wrapping_add_signed(instruction.imm);
        let found = self.kernel.api().symbols_at(&[address]).ok()?.pop()??;
        (found.address == address).then_some(found.name)
    }
}

/// The lines of a program's source by their addresses in the kernel, in order.
fn lines_at(code: &ProgramCode, types: &Btf<'_>) -> Vec<(u64, Location)> {
    let records = LineInfo::decode(&code.lines, skep_btf::Endian::NATIVE).unwrap_or_default();
    let located = code.line_addresses.iter().zip(&records);
    let mut lines: Vec<_> =
        located.filter_map(|(address, record)| Some((*address, location(record, types)?))).collect();
    lines.sort_by_key(|(address, _)| *address);
    lines
}

fn location(record: &LineInfo, types: &Btf<'_>) -> Option<Location> {
    let text = types.string(record.text).ok().filter(|text| !text.is_empty());
    Some(Location {
        file: types.string(record.file).ok()?.into(),
        line: record.position.line(),
        column: record.position.column(),
        text: text.map(Into::into),
    })
}

/// The lines of a program's source.
#[derive(Default)]
struct Lines(Vec<(usize, Location)>);

impl Lines {
    fn new(records: &[u8], types: &Btf<'_>) -> Self {
        let records = LineInfo::decode(records, skep_btf::Endian::NATIVE).unwrap_or_default();
        let located =
            records.iter().filter_map(|record| Some((record.slot as usize, location(record, types)?)));
        let mut lines: Vec<_> = located.collect();
        lines.sort_by_key(|(slot, _)| *slot);
        Self(lines)
    }

    fn at(&self, slot: usize) -> Option<Location> {
        let after = self.0.partition_point(|(first, _)| *first <= slot);
        after.checked_sub(1).map(|index| self.0[index].1.clone())
    }
}
