//! Tests of reading a configuration and of giving its values to variables.

use super::{ConfigurationValue, Tristate, configuration_options};
use proptest::prelude::*;
use skep_btf::{Array, Btf, BtfBuilder, Endian, Int, Linkage, Signedness, TypeId};

fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = configuration_options(text.as_bytes())
        .map(|option| match option.value() {
            Ok(value) => format!("{}: {} = {}", option.line, option.name, value.shown()),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn lines_that_set_options_are_read_and_others_passed_over() {
    check("", &[]);
    check("#\n# Automatically generated\nCONFIG_BPF=y\n", &["3: CONFIG_BPF = `y`"]);
    check("# CONFIG_SMP is not set\nCONFIG_SMP\n CONFIG_SMP=y\nHZ=1\n", &[]);
    check("CONFIG_A=n\r\nCONFIG_B=m", &["1: CONFIG_A = `n`", "2: CONFIG_B = `m`"]);
    check("CONFIG_S=\"a = \\\"b\\\"\"", &["1: CONFIG_S = \"a = \\\"b\\\"\""]);
    check("CONFIG_S=\"\"", &["1: CONFIG_S = \"\""]);
    check("CONFIG_N=0\nCONFIG_N=0x1F", &["1: CONFIG_N = 0", "2: CONFIG_N = 31"]);
    check("CONFIG_N=010\nCONFIG_N=+7", &["1: CONFIG_N = 8", "2: CONFIG_N = 7"]);
    check("CONFIG_N=-1", &["1: CONFIG_N = 18446744073709551615"]);
}

#[test]
fn a_value_that_is_none_is_named_with_its_line() {
    let error = |value: &str| {
        let expected = "expected `n`, `y`, `m`, a number of 64 bits, or a text in quotes";
        let found = format!("the kernel's configuration, line 1: `CONFIG_A` is `{value}`, {expected}");
        check(&format!("CONFIG_A={value}"), &[&found]);
    };
    for value in ["", "yes", "\"", "\"open", "0x", "-", "--1", "1 2", "08", "18446744073709551616", "0x-1"] {
        error(value);
    }
}

/// Types as clang makes them.
struct Types {
    btf: Btf<'static>,
    boolean: TypeId,
    tristate: TypeId,
    text: TypeId,
    structure: TypeId,
    unsigned: [TypeId; 4],
    signed: [TypeId; 4],
}

fn types(endian: Endian) -> Types {
    let mut builder = BtfBuilder::new();
    let var = |builder: &mut BtfBuilder, of| {
        let of = builder.add_const(of);
        builder.add_var("CONFIG", of, Linkage::Extern)
    };
    let boolean = builder.add_int("_Bool", Int::boolean());
    let values = [("TRI_NO", 0), ("TRI_YES", 1), ("TRI_MODULE", 2)];
    let tristate = builder.add_enum("libbpf_tristate", 4, Signedness::Unsigned, &values);
    let character = builder.add_int("char", Int::signed(1));
    let text = builder.add_array(Array { element: character, index: character, count: 8 });
    let structure = builder.add_struct("structure", 4, &[]);
    let unsigned = [1, 2, 4, 8].map(|size| builder.add_int(&format!("u{size}"), Int::unsigned(size)));
    let signed = [1, 2, 4, 8].map(|size| builder.add_int(&format!("s{size}"), Int::signed(size)));
    Types {
        boolean: var(&mut builder, boolean),
        tristate: var(&mut builder, tristate),
        text: var(&mut builder, text),
        structure: var(&mut builder, structure),
        unsigned: unsigned.map(|id| var(&mut builder, id)),
        signed: signed.map(|id| var(&mut builder, id)),
        btf: Btf::parse(builder.to_bytes(endian).unwrap()).unwrap(),
    }
}

#[test]
fn a_value_becomes_the_bytes_of_what_the_variable_is_declared_as() {
    let types = types(Endian::Little);
    let check = |variable: TypeId, size: usize, text: &str, expected: Result<&[u8], &str>| {
        let line = format!("CONFIG_A={text}");
        let option = configuration_options(line.as_bytes()).next().unwrap();
        let mut bytes = vec![0xff; size];
        let put = option.value().unwrap().put("CONFIG_A", &types.btf, variable, &mut bytes);
        let found = put.map_err(|error| error.to_string());
        let found = found.as_ref().map(|()| &bytes[..]).map_err(|error| {
            error.strip_prefix("the kernel's configuration: `CONFIG_A` is ").unwrap_or(error)
        });
        assert_eq!(found, expected, "{text}");
    };
    check(types.boolean, 1, "y", Ok(&[1]));
    check(types.boolean, 1, "n", Ok(&[0]));
    check(types.boolean, 1, "1", Ok(&[1]));
    check(types.boolean, 1, "m", Err("`m`, expected `y` or `n`, as it is declared as `bool`"));
    check(types.boolean, 1, "2", Err("2, expected `y`, `n`, 0 or 1, as it is declared as `bool`"));
    check(types.tristate, 4, "m", Ok(&[2, 0, 0, 0]));
    check(types.tristate, 4, "n", Ok(&[0; 4]));
    let expected = "1, expected `y`, `n` or `m`, as it is declared as `enum libbpf_tristate`";
    check(types.tristate, 4, "1", Err(expected));
    check(types.text, 8, "\"hello\"", Ok(b"hello\0\0\0"));
    check(types.text, 8, "\"\"", Ok(&[0; 8]));
    check(types.text, 8, "\"longer than it\"", Ok(b"longer \0"));
    check(types.text, 8, "y", Err("`y`, expected a text, as it is declared as an array of `char`"));
    check(types.signed[0], 1, "m", Ok(b"m"));
    check(types.signed[0], 1, "-128", Ok(&[0x80]));
    check(types.signed[0], 1, "-129", Err("-129, expected what fits into a signed number of 8 bits"));
    check(types.unsigned[0], 1, "255", Ok(&[255]));
    check(types.unsigned[0], 1, "256", Err("256, expected what fits into an unsigned number of 8 bits"));
    check(types.unsigned[1], 2, "0x1234", Ok(&[0x34, 0x12]));
    check(types.unsigned[2], 4, "y", Err("`y`, expected a number, as it is declared as an integer"));
    check(types.unsigned[2], 4, "\"1\"", Err("\"1\", expected a number, as it is declared as an integer"));
    check(types.signed[2], 4, "-2147483648", Ok(&[0, 0, 0, 0x80]));
    let expected = "2147483648, expected what fits into a signed number of 32 bits";
    check(types.signed[2], 4, "2147483648", Err(expected));
    check(types.unsigned[3], 8, "-1", Ok(&[0xff; 8]));
    let other = "declared as something else, expected `bool`, `enum libbpf_tristate`, an integer of up to 64 bits, or an \
                 array of `char`";
    check(types.structure, 4, "1", Err(other));
    // Less room than the type has is not written to.
    check(types.unsigned[3], 4, "1", Err(other));
}

proptest! {
    #[test]
    fn no_text_panics_and_lines_are_in_order(text in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut last = 0;
        for option in configuration_options(&text) {
            prop_assert!(option.line > last);
            last = option.line;
            let _ = option.value().map_err(|error| error.to_string());
        }
    }

    #[test]
    fn a_number_is_read_back_from_its_variable_or_refused(number in any::<i128>(), shift in 64_u32..127, width in 0..4_usize, signed: bool) {
        let number = number >> shift;
        prop_assume!((i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&number));
        let types = types(Endian::Big);
        let line = format!("CONFIG_A={number}");
        let value = configuration_options(line.as_bytes()).next().unwrap().value().unwrap();
        let size = 1_usize << width;
        let mut bytes = vec![0; size];
        let variable = if signed { types.signed[width] } else { types.unsigned[width] };
        let put = value.put("CONFIG_A", &types.btf, variable, &mut bytes);
        let bits = 8 * size;
        let range = if signed { -(1_i128 << (bits - 1))..1 << (bits - 1) } else { 0..1 << bits };
        if range.contains(&number) {
            prop_assert!(put.is_ok());
            let read = bytes.iter().fold(0_i128, |value, byte| value << 8 | i128::from(*byte));
            prop_assert_eq!(read, number & ((1 << bits) - 1));
        } else if bits < 64 {
            prop_assert!(put.is_err());
        }
    }

    #[test]
    fn a_text_ends_with_a_zero_byte(text in "[ -!#-~]{0,20}") {
        let types = types(Endian::Little);
        let mut bytes = [0xff; 8];
        ConfigurationValue::Text(text.as_bytes()).put("CONFIG_A", &types.btf, types.text, &mut bytes).unwrap();
        let length = text.len().min(7);
        prop_assert_eq!(&bytes[..length], &text.as_bytes()[..length]);
        prop_assert!(bytes[length..].iter().all(|byte| *byte == 0));
    }
}

#[test]
fn the_numbers_of_what_is_in_a_kernel_are_libbpfs() {
    assert_eq!([Tristate::No, Tristate::Yes, Tristate::Module].map(|value| value as u8), [0, 1, 2]);
}
