//! What libbpf makes of an object: its instructions after relocation, before they are loaded.

use libbpf_rs::{AsRawLibbpf as _, ObjectBuilder, libbpf_sys};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

/// The call that libbpf puts where it has no answer.
pub(crate) const POISON: [u8; 8] = [0x85, 0, 0, 0, 0x10, 0x23, 0xad, 0x0b];

/// The slots of each program.
pub(crate) type Programs = HashMap<String, Vec<[u8; 8]>>;

/// What libbpf makes of the programs of an object, for the types in a file.
pub(crate) fn relocated(object: &Path, target: &Path) -> Result<Programs, Box<dyn Error>> {
    libbpf_rs::set_print(None);
    let mut builder = ObjectBuilder::default();
    builder.btf_custom_path(target)?;
    let mut object = builder.open_file(object)?;
    // SAFETY: the object is open and not loaded, and nothing else uses it during the call.
    let status = unsafe { libbpf_sys::bpf_object__prepare(object.as_libbpf_object().as_ptr()) };
    if status != 0 {
        return Err(format!("bpf_object__prepare: error {}", -status).into());
    }
    let mut programs = HashMap::new();
    for program in object.progs_mut() {
        let name = program.name().to_string_lossy().into_owned();
        programs.insert(name, program.insns().iter().map(bytes).collect());
    }
    Ok(programs)
}

/// An instruction as it is in memory, on a little-endian machine.
fn bytes(insn: &libbpf_sys::bpf_insn) -> [u8; 8] {
    let [a, b] = insn.off.to_le_bytes();
    let [c, d, e, f] = insn.imm.to_le_bytes();
    [insn.code, insn.dst_reg() | insn.src_reg() << 4, a, b, c, d, e, f]
}
