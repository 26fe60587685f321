//! What objects name of a kernel: its configuration, its functions, its variables and its symbols.

use crate::{host, needs, objects, packet, run};
use skep::ErrorKind;
use skep::btf::Kind;
use skep::prelude::*;
use skep_harness::{Outcome, skip};
use std::process::Command;

/// The configuration that a kernel is said to have.
const SAID: &str = "\
CONFIG_BPF=y
CONFIG_BPF_SYSCALL=m
# CONFIG_NO_SUCH_OPTION_ANYWHERE is not set
CONFIG_BPF_JIT=y
CONFIG_HZ=1000
CONFIG_NR_CPUS=0x1234
CONFIG_ILLEGAL_POINTER_VALUE=0xdead000000000000
CONFIG_DEFAULT_HOSTNAME=\"a host\"
CONFIG_CC_VERSION_TEXT=\"gcc\"
CONFIG_PHYSICAL_ALIGN=0x1000000
CONFIG_HZ=1
";

pub(crate) fn configured(kernel: &Kernel) -> Outcome {
    for bytes in objects!("kconfig") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let options = LoadOptions::new().configuration(SAID);
        let object = spec.load_with(kernel, &options)?;
        assert_eq!(run(&object, "reads", &packet(0))?, XdpAction::PASS.0);
        assert_eq!((object.global::<u8>("boolean")?, object.global::<u32>("tristate")?), (1, 2));
        assert_eq!((object.global::<u8>("character")?, object.global::<u32>("number")?), (b'y', 1000));
        assert_eq!(object.global::<u16>("narrow")?, 0x1234);
        assert_eq!(object.global::<u64>("wide")?, 0xdead_0000_0000_0000);
        assert_eq!(object.global::<[u8; 16]>("text")?, *b"a host\0\0\0\0\0\0\0\0\0\0");
        // There is always a zero byte at the end.
        assert_eq!(object.global::<[u8; 4]>("start_of_text")?, *b"gcc\0");
        assert_eq!((object.global::<u32>("absent")?, object.global::<u8>("something_new")?), (0, 0));
        assert_ne!(object.global::<u32>("version")?, 0);
        let error = |name: &str| spec.load_with(kernel, &options.clone().only(name)).unwrap_err();
        assert_eq!(
            error("too_large").to_string(),
            "loading xdp program `too_large`: the kernel's configuration: `CONFIG_PHYSICAL_ALIGN` is 16777216, expected \
             what fits into an unsigned number of 8 bits"
        );
        let line = "CONFIG_NEITHER_THIS_ONE=\"\nCONFIG_NEITHER_THIS_ONE=1";
        let options = LoadOptions::new().configuration(line).only("not_set");
        assert_eq!(
            spec.load_with(kernel, &options).unwrap_err().to_string(),
            "loading xdp program `not_set`: the kernel's configuration, line 1: `CONFIG_NEITHER_THIS_ONE` is `\"`, \
             expected `n`, `y`, `m`, a number of 64 bits, or a text in quotes"
        );
    }
    Ok(())
}

/// A kernel that says nothing of its configuration, and one that does.
pub(crate) fn silent() -> Outcome {
    for bytes in objects!("kconfig") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let error = spec.load(&Kernel::simulated()).unwrap_err().to_string();
        assert!(
            error.contains("`CONFIG_BPF` is not known: the kernel does not say how it was configured"),
            "{error}"
        );
        let world = skep::sim::WorldBuilder::new().configuration(SAID).build();
        let kernel = Simulated::new(world);
        let object = spec.load_with(&kernel, &LoadOptions::new().configuration("CONFIG_HZ=77"))?;
        run(&object, "reads", &packet(0))?;
        // What the caller says goes before what the kernel says.
        assert_eq!((object.global::<u32>("number")?, object.global::<u32>("tristate")?), (77, 2));
        let error = spec.load_with(&kernel, &LoadOptions::new().only("not_set")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(
            error.to_string(),
            "loading xdp program `not_set`: `CONFIG_NEITHER_THIS_ONE` is not set in the kernel's configuration (declare \
             the variable `__weak` if the program can do without (it is then 0), or give the option with \
             `LoadOptions::configuration`)"
        );
    }
    Ok(())
}

pub(crate) fn configuration_of_the_kernel() -> Outcome {
    let kernel = host()?;
    let release = kernel.api().release().map_err(|errno| errno.to_string())?;
    let said_by_kernel = Command::new("zcat").arg("/proc/config.gz").output()?.stdout;
    let text = match said_by_kernel.is_empty() {
        true => std::fs::read(format!("/boot/config-{release}")).unwrap_or_default(),
        false => said_by_kernel,
    };
    if text.is_empty() {
        return skip(
            "this system has neither /proc/config.gz (or no zcat to compare with) nor /boot/config-*",
        );
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    let set = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(ToOwned::to_owned)
    };
    for bytes in objects!("kconfig") {
        let object = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        run(&object, "reads", &packet(0))?;
        assert_eq!(Some(object.global::<u32>("number")?.to_string()), set("CONFIG_HZ"));
        assert_eq!(Some(object.global::<u16>("narrow")?.to_string()), set("CONFIG_NR_CPUS"));
        let wide = format!("{:#x}", object.global::<u64>("wide")?);
        assert_eq!(Some(wide), set("CONFIG_ILLEGAL_POINTER_VALUE"));
        assert_eq!((object.global::<u8>("boolean")?, object.global::<u32>("tristate")?), (1, 1));
        let hostname = object.global::<[u8; 16]>("text")?;
        let hostname = format!("\"{}\"", String::from_utf8_lossy(&hostname).trim_end_matches('\0'));
        assert_eq!(Some(hostname), set("CONFIG_DEFAULT_HOSTNAME"));
        let version = object.global::<u32>("version")?;
        assert!(release.starts_with(&format!("{}.{}.", version >> 16, version >> 8 & 0xff)), "{release}");
        assert_eq!(object.global::<u8>("cookie")?, 1);
        assert_eq!(
            object.global::<u8>("wrapper")?,
            u8::from(set("CONFIG_ARCH_HAS_SYSCALL_WRAPPER").is_some())
        );
    }
    Ok(())
}

pub(crate) fn functions() -> Outcome {
    let kernel = host()?;
    for function in ["bpf_cpumask_create", "bpf_dynptr_from_xdp", "bpf_dynptr_size"] {
        needs(&kernel, Kind::Func, function)?;
    }
    for bytes in objects!("ksyms") {
        let object = ObjectSpec::from_elf(bytes)?.load(&kernel)?;
        assert_eq!(run(&object, "sizes", &packet(77))?, 77);
        assert_eq!(object.global::<u64>("seen")?, 64);
        let call = |name: &str| Ok::<_, Error>(object.program(name)?.test_run(&TestRun::new())?.result);
        assert_eq!(call("counts_cpus")?, 2);
        assert_eq!(call("holds_its_task")?, 1);
        assert_eq!(run(&object, "does_without", &packet(0))?, 20);
    }
    Ok(())
}

/// The functions are the kernel's, or those of a module if it has them in one that is loaded.
pub(crate) fn connections() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("connections") {
        let object = match ObjectSpec::from_elf(bytes)?.load(&kernel) {
            Ok(object) => object,
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                return skip(format!(
                    "this kernel has no connection tracking, or not as it is called here: {error}"
                ));
            }
            Err(error) => return Err(error.into()),
        };
        // ENOENT: there is no such connection.
        assert_eq!(run(&object, "looks_up", &packet(0))?, 2);
    }
    Ok(())
}

pub(crate) fn addresses() -> Outcome {
    let kernel = host()?;
    for bytes in objects!("ksyms") {
        let options = LoadOptions::new().only("takes_address");
        let object = ObjectSpec::from_elf(bytes)?.load_with(&kernel, &options)?;
        assert_eq!(run(&object, "takes_address", &packet(0))?, 1);
        let symbols = std::fs::read_to_string("/proc/kallsyms")?;
        let line = symbols.lines().find(|line| line.ends_with(" bpf_prog_put")).unwrap();
        let address = u64::from_str_radix(line.split(' ').next().unwrap(), 16)?;
        assert_eq!(object.global::<u64>("seen")?, address);
    }
    Ok(())
}

pub(crate) fn variables() -> Outcome {
    let kernel = host()?;
    let listed = kernel.api().symbol_addresses(&["runqueues"]).map_err(|errno| errno.to_string())?;
    if listed[0].is_empty() {
        return skip(
            "this kernel does not list its variables (CONFIG_KALLSYMS_ALL), so that no program can name one",
        );
    }
    if kernel.api().possible_cpus() < Ok(2) {
        return skip("this machine has one CPU; the second one's variable is read");
    }
    for bytes in objects!("ksyms") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let object = spec.load_with(&kernel, &LoadOptions::new().only("reads_variable"))?;
        assert_eq!(run(&object, "reads_variable", &packet(0))?, 11);
    }
    Ok(())
}

pub(crate) fn declared_otherwise() -> Outcome {
    let kernel = host()?;
    for function in ["bpf_cpumask_empty", "bpf_cgroup_release"] {
        needs(&kernel, Kind::Func, function)?;
    }
    let has_lists = kernel.types()?.find(Kind::Func, "bpf_list_front").next().is_some();
    for bytes in objects!("ksyms") {
        let spec = ObjectSpec::from_elf(bytes)?;
        let error = |name: &str| spec.load_with(&kernel, &LoadOptions::new().only(name)).unwrap_err();
        let refused = error("does_not_ask");
        assert_eq!(refused.kind(), ErrorKind::Rejected, "{refused}");
        let reason = &refused.verifier_report().unwrap().reason;
        let expected =
            "the kernel has no function `bpf_no_such_function_anywhere`, and the program calls it (";
        assert!(reason.starts_with(expected), "{reason}");
        let otherwise = "loading xdp program `declares_otherwise`: `bpf_cpumask_empty` is declared as `";
        let said = error("declares_otherwise").to_string();
        assert!(said.starts_with(otherwise) && said.contains("the kernel has `"), "{said}");
        let said = error("only_declares").to_string();
        let expected = "`bpf_cgroup_release` is declared as `void (struct only_declared *)`; the kernel has `void (struct \
                        cgroup *)` (declare it as the kernel does; a structure that it takes must be defined";
        assert!(said.contains(expected), "{said}");
        // That it need not be there does not make another function of it. Where it is not there, nothing is wrong.
        if has_lists {
            let said = error("declares_otherwise_weakly").to_string();
            assert!(said.contains("`bpf_list_front` is declared as `"), "{said}");
        } else {
            let options = LoadOptions::new().only("declares_otherwise_weakly");
            let object = spec.load_with(&kernel, &options)?;
            assert_eq!(run(&object, "declares_otherwise_weakly", &packet(0))?, 0);
        }
    }
    Ok(())
}
