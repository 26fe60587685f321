//! `skep conformance`: the protocol, and own cases for each group of RFC 9669.

use super::{SKEP, text};
use skep::isa::{Code, Endian};
use skep_harness::{Outcome, Stop};
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// The options that choose how a program is carried out, where each can be had.
#[cfg(feature = "jit")]
const ENGINES: &[&str] = &["", "--interpret", "--jit"];
#[cfg(not(feature = "jit"))]
const ENGINES: &[&str] = &["", "--interpret"];

/// A program, the memory that it is given, and what it returns.
type Case = (&'static str, &'static str, u64);

/// Programs by the groups of RFC 9669.
const CASES: &[(&str, &[Case])] = &[
    (
        "base32",
        &[
            ("w0 = -1\nexit", "", 0xffff_ffff),
            ("r0 = -1\nw0 += 2\nexit", "", 1),
            ("w0 = 1\nw1 = 3\nw0 -= w1\nexit", "", 0xffff_fffe),
            ("w0 = 0xf0\nw0 |= 0x0f\nw0 &= 0x3c\nw0 ^= 0xff\nexit", "", 0xc3),
            ("w0 = 1\nw1 = 33\nw0 <<= w1\nexit", "", 2),
            ("w0 = -8\nw0 s>>= 1\nexit", "", 0xffff_fffc),
            ("w0 = -8\nw0 >>= 28\nexit", "", 0xf),
            ("w0 = 5\nw0 = -w0\nexit", "", 0xffff_fffb),
            ("r1 = 0x80\nw0 = (s8)w1\nexit", "", 0xffff_ff80),
            ("r0 = 0x1122334455667788 ll\nr0 = be16 r0\nexit", "", 0x8877),
            ("r0 = 0x1122334455667788 ll\nr0 = be32 r0\nexit", "", 0x8877_6655),
            ("r0 = 0x1122334455667788 ll\nr0 = le16 r0\nexit", "", 0x7788),
            ("r0 = *(u8 *)(r1 + 1)\nexit", "11 fe", 0xfe),
            ("r0 = *(u16 *)(r1 + 0)\nexit", "1122", 0x2211),
            ("r0 = *(u32 *)(r1 + 1)\nexit", "11 22 33 44 55", 0x5544_3322),
            ("*(u16 *)(r1 + 0) = 0xabcd\nr0 = *(u32 *)(r1 + 0)\nexit", "00 00 11 11", 0x1111_abcd),
            ("r3 = 0x77\n*(u8 *)(r10 - 1) = r3\nr0 = *(u8 *)(r10 - 1)\nexit", "", 0x77),
            ("r0 = 1\nr3 = 0x100000001 ll\nif w3 == 1 goto +1\nr0 = 0\nexit", "", 1),
            ("r0 = 1\nw3 = -1\nif w3 s< 0 goto +1\nr0 = 0\nexit", "", 1),
            ("r0 = 1\nw3 = -1\nif w3 > 7 goto +1\nr0 = 0\nexit", "", 1),
            ("r0 = 1\nw3 = 6\nif w3 & 2 goto +1\nr0 = 0\nexit", "", 1),
            ("w0 = 0\nw3 = 10\nw0 += w3\nw3 -= 1\nif w3 != 0 goto -3\nexit", "", 55),
            ("r0 = 3\ngotol +1\nr0 = 4\nexit", "", 3),
        ],
    ),
    (
        "base64",
        &[
            ("r0 = 0x1122334455667788 ll\nexit", "", 0x1122_3344_5566_7788),
            ("r0 = -1\nr0 += 2\nexit", "", 1),
            ("r0 = -1\nr0 >>= 60\nexit", "", 15),
            ("r0 = -16\nr3 = 66\nr0 s>>= r3\nexit", "", 0xffff_ffff_ffff_fffc),
            ("r3 = 0xffff\nr0 = (s16)r3\nexit", "", u64::MAX),
            ("r3 = 0x80000000 ll\nr0 = (s32)r3\nexit", "", 0xffff_ffff_8000_0000),
            ("r0 = 0x1122334455667788 ll\nr0 = be64 r0\nexit", "", 0x8877_6655_4433_2211),
            ("r0 = 0x1122334455667788 ll\nr0 = bswap64 r0\nexit", "", 0x8877_6655_4433_2211),
            ("r0 = 0x1122334455667788 ll\nr0 = bswap16 r0\nexit", "", 0x8877),
            ("r0 = *(u64 *)(r1 + 1)\nexit", "00 01 02 03 04 05 06 07 08", 0x0807_0605_0403_0201),
            ("r0 = *(s8 *)(r1 + 0)\nexit", "80", 0xffff_ffff_ffff_ff80),
            ("r0 = *(s16 *)(r1 + 0)\nexit", "00 80", 0xffff_ffff_ffff_8000),
            ("r0 = *(s32 *)(r1 + 0)\nexit", "00 00 00 80", 0xffff_ffff_8000_0000),
            ("*(u64 *)(r10 - 8) = -2\nr0 = *(u64 *)(r10 - 8)\nexit", "", u64::MAX - 1),
            ("r0 = 1\nr3 = -1\nif r3 s<= -1 goto +1\nr0 = 0\nexit", "", 1),
            ("r0 = 1\nr3 = -1\nif r3 >= 5 goto +1\nr0 = 0\nexit", "", 1),
            ("r0 = 1\nr3 = -1\nr4 = -1\nif r3 == r4 goto +1\nr0 = 0\nexit", "", 1),
            ("r0 = r2\nexit", "00 01 02", 3),
            ("r6 = 4\nr1 = 5\ncall +2\nr0 += r6\nexit\nr6 = 100\nr0 = r1\nexit", "", 9),
            ("call 5\nr0 = 7\nexit", "", 7),
        ],
    ),
    (
        "divmul32",
        &[
            ("w0 = -1\nw0 *= -1\nexit", "", 1),
            ("w0 = -7\nw0 /= 2\nexit", "", 0x7fff_fffc),
            ("w0 = -7\nw0 s/= 2\nexit", "", 0xffff_fffd),
            ("w0 = -7\nw0 s%= 2\nexit", "", 0xffff_ffff),
            ("w0 = 7\nw3 = 0\nw0 /= w3\nexit", "", 0),
            ("r0 = 0x100000007 ll\nw3 = 0\nw0 %= w3\nexit", "", 7),
            ("w0 = 0x80000000\nw3 = -1\nw0 s/= w3\nexit", "", 0x8000_0000),
            ("w0 = 0x80000000\nw3 = -1\nw0 s%= w3\nexit", "", 0),
        ],
    ),
    (
        "divmul64",
        &[
            ("r0 = 0x100000001 ll\nr0 *= 3\nexit", "", 0x3_0000_0003),
            ("r0 = -8\nr0 /= 4\nexit", "", 0x3fff_ffff_ffff_fffe),
            ("r0 = -8\nr0 s/= 3\nexit", "", 0xffff_ffff_ffff_fffe),
            ("r0 = -8\nr0 s%= 3\nexit", "", 0xffff_ffff_ffff_fffe),
            ("r0 = 9\nr3 = 0\nr0 /= r3\nexit", "", 0),
            ("r0 = 9\nr3 = 0\nr0 %= r3\nexit", "", 9),
            ("r0 = 9\nr3 = 0\nr0 s%= r3\nexit", "", 9),
            ("r0 = 1\nr0 <<= 63\nr3 = -1\nr0 s/= r3\nexit", "", 1 << 63),
            ("r0 = 1\nr0 <<= 63\nr3 = -1\nr0 s%= r3\nexit", "", 0),
        ],
    ),
    (
        "atomic32",
        &[
            ("w3 = 5\nlock *(u32 *)(r1 + 0) += w3\nr0 = *(u32 *)(r1 + 0)\nexit", "02 00 00 00", 7),
            ("w3 = 6\nlock *(u32 *)(r1 + 0) ^= w3\nr0 = *(u32 *)(r1 + 0)\nexit", "03 00 00 00", 5),
            ("w0 = 5\nw0 = atomic_fetch_or((u32 *)(r1 + 0), w0)\nexit", "02 00 00 80", 0x8000_0002),
            ("w0 = 5\nw0 = xchg32_32(r1 + 0, w0)\nr3 = *(u32 *)(r1 + 0)\nr0 += r3\nexit", "02 00 00 00", 7),
            (
                "r0 = 0x500000002 ll\nw3 = 9\nw0 = cmpxchg32_32(r1 + 0, w0, w3)\n\
                 r3 = *(u32 *)(r1 + 0)\nr0 <<= 8\nr0 |= r3\nexit",
                "02 00 00 00",
                0x209,
            ),
        ],
    ),
    (
        "atomic64",
        &[
            (
                "r3 = 5\nlock *(u64 *)(r1 + 0) += r3\nr0 = *(u64 *)(r1 + 0)\nexit",
                "02 00 00 00 01 00 00 00",
                0x1_0000_0007,
            ),
            (
                "r3 = 6\nlock *(u64 *)(r1 + 0) &= r3\nr0 = *(u64 *)(r1 + 0)\nexit",
                "03 00 00 00 01 00 00 00",
                2,
            ),
            (
                "r0 = 6\nr0 = atomic_fetch_add((u64 *)(r1 + 0), r0)\nexit",
                "03 00 00 00 01 00 00 00",
                0x1_0000_0003,
            ),
            (
                "r0 = 6\nr0 = atomic_fetch_xor((u64 *)(r1 + 0), r0)\nexit",
                "03 00 00 00 01 00 00 00",
                0x1_0000_0003,
            ),
            ("r3 = 1\nr3 = xchg_64(r1 + 0, r3)\nr0 = *(u64 *)(r1 + 0)\nexit", "03 00 00 00 01 00 00 00", 1),
            (
                "r0 = 1\nr3 = 9\nr0 = cmpxchg_64(r1 + 0, r0, r3)\nr3 = *(u64 *)(r1 + 0)\nr0 += r3\nexit",
                "03 00 00 00 00 00 00 00",
                6,
            ),
        ],
    ),
    (
        "packet",
        &[
            ("r6 = r1\nr0 = *(u8 *)skb[1]\nexit", "11 22 33 44", 0x22),
            ("r6 = r1\nr0 = *(u16 *)skb[1]\nexit", "11 22 33 44", 0x2233),
            ("r6 = r1\nr7 = 1\nr0 = *(u16 *)skb[r7 + 1]\nexit", "11 22 33 44", 0x3344),
            ("r6 = r1\nr0 = *(u32 *)skb[0]\nexit", "11 22 33 44", 0x1122_3344),
            // What the packet does not have ends the program with 0.
            ("r6 = r1\nr0 = *(u32 *)skb[1]\nr0 = 5\nexit", "11 22 33 44", 0),
        ],
    ),
];

/// Encodings in which a field is set that the instruction does not use.
const RESERVED: &[(&str, &str)] = &[
    ("r0 += 1, with an offset", "07 00 01 00 01 00 00 00"),
    ("r0 += 1, with a source register", "07 10 00 00 01 00 00 00"),
    ("r0 += r1, with an immediate", "0f 10 00 00 01 00 00 00"),
    ("r0 += r1, with an offset", "0f 10 01 00 00 00 00 00"),
    ("w0 += w1, with an immediate", "0c 10 00 00 01 00 00 00"),
    ("r0 = -r0, with an immediate", "87 00 00 00 01 00 00 00"),
    ("r0 = -r0, with a source register", "87 10 00 00 00 00 00 00"),
    ("r0 = be16 r0, with a source register", "dc 10 00 00 10 00 00 00"),
    ("r0 = be16 r0, with an offset", "dc 00 01 00 10 00 00 00"),
    ("a swap of 24 bits", "dc 00 00 00 18 00 00 00"),
    ("r0 s/= r1, with an offset of 2", "3f 10 02 00 00 00 00 00"),
    ("r0 = (s24)r1", "bf 10 18 00 00 00 00 00"),
    ("goto, with an immediate", "05 00 00 00 01 00 00 00"),
    ("goto, with a destination register", "05 01 00 00 00 00 00 00"),
    ("gotol, with an offset", "06 00 01 00 00 00 00 00"),
    ("if r0 == 0, with a source register", "15 10 00 00 00 00 00 00"),
    ("if r0 == r1, with an immediate", "1d 10 00 00 01 00 00 00"),
    ("call, with a destination register", "85 01 00 00 05 00 00 00"),
    ("call, with an offset", "85 00 01 00 05 00 00 00"),
    ("call of kind 3", "85 30 00 00 05 00 00 00"),
    ("exit, with an immediate", "95 00 00 00 01 00 00 00"),
    ("exit, with an offset", "95 00 01 00 00 00 00 00"),
    ("exit, with a destination register", "95 01 00 00 00 00 00 00"),
    ("a load of 64 bits with an offset", "18 00 01 00 01 00 00 00 00 00 00 00 00 00 00 00"),
    ("a load of 64 bits whose second slot has a code", "18 00 00 00 01 00 00 00 07 00 00 00 00 00 00 00"),
    ("a load of 64 bits whose second slot has a register", "18 00 00 00 01 00 00 00 00 01 00 00 00 00 00 00"),
    ("a load of 64 bits of kind 9", "18 90 00 00 01 00 00 00 00 00 00 00 00 00 00 00"),
    ("a load, with an immediate", "61 10 00 00 01 00 00 00"),
    ("a store of a register, with an immediate", "63 10 00 00 01 00 00 00"),
    ("a store of an immediate, with a source register", "62 11 00 00 01 00 00 00"),
    ("an atomic operation that is not there", "db 10 00 00 30 00 00 00"),
    ("skb[0], with an offset", "20 00 01 00 00 00 00 00"),
    ("a register r11", "b7 0b 00 00 00 00 00 00"),
    ("a code that is not there", "ff 00 00 00 00 00 00 00"),
];

const EXIT: &str = " b7 00 00 00 00 00 00 00 95 00 00 00 00 00 00 00";

/// The command with this program on its standard input.
fn run(engine: &str, memory: &str, program: &str) -> Result<Output, Stop> {
    let mut command = Command::new(SKEP);
    command.arg("conformance");
    if !memory.is_empty() {
        command.arg(memory);
    }
    if !engine.is_empty() {
        command.arg(engine);
    }
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    child.stdin.take().expect("a pipe").write_all(program.as_bytes())?;
    Ok(child.wait_with_output()?)
}

/// The bytes of a program's text as hex digits.
fn assemble(program: &str) -> String {
    let code = Code::parse(program).expect(program);
    let bytes = code.encode(Endian::NATIVE).expect(program);
    bytes.iter().map(|byte| format!("{byte:02x} ")).collect()
}

pub(super) fn groups() -> Outcome {
    for (group, cases) in CASES {
        for (program, memory, expected) in *cases {
            for engine in ENGINES {
                let output = run(engine, memory, &assemble(program))?;
                let (result, problem) = (text(&output.stdout), text(&output.stderr));
                assert_eq!(
                    result.trim_end(),
                    format!("{expected:x}"),
                    "{group} {engine}: {program}\n{problem}"
                );
                assert!(output.status.success() && problem.is_empty(), "{group}: {program}\n{problem}");
            }
        }
    }
    Ok(())
}

pub(super) fn reserved() -> Outcome {
    for engine in ENGINES {
        for (what, bytes) in RESERVED {
            let output = run(engine, "", &format!("{bytes}{EXIT}"))?;
            let problem = text(&output.stderr);
            assert!(!output.status.success() && output.stdout.is_empty(), "{what} is accepted");
            assert!(problem.starts_with("skep: slot "), "{what}: {problem}");
        }
    }
    Ok(())
}

pub(super) fn wrong() -> Outcome {
    let check = |memory: &str, program: &str, expected: &str| -> Outcome {
        for engine in ENGINES {
            let output = run(engine, memory, program)?;
            let problem = text(&output.stderr);
            assert!(!output.status.success() && output.stdout.is_empty(), "{program}");
            assert_eq!(problem.trim_end(), expected, "{engine}");
        }
        Ok(())
    };
    check("", "", "skep: slot 0: the program has no instructions")?;
    check("", "9x", "skep: the program: a hex digit was expected, but character 1 is 'x'")?;
    check("0 0 0", EXIT, "skep: the memory: 3 hex digits are no whole number of bytes")?;
    check(
        "",
        &assemble("r0 = r3\nexit"),
        "skep: slot 0 `r0 = r3`: r3 is read, but nothing was written to it \
        (calls do not preserve r1 to r5)",
    )?;
    check(
        "00 11",
        &assemble("r0 = *(u32 *)(r1 + 0)\nexit"),
        "skep: slot 0 `w0 = *(u32 *)(r1 + 0)`: read of 4 bytes at offset 0 of the memory, which has 2 bytes",
    )?;
    check(
        "",
        &assemble("r0 = *(u64 *)(r10 - 8)\nexit"),
        "skep: slot 0 `r0 = *(u64 *)(r10 - 8)`: read of 8 bytes at offset 504 (r10 - 8) of the stack, \
         whose byte 504 was never written",
    )?;
    check(
        "",
        &assemble("goto -1"),
        "skep: slot 0 `goto -1`: the program did not end within 1000000 instructions, which is the limit",
    )
}

pub(super) fn machine_code() -> Outcome {
    let output = run("--jit", "", &assemble("r0 = 7\nexit"))?;
    if cfg!(feature = "jit") {
        assert_eq!(text(&output.stdout), "7\n");
    } else {
        assert_eq!(output.status.code(), Some(77));
        assert!(text(&output.stderr).contains("build it with `--features jit`"));
    }
    let both = Command::new(SKEP).args(["conformance", "--jit", "--interpret"]).output()?;
    assert!(text(&both.stderr).contains("cannot be used with"), "{}", text(&both.stderr));
    Ok(())
}
