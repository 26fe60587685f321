//! The types that a kernel holds, by their numbers.

use skep::btf::{BtfBuilder, Endian, Int, Kind, NewMember};
use skep::prelude::*;
use skep::scripted::{Fault, Faults, Method};
use skep::sim::WorldBuilder;
use skep::uapi::Errno;
use skep::{ErrorKind, HeldTypes, TypesOwner};
use skep_harness::{Outcome, skip};

const ENDIAN: Endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };

fn of(kernel: &Kernel, id: u32) -> Result<Option<HeldTypes>> {
    Ok(kernel.held_types()?.into_iter().find(|types| types.id == id))
}

/// What is given to a kernel is held as long as somebody has it; the kernel's own types are always there.
pub(crate) fn listed(kernel: &Kernel) -> Outcome {
    if !kernel.missing_capabilities(&[skep::Operation::OpenTypes])?.is_empty() {
        return skip("opening types by number needs CAP_SYS_ADMIN");
    }
    let all = kernel.held_types()?;
    let own: Vec<&HeldTypes> = all.iter().filter(|types| types.owner == TypesOwner::Kernel).collect();
    let [own] = own.as_slice() else { panic!("one kernel has one: {all:?}") };
    assert_eq!(own.name, "vmlinux");
    let bytes = kernel.api().kernel_btf()?;
    assert_eq!(own.size as usize, (*bytes).as_ref().len());
    let read = kernel.types_by_id(own.id)?;
    assert_eq!(read.as_bytes(), (*bytes).as_ref());
    let mut modules: Vec<&str> =
        all.iter().filter(|types| types.owner == TypesOwner::Module).map(|types| &*types.name).collect();
    let mut files = kernel.api().modules_with_btf()?;
    modules.sort_unstable();
    files.sort_unstable();
    assert_eq!(modules, files);

    let mut builder = BtfBuilder::new();
    let int = builder.add_int("int", Int::signed(4));
    builder.add_struct("held_by_a_test", 4, &[NewMember::at_byte("value", int, 0)]);
    let bytes = builder.to_bytes(ENDIAN)?;
    let handle = kernel.api().btf_load(&bytes, None, None)?;
    let id = kernel.api().btf_info(&handle)?.id;
    assert!(!all.iter().any(|types| types.id == id));
    let found = of(kernel, id)?.expect("it is held");
    assert_eq!((found.owner, &*found.name, found.size as usize), (TypesOwner::Program, "", bytes.len()));
    let read = kernel.types_by_id(id)?;
    assert!(read.find(Kind::Struct, "held_by_a_test").next().is_some());
    assert_eq!(read.as_bytes(), bytes);
    drop(handle);
    assert_eq!(of(kernel, id)?, None);
    let error = kernel.types_by_id(id).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        error.to_string(),
        format!(
            "opening the types `number {id}`: ENOENT (2): the kernel holds no such types (`skep btf list` lists those that it \
             holds)"
        )
    );
    Ok(())
}

/// The running kernels of tests have no modules.
pub(crate) fn of_modules() -> Outcome {
    let base = Kernel::simulated().types()?;
    let mut types = BtfBuilder::split(&base);
    types.add_struct("widget", 8, &[]);
    let world = WorldBuilder::new()
        .module("noise", b"this is no BTF".as_slice())
        .module("widgets", types.to_bytes(ENDIAN)?)
        .build();
    let kernel = Kernel::new(world.clone());
    let held = kernel.held_types()?;
    let listed: Vec<_> = held.iter().map(|types| (types.id, types.owner, &*types.name)).collect();
    // A kernel does not hold what it could not read.
    assert_eq!(listed, [(1, TypesOwner::Kernel, "vmlinux"), (3, TypesOwner::Module, "widgets")]);
    let widgets = kernel.types_by_id(3)?;
    assert!(widgets.own_types().any(|ty| ty.name() == Ok("widget")));
    assert_eq!(world.object_counts().btfs, 0);

    // Types that go while they are looked at are not there; any other answer is an error.
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    faults.set([Fault::of(Method::OpenById).calls(1..=1).fails(Errno::ENOENT)]);
    assert_eq!(kernel.held_types()?.len(), 1);
    faults.set([Fault::of(Method::BtfInfo).calls(2..=2).fails(Errno::EIO)]);
    assert!(kernel.held_types().is_err());

    let kernel = Kernel::new(WorldBuilder::new().ordinary_user().build());
    let error = kernel.held_types().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert!(error.to_string().contains("this process lacks CAP_SYS_ADMIN"), "{error}");
    Ok(())
}
