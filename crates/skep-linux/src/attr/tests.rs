//! Golden bytes of every command, with made-up addresses, on a machine of either byte order.

use super::*;
use skep_uapi::kernel::{MapTypes, ProgramBtf};
use skep_uapi::{AttachType, Handle, MapFlags, MapType, ProgramFlags, ProgramType, TestRunFlags};

/// Compares the bytes of a command with fields `offset: number`, given as (offset, bytes, number).
pub(super) fn check<const N: usize>(mut attr: Attr<N>, length: usize, fields: &[(usize, usize, u64)]) {
    let mut expected = vec![0; length];
    for &(offset, size, number) in fields {
        let bytes = if cfg!(target_endian = "little") {
            number.to_le_bytes()[..size].to_vec()
        } else {
            number.to_be_bytes()[8 - size..].to_vec()
        };
        expected[offset..offset + size].copy_from_slice(&bytes);
    }
    assert_eq!(attr.bytes_mut(), expected);
}

/// The bytes of a name as a number of this machine's order.
fn text(name: &[u8; 8]) -> u64 {
    u64::from_ne_bytes(*name)
}

#[test]
fn a_map_is_created_with_as_many_bytes_as_it_needs() {
    let request = MapCreate {
        map_type: MapType::HASH,
        name: "",
        key_size: 4,
        value_size: 8,
        max_entries: 1024,
        flags: MapFlags::default(),
        ..MapCreate::default()
    };
    check(
        map_create(&request, MapParts::default()).unwrap(),
        16,
        &[(0, 4, 1), (4, 4, 4), (8, 4, 8), (12, 4, 1024)],
    );
    let request = MapCreate { name: "COUNTS_0", flags: MapFlags::NO_PREALLOC, ..request };
    check(
        map_create(&request, MapParts::default()).unwrap(),
        36,
        &[(0, 4, 1), (4, 4, 4), (8, 4, 8), (12, 4, 1024), (16, 4, 1), (28, 8, text(b"COUNTS_0"))],
    );
}

#[test]
fn a_map_of_maps_names_the_one_inside_and_what_else_its_type_takes() {
    let request = MapCreate {
        map_type: MapType::ARRAY_OF_MAPS,
        key_size: 4,
        value_size: 4,
        max_entries: 3,
        extra: 5,
        ..MapCreate::default()
    };
    let fields = [(0, 4, 12), (4, 4, 4), (8, 4, 4), (12, 4, 3), (20, 4, 9), (64, 8, 5)];
    check(map_create(&request, MapParts { inner: Some(9), ..MapParts::default() }).unwrap(), 72, &fields);
}

#[test]
fn a_structure_of_a_module_names_its_type_and_the_types_of_the_module() {
    let request = MapCreate { map_type: MapType::STRUCT_OPS, kernel_value_type: 6, ..MapCreate::default() };
    let module = MapParts { value_module: Some(9), ..MapParts::default() };
    let fields = [(0, 4, 26), (16, 4, 0x8000), (60, 4, 6), (72, 4, 9)];
    check(map_create(&request, module).unwrap(), 76, &fields);
}

#[test]
fn a_map_is_frozen_by_its_descriptor_alone() {
    check(map_freeze(7), 4, &[(0, 4, 7)]);
}

#[test]
fn a_name_that_does_not_fit_is_refused_before_the_kernel_sees_it() {
    for name in ["sixteen_letters_", "a\0b"] {
        let request = MapCreate {
            map_type: MapType::ARRAY,
            name,
            key_size: 4,
            value_size: 8,
            max_entries: 1,
            flags: MapFlags::default(),
            ..MapCreate::default()
        };
        assert_eq!(map_create(&request, MapParts::default()).unwrap_err(), Errno::EINVAL);
    }
}

#[test]
fn element_commands_have_all_of_their_fields() {
    let (key, value) = (Address(0x1111_2222_3333_4444), Address(0x5555_6666_7777_8888));
    let key_field = (8, 8, key.0);
    let value_field = (16, 8, value.0);
    check(element(3, key, value, UpdateFlags::default()), 32, &[(0, 4, 3), key_field, value_field]);
    check(element(3, key, value, UpdateFlags::EXIST), 32, &[(0, 4, 3), key_field, value_field, (24, 8, 2)]);
    check(element(3, key, Address::NONE, UpdateFlags::default()), 32, &[(0, 4, 3), key_field]);
    check(element(0, Address::NONE, Address::NONE, UpdateFlags::default()), 32, &[]);
}

#[test]
fn a_program_is_loaded_with_and_without_log_and_records() {
    let types = Handle::new(());
    let request = ProgramLoad {
        program_type: ProgramType::XDP,
        expected_attach_type: AttachType::XDP,
        name: "count_it",
        license: "GPL",
        instructions: &[],
        maps: &[],
        flags: ProgramFlags::default(),
        btf: Some(ProgramBtf { types: &types, functions: &[], lines: &[] }),
        ..ProgramLoad::default()
    };
    let parts = ProgramParts {
        instructions: Address(0x1000),
        slots: 2,
        license: Address(0x2000),
        log: None,
        btf: None,
        attach_to: None,
        modules: Address::NONE,
        token: None,
    };
    let plain =
        [(0, 4, 6), (4, 4, 2), (8, 8, 0x1000), (16, 8, 0x2000), (48, 8, text(b"count_it")), (68, 4, 37)];
    check(program_load(&request, &parts).unwrap(), 72, &plain);

    let log = LogParts { level: 1, buffer: Address(0x3000), size: 4096 };
    let logged = ProgramParts { log: Some(log), ..parts };
    let fields = [&plain[..], &[(24, 4, 1), (28, 4, 4096), (32, 8, 0x3000)]].concat();
    check(program_load(&request, &logged).unwrap(), 144, &fields);

    let btf = BtfParts {
        fd: 9,
        functions: Address(0x4000),
        function_count: 1,
        lines: Address(0x5000),
        line_count: 3,
    };
    let described = ProgramParts { btf: Some(btf), ..parts };
    let records =
        [(72, 4, 9), (76, 4, 8), (80, 8, 0x4000), (88, 4, 1), (92, 4, 16), (96, 8, 0x5000), (104, 4, 3)];
    check(program_load(&request, &described).unwrap(), 108, &[&plain[..], &records].concat());

    // What it attaches to, the modules whose functions it calls, and a token.
    let request = ProgramLoad { attach_type_id: 4321, flags: ProgramFlags::SLEEPABLE, ..request };
    check(
        program_load(&request, &parts).unwrap(),
        112,
        &[&plain[..], &[(44, 4, 16), (108, 4, 4321)]].concat(),
    );
    let attached = ProgramParts { attach_to: Some(11), modules: Address(0x6000), ..described };
    let fields =
        [&plain[..], &records, &[(44, 4, 16), (108, 4, 4321), (112, 4, 11), (120, 8, 0x6000)]].concat();
    check(program_load(&request, &attached).unwrap(), 128, &fields);
    let allowed = ProgramParts { token: Some(12), ..parts };
    let fields = [&plain[..], &[(44, 4, 0x1_0010), (108, 4, 4321), (144, 4, 12)]].concat();
    check(program_load(&request, &allowed).unwrap(), 148, &fields);
}

#[test]
fn a_map_names_the_types_of_its_entries_and_what_allows_it() {
    let types = Handle::new(());
    let request = MapCreate {
        map_type: MapType::HASH,
        key_size: 4,
        value_size: 8,
        max_entries: 1,
        types: Some(MapTypes { types: &types, key: 21, value: 22 }),
        ..MapCreate::default()
    };
    let plain = [(0, 4, 1), (4, 4, 4), (8, 4, 8), (12, 4, 1)];
    let described = MapParts { types: Some(9), ..MapParts::default() };
    let records = [(48, 4, 9), (52, 4, 21), (56, 4, 22)];
    check(map_create(&request, described).unwrap(), 60, &[&plain[..], &records].concat());
    // Types without their descriptor are not told.
    check(map_create(&request, MapParts::default()).unwrap(), 16, &plain);
    let token = MapParts { token: Some(12), ..MapParts::default() };
    check(
        map_create(&request, token).unwrap(),
        80,
        &[&plain[..], &[(16, 4, 0x1_0000), (76, 4, 12)]].concat(),
    );

    let request = MapCreate {
        map_type: MapType::STRUCT_OPS,
        key_size: 4,
        value_size: 256,
        max_entries: 1,
        flags: MapFlags::LINK,
        types: Some(MapTypes { types: &types, key: 0, value: 0 }),
        kernel_value_type: 4242,
        ..MapCreate::default()
    };
    let fields = [(0, 4, 26), (4, 4, 4), (8, 4, 256), (12, 4, 1), (16, 4, 0x2000), (48, 4, 9), (60, 4, 4242)];
    check(map_create(&request, described).unwrap(), 64, &fields);
}

#[test]
fn objects_are_found_by_number() {
    check(next_id(0), 8, &[]);
    check(next_id(7), 8, &[(0, 4, 7)]);
    check(open_by_id(7), 4, &[(0, 4, 7)]);
    check(enable_stats(), 4, &[]);
    let parts = BatchParts {
        from: Address::NONE,
        to: Address(0x1000),
        keys: Address(0x2000),
        values: Address(0x3000),
        count: 16,
    };
    let fields = [(8, 8, 0x1000), (16, 8, 0x2000), (24, 8, 0x3000), (32, 4, 16), (36, 4, 5)];
    check(batch(5, parts, UpdateFlags::ANY), 40, &fields);
}

#[test]
fn a_test_run_has_room_for_its_results() {
    let mut run = TestRun { repeat: 3, ..TestRun::default() };
    let none = (Address::NONE, 0);
    let parts =
        TestRunParts { data: (Address(0x1000), 60), data_out: none, context: none, context_out: none };
    check(test_run(4, &run, &parts), 48, &[(0, 4, 4), (8, 4, 60), (16, 8, 0x1000), (32, 4, 3)]);
    run.flags = TestRunFlags::RUN_ON_CPU | TestRunFlags::XDP_LIVE_FRAMES;
    (run.cpu, run.batch_size) = (5, 64);
    let parts = TestRunParts {
        data_out: (Address(0x2000), 256),
        context: (Address(0x3000), 24),
        context_out: (Address(0x4000), 24),
        ..parts
    };
    let inputs = [(0, 4, 4), (8, 4, 60), (12, 4, 256), (16, 8, 0x1000), (24, 8, 0x2000), (32, 4, 3)];
    let context = [(40, 4, 24), (44, 4, 24), (48, 8, 0x3000), (56, 8, 0x4000)];
    let how = [(64, 4, 3), (68, 4, 5), (72, 4, 64)];
    check(test_run(4, &run, &parts), 76, &[&inputs[..], &context, &how].concat());
}

#[test]
fn a_raw_tracepoint_is_opened_by_name() {
    check(raw_tracepoint_open(Address(0x1000), 9), 12, &[(0, 8, 0x1000), (8, 4, 9)]);
}

#[test]
fn types_are_loaded_with_and_without_log() {
    check(btf_load(Address(0x1000), 200, None, None), 20, &[(0, 8, 0x1000), (16, 4, 200)]);
    let log = LogParts { level: 1, buffer: Address(0x3000), size: 64 };
    let fields = [(0, 8, 0x1000), (8, 8, 0x3000), (16, 4, 200), (20, 4, 64), (24, 4, 1)];
    check(btf_load(Address(0x1000), 200, Some(&log), None), 32, &fields);
    let fields = [(0, 8, 0x1000), (16, 4, 200), (32, 4, 0x1_0000), (36, 4, 5)];
    check(btf_load(Address(0x1000), 200, None, Some(5)), 40, &fields);
    check(token_create(6), 8, &[(4, 4, 6)]);
}

#[test]
fn pins_infos_and_links_name_their_descriptors() {
    check(pin(Address(0x1000), 7), 12, &[(0, 8, 0x1000), (8, 4, 7)]);
    check(open_pin(Address(0x1000)), 8, &[(0, 8, 0x1000)]);
    check(info(5, Address(0x1000), 40), 16, &[(0, 4, 5), (4, 4, 40), (8, 8, 0x1000)]);
}
