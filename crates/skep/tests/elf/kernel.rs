//! What objects want of a kernel: its configuration, symbols and types.

use crate::{objects, packet, run};
use skep::prelude::*;
use skep::uapi::kernel::Log;
use skep_harness::Outcome;

pub(crate) fn externs(kernel: &Kernel) -> Outcome {
    for bytes in objects!("externs") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let error =
            |name: &str| spec.load_with(kernel, &LoadOptions::new().only(name)).unwrap_err().to_string();
        assert_eq!(
            error("configured"),
            "loading xdp program `configured`: `CONFIG_HZ` of the kernel's configuration is not known: it is not read"
        );
        assert_eq!(
            error("calling"),
            "loading xdp program `calling`: the kernel has no function `bpf_xdp_no_such_function`"
        );
        assert_eq!(
            error("addressing"),
            "loading xdp program `addressing`: the address of the kernel's symbol `init_task` is not known: symbols \
             are not read"
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
        ("functions", objects!("functions")),
        ("globals", objects!("globals")),
        ("nested", objects!("nested")),
        ("slots", objects!("slots")),
    ];
    for (name, both) in objects {
        for bytes in both {
            let types = ObjectSpec::from_elf(bytes)?.shared_types().unwrap();
            let mut buffer = [0; 4096];
            let mut log = Log { level: 1, buffer: &mut buffer, true_size: 0 };
            let loaded = kernel.api().btf_load(&types.bytes, Some(&mut log));
            assert!(loaded.is_ok(), "{name}: {loaded:?} {}", log.text());
        }
    }
    Ok(())
}
