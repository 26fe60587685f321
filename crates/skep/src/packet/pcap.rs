//! Files of captured packets, in the classic pcap format (draft-ietf-opsawg-pcap): read packet by packet, and written.

use std::fmt;
use std::io::{self, Read, Write};
use std::time::Duration;

/// The most bytes of a packet that are believed (`MAXIMUM_SNAPLEN` of libpcap).
const LONGEST: u32 = 262_144;

/// The links that a file can be of: what a packet begins with (`LINKTYPE_…`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PcapLink(pub u32);

impl PcapLink {
    /// Ethernet: packets begin with an Ethernet header, as those of test runs do.
    pub const ETHERNET: Self = Self(1);
    /// IP: packets begin with an IP header.
    pub const RAW: Self = Self(101);
}

/// A captured packet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PcapPacket {
    /// When it was captured: the time since 1970.
    pub time: Duration,
    /// How long it was, of which not all need be there.
    pub original_length: u32,
    /// Its bytes, as far as they were captured.
    pub bytes: Vec<u8>,
}

impl PcapPacket {
    /// A whole packet, at the beginning of time.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let original_length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Self { time: Duration::ZERO, original_length, bytes }
    }

    /// The packet captured at this time since 1970.
    #[must_use]
    pub fn at(self, time: Duration) -> Self {
        Self { time, ..self }
    }
}

/// Why a file of packets cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum PcapError {
    /// It is no file of packets, or one of another format.
    Format {
        /// What its first four bytes are.
        magic: [u8; 4],
    },
    /// A part of it is not as it must be.
    Damaged {
        /// How many bytes behind the beginning of the file.
        offset: u64,
        /// What should be there.
        expected: &'static str,
    },
    /// It could not be read.
    Read(io::Error),
}

impl fmt::Display for PcapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { magic: [0x0a, 0x0d, 0x0d, 0x0a] } => {
                f.write_str("it is a pcapng file; `tcpdump -r FILE -w OTHER` makes a pcap file of it")
            }
            Self::Format { magic } => write!(f, "it is no pcap file: it begins with {magic:02x?}"),
            Self::Damaged { offset, expected } => write!(f, "offset {offset}: expected {expected}"),
            Self::Read(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PcapError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads a file of packets, in either byte order, with times in microseconds or nanoseconds.
///
/// As an iterator it gives the packets; it ends after the first error.
///
/// ```
/// use skep::packet::{Packet, PcapLink, PcapPacket, PcapReader, PcapWriter, Udp};
///
/// let mut file = Vec::new();
/// let mut writer = PcapWriter::new(&mut file, PcapLink::ETHERNET)?;
/// writer.write(&PcapPacket::new(vec![7; 60]))?;
/// let packets: Vec<_> = PcapReader::new(&*file)?.collect::<Result<_, _>>()?;
/// assert_eq!(packets, [PcapPacket::new(vec![7; 60])]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PcapReader<R> {
    from: R,
    offset: u64,
    link: PcapLink,
    big_endian: bool,
    /// How many nanoseconds the smaller unit of times is.
    unit: u32,
    ended: bool,
}

impl<R: Read> PcapReader<R> {
    /// Reads the head of a file.
    ///
    /// # Errors
    /// If it is no pcap file.
    pub fn new(from: R) -> Result<Self, PcapError> {
        let mut reader =
            Self { from, offset: 0, link: PcapLink(0), big_endian: false, unit: 1000, ended: false };
        let mut head = [0; 24];
        if !reader.fill(&mut head, "a head of 24 bytes")? {
            return Err(PcapError::Damaged { offset: 0, expected: "a head of 24 bytes" });
        }
        let magic = [head[0], head[1], head[2], head[3]];
        (reader.big_endian, reader.unit) = match magic {
            [0xd4, 0xc3, 0xb2, 0xa1] => (false, 1000),
            [0xa1, 0xb2, 0xc3, 0xd4] => (true, 1000),
            [0x4d, 0x3c, 0xb2, 0xa1] => (false, 1),
            [0xa1, 0xb2, 0x3c, 0x4d] => (true, 1),
            _ => return Err(PcapError::Format { magic }),
        };
        // The upper bits say how long a checksum behind each packet is; it stays a part of the packet.
        reader.link = PcapLink(reader.number(&head, 20) & 0xffff);
        Ok(reader)
    }

    /// What packets begin with.
    pub fn link(&self) -> PcapLink {
        self.link
    }

    fn number(&self, bytes: &[u8], offset: usize) -> u32 {
        let mut word = [0; 4];
        word.copy_from_slice(&bytes[offset..offset + 4]);
        if self.big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
    }

    /// Reads these bytes; `false` if the file ends before the first of them.
    fn fill(&mut self, into: &mut [u8], expected: &'static str) -> Result<bool, PcapError> {
        let mut filled = 0;
        while filled < into.len() {
            match self.from.read(&mut into[filled..]) {
                Ok(0) if filled == 0 => return Ok(false),
                Ok(0) => return Err(PcapError::Damaged { offset: self.offset, expected }),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(PcapError::Read(error)),
            }
        }
        self.offset += filled as u64;
        Ok(true)
    }

    fn packet(&mut self) -> Result<Option<PcapPacket>, PcapError> {
        let start = self.offset;
        let mut head = [0; 16];
        if !self.fill(&mut head, "the head of a packet, 16 bytes")? {
            return Ok(None);
        }
        let [seconds, parts, length, original_length] =
            [0, 4, 8, 12].map(|offset| self.number(&head, offset));
        if length > LONGEST {
            return Err(PcapError::Damaged {
                offset: start + 8,
                expected: "a length of at most 262144 bytes",
            });
        }
        let mut bytes = vec![0; length as usize];
        if !self.fill(&mut bytes, "as many bytes of a packet as its head says")? && length != 0 {
            let expected = "as many bytes of a packet as its head says";
            return Err(PcapError::Damaged { offset: self.offset, expected });
        }
        let time = Duration::from_secs(seconds.into())
            + Duration::from_nanos(u64::from(parts) * u64::from(self.unit));
        Ok(Some(PcapPacket { time, original_length, bytes }))
    }
}

impl<R: Read> Iterator for PcapReader<R> {
    type Item = Result<PcapPacket, PcapError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let packet = self.packet().transpose();
        self.ended = !matches!(packet, Some(Ok(_)));
        packet
    }
}

/// Writes a file of packets, with times in nanoseconds.
#[derive(Debug)]
pub struct PcapWriter<W> {
    to: W,
}

impl<W: Write> PcapWriter<W> {
    /// Writes the head of a file.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn new(mut to: W, link: PcapLink) -> io::Result<Self> {
        let mut head = Vec::with_capacity(24);
        head.extend(0xa1b2_3c4d_u32.to_le_bytes());
        head.extend(2_u16.to_le_bytes());
        head.extend(4_u16.to_le_bytes());
        head.extend([0; 8]);
        head.extend(LONGEST.to_le_bytes());
        head.extend(link.0.to_le_bytes());
        to.write_all(&head)?;
        Ok(Self { to })
    }

    /// Writes a packet: at most its first 262144 bytes.
    ///
    /// # Errors
    /// If it cannot be written, or was captured after the year 2106.
    pub fn write(&mut self, packet: &PcapPacket) -> io::Result<()> {
        let late =
            |_| io::Error::new(io::ErrorKind::InvalidInput, "no pcap file has times after the year 2106");
        let seconds = u32::try_from(packet.time.as_secs()).map_err(late)?;
        let bytes = packet.bytes.get(..LONGEST as usize).unwrap_or(&packet.bytes);
        let length = u32::try_from(bytes.len()).unwrap_or(LONGEST);
        let mut head = Vec::with_capacity(16 + bytes.len());
        for number in [seconds, packet.time.subsec_nanos(), length, packet.original_length] {
            head.extend(number.to_le_bytes());
        }
        head.extend_from_slice(bytes);
        self.to.write_all(&head)
    }

    /// What it was written to.
    pub fn into_inner(self) -> W {
        self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Vec<PcapPacket>, PcapError> {
        PcapReader::new(bytes)?.collect()
    }

    #[test]
    fn files_of_both_byte_orders_are_read() {
        // As tcpdump writes them: one packet of 3 bytes of 60, at 1 second and 5 units.
        let big = [
            &[0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1][..],
            &[0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0, 60, 7, 8, 9],
        ]
        .concat();
        let packet = PcapPacket { time: Duration::new(1, 5000), original_length: 60, bytes: vec![7, 8, 9] };
        assert_eq!(read(&big).unwrap(), std::slice::from_ref(&packet));
        let mut little = big;
        for word in [0, 8, 12, 16, 20, 24, 28, 32, 36] {
            little[word..word + 4].reverse();
        }
        assert_eq!(read(&little).unwrap(), [packet]);
        assert_eq!(PcapReader::new(&*little).unwrap().link(), PcapLink::ETHERNET);
    }

    #[test]
    fn what_is_no_file_of_packets_is_said() {
        let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(
            said(&[0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
                .contains("pcapng")
        );
        assert_eq!(said(&[1; 24]), "it is no pcap file: it begins with [01, 01, 01, 01]");
        assert_eq!(said(b""), "offset 0: expected a head of 24 bytes");
        let mut file = PcapWriter::new(Vec::new(), PcapLink::RAW).unwrap().into_inner();
        file.extend([0; 8]);
        file.extend(300_000_u32.to_le_bytes());
        file.extend([0; 4]);
        assert_eq!(said(&file), "offset 32: expected a length of at most 262144 bytes");
        file[32..36].copy_from_slice(&9_u32.to_le_bytes());
        assert_eq!(said(&file), "offset 40: expected as many bytes of a packet as its head says");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(packets in proptest::collection::vec((any::<u32>(), 0_u32..1_000_000_000, any::<u32>(), proptest::collection::vec(any::<u8>(), 0..80)), 0..8)) {
            let packets: Vec<PcapPacket> = packets.into_iter().map(|(seconds, nanoseconds, original_length, bytes)| {
                PcapPacket { time: Duration::new(seconds.into(), nanoseconds), original_length, bytes }
            }).collect();
            let mut writer = PcapWriter::new(Vec::new(), PcapLink::ETHERNET).unwrap();
            for packet in &packets {
                writer.write(packet).unwrap();
            }
            let file = writer.into_inner();
            prop_assert_eq!(read(&file).unwrap(), packets);
            // Cut off anywhere: fewer packets, or an error.
            for length in 0..file.len() {
                let _ = read(&file[..length]);
            }
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
            let mut file = PcapWriter::new(Vec::new(), PcapLink::ETHERNET).unwrap().into_inner();
            file.extend(bytes);
            let _ = read(&file);
        }
    }
}
