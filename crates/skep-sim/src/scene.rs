//! What is in the kernel's memory while programs run on something: the task that runs, the structures that arguments point to.

use crate::process::Process;
use crate::run::Task;
use crate::stimulus::StimulusError;
use crate::tracepoints::FieldValue;
use crate::types;
use skep_btf::{Kind, Type};
use skep_vm::{Memory, RegionId};

/// When processes have started, if nobody says so: a second before the world was built.
const STARTED_AT: u64 = 999_000_000_000;

/// How deep parents and structures can be within each other.
const DEEPEST: usize = 64;

/// A structure of the kernel, by the names of its members. What is not said is zero.
///
/// ```
/// use skep_sim::Structure;
///
/// // Structures on the way that are pointed to are made, too.
/// let file = Structure::new("file").field("f_path.dentry.d_name.name", "passwd").field("f_inode.i_ino", 17);
/// ```
#[derive(Clone, PartialEq, Debug)]
#[must_use = "a structure is described to be given to something"]
pub struct Structure {
    name: String,
    fields: Vec<(String, FieldValue)>,
}

impl Structure {
    /// The structure of this name, which must be among the kernel's types.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), fields: Vec::new() }
    }

    /// A member, by its path. A text in a pointer's place is put into the kernel's memory.
    pub fn field(mut self, path: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.fields.push((path.into(), value.into()));
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// What was put into memory for a stimulus.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    regions: Vec<RegionId>,
    /// The address of the current task's structure, once somebody asked for it.
    current: Option<u64>,
}

/// A place in memory, of a type.
#[derive(Clone, Copy)]
struct Place<'b> {
    region: RegionId,
    offset: usize,
    of: Type<'b>,
}

impl Scene {
    /// Takes it out of memory.
    pub(crate) fn remove(self, memory: &mut Memory) {
        for region in self.regions {
            memory.remove(region);
        }
    }

    /// The address of the structure of the task that runs.
    pub(crate) fn current_task(&mut self, task: &Task, memory: &mut Memory) -> Result<u64, StimulusError> {
        if let Some(address) = self.current {
            return Ok(address);
        }
        let Task { pid, tgid, uid, gid, .. } = *task;
        let mut process = task.process.clone();
        (process.pid, process.tgid, process.uid, process.gid) = (pid, Some(tgid), uid, Some(gid));
        let name = task.comm.iter().copied().take_while(|byte| *byte != 0).collect();
        process.comm = String::from_utf8(name).unwrap_or_default();
        let address = self.process(&process, 0, memory)?;
        self.current = Some(address);
        Ok(address)
    }

    /// Arguments of a function or tracepoint, in order. Those that are not given are 0, but for the first one that is a task:
    /// that is the task that runs.
    pub(crate) fn arguments(
        &mut self,
        what: &str,
        declared: &[(&str, &str)],
        given: &[(String, FieldValue)],
        task: &Task,
        memory: &mut Memory,
    ) -> Result<Vec<u64>, StimulusError> {
        let mut values = vec![0; declared.len()];
        let first_task = declared.iter().position(|(_, of)| *of == "struct task_struct *");
        if let Some(index) =
            first_task.filter(|index| !given.iter().any(|(name, _)| name == declared[*index].0))
        {
            values[index] = self.current_task(task, memory)?;
        }
        for (name, value) in given {
            let Some(index) = declared.iter().position(|(known, _)| known == name) else {
                return Err(StimulusError::NoArgument {
                    tracepoint: what.to_owned(),
                    argument: name.clone(),
                    known: declared.iter().map(|(known, _)| (*known).to_owned()).collect(),
                });
            };
            let place = format!("argument {name} of {what}");
            values[index] = self.argument(&place, declared[index].1, value, task, memory)?;
        }
        Ok(values)
    }

    /// An argument of a type as its 8 bytes.
    pub(crate) fn argument(
        &mut self,
        place: &str,
        of: &str,
        value: &FieldValue,
        task: &Task,
        memory: &mut Memory,
    ) -> Result<u64, StimulusError> {
        let refuse = |expected: String| {
            Err(StimulusError::BadValue { place: place.to_owned(), value: value.to_string(), expected })
        };
        let of = of.strip_prefix("const ").unwrap_or(of);
        match value {
            FieldValue::Number(number) => match (u64::try_from(*number), i64::try_from(*number)) {
                (Ok(number), _) => Ok(number),
                (_, Ok(number)) => Ok(number.cast_unsigned()),
                _ => refuse("a number of 64 bits".into()),
            },
            FieldValue::Structure(structure) if of == format!("struct {} *", structure.name) => {
                self.structure(structure, 0, memory)
            }
            FieldValue::Process(process) if of == "struct task_struct *" => {
                if process.pid == task.pid && **process == task.process {
                    return self.current_task(task, memory);
                }
                self.process(process, 0, memory)
            }
            FieldValue::Text(text) if matches!(of, "char *" | "unsigned char *") => self.text(text, memory),
            _ => refuse(format!("a value of the type {of}")),
        }
    }

    /// Puts a text into the kernel's memory, ended by a zero byte.
    fn text(&mut self, text: &[u8], memory: &mut Memory) -> Result<u64, StimulusError> {
        let region = memory.add_structure("a text of the kernel", [text, &[0]].concat())?;
        self.regions.push(region);
        Ok(memory.address(region, 0))
    }

    /// Puts bytes into memory of user space.
    pub(crate) fn user_bytes(&mut self, bytes: Vec<u8>, memory: &mut Memory) -> Result<u64, StimulusError> {
        let region = memory.add_user_memory("memory of user space", bytes)?;
        self.regions.push(region);
        Ok(memory.address(region, 0))
    }

    /// Puts a structure into the kernel's memory; its address.
    fn structure(
        &mut self,
        structure: &Structure,
        depth: usize,
        memory: &mut Memory,
    ) -> Result<u64, StimulusError> {
        let place = self.new_place(&structure.name, memory)?;
        for (path, value) in &structure.fields {
            self.put(place, &structure.name, path, value, depth, memory)?;
        }
        Ok(memory.address(place.region, 0))
    }

    /// Room for a structure.
    fn new_place(&mut self, name: &str, memory: &mut Memory) -> Result<Place<'static>, StimulusError> {
        let btf = types::parsed();
        let of = btf.and_then(|btf| btf.find(Kind::Struct, name).next());
        let Some((of, size)) = of.and_then(|of| Some((of, usize::try_from(of.size().ok()?).ok()?))) else {
            let structs = btf.into_iter().flat_map(|btf| btf.types()).filter(|of| of.kind() == Kind::Struct);
            let known = structs.filter_map(|of| of.name().ok().map(ToOwned::to_owned));
            return Err(StimulusError::NoStructure { name: name.to_owned(), known: known.collect() });
        };
        let region = memory.add_structure(format!("struct {name}"), vec![0; size])?;
        self.regions.push(region);
        Ok(Place { region, offset: 0, of })
    }

    /// Puts a process into the kernel's memory; the address of its `task_struct`.
    fn process(
        &mut self,
        process: &Process,
        depth: usize,
        memory: &mut Memory,
    ) -> Result<u64, StimulusError> {
        let task = self.new_place("task_struct", memory)?;
        let address = memory.address(task.region, 0);
        let tgid = process.tgid.unwrap_or(process.pid);
        let gid = process.gid.unwrap_or(process.uid);
        let leader = if tgid == process.pid {
            address
        } else {
            let leader = Process { pid: tgid, tgid: None, fields: Vec::new(), ..process.clone() };
            self.process(&leader, depth + 1, memory)?
        };
        let parent = match &process.parent {
            _ if depth >= DEEPEST => address,
            Some(parent) => self.process(parent, depth + 1, memory)?,
            // The first process is its own parent.
            None if process.pid == 0 => address,
            None => self.process(&Process::new(u32::from(process.pid != 1)), depth + 1, memory)?,
        };
        let numbers: [(&str, u64); 11] = [
            ("pid", process.pid.into()),
            ("tgid", tgid.into()),
            ("start_time", STARTED_AT),
            ("start_boottime", STARTED_AT),
            ("prio", 120),
            ("group_leader", leader),
            ("parent", parent),
            ("real_parent", parent),
            ("cred.uid", process.uid.into()),
            ("cred.gid", gid.into()),
            ("cred.euid", process.uid.into()),
        ];
        let mut fields: Vec<(&str, FieldValue)> =
            numbers.into_iter().map(|(path, number)| (path, number.into())).collect();
        fields.push(("cred.egid", gid.into()));
        fields.push(("comm", process.comm.as_str().into()));
        if process.pid > 0 {
            let lists = [
                (&process.arguments, "mm.arg_start", "mm.arg_end"),
                (&process.environment, "mm.env_start", "mm.env_end"),
            ];
            for (list, start, end) in lists {
                let mut bytes = Vec::new();
                for text in list {
                    bytes.extend(text);
                    bytes.push(0);
                }
                let length = bytes.len() as u64;
                let address = if bytes.is_empty() { 0 } else { self.user_bytes(bytes, memory)? };
                fields.push((start, address.into()));
                fields.push((end, (address + length).into()));
            }
        }
        for (path, value) in &fields {
            self.put(task, "task_struct", path, value, depth, memory)?;
        }
        // Who it is does not differ from who it counts as.
        for (from, to) in [("cred", "real_cred"), ("mm", "active_mm")] {
            if let (Ok(from), Ok(to)) = (task.of.find_member(from), task.of.find_member(to)) {
                let [from, to] = [from, to].map(|place| usize::try_from(place.bit_offset / 8).unwrap_or(0));
                if let Some(bytes) = memory.bytes_mut(task.region) {
                    bytes.copy_within(from..from + 8, to);
                }
            }
        }
        for (path, value) in &process.fields {
            self.put(task, "task_struct", path, value, depth, memory)?;
        }
        Ok(address)
    }

    /// Puts a value into a member of a structure, by its path.
    fn put(
        &mut self,
        start: Place<'static>,
        structure: &str,
        path: &str,
        value: &FieldValue,
        depth: usize,
        memory: &mut Memory,
    ) -> Result<(), StimulusError> {
        let no_member = |of: Type<'_>, member: &str| StimulusError::NoMember {
            structure: structure.to_owned(),
            path: path.to_owned(),
            member: member.to_owned(),
            known: of
                .members()
                .into_iter()
                .flatten()
                .filter_map(|member| member.name().ok().map(ToOwned::to_owned))
                .collect(),
        };
        let mut place = start;
        for name in path.split('.') {
            place = self.behind_pointer(place, memory)?;
            let missing = || no_member(place.of, name);
            let member = place.of.find_member(name).map_err(|_| missing())?;
            let offset = usize::try_from(member.byte_offset().ok_or_else(missing)?).unwrap_or(usize::MAX);
            let of = types::parsed().and_then(|btf| btf.resolve(member.type_id).ok()).ok_or_else(missing)?;
            place = Place { offset: place.offset.saturating_add(offset), of, ..place };
        }
        let refuse = |expected: String| StimulusError::BadValue {
            place: format!("{path} of struct {structure}"),
            value: value.to_string(),
            expected,
        };
        let size = types::parsed().and_then(|btf| btf.size_of(place.of.id()).ok());
        let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
        let bytes = match (place.of.kind(), value) {
            (Kind::Ptr, FieldValue::Text(text)) => self.text(text, memory)?.to_ne_bytes().to_vec(),
            (Kind::Ptr, FieldValue::Structure(inner)) if depth < DEEPEST => {
                let target = place.of.target().and_then(|id| types::parsed()?.resolve(id).ok());
                if target.is_none_or(|target| target.name() != Ok(inner.name())) {
                    return Err(refuse("another structure: the member points to one of another type".into()));
                }
                self.structure(inner, depth + 1, memory)?.to_ne_bytes().to_vec()
            }
            (Kind::Ptr, FieldValue::Process(process)) if depth < DEEPEST => {
                self.process(process, depth + 1, memory)?.to_ne_bytes().to_vec()
            }
            (Kind::Array, FieldValue::Text(text)) if text.len() <= size => text.clone(),
            (Kind::Array, FieldValue::Numbers(numbers)) if numbers.len() <= size => {
                let each = size.checked_div(numbers.len().max(1)).filter(|each| [1, 2, 4, 8].contains(each));
                let each = each.ok_or_else(|| refuse("as many numbers as there are elements".into()))?;
                numbers
                    .iter()
                    .map(|number| {
                        low_bytes(*number, each).ok_or_else(|| refuse(format!("numbers of {each} bytes")))
                    })
                    .collect::<Result<Vec<_>, _>>()?
                    .concat()
            }
            (kind, FieldValue::Number(number)) if kind != Kind::Array && (1..=8).contains(&size) => {
                low_bytes(*number, size).ok_or_else(|| refuse(format!("a number of {size} bytes")))?
            }
            (kind, _) => return Err(refuse(format!("a value for {kind} of {size} bytes"))),
        };
        let room = memory.bytes_mut(place.region);
        let room = room.and_then(|all| all.get_mut(place.offset..place.offset.checked_add(bytes.len())?));
        match room {
            Some(room) => room.copy_from_slice(&bytes),
            None => return Err(refuse("something inside the structure".into())),
        }
        Ok(())
    }

    /// What a place points to, which is made if it points nowhere; the place itself if it is no pointer.
    fn behind_pointer(
        &mut self,
        place: Place<'static>,
        memory: &mut Memory,
    ) -> Result<Place<'static>, StimulusError> {
        if place.of.kind() != Kind::Ptr {
            return Ok(place);
        }
        let of = place.of.target().and_then(|id| types::parsed()?.resolve(id).ok()).unwrap_or(place.of);
        let pointer = memory.bytes(place.region).and_then(|all| all.get(place.offset..place.offset + 8));
        let address = pointer
            .and_then(|bytes| bytes.as_chunks::<8>().0.first())
            .map(|bytes| u64::from_ne_bytes(*bytes));
        if let Some((region, offset)) = address.and_then(|address| memory.locate(address))
            && let Ok(offset) = usize::try_from(offset)
        {
            return Ok(Place { region, offset, of });
        }
        let new = self.new_place(of.name().unwrap_or_default(), memory)?;
        let address = memory.address(new.region, 0).to_ne_bytes();
        if let Some(room) =
            memory.bytes_mut(place.region).and_then(|all| all.get_mut(place.offset..place.offset + 8))
        {
            room.copy_from_slice(&address);
        }
        Ok(new)
    }
}

/// The lowest bytes of a number, if it fits: with or without a sign.
fn low_bytes(number: i128, size: usize) -> Option<Vec<u8>> {
    let bits = u32::try_from(size * 8).ok()?;
    let fits = (-(1_i128 << (bits - 1))..1_i128 << bits).contains(&number);
    let bytes = number.to_ne_bytes();
    fits.then(
        || if cfg!(target_endian = "big") { bytes[16 - size..].to_vec() } else { bytes[..size].to_vec() },
    )
}
