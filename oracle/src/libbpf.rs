//! What libbpf makes of an object, its instructions after relocation, before they are loaded; and of types.

use libbpf_rs::{AsRawLibbpf as _, ObjectBuilder, libbpf_sys};
use std::collections::HashMap;
use std::error::Error;
use std::ffi::c_void;
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
    // Programs that are not to be loaded keep what they are otherwise.
    object.progs_mut().for_each(|mut program| program.set_autoload(true));
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

/// A BTF of libbpf's.
pub(crate) struct Types(*mut libbpf_sys::btf);

impl Types {
    /// A BTF without types.
    pub(crate) fn empty() -> Result<Self, Box<dyn Error>> {
        // SAFETY: it takes nothing.
        Self::made(unsafe { libbpf_sys::btf__new_empty() })
    }

    /// The BTF of these bytes, split from a base if there is one; the base has to be there for as long.
    pub(crate) fn new(bytes: &[u8], base: Option<&Self>) -> Result<Self, Box<dyn Error>> {
        let (start, length) = (bytes.as_ptr().cast::<c_void>(), u32::try_from(bytes.len())?);
        let base = base.map_or(std::ptr::null_mut(), |base| base.0);
        // SAFETY: the bytes are readable for as many as are said and are copied; the base is none or one of libbpf's.
        Self::made(unsafe { libbpf_sys::btf__new_split(start, length, base) })
    }

    fn made(btf: *mut libbpf_sys::btf) -> Result<Self, Box<dyn Error>> {
        if btf.is_null() { Err(std::io::Error::last_os_error().into()) } else { Ok(Self(btf)) }
    }

    /// Adds all types of another.
    pub(crate) fn add(&mut self, other: &Self) -> Result<(), Box<dyn Error>> {
        // SAFETY: both are BTFs that libbpf made and nothing has freed.
        status("btf__add_btf", unsafe { libbpf_sys::btf__add_btf(self.0, other.0) })
    }

    pub(crate) fn deduplicate(&mut self) -> Result<(), Box<dyn Error>> {
        // SAFETY: libbpf made the BTF and nothing has freed it; no options are allowed.
        status("btf__dedup", unsafe { libbpf_sys::btf__dedup(self.0, std::ptr::null()) })
    }

    /// The distilled base, and the types that are split from it.
    pub(crate) fn distilled(&self) -> Result<(Self, Self), Box<dyn Error>> {
        let (mut base, mut types) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: libbpf made the BTF and nothing has freed it; it writes two pointers to variables of ours.
        status("btf__distill_base", unsafe { libbpf_sys::btf__distill_base(self.0, &mut base, &mut types) })?;
        Ok((Self(base), Self(types)))
    }

    /// Fits types that are split from a distilled base to another, which has to be there for as long.
    pub(crate) fn relocate(&mut self, base: &Self) -> Result<(), Box<dyn Error>> {
        // SAFETY: libbpf made both BTFs and nothing has freed them.
        status("btf__relocate", unsafe { libbpf_sys::btf__relocate(self.0, base.0) })
    }

    /// The BTF as bytes. libbpf keeps those that it was asked for once, and gives them again whatever has changed.
    pub(crate) fn bytes(&self) -> Result<&[u8], Box<dyn Error>> {
        let mut length = 0;
        // SAFETY: libbpf made the BTF, and the length is written to a variable of ours.
        let bytes = unsafe { libbpf_sys::btf__raw_data(self.0, &mut length) };
        if bytes.is_null() {
            return Err("btf__raw_data: no data".into());
        }
        // SAFETY: libbpf keeps as many bytes as it said until the BTF is freed, or changed through a unique reference.
        Ok(unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize) })
    }
}

impl Drop for Types {
    fn drop(&mut self) {
        // SAFETY: libbpf made it, and this is the only place that frees it.
        unsafe { libbpf_sys::btf__free(self.0) }
    }
}

fn status(call: &str, status: i32) -> Result<(), Box<dyn Error>> {
    if status < 0 { Err(format!("{call}: error {}", -status).into()) } else { Ok(()) }
}
