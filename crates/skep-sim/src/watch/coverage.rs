//! How often each line of the source was carried out.

use skep_vm::Program;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// How often each instruction was carried out, for each program that was.
#[derive(Debug, Default)]
pub(super) struct Counts {
    programs: Vec<(Arc<Program>, BTreeMap<usize, u64>)>,
}

impl Counts {
    pub(super) fn count(&mut self, program: &Arc<Program>, slot: usize) {
        let known = self.programs.iter().position(|(known, _)| Arc::ptr_eq(known, program));
        let index = known.unwrap_or_else(|| {
            self.programs.push((Arc::clone(program), BTreeMap::new()));
            self.programs.len() - 1
        });
        *self.programs[index].1.entry(slot).or_default() += 1;
    }

    pub(super) fn add_to(&self, coverage: &mut Coverage) {
        for (program, slots) in &self.programs {
            coverage.add(program, |slot| slots.get(&slot).copied().unwrap_or_default());
        }
    }
}

/// How often each line of the source was carried out: as often as that of its instructions that was carried out most.
///
/// Lines are known of programs that were loaded with them (BTF line records, as the language, the assembler and object files
/// with debug information give).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// For each file its lines, from 1, and how often each was carried out.
    pub files: BTreeMap<String, BTreeMap<u32, u64>>,
    /// For each file its functions: the line that each begins on, and how often it was called.
    pub functions: BTreeMap<String, BTreeMap<String, (u32, u64)>>,
}

impl Coverage {
    pub(super) fn add(&mut self, program: &Program, count: impl Fn(usize) -> u64) {
        // Of a line, each run adds what its programs did.
        let mut lines: BTreeMap<(&str, u32), u64> = BTreeMap::new();
        let mut slot = 0;
        for instruction in &program.code().instructions {
            let carried_out = count(slot);
            slot += instruction.slots();
            let Some(location) = instruction.location.as_deref() else { continue };
            let most = lines.entry((&location.file, location.line)).or_default();
            *most = (*most).max(carried_out);
            if let Some(name) = &instruction.label {
                let file = self.functions.entry(location.file.to_string()).or_default();
                file.entry(name.to_string()).or_insert((location.line, 0)).1 += carried_out;
            }
        }
        for ((file, line), carried_out) in lines {
            *self.files.entry(file.to_owned()).or_default().entry(line).or_default() += carried_out;
        }
    }

    /// How many lines there are with instructions, and how many of them were carried out.
    pub fn lines(&self) -> (usize, usize) {
        let all = self.files.values().flat_map(BTreeMap::values);
        (all.clone().count(), all.filter(|count| **count > 0).count())
    }

    /// As `lcov` writes it (`geninfo(1)`: `SF`, `FN`, `FNDA`, `DA` and their sums), for `genhtml` and editors.
    pub fn to_lcov(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        for (file, lines) in &self.files {
            let _ = writeln!(text, "TN:\nSF:{file}");
            if let Some(functions) = self.functions.get(file) {
                for (name, (line, _)) in functions {
                    let _ = writeln!(text, "FN:{line},{name}");
                }
                for (name, (_, calls)) in functions {
                    let _ = writeln!(text, "FNDA:{calls},{name}");
                }
                let called = functions.values().filter(|(_, calls)| *calls > 0).count();
                let _ = writeln!(text, "FNF:{}\nFNH:{called}", functions.len());
            }
            for (line, count) in lines {
                let _ = writeln!(text, "DA:{line},{count}");
            }
            let reached = lines.values().filter(|count| **count > 0).count();
            let _ = writeln!(text, "LF:{}\nLH:{reached}\nend_of_record", lines.len());
        }
        text
    }
}
