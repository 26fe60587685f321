//! Who may do what. (The table was compared with Linux 6.18's answers to a process with these capabilities.)

use super::*;
use skep_isa::{Endian, registers::*};
use skep_uapi::Capability;
use skep_uapi::kernel::{CapabilitySet, ObjectKind, Setting};

fn world(capabilities: &[Capability]) -> World {
    let set = capabilities.iter().fold(CapabilitySet::default(), |set, one| set.with(*one));
    World::builder().user_id(65534).capabilities(set).build()
}

fn create(world: &World, map_type: MapType, key_size: u32, max_entries: u32, name: &str) -> Result<()> {
    let value_size = if map_type == MapType::RINGBUF { 0 } else { 4 };
    let flags = MapFlags::NONE;
    world
        .map_create(&MapCreate {
            map_type,
            name,
            key_size,
            value_size,
            max_entries,
            flags,
            ..MapCreate::default()
        })
        .map(drop)
}

fn load_type(world: &World, program_type: ProgramType, slots: usize) -> Result<()> {
    let code = assemble(|asm| {
        for _ in 1..slots {
            asm.mov(R0, 2);
        }
        asm.exit();
    });
    let mut bytes = code.encode(Endian::NATIVE).unwrap();
    bytes.truncate(slots * 8);
    let request = ProgramLoad {
        program_type,
        expected_attach_type: AttachType::default(),
        name: "",
        license: "GPL",
        instructions: &bytes,
        maps: &[],
        flags: Default::default(),
        btf: None,
        ..ProgramLoad::default()
    };
    world.program_load(&request, None).map(drop)
}

#[test]
fn capabilities_decide_what_can_be_made() {
    const OK: Result<()> = Ok(());
    const EPERM: Result<()> = Err(Errno::EPERM);
    use Capability as C;
    let table = [
        // capabilities, maps, XDP, tracepoints, perf events
        (&[][..], EPERM, EPERM, EPERM, Err(Errno::EACCES)),
        (&[C::BPF], OK, EPERM, EPERM, Err(Errno::EACCES)),
        (&[C::BPF, C::NET_ADMIN], OK, OK, EPERM, Err(Errno::EACCES)),
        (&[C::BPF, C::PERFMON], OK, EPERM, OK, OK),
        (&[C::PERFMON], EPERM, EPERM, EPERM, OK),
        (&[C::NET_ADMIN, C::PERFMON], EPERM, EPERM, EPERM, OK),
        (&[C::SYS_ADMIN], OK, OK, OK, OK),
        (&[C::DAC_OVERRIDE], EPERM, EPERM, EPERM, Err(Errno::EACCES)),
    ];
    for (capabilities, maps, xdp, tracepoints, perf_events) in table {
        let world = world(capabilities);
        for (map_type, key, entries) in
            [(MapType::HASH, 4, 4), (MapType::ARRAY, 4, 4), (MapType::RINGBUF, 0, 4096)]
        {
            assert_eq!(create(&world, map_type, key, entries, ""), maps, "{capabilities:?} {map_type}");
        }
        assert_eq!(load_type(&world, ProgramType::XDP, 2), xdp, "{capabilities:?}");
        assert_eq!(load_type(&world, ProgramType::TRACEPOINT, 2), tracepoints, "{capabilities:?}");
        let event = world.perf_event_open(&PerfEventOpen::Tracepoint { id: 1311 }).map(drop);
        assert_eq!(event, perf_events, "{capabilities:?}");
        let types = world.btf_load(&crate::types::kernel_btf().unwrap(), None, None).map(drop);
        assert_eq!(types, maps, "{capabilities:?}");
    }
}

#[test]
fn some_mistakes_are_found_before_the_caller_is_asked_and_some_after() {
    let nobody = world(&[]);
    assert_eq!(create(&nobody, MapType::HASH, 0, 4, ""), Err(Errno::EINVAL));
    assert_eq!(create(&nobody, MapType(99), 4, 4, ""), Err(Errno::EINVAL));
    assert_eq!(create(&nobody, MapType::HASH, 4, 4, "a-b"), Err(Errno::EPERM));
    assert_eq!(create(&nobody, MapType::RINGBUF, 0, 5, ""), Err(Errno::EPERM));
    assert_eq!(load_type(&nobody, ProgramType::XDP, 0), Err(Errno::EPERM));
    assert_eq!(load_type(&nobody, ProgramType(77), 2), Err(Errno::EPERM));
    let loader = world(&[Capability::BPF]);
    assert_eq!(create(&loader, MapType::RINGBUF, 0, 5, ""), Err(Errno::EINVAL));
    assert_eq!(load_type(&loader, ProgramType::XDP, 0), Err(Errno::E2BIG));
    assert_eq!(load_type(&loader, ProgramType(77), 2), Err(Errno::EINVAL));
    assert_eq!(load_type(&loader, ProgramType::CGROUP_DEVICE, 2), Err(Errno::EINVAL));
    let watcher = world(&[Capability::PERFMON]);
    let unknown = watcher.perf_event_open(&PerfEventOpen::Tracepoint { id: 99_999 });
    assert_eq!(unknown.map(drop), Err(Errno::EINVAL));
    let zero_seed = MapCreate {
        map_type: MapType::HASH,
        name: "",
        key_size: 4,
        value_size: 4,
        max_entries: 4,
        flags: MapFlags::ZERO_SEED,
        ..MapCreate::default()
    };
    assert_eq!(loader.map_create(&zero_seed).map(drop), Err(Errno::EPERM));
}

#[test]
fn settings_let_more_be_done() {
    let builder = World::builder().ordinary_user();
    let open = builder.clone().unprivileged_bpf_disabled(0).perf_event_paranoid(0).build();
    assert_eq!(create(&open, MapType::HASH, 4, 4, ""), Ok(()));
    assert_eq!(load_type(&open, ProgramType::XDP, 2), Err(Errno::EPERM));
    assert_eq!(load_type(&open, ProgramType::XDP, 4097), Err(Errno::E2BIG));
    assert!(open.perf_event_open(&PerfEventOpen::Tracepoint { id: 1311 }).is_ok());
    assert_eq!(open.setting(Setting::UnprivilegedBpfDisabled).as_deref(), Ok("0"));
    assert_eq!(open.setting(Setting::PerfEventParanoid).as_deref(), Ok("0"));
    let closed = builder.build();
    assert_eq!(closed.setting(Setting::UnprivilegedBpfDisabled).as_deref(), Ok("2"));
    assert_eq!(closed.setting(Setting::Lockdown).as_deref(), Ok("[none] integrity confidentiality"));
}

#[test]
fn tracefs_and_pins_are_roots() {
    let ordinary = World::builder().user_id(1000).build();
    assert!(ordinary.tracepoint("sched", "sched_process_exec").is_ok(), "with all capabilities");
    let nobody = world(&[Capability::BPF, Capability::PERFMON, Capability::SYS_ADMIN]);
    assert_eq!(nobody.tracepoint("sched", "sched_process_exec"), Err(Errno::EACCES));
    let map = map(&nobody, MapType::HASH, "", 4, 4, 4);
    assert_eq!(nobody.pin(&map, "/sys/fs/bpf/m".as_ref()), Err(Errno::EACCES));
    let opened = nobody.open_pin("/sys/fs/bpf/m".as_ref(), ObjectKind::Map);
    assert_eq!(opened.map(drop), Err(Errno::EACCES));
    assert_eq!(nobody.unpin("/sys/fs/bpf/m".as_ref()), Err(Errno::EACCES));
    for capability in [Capability::DAC_OVERRIDE, Capability::DAC_READ_SEARCH] {
        assert!(world(&[capability]).tracepoint("sched", "sched_process_exec").is_ok());
    }
}

#[test]
fn a_world_says_what_it_was_built_as() {
    let world = World::builder()
        .user_id(7)
        .release("5.4.0-old")
        .possible_cpus(9)
        .page_size(5000)
        .without_mounts()
        .mount("bpf", "/bpf")
        .without_interfaces()
        .interface("eth0")
        .interface("eth1")
        .interface("eth0")
        .build();
    assert_eq!(world.kind(), "simulated");
    assert_eq!((world.user_id(), world.release().unwrap().as_str()), (7, "5.4.0-old"));
    assert_eq!((world.possible_cpus(), world.online_cpus(), world.page_size()), (Ok(9), Ok(9), 8192));
    assert_eq!(world.setting(Setting::Jit).as_deref(), Ok("0"));
    assert_eq!(world.setting(Setting::SecurityModules).as_deref(), Ok("capability"));
    assert_eq!(world.machine().unwrap(), std::env::consts::ARCH);
    let mounts = world.mounts().unwrap();
    assert_eq!((mounts.len(), mounts[0].file_system.as_str()), (1, "bpf"));
    assert_eq!(world.interface_index("eth0"), Ok(7));
    assert_eq!(world.interface_index("eth1"), Ok(8));
    assert_eq!(world.interface_index("sim0"), Err(Errno::ENODEV));
    assert_eq!(world.tracepoint("sched", "nothing"), Err(Errno::ENOENT));
    assert_eq!(World::new().interface_index("sim0"), Ok(7));
    assert!(world.capabilities().unwrap().contains(Capability::SYS_ADMIN));
}
