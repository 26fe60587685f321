//! Arenas.

use crate::world;
use skep::prelude::*;
use skep::uapi::MapFlags;
use skep::{Arena, Features, Support};
use skep_harness::{Outcome, skip};

pub(crate) fn memory() -> Outcome {
    let kernel = world::host()?.kernel;
    if Features::new(&kernel).map_type(MapType::ARENA) != Support::Yes {
        return skip("the running kernel has no arenas (Linux 6.9)");
    }
    let page = kernel.api().page_size();
    let arena = Arena::create(&kernel, "ARENA", 4)?;
    assert_eq!(arena.len(), 4 * page);
    assert_eq!(arena.read::<[u64; 3]>(page - 8)?, [0; 3], "pages that were not used are zero");
    arena.write(page - 8, &[1_u64, 2, 3])?;
    arena.write(4 * page - 8, &7_u32)?;
    assert_eq!(arena.read::<[u64; 3]>(page - 8)?, [1, 2, 3]);
    // The same memory, by another that has the map; a handle of its own would be mapped elsewhere, which arenas cannot be.
    let again = Arena::new(arena.map().clone())?;
    let elsewhere = Map::open_id(&kernel, arena.map().info().id)?.expect("it is there");
    let error = Arena::new(elsewhere).unwrap_err().to_string();
    assert!(error.contains("a process maps an arena once"), "{error}");
    assert_eq!((again.read::<u64>(page)?, again.read::<u32>(4 * page - 8)?), (2, 7));
    again.write(page, &20_u64)?;
    assert_eq!(arena.read::<u64>(page)?, 20);
    for place in [4, 4 * page, usize::MAX - 7] {
        let error = arena.read::<u64>(place).unwrap_err().to_string();
        assert!(error.contains(&format!("place is {place}")), "{error}");
    }
    assert!(arena.write(4 * page - 8, &[0_u64; 2]).is_err());
    let spec = MapSpec { flags: MapFlags::NONE, ..Arena::spec("ARENA", 1) };
    let error = Map::create(&kernel, &spec).unwrap_err().to_string();
    assert!(error.contains("flags is 0; it must be MMAPABLE"), "{error}");
    let flags = MapFlags::MMAPABLE | MapFlags::SEGV_ON_FAULT;
    let dangerous = Map::create(&kernel, &MapSpec { flags, ..Arena::spec("ARENA", 1) })?;
    assert!(Arena::new(dangerous).unwrap_err().to_string().contains("SEGV_ON_FAULT"));
    Ok(())
}

pub(crate) fn simulated() -> Outcome {
    let kernel = Kernel::simulated();
    assert_eq!(Features::new(&kernel).map_type(MapType::ARENA), Support::No);
    assert_eq!(Arena::create(&kernel, "ARENA", 1).unwrap_err().kind(), skep::ErrorKind::Invalid);
    Ok(())
}
