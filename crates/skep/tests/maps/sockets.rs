//! Maps of sockets: put in, looked up by their cookies, gone when they are closed, and chosen by programs.

use crate::world::World;
use rustix::net::{AddressFamily, SocketType, sockopt};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::AttachType;
use skep::{ErrorKind, ReuseportSockets, SocketHash, SocketMap, XskMap};
use skep_harness::{Outcome, Stop, skip};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::time::Duration;

/// The two ends of a connection on the loopback interface.
fn connection() -> Result<[TcpStream; 2], Stop> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let near = TcpStream::connect(listener.local_addr()?)?;
    Ok([near, listener.accept()?.0])
}

/// What an error must say, and of which kind it must be.
fn refused<T: std::fmt::Debug>(result: Result<T>, kind: ErrorKind, said: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(said), "{error}");
}

/// A simulated kernel has no sockets and says so when a map of them is to be made.
fn not_simulated(world: &World, spec: &MapSpec) -> bool {
    if world.is_simulated() {
        let error = Map::create(&world.kernel, spec).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
    world.is_simulated()
}

pub(crate) fn by_index(world: &World) -> Outcome {
    if not_simulated(world, &SocketMap::spec("SOCKETS", 4)) {
        return Ok(());
    }
    let map = SocketMap::create(&world.kernel, "SOCKETS", 4)?;
    let [near, far] = connection()?;
    let (unix, _peer) = UnixStream::pair()?;
    map.set(0, &near)?;
    map.set(2, &far)?;
    map.set(3, &unix)?;
    let cookies =
        [sockopt::socket_cookie(&near)?, sockopt::socket_cookie(&far)?, sockopt::socket_cookie(&unix)?];
    let all = || map.iter().collect::<Result<Vec<_>>>();
    assert_eq!(all()?, [(0, cookies[0]), (2, cookies[1]), (3, cookies[2])]);
    assert_eq!((map.get(2)?, map.get(1)?, map.len()), (Some(cookies[1]), None, 4));
    assert!(map.clear(3)? && !map.clear(3)?);
    drop(near);
    assert_eq!(all()?, [(2, cookies[1])], "what is closed is gone");

    refused(map.set(4, &far), ErrorKind::Invalid, "index is 4; the array has 4 elements");
    refused(map.clear(4), ErrorKind::Invalid, "index is 4");
    let file = std::fs::File::open("/dev/null")?;
    refused(map.set(0, &file), ErrorKind::Invalid, "the descriptor is of no socket");
    let raw = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None)?;
    refused(map.set(0, &raw), ErrorKind::Unsupported, "or not in the state that it is in");
    refused(
        SocketMap::new(Map::create(&world.kernel, &XskMap::spec("OTHER", 1))?),
        ErrorKind::Invalid,
        "expected sockmap",
    );
    Ok(())
}

pub(crate) fn by_key(world: &World) -> Outcome {
    if not_simulated(world, &SocketHash::<[u8; 6]>::spec("SOCKETS", 2)) {
        return Ok(());
    }
    let map = SocketHash::<[u8; 6]>::create(&world.kernel, "SOCKETS", 2)?;
    let [near, far] = connection()?;
    let cookies = [sockopt::socket_cookie(&near)?, sockopt::socket_cookie(&far)?];
    map.insert(b"nearby", &near)?;
    assert!(map.insert_new(b"faraway"[..6].try_into()?, &far)?);
    assert!(!map.insert_new(b"nearby", &far)?);
    let mut all = map.iter().collect::<Result<Vec<_>>>()?;
    all.sort_unstable();
    assert_eq!(all, [(*b"farawa", cookies[1]), (*b"nearby", cookies[0])]);
    refused(map.insert(b"third.", &far), ErrorKind::Full, "the map is full");
    assert!(map.remove(b"nearby")? && !map.remove(b"nearby")?);
    drop(far);
    assert_eq!(map.get(b"farawa")?, None);
    Ok(())
}

pub(crate) fn that_share_a_port(world: &World) -> Outcome {
    if not_simulated(world, &ReuseportSockets::spec("PORT", 4)) {
        return Ok(());
    }
    let map = ReuseportSockets::create(&world.kernel, "PORT", 4)?;
    let socket = |port: u16, shares: bool| -> Result<UdpSocket, Stop> {
        let socket = rustix::net::socket(AddressFamily::INET, SocketType::DGRAM, None)?;
        sockopt::set_socket_reuseport(&socket, shares)?;
        rustix::net::bind(&socket, &std::net::SocketAddrV4::new([127, 0, 0, 1].into(), port))?;
        Ok(UdpSocket::from(socket))
    };
    let first = socket(0, true)?;
    let port = first.local_addr()?.port();
    let second = socket(port, true)?;
    map.set(1, &first)?;
    map.set(3, &second)?;
    let cookies = [sockopt::socket_cookie(&first)?, sockopt::socket_cookie(&second)?];
    assert_eq!(map.iter().collect::<Result<Vec<_>>>()?, [(1, cookies[0]), (3, cookies[1])]);

    let code = {
        let mut code = Assembler::new();
        code.mov(R6, R1);
        let key = code.stack_slot(4, 4);
        // The last byte of a datagram says which socket gets it.
        code.load(Size::Word, R2, R6, 16).sub(R2, 1).mov(R1, R6);
        let byte = code.stack_slot(4, 4);
        code.store(Size::Word, R10, byte.offset, 0).mov(R3, R10).add(R3, i32::from(byte.offset)).mov(R4, 1);
        code.call(Helper::SKB_LOAD_BYTES).load(Size::Word, R1, R10, byte.offset);
        code.store(Size::Word, R10, key.offset, R1).mov(R1, R6).load_map(R2, "PORT").mov(R3, R10);
        code.add(R3, i32::from(key.offset)).mov(R4, 0).call(Helper::SK_SELECT_REUSEPORT).mov(R0, 1).exit();
        code.build()?
    };
    let select = ProgramSpec::new("select", ProgramType::SK_REUSEPORT, AttachType::SK_REUSEPORT_SELECT, code);
    let spec = ObjectSpec::new("GPL").with_map(ReuseportSockets::spec("PORT", 4)).with_program(select);
    let options = LoadOptions::new().reuse(map.map());
    let object = spec.load_with(&world.kernel, &options)?;
    // `SO_ATTACH_REUSEPORT_EBPF` of `SOL_SOCKET`, of the sockets and the program that it is given as its input and output.
    let script = "import socket; socket.socket(fileno=0).setsockopt(1, 52, 1)";
    let attached = Command::new("python3")
        .args(["-c", script])
        .stdin(OwnedFd::from(first.try_clone()?))
        .stdout(object.program("select")?.clone().into_fd()?)
        .status();
    match attached {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return skip("`python3` is not installed");
        }
        status => assert!(status?.success(), "the program is attached"),
    }
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    for socket in [&first, &second] {
        socket.set_read_timeout(Some(Duration::from_secs(5)))?;
    }
    for (slot, socket) in [(1, &first), (3, &second), (3, &second), (1, &first)] {
        sender.send_to(&[7, slot], ("127.0.0.1", port))?;
        let mut buffer = [0; 16];
        assert_eq!((socket.recv(&mut buffer)?, buffer[1]), (2, slot), "the program has selected it");
    }

    let elsewhere = ReuseportSockets::create(&world.kernel, "ELSEWHERE", 1)?;
    refused(elsewhere.set(0, &first), ErrorKind::Busy, "already");
    assert!(map.clear(1)? && !map.clear(1)?);
    elsewhere.set(0, &first)?;
    drop(second);
    assert_eq!(map.get(3)?, None, "what is closed is gone");
    let alone = socket(0, false)?;
    refused(map.set(0, &alone), ErrorKind::Invalid, "have `SO_REUSEPORT` set before they are bound");
    Ok(())
}

pub(crate) fn passing_bytes(world: &World) -> Outcome {
    if not_simulated(world, &SocketMap::spec("SOCKETS", 2)) {
        return Ok(());
    }
    // What arrives at any socket of the map leaves by the one in slot 1.
    let mut code = Assembler::new();
    code.load_map(R2, "SOCKETS").mov(R3, 1).mov(R4, 0).call(Helper::SK_REDIRECT_MAP).exit();
    let pass =
        ProgramSpec::new("pass", ProgramType::SK_SKB, AttachType::SK_SKB_STREAM_VERDICT, code.build()?);
    let spec = ObjectSpec::new("GPL").with_map(SocketMap::spec("SOCKETS", 2)).with_program(pass);
    let object = spec.load(&world.kernel)?;
    let sockets = object.map::<SocketMap>("SOCKETS")?;
    let folder = world.pins()?;
    let (program, map) = (folder.path().join("pass"), folder.path().join("sockets"));
    object.program("pass")?.pin(&program)?;
    sockets.map().pin(&map)?;
    let attach = Command::new("bpftool")
        .args(["prog", "attach", "pinned"])
        .arg(&program)
        .args(["stream_verdict", "pinned"])
        .arg(&map)
        .status();
    match attach {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return skip("`bpftool` is not installed");
        }
        status => assert!(status?.success(), "the program is attached"),
    }
    let [mut sender, arrives] = connection()?;
    let [leaves, mut receiver] = connection()?;
    sockets.set(0, &arrives)?;
    sockets.set(1, &leaves)?;
    receiver.set_read_timeout(Some(Duration::from_secs(5)))?;
    for text in ["over", "there"] {
        sender.write_all(text.as_bytes())?;
        let mut buffer = vec![0; text.len()];
        receiver.read_exact(&mut buffer)?;
        assert_eq!(buffer, text.as_bytes());
    }
    Ok(())
}

pub(crate) fn of_af_xdp(world: &World) -> Outcome {
    if not_simulated(world, &XskMap::spec("QUEUES", 2)) {
        return Ok(());
    }
    let mut code = Assembler::new();
    code.load_map(R1, "QUEUES").mov(R2, 1).mov(R3, 2).call(Helper::REDIRECT_MAP).exit();
    let send = ProgramSpec::new("send", ProgramType::XDP, AttachType::XDP, code.build()?);
    let spec = ObjectSpec::new("GPL").with_map(XskMap::spec("QUEUES", 2)).with_program(send);
    let object = spec.load(&world.kernel)?;
    let queues = object.map::<XskMap>("QUEUES")?;
    let action =
        || object.program("send")?.test_run(&TestRun::new().packet(&[0; 64])).map(|run| run.action());
    assert_eq!(action()?, XdpAction::PASS, "there is no socket in the slot");
    let socket = match rustix::net::socket(AddressFamily::XDP, SocketType::RAW, None) {
        Err(rustix::io::Errno::AFNOSUPPORT) => {
            return skip("this kernel has no sockets of AF_XDP");
        }
        socket => socket?,
    };
    queues.set(1, &socket)?;
    assert_eq!(action()?, XdpAction::REDIRECT);
    queues.clear(1)?;
    assert_eq!(action()?, XdpAction::PASS);
    queues.set(1, &socket)?;
    refused(queues.set(2, &socket), ErrorKind::Invalid, "index is 2");
    refused(queues.clear(2), ErrorKind::Invalid, "slot is 2");
    let (unix, mut peer) = UnixStream::pair()?;
    peer.write_all(b"x")?;
    refused(queues.set(0, &unix), ErrorKind::Unsupported, "maps of this type take no such sockets");
    Ok(())
}
