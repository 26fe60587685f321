//! Where the code of this process is in its files.

use skep_harness::Stop;

/// Where in its file something at an address of this process is.
pub(crate) fn offset_of(address: usize) -> Result<u64, Stop> {
    let number = |text: &str| usize::from_str_radix(text, 16);
    for line in std::fs::read_to_string("/proc/self/maps")?.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (start, end) = fields[0].split_once('-').unwrap_or_default();
        if (number(start)?..number(end)?).contains(&address) {
            return Ok((address - number(start)? + number(fields[2])?) as u64);
        }
    }
    Err("no part of this process is at this address".into())
}
