//! Loading one program: laid out, described, checked by the kernel; and if the kernel refuses, why.

use super::LogLevel;
use super::for_kernel::ForKernel;
use super::types::{self, Loaded};
use crate::VerifierReport;
use crate::attach::is_older;
use crate::map::Object as Open;
use crate::retry::{self, Call};
use crate::{
    Cause, Error, Features, Kernel, Map, Operation, Program, Result, error, held_types, locked_memory,
    permission,
};
use skep_btf::Kind;
use skep_isa::{Image, ImageOptions};
use skep_object::{ObjectSpec, ProgramSpec, SharedTypes};
use skep_uapi::kernel::{Log, ProgramBtf, ProgramLoad};
use skep_uapi::{AttachType, Errno, Handle, ProgramType, Version};
use std::collections::BTreeMap;

/// The first log buffer's size in bytes, enough for most refusals.
const FIRST_LOG: usize = 64 << 10;
/// The largest log buffer. Linux takes more (`bpf_verifier_log_attr_valid`, `kernel/bpf/log.c`: 1 GiB), but a million steps fit in this.
const LARGEST_LOG: usize = 256 << 20;
/// How many times larger the next buffer is, where the kernel does not say how much it has to say (before Linux 6.4): each time it goes
/// through the whole program again.
const LOG_GROWTH: usize = 16;

/// Takes the next size of a log buffer; `false` if this one was the largest, or there is no memory for more.
fn can_grow(size: &mut usize, true_size: u32) -> bool {
    let wanted = match usize::try_from(true_size) {
        Ok(said) if said > *size => said,
        _ => size.saturating_mul(LOG_GROWTH),
    };
    let next = wanted.min(LARGEST_LOG);
    // Making a vector of bytes would end the process where this gives an error.
    let grows = next > *size && Vec::<u8>::new().try_reserve_exact(next).is_ok();
    if grows {
        *size = next;
    }
    grows
}

/// The loading of one program.
pub(super) struct Loader<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) for_kernel: &'a ForKernel<'a>,
    /// The object's types, and what they are in the kernel, if it took them.
    pub(super) types: Option<(&'a SharedTypes, &'a Loaded)>,
    pub(super) maps: &'a BTreeMap<String, Map>,
    pub(super) program: &'a ProgramSpec,
    /// What allows to load it, if the process's capabilities do not.
    pub(super) token: Option<&'a Handle>,
    pub(super) log_level: LogLevel,
    /// The loaded program whose function it replaces, and the function.
    pub(super) replaced: Option<&'a (Program, String)>,
}

impl Loader<'_> {
    fn spec(&self) -> &ObjectSpec {
        &self.for_kernel.spec
    }

    /// The program, and what the kernel said of it, if it was asked to.
    pub(super) fn load(&self) -> Result<(Program, Option<String>)> {
        let ProgramSpec { name, program_type, expected_attach_type, target, section, .. } = self.program;
        if let (ProgramType::UNSPEC, Some(section)) = (*program_type, section) {
            let problem = format!("its section `{section}` does not say what type of program it is");
            return Err(Error::invalid(Operation::Check, &**name, problem));
        }
        // What the kernel does not have is said before what follows from it.
        self.lacks(name)?;
        let error = |error| Error::new(Operation::Check, &**name, Cause::Layout(error), None);
        let options = ImageOptions::default();
        let image = match self.spec().image_with(self.program, &self.for_kernel.replacements, options) {
            Ok(image) => image,
            Err(cause) => {
                self.spec().functions.iter().try_for_each(|function| self.lacks(&function.name))?;
                return Err(error(cause));
            }
        };
        image.functions.iter().try_for_each(|function| self.lacks(&function.name))?;
        let shared = self
            .types
            .and_then(|(types, loaded)| Some((types.records(self.spec(), self.program, &image)?, loaded)));
        let (handle, log) = match &shared {
            // What functions there are and what they were made from is not told to a kernel without such types.
            Some((_, loaded)) if !loaded.has_functions => self.load_image(&image, None)?,
            Some((records, Loaded { handle: types, .. })) => {
                let btf = ProgramBtf { types, functions: &records.functions, lines: &records.lines };
                self.load_image(&image, Some(btf))?
            }
            None => {
                let layout = self
                    .spec()
                    .layout_with(self.program, &self.for_kernel.replacements, options)
                    .map_err(error)?;
                let types = types::load(self.kernel, &layout.btf, self.token);
                let types = types.filter(|loaded| loaded.has_functions);
                let btf = types.as_ref().map(|loaded| ProgramBtf {
                    types: &loaded.handle,
                    functions: &layout.functions,
                    lines: &layout.lines,
                });
                self.load_image(&image, btf)?
            }
        };
        let open = Open { kernel: self.kernel.clone(), handle, name: name.to_string() };
        Ok((Program::new(open, *program_type, *expected_attach_type, target.clone()), log))
    }

    /// An error if the kernel does not have what a function or program needs of it.
    fn lacks(&self, function: &str) -> Result<()> {
        let Some(problems) = self.for_kernel.missing.get(function) else { return Ok(()) };
        let operation = Operation::LoadProgram(self.program.program_type);
        let said: Vec<&str> = problems.iter().map(|missing| &*missing.problem).collect();
        let mut remedies: Vec<&str> =
            problems.iter().filter_map(|missing| missing.remedy.as_deref()).collect();
        remedies.dedup();
        let remedy = (!remedies.is_empty()).then(|| remedies.join("; "));
        Err(Error::new(operation, &*self.program.name, Cause::Unsupported(said.join("; ")), remedy))
    }

    fn load_image(&self, image: &Image, btf: Option<ProgramBtf<'_>>) -> Result<(Handle, Option<String>)> {
        let ProgramSpec { name, program_type, expected_attach_type, flags, .. } = self.program;
        let mut maps = Vec::with_capacity(image.maps.len());
        for fixup in &image.maps {
            // A program has at most a million slots, and the check found every map.
            if let (Ok(slot), Some(map)) = (u32::try_from(fixup.slot), self.maps.get(&*fixup.map)) {
                maps.push((slot, &map.object.handle));
            }
        }
        let member = self.for_kernel.members.get(name).copied();
        let target = self.for_kernel.attach_targets.get(name);
        let module = target.and_then(|target| target.module.as_deref());
        let attach_types = module.map(|module| self.open_types(module)).transpose()?;
        let replaced = self.replaced_function()?;
        let callers = &self.for_kernel.module_callers;
        let calls =
            callers.contains(name) || image.functions.iter().any(|function| callers.contains(&function.name));
        let called = if calls { &self.for_kernel.called_modules[..] } else { &[] };
        let modules: Vec<Handle> =
            called.iter().map(|module| self.open_types(module)).collect::<Result<_>>()?;
        let modules: Vec<&Handle> = modules.iter().collect();
        let request = ProgramLoad {
            program_type: *program_type,
            expected_attach_type: member.unwrap_or(*expected_attach_type),
            name: self.program.shown_name(),
            license: &self.spec().license,
            instructions: &image.bytes,
            maps: &maps,
            flags: *flags,
            btf,
            attach_type_id: match replaced {
                Some((_, function)) => function,
                None => target.map_or(0, |target| target.id),
            },
            attach_to: replaced.map(|(program, _)| program).or(attach_types.as_ref()),
            modules: &modules,
            token: self.token,
        };
        if let Some(level) = self.log_level.number() {
            return self.load_with_log(&request, image, level, Errno::ENOSPC);
        }
        match self.try_load(&request, None) {
            Ok(handle) => Ok((handle, None)),
            // The kernel did not come to a judgement that it could explain.
            Err(errno) if error::is_no_judgement(errno) => {
                let operation = Operation::LoadProgram(*program_type);
                Err(Error::kernel(self.kernel, operation, &**name, errno))
            }
            // Again, this time to be told why it does not work.
            Err(refusal) => self.load_with_log(&request, image, 1, refusal),
        }
    }

    /// The program whose function this one replaces, and the function's number among that program's types.
    fn replaced_function(&self) -> Result<Option<(&Handle, u32)>> {
        let Some((program, function)) = self.replaced else { return Ok(None) };
        let operation = Operation::LoadProgram(self.program.program_type);
        let info = retry::call(self.kernel, Call::Read, || self.kernel.api().program_info(program.handle()))
            .map_err(|errno| Error::kernel(self.kernel, Operation::Info, program.name(), errno))?;
        if info.btf_id == 0 {
            let problem =
                format!("`{}` was loaded without types, so its functions have no names", program.name());
            return Err(Error::invalid(operation, &*self.program.name, problem));
        }
        let types = self.kernel.types_by_id(info.btf_id)?;
        let found = types.find(Kind::Func, function).next().map(|found| found.id().number());
        match found {
            Some(number) => Ok(Some((program.handle(), number))),
            None => {
                let problem = format!("`{}` has no function `{function}`", program.name());
                Err(Error::invalid(operation, &*self.program.name, problem))
            }
        }
    }

    /// Opens the types of a module, among which is what the program attaches to or calls.
    fn open_types(&self, module: &str) -> Result<Handle> {
        let operation = Operation::LoadProgram(self.program.program_type);
        held_types::open(self.kernel, module).map_err(|errno| {
            let cause =
                Error::kernel(self.kernel, Operation::OpenTypes, format!("of the module `{module}`"), errno);
            Error::other(operation, &*self.program.name, cause)
        })
    }

    /// Why the kernel did not even look at a program: because it has none like it, or for what its answer means.
    fn unexplained(&self, request: &ProgramLoad<'_>, errno: Errno) -> Error {
        let ProgramLoad { program_type, expected_attach_type, .. } = *request;
        let operation = Operation::LoadProgram(program_type);
        let is_structure = program_type == ProgramType::STRUCT_OPS;
        let name = &*self.program.name;
        if errno != Errno::EINVAL || is_structure {
            return Error::kernel(self.kernel, operation, name, errno);
        }
        let features = Features::new(self.kernel);
        let (what, since, without) = if features.program_type(program_type).is_no() {
            let without = format!("this kernel has no programs of type {program_type}");
            (format!("a program of type {program_type}"), program_type.since(), without)
        } else if expected_attach_type != AttachType(0) && features.attach_type(expected_attach_type).is_no()
        {
            let without =
                format!("this kernel has nothing that programs are attached to as {expected_attach_type}");
            (format!("attaching as {expected_attach_type}"), expected_attach_type.since(), without)
        } else {
            return Error::kernel(self.kernel, operation, name, errno);
        };
        let remedy = "`skep features` shows what this kernel has";
        let since: Option<Version> = since.and_then(|since| since.parse().ok());
        let older = since.and_then(|since| Some((since, is_older(self.kernel, errno, since)?)));
        match older {
            Some((since, release)) => Error::lacking(operation, name, &what, since, &release, remedy),
            None => {
                let problem = format!("{without}: it does not take the smallest one");
                Error::unsupported(operation, name, problem, remedy)
            }
        }
    }

    /// Says what the kernel does not have, if that is why it refuses.
    fn name_poison(&self, report: &mut VerifierReport) {
        let place = report.function.as_ref().zip(report.place.as_ref());
        let found = place.and_then(|(function, place)| {
            let mut poisoned = self.for_kernel.poisoned.iter();
            poisoned.find(|poison| *poison.function == **function && poison.instruction == place.index)
        });
        if let Some(poison) = found {
            report.reason = format!("{} ({})", poison.message, report.reason);
        }
    }

    /// Loads, and has the kernel say how it came to its answer; `errno` is that answer, if only the log is wanted.
    fn load_with_log(
        &self,
        request: &ProgramLoad<'_>,
        image: &Image,
        level: u32,
        mut errno: Errno,
    ) -> Result<(Handle, Option<String>)> {
        let operation = Operation::LoadProgram(request.program_type);
        let mut size = FIRST_LOG;
        loop {
            let mut buffer = vec![0; size];
            let mut log = Log { level, buffer: &mut buffer, true_size: 0 };
            match self.try_load(request, Some(&mut log)) {
                Ok(handle) => return Ok((handle, Some(log.text()))),
                Err(Errno::ENOSPC) if can_grow(&mut size, log.true_size) => {}
                Err(refusal) => {
                    let text = log.text();
                    let whole = refusal != Errno::ENOSPC;
                    if whole {
                        errno = refusal;
                    }
                    if text.is_empty() {
                        return Err(self.unexplained(request, errno));
                    }
                    // Only here the instructions are wanted as the kernel saw them.
                    let mut spec = self.spec().clone();
                    spec.put_in(&self.for_kernel.replacements);
                    let program = spec.programs.iter().find(|other| other.name == self.program.name);
                    let program = program.unwrap_or(self.program);
                    let mut report = VerifierReport::new(&spec, program, image, errno, text, whole);
                    self.name_poison(&mut report);
                    // The verifier, too, has rules for those who may less.
                    let remedy = (errno == Errno::EPERM)
                        .then(|| permission::capabilities_remedy(self.kernel, operation, errno))
                        .flatten();
                    return Err(Error::new(
                        operation,
                        &*self.program.name,
                        Cause::Rejected(Box::new(report)),
                        remedy,
                    ));
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
