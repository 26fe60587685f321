//! Relocations of specifications that no file was read for, against the kernel's types, other types and those of its modules.
//!
//! The running kernels of tests have no modules, so these are simulated.

use crate::{host, objects, packet, run};
use skep::ErrorKind;
use skep::btf::{Btf, BtfBuilder, Endian, Int, Kind, NewMember};
use skep::isa::{Instruction, Operation, Relocation, Source, Width};
use skep::object::{AttachTarget, Types};
use skep::prelude::*;
use skep::scripted::{Datum, Fault, Faults, Method};
use skep::sim::WorldBuilder;
use skep::uapi::{AttachType, Errno};
use skep_harness::Outcome;

const ENDIAN: Endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };

/// A program that returns where, in the kernel's structure of this name, the member of this name is.
fn place_of(structure: &str, member: &str) -> ObjectSpec {
    let mut types = BtfBuilder::new();
    let int = types.add_int("int", Int::signed(4));
    let type_id = types.add_struct(structure, 4, &[NewMember::at_byte(member, int, 0)]);
    let offset = Instruction {
        relocation: Some(Box::new(Relocation { kind: 0, type_id: type_id.number(), access: "0:0".into() })),
        ..Instruction::new(Operation::Move(Width::W64, Source::Immediate))
    };
    let mut code = Assembler::new();
    code.push(offset).exit();
    let mut spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("place", code.build().unwrap()));
    spec.types = Some(Types::new(types.to_bytes(ENDIAN).unwrap()).unwrap());
    spec
}

/// Types that are split from those of a simulated kernel: a structure, and a function.
fn module(structure: &str, member: &str, offset: u32, function: &str) -> Vec<u8> {
    let kernel = Kernel::simulated();
    let base = kernel.types().unwrap();
    let mut types = BtfBuilder::split(&base);
    let int = base.find(Kind::Int, "int").next().unwrap().id();
    types.add_struct(structure, offset + 4, &[NewMember::at_byte(member, int, offset)]);
    let prototype = types.add_func_proto(int, &[("value", int)]);
    types.add_func(function, prototype, skep::btf::Linkage::Static);
    types.to_bytes(ENDIAN).unwrap()
}

pub(crate) fn without_a_file(kernel: &Kernel) -> Outcome {
    let spec = place_of("task_struct", "tgid");
    let object = spec.load(kernel)?;
    let types = kernel.types()?;
    let task = types.find(Kind::Struct, "task_struct").next().unwrap();
    let expected = task.find_member("tgid")?.byte_offset().unwrap();
    assert_ne!(expected, 0);
    assert_eq!(u64::from(run(&object, "place", &packet(0))?), expected);
    // The specification is what it was: for another kernel it would be another number.
    assert_eq!(spec, place_of("task_struct", "tgid"));

    let mut others = BtfBuilder::new();
    let int = others.add_int("int", Int::signed(4));
    others.add_struct("task_struct", 128, &[NewMember::at_byte("tgid", int, 124)]);
    let others = Btf::parse(others.to_bytes(ENDIAN)?)?;
    let object = spec.load_with(kernel, &LoadOptions::new().target_types(others))?;
    assert_eq!(run(&object, "place", &packet(0))?, 124);
    Ok(())
}

pub(crate) fn of_modules() -> Outcome {
    let world = WorldBuilder::new()
        .module("gadgets", module("gadget", "size", 8, "gadget_make"))
        .module("widgets", module("widget", "size", 24, "widget_make"))
        .build();
    let kernel = Kernel::new(world);
    let place =
        |structure| -> Result<u32> { run(&place_of(structure, "size").load(&kernel)?, "place", &packet(0)) };
    assert_eq!(place("widget")?, 24);
    assert_eq!(place("gadget")?, 8);
    // What the kernel has is its own, and no module is asked for it.
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    faults.set([Fault::of(Method::ModulesWithBtf).fails(Errno::EIO)]);
    let object = place_of("task_struct", "tgid").load(&kernel)?;
    assert_eq!(run(&object, "place", &packet(0))?, 40);
    assert_eq!(faults.made(Method::ModulesWithBtf), 0);
    // Whoever gives other types for the kernel's gives all.
    let mut others = BtfBuilder::new();
    others.add_struct("nothing", 0, &[]);
    let options = LoadOptions::new().target_types(Btf::parse(others.to_bytes(ENDIAN)?)?);
    assert!(place_of("widget", "size").load_with(&kernel, &options).is_err());
    assert_eq!(faults.made(Method::ModulesWithBtf), 0);
    Ok(())
}

pub(crate) fn damaged() -> Outcome {
    let mut cut = module("widget", "size", 4, "widget_make");
    cut.truncate(60);
    let world = WorldBuilder::new()
        .module("broken", cut)
        .module("noise", b"this is no BTF".as_slice())
        .module("widgets", module("widget", "size", 24, "widget_make"))
        .build();
    let kernel = Kernel::new(world);
    let object = place_of("widget", "size").load(&kernel)?;
    assert_eq!(run(&object, "place", &packet(0))?, 24);
    // What is nowhere may have been in what could not be read.
    let error = place_of("gadget", "size").load(&kernel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let reason = &error.verifier_report().unwrap().reason;
    for said in ["gadget", "the module `broken` cannot be read", "the module `noise` cannot be read"] {
        assert!(reason.contains(said), "{reason}");
    }
    // A member that is missing from a type that is there is not in another one.
    let error = place_of("task_struct", "no_such_member").load(&kernel).unwrap_err();
    let reason = &error.verifier_report().unwrap().reason;
    assert!(reason.contains("no_such_member") && !reason.contains("broken"), "{reason}");
    Ok(())
}

/// A program that attaches to a function of the kernel.
fn entered(function: &str) -> ObjectSpec {
    let code = Assembler::new().mov(skep::registers::R0, 0).exit().build().unwrap();
    let mut program = ProgramSpec::new("entered", ProgramType::TRACING, AttachType::TRACE_FENTRY, code);
    program.target = Some(AttachTarget::Named { name: function.to_owned() });
    ObjectSpec::new("GPL").with_program(program)
}

/// The simulated kernel runs no such programs; that its types are opened shows that the function was found in them.
pub(crate) fn attached() -> Outcome {
    let world = WorldBuilder::new().module("widgets", module("widget", "size", 24, "widget_make")).build();
    let faults = Faults::default();
    let kernel = Kernel::new(world).with_faults(&faults);
    for (function, opened) in
        [("widget_make", true), ("widgets:widget_make", true), ("gadgets:widget_make", false)]
    {
        faults.set([Fault::of(Method::OpenById).fails(Errno::EPERM)]);
        let said = entered(function).load(&kernel).unwrap_err().to_string();
        assert_eq!(faults.made(Method::OpenById) > 0, opened, "{said}");
        assert_eq!(said.contains(&format!("the kernel has no `{function}` to attach to")), !opened, "{said}");
        assert_eq!(said.contains("the module `widgets`"), opened, "{said}");
        // And with them, the kernel is asked to load it.
        faults.set([Fault::of(Method::ProgramLoad).fails(Errno::EIO)]);
        assert!(entered(function).load(&kernel).is_err());
        assert_eq!(faults.made(Method::ProgramLoad) > 0, opened);
    }
    Ok(())
}

/// The running kernel's own types have a name as well.
pub(crate) fn attached_by_module() -> Outcome {
    let kernel = host()?;
    let load = |function: &str| entered(function).load(&kernel).map(drop).map_err(|error| error.to_string());
    // Some systems let nobody attach to functions: then the answer is the same for both.
    assert_eq!(load("vmlinux:vfs_fallocate").is_ok(), load("vfs_fallocate").is_ok());
    let said = load("vmlinux:no_such_function_anywhere").unwrap_err();
    assert!(said.contains("the kernel has no `vmlinux:no_such_function_anywhere` to attach to"), "{said}");
    let said = load("no_such_module:vfs_fallocate").unwrap_err();
    assert!(said.contains("the kernel has no `no_such_module:vfs_fallocate` to attach to"), "{said}");
    Ok(())
}

/// A program that calls a function of the kernel or a module.
fn caller(function: &str, parameters: &[(&str, u8)]) -> ObjectSpec {
    let mut types = BtfBuilder::new();
    let int = types.add_int("int", Int::signed(4));
    let pointer = types.add_ptr(int);
    let parameters: Vec<_> =
        parameters.iter().map(|(name, stars)| (*name, if *stars == 0 { int } else { pointer })).collect();
    let prototype = types.add_func_proto(int, &parameters);
    let type_id = types.add_func(function, prototype, skep::btf::Linkage::Extern);
    let call = Instruction {
        reference: Some(skep::isa::Reference::Kernel(function.into())),
        ..Instruction::new(Operation::Call(skep::isa::Callee::Kfunc))
    };
    let mut code = Assembler::new();
    code.mov(skep::isa::Register::R1, 1).push(call).exit();
    let mut spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("calls", code.build().unwrap()));
    spec.types = Some(Types::new(types.to_bytes(ENDIAN).unwrap()).unwrap());
    spec.externs.push(skep::object::ExternSpec {
        name: function.into(),
        type_id: Some(type_id),
        weak: false,
        kind: skep::object::ExternKind::Kernel,
    });
    spec
}

pub(crate) fn functions_of_modules() -> Outcome {
    let world = WorldBuilder::new()
        .module("gadgets", module("gadget", "size", 8, "gadget_make"))
        .module("widgets", module("widget", "size", 24, "widget_make"))
        .build();
    let kernel = Kernel::clone(&Simulated::new(world));
    let base = kernel.types()?.len();
    // A simulated kernel has no functions to call. But it is asked to call this one, the last of the module's types.
    let error = caller("widget_make", &[("value", 0)]).load(&kernel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let reason = &error.verifier_report().unwrap().reason;
    let number = base + 3;
    assert_eq!(*reason, format!("kernel btf_id {number} is not a function"));
    let error = caller("widget_make", &[("value", 1)]).load(&kernel).unwrap_err().to_string();
    assert_eq!(
        error,
        "loading xdp program `calls`: `widget_make` is declared as `int (int *)`; the module `widgets` has `int (int)`"
    );
    // The types of a module that cannot be opened cannot be called.
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    faults.set([Fault::of(Method::OpenById).calls(1..=9).fails(Errno::EPERM)]);
    let error = caller("gadget_make", &[("value", 0)]).load(&kernel).unwrap_err();
    assert!(error.to_string().contains("the module `gadgets`"), "{error}");
    Ok(())
}

/// A program that returns whether a variable or function of the kernel or a module has an address.
fn address_of(
    name: &str,
    build: impl FnOnce(&mut BtfBuilder) -> skep::btf::TypeId,
    weak: bool,
) -> ObjectSpec {
    let mut types = BtfBuilder::new();
    let type_id = build(&mut types);
    let load = Instruction {
        reference: Some(skep::isa::Reference::Kernel(name.into())),
        ..Instruction::new(Operation::LoadImmediate(skep::isa::Immediate::Variable))
    };
    let mut code = Assembler::new();
    code.push(load).exit();
    let mut spec = ObjectSpec::new("GPL").with_program(ProgramSpec::xdp("address", code.build().unwrap()));
    spec.types = Some(Types::new(types.to_bytes(ENDIAN).unwrap()).unwrap());
    spec.externs.push(skep::object::ExternSpec {
        name: name.into(),
        type_id: Some(type_id),
        weak,
        kind: skep::object::ExternKind::Kernel,
    });
    spec
}

fn variable(name: &str, is_pointer: bool, weak: bool) -> ObjectSpec {
    let build = |types: &mut BtfBuilder| {
        let int = types.add_int("int", Int::signed(4));
        let of = if is_pointer { types.add_ptr(int) } else { int };
        types.add_var(name, of, skep::btf::Linkage::Extern)
    };
    address_of(name, build, weak)
}

/// What a trace calls the types of a module that were opened by their number.
fn opened(kernel: &Kernel, module: &str) -> Result<String, skep_harness::Stop> {
    let held = kernel.held_types()?;
    let types = held.iter().find(|types| types.name == module).unwrap();
    Ok(format!("Types {}", types.id))
}

/// The simulated kernel has no variables; that it looks for the address of this one shows that it was named right: by its
/// number, among the types of its module.
pub(crate) fn variables_of_modules() -> Outcome {
    let base = Kernel::simulated().types()?;
    let mut types = BtfBuilder::split(&base);
    let int = base.find(Kind::Int, "int").next().unwrap().id();
    types.add_var("widget_count", int, skep::btf::Linkage::Global);
    let world = WorldBuilder::new()
        .module("gadgets", module("gadget", "size", 8, "gadget_make"))
        .module("widgets", types.to_bytes(ENDIAN)?)
        .build();
    let (named, told) = std::sync::mpsc::channel();
    let kernel = Kernel::new(world).traced(move |call| {
        if let Some(modules) = call.argument("modules") {
            let _ = named.send(modules.to_string());
        }
    });
    let error = variable("widget_count", false, false).load(&kernel).unwrap_err();
    let reason = "ldimm64 failed to find the address for kernel symbol 'widget_count'.";
    assert_eq!(error.verifier_report().unwrap().reason, reason, "{error}");
    let modules = told.try_recv()?;
    assert!(modules.ends_with(&format!("{:?}]", opened(&kernel, "widgets")?)), "{modules}");
    // The address of a function is found so as well.
    let function = |types: &mut BtfBuilder| {
        let int = types.add_int("int", Int::signed(4));
        let prototype = types.add_func_proto(int, &[("value", int)]);
        types.add_func("gadget_make", prototype, skep::btf::Linkage::Extern)
    };
    let error = address_of("gadget_make", function, false).load(&kernel).unwrap_err();
    let reason = "ldimm64 failed to find the address for kernel symbol 'gadget_make'.";
    assert_eq!(error.verifier_report().unwrap().reason, reason, "{error}");
    let error = variable("widget_count", true, false).load(&kernel).unwrap_err();
    assert_eq!(
        error.to_string(),
        "loading xdp program `address`: `widget_count` is declared as `int *`; the module `widgets` has `int`"
    );
    let error = variable("gizmo_count", false, false).load(&kernel).unwrap_err().to_string();
    assert!(error.contains("the kernel has no function or variable `gizmo_count`"), "{error}");
    // What need not be there has no address then.
    assert_eq!(run(&variable("gizmo_count", false, true).load(&kernel)?, "address", &packet(0))?, 0);
    Ok(())
}

/// Types of a module: a structure with a function, and what the kernel has around it.
fn structure_of_functions(name: &str) -> Vec<u8> {
    let base = Kernel::simulated().types().unwrap();
    let mut types = BtfBuilder::split(&base);
    let int = base.find(Kind::Int, "int").next().unwrap().id();
    let prototype = types.add_func_proto(int, &[("value", int)]);
    let pointer = types.add_ptr(prototype);
    let members = [NewMember::at_byte("version", int, 0), NewMember::at_byte("nothing", pointer, 8)];
    let own = types.add_struct(name, 16, &members);
    let members = [NewMember::at_byte("common", int, 0), NewMember::at_byte("data", own, 64)];
    types.add_struct(&format!("bpf_struct_ops_{name}"), 128, &members);
    types.to_bytes(ENDIAN).unwrap()
}

/// The simulated kernel has no structures of functions; what it is asked for shows that this one was found.
pub(crate) fn structures_of_modules() -> Outcome {
    let world = WorldBuilder::new()
        .module("gadgets", module("gadget", "size", 8, "gadget_make"))
        .module("widgets", structure_of_functions("skep_of_no_kernel"))
        .build();
    let (named, told) = std::sync::mpsc::channel();
    let kernel = Kernel::new(world).traced(move |call| {
        let members = match call.method {
            Method::MapCreate => ["kernel_value_type", "kernel_value_module"],
            Method::ProgramLoad => ["attach_type_id", "attach_to"],
            _ => return,
        };
        let [number, module] = members.map(|member| call.argument(member).cloned());
        if let (Some(Datum::Number(number)), Some(Datum::Handle { label, .. })) = (number, module) {
            let _ = named.send((call.method, number, label));
        }
    });
    let base = kernel.types()?.len();
    for bytes in objects!("optional") {
        let spec = ObjectSpec::from_elf(bytes)?;
        spec.load(&kernel)?;
        told.try_iter().for_each(drop);
        assert!(spec.load_with(&kernel, &LoadOptions::new().with_map("never")).is_err());
        // The fourth of the module's types is around the third.
        let value = (Method::MapCreate, u64::from(base) + 4, opened(&kernel, "widgets")?);
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [value]);
        // A program that is one of its functions is checked against the structure itself.
        let never = &spec.maps.iter().find(|map| &*map.name == "never").unwrap().clone();
        let plain = Map::create(&kernel, &MapSpec::array("never", 128, 1))?;
        let mut other = spec.clone();
        let map = other.maps.iter_mut().find(|map| map.name == never.name).unwrap();
        (map.map_type, map.max_entries) = (MapType::ARRAY, 1);
        let options = LoadOptions::new().with_map("never").reuse(&plain).all_optional();
        let object = other.load_with(&kernel, &options)?;
        assert!(object.refused().any(|(name, _)| name == "nothing"));
        let attached = (Method::ProgramLoad, u64::from(base) + 3, opened(&kernel, "widgets")?);
        let named: Vec<_> = told.try_iter().collect();
        assert!(named.contains(&attached), "{named:?}");
    }
    Ok(())
}
