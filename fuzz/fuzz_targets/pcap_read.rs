//! Any bytes as a file of captured packets: what was read is written, and read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep::packet::{PcapPacket, PcapReader, PcapWriter};

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut reader) = PcapReader::new(bytes) else { return };
    let link = reader.link();
    let read: Vec<PcapPacket> = reader.by_ref().map_while(Result::ok).collect();
    assert!(reader.next().is_none(), "it goes on after its end or first error");
    assert!(read.iter().map(|packet| packet.bytes.len()).sum::<usize>() <= bytes.len());
    let mut writer = PcapWriter::new(Vec::new(), link).expect("a vector takes everything");
    // Only what a time of 32 bits cannot say is refused: parts of a second may add up to more than one.
    let written: Vec<_> = read.iter().filter(|packet| writer.write(packet).is_ok()).collect();
    assert!(written.len() == read.len() || read.iter().any(|packet| packet.time.as_secs() > u32::MAX.into()));
    let again = writer.into_inner();
    let again: Result<Vec<_>, _> = PcapReader::new(&*again).expect("it has just been written").collect();
    assert!(again.expect("it has just been written").iter().eq(written));
});
