//! The maps of an object: created or shared, filled, and frozen.

use super::for_kernel::ForKernel;
use super::structures::Structure;
use super::{LoadOptions, Token};
use crate::{Error, ErrorKind, Kernel, Map, Operation, Result, held_types};
use skep_object::{Contents, MapSpec, ObjectSpec, Pinning, Slot};
use skep_uapi::kernel::{MapCreate, MapTypes};
use skep_uapi::{Handle, MapType, UpdateFlags};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where maps are pinned that are shared by name, if nothing else is said.
const PINS: &str = "/sys/fs/bpf";

/// The maps of an object, as they are made. Dropped before they are kept, the pins that were made go.
pub(super) struct Maps<'a> {
    kernel: &'a Kernel,
    spec: &'a ObjectSpec,
    options: &'a LoadOptions,
    types: Option<&'a Handle>,
    pub(super) created: BTreeMap<String, Map>,
    pinned: Vec<PathBuf>,
}

impl<'a> Maps<'a> {
    pub(super) fn new(
        kernel: &'a Kernel,
        spec: &'a ObjectSpec,
        options: &'a LoadOptions,
        types: Option<&'a Handle>,
    ) -> Self {
        Self { kernel, spec, options, types, created: BTreeMap::new(), pinned: Vec::new() }
    }

    /// Makes all maps, and puts into them what is in them from the start, but for programs.
    pub(super) fn create(&mut self, for_kernel: &ForKernel<'_>) -> Result<()> {
        for spec in self.spec.maps.iter().filter(|map| self.options.makes(map)) {
            let configuration = for_kernel.configuration.get(&spec.name).map(Vec::as_slice);
            let map = self.one(spec, for_kernel, configuration)?;
            self.created.insert(spec.name.to_string(), map);
        }
        for spec in &self.spec.maps {
            let (Contents::Slots(slots), Some(outer)) = (&spec.contents, self.created.get(&*spec.name))
            else {
                continue;
            };
            for (index, slot) in slots {
                let Slot::Map(name) = slot else { continue };
                let Some(inner) = self.created.get(&**name) else {
                    return Err(super::missing("map", name, self.created.keys()));
                };
                let api = self.kernel.api();
                api.map_update_object(
                    &outer.object.handle,
                    &index.to_ne_bytes(),
                    &inner.object.handle,
                    UpdateFlags::ANY,
                )
                .map_err(|errno| outer.object.error(Operation::Update, errno))?;
            }
        }
        Ok(())
    }

    /// The maps; the pins stay.
    pub(super) fn keep(mut self) -> BTreeMap<String, Map> {
        self.pinned.clear();
        std::mem::take(&mut self.created)
    }

    /// A map: one that there is, if it is to be shared, and otherwise a new one with what is in it from the start.
    fn one(
        &mut self,
        spec: &MapSpec,
        for_kernel: &ForKernel<'_>,
        configuration: Option<&[u8]>,
    ) -> Result<Map> {
        if let Some(map) = self.options.reuse.get(&*spec.name) {
            return fitting(map, spec);
        }
        let path = (spec.pinning != Pinning::None)
            .then(|| self.options.pins.as_deref().unwrap_or(Path::new(PINS)).join(&*spec.name));
        if let Some(path) = &path {
            match Map::open_pin(self.kernel, path) {
                Ok(map) => return fitting(&map, spec),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let map = self.new_map(spec, for_kernel.structures.get(&spec.name))?;
        fill(&map, spec, configuration)?;
        // Whoever opens the pin finds the map filled.
        if let Some(path) = path {
            map.pin(&path)?;
            self.pinned.push(path);
        }
        Ok(map)
    }

    fn new_map(&self, spec: &MapSpec, structure: Option<&Structure>) -> Result<Map> {
        // What the maps in it are like is shown by one, which is not needed any more after that.
        let inner = spec.inner.as_ref().map(|inner| self.new_map(inner, None)).transpose()?;
        let types = self.types.and_then(|types| map_types(spec, types));
        let module = structure.and_then(|structure| structure.module.as_deref());
        let module = module.map(|module| {
            held_types::open(self.kernel, module).map_err(|errno| {
                let of = format!("of the module `{module}`");
                let cause = Error::kernel(self.kernel, Operation::OpenTypes, of, errno);
                Error::other(Operation::CreateMap, &*spec.name, cause)
            })
        });
        let module = module.transpose()?;
        let more = MapCreate {
            types,
            token: self.options.token.as_ref().map(Token::handle),
            kernel_value_type: structure.map_or(0, |structure| structure.value_type),
            kernel_value_module: module.as_ref(),
            ..MapCreate::default()
        };
        Map::create_with(self.kernel, spec, inner.as_ref(), more)
    }
}

impl Drop for Maps<'_> {
    fn drop(&mut self) {
        for path in &self.pinned {
            // There is nobody to tell; the pin stays, as it would have if the load had succeeded.
            let _ = self.kernel.api().unpin(path);
        }
    }
}

/// The types of keys and values, for the map types whose entries have some (`map_check_btf` of the map types in
/// `kernel/bpf`).
fn map_types<'t>(spec: &MapSpec, types: &'t Handle) -> Option<MapTypes<'t>> {
    let value = spec.value_type?.number();
    let key = spec.key_type.map(|key| key.number());
    match spec.map_type {
        // The kernel has its own.
        MapType::STRUCT_OPS => Some(MapTypes { types, key: 0, value: 0 }),
        // Of global variables there are only values.
        MapType::ARRAY if spec.max_entries == 1 => Some(MapTypes { types, key: key.unwrap_or(0), value }),
        MapType::ARRAY
        | MapType::PERCPU_ARRAY
        | MapType::HASH
        | MapType::PERCPU_HASH
        | MapType::LRU_HASH
        | MapType::LRU_PERCPU_HASH
        | MapType::LPM_TRIE
        | MapType::SK_STORAGE
        | MapType::INODE_STORAGE
        | MapType::TASK_STORAGE
        | MapType::CGRP_STORAGE => Some(MapTypes { types, key: key?, value }),
        _ => None,
    }
}

/// Puts into a new map what is in it from the start, and freezes it if it is not to be changed after that.
fn fill(map: &Map, spec: &MapSpec, configuration: Option<&[u8]>) -> Result<()> {
    let value = match &spec.contents {
        Contents::Empty | Contents::Slots(_) | Contents::Structure(_) => None,
        Contents::Value(value) => Some(&**value),
        Contents::Configuration => configuration,
    };
    if let Some(value) = value {
        map.update(&0_u32.to_ne_bytes(), value, UpdateFlags::ANY)?;
    }
    if spec.frozen {
        map.freeze()?;
    }
    Ok(())
}

/// The map, if it is what the specification wants.
fn fitting(map: &Map, spec: &MapSpec) -> Result<Map> {
    map.check_fits(spec).map(|()| map.clone())
}
