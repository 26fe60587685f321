//! Loading: a specification becomes maps and programs of a kernel.

use crate::VerifierReport;
use crate::map::Object as Open;
use crate::retry::{self, Call};
use crate::{
    Cause, Error, FromMap, Kernel, Map, Operation, Program, Result, error, locked_memory, permission,
};
use skep_isa::ImageOptions;
use skep_object::{MapSpec, ObjectSpec, ProgramLayout, ProgramSpec};
use skep_uapi::kernel::{Log, ProgramBtf, ProgramLoad};
use skep_uapi::{Errno, Handle};
use std::collections::BTreeMap;

/// Loading of specifications.
pub trait Load {
    /// Creates the maps and loads the programs. If one part fails, all is undone.
    ///
    /// Programs are not attached yet: [`Program::attach`] does that.
    ///
    /// # Errors
    /// If the specification is not well-formed, a map cannot be created, the verifier refuses a program, or this
    /// process may not.
    fn load(&self, kernel: &Kernel) -> Result<Object> {
        self.load_with(kernel, &LoadOptions::new())
    }

    /// As [`load`](Self::load), with options.
    ///
    /// # Errors
    /// Also if a map to be used is not what the specification wants.
    fn load_with(&self, kernel: &Kernel, options: &LoadOptions) -> Result<Object>;
}

/// What is decided before a load.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    reuse: BTreeMap<String, Map>,
}

impl LoadOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this map for the one of the same name, instead of creating one: so that several objects share it.
    #[must_use]
    pub fn reuse(mut self, map: &Map) -> Self {
        self.reuse.insert(map.name().to_owned(), map.clone());
        self
    }
}

impl Load for ObjectSpec {
    fn load_with(&self, kernel: &Kernel, options: &LoadOptions) -> Result<Object> {
        self.check().map_err(|errors| {
            let name = self.programs.first().map_or("object", |program| &*program.name);
            Error::new(Operation::Check, name, Cause::Spec(errors), None)
        })?;
        let mut object = Object { maps: BTreeMap::new(), programs: BTreeMap::new() };
        for spec in &self.maps {
            let map = match options.reuse.get(&*spec.name) {
                Some(map) => fitting(map, spec)?,
                None => Map::create(kernel, spec)?,
            };
            object.maps.insert(spec.name.to_string(), map);
        }
        for program in &self.programs {
            let loaded = Loader { kernel, spec: self, maps: &object.maps, program }.load()?;
            object.programs.insert(program.name.to_string(), loaded);
        }
        Ok(object)
    }
}

/// The map, if it is what the specification wants.
fn fitting(map: &Map, spec: &MapSpec) -> Result<Map> {
    let info = map.info();
    let fields = [
        ("map_type", info.map_type.0, spec.map_type.0),
        ("key_size", info.key_size, spec.key_size),
        ("value_size", info.value_size, spec.value_size),
        ("max_entries", info.max_entries, spec.max_entries),
    ];
    match fields.into_iter().find(|(_, found, wanted)| found != wanted) {
        None => Ok(map.clone()),
        Some((field, found, wanted)) => {
            let problem =
                format!("the map to be used has a {field} of {found}; the specification wants {wanted}");
            Err(Error::invalid(Operation::CreateMap, &*spec.name, problem))
        }
    }
}

/// Loaded maps and programs, by name. Dropped, all that nothing else holds goes.
#[derive(Debug)]
pub struct Object {
    maps: BTreeMap<String, Map>,
    programs: BTreeMap<String, Program>,
}

impl Object {
    /// The program of this name.
    ///
    /// # Errors
    /// If there is none.
    pub fn program(&self, name: &str) -> Result<&Program> {
        self.programs.get(name).ok_or_else(|| missing("program", name, self.programs.keys()))
    }

    /// The map of this name, as what it is: `object.map::<HashMap<u32, u64>>("COUNTS")`, or as a [`Map`] of any type.
    ///
    /// # Errors
    /// If there is no map of this name, or one of another type or with keys or values of another size; for a ring
    /// buffer also if it has a reader already.
    pub fn map<T: FromMap>(&self, name: &str) -> Result<T> {
        let map = self.maps.get(name).ok_or_else(|| missing("map", name, self.maps.keys()))?;
        T::from_map(map.clone())
    }
}

fn missing<'a>(kind: &str, name: &str, there: impl Iterator<Item = &'a String>) -> Error {
    let there: Vec<String> = there.map(|name| format!("`{name}`")).collect();
    let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
    Error::invalid(Operation::Find, name, format!("there is no {kind} of that name; there is {there}"))
}

/// The first log buffer's size in bytes, enough for most refusals.
const FIRST_LOG: usize = 64 << 10;
/// The largest log that Linux takes (`bpf_verifier_log_attr_valid`, `kernel/bpf/log.c`: `UINT_MAX >> 2`).
const LARGEST_LOG: usize = (u32::MAX >> 2) as usize;

/// The loading of one program.
struct Loader<'a> {
    kernel: &'a Kernel,
    spec: &'a ObjectSpec,
    maps: &'a BTreeMap<String, Map>,
    program: &'a ProgramSpec,
}

impl Loader<'_> {
    fn load(&self) -> Result<Program> {
        let ProgramSpec { name, program_type, target, .. } = self.program;
        let layout = self
            .spec
            .layout(self.program, ImageOptions::default())
            .map_err(|error| Error::new(Operation::Check, &**name, Cause::Layout(error), None))?;
        // A kernel that does not take the types takes the program without them: they only explain it.
        let types = self.kernel.api().btf_load(&layout.btf, None).ok();
        let handle = self.load_layout(&layout, types.as_ref())?;
        let open = Open { kernel: self.kernel.clone(), handle, name: name.to_string() };
        Ok(Program::new(open, *program_type, target.clone()))
    }

    fn load_layout(&self, layout: &ProgramLayout, types: Option<&Handle>) -> Result<Handle> {
        let ProgramSpec { name, program_type, expected_attach_type, flags, .. } = self.program;
        let mut maps = Vec::with_capacity(layout.image.maps.len());
        for fixup in &layout.image.maps {
            // A program has at most a million slots, and the check found every map.
            if let (Ok(slot), Some(map)) = (u32::try_from(fixup.slot), self.maps.get(&*fixup.map)) {
                maps.push((slot, &map.object.handle));
            }
        }
        let request = ProgramLoad {
            program_type: *program_type,
            expected_attach_type: *expected_attach_type,
            name: self.program.shown_name(),
            license: &self.spec.license,
            instructions: &layout.image.bytes,
            maps: &maps,
            flags: *flags,
            btf: types.map(|types| ProgramBtf { types, functions: &layout.functions, lines: &layout.lines }),
            ..ProgramLoad::default()
        };
        match self.try_load(&request, None) {
            Ok(handle) => Ok(handle),
            // The kernel did not come to a judgement that it could explain.
            Err(errno) if error::is_no_judgement(errno) => {
                let operation = Operation::LoadProgram(*program_type);
                Err(Error::kernel(self.kernel, operation, &**name, errno))
            }
            Err(errno) => self.load_with_log(&request, layout, errno),
        }
    }

    /// Loads again, this time to be told why it does not work.
    fn load_with_log(
        &self,
        request: &ProgramLoad<'_>,
        layout: &ProgramLayout,
        mut errno: Errno,
    ) -> Result<Handle> {
        let operation = Operation::LoadProgram(request.program_type);
        let mut size = FIRST_LOG;
        loop {
            let mut buffer = vec![0; size];
            let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
            match self.try_load(request, Some(&mut log)) {
                Ok(handle) => return Ok(handle),
                Err(Errno::ENOSPC) if size < LARGEST_LOG => {
                    let wanted = usize::try_from(log.true_size).unwrap_or(LARGEST_LOG);
                    size = wanted.max(size.saturating_mul(2)).min(LARGEST_LOG);
                    continue;
                }
                Err(refusal) => {
                    let text = log.text();
                    let whole = refusal != Errno::ENOSPC;
                    if whole {
                        errno = refusal;
                    }
                    if text.is_empty() {
                        return Err(Error::kernel(self.kernel, operation, request.name, errno));
                    }
                    let report =
                        VerifierReport::new(self.spec, self.program, &layout.image, errno, text, whole);
                    // The verifier, too, has rules for those who may less.
                    let remedy = (errno == Errno::EPERM)
                        .then(|| permission::capabilities_remedy(self.kernel, operation, errno))
                        .flatten();
                    return Err(Error::new(operation, request.name, Cause::Rejected(report), remedy));
                }
            }
        }
    }

    fn try_load(
        &self,
        request: &ProgramLoad<'_>,
        mut log: Option<&mut Log<'_>>,
    ) -> std::result::Result<Handle, Errno> {
        let operation = Operation::LoadProgram(request.program_type);
        let api = self.kernel.api();
        locked_memory::with_room(self.kernel, operation, || {
            retry::call(self.kernel, Call::LoadProgram, || api.program_load(request, log.as_deref_mut()))
        })
    }
}
