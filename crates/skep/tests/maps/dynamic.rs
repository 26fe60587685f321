//! Maps by the types that the kernel has of them: entries as text, read back as the same bytes.

use crate::world::World;
use skep::DynamicMap;
use skep::btf::{BtfBuilder, Endian, Int, IntEncoding, NewMember, Signedness};
use skep::object::Types;
use skep::prelude::*;
use skep::uapi::UpdateFlags;
use skep_harness::{Outcome, Stop};
use std::num::NonZeroU8;

const ENDIAN: Endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };

/// An object with a map of types: the keys are numbers, the values structures of 32 bytes.
fn object(map_type: MapType) -> Result<ObjectSpec, Stop> {
    let mut types = BtfBuilder::new();
    let number = types.add_int("unsigned int", Int::unsigned(4));
    let signed = types.add_int("int", Int::signed(4));
    let long = types.add_int("unsigned long long", Int::unsigned(8));
    let char = types.add_int("char", Int { encoding: IntEncoding::SIGNED, ..Int::unsigned(1) });
    let name = types.add_array(skep::btf::Array { element: char, index: number, count: 8 });
    let state = types.add_enum("state", 4, Signedness::Unsigned, &[("SLEEPS", 1), ("RUNS", 2)]);
    let value = types.add_struct(
        "record",
        32,
        &[
            NewMember::at_byte("sum", long, 0),
            NewMember::at_byte("name", name, 8),
            NewMember::at_byte("state", state, 16),
            NewMember::at_byte("change", signed, 20),
            NewMember::bitfield("low", number, 192, NonZeroU8::new(3).unwrap()),
            NewMember::bitfield("high", number, 195, NonZeroU8::new(13).unwrap()),
        ],
    );
    let mut map = MapSpec::new("TYPED", map_type, 4, 32, 8);
    (map.key_type, map.value_type) = (Some(number), Some(value));
    let mut spec = ObjectSpec::new("GPL").with_map(map);
    spec.types = Some(Types::new(types.to_bytes(ENDIAN)?)?);
    Ok(spec)
}

const TEXT: &str =
    r#"{ sum: 18446744073709551615, name: "init", state: RUNS, change: -5, low: 5, high: 4097 }"#;

pub(crate) fn by_their_types(world: &World) -> Outcome {
    let object = object(MapType::HASH)?.load(&world.kernel)?;
    let map = object.map::<DynamicMap>("TYPED")?;
    let (key, value) = (map.read_key("7")?, map.read_value(TEXT)?);
    assert_eq!((key.as_slice(), value.len()), (&7_u32.to_ne_bytes()[..], 32));
    assert_eq!(value[..8], [0xff; 8]);
    assert_eq!(value[8..16], *b"init\0\0\0\0");
    assert_eq!(value[16..24], [2_i32.to_ne_bytes(), (-5_i32).to_ne_bytes()].concat());
    map.insert(&key, &value, UpdateFlags::ANY)?;
    map.insert(&map.read_key("0x8")?, &map.read_value("{state: 9, }")?, UpdateFlags::NOEXIST)?;
    assert_eq!(map.get(&key)?.map(|value| map.show_value(&value)).as_deref(), Some(TEXT));
    let mut all = Vec::new();
    map.for_each::<Error>(|key, value| {
        all.push((map.show_key(key), map.show_value(value)));
        Ok(())
    })?;
    all.sort();
    let other = r#"{ sum: 0, name: "", state: 9, change: 0, low: 0, high: 0 }"#;
    assert_eq!(all, [("7".to_owned(), TEXT.to_owned()), ("8".to_owned(), other.to_owned())]);
    assert!(map.remove(&key)? && !map.remove(&key)?);

    for (text, said) in [
        ("{ sum: -1 }", "at byte 7 of the value: expected a number from 0 to 18446744073709551615"),
        ("{ none: 1 }", "at byte 2 of the value: expected the name of a member"),
        ("{ low: 8 }", "expected a number from 0 to 7"),
        ("{ name: \"ninebytes\" }", "expected at most 8 bytes of text"),
        ("{ name: \"open", "expected text that ends with `\"`"),
        ("{ state: LOST }", "or a name that stands for one"),
        ("{ sum: 1 } 2", "at byte 11 of the value: expected the end"),
        ("{ sum: 1 change: 2 }", "expected `,` or `}`"),
        ("7", "expected `{`, with which a structure begins"),
        ("", "expected `{`"),
    ] {
        let error = map.read_value(text).unwrap_err().to_string();
        assert!(error.contains(said), "{text}: {error}");
    }

    // The kernel holds the types as long as the map.
    let types = map.map().info().btf_id;
    assert!(types != 0 && world.kernel.types_by_id(types).is_ok());

    // With a part for each CPU.
    let spec = self::object(MapType::PERCPU_ARRAY)?;
    let parts = spec.load(&world.kernel)?.map::<DynamicMap>("TYPED")?;
    parts.insert(&parts.read_key("2")?, &parts.read_value(TEXT)?, UpdateFlags::ANY)?;
    let shown = parts.get(&2_u32.to_ne_bytes())?.map(|value| parts.show_value(&value));
    let cpus = world.kernel.api().possible_cpus()? as usize;
    assert_eq!(shown, Some(format!("[{}]", vec![TEXT; cpus].join(", "))));

    // Without types, or with types that are given.
    let plain = HashMap::<u32, u32>::create(&world.kernel, "PLAIN", 4)?;
    let bytes = DynamicMap::new(plain.map().clone())?;
    bytes.insert(&bytes.read_key("01 00 00 00")?, &bytes.read_value("1 2 3 ff")?, UpdateFlags::ANY)?;
    assert_eq!(
        plain.iter().collect::<Result<Vec<_>>>()?,
        [(u32::from_ne_bytes([1, 0, 0, 0]), u32::from_ne_bytes([1, 2, 3, 255]))]
    );
    assert_eq!(bytes.show_value(&[1, 2, 3, 255]), "01 02 03 ff");
    assert!(bytes.read_value("1 2 3").unwrap_err().to_string().contains("is not 4 bytes in hexadecimal"));
    let mut types = BtfBuilder::new();
    let number = types.add_int("unsigned int", Int::unsigned(4));
    let wide = types.add_int("unsigned long long", Int::unsigned(8));
    let types = std::sync::Arc::new(skep::btf::Btf::parse(types.to_bytes(ENDIAN)?)?);
    let given = DynamicMap::with_types(plain.map().clone(), types.clone(), number, number)?;
    assert_eq!(given.show_value(&77_u32.to_ne_bytes()), "77");
    let error = DynamicMap::with_types(plain.map().clone(), types, number, wide).unwrap_err();
    assert!(error.to_string().contains("value_size is 4; the type has 8 bytes"), "{error}");
    Ok(())
}
