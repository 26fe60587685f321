//! The names of a program's functions and the source of its instructions, from the tables that go with it
//! (`check_btf_func` and `check_btf_line`, `kernel/bpf/verifier.c`).

use skep_btf::{Btf, FuncInfo, Kind, LineInfo};
use skep_isa::{Endian, Location, Name};
use skep_uapi::kernel::ProgramBtf;

/// What the tables say.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The name of the function that begins in each of these slots.
    pub(super) functions: Vec<(usize, Name)>,
    /// The places in the source, each from its slot on to the next one's, in the order of slots.
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    slot: usize,
    location: Location,
    text: String,
}

/// BTF and instructions name byte orders by types of their own.
pub(crate) const BTF_ENDIAN: skep_btf::Endian = match Endian::NATIVE {
    Endian::Little => skep_btf::Endian::Little,
    Endian::Big => skep_btf::Endian::Big,
};

impl Source {
    /// Reads the tables; what is wrong with them, in the kernel's words. `functions` are the slots in which the
    /// program's functions begin, in order, and `is_instruction` says whether one begins in a slot.
    pub(super) fn read(
        btf: &Btf<'_>,
        tables: &ProgramBtf<'_>,
        functions: &[usize],
        slots: usize,
        is_instruction: impl Fn(usize) -> bool,
    ) -> Result<Self, String> {
        let infos = FuncInfo::decode(tables.functions, BTF_ENDIAN).map_err(|error| error.to_string())?;
        let mut source = Self::default();
        if !infos.is_empty() {
            if infos.len() != functions.len() {
                return Err("number of funcs in func_info doesn't match number of subprogs".into());
            }
            for (info, &start) in infos.iter().zip(functions) {
                if crate::maps::length(info.slot) != start {
                    return Err("func_info BTF section doesn't match subprog layout in BPF program".into());
                }
                let number = info.type_id.number();
                let function = btf.type_by_id(info.type_id).ok().filter(|found| found.kind() == Kind::Func);
                let name = function.and_then(|function| function.name().ok());
                let name = name.ok_or_else(|| format!("invalid type id {number} in func info"))?;
                source.functions.push((start, name.into()));
            }
        }
        let infos = LineInfo::decode(tables.lines, BTF_ENDIAN).map_err(|error| error.to_string())?;
        source.read_lines(btf, &infos, slots, is_instruction)?;
        if let Some((number, _)) = functions.iter().enumerate().find(|(_, start)| {
            !infos.is_empty() && source.lines.binary_search_by_key(*start, |line| line.slot).is_err()
        }) {
            return Err(format!("missing bpf_line_info for func#{number}"));
        }
        Ok(source)
    }

    fn read_lines(
        &mut self,
        btf: &Btf<'_>,
        infos: &[LineInfo],
        slots: usize,
        is_instruction: impl Fn(usize) -> bool,
    ) -> Result<(), String> {
        let mut file: Option<(skep_btf::StringOffset, Name)> = None;
        for (number, info) in infos.iter().enumerate() {
            let slot = crate::maps::length(info.slot);
            let previous = self.lines.last().map(|line| line.slot);
            if previous.is_some_and(|previous| slot <= previous) || slot >= slots {
                let previous = previous.unwrap_or(0);
                return Err(format!(
                    "Invalid line_info[{number}].insn_off:{slot} (prev_offset:{previous} prog->len:{slots})"
                ));
            }
            if !is_instruction(slot) {
                return Err(format!("Invalid insn code at line_info[{number}].insn_off"));
            }
            let strings = || format!("Invalid line_info[{number}].line_off or .file_name_off");
            let name = match &file {
                Some((offset, name)) if *offset == info.file => name.clone(),
                _ => btf.string(info.file).map_err(|_| strings())?.into(),
            };
            let text = btf.string(info.text).map_err(|_| strings())?.to_owned();
            file = Some((info.file, name.clone()));
            let (line, column) = (info.position.line(), info.position.column());
            self.lines.push(Line { slot, location: Location { file: name, line, column, text: None }, text });
        }
        Ok(())
    }

    /// Where in the source the instruction in this slot was written.
    pub(super) fn location(&self, slot: usize) -> Option<&Location> {
        self.line(slot).map(|line| &line.location)
    }

    /// The line of the log that shows the source of the instruction in this slot.
    pub(super) fn comment(&self, slot: usize) -> Option<String> {
        let Line { location, text, .. } = self.line(slot)?;
        Some(format!("; {} @ {}:{}\n", text.trim_start(), location.file, location.line))
    }

    fn line(&self, slot: usize) -> Option<&Line> {
        let after = self.lines.partition_point(|line| line.slot <= slot);
        self.lines.get(after.checked_sub(1)?)
    }
}
