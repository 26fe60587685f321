//! Programs of control groups: every hook, with what it changes for the processes of the group.

use crate::groups::{Group, Sent};
use crate::programs::{counted, counting, counts, returning};
use crate::world::{World, host, simulated};
use skep::prelude::*;
use skep::registers::*;
use skep::uapi::{AttachType, LinkType};
use skep::{CgroupOptions, ErrorKind, Means, Order, Sharing};
use skep_harness::{Outcome, Stop, Suite};
use std::io::{self, ErrorKind as Io};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::Path;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin("packets of a control group are dropped by a link and without one", host, simulated, packets)
        .twin("the drop of a program whose control group is gone is told", host, simulated, failed_drops)
        .test("older kernels attach to control groups without links [simulated]", older_kernels)
        .test("programs of a control group run in their order [host]", order)
        .test("programs of a control group take another's place or share it [host]", sharing)
        .test("every hook of a control group has its effect [host]", every_hook)
}

fn verdicts() -> ObjectSpec {
    ObjectSpec::new("GPL")
        .with_map(counts())
        .with_program(ProgramSpec::cgroup_skb_egress("drops", counting(0, 0)))
        .with_program(ProgramSpec::cgroup_skb_egress("passes", counting(1, 1)))
}

fn by(means: Means) -> CgroupOptions<'static> {
    CgroupOptions::new().means(means)
}

fn packets(world: &World) -> Outcome {
    world.in_cgroup(|group| {
        let object = verdicts().load(&world.kernel)?;
        let (drops, passes) = (object.program("drops")?, object.program("passes")?);
        for (means, link_type) in [(Means::Link, Some(LinkType::CGROUP)), (Means::WithoutLink, None)] {
            let mut link = drops.attach_to_cgroup_with(group.folder(), &by(means))?;
            assert_eq!(link.info()?.link_type, link_type);
            assert_eq!(group.send(4050, b"dropped")?, Sent::Refused, "{means:?}");
            link.update(passes)?;
            assert_eq!(group.send(4050, b"passed")?, Sent::Arrived, "{means:?}");
            link.update_from(passes, drops)?;
            assert_eq!(group.send(4050, b"dropped")?, Sent::Refused, "{means:?}");
            drop(link);
            assert_eq!(group.send(4050, b"passed")?, Sent::Arrived, "{means:?}");
        }
        assert!(world.kernel.take_failed_drops().is_empty());
        Ok(())
    })
}

fn failed_drops(world: &World) -> Outcome {
    world.in_cgroup(|group| {
        let object = verdicts().load(&world.kernel)?;
        let below = group.folder().join("below");
        let attach = || -> Result<Link, Stop> {
            match world.simulated() {
                Some(simulated) => simulated.world().make_cgroup(&below)?,
                None => std::fs::create_dir(&below)?,
            }
            let link = object.program("passes")?.attach_to_cgroup_with(&below, &by(Means::WithoutLink))?;
            match world.simulated() {
                Some(simulated) => simulated.world().remove_cgroup(&below)?,
                None => std::fs::remove_dir(&below)?,
            }
            Ok(link)
        };
        assert_eq!(attach()?.detach().unwrap_err().kind(), ErrorKind::NotFound);
        drop(attach()?);
        let failed = world.kernel.take_failed_drops();
        assert_eq!(failed.len(), 1);
        let expected = format!("detaching program `{}`: ENOENT", below.display());
        assert!(failed[0].to_string().starts_with(&expected), "{}", failed[0]);
        assert!(world.kernel.take_failed_drops().is_empty());
        // What was kept is told to whoever asks to be told, and what comes later too.
        drop(attach()?);
        let (told, listener) = std::sync::mpsc::channel();
        world.kernel.on_failed_drop(move |error| told.send(error.kind()).expect("the test listens"));
        drop(attach()?);
        assert_eq!(listener.try_iter().collect::<Vec<_>>(), [ErrorKind::NotFound; 2]);
        Ok(())
    })
}

fn older_kernels() -> Outcome {
    let simulated = Simulated::new(skep::sim::World::builder().release("5.4.0").build());
    simulated.world().make_cgroup("/sys/fs/cgroup/group")?;
    let object = verdicts().load(&simulated)?;
    let drops = object.program("drops")?;
    let link = drops.attach_to_cgroup("/sys/fs/cgroup/group")?;
    assert!(!link.is_kernel_link());
    let first = CgroupOptions::new().order(Order::First);
    let error = drops.attach_to_cgroup_with("/sys/fs/cgroup/group", &first).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "attaching to control group `/sys/fs/cgroup/group`: an order among the programs of a control group needs \
         Linux 6.17, and this kernel is 5.4.0 (attach them in the order in which they are to run, the first one first)"
    );
    Ok(())
}

/// A program that puts its number behind those that ran before it.
fn numbered(number: i32) -> Code {
    let mut code = Assembler::new();
    code.load_map_value(R1, "COUNTS", 24).load(Size::Double, R2, R1, 0).mul(R2, 10).add(R2, number);
    code.store(Size::Double, R1, 0, R2).mov(R0, 1).exit().build().unwrap()
}

fn order() -> Outcome {
    let world = host()?;
    world.in_cgroup(|group| {
        let mut spec = ObjectSpec::new("GPL").with_map(counts());
        for number in 1..5 {
            spec = spec.with_program(ProgramSpec::cgroup_skb_egress(format!("p{number}"), numbered(number)));
        }
        let object = spec.load(&world.kernel)?;
        let map = object.map::<Array<[u64; 4]>>("COUNTS")?;
        let attach = |number: u32, options: CgroupOptions<'_>| {
            object.program(&format!("p{number}"))?.attach_to_cgroup_with(group.folder(), &options)
        };
        let options = CgroupOptions::new();
        let one = attach(1, options)?;
        let two = attach(2, options.order(Order::First))?;
        let _three = attach(3, options.order(Order::Before(&one)))?;
        let four = attach(4, options.order(Order::After(&two)))?;
        map.set(0, &[0; 4])?;
        assert_eq!(group.send(4051, b"packet")?, Sent::Arrived);
        assert_eq!(map.get(0)?.unwrap()[3], 2431);
        // Those of groups above run afterwards, or before if they are attached so.
        drop((two, four));
        let below = group.folder().join("below");
        std::fs::create_dir(&below)?;
        let at_below = |number: u32| object.program(&format!("p{number}"))?.attach_to_cgroup(&below);
        let two = at_below(2)?;
        let four = attach(4, options.before_groups_below())?;
        map.set(0, &[0; 4])?;
        let sent = inside(&below, || UdpSocket::bind("127.0.0.1:0")?.send_to(b"packet", "127.0.0.1:9"))?;
        drop((two, four));
        std::fs::remove_dir(&below)?;
        sent?;
        assert_eq!(map.get(0)?.unwrap()[3], 4231);
        Ok(())
    })
}

fn sharing() -> Outcome {
    let world = host()?;
    world.in_cgroup(|group| {
        let object = verdicts().load(&world.kernel)?;
        let (drops, passes) = (object.program("drops")?, object.program("passes")?);
        let alone = CgroupOptions::new().sharing(Sharing::Overridable);
        let mut link = drops.attach_to_cgroup_with(group.folder(), &alone)?;
        assert!(!link.is_kernel_link());
        // Where there is one alone, there can be no link.
        let error = passes.attach_to_cgroup_with(group.folder(), &by(Means::Link)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
        assert!(
            error.to_string().contains("a program that lets no other one be beside it or below"),
            "{error}"
        );
        link.update(passes)?;
        assert_eq!(group.send(4052, b"passed")?, Sent::Arrived);
        link.update(drops)?;
        assert_eq!(group.send(4052, b"dropped")?, Sent::Refused);
        link.detach()?;
        assert_eq!(group.send(4052, b"passed")?, Sent::Arrived);
        let error = drops.attach_to_cgroup_with(group.folder(), &alone.means(Means::Link)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        Ok(())
    })
}

/// Does something as a process of a group.
fn inside<T>(folder: &Path, act: impl FnOnce() -> T) -> Result<T, Stop> {
    let enter = |folder: &Path| std::fs::write(folder.join("cgroup.procs"), std::process::id().to_string());
    let own = std::fs::read_to_string("/proc/self/cgroup")?;
    let own = own.lines().find_map(|line| line.strip_prefix("0::/")).unwrap().to_owned();
    let mount = folder.ancestors().find(|above| !above.join("cgroup.type").exists()).unwrap().to_owned();
    enter(folder)?;
    let done = act();
    enter(&mount.join(own))?;
    Ok(done)
}

/// What a program of a hook changes.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Effect {
    /// What is done is refused.
    Refused,
    /// What is done gives this number instead of another one.
    Gives(u64),
    /// The program ran.
    Ran,
}

/// A program, and what shows what it does.
struct Hook {
    name: &'static str,
    program_type: ProgramType,
    attach_type: AttachType,
    code: Code,
    act: fn(&Path) -> io::Result<u64>,
    effect: Effect,
}

/// A port that nobody has, in the order of the network.
const SHOWN: u16 = 7777;

/// Puts [`SHOWN`] into the field `user_port` of `struct bpf_sock_addr`.
fn shows_a_port() -> Code {
    let port = i32::from(SHOWN.to_be());
    Assembler::new().mov(R2, port).store(Size::Word, R1, 24, R2).mov(R0, 1).exit().build().unwrap()
}

/// Makes what getsockopt(2) gives 77: `optval`, `optval_end` and `retval` of `struct bpf_sockopt`.
fn gives_77() -> Code {
    let mut code = Assembler::new();
    code.load(Size::Double, R2, R1, 8).load(Size::Double, R3, R1, 16).mov(R4, R2).add(R4, 4);
    code.jump(Condition::Greater, R4, R3, "end").store(Size::Word, R2, 0, 77);
    code.store(Size::Word, R1, 36, 0).label("end").mov(R0, 1).exit().build().unwrap()
}

fn connected(address: &str) -> io::Result<(TcpListener, TcpStream)> {
    let listener = TcpListener::bind((address, 0))?;
    let stream = TcpStream::connect(listener.local_addr()?)?;
    Ok((listener, stream))
}

fn received(address: &str) -> io::Result<u64> {
    let receiver = UdpSocket::bind((address, 0))?;
    UdpSocket::bind((address, 0))?.send_to(b"packet", receiver.local_addr()?)?;
    receiver.recv_from(&mut [0; 16]).map(|(_, from)| from.port().into())
}

fn hooks() -> Vec<Hook> {
    use AttachType as At;
    use Effect::{Gives, Ran, Refused};
    type Act = fn(&Path) -> io::Result<u64>;
    let shown = Gives(SHOWN.into());
    let (sock, address, option) =
        (ProgramType::CGROUP_SOCK, ProgramType::CGROUP_SOCK_ADDR, ProgramType::CGROUP_SOCKOPT);
    let hook = |name, program_type, attach_type, code, effect, act: Act| Hook {
        name,
        program_type,
        attach_type,
        code,
        act,
        effect,
    };
    let (no, ran) = (|| returning(0), || counting(0, 1));
    let udp: Act = |_| UdpSocket::bind("127.0.0.1:0").map(|_| 0);
    let udp6: Act = |_| UdpSocket::bind("[::1]:0").map(|_| 0);
    vec![
        hook("sock_create", sock, At::CGROUP_INET_SOCK_CREATE, no(), Refused, udp),
        hook("sock_release", sock, At::CGROUP_INET_SOCK_RELEASE, ran(), Ran, udp),
        hook("post_bind4", sock, At::CGROUP_INET4_POST_BIND, no(), Refused, udp),
        hook("post_bind6", sock, At::CGROUP_INET6_POST_BIND, no(), Refused, udp6),
        hook("bind4", address, At::CGROUP_INET4_BIND, shows_a_port(), shown, |_| {
            Ok(UdpSocket::bind("127.0.0.1:4100")?.local_addr()?.port().into())
        }),
        hook("bind6", address, At::CGROUP_INET6_BIND, no(), Refused, udp6),
        hook("connect4", address, At::CGROUP_INET4_CONNECT, shows_a_port(), shown, |_| {
            let (asked, other) =
                (TcpListener::bind("127.0.0.1:4110")?, TcpListener::bind(("127.0.0.1", SHOWN))?);
            let stream = TcpStream::connect(asked.local_addr()?)?;
            other.set_nonblocking(true)?;
            // The one that accepts is the one that was connected to.
            let accepted = other.accept().is_ok();
            Ok(if accepted { stream.peer_addr()?.port().into() } else { 0 })
        }),
        hook("connect6", address, At::CGROUP_INET6_CONNECT, no(), Refused, |_| connected("::1").map(|_| 0)),
        hook("sendmsg4", address, At::CGROUP_UDP4_SENDMSG, no(), Refused, |_| received("127.0.0.1")),
        hook("sendmsg6", address, At::CGROUP_UDP6_SENDMSG, no(), Refused, |_| received("::1")),
        hook("recvmsg4", address, At::CGROUP_UDP4_RECVMSG, shows_a_port(), shown, |_| received("127.0.0.1")),
        hook("recvmsg6", address, At::CGROUP_UDP6_RECVMSG, shows_a_port(), shown, |_| received("::1")),
        hook("getpeername4", address, At::CGROUP_INET4_GETPEERNAME, shows_a_port(), shown, |_| {
            Ok(connected("127.0.0.1")?.1.peer_addr()?.port().into())
        }),
        hook("getpeername6", address, At::CGROUP_INET6_GETPEERNAME, shows_a_port(), shown, |_| {
            Ok(connected("::1")?.1.peer_addr()?.port().into())
        }),
        hook("getsockname4", address, At::CGROUP_INET4_GETSOCKNAME, shows_a_port(), shown, |_| {
            Ok(UdpSocket::bind("127.0.0.1:4101")?.local_addr()?.port().into())
        }),
        hook("getsockname6", address, At::CGROUP_INET6_GETSOCKNAME, shows_a_port(), shown, |_| {
            Ok(UdpSocket::bind("[::1]:4101")?.local_addr()?.port().into())
        }),
        hook("connect_unix", address, At::CGROUP_UNIX_CONNECT, no(), Refused, |folder| {
            let path = folder.join("connect");
            let _listener = UnixListener::bind(&path)?;
            let connected = UnixStream::connect(&path);
            std::fs::remove_file(&path)?;
            connected.map(|_| 0)
        }),
        hook("sendmsg_unix", address, At::CGROUP_UNIX_SENDMSG, no(), Refused, unix_datagram),
        hook("recvmsg_unix", address, At::CGROUP_UNIX_RECVMSG, ran(), Ran, unix_datagram),
        hook("getsockname_un", address, At::CGROUP_UNIX_GETSOCKNAME, ran(), Ran, |folder| {
            unix_socket(folder, |socket| socket.local_addr().map(|_| 0))
        }),
        hook("getpeername_un", address, At::CGROUP_UNIX_GETPEERNAME, ran(), Ran, |folder| {
            unix_socket(folder, |socket| {
                let path = folder.join("socket");
                let other = UnixDatagram::unbound()?;
                other.connect(path)?;
                other.peer_addr().and(socket.local_addr()).map(|_| 0)
            })
        }),
        hook("getsockopt", option, At::CGROUP_GETSOCKOPT, gives_77(), Gives(77), |_| {
            let socket = UdpSocket::bind("127.0.0.1:0")?;
            let size = rustix::net::sockopt::socket_recv_buffer_size(&socket)?;
            Ok(u64::try_from(size).unwrap_or(0))
        }),
        hook("setsockopt", option, At::CGROUP_SETSOCKOPT, no(), Refused, |_| {
            UdpSocket::bind("127.0.0.1:0")?.set_broadcast(true).map(|()| 0)
        }),
        hook("sysctl", ProgramType::CGROUP_SYSCTL, At::CGROUP_SYSCTL, no(), Refused, |_| {
            std::fs::read("/proc/sys/kernel/ostype").map(|_| 0)
        }),
        hook("device", ProgramType::CGROUP_DEVICE, At::CGROUP_DEVICE, no(), Refused, |_| {
            std::fs::File::open("/dev/zero").map(|_| 0)
        }),
        hook("sock_ops", ProgramType::SOCK_OPS, At::CGROUP_SOCK_OPS, ran(), Ran, |_| {
            connected("127.0.0.1").map(|_| 0)
        }),
    ]
}

fn unix_socket(folder: &Path, act: impl FnOnce(&UnixDatagram) -> io::Result<u64>) -> io::Result<u64> {
    let path = folder.join("socket");
    let socket = UnixDatagram::bind(&path)?;
    let done = act(&socket);
    std::fs::remove_file(&path)?;
    done
}

fn unix_datagram(folder: &Path) -> io::Result<u64> {
    unix_socket(folder, |socket| {
        UnixDatagram::unbound()?.send_to(b"packet", folder.join("socket"))?;
        socket.recv_from(&mut [0; 16]).map(|_| 0)
    })
}

fn every_hook() -> Outcome {
    let world = host()?;
    let folder = tempfile::tempdir()?;
    world.in_cgroup(|group| {
        for Hook { name, program_type, attach_type, code, act, effect } in hooks() {
            let object = ObjectSpec::new("GPL")
                .with_map(counts())
                .with_program(ProgramSpec::new(name, program_type, attach_type, code))
                .load(&world.kernel)?;
            for means in [Means::Link, Means::WithoutLink] {
                let seen = |group: &Group<'_>| -> Result<bool, Stop> {
                    let before = counted(&object)?[0];
                    let done = inside(group.folder(), || act(folder.path()))?;
                    Ok(match (effect, done) {
                        (Effect::Refused, Err(error)) if error.kind() == Io::PermissionDenied => true,
                        (Effect::Refused, done) => done.map(|_| false)?,
                        (Effect::Gives(number), done) => done? == number,
                        (Effect::Ran, done) => {
                            done.map(|_| counted(&object).map(|now| now[0] > before))??
                        }
                    })
                };
                assert!(!seen(group)?, "{name}: before");
                let link = object.program(name)?.attach_to_cgroup_with(group.folder(), &by(means))?;
                assert!(seen(group)?, "{name}: {means:?}");
                link.detach()?;
                assert!(!seen(group)?, "{name}: after {means:?}");
            }
        }
        Ok(())
    })
}
