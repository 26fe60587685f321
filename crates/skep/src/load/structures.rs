//! Structures of functions that a kernel calls: laid out as the kernel has them, and registered.

use super::for_kernel::Missing;
use super::modules::Modules;
use super::{Object, missing};
use crate::{Cause, Error, Link, Map, Operation, Program, Result};
use skep_btf::relocation::essential_name;
use skep_btf::{Btf, BtfError, Kind, Member, Shape, Type};
use skep_isa::Name;
use skep_object::{Contents, MapSpec, ObjectSpec, StructureSpec};
use skep_uapi::kernel::{LinkCreate, LinkTarget};
use skep_uapi::{AttachType, Errno, Handle, MapFlags};

/// What begins the name of the type that the kernel has around a structure.
const VALUE: &str = "bpf_struct_ops_";

/// A structure as the kernel at hand has it.
#[derive(Clone, Debug)]
pub(super) struct Structure {
    /// The type of the map's value, among the kernel's types or those of a module.
    pub(super) value_type: u32,
    pub(super) module: Option<String>,
    /// The map's value, but for the programs.
    value: Vec<u8>,
    /// Which programs are where in the value.
    functions: Vec<(u32, Name)>,
    /// The structure's own type, and of each program the member that it is.
    pub(super) type_id: u32,
    pub(super) members: Vec<(Name, AttachType)>,
}

impl Structure {
    /// The bytes of the map's value.
    pub(super) fn size(&self) -> u32 {
        u32::try_from(self.value.len()).unwrap_or(u32::MAX)
    }
}

/// Lays a structure out as the kernel has it.
pub(super) fn lay_out<'m>(
    spec: &ObjectSpec,
    map: &MapSpec,
    kernel: &'m Btf<'static>,
    modules: impl FnOnce() -> &'m Modules,
) -> Result<Structure> {
    let Contents::Structure(structure) = &map.contents else {
        return Err(Error::invalid(
            Operation::CreateMap,
            &*map.name,
            "the specification has no structure for it",
        ));
    };
    let error = |missing: Missing| {
        Error::new(Operation::CreateMap, &*map.name, Cause::Unsupported(missing.problem), missing.remedy)
    };
    let damaged = |damage: BtfError| Error::other(Operation::CreateMap, &*map.name, damage);
    let local = spec.types.as_ref().zip(map.value_type).map(|(types, id)| types.type_by_id(id));
    let Some(local) = local.transpose().map_err(damaged)? else {
        return Err(Error::invalid(
            Operation::CreateMap,
            &*map.name,
            "the specification does not say which structure it is",
        ));
    };
    let name = essential_name(local.name().map_err(damaged)?);
    let value_name = format!("{VALUE}{name}");
    let (module, value) = match kernel.find(Kind::Struct, &value_name).next() {
        Some(value) => (None, value),
        None => {
            let modules = modules();
            let (module, value) = modules.find(None, Kind::Struct, &value_name).ok_or_else(|| {
                let note = modules.note();
                error(Missing {
                    problem: format!(
                        "neither the kernel nor a module has a structure `{name}` that programs can be the functions of{note}"
                    ),
                    remedy: map.autocreate.then(|| {
                        "in the section `?.struct_ops`, it is made only if that is asked for".to_owned()
                    }),
                })
            })?;
            (Some(module.to_owned()), value)
        }
    };
    let data = value.members().map_err(damaged)?.into_iter().find(|member| member.name() == Ok("data"));
    let data = data
        .ok_or_else(|| error(Missing::from(format!("the kernel's `{VALUE}{name}` has no member `data`"))))?;
    let target = data.ty().and_then(|ty| ty.resolve()).map_err(damaged)?;
    let size = usize::try_from(value.size().map_err(damaged)?).unwrap_or(usize::MAX);
    // No structure of the kernel's has so many, and what says so is damaged.
    if size > 1 << 20 {
        return Err(error(Missing::from(format!("the kernel's `{VALUE}{name}` has {size} bytes"))));
    }
    let mut laid_out = Structure {
        value_type: value.id().number(),
        module,
        value: vec![0; size],
        functions: Vec::new(),
        type_id: target.id().number(),
        members: Vec::new(),
    };
    let start = byte_offset(data).unwrap_or(0);
    for member in local.members().map_err(damaged)? {
        put(&mut laid_out, structure, member, target, start).map_err(error)?;
    }
    Ok(laid_out)
}

/// Puts a member of the program's own structure where the kernel's has one of that name.
fn put(
    laid_out: &mut Structure,
    structure: &StructureSpec,
    member: Member<'_>,
    target: Type<'_>,
    start: u64,
) -> std::result::Result<(), Missing> {
    let damaged = |error: BtfError| Missing::from(error.to_string());
    let name = member.name().map_err(damaged)?;
    let local = member.ty().and_then(|ty| ty.resolve()).map_err(damaged)?;
    let size = local.size().map_err(damaged)?;
    let from = byte_offset(member);
    let range = from
        .and_then(|from| Some(usize::try_from(from).ok()?..usize::try_from(from.checked_add(size)?).ok()?));
    let bytes = range.and_then(|range| structure.value.get(range));
    let function = from.and_then(|from| {
        structure.functions.iter().find(|(offset, _)| u64::from(*offset) == from).map(|(_, name)| name)
    });
    let is_set = function.is_some() || bytes.is_none_or(|bytes| bytes.iter().any(|byte| *byte != 0));
    let mut there = target.members().map_err(damaged)?.into_iter().enumerate();
    let found = there.find(|(_, other)| !name.is_empty() && other.name() == Ok(name));
    let refuse = |why: &str| {
        let target = target.name().unwrap_or_default();
        Err(Missing::from(format!("the member `{name}` of `{target}` {why}")))
    };
    let (index, other) = match found {
        Some(found) => found,
        // What the kernel does not have is not missed if it is not used.
        None if !is_set => return Ok(()),
        None => return refuse("has a value, and the kernel's has no such member"),
    };
    let kernel = other.ty().and_then(|ty| ty.resolve()).map_err(damaged)?;
    let (Some(bytes), Some(to)) = (bytes, byte_offset(other)) else {
        return if is_set { refuse("is a bitfield, which cannot be given a value") } else { Ok(()) };
    };
    let place = start.checked_add(to).and_then(|to| u32::try_from(to).ok());
    let Some(place) = place else { return refuse("is not within the kernel's") };
    if let Some(function) = function {
        if !is_function(local) || !is_function(kernel) {
            return refuse("is a program, and the kernel's is no pointer to a function");
        }
        laid_out.functions.push((place, function.clone()));
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        laid_out.members.push((function.clone(), AttachType(index)));
        return Ok(());
    }
    if !is_set {
        return Ok(());
    }
    if kernel.kind() != local.kind() || kernel.size().map_err(damaged)? != size {
        return refuse("has a value of another type than the kernel's");
    }
    if matches!(local.kind(), Kind::Ptr) {
        return refuse("is an address, which has no meaning in the kernel");
    }
    let there = laid_out.value.get_mut(place as usize..).and_then(|rest| rest.get_mut(..bytes.len()));
    match there {
        Some(there) => there.copy_from_slice(bytes),
        None => return refuse("is not within the kernel's"),
    }
    Ok(())
}

/// Where a member is; nothing if it is a bitfield.
fn byte_offset(member: Member<'_>) -> Option<u64> {
    let bits = u64::from(member.bit_offset());
    (member.bitfield_bits().is_none() && bits.is_multiple_of(8)).then_some(bits / 8)
}

fn is_function(ty: Type<'_>) -> bool {
    let Shape::Ptr { to } = ty.shape() else { return false };
    ty.btf().resolve(to).is_ok_and(|to| to.kind() == Kind::FuncProto)
}

/// A structure of functions that the kernel calls. Dropped, it is not called any more, unless its link is pinned.
#[derive(Debug)]
#[must_use = "a registration that is dropped ends at once"]
pub struct Registration(Registered);

#[derive(Debug)]
enum Registered {
    Link(Link),
    Map(Map),
}

impl Registration {
    /// The link that holds it, if the structure is one of `.struct_ops.link`: it can be pinned.
    pub const fn link(&self) -> Option<&Link> {
        match &self.0 {
            Registered::Link(link) => Some(link),
            Registered::Map(_) => None,
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Registered::Map(map) = &self.0 {
            let kernel = &map.object.kernel;
            match kernel.api().map_delete(&map.object.handle, &0_u32.to_ne_bytes()) {
                // Somebody else has ended it.
                Ok(()) | Err(Errno::ENOENT) => {}
                // The kernel holds what is registered: it goes on.
                Err(errno) => kernel.failed_drops().report(map.error(Operation::Detach, errno)),
            }
        }
    }
}

impl Object {
    /// Has the kernel call the programs that are the functions of this structure: a congestion control for TCP, for
    /// example, is then one that sockets can choose by the name that the structure has. Needs Linux 5.6 (6.4 for
    /// `.struct_ops.link`), and what the structure needs: `CAP_NET_ADMIN` for congestion controls.
    ///
    /// # Errors
    /// If there is no such structure, one of its programs is not loaded, the kernel has one of the same name or refuses
    /// it.
    pub fn register(&self, name: &str) -> Result<Registration> {
        let structure =
            self.structures.get(name).ok_or_else(|| missing("structure", name, self.structures.keys()))?;
        let map = self.maps.get(name).ok_or_else(|| missing("map", name, self.maps.keys()))?;
        let mut programs: Vec<(u32, &Handle)> = Vec::with_capacity(structure.functions.len());
        for (offset, function) in &structure.functions {
            programs.push((*offset, self.program(function).map(Program::handle)?));
        }
        let kernel = &map.object.kernel;
        let api = kernel.api();
        let error = |errno| Error::kernel(kernel, Operation::AttachStructOps, name, errno);
        let is_link = map.info().flags.contains(MapFlags::LINK);
        match api.struct_ops_update(&map.object.handle, &structure.value, &programs) {
            Ok(()) => {}
            // Its link is gone, and what it consists of is not.
            Err(Errno::EBUSY) if is_link => {}
            Err(errno) => return Err(error(errno)),
        }
        if !is_link {
            return Ok(Registration(Registered::Map(map.clone())));
        }
        let request = LinkCreate {
            program: &map.object.handle,
            target: LinkTarget::StructOps,
            attach_type: AttachType::STRUCT_OPS,
            flags: 0,
            order: Default::default(),
        };
        let handle = api.link_create(&request).map_err(error)?;
        let open = crate::map::Object { kernel: kernel.clone(), handle, name: name.to_owned() };
        Ok(Registration(Registered::Link(Link::new(open))))
    }
}
