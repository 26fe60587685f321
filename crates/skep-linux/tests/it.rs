//! What can only be tested with a running kernel, but needs no privilege there.

use skep_btf::{Btf, BtfBytes, Kind};
use skep_harness::{Outcome, Stop, Suite, skip};
use skep_linux::Linux;
use skep_uapi::kernel::{
    Commands, Facts, Instant, Limit, MapCreate, ObjectKind, ProgramLoad, Time, Wait, Waiting,
};
use skep_uapi::{AttachType, Errno, MapFlags, MapType, ProgramType};
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    Suite::new("skep-linux")
        .test(
            "the fields of union bpf_attr are where this kernel has them",
            fields_are_where_the_kernel_has_them,
        )
        .test("the kernel says of itself what other programs are told", facts)
        .test("the kernel's types are those in the file, mapped or read", kernel_types)
        .test(
            "types of the kernel are opened by their name, and programs are checked against them",
            open_types,
        )
        .test("the limit on locked memory is read and set as the kernel has it", locked_memory)
        .test("only the reader's page of a ring can be written", ring_mappings)
        .test("an event ends a wait and a deadline does too", waiting)
        .serial()
        .run()
}

fn kernel_types() -> Outcome {
    let bytes = match Linux::new().kernel_btf() {
        Ok(bytes) => bytes,
        Err(Errno::ENOENT) => return skip("this kernel was built without CONFIG_DEBUG_INFO_BTF"),
        Err(errno) => return Err(errno.into()),
    };
    let read = std::fs::read("/sys/kernel/btf/vmlinux")?;
    assert!((*bytes).as_ref() == read, "they differ");
    let mapped = std::fs::read_to_string("/proc/self/maps")?.contains("/sys/kernel/btf/vmlinux");
    let release = Linux::new().release()?;
    let mut numbers = release.split(['.', '-']).map_while(|number| number.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    // Older kernels may have it from a distribution; newer ones must.
    assert!(mapped || version < (6, 16), "Linux {release} maps its types");
    Ok(())
}

fn open_types() -> Outcome {
    let linux = Linux::new();
    for module in linux.modules_with_btf()? {
        let base = Btf::parse(BtfBytes::shared(linux.kernel_btf()?))?;
        Btf::parse_split(BtfBytes::shared(linux.module_btf(&module)?), &base)?;
    }
    for name in ["no_such_module", "../btf/vmlinux", ".."] {
        assert_eq!(linux.module_btf(name).err(), Some(Errno::ENOENT), "{name}");
    }
    let mut id = 0;
    let types = loop {
        id = match linux.next_id(ObjectKind::Types, id) {
            Ok(id) => id,
            Err(Errno::EPERM) => return skip("opening the kernel's types needs CAP_SYS_ADMIN"),
            Err(errno) => return Err(errno.into()),
        };
        let types = linux.open_by_id(ObjectKind::Types, id)?;
        let info = linux.btf_info(&types)?;
        assert_eq!(info.id, id);
        if info.of_kernel && info.name == "vmlinux" {
            break types;
        }
    };
    // They are the ones that its file has.
    assert_eq!(linux.btf_bytes(&types)?, (*linux.kernel_btf()?).as_ref());
    assert_eq!(linux.next_id(ObjectKind::Types, u32::MAX).err(), Some(Errno::EINVAL));
    assert_eq!(linux.open_by_id(ObjectKind::Types, u32::MAX).err(), Some(Errno::ENOENT));
    // `r0 = 0; exit`, at the beginning of a function that is among these types and, by number, among no others.
    let own = Btf::parse(BtfBytes::shared(linux.kernel_btf()?))?;
    let function = own.find(Kind::Func, "vfs_fallocate").next().expect("every kernel has files");
    let request = ProgramLoad {
        program_type: ProgramType::TRACING,
        expected_attach_type: AttachType::TRACE_FENTRY,
        license: "GPL",
        instructions: &[0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0],
        attach_type_id: function.id().number(),
        attach_to: Some(&types),
        ..ProgramLoad::default()
    };
    let load = |request: &ProgramLoad<'_>| linux.program_load(request, None).map(drop);
    let with_own = load(&ProgramLoad { attach_to: None, ..request });
    assert_eq!(load(&request), with_own, "the same function by the same number in the same types");
    // A handle that is no types is refused, so the descriptor is looked at.
    let event = linux.event()?;
    assert!(load(&ProgramLoad { attach_to: Some(&event), ..request }).is_err());
    Ok(())
}

fn fields_are_where_the_kernel_has_them() -> Outcome {
    let bytes = match Linux::new().kernel_btf() {
        Ok(bytes) => bytes,
        Err(Errno::ENOENT) => return skip("this kernel was built without CONFIG_DEBUG_INFO_BTF"),
        Err(errno) => return Err(errno.into()),
    };
    let types = Btf::parse(BtfBytes::shared(bytes))?;
    let attr = types.find(Kind::Union, "bpf_attr").next().expect("every kernel with BTF has bpf(2)");
    let info =
        types.find(Kind::Struct, "bpf_prog_info").next().expect("every kernel with BTF says it of programs");
    for &(offset, path) in skep_linux::program_info_fields() {
        // What an older kernel does not have, it leaves as it is.
        if let Ok(member) = info.find_member(path) {
            assert_eq!(member.bit_offset, offset as u64 * 8, "{path}");
        }
    }
    let mut missing = Vec::new();
    for &(offset, path) in skep_linux::attr_fields() {
        match attr.find_member(path) {
            Ok(member) => assert_eq!(member.byte_offset(), Some(offset as u64), "{path}"),
            Err(_) => missing.push(path),
        }
    }
    // The last of the fields in use came with Linux 6.4: a kernel that has it has all.
    let has_all = attr.find_member("log_true_size").is_ok();
    match missing.as_slice() {
        [] => Ok(()),
        missing if has_all => Err(format!("the kernel has no fields {missing:?}").into()),
        missing => {
            skip(format!("this kernel is older than 6.4 and has no fields {missing:?}; the others agree"))
        }
    }
}

fn facts() -> Outcome {
    let kernel = Linux::new();
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    assert_eq!(kernel.release()?, release.trim_end());
    assert_eq!(kernel.kind(), "host");
    assert!(kernel.page_size().is_power_of_two() && kernel.page_size() >= 4096);
    let parallelism = std::thread::available_parallelism()?.get();
    assert!(kernel.possible_cpus()? as usize >= parallelism);
    assert!((parallelism..=kernel.possible_cpus()? as usize).contains(&(kernel.online_cpus()? as usize)));
    let status = std::fs::read_to_string("/proc/thread-self/status")?;
    let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let effective = u64::from_str_radix(line("CapEff:").expect("a line of status"), 16)?;
    assert_eq!(kernel.capabilities()?.0, effective);
    let uids = line("Uid:").expect("a line of status");
    assert_eq!(uids.split_whitespace().nth(1), Some(kernel.user_id().to_string().as_str()));
    assert!(kernel.mounts()?.iter().any(|mount| mount.file_system == "proc"));
    assert_eq!(kernel.interface_index("lo"), Ok(1), "the loopback interface is the first one of a namespace");
    Ok(())
}

/// The limit as `/proc` shows it: soft and hard.
fn shown_limit() -> Result<Limit, Stop> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max locked memory"));
    let mut words = line.expect("a line of limits").split_whitespace().map(|word| word.parse().ok());
    Ok(Limit { soft: words.next().flatten(), hard: words.next().flatten() })
}

fn locked_memory() -> Outcome {
    let kernel = Linux::new();
    let before = kernel.locked_memory_limit()?;
    assert_eq!(before, shown_limit()?);
    let lower = Limit { soft: before.hard.map_or(Some(1 << 20), |hard| Some(hard / 2)), ..before };
    kernel.set_locked_memory_limit(lower)?;
    assert_eq!((kernel.locked_memory_limit()?, shown_limit()?), (lower, lower));
    kernel.set_locked_memory_limit(before)?;
    assert_eq!(shown_limit()?, before);
    assert_eq!(kernel.set_locked_memory_limit(Limit { soft: Some(2), hard: Some(1) }), Err(Errno::EINVAL));
    Ok(())
}

/// What the kernel shows of this process's mappings of maps: access, and length in bytes.
fn mappings_of_maps() -> Result<Vec<(String, usize)>, Stop> {
    let mut found = Vec::new();
    for line in std::fs::read_to_string("/proc/self/maps")?.lines().filter(|line| line.ends_with("bpf-map")) {
        let mut words = line.split_whitespace();
        let (range, access) = (words.next().expect("a range"), words.next().expect("access"));
        let (start, end) = range.split_once('-').expect("two addresses");
        let length = usize::from_str_radix(end, 16)? - usize::from_str_radix(start, 16)?;
        found.push((access.to_owned(), length));
    }
    found.sort();
    Ok(found)
}

fn ring_mappings() -> Outcome {
    let kernel = Linux::new();
    let page = kernel.page_size();
    let request = MapCreate {
        map_type: MapType::RINGBUF,
        name: "EVENTS",
        key_size: 0,
        value_size: 0,
        max_entries: u32::try_from(4 * page)?,
        flags: MapFlags::NONE,
        ..MapCreate::default()
    };
    let ring = match kernel.map_create(&request) {
        Err(Errno::EPERM) => return skip("this process may not create maps"),
        ring => ring?,
    };
    let memory = kernel.ring_memory(&ring)?;
    // The producer's page is followed by the data, twice.
    let expected = [("r--s".to_owned(), page + 2 * 4 * page), ("rw-s".to_owned(), page)];
    assert_eq!(mappings_of_maps()?, expected);
    drop(memory);
    assert_eq!(mappings_of_maps()?, []);
    Ok(())
}

fn waiting() -> Outcome {
    let kernel = Linux::new();
    let (one, other) = (kernel.event()?, kernel.event()?);
    let mut waits = [Wait::new(&one), Wait::new(&other)];
    let start = kernel.now();
    let time = Duration::from_millis(20);
    assert!(!kernel.wait(&mut waits, Some(start + time))?);
    assert!(kernel.now().since(start) >= time);
    // A moment that is long gone is a question that does not wait.
    assert!(!kernel.wait(&mut waits, Some(Instant(0)))?);
    kernel.signal(&other)?;
    assert!(kernel.wait(&mut waits, None)?);
    assert_eq!(waits.map(|wait| wait.ready), [false, true]);
    Ok(())
}
