//! What objects want of a kernel: its configuration, symbols and types.

use crate::{host, objects, packet, run};
use skep::ErrorKind;
use skep::prelude::*;
use skep::scripted::{Fault, Faults, Method};
use skep::uapi::kernel::{Log, MapCreate};
use skep::uapi::{Errno, LinkType, MapFlags, UpdateFlags};
use skep_harness::Outcome;

pub(crate) fn externs(kernel: &Kernel) -> Outcome {
    for bytes in objects!("externs") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let error =
            |name: &str| spec.load_with(kernel, &LoadOptions::new().only(name)).unwrap_err().to_string();
        let said = error("configured");
        let start = "loading xdp program `configured`: `CONFIG_NO_SUCH_OPTION` is not ";
        assert!(said.starts_with(start) && said.contains("declare the variable `__weak`"), "{said}");
        assert_eq!(
            error("calling"),
            "loading xdp program `calling`: the kernel has no function `bpf_xdp_no_such_function` (if the program can do \
             without, declare it `__weak` and call it only if `bpf_ksym_exists` says that it is there)"
        );
        assert_eq!(
            error("addressing"),
            "loading xdp program `addressing`: the kernel has no symbol `no_such_symbol` (if the program can do without, \
             declare it `__weak` and look whether its address is 0)"
        );
        // One refusal keeps nobody from the others.
        let object = spec.load_with(kernel, &LoadOptions::new().all_optional())?;
        assert_eq!(object.refused().count(), 4);
        assert_eq!(object.programs().count(), 1);
        assert_ne!(object.global::<u32>("LINUX_KERNEL_VERSION")?, 0);
    }
    Ok(())
}

pub(crate) fn relocations(kernel: &Kernel) -> Outcome {
    for bytes in objects!("core") {
        let object = ObjectSpec::from_elf(bytes)?.load(kernel)?;
        // There is a `task_struct` with a `tgid`, and neither what else is asked for.
        assert_eq!(run(&object, "exists", &packet(0))?, 1 | 4);
    }
    Ok(())
}

pub(crate) fn types(kernel: &Kernel) -> Outcome {
    let objects = [
        ("counter", objects!("counter")),
        ("core", objects!("core")),
        ("externs", objects!("externs")),
        ("functions", objects!("functions")),
        ("globals", objects!("globals")),
        ("kconfig", objects!("kconfig")),
        ("ksyms", objects!("ksyms")),
        ("nested", objects!("nested")),
        ("slots", objects!("slots")),
    ];
    for (name, both) in objects {
        for bytes in both {
            let types = ObjectSpec::from_elf(bytes)?.shared_types().unwrap();
            let mut buffer = [0; 1 << 16];
            let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
            let loaded = kernel.api().btf_load(&types.bytes, Some(&mut log), None);
            assert!(loaded.is_ok(), "{name}: {loaded:?} {}", log.text());
        }
    }
    Ok(())
}

pub(crate) fn missing_field(kernel: &Kernel) -> Outcome {
    for bytes in objects!("core") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let error = spec.load_with(kernel, &LoadOptions::new().only("offset_of_nothing")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        let reason = &error.verifier_report().unwrap().reason;
        assert!(reason.contains("task_struct.no_such_member_anywhere"), "{reason}");
    }
    Ok(())
}

/// The simulated kernel does not follow values, so it looks at what is behind the guard as well.
pub(crate) fn guarded() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("core") {
        let object = ObjectSpec::from_elf(bytes)?.load_with(&kernel, &LoadOptions::new().only("guarded"))?;
        assert_eq!(run(&object, "guarded", &packet(0))?, 7);
    }
    Ok(())
}

pub(crate) fn lacking(kernel: &Kernel) -> Outcome {
    for bytes in objects!("lacking") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let features = skep::Features::new(kernel);
        if !features.program_type(ProgramType::LIRC_MODE2).is_no() {
            return skep_harness::skip("this kernel has programs for infrared receivers");
        }
        let options = LoadOptions::new().with_program("receives").optional("receives");
        let object = spec.load_with(kernel, &options)?;
        let (name, error) = object.refused().next().unwrap();
        assert_eq!((name, error.kind()), ("receives", ErrorKind::Unsupported));
        let said = "loading lirc_mode2 program `receives`: this kernel has no programs of type lirc_mode2: it does not take \
                    the smallest one (`skep features` shows what this kernel has)";
        assert_eq!(error.to_string(), said);
        // Not optional, it is the same error.
        let error = spec.load_with(kernel, &LoadOptions::new().only("receives")).unwrap_err();
        assert_eq!(error.to_string(), said);
    }
    Ok(())
}

pub(crate) fn missing_members() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("lacking") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let reached = [
            (
                "reads",
                "reads",
                "task_struct.no_such_member_anywhere",
                "return bpf_get_current_task_btf()->no_such_member",
            ),
            (
                "reads_in_a_function",
                "inner",
                "task_struct.no_such_structure_anywhere.depth",
                "return bpf_get_current_task_btf()->no_such_structure",
            ),
        ];
        for (name, function, access, source) in reached {
            let error = spec.load_with(&kernel, &LoadOptions::new().only(name)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
            let report = error.verifier_report().unwrap();
            let said = error.to_string();
            // Which member of which type, why, and where in the source.
            assert!(report.reason.contains(access), "{said}");
            assert!(report.reason.contains("has no member"), "{said}");
            assert!(said.contains(source), "{said}");
            assert_eq!(report.function.as_deref(), Some(function), "{said}");
        }
        let object = spec.load_with(&kernel, &LoadOptions::new().only("asks_before"))?;
        let result = object.program("asks_before")?.test_run(&TestRun::new())?.result;
        assert_eq!(result, 71);
    }
    Ok(())
}

pub(crate) fn attached() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("tracing") {
        let object = ObjectSpec::from_elf(bytes)?.load_with(&kernel, &LoadOptions::new().only("switches"))?;
        assert_eq!(object.global::<u64>("switched")?, 0);
        let link = object.program("switches")?.attach()?;
        // This thread waits for another process, which has its turn.
        std::process::Command::new("true").status()?;
        assert!(object.global::<u64>("switched")? > 0);
        drop(link);
        let seen = object.global::<u64>("switched")?;
        std::process::Command::new("true").status()?;
        assert_eq!(object.global::<u64>("switched")?, seen);
        let object = ObjectSpec::from_elf(bytes)?.load_with(&kernel, &LoadOptions::new().only("iterates"))?;
        let iterator = object.program("iterates")?.attach()?;
        assert_eq!(iterator.info()?.link_type, Some(LinkType::ITER));
        assert_eq!(iterator.iterate()?.text()?, "", "it says nothing of any process");
    }
    for bytes in objects!("tracepoints") {
        let object = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        let links = [object.program("with_record")?.attach()?, object.program("with_arguments")?.attach()?];
        std::process::Command::new("true").status()?;
        let counts =
            || Ok::<_, Error>((object.global::<u64>("records")?, object.global::<u64>("arguments")?));
        let (records, arguments) = counts()?;
        assert!(records > 0 && arguments > 0, "{records} records, {arguments} times arguments");
        drop(links);
        let counted = counts()?;
        std::process::Command::new("true").status()?;
        assert_eq!(counts()?, counted);
    }
    Ok(())
}

pub(crate) fn attach_types() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("tracing") {
        let object = ObjectSpec::from_elf(bytes)?.load_with(&kernel, &LoadOptions::new().all_optional())?;
        for name in ["iterates", "switches"] {
            assert_eq!(object.program(name)?.name(), name);
        }
        // Some systems let nobody attach to functions; that the function was found shows in the same answer.
        let refused = |name: &str| object.refused().find(|(other, _)| *other == name).map(|(_, error)| error);
        assert!(refused("enters").is_none_or(|error| error.kind() == ErrorKind::Permission));
        let said =
            "loading tracing program `leaves`: the kernel has no `no_such_function_anywhere` to attach to";
        assert_eq!(refused("leaves").unwrap().to_string(), said);
    }
    Ok(())
}

pub(crate) fn faults(kernel: &Kernel) -> Outcome {
    let spec = ObjectSpec::from_elf(objects!("globals")[1])?;
    let faults = Faults::default();
    let kernel = kernel.with_faults(&faults);
    for call in
        [Method::MapCreate, Method::MapUpdate, Method::MapFreeze, Method::MapInfo, Method::ProgramLoad]
    {
        faults.set([Fault::of(call).calls(1..=9).fails(Errno::EIO)]);
        let error = spec.load(&kernel).unwrap_err();
        assert_eq!(error.errno(), Some(Errno::EIO), "{call}: {error}");
    }
    // Without their types, maps and programs work all the same.
    faults.set([Fault::of(Method::BtfLoad).calls(1..=9).fails(Errno::EIO)]);
    let object = spec.load(&kernel)?;
    assert_eq!(run(&object, "add", &packet(0))?, 43);
    // That the object's own maps and programs are gone, the count of descriptors at the end of the suite shows.
    Ok(())
}

pub(crate) fn frozen(kernel: &Kernel) -> Outcome {
    let api = kernel.api();
    let (key, mut value) = (0_u32.to_ne_bytes(), [0; 8]);
    let request = MapCreate {
        map_type: MapType::ARRAY,
        key_size: 4,
        value_size: 8,
        max_entries: 1,
        flags: MapFlags::RDONLY_PROG,
        ..MapCreate::default()
    };
    let map = api.map_create(&request).map_err(|errno| errno.to_string())?;
    assert_eq!(api.map_update(&map, &key, &[1; 8], UpdateFlags::ANY), Ok(()));
    assert_eq!(api.map_freeze(&map), Ok(()));
    // Older kernels say that it is done already, newer ones that what is frozen may not be changed.
    assert!(matches!(api.map_freeze(&map), Err(Errno::EPERM | Errno::EBUSY)));
    assert_eq!(api.map_update(&map, &key, &[2; 8], UpdateFlags::ANY), Err(Errno::EPERM));
    assert_eq!(api.map_delete(&map, &key), Err(Errno::EPERM));
    assert_eq!(api.map_lookup(&map, &key, &mut value), Ok(()));
    assert_eq!(value, [1; 8]);
    Ok(())
}
