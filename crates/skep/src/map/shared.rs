//! Maps that several hold: found by their names, pinned and taken up again if they are as wanted, frozen.

use super::{Map, Object};
use crate::objects::each;
use crate::retry::{self, Call};
use crate::{Error, ErrorKind, Kernel, Operation, Result};
use skep_object::MapSpec;
use skep_uapi::kernel::ObjectKind;
use skep_uapi::{MapFlags, MapType};
use std::path::Path;

impl Map {
    /// All maps of this name, whoever made them, by their numbers: a kernel does not keep names apart. Needs Linux 4.15 and
    /// `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not.
    pub fn named(kernel: &Kernel, name: &str) -> Result<Vec<Self>> {
        let mut ids = Vec::new();
        let walked = each::<()>(kernel, ObjectKind::Map, |handle| {
            let info = retry::call(kernel, Call::Read, || kernel.api().map_info(handle))?;
            ids.extend((info.name == name).then_some(info.id));
            Ok(None)
        });
        walked.map_err(|errno| Error::kernel(kernel, Operation::List(ObjectKind::Map), name, errno))?;
        // One that is gone by now is left out.
        ids.into_iter().filter_map(|id| Self::open_id(kernel, id).transpose()).collect()
    }

    /// Opens the map that is pinned there, or makes one and pins it there if nothing is. One that is there must be as the specification
    /// has it.
    ///
    /// # Errors
    /// If what is pinned there is no map, or one that differs: then the error names all fields that do. If nothing is, and no map can be made
    /// or pinned.
    pub fn open_pin_or_create(kernel: &Kernel, path: impl AsRef<Path>, spec: &MapSpec) -> Result<Self> {
        let path = path.as_ref();
        let open = || match Self::open_pin(kernel, path) {
            Ok(map) => map.check_fits(spec).map(|()| Some(map)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        if let Some(map) = open()? {
            return Ok(map);
        }
        let map = Self::create(kernel, spec)?;
        match map.pin(path) {
            Ok(()) => Ok(map),
            // Somebody was faster: theirs is the one that others have.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => open()?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Checks that a map is what a specification wants, so that it can be used in the place of a new one. Names may differ.
    ///
    /// # Errors
    /// If it is not: with all fields that differ.
    pub fn check_fits(&self, spec: &MapSpec) -> Result<()> {
        let info = self.info();
        let mut fields = vec![
            ("key_size", info.key_size.to_string(), spec.key_size.to_string()),
            ("value_size", info.value_size.to_string(), spec.value_size.to_string()),
        ];
        // A kernel gives each CPU's list of such a map as much room as the others'.
        if !spec.flags.contains(MapFlags::NO_COMMON_LRU) {
            fields.push(("max_entries", info.max_entries.to_string(), spec.max_entries.to_string()));
        }
        let flags = |flags: MapFlags| flags.0 & !added(spec.map_type).0;
        let shown = |bits: u32| MapFlags(bits).to_string();
        fields.push(("flags", shown(flags(info.flags)), shown(flags(spec.flags))));
        // What 0 leaves to the kernel, that says what it chose.
        if spec.extra != 0 {
            fields.push(("extra", info.extra.to_string(), spec.extra.to_string()));
        }
        if info.map_type != spec.map_type {
            fields = vec![("map_type", info.map_type.to_string(), spec.map_type.to_string())];
        }
        let differ: Vec<String> = fields
            .iter()
            .filter(|(_, found, wanted)| found != wanted)
            .map(|(field, found, wanted)| {
                format!("the map to be used has a {field} of {found}; the specification wants {wanted}")
            })
            .collect();
        if differ.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(Operation::CreateMap, &*spec.name, differ.join("; ")))
    }

    /// From now on no process can change the map; programs can as before, unless it was made with `RDONLY_PROG`: then the kernel
    /// takes its values for constants. There is no way back. Needs Linux 5.2.
    ///
    /// # Errors
    /// If it is frozen already, a process has its values mapped for writing, or maps of this type are not frozen.
    pub fn freeze(&self) -> Result<()> {
        let Object { kernel, handle, .. } = &*self.object;
        kernel.api().map_freeze(handle).map_err(|errno| self.error(Operation::Freeze, errno))
    }
}

/// The flags that a kernel adds by itself to maps of this type (`dev_map_init_map`, `kernel/bpf/devmap.c`; `insn_array_alloc`,
/// `kernel/bpf/bpf_insn_array.c`).
fn added(map_type: MapType) -> MapFlags {
    match map_type {
        MapType::DEVMAP | MapType::DEVMAP_HASH | MapType::INSN_ARRAY => MapFlags::RDONLY_PROG,
        _ => MapFlags::NONE,
    }
}
