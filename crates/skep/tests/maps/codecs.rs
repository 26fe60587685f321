//! Keys and values that mean something: what the kernel has of them are the bytes that programs and packets have.

use crate::world::World;
use skep::codec::{Coded, Ipv4, Ipv6, Mac, Port, Text};
use skep::prelude::*;
use skep::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
use skep_harness::{Outcome, Stop};
use std::fmt::Debug;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Puts a key and a value into a map, and looks at the bytes of both.
fn check<K, V, const KEY: usize, const VALUE: usize>(
    world: &World,
    (key, key_bytes): (K, [u8; KEY]),
    (value, value_bytes): (V, [u8; VALUE]),
) -> Result<(), Stop>
where
    K: Value + Debug + PartialEq,
    V: Value + Debug + PartialEq,
{
    let map = HashMap::<K, V>::create(&world.kernel, "CODED", 4)?;
    map.insert(&key, &value)?;
    let raw = HashMap::<[u8; KEY], [u8; VALUE]>::new(map.map().clone())?;
    let entries = raw.iter().collect::<Result<Vec<_>>>()?;
    assert_eq!(entries, [(key_bytes, value_bytes)], "{key:?} {value:?}");
    assert_eq!(map.iter().collect::<Result<Vec<_>>>()?, [(key, value)]);
    Ok(())
}

/// A connection: 12 bytes, none of which is padding.
#[derive(Clone, Copy, PartialEq, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[zerocopy(crate = "skep::zerocopy")]
#[repr(C)]
struct Connection {
    source: Ipv4,
    destination: Ipv4,
    from: Port,
    to: Port,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Verdict {
    Drop,
    Pass,
}

impl From<Verdict> for u16 {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Drop => 1,
            Verdict::Pass => 258,
        }
    }
}

impl TryFrom<u16> for Verdict {
    type Error = u16;

    fn try_from(number: u16) -> std::result::Result<Self, u16> {
        match number {
            1 => Ok(Self::Drop),
            258 => Ok(Self::Pass),
            other => Err(other),
        }
    }
}

pub(crate) fn have_their_bytes(world: &World) -> Outcome {
    let text: Text<8> = "bash".parse()?;
    let full: Text<4> = "sshd".parse()?;
    check(world, (text, *b"bash\0\0\0\0"), (full, *b"sshd"))?;
    assert_eq!(
        (text.as_str(), text.to_string(), full.as_str()),
        (Some("bash"), "bash".to_owned(), Some("sshd"))
    );
    let four = Ipv4::from(Ipv4Addr::new(10, 1, 2, 3));
    let mac: Mac = "02:00:00:00:00:1f".parse()?;
    check(world, (four, [10, 1, 2, 3]), (mac, [2, 0, 0, 0, 0, 31]))?;
    let six = Ipv6::from(Ipv6Addr::LOCALHOST);
    let mut localhost = [0; 16];
    localhost[15] = 1;
    check(world, (six, localhost), (Port::from(443), [1, 187]))?;
    let connection = Connection { source: four, destination: four, from: 443.into(), to: 80.into() };
    let pass: Coded<Verdict, u16> = Verdict::Pass.into();
    let bytes = [10, 1, 2, 3, 10, 1, 2, 3, 1, 187, 0, 80];
    check(world, (connection, bytes), (pass, 258_u16.to_ne_bytes()))?;
    check(
        world,
        (pass, 258_u16.to_ne_bytes()),
        (Coded::<Verdict, u16>::from(Verdict::Drop), 1_u16.to_ne_bytes()),
    )?;
    assert_eq!((pass.get(), Coded::<Verdict, u16>::from_number(3).get()), (Ok(Verdict::Pass), Err(3)));
    let prefix: [u8; 8] = [8_u32.to_ne_bytes(), [10, 0, 0, 0]].concat().try_into().unwrap();
    let network = LpmKey::from_ipv4(Ipv4Addr::new(10, 0, 0, 0), 8);
    check(world, (network, prefix), (four, [10, 1, 2, 3]))?;

    let refused = |text: &str| text.parse::<Text<4>>().unwrap_err().to_string();
    assert_eq!(refused("hello"), "the text `hello` has 5 bytes; there is room for 4");
    assert!(refused("a\0b").contains("has a zero byte"));
    for wrong in ["02:00:00:00:00", "02:00:00:00:00:1f:00", "02:00:00:00:00:+f", "x", ""] {
        assert!(wrong.parse::<Mac>().unwrap_err().to_string().contains("is no address of Ethernet"));
    }
    Ok(())
}
