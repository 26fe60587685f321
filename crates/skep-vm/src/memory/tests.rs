//! Tests of the table of regions and of addresses.

use super::*;

/// Loads and stores by addresses that are numbers to the kernel.
impl Memory {
    pub(crate) fn load(&self, address: u64, size: Size) -> Result<u64, AccessFault> {
        self.load_by(address, size, false).map(|loaded| loaded.value)
    }

    pub(crate) fn store(&mut self, address: u64, size: Size, value: u64) -> Result<(), AccessFault> {
        self.store_by(address, size, value, false)
    }
}

impl RegionId {
    pub(crate) fn slot(self) -> u16 {
        self.slot
    }
}

#[test]
fn a_slot_is_used_again_but_never_for_the_same_addresses() {
    let mut memory = Memory::new();
    let mut seen = std::collections::HashSet::new();
    let mut slots = std::collections::HashSet::new();
    for round in 0..70_000 {
        let id = memory.add_bytes("bytes", vec![1]).unwrap();
        assert!(seen.insert(memory.address(id, 0)), "round {round}");
        slots.insert(id.slot);
        assert_eq!(memory.remove(id), Some(vec![1]));
        assert_eq!(memory.remove(id), None);
    }
    // One slot can be told apart 65536 times; then the next one is used.
    assert_eq!(slots.len(), 2);
}

#[test]
fn there_is_an_end_to_regions() {
    let mut memory = Memory::new();
    let mut ids = Vec::new();
    while let Ok(id) = memory.add_opaque("thing") {
        ids.push(id);
    }
    assert_eq!(ids.len(), (1 << 16) - 2);
    assert_eq!(memory.add_opaque("thing"), Err(OutOfRegions));
    memory.remove(ids[7]);
    assert!(memory.add_opaque("thing").is_ok());
}

#[test]
fn addresses_name_their_region_and_offset() {
    let mut memory = Memory::new();
    let id = memory.add_bytes("bytes", vec![0; 8]).unwrap();
    for offset in [0, 5, 8, -1, -100_000, 1_000_000] {
        let address = memory.address(id, 0).wrapping_add_signed(offset);
        assert_eq!(memory.locate(address), Some((id, offset)));
    }
    assert_eq!(memory.locate(memory.address(id, 0) & 0xffff_ffff), None);
    assert_eq!(memory.name(id), Some("bytes"));
}

#[test]
fn elements_are_as_far_apart_as_there_is_room() {
    let mut memory = Memory::new();
    for (size, capacity) in [(8, 1), (8, 1000), (8, 1 << 20), (1024, 1 << 20), (1 << 30, 1)] {
        let id = memory.add_elements("a value", size, capacity).unwrap();
        let first = memory.element_address(id, 0).unwrap();
        let second = memory.element_address(id, 1).unwrap();
        assert!(second - first >= 2 * size as u64, "{size} {capacity}");
        let last = memory.element_address(id, capacity - 1).unwrap();
        assert_eq!(memory.locate(last).map(|(found, _)| found), Some(id));
    }
    assert_eq!(memory.add_elements("a value", 1025, 1 << 20), Err(OutOfRegions));
    assert_eq!(memory.add_elements("a value", usize::MAX, usize::MAX), Err(OutOfRegions));
}

#[test]
fn nothing_can_be_read_or_written_at_any_address() {
    let mut memory = Memory::new();
    assert_eq!(memory.read(0, 0), Ok(&[][..]));
    assert_eq!(memory.write(0, &[]), Ok(()));
    assert_eq!(memory.check_write(0, 0), Ok(()));
    assert!(memory.read(0, 1).is_err());
}

#[test]
fn a_write_can_be_checked_before_it_is_made() {
    let mut memory = Memory::new();
    let bytes = memory.add_bytes("bytes", vec![0; 8]).unwrap();
    let record = memory.add_record("record", vec![0; 8], 0..8).unwrap();
    let check = |id, offset, length| memory.check_write(memory.address(id, offset), length).is_ok();
    assert!(check(bytes, 0, 8));
    assert!(!check(bytes, 1, 8));
    assert!(!check(record, 0, 8));
}

#[test]
fn a_window_moves_and_its_old_addresses_are_good_for_nothing() {
    let mut memory = Memory::new();
    let old = memory.add_window("the packet", vec![1, 2, 3, 4, 5, 6], 2..4, Rights::ReadWrite).unwrap();
    assert_eq!(memory.read(memory.address(old, 2), 2).unwrap(), [3, 4]);
    assert!(memory.read(memory.address(old, 1), 2).is_err());
    assert!(memory.write(memory.address(old, 3), &[0, 0]).is_err());
    memory.set_origin(old, 2);
    let outside = memory.read(memory.address(old, 3), 2).unwrap_err();
    assert_eq!(outside.to_string(), "read of 2 bytes at offset 1 of the packet, which has 2 bytes");
    memory.set_visible(old, 0..100);
    assert_eq!(memory.write(memory.address(old, 5), &[9]), Ok(()));
    let new = memory.renew(old).unwrap();
    assert_eq!(memory.name(new), Some("the packet"));
    let stale = memory.read(memory.address(old, 0), 1).unwrap_err();
    assert_eq!(stale.problem, AccessProblem::Gone);
    assert_eq!(memory.remove(new), Some(vec![1, 2, 3, 4, 5, 9]));
    assert_eq!(memory.renew(new), Err(OutOfRegions));
    let read_only = memory.add_window("bytes", vec![0; 8], 0..8, Rights::Read).unwrap();
    assert_eq!(memory.load(memory.address(read_only, 1), Size::Word), Ok(0));
    assert!(memory.store(memory.address(read_only, 0), Size::Byte, 1).is_err());
}

#[test]
fn elements_have_padding_that_programs_do_not_see() {
    let mut memory = Memory::new();
    let id = memory.add_elements("a value", 5, 3).unwrap();
    memory.grow_elements(id, 2);
    assert_eq!(memory.element_count(id), Some(2));
    memory.padded_element_mut(id, 1).unwrap().copy_from_slice(&[1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(memory.element(id, 1).unwrap(), [1, 2, 3, 4, 5]);
    assert_eq!(memory.padded_element(id, 0).unwrap(), [0; 8]);
    let start = memory.element_address(id, 1).unwrap();
    assert_eq!(memory.load(start + 4, Size::Byte), Ok(5));
    assert!(memory.load(start + 5, Size::Byte).is_err());
}

#[test]
fn elements_that_are_read_only_are_changed_by_the_environment_alone() {
    let mut memory = Memory::new();
    let region = memory.add_elements("a value", 8, 1).unwrap();
    memory.grow_elements(region, 1);
    memory.make_elements_read_only(region);
    let address = memory.element_address(region, 0).unwrap();
    assert!(memory.store(address, Size::Byte, 1).is_err());
    memory.element_mut(region, 0).unwrap()[0] = 7;
    assert_eq!(memory.load(address, Size::Byte), Ok(7));
}
