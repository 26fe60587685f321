//! Programs that no verifier takes, one for each kind of refusal that can be made on a kernel as it comes.

use skep::isa::{Assembly, TextOptions};
use skep::object::ProgramSpec;
use skep::prelude::*;
use skep::uapi::{AttachType, MapFlags};

/// A program that is refused.
pub(crate) struct Case {
    /// The kind of refusal.
    pub(crate) rejection: &'static str,
    pub(crate) program_type: ProgramType,
    pub(crate) license: &'static str,
    /// Functions; the first is the program. `# here` marks the instruction that the verifier is at.
    pub(crate) text: &'static str,
    /// The same after following the hint.
    pub(crate) mended: Option<&'static str>,
}

const fn case(rejection: &'static str, program_type: ProgramType, text: &'static str) -> Case {
    Case { rejection, program_type, license: "GPL", text, mended: None }
}

impl Case {
    const fn mended(self, text: &'static str) -> Self {
        Self { mended: Some(text), ..self }
    }

    const fn proprietary(self) -> Self {
        Self { license: "Proprietary", ..self }
    }

    /// The line of the marked instruction, counted from 1.
    pub(crate) fn line(&self) -> Option<u32> {
        let index = self.text.lines().position(|line| line.ends_with("# here"))?;
        u32::try_from(index + 1).ok()
    }
}

/// The object of a program, with the maps that the programs here use.
pub(crate) fn object(case: &Case, text: &str) -> ObjectSpec {
    let helper_id = |name: &str| Helper::named(name).map(|helper| helper.0);
    let options = TextOptions { helper_id: &helper_id, ..TextOptions::new("case.s") };
    let assembly =
        Assembly::parse_with(text, &options).unwrap_or_else(|errors| panic!("{}: {errors}", case.rejection));
    let mut functions = assembly.functions.into_iter();
    let entry = functions.next().expect("a case has a program").code;
    let expected = match case.program_type {
        ProgramType::CGROUP_SKB => AttachType::CGROUP_INET_INGRESS,
        ProgramType::XDP => AttachType::XDP,
        _ => AttachType::default(),
    };
    let program = ProgramSpec::new("refused", case.program_type, expected, entry);
    let mut spec = ObjectSpec::new(case.license)
        .with_program(program)
        .with_map(MapSpec::new("COUNTS", MapType::HASH, 4, 8, 16))
        .with_map(MapSpec::new("SLOTS", MapType::ARRAY, 4, 8, 16))
        .with_map(MapSpec { flags: MapFlags::RDONLY_PROG, ..MapSpec::new("FIXED", MapType::ARRAY, 4, 8, 16) })
        .with_map(MapSpec::new("PROGRAMS", MapType::PROG_ARRAY, 4, 4, 16))
        .with_map(MapSpec::new("EVENTS", MapType::RINGBUF, 0, 0, 4096));
    for function in functions {
        spec = spec.with_function(function.name, function.code);
    }
    spec
}

/// Looks up the value of key 0, and leaves its address in r0.
macro_rules! lookup {
    ($map:literal) => {
        concat!("*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = ", $map, " ll\ncall map_lookup_elem\n")
    };
}

/// The end of a program that jumps to `out`.
macro_rules! end {
    () => {
        "out:\nr0 = 0\nexit\n"
    };
}

const XDP: ProgramType = ProgramType::XDP;
const FILTER: ProgramType = ProgramType::SOCKET_FILTER;
const TRACEPOINT: ProgramType = ProgramType::TRACEPOINT;

/// Those that only the verifier finds.
pub(crate) const CASES: &[Case] = &[
    case(
        "missing-null-check",
        XDP,
        concat!(lookup!("COUNTS"), "r1 = *(u64 *)(r0 + 0) # here\n", end!()),
    )
    .mended(concat!(lookup!("COUNTS"), "if r0 == 0 goto out\nr1 = *(u64 *)(r0 + 0)\n", end!())),
    case("packet-bounds", XDP, "r2 = *(u32 *)(r1 + 0)\nr0 = *(u8 *)(r2 + 12) # here\nexit\n").mended(
        "r2 = *(u32 *)(r1 + 0)\nr3 = *(u32 *)(r1 + 4)\nr4 = r2\nr4 += 13\nif r4 > r3 goto out\nr0 = *(u8 *)(r2 + 12)\nout:\nr0 = 2\n\
         exit\n",
    ),
    case(
        "unbounded-offset",
        XDP,
        concat!(
            "call get_prandom_u32\nr6 = r0\n",
            lookup!("SLOTS"),
            "if r0 == 0 goto out\nr0 += r6 # here\nr1 = *(u8 *)(r0 + 0)\n",
            end!()
        ),
    )
    .mended(concat!(
        "call get_prandom_u32\nr6 = r0\n",
        lookup!("SLOTS"),
        "if r0 == 0 goto out\nr6 &= 7\nr0 += r6\nr1 = *(u8 *)(r0 + 0)\n",
        end!()
    )),
    case(
        "negative-offset",
        XDP,
        concat!(
            "call ktime_get_ns\nr6 = r0\n",
            lookup!("SLOTS"),
            "if r0 == 0 goto out\nif r6 s> 3 goto out\nif r6 s< -3 goto out\nr0 += r6\nr1 = *(u8 *)(r0 + 0) # here\n",
            end!()
        ),
    ),
    case(
        "value-bounds",
        XDP,
        concat!(lookup!("SLOTS"), "if r0 == 0 goto out\nr1 = *(u64 *)(r0 + 8) # here\n", end!()),
    ),
    case("stack-bounds", XDP, "r2 = r10\nr2 += -520\nr1 = 1\n*(u64 *)(r2 + 0) = r1 # here\nr0 = 0\nexit\n"),
    case(
        "stack-too-deep",
        XDP,
        "function main:\n*(u64 *)(r10 - 320) = 0\ncall inner\nr0 = 0\nexit\nfunction inner:\n*(u64 *)(r10 - 320) = 0\nr0 = 0\nexit\n",
    ),
    case("context-access", XDP, "r0 = *(u32 *)(r1 + 100) # here\nexit\n"),
    case("modified-context", XDP, "r1 += 4\nr0 = *(u32 *)(r1 + 0) # here\nexit\n"),
    case("unchecked-pointer", XDP, "call ktime_get_ns\nr1 = *(u64 *)(r0 + 0) # here\nr0 = 0\nexit\n"),
    case("unknown-helper", XDP, "call 9999 # here\nr0 = 0\nexit\n"),
    case(
        "helper-not-for-type",
        XDP,
        "r2 = 0\nr3 = r10\nr3 += -8\n*(u64 *)(r10 - 8) = 0\nr4 = 8\nr5 = 0\ncall skb_store_bytes # here\nr0 = 0\nexit\n",
    ),
    case(
        "licence",
        TRACEPOINT,
        "r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\ncall probe_read_kernel # here\nr0 = 0\nexit\n",
    )
    .proprietary(),
    case("argument-type", XDP, "r1 = r10\nr2 = r10\ncall map_lookup_elem # here\nr0 = 0\nexit\n"),
    case("map-not-for-helper", XDP, "*(u64 *)(r10 - 8) = 0\nr1 = PROGRAMS ll\nr2 = r10\nr2 += -8\ncall map_lookup_elem # here\nr0 = 0\nexit\n"),
    case("argument-size", TRACEPOINT, "r1 = r10\nr1 += -16\nr2 = 0\ncall get_current_comm # here\nr0 = 0\nexit\n"),
    case(
        "argument-not-constant",
        XDP,
        "call get_prandom_u32\nr2 = r0\nr1 = EVENTS ll\nr3 = 0\ncall ringbuf_reserve # here\nr0 = 0\nexit\n",
    ),
    case(
        "leaked-reference",
        XDP,
        "r1 = EVENTS ll\nr2 = 8\nr3 = 0\ncall ringbuf_reserve\nr0 = 0\nexit # here\n",
    )
    .mended(
        "r1 = EVENTS ll\nr2 = 8\nr3 = 0\ncall ringbuf_reserve\nif r0 == 0 goto out\nr1 = r0\nr2 = 0\ncall ringbuf_discard\nout:\nr0 = \
         0\nexit\n",
    ),
    case("endless-loop", XDP, "r0 = 0\nagain: if r0 == 0 goto again # here\nexit\n"),
    case("too-complex", XDP, "r0 = 0\nagain: r0 += 1\nif r0 < 2000000 goto again\nr0 = 0\nexit\n"),
    case("return-value", ProgramType::CGROUP_SKB, "r0 = 5\nexit # here\n").mended("r0 = 1\nexit\n"),
    case("pointer-arithmetic", XDP, "r2 = r10\nr2 &= 7 # here\nr0 = 0\nexit\n"),
    case("misaligned", XDP, "r2 = r10\nr2 += -6\nr1 = 1\n*(u32 *)(r2 + 0) = r1 # here\nr0 = 0\nexit\n"),
    case(
        "read-only",
        XDP,
        concat!(lookup!("FIXED"), "if r0 == 0 goto out\nr1 = 1\n*(u64 *)(r0 + 0) = r1 # here\n", end!()),
    ),
    case(
        "object-state",
        XDP,
        "*(u64 *)(r10 - 16) = 0\n*(u64 *)(r10 - 8) = 0\n*(u64 *)(r10 - 24) = 0\nr1 = r10\nr1 += -24\nr2 = 8\nr3 = r10\nr3 += -16\nr4 = 0\nr5 \
         = 0\ncall dynptr_read # here\nr0 = 0\nexit\n",
    ),
];

/// Those that are found without a kernel too, and are explained in our own words then.
pub(crate) const STRUCTURAL: &[Case] = &[
    case("uninitialized-register", FILTER, "r0 = r2 # here\nexit\n"),
    case("unreachable-code", FILTER, "r0 = 0\nexit\nr0 = 1 # here\nexit\n"),
    case("jump-out-of-range", FILTER, "r0 = 0\nif r0 == 0 goto +7 # here\nexit\n"),
    case("falls-off-the-end", FILTER, "r0 = 0\nr0 += 1\n"),
    case("frame-pointer", FILTER, "r0 = 0\nr10 = 0 # here\nexit\n"),
    case("invalid-instruction", FILTER, "r0 = 0\nr0 /= 0 # here\nexit\n"),
];
