//! Programs as network and tracing tools have them, written in the text: they obey the law, and print as they were read.

use skep_ir::Module;

/// Every program, by its file.
const PROGRAMS: [(&str, &str); 6] = [
    ("empty", include_str!("programs/empty.ir")),
    ("tracepoint_counter", include_str!("programs/tracepoint_counter.ir")),
    ("tc_lru", include_str!("programs/tc_lru.ir")),
    ("exec_event", include_str!("programs/exec_event.ir")),
    ("xdp_drop_port", include_str!("programs/xdp_drop_port.ir")),
    ("xdp_nat", include_str!("programs/xdp_nat.ir")),
];

fn read(text: &str) -> Module {
    Module::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_programs_obey_the_law() {
    for (name, text) in PROGRAMS {
        let violations = read(text).verify().err().unwrap_or_default();
        let violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
        assert_eq!(violations, [""; 0], "{name}");
    }
}

#[test]
fn the_programs_print_as_they_were_read() {
    for (name, text) in PROGRAMS {
        let module = read(text);
        let printed = module.to_string();
        assert_eq!(read(&printed), module, "{name}: {printed}");
        assert_eq!(read(&printed).to_string(), printed);
    }
}
