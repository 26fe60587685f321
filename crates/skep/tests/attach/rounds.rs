//! What is left of attachments: nothing of those that ended, and of a process that was killed what it has pinned.

use crate::programs::{counting, counts, returning};
use crate::world::{World, host, simulated};
use skep::prelude::*;
use skep::uapi::kernel::TrafficDirection;
use skep::uapi::{AttachType, Version};
use skep::{CgroupOptions, Features, Means, NetfilterOptions, NetfilterPlace, TrafficOptions, XdpOptions};
use skep_harness::{Outcome, Suite, skip};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .twin("a thousand attachments leave nothing behind", host, simulated, a_thousand_rounds)
        .test("a process that is killed leaves attached what it has pinned [host]", killed)
}

/// A program of each kind that is attached here.
fn programs(world: &World) -> Result<Object> {
    let mut spec = ObjectSpec::new("GPL")
        .with_map(counts())
        .with_program(ProgramSpec::xdp("xdp", counting(0, 2)))
        .with_program(ProgramSpec::cgroup_skb_egress("cgroup", counting(1, 1)))
        .with_program(ProgramSpec::tracepoint("exec", "sched", "sched_process_exec", returning(0)));
    if !world.is_simulated() {
        let lookup = ProgramSpec::new("lookup", ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP, returning(1));
        spec = spec
            .with_program(lookup)
            .with_program(ProgramSpec::sched_cls("traffic", counting(2, 0)))
            .with_program(ProgramSpec::socket_filter("socket", returning(-1)));
    }
    if has_netfilter(world) {
        let filter = ProgramSpec::new("filter", ProgramType::NETFILTER, AttachType::NETFILTER, returning(1));
        spec = spec.with_program(filter);
    }
    spec.load(&world.kernel)
}

/// Whether programs are attached to netfilter (Linux 6.4).
fn has_netfilter(world: &World) -> bool {
    !world.is_simulated() && !Features::new(&world.kernel).program_type(ProgramType::NETFILTER).is_no()
}

fn a_thousand_rounds(world: &World) -> Outcome {
    world.in_cgroup(|group| {
        let object = programs(world)?;
        let interface = if world.is_simulated() { "sim0" } else { "lo" };
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        let program = |name: &str| object.program(name);
        let xdp = XdpOptions::new().mode(XdpMode::Generic);
        let attach = |kind: usize| -> Result<Link> {
            match kind {
                0 => program("exec")?.attach(),
                1 => program("xdp")?.attach_to_interface_with(interface, &xdp.means(Means::Link)),
                2 => program("xdp")?.attach_to_interface_with(interface, &xdp.means(Means::WithoutLink)),
                3 => program("cgroup")?.attach_to_cgroup(group.folder()),
                4 => {
                    let without = CgroupOptions::new().means(Means::WithoutLink);
                    program("cgroup")?.attach_to_cgroup_with(group.folder(), &without)
                }
                5 => program("traffic")?.attach_to_traffic(interface, TrafficDirection::Ingress),
                6 => {
                    let without = TrafficOptions::new().means(Means::WithoutLink);
                    program("traffic")?.attach_to_traffic_with(interface, TrafficDirection::Egress, &without)
                }
                7 => program("lookup")?.attach_to_network_namespace("/proc/thread-self/ns/net"),
                8 => program("socket")?.attach_to_socket(&socket),
                _ => {
                    let options = NetfilterOptions::ipv4(NetfilterPlace::LocalIn, 7);
                    program("filter")?.attach_to_netfilter(&options)
                }
            }
        };
        let kinds = match (world.is_simulated(), has_netfilter(world)) {
            (true, _) => 5,
            (false, false) => 9,
            (false, true) => 10,
        };
        // What the kernel is asked through stays open from the first time on.
        for kind in 0..kinds {
            attach(kind)?.detach()?;
        }
        let open = world.open()?;
        for round in 0..1000 {
            let link = attach(round % kinds)?;
            if round % 3 == 0 { link.detach()? } else { drop(link) }
        }
        assert_eq!(world.open()?, open, "descriptors or handles are left");
        assert!(world.kernel.take_failed_drops().is_empty());
        // Links end a little later than their descriptors are closed.
        let mut ours = Vec::new();
        for (_, program) in object.programs() {
            ours.push(program.info()?.id);
        }
        let left = || -> Result<usize> {
            Ok(world.kernel.links()?.iter().filter(|link| ours.contains(&link.program_id)).count())
        };
        for _ in 0..100 {
            if left()? == 0 {
                break;
            }
            world.wait_a_little(std::time::Duration::from_millis(10))?;
        }
        assert_eq!(left()?, 0, "links are left");
        if !world.is_simulated() {
            let shown = |tool: &str, arguments: &[&str]| match Command::new(tool).args(arguments).output() {
                Ok(output) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    skip(format!("`{tool}` is not installed (Debian: iproute2)"))
                }
                Err(error) => Err(error.into()),
            };
            assert!(!shown("tc", &["qdisc", "show", "dev", "lo"])?.contains("clsact"));
            assert!(!shown("ip", &["link", "show", "dev", "lo"])?.contains("xdp"));
        }
        Ok(())
    })
}

/// The argument that makes this binary a process that attaches programs and is killed; the next one is where it pins a
/// link, and the one after that where it pins the map.
pub(crate) const COMMAND: &str = "--attach-and-hang";

/// Attaches a program that it pins and one that it does not, says so, and does nothing more until it is killed.
pub(crate) fn attach_and_hang(link: &str, map: &str) -> ExitCode {
    let attach = || -> Result<()> {
        let world = host().map_err(|_| ()).expect("the one who started this could");
        let object = programs(&world)?;
        object.map::<Map>("COUNTS")?.pin(map)?;
        let pinned = object.program("xdp")?.attach_to_interface("lo", XdpMode::Generic)?;
        pinned.pin(link)?;
        let _held = object.program("traffic")?.attach_to_traffic("lo", TrafficDirection::Ingress)?;
        let mut output = std::io::stdout();
        writeln!(output, "attached").and_then(|()| output.flush()).expect("the test listens");
        loop {
            std::thread::park();
        }
    };
    attach().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn killed() -> Outcome {
    let world = host()?;
    world.needs(Version::new(6, 6), "links to traffic control, which end with their process,")?;
    let pins = world.pins()?;
    let (link, map) = (pins.path().join("link"), pins.path().join("map"));
    let start = |link: &Path, map: &Path| -> std::io::Result<std::process::Child> {
        let program = std::env::current_exe()?;
        Command::new(program).arg(COMMAND).arg(link).arg(map).stdout(Stdio::piped()).spawn()
    };
    world.in_network(|network| {
        let mut other = start(&link, &map)?;
        let mut said = String::new();
        BufReader::new(other.stdout.take().unwrap()).read_line(&mut said)?;
        assert_eq!(said, "attached\n");
        let counts = Map::open_pin(&world.kernel, &map)?;
        let counts = Array::<[u64; 4]>::new(counts)?;
        let count = || -> Result<[u64; 4]> { Ok(counts.get(0)?.unwrap_or_default()) };
        assert!(network.send(4150, b"packet")?);
        let [xdp, _, traffic, _] = count()?;
        assert!(xdp > 0 && traffic > 0);
        other.kill()?;
        other.wait()?;
        // What the process held ends with it, a little later.
        world.wait_a_little(std::time::Duration::from_millis(50))?;
        let [before, _, traffic, _] = count()?;
        assert!(network.send(4150, b"packet")?);
        let [after, _, still, _] = count()?;
        assert!(after > before, "what was pinned stays attached");
        assert_eq!(still, traffic, "what was not pinned ended");
        // The pin is a link like any other.
        let opened = Link::open_pin(&world.kernel, &link)?;
        assert!(opened.is_kernel_link());
        world.kernel.unpin(&link)?;
        drop(opened);
        assert!(network.send(4150, b"packet")?);
        assert_eq!(count()?[0], after);
        world.kernel.unpin(&map)?;
        Ok(())
    })
}
