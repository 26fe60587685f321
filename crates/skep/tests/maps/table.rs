//! The table of maps in the documentation, and the newest types.

use crate::world::World;
use skep::prelude::*;
use skep::uapi::MapFlags;
use skep::{Features, Support};
use skep_harness::Outcome;
use std::collections::BTreeSet;
use std::path::Path;

/// Every type is in the table once, since the kernel that the facts say, with a type that the crate has and a test that there is.
pub(crate) fn is_right() -> Outcome {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(here.join("../../docs/maps.md"))?;
    let exported = std::fs::read_to_string(here.join("src/lib.rs"))?;
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let mut named = BTreeSet::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [map_type, since, interface, shown] = cells[..] else { panic!("{row}") };
        let name = map_type.trim_matches('`');
        let map_type = MapType::ALL.iter().find(|known| known.name() == Some(name)).expect("it is a type");
        assert_eq!(map_type.since().unwrap_or_default(), since, "{name}");
        assert!(named.insert(name.to_owned()), "{name} is there twice");
        let interface = interface.trim_matches('`').split('<').next().unwrap();
        assert!(exported.split(|c: char| !c.is_alphanumeric()).any(|word| word == interface), "{interface}");
        let (suite, test) = shown.split_once(": ").expect("a suite and a test");
        let suite = here.join("tests").join(suite.trim_matches('`')).join("main.rs");
        assert!(std::fs::read_to_string(&suite)?.contains(test), "{} has no test {test}", suite.display());
    }
    let known = MapType::ALL.iter().filter(|known| **known != MapType::UNSPEC);
    let known: BTreeSet<String> = known.filter_map(|known| known.name()).map(ToOwned::to_owned).collect();
    assert_eq!(named, known);
    Ok(())
}

/// What a kernel has of them is made and says what it is; what it lacks is refused by it, as the probe says.
pub(crate) fn newest(world: &World) -> Outcome {
    let kernel = &world.kernel;
    for (map_type, key_size, value_size, max_entries, flags) in
        [(MapType::INSN_ARRAY, 4, 16, 1, MapFlags::NONE), (MapType::RHASH, 4, 4, 1, MapFlags::NO_PREALLOC)]
    {
        let spec = MapSpec { flags, ..MapSpec::new("MAP", map_type, key_size, value_size, max_entries) };
        match (Features::new(kernel).map_type(map_type), Map::create(kernel, &spec)) {
            (Support::Yes, made) => {
                let made = made?;
                let info = made.info();
                assert_eq!((info.map_type, info.key_size, info.value_size), (map_type, key_size, value_size));
                // (Programs only read places of instructions: the kernel says so by itself.)
                let added =
                    if map_type == MapType::INSN_ARRAY { MapFlags::RDONLY_PROG } else { MapFlags::NONE };
                assert_eq!((info.max_entries, info.flags.0), (max_entries, flags.0 | added.0), "{map_type}");
            }
            (Support::No, made) => {
                // Of a type that came after this kernel it is said so.
                let kind = made.unwrap_err().kind();
                assert!(
                    [skep::ErrorKind::Invalid, skep::ErrorKind::Unsupported].contains(&kind),
                    "{map_type}: {kind:?}"
                );
            }
            (Support::Unknown(why), _) => panic!("{map_type}: {why}"),
        }
    }
    Ok(())
}
